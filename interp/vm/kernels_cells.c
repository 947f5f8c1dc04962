/* What operators mean on single cells: intervals, Kleene logic, overflow. Knows one lane at a time.
 * Must never know columns' fast loops, or chunks. */
#include "interp/vm/kernels.h"
#include "interp/base/number.h"

/* ---- access ---- */
static int64_t data_at(const Reg *r, uint32_t i)
{
    switch ((RegKind)r->kind) {
    case KIND_BIT: return (int64_t)(((const uint64_t *)r->data)[i / 64] >> (i % 64) & 1);
    case KIND_ENUM: case KIND_U8: return ((const uint8_t *)r->data)[i];
    case KIND_TEXT: return ((const uint32_t *)r->data)[i];
    case KIND_I32: return ((const int32_t *)r->data)[i];
    case KIND_I64: return ((const int64_t *)r->data)[i];
    case KIND_QUOT: case KIND_COUNT_: break;
    }
    return 0;
}
void reg_get(const Reg *r, uint32_t lane, Cell *out)
{
    uint32_t i = r->flags & REG_UNIFORM ? 0 : lane;
    uint64_t bit = 1ull << (i % 64);
    if (reg_known(r, i / 64) & bit) {
        out->state = LANE_KNOWN;
        if (r->kind == KIND_QUOT) out->qlo = out->qhi = ((const Frac *)r->data)[i];
        else out->lo = out->hi = data_at(r, i);
        return;
    }
    if (reg_broken(r, i / 64) & bit) { out->state = LANE_BROKEN; return; }
    out->state = LANE_UNKNOWN;
    if (r->kind == KIND_QUOT) {
        out->qlo = r->flags & REG_BOUNDS ? ((const Frac *)r->lo)[i] : (Frac){-1, 0};
        out->qhi = r->flags & REG_BOUNDS ? ((const Frac *)r->hi)[i] : (Frac){1, 0};
    } else if (!kind_ordered((RegKind)r->kind)) cell_open(out);
    else {
        out->lo = r->flags & REG_BOUNDS ? ((const int64_t *)r->lo)[i] : r->lo0;
        out->hi = r->flags & REG_BOUNDS ? ((const int64_t *)r->hi)[i] : r->hi0;
    }
}
static void data_put(Reg *r, uint32_t i, const Cell *c)
{
    switch ((RegKind)r->kind) {
    case KIND_BIT: ((uint64_t *)r->data)[i / 64] |= (uint64_t)(c->lo != 0) << (i % 64); break;
    case KIND_ENUM: case KIND_U8: ((uint8_t *)r->data)[i] = (uint8_t)c->lo; break;
    case KIND_TEXT: ((uint32_t *)r->data)[i] = (uint32_t)c->lo; break;
    case KIND_I32: ((int32_t *)r->data)[i] = (int32_t)c->lo; break;
    case KIND_I64: ((int64_t *)r->data)[i] = c->lo; break;
    case KIND_QUOT: ((Frac *)r->data)[i] = c->qlo; break;
    case KIND_COUNT_: break;
    }
}
void reg_put(Reg *r, uint32_t lane, const Cell *c)
{
    uint64_t bit = 1ull << (lane % 64);
    uint32_t w = lane / 64;
    static const Cell zero = {.qlo = {0, 1}};
    data_put(r, lane, c->state == LANE_KNOWN ? c : r->kind == KIND_QUOT ? &zero : &(Cell){.lo = 0}); /* no garbage for the fast loops to trip over */
    switch (c->state) {
    case LANE_KNOWN: r->known[w] |= bit; return;
    case LANE_BROKEN: r->broken[w] |= bit; return;
    case LANE_UNKNOWN: break;
    }
    if (!r->spans) return;
    if (r->kind == KIND_QUOT) ((Frac *)r->lo)[lane] = c->qlo, ((Frac *)r->hi)[lane] = c->qhi;
    else if (kind_ordered((RegKind)r->kind)) ((int64_t *)r->lo)[lane] = c->lo, ((int64_t *)r->hi)[lane] = c->hi;
}
void reg_flags(Reg *r, uint32_t n, bool may_break)
{
    uint64_t known = ~0ull, broken = 0;
    for (uint32_t w = 0; w < n / 64; w++) known &= r->known[w];
    if (n % 64) known &= r->known[n / 64] | ~plane_mask(n, n / 64);
    for (uint32_t w = 0; may_break && w < plane_words(n); w++) broken |= r->broken[w];
    r->flags = (uint8_t)((r->flags & REG_UNIFORM) | (r->spans ? REG_BOUNDS : 0) | (~known ? 0 : REG_KNOWN) | (broken ? REG_BROKEN : 0));
}
/* A uniform register's planes are whole words. */
static void spread(Reg *r)
{
    r->known[0] = -(r->known[0] & 1);
    r->broken[0] = -(r->broken[0] & 1);
    if (r->kind == KIND_BIT) ((uint64_t *)r->data)[0] = -(((uint64_t *)r->data)[0] & 1);
}
void reg_settle(Reg *r, const Reg *const *operand, int n_operands, const Instr *in, uint32_t n, CellFn fn)
{
    Cell cell[3], out;
    bool bits = r->kind == KIND_BIT;
    for (uint32_t w = 0; w < plane_words(n); w++) {
        uint64_t rest = ~r->known[w] & plane_mask(n, w);
        r->broken[w] = 0;
        if (bits) ((uint64_t *)r->data)[w] &= ~rest;
        for (; rest; rest &= rest - 1) {
            uint32_t lane = w * 64 + (uint32_t)__builtin_ctzll(rest);
            for (int i = 0; i < n_operands; i++) reg_get(operand[i], lane, &cell[i]);
            fn(in, cell, &out);
            reg_put(r, lane, &out);
        }
    }
    if (r->flags & REG_UNIFORM) spread(r);
    reg_flags(r, n, true);
}

