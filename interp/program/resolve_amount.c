/* What a benefit gives and who bears it: 标准 with its marks and cases, 负担 with its shares, 责任.
 * Must never know how expressions are typed, files, bytecode. */
#include <string.h>
#include "grammar/limits.h"
#include "interp/program/resolve_rules.h"

enum { MONEY_SCALE = 2, RATIO_DIGITS_MAX = 6 };

static const Type BOOL = {.kind = TY_BOOL}, ERROR = {.kind = TY_ERROR};

/* ---- cases of an amount ---- */
/* 不享受 in a case denies the benefit. What is left decides the amount: once the benefit is granted, the first case that is true is none of those that deny. */
static Node *paying_cases(Resolver *r, const Node *cases)
{
    Node *out = node_new(r->arena, N_CASES, 0, NULL, cases->span);
    bool otherwise = false;
    for (int i = 0; i < cases->n_child; i++) {
        Node *c = cases->child[i];
        otherwise |= c->kind == N_OTHERWISE;
        if (c->child[c->n_child - 1]->kind != N_DENIED) node_add(r->arena, out, c);
    }
    Node *last = out->n_child ? out->child[out->n_child - 1] : NULL;
    if (!otherwise || !last || last->kind == N_OTHERWISE) return out;
    Node *rest = node_new(r->arena, N_OTHERWISE, 0, NULL, last->span); /* 其他：不享受 leaves no other way to come here */
    node_add(r->arena, rest, last->child[1]);
    out->child[out->n_child - 1] = rest;
    return out;
}
static bool denies(const Node *c) { return c->child[c->n_child - 1]->kind == N_DENIED; }
/* Whether the first case that is true pays, or none is. */
static Expr *pays(Building *b, const Node *cases)
{
    Expr *chain = NULL;
    for (int i = cases->n_child - 1; i >= 0; i--) {
        const Node *c = cases->child[i];
        bool pay = !denies(c);
        if (c->kind == N_OTHERWISE) {
            chain = expr_bool(b->r, pay, c->span);
            continue;
        }
        Expr *condition = expr_condition(b->r, b->scope, c->child[0]);
        if (!chain) chain = expr_bool(b->r, true, c->span); /* no case at all: granted, and the amount is undefined */
        bool settled = chain->kind == E_CONST && !chain->ref;
        if (pay && settled) chain = chain->v.i ? chain : condition;
        else if (pay) chain = expr_or(b->r, condition, chain);
        else if (!settled) chain = expr_and(b->r, expr_not(b->r, condition), chain);
        else if (chain->v.i) chain = expr_not(b->r, condition);
    }
    return chain;
}
static Expr *amount_of_cases(Building *b, const Node *clause, const Node *cases)
{
    RuleVersion *v = b->v;
    bool denied = false;
    check_cases(b->r, cases);
    for (int i = 0; i < cases->n_child; i++) denied |= denies(cases->child[i]);
    if (!denied) {
        Expr *chain = expr_build(b->r, b->scope, cases, NULL);
        check_case_gap(b->r, cases, chain, v->when);
        return chain;
    }
    Node *paying = paying_cases(b->r, cases);
    if (!paying->n_child) {
        complain(b->r, D_AMOUNT_ALL_DENIED, clause, NULL, NULL, NULL);
        return expr_new(b->r, E_UNDEF, ERROR, clause->span);
    }
    Expr *granted = pays(b, cases);
    v->when = v->when ? expr_and(b->r, v->when, granted) : granted;
    return expr_build(b->r, b->scope, paying, NULL);
}

