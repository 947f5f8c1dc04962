/* Before running: which instructions are needed, where registers live, and the lanes of joins and maps.
 * Knows liveness and sizes. Must never know programs, or what an operator means. */
#include <string.h>
#include "interp/vm/vm_internal.h"

enum { CONSTANT_SIZE = 64 }; /* one lane of any kind, its planes */

/* ---- what runs ---- */
static void want(Vm *vm, int reg) { if (reg >= 0) vm->live[reg] = true; }
/* Registers that can be read after a run in the fast layout. */
static void want_version(Vm *vm, const DecisionVersion *v)
{
    const int single[] = {v->value, v->applies, v->amount, v->weight, v->year, v->due, v->deadline, v->conflict};
    for (size_t i = 0; i < sizeof single / sizeof *single; i++) want(vm, single[i]);
    for (int i = 0; i < v->n_parts; i++) want(vm, v->parts[i]);
    for (int i = 0; i < v->n_items; i++) want(vm, v->items[i]);
    for (int i = 0; i < v->n_exceptions; i++) want(vm, v->exceptions[i].holds);
}
static void want_decisions(Vm *vm, const bool *wanted)
{
    const Chunk *c = vm->chunk;
    for (int d = 0; d < c->n_decisions; d++) {
        if (wanted && !wanted[d]) continue;
        want(vm, c->decisions[d].in_force), want(vm, c->decisions[d].repealed);
        for (int i = 0; i < c->decisions[d].n_versions; i++) want_version(vm, &c->decisions[d].versions[i]);
    }
}
bool vm_is_constant(Opcode op) { return op == BC_CONST || op == BC_PENDING || op == BC_BROKEN; }
bool vm_has_own_lane(Opcode op) { return vm_is_constant(op) || op == BC_LOAD || op == BC_AS_OF || op == BC_LAW_DATE; }
static bool is_fold(Opcode op) { return op >= BC_FOLD_ANY && op <= BC_FOLD_SHARE; }

static void use_space(Vm *vm, uint32_t space);
static void use_map(Vm *vm, uint32_t map)
{
    const LaneMap *m = &vm->chunk->maps[map];
    uint32_t space = m->to;
    for (int i = 0; i < m->n; i++) {
        const Space *s = &vm->chunk->spaces[space];
        use_space(vm, space);
        if (!(m->inner >> i & 1)) vm->spaces[space].owner_used = true;
        space = m->inner >> i & 1 ? s->list : s->outer;
    }
}
static void use_space(Vm *vm, uint32_t space)
{
    const Space *s = &vm->chunk->spaces[space];
    if (vm->spaces[space].used) return;
    vm->spaces[space].used = true;
    if (!s->join) return;
    use_space(vm, s->outer);
    use_map(vm, s->owner_map);
}
/* Operands are below their instruction: one pass down marks all that is needed. */
static void choose_instructions(Vm *vm, const bool *wanted)
{
    const Chunk *c = vm->chunk;
    uint32_t operand[3];
    if (vm->layout == VM_KEEP) memset(vm->live, 1, (size_t)c->n_code);
    else want_decisions(vm, wanted);
    for (int i = c->n_code - 1; i >= 0; i--) {
        if (!vm->live[i]) continue;
        for (int k = vm_operands(&c->code[i], operand) - 1; k >= 0; k--) vm->live[operand[k]] = true;
        use_space(vm, c->code[i].space);
        if (c->code[i].op == BC_MAP) use_map(vm, (uint32_t)c->code[i].imm), vm->maps[c->code[i].imm].used = true;
        if (is_fold((Opcode)c->code[i].op)) use_space(vm, (uint32_t)c->code[i].imm);
    }
    if (vm->layout != VM_KEEP) return;
    for (int i = 0; i < c->n_spaces; i++) use_space(vm, (uint32_t)i), vm->spaces[i].owner_used = i > 0;
    for (int i = 0; i < c->n_maps; i++) use_map(vm, (uint32_t)i);
}

/* ---- where registers live ---- */
/* Free slots of a class form a chain through `next`, which borrows the slot table's own numbering; so do the registers that die with
 * an instruction, until then. */
