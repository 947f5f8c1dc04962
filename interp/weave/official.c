/* The document cut at its headings, the files walked heading by heading, and the two matched. See official.h.
 * Must never know what rules mean. */
#include "interp/weave/official.h"
#include <string.h>
#include "grammar/strbuf.h"
#include "grammar/tokens.h"

/* One piece under a heading, of the document or of the files. at: the row it belongs to. */
typedef struct { OfficialKind kind; const char *label, *heading; StrBuf text; Span span; int rules, at; } Piece;
typedef struct { Arena *arena; Piece *items; int n; } Pieces;
/* Numbers of the headings a place stands under. */
typedef struct { const char *part, *chapter, *section, *article; int item; } Under;

static Piece *add_piece(Pieces *p, OfficialKind kind, const char *label, const char *heading, Span span)
{
    LIST_ADD(p->arena, p->items, p->n, (Piece){.kind = kind, .label = label, .heading = heading, .text = {.arena = p->arena}, .span = span, .at = -1});
    return &p->items[p->n - 1];
}
static const char *or_none(const char *s) { return s ? s : ""; }
/* Sections are numbered afresh in each chapter. */
static const char *label_of(Arena *arena, Under *u, int level, const char *number)
{
    switch (level) {
    case OP_PART: *u = (Under){.part = number}; break;
    case OP_CHAPTER: *u = (Under){.part = u->part, .chapter = number}; break;
    case OP_SECTION: u->section = number; break;
    case OP_ARTICLE: u->article = number, u->item = 0; return number;
    default: return arena_printf(arena, "%s.%s", or_none(u->article), number);
    }
    return arena_printf(arena, "part%s/chapter%s/section%s", or_none(u->part), or_none(u->chapter), or_none(u->section));
}

/* ---- white space ---- */
static size_t space_at(const char *s)
{
    if (*s == ' ' || *s == '\t' || *s == '\r' || *s == '\f' || *s == '\v') return 1;
    return strncmp(s, "\xE3\x80\x80", 3) == 0 ? 3 : strncmp(s, "\xC2\xA0", 2) == 0 ? 2 : 0;
}
static const char *skip_space(const char *s, const char *end)
{
    while (s < end && space_at(s)) s += space_at(s);
    return s;
}
static bool same_words(Arena *arena, const char *a, const char *b) { return !redline_make(arena, a, b, (RedlineOptions){.ignore_space = true}).changed; }

