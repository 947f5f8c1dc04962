/* Inside the engine: columns of the Arrow C Data Interface in and out. Only engine_arrow*.c includes this.
 * Must never know how a column is judged. */
#ifndef FATIAO_ENGINE_ARROW_H
#define FATIAO_ENGINE_ARROW_H
#include "interp/engine/engine_internal.h"
#include "interp/code/reach.h"
#include "interp/vm/sweep.h"

typedef struct ArrowSchema ArrowSchema;
typedef struct ArrowArray ArrowArray;
typedef enum {
    FORM_NULL, FORM_BOOL, FORM_I8, FORM_U8, FORM_I16, FORM_U16, FORM_I32, FORM_U32, FORM_I64, FORM_U64, FORM_DECIMAL32, FORM_DECIMAL64, FORM_DECIMAL128,
    FORM_DATE32, FORM_DATE64, FORM_TEXT, FORM_TEXT_LARGE, FORM_STRUCT, FORM_LIST, FORM_LIST_LARGE, FORM_OTHER
} ArrowForm;
typedef enum { ARROW_RECORD /* root, nested, element */, ARROW_SCALAR, ARROW_LIST, ARROW_AS_OF, ARROW_IGNORED } ArrowKind;

/* One array of the schema, and what it is to the policy. up: the record it lies in; of an element its list. */
typedef struct ArrowNode ArrowNode;
struct ArrowNode {
    ArrowKind kind; ArrowForm form, values; /* values: of the dictionary, FORM_OTHER none */
    int scale; const char *path;            /* in the vocabulary of messages */
    const Field *field; int entity;
    ArrowNode *up, *child; int n_children;
    int column, space;                      /* of the chunk, -1: nobody reads it. space: of a record where its lanes are, of a list that of its elements */
    int64_t factor;                         /* from the array's scale to the field's */
    /* of the batch */
    const ArrowArray *array;
    int32_t *map; int64_t n_map; bool identity; /* dictionary index to enumeration value */
    /* of the slab: what had to be copied */
    void *data; size_t data_size; uint64_t *known; size_t known_size;
};
enum { MAP_NONE = -1 /* no value of the enumeration */, MAP_UNKNOWN = -2, SLAB_LANES = 16 * 1024, SLAB_ELEMENTS = 1 << 20 };

/* The lanes of a space in this slab. Lane i stands at first + i, or at each[i], in the record's arrays, their offsets not counted. */
typedef struct { ArrowNode *record; uint32_t lanes; int64_t first, *each; bool scattered; size_t each_size; uint32_t *offsets; size_t offsets_size; uint64_t *list_known; size_t list_size; } ArrowSpace;
typedef struct { ArrowNode *later, *earlier; } ArrowCheck; /* 要求 */
typedef struct { ArrowNode *code; int space; } ArrowCodes; /* 报告: a code once in a list */
typedef struct ArrowTexts ArrowTexts;
struct ArrowPlan {
    const fatiao_policy *policy; Allocator allocator; Arena arena; /* of the plan's life */
    const Chunk *const *chunks, *chunk; int entity; const bool *wanted; FactsOptions facts; bool chinese, chinese_names;
    ArrowNode root, *as_of, **columns, **lists; /* by column, by space; NULL: not given */
    ArrowSpace *spaces; ArrowCheck *checks; int n_checks; ArrowCodes *codes; int n_codes;
    Sweep *sweep; Vm *kept; ArrowTexts *texts; fatiao_numbers numbers; Reach *reach; ArrowPool *pool; /* reach: by register, where numbers are to be narrow */
    void *slab; size_t slab_size;          /* registers of results */
    StrBuf noted;                          /* the schema, to know it again */
    int64_t row; SpaceData *space_data; Column *column_data; int32_t *days; Block block; /* the slab; row: of its first lane */
    void *nothing; size_t nothing_size;    /* zeros, for what is not given */
    uint32_t *code_owner; size_t code_owner_size; /* by text: the owner in whose list it last stood, + 1 */
    fatiao_status status; char message[800];
};

