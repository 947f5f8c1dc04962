/* The rules that a decision changes, and whether words and rules change together. See apply.h. Must never know what rules mean. */
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/amend/apply_internal.h"
#include "interp/base/suggest.h"

typedef struct { Apply *a; Piece **pieces; int n; } Rules; /* the pieces of the decision's own file */

/* ---- finding ---- */
static const Piece *piece_of(const Rules *r, const Node *node)
{
    for (int i = 0; i < r->n; i++)
        if (r->pieces[i]->node && r->pieces[i]->node->span.start == node->span.start && r->pieces[i]->kind == PIECE_RULE) return r->pieces[i];
    return NULL;
}
static void unknown(Apply *a, const Node *at, const char *name)
{
    Suggestion s = suggest_begin(name);
    for (int i = 0; i < a->book->n_segments; i++)
        for (int k = 0; k < a->book->segments[i]->n_pieces; k++) {
            const Piece *p = a->book->segments[i]->pieces[k];
            if (p->kind != PIECE_RULE || p->gone || !p->node) continue;
            suggest_offer(&s, piece_name(p));
            if (piece_alias(p)) suggest_offer(&s, piece_alias(p));
        }
    const char *near = suggest_result(&s);
    diag_add(a->diags, near ? D_AMEND_RULE_NEAR : D_AMEND_RULE_UNKNOWN, at->span, name, NULL, near);
}
/* What says something about the rules is none: it changes as it will. */
static bool only_tests(const Node *n) { return n->kind == N_EXAMPLE || n->kind == N_ASSERT; }
static void mark(Apply *a, const DraftChange *c)
{
    if (c->statement >= 0) a->ruled[c->statement] = true;
    else if (!c->reason && !only_tests(c->node) && (c->op != OP_CHANGE_REMOVED || c->node->child[0]->kind == N_NAME)) {
        const Node *n = c->node;
        const char *name = n->kind == N_CHANGE || (n->n_child && n->child[0]->kind == N_DECLNAME) ? n->child[0]->text : n->text;
        diag_add(a->diags, D_AMEND_RULE_ONLY, n->span, name ? name : "", NULL, NULL);
    }
}

/* ---- changes ---- */
/* The article a rule is to stand in: the one that the same statement puts in, or one that is there. */
static Segment *article_for(Apply *a, const DraftChange *c)
{
    for (int i = 0; c->statement >= 0 && i < a->book->n_segments; i++) {
        Segment *s = a->book->segments[i];
        if (!s->was && s->by == c->statement && s->number && c->place.article && strcmp(s->number, c->place.article) == 0) return s;
    }
    return book_article(a->book, c->place.article);
}
/* An 例 at the place at hand, else wherever one has the title. */
static Piece *example(Apply *a, const DraftChange *c, const char *title)
{
    const Segment *s = c->placed ? article_for(a, c) : NULL;
    Piece *here = s ? book_example(a->book, title, s) : NULL;
    return here ? here : book_example(a->book, title, NULL);
}
static bool has_comment(const char *lead) { return strchr(lead, '#') != NULL; }
static void replace(Rules *r, const DraftChange *c)
{
    Segment *s;
    const Piece *now = piece_of(r, c->node);
    Piece *was = !now ? NULL : c->node->kind == N_EXAMPLE ? example(r->a, c, piece_name(now)) : book_rule(r->a->book, piece_name(now), piece_alias(now), c->node, &s);
    if (!was) {
        unknown(r->a, c->node, now ? piece_name(now) : "");
        return;
    }
    was->text = now->text, was->node = now->node;
    if (has_comment(now->lead)) was->lead = now->lead;
}
static bool is_example(const Piece *p) { return p->node && p->node->kind == N_EXAMPLE; }
static bool same_item(const Piece *p, const LawPlace *place) { return place->item ? p->item && strcmp(p->item, place->item) == 0 : !p->item; }
/* Behind what stands at the place; rules before the examples that end it. */
static int position(const Segment *s, const LawPlace *place, const Node *like)
{
    bool example = like->kind == N_EXAMPLE;
    int at = 0;
    for (int i = 0; i < s->n_pieces; i++) {
        const Piece *p = s->pieces[i];
        if (!same_item(p, place) || (place->paragraph && p->paragraph > place->paragraph)) continue;
        if (p->kind == PIECE_OTHER && !p->text[0]) continue; /* the end of the file */
        at = i + 1;
    }
    if (!at) return s->n_pieces;
    for (int i = at - 1; i >= 0 && like->kind == N_PARAMETER && s->pieces[i]->kind != PIECE_HEADING; i--) /* among the parameters */
        if (same_item(s->pieces[i], place) && s->pieces[i]->node && (s->pieces[i]->node->kind == N_PARAMETER || s->pieces[i]->kind == PIECE_LAW)) return i + 1;
    while (!example && at > 0 && is_example(s->pieces[at - 1])) at--;
    return at;
}
static void add(Rules *r, const DraftChange *c)
{
    Segment *there;
    const Piece *now = piece_of(r, c->node);
    if (!now) return;
    if (c->node->kind != N_EXAMPLE && book_rule(r->a->book, piece_name(now), piece_alias(now), c->node, &there)) {
        diag_add(r->a->diags, D_AMEND_RULE_THERE, c->node->span, piece_name(now), NULL, NULL);
        return;
    }
    Segment *s = c->placed ? article_for(r->a, c) : NULL;
    if (!s && c->placed) {
        diag_add(r->a->diags, D_AMEND_PLACE, c->node->span, place_said(r->a->arena, &c->place, true), r->a->book->law->title, place_said(r->a->arena, &c->place, false));
        return;
    }
    for (int i = 0; !s && i < r->a->book->n_segments; i++)
        if (r->a->book->files[r->a->book->segments[i]->file].chosen && !r->a->book->segments[i]->number) s = r->a->book->segments[i]; /* what stands before the first article */
    if (!s) return;
    int at = position(s, &c->place, c->node);
    Piece *p = piece_new(r->a->arena, PIECE_RULE, has_comment(now->lead) ? now->lead : "\n", now->text);
    p->node = now->node;
    p->item = c->place.item, p->paragraph = at ? s->pieces[at - 1]->paragraph : 0;
    segment_insert(r->a->arena, s, at, p);
}
static void remove_rules(Rules *r, const DraftChange *c)
{
    for (int i = 0; i + 1 < c->node->n_child; i++) {
        const Node *name = c->node->child[i];
        Segment *s;
        Piece *p = name->kind == N_STRING ? example(r->a, c, name->text) : book_rule(r->a->book, name->text, NULL, NULL, &s);
        if (p) p->gone = true;
        else unknown(r->a, name, name->text);
    }
}
static void reword(Rules *r, const DraftChange *c)
{
    const Node *name = c->node->child[0], *old = c->node->child[1];
    Segment *s;
    size_t from, to;
    Piece *p = book_rule(r->a->book, name->text, NULL, NULL, &s);
    if (!p) {
        unknown(r->a, name, name->text);
        return;
    }
    const char *called = arena_printf(r->a->arena, "`%s`", name->text), *apart = arena_printf(r->a->arena, "%s ", called);
    int n = words_find(p->text, 0, strlen(p->text), old->text, &from, &to);
    if (n == 1) p->text = arena_printf(r->a->arena, "%.*s%s%s", (int)from, p->text, c->node->child[2]->text, p->text + to);
    else if (n == 0) diag_add(r->a->diags, D_AMEND_WORDS_NONE, old->span, old->text, apart, called);
    else if (diag_add(r->a->diags, D_AMEND_WORDS_MANY, old->span, old->text, apart, arena_printf(r->a->arena, "%d", n))) diag_fourth(r->a->diags, called);
}
/* What goes first makes room for what comes. */
void apply_rules(Apply *a)
{
    Rules r = {.a = a};
    r.pieces = book_pieces(a->arena, a->sources, a->draft->file, &r.n);
    for (int i = 0; i < a->draft->n_changes; i++)
        if (a->draft->changes[i].op == OP_CHANGE_REMOVED) remove_rules(&r, &a->draft->changes[i]);
    for (int i = 0; i < a->draft->n_changes; i++) {
        const DraftChange *c = &a->draft->changes[i];
        mark(a, c);
        switch (c->op) {
        case OP_CHANGE_REPLACED: replace(&r, c); break;
        case OP_CHANGE_ADDED: add(&r, c); break;
        case OP_CHANGE_REWORDED: reword(&r, c); break;
        default: break; /* 删去 is done, 不变 changes nothing */
        }
    }
}

