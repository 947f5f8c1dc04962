/* Results of examples for people, for TAP and for JUnit. See suite.h.
 * Must never know how examples are run. */
#include <string.h>
#include "interp/engine/suite.h"

static const char *file_of(const SuiteReport *r, Span span) { return r->policy->sources.items[span.source].name; }
static uint32_t line_of(const SuiteReport *r, Span span) { return source_place(&r->policy->sources, span.source, span.start).line; }
static const char *broken_words(Arena *arena, const SuiteReport *r, const Assertion *a) { return assertion_words(arena, r->policy, a, r->chinese); }
static const char *broken_says(const SuiteReport *r) { return r->chinese ? "不成立" : "does not hold"; }
static int failed(const SuiteReport *r)
{
    int n = 0;
    for (int i = 0; i < r->n_cases; i++) n += !suite_passed(&r->cases[i]);
    return n;
}

/* ---- text ---- */
static void text_case(StrBuf *b, const SuiteReport *r, const SuiteCase *c)
{
    const char *bold = r->colour ? "\033[1m" : "", *red = r->colour ? "\033[31m" : "", *plain = r->colour ? "\033[0m" : "";
    strbuf_printf(b, "%s%s:%u: %s%s\n", bold, file_of(r, c->example->span), line_of(r, c->example->span), c->example->title, plain);
    if (c->trouble) strbuf_printf(b, r->chinese ? "  不能运行：%s\n" : "  cannot be run: %s\n", c->trouble);
    for (int i = 0; i < c->n_faults; i++) {
        const SuiteFault *f = &c->faults[i];
        strbuf_printf(b, r->chinese ? "  第 %u 行应为 %s\n         %s却是 %s%s\n" : "  line %u expects %s\n     %s but it is %s%s\n", line_of(r, f->expectation->span), f->want, red, f->got, plain);
    }
    for (int i = 0; i < c->n_broken; i++) {
        const Assertion *a = c->broken[i];
        strbuf_printf(b, r->chinese ? "  第 %u 行：%s %s%s%s\n" : "  line %u: %s %s%s%s\n", line_of(r, a->span), broken_words(b->arena, r, a), red, broken_says(r), plain);
    }
}
const char *suite_text(Arena *arena, const SuiteReport *r)
{
    StrBuf b = {.arena = arena};
    int bad = failed(r);
    for (int i = 0; i < r->n_cases; i++)
        if (!suite_passed(&r->cases[i])) text_case(&b, r, &r->cases[i]);
    if (r->n_cases == 0) strbuf_add(&b, r->chinese ? "没有例\n" : "there are no examples\n");
    else if (r->chinese) strbuf_printf(&b, bad ? "%d 个例，%d 个通过，%d 个不通过\n" : "%d 个例，全部通过\n", r->n_cases, r->n_cases - bad, bad);
    else strbuf_printf(&b, bad ? "%d example%s, %d passed, %d failed\n" : "%d example%s, all passed\n", r->n_cases, r->n_cases == 1 ? "" : "s", r->n_cases - bad, bad);
    if (r->coverage) strbuf_add(&b, coverage_text(arena, r->coverage, &r->policy->sources, r->chinese, ""));
    return b.text;
}

