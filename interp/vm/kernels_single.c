/* One value instead of a column: what is the same for all lanes, and records that come alone. Knows single values.
 * Must never know intervals, or chunks. All operands are known; what cannot be done in a few steps is left to the loops. */
#include "interp/vm/single.h"

static int64_t value_of(const Reg *r) { return single_read((RegKind)r->kind, r->data); }
bool kernel_single(Reg *r, const Reg *const *o, const Instr *in)
{
    int64_t v;
    switch ((Opcode)in->op) {
    case BC_NOT: return single_write(r, !value_of(o[0]));
    case BC_SELECT: return single_write(r, value_of(value_of(o[0]) ? o[1] : o[2]));
    case BC_WIDEN: case BC_WHEN: return single_write(r, value_of(o[0]));
    case BC_YEAR_OF: return single_write(r, kernel_date_single(in, value_of(o[0]), 0));
    case BC_AGE: return single_write(r, compare_holds((Compare)in->aux, kernel_date_single(in, value_of(o[0]), value_of(o[1])), value_of(o[2])));
    case BC_AND: case BC_OR: case BC_SAME: case BC_COMPARE: case BC_UNLESS: case BC_ADD: case BC_SUB: case BC_MUL: case BC_MIN: case BC_MAX: case BC_YEARS: case BC_MONTHS: case BC_DAYS:
        return single_combine(in, value_of(o[0]), value_of(o[1]), &v) && single_write(r, v);
    case BC_LOAD: case BC_CONST: case BC_PENDING: case BC_BROKEN: case BC_AS_OF: case BC_LAW_DATE: case BC_MAP: case BC_NEG: case BC_ROUND: case BC_QROUND:
    case BC_QUOT: case BC_DIV: case BC_QMUL: case BC_QCOMPARE: case BC_DATE_ADD:
    case BC_FOLD_ANY: case BC_FOLD_ALL: case BC_FOLD_COUNT: case BC_FOLD_SUM: case BC_FOLD_MAX: case BC_FOLD_MIN: case BC_FOLD_SHARE: case BC_COUNT_:
        break;
    }
    return false;
}
