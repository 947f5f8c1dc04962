/* An article before and after as clauses: its paragraphs and items, new ones, those that go, new numbers. See decree.h.
 * Must never know rules. */
#include <stdlib.h>
#include <string.h>
#include "grammar/numeral.h"
#include "interp/amend/decree_internal.h"

typedef struct { const char **text, **item; int n; } Units; /* paragraphs; or items that have headings, with their numbers */

static Units units(Decree *d, const Segment *s, bool items)
{
    Units u = {0};
    for (int i = 0; i < s->n_pieces; i++) {
        const Piece *p = s->pieces[i];
        if (p->kind != PIECE_LAW || (p->item != NULL) != items) continue;
        if (items && u.n && strcmp(u.item[u.n - 1], p->item) == 0) { /* a further paragraph of the item */
            u.text[u.n - 1] = arena_printf(d->arena, "%s\n\n%s", u.text[u.n - 1], p->text);
            continue;
        }
        int n = u.n;
        LIST_ADD(d->arena, u.text, n, p->text);
        LIST_ADD(d->arena, u.item, u.n, p->item);
    }
    return u;
}
static const char *said(Decree *d, const LawPlace *p) { return place_said(d->arena, p, d->zh); }
static const char *labelled(Decree *d, const char *item, const char *text)
{
    if (!d->zh) return arena_printf(d->arena, "(%s) %s", item, text);
    return arena_printf(d->arena, "（%s）%s", chinese_numeral(d->arena, atoi(item)), text);
}

/* ---- paragraphs ---- */
static void paragraphs(Decree *d, Pair *p)
{
    Units x = units(d, p->before, false), y = units(d, p->after, false);
    bool one = x.n == 1 && y.n == 1 && !units(d, p->before, true).n;
    int *with = decree_align(d->arena, x.text, x.n, y.text, y.n);
    bool *kept = arena_alloc(d->arena, (size_t)y.n + 1);
    for (int i = 0; i < x.n; i++) {
        LawPlace place = {.article = p->before->number, .paragraph = one ? 0 : i + 1};
        if (with[i] >= 0) kept[with[i]] = true;
        if (with[i] < 0) decree_clause(d, p, false, d->zh ? "删去%s" : "%s is deleted", said(d, &place));
        else if (strcmp(x.text[i], y.text[with[i]]) != 0) decree_words(d, p, &place, x.text[i], y.text[with[i]]);
    }
    const LawPlace whole = {.article = p->before->number};
    for (int k = 0; k < y.n; k++) {
        const LawPlace as = {.paragraph = k + 1};
        if (!kept[k]) decree_clause(d, p, true, d->zh ? "%s增加一款，作为%s：%s" : "A paragraph is added to %s as %s: %s", said(d, &whole), said(d, &as), decree_quoted(d, y.text[k], true));
    }
}

/* ---- items with headings ---- */
static void renumber_items(Decree *d, Pair *p, const Units *x, const Units *y, const int *with)
{
    for (int i = 0; i < x->n;) {
        int from = i, apart = with[i] >= 0 ? atoi(y->item[with[i]]) - atoi(x->item[i]) : 0;
        if (!apart) {
            i++;
            continue;
        }
        while (i < x->n && with[i] >= 0 && atoi(y->item[with[i]]) - atoi(x->item[i]) == apart) i++;
        const LawPlace a = {.article = p->before->number, .item = x->item[from]}, b = {.item = x->item[i - 1]}, now = {.item = y->item[with[from]]}, now_last = {.item = y->item[with[i - 1]]};
        if (i - from == 1) decree_clause(d, p, false, d->zh ? "%s改为%s" : "%s becomes %s", said(d, &a), said(d, &now));
        else decree_clause(d, p, false, d->zh ? "%s至%s依次改为%s至%s" : "%s to %s become %s to %s", said(d, &a), said(d, &b), said(d, &now), said(d, &now_last));
    }
}
static void items(Decree *d, Pair *p)
{
    Units x = units(d, p->before, true), y = units(d, p->after, true);
    int *with = decree_align(d->arena, x.text, x.n, y.text, y.n);
    bool *kept = arena_alloc(d->arena, (size_t)y.n + 1);
    for (int i = 0; i < x.n; i++) {
        const LawPlace place = {.article = p->before->number, .item = x.item[i]};
        if (with[i] >= 0) kept[with[i]] = true;
        if (with[i] < 0) decree_clause(d, p, false, d->zh ? "删去%s" : "%s is deleted", said(d, &place));
        else if (strcmp(x.text[i], y.text[with[i]]) != 0) decree_words(d, p, &place, x.text[i], y.text[with[i]]);
    }
    const LawPlace whole = {.article = p->before->number};
    for (int k = 0; k < y.n; k++) {
        const LawPlace as = {.item = y.item[k]};
        if (!kept[k]) decree_clause(d, p, true, d->zh ? "%s增加一项，作为%s：%s" : "An item is added to %s as %s: %s", said(d, &whole), said(d, &as), decree_quoted(d, labelled(d, y.item[k], y.text[k]), true));
    }
    renumber_items(d, p, &x, &y, with);
}

/* ---- articles ---- */
static const char *before_in_chapter(const Decree *d, const Segment *s)
{
    const char *chapter = NULL;
    for (int i = 0; i < d->after->n_segments && d->after->segments[i] != s; i++)
        if (d->after->segments[i]->number && d->after->files[d->after->segments[i]->file].chosen) chapter = d->after->segments[i]->chapter;
    return chapter;
}
static bool same(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }
static void new_article(Decree *d, Pair *p)
{
    StrBuf text = {.arena = d->arena};
    const LawPlace as = {.article = p->after->number}, chapter = {.chapter = p->after->chapter};
    bool other = p->after->chapter && !same(before_in_chapter(d, p->after), p->after->chapter); /* it opens its chapter */
    strbuf_add(&text, "");
    for (int i = 0; i < p->after->n_pieces; i++) {
        const Piece *x = p->after->pieces[i];
        if (x->kind == PIECE_LAW) strbuf_printf(&text, "%s%s", text.n ? x->item ? "\n" : "\n\n" : "", x->item ? labelled(d, x->item, x->text) : x->text);
    }
    const char *quoted = decree_quoted(d, text.text, true);
    if (d->zh) decree_clause(d, p, true, "%s%s增加一条，作为%s：%s", other ? "在" : "", other ? said(d, &chapter) : "", said(d, &as), quoted);
    else decree_clause(d, p, true, "%s%s%s article is added as %s: %s", other ? "In " : "", other ? said(d, &chapter) : "", other ? ", an" : "An", said(d, &as), quoted);
}
void decree_text(Decree *d, Pair *p)
{
    if (!p->before) new_article(d, p);
    else if (!p->after) {
        const LawPlace place = {.article = p->before->number};
        decree_clause(d, p, false, d->zh ? "删去%s" : "%s is deleted", said(d, &place));
    } else {
        paragraphs(d, p);
        items(d, p);
    }
}
