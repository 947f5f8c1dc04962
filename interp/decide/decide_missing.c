/* What an undetermined decision hangs on: the leaves of the VM's trace, as paths of the record in order of declaration.
 * Must never know how conditions ran, or how results are written down. */
#include <stdlib.h>
#include "grammar/strbuf.h"
#include "interp/decide/decide.h"

/* ---- where a fact stands ---- */
/* One step from the root: a field, and which element of the list, from 1 (0: no list, or the list itself). */
typedef struct { int entity; uint16_t field; uint32_t index; } Step;
typedef struct { Step *items; int n; } Steps;
static uint32_t owner_of(const Vm *vm, int space, int parent, uint32_t lane)
{
    uint32_t low = 0, high = vm_lanes(vm, parent), first, end;
    while (high - low > 1) { /* the last owner whose elements begin at or before the lane */
        uint32_t middle = low + (high - low) / 2;
        vm_elements(vm, space, middle, &first, &end);
        if (first <= lane) low = middle;
        else high = middle;
    }
    return low;
}
static int add_steps(Arena *arena, const Program *program, int entity, const uint16_t *field, int n, uint32_t index, Steps *out)
{
    for (int i = 0; i < n; i++) {
        LIST_ADD(arena, out->items, out->n, (Step){entity, field[i], i == n - 1 ? index : 0});
        entity = program->entities[entity].fields[field[i]].type.ref;
    }
    return entity;
}
/* To the lane's own record; returns its entity. */
static int space_steps(Arena *arena, const Program *program, const Chunk *chunk, const Vm *vm, int space, uint32_t lane, Steps *out)
{
    const SpaceSpec *spec = &chunk->specs[space];
    uint32_t first, end;
    if (spec->parent < 0) return spec->entity;
    uint32_t owner = owner_of(vm, space, spec->parent, lane);
    int entity = space_steps(arena, program, chunk, vm, spec->parent, owner, out);
    vm_elements(vm, space, owner, &first, &end);
    return add_steps(arena, program, entity, spec->field, spec->n, lane - first + 1, out);
}
static Steps fact_steps(Arena *arena, const Program *program, const Chunk *chunk, const Vm *vm, int space, const uint16_t *field, int n, uint32_t lane)
{
    Steps steps = {0};
    int entity = space_steps(arena, program, chunk, vm, space, lane, &steps);
    add_steps(arena, program, entity, field, n, 0, &steps);
    return steps;
}
static const char *steps_text(Arena *arena, const Program *program, const Steps *steps, bool chinese)
{
    StrBuf b = {.arena = arena};
    strbuf_add(&b, "");
    for (int i = 0; i < steps->n; i++) {
        const Step *s = &steps->items[i];
        const Name *name = &program->entities[s->entity].fields[s->field].name;
        if (i) strbuf_char(&b, '.');
        strbuf_add(&b, chinese ? name->zh : name->alias);
        if (s->index) strbuf_printf(&b, "[%u]", s->index);
    }
    return b.text ? b.text : "";
}
const char *decide_path(Arena *arena, const Program *program, const Chunk *chunk, const Vm *vm, int space, const uint16_t *field, int n, uint32_t lane, bool chinese)
{
    Steps steps = fact_steps(arena, program, chunk, vm, space, field, n, lane);
    return steps_text(arena, program, &steps, chinese);
}

