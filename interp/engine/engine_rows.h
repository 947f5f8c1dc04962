/* Inside the writing of lines: texts of decisions, kept by the values they hang on. Only engine_rows.c and engine_kept.c include this.
 * Must never know how decisions are reached. */
#ifndef FATIAO_ENGINE_ROWS_H
#define FATIAO_ENGINE_ROWS_H
#include "interp/engine/engine_internal.h"

enum { KEPT_GROUP = 64 /* lanes looked up together */, KEPT_STEP = 32 /* bytes copied at once: texts may be read so far beyond their end */ };
typedef struct { const char *text; uint32_t len; } KeptText; /* `,"name":{...}` of each decision of a part; len 0: not kept, to be written anew */
typedef struct Kept Kept;
/* shown: the decisions asked for, in parts that are kept together; dated: of one day for the block, which the texts are of */
typedef struct { int *shown, n_shown; Kept *parts; int n_parts; bool opened, dated; int32_t as_of, law_as_of; } KeptEntity;
struct Rows {
    Arena arena; KeptEntity *entities; char *pool; uint32_t pool_n, pool_size;
    KeptText *found; int n_found; /* of the group: KEPT_GROUP for each part, of which there are no more than decisions shown */
    bool has_head; int32_t as_of, law_as_of; char head[128]; size_t head_n; const char *tail; size_t tail_n; /* of the record before */
};
typedef struct Rows Rows;

/* `,"name":{...}` of one decision; *open: it lacks facts. False: no memory. */
bool rows_decision(fatiao_evaluator *ev, StrBuf *out, Vm *vm, bool kept, int decision, uint32_t lane, int32_t law_as_of, bool *open);
/* A block is about to be written. */
void kept_begin(fatiao_evaluator *ev, Rows *rows, const Vm *fast);
/* Fills rows->found for lanes from .. from + n - 1. False: no memory. */
int kept_part(const KeptEntity *e, int part, int *n); /* its first decision in `shown`, and how many */
bool kept_find(fatiao_evaluator *ev, Rows *rows, Vm *fast, uint32_t from, uint32_t n);
#endif
