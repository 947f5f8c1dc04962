/* Which decisions of two policies belong together, and which of them are computed the same way. See compare.h.
 * Must never know how the answer is shown. */
#include "interp/engine/compare.h"
#include <string.h>
#include "interp/code/alike.h"

bool compare_has_solver(void)
{
#ifdef FATIAO_SOLVER
    return true;
#else
    return false;
#endif
}

static bool same_name(const char *a, const char *b) { return strcmp(a, b) == 0; }
static int entity_named(const Program *p, const char *alias)
{
    for (int i = 0; i < p->n_entities; i++)
        if (same_name(p->entities[i].name.alias, alias)) return i;
    return -1;
}
/* About an entity of the same alias, or none; identity is the alias. */
static int counterpart(const Program *p, const Rule *rule, const Program *other)
{
    for (int i = 0; i < other->n_rules; i++) {
        const Rule *r = &other->rules[i];
        if (!same_name(r->name.alias, rule->name.alias) || (r->subject < 0) != (rule->subject < 0)) continue;
        if (r->subject < 0 || same_name(other->entities[r->subject].name.alias, p->entities[rule->subject].name.alias)) return i;
    }
    return -1;
}
/* Where a rule is judged: on its subject; one without is judged on whichever entity comes first. */
static int place_of(const Program *p, const Rule *rule, const Program *other)
{
    if (rule->subject >= 0) return rule->subject;
    for (int i = 0; i < p->n_entities; i++)
        if (entity_named(other, p->entities[i].name.alias) >= 0) return i;
    return 0;
}
static const Decision *decision_of(const fatiao_policy *p, int entity, int rule)
{
    const Chunk *c = p->chunks[entity];
    for (int i = 0; i < c->n_decisions; i++)
        if (c->decisions[i].rule == rule && c->decisions[i].n == 0) return &c->decisions[i];
    return NULL;
}
static bool wanted(const CompareOptions *o, const Rule *rule)
{
    for (int i = 0; i < o->n_only; i++)
        if (same_name(o->only[i], rule->name.alias) || same_name(o->only[i], rule->name.zh)) return true;
    return o->n_only == 0;
}
typedef struct { Arena *arena; const fatiao_policy *policy[2]; const CompareOptions *options; Alike *alike; AlikeChunk *chunk[2]; } Work;
static const AlikeChunk *chunk_of(Work *w, int side, int entity)
{
    AlikeChunk *c = &w->chunk[side][entity];
    if (!c->chunk) *c = alike_add(w->alike, &w->policy[side]->program, w->policy[side]->chunks[entity]);
    return c;
}
static void compare_rule(Work *w, int rule, DecisionMeaning *m)
{
    const Program *before = &w->policy[0]->program, *after = &w->policy[1]->program;
    const Rule *r = &before->rules[rule];
    *m = (DecisionMeaning){.rule = {rule, counterpart(before, r, after)}, .entity = {place_of(before, r, after), -1}, .meaning = MEANING_REMOVED};
    if (m->rule[1] < 0) return;
    m->entity[1] = entity_named(after, before->entities[m->entity[0]].name.alias);
    const Decision *a = decision_of(w->policy[0], m->entity[0], rule), *b = m->entity[1] < 0 ? NULL : decision_of(w->policy[1], m->entity[1], m->rule[1]);
    m->meaning = MEANING_UNSETTLED, m->why = WHY_NO_SOLVER;
    if (a && b && alike_decisions(chunk_of(w, 0, m->entity[0]), a, chunk_of(w, 1, m->entity[1]), b)) m->meaning = MEANING_FORM, m->why = WHY_NONE;
#ifdef FATIAO_SOLVER
    else if (a && b) meaning_search(w->arena, w->policy, w->options, m);
#endif
}
void compare_meaning(Arena *arena, const fatiao_policy *before, const fatiao_policy *after, const CompareOptions *options, Comparison *out)
{
    Work w = {.arena = arena, .policy = {before, after}, .options = options, .alike = alike_new(arena)};
    for (int side = 0; side < 2; side++) w.chunk[side] = arena_alloc(arena, (size_t)w.policy[side]->program.n_entities * sizeof **w.chunk + 1);
    *out = (Comparison){0};
    for (int i = 0; i < before->program.n_rules; i++) {
        DecisionMeaning m;
        if (!wanted(options, &before->program.rules[i])) continue;
        compare_rule(&w, i, &m);
        LIST_ADD(arena, out->items, out->n_items, m);
    }
    for (int i = 0; i < after->program.n_rules; i++) {
        const Rule *r = &after->program.rules[i];
        if (wanted(options, r) && counterpart(&after->program, r, &before->program) < 0)
            LIST_ADD(arena, out->items, out->n_items, (DecisionMeaning){.rule = {-1, i}, .entity = {-1, place_of(&after->program, r, &before->program)}, .meaning = MEANING_ADDED});
    }
}
