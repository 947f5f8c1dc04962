/* Rules as declared: their versions, names and types, and how one is built from its clauses. See resolver.h.
 * Must never know how expressions are typed, files, bytecode. */
#include "interp/program/resolve_rules.h"
#include <stdlib.h>
#include <string.h>

enum { CHAIN_MAX = 256, CHAIN_DEPTH_MAX = 4000 }; /* rules that are typed one inside the other: the stack is finite */

static const Type BOOL = {.kind = TY_BOOL}, ERROR = {.kind = TY_ERROR};

static bool kind_of_node(uint8_t kind, RuleKind *out)
{
    static const uint8_t KINDS[] = {N_DEFINE, N_BENEFIT, N_PRIORITY, N_LISTRULE, N_DUTY, N_PROHIBITION, N_ENCOURAGED, N_TARGET};
    for (size_t i = 0; i < sizeof KINDS; i++)
        if (KINDS[i] == kind) return *out = (RuleKind)i, true;
    if (kind == N_TABLE) return *out = RULE_DEFINE, true;
    return false;
}
const Node *rule_name_node(const Node *declaration) { return declaration->child[0]; }
void say_near(Resolver *r, DiagId plain, DiagId near, const Node *at, const char *text, const char *where, const char *best)
{
    if (diag_add(r->diags, best ? near : plain, at->span, text, where, best) && best) diag_fix(r->diags, at->span, best);
}
const Scope *rule_scope(Resolver *r, int subject)
{
    if (subject < 0) return NULL;
    Scope *s = arena_alloc(r->arena, sizeof *s);
    *s = (Scope){subject, (Path){.entity = (int16_t)subject}, NULL};
    return s;
}
Expr *uint_const(Resolver *r, Type type, int64_t v, Span span)
{
    Expr *e = expr_new(r, E_CONST, type, span);
    e->v.i = v;
    return e;
}

/* ---- declarations ---- */
static bool duty_in_words(const Node *node)
{
    for (int i = 2; i < node->n_child; i++) {
        const Node *c = node->child[i];
        if (c->kind == N_CLAUSE && c->op == OP_C_MUST && c->child[0]->kind == N_STRING) return true;
    }
    return false;
}
/* Of whom it speaks; a duty in words that names nobody speaks of the report. */
static bool subject_of(Resolver *r, const Node *node, RuleKind kind, int *out)
{
    const Node *subject = node->child[1];
    *out = -1;
    if (subject->kind != N_NAME) {
        if (kind == RULE_DEFINE) return true;
        if (duty_in_words(node) && (*out = report_entity(r)) >= 0) return true;
        complain(r, D_SUBJECT_MISSING, rule_name_node(node), rule_kind_words(kind).zh, rule_name_node(node)->text, rule_kind_words(kind).en);
        return false;
    }
    if ((*out = find_entity(r, subject->text)) >= 0) return name_used(r, subject, &r->program->entities[*out].name), true;
    Suggestion s = suggest_begin(subject->text);
    for (int i = 0; i < r->program->n_entities; i++) suggest_name(&s, &r->program->entities[i].name);
    say_near(r, D_SUBJECT_UNKNOWN, D_SUBJECT_NEAR, subject, subject->text, NULL, suggest_result(&s));
    return false;
}
static void add_version(Resolver *r, int index, Declared d, RuleKind kind)
{
    Draft *draft = &r->drafts[index];
    const Rule *rule = &r->program->rules[index];
    const Node *name = rule_name_node(d.node);
    for (int i = 0; i < draft->n_versions; i++)
        if (draft->versions[i].from == d.from) {
            if (diag_add(r->diags, D_RULE_TWICE, name->span, name->text, NULL, NULL))
                diag_note(r->diags, rule_name_node(draft->versions[i].node)->span, "前一处在这里", "the first is here");
            return;
        }
    if (rule->kind != kind) {
        Words now = rule_kind_words(kind), before = rule_kind_words(rule->kind);
        diag_add(r->diags, D_RULE_KIND_CHANGED, name->span, name->text, arena_printf(r->arena, "%s，不能改成%s", before.zh, now.zh), arena_printf(r->arena, "a %s before; it cannot become a %s", before.en, now.en));
        return;
    }
    LIST_ADD(r->arena, draft->versions, draft->n_versions, d);
    for (int i = draft->n_versions - 1; i > 0 && draft->versions[i].from < draft->versions[i - 1].from; i--) {
        Declared later = draft->versions[i - 1];
        draft->versions[i - 1] = draft->versions[i];
        draft->versions[i] = later;
    }
}
void declare_rule(Resolver *r, const Node *node)
{
    RuleKind kind;
    int subject;
    if (!kind_of_node(node->kind, &kind) || node->child[0]->kind != N_DECLNAME || !subject_of(r, node, kind, &subject)) return;
    Name name = name_of(r, rule_name_node(node));
    Declared d = {node, r->article, r->unit, r->from};
    int same = find_rule(r, name.alias, subject);
    if (same >= 0 && name_is(&(Name){r->program->rules[same].name.alias, r->program->rules[same].name.alias}, name.alias)) {
        add_version(r, same, d, kind);
        return;
    }
    Rule rule = {.name = name, .kind = kind, .subject = subject, .type = ERROR, .unit = r->unit, .span = rule_name_node(node)->span};
    int n = r->program->n_rules;
    Draft draft = {0};
    LIST_ADD(r->arena, draft.versions, draft.n_versions, d);
    LIST_ADD(r->arena, r->drafts, n, draft);
    LIST_ADD(r->arena, r->program->rules, r->program->n_rules, rule);
    index_rule(r, n - 1);
}

