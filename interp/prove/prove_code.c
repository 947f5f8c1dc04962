/* Instructions to terms. See prove_code.h.
 * Must never know rules. */
#include "interp/prove/prove_code.h"
#include <string.h>
#include "interp/code/bytecode_table.h"

static int operands(const Instr *in, uint32_t operand[3])
{
    operand[0] = in->a, operand[1] = in->b, operand[2] = in->c;
    return opcode_rows[in->op].n_operands;
}

/* ---- which registers hold dates: counts and days share a kind, and are kept apart here ---- */
static bool carries(Opcode op) { return op == BC_MAP || op == BC_MIN || op == BC_MAX || op == BC_SELECT || op == BC_UNLESS || op == BC_WHEN || op == BC_FOLD_MAX || op == BC_FOLD_MIN; }
/* A carrier's operands that are of the same sort as its result. */
static bool like_result(Opcode op, int k)
{
    switch (op) {
    case BC_SELECT: return k > 0;
    case BC_UNLESS: case BC_WHEN: return k == 0;
    case BC_FOLD_MAX: case BC_FOLD_MIN: return k == 1;
    default: return true;
    }
}
static bool takes_date(const Instr *in, int k)
{
    switch ((Opcode)in->op) {
    case BC_DATE_ADD: return k == 0;
    case BC_YEARS: case BC_MONTHS: case BC_DAYS: case BC_YEAR_OF: return true;
    case BC_AGE: return k < 2;
    default: return false;
    }
}
static bool spread_dates(Code *c)
{
    bool changed = false;
    for (int i = 0; i < c->chunk->n_code; i++) {
        const Instr *in = &c->chunk->code[i];
        uint32_t operand[3];
        int n = operands(in, operand);
        bool carried = carries((Opcode)in->op) && in->kind == KIND_I32, compared = in->op == BC_COMPARE && (c->dates[in->a] || c->dates[in->b]), any = carried && c->dates[i];
        for (int k = 0; k < n; k++) any |= carried && like_result((Opcode)in->op, k) && c->dates[operand[k]];
        for (int k = 0; k < n; k++) {
            bool date = takes_date(in, k) || compared || (any && like_result((Opcode)in->op, k));
            if (!date || c->dates[operand[k]] || c->chunk->code[operand[k]].op == BC_CONST) continue; /* a constant is either, as it is asked for */
            c->dates[operand[k]] = changed = true;
        }
        if (any && !c->dates[i]) c->dates[i] = changed = true;
    }
    return changed;
}
static void seed_date(Code *c, int reg)
{
    const Instr *in = &c->chunk->code[reg];
    if (in->kind == KIND_I32 && in->op != BC_CONST) c->dates[reg] = true;
}
static void find_dates(Code *c)
{
    c->dates = arena_alloc(c->q->terms.arena, (size_t)c->chunk->n_code + 1);
    for (int i = 0; i < c->chunk->n_code; i++) {
        const Instr *in = &c->chunk->code[i];
        bool made = in->op == BC_AS_OF || in->op == BC_LAW_DATE || in->op == BC_DATE_ADD || in->op == BC_LOAD || in->op == BC_PENDING;
        c->dates[i] = made && in->kind == KIND_I32;
    }
    for (int i = 0; i < c->chunk->n_decisions; i++) { /* results are asked for as dates too */
        const Decision *d = &c->chunk->decisions[i];
        for (int k = 0; k < d->n_versions; k++) {
            if (c->program->rules[d->rule].type.kind == TY_DATE && d->versions[k].value >= 0) seed_date(c, d->versions[k].value);
            if (d->versions[k].deadline >= 0) seed_date(c, d->versions[k].deadline);
        }
    }
    while (spread_dates(c)) {}
}

