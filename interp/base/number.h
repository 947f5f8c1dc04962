/* Exact decimals: a 64-bit integer and the digits after the point (its scale); intermediate results in 128 bits.
 * Must never know units, dates, or where a number came from. Nothing here rounds unless told how. */
#ifndef FATIAO_NUMBER_H
#define FATIAO_NUMBER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

__extension__ typedef __int128 NumberWide;
/* TEXT: bytes that hold any printed number, NUL included. EXPONENT_MAX: a larger exponent in a text is out of range unread.
 * TEXT_DIGITS_MAX: digits a text may have, leading and trailing zeros included. */
enum { NUMBER_SCALE_MAX = 18, NUMBER_TEXT = 48, NUMBER_EXPONENT_MAX = 9999, NUMBER_TEXT_DIGITS_MAX = 400 };

typedef enum {
    NUMBER_OK,
    NUMBER_SYNTAX,   /* not of the form -?digits(.digits)?([eE][+-]?digits)?, or a needless leading zero */
    NUMBER_RANGE,    /* does not fit 64 bits at the scale */
    NUMBER_DIGITS,   /* needs more digits after the point than the scale has; zeros at the end do not count */
    NUMBER_TOO_LONG  /* more digits than TEXT_DIGITS_MAX */
} NumberResult;

/* The exact value of the text (JSON's form of numbers) at this scale. */
NumberResult number_parse(const char *s, size_t len, int scale, int64_t *out);
/* The same at the scale the text itself shows: "14.50" is 1450 at scale 2; at most NUMBER_SCALE_MAX. */
NumberResult number_parse_any(const char *s, size_t len, int64_t *out, int *scale);
/* All digits of the scale, padded with zeros to decimals_min after the point (money: 2). Returns the length. */
size_t number_print(char out[NUMBER_TEXT], int64_t value, int scale, int decimals_min);

/* The same of a sum that may exceed 64 bits; at most NUMBER_TEXT - 1 characters. */
size_t number_print_wide(char out[NUMBER_TEXT], NumberWide value, int scale, int decimals_min);

/* 10 to the n, 0 <= n <= 38. */
NumberWide number_power(int n);
/* False when the result does not fit. */
bool number_fit(NumberWide wide, int64_t *out);
bool number_add(int64_t a, int64_t b, int64_t *out);
bool number_subtract(int64_t a, int64_t b, int64_t *out);
bool number_multiply(int64_t a, int64_t b, int64_t *out);
/* To another scale: false when it does not fit or digits would be lost. */
bool number_rescale(int64_t value, int from, int to, int64_t *out);

/* In the order of RoundMode: half away from zero, half to even, toward plus infinity, toward minus infinity. */
typedef enum { NUMBER_HALF_UP, NUMBER_HALF_EVEN, NUMBER_UP, NUMBER_DOWN } NumberRounding;
/* num / den as a whole number; den > 0. */
NumberWide number_round_quotient(NumberWide num, NumberWide den, NumberRounding mode);
/* To a multiple of step > 0, both at one scale. */
bool number_round(int64_t value, int64_t step, NumberRounding mode, int64_t *out);
/* Sign of a/10^a_scale - b/10^b_scale. */
int number_compare(int64_t a, int a_scale, int64_t b, int b_scale);
#endif
