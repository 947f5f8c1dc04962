/* One engine, many ways in: the same records give the same bytes as one stream, as pieces, as lines parted among evaluators, alone as text,
 * as trees, and as rows of structs in batches of any size, with all facts known and with some missing. Columns are held against lines by
 * check_arrow.c, the VM against the direct evaluator by check_vm.c.
 *   check_paths    PATHS_SEED=N begins elsewhere
 * Must never know how anything is decided. */
#include <check.h>
#include <cjson/cJSON.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/checks.h"
#include "tests/embed.h"

static const char POLICY[] =
    "法规 \"办法\" (rules)\n  施行 2020-01-01\n参数 标准 (rate)\n  自 2020-01-01 起 100元/月\n  自 2022-01-01 起 150元/月\n参数 上限 (cap)：元 = 待定 \"由财政部门定\"\n"
    "枚举 性别 (sex)：男 (male)，女 (female)\n枚举 等级 (level)：高 (high)，中 (middle)，低 (low)\n"
    "实体 子女 (child)\n  残疾 (disabled)：是否\n  出生日期 (birth_date)：日期\n"
    "实体 家庭 (household)\n  困难 (poor)：是否\n  人数 (size)：整数 0至20\n  子女 (children)：子女 列表\n"
    "实体 个人 (person)\n  姓名 (name)：文本\n  性别 (sex)：性别\n  收入 (income)：元\n  积分 (points)：整数\n  年龄 (age)：整数 0至150\n  出生日期 (birth_date)：日期\n  家庭 (household)：家庭\n"
    "第一条\n> 年满六十的，每月补贴。\n待遇 补贴 (aid) 对 个人\n  条件 同时满足\n    （一）年龄 满 60\n    （二）家庭.困难\n  标准 每月 标准 × 家庭.人数\n  负担 市：区 = 4：6 四舍五入到 0.01元\n"
    "清单 材料 (papers) 对 个人\n  项 证明 (proof)：家庭.困难\n  项 户口 (register)：家庭.人数 不少于 2\n  项 同名 (same)：姓名 为 \"王\"\n"
    "第二条\n定义 级 (grade) 对 个人：等级\n  情形 收入 不少于 1000.50元：高\n  情形 性别 为 女：中\n  其他：低\n"
    "定义 称呼 (title) 对 个人：文本\n  情形 年龄 满 60：姓名\n  其他：\"青年\"\n定义 乘积 (product) 对 个人 = 积分 × 积分\n定义 周岁数 (full_years) 对 个人 = 周岁(出生日期)\n"
    "定义 子女数 (children_count) 对 家庭 = 数量(子女 其中 残疾 且 出生日期 早于 评定日)\n定义 最小 (youngest) 对 家庭 = 最大(子女 ，出生日期)\n"
    "定义 档 (rank) 对 家庭：整数 = 1\n第三条\n例外 甲 (x) 于 档\n  条件 困难\n  结果 2\n例外 乙 (y) 于 档\n  条件 人数 不少于 3\n  结果 3\n"
    "待遇 救助 (relief) 对 个人\n  条件 收入 少于 800元\n  标准 一次性 上限\n义务 登记 (registering) 对 个人\n  责任 民政局\n  若 年龄 满 18\n  须 收入 不少于 1元\n  期限 2023年12月31日\n";

