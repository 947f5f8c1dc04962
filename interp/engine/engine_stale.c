/* Which parameters a decision may rest on whose value has been verified up to some day only (核实). Knows what rules refer to.
 * Must never know what came out. */
#include "interp/engine/engine_internal.h"

typedef struct { fatiao_policy *policy; StaleParams *into; bool amount; /* of a benefit: without effect on whether it is granted */ } Look;
static void add(Look *l, int param, bool amount_only)
{
    for (int i = 0; i < l->into->n; i++) {
        StaleParam *s = &l->into->items[i];
        if (s->param != param) continue;
        s->amount_only &= amount_only;
        return;
    }
    LIST_ADD(&l->policy->arena, l->into->items, l->into->n, (StaleParam){param, amount_only});
}
static void look(Look *l, const Expr *e)
{
    if (!e) return;
    if (e->kind == E_PARAM && l->policy->program.params[e->ref].verified_until != INT32_MAX) add(l, e->ref, l->amount);
    if (e->kind == E_RULE) { /* it stands before this one in the order, and is done */
        const StaleParams *of = &l->policy->stale[e->ref];
        for (int i = 0; i < of->n; i++)
            if (e->aspect != ASPECT_GRANTED || !of->items[i].amount_only) add(l, of->items[i].param, l->amount);
    }
    look(l, e->a), look(l, e->b), look(l, e->c);
}
static void look_at_version(Look *l, const RuleVersion *v)
{
    const Expr *const deciding[] = {v->value, v->when, v->applies, v->must, v->year, v->due_year, v->deadline};
    l->amount = false;
    for (size_t i = 0; i < sizeof deciding / sizeof *deciding; i++) look(l, deciding[i]);
    for (int i = 0; i < v->n_items; i++) look(l, v->items[i].condition);
    for (int i = 0; i < v->n_exceptions; i++) look(l, v->exceptions[i].condition), look(l, v->exceptions[i].value);
    l->amount = true;
    look(l, v->amount), look(l, v->weight);
    for (int i = 0; i < v->n_shares; i++) look(l, v->shares[i]);
    for (int i = 0; i < v->n_exceptions; i++) look(l, v->exceptions[i].amount);
}
void stale_find(fatiao_policy *p)
{
    bool any = false;
    for (int i = 0; i < p->program.n_params; i++) any |= p->program.params[i].verified_until != INT32_MAX;
    if (!any) return;
    p->stale = arena_alloc(&p->arena, (size_t)p->program.n_rules * sizeof *p->stale + 1);
    for (int i = 0; i < p->program.n_rules; i++) {
        int rule = p->program.rule_order[i];
        Look l = {p, &p->stale[rule], false};
        for (int k = 0; k < p->program.rules[rule].n_versions; k++) look_at_version(&l, &p->program.rules[rule].versions[k]);
    }
}
