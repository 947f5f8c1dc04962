/* The unknowns of a record. See prove_facts.h.
 * Must never know rules. */
#include "interp/prove/prove_facts.h"
#include <string.h>

enum { TEXTS_MAX = 1 << 20 };

bool question_open(Question *q, Arena *arena, FactLimits limits)
{
    *q = (Question){.limits = limits};
    q->terms.arena = arena;
    return logic_open(&q->terms.logic);
}
void question_close(Question *q) { logic_close(&q->terms.logic); }

/* ---- enumerations and texts ---- */
int question_table(Question *q, const char *key)
{
    for (int i = 0; i < q->n_tables; i++)
        if (strcmp(q->tables[i].key, key) == 0) return i;
    LIST_ADD(q->terms.arena, q->tables, q->n_tables, (FactTable){.key = key});
    return q->n_tables - 1;
}
int table_number(const Question *q, int table, const char *alias)
{
    const FactTable *t = &q->tables[table];
    for (int i = 0; i < t->n_values; i++)
        if (strcmp(t->values[i], alias) == 0) return i;
    return -1;
}
static void add_values(Question *q, int table, const Enum *e)
{
    for (int i = 0; i < e->n_values; i++)
        if (table_number(q, table, e->values[i].name.alias) < 0) LIST_ADD(q->terms.arena, q->tables[table].values, q->tables[table].n_values, e->values[i].name.alias);
}
/* The same position in both: nothing to convert. */
static bool alike(const Question *q, int table, const Enum *e)
{
    for (int i = 0; i < e->n_values; i++)
        if (table_number(q, table, e->values[i].name.alias) != i) return false;
    return true;
}
static Num enum_here(const Question *q, Num there, int table, const Enum *e)
{
    const Logic *l = &q->terms.logic;
    Num here = num(0);
    if (alike(q, table, e)) return there;
    for (int i = 0; i < e->n_values; i++) here = num_if(l, num_eq(l, there, num(table_number(q, table, e->values[i].name.alias))), num(i), here);
    return here;
}
Num table_value(Question *q, Num here, int table, const Enum *e)
{
    const Logic *l = &q->terms.logic;
    Num there = num(0);
    add_values(q, table, e);
    if (alike(q, table, e)) return here;
    for (int i = 0; i < e->n_values; i++) there = num_if(l, num_eq(l, here, num(i)), num(table_number(q, table, e->values[i].name.alias)), there);
    return there;
}
/* Of elements of a list all have one: "children[2].sex" and "children[3].sex". */
static const char *table_key(Arena *arena, const char *path)
{
    char *key = arena_printf(arena, "fact %s", path), *to = key;
    for (const char *s = key; *s; s++) {
        if (*s == '[') s += strcspn(s, "]");
        else *to++ = *s;
    }
    *to = '\0';
    return key;
}
int question_text(Question *q, const char *text)
{
    for (int i = 0; i < q->n_texts; i++)
        if (strcmp(q->texts[i], text) == 0) return i;
    LIST_ADD(q->terms.arena, q->texts, q->n_texts, text);
    return q->n_texts - 1;
}

/* ---- finding ---- */
static uint64_t path_hash(const char *s, FactKind kind)
{
    uint64_t h = 0xcbf29ce484222325ull + (uint64_t)kind;
    for (; *s; s++) h = (h ^ (unsigned char)*s) * 0x100000001b3ull;
    return h ^ h >> 29;
}
static int *slot_of(const Question *q, const char *path, FactKind kind)
{
    size_t mask = q->index.cap - 1, at = path_hash(path, kind) & mask;
    for (; q->index.slot[at]; at = (at + 1) & mask) {
        const Fact *f = &q->facts[q->index.slot[at] - 1];
        if (f->kind == kind && strcmp(f->path, path) == 0) break;
    }
    return &q->index.slot[at];
}
const Fact *question_find(const Question *q, const char *path, FactKind kind)
{
    if (!q->index.cap) return NULL;
    int at = *slot_of(q, path, kind);
    return at ? &q->facts[at - 1] : NULL;
}
static const Fact *add(Question *q, Fact f)
{
    Arena *arena = q->terms.arena;
    f.path = arena_strndup(arena, f.path, strlen(f.path));
    if ((size_t)q->n_facts * 2 >= q->index.cap) {
        q->index.cap = q->index.cap ? q->index.cap * 2 : 128;
        q->index.slot = arena_alloc(arena, q->index.cap * sizeof *q->index.slot);
        for (int i = 0; i < q->n_facts; i++) *slot_of(q, q->facts[i].path, q->facts[i].kind) = i + 1;
    }
    LIST_ADD(arena, q->facts, q->n_facts, f);
    *slot_of(q, f.path, f.kind) = q->n_facts;
    return &q->facts[q->n_facts - 1];
}

