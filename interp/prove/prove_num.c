/* Terms of the solver, folded. See prove_num.h.
 * Must never know what a number stands for. */
#include "interp/prove/prove_num.h"
#include <stdio.h>

/* The solver's own handler ends the process; a term that could not be made shows as an answer that is none. */
static void on_error(Z3_context z, Z3_error_code code) { (void)z, (void)code; }
bool logic_open(Logic *l)
{
    Z3_config config = Z3_mk_config();
    *l = (Logic){.z = Z3_mk_context(config)};
    Z3_del_config(config);
    if (!l->z) return false;
    Z3_set_error_handler(l->z, on_error);
    l->whole = Z3_mk_int_sort(l->z), l->truth = Z3_mk_bool_sort(l->z);
    l->yes = Z3_mk_true(l->z), l->no = Z3_mk_false(l->z);
    return true;
}
void logic_close(Logic *l)
{
    if (l->z) Z3_del_context(l->z);
    l->z = NULL;
}

/* ---- truth ---- */
Truth logic_truth(const Logic *l, bool v) { return v ? l->yes : l->no; }
Truth logic_fresh(const Logic *l, const char *name) { return Z3_mk_fresh_const(l->z, name, l->truth); }
static bool is_not(const Logic *l, Truth a)
{
    return Z3_get_ast_kind(l->z, a) == Z3_APP_AST && Z3_get_decl_kind(l->z, Z3_get_app_decl(l->z, Z3_to_app(l->z, a))) == Z3_OP_NOT;
}
Truth logic_not(const Logic *l, Truth a)
{
    if (a == l->yes) return l->no;
    if (a == l->no) return l->yes;
    return is_not(l, a) ? Z3_get_app_arg(l->z, Z3_to_app(l->z, a), 0) : Z3_mk_not(l->z, a);
}
static bool opposite(const Logic *l, Truth a, Truth b)
{
    return (is_not(l, a) && Z3_get_app_arg(l->z, Z3_to_app(l->z, a), 0) == b) || (is_not(l, b) && Z3_get_app_arg(l->z, Z3_to_app(l->z, b), 0) == a);
}
Truth logic_and(const Logic *l, Truth a, Truth b)
{
    if (a == l->no || b == l->no || opposite(l, a, b)) return l->no;
    if (a == l->yes || a == b) return b;
    if (b == l->yes) return a;
    return Z3_mk_and(l->z, 2, (Z3_ast[]){a, b});
}
Truth logic_or(const Logic *l, Truth a, Truth b)
{
    if (a == l->yes || b == l->yes || opposite(l, a, b)) return l->yes;
    if (a == l->no || a == b) return b;
    if (b == l->no) return a;
    return Z3_mk_or(l->z, 2, (Z3_ast[]){a, b});
}
Truth logic_same(const Logic *l, Truth a, Truth b)
{
    if (a == b) return l->yes;
    if (a == l->yes || b == l->yes) return a == l->yes ? b : a;
    if (a == l->no || b == l->no) return logic_not(l, a == l->no ? b : a);
    return Z3_mk_iff(l->z, a, b);
}
Truth logic_if(const Logic *l, Truth c, Truth a, Truth b)
{
    if (c == l->yes || a == b) return a;
    if (c == l->no) return b;
    if (a == l->yes) return logic_or(l, c, b);
    if (a == l->no) return logic_and(l, logic_not(l, c), b);
    if (b == l->yes) return logic_or(l, logic_not(l, c), a);
    if (b == l->no) return logic_and(l, c, a);
    return Z3_mk_ite(l->z, c, a, b);
}

