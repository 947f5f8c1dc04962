/* An example made small and plain: fewer elements, fewer facts, round values, days near the boundary that matters, as long as a test
 * says that it still shows what it is to show. Must never know what that is. */
#ifndef FATIAO_SHRINK_H
#define FATIAO_SHRINK_H
#include "interp/code/bytecode.h"
#include "interp/decide/sample.h"

/* shows: the record still does. whole: the same, and no more facts are missing that matter than when `filled` was called, which says
 * that no further fact can be given. */
typedef struct { void *ctx; bool (*shows)(void *ctx, const Sample *s), (*whole)(void *ctx, const Sample *s); void (*filled)(void *ctx, const Sample *s); } ShrinkTest;
/* Numbers that a program compares with: ages and periods in years and in months, days, other numbers (at their scale). */
typedef struct { int64_t *years, *months, *days, *numbers; int n_years, n_months, n_days, n_numbers; } Hints;
void hints_add(Arena *arena, Hints *h, const Chunk *chunk, const bool *cone); /* cone: the instructions that count; NULL: all */
/* first: the earliest assessment date that may be taken. */
void shrink(Arena *arena, Sample *s, const Hints *h, int32_t first, const ShrinkTest *test);
#endif
