/* Terms of truths and numbers. See prove_term.h. The order of cases is that of kernels_cells.c.
 * Must never know chunks. */
#include "interp/prove/prove_term.h"

void terms_hold(Terms *t, Truth axiom)
{
    if (axiom != t->logic.yes) LIST_ADD(t->arena, t->axioms, t->n_axioms, axiom);
}

/* ---- making ---- */
static Term plain(const Terms *t) { return (Term){t->logic.no, t->logic.no, t->logic.no, t->logic.no, end_open(false), end_open(false), end_open(true)}; }
Term term_truth(const Terms *t, Truth yes, Truth no)
{
    Term r = plain(t);
    r.yes = yes, r.no = no;
    return r;
}
Term term_known(const Terms *t, End v)
{
    Term r = plain(t);
    r.known = t->logic.yes, r.v = v;
    return r;
}
Term term_number(const Terms *t, Wide v) { return term_known(t, end_of(num(v))); }
Term term_unknown(const Terms *t) { return plain(t); }
Term term_broken(const Terms *t)
{
    Term r = plain(t);
    r.broken = t->logic.yes;
    return r;
}
Truth term_is_known(const Terms *t, RegKind kind, const Term *a) { return kind == KIND_BIT ? logic_or(&t->logic, a->yes, a->no) : a->known; }

/* ---- ends ---- */
End end_if(const Terms *t, Truth c, End a, End b)
{
    const Logic *l = &t->logic;
    if (c == l->yes) return a;
    if (c == l->no) return b;
    return (End){num_if(l, c, a.n, b.n), num_if(l, c, a.den, b.den), num_if(l, c, a.y, b.y), num_if(l, c, a.m, b.m), num_if(l, c, a.d, b.d)};
}
End term_lo(const Terms *t, const Term *a) { return end_if(t, a->known, a->v, a->lo); }
End term_hi(const Terms *t, const Term *a) { return end_if(t, a->known, a->v, a->hi); }
static Num lo_of(const Terms *t, const Term *a) { return num_if(&t->logic, a->known, a->v.n, a->lo.n); }
static Num hi_of(const Terms *t, const Term *a) { return num_if(&t->logic, a->known, a->v.n, a->hi.n); }
static Truth is_open(const Terms *t, Num a) { return end_is_open(t, end_of(a)); }

/* Of arithmetic on unknown operands some value stays within 64 bits. */
static End stored_end(const Terms *t, End e, bool low)
{
    const Logic *l = &t->logic;
    if (low) e.n = num_if(l, num_gt(l, e.n, num(INT64_MAX)), num(INT64_MAX - 1), e.n);
    else e.n = num_if(l, num_lt(l, e.n, num(INT64_MIN)), num((Wide)INT64_MIN + 1), e.n);
    return e;
}
/* Ends at or beyond those of 64 bits are open. */
static End opened_end(const Terms *t, End e, bool low)
{
    const Logic *l = &t->logic;
    if (low) return end_if(t, num_le(l, e.n, num(INT64_MIN)), end_open(false), e);
    return end_if(t, num_ge(l, e.n, num(INT64_MAX)), end_open(true), e);
}
static Truth fits(const Terms *t, Num v) { return logic_and(&t->logic, num_le(&t->logic, v, num(INT64_MAX)), num_ge(&t->logic, v, num(INT64_MIN))); }
Term term_interval(const Terms *t, Truth known, Truth broken, End v, End lo, End hi, Interval how)
{
    const Logic *l = &t->logic;
    bool stored = how != INTERVAL_PLAIN;
    Truth sound = logic_not(l, broken), in = fits(t, v.n), lost = l->no, met;
    if (t->lost && in != l->yes) LIST_ADD(t->arena, t->lost->items, t->lost->n, logic_and3(l, known, sound, logic_not(l, in)));
    if (known == l->yes) { /* nothing is unknown */
        Term r = plain(t);
        r.known = logic_and(l, sound, in), r.broken = logic_or(l, broken, logic_not(l, in)), r.v = v;
        return r;
    }
    if (!stored) lost = logic_or(l, num_gt(l, lo.n, num(INT64_MAX)), num_lt(l, hi.n, num(INT64_MIN)));
    else lo = stored_end(t, lo, true), hi = stored_end(t, hi, false);
    met = how == INTERVAL_SUM ? l->no : logic_but(l, num_eq(l, lo.n, hi.n), lost);
    Term r = plain(t);
    r.known = logic_and(l, sound, logic_if(l, known, in, met));
    r.broken = logic_or(l, broken, logic_if(l, known, logic_not(l, in), lost));
    r.v = met == l->no ? v : end_if(t, known, v, lo);
    r.lo = opened_end(t, lo, true), r.hi = opened_end(t, hi, false);
    return r;
}