/* ---- numbers ---- */
static Z3_ast numeral(const Logic *l, Wide v)
{
    char text[64], *s = text + sizeof text - 1;
    __extension__ unsigned __int128 u = v < 0 ? -(unsigned __int128)v : (unsigned __int128)v;
    *s = 0;
    do *--s = (char)('0' + (int)(u % 10)), u /= 10;
    while (u);
    if (v < 0) *--s = '-';
    return Z3_mk_numeral(l->z, s, l->whole);
}
Z3_ast num_term(const Logic *l, Num a) { return a.min == a.max ? numeral(l, a.min) : a.term; }
Num num_fresh(const Logic *l, const char *name, Wide min, Wide max)
{
    return min == max ? num(min) : (Num){Z3_mk_fresh_const(l->z, name, l->whole), min, max};
}
static Wide bound(Wide v) { return v > WIDE_END ? WIDE_END : v < -WIDE_END ? -WIDE_END : v; }
static Num made(Z3_ast term, Wide min, Wide max)
{
    min = bound(min), max = bound(max);
    if (min == max) min = -WIDE_END, max = WIDE_END; /* both past the end: no constant */
    return (Num){term, min, max};
}
static bool same_term(Num a, Num b) { return num_constant(a) ? num_constant(b) && a.min == b.min : !num_constant(b) && a.term == b.term; }
Num num_add(const Logic *l, Num a, Num b)
{
    if (num_constant(a) && num_constant(b)) return num(a.min + b.min);
    if (num_is(a, 0)) return b;
    if (num_is(b, 0)) return a;
    return made(Z3_mk_add(l->z, 2, (Z3_ast[]){num_term(l, a), num_term(l, b)}), a.min + b.min, a.max + b.max);
}
Num num_neg(const Logic *l, Num a)
{
    if (num_constant(a)) return num(-a.min);
    return made(Z3_mk_unary_minus(l->z, a.term), -a.max, -a.min);
}
Num num_sub(const Logic *l, Num a, Num b)
{
    if (same_term(a, b)) return num(0);
    if (num_constant(b)) return num_add(l, a, num(-b.min));
    return made(Z3_mk_sub(l->z, 2, (Z3_ast[]){num_term(l, a), num_term(l, b)}), a.min - b.max, a.max - b.min);
}
static Wide product(Wide a, Wide b)
{
    Wide p;
    if (__builtin_mul_overflow(a, b, &p)) return (a < 0) == (b < 0) ? WIDE_END : -WIDE_END;
    return bound(p);
}
/* A choice among constants: a rate that depends on the case. Times a number it is a choice among plain multiples, where a product of
 * two unknowns would be beyond the solver. */
enum { CHOICES_MAX = 24 };
static bool constants_only(const Logic *l, Z3_ast a, int *left)
{
    if (--*left < 0) return false;
    if (Z3_get_ast_kind(l->z, a) == Z3_NUMERAL_AST) return true;
    if (Z3_get_ast_kind(l->z, a) != Z3_APP_AST) return false;
    Z3_app app = Z3_to_app(l->z, a);
    return Z3_get_decl_kind(l->z, Z3_get_app_decl(l->z, app)) == Z3_OP_ITE && constants_only(l, Z3_get_app_arg(l->z, app, 1), left) && constants_only(l, Z3_get_app_arg(l->z, app, 2), left);
}
static Num times_choice(const Logic *l, Z3_ast choice, Num b)
{
    int64_t k;
    if (Z3_get_ast_kind(l->z, choice) == Z3_NUMERAL_AST) return Z3_get_numeral_int64(l->z, choice, &k) ? num_times(l, b, k) : made(Z3_mk_mul(l->z, 2, (Z3_ast[]){choice, num_term(l, b)}), -WIDE_END, WIDE_END);
    Z3_app app = Z3_to_app(l->z, choice);
    return num_if(l, Z3_get_app_arg(l->z, app, 0), times_choice(l, Z3_get_app_arg(l->z, app, 1), b), times_choice(l, Z3_get_app_arg(l->z, app, 2), b));
}
static bool is_choice(const Logic *l, Num a)
{
    int left = CHOICES_MAX;
    return !num_constant(a) && constants_only(l, a.term, &left);
}
Num num_mul(const Logic *l, Num a, Num b)
{
    if (num_is(a, 0) || num_is(b, 0)) return num(0);
    if (!num_constant(b) && is_choice(l, a)) return times_choice(l, a.term, b);
    if (!num_constant(a) && is_choice(l, b)) return times_choice(l, b.term, a);
    if (num_is(a, 1)) return b;
    if (num_is(b, 1)) return a;
    Wide p = product(a.min, b.min);
    if (num_constant(a) && num_constant(b) && p < WIDE_END && p > -WIDE_END) return num(p);
    Wide corner[4] = {p, product(a.min, b.max), product(a.max, b.min), product(a.max, b.max)}, lo = p, hi = p;
    for (int i = 1; i < 4; i++) lo = corner[i] < lo ? corner[i] : lo, hi = corner[i] > hi ? corner[i] : hi;
    return made(Z3_mk_mul(l->z, 2, (Z3_ast[]){num_term(l, a), num_term(l, b)}), lo, hi);
}
Num num_times(const Logic *l, Num a, Wide k) { return num_mul(l, a, num(k)); }
static Wide floor_div(Wide a, Wide b) { return a / b - (a % b != 0 && (a < 0)); }
Num num_floor_div(const Logic *l, Num a, Num b)
{
    if (num_is(b, 1)) return a;
    if (num_constant(a) && num_constant(b)) return num(floor_div(a.min, b.min));
    if (b.min < 1) b.min = 1;
    Wide lo = floor_div(a.min, a.min >= 0 ? b.max : b.min), hi = floor_div(a.max, a.max >= 0 ? b.min : b.max);
    return lo == hi ? num(lo) : made(Z3_mk_div(l->z, num_term(l, a), num_term(l, b)), lo, hi);
}
Num num_mod(const Logic *l, Num a, Num b)
{
    if (num_constant(a) && num_constant(b)) return num(a.min - floor_div(a.min, b.min) * b.min);
    if (num_is(b, 1)) return num(0);
    return made(Z3_mk_mod(l->z, num_term(l, a), num_term(l, b)), 0, b.max - 1);
}
Num num_if(const Logic *l, Truth c, Num a, Num b)
{
    if (c == l->yes || same_term(a, b)) return a;
    if (c == l->no) return b;
    return made(Z3_mk_ite(l->z, c, num_term(l, a), num_term(l, b)), a.min < b.min ? a.min : b.min, a.max > b.max ? a.max : b.max);
}
Num num_min(const Logic *l, Num a, Num b)
{
    Num m = num_if(l, num_le(l, a, b), a, b);
    if (!num_constant(m)) m.max = a.max < b.max ? a.max : b.max;
    return m;
}
Num num_max(const Logic *l, Num a, Num b)
{
    Num m = num_if(l, num_le(l, b, a), a, b);
    if (!num_constant(m)) m.min = a.min > b.min ? a.min : b.min;
    return m;
}

