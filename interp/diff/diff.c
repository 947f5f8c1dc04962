/* What is in one policy, in the other, or in both, by alias; and the order in which it is told. See diff.h.
 * Must never know how differences are shown. */
#include <stdlib.h>
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/base/calendar.h"
#include "interp/decide/decide.h"
#include "interp/diff/diff_internal.h"

/* ---- words ---- */
const char *diff_word(const Diff *d, const char *zh, const char *en) { return d->chinese ? zh : en; }
const char *diff_name(const Diff *d, const Name *name) { return d->chinese || !name->alias ? name->zh : name->alias; }
const char *diff_day(Diff *d, int32_t day)
{
    if (day == INT32_MIN || day == INT32_MAX) return NULL;
    char *out = arena_alloc(d->arena, CALENDAR_TEXT);
    calendar_print(day, out);
    return out;
}
const char *diff_value(Diff *d, const Program *program, const Type *type, int64_t value)
{
    const DecisionValue v = {.present = true, .type = *type, .lo = value, .hi = value};
    const char *text = decide_value_text(d->arena, program, &v, d->chinese);
    if (type->kind != TY_NUM) return text;
    return arena_printf(d->arena, d->chinese ? "%s%s" : "%s %s", text, d->chinese ? unit_name_zh(type->unit) : unit_name_en(type->unit));
}
const char *diff_type(Diff *d, const Program *program, const Type *type) { return type_shown(d->arena, program, type, d->chinese); }
/* Short words without a number are replaced whole: 算 and 不算 are two names, not an insertion. */
static Redline replaced(Diff *d, const char *before, const char *after)
{
    enum { SHORT = 30 };
    bool whole = strlen(before) <= SHORT && strlen(after) <= SHORT && !strpbrk(before, "0123456789") && !strpbrk(after, "0123456789");
    Redline r = redline_make(d->arena, before, after, (RedlineOptions){.ignore_width = true});
    if (!whole || !r.changed) return r;
    r = (Redline){.changed = true};
    LIST_ADD(d->arena, r.parts, r.n_parts, (RedlinePart){RED_DELETED, before, strlen(before)});
    LIST_ADD(d->arena, r.parts, r.n_parts, (RedlinePart){RED_INSERTED, after, strlen(after)});
    return r;
}
void diff_changed_point(Diff *d, const char *zh, const char *en, const char *label, const char *before, const char *after)
{
    DiffPoint p = {.zh = zh, .en = en, .label = label, .before = before, .after = after};
    if (before && after) p.redline = replaced(d, before, after);
    LIST_ADD(d->arena, d->at->points, d->at->n_points, p);
}
void diff_point(Diff *d, const char *zh, const char *en, const char *label, const char *before, const char *after)
{
    if (!same_text(before, after)) diff_changed_point(d, zh, en, label, before, after);
}

/* ---- matching ---- */
static const char *article_of(const Program *p, int article) { return article >= 0 ? p->articles[article].label : NULL; }
/* A thing of some kind in one of the programs. */
typedef struct { const Name *name; int article, subject; const char *of; } Thing; /* of: the entity a rule is about */
typedef int CountThings(const Program *p);
typedef Thing GetThing(const Program *p, int i);
static bool same_thing(const Thing *a, const Thing *b) { return same_name(a->name, b->name) && same_text(a->of, b->of); }
static int find_like(const Program *p, CountThings *count, GetThing *get, const Thing *wanted)
{
    for (int i = 0; i < count(p); i++) {
        Thing t = get(p, i);
        if (same_thing(&t, wanted)) return i;
    }
    return -1;
}
typedef void CompareThings(Diff *d, int before, int after);
static void keep(Diff *d, DiffChange *c, bool moved)
{
    if (c->kind == DIFF_CHANGED && c->n_points == 0) {
        if (!moved) return;
        c->kind = DIFF_MOVED;
    }
    LIST_ADD(d->arena, d->report.items, d->report.n_items, *c);
}
static void match(Diff *d, DiffSubject subject, CountThings *count, GetThing *get, CompareThings *compare)
{
    const Program *p = d->before->program, *q = d->after->program;
    for (int i = 0; i < count(q); i++) {
        Thing now = get(q, i);
        int old = find_like(p, count, get, &now);
        DiffChange c = {.subject = subject, .kind = old < 0 ? DIFF_ADDED : DIFF_CHANGED, .name = *now.name, .article = article_of(q, now.article), .before_rule = -1, .after_rule = -1};
        if (old >= 0) c.before_article = article_of(p, get(p, old).article);
        d->at = &c;
        compare(d, old, i);
        keep(d, &c, old >= 0 && !same_text(c.article, c.before_article));
    }
    for (int i = 0; i < count(p); i++) {
        Thing was = get(p, i);
        if (find_like(q, count, get, &was) >= 0) continue;
        DiffChange c = {.subject = subject, .kind = DIFF_REMOVED, .name = *was.name, .before_article = article_of(p, was.article), .before_rule = -1, .after_rule = -1};
        d->at = &c;
        compare(d, i, -1);
        keep(d, &c, false);
    }
}
#define THINGS(kind, array, article_expr)                                                                            \
    static int count_##kind(const Program *p) { return p->n_##array; }                                               \
    static Thing get_##kind(const Program *p, int i) { return (Thing){&p->array[i].name, article_expr, 0, NULL}; }
