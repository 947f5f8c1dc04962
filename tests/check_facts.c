/* Records into columns, and everything that can be wrong with a record, each case with its code, path and byte.
 * Must never need the language: the schema is built by hand. */
#include <check.h>
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "interp/base/calendar.h"
#include "tests/checks.h"
#include "tests/facts_schema.h"

static FactsReader *reader;
static void open_reader(void)
{
    reader = facts_new(&facts_program, facts_chunks, NULL);
    facts_options(reader, (FactsOptions){.entity = -1, .has_as_of = true, .as_of = 100});
}
static void close_reader(void) { facts_free(reader); }
static const char *message(const FactsError *e, bool chinese)
{
    static char text[2000];
    facts_error_print(e, chinese, text, sizeof text);
    return text;
}
static void good(const char *text)
{
    FactsResult got = facts_read(reader, text, strlen(text), 7);
    ck_assert_msg(got == FACTS_ADDED, "%s: %s", text, message(facts_error(reader), false));
}
/* byte: 0 = do not care; path: NULL = do not care. */
static void bad_bytes(const char *text, size_t len, int number, const char *path, uint64_t byte)
{
    uint32_t before = facts_lanes(reader);
    FactsResult got = facts_read(reader, text, len, 7);
    const FactsError *e = facts_error(reader);
    ck_assert_msg(got == FACTS_BAD, "%.200s is taken", text);
    ck_assert_msg(diag_number(e->id) == number, "%.200s: E%d, not E%d: %s", text, diag_number(e->id), number, message(e, false));
    if (path) ck_assert_msg(!strcmp(e->path, path), "%.200s: path %s, not %s", text, e->path, path);
    if (byte) ck_assert_msg(e->byte == byte, "%.200s: byte %llu, not %llu", text, (unsigned long long)e->byte, (unsigned long long)byte);
    ck_assert(strlen(message(e, true)) > 6 && strlen(message(e, false)) > 6);
    ck_assert_uint_eq(facts_lanes(reader), before);
}
static void bad(const char *text, int number, const char *path, uint64_t byte) { bad_bytes(text, strlen(text), number, path, byte); }
static bool known(const Block *b, int column, uint32_t lane) { return !b->columns[column].known || b->columns[column].known[lane / 64] >> (lane % 64) & 1; }
static int32_t day(const char *text)
{
    int32_t d = 0;
    ck_assert(calendar_parse(text, 10, &d) == CALENDAR_OK);
    return d;
}

