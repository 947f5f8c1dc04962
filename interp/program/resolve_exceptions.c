/* Exceptions: whom they override, what they say, and from which day. See resolver.h.
 * Must never know how expressions are typed, files, bytecode. */
#include <string.h>
#include "grammar/limits.h"
#include "interp/program/resolve_rules.h"

void declare_exception(Resolver *r, const Node *node)
{
    Name name = name_of(r, rule_name_node(node));
    for (int i = 0; i < r->n_exceptions; i++) {
        const DraftException *d = &r->exceptions[i];
        if (d->from != r->from || !name_is(&d->name, name.alias)) continue;
        if (diag_add(r->diags, D_RULE_TWICE, rule_name_node(node)->span, name.zh, NULL, NULL))
            diag_note(r->diags, rule_name_node(d->node)->span, "前一处在这里", "the first is here");
        return;
    }
    DraftException d = {node, name, r->article, r->unit, r->from, -1, -1, NULL};
    LIST_ADD(r->arena, r->exceptions, r->n_exceptions, d);
}

/* ---- targets ---- */
static bool same_name(const DraftException *a, const DraftException *b) { return name_is(&a->name, b->name.alias); }
static void unknown_target(Resolver *r, const Node *target)
{
    Suggestion s = suggest_begin(target->text);
    for (int i = 0; i < r->program->n_rules; i++) suggest_name(&s, &r->program->rules[i].name);
    for (int i = 0; i < r->n_exceptions; i++) suggest_name(&s, &r->exceptions[i].name);
    say_near(r, D_EXCEPTION_TARGET, D_EXCEPTION_TARGET_NEAR, target, target->text, NULL, suggest_result(&s));
}
static void find_target(Resolver *r, DraftException *d)
{
    const Node *target = d->node->child[1];
    for (int i = 0; i < r->n_exceptions; i++)
        if (!same_name(&r->exceptions[i], d) && name_is(&r->exceptions[i].name, target->text)) {
            d->overrides = i;
            name_used(r, target, &r->exceptions[i].name);
            return;
        }
    int more;
    d->rule = find_any_rule(r, target->text, &more);
    if (d->rule < 0) unknown_target(r, target);
    else if (more) complain(r, D_NAME_AMBIGUOUS, target, target->text, NULL, NULL);
    else {
        const Rule *rule = &r->program->rules[d->rule];
        name_used(r, target, &rule->name);
        if (rule->kind == RULE_DEFINE || rule->kind == RULE_BENEFIT || rule->kind == RULE_PRIORITY) return;
        Words kind = rule_kind_words(rule->kind);
        complain(r, D_EXCEPTION_KIND, target, rule->name.zh, kind.zh, kind.en);
    }
    d->rule = -1;
}
/* The rule at the end of a chain of exceptions to exceptions. */
static void find_rule_below(Resolver *r, int index)
{
    int at = index;
    for (int steps = 0; r->exceptions[at].overrides >= 0; steps++) {
        at = r->exceptions[at].overrides;
        if (steps <= r->n_exceptions) continue;
        int first = at; /* a circle is said once, of its first */
        for (int k = r->exceptions[at].overrides; k != at; k = r->exceptions[k].overrides)
            if (k < first) first = k;
        complain(r, D_EXCEPTION_CIRCLE, rule_name_node(r->exceptions[first].node), r->exceptions[first].name.zh, NULL, NULL);
        return;
    }
    r->exceptions[index].rule = r->exceptions[at].rule;
}

