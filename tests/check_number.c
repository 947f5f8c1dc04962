/* Exact decimals: every form of text, rounding against a naive rule, overflow.
 * Must never know records. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "interp/base/number.h"
#include "interp/program/program.h" /* RoundMode */
#include "tests/checks.h"

_Static_assert((int)NUMBER_HALF_UP == (int)ROUND_HALF_UP && (int)NUMBER_HALF_EVEN == (int)ROUND_HALF_EVEN && (int)NUMBER_UP == (int)ROUND_UP &&
               (int)NUMBER_DOWN == (int)ROUND_DOWN, "one order of rounding modes");

static void expect(const char *text, int scale, NumberResult result, int64_t value)
{
    int64_t v = -1;
    NumberResult got = number_parse(text, strlen(text), scale, &v);
    ck_assert_msg(got == result, "%s at %d: %d, not %d", text, scale, (int)got, (int)result);
    if (result == NUMBER_OK) ck_assert_msg(v == value, "%s at %d: %lld", text, scale, (long long)v);
}
START_TEST(text_to_number)
{
    expect("0", 0, NUMBER_OK, 0), expect("-0", 2, NUMBER_OK, 0), expect("0.00", 0, NUMBER_OK, 0), expect("0e999", 0, NUMBER_OK, 0);
    expect("1", 2, NUMBER_OK, 100), expect("14.5", 2, NUMBER_OK, 1450), expect("-14.50", 2, NUMBER_OK, -1450), expect("2.000", 0, NUMBER_OK, 2);
    expect("100", 0, NUMBER_OK, 100), expect("1e3", 0, NUMBER_OK, 1000), expect("1.5E+2", 0, NUMBER_OK, 150), expect("150e-2", 1, NUMBER_OK, 15);
    expect("0.000145", 6, NUMBER_OK, 145), expect("1000e-3", 0, NUMBER_OK, 1);
    expect("9007199254740993", 0, NUMBER_OK, 9007199254740993);
    expect("9223372036854775807", 0, NUMBER_OK, INT64_MAX), expect("-9223372036854775808", 0, NUMBER_OK, INT64_MIN);
    expect("92233720368547758.07", 2, NUMBER_OK, INT64_MAX), expect("0.000000000000000001", 18, NUMBER_OK, 1);
}
END_TEST
START_TEST(text_refused)
{
    const char *const wrong[] = {"", "-", "+1", ".5", "5.", "-.5", "01", "-01", "00", "1,000", "1 ", " 1", "1e", "1e+", "1.2.3", "0x10", "NaN", "Infinity", "１", "1_0", "--1", "1e1.5"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) expect(wrong[i], 2, NUMBER_SYNTAX, 0);
    expect("1.005", 2, NUMBER_DIGITS, 0), expect("0.5", 0, NUMBER_DIGITS, 0), expect("1e-1", 0, NUMBER_DIGITS, 0), expect("1e-400", 18, NUMBER_DIGITS, 0);
    expect("9223372036854775808", 0, NUMBER_RANGE, 0), expect("-9223372036854775809", 0, NUMBER_RANGE, 0), expect("1e400", 0, NUMBER_RANGE, 0);
    expect("92233720368547758.08", 2, NUMBER_RANGE, 0), expect("1e99999999999999999999", 0, NUMBER_RANGE, 0), expect("18446744073709551616", 0, NUMBER_RANGE, 0);
    char longest[1002];
    memset(longest, '9', 1001), longest[1001] = 0;
    expect(longest, 0, NUMBER_TOO_LONG, 0);
    memset(longest, '0', 1001), longest[1] = '.';
    expect(longest, 0, NUMBER_TOO_LONG, 0);
}
END_TEST
START_TEST(own_scale)
{
    int64_t v;
    int scale;
    ck_assert(number_parse_any("14.50", 5, &v, &scale) == NUMBER_OK && v == 1450 && scale == 2);
    ck_assert(number_parse_any("30000", 5, &v, &scale) == NUMBER_OK && v == 30000 && scale == 0);
    ck_assert(number_parse_any("1e2", 3, &v, &scale) == NUMBER_OK && v == 100 && scale == 0);
    ck_assert(number_parse_any("0.0000000000000000001", 21, &v, &scale) == NUMBER_DIGITS);
}
END_TEST
static void expect_text(int64_t v, int scale, int decimals, const char *text)
{
    char out[NUMBER_TEXT];
    ck_assert_uint_eq(number_print(out, v, scale, decimals), strlen(text));
    ck_assert_str_eq(out, text);
}
START_TEST(number_to_text)
{
    expect_text(0, 0, 0, "0"), expect_text(0, 2, 2, "0.00"), expect_text(1000, 0, 2, "1000.00"), expect_text(-5, 2, 2, "-0.05"), expect_text(12345, 3, 2, "12.345");
    expect_text(20, 2, 0, "0.20"), expect_text(INT64_MIN, 0, 0, "-9223372036854775808"), expect_text(INT64_MAX, 18, 0, "9.223372036854775807"), expect_text(7, 1, 2, "0.70");
    for (int i = 0; i < 20000; i++) { /* parse ∘ print = id */
        int scale = rand() % 19;
        int64_t v = (int64_t)(((uint64_t)rand() << 33 ^ (uint64_t)rand() << 10 ^ (uint64_t)rand()) & INT64_MAX) >> (rand() % 63), back;
        char out[NUMBER_TEXT];
        size_t n = number_print(out, i % 2 ? -v : v, scale, rand() % 4);
        ck_assert(number_parse(out, n, scale, &back) == NUMBER_OK && back == (i % 2 ? -v : v));
    }
}
END_TEST
/* The multiple of step that the mode's words mean, found by looking at both neighbours. */
static int64_t naive(int64_t v, int64_t step, NumberRounding mode)
{
    int64_t low = 0;
    while (low > v) low -= step;
    while (low + step <= v) low += step;
    if (low == v) return v;
    int64_t high = low + step, to_low = v - low, to_high = high - v;
    if (mode == NUMBER_UP || mode == NUMBER_DOWN) return mode == NUMBER_UP ? high : low;
    if (to_low != to_high) return to_low < to_high ? low : high;
    if (mode == NUMBER_HALF_UP) return v > 0 ? high : low;
    return low / step % 2 == 0 ? low : high;
}
START_TEST(rounding)
{
    for (int64_t step = 1; step <= 12; step++)
        for (int64_t v = -60; v <= 60; v++)
            for (int mode = NUMBER_HALF_UP; mode <= NUMBER_DOWN; mode++) {
                int64_t got;
                ck_assert(number_round(v, step, (NumberRounding)mode, &got));
                ck_assert_msg(got == naive(v, step, (NumberRounding)mode), "%lld by %lld, mode %d: %lld", (long long)v, (long long)step, mode, (long long)got);
            }
    int64_t out;
    ck_assert(!number_round(INT64_MAX, 1000, NUMBER_UP, &out) && number_round(INT64_MAX, 1000, NUMBER_DOWN, &out));
    ck_assert(!number_round(INT64_MIN, 1000, NUMBER_DOWN, &out));
}
END_TEST
START_TEST(arithmetic)
{
    int64_t v;
    ck_assert(number_add(INT64_MAX, 0, &v) && !number_add(INT64_MAX, 1, &v) && !number_subtract(INT64_MIN, 1, &v) && number_subtract(5, 7, &v) && v == -2);
    ck_assert(!number_multiply(INT64_MIN, -1, &v) && number_multiply(-3, 4, &v) && v == -12 && !number_multiply(INT64_MAX, 2, &v));
    ck_assert(number_rescale(5, 0, 2, &v) && v == 500 && number_rescale(500, 2, 0, &v) && v == 5 && !number_rescale(501, 2, 0, &v) && !number_rescale(INT64_MAX, 0, 1, &v));
    ck_assert(number_compare(5, 0, 500, 2) == 0 && number_compare(INT64_MAX, 0, INT64_MAX, 18) > 0 && number_compare(-1, 3, 0, 0) < 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("number");
    TCase *all = tcase_create("number");
    tcase_add_test(all, text_to_number), tcase_add_test(all, text_refused), tcase_add_test(all, own_scale), tcase_add_test(all, number_to_text);
    tcase_add_test(all, rounding), tcase_add_test(all, arithmetic);
    return checks_run(suite, all, CK_FORK_GETENV);
}
