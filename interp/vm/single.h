/* One known value instead of a column: read, written, and what an operator does to two of them. The loops of kernels*.c say the same of
 * columns. Must never know intervals, chunks, or who asks: a register that is the same for all lanes, or a record that comes alone. */
#ifndef FATIAO_VM_SINGLE_H
#define FATIAO_VM_SINGLE_H
#include "interp/vm/kernels.h"

static inline int64_t single_read(RegKind kind, const void *data)
{
    switch (kind) {
    case KIND_BIT: return (int64_t)(*(const uint64_t *)data & 1);
    case KIND_ENUM: case KIND_U8: return *(const uint8_t *)data;
    case KIND_TEXT: return *(const uint32_t *)data;
    case KIND_I32: return *(const int32_t *)data;
    case KIND_I64: return *(const int64_t *)data;
    case KIND_QUOT: case KIND_COUNT_: break;
    }
    return 0;
}
/* False: of this kind there are no single values. */
static inline bool single_write(Reg *r, int64_t v)
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
/* Of two operands, both known. False: there is no value, or the loops are to find it. */
static inline bool single_combine(const Instr *in, int64_t a, int64_t b, int64_t *out)
{
    switch ((Opcode)in->op) {
    case BC_AND: *out = a & b; return true;
    case BC_OR: *out = a | b; return true;
    case BC_COMPARE: *out = compare_holds((Compare)in->aux, a, b); return true;
    case BC_SAME: *out = a == b; return true;
    case BC_ADD: return !__builtin_add_overflow(a, b, out);
    case BC_SUB: return !__builtin_sub_overflow(a, b, out);
    case BC_MUL: return !__builtin_mul_overflow(a, b, out);
    case BC_MIN: *out = a < b ? a : b; return true;
    case BC_MAX: *out = a > b ? a : b; return true;
    case BC_YEARS: case BC_MONTHS: case BC_DAYS: *out = kernel_date_single(in, a, b); return true;
    case BC_UNLESS: *out = a; return !b;
    default: return false;
    }
}
#endif
