/* How numbers of results stand in columns: in each form every row says what the record says by itself, with facts missing or not, on one
 * day for all rows or not, before and after the law changes, at every place where a slab ends; the forms are as narrow as they can be. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/arrow_results.h"
#include "tests/arrow_made.h"
#include "tests/checks.h"

static const char POLICY[] =
    "法规 \"办法\" (rules)\n  施行 2020-01-01\n参数 标准 (rate)\n  自 2020-01-01 起 100元/月\n  自 2022-01-01 起 150元/月\n"
    "实体 个人 (person)\n  年龄 (age)：整数 0至150\n  类别 (kind)：一 (one) / 二 (two) / 三 (three)\n  困难 (poor)：是否\n  收入 (income)：元 0至5000\n"
    "第一条\n> 发放津贴。\n"
    "定义 津贴 (allowance) 对 个人：元/月\n  情形 类别 为 一：1000元/月\n  情形 类别 为 二：800元/月\n  其他：0元/月\n"
    "定义 另一津贴 (same_allowance) 对 个人：元/月\n  情形 类别 为 一：1000元/月\n  情形 类别 为 二：800元/月\n  其他：0元/月\n"
    "定义 零头 (cents) 对 个人：元\n  情形 困难：0.50元\n  其他：-12.25元\n"
    "定义 折扣 (discount) 对 个人：比例\n  情形 年龄 满 60 且 类别 为 一：20%\n  情形 年龄 满 60 且 类别 为 二：15%\n  其他：0%\n"
    "定义 级 (level) 对 个人：整数\n  情形 年龄 满 60：3\n  情形 困难：7\n  其他：1\n"
    "定义 月数 (months) 对 个人：整数 = 年龄 × 12\n"
    "定义 一半 (half) 对 个人：元 = 收入 × 50% 四舍五入到 0.01元\n"
    "定义 平方 (square) 对 个人 = 年龄 × 年龄 × 年龄 × 年龄\n"
    "定义 随法 (by_law) 对 个人：元/月 = 标准\n"
    "待遇 补贴 (aid) 对 个人\n  条件 年龄 满 60\n  标准 每月 标准\n  负担 市：区 = 4：6 四舍五入到 0.01元\n"
    "待遇 奖金 (bonus) 对 个人\n  条件 困难\n  标准 一次性 3000元\n"
    "定义 档 (rank) 对 个人：整数 = 1\n第二条\n例外 甲 (x) 于 档\n  条件 困难\n  结果 2\n例外 乙 (y) 于 档\n  条件 年龄 满 60\n  结果 3\n";
typedef struct { int age, kind, poor, income, day; } Row; /* -1 unknown */
enum { ROWS = 16384 + 200 };
static Row rows[ROWS];

