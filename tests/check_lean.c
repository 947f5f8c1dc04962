/* Lean lines against full ones: the same records, facts missing here and there or in whole blocks, each decision's one word against its status
 * and value. Texts are kept from record to record, so what is asked is whether they are ever given to another. FATIAO_SEEDS says of how many
 * streams. Only the public interface is used. */
#include <cjson/cJSON.h>
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "tests/checks.h"
#include "tests/disk.h"
#include "tests/embed.h"
#include "tests/lives.h"

static Rng rng;
static uint32_t roll(uint32_t n) { return rng_below(&rng, n); }

/* Every status there is; numbers that overflow, days past the last one. */
static const char POLICY[] =
    "regulation \"Trial rules\" (trial)\n  issued 2020-01-01\n  in force from 2020-01-01\n  repealed 2030-01-01\n\n"
    "entity shop\n  hours: int\n  staff: int\n  opened: date\n  fire_exit: bool\n  spirits: bool\n  kind: food / drink / books\n\n"
    "article 1\n> Shops.\n"
    "benefit support for shop\n  when staff at least 5\n"
    "benefit aid for shop\n  when staff at least 5 or fire_exit\n  amount monthly 3 yuan\n"
    "priority first_served for shop\n  when staff at least 5\n  weight staff\n"
    "define is_small for shop = staff less than 3\n"
    "define squared for shop = staff × staff × hours\n"
    "define twice for shop = hours + hours\n"
    "define since for shop = opened\n"
    "define group for shop = kind\n"
    "define reward for shop: yuan/month\n  case kind is food: 100 yuan/month\n  case kind is drink and not spirits: 50 yuan/month\n  otherwise: 0 yuan/month\n"
    "define part for shop: yuan/month\n  case kind is food: 100 yuan/month\n  case spirits: 50 yuan/month\n"
    "list wants for shop\n  item exit: not fire_exit\n  item staff: staff less than 5\n"
    "duty exit for shop\n  must fire_exit\n"
    "duty sober for shop\n  if spirits\n  must fire_exit\n"
    "prohibition dry for shop\n  must not spirits\n"
    "encouraged long_hours for shop\n  must hours at least 60\n"
    "benefit training for shop\n  when kind is books\n";
static void shop(Text *t, uint32_t missing)
{
    static const char *const KINDS[] = {"food", "drink", "books"}, *const LARGE[] = {"9223372036854775807", "4611686018427387904", "3037000500", "-5", "0"};
    if (roll(100) >= missing) text_add(t, roll(20) ? ",\"hours\":%u" : ",\"hours\":-%u", roll(90));
    if (roll(100) >= missing && roll(20)) text_add(t, ",\"staff\":%u", roll(12));
    else if (roll(100) >= missing) text_add(t, ",\"staff\":%s", LARGE[roll(5)]);
    if (roll(100) >= missing) text_add(t, ",\"opened\":\"20%02u-01-01\"", roll(roll(9) ? 3 : 99));
    if (roll(100) >= missing) text_add(t, ",\"fire_exit\":%s", roll(2) ? "true" : "false");
    if (roll(100) >= missing) text_add(t, ",\"spirits\":%s", roll(2) ? "true" : "false");
    if (roll(100) >= missing) text_add(t, ",\"kind\":\"%s\"", KINDS[roll(3)]);
}

