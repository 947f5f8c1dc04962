/* Tables: cells of a column as wide as its widest. See format_internal.h.
 * Must never know what names mean, types, files. */
#include <string.h>
#include "grammar/format_internal.h"
#include "policy.h"

enum { COLUMNS_MAX = 64 };
typedef struct { const char *cell[COLUMNS_MAX]; int n; bool rule; } Row;

static void start_line(Format *f, const Line *line)
{
    if (line->blank) strbuf_char(&f->out, '\n');
    strbuf_fill(&f->out, ' ', (size_t)line->indent);
}
void format_line_end(Format *f, const Line *line)
{
    const Token *c = line->comment >= 0 ? &f->tokens->items[line->comment] : NULL;
    if (c) {
        if (line->kind != LINE_COMMENT) strbuf_add(&f->out, "  ");
        strbuf_bytes(&f->out, f->source->text + c->start, c->end - c->start);
    }
    strbuf_char(&f->out, '\n');
}
/* False for a row that cannot be aligned: it goes on in the next line, or has too many cells. */
static bool read_row(Format *f, const Line *line, bool broken, Row *row)
{
    *row = (Row){.rule = f->x[line->first].code == TK_RULE_ROW};
    if (row->rule) return true;
    StrBuf out = f->out;
    int from = line->first + 1;
    for (int i = from; i < line->end && !broken; i++) {
        if (f->x[i].code != TK_BAR) continue;
        if (row->n == COLUMNS_MAX) broken = true;
        else {
            f->out = (StrBuf){.arena = f->arena};
            f->depth = f->colons = 0;
            format_range(f, from, i, NULL);
            row->cell[row->n++] = f->out.text ? f->out.text : "";
        }
        from = i + 1;
    }
    f->out = out;
    return !broken && from == line->end;
}
static size_t cells(const char *s) { return text_cells(s, (uint32_t)strlen(s)); }
static void write_row(Format *f, const Row *row, const size_t *width, int columns)
{
    strbuf_char(&f->out, '|');
    for (int c = 0; c < (row->rule ? columns : row->n); c++) {
        if (row->rule) strbuf_fill(&f->out, '-', width[c] + 2);
        else {
            strbuf_char(&f->out, ' ');
            strbuf_add(&f->out, row->cell[c]);
            strbuf_fill(&f->out, ' ', width[c] - cells(row->cell[c]) + 1);
        }
        strbuf_char(&f->out, '|');
    }
}
int format_rows(Format *f, const Lines *lines, int i)
{
    int end = i, columns = 0;
    size_t width[COLUMNS_MAX] = {0};
    while (end < lines->n_items && (lines->items[end].kind == LINE_ROW || lines->items[end].kind == LINE_MORE || lines->items[end].kind == LINE_COMMENT)) end++;
    while (end > i + 1 && lines->items[end - 1].kind == LINE_COMMENT) end--; /* these belong to what follows */
    Row *rows = arena_alloc(f->arena, (size_t)(end - i) * sizeof *rows);
    bool *aligned = arena_alloc(f->arena, (size_t)(end - i));
    for (int k = i; k < end; k++) {
        const Line *line = &lines->items[k];
        Row *row = &rows[k - i];
        if (line->kind != LINE_ROW) continue;
        f->head = line->first;
        aligned[k - i] = read_row(f, line, k + 1 < end && lines->items[k + 1].kind == LINE_MORE, row);
        for (int c = 0; aligned[k - i] && c < row->n; c++)
            if (cells(row->cell[c]) > width[c]) width[c] = cells(row->cell[c]);
        if (aligned[k - i] && row->n > columns) columns = row->n;
    }
    for (int k = i; k < end; k++) {
        const Line *line = &lines->items[k];
        start_line(f, line);
        if (line->kind == LINE_ROW) f->head = line->first, f->depth = f->colons = 0;
        if (aligned[k - i] && (!rows[k - i].rule || columns)) write_row(f, &rows[k - i], width, columns);
        else format_range(f, line->first, line->end, line);
        format_line_end(f, line);
    }
    return end;
}
