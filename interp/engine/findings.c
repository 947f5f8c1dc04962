/* Findings in words. See findings.h.
 * Must never know how they were found. */
#include "interp/engine/findings.h"
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/engine/asserted.h"
#include "interp/engine/compare.h"
#include "interp/program/words.h"

const char *finding_id(FindingKind kind)
{
    static const char *const IDS[FIND_COUNT_] = {
        [FIND_CONFLICT] = "conflict", [FIND_NOBODY] = "nobody", [FIND_NEVER_APPLIES] = "never_applies", [FIND_ITEM_NEVER] = "item_never", [FIND_EXCEPTION_NEVER] = "exception_never",
        [FIND_EXCEPTION_IDLE] = "exception_idle", [FIND_CONDITION_IDLE] = "condition_idle", [FIND_CASE_NEVER] = "case_never", [FIND_CASE_HIDDEN] = "case_hidden", [FIND_GAP] = "gap",
        [FIND_OVERLAP] = "overlap", [FIND_OVERFLOW] = "overflow", [FIND_DAY_BETWEEN] = "day_between", [FIND_DAY_TWICE] = "day_twice", [FIND_ASSERTION] = "assertion",
    };
    return kind < FIND_COUNT_ ? IDS[kind] : "";
}
static const char *nobody(const Rule *r, bool zh)
{
    switch (r->kind) {
    case RULE_BENEFIT: case RULE_PRIORITY: return zh ? "没有人能享受" : "nobody can be granted it";
    case RULE_DEFINE: return zh ? "不会为真" : "is never true";
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_ENCOURAGED: case RULE_TARGET: case RULE_LIST: break;
    }
    return zh ? "没有谁做得到" : "nobody can meet it";
}
const char *finding_says(Arena *arena, const Program *p, const Finding *f, bool zh)
{
    const Rule *r = f->rule >= 0 ? &p->rules[f->rule] : NULL;
    const char *name = f->name ? f->name : "", *other = f->other_name ? f->other_name : "";
    switch (f->kind) {
    case FIND_CONFLICT:
        if (!*name) return zh ? "有例外同时成立而结果不同" : "exceptions hold together and differ";
        return arena_printf(arena, zh ? "例外 %s 和 %s 会同时成立，结果不同" : "the exceptions %s and %s can hold together, and differ", name, other);
    case FIND_NOBODY: return nobody(r, zh);
    case FIND_NEVER_APPLIES: return zh ? "“若”的条件不会成立，从不适用" : "what it is for is never so: it never applies";
    case FIND_ITEM_NEVER: return arena_printf(arena, zh ? "项 %s 不会出现" : "the item %s is never in it", name);
    case FIND_EXCEPTION_NEVER: return *name ? arena_printf(arena, zh ? "例外 %s 不会成立" : "the exception %s never holds", name) : zh ? "除外的情况不会有" : "what is excepted is never so";
    case FIND_EXCEPTION_IDLE: return *name ? arena_printf(arena, zh ? "例外 %s 从不改变结果" : "the exception %s never changes the result", name) : zh ? "除外从不改变结果" : "what is excepted never changes the result";
    case FIND_CONDITION_IDLE: return zh ? "有个条件不起作用，有没有它结果都一样" : "a condition never matters, without it all stays the same";
    case FIND_CASE_NEVER: return zh ? "有种情形不会有" : "a case is never so";
    case FIND_CASE_HIDDEN: return zh ? "有种情形被前面的挡住，轮不到它" : "a case is hidden by earlier ones";
    case FIND_GAP: return zh ? "有人不合任何一种情形，也没有“其他”" : "no case is so for some, and there is no `otherwise`";
    case FIND_OVERLAP: return arena_printf(arena, zh ? "有一行和第 %d 行会同时符合，结果不同" : "a row can hold together with row %d, and differ", f->other + 1);
    case FIND_OVERFLOW: return zh ? "算出的数会超出范围" : "a number can get too large";
    case FIND_DAY_BETWEEN: return arena_printf(arena, zh ? "%s 止、%s 起，中间空一天" : "%s ends a day before %s begins: one day has neither", name, other);
    case FIND_DAY_TWICE: return arena_printf(arena, zh ? "%s 还没有止，%s 已经起，有一天重复" : "%s ends a day after %s begins: one day has both", name, other);
    case FIND_ASSERTION:
        if (f->asserted->claim) return zh ? "不是对每个人都成立" : "it is not so for everybody";
        return zh ? "有这样两个人，不是这样" : "there are two people for whom it is not so";
    case FIND_COUNT_: break;
    }
    return "";
}
const char *finding_title(Arena *arena, const Program *p, const Finding *f, bool zh)
{
    const Name *name = f->asserted ? &f->asserted->name : &p->rules[f->rule].name;
    bool two = f->kind == FIND_DAY_BETWEEN || f->kind == FIND_DAY_TWICE;
    const char *says = finding_says(arena, p, f, zh);
    if (!*name->zh) return zh ? "断言不成立" : "an assertion that is not so"; /* what it says may not stand in a title */
    return two ? says : arena_printf(arena, zh ? "%s：%s" : "%s: %s", zh ? name->zh : name->alias, says);
}

