/* What the examples of a policy reach and what they do not, in words. See coverage.h.
 * Must never know registers. */
#include <stdlib.h>
#include <string.h>
#include "interp/engine/coverage.h"

typedef struct { StrBuf b; Coverage *v; const SourceSet *sources; bool zh; const char *prefix; } Teller;
static const char *say(const Teller *t, const char *zh, const char *en) { return t->zh ? zh : en; }

/* ---- by article ---- */
/* "69" of "69.1": articles are counted whole. NULL: what stands under none, as in a library. */
typedef struct { const char *label; size_t len; int all, seen; } Count;
static bool same_label(const Count *c, const char *label, size_t len) { return c->label && label ? c->len == len && memcmp(c->label, label, len) == 0 : c->label == label; }
static Count *count_of(Arena *arena, Count **counts, int *n, const char *label)
{
    size_t len = label ? strcspn(label, ".") : 0;
    for (int i = *n - 1; i >= 0; i--)
        if (same_label(&(*counts)[i], label, len)) return &(*counts)[i];
    LIST_ADD(arena, *counts, *n, (Count){label, len, 0, 0});
    return &(*counts)[*n - 1];
}
/* In the order of the articles, what has none last. */
static int by_article(const void *x, const void *y)
{
    const Count *a = x, *b = y;
    if (!a->label || !b->label) return !a->label - !b->label;
    long m = strtol(a->label, NULL, 10), n = strtol(b->label, NULL, 10);
    if (m != n) return m < n ? -1 : 1;
    int order = memcmp(a->label, b->label, a->len < b->len ? a->len : b->len);
    return order ? order : (a->len > b->len) - (a->len < b->len);
}
static void write_articles(Teller *t)
{
    Count *counts = NULL;
    int n = 0;
    for (int i = 0; i < t->v->n; i++) {
        int article = t->v->items[i].article;
        Count *c = count_of(t->b.arena, &counts, &n, article >= 0 ? t->v->program->articles[article].label : NULL);
        c->all += 2, c->seen += t->v->items[i].seen[0] + t->v->items[i].seen[1];
    }
    if (n) qsort(counts, (size_t)n, sizeof *counts, by_article);
    for (int i = 0; i < n; i++) {
        const Count *c = &counts[i];
        if (c->label) strbuf_printf(&t->b, say(t, "%s  第%.*s条  %d/%d\n", "%s  article %.*s  %d/%d\n"), t->prefix, (int)c->len, c->label, c->seen, c->all);
        else strbuf_printf(&t->b, say(t, "%s  不在条文下的  %d/%d\n", "%s  under no article  %d/%d\n"), t->prefix, c->seen, c->all);
    }
}

/* ---- what is not reached ---- */
/* The condition's words on one line, not too long. */
static void write_words(Teller *t, Span span)
{
    enum { WORDS_MAX = 90 };
    StrBuf *b = &t->b;
    const char *s = t->sources->items[span.source].text + span.start, *end = t->sources->items[span.source].text + span.end;
    size_t n = 0;
    for (bool space = false; s < end && n < WORDS_MAX;) {
        uint32_t c;
        int len = utf8_decode(s, end, &c);
        bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0x3000;
        if (blank && !space) strbuf_char(b, ' ');
        if (!blank) strbuf_bytes(b, s, (size_t)len), n += (size_t)len;
        space = blank;
        s += len;
    }
    if (s < end) strbuf_add(b, "…");
}
static const Expr *reading_in(const Expr *e)
{
    if (!e || e->kind == E_CONST) return e && e->ref ? e : NULL;
    if (e->kind != E_NOT && e->kind != E_AND && e->kind != E_OR) return NULL;
    const Expr *found = reading_in(e->a);
    return found ? found : reading_in(e->b);
}
/* The reading that an example would have to take otherwise than the policy does; NULL when it may read as the policy does. */
static const Expr *other_reading(const Teller *t, const Condition *c)
{
    if (c->expr->kind == E_CONST) return c->expr;
    for (const Guard *g = c->guard; g; g = g->outer) {
        const Guard alone = {g->of, g->wanted, NULL};
        if (!coverage_plays(t->v, &alone)) return reading_in(g->of);
    }
    return NULL;
}
static void write_gap(Teller *t, const Condition *c)
{
    const Rule *rule = &t->v->program->rules[c->rule];
    Span span = c->expr->span;
    strbuf_printf(&t->b, "%s%s:%u: %s %s%s", t->prefix, t->sources->items[span.source].name, source_place(t->sources, span.source, span.start).line, say(t, rule->name.zh, rule->name.alias), c->label, *c->label ? " " : "");
    write_words(t, span);
    const char *what = !c->seen[0] && !c->seen[1] ? say(t, "没有例用到", "no example uses it")
                     : c->seen[0] ? say(t, "没有例使它为真", "no example makes it true") : say(t, "没有例使它为假", "no example makes it false");
    strbuf_printf(&t->b, say(t, " —— %s", " -- %s"), what);
    const Expr *reading = other_reading(t, c);
    if (reading) {
        const Name *name = &t->v->program->readings[reading->ref - 1].name;
        strbuf_printf(&t->b, say(t, "；例里要写另一种：解读 %s 为 …", "; an example must take another option: reading %s is ..."), say(t, name->zh, name->alias));
    }
    strbuf_char(&t->b, '\n');
}
const char *coverage_text(Arena *arena, Coverage *v, const SourceSet *sources, bool zh, const char *prefix)
{
    Teller t = {{.arena = arena}, v, sources, zh, prefix};
    int seen = 0;
    coverage_take(v, NULL);
    for (int i = 0; i < v->n; i++) seen += v->items[i].seen[0] + v->items[i].seen[1];
    strbuf_printf(&t.b, say(&t, "%s覆盖：%d 个条件，真假共 %d 种结果，例到达 %d 种", "%scoverage: %d conditions, %d outcomes, %d reached by examples"), prefix, v->n, 2 * v->n, seen);
    if (v->n) strbuf_printf(&t.b, say(&t, "（%d.%d%%）", " (%d.%d%%)"), seen * 1000 / (2 * v->n) / 10, seen * 1000 / (2 * v->n) % 10);
    strbuf_char(&t.b, '\n');
    write_articles(&t);
    for (int i = 0; i < v->n; i++)
        if (!v->items[i].seen[0] || !v->items[i].seen[1]) write_gap(&t, &v->items[i]);
    return t.b.text;
}
