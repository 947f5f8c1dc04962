/* Intervals and divisors through the instructions, once from the first to the last. See reach.h.
 * Must never know programs, or how anything runs. */
#include "interp/code/reach.h"
#include "interp/base/number.h"

typedef struct { NumberWide lo, hi; } Ends; /* beyond 64 bits: no such lane is known */

static const Reach ANY = {INT64_MIN, INT64_MAX, 1}, NONE = {INT64_MAX, INT64_MIN, 0};
static bool is_none(const Reach *r) { return r->lo > r->hi; }
static uint64_t size_of(int64_t v) { return v < 0 ? 0 - (uint64_t)v : (uint64_t)v; }
static int64_t common(int64_t a, int64_t b) /* the greatest divisor of both; of 0 everything is one */
{
    uint64_t x = size_of(a), y = size_of(b);
    while (y) { uint64_t rest = x % y; x = y, y = rest; }
    return x <= INT64_MAX ? (int64_t)x : 1;
}
static Reach of_kind(RegKind kind)
{
    switch (kind) {
    case KIND_U8: case KIND_ENUM: return (Reach){0, UINT8_MAX, 1};
    case KIND_I32: return (Reach){INT32_MIN, INT32_MAX, 1};
    case KIND_BIT: return (Reach){0, 1, 1};
    case KIND_TEXT: case KIND_I64: case KIND_QUOT: case KIND_COUNT_: break;
    }
    return ANY;
}
static Reach within(Ends ends, int64_t step)
{
    NumberWide lo = ends.lo < INT64_MIN ? INT64_MIN : ends.lo, hi = ends.hi > INT64_MAX ? INT64_MAX : ends.hi;
    return lo > hi ? NONE : (Reach){(int64_t)lo, (int64_t)hi, step};
}
Reach reach_either(const Reach *a, const Reach *b)
{
    if (is_none(a) || is_none(b)) return is_none(a) ? *b : *a;
    return (Reach){a->lo < b->lo ? a->lo : b->lo, a->hi > b->hi ? a->hi : b->hi, common(a->step, b->step)};
}

