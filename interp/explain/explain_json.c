/* An explanation as JSON: the decision as eval writes it, then its reasons and what they draw on; docs/explain-json.md describes the form.
 * Must never know registers. */
#include "interp/explain/explain_json.h"

/* ---- what it draws on ---- */
static void articles(Json *j)
{
    json_open(j, "articles", '[');
    for (int i = 0; i < j->x->n_articles; i++) {
        const Article *a = &j->x->program->articles[j->x->articles[i]];
        json_open(j, NULL, '{');
        json_text(j, "label", a->label), json_text(j, "heading", a->heading), json_text(j, "text", a->text), json_flag(j, "decides", i < j->x->n_deciding);
        json_day(j, "from", a->from);
        json_close(j, '}');
    }
    json_close(j, ']');
}
static void parameters(Json *j)
{
    json_open(j, "parameters", '[');
    for (int i = 0; i < j->x->n_params; i++) {
        const ParamUse *use = &j->x->params[i];
        const Param *p = &j->x->program->params[use->param];
        const ParamVersion *v = use->version >= 0 ? &p->versions[use->version] : NULL;
        Seen s = {v && v->state == PV_KNOWN ? LANE_KNOWN : v && v->state == PV_PENDING ? LANE_UNKNOWN : LANE_BROKEN, p->type, v && v->state == PV_KNOWN ? v->value : INT64_MIN, v && v->state == PV_KNOWN ? v->value : INT64_MAX, NULL};
        json_open(j, NULL, '{');
        json_text(j, "name", json_name(j, p->name)), json_seen(j, "found", &s);
        if (use->law_date != j->x->law_date) json_day(j, "law_as_of", use->law_date);
        if (v && v->state == PV_REPEALED) json_flag(j, "repealed", true);
        if (v && v->set) json_flag(j, "set", true);
        if (v) json_day(j, "from", v->from), json_text(j, "source", v->note);
        json_day(j, "verified_until", p->verified_until);
        if (use->stale) json_flag(j, "stale", true);
        json_cite(j, "cite", p->article);
        json_close(j, '}');
    }
    json_close(j, ']');
}
static void readings(Json *j)
{
    json_open(j, "readings", '[');
    for (int i = 0; i < j->x->n_readings; i++) {
        const Reading *r = &j->x->program->readings[j->x->readings[i]];
        json_open(j, NULL, '{');
        json_text(j, "name", json_name(j, r->name)), json_text(j, "question", r->question), json_text(j, "read_as", json_name(j, r->options[r->chosen]));
        if (r->texts) json_text(j, "text", r->texts[r->chosen]);
        json_flag(j, "adopted", r->chosen == r->adopted), json_text(j, "because", r->reason);
        json_open(j, "others", '[');
        for (int k = 0; k < r->n_options; k++) if (k != r->chosen) json_text(j, NULL, json_name(j, r->options[k]));
        json_close(j, ']');
        json_cite(j, "cite", r->article);
        json_close(j, '}');
    }
    json_close(j, ']');
}
static void shares(Json *j)
{
    if (!j->x->n_shares || j->x->root->truth != TRUTH_TRUE) return;
    json_open(j, "shares", '[');
    for (int i = 0; i < j->x->n_shares; i++) {
        const ShareUse *u = &j->x->shares[i];
        json_open(j, NULL, '{');
        json_text(j, "payer", json_name(j, u->payer->name)), json_seen(j, "share", &u->ratio), json_seen(j, "part", &u->part);
        json_close(j, '}');
    }
    json_close(j, ']');
}
static void missing(Json *j)
{
    json_open(j, "missing_facts", '[');
    for (int i = 0; i < j->x->result.n_missing; i++) {
        const MissingFact *m = &j->x->result.missing[i];
        json_open(j, NULL, '{');
        json_text(j, m->param >= 0 ? "parameter" : "fact", j->options.chinese_names ? m->path_zh : m->path);
        if (m->param < 0 && m->entity >= 0 && m->field >= 0) json_text(j, "description", j->x->program->entities[m->entity].fields[m->field].description);
        json_close(j, '}');
    }
    json_close(j, ']');
    const MissingSets *sets = j->x->sets;
    if (!sets) return;
    json_open(j, "missing_sets", '[');
    for (int i = 0; i < sets->n_sets; i++) {
        json_open(j, NULL, '[');
        for (int k = 0; k < sets->sets[i].n; k++) {
            const MissingFact *m = &sets->facts[sets->sets[i].facts[k]].fact;
            json_text(j, NULL, j->options.chinese_names ? m->path_zh : m->path);
        }
        json_close(j, ']');
    }
    json_close(j, ']');
    if (!sets->complete) json_flag(j, "missing_sets_complete", false);
}

