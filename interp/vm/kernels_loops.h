/* Whole columns at a time: the loops for lanes whose operands are known, and logic. Compiled once for each kind of machine: the file
 * that includes this names the set it makes. Knows values. Must never know intervals, chunks, or which machine it is compiled for,
 * save by the compiler's own macros. All sets give the same results; loops are written for the compiler to vectorise. */
#ifndef FATIAO_KERNELS_LOOPS_H
#define FATIAO_KERNELS_LOOPS_H
#include "interp/vm/kernels.h"
#include "interp/base/number.h"
#include <string.h>
#if defined(__AVX2__) && !defined(KERNEL_AVX2)
#define KERNEL_AVX2
#endif
#ifdef KERNEL_AVX2
#include <immintrin.h>
#elif defined(KERNEL_NEON)
#include <arm_neon.h>
#include "interp/vm/kernels_neon.h"
#define KERNEL_WORDS
#endif
#include "interp/vm/kernels_compare.h"
#include "interp/vm/kernels_choose.h"
#include "interp/vm/kernels_planes.h"
#include "interp/vm/kernels_tests.h"

/* ---- comparison ---- */
static Compare mirrored(Compare op)
{
    static const uint8_t mirror[] = {CMP_EQ, CMP_NE, CMP_GT, CMP_GE, CMP_LT, CMP_LE};
    return (Compare)mirror[op];
}
static void compare(uint64_t *out, RegKind kind, Compare op, const void *a, const void *b, bool a_uniform, bool b_uniform, uint32_t lanes)
{
    if (!lanes) return;
    if (a_uniform && !b_uniform) { compare(out, kind, mirrored(op), b, a, false, true, lanes); return; }
    uint32_t step = !b_uniform;
    switch (kind) {
    case KIND_ENUM: case KIND_U8: compare_bytes(out, op, a, b, step, lanes); return;
    case KIND_TEXT: compare_texts(out, op, a, b, step, lanes); return;
    case KIND_I32: compare_days(out, op, a, b, step, lanes); return;
    case KIND_I64: compare_longs(out, op, a, b, step, lanes); return;
    case KIND_BIT: case KIND_QUOT: case KIND_COUNT_: return;
    }
}

/* ---- arithmetic ---- */
/* Three shapes: column and column, column and scalar, scalar and column. */
#define SHAPES(EXPR)                                                                       \
    do {                                                                                   \
        if (ua) { const int64_t x = a[0]; for (uint32_t i = 0; i < n; i++) { const int64_t y = b[i]; EXPR; } } \
        else if (ub) { const int64_t y = b[0]; for (uint32_t i = 0; i < n; i++) { const int64_t x = a[i]; EXPR; } } \
        else for (uint32_t i = 0; i < n; i++) { const int64_t x = a[i], y = b[i]; EXPR; }  \
    } while (0)
static bool add_columns(int64_t *restrict r, const int64_t *restrict a, const int64_t *restrict b, bool ua, bool ub, uint32_t n)
{
    int64_t over = 0;
    SHAPES(int64_t s = (int64_t)((uint64_t)x + (uint64_t)y); over |= (s ^ x) & (s ^ y); r[i] = s);
    return over >= 0;
}
static bool sub_columns(int64_t *restrict r, const int64_t *restrict a, const int64_t *restrict b, bool ua, bool ub, uint32_t n)
{
    int64_t over = 0;
    SHAPES(int64_t s = (int64_t)((uint64_t)x - (uint64_t)y); over |= (x ^ y) & (s ^ x); r[i] = s);
    return over >= 0;
}
static bool mul_columns(int64_t *restrict r, const int64_t *restrict a, const int64_t *restrict b, bool ua, bool ub, uint32_t n)
{
    bool over = false;
    uint64_t wide = 0; /* factors of 31 bits cannot overflow */
    SHAPES(wide |= ((uint64_t)x + (1u << 30)) | ((uint64_t)y + (1u << 30)); r[i] = (int64_t)((uint64_t)x * (uint64_t)y));
    if (wide >> 31 == 0) return true;
    SHAPES(int64_t p; over |= __builtin_mul_overflow(x, y, &p); r[i] = p);
    return !over;
}
static bool neg_column(int64_t *restrict r, const int64_t *restrict a, uint32_t n)
{
    int64_t over = 0;
    for (uint32_t i = 0; i < n; i++) r[i] = (int64_t)(0 - (uint64_t)a[i]), over |= a[i] & r[i];
    return over >= 0;
}
static bool round_column(int64_t *restrict r, const int64_t *restrict a, const Instr *in, uint32_t n)
{
    Wide from = number_power(in->scale[0]) * in->imm, step = number_power(in->scale[1]), unit = (Wide)in->imm * number_power(in->scale[2]);
    bool fits = true;
    for (uint32_t i = 0; i < n; i++) {
        Wide v = number_round_quotient(a[i] * step, from, (NumberRounding)in->aux);
        if (__builtin_mul_overflow(v, unit, &v)) return false;
        v /= step;
        r[i] = (int64_t)v;
        fits &= v == r[i];
    }
    return fits;
}

