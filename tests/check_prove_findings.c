/* What prove finds: faults planted in small policies, nothing in sound ones, and the regulation; every example pasted into the policy
 * fails as an 例, and the direct evaluator agrees with what the VM says of it. Must never know how findings are found. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/engine/asserted.h"
#include "interp/engine/findings.h"
#include "tests/checks_arena.h"
#include "tests/disk.h"
#include "tests/example_reference.h"

/* ---- policies in memory ---- */
#define SCHEMA "法规 \"办法\" (rules)\n  施行 2020-01-01\n" \
    "实体 子女 (child)\n  出生日期 (birth_date)：日期\n  残疾 (disabled)：是否\n" \
    "实体 个人 (person)\n  出生日期 (birth_date)：日期\n  性别 (sex)：男 (male) / 女 (female)\n  户籍 (hukou)：农村 (rural) / 城镇 (urban) / 市外 (outside)\n" \
    "  残疾 (disabled)：是否\n  收入 (income)：元\n  工龄 (years)：整数 0至60\n  人数 (people)：整数\n  天数 (days)：整数\n  子女 (children)：子女 列表\n" \
    "定义 年龄 (age) 对 个人 = 周岁(出生日期)\n"
static const char *text;
static bool read_text(void *ctx, const char *path, fatiao_file *file)
{
    (void)ctx, (void)path;
    *file = (fatiao_file){.bytes = text, .len = strlen(text)};
    return true;
}
static bool to_stderr(void *ctx, const char *bytes, size_t len) { return (void)ctx, fwrite(bytes, 1, len, stderr) == len; }
static bool forget(void *ctx, const char *bytes, size_t len) { return (void)ctx, (void)bytes, (void)len, true; }
static fatiao_policy *compile(const char *of)
{
    static const fatiao_files files = {.read = read_text};
    static const char *const paths[] = {"a.law"};
    fatiao_policy *policy;
    text = of;
    fatiao_compile(&(fatiao_source){.files = &files, .paths = paths, .n_paths = 1}, &policy);
    if (fatiao_policy_errors(policy)) fatiao_policy_diagnostics(policy, FATIAO_ZH, false, (fatiao_sink){NULL, to_stderr});
    ck_assert_msg(fatiao_policy_errors(policy) == 0, "%s", of);
    return policy;
}
static ProveOptions options(bool chinese)
{
    ProveOptions o = {.max_children = 4, .timeout_ms = 20000, .chinese = chinese};
    calendar_parse("2018-01-01", 10, &o.from), calendar_parse("2035-12-31", 10, &o.to);
    return o;
}

