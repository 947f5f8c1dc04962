/* Results as Arrow arrays: a struct of decisions, each a struct of its status and what comes with it. Knows memory and layout.
 * Must never know how a row is judged. */
#include <string.h>
#include "interp/engine/engine_arrow_out.h"

/* ---- what each decision needs ---- */
typedef struct { ArrowOut *out; ArrowPlan *plan; bool *wanted_reg; } Build;
static size_t bits_size(int64_t rows) { return ((size_t)rows + 63) / 64 * 8 + 8; }
static size_t rows_size(int64_t rows, size_t width) { return (((size_t)rows + 63) / 64 * 64 + 64) * width; }
static void want(Build *b, int reg)
{
    if (reg >= 0) b->wanted_reg[reg] = true;
}
static void make_column(Build *b, ArrowColumn *c, int n_versions)
{
    Arena *arena = &b->out->holder->arena;
    c->reg = arena_alloc(arena, (size_t)n_versions * sizeof *c->reg + 1);
    c->direct = arena_alloc(arena, (size_t)n_versions * sizeof *c->direct + 1);
    for (int i = 0; i < n_versions; i++) c->reg[i] = -1;
}
/* When its registers are known: in what form it stands, and room for it. */
static void fill_column(Build *b, const ArrowDecision *d, ArrowColumn *c, Type type)
{
    ArrowHolder *h = b->out->holder;
    int64_t rows = b->out->rows, room = type.kind == TY_TEXT ? SLAB_LANES : rows; /* texts are written out slab by slab */
    size_t width = type.kind == TY_TEXT ? 4 : 0;
    if (type.kind == TY_NUM) arrow_form(b->out, d, c);
    if (!width) width = arrow_form_width(c, type);
    c->valid = arrow_hold(h, bits_size(rows));
    c->data = width ? arrow_hold_raw(h, rows_size(room, width)) : arrow_hold(h, bits_size(rows)); /* every row is written */
}
static Type type_of(const ArrowDecision *d, int version, int *reg)
{
    const DecisionVersion *v = &d->of->versions[version];
    const RuleVersion *r = &d->rule->versions[version];
    *reg = -1;
    if (d->rule->kind == RULE_DEFINE) return *reg = v->value, d->rule->type;
    if (d->rule->kind != RULE_BENEFIT && d->rule->kind != RULE_PRIORITY) return (Type){0};
    if (v->amount >= 0) return *reg = v->amount, r->amount_type;
    if (v->weight >= 0 && r->weight) return *reg = v->weight, r->weight->type;
    return (Type){0};
}
static ArrowColumn *named(Build *b, ArrowColumn **list, int *n, const Name *name, int n_versions)
{
    for (int i = 0; i < *n; i++)
        if (strcmp((*list)[i].name.alias, name->alias) == 0) return &(*list)[i];
    LIST_ADD(&b->out->holder->arena, *list, *n, (ArrowColumn){.name = *name});
    make_column(b, &(*list)[*n - 1], n_versions);
    return &(*list)[*n - 1];
}
static bool may_fail(const Chunk *c)
{
    for (int i = 0; i < c->n_code; i++) {
        switch ((Opcode)c->code[i].op) {
        case BC_NEG: case BC_ADD: case BC_SUB: case BC_MUL: case BC_ROUND: case BC_QROUND: case BC_QMUL: case BC_DIV: case BC_DATE_ADD: case BC_FOLD_SUM: return true;
        case BC_BROKEN: case BC_UNLESS: if (reason_is_error((Reason)c->code[i].aux)) return true; break;
        default: break;
        }
    }
    return false;
}
static void build_decision(Build *b, ArrowDecision *d, int decision)
{
    const Type truth = {.kind = TY_BOOL};
    const Program *program = &b->plan->policy->program;
    Arena *arena = &b->out->holder->arena;
    d->decision = decision, d->of = &b->plan->chunk->decisions[decision], d->rule = &program->rules[d->of->rule];
    d->duty = d->rule->kind >= RULE_DUTY, d->may_fail = may_fail(b->plan->chunk);
    int n = d->of->n_versions, reg;
    for (int i = 0; i < n; i++) {
        Type t = type_of(d, i, &reg);
        if (reg >= 0 && (d->type.kind == TY_ERROR || t.scale > d->type.scale)) d->type = t;
    }
    d->status = arrow_hold_raw(b->out->holder, rows_size(b->out->rows, 1));
    d->value_scale = arena_alloc(arena, (size_t)n * sizeof *d->value_scale + 1);
    if (d->type.kind != TY_ERROR) make_column(b, &d->value, n);
    if (d->type.kind == TY_TEXT) d->text_offsets = arrow_hold(b->out->holder, rows_size(b->out->rows + 1, 8));
    if (d->duty) make_column(b, &d->applies, n), make_column(b, &d->due, n), make_column(b, &d->overdue, n);
    want(b, d->of->in_force), want(b, d->of->repealed);
    for (int i = 0; i < n; i++) {
        const DecisionVersion *v = &d->of->versions[i];
        const RuleVersion *r = &d->rule->versions[i];
        Type t = type_of(d, i, &reg);
        if (reg >= 0 && t.kind == d->type.kind) d->value.reg[i] = reg, d->value_scale[i] = t.scale, want(b, reg);
        want(b, v->value), want(b, v->amount), want(b, v->conflict);
        if (d->duty) want(b, v->applies), want(b, v->due), want(b, v->deadline);
        for (int k = 0; d->rule->kind == RULE_LIST && k < v->n_items; k++) named(b, &d->items, &d->n_items, &r->items[k].name, n)->reg[i] = v->items[k], want(b, v->items[k]);
        for (int k = 0; k < v->n_parts && k < r->n_payers && v->amount >= 0; k++) named(b, &d->parts, &d->n_parts, &r->payers[k].name, n)->reg[i] = v->parts[k], want(b, v->parts[k]);
    }
    if (d->type.kind != TY_ERROR) fill_column(b, d, &d->value, d->type);
    for (int i = 0; i < d->n_parts; i++) fill_column(b, d, &d->parts[i], d->type);
    for (int i = 0; i < d->n_items; i++) fill_column(b, d, &d->items[i], truth);
    if (d->duty) fill_column(b, d, &d->applies, truth), fill_column(b, d, &d->due, truth), fill_column(b, d, &d->overdue, truth);
}
/* A register that two columns want can be written for neither by itself. */
static void count_column(const ArrowDecision *d, const ArrowColumn *c, uint8_t *uses)
{
    for (int i = 0; i < d->of->n_versions; i++) {
        bool again = c->reg[i] < 0;
        for (int k = 0; k < i; k++) again |= c->reg[k] == c->reg[i];
        if (!again && uses[c->reg[i]] < 2) uses[c->reg[i]]++;
    }
}
static void share_column(const ArrowDecision *d, ArrowColumn *c, const uint8_t *uses)
{
    for (int i = 0; i < d->of->n_versions; i++) c->direct[i] &= c->reg[i] >= 0 && uses[c->reg[i]] == 1;
}
static void share_registers(Build *b)
{
    ArrowOut *out = b->out;
    uint8_t *uses = arena_alloc(&out->holder->arena, (size_t)b->plan->chunk->n_code + 1);
    for (int share = 0; share < 2; share++)
        for (int i = 0; i < out->n; i++) {
            ArrowDecision *d = &out->decisions[i];
            for (int k = d->type.kind == TY_ERROR ? 0 : -1; k < d->n_parts; k++) {
                ArrowColumn *c = k < 0 ? &d->value : &d->parts[k];
                if (share) share_column(d, c, uses);
                else count_column(d, c, uses);
            }
        }
}
/* The slab's registers, in memory that batches share. */
static void build_registers(Build *b)
{
    ArrowOut *out = b->out;
    const Chunk *c = b->plan->chunk;
    Arena *arena = &out->holder->arena;
    const size_t plane = SLAB_LANES / 8;
    size_t total = 64, had = b->plan->slab_size;
    out->registers = arena_alloc(arena, (size_t)c->n_code * sizeof *out->registers + 1);
    for (int i = 0; i < c->n_code; i++) {
        size_t width = kind_width((RegKind)c->code[i].kind);
        if (b->wanted_reg[i]) total += (width ? SLAB_LANES * width : plane) + 2 * plane;
    }
    if (!arrow_room(b->plan, &b->plan->slab, &b->plan->slab_size, total)) longjmp(*arena->escape, 1);
    if (b->plan->slab_size != had) memset(b->plan->slab, 0, total);
    uint8_t *at = (uint8_t *)(((uintptr_t)b->plan->slab + 63) & ~(uintptr_t)63);
    for (int i = 0; i < c->n_code; i++) {
        if (!b->wanted_reg[i]) continue;
        size_t width = kind_width((RegKind)c->code[i].kind), size = width ? SLAB_LANES * width : plane;
        ArrowRegister *r = &out->registers[i];
        *r = (ArrowRegister){at, (uint64_t *)(at + size), (uint64_t *)(at + size + plane), out->n_outputs};
        at += size + 2 * plane;
        LIST_ADD(arena, out->outputs, out->n_outputs, (SweepOutput){i, r->data, r->known, r->broken, {0, 0}});
    }
}
static void build(void *ctx)
{
    Build *b = ctx;
    ArrowOut *out = b->out;
    const Chunk *c = b->plan->chunk;
    out->decisions = arena_alloc(&out->holder->arena, (size_t)c->n_decisions * sizeof *out->decisions + 1);
    b->wanted_reg = arena_alloc(&out->holder->arena, (size_t)c->n_code + 1);
    for (int i = 0; i < c->n_decisions; i++)
        if (!b->plan->wanted || b->plan->wanted[i]) build_decision(b, &out->decisions[out->n++], i);
    share_registers(b);
    build_registers(b);
}
ArrowOut *arrow_out_new(ArrowPlan *plan, int64_t rows)
{
    Allocator a = plan->allocator;
    ArrowOut *out = a.realloc(a.ctx, NULL, 0, sizeof *out);
    if (!out) return NULL;
    *out = (ArrowOut){.plan = plan, .rows = rows, .holder = arrow_holder_new(&a, rows ? plan->pool : NULL)};
    arena_init(&out->scratch, &a);
    if (out->holder && engine_guard(&out->holder->arena, build, &(Build){.out = out, .plan = plan})) return out;
    arrow_out_free(out);
    return NULL;
}
void arrow_out_free(ArrowOut *out)
{
    if (!out) return;
    Allocator a = out->plan->allocator;
    for (int i = 0; i < out->n; i++)
        if (out->decisions[i].text) a.realloc(a.ctx, out->decisions[i].text, out->decisions[i].text_cap, 0);
    arrow_holder_drop(out->holder);
    arena_free(&out->scratch);
    a.realloc(a.ctx, out, sizeof *out, 0);
}

