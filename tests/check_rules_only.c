/* Policies compiled without a look into their examples: the same code, and the examples when somebody asks for them. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/checks.h"
#include "tests/embed.h"

static const char HEAD[] = "法规 \"办法\" (rules)\n  施行 2020-01-01\n实体 个人 (person)\n  年龄 (age)：整数 0至150\n第一条\n> 年满六十的，享受补贴。\n";
static const char AID[] = "待遇 补贴 (aid) 对 个人\n  条件 年龄 满 60\n";
static const char SOUND[] = "例 \"够六十\" 于 2024-01-01\n  已知\n    年龄：61\n  应得 补贴\n", WRONG[] = "例 \"写错\" 于 2024-01-01\n  已知\n    年领：61\n  应得 补贴\n";

static fatiao_status compile(fatiao_policy **policy, bool rules_only, const char *text)
{
    return fatiao_compile_memory(&(fatiao_memory_file){"a.law", text, strlen(text)}, 1, &(fatiao_source){.rules_only = rules_only}, policy);
}
static const char *joined(char *to, size_t room, const char *const *parts)
{
    size_t n = 0;
    for (; *parts; parts++) n += (size_t)snprintf(to + n, room - n, "%s", *parts);
    ck_assert_uint_lt(n, room);
    return to;
}
static int suite(const fatiao_policy *policy, int *failed)
{
    int passed = -1;
    *failed = -1;
    fatiao_test(policy, &(fatiao_test_options){0}, nowhere(), &passed, failed);
    return passed;
}

START_TEST(the_regulation_is_the_same_code)
{
    const char *paths[] = {FATIAO_ROOT "/policies/lanzhou", FATIAO_ROOT "/policies/superior"};
    fatiao_policy *whole, *rules;
    fatiao_source source = {.paths = paths, .n_paths = 2};
    ck_assert_int_eq(fatiao_compile(&source, &whole), FATIAO_OK);
    source.rules_only = true;
    ck_assert_int_eq(fatiao_compile(&source, &rules), FATIAO_OK);
    Kept a = bundle_of(whole), b = bundle_of(rules);
    ck_assert_uint_eq(a.n, b.n);
    ck_assert_int_eq(memcmp(a.bytes, b.bytes, a.n), 0);
    int failed[2], passed = suite(whole, &failed[0]);
    ck_assert_int_gt(passed, 400);
    ck_assert_int_eq(suite(rules, &failed[1]), passed);
    ck_assert_int_eq(failed[1], failed[0]);
    free(a.bytes), free(b.bytes), fatiao_policy_free(whole), fatiao_policy_free(rules);
}
END_TEST

/* What follows an 例 is not taken for a part of it, however it is written. */
START_TEST(nothing_but_examples_is_passed_over)
{
    static const char *const BETWEEN[] = {"", "\n\n", "# 注\n", "第二条\n", "第二条\n> 条文。\n", "  \n  # 注\n\n"};
    static const char *const AFTER[] = {"定义 甲 (a) 对 个人：整数 = 1\n", "  定义 甲 (a) 对 个人：整数 = 1\n", "define 甲 (a) for 个人: int = 1\n", "参数 乙 (b) = 1\n定义 甲 (a) 对 个人：整数 = 乙\n"};
    char text[4096];
    for (size_t i = 0; i < sizeof BETWEEN / sizeof *BETWEEN; i++)
        for (size_t k = 0; k < sizeof AFTER / sizeof *AFTER; k++)
            for (int examples = 0; examples < 3; examples++) {
                fatiao_policy *policy;
                joined(text, sizeof text, (const char *const[]){HEAD, AID, examples > 0 ? SOUND : "", examples > 1 ? WRONG : "", BETWEEN[i], AFTER[k], SOUND, NULL});
                ck_assert_msg(compile(&policy, true, text) == FATIAO_OK, "%s", text);
                ck_assert_int_ge(fatiao_find_decision(policy, 0, "aid"), 0);
                ck_assert_msg(fatiao_find_decision(policy, 0, "a") >= 0, "%s", text);
                fatiao_policy_free(policy);
            }
}
END_TEST

START_TEST(a_wrong_example_stops_only_who_needs_it)
{
    static const char RECORD[] = "{\"age\":61}";
    char text[4096];
    fatiao_policy *policy;
    fatiao_evaluator *ev;
    fatiao_result result;
    int failed;
    joined(text, sizeof text, (const char *const[]){HEAD, AID, WRONG, NULL});
    ck_assert_int_eq(compile(&policy, false, text), FATIAO_ERRORS);
    fatiao_policy_free(policy);
    ck_assert_int_eq(compile(&policy, true, text), FATIAO_OK);
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01"}, nowhere(), &ev), FATIAO_OK);
    ck_assert_int_eq(fatiao_decide_json(ev, RECORD, sizeof RECORD - 1), FATIAO_OK);
    ck_assert_int_eq(fatiao_result_at(ev, 0, fatiao_find_decision(policy, 0, "aid"), &result), FATIAO_OK);
    ck_assert_int_eq(result.outcome, FATIAO_GRANTED);
    ck_assert_int_ne(fatiao_explain(ev, RECORD, sizeof RECORD - 1, "aid"), FATIAO_OK);
    ck_assert_int_eq(fatiao_test(policy, &(fatiao_test_options){0}, nowhere(), &(int){0}, &failed), FATIAO_ERRORS);
    fatiao_evaluator_free(ev), fatiao_policy_free(policy);
}
END_TEST

/* An amendment may remove an 例 by name, which must then have been read. */
START_TEST(amendments_need_the_examples)
{
    static const char CHANGE[] = "修正 \"修改决定\" (first)\n  修改 rules\n  施行 2024-06-01\n\n删去 例 \"够六十\"\n";
    char text[4096];
    joined(text, sizeof text, (const char *const[]){HEAD, AID, SOUND, NULL});
    const fatiao_memory_file both[] = {{"a.law", text, strlen(text)}, {"b.law", CHANGE, strlen(CHANGE)}};
    fatiao_policy *whole, *rules;
    int failed, n = 0;
    fatiao_status status = fatiao_compile_memory(both, 2, &(fatiao_source){0}, &whole);
    ck_assert_int_eq(fatiao_compile_memory(both, 2, &(fatiao_source){.rules_only = true}, &rules), status);
    ck_assert_int_eq(status, FATIAO_OK);
    fatiao_policy_amendments(rules, &n);
    ck_assert_int_eq(n, 1);
    ck_assert_int_eq(suite(rules, &failed), suite(whole, &failed));
    ck_assert_int_eq(suite(rules, &failed), 0);
    fatiao_policy_free(whole), fatiao_policy_free(rules);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("rules only");
    TCase *c = tcase_create("rules only");
    const TTest *tests[] = {the_regulation_is_the_same_code, nothing_but_examples_is_passed_over, a_wrong_example_stops_only_who_needs_it, amendments_need_the_examples};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    return checks_run(s, c, CK_FORK_GETENV);
}
