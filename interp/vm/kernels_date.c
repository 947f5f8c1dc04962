/* Dates: adding periods, completed years and months, on cells and on columns. Knows intervals of days.
 * Must never know chunks, or what a date is for. */
#include "interp/base/calendar.h"
#include "interp/vm/kernels.h"
#include "interp/program/program.h" /* LeapRule */

/* Day numbers come from records and the checker and are in range; a hostile bundle's need not be. */
static int32_t in_calendar(int64_t day)
{
    return day < CALENDAR_DAY_MIN ? CALENDAR_DAY_MIN : day > CALENDAR_DAY_MAX ? CALENDAR_DAY_MAX : (int32_t)day;
}
static int completed(int64_t from, int64_t on, bool months, int leap)
{
    return months ? calendar_months(in_calendar(from), in_calendar(on)) : calendar_years(in_calendar(from), in_calendar(on), leap == LEAP_MAR01);
}
int64_t kernel_age_threshold(int64_t d, int64_t n, bool months, int leap)
{
    int32_t b, last;
    bool fits = months ? calendar_add_months(in_calendar(d), -n, &b) : calendar_add_years(in_calendar(d), -n, &b);
    if (!fits) b = n > 0 ? CALENDAR_DAY_MIN : CALENDAR_DAY_MAX;
    last = b; /* month ends and leap days move it by a few days */
    while (last < CALENDAR_DAY_MAX && completed(last + 1, d, months, leap) >= n) last++;
    while (last >= CALENDAR_DAY_MIN && completed(last, d, months, leap) < n) last--;
    return last;
}

/* ---- cells ---- */
static bool open_end(Wide v) { return v >= CELL_OPEN || v <= -CELL_OPEN; }
static Wide shift(Wide day, Wide n, Period period)
{
    if (open_end(day)) return day;
    if (open_end(n)) return n;
    if (period == PERIOD_DAYS) return day + n;
    if (n > KERNEL_PERIODS_MAX || n < -KERNEL_PERIODS_MAX) return n > 0 ? CELL_OPEN : -CELL_OPEN;
    int32_t out, from = in_calendar((int64_t)day);
    bool fits = period == PERIOD_YEARS ? calendar_add_years(from, (int64_t)n, &out) : calendar_add_months(from, (int64_t)n, &out);
    return fits ? out : n > 0 ? CELL_OPEN : -CELL_OPEN;
}
static void date_add(const Instr *in, const Cell *o, Cell *out)
{
    Wide lo = shift(cell_lo(&o[0]), cell_lo(&o[1]), (Period)in->aux), hi = shift(cell_hi(&o[0]), cell_hi(&o[1]), (Period)in->aux);
    if (o[0].state == LANE_KNOWN && o[1].state == LANE_KNOWN) {
        if (lo < CALENDAR_DAY_MIN || lo > CALENDAR_DAY_MAX) out->state = LANE_BROKEN;
        else cell_known(out, (int64_t)lo);
        return;
    }
    if (lo > CALENDAR_DAY_MAX || hi < CALENDAR_DAY_MIN) { out->state = LANE_BROKEN; return; } /* no completion is a date */
    if (lo < CALENDAR_DAY_MIN) lo = -CELL_OPEN;
    if (hi > CALENDAR_DAY_MAX) hi = CELL_OPEN;
    cell_interval(lo, hi, out);
}
static void between(const Instr *in, const Cell *b, const Cell *d, Cell *out)
{
    Wide bl = cell_lo(b), bh = cell_hi(b), dl = cell_lo(d), dh = cell_hi(d), lo = -CELL_OPEN, hi = CELL_OPEN;
    bool months = in->op == BC_MONTHS || (in->op == BC_AGE && in->scale[1]);
    int leap = in->op == BC_AGE ? in->scale[0] : in->aux;
    if (b->state == LANE_KNOWN && d->state == LANE_KNOWN) { cell_known(out, in->op == BC_DAYS ? d->lo - b->lo : completed(b->lo, d->lo, months, leap)); return; }
    if (!open_end(bh) && !open_end(dl)) lo = in->op == BC_DAYS ? dl - bh : completed((int64_t)bh, (int64_t)dl, months, leap);
    if (!open_end(bl) && !open_end(dh)) hi = in->op == BC_DAYS ? dh - bl : completed((int64_t)bl, (int64_t)dh, months, leap);
    cell_interval(lo, hi, out);
}
static void year_of(const Cell *a, Cell *out)
{
    Wide lo = cell_lo(a), hi = cell_hi(a);
    cell_interval(open_end(lo) ? lo : calendar_year(in_calendar((int64_t)lo)), open_end(hi) ? hi : calendar_year(in_calendar((int64_t)hi)), out);
}
void cell_date(const Instr *in, const Cell *o, Cell *out)
{
    Cell span;
    if (o[0].state == LANE_BROKEN || (in->op != BC_YEAR_OF && o[1].state == LANE_BROKEN)) { out->state = LANE_BROKEN; return; }
    switch (in->op) {
    case BC_DATE_ADD: date_add(in, o, out); return;
    case BC_YEAR_OF: year_of(o, out); return;
    case BC_AGE: between(in, &o[0], &o[1], &span); cell_compare_op((Compare)in->aux, &span, &o[2], out); return;
    default: between(in, &o[0], &o[1], out);
    }
}

