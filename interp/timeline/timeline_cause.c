/* Causes: from the instructions that came out differently to birthdays, dates, versions of the law. See timeline.h.
 * Must never know how stretches are found or shown. */
#include "interp/timeline/timeline.h"
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/explain/explain.h"

enum { CAUSES_MAX = 8 };
typedef struct { Timeline *t; const Vm *vm; Stretch *stretch; Cone cone; uint32_t before, after; } Hunt;

static bool same_cause(const Cause *a, const Cause *b)
{
    bool same_path = a->path == b->path || (a->path && b->path && strcmp(a->path, b->path) == 0);
    return a->kind == b->kind && same_path && a->n == b->n && a->months == b->months && a->unit == b->unit && a->param == b->param && a->rule == b->rule
           && a->version == b->version && (a->kind != CAUSE_CONDITION || a->expr == b->expr);
}
static void add_cause(Hunt *h, Cause cause)
{
    cause.day = h->stretch->from;
    for (int i = 0; i < h->stretch->n_causes; i++)
        if (same_cause(&h->stretch->causes[i], &cause)) return;
    if (h->stretch->n_causes < CAUSES_MAX) LIST_ADD(h->t->arena, h->stretch->causes, h->stretch->n_causes, cause);
}

/* ---- versions of the law ---- */
static void law_began(Hunt *h, int32_t day)
{
    const Program *p = h->t->program;
    for (int i = 0; i < p->n_rules; i++) {
        const Rule *r = &p->rules[i];
        if (!h->cone.rules[i]) continue;
        if (r->unit >= 0 && p->regulations[r->unit].from == day) add_cause(h, (Cause){.kind = CAUSE_FORCE, .unit = r->unit});
        if (r->unit >= 0 && p->regulations[r->unit].until == day) add_cause(h, (Cause){.kind = CAUSE_REPEAL, .unit = r->unit});
        for (int k = 0; k < r->n_versions; k++)
            if (r->versions[k].from == day) add_cause(h, (Cause){.kind = CAUSE_RULE, .rule = i, .version = k});
    }
    for (int i = 0; i < p->n_params; i++)
        for (int k = 0; h->cone.params[i] && k < p->params[i].n_versions; k++)
            if (p->params[i].versions[k].from == day) add_cause(h, (Cause){.kind = CAUSE_PARAM, .param = i, .version = k});
}