/* ---- names ---- */
typedef struct { const char *text; int rule; bool alias; } Spelling;
static int by_text(const void *a, const void *b)
{
    const Spelling *x = a, *y = b;
    int c = strcmp(x->text, y->text);
    return c ? c : x->rule - y->rule;
}
static const char *folded(Resolver *r, const char *text)
{
    char *s = arena_strndup(r->arena, text, strlen(text));
    for (char *c = s; *c; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c + 32);
    return s;
}
static void say_name_twice(Resolver *r, DiagId id, int rule, int before, const char *where)
{
    const Rule *a = &r->program->rules[rule], *b = &r->program->rules[before];
    const char *text = id == D_RULE_ALIAS_TWICE ? a->name.alias : a->name.zh;
    if (diag_add(r->diags, id, a->span, text, where, NULL)) diag_note(r->diags, b->span, "前一处在这里", "the first is here");
}
/* Two rules that share a spelling: the alias within a regulation, any name for one entity. */
static void check_pair(Resolver *r, const Spelling *x, const Spelling *y)
{
    const Rule *a = &r->program->rules[x->rule], *b = &r->program->rules[y->rule];
    if (x->rule == y->rule) return;
    bool one_entity = a->subject == b->subject || a->subject < 0 || b->subject < 0;
    if (x->alias && y->alias && (a->unit == b->unit || one_entity)) say_name_twice(r, D_RULE_ALIAS_TWICE, y->rule, x->rule, NULL);
    else if (one_entity) say_name_twice(r, D_RULE_NAME_TWICE, y->rule, x->rule, b->subject >= 0 ? r->program->entities[b->subject].name.zh : "");
}
/* What is used like a field must not be called like one; a decision keeps one spelling of its own. */
static void check_fields(Resolver *r, const Rule *rule)
{
    bool value = rule->kind == RULE_DEFINE || rule->kind == RULE_LIST;
    for (int i = 0; i < r->program->n_entities; i++) {
        const Entity *e = &r->program->entities[i];
        if (rule->subject >= 0 && rule->subject != i) continue;
        int zh = find_field(e, rule->name.zh), alias = find_field(e, rule->name.alias), f = zh >= 0 ? zh : alias;
        if (f < 0 || (!value && (zh < 0 || alias < 0))) continue;
        if (diag_add(r->diags, D_RULE_NAME_IS_FIELD, rule->span, zh >= 0 ? rule->name.zh : rule->name.alias, e->name.zh, NULL)) diag_note(r->diags, e->fields[f].span, "字段在这里", "the field is here");
        return;
    }
}
void check_rule_names(Resolver *r)
{
    int n = 0, rules = r->program->n_rules;
    Spelling *all = arena_alloc(r->arena, (size_t)rules * 2 * sizeof *all + 1);
    for (int i = 0; i < rules; i++) {
        const Rule *rule = &r->program->rules[i];
        bool own_alias = strcmp(rule->name.zh, rule->name.alias) != 0;
        all[n++] = (Spelling){folded(r, rule->name.alias), i, own_alias};
        if (own_alias) all[n++] = (Spelling){folded(r, rule->name.zh), i, false};
        check_fields(r, rule);
    }
    if (n) qsort(all, (size_t)n, sizeof *all, by_text);
    for (int first = 0, i = 1; i < n; i++) {
        if (strcmp(all[first].text, all[i].text) != 0) first = i;
        for (int k = first; k < i && i - k < 64; k++) check_pair(r, &all[k], &all[i]);
    }
}