/* ---- records: rows of structs, and what they are as JSON ---- */
enum { CHILDREN = 4, ROWS = 1100, AS_OF = 19723 };
typedef struct { bool disabled, knows_disabled, knows_birth; int32_t birth; } Child;
typedef struct {
    const char *name; uint8_t sex; int32_t income; int64_t points; uint16_t age; int32_t birth, day; bool poor; uint8_t size; const Child *children; uint32_t n_children;
    bool knows_sex, knows_income, knows_points, knows_age, knows_birth, knows_poor, knows_size, knows_children;
} Person;
#define KNOWN(field) true, offsetof(Person, knows_##field), 0, 0
static const fatiao_bound FIELDS[] = {
    {"name", FATIAO_C_TEXT, offsetof(Person, name), 0, false, 0, 0, 0},
    {"sex", FATIAO_C_UINT8, offsetof(Person, sex), 0, KNOWN(sex)},
    {"income", FATIAO_C_INT32, offsetof(Person, income), 2, KNOWN(income)},
    {"points", FATIAO_C_INT64, offsetof(Person, points), 0, KNOWN(points)},
    {"age", FATIAO_C_UINT16, offsetof(Person, age), 0, KNOWN(age)},
    {"birth_date", FATIAO_C_DAYS, offsetof(Person, birth), 0, KNOWN(birth)},
    {"as_of", FATIAO_C_DAYS, offsetof(Person, day), 0, false, 0, 0, 0},
    {"household.poor", FATIAO_C_BOOL, offsetof(Person, poor), 0, KNOWN(poor)},
    {"household.size", FATIAO_C_UINT8, offsetof(Person, size), 0, KNOWN(size)},
    {"household.children", FATIAO_C_LIST, offsetof(Person, children), 0, true, offsetof(Person, knows_children), offsetof(Person, n_children), sizeof(Child)},
    {"household.children.disabled", FATIAO_C_BOOL, offsetof(Child, disabled), 0, true, offsetof(Child, knows_disabled), 0, 0},
    {"household.children.birth_date", FATIAO_C_DAYS, offsetof(Child, birth), 0, true, offsetof(Child, knows_birth), 0, 0},
};
static uint64_t state;
static uint64_t dice(uint64_t n)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state % n;
}
static Child children[ROWS][CHILDREN];
static Person rows[ROWS];
static void throw_rows(int missing)
{
    static const char *const NAMES[] = {"王", "李小明", "", "x", "a \"quoted\" one"};
#define GIVEN (dice(100) >= (uint64_t)missing)
    for (int i = 0; i < ROWS; i++) {
        uint64_t n = dice(CHILDREN + 1);
        for (uint64_t k = 0; k < n; k++) children[i][k] = (Child){dice(2), GIVEN, GIVEN, 12000 + (int32_t)dice(8000)};
        rows[i] = (Person){.name = GIVEN ? NAMES[dice(5)] : NULL, .sex = (uint8_t)dice(2), .income = (int32_t)dice(200000), .points = dice(30) ? (int64_t)dice(100000) : INT64_C(4000000000), .age = (uint16_t)dice(100),
                           .birth = (int32_t)dice(20000) - 3000, .day = dice(3) ? AS_OF : 18300 + (int32_t)dice(1800), .poor = dice(2), .size = (uint8_t)dice(8), .children = children[i], .n_children = (uint32_t)n,
                           .knows_sex = GIVEN, .knows_income = GIVEN, .knows_points = GIVEN, .knows_age = GIVEN, .knows_birth = GIVEN, .knows_poor = GIVEN, .knows_size = GIVEN, .knows_children = GIVEN};
    }
}
static void add(Kept *k, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    keep(k, text, (size_t)n);
}
static const char *day_text(int32_t day)
{
    static char text[32];
    const fatiao_value v = {.type = FATIAO_DATE, .number = day};
    fatiao_value_print(&v, text, sizeof text);
    return text;
}
static void add_child(Kept *k, const Child *c, bool first)
{
    add(k, first ? "{" : ",{");
    if (c->knows_disabled) add(k, "\"disabled\":%s%s", c->disabled ? "true" : "false", c->knows_birth ? "," : "");
    if (c->knows_birth) add(k, "\"birth_date\":\"%s\"", day_text(c->birth));
    add(k, "}");
}
static void add_row(Kept *k, const Person *p)
{
    add(k, "{\"entity\":\"person\"");
    if (p->name) {
        cJSON *text = cJSON_CreateString(p->name);
        char *printed = cJSON_PrintUnformatted(text);
        add(k, ",\"name\":%s", printed);
        free(printed), cJSON_Delete(text);
    }
    if (p->knows_sex) add(k, ",\"sex\":\"%s\"", p->sex ? "female" : "male");
    if (p->knows_income) add(k, ",\"income\":%d.%02d", p->income / 100, p->income % 100);
    if (p->knows_points) add(k, ",\"points\":%lld", (long long)p->points);
    if (p->knows_age) add(k, ",\"age\":%u", p->age);
    if (p->knows_birth) add(k, ",\"birth_date\":\"%s\"", day_text(p->birth));
    add(k, ",\"as_of\":\"%s\",\"household\":{\"size\":", day_text(p->day));
    if (p->knows_size) add(k, "%u", p->size);
    else add(k, "null");
    if (p->knows_poor) add(k, ",\"poor\":%s", p->poor ? "true" : "false");
    if (p->knows_children) {
        add(k, ",\"children\":[");
        for (uint32_t i = 0; i < p->n_children; i++) add_child(k, &p->children[i], i == 0);
        add(k, "]");
    }
    add(k, "}}");
}

