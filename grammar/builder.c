/* Declarations and their clauses, line by line. See builder.h; expressions are in builder_expr.c.
 * Must never know types, names' meaning, files. */
#include "grammar/builder.h"
#include <string.h>
#include "policy.h"

Node *builder_none(Builder *b) { return b->none; }
/* A node for what a keyword begins: the keyword itself is not its text. */
static Node *make(Builder *b, NodeKind kind, int op, const Lexeme *k) { return node_new(b->arena, kind, op, NULL, k->span); }
static void add_all(Builder *b, Node *to, const Node *list)
{
    for (int i = 0; list && i < list->n_child; i++) node_add(b->arena, to, list->child[i]);
}

/* ---- where a line goes ---- */
static void declare(Builder *b, Node *d)
{
    builder_declaration_ends(b, d->span.start);
    node_add(b->arena, b->file, d);
    b->declaration = d;
    b->clause = b->law = NULL;
    b->n_elements = 0;
    b->lost = false;
}
/* Fields, items and readings under a header that could not be read. */
static void lost_with_it(Builder *b, const Node *clause)
{
    for (int i = 0; i < clause->n_child; i++) {
        const Node *x = clause->child[i];
        if (x->kind == N_TYPE) lost_with_it(b, x);
        if (x->kind != N_DECLNAME) continue;
        diag_lost(b->diags, x->text);
        if (x->child[0]->kind == N_NAME) diag_lost(b->diags, x->child[0]->text);
    }
}
static void attach(Builder *b, Node *clause)
{
    if (!b->declaration) {
        b->declaration = node_new(b->arena, N_FILE, 0, NULL, clause->span); /* said once for all of them */
        diag_add(b->diags, D_CLAUSE_ALONE, clause->span, NULL, NULL, NULL);
        return;
    }
    node_add(b->arena, b->declaration, clause);
    if (b->declaration->kind == N_FILE) lost_with_it(b, clause);
    b->clause = clause;
    b->n_elements = 0;
}

/* ---- headings and law ---- */
void builder_heading(Builder *b, const Lexeme *h, Node *title, Node *since)
{
    Node *n = make(b, N_HEADING, h->op, h);
    n->text = h->text;
    node_add(b->arena, n, title);
    node_add(b->arena, n, since);
    declare(b, n);
    b->declaration = NULL;
}
void builder_heading_en(Builder *b, const Lexeme *level, const Lexeme *number, const char *after, Node *title, Node *since)
{
    Lexeme h = *level;
    h.text = after ? arena_printf(b->arena, "%s-%s", number->text, after) : number->text;
    h.span = span_join(level->span, number->span);
    builder_heading(b, &h, title, since);
}
void builder_law(Builder *b, const Lexeme *law)
{
    if (b->law && b->law->text[0] && law->text[0] && b->file->child[b->file->n_child - 1] == b->law) {
        b->law->text = arena_printf(b->arena, "%s\n%s", b->law->text, law->text);
        b->law->span.end = law->span.end;
        return;
    }
    Node *n = make(b, N_LAW, 0, law);
    n->text = law->text;
    declare(b, n);
    b->declaration = NULL;
    b->law = n;
}

