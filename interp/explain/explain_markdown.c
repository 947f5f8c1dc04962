/* The page as Markdown. Must never know registers. */
#include "grammar/strbuf.h"
#include "interp/explain/explain_page.h"

/* Characters that would be marks of Markdown or HTML stand for themselves; a line end is a space. */
static void escape(StrBuf *out, const char *s)
{
    for (; *s; s++) switch (*s) {
    case '\\': case '`': case '*': case '_': case '[': case ']': case '#': case '|': case '~': strbuf_char(out, '\\'), strbuf_char(out, *s); break;
    case '<': strbuf_add(out, "&lt;"); break;
    case '>': strbuf_add(out, "&gt;"); break;
    case '&': strbuf_add(out, "&amp;"); break;
    default: strbuf_char(out, (unsigned char)*s < 0x20 ? ' ' : *s);
    }
}
static const char *mark(Truth truth)
{
    switch (truth) {
    case TRUTH_TRUE: return "✓ ";
    case TRUTH_FALSE: return "✗ ";
    case TRUTH_UNKNOWN: case TRUTH_UNDEFINED: return "? ";
    case TRUTH_NONE: break;
    }
    return "";
}
static void write_line(StrBuf *out, const Line *line, int depth)
{
    strbuf_fill(out, ' ', (size_t)depth * 2);
    strbuf_printf(out, "- %s", mark(line->mark));
    if (line->label) escape(out, line->label), strbuf_add(out, (unsigned char)line->label[0] >= 0x80 ? "" : " ");
    escape(out, line->words);
    if (line->note) strbuf_add(out, " — "), strbuf_add(out, line->warning ? "**" : ""), escape(out, line->note), strbuf_add(out, line->warning ? "**" : "");
    if (line->cite) strbuf_add(out, " 〔"), escape(out, line->cite), strbuf_add(out, "〕");
    strbuf_char(out, '\n');
    for (int i = 0; i < line->n_child; i++) write_line(out, line->child[i], depth + 1);
}
static void write_quote(StrBuf *out, const Quote *q)
{
    strbuf_add(out, "**"), escape(out, q->heading && *q->heading ? q->heading : q->place), strbuf_add(out, "**\n\n");
    if (!q->text) return;
    strbuf_add(out, "> ");
    for (const char *s = q->text; *s; s++) {
        char one[2] = {*s, '\0'};
        if (*s == '\n') strbuf_add(out, "\n>\n> ");
        else escape(out, one);
    }
    strbuf_add(out, "\n\n");
}
const char *explain_markdown(Arena *arena, const Explanation *x, ExplainOptions options)
{
    const Page *page = page_build(arena, x, options);
    StrBuf out = {.arena = arena};
    strbuf_add(&out, "# "), escape(&out, page->name);
    strbuf_add(&out, options.chinese ? "：" : ": "), escape(&out, page->status);
    strbuf_add(&out, "\n\n");
    for (int i = 0; i < page->n_entries; i++) {
        strbuf_add(&out, "- "), escape(&out, page->entries[i].key), strbuf_add(&out, options.chinese ? "：" : ": ");
        escape(&out, page->entries[i].value), strbuf_char(&out, '\n');
    }
    strbuf_char(&out, '\n');
    if (page->n_own) strbuf_add(&out, options.chinese ? "## 条文\n\n" : "## The law\n\n");
    for (int i = 0; i < page->n_own; i++) write_quote(&out, &page->own[i]);
    for (int i = 0; i < page->n_sections; i++) {
        const Section *s = &page->sections[i];
        strbuf_add(&out, "## "), escape(&out, s->heading), strbuf_add(&out, "\n\n");
        if (s->intro) escape(&out, s->intro), strbuf_add(&out, "\n\n");
        for (int k = 0; k < s->n_lines; k++) write_line(&out, s->lines[k], 0);
        strbuf_char(&out, '\n');
    }
    if (page->n_others) strbuf_add(&out, options.chinese ? "## 相关条文\n\n" : "## Other provisions\n\n");
    for (int i = 0; i < page->n_others; i++) write_quote(&out, &page->others[i]);
    while (out.n > 1 && out.text[out.n - 1] == '\n' && out.text[out.n - 2] == '\n') out.text[--out.n] = '\0';
    return out.text;
}
