/* The direct evaluator. Knows docs/semantics.md. Must never know how the VM does it. */
#include "tests/reference.h"
#include <string.h>
#include "interp/base/calendar.h"

#define REF_INF ((__int128)1 << 120)
enum { FRAMES_MAX = 16 };
typedef struct { const Program *program; const RefRecord *frame[FRAMES_MAX]; int n_frames; RefValue as_of, law; } Env;

static RefValue eval(const Env *env, const Expr *e);
static RefValue rule_aspect(const Env *env, const Rule *rule, Aspect aspect, int item);

/* ---- values ---- */
static RefValue broken(RefBroken why) { return (RefValue){.state = REF_BROKEN, .why = why}; }
static RefValue unknown(void) { return (RefValue){.state = REF_UNKNOWN, .lo = -REF_INF, .hi = REF_INF, .lo_den = 1, .hi_den = 1}; }
static RefValue known(__int128 v) { return (RefValue){.state = REF_KNOWN, .lo = v, .hi = v, .lo_den = 1, .hi_den = 1}; }
static RefValue interval(__int128 lo, __int128 hi)
{
    if (lo <= INT64_MIN) lo = -REF_INF;
    if (hi >= INT64_MAX) hi = REF_INF;
    if (lo > INT64_MAX || hi < INT64_MIN) return broken(BROKEN_OVERFLOW);
    return (RefValue){.state = lo == hi ? REF_KNOWN : REF_UNKNOWN, .lo = lo, .hi = hi, .lo_den = 1, .hi_den = 1};
}
/* The result of exact arithmetic: storage is 64 bits wide. */
static RefValue stored(RefValue a, RefValue b, __int128 lo, __int128 hi)
{
    if (a.state == REF_KNOWN && b.state == REF_KNOWN && (lo > INT64_MAX || lo < INT64_MIN)) return broken(BROKEN_OVERFLOW);
    if (lo > INT64_MAX) lo = INT64_MAX - 1; /* every completion overflows or lies here: stays unknown */
    if (hi < INT64_MIN) hi = INT64_MIN + 1;
    return interval(lo, hi);
}
static bool is_known(RefValue v) { return v.state == REF_KNOWN; }
static bool is_true(RefValue v) { return v.state == REF_KNOWN && v.lo != 0; }
static bool is_false(RefValue v) { return v.state == REF_KNOWN && v.lo == 0; }
static RefValue boolean(bool b) { return known(b); }
static RefValue unsettled(RefValue a, RefValue b)
{
    if (a.state == REF_BROKEN) return a;
    if (b.state == REF_BROKEN) return b;
    return unknown();
}

/* ---- logic (strong Kleene) ---- */
static RefValue logic_not(RefValue a) { return is_known(a) ? boolean(!a.lo) : a; }
static RefValue logic_and(RefValue a, RefValue b)
{
    if (is_false(a) || is_false(b)) return boolean(false);
    if (is_true(a) && is_true(b)) return boolean(true);
    return unsettled(is_true(a) ? b : a, is_true(b) ? a : b);
}
static RefValue logic_or(RefValue a, RefValue b) { return logic_not(logic_and(logic_not(a), logic_not(b))); }

/* ---- bounds ---- */
static __int128 clamp(__int128 v) { return v > REF_INF ? REF_INF : v < -REF_INF ? -REF_INF : v; }
static bool infinite(__int128 v) { return v >= REF_INF || v <= -REF_INF; }
static __int128 add_bound(__int128 a, __int128 b) { return infinite(a) ? a : infinite(b) ? b : clamp(a + b); }
static __int128 mul_bound(__int128 a, __int128 b)
{
    if (a == 0 || b == 0) return 0;
    if (infinite(a) || infinite(b)) return (a > 0) == (b > 0) ? REF_INF : -REF_INF;
    return clamp(a * b);
}
static RefValue arith_add(RefValue a, RefValue b)
{
    if (a.state == REF_BROKEN || b.state == REF_BROKEN) return unsettled(a, b);
    return stored(a, b, add_bound(a.lo, b.lo), add_bound(a.hi, b.hi));
}
static RefValue arith_neg(RefValue a)
{
    if (a.state == REF_BROKEN) return a;
    return stored(a, a, -a.hi, -a.lo);
}
static RefValue arith_mul(RefValue a, RefValue b)
{
    if ((is_known(a) && a.lo == 0) || (is_known(b) && b.lo == 0)) return known(0);
    if (a.state == REF_BROKEN || b.state == REF_BROKEN) return unsettled(a, b);
    __int128 corner[4] = {mul_bound(a.lo, b.lo), mul_bound(a.lo, b.hi), mul_bound(a.hi, b.lo), mul_bound(a.hi, b.hi)};
    __int128 lo = corner[0], hi = corner[0];
    for (int i = 1; i < 4; i++) {
        if (corner[i] < lo) lo = corner[i];
        if (corner[i] > hi) hi = corner[i];
    }
    return stored(a, b, lo, hi);
}
static __int128 power_of_ten(int n)
{
    __int128 p = 1;
    while (n-- > 0) p *= 10;
    return p;
}