/* ---- lanes ---- */
static const char *path_of(Code *c, int entity, const char *before, int n, const uint16_t *field)
{
    const char *path = before;
    for (int i = 0; i < n; i++) {
        const Field *f = &c->program->entities[entity].fields[field[i]];
        path = arena_printf(c->q->terms.arena, "%s%s%s", path, i ? "." : "", f->name.alias);
        entity = f->type.ref;
    }
    return path;
}
static void lay_out(Code *c)
{
    const Chunk *chunk = c->chunk;
    Arena *arena = c->q->terms.arena;
    uint32_t most = (uint32_t)c->q->limits.max_children;
    c->lanes = arena_alloc(arena, (size_t)chunk->n_spaces * sizeof *c->lanes);
    c->place = arena_alloc(arena, (size_t)chunk->n_specs * sizeof *c->place), c->list = arena_alloc(arena, (size_t)chunk->n_specs * sizeof *c->list);
    c->lanes[0] = 1;
    c->place[0] = arena_alloc(arena, sizeof **c->place);
    c->place[0][0] = "";
    for (int i = 1; i < chunk->n_spaces; i++) c->lanes[i] = c->lanes[chunk->spaces[i].outer] * most;
    for (int i = 1; i < chunk->n_specs; i++) {
        const SpaceSpec *s = &chunk->specs[i];
        uint32_t owners = c->lanes[s->parent];
        c->place[i] = arena_alloc(arena, (size_t)owners * most * sizeof **c->place + 1), c->list[i] = arena_alloc(arena, (size_t)owners * sizeof **c->list + 1);
        for (uint32_t o = 0; o < owners; o++) {
            const char *path = path_of(c, chunk->specs[s->parent].entity, c->place[s->parent][o], s->n, s->field);
            for (uint32_t k = 0; k < most; k++) c->place[i][o * most + k] = arena_printf(arena, "%s[%u].", path, k + 1);
        }
    }
}
static const char *marked(Code *c, bool own, const char *path) { return own ? arena_printf(c->q->terms.arena, "%s%c", path, SAMPLE_OWN) : path; }
static const Fact *list_fact(Code *c, int spec, uint32_t owner)
{
    const SpaceSpec *s = &c->chunk->specs[spec];
    if (!c->list[spec][owner]) c->list[spec][owner] = question_list(c->q, marked(c, c->own_lists && c->own_lists[spec], path_of(c, c->chunk->specs[s->parent].entity, c->place[s->parent][owner], s->n, s->field)));
    return c->list[spec][owner];
}
const Fact *code_list(Code *c, int space)
{
    const Space *s = &c->chunk->spaces[space];
    return space > 0 && !s->join && s->outer == 0 ? list_fact(c, space, 0) : NULL;
}
static uint32_t map_lane(const Code *c, int map, uint32_t lane)
{
    const LaneMap *m = &c->chunk->maps[map];
    uint32_t space = m->to, most = (uint32_t)c->q->limits.max_children;
    for (int i = 0; i < m->n; i++) {
        const Space *s = &c->chunk->spaces[space];
        if (!(m->inner >> i & 1)) lane /= most, space = s->outer;
        else lane = map_lane(c, s->owner_map, lane / most) * most + lane % most, space = s->list;
    }
    return lane;
}

