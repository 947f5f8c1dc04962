/* What stands out in a file: keywords, labels, numbers, texts, comments; names that lead somewhere; who uses what.
 * See weave_internal.h. Must never know HTML, or the disk. */
#include <stdlib.h>
#include <string.h>
#include "interp/weave/weave_internal.h"

/* ---- names ---- */
typedef struct { NameUse use; int order; } Use;
typedef struct { Weave *w; Use *items; int n_items; } Uses;
static int by_place(const void *a, const void *b)
{
    const Use *x = a, *y = b;
    if (x->use.span.source != y->use.span.source) return x->use.span.source < y->use.span.source ? -1 : 1;
    if (x->use.span.start != y->use.span.start) return x->use.span.start < y->use.span.start ? -1 : 1;
    return x->use.step != y->use.step ? x->use.step - y->use.step : x->order - y->order;
}
static Uses sorted_uses(Weave *w)
{
    const NameUses *in = w->in->uses;
    Uses out = {w, arena_alloc(w->arena, ((size_t)in->n_items + 1) * sizeof *out.items), 0};
    for (int i = 0; i < in->n_items; i++) out.items[i] = (Use){in->items[i], i};
    qsort(out.items, (size_t)in->n_items, sizeof *out.items, by_place);
    for (int i = 0; i < in->n_items; i++) { /* the last one said of a place holds */
        bool again = i + 1 < in->n_items && out.items[i + 1].use.span.source == out.items[i].use.span.source &&
                     out.items[i + 1].use.span.start == out.items[i].use.span.start && out.items[i + 1].use.step == out.items[i].use.step;
        if (!again) out.items[out.n_items++] = out.items[i];
    }
    return out;
}
/* Where in the file the name itself stands: the whole span, or one step of a path. */
static bool find_name(const char *text, const NameUse *u, uint32_t from, Mark *out)
{
    size_t zh = strlen(u->name.zh), alias = strlen(u->name.alias);
    for (uint32_t at = from; at < u->span.end; at++) {
        size_t n = at + zh <= u->span.end && memcmp(text + at, u->name.zh, zh) == 0 ? zh : at + alias <= u->span.end && memcmp(text + at, u->name.alias, alias) == 0 ? alias : 0;
        if (!n) continue;
        *out = (Mark){.start = at, .end = at + (uint32_t)n};
        return true;
    }
    return false;
}
static int decl_at(const Leaf *l, uint32_t at)
{
    for (int i = 0; i < l->n_decls; i++)
        if (at >= l->decls[i].body && at < l->decls[i].end) return i;
    return -1;
}
static void add_user(Weave *w, int thing, int user)
{
    Thing *t = &w->things[thing];
    const Thing *u = &w->things[user];
    if (thing == user || t->key == u->key || (t->kind == u->kind && t->of == u->of && t->index == u->index)) return; /* another version of it, its supply */
    for (int i = 0; i < t->n_by; i++)
        if (w->things[t->by[i]].key == w->things[user].key) return;
    LIST_ADD(w->arena, t->by, t->n_by, user);
}
static void mark_uses(Weave *w, int leaf, const Uses *uses)
{
    Leaf *l = &w->leaves[leaf];
    const char *text = w->in->sources->items[l->source].text;
    uint32_t path = UINT32_MAX, from = 0;
    for (int i = 0; i < uses->n_items; i++) {
        const NameUse *u = &uses->items[i].use;
        if (u->span.source != l->source) continue;
        if (u->span.start != path) path = from = u->span.start;
        Mark m;
        int thing = u->of ? weave_thing_of(w, u->of, &u->name) : -1;
        if (!find_name(text, u, from, &m)) continue;
        from = m.end;
        if (thing < 0) continue;
        m.class = "u", m.href = weave_href(w, leaf, thing);
        LIST_ADD(w->arena, l->marks, l->n_marks, m);
        int in = decl_at(l, u->span.start);
        if (in >= 0 && l->decls[in].thing >= 0 && l->decls[in].node->kind != N_EXAMPLE) add_user(w, thing, l->decls[in].thing);
    }
}
static void mark_declared(Weave *w, int leaf)
{
    Leaf *l = &w->leaves[leaf];
    for (int i = 0; i < w->n_things; i++) {
        const Thing *t = &w->things[i];
        if (t->leaf != leaf || t->kind == THING_REGULATION) continue;
        NameUse u = {.span = {l->source, t->start, w->in->sources->items[l->source].len}, .name = t->name};
        Mark m;
        if (!find_name(w->in->sources->items[l->source].text, &u, t->start, &m) || m.start > t->start + 3) continue;
        bool inner = t->kind == THING_ITEM || t->kind == THING_OPTION || t->kind == THING_FIELD || t->kind == THING_VALUE;
        m.class = "d", m.id = inner ? t->id : NULL; /* the others have theirs on what is around them */
        LIST_ADD(w->arena, l->marks, l->n_marks, m);
    }
}
/* 引用 and 属于 lead to the page of what they name. */
static void mark_files(Weave *w, int leaf)
{
    Leaf *l = &w->leaves[leaf];
    const char *text = w->in->sources->items[l->source].text;
    for (int i = 0; i < l->n_decls; i++) {
        const Node *d = l->decls[i].node;
        int unit = d->kind == N_PART_OF ? weave_thing(w, THING_REGULATION, -1, l->unit) : -1;
        Mark m = {.class = "u"};
        if (unit >= 0) {
            NameUse u = {.span = {l->source, d->span.start, l->decls[i].end}, .name = w->things[unit].name};
            if (find_name(text, &u, d->span.end, &m)) m.class = "u", m.href = weave_href(w, leaf, unit);
        }
        const char *file = d->kind == N_USE && d->text ? strrchr(d->text, '/') : NULL;
        file = file ? file + 1 : d->kind == N_USE ? d->text : NULL;
        for (int k = 0; file && k < w->n_leaves && !m.href; k++) {
            const char *end = strrchr(w->leaves[k].path, '/'), *at = strstr(text + d->span.start, file);
            if (strcmp(end ? end + 1 : w->leaves[k].path, file) != 0 || !at) continue;
            m.href = w->leaves[k].page, m.start = (uint32_t)(at - text), m.end = m.start + (uint32_t)strlen(file);
        }
        if (m.href) LIST_ADD(w->arena, l->marks, l->n_marks, m);
    }
}

