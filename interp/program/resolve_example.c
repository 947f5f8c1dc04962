/* 例: whom it is about, its facts, what it supposes and what it expects. See resolver.h.
 * Must never know files, bytecode, or how anything is evaluated. */
#include "interp/program/resolve_example.h"
#include <limits.h>
#include <string.h>

typedef struct { Resolver *r; const Node *node; Example *e; } Making;

/* ---- whom it is about ---- */
static const Node *result_rule(const Node *clause)
{
    const Node *x = clause->child[0];
    return x->kind == N_BINARY && x->n_child == 2 ? x->child[0] : x;
}
static bool is_word(const Node *n, const char *zh, const char *en) { return n->text && (strcmp(n->text, zh) == 0 || strcmp(n->text, en) == 0); }
/* 特别扶助金.金额, 提前奖励.享受 */
static bool is_aspect(const Node *n) { return is_word(n, "金额", "amount") || is_word(n, "下限", "floor") || is_word(n, "上限", "ceiling") || is_word(n, "享受", "granted"); }
/* A name, or 家庭.家庭类型 as a written path; what is read of it comes off the end. */
static Node *rule_path(Resolver *r, const Node *x, const Node **aspect)
{
    Node *out = node_new(r->arena, N_NAME, 0, x->text, x->span);
    if (x->kind == N_STRING || x->kind == N_NAME) return out;
    if (x->kind != N_MEMBER) return out->text = NULL, out;
    Node *base = rule_path(r, x->child[0], aspect);
    if (is_aspect(x->child[1])) return aspect_used(r, x->child[1]), *aspect = x->child[1], base;
    out->text = base->text ? arena_printf(r->arena, "%s.%s", base->text, x->child[1]->text) : NULL;
    return out;
}
/* The rules that a clause speaks of. */
static int rules_named(Resolver *r, const Node *c, const Node *out[], int max)
{
    int n = 0;
    const Node *aspect = NULL;
    if (c->kind != N_CLAUSE) return 0;
    if (c->op == OP_C_RESULT || c->op == OP_C_UNDETERMINED) out[n++] = c->op == OP_C_RESULT ? rule_path(r, result_rule(c), &aspect) : c->child[0];
    else if (c->op == OP_C_GRANTED || c->op == OP_C_DENIED || c->op == OP_C_CONFLICT)
        while (n < c->n_child && n < max) out[n] = c->child[n], n++;
    return n;
}
static bool fits(Resolver *r, const Node *node, int entity)
{
    const Node *names[64];
    Path p;
    for (int i = 2; i < node->n_child; i++) {
        const Node *c = node->child[i];
        if (c->kind == N_GIVEN && !given_has(r, entity, c->child[0]->text)) return false;
        if (c->kind == N_CLAUSE && c->op == OP_C_ASSUME && find_param(r, c->child[0]->text) < 0 && path_rule(r, entity, c->child[0], &p) < 0) return false;
        for (int k = rules_named(r, c, names, 64) - 1; k >= 0; k--)
            if (names[k]->text && path_rule(r, entity, names[k], &p) < 0) return false;
    }
    return true;
}
/* The subject of the first rule it speaks of, where all fits; else the only entity where all does. */
static int subject_by_content(Resolver *r, const Node *node)
{
    const Node *names[64];
    int likely = -1, found = -1, many = 0;
    for (int i = 2; i < node->n_child && likely < 0; i++)
        if (rules_named(r, node->child[i], names, 64) && names[0]->text) {
            int more, rule = find_any_rule(r, names[0]->text, &more);
            if (rule >= 0 && !more) likely = r->program->rules[rule].subject;
            if (rule < 0 || more) break;
        }
    if (likely >= 0 && fits(r, node, likely)) return likely;
    for (int i = 0; i < r->program->n_entities; i++)
        if (fits(r, node, i)) found = i, many++;
    return many == 1 ? found : many ? -1 : likely;
}
static int subject_of(Resolver *r, const Node *node)
{
    for (int i = 2; i < node->n_child; i++) {
        const Node *c = node->child[i];
        if (c->kind != N_CLAUSE || c->op != OP_C_FOR) continue;
        int entity = find_entity(r, c->child[0]->text);
        if (entity >= 0) return name_used(r, c->child[0], &r->program->entities[entity].name), entity;
        Suggestion s = suggest_begin(c->child[0]->text);
        for (int k = 0; k < r->program->n_entities; k++) suggest_name(&s, &r->program->entities[k].name);
        say_near(r, D_SUBJECT_UNKNOWN, D_SUBJECT_NEAR, c->child[0], c->child[0]->text, NULL, suggest_result(&s));
        return -1;
    }
    int entity = subject_by_content(r, node);
    if (entity < 0) complain(r, D_EXAMPLE_ENTITY, node, NULL, NULL, NULL);
    return entity;
}

