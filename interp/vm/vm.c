/* Running a chunk over a block. Knows instructions and columns. Must never know programs, records, or what an operator means. */
#include "interp/vm/vm.h"
#include <string.h>
#include "interp/vm/vm_internal.h"

bool vm_grow(Vm *vm, Buffer *b, size_t size)
{
    if (size <= b->size) return true;
    size_t larger = size + size / 2;
    void *at = vm->allocator.realloc(vm->allocator.ctx, b->at, b->size, larger);
    if (!at) return false;
    *b = (Buffer){at, larger};
    return true;
}
static void drop(Vm *vm, Buffer *b)
{
    if (b->at) vm->allocator.realloc(vm->allocator.ctx, b->at, b->size, 0);
    *b = (Buffer){0};
}
int vm_operands(const Instr *in, uint32_t operand[3])
{
    static const uint8_t count[] = {
#define OP(name, text, result, operands, place, cell, whole, check) sizeof operands - 1,
#include "interp/code/opcodes.def"
#undef OP
    };
    operand[0] = in->a, operand[1] = in->b, operand[2] = in->c;
    return count[in->op];
}

/* ---- life ---- */
/* One allocation holds every table whose size the chunk alone decides. */
enum { TABLES = 15 };
static size_t table_sizes(const Chunk *c, VmLayout layout, size_t at[TABLES])
{
    const size_t n = (size_t)c->n_code, fused = vm_keeps_all(layout) ? 0 : n;
    const size_t sizes[TABLES] = {sizeof(Vm), n * sizeof(Reg), n * sizeof(uint32_t), n * sizeof(Step), (size_t)c->n_spaces * (sizeof(uint32_t) + sizeof(SpaceRun)),
                                  (size_t)c->n_maps * sizeof(MapRun), (size_t)c->n_spaces * KIND_COUNT_ * sizeof(SlotClass), n, n,
                                  n * sizeof(uint32_t), fused * sizeof(Fused), fused * sizeof(Part), 2 * fused * sizeof(Term), fused * sizeof(Alone), fused * sizeof(uint32_t)};
    size_t total = 0;
    for (int i = 0; i < TABLES; i++) at[i] = total, total += (sizes[i] + 63) & ~(size_t)63;
    return total;
}
Vm *vm_new(const Chunk *chunk, const Allocator *allocator, VmLayout layout, const bool *wanted)
{
    size_t at[TABLES], total = table_sizes(chunk, layout, at);
    uint8_t *base = allocator->realloc(allocator->ctx, NULL, 0, total);
    if (!base) return NULL;
    memset(base, 0, total);
    Vm *vm = (Vm *)base;
    vm->chunk = chunk, vm->allocator = *allocator, vm->layout = layout, vm->set = kernel_set_best();
    vm->regs = (Reg *)(base + at[1]);
    vm->slot = (uint32_t *)(base + at[2]);
    vm->steps = (Step *)(base + at[3]);
    vm->spaces = (SpaceRun *)(base + at[4]);
    vm->capacity = (uint32_t *)(vm->spaces + chunk->n_spaces);
    vm->maps = (MapRun *)(base + at[5]);
    vm->classes = (SlotClass *)(base + at[6]);
    vm->live = (bool *)(base + at[7]);
    vm->folded = (bool *)(base + at[8]);
    vm->order = (uint32_t *)(base + at[9]);
    vm->fused = (Fused *)(base + at[10]);
    vm->parts = (Part *)(base + at[11]);
    vm->terms = (Term *)(base + at[12]);
    vm->alone = (Alone *)(base + at[13]);
    vm->reads = (uint32_t *)(base + at[14]);
    if (vm_plan(vm, wanted)) return vm;
    vm_free(vm);
    return NULL;
}
bool vm_kernels(Vm *vm, int number)
{
    const KernelSet *set = kernel_set(number);
    if (set) vm->set = set;
    return set;
}
void vm_free(Vm *vm)
{
    if (!vm) return;
    for (int i = 0; i < vm->chunk->n_spaces; i++) {
        SpaceRun *s = &vm->spaces[i];
        drop(vm, &s->own_offsets), drop(vm, &s->own_known), drop(vm, &s->element), drop(vm, &s->owner);
    }
    for (int i = 0; i < vm->chunk->n_maps; i++) drop(vm, &vm->maps[i].own);
    drop(vm, &vm->store), drop(vm, &vm->constants), drop(vm, &vm->trace_seen), drop(vm, &vm->trace_stack);
    size_t at[TABLES];
    vm->allocator.realloc(vm->allocator.ctx, vm, table_sizes(vm->chunk, vm->layout, at), 0);
}

