/* Lanes of one entity: columns that grow, lists as offsets. Where nothing was put, data and planes are zero.
 * Must never know where values come from. */
#include "interp/facts/facts_core.h"
#include <string.h>

/* `where` is the address of a pointer of any type, so it is read and written as bytes. */
static bool resize(FactsReader *r, void *where, size_t old_size, size_t size)
{
    void *p;
    memcpy(&p, where, sizeof p);
    void *grown = r->allocator.realloc(r->allocator.ctx, p, old_size, size);
    if (!grown) return r->no_memory = true, false;
    memset((char *)grown + old_size, 0, size - old_size);
    memcpy(where, &grown, sizeof grown);
    return true;
}
bool facts_grow(FactsReader *r, void *where, size_t *cap, size_t need, size_t width)
{
    if (need <= *cap) return true;
    size_t to = *cap ? *cap : 64;
    while (to < need) to *= 2;
    if (!resize(r, where, *cap * width, to * width)) return false;
    *cap = to;
    return true;
}
bool pool_room(FactsReader *r, Pool *pool, size_t more)
{
    return pool->n + more <= pool->cap || facts_grow(r, &pool->bytes, &pool->cap, pool->n + more, 1);
}
bool pool_add(FactsReader *r, Pool *pool, const char *s, size_t n)
{
    if (!pool_room(r, pool, n)) return false;
    if (n) memcpy(pool->bytes + pool->n, s, n);
    pool->n += n;
    return true;
}

/* ---- room ---- */
static size_t column_bytes(int kind, size_t lanes) { return kind == COL_BIT ? lanes / 8 : lanes * column_cell((ColumnKind)kind); } /* lanes: whole words of them */
/* Columns that grew before memory ran out are only larger than the space says: each has its own old size, which is the space's. */
static bool grow_space(FactsReader *r, Store *store, int space)
{
    StoreSpace *s = &store->spaces[space];
    const Chunk *chunk = store->chunk;
    uint32_t to = s->cap ? s->cap * 2 : BLOCK_LANES;
    for (int c = 0; c < chunk->n_columns; c++) {
        StoreColumn *column = &store->columns[c];
        int kind = chunk->columns[c].kind;
        if (chunk->columns[c].space != space || column->cap == to) continue;
        if (column->data_cap != to && !resize(r, &column->data, column_bytes(kind, column->data_cap), column_bytes(kind, to))) return false;
        column->data_cap = to;
        if (!resize(r, &column->known, column->cap / 8, to / 8)) return false;
        column->cap = to;
    }
    for (int c = 1; c < chunk->n_specs; c++) {
        StoreSpace *list = &store->spaces[c];
        if (chunk->specs[c].parent != space || list->parent_cap == to) continue;
        if (list->offset_cap != to && !resize(r, &list->offsets, list->offset_cap ? (list->offset_cap + 1) * sizeof(uint32_t) : 0, ((size_t)to + 1) * sizeof(uint32_t))) return false;
        list->offset_cap = to;
        if (!resize(r, &list->list_known, list->parent_cap / 8, to / 8)) return false;
        list->parent_cap = to;
    }
    s->cap = to;
    return true;
}
bool store_open(FactsReader *r, Store *store)
{
    const Chunk *chunk = store->chunk;
    if (!chunk || store->ready) return true;
    size_t columns = (size_t)chunk->n_columns + !chunk->n_columns, spaces = (size_t)chunk->n_specs;
    if (!store->columns && !resize(r, &store->columns, 0, columns * sizeof *store->columns)) return false;
    if (!store->spaces && !resize(r, &store->spaces, 0, spaces * sizeof *store->spaces)) return false;
    if (!store->out_columns && !resize(r, &store->out_columns, 0, columns * sizeof *store->out_columns)) return false;
    if (!store->out_spaces && !resize(r, &store->out_spaces, 0, spaces * sizeof *store->out_spaces)) return false;
    /* A list without elements has data as well, so that nobody meets a null column. */
    for (int s = 0; s < chunk->n_specs; s++)
        if (!store->spaces[s].cap && !grow_space(r, store, s)) return false;
    return store->ready = true;
}
static void drop(FactsReader *r, void *p, size_t size)
{
    if (p) r->allocator.realloc(r->allocator.ctx, p, size, 0);
}
void store_free(FactsReader *r, Store *store)
{
    const Chunk *chunk = store->chunk;
    if (!chunk) return;
    size_t columns = (size_t)chunk->n_columns + !chunk->n_columns, spaces = (size_t)chunk->n_specs;
    for (int c = 0; store->columns && c < chunk->n_columns; c++) {
        drop(r, store->columns[c].data, column_bytes(chunk->columns[c].kind, store->columns[c].data_cap));
        drop(r, store->columns[c].known, store->columns[c].cap / 8);
    }
    for (int s = 0; store->spaces && s < chunk->n_specs; s++) {
        drop(r, store->spaces[s].offsets, (store->spaces[s].offset_cap + 1) * sizeof(uint32_t));
        drop(r, store->spaces[s].list_known, store->spaces[s].parent_cap / 8);
    }
    drop(r, store->columns, columns * sizeof *store->columns);
    drop(r, store->spaces, spaces * sizeof *store->spaces);
    drop(r, store->out_columns, columns * sizeof *store->out_columns);
    drop(r, store->out_spaces, spaces * sizeof *store->out_spaces);
}

