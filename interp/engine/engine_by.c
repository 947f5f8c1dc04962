/* Groups by a field or a define. See engine_by.h.
 * Must never know what is counted. */
#include <string.h>
#include "interp/engine/engine_by.h"
#include "interp/program/resolver.h" /* names, suggestions */

static bool refuse(Grouping *g, const char *message)
{
    g->message = message;
    return false;
}
typedef enum { BY_NOTHING, BY_FOUND, BY_REFUSED } ByResult;
static const Field *field_at(const Program *p, int entity, const char *name, size_t n, int *index)
{
    const Entity *e = &p->entities[entity];
    for (int i = 0; i < e->n_fields; i++) {
        const Name *f = &e->fields[i].name;
        if ((strlen(f->zh) == n && memcmp(f->zh, name, n) == 0) || (strlen(f->alias) == n && memcmp(f->alias, name, n) == 0)) return *index = i, &e->fields[i];
    }
    return NULL;
}
/* A column of the root space along the path; where no rule reads the fact, one more. */
static int column_for(Grouping *g, int entity, const uint16_t *path, int n, const Field *f)
{
    const Chunk *c = g->chunks[entity];
    for (int i = 0; i < c->n_columns; i++)
        if (c->columns[i].space == 0 && c->columns[i].n == n && memcmp(c->columns[i].field, path, (size_t)n * sizeof *path) == 0) return i;
    Chunk *with = arena_alloc(g->arena, sizeof *with);
    *with = *c;
    with->columns = arena_alloc(g->arena, ((size_t)c->n_columns + 1) * sizeof *with->columns);
    with->ranges = arena_alloc(g->arena, ((size_t)c->n_columns + 1) * sizeof *with->ranges);
    memcpy(with->columns, c->columns, (size_t)c->n_columns * sizeof *c->columns), memcpy(with->ranges, c->ranges, (size_t)c->n_columns * sizeof *c->ranges);
    ColumnSpec spec = {.space = 0, .n = (uint8_t)n, .kind = f->type.kind == TY_BOOL ? COL_BIT : f->type.kind == TY_ENUM ? COL_U8 : f->type.kind == TY_DATE ? COL_I32 : f->type.kind == TY_TEXT ? COL_TEXT : COL_I64};
    memcpy(spec.field, path, (size_t)n * sizeof *path);
    with->columns[with->n_columns] = spec, with->ranges[with->n_columns++] = (ColumnRange){INT64_MIN, INT64_MAX};
    g->chunks[entity] = with;
    return c->n_columns;
}
static ByResult by_field(Grouping *g, int root, const char *way, SimBy *by)
{
    const Program *p = &g->policy->program;
    uint16_t path[6];
    int n = 0, entity = root;
    for (const char *s = way; n < 6;) {
        size_t len = strcspn(s, ".");
        int index;
        const Field *f = field_at(p, entity, s, len, &index);
        if (!f) return BY_NOTHING;
        path[n++] = (uint16_t)index;
        if (f->type.kind == TY_LIST) { refuse(g, arena_printf(g->arena, g->chinese ? "`%.200s` 是列表，不能按它分组" : "`%.200s` is a list; one cannot group by it", way)); return BY_REFUSED; }
        if (f->type.kind == TY_ENTITY && s[len]) { entity = f->type.ref, s += len + 1; continue; }
        if (f->type.kind == TY_ENTITY) { refuse(g, arena_printf(g->arena, g->chinese ? "`%.200s` 是一条记录，请写出它的哪个字段" : "`%.200s` is a record; say which of its fields", way)); return BY_REFUSED; }
        if (s[len]) return BY_NOTHING;
        *by = (SimBy){.column = column_for(g, root, path, n, f), .decision = -1, .type = f->type};
        return BY_FOUND;
    }
    return BY_NOTHING;
}
static ByResult by_define(Grouping *g, int entity, const char *way, SimBy *by)
{
    const Program *p = &g->policy->program;
    const Chunk *c = g->chunks[entity];
    const char *dot = strrchr(way, '.'), *last = dot ? dot + 1 : way;
    for (int i = 0; i < c->n_decisions; i++) {
        const Rule *rule = &p->rules[c->decisions[i].rule];
        bool is = name_is(&g->policy->names[entity].items[i], way) || (name_is(&rule->name, last) && (!dot || c->decisions[i].n > 0));
        if (!is) continue;
        bool groups = rule->kind == RULE_DEFINE && (rule->type.kind == TY_BOOL || rule->type.kind == TY_ENUM || rule->type.kind == TY_NUM || rule->type.kind == TY_DATE || rule->type.kind == TY_TEXT);
        if (!groups) { refuse(g, arena_printf(g->arena, g->chinese ? "只能按字段或定义分组，`%.200s` 不是" : "one groups by a field or a define; `%.200s` is neither", way)); return BY_REFUSED; }
        *by = (SimBy){.column = -1, .decision = i, .type = rule->type};
        return BY_FOUND;
    }
    return BY_NOTHING;
}
/* A field of the root, a define, or else a field of a nested record, by its own name. */
static ByResult by_of(Grouping *g, int entity, const char *way, SimBy *by)
{
    const Entity *e = &g->policy->program.entities[entity];
    ByResult r = by_field(g, entity, way, by);
    if (r == BY_NOTHING) r = by_define(g, entity, way, by);
    for (int i = 0; i < e->n_fields && r == BY_NOTHING; i++)
        if (e->fields[i].type.kind == TY_ENTITY) r = by_field(g, entity, arena_printf(g->arena, "%s.%s", e->fields[i].name.alias, way), by);
    return r;
}
static void suggest_by(const Grouping *g, int entity, Suggestion *near)
{
    const Program *p = &g->policy->program;
    for (int i = 0; i < p->entities[entity].n_fields; i++) suggest_name(near, &p->entities[entity].fields[i].name);
    const Chunk *c = g->chunks[entity];
    for (int i = 0; i < c->n_decisions; i++)
        if (p->rules[c->decisions[i].rule].kind == RULE_DEFINE) suggest_name(near, &p->rules[c->decisions[i].rule].name);
}
bool grouping_find(Grouping *g, const char *way, int only, SimBy *out)
{
    bool any = false;
    Suggestion near = suggest_begin(way ? way : "");
    for (int i = 0; i < g->policy->program.n_entities; i++) {
        out[i] = (SimBy){.column = -1, .decision = -1, .none = way != NULL};
        if (!way || (only >= 0 && only != i)) continue;
        ByResult r = by_of(g, i, way, &out[i]);
        if (r == BY_REFUSED) return false;
        any |= r == BY_FOUND;
        suggest_by(g, i, &near);
    }
    if (!way || any) return true;
    const char *best = suggest_result(&near);
    if (best) return refuse(g, arena_printf(g->arena, g->chinese ? "没有字段或定义 `%.200s`，是不是 `%s`？" : "there is no field or define `%.200s`; did you mean `%s`?", way, best));
    return refuse(g, arena_printf(g->arena, g->chinese ? "没有字段或定义 `%.200s`" : "there is no field or define `%.200s`", way));
}
int64_t grouping_value(const ColumnSpec *spec, const void *data, uint32_t i)
{
    switch ((ColumnKind)spec->kind) {
    case COL_BIT: return (int64_t)(((const uint64_t *)data)[i / 64] >> (i % 64) & 1);
    case COL_U8: return ((const uint8_t *)data)[i];
    case COL_I32: return ((const int32_t *)data)[i];
    case COL_TEXT: return ((const uint32_t *)data)[i];
    case COL_I64: break;
    }
    return ((const int64_t *)data)[i];
}
