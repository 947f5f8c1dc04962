/* How many people of given records gain, lose, get more or less when one policy takes another's place.
 * Must never know where the records come from, or how the answer is shown. */
#ifndef FATIAO_IMPACT_H
#define FATIAO_IMPACT_H
#include "interp/decide/change.h"
#include "interp/base/number.h"
#include "interp/base/sheet.h"

/* One decision of the old policy and its like in the new one. Counts of records; sums of amounts granted or valued, at the larger of
 * the two scales. */
typedef struct {
    const Name *name; uint64_t judged, gain, lose, more, less, opened /* no longer determined */, settled, other; Type type; bool money; NumberWide sum[2];
} ImpactRow;
typedef struct { ImpactRow *rows; int n_rows; uint64_t records, bad; } Impact;

void impact_add(ImpactRow *row, const DecisionResult *before, const DecisionResult *after);
/* Decisions that came out the same for everyone are left out. */
Sheet impact_sheet(Arena *arena, const Impact *impact, bool chinese);
#endif
