/* What records are grouped by: a field, or a define, by its name. Only engine_*.c includes this.
 * Must never know what is counted. */
#ifndef FATIAO_ENGINE_BY_H
#define FATIAO_ENGINE_BY_H
#include "interp/engine/engine_internal.h"
#include "interp/timeline/simulate.h" /* SimBy */

/* chunks: the caller's copy of the policy's; one gets a column more where no rule reads the field. message: why it was refused. */
typedef struct { Arena *arena; const fatiao_policy *policy; const Chunk **chunks; bool chinese; const char *message; } Grouping;
/* By entity, of `only` or (-1) of all that have it; NULL way: not at all. False: nothing is called so, or it is nothing to group by. */
bool grouping_find(Grouping *g, const char *way, int only, SimBy *out);
/* What a column holds in that lane. */
int64_t grouping_value(const ColumnSpec *spec, const void *data, uint32_t lane);
#endif
