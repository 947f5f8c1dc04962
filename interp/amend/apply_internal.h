/* Inside the carrying out of a decision. Only apply*.c includes this. Must never know the disk. */
#ifndef FATIAO_APPLY_INTERNAL_H
#define FATIAO_APPLY_INTERNAL_H
#include "interp/amend/apply.h"

/* By statement: an article whose words it changes, NULL; the item, where it is only one; whether rules stand under it. */
typedef struct { Arena *arena; Book *book; const SourceSet *sources; const Draft *draft, *others; int n_others; Diags *diags; Segment **words_of; const char **item_of; bool *ruled; } Apply;

/* ---- apply_words.c ---- */
void apply_words(Apply *a);
/* ---- apply_order.c ---- */
void apply_order(Apply *a);
/* ---- apply_rules.c ---- */
void apply_rules(Apply *a);
void apply_checks(Apply *a);
/* ---- apply_refs.c ---- */
/* What still speaks of articles by the numbers they had. */
void apply_refs(Apply *a);
#endif
