/* See sheet.h. Must never know what the cells mean. */
#include "interp/base/sheet.h"
#include <string.h>
#include "grammar/source.h"
#include "grammar/strbuf.h"

enum { CELLS_WIDE_MAX = 60 };

Sheet sheet_new(Arena *arena, const SheetColumn *columns, int n_columns) { return (Sheet){.arena = arena, .columns = columns, .n_columns = n_columns}; }
const char **sheet_add_row(Sheet *s)
{
    size_t row = (size_t)s->n_columns * sizeof *s->cells;
    if (s->n_rows == s->cap_rows) {
        int cap = s->cap_rows ? s->cap_rows * 2 : 16;
        s->cells = arena_grow(s->arena, s->cells, (size_t)s->n_rows * row, (size_t)cap * row);
        s->cap_rows = cap;
    }
    return s->cells + (size_t)s->n_rows++ * (size_t)s->n_columns;
}
static const char *cell(const Sheet *s, int row, int column)
{
    const char *text = s->cells[(size_t)row * (size_t)s->n_columns + (size_t)column];
    return text ? text : "";
}
/* The entries of a list side by side. */
static const char *flat(const Sheet *s, int row, int column)
{
    const char *text = cell(s, row, column);
    if (!s->columns[column].list || !strchr(text, '\n')) return text;
    StrBuf b = {.arena = s->arena};
    for (const char *p = text; *p; p++)
        if (*p == '\n') strbuf_add(&b, "；");
        else strbuf_char(&b, *p);
    return b.text;
}
static const char *title(const Sheet *s, int column, bool chinese) { return chinese ? s->columns[column].zh : s->columns[column].en; }

/* ---- table ---- */
static uint32_t width_of(const char *text) { return text_cells(text, (uint32_t)strlen(text)); }
static void measure(const Sheet *s, bool chinese, uint32_t *width)
{
    for (int c = 0; c < s->n_columns; c++) {
        uint32_t most = 0;
        for (int r = 0; r < s->n_rows; r++) {
            uint32_t w = width_of(flat(s, r, c));
            if (w > most) most = w;
        }
        if (most > CELLS_WIDE_MAX) most = CELLS_WIDE_MAX;
        width[c] = most && width_of(title(s, c, chinese)) > most ? width_of(title(s, c, chinese)) : most;
    }
}
/* Bytes of the text that fit into so many cells. */
static size_t cut_at(const char *text, uint32_t cells)
{
    size_t n = 0;
    const char *end = text + strlen(text);
    while (text[n]) {
        uint32_t c;
        size_t step = (size_t)utf8_decode(text + n, end, &c);
        if (text_cells(text, (uint32_t)(n + step)) > cells) break;
        n += step;
    }
    return n;
}
/* A line does not end in blanks. */
static void end_line(StrBuf *b)
{
    while (b->n && b->text[b->n - 1] == ' ') b->n--;
    strbuf_char(b, '\n');
}
static void add_cell(StrBuf *b, const char *text, uint32_t width, bool right, bool last)
{
    uint32_t w = width_of(text);
    size_t n = strlen(text);
    if (w > width && !last) { /* the whole is in CSV and JSON */
        n = cut_at(text, width - 1);
        w = text_cells(text, (uint32_t)n) + 1;
    }
    if (right && w < width) strbuf_fill(b, ' ', width - w);
    for (size_t i = 0; i < n; i++) strbuf_char(b, text[i] == '\n' ? ' ' : text[i]);
    if (text[n]) strbuf_add(b, "…");
    if (!last) strbuf_fill(b, ' ', (right || w >= width ? 0 : width - w) + 2);
}
static int last_shown(const Sheet *s, const uint32_t *width)
{
    int last = -1;
    for (int c = 0; c < s->n_columns; c++) if (width[c]) last = c;
    return last;
}
const char *sheet_table(const Sheet *s, bool chinese)
{
    StrBuf b = {.arena = s->arena};
    uint32_t *width = arena_alloc(s->arena, (size_t)s->n_columns * sizeof *width + 1);
    measure(s, chinese, width);
    int last = last_shown(s, width);
    strbuf_add(&b, "");
    for (int r = -1; r < s->n_rows && s->n_rows > 0; r++) {
        for (int c = 0; c < s->n_columns; c++)
            if (width[c]) add_cell(&b, r < 0 ? title(s, c, chinese) : flat(s, r, c), width[c], s->columns[c].right, c == last);
        end_line(&b);
    }
    return b.text;
}

