/* Registers of one lane to a decision in the words of the results: status, value, bounds, what is missing, conflicts.
 * Must never know how conditions ran, or how results are written down. */
#ifndef FATIAO_DECIDE_H
#define FATIAO_DECIDE_H
#include "interp/facts/facts.h"
#include "interp/base/number.h"
#include "interp/program/program.h"
#include "interp/vm/vm.h"

typedef enum {
    STATUS_GRANTED, STATUS_DENIED, STATUS_MET, STATUS_UNMET, STATUS_DONE, STATUS_NOT_DONE, STATUS_VALUE,
    STATUS_UNDETERMINED, STATUS_CONFLICT, STATUS_NOT_IN_FORCE, STATUS_REPEALED, STATUS_ERROR, STATUS_COUNT_
} DecisionStatus;
const char *status_name(DecisionStatus status, bool chinese); /* granted, 享受 */

/* One value, or an interval of an ordered one. type says scale and unit; lo == hi when known. Open ends: INT64_MIN, INT64_MAX. */
typedef struct { bool present; Type type; int64_t lo, hi; const char *text; } DecisionValue;
/* A fact or pending parameter that is missing: household.children[2].birth_date in both vocabularies. The strings live in the arena. */
typedef struct { const char *path, *path_zh; int param; /* -1: a fact */ int entity, field; /* of the fact's last step, -1 for a parameter */ } MissingFact;
typedef struct {
    DecisionStatus status;
    const Rule *rule; const RuleVersion *version;     /* version NULL: none holds on the law date */
    int decision, version_index;                      /* in the chunk */
    DecisionValue value;                              /* define: its value; benefit: its amount; priority: its weight. Undetermined: what is known of it;
                                                         an amount that may yet be refused starts at nothing */
    AmountKind amount_kind;
    bool applies; bool has_due, due, overdue;         /* duties, targets */
    bool may_conflict;                                /* undetermined: two exceptions that differ may both hold */
    const DecisionValue *parts; int n_parts;          /* parallel to version->payers */
    const bool *item_certain, *item_possible;         /* lists: parallel to version->items */
    int64_t detail;                                   /* of a parameter that was repealed: which, by reason_param */
    Reason reason;                                    /* of undetermined or error where no missing fact explains it */
    MissingFact *missing; int n_missing;              /* union over the open parts; filled by decide_missing */
} DecisionResult;

/* The lane of the root record. Needs a run of the VM in any layout. Arrays are in the arena. */
void decide_read(Arena *arena, const Program *program, const Chunk *chunk, const Vm *vm, int decision, uint32_t lane, DecisionResult *out);
/* What an undetermined decision hangs on, in order of declaration. VM_KEEP only; false when memory ran out. */
bool decide_missing(Arena *arena, const Program *program, const Chunk *chunk, Vm *vm, uint32_t lane, DecisionResult *result);
/* A column's or list's path with element numbers from 1, in aliases or in Chinese. */
const char *decide_path(Arena *arena, const Program *program, const Chunk *chunk, const Vm *vm, int space, const uint16_t *field, int n, uint32_t lane, bool chinese);
/* Of an error by a parameter that was repealed: which, from which day on, by what. NULL for other results. */
const char *decide_repealed(Arena *arena, const Program *program, const DecisionResult *result, bool chinese);
/* Money with all digits of its scale and at least two; other numbers without zeros at the end. Returns the length. */
size_t decide_number(char out[NUMBER_TEXT], Type type, int64_t value);
/* A value as text: "1000.00", "true", alias or Chinese name of an enumeration value, a date. Texts of records come from the reader. */
const char *decide_value_text(Arena *arena, const Program *program, const DecisionValue *value, bool chinese);
#endif