/* ---- ways in ---- */
static fatiao_policy *policy;
static fatiao_format format;
static fatiao_evaluator *evaluator(Kept *out)
{
    fatiao_evaluator *ev;
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01", .format = format, .names = FATIAO_EN}, kept(out), &ev), FATIAO_OK);
    return ev;
}
static void same(const char *way, const Kept *want, Kept *got)
{
    size_t n = want->n < got->n ? want->n : got->n, at = 0;
    while (at < n && want->bytes[at] == got->bytes[at]) at++;
    size_t from = at < 200 ? 0 : at - 200;
    ck_assert_msg(at == want->n && at == got->n, "%s differs at byte %zu:\n%.400s\n---\n%.400s", way, at, want->bytes + from, got->n ? got->bytes + from : "");
    free(got->bytes);
    *got = (Kept){0};
}
static Kept stream(const Kept *text, size_t most)
{
    Kept out = {0};
    fatiao_evaluator *ev = evaluator(&out);
    for (size_t at = 0; at < text->n;) {
        size_t n = 1 + dice(most);
        if (n > text->n - at) n = text->n - at;
        ck_assert_int_eq(fatiao_eval_feed(ev, text->bytes + at, n), FATIAO_OK);
        if (dice(10) == 0) ck_assert_int_eq(fatiao_eval_flush(ev), FATIAO_OK);
        at += n;
    }
    ck_assert(fatiao_eval_is_lines(ev));
    ck_assert_int_eq(fatiao_eval_end(ev), FATIAO_OK);
    fatiao_evaluator_free(ev);
    return out;
}
/* Three evaluators take turns, as threads would. */
static Kept parted(const Kept *text)
{
    Kept out = {0};
    fatiao_evaluator *ev[3];
    uint64_t line = 1;
    for (int i = 0; i < 3; i++) ev[i] = evaluator(&out);
    for (const char *at = text->bytes, *end = at + text->n; at < end;) {
        const char *to = at;
        uint64_t lines = 0;
        for (uint64_t want = 1 + dice(700); lines < want && to < end; lines++) to = (const char *)memchr(to, '\n', (size_t)(end - to)) + 1;
        ck_assert_int_eq(fatiao_eval_lines(ev[dice(3)], at, (size_t)(to - at), line), FATIAO_OK);
        at = to, line += lines;
    }
    for (int i = 0; i < 3; i++) fatiao_evaluator_free(ev[i]);
    return out;
}
static Kept alone(bool tree)
{
    Kept out = {0};
    fatiao_evaluator *ev = evaluator(&out);
    for (int i = 0; i < ROWS; i++) {
        Kept one = {0};
        add_row(&one, &rows[i]);
        cJSON *parsed = tree ? cJSON_Parse(one.bytes) : NULL;
        fatiao_status status = tree ? fatiao_decide_cjson(ev, parsed) : fatiao_decide_json(ev, one.bytes, one.n);
        ck_assert_msg(status == FATIAO_OK, "%s: %s", one.bytes, fatiao_message(ev));
        ck_assert_int_eq(fatiao_result_json(ev, 0), FATIAO_OK);
        cJSON_Delete(parsed);
        free(one.bytes);
    }
    fatiao_evaluator_free(ev);
    return out;
}
static Kept structs(void)
{
    Kept out = {0};
    fatiao_evaluator *ev = evaluator(&out);
    const fatiao_binding *binding;
    ck_assert_msg(fatiao_bind(ev, "person", FIELDS, sizeof FIELDS / sizeof *FIELDS, sizeof(Person), &binding) == FATIAO_OK, "%s", fatiao_message(ev));
    for (size_t i = 0; i < ROWS;) {
        size_t n = dice(4) ? 1 + dice(70) : 1 + dice(fatiao_limits_now().structs);
        if (n > ROWS - i) n = ROWS - i;
        ck_assert_msg(fatiao_decide_structs(ev, binding, rows + i, n) == FATIAO_OK, "%s", fatiao_message(ev));
        for (size_t k = 0; k < n; k++) ck_assert_int_eq(fatiao_result_json(ev, (int)k), FATIAO_OK);
        i += n;
    }
    fatiao_evaluator_free(ev);
    return out;
}
START_TEST(every_way_in_gives_the_same)
{
    static const int MISSING[] = {0, 5, 50};
    const char *seed = getenv("PATHS_SEED");
    state = 88172645463325252ull ^ (seed ? strtoull(seed, NULL, 10) * 0x9E3779B97F4A7C15ull : 0);
    policy = policy_of(POLICY);
    for (size_t i = 0; i < sizeof MISSING / sizeof *MISSING; i++) {
        Kept text = {0}, got;
        throw_rows(MISSING[i]);
        for (int k = 0; k < ROWS; k++) add_row(&text, &rows[k]), keep(&text, "\n", 1);
        format = FATIAO_NDJSON;
        Kept want = stream(&text, text.n);
        got = stream(&text, 2000), same("in pieces", &want, &got);
        got = parted(&text), same("by lines", &want, &got);
        got = alone(false), same("alone", &want, &got);
        got = alone(true), same("as trees", &want, &got);
        got = structs(), same("as structs", &want, &got);
        free(want.bytes);
        format = FATIAO_CSV;
        want = stream(&text, text.n);
        got = parted(&text), same("CSV by lines", &want, &got);
        free(want.bytes), free(text.bytes);
    }
    fatiao_policy_free(policy);
}
END_TEST