/* ---- types on demand ---- */
static Type declared_type(Resolver *r, int index)
{
    const Draft *draft = &r->drafts[index];
    const Rule *rule = &r->program->rules[index];
    int64_t lo, hi;
    for (int i = 0; i < draft->n_versions; i++) {
        const Node *type = draft->versions[i].node->child[2];
        if (type->kind == N_TYPE) return build_type(r, type, &rule->name, &lo, &hi);
    }
    return ERROR;
}
static bool too_deep(const Resolver *r)
{
    int depth = 0;
    for (int i = 0; i < r->n_building; i++) depth += r->drafts[r->building[i]].versions[0].node->depth;
    return r->n_building > CHAIN_MAX || depth > CHAIN_DEPTH_MAX;
}
static void circle_through(Resolver *r, int rule, const Node *asked)
{
    int at = r->n_building - 1;
    while (at > 0 && r->building[at] != rule) at--;
    say_circle(r, asked->span, r->building + at, r->n_building - at);
}
bool rule_type(Resolver *r, int rule, const Node *asked, Type *out)
{
    Draft *draft = &r->drafts[rule];
    Rule *p = &r->program->rules[rule];
    if (draft->typed == DRAFT_NEW && p->kind == RULE_DEFINE) {
        Type type = declared_type(r, rule);
        if (type.kind != TY_ERROR) p->type = type, draft->typed = DRAFT_DONE;
    }
    if (draft->typed != DRAFT_DONE) {
        *out = ERROR;
        if (draft->built == DRAFT_BUILDING) return circle_through(r, rule, asked), false;
        if (too_deep(r)) return complain(r, D_RULE_CHAIN_DEEP, asked, p->name.zh, NULL, NULL), false;
        build_rule(r, rule);
    }
    *out = p->type;
    return p->type.kind != TY_ERROR;
}

/* ---- clauses ---- */
#define KIND(k) (1u << RULE_##k)
enum {
    GRANTS = KIND(BENEFIT) | KIND(PRIORITY), DUTIES = KIND(DUTY) | KIND(PROHIBITION) | KIND(ENCOURAGED) | KIND(TARGET),
    DECISIONS = GRANTS | DUTIES | KIND(LIST), EVERY = DECISIONS | KIND(DEFINE)
};
static const uint8_t ALLOWED[OP_KINDS] = {
    [OP_C_WHEN] = GRANTS | KIND(LIST), [OP_C_EXCEPT] = GRANTS, [OP_C_AMOUNT] = GRANTS, [OP_C_PROVIDES] = GRANTS, [OP_C_WEIGHT] = KIND(PRIORITY),
    [OP_C_BORNE_BY] = GRANTS | KIND(DEFINE), [OP_C_RESPONSIBLE] = DECISIONS, [OP_C_TERM] = DECISIONS, [OP_C_PAID] = KIND(BENEFIT), [OP_C_CODE] = DECISIONS, [OP_C_IF] = DUTIES,
    [OP_C_MUST] = KIND(DUTY) | KIND(ENCOURAGED) | KIND(TARGET), [OP_C_MUST_NOT] = KIND(PROHIBITION), [OP_C_ITEM] = KIND(LIST), [OP_C_BY] = KIND(TARGET),
    [OP_C_CITES] = EVERY,
};
#undef KIND
static void misplaced(Building *b, const Node *c)
{
    Words kind = rule_kind_words(b->rule->kind);
    complain(b->r, D_CLAUSE_MISPLACED, c, clause_text(b->r, c), kind.zh, kind.en);
}
static void collect_clause(Building *b, const Node *c)
{
    Arena *arena = b->r->arena;
    if (!(ALLOWED[c->op] & (1u << b->rule->kind))) misplaced(b, c);
    else if (c->op == OP_C_EXCEPT) LIST_ADD(arena, b->c.excepts, b->c.n_excepts, c);
    else if (c->op == OP_C_ITEM) LIST_ADD(arena, b->c.items, b->c.n_items, c);
    else if (!b->c.only[c->op]) b->c.only[c->op] = c;
    else complain(b->r, D_CLAUSE_TWICE, c, NULL, NULL, NULL);
}
static void collect(Building *b)
{
    const Node *node = b->declared->node;
    bool table = node->kind == N_TABLE;
    for (int i = node->kind == N_DEFINE ? 4 : table ? 3 : 2; i < node->n_child; i++) {
        const Node *c = node->child[i];
        if (c->kind == N_CLAUSE) collect_clause(b, c);
        else if (c->kind == N_ROW && table) continue;
        else if (c->kind == N_CASES && node->kind == N_DEFINE) {
            if (b->c.cases || node->child[3]->kind != N_NONE) complain(b->r, D_VALUE_AND_CASES, c, NULL, NULL, NULL);
            else b->c.cases = c;
        } else misplaced(b, c);
    }
}
void need(Building *b, bool there, const char *zh, const char *en)
{
    const Node *name = rule_name_node(b->declared->node);
    if (!there) complain(b->r, D_CLAUSE_MISSING, name, name->text, zh, en);
}
void check_cases(Resolver *r, const Node *cases)
{
    for (int i = 1; i < cases->n_child; i++)
        for (int k = i > 1000 ? i - 1000 : 0; k < i; k++) {
            const Node *a = cases->child[k], *b = cases->child[i];
            if (a->kind != N_CASE || b->kind != N_CASE || !node_equal(a->child[0], b->child[0])) continue;
            if (diag_add(r->diags, D_CASE_REPEATED, b->child[0]->span, NULL, NULL, NULL)) diag_note(r->diags, a->child[0]->span, "前一处在这里", "the first is here");
            break;
        }
}
/* 依据 "62.1", or words of the article that stand in its text. */
int cited_article(Resolver *r, const Node *cites, int unit, int article, int32_t from)
{
    if (!cites) return article;
    int label = -1, quoted = -1;
    for (int i = 0; i < r->program->n_articles; i++) {
        const Article *a = &r->program->articles[i];
        if (strcmp(a->label, cites->text) == 0 && (label < 0 || (a->unit == unit && a->from <= from))) label = i;
        if (quoted < 0 && a->unit == unit && strstr(a->text, cites->text)) quoted = i;
    }
    if (label >= 0) return label;
    if (quoted >= 0 && cites->text[0]) return quoted;
    Suggestion s = suggest_begin(cites->text);
    for (int i = 0; i < r->program->n_articles; i++) suggest_offer(&s, r->program->articles[i].label);
    complain(r, D_CITES_UNKNOWN, cites, cites->text, suggest_result(&s), NULL);
    return article;
}