/* ---- the examples ---- */
/* Pasted behind the policy it is an 例, and fails. */
static void paste(const char *policy_text, const char *example, bool two)
{
    int passed, failed;
    fatiao_policy *policy = compile(arena_printf(&arena, "%s%s", policy_text, example));
    fatiao_status status = fatiao_test(policy, &(fatiao_test_options){.language = FATIAO_ZH}, (fatiao_sink){NULL, forget}, &passed, &failed);
    ck_assert_msg(status == FATIAO_ERRORS && failed == 1 && passed == two, "an example that comes true:\n%s", example);
    fatiao_policy_free(policy);
}
/* Pending parameters are what the example supposes. */
static Program suppose(const Program *program, const Sample *s)
{
    Program p = *program;
    p.params = arena_grow(&arena, p.params, (size_t)p.n_params * sizeof *p.params, (size_t)p.n_params * sizeof *p.params + 1);
    for (int i = 0; i < p.n_params; i++) {
        const SampleFact *v = sample_parameter(s, &p.params[i]);
        if (!v) continue;
        ParamVersion *version = arena_alloc(&arena, sizeof *version);
        *version = (ParamVersion){.from = INT32_MIN, .state = PV_KNOWN, .value = v->value};
        p.params[i].versions = version, p.params[i].n_versions = 1;
    }
    return p;
}
static RefRecord *record_of(const Program *p, const Finding *f, const Sample *s) { return example_record(&arena, p, f->entity, sample_json(&arena, p, f->entity, s)); }
static int64_t value_of(RefClock clock, int rule, const RefRecord *record)
{
    RefDecision d = reference_decide(clock, rule, record);
    ck_assert_str_eq(d.status, "value");
    return (int64_t)d.value.lo;
}
/* What is asserted, as a define of its own; of two people the value and what it goes with. */
static void judge_assertion(const fatiao_policy *policy, const Finding *f)
{
    Asserted asserted;
    ck_assert(asserted_open(&arena, policy, &asserted));
    Program supposed = suppose(&asserted.policy.program, &f->sample), *p = &supposed;
    const int rule = asserted.rules[f->asserted - policy->program.assertions];
    const RefClock clock = {p, f->sample.as_of, f->sample.law_as_of};
    RefRecord *first = record_of(p, f, &f->sample);
    if (f->asserted->claim) {
        ck_assert_int_eq(value_of(clock, rule, first), 0);
        return;
    }
    RefRecord *second = record_of(p, f, &f->second);
    int64_t value[2], by[2];
    for (int i = 0; i < 2; i++) value[i] = value_of(clock, rule, i ? second : first), by[i] = value_of(clock, rule + 1, i ? second : first);
    ck_assert(by[0] < by[1] && (f->asserted->falls ? value[0] < value[1] : value[0] > value[1]));
}
static void judge(const fatiao_policy *policy, const Finding *f)
{
    if (f->asserted) return judge_assertion(policy, f);
    const Sample *s = &f->sample;
    Program p = suppose(&policy->program, s);
    RefRecord *record = record_of(&p, f, s);
    if (f->kind == FIND_DAY_BETWEEN || f->kind == FIND_DAY_TWICE) { /* on the day before, the day, the day after */
        for (int i = -1; i <= 1; i++) {
            RefClock clock = {&p, s->as_of + i, s->as_of + i};
            bool first = strcmp(reference_decide(clock, f->rule, record).status, "granted") == 0, second = strcmp(reference_decide(clock, f->other, record).status, "granted") == 0;
            ck_assert(first == (i < 0 || (i == 0 && f->kind == FIND_DAY_TWICE)));
            ck_assert(second == (i > 0 || (i == 0 && f->kind == FIND_DAY_TWICE)));
        }
        return;
    }
    RefDecision ref = reference_decide((RefClock){&p, s->as_of, s->law_as_of}, f->rule, record);
    ck_assert_msg(strcmp(ref.status, status_name(f->result.status, false)) == 0, "%s: %s, the direct evaluator says %s", finding_id(f->kind), status_name(f->result.status, false), ref.status);
}
static void check_examples(const char *policy_text, const fatiao_policy *policy, const ProveReport *r, bool needed)
{
    for (int i = 0; i < r->n_items; i++) {
        const Finding *f = &r->items[i];
        if (needed) ck_assert_msg(f->has_sample, "%s without a record", finding_id(f->kind));
        if (f->has_sample) judge(policy, f);
        if (needed) ck_assert_msg(*f->example, "%s without an example", finding_id(f->kind));
        if (*f->example && policy_text) paste(policy_text, f->example, f->has_second);
    }
}
static void show(const fatiao_policy *policy, const ProveOptions *o, const ProveReport *r)
{
    const FindingsShow s = {policy, o, r, true, false};
    fputs(findings_text(&arena, &s), stderr);
}

