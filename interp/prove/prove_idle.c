/* Conditions and exceptions that never matter. A condition below 且 matters if the others of its 且 can hold without it, one below 或 if it can
 * hold without the others; what is around it is taken to be so. Must never know how findings are shown. */
#include "interp/prove/prove_scene.h"

typedef struct { Scene *s; int version; } Idle;

static void walk(Idle *w, const Expr *e, Truth path);

/* ---- conditions ---- */
/* As a truth of complete records; what is not in the root's lanes says nothing. */
static Truth so(Idle *w, const Expr *e, bool yes)
{
    int reg = scene_register(w->s, w->version, e);
    if (reg < 0 || w->s->chunk->code[reg].kind != KIND_BIT) return scene_logic(w->s)->yes;
    Term t = scene_term(w->s, reg);
    return yes ? t.yes : t.no;
}
static Truth others(Idle *w, const Expr *const *x, int n, int but, bool yes)
{
    Truth all = scene_logic(w->s)->yes;
    for (int i = 0; i < n; i++)
        if (i != but) all = logic_and(scene_logic(w->s), all, so(w, x[i], yes));
    return all;
}
static void tell(Idle *w, const Expr *const *x, int n, int at, bool all)
{
    Scene *s = w->s;
    int regs[OPERANDS_MAX], held[OPERANDS_MAX], n_regs = 0, n_held = 0, here = s->report->n_items;
    Sample sample;
    scene_find(s, FIND_CONDITION_IDLE, x[at]->span, x[at]->label);
    for (int i = 0; all && i < n; i++) {
        int reg = scene_register(s, w->version, x[i]);
        if (i != at && !scene_settled(s, reg)) regs[n_regs++] = reg;
    }
    Truth odd = logic_and(scene_logic(s), s->active[w->version], so(w, x[at], !all)); /* for whom one would expect it to matter */
    Shows shows = {.s = s, .status = STATUS_COUNT_, .so = held, .odd = scene_register(s, w->version, x[at]), .odd_so = !all};
    if (!scene_nearest(s, odd, regs, n_regs, &sample, held, &n_held)) {
        shows.odd = 0; /* it is so, or not, of everybody */
        if (!scene_nearest(s, s->active[w->version], regs, n_regs, &sample, held, &n_held)) return;
    }
    shows.n_so = n_held;
    scene_show(s, &s->report->items[here], sample, scene_shows, &shows, NULL);
}
static void chain(Idle *w, const Expr *e, Truth path)
{
    Scene *s = w->s;
    const Logic *l = scene_logic(s);
    const Expr *x[OPERANDS_MAX];
    bool all = e->kind == E_AND;
    int n = scene_operands(e, e->kind, x, OPERANDS_MAX);
    for (int i = n - 1; i >= 0; i--) { /* of two that say the same, the later one is told */
        Truth around = logic_and(l, path, others(w, x, n, i, all));
        int reg = scene_register(s, w->version, x[i]);
        if (!scene_settled(s, reg) && s->chunk->code[reg].kind == KIND_BIT && scene_ask(s, FIND_CONDITION_IDLE, x[i]->span, logic_and(l, around, so(w, x[i], !all)), NULL) == ANSWER_NO) {
            if (scene_ask(s, FIND_CONDITION_IDLE, x[i]->span, around, NULL) != ANSWER_YES) continue; /* the others alone cannot be so */
            tell(w, x, n, i, all);
            x[i] = x[--n]; /* the rest has to do without it */
            continue;
        }
        walk(w, x[i], all ? around : path);
    }
}
static void walk(Idle *w, const Expr *e, Truth path)
{
    const Logic *l = scene_logic(w->s);
    if (!e || path == l->no || e->kind == E_AT) return;
    if (e->kind >= E_COUNT && e->kind <= E_SHARE) { prove_inside(w->s, w->version, e, path); return; }
    switch (e->kind) {
    case E_AND: case E_OR: chain(w, e, path); return;
    case E_IF:
        walk(w, e->a, path);
        walk(w, e->b, logic_and(l, path, so(w, e->a, true)));
        walk(w, e->c, logic_and(l, path, so(w, e->a, false)));
        return;
    default: walk(w, e->a, path), walk(w, e->b, path), walk(w, e->c, path);
    }
}

