/* See apply.h: the order in which a decision is carried out. Must never know the disk. */
#include <string.h>
#include "interp/amend/apply_internal.h"
#include "interp/base/calendar.h"

static const char *printed(Arena *arena, int32_t day)
{
    char *out = arena_alloc(arena, CALENDAR_TEXT);
    calendar_print(day, out);
    return out;
}
static bool chosen(Apply *a)
{
    const Draft *d = a->draft;
    if (!d->amends) return false;
    if (!book_choose(a->book, d->amends->text)) {
        diag_add(a->diags, D_AMEND_UNKNOWN, d->amends->span, d->amends->text, NULL, NULL);
        return false;
    }
    const BookLaw *law = a->book->law;
    if (d->law_title && strcmp(d->law_title, law->title) != 0) diag_add(a->diags, D_AMEND_TITLE, d->law_title_span, d->law_title, law->title, NULL);
    if (law->from != INT32_MIN && d->from != INT32_MIN && d->from < law->from) diag_add(a->diags, D_AMEND_TOO_EARLY, d->head->span, printed(a->arena, d->from), printed(a->arena, law->from), law->title);
    return true;
}
bool amend_apply(Book *book, const SourceSet *sources, const Draft *draft, const Draft *others, int n_others, Diags *diags)
{
    int errors = diags->n_errors;
    Apply a = {book->arena, book, sources, draft, others, n_others, diags, NULL, NULL, NULL};
    a.words_of = arena_alloc(book->arena, ((size_t)draft->n_statements + 1) * sizeof *a.words_of);
    a.item_of = arena_alloc(book->arena, ((size_t)draft->n_statements + 1) * sizeof *a.item_of);
    a.ruled = arena_alloc(book->arena, (size_t)draft->n_statements + 1);
    for (int i = 0; i < book->n_segments; i++) {
        Segment *s = book->segments[i];
        s->was = s->number, s->moves = false, s->by = -1;
        for (int k = 0; k < s->n_pieces; k++) s->pieces[k]->fresh = s->pieces[k]->edited = false;
    }
    if (!chosen(&a)) return false;
    apply_words(&a);
    apply_rules(&a);
    if (diags->n_errors == errors) apply_checks(&a);
    if (diags->n_errors == errors) apply_order(&a);
    if (diags->n_errors == errors) apply_refs(&a);
    return diags->n_errors == errors;
}
