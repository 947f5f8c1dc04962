/* The statements of a decision as changes of the law text. See apply.h. Must never know rules. */
#include <stdlib.h>
#include <string.h>
#include "grammar/numeral.h"
#include "grammar/strbuf.h"
#include "grammar/tokens.h"
#include "interp/amend/apply_internal.h"
#include "interp/base/calendar.h"

enum { TARGETS_MAX = 256 };
/* A paragraph, or an item among its lines. */
typedef struct { Piece *piece; size_t from, to; } Target;
typedef struct { Segment *segment; Target items[TARGETS_MAX]; int n; } Targets;

/* ---- places ---- */
static const char *zh(Apply *a, const LawPlace *p) { return place_said(a->arena, p, true); }
static const char *en(Apply *a, const LawPlace *p) { return place_said(a->arena, p, false); }
static void no_place(Apply *a, const DraftEdit *e, const LawPlace *p) { diag_add(a->diags, D_AMEND_PLACE, e->span, zh(a, p), a->book->law->title, en(a, p)); }
/* The number of the item that a line begins with: （三）, (3), 3.; 0: none. */
static int item_label(const char *line, size_t *len)
{
    bool wide = strncmp(line, "（", 3) == 0, plain = *line == '(';
    const char *p = line + (wide ? 3 : plain ? 1 : 0), *end = p;
    while (*end && ((*end >= '0' && *end <= '9') || chinese_number(end, strlen(end) < 3 ? strlen(end) : 3) >= 0)) end += *end >= '0' && *end <= '9' ? 1 : 3;
    int n = end > p ? chinese_number(p, (size_t)(end - p)) : 0;
    if (wide && strncmp(end, "）", 3) == 0) return *len = (size_t)(end - line) + 3, n;
    if (plain && *end == ')') return *len = (size_t)(end - line) + 1, n;
    if (!wide && !plain && n > 0 && *end == '.') return *len = (size_t)(end - line) + 1, n;
    return 0;
}
/* The lines of item n in a paragraph. */
static bool find_line(const Piece *p, int n, Target *out)
{
    size_t len;
    bool found = false;
    for (const char *s = p->text; *s;) {
        int number = item_label(s, &len);
        if (number && found) break;
        if (number == n) found = true, out->piece = (Piece *)p, out->from = (size_t)(s - p->text);
        s += strcspn(s, "\n");
        if (found) out->to = (size_t)(s - p->text);
        s += *s == '\n';
    }
    return found;
}
static void add_target(Targets *t, Target x)
{
    if (t->n < TARGETS_MAX) t->items[t->n++] = x;
}
static bool has_items(const Segment *s)
{
    for (int i = 0; i < s->n_pieces; i++)
        if (s->pieces[i]->heads_item) return true;
    return false;
}
static Targets find(Apply *a, const LawPlace *place)
{
    Targets t = {.segment = book_article(a->book, place->article)};
    for (int i = 0; t.segment && i < t.segment->n_pieces; i++) {
        Piece *p = t.segment->pieces[i];
        if (p->kind != PIECE_LAW || p->gone || p->fresh) continue;
        Target line = {0};
        if (place->item && p->item) {
            if (strcmp(p->item, place->item) == 0 && (!place->paragraph || p->paragraph == place->paragraph)) add_target(&t, (Target){p, 0, strlen(p->text)});
        } else if (place->item) {
            if ((!place->paragraph || p->paragraph == place->paragraph) && find_line(p, atoi(place->item), &line)) add_target(&t, line);
        } else if (!place->paragraph || (p->paragraph == place->paragraph && !p->item)) add_target(&t, (Target){p, 0, strlen(p->text)});
    }
    return t;
}

