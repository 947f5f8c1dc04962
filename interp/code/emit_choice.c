/* Choices, and constants carried into them: a choice between constants times a constant, or held against one, is a choice again.
 * Knows registers and kinds. Must never know expressions or rules. What is said of unknown and broken lanes must stay the same. */
#include "interp/code/emit_internal.h"

enum { CHOICE_DEPTH = 8 };
bool emit_column_kind(RegKind k) { return k == KIND_U8 || k == KIND_I32 || k == KIND_I64; }
bool emit_fits(RegKind kind, int64_t v)
{
    return kind == KIND_U8 ? v >= 0 && v <= 255 : kind == KIND_I32 ? v >= INT32_MIN && v <= INT32_MAX : kind == KIND_I64;
}
bool emit_is_truth(const Emit *em, Value v, bool truth)
{
    int64_t c;
    return emit_constant(em, v, &c) && (c != 0) == truth;
}

/* ---- the narrowest column ---- */
static bool can_narrow(const Emit *em, Value v, RegKind kind)
{
    const Instr *in = &em->code[v.reg];
    int64_t c;
    return in->op == BC_BROKEN || (emit_constant(em, v, &c) && emit_fits(kind, c)) || (in->op == BC_WIDEN && em->code[in->a].kind <= kind);
}
static Value narrowed(Emit *em, Value v, RegKind kind)
{
    const Instr *in = &em->code[v.reg];
    if (in->op == BC_WIDEN) return emit_convert(em, (Value){(int)in->a, v.seq}, kind);
    return emit_convert(em, v, kind);
}
static void narrow(Emit *em, Value *a, Value *b)
{
    if (emit_kind(em, *a) != KIND_I64) return;
    for (RegKind kind = KIND_U8; kind < KIND_I64; kind++) {
        if (!can_narrow(em, *a, kind) || !can_narrow(em, *b, kind)) continue;
        *a = narrowed(em, *a, kind), *b = narrowed(em, *b, kind);
        return;
    }
}

/* ---- choices ---- */
/* Between truths one of which is constant: logic, which says the same as long as the condition cannot break. */
static bool choose_truth(Emit *em, int home, Value c, Value a, Value b, Value *out)
{
    if (emit_kind(em, a) != KIND_BIT || em->breaks[c.reg]) return false;
    if (emit_is_truth(em, a, true)) *out = emit_is_truth(em, b, false) ? c : emit_or(em, home, c, b);
    else if (emit_is_truth(em, a, false)) *out = emit_and(em, home, emit_not(em, c), b);
    else if (emit_is_truth(em, b, true)) *out = emit_or(em, home, emit_not(em, c), a);
    else if (emit_is_truth(em, b, false)) *out = emit_and(em, home, c, a);
    else return false;
    return true;
}
Value emit_select(Emit *em, int home, Value c, Value a, Value b)
{
    Value out;
    if (emit_is_truth(em, c, true)) return a;
    if (emit_is_truth(em, c, false)) return b;
    emit_unify(em, &a, &b);
    if (choose_truth(em, home, c, a, b, &out)) return out;
    narrow(em, &a, &b);
    int seq = emit_meet(em, home, emit_meet(em, home, c.seq, a.seq), b.seq);
    c = emit_arrange(em, c, seq), a = emit_arrange(em, a, seq), b = emit_arrange(em, b, seq);
    return emit_instr(em, (Instr){.op = BC_SELECT, .kind = (uint8_t)emit_kind(em, a), .a = (uint32_t)c.reg, .b = (uint32_t)a.reg, .c = (uint32_t)b.reg}, seq);
}

/* ---- constants carried into them ---- */
static bool between_constants(const Emit *em, int reg, int depth)
{
    const Instr *in = &em->code[reg];
    if (in->op == BC_CONST || in->op == BC_BROKEN) return emit_column_kind((RegKind)in->kind);
    if (in->op == BC_WIDEN) return between_constants(em, (int)in->a, depth);
    return in->op == BC_SELECT && emit_column_kind((RegKind)in->kind) && depth > 0 && between_constants(em, (int)in->b, depth - 1) && between_constants(em, (int)in->c, depth - 1);
}
static bool is_choice(const Emit *em, Value v)
{
    const Instr *in = &em->code[v.reg];
    while (in->op == BC_WIDEN) in = &em->code[in->a];
    return in->op == BC_SELECT && between_constants(em, v.reg, CHOICE_DEPTH);
}
static bool product_fits(const Emit *em, int reg, int64_t by)
{
    const Instr *in = &em->code[reg];
    int64_t product;
    if (in->op == BC_CONST) return !__builtin_mul_overflow(in->imm, by, &product);
    if (in->op == BC_WIDEN) return product_fits(em, (int)in->a, by);
    return in->op == BC_BROKEN || (product_fits(em, (int)in->b, by) && product_fits(em, (int)in->c, by));
}
static Value times(Emit *em, int home, Value v, int64_t by)
{
    Instr in = em->code[v.reg];
    if (in.op == BC_CONST) return emit_const(em, KIND_I64, in.imm * by);
    if (in.op == BC_BROKEN) return emit_convert(em, v, KIND_I64);
    if (in.op == BC_WIDEN) return times(em, home, (Value){(int)in.a, v.seq}, by);
    Value a = times(em, home, (Value){(int)in.b, v.seq}, by), b = times(em, home, (Value){(int)in.c, v.seq}, by);
    return emit_select(em, home, (Value){(int)in.a, v.seq}, a, b);
}
/* Not by nothing: that is nothing even of what is broken. */
bool emit_choice_times(Emit *em, int home, Value v, int64_t by, Value *out)
{
    if (by == 0 || !is_choice(em, v) || !product_fits(em, v.reg, by)) return false;
    *out = times(em, home, v, by);
    return true;
}
static Value against(Emit *em, int home, Value v, Compare op, int64_t with)
{
    Instr in = em->code[v.reg];
    if (in.op == BC_CONST) return emit_truth(em, compare_holds(op, in.imm, with));
    if (in.op == BC_BROKEN) return emit_convert(em, v, KIND_BIT);
    if (in.op == BC_WIDEN) return against(em, home, (Value){(int)in.a, v.seq}, op, with);
    Value a = against(em, home, (Value){(int)in.b, v.seq}, op, with), b = against(em, home, (Value){(int)in.c, v.seq}, op, with);
    return emit_select(em, home, (Value){(int)in.a, v.seq}, a, b);
}
/* Orders only: an open choice between 0 and 1000 might be 500 as far as an interval says, but is neither above 1000 nor below 0. */
bool emit_choice_compare(Emit *em, int home, Compare op, Value v, int64_t with, Value *out)
{
    if (op == CMP_EQ || op == CMP_NE || !is_choice(em, v)) return false;
    *out = against(em, home, v, op, with);
    return true;
}