/* ---- instructions ---- */
static const Term *term_at(const Code *c, uint32_t reg, uint32_t lane) { return &c->terms[reg][lane]; }
/* A constant is a day or a number as its user takes it. */
static Term operand_term(const Code *c, uint32_t reg, uint32_t lane, bool date)
{
    const Instr *in = &c->chunk->code[reg];
    if (date && in->op == BC_CONST) return term_known(&c->q->terms, date_constant(in->imm));
    return *term_at(c, reg, lane);
}
static Term constant(Code *c, const Instr *in)
{
    const Terms *t = &c->q->terms;
    const Logic *l = &t->logic;
    switch ((RegKind)in->kind) {
    case KIND_BIT: return term_truth(t, logic_truth(l, in->imm != 0), logic_truth(l, in->imm == 0));
    case KIND_TEXT: return term_number(t, question_text(c->q, c->chunk->texts[in->imm]));
    case KIND_QUOT: case KIND_ENUM: case KIND_U8: case KIND_I32: case KIND_I64: case KIND_COUNT_: break;
    }
    return term_number(t, in->imm);
}
static Type field_type(const Code *c, const ColumnSpec *s)
{
    int entity = c->chunk->specs[s->space].entity;
    for (int i = 0; i + 1 < s->n; i++) entity = c->program->entities[entity].fields[s->field[i]].type.ref;
    return c->program->entities[entity].fields[s->field[s->n - 1]].type;
}
static Term loaded(Code *c, const Instr *in, uint32_t lane)
{
    const ColumnSpec *s = &c->chunk->columns[in->imm];
    const ColumnRange *range = &c->chunk->ranges[in->imm];
    Type type = field_type(c, s);
    const char *path = path_of(c, c->chunk->specs[s->space].entity, c->place[s->space][lane], s->n, s->field);
    const Fact *f = question_scalar(c->q, marked(c, c->own && c->own[in->imm], path), c->program, type);
    return fact_read(c->q, f, c->program, type, range->lo, range->hi);
}
static Term pending(Code *c, const Instr *in)
{
    const Param *p = &c->program->params[in->imm];
    return fact_read(c->q, question_parameter(c->q, c->program, p), c->program, p->type, INT64_MIN, INT64_MAX);
}
static Term folded(Code *c, const Instr *in, uint32_t lane)
{
    const Space *s = &c->chunk->spaces[in->imm];
    uint32_t most = (uint32_t)c->q->limits.max_children, owner = s->join ? map_lane(c, s->owner_map, lane) : lane;
    const Fact *list = list_fact(c, s->join ? s->list : (int)in->imm, owner);
    Elements e = {.list_known = list->known, .in = list->in, .a = term_at(c, in->a, lane * most), .n = (int)most};
    if (opcode_rows[in->op].n_operands == 2) e.b = term_at(c, in->b, lane * most);
    if (in->op != BC_FOLD_MAX && in->op != BC_FOLD_MIN) return term_fold(&c->q->terms, (Opcode)in->op, &e);
    Term *b = arena_alloc(c->q->terms.arena, (size_t)most * sizeof *b);
    bool date = c->dates[in - c->chunk->code];
    for (uint32_t k = 0; k < most; k++) b[k] = operand_term(c, in->b, lane * most + k, date);
    e.b = b;
    return term_fold(&c->q->terms, (Opcode)in->op, &e);
}
static Term computed(Code *c, int reg, uint32_t lane)
{
    const Instr *in = &c->chunk->code[reg];
    Terms *t = &c->q->terms;
    Opcode op = (Opcode)in->op;
    bool date = in->kind == KIND_I32 && c->dates[reg], compared = op == BC_COMPARE && (c->dates[in->a] || c->dates[in->b]);
    switch (op) {
    case BC_LOAD: return loaded(c, in, lane);
    case BC_CONST: return constant(c, in);
    case BC_PENDING: return pending(c, in);
    case BC_BROKEN: return term_broken(t);
    case BC_AS_OF: return c->as_of;
    case BC_LAW_DATE: return c->law;
    case BC_MAP: return operand_term(c, in->a, map_lane(c, (int)in->imm, lane), date);
    default: break;
    }
    if (opcode_rows[op].place == PLACE_FOLDED) return folded(c, in, lane);
    uint32_t operand[3];
    RegKind kinds[3] = {KIND_BIT, KIND_BIT, KIND_BIT};
    Term x[3];
    int n = operands(in, operand);
    for (int k = 0; k < n; k++) {
        x[k] = operand_term(c, operand[k], lane, takes_date(in, k) || compared || (date && carries(op) && like_result(op, k)));
        kinds[k] = (RegKind)c->chunk->code[operand[k]].kind;
    }
    return term_apply(t, in, kinds, x);
}

/* ---- on demand ---- */
void code_open(Code *c, Question *q, const Program *program, const Chunk *chunk, Term as_of, Term law)
{
    *c = (Code){.q = q, .program = program, .chunk = chunk, .as_of = as_of, .law = law};
    c->terms = arena_alloc(q->terms.arena, (size_t)chunk->n_code * sizeof *c->terms + 1);
    lay_out(c);
    find_dates(c);
}
bool *code_cone(const Code *c, const int *regs, int n)
{
    bool *in = arena_alloc(c->q->terms.arena, (size_t)c->chunk->n_code + 1);
    for (int i = 0; i < n; i++)
        if (regs[i] >= 0) in[regs[i]] = true;
    for (int i = c->chunk->n_code - 1; i >= 0; i--) {
        uint32_t operand[3];
        int k = in[i] ? operands(&c->chunk->code[i], operand) : 0;
        while (k--) in[operand[k]] = true;
    }
    return in;
}
static Term forced_term(const Code *c, int reg, Term otherwise)
{
    const Logic *l = &c->q->terms.logic;
    for (int i = 0; i < c->n_forced; i++)
        if (c->forced[i].reg == reg) return term_truth(&c->q->terms, logic_truth(l, c->forced[i].yes), logic_truth(l, !c->forced[i].yes));
    return otherwise;
}
static void demand(Code *c, int reg)
{
    if (c->terms[reg]) return;
    const bool *wanted = code_cone(c, &reg, 1);
    for (int i = 0; i <= reg; i++) {
        if (!wanted[i] || c->terms[i]) continue;
        uint32_t lanes = c->lanes[c->chunk->code[i].space];
        Term *terms = arena_alloc(c->q->terms.arena, (size_t)lanes * sizeof *terms);
        for (uint32_t lane = 0; lane < lanes; lane++) terms[lane] = forced_term(c, i, computed(c, i, lane));
        c->terms[i] = terms;
    }
}
Term code_term(Code *c, int reg)
{
    demand(c, reg);
    return c->terms[reg][0];
}
const Term *code_lanes(Code *c, int reg, uint32_t *n)
{
    demand(c, reg);
    *n = c->lanes[c->chunk->code[reg].space];
    return c->terms[reg];
}

