/* What is wrong with a policy by itself, whoever it is applied to: conflicts, what can never be, what never matters, gaps, days between.
 * Knows the engine and, where it is built in, the solver. Must never know texts, or how findings are shown. */
#ifndef FATIAO_PROVE_H
#define FATIAO_PROVE_H
#include "interp/engine/engine_internal.h"
#include "interp/decide/sample.h"

typedef enum {
    FIND_CONFLICT,        /* two exceptions hold and differ */
    FIND_NOBODY,          /* a benefit nobody is granted, a duty nobody meets, a truth that is never so */
    FIND_NEVER_APPLIES,   /* the 若 of a duty is never so */
    FIND_ITEM_NEVER,      /* an item of a list that never is in it */
    FIND_EXCEPTION_NEVER, /* an exception that never holds */
    FIND_EXCEPTION_IDLE,  /* one that holds, and changes nothing */
    FIND_CONDITION_IDLE,  /* a condition that changes nothing, whether it is so or not */
    FIND_CASE_NEVER,      /* a case (情形, a row) whose condition is never so */
    FIND_CASE_HIDDEN,     /* one that is so only where an earlier one is too */
    FIND_GAP,             /* no case is so */
    FIND_OVERLAP,         /* two rows of a table are so, and their results differ */
    FIND_OVERFLOW,        /* a number leaves the 64 bits */
    FIND_DAY_BETWEEN,     /* a day between two benefits that follow each other */
    FIND_DAY_TWICE,       /* a day in both */
    FIND_ASSERTION,       /* what the policy asserts is not so for everybody */
    FIND_COUNT_
} FindingKind;
/* span: of the condition, case, exception or rule. other: the second rule, exception or row. label: of a condition, case or item, NULL none.
 * has_sample: a record that shows it, or, of what can never be, one for whom it would be expected. result: what the VM says of it.
 * asserted: of FIND_ASSERTION, which has no rule (-1); of one that speaks of two people `second` is the other, who has more of what rises.
 * example: an 例 that says what ought to be, and fails; "" where an 例 has no words for it. */
typedef struct { FindingKind kind; int rule, entity, other; const char *label, *name, *other_name; Span span; bool has_sample; Sample sample; DecisionResult result; const Assertion *asserted; bool has_second; Sample second; const char *example; } Finding;
/* A question that the solver did not answer in time. */
typedef struct { FindingKind kind; int rule; Span span; const Assertion *asserted; } OpenQuestion;
/* HOLDS: for everybody within the limits of the options. */
typedef enum { ASSERTED_HOLDS, ASSERTED_BROKEN, ASSERTED_UNSETTLED } AssertedAnswer;
typedef struct { const Assertion *asserted; AssertedAnswer answer; } AssertedResult;
typedef struct { Finding *items; int n_items; OpenQuestion *open; int n_open; AssertedResult *asserted; int n_asserted; int n_rules, n_questions; bool no_solver; } ProveReport;
typedef struct { int32_t from, to; int max_children; unsigned timeout_ms; const char *const *only; int n_only; bool chinese; /* of examples */ } ProveOptions;

/* The policy must be usable. In the arena; memory running out jumps to its escape. */
void prove_policy(Arena *arena, const fatiao_policy *policy, const ProveOptions *options, ProveReport *out);
#endif