typedef struct { uint32_t *next, *head, *last_use, *runs_at, *dying; } Free;
static SlotClass *class_of(Vm *vm, int reg) { return &vm->classes[vm->chunk->code[reg].space * KIND_COUNT_ + vm->chunk->code[reg].kind]; }
static void release_dying(Vm *vm, Free *f, uint32_t i)
{
    for (uint32_t reg = f->dying[i], then; reg != SLOT_NONE; reg = then) {
        uint32_t *head = &f->head[class_of(vm, (int)reg) - vm->classes];
        then = f->next[reg];
        f->next[reg] = *head, *head = reg; /* a dead register stands for its slot */
    }
}
static void assign_slot(Vm *vm, Free *f, uint32_t i)
{
    if (vm->slot[i] != SLOT_NONE || !vm->live[i] || vm_has_own_lane((Opcode)vm->chunk->code[i].op)) return;
    SlotClass *class = class_of(vm, (int)i);
    uint32_t *head = &f->head[class - vm->classes];
    if (*head != SLOT_NONE) vm->slot[i] = vm->slot[*head], *head = f->next[*head];
    else vm->slot[i] = class->slots++;
}
/* With what is folded into it. */
static void assign_whole(Vm *vm, Free *f, uint32_t i)
{
    uint32_t operand[3];
    for (int k = vm_operands(&vm->chunk->code[i], operand) - 1; k >= 0; k--)
        if (vm->folded[operand[k]]) assign_whole(vm, f, operand[k]);
    assign_slot(vm, f, i);
}
/* All tests of a step run with the first, and need their places then. */
static void assign_slots(Vm *vm, Free *f)
{
    uint32_t n = (uint32_t)vm->chunk->n_code, at = 0;
    for (uint32_t i = 0; i < n; i++) vm->slot[i] = SLOT_NONE;
    for (uint32_t i = 0; i < n; i++) {
        for (; at < vm->n_fused && vm->fused[at].anchor <= i; at++)
            for (uint32_t k = 0; vm->fused[at].kind == FUSED_TESTS && k < vm->fused[at].n; k++) assign_whole(vm, f, vm->terms[vm->fused[at].first + k].reg);
        assign_slot(vm, f, i);
        if (!vm_keeps_all(vm->layout)) release_dying(vm, f, i);
    }
}
/* Which registers must have intervals: what is read afterwards, and operands of all that does not merely hand them on. */
static void mark_spans(Vm *vm, const bool *read)
{
    const Chunk *c = vm->chunk;
    uint32_t operand[3];
    for (int i = 0; i < c->n_code; i++) vm->regs[i].spans = vm->layout == VM_KEEP || vm->layout == VM_SLICE || (vm->layout == VM_FAST && read[i]);
    for (int i = c->n_code - 1; i >= 0; i--) {
        const Instr *in = &c->code[i];
        Opcode op = (Opcode)in->op;
        bool hands_on = op == BC_SELECT || op == BC_UNLESS || op == BC_WHEN || op == BC_WIDEN || op == BC_MAP;
        for (int k = vm->live[i] ? vm_operands(in, operand) - 1 : -1; k >= 0; k--) vm->regs[operand[k]].spans |= !hands_on || vm->regs[i].spans;
    }
}
/* Where each register is used last. What is read afterwards never dies. */
static void find_ends(Vm *vm, Free *f, const bool *read)
{
    uint32_t operand[3], n = (uint32_t)vm->chunk->n_code;
    for (uint32_t i = 0; i < n; i++) {
        f->last_use[i] = f->dying[i] = SLOT_NONE;
        for (int k = vm->live[i] ? vm_operands(&vm->chunk->code[i], operand) - 1 : -1; k >= 0; k--)
            if (f->last_use[operand[k]] == SLOT_NONE || f->last_use[operand[k]] < f->runs_at[i]) f->last_use[operand[k]] = f->runs_at[i];
    }
    for (uint32_t i = 0; i < n; i++) {
        if (read[i] || f->last_use[i] == SLOT_NONE || vm_has_own_lane((Opcode)vm->chunk->code[i].op)) continue;
        f->next[i] = f->dying[f->last_use[i]], f->dying[f->last_use[i]] = i;
    }
}
static void prepare_step(Vm *vm, uint32_t i)
{
    const Instr *in = &vm->chunk->code[i];
    uint32_t operand[3];
    Step *s = &vm->steps[i];
    *s = (Step){.in = in, .r = &vm->regs[i], .n = (uint8_t)vm_operands(in, operand)};
    for (int k = 0; k < s->n; k++) s->o[k] = &vm->regs[operand[k]];
    if (vm->live[i] && !vm_is_constant((Opcode)in->op)) vm->order[vm->n_order++] = i;
}
static bool place_registers(Vm *vm, const bool *wanted)
{
    const Chunk *c = vm->chunk;
    size_t n = (size_t)c->n_code, n_classes = (size_t)c->n_spaces * KIND_COUNT_, size = (4 * n + n_classes) * sizeof(uint32_t) + 2 * n;
    uint32_t *work = vm->allocator.realloc(vm->allocator.ctx, NULL, 0, size);
    if (!work) return false;
    Free f = {work, work + 4 * n, work + n, work + 2 * n, work + 3 * n};
    bool *live = (bool *)(work + 4 * n + n_classes), *read = live + n;
    for (size_t i = 0; i < n_classes; i++) f.head[i] = SLOT_NONE;
    memcpy(live, vm->live, n);
    memset(vm->live, 0, n);
    want_decisions(vm, wanted);
    memcpy(read, vm->live, n), memcpy(vm->live, live, n);
    for (uint32_t i = 0; i < n; i++) f.runs_at[i] = i, prepare_step(vm, i);
    if (!vm_keeps_all(vm->layout)) vm_fuse(vm, read, f.next, f.runs_at);
    for (uint32_t i = 0; i < n && !vm_keeps_all(vm->layout); i++)
        if (read[i]) vm->reads[vm->n_reads++] = i;
    find_ends(vm, &f, read);
    mark_spans(vm, read);
    assign_slots(vm, &f);
    vm->allocator.realloc(vm->allocator.ctx, work, size, 0);
    return true;
}
static size_t constants_needed(const Vm *vm)
{
    size_t n = 0;
    for (int i = 0; i < vm->chunk->n_code; i++) n += vm->live[i] && vm_has_own_lane((Opcode)vm->chunk->code[i].op);
    return n;
}
static void set_constant(const Instr *in, Reg *r)
{
    Cell cell;
    r->known[0] = r->broken[0] = 0;
    if (in->op == BC_CONST) cell_known(&cell, in->imm);
    else if (in->op == BC_PENDING) cell_open(&cell);
    else cell.state = LANE_BROKEN;
    r->flags = REG_UNIFORM;
    r->lo0 = INT64_MIN, r->hi0 = INT64_MAX;
    if (cell.state == LANE_KNOWN) {
        reg_put(r, 0, &cell);
        if (in->kind == KIND_BIT) *(uint64_t *)r->data = -*(uint64_t *)r->data;
        r->flags |= REG_KNOWN;
    } else if (cell.state == LANE_BROKEN) r->broken[0] = ~0ull, r->flags |= REG_BROKEN;
}
bool vm_plan(Vm *vm, const bool *wanted)
{
    choose_instructions(vm, wanted);
    if (!place_registers(vm, wanted)) return false;
    size_t size = constants_needed(vm) * CONSTANT_SIZE + 64;
    if (!vm_grow(vm, &vm->constants, size)) return false;
    memset(vm->constants.at, 0, size);
    uint8_t *at = (uint8_t *)(((uintptr_t)vm->constants.at + 15) & ~(uintptr_t)15);
    for (int i = 0; i < vm->chunk->n_code; i++) {
        const Instr *in = &vm->chunk->code[i];
        Reg *r = &vm->regs[i];
        r->kind = in->kind;
        r->lo0 = INT64_MIN, r->hi0 = INT64_MAX;
        if (!vm->live[i] || !vm_has_own_lane((Opcode)in->op)) continue;
        r->data = at, r->known = (uint64_t *)(at + 32), r->broken = (uint64_t *)(at + 40);
        r->lo = at, r->hi = at + 32; /* LOAD: its one lane, should the block be one record */
        if (vm_is_constant((Opcode)in->op)) set_constant(in, r);
        if (in->op == BC_CONST && in->kind != KIND_QUOT && !vm_keeps_all(vm->layout)) vm->alone[i] = (Alone){in->kind == KIND_BIT ? in->imm != 0 : in->imm, ALONE_BOTH};
        at += CONSTANT_SIZE;
    }
    return true;
}

