/* Conditions that never matter inside an aggregate, judged of every element there may be: see prove_idle.c.
 * Must never know how findings are shown. */
#include "interp/prove/prove_scene.h"

/* Elements of a list of the record itself, or of what is nested in it. */
typedef struct { Scene *s; int version, context, space; const Fact *list; uint32_t n; } Inside;

static void walk(Inside *w, const Expr *e, const Truth *path);
static const Logic *logic_of(const Inside *w) { return scene_logic(w->s); }
/* The register of an expression in the elements' lanes; -1: it has none there. */
static int register_of(const Inside *w, const Expr *e)
{
    const Origin *o = e ? chunk_origin(w->s->chunk, w->context, e->id) : NULL;
    return o && o->map < 0 && w->s->chunk->code[o->reg].space == w->space && w->s->chunk->code[o->reg].kind == KIND_BIT ? o->reg : -1;
}
static Truth *lanes_of(Inside *w) { return arena_alloc(w->s->arena, (size_t)w->n * sizeof(Truth) + 1); }
/* `path`, and the expression so; what is not judged element by element says nothing. */
static const Truth *and_so(Inside *w, const Truth *path, const Expr *e, bool yes)
{
    int reg = register_of(w, e);
    if (reg < 0) return path;
    uint32_t n;
    const Term *t = code_lanes(&w->s->code, reg, &n);
    Truth *out = lanes_of(w);
    for (uint32_t k = 0; k < w->n; k++) out[k] = logic_and(logic_of(w), path[k], yes ? t[k].yes : t[k].no);
    return out;
}
static Truth for_some(const Inside *w, const Truth *lanes)
{
    Truth any = logic_of(w)->no;
    for (uint32_t k = 0; k < w->n; k++) any = logic_or(logic_of(w), any, lanes[k]);
    return any;
}

/* ---- a chain of 且 or 或 ---- */
/* Shown by somebody with an element for whom the others are so. */
static void tell(Inside *w, const Expr *const *x, int n, int at, bool all, Sample sample)
{
    Scene *s = w->s;
    int regs[OPERANDS_MAX], n_regs = 0, here = s->report->n_items;
    for (int i = 0; i < n; i++) {
        int reg = register_of(w, x[i]);
        if (i != at && reg >= 0) regs[n_regs++] = reg;
    }
    Shows shows = {.s = s, .status = STATUS_COUNT_, .inside = regs, .n_inside = n_regs, .inside_so = all};
    scene_find(s, FIND_CONDITION_IDLE, x[at]->span, x[at]->label);
    scene_show(s, &s->report->items[here], sample, scene_shows, &shows, NULL);
}
static void chain(Inside *w, const Expr *e, const Truth *path)
{
    const Expr *x[OPERANDS_MAX];
    bool all = e->kind == E_AND;
    int n = scene_operands(e, e->kind, x, OPERANDS_MAX);
    for (int i = n - 1; i >= 0; i--) {
        const Truth *around = path;
        Sample sample;
        for (int k = 0; k < n; k++)
            if (k != i) around = and_so(w, around, x[k], all);
        bool idle = register_of(w, x[i]) >= 0 && scene_ask(w->s, FIND_CONDITION_IDLE, x[i]->span, for_some(w, and_so(w, around, x[i], !all)), NULL) == ANSWER_NO;
        if (!idle) { walk(w, x[i], all ? around : path); continue; }
        if (scene_ask(w->s, FIND_CONDITION_IDLE, x[i]->span, for_some(w, around), &sample) != ANSWER_YES) continue; /* the others alone cannot be so */
        tell(w, x, n, i, all, sample);
        x[i] = x[--n];
    }
}
static void walk(Inside *w, const Expr *e, const Truth *path)
{
    if (!e || e->kind == E_AT || (e->kind >= E_COUNT && e->kind <= E_SHARE)) return;
    if (e->kind == E_AND || e->kind == E_OR) { chain(w, e, path); return; }
    walk(w, e->a, path), walk(w, e->b, path), walk(w, e->c, path);
}
void prove_inside(Scene *s, int version, const Expr *e, Truth path)
{
    const Origin *o = chunk_origin(s->chunk, s->decision->versions[version].context, e->id);
    if (!o || o->inner < 0 || path == scene_logic(s)->no) return;
    Inside w = {s, version, o->inner, s->chunk->contexts[o->inner].home, NULL, 0};
    if (!(w.list = code_list(&s->code, w.space))) return;
    w.n = (uint32_t)w.list->n_in;
    Truth *there = lanes_of(&w);
    for (uint32_t k = 0; k < w.n; k++) there[k] = logic_and3(scene_logic(s), path, w.list->known, w.list->in[k]);
    walk(&w, e->a, there);
    walk(&w, e->b, e->a ? and_so(&w, there, e->a, true) : there);
}
