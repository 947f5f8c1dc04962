/* Instructions that run together, in one pass: tests of one column, conditions of several truths, choices between constants whose last
 * branch is such a choice again. Found when the machine is made. Knows instructions and liveness.
 * Must never know programs, or what a value means. Whatever is said of lanes that are not known must stay the same. */
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/vm/vm_internal.h"

typedef struct { int32_t lo, hi; bool outside; } Range;
typedef struct { Vm *vm; const bool *read; uint32_t *uses, *runs_at; } Fuse; /* uses: how often each register is an operand */

static const Instr *code(const Vm *vm, uint32_t i) { return &vm->chunk->code[i]; }
static bool is_constant(const Vm *vm, uint32_t reg) { return code(vm, reg)->op == BC_CONST; }
static bool folds_away(const Fuse *f, uint32_t reg) { return f->uses[reg] == 1 && !f->read[reg]; }

/* ---- tests ---- */
static bool range_of(Compare op, int64_t with, int64_t least, int64_t most, Range *out)
{
    *out = (Range){(int32_t)least, (int32_t)with, false};
    switch (op) {
    case CMP_EQ: case CMP_NE: out->lo = (int32_t)with, out->outside = op == CMP_NE; return true;
    case CMP_LE: case CMP_GT: out->outside = op == CMP_GT; return true;
    case CMP_LT: case CMP_GE: out->hi--, out->outside = op == CMP_GE; return with > least && with <= most;
    case CMP_COUNT_: break;
    }
    return false;
}
/* Decided by what the column can hold, though the lane is not known? */
static bool open_to_all(const Vm *vm, const Instr *in, const Instr *x)
{
    const ColumnRange *range = &vm->chunk->ranges[x->imm];
    Cell cell[2], out;
    if (!kind_ordered((RegKind)x->kind)) return true;
    cell[0].state = LANE_UNKNOWN, cell[0].lo = range->lo, cell[0].hi = range->hi;
    cell_known(&cell[1], code(vm, in->b)->imm);
    cell_compare_op((Compare)in->aux, &cell[0], &cell[1], &out);
    return out.state == LANE_UNKNOWN;
}
static bool compare_range(const Vm *vm, const Instr *in, Range *out)
{
    const Instr *x = code(vm, in->a);
    int64_t with = code(vm, in->b)->imm;
    bool days = x->kind == KIND_I32, bytes = x->kind == KIND_ENUM || x->kind == KIND_U8;
    if (x->op != BC_LOAD || !is_constant(vm, in->b) || !(days || bytes) || !open_to_all(vm, in, x)) return false;
    if (days) return in->aux != CMP_EQ && in->aux != CMP_NE && with > CALENDAR_DAY_MIN && with < CALENDAR_DAY_MAX && range_of((Compare)in->aux, with, INT32_MIN, CALENDAR_DAY_MAX, out);
    return with >= 0 && with <= 255 && range_of((Compare)in->aux, with, 0, 255, out);
}
/* An age becomes a range of birthdays when the day is known. */
static bool age_range(const Vm *vm, const Instr *in, Range *out)
{
    int64_t with = code(vm, in->c)->imm;
    bool day = code(vm, in->b)->op == BC_AS_OF || code(vm, in->b)->op == BC_LAW_DATE;
    *out = (Range){INT32_MIN, 0, in->aux == CMP_LT || in->aux == CMP_LE};
    return code(vm, in->a)->op == BC_LOAD && day && is_constant(vm, in->c) && in->aux != CMP_EQ && in->aux != CMP_NE && with >= -KERNEL_PERIODS_MAX && with < KERNEL_PERIODS_MAX;
}
/* One of two ranges of bytes that touch is a range again. */
static bool join(const Fuse *f, const Instr *in, Part *out)
{
    const Part *a = &f->vm->parts[in->a], *b = &f->vm->parts[in->b];
    if (!a->reg || !b->reg || a->in->op == BC_AGE || a->x != b->x || a->outside || b->outside || !folds_away(f, in->a) || !folds_away(f, in->b)) return false;
    if (a->lo > b->hi + 1 || b->lo > a->hi + 1 || code(f->vm, a->x)->kind == KIND_I32) return false;
    out->lo = a->lo < b->lo ? a->lo : b->lo, out->hi = a->hi > b->hi ? a->hi : b->hi, out->x = a->x;
    return true;
}
static void find_tests(Fuse *f)
{
    Vm *vm = f->vm;
    for (uint32_t i = 0; i < (uint32_t)vm->chunk->n_code; i++) {
        const Instr *in = code(vm, i);
        Part *p = &vm->parts[i];
        Range range;
        *p = (Part){0};
        if (!vm->live[i]) continue;
        bool test = in->op == BC_COMPARE ? compare_range(vm, in, &range) : in->op == BC_AGE && age_range(vm, in, &range);
        if (test) *p = (Part){.lo = range.lo, .hi = range.hi, .outside = range.outside, .x = in->a};
        else if (in->op == BC_OR && join(f, in, p)) vm->folded[in->a] = vm->folded[in->b] = test = true;
        if (test) p->reg = &vm->regs[i], p->in = in;
    }
}

