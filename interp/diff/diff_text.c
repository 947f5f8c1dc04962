/* The law text before and after, article by article; an article whose words stand under another number was renumbered.
 * Must never know how differences are shown. */
#include <string.h>
#include "interp/diff/diff_internal.h"

static const char *text_of(const Article *a) { return a->text ? a->text : ""; }
static bool has_text(const Article *a) { return text_of(a)[0] != '\0'; }
static bool same_words(Diff *d, const Article *a, const Article *b)
{
    return strcmp(text_of(a), text_of(b)) == 0 || !redline_make(d->arena, text_of(a), text_of(b), (RedlineOptions){true, true}).changed;
}
static int find_label(const Program *p, const Article *wanted)
{
    for (int i = 0; i < p->n_articles; i++)
        if (has_text(&p->articles[i]) && p->articles[i].from == wanted->from && strcmp(p->articles[i].label, wanted->label) == 0) return i;
    return -1;
}
/* The same words under a number that the other side has not. */
static int find_words(Diff *d, const Program *p, const Program *other, const Article *wanted, const bool *taken)
{
    for (int i = 0; i < p->n_articles; i++)
        if (!taken[i] && has_text(&p->articles[i]) && find_label(other, &p->articles[i]) < 0 && same_words(d, &p->articles[i], wanted)) return i;
    return -1;
}
static void tell(Diff *d, DiffKind kind, const Article *before, const Article *after)
{
    const Article *a = after ? after : before;
    DiffChange c = {.subject = DIFF_TEXT, .kind = kind, .name = {a->heading, a->label}, .heading = a->heading, .article = after ? after->label : NULL,
                    .before_article = before ? before->label : NULL, .before_rule = -1, .after_rule = -1};
    c.text = redline_make(d->arena, before ? text_of(before) : "", after ? text_of(after) : "", (RedlineOptions){true, true});
    d->at = &c;
    if (a->from != INT32_MIN) diff_point(d, "施行", "in force from", NULL, before ? diff_day(d, before->from) : NULL, after ? diff_day(d, after->from) : NULL);
    LIST_ADD(d->arena, d->report.items, d->report.n_items, c);
}
void diff_texts(Diff *d)
{
    const Program *p = d->before->program, *q = d->after->program;
    bool *taken = arena_alloc(d->arena, (size_t)p->n_articles + 1);
    for (int i = 0; i < q->n_articles; i++) {
        const Article *now = &q->articles[i];
        if (!has_text(now)) continue;
        int same_number = find_label(p, now);
        if (same_number >= 0) {
            if (!same_words(d, &p->articles[same_number], now)) tell(d, DIFF_CHANGED, &p->articles[same_number], now);
            continue;
        }
        int old = find_words(d, p, q, now, taken);
        if (old >= 0) taken[old] = true;
        tell(d, old >= 0 ? DIFF_MOVED : DIFF_ADDED, old >= 0 ? &p->articles[old] : NULL, now);
    }
    for (int i = 0; i < p->n_articles; i++)
        if (has_text(&p->articles[i]) && !taken[i] && find_label(q, &p->articles[i]) < 0) tell(d, DIFF_REMOVED, &p->articles[i], NULL);
}
