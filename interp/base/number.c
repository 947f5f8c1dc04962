/* Exact decimals. See number.h.
 * Must never know units. */
#include "interp/base/number.h"
#include <string.h>

NumberWide number_power(int n)
{
    NumberWide p = 1;
    while (n-- > 0) p *= 10;
    return p;
}
bool number_fit(NumberWide wide, int64_t *out)
{
    *out = (int64_t)wide;
    return *out == wide;
}
bool number_add(int64_t a, int64_t b, int64_t *out) { return number_fit((NumberWide)a + b, out); }
bool number_subtract(int64_t a, int64_t b, int64_t *out) { return number_fit((NumberWide)a - b, out); }
bool number_multiply(int64_t a, int64_t b, int64_t *out) { return number_fit((NumberWide)a * b, out); }
bool number_rescale(int64_t value, int from, int to, int64_t *out)
{
    if (to >= from) return to - from <= NUMBER_SCALE_MAX ? number_fit(value * number_power(to - from), out) : (*out = 0, value == 0);
    if (from - to > NUMBER_SCALE_MAX) return *out = 0, value == 0;
    NumberWide p = number_power(from - to);
    return value % p == 0 && number_fit(value / p, out);
}
int number_compare(int64_t a, int a_scale, int64_t b, int b_scale)
{
    int by = a_scale - b_scale;
    if (by > NUMBER_SCALE_MAX || by < -NUMBER_SCALE_MAX) return (a > 0) - (a < 0) - ((b > 0) - (b < 0)); /* scales are at most 18 */
    NumberWide x = a, y = b;
    if (by > 0) y *= number_power(by);
    else x *= number_power(-by);
    return (x > y) - (x < y);
}

/* ---- rounding ---- */
NumberWide number_round_quotient(NumberWide num, NumberWide den, NumberRounding mode)
{
    NumberWide floor = num / den, rest = num % den;
    if (rest < 0) floor--, rest += den;
    if (rest == 0) return floor;
    NumberWide above = den - rest; /* distance to the next */
    switch (mode) {
    case NUMBER_DOWN: return floor;
    case NUMBER_UP: return floor + 1;
    case NUMBER_HALF_UP: return rest > above || (rest == above && num > 0) ? floor + 1 : floor;
    case NUMBER_HALF_EVEN: return rest > above || (rest == above && floor % 2 != 0) ? floor + 1 : floor;
    }
    return floor;
}
bool number_round(int64_t value, int64_t step, NumberRounding mode, int64_t *out)
{
    return number_fit(number_round_quotient(value, step, mode) * step, out);
}

/* ---- text ---- */
/* The parts of a text: its digits without the point, from the first that is not zero to the last; value = digits × 10^exponent. */
typedef struct { const char *first, *end; int exponent, shown; bool negative; } Parts;
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static NumberResult take_exponent(const char *s, const char *end, int *out)
{
    bool negative = s < end && *s == '-';
    if (s < end && (*s == '-' || *s == '+')) s++;
    if (s == end) return NUMBER_SYNTAX;
    int v = 0;
    for (; s < end; s++) {
        if (!is_digit(*s)) return NUMBER_SYNTAX;
        if (v <= NUMBER_EXPONENT_MAX) v = v * 10 + (*s - '0');
    }
    *out = negative ? -v : v;
    return NUMBER_OK;
}
static NumberResult take_parts(const char *s, size_t len, Parts *p)
{
    const char *end = s + len, *point = NULL;
    memset(p, 0, sizeof *p);
    if (s < end && *s == '-') p->negative = true, s++;
    const char *start = s;
    for (; s < end && (is_digit(*s) || (*s == '.' && !point)); s++)
        if (*s == '.') point = s;
    const char *stop = s;
    if (stop == start || point == start || point == stop - 1 || (stop - start > 1 && *start == '0' && point != start + 1)) return NUMBER_SYNTAX;
    if (s < end && (*s == 'e' || *s == 'E')) {
        NumberResult r = take_exponent(s + 1, end, &p->exponent);
        if (r) return r;
    } else if (s < end) return NUMBER_SYNTAX;
    if (stop - start > NUMBER_TEXT_DIGITS_MAX) return NUMBER_TOO_LONG;
    p->shown = point ? (int)(stop - point - 1) : 0;
    p->exponent -= p->shown;
    while (start < stop && (*start == '0' || *start == '.')) start++;
    p->first = start, p->end = stop;
    return NUMBER_OK;
}
NumberResult number_parse(const char *s, size_t len, int scale, int64_t *out)
{
    Parts p;
    NumberResult r = take_parts(s, len, &p);
    if (r) return r;
    /* Zeros at the end are no digits; they raise the exponent instead. */
    while (p.end > p.first && (p.end[-1] == '0' || p.end[-1] == '.')) {
        if (p.end[-1] == '0') p.exponent++;
        p.end--;
    }
    *out = 0;
    if (p.first == p.end) return NUMBER_OK;
    int up = p.exponent + scale;
    if (up < 0) return NUMBER_DIGITS;
    NumberWide v = 0, limit = (NumberWide)1 << 64;
    for (; p.first < p.end; p.first++) {
        if (*p.first == '.') continue;
        v = v * 10 + (*p.first - '0');
        if (v > limit) return NUMBER_RANGE;
    }
    for (; up > 0; up--) {
        v *= 10;
        if (v > limit) return NUMBER_RANGE;
    }
    return number_fit(p.negative ? -v : v, out) ? NUMBER_OK : NUMBER_RANGE;
}
NumberResult number_parse_any(const char *s, size_t len, int64_t *out, int *scale)
{
    Parts p;
    NumberResult r = take_parts(s, len, &p);
    if (r) return r;
    *scale = p.exponent < 0 ? -p.exponent : 0;
    return *scale > NUMBER_SCALE_MAX ? NUMBER_DIGITS : number_parse(s, len, *scale, out);
}
size_t number_print(char out[NUMBER_TEXT], int64_t value, int scale, int decimals_min)
{
    char text[NUMBER_TEXT];
    size_t n = 0, at = 0;
    uint64_t v = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    int decimals = scale > decimals_min ? scale : decimals_min;
    for (int i = decimals; i > scale; i--) text[n++] = '0';
    for (int i = 0; i < scale || v || i == scale; i++) {
        if (i == scale && decimals) text[n++] = '.';
        text[n++] = (char)('0' + v % 10), v /= 10;
    }
    if (value < 0) out[at++] = '-';
    while (n) out[at++] = text[--n];
    out[at] = 0;
    return at;
}
size_t number_print_wide(char out[NUMBER_TEXT], NumberWide value, int scale, int decimals_min)
{
    char digits[NUMBER_TEXT];
    size_t n = 0, at = 0;
    int64_t narrow;
    if (number_fit(value, &narrow)) return number_print(out, narrow, scale, decimals_min);
    __extension__ unsigned __int128 v = value < 0 ? -(NumberWide)(value + 1) : value;
    if (value < 0) v++; /* the least has no positive of its own */
    for (; v; v /= 10) digits[n++] = (char)('0' + (int)(v % 10)); /* 20 digits or more: the point stands among them */
    if (value < 0) out[at++] = '-';
    while (n > (size_t)scale) out[at++] = digits[--n];
    if (scale || decimals_min) out[at++] = '.';
    while (n) out[at++] = digits[--n];
    for (int i = scale; i < decimals_min; i++) out[at++] = '0';
    out[at] = 0;
    return at;
}
