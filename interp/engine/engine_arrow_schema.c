/* The schema of results: what the arrays of engine_arrow_out.c are. Knows names and formats. Must never know a value. */
#include <stdio.h>
#include <string.h>
#include "interp/engine/engine_arrow_out.h"

typedef struct { ArrowPlan *plan; ArrowHolder *h; ArrowSchema made; } Schema;
static void release_schema(struct ArrowSchema *s)
{
    for (int64_t i = 0; i < s->n_children; i++)
        if (s->children[i]->release) s->children[i]->release(s->children[i]);
    if (s->dictionary && s->dictionary->release) s->dictionary->release(s->dictionary);
    ArrowHolder *h = s->private_data;
    s->release = NULL;
    arrow_holder_drop(h);
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
static void schema_number(Schema *x, ArrowSchema *s, const char *name, const ArrowColumn *c, Type type)
{
    schema(x, s, name, arrow_form_format(&x->h->arena, c, type), true, 0);
    if (c->form.width && !c->form.unit) s->dictionary = arena_alloc(&x->h->arena, sizeof *s->dictionary), schema(x, s->dictionary, "", arrow_form_format_wide(&x->h->arena, type), false, 0);
}
/* Digits after the point of what stands there; -1: the format says so. */
static int scale_of(const ArrowColumn *c, Type type)
{
    int scale = type.scale;
    if (!c->form.width || !c->form.unit) return -1;
    for (int64_t unit = c->form.unit; unit > 1; unit /= 10) scale--;
    return scale;
}
static void schema_facts(Schema *x, ArrowSchema *s, const ArrowColumn *c, Type type, const char *bounds)
{
    const char *pairs[6], *unit = write_unit_name(type);
    int n = 0, scale = type.kind == TY_NUM ? scale_of(c, type) : -1;
    if (*unit) pairs[n++] = "unit", pairs[n++] = unit;
    if (bounds) pairs[n++] = "bounds", pairs[n++] = bounds;
    if (scale >= 0) pairs[n++] = "scale", pairs[n++] = arena_printf(&x->h->arena, "%d", scale);
    metadata(x, s, pairs, n / 2);
}
static void schema_value(Schema *x, ArrowSchema *s, const ArrowDecision *d)
{
    static const char *const FORMATS[] = {[TY_BOOL] = "b", [TY_ENUM] = "C", [TY_DATE] = "tdD", [TY_TEXT] = "U"};
    AmountKind bound = d->rule->kind == RULE_BENEFIT ? d->rule->amount_kind : AMOUNT_EXACT;
    if (d->type.kind == TY_NUM) schema_number(x, s, "value", &d->value, d->type);
    else schema(x, s, "value", FORMATS[d->type.kind], true, 0);
    if (d->type.kind == TY_ENUM) schema_dictionary(x, s);
    schema_facts(x, s, &d->value, d->type, bound == AMOUNT_AT_LEAST ? "at_least" : bound == AMOUNT_AT_MOST ? "at_most" : NULL);
}
static void schema_columns(Schema *x, ArrowSchema *s, const char *name, const ArrowColumn *list, int n, Type type)
{
    schema(x, s, name, "+s", false, n);
    for (int i = 0; i < n; i++) {
        const char *child = x->plan->chinese_names ? list[i].name.zh : list[i].name.alias;
        if (type.kind == TY_NUM) schema_number(x, s->children[i], child, &list[i], type), schema_facts(x, s->children[i], &list[i], type, NULL);
        else schema(x, s->children[i], child, "b", true, 0);
    }
}
static void schema_decision(Schema *x, ArrowSchema *s, const ArrowDecision *d)
{
    static const char *const FLAGS[] = {"applies", "due", "overdue"};
    const Name *name = &x->plan->policy->names[x->plan->entity].items[d->decision];
    int at = 0;
    schema(x, s, x->plan->chinese_names ? name->zh : name->alias, "+s", false, arrow_out_children(d));
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
    SchemaJob job = {{plan, out ? arrow_holder_new(&plan->allocator, NULL) : NULL, {0}}, out};
    bool fine = job.x.h && engine_guard(&job.x.h->arena, make_schema, &job);
    if (job.x.h && !fine) atomic_store(&job.x.h->holders, 1);
    arrow_holder_drop(job.x.h);
    arrow_out_free(out);
    if (fine) *to = job.x.made;
    return fine || arrow_no_memory(plan);
}