/* ---- headers ---- */
static Node *header(Builder *b, NodeKind kind, const Lexeme *k, Node *name)
{
    Node *n = make(b, kind, 0, k);
    node_add(b->arena, n, name);
    return n;
}
void builder_titled(Builder *b, NodeKind kind, const Lexeme *k, const Lexeme *title, Node *alias)
{
    Node *n = header(b, kind, k, alias);
    n->text = title->text;
    n->span = span_join(n->span, title->span);
    declare(b, n);
    if (kind == N_USE) b->declaration = NULL;
}
void builder_part_of(Builder *b, const Lexeme *k, Node *name)
{
    Node *n = header(b, N_PART_OF, k, name);
    n->text = name->text;
    declare(b, n);
    b->declaration = NULL;
}
void builder_change(Builder *b, int op, const Lexeme *k, Node *what, Node *reason)
{
    Node *n = make(b, N_CHANGE, op, k);
    add_all(b, n, what);
    node_add(b->arena, n, reason);
    declare(b, n);
    b->declaration = NULL;
}
void builder_declare(Builder *b, NodeKind kind, const Lexeme *k, Node *name, Node *more)
{
    Node *n = header(b, kind, k, name);
    add_all(b, n, more);
    declare(b, n);
    if (kind == N_ENUM || kind == N_GROUP) b->declaration = NULL;
}
void builder_field(Builder *b, Node *name, Node *type, Node *description)
{
    Node *n = node_new(b->arena, N_FIELD, 0, NULL, name->span);
    node_add(b->arena, n, name);
    node_add(b->arena, n, type);
    node_add(b->arena, n, description);
    attach(b, n);
}
void builder_parameter(Builder *b, const Lexeme *k, int supplied, Node *name, Node *type, Node *value, Node *source)
{
    Node *n = header(b, N_PARAMETER, k, name);
    n->op = (uint8_t)supplied;
    node_add(b->arena, n, type);
    node_add(b->arena, n, value);
    node_add(b->arena, n, source);
    declare(b, n);
}
void builder_version(Builder *b, const Lexeme *k, const Lexeme *date, Node *value, Node *source)
{
    Node *n = make(b, N_VERSION, 0, k);
    node_add(b->arena, n, builder_leaf(b, N_DATE, date));
    node_add(b->arena, n, value);
    node_add(b->arena, n, source);
    attach(b, n);
}
void builder_define(Builder *b, const Lexeme *k, Node *name, Node *subject, Node *type, Node *value)
{
    Node *n = header(b, N_DEFINE, k, name);
    node_add(b->arena, n, subject);
    node_add(b->arena, n, type);
    node_add(b->arena, n, value);
    declare(b, n);
}
void builder_rule(Builder *b, Node *word, Node *name, Node *subject)
{
    word->kind = word->op;
    word->op = 0;
    node_add(b->arena, word, name);
    node_add(b->arena, word, subject);
    declare(b, word);
}
void builder_table(Builder *b, const Lexeme *k, Node *name, Node *subject, Node *type)
{
    Node *n = header(b, N_TABLE, k, name);
    node_add(b->arena, n, subject);
    node_add(b->arena, n, type);
    declare(b, n);
}
void builder_row(Builder *b, Node *cells)
{
    cells->kind = N_ROW;
    attach(b, cells);
}
Node *builder_asserted(Builder *b, const Lexeme *k, Node *name, Node *subject)
{
    Node *n = header(b, N_ASSERT, k, name);
    node_add(b->arena, n, subject);
    return n;
}
void builder_assert(Builder *b, Node *n, Node *value, Node *by, int trend)
{
    n->op = (uint8_t)trend;
    n->span = span_join(n->span, by ? by->span : value->span);
    node_add(b->arena, n, value);
    if (by) node_add(b->arena, n, by);
    declare(b, n);
}
void builder_example(Builder *b, const Lexeme *k, const Lexeme *title, Node *as_of, Node *law)
{
    Node *n = make(b, N_EXAMPLE, 0, k);
    n->text = title->text;
    n->span = span_join(k->span, title->span);
    node_add(b->arena, n, as_of);
    node_add(b->arena, n, law);
    declare(b, n);
}

/* ---- clauses ---- */
static Node *clause(Builder *b, int op, const Lexeme *k)
{
    return make(b, N_CLAUSE, op, k);
}
void builder_clause0(Builder *b, int op, const Lexeme *k) { attach(b, clause(b, op, k)); }
void builder_clause1(Builder *b, int op, const Lexeme *k, Node *x)
{
    Node *n = clause(b, op, k);
    node_add(b->arena, n, x);
    attach(b, n);
}
void builder_clause2(Builder *b, int op, const Lexeme *k, Node *x, Node *y)
{
    Node *n = clause(b, op, k);
    node_add(b->arena, n, x);
    node_add(b->arena, n, y);
    attach(b, n);
}
void builder_clause3(Builder *b, int op, const Lexeme *k, Node *x, Node *y, Node *z)
{
    Node *n = clause(b, op, k);
    node_add(b->arena, n, x);
    node_add(b->arena, n, y);
    node_add(b->arena, n, z);
    attach(b, n);
}
void builder_clause_list(Builder *b, int op, const Lexeme *k, Node *list)
{
    Node *n = clause(b, op, k);
    add_all(b, n, list);
    attach(b, n);
}
void builder_clause_text(Builder *b, int op, const Lexeme *k, const Lexeme *text)
{
    Node *n = clause(b, op, k);
    n->text = text->text;
    n->span = span_join(k->span, text->span);
    attach(b, n);
}
void builder_convention(Builder *b, Node *word, Node *value, Node *source)
{
    word->kind = N_CLAUSE;
    word->text = value->text;
    node_add(b->arena, word, source);
    attach(b, word);
}
void builder_undetermined(Builder *b, const Lexeme *k, Node *rule, Node *paths)
{
    Node *n = clause(b, OP_C_UNDETERMINED, k);
    node_add(b->arena, n, rule);
    add_all(b, n, paths);
    attach(b, n);
}

