/* Day numbers and civil dates. See calendar.h.
 * Must never know the clock. */
#include "interp/base/calendar.h"

bool calendar_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }
int calendar_month_days(int year, int month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && calendar_leap(year) ? 29 : days[month - 1];
}
bool calendar_valid(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= calendar_month_days(year, month);
}
/* Years run from March, so that the leap day is the last of its year; 400 of them repeat. Year 0 is the first March year
 * of all dates here, so nothing is negative. */
int32_t calendar_day(int year, int month, int day)
{
    uint32_t y = (uint32_t)(month <= 2 ? year - 1 : year), m = (uint32_t)(month <= 2 ? month + 9 : month - 3);
    return (int32_t)(y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + (uint32_t)day - 1) - 719468;
}
void calendar_civil(int32_t day, int *year, int *month, int *day_of_month)
{
    uint32_t z = (uint32_t)(day + 719468), era = z / 146097, in_era = z % 146097;
    uint32_t years = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    uint32_t in_year = in_era - (365 * years + years / 4 - years / 100), m = (5 * in_year + 2) / 153;
    *day_of_month = (int)(in_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(years + era * 400 + (*month <= 2));
}
int calendar_year(int32_t day)
{
    int y, m, d;
    calendar_civil(day, &y, &m, &d);
    return y;
}

/* ---- text ---- */
static bool digits(const char *s, int n, int *out)
{
    int v = 0;
    for (int i = 0; i < n; i++) {
        unsigned c = (unsigned char)s[i] - (unsigned)'0';
        if (c > 9) return false;
        v = v * 10 + (int)c;
    }
    *out = v;
    return true;
}
CalendarResult calendar_parse(const char *s, size_t len, int32_t *day)
{
    int y, m, d;
    if (len != 10 || s[4] != '-' || s[7] != '-') return CALENDAR_SYNTAX;
    if (!digits(s, 4, &y) || !digits(s + 5, 2, &m) || !digits(s + 8, 2, &d)) return CALENDAR_SYNTAX;
    if (!calendar_valid(y, m, d)) return CALENDAR_IMPOSSIBLE;
    *day = calendar_day(y, m, d);
    return CALENDAR_OK;
}
static void put(char *out, int n, int v)
{
    while (n--) out[n] = (char)('0' + v % 10), v /= 10;
}
void calendar_print(int32_t day, char out[CALENDAR_TEXT])
{
    int y, m, d;
    calendar_civil(day, &y, &m, &d);
    put(out, 4, y), out[4] = '-', put(out + 5, 2, m), out[7] = '-', put(out + 8, 2, d), out[10] = 0;
}

/* ---- periods ---- */
bool calendar_add_days(int32_t day, int64_t n, int32_t *out)
{
    if (n > CALENDAR_DAY_MAX - (int64_t)day || n < CALENDAR_DAY_MIN - (int64_t)day) return false;
    *out = (int32_t)(day + n);
    return true;
}
enum { MONTHS_MAX = 9999 * 12 };
bool calendar_add_months(int32_t day, int64_t n, int32_t *out)
{
    int y, m, d;
    if (n > MONTHS_MAX || n < -MONTHS_MAX) return false;
    calendar_civil(day, &y, &m, &d);
    int total = y * 12 + m - 1 + (int)n;
    if (total < 12 || total > MONTHS_MAX + 11) return false;
    y = total / 12, m = total % 12 + 1;
    int last = calendar_month_days(y, m);
    *out = calendar_day(y, m, d < last ? d : last);
    return true;
}
bool calendar_add_years(int32_t day, int64_t n, int32_t *out) { return n <= 9999 && n >= -9999 && calendar_add_months(day, n * 12, out); }
bool calendar_anniversary(int32_t birth, int64_t n, bool leap_march, int32_t *out)
{
    int y, m, d, there_month, there_day;
    if (!calendar_add_years(birth, n, out)) return false;
    calendar_civil(birth, &y, &m, &d);
    calendar_civil(*out, &y, &there_month, &there_day);
    if (leap_march && there_day != d) ++*out;
    return true;
}
int calendar_years(int32_t birth, int32_t on, bool leap_march)
{
    int by, bm, bd, y, m, d;
    calendar_civil(birth, &by, &bm, &bd);
    calendar_civil(on, &y, &m, &d);
    if (bm == 2 && bd == 29 && !calendar_leap(y)) {
        if (leap_march) bm = 3, bd = 1;
        else bd = 28;
    }
    return y - by - (m < bm || (m == bm && d < bd));
}
int calendar_months(int32_t birth, int32_t on)
{
    int by, bm, bd, y, m, d;
    calendar_civil(birth, &by, &bm, &bd);
    calendar_civil(on, &y, &m, &d);
    int last = calendar_month_days(y, m);
    return (y - by) * 12 + m - bm - (d < (bd < last ? bd : last));
}