THINGS(params, params, p->params[i].article)
THINGS(readings, readings, p->readings[i].article)
THINGS(entities, entities, -1)
static int count_rules(const Program *p) { return p->n_rules; }
static Thing get_rules(const Program *p, int i)
{
    const Rule *r = &p->rules[i];
    const char *of = r->subject < 0 ? NULL : p->entities[r->subject].name.alias;
    return (Thing){&r->name, r->n_versions ? r->versions[r->n_versions - 1].article : -1, r->subject, of};
}
/* Those written in a type are told of with what has the type. */
static int count_enums(const Program *p) { return p->n_named_enums; }
static Thing get_enums(const Program *p, int i) { return (Thing){&p->enums[i].name, -1, 0, NULL}; }

#define EITHER(side, array, i) ((i) < 0 ? NULL : &d->side->program->array[i])
static void compare_params(Diff *d, int i, int k) { diff_param(d, EITHER(before, params, i), EITHER(after, params, k)); }
static void compare_readings(Diff *d, int i, int k) { diff_reading(d, EITHER(before, readings, i), EITHER(after, readings, k)); }
static void compare_enums(Diff *d, int i, int k) { diff_enum(d, EITHER(before, enums, i), EITHER(after, enums, k)); }
static void compare_entities(Diff *d, int i, int k) { diff_entity(d, EITHER(before, entities, i), EITHER(after, entities, k)); }
static void compare_rules(Diff *d, int i, int k)
{
    RuleKind kind = k >= 0 ? d->after->program->rules[k].kind : d->before->program->rules[i].kind;
    d->at->before_rule = i, d->at->after_rule = k;
    d->at->kind_zh = rule_kind_word(kind, true), d->at->kind_en = rule_kind_word(kind, false);
    diff_rule(d, EITHER(before, rules, i), EITHER(after, rules, k));
}
/* Some have no name. */
static void diff_assertions(Diff *d)
{
    const Program *p = d->before->program, *q = d->after->program;
    bool *matched = arena_alloc(d->arena, (size_t)p->n_assertions + 1);
    for (int k = 0; k < q->n_assertions; k++) {
        const Assertion *now = &q->assertions[k], *old = NULL;
        for (int i = 0; i < p->n_assertions && !old; i++)
            if (!matched[i] && diff_same_assertion(p, &p->assertions[i], q, now)) old = &p->assertions[i], matched[i] = true;
        DiffChange c = {.subject = DIFF_ASSERTION, .kind = old ? DIFF_CHANGED : DIFF_ADDED, .name = now->name, .article = article_of(q, now->article), .before_rule = -1, .after_rule = -1};
        if (old) c.before_article = article_of(p, old->article);
        d->at = &c;
        diff_assertion(d, old, now);
        keep(d, &c, old && !same_text(c.article, c.before_article));
    }
    for (int i = 0; i < p->n_assertions; i++) {
        if (matched[i]) continue;
        const Assertion *was = &p->assertions[i];
        DiffChange c = {.subject = DIFF_ASSERTION, .kind = DIFF_REMOVED, .name = was->name, .before_article = article_of(p, was->article), .before_rule = -1, .after_rule = -1};
        d->at = &c;
        diff_assertion(d, was, NULL);
        keep(d, &c, false);
    }
}
static void diff_regulations(Diff *d)
{
    const Program *p = d->before->program, *q = d->after->program;
    for (int i = 0; i < q->n_regulations; i++) {
        const Regulation *now = &q->regulations[i], *old = NULL;
        for (int k = 0; k < p->n_regulations && !old; k++)
            if (same_name(&p->regulations[k].title, &now->title)) old = &p->regulations[k];
        DiffChange c = {.subject = DIFF_REGULATION, .kind = old ? DIFF_CHANGED : DIFF_ADDED, .name = now->title, .before_rule = -1, .after_rule = -1};
        d->at = &c;
        if (old) {
            diff_point(d, "名称", "title", NULL, old->title.zh, now->title.zh);
            diff_point(d, "印发", "issued", NULL, diff_day(d, old->issued), diff_day(d, now->issued));
            diff_point(d, "施行", "in force from", NULL, diff_day(d, old->from), diff_day(d, now->from));
            diff_point(d, "废止", "repealed", NULL, diff_day(d, old->until), diff_day(d, now->until));
            diff_point(d, "解释", "interpreted by", NULL, old->interpreter, now->interpreter);
        }
        keep(d, &c, false);
    }
    if (p->leap == q->leap) return;
    DiffChange c = {.subject = DIFF_REGULATION, .kind = DIFF_CHANGED, .name = {"惯例", "conventions"}, .before_rule = -1, .after_rule = -1};
    d->at = &c;
    diff_point(d, "闰日", "leap day", NULL, p->leap == LEAP_FEB28 ? "02-28" : "03-01", q->leap == LEAP_FEB28 ? "02-28" : "03-01");
    keep(d, &c, false);
}

