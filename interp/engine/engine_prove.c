/* A compiled policy, checked by itself. See fatiao.h. Must never know any stage's inside. */
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/engine/compare.h"
#include "interp/engine/findings.h"

enum { CHILDREN_MAX = 20 };
typedef struct { Arena arena; const fatiao_policy *policy; const fatiao_prove_options *options; fatiao_sink out, trouble; fatiao_status status; } Work;
static bool say(Work *w, const char *zh, const char *en, const char *text)
{
    const char *message = arena_printf(&w->arena, w->options->language == FATIAO_ZH ? zh : en, text);
    w->status = w->trouble.write(w->trouble.ctx, message, strlen(message)) ? FATIAO_UNKNOWN : FATIAO_STOPPED;
    return false;
}
static bool read_day(Work *w, const char *text, int32_t *day)
{
    if (!text || calendar_parse(text, strlen(text), day) != CALENDAR_OK) return say(w, "`%s` 不是日期；日期写成 2024-01-31\n", "`%s` is no date; write 2024-01-31\n", text ? text : "");
    int year = calendar_year(*day);
    return (year >= COMPARE_FIRST_YEAR && year <= COMPARE_LAST_YEAR) || say(w, "`%s` 不在 1900 年至 2099 年之间\n", "`%s` is not in the years 1900 to 2099\n", text);
}
static bool names_rule(const Program *p, const char *name)
{
    for (int i = 0; i < p->n_rules; i++)
        if (strcmp(p->rules[i].name.zh, name) == 0 || strcmp(p->rules[i].name.alias, name) == 0) return true;
    for (int i = 0; i < p->n_assertions && *name; i++)
        if (strcmp(p->assertions[i].name.zh, name) == 0 || strcmp(p->assertions[i].name.alias, name) == 0) return true;
    return false;
}
/* False: it has said what is wrong. */
static bool read_options(Work *w, ProveOptions *o)
{
    const fatiao_prove_options *given = w->options;
    *o = (ProveOptions){.max_children = given->max_children > 0 && given->max_children <= CHILDREN_MAX ? given->max_children : 5, .timeout_ms = given->timeout_ms ? given->timeout_ms : 10000,
                        .only = given->only, .n_only = given->n_only, .chinese = given->language == FATIAO_ZH};
    if (!compare_has_solver()) return say(w, "编译时没有带求解器（libz3-dev），不能证明%s\n", "built without the solver (libz3-dev): nothing can be proven%s\n", "");
    if (!read_day(w, given->from, &o->from) || !read_day(w, given->to, &o->to)) return false;
    if (o->to < o->from) return say(w, "两个日期写反了：%s 在前\n", "the dates are reversed: %s comes first\n", given->to);
    for (int i = 0; i < o->n_only; i++)
        if (!names_rule(&w->policy->program, o->only[i])) return say(w, "没有规则 `%s`\n", "there is no rule `%s`\n", o->only[i]);
    return true;
}
static void prove(void *ctx)
{
    Work *w = ctx;
    ProveOptions o;
    ProveReport report;
    if (!read_options(w, &o)) return;
    prove_policy(&w->arena, w->policy, &o, &report);
    const FindingsShow show = {w->policy, &o, &report, o.chinese, w->options->colour};
    const char *text = w->options->format == FATIAO_JSON ? findings_json(&w->arena, &show) : findings_text(&w->arena, &show);
    w->status = !w->out.write(w->out.ctx, text, strlen(text)) ? FATIAO_STOPPED : report.n_items ? FATIAO_ERRORS : FATIAO_OK;
}
fatiao_status fatiao_prove(const fatiao_policy *policy, const fatiao_prove_options *options, fatiao_sink out, fatiao_sink trouble)
{
    if (!policy || !options || !out.write || !trouble.write || !format_given(options->format) || !language_given(options->language)) return FATIAO_ARGUMENT;
    if (!strings_given(options->only, options->n_only) || options->max_children < 0) return FATIAO_ARGUMENT;
    Work w = {.policy = policy, .options = options, .out = out, .trouble = trouble};
    if (!policy->usable) return FATIAO_ERRORS;
    arena_init(&w.arena, &policy->arena.allocator);
    if (!engine_guard(&w.arena, prove, &w)) w.status = FATIAO_NO_MEMORY;
    arena_free(&w.arena);
    return w.status;
}
