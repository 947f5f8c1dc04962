/* 断言: what is said to be so for everybody. See resolver.h.
 * Must never know files, bytecode, or whether it is so. */
#include "interp/program/resolve_rules.h"

static Expr *ordered_value(Resolver *r, const Scope *scope, const Node *node)
{
    Expr *e = expr_build(r, scope, node, NULL);
    switch ((TypeKind)e->type.kind) {
    case TY_NUM: case TY_DATE: return e;
    case TY_ERROR: return NULL;
    case TY_QUOT: complain(r, D_QUOTIENT_VALUE, node, NULL, NULL, NULL); return NULL;
    case TY_BOOL: case TY_ENUM: case TY_TEXT: case TY_ENTITY: case TY_LIST: break;
    }
    complain(r, D_ASSERT_ORDER, node, type_words(r, e->type, true), type_words(r, e->type, false), NULL);
    return NULL;
}
static int subject_of(Resolver *r, const Node *name)
{
    int subject = find_entity(r, name->text);
    if (subject >= 0) {
        name_used(r, name, &r->program->entities[subject].name);
        return subject;
    }
    Suggestion s = suggest_begin(name->text);
    for (int i = 0; i < r->program->n_entities; i++) suggest_name(&s, &r->program->entities[i].name);
    say_near(r, D_SUBJECT_UNKNOWN, D_SUBJECT_NEAR, name, name->text, NULL, suggest_result(&s));
    return -1;
}
static Name own_name(Resolver *r, const Node *declname)
{
    if (declname->kind == N_NONE) return (Name){"", ""};
    Name name = name_of(r, declname);
    for (int i = 0; i < r->program->n_assertions; i++) {
        const Assertion *a = &r->program->assertions[i];
        if (name_is(&a->name, name.zh) || name_is(&a->name, name.alias)) say_twice(r, declname, name.zh, a->span);
    }
    return name;
}
void build_assertion(Resolver *r, const Node *node)
{
    Assertion a = {.name = own_name(r, node->child[0]), .subject = subject_of(r, node->child[1]), .falls = node->op == OP_NEVER_RISES, .article = r->article, .span = node->span};
    const Node *cites = NULL;
    int first_clause = node->op ? 4 : 3;
    if (a.subject < 0) return;
    const Scope *scope = rule_scope(r, a.subject);
    if (node->op) a.value = ordered_value(r, scope, node->child[2]), a.by = ordered_value(r, scope, node->child[3]);
    else a.claim = expr_condition(r, scope, node->child[2]);
    for (int i = first_clause; i < node->n_child; i++) {
        const Node *c = node->child[i];
        if (c->kind != N_CLAUSE || c->op != OP_C_CITES) complain(r, D_CLAUSE_MISPLACED, c, clause_text(r, c), "断言", "assert");
        else if (cites) complain(r, D_CLAUSE_TWICE, c, NULL, NULL, NULL);
        else cites = c;
    }
    a.article = cited_article(r, cites, r->unit, r->article, r->from);
    bool whole = a.claim ? a.claim->type.kind == TY_BOOL : a.value && a.by;
    if (whole) LIST_ADD(r->arena, r->program->assertions, r->program->n_assertions, a);
}
