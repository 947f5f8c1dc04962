/* Terms of dates: year, month, day, and a number that orders them. See prove_term.h; kernels_date.c and calendar.c are the meaning.
 * With 372 days to a year and 31 to a month, adding years or months is a sum and an age a comparison of sums; only a month's end and
 * the leap day need care. Days between dates are counted from year 1, which needs division, and is rare.
 * Must never know what a date is for. */
#include "interp/base/calendar.h"
#include "interp/program/program.h" /* LeapRule */
#include "interp/prove/prove_term.h"

enum { YEAR_DAYS = 372, MONTH_DAYS = 31, EPOCH = 719163 /* 1970-01-01, counted from 0001-01-01 = 1 */, PERIODS_MAX = 200000, WALK_MAX = 100 };

/* ---- parts ---- */
static Num packed(const Logic *l, Num y, Num m, Num d)
{
    Num month = num_times(l, num_add(l, m, num(-1)), MONTH_DAYS);
    return num_add(l, num_times(l, y, YEAR_DAYS), num_add(l, month, num_add(l, d, num(-1))));
}
End date_end(const Terms *t, Num y, Num m, Num d)
{
    return (End){packed(&t->logic, y, m, d), num(1), y, m, d};
}
End date_constant(int64_t day)
{
    int y, m, d;
    if (day < CALENDAR_DAY_MIN) day = CALENDAR_DAY_MIN;
    if (day > CALENDAR_DAY_MAX) day = CALENDAR_DAY_MAX;
    calendar_civil((int32_t)day, &y, &m, &d);
    return (End){num((Wide)y * YEAR_DAYS + (m - 1) * MONTH_DAYS + d - 1), num(1), num(y), num(m), num(d)};
}
static Truth divides(const Logic *l, Num y, Wide by) { return num_eq(l, num_mod(l, y, num(by)), num(0)); }
/* Near our own time two years only break the rule of four, which is easier to reason about than the whole rule. */
static bool near_years(Num y) { return y.min > 1800 && y.max < 2200; }
static Truth leap(const Logic *l, Num y)
{
    if (near_years(y)) return logic_and3(l, divides(l, y, 4), logic_not(l, num_eq(l, y, num(1900))), logic_not(l, num_eq(l, y, num(2100))));
    return logic_or(l, logic_but(l, divides(l, y, 4), divides(l, y, 100)), divides(l, y, 400));
}
static Truth is(const Logic *l, Num a, Wide v) { return num_eq(l, a, num(v)); }
static Num month_length(const Logic *l, Num y, Num m)
{
    Truth short_month = logic_or(l, logic_or(l, is(l, m, 4), is(l, m, 6)), logic_or(l, is(l, m, 9), is(l, m, 11)));
    Num february = num_if(l, leap(l, y), num(29), num(28));
    return num_if(l, is(l, m, 2), february, num_if(l, short_month, num(30), num(31)));
}
static Num days_before(const Logic *l, Num m) /* this month, in a common year */
{
    static const int16_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    Num n = num(before[11]);
    for (int i = 10; i >= 0; i--) n = num_if(l, is(l, m, i + 1), num(before[i]), n);
    return n;
}
static Num leap_days(const Logic *l, Num past) /* of so many years from year 1 on */
{
    Num fours = num_floor_div(l, past, num(4));
    if (!near_years(past)) return num_add(l, fours, num_sub(l, num_floor_div(l, past, num(400)), num_floor_div(l, past, num(100))));
    return num_sub(l, fours, num_if(l, num_lt(l, past, num(1900)), num(14), num_if(l, num_lt(l, past, num(2100)), num(15), num(16))));
}
static Num ordinal(const Logic *l, End a)
{
    Num past = num_add(l, a.y, num(-1)), n = num_add(l, num_times(l, past, 365), leap_days(l, past));
    n = num_add(l, n, num_add(l, days_before(l, a.m), a.d));
    return num_add(l, n, num_if(l, logic_and(l, num_gt(l, a.m, num(2)), leap(l, a.y)), num(1), num(0)));
}
End date_fresh(Terms *t, const char *name, int first_year, int last_year)
{
    const Logic *l = &t->logic;
    Num y = num_fresh(l, name, first_year, last_year), m = num_fresh(l, name, 1, 12), d = num_fresh(l, name, 1, 31);
    Num parts[3] = {y, m, d};
    for (int i = 0; i < 3; i++) {
        if (num_constant(parts[i])) continue;
        terms_hold(t, Z3_mk_le(l->z, num_term(l, num(parts[i].min)), parts[i].term));
        terms_hold(t, Z3_mk_le(l->z, parts[i].term, num_term(l, num(parts[i].max))));
    }
    terms_hold(t, num_le(l, d, month_length(l, y, m)));
    return date_end(t, y, m, d);
}

