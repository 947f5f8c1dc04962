/* The quick way through plain members (facts_fast.c) against the careful one: the same records taken and refused, with the same columns
 * and the same words. Must never know how either reads. */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include "tests/checks.h"
#include "tests/facts_schema.h"
#include "tests/random_gen.h"

static Rng rng;
static uint32_t roll(uint32_t n) { return rng_below(&rng, n); }

/* ---- texts ---- */
static const char *const KEYS[] = {"sex", "性别", "birth_date", "出生日期", "bed_fee", "name", "can_work", "household", "coverage", "id", "as_of", "entity", "living_spouses", "deceased", "children", "nothing"};
static const char *const VALUES[] = {
    "true", "false", "null", "\"male\"", "\"女\"", "\"female\"", "\"mal\"", "\"1969-02-28\"", "\"1969-02-29\"", "\"2000-02-29\"", "\"1969-2-28\"", "\"1969-01-01 \"",
    "0", "-0", "1", "2", "3", "01", "007", "1234.5", "\"1234.50\"", "1234.505", "0.995", "0.9950", "1e2", "-1", "999999999999999999", "9999999999999999999", "12345678901234567890.5",
    "\"0\"", "\"-5\"", "\"\"", "\"x\\u0031\"", "\"熊\"", "tru", "truex", "1x", "\"male", "{}", "[]", "[{}]", "{\"living_spouses\":2}", "{\"living_spouses\": 2, \"children\": [{\"deceased\":true,\"birth_date\":\"2001-01-01\"},{}]}",
};
enum { N_KEYS = sizeof KEYS / sizeof *KEYS, N_VALUES = sizeof VALUES / sizeof *VALUES };
/* Values that fit these keys, so that many records are taken. */
static const char *const GOOD[][2] = {
    {"sex", "\"male\""}, {"sex", "\"女\""}, {"性别", "\"男\""}, {"birth_date", "\"1969-01-01\""}, {"bed_fee", "12.5"}, {"bed_fee", "\"0.10\""}, {"bed_fee", "7"}, {"name", "\"乙\""}, {"can_work", "true"}, {"can_work", "false"},
    {"household", "{\"living_spouses\":1}"}, {"household", "{\"children\":[{\"deceased\":false},{\"birth_date\":\"2003-04-05\"}],\"living_spouses\":2}"}, {"coverage", "0.5"}, {"id", "12"}, {"id", "\"a b\""}, {"as_of", "\"2024-01-01\""},
};
enum { N_GOOD = sizeof GOOD / sizeof *GOOD };
static void member(Text *t, bool good)
{
    static const char *const COLON[] = {":", ":", ": ", ":  ", " :"};
    uint32_t i = roll(N_GOOD);
    text_add(t, "\"%s\"%s%s", good ? GOOD[i][0] : KEYS[roll(N_KEYS)], COLON[roll(5)], good ? GOOD[i][1] : VALUES[roll(N_VALUES)]);
}
static void record(Text *t)
{
    static const char *const COMMA[] = {",", ",", ", ", ",\t", " , "};
    uint32_t n = roll(7), odd = roll(3) ? 0 : 3;
    text_add(t, roll(8) ? "{" : "{ ");
    for (uint32_t i = 0; i < n; i++) {
        if (i) text_add(t, "%s", COMMA[roll(5)]);
        member(t, roll(10) >= odd);
    }
    text_add(t, roll(12) ? "}" : roll(2) ? ",}" : "} ");
    if (roll(4) == 0) for (uint32_t k = roll(3); t->len && k-- > 0;) t->text[roll((uint32_t)t->len)] = (char)roll(256);
    if (roll(12) == 0) t->text[t->len = roll((uint32_t)t->len + 1)] = 0;
}

/* ---- comparing ---- */
static void same_columns(FactsReader *quick, FactsReader *careful, const char *text)
{
    ck_assert_msg(facts_entity(quick) == facts_entity(careful) && facts_lanes(quick) == facts_lanes(careful), "%s", text);
    if (facts_entity(quick) < 0 || !facts_chunks[facts_entity(quick)]) return;
    const Chunk *c = facts_chunks[facts_entity(quick)];
    const Block *a = facts_block(quick), *b = facts_block(careful);
    static const uint8_t width[] = {[COL_U8] = 1, [COL_I32] = 4, [COL_I64] = 8, [COL_TEXT] = 4};
    for (int i = 0; i < c->n_columns; i++) {
        uint32_t n = a->spaces[c->columns[i].space].lanes, bytes = c->columns[i].kind == COL_BIT ? (n + 63) / 64 * 8 : n * width[c->columns[i].kind];
        ck_assert_msg(n == b->spaces[c->columns[i].space].lanes, "%s", text);
        ck_assert_msg(memcmp(a->columns[i].data, b->columns[i].data, bytes) == 0, "column %d: %s", i, text);
        ck_assert_msg(!a->columns[i].known == !b->columns[i].known && (!a->columns[i].known || memcmp(a->columns[i].known, b->columns[i].known, (n + 63) / 64 * 8) == 0), "known of %d: %s", i, text);
    }
    for (uint32_t i = 0; i < facts_lanes(quick); i++) {
        FactsRow x = facts_row(quick, i), y = facts_row(careful, i);
        ck_assert_msg(x.as_of == y.as_of && x.id_len == y.id_len && !x.id == !y.id && (!x.id || memcmp(x.id, y.id, x.id_len) == 0), "row: %s", text);
    }
}
static void same_trouble(FactsReader *quick, FactsReader *careful, const char *text)
{
    char a[2000], b[2000];
    size_t n, m;
    facts_error_print(facts_error(quick), false, a, sizeof a), facts_error_print(facts_error(careful), false, b, sizeof b);
    const char *x = facts_error_id(quick, &n), *y = facts_error_id(careful, &m);
    ck_assert_msg(strcmp(a, b) == 0, "%s\n%s\n%s", text, a, b);
    ck_assert_msg(!x == !y && (!x || (n == m && memcmp(x, y, n) == 0)), "id: %s", text);
}
START_TEST(both_ways_read_alike)
{
    for (uint64_t seed = 1; seed <= 400; seed++) {
        rng = (Rng){seed};
        FactsReader *quick = facts_new(&facts_program, facts_chunks, NULL), *careful = facts_new(&facts_program, facts_chunks, NULL);
        facts_careful(careful);
        FactsOptions options = {.entity = roll(2) ? -1 : E_PERSON, .has_as_of = roll(8) > 0, .as_of = 100};
        facts_options(quick, options), facts_options(careful, options);
        for (int i = 0; i < 150; i++) {
            Text t = {0};
            record(&t);
            FactsResult a = facts_read(quick, t.text, t.len, (uint64_t)i), b = facts_read(careful, t.text, t.len, (uint64_t)i);
            ck_assert_msg(a == b, "seed %llu: %d and %d: %s", (unsigned long long)seed, a, b, t.text);
            if (a == FACTS_BAD) same_trouble(quick, careful, t.text);
            if (a == FACTS_FULL || roll(20) == 0) same_columns(quick, careful, t.text), facts_clear(quick), facts_clear(careful);
            text_free(&t);
        }
        same_columns(quick, careful, "at the end");
        facts_free(quick), facts_free(careful);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("plain");
    TCase *tc = tcase_create("plain");
    tcase_set_timeout(tc, 300);
    tcase_add_test(tc, both_ways_read_alike);
    return checks_run(s, tc, CK_FORK_GETENV);
}