/* ---- planted faults ---- */
typedef struct { const char *what; FindingKind kind; const char *rule, *policy; } Plant;
static const Plant PLANTS[] = {
    {"two exceptions differ", FIND_CONFLICT, "grade", "定义 档 (grade) 对 个人：整数 = 1\n例外 甲 (x) 于 档\n  条件 残疾\n  结果 2\n例外 乙 (y) 于 档\n  条件 工龄 不少于 30\n  结果 3\n"},
    {"a grant and a refusal", FIND_CONFLICT, "aid", "待遇 补贴 (aid) 对 个人\n  条件 工龄 不少于 10\n例外 甲 (x) 于 补贴\n  条件 残疾\n  结果 享受\n例外 乙 (y) 于 补贴\n  条件 户籍 为 市外\n  结果 不享受\n"},
    {"two amounts differ", FIND_CONFLICT, "aid", "待遇 补贴 (aid) 对 个人\n  条件 工龄 不少于 10\n  标准 每月 100元/月\n例外 甲 (x) 于 补贴\n  条件 残疾\n  结果 享受\n  标准 每月 200元/月\n例外 乙 (y) 于 补贴\n  条件 户籍 为 农村\n  结果 享受\n  标准 每月 150元/月\n"},
    {"ages that exclude each other", FIND_NOBODY, "aid", "待遇 补贴 (aid) 对 个人\n  条件 年龄 满 60周岁 且 年龄 不满 55周岁\n"},
    {"a birthday later than itself", FIND_NOBODY, "aid", "待遇 补贴 (aid) 对 个人\n  条件 评定日 早于 出生日期 + 10年 且 年龄 满 10周岁\n"},
    {"two values of one field", FIND_NOBODY, "aid", "待遇 补贴 (aid) 对 个人\n  条件 户籍 为 农村 且 户籍 为 城镇\n"},
    {"more disabled children than children", FIND_NOBODY, "aid", "待遇 补贴 (aid) 对 个人\n  条件 数量(子女) 为 1 且 数量(子女 其中 残疾) 不少于 2\n"},
    {"an income above and below", FIND_NOBODY, "poor_rich", "定义 又穷又富 (poor_rich) 对 个人 = 收入 不超过 1000元 且 收入 超过 1000元\n"},
    {"a count beyond its range", FIND_NOBODY, "aid", "待遇 补贴 (aid) 对 个人\n  条件 工龄 超过 60\n"},
    {"a duty nobody can meet", FIND_NOBODY, "register", "义务 登记 (register) 对 个人\n  责任 单位\n  须 户籍 为 农村 且 户籍 为 市外\n"},
    {"a duty for nobody", FIND_NEVER_APPLIES, "register", "义务 登记 (register) 对 个人\n  责任 单位\n  若 工龄 不满 10 且 工龄 超过 20\n  须 残疾\n"},
    {"an item nobody hands in", FIND_ITEM_NEVER, "papers", "清单 材料 (papers) 对 个人\n  项 甲证 (a)：残疾\n  项 乙证 (b)：残疾 且 非 残疾\n"},
    {"an exception for nobody", FIND_EXCEPTION_NEVER, "aid", "待遇 补贴 (aid) 对 个人\n  条件 残疾\n例外 高龄 (old) 于 补贴\n  条件 年龄 满 80周岁 且 年龄 不满 70周岁\n  结果 享受\n"},
    {"a refusal for nobody", FIND_EXCEPTION_NEVER, "aid", "待遇 补贴 (aid) 对 个人\n  条件 残疾\n  除外 工龄 超过 40 且 工龄 少于 30\n"},
    {"a refusal of those refused", FIND_EXCEPTION_IDLE, "aid", "待遇 补贴 (aid) 对 个人\n  条件 户籍 为 农村\n  除外 户籍 为 市外\n"},
    {"an exception that says the same", FIND_EXCEPTION_IDLE, "grade", "定义 档 (grade) 对 个人：整数 = 1\n例外 甲 (x) 于 档\n  条件 残疾\n  结果 1\n"},
    {"an age within another", FIND_CONDITION_IDLE, "aid", "待遇 补贴 (aid) 对 个人\n  条件 同时满足\n    （一）年龄 满 60周岁\n    （二）年龄 满 55周岁\n    （三）残疾\n"},
    {"an alternative within another", FIND_CONDITION_IDLE, "aid", "待遇 补贴 (aid) 对 个人\n  条件 满足之一\n    （一）年龄 满 60周岁\n    （二）年龄 满 70周岁\n"},
    {"a field asked twice", FIND_CONDITION_IDLE, "aid", "待遇 补贴 (aid) 对 个人\n  条件 户籍 为 农村 且 残疾 且 户籍 不为 市外\n"},
    {"a condition of an outer one", FIND_CONDITION_IDLE, "aid", "待遇 补贴 (aid) 对 个人\n  条件 残疾 且 (工龄 不少于 10 或 (户籍 为 农村 且 残疾))\n"},
    {"a count that is never negative", FIND_CONDITION_IDLE, "aid", "待遇 补贴 (aid) 对 个人\n  条件 残疾 且 数量(子女) 不少于 0\n"},
    {"a date for an age", FIND_CONDITION_IDLE, "aid", "待遇 补贴 (aid) 对 个人\n  条件 年龄 满 60周岁 且 评定日 不早于 出生日期 + 50年\n"},
    {"a condition of a duty", FIND_CONDITION_IDLE, "register", "义务 登记 (register) 对 个人\n  责任 单位\n  若 残疾\n  须 工龄 不少于 10 且 工龄 不少于 5\n"},
    {"a case for nobody", FIND_CASE_NEVER, "grade", "定义 档 (grade) 对 个人：整数\n  情形 工龄 超过 50 且 工龄 少于 40：1\n  其他：2\n"},
    {"a case behind a wider one", FIND_CASE_HIDDEN, "grade", "定义 档 (grade) 对 个人：整数\n  情形 年龄 满 60周岁：1\n  情形 年龄 满 80周岁：2\n  其他：3\n"},
    {"a case behind two", FIND_CASE_HIDDEN, "grade", "定义 档 (grade) 对 个人：整数\n  情形 户籍 为 农村：1\n  情形 户籍 为 城镇：2\n  情形 户籍 不为 市外：3\n  其他：4\n"},
    {"an amount behind a wider one", FIND_CASE_HIDDEN, "aid", "待遇 补贴 (aid) 对 个人\n  条件 年龄 满 60周岁\n  标准 每月\n    情形 年龄 满 50周岁：100元/月\n    情形 残疾：200元/月\n    其他：50元/月\n"},
    {"no case for sixty", FIND_GAP, "grade", "定义 档 (grade) 对 个人：整数\n  情形 年龄 不满 60周岁：1\n  情形 年龄 超过 60周岁：2\n"},
    {"no amount for some", FIND_GAP, "aid", "待遇 补贴 (aid) 对 个人\n  条件 户籍 不为 市外\n  标准 每月\n    情形 户籍 为 农村 且 残疾：100元/月\n    情形 户籍 为 城镇：200元/月\n"},
    {"a table without a row", FIND_GAP, "share", "表 比例 (share) 对 个人：比例\n  | 年龄 | 残疾 | 比例 |\n  |------|------|------|\n  | 满 60周岁 | 是 | 80% |\n  | 不满 60周岁 | 任意 | 50% |\n"},
    {"rows that overlap", FIND_OVERLAP, "share", "表 比例 (share) 对 个人：比例\n  | 年龄 | 残疾 | 比例 |\n  |------|------|------|\n  | 满 60周岁 | 任意 | 80% |\n  | 任意 | 是 | 60% |\n  | 任意 | 任意 | 50% |\n"},
    {"a product of three", FIND_OVERFLOW, "total", "定义 合计 (total) 对 个人：整数 = 人数 × 天数 × 人数\n"},
    {"a day between", FIND_DAY_BETWEEN, "early", "待遇 提前 (early) 对 个人\n  条件 户籍 为 农村 且 年龄 满 55周岁 且 评定日 早于 出生日期 + 60年\n待遇 随后 (later) 对 个人\n  条件 户籍 为 农村 且 评定日 晚于 出生日期 + 60年\n"},
    {"a day twice", FIND_DAY_TWICE, "early", "待遇 提前 (early) 对 个人\n  条件 户籍 为 农村 且 年龄 满 55周岁 且 评定日 不晚于 出生日期 + 60年\n待遇 随后 (later) 对 个人\n  条件 户籍 为 农村 且 年龄 满 60周岁\n"},
    {"a day between on the calendar", FIND_DAY_BETWEEN, "early", "待遇 旧法 (early) 对 个人\n  条件 残疾 且 评定日 早于 2025-07-01\n待遇 新法 (later) 对 个人\n  条件 残疾 且 评定日 晚于 2025-07-01\n"},
    {"a day twice on the calendar", FIND_DAY_TWICE, "early", "待遇 旧法 (early) 对 个人\n  条件 残疾 且 评定日 不晚于 2025-07-01\n待遇 新法 (later) 对 个人\n  条件 残疾 且 评定日 不早于 2025-07-01\n"},
    {"a condition of an element within another", FIND_CONDITION_IDLE, "many", "定义 多子 (many) 对 个人 = 数量(子女 其中 出生日期 早于 2020-01-01 且 残疾 且 出生日期 早于 2021-01-01) 不少于 2\n"},
    {"an alternative of an element within another", FIND_CONDITION_IDLE, "some", "定义 有 (some) 对 个人 = 存在(子女 其中 (残疾 或 出生日期 早于 2021-01-01) 或 出生日期 早于 2020-01-01)\n"},
    {"what is asked of elements that have it", FIND_CONDITION_IDLE, "all_so", "定义 都 (all_so) 对 个人 = 全部(子女 其中 出生日期 早于 2020-01-01，残疾 且 出生日期 早于 2021-01-01)\n"},
    {"two benefits on one day", FIND_ASSERTION, "one_only", "待遇 早补 (early) 对 个人\n  条件 年龄 满 55周岁 且 年龄 不超过 60周岁\n待遇 补贴 (aid) 对 个人\n  条件 年龄 满 60周岁\n断言 只得一种 (one_only) 对 每个 个人：非 (早补.享受 且 补贴.享受)\n"},
    {"an amount above its limit", FIND_ASSERTION, "", "参数 倍数 (times)：整数 = 待定\n待遇 补贴 (aid) 对 个人\n  条件 残疾\n  标准 每月 100元/月 × 倍数\n断言 每个 个人：补贴.金额 不超过 200元/月\n"},
    {"an older child of whom it is not so", FIND_ASSERTION, "all_of_them", "断言 都残疾 (all_of_them) 对 每个 个人：同时满足\n  （一）数量(子女 其中 残疾) 不超过 2\n  （二）工龄 不超过 60\n"},
    {"less with age", FIND_ASSERTION, "older_no_less", "待遇 补贴 (aid) 对 个人\n  条件 年龄 满 60周岁\n  标准 每月\n    情形 年龄 满 70周岁：80元/月\n    情形 残疾：200元/月\n    其他：100元/月\n断言 年长不少领 (older_no_less) 对 每个 个人：补贴.金额 不减 当 年龄 增\n"},
    {"more with a smaller income", FIND_ASSERTION, "flat", "待遇 补贴 (aid) 对 个人\n  条件 残疾\n  标准 每月\n    情形 收入 不满 1000元：200元/月\n    其他：100元/月\n断言 一样 (flat) 对 每个 个人：补贴.金额 不增 当 收入 减\n"},
    {"fewer with more children", FIND_ASSERTION, "more_no_less", "定义 级 (grade) 对 个人：整数\n  情形 数量(子女) 为 2：5\n  其他：数量(子女)\n断言 多不减 (more_no_less) 对 每个 个人：级 不减 当 数量(子女) 增\n"},
};
START_TEST(test_planted)
{
    const Plant *c = &PLANTS[_i];
    const char *whole = arena_printf(&arena, SCHEMA "%s", c->policy);
    bool found = false;
    for (int language = 0; language < 2; language++) {
        fatiao_policy *policy = compile(whole);
        ProveOptions o = options(language == 0);
        ProveReport r;
        prove_policy(&arena, policy, &o, &r);
        for (int i = 0; i < r.n_items; i++) found |= r.items[i].kind == c->kind && strcmp(r.items[i].asserted ? r.items[i].asserted->name.alias : policy->program.rules[r.items[i].rule].name.alias, c->rule) == 0;
        if (!found || r.n_items != 1) show(policy, &o, &r);
        ck_assert_msg(found, "%s: no %s of %s", c->what, finding_id(c->kind), c->rule);
        ck_assert_msg(r.n_items == 1, "%s: %d findings", c->what, r.n_items);
        ck_assert_int_eq(r.n_open, 0);
        check_examples(whole, policy, &r, true);
        fatiao_policy_free(policy);
    }
}
END_TEST

