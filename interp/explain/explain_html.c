/* The page as one HTML file that needs nothing else: no scripts, the system's fonts, fit to print and to hand over.
 * Must never know registers. */
#include "grammar/strbuf.h"
#include "interp/explain/explain_page.h"

static const char *const STYLE =
    ":root{color-scheme:light;--ink:#1c1e21;--soft:#5a6270;--rule:#d8dce2;--paper:#fff;--yes:#1a6b3c;--no:#a32a22;--open:#8a5a00}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:#eef0f3;color:var(--ink);font:16px/1.7 \"Noto Serif CJK SC\",\"Source Han Serif SC\",\"Songti SC\",SimSun,serif}\n"
    "main{max-width:46rem;margin:2rem auto;padding:2.6rem 3rem;background:var(--paper);border:1px solid var(--rule)}\n"
    "h1,h2,dt,.outcome,.mark,footer{font-family:\"Noto Sans CJK SC\",\"Source Han Sans SC\",\"PingFang SC\",\"Microsoft YaHei\",sans-serif}\n"
    "h1{font-size:1.55rem;line-height:1.35;margin:0}\n"
    "h1 small{display:block;font-size:.85rem;font-weight:400;color:var(--soft)}\n"
    ".outcome{display:inline-block;margin:.9rem 0 .4rem;padding:.2rem .9rem;border:2px solid;font-size:1.15rem;font-weight:700}\n"
    ".good{color:var(--yes)}.bad{color:var(--no)}.open{color:var(--open)}\n"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1.2rem;margin:.8rem 0 0}\n"
    "dt{color:var(--soft)}dd{margin:0}\n"
    "h2{font-size:1.05rem;margin:1.9rem 0 .5rem;padding-bottom:.25rem;border-bottom:1px solid var(--rule)}\n"
    "blockquote{margin:.4rem 0 .9rem;padding:.1rem 0 .1rem 1rem;border-left:3px solid var(--rule)}\n"
    "blockquote p{margin:.3rem 0}.place{margin:.3rem 0;font-weight:700}\n"
    "ul{list-style:none;margin:0;padding:0}li{margin:.28rem 0}li ul{margin:.1rem 0 .1rem .55rem;padding-left:1.1rem;border-left:1px solid var(--rule)}\n"
    "li>p{margin:0;padding-left:1.6rem;text-indent:-1.6rem}\n"
    ".mark{display:inline-block;width:1.6rem;text-indent:0;font-weight:700}\n"
    ".label{font-weight:700;margin-right:.3rem}.note{color:var(--soft)}.note::before{content:\"　\"}.cite{color:var(--soft);font-size:.88em;white-space:nowrap}\n"
    ".dim>p{color:var(--soft)}.warning{color:var(--open);font-weight:700}\n"
    "footer{margin-top:2.2rem;padding-top:.6rem;border-top:1px solid var(--rule);color:var(--soft);font-size:.85rem}\n"
    "@media(max-width:40rem){main{margin:0;padding:1.2rem;border:0}}\n"
    "@page{size:A4;margin:18mm 16mm}\n"
    "@media print{body{background:none;font-size:11pt;line-height:1.55}main{max-width:none;margin:0;padding:0;border:0}h2{break-after:avoid}li>p,blockquote{break-inside:avoid}}\n";

