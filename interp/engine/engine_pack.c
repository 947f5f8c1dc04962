/* What evaluating needs of a policy, to bytes and back: names, types, units, labels, which rules there are; then the texts of the files,
 * from which an explanation is made. Conditions and amounts are in the chunks; of an expression only its type and number are kept.
 * Must never know files, checksums, or whether what was read makes sense (engine_sound.c does). */
#include "grammar/limits.h"
#include "interp/engine/engine_pack.h"

#define U8(X) WIRE_U8(w, X)
#define I16(X) WIRE_I16(w, X)
#define I32(X) WIRE_I32(w, X)
#define U32(X) WIRE_U32(w, X)
#define I64(X) WIRE_I64(w, X)
#define ARRAY(P, N, LEAST) WIRE_ARRAY(w, P, N, LEAST)
#define TEXT(X) wire_text(w, &(X))
/* Enumerations of the program travel as one byte. */
#define KIND(X, T) do { uint8_t k_ = (uint8_t)(X); U8(k_); if (w->reading) (X) = (T)k_; } while (0)

static void name(Wire *w, Name *n)
{
    TEXT(n->zh);
    TEXT(n->alias);
}
static void type(Wire *w, Type *t)
{
    U8(t->kind);
    U8(t->scale);
    U8(t->unit.base);
    U8(t->unit.per);
    I16(t->ref);
}
/* Of an expression: that it is there, its type, its number. */
static void shell(Wire *w, Expr **e)
{
    bool there = *e != NULL;
    wire_flag(w, &there);
    if (w->reading) *e = there ? arena_alloc(w->arena, sizeof **e) : NULL;
    if (!there) return;
    Expr *x = *e;
    type(w, &x->type);
    I32(x->id);
}

/* ---- declarations ---- */
static void enums(Wire *w, Program *p)
{
    ARRAY(p->enums, p->n_enums, 12);
    for (int i = 0; i < p->n_enums; i++) {
        Enum *e = &p->enums[i];
        name(w, &e->name);
        ARRAY(e->values, e->n_values, 8);
        for (int k = 0; k < e->n_values; k++) name(w, &e->values[k].name);
    }
}
static void entities(Wire *w, Program *p)
{
    ARRAY(p->entities, p->n_entities, 36);
    for (int i = 0; i < p->n_entities; i++) {
        Entity *e = &p->entities[i];
        name(w, &e->name);
        TEXT(e->description);
        ARRAY(e->fields, e->n_fields, 34);
        for (int k = 0; k < e->n_fields; k++) {
            Field *f = &e->fields[k];
            name(w, &f->name);
            type(w, &f->type);
            I64(f->lo);
            I64(f->hi);
            TEXT(f->description);
        }
        I32(e->report_body);
        I32(e->report_list);
        I32(e->report_code);
        I32(e->report_done);
        ARRAY(e->requirements, e->n_requirements, 8);
        for (int k = 0; k < e->n_requirements; k++) { I32(e->requirements[k].later); I32(e->requirements[k].earlier); }
    }
}
static void params(Wire *w, Program *p)
{
    ARRAY(p->params, p->n_params, 26);
    for (int i = 0; i < p->n_params; i++) {
        Param *x = &p->params[i];
        name(w, &x->name);
        type(w, &x->type);
        I32(x->verified_until);
        I32(x->article);
        I32(x->unit);
        ARRAY(x->versions, x->n_versions, 16);
        for (int k = 0; k < x->n_versions; k++) {
            I32(x->versions[k].from);
            KIND(x->versions[k].state, ParamState);
            I64(x->versions[k].value);
            TEXT(x->versions[k].note);
        }
    }
}
static void articles(Wire *w, Program *p)
{
    ARRAY(p->articles, p->n_articles, 8);
    for (int i = 0; i < p->n_articles; i++) {
        TEXT(p->articles[i].label);
        TEXT(p->articles[i].heading);
    }
}
static void regulations(Wire *w, Program *p)
{
    ARRAY(p->regulations, p->n_regulations, 24);
    for (int i = 0; i < p->n_regulations; i++) {
        Regulation *r = &p->regulations[i];
        name(w, &r->title);
        I32(r->issued);
        I32(r->from);
        I32(r->until);
        TEXT(r->interpreter);
    }
}