/* ---- what would change the answer ---- */
static void answer(Json *j, const AdviseAnswer *a)
{
    json_text(j, "status", status_name(a->status, j->options.chinese_names));
    if (j->x->rule->kind == RULE_LIST && a->items) {
        json_open(j, "value", '[');
        for (int i = 0; i < j->x->version->n_items; i++) if (a->items[i]) json_text(j, NULL, json_name(j, j->x->version->items[i].name));
        json_close(j, ']');
    } else if (a->value.present && a->value.lo == a->value.hi && (a->status == STATUS_GRANTED || a->status == STATUS_VALUE) && a->value.type.kind != TY_TEXT)
        json_key(j, "value"), json_scalar(j, a->value.type, a->value.lo, NULL), json_unit(j, a->value.type);
}
static void change(Json *j, const AdviseChange *c)
{
    json_open(j, NULL, '{');
    json_text(j, "fact", j->options.chinese_names ? c->path_zh : c->path);
    if (c->was.present) json_key(j, "was"), json_scalar(j, c->type, c->was.lo, c->was.text);
    if (c->interval && c->lo != INT64_MIN) json_key(j, "at_least"), json_scalar(j, c->type, c->lo, NULL);
    if (c->interval && c->hi != INT64_MAX) json_key(j, "at_most"), json_scalar(j, c->type, c->hi, NULL);
    if (c->type.kind == TY_LIST) json_flag(j, "empty", true);
    else if (!c->interval) {
        json_open(j, "one_of", '[');
        for (int i = 0; i < c->n_values; i++) json_key(j, NULL), json_scalar(j, c->type, c->values[i], c->texts[i]);
        json_close(j, ']');
        if (c->more_values) json_count(j, "more_values", c->more_values);
    }
    json_close(j, '}');
}
static void changes(Json *j)
{
    const Advice *a = j->x->advice;
    if (!a) return;
    if (a->has_day) {
        json_open(j, "next_change", '{');
        json_day(j, "date", a->day), answer(j, &a->on_day);
        json_close(j, '}');
    }
    json_open(j, "changes", '[');
    for (int i = 0; i < a->n_sets; i++) {
        json_open(j, NULL, '{');
        json_open(j, "facts", '[');
        for (int k = 0; k < a->sets[i].n; k++) change(j, &a->sets[i].changes[k]);
        json_close(j, ']');
        answer(j, &a->sets[i].answer);
        json_close(j, '}');
    }
    json_close(j, ']');
    if (a->more) json_flag(j, "more_changes", true);
}

