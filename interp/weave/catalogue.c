/* See catalogue.h. Must never know records, or how anything runs. */
#include "interp/weave/catalogue.h"
#include "interp/explain/explain.h"
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/base/calendar.h"
#include "interp/decide/decide.h"
#include "interp/base/suggest.h"
#include "interp/program/words.h"

typedef struct { Arena *arena; const Program *program; const CatalogueFilter *filter; Sheet sheet; } Catalogue;

/* ---- words ---- */
static const char *pick(const Catalogue *c, const char *zh, const char *en) { return c->filter->chinese ? zh : en; }
static const char *shown(const Catalogue *c, const Name *n) { return pick(c, n->zh, n->alias); }
static const char *type_text(const Catalogue *c, const Type *t) { return type_shown(c->arena, c->program, t, c->filter->chinese); }
static const char *value_text(const Catalogue *c, const Type *type, int64_t v)
{
    DecisionValue value = {.present = true, .type = *type, .lo = v, .hi = v};
    return decide_value_text(c->arena, c->program, &value, c->filter->chinese);
}
static const char *day_text(const Catalogue *c, int32_t day)
{
    if (day == INT32_MIN || day == INT32_MAX) return NULL;
    char *out = arena_alloc(c->arena, CALENDAR_TEXT);
    calendar_print(day, out);
    return out;
}
static const char *article_label(const Catalogue *c, int article) { return article >= 0 ? c->program->articles[article].label : NULL; }
static void add_line(StrBuf *b, const char *text)
{
    if (b->n) strbuf_char(b, '\n');
    strbuf_add(b, text);
}

/* ---- filters ---- */
/* "75" takes in 75.1.11, not 751. */
static bool in_article(const Catalogue *c, int article)
{
    const char *wanted = c->filter->article;
    if (!wanted) return true;
    if (article < 0) return false;
    const char *label = c->program->articles[article].label;
    size_t n = strlen(wanted);
    return strncmp(label, wanted, n) == 0 && (label[n] == '\0' || label[n] == '.');
}
static bool names(const Name *name, const char *text) { return strcmp(name->zh, text) == 0 || strcmp(name->alias, text) == 0; }
static bool names_body(const RuleVersion *v, const char *body)
{
    for (int i = 0; i < v->n_payers; i++)
        if (names(&v->payers[i].name, body)) return true;
    return false;
}
/* The rule's last version: what a reader of the policy sees. */
static const RuleVersion *last_version(const Rule *rule) { return rule->n_versions ? &rule->versions[rule->n_versions - 1] : NULL; }
static bool wanted_kind(CatalogueKind list, RuleKind kind)
{
    switch (list) {
    case LIST_BENEFITS: return kind == RULE_BENEFIT || kind == RULE_PRIORITY;
    case LIST_DUTIES: return kind == RULE_DUTY || kind == RULE_PROHIBITION || kind == RULE_ENCOURAGED;
    case LIST_TARGETS: return kind == RULE_TARGET;
    case LIST_DECISIONS: case LIST_PARAMETERS: case LIST_READINGS: case LIST_ENTITIES: case LIST_ASSERTIONS: case LIST_KINDS: return true;
    }
    return true;
}
/* The first body whose name holds these words: 教育 is part of 市教育局. */
static const char *body_within(const Program *p, const char *words)
{
    for (int i = 0; *words && i < p->n_rules; i++)
        for (int v = 0; v < p->rules[i].n_versions; v++)
            for (int k = 0; k < p->rules[i].versions[v].n_payers; k++)
                if (strstr(p->rules[i].versions[v].payers[k].name.zh, words)) return p->rules[i].versions[v].payers[k].name.zh;
    return NULL;
}
bool catalogue_has_body(const Program *p, const char *body, const char **near)
{
    Suggestion s = suggest_begin(body);
    for (int i = 0; i < p->n_rules; i++)
        for (int v = 0; v < p->rules[i].n_versions; v++) {
            if (names_body(&p->rules[i].versions[v], body)) return true;
            for (int k = 0; k < p->rules[i].versions[v].n_payers; k++) suggest_name(&s, &p->rules[i].versions[v].payers[k].name);
        }
    *near = suggest_result(&s);
    if (!*near) *near = body_within(p, body);
    return false;
}
bool catalogue_has_article(const Program *p, const char *article)
{
    CatalogueFilter f = {.article = article};
    Catalogue c = {.program = p, .filter = &f};
    for (int i = 0; i < p->n_articles; i++)
        if (in_article(&c, i)) return true;
    return false;
}