/* Cases follow the clause they belong to: 标准, 负担, or the define itself. */
static Node *open_cases(Builder *b, const Lexeme *k)
{
    Node *c = b->clause, *d = b->declaration;
    if (d && c && c->kind == N_CASES) return c;
    if (d && c && c->kind == N_CLAUSE && (c->op == OP_C_AMOUNT || (c->op == OP_C_BORNE_BY && c->shared) || c->op == OP_C_RESULT)) {
        Node *last = c->n_child ? c->child[c->n_child - 1] : NULL;
        if (last && last->kind == N_CASES) return last;
        if (last && last->kind != N_NONE && c->op != OP_C_BORNE_BY) diag_add(b->diags, D_VALUE_AND_CASES, k->span, NULL, NULL, NULL);
        Node *cases = node_new(b->arena, N_CASES, 0, NULL, k->span);
        if (last && last->kind == N_NONE) c->child[c->n_child - 1] = cases;
        else node_add(b->arena, c, cases);
        return cases;
    }
    Node *cases = node_new(b->arena, N_CASES, 0, NULL, k->span);
    attach(b, cases);
    return cases;
}
void builder_case(Builder *b, const Lexeme *k, Node *condition, Node *value)
{
    Node *n = make(b, N_CASE, 0, k);
    node_add(b->arena, n, condition);
    node_add(b->arena, n, value);
    node_add(b->arena, open_cases(b, k), n);
}
void builder_otherwise(Builder *b, const Lexeme *k, Node *value)
{
    Node *n = make(b, N_OTHERWISE, 0, k);
    node_add(b->arena, n, value);
    node_add(b->arena, open_cases(b, k), n);
}
Node *builder_mark(Builder *b, Node *marks, const Lexeme *k)
{
    if (marks->kind == N_NONE) marks = node_new(b->arena, N_CLAUSE, 0, NULL, k->span);
    const AmountMarks *m = &marks->marks;
    bool twice = k->code == TK_PER_HEAD ? m->head : k->code == TK_PERIOD ? m->period : k->code == TK_FREE ? m->free : m->bound;
    if (twice) diag_add(b->diags, D_AMOUNT_MARKS, k->span, arena_strndup(b->arena, b->sources->items[k->span.source].text + k->span.start, k->span.end - k->span.start), NULL, NULL);
    else if (k->code == TK_PER_HEAD) marks->marks.head = (uint8_t)(HEAD_PERSON + k->op);
    else if (k->code == TK_PERIOD) marks->marks.period = (uint8_t)(k->op == 1 ? PERIOD_MONTH : k->op == 2 ? PERIOD_YEAR : PERIOD_ONCE);
    else if (k->code == TK_FREE) marks->marks.free = true;
    else if (k->op == OP_GE || k->op == OP_LE) marks->marks.bound = (uint8_t)k->op;
    else diag_add(b->diags, D_AMOUNT_BOUND, k->span, NULL, NULL, NULL);
    return marks;
}
void builder_amount(Builder *b, const Lexeme *k, Node *marks, Node *value)
{
    Node *n = clause(b, OP_C_AMOUNT, k);
    n->marks = marks->marks;
    node_add(b->arena, n, value);
    attach(b, n);
}
void builder_borne(Builder *b, const Lexeme *k, Node *payers, Node *share, Node *step)
{
    Node *n = clause(b, OP_C_BORNE_BY, k);
    add_all(b, n, payers);
    n->shared = share != NULL;
    if (share) node_add(b->arena, n, share);
    n->step = step;
    attach(b, n);
}

/* ---- facts of an example ---- */
static uint32_t indent_of(const Builder *b, const Node *n)
{
    const char *text = b->sources->items[n->span.source].text;
    uint32_t at = n->span.start;
    while (at > 0 && text[at - 1] != '\n') at--;
    return n->span.start - at;
}
/* Facts indented below it are its own. */
static void close_blocks(Builder *b, const Node *n)
{
    while (b->n_elements && indent_of(b, n) <= indent_of(b, b->element[b->n_elements - 1])) b->n_elements--;
}
static void open_block(Builder *b, Node *n, bool more)
{
    close_blocks(b, n);
    int keep = b->n_elements;
    attach(b, n);
    b->n_elements = keep;
    if (more && keep < BLOCKS_MAX) b->element[b->n_elements++] = n;
}
static void add_fact(Builder *b, Node *n)
{
    close_blocks(b, n);
    if (b->n_elements) {
        node_add(b->arena, b->element[b->n_elements - 1], n);
        return;
    }
    Node *keep = b->clause;
    attach(b, n);
    if (keep) b->clause = n;
}
void builder_given(Builder *b, Node *path, Node *value) { add_fact(b, builder_pair(b, path, value)); }
Node *builder_pair(Builder *b, Node *path, Node *value)
{
    Node *n = node_new(b->arena, N_GIVEN, OP_GIVEN_FIELD, NULL, path->span);
    node_add(b->arena, n, path);
    node_add(b->arena, n, value);
    return n;
}
void builder_given_block(Builder *b, Node *path)
{
    Node *n = node_new(b->arena, N_GIVEN, OP_GIVEN_BLOCK, NULL, path->span);
    node_add(b->arena, n, path);
    open_block(b, n, true);
}
void builder_given_element(Builder *b, Node *path, const Lexeme *number, Node *facts)
{
    Node *n = node_new(b->arena, N_GIVEN, OP_GIVEN_ELEMENT, NULL, path->span);
    node_add(b->arena, n, path);
    node_add(b->arena, n, builder_leaf(b, N_NUMBER, number));
    add_all(b, n, facts);
    open_block(b, n, facts == NULL); /* else all its facts stand on this line */
}
