/* Inside the results of columns: what is written for each decision. Only engine_arrow_out.c and engine_arrow_judge.c include this.
 * Must never know where columns come from. */
#ifndef FATIAO_ENGINE_ARROW_OUT_H
#define FATIAO_ENGINE_ARROW_OUT_H
#include <stdatomic.h>
#include "interp/engine/engine_arrow.h"

/* What result arrays live in; each array and child holds it, the last to be released frees it. */
typedef struct { void *at; size_t size; } ArrowMemory;
typedef struct { Allocator allocator; Arena arena; atomic_int holders; ArrowMemory *memory; int n_memory; } ArrowHolder;

/* A truth or number of one decision, for every row: bits or values, and where they hold. */
typedef struct { Name name; void *data; uint64_t *valid; int64_t n_valid, written /* its last word of rows, + 1 */; int *reg; /* by version, -1 none */ } ArrowColumn;
typedef struct {
    int decision; const Decision *of; const Rule *rule;
    Type type;                        /* of the value; TY_ERROR: none */
    uint8_t *status;
    ArrowColumn value, *items, *parts, applies, due, overdue;
    int n_items, n_parts; int *value_scale; /* by version */
    bool duty, may_fail;              /* may_fail: numbers or dates in it can leave their range */
    int64_t *text_offsets; char *text; size_t text_n, text_cap;
} ArrowDecision;
typedef struct { void *data; uint64_t *known, *broken; } ArrowRegister; /* of the slab */
struct ArrowOut {
    ArrowPlan *plan; ArrowHolder *holder; int64_t rows;
    ArrowDecision *decisions; int n;
    ArrowRegister *registers; SweepOutput *outputs; int n_outputs; /* registers: by number, data NULL where not asked for */
    Arena scratch;
};
/* The slab's lanes judged and written from row `from` on. False: no memory. */
bool arrow_judge(ArrowOut *out, ArrowDecision *d, int64_t from, uint32_t n);
#endif