/* ---- what one says ---- */
typedef struct { const Node *when, *result, *off, *amount, *cites; } ExceptionClauses;
static ExceptionClauses read_clauses(Resolver *r, const Node *node)
{
    ExceptionClauses out = {0};
    for (int i = 2; i < node->n_child; i++) {
        const Node *c = node->child[i], **slot = NULL;
        if (c->kind == N_CLAUSE)
            slot = c->op == OP_C_WHEN ? &out.when : c->op == OP_C_RESULT ? &out.result : c->op == OP_C_OFF ? &out.off : c->op == OP_C_AMOUNT ? &out.amount : c->op == OP_C_CITES ? &out.cites : NULL;
        if (!slot) complain(r, D_CLAUSE_MISPLACED, c, clause_text(r, c), "例外", "exception");
        else if (*slot) complain(r, D_CLAUSE_TWICE, c, NULL, NULL, NULL);
        else *slot = c;
    }
    return out;
}
static void wrong_result(Resolver *r, const Rule *rule, const Node *at)
{
    Words kind = rule_kind_words(rule->kind);
    const char *fit = rule->kind == RULE_DEFINE ? "它的值" : rule->type.kind == TY_NUM ? "享受、不享受 或者数额" : "享受 或 不享受";
    const char *fit_en = rule->kind == RULE_DEFINE ? "its value" : rule->type.kind == TY_NUM ? "granted, denied or an amount" : "granted or denied";
    if (diag_add(r->diags, D_EXCEPTION_RESULT, at->span, kind.zh, fit, kind.en)) diag_fourth(r->diags, fit_en);
}
/* 1000元 for what is 1000元 每月, or 1000元/月. */
static Expr *new_amount(Resolver *r, const Rule *rule, const Scope *scope, const Node *node)
{
    Type want = rule->type;
    if (want.kind != TY_NUM) return wrong_result(r, rule, node), NULL;
    Expr *e = expr_build(r, scope, node, &want);
    if (e->type.kind == TY_NUM && e->type.unit.per == U_ONE && e->type.unit.base == want.unit.base) want.unit.per = U_ONE;
    return expr_fit(r, node, &e, want) ? e : NULL;
}
static void read_result(Resolver *r, const Rule *rule, const Scope *scope, const ExceptionClauses *said, Exception *x)
{
    const Node *value = said->result ? said->result->child[0] : NULL;
    if (rule->kind == RULE_DEFINE) {
        if (said->amount || !value || value->kind == N_GRANTED || value->kind == N_DENIED) wrong_result(r, rule, value ? value : said->amount);
        else x->value = expr_of_type(r, scope, value, rule->type);
        return;
    }
    x->grant = true;
    if (said->amount && said->amount->child[0]->kind != N_NONE) x->amount = new_amount(r, rule, scope, said->amount->child[0]);
    if (!value || value->kind == N_GRANTED) return;
    if (value->kind == N_DENIED || value->kind == N_BOOL) x->grant = value->kind == N_BOOL && value->op;
    else if (said->amount) complain(r, D_VALUE_AND_CASES, value, NULL, NULL, NULL);
    else x->amount = new_amount(r, rule, scope, value);
}
static void build_one(Resolver *r, DraftException *d)
{
    const Rule *rule = &r->program->rules[d->rule];
    const Scope *scope = rule_scope(r, rule->subject);
    const Node *name = rule_name_node(d->node);
    ExceptionClauses said = read_clauses(r, d->node);
    Exception *x = d->built = arena_alloc(r->arena, sizeof *x);
    *x = (Exception){.name = d->name, .overrides = -1, .article = cited_article(r, said.cites, d->unit, d->article, d->from), .span = name->span, .off = said.off != NULL};
    if (said.when) {
        x->condition = expr_condition(r, scope, said.when->child[0]);
        check_constant(r, said.when->child[0], x->condition, false);
    } else complain(r, D_CLAUSE_MISSING, name, d->name.zh, "条件", "when");
    if (said.off && d->overrides < 0) complain(r, D_EXCEPTION_OFF, said.off, NULL, NULL, NULL);
    if (said.off && said.result) complain(r, D_CLAUSE_MISPLACED, said.result, clause_text(r, said.result), "停用的例外", "exception that is switched off");
    if (said.off) return;
    if (said.result || said.amount) read_result(r, rule, scope, &said, x);
    else complain(r, D_CLAUSE_MISSING, name, d->name.zh, "结果 或 停用", "result");
}