/* ---- truth ---- */
Term term_not(const Terms *t, const Term *a)
{
    Term r = term_truth(t, a->no, a->yes);
    r.broken = a->broken;
    return r;
}
Term term_and(const Terms *t, const Term *a, const Term *b)
{
    const Logic *l = &t->logic;
    Term r = term_truth(t, logic_and(l, a->yes, b->yes), logic_or(l, a->no, b->no));
    r.broken = logic_but(l, logic_or(l, a->broken, b->broken), r.no);
    return r;
}
Term term_or(const Terms *t, const Term *a, const Term *b)
{
    Term x = term_not(t, a), y = term_not(t, b), r = term_and(t, &x, &y);
    return term_not(t, &r);
}
Term term_same(const Terms *t, const Term *a, const Term *b)
{
    const Logic *l = &t->logic;
    Term r = term_truth(t, logic_or(l, logic_and(l, a->yes, b->yes), logic_and(l, a->no, b->no)), logic_or(l, logic_and(l, a->yes, b->no), logic_and(l, a->no, b->yes)));
    r.broken = logic_or(l, a->broken, b->broken);
    return r;
}

/* ---- arithmetic ---- */
static Num add_ends(const Terms *t, Num a, Num b)
{
    const Logic *l = &t->logic;
    return num_if(l, is_open(t, a), a, num_if(l, is_open(t, b), b, num_add(l, a, b)));
}
static Num clamp_open(const Terms *t, Num a)
{
    const Logic *l = &t->logic;
    return num_if(l, num_gt(l, a, num(END_OPEN)), num(END_OPEN), num_if(l, num_lt(l, a, num(-END_OPEN)), num(-END_OPEN), a));
}
static Num multiply_ends(const Terms *t, Num a, Num b)
{
    const Logic *l = &t->logic;
    if (num_is(a, 0) || num_is(b, 0)) return num(0);
    Truth nothing = logic_or(l, num_eq(l, a, num(0)), num_eq(l, b, num(0))), open = logic_or(l, is_open(t, a), is_open(t, b));
    Truth alike = logic_same(l, num_gt(l, a, num(0)), num_gt(l, b, num(0)));
    Num far = num_if(l, alike, num(END_OPEN), num(-END_OPEN));
    if (open == l->no) return clamp_open(t, num_mul(l, a, b));
    if (open == l->yes) return num_if(l, nothing, num(0), far);
    return num_if(l, nothing, num(0), num_if(l, open, far, clamp_open(t, num_mul(l, a, b))));
}
static Term added(const Terms *t, const Term *a, const Term *b)
{
    const Logic *l = &t->logic;
    End lo = end_of(add_ends(t, lo_of(t, a), lo_of(t, b))), hi = end_of(add_ends(t, hi_of(t, a), hi_of(t, b)));
    return term_interval(t, logic_and(l, a->known, b->known), logic_or(l, a->broken, b->broken), end_of(num_add(l, a->v.n, b->v.n)), lo, hi, INTERVAL_SUM);
}
static Term subtracted(const Terms *t, const Term *a, const Term *b)
{
    const Logic *l = &t->logic;
    End lo = end_of(add_ends(t, lo_of(t, a), num_neg(l, hi_of(t, b)))), hi = end_of(add_ends(t, hi_of(t, a), num_neg(l, lo_of(t, b))));
    return term_interval(t, logic_and(l, a->known, b->known), logic_or(l, a->broken, b->broken), end_of(num_sub(l, a->v.n, b->v.n)), lo, hi, INTERVAL_SUM);
}
static Term multiplied(const Terms *t, const Term *a, const Term *b)
{
    const Logic *l = &t->logic;
    Truth zero = logic_or(l, logic_and(l, a->known, num_eq(l, a->v.n, num(0))), logic_and(l, b->known, num_eq(l, b->v.n, num(0))));
    Num al = lo_of(t, a), ah = hi_of(t, a), bl = lo_of(t, b), bh = hi_of(t, b);
    Num corner[4] = {multiply_ends(t, al, bl), multiply_ends(t, al, bh), multiply_ends(t, ah, bl), multiply_ends(t, ah, bh)}, lo = corner[0], hi = corner[0];
    Truth known = logic_and(l, a->known, b->known);
    for (int i = 1; known != l->yes && i < 4; i++) lo = num_min(l, lo, corner[i]), hi = num_max(l, hi, corner[i]);
    Term r = term_interval(t, known, logic_or(l, a->broken, b->broken), end_of(num_mul(l, a->v.n, b->v.n)), end_of(lo), end_of(hi), INTERVAL_SUM);
    if (zero == l->no) return r;
    r.known = logic_or(l, r.known, zero), r.broken = logic_but(l, r.broken, zero);
    r.v = end_if(t, zero, end_of(num(0)), r.v);
    return r;
}
Term term_arithmetic(const Terms *t, Opcode op, const Term *a, const Term *b)
{
    return op == BC_ADD ? added(t, a, b) : op == BC_SUB ? subtracted(t, a, b) : multiplied(t, a, b);
}
Term term_negated(const Terms *t, const Term *a)
{
    const Logic *l = &t->logic;
    return term_interval(t, a->known, a->broken, end_of(num_neg(l, a->v.n)), end_of(num_neg(l, hi_of(t, a))), end_of(num_neg(l, lo_of(t, a))), INTERVAL_SUM);
}
static End extreme_end(const Terms *t, bool least, End a, End b)
{
    const Logic *l = &t->logic;
    End e = end_if(t, least ? num_le(l, a.n, b.n) : num_ge(l, a.n, b.n), a, b);
    e.n = least ? num_min(l, a.n, b.n) : num_max(l, a.n, b.n); /* the same, with better bounds */
    return e;
}
Term term_extreme(const Terms *t, bool least, const Term *a, const Term *b)
{
    const Logic *l = &t->logic;
    End lo = extreme_end(t, least, term_lo(t, a), term_lo(t, b)), hi = extreme_end(t, least, term_hi(t, a), term_hi(t, b));
    return term_interval(t, logic_and(l, a->known, b->known), logic_or(l, a->broken, b->broken), extreme_end(t, least, a->v, b->v), lo, hi, INTERVAL_PLAIN);
}
static Num rounded_number(const Terms *t, const Instr *in, Num v)
{
    const Logic *l = &t->logic;
    Num steps = num_round(l, num_times(l, v, number_power(in->scale[1])), num(number_power(in->scale[0]) * in->imm), (NumberRounding)in->aux);
    return num_truncated(l, num_times(l, steps, (Wide)in->imm * number_power(in->scale[2])), number_power(in->scale[1]));
}
static Num round_end(const Terms *t, const Instr *in, Num v)
{
    if (is_open(t, v) == t->logic.yes) return v;
    return num_if(&t->logic, is_open(t, v), v, clamp_open(t, rounded_number(t, in, v)));
}
Term term_rounded(const Terms *t, const Instr *in, const Term *a)
{
    return term_interval(t, a->known, a->broken, end_of(rounded_number(t, in, a->v.n)), end_of(round_end(t, in, lo_of(t, a))), end_of(round_end(t, in, hi_of(t, a))), INTERVAL_ROUNDED);
}