static void escape(StrBuf *out, const char *s)
{
    for (; *s; s++) switch (*s) {
    case '<': strbuf_add(out, "&lt;"); break;
    case '>': strbuf_add(out, "&gt;"); break;
    case '&': strbuf_add(out, "&amp;"); break;
    case '"': strbuf_add(out, "&quot;"); break;
    case '\'': strbuf_add(out, "&#39;"); break;
    default: strbuf_char(out, (unsigned char)*s < 0x20 || *s == 0x7F ? ' ' : *s);
    }
}
static void element(StrBuf *out, const char *tag, const char *class, const char *text)
{
    if (class) strbuf_printf(out, "<%s class=\"%s\">", tag, class);
    else strbuf_printf(out, "<%s>", tag);
    escape(out, text);
    strbuf_printf(out, "</%s>", tag);
}
/* A sign for the eye, a word for a reader that speaks. */
static void mark(StrBuf *out, Truth truth, bool zh)
{
    const char *sign = NULL, *class = "", *word = "";
    switch (truth) {
    case TRUTH_TRUE: sign = "✓", class = "good", word = zh ? "成立" : "true"; break;
    case TRUTH_FALSE: sign = "✗", class = "bad", word = zh ? "不成立" : "false"; break;
    case TRUTH_UNKNOWN: case TRUTH_UNDEFINED: sign = "？", class = "open", word = zh ? "不明" : "unknown"; break;
    case TRUTH_NONE: break;
    }
    if (sign) strbuf_printf(out, "<span class=\"mark %s\" role=\"img\" aria-label=\"%s\">%s</span>", class, word, sign);
    else strbuf_add(out, "<span class=\"mark\">·</span>");
}
static void write_lines(StrBuf *out, Line *const *lines, int n, bool zh);
static void write_line(StrBuf *out, const Line *line, bool zh)
{
    strbuf_add(out, line->dim ? "<li class=\"dim\"><p>" : "<li><p>");
    mark(out, line->mark, zh);
    if (line->label) element(out, "span", "label", line->label);
    escape(out, line->words);
    if (line->note) strbuf_char(out, ' '), element(out, "span", line->warning ? "note warning" : "note", line->note);
    if (line->cite) strbuf_add(out, " <span class=\"cite\">〔"), escape(out, line->cite), strbuf_add(out, "〕</span>");
    strbuf_add(out, "</p>");
    write_lines(out, line->child, line->n_child, zh);
    strbuf_add(out, "</li>\n");
}
static void write_lines(StrBuf *out, Line *const *lines, int n, bool zh)
{
    if (!n) return;
    strbuf_add(out, "<ul>\n");
    for (int i = 0; i < n; i++) write_line(out, lines[i], zh);
    strbuf_add(out, "</ul>");
}
static void write_quote(StrBuf *out, const Quote *q)
{
    element(out, "p", "place", q->heading && *q->heading ? q->heading : q->place);
    strbuf_char(out, '\n');
    if (!q->text) return;
    strbuf_add(out, "<blockquote><p>");
    for (const char *s = q->text; *s; s++) {
        char one[2] = {*s, '\0'};
        if (*s == '\n') strbuf_add(out, "</p><p>");
        else escape(out, one);
    }
    strbuf_add(out, "</p></blockquote>\n");
}
static const char *outcome_class(DecisionStatus s)
{
    bool good = s == STATUS_GRANTED || s == STATUS_MET || s == STATUS_DONE || s == STATUS_VALUE, bad = s == STATUS_DENIED || s == STATUS_UNMET || s == STATUS_NOT_DONE || s == STATUS_ERROR;
    return good ? "outcome good" : bad ? "outcome bad" : "outcome open";
}
static void write_head(StrBuf *out, const Page *page, bool zh)
{
    strbuf_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>", zh ? "zh-CN" : "en");
    escape(out, page->name), strbuf_add(out, zh ? "：" : ": "), escape(out, page->status);
    strbuf_printf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n<header>\n<h1>", STYLE);
    element(out, "small", NULL, page->kind);
    escape(out, page->name);
    strbuf_add(out, "</h1>\n");
    element(out, "p", outcome_class(page->outcome), page->status);
    strbuf_add(out, "\n<dl>\n");
    for (int i = 0; i < page->n_entries; i++) element(out, "dt", NULL, page->entries[i].key), element(out, "dd", NULL, page->entries[i].value), strbuf_char(out, '\n');
    strbuf_add(out, "</dl>\n</header>\n");
}
static void write_quotes(StrBuf *out, const char *heading, const Quote *quotes, int n)
{
    if (!n) return;
    strbuf_add(out, "<section>\n"), element(out, "h2", NULL, heading), strbuf_char(out, '\n');
    for (int i = 0; i < n; i++) write_quote(out, &quotes[i]);
    strbuf_add(out, "</section>\n");
}
const char *explain_html(Arena *arena, const Explanation *x, ExplainOptions options)
{
    const Page *page = page_build(arena, x, options);
    StrBuf out = {.arena = arena};
    bool zh = options.chinese;
    write_head(&out, page, zh);
    write_quotes(&out, zh ? "条文" : "The law", page->own, page->n_own);
    for (int i = 0; i < page->n_sections; i++) {
        const Section *s = &page->sections[i];
        strbuf_add(&out, "<section>\n"), element(&out, "h2", NULL, s->heading), strbuf_char(&out, '\n');
        if (s->intro) element(&out, "p", NULL, s->intro), strbuf_char(&out, '\n');
        write_lines(&out, s->lines, s->n_lines, zh);
        strbuf_add(&out, "\n</section>\n");
    }
    write_quotes(&out, zh ? "相关条文" : "Other provisions", page->others, page->n_others);
    strbuf_add(&out, "<footer>"), escape(&out, zh ? "本页由法条引擎按所列条文和事实计算得出。事实有误或者有变化的，结论也会变化。" : "Worked out by the Fatiao engine from the provisions and facts shown. If a fact is wrong or changes, the answer may change.");
    strbuf_add(&out, "</footer>\n</main>\n</body>\n</html>\n");
    return out.text;
}
