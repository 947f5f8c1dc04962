/* Applicants from their number, as rows, columns and JSON. See workload.h.
 * Must never know who is measured. */
#include "tests/bench/workload.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "interp/base/calendar.h"

const char *const decision_names[N_DECISIONS] = {
    "early_reward", "national_reward", "special_allowance", "pension_supplement", "housing_exemption", "care_home_priority", "care_home_discount", "household_services",
};
void *bench_alloc(size_t bytes)
{
    static size_t turn; /* columns of one size must not all begin at the same sets of a cache */
    size_t whole = (bytes + 64 + 4095) / 4096 * 4096 + (turn++ * 5 % 13 + 1) * 4096;
    void *p = aligned_alloc(4096, whole);
    if (!p) {
        fprintf(stderr, "no memory for %zu bytes\n", bytes);
        exit(2);
    }
    return memset(p, 0, whole);
}

/* ---- chance ---- */
typedef struct { uint64_t state; } Dice;
static uint32_t roll(Dice *dice, uint32_t sides) /* 0 .. sides - 1 */
{
    dice->state = dice->state * 6364136223846793005u + 1442695040888963407u;
    uint64_t x = dice->state ^ dice->state >> 29;
    return (uint32_t)(((x * 0xD6E8FEB86659FD93u) >> 32) * sides >> 32);
}
/* One of three, in tenths. */
static uint8_t one_of(Dice *dice, uint32_t first, uint32_t second)
{
    uint32_t x = roll(dice, 10);
    return x < first ? 0 : x < first + second ? 1 : 2;
}
Row workload_row(uint64_t number, unsigned missing_percent)
{
    static const uint8_t month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    Dice dice = {(number + 1) * 0x9FB21C651E98DF25u};
    Row r = {.id = (uint32_t)number};
    roll(&dice, 2);
    r.fact[FACT_SEX] = (uint8_t)roll(&dice, 2);
    r.fact[FACT_HUKOU] = roll(&dice, 10) >= 6;
    r.fact[FACT_CITY] = roll(&dice, 10) >= 7;
    r.fact[FACT_FAMILY] = one_of(&dice, 3, 2);
    r.fact[FACT_SPECIAL] = one_of(&dice, 7, 2);
    r.fact[FACT_CHILDREN] = (uint8_t)roll(&dice, 5);
    r.fact[FACT_MINORS] = (uint8_t)roll(&dice, r.fact[FACT_CHILDREN] + 1u);
    r.fact[FACT_COMPLIANT] = roll(&dice, 10) < 8;
    r.fact[FACT_HOMES] = (uint8_t)roll(&dice, 4);
    r.fact[FACT_WORK] = roll(&dice, 10) < 6;
    r.fact[FACT_INCOME] = roll(&dice, 10) < 6;
    r.fact[FACT_DISABILITY] = one_of(&dice, 6, 2);
    r.fact[FACT_INSTITUTION] = one_of(&dice, 6, 2);
    uint32_t year = 1930 + roll(&dice, 75), month = roll(&dice, 12), day = 1 + roll(&dice, month_days[month]);
    if (roll(&dice, 400) == 0) month = 0, day = 1; /* birthdays on the day that counts */
    r.birth = (int32_t)(year * 10000 + (month + 1) * 100 + day);
    for (int f = 0; f < N_FACTS; f++)
        if (roll(&dice, 100) < missing_percent) r.missing |= (uint16_t)(1u << f);
    return r;
}
Row *workload_rows(size_t n, unsigned missing_percent)
{
    Row *rows = bench_alloc(n * sizeof *rows);
    for (size_t i = 0; i < n; i++) rows[i] = workload_row(i, missing_percent);
    return rows;
}

const char *const fact_names[N_FACTS] = {
    "sex", "birth_date", "hukou", "hukou_city", "family_type", "special", "children", "minor_children", "birth_policy_compliant", "owns_homes",
    "work_ability", "income_source", "disability", "institution",
};

