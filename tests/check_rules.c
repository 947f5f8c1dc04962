/* Rules, tables, exceptions and examples: what they become, what they mean to the direct evaluator, what is said about mistakes. */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include "grammar/parse.h"
#include "grammar/render.h"
#include "grammar/strbuf.h"
#include "interp/base/calendar.h"
#include "interp/program/load.h"
#include "interp/program/resolve.h"
#include "tests/checks.h"
#include "tests/example_reference.h"

static Arena arena;
static SourceSet set;
static Diags diags;
static Program program;
static jmp_buf out_of_memory;

static void setup(void)
{
    arena_init(&arena, NULL);
    arena.escape = &out_of_memory;
}
static void teardown(void) { arena_free(&arena); }
static bool build(const char *text)
{
    set = (SourceSet){.arena = &arena};
    diags = (Diags){.arena = &arena};
    uint32_t source = source_add(&set, "a.law", text, (uint32_t)strlen(text));
    Node *file = parse_file(&arena, &set, source, &diags);
    bool ok = program_build(&arena, &set, &file, 1, NULL, &diags, &program);
    return ok && !diags.n_errors;
}
static const char *said(void) { return render_text(&arena, &set, &diags, (RenderOptions){.chinese = true}); }

#define FACTS                                                                                                                              \
    "枚举 部门名 (body)：市财政局 (finance)，市民政局 (civil)，市教育局 (education)\n组 两局 (both) = {finance，civil}\n"                            \
    "枚举 区县 (district)：城关区 (chengguan)，红古区 (honggu)，皋兰县 (gaolan)\n"                                                              \
    "实体 子女 (child)\n  性别 (sex)：男 (male) / 女 (female)\n  生日 (born)：日期\n"                                                           \
    "实体 家庭 (household)\n  区县 (home)：区县\n  户数 (size)：整数 0至20\n  子女 (children)：子女 列表\n"                                           \
    "实体 个人 (person)\n  性别 (sex)：男 (male) / 女 (female)\n  生日 (born)：日期\n  农村 (rural)：是否\n  收入 (income)：元/月\n  家庭 (household)：家庭\n" \
    "实体 事项 (task)\n  编号 (code)：文本\n  已落实 (done)：是否\n"                                                                          \
    "实体 部门报告 (report)\n  部门 (body)：部门名\n  年度 (year)：整数\n  事项 (tasks)：事项 列表\n  报告 部门，事项.编号，事项.已落实\n"                       \
    "定义 年龄 (age) 对 个人 = 周岁(生日)\n"

static const char *with_facts(const char *text) { return arena_printf(&arena, "%s%s", FACTS, text); }
static void built(const char *text)
{
    if (!build(with_facts(text)) || diags.n_items) ck_abort_msg("%s", said());
}
/* All examples of the text come true as well. */
static void holds(const char *text)
{
    built(text);
    ck_assert_int_gt(program.n_examples, 0);
    for (int i = 0; i < program.n_examples; i++) {
        const char *why = example_failure(&arena, &program, &program.examples[i]);
        if (why) ck_abort_msg("%s", why);
    }
}
static const Rule *rule(const char *alias)
{
    for (int i = 0; i < program.n_rules; i++)
        if (strcmp(program.rules[i].name.alias, alias) == 0) return &program.rules[i];
    ck_abort_msg("no rule %s", alias);
    return NULL;
}
static void says(int number, const char *words, int wanted)
{
    int found = 0;
    for (int i = 0; i < diags.n_items; i++)
        found += diag_number(diags.items[i].id) == number && strstr(render_message(&arena, &diags.items[i], true), words);
    if (found != wanted || diags.n_items != wanted) ck_abort_msg("wanted only %d with %s, got:\n%s", number, words, said());
}
static void refused(int number, const char *words, const char *text)
{
    if (build(with_facts(text))) ck_abort_msg("no error %d in %s", number, text);
    says(number, words, 1);
}
static void warned(int number, const char *words, const char *text)
{
    if (!build(with_facts(text))) ck_abort_msg("%s", said());
    says(number, words, 1);
}

