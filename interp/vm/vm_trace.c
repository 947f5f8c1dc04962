/* Why a lane is not known: a walk from a register back through the operands that are not known either. Knows what keeps each
 * operator open. Must never know programs, or evaluate anything. */
#include <string.h>
#include "interp/vm/vm_internal.h"

static LaneState state_at(const Vm *vm, uint32_t reg, uint32_t lane)
{
    const Reg *r = &vm->regs[reg];
    uint32_t i = r->flags & REG_UNIFORM ? 0 : lane;
    if (reg_known(r, i / 64) >> (i % 64) & 1) return LANE_KNOWN;
    return reg_broken(r, i / 64) >> (i % 64) & 1 ? LANE_BROKEN : LANE_UNKNOWN;
}
static bool truth_at(const Vm *vm, uint32_t reg, uint32_t lane) { return reg_truth(&vm->regs[reg], lane / 64) >> (lane % 64) & 1; }

/* ---- what has been visited ---- */
static uint64_t item_hash(TraceItem item)
{
    uint64_t h = ((uint64_t)(uint32_t)item.reg << 32 | item.lane) * 0x9e3779b97f4a7c15ull;
    return h ^ h >> 31;
}
static bool add_seen(TraceItem *table, size_t cap, TraceItem item) /* reg is stored plus one, so that zero is free */
{
    size_t at = item_hash(item) & (cap - 1);
    for (; table[at].reg; at = (at + 1) & (cap - 1))
        if (table[at].reg == item.reg && table[at].lane == item.lane) return false;
    table[at] = item;
    return true;
}
static size_t table_cap(const Vm *vm)
{
    size_t cap = 64;
    while (cap * 2 * sizeof(TraceItem) <= vm->trace_seen.size) cap *= 2;
    return cap;
}
static bool grow_seen(Vm *vm)
{
    size_t cap = vm->trace_seen.at ? table_cap(vm) * 2 : 64, old = vm->trace_seen.at ? cap / 2 : 0;
    TraceItem *table = vm->allocator.realloc(vm->allocator.ctx, NULL, 0, cap * sizeof *table);
    if (!table) return false;
    memset(table, 0, cap * sizeof *table);
    const TraceItem *before = vm->trace_seen.at;
    for (size_t i = 0; i < old; i++)
        if (before[i].reg) add_seen(table, cap, before[i]);
    if (before) vm->allocator.realloc(vm->allocator.ctx, vm->trace_seen.at, vm->trace_seen.size, 0);
    vm->trace_seen = (Buffer){table, cap * sizeof *table};
    return true;
}

/* ---- the walk ---- */
typedef struct { Vm *vm; const TraceSink *sink; bool failed; size_t mark; } Walk;
/* Items pushed for one instruction are visited in the order they were pushed, each with all that hangs on it before the next. */
static void push(Walk *w, uint32_t reg, uint32_t lane)
{
    Vm *vm = w->vm;
    TraceItem item = {(int)reg + 1, lane};
    if (state_at(vm, reg, lane) == LANE_KNOWN) return;
    if (!vm_grow(vm, &vm->trace_stack, (vm->n_stack + 1) * sizeof item)) { w->failed = true; return; }
    ((TraceItem *)vm->trace_stack.at)[vm->n_stack++] = item;
}
/* Marked when visited, not when pushed: a lane is reported where the walk first comes to it. */
static bool first_visit(Walk *w, TraceItem item)
{
    Vm *vm = w->vm;
    if ((!vm->trace_seen.at || vm->n_seen * 2 >= table_cap(vm)) && !grow_seen(vm)) { w->failed = true; return false; }
    bool first = add_seen(vm->trace_seen.at, table_cap(vm), item);
    vm->n_seen += first;
    return first;
}
static void reverse_pushed(Walk *w)
{
    TraceItem *stack = w->vm->trace_stack.at;
    for (size_t i = w->mark, k = w->vm->n_stack; i + 1 < k; i++) {
        TraceItem t = stack[--k];
        stack[k] = stack[i], stack[i] = t;
    }
}
static Reason own_reason(const Instr *in)
{
    switch ((Opcode)in->op) {
    case BC_BROKEN: case BC_UNLESS: return (Reason)in->aux;
    case BC_DIV: case BC_FOLD_SHARE: return REASON_ZERO_DIVISION;
    case BC_FOLD_MAX: case BC_FOLD_MIN: return REASON_EMPTY;
    case BC_DATE_ADD: return REASON_DATE_RANGE;
    default: return REASON_OVERFLOW;
    }
}
static void report_broken(Walk *w, int reg, uint32_t lane) { w->sink->broken(w->sink->ctx, own_reason(&w->vm->chunk->code[reg]), reg, lane); }