/* ---- one version ---- */
Expr *condition_of(Building *b, int op)
{
    const Node *c = b->c.only[op];
    if (!c || c->child[0]->kind == N_NONE) return NULL;
    Expr *e = expr_condition(b->r, b->scope, c->child[0]);
    check_constant(b->r, c->child[0], e, false);
    return e;
}
static void add_excepts(Building *b)
{
    RuleVersion *v = b->v;
    for (int i = 0; i < b->c.n_excepts; i++) {
        const Node *c = b->c.excepts[i];
        Exception x = {.name = {"除外", "except"}, .condition = expr_condition(b->r, b->scope, c->child[0]), .overrides = -1, .article = v->article, .span = c->span};
        check_constant(b->r, c->child[0], x.condition, false);
        LIST_ADD(b->r->arena, v->exceptions, v->n_exceptions, x);
    }
}
static void build_grant(Building *b)
{
    RuleVersion *v = b->v;
    const Node *provides = b->c.only[OP_C_PROVIDES], *weight = b->c.only[OP_C_WEIGHT];
    need(b, b->c.only[OP_C_WHEN] || (b->rule->kind == RULE_BENEFIT && (b->c.only[OP_C_AMOUNT] || provides)), "条件", "when");
    v->when = condition_of(b, OP_C_WHEN);
    v->in_kind = provides ? provides->text : NULL;
    build_amount(b);
    build_payers(b);
    build_shares(b);
    build_term(b);
    add_excepts(b);
    if (!weight) return;
    v->weight = expr_build(b->r, b->scope, weight->child[0], NULL);
    if (v->weight->type.kind == TY_QUOT) complain(b->r, D_QUOTIENT_VALUE, weight->child[0], NULL, NULL, NULL);
    else if (v->weight->type.kind != TY_NUM && v->weight->type.kind != TY_ERROR)
        complain(b->r, D_NOT_A_NUMBER, weight->child[0], type_words(b->r, v->weight->type, true), type_words(b->r, v->weight->type, false), NULL);
}
static void build_define(Building *b)
{
    const Node *node = b->declared->node, *value = b->c.cases ? b->c.cases : node->kind == N_DEFINE ? node->child[3] : NULL;
    const Type *want = b->rule->type.kind != TY_ERROR ? &b->rule->type : NULL;
    if (node->kind == N_TABLE) {
        build_table(b->r, node, b->scope, b->v, b->rule->type);
        return;
    }
    if (!value || value->kind == N_NONE) {
        need(b, false, "= …、情形", "= ..., case");
        return;
    }
    if (b->c.cases) check_cases(b->r, value);
    b->v->value = expr_build(b->r, b->scope, value, want);
    if (b->c.cases) check_case_gap(b->r, value, b->v->value, NULL);
    if (b->v->value->type.kind == TY_ENTITY || b->v->value->type.kind == TY_LIST) b->v->value = NULL;
}
static void build_version(Resolver *r, Rule *rule, const Declared *d, RuleVersion *v)
{
    Building b = {.r = r, .rule = rule, .declared = d, .scope = rule_scope(r, rule->subject), .v = v};
    *v = (RuleVersion){.from = d->from, .article = d->article, .span = rule_name_node(d->node)->span};
    collect(&b);
    v->article = cited_article(r, b.c.only[OP_C_CITES], d->unit, d->article, d->from);
    if (b.c.only[OP_C_CODE]) rule->code = b.c.only[OP_C_CODE]->text;
    switch (rule->kind) {
    case RULE_DEFINE: build_define(&b), build_payers(&b), build_shares(&b); break;
    case RULE_BENEFIT: case RULE_PRIORITY: build_grant(&b); break;
    case RULE_LIST: build_list(&b); break;
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_ENCOURAGED: case RULE_TARGET:
        need(&b, b.c.only[OP_C_MUST] || b.c.only[OP_C_MUST_NOT], rule->kind == RULE_PROHIBITION ? "不得" : "须", rule->kind == RULE_PROHIBITION ? "must not" : "must");
        v->applies = condition_of(&b, OP_C_IF);
        build_duty(&b);
    }
}

