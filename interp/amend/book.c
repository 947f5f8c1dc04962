/* Files to articles and pieces, and back. See book.h. Must never know what an amendment says. */
#include "interp/amend/book.h"
#include <stdlib.h>
#include <string.h>
#include "grammar/format.h"
#include "grammar/parse.h"
#include "grammar/strbuf.h"
#include "interp/base/calendar.h"

/* ---- pieces of a file ---- */
static uint32_t line_start(const char *text, uint32_t at)
{
    while (at > 0 && text[at - 1] != '\n') at--;
    return at;
}
/* Up over comments that stand at the margin, and empty lines. */
static uint32_t lead_start(const char *text, uint32_t at)
{
    while (at > 0) {
        uint32_t above = line_start(text, at - 1);
        if (text[above] != '\n' && text[above] != '#') break;
        at = above;
    }
    return at;
}
static PieceKind kind_of(const Node *n)
{
    switch (n->kind) {
    case N_HEADING: return PIECE_HEADING;
    case N_LAW: return PIECE_LAW;
    case N_REGULATION: case N_CONVENTIONS: case N_USE: case N_PART_OF: case N_AMENDMENT: case N_CHANGE: return PIECE_OTHER;
    default: return PIECE_RULE;
    }
}
static const char *trimmed(Arena *arena, const char *text, uint32_t from, uint32_t to)
{
    while (to > from && (text[to - 1] == '\n' || text[to - 1] == '\r' || text[to - 1] == ' ')) to--;
    return arena_strndup(arena, text + from, to - from);
}
Piece **book_pieces(Arena *arena, const SourceSet *sources, const Node *file, int *n)
{
    const Source *source = &sources->items[file->span.source];
    Piece **out = NULL;
    uint32_t end = 0; /* of the piece before */
    *n = 0;
    for (int i = 0; i <= file->n_child; i++) {
        const Node *node = i < file->n_child ? file->child[i] : NULL;
        uint32_t start = node ? line_start(source->text, node->span.start) : source->len, lead = lead_start(source->text, start);
        if (lead < end) lead = end;
        if (*n && !out[*n - 1]->text) out[*n - 1]->text = trimmed(arena, source->text, end, lead);
        end = start;
        if (node && node->kind == N_LAW && !node->text[0]) continue;
        Piece *p = piece_new(arena, node ? kind_of(node) : PIECE_OTHER, arena_strndup(arena, source->text + lead, start - lead), node && node->kind == N_LAW ? node->text : node ? NULL : "");
        p->node = node, p->fresh = false;
        LIST_ADD(arena, out, *n, p);
    }
    return out;
}
Piece *piece_new(Arena *arena, PieceKind kind, const char *lead, const char *text)
{
    Piece *p = arena_alloc(arena, sizeof *p);
    *p = (Piece){.kind = kind, .lead = lead, .text = text, .fresh = true};
    return p;
}
const char *piece_name(const Piece *p)
{
    const Node *n = p->node;
    if (!n) return "";
    if (n->kind == N_EXAMPLE) return n->text ? n->text : "";
    return n->n_child && n->child[0]->kind == N_DECLNAME ? n->child[0]->text : "";
}
const char *piece_alias(const Piece *p)
{
    const Node *n = p->node;
    if (!n || n->kind == N_EXAMPLE || !n->n_child || n->child[0]->kind != N_DECLNAME || n->child[0]->child[0]->kind == N_NONE) return NULL;
    return n->child[0]->child[0]->text;
}

/* ---- articles ---- */
static Segment *segment_new(Book *b, int file, const char *chapter)
{
    Segment *s = arena_alloc(b->arena, sizeof *s);
    *s = (Segment){.file = file, .chapter = chapter, .by = -1};
    LIST_ADD(b->arena, b->segments, b->n_segments, s);
    return s;
}
void segment_insert(Arena *arena, Segment *s, int at, Piece *piece)
{
    LIST_ADD(arena, s->pieces, s->n_pieces, piece);
    memmove(s->pieces + at + 1, s->pieces + at, (size_t)(s->n_pieces - 1 - at) * sizeof *s->pieces);
    s->pieces[at] = piece;
}
static void read_regulation(Book *b, const Node *n, int file)
{
    BookLaw law = {n->text, n->child[0]->kind == N_NAME ? n->child[0]->text : NULL, INT32_MIN};
    b->files[file].unit = n->text;
    for (int i = 1; i < n->n_child; i++)
        if (n->child[i]->kind == N_CLAUSE && n->child[i]->op == OP_C_IN_FORCE) calendar_parse(n->child[i]->child[0]->text, strlen(n->child[i]->child[0]->text), &law.from);
    LIST_ADD(b->arena, b->laws, b->n_laws, law);
}
static void read_pieces(Book *b, int file, Piece **pieces, int n)
{
    const char *chapter = NULL, *item = NULL;
    int paragraph = 0;
    Segment *s = segment_new(b, file, NULL);
    for (int i = 0; i < n; i++) {
        Piece *p = pieces[i];
        const Node *node = p->node;
        bool heading = p->kind == PIECE_HEADING;
        if (heading && (node->op == OP_ARTICLE || node->op == OP_CHAPTER || node->op == OP_PART || node->op == OP_SECTION)) {
            if (node->op == OP_CHAPTER) chapter = node->text;
            s = segment_new(b, file, chapter);
            s->number = s->was = node->op == OP_ARTICLE ? node->text : NULL;
            s->heads_chapter = node->op == OP_CHAPTER;
            paragraph = 0, item = NULL;
        }
        if (heading && node->op == OP_ITEM) item = node->text, p->heads_item = true;
        if (heading && node->op == OP_PARAGRAPH) paragraph = atoi(node->text) - 1;
        if (p->kind == PIECE_LAW && !item) paragraph++;
        if (node && node->kind == N_REGULATION) read_regulation(b, node, file);
        if (node && node->kind == N_PART_OF) b->files[file].unit = node->text;
        p->paragraph = paragraph, p->item = item;
        segment_insert(b->arena, s, s->n_pieces, p);
    }
}
bool book_read(Arena *arena, SourceSet *sources, Node *const *files, int n_files, Diags *diags, Book *out)
{
    Diags quiet = {.arena = arena};
    *out = (Book){.arena = arena};
    out->files = arena_alloc(arena, ((size_t)n_files + 1) * sizeof *out->files);
    for (int i = 0; i < n_files; i++) {
        Formatted text;
        uint32_t source = files[i]->span.source;
        const char *name = sources->items[source].name;
        if (!format_text(arena, sources, source, &(FormatOptions){0}, diags, &text)) return false;
        source = source_add(sources, name, text.text, (uint32_t)text.len);
        const Node *tree = parse_file(arena, sources, source, &quiet);
        int n;
        Piece **pieces = book_pieces(arena, sources, tree, &n);
        out->files[out->n_files++] = (BookFile){.name = name, .chinese = text.chinese, .text = text.text};
        read_pieces(out, i, pieces, n);
    }
    return true;
}