/* ---- what is taken ---- */
START_TEST(columns)
{
    good("{\"id\": \"a\\u0031\", \"as_of\": \"2024-01-01\", \"性别\": \"女\", \"birth_date\": \"1969-01-01\", \"bed_fee\": 1234.5, \"姓名\": \"乙\",\n"
         " \"household\": {\"living_spouses\": 2, \"children\": [{\"birth_date\": \"2000-02-29\", \"已死亡\": true, \"toys\": [{\"code\": \"熊\"}, {}]}, {\"deceased\": false}]}}");
    good("{\"id\": 12.50, \"sex\": \"male\", \"bed_fee\": \"0.10\", \"name\": \"\\u718a\", \"household\": null, \"can_work\": null}");
    good("{\"sex\": null, \"name\": null, \"household\": {\"children\": []}, \"bed_fee\": 1e3, \"coverage\": 0.9950}");
    good("  {\"household\": {\"children\": null, \"living_spouses\": \"0\", \"neighbours\": [{\"birth_date\": \"2001-01-01\"}]}, \"name\": \"熊\"}\r\n");
    ck_assert_int_eq(facts_entity(reader), E_PERSON);
    const Block *b = facts_block(reader);
    ck_assert_uint_eq(b->spaces[0].lanes, 4);
    ck_assert_uint_eq(b->spaces[1].lanes, 2);
    ck_assert_uint_eq(b->spaces[2].lanes, 2);
    const uint32_t *offsets = b->spaces[1].offsets, *toys = b->spaces[2].offsets;
    ck_assert(offsets[0] == 0 && offsets[1] == 2 && offsets[2] == 2 && offsets[3] == 2 && offsets[4] == 2 && toys[0] == 0 && toys[1] == 2 && toys[2] == 2);
    ck_assert_uint_eq(b->spaces[1].list_known[0], 5);
    ck_assert_uint_eq(b->spaces[2].list_known[0], 1);
    const uint8_t *sex = b->columns[C_SEX].data, *living = b->columns[C_LIVING].data;
    ck_assert(sex[0] == 1 && sex[1] == 0 && known(b, C_SEX, 0) && known(b, C_SEX, 1) && !known(b, C_SEX, 2) && !known(b, C_SEX, 3) && sex[2] == 0);
    ck_assert(living[0] == 2 && known(b, C_LIVING, 3) && living[3] == 0 && !known(b, C_LIVING, 1));
    ck_assert_int_eq(((const int32_t *)b->columns[C_BIRTH].data)[0], day("1969-01-01"));
    const int64_t *fee = b->columns[C_FEE].data;
    ck_assert(fee[0] == 123450 && fee[1] == 10 && fee[2] == 100000 && fee[3] == 0);
    const uint32_t *name = b->columns[C_NAME].data, *toy = b->columns[C_TOY_NAME].data;
    ck_assert(name[0] == 1 && name[1] == name[3] && name[1] >= 2 && name[1] == toy[0] && name[2] == 0 && !known(b, C_NAME, 2));
    ck_assert_str_eq(facts_text(reader, name[1], NULL), "熊");
    ck_assert_uint_eq(((const uint64_t *)b->columns[C_CHILD_DEAD].data)[0], 1);
    ck_assert(b->columns[C_CHILD_DEAD].known == NULL && known(b, C_CHILD_BIRTH, 0) && !known(b, C_CHILD_BIRTH, 1));
    FactsRow row = facts_row(reader, 0);
    ck_assert(row.id_len == 9 && !memcmp(row.id, "\"a\\u0031\"", 9) && row.as_of == day("2024-01-01") && row.law_as_of == row.as_of && row.tag == 7);
    row = facts_row(reader, 1);
    ck_assert(row.id_len == 5 && !memcmp(row.id, "12.50", 5) && row.as_of == 100 && facts_row(reader, 2).id == NULL);
    ck_assert(!b->uniform_dates);
}
END_TEST
/* A bad record leaves no trace in the lanes around it. */
START_TEST(rollback)
{
    for (int i = 0; i < 200; i++) {
        char text[300];
        snprintf(text, sizeof text, "{\"id\": %d, \"name\": \"n%d\", \"sex\": \"female\", \"household\": {\"children\": [{\"deceased\": true, \"birth_date\": \"2000-01-01\", \"toys\": [{\"code\": \"t%d\"}]}]}%s}",
                 i, i, i, i % 3 ? "" : ", \"bed_fee\": -1");
        if (i % 3) good(text);
        else bad(text, 346, "bed_fee", 0);
        if (i % 3 == 0) {
            size_t len;
            const char *id = facts_error_id(reader, &len);
            char want[16];
            ck_assert(id && len == (size_t)snprintf(want, sizeof want, "%d", i) && !memcmp(id, want, len));
        }
        if (i % 3 == 1) good("{\"household\": {\"children\": [{}]}, \"can_work\": true}");
    }
    const Block *b = facts_block(reader);
    uint32_t lanes = b->spaces[0].lanes;
    ck_assert_uint_eq(lanes, 133 + 67);
    ck_assert_uint_eq(b->spaces[1].lanes, lanes);
    ck_assert_uint_eq(b->spaces[2].lanes, 133);
    for (uint32_t lane = 0; lane < lanes; lane++) {
        bool full = facts_row(reader, lane).id != NULL;
        ck_assert(known(b, C_SEX, lane) == full && known(b, C_NAME, lane) == full && !known(b, C_FEE, lane) && known(b, C_CHILD_DEAD, lane) == full);
        ck_assert_uint_eq(b->spaces[1].offsets[lane + 1], lane + 1);
        if (!full) continue;
        char want[16];
        snprintf(want, sizeof want, "n%.*s", (int)facts_row(reader, lane).id_len, facts_row(reader, lane).id);
        ck_assert_str_eq(facts_text(reader, ((const uint32_t *)b->columns[C_NAME].data)[lane], NULL), want);
    }
    ck_assert(b->uniform_dates);
    facts_clear(reader);
    good("{\"can_work\": true}");
    b = facts_block(reader);
    for (int c = 0; c < N_PERSON_COLUMNS; c++) ck_assert(b->spaces[c < C_CHILD_BIRTH ? 0 : c < C_TOY_NAME ? 1 : 2].lanes == 0 || !known(b, c, 0));
}
END_TEST
START_TEST(blocks)
{
    for (int i = 0; i < BLOCK_LANES; i++) good("{\"can_work\": true}");
    ck_assert_int_eq(facts_read(reader, "{\"can_work\": true}", 18, 0), FACTS_FULL);
    ck_assert_uint_eq(facts_block(reader)->spaces[0].lanes, BLOCK_LANES);
    facts_clear(reader);
    ck_assert(facts_entity(reader) == -1 && facts_block(reader) == NULL);
    good("{\"can_work\": true}");
    ck_assert_int_eq(facts_read(reader, "{\"body\": \"男\"}", 15, 0), FACTS_FULL);
    ck_assert_int_eq(facts_read(reader, "{\"entity\": \"child\"}", 19, 0), FACTS_FULL);
    facts_clear(reader);
    good("{\"body\": \"男\", \"tasks\": [{\"code\": \"1\"}, {\"code\": \"2\", \"done\": true}]}");
    ck_assert_int_eq(facts_entity(reader), E_REPORT);
    ck_assert_uint_eq(facts_block(reader)->spaces[1].lanes, 2);
    facts_clear(reader);
    good("{\"entity\": \"子女\"}"); /* no chunk: checked only */
    ck_assert(facts_entity(reader) == E_CHILD && facts_block(reader) == NULL);
    facts_clear(reader);
    /* Many elements close a block early; one record may hold more than a block likes. */
    char *text = malloc(400000), *p = text;
    p += sprintf(p, "{\"household\":{\"children\":[{}");
    for (int i = 1; i < 10000; i++) p += sprintf(p, ",{\"deceased\":true}");
    strcpy(p, "]}}");
    good(text), good(text);
    ck_assert_int_eq(facts_read(reader, text, strlen(text), 0), FACTS_FULL);
    ck_assert_uint_eq(facts_block(reader)->spaces[1].lanes, 20000);
    facts_clear(reader);
    strcpy(p, ",{}]}}");
    bad(text, 349, "household.children", 0);
    free(text);
}
END_TEST
START_TEST(entities)
{
    good("{\"entity\": \"household\", \"hukou\": \"rural\"}");
    ck_assert_int_eq(facts_entity(reader), E_HOUSEHOLD);
    facts_clear(reader);
    good("{\"sex\": \"male\", \"entity\": \"个人\"}"); /* the key after the fields */
    ck_assert_int_eq(facts_entity(reader), E_PERSON);
    facts_clear(reader);
    bad("{\"sex\": \"male\"}", 325, "", 0);
    bad("{\"birth_date\": \"2000-01-01\", \"sex\": \"male\"}", 325, "", 0);
    bad("{}", 325, "", 1);
    bad("{\"id\": 1}", 325, "", 0);
    bad("{\"entity\": \"persn\"}", 324, "", 12);
    bad("{\"entity\": 5}", 335, "", 12);
    bad("{\"entity\": \"person\", \"entity\": \"person\"}", 322, "", 0);
    bad("{\"can_wrk\": true, \"bed_fee\": 1}", 321, "", 2);
    ck_assert_str_eq(facts_error(reader)->arg[2], "can_work");
    bad("{\"foo\": 1, \"bar\": 2}", 326, "", 2);
    good("{\"sex\": \"male\", \"deceased\": false}");
    ck_assert_int_eq(facts_entity(reader), E_CHILD);
    facts_clear(reader);
    facts_options(reader, (FactsOptions){.entity = E_HOUSEHOLD, .has_as_of = true});
    good("{}");
    good("{\"entity\": \"家庭\"}");
    bad("{\"entity\": \"child\"}", 327, "", 0);
    bad("{\"sex\": \"male\"}", 320, "", 2);
    facts_clear(reader);
    facts_options(reader, (FactsOptions){.entity = E_HOUSEHOLD, .has_law_as_of = true, .law_as_of = 5});
    bad("{\"hukou\": \"rural\"}", 329, "", 0);
    good("{\"as_of\": \"2024-02-29\"}");
    ck_assert(facts_row(reader, 0).law_as_of == 5 && facts_row(reader, 0).as_of == day("2024-02-29"));
    bad("{\"as_of\": \"2023-02-29\"}", 340, "", 11);
    bad("{\"as_of\": 20230229}", 334, "", 11);
    bad("{\"as_of\": \"2024-02-29\", \"as_of\": null}", 322, "", 0);
    bad("{\"id\": [1], \"as_of\": \"2024-02-29\"}", 328, "", 8);
    bad("{\"id\": 1, \"id\": 1}", 322, "", 0);
}
END_TEST

