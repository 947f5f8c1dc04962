/* The quick ways through plain members (facts_fast.c) and plain lines (facts_line.c) against the careful one: the same records taken and
 * refused, with the same columns and the same words. Must never know how either reads. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
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
static void same_columns(const Chunk *const *chunks, FactsReader *quick, FactsReader *careful, const char *text)
{
    ck_assert_msg(facts_entity(quick) == facts_entity(careful) && facts_lanes(quick) == facts_lanes(careful), "%s", text);
    if (facts_entity(quick) < 0 || !chunks[facts_entity(quick)]) return;
    const Chunk *c = chunks[facts_entity(quick)];
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
        ck_assert_msg(x.as_of == y.as_of && x.law_as_of == y.law_as_of && x.tag == y.tag && x.id_len == y.id_len && !x.id == !y.id && (!x.id || memcmp(x.id, y.id, x.id_len) == 0), "row: %s", text);
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
            if (a == FACTS_FULL || roll(20) == 0) same_columns(facts_chunks, quick, careful, t.text), facts_clear(quick), facts_clear(careful);
            text_free(&t);
        }
        same_columns(facts_chunks, quick, careful, "at the end");
        facts_free(quick), facts_free(careful);
    }
}
END_TEST

/* ---- lines of one form ---- */
/* Fields of every kind, keys and values of every length, two entities of which some keys are fields of both. */
#define OPEN .lo = INT64_MIN, .hi = INT64_MAX
#define LEN(a) ((int)(sizeof(a) / sizeof *(a)))
static EnumValue few[] = {{{"男", "male"}}, {{"女", "female"}}};
static EnumValue many[] = {{{"甲", "a"}}, {{"乙", "ab"}}, {{"丙", "abcdefgh"}}, {{"丁", "abcdefghi"}}, {{"独生子女死亡且未再生育", "child_died_and_no_other_born"}}, {{"独生子女伤残且未再生育", "child_disabled_and_no_other"}},
                           {{"丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙", "a_value_that_is_longer_than_any_word_kept_for_it"}}, {{"戊", "abcdefgg"}}, {{"己", "b"}}, {{"a,b", "庚"}}};
static Enum line_enums[] = {{{"性别", "sex"}, few, LEN(few)}, {{"情形", "case"}, many, LEN(many)}};
static Field wide[] = {
    {.name = {"性别", "sex"}, .type = {.kind = TY_ENUM, .ref = 0}, OPEN},
    {.name = {"情形", "case"}, .type = {.kind = TY_ENUM, .ref = 1}, OPEN},
    {.name = {"出生日期", "birth_date"}, .type = {.kind = TY_DATE}, OPEN},
    {.name = {"死亡日期", "a_death_date_with_a_name_of_some_40_letters"}, .type = {.kind = TY_DATE}, OPEN},
    {.name = {"子女数", "n"}, .type = {.kind = TY_NUM}, .lo = 0, .hi = 20},
    {.name = {"数", "from_minus"}, .type = {.kind = TY_NUM}, .lo = -5, .hi = 123456789012},
    {.name = {"月补助金额按照规定的标准计算以后", "fee"}, .type = {.kind = TY_NUM, .scale = 2, .unit = {U_YUAN, U_MONTH}}, .lo = 0, .hi = INT64_MAX},
    {.name = {"比例", "ratio"}, .type = {.kind = TY_NUM, .scale = 4}, OPEN},
    {.name = {"有劳动能力", "can_work"}, .type = {.kind = TY_BOOL}, OPEN},
    {.name = {"真", "t"}, .type = {.kind = TY_BOOL}, OPEN},
    {.name = {"一个长得放不进任何一个字而且谁也不会这样起名的字段", "unread"}, .type = {.kind = TY_ENUM, .ref = 0}, OPEN},
    {.name = {"姓名", "name"}, .type = {.kind = TY_TEXT}, OPEN},
};
static Field narrow[] = {{.name = {"性别", "sex"}, .type = {.kind = TY_ENUM, .ref = 0}, OPEN}, {.name = {"子女数", "n"}, .type = {.kind = TY_NUM}, .lo = 0, .hi = 20}, {.name = {"其他", "else"}, .type = {.kind = TY_BOOL}, OPEN}};
static Requirement death_after_birth[] = {{3, 2}};
#define NO_REPORT .report_body = -1, .report_list = -1, .report_code = -1, .report_done = -1
static Entity line_entities[] = {
    {.name = {"宽", "wide"}, .fields = wide, .n_fields = LEN(wide), NO_REPORT, .requirements = death_after_birth, .n_requirements = 1}, {.name = {"窄", "narrow"}, .fields = narrow, .n_fields = LEN(narrow), NO_REPORT},
};
static const Program line_program = {.enums = line_enums, .n_enums = LEN(line_enums), .entities = line_entities, .n_entities = LEN(line_entities)};
static SpaceSpec flat[] = {{-1, 0, 0, {0}}};
static ColumnSpec wide_columns[] = {{0, 1, {0}, COL_U8}, {0, 1, {1}, COL_U8}, {0, 1, {2}, COL_I32}, {0, 1, {4}, COL_U8}, {0, 1, {5}, COL_I64}, {0, 1, {6}, COL_I64}, {0, 1, {7}, COL_I32}, {0, 1, {8}, COL_BIT}, {0, 1, {9}, COL_BIT}, {0, 1, {11}, COL_TEXT}};
static const Chunk wide_chunk = {.entity = 0, .specs = flat, .n_specs = 1, .columns = wide_columns, .n_columns = LEN(wide_columns)};
static const Chunk *const line_chunks[] = {&wide_chunk, NULL};

