/* Nodes of names, types and expressions. See builder.h.
 * Must never know types, names' meaning, files. */
#include <string.h>
#include "grammar/builder.h"
#include "grammar/limits.h"

static void limit_depth(Builder *b, Node *n)
{
    if (n->depth <= NESTING_MAX * 2) return;
    const char *text = b->sources->items[n->span.source].text;
    Span line = n->span;
    while (line.start > 0 && text[line.start - 1] != '\n') line.start--;
    diag_add(b->diags, D_TOO_NESTED, n->span, NULL, NULL, NULL);
    diag_hurt(b->diags, line); /* a declaration on this line has a value, though none that can be read */
    diag_hurt_ends(b->diags, n->span.end);
    n->n_child = 0; /* what lies below is not looked at again */
    n->kind = N_NONE;
    n->depth = 1;
}
static Node *node2(Builder *b, NodeKind kind, int op, Node *x, Node *y)
{
    Node *n = node_new(b->arena, kind, op, NULL, x->span);
    node_add(b->arena, n, x);
    if (y) node_add(b->arena, n, y);
    limit_depth(b, n);
    return n;
}
Node *builder_leaf(Builder *b, NodeKind kind, const Lexeme *t)
{
    Node *n = node_new(b->arena, kind, 0, t->text, t->span);
    n->quoted = t->quoted;
    if (kind == N_NUMBER) n->unit = t->unit;
    return n;
}
Node *builder_word(Builder *b, int kind, const Lexeme *t)
{
    Node *n = node_new(b->arena, N_NONE, kind ? kind : t->op, NULL, t->span);
    return n;
}
Node *builder_list(Builder *b, Node *first)
{
    Node *n = node_new(b->arena, N_SET, 0, NULL, first ? first->span : (Span){0});
    if (first) node_add(b->arena, n, first);
    return n;
}
Node *builder_more(Builder *b, Node *list, Node *next)
{
    node_add(b->arena, list, next);
    return list;
}
Node *builder_declname(Builder *b, Node *name, Node *alias)
{
    Node *n = node2(b, N_DECLNAME, 0, alias, NULL);
    n->text = name->text;
    n->quoted = name->quoted;
    n->span = alias->kind == N_NONE ? name->span : span_join(name->span, alias->span);
    n->span.start = name->span.start;
    return n;
}

/* ---- paths of examples ---- */
Node *builder_path(Builder *b, Node *name) { return node_new(b->arena, N_PATH, 0, name->text, name->span); }
Node *builder_path_step(Builder *b, Node *path, Node *name)
{
    return node_new(b->arena, N_PATH, 0, arena_printf(b->arena, "%s.%s", path->text, name->text), span_join(path->span, name->span));
}
Node *builder_path_index(Builder *b, Node *path, const Lexeme *number)
{
    return node_new(b->arena, N_PATH, 0, arena_printf(b->arena, "%s[%s]", path->text, number->text), span_join(path->span, number->span));
}

Node *builder_month_day(Builder *b, const Lexeme *month, const Lexeme *day)
{
    const Source *s = &b->sources->items[month->span.source];
    Span span = span_join(month->span, day->span);
    return node_new(b->arena, N_STRING, 0, arena_strndup(b->arena, s->text + span.start, span.end - span.start), span);
}

/* ---- types ---- */
Node *builder_type_names(Builder *b, Node *name) { return node2(b, N_TYPE, OP_TYPE_NAMES, name, NULL); }
Node *builder_type_range(Builder *b, Node *name, const Lexeme *low, const Lexeme *high)
{
    Node *n = node2(b, N_TYPE, OP_TYPE_RANGE, name, builder_leaf(b, N_NUMBER, low));
    node_add(b->arena, n, builder_leaf(b, N_NUMBER, high));
    return n;
}
Node *builder_type_scaled(Builder *b, Node *name, const Lexeme *scale) { return node2(b, N_TYPE, OP_TYPE_SCALED, name, builder_leaf(b, N_NUMBER, scale)); }
Node *builder_type_list(Builder *b, Node *name) { return node2(b, N_TYPE, OP_TYPE_LIST, name, NULL); }
Node *builder_cell_test(Builder *b, Node *op, Node *operand)
{
    Node *n = node2(b, N_CELL_TEST, op->op, operand, NULL);
    n->span = span_join(op->span, n->span);
    return n;
}