/* ---- the document ---- */
/* 第六十九条 or 第一章 at s: the level, or OP_NONE; *number in digits, *after behind it. */
static int heading_at(Arena *arena, const char *s, const char *end, const char **number, const char **after)
{
    static const struct { const char *word; int level; } LEVELS[] = {{"编", OP_PART}, {"章", OP_CHAPTER}, {"节", OP_SECTION}, {"条", OP_ARTICLE}};
    if (end - s < 9 || memcmp(s, "第", 3) != 0) return OP_NONE;
    const char *p = s + 3;
    while (p + 3 <= end && chinese_number(p, 3) >= 0) p += 3;
    for (size_t i = 0; p > s + 3 && i < sizeof LEVELS / sizeof *LEVELS; i++) {
        if (p + 3 > end || memcmp(p, LEVELS[i].word, 3) != 0) continue;
        *number = arena_printf(arena, "%d", chinese_number(s + 3, (size_t)(p - s - 3)));
        *after = p += 3;
        if (p + 6 <= end && memcmp(p, "之", 3) == 0 && chinese_number(p + 3, 3) > 0) {
            const char *q = p + 3;
            while (q + 3 <= end && chinese_number(q, 3) >= 0) q += 3;
            *number = arena_printf(arena, "%s-%d", *number, chinese_number(p + 3, (size_t)(q - p - 3)));
            *after = q;
        }
        return *after == end || space_at(*after) ? LEVELS[i].level : OP_NONE; /* 第十条的规定 inside a sentence is no heading */
    }
    return OP_NONE;
}
/* （十一） or (十一) at s: its number, 0 if none. */
static int item_at(const char *s, const char *end, const char **after)
{
    size_t open = *s == '(' ? 1 : end - s > 3 && memcmp(s, "（", 3) == 0 ? 3 : 0;
    const char *p = s + open;
    while (open && p + 3 <= end && chinese_number(p, 3) >= 0) p += 3;
    if (!open || p == s + open) return 0;
    size_t close = p < end && *p == ')' ? 1 : end - p >= 3 && memcmp(p, "）", 3) == 0 ? 3 : 0;
    if (!close) return 0;
    *after = p + close;
    return chinese_number(s + open, (size_t)(p - s - open));
}
static void add_text(StrBuf *to, const char *s, const char *end)
{
    if (to->n) strbuf_char(to, '\n');
    strbuf_bytes(to, s, (size_t)(end - s));
}
static bool ends_sentence(const StrBuf *text) { return text->n >= 3 && memcmp(text->text + text->n - 3, "。", 3) == 0; }
typedef struct { Pieces pieces; Under under; StrBuf before, closing; int blank; } Document;
static void read_line(Document *d, const char *s, const char *end)
{
    const char *number, *after;
    Arena *arena = d->pieces.arena;
    Piece *last = d->pieces.n ? &d->pieces.items[d->pieces.n - 1] : NULL;
    int level = heading_at(arena, s, end, &number, &after), item;
    if (level) {
        if (last && d->closing.n) add_text(&last->text, d->closing.text, d->closing.text + d->closing.n), d->closing.n = 0;
        const char *label = label_of(arena, &d->under, level, number);
        Piece *p = add_piece(&d->pieces, level == OP_ARTICLE ? OFFICIAL_ARTICLE : OFFICIAL_CHAPTER, label, arena_strndup(arena, s, (size_t)(after - s)), (Span){0});
        add_text(&p->text, skip_space(after, end), end);
    } else if (d->under.article && (item = item_at(s, end, &after)) == d->under.item + 1 && item > 0) {
        d->under.item = item;
        number = arena_printf(arena, "%d", item);
        Piece *p = add_piece(&d->pieces, OFFICIAL_ITEM, label_of(arena, &d->under, OP_ITEM, number), arena_strndup(arena, s, (size_t)(after - s)), (Span){0});
        add_text(&p->text, skip_space(after, end), end);
    } else if (!last) add_text(&d->before, s, end);
    else if (d->closing.n || (d->blank && ends_sentence(&last->text))) add_text(&d->closing, s, end); /* the end of the last article, unless one follows */
    else add_text(&last->text, s, end);
    d->blank = 0;
}
static void read_document(Document *d, const char *text)
{
    for (const char *line = text; *line;) {
        const char *stop = line + strcspn(line, "\n"), *s = skip_space(line, stop), *end = stop;
        while (end > s && (end[-1] == ' ' || end[-1] == '\r' || end[-1] == '\t' || end[-1] == '\f')) end--;
        if (s == end) d->blank++;
        else read_line(d, s, end);
        line = *stop ? stop + 1 : stop;
    }
}

/* ---- the files ---- */
static bool is_rule(const Node *n) { return n->kind != N_USE && n->kind != N_PART_OF && n->kind != N_EXAMPLE && n->kind != N_ASSERT && n->kind != N_REGULATION && n->kind != N_CONVENTIONS; }
static void walk_heading(Pieces *p, Under *u, const Node *n, const SourceSet *sources, Piece **here)
{
    if (n->op == OP_PARAGRAPH || n->op == OP_SUBITEM) return;
    bool chapter = n->op == OP_PART || n->op == OP_CHAPTER || n->op == OP_SECTION;
    *here = NULL;
    if (n->n_child > 1 && n->child[1]->kind == N_DATE) { /* a later version */
        u->article = n->text;
        return;
    }
    const char *heading = arena_strndup(p->arena, sources->items[n->span.source].text + n->span.start, n->span.end - n->span.start);
    *here = add_piece(p, chapter ? OFFICIAL_CHAPTER : n->op == OP_ITEM ? OFFICIAL_ITEM : OFFICIAL_ARTICLE, label_of(p->arena, u, n->op, n->text), heading, n->span);
    if (chapter && n->child[0]->kind == N_STRING) strbuf_add(&(*here)->text, n->child[0]->text);
}
static void walk_files(Pieces *p, const SourceSet *sources, Node *const *files, int n_files, const char **title)
{
    for (int f = 0; f < n_files; f++) {
        Under under = {0};
        Piece *here = NULL;
        for (int i = 0; i < files[f]->n_child; i++) {
            const Node *n = files[f]->child[i];
            if (n->kind == N_REGULATION && !*title) *title = n->text;
            if (n->kind == N_HEADING) walk_heading(p, &under, n, sources, &here);
            else if (n->kind == N_LAW && here && n->text) add_text(&here->text, n->text, n->text + strlen(n->text));
            else if (here && is_rule(n)) here->rules++;
        }
    }
}

