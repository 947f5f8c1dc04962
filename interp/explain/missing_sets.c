/* Which facts a decision hangs on, what each settles alone, and the smallest sets of them. See missing_sets.h.
 * Must never know how a question is put. */
#include "interp/explain/missing_sets.h"
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/explain/missing_sets_internal.h"

/* ---- is it determined ---- */
static bool known(const Finder *f, int reg, uint32_t copy) { return reg < 0 || vm_read(f->in->vm, reg, copy).state == LANE_KNOWN; }
static bool known_as(const Finder *f, int reg, uint32_t copy, int64_t value)
{
    if (reg < 0) return false;
    LaneValue v = vm_read(f->in->vm, reg, copy);
    return v.state == LANE_KNOWN && v.lo == value;
}
bool is_settled(const Finder *f, uint32_t copy)
{
    const DecisionVersion *v = f->version;
    bool all = known(f, v->value, copy);
    RuleKind kind = f->in->program->rules[f->in->chunk->decisions[f->decision].rule].kind;
    if (known_as(f, v->conflict, copy, 1)) return true;
    for (int i = 0; i < v->n_items && all; i++) all = known(f, v->items[i], copy);
    bool grants = kind == RULE_BENEFIT || kind == RULE_PRIORITY;
    if (!all || !grants || !known_as(f, v->value, copy, 1)) return all;
    for (int i = 0; i < v->n_parts && all; i++) all = known(f, v->parts[i], copy);
    return all && known(f, v->amount, copy);
}

/* ---- worlds ---- */
bool world_make(Finder *f, World *w, const Block *block)
{
    w->input = (AdviseInput){f->in->program, &f->open->chunk, f->in->vm, block, f->in->lane};
    w->search = (Search){.arena = f->arena, .in = &w->input, .decision = f->decision, .rule = &f->in->program->rules[f->in->chunk->decisions[f->decision].rule]};
    w->list = -1;
    Copies *c = &w->search.copies;
    if (!copies_make(f->arena, c, w->input.chunk, block, f->in->lane)) return false;
    c->block.uniform_dates = true;
    w->search.as_of = c->as_of[0], w->search.law_as_of = c->law_as_of[0];
    cells_find(&w->search);
    if (!search_run_some(&w->search, 1)) return false;
    landmarks_find(&w->search);
    return true;
}

/* ---- what it hangs on ---- */
typedef struct { Finder *f; World *w; } Gather;
static void add_candidate(Finder *f, const Cell *cell, int param)
{
    Candidate c = {.param = param};
    if (cell) c.cell = *cell;
    for (int i = 0; i < f->n; i++) {
        const Candidate *old = &f->candidates[i];
        if (old->param == param && (param >= 0 || (old->cell.column == cell->column && old->cell.list == cell->list && old->cell.lane == cell->lane))) return;
    }
    LIST_ADD(f->arena, f->candidates, f->n, c);
}
static void on_cell(Gather *g, int column, int list, uint32_t lane)
{
    for (int i = 0; i < g->w->search.n_cells; i++) {
        const Cell *c = &g->w->search.cells[i];
        if (c->column == column && c->list == list && c->lane == lane && !c->known) add_candidate(g->f, c, -1);
    }
}
static void on_field(void *ctx, int column, uint32_t lane)
{
    Gather *g = ctx;
    const ParamColumns *params = &g->f->open->params;
    for (int i = 0; i < params->n; i++)
        if (params->items[i].column == column) { add_candidate(g->f, NULL, params->items[i].param); return; }
    on_cell(g, column, 0, lane);
}
static void on_list(void *ctx, int space, uint32_t owner) { on_cell(ctx, -1, space, owner); }
static void on_param(void *ctx, int param) { add_candidate(((Gather *)ctx)->f, NULL, param); }
static void on_broken(void *ctx, Reason reason, int instr, uint32_t lane) { (void)ctx, (void)reason, (void)instr, (void)lane; }
static int by_declaration(const Candidate *a, const Candidate *b)
{
    if (a->param >= 0 || b->param >= 0) return a->param - b->param;
    const Cell *x = &a->cell, *y = &b->cell;
    for (int i = 0; i < x->n_steps && i < y->n_steps; i++)
        if (x->steps[i] != y->steps[i]) return x->steps[i] < y->steps[i] ? -1 : 1;
    return x->n_steps - y->n_steps;
}
static void sort_candidates(Finder *f)
{
    for (int i = 1; i < f->n; i++) {
        Candidate c = f->candidates[i];
        int k = i;
        for (; k > 0 && by_declaration(&c, &f->candidates[k - 1]) < 0; k--) f->candidates[k] = f->candidates[k - 1];
        f->candidates[k] = c;
    }
}
static bool gather(Finder *f, World *w)
{
    Gather g = {f, w};
    const TraceSink sink = {&g, on_field, on_list, on_param, on_broken};
    const DecisionVersion *v = f->version;
    const int registers[] = {v->value, v->amount, v->conflict};
    for (size_t i = 0; i < sizeof registers / sizeof *registers; i++)
        if (registers[i] >= 0 && !vm_trace(f->in->vm, registers[i], 0, &sink)) return false;
    for (int i = 0; i < v->n_parts; i++) if (!vm_trace(f->in->vm, v->parts[i], 0, &sink)) return false;
    for (int i = 0; i < v->n_items; i++) if (!vm_trace(f->in->vm, v->items[i], 0, &sink)) return false;
    sort_candidates(f);
    return true;
}

