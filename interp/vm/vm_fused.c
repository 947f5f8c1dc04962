/* Running what vm_fuse.c has found, in one pass where the lanes allow it, else one by one. Knows flags of registers.
 * Must never know programs, or what a value means. */
#include "interp/vm/vm_internal.h"

static void run_whole(Vm *vm, uint32_t i) /* with what is folded into it, whatever the lanes are like */
{
    const Step *s = &vm->steps[i];
    for (int k = 0; k < s->n; k++) {
        uint32_t operand = (uint32_t)(s->o[k] - vm->regs);
        if (vm->folded[operand]) run_whole(vm, operand);
    }
    vm_run_one(vm, i);
}
static bool run_tests(Vm *vm, const Fused *step)
{
    const Term *terms = &vm->terms[step->first];
    const Reg *x = &vm->regs[vm->parts[terms[0].reg].x];
    KernelTest test[KERNEL_TESTS_MAX];
    if (x->flags & REG_UNIFORM) return false;
    for (int k = 0; k < step->n; k++) {
        const Part *p = &vm->parts[terms[k].reg];
        test[k] = (KernelTest){p->reg->data, p->lo, p->hi, p->outside};
        if (p->in->op != BC_AGE) continue;
        const Reg *day = &vm->regs[p->in->b];
        if (!(day->flags & REG_UNIFORM)) return false;
        test[k].hi = kernel_last_birthday(p->reg, *(const int32_t *)day->data, vm->chunk->code[p->in->c].imm + (p->in->aux == CMP_GT || p->in->aux == CMP_LE), p->in);
    }
    vm->set->tests(x, test, step->n, vm->spaces[vm->chunk->code[step->anchor].space].lanes);
    for (int k = 0; k < step->n; k++) {
        Reg *r = vm->parts[terms[k].reg].reg;
        r->flags = x->flags & REG_KNOWN;
        r->known = x->flags & REG_KNOWN ? r->own : x->known; /* what is not known of the fact is not known of the test */
    }
    return true;
}
static bool run_terms(Vm *vm, const Fused *step)
{
    const Term *terms = &vm->terms[step->first];
    KernelTerm term[KERNEL_TERMS_MAX];
    Reg *r = &vm->regs[step->anchor];
    for (int k = 0; k < step->n; k++) {
        const Reg *t = &vm->regs[terms[k].reg];
        if (t->flags & REG_UNIFORM || (t->flags & (REG_KNOWN | REG_BROKEN)) == REG_BROKEN) return false;
        term[k] = (KernelTerm){t, terms[k].turned};
    }
    r->known = r->own;
    vm->set->terms(r, term, step->n, step->turned, vm->spaces[vm->chunk->code[step->anchor].space].lanes);
    return true;
}
static bool all_differ(const int64_t *values, int n)
{
    for (int i = 1; i < n; i++)
        for (int k = 0; k < i; k++) if (values[i] == values[k]) return false;
    return true;
}
/* Of a choice that is open nothing is known, as all its values differ. */
static bool run_chain(Vm *vm, const Fused *step)
{
    const Instr *code = vm->chunk->code;
    const Term *terms = &vm->terms[step->first];
    Reg *r = &vm->regs[step->anchor];
    const Reg *truth[KERNEL_CHAIN_MAX];
    KernelChain chain = {.data = r->data, .n = step->n, .width = (uint8_t)kind_width((RegKind)r->kind), .past = r->past};
    uint32_t lanes = vm->spaces[code[step->anchor].space].lanes;
    bool open = false;
    r->in_form = false;
    for (int k = 0; k < step->n; k++) {
        const Instr *in = &code[terms[k].reg];
        truth[k] = &vm->regs[in->a], chain.truth[k] = truth[k]->data, chain.values[k] = code[in->b].imm, chain.values[k + 1] = code[in->c].imm;
        if (truth[k]->flags & REG_UNIFORM || (truth[k]->flags & (REG_KNOWN | REG_BROKEN)) == REG_BROKEN) return false;
        open |= !(truth[k]->flags & REG_KNOWN);
    }
    if (open && ((r->spans && kind_ordered((RegKind)r->kind)) || !all_differ(chain.values, step->n + 1))) return false;
    if (r->formed) {
        r->in_form = true, chain.data = r->formed, chain.width = r->form.width;
        for (int k = 0; k <= step->n; k++) chain.values[k] = r->form.unit ? chain.values[k] / r->form.unit : k;
    }
    vm->set->chain(&chain, lanes);
    r->flags = open ? 0 : REG_KNOWN, r->known = r->own;
    if (open) vm->set->chain_known(r->known, truth, step->n, lanes);
    return true;
}
void vm_run_fused(Vm *vm, const Fused *step)
{
    bool done = false;
    switch ((FusedKind)step->kind) {
    case FUSED_NONE: vm_run_one(vm, step->anchor); return;
    case FUSED_TESTS:
        if (run_tests(vm, step)) return;
        for (int k = 0; k < step->n; k++) run_whole(vm, vm->terms[step->first + (uint32_t)k].reg);
        return;
    case FUSED_TERMS: done = run_terms(vm, step); break;
    case FUSED_CHAIN: done = run_chain(vm, step); break;
    }
    if (!done) run_whole(vm, step->anchor);
}