/* ---- what no record may say ---- */
static const Fact *field_fact(const Code *c, const char *before, int entity, int field)
{
    const Field *f = &c->program->entities[entity].fields[field];
    const char *path = arena_printf(c->q->terms.arena, "%s%s", before, f->name.alias);
    for (int pass = !c->own; pass < 2; pass++)
        for (int kind = FACT_BIT; kind < FACT_LIST; kind++) {
            const Fact *fact = question_find(c->q, pass ? path : arena_printf(c->q->terms.arena, "%s%c", path, SAMPLE_OWN), (FactKind)kind);
            if (fact) return fact;
        }
    return NULL;
}
static void require(Code *c, const char *before, int entity)
{
    const Entity *e = &c->program->entities[entity];
    const Logic *l = &c->q->terms.logic;
    for (int i = 0; i < e->n_requirements; i++) {
        const Fact *later = field_fact(c, before, entity, e->requirements[i].later), *earlier = field_fact(c, before, entity, e->requirements[i].earlier);
        if (!later || !earlier || later->kind != earlier->kind) continue;
        terms_hold(&c->q->terms, logic_or(l, logic_not(l, logic_and(l, later->known, earlier->known)), num_ge(l, later->value.n, earlier->value.n)));
    }
}
static void codes_once(Code *c, int spec, uint32_t owner)
{
    const SpaceSpec *s = &c->chunk->specs[spec];
    const Entity *body = &c->program->entities[c->chunk->specs[s->parent].entity];
    const Logic *l = &c->q->terms.logic;
    uint32_t most = (uint32_t)c->q->limits.max_children;
    if (s->n != 1 || body->report_list != s->field[0]) return;
    for (uint32_t i = 0; i < most; i++) {
        const Fact *a = field_fact(c, c->place[spec][owner * most + i], s->entity, body->report_code);
        for (uint32_t k = 0; a && k < i; k++) {
            const Fact *b = field_fact(c, c->place[spec][owner * most + k], s->entity, body->report_code);
            if (b) terms_hold(&c->q->terms, logic_not(l, logic_and3(l, a->known, b->known, num_eq(l, a->value.n, b->value.n))));
        }
    }
}
/* The places where columns stand: a lane of a space, or an entity nested in it. */
void code_requirements(Code *c)
{
    const Chunk *chunk = c->chunk;
    for (int i = 0; i < chunk->n_columns; i++) {
        const ColumnSpec *s = &chunk->columns[i];
        bool first = true;
        for (int k = 0; k < i; k++) first &= chunk->columns[k].space != s->space || chunk->columns[k].n != s->n || memcmp(chunk->columns[k].field, s->field, (size_t)(s->n - 1) * sizeof *s->field) != 0;
        int entity = chunk->specs[s->space].entity;
        for (int k = 0; k + 1 < s->n; k++) entity = c->program->entities[entity].fields[s->field[k]].type.ref;
        for (uint32_t lane = 0; first && lane < c->lanes[s->space]; lane++) {
            const char *before = c->place[s->space][lane];
            if (s->n > 1) before = arena_printf(c->q->terms.arena, "%s.", path_of(c, chunk->specs[s->space].entity, before, s->n - 1, s->field));
            require(c, before, entity);
        }
    }
    for (int i = 1; i < chunk->n_specs; i++)
        for (uint32_t o = 0; o < c->lanes[chunk->specs[i].parent]; o++) codes_once(c, i, o);
}
