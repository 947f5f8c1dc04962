/* How many people of given records gain, lose, get more or less when one policy takes another's place, and what it costs whom; of all
 * of them and by group. Must never know where the records come from, or how the answer is shown. */
#ifndef FATIAO_IMPACT_H
#define FATIAO_IMPACT_H
#include "interp/decide/change.h"
#include "interp/base/number.h"
#include "interp/base/sheet.h"

enum { IMPACT_GROUPS_MAX = 10000 };
/* OPENED: no longer determined. SETTLED: it is now. */
typedef enum { IMPACT_NONE, IMPACT_GAIN, IMPACT_LOSE, IMPACT_MORE, IMPACT_LESS, IMPACT_OPENED, IMPACT_SETTLED, IMPACT_OTHER, IMPACT_KINDS } ImpactKind;
/* What one body bears, or (payer -1) all of the version's together. */
typedef struct { const RuleVersion *version; int payer; NumberWide sum[2]; } ImpactPay;
/* One decision of the old policy and its like in the new one. Sums of amounts granted or valued as they stand, at the larger of the two
 * scales. divided: who bears it is told by defines. */
typedef struct { const Name *name; uint64_t judged, count[IMPACT_KINDS]; Type type; bool money, divided; NumberWide sum[2]; ImpactPay *pays; int n_pays; } ImpactRow;
/* name: of what the records have in common. rows: parallel to the impact's, cap_rows of them. */
typedef struct { const char *name; uint64_t records, changed; ImpactRow *rows; int cap_rows; } ImpactGroup;
/* changed: records of whom something is decided otherwise. by: NULL: there are no groups. */
typedef struct { Arena *arena; ImpactRow *rows; int n_rows; uint64_t records, bad, changed; const char *by; ImpactGroup *groups; int n_groups, *slots, mask; } Impact;

const char *impact_id(ImpactKind kind);
/* The group's number; -1: too many. */
int impact_group(Impact *impact, const char *name);
/* group -1: none. */
ImpactKind impact_add(Impact *impact, int row, int group, const DecisionResult *before, const DecisionResult *after);
/* Decisions that came out the same for everyone are left out. */
Sheet impact_sheet(const Impact *impact, bool chinese);
Sheet impact_payers(const Impact *impact, bool chinese);
Sheet impact_groups(const Impact *impact, bool chinese);
#endif
