/* Every decision of a policy, checked by itself. See prove.h.
 * Must never know how findings are shown. */
#include "interp/prove/prove.h"
#include <string.h>
#ifdef FATIAO_SOLVER
#include "interp/prove/prove_scene.h"

static bool wanted(const ProveOptions *o, const Rule *rule)
{
    for (int i = 0; i < o->n_only; i++)
        if (strcmp(o->only[i], rule->name.alias) == 0 || strcmp(o->only[i], rule->name.zh) == 0) return true;
    return o->n_only == 0;
}
typedef struct { Arena *arena; const fatiao_policy *policy; const ProveOptions *options; ProveReport *report; Scene scene; int rule; } Work;
static void work(void *ctx)
{
    Work *w = ctx;
    Scene *s = &w->scene;
    if (!scene_open(s, w->arena, w->policy, w->options, w->report, w->rule)) return;
    w->report->n_rules++;
    prove_rules(s);
    prove_cases(s);
    prove_numbers(s);
    prove_idle(s);
}
/* The solver's memory and the reader's are not the arena's: they are given back also where memory has run out. */
static void prove_rule(Work *w, int rule)
{
    w->rule = rule;
    bool fine = engine_guard(w->arena, work, w);
    scene_close(&w->scene);
    if (!fine) longjmp(*w->arena->escape, 1);
}
void prove_policy(Arena *arena, const fatiao_policy *policy, const ProveOptions *options, ProveReport *out)
{
    Work w = {.arena = arena, .policy = policy, .options = options, .report = out};
    *out = (ProveReport){0};
    for (int i = 0; i < policy->program.n_rules; i++)
        if (wanted(options, &policy->program.rules[i])) prove_rule(&w, i);
    prove_assertions(arena, policy, options, out);
    if (!options->n_only) prove_periods(arena, policy, options, out);
}
#else
void prove_policy(Arena *arena, const fatiao_policy *policy, const ProveOptions *options, ProveReport *out)
{
    (void)arena, (void)policy, (void)options;
    *out = (ProveReport){.no_solver = true};
}
#endif