/* ---- running ---- */
/* Not further than it takes to know: most columns with something missing show it soon. */
static uint64_t some_unknown(const uint64_t *known, uint32_t words)
{
    enum { AT_ONCE = 32 };
    uint64_t all = ~0ull;
    for (; words >= AT_ONCE && !~all; known += AT_ONCE, words -= AT_ONCE)
        for (uint32_t w = 0; w < AT_ONCE; w++) all &= known[w];
    for (uint32_t w = 0; w < words; w++) all &= known[w];
    return ~all;
}
static void load(Vm *vm, const Instr *in, Reg *r)
{
    const Column *column = &vm->block->columns[in->imm];
    const ColumnRange *range = &vm->chunk->ranges[in->imm];
    uint32_t lanes = vm->spaces[in->space].lanes;
    uint64_t *own_truth = (uint64_t *)r->lo, *own_known = (uint64_t *)r->hi, unknown = 0, last = plane_words(lanes) - 1; /* where a register that needs no bounds keeps its one lane */
    r->data = (void *)column->data, r->known = (uint64_t *)column->known;
    r->lo0 = range->lo, r->hi0 = range->hi;
    r->flags = lanes == 1 ? REG_UNIFORM : 0;
    if (column->known && lanes) unknown = some_unknown(column->known, (uint32_t)last) | (~column->known[last] & plane_mask(lanes, (uint32_t)last));
    if (!unknown) r->flags |= REG_KNOWN;
    if (lanes != 1) return;
    if (in->kind == KIND_BIT) *own_truth = -(*(const uint64_t *)column->data & 1), r->data = own_truth;
    if (unknown) *own_known = 0, r->known = own_known;
}
static void load_date(Vm *vm, const int32_t *dates, Reg *r)
{
    r->data = (void *)dates;
    r->flags = REG_KNOWN | (vm->block->uniform_dates || vm->spaces[0].lanes == 1 ? REG_UNIFORM : 0);
}
void vm_run_one(Vm *vm, uint32_t i)
{
    const Step *s = &vm->steps[i];
    const Instr *in = s->in;
    uint32_t lanes = vm->spaces[in->space].lanes;
    switch ((Opcode)in->op) {
    case BC_LOAD: load(vm, in, s->r); return;
    case BC_AS_OF: load_date(vm, vm->block->as_of, s->r); return;
    case BC_LAW_DATE: load_date(vm, vm->block->law_as_of, s->r); return;
    case BC_MAP: kernel_map(s->r, s->o[0], vm->maps[in->imm].index, lanes); return;
    case BC_FOLD_ANY: case BC_FOLD_ALL: case BC_FOLD_COUNT: case BC_FOLD_SUM: case BC_FOLD_MAX: case BC_FOLD_MIN: case BC_FOLD_SHARE:
        kernel_fold(s->r, s->o, in, vm->spaces[in->imm].offsets, vm->spaces[in->imm].list_known, lanes);
        return;
    default: s->r->known = s->r->own, kernel_run(vm->set, s->r, s->o, s->n, in, lanes);
    }
}
bool vm_reserve(Vm *vm, const Block *block)
{
    vm->block = block;
    vm_unplace(vm);
    return vm_prepare_spaces(vm, block) && vm_room(vm);
}
bool vm_run(Vm *vm, const Block *block) { return vm_run_into(vm, block, NULL, 0); }
bool vm_run_into(Vm *vm, const Block *block, const VmPlace *places, int n_places)
{
    if (!vm_reserve(vm, block)) return false;
    vm_place(vm, places, n_places);
    if (!block->spaces[0].lanes) return true;
    bool alone = block->spaces[0].lanes == 1;
    if (vm->n_fused && alone) vm_run_alone(vm);
    else if (vm->n_fused) for (uint32_t i = 0; i < vm->n_fused; i++) vm_run_fused(vm, &vm->fused[i]);
    else for (uint32_t i = 0; i < vm->n_order; i++) vm_run_one(vm, vm->order[i]);
    return true;
}