/* ---- what is refused ---- */
START_TEST(broken_text)
{
    bad("", 301, "", 1), bad("   ", 301, "", 4), bad("{", 301, "", 2), bad("{\"can_work\"", 301, "can_work", 12), bad("{\"can_work\":", 301, "can_work", 13);
    bad("{\"can_work\": tru", 300, "can_work", 14), bad("{\"can_work\": true", 301, "", 18), bad("{\"name\": \"abc", 301, "name", 14), bad("{\"name\": \"abc\\", 301, "name", 0);
    bad("{\"name\": \"abc\\u12", 301, "name", 0), bad("{\"household\": {\"children\": [{\"deceased\": true}", 301, "household.children", 0);
    bad("{\"can_work\": true} x", 302, "", 20), bad("{\"can_work\": true}{\"can_work\": true}", 302, "", 19), bad("{\"can_work\": true},", 302, "", 19), bad("{\"can_work\": true} \"a\"", 302, "", 20);
    bad("{\"can_work\" true}", 300, "can_work", 13), bad("{\"can_work\": true \"name\": \"a\"}", 300, "", 19), bad("{\"can_work\": true,}", 300, "", 19), bad("{,}", 300, "", 2);
    bad("{can_work: true}", 300, "", 2), bad("{'can_work': true}", 300, "", 2), bad("{\"can_work\": True}", 300, "can_work", 14), bad("{\"can_work\": true, // x\n}", 300, "", 20);
    bad("{\"can_work\"：true}", 300, "can_work", 12), bad("{“can_work”: true}", 300, "", 2);
    bad("\xEF\xBB\xBF{\"can_work\": true}", 300, "", 1);
    bad("hello", 300, "", 1), bad("[{\"can_work\": true}]", 330, "", 1), bad("null", 330, "", 1), bad("12", 330, "", 1), bad("\"a\"", 330, "", 1), bad("true", 330, "", 1);
}
END_TEST
START_TEST(broken_strings)
{
    bad("{\"name\": \"a\xFFz\"}", 303, "name", 12), bad("{\"name\": \"\xC0\x80\"}", 303, "name", 11), bad("{\"name\": \"\xED\xA0\x80\"}", 303, "name", 11), bad("{\"name\": \"\xE5\x85\"}", 303, "name", 0);
    bad("{\"name\": \"\xB3\xCC\"}", 303, "name", 0), bad("{\"can_work\": \xE5}", 303, "can_work", 14), bad("\xFF", 303, "", 1), bad("{\"na\xFFme\": 1}", 303, "", 5);
    bad("{\"name\": \"a\nb\"}", 304, "name", 12), bad("{\"name\": \"a\tb\"}", 304, "name", 12), bad("{\"name\": \"a\x01\"}", 304, "name", 12);
    bad_bytes("{\"name\": \"a\0b\"}", 15, 305, "name", 12), bad_bytes("{\"name\":\0 \"b\"}", 14, 305, "name", 9), bad_bytes("{\"can_work\": true}\0", 19, 305, "", 19);
    bad("{\"name\": \"\\x41\"}", 306, "name", 11), bad("{\"name\": \"\\u12G4\"}", 306, "name", 11), bad("{\"name\": \"\\\n\"}", 306, "name", 11), bad("{\"name\": \"\\U0041\"}", 306, "name", 11);
    bad("{\"name\": \"\\ud800\"}", 307, "name", 11), bad("{\"name\": \"\\udc00\"}", 307, "name", 11), bad("{\"name\": \"a\\ud83dx\"}", 307, "name", 12), bad("{\"name\": \"\\ud83d\\ud83d\"}", 307, "name", 11);
    bad("{\"name\": \"a\\u0000b\"}", 348, "name", 10), bad("{\"name\\u0000\": \"a\"}", 326, "", 2), bad("{\"can_work\": true, \"name\\u0000\": \"a\"}", 321, "", 20);
    good("{\"name\": \"\\ud83d\\ude00 \\\"\\\\\\/\\b\\f\\n\\r\\t \\u00e9\"}");
    const Block *b = facts_block(reader);
    ck_assert_str_eq(facts_text(reader, ((const uint32_t *)b->columns[C_NAME].data)[0], NULL), "\xF0\x9F\x98\x80 \"\\/\b\f\n\r\t \xC3\xA9");
    good("{\"\\u59d3\\u540d\": \"x\"}"); /* an escaped key */
}
END_TEST
START_TEST(fields)
{
    bad("{\"can_work\": true, \"can_work\": true}", 322, "", 20), bad("{\"can_work\": null, \"can_work\": true}", 322, "", 20), bad("{\"can_work\": true, \"c\\u0061n_work\": true}", 322, "", 20);
    bad("{\"can_work\": true, \"有劳动能力\": true}", 323, "", 20);
    bad("{\"household\": {\"hukou\": \"rural\", \"户籍性质\": \"农村\"}, \"can_work\": true}", 323, "household", 0);
    bad("{\"can_work\": true, \"brith_date\": \"2000-01-01\"}", 321, "", 20);
    ck_assert_str_eq(facts_error(reader)->arg[2], "birth_date");
    bad("{\"can_work\": true, \"出生曰期\": \"2000-01-01\"}", 321, "", 20);
    ck_assert_str_eq(facts_error(reader)->arg[2], "出生日期");
    bad("{\"can_work\": true, \"Name\": \"a\"}", 321, "", 20);
    bad("{\"can_work\": true, \"\": 1}", 320, "", 20);
    bad("{\"can_work\": true, \"household\": {\"children\": [{}, {\"birthdate\": \"2000-01-01\"}]}}", 321, "household.children[2]", 0);
    bad("{\"can_work\": true, \"household\": {\"neighbours\": [{\"foo\": 1}]}}", 320, "household.neighbours[1]", 0); /* what no rule reads is checked too */
    bad("{\"can_work\": true, \"household\": {\"id\": 1}}", 320, "household", 0);
}
END_TEST
START_TEST(types)
{
    bad("{\"can_work\": \"true\"}", 332, "can_work", 14), bad("{\"can_work\": 1}", 332, "can_work", 14), bad("{\"can_work\": \"是\"}", 332, "can_work", 14), bad("{\"can_work\": {}}", 332, "can_work", 14);
    bad("{\"can_work\": [true]}", 332, "can_work", 14), bad("{\"household\": [], \"can_work\": true}", 330, "household", 15), bad("{\"household\": 5, \"can_work\": true}", 330, "household", 15);
    bad("{\"household\": {\"children\": {}}}", 331, "household.children", 28), bad("{\"household\": {\"children\": 2}}", 331, "household.children", 28);
    bad("{\"household\": {\"children\": [1]}}", 330, "household.children[1]", 29), bad("{\"household\": {\"children\": [{}, null]}}", 330, "household.children[2]", 33);
    bad("{\"household\": {\"children\": [{}, ]}}", 330, "household.children[2]", 33), bad("{\"household\": {\"children\": [{} {}]}}", 300, "household.children", 32);
    bad("{\"name\": 5}", 335, "name", 10), bad("{\"name\": []}", 335, "name", 10);
    bad("{\"sex\": \"雄\", \"can_work\": true}", 341, "sex", 9), bad("{\"sex\": \"femal\", \"can_work\": true}", 342, "sex", 9), bad("{\"sex\": 1, \"can_work\": true}", 336, "sex", 9), bad("{\"sex\": \"\", \"can_work\": true}", 341, "sex", 9);
    ck_assert_str_eq(facts_error(reader)->arg[1], "`男` `女`");
    bad("{\"birth_date\": \"2023-02-30\", \"can_work\": true}", 340, "birth_date", 16), bad("{\"birth_date\": \"2023-13-01\", \"can_work\": true}", 340, "birth_date", 16);
    bad("{\"birth_date\": \"2023-2-3\", \"can_work\": true}", 334, "birth_date", 16), bad("{\"birth_date\": \"2023年2月3日\", \"can_work\": true}", 334, "birth_date", 16), bad("{\"birth_date\": 20230203, \"can_work\": true}", 334, "birth_date", 16);
    bad("{\"birth_date\": \"0000-01-01\", \"can_work\": true}", 340, "birth_date", 16), bad("{\"birth_date\": \"10000-01-01\", \"can_work\": true}", 334, "birth_date", 16);
}
END_TEST
START_TEST(numbers)
{
    bad("{\"bed_fee\": 1.005}", 344, "bed_fee", 13), bad("{\"bed_fee\": \"1.005\"}", 344, "bed_fee", 13), bad("{\"bed_fee\": 9007199254740993.001}", 344, "bed_fee", 13);
    bad("{\"bed_fee\": 92233720368547758.08}", 343, "bed_fee", 13), bad("{\"bed_fee\": 1e400}", 343, "bed_fee", 13), bad("{\"bed_fee\": 99999999999999999999999999}", 343, "bed_fee", 13);
    bad("{\"bed_fee\": NaN}", 308, "bed_fee", 13), bad("{\"bed_fee\": Infinity}", 308, "bed_fee", 13), bad("{\"bed_fee\": -Infinity}", 308, "bed_fee", 13), bad("{\"bed_fee\": 01}", 308, "bed_fee", 13);
    bad("{\"bed_fee\": .5}", 308, "bed_fee", 13), bad("{\"bed_fee\": 5.}", 308, "bed_fee", 13), bad("{\"bed_fee\": +5}", 308, "bed_fee", 13), bad("{\"bed_fee\": 0x10}", 308, "bed_fee", 13), bad("{\"bed_fee\": 1-2}", 308, "bed_fee", 13);
    bad("{\"bed_fee\": \"1,000\"}", 333, "bed_fee", 13), bad("{\"bed_fee\": \"\"}", 333, "bed_fee", 13), bad("{\"bed_fee\": \"3万\"}", 333, "bed_fee", 13), bad("{\"bed_fee\": \" 5\"}", 333, "bed_fee", 13), bad("{\"bed_fee\": true}", 333, "bed_fee", 13);
    bad("{\"bed_fee\": -0.01}", 346, "bed_fee", 13), bad("{\"household\": {\"living_spouses\": 3}}", 347, "household.living_spouses", 0), bad("{\"household\": {\"living_spouses\": -1}}", 346, "household.living_spouses", 0);
    bad("{\"household\": {\"living_spouses\": 1.5}}", 344, "household.living_spouses", 0), bad("{\"coverage\": 0.99999}", 344, "coverage", 0);
    char text[3000];
    snprintf(text, sizeof text, "{\"bed_fee\": 1%0999d}", 0);
    bad(text, 345, "bed_fee", 13);
    good("{\"bed_fee\": -0}"), good("{\"bed_fee\": 92233720368547758.07}"), good("{\"bed_fee\": 9007199254740993}"), good("{\"household\": {\"living_spouses\": 2.0}}");
    ck_assert_int_eq(((const int64_t *)facts_block(reader)->columns[C_FEE].data)[2], 900719925474099300);
}
END_TEST
START_TEST(sense)
{
    bad("{\"household\": {\"children\": [{\"birth_date\": \"2000-01-02\", \"death_date\": \"2000-01-01\"}]}}", 350, "household.children[1].death_date", 0);
    bad("{\"household\": {\"neighbours\": [{}, {\"death_date\": \"2000-01-01\", \"birth_date\": \"2000-01-02\"}]}}", 350, "household.neighbours[2].death_date", 0);
    good("{\"household\": {\"children\": [{\"birth_date\": \"2000-01-02\", \"death_date\": \"2000-01-02\"}, {\"death_date\": \"1990-01-01\"}]}}");
    facts_clear(reader);
    bad("{\"body\": \"男\", \"tasks\": [{\"code\": \"75.1\"}, {\"code\": \"75.2\"}, {\"code\": \"75.\\u0031\"}]}", 351, "tasks[3].code", 0);
    good("{\"body\": \"男\", \"tasks\": [{\"code\": \"75.1\"}, {\"code\": \"75.2\"}, {\"code\": null}, {\"code\": null}, {}]}");
    good("{\"body\": \"男\", \"tasks\": [{\"code\": \"75.1\"}]}"); /* another record may have it again */
    char *text = malloc(200000), *p = text;
    p += sprintf(p, "{\"body\": \"男\", \"tasks\": [{\"code\": \"x\"}");
    for (int i = 0; i < 5000; i++) p += sprintf(p, ",{\"code\":\"c%d\"}", i);
    strcpy(p, "]}"), good(text);
    strcpy(p, ",{\"code\":\"c17\"}]}"), bad(text, 351, "tasks[5002].code", 0);
    free(text);
}
END_TEST
START_TEST(depth)
{
    char *text = malloc(2000000), *p;
    p = text + sprintf(text, "{\"can_work\": ");
    memset(p, '[', 10000), memset(p + 10000, ']', 10000), strcpy(p + 20000, "}");
    bad(text, 332, "can_work", 14);
    p = text + sprintf(text, "{\"household\": {\"children\": ");
    memset(p, '[', 10000), memset(p + 10000, ']', 10000), strcpy(p + 20000, "}}");
    bad(text, 330, "household.children[1]", 29);
    memset(text, '[', 10000), text[10000] = 0;
    bad(text, 330, "", 1);
    p = text; /* a schema that nests itself */
    for (int i = 0; i < 10000; i++) p += sprintf(p, "{\"below\":[");
    bad(text, 309, NULL, 0);
    facts_options(reader, (FactsOptions){.entity = E_NODE, .has_as_of = true});
    bad(text, 309, NULL, 0);
    p = text;
    for (int i = 0; i < 63; i++) p += sprintf(p, "{\"below\":[");
    p += sprintf(p, "{\"n\":1}");
    for (int i = 0; i < 63; i++) p += sprintf(p, "]}");
    good(text);
    free(text);
}
END_TEST
START_TEST(too_long)
{
    size_t len = FACTS_RECORD_BYTES_MAX + 100;
    char *text = malloc(len + 1);
    memset(text, ' ', len), text[len] = 0;
    memcpy(text, "{\"can_work\":", 12), memcpy(text + len - 5, "true}", 5);
    bad(text, 310, "", 0);
    memset(text + FACTS_RECORD_BYTES_MAX - 5, 0, 200 < 105 ? 200 : 105);
    memcpy(text + FACTS_RECORD_BYTES_MAX - 5, "true}", 5);
    good(text);
    free(text);
}
END_TEST
START_TEST(messages)
{
    bad("{\"household\": {\"children\": [{}, {\"birth_date\": \"2023-02-30\"}]}}", 340, "household.children[2].birth_date", 48);
    ck_assert_str_eq(message(facts_error(reader), false), "`household.children[2].birth_date`, byte 48: there is no such day as `\"2023-02-30\"`");
    ck_assert_str_eq(message(facts_error(reader), true), "`家庭.子女[2].出生日期`，第 48 字节：没有 `\"2023-02-30\"` 这一天");
    size_t len;
    bad("{\"can_work\": 5, \"id\": \"x7\"}", 332, "can_work", 14); /* the id stands behind the fault */
    const char *id = facts_error_id(reader, &len);
    ck_assert(id && len == 4 && !memcmp(id, "\"x7\"", 4));
    bad("{\"can_work\": nope, \"id\": \"x7\"}", 300, "can_work", 14);
    ck_assert_ptr_null(facts_error_id(reader, &len));
}
END_TEST

