/* How many slips lie between two words: letters left out, added, wrong, or swapped with the next.
 * Must never know what the words stand for, or how many slips are too many. */
#ifndef FATIAO_NEARNESS_H
#define FATIAO_NEARNESS_H
#include <stddef.h>
#include <stdint.h>

enum { NEARNESS_LETTERS = 64 };
/* The first characters of a text, capital letters as small ones; how many there are. */
int nearness_letters(const char *s, size_t len, uint32_t out[NEARNESS_LETTERS]);
int nearness_slips(const uint32_t *a, int n, const uint32_t *b, int m);
#endif