typedef struct { int fields[LEN(wide)], n, chinese, colon, comma, id, left_out, spoilt /* of 100 lines */; } Form;
static uint32_t strange; /* of 1000 values */
static void shuffle(Form *f)
{
    *f = (Form){.n = LEN(wide) - (int)roll(LEN(wide)), .chinese = (int)roll(3), .colon = (int)roll(2), .comma = (int)roll(2), .id = (int)roll(3), .left_out = roll(2) ? 0 : 10, .spoilt = roll(2) ? 0 : 10};
    strange = roll(3) ? roll(2) * 5 : 100;
    int all[LEN(wide)];
    for (int i = 0; i < LEN(wide); i++) all[i] = i;
    for (int i = 0; i < f->n; i++) {
        int k = i + (int)roll((uint32_t)(LEN(wide) - i));
        f->fields[i] = all[k], all[k] = all[i];
        if (f->fields[i] >= LEN(wide) - 2 && roll(8)) f->fields[i--] = f->fields[--f->n]; /* such are read with care only */
    }
}
static bool is_strange(void) { return roll(1000) < strange; }
static void number(Text *t, const Field *f)
{
    static const char *const ODD[] = {"-1", "0", "00", "007", "1.0", "\"3\"", "21", "20", "1e1", "12345678", "123456789", "123456789012", "123456789013", "-5", "-6", "0.5", "12.345", "99999999999999999999", " 1", "1 "};
    if (is_strange()) text_add(t, "%s", ODD[roll(LEN(ODD))]);
    else if (f->type.scale) text_add(t, "%u.%0*u", roll(2000), 1 + (int)roll(2), roll(10));
    else text_add(t, "%u", roll(f->hi > 20 && roll(2) ? 400000000 : 21));
}
static void value(Text *t, const Field *f, int chinese)
{
    switch ((TypeKind)f->type.kind) {
    case TY_BOOL: text_add(t, "%s", roll(2) ? "true" : !is_strange() ? "false" : "null"); return;
    case TY_ENUM: {
        int n = line_enums[f->type.ref].n_values;
        const Name *name = &line_enums[f->type.ref].values[roll((uint32_t)(n < 6 || is_strange() ? n : 6))].name; /* behind it are those never taken quickly */
        text_add(t, "\"%s\"", (!is_strange() ? chinese : !chinese) ? name->zh : name->alias);
        return;
    }
    case TY_NUM: number(t, f); return;
    case TY_DATE: {
        bool odd = is_strange();
        uint32_t year = odd ? roll(10000) : f == wide + 3 ? 1990 + roll(40) : 1900 + roll(99), month = roll(odd ? 14 : 12) + !odd, day = roll(odd ? 33 : 28) + !odd;
        text_add(t, odd && roll(3) == 0 ? "\"%u-%u-%u\"" : "\"%04u-%02u-%02u\"", year, month, day);
        return;
    }
    case TY_TEXT: text_add(t, "\"%s\"", roll(2) ? "张三" : "a, \\\"b\\\": c"); return;
    case TY_ERROR: case TY_QUOT: case TY_ENTITY: case TY_LIST: return;
    }
}
static void line(Text *t, const Form *f)
{
    const char *comma = f->comma ? ", " : ",", *colon = f->colon ? ": " : ":", *next = "";
    text_add(t, "{");
    if (f->id) text_add(t, f->id == 1 ? "\"id\"%s%u" : "\"id\"%s\"p%u\"", colon, roll(roll(2) ? 10 : 1000000)), next = comma;
    for (int i = 0; i < f->n; i++, next = comma) {
        if ((int)roll(100) < f->left_out) continue;
        const Field *field = &wide[f->fields[i]];
        int chinese = f->chinese == 2 ? (int)roll(2) : f->chinese;
        text_add(t, "%s\"%s\"%s", next, chinese ? field->name.zh : field->name.alias, colon);
        value(t, field, chinese);
    }
    text_add(t, roll(30) ? "}" : "}\r");
}
/* Bytes that are others, too many or too few. */
static void spoil(Text *t)
{
    static const char BYTES[] = "\",:{}[]\\ \t\r\n0123456789-+.eEtfnulabmi\x01\x7F\x80\xE4\xFF";
    for (uint32_t k = 1 + roll(3); k-- > 0 && t->len > 1;) {
        uint32_t at = roll((uint32_t)t->len);
        if (roll(3) == 0) memmove(t->text + at, t->text + at + 1, t->len - at), t->len--;
        else if (roll(2)) t->text[at] = roll(12) ? BYTES[roll(sizeof BYTES)] : (char)roll(256);
        else text_add(t, "x"), memmove(t->text + at + 1, t->text + at, t->len - at - 1), t->text[at] = BYTES[roll(sizeof BYTES - 1)];
    }
}
static FactsResult read_in_room(FactsReader *r, const Text *t, uint64_t tag)
{
    char *room = malloc(t->len + LINE_ROOM);
    memcpy(room, t->text, t->len), room[t->len] = 0;
    for (size_t i = t->len + 1; i < t->len + LINE_ROOM; i++) room[i] = (char)("0,}\"a"[i % 5]);
    FactsResult result = facts_read_in(r, room, t->len, t->len + LINE_ROOM, tag);
    free(room);
    return result;
}
static void lines_of_a_seed(uint64_t seed)
{
    rng = (Rng){seed};
    FactsReader *quick = facts_new(&line_program, line_chunks, NULL), *careful = facts_new(&line_program, line_chunks, NULL);
    facts_careful(careful);
    FactsOptions options = {.entity = roll(2) ? -1 : 0, .has_as_of = roll(20) > 0, .as_of = 100, .bounded = roll(8) == 0, .law_from = (int32_t)roll(200), .law_until = 300};
    facts_options(quick, options), facts_options(careful, options);
    Form form = {0};
    for (int i = 0; i < 200; i++) {
        Text t = {0};
        if (i % 50 == 0) shuffle(&form);
        line(&t, &form);
        if ((int)roll(100) < form.spoilt) spoil(&t);
        FactsResult a = read_in_room(quick, &t, (uint64_t)i), b = facts_read(careful, t.text, t.len, (uint64_t)i);
        ck_assert_msg(a == b, "seed %llu: %d and %d: %s", (unsigned long long)seed, a, b, t.text);
        if (a == FACTS_BAD) same_trouble(quick, careful, t.text);
        if (a == FACTS_FULL || roll(60) == 0) same_columns(line_chunks, quick, careful, t.text), facts_clear(quick), facts_clear(careful);
        text_free(&t);
    }
    same_columns(line_chunks, quick, careful, "at the end");
    facts_free(quick), facts_free(careful);
}
START_TEST(lines_read_alike)
{
    const char *more = getenv("FATIAO_SEEDS");
    uint64_t seeds = more ? strtoull(more, NULL, 10) : 600;
    for (uint64_t seed = 1; seed <= seeds; seed++) lines_of_a_seed(seed);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("plain");
    TCase *tc = tcase_create("plain");
    tcase_set_timeout(tc, 3000);
    tcase_add_test(tc, both_ways_read_alike);
    tcase_add_test(tc, lines_read_alike);
    return checks_run(s, tc, CK_FORK_GETENV);
}