/* ---- benefits ---- */
#define AID "待遇 补贴 (aid) 对 个人\n"
START_TEST(an_amount_has_marks)
{
    built(AID "  条件 农村\n  标准 每人 每月 1000元\n  内容 \"现金\"\n  期限 每年\n  负担 两局，\"某单位\"\n");
    const RuleVersion *v = &rule("aid")->versions[0];
    ck_assert(rule("aid")->kind == RULE_BENEFIT && v->amount_kind == AMOUNT_EXACT && rule("aid")->amount_kind == AMOUNT_EXACT);
    ck_assert(rule("aid")->type.unit.base == U_YUAN && rule("aid")->type.unit.per == U_MONTH);
    ck_assert_str_eq(v->per, "每人");
    ck_assert_str_eq(v->in_kind, "现金");
    ck_assert_str_eq(v->term, "每年");
    ck_assert_int_eq(v->n_payers, 3);
    ck_assert_str_eq(v->payers[1].name.alias, "civil");
    ck_assert_int_eq(v->payers[1].id, 1);
    ck_assert_int_eq(v->payers[2].id, -1);
    ck_assert_int_eq(v->n_shares, 0);
    built(AID "  条件 农村\n  标准 一次性 不超过 3万元\n");
    ck_assert(rule("aid")->amount_kind == AMOUNT_AT_MOST && rule("aid")->versions[0].once && rule("aid")->versions[0].amount->v.i == 30000);
    built(AID "  标准 免费\n");
    ck_assert(rule("aid")->amount_kind == AMOUNT_FREE && rule("aid")->versions[0].amount->v.i == 0);
    built(AID "  内容 \"体检\"\n");
    ck_assert(rule("aid")->amount_kind == AMOUNT_IN_KIND && !rule("aid")->versions[0].amount && rule("aid")->type.kind == TY_BOOL);
    built(AID "  条件 农村\n  标准 每年 3天\n  期限 2024-12-31\n");
    ck_assert_str_eq(rule("aid")->versions[0].per, "每年");
    ck_assert_ptr_nonnull(rule("aid")->versions[0].deadline);
}
END_TEST
START_TEST(cases_may_deny)
{
    holds(AID "  条件 农村\n  标准 每月\n    情形 年龄 不满 60周岁：不享受\n    情形 年龄 不满 70周岁：100元\n    情形 家庭.户数 为 1：200.5元\n    其他：不享受\n定义 得 (got) 对 个人 = 补贴.金额\n"
          "例 \"不满六十\" 于 2024-01-01\n  已知\n    农村：是\n    生日：1970-01-01\n  不应得 补贴\n  结果 得 = 0元/月\n"
          "例 \"六十多\" 于 2024-01-01\n  已知\n    农村：是\n    生日：1960-01-01\n  应得 补贴\n  结果 补贴 = 100元/月\n  结果 补贴.金额 = 100元\n  结果 得 = 100元/月\n"
          "例 \"七十多，独户\" 于 2024-01-01\n  已知\n    农村：是\n    生日：1950-01-01\n    家庭：\n      户数：1\n  结果 补贴 = 200.50元/月\n"
          "例 \"七十多，不知几人\" 于 2024-01-01\n  已知\n    农村：是\n    生日：1950-01-01\n  待定 补贴 缺 家庭.户数\n"
          "例 \"七十多，两人\" 于 2024-01-01\n  已知\n    农村：是\n    生日：1950-01-01\n    家庭.户数：2\n  不应得 补贴\n");
    ck_assert_str_eq(program.examples[3].expectations[0].missing[0], "household.size");
    ck_assert_int_eq(rule("aid")->type.scale, 1);
    holds(AID "  标准\n    情形 农村：100元\n    情形 年龄 满 60周岁：不享受\n"
          "例 \"没有情形\" 于 2024-01-01\n  已知\n    农村：否\n    生日：1990-01-01\n  待定 补贴\n");
}
END_TEST
START_TEST(payers_share)
{
    built(AID "  标准 101元\n  负担 市财政局：\"县区财政\" = 4：6\n");
    const RuleVersion *v = &rule("aid")->versions[0];
    ck_assert_int_eq(v->n_shares, 2);
    ck_assert(v->shares[0]->kind == E_CONST && v->shares[0]->v.i == 4 && v->shares[0]->type.scale == 1);
    ck_assert(v->amount_type.scale == 2 && v->amount->v.i == 10100 && v->share_step == 1);
    built(AID "  标准 100元\n  负担 市财政局：市民政局：市教育局 = 1：1：1 向下取整到 1元\n");
    v = &rule("aid")->versions[0];
    ck_assert(v->shares[0]->type.kind == TY_QUOT && v->share_mode == ROUND_DOWN && v->share_step == 1 && v->amount_type.scale == 0);
    built(AID "  标准 100元\n  负担 市财政局：市民政局\n    情形 家庭.区县 为 城关区：4：6\n    其他：1：3\n");
    v = &rule("aid")->versions[0];
    ck_assert(v->shares[1]->kind == E_IF && v->shares[1]->b->v.i == 60 && v->shares[1]->c->v.i == 75);
    refused(418, "", AID "  标准 100元\n  负担 市财政局：市民政局\n");
    refused(419, "", AID "  标准 100元\n  负担 市财政局：市民政局 = 0：0\n");
    refused(420, "3 份", AID "  标准 100元\n  负担 市财政局：市民政局 = 1：2：3\n");
    refused(421, "", AID "  内容 \"物\"\n  负担 市财政局：市民政局 = 1：2\n");
    refused(227, "", AID "  标准 100元\n  负担 市财政局：市民政局 = 1：2 四舍五入到 0元\n");
    refused(423, "市财政局", AID "  标准 100元\n  负担 市财正局\n");
    refused(422, "某某", AID "  标准 100元\n  负担 某某\n");
}
END_TEST
START_TEST(mistakes_in_amounts)
{
    refused(413, "", AID "  标准 每月\n");
    refused(414, "", AID "  标准 免费 3元\n");
    refused(415, "每月", AID "  标准 每月 100元/年\n");
    refused(415, "一次性", AID "  标准 一次性 100元/年\n");
    refused(416, "", AID "  标准\n    情形 农村：不享受\n    其他：不享受\n");
    refused(217, "日期", AID "  标准 生日\n");
    refused(226, "舍入", AID "  标准 收入 ÷ 3\n");
    refused(411, "条件", "优先 住房 对 个人\n  内容 \"住房\"\n");
    refused(244, "须", AID "  内容 \"物\"\n  须 农村\n");
    refused(244, "权重", AID "  内容 \"物\"\n  权重 年龄\n");
    refused(244, "情形", AID "  条件 农村\n    情形 农村：3元\n");
    refused(245, "", AID "  条件 农村\n  条件 年龄 满 3周岁\n");
    warned(412, "", AID "  标准\n    情形 农村：1元\n    情形 农村：2元\n    其他：3元\n");
    warned(503, "真", AID "  标准\n    情形 真：1元\n    其他：3元\n");
}
END_TEST
START_TEST(a_priority_has_a_weight)
{
    built("优先 住房 (dwelling) 对 家庭\n  条件 户数 不少于 1\n  权重 户数\n");
    ck_assert_ptr_nonnull(rule("dwelling")->versions[0].weight);
    refused(217, "是否", "优先 住房 (home) 对 个人\n  条件 农村\n  权重 农村\n");
}
END_TEST