/* Always false. row -1: the array as a whole. */
bool arrow_refuse(ArrowPlan *plan, const ArrowNode *node, int64_t row, const char *zh, const char *en);
bool arrow_no_memory(ArrowPlan *plan); /* always false */
/* Room for size bytes where *at points, contents not kept. */
bool arrow_room(ArrowPlan *plan, void *at, size_t *has, size_t size);

/* ---- engine_arrow.c: a plan's life ---- */
/* chunks: by entity, for a caller who runs them himself; NULL: the policy's, to be judged. NULL without memory; else plan->status. */
ArrowPlan *arrow_plan_new(const fatiao_evaluator *ev, const Chunk *const *chunks, const ArrowSchema *schema);
bool arrow_plan_bind(ArrowPlan *plan, const ArrowArray *records); /* false: plan->status */
/* ---- engine_arrow_plan.c: what each array is; may jump. False: status and message say why ---- */
bool arrow_plan(ArrowPlan *plan, const ArrowSchema *schema);
/* ---- engine_arrow_bind.c: a batch held against its schema; may jump ---- */
bool arrow_bind(ArrowPlan *plan, const ArrowArray *array);
const char *arrow_text(const ArrowArray *array, ArrowForm form, int64_t at, size_t *len); /* at: physical. NULL: offsets out of range */
bool arrow_valid(const ArrowArray *array, int64_t at); /* physical */
int64_t arrow_offset(const ArrowNode *node); /* of a node's first value, from where its space's record begins */
/* ---- engine_arrow_read.c: lanes from .. from+n-1 as plan->block; *n may become smaller ---- */
bool arrow_slab(ArrowPlan *plan, int64_t from, uint32_t *n);
int64_t arrow_row(const ArrowPlan *plan, int space, uint32_t lane);
/* ---- engine_arrow_columns.c: one column of the slab ---- */
bool arrow_column(ArrowPlan *plan, ArrowNode *node, const ArrowSpace *space, Column *out);
/* Known lanes by all validity bitmaps from the space's record down to the node; *out NULL: all. */
bool arrow_known(ArrowPlan *plan, ArrowNode *node, const ArrowSpace *space, const uint64_t **out);
/* Up to 64 values from a lane on; a bit of *bad where one is not exact (a date with a time, a number beyond 64 bits). */
void arrow_fetch(const ArrowNode *node, const ArrowSpace *space, uint32_t from, uint32_t n, int64_t *out, uint64_t *bad);
/* ---- engine_arrow_range.c: are all values of a column in this range? ---- */
bool arrow_within(ColumnKind kind, const void *data, uint32_t n, int64_t lo, int64_t hi);
/* ---- engine_arrow_text.c: ids of texts in a slab; bytes are borrowed until it is cleared ---- */
ArrowTexts *arrow_texts_new(const Allocator *allocator, const Chunk *chunk);
void arrow_texts_free(ArrowTexts *texts);
bool arrow_texts_clear(ArrowTexts *texts);
bool arrow_texts_id(ArrowTexts *texts, const char *bytes, size_t len, uint32_t *id); /* false: no memory */
const char *arrow_texts_at(const ArrowTexts *texts, uint32_t id, size_t *len);
uint32_t arrow_texts_count(const ArrowTexts *texts);
/* ---- engine_arrow_out.c, engine_arrow_judge.c: results ---- */
typedef struct ArrowOut ArrowOut;
ArrowOut *arrow_out_new(ArrowPlan *plan, int64_t rows); /* NULL: no memory */
bool arrow_out_slab(ArrowOut *out, int64_t from, uint32_t n);
bool arrow_out_give(ArrowOut *out, ArrowArray *array); /* false: no memory */
void arrow_out_free(ArrowOut *out);
bool arrow_out_schema(ArrowPlan *plan, ArrowSchema *schema);
#endif