/* Years, months or days between two dates (an age is in years or months), or the year of one. */
int64_t kernel_date_single(const Instr *in, int64_t a, int64_t b)
{
    if (in->op == BC_YEAR_OF) return calendar_year(in_calendar(a));
    if (in->op == BC_DAYS) return (int32_t)((uint32_t)b - (uint32_t)a);
    bool months = in->op == BC_MONTHS || (in->op == BC_AGE && in->scale[1]);
    return completed(a, b, months, in->op == BC_AGE ? in->scale[0] : in->aux);
}

/* ---- columns ---- */
/* Lane 0 again and again, or each in turn. */
#define AT(r, i) (((const int32_t *)(r)->data)[(r)->flags & REG_UNIFORM ? 0 : (i)])
static bool date_add_column(int32_t *r, const Reg *a, const Reg *b, Period period, uint32_t n)
{
    bool fits = true;
    bool b_uniform = b->flags & REG_UNIFORM;
    const int64_t *counts = b->data;
    for (uint32_t i = 0; i < n; i++) {
        int64_t by = counts[b_uniform ? 0 : i];
        if (by > KERNEL_PERIODS_MAX || by < -KERNEL_PERIODS_MAX) return false;
        Wide v = shift(AT(a, i), by, period);
        fits &= v >= CALENDAR_DAY_MIN && v <= CALENDAR_DAY_MAX;
        r[i] = (int32_t)v; /* of a lane that is not known, anything */
    }
    return fits;
}
static int32_t clamp_day(int64_t v) { return v > INT32_MAX ? INT32_MAX : v < INT32_MIN ? INT32_MIN : (int32_t)v; }
/* Last birthday of somebody of n years on this day. Blocks come by the thousand on one day: a truth has no interval, so its place keeps
 * the question and the answer. */
