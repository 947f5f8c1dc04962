/* The serial form of a chunk: little endian, counts before contents. Knows the chunk's tables.
 * Must never know files, checksums, programs. Decoding trusts nothing. */
#include "interp/bytecode.h"
#include <string.h>

/* One walk serves both ways: each field is written from the chunk or read into it. */
typedef struct {
    Arena *arena;
    uint8_t *out; size_t len, cap;
    const uint8_t *in; size_t left;
    bool reading, failed;
} Wire;

static void bytes(Wire *w, void *p, size_t n)
{
    if (w->reading) {
        if (n > w->left) { w->failed = true, memset(p, 0, n); return; }
        memcpy(p, w->in, n), w->in += n, w->left -= n;
        return;
    }
    if (w->len + n > w->cap) {
        size_t cap = (w->len + n) * 2 + 256;
        w->out = arena_grow(w->arena, w->out, w->len, cap);
        w->cap = cap;
    }
    memcpy(w->out + w->len, p, n), w->len += n;
}
static void number(Wire *w, uint64_t *v, int n)
{
    uint8_t raw[8] = {0};
    for (int i = 0; i < n; i++) raw[i] = (uint8_t)(*v >> (8 * i));
    bytes(w, raw, (size_t)n);
    *v = 0;
    for (int i = 0; i < n; i++) *v |= (uint64_t)raw[i] << (8 * i);
}
/* X is any integer lvalue: n bytes of it, sign kept by the cast back. */
#define FIELD(w, X, n, T) do { uint64_t v_ = (uint64_t)(X); number((w), &v_, (n)); if ((w)->reading) (X) = (T)v_; } while (0)
#define U8(X) FIELD(w, X, 1, uint8_t)
#define U16(X) FIELD(w, X, 2, uint16_t)
#define I32(X) FIELD(w, X, 4, int32_t)
#define U32(X) FIELD(w, X, 4, uint32_t)
#define I64(X) FIELD(w, X, 8, int64_t)

/* A count, and room for so many when reading; each takes at least `least` bytes of what is left. */
static void *array(Wire *w, int *n, void *now, size_t size, size_t least)
{
    I32(*n);
    if (!w->reading) return now;
    if (*n < 0 || (size_t)*n > w->left / least) { w->failed = true, *n = 0; }
    return arena_alloc(w->arena, (size_t)*n * size + 1);
}
#define ARRAY(P, N, LEAST) do { void *p_ = array(w, &(N), (void *)(P), sizeof *(P), (LEAST)); if (w->reading) (P) = p_; } while (0)
static void path(Wire *w, uint8_t *n, uint16_t field[6])
{
    U8(*n);
    if (*n > 6) w->failed = true, *n = 0;
    for (int i = 0; i < *n; i++) U16(field[i]);
}
static void flag(Wire *w, bool *b)
{
    uint8_t v = *b;
    U8(v);
    if (v > 1) w->failed = true;
    if (w->reading) *b = v == 1;
}
static void spaces(Wire *w, Chunk *c)
{
    ARRAY(c->specs, c->n_specs, 9);
    for (int i = 0; i < c->n_specs; i++) { I32(c->specs[i].parent); I32(c->specs[i].entity); path(w, &c->specs[i].n, c->specs[i].field); }
    ARRAY(c->spaces, c->n_spaces, 7);
    for (int i = 0; i < c->n_spaces; i++) { flag(w, &c->spaces[i].join); U16(c->spaces[i].outer); U16(c->spaces[i].list); U16(c->spaces[i].owner_map); }
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
    for (int i = 0; i < c->n_texts; i++) {
        int len = w->reading ? 0 : (int)strlen(c->texts[i]);
        I32(len);
        if (len < 0 || (w->reading && (size_t)len > w->left)) w->failed = true, len = 0;
        char *text = w->reading ? arena_alloc(w->arena, (size_t)len + 1) : (char *)c->texts[i];
        bytes(w, text, (size_t)len);
        if (w->reading) c->texts[i] = text;
    }
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