/* ---- room ---- */
static size_t up64(size_t n) { return (n + 63) & ~(size_t)63; }
typedef struct { size_t data, plane, bounds; } SlotSize;
static SlotSize slot_size(RegKind kind, uint32_t lanes)
{
    size_t plane = up64((size_t)plane_words(lanes) * 8), width = kind_width(kind);
    return (SlotSize){width ? up64(width * lanes) : plane, plane, kind == KIND_QUOT ? up64(sizeof(Frac) * lanes) : kind_ordered(kind) ? up64(8 * (size_t)lanes) : 0};
}
static void point_register(Vm *vm, uint32_t i)
{
    const Instr *in = &vm->chunk->code[i];
    if (vm->slot[i] == SLOT_NONE) return;
    uint8_t *base = (uint8_t *)(((uintptr_t)vm->store.at + 63) & ~(uintptr_t)63);
    SlotSize s = slot_size((RegKind)in->kind, vm->capacity[in->space]);
    uint8_t *at = base + class_of(vm, (int)i)->at + vm->slot[i] * (s.data + 2 * s.plane + 2 * s.bounds);
    Reg *r = &vm->regs[i];
    r->data = at, r->own = r->known = (uint64_t *)(at + s.data), r->broken = (uint64_t *)(at + s.data + s.plane);
    r->lo = at + s.data + 2 * s.plane, r->hi = at + s.data + 2 * s.plane + s.bounds;
}
void vm_place(Vm *vm, const VmPlace *places, int n)
{
    for (int i = 0; i < n; i++) {
        Reg *r = &vm->regs[places[i].reg];
        if (vm->slot[places[i].reg] == SLOT_NONE || vm->n_placed == VM_PLACED_MAX) continue;
        vm->placed[vm->n_placed++] = (Placed){r, r->data, r->own};
        if (!places[i].form.width) r->data = places[i].data;
        else if (r->lone) r->formed = places[i].data, r->form = places[i].form;
        r->past = places[i].past;
        if (places[i].known) r->own = r->known = places[i].known;
    }
}
void vm_unplace(Vm *vm)
{
    for (; vm->n_placed; vm->n_placed--) {
        const Placed *p = &vm->placed[vm->n_placed - 1];
        p->reg->data = p->data, p->reg->own = p->reg->known = p->known, p->reg->past = p->reg->in_form = false, p->reg->formed = NULL;
    }
}
bool vm_room(Vm *vm)
{
    const Chunk *c = vm->chunk;
    bool enough = vm->store.at != NULL;
    for (int i = 0; i < c->n_spaces; i++) enough &= vm->spaces[i].lanes <= vm->capacity[i];
    if (enough) return true;
    size_t total = 64;
    for (int i = 0; i < c->n_spaces; i++) {
        uint32_t lanes = vm->spaces[i].lanes;
        if (lanes > vm->capacity[i]) vm->capacity[i] = (uint32_t)up64(lanes + (i ? lanes / 4 : 0));
        for (int k = 0; k < KIND_COUNT_; k++) {
            SlotClass *class = &vm->classes[i * KIND_COUNT_ + k];
            SlotSize s = slot_size((RegKind)k, vm->capacity[i] ? vm->capacity[i] : 64);
            class->at = total - 64;
            total += class->slots * (s.data + 2 * s.plane + 2 * s.bounds);
        }
        if (!vm->capacity[i]) vm->capacity[i] = 64;
    }
    if (total > vm->store.size) { /* contents need not be kept */
        if (vm->store.at) vm->allocator.realloc(vm->allocator.ctx, vm->store.at, vm->store.size, 0);
        vm->store = (Buffer){vm->allocator.realloc(vm->allocator.ctx, NULL, 0, total), total};
        if (!vm->store.at) { vm->store.size = 0, memset(vm->capacity, 0, (size_t)c->n_spaces * sizeof *vm->capacity); return false; }
    }
    for (int i = 0; i < c->n_code; i++) point_register(vm, (uint32_t)i);
    return true;
}

