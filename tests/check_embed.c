/* The engine inside another program: records as JSON, trees and structs, decisions as data, wrong arguments, memory that runs out. */
#include <cjson/cJSON.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/failing.h"

static const char POLICY[] =
    "法规 \"办法\" (rules)\n  施行 2020-01-01\n参数 标准 (rate) = 100元/月\n  核实 2021-01-01\n参数 上限 (cap)：元/月 = 待定 \"市财政局\"\n"
    "枚举 性别 (sex)：男 (male)，女 (female)\n枚举 等级 (level)：高 (high)，低 (low)\n"
    "实体 子女 (child)\n  残疾 (disabled)：是否\n  出生日期 (birth_date)：日期\n实体 家庭 (household)\n  困难 (poor)：是否\n  人数 (size)：整数 0至20\n  子女 (children)：子女 列表\n"
    "实体 个人 (person)\n  姓名 (name)：文本\n  性别 (sex)：性别\n  收入 (income)：元\n  年龄 (age)：整数 0至150\n  家庭 (household)：家庭\n"
    "第一条\n> 年满六十的，每月补贴。\n待遇 补贴 (aid) 对 个人\n  条件 同时满足\n    （一）年龄 满 60\n    （二）家庭.困难\n  标准 每月 标准 × 家庭.人数\n  负担 市：区 = 4：6 四舍五入到 0.01元\n"
    "清单 材料 (papers) 对 个人\n  项 证明 (proof)：家庭.困难\n  项 户口 (register)：家庭.人数 不少于 2\n  项 同名 (same)：姓名 为 \"王\"\n"
    "待遇 另补 (more) 对 个人\n  条件 性别 为 女\n  标准 每月 上限\n"
    "第二条\n定义 级 (grade) 对 个人：等级\n  情形 收入 不少于 1000.50元：高\n  其他：低\n"
    "定义 子女数 (children_count) 对 家庭 = 数量(子女 其中 残疾 且 出生日期 早于 评定日)\n"
    "定义 档 (rank) 对 家庭：整数 = 1\n第三条\n例外 甲 (x) 于 档\n  条件 困难\n  结果 2\n例外 乙 (y) 于 档\n  条件 人数 不少于 3\n  结果 3\n";
static const char RECORD[] = "{\"age\":61,\"name\":\"王\",\"sex\":\"female\",\"income\":1000.50,\"household\":{\"poor\":true,\"size\":2,"
                             "\"children\":[{\"disabled\":true,\"birth_date\":\"2020-02-29\"},{\"disabled\":true,\"birth_date\":\"2030-01-01\"},{\"disabled\":false}]}}";

typedef struct { bool disabled; bool has_birth; int32_t birth; } Child;
typedef struct {
    const char *name; uint8_t sex; int64_t income; uint16_t age; bool has_age;
    struct { bool poor; int32_t size; Child *children; uint32_t n_children; bool has_children; } home;
} Person;
#define HOME(member) offsetof(Person, home.member)
static const fatiao_bound FIELDS[] = {
    {.path = "name", .type = FATIAO_C_TEXT, .offset = offsetof(Person, name)},
    {.path = "性别", .type = FATIAO_C_UINT8, .offset = offsetof(Person, sex)},
    {.path = "income", .type = FATIAO_C_INT64, .offset = offsetof(Person, income), .scale = 2},
    {.path = "age", .type = FATIAO_C_UINT16, .offset = offsetof(Person, age), .nullable = true, .known = offsetof(Person, has_age)},
    {.path = "household.poor", .type = FATIAO_C_BOOL, .offset = HOME(poor)},
    {.path = "household.size", .type = FATIAO_C_INT32, .offset = HOME(size)},
    {.path = "household.children", .type = FATIAO_C_LIST, .offset = HOME(children), .count = HOME(n_children), .size = sizeof(Child), .nullable = true, .known = HOME(has_children)},
    {.path = "household.children.disabled", .type = FATIAO_C_BOOL, .offset = offsetof(Child, disabled)},
    {.path = "household.children.birth_date", .type = FATIAO_C_DAYS, .offset = offsetof(Child, birth), .nullable = true, .known = offsetof(Child, has_birth)},
};
enum { N_FIELDS = sizeof FIELDS / sizeof *FIELDS };
static Child CHILDREN[] = {{true, true, 18321}, {true, true, 21915}, {false, false, 0}};
static Person person(void) { return (Person){"王", 1, 100050, 61, true, {true, 2, CHILDREN, 3, true}}; }

static fatiao_evaluator *evaluator(const fatiao_policy *policy, Kept *out, fatiao_language names)
{
    fatiao_evaluator *ev;
    fatiao_options options = {.as_of = "2024-01-01", .names = names, .language = names, .format = FATIAO_NDJSON};
    ck_assert_int_eq(fatiao_evaluator_new(policy, &options, out ? kept(out) : (fatiao_sink){0}, &ev), FATIAO_OK);
    return ev;
}
static int decision(const fatiao_evaluator *ev, const fatiao_policy *policy, const char *name)
{
    int entity;
    ck_assert_int_ge(fatiao_decided(ev, &entity), 1);
    return fatiao_find_decision(policy, entity, name);
}
static fatiao_result result(fatiao_evaluator *ev, const fatiao_policy *policy, int row, const char *name)
{
    fatiao_result r;
    ck_assert_int_eq(fatiao_result_at(ev, row, decision(ev, policy, name), &r), FATIAO_OK);
    ck_assert_int_eq(fatiao_outcome_at(ev, row, decision(ev, policy, name)), r.outcome);
    return r;
}
static void prints(const fatiao_value *v, const char *want)
{
    char text[64], small[3];
    ck_assert_uint_eq(fatiao_value_print(v, text, sizeof text), strlen(want));
    ck_assert_str_eq(text, want);
    ck_assert_uint_eq(fatiao_value_print(v, small, sizeof small), strlen(want));
    ck_assert(strncmp(small, want, 2) == 0);
}

