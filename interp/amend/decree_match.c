/* Which article became which: by its words, its rules, its number. See decree.h. Must never know the drafting form. */
#include <stdlib.h>
#include <string.h>
#include "grammar/redline.h"
#include "interp/amend/decree_internal.h"

/* ---- how alike ---- */
double decree_alike(Arena *arena, const char *a, const char *b)
{
    if (strcmp(a, b) == 0) return 1;
    Redline r = redline_make(arena, a, b, (RedlineOptions){.ignore_space = true, .ignore_width = true});
    size_t same = 0, all = strlen(a) + strlen(b);
    for (int i = 0; i < r.n_parts; i++)
        if (r.parts[i].kind == RED_SAME) same += 2 * r.parts[i].len;
    return all ? (double)same / (double)all : 1;
}
/* As many gone as came between two that stayed: each is the other, written anew. */
static void pair_gaps(int *with, int n, int m)
{
    for (int i = 0, above = -1; i < n; i++) {
        if (with[i] >= 0) {
            above = with[i];
            continue;
        }
        int end = i;
        while (end < n && with[end] < 0) end++;
        int below = end < n ? with[end] : m;
        if (below - above - 1 == end - i)
            for (int k = i; k < end; k++) with[k] = ++above;
        i = end - 1;
    }
}
int *decree_align(Arena *arena, const char *const *a, int n, const char *const *b, int m)
{
    static const double ALONE = 0.4; /* two texts are one, changed, while they have more than a fifth in common */
    size_t width = (size_t)m + 1;
    double *cost = arena_alloc(arena, ((size_t)n + 1) * width * sizeof *cost), *pair = arena_alloc(arena, ((size_t)n + 1) * width * sizeof *pair);
    int *out = arena_alloc(arena, ((size_t)n + 1) * sizeof *out);
    for (int i = 0; i <= n; i++)
        for (int k = 0; k <= m; k++) {
            double best = i ? cost[(size_t)(i - 1) * width + (size_t)k] + ALONE : k ? cost[k - 1] + ALONE : 0;
            if (k && cost[(size_t)i * width + (size_t)k - 1] + ALONE < best) best = cost[(size_t)i * width + (size_t)k - 1] + ALONE;
            if (i && k) {
                double both = cost[(size_t)(i - 1) * width + (size_t)k - 1] + (pair[(size_t)i * width + (size_t)k] = 1 - decree_alike(arena, a[i - 1], b[k - 1]));
                if (both <= best) best = both;
            }
            cost[(size_t)i * width + (size_t)k] = best;
        }
    for (int i = 0; i < n; i++) out[i] = -1;
    for (int i = n, k = m; i > 0 && k > 0;) {
        double here = cost[(size_t)i * width + (size_t)k];
        if (here == cost[(size_t)(i - 1) * width + (size_t)k - 1] + pair[(size_t)i * width + (size_t)k]) out[--i] = --k;
        else if (here == cost[(size_t)(i - 1) * width + (size_t)k] + ALONE) i--;
        else k--;
    }
    pair_gaps(out, n, m);
    return out;
}

/* ---- pairs ---- */
static const char *text_of(Decree *d, const Segment *s)
{
    StrBuf b = {.arena = d->arena};
    strbuf_add(&b, "");
    for (int i = 0; i < s->n_pieces; i++)
        if (s->pieces[i]->kind == PIECE_LAW) strbuf_printf(&b, "%s\n", s->pieces[i]->text);
    return b.text;
}
static bool is_article(const Book *b, const Segment *s) { return s->number && b->files[s->file].chosen; }
static int shared_rules(const Decree *d, const Segment *x, const Segment *y)
{
    int n = 0;
    for (int i = 0; i < y->n_pieces; i++) {
        const Piece *p = y->pieces[i];
        Segment *in;
        if (p->kind == PIECE_RULE && p->node->kind != N_EXAMPLE && book_rule(d->before, piece_name(p), piece_alias(p), p->node, &in) && in == x) n++;
    }
    return n;
}
typedef struct { Segment *s; const char *text; bool taken; } Side;
typedef enum { BY_PLACE_AND_WORDS, BY_WORDS, BY_RULES, BY_NUMBER, BY_LIKENESS, BY_NUMBER_ALONE } Criterion;
static bool fits(Decree *d, const Side *x, const Side *y, Criterion by)
{
    bool number = strcmp(x->s->number, y->s->number) == 0, words = strcmp(x->text, y->text) == 0;
    switch (by) {
    case BY_PLACE_AND_WORDS: return number && words;
    case BY_WORDS: return words && x->text[0];
    case BY_RULES: return shared_rules(d, x->s, y->s) > 0 && decree_alike(d->arena, x->text, y->text) > 0.2;
    case BY_NUMBER: return number && decree_alike(d->arena, x->text, y->text) > 0.4;
    case BY_LIKENESS: return decree_alike(d->arena, x->text, y->text) > 0.6;
    case BY_NUMBER_ALONE: return number;
    }
    return false;
}
static void add_pair(Decree *d, Segment *before, Segment *after, int order)
{
    Pair p = {.before = before, .after = after, .order = order, .rules = {.arena = d->arena}};
    LIST_ADD(d->arena, d->pairs, d->n_pairs, p);
}
static Side *sides(Decree *d, const Book *b, int *n)
{
    Side *out = arena_alloc(d->arena, ((size_t)b->n_segments + 1) * sizeof *out);
    *n = 0;
    for (int i = 0; i < b->n_segments; i++)
        if (is_article(b, b->segments[i])) out[(*n)++] = (Side){b->segments[i], text_of(d, b->segments[i]), false};
    return out;
}
static int by_order(const void *x, const void *y)
{
    const Pair *a = x, *b = y;
    return a->order < b->order ? -1 : a->order > b->order;
}
/* In the order of the articles before; a new one behind the one above it. */
void decree_match(Decree *d)
{
    enum { APART = 4096 /* new articles between two old ones keep their order */ };
    int n, m;
    Side *x = sides(d, d->before, &n), *y = sides(d, d->after, &m);
    int *with = arena_alloc(d->arena, ((size_t)m + 1) * sizeof *with), last = -1;
    for (int k = 0; k < m; k++) with[k] = -1;
    for (Criterion by = BY_PLACE_AND_WORDS; by <= BY_NUMBER_ALONE; by++)
        for (int k = 0; k < m; k++)
            for (int i = 0; i < n && with[k] < 0; i++)
                if (!x[i].taken && fits(d, &x[i], &y[k], by)) with[k] = i, x[i].taken = true;
    for (int k = 0; k < m; k++) {
        if (with[k] >= 0) last = with[k];
        add_pair(d, with[k] >= 0 ? x[with[k]].s : NULL, y[k].s, with[k] >= 0 ? 2 * with[k] * APART : (2 * last + 1) * APART + k);
    }
    for (int i = 0; i < n; i++)
        if (!x[i].taken) add_pair(d, x[i].s, NULL, 2 * i * APART);
    if (d->n_pairs) qsort(d->pairs, (size_t)d->n_pairs, sizeof *d->pairs, by_order);
}
Pair *decree_pair(Decree *d, const Segment *s)
{
    for (int i = 0; i < d->n_pairs; i++)
        if (d->pairs[i].before == s || d->pairs[i].after == s) return &d->pairs[i];
    return NULL;
}