/* ---- by width: extremes, widening, choice ---- */
#define LANE(p, uniform, i) ((p)[(uniform) ? 0 : (i)])
#define EXTREME(T, TEST)                                                                   \
    do {                                                                                   \
        const T *a = o[0]->data, *b = o[1]->data;                                          \
        T *restrict out = r->data;                                                         \
        for (uint32_t i = 0; i < n; i++) {                                                 \
            T x = LANE(a, ua, i), y = LANE(b, ub, i);                                      \
            out[i] = x TEST y ? x : y;                                                     \
        }                                                                                  \
    } while (0)
static void extreme_columns(Reg *r, const Reg *const *o, bool least, bool ua, bool ub, uint32_t n)
{
    switch ((RegKind)r->kind) {
    case KIND_U8: if (least) EXTREME(uint8_t, <); else EXTREME(uint8_t, >); return;
    case KIND_I32: if (least) EXTREME(int32_t, <); else EXTREME(int32_t, >); return;
    case KIND_I64: if (least) EXTREME(int64_t, <); else EXTREME(int64_t, >); return;
    case KIND_BIT: case KIND_ENUM: case KIND_TEXT: case KIND_QUOT: case KIND_COUNT_: return;
    }
}
static void widen_column(Reg *r, const Reg *a, uint32_t n)
{
    const uint8_t *bytes = a->data;
    const int32_t *days = a->data;
    if (r->kind == KIND_I32) for (uint32_t i = 0; i < n; i++) ((int32_t *)r->data)[i] = bytes[i];
    else if (a->kind == KIND_U8) for (uint32_t i = 0; i < n; i++) ((int64_t *)r->data)[i] = bytes[i];
    else for (uint32_t i = 0; i < n; i++) ((int64_t *)r->data)[i] = days[i];
}
#define COPY(T)                                                                            \
    do {                                                                                   \
        const T *a = o[0]->data;                                                           \
        for (uint32_t i = 0; i < n; i++) ((T *)r->data)[i] = LANE(a, ua, i);               \
    } while (0)