/* ---- marks ---- */
static const char *head_word(uint8_t head) { return head == HEAD_PERSON ? "每人" : head == HEAD_HOUSEHOLD ? "每户" : head == HEAD_PLACE ? "每个" : NULL; }
static const char *period_word(uint8_t period) { return period == PERIOD_MONTH ? "每月" : period == PERIOD_YEAR ? "每年" : period == PERIOD_ONCE ? "一次性" : ""; }
static bool is_period(uint8_t unit) { return unit == U_MONTH || unit == U_YEAR || unit == U_DAY; }
/* 每月 1000元 is 元/月. Of what is no money the period is kept in words. */
static void put_period(Building *b, const Node *clause, Unit *unit)
{
    RuleVersion *v = b->v;
    uint8_t period = clause->marks.period, per = period == PERIOD_MONTH ? U_MONTH : U_YEAR;
    v->per = head_word(clause->marks.head);
    v->once = period == PERIOD_ONCE;
    if (period == PERIOD_NONE) return;
    if (is_period(unit->per) && (v->once || unit->per != per)) complain(b->r, D_AMOUNT_PERIOD, clause, period_word(period), unit_name_zh(*unit), unit_name_en(*unit));
    else if (v->once || is_period(unit->per)) return;
    else if (unit->base == U_YUAN && unit->per == U_ONE) unit->per = per;
    else v->per = v->per ? arena_printf(b->r->arena, "%s%s", period_word(period), v->per) : period_word(period);
}
static void free_of_charge(Building *b, const Node *clause)
{
    RuleVersion *v = b->v;
    if (clause->child[0]->kind != N_NONE || clause->marks.bound) complain(b->r, D_AMOUNT_FREE_VALUE, clause, NULL, NULL, NULL);
    v->amount_kind = AMOUNT_FREE;
    v->amount_type = (Type){.kind = TY_NUM, .scale = MONEY_SCALE, .unit = {U_YUAN, U_ONE}};
    v->amount = uint_const(b->r, v->amount_type, 0, clause->span);
    v->per = head_word(clause->marks.head);
}
/* 发放 当月起: of what is paid by the month. */
static void put_paid(Building *b)
{
    const Node *clause = b->c.only[OP_C_PAID];
    if (!clause) return;
    int op = clause->child[0]->op;
    bool year = op == OP_PAID_SAME_YEAR || op == OP_PAID_NEXT_YEAR;
    Type t = b->v->amount_type;
    b->v->paid = op == OP_PAID_SAME_MONTH || op == OP_PAID_SAME_YEAR ? PAID_SAME_PERIOD : PAID_NEXT_PERIOD;
    if (t.kind == TY_NUM && t.unit.base == U_YUAN && t.unit.per == (year ? U_YEAR : U_MONTH)) return;
    if (t.kind == TY_ERROR) return;
    Unit unit = t.kind == TY_NUM ? t.unit : (Unit){U_ONE, U_ONE};
    Span said = clause->child[0]->span;
    const char *word = arena_strndup(b->r->arena, b->r->sources->items[said.source].text + said.start, said.end - said.start);
    complain(b->r, D_AMOUNT_PERIOD, clause->child[0], word, unit_name_zh(unit), unit_name_en(unit));
}
/* 标准 100: of what? */
static void check_units(Resolver *r, const Node *value)
{
    if (value->kind == N_NUMBER && !value->unit) complain(r, D_AMOUNT_UNITLESS, value, value->text, NULL, NULL);
    if (value->kind != N_CASES) return;
    for (int i = 0; i < value->n_child; i++) check_units(r, value->child[i]->child[value->child[i]->n_child - 1]);
}
static void check_rounding(Resolver *r, const Node *value, Type type)
{
    if (type.unit.base == U_YUAN && type.scale > MONEY_SCALE) complain(r, D_AMOUNT_UNROUNDED, value, arena_printf(r->arena, "%d", type.scale), NULL, NULL);
}
static void read_amount(Building *b)
{
    RuleVersion *v = b->v;
    const Node *clause = b->c.only[OP_C_AMOUNT];
    v->amount_type = BOOL;
    v->amount_kind = v->in_kind ? AMOUNT_IN_KIND : AMOUNT_NONE;
    if (!clause) return;
    if (clause->marks.free) {
        free_of_charge(b, clause);
        return;
    }
    const Node *value = clause->child[0];
    v->amount_kind = clause->marks.bound == OP_GE ? AMOUNT_AT_LEAST : clause->marks.bound == OP_LE ? AMOUNT_AT_MOST : AMOUNT_EXACT;
    v->amount_type = ERROR;
    if (value->kind == N_NONE) {
        complain(b->r, D_AMOUNT_EMPTY, clause, NULL, NULL, NULL);
        return;
    }
    Expr *e = value->kind == N_CASES ? amount_of_cases(b, clause, value) : expr_build(b->r, b->scope, value, NULL);
    if (e->type.kind == TY_QUOT) complain(b->r, D_QUOTIENT_VALUE, value, NULL, NULL, NULL);
    else if (e->type.kind != TY_NUM && e->type.kind != TY_ERROR) complain(b->r, D_NOT_A_NUMBER, value, type_words(b->r, e->type, true), type_words(b->r, e->type, false), NULL);
    if (e->type.kind != TY_NUM) return;
    v->amount = e;
    v->amount_type = e->type;
    check_units(b->r, value);
    check_rounding(b->r, value, e->type);
    put_period(b, clause, &v->amount_type.unit);
}
void build_amount(Building *b)
{
    read_amount(b);
    put_paid(b);
}