/* ---- all versions ---- */
/* Versions are chosen between by date, so that they share one type; numbers the largest scale. */
static void settle_values(Resolver *r, Rule *rule, const Draft *draft)
{
    Type type = rule->type;
    for (int i = 0; type.kind == TY_ERROR && i < rule->n_versions; i++)
        if (rule->versions[i].value) type = rule->versions[i].value->type;
    if (rule->type.kind == TY_ERROR)
        for (int i = 0; i < rule->n_versions; i++) {
            const Expr *e = rule->versions[i].value;
            if (e && e->type.kind == TY_NUM && e->type.scale > type.scale) type.scale = e->type.scale;
        }
    rule->type = type.kind == TY_QUOT ? ERROR : type;
    for (int i = 0; i < rule->n_versions; i++) {
        RuleVersion *v = &rule->versions[i];
        const Node *node = draft->versions[i].node, *at = node->kind == N_DEFINE && node->child[3]->kind != N_NONE ? node->child[3] : rule_name_node(node);
        if (type.kind == TY_QUOT) complain(r, D_QUOTIENT_VALUE, at, NULL, NULL, NULL);
        else if (v->value) expr_fit(r, at, &v->value, type);
    }
}
static void settle(Resolver *r, Rule *rule, const Draft *draft)
{
    switch (rule->kind) {
    case RULE_DEFINE: settle_values(r, rule, draft); break;
    case RULE_BENEFIT: case RULE_PRIORITY: settle_amounts(r, rule, draft); break;
    case RULE_LIST: settle_items(r, rule); /* fall through */
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_ENCOURAGED: case RULE_TARGET: rule->type = BOOL;
    }
}
void build_rule(Resolver *r, int index)
{
    Draft *draft = &r->drafts[index];
    Rule *rule = &r->program->rules[index];
    if (draft->built != DRAFT_NEW) return;
    if (draft->typed == DRAFT_NEW && rule->kind == RULE_DEFINE) {
        rule->type = declared_type(r, index);
        if (rule->type.kind != TY_ERROR) draft->typed = DRAFT_DONE;
    }
    draft->built = DRAFT_BUILDING;
    int unit = r->unit, article = r->article, depth = r->n_building;
    int32_t from = r->from;
    LIST_ADD(r->arena, r->building, r->n_building, index);
    rule->versions = arena_alloc(r->arena, (size_t)draft->n_versions * sizeof *rule->versions);
    rule->n_versions = draft->n_versions;
    for (int i = 0; i < draft->n_versions; i++) {
        r->unit = draft->versions[i].unit, r->article = draft->versions[i].article, r->from = draft->versions[i].from;
        build_version(r, rule, &draft->versions[i], &rule->versions[i]);
    }
    settle(r, rule, draft);
    r->n_building = depth;
    r->unit = unit, r->article = article, r->from = from;
    draft->built = draft->typed = DRAFT_DONE;
}