/* ---- conditions ---- */
static bool is_logic(Opcode op) { return op == BC_AND || op == BC_OR || op == BC_NOT; }
static bool is_test(const Vm *vm, uint32_t i) { return vm->parts[i].reg != NULL; }
/* Terms that must all hold, instead of this one: its operands, where it can be taken apart. */
static int take_apart(const Fuse *f, Term t, Term out[2])
{
    const Instr *in = code(f->vm, t.reg);
    Opcode op = (Opcode)in->op;
    if (!is_logic(op) || is_test(f->vm, t.reg)) return 0;
    if (op == BC_NOT) { out[0] = (Term){in->a, !t.turned}; return 1; }
    if ((op == BC_AND) == t.turned) return 0;
    out[0] = (Term){in->a, t.turned}, out[1] = (Term){in->b, t.turned};
    return 2;
}
static void gather_terms(Fuse *f, uint32_t anchor, Fused *step)
{
    Vm *vm = f->vm;
    Opcode op = (Opcode)code(vm, anchor)->op;
    Term *terms = vm->terms + vm->n_terms, parts[2];
    step->turned = op != BC_AND;
    terms[0] = (Term){anchor, step->turned};
    step->n = (uint16_t)take_apart(f, terms[0], parts);
    for (int k = 0; k < step->n; k++) terms[k] = parts[k];
    for (int i = 0; i < step->n;) {
        int n = folds_away(f, terms[i].reg) && step->n < KERNEL_TERMS_MAX ? take_apart(f, terms[i], parts) : 0;
        if (!n) { i++; continue; }
        vm->folded[terms[i].reg] = true, f->runs_at[terms[i].reg] = anchor;
        terms[i] = parts[0];
        if (n == 2) terms[step->n++] = parts[1];
    }
    step->first = vm->n_terms;
    vm->n_terms += step->n;
}

/* ---- choices ---- */
static bool is_column(RegKind kind) { return kind == KIND_ENUM || kind == KIND_U8 || kind == KIND_I32 || kind == KIND_I64; }
/* Truths in the chain that begins here; 0: it is none. */
static int chain_length(const Fuse *f, uint32_t i)
{
    for (int n = 1; n <= KERNEL_CHAIN_MAX; n++) {
        const Instr *in = code(f->vm, i);
        if (in->op != BC_SELECT || !is_column((RegKind)in->kind) || !is_constant(f->vm, in->b)) return 0;
        if (is_constant(f->vm, in->c)) return n;
        if (!folds_away(f, in->c)) return 0;
        i = in->c;
    }
    return 0;
}
static void gather_chain(Fuse *f, uint32_t anchor, Fused *step)
{
    Vm *vm = f->vm;
    step->n = (uint16_t)chain_length(f, anchor), step->first = vm->n_terms;
    for (uint32_t i = anchor, n = step->n; n--; i = code(vm, i)->c) {
        vm->terms[vm->n_terms++] = (Term){i, false};
        if (i != anchor) vm->folded[i] = true, f->runs_at[i] = anchor;
    }
}

