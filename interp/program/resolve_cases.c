/* Cases without 其他: whether some record plainly falls into none of them. See resolver.h.
 * Must never know clauses, files, bytecode. Where it is not plain (decisions of other rules, quotients, texts) it says nothing. */
#include <stdlib.h>
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/base/calendar.h"
#include "interp/base/number.h"
#include "interp/program/resolve_rules.h"
#include "interp/program/same.h"

enum { VARIABLES_MAX = 4, POINTS_MAX = 256, STEPS_MAX = 20000, DEPTH_MAX = 100 };

/* ---- what the conditions speak of ---- */
/* Points at which it is tried: every value of an enumeration; of ordered ones those at and beside each bound. */
typedef struct { const Expr *expr; int64_t point[POINTS_MAX], now; int n; } Variable;
typedef struct { Resolver *r; Variable variable[VARIABLES_MAX]; int n_variables; } Cover;

static const Expr *bare(const Expr *e) { return e->kind == E_RESCALE ? e->a : e; }
static bool constant(const Program *p, const Expr *e, int64_t *v, int *scale)
{
    e = bare(e), *scale = e->type.scale;
    if (e->kind == E_CONST) return *v = e->v.i, e->type.kind != TY_TEXT;
    if (e->kind != E_PARAM || p->params[e->ref].n_versions != 1 || p->params[e->ref].versions[0].state != PV_KNOWN) return false;
    return *v = p->params[e->ref].versions[0].value, true;
}
/* Of a rule that is true or false nothing is known: it may hold just where a case does. */
static bool plain(const Expr *e)
{
    if (e->type.kind == TY_BOOL) return e->kind == E_FIELD;
    bool kind = e->kind == E_FIELD || e->kind == E_RULE || e->kind == E_YEARS || e->kind == E_COUNT || e->kind == E_YEAR_OF;
    return kind && (e->type.kind == TY_ENUM || e->type.kind == TY_NUM || e->type.kind == TY_DATE);
}
static void add_point(const Program *p, Variable *v, int64_t at)
{
    const Expr *e = v->expr;
    int64_t lo = e->kind == E_COUNT || e->kind == E_YEARS ? 0 : INT64_MIN + 1, hi = INT64_MAX - 1;
    if (e->kind == E_FIELD && e->type.kind == TY_NUM) {
        int entity = e->path.entity;
        for (int i = 0; i + 1 < e->path.n; i++) entity = p->entities[entity].fields[e->path.field[i]].type.ref;
        const Field *f = &p->entities[entity].fields[e->path.field[e->path.n - 1]];
        lo = f->lo, hi = f->hi;
    }
    for (int i = 0; i < v->n; i++)
        if (v->point[i] == at) return;
    if (at >= lo && at <= hi && v->n < POINTS_MAX) v->point[v->n++] = at;
}
static Variable *variable_of(Cover *c, const Expr *e)
{
    e = bare(e);
    for (int i = 0; i < c->n_variables; i++)
        if (same_expr(c->r->program, c->variable[i].expr, c->r->program, e)) return &c->variable[i];
    if (c->n_variables == VARIABLES_MAX || !plain(e)) return NULL;
    Variable *v = &c->variable[c->n_variables++];
    *v = (Variable){.expr = e};
    int values = e->type.kind == TY_BOOL ? 2 : e->type.kind == TY_ENUM ? c->r->program->enums[e->type.ref].n_values : 0;
    for (int i = 0; i < values; i++) add_point(c->r->program, v, i);
    return v;
}
static bool comparison(const Expr *e) { return e->kind >= E_EQ && e->kind <= E_GE; }
/* Finds the variables of a condition and where to try them; false where it is not plain. */
static bool collect(Cover *c, const Expr *e, int depth)
{
    int64_t at;
    int scale;
    if (depth > DEPTH_MAX) return false;
    if (e->kind == E_AND || e->kind == E_OR) return collect(c, e->a, depth + 1) && collect(c, e->b, depth + 1);
    if (e->kind == E_NOT) return collect(c, e->a, depth + 1);
    if (e->kind == E_CONST) return e->type.kind == TY_BOOL;
    if (e->type.kind == TY_BOOL && !comparison(e)) return variable_of(c, e) != NULL;
    if (!comparison(e) || !constant(c->r->program, e->b, &at, &scale)) return false;
    Variable *v = variable_of(c, e->a);
    if (!v || v->expr->type.kind == TY_ENUM) return v != NULL;
    NumberWide wide = at;
    if (scale > v->expr->type.scale) wide = number_round_quotient(wide, number_power(scale - v->expr->type.scale), NUMBER_DOWN);
    else wide *= number_power(v->expr->type.scale - scale);
    if (!number_fit(wide, &at) || at <= INT64_MIN + 2 || at >= INT64_MAX - 2) return false;
    for (int64_t k = at - 1; k <= at + 1; k++) add_point(c->r->program, v, k);
    return v->n < POINTS_MAX;
}