/* ---- facts ---- */
typedef struct { const Instr *in; uint32_t lane; } Carrier;
/* Where a value comes from, past what only carries it. */
static Carrier source_of(const Hunt *h, uint32_t reg, uint32_t lane)
{
    const Instr *in = &h->t->chunk->code[reg];
    for (;; in = &h->t->chunk->code[in->a]) {
        if (in->op == BC_MAP) lane = vm_map_lane(h->vm, (int)in->imm, lane);
        else if (in->op != BC_WIDEN && in->op != BC_WHEN) return (Carrier){in, lane};
    }
}
static bool is_fact(Carrier s) { return s.in->op == BC_LOAD; }
static void name_fact(const Hunt *h, Carrier s, int reg_of_value, uint32_t lane, Cause *out)
{
    const Chunk *c = h->t->chunk;
    const ColumnSpec *spec = &c->columns[s.in->imm];
    out->path = decide_path(h->t->arena, h->t->program, c, h->vm, spec->space, spec->field, spec->n, s.lane, false);
    out->path_zh = decide_path(h->t->arena, h->t->program, c, h->vm, spec->space, spec->field, spec->n, s.lane, true);
    int entity = c->specs[spec->space].entity;
    for (int i = 0; i < spec->n; i++) {
        out->type = h->t->program->entities[entity].fields[spec->field[i]].type;
        if (out->type.kind == TY_ENTITY) entity = out->type.ref;
    }
    out->value = vm_read(h->vm, reg_of_value, lane).lo;
}
static const Expr *expr_of(const Hunt *h, int instr)
{
    int id = h->t->chunk->expr[instr];
    return id >= 0 && id < h->t->program->n_exprs ? h->t->exprs[id] : NULL;
}
static bool counts_age(const Expr *e) { return e && (e->type.unit.base == U_AGE || (e->a && e->a->type.unit.base == U_AGE)); }
/* years(a, b) compared with a number, or by itself. */
static bool years_since(Hunt *h, int instr, uint32_t before, uint32_t after)
{
    const Instr *in = &h->t->chunk->code[instr];
    bool months = in->op == BC_MONTHS || (in->op == BC_AGE && in->scale[1]);
    int leap = in->op == BC_AGE ? in->scale[0] : in->aux;
    Carrier fact = source_of(h, in->a, after);
    LaneValue from = vm_read(h->vm, (int)in->a, after), day[2] = {vm_read(h->vm, (int)in->b, before), vm_read(h->vm, (int)in->b, after)};
    if (!is_fact(fact) || from.state != LANE_KNOWN || day[0].state != LANE_KNOWN || day[1].state != LANE_KNOWN) return false;
    int n[2];
    for (int i = 0; i < 2; i++)
        n[i] = months ? calendar_months((int32_t)from.lo, (int32_t)day[i].lo) : calendar_years((int32_t)from.lo, (int32_t)day[i].lo, leap == LEAP_MAR01);
    if (n[0] == n[1]) return true; /* not because of this day */
    Cause cause = {.kind = CAUSE_YEARS, .n = n[1], .months = months, .age = counts_age(expr_of(h, instr)) && n[1] > 0};
    name_fact(h, fact, (int)in->a, after, &cause);
    add_cause(h, cause);
    return true;
}
static bool steady(const Hunt *h, uint32_t reg, uint32_t before, uint32_t after) { return !vm_differs(h->vm, (int)reg, before, after); }
static bool date_came(Hunt *h, const Instr *in, uint32_t before, uint32_t after)
{
    bool a = steady(h, in->a, before, after), b = steady(h, in->b, before, after);
    uint32_t reg = a ? in->a : in->b, moving = a ? in->b : in->a;
    if (a == b) return false;
    Carrier s = source_of(h, reg, after), day = source_of(h, moving, after);
    if (s.in->op == BC_CONST && day.in->op == BC_LAW_DATE) { law_began(h, (int32_t)s.in->imm); return true; }
    if (!is_fact(s) || (day.in->op != BC_AS_OF && day.in->op != BC_LAW_DATE)) return false;
    Cause cause = {.kind = CAUSE_DATE};
    name_fact(h, s, (int)reg, after, &cause);
    if (cause.type.kind != TY_DATE) return false;
    add_cause(h, cause);
    return true;
}
/* The first fact below that the expression speaks of. */
static void fact_below(const Hunt *h, uint32_t reg, uint32_t lane, int depth, Cause *out)
{
    Carrier s = source_of(h, reg, lane);
    if (out->path || depth > 6) return;
    if (is_fact(s)) { name_fact(h, s, (int)reg, lane, out); return; }
    switch ((Opcode)s.in->op) {
    case BC_DATE_ADD: case BC_DAYS: case BC_YEARS: case BC_MONTHS: case BC_ADD: case BC_SUB: case BC_COMPARE: case BC_AGE:
        fact_below(h, s.in->a, s.lane, depth + 1, out), fact_below(h, s.in->b, s.lane, depth + 1, out);
        return;
    default: return;
    }
}
static void condition_changed(Hunt *h, int instr, uint32_t before, uint32_t after)
{
    const Instr *in = &h->t->chunk->code[instr];
    LaneValue was = vm_read(h->vm, instr, before), is = vm_read(h->vm, instr, after);
    Cause cause = {.kind = CAUSE_CONDITION, .expr = expr_of(h, instr)};
    cause.truth = in->kind == KIND_BIT && is.state == LANE_KNOWN && is.lo, cause.was = in->kind == KIND_BIT && was.state == LANE_KNOWN && was.lo;
    if (!cause.expr) return;
    if (in->op == BC_COMPARE) fact_below(h, in->a, after, 0, &cause), fact_below(h, in->b, after, 0, &cause);
    add_cause(h, cause);
}
static void on_leaf(void *ctx, int instr, uint32_t before, uint32_t after)
{
    Hunt *h = ctx;
    const Instr *in = &h->t->chunk->code[instr];
    bool said = false;
    switch ((Opcode)in->op) {
    case BC_AGE: case BC_YEARS: case BC_MONTHS: said = years_since(h, instr, before, after); break;
    case BC_COMPARE: said = date_came(h, in, before, after); break;
    case BC_YEAR_OF:
        add_cause(h, (Cause){.kind = CAUSE_YEAR, .n = (int)vm_read(h->vm, instr, after).lo});
        said = true;
        break;
    default: break;
    }
    if (!said) condition_changed(h, instr, before, after);
}

