/* Records and chunks as the search for missing facts needs them: pending parameters become columns, a missing list gets elements of
 * which nothing is known. Knows columns and spaces. Must never know decisions. */
#include <string.h>
#include "interp/explain/missing_sets_internal.h"

/* ---- pending parameters ---- */
static int param_column(Arena *arena, Chunk *c, ParamColumns *params, int param, uint16_t space, uint8_t kind)
{
    static const uint8_t COLUMN[] = {[KIND_BIT] = COL_BIT, [KIND_ENUM] = COL_U8, [KIND_U8] = COL_U8, [KIND_I32] = COL_I32, [KIND_I64] = COL_I64};
    for (int i = 0; i < params->n; i++)
        if (params->items[i].param == param && c->columns[params->items[i].column].space == space) return params->items[i].column;
    int column = c->n_columns, n = c->n_columns;
    LIST_ADD(arena, c->columns, n, (ColumnSpec){.space = space, .kind = COLUMN[kind]});
    LIST_ADD(arena, c->ranges, c->n_columns, (ColumnRange){INT64_MIN, INT64_MAX});
    LIST_ADD(arena, params->items, params->n, (ParamColumn){param, column});
    return column;
}
static bool fits_column(uint8_t kind) { return kind == KIND_BIT || kind == KIND_ENUM || kind == KIND_U8 || kind == KIND_I32 || kind == KIND_I64; }
/* LIST_ADD doubles at powers of two: a list that is added to must have room up to the next. */
static void *roomy(Arena *arena, const void *items, int n, size_t size)
{
    int room = 1;
    while (room < n) room *= 2;
    void *to = arena_alloc(arena, (size_t)room * size);
    if (n) memcpy(to, items, (size_t)n * size);
    return to;
}
OpenChunk *open_chunk(Arena *arena, const Chunk *chunk)
{
    OpenChunk *open = arena_alloc(arena, sizeof *open);
    Chunk *c = &open->chunk;
    *c = *chunk;
    c->columns = roomy(arena, chunk->columns, chunk->n_columns, sizeof *c->columns);
    c->ranges = roomy(arena, chunk->ranges, chunk->n_columns, sizeof *c->ranges);
    c->code = arena_alloc(arena, (size_t)c->n_code * sizeof *c->code + 1);
    memcpy(c->code, chunk->code, (size_t)c->n_code * sizeof *c->code);
    for (int i = 0; i < c->n_code; i++) {
        Instr *in = &c->code[i];
        if (in->op != BC_PENDING || in->space >= c->n_specs || !fits_column(in->kind)) continue; /* in a join it stays as it is */
        int column = param_column(arena, c, &open->params, (int)in->imm, in->space, in->kind);
        in->op = BC_LOAD, in->imm = column;
    }
    return open;
}
Chunk *missing_chunk(Arena *arena, const Program *program, const Chunk *chunk)
{
    (void)program;
    return &open_chunk(arena, chunk)->chunk;
}

/* ---- blocks ---- */
static size_t words(uint32_t lanes) { return lanes / 64 + 1; }
static Column nothing(Arena *arena, uint8_t kind, uint32_t lanes)
{
    size_t size = column_cell((ColumnKind)kind);
    return (Column){arena_alloc(arena, size ? size * lanes + 16 : words(lanes) * 8), arena_alloc(arena, words(lanes) * 8)};
}
/* The same block with the parameters' columns, in which nothing is known. */
Block *open_block(Arena *arena, const OpenChunk *open, int n_own, const Block *block)
{
    Block *out = arena_alloc(arena, sizeof *out);
    Column *columns = arena_alloc(arena, (size_t)open->chunk.n_columns * sizeof *columns + 1);
    memcpy(columns, block->columns, (size_t)n_own * sizeof *columns);
    for (int i = n_own; i < open->chunk.n_columns; i++) columns[i] = nothing(arena, open->chunk.columns[i].kind, block->spaces[open->chunk.columns[i].space].lanes);
    *out = *block;
    out->columns = columns;
    return out;
}
static bool bit(const uint64_t *plane, uint32_t i) { return plane[i / 64] >> (i % 64) & 1; }
static Column with_gap(Arena *arena, uint8_t kind, const Column *from, uint32_t lanes, uint32_t at, uint32_t k)
{
    Column to = nothing(arena, kind, lanes + k);
    size_t size = column_cell((ColumnKind)kind);
    uint64_t *bits = (uint64_t *)to.data, *known = (uint64_t *)to.known;
    for (uint32_t i = 0; i < lanes; i++) {
        uint32_t j = i < at ? i : i + k;
        if (size) memcpy((char *)to.data + j * size, (const char *)from->data + i * size, size);
        else bits[j / 64] |= (uint64_t)bit(from->data, i) << (j % 64);
        known[j / 64] |= (uint64_t)(!from->known || bit(from->known, i)) << (j % 64);
    }
    return to;
}
/* The lists of the new elements are missing too. */
static void child_space(Arena *arena, SpaceData *child, uint32_t owners, uint32_t at, uint32_t k)
{
    uint32_t *offsets = arena_alloc(arena, ((size_t)owners + k + 1) * sizeof *offsets);
    uint64_t *known = arena_alloc(arena, words(owners + k) * 8);
    for (uint32_t i = 0; i <= owners + k; i++) offsets[i] = child->offsets[i <= at ? i : i <= at + k ? at : i - k];
    for (uint32_t i = 0; i < owners; i++) {
        uint32_t j = i < at ? i : i + k;
        known[j / 64] |= (uint64_t)(!child->list_known || bit(child->list_known, i)) << (j % 64);
    }
    child->offsets = offsets, child->list_known = known;
}
Block *open_list(Arena *arena, const Chunk *chunk, const Block *block, int space, uint32_t owner, uint32_t k)
{
    Block *out = arena_alloc(arena, sizeof *out);
    SpaceData *spaces = arena_alloc(arena, (size_t)chunk->n_specs * sizeof *spaces);
    Column *columns = arena_alloc(arena, (size_t)chunk->n_columns * sizeof *columns + 1);
    memcpy(spaces, block->spaces, (size_t)chunk->n_specs * sizeof *spaces);
    memcpy(columns, block->columns, (size_t)chunk->n_columns * sizeof *columns);
    uint32_t owners = spaces[chunk->specs[space].parent].lanes, lanes = spaces[space].lanes, at = spaces[space].offsets[owner];
    uint32_t *offsets = arena_alloc(arena, ((size_t)owners + 1) * sizeof *offsets);
    uint64_t *known = arena_alloc(arena, words(owners) * 8);
    for (uint32_t i = 0; i <= owners; i++) offsets[i] = spaces[space].offsets[i] + (i > owner ? k : 0);
    for (uint32_t i = 0; i < owners; i++) known[i / 64] |= (uint64_t)(i == owner || !spaces[space].list_known || bit(spaces[space].list_known, i)) << (i % 64);
    spaces[space] = (SpaceData){lanes + k, offsets, known};
    for (int s = 1; s < chunk->n_specs; s++)
        if (chunk->specs[s].parent == space) child_space(arena, &spaces[s], lanes, at, k);
    for (int c = 0; c < chunk->n_columns; c++)
        if (chunk->columns[c].space == space) columns[c] = with_gap(arena, chunk->columns[c].kind, &block->columns[c], lanes, at, k);
    *out = *block;
    out->spaces = spaces, out->columns = columns;
    return out;
}
