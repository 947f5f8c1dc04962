/* See compare_show.h. Must never know how differences were found. */
#include "interp/engine/compare_show.h"
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/base/calendar.h"

typedef struct { StrBuf out; const CompareShow *show; CompareForm form; bool zh; } Writer;

bool compare_differs(const Comparison *c)
{
    for (int i = 0; i < c->n_items; i++)
        if (c->items[i].meaning >= MEANING_DIFFERS && c->items[i].meaning != MEANING_UNSETTLED) return true;
    return false;
}
static const char *word(const Writer *w, const char *zh, const char *en) { return w->zh ? zh : en; }
static const Rule *rule_of(const Writer *w, const DecisionMeaning *m)
{
    return m->rule[1] >= 0 ? &w->show->after->program.rules[m->rule[1]] : &w->show->before->program.rules[m->rule[0]];
}
static const char *day(Writer *w, int32_t d)
{
    char *out = arena_alloc(w->out.arena, CALENDAR_TEXT);
    calendar_print(d, out);
    return out;
}
/* 享受 1000.00 元/月 */
static const char *result_words(Writer *w, int side, const DecisionResult *r)
{
    const fatiao_policy *p = side ? w->show->after : w->show->before;
    const WriteContext cx = {.program = &p->program, .chinese = w->zh};
    const char *plain = write_plain(w->out.arena, &cx, r), *missing = r->n_missing ? write_missing_plain(w->out.arena, r, w->zh) : "";
    const char *status = r->status == STATUS_VALUE && *plain ? "" : status_name(r->status, w->zh);
    const char *unit = r->value.present && *plain && r->value.type.kind == TY_NUM ? (w->zh ? unit_name_zh(r->value.type.unit) : unit_name_en(r->value.type.unit)) : "";
    StrBuf b = {.arena = w->out.arena};
    strbuf_printf(&b, "%s%s%s%s%s", status, *status && *plain ? " " : "", plain, *unit ? (w->zh ? "" : " ") : "", unit);
    if (*missing) strbuf_printf(&b, w->zh ? "（缺 %s）" : " (missing %s)", missing);
    return b.text;
}
static const char *cited(Writer *w, int side, const Difference *d)
{
    StrBuf b = {.arena = w->out.arena};
    strbuf_add(&b, "");
    for (int i = 0; i < d->n_cites[side]; i++) strbuf_printf(&b, "%s%s", i ? ", " : word(w, "依据 ", "under "), d->cites[side][i]);
    return b.text;
}
/* Facts that one policy alone has no field for make two records of one person. */
static bool one_record(const Difference *d) { return strcmp(d->record[0], d->record[1]) == 0; }

/* ---- what the whole rests on ---- */
static void add_terms(Writer *w)
{
    const CompareOptions *o = w->show->options;
    strbuf_printf(&w->out, word(w, "评定日 %s 至 %s", "assessment dates %s to %s"), day(w, o->from), day(w, o->to));
    strbuf_printf(&w->out, word(w, "，列表最多 %d 项", ", lists of at most %d"), o->max_children);
    strbuf_printf(&w->out, word(w, "，事实里的日期在 %d 至 %d 年", ", dates of facts within %d to %d"), COMPARE_FIRST_YEAR, COMPARE_LAST_YEAR);
    strbuf_add(&w->out, o->complete ? word(w, "，事实齐全的人", ", people whose facts are all given") : word(w, "，事实可以缺", ", facts may be missing"));
}
typedef struct { int of[MEANING_REMOVED + 1]; } Tally;
static Tally tally(const Comparison *c)
{
    Tally t = {{0}};
    for (int i = 0; i < c->n_items; i++) t.of[c->items[i].meaning]++;
    return t;
}
static void add_tally(Writer *w, const Comparison *c)
{
    Tally t = tally(c);
    strbuf_printf(&w->out, word(w, "对谁都一样：%d（算法相同 %d，已证明 %d）", "the same for everyone: %d (computed alike %d, proved %d)"),
                  t.of[MEANING_FORM] + t.of[MEANING_PROVED], t.of[MEANING_FORM], t.of[MEANING_PROVED]);
    strbuf_printf(&w->out, word(w, "；有人不同：%d；新增：%d；删去：%d；没有定论：%d", "; different for some: %d; added: %d; removed: %d; unsettled: %d"), t.of[MEANING_DIFFERS], t.of[MEANING_ADDED],
                  t.of[MEANING_REMOVED], t.of[MEANING_UNSETTLED]);
}
static const char *unsettled_words(const Writer *w, Unsettled why)
{
    switch (why) {
    case WHY_NONE: return "";
    case WHY_NO_SOLVER: return word(w, "这个程序没有装求解器（libz3）", "this program was built without the solver (libz3)");
    case WHY_TIME: return word(w, "时间用完了（--timeout 可以加长）", "time ran out (--timeout gives more)");
    case WHY_NOT_CONFIRMED: return word(w, "求解器给出的例子没有得到证实", "the solver's example was not confirmed");
    }
    return "";
}
static const char *meaning_words(const Writer *w, const DecisionMeaning *m)
{
    switch (m->meaning) {
    case MEANING_FORM: return word(w, "对谁都一样", "same for everyone");
    case MEANING_PROVED: return word(w, "对谁都一样（已证明）", "same for everyone (proved)");
    case MEANING_DIFFERS: return word(w, "有人不同", "different for some");
    case MEANING_UNSETTLED: return word(w, "没有定论", "unsettled");
    case MEANING_ADDED: return word(w, "新增", "added");
    case MEANING_REMOVED: return word(w, "删去", "removed");
    }
    return "";
}