/* ---- a slab ---- */
typedef struct { ArrowOut *out; int64_t from; uint32_t n; bool fine; } Slab;
/* Where the VM can write a column of this slab by itself, it does. */
static void place_column(ArrowOut *out, const ArrowDecision *d, ArrowColumn *c, int64_t from)
{
    int reg = d->version < 0 ? -1 : c->reg[d->version];
    c->placed = reg >= 0 && c->direct[d->version];
    if (!c->placed) return;
    SweepOutput *o = &out->outputs[out->registers[reg].output];
    o->data = (char *)c->data + (size_t)from * c->form.width, o->form = c->form;
}
static void place_columns(ArrowOut *out, int64_t from)
{
    const Block *b = &out->plan->block;
    for (int i = 0; i < out->n_outputs; i++) out->outputs[i].data = out->registers[out->outputs[i].reg].data, out->outputs[i].form = (RegForm){0, 0};
    for (int i = 0; i < out->n; i++) {
        ArrowDecision *d = &out->decisions[i];
        d->version = b->uniform_dates ? -1 : VERSION_VARIES;
        for (int v = 0; b->uniform_dates && v < d->of->n_versions; v++) if (d->of->versions[v].from <= b->law_as_of[0]) d->version = v;
        if (d->type.kind != TY_ERROR) place_column(out, d, &d->value, from);
        for (int k = 0; k < d->n_parts; k++) place_column(out, d, &d->parts[k], from);
    }
}
static void judge(void *ctx)
{
    Slab *s = ctx;
    s->fine = true;
    for (int i = 0; s->fine && i < s->out->n; i++) s->fine = arrow_judge(s->out, &s->out->decisions[i], s->from, s->n);
}
bool arrow_out_slab(ArrowOut *out, int64_t from, uint32_t n)
{
    Slab s = {out, from, n, false};
    place_columns(out, from);
    if (!sweep_run(out->plan->sweep, &out->plan->block, out->outputs, out->n_outputs)) return arrow_no_memory(out->plan);
    bool fine = engine_guard(&out->scratch, judge, &s) ? s.fine : arrow_no_memory(out->plan);
    arena_clear(&out->scratch);
    return fine;
}