/* ---- quotients: true fractions ---- */
static RefValue fraction(__int128 ln, __int128 ld, __int128 hn, __int128 hd, bool exact)
{
    return (RefValue){.state = exact ? REF_KNOWN : REF_UNKNOWN, .lo = ln, .lo_den = ld, .hi = hn, .hi_den = hd};
}
static RefValue quotient(RefValue a, RefValue b, int scale_a, int scale_b)
{
    if (a.state == REF_BROKEN || b.state == REF_BROKEN) return unsettled(a, b);
    if (is_known(b) && b.lo == 0) return broken(BROKEN_ZERO);
    if (b.lo <= 0 && b.hi >= 0) return unknown();
    if (b.hi < 0) {
        RefValue t = b;
        b.lo = -t.hi, b.hi = -t.lo;
        t = a;
        a.lo = -t.hi, a.hi = -t.lo;
    }
    __int128 up = power_of_ten(scale_b), down = power_of_ten(scale_a);
    __int128 ld = a.lo >= 0 ? b.hi : b.lo, hd = a.hi >= 0 ? b.lo : b.hi;
    __int128 ln = infinite(a.lo) ? a.lo : infinite(ld) ? 0 : a.lo * up, hn = infinite(a.hi) ? a.hi : infinite(hd) ? 0 : a.hi * up;
    return fraction(ln, infinite(ld) ? 1 : ld * down, hn, infinite(hd) ? 1 : hd * down, is_known(a) && is_known(b));
}
static __int128 floor_div(__int128 n, __int128 d) { return n >= 0 ? n / d : -((-n + d - 1) / d); }
static int compare_fractions(__int128 an, __int128 ad, __int128 bn, __int128 bd)
{
    if (infinite(an) || infinite(bn)) return an == bn ? 0 : infinite(an) ? (an > 0 ? 1 : -1) : (bn > 0 ? -1 : 1);
    for (int sign = 1;; sign = -sign) { /* whole parts, then what is left upside down: nothing to overflow */
        __int128 aw = floor_div(an, ad), bw = floor_div(bn, bd), ar = an - aw * ad, br = bn - bw * bd;
        if (aw != bw) return aw < bw ? -sign : sign;
        if (ar == 0 || br == 0) return ar == br ? 0 : ar == 0 ? -sign : sign;
        an = ad, ad = ar, bn = bd, bd = br;
    }
}
static RefValue as_fraction(RefValue v, Type type)
{
    if (type.kind == TY_QUOT || v.state == REF_BROKEN) return v;
    __int128 den = type.kind == TY_NUM ? power_of_ten(type.scale) : 1;
    v.lo_den = v.hi_den = den;
    return v;
}

/* ---- comparisons ---- */
static RefValue compare(ExprKind op, RefValue a, RefValue b, Type ta, Type tb)
{
    if (a.state == REF_BROKEN || b.state == REF_BROKEN) return unsettled(a, b);
    if (ta.kind == TY_TEXT) return is_known(a) && is_known(b) ? boolean((strcmp(a.text, b.text) == 0) == (op == E_EQ)) : unknown();
    if (ta.kind == TY_BOOL || ta.kind == TY_ENUM) return is_known(a) && is_known(b) ? boolean((a.lo == b.lo) == (op == E_EQ)) : unknown();
    a = as_fraction(a, ta), b = as_fraction(b, tb);
    int highest = compare_fractions(a.hi, a.hi_den, b.lo, b.lo_den), lowest = compare_fractions(a.lo, a.lo_den, b.hi, b.hi_den);
    switch (op) { /* highest: the greatest a against the least b; lowest: the least a against the greatest b */
    case E_LT: return highest < 0 ? boolean(true) : lowest >= 0 ? boolean(false) : unknown();
    case E_LE: return highest <= 0 ? boolean(true) : lowest > 0 ? boolean(false) : unknown();
    case E_GT: return lowest > 0 ? boolean(true) : highest <= 0 ? boolean(false) : unknown();
    case E_GE: return lowest >= 0 ? boolean(true) : highest < 0 ? boolean(false) : unknown();
    default: break;
    }
    if (highest < 0 || lowest > 0) return boolean(op == E_NE);
    return is_known(a) && is_known(b) ? boolean(op == E_EQ) : unknown();
}

