/* Source to canonical text, line by line, and the proof that it still reads the same. See format.h.
 * Must never know what names mean, types, files. */
#include "grammar/format.h"
#include <string.h>
#include "grammar/format_internal.h"
#include "grammar/parse.h"

/* ---- the proof ---- */
static bool same_text(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }
static bool is_text_free(const Node *n) /* spelled in either vocabulary */
{
    switch (n->kind) {
    case N_NAME: case N_DECLNAME: case N_PATH: case N_ITEM: case N_CALL: case N_AGGREGATE: case N_PART_OF:
    case N_EMPTY: case N_UNKNOWN: case N_ANY: case N_DENIED: case N_GRANTED: case N_REPEALED: return true;
    default: return false;
    }
}
static bool same_node(const Node *a, const Node *b)
{
    bool named = (a->kind == N_NAME || a->kind == N_STRING) && (b->kind == N_NAME || b->kind == N_STRING); /* "县（区）财政" has a plain alias */
    if (named && a->kind != b->kind) return true;
    if (a->kind != b->kind || a->op != b->op || a->n_child != b->n_child || a->shared != b->shared || !a->step != !b->step) return false;
    if (is_text_free(a) ? !a->text != !b->text : !same_text(a->text, b->text)) return false;
    return same_text(a->unit, b->unit) && memcmp(&a->marks, &b->marks, sizeof a->marks) == 0;
}
bool format_alike(const Node *a, const Node *b, const Node **where)
{
    if (!same_node(a, b)) {
        *where = a;
        return false;
    }
    if (a->step && !format_alike(a->step, b->step, where)) return false;
    bool worded = a->kind == N_CLAUSE && a->op == OP_C_TERM && a->child[0]->kind == N_STRING; /* 期限 每月 */
    for (int i = 0; i < a->n_child && a->kind == b->kind && !worded; i++)
        if (!format_alike(a->child[i], b->child[i], where)) return false;
    return true;
}
/* The line of the source from which this line of the result came. */
static Span came_from(const Format *f, const Lines *lines, uint32_t result_line, Span whole)
{
    uint32_t n = 0;
    for (int i = 0; i < lines->n_items; i++) {
        const Line *line = &lines->items[i];
        n += line->blank ? 2 : 1;
        if (n < result_line || line->kind == LINE_COMMENT) continue;
        return (Span){whole.source, f->x[line->first].span.start, f->x[line->end - 1].span.end};
    }
    return whole;
}
static bool reads_the_same(Format *f, const Lines *lines, SourceSet *sources, const Node *before, const Formatted *text, Span *where)
{
    Diags diags = {.arena = f->arena};
    uint32_t source = source_add(sources, sources->items[before->span.source].name, text->text, (uint32_t)text->len);
    const Node *after = parse_file(f->arena, sources, source, &diags), *differs = before;
    bool same = f->options->translate ? format_alike(before, after, &differs) : node_equal(before, after);
    *where = differs->span;
    if (diags.n_errors == 0) return same;
    diag_sort(&diags);
    for (int i = 0; i < diags.n_items; i++) {
        if (diag_severity(diags.items[i].id) != SEVERITY_ERROR) continue;
        *where = came_from(f, lines, source_place(sources, source, diags.items[i].span.start).line, before->span);
        break;
    }
    return false;
}

/* ---- names ---- */
NamePlaces format_names(Arena *arena, SourceSet *sources, const Node *file)
{
    Diags quiet = {.arena = arena};
    uint32_t source = file->span.source;
    Tokens tokens = tokens_scan(arena, arena, sources, source, &quiet);
    Lexemes in = layout_run(arena, arena, &tokens, sources, source, &quiet);
    const uint8_t *mark = format_marks(arena, file, &in);
    NamePlaces out = {0};
    for (int i = 0; i < in.n_items; i++)
        if (mark[i] == MARK_NAME || mark[i] == MARK_DECLARED || mark[i] == MARK_TYPE) LIST_ADD(arena, out.starts, out.n, in.items[i].span.start);
    return out;
}

/* ---- lines ---- */
static int write_line(Format *f, const Lines *lines, int i)
{
    const Line *line = &lines->items[i];
    if (line->kind == LINE_ROW) return format_rows(f, lines, i);
    if (line->blank) strbuf_char(&f->out, '\n');
    if (line->kind != LINE_LAW) strbuf_fill(&f->out, ' ', (size_t)line->indent);
    if (line->kind != LINE_COMMENT && line->kind != LINE_MORE) {
        f->head = line->first;
        while (f->head + 1 < line->end && format_is_empty(&f->x[f->head])) f->head++;
        f->depth = f->colons = 0;
    }
    format_range(f, line->first, line->end, line);
    format_line_end(f, line);
    return i + 1;
}
bool format_text(Arena *arena, SourceSet *sources, uint32_t source, const FormatOptions *options, Diags *diags, Formatted *out)
{
    int errors = diags->n_errors;
    const Node *tree = parse_file(arena, sources, source, diags);
    if (diags->n_errors > errors) return false;
    const Source *text = &sources->items[source];
    Diags quiet = {.arena = arena}; /* said already */
    Tokens tokens = tokens_scan(arena, arena, sources, source, &quiet);
    Lexemes in = layout_run(arena, arena, &tokens, sources, source, &quiet);
    Lines lines = format_lines(arena, text, &tokens, &in);
    Format f = {.arena = arena, .source = text, .tokens = &tokens, .x = in.items, .n_x = in.n_items, .options = options, .out = {.arena = arena}};
    f.mark = format_marks(arena, tree, &in);
    f.zh = options->translate ? options->chinese : layout_is_chinese(&in, text);
    for (int i = 0; i < lines.n_items;) i = write_line(&f, &lines, i);
    *out = (Formatted){f.out.text ? f.out.text : "", f.out.n, f.zh};
    Span where;
    if (reads_the_same(&f, &lines, sources, tree, out, &where)) return true;
    diag_add(diags, D_FORMAT_CHANGES, where, NULL, NULL, NULL);
    return false;
}
