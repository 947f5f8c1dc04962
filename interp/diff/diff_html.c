/* A comparison as one self-contained page in two columns: what was on the left, what is on the right. See diff_show.h.
 * Must never know how the differences were found. */
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/diff/diff_show.h"

static const char STYLE[] =
    "body{font:16px/1.7 \"Noto Serif CJK SC\",\"Source Han Serif SC\",SimSun,serif;margin:2em auto;max-width:72em;padding:0 1em;color:#222}"
    "h1{font-size:1.5em}h2{font-size:1.05em;margin:2em 0 .4em;border-bottom:1px solid #999;padding-bottom:.2em}"
    "h2 small{color:#666;font-weight:normal}"
    "table{width:100%;border-collapse:collapse;table-layout:fixed}td,th{vertical-align:top;padding:.4em .6em;border:1px solid #ddd;text-align:left;overflow-wrap:anywhere}"
    "th{width:9em;font-weight:normal;color:#555}thead th{width:auto;background:#f4f4f4}thead th:first-child{width:9em}"
    "del{color:#a00;background:#fdecea}ins{color:#060;background:#e8f5e9;text-decoration:underline}"
    ".impact{overflow-x:auto}.impact table{table-layout:auto;font-size:.8em}.impact td,.impact th{padding:.2em .4em;width:auto;overflow-wrap:normal;white-space:nowrap}"
    ".none{color:#999}h3{font-size:1em;margin:1.2em 0 .3em}code{font-size:.85em;color:#444}@page{margin:15mm}@media print{.impact{overflow:visible}.impact table{font-size:.55em}body{font-size:11pt;max-width:none;margin:0}tr,h2{break-inside:avoid}h2{break-after:avoid}}";
static void add_escaped(StrBuf *b, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        switch (s[i]) {
        case '&': strbuf_add(b, "&amp;"); break;
        case '<': strbuf_add(b, "&lt;"); break;
        case '>': strbuf_add(b, "&gt;"); break;
        case '"': strbuf_add(b, "&quot;"); break;
        case '\n': strbuf_add(b, "<br>"); break;
        default: strbuf_char(b, s[i]);
        }
    }
}
static void add_text(StrBuf *b, const char *s) { add_escaped(b, s, strlen(s)); }
/* One side of a redline: what stays, and what went or came. */
static void add_side(StrBuf *b, const Redline *r, RedlineKind shown)
{
    for (int i = 0; i < r->n_parts; i++) {
        const RedlinePart *p = &r->parts[i];
        if (p->kind != RED_SAME && p->kind != shown) continue;
        if (p->kind != RED_SAME) strbuf_add(b, shown == RED_DELETED ? "<del>" : "<ins>");
        add_escaped(b, p->text, p->len);
        if (p->kind != RED_SAME) strbuf_add(b, shown == RED_DELETED ? "</del>" : "</ins>");
    }
}
static void add_cell(StrBuf *b, const char *words, const Redline *r, RedlineKind shown)
{
    strbuf_add(b, "<td>");
    if (!words) strbuf_add(b, "<span class=\"none\">—</span>");
    else if (r && r->n_parts) add_side(b, r, shown);
    else {
        strbuf_add(b, shown == RED_DELETED ? "<del>" : "<ins>");
        add_text(b, words);
        strbuf_add(b, shown == RED_DELETED ? "</del>" : "</ins>");
    }
    strbuf_add(b, "</td>");
}
static void add_row(StrBuf *b, const char *aspect, const char *label, const char *before, const char *after, const Redline *r)
{
    strbuf_add(b, "<tr><th scope=\"row\">");
    add_text(b, aspect);
    if (label) strbuf_char(b, ' '), add_text(b, label);
    strbuf_add(b, "</th>");
    add_cell(b, before, before && after ? r : NULL, RED_DELETED);
    add_cell(b, after, before && after ? r : NULL, RED_INSERTED);
    strbuf_add(b, "</tr>\n");
}
static void add_text_row(StrBuf *b, const DiffChange *c, bool zh)
{
    strbuf_printf(b, "<tr><th scope=\"row\">%s</th>", zh ? "条文" : "text");
    add_cell(b, c->kind == DIFF_ADDED ? NULL : "", &c->text, RED_DELETED);
    add_cell(b, c->kind == DIFF_REMOVED ? NULL : "", &c->text, RED_INSERTED);
    strbuf_add(b, "</tr>\n");
}
static void add_change(StrBuf *b, const DiffChange *c, const DiffShow *show)
{
    bool zh = show->chinese;
    strbuf_add(b, "<section><h2>");
    add_text(b, diff_article_said(b->arena, c, zh));
    strbuf_char(b, ' ');
    add_text(b, c->subject == DIFF_TEXT ? (c->heading ? c->heading : "") : zh ? c->name.zh : c->name.alias);
    strbuf_add(b, " <small>");
    add_text(b, diff_subject_word(c, zh)), strbuf_add(b, " · "), add_text(b, diff_kind_said(c->kind, zh));
    strbuf_add(b, "</small></h2>\n");
    if (c->subject != DIFF_TEXT && !c->n_points) {
        strbuf_add(b, "</section>\n");
        return;
    }
    strbuf_add(b, "<table><thead><tr><th></th><th scope=\"col\">");
    add_text(b, show->before_name), strbuf_add(b, "</th><th scope=\"col\">"), add_text(b, show->after_name);
    strbuf_add(b, "</th></tr></thead><tbody>\n");
    if (c->subject == DIFF_TEXT) add_text_row(b, c, zh);
    for (int i = 0; i < c->n_points; i++) {
        const DiffPoint *p = &c->points[i];
        add_row(b, zh ? p->zh : p->en, p->label, p->before, p->after, &p->redline);
    }
    strbuf_add(b, "</tbody></table></section>\n");
}
const char *diff_show_html(Arena *arena, const DiffReport *r, const DiffShow *show)
{
    bool zh = show->chinese;
    StrBuf b = {.arena = arena};
    strbuf_printf(&b, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>", zh ? "zh-CN" : "en");
    add_text(&b, zh ? "法规对照" : "policy comparison");
    strbuf_printf(&b, "</title><style>%s</style></head><body>\n<h1>", STYLE);
    add_text(&b, show->before_name), strbuf_add(&b, " → "), add_text(&b, show->after_name);
    strbuf_add(&b, "</h1>\n<p>");
    strbuf_printf(&b, r->n_items ? (zh ? "共 %d 处变化。" : "%d changes.") : (zh ? "没有变化。" : "Nothing changed."), r->n_items);
    strbuf_add(&b, "</p>\n");
    for (int i = 0; i < r->n_items; i++) add_change(&b, &r->items[i], show);
    if (show->meaning) strbuf_add(&b, show->meaning);
    if (show->impact) strbuf_add(&b, show->impact);
    strbuf_add(&b, "</body></html>\n");
    return b.text;
}
