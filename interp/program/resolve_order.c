/* Which rule stands on which: the order to take them in, and circles. See resolver.h.
 * Must never know clauses, files, bytecode. */
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/program/resolve_rules.h"

/* a → b → a */
void say_circle(Resolver *r, Span at, const int *rules, int n)
{
    StrBuf zh = {.arena = r->arena}, en = {.arena = r->arena};
    for (int i = 0; i <= n; i++) {
        const Name *name = &r->program->rules[rules[i % n]].name;
        strbuf_printf(&zh, "%s%s", i ? " → " : "", name->zh);
        strbuf_printf(&en, "%s%s", i ? " → " : "", name->alias);
    }
    if (!diag_add(r->diags, D_CIRCLE, at, zh.text, en.text, NULL)) return;
    for (int i = 1; i < n && i < 8; i++) diag_note(r->diags, r->program->rules[rules[i]].span, "一圈里的另一条", "another one of the circle");
}

void version_roots(const RuleVersion *v, void (*visit)(void *cx, const Expr *root), void *cx)
{
    const Expr *const own[] = {v->value, v->when, v->amount, v->weight, v->applies, v->must, v->year, v->due_year, v->deadline};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (own[i]) visit(cx, own[i]);
    for (int i = 0; i < v->n_shares; i++) visit(cx, v->shares[i]);
    for (int i = 0; i < v->n_items; i++)
        if (v->items[i].condition) visit(cx, v->items[i].condition);
    for (int i = 0; i < v->n_exceptions; i++) {
        const Exception *x = &v->exceptions[i];
        const Expr *const parts[] = {x->condition, x->value, x->amount};
        for (int k = 0; k < 3; k++)
            if (parts[k]) visit(cx, parts[k]);
    }
}

/* ---- what a rule refers to ---- */
typedef struct { int *to; int n; } Edges;
typedef struct { Resolver *r; Edges *out; int rule; int *seen_expr, *seen_rule; const Expr **todo; size_t cap; } Gather;
static void push(Gather *g, size_t *n, const Expr *e)
{
    if (!e || g->seen_expr[e->id] == g->rule + 1) return; /* trees share branches: each is walked once */
    g->seen_expr[e->id] = g->rule + 1;
    if (*n == g->cap) {
        size_t cap = g->cap ? g->cap * 2 : 256;
        g->todo = arena_grow(g->r->arena, g->todo, g->cap * sizeof *g->todo, cap * sizeof *g->todo);
        g->cap = cap;
    }
    g->todo[(*n)++] = e;
}
static void gather(void *cx, const Expr *root)
{
    Gather *g = cx;
    size_t n = 0;
    push(g, &n, root);
    while (n) {
        const Expr *e = g->todo[--n];
        if (e->kind == E_RULE && g->seen_rule[e->ref] != g->rule + 1) {
            g->seen_rule[e->ref] = g->rule + 1;
            LIST_ADD(g->r->arena, g->out->to, g->out->n, e->ref);
        }
        push(g, &n, e->c);
        push(g, &n, e->b);
        push(g, &n, e->a);
    }
}
static Edges *all_edges(Resolver *r)
{
    int n = r->program->n_rules;
    Edges *edges = arena_alloc(r->arena, (size_t)n * sizeof *edges + 1);
    Gather g = {.r = r, .seen_expr = arena_alloc(r->arena, (size_t)r->next_expr * sizeof(int) + 1), .seen_rule = arena_alloc(r->arena, (size_t)n * sizeof(int) + 1)};
    for (int i = 0; i < n; i++) {
        g.rule = i, g.out = &edges[i];
        for (int k = 0; k < r->program->rules[i].n_versions; k++) version_roots(&r->program->rules[i].versions[k], gather, &g);
    }
    return edges;
}

/* ---- order ---- */
typedef enum { WHITE, GREY, BLACK } Colour;
typedef struct { int rule, next; } Step;
static void close_circle(Resolver *r, const Step *path, int depth, int back)
{
    int first = depth;
    while (first > 0 && path[first].rule != back) first--;
    int n = depth - first + 1, *rules = arena_alloc(r->arena, (size_t)n * sizeof *rules);
    for (int i = 0; i < n; i++) rules[i] = path[first + i].rule;
    say_circle(r, r->program->rules[back].span, rules, n);
}
void order_rules(Resolver *r)
{
    Program *p = r->program;
    int n = p->n_rules, placed = 0;
    Edges *edges = all_edges(r);
    unsigned char *colour = arena_alloc(r->arena, (size_t)n + 1);
    Step *path = arena_alloc(r->arena, (size_t)n * sizeof *path + 1);
    p->rule_order = arena_alloc(r->arena, (size_t)n * sizeof *p->rule_order + 1);
    for (int root = 0; root < n; root++) {
        if (colour[root] != WHITE) continue;
        int depth = 0;
        path[0] = (Step){root, 0};
        colour[root] = GREY;
        while (depth >= 0) {
            Step *s = &path[depth];
            if (s->next == edges[s->rule].n) {
                colour[s->rule] = BLACK;
                p->rule_order[placed++] = s->rule;
                depth--;
                continue;
            }
            int to = edges[s->rule].to[s->next++];
            if (colour[to] == GREY) close_circle(r, path, depth, to);
            if (colour[to] != WHITE) continue;
            colour[to] = GREY;
            path[++depth] = (Step){to, 0};
        }
    }
}
