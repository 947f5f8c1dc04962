/* Columns counted: batches of the Arrow C Data Interface, a block at a time. See fatiao.h.
 * Must never know how columns are read, or how decisions are counted. */
#include <string.h>
#include "interp/engine/engine_arrow.h"
#include "interp/engine/engine_simulate.h"

typedef struct { fatiao_simulation *m; ArrowPlan *plan[2]; int n_sides; const ArrowSchema *schema; const ArrowArray *records; Arena texts; } Columns;

/* ---- a schema ---- */
static void open_plans(void *ctx)
{
    Columns *c = ctx;
    const fatiao_evaluator *ev[2];
    const Chunk *const *chunks[2];
    c->n_sides = simulation_sides(c->m, ev, chunks);
    if (!simulation_takes_columns(c->m)) return;
    for (int side = 0; side < c->n_sides; side++) {
        c->plan[side] = arrow_plan_new(ev[side], chunks[side], c->schema);
        const ArrowPlan *p = c->plan[side];
        if (!p || p->status != FATIAO_OK) { simulation_refuse(c->m, p ? p->status : FATIAO_NO_MEMORY, p ? p->message : ""); return; }
    }
}
static void close_plans(Columns *c)
{
    for (int side = 0; side < c->n_sides; side++) arrow_plan_free(c->plan[side]);
    arena_free(&c->texts);
}

/* ---- a batch ---- */
static const char *text_at(void *ctx, uint32_t id)
{
    Columns *c = ctx;
    size_t len;
    const char *bytes = arrow_texts_at(c->plan[0]->texts, id, &len);
    return arena_strndup(&c->texts, bytes, len);
}
/* Both sides read the same rows: a slab is cut where either must. */
static bool read_slab(Columns *c, int64_t from, uint32_t *n)
{
    for (uint32_t asked = 0; asked != *n;) {
        asked = *n;
        for (int side = 0; side < c->n_sides; side++)
            if (!arrow_slab(c->plan[side], from, n)) return simulation_refuse(c->m, c->plan[side]->status, c->plan[side]->message);
    }
    return true;
}
static void count_batch(void *ctx)
{
    Columns *c = ctx;
    for (int side = 0; side < c->n_sides; side++)
        if (!arrow_plan_bind(c->plan[side], c->records)) { simulation_refuse(c->m, c->plan[side]->status, c->plan[side]->message); return; }
    for (int64_t from = 0; from < c->records->length;) {
        int64_t left = c->records->length - from;
        uint32_t n = left < BLOCK_LANES ? (uint32_t)left : BLOCK_LANES;
        if (!read_slab(c, from, &n)) return;
        const Block *const block[2] = {&c->plan[0]->block, c->n_sides == 2 ? &c->plan[1]->block : NULL};
        if (!simulation_count(c->m, c->plan[0]->entity, block, n, (SimTexts){text_at, c})) return;
        arena_clear(&c->texts);
        from += n;
    }
}
/* The arena of texts jumps where the others do. */
static void batch(void *ctx)
{
    Columns *c = ctx;
    if (!engine_guard(&c->texts, count_batch, c)) simulation_refuse(c->m, FATIAO_NO_MEMORY, "");
}
static fatiao_status run_batch(Columns *c, const ArrowArray *records)
{
    c->records = records;
    fatiao_status status = simulation_guarded(c->m, batch, c);
    for (int side = 0; side < c->n_sides; side++)
        if (c->plan[side]) arrow_bind(c->plan[side], NULL);
    return status;
}
static Columns columns_of(fatiao_simulation *m, const ArrowSchema *schema)
{
    const fatiao_evaluator *ev[2];
    const Chunk *const *chunks[2];
    Columns c = {.m = m, .schema = schema};
    simulation_sides(m, ev, chunks);
    arena_init(&c.texts, &ev[0]->allocator);
    return c;
}
fatiao_status fatiao_simulation_arrow(fatiao_simulation *m, const struct ArrowSchema *schema, const struct ArrowArray *records)
{
    if (!m || simulation_is_over(m) || !schema || !records || !schema->release || !records->release) return FATIAO_ARGUMENT;
    Columns c = columns_of(m, schema);
    fatiao_status status = simulation_guarded(m, open_plans, &c);
    if (status == FATIAO_OK) status = run_batch(&c, records);
    close_plans(&c);
    return status;
}

/* ---- a stream ---- */
static void say_stream(void *ctx)
{
    Columns *c = ((void **)ctx)[0];
    const char *why = ((void **)ctx)[1];
    simulation_refuse(c->m, FATIAO_ERRORS, why ? why : "");
}
static fatiao_status stream_failed(Columns *c, struct ArrowArrayStream *records)
{
    const char *why = records->get_last_error ? records->get_last_error(records) : NULL;
    return simulation_guarded(c->m, say_stream, (void *[]){c, (void *)why});
}
fatiao_status fatiao_simulation_arrow_stream(fatiao_simulation *m, struct ArrowArrayStream *records)
{
    if (!m || simulation_is_over(m) || !records || !records->release || !records->get_schema || !records->get_next) return FATIAO_ARGUMENT;
    struct ArrowSchema schema = {0};
    Columns c = columns_of(m, &schema);
    if (records->get_schema(records, &schema) != 0 || !schema.release) return stream_failed(&c, records);
    fatiao_status status = simulation_guarded(m, open_plans, &c);
    schema.release(&schema);
    while (status == FATIAO_OK) {
        struct ArrowArray next = {0};
        if (records->get_next(records, &next) != 0) { status = stream_failed(&c, records); break; }
        if (!next.release) break; /* the end */
        status = run_batch(&c, &next);
        next.release(&next);
    }
    close_plans(&c);
    return status;
}