/* ---- edits of words ---- */
static const char *label_of(const Apply *a, int statement) { return statement >= 0 ? a->draft->statements[statement].label : ""; }
static void edit(Apply *a, const DraftEdit *e, Target t, const char *text)
{
    Piece *p = t.piece;
    for (int i = 0; i < p->n_edits; i++) {
        const PieceEdit *o = &p->edits[i];
        bool apart = t.to <= o->from || o->to <= t.from, both_empty = t.from == t.to && o->from == o->to;
        if (apart && !(both_empty && t.from == o->from)) continue;
        if (diag_add(a->diags, D_AMEND_OVERLAP, e->span, label_of(a, o->by), NULL, NULL) && o->by >= 0)
            diag_note(a->diags, a->draft->statements[o->by].span, "另一处在这里", "the other is here");
        return;
    }
    LIST_ADD(a->arena, p->edits, p->n_edits, (PieceEdit){t.from, t.to, text, e->statement});
}
static const char *day(Apply *a, int32_t date)
{
    char *out = arena_alloc(a->arena, CALENDAR_TEXT);
    calendar_print(date, out);
    return out;
}
/* Another decision may have changed them before, or will only write them. */
static void note_others(Apply *a, const Targets *t, const DraftEdit *e)
{
    size_t x, y;
    for (int i = 0; i < t->n; i++) {
        const Piece *p = t->items[i].piece;
        if (p->first && words_find(p->first, 0, strlen(p->first), e->words, &x, &y))
            diag_note(a->diags, e->span, arena_printf(a->arena, "%s已经改过这里的文字", p->by), arena_printf(a->arena, "%s has changed these words already", p->by));
    }
    for (int i = 0; i < a->n_others; i++)
        for (int k = 0; k < a->others[i].n_edits; k++) {
            const DraftEdit *o = &a->others[i].edits[k];
            bool later = a->others[i].file != a->draft->file && a->others[i].from >= a->draft->from && o->text && words_find(o->text, 0, strlen(o->text), e->words, &x, &y);
            if (later) diag_note(a->diags, o->span, arena_printf(a->arena, "“%s”（%s 起施行）才写进这些字；修正按施行的先后修改", a->others[i].title, day(a, a->others[i].from)),
                                 arena_printf(a->arena, "`%s` (in force from %s) writes these words only then; amendments apply in the order in which they come into force", a->others[i].title, day(a, a->others[i].from)));
        }
}
/* Where the words stand, once; false: it has said that they do not. */
static bool find_words(Apply *a, const Targets *t, const DraftEdit *e, Target *out)
{
    int n = 0;
    for (int i = 0; i < t->n; i++) {
        size_t from = 0, to = 0;
        int here = words_find(t->items[i].piece->text, t->items[i].from, t->items[i].to, e->words, &from, &to);
        if (here && !n) *out = (Target){t->items[i].piece, from, to};
        n += here;
    }
    if (n == 1) return true;
    if (n > 1 && diag_add(a->diags, D_AMEND_WORDS_MANY, e->span, e->words, zh(a, &e->place), arena_printf(a->arena, "%d", n))) diag_fourth(a->diags, en(a, &e->place));
    else if (n == 0 && diag_add(a->diags, D_AMEND_WORDS_NONE, e->span, e->words, zh(a, &e->place), en(a, &e->place))) note_others(a, t, e);
    return false;
}
/* Whose rules might have to change: those of the article, or of one of its items. */
static void touched(Apply *a, const DraftEdit *e, Segment *s)
{
    if (!a->words_of[e->statement]) a->item_of[e->statement] = e->place.item;
    else if (!e->place.item || !a->item_of[e->statement] || strcmp(e->place.item, a->item_of[e->statement]) != 0) a->item_of[e->statement] = NULL;
    a->words_of[e->statement] = s;
}
static void words(Apply *a, const DraftEdit *e)
{
    Targets t = find(a, &e->place);
    Target at = {0};
    if (!t.n) {
        no_place(a, e, &e->place);
        return;
    }
    touched(a, e, t.segment);
    if (!find_words(a, &t, e, &at)) return;
    if (e->kind == DRAFT_INSERT_AFTER) at.from = at.to;
    else if (e->kind == DRAFT_INSERT_BEFORE) at.to = at.from;
    edit(a, e, at, e->kind == DRAFT_DELETE_WORDS ? "" : e->text);
}

