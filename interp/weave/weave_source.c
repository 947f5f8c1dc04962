/* Text of policy files as HTML: line by line, with its marks; tables as tables. See weave_internal.h.
 * Must never know what names mean, or the disk. */
#include <string.h>
#include "interp/weave/weave_internal.h"

typedef struct { const Leaf *leaf; const char *text; StrBuf *out; } Write;

/* The first mark that ends behind this place. */
static int mark_from(const Leaf *l, uint32_t at)
{
    int low = 0, high = l->n_marks;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (l->marks[middle].end <= at) low = middle + 1;
        else high = middle;
    }
    return low;
}
static void write_mark(const Write *w, const Mark *m, uint32_t start, uint32_t end)
{
    const char *tag = m->href ? "a" : m->id || m->class[0] == 'd' || m->class[0] == 'k' ? "b" : "span";
    strbuf_printf(w->out, "<%s class=%s", tag, m->class);
    if (m->id) {
        strbuf_add(w->out, " id=\"");
        weave_text(w->out, m->id);
        strbuf_char(w->out, '"');
    }
    if (m->href) {
        strbuf_add(w->out, " href=\"");
        weave_text(w->out, m->href);
        strbuf_char(w->out, '"');
    }
    strbuf_char(w->out, '>');
    weave_bytes(w->out, w->text + start, end - start);
    strbuf_printf(w->out, "</%s>", tag);
}
static void write_range(const Write *w, uint32_t start, uint32_t end)
{
    uint32_t at = start;
    for (int i = mark_from(w->leaf, start); i < w->leaf->n_marks && w->leaf->marks[i].start < end; i++) {
        const Mark *m = &w->leaf->marks[i];
        uint32_t from = m->start > at ? m->start : at, to = m->end < end ? m->end : end;
        weave_bytes(w->out, w->text + at, from - at);
        write_mark(w, m, from, to);
        at = to;
    }
    weave_bytes(w->out, w->text + at, end - at);
}

/* ---- tables ---- */
static int token_from(const Leaf *l, uint32_t at)
{
    int low = 0, high = l->tokens.n_items;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (l->tokens.items[middle].start < at) low = middle + 1;
        else high = middle;
    }
    return low;
}
static void write_cell(const Write *w, const char *tag, uint32_t start, uint32_t end)
{
    while (start < end && (w->text[start] == ' ' || w->text[start] == '\t')) start++;
    while (end > start && strchr(" \t\r", w->text[end - 1])) end--;
    strbuf_printf(w->out, "<%s>", tag);
    write_range(w, start, end);
    strbuf_printf(w->out, "</%s>", tag);
}
static void write_row(const Write *w, uint32_t start, uint32_t end, bool head)
{
    const Leaf *l = w->leaf;
    int i = token_from(l, start);
    if (i < l->tokens.n_items && l->tokens.items[i].kind == T_RULE_ROW) return;
    strbuf_add(w->out, "<tr>");
    uint32_t cell = UINT32_MAX;
    for (; i < l->tokens.n_items && l->tokens.items[i].start < end; i++) {
        if (l->tokens.items[i].kind != T_BAR) continue;
        if (cell != UINT32_MAX) write_cell(w, head ? "th" : "td", cell, l->tokens.items[i].start);
        cell = l->tokens.items[i].end;
    }
    strbuf_add(w->out, "</tr>\n");
}
static bool is_row(const char *line) { return line[0] == '|' || strncmp(line, "｜", 3) == 0; }

/* ---- lines ---- */
static uint32_t line_end(const char *text, uint32_t at, uint32_t end)
{
    const char *lf = memchr(text + at, '\n', end - at);
    return lf ? (uint32_t)(lf - text) : end;
}
static uint32_t trimmed(const char *text, uint32_t start, uint32_t end)
{
    while (end > start && strchr(" \t\r\n", text[end - 1])) end--;
    return end;
}
void weave_source(const Weave *weave, StrBuf *b, const Leaf *leaf, uint32_t start, uint32_t end)
{
    const Write w = {leaf, weave->in->sources->items[leaf->source].text, b};
    bool in_table = false, first = true;
    end = trimmed(w.text, start, end);
    strbuf_add(b, "<div class=src>");
    for (uint32_t at = start; at < end; first = false) {
        uint32_t stop = line_end(w.text, at, end), indent = (uint32_t)strspn(w.text + at, " \t");
        bool row = is_row(w.text + at + indent);
        if (row != in_table) strbuf_add(b, row ? "<table class=grid>\n" : "</table>");
        if (row) write_row(&w, at + indent, stop, !in_table);
        else {
            strbuf_printf(b, "<div class=\"%s\" style=\"--n:%u\">", first ? "ln first" : "ln", (unsigned)indent);
            write_range(&w, at, trimmed(w.text, at, stop));
            strbuf_add(b, "\n</div>");
        }
        in_table = row;
        at = stop + 1;
    }
    strbuf_add(b, in_table ? "</table></div>\n" : "</div>\n");
}
/* The comment before a declaration, without its marks; nothing where there is none. */
void weave_comment(const Weave *weave, StrBuf *b, const Leaf *leaf, uint32_t start, uint32_t end)
{
    const char *text = weave->in->sources->items[leaf->source].text;
    bool open = false;
    for (uint32_t at = start; at < end;) {
        uint32_t stop = line_end(text, at, end), from = at;
        at = stop + 1;
        if (text[from] != '#') continue;
        while (from < stop && (text[from] == '#' || text[from] == ' ')) from++;
        strbuf_add(b, open ? "<br>" : "<p class=note>");
        weave_bytes(b, text + from, trimmed(text, from, stop) - from);
        open = true;
    }
    if (open) strbuf_add(b, "</p>\n");
}
