/* What a decision comes to, as terms: the words of its result for every record there can be. Mirrors decide.c, which says the same of one
 * lane. Must never know why the question is asked. */
#ifndef FATIAO_PROVE_OUTCOME_H
#define FATIAO_PROVE_OUTCOME_H
#include "interp/decide/decide.h"
#include "interp/prove/prove_code.h"

typedef struct { const char *alias; Truth certain, possible; } OutcomeItem;
typedef struct { const char *alias; Truth known; Num amount; } OutcomePart; /* of a granted benefit; at the decision's scale */
typedef struct {
    Truth status[STATUS_COUNT_];         /* exactly one holds; STATUS_ERROR never: it is undetermined here, as decide_read says */
    Truth valued; Num value; Type type;  /* a status value or granted has this; numbers at type.scale, enumerations by their number in the table */
    int table;
    Truth bound[AMOUNT_IN_KIND + 1];     /* of a benefit: of which kind its amount is */
    Truth applies, due, overdue;         /* duties, targets: what is said beside the status */
    OutcomeItem *items; int n_items; OutcomePart *parts; int n_parts; /* of all versions */
} Outcome;

/* scale: of numbers, at least that of all versions, see outcome_scale. */
void outcome_of(Code *code, const Decision *decision, int scale, Outcome *out);
int outcome_scale(const Code *code, const Decision *decision);
/* Whether the two say something else. */
Truth outcomes_differ(const Terms *t, const Outcome *a, const Outcome *b);
#endif
