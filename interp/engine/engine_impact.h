/* Records judged by two policies. Only engine_*.c includes this. Must never know how the answer is shown. */
#ifndef FATIAO_ENGINE_IMPACT_H
#define FATIAO_ENGINE_IMPACT_H
#include "interp/engine/engine_internal.h"
#include "interp/decide/impact.h"

/* Decisions of one entity that both policies make. */
typedef struct { int before, after, row; } Both;
typedef struct { Both *items; int n; bool known; } Pairs;
typedef struct { Arena *arena; const fatiao_policy *policy[2]; Runner runner[2]; FactsStream *stream; Arena scratch; bool open; Pairs *pairs; Impact *out; } ImpactJudge;
/* One object, an array or NDJSON. A record that either policy refuses counts as bad. as_of: of records that have none of their own.
 * False: no memory; the arena's escape may be taken too. Rows in the arena. `judge` starts empty and is closed in any case. */
bool impact_judge(ImpactJudge *judge, Arena *arena, const fatiao_policy *before, const fatiao_policy *after, int32_t as_of, const char *records, size_t len, Impact *out);
void impact_close(ImpactJudge *judge);
#endif