/* ---- comparison ---- */
Truth compare_ends(const Terms *t, RegKind kind, Compare op, End a, End b)
{
    const Logic *l = &t->logic;
    bool quotient = kind == KIND_QUOT;
    switch (op) {
    case CMP_LT: return logic_not(l, quotient ? quot_le(t, b, a) : num_le(l, b.n, a.n));
    case CMP_LE: return quotient ? quot_le(t, a, b) : num_le(l, a.n, b.n);
    case CMP_GT: return logic_not(l, quotient ? quot_le(t, a, b) : num_le(l, a.n, b.n));
    case CMP_GE: return quotient ? quot_le(t, b, a) : num_le(l, b.n, a.n);
    case CMP_EQ: return quotient ? logic_and(l, quot_le(t, a, b), quot_le(t, b, a)) : num_eq(l, a.n, b.n);
    case CMP_NE: return logic_not(l, compare_ends(t, kind, CMP_EQ, a, b));
    case CMP_COUNT_: break;
    }
    return l->no;
}
/* Whether `op` holds between the high (low) end of a and the low (high) end of b where one of them is not known. */
static Truth open_ends(const Terms *t, RegKind kind, Compare op, const Term *a, bool a_high, const Term *b, bool b_high)
{
    const Logic *l = &t->logic;
    End ae = a_high ? a->hi : a->lo, be = b_high ? b->hi : b->lo;
    Truth left = logic_and3(l, a->known, logic_not(l, b->known), compare_ends(t, kind, op, a->v, be));
    Truth right = logic_and3(l, logic_not(l, a->known), b->known, compare_ends(t, kind, op, ae, b->v));
    Truth both = logic_and3(l, logic_not(l, a->known), logic_not(l, b->known), compare_ends(t, kind, op, ae, be));
    return logic_or3(l, left, right, both);
}
Term term_compare(const Terms *t, RegKind kind, Compare op, const Term *a, const Term *b, const Truth *sure)
{
    const Logic *l = &t->logic;
    Truth known = logic_and(l, a->known, b->known), broken = logic_or(l, a->broken, b->broken), held = sure ? *sure : compare_ends(t, kind, op, a->v, b->v);
    Truth yes = logic_and(l, known, held), no = logic_but(l, known, held), above, below;
    if (kind_ordered(kind) && known != l->yes) {
        Truth sound = logic_not(l, broken);
        switch (op) {
        case CMP_LT: above = open_ends(t, kind, CMP_LT, a, true, b, false), below = open_ends(t, kind, CMP_GE, a, false, b, true); break;
        case CMP_LE: above = open_ends(t, kind, CMP_LE, a, true, b, false), below = open_ends(t, kind, CMP_GT, a, false, b, true); break;
        case CMP_GT: above = open_ends(t, kind, CMP_GT, a, false, b, true), below = open_ends(t, kind, CMP_LE, a, true, b, false); break;
        case CMP_GE: above = open_ends(t, kind, CMP_GE, a, false, b, true), below = open_ends(t, kind, CMP_LT, a, true, b, false); break;
        default: /* equality: decided only when the intervals lie apart */
            above = logic_or(l, open_ends(t, kind, CMP_LT, a, true, b, false), open_ends(t, kind, CMP_GT, a, false, b, true)), below = l->no;
            if (op == CMP_EQ) below = above, above = l->no;
        }
        yes = logic_or(l, yes, logic_and(l, sound, above)), no = logic_or(l, no, logic_and(l, sound, below));
    }
    Term r = term_truth(t, yes, no);
    r.broken = broken;
    return r;
}