/* ---- names and versions ---- */
START_TEST(a_later_article_has_a_later_version)
{
    holds("法规 \"某办法\" (law)\n第一条 自 2020-01-01 起\n" AID "  标准 每月 100元\n定义 半 (half) 对 个人 = 1\n第一条 自 2025-01-01 起\n" AID "  标准 每月 120.5元\n定义 半 (half) 对 个人 = 1.5\n"
          "例 \"以前\" 于 2024-12-31\n  对 个人\n  结果 补贴 = 100元/月\n  结果 半 = 1\n例 \"以后\" 于 2025-01-01\n  对 个人\n  结果 补贴 = 120.5元/月\n  结果 半 = 1.5\n例 \"以后的事，按以前的法律\" 于 2025-01-01 法律 2024-01-01\n  对 个人\n  结果 补贴 = 100元/月\n");
    const Rule *aid = rule("aid");
    ck_assert_int_eq(aid->n_versions, 2);
    ck_assert(aid->type.scale == 1 && aid->versions[0].amount->v.i == 1000 && aid->versions[1].from == calendar_day(2025, 1, 1));
    ck_assert(aid->versions[0].article != aid->versions[1].article);
    refused(404, "待遇", "第一条\n" AID "  标准 3元\n第一条 自 2025-01-01 起\n义务 补贴 (aid) 对 个人\n  须 农村\n");
    refused(417, "补贴", "第一条\n" AID "  标准 每月 3元\n第一条 自 2025-01-01 起\n" AID "  标准 每年 3元\n");
    refused(400, "补贴", AID "  标准 3元\n" AID "  标准 4元\n");
}
END_TEST
START_TEST(names_are_unique)
{
    refused(401, "aid", AID "  标准 3元\n待遇 别的 (aid) 对 家庭\n  标准 3元\n");
    refused(402, "补贴", AID "  标准 3元\n待遇 补贴 (other) 对 个人\n  标准 3元\n");
    refused(402, "年龄", "定义 年龄 (other) = 3\n");
    built(AID "  标准 3元\n待遇 补贴 (other) 对 家庭\n  标准 3元\n");
    refused(403, "收入", "定义 收入 (other) 对 个人 = 3\n");
    refused(403, "收入", "义务 收入 (income) 对 个人\n  须 农村\n");
    refused(403, "income", "定义 别的 (income) 对 个人 = 3\n");
    built("义务 农村 (is_rural) 对 个人\n  须 农村\n");
    refused(405, "某某", "待遇 甲 对 某某\n  标准 3元\n");
    refused(406, "个人", "待遇 甲 对 个仁\n  标准 3元\n");
    refused(407, "甲", "待遇 甲\n  标准 3元\n");
}
END_TEST
START_TEST(circles_are_shown)
{
    refused(409, "甲 → 乙 → 甲", "定义 甲 对 个人 = 乙 + 1\n定义 乙 对 个人 = 甲 + 1\n");
    refused(409, "甲 → 乙 → 甲", "定义 甲 对 个人：是否 = 乙\n定义 乙 对 个人：是否 = 非 甲\n");
    refused(409, "甲 → 甲", "定义 甲 对 个人 = 甲\n");
    refused(409, "甲 → 乙 → 甲", "待遇 甲 对 个人\n  条件 乙\n待遇 乙 对 个人\n  条件 农村\n  除外 甲\n");
    refused(409, "甲 → 乙 → 甲", "定义 甲 对 个人 = 农村\n定义 乙 对 个人 = 甲\n例外 丙 于 甲\n  条件 乙\n  结果 否\n");
    built("定义 乙 (b) 对 个人 = 甲\n定义 甲 (a) 对 个人 = 农村\n");
    for (int i = 0; i < program.n_rules; i++)
        if (&program.rules[program.rule_order[i]] == rule("a")) {
            ck_assert_ptr_eq(&program.rules[program.rule_order[i + 1]], rule("b"));
            return;
        }
    ck_abort();
}
END_TEST
START_TEST(long_chains_end_in_a_message_or_a_program)
{
    StrBuf up = {.arena = &arena}, down = {.arena = &arena};
    strbuf_add(&up, "定义 甲 (r0) = 1\n");
    for (int i = 1; i < 3000; i++) strbuf_printf(&up, "定义 r%d = r%d + 1\n", i, i - 1);
    for (int i = 0; i < 3000; i++) strbuf_printf(&down, "定义 r%d = r%d + 1\n", i, i + 1);
    strbuf_add(&down, "定义 r3000 = 1\n");
    built(up.text);
    ck_assert(!build(with_facts(down.text)));
    ck_assert_int_eq(diag_number(diags.items[0].id), 410);
}
END_TEST

