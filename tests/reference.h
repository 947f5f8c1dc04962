/* A tiny direct evaluator, written from docs/semantics.md and not from the VM: one record, one expression at a time.
 * Knows the program and plain C records. Must never include bytecode, vm, kernels or facts. */
#ifndef FATIAO_TESTS_REFERENCE_H
#define FATIAO_TESTS_REFERENCE_H
#include "interp/program/program.h"

typedef enum { REF_KNOWN, REF_UNKNOWN, REF_BROKEN } RefState;
typedef enum { BROKEN_NONE, BROKEN_NO_CASE, BROKEN_ZERO, BROKEN_OVERFLOW, BROKEN_CONFLICT, BROKEN_VERSION, BROKEN_REPEALED } RefBroken;
/* Numbers: lo == hi when known; REF_INF open. Quotients: true fractions num/den (den > 0). Bools and enums: lo. */
typedef struct { RefState state; RefBroken why; __int128 lo, hi, lo_den, hi_den; const char *text; } RefValue;

typedef struct RefRecord RefRecord;
typedef struct { bool known; int64_t i; const char *text; RefRecord *record; RefRecord **list; int n_list; } RefField;
struct RefRecord { int entity; RefField *fields; };

typedef struct { const Program *program; int32_t as_of, law_as_of; } RefClock;
/* What the rule decides for this record, in the words of the results: status, then the value where it has one. */
typedef struct { const char *status; bool has_value; RefValue value; Type type; bool applies; uint64_t items, items_possible; bool items_whole; } RefDecision;
RefDecision reference_decide(RefClock clock, int rule, const RefRecord *record);
RefValue reference_eval(RefClock clock, const Expr *expr, const RefRecord *record);
#endif