/* ---- into the versions ---- */
static bool in_force(const Resolver *r, int index, int32_t day)
{
    const DraftException *d = &r->exceptions[index];
    if (d->from > day) return false;
    for (int i = 0; i < r->n_exceptions; i++) /* a later version of the same exception replaces it */
        if (i != index && same_name(&r->exceptions[i], d) && r->exceptions[i].from <= day && r->exceptions[i].from > d->from) return false;
    return true;
}
static void add_exceptions(Resolver *r, int rule, RuleVersion *v, int32_t day)
{
    Exception *own = v->exceptions;
    int n = v->n_exceptions, *at = arena_alloc(r->arena, (size_t)r->n_exceptions * sizeof *at + 1);
    bool many = false;
    v->exceptions = NULL, v->n_exceptions = 0;
    for (int i = 0; i < n; i++) LIST_ADD(r->arena, v->exceptions, v->n_exceptions, own[i]);
    for (int i = 0; i < r->n_exceptions; i++) {
        at[i] = -1;
        if (r->exceptions[i].rule != rule || !r->exceptions[i].built || !in_force(r, i, day)) continue;
        if (v->n_exceptions >= EXCEPTIONS_MAX) {
            if (!many) complain(r, D_TOO_MANY_EXCEPTIONS, rule_name_node(r->exceptions[i].node), r->program->rules[rule].name.zh, arena_printf(r->arena, "%d", EXCEPTIONS_MAX), NULL);
            many = true;
            continue;
        }
        at[i] = v->n_exceptions;
        LIST_ADD(r->arena, v->exceptions, v->n_exceptions, *r->exceptions[i].built);
    }
    for (int i = 0; i < r->n_exceptions; i++) {
        int target = r->exceptions[i].overrides;
        if (at[i] < 0 || target < 0) continue;
        int now = -1; /* the version of the target that is in force */
        for (int k = 0; k < r->n_exceptions; k++)
            if (at[k] >= 0 && same_name(&r->exceptions[k], &r->exceptions[target])) now = at[k];
        v->exceptions[at[i]].overrides = now;
        if (now >= 0) continue;
        v->exceptions[at[i]].off = true; /* what it overrides is not in force: it does nothing */
        v->exceptions[at[i]].condition = expr_bool(r, false, v->exceptions[at[i]].span);
    }
}
/* A rule's version from each day on which it or one of its exceptions begins. */
static void split_versions(Resolver *r, int index)
{
    Rule *rule = &r->program->rules[index];
    RuleVersion *old = rule->versions;
    int n = rule->n_versions;
    if (!n) return;
    rule->versions = NULL, rule->n_versions = 0;
    for (int i = 0; i < n; i++) {
        int32_t day = old[i].from, end = i + 1 < n ? old[i + 1].from : INT32_MAX;
        for (;;) {
            RuleVersion v = old[i];
            int32_t next = end;
            v.from = day;
            add_exceptions(r, index, &v, day);
            LIST_ADD(r->arena, rule->versions, rule->n_versions, v);
            for (int k = 0; k < r->n_exceptions; k++)
                if (r->exceptions[k].rule == index && r->exceptions[k].from > day && r->exceptions[k].from < next) next = r->exceptions[k].from;
            if (next == end) break;
            day = next;
        }
    }
}
void build_exceptions(Resolver *r)
{
    bool *has = arena_alloc(r->arena, (size_t)r->program->n_rules + 1);
    for (int i = 0; i < r->n_exceptions; i++) find_target(r, &r->exceptions[i]);
    for (int i = 0; i < r->n_exceptions; i++)
        if (r->exceptions[i].overrides >= 0) find_rule_below(r, i);
    for (int i = 0; i < r->n_exceptions; i++) {
        DraftException *d = &r->exceptions[i];
        if (d->rule < 0) continue;
        r->unit = d->unit, r->article = d->article, r->from = d->from;
        build_one(r, d);
        has[d->rule] = true;
    }
    for (int i = 0; i < r->program->n_rules; i++)
        if (has[i]) split_versions(r, i);
}