/* ---- expectations ---- */
static bool reaches(const Resolver *r, int entity, int subject)
{
    const Entity *e = &r->program->entities[entity];
    for (int i = 0; i < e->n_fields; i++)
        if (e->fields[i].type.kind == TY_ENTITY && e->fields[i].type.ref == subject) return true;
    return subject < 0 || subject == entity;
}
static int rule_named(Making *m, const Node *name)
{
    Path p;
    Resolver *r = m->r;
    int rule = name->text ? path_rule(r, m->e->entity, name, &p) : -1;
    if (rule >= 0) return rule;
    Suggestion s = suggest_begin(name->text ? name->text : "");
    for (int i = 0; i < r->program->n_rules; i++)
        if (reaches(r, m->e->entity, r->program->rules[i].subject)) suggest_name(&s, &r->program->rules[i].name);
    const char *best = suggest_result(&s);
    if (diag_add(r->diags, D_EXAMPLE_RULE, name->span, name->text ? name->text : "", r->program->entities[m->e->entity].name.zh, NULL) && best) diag_fix(r->diags, name->span, best);
    return -1;
}
static void expect(Making *m, Expectation x) { LIST_ADD(m->r->arena, m->e->expectations, m->e->n_expectations, x); }
/* What the expectation should look like, in both languages. */
static void wrong_form(Making *m, const Node *at, const Rule *rule, const char *form, const char *form_en)
{
    Words kind = rule_kind_words(rule->kind);
    if (diag_add(m->r->diags, D_EXAMPLE_EXPECT, at->span, arena_printf(m->r->arena, "`%s` 是%s", rule->name.zh, kind.zh), form, arena_printf(m->r->arena, "`%s` is a %s", rule->name.alias, kind.en)))
        diag_fourth(m->r->diags, form_en);
}
static const char *as_written(const Making *m, const Node *at) { return arena_strndup(m->r->arena, m->r->sources->items[at->span.source].text + at->span.start, at->span.end - at->span.start); }
static void expect_truth(Making *m, const Node *c)
{
    ExpectKind kind = c->op == OP_C_GRANTED ? EXPECT_GRANTED : c->op == OP_C_DENIED ? EXPECT_DENIED : EXPECT_CONFLICT;
    for (int i = 0; i < c->n_child; i++) {
        int rule = rule_named(m, c->child[i]);
        if (rule < 0) continue;
        const Rule *p = &m->r->program->rules[rule];
        if (kind != EXPECT_CONFLICT && (p->kind == RULE_LIST || (p->kind == RULE_DEFINE && p->type.kind != TY_BOOL))) wrong_form(m, c->child[i], p, "写 结果 … = …", "write `result … = …`");
        else expect(m, (Expectation){.kind = kind, .rule = rule, .text = as_written(m, c->child[i]), .span = c->child[i]->span});
    }
}
static void expect_undetermined(Making *m, const Node *c)
{
    int rule = rule_named(m, c->child[0]);
    if (rule < 0) return;
    Expectation x = {.kind = EXPECT_UNDETERMINED, .rule = rule, .text = as_written(m, c), .span = c->child[0]->span};
    for (int i = 1; i < c->n_child; i++) {
        const char *path = given_path(m->r, m->e->entity, c->child[i]);
        if (path) LIST_ADD(m->r->arena, x.missing, x.n_missing, path);
    }
    expect(m, x);
}
static bool is_none(const Node *n) { return n->kind == N_EMPTY || (n->kind == N_NAME && (strcmp(n->text, "无") == 0 || strcmp(n->text, "none") == 0)) || (n->kind == N_SET && !n->n_child); }
/* The items that a list should yield, by alias. */
static void expect_items(Making *m, const Node *value, int rule, Expectation x)
{
    Resolver *r = m->r;
    const Rule *p = &r->program->rules[rule];
    const RuleVersion *v = &p->versions[p->n_versions - 1];
    const Node *one[1] = {value}, *const *names = value->kind == N_SET ? (const Node *const *)value->child : one;
    for (int i = 0, n = is_none(value) ? 0 : value->kind == N_SET ? value->n_child : 1; i < n; i++) {
        int at = -1;
        for (int k = 0; k < v->n_items; k++)
            if (names[i]->text && name_is(&v->items[k].name, names[i]->text)) at = k;
        if (at >= 0) {
            name_used(r, names[i], &v->items[at].name);
            LIST_ADD(r->arena, x.missing, x.n_missing, v->items[at].name.alias);
            continue;
        }
        Suggestion s = suggest_begin(names[i]->text ? names[i]->text : "");
        for (int k = 0; k < v->n_items; k++) suggest_name(&s, &v->items[k].name);
        if (diag_add(r->diags, D_ITEM_UNKNOWN, names[i]->span, s.wanted, p->name.zh, item_words(r, rule)) && suggest_result(&s)) diag_fix(r->diags, names[i]->span, suggest_result(&s));
    }
    expect(m, x);
}
/* Amounts may be written without the period that the benefit states: 1000元 of what is 1000元 每月. */
static Expr *value_of(Making *m, const Node *value, Type want)
{
    Expr *e = expr_build(m->r, NULL, value, &want);
    if (e->type.kind == TY_NUM && want.kind == TY_NUM && e->type.unit.per == U_ONE && (e->type.unit.base == want.unit.base || (e->type.unit.base == U_ONE && e->kind == E_CONST)))
        e->type.unit = want.unit;
    return expr_fit(m->r, value, &e, want) ? e : NULL;
}
static bool sign_fits(const Rule *rule, const Node *aspect, int op)
{
    bool grant = rule->kind == RULE_BENEFIT || rule->kind == RULE_PRIORITY;
    if (aspect && (!grant || op != OP_EQ)) return false;
    if (aspect && is_word(aspect, "金额", "amount") && rule->amount_kind != AMOUNT_EXACT && rule->amount_kind != AMOUNT_FREE) return false;
    if (aspect && is_word(aspect, "下限", "floor") && rule->amount_kind != AMOUNT_AT_LEAST) return false;
    if (aspect && is_word(aspect, "上限", "ceiling") && rule->amount_kind != AMOUNT_AT_MOST) return false;
    if (op == OP_GE) return grant && rule->amount_kind == AMOUNT_AT_LEAST;
    if (op == OP_LE) return grant && rule->amount_kind == AMOUNT_AT_MOST;
    return op == OP_EQ;
}
static void expect_value(Making *m, const Node *c)
{
    Resolver *r = m->r;
    const Node *x = c->child[0], *aspect = NULL, *name = rule_path(r, result_rule(c), &aspect);
    int rule = rule_named(m, name);
    Type type;
    if (rule < 0) return;
    const Rule *p = &r->program->rules[rule];
    if (x == result_rule(c) || !sign_fits(p, aspect, x->op)) {
        wrong_form(m, x, p, "写 结果 名称 = 值", "write `result NAME = VALUE`");
        return;
    }
    const Node *value = x->child[1];
    if (aspect && is_word(aspect, "享受", "granted")) {
        if (value->kind != N_BOOL) wrong_form(m, value, p, "享受 的结果是 是 或 否", "the result of `granted` is yes or no");
        else expect(m, (Expectation){.kind = value->op ? EXPECT_GRANTED : EXPECT_DENIED, .rule = rule, .text = as_written(m, x), .span = x->span});
        return;
    }
    if (value->kind == N_NAME && is_none(value)) word_used(r, value, "无", "none");
    Expectation out = {.kind = EXPECT_VALUE, .rule = rule, .text = as_written(m, value), .span = x->span};
    if (p->kind == RULE_LIST) expect_items(m, value, rule, out);
    else if (value->kind == N_SET) wrong_form(m, value, p, "只有清单的结果是几项", "only a list has items as its result");
    else if (rule_type(r, rule, name, &type) && (out.value = value_of(m, value, type))) expect(m, out);
}