/* ---- expressions ---- */
Node *builder_labelled(Builder *b, NodeKind kind, const Lexeme *k, Node *items)
{
    items->kind = (uint8_t)kind;
    items->span = span_join(items->span, k->span);
    (void)b;
    return items;
}
Node *builder_item(Builder *b, const Lexeme *label, Node *condition)
{
    Node *n = builder_leaf(b, N_ITEM, label);
    node_add(b->arena, n, condition);
    return n;
}
Node *builder_binary(Builder *b, const Lexeme *op, Node *left, Node *right) { return node2(b, N_BINARY, op->op, left, right); }
Node *builder_unary(Builder *b, const Lexeme *k, int op, Node *operand)
{
    Node *n = node2(b, N_UNARY, op, operand, NULL);
    n->span = span_join(k->span, n->span);
    return n;
}
Node *builder_compare(Builder *b, Node *op, Node *left, Node *right) { return node2(b, N_BINARY, op->op, left, right); }
Node *builder_bound(Builder *b, Node *value, const Lexeme *k)
{
    Node *n = node2(b, N_BOUNDED, k->op, value, NULL);
    n->span = span_join(n->span, k->span);
    return n;
}
Node *builder_bounded(Builder *b, Node *left, Node *bound)
{
    Node *n = node2(b, N_BOUNDED, bound->op, left, bound->child[0]);
    n->span = span_join(n->span, bound->span);
    return n;
}
Node *builder_set(Builder *b, const Lexeme *k, Node *members, const Lexeme *end)
{
    (void)b;
    members->kind = N_SET;
    members->span = span_join(k->span, end->span);
    return members;
}
Node *builder_in_set(Builder *b, int op, Node *left, Node *members)
{
    Node *n = node2(b, N_IN_SET, op, left, NULL);
    for (int i = 0; i < members->n_child; i++) node_add(b->arena, n, members->child[i]);
    n->span = span_join(n->span, members->span);
    return n;
}
/* 2至3岁: the first number takes the unit of the second. */
Node *builder_range(Builder *b, const Lexeme *low, const Lexeme *high)
{
    Node *from = builder_number(b, low);
    if (!from->unit) from->unit = high->unit;
    return node2(b, N_CELL_RANGE, 0, from, builder_number(b, high));
}
Node *builder_date_range(Builder *b, const Lexeme *first, const Lexeme *last) { return node2(b, N_CELL_RANGE, 0, builder_leaf(b, N_DATE, first), builder_leaf(b, N_DATE, last)); }
Node *builder_in_range(Builder *b, Node *left, Node *range)
{
    Node *n = node2(b, N_IN_RANGE, 0, left, range->child[0]);
    node_add(b->arena, n, range->child[1]);
    return n;
}
Node *builder_has(Builder *b, Node *rule, Node *item) { return node2(b, N_HAS_ITEM, 0, rule, item); }
Node *builder_reading(Builder *b, const Lexeme *k, Node *reading, Node *option)
{
    Node *n = node2(b, N_READING_IS, 0, reading, option);
    n->span = span_join(k->span, n->span);
    return n;
}
Node *builder_round(Builder *b, const Lexeme *k, Node *value, Node *step)
{
    Node *n = node2(b, N_ROUND, k->op, value, step);
    n->span = span_join(k->span, n->span);
    return n;
}
Node *builder_at(Builder *b, Node *value, Node *day, Node *law_then)
{
    Node *n = node2(b, N_AT, law_then != NULL, value, day);
    if (law_then) n->span = span_join(n->span, law_then->span);
    return n;
}
Node *builder_member(Builder *b, Node *base, Node *name) { return node2(b, N_MEMBER, 0, base, name); }
Node *builder_parenthesised(Builder *b, Node *inner)
{
    (void)b;
    inner->parenthesised = true;
    return inner;
}
Node *builder_call(Builder *b, const Lexeme *k, Node *arguments, const Lexeme *end)
{
    (void)b;
    arguments->kind = N_CALL;
    arguments->op = (uint8_t)k->op;
    arguments->span = span_join(k->span, end->span);
    arguments->text = k->text;
    return arguments;
}
Node *builder_aggregate(Builder *b, const Lexeme *k, Node *list, Node *where, Node *argument, const Lexeme *end)
{
    Node *n = node2(b, N_AGGREGATE, k->op, list, where ? where : b->none);
    node_add(b->arena, n, argument ? argument : b->none);
    n->span = span_join(k->span, end->span);
    n->text = k->text;
    limit_depth(b, n);
    return n;
}
Node *builder_number(Builder *b, const Lexeme *t) { return builder_leaf(b, N_NUMBER, t); }
Node *builder_negative(Builder *b, const Lexeme *t)
{
    Node *n = builder_leaf(b, N_NUMBER, t);
    n->text = arena_printf(b->arena, "-%s", t->text);
    return n;
}
static Node *truth(Builder *b, const Lexeme *k, int value)
{
    Node *n = builder_leaf(b, N_BOOL, k);
    n->text = NULL;
    n->op = (uint8_t)value;
    return n;
}
Node *builder_bool(Builder *b, const Lexeme *k) { return truth(b, k, k->op); }
Node *builder_yes(Builder *b, const Lexeme *k) { return truth(b, k, 1); }
Node *builder_share(Builder *b, const Lexeme *first, const Lexeme *second)
{
    return node2(b, N_SHARE, 0, builder_number(b, first), builder_number(b, second));
}
Node *builder_share_more(Builder *b, Node *share, const Lexeme *next)
{
    node_add(b->arena, share, builder_number(b, next));
    return share;
}
Node *builder_pending(Builder *b, const Lexeme *k, Node *source)
{
    Node *n = builder_leaf(b, N_PENDING, k);
    n->text = source->kind == N_NONE ? NULL : source->text;
    return n;
}
