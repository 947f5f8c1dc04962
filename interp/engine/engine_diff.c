/* Two compiled policies side by side: what is written, and what it means for people. See fatiao.h.
 * Must never know any stage's inside. */
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/engine/compare_show.h"
#include "interp/diff/diff_show.h"
#include "interp/engine/engine_impact.h"

typedef struct { Arena arena; const fatiao_policy *before, *after; const fatiao_diff_options *options; fatiao_sink out, trouble; ImpactJudge judge; fatiao_status status; } Work;
static CompareForm form_of(fatiao_format format)
{
    switch (format) {
    case FATIAO_JSON: return COMPARE_JSON;
    case FATIAO_MARKDOWN: return COMPARE_MARKDOWN;
    case FATIAO_HTML: return COMPARE_HTML;
    case FATIAO_TEXT: case FATIAO_NDJSON: case FATIAO_TABLE: case FATIAO_CSV: case FATIAO_SVG: break;
    }
    return COMPARE_TEXT;
}
static const char *written(Arena *arena, const DiffReport *report, const DiffShow *show, CompareForm form)
{
    switch (form) {
    case COMPARE_JSON: return diff_show_json(arena, report, show);
    case COMPARE_MARKDOWN: return diff_show_markdown(arena, report, show);
    case COMPARE_HTML: return diff_show_html(arena, report, show);
    case COMPARE_TEXT: break;
    }
    return diff_show_text(arena, report, show);
}
static bool say(Work *w, const char *zh, const char *en, const char *text)
{
    const char *message = arena_printf(&w->arena, w->options->language == FATIAO_ZH ? zh : en, text);
    w->status = w->trouble.write(w->trouble.ctx, message, strlen(message)) ? FATIAO_UNKNOWN : FATIAO_STOPPED;
    return false;
}
static bool read_day(Work *w, const char *text, int32_t *day)
{
    switch (calendar_parse(text, strlen(text), day)) {
    case CALENDAR_OK: return true;
    case CALENDAR_SYNTAX: return say(w, "`%s` 不是日期；日期写成 2024-01-31\n", "`%s` is no date; write 2024-01-31\n", text);
    case CALENDAR_IMPOSSIBLE: return say(w, "没有 `%s` 这一天\n", "there is no such day as `%s`\n", text);
    }
    return false;
}
static bool names_decision(const Program *p, const char *name)
{
    for (int i = 0; i < p->n_rules; i++)
        if (strcmp(p->rules[i].name.zh, name) == 0 || strcmp(p->rules[i].name.alias, name) == 0) return true;
    return false;
}
/* False: it has said what is wrong. */
static bool read_options(Work *w, CompareOptions *o)
{
    const fatiao_diff_options *given = w->options;
    *o = (CompareOptions){.complete = given->complete_records, .max_children = given->max_children > 0 ? given->max_children : 5, .max_examples = 3,
                          .timeout_ms = given->timeout_ms ? given->timeout_ms : 10000, .only = given->only, .n_only = given->n_only};
    if (!read_day(w, given->from, &o->from) || !read_day(w, given->to, &o->to)) return false;
    if (o->to < o->from) return say(w, "两个日期写反了：%s 在前\n", "the dates are reversed: %s comes first\n", given->to);
    for (int i = 0; i < o->n_only; i++)
        if (!names_decision(&w->before->program, o->only[i]) && !names_decision(&w->after->program, o->only[i])) return say(w, "两版里都没有决定 `%s`\n", "neither version has a decision `%s`\n", o->only[i]);
    return true;
}
/* ---- the records ---- */
static const char *sheet_in(const Sheet *sheet, CompareForm form, bool zh)
{
    switch (form) {
    case COMPARE_MARKDOWN: return sheet_markdown(sheet, zh);
    case COMPARE_JSON: return sheet_json(sheet);
    case COMPARE_HTML: return sheet_html(sheet, zh);
    case COMPARE_TEXT: break;
    }
    return sheet_table(sheet, zh);
}
static void add_table(StrBuf *b, const Sheet *sheet, CompareForm form, bool zh, const char *key, const char *title)
{
    if (!sheet->n_rows && form != COMPARE_JSON) return;
    switch (form) {
    case COMPARE_TEXT: strbuf_printf(b, "\n%s\n", title); break;
    case COMPARE_MARKDOWN: strbuf_printf(b, "\n### %s\n\n", title); break;
    case COMPARE_JSON: strbuf_printf(b, ",\"%s\":", key); break;
    case COMPARE_HTML: strbuf_printf(b, "<h3>%s</h3>\n", title); break;
    }
    strbuf_add(b, sheet_in(sheet, form, zh));
}
/* `by` is the caller's: it comes between markup. */
static const char *plain(Arena *arena, const char *text, CompareForm form)
{
    StrBuf b = {.arena = arena};
    strbuf_add(&b, "");
    for (; *text; text++) {
        if (form == COMPARE_HTML && strchr("<>&\"", *text)) strbuf_printf(&b, "&#%d;", *text);
        else strbuf_char(&b, *text);
    }
    return b.text;
}
static const char *impact_words(Work *w, const Impact *m, CompareForm form)
{
    bool zh = w->options->language == FATIAO_ZH;
    StrBuf b = {.arena = &w->arena};
    const Sheet decisions = impact_sheet(m, zh), payers = impact_payers(m, zh), groups = impact_groups(m, zh);
    const unsigned long long n = m->records, changed = m->changed, bad = m->bad;
    const char *title = zh ? "对这些记录的影响" : "What it means for these records";
    const char *counts = arena_printf(&w->arena, zh ? "记录 %llu 条，其中 %llu 条有变化；读不了 %llu 条" : "%llu records, %llu of them with a change; %llu that cannot be read", n, changed, bad);
    switch (form) {
    case COMPARE_TEXT: strbuf_printf(&b, "\n%s\n%s\n", title, counts); break;
    case COMPARE_MARKDOWN: strbuf_printf(&b, "\n## %s\n\n%s\n", title, counts); break;
    case COMPARE_JSON: strbuf_printf(&b, "{\"records\":%llu,\"changed\":%llu,\"bad\":%llu", n, changed, bad); break;
    case COMPARE_HTML: strbuf_printf(&b, "<section class=impact><h2>%s</h2>\n<p>%s</p>\n", title, counts); break;
    }
    add_table(&b, &decisions, form, zh, "decisions", zh ? "各项决定" : "Decisions");
    add_table(&b, &payers, form, zh, "payers", zh ? "由谁负担" : "Borne by");
    if (m->by && form == COMPARE_JSON) strbuf_add(&b, ",\"by\":"), strbuf_json(&b, m->by);
    if (m->by) add_table(&b, &groups, form, zh, "groups", arena_printf(&w->arena, zh ? "按 %s 分组" : "By %s", plain(&w->arena, m->by, form)));
    if (form == COMPARE_JSON || form == COMPARE_HTML) strbuf_add(&b, form == COMPARE_JSON ? "}" : "</section>\n");
    return b.text;
}
/* False: it has said, or the status says, why not. */
static bool judge(Work *w, Impact *impact)
{
    const fatiao_diff_options *o = w->options;
    ImpactAsked *asked = arena_alloc(&w->arena, sizeof *asked);
    *asked = (ImpactAsked){w->before, w->after, 0, o->by, o->language == FATIAO_ZH, o->records, o->individuals};
    if (!read_day(w, o->as_of ? o->as_of : "", &asked->as_of)) return false;
    if (!impact_judge(&w->judge, &w->arena, asked, impact)) return w->status = FATIAO_NO_MEMORY, false;
    if (w->judge.refused) return say(w, "%s\n", "%s\n", w->judge.refused);
    if (w->judge.stopped) return w->status = FATIAO_STOPPED, false;
    return true;
}

