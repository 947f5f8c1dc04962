/* Two policies compared by what they decide: for each decision, that it is the same for everyone, or examples of people for whom it is not.
 * Knows the engine and, where it is built in, the solver. Must never know texts, articles, or how the answer is shown. */
#ifndef FATIAO_COMPARE_H
#define FATIAO_COMPARE_H
#include "interp/decide/change.h"
#include "interp/engine/engine_internal.h"
#include "interp/decide/sample.h"

/* FORM: computed the same way. PROVED: the solver found that nobody is treated differently. UNSETTLED: see why. */
typedef enum { MEANING_FORM, MEANING_PROVED, MEANING_DIFFERS, MEANING_UNSETTLED, MEANING_ADDED, MEANING_REMOVED } Meaning;
typedef enum { WHY_NONE, WHY_NO_SOLVER, WHY_TIME, WHY_NOT_CONFIRMED /* the VM did not agree with the solver's example: a fault of ours */ } Unsettled;
/* One class of people: an example of it, judged by the VM on both sides. record: JSON of each side. */
typedef struct { Change change; Sample sample; const char *record[2]; DecisionResult result[2]; const char **cites[2]; int n_cites[2]; } Difference;
/* rule: -1 on the side that has none. more: classes were left unsearched, for time or for the limit of examples. */
typedef struct { int rule[2], entity[2]; Meaning meaning; Unsettled why; Difference *examples; int n_examples; bool more; } DecisionMeaning;
typedef struct { DecisionMeaning *items; int n_items; } Comparison;

/* Assessment dates from .. to; the law's date is the same unless has_law. complete: people whose facts are all given only.
 * timeout_ms: of one question to the solver. only: aliases or names of decisions; n_only 0: all. */
typedef struct { int32_t from, to, law; bool has_law, complete; int max_children, max_examples; unsigned timeout_ms; const char *const *only; int n_only; } CompareOptions;
/* What every example and proof is within, beside the options; to be said with the result. */
enum { COMPARE_FIRST_YEAR = 1900, COMPARE_LAST_YEAR = 2099, COMPARE_NUMBER_MAX = 1000000000 };

bool compare_has_solver(void);
/* Both usable. In the arena; memory running out jumps to its escape. */
void compare_meaning(Arena *arena, const fatiao_policy *before, const fatiao_policy *after, const CompareOptions *options, Comparison *out);

/* Inside: one pair that is not computed the same way (prove_meaning.c). */
void meaning_search(Arena *arena, const fatiao_policy *const policy[2], const CompareOptions *options, DecisionMeaning *m);
#endif