/* ---- payers ---- */
static const Enum *bodies(const Resolver *r, int *index)
{
    int report = report_entity(r);
    *index = -1;
    if (report < 0) return NULL;
    const Entity *e = &r->program->entities[report];
    const Type *type = &e->fields[e->report_body].type;
    if (type->kind != TY_ENUM) return NULL;
    *index = type->ref;
    return &r->program->enums[type->ref];
}
static void add_payer(Building *b, Payer p) { LIST_ADD(b->r->arena, b->v->payers, b->v->n_payers, p); }
/* A value of another enumeration, an entity (the employer), or a definition that says who pays. */
static bool named_elsewhere(Building *b, const char *text, Name *out)
{
    const Resolver *r = b->r;
    int at;
    for (int i = 0; i < r->program->n_enums; i++)
        if ((at = find_enum_value(&r->program->enums[i], text)) >= 0) return *out = r->program->enums[i].values[at].name, true;
    if ((at = find_entity(r, text)) >= 0) return *out = r->program->entities[at].name, true;
    at = find_rule(r, text, b->rule->subject);
    if (at >= 0 && r->program->rules[at].kind == RULE_DEFINE) return *out = r->program->rules[at].name, true;
    return false;
}
static void payer(Building *b, const Node *party)
{
    Resolver *r = b->r;
    Name name;
    int ref, at;
    const Enum *e = bodies(r, &ref);
    const char *text = party->text;
    if (e && (at = find_enum_value(e, text)) >= 0) {
        name_used(r, party, &e->values[at].name);
        add_payer(b, (Payer){e->values[at].name, at});
        return;
    }
    if (e && (at = find_group(r, text)) >= 0 && r->groups[at].enum_index == ref) {
        name_used(r, party, &r->groups[at].name);
        for (int i = 0; i < r->groups[at].n_members; i++) add_payer(b, (Payer){e->values[r->groups[at].members[i]].name, r->groups[at].members[i]});
        return;
    }
    if (named_elsewhere(b, text, &name)) name_used(r, party, &name);
    else {
        name = (Name){text, text};
        if (e && party->kind == N_NAME && !party->quoted) {
            Suggestion s = suggest_begin(text);
            for (int i = 0; i < e->n_values; i++) suggest_name(&s, &e->values[i].name);
            say_near(r, D_BODY_UNKNOWN, D_BODY_NEAR, party, text, e->name.zh, suggest_result(&s));
        }
    }
    add_payer(b, (Payer){name, -1});
}
static int n_parties(const Node *clause)
{
    int n = 0;
    while (n < clause->n_child && (clause->child[n]->kind == N_NAME || clause->child[n]->kind == N_STRING)) n++;
    return n;
}
void build_payers(Building *b)
{
    const int order[] = {OP_C_BORNE_BY, OP_C_RESPONSIBLE};
    for (int k = 0; k < 2; k++) {
        const Node *clause = b->c.only[order[k]];
        for (int i = 0; clause && i < n_parties(clause); i++) payer(b, clause->child[i]);
    }
}