/* ---- cases ---- */
static RefValue choose(RefValue c, RefValue a, RefValue b, Type type)
{
    if (c.state == REF_BROKEN) return c;
    if (is_true(c)) return a;
    if (is_false(c)) return b;
    if (a.state == REF_BROKEN || b.state == REF_BROKEN) return unsettled(a, b);
    if (type.kind == TY_TEXT) return is_known(a) && is_known(b) && strcmp(a.text, b.text) == 0 ? a : unknown();
    if (type.kind == TY_BOOL || type.kind == TY_ENUM) return is_known(a) && is_known(b) && a.lo == b.lo ? a : unknown();
    if (type.kind == TY_QUOT) {
        if (is_known(a) && is_known(b) && compare_fractions(a.lo, a.lo_den, b.lo, b.lo_den) == 0) return a;
        bool l = compare_fractions(a.lo, a.lo_den, b.lo, b.lo_den) < 0, h = compare_fractions(a.hi, a.hi_den, b.hi, b.hi_den) > 0;
        return fraction(l ? a.lo : b.lo, l ? a.lo_den : b.lo_den, h ? a.hi : b.hi, h ? a.hi_den : b.hi_den, false);
    }
    return interval(a.lo < b.lo ? a.lo : b.lo, a.hi > b.hi ? a.hi : b.hi);
}

/* ---- dates ---- */
static RefValue date_in_range(RefValue v, bool exact, __int128 lo, __int128 hi)
{
    const __int128 first = CALENDAR_DAY_MIN, last = CALENDAR_DAY_MAX;
    (void)v;
    if (exact) return lo < first || lo > last ? broken(BROKEN_OVERFLOW) : known(lo);
    if (lo > last || hi < first) return broken(BROKEN_OVERFLOW); /* no completion is a date */
    return interval(lo < first ? -REF_INF : lo, hi > last ? REF_INF : hi);
}
static __int128 shift(__int128 day, __int128 n, UnitBase base)
{
    if (infinite(day)) return day;
    if (infinite(n)) return n;
    if (base == U_DAY) return day + n;
    if (n > 200000 || n < -200000) return n > 0 ? REF_INF : -REF_INF;
    int64_t months = (int64_t)n * (base == U_YEAR || base == U_AGE ? 12 : 1);
    int y, m, d;
    calendar_civil((int32_t)day, &y, &m, &d);
    int64_t total = (int64_t)y * 12 + (m - 1) + months;
    if (total < 12 || total >= (int64_t)10000 * 12) return total < 12 ? -REF_INF : REF_INF;
    int year = (int)(total / 12), month = (int)(total % 12) + 1, length = calendar_month_days(year, month);
    return calendar_day(year, month, d < length ? d : length);
}
static RefValue date_add(RefValue a, RefValue b, Unit unit)
{
    if (a.state == REF_BROKEN || b.state == REF_BROKEN) return unsettled(a, b);
    return date_in_range(a, is_known(a) && is_known(b), shift(a.lo, b.lo, unit.base), shift(a.hi, b.hi, unit.base));
}
/* The largest n with anniversary(b, n) <= d. */
static __int128 completed(__int128 b, __int128 d, int months_each, LeapRule leap)
{
    int by, bm, bd, y, m, day;
    calendar_civil((int32_t)b, &by, &bm, &bd);
    calendar_civil((int32_t)d, &y, &m, &day);
    int64_t n = ((int64_t)(y - by) * 12 + (m - bm)) / months_each + 2;
    for (;; n--) {
        int64_t total = (int64_t)by * 12 + (bm - 1) + n * months_each;
        int64_t year = total >= 0 ? total / 12 : -((-total + 11) / 12), month = total - year * 12 + 1;
        int length = month == 2 ? ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28) : calendar_month_days(2001, (int)month);
        int64_t there_month = month, there_day = bd;
        if (bd > length) {
            there_day = length;
            if (months_each == 12 && leap == LEAP_MAR01) there_month = 3, there_day = 1;
        }
        if (year < y || (year == y && (there_month < m || (there_month == m && there_day <= day)))) return n;
    }
}
static RefValue span_between(ExprKind kind, RefValue b, RefValue d, LeapRule leap)
{
    if (b.state == REF_BROKEN || d.state == REF_BROKEN) return unsettled(b, d);
    __int128 lo = -REF_INF, hi = REF_INF;
    if (!infinite(b.hi) && !infinite(d.lo)) lo = kind == E_DAYS ? d.lo - b.hi : completed(b.hi, d.lo, kind == E_YEARS ? 12 : 1, leap);
    if (!infinite(b.lo) && !infinite(d.hi)) hi = kind == E_DAYS ? d.hi - b.lo : completed(b.lo, d.hi, kind == E_YEARS ? 12 : 1, leap);
    return interval(lo, hi);
}
static RefValue year_of(RefValue a)
{
    if (a.state == REF_BROKEN) return a;
    int y, m, d;
    __int128 lo = -REF_INF, hi = REF_INF;
    if (!infinite(a.lo)) calendar_civil((int32_t)a.lo, &y, &m, &d), lo = y;
    if (!infinite(a.hi)) calendar_civil((int32_t)a.hi, &y, &m, &d), hi = y;
    return interval(lo, hi);
}

