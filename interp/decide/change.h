/* What is different between two results of one decision: of which kind, which way. Classes of people for whom a decision changes are
 * made of this. Knows results. Must never know how they were reached. */
#ifndef FATIAO_CHANGE_H
#define FATIAO_CHANGE_H
#include "interp/decide/decide.h"

/* LESS, MORE: of a number. VALUE: another one. BOUND: an exact amount became a floor and the like. ITEM: of a list. PART: what a payer bears.
 * BESIDE: what a duty's result says beside its status. */
typedef enum { CHANGE_NONE, CHANGE_STATUS, CHANGE_LESS, CHANGE_MORE, CHANGE_VALUE, CHANGE_BOUND, CHANGE_ITEM, CHANGE_PART, CHANGE_BESIDE } ChangeKind;
/* Values of enumerations must have their aliases as text.
 * Statuses as decide_read gives them (no STATUS_ERROR). item: alias; was, is: what the list says of it, 0 not in it, 1 perhaps, 2 in it.
 * from, to: of a VALUE that is an enumeration's or a truth, else NULL. */
typedef struct { ChangeKind kind; DecisionStatus before, after; const char *item; int was, is; const char *from, *to; } Change;
Change change_between(const DecisionResult *before, const DecisionResult *after);
bool change_same(const Change *a, const Change *b);
#endif