/* ---- a change ---- */
static void walk(Hunt *h, int reg)
{
    const ChangeSink sink = {h, on_leaf};
    if (reg >= 0) vm_changes(h->t->arena, h->vm, reg, h->before, h->after, &sink);
}
void timeline_causes(Timeline *t, const Vm *vm, Track *track, int at, uint32_t before, uint32_t after)
{
    const Decision *d = &t->chunk->decisions[track->decision];
    Stretch *was = &track->stretches[at - 1], *is = &track->stretches[at];
    if (!track->cone.rules) track->cone = cone_of_present(t->arena, t->program, d->rule);
    Hunt h = {t, vm, is, track->cone, before, after};
    walk(&h, d->in_force), walk(&h, d->repealed);
    if (is->result.version_index != was->result.version_index && is->result.version_index >= 0) law_began(&h, d->versions[is->result.version_index].from);
    if (is->result.version_index >= 0 && is->n_causes == 0) {
        const DecisionVersion *v = &d->versions[is->result.version_index];
        const int registers[] = {v->value, v->amount, v->applies, v->conflict, v->due, v->weight};
        for (size_t i = 0; i < sizeof registers / sizeof *registers; i++) walk(&h, registers[i]);
        for (int i = 0; i < v->n_parts; i++) walk(&h, v->parts[i]);
        for (int i = 0; i < v->n_items; i++) walk(&h, v->items[i]);
    }
    if (is->result.overdue && !was->result.overdue && is->n_causes == 0) add_cause(&h, (Cause){.kind = CAUSE_DEADLINE, .value = is->from - 1});
}

