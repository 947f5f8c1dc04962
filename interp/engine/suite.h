/* Examples (例) run as records: what was expected, what came out. Knows examples and decisions.
 * Must never know any stage's inside, or how results are shown. */
#ifndef FATIAO_SUITE_H
#define FATIAO_SUITE_H
#include "interp/engine/asserted.h"
#include "interp/engine/coverage.h"
#include "interp/engine/engine_internal.h"

/* One expectation that was not met; strings in the arena. */
typedef struct { const Expectation *expectation; const char *want, *got; } SuiteFault;
/* broken: what the policy asserts of every record, and is not so of this one. trouble: why the example could not be run (its facts are no record, its assumptions do not compile). */
typedef struct { const Example *example; const char *trouble; SuiteFault *faults; int n_faults; const Assertion **broken; int n_broken; } SuiteCase;

/* Runs one example; false when memory ran out. runner: of the policy, no block open. coverage may be NULL. */
bool suite_run(Arena *arena, Runner *runner, const Example *example, bool chinese, Coverage *coverage, SuiteCase *out);
/* Holds the example's record against the assertions; of one that supposes what a rule gives, or takes another reading,
 * nothing is asserted.
 * runner: of the policy in `asserted`. */
bool suite_hold(Arena *arena, Runner *runner, const Asserted *asserted, SuiteCase *c);
bool suite_passed(const SuiteCase *c);

/* ---- suite_report.c ---- */
typedef struct { const fatiao_policy *policy; const SuiteCase *cases; int n_cases; bool chinese, colour; Coverage *coverage; /* NULL: not asked for */ } SuiteReport;
const char *suite_text(Arena *arena, const SuiteReport *report);
const char *suite_tap(Arena *arena, const SuiteReport *report);
const char *suite_junit(Arena *arena, const SuiteReport *report);
#endif
