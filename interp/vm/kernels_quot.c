/* Quotients: exact fractions and their intervals. Knows one lane at a time; compares by cross multiplication, never divides to compare.
 * Must never know columns, or chunks. */
#include "interp/vm/kernels.h"
#include "interp/base/number.h"

static const Frac lowest = {-1, 0}, highest = {1, 0};
static bool small(Wide v) { return v == (int64_t)v; }

/* |a| * |b| in 256 bits, high and low half. */
__extension__ typedef unsigned __int128 UWide;
typedef struct { UWide high, low; } Product;
static Product multiply_whole(UWide a, UWide b)
{
    const UWide half = ~(uint64_t)0;
    UWide al = a & half, ah = a >> 64, bl = b & half, bh = b >> 64;
    UWide ll = al * bl, lh = al * bh, hl = ah * bl, mid = (ll >> 64) + (lh & half) + (hl & half);
    return (Product){ah * bh + (lh >> 64) + (hl >> 64) + (mid >> 64), (mid << 64) | (ll & half)};
}
static int compare_products(Wide a, Wide b, Wide c, Wide d) /* a * b with c * d, b and d > 0 */
{
    if (small(a) && small(b) && small(c) && small(d)) return a * b < c * d ? -1 : a * b > c * d;
    if ((a < 0) != (c < 0)) return a < 0 ? -1 : 1;
    bool negative = a < 0;
    Product l = multiply_whole(negative ? -(UWide)a : (UWide)a, (UWide)b), r = multiply_whole(negative ? -(UWide)c : (UWide)c, (UWide)d);
    int order = l.high != r.high ? (l.high < r.high ? -1 : 1) : l.low != r.low ? (l.low < r.low ? -1 : 1) : 0;
    return negative ? -order : order;
}
int frac_compare(const Frac *a, const Frac *b)
{
    if (!a->den || !b->den) return (a->den ? 0 : (int)a->num) - (b->den ? 0 : (int)b->num);
    return compare_products(a->num, b->den, b->num, a->den);
}
static bool frac_multiply(Wide v, int scale, const Frac *q, Frac *out)
{
    if (v == 0) { *out = (Frac){0, 1}; return true; }
    bool open = v >= CELL_OPEN || v <= -CELL_OPEN || !q->den;
    if (open && q->num == 0) { *out = (Frac){0, 1}; return true; }
    if (open) { *out = (v > 0) == (q->num > 0) ? highest : lowest; return true; }
    return !__builtin_mul_overflow(v, q->num, &out->num) && !__builtin_mul_overflow(q->den, number_power(scale), &out->den);
}

static void known_quot(Cell *out, Frac q) { out->state = LANE_KNOWN, out->qlo = out->qhi = q; }
static void span_quot(Cell *out, Frac lo, Frac hi) { out->state = LANE_UNKNOWN, out->qlo = lo, out->qhi = hi; }

