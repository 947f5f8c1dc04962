/* See vm_written.h. */
#include "tests/vm_written.h"
#include <stdio.h>
#include "interp/code/reach.h"
#include "interp/vm/sweep.h"

enum { PLACES = 24, WIDEST = 8 * 8192, PLANE = 8192 / 8 };
typedef struct { SweepOutput out[PLACES]; int n; } Written;
static void write_register(Written *w, const Chunk *c, int reg, Arena *arena)
{
    for (int i = 0; i < w->n; i++) if (w->out[i].reg == reg) return;
    if (reg < 0 || w->n == PLACES || c->code[reg].space != 0 || c->code[reg].kind == KIND_QUOT) return;
    SweepOutput *o = &w->out[w->n++];
    *o = (SweepOutput){reg, arena_alloc(arena, WIDEST + 64), arena_alloc(arena, PLANE), arena_alloc(arena, PLANE), {0, 0}};
    o->data = (void *)(((uintptr_t)o->data + 31) & ~(uintptr_t)31);
}
static int64_t written_at(const Vm *vm, const SweepOutput *o, RegKind kind, uint32_t i)
{
    int64_t values[VM_CHOICES_MAX];
    if (o->form.width && !o->form.unit) return ((uint8_t *)o->data)[i] < vm_choices(vm, o->reg, values) ? values[((uint8_t *)o->data)[i]] : INT64_MIN;
    switch (o->form.width) {
    case 1: return ((uint8_t *)o->data)[i] * o->form.unit;
    case 2: return ((uint16_t *)o->data)[i] * o->form.unit;
    case 4: return ((int32_t *)o->data)[i] * o->form.unit;
    case 8: return ((int64_t *)o->data)[i] * o->form.unit;
    default: break;
    }
    switch (kind) {
    case KIND_BIT: return (int64_t)(((uint64_t *)o->data)[i / 64] >> (i % 64) & 1);
    case KIND_ENUM: case KIND_U8: return ((uint8_t *)o->data)[i];
    case KIND_TEXT: return ((uint32_t *)o->data)[i];
    case KIND_I32: return ((int32_t *)o->data)[i];
    case KIND_I64: return ((int64_t *)o->data)[i];
    case KIND_QUOT: case KIND_COUNT_: break;
    }
    return 0;
}
static int demand_written(const Written *w, const Chunk *c, const Vm *fast, const Vm *planes, uint32_t lanes, uint64_t seed, const char *how)
{
    int differences = 0;
    for (int k = 0; k < w->n; k++)
        for (uint32_t i = 0; i < lanes; i++) {
            const SweepOutput *o = &w->out[k];
            LaneValue v = vm_read(fast, o->reg, i);
            bool known = o->known[i / 64] >> (i % 64) & 1, broken = o->broken[i / 64] >> (i % 64) & 1;
            if (known == (v.state == LANE_KNOWN) && broken == (v.state == LANE_BROKEN) && (!known || written_at(planes, o, (RegKind)c->code[o->reg].kind, i) == v.lo)) continue;
            if (differences++ < 5) fprintf(stderr, "seed %llu register %d lane %u of %u is written otherwise %s\n", (unsigned long long)seed, o->reg, i, lanes, how);
        }
    return differences;
}
int written_differences(const Chunk *c, const Vm *fast, Vm *planes, const Block *block, Arena *arena, uint64_t seed)
{
    Written w = {.n = 0};
    for (int d = 0; d < c->n_decisions; d++)
        for (int i = 0; i < c->decisions[d].n_versions; i++) write_register(&w, c, c->decisions[d].versions[i].value, arena), write_register(&w, c, c->decisions[d].versions[i].amount, arena);
    Reach *reach = arena_alloc(arena, (size_t)c->n_code * sizeof *reach + 1);
    chunk_reach(c, reach);
    for (int i = 0; i < w.n; i++) {
        int64_t values[VM_CHOICES_MAX];
        RegKind kind = (RegKind)c->code[w.out[i].reg].kind;
        uint64_t how = seed / 2 + (uint64_t)i;
        if (how % 3 == 1 && vm_choices(planes, w.out[i].reg, values)) w.out[i].form = (RegForm){1, 0};
        if (how % 3 == 2 && kind_ordered(kind)) w.out[i].form = reach_form(&reach[w.out[i].reg], (int)(how % 5));
    }
    Sweep *sweep = sweep_new(c, &allocator_default, NULL, 64);
    if (!sweep || !sweep_run(sweep, block, w.out, w.n)) return 1;
    int n = demand_written(&w, c, fast, planes, block->spaces[0].lanes, seed, "block by block");
    sweep_free(sweep);
    VmPlace places[PLACES];
    for (int i = 0; i < w.n; i++) places[i] = (VmPlace){w.out[i].reg, w.out[i].data, w.out[i].known, seed % 2, w.out[i].form};
    if (!vm_run_into(planes, block, places, w.n)) return 1;
    for (int i = 0; i < w.n; i++) sweep_put(planes, &w.out[i], (RegKind)c->code[w.out[i].reg].kind, block->spaces[0].lanes);
    return n + demand_written(&w, c, fast, planes, block->spaces[0].lanes, seed, "in place");
}
