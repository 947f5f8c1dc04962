/* Values seen and reasons as JSON; docs/explain-json.md describes the form. Must never know registers. */
#include "interp/explain/explain_json.h"
#include "interp/base/calendar.h"

void json_key(Json *j, const char *name)
{
    char last = j->out.text[j->out.n - 1];
    if (last != '{' && last != '[') strbuf_char(&j->out, ',');
    if (name) strbuf_json(&j->out, name), strbuf_char(&j->out, ':');
}
void json_text(Json *j, const char *name, const char *value)
{
    if (value) json_key(j, name), strbuf_json(&j->out, value);
}
void json_flag(Json *j, const char *name, bool value) { json_key(j, name), strbuf_add(&j->out, value ? "true" : "false"); }
void json_count(Json *j, const char *name, int value) { json_key(j, name), strbuf_printf(&j->out, "%d", value); }
void json_open(Json *j, const char *name, char bracket) { json_key(j, name), strbuf_char(&j->out, bracket); }
void json_close(Json *j, char bracket) { strbuf_char(&j->out, bracket); }
void json_day(Json *j, const char *name, int32_t day)
{
    if (day >= CALENDAR_DAY_MIN && day <= CALENDAR_DAY_MAX) json_text(j, name, day_words(j->arena, day, false));
}
const char *json_name(const Json *j, Name name) { return name_shown(name, j->options.chinese_names); }
void json_cite(Json *j, const char *name, int article)
{
    if (article >= 0 && article < j->x->program->n_articles) json_text(j, name, j->x->program->articles[article].label);
}

/* ---- values ---- */
/* Whole numbers are JSON numbers as far as every reader keeps them; the others are strings, so that nobody rounds them. */
void json_scalar(Json *j, Type type, int64_t v, const char *words)
{
    Seen one = {LANE_KNOWN, type, v, v, words};
    const char *s = seen_plain(j->arena, j->x, &one, j->options.chinese_names);
    int64_t exact = INT64_C(1) << 53;
    bool whole = type.kind == TY_NUM && type.scale == 0 && type.unit.base != U_YUAN && v <= exact && v >= -exact;
    if (type.kind == TY_BOOL) strbuf_add(&j->out, v ? "true" : "false");
    else if (whole) strbuf_add(&j->out, s);
    else strbuf_json(&j->out, s);
}
static void bound(Json *j, Type type, int64_t v)
{
    json_key(j, NULL);
    if (v == INT64_MIN || v == INT64_MAX) strbuf_add(&j->out, "null");
    else json_scalar(j, type, v, NULL);
}
void json_bounds(Json *j, const char *name, Type type, int64_t lo, int64_t hi)
{
    if ((type.kind != TY_NUM && type.kind != TY_DATE) || (lo == INT64_MIN && hi == INT64_MAX)) return;
    json_open(j, name, '[');
    bound(j, type, lo), bound(j, type, hi);
    json_close(j, ']');
}
/* One unit, one spelling: results are compared by machines. */
void json_unit(Json *j, Type type)
{
    if (type.kind == TY_NUM && *unit_name_zh(type.unit)) json_text(j, "unit", unit_name_zh(type.unit));
}
void json_seen(Json *j, const char *name, const Seen *s)
{
    json_open(j, name, '{');
    if (s->state == LANE_KNOWN) json_key(j, "value"), json_scalar(j, s->type, s->lo, s->text);
    else if (s->state == LANE_BROKEN) json_flag(j, "undefined", true);
    else json_flag(j, "unknown", true), json_bounds(j, "bounds", s->type, s->lo, s->hi);
    json_unit(j, s->type);
    json_close(j, '}');
}