/* ---- choice ---- */
static Term select_truth(const Terms *t, const Term *c, const Term *a, const Term *b)
{
    const Logic *l = &t->logic;
    Term r = term_truth(t, logic_or3(l, logic_and(l, c->yes, a->yes), logic_and(l, c->no, b->yes), logic_and3(l, logic_not(l, c->broken), a->yes, b->yes)),
                        logic_or3(l, logic_and(l, c->yes, a->no), logic_and(l, c->no, b->no), logic_and3(l, logic_not(l, c->broken), a->no, b->no)));
    Truth open = logic_not(l, logic_or3(l, c->yes, c->no, c->broken));
    r.broken = logic_or(l, c->broken, logic_or3(l, logic_and(l, c->yes, a->broken), logic_and(l, c->no, b->broken), logic_and(l, open, logic_or(l, a->broken, b->broken))));
    return r;
}
Term term_select(const Terms *t, RegKind kind, const Term *c, const Term *a, const Term *b)
{
    const Logic *l = &t->logic;
    if (kind == KIND_BIT) return select_truth(t, c, a, b);
    if (c->yes == l->yes) return *a;
    if (c->no == l->yes) return *b;
    Truth open = logic_not(l, logic_or3(l, c->yes, c->no, c->broken)), agreed = logic_and3(l, a->known, b->known, compare_ends(t, kind, CMP_EQ, a->v, b->v));
    Term r = plain(t);
    r.known = logic_or3(l, logic_and(l, c->yes, a->known), logic_and(l, c->no, b->known), logic_and(l, open, agreed));
    r.broken = logic_or(l, c->broken, logic_or3(l, logic_and(l, c->yes, a->broken), logic_and(l, c->no, b->broken), logic_and(l, open, logic_or(l, a->broken, b->broken))));
    r.v = end_if(t, c->no, b->v, a->v);
    if (!kind_ordered(kind)) return r;
    End al = term_lo(t, a), ah = term_hi(t, a), bl = term_lo(t, b), bh = term_hi(t, b);
    End low = end_if(t, compare_ends(t, kind, CMP_LE, al, bl), al, bl), high = end_if(t, compare_ends(t, kind, CMP_GE, ah, bh), ah, bh);
    if (kind != KIND_QUOT) low = opened_end(t, low, true), high = opened_end(t, high, false);
    r.lo = end_if(t, c->yes, a->lo, end_if(t, c->no, b->lo, low)), r.hi = end_if(t, c->yes, a->hi, end_if(t, c->no, b->hi, high));
    return r;
}
Term term_unless(const Terms *t, const Term *a, const Term *b)
{
    const Logic *l = &t->logic;
    Term r = *a;
    r.known = logic_and(l, b->no, a->known), r.yes = logic_and(l, b->no, a->yes), r.no = logic_and(l, b->no, a->no);
    r.broken = logic_or(l, logic_not(l, b->no), a->broken);
    return r;
}
Term term_when(const Terms *t, RegKind kind, RegKind b_kind, const Term *a, const Term *b)
{
    const Logic *l = &t->logic;
    Truth there = term_is_known(t, b_kind, b);
    Term r = *a;
    r.known = logic_and(l, there, a->known), r.yes = logic_and(l, there, a->yes), r.no = logic_and(l, there, a->no);
    r.broken = logic_or(l, b->broken, logic_and(l, there, a->broken));
    if (kind_ordered(kind)) r.lo = end_if(t, there, a->lo, end_open(false)), r.hi = end_if(t, there, a->hi, end_open(true));
    return r;
}
