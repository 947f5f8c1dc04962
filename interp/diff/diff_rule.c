/* A rule before and after, version by version, clause by clause, condition by condition with its label.
 * Must never know how differences are shown. */
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/diff/diff_internal.h"
#include "interp/explain/explain.h"

static const char *words(Diff *d, const DiffSide *side, const Expr *e)
{
    if (!e) return NULL;
    return explain_words(d->arena, side->program, side->sources, e, (ExplainOptions){d->chinese, d->chinese, false});
}
static bool same(const Diff *d, const Expr *a, const Expr *b) { return same_expr(d->before->program, a, d->after->program, b); }

/* ---- conditions ---- */
/* The parts of an 且 or 或, with the labels of a list. */
typedef struct { const Expr *expr; const char *label; bool matched; } Part;
typedef struct { Part *items; int n; } Parts;
static void part_out(Diff *d, const Expr *e, ExprKind kind, Parts *out, bool top)
{
    if (e->kind == kind && (top || !e->label)) {
        part_out(d, e->a, kind, out, false);
        part_out(d, e->b, kind, out, false);
    } else LIST_ADD(d->arena, out->items, out->n, (Part){e, e->label, false});
}
static const char *joined(Diff *d, const char *a, const char *b) { return a && b ? arena_printf(d->arena, "%s%s", a, b) : a ? a : b; }
static void compare_condition(Diff *d, const char *zh, const char *en, const char *label, const Expr *before, const Expr *after);
static void compare_parts(Diff *d, const char *zh, const char *en, const char *label, const Expr *before, const Expr *after)
{
    Parts p = {0}, q = {0};
    part_out(d, before, before->kind, &p, true);
    part_out(d, after, before->kind, &q, true);
    for (int i = 0; i < p.n; i++)
        for (int k = 0; k < q.n && !p.items[i].matched; k++)
            if (!q.items[k].matched && same(d, p.items[i].expr, q.items[k].expr)) p.items[i].matched = q.items[k].matched = true;
    for (int i = 0; i < p.n; i++) { /* what is left over: the same label, else the next one */
        Part *b = &p.items[i], *a = NULL;
        if (b->matched) continue;
        for (int k = 0; k < q.n && !a; k++)
            if (!q.items[k].matched && (b->label ? same_text(b->label, q.items[k].label) : !q.items[k].label)) a = &q.items[k];
        b->matched = true;
        if (a) a->matched = true;
        compare_condition(d, zh, en, joined(d, label, b->label), b->expr, a ? a->expr : NULL);
    }
    for (int k = 0; k < q.n; k++)
        if (!q.items[k].matched) compare_condition(d, zh, en, joined(d, label, q.items[k].label), NULL, q.items[k].expr);
}
static void compare_condition(Diff *d, const char *zh, const char *en, const char *label, const Expr *before, const Expr *after)
{
    if (same(d, before, after)) return;
    bool chain = before && after && before->kind == after->kind && (before->kind == E_AND || before->kind == E_OR);
    if (chain) compare_parts(d, zh, en, label, before, after);
    else diff_changed_point(d, zh, en, label, words(d, d->before, before), words(d, d->after, after));
}

/* ---- values by cases ---- */
static const Expr *bare(const Expr *e)
{
    while (e && e->kind == E_RESCALE) e = e->a;
    return e;
}
static const Expr *case_at(const Expr *e, int n)
{
    for (e = bare(e); e && e->kind == E_IF && n > 0; n--) e = bare(e->c);
    return e;
}
static int cases_of(const Expr *e)
{
    int n = 0;
    for (e = bare(e); e && e->kind == E_IF; e = bare(e->c)) n++;
    return n;
}
static void compare_value(Diff *d, const char *zh, const char *en, const Expr *before, const Expr *after)
{
    if (same(d, before, after)) return;
    int n = cases_of(before), m = cases_of(after);
    if (!before || !after || !n || n != m) {
        diff_changed_point(d, zh, en, NULL, words(d, d->before, before), words(d, d->after, after));
        return;
    }
    for (int i = 0; i < n; i++) {
        const Expr *b = case_at(before, i), *a = case_at(after, i);
        const char *label = arena_printf(d->arena, diff_word(d, "情形 %d", "case %d"), i + 1);
        compare_condition(d, zh, en, label, b->a, a->a);
        if (!same(d, b->b, a->b)) diff_changed_point(d, zh, en, label, words(d, d->before, b->b), words(d, d->after, a->b));
    }
    const Expr *b = case_at(before, n), *a = case_at(after, n);
    if (!same(d, b, a)) diff_changed_point(d, zh, en, diff_word(d, "其他", "otherwise"), words(d, d->before, b), words(d, d->after, a));
}

