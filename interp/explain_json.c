/* An explanation as JSON; docs/explain-json.md describes the form. Must never know registers. */
#include "grammar/strbuf.h"
#include "interp/calendar.h"
#include "interp/explain_internal.h"

typedef struct { StrBuf out; Arena *arena; const Explanation *x; ExplainOptions options; } Json;
/* Keys of an object in order; a comma before all but the first. */
static void key(Json *j, const char *name)
{
    char last = j->out.text[j->out.n - 1];
    if (last != '{' && last != '[') strbuf_char(&j->out, ',');
    if (name) strbuf_json(&j->out, name), strbuf_char(&j->out, ':');
}
static void text(Json *j, const char *name, const char *value)
{
    if (value) key(j, name), strbuf_json(&j->out, value);
}
static void flag(Json *j, const char *name, bool value) { key(j, name), strbuf_add(&j->out, value ? "true" : "false"); }
static void count(Json *j, const char *name, int value) { key(j, name), strbuf_printf(&j->out, "%d", value); }
static void open(Json *j, const char *name, char bracket) { key(j, name), strbuf_char(&j->out, bracket); }
static void day(Json *j, const char *name, int32_t value)
{
    if (value >= CALENDAR_DAY_MIN && value <= CALENDAR_DAY_MAX) text(j, name, day_words(j->arena, value, false));
}
static const char *shown(const Json *j, Name name) { return name_shown(name, j->options.chinese_names); }
static void article(Json *j, const char *name, int index)
{
    if (index >= 0) text(j, name, j->x->program->articles[index].label);
}

/* ---- values ---- */
static void scalar(Json *j, Type type, int64_t v, const char *words)
{
    Seen one = {LANE_KNOWN, type, v, v, words};
    const char *s = seen_plain(j->arena, j->x, &one, j->options.chinese_names);
    bool whole = type.kind == TY_NUM && type.scale == 0 && type.unit.base != U_YUAN;
    if (type.kind == TY_BOOL) strbuf_add(&j->out, v ? "true" : "false");
    else if (whole) strbuf_add(&j->out, s);
    else strbuf_json(&j->out, s);
}
static void bound(Json *j, Type type, int64_t v)
{
    key(j, NULL);
    if (v == INT64_MIN || v == INT64_MAX) strbuf_add(&j->out, "null");
    else scalar(j, type, v, NULL);
}
/* {"value":…} | {"unknown":true,"bounds":[lo,hi]} | {"undefined":true}, with the unit where there is one. */
static void seen(Json *j, const char *name, const Seen *s)
{
    open(j, name, '{');
    if (s->state == LANE_KNOWN) key(j, "value"), scalar(j, s->type, s->lo, s->text);
    else if (s->state == LANE_BROKEN) flag(j, "undefined", true);
    else {
        flag(j, "unknown", true);
        bool ordered = s->type.kind == TY_NUM || s->type.kind == TY_DATE;
        if (ordered && (s->lo != INT64_MIN || s->hi != INT64_MAX)) open(j, "bounds", '['), bound(j, s->type, s->lo), bound(j, s->type, s->hi), strbuf_char(&j->out, ']');
    }
    if (s->type.kind == TY_NUM && *unit_name_en(s->type.unit)) text(j, "unit", j->options.chinese ? unit_name_zh(s->type.unit) : unit_name_en(s->type.unit));
    strbuf_char(&j->out, '}');
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
    if (w->field >= 0) text(j, "fact", shown(j, w->name));
    seen(j, "found", &w->seen);
    text(j, "operator", operator_id(w));
    open(j, "required", '[');
    for (int i = 0; i < w->n_required; i++) seen(j, NULL, &w->required[i]);
    strbuf_char(&j->out, ']');
}
static void exception(Json *j, const Why *w)
{
    const Exception *x = w->exception;
    text(j, "name", shown(j, x->name));
    if (x->overrides >= 0 && x->overrides < w->version->n_exceptions) text(j, "overrides", shown(j, w->version->exceptions[x->overrides].name));
    text(j, "effect", x->off ? "off" : x->value || x->amount ? "replaces" : x->grant ? "grants" : "refuses");
    if (x->value || x->amount) seen(j, "result", &w->seen);
}
static void details(Json *j, const Why *w)
{
    switch (w->kind) {
    case WHY_TEST: test(j, w); break;
    case WHY_FACT: text(j, "fact", shown(j, w->name)), seen(j, "found", &w->seen); break;
    case WHY_PARAM: text(j, "name", shown(j, w->name)), seen(j, "found", &w->seen); break;
    case WHY_RULE:
        text(j, "name", shown(j, w->rule->name));
        if (w->name.alias && *w->name.alias) text(j, "about", shown(j, w->name));
        if (w->truth == TRUTH_NONE) seen(j, "found", &w->seen);
        if (w->again) flag(j, "explained_before", true);
        if (w->not_in_force) flag(j, "in_force", false);
        break;
    case WHY_VALUE: case WHY_CASES: seen(j, "found", &w->seen); break;
    case WHY_CASE:
        count(j, "number", w->number);
        if (w->otherwise) flag(j, "otherwise", true);
        if (w->truth != TRUTH_FALSE) seen(j, "result", &w->seen);
        break;
    case WHY_LIST:
        if (w->truth == TRUTH_NONE) seen(j, "found", &w->seen);
        text(j, "list", shown(j, w->name));
        if (w->total >= 0) count(j, "elements", w->total);
        break;
    case WHY_AT: seen(j, "date", &w->seen); break;
    case WHY_ELEMENT: case WHY_ITEM: text(j, "name", shown(j, w->name)); break;
    case WHY_EXCEPTION: exception(j, w); break;
    case WHY_ALL: case WHY_ANY: case WHY_NOT: case WHY_FIXED: case WHY_NO_CASE: break;
    }
}
static void reason(Json *j, const Why *w)
{
    open(j, NULL, '{');
    text(j, "kind", kind_id(w->kind)), text(j, "role", role_id(w->role)), text(j, "label", w->label);
    if (w->expr && w->kind != WHY_CASES && w->kind != WHY_NO_CASE) text(j, "words", expr_words(j->arena, j->x, w->kind == WHY_CASE && !w->otherwise ? w->expr->a : w->expr, j->options));
    text(j, "truth", truth_id(w->truth)), flag(j, "decides", w->decides);
    details(j, w);
    article(j, "cite", w->article);
    if (w->hidden) count(j, "omitted", w->hidden);
    if (w->n_child) open(j, "because", '[');
    for (int i = 0; i < w->n_child; i++) reason(j, w->child[i]);
    if (w->n_child) strbuf_char(&j->out, ']');
    strbuf_char(&j->out, '}');
}

