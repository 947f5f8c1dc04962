/* A record in hand as an 例, to be pasted into a file. See sample.h.
 * Must never know rules' inside, or what the example is to show. */
#include <string.h>
#include "grammar/format.h"
#include "grammar/strbuf.h"
#include "interp/base/calendar.h"
#include "interp/base/number.h"
#include "interp/decide/sample.h"

typedef struct { const Program *program; const Sample *sample; StrBuf *out; bool chinese; } Writer;

static bool is_keyword(const char *word)
{
    for (int i = 0; i < KEYWORD_COUNT; i++)
        if (keyword_matches(i, word)) return true;
    return keyword_is_operator(word, strlen(word));
}
static void put_word(StrBuf *b, const char *word) { strbuf_printf(b, format_is_word(word) && !is_keyword(word) ? "%s" : "\"%s\"", word); }
void sample_name(StrBuf *b, const Name *name, bool chinese) { put_word(b, chinese ? name->zh : name->alias); }
static void put_colon(Writer *w) { strbuf_add(w->out, w->chinese ? "：" : ": "); }
static void put_number(StrBuf *b, int64_t value, int scale)
{
    char text[NUMBER_TEXT];
    size_t n = number_print(text, value, scale, 0);
    while (scale && text[n - 1] == '0') n--;
    strbuf_bytes(b, text, n - (scale && text[n - 1] == '.'));
}
static const Name *value_name(const Enum *e, const char *alias)
{
    for (int i = 0; i < e->n_values; i++)
        if (strcmp(e->values[i].name.alias, alias) == 0) return &e->values[i].name;
    return NULL;
}
static void put_value(Writer *w, Type type, const SampleFact *f)
{
    char day[CALENDAR_TEXT];
    const Name *name;
    switch (f->kind) {
    case FACT_BIT: strbuf_add(w->out, w->chinese ? (f->value ? "是" : "否") : f->value ? "true" : "false"); return;
    case FACT_ENUM:
        name = value_name(&w->program->enums[type.ref], f->word);
        if (name) sample_name(w->out, name, w->chinese);
        return;
    case FACT_TEXT: strbuf_printf(w->out, "\"%s\"", f->word); return;
    case FACT_DATE: calendar_print((int32_t)f->value, day), strbuf_add(w->out, day); return;
    case FACT_NUMBER: put_number(w->out, f->value, f->scale); return;
    case FACT_LIST: return;
    }
}
static const SampleFact *known(const Writer *w, const char *path, Type type)
{
    const SampleFact *f = type.kind == TY_ENTITY ? NULL : sample_find(w->sample, path, fact_kind(type));
    if (!f || !f->known) return NULL;
    return f->kind == FACT_ENUM && !value_name(&w->program->enums[type.ref], f->word) ? NULL : f;
}

/* ---- elements of lists: one line each, what is nested in them by its path ---- */
static void put_below(Writer *w, int entity, const char *before, const char *shown, int indent);
static void put_unknown(Writer *w, const Entity *e) /* an element of which nothing is known has to say something */
{
    int at = 0;
    for (int i = 0; i < e->n_fields; i++)
        if (e->fields[i].type.kind == TY_BOOL || e->fields[i].type.kind == TY_DATE || e->fields[i].type.kind == TY_NUM) { at = i; break; }
    sample_name(w->out, &e->fields[at].name, w->chinese);
    strbuf_add(w->out, w->chinese ? " 不明" : " unknown");
}
static void put_elements(Writer *w, const Field *list, const char *path, const char *shown, int64_t n, int indent)
{
    const Entity *e = &w->program->entities[list->type.ref];
    Arena *arena = w->out->arena;
    for (int64_t k = 1; k <= n; k++) {
        const char *below = arena_printf(arena, "%s[%lld].", path, (long long)k);
        strbuf_fill(w->out, ' ', (size_t)indent);
        strbuf_printf(w->out, "%s %lld", shown, (long long)k);
        put_colon(w);
        bool any = false;
        for (int i = 0; i < e->n_fields; i++) {
            const SampleFact *f = known(w, arena_printf(arena, "%s%s", below, e->fields[i].name.alias), e->fields[i].type);
            if (!f || f->kind == FACT_LIST) continue;
            if (any) strbuf_add(w->out, w->chinese ? "，" : ", ");
            sample_name(w->out, &e->fields[i].name, w->chinese);
            strbuf_char(w->out, ' ');
            put_value(w, e->fields[i].type, f);
            any = true;
        }
        if (!any) put_unknown(w, e);
        strbuf_char(w->out, '\n');
        put_below(w, list->type.ref, below, arena_printf(arena, "%s[%lld].", shown, (long long)k), indent);
    }
}
static void put_list(Writer *w, const Field *f, const char *path, const char *shown, int indent)
{
    const SampleFact *list = known(w, path, f->type);
    if (!list) return;
    if (list->value) { put_elements(w, f, path, shown, list->value, indent); return; }
    strbuf_fill(w->out, ' ', (size_t)indent);
    strbuf_add(w->out, shown);
    put_colon(w);
    strbuf_add(w->out, w->chinese ? "无\n" : "none\n");
}
/* Lists, and what is nested, of an element that has its own line. */
static void put_below(Writer *w, int entity, const char *before, const char *shown, int indent)
{
    const Entity *e = &w->program->entities[entity];
    Arena *arena = w->out->arena;
    for (int i = 0; i < e->n_fields; i++) {
        const Field *f = &e->fields[i];
        StrBuf name = {.arena = arena};
        strbuf_add(&name, shown);
        sample_name(&name, &f->name, w->chinese);
        const char *path = arena_printf(arena, "%s%s", before, f->name.alias);
        if (f->type.kind == TY_LIST) put_list(w, f, path, name.text, indent);
        if (f->type.kind != TY_ENTITY) continue;
        const char *inner = arena_printf(arena, "%s.", path), *inner_shown = arena_printf(arena, "%s.", name.text);
        const Entity *nested = &w->program->entities[f->type.ref];
        for (int k = 0; k < nested->n_fields; k++) {
            const SampleFact *v = known(w, arena_printf(arena, "%s%s", inner, nested->fields[k].name.alias), nested->fields[k].type);
            if (!v || v->kind == FACT_LIST) continue;
            strbuf_fill(w->out, ' ', (size_t)indent);
            strbuf_add(w->out, inner_shown);
            sample_name(w->out, &nested->fields[k].name, w->chinese);
            put_colon(w);
            put_value(w, nested->fields[k].type, v);
            strbuf_char(w->out, '\n');
        }
        put_below(w, f->type.ref, inner, inner_shown, indent);
    }
}