/* ---- making ---- */
static Num bounded(Question *q, const char *path, Wide lo, Wide hi)
{
    const Logic *l = &q->terms.logic;
    Num n = num_fresh(l, path, lo, hi);
    if (num_constant(n)) return n;
    terms_hold(&q->terms, Z3_mk_le(l->z, num_term(l, num(lo)), n.term));
    terms_hold(&q->terms, Z3_mk_le(l->z, n.term, num_term(l, num(hi))));
    return n;
}
static const Fact *make(Question *q, const char *path, const Program *program, Type type, bool parameter)
{
    const Logic *l = &q->terms.logic;
    Fact f = {.kind = fact_kind(type), .path = path, .parameter = parameter, .known = logic_fresh(l, path), .yes = l->no, .value = end_of(num(0)), .table = -1, .scale = type.scale};
    Wide far = (Wide)q->limits.number_max * number_power(type.scale);
    if (far > INT64_MAX) far = INT64_MAX;
    switch (f.kind) {
    case FACT_BIT: f.yes = logic_fresh(l, path); break;
    case FACT_ENUM:
        f.values = &program->enums[type.ref];
        f.table = question_table(q, table_key(q->terms.arena, path));
        add_values(q, f.table, f.values);
        f.value = end_of(bounded(q, path, 0, q->tables[f.table].n_values - 1));
        break;
    case FACT_TEXT: f.value = end_of(bounded(q, path, 0, TEXTS_MAX)); break;
    case FACT_DATE: f.value = date_fresh(&q->terms, path, q->limits.first_year, q->limits.last_year); break;
    case FACT_NUMBER: f.value = end_of(bounded(q, path, far == INT64_MAX ? INT64_MIN : -far, far)); break;
    case FACT_LIST: break;
    }
    return add(q, f);
}
const Fact *question_scalar(Question *q, const char *path, const Program *program, Type type)
{
    const Fact *f = question_find(q, path, fact_kind(type));
    return f ? f : make(q, path, program, type, false);
}
const Fact *question_parameter(Question *q, const Program *program, const Param *param)
{
    const char *path = arena_printf(q->terms.arena, "=%s", param->name.alias); /* no field is called so */
    const Fact *f = question_find(q, path, fact_kind(param->type));
    return f ? f : make(q, path, program, param->type, true);
}
const Fact *question_list(Question *q, const char *path)
{
    const Fact *before = question_find(q, path, FACT_LIST);
    if (before) return before;
    const Logic *l = &q->terms.logic;
    Fact f = {.kind = FACT_LIST, .path = path, .known = logic_fresh(l, path), .yes = l->no, .value = end_of(num(0)), .table = -1, .n_in = q->limits.max_children};
    f.in = arena_alloc(q->terms.arena, (size_t)f.n_in * sizeof *f.in + 1);
    for (int i = 0; i < f.n_in; i++) {
        f.in[i] = logic_fresh(l, path);
        terms_hold(&q->terms, logic_or(l, logic_not(l, f.in[i]), i ? f.in[i - 1] : f.known));
    }
    return add(q, f);
}

/* ---- reading ---- */
static Num at_scale(Question *q, const Fact *f, int scale)
{
    const Logic *l = &q->terms.logic;
    if (scale >= f->scale) return num_times(l, f->value.n, number_power(scale - f->scale));
    Num step = num(number_power(f->scale - scale)); /* more digits than this program reads are refused */
    terms_hold(&q->terms, num_eq(l, num_mod(l, f->value.n, step), num(0)));
    return num_floor_div(l, f->value.n, step);
}
/* Axioms may come twice where several places read a fact; the solver does not mind. */
static Num within(Question *q, Num n, int64_t lo, int64_t hi)
{
    const Logic *l = &q->terms.logic;
    if (lo != INT64_MIN) terms_hold(&q->terms, num_ge(l, n, num(lo)));
    if (hi != INT64_MAX) terms_hold(&q->terms, num_le(l, n, num(hi)));
    if (num_constant(n)) return n;
    if (n.min < lo) n.min = lo;
    if (n.max > hi) n.max = hi;
    return n;
}
/* What only another program has is excluded. */
static Num enum_read(Question *q, const Fact *f, const Enum *e)
{
    const Logic *l = &q->terms.logic;
    for (int i = 0; i < q->tables[f->table].n_values; i++) {
        bool here = false;
        for (int k = 0; k < e->n_values; k++) here |= strcmp(e->values[k].name.alias, q->tables[f->table].values[i]) == 0;
        if (!here) terms_hold(&q->terms, logic_not(l, num_eq(l, f->value.n, num(i))));
    }
    return enum_here(q, f->value.n, f->table, e);
}
Term fact_read(Question *q, const Fact *f, const Program *program, Type type, int64_t lo, int64_t hi)
{
    const Logic *l = &q->terms.logic;
    Term r = term_unknown(&q->terms);
    switch (f->kind) {
    case FACT_BIT: return term_truth(&q->terms, logic_and(l, f->known, f->yes), logic_but(l, f->known, f->yes));
    case FACT_ENUM: r.v = end_of(enum_read(q, f, &program->enums[type.ref])); break;
    case FACT_TEXT: case FACT_DATE: r.v = f->value; break;
    case FACT_NUMBER:
        r.v = end_of(within(q, at_scale(q, f, type.scale), lo, hi));
        if (lo != INT64_MIN) r.lo = end_of(num(lo));
        if (hi != INT64_MAX) r.hi = end_of(num(hi));
        break;
    case FACT_LIST: break;
    }
    r.known = f->known;
    return r;
}
