/* Operators: comparisons, arithmetic with units, dates, rounding. See expr_ops.h.
 * Must never know names or declarations. */
#include "interp/program/expr_ops.h"
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/base/number.h"

static const Type BOOL = {.kind = TY_BOOL}, DATE = {.kind = TY_DATE};

/* ---- literals ---- */
bool parse_date(Resolver *r, const Node *node, int32_t *out)
{
    CalendarResult result = calendar_parse(node->text, strlen(node->text), out);
    if (result == CALENDAR_OK) return true;
    complain(r, D_NO_SUCH_DAY, node, node->text, NULL, NULL);
    return false;
}
bool parse_number(Resolver *r, const Node *node, Type *type, int64_t *out)
{
    int scale;
    *type = (Type){.kind = TY_NUM};
    if (node->unit && !unit_parse(node->unit, &type->unit)) return complain(r, D_UNIT_UNKNOWN, node, node->unit, NULL, NULL), false;
    const char *text = node->text;
    if (number_parse_any(text, strlen(text), out, &scale) != NUMBER_OK || *out == INT64_MAX) return complain(r, D_NUMBER_RANGE, node, text, NULL, NULL), false;
    type->scale = (uint8_t)scale;
    return true;
}

/* ---- types in words ---- */
const char *type_words(Resolver *r, Type t, bool zh)
{
    switch (t.kind) {
    case TY_BOOL: return zh ? "是否" : "a condition";
    case TY_ENUM: return arena_printf(r->arena, zh ? "枚举 %s" : "a value of %s", zh ? r->program->enums[t.ref].name.zh : r->program->enums[t.ref].name.alias);
    case TY_DATE: return zh ? "日期" : "a date";
    case TY_TEXT: return zh ? "文本" : "a text";
    case TY_QUOT: return zh ? "商（比例）" : "a quotient";
    case TY_NUM: {
        const char *unit = zh ? unit_name_zh(t.unit) : unit_name_en(t.unit);
        return unit[0] ? arena_printf(r->arena, zh ? "数（%s）" : "a number of %s", unit) : zh ? "数" : "a number";
    }
    default: return zh ? "记录" : "a record";
    }
}
void complain_types(Resolver *r, DiagId id, const Node *at, Type a, Type b)
{
    if (a.kind == TY_ERROR || b.kind == TY_ERROR) return;
    if (diag_add(r->diags, id, at->span, type_words(r, a, true), type_words(r, b, true), type_words(r, a, false))) diag_fourth(r->diags, type_words(r, b, false));
}
static Expr *mismatch(Resolver *r, DiagId id, const Node *at, Type a, Type b)
{
    complain_types(r, id, at, a, b);
    return expr_error(r, at);
}
/* 2024年 is a length of time; the calendar year is 2024. */
static bool long_ago(const Expr *e) { return e->kind == E_CONST && unit_equal(e->type.unit, (Unit){U_YEAR, U_ONE}) && !e->type.scale && e->v.i >= 1000; }
static Expr *unlike_units(Resolver *r, const Node *at, Type a, Type b, bool calendar)
{
    if (diag_add(r->diags, D_COMPARE_UNITS, at->span, type_words(r, a, true), type_words(r, b, true), type_words(r, a, false))) {
        diag_fourth(r->diags, type_words(r, b, false));
        if (calendar) diag_note(r->diags, at->span, "说的如果是公历年份，写 2024，不写 2024年（那是2024年之久）", "a calendar year is written 2024; `2024 years` is a length of time");
    }
    return expr_error(r, at);
}

/* ---- logic ---- */
static Expr *binary(Resolver *r, ExprKind kind, Type type, Expr *a, Expr *b)
{
    Expr *e = expr_new(r, kind, type, span_join(a->span, b ? b->span : a->span));
    e->a = a;
    e->b = b;
    return e;
}
Expr *expr_and(Resolver *r, Expr *a, Expr *b) { return binary(r, E_AND, BOOL, a, b); }
Expr *expr_or(Resolver *r, Expr *a, Expr *b) { return binary(r, E_OR, BOOL, a, b); }
Expr *expr_not(Resolver *r, Expr *a) { return binary(r, E_NOT, BOOL, a, NULL); }
Expr *expr_if(Resolver *r, Expr *c, Expr *a, Expr *b)
{
    Expr *e = expr_new(r, E_IF, a->type, span_join(c->span, a->span));
    e->a = c;
    e->b = a;
    e->c = b;
    return e;
}