/* ---- text and Markdown ---- */
static void add_example(Writer *w, const Difference *d)
{
    bool md = w->form == COMPARE_MARKDOWN;
    for (int side = 0; side < 2; side++) {
        if (side == 0 || !one_record(d))
            strbuf_printf(&w->out, md ? "  - `%s` %s %s\n" : "    %s  %s %s\n", d->record[side], word(w, "评定日", "as of"), day(w, d->sample.as_of));
        strbuf_printf(&w->out, md ? "    - %s%s%s%s%s\n" : "      %s%s%s%s%s\n", side ? word(w, "新", "new") : word(w, "旧", "old"), word(w, "：", ": "), result_words(w, side, &d->result[side]), d->n_cites[side] ? "  " : "", cited(w, side, d));
    }
}
static bool is_told(const DecisionMeaning *m) { return m->meaning != MEANING_FORM && (m->meaning != MEANING_UNSETTLED || m->why != WHY_NO_SOLVER); }
static void add_text(Writer *w, const Comparison *c)
{
    bool md = w->form == COMPARE_MARKDOWN;
    strbuf_printf(&w->out, md ? "\n## %s\n\n" : "\n%s\n", word(w, "对人的影响", "What it means for people"));
    strbuf_add(&w->out, md ? "" : "  "), add_terms(w), strbuf_add(&w->out, md ? "\n\n" : "\n");
    for (int i = 0; i < c->n_items; i++) {
        const DecisionMeaning *m = &c->items[i];
        const Rule *r = rule_of(w, m);
        if (!is_told(m)) continue;
        strbuf_printf(&w->out, md ? "- **%s** (%s)%s%s" : "  %s (%s)%s%s", w->zh ? r->name.zh : r->name.alias, w->zh ? r->name.alias : r->name.zh, word(w, "：", ": "), meaning_words(w, m));
        if (m->why) strbuf_printf(&w->out, word(w, "：%s", ": %s"), unsettled_words(w, m->why));
        if (m->more) strbuf_add(&w->out, word(w, "（还可能有别的情形）", " (there may be other cases)"));
        strbuf_char(&w->out, '\n');
        for (int k = 0; k < m->n_examples; k++) add_example(w, &m->examples[k]);
    }
    if (!compare_has_solver()) strbuf_printf(&w->out, "%s%s\n", md ? "" : "  ", unsettled_words(w, WHY_NO_SOLVER));
    strbuf_add(&w->out, md ? "\n" : "  "), add_tally(w, c), strbuf_char(&w->out, '\n');
}