/* ---- sound policies ---- */
static const char *const SOUND[] = {
    "待遇 提前 (early) 对 个人\n  条件 户籍 为 农村 且 年龄 满 55周岁 且 年龄 不满 60周岁\n待遇 随后 (later) 对 个人\n  条件 户籍 为 农村 且 年龄 满 60周岁\n",
    "待遇 旧法 (early) 对 个人\n  条件 残疾 且 评定日 早于 2025-07-01\n待遇 新法 (later) 对 个人\n  条件 残疾 且 评定日 不早于 2025-07-01\n",
    "待遇 补贴 (aid) 对 个人\n  条件 满足之一\n    （一）性别 为 男 且 年龄 满 60周岁\n    （二）性别 为 女 且 年龄 满 50周岁\n", /* each part matters where it stands */
    "待遇 补贴 (aid) 对 个人\n  条件 残疾\n  标准 每月\n    情形 户籍 为 农村：100元/月\n    情形 户籍 为 城镇：200元/月\n    情形 户籍 为 市外：50元/月\n", /* every case there is */
    "定义 档 (grade) 对 个人：整数 = 1\n例外 甲 (x) 于 档\n  条件 残疾 且 工龄 少于 30\n  结果 2\n例外 乙 (y) 于 档\n  条件 工龄 不少于 30\n  结果 3\n",
    "定义 档 (grade) 对 个人：整数 = 1\n例外 甲 (x) 于 档\n  条件 残疾\n  结果 2\n例外 乙 (y) 于 档\n  条件 工龄 不少于 30\n  结果 2\n", /* both hold and agree */
    "解读 读法 (reading)\n  问 \"怎么读？\"\n  采 宽 (wide) \"都算\"\n  另 严 (strict) \"农村的才算\"\n待遇 补贴 (aid) 对 个人\n  条件 残疾 且 (解读 读法 为 宽 或 户籍 为 农村)\n", /* idle by the reading adopted only */
    "参数 标准 (rate)：元/月 = 待定 \"别处\"\n待遇 补贴 (aid) 对 个人\n  条件 残疾\n  标准 每月 标准\n",
    "定义 合计 (total) 对 个人：元 = 收入 + 收入 + 100元\n",
    "清单 材料 (papers) 对 个人\n  项 甲证 (a)：残疾\n  项 乙证 (b)：非 残疾\n",
    "待遇 补贴 (aid) 对 个人\n  条件 存在(子女 其中 残疾 且 出生日期 不晚于 评定日)\n",
    "待遇 补贴 (aid) 对 个人\n  条件 年龄 满 60周岁\n  标准 每月\n    情形 年龄 满 70周岁：200元/月\n    其他：100元/月\n断言 年长不少领 (older_no_less) 对 每个 个人：补贴.金额 不减 当 年龄 增\n断言 晚生不多领 (later_no_more) 对 每个 个人：补贴.金额 不增 当 出生日期 增\n断言 每个 个人：非 补贴.享受 或 年龄 满 60周岁\n",
    "定义 多子 (many) 对 个人 = 数量(子女 其中 (残疾 且 出生日期 早于 2021-01-01) 或 出生日期 早于 2020-01-01) 不少于 2 且 数量(子女 其中 残疾) 不少于 1\n",
    "定义 级 (grade) 对 个人 = 数量(子女 其中 残疾)\n断言 多不减 (more_no_less) 对 每个 个人：级 不减 当 数量(子女) 增\n断言 每个 个人：级 不超过 数量(子女)\n",
};
START_TEST(test_sound)
{
    fatiao_policy *policy = compile(arena_printf(&arena, SCHEMA "%s", SOUND[_i]));
    ProveOptions o = options(true);
    ProveReport r;
    prove_policy(&arena, policy, &o, &r);
    if (r.n_items) show(policy, &o, &r);
    ck_assert_int_eq(r.n_items + r.n_open, 0);
    fatiao_policy_free(policy);
}
END_TEST