/* ---- rules ---- */
static const SheetColumn RULE_COLUMNS[] = {
    {"article", "条", "article", false, false, false}, {"code", "编号", "code", false, false, false}, {"kind", "种类", "kind", false, false, false},
    {"name", "名称", "name", false, false, false}, {"alias", "别名", "alias", false, false, false}, {"subject", "对象", "subject", false, false, false},
    {"type", "结果", "result", false, false, false}, {"bodies", "责任单位", "bodies", false, false, true}, {"deadline", "期限", "deadline", false, false, false},
    {"from", "自", "from", false, false, false}, {"words", "原文", "words", false, false, false},
};
enum { RULE_ARTICLE, RULE_CODE, RULE_KIND, RULE_NAME, RULE_ALIAS, RULE_SUBJECT, RULE_TYPE, RULE_BODIES, RULE_DEADLINE, RULE_FROM, RULE_WORDS, RULE_COLUMN_COUNT };

static const char *result_text(const Catalogue *c, const Rule *rule, const RuleVersion *v)
{
    switch (rule->kind) {
    case RULE_DEFINE: return type_text(c, &rule->type);
    case RULE_LIST: {
        StrBuf b = {.arena = c->arena};
        for (int i = 0; v && i < v->n_items; i++) strbuf_printf(&b, "%s%s", i ? " / " : "", shown(c, &v->items[i].name));
        return b.text;
    }
    case RULE_BENEFIT: case RULE_PRIORITY:
        if (v && v->in_kind) return v->in_kind;
        if (rule->amount_kind == AMOUNT_FREE) return pick(c, "免费", "free");
        return rule->amount_kind == AMOUNT_NONE || rule->amount_kind == AMOUNT_IN_KIND ? NULL : type_text(c, &rule->type);
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_ENCOURAGED: case RULE_TARGET: return NULL;
    }
    return NULL;
}
static void add_rule(Catalogue *c, const Rule *rule)
{
    const RuleVersion *v = last_version(rule);
    int article = v ? v->article : -1;
    if (!in_article(c, article) || (c->filter->body && (!v || !names_body(v, c->filter->body)))) return;
    StrBuf bodies = {.arena = c->arena};
    for (int i = 0; v && i < v->n_payers; i++) add_line(&bodies, shown(c, &v->payers[i].name));
    const char **row = sheet_add_row(&c->sheet);
    row[RULE_ARTICLE] = article_label(c, article), row[RULE_CODE] = rule->code, row[RULE_KIND] = rule_kind_word(rule->kind, c->filter->chinese);
    row[RULE_NAME] = rule->name.zh, row[RULE_ALIAS] = rule->name.alias;
    row[RULE_SUBJECT] = rule->subject >= 0 ? shown(c, &c->program->entities[rule->subject].name) : pick(c, "任何记录", "any record");
    row[RULE_TYPE] = result_text(c, rule, v), row[RULE_BODIES] = bodies.text;
    row[RULE_DEADLINE] = v ? v->term : NULL, row[RULE_FROM] = v ? day_text(c, v->from) : NULL, row[RULE_WORDS] = v ? v->text_duty : NULL;
}

/* ---- parameters ---- */
static const SheetColumn PARAM_COLUMNS[] = {
    {"article", "条", "article", false, false, false}, {"name", "名称", "name", false, false, false}, {"alias", "别名", "alias", false, false, false},
    {"from", "自", "from", false, false, false}, {"value", "值", "value", false, true, false}, {"unit", "单位", "unit", false, false, false},
    {"verified_until", "核实至", "verified until", false, false, false}, {"source", "出处", "source", false, false, false},
};
static const char *param_text(const Catalogue *c, const Param *p, const ParamVersion *v)
{
    uint32_t len = v->written.end - v->written.start;
    bool bare = p->type.kind == TY_NUM && !*unit_name_zh(p->type.unit);
    if (v->state == PV_KNOWN && bare && len && c->filter->as_written) return arena_strndup(c->arena, c->filter->sources->items[v->written.source].text + v->written.start, len);
    return v->state == PV_KNOWN ? value_text(c, &p->type, v->value) : v->state == PV_REPEALED ? pick(c, "废止", "repealed") : pick(c, "待定", "pending");
}
static void add_param(Catalogue *c, const Param *p)
{
    if (!in_article(c, p->article) || c->filter->body) return;
    for (int i = 0; i < p->n_versions; i++) {
        const ParamVersion *v = &p->versions[i];
        const char **row = sheet_add_row(&c->sheet);
        row[0] = article_label(c, p->article), row[1] = p->name.zh, row[2] = p->name.alias, row[3] = day_text(c, v->from);
        row[4] = param_text(c, p, v);
        row[5] = p->type.kind == TY_NUM ? pick(c, unit_name_zh(p->type.unit), unit_name_en(p->type.unit)) : NULL;
        row[6] = day_text(c, p->verified_until), row[7] = v->note;
    }
}

