/* Expression nodes to typed expressions: lists, items, readings, cases. Names are in expr_place.c, operators in expr_ops.c.
 * Must never know declarations' clauses, or how anything is evaluated. */
#include <string.h>
#include "interp/program/expr_ops.h"
#include "interp/program/expr_place.h"

static const Type BOOL = {.kind = TY_BOOL}, DATE = {.kind = TY_DATE};

Expr *expr_new(Resolver *r, ExprKind kind, Type type, Span span)
{
    Expr *e = arena_alloc(r->arena, sizeof *e);
    e->kind = kind;
    e->type = type;
    e->span = span;
    e->id = r->next_expr++;
    return e;
}
Expr *expr_error(Resolver *r, const Node *node) { return expr_new(r, E_UNDEF, (Type){.kind = TY_ERROR}, node->span); }
Expr *expr_bool(Resolver *r, bool value, Span span)
{
    Expr *e = expr_new(r, E_CONST, BOOL, span);
    e->v.i = value;
    return e;
}

/* ---- lists ---- */
static Path one_out(Path p) { return p.up++, p; }
/* Scopes inside an aggregate: the element, the record that holds the list, then what was around. */
typedef struct { Scope element, owner, around[8]; } Inner;
static const Scope *inner_scope(const Scope *outer, const Target *list, int element, Inner *in)
{
    const Scope *rest = NULL;
    int n = 0;
    const Scope *chain[8];
    for (const Scope *s = outer; s && n < 8; s = s->outer) chain[n++] = s;
    for (int i = n - 1; i >= 0; i--) {
        in->around[i] = (Scope){chain[i]->entity, one_out(chain[i]->base), rest};
        rest = &in->around[i];
    }
    if (list->path.n > 1) {
        Path owner = one_out(list->path);
        owner.n--;
        in->owner = (Scope){list->entity, owner, rest};
        rest = &in->owner;
    }
    in->element = (Scope){element, (Path){.entity = (int16_t)element}, rest};
    return &in->element;
}
static Expr *aggregate(Resolver *r, const Scope *scope, const Node *node)
{
    static const ExprKind KINDS[] = {E_COUNT, E_ANY, E_ALL, E_SUM, E_LMAX, E_LMIN, E_SHARE};
    ExprKind kind = KINDS[node->op - OP_COUNT];
    Target list = place_of(r, scope, node->child[0], NULL);
    if (list.kind != PLACE_FIELD || list.field->type.kind != TY_LIST) {
        if (list.kind != PLACE_OTHER || list.other->type.kind != TY_ERROR) complain(r, D_NOT_A_LIST, node->child[0], NULL, NULL, NULL);
        return expr_error(r, node);
    }
    Inner in;
    const Scope *inside = inner_scope(scope, &list, list.field->type.ref, &in);
    bool takes_argument = kind == E_SUM || kind == E_LMAX || kind == E_LMIN, takes_second = kind == E_SHARE || kind == E_ALL;
    bool has = node->child[2]->kind != N_NONE;
    if ((has && !takes_argument && !takes_second) || (!has && (takes_argument || kind == E_SHARE))) return complain(r, D_AGGREGATE_FORM, node, node->text, NULL, NULL), expr_error(r, node);
    Expr *e = expr_new(r, kind, BOOL, node->span);
    e->path = list.path;
    if (node->child[1]->kind != N_NONE) e->a = expr_condition(r, inside, node->child[1]);
    if (has) e->b = takes_second ? expr_condition(r, inside, node->child[2]) : expr_build(r, inside, node->child[2], NULL);
    if (kind == E_ALL && !e->b) e->b = e->a, e->a = NULL; /* 全部(子女 其中 P): every one is P */
    if (kind == E_COUNT) e->type = (Type){.kind = TY_NUM};
    else if (kind == E_SHARE) e->type = (Type){.kind = TY_QUOT};
    else if (takes_argument) {
        bool date = e->b->type.kind == TY_DATE && kind != E_SUM;
        if (e->b->type.kind != TY_NUM && !date && e->b->type.kind != TY_ERROR) complain(r, D_NOT_A_NUMBER, node->child[2], type_words(r, e->b->type, true), type_words(r, e->b->type, false), NULL);
        e->type = e->b->type;
    }
    return e;
}