/* ---- scales ---- */
static Expr *rescale(Resolver *r, Expr *e, int scale)
{
    if (e->type.kind != TY_NUM || e->type.scale >= scale) return e;
    if (e->kind == E_CONST) {
        int64_t v;
        if (number_rescale(e->v.i, e->type.scale, scale, &v)) {
            e->v.i = v;
            e->type.scale = (uint8_t)scale;
            return e;
        }
    }
    Type t = e->type;
    t.scale = (uint8_t)scale;
    return binary(r, E_RESCALE, t, e, NULL);
}
static void align(Resolver *r, Expr **a, Expr **b)
{
    if ((*a)->type.kind != TY_NUM || (*b)->type.kind != TY_NUM) return;
    int scale = (*a)->type.scale > (*b)->type.scale ? (*a)->type.scale : (*b)->type.scale;
    *a = rescale(r, *a, scale);
    *b = rescale(r, *b, scale);
}
static bool narrow_constant(Expr *e, int scale)
{
    int64_t v;
    if (e->kind != E_CONST || !number_rescale(e->v.i, e->type.scale, scale, &v)) return false;
    e->v.i = v;
    e->type.scale = (uint8_t)scale;
    return true;
}
bool expr_fit(Resolver *r, const Node *at, Expr **e, Type type)
{
    Type t = (*e)->type;
    if (t.kind == TY_ERROR || type.kind == TY_ERROR) return false;
    if (t.kind == TY_QUOT && type.kind == TY_NUM) return complain(r, D_QUOTIENT_VALUE, at, NULL, NULL, NULL), false;
    if (t.kind != type.kind || (t.kind == TY_ENUM && t.ref != type.ref)) return mismatch(r, D_TYPE_MISMATCH, at, t, type), false;
    if (t.kind != TY_NUM) return true;
    if (!unit_equal(t.unit, type.unit)) return mismatch(r, D_UNIT_MISMATCH, at, t, type), false;
    if (t.scale > type.scale && !narrow_constant(*e, type.scale)) return complain(r, D_SCALE_LOST, at, arena_printf(r->arena, "%d", type.scale), NULL, NULL), false;
    *e = rescale(r, *e, type.scale);
    return true;
}
Expr *expr_of_type(Resolver *r, const Scope *scope, const Node *node, Type type)
{
    Expr *e = expr_build(r, scope, node, &type);
    return expr_fit(r, node, &e, type) ? e : expr_error(r, node);
}

