/* One value instead of a column: what is the same for all lanes, and records that come alone. Knows single values.
 * Must never know intervals, or chunks. All operands are known; what cannot be done in a few steps is left to the loops. */
#include "interp/vm/kernels.h"

static int64_t value_of(const Reg *r)
{
    switch ((RegKind)r->kind) {
    case KIND_BIT: return (int64_t)(*(const uint64_t *)r->data & 1);
    case KIND_ENUM: case KIND_U8: return *(const uint8_t *)r->data;
    case KIND_TEXT: return *(const uint32_t *)r->data;
    case KIND_I32: return *(const int32_t *)r->data;
    case KIND_I64: return *(const int64_t *)r->data;
    case KIND_QUOT: case KIND_COUNT_: break;
    }
    return 0;
}
static bool set_value(Reg *r, int64_t v)
{
    switch ((RegKind)r->kind) {
    case KIND_BIT: *(uint64_t *)r->data = -(uint64_t)(v & 1); break;
    case KIND_ENUM: case KIND_U8: *(uint8_t *)r->data = (uint8_t)v; break;
    case KIND_TEXT: *(uint32_t *)r->data = (uint32_t)v; break;
    case KIND_I32: *(int32_t *)r->data = (int32_t)v; break;
    case KIND_I64: *(int64_t *)r->data = v; break;
    case KIND_QUOT: case KIND_COUNT_: return false;
    }
    r->flags = REG_UNIFORM | REG_KNOWN;
    return true;
}
static bool compare_values(Compare op, int64_t a, int64_t b)
{
    switch (op) {
    case CMP_EQ: return a == b;
    case CMP_NE: return a != b;
    case CMP_LT: return a < b;
    case CMP_LE: return a <= b;
    case CMP_GT: return a > b;
    case CMP_GE: return a >= b;
    case CMP_COUNT_: break;
    }
    return false;
}
bool kernel_single(Reg *r, const Reg *const *o, const Instr *in)
{
    int64_t v;
    switch ((Opcode)in->op) {
    case BC_NOT: return set_value(r, !value_of(o[0]));
    case BC_AND: return set_value(r, value_of(o[0]) & value_of(o[1]));
    case BC_OR: return set_value(r, value_of(o[0]) | value_of(o[1]));
    case BC_SAME: return set_value(r, value_of(o[0]) == value_of(o[1]));
    case BC_COMPARE: return set_value(r, compare_values((Compare)in->aux, value_of(o[0]), value_of(o[1])));
    case BC_SELECT: return set_value(r, value_of(value_of(o[0]) ? o[1] : o[2]));
    case BC_WIDEN: return set_value(r, value_of(o[0]));
    case BC_WHEN: return set_value(r, value_of(o[0]));
    case BC_UNLESS: return !value_of(o[1]) && set_value(r, value_of(o[0]));
    case BC_ADD: return !__builtin_add_overflow(value_of(o[0]), value_of(o[1]), &v) && set_value(r, v);
    case BC_SUB: return !__builtin_sub_overflow(value_of(o[0]), value_of(o[1]), &v) && set_value(r, v);
    case BC_MUL: return !__builtin_mul_overflow(value_of(o[0]), value_of(o[1]), &v) && set_value(r, v);
    case BC_MIN: return set_value(r, value_of(o[0]) < value_of(o[1]) ? value_of(o[0]) : value_of(o[1]));
    case BC_MAX: return set_value(r, value_of(o[0]) > value_of(o[1]) ? value_of(o[0]) : value_of(o[1]));
    case BC_YEARS: case BC_MONTHS: case BC_DAYS: case BC_YEAR_OF: case BC_AGE:
        v = kernel_date_single(in, value_of(o[0]), in->op == BC_YEAR_OF ? 0 : value_of(o[1]));
        return set_value(r, in->op == BC_AGE ? compare_values((Compare)in->aux, v, value_of(o[2])) : v);
    case BC_LOAD: case BC_CONST: case BC_PENDING: case BC_BROKEN: case BC_AS_OF: case BC_LAW_DATE: case BC_MAP: case BC_NEG: case BC_ROUND: case BC_QROUND:
    case BC_QUOT: case BC_DIV: case BC_QMUL: case BC_QCOMPARE: case BC_DATE_ADD:
    case BC_FOLD_ANY: case BC_FOLD_ALL: case BC_FOLD_COUNT: case BC_FOLD_SUM: case BC_FOLD_MAX: case BC_FOLD_MIN: case BC_FOLD_SHARE: case BC_COUNT_:
        break;
    }
    return false;
}