/* ---- other forms ---- */
static Expr *labelled(Resolver *r, const Scope *scope, const Node *node)
{
    Expr *all = NULL;
    for (int i = 0; i < node->n_child; i++) {
        const Node *item = node->child[i];
        if (item->child[0]->kind == N_NONE) continue;
        Expr *e = expr_condition(r, scope, item->child[0]);
        if (!e->label) e->label = item->text;
        else { /* an item that is itself a list keeps its own labels */
            Expr *again = expr_not(r, expr_not(r, e));
            again->label = item->text;
            e = again;
        }
        all = !all ? e : node->kind == N_ALL_OF ? expr_and(r, all, e) : expr_or(r, all, e);
    }
    return all ? all : expr_bool(r, true, node->span);
}
static Expr *has_item(Resolver *r, const Scope *scope, const Node *node)
{
    Target t = place_of(r, scope, node->child[0], NULL);
    if (t.kind != PLACE_RULE || r->program->rules[t.rule].kind != RULE_LIST) {
        if (t.kind != PLACE_OTHER || t.other->type.kind != TY_ERROR) complain(r, D_NOT_A_LIST_RULE, node->child[0], NULL, NULL, NULL);
        return expr_error(r, node);
    }
    ItemNames items = list_items(r, t.rule);
    int item = item_at(&items, node->child[1]->text);
    if (item >= 0) {
        name_used(r, node->child[1], &items.names[item]);
        Expr *e = place_rule(r, t.path, t.rule, ASPECT_ITEM, BOOL, node);
        e->item = item;
        return e;
    }
    Suggestion s = suggest_begin(node->child[1]->text);
    for (int i = 0; i < items.n; i++) suggest_name(&s, &items.names[i]);
    const char *best = suggest_result(&s);
    if (diag_add(r->diags, D_ITEM_UNKNOWN, node->child[1]->span, node->child[1]->text, r->program->rules[t.rule].name.zh, item_words(r, t.rule)) && best) diag_fix(r->diags, node->child[1]->span, best);
    return expr_error(r, node);
}
/* `收托数` (enrolled), `托位数` (licensed_places) */
const char *option_words(const Resolver *r, const Reading *k)
{
    const char *out = "";
    for (int i = 0; i < k->n_options; i++) {
        const Name *n = &k->options[i];
        bool two = n->alias && strcmp(n->alias, n->zh) != 0;
        out = arena_printf(r->arena, "%s%s`%s`%s%s%s", out, i ? ", " : "", n->zh, two ? " (" : "", two ? n->alias : "", two ? ")" : "");
    }
    return out;
}
bool reading_option(Resolver *r, const Node *named, const Node *wanted, int *reading, int *option)
{
    *reading = find_reading(r, named->text);
    if (*reading < 0) return complain(r, D_READING_UNKNOWN, named, named->text, NULL, NULL), false;
    const Reading *k = &r->program->readings[*reading];
    name_used(r, named, &k->name);
    for (int i = 0; i < k->n_options; i++)
        if (name_is(&k->options[i], wanted->text)) {
            name_used(r, wanted, &k->options[i]);
            if (!k->computable[i]) complain(r, D_READING_TEXT_ONLY, wanted, wanted->text, k->why_not[i], NULL);
            return *option = i, true;
        }
    complain(r, D_READING_OPTION, wanted, wanted->text, k->name.zh, option_words(r, k));
    return false;
}
static Expr *reading_is(Resolver *r, const Node *node)
{
    int reading, option;
    if (!reading_option(r, node->child[0], node->child[1], &reading, &option)) return expr_error(r, node);
    Expr *e = expr_bool(r, r->program->readings[reading].chosen == option, node->span);
    e->ref = reading + 1, e->item = option;
    return e;
}
static Expr *dated(Resolver *r, const Scope *scope, const Node *node, const Type *want)
{
    Expr *value = expr_build(r, scope, node->child[0], want), *day = expr_of_type(r, scope, node->child[1], DATE);
    if (value->type.kind == TY_QUOT) return complain(r, D_QUOTIENT_VALUE, node->child[0], NULL, NULL, NULL), expr_error(r, node);
    Expr *e = expr_new(r, E_AT, value->type, node->span);
    e->a = value;
    e->b = day;
    e->law_then = node->op;
    return e;
}
/* 1 or 0 where it is plain without any record, else -1. */
static int plain_truth(const Expr *e)
{
    int a, b;
    switch ((int)e->kind) {
    case E_CONST: return e->type.kind == TY_BOOL ? e->v.i != 0 : -1;
    case E_NOT: return (a = plain_truth(e->a)) < 0 ? -1 : !a;
    case E_AND: a = plain_truth(e->a), b = plain_truth(e->b); return a == 0 || b == 0 ? 0 : a == 1 && b == 1 ? 1 : -1;
    case E_OR: a = plain_truth(e->a), b = plain_truth(e->b); return a == 1 || b == 1 ? 1 : a == 0 && b == 0 ? 0 : -1;
    default: break;
    }
    if (e->kind < E_EQ || e->kind > E_GE || e->a->kind != E_CONST || e->b->kind != E_CONST || e->a->type.kind == TY_TEXT) return -1;
    int64_t x = e->a->v.i, y = e->b->v.i;
    switch ((int)e->kind) {
    case E_EQ: return x == y;
    case E_NE: return x != y;
    case E_LT: return x < y;
    case E_LE: return x <= y;
    case E_GT: return x > y;
    default: return x >= y;
    }
}
static bool asks_reading(const Node *n)
{
    for (int i = 0; i < n->n_child; i++)
        if (asks_reading(n->child[i])) return true;
    return n->kind == N_READING_IS;
}
void check_constant(Resolver *r, const Node *at, const Expr *condition, bool in_case)
{
    int truth = (at->kind == N_BOOL && !in_case) || condition->type.kind == TY_ERROR || asks_reading(at) ? -1 : plain_truth(condition);
    if (truth >= 0) complain(r, D_CASE_CONSTANT, at, truth ? "真" : "假", truth ? "true" : "false", NULL);
}
/* The values of cases share one type; numbers the largest scale among them. */
static Type common_type(Resolver *r, const Node *node, Expr **value)
{
    Type type = {.kind = TY_ERROR};
    for (int i = 0; i < node->n_child; i++) {
        Type t = value[i]->type;
        if (type.kind == TY_ERROR) type = t;
        else if (t.kind == type.kind && t.scale > type.scale) type.scale = t.scale;
    }
    for (int i = 0; i < node->n_child; i++) {
        const Node *at = node->child[i]->child[node->child[i]->n_child - 1];
        if (value[i]->type.kind != TY_ERROR && !expr_fit(r, at, &value[i], type)) value[i] = expr_error(r, at);
    }
    return type;
}
static Expr *cases(Resolver *r, const Scope *scope, const Node *node, const Type *want)
{
    Expr **value = arena_alloc(r->arena, (size_t)node->n_child * sizeof *value);
    for (int i = 0; i < node->n_child; i++) {
        const Type *hint = want && want->kind != TY_ERROR ? want : i && value[0]->type.kind != TY_ERROR ? &value[0]->type : NULL;
        value[i] = expr_build(r, scope, node->child[i]->child[node->child[i]->n_child - 1], hint);
    }
    Type type = common_type(r, node, value);
    Expr *chain = NULL, **tail = &chain;
    for (int i = 0; i < node->n_child; i++) {
        const Node *c = node->child[i];
        if (c->kind == N_OTHERWISE) {
            *tail = value[i];
            if (i + 1 < node->n_child) complain(r, D_CASE_AFTER_OTHERWISE, node->child[i + 1], NULL, NULL, NULL);
            return chain;
        }
        Expr *condition = expr_condition(r, scope, c->child[0]);
        check_constant(r, c->child[0], condition, true);
        *tail = expr_if(r, condition, value[i], NULL);
        (*tail)->type = type;
        tail = &(*tail)->c;
    }
    *tail = expr_new(r, E_UNDEF, type, node->span);
    return chain;
}
Expr *expr_build(Resolver *r, const Scope *scope, const Node *node, const Type *want)
{
    int32_t day;
    Expr *e;
    node = place_unquoted(r, scope, node, want);
    switch (node->kind) {
    case N_NAME: case N_MEMBER: {
        Target t = place_of(r, scope, node, want);
        return place_value(r, &t, node);
    }
    case N_NUMBER: {
        Type type;
        int64_t v;
        if (!parse_number(r, node, &type, &v)) return expr_error(r, node);
        e = expr_new(r, E_CONST, type, node->span);
        e->v.i = v;
        return e;
    }
    case N_DATE:
        if (!parse_date(r, node, &day)) return expr_error(r, node);
        e = expr_new(r, E_CONST, DATE, node->span);
        e->v.i = day;
        return e;
    case N_STRING:
        e = expr_new(r, E_CONST, (Type){.kind = TY_TEXT}, node->span);
        e->v.text = node->text;
        return e;
    case N_BOOL: return expr_bool(r, node->op, node->span);
    case N_AGGREGATE: return aggregate(r, scope, node);
    case N_ALL_OF: case N_ANY_OF: return labelled(r, scope, node);
    case N_HAS_ITEM: return has_item(r, scope, node);
    case N_READING_IS: return reading_is(r, node);
    case N_AT: return dated(r, scope, node, want);
    case N_CASES: return cases(r, scope, node, want);
    case N_BINARY: case N_UNARY: case N_BOUNDED: case N_IN_SET: case N_IN_RANGE: case N_CALL: case N_ROUND: return expr_operator(r, scope, node, want);
    default:
        if (node->kind != N_NONE) complain(r, D_NOT_AN_EXPRESSION, node, NULL, NULL, NULL);
        return expr_error(r, node);
    }
}
Expr *expr_condition(Resolver *r, const Scope *scope, const Node *node)
{
    Expr *e = expr_build(r, scope, node, &BOOL);
    if (e->type.kind == TY_BOOL || e->type.kind == TY_ERROR) return e;
    complain(r, D_NOT_A_CONDITION, node, type_words(r, e->type, true), type_words(r, e->type, false), NULL);
    return expr_error(r, node);
}