/* ---- arrays ---- */
static void release_array(struct ArrowArray *a)
{
    for (int64_t i = 0; i < a->n_children; i++)
        if (a->children[i]->release) a->children[i]->release(a->children[i]);
    if (a->dictionary && a->dictionary->release) a->dictionary->release(a->dictionary);
    ArrowHolder *h = a->private_data;
    a->release = NULL;
    arrow_holder_drop(h);
}
static void array(ArrowHolder *h, ArrowArray *a, int64_t length, int n_buffers, int n_children)
{
    *a = (ArrowArray){.length = length, .n_buffers = n_buffers, .n_children = n_children, .release = release_array, .private_data = h};
    a->buffers = arena_alloc(&h->arena, (size_t)n_buffers * sizeof *a->buffers + 1);
    a->children = arena_alloc(&h->arena, (size_t)n_children * sizeof *a->children + 1);
    for (int i = 0; i < n_children; i++) a->children[i] = arena_alloc(&h->arena, sizeof **a->children);
    atomic_fetch_add(&h->holders, 1);
}
/* Strings of a dictionary. */
static ArrowArray *dictionary(ArrowHolder *h, const char *const *names, int n)
{
    size_t total = 0;
    for (int i = 0; i < n; i++) total += strlen(names[i]);
    int32_t *offsets = arrow_hold(h, ((size_t)n + 1) * sizeof *offsets);
    char *bytes = arrow_hold(h, total + 1);
    for (int i = 0; i < n; i++) {
        size_t len = strlen(names[i]);
        memcpy(bytes + offsets[i], names[i], len);
        offsets[i + 1] = offsets[i] + (int32_t)len;
    }
    ArrowArray *a = arena_alloc(&h->arena, sizeof *a);
    array(h, a, n, 3, 0);
    a->buffers[1] = offsets, a->buffers[2] = bytes;
    return a;
}
static void column(ArrowHolder *h, ArrowArray *a, const ArrowColumn *c, Type type, int64_t rows)
{
    array(h, a, rows, 2, 0);
    a->null_count = rows - c->n_valid;
    a->buffers[0] = a->null_count ? c->valid : NULL, a->buffers[1] = c->data;
    if (type.kind != TY_NUM || c->form.width == 0 || c->form.unit) return;
    a->dictionary = arena_alloc(&h->arena, sizeof *a->dictionary);
    array(h, a->dictionary, c->n_choices, 2, 0);
    a->dictionary->buffers[1] = arrow_form_choices(h, c, type);
}
static const char **value_names(ArrowOut *out, const Enum *e)
{
    const char **names = arena_alloc(&out->holder->arena, (size_t)e->n_values * sizeof *names + 1);
    for (int i = 0; i < e->n_values; i++) names[i] = out->plan->chinese_names ? e->values[i].name.zh : e->values[i].name.alias;
    return names;
}
static void value(ArrowOut *out, ArrowArray *a, ArrowDecision *d)
{
    ArrowHolder *h = out->holder;
    const Enum *e = d->type.kind == TY_ENUM ? &out->plan->policy->program.enums[d->type.ref] : NULL;
    if (d->type.kind != TY_TEXT) {
        column(h, a, &d->value, d->type, out->rows);
        if (e) a->dictionary = dictionary(h, value_names(out, e), e->n_values);
        return;
    }
    if (d->text) LIST_ADD(&h->arena, h->memory, h->n_memory, (ArrowMemory){d->text, d->text_cap});
    array(h, a, out->rows, 3, 0);
    a->null_count = out->rows - d->value.n_valid;
    a->buffers[0] = a->null_count ? d->value.valid : NULL, a->buffers[1] = d->text_offsets, a->buffers[2] = d->text ? d->text : arrow_hold(h, 1);
    d->text = NULL;
}
static void columns(ArrowOut *out, ArrowArray *a, const ArrowColumn *list, int n, Type type)
{
    array(out->holder, a, out->rows, 1, n);
    for (int i = 0; i < n; i++) column(out->holder, a->children[i], &list[i], type, out->rows);
}
int arrow_out_children(const ArrowDecision *d) { return 1 + (d->type.kind != TY_ERROR) + (d->n_parts > 0) + (d->rule->kind == RULE_LIST) + 3 * d->duty; }
static void decision(ArrowOut *out, ArrowArray *a, ArrowDecision *d)
{
    const Type truth = {.kind = TY_BOOL};
    const char *names[STATUS_COUNT_];
    int at = 0;
    for (int i = 0; i < STATUS_COUNT_; i++) names[i] = status_name((DecisionStatus)i, out->plan->chinese_names);
    array(out->holder, a, out->rows, 1, arrow_out_children(d));
    ArrowArray *status = a->children[at++];
    array(out->holder, status, out->rows, 2, 0);
    status->buffers[1] = d->status, status->dictionary = dictionary(out->holder, names, STATUS_COUNT_);
    if (d->type.kind != TY_ERROR) value(out, a->children[at++], d);
    if (d->n_parts) columns(out, a->children[at++], d->parts, d->n_parts, d->type);
    if (d->rule->kind == RULE_LIST) columns(out, a->children[at++], d->items, d->n_items, truth);
    if (!d->duty) return;
    column(out->holder, a->children[at++], &d->applies, truth, out->rows);
    column(out->holder, a->children[at++], &d->due, truth, out->rows);
    column(out->holder, a->children[at++], &d->overdue, truth, out->rows);
}
typedef struct { ArrowOut *out; ArrowArray *to; } Give;
static void give(void *ctx)
{
    Give *g = ctx;
    array(g->out->holder, g->to, g->out->rows, 1, g->out->n);
    for (int i = 0; i < g->out->n; i++) decision(g->out, g->to->children[i], &g->out->decisions[i]);
}
bool arrow_out_give(ArrowOut *out, ArrowArray *to)
{
    ArrowArray made = {0};
    Give g = {out, &made};
    if (!engine_guard(&out->holder->arena, give, &g)) {
        atomic_store(&out->holder->holders, 1); /* nobody has seen what was made */
        return arrow_no_memory(out->plan);
    }
    *to = made;
    return true;
}