/* ---- exceptions ---- */
/* The decision with one truth register taken to be so. */
static Truth changes(Idle *w, int reg, bool value)
{
    Scene *s = w->s;
    Code code;
    Outcome other;
    Forced forced = {reg, value};
    code_open(&code, &s->q, &s->policy->program, s->chunk, s->code.as_of, s->code.law);
    code.forced = &forced, code.n_forced = 1;
    outcome_of(&code, s->decision, outcome_scale(&code, s->decision), &other);
    return logic_and(scene_logic(s), s->active[w->version], outcomes_differ(&s->q.terms, &s->outcome, &other));
}
static bool never_holds(const Scene *s, int exception)
{
    for (int i = 0; i < s->report->n_items; i++) {
        const Finding *f = &s->report->items[i];
        if (f->kind == FIND_EXCEPTION_NEVER && f->rule == s->rule && f->other == exception) return true;
    }
    return false;
}
static void exception(Idle *w, int k)
{
    Scene *s = w->s;
    const Exception *x = &s->about->versions[w->version].exceptions[k];
    int holds = s->decision->versions[w->version].exceptions[k].holds;
    const Logic *l = scene_logic(s);
    if (never_holds(s, k) || scene_settled(s, holds)) return;
    if (scene_ask(s, FIND_EXCEPTION_IDLE, x->span, changes(w, holds, false), NULL) != ANSWER_NO) { walk(w, x->condition, s->active[w->version]); return; }
    int here = s->report->n_items;
    Sample sample;
    Finding *f = scene_find(s, FIND_EXCEPTION_IDLE, x->span, NULL);
    f->other = k, f->name = s->options->chinese ? x->name.zh : x->name.alias;
    Shows shows = {.s = s, .status = STATUS_COUNT_, .so = &holds, .n_so = 1};
    if (scene_ask(s, FIND_COUNT_, x->span, logic_and(l, s->active[w->version], scene_term(s, holds).yes), &sample) == ANSWER_YES)
        scene_show(s, &s->report->items[here], sample, scene_shows, &shows, NULL);
}
static bool never_so(const Scene *s)
{
    for (int i = 0; i < s->report->n_items; i++) {
        FindingKind k = s->report->items[i].kind;
        if (s->report->items[i].rule == s->rule && (k == FIND_NOBODY || k == FIND_NEVER_APPLIES)) return true;
    }
    return false;
}
void prove_idle(Scene *s)
{
    const Logic *l = scene_logic(s);
    if (never_so(s)) return; /* where nothing is ever so, no condition matters */
    for (int i = 0; i < s->decision->n_versions; i++) {
        Idle w = {s, i};
        const RuleVersion *v = &s->about->versions[i];
        const DecisionVersion *d = &s->decision->versions[i];
        Truth active = s->active[i], applies = v->applies ? logic_and(l, active, so(&w, v->applies, true)) : active, when = v->when ? logic_and(l, active, so(&w, v->when, true)) : active;
        if (scene_ask(s, FIND_CONDITION_IDLE, s->about->span, active, NULL) != ANSWER_YES) continue;
        walk(&w, v->when, active), walk(&w, v->applies, active), walk(&w, v->must, applies), walk(&w, v->value, active);
        walk(&w, v->amount, d->value >= 0 && v->amount ? logic_and(l, active, scene_term(s, d->value).yes) : active);
        for (int k = 0; k < v->n_items; k++) walk(&w, v->items[k].condition, when);
        for (int k = 0; k < v->n_exceptions; k++) exception(&w, k);
    }
}