/* ---- readings ---- */
static const SheetColumn READING_COLUMNS[] = {
    {"article", "条", "article", false, false, false}, {"name", "名称", "name", false, false, false}, {"alias", "别名", "alias", false, false, false},
    {"question", "问题", "question", false, false, false}, {"adopted", "采用", "adopted", false, false, false}, {"taken", "本次取", "taken now", false, false, false},
    {"others", "其他读法", "other readings", false, false, true}, {"reason", "理由", "reason", false, false, false},
};
static const char *option_text(const Catalogue *c, const Reading *r, int i)
{
    const char *text = r->texts[i] ? r->texts[i] : "", *name = shown(c, &r->options[i]);
    const char *why = r->computable[i] ? NULL : r->why_not[i];
    const char *said = *text && strcmp(text, name) != 0 ? arena_printf(c->arena, "%s (%s)", name, text) : name;
    return why ? arena_printf(c->arena, pick(c, "%s，不可算：%s", "%s, not computable: %s"), said, why) : said;
}
static void add_reading(Catalogue *c, const Reading *r)
{
    if (!in_article(c, r->article) || c->filter->body) return;
    StrBuf others = {.arena = c->arena};
    for (int i = 0; i < r->n_options; i++)
        if (i != r->adopted) add_line(&others, option_text(c, r, i));
    const char **row = sheet_add_row(&c->sheet);
    row[0] = article_label(c, r->article), row[1] = r->name.zh, row[2] = r->name.alias, row[3] = r->question;
    row[4] = r->adopted >= 0 ? option_text(c, r, r->adopted) : NULL;
    row[5] = r->chosen != r->adopted ? shown(c, &r->options[r->chosen]) : NULL, row[6] = others.text, row[7] = r->reason;
}

/* ---- assertions ---- */
static const SheetColumn ASSERTION_COLUMNS[] = {
    {"article", "条", "article", false, false, false}, {"name", "名称", "name", false, false, false}, {"alias", "别名", "alias", false, false, false},
    {"subject", "对象", "subject", false, false, false}, {"asserted", "断言", "asserted", false, false, false},
};
static void add_assertion(Catalogue *c, const Assertion *a)
{
    if (!in_article(c, a->article) || c->filter->body) return;
    const char **row = sheet_add_row(&c->sheet);
    row[0] = article_label(c, a->article), row[1] = a->name.zh, row[2] = a->name.alias, row[3] = shown(c, &c->program->entities[a->subject].name);
    row[4] = explain_asserted(c->arena, c->program, c->filter->sources, a, (ExplainOptions){c->filter->chinese, c->filter->chinese, false});
}

/* ---- entities ---- */
static const SheetColumn FIELD_COLUMNS[] = {
    {"entity", "实体", "entity", false, false, false}, {"entity_alias", "实体别名", "entity alias", false, false, false}, {"name", "字段", "field", false, false, false},
    {"alias", "别名", "alias", false, false, false}, {"type", "类型", "type", false, false, false}, {"description", "说明", "description", false, false, false},
};
static void add_entity(Catalogue *c, const Entity *e)
{
    if (c->filter->body || c->filter->article) return;
    for (int i = 0; i < e->n_fields; i++) {
        const Field *f = &e->fields[i];
        const char **row = sheet_add_row(&c->sheet);
        row[0] = e->name.zh, row[1] = e->name.alias, row[2] = f->name.zh, row[3] = f->name.alias, row[4] = type_text(c, &f->type), row[5] = f->description;
    }
}
#define COLUMNS(list) list, (int)(sizeof(list) / sizeof *(list))
Sheet catalogue_list(Arena *arena, const Program *program, CatalogueKind kind, const CatalogueFilter *filter)
{
    Catalogue c = {.arena = arena, .program = program, .filter = filter};
    switch (kind) {
    case LIST_PARAMETERS:
        c.sheet = sheet_new(arena, COLUMNS(PARAM_COLUMNS));
        for (int i = 0; i < program->n_params; i++) add_param(&c, &program->params[i]);
        break;
    case LIST_READINGS:
        c.sheet = sheet_new(arena, COLUMNS(READING_COLUMNS));
        for (int i = 0; i < program->n_readings; i++) add_reading(&c, &program->readings[i]);
        break;
    case LIST_ASSERTIONS:
        c.sheet = sheet_new(arena, COLUMNS(ASSERTION_COLUMNS));
        for (int i = 0; i < program->n_assertions; i++) add_assertion(&c, &program->assertions[i]);
        break;
    case LIST_ENTITIES:
        c.sheet = sheet_new(arena, COLUMNS(FIELD_COLUMNS));
        for (int i = 0; i < program->n_entities; i++) add_entity(&c, &program->entities[i]);
        break;
    case LIST_DECISIONS: case LIST_BENEFITS: case LIST_DUTIES: case LIST_TARGETS: case LIST_KINDS:
        c.sheet = sheet_new(arena, COLUMNS(RULE_COLUMNS));
        for (int i = 0; i < program->n_rules; i++)
            if (wanted_kind(kind, program->rules[i].kind)) add_rule(&c, &program->rules[i]);
        break;
    }
    return c.sheet;
}
