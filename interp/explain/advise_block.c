/* Copies of one record as the lanes of a block, whose cells may then differ. Knows columns only.
 * Must never know decisions. */
#include <string.h>
#include "interp/explain/advise_internal.h"

static bool bit(const uint64_t *plane, uint32_t i) { return plane[i / 64] >> (i % 64) & 1; }
static void set_bit(uint64_t *plane, uint32_t i, bool v)
{
    uint64_t mask = (uint64_t)1 << (i % 64);
    plane[i / 64] = v ? plane[i / 64] | mask : plane[i / 64] & ~mask;
}
static size_t words(uint32_t lanes) { return (lanes + 63) / 64 + 1; }
/* The elements that belong to the record stand together in every space. */
static uint32_t find_elements(Copies *c, uint32_t lane)
{
    uint32_t most = 1;
    c->first[0] = lane, c->len[0] = 1;
    for (int s = 1; s < c->chunk->n_specs; s++) {
        int p = c->chunk->specs[s].parent;
        const uint32_t *offsets = c->from->spaces[s].offsets;
        c->first[s] = offsets[c->first[p]], c->len[s] = offsets[c->first[p] + c->len[p]] - c->first[s];
        if (c->len[s] > most) most = c->len[s];
    }
    return most;
}
static void copy_space(Arena *arena, Copies *c, int s)
{
    const SpaceData *from = &c->from->spaces[s];
    SpaceData *to = &c->spaces[s];
    to->lanes = c->copies * c->len[s];
    if (s == 0) return;
    int p = c->chunk->specs[s].parent;
    uint32_t owners = c->copies * c->len[p], *offsets = arena_alloc(arena, ((size_t)owners + 1) * sizeof *offsets);
    uint64_t *known = arena_alloc(arena, words(owners) * sizeof *known);
    for (uint32_t i = 0; i < owners; i++) {
        uint32_t copy = i / c->len[p], owner = c->first[p] + i % c->len[p];
        offsets[i] = copy * c->len[s] + from->offsets[owner] - c->first[s];
        set_bit(known, i, !from->list_known || bit(from->list_known, owner));
    }
    offsets[owners] = to->lanes;
    to->offsets = offsets, to->list_known = known;
}
static void copy_column(Arena *arena, Copies *c, int k)
{
    int s = c->chunk->columns[k].space;
    uint32_t lanes = c->copies * c->len[s];
    size_t size = column_cell((ColumnKind)c->chunk->columns[k].kind);
    const Column *from = &c->from->columns[k];
    uint8_t *data = arena_alloc(arena, size ? lanes * size + 16 : words(lanes) * 8);
    uint64_t *known = arena_alloc(arena, words(lanes) * 8);
    for (uint32_t i = 0; i < lanes; i++) {
        uint32_t at = c->first[s] + i % c->len[s];
        if (size) memcpy(data + i * size, (const uint8_t *)from->data + at * size, size);
        else set_bit((uint64_t *)data, i, bit(from->data, at));
        set_bit(known, i, !from->known || bit(from->known, at));
    }
    c->columns[k] = (Column){data, known};
}
bool copies_make(Arena *arena, Copies *c, const Chunk *chunk, const Block *from, uint32_t lane)
{
    *c = (Copies){.chunk = chunk, .from = from};
    c->first = arena_alloc(arena, (size_t)chunk->n_specs * 8), c->len = c->first + chunk->n_specs;
    uint32_t most = find_elements(c, lane);
    if (most > COPY_ELEMENTS_MAX) return false;
    c->most = most;
    c->copies = COPY_ELEMENTS_MAX / most < COPIES_MAX ? COPY_ELEMENTS_MAX / most : COPIES_MAX;
    c->spaces = arena_alloc(arena, (size_t)chunk->n_specs * sizeof *c->spaces);
    c->columns = arena_alloc(arena, (size_t)chunk->n_columns * sizeof *c->columns + 1);
    c->as_of = arena_alloc(arena, (size_t)c->copies * 8), c->law_as_of = c->as_of + c->copies;
    for (int s = 0; s < chunk->n_specs; s++) copy_space(arena, c, s);
    for (int k = 0; k < chunk->n_columns; k++) copy_column(arena, c, k);
    uint32_t at = from->uniform_dates ? 0 : lane;
    for (uint32_t i = 0; i < c->copies; i++) copies_dates(c, i, from->as_of[at], from->law_as_of[at]);
    c->block = (Block){c->spaces, c->columns, c->as_of, c->law_as_of, false};
    return true;
}
void copies_dates(Copies *c, uint32_t copy, int32_t as_of, int32_t law_as_of) { c->as_of[copy] = as_of, c->law_as_of[copy] = law_as_of; }

void copies_set_list(Copies *c, uint32_t copy, int space, uint32_t owner, bool known)
{
    set_bit((uint64_t *)c->spaces[space].list_known, copy * c->len[c->chunk->specs[space].parent] + owner, known);
}
bool copies_list_known(const Copies *c, int space, uint32_t owner)
{
    const uint64_t *known = c->from->spaces[space].list_known;
    return !known || bit(known, c->first[c->chunk->specs[space].parent] + owner);
}
static void put(void *data, uint8_t kind, uint32_t i, int64_t value)
{
    switch ((ColumnKind)kind) {
    case COL_BIT: set_bit(data, i, value != 0); break;
    case COL_U8: ((uint8_t *)data)[i] = (uint8_t)value; break;
    case COL_I32: case COL_TEXT: ((int32_t *)data)[i] = (int32_t)value; break;
    case COL_I64: ((int64_t *)data)[i] = value; break;
    }
}
static int64_t take(const void *data, uint8_t kind, uint32_t i)
{
    switch ((ColumnKind)kind) {
    case COL_BIT: return bit(data, i);
    case COL_U8: return ((const uint8_t *)data)[i];
    case COL_I32: return ((const int32_t *)data)[i];
    case COL_TEXT: return ((const uint32_t *)data)[i];
    case COL_I64: break;
    }
    return ((const int64_t *)data)[i];
}
void copies_set(Copies *c, uint32_t copy, int column, uint32_t lane, bool known, int64_t value)
{
    const ColumnSpec *spec = &c->chunk->columns[column];
    uint32_t i = copy * c->len[spec->space] + lane;
    put((void *)c->columns[column].data, spec->kind, i, known ? value : 0); /* an unknown lane's data is zero */
    set_bit((uint64_t *)c->columns[column].known, i, known);
}
bool copies_get(const Copies *c, int column, uint32_t lane, int64_t *value)
{
    const ColumnSpec *spec = &c->chunk->columns[column];
    const Column *from = &c->from->columns[column];
    uint32_t at = c->first[spec->space] + lane;
    *value = take(from->data, spec->kind, at);
    return !from->known || bit(from->known, at);
}