/* ---- CSV ---- */
static bool is_formula(const SheetColumn *column, const char *text) { return !column->right && *text && strchr("=+-@\t\r", *text); }
static void add_csv(StrBuf *b, const SheetColumn *column, const char *text)
{
    bool formula = is_formula(column, text), quoted = formula || strpbrk(text, ",\"\r\n");
    if (quoted) strbuf_char(b, '"');
    if (formula) strbuf_char(b, '\'');
    for (const char *p = text; *p; p++) {
        if (*p == '"') strbuf_char(b, '"');
        strbuf_char(b, *p);
    }
    if (quoted) strbuf_char(b, '"');
}
const char *sheet_csv(const Sheet *s, bool chinese)
{
    StrBuf b = {.arena = s->arena};
    strbuf_add(&b, "\xEF\xBB\xBF");
    for (int r = -1; r < s->n_rows; r++) {
        for (int c = 0; c < s->n_columns; c++) {
            if (c) strbuf_char(&b, ',');
            add_csv(&b, &s->columns[c], r < 0 ? title(s, c, chinese) : flat(s, r, c));
        }
        strbuf_add(&b, "\r\n");
    }
    return b.text;
}

/* ---- HTML ---- */
static void add_html_cell(StrBuf *b, const char *tag, const char *text, bool right)
{
    strbuf_printf(b, "<%s%s>", tag, right ? " style=\"text-align:right\"" : "");
    for (; *text; text++) {
        if (*text == '&') strbuf_add(b, "&amp;");
        else if (*text == '<') strbuf_add(b, "&lt;");
        else if (*text == '>') strbuf_add(b, "&gt;");
        else strbuf_char(b, *text);
    }
    strbuf_printf(b, "</%s>", tag);
}
const char *sheet_html(const Sheet *s, bool chinese)
{
    StrBuf b = {.arena = s->arena};
    strbuf_add(&b, "<table>\n");
    for (int r = -1; r < s->n_rows; r++) {
        strbuf_add(&b, "<tr>");
        for (int c = 0; c < s->n_columns; c++) add_html_cell(&b, r < 0 ? "th" : "td", r < 0 ? title(s, c, chinese) : flat(s, r, c), s->columns[c].right);
        strbuf_add(&b, "</tr>\n");
    }
    strbuf_add(&b, "</table>\n");
    return b.text;
}

/* ---- JSON ---- */
static void add_list(StrBuf *b, const char *text)
{
    strbuf_char(b, '[');
    for (const char *p = text; *p; p += *p == '\n') {
        size_t n = strcspn(p, "\n");
        if (p != text) strbuf_char(b, ',');
        strbuf_json_bytes(b, p, n);
        p += n;
    }
    strbuf_char(b, ']');
}
const char *sheet_json(const Sheet *s)
{
    StrBuf b = {.arena = s->arena};
    strbuf_add(&b, "[");
    for (int r = 0; r < s->n_rows; r++) {
        strbuf_add(&b, r ? ",\n{" : "\n{");
        for (int c = 0; c < s->n_columns; c++) {
            const char *text = s->cells[(size_t)r * (size_t)s->n_columns + (size_t)c];
            if (c) strbuf_char(&b, ',');
            strbuf_json(&b, s->columns[c].key);
            strbuf_char(&b, ':');
            if (s->columns[c].raw) strbuf_add(&b, text && *text ? text : "null");
            else if (s->columns[c].list) add_list(&b, text ? text : "");
            else strbuf_json(&b, text);
        }
        strbuf_char(&b, '}');
    }
    strbuf_add(&b, "\n]\n");
    return b.text;
}

/* ---- Markdown ---- */
static bool is_empty(const Sheet *s, int column)
{
    for (int r = 0; r < s->n_rows; r++)
        if (*cell(s, r, column)) return false;
    return true;
}
static void add_markdown_cell(StrBuf *b, const char *text)
{
    strbuf_add(b, " ");
    for (; *text; text++) {
        if (strchr("|\\*_`<", *text)) strbuf_char(b, '\\');
        strbuf_char(b, *text == '\n' ? ' ' : *text);
    }
    strbuf_add(b, " |");
}
const char *sheet_markdown(const Sheet *s, bool chinese)
{
    StrBuf b = {.arena = s->arena};
    strbuf_add(&b, "");
    for (int r = -2; r < s->n_rows; r++) {
        strbuf_char(&b, '|');
        for (int c = 0; c < s->n_columns; c++) {
            if (is_empty(s, c)) continue;
            if (r == -1) strbuf_add(&b, s->columns[c].right ? " ---: |" : " --- |");
            else add_markdown_cell(&b, r < 0 ? title(s, c, chinese) : flat(s, r, c));
        }
        strbuf_char(&b, '\n');
    }
    return b.text;
}
