/* Whole numbers in Chinese characters.
 * Must never know what is counted. */
#ifndef FATIAO_NUMERAL_H
#define FATIAO_NUMERAL_H
#include "grammar/arena.h"

/* 六十九, 一百零三: whole numbers below 10000; digits beyond. */
const char *chinese_numeral(Arena *arena, int n);
#endif
