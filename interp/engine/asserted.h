/* A policy with what it asserts (断言) as defines more, so that they are computed, judged and asked about as any other. Knows the engine.
 * Must never know why they are wanted. */
#ifndef FATIAO_ASSERTED_H
#define FATIAO_ASSERTED_H
#include "interp/engine/engine_internal.h"

/* rules: by assertion the define of its claim, or of its value with what that goes with in the next. `policy` borrows all else of the one it
 * was made from; its names are those of the policy's own decisions only. */
typedef struct { fatiao_policy policy; int *rules; } Asserted;
/* False: too large for the machine, which the policy by itself was not. In the arena. */
bool asserted_open(Arena *arena, const fatiao_policy *policy, Asserted *out);
/* What it is called; its first line where it has no name. */
const char *assertion_words(Arena *arena, const fatiao_policy *policy, const Assertion *a, bool chinese);
#endif
