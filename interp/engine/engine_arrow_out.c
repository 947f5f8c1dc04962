/* Results as Arrow arrays: a struct of decisions, each a struct of its status and what comes with it. Knows memory and layout.
 * Must never know how a row is judged. */
#include <stdio.h>
#include <string.h>
#include "interp/engine/engine_arrow_out.h"
#include "interp/base/number.h"

/* ---- what holds the memory ---- */
static ArrowHolder *holder_new(const Allocator *allocator)
{
    ArrowHolder *h = allocator->realloc(allocator->ctx, NULL, 0, sizeof *h);
    if (!h) return NULL;
    memset(h, 0, sizeof *h);
    h->allocator = *allocator;
    arena_init(&h->arena, allocator);
    atomic_init(&h->holders, 1);
    return h;
}
static void holder_drop(ArrowHolder *h)
{
    if (!h || atomic_fetch_sub(&h->holders, 1) != 1) return;
    Allocator a = h->allocator;
    for (int i = 0; i < h->n_memory; i++) a.realloc(a.ctx, h->memory[i].at, h->memory[i].size, 0);
    arena_free(&h->arena);
    a.realloc(a.ctx, h, sizeof *h, 0);
}
/* Aligned to 64. May jump. */
static void *hold_raw(ArrowHolder *h, size_t size)
{
    size_t whole = size + 128;
    LIST_ADD(&h->arena, h->memory, h->n_memory, (ArrowMemory){NULL, 0});
    void *at = h->allocator.realloc(h->allocator.ctx, NULL, 0, whole);
    if (!at) { h->n_memory--; longjmp(*h->arena.escape, 1); }
    h->memory[h->n_memory - 1] = (ArrowMemory){at, whole};
    return (void *)(((uintptr_t)at + 63) & ~(uintptr_t)63);
}
static void *hold(ArrowHolder *h, size_t size) { return memset(hold_raw(h, size), 0, size); }