/* ---- lists, duties, targets ---- */
START_TEST(items_are_expected_by_name)
{
    holds("清单 尚缺 (lacks) 对 个人\n  条件 年龄 满 18周岁\n  项 证明 (proof)：非 农村\n  项 房屋 (house)\n定义 缺证 (no_proof) 对 个人 = 尚缺 含 证明\n"
          "例 \"全缺\" 于 2024-01-01\n  已知\n    农村：否\n    生日：1990-01-01\n  结果 尚缺 = {证明，house}\n  结果 缺证 = 是\n"
          "例 \"一项\" 于 2024-01-01\n  已知\n    农村：是\n    生日：1990-01-01\n  结果 尚缺 = {房屋}\n"
          "例 \"没有\" 于 2024-01-01\n  已知\n    生日：2020-01-01\n  结果 尚缺 = 无\n");
    ck_assert_int_eq(program.examples[0].expectations[0].n_missing, 2);
    ck_assert_str_eq(program.examples[0].expectations[0].missing[1], "house");
    refused(411, "项", "清单 尚缺 对 个人\n  条件 农村\n");
    refused(243, "甲", "清单 尚缺 对 个人\n  项 甲：农村\n  项 甲：农村\n");
    refused(212, "证名", "清单 尚缺 (lacks) 对 个人\n  项 证明 (proof)：非 农村\n例 \"甲\" 于 2024-01-01\n  已知\n    农村：是\n  结果 尚缺 = {证名}\n");
}
END_TEST
#define PUBLICITY "义务 宣传 (publicity) 对 部门报告\n  编号 \"5-a\"\n  责任 两局\n  期限 每年\n  须 \"开展宣传\"\n"
#define REPORT(body, tasks) "例 \"" body "\" 于 2024-12-31\n  已知\n    部门：" body "\n" tasks
START_TEST(a_duty_in_words_is_answered_by_the_report)
{
    holds(PUBLICITY REPORT("市财政局", "    事项 1：编号 \"4-a\"，已落实 否\n    事项 2：编号 \"5-a\"，已落实 是\n") "  应得 宣传\n"
          REPORT("市民政局", "    事项 1：编号 \"5-a\"，已落实 否\n") "  不应得 宣传\n"
          REPORT("市民政局", "    事项 1：编号 \"5-a\"\n") "  待定 宣传\n"
          REPORT("市民政局", "    事项 1：编号 \"4-a\"，已落实 否\n") "  待定 宣传\n"
          REPORT("市民政局", "    事项：无\n") "  待定 宣传\n"
          REPORT("市财政局", "") "  待定 宣传 缺 事项\n"
          REPORT("市教育局", "    事项：无\n") "  应得 宣传\n");
    const Rule *p = rule("publicity");
    ck_assert_str_eq(p->code, "5-a");
    ck_assert_str_eq(p->versions[0].text_duty, "开展宣传");
    ck_assert_str_eq(p->versions[0].term, "每年");
    ck_assert_int_eq(p->versions[0].n_payers, 2);
    built("鼓励 宣传 (publicity)\n  编号 \"5-a\"\n  责任 \"某单位\"\n  须 \"开展宣传\"\n"); /* no entity named: that of the report */
    ck_assert_int_eq(rule("publicity")->kind, RULE_ENCOURAGED);
    refused(424, "部门报告", "义务 宣传 对 个人\n  编号 \"5-a\"\n  须 \"开展宣传\"\n");
    refused(425, "", "义务 宣传 对 部门报告\n  须 \"开展宣传\"\n");
}
END_TEST
START_TEST(duties_prohibitions_and_targets)
{
    holds("义务 甲 (a) 对 个人\n  若 农村\n  须 年龄 满 18周岁\n禁止 乙 (b) 对 个人\n  不得 农村\n目标 丙 (c) 对 部门报告\n  到 年度 2025\n  须 数量(事项 其中 已落实) 不少于 1\n"
          "例 \"一\" 于 2024-01-01\n  已知\n    农村：是\n    生日：2020-01-01\n  不应得 甲，乙\n例 \"二\" 于 2024-01-01\n  已知\n    农村：否\n  应得 甲，乙\n  结果 甲 = 是\n");
    ck_assert(rule("c")->versions[0].year->kind == E_FIELD && rule("c")->versions[0].due_year->v.i == 2025);
    ck_assert_int_eq(rule("b")->versions[0].must->kind, E_NOT);
    refused(411, "须", "义务 甲 对 个人\n  若 农村\n");
    refused(411, "不得", "禁止 甲 对 个人\n  若 农村\n");
    refused(244, "不得", "义务 甲 对 个人\n  须 农村\n  不得 农村\n");
    refused(426, "周岁", "目标 甲 对 部门报告\n  到 年度 60周岁\n  须 年度 为 3\n");
    refused(427, "是否", "义务 甲 对 个人\n  须 农村\n  期限 农村\n");
}
END_TEST
START_TEST(a_citation_may_be_narrowed)
{
    built("第一条\n> 开头。\n>\n> 每人每月发放补贴一百元。\n第二条\n> 另一条。\n" AID "  标准 3元\n  依据 \"1.2\"\n待遇 别的 (other) 对 个人\n  标准 3元\n  依据 \"发放补贴\"\n");
    ck_assert_str_eq(program.articles[rule("aid")->versions[0].article].label, "1.2");
    ck_assert_str_eq(program.articles[rule("other")->versions[0].article].label, "1.2");
    refused(428, "1.3", "第一条\n> 开头。\n" AID "  标准 3元\n  依据 \"1.3\"\n");
}
END_TEST