/* ---- where ---- */
static const Source *source_of(const FindingsShow *s, Span span) { return &s->policy->sources.items[span.source]; }
/* What stands there, one line of it. */
static const char *excerpt(Arena *arena, const FindingsShow *s, Span span)
{
    const char *text = source_of(s, span)->text + span.start;
    size_t n = span.end - span.start, line = strcspn(text, "\r\n");
    return arena_strndup(arena, text, line < n ? line : n);
}
static bool quotes(FindingKind k) { return k == FIND_CONDITION_IDLE || k == FIND_CASE_NEVER || k == FIND_CASE_HIDDEN || k == FIND_OVERLAP; }

/* ---- text ---- */
static void put_indented(StrBuf *b, const char *text)
{
    for (const char *s = text; *s;) {
        size_t n = strcspn(s, "\n");
        if (n) strbuf_add(b, "  ");
        strbuf_bytes(b, s, n);
        strbuf_char(b, '\n');
        s += n + (s[n] == '\n');
    }
}
static void put_place(StrBuf *b, const FindingsShow *s, Span span)
{
    Place at = source_place(&s->policy->sources, span.source, span.start);
    strbuf_printf(b, "%s:%u:%u: ", source_of(s, span)->name, at.line, at.column);
}
static void put_day(StrBuf *b, int32_t day)
{
    char text[CALENDAR_TEXT];
    calendar_print(day, text);
    strbuf_add(b, text);
}
static void put_bounds(StrBuf *b, const FindingsShow *s)
{
    strbuf_add(b, s->chinese ? "评定日 " : "assessment dates ");
    put_day(b, s->options->from), strbuf_add(b, s->chinese ? " 至 " : " to "), put_day(b, s->options->to);
    strbuf_printf(b, s->chinese ? "，列表最多 %d 项，事实里的日期在 %d 至 %d 年，没有写范围的数不超过 %d" : ", lists of at most %d, dates of facts in %d to %d, numbers without a range of their own up to %d",
                  s->options->max_children, COMPARE_FIRST_YEAR, COMPARE_LAST_YEAR, COMPARE_NUMBER_MAX);
}
/* The rule, or what is asserted. */
static const char *about(Arena *arena, const FindingsShow *s, int rule, const Assertion *asserted)
{
    if (asserted) return assertion_words(arena, s->policy, asserted, s->chinese);
    const Rule *r = &s->policy->program.rules[rule];
    return arena_printf(arena, "%s %s", rule_kind_word(r->kind, s->chinese), s->chinese ? r->name.zh : r->name.alias);
}
static void put_finding(StrBuf *b, const FindingsShow *s, const Finding *f)
{
    const char *bold = s->colour ? "\033[1m" : "", *off = s->colour ? "\033[0m" : "";
    put_place(b, s, f->span);
    strbuf_printf(b, "%s%s%s", bold, about(b->arena, s, f->rule, f->asserted), off);
    if (f->label) strbuf_printf(b, " %s", f->label);
    strbuf_add(b, s->chinese ? "：" : ": ");
    strbuf_add(b, finding_says(b->arena, &s->policy->program, f, s->chinese));
    if (quotes(f->kind)) strbuf_printf(b, s->chinese ? "：`%s`" : ": `%s`", excerpt(b->arena, s, f->span));
    strbuf_char(b, '\n');
    put_indented(b, f->example);
}
static const char *many(int n) { return n == 1 ? "" : "s"; }
static void put_counts(StrBuf *b, const FindingsShow *s)
{
    const ProveReport *r = s->report;
    const char *asserted = "";
    if (r->n_asserted) asserted = arena_printf(b->arena, s->chinese ? "、%d 条断言" : ", %d assertion%s", r->n_asserted, many(r->n_asserted));
    if (s->chinese) strbuf_printf(b, "查了 %d 条规则%s，%d 处有问题，%d 处未能断定\n", r->n_rules, asserted, r->n_items, r->n_open);
    else strbuf_printf(b, "%d rule%s%s, %d finding%s, %d unsettled\n", r->n_rules, many(r->n_rules), asserted, r->n_items, many(r->n_items), r->n_open);
}
const char *findings_text(Arena *arena, const FindingsShow *s)
{
    StrBuf b = {.arena = arena};
    const ProveReport *r = s->report;
    for (int i = 0; i < r->n_items; i++) put_finding(&b, s, &r->items[i]);
    for (int i = 0; i < r->n_open; i++) {
        put_place(&b, s, r->open[i].span);
        strbuf_printf(&b, s->chinese ? "%s：限定的时间内没有断定（%s）\n" : "%s: not settled in the time allowed (%s)\n", about(arena, s, r->open[i].rule, r->open[i].asserted), finding_id(r->open[i].kind));
    }
    for (int i = 0; i < r->n_asserted; i++) {
        if (r->asserted[i].answer != ASSERTED_HOLDS) continue;
        put_place(&b, s, r->asserted[i].asserted->span);
        strbuf_printf(&b, s->chinese ? "%s：成立\n" : "%s: it holds\n", about(arena, s, -1, r->asserted[i].asserted));
    }
    put_counts(&b, s);
    put_bounds(&b, s);
    strbuf_char(&b, '\n');
    return b.text;
}