/* ---- what each decision needs ---- */
typedef struct { ArrowOut *out; ArrowPlan *plan; bool *wanted_reg; } Build;
static size_t bits_size(int64_t rows) { return ((size_t)rows + 63) / 64 * 8 + 8; }
static size_t rows_size(int64_t rows, size_t width) { return (((size_t)rows + 63) / 64 * 64 + 64) * width; }
static void want(Build *b, int reg)
{
    if (reg >= 0) b->wanted_reg[reg] = true;
}
static size_t width_of(Type t)
{
    switch ((TypeKind)t.kind) {
    case TY_ENUM: return 1;
    case TY_DATE: case TY_TEXT: return 4;
    case TY_NUM: return t.scale ? 16 : 8;
    case TY_BOOL: case TY_ERROR: case TY_QUOT: case TY_ENTITY: case TY_LIST: break;
    }
    return 0;
}
static void make_column(Build *b, ArrowColumn *c, Type type, int n_versions)
{
    int64_t rows = b->out->rows;
    c->reg = arena_alloc(&b->out->holder->arena, (size_t)n_versions * sizeof *c->reg + 1);
    for (int i = 0; i < n_versions; i++) c->reg[i] = -1;
    c->valid = hold(b->out->holder, bits_size(rows));
    int64_t room = type.kind == TY_TEXT ? SLAB_LANES : rows; /* texts are written out slab by slab */
    c->data = type.kind == TY_BOOL ? hold(b->out->holder, bits_size(rows)) : hold_raw(b->out->holder, rows_size(room, width_of(type))); /* every row is written */
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
static ArrowColumn *named(Build *b, ArrowColumn **list, int *n, const Name *name, Type type, int n_versions)
{
    for (int i = 0; i < *n; i++)
        if (strcmp((*list)[i].name.alias, name->alias) == 0) return &(*list)[i];
    LIST_ADD(&b->out->holder->arena, *list, *n, (ArrowColumn){.name = *name});
    make_column(b, &(*list)[*n - 1], type, n_versions);
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
    d->status = hold_raw(b->out->holder, rows_size(b->out->rows, 1));
    d->value_scale = arena_alloc(arena, (size_t)n * sizeof *d->value_scale + 1);
    if (d->type.kind != TY_ERROR) make_column(b, &d->value, d->type, n);
    if (d->type.kind == TY_TEXT) d->text_offsets = hold(b->out->holder, rows_size(b->out->rows + 1, 8));
    if (d->duty) make_column(b, &d->applies, truth, n), make_column(b, &d->due, truth, n), make_column(b, &d->overdue, truth, n);
    want(b, d->of->in_force), want(b, d->of->repealed);
    for (int i = 0; i < n; i++) {
        const DecisionVersion *v = &d->of->versions[i];
        const RuleVersion *r = &d->rule->versions[i];
        Type t = type_of(d, i, &reg);
        if (reg >= 0 && t.kind == d->type.kind) d->value.reg[i] = reg, d->value_scale[i] = t.scale, want(b, reg);
        want(b, v->value), want(b, v->amount), want(b, v->conflict);
        if (d->duty) want(b, v->applies), want(b, v->due), want(b, v->deadline);
        for (int k = 0; d->rule->kind == RULE_LIST && k < v->n_items; k++) named(b, &d->items, &d->n_items, &r->items[k].name, truth, n)->reg[i] = v->items[k], want(b, v->items[k]);
        for (int k = 0; k < v->n_parts && k < r->n_payers && v->amount >= 0; k++) named(b, &d->parts, &d->n_parts, &r->payers[k].name, d->type, n)->reg[i] = v->parts[k], want(b, v->parts[k]);
    }
}
static void build_registers(Build *b)
{
    ArrowOut *out = b->out;
    const Chunk *c = b->plan->chunk;
    Arena *arena = &out->holder->arena;
    out->registers = arena_alloc(arena, (size_t)c->n_code * sizeof *out->registers + 1);
    for (int i = 0; i < c->n_code; i++) {
        if (!b->wanted_reg[i]) continue;
        size_t width = kind_width((RegKind)c->code[i].kind);
        ArrowRegister *r = &out->registers[i];
        *r = (ArrowRegister){hold(out->holder, width ? SLAB_LANES * width : SLAB_LANES / 8), hold(out->holder, SLAB_LANES / 8), hold(out->holder, SLAB_LANES / 8)};
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
    build_registers(b);
}
ArrowOut *arrow_out_new(ArrowPlan *plan, int64_t rows)
{
    Allocator a = plan->allocator;
    ArrowOut *out = a.realloc(a.ctx, NULL, 0, sizeof *out);
    if (!out) return NULL;
    *out = (ArrowOut){.plan = plan, .rows = rows, .holder = holder_new(&a)};
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
    holder_drop(out->holder);
    arena_free(&out->scratch);
    a.realloc(a.ctx, out, sizeof *out, 0);
}

/* ---- a slab ---- */
typedef struct { ArrowOut *out; int64_t from; uint32_t n; bool fine; } Slab;
static void judge(void *ctx)
{
    Slab *s = ctx;
    s->fine = true;
    for (int i = 0; s->fine && i < s->out->n; i++) s->fine = arrow_judge(s->out, &s->out->decisions[i], s->from, s->n);
}
bool arrow_out_slab(ArrowOut *out, int64_t from, uint32_t n)
{
    Slab s = {out, from, n, false};
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
    holder_drop(h);
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
    int32_t *offsets = hold(h, ((size_t)n + 1) * sizeof *offsets);
    char *bytes = hold(h, total + 1);
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
static void column(ArrowHolder *h, ArrowArray *a, const ArrowColumn *c, int64_t rows)
{
    array(h, a, rows, 2, 0);
    a->null_count = rows - c->n_valid;
    a->buffers[0] = a->null_count ? c->valid : NULL, a->buffers[1] = c->data;
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
        column(h, a, &d->value, out->rows);
        if (e) a->dictionary = dictionary(h, value_names(out, e), e->n_values);
        return;
    }
    if (d->text) LIST_ADD(&h->arena, h->memory, h->n_memory, (ArrowMemory){d->text, d->text_cap});
    array(h, a, out->rows, 3, 0);
    a->null_count = out->rows - d->value.n_valid;
    a->buffers[0] = a->null_count ? d->value.valid : NULL, a->buffers[1] = d->text_offsets, a->buffers[2] = d->text ? d->text : hold(h, 1);
    d->text = NULL;
}
static void columns(ArrowOut *out, ArrowArray *a, const ArrowColumn *list, int n)
{
    array(out->holder, a, out->rows, 1, n);
    for (int i = 0; i < n; i++) column(out->holder, a->children[i], &list[i], out->rows);
}
static int n_children(const ArrowDecision *d) { return 1 + (d->type.kind != TY_ERROR) + (d->n_parts > 0) + (d->rule->kind == RULE_LIST) + 3 * d->duty; }
static void decision(ArrowOut *out, ArrowArray *a, ArrowDecision *d)
{
    const char *names[STATUS_COUNT_];
    int at = 0;
    for (int i = 0; i < STATUS_COUNT_; i++) names[i] = status_name((DecisionStatus)i, out->plan->chinese_names);
    array(out->holder, a, out->rows, 1, n_children(d));
    ArrowArray *status = a->children[at++];
    array(out->holder, status, out->rows, 2, 0);
    status->buffers[1] = d->status, status->dictionary = dictionary(out->holder, names, STATUS_COUNT_);
    if (d->type.kind != TY_ERROR) value(out, a->children[at++], d);
    if (d->n_parts) columns(out, a->children[at++], d->parts, d->n_parts);
    if (d->rule->kind == RULE_LIST) columns(out, a->children[at++], d->items, d->n_items);
    if (!d->duty) return;
    column(out->holder, a->children[at++], &d->applies, out->rows);
    column(out->holder, a->children[at++], &d->due, out->rows);
    column(out->holder, a->children[at++], &d->overdue, out->rows);
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

/* ---- the schema ---- */
typedef struct { ArrowPlan *plan; ArrowHolder *h; ArrowSchema made; } Schema;
static void release_schema(struct ArrowSchema *s)
{
    for (int64_t i = 0; i < s->n_children; i++)
        if (s->children[i]->release) s->children[i]->release(s->children[i]);
    if (s->dictionary && s->dictionary->release) s->dictionary->release(s->dictionary);
    ArrowHolder *h = s->private_data;
    s->release = NULL;
    holder_drop(h);
}
static void schema(Schema *x, ArrowSchema *s, const char *name, const char *format, bool nullable, int n_children)
{
    *s = (ArrowSchema){.format = arena_strndup(&x->h->arena, format, strlen(format)), .name = arena_strndup(&x->h->arena, name, strlen(name)),
                       .flags = nullable ? ARROW_FLAG_NULLABLE : 0, .n_children = n_children, .release = release_schema, .private_data = x->h};
    s->children = arena_alloc(&x->h->arena, (size_t)n_children * sizeof *s->children + 1);
    for (int i = 0; i < n_children; i++) s->children[i] = arena_alloc(&x->h->arena, sizeof **s->children);
    atomic_fetch_add(&x->h->holders, 1);
}
static void schema_dictionary(Schema *x, ArrowSchema *s)
{
    s->dictionary = arena_alloc(&x->h->arena, sizeof *s->dictionary);
    schema(x, s->dictionary, "", "u", false, 0);
}
static void metadata(Schema *x, ArrowSchema *s, const char *const *pairs, int n)
{
    StrBuf b = {.arena = &x->h->arena};
    int32_t count = n;
    if (!n) return;
    strbuf_bytes(&b, (const char *)&count, sizeof count);
    for (int i = 0; i < 2 * n; i++) {
        int32_t len = (int32_t)strlen(pairs[i]);
        strbuf_bytes(&b, (const char *)&len, sizeof len);
        strbuf_bytes(&b, pairs[i], (size_t)len);
    }
    s->metadata = b.text;
}
static void schema_number(Schema *x, ArrowSchema *s, const char *name, Type type)
{
    char format[32] = "l";
    if (type.scale) snprintf(format, sizeof format, "d:38,%d", type.scale);
    schema(x, s, name, format, true, 0);
}
static void schema_value(Schema *x, ArrowSchema *s, const ArrowDecision *d)
{
    static const char *const FORMATS[] = {[TY_BOOL] = "b", [TY_ENUM] = "C", [TY_DATE] = "tdD", [TY_TEXT] = "U"};
    AmountKind bound = d->rule->kind == RULE_BENEFIT ? d->rule->amount_kind : AMOUNT_EXACT;
    const char *pairs[4], *unit = write_unit_name(d->type);
    int n = 0;
    if (d->type.kind == TY_NUM) schema_number(x, s, "value", d->type);
    else schema(x, s, "value", FORMATS[d->type.kind], true, 0);
    if (d->type.kind == TY_ENUM) schema_dictionary(x, s);
    if (*unit) pairs[n++] = "unit", pairs[n++] = unit;
    if (bound == AMOUNT_AT_LEAST || bound == AMOUNT_AT_MOST) pairs[n++] = "bounds", pairs[n++] = bound == AMOUNT_AT_LEAST ? "at_least" : "at_most";
    metadata(x, s, pairs, n / 2);
}
static void schema_columns(Schema *x, ArrowSchema *s, const char *name, const ArrowColumn *list, int n, Type type)
{
    schema(x, s, name, "+s", false, n);
    for (int i = 0; i < n; i++) {
        const char *child = x->plan->chinese_names ? list[i].name.zh : list[i].name.alias;
        if (type.kind == TY_NUM) schema_number(x, s->children[i], child, type);
        else schema(x, s->children[i], child, "b", true, 0);
    }
}
static void schema_decision(Schema *x, ArrowSchema *s, const ArrowDecision *d)
{
    static const char *const FLAGS[] = {"applies", "due", "overdue"};
    const Name *name = &x->plan->policy->names[x->plan->entity].items[d->decision];
    int at = 0;
    schema(x, s, x->plan->chinese_names ? name->zh : name->alias, "+s", false, n_children(d));
    schema(x, s->children[at], "status", "C", false, 0);
    schema_dictionary(x, s->children[at++]);
    if (d->type.kind != TY_ERROR) schema_value(x, s->children[at++], d);
    if (d->n_parts) schema_columns(x, s->children[at++], "parts", d->parts, d->n_parts, d->type);
    if (d->rule->kind == RULE_LIST) schema_columns(x, s->children[at++], "items", d->items, d->n_items, (Type){.kind = TY_BOOL});
    for (int i = 0; d->duty && i < 3; i++) schema(x, s->children[at++], FLAGS[i], "b", true, 0);
}
typedef struct { Schema x; ArrowOut *out; } SchemaJob;
static void make_schema(void *ctx)
{
    SchemaJob *job = ctx;
    schema(&job->x, &job->x.made, "", "+s", false, job->out->n);
    for (int i = 0; i < job->out->n; i++) schema_decision(&job->x, job->x.made.children[i], &job->out->decisions[i]);
}
bool arrow_out_schema(ArrowPlan *plan, ArrowSchema *to)
{
    ArrowOut *out = arrow_out_new(plan, 0); /* what results of no rows look like */
    SchemaJob job = {{plan, out ? holder_new(&plan->allocator) : NULL, {0}}, out};
    bool fine = job.x.h && engine_guard(&job.x.h->arena, make_schema, &job);
    if (job.x.h && !fine) atomic_store(&job.x.h->holders, 1);
    holder_drop(job.x.h);
    arrow_out_free(out);
    if (fine) *to = job.x.made;
    return fine || arrow_no_memory(plan);
}