/* ---- exceptions ---- */
START_TEST(exceptions_override)
{
    holds(AID "  条件 农村\n  标准 每月 100元\n  除外 年龄 不满 18周岁\n例外 老人 (old) 于 补贴\n  条件 年龄 满 80周岁\n  结果 200元\n例外 高收入 (rich) 于 old\n  条件 收入 超过 9000元/月\n  停用\n"
          "例外 独户 (alone) 于 aid\n  条件 家庭.户数 为 1\n  结果 享受\n  标准 300元/月\n"
          "例 \"老人\" 于 2024-01-01\n  已知\n    农村：否\n    生日：1930-01-01\n    收入：1000\n    家庭.户数：2\n  结果 补贴 = 200元\n"
          "例 \"高收入的老人\" 于 2024-01-01\n  已知\n    农村：是\n    生日：1930-01-01\n    收入：10000\n    家庭.户数：2\n  结果 补贴 = 100元\n"
          "例 \"独户的老人\" 于 2024-01-01\n  已知\n    农村：是\n    生日：1930-01-01\n    收入：1000\n    家庭.户数：1\n  冲突 补贴\n"
          "例 \"独户\" 于 2024-01-01\n  已知\n    农村：否\n    生日：1990-01-01\n    收入：1000\n    家庭.户数：1\n  结果 补贴 = 300元\n"
          "例 \"孩子\" 于 2024-01-01\n  已知\n    农村：是\n    生日：2020-01-01\n    收入：0元/月\n    家庭.户数：2\n  不应得 补贴\n");
    const RuleVersion *v = &rule("aid")->versions[0];
    ck_assert_int_eq(v->n_exceptions, 4);
    ck_assert(v->exceptions[2].off && v->exceptions[2].overrides == 1 && v->exceptions[1].overrides == -1);
}
END_TEST
START_TEST(exceptions_of_a_definition_have_values)
{
    holds("定义 种类 (kind) 对 个人：甲 (a) / 乙 (b) = 甲\n例外 丙 (c) 于 种类\n  条件 农村\n  结果 乙\n例 \"一\" 于 2024-01-01\n  已知\n    农村：是\n  结果 种类 = 乙\n例 \"二\" 于 2024-01-01\n  已知\n    农村：不明\n  待定 种类 缺 农村\n");
    refused(433, "定义", "定义 种类 (kind) 对 个人：甲 (a) / 乙 (b) = 甲\n例外 丙 (c) 于 种类\n  条件 农村\n  结果 不享受\n");
    refused(429, "某某", "例外 丙 于 某某\n  条件 农村\n  结果 享受\n");
    refused(430, "补贴", AID "  标准 3元\n例外 丙 于 补帖\n  条件 农村\n  结果 享受\n");
    refused(431, "补贴", AID "  标准 3元\n待遇 补贴 (other) 对 家庭\n  标准 3元\n例外 丙 于 补贴\n  条件 农村\n  结果 享受\n");
    refused(432, "义务", "义务 甲 对 个人\n  须 农村\n例外 丙 于 甲\n  条件 农村\n  结果 享受\n");
    refused(434, "", AID "  标准 3元\n例外 丙 于 补贴\n  条件 农村\n  停用\n");
    refused(411, "条件", AID "  标准 3元\n例外 丙 于 补贴\n  结果 不享受\n");
    refused(411, "结果", AID "  标准 3元\n例外 丙 于 补贴\n  条件 农村\n");
    refused(244, "例外", AID "  标准 3元\n例外 丙 于 补贴\n  条件 农村\n  结果 不享受\n  期限 每年\n");
    ck_assert(!build(with_facts(AID "  标准 3元\n例外 丙 于 丁\n  条件 农村\n  停用\n例外 丁 于 丙\n  条件 农村\n  停用\n")));
    ck_assert_int_eq(diag_number(diags.items[0].id), 435);
}
END_TEST
START_TEST(an_exception_begins_with_its_article)
{
    holds("第一条\n" AID "  标准 100元\n第二条 自 2025-01-01 起\n例外 丙 (c) 于 补贴\n  条件 农村\n  结果 200元\n第二条 自 2026-01-01 起\n例外 丙 (c) 于 补贴\n  条件 农村\n  结果 不享受\n"
          "例 \"一\" 于 2024-12-31\n  已知\n    农村：是\n  结果 补贴 = 100元\n例 \"二\" 于 2025-01-01\n  已知\n    农村：是\n  结果 补贴 = 200元\n例 \"三\" 于 2026-01-01\n  已知\n    农村：是\n  不应得 补贴\n");
    ck_assert_int_eq(rule("aid")->n_versions, 3);
    ck_assert_int_eq(rule("aid")->versions[0].n_exceptions, 0);
    ck_assert_int_eq(rule("aid")->versions[2].n_exceptions, 1);
}
END_TEST