/* ---- shares ---- */
typedef struct { int n, digits; bool exact; } Ratios; /* digits after the point that hold every ratio exactly */
typedef struct { int64_t part[PAYERS_MAX]; int64_t total; } Parts;
static bool read_share(Building *b, const Node *share, int n, Parts *out)
{
    Resolver *r = b->r;
    *out = (Parts){{0}, 0};
    if (share->kind != N_SHARE) return complain(r, D_SHARE_FORM, share, NULL, NULL, NULL), false;
    if (share->n_child != n) return complain(r, D_SHARE_COUNT, share, arena_printf(r->arena, "%d", n), arena_printf(r->arena, "%d", share->n_child), NULL), false;
    for (int i = 0; i < n; i++) {
        Type type;
        if (!parse_number(r, share->child[i], &type, &out->part[i])) return false;
        if (type.scale || type.unit.base != U_ONE || out->part[i] < 0 || out->part[i] > 1000000) return complain(r, D_SHARE_FORM, share->child[i], NULL, NULL, NULL), false;
        out->total += out->part[i];
    }
    if (!out->total) return complain(r, D_SHARE_FORM, share, NULL, NULL, NULL), false;
    return true;
}
static void widen(Ratios *ratios, const Parts *parts)
{
    int64_t power = 1;
    for (int digits = 0; digits <= RATIO_DIGITS_MAX; digits++, power *= 10) {
        bool whole = true;
        for (int i = 0; i < ratios->n; i++) whole &= parts->part[i] * power % parts->total == 0;
        if (!whole) continue;
        if (digits > ratios->digits) ratios->digits = digits;
        return;
    }
    ratios->exact = false;
}
/* 40% where it can be written so, else 1/3. */
static Expr *ratio(Building *b, const Ratios *ratios, const Parts *parts, int i, Span span)
{
    int64_t power = 1;
    Type plain = {.kind = TY_NUM};
    if (!ratios->exact) {
        Expr *e = expr_new(b->r, E_DIV, (Type){.kind = TY_QUOT}, span);
        e->a = uint_const(b->r, plain, parts->part[i], span);
        e->b = uint_const(b->r, plain, parts->total, span);
        return e;
    }
    for (int k = 0; k < ratios->digits; k++) power *= 10;
    return uint_const(b->r, (Type){.kind = TY_NUM, .scale = (uint8_t)ratios->digits}, parts->part[i] * power / parts->total, span);
}
static bool shares_of_cases(Building *b, const Node *cases, Ratios *ratios)
{
    Resolver *r = b->r;
    RuleVersion *v = b->v;
    Parts *parts = arena_alloc(r->arena, (size_t)cases->n_child * sizeof *parts);
    Expr **condition = arena_alloc(r->arena, (size_t)cases->n_child * sizeof *condition);
    check_cases(r, cases);
    for (int i = 0; i < cases->n_child; i++) {
        const Node *c = cases->child[i];
        if (c->kind == N_OTHERWISE && i + 1 < cases->n_child) complain(r, D_CASE_AFTER_OTHERWISE, cases->child[i + 1], NULL, NULL, NULL);
        if (!read_share(b, c->child[c->n_child - 1], ratios->n, &parts[i])) return false;
        widen(ratios, &parts[i]);
        if (c->kind == N_CASE) condition[i] = expr_condition(r, b->scope, c->child[0]);
    }
    for (int p = 0; p < ratios->n; p++) {
        Type type = ratios->exact ? (Type){.kind = TY_NUM, .scale = (uint8_t)ratios->digits} : (Type){.kind = TY_QUOT};
        Expr *chain = expr_new(r, E_UNDEF, type, cases->span);
        for (int i = cases->n_child - 1; i >= 0; i--) {
            const Node *c = cases->child[i];
            Expr *one = ratio(b, ratios, &parts[i], p, c->child[c->n_child - 1]->span);
            chain = condition[i] ? expr_if(r, condition[i], one, chain) : one;
        }
        v->shares[p] = chain;
    }
    return true;
}
/* The step of the parts, in the amount's own digits; without one, 分. */
static void share_rounding(Building *b, const Node *clause)
{
    static const RoundMode MODES[] = {ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_UP, ROUND_DOWN};
    RuleVersion *v = b->v;
    Resolver *r = b->r;
    int64_t step = 1;
    Type type = {.kind = TY_NUM, .scale = MONEY_SCALE, .unit = {U_YUAN, U_ONE}}, own = v->amount->type;
    if (clause->step) {
        Expr *e = expr_build(r, NULL, clause->step->child[1], NULL);
        v->share_mode = MODES[clause->step->op - OP_ROUND_HALF_UP];
        if (e->type.kind == TY_ERROR) return;
        if (e->kind != E_CONST || e->type.kind != TY_NUM || e->v.i <= 0) {
            complain(r, D_ROUND_STEP, clause->step->child[1], NULL, NULL, NULL);
            return;
        }
        if (e->type.unit.base != own.unit.base) complain(r, D_UNIT_MISMATCH, clause->step->child[1], type_words(r, e->type, true), type_words(r, own, true), NULL);
        type = e->type, step = e->v.i;
    } else if (own.unit.base != U_YUAN) type.scale = own.scale;
    if (own.scale < type.scale) {
        own.scale = type.scale;
        expr_fit(r, clause, &v->amount, own);
        v->amount_type.scale = own.scale;
    }
    for (int i = type.scale; i < v->amount_type.scale; i++) step *= 10;
    v->share_step = step;
}
void build_shares(Building *b)
{
    const Node *clause = b->c.only[OP_C_BORNE_BY];
    RuleVersion *v = b->v;
    if (!clause || !clause->shared) return;
    int n = n_parties(clause);
    const Node *share = n < clause->n_child ? clause->child[n] : NULL;
    Ratios ratios = {n, 0, true};
    if (!share || share->kind == N_NONE) complain(b->r, D_SHARE_EMPTY, clause, NULL, NULL, NULL);
    else if (n > PAYERS_MAX) complain(b->r, D_TOO_MANY_PAYERS, clause, arena_printf(b->r->arena, "%d", PAYERS_MAX), NULL, NULL);
    else if (!v->amount && !b->c.only[OP_C_AMOUNT]) complain(b->r, D_SHARE_NO_AMOUNT, clause, NULL, NULL, NULL);
    else {
        Parts parts;
        v->shares = arena_alloc(b->r->arena, (size_t)n * sizeof *v->shares);
        bool read = share->kind == N_CASES ? shares_of_cases(b, share, &ratios) : read_share(b, share, n, &parts);
        if (!read || !v->amount) return;
        if (share->kind != N_CASES) {
            widen(&ratios, &parts);
            for (int i = 0; i < n; i++) v->shares[i] = ratio(b, &ratios, &parts, i, share->span);
        }
        v->n_shares = n;
        share_rounding(b, clause);
    }
}

