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
/* The records judged by both, in the form of the whole. NULL: no memory. */
static const char *impact_words(Work *w, int32_t as_of, CompareForm form)
{
    Impact impact;
    bool zh = w->options->language == FATIAO_ZH;
    if (!impact_judge(&w->judge, &w->arena, w->before, w->after, as_of, w->options->records, w->options->records_len, &impact)) return NULL;
    Sheet sheet = impact_sheet(&w->arena, &impact, zh);
    const char *counts = arena_printf(&w->arena, zh ? "记录 %llu 条，读不了 %llu 条" : "%llu records, %llu that cannot be read", (unsigned long long)impact.records, (unsigned long long)impact.bad);
    const char *title = zh ? "对这些记录的影响" : "What it means for these records", *none = zh ? "没有变化" : "nothing changes";
    switch (form) {
    case COMPARE_TEXT: return arena_printf(&w->arena, "\n%s\n%s\n%s", title, counts, sheet.n_rows ? sheet_table(&sheet, zh) : arena_printf(&w->arena, "%s\n", none));
    case COMPARE_MARKDOWN: return arena_printf(&w->arena, "\n## %s\n\n%s\n\n```\n%s```\n", title, counts, sheet.n_rows ? sheet_table(&sheet, zh) : arena_printf(&w->arena, "%s\n", none));
    case COMPARE_JSON: return arena_printf(&w->arena, "{\"records\":%llu,\"bad\":%llu,\"decisions\":%s}", (unsigned long long)impact.records, (unsigned long long)impact.bad, sheet_json(&sheet));
    case COMPARE_HTML: return arena_printf(&w->arena, "<section><h2>%s</h2>\n<p>%s</p>\n%s</section>\n", title, counts, sheet.n_rows ? sheet_html(&sheet, zh) : none);
    }
    return NULL;
}
static void compare(void *ctx)
{
    Work *w = ctx;
    const fatiao_diff_options *o = w->options;
    const DiffSide before = {&w->before->program, &w->before->sources}, after = {&w->after->program, &w->after->sources};
    DiffShow show = {.chinese = o->language == FATIAO_ZH, .colour = o->colour, .before_name = o->before_name ? o->before_name : "", .after_name = o->after_name ? o->after_name : ""};
    Comparison comparison = {0};
    CompareOptions meaning;
    int32_t as_of = 0;
    if (o->records && !read_day(w, o->as_of ? o->as_of : "", &as_of)) return;
    if (o->from && !read_options(w, &meaning)) return;
    DiffReport report = diff_policies(&w->arena, &before, &after, show.chinese);
    if (o->from) {
        compare_meaning(&w->arena, w->before, w->after, &meaning, &comparison);
        const CompareShow how = {w->before, w->after, &meaning, show.chinese, o->colour};
        show.meaning = compare_show(&w->arena, &comparison, &how, form_of(o->format));
    }
    if (o->records && !(show.impact = impact_words(w, as_of, form_of(o->format)))) {
        w->status = FATIAO_NO_MEMORY;
        return;
    }
    const char *text = written(&w->arena, &report, &show, form_of(o->format));
    bool taken = w->out.write(w->out.ctx, text, strlen(text));
    w->status = !taken ? FATIAO_STOPPED : report.n_items || compare_differs(&comparison) ? FATIAO_ERRORS : FATIAO_OK;
}
fatiao_status fatiao_diff(const fatiao_policy *before, const fatiao_policy *after, const fatiao_diff_options *options, fatiao_sink out, fatiao_sink trouble)
{
    if (!before || !after || !options || !out.write || !trouble.write) return FATIAO_ARGUMENT;
    if (!(before = policy_whole(before)) || !(after = policy_whole(after))) return FATIAO_NO_MEMORY;
    if (!before->usable || !after->usable) return FATIAO_UNKNOWN;
    Work w = {.before = before, .after = after, .options = options, .out = out, .trouble = trouble};
    arena_init(&w.arena, &after->arena.allocator);
    if (!engine_guard(&w.arena, compare, &w)) w.status = FATIAO_NO_MEMORY;
    impact_close(&w.judge);
    arena_free(&w.arena);
    return w.status;
}