/* ---- matching ---- */
static int find_row(const OfficialReport *r, const Piece *p)
{
    for (int i = 0; i < r->n_rows; i++)
        if (r->rows[i].kind == p->kind && strcmp(r->rows[i].label, p->label) == 0) return i;
    return -1;
}
/* An item's own mark may stand in the text or only in its heading. */
static const char *without_mark(const Piece *p)
{
    const char *s = p->text.n ? p->text.text : "", *after;
    if (p->kind == OFFICIAL_ITEM && item_at(s, s + strlen(s), &after)) return after;
    return s;
}
/* Pieces that do not fit the longest run in the document's order stand in the wrong place. */
static void mark_order(OfficialReport *r, const Pieces *p)
{
    Arena *arena = p->arena;
    int *length = arena_alloc(arena, ((size_t)p->n + 1) * sizeof *length), *from = arena_alloc(arena, ((size_t)p->n + 1) * sizeof *from), best = -1;
    for (int i = 0; i < p->n; i++) {
        length[i] = 1, from[i] = -1;
        for (int k = 0; k < i; k++)
            if (p->items[k].at >= 0 && p->items[k].at < p->items[i].at && length[k] >= length[i]) length[i] = length[k] + 1, from[i] = k;
        if (p->items[i].at >= 0 && (best < 0 || length[i] > length[best])) best = i;
    }
    bool *fits = arena_alloc(arena, (size_t)p->n + 1);
    for (int i = best; i >= 0; i = from[i]) fits[i] = true;
    for (int i = 0; i < p->n; i++)
        if (p->items[i].at >= 0 && !fits[i] && r->rows[p->items[i].at].found == 1) r->rows[p->items[i].at].out_of_order = true;
}
static void match(Arena *arena, OfficialReport *r, Pieces *p)
{
    for (int i = 0; i < p->n; i++) {
        Piece *piece = &p->items[i];
        int at = find_row(r, piece);
        const char *text = without_mark(piece);
        if (at < 0) {
            LIST_ADD(arena, r->rows, r->n_rows, (OfficialRow){.kind = piece->kind, .label = piece->label, .heading = piece->heading, .text = text, .span = piece->span, .found = 1, .rules = piece->rules});
            continue;
        }
        OfficialRow *row = &r->rows[at];
        piece->at = at;
        row->rules += piece->rules;
        if (row->found++) continue;
        row->text = text, row->span = piece->span;
        if (!row->official) continue;
        row->redline = redline_make(arena, row->official, text, (RedlineOptions){.ignore_space = true});
        row->altered = row->redline.changed;
    }
}
static void count(OfficialReport *r)
{
    r->right = !r->title_differs;
    for (int i = 0; i < r->n_rows; i++) {
        const OfficialRow *row = &r->rows[i];
        bool right = row->official && row->found == 1 && !row->altered && !row->out_of_order;
        if (!right) r->right = false;
        if (!row->official) continue;
        if (row->kind == OFFICIAL_ARTICLE) r->articles++, r->articles_right += right;
        if (row->kind == OFFICIAL_ITEM) r->items++, r->items_right += right;
    }
    if (!r->articles) r->right = false; /* that was no regulation */
}
OfficialReport official_compare(Arena *arena, const SourceSet *sources, Node *const *files, int n_files, const char *document)
{
    OfficialReport r = {0};
    Document d = {.pieces = {.arena = arena}, .before = {.arena = arena}, .closing = {.arena = arena}};
    Pieces ours = {.arena = arena};
    read_document(&d, document);
    if (d.pieces.n && ends_sentence(&d.closing)) { /* a further paragraph of the last article */
        add_text(&d.pieces.items[d.pieces.n - 1].text, d.closing.text, d.closing.text + d.closing.n);
        d.closing.n = 0;
    }
    for (int i = 0; i < d.pieces.n; i++) {
        const Piece *p = &d.pieces.items[i];
        LIST_ADD(arena, r.rows, r.n_rows, (OfficialRow){.kind = p->kind, .label = p->label, .heading = p->heading, .official = p->text.n ? p->text.text : ""});
    }
    walk_files(&ours, sources, files, n_files, &r.title);
    match(arena, &r, &ours);
    mark_order(&r, &ours);
    const char *before = d.before.n ? d.before.text : "", *closing = d.closing.n ? d.closing.text : "";
    r.title_differs = r.title && d.before.n && !same_words(arena, before, r.title);
    r.around = arena_printf(arena, "%s%s%s", before, *before && *closing ? "\n" : "", closing);
    count(&r);
    return r;
}