/* ---- rounding ---- */
static Num half_away(const Logic *l, Num n, Num d)
{
    Num d2 = num_times(l, d, 2), up = num_floor_div(l, num_add(l, num_times(l, n, 2), d), d2);
    Num down = num_neg(l, num_floor_div(l, num_add(l, num_times(l, n, -2), d), d2));
    return num_if(l, num_ge(l, n, num(0)), up, down);
}
static Num half_even(const Logic *l, Num n, Num d)
{
    Num q = num_floor_div(l, n, d), twice = num_times(l, num_sub(l, n, num_mul(l, q, d)), 2);
    Num tie = num_add(l, q, num_mod(l, q, num(2)));
    return num_if(l, num_lt(l, twice, d), q, num_if(l, num_gt(l, twice, d), num_add(l, q, num(1)), tie));
}
Num num_round(const Logic *l, Num n, Num d, NumberRounding mode)
{
    switch (mode) {
    case NUMBER_HALF_UP: return half_away(l, n, d);
    case NUMBER_HALF_EVEN: return half_even(l, n, d);
    case NUMBER_UP: return num_neg(l, num_floor_div(l, num_neg(l, n), d));
    case NUMBER_DOWN: break;
    }
    return num_floor_div(l, n, d);
}
Num num_truncated(const Logic *l, Num a, Wide d)
{
    Num up = num_floor_div(l, a, num(d)), down = num_neg(l, num_floor_div(l, num_neg(l, a), num(d)));
    return num_if(l, num_ge(l, a, num(0)), up, down);
}

/* ---- comparison ---- */
Truth num_le(const Logic *l, Num a, Num b)
{
    if (a.max <= b.min && a.max < WIDE_END) return l->yes;
    if (a.min > b.max) return l->no;
    if (same_term(a, b)) return l->yes;
    return Z3_mk_le(l->z, num_term(l, a), num_term(l, b));
}
Truth num_lt(const Logic *l, Num a, Num b) { return logic_not(l, num_le(l, b, a)); }
Truth num_eq(const Logic *l, Num a, Num b)
{
    if (a.max < b.min || a.min > b.max) return l->no;
    if (same_term(a, b)) return l->yes;
    return Z3_mk_eq(l->z, num_term(l, a), num_term(l, b));
}