/* ---- order ---- */
/* "62.1" by its numbers; what stands in no article comes first. */
static int by_article(const char *a, const char *b)
{
    while (a && b && (*a || *b)) {
        char *p, *q;
        long x = strtol(a, &p, 10), y = strtol(b, &q, 10);
        if (x != y) return x < y ? -1 : 1;
        a = p + (*p != '\0'), b = q + (*q != '\0');
    }
    return (a != NULL) - (b != NULL);
}
static int by_place(const void *x, const void *y)
{
    const DiffChange *const *pa = x, *const *pb = y;
    const DiffChange *a = *pa, *b = *pb;
    int order = by_article(a->article ? a->article : a->before_article, b->article ? b->article : b->before_article);
    if (order) return order;
    if (a->subject != b->subject) return a->subject < b->subject ? -1 : 1;
    return a < b ? -1 : a > b; /* as found */
}
static void sort(Diff *d)
{
    int n = d->report.n_items;
    const DiffChange **order = arena_alloc(d->arena, ((size_t)n + 1) * sizeof *order);
    DiffChange *sorted = arena_alloc(d->arena, ((size_t)n + 1) * sizeof *sorted);
    for (int i = 0; i < n; i++) order[i] = &d->report.items[i];
    if (n) qsort(order, (size_t)n, sizeof *order, by_place);
    for (int i = 0; i < n; i++) sorted[i] = *order[i];
    d->report.items = sorted;
}
DiffReport diff_policies(Arena *arena, const DiffSide *before, const DiffSide *after, bool chinese)
{
    Diff d = {.arena = arena, .before = before, .after = after, .chinese = chinese};
    diff_regulations(&d);
    diff_texts(&d);
    match(&d, DIFF_ENUM, count_enums, get_enums, compare_enums);
    match(&d, DIFF_ENTITY, count_entities, get_entities, compare_entities);
    match(&d, DIFF_PARAMETER, count_params, get_params, compare_params);
    match(&d, DIFF_READING, count_readings, get_readings, compare_readings);
    match(&d, DIFF_RULE, count_rules, get_rules, compare_rules);
    diff_assertions(&d);
    sort(&d);
    return d.report;
}
