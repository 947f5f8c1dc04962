/* Between spaces: an owner's values carried to its elements, elements folded to their owner. Knows ranges of lanes.
 * Must never know chunks, or what a list is a list of. */
#include "interp/vm/kernels.h"

/* ---- carrying ---- */
static void gather_plane(uint64_t *restrict r, const uint64_t *restrict a, const uint32_t *restrict index, uint32_t n)
{
    for (uint32_t i = 0; i < n; i += 64) {
        uint64_t word = 0;
        uint32_t end = n - i < 64 ? n - i : 64;
        for (uint32_t k = 0; k < end; k++) word |= (a[index[i + k] / 64] >> (index[i + k] % 64) & 1) << k;
        r[i / 64] = word;
    }
}
#define GATHER(T, to, from) for (uint32_t i = 0; i < n; i++) ((T *)(to))[i] = ((const T *)(from))[index[i]]
static void gather_column(RegKind kind, void *to, const void *from, const uint32_t *index, uint32_t n)
{
    switch (kind) {
    case KIND_BIT: gather_plane(to, from, index, n); return;
    case KIND_ENUM: case KIND_U8: GATHER(uint8_t, to, from); return;
    case KIND_TEXT: case KIND_I32: GATHER(uint32_t, to, from); return;
    case KIND_I64: GATHER(uint64_t, to, from); return;
    case KIND_QUOT: GATHER(Frac, to, from); return;
    case KIND_COUNT_: return;
    }
}
static void copy_lane(Reg *r, const Reg *a)
{
    Cell cell;
    reg_get(a, 0, &cell);
    r->known[0] = r->broken[0] = 0;
    if (r->kind == KIND_BIT) *(uint64_t *)r->data = 0;
    reg_put(r, 0, &cell);
    r->known[0] = -r->known[0], r->broken[0] = -r->broken[0];
    if (r->kind == KIND_BIT) *(uint64_t *)r->data = -*(uint64_t *)r->data;
    r->flags = REG_UNIFORM;
    reg_flags(r, 1, true);
}
void kernel_map(Reg *r, const Reg *a, const uint32_t *index, uint32_t n)
{
    if (a->flags & REG_UNIFORM) { copy_lane(r, a); return; }
    gather_column((RegKind)r->kind, r->data, a->data, index, n);
    r->flags = a->flags;
    r->lo0 = a->lo0, r->hi0 = a->hi0;
    if (a->flags & REG_KNOWN) return;
    gather_plane(r->known, a->known, index, n);
    if (a->flags & REG_BROKEN) gather_plane(r->broken, a->broken, index, n);
    if (!r->spans) r->flags &= (uint8_t)~REG_BOUNDS;
    if (r->flags & REG_BOUNDS && kind_ordered((RegKind)r->kind)) {
        RegKind kind = r->kind == KIND_QUOT ? KIND_QUOT : KIND_I64;
        gather_column(kind, r->lo, a->lo, index, n);
        gather_column(kind, r->hi, a->hi, index, n);
    }
}

/* ---- folding ---- */
/* The elements of one owner, as words: lanes [from, to). */
typedef struct { uint64_t mask, truth, falsity, broken, open; } Word;
static uint64_t range_mask(uint32_t from, uint32_t to, uint32_t w)
{
    uint64_t mask = w == from / 64 ? ~0ull << (from % 64) : ~0ull;
    return to - w * 64 < 64 ? mask & ((1ull << (to - w * 64)) - 1) : mask;
}
static Word word_at(const Reg *r, uint64_t mask, uint32_t w)
{
    uint64_t known = reg_known(r, w), truth = reg_truth(r, w), broken = reg_broken(r, w);
    return (Word){mask, known & truth & mask, known & ~truth & mask, broken & mask, ~known & ~broken & mask};
}
static int64_t ones(uint64_t word) { return __builtin_popcountll(word); }
#define EACH_WORD(w, from, to) for (uint32_t w = (from) / 64; (from) < (to) && w <= ((to) - 1) / 64; w++)

