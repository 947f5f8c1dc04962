/* JSON lines to decisions by a scanner that knows the order of the keys and checks nothing: how fast it could be if no one made mistakes.
 * Only for lines of workload_json without missing facts. */
#include <string.h>
#include "tests/bench/workload.h"

static const char *past(const char *s, size_t n) { return s + n; }
/* Behind `,"key":` of this many letters. */
#define KEY(name) (s = past(s, sizeof ",\"" name "\":" - 1))
/* The index of a word told apart by one letter; `s` then stands behind it. */
static const char *word(const char *s, uint8_t *value, int at, const char *letters, const uint8_t *lengths)
{
    const char *found = strchr(letters, s[1 + at]);
    *value = found ? (uint8_t)(found - letters) : 0;
    return s + lengths[*value] + 2;
}
static const char *truth(const char *s, uint8_t *value) { return *value = *s == 't', s + (*value ? 4 : 5); }
static const char *digit(const char *s, uint8_t *value) { return *value = (uint8_t)(*s - '0'), s + 1; }
static int digits(const char *s, int n)
{
    int v = 0;
    for (int i = 0; i < n; i++) v = v * 10 + (s[i] - '0');
    return v;
}
static const char *scan_row(const char *s, Row *r)
{
    static const uint8_t sex[] = {4, 6}, hukou[] = {5, 5}, city[] = {7, 5}, family[] = {10, 13, 8}, special[] = {4, 10, 14}, disability[] = {4, 7, 4}, institution[] = {4, 4, 6};
    uint8_t *f = r->fact;
    for (s += 6, r->id = 0; *s != ','; s++) r->id = r->id * 10 + (uint32_t)(*s - '0');
    KEY("sex"), s = word(s, &f[FACT_SEX], 0, "mf", sex);
    KEY("birth_date"), r->birth = digits(s + 1, 4) * 10000 + digits(s + 6, 2) * 100 + digits(s + 9, 2), s += 12;
    KEY("hukou"), s = word(s, &f[FACT_HUKOU], 0, "ru", hukou);
    KEY("hukou_city"), s = word(s, &f[FACT_CITY], 0, "lo", city);
    KEY("family_type"), s = word(s, &f[FACT_FAMILY], 1, "nwr", family);
    KEY("special"), s = word(s, &f[FACT_SPECIAL], *(s + 1) == 'n' ? 0 : 6, "nld", special);
    KEY("children"), s = digit(s, &f[FACT_CHILDREN]);
    KEY("minor_children"), s = digit(s, &f[FACT_MINORS]);
    KEY("birth_policy_compliant"), s = truth(s, &f[FACT_COMPLIANT]);
    KEY("owns_homes"), s = digit(s, &f[FACT_HOMES]);
    KEY("work_ability"), s = truth(s, &f[FACT_WORK]);
    KEY("income_source"), s = truth(s, &f[FACT_INCOME]);
    KEY("disability"), s = word(s, &f[FACT_DISABILITY], 0, "npf", disability);
    KEY("institution"), s = word(s, &f[FACT_INSTITUTION], 2, "ntu", institution);
    return s;
}

/* ---- decisions as lines ---- */
static char *add(char *to, const char *s)
{
    size_t n = strlen(s);
    memcpy(to, s, n);
    return to + n;
}
static char *add_number(char *to, unsigned v)
{
    char figures[12];
    int n = 0;
    do figures[n++] = (char)('0' + v % 10);
    while (v /= 10);
    while (n) *to++ = figures[--n];
    return to;
}
static char *add_truth(char *to, const char *key, bool v) { return add(add(to, key), v ? "true" : "false"); }
static char *add_yuan(char *to, const char *key, unsigned v) { return add(add_number(add(to, key), v), ".00\""); }
size_t outcome_json(char *out, uint32_t id, const Outcome *o)
{
    char *to = add_number(add(out, "{\"id\":"), id);
    to = add(to, ",\"as_of\":\"2024-01-01\",\"decisions\":{");
    to = add_truth(to, "\"early_reward\":", o->early);
    to = add_truth(to, ",\"national_reward\":", o->national);
    to = add_yuan(to, ",\"special_allowance\":\"", o->allowance);
    to = add_yuan(to, ",\"pension_supplement\":\"", o->supplement);
    to = add_truth(to, ",\"housing_exemption\":", o->housing);
    to = add_truth(to, ",\"care_home_priority\":", o->care);
    to = add(add(to, ",\"care_home_discount\":\""), o->discount == 20 ? "0.2\"" : o->discount == 15 ? "0.15\"" : "0\"");
    to = add(add_yuan(to, ",\"household_services\":\"", o->services), "}}\n");
    return (size_t)(to - out);
}
size_t scan_run(const char *text, size_t len, char *out, Totals *totals)
{
    char *to = out;
    for (const char *s = text, *end = text + len; s < end;) {
        Row row = {0};
        s = scan_row(s, &row);
        s += 2;
        Outcome outcome = rows_one(&row);
        totals_add(totals, &outcome);
        to += outcome_json(to, row.id, &outcome);
    }
    return (size_t)(to - out);
}