/* ---- lines by themselves ---- */
START_TEST(lines_by_themselves_know_their_number_and_their_place)
{
    policy = policy_of(POLICY);
    format = FATIAO_NDJSON;
    Kept out = {0};
    fatiao_evaluator *ev = evaluator(&out);
    ck_assert_int_eq(fatiao_eval_lines(ev, "\n{\"nobody\":1}\n", 14, 41), FATIAO_ERRORS);
    ck_assert_ptr_nonnull(strstr(out.bytes, "\"line\":42,"));
    ck_assert_int_eq(fatiao_eval_lines(ev, "{\"age\":60}", 10, 43), FATIAO_OK); /* without an end */
    ck_assert_int_eq(fatiao_eval_bad_records(ev), 1);
    ck_assert_int_eq(fatiao_eval_lines(ev, NULL, 0, 44), FATIAO_OK);
    ck_assert_int_eq(fatiao_eval_lines(ev, NULL, 1, 44), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_eval_lines(ev, "", 0, 0), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_eval_lines(NULL, "", 0, 1), FATIAO_ARGUMENT);
    ck_assert(!fatiao_eval_is_lines(ev) && !fatiao_eval_is_lines(NULL));
    ck_assert_int_eq(fatiao_eval_feed(ev, "[{\"age\":60},{\"a", 15), FATIAO_OK); /* another input: a piece of an array */
    ck_assert(!fatiao_eval_is_lines(ev));
    ck_assert_int_eq(fatiao_eval_lines(ev, "{}\n", 3, 1), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_eval_feed(ev, "ge\":61}]", 8), FATIAO_OK);
    ck_assert_int_eq(fatiao_eval_end(ev), FATIAO_ERRORS); /* of line 42 */
    ck_assert_int_eq(fatiao_eval_lines(ev, "{}\n", 3, 1), FATIAO_ARGUMENT);
    fatiao_evaluator_free(ev);
    format = FATIAO_TABLE;
    ev = evaluator(&out);
    ck_assert_int_eq(fatiao_eval_lines(ev, "{\"age\":1}\n", 10, 1), FATIAO_ARGUMENT);
    fatiao_evaluator_free(ev);
    free(out.bytes);
    fatiao_policy_free(policy);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("paths");
    TCase *c = tcase_create("paths");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, every_way_in_gives_the_same);
    tcase_add_test(c, lines_by_themselves_know_their_number_and_their_place);
    return checks_run(s, c, CK_FORK_GETENV);
}
