/* What one record costs at worst: lane operations with every list at its limit. See program.h.
 * Must never know clauses, files, bytecode.
 *
 * A rule runs once for the record, and once more for each element or date it is asked about from elsewhere. So the rules are
 * taken from those that nobody refers to downwards: a reference from the same place costs nothing of its own (the value is
 * kept), one through a list or on another day costs the rule again, times the elements. Sums saturate: a bound, not a promise. */
#include <string.h>
#include "grammar/limits.h"
#include "interp/program/resolve_rules.h"

static uint64_t plus(uint64_t a, uint64_t b) { return a > UINT64_MAX - b ? UINT64_MAX : a + b; }
static uint64_t times(uint64_t a, uint64_t b) { return a && b > UINT64_MAX / a ? UINT64_MAX : a * b; }

typedef struct { const Expr *e; uint64_t lanes; bool elsewhere; } Todo;
typedef struct { Resolver *r; int *seen, mark; int *same, rule; uint64_t own, *extra; Todo *todo; size_t cap; } Cost;

static void push(Cost *c, size_t *n, const Expr *e, uint64_t lanes, bool elsewhere)
{
    if (!e || c->seen[e->id] == c->mark) return;
    c->seen[e->id] = c->mark;
    if (*n == c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 256;
        c->todo = arena_grow(c->r->arena, c->todo, c->cap * sizeof *c->todo, cap * sizeof *c->todo);
        c->cap = cap;
    }
    c->todo[(*n)++] = (Todo){e, lanes, elsewhere};
}
static void refer(Cost *c, const Todo *t)
{
    int to = t->e->ref;
    bool same = !t->elsewhere && t->e->path.n == 0 && t->e->path.up == 0;
    uint64_t runs = c->extra[c->rule];
    if (same && c->same[to] == c->rule + 1) return;
    if (same) c->same[to] = c->rule + 1;
    else runs = times(plus(1, runs), t->lanes);
    c->extra[to] = plus(c->extra[to], runs);
}
static bool is_fold(ExprKind kind) { return kind >= E_COUNT && kind <= E_SHARE; }
static void walk(void *cx, const Expr *root)
{
    Cost *c = cx;
    size_t n = 0;
    push(c, &n, root, 1, false);
    while (n) {
        Todo t = c->todo[--n];
        bool fold = is_fold(t.e->kind), at = t.e->kind == E_AT;
        uint64_t inside = fold ? times(t.lanes, LIST_ELEMENTS_MAX) : t.lanes;
        c->own = plus(c->own, fold ? plus(t.lanes, inside) : t.lanes);
        if (t.e->kind == E_RULE) refer(c, &t);
        push(c, &n, t.e->a, inside, t.elsewhere || fold || at);
        push(c, &n, t.e->b, at ? t.lanes : inside, t.elsewhere || fold);
        push(c, &n, t.e->c, inside, t.elsewhere);
    }
}
void measure_cost(Resolver *r)
{
    Program *p = r->program;
    size_t rules = (size_t)p->n_rules;
    Cost c = {.r = r, .seen = arena_alloc(r->arena, (size_t)r->next_expr * sizeof(int) + 1), .same = arena_alloc(r->arena, rules * sizeof(int) + 1), .extra = arena_alloc(r->arena, rules * sizeof(uint64_t) + 1)};
    p->cost = 0;
    for (int i = p->n_rules - 1; i >= 0; i--) {
        c.rule = p->rule_order[i], c.mark = c.rule + 1, c.own = 0;
        for (int k = 0; k < p->rules[c.rule].n_versions; k++) version_roots(&p->rules[c.rule].versions[k], walk, &c);
        p->cost = plus(p->cost, times(c.own, plus(1, c.extra[c.rule])));
    }
}