/* ---- words ---- */
static void mark_words(Weave *w, Leaf *l)
{
    Diags unused = {.arena = w->arena};
    SourceSet sources = *w->in->sources;
    l->tokens = tokens_scan(w->arena, w->arena, &sources, l->source, &unused);
    Lexemes in = layout_run(w->arena, w->arena, &l->tokens, &sources, l->source, &unused);
    for (int i = 0; i < in.n_items; i++) {
        const Lexeme *x = &in.items[i];
        if (x->keyword < 0 || x->span.end <= x->span.start) continue;
        Mark m = {x->span.start, x->span.end, KEYWORDS[x->keyword].role == ROLE_WORD ? "w" : "k", NULL, NULL};
        LIST_ADD(w->arena, l->marks, l->n_marks, m);
    }
    for (int i = 0; i < l->tokens.n_items; i++) {
        const Token *t = &l->tokens.items[i];
        const char *class = t->kind == T_COMMENT ? "c" : t->kind == T_STRING ? "s" : t->kind == T_NUMBER || t->kind == T_DATE ? "n" : t->kind == T_LABEL ? "l" : NULL;
        if (class) LIST_ADD(w->arena, l->marks, l->n_marks, (Mark){t->start, t->end, class, NULL, NULL});
    }
}
static int weight(const Mark *m) { return m->href || m->id || strcmp(m->class, "d") == 0 ? 0 : 1; }
static int by_start(const void *a, const void *b)
{
    const Mark *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    if (weight(x) != weight(y)) return weight(x) - weight(y);
    return x->end != y->end ? (x->end > y->end ? -1 : 1) : strcmp(x->class, y->class);
}
/* Where two overlap, the one that leads somewhere stays; else the earlier. */
static void settle(Leaf *l)
{
    int n = 0;
    if (l->n_marks) qsort(l->marks, (size_t)l->n_marks, sizeof *l->marks, by_start);
    for (int i = 0; i < l->n_marks; i++) {
        if (n && l->marks[i].start < l->marks[n - 1].end) {
            if (weight(&l->marks[i]) < weight(&l->marks[n - 1])) l->marks[n - 1] = l->marks[i];
            continue;
        }
        l->marks[n++] = l->marks[i];
    }
    l->n_marks = n;
}
void weave_marks(Weave *w)
{
    Uses uses = sorted_uses(w);
    for (int i = 0; i < w->n_leaves; i++) {
        mark_uses(w, i, &uses);
        mark_declared(w, i);
        mark_files(w, i);
        mark_words(w, &w->leaves[i]);
        settle(&w->leaves[i]);
    }
}
