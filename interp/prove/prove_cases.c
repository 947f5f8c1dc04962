/* Cases of a value: never so, hidden by those before them, gaps where there is no 其他, rows of a table that overlap.
 * Must never know how findings are shown. */
#include "interp/prove/prove_scene.h"

typedef struct { Scene *s; int version; bool table; } Cases;
/* One chain of cases, while it is walked. path: what has to hold to come here; earlier: that a case before held. */
enum { ROWS_MAX = 256 };
typedef struct { int reg; const Expr *value; Span span; } Case;

static Truth yes(Cases *c, int reg) { return scene_term(c->s, reg).yes; }
static void walk(Cases *c, const Expr *e, Truth path);

static void note(Cases *c, FindingKind kind, const Case *k, int number, Truth path)
{
    Scene *s = c->s;
    Sample sample;
    int so = k->reg, before = s->report->n_items;
    Finding *f = scene_find(s, kind, k->span, NULL);
    f->other = number;
    Shows shows = {.s = s, .status = STATUS_COUNT_, .so = &so, .n_so = kind == FIND_CASE_HIDDEN};
    Truth what = kind == FIND_CASE_HIDDEN ? logic_and(scene_logic(s), path, yes(c, k->reg)) : path;
    int open = s->report->n_open;
    if (scene_ask(s, kind, k->span, what, &sample) == ANSWER_YES) scene_show(s, &s->report->items[before], sample, scene_shows, &shows, NULL);
    s->report->n_open = open;
}
static void gap(Cases *c, const Expr *chain, Truth path)
{
    Scene *s = c->s;
    Sample sample;
    if (scene_ask(s, FIND_GAP, chain->span, path, &sample) != ANSWER_YES) return;
    Shows shows = {.s = s, .status = STATUS_UNDETERMINED, .reason = REASON_NO_CASE};
    if (!scene_shows(&shows, &sample)) return; /* a value that nobody asks for */
    Finding *f = scene_find(s, FIND_GAP, c->table ? s->about->span : chain->span, NULL);
    scene_show(s, f, sample, scene_shows, &shows, NULL);
}
static Truth values_differ(Cases *c, const Expr *a, const Expr *b)
{
    Scene *s = c->s;
    const Logic *l = scene_logic(s);
    int ra = scene_register(s, c->version, a), rb = scene_register(s, c->version, b);
    if (ra < 0 || rb < 0 || ra == rb) return l->no;
    RegKind kind = (RegKind)s->chunk->code[ra].kind;
    if (kind != (RegKind)s->chunk->code[rb].kind) return l->no;
    Term x = scene_term(s, ra), y = scene_term(s, rb);
    if (kind == KIND_BIT) return logic_or(l, logic_and(l, x.yes, y.no), logic_and(l, x.no, y.yes));
    return logic_and3(l, x.known, y.known, compare_ends(&s->q.terms, kind, CMP_NE, x.v, y.v));
}
static void overlaps(Cases *c, const Case *k, int n, Truth path)
{
    Scene *s = c->s;
    Sample sample;
    const Logic *l = scene_logic(s);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++) {
            Truth both = logic_and(l, path, logic_and3(l, yes(c, k[i].reg), yes(c, k[j].reg), values_differ(c, k[i].value, k[j].value)));
            if (scene_ask(s, FIND_OVERLAP, k[i].span, both, &sample) != ANSWER_YES) continue;
            const int so[2] = {k[i].reg, k[j].reg};
            Shows shows = {.s = s, .status = STATUS_COUNT_, .so = so, .n_so = 2};
            if (!scene_shows(&shows, &sample)) continue;
            Finding *f = scene_find(s, FIND_OVERLAP, k[i].span, NULL);
            f->other = j;
            scene_show(s, f, sample, scene_shows, &shows, NULL);
        }
}
static void chain(Cases *c, const Expr *e, Truth path)
{
    Scene *s = c->s;
    const Logic *l = scene_logic(s);
    Case *k = arena_alloc(s->arena, ROWS_MAX * sizeof *k);
    int n = 0, number = 0;
    Truth rest = path;
    const Expr *at = e;
    for (; at->kind == E_IF && n < ROWS_MAX; at = at->c) {
        int reg = scene_register(s, c->version, at->a);
        number++;
        if (reg < 0) continue;
        Truth here = logic_and(l, rest, yes(c, reg));
        if (!scene_settled(s, reg)) {
            k[n++] = (Case){reg, at->b, at->a->span};
            if (scene_ask(s, FIND_CASE_NEVER, at->a->span, here, NULL) == ANSWER_NO) {
                bool ever = scene_ask(s, FIND_CASE_NEVER, at->a->span, logic_and(l, path, yes(c, reg)), NULL) == ANSWER_YES;
                note(c, ever ? FIND_CASE_HIDDEN : FIND_CASE_NEVER, &k[n - 1], number, path);
                rest = logic_and(l, rest, scene_term(s, reg).no);
                continue;
            }
        }
        walk(c, at->b, here);
        rest = logic_and(l, rest, scene_term(s, reg).no);
    }
    if (at->kind == E_UNDEF && e->kind == E_IF) gap(c, e, rest);
    else walk(c, at, rest);
    if (c->table) overlaps(c, k, n, path);
}
/* Chains inside sums and the like count as well. */
static void walk(Cases *c, const Expr *e, Truth path)
{
    if (!e || e->kind == E_AT || (e->kind >= E_COUNT && e->kind <= E_SHARE)) return;
    if (e->kind == E_IF) { chain(c, e, path); return; }
    walk(c, e->a, path), walk(c, e->b, path), walk(c, e->c, path);
}
void prove_cases(Scene *s)
{
    const Logic *l = scene_logic(s);
    for (int i = 0; i < s->decision->n_versions; i++) {
        const RuleVersion *v = &s->about->versions[i];
        const DecisionVersion *d = &s->decision->versions[i];
        if (scene_ask(s, FIND_GAP, s->about->span, s->active[i], NULL) != ANSWER_YES) continue;
        Cases c = {s, i, v->table};
        if (v->value) walk(&c, v->value, s->active[i]);
        c.table = false;
        if (v->amount && d->value >= 0) walk(&c, v->amount, logic_and(l, s->active[i], scene_term(s, d->value).yes));
        for (int k = 0; k < v->n_exceptions; k++) {
            Truth holds = logic_and(l, s->active[i], scene_term(s, d->exceptions[k].holds).yes);
            walk(&c, v->exceptions[k].value, holds), walk(&c, v->exceptions[k].amount, holds);
        }
    }
}