/* ---- TAP 13 ---- */
static void tap_name(StrBuf *b, const char *s) /* '#' would begin a directive */
{
    for (; *s; s++) {
        if (*s == '#' || *s == '\\') strbuf_char(b, '\\');
        strbuf_char(b, *s == '\n' ? ' ' : *s);
    }
    strbuf_char(b, '\n');
}
static void tap_fault(StrBuf *b, uint32_t line, const char *want, const char *got)
{
    strbuf_printf(b, "    - line: %u\n      expected: ", line);
    strbuf_json(b, want);
    strbuf_add(b, "\n      got: ");
    strbuf_json(b, got);
    strbuf_char(b, '\n');
}
const char *suite_tap(Arena *arena, const SuiteReport *r)
{
    StrBuf b = {.arena = arena};
    strbuf_printf(&b, "TAP version 13\n1..%d\n", r->n_cases);
    for (int i = 0; i < r->n_cases; i++) {
        const SuiteCase *c = &r->cases[i];
        strbuf_printf(&b, "%s %d - ", suite_passed(c) ? "ok" : "not ok", i + 1);
        tap_name(&b, c->example->title);
        if (suite_passed(c)) continue;
        strbuf_add(&b, "  ---\n  at: ");
        strbuf_json(&b, arena_printf(arena, "%s:%u", file_of(r, c->example->span), line_of(r, c->example->span)));
        strbuf_char(&b, '\n');
        if (c->trouble) strbuf_add(&b, "  trouble: "), strbuf_json(&b, c->trouble), strbuf_char(&b, '\n');
        if (c->n_faults || c->n_broken) strbuf_add(&b, "  faults:\n");
        for (int k = 0; k < c->n_faults; k++) tap_fault(&b, line_of(r, c->faults[k].expectation->span), c->faults[k].want, c->faults[k].got);
        for (int k = 0; k < c->n_broken; k++) tap_fault(&b, line_of(r, c->broken[k]->span), broken_words(arena, r, c->broken[k]), broken_says(r));
        strbuf_add(&b, "  ...\n");
    }
    if (r->coverage) strbuf_add(&b, coverage_text(arena, r->coverage, &r->policy->sources, r->chinese, "# "));
    return b.text;
}

/* ---- JUnit ---- */
static void xml(StrBuf *b, const char *s)
{
    for (; *s; s++) switch (*s) {
        case '&': strbuf_add(b, "&amp;"); break;
        case '<': strbuf_add(b, "&lt;"); break;
        case '>': strbuf_add(b, "&gt;"); break;
        case '"': strbuf_add(b, "&quot;"); break;
        case '\n': strbuf_add(b, "&#10;"); break;
        default: strbuf_char(b, *s);
        }
}
static void junit_fault(StrBuf *b, uint32_t line, const char *want, const char *got)
{
    strbuf_printf(b, "%u: ", line);
    xml(b, want);
    strbuf_add(b, " — ");
    xml(b, got);
    strbuf_char(b, '\n');
}
static void junit_case(StrBuf *b, const SuiteReport *r, const SuiteCase *c)
{
    strbuf_add(b, "  <testcase classname=\"");
    xml(b, file_of(r, c->example->span));
    strbuf_add(b, "\" name=\"");
    xml(b, c->example->title);
    strbuf_printf(b, "\" line=\"%u\"", line_of(r, c->example->span));
    if (suite_passed(c)) { strbuf_add(b, "/>\n"); return; }
    strbuf_add(b, "><failure message=\"");
    xml(b, c->trouble ? c->trouble : c->n_faults ? c->faults[0].want : broken_words(b->arena, r, c->broken[0]));
    strbuf_add(b, "\">");
    for (int i = 0; i < c->n_faults; i++) junit_fault(b, line_of(r, c->faults[i].expectation->span), c->faults[i].want, c->faults[i].got);
    for (int i = 0; i < c->n_broken; i++) junit_fault(b, line_of(r, c->broken[i]->span), broken_words(b->arena, r, c->broken[i]), broken_says(r));
    strbuf_add(b, "</failure></testcase>\n");
}
const char *suite_junit(Arena *arena, const SuiteReport *r)
{
    StrBuf b = {.arena = arena};
    strbuf_printf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"fatiao\" tests=\"%d\" failures=\"%d\">\n", r->n_cases, failed(r));
    for (int i = 0; i < r->n_cases; i++) junit_case(&b, r, &r->cases[i]);
    if (r->coverage) strbuf_add(&b, "  <system-out>"), xml(&b, coverage_text(arena, r->coverage, &r->policy->sources, r->chinese, "")), strbuf_add(&b, "</system-out>\n");
    strbuf_add(&b, "</testsuite>\n");
    return b.text;
}
