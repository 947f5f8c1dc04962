/* Random well-typed policies and records for the comparison of the VM with the direct evaluator.
 * Knows the language's surface only. Must never know how anything is evaluated. */
#ifndef FATIAO_TESTS_RANDOM_GEN_H
#define FATIAO_TESTS_RANDOM_GEN_H
#include "tests/reference.h"

typedef struct { uint64_t state; } Rng;
uint32_t rng_below(Rng *rng, uint32_t n);

typedef struct { char *text; size_t len, cap; } Text;
void text_add(Text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_free(Text *t);

/* A policy over three entities (甲 holds 乙, 乙 holds a list of 丙), with a few rules of every kind. */
void random_policy(Rng *rng, Text *out);
/* A record of 甲 as JSON text and as the reference's tree; the share of missing facts is missing_percent.
 * With `fill`, every missing fact of `from` is completed at random instead, all else copied. */
RefRecord *random_record(Rng *rng, const Program *program, int entity, int missing_percent, const RefRecord *from);
void record_json(const Program *program, const RefRecord *record, Text *out);
void record_free(const Program *program, RefRecord *record);
#endif
