/* Tables to bytes and back, little endian: one walk serves both ways, each field is written from its table or read into it.
 * Must never know what the tables are. Reading trusts nothing: what does not fit sets `failed`, and everything read is zero from there on. */
#ifndef FATIAO_WIRE_H
#define FATIAO_WIRE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "grammar/arena.h"

typedef struct {
    Arena *arena;
    uint8_t *out; size_t len, cap;    /* written */
    const uint8_t *in; size_t left;   /* to be read */
    bool reading, failed;
} Wire;

void wire_bytes(Wire *w, void *p, size_t n);
/* The low n bytes; reading gives them without sign. */
void wire_number(Wire *w, uint64_t *v, int n);
void wire_flag(Wire *w, bool *b);
/* A string without NUL inside, or NULL; read into the arena. */
void wire_text(Wire *w, const char **text);
/* A count, and room for so many when reading; each takes at least `least` bytes of what is left. `now`: the array when writing. */
void *wire_array(Wire *w, int *n, void *now, size_t size, size_t least);

/* X is any integer lvalue: n bytes of it, sign kept by the cast back. */
#define WIRE(w, X, n, T) do { uint64_t v_ = (uint64_t)(X); wire_number((w), &v_, (n)); if ((w)->reading) (X) = (T)v_; } while (0)
#define WIRE_U8(w, X) WIRE(w, X, 1, uint8_t)
#define WIRE_U16(w, X) WIRE(w, X, 2, uint16_t)
#define WIRE_I16(w, X) WIRE(w, X, 2, int16_t)
#define WIRE_I32(w, X) WIRE(w, X, 4, int32_t)
#define WIRE_U32(w, X) WIRE(w, X, 4, uint32_t)
#define WIRE_I64(w, X) WIRE(w, X, 8, int64_t)
#define WIRE_ARRAY(w, P, N, LEAST) do { void *p_ = wire_array(w, &(N), (void *)(P), sizeof *(P), (LEAST)); if ((w)->reading) (P) = p_; } while (0)
#endif
