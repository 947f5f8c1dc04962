/* A result as the lines by which an 例 expects it. Knows results. Must never know how they were reached. */
#ifndef FATIAO_CLAIM_H
#define FATIAO_CLAIM_H
#include "grammar/strbuf.h"
#include "interp/decide/decide.h"

/* What is decided, each line two spaces in. Empty where an 例 has no words for it (not in force, an error). */
const char *claim_of(Arena *arena, const Program *program, const DecisionResult *d, bool chinese);
/* That the rule is granted, met, true (or not); a rule that is neither gets none. */
const char *claim_truth(Arena *arena, const Rule *rule, bool yes, bool chinese);
#endif
