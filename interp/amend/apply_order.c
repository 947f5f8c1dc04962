/* Articles under their new numbers: which number is free, who moves, headings rewritten. See apply.h. Must never know rules. */
#include <stdlib.h>
#include <string.h>
#include "grammar/numeral.h"
#include "interp/amend/apply_internal.h"

static bool counts(const Apply *a, const Segment *s) { return s->number && !s->gone && (a->book->files[s->file].chosen || s->moves); }

/* ---- 对条文顺序作相应调整 ---- */
static Segment *added_as(const Apply *a, int number)
{
    for (int i = 0; i < a->book->n_segments; i++) {
        Segment *s = a->book->segments[i];
        if (s->moves && !s->was && counts(a, s) && atoi(s->number) == number) return s;
    }
    return NULL;
}
static void close_ranks(Apply *a)
{
    int n = 0;
    for (int i = 0; i < a->book->n_segments; i++) {
        Segment *s = a->book->segments[i];
        if (!s->was || !counts(a, s) || strchr(s->was, '-')) continue;
        if (!n) n = atoi(s->was) - 1;
        while (added_as(a, ++n)) continue;
        s->number = arena_printf(a->arena, "%d", n);
    }
}

/* ---- numbers taken twice ---- */
static Span where(const Apply *a, const Segment *s) { return s->by >= 0 ? a->draft->statements[s->by].span : a->draft->head->span; }
static void refuse_twice(Apply *a)
{
    for (int i = 0; i < a->book->n_segments; i++)
        for (int k = 0; k < i; k++) {
            Segment *s = a->book->segments[i], *t = a->book->segments[k];
            bool same = counts(a, s) && counts(a, t) && strcmp(s->number, t->number) == 0;
            bool before = s->was && t->was && strcmp(s->was, t->was) == 0; /* two versions of one article */
            if (!same || before) continue;
            const LawPlace place = {.article = s->number};
            diag_add(a->diags, D_AMEND_TAKEN, where(a, s->by >= 0 ? s : t), place_said(a->arena, &place, true), place_said(a->arena, &place, false), NULL);
        }
}

/* ---- order ---- */
/* The fewest articles that have to go elsewhere: all but a longest row of numbers that grow. */
static void find_movers(Apply *a)
{
    int n = a->book->n_segments, best = -1;
    int *length = arena_alloc(a->arena, ((size_t)n + 1) * sizeof *length), *above = arena_alloc(a->arena, ((size_t)n + 1) * sizeof *above);
    Segment **s = a->book->segments;
    for (int i = 0; i < n; i++) {
        if (!counts(a, s[i]) || !s[i]->was) continue;
        length[i] = 1, above[i] = -1;
        for (int k = 0; k < i; k++)
            if (length[k] >= length[i] && place_order(s[k]->number, s[i]->number) <= 0) length[i] = length[k] + 1, above[i] = k;
        if (best < 0 || length[i] > length[best]) best = i;
        s[i]->moves = true;
    }
    for (int i = best; i >= 0; i = above[i]) s[i]->moves = false;
}
static int by_number(const void *x, const void *y)
{
    Segment *const *a = x, *const *b = y;
    return place_order((*a)->number, (*b)->number);
}
/* Behind the greatest number below its own; at the head of its chapter where it is to stand in another one. */
static int position(const Apply *a, const Segment *s)
{
    int best = -1, first = -1;
    for (int i = 0; i < a->book->n_segments; i++) {
        const Segment *t = a->book->segments[i];
        if (!a->book->files[t->file].chosen) continue;
        if (s->wanted_chapter && t->heads_chapter && t->chapter && strcmp(t->chapter, s->wanted_chapter) == 0) best = i;
        if (!t->number || t->gone) continue;
        if (first < 0) first = i;
        if (place_order(t->number, s->number) < 0 && (best < 0 || !s->wanted_chapter || i > best)) best = i;
    }
    return best >= 0 ? best + 1 : first >= 0 ? first : a->book->n_segments;
}
static void place_movers(Apply *a)
{
    Book *b = a->book;
    Segment **movers = NULL;
    int n = 0, kept = 0;
    for (int i = 0; i < b->n_segments; i++) {
        Segment *s = b->segments[i];
        if (s->moves && counts(a, s)) LIST_ADD(a->arena, movers, n, s);
        else b->segments[kept++] = s;
    }
    b->n_segments = kept;
    if (n) qsort(movers, (size_t)n, sizeof *movers, by_number);
    for (int i = 0; i < n; i++) {
        int at = position(a, movers[i]);
        if (at > 0) movers[i]->file = b->segments[at - 1]->file, movers[i]->chapter = b->segments[at - 1]->chapter;
        else if (b->n_segments) movers[i]->file = b->segments[0]->file;
        memmove(b->segments + at + 1, b->segments + at, (size_t)(b->n_segments - at) * sizeof *b->segments);
        b->segments[at] = movers[i];
        b->n_segments++;
    }
}

/* ---- headings ---- */
static const char *heading_numbered(Arena *arena, const char *heading, const char *article)
{
    LawPlace before, now = {.article = article};
    size_t len = place_read(arena, heading, &before);
    bool chinese = (unsigned char)heading[0] >= 0x80;
    return arena_printf(arena, "%s%s", chinese ? place_said(arena, &now, true) : arena_printf(arena, "article %s", article), heading + len);
}
void apply_order(Apply *a)
{
    if (a->draft->renumbers) close_ranks(a);
    refuse_twice(a);
    find_movers(a);
    place_movers(a);
    for (int i = 0; i < a->book->n_segments; i++) {
        Segment *s = a->book->segments[i];
        if (!counts(a, s) || !s->was || strcmp(s->was, s->number) == 0 || !s->n_pieces) continue;
        s->pieces[0]->text = heading_numbered(a->arena, s->pieces[0]->text, s->number);
    }
}