/* ---- finding ---- */
static bool same_spelling(const char *a, const char *b) { return a && b && *a && strcmp(a, b) == 0; } /* 断言 may have no name */
static bool law_called(const BookLaw *law, const char *name) { return same_spelling(law->title, name) || same_spelling(law->alias, name); }
bool book_choose(Book *b, const char *name)
{
    b->law = NULL;
    for (int i = 0; i < b->n_laws && !b->law; i++)
        if (law_called(&b->laws[i], name)) b->law = &b->laws[i];
    for (int i = 0; i < b->n_files; i++) b->files[i].chosen = b->law && b->files[i].unit && law_called(b->law, b->files[i].unit);
    return b->law;
}
Segment *book_article(const Book *b, const char *number)
{
    Segment *now = NULL;
    for (int i = 0; number && i < b->n_segments; i++) {
        Segment *s = b->segments[i];
        if (!b->files[s->file].chosen) continue;
        if (s->was && !s->gone && strcmp(s->was, number) == 0) return s;
        if (!now && s->number && !s->gone && strcmp(s->number, number) == 0) now = s;
    }
    return now;
}
/* Rules have one space of names, facts others. */
static NodeKind space_of(const Node *n)
{
    switch (n->kind) {
    case N_ENUM: case N_GROUP: case N_ENTITY: case N_READING: case N_EXAMPLE: case N_ASSERT: return (NodeKind)n->kind;
    case N_PARAMETER: return n->op ? N_VERSION : N_PARAMETER; /* 补充 is no declaration */
    default: return N_DEFINE;
    }
}
Piece *book_rule(const Book *b, const char *name, const char *other, const Node *like, Segment **in)
{
    Piece *found = NULL;
    for (int i = 0; i < b->n_segments; i++)
        for (int k = 0; k < b->segments[i]->n_pieces; k++) {
            Piece *p = b->segments[i]->pieces[k];
            if (p->kind != PIECE_RULE || p->gone || !p->node) continue;
            if (p->node->kind == N_EXAMPLE || (like && space_of(p->node) != space_of(like))) continue;
            const char *first = piece_name(p), *second = piece_alias(p);
            bool same = same_spelling(first, name) || same_spelling(second, name) || same_spelling(first, other) || same_spelling(second, other);
            if (same && (!found || like || space_of(p->node) == N_DEFINE)) found = p, *in = b->segments[i];
        }
    return found;
}

Piece *book_example(const Book *b, const char *title, const Segment *in)
{
    for (int i = 0; i < b->n_segments; i++)
        for (int k = 0; k < b->segments[i]->n_pieces; k++) {
            Piece *p = b->segments[i]->pieces[k];
            if ((!in || b->segments[i] == in) && p->kind == PIECE_RULE && !p->gone && p->node && p->node->kind == N_EXAMPLE && strcmp(piece_name(p), title) == 0) return p;
        }
    return NULL;
}

/* ---- writing ---- */
static void write_law(StrBuf *b, const char *text)
{
    for (const char *s = text;; s++) {
        size_t n = strcspn(s, "\n");
        strbuf_add(b, n ? "> " : ">");
        strbuf_bytes(b, s, n);
        strbuf_char(b, '\n');
        s += n;
        if (!*s) return;
    }
}
static void write_piece(StrBuf *b, const Piece *p, const Piece *above)
{
    if (p->kind == PIECE_LAW && above && above->kind == PIECE_LAW && !strchr(p->lead, '#')) strbuf_add(b, ">\n");
    else strbuf_add(b, p->lead);
    if (p->kind == PIECE_LAW) write_law(b, p->text);
    else if (p->text[0]) strbuf_printf(b, "%s\n", p->text);
}
const char *book_write(const Book *b, int file)
{
    StrBuf out = {.arena = b->arena};
    const Piece *above = NULL;
    strbuf_add(&out, "");
    for (int i = 0; i < b->n_segments; i++) {
        const Segment *s = b->segments[i];
        for (int k = 0; s->file == file && !s->gone && k < s->n_pieces; k++) {
            if (s->pieces[k]->gone) continue;
            write_piece(&out, s->pieces[k], above);
            above = s->pieces[k];
        }
    }
    return out.text;
}