/* ---- arithmetic ---- */
static Reach sum(const Reach *a, const Reach *b, int sign)
{
    if (is_none(a) || is_none(b)) return NONE;
    Ends e = sign > 0 ? (Ends){(NumberWide)a->lo + b->lo, (NumberWide)a->hi + b->hi} : (Ends){(NumberWide)a->lo - b->hi, (NumberWide)a->hi - b->lo};
    return within(e, common(a->step, b->step));
}
static Reach product(const Reach *a, const Reach *b)
{
    if (is_none(a) || is_none(b)) return (Reach){0, 0, 0}; /* nothing of what has no value is nothing */
    const NumberWide corner[] = {(NumberWide)a->lo * b->lo, (NumberWide)a->lo * b->hi, (NumberWide)a->hi * b->lo, (NumberWide)a->hi * b->hi};
    Ends e = {corner[0], corner[0]};
    int64_t step;
    for (int i = 1; i < 4; i++) e.lo = corner[i] < e.lo ? corner[i] : e.lo, e.hi = corner[i] > e.hi ? corner[i] : e.hi;
    if (__builtin_mul_overflow(a->step, b->step, &step)) step = common(a->step, b->step);
    return within(e, step);
}
static Reach extreme(const Reach *a, const Reach *b, bool least)
{
    if (is_none(a) || is_none(b)) return NONE;
    bool low = least ? a->lo < b->lo : a->lo > b->lo, high = least ? a->hi < b->hi : a->hi > b->hi;
    return (Reach){low ? a->lo : b->lo, high ? a->hi : b->hi, common(a->step, b->step)};
}
/* Rounding keeps the order, and gives multiples of its step, which may stand in a finer scale than the result. */
static Reach rounded(const Reach *a, const Instr *in)
{
    NumberWide step = number_power(in->scale[1]), unit = (NumberWide)in->imm * number_power(in->scale[2]), from = number_power(in->scale[0]) * in->imm;
    int64_t divisor = unit % step == 0 && unit / step <= INT64_MAX ? (int64_t)(unit / step) : 1;
    if (in->op == BC_QROUND) return (Reach){INT64_MIN, INT64_MAX, divisor};
    if (is_none(a)) return NONE;
    NumberWide lo = number_round_quotient(a->lo * step, from, (NumberRounding)in->aux), hi = number_round_quotient(a->hi * step, from, (NumberRounding)in->aux);
    if (__builtin_mul_overflow(lo, unit, &lo) || __builtin_mul_overflow(hi, unit, &hi)) return (Reach){INT64_MIN, INT64_MAX, divisor};
    return within((Ends){lo / step, hi / step}, divisor);
}
static Reach reach_of(const Chunk *c, const Instr *in, const Reach *all)
{
    const Reach *a = &all[in->a], *b = &all[in->b], zero = {0, 0, 0};
    const ColumnRange *range = &c->ranges[in->op == BC_LOAD ? in->imm : 0];
    switch ((Opcode)in->op) {
    case BC_CONST: return in->kind == KIND_QUOT || in->kind == KIND_TEXT ? ANY : (Reach){in->imm, in->imm, common(in->imm, 0)};
    case BC_LOAD: return kind_ordered((RegKind)in->kind) ? (Reach){range->lo, range->hi, 1} : ANY;
    case BC_BROKEN: return NONE;
    case BC_MAP: case BC_WIDEN: case BC_UNLESS: case BC_WHEN: return *a;
    case BC_SELECT: return reach_either(b, &all[in->c]);
    case BC_NEG: return sum(&zero, a, -1);
    case BC_ADD: return sum(a, b, 1);
    case BC_SUB: return sum(a, b, -1);
    case BC_MUL: return product(a, b);
    case BC_MIN: case BC_MAX: return extreme(a, b, in->op == BC_MIN);
    case BC_ROUND: case BC_QROUND: return rounded(a, in);
    case BC_FOLD_COUNT: return (Reach){0, INT32_MAX, 1};
    case BC_FOLD_SUM: return (Reach){is_none(b) || b->lo >= 0 ? 0 : INT64_MIN, is_none(b) || b->hi <= 0 ? 0 : INT64_MAX, is_none(b) ? 0 : b->step};
    case BC_FOLD_MAX: case BC_FOLD_MIN: return *b;
    case BC_PENDING: case BC_AS_OF: case BC_LAW_DATE: case BC_NOT: case BC_AND: case BC_OR: case BC_SAME: case BC_COMPARE: case BC_QUOT: case BC_DIV: case BC_QMUL: case BC_QCOMPARE:
    case BC_DATE_ADD: case BC_YEARS: case BC_MONTHS: case BC_DAYS: case BC_YEAR_OF: case BC_AGE: case BC_FOLD_ANY: case BC_FOLD_ALL: case BC_FOLD_SHARE: case BC_COUNT_: break;
    }
    return ANY;
}
void chunk_reach(const Chunk *c, Reach *out)
{
    for (int i = 0; i < c->n_code; i++) {
        const Reach kind = of_kind((RegKind)c->code[i].kind);
        Reach r = reach_of(c, &c->code[i], out);
        if (!is_none(&r)) r.lo = r.lo > kind.lo ? r.lo : kind.lo, r.hi = r.hi < kind.hi ? r.hi : kind.hi;
        out[i] = is_none(&r) ? NONE : r;
    }
}
RegForm reach_form(const Reach *r, int digits)
{
    if (is_none(r)) return (RegForm){1, 1};
    RegForm f = {8, 1};
    while (digits-- > 0 && f.unit <= INT64_MAX / 10 && r->step % (f.unit * 10) == 0) f.unit *= 10;
    int64_t lo = r->lo / f.unit, hi = r->hi / f.unit;
    if (lo >= 0 && hi <= UINT8_MAX) f.width = 1;
    else if (lo >= 0 && hi <= UINT16_MAX) f.width = 2;
    else if (lo >= INT32_MIN && hi <= INT32_MAX) f.width = 4;
    return f;
}