/* ---- columns ---- */
static bool is_truth(int fact) { return fact == FACT_COMPLIANT || fact == FACT_WORK || fact == FACT_INCOME; }
static int32_t day_number(int32_t birth) { return calendar_day(birth / 10000, birth / 100 % 100, birth % 100); }
static void set_bit(uint64_t *plane, size_t i) { plane[i / 64] |= 1ull << (i % 64); }
Columns workload_columns(const Row *rows, size_t n)
{
    Columns c = {.n = n};
    bool some_missing = false;
    for (size_t i = 0; i < n; i++) some_missing |= rows[i].missing != 0;
    c.birth = bench_alloc(n * sizeof *c.birth);
    for (int f = 0; f < N_FACTS; f++) {
        c.bytes[f] = bench_alloc(n);
        if (is_truth(f)) c.truth[f] = bench_alloc((n + 63) / 8);
        if (some_missing) c.known[f] = bench_alloc((n + 63) / 8);
        for (size_t i = 0; i < n; i++) {
            bool known = !(rows[i].missing >> f & 1); /* what is missing is zero */
            if (known && some_missing) set_bit(c.known[f], i);
            if (known) c.bytes[f][i] = rows[i].fact[f];
            if (known && f == FACT_BIRTH) c.birth[i] = day_number(rows[i].birth);
            if (known && is_truth(f) && rows[i].fact[f]) set_bit(c.truth[f], i);
        }
    }
    return c;
}
void workload_columns_free(Columns *c)
{
    free(c->birth);
    for (int f = 0; f < N_FACTS; f++) free(c->bytes[f]), free(c->truth[f]), free(c->known[f]);
}

/* ---- JSON ---- */
size_t workload_json(const Row *r, char *out)
{
    static const char *const values[N_FACTS][3] = {
        [FACT_SEX] = {"male", "female"}, [FACT_HUKOU] = {"rural", "urban"}, [FACT_CITY] = {"lanzhou", "other"},
        [FACT_FAMILY] = {"only_child", "two_daughters", "ordinary"}, [FACT_SPECIAL] = {"none", "child_lost", "child_disabled"},
        [FACT_DISABILITY] = {"none", "partial", "full"}, [FACT_INSTITUTION] = {"none", "city", "county"},
    };
    char *o = out + sprintf(out, "{\"id\":%u", r->id);
    for (int f = 0; f < N_FACTS; f++) {
        if (r->missing >> f & 1) continue;
        o += sprintf(o, ",\"%s\":", fact_names[f]);
        if (f == FACT_BIRTH) o += sprintf(o, "\"%04d-%02d-%02d\"", r->birth / 10000, r->birth / 100 % 100, r->birth % 100);
        else if (is_truth(f)) o += sprintf(o, "%s", r->fact[f] ? "true" : "false");
        else if (values[f][0]) o += sprintf(o, "\"%s\"", values[f][r->fact[f]]);
        else o += sprintf(o, "%d", r->fact[f]);
    }
    *o++ = '}', *o++ = '\n', *o = 0;
    return (size_t)(o - out);
}
char *workload_ndjson(const Row *rows, size_t n, size_t *len)
{
    char *text = bench_alloc(n * 400 + 512), *end = text;
    for (size_t i = 0; i < n; i++) end += workload_json(&rows[i], end);
    *len = (size_t)(end - text);
    return text;
}

/* ---- totals ---- */
void totals_add(Totals *t, const Outcome *o)
{
    const unsigned amount[N_DECISIONS] = {o->early, o->national, o->allowance, o->supplement, o->housing, o->care, o->discount, o->services};
    for (int d = 0; d < N_DECISIONS; d++) t->count[d] += amount[d] != 0, t->sum[d] += amount[d];
}
bool totals_equal(const Totals *a, const Totals *b) { return memcmp(a, b, sizeof *a) == 0; }
