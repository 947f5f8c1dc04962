/* Which operator is which. See prove_term.h.
 * Must never know chunks. */
#include "interp/prove/prove_term.h"

/* An age against a number is a comparison of sums where both days are known. */
static Term aged(Terms *t, const Instr *in, RegKind kind, const Term *x)
{
    Opcode span = in->scale[1] ? BC_MONTHS : BC_YEARS;
    Term years = term_between(t, span, in->scale[0], &x[0], &x[1]);
    if (span == BC_MONTHS) return term_compare(t, kind, (Compare)in->aux, &years, &x[2], NULL);
    const Logic *l = &t->logic;
    Num more = num_add(l, x[2].v.n, num(1));
    Truth least = date_years_at_least(t, in->scale[0], x[0].v, x[1].v, x[2].v.n), over = date_years_at_least(t, in->scale[0], x[0].v, x[1].v, more), equal = logic_but(l, least, over);
    const Truth plain[CMP_COUNT_] = {[CMP_EQ] = equal, [CMP_NE] = logic_not(l, equal), [CMP_LT] = logic_not(l, least), [CMP_LE] = logic_not(l, over), [CMP_GT] = over, [CMP_GE] = least};
    Compare op = (Compare)in->aux;
    Truth dates = logic_and(l, x[0].known, x[1].known); /* an age may be known though a day is not */
    Truth sure = logic_if(l, dates, plain[op], compare_ends(t, kind, op, years.v, x[2].v));
    return term_compare(t, kind, op, &years, &x[2], &sure);
}
Term term_apply(Terms *t, const Instr *in, const RegKind *kinds, const Term *x)
{
    RegKind kind = (RegKind)in->kind;
    Opcode op = (Opcode)in->op;
    switch (op) {
    case BC_NOT: return term_not(t, &x[0]);
    case BC_AND: return term_and(t, &x[0], &x[1]);
    case BC_OR: return term_or(t, &x[0], &x[1]);
    case BC_SAME: return term_same(t, &x[0], &x[1]);
    case BC_WIDEN: return x[0];
    case BC_NEG: return term_negated(t, &x[0]);
    case BC_ADD: case BC_SUB: case BC_MUL: return term_arithmetic(t, op, &x[0], &x[1]);
    case BC_MIN: case BC_MAX: return term_extreme(t, op == BC_MIN, &x[0], &x[1]);
    case BC_COMPARE: return term_compare(t, kinds[0], (Compare)in->aux, &x[0], &x[1], NULL);
    case BC_QCOMPARE: return term_compare(t, KIND_QUOT, (Compare)in->aux, &x[0], &x[1], NULL);
    case BC_SELECT: return term_select(t, kind, &x[0], &x[1], &x[2]);
    case BC_UNLESS: return term_unless(t, &x[0], &x[1]);
    case BC_WHEN: return term_when(t, kind, kinds[1], &x[0], &x[1]);
    case BC_ROUND: return term_rounded(t, in, &x[0]);
    case BC_QROUND: return term_quot_rounded(t, in, &x[0]);
    case BC_QUOT: return term_quot(t, in, &x[0]);
    case BC_DIV: return term_divided(t, in, &x[0], &x[1]);
    case BC_QMUL: return term_quot_times(t, in, &x[0], &x[1]);
    case BC_DATE_ADD: return term_date_add(t, (Period)in->aux, &x[0], &x[1]);
    case BC_YEARS: case BC_MONTHS: case BC_DAYS: return term_between(t, op, in->aux, &x[0], &x[1]);
    case BC_YEAR_OF: return term_year_of(t, &x[0]);
    case BC_AGE: return aged(t, in, kinds[2], x);
    case BC_LOAD: case BC_CONST: case BC_PENDING: case BC_BROKEN: case BC_AS_OF: case BC_LAW_DATE: case BC_MAP:
    case BC_FOLD_ANY: case BC_FOLD_ALL: case BC_FOLD_COUNT: case BC_FOLD_SUM: case BC_FOLD_MAX: case BC_FOLD_MIN: case BC_FOLD_SHARE: case BC_COUNT_: break;
    }
    return term_broken(t);
}