/* ---- the decision, in the fields of eval ---- */
static void items(Json *j, const char *name, bool certain)
{
    const DecisionResult *r = &j->x->result;
    json_open(j, name, '[');
    for (int i = 0; i < r->version->n_items; i++)
        if (certain ? r->item_certain[i] : r->item_possible[i] && !r->item_certain[i]) json_text(j, NULL, json_name(j, r->version->items[i].name));
    json_close(j, ']');
}
static void value(Json *j)
{
    const DecisionResult *r = &j->x->result;
    bool floor = r->amount_kind == AMOUNT_AT_LEAST, ceiling = r->amount_kind == AMOUNT_AT_MOST;
    if (r->rule->kind == RULE_LIST) { items(j, "value", true); return; }
    if (!r->value.present) return;
    if (floor || ceiling) json_open(j, "value", '{');
    json_key(j, floor ? "at_least" : ceiling ? "at_most" : "value");
    json_scalar(j, r->value.type, r->value.lo, r->value.type.kind == TY_TEXT ? j->x->root->seen.text : NULL);
    if (floor || ceiling) json_close(j, '}');
    json_unit(j, r->value.type);
    if (!r->n_parts) return;
    json_open(j, "parts", '{');
    for (int i = 0; i < r->n_parts && i < r->version->n_payers; i++) json_key(j, json_name(j, r->version->payers[i].name)), json_scalar(j, r->parts[i].type, r->parts[i].lo, NULL);
    json_close(j, '}');
}
static void undetermined(Json *j)
{
    const DecisionResult *r = &j->x->result;
    json_text(j, "reason", r->reason == REASON_NONE ? "missing" : reason_id(r->reason));
    json_open(j, "missing", '[');
    for (int i = 0; i < r->n_missing; i++) json_text(j, NULL, j->options.chinese_names ? r->missing[i].path_zh : r->missing[i].path);
    json_close(j, ']');
    if (r->rule->kind == RULE_LIST) items(j, "certain", true), items(j, "possible", false);
    else if (r->value.present && (r->rule->kind == RULE_DEFINE || r->amount_kind == AMOUNT_EXACT)) json_bounds(j, "bounds", r->value.type, r->value.lo, r->value.hi), json_unit(j, r->value.type);
    if (r->may_conflict) json_flag(j, "possible_conflict", true);
}
static void outcomes(Json *j)
{
    json_open(j, "outcomes", '[');
    for (int i = 0; i < j->x->root->n_child; i++) {
        const Why *w = j->x->root->child[i];
        if (w->kind != WHY_EXCEPTION || w->truth != TRUTH_TRUE || w->exception->off) continue;
        json_open(j, NULL, '{');
        if (j->x->rule->kind != RULE_DEFINE) json_text(j, "status", status_name(w->exception->grant ? STATUS_GRANTED : STATUS_DENIED, j->options.chinese_names));
        if (w->seen.state == LANE_KNOWN && (w->exception->value || w->exception->amount)) json_key(j, "value"), json_scalar(j, w->seen.type, w->seen.lo, w->seen.text);
        json_open(j, "cites", '[');
        json_cite(j, NULL, w->article);
        json_close(j, ']'), json_close(j, '}');
    }
    json_close(j, ']');
}
static void outcome(Json *j)
{
    const DecisionResult *r = &j->x->result;
    json_text(j, "status", status_name(r->status, j->options.chinese_names));
    switch (r->status) {
    case STATUS_GRANTED: case STATUS_VALUE: value(j); break;
    case STATUS_MET: case STATUS_UNMET: case STATUS_DONE: case STATUS_NOT_DONE:
        if (!r->applies) json_flag(j, "applies", false);
        if (r->has_due && !r->due) json_flag(j, "due", false);
        if (r->overdue) json_flag(j, "overdue", true);
        break;
    case STATUS_UNDETERMINED: undetermined(j); break;
    case STATUS_CONFLICT: outcomes(j); break;
    case STATUS_ERROR:
        json_text(j, "reason", reason_id(r->reason));
        json_text(j, "message", decide_repealed(j->arena, j->x->program, r, j->options.chinese_names));
        break;
    case STATUS_DENIED: case STATUS_NOT_IN_FORCE: case STATUS_REPEALED: case STATUS_COUNT_: break;
    }
    json_open(j, "cites", '[');
    for (int i = 0; i < j->x->n_deciding; i++) json_cite(j, NULL, j->x->articles[i]);
    json_close(j, ']');
}
const char *explain_json(Arena *arena, const Explanation *x, ExplainOptions options)
{
    Json json = {.out = {.arena = arena}, .arena = arena, .x = x, .options = options}, *j = &json;
    strbuf_char(&j->out, '{');
    json_text(j, "decision", json_name(j, x->rule->name));
    if (x->subject.alias && *x->subject.alias) json_text(j, "about", json_name(j, x->subject));
    if (x->id) json_key(j, "id"), strbuf_add(&j->out, x->id);
    json_text(j, "entity", json_name(j, x->program->entities[x->entity].name));
    json_day(j, "as_of", x->as_of), json_day(j, "law_as_of", x->law_date);
    if (x->rule->unit >= 0) json_text(j, "regulation", json_name(j, x->program->regulations[x->rule->unit].title));
    outcome(j);
    articles(j);
    json_open(j, "because", '[');
    for (int i = 0; x->root && i < x->root->n_child; i++) json_reason(j, x->root->child[i]);
    json_close(j, ']');
    shares(j), parameters(j), readings(j), missing(j), changes(j);
    strbuf_add(&j->out, "}\n");
    return j->out.text;
}
