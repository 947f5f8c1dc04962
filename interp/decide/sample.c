/* Records in hand. See sample.h.
 * Must never know rules. */
#include "interp/decide/sample.h"
#include <stdlib.h>
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/base/calendar.h"
#include "interp/base/number.h"

FactKind fact_kind(Type type)
{
    switch ((TypeKind)type.kind) {
    case TY_BOOL: return FACT_BIT;
    case TY_ENUM: return FACT_ENUM;
    case TY_TEXT: return FACT_TEXT;
    case TY_DATE: return FACT_DATE;
    case TY_LIST: return FACT_LIST;
    case TY_NUM: case TY_ERROR: case TY_QUOT: case TY_ENTITY: break;
    }
    return FACT_NUMBER;
}
SampleFact *sample_find(const Sample *s, const char *path, FactKind kind)
{
    for (int i = 0; i < s->n_facts; i++)
        if (s->facts[i].kind == kind && !s->facts[i].parameter && strcmp(s->facts[i].path, path) == 0) return &s->facts[i];
    return NULL;
}
const SampleFact *sample_parameter(const Sample *s, const Param *param)
{
    for (int i = 0; i < s->n_facts; i++)
        if (s->facts[i].parameter && s->facts[i].known && strcmp(s->facts[i].path, param->name.alias) == 0 && s->facts[i].kind == fact_kind(param->type)) return &s->facts[i];
    return NULL;
}
Sample sample_copy(Arena *arena, const Sample *s)
{
    Sample out = *s;
    size_t size = (size_t)s->n_facts * sizeof *s->facts;
    out.facts = arena_grow(arena, s->facts, size, size + 1);
    return out;
}
int sample_element(const char *path, const char *list, const char **rest)
{
    size_t n = strlen(list);
    if (strncmp(path, list, n) != 0 || path[n] != '[') return 0;
    const char *end = strchr(path + n, ']');
    *rest = end && end[1] == '.' ? end + 2 : "";
    return atoi(path + n + 1);
}
bool sample_same_list(const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b);
    if (na && a[na - 1] == SAMPLE_OWN) na--;
    if (nb && b[nb - 1] == SAMPLE_OWN) nb--;
    return na == nb && strncmp(a, b, na) == 0;
}
Sample sample_without(Arena *arena, const Sample *s, const char *list, int k)
{
    Sample out = *s;
    out.facts = NULL, out.n_facts = 0;
    for (int i = 0; i < s->n_facts; i++) {
        SampleFact f = s->facts[i];
        const char *rest = "";
        int at = f.parameter ? 0 : sample_element(f.path, list, &rest);
        if (at == k) continue;
        if (at > k) f.path = arena_printf(arena, "%s[%d].%s", list, at - 1, rest);
        if (f.kind == FACT_LIST && f.value >= k && sample_same_list(f.path, list)) f.value--;
        LIST_ADD(arena, out.facts, out.n_facts, f);
    }
    return out;
}

/* ---- as JSON ---- */
typedef struct { const Program *program; const Sample *sample; StrBuf *out; } Json;
static void put_key(StrBuf *b, const char *key, bool *first)
{
    if (!*first) strbuf_char(b, ',');
    *first = false;
    strbuf_json(b, key);
    strbuf_char(b, ':');
}
static void put_number(StrBuf *b, int64_t value, int scale)
{
    char text[NUMBER_TEXT];
    size_t n = number_print(text, value, scale, 0);
    while (scale && text[n - 1] == '0') n--;
    strbuf_bytes(b, text, n - (scale && text[n - 1] == '.'));
}
static bool has_value(const Program *p, Type type, const char *alias)
{
    const Enum *e = &p->enums[type.ref];
    for (int i = 0; i < e->n_values; i++)
        if (strcmp(e->values[i].name.alias, alias) == 0) return true;
    return false;
}
static void put_scalar(Json *j, const Field *f, const SampleFact *v, bool *first)
{
    char day[CALENDAR_TEXT];
    if (v->kind == FACT_ENUM && !has_value(j->program, f->type, v->word)) return; /* of the other program only */
    put_key(j->out, f->name.alias, first);
    switch (v->kind) {
    case FACT_BIT: strbuf_add(j->out, v->value ? "true" : "false"); return;
    case FACT_ENUM: case FACT_TEXT: strbuf_json(j->out, v->word); return;
    case FACT_DATE: calendar_print((int32_t)v->value, day), strbuf_json(j->out, day); return;
    case FACT_NUMBER: put_number(j->out, v->value, v->scale); return;
    case FACT_LIST: return;
    }
}
/* The fields of an entity at a place; true if there were any. */
static bool put_fields(Json *j, int entity, const char *before)
{
    const Entity *e = &j->program->entities[entity];
    Arena *arena = j->out->arena;
    bool first = true;
    for (int i = 0; i < e->n_fields; i++) {
        const Field *f = &e->fields[i];
        const char *path = arena_printf(arena, "%s%s", before, f->name.alias);
        if (f->type.kind == TY_ENTITY) {
            size_t n = j->out->n;
            bool was_first = first;
            put_key(j->out, f->name.alias, &first);
            strbuf_char(j->out, '{');
            if (put_fields(j, f->type.ref, arena_printf(arena, "%s.", path))) strbuf_char(j->out, '}');
            else j->out->n = n, j->out->text[n] = 0, first = was_first;
            continue;
        }
        const SampleFact *v = sample_find(j->sample, path, fact_kind(f->type));
        if (!v || !v->known) continue;
        if (v->kind != FACT_LIST) { put_scalar(j, f, v, &first); continue; }
        put_key(j->out, f->name.alias, &first);
        for (int64_t k = 1; k <= v->value; k++) {
            strbuf_add(j->out, k == 1 ? "[{" : ",{");
            put_fields(j, f->type.ref, arena_printf(arena, "%s[%lld].", path, (long long)k));
            strbuf_char(j->out, '}');
        }
        strbuf_add(j->out, v->value ? "]" : "[]");
    }
    return !first;
}
const char *sample_json(Arena *arena, const Program *program, int entity, const Sample *s)
{
    StrBuf b = {.arena = arena};
    Json j = {program, s, &b};
    strbuf_char(&b, '{');
    put_fields(&j, entity, "");
    strbuf_char(&b, '}');
    return b.text;
}