/* ---- tables ---- */
#define TABLE(rows) "表 比例 (share) 对 家庭：比例\n  | 区县 | 户数 | 比例 |\n  |---|---|---|\n" rows
START_TEST(a_table_is_cases)
{
    holds(TABLE("  | {城关区，红古区} | 不超过 2 | 40% |\n  | {城关区，红古区} | 3至20 | 50% |\n  | 皋兰县 | 任意 | 60% |\n")
          "例 \"一\" 于 2024-01-01\n  对 家庭\n  已知\n    区县：红古区\n    户数：3\n  结果 比例 = 50%\n例 \"二\" 于 2024-01-01\n  对 家庭\n  已知\n    区县：皋兰县\n  结果 比例 = 60%\n例 \"三\" 于 2024-01-01\n  对 家庭\n  已知\n    区县：城关区\n  待定 比例 缺 户数\n");
    built("表 种类 (kind) 对 个人：甲 / 乙\n  | 农村 | 年龄 | 种类 |\n  | 是 | 满 60周岁 | 甲 |\n  | 任意 | 任意 | 乙 |\n");
    built("表 数 (n) 对 家庭\n  | 区县 | 数 |\n  | 城关区 | 1 |\n  | 任意 | 2.5 |\n");
    ck_assert_int_eq(rule("n")->type.scale, 1);
}
END_TEST
START_TEST(gaps_and_overlaps_are_told)
{
    warned(439, "红古区", TABLE("  | 城关区 | 任意 | 40% |\n  | 皋兰县 | 任意 | 60% |\n"));
    warned(439, "城关区，户数 3", TABLE("  | 城关区 | 不超过 2 | 40% |\n  | 城关区 | 满 4 | 40% |\n  | {红古区，皋兰县} | 任意 | 60% |\n"));
    warned(438, "城关区，户数 2", TABLE("  | 城关区 | 不超过 2 | 40% |\n  | 城关区 | 满 2 | 50% |\n  | {红古区，皋兰县} | 任意 | 60% |\n"));
    built(TABLE("  | 城关区 | 不超过 2 | 40% |\n  | 城关区 | 满 2 | 40% |\n  | {红古区，皋兰县} | 任意 | 60% |\n")); /* the same result */
    warned(439, "2000-01-01", "表 数 (n) 对 个人\n  | 生日 | 数 |\n  | 早于 2000-01-01 | 1 |\n  | 晚于 2000-01-01 | 2 |\n");
    refused(436, "", "表 数 对 家庭\n  | 区县 | 数 |\n");
    refused(437, "2 栏", "表 数 对 家庭\n  | 区县 | 户数 | 数 |\n  | 任意 | 1 |\n  | 任意 | 任意 | 1 |\n");
}
END_TEST

