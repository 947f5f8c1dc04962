/* See cone.h. Must never know values, or what runs. */
#include "interp/program/cone.h"

void cone_each(const RuleVersion *v, void (*visit)(void *ctx, const Expr *expr), void *ctx)
{
    const Expr *const own[] = {v->value, v->when, v->amount, v->weight, v->applies, v->must, v->year, v->due_year, v->deadline};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (own[i]) visit(ctx, own[i]);
    for (int i = 0; i < v->n_shares; i++)
        if (v->shares[i]) visit(ctx, v->shares[i]);
    for (int i = 0; i < v->n_items; i++)
        if (v->items[i].condition) visit(ctx, v->items[i].condition);
    for (int i = 0; i < v->n_exceptions; i++) {
        const Expr *const parts[] = {v->exceptions[i].condition, v->exceptions[i].value, v->exceptions[i].amount};
        for (int k = 0; k < 3; k++)
            if (parts[k]) visit(ctx, parts[k]);
    }
}

/* Trees share branches: each is walked once. Chains of 或 and of cases are thousands deep on one side: that side is a loop. */
typedef struct { Arena *arena; const Program *program; Cone cone; int *rules; int n; const Expr **by_id; bool *seen, present; } Walk;
static void look(Walk *w, const Expr *e)
{
    if (w->by_id) w->by_id[e->id] = e;
    if (!w->cone.rules) return;
    if (e->kind == E_PARAM) w->cone.params[e->ref] = true;
    if (e->kind != E_RULE || w->cone.rules[e->ref]) return;
    w->cone.rules[e->ref] = true;
    LIST_ADD(w->arena, w->rules, w->n, e->ref);
}
static void walk(void *ctx, const Expr *e)
{
    Walk *w = ctx;
    for (; e && e->id >= 0 && e->id < w->program->n_exprs && !w->seen[e->id]; e = e->kind == E_IF ? e->c : e->a) {
        w->seen[e->id] = true;
        look(w, e);
        const Expr *other = e->kind == E_IF ? e->a : e->c;
        if (e->b) walk(w, e->b);
        if (w->present && e->kind == E_AT && e->law_then) return;
        if (other) walk(w, other);
    }
}
static Walk walk_new(Arena *arena, const Program *program)
{
    return (Walk){.arena = arena, .program = program, .seen = arena_alloc(arena, (size_t)program->n_exprs + 1)};
}
static Cone cone_from(Arena *arena, const Program *program, int rule, bool present)
{
    Walk w = walk_new(arena, program);
    w.present = present;
    w.cone.params = arena_alloc(arena, (size_t)program->n_params + 1);
    w.cone.rules = arena_alloc(arena, (size_t)program->n_rules + 1);
    w.cone.rules[rule] = true;
    LIST_ADD(arena, w.rules, w.n, rule);
    for (int i = 0; i < w.n; i++) {
        const Rule *r = &program->rules[w.rules[i]];
        for (int k = 0; k < r->n_versions; k++) cone_each(&r->versions[k], walk, &w);
    }
    return w.cone;
}
Cone cone_of(Arena *arena, const Program *program, int rule) { return cone_from(arena, program, rule, false); }
Cone cone_of_present(Arena *arena, const Program *program, int rule) { return cone_from(arena, program, rule, true); }
const Expr **cone_exprs(Arena *arena, const Program *program)
{
    Walk w = walk_new(arena, program);
    w.by_id = arena_alloc(arena, (size_t)program->n_exprs * sizeof *w.by_id + 1);
    for (int i = 0; i < program->n_rules; i++)
        for (int k = 0; k < program->rules[i].n_versions; k++) cone_each(&program->rules[i].versions[k], walk, &w);
    return w.by_id;
}