/* ---- what a policy holds ---- */
START_TEST(entities_fields_and_decisions_are_tables)
{
    fatiao_policy *policy = policy_of(POLICY);
    int n;
    const fatiao_entity *e = fatiao_policy_entities(policy, &n);
    ck_assert_int_eq(n, 3);
    ck_assert_int_eq(fatiao_find_entity(policy, "个人"), 2);
    ck_assert_int_eq(fatiao_find_entity(policy, "person"), 2);
    ck_assert_int_eq(fatiao_find_entity(policy, "nobody"), -1);
    const fatiao_entity *person = &e[2];
    ck_assert_str_eq(person->name.zh, "个人");
    ck_assert_int_eq(person->n_fields, 5);
    const fatiao_field *sex = &person->fields[1], *income = &person->fields[2], *age = &person->fields[3], *home = &person->fields[4];
    ck_assert(sex->type == FATIAO_ENUM && sex->n_values == 2 && strcmp(sex->values[1].alias, "female") == 0);
    ck_assert(income->type == FATIAO_NUMBER && income->scale == 2 && strcmp(income->unit, "元") == 0 && income->least == 0 && income->most == INT64_MAX);
    ck_assert(age->type == FATIAO_NUMBER && age->least == 0 && age->most == 150);
    ck_assert(home->type == FATIAO_RECORD && home->entity == &e[1] && e[1].fields[2].type == FATIAO_LIST && e[1].fields[2].entity == &e[0]);
    const fatiao_decision *aid = &person->decisions[fatiao_find_decision(policy, 2, "aid")], *papers = &person->decisions[fatiao_find_decision(policy, 2, "材料")];
    ck_assert(aid->rule == FATIAO_BENEFIT && aid->type == FATIAO_NUMBER && strcmp(aid->unit, "元/月") == 0 && strcmp(aid->article, "1.1") == 0);
    ck_assert(papers->rule == FATIAO_ITEMS && papers->n_items == 3 && strcmp(papers->items[2].alias, "same") == 0);
    const fatiao_decision *grade = &person->decisions[fatiao_find_decision(policy, 2, "grade")];
    ck_assert(grade->rule == FATIAO_DEFINE && grade->type == FATIAO_ENUM && grade->n_values == 2);
    ck_assert_int_eq(fatiao_find_decision(policy, 2, "nothing"), -1);
    ck_assert_int_eq(fatiao_find_decision(policy, 9, "aid"), -1);
    fatiao_policy_free(policy);
}
END_TEST
START_TEST(diagnostics_are_data)
{
    static const char BAD[] = "实体 个人 (person)\n  年龄 (age)：整数 0至150\n定义 成年 (adult) 对 个人 = 年岭 满 18\n";
    fatiao_policy *policy;
    int n;
    ck_assert_int_eq(fatiao_compile_memory(&(fatiao_memory_file){"a.law", BAD, sizeof BAD - 1}, 1, NULL, &policy), FATIAO_ERRORS);
    const fatiao_diagnostic *zh = fatiao_policy_problems(policy, FATIAO_ZH, &n), *en = fatiao_policy_problems(policy, FATIAO_EN, NULL);
    ck_assert_int_eq(n, 1);
    ck_assert(zh->severity == FATIAO_SEVERITY_ERROR && zh->code == en->code && zh->code >= 200);
    ck_assert_ptr_nonnull(strstr(zh->message, "年龄"));
    ck_assert_ptr_nonnull(strstr(en->message, "did you mean"));
    ck_assert_str_eq(zh->place.file, "a.law");
    ck_assert_uint_eq(zh->place.line, 3);
    ck_assert_uint_eq(zh->place.column, 22);
    ck_assert_uint_eq(zh->place.end_column, 24);
    ck_assert(strncmp(BAD + zh->place.start, "年岭", zh->place.end - zh->place.start) == 0);
    ck_assert_int_eq(zh->n_fixes, 1);
    ck_assert_str_eq(zh->fixes[0].text, "年龄");
    fatiao_policy_free(policy);
}
END_TEST
START_TEST(files_in_memory_find_each_other)
{
    static const char A[] = "引用 \"lib/b.law\"\n定义 成年 (adult) 对 个人 = 年龄 满 18\n", B[] = "实体 个人 (person)\n  年龄 (age)：整数 0至150\n";
    const fatiao_memory_file files[] = {{"x/a.law", A, sizeof A - 1}, {"x/lib/b.law", B, sizeof B - 1}, {"x/bad.law", "?", 1}};
    const char *first = "./x/a.law", *nowhere = "x/c.law";
    fatiao_policy *policy;
    ck_assert_int_eq(fatiao_compile_memory(files, 2, NULL, &policy), FATIAO_OK);
    fatiao_policy_free(policy);
    ck_assert_int_eq(fatiao_compile_memory(files, 3, NULL, &policy), FATIAO_ERRORS);
    fatiao_policy_free(policy);
    ck_assert_int_eq(fatiao_compile_memory(files, 3, &(fatiao_source){.paths = &first, .n_paths = 1}, &policy), FATIAO_OK);
    fatiao_policy_free(policy);
    ck_assert_int_eq(fatiao_compile_memory(files, 3, &(fatiao_source){.paths = &nowhere, .n_paths = 1}, &policy), FATIAO_ERRORS);
    ck_assert(fatiao_policy_unreadable(policy));
    fatiao_policy_free(policy);
}
END_TEST

