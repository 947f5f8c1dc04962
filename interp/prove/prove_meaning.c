/* One decision on both sides: the solver looks for people, the VM judges them, and what is left of them is shown. See compare.h.
 * Must never know how the answer is shown. */
#include "interp/engine/compare.h"
#include "interp/prove/prove_pair.h"
#include "interp/prove/shrink.h"
#include "interp/engine/trial.h"
#include <string.h>

typedef struct {
    Arena *arena; const fatiao_policy *policy[2]; const CompareOptions *options; DecisionMeaning *m;
    Pair pair; Trial trial[2]; Hints hints;
    Change change; int missing; /* of the example that is being shrunk: facts missing on both sides */
} Search;

static bool judge(Search *s, Arena *arena, const Sample *sample, bool whole, DecisionResult result[2])
{
    return trial_run(&s->trial[0], arena, sample, whole, &result[0]) && trial_run(&s->trial[1], arena, sample, whole, &result[1]);
}
static bool shows(void *ctx, const Sample *sample)
{
    Search *s = ctx;
    DecisionResult result[2];
    if (!judge(s, s->arena, sample, false, result)) return false;
    Change c = change_between(&result[0], &result[1]);
    return change_same(&c, &s->change);
}
static bool shows_whole(void *ctx, const Sample *sample)
{
    Search *s = ctx;
    DecisionResult result[2];
    bool open = s->change.before == STATUS_UNDETERMINED || s->change.after == STATUS_UNDETERMINED;
    if (!open) return shows(ctx, sample);
    if (!judge(s, s->arena, sample, true, result)) return false;
    Change c = change_between(&result[0], &result[1]);
    return change_same(&c, &s->change) && result[0].n_missing + result[1].n_missing <= s->missing;
}
static void filled(void *ctx, const Sample *sample)
{
    Search *s = ctx;
    DecisionResult result[2];
    if (judge(s, s->arena, sample, true, result)) s->missing = result[0].n_missing + result[1].n_missing;
}
/* Small, plain, and what the VM says of it. */
static void add_example(Search *s, Sample sample)
{
    const ShrinkTest test = {s, shows, shows_whole, filled};
    shrink(s->arena, &sample, &s->hints, s->options->from, &test);
    Difference d = {.change = s->change, .sample = sample};
    judge(s, s->arena, &sample, true, d.result);
    for (int i = 0; i < 2; i++) {
        const WriteContext cx = trial_context(&s->trial[i], false);
        d.cites[i] = write_cited(s->arena, &cx, &d.result[i], &d.n_cites[i]);
    }
    for (int i = 0; i < 2; i++) d.record[i] = sample_json(s->arena, &s->trial[i].policy->program, s->m->entity[i], &sample);
    LIST_ADD(s->arena, s->m->examples, s->m->n_examples, d);
}
/* True: somebody was found, and another may be. */
static bool look(Search *s, bool complete, Answer *answer)
{
    Sample sample;
    DecisionResult result[2];
    *answer = pair_next(&s->pair, s->arena, complete, &sample);
    if (*answer != ANSWER_YES) return false;
    s->change = (Change){.kind = CHANGE_NONE};
    if (judge(s, s->arena, &sample, false, result)) s->change = change_between(&result[0], &result[1]);
    if (s->change.kind == CHANGE_NONE) { s->m->why = WHY_NOT_CONFIRMED; return false; }
    pair_exclude(&s->pair, &s->change);
    add_example(s, sample);
    return true;
}
static void search(Search *s)
{
    Answer answer = ANSWER_NO;
    bool limited = false;
    for (int pass = 0; pass < (s->options->complete ? 1 : 2) && s->m->why == WHY_NONE; pass++) { /* people of whom all is known first */
        while (!(limited = s->m->n_examples >= s->options->max_examples) && look(s, pass == 0, &answer)) {}
        if (answer == ANSWER_UNSETTLED) s->m->more = true;
        if (limited) break;
    }
    s->m->more |= limited;
    if (s->m->n_examples) s->m->meaning = MEANING_DIFFERS;
    else if (answer == ANSWER_NO && s->m->why == WHY_NONE) s->m->meaning = MEANING_PROVED, s->m->more = false;
    else if (s->m->why == WHY_NONE) s->m->why = WHY_TIME;
}
static void open(Search *s)
{
    PairSide side[2];
    const CompareOptions *o = s->options;
    const PairOptions options = {.limits = {o->max_children, COMPARE_FIRST_YEAR, COMPARE_LAST_YEAR, COMPARE_NUMBER_MAX}, .from = o->from, .to = o->to, .law = o->law, .has_law = o->has_law, .timeout_ms = o->timeout_ms};
    for (int i = 0; i < 2; i++) {
        trial_open(&s->trial[i], s->arena, s->policy[i], s->m->entity[i], s->m->rule[i]);
        side[i] = (PairSide){&s->policy[i]->program, s->policy[i]->chunks[s->m->entity[i]], s->trial[i].decision};
    }
    if (!pair_open(&s->pair, s->arena, side, &options)) { s->m->why = WHY_NO_SOLVER; return; }
    for (int i = 0; i < 2; i++) {
        const Code *code = &s->pair.code[i];
        bool *cone = arena_alloc(s->arena, (size_t)code->chunk->n_code + 1);
        for (int k = 0; k < code->chunk->n_code; k++) cone[k] = code->terms[k] != NULL;
        hints_add(s->arena, &s->hints, code->chunk, cone);
    }
}
static void work(void *ctx)
{
    Search *s = ctx;
    open(s);
    if (s->m->why == WHY_NONE) search(s);
}
/* The solver's memory and the readers' are not the arena's: they are given back also where memory has run out. */
void meaning_search(Arena *arena, const fatiao_policy *const policy[2], const CompareOptions *options, DecisionMeaning *m)
{
    Search s = {.arena = arena, .policy = {policy[0], policy[1]}, .options = options, .m = m};
    m->meaning = MEANING_UNSETTLED, m->why = WHY_NONE;
    bool fine = engine_guard(arena, work, &s);
    pair_close(&s.pair);
    for (int i = 0; i < 2; i++) trial_close(&s.trial[i]);
    if (!fine) longjmp(*arena->escape, 1);
}