/* ---- rounding ---- */
static __int128 round_steps(__int128 n, __int128 d, RoundMode mode)
{
    __int128 whole = floor_div(n, d), rest = n - whole * d;
    if (rest == 0 || mode == ROUND_DOWN) return whole;
    if (mode == ROUND_UP || 2 * rest > d) return whole + 1;
    if (2 * rest < d) return whole;
    if (mode == ROUND_HALF_EVEN) return whole % 2 == 0 ? whole : whole + 1;
    return n >= 0 ? whole + 1 : whole;
}
static RefValue round_to(const Expr *e, RefValue a, RefValue step)
{
    if (a.state == REF_BROKEN) return a;
    a = as_fraction(a, e->a->type);
    __int128 step_scale = power_of_ten(e->b->type.scale), out = power_of_ten(e->type.scale);
    __int128 lo = infinite(a.lo) ? a.lo : round_steps(a.lo * step_scale, a.lo_den * step.lo, e->mode) * step.lo * out / step_scale;
    __int128 hi = infinite(a.hi) ? a.hi : round_steps(a.hi * step_scale, a.hi_den * step.lo, e->mode) * step.lo * out / step_scale;
    return stored(a, a, lo, hi);
}

/* ---- places ---- */
static const RefRecord *walk(const Env *env, const Path *path, int hops)
{
    const RefRecord *r = env->frame[env->n_frames - 1 - path->up];
    for (int i = 0; i < hops && r; i++) r = r->fields[path->field[i]].record;
    return r;
}
static RefValue field_value(const Env *env, const Expr *e)
{
    const RefRecord *r = walk(env, &e->path, e->path.n - 1);
    int entity = e->path.entity;
    for (int i = 0; i < e->path.n - 1; i++) entity = env->program->entities[entity].fields[e->path.field[i]].type.ref;
    const Field *f = &env->program->entities[entity].fields[e->path.field[e->path.n - 1]];
    const RefField *v = r ? &r->fields[e->path.field[e->path.n - 1]] : NULL;
    if (v && v->known) {
        RefValue out = known(v->i);
        out.text = v->text;
        return out;
    }
    return f->type.kind == TY_NUM ? interval(f->lo, f->hi) : unknown();
}
static RefValue dated_parameter(const Env *env, const Param *p, int version)
{
    if (version < 0) return broken(BROKEN_VERSION);
    const ParamVersion *v = &p->versions[version];
    RefValue here = v->state == PV_KNOWN ? known(v->value) : v->state == PV_REPEALED ? broken(BROKEN_REPEALED) : unknown();
    if (v->from == INT32_MIN) return here;
    RefValue since = compare(E_GE, env->law, known(v->from), (Type){.kind = TY_DATE}, (Type){.kind = TY_DATE});
    if (is_true(since)) return here;
    return choose(since, here, dated_parameter(env, p, version - 1), p->type);
}