/* ---- trees ---- */
static void tree(const char *json, FactsResult want, int number, const char *path)
{
    cJSON *t = cJSON_Parse(json);
    FactsResult got = facts_read_cjson(reader, t, 1);
    ck_assert_msg(got == want, "%s: %d", json, (int)got);
    if (want == FACTS_BAD) ck_assert_msg(diag_number(facts_error(reader)->id) == number && !strcmp(facts_error(reader)->path, path), "%s: %s", json, message(facts_error(reader), false));
    cJSON_Delete(t);
}
START_TEST(trees)
{
    tree("{\"id\": \"a\\\"\", \"sex\": \"女\", \"bed_fee\": 1234.56, \"name\": \"乙\", \"household\": {\"children\": [{\"birth_date\": \"2000-01-01\", \"deceased\": false}, {}]}}", FACTS_ADDED, 0, "");
    const Block *b = facts_block(reader);
    ck_assert(((const int64_t *)b->columns[C_FEE].data)[0] == 123456 && ((const uint32_t *)b->columns[C_NAME].data)[0] == 1 && b->spaces[1].lanes == 2);
    ck_assert(facts_row(reader, 0).id_len == 9 && !memcmp(facts_row(reader, 0).id, "\"a\\u0022\"", 9));
    tree("{\"id\": 17, \"can_work\": true, \"bed_fee\": 999999999999999}", FACTS_ADDED, 0, "");
    tree("{\"can_work\": true, \"bed_fee\": 9007199254740993}", FACTS_BAD, 352, "bed_fee");
    tree("{\"can_work\": true, \"bed_fee\": 1e400}", FACTS_BAD, 352, "bed_fee");
    tree("{\"can_work\": true, \"bed_fee\": 0.30000000000000004}", FACTS_BAD, 352, "bed_fee");
    tree("{\"can_work\": true, \"bed_fee\": 0.125}", FACTS_BAD, 344, "bed_fee");
    tree("{\"can_work\": true, \"can_work\": true}", FACTS_BAD, 322, "");
    tree("{\"can_work\": true, \"household\": {\"children\": [{}, {\"birth_date\": \"2023-02-30\"}]}}", FACTS_BAD, 340, "household.children[2].birth_date");
    tree("{\"can_work\": true, \"household\": {\"children\": [[]]}}", FACTS_BAD, 330, "household.children[1]");
    tree("[1]", FACTS_BAD, 330, "");
    tree("{\"sex\": \"male\"}", FACTS_BAD, 325, "");
    tree("{\"can_work\": tru", FACTS_BAD, 353, ""); /* cJSON gave NULL */
    cJSON *t = cJSON_CreateObject();
    cJSON_AddItemToObject(t, "name", cJSON_CreateString("a\xFF"));
    ck_assert(facts_read_cjson(reader, t, 0) == FACTS_BAD && facts_error(reader)->id == D_RECORD_UTF8);
    cJSON_Delete(t);
    t = cJSON_CreateObject();
    cJSON_AddItemToObject(t, "bed_fee", cJSON_CreateRaw("1"));
    ck_assert(facts_read_cjson(reader, t, 0) == FACTS_BAD && facts_error(reader)->id == D_RECORD_TREE_ITEM);
    cJSON_Delete(t);
}
END_TEST