/* The list an owner's elements come from: of a join, the list behind it. */
static void report_list(Walk *w, uint32_t space, uint32_t owner)
{
    const Space *s = &w->vm->chunk->spaces[space];
    if (s->join) owner = vm_map_lane(w->vm, s->owner_map, owner), space = s->list;
    w->sink->list(w->sink->ctx, (int)space, owner);
}
static void walk_fold(Walk *w, int reg, uint32_t owner)
{
    Vm *vm = w->vm;
    const Instr *in = &vm->chunk->code[reg];
    uint32_t operand[3], first, end;
    bool two = vm_operands(in, operand) == 2, broken = false;
    if (!vm_elements(vm, (int)in->imm, owner, &first, &end)) { report_list(w, (uint32_t)in->imm, owner); return; }
    for (uint32_t i = first; i < end; i++) {
        LaneState where = state_at(vm, in->a, i);
        if (two && where == LANE_KNOWN && !truth_at(vm, in->a, i)) continue;
        broken |= where == LANE_BROKEN || (two && state_at(vm, in->b, i) == LANE_BROKEN);
        push(w, in->a, i);
        if (two) push(w, in->b, i);
    }
    if (state_at(vm, (uint32_t)reg, owner) == LANE_BROKEN && !broken) report_broken(w, reg, owner);
}
static void walk_select(Walk *w, const Instr *in, uint32_t lane)
{
    LaneState c = state_at(w->vm, in->a, lane);
    push(w, in->a, lane);
    if (c == LANE_BROKEN) return;
    if (c == LANE_UNKNOWN || truth_at(w->vm, in->a, lane)) push(w, in->b, lane);
    if (c == LANE_UNKNOWN || !truth_at(w->vm, in->a, lane)) push(w, in->c, lane);
}
/* Without the day nothing is broken yet, whatever hangs on it; facts missing there will be missed once there is a day. */
static void walk_when(Walk *w, const Instr *in, uint32_t lane)
{
    push(w, in->b, lane);
    if (state_at(w->vm, in->b, lane) == LANE_KNOWN || state_at(w->vm, in->a, lane) == LANE_UNKNOWN) push(w, in->a, lane);
}
static void walk_unless(Walk *w, int reg, const Instr *in, uint32_t lane)
{
    bool may_hold = state_at(w->vm, in->b, lane) != LANE_KNOWN || truth_at(w->vm, in->b, lane);
    if (may_hold) report_broken(w, reg, lane);
    push(w, in->b, lane);
    if (!may_hold) push(w, in->a, lane);
}
static void walk_operands(Walk *w, int reg, const Instr *in, uint32_t lane)
{
    uint32_t operand[3];
    int n = vm_operands(in, operand);
    bool broken = false;
    for (int i = 0; i < n; i++) broken |= state_at(w->vm, operand[i], lane) == LANE_BROKEN;
    if (state_at(w->vm, (uint32_t)reg, lane) == LANE_BROKEN && !broken) {
        report_broken(w, reg, lane);
        if (in->op == BC_DIV) return; /* by zero, whatever is divided */
    }
    for (int i = 0; i < n; i++) push(w, operand[i], lane);
}
static void visit(Walk *w, int reg, uint32_t lane)
{
    const Instr *in = &w->vm->chunk->code[reg];
    switch ((Opcode)in->op) {
    case BC_LOAD: w->sink->field(w->sink->ctx, (int)in->imm, lane); return;
    case BC_PENDING: w->sink->parameter(w->sink->ctx, (int)in->imm); return;
    case BC_BROKEN: report_broken(w, reg, lane); return;
    case BC_MAP: push(w, in->a, vm_map_lane(w->vm, (int)in->imm, lane)); return;
    case BC_SELECT: walk_select(w, in, lane); return;
    case BC_UNLESS: walk_unless(w, reg, in, lane); return;
    case BC_WHEN: walk_when(w, in, lane); return;
    case BC_FOLD_ANY: case BC_FOLD_ALL: case BC_FOLD_COUNT: case BC_FOLD_SUM: case BC_FOLD_MAX: case BC_FOLD_MIN: case BC_FOLD_SHARE:
        walk_fold(w, reg, lane);
        return;
    default: walk_operands(w, reg, in, lane);
    }
}
bool vm_trace(Vm *vm, int reg, uint32_t lane, const TraceSink *sink)
{
    Walk w = {.vm = vm, .sink = sink};
    vm->n_seen = vm->n_stack = 0;
    if (vm->trace_seen.at) memset(vm->trace_seen.at, 0, vm->trace_seen.size);
    push(&w, (uint32_t)reg, lane);
    while (!w.failed && vm->n_stack) {
        TraceItem item = ((TraceItem *)vm->trace_stack.at)[--vm->n_stack];
        w.mark = vm->n_stack;
        if (first_visit(&w, item)) visit(&w, item.reg - 1, item.lane);
        reverse_pushed(&w);
    }
    return !w.failed;
}