static void quot_of(const Instr *in, const Cell *o, Cell *out)
{
    Wide den = number_power(in->scale[0]);
    Frac lo = {o->lo, den}, hi = {o->hi, den};
    if (o->state == LANE_KNOWN) { known_quot(out, lo); return; }
    if (o->lo == INT64_MIN) lo = lowest;
    if (o->hi == INT64_MAX) hi = highest;
    span_quot(out, lo, hi);
}
static Frac divide_end(const Instr *in, Wide a, Wide b) /* b > 0 */
{
    if (a >= CELL_OPEN) return highest;
    if (a <= -CELL_OPEN) return lowest;
    if (b >= CELL_OPEN) return (Frac){0, 1};
    return (Frac){a * number_power(in->scale[1]), b * number_power(in->scale[0])};
}
static void divide(const Instr *in, const Cell *o, Cell *out)
{
    Wide al = cell_lo(&o[0]), ah = cell_hi(&o[0]), bl = cell_lo(&o[1]), bh = cell_hi(&o[1]);
    if (o[1].state == LANE_KNOWN && o[1].lo == 0) { out->state = LANE_BROKEN; return; }
    if (bl <= 0 && bh >= 0) { span_quot(out, lowest, highest); return; }
    if (bh < 0) {
        Wide t = bl;
        bl = -bh, bh = -t;
        t = al;
        al = -ah, ah = -t;
    }
    Frac lo = divide_end(in, al, al >= 0 ? bh : bl), hi = divide_end(in, ah, ah >= 0 ? bl : bh);
    if (o[0].state == LANE_KNOWN && o[1].state == LANE_KNOWN) known_quot(out, lo);
    else span_quot(out, lo, hi);
}
static void multiply(const Instr *in, const Cell *o, Cell *out)
{
    Frac corner[4], lo, hi;
    for (int i = 0; i < 4; i++)
        if (!frac_multiply(i & 1 ? cell_hi(&o[0]) : cell_lo(&o[0]), in->scale[0], i & 2 ? &o[1].qhi : &o[1].qlo, &corner[i])) { out->state = LANE_BROKEN; return; }
    lo = hi = corner[0];
    for (int i = 1; i < 4; i++) {
        if (frac_compare(&corner[i], &lo) < 0) lo = corner[i];
        if (frac_compare(&corner[i], &hi) > 0) hi = corner[i];
    }
    if (o[0].state == LANE_KNOWN && o[1].state == LANE_KNOWN) known_quot(out, lo);
    else span_quot(out, lo, hi);
}
static void compare(Compare op, const Cell *a, const Cell *b, Cell *out)
{
    int top = frac_compare(&a->qhi, &b->qlo), bottom = frac_compare(&a->qlo, &b->qhi);
    bool known = a->state == LANE_KNOWN && b->state == LANE_KNOWN, apart = top < 0 || bottom > 0;
    switch (op) { /* top: the greatest a against the least b; bottom: the least a against the greatest b */
    case CMP_LT: cell_truth(out, top < 0 ? 1 : bottom >= 0 ? 0 : -1); return;
    case CMP_LE: cell_truth(out, top <= 0 ? 1 : bottom > 0 ? 0 : -1); return;
    case CMP_GT: cell_truth(out, bottom > 0 ? 1 : top <= 0 ? 0 : -1); return;
    case CMP_GE: cell_truth(out, bottom >= 0 ? 1 : top < 0 ? 0 : -1); return;
    case CMP_EQ: cell_truth(out, apart ? 0 : known ? 1 : -1); return;
    case CMP_NE: cell_truth(out, apart ? 1 : known ? 0 : -1); return;
    case CMP_COUNT_: break;
    }
    out->state = LANE_BROKEN;
}
static Wide round_quot(const Instr *in, Frac q)
{
    Wide step = number_power(in->scale[1]), unit = (Wide)in->imm * number_power(in->scale[2]), num, den, product;
    if (!q.den) return q.num > 0 ? CELL_OPEN : -CELL_OPEN;
    if (__builtin_mul_overflow(q.num, step, &num) || __builtin_mul_overflow(q.den, (Wide)in->imm, &den)) return q.num > 0 ? CELL_OPEN : -CELL_OPEN;
    if (__builtin_mul_overflow(number_round_quotient(num, den, (NumberRounding)in->aux), unit, &product)) return q.num > 0 ? CELL_OPEN : -CELL_OPEN;
    product /= step;
    return product > CELL_OPEN ? CELL_OPEN : product < -CELL_OPEN ? -CELL_OPEN : product;
}
static void choose(const Cell *o, Cell *out)
{
    const Cell *a = &o[1], *b = &o[2];
    if (o[0].state == LANE_BROKEN) { out->state = LANE_BROKEN; return; }
    if (o[0].state == LANE_KNOWN) { *out = o[0].lo ? *a : *b; return; }
    if (a->state == LANE_BROKEN || b->state == LANE_BROKEN) { out->state = LANE_BROKEN; return; }
    if (a->state == LANE_KNOWN && b->state == LANE_KNOWN && frac_compare(&a->qlo, &b->qlo) == 0) *out = *a;
    else span_quot(out, frac_compare(&a->qlo, &b->qlo) < 0 ? a->qlo : b->qlo, frac_compare(&a->qhi, &b->qhi) > 0 ? a->qhi : b->qhi);
}
static bool known_zero(const Cell *c, bool quotient) { return c->state == LANE_KNOWN && (quotient ? c->qlo.num : c->lo) == 0; }
void cell_quot(const Instr *in, const Cell *o, Cell *out)
{
    if (in->op == BC_SELECT) { choose(o, out); return; }
    if (in->op == BC_QMUL && (known_zero(&o[0], false) || known_zero(&o[1], true))) { known_quot(out, (Frac){0, 1}); return; }
    bool two = in->op == BC_DIV || in->op == BC_QMUL || in->op == BC_QCOMPARE;
    if (o[0].state == LANE_BROKEN || (two && o[1].state == LANE_BROKEN)) { out->state = LANE_BROKEN; return; }
    switch (in->op) {
    case BC_QUOT: quot_of(in, o, out); return;
    case BC_DIV: divide(in, o, out); return;
    case BC_QMUL: multiply(in, o, out); return;
    case BC_QCOMPARE: compare((Compare)in->aux, &o[0], &o[1], out); return;
    case BC_QROUND: cell_stored(o[0].state == LANE_KNOWN, round_quot(in, o[0].qlo), round_quot(in, o[0].qhi), out); return;
    default: out->state = LANE_BROKEN; /* the verifier lets no other operator here */
    }
}
