/* Which numbers a register of a chunk can hold, whatever the facts: read off the instructions, so that a column of results need not be
 * wider than they are. Knows instructions. Must never know programs, or how anything runs. */
#ifndef FATIAO_REACH_H
#define FATIAO_REACH_H
#include "interp/code/bytecode.h"

/* Of lanes that are known: lo <= v <= hi, and v a multiple of step. lo > hi: none is known with a number. step 0: only 0. */
typedef struct { int64_t lo, hi, step; } Reach;

/* out: for each instruction. What is no number reaches everything. */
void chunk_reach(const Chunk *chunk, Reach *out);
Reach reach_either(const Reach *a, const Reach *b); /* what is the one or the other */
/* The narrowest form for such numbers, counted in the largest power of ten that divides them all, 10 to the `digits` at most. */
RegForm reach_form(const Reach *reach, int digits);
#endif