/* ---- clauses ---- */
static const char *payers(Diff *d, const RuleVersion *v)
{
    StrBuf b = {.arena = d->arena};
    for (int i = 0; v && i < v->n_payers; i++) strbuf_printf(&b, "%s%s", i ? diff_word(d, "，", ", ") : "", diff_name(d, &v->payers[i].name));
    return b.text;
}
static const char *amount_form(Diff *d, const RuleVersion *v)
{
    StrBuf b = {.arena = d->arena};
    if (!v) return NULL;
    if (v->per) strbuf_add(&b, v->per);
    if (v->once) strbuf_add(&b, diff_word(d, "一次性", "one-off "));
    if (v->amount_kind == AMOUNT_AT_LEAST) strbuf_add(&b, diff_word(d, "不低于", "at least "));
    if (v->amount_kind == AMOUNT_AT_MOST) strbuf_add(&b, diff_word(d, "不超过", "at most "));
    if (v->amount_kind == AMOUNT_FREE) strbuf_add(&b, diff_word(d, "免费", "free"));
    if (v->amount) strbuf_add(&b, d->chinese ? unit_name_zh(v->amount_type.unit) : unit_name_en(v->amount_type.unit));
    return b.text;
}
/* 每年 and yearly, 5年 and 5 years are one term. */
static const char *term_words(Diff *d, const char *term)
{
    static const char *const PERIODS[][2] = {{"每年", "yearly"}, {"每月", "monthly"}, {"一次性", "one-off"}, {"一次性", "one off"}};
    if (!term) return NULL;
    for (size_t i = 0; i < sizeof PERIODS / sizeof *PERIODS; i++)
        if (strcmp(term, PERIODS[i][0]) == 0 || strcmp(term, PERIODS[i][1]) == 0) return PERIODS[i][!d->chinese];
    size_t digits = strspn(term, "0123456789."), blank = strspn(term + digits, " ");
    Unit unit;
    if (!digits || !unit_parse(term + digits + blank, &unit)) return term;
    return arena_printf(d->arena, d->chinese ? "%.*s%s" : "%.*s %s", (int)digits, term, d->chinese ? unit_name_zh(unit) : unit_name_en(unit));
}
static const char *code_words(const Rule *r) { return r ? r->code : NULL; }
static void compare_shares(Diff *d, const RuleVersion *b, const RuleVersion *a)
{
    int n = b ? b->n_shares : 0, m = a ? a->n_shares : 0;
    for (int i = 0; i < n || i < m; i++) {
        const Payer *payer = i < m ? &a->payers[i] : &b->payers[i];
        compare_condition(d, "比例", "share", diff_name(d, &payer->name), i < n ? b->shares[i] : NULL, i < m ? a->shares[i] : NULL);
    }
}
static void compare_items(Diff *d, const RuleVersion *b, const RuleVersion *a)
{
    for (int side = 0; side < 2; side++) {
        const RuleVersion *mine = side ? a : b, *other = side ? b : a;
        for (int i = 0; mine && i < mine->n_items; i++) {
            const Item *like = NULL;
            for (int k = 0; other && k < other->n_items && !like; k++)
                if (same_name(&other->items[k].name, &mine->items[i].name)) like = &other->items[k];
            const char *label = diff_name(d, &mine->items[i].name);
            if (!like) diff_changed_point(d, "项", "item", NULL, side ? NULL : label, side ? label : NULL);
            else if (!side) compare_condition(d, "项", "item", label, mine->items[i].condition, like->condition);
        }
    }
}
static const Exception *exception_like(const RuleVersion *v, const Exception *x)
{
    for (int i = 0; v && i < v->n_exceptions; i++)
        if (same_name(&v->exceptions[i].name, &x->name)) return &v->exceptions[i];
    return NULL;
}
/* 除外 has no name of its own. */
static const char *exception_name(Diff *d, const Exception *x) { return x->name.zh && x->name.zh[0] ? diff_name(d, &x->name) : diff_word(d, "除外", "except when"); }
static const char *exception_result(Diff *d, const DiffSide *side, const Exception *x)
{
    if (x->off) return diff_word(d, "停用", "off");
    if (x->value) return words(d, side, x->value);
    if (x->amount) return words(d, side, x->amount);
    return x->grant ? diff_word(d, "享受", "granted") : diff_word(d, "不享受", "denied");
}
static void compare_exceptions(Diff *d, const RuleVersion *b, const RuleVersion *a)
{
    for (int i = 0; b && i < b->n_exceptions; i++) {
        const Exception *was = &b->exceptions[i], *is = exception_like(a, was);
        const char *label = exception_name(d, was);
        if (!is) {
            diff_changed_point(d, "例外", "exception", label, words(d, d->before, was->condition), NULL);
            continue;
        }
        compare_condition(d, "例外", "exception", label, was->condition, is->condition);
        bool same_result = was->off == is->off && was->grant == is->grant && same(d, was->value, is->value) && same(d, was->amount, is->amount);
        if (!same_result) diff_changed_point(d, "例外的结果", "exception's result", label, exception_result(d, d->before, was), exception_result(d, d->after, is));
    }
    for (int i = 0; a && i < a->n_exceptions; i++)
        if (!exception_like(b, &a->exceptions[i])) diff_changed_point(d, "例外", "exception", exception_name(d, &a->exceptions[i]), NULL, words(d, d->after, a->exceptions[i].condition));
}
static void compare_version(Diff *d, const RuleVersion *b, const RuleVersion *a)
{
#define OF(v, member) ((v) ? (v)->member : NULL)
    compare_condition(d, "条件", "when", NULL, OF(b, when), OF(a, when));
    compare_condition(d, "若", "if", NULL, OF(b, applies), OF(a, applies));
    if (!OF(b, text_duty) && !OF(a, text_duty)) compare_condition(d, "须", "must", NULL, OF(b, must), OF(a, must));
    diff_point(d, "须", "must", NULL, OF(b, text_duty), OF(a, text_duty));
    compare_value(d, "值", "value", OF(b, value), OF(a, value));
    compare_value(d, "标准", "amount", OF(b, amount), OF(a, amount));
    diff_point(d, "标准的单位", "unit of the amount", NULL, amount_form(d, b), amount_form(d, a));
    compare_value(d, "权重", "weight", OF(b, weight), OF(a, weight));
    compare_value(d, "年度", "year", OF(b, due_year), OF(a, due_year));
    compare_value(d, "期限", "deadline", OF(b, deadline), OF(a, deadline));
    diff_point(d, "期限", "deadline", NULL, term_words(d, OF(b, term)), term_words(d, OF(a, term)));
    diff_point(d, "内容", "provides", NULL, OF(b, in_kind), OF(a, in_kind));
    diff_point(d, "单位", "bodies", NULL, payers(d, b), payers(d, a));
#undef OF
    compare_shares(d, b, a);
    compare_items(d, b, a);
    compare_exceptions(d, b, a);
}
static const RuleVersion *version_from(const Rule *r, int32_t from)
{
    for (int i = 0; i < r->n_versions; i++)
        if (r->versions[i].from == from) return &r->versions[i];
    return NULL;
}
void diff_rule(Diff *d, const Rule *before, const Rule *after)
{
    if (!before || !after) {
        const Rule *only = before ? before : after;
        if (!only->n_versions) return;
        compare_version(d, before ? &only->versions[only->n_versions - 1] : NULL, after ? &only->versions[only->n_versions - 1] : NULL);
        return;
    }
    if (before->kind != after->kind) diff_changed_point(d, "种类", "kind", NULL, rule_kind_word(before->kind, d->chinese), rule_kind_word(after->kind, d->chinese));
    if (!same_text(before->name.zh, after->name.zh)) diff_point(d, "名称", "name", NULL, before->name.zh, after->name.zh);
    diff_point(d, "编号", "code", NULL, code_words(before), code_words(after));
    if (before->kind == RULE_DEFINE && after->kind == RULE_DEFINE && !same_type(d->before->program, &before->type, d->after->program, &after->type))
        diff_changed_point(d, "类型", "type", NULL, diff_type(d, d->before->program, &before->type), diff_type(d, d->after->program, &after->type));
    for (int i = 0; i < before->n_versions; i++) {
        const RuleVersion *is = version_from(after, before->versions[i].from);
        if (!is) diff_changed_point(d, "版本", "version", diff_day(d, before->versions[i].from), diff_word(d, "有", "present"), NULL);
        else compare_version(d, &before->versions[i], is);
    }
    for (int i = 0; i < after->n_versions; i++)
        if (!version_from(before, after->versions[i].from)) {
            diff_changed_point(d, "版本", "version", diff_day(d, after->versions[i].from), NULL, diff_word(d, "有", "present"));
            compare_version(d, &before->versions[before->n_versions - 1], &after->versions[i]);
        }
}
