/* The serial form of a chunk: little endian, counts before contents. Knows the chunk's tables.
 * Must never know files, checksums, programs. Decoding trusts nothing. */
#include "interp/code/bytecode.h"
#include "interp/base/wire.h"

#define U8(X) WIRE_U8(w, X)
#define U16(X) WIRE_U16(w, X)
#define I32(X) WIRE_I32(w, X)
#define U32(X) WIRE_U32(w, X)
#define I64(X) WIRE_I64(w, X)
#define ARRAY(P, N, LEAST) WIRE_ARRAY(w, P, N, LEAST)
static void path(Wire *w, uint8_t *n, uint16_t field[6])
{
    U8(*n);
    if (*n > 6) w->failed = true, *n = 0;
    for (int i = 0; i < *n; i++) U16(field[i]);
}
static void spaces(Wire *w, Chunk *c)
{
    ARRAY(c->specs, c->n_specs, 9);
    for (int i = 0; i < c->n_specs; i++) { I32(c->specs[i].parent); I32(c->specs[i].entity); path(w, &c->specs[i].n, c->specs[i].field); }
    ARRAY(c->spaces, c->n_spaces, 7);
    for (int i = 0; i < c->n_spaces; i++) { wire_flag(w, &c->spaces[i].join); U16(c->spaces[i].outer); U16(c->spaces[i].list); U16(c->spaces[i].owner_map); }
    ARRAY(c->maps, c->n_maps, 9);
    for (int i = 0; i < c->n_maps; i++) { U16(c->maps[i].to); U16(c->maps[i].from); U8(c->maps[i].n); U32(c->maps[i].inner); }
}
static void columns(Wire *w, Chunk *c)
{
    ARRAY(c->columns, c->n_columns, 4);
    for (int i = 0; i < c->n_columns; i++) { U16(c->columns[i].space); path(w, &c->columns[i].n, c->columns[i].field); U8(c->columns[i].kind); }
    int n = c->n_columns;
    ARRAY(c->ranges, n, 16);
    if (n != c->n_columns) w->failed = true;
    for (int i = 0; i < n; i++) { I64(c->ranges[i].lo); I64(c->ranges[i].hi); }
    ARRAY(c->texts, c->n_texts, 4);
    for (int i = 0; i < c->n_texts; i++) wire_text(w, &c->texts[i]);
}
static void code(Wire *w, Chunk *c)
{
    ARRAY(c->code, c->n_code, 28);
    for (int i = 0; i < c->n_code; i++) {
        Instr *in = &c->code[i];
        U8(in->op); U8(in->kind); U8(in->aux);
        for (int k = 0; k < 3; k++) U8(in->scale[k]);
        U16(in->space); U32(in->a); U32(in->b); U32(in->c); I64(in->imm);
    }
    int n = c->n_code;
    ARRAY(c->expr, n, 4);
    if (n != c->n_code) w->failed = true;
    for (int i = 0; i < n; i++) I32(c->expr[i]);
}
static void version(Wire *w, DecisionVersion *v)
{
    I32(v->from); I32(v->context); I32(v->value); I32(v->base); I32(v->when); I32(v->applies); I32(v->amount);
    I32(v->weight); I32(v->year); I32(v->due); I32(v->deadline); I32(v->conflict);
    ARRAY(v->parts, v->n_parts, 4);
    for (int i = 0; i < v->n_parts; i++) I32(v->parts[i]);
    ARRAY(v->items, v->n_items, 4);
    for (int i = 0; i < v->n_items; i++) I32(v->items[i]);
    ARRAY(v->exceptions, v->n_exceptions, 12);
    for (int i = 0; i < v->n_exceptions; i++) { I32(v->exceptions[i].holds); I32(v->exceptions[i].value); I32(v->exceptions[i].amount); }
}
static void decisions(Wire *w, Chunk *c)
{
    ARRAY(c->decisions, c->n_decisions, 18);
    for (int i = 0; i < c->n_decisions; i++) {
        Decision *d = &c->decisions[i];
        I32(d->rule); U8(d->rule_kind);
        path(w, &d->n, d->field);
        I32(d->in_force); I32(d->repealed);
        ARRAY(d->versions, d->n_versions, 60);
        for (int k = 0; k < d->n_versions; k++) version(w, &d->versions[k]);
    }
}
static void origins(Wire *w, Chunk *c)
{
    ARRAY(c->contexts, c->n_contexts, 11);
    for (int i = 0; i < c->n_contexts; i++) { U16(c->contexts[i].home); path(w, &c->contexts[i].n, c->contexts[i].field); I32(c->contexts[i].as_of); I32(c->contexts[i].law_date); }
    ARRAY(c->origins, c->n_origins, 24);
    for (int i = 0; i < c->n_origins; i++) {
        Origin *o = &c->origins[i];
        I32(o->expr); I32(o->context); I32(o->reg); I32(o->map); I32(o->inner); I32(o->inner_map);
    }
}
static void whole(Wire *w, Chunk *c)
{
    I32(c->entity);
    spaces(w, c);
    columns(w, c);
    code(w, c);
    decisions(w, c);
    origins(w, c);
}
bool chunk_encode(const Chunk *chunk, Arena *arena, const uint8_t **out, size_t *len)
{
    Chunk copy = *chunk; /* writing changes nothing that the arrays hold */
    Wire w = {.arena = arena};
    whole(&w, &copy);
    *out = w.out, *len = w.len;
    return !w.failed;
}
Chunk *chunk_decode(const uint8_t *in, size_t len, Arena *arena, const char **why)
{
    Chunk *c = arena_alloc(arena, sizeof *c);
    Wire w = {.arena = arena, .in = in, .left = len, .reading = true};
    whole(&w, c);
    *why = "truncated";
    if (w.failed || w.left) return NULL;
    return chunk_verify(c, why) ? c : NULL;
}