/* ---- the regulation ---- */
START_TEST(test_regulation)
{
    static const char *const paths[] = {FATIAO_ROOT "/policies/lanzhou"};
    fatiao_files files = disk_files();
    fatiao_policy *policy;
    ck_assert_int_eq(fatiao_compile(&(fatiao_source){.files = &files, .paths = paths, .n_paths = 1}, &policy), FATIAO_OK);
    ProveOptions o = options(true);
    ProveReport r;
    o.max_children = 5, o.timeout_ms = 60000;
    prove_policy(&arena, policy, &o, &r);
    /* Article 53 asks both for the three-child policy and for two or three children: that three is the most is said twice. Article 62 asks
     * of a child that has died that it was born: the days of its record say so already. */
    static const char *const twice[] = {"extra_home_allowed", "lost_only_child"};
    bool known = r.n_items == 2;
    for (int i = 0; known && i < 2; i++) known = r.items[i].kind == FIND_CONDITION_IDLE && strcmp(policy->program.rules[r.items[i].rule].name.alias, twice[i]) == 0;
    if (!known || r.n_open) show(policy, &o, &r);
    ck_assert_msg(known, "%d findings in the regulation", r.n_items);
    ck_assert_int_eq(r.n_open, 0);
    ck_assert_int_ge(r.n_asserted, 6);
    for (int i = 0; i < r.n_asserted; i++) ck_assert_int_eq(r.asserted[i].answer, ASSERTED_HOLDS);
    check_examples(NULL, policy, &r, true);
    fatiao_policy_free(policy);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("findings");
    TCase *t = tcase_create("findings");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 600);
    tcase_add_loop_test(t, test_planted, 0, (int)(sizeof PLANTS / sizeof *PLANTS));
    tcase_add_loop_test(t, test_sound, 0, (int)(sizeof SOUND / sizeof *SOUND));
    if (!getenv("PROVE_QUICK")) tcase_add_test(t, test_regulation);
    return checks_run(suite, t, CK_NOFORK);
}