/* ---- lists ---- */
typedef struct { RefValue where, arg; } Element;
static RefValue fold_list(const Env *env, const Expr *e, const RefField *list)
{
    bool missing = !list || !list->known;
    RefValue acc = known(e->kind == E_ALL), none = boolean(e->kind == E_ALL);
    __int128 lo = 0, hi = 0, num_lo = 0, den_lo = 0, num_hi = 0, den_hi = 0;
    bool certain = false, possible = false, bad = false;
    RefValue first_bad = none;
    if (missing && e->kind == E_COUNT) return interval(0, REF_INF);
    if (missing) return unknown();
    if (e->kind == E_LMAX) lo = hi = -REF_INF;
    if (e->kind == E_LMIN) lo = hi = REF_INF;
    for (int i = 0; i < list->n_list; i++) {
        Env inner = *env;
        inner.frame[inner.n_frames++] = list->list[i];
        RefValue where = e->a ? eval(&inner, e->a) : boolean(true), arg = e->b ? eval(&inner, e->b) : boolean(true);
        if (e->kind == E_ANY) { acc = logic_or(acc, e->b ? logic_and(where, arg) : where); continue; }
        if (e->kind == E_ALL) { acc = logic_and(acc, logic_or(logic_not(where), arg)); continue; }
        if (is_false(where)) continue;
        if (where.state == REF_BROKEN || (e->b && arg.state == REF_BROKEN)) { if (!bad) first_bad = where.state == REF_BROKEN ? where : arg; bad = true; continue; }
        bool sure = is_true(where);
        certain |= sure, possible = true;
        switch (e->kind) {
        case E_COUNT: lo += sure, hi += 1; break;
        case E_SUM:
            lo = add_bound(lo, sure || arg.lo < 0 ? arg.lo : 0), hi = add_bound(hi, sure || arg.hi > 0 ? arg.hi : 0);
            break;
        case E_LMAX: if (sure && arg.lo > lo) lo = arg.lo; if (arg.hi > hi) hi = arg.hi; break;
        case E_LMIN: if (sure && arg.hi < hi) hi = arg.hi; if (arg.lo < lo) lo = arg.lo; break;
        default: /* E_SHARE: each open element judged once, at its worst and at its best */
            if (sure) den_lo++, den_hi++, num_lo += is_true(arg), num_hi += !is_false(arg);
            else den_lo += !is_true(arg), den_hi += !is_false(arg), num_hi += !is_false(arg);
        }
    }
    if (e->kind == E_ANY || e->kind == E_ALL) return acc;
    if (bad) return first_bad;
    if (e->kind == E_COUNT || e->kind == E_SUM) return lo > INT64_MAX || hi < INT64_MIN ? broken(BROKEN_OVERFLOW) : interval(lo, hi);
    if (!certain) return broken(BROKEN_ZERO); /* of no element: undefined; perhaps of none: not settled either */
    (void)possible;
    if (e->kind == E_LMAX || e->kind == E_LMIN) return interval(lo, hi);
    return fraction(num_lo, den_lo, num_hi, den_hi, num_lo * den_hi == num_hi * den_lo);
}

/* ---- rules ---- */
static const RuleVersion *no_version = NULL;
static RefValue since(const Env *env, int32_t from)
{
    if (from == INT32_MIN) return boolean(true);
    return compare(E_GE, env->law, known(from), (Type){.kind = TY_DATE}, (Type){.kind = TY_DATE});
}
static RefValue in_force(const Env *env, const Rule *rule)
{
    RefValue ok = rule->n_versions ? since(env, rule->versions[0].from) : boolean(false);
    if (rule->unit >= 0) {
        const Regulation *g = &env->program->regulations[rule->unit];
        ok = logic_and(ok, since(env, g->from));
        if (g->until != INT32_MAX) ok = logic_and(ok, logic_not(since(env, g->until)));
    }
    return ok;
}
static RefValue equal_values(RefValue a, RefValue b, Type t) { return t.kind == TY_ERROR ? boolean(true) : compare(E_EQ, a, b, t, t); }