/* ---- comparisons ---- */
static bool ordered(uint8_t kind) { return kind == TY_NUM || kind == TY_DATE || kind == TY_QUOT; }
/* 占比(…) 不低于 30: thirty times the whole. */
static void share_beyond(Resolver *r, const Node *at, const Expr *share, const Expr *bound)
{
    char text[NUMBER_TEXT];
    if (share->kind != E_SHARE || bound->kind != E_CONST || bound->type.kind != TY_NUM || number_compare(bound->v.i, bound->type.scale, 1, 0) <= 0) return;
    number_print(text, bound->v.i, bound->type.scale, 0);
    diag_add(r->diags, D_SHARE_BEYOND, at->span, arena_strndup(r->arena, text, strlen(text)), NULL, NULL);
}
Expr *expr_compare(Resolver *r, const Node *at, ExprKind kind, Expr *a, Expr *b)
{
    Type ta = a->type, tb = b->type;
    if (ta.kind == TY_ERROR || tb.kind == TY_ERROR) return expr_error(r, at);
    bool quotient = ta.kind == TY_QUOT || tb.kind == TY_QUOT, numbers = (ta.kind == TY_NUM || ta.kind == TY_QUOT) && (tb.kind == TY_NUM || tb.kind == TY_QUOT);
    if (!numbers && (ta.kind != tb.kind || (ta.kind == TY_ENUM && ta.ref != tb.ref))) return mismatch(r, D_COMPARE_TYPES, at, ta, tb);
    if (numbers && !unit_equal(ta.unit, tb.unit)) return unlike_units(r, at, ta, tb, long_ago(a) || long_ago(b));
    if (kind != E_EQ && kind != E_NE && !ordered(ta.kind)) return complain(r, D_NO_ORDER, at, type_words(r, ta, true), type_words(r, ta, false), NULL), expr_error(r, at);
    if ((kind == E_EQ || kind == E_NE) && quotient) {
        Expr *both = expr_and(r, expr_compare(r, at, E_LE, a, b), expr_compare(r, at, E_GE, a, b));
        return kind == E_EQ ? both : expr_not(r, both);
    }
    if (ta.kind == TY_BOOL && b->kind == E_CONST && !b->ref) return (b->v.i != 0) == (kind == E_EQ) ? a : expr_not(r, a);
    share_beyond(r, at, a, b);
    share_beyond(r, at, b, a);
    align(r, &a, &b);
    Expr *e = binary(r, kind, BOOL, a, b);
    e->span = at->span;
    return e;
}
static void vague(Resolver *r, const Node *node, const char *zh, const char *en, const char *exact_zh, const char *exact_en)
{
    if (diag_add(r->diags, D_VAGUE_WORD, node->span, zh, exact_zh, en)) diag_fourth(r->diags, exact_en);
}
/* Words that the law leaves open are read as the nearest bound, with a warning that proposes the exact form. */
static ExprKind comparison_kind(Resolver *r, const Node *node, int op)
{
    bool number = node->n_child && node->child[node->n_child - 1]->kind == N_NUMBER; /* 1949 以前, not 1949-10-01 以前 */
    switch (op) {
    case OP_EQ: return E_EQ;
    case OP_NE: return E_NE;
    case OP_LT: case OP_BEFORE: return E_LT;
    case OP_LE: case OP_NOT_AFTER: case OP_LE_BELOW: return E_LE;
    case OP_GT: case OP_AFTER: return E_GT;
    case OP_GE: case OP_NOT_BEFORE: return E_GE;
    case OP_LT_VAGUE: return vague(r, node, "低于", "below", "不满 或 不超过", "`less than` or `at most`"), E_LT;
    case OP_GT_VAGUE: return vague(r, node, "高于", "above", "超过 或 不低于", "`more than` or `at least`"), E_GT;
    case OP_BEFORE_VAGUE: return vague(r, node, "以前", "以前", number ? "不满 或 不超过" : "早于 或 不晚于", number ? "`less than` or `at most`" : "`before` or `not after`"), E_LT;
    case OP_AFTER_VAGUE: return vague(r, node, "以后", "以后", number ? "超过 或 不低于" : "晚于 或 不早于", number ? "`more than` or `at least`" : "`after` or `not before`"), E_GT;
    default: return E_EQ;
    }
}
/* 为 {甲，乙} is how an example expects the items of a list. */
static Expr *set_compared(Resolver *r, const Node *set)
{
    if (!set->n_child) complain(r, D_SET_EMPTY, set, NULL, NULL, NULL);
    else if (diag_add(r->diags, D_NOT_AN_EXPRESSION, set->span, NULL, NULL, NULL)) diag_note(r->diags, set->span, "是几个值之一，写 属于 {…}", "to be one of several values is written `in {...}`");
    return expr_error(r, set);
}
static Expr *compare_nodes(Resolver *r, const Scope *scope, const Node *node)
{
    if (node->n_child < 2) return complain(r, D_NOT_AN_EXPRESSION, node, NULL, NULL, NULL), expr_error(r, node); /* 60周岁以上, of a table's cell, where a value is needed */
    if (node->child[1]->kind == N_SET) return set_compared(r, node->child[1]);
    Expr *a = expr_build(r, scope, node->child[0], NULL);
    Expr *b = expr_build(r, scope, node->child[1], a->type.kind == TY_ERROR ? NULL : &a->type);
    bool dates = node->op == OP_BEFORE || node->op == OP_AFTER || node->op == OP_NOT_BEFORE || node->op == OP_NOT_AFTER;
    if (dates && a->type.kind != TY_DATE && a->type.kind != TY_ERROR) return complain(r, D_DATE_WORD, node, type_words(r, a->type, true), type_words(r, a->type, false), NULL), expr_error(r, node);
    bool age = a->type.kind == TY_NUM && b->type.kind == TY_NUM && (a->type.unit.base == U_AGE || b->type.unit.base == U_AGE);
    if (node->op == OP_LE_BELOW && age) complain(r, D_VAGUE_AGE, node, NULL, NULL, NULL);
    return expr_compare(r, node, comparison_kind(r, node, node->op), a, b);
}
static Expr *in_set(Resolver *r, const Scope *scope, const Node *node)
{
    Expr *any = NULL, *left = expr_build(r, scope, node->child[0], NULL);
    if (left->type.kind == TY_ERROR) return left;
    for (int i = 1; i < node->n_child; i++) {
        const Node *m = node->child[i];
        int g = m->kind == N_NAME ? find_group(r, m->text) : -1;
        if (g >= 0) name_used(r, m, &r->groups[g].name);
        for (int k = 0; k < (g >= 0 ? r->groups[g].n_members : 1); k++) {
            Expr *member;
            if (g >= 0) {
                member = expr_new(r, E_CONST, (Type){.kind = TY_ENUM, .ref = (int16_t)r->groups[g].enum_index}, m->span);
                member->v.i = r->groups[g].members[k];
            } else member = expr_build(r, scope, m, &left->type);
            Expr *one = expr_compare(r, m, E_EQ, left, member);
            one->span = node->span;
            any = any ? expr_or(r, any, one) : one;
        }
    }
    if (!any) return complain(r, D_SET_EMPTY, node, NULL, NULL, NULL), expr_error(r, node);
    return node->op == OP_NOT_IN ? expr_not(r, any) : any;
}
static Expr *in_range(Resolver *r, const Scope *scope, const Node *node)
{
    Expr *left = expr_build(r, scope, node->child[0], NULL), *low = expr_build(r, scope, node->child[1], NULL), *high = expr_build(r, scope, node->child[2], NULL);
    if (low->kind == E_CONST && high->kind == E_CONST && low->type.scale == high->type.scale && low->v.i > high->v.i) complain(r, D_RANGE_REVERSED, node, NULL, NULL, NULL);
    return expr_and(r, expr_compare(r, node, E_GE, left, low), expr_compare(r, node, E_LE, left, high));
}
Expr *expr_cell(Resolver *r, const Scope *scope, const Node *cell, Expr *column)
{
    if (column->type.kind == TY_ERROR) return column;
    switch (cell->kind) {
    case N_ANY: return expr_bool(r, true, cell->span);
    case N_CELL_TEST: return expr_compare(r, cell, comparison_kind(r, cell, cell->op), column, expr_build(r, scope, cell->child[0], &column->type));
    case N_BOUNDED: return expr_compare(r, cell, comparison_kind(r, cell, cell->op), column, expr_build(r, scope, cell->child[0], &column->type));
    case N_CELL_RANGE:
        return expr_and(r, expr_compare(r, cell, E_GE, column, expr_build(r, scope, cell->child[0], NULL)), expr_compare(r, cell, E_LE, column, expr_build(r, scope, cell->child[1], NULL)));
    default: break;
    }
    const Node *one[1] = {cell};
    const Node *const *members = cell->kind == N_SET ? (const Node *const *)cell->child : one;
    int n = cell->kind == N_SET ? cell->n_child : 1;
    Expr *any = NULL;
    for (int i = 0; i < n; i++) {
        int g = members[i]->kind == N_NAME ? find_group(r, members[i]->text) : -1;
        if (g >= 0 && column->type.kind == TY_ENUM && r->groups[g].enum_index != column->type.ref) g = -1;
        if (g >= 0) name_used(r, members[i], &r->groups[g].name);
        for (int k = 0; k < (g >= 0 ? r->groups[g].n_members : 1); k++) {
            Expr *member;
            if (g >= 0) {
                member = expr_new(r, E_CONST, column->type, cell->span);
                member->v.i = r->groups[g].members[k];
            } else member = expr_build(r, scope, members[i], &column->type);
            Expr *test = expr_compare(r, cell, E_EQ, column, member);
            any = any ? expr_or(r, any, test) : test;
        }
    }
    return any ? any : expr_error(r, cell);
}