/* ---- the whole ---- */
typedef struct { DiffReport report; Comparison comparison; CompareOptions meaning; Impact impact; } Found;
static bool write_in(Work *w, const Found *f, CompareForm form, bool colour, fatiao_sink sink)
{
    const fatiao_diff_options *o = w->options;
    const CompareShow how = {w->before, w->after, &f->meaning, o->language == FATIAO_ZH, colour};
    DiffShow show = {.chinese = how.chinese, .colour = colour, .before_name = o->before_name ? o->before_name : "", .after_name = o->after_name ? o->after_name : ""};
    if (o->from) show.meaning = compare_show(&w->arena, &f->comparison, &how, form);
    if (o->records.read) show.impact = impact_words(w, &f->impact, form);
    const char *text = written(&w->arena, &f->report, &show, form);
    return sink.write(sink.ctx, text, strlen(text));
}
static void compare(void *ctx)
{
    Work *w = ctx;
    const fatiao_diff_options *o = w->options;
    const DiffSide before = {&w->before->program, &w->before->sources}, after = {&w->after->program, &w->after->sources};
    Found *f = arena_alloc(&w->arena, sizeof *f);
    if (o->from && !read_options(w, &f->meaning)) return;
    if (o->records.read && !judge(w, &f->impact)) return; /* what it refuses is known before the solver's hour */
    f->report = diff_policies(&w->arena, &before, &after, o->language == FATIAO_ZH);
    if (o->from) compare_meaning(&w->arena, w->before, w->after, &f->meaning, &f->comparison);
    bool taken = (!o->html.write || write_in(w, f, COMPARE_HTML, false, o->html)) && write_in(w, f, form_of(o->format), o->colour, w->out);
    w->status = !taken ? FATIAO_STOPPED : f->report.n_items || compare_differs(&f->comparison) ? FATIAO_ERRORS : FATIAO_OK;
}
fatiao_status fatiao_diff(const fatiao_policy *before, const fatiao_policy *after, const fatiao_diff_options *options, fatiao_sink out, fatiao_sink trouble)
{
    if (!before || !after || !options || !out.write || !trouble.write || !format_given(options->format) || !language_given(options->language)) return FATIAO_ARGUMENT;
    if (!strings_given(options->only, options->n_only) || options->max_children < 0 || !options->from != !options->to) return FATIAO_ARGUMENT;
    if (!(before = policy_whole(before)) || !(after = policy_whole(after))) return FATIAO_NO_MEMORY;
    if (!before->usable || !after->usable) return FATIAO_UNKNOWN;
    Work w = {.before = before, .after = after, .options = options, .out = out, .trouble = trouble};
    arena_init(&w.arena, &after->arena.allocator);
    if (!engine_guard(&w.arena, compare, &w)) w.status = FATIAO_NO_MEMORY;
    impact_close(&w.judge);
    arena_free(&w.arena);
    return w.status;
}