/* ---- reasons ---- */
static const char *kind_id(WhyKind kind)
{
    switch (kind) {
    case WHY_ALL: return "all";
    case WHY_ANY: return "any";
    case WHY_NOT: return "not";
    case WHY_TEST: return "test";
    case WHY_FIXED: return "constant";
    case WHY_FACT: return "fact";
    case WHY_PARAM: return "parameter";
    case WHY_RULE: return "rule";
    case WHY_VALUE: return "value";
    case WHY_CASES: return "cases";
    case WHY_CASE: return "case";
    case WHY_NO_CASE: return "no_case";
    case WHY_LIST: return "list";
    case WHY_ELEMENT: return "element";
    case WHY_AT: return "on_date";
    case WHY_ITEM: return "item";
    case WHY_EXCEPTION: return "exception";
    }
    return "";
}
static const char *role_id(Role role)
{
    switch (role) {
    case ROLE_NONE: return NULL;
    case ROLE_CONDITION: return "condition";
    case ROLE_APPLIES: return "applies";
    case ROLE_MUST: return "must";
    case ROLE_AMOUNT: return "amount";
    case ROLE_WEIGHT: return "weight";
    case ROLE_YEAR: return "year";
    case ROLE_DUE_YEAR: return "due_year";
    case ROLE_ITEM: return "item";
    case ROLE_EXCEPTION: return "exception";
    }
    return NULL;
}
static const char *truth_id(Truth truth)
{
    switch (truth) {
    case TRUTH_TRUE: return "true";
    case TRUTH_FALSE: return "false";
    case TRUTH_UNKNOWN: return "unknown";
    case TRUTH_UNDEFINED: return "undefined";
    case TRUTH_NONE: break;
    }
    return NULL;
}
static const char *operator_id(const Why *w)
{
    static const char *const OPS[] = {[CMP_EQ] = "=", [CMP_NE] = "!=", [CMP_LT] = "<", [CMP_LE] = "<=", [CMP_GT] = ">", [CMP_GE] = ">="};
    if (w->range) return w->negated ? "not within" : "within";
    if (w->n_required > 1) return w->negated ? "not in" : "in";
    return OPS[w->op];
}
static void test(Json *j, const Why *w)
{
    if (w->field >= 0) json_text(j, "fact", json_name(j, w->name));
    json_seen(j, "found", &w->seen);
    json_text(j, "operator", operator_id(w));
    json_open(j, "required", '[');
    for (int i = 0; i < w->n_required; i++) json_seen(j, NULL, &w->required[i]);
    json_close(j, ']');
}
static void exception(Json *j, const Why *w)
{
    const Exception *x = w->exception;
    json_text(j, "name", json_name(j, x->name));
    if (x->overrides >= 0 && x->overrides < w->version->n_exceptions) json_text(j, "overrides", json_name(j, w->version->exceptions[x->overrides].name));
    json_text(j, "effect", x->off ? "off" : x->value || x->amount ? "replaces" : x->grant ? "grants" : "refuses");
    if (x->value || x->amount) json_seen(j, "result", &w->seen);
}
static void details(Json *j, const Why *w)
{
    switch (w->kind) {
    case WHY_TEST: test(j, w); break;
    case WHY_FACT: json_text(j, "fact", json_name(j, w->name)), json_seen(j, "found", &w->seen); break;
    case WHY_PARAM: json_text(j, "name", json_name(j, w->name)), json_seen(j, "found", &w->seen); break;
    case WHY_RULE:
        json_text(j, "name", json_name(j, w->rule->name));
        if (w->name.alias && *w->name.alias) json_text(j, "about", json_name(j, w->name));
        if (w->truth == TRUTH_NONE) json_seen(j, "found", &w->seen);
        if (w->not_in_force) json_flag(j, "in_force", false);
        break;
    case WHY_VALUE: case WHY_CASES: json_seen(j, "found", &w->seen); break;
    case WHY_CASE:
        json_count(j, "number", w->number);
        if (w->otherwise) json_flag(j, "otherwise", true);
        if (w->truth != TRUTH_FALSE) json_seen(j, "result", &w->seen);
        break;
    case WHY_LIST:
        if (w->truth == TRUTH_NONE) json_seen(j, "found", &w->seen);
        json_text(j, "list", json_name(j, w->name));
        if (w->total >= 0) json_count(j, "elements", w->total);
        break;
    case WHY_AT:
        json_seen(j, "date", &w->seen);
        if (w->expr && w->expr->kind == E_AT && w->expr->law_then) json_flag(j, "law_then", true);
        break;
    case WHY_ELEMENT: case WHY_ITEM: json_text(j, "name", json_name(j, w->name)); break;
    case WHY_EXCEPTION: exception(j, w); break;
    case WHY_ALL: case WHY_ANY: case WHY_NOT: case WHY_FIXED: case WHY_NO_CASE: break;
    }
}
void json_reason(Json *j, const Why *w)
{
    json_open(j, NULL, '{');
    json_text(j, "kind", kind_id(w->kind)), json_text(j, "role", role_id(w->role)), json_text(j, "label", w->label);
    bool listed = (w->kind == WHY_ALL || w->kind == WHY_ANY) && w->n_child && w->child[0]->label; /* its parts have the words */
    if (w->expr && !listed && w->kind != WHY_CASES && w->kind != WHY_NO_CASE) json_text(j, "words", expr_words(j->arena, j->x, w->kind == WHY_CASE && !w->otherwise ? w->expr->a : w->expr, j->options));
    json_text(j, "truth", truth_id(w->truth)), json_flag(j, "decides", w->decides);
    details(j, w);
    json_cite(j, "cite", w->article);
    if (w->hidden) json_count(j, "omitted", w->hidden);
    bool again = w->kind == WHY_RULE && told_before(j->arena, &j->told, w);
    if (again) json_flag(j, "explained_before", true);
    if (w->n_child && !again) {
        json_open(j, "because", '[');
        for (int i = 0; i < w->n_child; i++) json_reason(j, w->child[i]);
        json_close(j, ']');
    }
    json_close(j, '}');
}