/* ---- results ---- */
static void check_results(fatiao_evaluator *ev, const fatiao_policy *policy)
{
    fatiao_result r = result(ev, policy, 0, "aid");
    ck_assert_int_eq(r.outcome, FATIAO_GRANTED);
    ck_assert(r.value.type == FATIAO_NUMBER && r.value.number == 20000 && r.value.highest == 20000 && r.value.scale == 2 && strcmp(r.value.unit, "元/月") == 0);
    prints(&r.value, "200.00");
    ck_assert_int_eq(r.n_parts, 2);
    ck_assert_str_eq(r.payers[0], "市");
    prints(&r.parts[0], "80.00");
    prints(&r.parts[1], "120.00");
    ck_assert_int_eq(r.n_cites, 1);
    ck_assert_str_eq(r.cites[0], "1.1");
    ck_assert_int_eq(r.n_unverified, 1);
    ck_assert_str_eq(r.unverified[0], "rate");
    ck_assert(!r.reason && r.n_missing == 0 && r.bounds == FATIAO_EXACT);
    r = result(ev, policy, 0, "papers");
    ck_assert(r.outcome == FATIAO_VALUE && r.n_items == 3 && r.n_possible == 0 && strcmp(r.items[1], "register") == 0);
    r = result(ev, policy, 0, "more");
    ck_assert(r.outcome == FATIAO_UNDETERMINED && r.n_missing == 1 && strcmp(r.missing[0], "cap") == 0 && strcmp(r.reason, "missing") == 0);
    ck_assert(r.value.type == FATIAO_NOTHING); /* nothing at all is known of it */
    r = result(ev, policy, 0, "grade");
    ck_assert(r.outcome == FATIAO_VALUE && r.value.type == FATIAO_ENUM && r.value.number == 0 && strcmp(r.value.text, "high") == 0);
    prints(&r.value, "high");
    r = result(ev, policy, 0, "children_count");
    ck_assert(r.outcome == FATIAO_VALUE && r.value.number == 1);
    r = result(ev, policy, 0, "rank");
    ck_assert(r.outcome == FATIAO_VALUE && r.value.number == 2 && r.n_cites == 2 && strcmp(r.cites[1], "3") == 0);
}
START_TEST(json_trees_and_structs_give_the_same)
{
    fatiao_policy *policy = policy_of(POLICY);
    Kept lines[3] = {{0}, {0}, {0}};
    for (int kind = 0; kind < 3; kind++) {
        fatiao_evaluator *ev = evaluator(policy, &lines[kind], FATIAO_EN);
        const fatiao_binding *binding;
        cJSON *tree = cJSON_Parse(RECORD);
        Person p = person();
        ck_assert_int_eq(fatiao_bind(ev, "person", FIELDS, N_FIELDS, sizeof(Person), &binding), FATIAO_OK);
        for (int turn = 0; turn < 3; turn++) {
            fatiao_status status = kind == 0 ? fatiao_decide_json(ev, RECORD, strlen(RECORD)) : kind == 1 ? fatiao_decide_cjson(ev, tree) : fatiao_decide_structs(ev, binding, &p, 1);
            ck_assert_msg(status == FATIAO_OK, "%s", fatiao_message(ev));
            ck_assert_ptr_null(fatiao_message(ev));
            check_results(ev, policy);
            ck_assert_int_eq(fatiao_result_json(ev, 0), FATIAO_OK);
        }
        cJSON_Delete(tree);
        fatiao_evaluator_free(ev);
    }
    ck_assert_str_eq(lines[0].bytes, lines[1].bytes);
    ck_assert_str_eq(lines[0].bytes, lines[2].bytes);
    for (int i = 0; i < 3; i++) free(lines[i].bytes);
    fatiao_policy_free(policy);
}
END_TEST
/* Rows of which some are open: each is what it is alone; explained as it is explained from JSON, also when the policy comes from a bundle. */
START_TEST(rows_of_structs_are_decided_each_for_itself)
{
    fatiao_policy *compiled = policy_of(POLICY), *policies[2] = {compiled, NULL};
    Kept bundle = bundle_of(compiled);
    ck_assert_int_eq(fatiao_load(bundle.bytes, bundle.n, NULL, &policies[1]), FATIAO_OK);
    for (int k = 0; k < 2; k++) {
        enum { N = 1024 };
        static Person rows[N];
        const fatiao_binding *binding;
        Kept out = {0};
        fatiao_evaluator *ev = evaluator(policies[k], &out, FATIAO_ZH);
        ck_assert_int_eq(fatiao_bind(ev, "个人", FIELDS, N_FIELDS, sizeof(Person), &binding), FATIAO_OK);
        for (int i = 0; i < N; i++) rows[i] = person(), rows[i].age = (uint16_t)(i % 100), rows[i].has_age = i % 7 != 0, rows[i].home.has_children = i % 3 != 0, rows[i].home.n_children = (uint32_t)(i % 4);
        ck_assert_int_eq(fatiao_decide_structs(ev, binding, rows, N), FATIAO_OK);
        ck_assert_int_eq(fatiao_decided(ev, NULL), N);
        for (int i = 0; i < N; i++) {
            fatiao_result r = result(ev, policies[k], i, "aid");
            ck_assert_int_eq(r.outcome, !rows[i].has_age ? FATIAO_UNDETERMINED : rows[i].age >= 60 ? FATIAO_GRANTED : FATIAO_DENIED);
            if (!rows[i].has_age) ck_assert(r.n_missing == 1 && strcmp(r.missing[0], "年龄") == 0 && r.value.number == 0 && r.value.highest == 20000);
            r = result(ev, policies[k], i, "子女数");
            ck_assert(rows[i].home.has_children ? r.value.number == (i % 4 > 0) : r.outcome == FATIAO_UNDETERMINED);
        }
        ck_assert_int_eq(fatiao_explain_result(ev, 700, decision(ev, policies[k], "aid")), FATIAO_OK); /* age missing */
        ck_assert_ptr_nonnull(strstr(out.bytes, "年龄 满 60"));
        ck_assert_int_eq(fatiao_result_json(ev, 700), FATIAO_OK);
        ck_assert_ptr_nonnull(strstr(out.bytes, "\"补贴\":{\"status\":\"待定\",\"reason\":\"missing\",\"missing\":[\"年龄\"]"));
        ck_assert_int_eq(fatiao_decide_structs(ev, binding, rows, 0), FATIAO_OK);
        ck_assert_int_eq(fatiao_decided(ev, NULL), 0);
        ck_assert_int_eq(fatiao_decide_structs(ev, binding, rows, N + 1), FATIAO_ARGUMENT);
        fatiao_evaluator_free(ev);
        free(out.bytes);
    }
    free(bundle.bytes);
    fatiao_policy_free(policies[0]), fatiao_policy_free(policies[1]);
}
END_TEST
START_TEST(records_that_cannot_be_are_refused)
{
    fatiao_policy *policy = policy_of(POLICY);
    fatiao_evaluator *ev = evaluator(policy, NULL, FATIAO_EN);
    const fatiao_binding *binding;
    fatiao_result r;
    ck_assert_int_eq(fatiao_bind(ev, "person", FIELDS, N_FIELDS, sizeof(Person), &binding), FATIAO_OK);
    static const struct { int field; const char *message; } CASES[] = {{0, "E347: `age`"}, {1, "E336: `sex`"}, {2, "E346: `household.size`"}, {3, "`household.children[2].birth_date`"}, {4, "UTF-8"}, {5, "E347: `household.size`"}, {6, "`household.children`"}, {7, "E355: `household.children`"} /* D_RECORD_LIST_NULL */};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Person p[2] = {person(), person()};
        Child late[2] = {CHILDREN[0], {true, true, INT32_MAX}};
        switch (CASES[i].field) {
        case 0: p[1].age = 200; break;
        case 1: p[1].sex = 2; break;
        case 2: p[1].home.size = -1; break;
        case 3: p[1].home.children = late, p[1].home.n_children = 2; break;
        case 4: p[1].name = "\xff"; break;
        case 5: p[1].home.size = INT32_MAX; break;
        case 6: p[1].home.n_children = 10001, p[1].home.children = calloc(10001, sizeof(Child)); break;
        case 7: p[1].home.n_children = 2, p[1].home.children = NULL; break;
        }
        ck_assert_int_eq(fatiao_decide_structs(ev, binding, p, 2), FATIAO_ERRORS);
        ck_assert_msg(strstr(fatiao_message(ev), CASES[i].message) != NULL, "%s", fatiao_message(ev));
        ck_assert_ptr_nonnull(strstr(fatiao_message(ev), "record 1: "));
        ck_assert_int_eq(fatiao_decided(ev, NULL), 0);
        ck_assert_int_eq(fatiao_result_at(ev, 0, 0, &r), FATIAO_ARGUMENT);
        if (CASES[i].field == 6) free(p[1].home.children);
    }
    ck_assert_int_eq(fatiao_decide_json(ev, "{\"age\":", 7), FATIAO_ERRORS);
    ck_assert_ptr_nonnull(strstr(fatiao_message(ev), "E301"));
    ck_assert_int_eq(fatiao_decide_json(ev, "", 0), FATIAO_ERRORS);
    ck_assert_int_eq(fatiao_decide_json(ev, RECORD, strlen(RECORD)), FATIAO_OK);
    check_results(ev, policy);
    fatiao_evaluator_free(ev);
    fatiao_policy_free(policy);
}
END_TEST
START_TEST(bindings_that_do_not_fit_are_refused)
{
    fatiao_policy *policy = policy_of(POLICY);
    fatiao_evaluator *ev = evaluator(policy, NULL, FATIAO_EN);
    const fatiao_binding *binding;
    static const struct { fatiao_bound field; const char *message; } CASES[] = {
        {{.path = "agee", .type = FATIAO_C_INT32}, "did you mean `age`"}, {{.path = "", .type = FATIAO_C_INT32}, "no such field"}, {{.path = "household.", .type = FATIAO_C_INT32}, "no such field"},
        {{.path = "household.children.disabled", .type = FATIAO_C_BOOL}, "must be bound before"}, {{.path = "household", .type = FATIAO_C_INT32}, "by its fields"},
        {{.path = "age.years", .type = FATIAO_C_INT32}, "by its fields"}, {{.path = "age", .type = FATIAO_C_BOOL}, "does not fit"}, {{.path = "age", .type = (fatiao_ctype)99}, "does not fit"},
        {{.path = "age", .type = (fatiao_ctype)-1}, "does not fit"}, {{.path = "name", .type = FATIAO_C_INT32}, "does not fit"}, {{.path = "income", .type = FATIAO_C_INT64, .scale = 3}, "digits"},
        {{.path = "income", .type = FATIAO_C_INT64, .scale = -1}, "digits"}, {{.path = "sex", .type = FATIAO_C_INT64, .scale = 1}, "digits"}, {{.path = "age", .type = FATIAO_C_INT32, .offset = 13}, "beyond"},
        {{.path = "age", .type = FATIAO_C_INT32, .offset = SIZE_MAX}, "beyond"}, {{.path = "age", .type = FATIAO_C_INT32, .nullable = true, .known = 16}, "beyond"},
        {{.path = "household.children", .type = FATIAO_C_LIST, .count = 8}, "no size"}, {{.path = "household.children", .type = FATIAO_C_LIST, .count = 13, .size = 4}, "beyond"},
        {{.path = "household.children", .type = FATIAO_C_INT32}, "does not fit"}, {{.path = "as_of", .type = FATIAO_C_INT32}, "does not fit"}, {{.path = "as_of", .type = FATIAO_C_DAYS, .offset = 15}, "beyond"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        ck_assert_int_eq(fatiao_bind(ev, "person", &CASES[i].field, 1, 16, &binding), FATIAO_UNKNOWN);
        ck_assert_ptr_null(binding);
        ck_assert_msg(strstr(fatiao_message(ev), CASES[i].message) != NULL, "%zu: %s", i, fatiao_message(ev));
    }
    const fatiao_bound twice[] = {{.path = "age", .type = FATIAO_C_INT32}, {.path = "年龄", .type = FATIAO_C_INT32}};
    ck_assert_int_eq(fatiao_bind(ev, "person", twice, 2, 16, &binding), FATIAO_UNKNOWN);
    ck_assert_ptr_nonnull(strstr(fatiao_message(ev), "binding [1]"));
    ck_assert_int_eq(fatiao_bind(ev, "persons", twice, 1, 16, &binding), FATIAO_UNKNOWN);
    fatiao_evaluator_free(ev);
    fatiao_policy_free(policy);
}
END_TEST
/* Dates and names as text, every width, a list that is unknown, the assessment date in the struct. */
START_TEST(structs_may_hold_text_and_dates)
{
    typedef struct { const char *sex, *age, *income; int32_t day; int8_t size; } Loose;
    static const fatiao_bound fields[] = {
        {.path = "sex", .type = FATIAO_C_TEXT, .offset = offsetof(Loose, sex)}, {.path = "age", .type = FATIAO_C_TEXT, .offset = offsetof(Loose, age)},
        {.path = "income", .type = FATIAO_C_TEXT, .offset = offsetof(Loose, income)}, {.path = "as_of", .type = FATIAO_C_DAYS, .offset = offsetof(Loose, day)},
        {.path = "household.size", .type = FATIAO_C_INT8, .offset = offsetof(Loose, size)},
    };
    fatiao_policy *policy = policy_of(POLICY);
    fatiao_evaluator *ev;
    const fatiao_binding *binding;
    Kept out = {0};
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){0}, kept(&out), &ev), FATIAO_OK); /* no date but the record's */
    ck_assert_int_eq(fatiao_bind(ev, "person", fields, 5, sizeof(Loose), &binding), FATIAO_OK);
    Loose l = {"女", "17", "3000.5", 19723, 4};
    ck_assert_int_eq(fatiao_decide_structs(ev, binding, &l, 1), FATIAO_OK);
    ck_assert_int_eq(result(ev, policy, 0, "aid").outcome, FATIAO_DENIED);
    ck_assert_str_eq(result(ev, policy, 0, "grade").value.text, "high");
    ck_assert_int_eq(result(ev, policy, 0, "children_count").outcome, FATIAO_UNDETERMINED);
    fatiao_result_json(ev, 0);
    ck_assert_ptr_nonnull(strstr(out.bytes, "\"as_of\":\"2024-01-01\""));
    l.day = 0, l.sex = NULL;
    ck_assert_int_eq(fatiao_decide_structs(ev, binding, &l, 1), FATIAO_OK);
    ck_assert_int_eq(result(ev, policy, 0, "aid").outcome, FATIAO_NOT_IN_FORCE);
    l.day = INT32_MIN;
    ck_assert_int_eq(fatiao_decide_structs(ev, binding, &l, 1), FATIAO_ERRORS);
    l.day = 19723, l.age = "17.5";
    ck_assert_int_eq(fatiao_decide_structs(ev, binding, &l, 1), FATIAO_ERRORS);
    ck_assert_ptr_nonnull(strstr(fatiao_message(ev), "`age`"));
    ck_assert_int_eq(fatiao_decide_json(ev, "{\"age\":17,\"sex\":\"male\"}", 23), FATIAO_ERRORS); /* no date */
    fatiao_evaluator_free(ev);
    fatiao_policy_free(policy);
    free(out.bytes);
}
END_TEST

