/* Rules that are replaced, new or gone, each under the statement about the article it stands in. See decree.h.
 * Must never know what rules mean. */
#include <stdlib.h>
#include <string.h>
#include "grammar/format.h"
#include "grammar/numeral.h"
#include "interp/amend/decree_internal.h"

typedef enum { CHANGE_NONE, CHANGE_REPLACED, CHANGE_REWORDED, CHANGE_ADDED, CHANGE_REMOVED } Change;
/* Where what is written next would stand: under which word, at which place. */
typedef struct { Pair *pair; StrBuf *out; Change last; LawPlace place; bool placed; } Sheet;

static bool is_rule(const Piece *p) { return p->kind == PIECE_RULE && p->node; }
static const char *word(const Decree *d, const char *zh, const char *en) { return d->zh ? zh : en; }
static bool same(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }
/* The same meaning: comments and layout do not count. */
static bool same_rule(const Piece *a, const Piece *b) { return node_equal(a->node, b->node); }

/* ---- places ---- */
static int last_paragraph(const Segment *s)
{
    int n = 0;
    for (int i = 0; i < s->n_pieces; i++)
        if (!s->pieces[i]->item && s->pieces[i]->paragraph > n) n = s->pieces[i]->paragraph;
    return n;
}
/* Its paragraph where that is not the last one, its item. */
static LawPlace place_of(const Pair *pair, const Segment *s, const Piece *p)
{
    LawPlace out = {.article = pair->before ? pair->before->number : s->number, .item = p->item};
    if (!p->item && p->paragraph > 0 && p->paragraph < last_paragraph(s)) out.paragraph = p->paragraph;
    return out;
}
static void heading(const Decree *d, StrBuf *out, const LawPlace *p, const LawPlace *before)
{
    const char *article = place_said(out->arena, &(LawPlace){.article = p->article}, true);
    bool same_article = same(p->article, before->article);
    if (!same_article) strbuf_printf(out, d->zh ? "\n%s\n" : "\narticle %s\n", d->zh ? article : p->article);
    if (p->paragraph) strbuf_printf(out, d->zh ? "\n第%s款\n" : "\nparagraph %s\n", d->zh ? chinese_numeral(out->arena, p->paragraph) : arena_printf(out->arena, "%d", p->paragraph));
    if (p->item) strbuf_printf(out, d->zh ? "\n第（%s）项\n" : "\nitem %s\n", d->zh ? chinese_numeral(out->arena, atoi(p->item)) : p->item);
}
static bool same_place(const LawPlace *a, const LawPlace *b) { return same(a->article, b->article) && a->paragraph == b->paragraph && same(a->item, b->item); }
/* Only what is added needs its place said; what stands under a statement stands in its article. */
static void go_to(const Decree *d, Sheet *s, const LawPlace *p)
{
    LawPlace here = s->placed ? s->place : (LawPlace){0};
    if (same_place(&here, p)) return;
    bool up = here.paragraph || here.item; /* back to the article as a whole */
    heading(d, s->out, p, up ? &(LawPlace){0} : &here);
    s->place = *p, s->placed = true, s->last = CHANGE_NONE;
}

/* ---- one line of many ---- */
typedef struct { const char *line; size_t len; } Line;
static int lines_of(const char *text, Line *out, int most)
{
    int n = 0;
    for (const char *s = text;; s++) {
        size_t len = strcspn(s, "\n");
        if (n == most) return most + 1;
        out[n++] = (Line){s, len};
        s += len;
        if (!*s) return n;
    }
}
static const char *trimmed(Arena *arena, Line x)
{
    while (x.len && *x.line == ' ') x.line++, x.len--;
    return arena_strndup(arena, x.line, x.len);
}
/* Where only one line differs, and stands once: it alone is said. */
static bool reworded(Decree *d, const Piece *was, const Piece *now, const char **old, const char **new)
{
    enum { LINES_MIN = 4, LINES_MAX = 80 };
    Line x[LINES_MAX + 1], y[LINES_MAX + 1];
    int n = lines_of(was->text, x, LINES_MAX), m = lines_of(now->text, y, LINES_MAX), differs = -1;
    size_t from, to;
    if (n != m || n < LINES_MIN || n > LINES_MAX) return false;
    for (int i = 0; i < n; i++) {
        if (x[i].len == y[i].len && memcmp(x[i].line, y[i].line, x[i].len) == 0) continue;
        if (differs >= 0) return false;
        differs = i;
    }
    if (differs <= 0) return false;
    *old = trimmed(d->arena, x[differs]), *new = trimmed(d->arena, y[differs]);
    return !strpbrk(*old, "\"#\\") && !strpbrk(*new, "\"#\\") && words_find(was->text, 0, strlen(was->text), *old, &from, &to) == 1;
}