#define GET(NAME, FACTOR) static int64_t get_##NAME(const void *all, int64_t i, bool *known) { const Row *r = (const Row *)all + i; *known = r->NAME >= 0; return r->NAME * FACTOR; }
GET(age, 1) GET(kind, 1) GET(poor, 1) GET(income, 1) GET(day, 1)
static Made people(int64_t n, bool dated, int pad)
{
    Made m = made("", "+s", n, 1, dated ? 5 : 4);
    set_validity(&m, NULL, 0, false);
    set_child(&m, 0, numbers("age", "C", rows, n, get_age, pad, 1));
    set_child(&m, 1, numbers("kind", "C", rows, n, get_kind, pad, 1));
    set_child(&m, 2, bools("poor", rows, n, get_poor, pad));
    set_child(&m, 3, numbers("income", "d:9,2,64", rows, n, get_income, pad, 1));
    if (dated) set_child(&m, 4, numbers("as_of", "tdD", rows, n, get_day, pad, 1));
    return m;
}
static void roll(int nulls)
{
    for (int i = 0; i < ROWS; i++)
        rows[i] = (Row){dice(100) < nulls ? -1 : (int)dice(151), dice(100) < nulls ? -1 : (int)dice(3), dice(100) < nulls ? -1 : (int)dice(2), dice(100) < nulls ? -1 : (int)dice(500001), 18200 + (int)dice(2000)};
}
static void write_record(Kept *k, const Row *r, bool dated)
{
    static const char *const KINDS[] = {"one", "two", "three"};
    add(k, "{\"id\":\"x\"");
    if (r->age >= 0) add(k, ",\"age\":%d", r->age);
    if (r->kind >= 0) add(k, ",\"kind\":\"%s\"", KINDS[r->kind]);
    if (r->poor >= 0) add(k, ",\"poor\":%s", r->poor ? "true" : "false");
    if (r->income >= 0) add(k, ",\"income\":%d.%02d", r->income / 100, r->income % 100);
    if (dated) add(k, ",\"as_of\":\"%s\"", r->day < 18262 ? "2019-12-31" : r->day < 18993 ? "2021-12-31" : "2023-01-01"); /* the same law as on the day */
    add(k, "}");
}
static void same_rows(fatiao_evaluator *ev, int64_t n, bool dated, const struct ArrowSchema *s, const struct ArrowArray *a)
{
    for (int64_t i = 0; i < n; i += n > 2000 && i > 70 && i < 16300 ? 97 : 1) {
        Kept k = {0};
        write_record(&k, &rows[i], dated);
        ck_assert_msg(fatiao_decide_json(ev, k.bytes, k.n) == FATIAO_OK, "%s: %s", k.bytes, fatiao_message(ev));
        for (int d = 0; d < s->n_children; d++) {
            fatiao_result r;
            ck_assert_int_eq(fatiao_result_at(ev, 0, d, &r), FATIAO_OK);
            same_decision(s->children[d], a->children[d], i, &r);
        }
        free(k.bytes);
    }
}
static void one_turn(const fatiao_policy *policy, fatiao_numbers form, int nulls, bool dated, const char *as_of, int64_t n)
{
    fatiao_evaluator *ev, *single;
    const fatiao_options options = {.as_of = as_of, .entity = "person", .numbers = form};
    ck_assert_int_eq(fatiao_evaluator_new(policy, &options, (fatiao_sink){0}, &ev), FATIAO_OK);
    ck_assert_int_eq(fatiao_evaluator_new(policy, &options, (fatiao_sink){0}, &single), FATIAO_OK);
    for (int again = 0; again < 3; again++) { /* the plan and the memory of the call before serve the next */
        struct ArrowSchema schema;
        struct ArrowArray results;
        roll(nulls);
        Made in = people(n, dated, again);
        fatiao_status status = fatiao_eval_arrow(ev, &in.schema, &in.array, &schema, &results);
        ck_assert_msg(status == FATIAO_OK, "%s", fatiao_message(ev));
        release(&in);
        if (again == 2) fatiao_evaluator_free(ev);
        same_rows(single, n, dated, &schema, &results);
        schema.release(&schema), results.release(&results);
    }
    fatiao_evaluator_free(single);
}
START_TEST(every_form_says_what_the_record_says)
{
    static const char *const DAYS[] = {"2019-06-01", "2021-06-01", "2024-01-01"};
    fatiao_policy *policy = policy_of(POLICY);
    for (int form = FATIAO_DECIMAL; form <= FATIAO_DICTIONARY; form++)
        for (int turn = 0; turn < 12; turn++) {
            static const int64_t SIZES[] = {65, 1, 300, 64};
            one_turn(policy, (fatiao_numbers)form, turn % 2 ? 20 : 0, turn / 2 % 2, DAYS[turn / 4], SIZES[turn % 4]);
        }
    for (int form = FATIAO_DECIMAL; form <= FATIAO_DICTIONARY; form++) one_turn(policy, (fatiao_numbers)form, form % 2 ? 10 : 0, false, "2024-01-01", ROWS);
    fatiao_policy_free(policy);
}
END_TEST