int32_t kernel_last_birthday(Reg *r, int32_t day, int64_t n, const Instr *in)
{
    int64_t question = (int64_t)((uint64_t)(uint32_t)day << 32 | (uint32_t)n);
    if (r->lo0 != question) r->lo0 = question, r->hi0 = clamp_day(kernel_age_threshold(day, n, in->scale[1], in->scale[0]));
    return (int32_t)r->hi0;
}
/* An age against a number on one date for all: birthdays against one or two days. */
static bool age_column(const KernelSet *set, Reg *reg, const Reg *b, const Reg *d, const Reg *c, const Instr *in, uint32_t n)
{
    Cell count;
    uint64_t *r = reg->data;
    if (n == 1 || !(d->flags & REG_UNIFORM) || !(c->flags & REG_UNIFORM) || !(d->flags & REG_KNOWN) || !(c->flags & REG_KNOWN)) return false;
    reg_get(c, 0, &count);
    if (count.lo > KERNEL_PERIODS_MAX || count.lo < -KERNEL_PERIODS_MAX) return false;
    Compare op = (Compare)in->aux;
    bool u = b->flags & REG_UNIFORM, next = op == CMP_GT || op == CMP_LE, upper = op == CMP_LT || op == CMP_LE;
    int32_t day = AT(d, 0), last = kernel_last_birthday(reg, day, count.lo + next, in);
    if (op != CMP_EQ && op != CMP_NE) { set->compare(r, KIND_I32, upper ? CMP_GT : CMP_LE, b->data, &last, u, true, n); return true; }
    int32_t older = clamp_day(kernel_age_threshold(day, count.lo + 1, in->scale[1], in->scale[0]));
    const int32_t *births = b->data;
    for (uint32_t w = 0; w < plane_words(n); w++) r[w] = 0;
    for (uint32_t i = 0; i < n; i++) {
        int32_t birth = births[u ? 0 : i];
        bool equal = birth <= last && birth > older;
        r[i / 64] |= (uint64_t)(equal == (op == CMP_EQ)) << (i % 64);
    }
    return true;
}
/* First day on which n years (months) are completed since b. */
static int64_t completion(int32_t b, int64_t n, bool months, int leap)
{
    int32_t day;
    bool fits = months ? calendar_add_months(b, n, &day) : calendar_add_years(b, n, &day);
    if (!fits) day = n > 0 ? CALENDAR_DAY_MAX : CALENDAR_DAY_MIN;
    while (day <= CALENDAR_DAY_MAX && completed(b, day, months, leap) < n) day++;
    while (day > CALENDAR_DAY_MIN && completed(b, day - 1, months, leap) >= n) day--;
    return day;
}
/* One birthday on the days of a timeline: days against one or two days. */
static bool age_days(const KernelSet *set, uint64_t *r, const Reg *b, const Reg *d, const Reg *c, const Instr *in, uint32_t n)
{
    Cell count;
    const int32_t *births = b->data, *days = d->data;
    if (n == 1 || (d->flags & REG_UNIFORM) || !(d->flags & REG_KNOWN) || !(c->flags & REG_UNIFORM) || !(c->flags & REG_KNOWN) || births[0] < CALENDAR_DAY_MIN || births[0] > CALENDAR_DAY_MAX) return false;
    for (uint32_t i = 1; i < n && !(b->flags & REG_UNIFORM); i++)
        if (births[i] != births[0]) return false;
    reg_get(c, 0, &count);
    if (count.lo > KERNEL_PERIODS_MAX || count.lo < -KERNEL_PERIODS_MAX) return false;
    Compare op = (Compare)in->aux;
    bool next = op == CMP_GT || op == CMP_LE, below = op == CMP_LT || op == CMP_LE;
    int32_t first = clamp_day(completion(births[0], count.lo + next, in->scale[1], in->scale[0]));
    if (op != CMP_EQ && op != CMP_NE) { set->compare(r, KIND_I32, below ? CMP_LT : CMP_GE, days, &first, false, true, n); return true; }
    int32_t end = clamp_day(completion(births[0], count.lo + 1, in->scale[1], in->scale[0]));
    for (uint32_t w = 0; w < plane_words(n); w++) r[w] = 0;
    for (uint32_t i = 0; i < n; i++) {
        bool equal = days[i] >= first && days[i] < end;
        r[i / 64] |= (uint64_t)(equal == (op == CMP_EQ)) << (i % 64);
    }
    return true;
}
bool kernel_dates(const KernelSet *set, Reg *r, const Reg *const *o, const Instr *in, uint32_t n)
{
    int32_t *out = r->data;
    switch (in->op) {
    case BC_DATE_ADD: return date_add_column(out, o[0], o[1], (Period)in->aux, n);
    case BC_YEARS: for (uint32_t i = 0; i < n; i++) out[i] = completed(AT(o[0], i), AT(o[1], i), false, in->aux); return true;
    case BC_MONTHS: for (uint32_t i = 0; i < n; i++) out[i] = completed(AT(o[0], i), AT(o[1], i), true, 0); return true;
    case BC_DAYS: for (uint32_t i = 0; i < n; i++) out[i] = (int32_t)((uint32_t)AT(o[1], i) - (uint32_t)AT(o[0], i)); return true;
    case BC_YEAR_OF: for (uint32_t i = 0; i < n; i++) out[i] = calendar_year(in_calendar(AT(o[0], i))); return true;
    case BC_AGE: return age_column(set, r, o[0], o[1], o[2], in, n) || age_days(set, r->data, o[0], o[1], o[2], in, n);
    default: return false;
    }
}