/* ---- streams and single records on one evaluator ---- */
START_TEST(a_stream_is_not_disturbed)
{
    fatiao_policy *policy = policy_of(POLICY);
    Kept out = {0};
    fatiao_evaluator *ev = evaluator(policy, &out, FATIAO_EN);
    ck_assert_int_eq(fatiao_eval_feed(ev, "{\"id\":1,\"age\":5,\"sex\":\"male\"}\n", 30), FATIAO_OK);
    ck_assert_int_eq(fatiao_decide_json(ev, RECORD, strlen(RECORD)), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_explain(ev, RECORD, strlen(RECORD), "aid"), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_eval_flush(ev), FATIAO_OK);
    ck_assert_ptr_nonnull(strstr(out.bytes, "{\"id\":1,"));
    ck_assert_int_eq(fatiao_decide_json(ev, RECORD, strlen(RECORD)), FATIAO_OK);
    check_results(ev, policy);
    ck_assert_int_eq(fatiao_eval_feed(ev, "{\"id\":2,\"agee\":5}\n", 18), FATIAO_OK);
    ck_assert_int_eq(fatiao_decided(ev, NULL), 0);
    ck_assert_int_eq(fatiao_decide_json(ev, RECORD, strlen(RECORD)), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_eval_end(ev), FATIAO_ERRORS);
    ck_assert_msg(strstr(out.bytes, "{\"id\":2,\"line\":2") != NULL, "%s", out.bytes);
    ck_assert_int_eq(fatiao_decide_json(ev, RECORD, strlen(RECORD)), FATIAO_OK);
    fatiao_evaluator_free(ev);
    fatiao_policy_free(policy);
    free(out.bytes);
}
END_TEST

