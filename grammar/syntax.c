/* Tree nodes. See syntax.h.
 * Must never know what names mean. */
#include "grammar/syntax.h"
#include <string.h>

Node *node_new(Arena *arena, NodeKind kind, int op, const char *text, Span span)
{
    Node *n = arena_alloc(arena, sizeof *n);
    n->kind = (uint8_t)kind;
    n->op = (uint8_t)op;
    n->text = text;
    n->span = span;
    n->depth = 1;
    return n;
}
void node_add(Arena *arena, Node *parent, Node *child)
{
    int n = parent->n_child;
    if (n == 0) parent->child = arena_alloc(arena, 2 * sizeof(Node *)); /* as many as one would take anyway */
    else if (n > 1 && (n & (n - 1)) == 0) parent->child = arena_extend(arena, parent->child, (size_t)n * sizeof(Node *), 2 * (size_t)n * sizeof(Node *));
    parent->child[parent->n_child++] = child;
    if (child->depth >= parent->depth) parent->depth = child->depth + 1;
    if (child->kind != N_NONE && child->span.end > parent->span.end) parent->span.end = child->span.end;
    if (child->kind != N_NONE && child->span.end && child->span.start < parent->span.start) parent->span.start = child->span.start;
}
static bool same_text(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }
bool node_equal(const Node *a, const Node *b)
{
    if (a->kind != b->kind || a->op != b->op || a->n_child != b->n_child || a->shared != b->shared) return false;
    bool worded = a->kind != N_CALL && a->kind != N_AGGREGATE; /* their text is only how the operator was spelled */
    if ((worded && !same_text(a->text, b->text)) || !same_text(a->unit, b->unit) || memcmp(&a->marks, &b->marks, sizeof a->marks) != 0) return false;
    if ((a->step != NULL) != (b->step != NULL) || (a->step && !node_equal(a->step, b->step))) return false;
    for (int i = 0; i < a->n_child; i++)
        if (!node_equal(a->child[i], b->child[i])) return false;
    return true;
}
