/* Terms of quotients: exact fractions and their intervals, compared by cross multiplication. See prove_term.h; kernels_quot.c is the
 * meaning. Where a denominator is constant, as it mostly is, what comes out is linear.
 * Must never know chunks. */
#include "interp/prove/prove_term.h"

static Num open_sign(const Logic *l, End a) { return num_if(l, num_eq(l, a.den, num(0)), a.n, num(0)); }
static Truth is_open(const Logic *l, End a) { return num_eq(l, a.den, num(0)); }
Truth quot_le(const Terms *t, End a, End b)
{
    const Logic *l = &t->logic;
    Truth open = logic_or(l, is_open(l, a), is_open(l, b));
    if (open == l->yes) return num_le(l, open_sign(l, a), open_sign(l, b));
    Truth crossed = num_le(l, num_mul(l, a.n, b.den), num_mul(l, b.n, a.den));
    return logic_if(l, open, num_le(l, open_sign(l, a), open_sign(l, b)), crossed);
}
static End fraction(Num n, Num den) { return (End){n, den, num(1), num(1), num(1)}; }
static Term quotient(const Terms *t, Truth known, Truth broken, End v, End lo, End hi)
{
    Term r = term_unknown(t);
    r.known = known, r.broken = broken, r.v = v, r.lo = lo, r.hi = hi;
    return r;
}
Term term_quot(const Terms *t, const Instr *in, const Term *a)
{
    Num den = num(number_power(in->scale[0]));
    End lo = end_if(t, end_is_open(t, a->lo), end_open(false), fraction(a->lo.n, den)), hi = end_if(t, end_is_open(t, a->hi), end_open(true), fraction(a->hi.n, den));
    return quotient(t, a->known, a->broken, fraction(a->v.n, den), lo, hi);
}

/* ---- division ---- */
static End divide_end(const Terms *t, const Instr *in, Num a, Num b) /* b > 0 */
{
    const Logic *l = &t->logic;
    End plain = fraction(num_times(l, a, number_power(in->scale[1])), num_times(l, b, number_power(in->scale[0])));
    End e = end_if(t, num_ge(l, b, num(END_OPEN)), fraction(num(0), num(1)), plain);
    e = end_if(t, num_le(l, a, num(-END_OPEN)), end_open(false), e);
    return end_if(t, num_ge(l, a, num(END_OPEN)), end_open(true), e);
}
/* As if the divisor were positive, where it is all negative. */
static Num turned(const Logic *l, Truth negative, Num v, Num other) { return num_if(l, negative, num_neg(l, other), v); }
Term term_divided(const Terms *t, const Instr *in, const Term *a, const Term *b)
{
    const Logic *l = &t->logic;
    Num zero = num(0), bv = b->v.n;
    Truth known = logic_and(l, a->known, b->known), none = logic_and(l, b->known, num_eq(l, bv, zero)), less = num_lt(l, bv, zero);
    Num divisor = num_max(l, num_if(l, less, num_neg(l, bv), bv), num(1));
    End v = fraction(num_times(l, turned(l, less, a->v.n, a->v.n), number_power(in->scale[1])), num_times(l, divisor, number_power(in->scale[0])));
    Truth broken = logic_or3(l, a->broken, b->broken, none);
    if (known == l->yes) return quotient(t, logic_not(l, broken), broken, v, end_open(false), end_open(true));
    Num al = term_lo(t, a).n, ah = term_hi(t, a).n, bl = term_lo(t, b).n, bh = term_hi(t, b).n;
    Truth around = logic_and(l, num_le(l, bl, zero), num_ge(l, bh, zero)), negative = num_lt(l, bh, zero);
    Num al2 = turned(l, negative, al, ah), ah2 = turned(l, negative, ah, al), bl2 = turned(l, negative, bl, bh), bh2 = turned(l, negative, bh, bl);
    bl2 = num_max(l, bl2, num(1)), bh2 = num_max(l, bh2, num(1)); /* meant where none of them is 0 */
    End lo = end_if(t, num_ge(l, al2, zero), divide_end(t, in, al2, bh2), divide_end(t, in, al2, bl2));
    End hi = end_if(t, num_ge(l, ah2, zero), divide_end(t, in, ah2, bl2), divide_end(t, in, ah2, bh2));
    lo = end_if(t, around, end_open(false), lo), hi = end_if(t, around, end_open(true), hi);
    return quotient(t, logic_but(l, known, broken), broken, v, lo, hi);
}

/* ---- a number times a quotient ---- */
static End times(const Terms *t, const Instr *in, Num v, End q)
{
    const Logic *l = &t->logic;
    Truth v_open = logic_or(l, num_ge(l, v, num(END_OPEN)), num_le(l, v, num(-END_OPEN))), open = logic_or(l, v_open, is_open(l, q));
    Truth nothing = logic_or(l, num_eq(l, v, num(0)), num_eq(l, q.n, num(0))), up = logic_same(l, num_gt(l, v, num(0)), num_gt(l, q.n, num(0)));
    End plain = fraction(num_mul(l, v, q.n), num_times(l, q.den, number_power(in->scale[0])));
    End e = end_if(t, open, end_if(t, up, end_open(true), end_open(false)), plain);
    return end_if(t, nothing, fraction(num(0), num(1)), e);
}
Term term_quot_times(const Terms *t, const Instr *in, const Term *a, const Term *q)
{
    const Logic *l = &t->logic;
    Truth zero = logic_or(l, logic_and(l, a->known, num_eq(l, a->v.n, num(0))), logic_and(l, q->known, num_eq(l, q->v.n, num(0))));
    Truth known = logic_and(l, a->known, q->known), broken = logic_but(l, logic_or(l, a->broken, q->broken), zero);
    End v = end_if(t, zero, fraction(num(0), num(1)), times(t, in, a->v.n, q->v)), lo = end_open(false), hi = end_open(true);
    if (known != l->yes) {
        Num ends[2] = {term_lo(t, a).n, term_hi(t, a).n};
        End qs[2] = {term_lo(t, q), term_hi(t, q)};
        lo = hi = times(t, in, ends[0], qs[0]);
        for (int i = 1; i < 4; i++) {
            End corner = times(t, in, ends[i & 1], qs[i >> 1]);
            lo = end_if(t, quot_le(t, corner, lo), corner, lo), hi = end_if(t, quot_le(t, hi, corner), corner, hi);
        }
    }
    return quotient(t, logic_or(l, known, zero), broken, v, lo, hi);
}

/* ---- rounding ---- */
static Num rounded(const Terms *t, const Instr *in, End q)
{
    const Logic *l = &t->logic;
    Num den = num_max(l, q.den, num(1));
    Num steps = num_round(l, num_times(l, q.n, number_power(in->scale[1])), num_times(l, den, in->imm), (NumberRounding)in->aux);
    return num_truncated(l, num_times(l, steps, (Wide)in->imm * number_power(in->scale[2])), number_power(in->scale[1]));
}
static End round_end(const Terms *t, const Instr *in, End q)
{
    const Logic *l = &t->logic;
    End far = end_of(q.n);
    if (is_open(l, q) == l->yes) return far;
    return end_if(t, is_open(l, q), far, end_of(rounded(t, in, q)));
}
Term term_quot_rounded(const Terms *t, const Instr *in, const Term *q)
{
    return term_interval(t, q->known, q->broken, end_of(rounded(t, in, q->v)), round_end(t, in, q->lo), round_end(t, in, q->hi), INTERVAL_ROUNDED);
}