/* ---- what is said ---- */
static const char *quoted_name(Decree *d, const char *name) { return format_is_word(name) ? name : arena_printf(d->arena, "\"%s\"", name); }
static const char *name_of(Decree *d, const Piece *p) { return quoted_name(d, !d->zh && piece_alias(p) ? piece_alias(p) : piece_name(p)); }
static void declare(Decree *d, Sheet *s, Change change, const Piece *p)
{
    const char *head = change == CHANGE_ADDED ? word(d, "增加", "added") : word(d, "改为", "replaced");
    if (s->last != change) strbuf_printf(s->out, "\n%s\n", head);
    strbuf_printf(s->out, "%s%s\n", s->last == change || strchr(p->lead, '#') ? p->lead : "", p->text);
    s->last = change;
}
/* Other articles may have an 例 of the same title: it is in this one. */
static void go_to_article(Decree *d, Sheet *s, const Segment *segment)
{
    if (s->placed || !s->pair) return;
    const LawPlace place = {.article = s->pair->before ? s->pair->before->number : segment->number};
    go_to(d, s, &place);
}
static void remove_rule(Decree *d, Sheet *s, const Segment *segment, const Piece *p)
{
    bool example = p->node->kind == N_EXAMPLE;
    if (!example && !piece_name(p)[0]) return; /* nothing to call it by */
    if (example) go_to_article(d, s, segment);
    strbuf_printf(s->out, "%s%s %s\n", s->last == CHANGE_REMOVED ? "" : "\n", word(d, "删去", "removed"), example ? arena_printf(d->arena, "%s \"%s\"", word(d, "例", "example"), piece_name(p)) : name_of(d, p));
    s->last = CHANGE_REMOVED;
}
static void change_rule(Decree *d, Sheet *s, const Segment *segment, const Piece *was, const Piece *now)
{
    const char *old, *new;
    if (now->node->kind == N_EXAMPLE) go_to_article(d, s, segment);
    if (now->node->kind == N_EXAMPLE || !reworded(d, was, now, &old, &new)) {
        declare(d, s, CHANGE_REPLACED, now);
        return;
    }
    if (d->zh) strbuf_printf(s->out, "\n将 %s 中的 \"%s\" 改为 \"%s\"\n", name_of(d, was), old, new);
    else strbuf_printf(s->out, "\nin %s replace \"%s\" with \"%s\"\n", name_of(d, was), old, new);
    s->last = CHANGE_REWORDED;
}
/* Between articles; within one, rules go where the words go. */
static bool moved(Decree *d, const Segment *from, const Segment *to) { return from && to && decree_pair(d, from) != decree_pair(d, to); }

/* An 例 is the same one only in the same article. */
static const Piece *partner(Decree *d, const Book *other, const Piece *p, const Segment *mine, Segment **in)
{
    if (p->node->kind != N_EXAMPLE && piece_name(p)[0]) return book_rule(other, piece_name(p), piece_alias(p), p->node, in);
    const Pair *pair = decree_pair(d, mine);
    *in = !pair ? NULL : other == d->before ? pair->before : pair->after;
    if (pair && !*in) return NULL;
    if (p->node->kind == N_EXAMPLE) return book_example(other, piece_name(p), *in);
    for (int i = 0; *in && i < (*in)->n_pieces; i++) /* 断言 without a name: the same words */
        if (is_rule((*in)->pieces[i]) && same_rule((*in)->pieces[i], p)) return (*in)->pieces[i];
    return NULL;
}

/* ---- all of them ---- */
static void after(Decree *d, Sheet *s, Segment *segment)
{
    for (int i = 0; i < segment->n_pieces; i++) {
        const Piece *now = segment->pieces[i];
        if (!is_rule(now)) continue;
        Segment *in = NULL;
        const Piece *was = partner(d, d->before, now, segment, &in);
        if (was && !moved(d, in, segment)) {
            if (!same_rule(was, now)) change_rule(d, s, segment, was, now);
            continue;
        }
        if (s->pair) {
            const LawPlace place = place_of(s->pair, segment, now);
            go_to(d, s, &place);
        }
        declare(d, s, CHANGE_ADDED, now);
    }
}
static void before(Decree *d, Sheet *s, const Segment *segment)
{
    for (int i = 0; i < segment->n_pieces; i++) {
        const Piece *was = segment->pieces[i];
        if (!is_rule(was)) continue;
        Segment *in = NULL;
        const Piece *now = partner(d, d->after, was, segment, &in);
        if (!now || moved(d, segment, in)) remove_rule(d, s, segment, was);
    }
}
void decree_rules(Decree *d)
{
    Sheet loose = {.out = &d->loose};
    for (int i = 0; i < d->n_pairs; i++) {
        Pair *p = &d->pairs[i];
        Sheet s = {.pair = p, .out = &p->rules, .placed = p->n_clauses > 0};
        s.place = (LawPlace){.article = p->before ? p->before->number : p->after->number};
        if (p->before) before(d, &s, p->before);
        if (p->after) after(d, &s, p->after);
    }
    for (int i = 0; i < d->before->n_segments; i++)
        if (!decree_pair(d, d->before->segments[i])) before(d, &loose, d->before->segments[i]);
    for (int i = 0; i < d->after->n_segments; i++)
        if (!decree_pair(d, d->after->segments[i])) after(d, &loose, d->after->segments[i]);
}