/* ---- streams ---- */
/* Items as "line:text" or "line!code", one after the other, fed in pieces of `piece` bytes. */
static void stream(FactsForm form, const char *input, size_t len, size_t piece, char *out)
{
    FactsStream *s = facts_stream_new(form, NULL);
    FactsItem item;
    size_t at = 0;
    bool ended = false;
    *out = 0;
    for (;;) {
        FactsStreamResult got = facts_stream_next(s, &item);
        if (got == FACTS_DONE) break;
        if (got == FACTS_MORE) {
            ck_assert_msg(!ended, "more is wanted after the end");
            size_t n = len - at < piece ? len - at : piece;
            if (n) ck_assert(facts_stream_feed(s, input + at, n)), at += n;
            else ended = true, facts_stream_end(s);
            continue;
        }
        if (item.error == D_KINDS) {
            ck_assert_uint_eq(strlen(item.text), item.len);
            ck_assert(!memcmp(item.text, input + item.start, item.len));
            out += sprintf(out, "%llu:%s;", (unsigned long long)item.line, item.text);
        } else {
            FactsError e = facts_item_error(&item);
            ck_assert(strlen(message(&e, true)) > 3);
            out += sprintf(out, "%llu!%d;", (unsigned long long)item.line, diag_number(item.error));
        }
    }
    facts_stream_free(s);
}
static void items(FactsForm form, const char *input, const char *want)
{
    char out[4000];
    for (size_t piece = 1; piece < 20; piece += piece == 3 ? 13 : 1) {
        stream(form, input, strlen(input), piece, out);
        ck_assert_msg(!strcmp(out, want), "%s in pieces of %d gives %s, not %s", input, (int)piece, out, want);
    }
}
START_TEST(streams)
{
    items(FACTS_FORM_AUTO, "{\"a\":1}\n{\"a\":2}\n", "1:{\"a\":1};2:{\"a\":2};");
    items(FACTS_FORM_AUTO, "\xEF\xBB\xBF{\"a\":1}\r\n\r\n   \n{\"a\":2}", "1:{\"a\":1}\r;4:{\"a\":2};");
    items(FACTS_FORM_AUTO, "{\"a\":\"}\n{\"a\":2}\nhello\n{\"a\":3}\n", "1:{\"a\":\"};2:{\"a\":2};3:hello;4:{\"a\":3};");
    items(FACTS_FORM_AUTO, "{\"a\":1\n{\"a\":2}\n", "1:{\"a\":1;2:{\"a\":2};");
    items(FACTS_FORM_AUTO, "{\n \"a\": 1\n}\n", "1:{\n \"a\": 1\n}\n;");
    items(FACTS_FORM_AUTO, "\n{ \"a\":\n{\"b\": 1}}", "2:{ \"a\":\n{\"b\": 1}};");
    items(FACTS_FORM_AUTO, "{\"a\":1}", "1:{\"a\":1};");
    items(FACTS_FORM_AUTO, "{\"a\":", "1:{\"a\":;");
    items(FACTS_FORM_AUTO, "[{\"a\":\"]}\\\"\"},\n {\"a\":[2]} , 5,[]\n]\n", "1:{\"a\":\"]}\\\"\"};2:{\"a\":[2]};2:5;2:[];");
    items(FACTS_FORM_AUTO, "[{\"a\":1} {\"a\":2}]", "1:{\"a\":1};1!312;1:{\"a\":2};");
    items(FACTS_FORM_AUTO, "[{\"a\":1},{\"a\":", "1:{\"a\":1};1:{\"a\":;");
    items(FACTS_FORM_AUTO, "[{\"a\":1},", "1:{\"a\":1};1!301;");
    items(FACTS_FORM_AUTO, "[{\"a\":1}", "1:{\"a\":1};1!301;");
    items(FACTS_FORM_AUTO, "[{\"a\":1},]", "1:{\"a\":1};1:;");
    items(FACTS_FORM_AUTO, "[{\"a\":1}] x", "1:{\"a\":1};1!302;");
    items(FACTS_FORM_AUTO, "[1]\n{\"a\":1}\n", "1:[1];2:{\"a\":1};");
    items(FACTS_FORM_AUTO, "[]", "1!313;");
    items(FACTS_FORM_AUTO, "", "1!313;"), items(FACTS_FORM_AUTO, " \n\n ", "3!313;");
    items(FACTS_FORM_JSON, "{\"a\":1}\n{\"a\":2}\n", "1:{\"a\":1}\n{\"a\":2}\n;");
    items(FACTS_FORM_NDJSON, "{\n\"a\":1}\n", "1:{;2:\"a\":1};");
    char out[100];
    stream(FACTS_FORM_AUTO, "\xFF\xFE{\0\"\0", 6, 3, out);
    ck_assert_str_eq(out, "1!311;");
    stream(FACTS_FORM_AUTO, "{\0\"\0a\0", 6, 1, out);
    ck_assert_str_eq(out, "1!311;");
}
END_TEST
START_TEST(long_lines)
{
    size_t line = FACTS_RECORD_BYTES_MAX + 1000, len = line + 20;
    char *input = malloc(len + 1), out[200];
    memset(input, 'x', len);
    strcpy(input, "{\"a\":1}\n"), input[8] = '{', input[line] = '\n', memcpy(input + line + 1, "{\"a\":2}\n", 9);
    for (size_t piece = 1000; piece < 100000000; piece *= 300) {
        stream(FACTS_FORM_AUTO, input, line + 9, piece, out);
        ck_assert_str_eq(out, "1:{\"a\":1};2!310;3:{\"a\":2};");
    }
    free(input);
}
END_TEST