/* ---- lanes ---- */
static bool fill_owners(Vm *vm, SpaceRun *s, uint32_t owners)
{
    if (!vm_grow(vm, &s->owner, (size_t)s->lanes * 4 + 4)) return false;
    uint32_t *owner = s->owner.at;
    for (uint32_t o = 0; o < owners; o++)
        for (uint32_t i = s->offsets[o]; i < s->offsets[o + 1]; i++) owner[i] = o;
    return true;
}
/* Every lane of the outer space meets the elements of the list that belong to the same owner. */
static bool fill_join(Vm *vm, const Space *join, SpaceRun *s)
{
    const SpaceRun *outer = &vm->spaces[join->outer], *list = &vm->spaces[join->list];
    size_t words = plane_words(outer->lanes);
    if (!vm_grow(vm, &s->own_offsets, ((size_t)outer->lanes + 1) * 4) || !vm_grow(vm, &s->own_known, words * 8 + 8)) return false;
    uint32_t *offsets = s->own_offsets.at;
    uint64_t *known = s->own_known.at, total = 0;
    memset(known, 0, words * 8);
    for (uint32_t o = 0; o < outer->lanes; o++) {
        uint32_t owner = vm_map_lane(vm, join->owner_map, o);
        offsets[o] = (uint32_t)total;
        total += list->offsets[owner + 1] - list->offsets[owner];
        if (total > LANES_MAX) return false;
        if (!list->list_known || list->list_known[owner / 64] >> (owner % 64) & 1) known[o / 64] |= 1ull << (o % 64);
    }
    offsets[outer->lanes] = (uint32_t)total;
    if (!vm_grow(vm, &s->element, (size_t)total * 4 + 4)) return false;
    uint32_t *element = s->element.at;
    for (uint32_t o = 0; o < outer->lanes; o++) {
        uint32_t first = list->offsets[vm_map_lane(vm, join->owner_map, o)];
        for (uint32_t i = offsets[o]; i < offsets[o + 1]; i++) element[i] = first + (i - offsets[o]);
    }
    s->lanes = (uint32_t)total, s->offsets = offsets, s->list_known = list->list_known ? known : NULL;
    return true;
}
static bool fill_map(Vm *vm, const LaneMap *m, MapRun *run)
{
    const SpaceRun *to = &vm->spaces[m->to];
    if (m->n == 1) { run->index = m->inner & 1 ? to->element.at : to->owner.at; return true; }
    if (!vm_grow(vm, &run->own, (size_t)to->lanes * 4 + 4)) return false;
    uint32_t *index = run->own.at;
    for (uint32_t i = 0; i < to->lanes; i++) index[i] = vm_map_lane(vm, (int)(m - vm->chunk->maps), i);
    run->index = index;
    return true;
}
bool vm_prepare_spaces(Vm *vm, const Block *block)
{
    const Chunk *c = vm->chunk;
    for (int i = 0; i < c->n_spaces; i++) {
        SpaceRun *s = &vm->spaces[i];
        if (i < c->n_specs) s->lanes = block->spaces[i].lanes, s->offsets = block->spaces[i].offsets, s->list_known = block->spaces[i].list_known;
        if (!s->used) continue;
        if (c->spaces[i].join && !fill_join(vm, &c->spaces[i], s)) return false;
        if (s->owner_used && !fill_owners(vm, s, vm->spaces[c->spaces[i].outer].lanes)) return false;
    }
    for (int i = 0; i < c->n_maps; i++)
        if (vm->maps[i].used && !fill_map(vm, &c->maps[i], &vm->maps[i])) return false;
    return true;
}