/* ---- reading ---- */
bool vm_kept(const Vm *vm, int reg) { return reg >= 0 && vm_keeps_all(vm->layout) && vm->live[reg]; }
LaneValue vm_read(const Vm *vm, int reg, uint32_t lane)
{
    Cell cell;
    LaneValue v = {0};
    reg_get(&vm->regs[reg], lane, &cell);
    v.state = cell.state;
    if (cell.state == LANE_BROKEN) return v;
    if (vm->regs[reg].kind == KIND_QUOT) v.lo_num = cell.qlo.num, v.lo_den = cell.qlo.den, v.hi_num = cell.qhi.num, v.hi_den = cell.qhi.den;
    else v.lo = cell.lo, v.hi = cell.hi;
    return v;
}
LaneState vm_state(const Vm *vm, int reg, uint32_t lane)
{
    const Reg *r = &vm->regs[reg];
    return reg_known(r, lane / 64) >> (lane % 64) & 1 ? LANE_KNOWN : reg_broken(r, lane / 64) >> (lane % 64) & 1 ? LANE_BROKEN : LANE_UNKNOWN;
}
int vm_truth(const Vm *vm, int reg, uint32_t lane)
{
    const Reg *r = &vm->regs[reg];
    return reg_known(r, lane / 64) >> (lane % 64) & 1 ? (int)(reg_truth(r, lane / 64) >> (lane % 64) & 1) : -1;
}
VmPlanes vm_planes(const Vm *vm, int reg)
{
    const Reg *r = &vm->regs[reg];
    const uint64_t *broken = (r->flags & (REG_KNOWN | REG_BROKEN)) == REG_BROKEN ? r->broken : NULL;
    return (VmPlanes){r->data, r->known, r->flags & REG_UNIFORM, r->flags & REG_KNOWN, broken, r->in_form};
}
uint32_t vm_lanes(const Vm *vm, int space) { return vm->spaces[space].lanes; }
void vm_dates(const Vm *vm, uint32_t lane, int32_t *as_of, int32_t *law_as_of)
{
    uint32_t i = vm->block->uniform_dates ? 0 : lane;
    *as_of = vm->block->as_of[i], *law_as_of = vm->block->law_as_of[i];
}
bool vm_elements(const Vm *vm, int space, uint32_t owner, uint32_t *first, uint32_t *end)
{
    const SpaceRun *s = &vm->spaces[space];
    *first = s->offsets[owner], *end = s->offsets[owner + 1];
    return !s->list_known || s->list_known[owner / 64] >> (owner % 64) & 1;
}
uint32_t vm_map_lane(const Vm *vm, int map, uint32_t lane)
{
    if (map < 0) return lane;
    const LaneMap *m = &vm->chunk->maps[map];
    uint32_t space = m->to;
    for (int i = 0; i < m->n; i++) {
        const Space *s = &vm->chunk->spaces[space];
        const SpaceRun *run = &vm->spaces[space];
        lane = m->inner >> i & 1 ? ((const uint32_t *)run->element.at)[lane] : ((const uint32_t *)run->owner.at)[lane];
        space = m->inner >> i & 1 ? s->list : s->outer;
    }
    return lane;
}