/* ---- arithmetic ---- */
static bool is_duration(Type t) { return t.kind == TY_NUM && t.unit.per == U_ONE && (t.unit.base == U_YEAR || t.unit.base == U_AGE || t.unit.base == U_MONTH || t.unit.base == U_DAY); }
static Expr *negative(Resolver *r, Expr *e)
{
    if (e->kind == E_CONST) {
        e->v.i = -e->v.i;
        return e;
    }
    return binary(r, E_NEG, e->type, e, NULL);
}
static Expr *plus_minus(Resolver *r, const Node *node, Expr *a, Expr *b)
{
    bool minus = node->op == OP_SUB;
    if (a->type.kind == TY_DATE && is_duration(b->type)) {
        if (b->type.scale) return complain(r, D_PART_OF_A_DAY, node->child[1], NULL, NULL, NULL), expr_error(r, node);
        Expr *e = binary(r, E_DATE_ADD, DATE, a, minus ? negative(r, b) : b);
        e->span = node->span;
        return e;
    }
    if (a->type.kind == TY_DATE && b->type.kind == TY_DATE && minus) return binary(r, E_DAYS, (Type){.kind = TY_NUM, .unit = {U_DAY, U_ONE}}, b, a);
    if (a->type.kind == TY_QUOT || b->type.kind == TY_QUOT) return complain(r, D_QUOTIENT_VALUE, node, NULL, NULL, NULL), expr_error(r, node);
    if (a->type.kind != TY_NUM || b->type.kind != TY_NUM) return mismatch(r, D_ARITHMETIC_TYPES, node, a->type, b->type);
    if (!unit_equal(a->type.unit, b->type.unit)) return mismatch(r, D_UNIT_MISMATCH, node, a->type, b->type);
    align(r, &a, &b);
    Expr *e = binary(r, minus ? E_SUB : E_ADD, a->type, a, b);
    e->span = node->span;
    return e;
}
static Expr *times(Resolver *r, const Node *node, Expr *a, Expr *b)
{
    Type t = {.kind = TY_NUM};
    if (a->type.kind == TY_QUOT || b->type.kind == TY_QUOT) return complain(r, D_QUOTIENT_VALUE, node, NULL, NULL, NULL), expr_error(r, node);
    if (a->type.kind != TY_NUM || b->type.kind != TY_NUM) return mismatch(r, D_ARITHMETIC_TYPES, node, a->type, b->type);
    if (!unit_multiply(a->type.unit, b->type.unit, &t.unit)) return mismatch(r, D_NO_PRODUCT, node, a->type, b->type);
    if (a->type.scale + b->type.scale > NUMBER_SCALE_MAX) return complain(r, D_SCALE_TOO_LONG, node, NULL, NULL, NULL), expr_error(r, node);
    t.scale = (uint8_t)(a->type.scale + b->type.scale);
    Expr *e = binary(r, E_MUL, t, a, b);
    e->span = node->span;
    return e;
}
static Expr *divided(Resolver *r, const Node *node, Expr *a, Expr *b)
{
    Type t = {.kind = TY_QUOT};
    if (a->type.kind != TY_NUM || b->type.kind != TY_NUM) return mismatch(r, D_ARITHMETIC_TYPES, node, a->type, b->type);
    if (!unit_divide(a->type.unit, b->type.unit, &t.unit)) return mismatch(r, D_NO_PRODUCT, node, a->type, b->type);
    if (b->kind == E_CONST && b->v.i == 0) complain(r, D_DIVIDED_BY_ZERO, node->child[1], NULL, NULL, NULL);
    t.scale = a->type.scale;
    Expr *e = binary(r, E_DIV, t, a, b);
    e->span = node->span;
    return e;
}
static Expr *arithmetic(Resolver *r, const Scope *scope, const Node *node)
{
    Expr *a = expr_build(r, scope, node->child[0], NULL), *b = expr_build(r, scope, node->child[1], NULL);
    if (a->type.kind == TY_ERROR || b->type.kind == TY_ERROR) return expr_error(r, node);
    if (node->op == OP_MUL) return times(r, node, a, b);
    if (node->op == OP_DIV) return divided(r, node, a, b);
    return plus_minus(r, node, a, b);
}
static Expr *rounded(Resolver *r, const Scope *scope, const Node *node)
{
    static const RoundMode MODES[] = {ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_UP, ROUND_DOWN};
    Expr *a = expr_build(r, scope, node->child[0], NULL), *step = expr_build(r, scope, node->child[1], NULL);
    if (a->type.kind == TY_ERROR || step->type.kind == TY_ERROR) return expr_error(r, node);
    if (step->kind != E_CONST || step->type.kind != TY_NUM || step->v.i <= 0) return complain(r, D_ROUND_STEP, node->child[1], NULL, NULL, NULL), expr_error(r, node);
    if (a->type.kind != TY_NUM && a->type.kind != TY_QUOT) return mismatch(r, D_ARITHMETIC_TYPES, node, a->type, step->type);
    if (a->type.unit.base != step->type.unit.base || (step->type.unit.per != U_ONE && step->type.unit.per != a->type.unit.per)) return mismatch(r, D_UNIT_MISMATCH, node->child[1], step->type, a->type);
    Type t = {.kind = TY_NUM, .scale = step->type.scale, .unit = a->type.unit};
    Expr *e = binary(r, E_ROUND, t, a, step);
    e->mode = MODES[node->op - OP_ROUND_HALF_UP];
    e->span = node->span;
    return e;
}
static Expr *call(Resolver *r, const Scope *scope, const Node *node)
{
    static const struct { int n; ExprKind kind; UnitBase unit; } FORMS[] = {
#define F(name, zh, en, expression, arguments, unit) {arguments, expression, unit},
#include "grammar/functions.def"
#undef F
    };
    int form = node->op - OP_FN_NONE_ - 1;
    if (node->n_child != FORMS[form].n) return complain(r, D_ARGUMENT_COUNT, node, node->text, arena_printf(r->arena, "%d", FORMS[form].n), NULL), expr_error(r, node);
    if (FORMS[form].kind == E_MAX || FORMS[form].kind == E_MIN) {
        Expr *a = expr_build(r, scope, node->child[0], NULL), *b = expr_build(r, scope, node->child[1], a->type.kind == TY_ERROR ? NULL : &a->type);
        if (a->type.kind == TY_ERROR || b->type.kind == TY_ERROR) return expr_error(r, node);
        if ((a->type.kind != TY_NUM && a->type.kind != TY_DATE) || a->type.kind != b->type.kind) return mismatch(r, D_ARITHMETIC_TYPES, node, a->type, b->type);
        if (!unit_equal(a->type.unit, b->type.unit)) return mismatch(r, D_UNIT_MISMATCH, node, a->type, b->type);
        align(r, &a, &b);
        Expr *e = binary(r, FORMS[form].kind, a->type, a, b);
        e->span = node->span;
        return e;
    }
    Expr *a = expr_of_type(r, scope, node->child[0], DATE), *b = NULL;
    if (FORMS[form].n == 2) b = expr_of_type(r, scope, node->child[1], DATE);
    else if (FORMS[form].kind == E_YEARS) b = expr_new(r, E_ASOF, DATE, node->span);
    if (a->type.kind == TY_ERROR || (b && b->type.kind == TY_ERROR)) return expr_error(r, node);
    Expr *e = binary(r, FORMS[form].kind, (Type){.kind = TY_NUM, .unit = {(uint8_t)FORMS[form].unit, U_ONE}}, a, b);
    e->span = node->span;
    return e;
}
static Expr *unary(Resolver *r, const Scope *scope, const Node *node)
{
    if (node->op == OP_NOT) {
        Expr *e = expr_not(r, expr_condition(r, scope, node->child[0]));
        e->span = node->span;
        return e;
    }
    Expr *a = expr_build(r, scope, node->child[0], NULL);
    if (a->type.kind == TY_ERROR) return a;
    if (a->type.kind != TY_NUM) return mismatch(r, D_ARITHMETIC_TYPES, node, a->type, a->type);
    return negative(r, a);
}
Expr *expr_operator(Resolver *r, const Scope *scope, const Node *node, const Type *want)
{
    (void)want;
    switch (node->kind) {
    case N_BINARY:
        if (node->op == OP_AND || node->op == OP_OR) {
            Expr *a = expr_condition(r, scope, node->child[0]), *b = expr_condition(r, scope, node->child[1]);
            return node->op == OP_AND ? expr_and(r, a, b) : expr_or(r, a, b);
        }
        if (node->op >= OP_ADD && node->op <= OP_DIV) return arithmetic(r, scope, node);
        return compare_nodes(r, scope, node);
    case N_BOUNDED: return compare_nodes(r, scope, node);
    case N_UNARY: return unary(r, scope, node);
    case N_IN_SET: return in_set(r, scope, node);
    case N_IN_RANGE: return in_range(r, scope, node);
    case N_CALL: return call(r, scope, node);
    default: return rounded(r, scope, node);
    }
}