/* ---- suppositions ---- */
static void assume(Making *m, const Node *c)
{
    Resolver *r = m->r;
    Assumption a = {.rule = -1, .param = find_param(r, c->child[0]->text)};
    Type type;
    const Node *path = c->child[0];
    if (a.param >= 0) {
        name_used(r, path, &r->program->params[a.param].name);
        if ((a.value = value_of(m, c->child[1], r->program->params[a.param].type))) LIST_ADD(r->arena, m->e->assumptions, m->e->n_assumptions, a);
        return;
    }
    a.rule = path_rule(r, m->e->entity, path, &a.path);
    if (a.rule < 0) {
        complain(r, D_EXAMPLE_RULE, path, path->text, r->program->entities[m->e->entity].name.zh, NULL);
        return;
    }
    const Rule *p = &r->program->rules[a.rule];
    if (p->kind == RULE_LIST) {
        wrong_form(m, path, p, "清单不能假定", "a list cannot be assumed");
        return;
    }
    bool amount = (p->kind == RULE_BENEFIT || p->kind == RULE_PRIORITY) && c->child[1]->kind != N_BOOL;
    if (!rule_type(r, a.rule, path, &type)) return;
    if (p->kind != RULE_DEFINE && !amount) type = (Type){.kind = TY_BOOL};
    if ((a.value = value_of(m, c->child[1], type))) LIST_ADD(r->arena, m->e->assumptions, m->e->n_assumptions, a);
}