/* ---- words ---- */
const char *cause_id(CauseKind kind)
{
    switch (kind) {
    case CAUSE_YEARS: return "full_years";
    case CAUSE_DATE: return "date";
    case CAUSE_YEAR: return "year";
    case CAUSE_FORCE: return "in_force";
    case CAUSE_REPEAL: return "repealed";
    case CAUSE_PARAM: return "parameter";
    case CAUSE_RULE: return "rule";
    case CAUSE_DEADLINE: return "deadline";
    case CAUSE_CONDITION: break;
    }
    return "condition";
}
static const char *day_text(Arena *arena, int64_t day)
{
    char text[CALENDAR_TEXT];
    if (day < CALENDAR_DAY_MIN || day > CALENDAR_DAY_MAX) return "";
    calendar_print((int32_t)day, text);
    return arena_strndup(arena, text, CALENDAR_TEXT - 1);
}
static const char *years_words(Arena *a, const Cause *c, bool zh)
{
    const char *fact = zh ? c->path_zh : c->path, *day = day_text(a, c->value);
    if (c->n == 0) return arena_printf(a, zh ? "到了%s %s" : "%s %s has come", fact, day);
    if (zh) return arena_printf(a, c->months ? "%s %s，满%d个月" : c->age ? "%s %s，满%d周岁" : "%s %s，满%d年", fact, day, c->n);
    return arena_printf(a, c->months ? "%s %s: %d full months" : c->age ? "%s %s: turns %d" : "%s %s: %d full years", fact, day, c->n);
}
static const char *param_words(Arena *a, const Program *p, const Cause *c, bool zh)
{
    const Param *param = &p->params[c->param];
    const ParamVersion *v = &param->versions[c->version];
    const DecisionValue value = {true, param->type, v->value, v->value, NULL};
    const char *name = zh ? param->name.zh : param->name.alias, *unit = param->type.kind == TY_NUM ? (zh ? unit_name_zh(param->type.unit) : unit_name_en(param->type.unit)) : "";
    if (v->state == PV_PENDING) return arena_printf(a, zh ? "参数 %s 起为待定" : "the parameter %s is pending from here on", name);
    if (v->state == PV_REPEALED) return arena_printf(a, zh ? "参数 %s 废止" : "the parameter %s is repealed", name);
    return arena_printf(a, zh ? "参数 %s 起为 %s%s" : "the parameter %s becomes %s%s", name, decide_value_text(a, p, &value, zh), zh || !*unit ? unit : arena_printf(a, " %s", unit));
}
static const char *condition_words(Arena *a, const Program *p, const SourceSet *sources, const Cause *c, bool zh)
{
    const char *words = explain_words(a, p, sources, c->expr, (ExplainOptions){zh, zh, false});
    const char *fact = c->path ? arena_printf(a, c->type.kind == TY_DATE ? (zh ? "（%s %s）" : " (%s %s)") : "", zh ? c->path_zh : c->path, day_text(a, c->value)) : "";
    if (c->truth == c->was) return arena_printf(a, zh ? "“%s”变了%s" : "`%s` changed%s", words, fact);
    return arena_printf(a, c->truth ? (zh ? "“%s”成立%s" : "`%s` holds now%s") : zh ? "“%s”不再成立%s" : "`%s` holds no more%s", words, fact);
}
static const char *rule_words(Arena *a, const Program *p, const Cause *c, bool zh)
{
    const Rule *rule = &p->rules[c->rule];
    int article = rule->versions[c->version].article;
    const char *name = zh ? rule->name.zh : rule->name.alias, *label = article >= 0 ? p->articles[article].label : "";
    if (c->version == 0) return arena_printf(a, zh ? "%s 起有规定（%s）" : "%s begins (%s)", name, label);
    return arena_printf(a, zh ? "%s 起按新的规定（%s）" : "%s is replaced by its next version (%s)", name, label);
}
const char *cause_words(Arena *a, const Program *p, const SourceSet *sources, const Cause *c, bool zh)
{
    const char *fact = c->path ? (zh ? c->path_zh : c->path) : "";
    switch (c->kind) {
    case CAUSE_YEARS: return years_words(a, c, zh);
    case CAUSE_DATE: return arena_printf(a, c->value >= c->day ? (zh ? "到了%s %s" : "%s %s has come") : zh ? "过了%s %s" : "%s %s has passed", fact, day_text(a, c->value));
    case CAUSE_YEAR: return arena_printf(a, zh ? "进入%d年" : "the year %d begins", c->n);
    case CAUSE_FORCE: return arena_printf(a, zh ? "《%s》施行" : "%s comes into force", zh ? p->regulations[c->unit].title.zh : p->regulations[c->unit].title.alias);
    case CAUSE_REPEAL: return arena_printf(a, zh ? "《%s》废止" : "%s is repealed", zh ? p->regulations[c->unit].title.zh : p->regulations[c->unit].title.alias);
    case CAUSE_PARAM: return param_words(a, p, c, zh);
    case CAUSE_RULE: return rule_words(a, p, c, zh);
    case CAUSE_DEADLINE: return arena_printf(a, zh ? "过了期限 %s" : "the term %s is over", day_text(a, c->value));
    case CAUSE_CONDITION: break;
    }
    return condition_words(a, p, sources, c, zh);
}
