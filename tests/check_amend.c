/* Amendments through the public interface: which are in force, the files they make, the decision drafted back, want of memory anywhere. */
#include <stdlib.h>
#include <string.h>
#include "tests/failing.h"

static const char POLICY[] =
    "法规 \"补贴办法\" (aid)\n  施行 2024-01-01\n\n实体 个人 (person)\n  出生日期 (birth_date)：日期\n\n第一条\n> 年满60周岁的，每月补贴100元。\n\n"
    "参数 年龄线 (limit) = 60周岁\n\n待遇 补贴 (allowance) 对 个人\n  条件 周岁(出生日期) 满 年龄线\n  标准 每人 每月 100元\n";
static const char AMENDMENT[] =
    "修正 \"关于修改《补贴办法》的决定\"\n  修改 aid\n  施行 2026-07-01\n\n> 一、将第一条中的“60周岁”修改为“55周岁”。\n\n改为\n参数 年龄线 (limit) = 55周岁\n\n"
    "> 二、增加一条，作为第二条：“补贴按月发放。”\n";
typedef struct { char text[8192]; size_t n; } Written;
static bool write_down(void *ctx, const char *bytes, size_t len)
{
    Written *k = ctx;
    ck_assert_uint_lt(k->n + len, sizeof k->text);
    memcpy(k->text + k->n, bytes, len);
    k->text[k->n += len] = '\0';
    return true;
}
static bool write_file(void *ctx, const char *name, const char *bytes, size_t len)
{
    ck_assert_str_eq(name, "a.law");
    return write_down(ctx, bytes, len);
}
static bool refuse(void *ctx, const char *name, const char *bytes, size_t len) { return (void)ctx, (void)name, (void)bytes, (void)len, false; }
static fatiao_status compile(const fatiao_allocator *allocator, const char *day, bool amended, fatiao_policy **policy)
{
    const fatiao_memory_file files[] = {{"a.law", POLICY, sizeof POLICY - 1}, {"b.law", AMENDMENT, sizeof AMENDMENT - 1}};
    return fatiao_compile_memory(files, amended ? 2 : 1, &(fatiao_source){.allocator = allocator, .amended_to = day}, policy);
}
START_TEST(an_amendment_counts_from_its_day_on)
{
    static const struct { const char *day; bool applied; const char *words; } DAYS[] = {{"2026-06-30", false, "年满60周岁"}, {"2026-07-01", true, "年满55周岁"}, {NULL, true, "第二条\n> 补贴按月发放。"}};
    for (size_t i = 0; i < sizeof DAYS / sizeof *DAYS; i++) {
        fatiao_policy *policy;
        Written files = {0};
        int n;
        ck_assert_int_eq(compile(NULL, DAYS[i].day, true, &policy), FATIAO_OK);
        const fatiao_amendment *a = fatiao_policy_amendments(policy, &n);
        ck_assert_int_eq(n, 1);
        ck_assert_str_eq(a->title, "关于修改《补贴办法》的决定");
        ck_assert_str_eq(a->from, "2026-07-01");
        ck_assert(a->applied == DAYS[i].applied);
        ck_assert_int_eq(fatiao_policy_files(policy, (fatiao_pages){&files, write_file}), FATIAO_OK);
        ck_assert_ptr_nonnull(strstr(files.text, DAYS[i].words));
        ck_assert_int_eq(fatiao_policy_files(policy, (fatiao_pages){NULL, refuse}), FATIAO_STOPPED);
        ck_assert_int_eq(fatiao_policy_files(policy, (fatiao_pages){0}), FATIAO_ARGUMENT);
        fatiao_policy_free(policy);
    }
}
END_TEST
START_TEST(a_decision_leads_from_one_to_the_other)
{
    fatiao_policy *before, *after;
    Written decree = {0}, said = {0};
    ck_assert_int_eq(compile(NULL, NULL, false, &before), FATIAO_OK);
    ck_assert_int_eq(compile(NULL, NULL, true, &after), FATIAO_OK);
    ck_assert_int_eq(fatiao_decree(before, after, "2026-07-01", FATIAO_ZH, (fatiao_sink){&decree, write_down}, (fatiao_sink){&said, write_down}), FATIAO_OK);
    ck_assert_ptr_nonnull(strstr(decree.text, "> 一、将第一条中的“60周岁”修改为“55周岁”。"));
    ck_assert_ptr_nonnull(strstr(decree.text, "> 二、增加一条，作为第二条：“补贴按月发放。”"));
    ck_assert_str_eq(said.text, "");
    ck_assert_int_eq(fatiao_decree(before, before, "2026-07-01", FATIAO_ZH, (fatiao_sink){&decree, write_down}, (fatiao_sink){&said, write_down}), FATIAO_OK);
    ck_assert_ptr_nonnull(strstr(said.text, "没有变化"));
    ck_assert_int_eq(fatiao_decree(before, after, "soon", FATIAO_EN, (fatiao_sink){&decree, write_down}, (fatiao_sink){&said, write_down}), FATIAO_ERRORS);
    ck_assert_int_eq(fatiao_decree(before, NULL, "2026-07-01", FATIAO_EN, (fatiao_sink){&decree, write_down}, (fatiao_sink){&said, write_down}), FATIAO_ARGUMENT);
    fatiao_policy_free(before), fatiao_policy_free(after);
}
END_TEST

/* ---- memory ---- */
static fatiao_status everything(void *ctx, const fatiao_allocator *allocator, Budget *budget, long allowed)
{
    (void)ctx;
    fail_after(budget, allowed);
    fatiao_policy *before = NULL, *after = NULL;
    Written files = {0}, decree = {0}, said = {0};
    fatiao_status status = compile(allocator, NULL, false, &before);
    if (status == FATIAO_OK) status = compile(allocator, NULL, true, &after);
    if (status == FATIAO_OK) status = fatiao_policy_files(after, (fatiao_pages){&files, write_file});
    if (status == FATIAO_OK) status = fatiao_decree(before, after, "2026-07-01", FATIAO_ZH, (fatiao_sink){&decree, write_down}, (fatiao_sink){&said, write_down});
    fatiao_policy_free(before), fatiao_policy_free(after);
    return status;
}
START_TEST(memory_may_run_out_anywhere)
{
    fail_each_allocation("amendments", everything, NULL, FATIAO_OK, 0);
}
END_TEST
int main(void)
{
    Suite *s = suite_create("amend");
    TCase *c = tcase_create("amend");
    tcase_set_timeout(c, 120);
    const TTest *tests[] = {an_amendment_counts_from_its_day_on, a_decision_leads_from_one_to_the_other, memory_may_run_out_anywhere};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    return checks_run(s, c, CK_FORK_GETENV);
}