/* ---- whole places ---- */
/* The paragraphs of a quoted text. */
static const char **paragraphs(Apply *a, const char *text, int *n)
{
    const char **out = NULL;
    *n = 0;
    for (;;) {
        const char *end = strstr(text, "\n\n");
        LIST_ADD(a->arena, out, *n, end ? arena_strndup(a->arena, text, (size_t)(end - text)) : text);
        if (!end) return out;
        text = end + 2;
    }
}
/* 第七十条 or （三） before a text that already has its place. */
static const char *without_label(Apply *a, const char *text, const LawPlace *place, bool item)
{
    LawPlace said;
    size_t len;
    if (item) return place->item && item_label(text, &len) == atoi(place->item) ? text + len : text;
    len = place_read(a->arena, text, &said);
    if (!len || !said.article || !place->article || strcmp(said.article, place->article) != 0 || said.paragraph || said.item) return text;
    text += len;
    while (*text == ' ' || strncmp(text, "　", 3) == 0) text += *text == ' ' ? 1 : 3;
    return text;
}
static int index_of(const Segment *s, const Piece *piece)
{
    int i = 0;
    while (i < s->n_pieces && s->pieces[i] != piece) i++;
    return i;
}
static void renumber_paragraphs(Segment *s)
{
    int paragraph = 0;
    for (int i = 0; i < s->n_pieces; i++) {
        if (s->pieces[i]->gone) continue;
        if (s->pieces[i]->kind == PIECE_LAW && !s->pieces[i]->item) paragraph++;
        s->pieces[i]->paragraph = paragraph;
    }
}
/* 第六章章名修改为“…” */
static void retitle(Apply *a, const DraftEdit *e)
{
    for (int i = 0; i < a->book->n_segments; i++) {
        Segment *s = a->book->segments[i];
        LawPlace said;
        if (!s->heads_chapter || !a->book->files[s->file].chosen || strcmp(s->chapter, e->place.chapter) != 0) continue;
        const char *text = e->text, *heading = s->pieces[0]->text;
        size_t number = place_read(a->arena, heading, &said), len = place_read(a->arena, text, &said);
        if (len && said.chapter && strcmp(said.chapter, e->place.chapter) == 0) text += len + strspn(text + len, " ");
        bool chinese = (unsigned char)heading[0] >= 0x80;
        s->pieces[0]->text = arena_printf(a->arena, chinese ? "%.*s %s" : "%.*s \"%s\"", (int)number, heading, text);
        return;
    }
    no_place(a, e, &e->place);
}
static void replace(Apply *a, const DraftEdit *e)
{
    if (!e->place.article && e->place.chapter) {
        retitle(a, e);
        return;
    }
    Targets t = find(a, &e->place);
    if (!t.n) {
        no_place(a, e, &e->place);
        return;
    }
    touched(a, e, t.segment);
    int n, k = 0;
    bool heads = t.items[0].piece->item != NULL, line = !heads && e->place.item;
    const char **p = paragraphs(a, line ? e->text : without_label(a, e->text, &e->place, heads), &n);
    Piece *last = NULL;
    for (int i = 0; i < t.n; i++) {
        Target x = t.items[i];
        if (!e->place.item && x.piece->item) continue; /* items with headings of their own stay */
        size_t label;
        if (line && k < n && !item_label(p[k], &label) && item_label(x.piece->text + x.from, &label)) x.from += label; /* its number stays */
        if (k < n) edit(a, e, x, p[k++]), last = x.piece;
        else x.piece->gone = true;
    }
    for (; last && k < n; k++) {
        Piece *more = piece_new(a->arena, PIECE_LAW, "", p[k]);
        more->item = last->item;
        segment_insert(a->arena, t.segment, index_of(t.segment, last) + 1, more);
        last = more;
    }
}
static bool within(const char *article, const LawPlace *from, const LawPlace *to) { return place_order(article, from->article) >= 0 && place_order(article, to->article) <= 0; }
static void delete_articles(Apply *a, const DraftEdit *e)
{
    bool any = false;
    for (int i = 0; i < a->book->n_segments; i++) {
        Segment *s = a->book->segments[i];
        if (!s->was || !a->book->files[s->file].chosen || !within(s->was, &e->place, &e->last)) continue;
        s->by = e->statement, any = true;
        for (int k = 0; k < s->n_pieces; k++)
            if (s->pieces[k]->kind != PIECE_RULE) s->pieces[k]->gone = true;
    }
    if (!any) no_place(a, e, &e->place);
}
static void delete(Apply *a, const DraftEdit *e)
{
    if (!e->place.paragraph && !e->place.item) {
        delete_articles(a, e);
        return;
    }
    Targets t = find(a, &e->place);
    if (!t.n) no_place(a, e, &e->place);
    for (int i = 0; i < t.n; i++) {
        Target x = t.items[i];
        touched(a, e, t.segment);
        if (x.from == 0 && x.to == strlen(x.piece->text)) x.piece->gone = true;
        else edit(a, e, (Target){x.piece, x.from - (x.from > 0), x.to + (x.from == 0 && x.piece->text[x.to] == '\n')}, "");
        for (int k = 0; x.piece->item && k < t.segment->n_pieces; k++)
            if (t.segment->pieces[k]->heads_item && strcmp(t.segment->pieces[k]->item, x.piece->item) == 0) t.segment->pieces[k]->gone = true;
    }
}