/* ---- each alone ---- */
/* Of ordered facts a value of every class that no comparison tells apart, and the ends; of others all values, of very many two of each class. */
int reps_of(const Cell *c, int64_t *reps)
{
    int n = 0;
    bool ordered = c->type.kind == TY_NUM || c->type.kind == TY_DATE;
    for (int i = 0; i < c->n_regions && n < REPS_MAX - 2; i++) {
        int same = 0;
        for (int k = 0; k < i && !ordered; k++) same += c->regions[k].signature == c->regions[i].signature;
        if (same < 2 || c->n_regions <= 16) reps[n++] = c->regions[i].try;
    }
    if (ordered && c->n_regions) {
        int64_t ends[2] = {c->regions[0].lo, c->regions[c->n_regions - 1].hi};
        for (int k = 0; k < 2; k++)
            if (ends[k] != c->regions[k ? c->n_regions - 1 : 0].try) reps[n++] = ends[k];
    }
    if (c->type.kind == TY_TEXT) reps[n++] = INT32_MAX; /* a text that the law does not know */
    return n;
}
static void add_rep(Candidate *c, int64_t v)
{
    bool number = c->cell.type.kind == TY_NUM;
    if ((number && (v < c->cell.decl->lo || v > c->cell.decl->hi)) || c->n_reps == REPS_MAX) return;
    for (int i = 0; i < c->n_reps; i++) if (c->reps[i] == v) return;
    c->reps[c->n_reps++] = v;
}
/* While other facts are missing no comparison may tell values apart that matter later: small numbers, what stands in the law, what the
 * record says elsewhere that is chosen from or subtracted; each with its neighbours. */
