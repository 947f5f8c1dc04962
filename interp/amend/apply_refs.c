/* References to articles that have another number now. See apply.h. Must never know what the text is about. */
#include <string.h>
#include "interp/amend/apply_internal.h"

static const Segment *renumbered(const Apply *a, const char *article)
{
    for (int i = 0; i < a->book->n_segments; i++) {
        const Segment *s = a->book->segments[i];
        if (s->was && s->number && !s->gone && a->book->files[s->file].chosen && strcmp(s->was, article) == 0) return strcmp(s->was, s->number) != 0 ? s : NULL;
    }
    return NULL;
}
/* 《人口法》第十八条 is none of ours. */
static bool of_another_law(const char *text, const char *at) { return at - text >= 3 && (memcmp(at - 3, "》", 3) == 0 || memcmp(at - 3, "法", 3) == 0); }
static void look(Apply *a, const Segment *in, const Piece *p)
{
    for (const char *s = strstr(p->text, "第"); s; s = strstr(s + 3, "第")) {
        LawPlace said;
        size_t len = place_read(a->arena, s, &said);
        const Segment *now = len && said.article && !of_another_law(p->text, s) ? renumbered(a, said.article) : NULL;
        if (!now) continue;
        const LawPlace here = {.article = in->number, .item = p->item};
        Span at = now->by >= 0 ? a->draft->statements[now->by].span : a->draft->head->span;
        diag_add(a->diags, D_AMEND_REFERS, at, place_said(a->arena, &here, true), place_said(a->arena, &(LawPlace){.article = said.article}, true), place_said(a->arena, &here, false));
    }
}
void apply_refs(Apply *a)
{
    for (int i = 0; i < a->book->n_segments; i++) {
        const Segment *s = a->book->segments[i];
        if (!s->number || s->gone || !a->book->files[s->file].chosen) continue;
        for (int k = 0; k < s->n_pieces; k++) {
            const Piece *p = s->pieces[k];
            if (p->kind == PIECE_LAW && !p->gone && !p->fresh && !p->edited) look(a, s, p);
        }
    }
}