/* ---- readings ---- */
static void take_reading(Making *m, const Node *c)
{
    Taken taken;
    if (!reading_option(m->r, c->child[0], c->child[1], &taken.reading, &taken.option)) return;
    for (int i = 0; i < m->e->n_taken; i++)
        if (m->e->taken[i].reading == taken.reading) complain(m->r, D_SET_TWICE, c->child[0], c->child[0]->text, NULL, NULL);
    LIST_ADD(m->r->arena, m->e->taken, m->e->n_taken, taken);
}

static void read_clause(Making *m, Facts *facts, const Node *c)
{
    if (c->kind == N_GIVEN) given_give(m->r, facts, c);
    else if (c->kind != N_CLAUSE) complain(m->r, D_CLAUSE_MISPLACED, c, clause_text(m->r, c), "例", "example");
    else if (c->op == OP_C_ASSUME) assume(m, c);
    else if (c->op == OP_C_READING) take_reading(m, c);
    else if (c->op == OP_C_GRANTED || c->op == OP_C_DENIED || c->op == OP_C_CONFLICT) expect_truth(m, c);
    else if (c->op == OP_C_UNDETERMINED) expect_undetermined(m, c);
    else if (c->op == OP_C_RESULT) expect_value(m, c);
    else if (c->op != OP_C_GIVEN && c->op != OP_C_FOR) complain(m->r, D_CLAUSE_MISPLACED, c, clause_text(m->r, c), "例", "example");
}
/* Something is said of every record of it: that is what the example is held against. */
static bool is_asserted(const Resolver *r, int entity)
{
    for (int i = 0; i < r->program->n_assertions; i++)
        if (r->program->assertions[i].claim && r->program->assertions[i].subject == entity) return true;
    return false;
}
void build_example(Resolver *r, const Node *node, int article)
{
    Example e = {.title = node->text ? node->text : "", .article = article, .span = node->span};
    Making m = {r, node, &e};
    if (node->child[0]->kind != N_DATE) {
        complain(r, D_EXAMPLE_DATE, node, NULL, NULL, NULL);
        return;
    }
    if (!parse_date(r, node->child[0], &e.as_of)) return;
    e.law_as_of = e.as_of;
    if (node->child[1]->kind == N_DATE && !parse_date(r, node->child[1], &e.law_as_of)) return;
    e.entity = subject_of(r, node);
    if (e.entity < 0) return;
    int errors = r->diags->n_errors;
    Facts *facts = given_new(r, e.entity);
    for (int i = 2; i < node->n_child; i++) read_clause(&m, facts, node->child[i]);
    if (!e.n_expectations && r->diags->n_errors == errors && !is_asserted(r, e.entity)) complain(r, D_EXAMPLE_NOTHING, node, NULL, NULL, NULL);
    e.record_json = given_json(r, facts);
    LIST_ADD(r->arena, r->program->examples, r->program->n_examples, e);
}