/* ---- what it draws on ---- */
static void articles(Json *j)
{
    open(j, "articles", '[');
    for (int i = 0; i < j->x->n_articles; i++) {
        const Article *a = &j->x->program->articles[j->x->articles[i]];
        open(j, NULL, '{');
        text(j, "label", a->label), text(j, "heading", a->heading), text(j, "text", a->text), flag(j, "decides", i < j->x->n_deciding);
        day(j, "from", a->from);
        strbuf_char(&j->out, '}');
    }
    strbuf_char(&j->out, ']');
}
static void parameters(Json *j)
{
    open(j, "parameters", '[');
    for (int i = 0; i < j->x->n_params; i++) {
        const ParamUse *use = &j->x->params[i];
        const Param *p = &j->x->program->params[use->param];
        const ParamVersion *v = use->version >= 0 ? &p->versions[use->version] : NULL;
        Seen s = {v && v->state == PV_KNOWN ? LANE_KNOWN : v ? LANE_UNKNOWN : LANE_BROKEN, p->type, v && v->state == PV_KNOWN ? v->value : INT64_MIN, v && v->state == PV_KNOWN ? v->value : INT64_MAX, NULL};
        open(j, NULL, '{');
        text(j, "name", shown(j, p->name)), seen(j, "found", &s);
        if (v) day(j, "from", v->from), text(j, "source", v->note);
        day(j, "verified_until", p->verified_until);
        if (use->stale) flag(j, "stale", true);
        article(j, "cite", p->article);
        strbuf_char(&j->out, '}');
    }
    strbuf_char(&j->out, ']');
}
static void readings(Json *j)
{
    open(j, "readings", '[');
    for (int i = 0; i < j->x->n_readings; i++) {
        const Reading *r = &j->x->program->readings[j->x->readings[i]];
        open(j, NULL, '{');
        text(j, "name", shown(j, r->name)), text(j, "question", r->question), text(j, "read_as", shown(j, r->options[r->chosen]));
        if (r->texts) text(j, "text", r->texts[r->chosen]);
        flag(j, "adopted", r->chosen == r->adopted), text(j, "because", r->reason);
        open(j, "others", '[');
        for (int k = 0; k < r->n_options; k++) if (k != r->chosen) text(j, NULL, shown(j, r->options[k]));
        strbuf_char(&j->out, ']');
        article(j, "cite", r->article);
        strbuf_char(&j->out, '}');
    }
    strbuf_char(&j->out, ']');
}
static void shares(Json *j)
{
    if (!j->x->n_shares) return;
    open(j, "shares", '[');
    for (int i = 0; i < j->x->n_shares; i++) {
        const ShareUse *u = &j->x->shares[i];
        open(j, NULL, '{');
        text(j, "payer", shown(j, u->payer->name)), seen(j, "share", &u->ratio), seen(j, "part", &u->part);
        strbuf_char(&j->out, '}');
    }
    strbuf_char(&j->out, ']');
}
static void missing(Json *j)
{
    open(j, "missing", '[');
    for (int i = 0; i < j->x->result.n_missing; i++) {
        const MissingFact *m = &j->x->result.missing[i];
        open(j, NULL, '{');
        text(j, m->param >= 0 ? "parameter" : "fact", j->options.chinese_names ? m->path_zh : m->path);
        if (m->param < 0 && m->entity >= 0 && m->field >= 0) text(j, "description", j->x->program->entities[m->entity].fields[m->field].description);
        strbuf_char(&j->out, '}');
    }
    strbuf_char(&j->out, ']');
}
static void items(Json *j, const char *name, const bool *which)
{
    open(j, name, '[');
    for (int i = 0; which && i < j->x->version->n_items; i++) if (which[i]) text(j, NULL, shown(j, j->x->version->items[i].name));
    strbuf_char(&j->out, ']');
}
static void outcome(Json *j)
{
    const DecisionResult *r = &j->x->result;
    bool duty = r->rule->kind >= RULE_DUTY;
    text(j, "status", status_name(r->status, false));
    if (r->rule->kind == RULE_LIST && r->item_certain) items(j, "certain", r->item_certain), items(j, "possible", r->item_possible);
    if (r->value.present && r->status != STATUS_DENIED) {
        Seen s = {r->value.lo == r->value.hi && r->status != STATUS_UNDETERMINED ? LANE_KNOWN : LANE_UNKNOWN, r->value.type, r->value.lo, r->value.hi, r->value.text};
        if (s.type.kind == TY_TEXT && j->x->root) s = j->x->root->seen;
        seen(j, r->amount_kind == AMOUNT_AT_LEAST ? "at_least" : r->amount_kind == AMOUNT_AT_MOST ? "at_most" : "result", &s);
    }
    if (r->amount_kind == AMOUNT_FREE) flag(j, "free", true);
    if (r->reason != REASON_NONE) text(j, "reason", reason_id(r->reason));
    if (duty) flag(j, "applies", r->applies);
    if (r->has_due) flag(j, "due", r->due);
    if (r->overdue) flag(j, "overdue", true);
}
const char *explain_json(Arena *arena, const Explanation *x, ExplainOptions options)
{
    Json json = {.out = {.arena = arena}, .arena = arena, .x = x, .options = options}, *j = &json;
    strbuf_char(&j->out, '{');
    text(j, "decision", shown(j, x->rule->name));
    if (x->subject.alias && *x->subject.alias) text(j, "about", shown(j, x->subject));
    if (x->id) key(j, "id"), strbuf_add(&j->out, x->id);
    text(j, "entity", shown(j, x->program->entities[x->entity].name));
    day(j, "as_of", x->as_of), day(j, "law_as_of", x->law_date);
    if (x->rule->unit >= 0) text(j, "regulation", shown(j, x->program->regulations[x->rule->unit].title));
    outcome(j);
    if (x->version) article(j, "cite", x->version->article);
    articles(j);
    if (x->root) {
        open(j, "because", '[');
        for (int i = 0; i < x->root->n_child; i++) reason(j, x->root->child[i]);
        strbuf_char(&j->out, ']');
    }
    shares(j), parameters(j), readings(j), missing(j);
    strbuf_add(&j->out, "}\n");
    return j->out.text;
}