/* ---- gathering ---- */
typedef struct { Steps steps; int param; } Leaf;
typedef struct { Arena *arena; const Program *program; const Chunk *chunk; const Vm *vm; Leaf *leaves; int n; Reason reason; int64_t detail; } Hunt;
static void add_leaf(Hunt *h, int space, const uint16_t *field, int n, uint32_t lane)
{
    LIST_ADD(h->arena, h->leaves, h->n, (Leaf){fact_steps(h->arena, h->program, h->chunk, h->vm, space, field, n, lane), -1});
}
static void on_field(void *ctx, int column, uint32_t lane)
{
    Hunt *h = ctx;
    const ColumnSpec *c = &h->chunk->columns[column];
    add_leaf(h, c->space, c->field, c->n, lane);
}
static void on_list(void *ctx, int space, uint32_t owner)
{
    Hunt *h = ctx;
    const SpaceSpec *s = &h->chunk->specs[space];
    add_leaf(h, s->parent, s->field, s->n, owner);
}
static void on_parameter(void *ctx, int param)
{
    Hunt *h = ctx;
    LIST_ADD(h->arena, h->leaves, h->n, (Leaf){.param = param});
}
static void on_broken(void *ctx, Reason reason, int instr, uint32_t lane)
{
    Hunt *h = ctx;
    (void)lane;
    if (h->reason == REASON_NONE) h->reason = reason, h->detail = h->chunk->code[instr].imm;
}
static int compare_steps(const Steps *a, const Steps *b)
{
    for (int i = 0; i < a->n && i < b->n; i++) {
        const Step *x = &a->items[i], *y = &b->items[i];
        if (x->field != y->field) return x->field < y->field ? -1 : 1;
        if (x->index != y->index) return x->index < y->index ? -1 : 1;
    }
    return (a->n > b->n) - (a->n < b->n);
}
static int by_declaration(const void *a, const void *b) /* facts, then parameters */
{
    const Leaf *x = a, *y = b;
    if (x->param >= 0 || y->param >= 0) return (x->param > y->param) - (x->param < y->param);
    return compare_steps(&x->steps, &y->steps);
}
static MissingFact missing_of(const Hunt *h, const Leaf *leaf)
{
    if (leaf->param >= 0) {
        const Name *name = &h->program->params[leaf->param].name;
        return (MissingFact){name->alias, name->zh, leaf->param, -1, -1};
    }
    const Step *last = &leaf->steps.items[leaf->steps.n - 1];
    return (MissingFact){steps_text(h->arena, h->program, &leaf->steps, false), steps_text(h->arena, h->program, &leaf->steps, true), -1, last->entity, last->field};
}
static void report(Hunt *h, DecisionResult *result)
{
    if (h->n) qsort(h->leaves, (size_t)h->n, sizeof *h->leaves, by_declaration);
    result->missing = arena_alloc(h->arena, (size_t)h->n * sizeof *result->missing + 1);
    result->n_missing = 0;
    for (int i = 0; i < h->n; i++)
        if (i == 0 || by_declaration(&h->leaves[i - 1], &h->leaves[i]) != 0) result->missing[result->n_missing++] = missing_of(h, &h->leaves[i]);
}

/* ---- what is open ---- */
/* A register that is not known. needed: for certain; an overflow there is the decision's own error. */
static bool trace(Hunt *h, Vm *vm, int reg, uint32_t lane, bool needed, DecisionResult *result)
{
    const TraceSink sink = {h, on_field, on_list, on_parameter, on_broken};
    if (reg < 0) return true;
    LaneState state = vm_read(vm, reg, lane).state;
    if (state == LANE_KNOWN) return true;
    h->reason = REASON_NONE;
    if (!vm_trace(vm, reg, lane, &sink)) return false;
    bool error = needed && state == LANE_BROKEN && reason_is_error(h->reason);
    if (error) result->status = STATUS_ERROR;
    if (error || result->reason == REASON_NONE) result->reason = h->reason, result->detail = h->detail;
    return true;
}
bool decide_missing(Arena *arena, const Program *program, const Chunk *chunk, Vm *vm, uint32_t lane, DecisionResult *result)
{
    if (result->status != STATUS_UNDETERMINED) return true;
    const DecisionVersion *v = &chunk->decisions[result->decision].versions[result->version_index];
    Hunt h = {.arena = arena, .program = program, .chunk = chunk, .vm = vm};
    bool granted = v->value < 0 || vm_read(vm, v->value, lane).state == LANE_KNOWN;
    bool ok = trace(&h, vm, v->value, lane, true, result) && trace(&h, vm, v->amount, lane, granted, result);
    for (int i = 0; ok && i < v->n_parts; i++) ok = trace(&h, vm, v->parts[i], lane, granted, result);
    for (int i = 0; ok && i < v->n_items; i++) ok = trace(&h, vm, v->items[i], lane, true, result);
    if (ok) report(&h, result);
    if (result->n_missing && result->status != STATUS_ERROR) result->reason = REASON_NONE;
    return ok;
}
