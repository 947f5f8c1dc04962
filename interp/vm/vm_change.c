/* What makes a register of one lane differ from that of another: a walk from the register down through operands that differ, to the
 * instructions that began to differ there. Two lanes that are one record on two days differ by their dates alone. Knows instructions.
 * Must never know programs, or what a day means to them. */
#include <string.h>
#include "interp/vm/vm_internal.h"

/* A register at two lanes, one of each root lane. */
typedef struct { uint32_t reg, before, after; } Pair;
typedef struct { Arena *arena; const Vm *vm; const ChangeSink *sink; Pair *stack; size_t n; Pair *seen; size_t n_seen, cap_seen; /* reg stored plus one */ } Walk;

static bool same_cell(const Cell *a, const Cell *b, RegKind kind)
{
    if (a->state != b->state) return false;
    if (a->state == LANE_BROKEN) return true;
    if (kind == KIND_QUOT) return frac_compare(&a->qlo, &b->qlo) == 0 && frac_compare(&a->qhi, &b->qhi) == 0;
    return a->lo == b->lo && a->hi == b->hi;
}
static bool differs(const Walk *w, Pair p)
{
    Cell a, b;
    const Reg *r = &w->vm->regs[p.reg];
    reg_get(r, p.before, &a), reg_get(r, p.after, &b);
    return !same_cell(&a, &b, (RegKind)r->kind);
}

/* ---- what has been visited ---- */
static size_t slot_of(const Pair *table, size_t cap, Pair p)
{
    size_t at = ((uint64_t)p.reg << 32 | p.after) * 0x9e3779b97f4a7c15ull >> 20 & (cap - 1);
    while (table[at].reg && (table[at].reg != p.reg || table[at].after != p.after)) at = (at + 1) & (cap - 1);
    return at;
}
static bool first_visit(Walk *w, Pair p)
{
    p.reg++;
    if (w->n_seen * 2 >= w->cap_seen) {
        size_t cap = w->cap_seen ? w->cap_seen * 2 : 128;
        Pair *table = arena_alloc(w->arena, cap * sizeof *table);
        for (size_t i = 0; i < w->cap_seen; i++)
            if (w->seen[i].reg) table[slot_of(table, cap, w->seen[i])] = w->seen[i];
        w->seen = table, w->cap_seen = cap;
    }
    size_t at = slot_of(w->seen, w->cap_seen, p);
    if (w->seen[at].reg) return false;
    w->seen[at] = p;
    w->n_seen++;
    return true;
}

/* ---- the walk ---- */
/* Arithmetic on the day is new every day; what is asked of it afterwards is not. */
static bool passes_on(Opcode op)
{
    switch (op) {
    case BC_MAP: case BC_WIDEN: case BC_NEG: case BC_ADD: case BC_SUB: case BC_MUL: case BC_MIN: case BC_MAX: case BC_SELECT: case BC_WHEN: case BC_UNLESS:
    case BC_QUOT: case BC_DIV: case BC_QMUL: case BC_DATE_ADD: case BC_DAYS:
        return true;
    default: return false;
    }
}
static int operands_at(const Walk *w, Pair p, Pair out[3])
{
    const Instr *in = &w->vm->chunk->code[p.reg];
    uint32_t operand[3];
    int n = vm_operands(in, operand);
    for (int i = 0; i < n; i++) out[i] = (Pair){operand[i], p.before, p.after};
    if (in->op == BC_MAP) out[0].before = vm_map_lane(w->vm, (int)in->imm, p.before), out[0].after = vm_map_lane(w->vm, (int)in->imm, p.after);
    return n;
}
static bool is_fold(const Instr *in) { return in->op >= BC_FOLD_ANY && in->op <= BC_FOLD_SHARE; }
static bool is_daily(const Walk *w, Pair p, int depth)
{
    const Instr *in = &w->vm->chunk->code[p.reg];
    Pair o[3];
    if (in->op == BC_AS_OF || in->op == BC_LAW_DATE) return true;
    if (depth > 12 || !passes_on((Opcode)in->op)) return false;
    for (int i = 0, n = operands_at(w, p, o); i < n; i++)
        if (differs(w, o[i]) && is_daily(w, o[i], depth + 1)) return true;
    return false;
}
static void push(Walk *w, Pair p) { LIST_ADD(w->arena, w->stack, w->n, p); }
static void walk_fold(Walk *w, Pair p)
{
    const Instr *in = &w->vm->chunk->code[p.reg];
    uint32_t operand[3], first[2], end[2];
    int n = vm_operands(in, operand);
    bool known = vm_elements(w->vm, (int)in->imm, p.before, &first[0], &end[0]) && vm_elements(w->vm, (int)in->imm, p.after, &first[1], &end[1]);
    if (!known || end[0] - first[0] != end[1] - first[1]) { w->sink->leaf(w->sink->ctx, (int)p.reg, p.before, p.after); return; }
    for (uint32_t k = end[0] - first[0]; k-- > 0;)
        for (int i = 0; i < n; i++) {
            Pair o = {operand[i], first[0] + k, first[1] + k};
            if (differs(w, o)) push(w, o);
        }
}
/* The branch not taken on either side has no part in it. */
static bool takes_part(const Walk *w, Pair p, int operand, const Pair o[3])
{
    Cell c[2];
    const Instr *in = &w->vm->chunk->code[p.reg];
    if (in->op != BC_SELECT || operand == 0) return true;
    reg_get(&w->vm->regs[o[0].reg], o[0].before, &c[0]), reg_get(&w->vm->regs[o[0].reg], o[0].after, &c[1]);
    for (int i = 0; i < 2; i++)
        if (c[i].state == LANE_UNKNOWN || (c[i].state == LANE_KNOWN && (c[i].lo != 0) == (operand == 1))) return true;
    return false;
}
static void visit(Walk *w, Pair p)
{
    Pair o[3];
    if (is_fold(&w->vm->chunk->code[p.reg])) { walk_fold(w, p); return; }
    bool leaf = true, daily = false;
    for (int n = operands_at(w, p, o), i = n - 1; i >= 0; i--) {
        if (!differs(w, o[i]) || !takes_part(w, p, i, o)) continue;
        if (is_daily(w, o[i], 0)) { daily = true; continue; }
        push(w, o[i]);
        leaf = false;
    }
    if (leaf || daily) w->sink->leaf(w->sink->ctx, (int)p.reg, p.before, p.after);
}
bool vm_differs(const Vm *vm, int reg, uint32_t before, uint32_t after)
{
    Walk w = {.vm = vm};
    return reg >= 0 && differs(&w, (Pair){(uint32_t)reg, before, after});
}
void vm_changes(Arena *arena, const Vm *vm, int reg, uint32_t before, uint32_t after, const ChangeSink *sink)
{
    Walk w = {.arena = arena, .vm = vm, .sink = sink};
    Pair root = {(uint32_t)reg, before, after};
    if (reg < 0 || !differs(&w, root)) return;
    push(&w, root);
    while (w.n) {
        Pair p = w.stack[--w.n];
        if (first_visit(&w, p)) visit(&w, p);
    }
}
