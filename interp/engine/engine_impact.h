/* Records judged by two policies. Only engine_*.c includes this. Must never know how the answer is shown. */
#ifndef FATIAO_ENGINE_IMPACT_H
#define FATIAO_ENGINE_IMPACT_H
#include "interp/decide/impact.h"
#include "interp/engine/engine_by.h"

/* Decisions of one entity that both policies make. */
typedef struct { int before, after, row; } Both;
typedef struct { Both *items; int n; bool known; } Pairs;
typedef struct { const fatiao_policy *before, *after; int32_t as_of; const char *by; bool chinese; fatiao_stream records; fatiao_sink individuals; } ImpactAsked;
typedef struct {
    Arena *arena; const ImpactAsked *asked; const fatiao_policy *policy[2]; Runner runner[2]; FactsStream *stream; Arena scratch; bool open; Pairs *pairs; SimBy *groups; Impact *out;
    char *buffer; const char *refused; bool stopped; /* refused: why it cannot be asked; stopped: the records or the sink gave up */
} ImpactJudge;
/* One object, an array or NDJSON, in pieces: what is kept grows with decisions and groups, not with records. A record that either policy
 * refuses counts as bad. as_of: of records that have none of their own. by: a field, or a define as the new policy has it.
 * False: no memory; the arena's escape may be taken too. Rows in the arena. `judge` starts empty and is closed in any case. */
bool impact_judge(ImpactJudge *judge, Arena *arena, const ImpactAsked *asked, Impact *out);
void impact_close(ImpactJudge *judge);
#endif