static void add_around(Candidate *c, int64_t v)
{
    bool date = c->cell.type.kind == TY_DATE;
    if (date ? v <= CALENDAR_DAY_MIN || v >= CALENDAR_DAY_MAX : v > INT64_MAX / 4 || v < INT64_MIN / 4) return;
    add_rep(c, v), add_rep(c, v - 1), add_rep(c, v + 1);
}
static void add_known_operands(Finder *f, const World *w, Candidate *c)
{
    const Chunk *chunk = &f->open->chunk;
    RegKind mine = (RegKind)(c->cell.type.kind == TY_DATE ? KIND_I32 : KIND_I64);
    for (int i = 0; i < chunk->n_code; i++) {
        const Instr *in = &chunk->code[i];
        bool chosen = in->op == BC_SELECT || in->op == BC_MIN || in->op == BC_MAX;
        const uint32_t operand[2] = {in->op == BC_SELECT ? in->b : in->a, in->op == BC_SELECT ? in->c : in->b};
        if (!w->search.slice[i] || (!chosen && in->op != BC_SUB)) continue;
        for (int k = 0; k < 2; k++) {
            RegKind kind = (RegKind)chunk->code[operand[k]].kind;
            uint32_t lane, end;
            if (kind != mine && !(mine == KIND_I64 && kind == KIND_U8)) continue;
            for (copy_lanes(&w->search, in->space, 0, &lane, &end); lane < end && c->n_reps < REPS_MAX; lane++) {
                LaneValue v = vm_read(f->in->vm, (int)operand[k], lane);
                if (v.state == LANE_KNOWN) add_around(c, v.lo);
            }
        }
    }
}
/* From which a term of the law leads to the assessment date: there one missing date may meet another. */
static void add_terms(Finder *f, const World *w, Candidate *c)
{
    const Chunk *chunk = &f->open->chunk;
    for (int i = 0; i < chunk->n_code; i++) {
        const Instr *in = &chunk->code[i], *n = &chunk->code[in->b];
        int32_t day;
        if (!w->search.slice[i] || in->op != BC_DATE_ADD || n->op != BC_CONST || n->imm > 36525 || n->imm < -36525) continue;
        if (in->aux == PERIOD_DAYS) add_rep(c, w->search.as_of - n->imm);
        else if (in->aux == PERIOD_MONTHS ? calendar_add_months(w->search.as_of, -n->imm, &day) : calendar_add_years(w->search.as_of, -n->imm, &day)) add_rep(c, day);
    }
}
static void add_landmarks(Finder *f, const World *w, Candidate *c)
{
    if (c->cell.type.kind == TY_NUM)
        for (int64_t v = 0; v <= 2; v++) add_rep(c, v);
    if (c->cell.type.kind == TY_DATE) add_rep(c, w->search.as_of), add_terms(f, w, c);
    add_known_operands(f, w, c);
    for (int i = 0; i < w->search.n_landmarks; i++) add_around(c, w->search.landmarks[i]);
}
static bool good(Answer a) { return answer_settled(a) || a.status == STATUS_CONFLICT; }
static void set_param(Finder *f, World *w, uint32_t copy, int param, bool is_known, int64_t value)
{
    const ParamColumns *p = &f->open->params;
    for (int i = 0; i < p->n; i++)
        for (uint32_t lane = 0; p->items[i].param == param && lane < w->search.copies.len[f->open->chunk.columns[p->items[i].column].space]; lane++)
            copies_set(&w->search.copies, copy, p->items[i].column, lane, is_known, value);
}
/* A parameter speaks in several places at once, so its cell is that of the first, and the values worth trying are found by that one. */
static void probe_param(Finder *f, World *w, Candidate *c)
{
    const Param *p = &f->in->program->params[c->param];
    const ParamColumns *columns = &f->open->params;
    Field *field = arena_alloc(f->arena, sizeof *field);
    *field = (Field){.name = p->name, .type = p->type, .lo = INT64_MIN, .hi = INT64_MAX};
    c->cell = (Cell){.column = -1, .decl = field, .type = p->type, .entity = -1, .field = -1};
    for (int i = 0; i < columns->n; i++)
        if (columns->items[i].param == c->param && w->search.copies.len[f->open->chunk.columns[columns->items[i].column].space]) { c->cell.column = columns->items[i].column; break; }
    if (c->cell.column < 0) return; /* it stays in a join, where it cannot be tried */
    cell_probe(&w->search, &c->cell);
    c->n_reps = reps_of(&c->cell, c->reps);
    if ((c->cell.type.kind == TY_NUM || c->cell.type.kind == TY_DATE) && search_run_some(&w->search, 1)) add_landmarks(f, w, c);
    for (int i = 0; i < c->n_reps && !w->search.failed; i++) {
        set_param(f, w, 0, c->param, true, c->reps[i]);
        if (search_run_some(&w->search, 1)) c->told->settles += is_settled(f, 0), c->told->tried++;
        set_param(f, w, 0, c->param, false, 0);
    }
}
static void probe_fact(Finder *f, World *w, Candidate *c)
{
    cell_probe(&w->search, &c->cell);
    for (int i = 0; i < c->cell.n_regions; i++) c->told->settles += good(c->cell.regions[i].answer), c->told->tried++;
    if (c->cell.list) c->told->tried = 1 + ELEMENTS_MAX; /* none is one number of several */
    if (c->cell.list || w->search.failed) return;
    c->n_reps = reps_of(&c->cell, c->reps);
    if ((c->cell.type.kind == TY_NUM || c->cell.type.kind == TY_DATE) && search_run_some(&w->search, 1)) add_landmarks(f, w, c);
}
/* One missing list with one, two and three elements of which nothing is known, then with all values worth trying. */
static bool open_worlds(Finder *f, const Block *base, int candidate)
{
    const Cell *cell = &f->candidates[candidate].cell;
    uint32_t owner = f->worlds[0]->search.copies.first[f->open->chunk.specs[cell->list].parent] + cell->lane;
    for (uint32_t k = 1; k <= ELEMENTS_MAX && f->n_worlds < WORLDS_MAX; k++) {
        World *w = arena_alloc(f->arena, sizeof *w);
        if (!world_make(f, w, open_list(f->arena, &f->open->chunk, base, cell->list, owner, k))) return !w->search.failed;
        w->list = candidate;
        if (is_settled(f, 0)) { f->candidates[candidate].told->settles++; return true; }
        world_elements(f, w);
        if (w->search.failed) return false;
        f->worlds[f->n_worlds++] = w;
    }
    return true;
}

