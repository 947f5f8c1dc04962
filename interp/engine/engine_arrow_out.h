/* Inside the results of columns: what is written for each decision. Only the files of engine_arrow that make results include this.
 * Must never know where columns come from. */
#ifndef FATIAO_ENGINE_ARROW_OUT_H
#define FATIAO_ENGINE_ARROW_OUT_H
#include <stdatomic.h>
#include "interp/engine/engine_arrow.h"

/* What result arrays live in; each array and child holds it, the last to be released frees it. */
typedef struct { void *at; size_t size; } ArrowMemory;
typedef struct {
    Allocator allocator; Arena arena; atomic_int holders; ArrowMemory *memory; int n_memory;
    ArrowPool *pool; void *block; size_t block_size, block_used, total; /* the block the pool gave, and how much was asked for in all */
} ArrowHolder;

/* A truth or number of one decision, for every row: bits or values, and where they hold. form: of numbers; width 0: as the type says, unit 0:
 * which of `choices`, at the type's scale. direct, by version: the VM can write them where they stand; placed: in this slab it does. */
typedef struct {
    Name name; void *data; uint64_t *valid; int64_t n_valid, written /* its last word of rows, + 1 */; int *reg; /* by version, -1 none */
    RegForm form; int64_t *choices; int n_choices; bool *direct, placed;
} ArrowColumn;
typedef struct {
    int decision; const Decision *of; const Rule *rule;
    Type type;                        /* of the value; TY_ERROR: none */
    uint8_t *status;
    ArrowColumn value, *items, *parts, applies, due, overdue;
    int n_items, n_parts; int *value_scale; /* by version */
    int version;                      /* of all rows of the slab: -1 before the first, VERSION_VARIES */
    bool duty, may_fail;              /* may_fail: numbers or dates in it can leave their range */
    int64_t *text_offsets; char *text; size_t text_n, text_cap;
} ArrowDecision;
enum { VERSION_VARIES = -2 };
typedef struct { void *data; uint64_t *known, *broken; int output; } ArrowRegister; /* of the slab; which of the outputs */
struct ArrowOut {
    ArrowPlan *plan; ArrowHolder *holder; int64_t rows;
    ArrowDecision *decisions; int n;
    ArrowRegister *registers; SweepOutput *outputs; int n_outputs; /* registers: by number, data NULL where not asked for */
    Arena scratch;
};
/* ---- engine_arrow_memory.c ---- */
ArrowHolder *arrow_holder_new(const Allocator *allocator, ArrowPool *pool); /* NULL: no memory */
void arrow_holder_drop(ArrowHolder *holder);
void *arrow_hold_raw(ArrowHolder *holder, size_t size); /* aligned to 64; may jump */
void *arrow_hold(ArrowHolder *holder, size_t size);     /* and zero */
/* ---- engine_arrow_form.c: how the numbers of a column stand; may jump ---- */
void arrow_form(ArrowOut *out, const ArrowDecision *d, ArrowColumn *column);
size_t arrow_form_width(const ArrowColumn *column, Type type); /* bytes of a row; 0: bits, or texts */
const char *arrow_form_format(Arena *arena, const ArrowColumn *column, Type type);
const char *arrow_form_format_wide(Arena *arena, Type type); /* of numbers as their type says */
int64_t arrow_form_number(const ArrowColumn *column, int64_t v); /* v: at the type's scale */
void *arrow_form_choices(ArrowHolder *holder, const ArrowColumn *column, Type type); /* as their type says */
/* ---- engine_arrow_out.c, engine_arrow_judge.c ---- */
int arrow_out_children(const ArrowDecision *d);
/* The slab's lanes judged and written from row `from` on. False: no memory. */
bool arrow_judge(ArrowOut *out, ArrowDecision *d, int64_t from, uint32_t n);
#endif