/* ---- adding ---- */
static End beyond(const Terms *t, Truth up) { return end_if(t, up, end_open(true), end_open(false)); }
static End add_months(const Terms *t, End a, Num n, bool years)
{
    const Logic *l = &t->logic;
    Num y, m = a.m, d;
    if (years) {
        y = num_add(l, a.y, n);
        Truth lost = logic_and(l, logic_and(l, is(l, m, 2), is(l, a.d, 29)), logic_not(l, leap(l, y)));
        d = num_if(l, lost, num(28), a.d);
    } else {
        Num total = num_add(l, num_times(l, a.y, 12), num_add(l, num_add(l, m, num(-1)), n));
        y = num_floor_div(l, total, num(12)), m = num_add(l, num_mod(l, total, num(12)), num(1));
        d = num_min(l, a.d, month_length(l, y, m));
    }
    Truth out = logic_or(l, num_lt(l, y, num(1)), num_gt(l, y, num(9999)));
    return end_if(t, out, beyond(t, num_gt(l, n, num(0))), date_end(t, y, m, d));
}
/* A few days on or back: month by month. */
static End walk(const Terms *t, End a, int n)
{
    const Logic *l = &t->logic;
    Num y = a.y, m = a.m, d = num_add(l, a.d, num(n));
    for (int steps = (n < 0 ? -n : n) / 28 + 1; steps > 0; steps--) {
        Truth turn = n > 0 ? num_gt(l, d, month_length(l, y, m)) : num_lt(l, d, num(1));
        Num month = num_add(l, m, num(n > 0 ? 1 : -1)), over = num_if(l, num_gt(l, month, num(12)), num(1), num_if(l, num_lt(l, month, num(1)), num(-1), num(0)));
        Num year = num_add(l, y, over);
        month = num_sub(l, month, num_times(l, over, 12)), month.min = 1, month.max = 12;
        Num day = n > 0 ? num_sub(l, d, month_length(l, y, m)) : num_add(l, d, month_length(l, year, month));
        y = num_if(l, turn, year, y), m = num_if(l, turn, month, m), d = num_if(l, turn, day, d);
    }
    if (!num_constant(d)) d.min = 1, d.max = 31;
    Truth out = logic_or(l, num_lt(l, y, num(1)), num_gt(l, y, num(9999)));
    return end_if(t, out, beyond(t, logic_truth(l, n > 0)), date_end(t, y, m, d));
}
/* A date whose ordinal is so many days later, where there is one. */
static End add_days(Terms *t, End a, Num n)
{
    const Logic *l = &t->logic;
    if (num_constant(n) && n.min <= WALK_MAX && n.min >= -WALK_MAX && !num_constant(a.n)) return walk(t, a, (int)n.min);
    Num sum = num_add(l, ordinal(l, a), n);
    if (num_constant(sum)) {
        bool in = sum.min - EPOCH >= CALENDAR_DAY_MIN && sum.min - EPOCH <= CALENDAR_DAY_MAX;
        return in ? date_constant((int64_t)(sum.min - EPOCH)) : end_open(sum.min > 0);
    }
    Wide first = sum.min / 366, last = sum.max / 365 + 1; /* years it can fall in */
    End later = date_fresh(t, "later", first < 1 ? 1 : first > 9999 ? 9999 : (int)first, last < 1 ? 1 : last > 9999 ? 9999 : (int)last);
    Truth low = num_lt(l, sum, num(1)), high = num_gt(l, sum, num((Wide)CALENDAR_DAY_MAX + EPOCH));
    terms_hold(t, logic_or3(l, low, high, logic_or(l, end_is_open(t, a), num_eq(l, ordinal(l, later), sum))));
    return end_if(t, low, end_open(false), end_if(t, high, end_open(true), later));
}
static End shift(Terms *t, Period period, End a, Num n)
{
    const Logic *l = &t->logic;
    Truth n_open = end_is_open(t, end_of(n)), a_open = end_is_open(t, a);
    if (a_open == l->yes) return a;
    if (n_open == l->yes) return beyond(t, num_gt(l, n, num(0)));
    End e = period == PERIOD_DAYS ? add_days(t, a, n) : add_months(t, a, n, period == PERIOD_YEARS);
    if (period != PERIOD_DAYS) e = end_if(t, logic_or(l, num_gt(l, n, num(PERIODS_MAX)), num_lt(l, n, num(-PERIODS_MAX))), beyond(t, num_gt(l, n, num(0))), e);
    e = end_if(t, n_open, beyond(t, num_gt(l, n, num(0))), e);
    return end_if(t, a_open, a, e);
}
Term term_date_add(Terms *t, Period period, const Term *a, const Term *n)
{
    const Logic *l = &t->logic;
    Truth known = logic_and(l, a->known, n->known), broken = logic_or(l, a->broken, n->broken);
    End v = shift(t, period, a->v, n->v.n), lo = end_open(false), hi = end_open(true);
    if (known != l->yes) {
        lo = shift(t, period, term_lo(t, a), term_lo(t, n).n), hi = shift(t, period, term_hi(t, a), term_hi(t, n).n);
        Truth never = logic_or(l, num_ge(l, lo.n, num(END_OPEN)), num_le(l, hi.n, num(-END_OPEN))); /* no completion is a date */
        broken = logic_or(l, broken, logic_and(l, logic_not(l, known), never));
        lo = end_if(t, never, end_open(false), lo), hi = end_if(t, never, end_open(true), hi);
    }
    Truth out = logic_and(l, known, end_is_open(t, v));
    return term_interval(t, known, logic_or(l, broken, out), v, lo, hi, INTERVAL_PLAIN);
}

