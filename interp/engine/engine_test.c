/* The examples of a policy: each run, the results shown. See fatiao.h.
 * Must never know what an example says. */
#include <string.h>
#include "interp/engine/suite.h"

typedef struct { const fatiao_policy *policy; const fatiao_test_options *options; fatiao_sink sink; Arena arena; Runner runner, judge; Asserted asserted; int passed, failed; fatiao_status status; } Test;
static const char *show(Arena *arena, const SuiteReport *report, fatiao_test_format format)
{
    switch (format) {
    case FATIAO_TEST_TAP: return suite_tap(arena, report);
    case FATIAO_TEST_JUNIT: return suite_junit(arena, report);
    case FATIAO_TEST_TEXT: break;
    }
    return suite_text(arena, report);
}
/* The runner that judges what is asserted; where nothing is, there is none. */
static bool open_judge(Test *t)
{
    if (!t->policy->program.n_assertions) return true;
    if (!asserted_open(&t->arena, t->policy, &t->asserted)) { t->status = FATIAO_ERRORS; return false; }
    return runner_open(&t->judge, &t->asserted.policy, &t->arena.allocator, NULL, NULL);
}
static void run(void *ctx)
{
    Test *t = ctx;
    const Program *p = &t->policy->program;
    bool chinese = t->options->language == FATIAO_ZH;
    SuiteCase *cases = arena_alloc(&t->arena, (size_t)p->n_examples * sizeof *cases + 1);
    Coverage *coverage = t->options->coverage ? coverage_new(&t->arena, p) : NULL;
    if (!runner_open(&t->runner, t->policy, &t->arena.allocator, NULL, NULL) || !open_judge(t)) return;
    for (int i = 0; i < p->n_examples; i++) {
        if (!suite_run(&t->arena, &t->runner, &p->examples[i], chinese, coverage, &cases[i]) || (t->judge.policy && !suite_hold(&t->arena, &t->judge, &t->asserted, &cases[i]))) return;
        *(suite_passed(&cases[i]) ? &t->passed : &t->failed) += 1;
    }
    const SuiteReport report = {t->policy, cases, p->n_examples, chinese, t->options->colour, coverage};
    const char *text = show(&t->arena, &report, t->options->format);
    t->status = !t->sink.write(t->sink.ctx, text, strlen(text)) ? FATIAO_STOPPED : t->failed ? FATIAO_ERRORS : FATIAO_OK;
}
fatiao_status fatiao_test(const fatiao_policy *policy, const fatiao_test_options *options, fatiao_sink sink, int *passed, int *failed)
{
    if (!policy || !options || !sink.write || (unsigned)options->format > FATIAO_TEST_JUNIT || !language_given(options->language)) return FATIAO_ARGUMENT;
    if (!(policy = policy_whole(policy))) return FATIAO_NO_MEMORY;
    if (!policy->usable) return FATIAO_ERRORS;
    Test t = {.policy = policy, .options = options, .sink = sink, .status = FATIAO_NO_MEMORY};
    arena_init(&t.arena, &policy->arena.allocator);
    if (!engine_guard(&t.arena, run, &t)) t.status = FATIAO_NO_MEMORY;
    runner_close(&t.runner);
    runner_close(&t.judge);
    arena_free(&t.arena);
    if (passed) *passed = t.passed;
    if (failed) *failed = t.failed;
    return t.status;
}
