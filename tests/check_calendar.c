/* The calendar against a naive one that steps day by day, over 400 years and at the ends of time.
 * Must never know records. */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include "interp/base/calendar.h"
#include "tests/checks.h"

typedef struct { int y, m, d; } Civil;
static bool leap(int y) { return y % 400 == 0 || (y % 4 == 0 && y % 100 != 0); }
static int length(int y, int m) { return m == 2 ? (leap(y) ? 29 : 28) : m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31; }
static void step(Civil *c)
{
    if (++c->d <= length(c->y, c->m)) return;
    c->d = 1;
    if (++c->m <= 12) return;
    c->m = 1, c->y++;
}
static bool before(Civil a, Civil b) { return a.y != b.y ? a.y < b.y : a.m != b.m ? a.m < b.m : a.d < b.d; }
static Civil civil(int32_t day)
{
    Civil c;
    calendar_civil(day, &c.y, &c.m, &c.d);
    return c;
}
START_TEST(every_day)
{
    Civil c = {1, 1, 1};
    char text[CALENDAR_TEXT], want[32];
    int32_t back;
    for (int32_t day = CALENDAR_DAY_MIN; day <= CALENDAR_DAY_MAX; day++, step(&c)) {
        Civil got = civil(day);
        if (got.y != c.y || got.m != c.m || got.d != c.d || calendar_day(c.y, c.m, c.d) != day || calendar_year(day) != c.y) ck_abort_msg("day %d", day);
        if (day % 7) continue;
        calendar_print(day, text);
        snprintf(want, sizeof want, "%04d-%02d-%02d", c.y, c.m, c.d);
        if (strcmp(text, want) || calendar_parse(text, 10, &back) != CALENDAR_OK || back != day) ck_abort_msg("%s is not %s", text, want);
    }
    ck_assert_int_eq(c.y, 10000);
    ck_assert_int_eq(calendar_day(1970, 1, 1), 0);
}
END_TEST
START_TEST(text)
{
    const char *const wrong[] = {"2023-8-07", "2023/08/07", "23-08-07", "2023-08-7", "2023-08-07 ", " 2023-08-07", "2023-08-07T00:00", "", "2023年8月7日", "-023-08-07", "2023-0a-07", "20230807"};
    const char *const impossible[] = {"2023-02-29", "2023-02-30", "1900-02-29", "2023-13-01", "2023-00-01", "2023-04-31", "2023-01-00", "0000-01-01"};
    int32_t day;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) ck_assert_msg(calendar_parse(wrong[i], strlen(wrong[i]), &day) == CALENDAR_SYNTAX, "%s", wrong[i]);
    for (size_t i = 0; i < sizeof impossible / sizeof *impossible; i++) ck_assert_msg(calendar_parse(impossible[i], 10, &day) == CALENDAR_IMPOSSIBLE, "%s", impossible[i]);
    ck_assert(calendar_parse("2000-02-29", 10, &day) == CALENDAR_OK && calendar_parse("9999-12-31", 10, &day) == CALENDAR_OK && day == CALENDAR_DAY_MAX);
}
END_TEST
static Civil naive_months(Civil c, int n)
{
    int total = c.y * 12 + c.m - 1 + n;
    c.y = total / 12, c.m = total % 12 + 1;
    if (c.d > length(c.y, c.m)) c.d = length(c.y, c.m);
    return c;
}
static Civil naive_anniversary(Civil b, int n, bool march)
{
    Civil c = {b.y + n, b.m, b.d};
    if (c.d > length(c.y, c.m)) c = march ? (Civil){c.y, 3, 1} : (Civil){c.y, 2, 28};
    return c;
}
/* Every birthday of 400 years and the days around each tenth anniversary, both leap-day rules. */
START_TEST(anniversaries)
{
    Civil b = {1800, 1, 1};
    for (int32_t birth = calendar_day(1800, 1, 1); b.y < 2200; birth++, step(&b)) {
        for (int n = b.m == 2 && b.d > 27 ? 1 : 17; n <= 120; n += b.m == 2 && b.d > 27 ? 1 : 43)
            for (int march = 0; march < 2; march++) {
                Civil want = naive_anniversary(b, n, march);
                int32_t on;
                if (!calendar_anniversary(birth, n, march, &on) || on != calendar_day(want.y, want.m, want.d)) ck_abort_msg("%d-%d-%d + %d", b.y, b.m, b.d, n);
                if (calendar_years(birth, on, march) != n || calendar_years(birth, on - 1, march) != n - 1) ck_abort_msg("age of %d-%d-%d at %d", b.y, b.m, b.d, n);
            }
    }
    int32_t leap_day = calendar_day(2000, 2, 29);
    ck_assert_int_eq(calendar_years(leap_day, calendar_day(2018, 2, 28), false), 18);
    ck_assert_int_eq(calendar_years(leap_day, calendar_day(2018, 2, 28), true), 17);
    ck_assert_int_eq(calendar_years(leap_day, calendar_day(2018, 3, 1), true), 18);
    ck_assert_int_eq(calendar_years(leap_day, calendar_day(1999, 2, 28), false), -1);
    ck_assert_int_eq(calendar_years(leap_day, leap_day, true), 0);
    ck_assert_int_eq(calendar_years(leap_day, leap_day - 1, true), -1);
}
END_TEST
START_TEST(months)
{
    Civil b = {1999, 1, 1};
    for (int32_t from = calendar_day(1999, 1, 1); b.y < 2005; from++, step(&b))
        for (int n = -40; n <= 40; n++) {
            Civil want = naive_months(b, n);
            int32_t to;
            if (!calendar_add_months(from, n, &to) || to != calendar_day(want.y, want.m, want.d)) ck_abort_msg("%d-%d-%d + %d months", b.y, b.m, b.d, n);
        }
    /* Completed months: the largest n whose day has come. */
    for (int32_t from = calendar_day(2003, 1, 1); from < calendar_day(2005, 1, 1); from++)
        for (int32_t on = from - 400; on < from + 400; on++) {
            int n = calendar_months(from, on);
            Civil there = naive_months(civil(from), n), next = naive_months(civil(from), n + 1), at = civil(on);
            if (before(at, there) || !before(at, next)) ck_abort_msg("months from %d to %d", from, on);
        }
}
END_TEST
START_TEST(ends)
{
    int32_t out;
    ck_assert(calendar_add_days(CALENDAR_DAY_MAX, 0, &out) && !calendar_add_days(CALENDAR_DAY_MAX, 1, &out) && !calendar_add_days(CALENDAR_DAY_MIN, -1, &out));
    ck_assert(!calendar_add_days(0, INT64_MAX, &out) && !calendar_add_days(0, INT64_MIN, &out) && !calendar_add_months(0, INT64_MAX, &out) && !calendar_add_years(0, INT64_MIN, &out));
    ck_assert(!calendar_add_years(calendar_day(9999, 1, 1), 1, &out) && !calendar_add_months(calendar_day(1, 1, 31), -1, &out) && calendar_add_years(calendar_day(1, 1, 1), 9998, &out));
    ck_assert_int_eq(out, calendar_day(9999, 1, 1));
    ck_assert_int_eq(calendar_years(CALENDAR_DAY_MIN, CALENDAR_DAY_MAX, false), 9998);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("calendar");
    TCase *all = tcase_create("calendar");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, every_day), tcase_add_test(all, text), tcase_add_test(all, anniversaries), tcase_add_test(all, months), tcase_add_test(all, ends);
    return checks_run(suite, all, CK_FORK_GETENV);
}
