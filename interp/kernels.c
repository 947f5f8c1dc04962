/* Runs one instruction over whole registers: which loop, which lanes are left to the cells. Knows planes of known and broken lanes.
 * Must never know programs, chunks, or how one operator's numbers come about. */
#include "interp/kernels.h"

/* ---- truth: strong Kleene logic, 64 lanes at a time ---- */
typedef struct { uint64_t truth, known, broken; } Planes;
static Planes planes_at(const Reg *r, uint32_t w) { return (Planes){reg_truth(r, w), reg_known(r, w), reg_broken(r, w)}; }
static Planes not_planes(Planes a) { return (Planes){a.known & ~a.truth, a.known, a.broken}; }
static Planes and_planes(Planes a, Planes b)
{
    uint64_t truth = a.truth & b.truth & a.known & b.known, known = truth | (a.known & ~a.truth) | (b.known & ~b.truth);
    return (Planes){truth, known, (a.broken | b.broken) & ~known};
}
static Planes same_planes(Planes a, Planes b)
{
    uint64_t known = a.known & b.known;
    return (Planes){known & ~(a.truth ^ b.truth), known, a.broken | b.broken};
}
static Planes select_planes(Planes c, Planes a, Planes b)
{
    uint64_t yes = c.known & c.truth, no = c.known & ~c.truth, open = ~c.known & ~c.broken;
    uint64_t agreed = open & a.known & b.known & ~(a.truth ^ b.truth), known = (yes & a.known) | (no & b.known) | agreed;
    return (Planes){known & ((yes & a.truth) | (no & b.truth) | (agreed & a.truth)), known,
                    c.broken | (yes & a.broken) | (no & b.broken) | (open & (a.broken | b.broken))};
}
static Planes logic(const Reg *const *o, Opcode op, uint32_t w)
{
    Planes a = planes_at(o[0], w);
    switch (op) {
    case BC_NOT: return not_planes(a);
    case BC_AND: return and_planes(a, planes_at(o[1], w));
    case BC_OR: return not_planes(and_planes(not_planes(a), not_planes(planes_at(o[1], w))));
    case BC_SAME: return same_planes(a, planes_at(o[1], w));
    default: return select_planes(a, planes_at(o[1], w), planes_at(o[2], w));
    }
}
static void known_logic(uint64_t *restrict r, const Reg *const *o, Opcode op, uint32_t words)
{
    const uint64_t *a = o[0]->data, *b = o[1] ? o[1]->data : a, *c = o[2] ? o[2]->data : a;
    uint32_t sa = !(o[0]->flags & REG_UNIFORM), sb = o[1] && !(o[1]->flags & REG_UNIFORM), sc = o[2] && !(o[2]->flags & REG_UNIFORM);
    switch (op) {
    case BC_NOT: for (uint32_t w = 0; w < words; w++) r[w] = ~a[w * sa]; return;
    case BC_AND:
        if (sa && sb) for (uint32_t w = 0; w < words; w++) r[w] = a[w] & b[w];
        else for (uint32_t w = 0; w < words; w++) r[w] = a[w * sa] & b[w * sb];
        return;
    case BC_OR:
        if (sa && sb) for (uint32_t w = 0; w < words; w++) r[w] = a[w] | b[w];
        else for (uint32_t w = 0; w < words; w++) r[w] = a[w * sa] | b[w * sb];
        return;
    case BC_SAME: for (uint32_t w = 0; w < words; w++) r[w] = ~(a[w * sa] ^ b[w * sb]); return;
    default: for (uint32_t w = 0; w < words; w++) r[w] = (a[w * sa] & b[w * sb]) | (~a[w * sa] & c[w * sc]);
    }
}
void kernel_logic(Reg *r, const Reg *const *o, const Instr *in, uint32_t n)
{
    Opcode op = (Opcode)in->op;
    uint32_t words = plane_words(n);
    if (o[0]->flags & (o[1] ? o[1]->flags : REG_KNOWN) & (o[2] ? o[2]->flags : REG_KNOWN) & REG_KNOWN) {
        known_logic(r->data, o, op, words);
        r->flags |= REG_KNOWN;
        return;
    }
    for (uint32_t w = 0; w < words; w++) {
        Planes p = logic(o, op, w);
        ((uint64_t *)r->data)[w] = p.truth, r->known[w] = p.known, r->broken[w] = p.broken;
    }
    reg_flags(r, n);
}

/* ---- everything else ---- */
static bool made_of_dates(Opcode op)
{
    return op == BC_DATE_ADD || op == BC_YEARS || op == BC_MONTHS || op == BC_DAYS || op == BC_YEAR_OF || op == BC_AGE;
}
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
    r->lo0 = out.lo, r->hi0 = out.hi;
    reg_flags(r, n);
    r->flags &= (uint8_t)~REG_BOUNDS;
    return true;
}
void kernel_run(Reg *r, const Reg *const *o, int n_operands, const Instr *in, uint32_t lanes)
{
    Opcode op = (Opcode)in->op;
    uint8_t common = 0xff;
    for (int i = 0; i < n_operands; i++) common &= o[i]->flags;
    uint32_t n = common & REG_UNIFORM ? 1 : lanes;
    r->flags = common & REG_UNIFORM;
    if (op == BC_NOT || op == BC_AND || op == BC_OR || op == BC_SAME || (op == BC_SELECT && in->kind == KIND_BIT)) { kernel_logic(r, o, in, n); return; }
    bool fast = made_of_dates(op) ? kernel_dates(r, o, in, n) : kernel_numbers(r, o, in, n);
    if (fast && (common & REG_KNOWN) && op != BC_UNLESS) {
        if (in->kind == KIND_BIT && r->flags & REG_UNIFORM) *(uint64_t *)r->data = -(*(uint64_t *)r->data & 1);
        r->flags |= REG_KNOWN;
        return;
    }
    for (uint32_t w = 0; w < plane_words(n); w++) r->known[w] = fast ? settled(o, n_operands, op, w) : 0;
    CellFn fn = kernel_cell(op, (RegKind)in->kind);
    if (fast && !(r->flags & REG_UNIFORM) && unknown_alike(r, o, n_operands, in, n, fn)) return;
    reg_settle(r, o, n_operands, in, n, fn);
}