/* ---- all of them ---- */
static void count_uses(Fuse *f)
{
    const Vm *vm = f->vm;
    uint32_t operand[3];
    memset(f->uses, 0, (size_t)vm->chunk->n_code * sizeof *f->uses);
    for (uint32_t i = 0; i < (uint32_t)vm->chunk->n_code; i++)
        for (int k = vm->live[i] ? vm_operands(code(vm, i), operand) - 1 : -1; k >= 0; k--) f->uses[operand[k]]++;
}
/* Tests of one column that follow each other run with the first of them. `at`: for each column the step that is being filled. */
static void add_test(Fuse *f, uint32_t i, uint32_t *at)
{
    Vm *vm = f->vm;
    uint32_t x = vm->parts[i].x, joined = at[x];
    bool day_known = joined == SLOT_NONE || vm->parts[i].in->op != BC_AGE || vm->parts[i].in->b < vm->fused[joined].anchor;
    if (joined == SLOT_NONE || !day_known || vm->fused[joined].n == KERNEL_TESTS_MAX) {
        at[x] = joined = vm->n_fused++;
        vm->fused[joined] = (Fused){.kind = FUSED_TESTS, .anchor = i};
    }
    vm->fused[joined].n++;
    vm->parts[i].step = joined;
}
/* The steps in the order in which they run; those of tests get their terms when all are found. uses serves as the table of columns afterwards. */
void vm_fuse(Vm *vm, const bool *read, uint32_t *uses, uint32_t *runs_at)
{
    Fuse f = {vm, read, uses, runs_at};
    uint32_t n = (uint32_t)vm->chunk->n_code;
    count_uses(&f);
    find_tests(&f);
    for (uint32_t i = 0; i < n; i++) runs_at[i] = i;
    for (uint32_t i = n; i-- > 0;) { /* from the outside in; the steps stand in the order of their anchors in the end */
        Fused step = {.kind = FUSED_NONE, .anchor = i, .used = uses[i] > 0};
        if (!vm->live[i] || vm->folded[i] || is_test(vm, i)) continue;
        if (is_logic((Opcode)code(vm, i)->op)) step.kind = FUSED_TERMS, gather_terms(&f, i, &step);
        else if (code(vm, i)->op == BC_SELECT && chain_length(&f, i)) step.kind = FUSED_CHAIN, gather_chain(&f, i, &step);
        vm->regs[i].lone = step.kind == FUSED_CHAIN && !step.used;
        vm->fused[i] = step;
    }
    memset(uses, 0xff, n * sizeof *uses); /* columns without a step */
    for (uint32_t i = 0; i < n; i++) {
        if (!vm->live[i]) continue;
        Fused step = vm->fused[i]; /* at or behind what is written */
        if (is_test(vm, i)) { if (!vm->folded[i]) add_test(&f, i, uses); }
        else if (!vm->folded[i] && !vm_is_constant((Opcode)code(vm, i)->op)) vm->fused[vm->n_fused++] = step;
    }
    for (uint32_t s = 0; s < vm->n_fused; s++)
        if (vm->fused[s].kind == FUSED_TESTS) vm->fused[s].first = vm->n_terms, vm->n_terms += vm->fused[s].n, vm->fused[s].n = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (!is_test(vm, i) || vm->folded[i]) continue;
        Fused *step = &vm->fused[vm->parts[i].step];
        vm->terms[step->first + step->n++] = (Term){i, false};
    }
}
int vm_choices(const Vm *vm, int reg, int64_t values[VM_CHOICES_MAX])
{
    const Fused *step = vm->fused;
    while (step < vm->fused + vm->n_fused && (step->anchor != (uint32_t)reg || step->kind != FUSED_CHAIN)) step++;
    if (step == vm->fused + vm->n_fused || step->used) return 0;
    for (uint32_t k = 0; k < step->n; k++) {
        const Instr *in = code(vm, vm->terms[step->first + k].reg);
        values[k] = code(vm, in->b)->imm, values[k + 1] = code(vm, in->c)->imm;
    }
    return step->n + 1;
}
