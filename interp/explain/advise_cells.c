/* Which facts a decision rests on: the instructions behind its registers, the columns they load, the record's own lanes of those.
 * Must never know how answers are compared. */
#include <stdlib.h>
#include "interp/explain/advise_internal.h"
#include "interp/code/bytecode_table.h"

/* ---- the instructions behind a decision ---- */
static void want(Search *s, int reg)
{
    if (reg >= 0) s->slice[reg] = true;
}
static void mark_slice(Search *s)
{
    const Chunk *c = s->in->chunk;
    const Decision *d = &c->decisions[s->decision];
    s->slice = arena_alloc(s->arena, (size_t)c->n_code + 1);
    for (int i = 0; i < d->n_versions; i++) {
        const DecisionVersion *v = &d->versions[i];
        want(s, v->value), want(s, v->amount), want(s, v->conflict), want(s, v->applies);
        for (int k = 0; k < v->n_items; k++) want(s, v->items[k]);
        for (int k = 0; k < v->n_parts; k++) want(s, v->parts[k]);
    }
    for (int i = c->n_code - 1; i >= 0; i--) {
        const Instr *in = &c->code[i];
        const uint32_t operand[3] = {in->a, in->b, in->c};
        for (int k = 0; s->slice[i] && k < opcode_rows[in->op].n_operands; k++) s->slice[operand[k]] = true;
    }
}
static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}
static void sort_once(int64_t *items, int *n)
{
    int kept = 0;
    if (*n) qsort(items, (size_t)*n, sizeof *items, by_value);
    for (int i = 0; i < *n; i++) if (!kept || items[kept - 1] != items[i]) items[kept++] = items[i];
    *n = kept;
}
static void note_sides(Search *s, const Instr *in)
{
    uint32_t lane, end;
    for (copy_lanes(s, in->space, 0, &lane, &end); lane < end && s->n_landmarks < LANDMARKS_MAX; lane++) {
        LaneValue a = vm_read(s->in->vm, (int)in->a, lane), b = vm_read(s->in->vm, (int)in->b, lane);
        if (a.state == LANE_KNOWN) LIST_ADD(s->arena, s->landmarks, s->n_landmarks, a.lo);
        if (b.state == LANE_KNOWN) LIST_ADD(s->arena, s->landmarks, s->n_landmarks, b.lo);
        int64_t gap;
        if (a.state == LANE_KNOWN && b.state == LANE_KNOWN && !__builtin_sub_overflow(b.lo, a.lo, &gap)) LIST_ADD(s->arena, s->gaps, s->n_gaps, gap);
    }
}
void landmarks_find(Search *s)
{
    const Chunk *c = s->in->chunk;
    for (int i = 0; i < c->n_code; i++) {
        const Instr *in = &c->code[i];
        if (!s->slice[i]) continue;
        if (in->op == BC_CONST && kind_ordered((RegKind)in->kind)) LIST_ADD(s->arena, s->landmarks, s->n_landmarks, in->imm);
        if (in->op == BC_COMPARE && kind_ordered((RegKind)c->code[in->a].kind)) note_sides(s, in);
    }
    sort_once(s->landmarks, &s->n_landmarks);
    sort_once(s->gaps, &s->n_gaps);
}

/* ---- the facts ---- */
static int add_step(Cell *cell, uint32_t step)
{
    if (cell->n_steps < STEPS_MAX) cell->steps[cell->n_steps++] = step;
    return cell->n_steps;
}
/* Fields and element numbers from the record down; returns the entity the lane is a record of. */
static int add_owner_steps(const Search *s, int space, uint32_t lane, Cell *cell)
{
    const Chunk *c = s->in->chunk;
    const SpaceSpec *spec = &c->specs[space];
    if (spec->parent < 0) return spec->entity;
    const uint32_t *offsets = s->in->block->spaces[space].offsets;
    uint32_t at = s->copies.first[space] + lane, owner = s->copies.first[spec->parent];
    while (offsets[owner + 1] <= at) owner++;
    add_owner_steps(s, spec->parent, owner - s->copies.first[spec->parent], cell);
    for (int i = 0; i < spec->n; i++) add_step(cell, spec->field[i]);
    add_step(cell, at - offsets[owner]);
    return spec->entity;
}
static bool describe(const Search *s, int space, const uint16_t *field, int n, Cell *cell)
{
    int entity = add_owner_steps(s, space, cell->lane, cell);
    for (int i = 0; i < n; i++) {
        const Field *f = &s->in->program->entities[entity].fields[field[i]];
        add_step(cell, field[i]);
        cell->entity = entity, cell->field = field[i], cell->decl = f, cell->type = f->type;
        if (f->type.kind == TY_ENTITY) entity = f->type.ref;
    }
    return cell->decl != NULL;
}
static int by_declaration(const void *a, const void *b)
{
    const Cell *x = a, *y = b;
    for (int i = 0; i < x->n_steps && i < y->n_steps; i++)
        if (x->steps[i] != y->steps[i]) return x->steps[i] < y->steps[i] ? -1 : 1;
    return (x->n_steps > y->n_steps) - (x->n_steps < y->n_steps);
}
static void add_cells(Search *s, int column)
{
    uint32_t n = s->copies.len[s->in->chunk->columns[column].space];
    for (uint32_t lane = 0; lane < n && s->n_cells < CELLS_MAX; lane++) {
        Cell cell = {.column = column, .lane = lane};
        cell.known = copies_get(&s->copies, column, lane, &cell.was);
        const ColumnSpec *spec = &s->in->chunk->columns[column];
        if (describe(s, spec->space, spec->field, spec->n, &cell)) LIST_ADD(s->arena, s->cells, s->n_cells, cell);
    }
}
static void add_missing_lists(Search *s, int space)
{
    const SpaceSpec *spec = &s->in->chunk->specs[space];
    for (uint32_t owner = 0; owner < s->copies.len[spec->parent] && s->n_cells < CELLS_MAX; owner++) {
        Cell cell = {.column = -1, .list = space, .lane = owner};
        if (copies_list_known(&s->copies, space, owner)) continue;
        if (describe(s, spec->parent, spec->field, spec->n, &cell)) LIST_ADD(s->arena, s->cells, s->n_cells, cell);
    }
}
static bool folds(Opcode op) { return op >= BC_FOLD_ANY && op <= BC_FOLD_SHARE; }
void cells_find(Search *s)
{
    const Chunk *c = s->in->chunk;
    bool *seen = arena_alloc(s->arena, (size_t)c->n_columns + 1), *lists = arena_alloc(s->arena, (size_t)c->n_specs + 1);
    mark_slice(s);
    for (int i = 0; i < c->n_code; i++) {
        if (s->slice[i] && folds((Opcode)c->code[i].op)) {
            const Space *space = &c->spaces[c->code[i].imm];
            int list = space->join ? space->list : (int)c->code[i].imm;
            if (!lists[list]) add_missing_lists(s, list);
            lists[list] = true;
        }
        if (!s->slice[i] || c->code[i].op != BC_LOAD || seen[c->code[i].imm]) continue;
        seen[c->code[i].imm] = true;
        add_cells(s, (int)c->code[i].imm);
    }
    if (s->n_cells) qsort(s->cells, (size_t)s->n_cells, sizeof *s->cells, by_declaration);
}