typedef struct { RefValue granted, amount, conflict; } Outcome;
static RefValue exception_holds(const Env *env, const RuleVersion *v, int i)
{
    RefValue h = eval(env, v->exceptions[i].condition);
    for (int j = 0; j < v->n_exceptions; j++)
        if (v->exceptions[j].overrides == i) h = logic_and(h, logic_not(exception_holds(env, v, j)));
    return h;
}
/* granted doubles as the value of a define. */
static Outcome with_exceptions(const Env *env, const Rule *rule, const RuleVersion *v, RefValue base, RefValue amount)
{
    Type type = rule->kind == RULE_DEFINE ? rule->type : (Type){.kind = TY_BOOL};
    Outcome out = {base, amount, boolean(false)};
    RefValue holds[64], value[64], sum[64];
    int n = 0;
    for (int i = 0; i < v->n_exceptions && n < 64; i++) {
        const Exception *x = &v->exceptions[i];
        if (x->off) continue;
        holds[n] = exception_holds(env, v, i);
        value[n] = x->value ? eval(env, x->value) : boolean(x->grant);
        sum[n] = x->amount ? eval(env, x->amount) : amount;
        for (int k = 0; k < n; k++) {
            RefValue same = equal_values(value[k], value[n], type);
            if (v->amount && rule->kind != RULE_DEFINE)
                same = logic_and(same, logic_or(logic_not(value[n]), equal_values(sum[k], sum[n], v->amount_type)));
            out.conflict = logic_or(out.conflict, logic_and(logic_and(holds[k], holds[n]), logic_not(same)));
        }
        n++;
    }
    for (int i = n - 1; i >= 0; i--) {
        out.granted = choose(holds[i], value[i], out.granted, type);
        if (v->amount) out.amount = choose(holds[i], sum[i], out.amount, v->amount_type);
    }
    if (!is_false(out.conflict)) out.granted = out.amount = broken(BROKEN_CONFLICT);
    return out;
}
static Outcome benefit_outcome(const Env *env, const Rule *rule, const RuleVersion *v)
{
    RefValue base = v->when ? eval(env, v->when) : boolean(true);
    return with_exceptions(env, rule, v, base, v->amount ? eval(env, v->amount) : known(0));
}
static RefValue duty_truth(const Env *env, const RuleVersion *v)
{
    RefValue applies = v->applies ? eval(env, v->applies) : boolean(true);
    return logic_or(logic_not(applies), v->must ? eval(env, v->must) : boolean(true));
}
static RefValue item_truth(const Env *env, const RuleVersion *v, int item)
{
    RefValue common = v->when ? eval(env, v->when) : boolean(true);
    return logic_and(common, v->items[item].condition ? eval(env, v->items[item].condition) : boolean(true));
}
static RefValue version_aspect(const Env *env, const Rule *rule, const RuleVersion *v, Aspect aspect, int item)
{
    switch (rule->kind) {
    case RULE_DEFINE: return with_exceptions(env, rule, v, eval(env, v->value), known(0)).granted;
    case RULE_LIST: return item_truth(env, v, item);
    case RULE_BENEFIT: case RULE_PRIORITY: {
        Outcome o = benefit_outcome(env, rule, v);
        if (aspect == ASPECT_GRANTED || aspect == ASPECT_VALUE) return o.granted;
        return choose(o.granted, o.amount, known(0), v->amount_type);
    }
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_ENCOURAGED: case RULE_TARGET: return duty_truth(env, v);
    }
    return broken(BROKEN_NO_CASE);
}
static RefValue latest_version(const Env *env, const Rule *rule, Aspect aspect, int item, int k, Type type)
{
    const RuleVersion *v = &rule->versions[k];
    if (k == 0) return version_aspect(env, rule, v, aspect, item);
    RefValue here = since(env, v->from);
    if (is_true(here)) return version_aspect(env, rule, v, aspect, item);
    RefValue before = latest_version(env, rule, aspect, item, k - 1, type);
    return is_false(here) ? before : choose(here, version_aspect(env, rule, v, aspect, item), before, type);
}
static Type aspect_type(const Rule *rule, Aspect aspect)
{
    if (rule->kind == RULE_DEFINE) return rule->type;
    if (aspect == ASPECT_GRANTED || aspect == ASPECT_ITEM || aspect == ASPECT_VALUE) return (Type){.kind = TY_BOOL};
    return rule->type;
}
static RefValue rule_aspect(const Env *env, const Rule *rule, Aspect aspect, int item)
{
    if (!rule->n_versions) return broken(BROKEN_VERSION);
    Type type = aspect_type(rule, aspect);
    RefValue v = latest_version(env, rule, aspect, item, rule->n_versions - 1, type);
    if (rule->kind == RULE_DEFINE || rule->kind == RULE_LIST) {
        RefValue started = since(env, rule->versions[0].from);
        return is_true(started) ? v : choose(started, v, broken(BROKEN_VERSION), type);
    }
    RefValue force = in_force(env, rule);
    return is_false(force) ? known(0) : is_true(force) ? v : choose(force, v, known(0), type);
}