static void copy_column(Reg *r, const Reg *const *o, bool ua, uint32_t n)
{
    switch ((RegKind)r->kind) {
    case KIND_BIT: for (uint32_t w = 0; w < plane_words(n); w++) ((uint64_t *)r->data)[w] = reg_truth(o[0], w); return;
    case KIND_ENUM: case KIND_U8: COPY(uint8_t); return;
    case KIND_TEXT: case KIND_I32: COPY(uint32_t); return;
    case KIND_I64: COPY(uint64_t); return;
    case KIND_QUOT: COPY(Frac); return;
    case KIND_COUNT_: return;
    }
}
static void chain(const KernelChain *c, uint32_t n)
{
    uint32_t days[KERNEL_CHAIN_MAX + 1];
    uint16_t words[KERNEL_CHAIN_MAX + 1];
    uint8_t bytes[KERNEL_CHAIN_MAX + 1];
    bool past = c->past && (uintptr_t)c->data % 32 == 0;
    for (int i = 0; i <= c->n; i++) days[i] = (uint32_t)c->values[i], words[i] = (uint16_t)c->values[i], bytes[i] = (uint8_t)c->values[i];
    switch (c->width) {
    case 1: chain_bytes(c->data, c->truth, bytes, c->n, n, past); return;
    case 2: chain_words(c->data, c->truth, words, c->n, n, past); return;
    case 4: chain_days(c->data, c->truth, days, c->n, n, past); return;
    default: chain_longs(c->data, c->truth, (const uint64_t *)c->values, c->n, n, past);
    }
}
static int64_t first_of(const Reg *r)
{
    switch ((RegKind)r->kind) {
    case KIND_ENUM: case KIND_U8: return *(const uint8_t *)r->data;
    case KIND_TEXT: case KIND_I32: return *(const int32_t *)r->data;
    case KIND_I64: return *(const int64_t *)r->data;
    case KIND_QUOT: case KIND_BIT: case KIND_COUNT_: break;
    }
    return 0;
}
static void choose_columns(Reg *r, const Reg *const *o, uint32_t n)
{
    bool ua = o[1]->flags & REG_UNIFORM, ub = o[2]->flags & REG_UNIFORM;
    const uint64_t *truth = o[0]->data;
    if (o[0]->flags & REG_UNIFORM) {
        const Reg *chosen = *truth & 1 ? o[1] : o[2];
        copy_column(r, &chosen, chosen->flags & REG_UNIFORM, n);
        return;
    }
    if (ua && ub && r->kind != KIND_QUOT) { chain(&(KernelChain){r->data, {truth}, {first_of(o[1]), first_of(o[2])}, 1, (uint8_t)kind_width((RegKind)r->kind), r->past}, n); return; }
    switch ((RegKind)r->kind) {
    case KIND_ENUM: case KIND_U8: choose_bytes(r->data, truth, o[1]->data, o[2]->data, ua, ub, n); return;
    case KIND_TEXT: case KIND_I32: choose_days(r->data, truth, o[1]->data, o[2]->data, ua, ub, n); return;
    case KIND_I64: choose_longs(r->data, truth, o[1]->data, o[2]->data, ua, ub, n); return;
    case KIND_QUOT: choose_fractions(r->data, truth, o[1]->data, o[2]->data, ua, ub, n); return;
    case KIND_BIT: case KIND_COUNT_: return;
    }
}
static bool numbers(Reg *r, const Reg *const *o, const Instr *in, uint32_t n)
{
    bool ua = o[0]->flags & REG_UNIFORM, ub = o[1] && o[1]->flags & REG_UNIFORM;
    switch (in->op) {
    case BC_ADD: return add_columns(r->data, o[0]->data, o[1]->data, ua, ub, n);
    case BC_SUB: return sub_columns(r->data, o[0]->data, o[1]->data, ua, ub, n);
    case BC_MUL: return mul_columns(r->data, o[0]->data, o[1]->data, ua, ub, n);
    case BC_NEG: return neg_column(r->data, o[0]->data, n);
    case BC_ROUND: return round_column(r->data, o[0]->data, in, n);
    case BC_MIN: case BC_MAX: extreme_columns(r, o, in->op == BC_MIN, ua, ub, n); return true;
    case BC_WIDEN: widen_column(r, o[0], n); return true;
    case BC_COMPARE: compare(r->data, (RegKind)o[0]->kind, (Compare)in->aux, o[0]->data, o[1]->data, ua, ub, n); return true;
    case BC_SELECT: choose_columns(r, o, n); return true;
    case BC_UNLESS: case BC_WHEN: copy_column(r, o, ua, n); return true;
    default: return false; /* quotients: cells throughout */
    }
}
const KernelSet KERNEL_SET = {KERNEL_SET_NAME, logic, numbers, compare, tests, terms, chain, chain_known};
#endif