/* An evaluator lives as long as a server does: whatever it is asked again and again takes no more memory, and is answered. */
START_TEST(it_may_be_asked_for_ever)
{
    Budget budget = {LONG_MAX, 0};
    const fatiao_allocator allocator = {&budget, budget_realloc};
    fatiao_policy *policy;
    fatiao_evaluator *ev;
    fatiao_dialogue *dialogue;
    fatiao_question question;
    static const char OPEN[] = "{\"age\":61,\"sex\":\"male\"}", BAD[] = "{\"agee\":1}\n";
    size_t held = 0;
    ck_assert_int_eq(fatiao_compile_memory(&(fatiao_memory_file){"test.law", POLICY, strlen(POLICY)}, 1, &(fatiao_source){.allocator = &allocator}, &policy), FATIAO_OK);
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01"}, nowhere(), &ev), FATIAO_OK);
    for (int turn = 0; turn < 200; turn++) {
        ck_assert_int_eq(fatiao_decide_json(ev, OPEN, sizeof OPEN - 1), FATIAO_OK);
        ck_assert_int_eq(result(ev, policy, 0, "aid").outcome, FATIAO_UNDETERMINED);
        for (int again = turn % 20 ? 1 : 40; again > 0; again--) ck_assert_int_eq(fatiao_explain_result(ev, 0, decision(ev, policy, "aid")), FATIAO_OK);
        for (int again = turn % 20 ? 1 : 40; again > 0; again--) ck_assert_int_eq(fatiao_result_json(ev, 0), FATIAO_OK);
        ck_assert_int_eq(fatiao_decide_json(ev, BAD, sizeof BAD - 1), FATIAO_ERRORS);
        ck_assert_int_eq(fatiao_explain(ev, RECORD, strlen(RECORD), "aid"), FATIAO_OK);
        ck_assert_int_eq(fatiao_explain(ev, RECORD, strlen(RECORD), "aidd"), FATIAO_UNKNOWN);
        ck_assert_int_eq(fatiao_timeline(ev, RECORD, strlen(RECORD), "2024-01-01", "2024-03-01"), FATIAO_OK);
        ck_assert_int_eq(fatiao_eval_lines(ev, BAD, sizeof BAD - 1, 2), FATIAO_ERRORS);
        ck_assert_int_eq(fatiao_dialogue_new(ev, OPEN, sizeof OPEN - 1, "aid", &dialogue), FATIAO_OK);
        ck_assert(fatiao_dialogue_question(dialogue, &question));
        fatiao_dialogue_free(dialogue);
        if (turn == 20) held = budget.held;
    }
    ck_assert_msg(budget.held <= held, "%zu bytes, then %zu", held, budget.held);
    fatiao_evaluator_free(ev), fatiao_policy_free(policy);
    ck_assert_uint_eq(budget.held, 0);
}
END_TEST