static void fold_truth(const Reg *a, bool any, uint32_t from, uint32_t to, Cell *out)
{
    uint64_t decided = 0, broken = 0, open = 0;
    EACH_WORD(w, from, to) {
        Word v = word_at(a, range_mask(from, to, w), w);
        decided |= any ? v.truth : v.falsity, broken |= v.broken, open |= v.open;
    }
    if (decided) cell_known(out, any);
    else if (broken) out->state = LANE_BROKEN;
    else if (open) cell_open(out);
    else cell_known(out, !any);
}
static void fold_count(const Reg *a, uint32_t from, uint32_t to, Cell *out)
{
    int64_t sure = 0, open = 0;
    uint64_t broken = 0;
    EACH_WORD(w, from, to) {
        Word v = word_at(a, range_mask(from, to, w), w);
        sure += ones(v.truth), open += ones(v.open), broken |= v.broken;
    }
    if (broken) out->state = LANE_BROKEN;
    else cell_interval(sure, sure + open, out);
}
/* Each open element judged once, at its worst and at its best. */
static void fold_share(const Reg *a, const Reg *b, uint32_t from, uint32_t to, Cell *out)
{
    int64_t sure = 0, least = 0, most = 0, open_least = 0, open_most = 0;
    uint64_t broken = 0;
    EACH_WORD(w, from, to) {
        uint64_t mask = range_mask(from, to, w);
        Word of = word_at(a, mask, w), part = word_at(b, mask, w);
        broken |= of.broken | (part.broken & ~of.falsity);
        sure += ones(of.truth), least += ones(of.truth & part.truth), most += ones(of.truth & ~part.falsity);
        open_least += ones(of.open & ~part.truth), open_most += ones(of.open & ~part.falsity);
    }
    if (broken || !sure) { out->state = LANE_BROKEN; return; }
    out->qlo = (Frac){least, sure + open_least};
    out->qhi = (Frac){most + open_most, sure + open_most};
    out->state = frac_compare(&out->qlo, &out->qhi) == 0 ? LANE_KNOWN : LANE_UNKNOWN;
}
static Wide add_end(Wide sum, Wide v)
{
    if (sum >= CELL_OPEN || sum <= -CELL_OPEN) return sum;
    return v >= CELL_OPEN || v <= -CELL_OPEN ? v : sum + v;
}
static Wide larger(Wide a, Wide b) { return a > b ? a : b; }
static Wide smaller(Wide a, Wide b) { return a < b ? a : b; }
static void fold_numbers(const Reg *a, const Reg *b, Opcode op, uint32_t from, uint32_t to, Cell *out)
{
    bool certain = false;
    Wide lo = op == BC_FOLD_SUM ? 0 : op == BC_FOLD_MAX ? -CELL_OPEN : CELL_OPEN, hi = lo;
    Cell v;
    EACH_WORD(w, from, to) {
        Word where = word_at(a, range_mask(from, to, w), w);
        if (where.broken) { out->state = LANE_BROKEN; return; }
        for (uint64_t rest = where.mask & ~where.falsity; rest; rest &= rest - 1) {
            bool sure = where.truth & rest & -rest;
            reg_get(b, w * 64 + (uint32_t)__builtin_ctzll(rest), &v);
            if (v.state == LANE_BROKEN) { out->state = LANE_BROKEN; return; }
            certain |= sure;
            if (op == BC_FOLD_SUM) lo = add_end(lo, sure ? cell_lo(&v) : smaller(0, cell_lo(&v))), hi = add_end(hi, sure ? cell_hi(&v) : larger(0, cell_hi(&v)));
            else if (op == BC_FOLD_MAX) lo = sure ? larger(lo, cell_lo(&v)) : lo, hi = larger(hi, cell_hi(&v));
            else hi = sure ? smaller(hi, cell_hi(&v)) : hi, lo = smaller(lo, cell_lo(&v));
        }
    }
    if (op != BC_FOLD_SUM && !certain) out->state = LANE_BROKEN; /* of nothing, or perhaps of nothing */
    else cell_interval(lo, hi, out);
}
static void fold_owner(const Reg *const *o, const Instr *in, uint32_t from, uint32_t to, Cell *out)
{
    Opcode op = (Opcode)in->op;
    switch (op) {
    case BC_FOLD_ANY: case BC_FOLD_ALL: fold_truth(o[0], op == BC_FOLD_ANY, from, to, out); return;
    case BC_FOLD_COUNT: fold_count(o[0], from, to, out); return;
    case BC_FOLD_SHARE: fold_share(o[0], o[1], from, to, out); return;
    default: fold_numbers(o[0], o[1], op, from, to, out);
    }
}
static void unknown_list(const Instr *in, Cell *out)
{
    cell_open(out);
    if (in->op == BC_FOLD_COUNT) out->lo = 0;
    if (in->kind == KIND_QUOT) out->qlo = (Frac){-1, 0}, out->qhi = (Frac){1, 0};
}
void kernel_fold(Reg *r, const Reg *const *o, const Instr *in, const uint32_t *offsets, const uint64_t *list_known, uint32_t n)
{
    r->flags = 0;
    for (uint32_t w = 0; w < plane_words(n); w++) {
        r->known[w] = r->broken[w] = 0;
        if (in->kind == KIND_BIT) ((uint64_t *)r->data)[w] = 0;
    }
    for (uint32_t i = 0; i < n; i++) {
        Cell out;
        if (list_known && !(list_known[i / 64] >> (i % 64) & 1)) unknown_list(in, &out);
        else fold_owner(o, in, offsets[i], offsets[i + 1], &out);
        reg_put(r, i, &out);
    }
    if (n == 1) { /* a block of one record: its values may stand for all */
        r->flags = REG_UNIFORM;
        r->known[0] = -r->known[0], r->broken[0] = -r->broken[0];
        if (in->kind == KIND_BIT) *(uint64_t *)r->data = -*(uint64_t *)r->data;
    }
    reg_flags(r, n, true);
}