/* ---- rules ---- */
static void version(Wire *w, RuleVersion *v)
{
    I32(v->from);
    KIND(v->amount_kind, AmountKind);
    type(w, &v->amount_type);
    wire_flag(w, &v->once);
    KIND(v->paid, PayFrom);
    TEXT(v->per);
    shell(w, &v->amount);
    shell(w, &v->weight);
    shell(w, &v->deadline);
    ARRAY(v->payers, v->n_payers, 12);
    for (int i = 0; i < v->n_payers; i++) { name(w, &v->payers[i].name); I32(v->payers[i].id); }
    ARRAY(v->items, v->n_items, 12);
    for (int i = 0; i < v->n_items; i++) { name(w, &v->items[i].name); I32(v->items[i].article); }
    ARRAY(v->exceptions, v->n_exceptions, 18);
    for (int i = 0; i < v->n_exceptions; i++) {
        Exception *x = &v->exceptions[i];
        name(w, &x->name);
        wire_flag(w, &x->grant);
        wire_flag(w, &x->off);
        I32(x->overrides);
        I32(x->article);
    }
    TEXT(v->in_kind);
    TEXT(v->text_duty);
    TEXT(v->term);
    I32(v->article);
}
static void rules(Wire *w, Program *p)
{
    ARRAY(p->rules, p->n_rules, 30);
    for (int i = 0; i < p->n_rules; i++) {
        Rule *r = &p->rules[i];
        name(w, &r->name);
        KIND(r->kind, RuleKind);
        I32(r->subject);
        type(w, &r->type);
        KIND(r->amount_kind, AmountKind);
        TEXT(r->code);
        I32(r->unit);
        ARRAY(r->versions, r->n_versions, 50);
        for (int k = 0; k < r->n_versions; k++) version(w, &r->versions[k]);
    }
}

/* ---- what the engine adds ---- */
static void stale(Wire *w, fatiao_policy *p)
{
    bool any = p->stale != NULL;
    int n = p->program.n_rules;
    wire_flag(w, &any);
    if (!any) return;
    ARRAY(p->stale, n, 4);
    if (n != p->program.n_rules) w->failed = true;
    for (int i = 0; i < n; i++) {
        StaleParams *s = &p->stale[i];
        ARRAY(s->items, s->n, 5);
        for (int k = 0; k < s->n; k++) { I32(s->items[k].param); wire_flag(w, &s->items[k].amount_only); }
    }
}
static void chunks(Wire *w, fatiao_policy *p)
{
    int n = p->program.n_entities;
    if (w->reading) {
        p->chunks = arena_alloc(w->arena, (size_t)n * sizeof *p->chunks + 1);
        p->names = arena_alloc(w->arena, (size_t)n * sizeof *p->names + 1);
    }
    for (int i = 0; i < n && !w->failed; i++) {
        const uint8_t *bytes = w->in;
        const char *why;
        size_t len = 0;
        if (!w->reading && !chunk_encode(p->chunks[i], w->arena, &bytes, &len)) w->failed = true;
        WIRE(w, len, 8, size_t);
        if (w->reading && len > w->left) w->failed = true;
        if (w->failed) return;
        if (!w->reading) wire_bytes(w, (void *)bytes, len);
        else if (!(p->chunks[i] = chunk_decode(w->in, len, w->arena, &why))) w->failed = true;
        else w->in += len, w->left -= len;
        int n_names = w->failed ? 0 : p->chunks[i]->n_decisions;
        ARRAY(p->names[i].items, n_names, 8);
        if (w->failed || n_names != p->chunks[i]->n_decisions) { w->failed = true; return; }
        for (int k = 0; k < n_names; k++) name(w, &p->names[i].items[k]);
    }
}
static void settings(Wire *w, const fatiao_setting **list, int *n)
{
    fatiao_setting *items = (fatiao_setting *)*list;
    ARRAY(items, *n, 8);
    for (int i = 0; i < *n; i++) {
        TEXT(items[i].name);
        TEXT(items[i].value);
        if (!items[i].name || !items[i].value) w->failed = true;
    }
    *list = items;
}
static void texts(Wire *w, fatiao_policy *p)
{
    int n = p->n_files;
    I32(n);
    if (w->reading && (n < 0 || (size_t)n > w->left / 8)) w->failed = true, n = 0;
    for (int i = 0; i < n; i++) {
        Source s = w->reading ? (Source){0} : p->sources.items[i];
        TEXT(s.name);
        TEXT(s.text);
        if (!w->reading) continue;
        if (!s.name || !s.text || strlen(s.text) > FILE_BYTES_MAX) w->failed = true;
        if (w->failed) return;
        source_add(&p->sources, s.name, s.text, (uint32_t)strlen(s.text));
    }
    if (w->reading) p->n_files = n;
    ARRAY(p->tree_sources, p->n_trees, 4);
    for (int i = 0; i < p->n_trees; i++) U32(p->tree_sources[i]);
    settings(w, &p->sets, &p->n_sets);
    settings(w, &p->readings, &p->n_readings);
}
void policy_walk(Wire *w, fatiao_policy *p)
{
    enums(w, &p->program);
    entities(w, &p->program);
    params(w, &p->program);
    articles(w, &p->program);
    regulations(w, &p->program);
    rules(w, &p->program);
    KIND(p->program.leap, LeapRule);
    I32(p->law_from);
    I32(p->law_until);
    stale(w, p);
    chunks(w, p);
    texts(w, p);
}