/* ---- wrong arguments ---- */
START_TEST(nothing_where_something_is_needed_is_said)
{
    fatiao_policy *policy = policy_of(POLICY), *none = NULL;
    fatiao_evaluator *ev = evaluator(policy, NULL, FATIAO_EN), *no = NULL;
    const fatiao_binding *binding;
    const fatiao_sink sink = nowhere(), nothing = {0};
    const char *null_path = NULL;
    fatiao_result r;
    int n = 7;
    ck_assert_int_eq(fatiao_compile(NULL, &none), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_compile(&(fatiao_source){0}, &none), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_compile(&(fatiao_source){.paths = &null_path, .n_paths = 1}, &none), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_compile(&(fatiao_source){.paths = &null_path, .n_paths = 1}, NULL), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_compile_memory(NULL, 1, NULL, &none), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_compile_memory(&(fatiao_memory_file){0}, 1, NULL, &none), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_load(NULL, 10, NULL, &none), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_load("", 0, NULL, NULL), FATIAO_ARGUMENT);
    ck_assert_ptr_null(none);
    ck_assert_int_eq(fatiao_policy_save(NULL, sink), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_policy_save(policy, nothing), FATIAO_ARGUMENT);
    fatiao_policy_free(NULL), fatiao_evaluator_free(NULL);
    ck_assert(fatiao_policy_errors(NULL) == 0 && fatiao_policy_warnings(NULL) == 0 && !fatiao_policy_unreadable(NULL) && fatiao_policy_language(NULL) == FATIAO_ZH);
    ck_assert(!fatiao_policy_problems(NULL, FATIAO_ZH, &n) && n == 0 && !fatiao_policy_entities(NULL, &n) && fatiao_find_entity(NULL, "x") == -1 && fatiao_find_entity(policy, NULL) == -1);
    ck_assert(fatiao_find_decision(policy, -1, "aid") == -1 && fatiao_find_decision(policy, 0, NULL) == -1);
    ck_assert_int_eq(fatiao_policy_diagnostics(NULL, FATIAO_ZH, false, sink), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_policy_diagnostics_json(policy, FATIAO_ZH, nothing), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_policy_cost(NULL, FATIAO_ZH, sink), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_policy_disassemble(policy, nothing), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_list(policy, NULL, sink, sink), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_list(policy, &(fatiao_list_options){.kind = (fatiao_list_kind)77}, sink, sink), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_compare_official(NULL, "", 0, FATIAO_TEXT, FATIAO_ZH, false, sink, sink), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_test(policy, NULL, sink, NULL, NULL), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_doc(policy, FATIAO_ZH, (fatiao_pages){0}), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_diff(policy, NULL, &(fatiao_diff_options){0}, sink, sink), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_format_file(NULL, "x", NULL, FATIAO_ZH, false, sink, sink), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_evaluator_new(NULL, &(fatiao_options){0}, sink, &no), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_evaluator_new(policy, NULL, sink, &no), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.n_only = 1}, sink, &no), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.only = &null_path, .n_only = 1}, sink, &no), FATIAO_ARGUMENT);
    ck_assert_ptr_null(no);
    ck_assert(!fatiao_message(NULL) && fatiao_eval_bad_records(NULL) == 0 && fatiao_decided(NULL, &n) == 0 && n == -1);
    ck_assert_int_eq(fatiao_decide_json(NULL, "{}", 2), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_decide_json(ev, NULL, 2), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_decide_cjson(ev, NULL), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_bind(ev, NULL, FIELDS, 1, 8, &binding), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_bind(ev, "person", NULL, 1, 8, &binding), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_bind(ev, "person", &(fatiao_bound){0}, 1, 8, &binding), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_decide_structs(ev, NULL, &r, 1), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_result_at(ev, 0, 0, &r), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_outcome_at(NULL, 0, 0), FATIAO_FAILED);
    ck_assert_int_eq(fatiao_result_json(ev, 0), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_explain_result(ev, 0, 0), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_decide_json(ev, RECORD, strlen(RECORD)), FATIAO_OK);
    ck_assert_int_eq(fatiao_result_at(ev, 1, 0, &r), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_result_at(ev, -1, 0, &r), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_result_at(ev, 0, 99, &r), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_result_at(ev, 0, 0, NULL), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_explain_result(ev, 0, 0), FATIAO_ARGUMENT); /* no sink */
    ck_assert_int_eq(fatiao_result_json(ev, 0), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_eval_feed(NULL, "", 0), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_eval_feed(ev, "{}", 2), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_eval_end(NULL), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_explain(ev, RECORD, 2, NULL), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_timeline(ev, RECORD, 2, NULL, "2024-01-01"), FATIAO_ARGUMENT);
    fatiao_dialogue *d;
    ck_assert_int_eq(fatiao_dialogue_new(NULL, NULL, 0, "aid", &d), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_dialogue_new(ev, NULL, 0, NULL, &d), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_dialogue_new(ev, NULL, 0, "aid", NULL), FATIAO_ARGUMENT);
    ck_assert(!fatiao_dialogue_question(NULL, NULL) && !fatiao_dialogue_certain(NULL) && fatiao_dialogue_answer(NULL, "x") == FATIAO_ARGUMENT);
    ck_assert(fatiao_dialogue_result(NULL, sink) == FATIAO_ARGUMENT && fatiao_dialogue_replay(NULL, "", 0) == FATIAO_ARGUMENT);
    fatiao_dialogue_free(NULL);
    ck_assert_uint_eq(fatiao_value_print(NULL, NULL, 0), 0);
    ck_assert_str_eq(fatiao_outcome_text((fatiao_outcome)99, FATIAO_ZH), "?");
    ck_assert_str_eq(fatiao_outcome_text(FATIAO_DENIED, FATIAO_ZH), "不享受");
    ck_assert_str_eq(fatiao_status_text((fatiao_status)-1, FATIAO_ZH), "?");
    ck_assert_str_eq(fatiao_status_text(FATIAO_NO_MEMORY, FATIAO_EN), "out of memory");
    ck_assert_int_eq(fatiao_limits_now().structs, 1024);
    ck_assert_str_eq(fatiao_version(), "0.1.0");
    fatiao_evaluator_free(ev);
    fatiao_policy_free(policy);
}
END_TEST
START_TEST(only_what_was_wanted_is_told)
{
    static const char *const only[] = {"grade"};
    fatiao_policy *policy = policy_of(POLICY);
    fatiao_evaluator *ev;
    fatiao_result r;
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01", .only = only, .n_only = 1}, (fatiao_sink){0}, &ev), FATIAO_OK);
    ck_assert_int_eq(fatiao_decide_json(ev, RECORD, strlen(RECORD)), FATIAO_OK);
    ck_assert_int_eq(result(ev, policy, 0, "grade").outcome, FATIAO_VALUE);
    ck_assert_int_eq(fatiao_result_at(ev, 0, decision(ev, policy, "aid"), &r), FATIAO_ARGUMENT);
    fatiao_evaluator_free(ev);
    fatiao_policy_free(policy);
}
END_TEST

