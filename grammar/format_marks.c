/* What the tree says of each lexeme: which are names, types, truth values, signs. See format_internal.h.
 * Must never know what names mean, types, files. */
#include "grammar/format_internal.h"
#include "policy.h"

typedef struct { uint8_t *mark; const Lexemes *in; } Marks;

/* The first lexeme with text at or after this offset. */
static int lexeme_at(const Marks *m, uint32_t start)
{
    int low = 0, high = m->in->n_items;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (m->in->items[middle].span.start < start) low = middle + 1;
        else high = middle;
    }
    while (low < m->in->n_items && format_is_empty(&m->in->items[low])) low++;
    return low;
}
static void set(Marks *m, uint32_t start, Mark mark)
{
    int i = lexeme_at(m, start);
    if (i < m->in->n_items && m->in->items[i].span.start == start) m->mark[i] = (uint8_t)mark;
}
static void mark_path(Marks *m, const Node *path)
{
    for (int i = lexeme_at(m, path->span.start); i < m->in->n_items && m->in->items[i].span.start < path->span.end; i++) {
        const Lexeme *x = &m->in->items[i];
        if (x->code == TK_LBRACKET) i += 2;
        else if (x->code != TK_DOT && x->code != TK_OF && !format_is_empty(x)) m->mark[i] = MARK_NAME;
    }
}
static void mark_declared(Marks *m, const Node *n, Mark mark)
{
    set(m, n->span.start, mark);
    if (n->n_child && n->child[0]->kind == N_NAME) set(m, n->child[0]->span.start, MARK_ALIAS);
}
static void mark_type(Marks *m, const Node *n)
{
    for (int i = lexeme_at(m, n->span.start); i < m->in->n_items && m->in->items[i].span.start < n->span.end; i++)
        if (m->in->items[i].code == TK_DIVIDE) m->mark[i] = MARK_SLASH;
    for (int i = 0; i < n->n_child; i++) {
        if (n->child[i]->kind == N_DECLNAME) mark_declared(m, n->child[i], MARK_TYPE);
        else if (n->child[i]->kind == N_NAME) set(m, n->child[i]->span.start, MARK_TYPE);
    }
}
/* Where the grammar takes 是 for a value: alone, not inside an expression. */
static bool takes_yes(const Node *parent, int child)
{
    switch (parent->kind) {
    case N_CASE: case N_OTHERWISE: case N_ROW: case N_GIVEN: case N_PARAMETER: case N_VERSION: return true;
    case N_BINARY: return child == 1 && parent->op >= OP_EQ;
    case N_CLAUSE: return parent->op == OP_C_RESULT;
    default: return false;
    }
}
static void walk(Marks *m, const Node *parent, int child)
{
    const Node *n = parent->child[child];
    switch (n->kind) {
    case N_NAME: set(m, n->span.start, MARK_NAME); break;
    case N_DECLNAME: mark_declared(m, n, MARK_DECLARED); return;
    case N_PATH: mark_path(m, n); return;
    case N_TYPE: mark_type(m, n); return;
    case N_BOOL: set(m, n->span.start, takes_yes(parent, child) && !n->parenthesised ? MARK_TRUTH : MARK_TRUTH_WORD); return;
    case N_STRING: /* may be a name in quotes; 期限 每年 is a word */
        if (parent->kind != N_CLAUSE || parent->op != OP_C_TERM) set(m, n->span.start, MARK_NAME);
        return;
    case N_UNARY:
        if (n->op == OP_NEG) set(m, n->span.start, MARK_NEGATIVE);
        break;
    case N_NUMBER: {
        int i = lexeme_at(m, n->span.start);
        if (n->text && n->text[0] == '-' && i > 0) m->mark[i - 1] = MARK_NEGATIVE;
        return;
    }
    default: break;
    }
    for (int i = 0; i < n->n_child; i++) walk(m, n, i);
    if (n->step) walk(m, &(Node){.kind = N_NONE, .n_child = 1, .child = (Node *[]){n->step}}, 0);
}
uint8_t *format_marks(Arena *arena, const Node *file, const Lexemes *in)
{
    Marks m = {arena_alloc(arena, (size_t)in->n_items + 1), in};
    for (int i = 0; i < file->n_child; i++) walk(&m, file, i);
    return m.mark;
}