/* ---- all of it ---- */
static MissingFact fact_of(Finder *f, const Candidate *c)
{
    const Chunk *chunk = f->in->chunk;
    if (c->param >= 0) {
        const Name *name = &f->in->program->params[c->param].name;
        return (MissingFact){name->alias, name->zh, c->param, -1, -1};
    }
    int space = c->cell.list ? chunk->specs[c->cell.list].parent : chunk->columns[c->cell.column].space;
    const uint16_t *field = c->cell.list ? chunk->specs[c->cell.list].field : chunk->columns[c->cell.column].field;
    int n = c->cell.list ? chunk->specs[c->cell.list].n : chunk->columns[c->cell.column].n;
    const char *path[2];
    for (int zh = 0; zh < 2; zh++) path[zh] = decide_path(f->arena, f->in->program, chunk, f->in->vm, space, field, n, c->cell.lane, zh);
    return (MissingFact){path[0], path[1], -1, c->cell.entity, c->cell.field};
}
static bool find(Finder *f)
{
    World *base = f->worlds[f->n_worlds++] = arena_alloc(f->arena, sizeof *base);
    const Block *block = open_block(f->arena, f->open, f->in->chunk->n_columns, f->in->block);
    if (!world_make(f, base, block)) return !base->search.failed;
    DecisionResult now;
    decide_read(f->arena, f->in->program, f->in->chunk, f->in->vm, f->decision, 0, &now);
    if (now.status != STATUS_UNDETERMINED) return true;
    f->version = &f->in->chunk->decisions[f->decision].versions[now.version_index];
    if (!gather(f, base)) return false;
    f->out->facts = arena_alloc(f->arena, (size_t)f->n * sizeof *f->out->facts + 1);
    f->out->n_facts = f->n;
    for (int i = 0; i < f->n; i++) { /* before anything else is run: paths are read from the registers' block */
        Candidate *c = &f->candidates[i];
        c->told = &f->out->facts[i];
        c->told->fact = fact_of(f, c), c->told->type = c->param >= 0 ? f->in->program->params[c->param].type : c->cell.type;
    }
    for (int i = 0; i < f->n && !base->search.failed; i++) {
        Candidate *c = &f->candidates[i];
        if (c->param >= 0) probe_param(f, base, c);
        else probe_fact(f, base, c);
        if (c->param < 0 && c->cell.list && !c->told->settles && !open_worlds(f, block, i)) return false;
    }
    if (!base->search.failed) find_larger(f);
    for (int i = 0; i < f->n_worlds; i++)
        if (f->worlds[i]->search.failed) return false;
    return true;
}
bool missing_sets(Arena *arena, const MissingInput *in, int decision, MissingSets *out)
{
    Finder *f = arena_alloc(arena, sizeof *f);
    *f = (Finder){.arena = arena, .in = in, .open = (const OpenChunk *)in->open, .decision = decision, .out = out};
    *out = (MissingSets){.complete = true};
    return find(f);
}