/* ---- bounds ---- */
Wide cell_lo(const Cell *c) { return c->state == LANE_UNKNOWN && c->lo == INT64_MIN ? -CELL_OPEN : c->lo; }
Wide cell_hi(const Cell *c) { return c->state == LANE_UNKNOWN && c->hi == INT64_MAX ? CELL_OPEN : c->hi; }
static bool open_end(Wide v) { return v >= CELL_OPEN || v <= -CELL_OPEN; }
void cell_interval(Wide lo, Wide hi, Cell *out)
{
    if (lo > INT64_MAX || hi < INT64_MIN) { out->state = LANE_BROKEN; return; }
    out->state = lo == hi ? LANE_KNOWN : LANE_UNKNOWN;
    out->lo = lo < INT64_MIN ? INT64_MIN : (int64_t)lo;
    out->hi = hi > INT64_MAX ? INT64_MAX : (int64_t)hi;
}
/* The result of arithmetic. Known operands whose result does not fit are an error; where an operand is unknown
 * every completion overflows or lies in what is left of the interval. */
void cell_stored(bool known, Wide lo, Wide hi, Cell *out)
{
    if (!known && lo > INT64_MAX) lo = INT64_MAX - 1;
    if (!known && hi < INT64_MIN) hi = INT64_MIN + 1;
    cell_interval(lo, hi, out);
}
static void stored(const Cell *a, const Cell *b, Wide lo, Wide hi, Cell *out)
{
    cell_stored(a->state == LANE_KNOWN && b->state == LANE_KNOWN, lo, hi, out);
}
static bool either_broken(const Cell *a, const Cell *b, Cell *out)
{
    if (a->state != LANE_BROKEN && b->state != LANE_BROKEN) return false;
    out->state = LANE_BROKEN;
    return true;
}
static Wide add_ends(Wide a, Wide b) { return open_end(a) ? a : open_end(b) ? b : a + b; }
static Wide multiply_ends(Wide a, Wide b)
{
    if (a == 0 || b == 0) return 0;
    if (open_end(a) || open_end(b)) return (a > 0) == (b > 0) ? CELL_OPEN : -CELL_OPEN;
    Wide p = a * b; /* 64 by 64 bits */
    return p > CELL_OPEN ? CELL_OPEN : p < -CELL_OPEN ? -CELL_OPEN : p;
}

/* ---- arithmetic ---- */
static void cell_add(const Instr *in, const Cell *o, Cell *out)
{
    (void)in;
    if (!either_broken(&o[0], &o[1], out)) stored(&o[0], &o[1], add_ends(cell_lo(&o[0]), cell_lo(&o[1])), add_ends(cell_hi(&o[0]), cell_hi(&o[1])), out);
}
static void cell_sub(const Instr *in, const Cell *o, Cell *out)
{
    (void)in;
    if (!either_broken(&o[0], &o[1], out)) stored(&o[0], &o[1], add_ends(cell_lo(&o[0]), -cell_hi(&o[1])), add_ends(cell_hi(&o[0]), -cell_lo(&o[1])), out);
}
static void cell_neg(const Instr *in, const Cell *o, Cell *out)
{
    (void)in;
    if (!either_broken(&o[0], &o[0], out)) stored(&o[0], &o[0], -cell_hi(&o[0]), -cell_lo(&o[0]), out);
}
static bool is_zero(const Cell *c) { return c->state == LANE_KNOWN && c->lo == 0; }
static void cell_mul(const Instr *in, const Cell *o, Cell *out)
{
    (void)in;
    if (is_zero(&o[0]) || is_zero(&o[1])) { cell_known(out, 0); return; }
    if (either_broken(&o[0], &o[1], out)) return;
    Wide corner[4] = {multiply_ends(cell_lo(&o[0]), cell_lo(&o[1])), multiply_ends(cell_lo(&o[0]), cell_hi(&o[1])),
                      multiply_ends(cell_hi(&o[0]), cell_lo(&o[1])), multiply_ends(cell_hi(&o[0]), cell_hi(&o[1]))};
    Wide lo = corner[0], hi = corner[0];
    for (int i = 1; i < 4; i++) {
        if (corner[i] < lo) lo = corner[i];
        if (corner[i] > hi) hi = corner[i];
    }
    stored(&o[0], &o[1], lo, hi, out);
}
static Wide least(Wide a, Wide b) { return a < b ? a : b; }
static Wide most(Wide a, Wide b) { return a > b ? a : b; }
static void cell_min(const Instr *in, const Cell *o, Cell *out)
{
    (void)in;
    if (!either_broken(&o[0], &o[1], out)) cell_interval(least(cell_lo(&o[0]), cell_lo(&o[1])), least(cell_hi(&o[0]), cell_hi(&o[1])), out);
}
static void cell_max(const Instr *in, const Cell *o, Cell *out)
{
    (void)in;
    if (!either_broken(&o[0], &o[1], out)) cell_interval(most(cell_lo(&o[0]), cell_lo(&o[1])), most(cell_hi(&o[0]), cell_hi(&o[1])), out);
}
static void cell_same(const Instr *in, const Cell *o, Cell *out) { (void)in, *out = o[0]; }