/* ---- memory ---- */
static fatiao_status call_each(const fatiao_allocator *allocator, fatiao_policy **policy, fatiao_evaluator **ev)
{
    const fatiao_binding *binding;
    fatiao_result r;
    Person p[3] = {person(), person(), person()};
    p[1].has_age = false;
    fatiao_status status = fatiao_compile_memory(&(fatiao_memory_file){"a.law", POLICY, sizeof POLICY - 1}, 1, &(fatiao_source){.allocator = allocator}, policy);
    if (status == FATIAO_OK) status = fatiao_evaluator_new(*policy, &(fatiao_options){.as_of = "2024-01-01", .names = FATIAO_ZH}, nowhere(), ev);
    if (status == FATIAO_OK) status = fatiao_bind(*ev, "person", FIELDS, N_FIELDS, sizeof(Person), &binding);
    if (status == FATIAO_OK) status = fatiao_decide_structs(*ev, binding, p, 3);
    for (int i = 0; status == FATIAO_OK && i < 3; i++) {
        for (int d = 0; status == FATIAO_OK && d < 6; d++) status = fatiao_result_at(*ev, i, d, &r);
        if (status == FATIAO_OK) status = fatiao_result_json(*ev, i);
    }
    if (status == FATIAO_OK) status = fatiao_explain_result(*ev, 1, 0);
    if (status == FATIAO_OK) p[0].age = 200, status = fatiao_decide_structs(*ev, binding, p, 1), status = status == FATIAO_ERRORS ? FATIAO_OK : status;
    if (status == FATIAO_OK) status = fatiao_decide_json(*ev, RECORD, strlen(RECORD));
    if (status == FATIAO_OK) status = fatiao_result_at(*ev, 0, 0, &r);
    cJSON *tree = cJSON_Parse(RECORD); /* with memory of its own */
    if (status == FATIAO_OK) status = fatiao_decide_cjson(*ev, tree);
    cJSON_Delete(tree);
    return status;
}
static fatiao_status everything(void *ctx, const fatiao_allocator *allocator, Budget *budget, long allowed)
{
    fatiao_policy *policy = NULL;
    fatiao_evaluator *ev = NULL;
    (void)ctx;
    fail_after(budget, allowed);
    fatiao_status status = call_each(allocator, &policy, &ev);
    fatiao_evaluator_free(ev), fatiao_policy_free(policy);
    return status;
}
/* Another file in canonical form, in the other vocabulary. */
static fatiao_status formatted(void *ctx, const fatiao_allocator *allocator, Budget *budget, long allowed)
{
    static const fatiao_language english = FATIAO_EN;
    const fatiao_files disk = {0};
    fail_after(budget, allowed);
    return fatiao_format_file(&(fatiao_source){.allocator = allocator, .files = &disk}, ctx, &english, FATIAO_ZH, false, nowhere(), nowhere());
}
START_TEST(memory_may_run_out_anywhere)
{
    fail_each_allocation("policies and structs", everything, NULL, FATIAO_OK, 0);
    fail_each_allocation("a file formatted", formatted, FATIAO_ROOT "/examples/embed/aid.law", FATIAO_OK, 0);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("embed");
    TCase *c = tcase_create("embed");
    tcase_set_timeout(c, 300);
    const TTest *tests[] = {entities_fields_and_decisions_are_tables, diagnostics_are_data, files_in_memory_find_each_other, json_trees_and_structs_give_the_same,
                            rows_of_structs_are_decided_each_for_itself, records_that_cannot_be_are_refused, bindings_that_do_not_fit_are_refused, structs_may_hold_text_and_dates,
                            a_stream_is_not_disturbed, it_may_be_asked_for_ever, nothing_where_something_is_needed_is_said, only_what_was_wanted_is_told, memory_may_run_out_anywhere};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    return checks_run(s, c, CK_FORK_GETENV);
}