/* ---- JSON ---- */
static void put_field(StrBuf *b, const char *key, const char *text)
{
    strbuf_printf(b, ",\"%s\":", key);
    strbuf_json(b, text);
}
static void put_json_place(StrBuf *b, const FindingsShow *s, Span span)
{
    Place at = source_place(&s->policy->sources, span.source, span.start);
    put_field(b, "file", source_of(s, span)->name);
    strbuf_printf(b, ",\"line\":%u,\"column\":%u", at.line, at.column);
}
static void put_json_finding(StrBuf *b, const FindingsShow *s, const Finding *f)
{
    const Program *p = &s->policy->program;
    const Rule *r = f->rule >= 0 ? &p->rules[f->rule] : NULL;
    const Name *name = r ? &r->name : &f->asserted->name;
    int article = !r ? f->asserted->article : r->n_versions ? r->versions[r->n_versions - 1].article : -1;
    strbuf_printf(b, "{\"kind\":\"%s\"", finding_id(f->kind));
    put_field(b, r ? "rule" : "assertion", *name->alias ? name->alias : NULL), put_field(b, "name_zh", *name->zh ? name->zh : NULL), put_field(b, "article", article >= 0 ? p->articles[article].label : NULL);
    put_json_place(b, s, f->span);
    put_field(b, "label", f->label), put_field(b, "text", quotes(f->kind) ? excerpt(b->arena, s, f->span) : NULL);
    put_field(b, "message", finding_says(b->arena, p, f, s->chinese));
    if (f->has_sample) {
        strbuf_add(b, ",\"as_of\":\""), put_day(b, f->sample.as_of);
        strbuf_printf(b, "\",\"record\":%s", sample_json(b->arena, p, f->entity, &f->sample));
    }
    if (f->has_second) strbuf_printf(b, ",\"second\":%s", sample_json(b->arena, p, f->entity, &f->second));
    put_field(b, "example", *f->example ? f->example : NULL);
    strbuf_char(b, '}');
}
static void put_json_asserted(StrBuf *b, const FindingsShow *s, const AssertedResult *a, bool first)
{
    static const char *const ANSWERS[] = {[ASSERTED_HOLDS] = "holds", [ASSERTED_BROKEN] = "broken", [ASSERTED_UNSETTLED] = "unsettled"};
    const Name *name = &a->asserted->name;
    strbuf_printf(b, "%s{\"answer\":\"%s\"", first ? "" : ",", ANSWERS[a->answer]);
    put_field(b, "assertion", *name->alias ? name->alias : NULL), put_field(b, "name_zh", *name->zh ? name->zh : NULL);
    put_json_place(b, s, a->asserted->span);
    strbuf_char(b, '}');
}
const char *findings_json(Arena *arena, const FindingsShow *s)
{
    StrBuf b = {.arena = arena};
    const ProveReport *r = s->report;
    strbuf_add(&b, "{\"from\":\""), put_day(&b, s->options->from), strbuf_add(&b, "\",\"to\":\""), put_day(&b, s->options->to);
    strbuf_printf(&b, "\",\"max_children\":%d,\"first_year\":%d,\"last_year\":%d,\"number_max\":%d,\"rules\":%d,\"findings\":[", s->options->max_children, COMPARE_FIRST_YEAR, COMPARE_LAST_YEAR, COMPARE_NUMBER_MAX, r->n_rules);
    for (int i = 0; i < r->n_items; i++) strbuf_add(&b, i ? ",\n" : "\n"), put_json_finding(&b, s, &r->items[i]);
    strbuf_add(&b, r->n_items ? "\n],\"unsettled\":[" : "],\"unsettled\":[");
    for (int i = 0; i < r->n_open; i++) {
        strbuf_printf(&b, "%s{\"kind\":\"%s\"", i ? "," : "", finding_id(r->open[i].kind));
        const Assertion *asserted = r->open[i].asserted;
        put_field(&b, asserted ? "assertion" : "rule", !asserted ? s->policy->program.rules[r->open[i].rule].name.alias : *asserted->name.alias ? asserted->name.alias : NULL);
        put_json_place(&b, s, r->open[i].span);
        strbuf_char(&b, '}');
    }
    strbuf_add(&b, "],\"assertions\":[");
    for (int i = 0; i < r->n_asserted; i++) put_json_asserted(&b, s, &r->asserted[i], i == 0);
    strbuf_add(&b, "]}\n");
    return b.text;
}