/* ---- words and rules together ---- */
static bool is_rule(const Piece *p) { return p->kind == PIECE_RULE && !p->gone && p->node && !only_tests(p->node); }
static bool article_ruled(const Apply *a, const Segment *s)
{
    for (int i = 0; i < a->draft->n_statements; i++)
        if (a->words_of[i] == s && a->ruled[i]) return true;
    return false;
}
/* Of the item whose words change, where items have headings; else of the article. */
static bool of_item(const Segment *s, const Piece *p, const char *item)
{
    bool headed = false;
    for (int i = 0; item && i < s->n_pieces; i++) headed |= s->pieces[i]->item && strcmp(s->pieces[i]->item, item) == 0;
    return !headed || (p->item && strcmp(p->item, item) == 0);
}
static void words_only(Apply *a)
{
    enum { NAMED = 4 };
    for (int i = 0; i < a->draft->n_statements; i++) {
        const Segment *s = a->words_of[i];
        if (!s || s->gone || article_ruled(a, s)) continue;
        StrBuf names = {.arena = a->arena};
        int n = 0;
        for (int k = 0; k < s->n_pieces; k++)
            if (is_rule(s->pieces[k]) && of_item(s, s->pieces[k], a->item_of[i]) && n++ < NAMED) strbuf_printf(&names, "%s`%s`", n > 1 ? ", " : "", piece_name(s->pieces[k]));
        if (n > NAMED) strbuf_add(&names, " …");
        const LawPlace place = {.article = s->was};
        if (n) diag_add(a->diags, D_AMEND_WORDS_ONLY, a->draft->statements[i].span, place_said(a->arena, &place, true), names.text, place_said(a->arena, &place, false));
    }
}
/* Articles and items that are deleted leave no rules behind. */
static void rules_left(Apply *a)
{
    for (int i = 0; i < a->book->n_segments; i++) {
        Segment *s = a->book->segments[i];
        const Piece *head = NULL;
        for (int k = 0; k < s->n_pieces; k++) {
            const Piece *p = s->pieces[k];
            if (p->kind == PIECE_HEADING) head = p;
            if (!s->was || !head || !head->gone || p->gone || p->kind != PIECE_RULE) continue;
            if (only_tests(p->node)) {
                s->pieces[k]->gone = true; /* there is nothing left for it to show */
                continue;
            }
            const LawPlace place = {.article = s->was, .item = head->item};
            Span at = s->by >= 0 ? a->draft->statements[s->by].span : a->draft->head->span;
            diag_add(a->diags, D_AMEND_RULES_LEFT, at, place_said(a->arena, &place, true), piece_name(p), place_said(a->arena, &place, false));
        }
        if (s->was && s->n_pieces && s->pieces[0]->gone && s->pieces[0]->kind == PIECE_HEADING && s->by >= 0) s->gone = true;
    }
}
void apply_checks(Apply *a)
{
    words_only(a);
    rules_left(a);
}