/* ---- examples ---- */
#define SAME AID "  条件 农村\n"
START_TEST(facts_become_a_record)
{
    built(SAME "定义 女儿数 (girls) 对 家庭 = 数量(子女 其中 性别 为 女)\n例 \"甲\" 于 2024-01-01 法律 2023-01-01\n  假定 年龄：60周岁\n  假定 家庭.女儿数：2\n  已知\n    农村：是\n    收入：1000.5元/月\n    家庭：\n      区县：chengguan\n      子女 1：性别 女，生日 不明\n      子女 2：\n        性别：男\n    家庭.子女[2].生日：2020-02-29\n    家庭.户数：3\n  应得 补贴\n");
    const Example *e = &program.examples[0];
    ck_assert_str_eq(e->record_json, "{\"rural\":true,\"income\":1000.50,\"household\":{\"home\":\"chengguan\",\"size\":3,\"children\":[{\"sex\":\"female\",\"born\":null},{\"sex\":\"male\",\"born\":\"2020-02-29\"}]}}");
    ck_assert(e->as_of == calendar_day(2024, 1, 1) && e->law_as_of == calendar_day(2023, 1, 1));
    ck_assert_int_eq(e->n_assumptions, 2);
    ck_assert(e->assumptions[0].param < 0 && e->assumptions[0].value->v.i == 60 && e->assumptions[1].path.n == 1);
    ck_assert_int_eq(e->expectations[0].kind, EXPECT_GRANTED);
}
END_TEST
START_TEST(an_example_finds_its_entity)
{
    holds("定义 大户 (large) 对 家庭 = 户数 满 3\n例 \"家庭\" 于 2024-01-01\n  已知\n    户数：3\n  结果 大户 = 是\n例 \"个人的家庭\" 于 2024-01-01\n  已知\n    农村：是\n    家庭.户数：3\n  结果 大户 = 是\n  结果 家庭.大户 = 是\n");
    ck_assert_str_eq(program.entities[program.examples[0].entity].name.alias, "household");
    ck_assert_str_eq(program.entities[program.examples[1].entity].name.alias, "person");
    refused(442, "", "定义 总是 = 1\n例 \"甲\" 于 2024-01-01\n  结果 总是 = 1\n");
    refused(406, "个人", SAME "例 \"甲\" 于 2024-01-01\n  对 个仁\n  应得 补贴\n");
}
END_TEST
START_TEST(a_parameter_may_be_supposed)
{
    holds("参数 每月数 (monthly)：元/月 = 待定 \"另定\"\n" AID "  标准 每月数\n例 \"没有\" 于 2024-01-01\n  对 个人\n  待定 补贴 缺 每月数\n例 \"有了\" 于 2024-01-01\n  对 个人\n  假定 每月数：100元/月\n  结果 补贴 = 100元/月\n");
    ck_assert_str_eq(program.examples[0].expectations[0].missing[0], "monthly");
}
END_TEST
#define GIVEN(facts) SAME "例 \"甲\" 于 2024-01-01\n  对 个人\n  已知\n" facts "  应得 补贴\n"
START_TEST(mistakes_in_examples)
{
    refused(440, "", SAME "例 \"甲\"\n  对 个人\n  应得 补贴\n");
    refused(441, "", SAME "例 \"甲\" 于 2024-01-01\n  对 个人\n  已知\n    农村：是\n");
    refused(230, "2023-02-30", SAME "例 \"甲\" 于 2023-02-30\n  对 个人\n  应得 补贴\n");
    refused(443, "某某某", GIVEN("    某某某：是\n"));
    refused(444, "农村", GIVEN("    农忖：是\n"));
    refused(445, "年龄", GIVEN("    年龄：60周岁\n"));
    refused(446, "日期", GIVEN("    生日：60周岁\n"));
    refused(446, "不大于 20", GIVEN("    家庭.户数：21\n"));
    refused(446, "不小于 0", GIVEN("    收入：-1\n"));
    refused(446, "元/月", GIVEN("    收入：3元/年\n"));
    refused(228, "2", GIVEN("    收入：3.001\n"));
    refused(230, "2023-02-29", GIVEN("    生日：2023-02-29\n"));
    refused(202, "男", GIVEN("    性别：难\n"));
    refused(245, "", GIVEN("    农村：是\n    农村：否\n"));
    refused(447, "3", GIVEN("    家庭.子女 1：性别 女\n    家庭.子女 3：性别 男\n"));
    refused(448, "某某", SAME "例 \"甲\" 于 2024-01-01\n  对 个人\n  应得 某某\n");
    refused(448, "补贴", "待遇 补贴 (aid) 对 部门报告\n  标准 3元\n例 \"甲\" 于 2024-01-01\n  对 个人\n  应得 补贴\n");
    ck_assert_int_eq(diags.items[0].n_fixes, 0); /* a rule of another entity is no slip */
    refused(449, "定义", "例 \"甲\" 于 2024-01-01\n  对 个人\n  应得 年龄\n");
    refused(449, "待遇", AID "  标准 不低于 3元\n例 \"甲\" 于 2024-01-01\n  对 个人\n  结果 补贴 不超过 3元\n");
    refused(218, "", "例 \"甲\" 于 2024-01-01\n  对 个人\n  结果 年龄 = 2024-01-01\n");
    refused(444, "户数", SAME "例 \"甲\" 于 2024-01-01\n  对 个人\n  待定 补贴 缺 家庭.户树\n");
}
END_TEST