/* ---- memory ---- */
typedef struct { long left; long live; } Budget;
static void *counted(void *ctx, void *p, size_t old, size_t size)
{
    Budget *b = ctx;
    if (size && b->left-- <= 0) return NULL;
    b->live += (long)size - (long)old;
    if (!size) return free(p), NULL;
    return realloc(p, size);
}
/* Each allocation in turn fails: the record is then read after all, when there is memory again, and nothing leaks. */
START_TEST(no_memory)
{
    static const char *const records[] = {
        "{\"sex\": \"male\", \"name\": \"\\u718a\", \"id\": 5, \"household\": {\"children\": [{\"deceased\": true, \"toys\": [{\"code\": \"a\"}]}, {}]}}",
        "{\"body\": \"男\", \"tasks\": [{\"code\": \"75.1\"}, {\"code\": \"75.2\"}]}"};
    for (long n = 0;; n++) {
        Budget budget = {n, 0};
        Allocator allocator = {&budget, counted};
        bool failed = false;
        FactsReader *r = facts_new(&facts_program, facts_chunks, &allocator);
        if (!r) { ck_assert_int_eq(budget.live, 0); continue; }
        facts_options(r, (FactsOptions){.entity = -1, .has_as_of = true});
        for (int i = 0; i < 2; i++) {
            FactsResult got = facts_read(r, records[i], strlen(records[i]), 0);
            if (got == FACTS_NO_MEMORY) failed = true, budget.left = 1000, got = facts_read(r, records[i], strlen(records[i]), 0);
            ck_assert_msg(got == FACTS_ADDED, "%ld: %d", n, (int)got);
            const Block *b = facts_block(r);
            ck_assert(b && b->spaces[0].lanes == 1 && b->spaces[1].lanes == 2 && b->spaces[1].offsets[1] == 2);
            facts_clear(r);
        }
        facts_free(r);
        ck_assert_int_eq(budget.live, 0);
        if (!failed) break;
    }
}
END_TEST
/* Once warm, nothing is allocated. */
START_TEST(steady)
{
    Budget budget = {100000, 0};
    Allocator allocator = {&budget, counted};
    FactsReader *r = facts_new(&facts_program, facts_chunks, &allocator);
    facts_options(r, (FactsOptions){.entity = -1, .has_as_of = true});
    const char *text = "{\"sex\": \"male\", \"name\": \"\\u718a\", \"id\": 5, \"household\": {\"children\": [{\"deceased\": true, \"toys\": [{\"code\": \"a\"}]}, {}]}}";
    for (int i = 0; i < 10 * BLOCK_LANES; i++) {
        if (i == 3 * BLOCK_LANES) budget.left = 0; /* any further allocation fails */
        if (facts_read(r, text, strlen(text), 0) == FACTS_FULL) facts_clear(r), ck_assert(facts_read(r, text, strlen(text), 0) == FACTS_ADDED);
    }
    budget.left = 100;
    facts_free(r);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("facts");
    TCase *all = tcase_create("facts");
    tcase_set_timeout(all, 120);
    tcase_add_checked_fixture(all, open_reader, close_reader);
    tcase_add_test(all, columns), tcase_add_test(all, rollback), tcase_add_test(all, blocks), tcase_add_test(all, entities);
    tcase_add_test(all, broken_text), tcase_add_test(all, broken_strings), tcase_add_test(all, fields), tcase_add_test(all, types), tcase_add_test(all, numbers);
    tcase_add_test(all, sense), tcase_add_test(all, depth), tcase_add_test(all, too_long), tcase_add_test(all, messages), tcase_add_test(all, trees);
    tcase_add_test(all, streams), tcase_add_test(all, long_lines), tcase_add_test(all, no_memory), tcase_add_test(all, steady);
    return checks_run(suite, all, CK_FORK_GETENV);
}