/* ---- lanes ---- */
void store_mark(Store *store)
{
    for (int s = 0; store->chunk && s < store->chunk->n_specs; s++) store->spaces[s].mark = store->spaces[s].lanes;
}
/* Zero the bits [from, to) of a plane. */
static void clear_bits(uint64_t *plane, uint32_t from, uint32_t to)
{
    if (from >= to) return;
    uint64_t keep_low = (1ull << (from % 64)) - 1, keep_high = to % 64 ? ~0ull << (to % 64) : 0;
    uint32_t first = from / 64, last = (to - 1) / 64;
    if (first == last) { plane[first] &= keep_low | keep_high; return; }
    plane[first] &= keep_low;
    memset(plane + first + 1, 0, (last - first - 1) * sizeof *plane);
    plane[last] &= keep_high;
}
/* One lane, as where records come alone. */
static void clear_lane(StoreColumn *c, size_t width, uint32_t lane)
{
    static const uint64_t zero = 0;
    const uint64_t others = ~(1ull << (lane % 64));
    c->known[lane / 64] &= others;
    switch (width) {
    case 0: ((uint64_t *)c->data)[lane / 64] &= others; return;
    case 1: ((uint8_t *)c->data)[lane] = 0; return;
    case 4: ((uint32_t *)c->data)[lane] = 0; return;
    default: memcpy((char *)c->data + lane * width, &zero, width);
    }
}
void store_truncate(Store *store, bool clear)
{
    const Chunk *chunk = store->chunk;
    if (!chunk || !store->ready) return;
    for (int c = 0; c < chunk->n_columns; c++) {
        const StoreSpace *s = &store->spaces[chunk->columns[c].space];
        uint32_t from = clear ? 0 : s->mark, to = s->lanes;
        size_t w = column_cell((ColumnKind)chunk->columns[c].kind);
        if (from >= to) continue;
        if (to - from == 1) { clear_lane(&store->columns[c], w, from); continue; }
        clear_bits(store->columns[c].known, from, to);
        if (w) memset((char *)store->columns[c].data + from * w, 0, (to - from) * w);
        else clear_bits(store->columns[c].data, from, to);
    }
    for (int s = 1; s < chunk->n_specs; s++) {
        const StoreSpace *parent = &store->spaces[chunk->specs[s].parent];
        clear_bits(store->spaces[s].list_known, clear ? 0 : parent->mark, parent->lanes);
    }
    for (int s = 0; s < chunk->n_specs; s++) store->spaces[s].lanes = clear ? 0 : store->spaces[s].mark;
}
bool store_lane(FactsReader *r, Store *store, int space, uint32_t *lane)
{
    StoreSpace *s = &store->spaces[space];
    if (s->lanes == s->cap && !grow_space(r, store, space)) return false;
    *lane = s->lanes++;
    return true;
}
void store_close_lane(Store *store, int space, uint32_t lane)
{
    for (int s = space + 1; s < store->chunk->n_specs; s++)
        if (store->chunk->specs[s].parent == space) store->spaces[s].offsets[lane + 1] = store->spaces[s].lanes;
}
void store_list(Store *store, int space, uint32_t parent_lane) { store->spaces[space].list_known[parent_lane / 64] |= 1ull << (parent_lane % 64); }

/* NULL where all lanes are known: the VM then looks at no plane. */
static const uint64_t *plane(const uint64_t *known, uint32_t lanes)
{
    uint32_t full = lanes / 64;
    for (uint32_t w = 0; w < full; w++)
        if (~known[w]) return known;
    return lanes % 64 && known[full] != (1ull << (lanes % 64)) - 1 ? known : NULL;
}
void store_block(Store *store)
{
    const Chunk *chunk = store->chunk;
    for (int c = 0; c < chunk->n_columns; c++)
        store->out_columns[c] = (Column){store->columns[c].data, plane(store->columns[c].known, store->spaces[chunk->columns[c].space].lanes)};
    store->out_spaces[0] = (SpaceData){store->spaces[0].lanes, NULL, NULL};
    for (int s = 1; s < chunk->n_specs; s++) {
        const StoreSpace *space = &store->spaces[s];
        store->out_spaces[s] = (SpaceData){space->lanes, space->offsets, plane(space->list_known, store->spaces[chunk->specs[s].parent].lanes)};
    }
}