/* ---- expressions ---- */
static RefValue eval_at(const Env *env, const Expr *e)
{
    Env inner = *env;
    inner.as_of = eval(env, e->b);
    if (e->law_then) inner.law = inner.as_of;
    if (!is_known(inner.as_of)) return inner.as_of.state == REF_BROKEN ? inner.as_of : unknown();
    return eval(&inner, e->a);
}
static RefValue eval_rule(const Env *env, const Expr *e)
{
    Env inner = {.program = env->program, .as_of = env->as_of, .law = env->law, .n_frames = 1};
    inner.frame[0] = walk(env, &e->path, e->path.n);
    return rule_aspect(&inner, &env->program->rules[e->ref], e->aspect, e->item);
}
static RefValue eval_list(const Env *env, const Expr *e)
{
    const RefRecord *owner = walk(env, &e->path, e->path.n - 1);
    return fold_list(env, e, owner ? &owner->fields[e->path.field[e->path.n - 1]] : NULL);
}
static RefValue eval(const Env *env, const Expr *e)
{
    RefValue a, b;
    switch (e->kind) {
    case E_CONST:
        if (e->ref && e->type.kind == TY_BOOL) return known(env->program->readings[e->ref - 1].chosen == e->item);
        a = known(e->type.kind == TY_TEXT ? 0 : e->v.i);
        if (e->type.kind == TY_TEXT) a.text = e->v.text;
        return a;
    case E_UNDEF: return broken(BROKEN_NO_CASE);
    case E_FIELD: return field_value(env, e);
    case E_PARAM: return dated_parameter(env, &env->program->params[e->ref], env->program->params[e->ref].n_versions - 1);
    case E_RULE: return eval_rule(env, e);
    case E_ASOF: return env->as_of;
    case E_LAWDATE: return env->law;
    case E_AT: return eval_at(env, e);
    case E_NOT: return logic_not(eval(env, e->a));
    case E_NEG: return arith_neg(eval(env, e->a));
    case E_AND: return logic_and(eval(env, e->a), eval(env, e->b));
    case E_OR: return logic_or(eval(env, e->a), eval(env, e->b));
    case E_ADD: return arith_add(eval(env, e->a), eval(env, e->b));
    case E_SUB: return arith_add(eval(env, e->a), arith_neg(eval(env, e->b)));
    case E_MUL: return arith_mul(eval(env, e->a), eval(env, e->b));
    case E_DIV: return quotient(eval(env, e->a), eval(env, e->b), e->a->type.scale, e->b->type.scale);
    case E_EQ: case E_NE: case E_LT: case E_LE: case E_GT: case E_GE:
        return compare(e->kind, eval(env, e->a), eval(env, e->b), e->a->type, e->b->type);
    case E_RESCALE:
        a = eval(env, e->a);
        return e->a->type.kind == TY_QUOT ? a : arith_mul(a, known(power_of_ten(e->type.scale - e->a->type.scale)));
    case E_IF: a = eval(env, e->a); return choose(a, eval(env, e->b), eval(env, e->c), e->type);
    case E_ROUND: return round_to(e, eval(env, e->a), eval(env, e->b));
    case E_MIN: case E_MAX:
        a = eval(env, e->a), b = eval(env, e->b);
        if (a.state == REF_BROKEN || b.state == REF_BROKEN) return unsettled(a, b);
        if (e->kind == E_MIN) return interval(a.lo < b.lo ? a.lo : b.lo, a.hi < b.hi ? a.hi : b.hi);
        return interval(a.lo > b.lo ? a.lo : b.lo, a.hi > b.hi ? a.hi : b.hi);
    case E_DATE_ADD: return date_add(eval(env, e->a), eval(env, e->b), e->b->type.unit);
    case E_YEARS: case E_MONTHS: case E_DAYS: return span_between(e->kind, eval(env, e->a), eval(env, e->b), env->program->leap);
    case E_YEAR_OF: return year_of(eval(env, e->a));
    case E_COUNT: case E_ANY: case E_ALL: case E_SUM: case E_LMAX: case E_LMIN: case E_SHARE: return eval_list(env, e);
    case E_KINDS: break;
    }
    return broken(BROKEN_NO_CASE);
}

