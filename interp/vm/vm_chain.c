/* Choices between constants whose last branch is such a choice again ("1000 in this case, 800 in that, else 0"): the inner ones wait for the
 * outermost, and all run in one pass over its lanes. Knows instructions and liveness. Must never know programs, or what a value means. */
#include "interp/vm/vm_internal.h"

static bool is_constant(const Chunk *c, uint32_t reg) { return c->code[reg].op == BC_CONST; }
static bool is_column(RegKind kind) { return kind == KIND_ENUM || kind == KIND_U8 || kind == KIND_I32 || kind == KIND_I64; }
/* Truths in the chain that begins here; 0: it is none. */
static int chain_length(const Vm *vm, uint32_t i)
{
    const Chunk *c = vm->chunk;
    for (int n = 1; n <= KERNEL_CHAIN_MAX; n++, i = c->code[i].c) {
        if (c->code[i].op != BC_SELECT || !is_column((RegKind)c->code[i].kind) || !is_constant(c, c->code[i].b)) return 0;
        if (is_constant(c, c->code[i].c)) return n;
    }
    return 0;
}
/* read: what is read after a run. An inner choice that anything else uses is not folded. */
void vm_find_chains(Vm *vm, const bool *read, uint32_t *runs_at)
{
    const Chunk *c = vm->chunk;
    uint32_t operand[3];
    for (int i = 0; i < c->n_code; i++) runs_at[i] = 0;
    for (int i = 0; i < c->n_code; i++) /* how often each is used, for the time being */
        for (int k = vm->live[i] ? vm_operands(&c->code[i], operand) - 1 : -1; k >= 0; k--) runs_at[operand[k]]++;
    for (int i = 0; i < c->n_code; i++) {
        uint32_t inner = c->code[i].c;
        bool outer = vm->layout != VM_KEEP && vm->layout != VM_SLICE && vm->live[i] && c->code[i].op == BC_SELECT && !is_constant(c, inner) && chain_length(vm, (uint32_t)i) > 1;
        if (outer && runs_at[inner] == 1 && !read[inner]) vm->folded[inner] = true;
    }
    for (int i = 0; i < c->n_code; i++) runs_at[i] = (uint32_t)i;
    for (int i = c->n_code - 1; i >= 0; i--)
        if (vm->live[i] && c->code[i].op == BC_SELECT && vm->folded[c->code[i].c]) runs_at[c->code[i].c] = runs_at[i];
}
bool vm_run_chain(Vm *vm, const Step *s, uint32_t lanes)
{
    const Chunk *c = vm->chunk;
    Reg *r = s->r;
    const uint64_t *truths[KERNEL_CHAIN_MAX];
    int64_t values[KERNEL_CHAIN_MAX + 1];
    int n = 0;
    for (uint32_t at = (uint32_t)(s->in - c->code);; at = c->code[at].c) {
        const Reg *truth = &vm->regs[c->code[at].a];
        if (n == KERNEL_CHAIN_MAX || (truth->flags & (REG_KNOWN | REG_UNIFORM)) != REG_KNOWN) return false;
        truths[n] = truth->data, values[n++] = c->code[c->code[at].b].imm;
        if (vm->folded[c->code[at].c]) continue;
        if (!is_constant(c, c->code[at].c)) return false; /* an inner choice with a life of its own */
        values[n] = c->code[c->code[at].c].imm;
        break;
    }
    vm->set->chain(r, truths, values, n, lanes);
    r->flags = REG_KNOWN;
    return true;
}