/* ---- which form ---- */
typedef struct { const char *decision, *format; int scale; } Want;
static void demand(const fatiao_policy *policy, fatiao_numbers form, const Want *want, int n)
{
    fatiao_evaluator *ev;
    struct ArrowSchema schema;
    struct ArrowArray results;
    roll(0);
    Made in = people(10, false, 0);
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01", .entity = "person", .numbers = form}, (fatiao_sink){0}, &ev), FATIAO_OK);
    ck_assert_int_eq(fatiao_eval_arrow(ev, &in.schema, &in.array, &schema, &results), FATIAO_OK);
    for (int i = 0; i < n; i++) {
        const struct ArrowSchema *value = NULL;
        for (int d = 0; d < schema.n_children; d++) if (strcmp(schema.children[d]->name, want[i].decision) == 0) value = schema.children[d]->children[1];
        ck_assert_ptr_nonnull(value);
        ck_assert_msg(strcmp(value->dictionary ? value->dictionary->format : value->format, want[i].format) == 0 && scale_of_numbers(value) == want[i].scale, "%s in form %d: %s%s, %d digits", want[i].decision, form,
                      value->format, value->dictionary ? " with a dictionary" : "", scale_of_numbers(value));
        ck_assert(!value->dictionary || (form == FATIAO_DICTIONARY && strcmp(value->format, "C") == 0));
    }
    schema.release(&schema), results.release(&results);
    fatiao_evaluator_free(ev), release(&in);
}
START_TEST(forms_are_as_narrow_as_the_policy_allows)
{
    fatiao_policy *policy = policy_of(POLICY);
    static const Want NARROW[] = {{"allowance", "S", 0}, {"same_allowance", "S", 0}, {"cents", "i", 2}, {"discount", "C", 2}, {"level", "C", 0}, {"months", "S", 0}, {"square", "i", 0}, {"by_law", "C", 0}, {"aid", "C", 0}, {"bonus", "S", 0}, {"rank", "C", 0}};
    static const Want WHOLE[] = {{"allowance", "l", 2}, {"cents", "l", 2}, {"level", "l", 0}, {"bonus", "l", 0}};
    static const Want CODES[] = {{"allowance", "d:38,2", 2}, {"level", "l", 0}, {"bonus", "l", 0}, {"months", "l", 0}, {"half", "d:38,2", 2}};
    demand(policy, FATIAO_NARROWEST, NARROW, sizeof NARROW / sizeof *NARROW);
    demand(policy, FATIAO_INT64, WHOLE, sizeof WHOLE / sizeof *WHOLE);
    demand(policy, FATIAO_DICTIONARY, CODES, sizeof CODES / sizeof *CODES);
    fatiao_policy_free(policy);
}
END_TEST

/* Schemas that differ in a little are not taken for the one before; after a refusal the next is read anew. */
START_TEST(a_plan_serves_its_own_schema_only)
{
    fatiao_policy *policy = policy_of(POLICY);
    fatiao_evaluator *ev;
    struct ArrowArray results;
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01", .entity = "person"}, (fatiao_sink){0}, &ev), FATIAO_OK);
    roll(0);
    for (int turn = 0; turn < 6; turn++) {
        Made in = people(5, turn % 2, 0);
        const char *name = in.schema.children[0]->name;
        if (turn >= 4) in.schema.children[0]->name = "agee";
        ck_assert_int_eq(fatiao_eval_arrow(ev, &in.schema, &in.array, NULL, &results), turn >= 4 ? FATIAO_UNKNOWN : FATIAO_OK);
        if (turn >= 4) ck_assert_ptr_nonnull(strstr(fatiao_message(ev), "agee"));
        else results.release(&results);
        in.schema.children[0]->name = name;
        ck_assert_int_eq(fatiao_eval_arrow(ev, &in.schema, &in.array, NULL, &results), FATIAO_OK);
        results.release(&results);
        release(&in);
    }
    fatiao_evaluator_free(ev);
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01", .numbers = (fatiao_numbers)4}, (fatiao_sink){0}, &ev), FATIAO_ARGUMENT);
    fatiao_policy_free(policy);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("arrow_numbers");
    TCase *c = tcase_create("arrow_numbers");
    tcase_set_timeout(c, 600);
    tcase_add_test(c, every_form_says_what_the_record_says);
    tcase_add_test(c, forms_are_as_narrow_as_the_policy_allows);
    tcase_add_test(c, a_plan_serves_its_own_schema_only);
    return checks_run(s, c, CK_FORK_GETENV);
}