/* ---- decisions ---- */
static Env start(RefClock clock, const RefRecord *record)
{
    Env env = {.program = clock.program, .n_frames = 1, .as_of = known(clock.as_of), .law = known(clock.law_as_of)};
    env.frame[0] = record;
    return env;
}
RefValue reference_eval(RefClock clock, const Expr *expr, const RefRecord *record)
{
    Env env = start(clock, record);
    return eval(&env, expr);
}
static const char *trouble(RefValue v) { return v.state == REF_BROKEN && (v.why == BROKEN_OVERFLOW || v.why == BROKEN_REPEALED) ? "error" : "undetermined"; }
static const RuleVersion *version_on(const Rule *rule, int32_t law)
{
    const RuleVersion *v = no_version;
    for (int i = 0; i < rule->n_versions; i++)
        if (rule->versions[i].from <= law) v = &rule->versions[i];
    return v;
}
static RefDecision decide_benefit(const Env *env, const Rule *rule, const RuleVersion *v)
{
    Outcome o = benefit_outcome(env, rule, v);
    if (is_true(o.conflict)) return (RefDecision){.status = "conflict"};
    if (is_false(o.granted)) return (RefDecision){.status = "denied"};
    if (!is_known(o.granted)) return (RefDecision){.status = trouble(o.granted)};
    if (!v->amount) return (RefDecision){.status = "granted"};
    if (!is_known(o.amount)) return (RefDecision){.status = trouble(o.amount)};
    return (RefDecision){.status = "granted", .has_value = true, .value = o.amount, .type = v->amount_type};
}
static RefDecision decide_list(const Env *env, const RuleVersion *v)
{
    RefDecision d = {.status = "value", .items_whole = true};
    for (int i = 0; i < v->n_items; i++) {
        RefValue t = item_truth(env, v, i);
        if (is_true(t)) d.items |= 1ull << i;
        if (is_known(t)) continue;
        d.items_whole = false, d.items_possible |= 1ull << i;
        if (strcmp(d.status, "error") != 0) d.status = trouble(t); /* an overflow is an error of the whole decision */
    }
    return d;
}
static RefDecision decide_duty(const Env *env, const Rule *rule, const RuleVersion *v)
{
    RefValue applies = v->applies ? eval(env, v->applies) : boolean(true), t = duty_truth(env, v);
    bool soft = rule->kind == RULE_ENCOURAGED;
    RefDecision d = {.applies = !is_false(applies)};
    d.status = is_true(t) ? (soft ? "done" : "met") : is_false(t) ? (soft ? "not_done" : "unmet") : trouble(t);
    return d;
}
RefDecision reference_decide(RefClock clock, int index, const RefRecord *record)
{
    Env env = start(clock, record);
    const Rule *rule = &clock.program->rules[index];
    const RuleVersion *v = version_on(rule, clock.law_as_of);
    if (!v) return (RefDecision){.status = "not_in_force"};
    if (rule->kind == RULE_DEFINE) {
        Outcome o = with_exceptions(&env, rule, v, eval(&env, v->value), known(0));
        if (is_true(o.conflict)) return (RefDecision){.status = "conflict"};
        if (!is_known(o.granted)) return (RefDecision){.status = trouble(o.granted), .value = o.granted};
        return (RefDecision){.status = "value", .has_value = true, .value = o.granted, .type = rule->type};
    }
    if (rule->kind == RULE_LIST) return decide_list(&env, v);
    if (is_false(in_force(&env, rule))) {
        bool over = rule->unit >= 0 && clock.law_as_of >= clock.program->regulations[rule->unit].until;
        return (RefDecision){.status = over ? "repealed" : "not_in_force"};
    }
    if (rule->kind == RULE_BENEFIT || rule->kind == RULE_PRIORITY) return decide_benefit(&env, rule, v);
    return decide_duty(&env, rule, v);
}