/* ---- additions ---- */
static void add_article(Apply *a, const DraftEdit *e)
{
    int n, file = 0;
    const char *text = without_label(a, e->text, &e->as, false), **p = paragraphs(a, text, &n);
    while (file < a->book->n_files && !a->book->files[file].chosen) file++;
    Segment *s = arena_alloc(a->arena, sizeof *s);
    *s = (Segment){.number = e->as.article, .wanted_chapter = e->place.chapter, .file = file, .moves = true, .by = e->statement};
    bool chinese = a->book->files[file].chinese;
    const char *heading = chinese ? place_said(a->arena, &(LawPlace){.article = e->as.article}, true) : arena_printf(a->arena, "article %s", e->as.article);
    segment_insert(a->arena, s, 0, piece_new(a->arena, PIECE_HEADING, "\n", heading));
    for (int i = 0; i < n; i++) {
        Piece *law = piece_new(a->arena, PIECE_LAW, "", p[i]);
        law->paragraph = i + 1;
        segment_insert(a->arena, s, s->n_pieces, law);
    }
    LIST_ADD(a->arena, a->book->segments, a->book->n_segments, s);
}
static void add_paragraph(Apply *a, const DraftEdit *e, Segment *s)
{
    int n, at = 0, paragraph = 0;
    const char **p = paragraphs(a, e->text, &n);
    for (int i = 0; i < s->n_pieces; i++) {
        const Piece *x = s->pieces[i];
        if (x->kind != PIECE_LAW || x->item) continue;
        if (!at) at = i;
        if (!x->gone) paragraph++;
        if (!e->as.paragraph || paragraph < e->as.paragraph) at = i + 1;
    }
    for (int i = 0; i < n; i++) segment_insert(a->arena, s, at + i, piece_new(a->arena, PIECE_LAW, "", p[i]));
}
static void add_headed_item(Apply *a, const DraftEdit *e, Segment *s)
{
    int at = s->n_pieces;
    for (int i = s->n_pieces - 1; i >= 0; i--)
        if (s->pieces[i]->heads_item && atoi(s->pieces[i]->item) >= atoi(e->as.item)) at = i;
    bool chinese = a->book->files[s->file].chinese;
    Piece *head = piece_new(a->arena, PIECE_HEADING, "\n", arena_printf(a->arena, chinese ? "第（%s）项" : "item %s", chinese ? chinese_numeral(a->arena, atoi(e->as.item)) : e->as.item));
    Piece *law = piece_new(a->arena, PIECE_LAW, "", without_label(a, e->text, &e->as, true));
    head->heads_item = true;
    head->item = law->item = e->as.item;
    segment_insert(a->arena, s, at, head);
    segment_insert(a->arena, s, at + 1, law);
}
static void add_line(Apply *a, const DraftEdit *e, Segment *s)
{
    Target before = {0}, at = {0};
    for (int i = 0; i < s->n_pieces; i++) {
        Piece *p = s->pieces[i];
        if (p->kind != PIECE_LAW || p->gone || (e->as.paragraph && p->paragraph != e->as.paragraph)) continue;
        if (find_line(p, atoi(e->as.item), &before)) {
            edit(a, e, (Target){p, before.from, before.from}, arena_printf(a->arena, "%s\n", e->text));
            return;
        }
        if (find_line(p, atoi(e->as.item) - 1, &before)) at = before;
    }
    if (at.piece) edit(a, e, (Target){at.piece, at.to, at.to}, arena_printf(a->arena, "\n%s", e->text));
    else no_place(a, e, &e->place);
}
static void add(Apply *a, const DraftEdit *e)
{
    if (e->unit == UNIT_ARTICLE) {
        if (e->as.article) add_article(a, e);
        else no_place(a, e, &e->as);
        return;
    }
    Segment *s = book_article(a->book, e->as.article);
    if (!s) {
        no_place(a, e, &(LawPlace){.article = e->as.article});
        return;
    }
    if (e->unit == UNIT_PARAGRAPH) add_paragraph(a, e, s);
    else if (!e->as.item) no_place(a, e, &e->as);
    else if (has_items(s)) add_headed_item(a, e, s);
    else add_line(a, e, s);
}
/* Items with headings: 第十一项至第十四项依次改为第十二项至第十五项. */
static bool renumber_items(Apply *a, const DraftEdit *e, Segment *s)
{
    int first = atoi(e->place.item), last = e->last.item ? atoi(e->last.item) : first;
    bool any = false, chinese = a->book->files[s->file].chinese;
    for (int k = 0; k < s->n_pieces; k++) {
        Piece *p = s->pieces[k];
        if (p->fresh || !p->item || atoi(p->item) < first || atoi(p->item) > last) continue;
        int now = atoi(e->as.item) + atoi(p->item) - first;
        p->to_item = arena_printf(a->arena, "%d", now);
        if (p->heads_item) p->text = arena_printf(a->arena, chinese ? "第（%s）项" : "item %s", chinese ? chinese_numeral(a->arena, now) : p->to_item), any = true;
    }
    return any;
}
static void renumber(Apply *a, const DraftEdit *e)
{
    const char *first = e->place.article;
    bool any = false;
    if (e->place.item || e->place.paragraph || !e->as.article) {
        Segment *s = book_article(a->book, first);
        if (!s || !e->place.item || !e->as.item || !renumber_items(a, e, s)) no_place(a, e, &e->place);
        return;
    }
    for (int i = 0; i < a->book->n_segments; i++) {
        Segment *s = a->book->segments[i];
        if (!s->was || !a->book->files[s->file].chosen || !within(s->was, &e->place, &e->last)) continue;
        s->number = place_after(a->arena, e->as.article, atoi(s->was) - atoi(first));
        s->by = e->statement;
        any = true;
    }
    if (!any) no_place(a, e, &e->place);
}