/* ---- one word against a status and a value ---- */
static bool says(const cJSON *lean, const cJSON *full)
{
    const char *status = cJSON_GetObjectItem(full, "status")->valuestring;
    const cJSON *value = cJSON_GetObjectItem(full, "value");
    if (cJSON_IsObject(value)) value = value->child; /* at least, at most */
    bool yes = !strcmp(status, "met") || !strcmp(status, "done"), no = !strcmp(status, "denied") || !strcmp(status, "unmet") || !strcmp(status, "not_done");
    if (!strcmp(status, "granted") || !strcmp(status, "value")) {
        if (cJSON_IsArray(value)) return cJSON_IsString(lean); /* names in a row */
        return value ? cJSON_Compare(lean, value, true) : cJSON_IsTrue(lean);
    }
    if (yes || no) return yes ? cJSON_IsTrue(lean) : cJSON_IsFalse(lean);
    return cJSON_IsString(lean) && !strcmp(lean->valuestring, status);
}
static void same_line(const char *lean, size_t lean_n, const char *full, size_t full_n)
{
    if (lean_n == full_n && memcmp(lean, full, full_n) == 0) return; /* refused */
    cJSON *a = cJSON_ParseWithLength(lean, lean_n), *b = cJSON_ParseWithLength(full, full_n);
    const cJSON *few = cJSON_GetObjectItem(a, "decisions"), *whole = cJSON_GetObjectItem(b, "decisions"), *d;
    ck_assert_msg(few && whole && cJSON_GetArraySize(few) == cJSON_GetArraySize(whole) && cJSON_Compare(cJSON_GetObjectItem(a, "id"), cJSON_GetObjectItem(b, "id"), true), "%.*s", (int)lean_n, lean);
    const cJSON *word = few->child;
    cJSON_ArrayForEach(d, whole) {
        ck_assert_msg(!strcmp(word->string, d->string) && says(word, d), "%s in %.200s\n%.900s", d->string, lean, strstr(full, d->string));
        word = word->next;
    }
    cJSON_Delete(a), cJSON_Delete(b);
}
static void same_lines(const Kept *lean, const Kept *full)
{
    const char *a = lean->bytes, *b = full->bytes;
    while (a && *a && b && *b) {
        const char *x = strchr(a, '\n'), *y = strchr(b, '\n');
        same_line(a, (size_t)(x + 1 - a), b, (size_t)(y + 1 - b));
        a = x + 1, b = y + 1;
    }
    ck_assert(a && b && !*a && !*b);
}
static Kept decided(const fatiao_policy *policy, const char *entity, const Text *records, bool lean, bool receipt)
{
    Kept out = {0};
    fatiao_evaluator *evaluator;
    fatiao_options options = {.as_of = "2024-06-01", .entity = entity, .lean = lean, .receipt = receipt};
    ck_assert_int_eq(fatiao_evaluator_new(policy, &options, kept(&out), &evaluator), FATIAO_OK);
    for (size_t at = 0, n; at < records->len; at += n) {
        n = 1 + roll(200000);
        if (n > records->len - at) n = records->len - at;
        ck_assert_int_eq(fatiao_eval_feed(evaluator, records->text + at, n), FATIAO_OK);
        if (roll(8) == 0) ck_assert_int_eq(fatiao_eval_flush(evaluator), FATIAO_OK);
    }
    ck_assert_int_le(fatiao_eval_end(evaluator), FATIAO_ERRORS); /* a record may be refused */
    fatiao_evaluator_free(evaluator);
    return out;
}
/* A stream of records in parts of several hundred: in some everything is known, in some the same fact is missing in all. */
static void a_stream(const fatiao_policy *policy, bool shops, int parts)
{
    static const char *const DAYS[] = {"2019-12-31", "2024-06-01", "2029-12-31", "2030-01-01"};
    Text t = {0};
    int id = 0;
    for (int part = 0; part < parts; part++) {
        uint32_t missing = roll(3) ? roll(2) * 100 / (1 + roll(9)) : 0, dated = roll(4) == 0, lines = 1 + roll(1500), same = roll(4) == 0;
        Rng from = rng;
        for (uint32_t i = 0; i < lines; i++) {
            if (same) rng = from; /* what does not vary in a block */
            text_add(&t, "{\"id\":%d", id++);
            if (dated && roll(2)) text_add(&t, ",\"as_of\":\"%s\"", DAYS[roll(4)]);
            if (shops) shop(&t, missing);
            else text_add(&t, ","), random_life(&rng, &t);
            text_add(&t, "}\n");
        }
    }
    const char *entity = shops ? "shop" : "person";
    Kept lean = decided(policy, entity, &t, true, roll(2)), full = decided(policy, entity, &t, false, false);
    same_lines(&lean, &full);
    free(lean.bytes), free(full.bytes), text_free(&t);
}
START_TEST(lean_lines_say_what_full_ones_do)
{
    const char *more = getenv("FATIAO_SEEDS"), *regulation[] = {FATIAO_ROOT "/policies/lanzhou"};
    uint64_t seeds = more ? strtoull(more, NULL, 10) : 4;
    fatiao_policy *shops = policy_of(POLICY), *persons;
    const fatiao_files files = disk_files();
    ck_assert_int_eq(fatiao_compile(&(fatiao_source){.files = &files, .paths = regulation, .n_paths = 1}, &persons), FATIAO_OK);
    for (uint64_t seed = 1; seed <= seeds; seed++) rng = (Rng){seed}, a_stream(shops, true, 20), a_stream(persons, false, 2);
    fatiao_policy_free(shops), fatiao_policy_free(persons);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("lean");
    TCase *tc = tcase_create("lean");
    tcase_set_timeout(tc, 3000);
    tcase_add_test(tc, lean_lines_say_what_full_ones_do);
    return checks_run(s, tc, CK_FORK_GETENV);
}
