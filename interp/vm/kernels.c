/* Runs one instruction over whole registers: which loop, which lanes are left to the cells. Knows planes of known and broken lanes.
 * Must never know programs, chunks, or how one operator's numbers come about. */
#include "interp/vm/kernels.h"

/* ---- sets of loops ---- */
extern const KernelSet kernels_portable;
#if defined(__x86_64__) && !defined(__AVX2__)
extern const KernelSet kernels_avx2;
static const KernelSet *wide(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") ? &kernels_avx2 : NULL; }
#elif defined(__aarch64__) && defined(__ARM_NEON)
extern const KernelSet kernels_neon;
static const KernelSet *wide(void) { return &kernels_neon; }
#else
static const KernelSet *wide(void) { return NULL; }
#endif
const KernelSet *kernel_set(int number) { return number == 0 ? &kernels_portable : number == 1 ? wide() : NULL; }
const KernelSet *kernel_set_best(void)
{
    const KernelSet *best = wide();
    return best ? best : &kernels_portable;
}

/* ---- one instruction ---- */
static bool made_of_dates(Opcode op) { return kernel_cell(op, KIND_I32) == cell_date; }
/* The lanes that the fast loop got right. */
static uint64_t settled(const Reg *const *o, int n_operands, Opcode op, uint32_t w)
{
    uint64_t known = reg_known(o[0], w);
    switch (op) {
    case BC_SELECT: return known & ((reg_truth(o[0], w) & reg_known(o[1], w)) | (~reg_truth(o[0], w) & reg_known(o[2], w)));
    case BC_UNLESS: return known & reg_known(o[1], w) & ~reg_truth(o[1], w);
    default: break;
    }
    for (int i = 1; i < n_operands; i++) known &= reg_known(o[i], w);
    return known;
}
/* Where one operand varies from lane to lane, the others are the same known or unknown for all, and its unknown lanes share one
 * interval, the result of one of them is that of all: the common case of a missing fact against the policy's numbers. */
static bool unknown_alike(Reg *r, const Reg *const *o, int n_operands, const Instr *in, uint32_t n, CellFn fn)
{
    const Reg *varying = NULL;
    Cell cell[3], out;
    for (int i = 0; i < n_operands; i++) {
        if (o[i]->flags & REG_UNIFORM) { reg_get(o[i], 0, &cell[i]); continue; }
        if (o[i]->flags & (REG_BROKEN | REG_KNOWN) || (o[i]->flags & REG_BOUNDS && kind_ordered((RegKind)o[i]->kind))) return false;
        if (varying && varying != o[i]) return false;
        varying = o[i];
        cell[i].state = LANE_UNKNOWN, cell[i].lo = o[i]->lo0, cell[i].hi = o[i]->hi0;
        if (!kind_ordered((RegKind)o[i]->kind)) cell_open(&cell[i]);
    }
    if (!varying || varying->kind == KIND_QUOT || in->kind == KIND_QUOT) return false;
    fn(in, cell, &out);
    bool truth = in->kind == KIND_BIT;
    if (out.state == LANE_BROKEN || (out.state == LANE_KNOWN && !truth)) return false;
    for (uint32_t w = 0; w < plane_words(n); w++) {
        uint64_t rest = ~reg_known(varying, w);
        if (rest & r->known[w]) return false; /* a choice may be settled without it */
        uint64_t left = ~r->known[w] & plane_mask(n, w);
        if (left & ~rest) return false; /* known, and yet not settled: not alike */
        if (truth) ((uint64_t *)r->data)[w] = (((uint64_t *)r->data)[w] & ~rest) | (out.state == LANE_KNOWN && out.lo ? rest : 0);
        if (out.state == LANE_KNOWN) r->known[w] |= rest;
        r->broken[w] = 0;
    }
    if (r->spans && !truth) r->lo0 = out.lo, r->hi0 = out.hi;
    reg_flags(r, n, false);
    r->flags &= (uint8_t)~REG_BOUNDS;
    return true;
}
/* ---- choices ---- */
static int64_t low_end(const Reg *r, uint32_t lane, bool known, int64_t value) { return known ? value : r->flags & REG_BOUNDS ? ((const int64_t *)r->lo)[r->flags & REG_UNIFORM ? 0 : lane] : r->lo0; }
static int64_t high_end(const Reg *r, uint32_t lane, bool known, int64_t value) { return known ? value : r->flags & REG_BOUNDS ? ((const int64_t *)r->hi)[r->flags & REG_UNIFORM ? 0 : lane] : r->hi0; }
static int64_t number_at(const Reg *r, uint32_t lane)
{
    uint32_t i = r->flags & REG_UNIFORM ? 0 : lane;
    return r->kind == KIND_U8 ? ((const uint8_t *)r->data)[i] : r->kind == KIND_I32 ? ((const int32_t *)r->data)[i] : ((const int64_t *)r->data)[i];
}
/* The interval of an open choice holds those of the branches that may be taken. */
static void choice_span(Reg *r, const Reg *const *o, uint32_t lane)
{
    uint32_t w = lane / 64, bit = lane % 64;
    bool open = !(reg_known(o[0], w) >> bit & 1), yes = reg_truth(o[0], w) >> bit & 1;
    bool ak = reg_known(o[1], w) >> bit & 1, bk = reg_known(o[2], w) >> bit & 1;
    int64_t a = number_at(o[1], lane), b = number_at(o[2], lane), al = low_end(o[1], lane, ak, a), ah = high_end(o[1], lane, ak, a), bl = low_end(o[2], lane, bk, b), bh = high_end(o[2], lane, bk, b);
    ((int64_t *)r->lo)[lane] = open ? (al < bl ? al : bl) : yes ? al : bl;
    ((int64_t *)r->hi)[lane] = open ? (ah > bh ? ah : bh) : yes ? ah : bh;
}
/* Where a condition or what it chooses is not known. The loop has put the chosen value everywhere, and the second where the condition is open. */
static void open_choice(const KernelSet *set, Reg *r, const Reg *const *o, uint32_t n)
{
    bool may_break = false, spans = r->spans && kind_ordered((RegKind)r->kind), values = o[1]->flags & o[2]->flags & REG_UNIFORM;
    for (int i = 0; i < 3; i++) may_break |= (o[i]->flags & (REG_KNOWN | REG_BROKEN)) == REG_BROKEN;
    set->compare(r->known, (RegKind)r->kind, CMP_EQ, o[1]->data, o[2]->data, o[1]->flags & REG_UNIFORM, o[2]->flags & REG_UNIFORM, values ? 1 : n);
    for (uint32_t w = plane_words(n); values && w-- > 0;) r->known[w] = -(r->known[0] & 1);
    for (uint32_t w = 0; w < plane_words(n); w++) {
        uint64_t ck = reg_known(o[0], w), yes = ck & reg_truth(o[0], w), no = ck & ~yes, ak = reg_known(o[1], w), bk = reg_known(o[2], w), equal = r->known[w];
        uint64_t cb = reg_broken(o[0], w), open = ~ck & ~cb, k = (yes & ak) | (no & bk) | (open & ak & bk & equal), broken = 0;
        if (may_break) broken = cb | (yes & reg_broken(o[1], w)) | (no & reg_broken(o[2], w)) | (open & (reg_broken(o[1], w) | reg_broken(o[2], w)));
        r->known[w] = k, r->broken[w] = broken;
        if (spans) for (uint64_t rest = ~k & ~broken & plane_mask(n, w); rest; rest &= rest - 1) choice_span(r, o, w * 64 + (uint32_t)__builtin_ctzll(rest));
    }
    reg_flags(r, n, may_break);
}

static bool is_logic(const Instr *in) { return in->op == BC_NOT || in->op == BC_AND || in->op == BC_OR || in->op == BC_SAME || (in->op == BC_SELECT && in->kind == KIND_BIT); }
void kernel_run(const KernelSet *set, Reg *r, const Reg *const *o, int n_operands, const Instr *in, uint32_t lanes)
{
    Opcode op = (Opcode)in->op;
    uint8_t common = 0xff;
    for (int i = 0; i < n_operands; i++) common &= o[i]->flags;
    uint32_t n = common & REG_UNIFORM ? 1 : lanes;
    if ((common & (REG_UNIFORM | REG_KNOWN)) == (REG_UNIFORM | REG_KNOWN) && kernel_single(r, o, in)) return;
    r->flags = common & REG_UNIFORM;
    if (is_logic(in)) { set->logic(r, o, in, n); return; }
    bool fast = made_of_dates(op) ? kernel_dates(set, r, o, in, n) : set->numbers(r, o, in, n);
    if (fast && (common & REG_KNOWN) && op != BC_UNLESS) {
        if (in->kind == KIND_BIT && r->flags & REG_UNIFORM) *(uint64_t *)r->data = -(*(uint64_t *)r->data & 1);
        r->flags |= REG_KNOWN;
        return;
    }
    if (fast && op == BC_SELECT && in->kind != KIND_QUOT && !(r->flags & REG_UNIFORM)) { open_choice(set, r, o, n); return; }
    for (uint32_t w = 0; w < plane_words(n); w++) r->known[w] = fast ? settled(o, n_operands, op, w) : 0;
    if (op == BC_WIDEN && !r->spans && !(r->flags & REG_UNIFORM)) {
        for (uint32_t w = 0; w < plane_words(n); w++) r->broken[w] = reg_broken(o[0], w);
        reg_flags(r, n, true);
        return;
    }
    CellFn fn = kernel_cell(op, (RegKind)in->kind);
    if (fast && !(r->flags & REG_UNIFORM) && unknown_alike(r, o, n_operands, in, n, fn)) return;
    reg_settle(r, o, n_operands, in, n, fn);
}