/* ---- trying ---- */
static bool holds(Cover *c, const Expr *e)
{
    int64_t b = 0;
    int scale = 0;
    if (e->kind == E_AND) return holds(c, e->a) && holds(c, e->b);
    if (e->kind == E_OR) return holds(c, e->a) || holds(c, e->b);
    if (e->kind == E_NOT) return !holds(c, e->a);
    if (e->kind == E_CONST) return e->v.i != 0;
    if (!comparison(e)) return variable_of(c, e)->now != 0;
    const Variable *v = variable_of(c, e->a);
    constant(c->r->program, e->b, &b, &scale);
    int order = number_compare(v->now, v->expr->type.scale, b, scale);
    switch ((int)e->kind) {
    case E_EQ: return order == 0;
    case E_NE: return order != 0;
    case E_LT: return order < 0;
    case E_LE: return order <= 0;
    case E_GT: return order > 0;
    default: return order >= 0;
    }
}
static bool none_holds(Cover *c, const Expr *chain, const Expr *when)
{
    if (when && !holds(c, when)) return false;
    for (; chain->kind == E_IF; chain = chain->c)
        if (holds(c, chain->a)) return false;
    return true;
}
static bool find(Cover *c, int at, const Expr *chain, const Expr *when, int *steps)
{
    if (at >= c->n_variables || at >= VARIABLES_MAX) return ++*steps < STEPS_MAX && none_holds(c, chain, when);
    for (int i = 0; i < c->variable[at].n && *steps < STEPS_MAX; i++) {
        c->variable[at].now = c->variable[at].point[i];
        if (find(c, at + 1, chain, when, steps)) return true;
    }
    return false;
}

/* ---- words ---- */
static void say_value(const Cover *c, StrBuf *out, const Variable *v, bool zh)
{
    Type type = v->expr->type;
    Span s = v->expr->span;
    char text[NUMBER_TEXT];
    if (out->n) strbuf_add(out, zh ? "，" : ", ");
    const char *alias = v->expr->kind == E_FIELD && v->expr->path.n == 1 ? c->r->program->entities[v->expr->path.entity].fields[v->expr->path.field[0]].name.alias
                        : v->expr->kind == E_RULE && !v->expr->path.n ? c->r->program->rules[v->expr->ref].name.alias : NULL;
    if (!zh && alias) strbuf_add(out, alias);
    else strbuf_bytes(out, c->r->sources->items[s.source].text + s.start, s.end - s.start);
    strbuf_add(out, zh ? " 为 " : " is ");
    if (type.kind == TY_ENUM) {
        const Name *name = &c->r->program->enums[type.ref].values[v->now].name;
        strbuf_add(out, zh ? name->zh : name->alias);
    } else if (type.kind == TY_BOOL) strbuf_add(out, zh ? (v->now ? "是" : "否") : v->now ? "yes" : "no");
    else if (type.kind == TY_DATE) {
        if (v->now < CALENDAR_DAY_MIN || v->now > CALENDAR_DAY_MAX) return;
        calendar_print((int32_t)v->now, text);
        strbuf_add(out, text);
    } else {
        number_print(text, v->now, type.scale, 0);
        const char *unit = zh ? unit_name_zh(type.unit) : unit_name_en(type.unit);
        strbuf_printf(out, zh || !*unit ? "%s%s" : "%s %s", text, unit);
    }
}
void check_case_gap(Resolver *r, const Node *cases, const Expr *chain, const Expr *when)
{
    Cover *c = arena_alloc(r->arena, sizeof *c);
    const Expr *end = chain;
    int steps = 0;
    c->r = r;
    if (when && !collect(c, when, 0)) return;
    for (; end && end->kind == E_IF; end = end->c)
        if (!collect(c, end->a, 0)) return;
    if (!end || end == chain || end->kind != E_UNDEF || chain->type.kind == TY_ERROR || !c->n_variables) return;
    if (!find(c, 0, chain, when, &steps)) return;
    StrBuf zh = {.arena = r->arena}, en = {.arena = r->arena};
    for (int i = 0; i < c->n_variables; i++) say_value(c, &zh, &c->variable[i], true), say_value(c, &en, &c->variable[i], false);
    diag_add(r->diags, D_CASE_GAP, cases->span, zh.text, en.text, NULL);
}