/* ---- comparison ---- */
void cell_compare_op(Compare op, const Cell *a, const Cell *b, Cell *out)
{
    if (either_broken(a, b, out)) return;
    Wide al = cell_lo(a), ah = cell_hi(a), bl = cell_lo(b), bh = cell_hi(b);
    bool under = ah < bl, over = al > bh, known = a->state == LANE_KNOWN && b->state == LANE_KNOWN;
    switch (op) {
    case CMP_LT: cell_truth(out, under ? 1 : al >= bh ? 0 : -1); return;
    case CMP_LE: cell_truth(out, ah <= bl ? 1 : over ? 0 : -1); return;
    case CMP_GT: cell_truth(out, over ? 1 : ah <= bl ? 0 : -1); return;
    case CMP_GE: cell_truth(out, al >= bh ? 1 : under ? 0 : -1); return;
    case CMP_EQ: cell_truth(out, under || over ? 0 : known ? 1 : -1); return;
    case CMP_NE: cell_truth(out, under || over ? 1 : known ? 0 : -1); return;
    case CMP_COUNT_: break;
    }
    out->state = LANE_BROKEN;
}
static void cell_compare(const Instr *in, const Cell *o, Cell *out) { cell_compare_op((Compare)in->aux, &o[0], &o[1], out); }

/* ---- choice ---- */
static void cell_select(const Instr *in, const Cell *o, Cell *out)
{
    const Cell *a = &o[1], *b = &o[2];
    if (o[0].state == LANE_BROKEN) { out->state = LANE_BROKEN; return; }
    if (o[0].state == LANE_KNOWN) { *out = o[0].lo ? *a : *b; return; }
    if (either_broken(a, b, out)) return;
    bool equal = a->state == LANE_KNOWN && b->state == LANE_KNOWN && a->lo == b->lo;
    if (equal) *out = *a;
    else if (!kind_ordered((RegKind)in->kind)) cell_open(out);
    else cell_interval(least(cell_lo(a), cell_lo(b)), most(cell_hi(a), cell_hi(b)), out);
}
static void cell_unless(const Instr *in, const Cell *o, Cell *out)
{
    (void)in;
    if (o[1].state == LANE_KNOWN && !o[1].lo) *out = o[0];
    else out->state = LANE_BROKEN;
}
static void cell_when(const Instr *in, const Cell *o, Cell *out)
{
    if (o[1].state == LANE_KNOWN) { *out = o[0]; return; }
    if (o[1].state == LANE_BROKEN) { out->state = LANE_BROKEN; return; }
    cell_open(out);
    if (in->kind == KIND_QUOT) out->qlo = (Frac){-1, 0}, out->qhi = (Frac){1, 0};
}

/* ---- rounding ---- */
static Wide round_end(const Instr *in, Wide v)
{
    if (open_end(v)) return v;
    Wide step = number_power(in->scale[1]);
    Wide steps = number_round_quotient(v * step, number_power(in->scale[0]) * in->imm, (NumberRounding)in->aux);
    Wide unit = (Wide)in->imm * number_power(in->scale[2]), product;
    if (__builtin_mul_overflow(steps, unit, &product)) return steps > 0 ? CELL_OPEN : -CELL_OPEN;
    product /= step;
    return product > CELL_OPEN ? CELL_OPEN : product < -CELL_OPEN ? -CELL_OPEN : product;
}
static void cell_round(const Instr *in, const Cell *o, Cell *out)
{
    if (!either_broken(&o[0], &o[0], out)) stored(&o[0], &o[0], round_end(in, cell_lo(&o[0])), round_end(in, cell_hi(&o[0])), out);
}

CellFn kernel_cell(Opcode op, RegKind kind)
{
    static const CellFn CELLS[BC_COUNT_] = {
#define OP(name, text, result, operands, place, cell, whole, check) cell,
#include "interp/code/opcodes.def"
#undef OP
    };
    return op == BC_SELECT && kind == KIND_QUOT ? cell_quot : CELLS[op];
}