/* ---- between ---- */
/* One born on 29 February has a birthday in a common year on the 28th: that day then counts as the 29th. */
static Num eve(const Terms *t, int rule, End d)
{
    const Logic *l = &t->logic;
    if (rule == LEAP_MAR01) return num(0);
    Truth last = logic_and3(l, is(l, d.m, 2), is(l, d.d, 28), logic_not(l, leap(l, d.y)));
    return num_if(l, last, num(1), num(0));
}
Truth date_years_at_least(const Terms *t, int rule, End b, End d, Num n)
{
    const Logic *l = &t->logic;
    return num_ge(l, num_add(l, d.n, eve(t, rule, d)), num_add(l, b.n, num_times(l, n, YEAR_DAYS)));
}
static Num years(const Terms *t, int rule, End b, End d)
{
    const Logic *l = &t->logic;
    Num whole = num_sub(l, d.y, b.y), b_day = num_add(l, num_times(l, b.m, MONTH_DAYS), b.d), d_day = num_add(l, num_times(l, d.m, MONTH_DAYS), d.d);
    return num_sub(l, whole, num_if(l, num_lt(l, num_add(l, d_day, eve(t, rule, d)), b_day), num(1), num(0)));
}
static Num months(const Terms *t, End b, End d)
{
    const Logic *l = &t->logic;
    Num whole = num_add(l, num_times(l, num_sub(l, d.y, b.y), 12), num_sub(l, d.m, b.m)), day = num_min(l, b.d, month_length(l, d.y, d.m));
    return num_sub(l, whole, num_if(l, num_lt(l, d.d, day), num(1), num(0)));
}
static Num between(const Terms *t, Opcode op, int rule, End b, End d)
{
    const Logic *l = &t->logic;
    if (op == BC_YEARS) return years(t, rule, b, d);
    return op == BC_MONTHS ? months(t, b, d) : num_sub(l, ordinal(l, d), ordinal(l, b));
}
static End span_end(const Terms *t, Opcode op, int rule, End b, End d, bool high)
{
    const Logic *l = &t->logic;
    Truth open = logic_or(l, end_is_open(t, b), end_is_open(t, d));
    if (open == l->yes) return end_open(high);
    return end_if(t, open, end_open(high), end_of(between(t, op, rule, b, d)));
}
Term term_between(Terms *t, Opcode op, int rule, const Term *b, const Term *d)
{
    const Logic *l = &t->logic;
    End lo = span_end(t, op, rule, term_hi(t, b), term_lo(t, d), false), hi = span_end(t, op, rule, term_lo(t, b), term_hi(t, d), true);
    return term_interval(t, logic_and(l, b->known, d->known), logic_or(l, b->broken, d->broken), end_of(between(t, op, rule, b->v, d->v)), lo, hi, INTERVAL_PLAIN);
}
Term term_year_of(const Terms *t, const Term *a)
{
    End lo = end_if(t, end_is_open(t, a->lo), end_open(false), end_of(a->lo.y)), hi = end_if(t, end_is_open(t, a->hi), end_open(true), end_of(a->hi.y));
    return term_interval(t, a->known, a->broken, end_of(a->v.y), lo, hi, INTERVAL_PLAIN);
}
