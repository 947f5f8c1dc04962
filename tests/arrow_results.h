/* Results in the Arrow C Data Interface, read back by its specification alone and held against fatiao_result.
 * Must never know how they were made. */
#ifndef FATIAO_TESTS_ARROW_RESULTS_H
#define FATIAO_TESTS_ARROW_RESULTS_H
#include "interp/fatiao.h"

/* The word of an array of dictionary-encoded strings at a row. */
const char *word_at(const struct ArrowArray *a, int64_t i, char out[128]);
/* A number of a column, in whatever form the schema says it is; digits of it that stand after the point. */
int64_t number_in(const struct ArrowSchema *s, const struct ArrowArray *a, int64_t i);
int scale_of_numbers(const struct ArrowSchema *s);
/* What stands of a decision in its struct of columns at a row is what *r says. */
void same_decision(const struct ArrowSchema *s, const struct ArrowArray *a, int64_t row, const fatiao_result *r);
#endif