/* ---- a record: one fact a line, nested entities as blocks ---- */
static void put_facts(Writer *w, int entity, const char *before, int indent)
{
    const Entity *e = &w->program->entities[entity];
    Arena *arena = w->out->arena;
    for (int i = 0; i < e->n_fields; i++) {
        const Field *f = &e->fields[i];
        const char *path = arena_printf(arena, "%s%s", before, f->name.alias);
        StrBuf name = {.arena = arena};
        sample_name(&name, &f->name, w->chinese);
        if (f->type.kind == TY_LIST) { put_list(w, f, path, name.text, indent); continue; }
        const SampleFact *v = known(w, path, f->type);
        if (!v && f->type.kind != TY_ENTITY) continue;
        size_t start = w->out->n;
        strbuf_fill(w->out, ' ', (size_t)indent);
        strbuf_add(w->out, name.text);
        if (v) put_colon(w), put_value(w, f->type, v), strbuf_char(w->out, '\n');
        else {
            strbuf_add(w->out, w->chinese ? "：\n" : ":\n");
            size_t head = w->out->n;
            put_facts(w, f->type.ref, arena_printf(arena, "%s.", path), indent + 2);
            if (w->out->n == head) w->out->n = start, w->out->text[start] = '\0'; /* nothing is known of it */
        }
    }
}
static void put_suppositions(Writer *w)
{
    for (int i = 0; i < w->program->n_params; i++) {
        const Param *p = &w->program->params[i];
        const SampleFact *f = sample_parameter(w->sample, p);
        if (!f) continue;
        strbuf_add(w->out, w->chinese ? "  假定 " : "  assume ");
        sample_name(w->out, &p->name, w->chinese);
        put_colon(w);
        put_value(w, p->type, f);
        strbuf_char(w->out, '\n');
    }
}
const char *sample_example(Arena *arena, const Program *program, int entity, const Sample *s, const char *title, const char *expectations, bool chinese)
{
    StrBuf b = {.arena = arena};
    Writer w = {program, s, &b, chinese};
    char day[CALENDAR_TEXT];
    calendar_print(s->as_of, day);
    strbuf_printf(&b, chinese ? "例 \"%s\" 于 %s" : "example \"%s\" as of %s", title, day);
    calendar_print(s->law_as_of, day);
    if (s->law_as_of != s->as_of) strbuf_printf(&b, chinese ? " 法律于 %s" : " law as of %s", day);
    strbuf_add(&b, chinese ? "\n  对 " : "\n  for ");
    sample_name(&b, &program->entities[entity].name, chinese);
    strbuf_char(&b, '\n');
    put_suppositions(&w);
    size_t start = b.n;
    strbuf_add(&b, chinese ? "  已知\n" : "  given\n");
    size_t head = b.n;
    put_facts(&w, entity, "", 4);
    if (b.n == head) b.n = start, b.text[start] = '\0';
    strbuf_add(&b, expectations);
    return b.text;
}