/* ---- the whole regulation ---- */
static bool read_file(void *cx, const char *path, FileAnswer *answer)
{
    (void)cx;
    const char *full = arena_printf(&arena, "%s/%s", FATIAO_ROOT, path);
    DIR *folder = opendir(full);
    *answer = (FileAnswer){.folder = folder != NULL};
    if (folder) {
        const char **entries = NULL;
        for (struct dirent *e; (e = readdir(folder));)
            if (e->d_name[0] != '.' && (!strchr(e->d_name, '.') || strstr(e->d_name, ".law"))) LIST_ADD(&arena, entries, answer->n_entries, arena_printf(&arena, "%s/%s", path, e->d_name));
        closedir(folder);
        answer->entries = entries;
        return true;
    }
    FILE *f = fopen(full, "rb");
    if (!f) return answer->why = "?", false;
    StrBuf all = {.arena = &arena};
    char part[4096];
    for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;) strbuf_bytes(&all, part, n);
    fclose(f);
    answer->bytes = all.text ? all.text : "", answer->len = all.n;
    return true;
}
START_TEST(the_examples_of_the_regulation_come_true)
{
    FileAccess access = {.read = read_file};
    PolicyFiles files = {0};
    set = (SourceSet){.arena = &arena};
    diags = (Diags){.arena = &arena};
    const char *paths[] = {"policies/lanzhou", "stdlib"};
    bool read = policy_load(&set, &diags, &access, paths, 2, false, &files);
    if (!read || !program_build(&arena, &set, files.items, files.n_items, NULL, &diags, &program)) ck_abort_msg("%s", said());
    ck_assert_int_gt(program.n_examples, 300);
    for (int i = 0; i < program.n_examples; i++) {
        const char *why = example_failure(&arena, &program, &program.examples[i]);
        ck_assert_msg(!why, "%s", why);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("rules");
    TCase *t = tcase_create("rules");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, an_amount_has_marks);
    tcase_add_test(t, cases_may_deny);
    tcase_add_test(t, payers_share);
    tcase_add_test(t, mistakes_in_amounts);
    tcase_add_test(t, a_priority_has_a_weight);
    tcase_add_test(t, a_later_article_has_a_later_version);
    tcase_add_test(t, names_are_unique);
    tcase_add_test(t, circles_are_shown);
    tcase_add_test(t, long_chains_end_in_a_message_or_a_program);
    tcase_add_test(t, items_are_expected_by_name);
    tcase_add_test(t, a_duty_in_words_is_answered_by_the_report);
    tcase_add_test(t, duties_prohibitions_and_targets);
    tcase_add_test(t, a_citation_may_be_narrowed);
    tcase_add_test(t, exceptions_override);
    tcase_add_test(t, exceptions_of_a_definition_have_values);
    tcase_add_test(t, an_exception_begins_with_its_article);
    tcase_add_test(t, a_table_is_cases);
    tcase_add_test(t, gaps_and_overlaps_are_told);
    tcase_add_test(t, facts_become_a_record);
    tcase_add_test(t, an_example_finds_its_entity);
    tcase_add_test(t, a_parameter_may_be_supposed);
    tcase_add_test(t, mistakes_in_examples);
    tcase_add_test(t, the_examples_of_the_regulation_come_true);
    return checks_run(s, t, CK_FORK_GETENV);
}