/* ---- all of them ---- */
static int by_start(const void *x, const void *y)
{
    const PieceEdit *a = x, *b = y;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    return (a->to > b->to) - (a->to < b->to); /* what is put in before what is replaced */
}
static void settle(Apply *a, Piece *p)
{
    StrBuf out = {.arena = a->arena};
    size_t at = 0;
    qsort(p->edits, (size_t)p->n_edits, sizeof *p->edits, by_start);
    for (int i = 0; i < p->n_edits; i++) {
        strbuf_bytes(&out, p->text + at, p->edits[i].from - at);
        strbuf_add(&out, p->edits[i].text);
        at = p->edits[i].to;
    }
    strbuf_add(&out, p->text + at);
    if (!p->first) p->first = p->text;
    p->by = arena_printf(a->arena, "“%s”", a->draft->title);
    p->text = out.text;
    p->edits = NULL, p->n_edits = 0;
    p->edited = true;
}
/* Words first, then what comes to stand among them, then numbers: every place is said by the numbers before. */
static int turn(const DraftEdit *e) { return e->kind == DRAFT_ADD ? 1 : e->kind == DRAFT_RENUMBER ? 2 : 0; }
static void carry_out(Apply *a, const DraftEdit *e)
{
    switch (e->kind) {
    case DRAFT_REPLACE_WORDS: case DRAFT_DELETE_WORDS: case DRAFT_INSERT_AFTER: case DRAFT_INSERT_BEFORE: words(a, e); break;
    case DRAFT_REPLACE: replace(a, e); break;
    case DRAFT_DELETE: delete(a, e); break;
    case DRAFT_ADD: add(a, e); break;
    case DRAFT_RENUMBER: renumber(a, e); break;
    }
}
void apply_words(Apply *a)
{
    for (int now = 0; now < 3; now++)
        for (int i = 0; i < a->draft->n_edits; i++)
            if (turn(&a->draft->edits[i]) == now) carry_out(a, &a->draft->edits[i]);
    for (int i = 0; i < a->book->n_segments; i++) {
        Segment *s = a->book->segments[i];
        for (int k = 0; k < s->n_pieces; k++) {
            Piece *p = s->pieces[k];
            if (p->n_edits) settle(a, p);
            if (p->to_item) p->item = p->to_item, p->to_item = NULL;
        }
        renumber_paragraphs(s);
    }
}