/* ---- JSON ---- */
static void add_json_text(Writer *w, const char *key, const char *text)
{
    strbuf_printf(&w->out, "\"%s\":", key);
    strbuf_json(&w->out, text);
}
static void add_json_example(Writer *w, const Difference *d)
{
    strbuf_printf(&w->out, "{\"as_of\":\"%s\",", day(w, d->sample.as_of));
    for (int side = 0; side < 2; side++) {
        const DecisionResult *r = &d->result[side];
        strbuf_printf(&w->out, "%s\"%s\":{\"record\":%s,\"status\":\"%s\",", side ? "," : "", side ? "after" : "before", d->record[side], status_name(r->status, false));
        add_json_text(w, "words", result_words(w, side, r));
        for (int i = 0; i < d->n_cites[side]; i++) strbuf_add(&w->out, i ? "," : ",\"cites\":["), strbuf_json(&w->out, d->cites[side][i]);
        if (d->n_cites[side]) strbuf_char(&w->out, ']');
        strbuf_char(&w->out, '}');
    }
    strbuf_char(&w->out, '}');
}
static void add_json(Writer *w, const Comparison *c)
{
    static const char *const MEANINGS[] = {"same", "proved", "differs", "unsettled", "added", "removed"}, *const WHYS[] = {NULL, "no_solver", "timeout", "not_confirmed"};
    const CompareOptions *o = w->show->options;
    strbuf_printf(&w->out, "\"from\":\"%s\",\"to\":\"%s\",\"max_children\":%d,\"complete_records\":%s,\"solver\":%s,\"decisions\":[", day(w, o->from), day(w, o->to), o->max_children,
                  o->complete ? "true" : "false", compare_has_solver() ? "true" : "false");
    for (int i = 0; i < c->n_items; i++) {
        const DecisionMeaning *m = &c->items[i];
        strbuf_add(&w->out, i ? ",\n{" : "\n{");
        add_json_text(w, "decision", rule_of(w, m)->name.alias), strbuf_char(&w->out, ','), add_json_text(w, "name_zh", rule_of(w, m)->name.zh), strbuf_char(&w->out, ',');
        add_json_text(w, "meaning", MEANINGS[m->meaning]);
        if (m->why) strbuf_char(&w->out, ','), add_json_text(w, "why", WHYS[m->why]);
        if (m->more) strbuf_add(&w->out, ",\"more\":true");
        for (int k = 0; k < m->n_examples; k++) strbuf_add(&w->out, k ? "," : ",\"examples\":["), add_json_example(w, &m->examples[k]);
        strbuf_add(&w->out, m->n_examples ? "]}" : "}");
    }
    strbuf_add(&w->out, "\n]");
}

/* ---- a part of a page ---- */
static void add_escaped(Writer *w, const char *s)
{
    for (; *s; s++) {
        if (*s == '&') strbuf_add(&w->out, "&amp;");
        else if (*s == '<') strbuf_add(&w->out, "&lt;");
        else if (*s == '>') strbuf_add(&w->out, "&gt;");
        else if (*s == '"') strbuf_add(&w->out, "&quot;");
        else strbuf_char(&w->out, *s);
    }
}
static void add_html_example(Writer *w, const Difference *d)
{
    strbuf_printf(&w->out, "<tr><th scope=\"row\">%s %s</th>", word(w, "评定日", "as of"), day(w, d->sample.as_of));
    for (int side = 0; side < 2; side++) {
        strbuf_add(&w->out, "<td><code>"), add_escaped(w, d->record[side]), strbuf_add(&w->out, "</code><br>");
        strbuf_add(&w->out, side ? "<ins>" : "<del>"), add_escaped(w, result_words(w, side, &d->result[side])), strbuf_add(&w->out, side ? "</ins>" : "</del>"), strbuf_add(&w->out, " <small>"), add_escaped(w, cited(w, side, d)), strbuf_add(&w->out, "</small></td>");
    }
    strbuf_add(&w->out, "</tr>\n");
}
static void add_html(Writer *w, const Comparison *c)
{
    strbuf_printf(&w->out, "<section><h2>%s</h2>\n<p>", word(w, "对人的影响", "What it means for people"));
    add_terms(w), strbuf_add(&w->out, "</p>\n");
    for (int i = 0; i < c->n_items; i++) {
        const DecisionMeaning *m = &c->items[i];
        const Rule *r = rule_of(w, m);
        if (!is_told(m)) continue;
        strbuf_add(&w->out, "<h3>"), add_escaped(w, w->zh ? r->name.zh : r->name.alias), strbuf_add(&w->out, " <small>"), add_escaped(w, meaning_words(w, m));
        if (m->why) strbuf_add(&w->out, word(w, "：", ": ")), add_escaped(w, unsettled_words(w, m->why));
        strbuf_add(&w->out, "</small></h3>\n");
        if (m->n_examples) strbuf_add(&w->out, "<table><tbody>\n");
        for (int k = 0; k < m->n_examples; k++) add_html_example(w, &m->examples[k]);
        if (m->n_examples) strbuf_add(&w->out, "</tbody></table>\n");
    }
    strbuf_add(&w->out, "<p>"), add_tally(w, c), strbuf_add(&w->out, "</p></section>\n");
}
const char *compare_show(Arena *arena, const Comparison *c, const CompareShow *show, CompareForm form)
{
    Writer w = {.out = {.arena = arena}, .show = show, .form = form, .zh = show->chinese};
    strbuf_add(&w.out, "");
    switch (form) {
    case COMPARE_TEXT: case COMPARE_MARKDOWN: add_text(&w, c); break;
    case COMPARE_JSON: add_json(&w, c); break;
    case COMPARE_HTML: add_html(&w, c); break;
    }
    return w.out.text;
}
