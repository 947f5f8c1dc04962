/* Dates as day numbers since 1970-01-01, proleptic Gregorian, years 1 to 9999; periods and completed years and months.
 * Must never know the clock, or what a date is for. */
#ifndef FATIAO_CALENDAR_H
#define FATIAO_CALENDAR_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CALENDAR_DAY_MIN = -719162 /* 0001-01-01 */, CALENDAR_DAY_MAX = 2932896 /* 9999-12-31 */, CALENDAR_TEXT = 11 /* bytes of a printed date, NUL included */ };

bool calendar_leap(int year);
int calendar_month_days(int year, int month); /* month 1..12 */
bool calendar_valid(int year, int month, int day);
int32_t calendar_day(int year, int month, int day); /* a valid date */
void calendar_civil(int32_t day, int *year, int *month, int *day_of_month);
int calendar_year(int32_t day);

/* "YYYY-MM-DD" and nothing else: four, two and two digits. SYNTAX: not of that form; IMPOSSIBLE: no such day, as 2023-02-30. */
typedef enum { CALENDAR_OK, CALENDAR_SYNTAX, CALENDAR_IMPOSSIBLE } CalendarResult;
CalendarResult calendar_parse(const char *s, size_t len, int32_t *day);
void calendar_print(int32_t day, char out[CALENDAR_TEXT]);

/* The same day of the month, else the month's last day. False outside the years 1 to 9999. */
bool calendar_add_days(int32_t day, int64_t n, int32_t *out);
bool calendar_add_months(int32_t day, int64_t n, int32_t *out);
bool calendar_add_years(int32_t day, int64_t n, int32_t *out);

/* leap_march: one born on 29 February has the anniversary of a common year on 1 March, else on 28 February. */
bool calendar_anniversary(int32_t birth, int64_t n, bool leap_march, int32_t *out);
/* The largest n with anniversary(birth, n) <= on; negative when on < birth. */
int calendar_years(int32_t birth, int32_t on, bool leap_march);
/* The largest n with birth + n months <= on; month ends clamp. */
int calendar_months(int32_t birth, int32_t on);
#endif
