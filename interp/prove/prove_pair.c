/* Two decisions over one record. See prove_pair.h.
 * Must never know how an answer is shown. */
#include "interp/prove/prove_pair.h"
#include <string.h>

bool pair_open(Pair *p, Arena *arena, const PairSide side[2], const PairOptions *o)
{
    *p = (Pair){.side = {side[0], side[1]}};
    if (!question_open(&p->q, arena, o->limits)) return false;
    p->as_of = question_day(&p->q, "as_of", o->from, o->to), p->law = o->has_law ? date_constant(o->law) : p->as_of;
    const Terms *t = &p->q.terms;
    int scale = 0;
    for (int i = 0; i < 2; i++) {
        code_open(&p->code[i], &p->q, side[i].program, side[i].chunk, term_known(t, p->as_of), term_known(t, p->law));
        int own = outcome_scale(&p->code[i], &side[i].chunk->decisions[side[i].decision]);
        if (own > scale) scale = own;
    }
    for (int i = 0; i < 2; i++) outcome_of(&p->code[i], &side[i].chunk->decisions[side[i].decision], scale, &p->outcome[i]);
    for (int i = 0; i < 2; i++) code_requirements(&p->code[i]);
    p->differ = outcomes_differ(t, &p->outcome[0], &p->outcome[1]);
    ask_open(&p->ask, t, o->timeout_ms);
    ask_assert(&p->ask, p->differ);
    return true;
}
void pair_close(Pair *p)
{
    ask_close(&p->ask);
    question_close(&p->q);
}
Answer pair_next(Pair *p, Arena *arena, bool complete, Sample *out)
{
    if (p->differ == p->q.terms.logic.no) return ANSWER_NO;
    ask_axioms(&p->ask);
    if (complete) ask_push(&p->ask), ask_assert(&p->ask, question_complete(&p->q, true));
    Answer answer = ask_check(&p->ask);
    if (answer == ANSWER_YES) *out = sample_of(arena, &p->q, &p->ask, p->as_of, p->law);
    if (complete) ask_pop(&p->ask);
    return answer;
}

/* ---- classes ---- */
static Truth item_is(const Logic *l, const Outcome *o, const char *alias, int state)
{
    for (int i = 0; i < o->n_items; i++) {
        const OutcomeItem *item = &o->items[i];
        if (strcmp(item->alias, alias) == 0) return state == 2 ? item->certain : state == 1 ? logic_but(l, item->possible, item->certain) : logic_not(l, item->possible);
    }
    return logic_truth(l, state == 0);
}
static Truth value_is(const Pair *p, const Outcome *o, const char *word)
{
    const Logic *l = &p->q.terms.logic;
    if (o->type.kind == TY_BOOL) return num_eq(l, o->value, num(strcmp(word, "true") == 0));
    return num_eq(l, o->value, num(table_number(&p->q, o->table, word)));
}
/* Everybody of the class; where a kind is not told apart further, all changes between the two statuses. */
static Truth class_of(const Pair *p, const Change *c)
{
    const Logic *l = &p->q.terms.logic;
    const Outcome *a = &p->outcome[0], *b = &p->outcome[1];
    Truth statuses = logic_and(l, a->status[c->before], b->status[c->after]);
    switch (c->kind) {
    case CHANGE_LESS: return logic_and(l, statuses, num_lt(l, b->value, a->value));
    case CHANGE_MORE: return logic_and(l, statuses, num_gt(l, b->value, a->value));
    case CHANGE_ITEM: return logic_and3(l, statuses, item_is(l, a, c->item, c->was), item_is(l, b, c->item, c->is));
    case CHANGE_VALUE:
        if (!c->from || !c->to) return statuses;
        return logic_and3(l, statuses, value_is(p, a, c->from), value_is(p, b, c->to));
    case CHANGE_NONE: case CHANGE_STATUS: case CHANGE_BOUND: case CHANGE_PART: case CHANGE_BESIDE: break;
    }
    return statuses;
}
void pair_exclude(Pair *p, const Change *change) { ask_assert(&p->ask, logic_not(&p->q.terms.logic, class_of(p, change))); }
