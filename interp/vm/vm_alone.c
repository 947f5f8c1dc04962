/* A block of one record: single values instead of columns, as long as they are known. What is not goes the way of all blocks.
 * Knows instructions and single values. Must never know programs, intervals, or what a value is for. The loops of kernels*.c say
 * what an operator means; this must agree with them. */
#include "interp/vm/single.h"
#include "interp/vm/vm_internal.h"

static void write_register(Vm *vm, uint32_t i)
{
    Reg *r = &vm->regs[i];
    int64_t v = vm->alone[i].value;
    if (vm->alone[i].state != ALONE_HERE) return;
    vm->alone[i].state = ALONE_BOTH;
    if (vm_has_own_lane((Opcode)vm->chunk->code[i].op)) { vm_run_one(vm, i); return; }
    single_write(r, v);
}
/* The column's first lane. */
static bool load_value(const Vm *vm, const Instr *in, int64_t *out)
{
    const Column *column = &vm->block->columns[in->imm];
    if (column->known && !(column->known[0] & 1)) return false;
    *out = single_read((RegKind)in->kind, column->data);
    return true;
}
static bool age_value(Vm *vm, uint32_t i, const Instr *in, int64_t *out)
{
    const Alone *b = &vm->alone[in->a], *d = &vm->alone[in->b], *n = &vm->alone[in->c];
    if (!b->state || !d->state || !n->state) return false;
    if (in->aux == CMP_EQ || in->aux == CMP_NE || n->value > KERNEL_PERIODS_MAX - 1 || n->value < -KERNEL_PERIODS_MAX) { *out = compare_holds((Compare)in->aux, kernel_date_single(in, b->value, d->value), n->value); return true; }
    bool next = in->aux == CMP_GT || in->aux == CMP_LE, young = in->aux == CMP_LT || in->aux == CMP_LE;
    *out = (b->value <= kernel_last_birthday(&vm->regs[i], (int32_t)d->value, n->value + next, in)) != young;
    return true;
}
/* False: there is no value to be had here. */
static bool value_of(Vm *vm, uint32_t i, const Instr *in, int64_t *out)
{
    const Alone *all = vm->alone, *a = &all[in->a], *b = &all[in->b];
    switch ((Opcode)in->op) {
    case BC_LOAD: return load_value(vm, in, out);
    case BC_AS_OF: *out = vm->block->as_of[0]; return true;
    case BC_LAW_DATE: *out = vm->block->law_as_of[0]; return true;
    case BC_NOT: *out = !a->value; return a->state;
    case BC_AND:
        *out = a->value & b->value;
        return (a->state && b->state) || (a->state && !a->value) || (b->state && !b->value && !(*out = 0));
    case BC_OR:
        *out = a->value | b->value;
        return (a->state && b->state) || (a->state && a->value) || (b->state && b->value && (*out = 1));
    case BC_SELECT:
        if (!a->state) return false;
        a = &all[a->value ? in->b : in->c];
        *out = a->value;
        return a->state && in->kind != KIND_QUOT;
    case BC_WIDEN: *out = a->value; return a->state;
    case BC_YEAR_OF: return a->state && (*out = kernel_date_single(in, a->value, 0), true);
    case BC_AGE: return age_value(vm, i, in, out);
    case BC_COMPARE: case BC_SAME: case BC_ADD: case BC_SUB: case BC_MUL: case BC_MIN: case BC_MAX: case BC_YEARS: case BC_MONTHS: case BC_DAYS: case BC_UNLESS:
        return a->state && b->state && single_combine(in, a->value, b->value, out);
    case BC_CONST: case BC_PENDING: case BC_BROKEN: case BC_MAP: case BC_NEG: case BC_WHEN: case BC_ROUND: case BC_QROUND: case BC_QUOT: case BC_DIV: case BC_QMUL: case BC_QCOMPARE: case BC_DATE_ADD:
    case BC_FOLD_ANY: case BC_FOLD_ALL: case BC_FOLD_COUNT: case BC_FOLD_SUM: case BC_FOLD_MAX: case BC_FOLD_MIN: case BC_FOLD_SHARE: case BC_COUNT_:
        break;
    }
    return false;
}
static void run_elsewhere(Vm *vm, uint32_t i)
{
    const Step *s = &vm->steps[i];
    Reg *r = s->r;
    for (int k = 0; k < s->n; k++) write_register(vm, (uint32_t)(s->o[k] - vm->regs));
    vm_run_one(vm, i);
    bool single = s->in->space == 0 && s->in->kind != KIND_QUOT && (r->flags & (REG_KNOWN | REG_UNIFORM)) == (REG_KNOWN | REG_UNIFORM);
    vm->alone[i] = single ? (Alone){single_read((RegKind)r->kind, r->data), ALONE_BOTH} : (Alone){0, ALONE_ELSEWHERE};
}
void vm_run_alone(Vm *vm)
{
    for (uint32_t k = 0; k < vm->n_order; k++) {
        uint32_t i = vm->order[k];
        const Instr *in = vm->steps[i].in;
        Alone *a = &vm->alone[i];
        if (in->space == 0 && value_of(vm, i, in, &a->value)) a->state = ALONE_HERE;
        else run_elsewhere(vm, i);
    }
    for (uint32_t k = 0; k < vm->n_reads; k++) write_register(vm, vm->reads[k]);
}