/* ---- all versions ---- */
void settle_amounts(Resolver *r, Rule *rule, const Draft *draft)
{
    rule->type = rule->versions[0].amount_type;
    rule->amount_kind = rule->versions[0].amount_kind;
    for (int i = 1; i < rule->n_versions; i++) {
        const RuleVersion *v = &rule->versions[i];
        const Node *name = rule_name_node(draft->versions[i].node);
        if (v->amount_type.kind == TY_ERROR) continue;
        if (rule->type.kind == TY_ERROR) rule->type = v->amount_type;
        else if (v->amount_kind != rule->amount_kind || v->amount_type.kind != rule->type.kind || (rule->type.kind == TY_NUM && !unit_equal(v->amount_type.unit, rule->type.unit)))
            complain(r, D_AMOUNT_CHANGED, name, name->text, NULL, NULL);
        else if (v->amount_type.scale > rule->type.scale) rule->type.scale = v->amount_type.scale;
    }
    for (int i = 0; i < rule->n_versions; i++) {
        RuleVersion *v = &rule->versions[i];
        if (!v->amount || rule->type.kind != TY_NUM) continue;
        Type own = v->amount->type;
        int added = rule->type.scale - v->amount_type.scale;
        own.scale = rule->type.scale;
        expr_fit(r, rule_name_node(draft->versions[i].node), &v->amount, own);
        for (int k = 0; k < added; k++) v->share_step *= 10;
        v->amount_type = rule->type;
    }
}
