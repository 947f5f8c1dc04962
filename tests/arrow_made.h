/* Arrays of the Arrow C Data Interface, built by hand as its specification says: buffers have exactly the size they must have, so that
 * AddressSanitizer sees every byte read beyond; what stands under nulls and before an offset is anything.
 * Must never know what the values stand for. */
#ifndef FATIAO_TESTS_ARROW_MADE_H
#define FATIAO_TESTS_ARROW_MADE_H
#include "tests/embed.h"

extern uint64_t dice_state;
int64_t dice(int64_t n);
void add(Kept *k, const char *format, ...) __attribute__((format(printf, 2, 3)));

typedef struct { struct ArrowSchema schema; struct ArrowArray array; } Made;
extern int live; /* arrays and schemas not released */
void release(Made *m);
Made made(const char *name, const char *format, int64_t length, int n_buffers, int n_children); /* an array of its own */
void set_child(Made *m, int i, Made child);
/* pad: values before the first that the array does not count (its offset). valid: by value, pad not counted; NULL all. */
void set_validity(Made *m, const bool *valid, int pad, bool always);
/* The value of row i, and whether it is known; a word: NULL unknown. */
typedef int64_t (*Number)(const void *rows, int64_t i, bool *known);
typedef const char *(*Word)(const void *rows, int64_t i);
/* factor: what a value is multiplied by to be written. */
Made numbers(const char *name, const char *format, const void *rows, int64_t n, Number get, int pad, int64_t factor);
Made bools(const char *name, const void *rows, int64_t n, Number get, int pad);
Made texts(const char *name, bool large, const void *rows, int64_t n, Word get, int pad);
/* Strings through a dictionary of these words; odd: with an entry nobody uses and one that is null. */
Made dictionary(const char *name, const char *index_format, const void *rows, int64_t n, Word get, int pad, const char *const *words, int n_words, bool odd);
#endif
