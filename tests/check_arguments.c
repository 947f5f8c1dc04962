/* Wrong arguments and wrong moments, for every function of the library: a code, no effect, never undefined behaviour. The rows are held
 * against the list of exported functions in tests/abi.txt, so that none can be forgotten. */
#include <check.h>
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/embed.h"

static const char POLICY[] = "法规 \"办法\" (rules)\n  施行 2020-01-01\n参数 上限 (cap)：元/月 = 待定 \"市财政局\"\n实体 个人 (person)\n  年龄 (age)：整数 0至150\n  收入 (income)：元\n"
                             "第一条\n> 年满六十的，每月补贴。\n待遇 补贴 (aid) 对 个人\n  条件 年龄 满 60\n  标准 每月 100元\n";
static const char BROKEN[] = "实体 个人 (person)\n  年龄 (age)：整数 0至150\n定义 成年 (adult) 对 个人 = 年岭 满 18\n";
static const char RECORD[] = "{\"age\":61,\"income\":5}";

/* ---- a row: a call, what it gave, what it must give ---- */
typedef struct { const char *call; long long got, want; } Row;
#define ROW(WANT, CALL) {#CALL, (long long)(CALL), (long long)(WANT)}
#define REFUSED(CALL) ROW(FATIAO_ARGUMENT, CALL)
/* For what gives nothing back. */
#define HARMLESS(CALL) {#CALL, ((CALL), 0), 0}
static char tried[65536];
static void hold(const Row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ck_assert_msg(rows[i].got == rows[i].want, "%s gave %lld, not %lld", rows[i].call, rows[i].got, rows[i].want);
        const char *call = rows[i].call + (*rows[i].call == '*');
        size_t name = strcspn(call, "("), at = strlen(tried);
        ck_assert(at + name + 2 < sizeof tried);
        snprintf(tried + at, sizeof tried - at, "%.*s\n", (int)name, call);
    }
}
#define HOLD(ROWS) hold(ROWS, sizeof(ROWS) / sizeof *(ROWS))

/* ---- what the rows are about ---- */
static fatiao_policy *policy, *broken;
static fatiao_evaluator *ev, *silent; /* with and without a sink */
static fatiao_dialogue *dialogue;
static fatiao_simulation *simulation, *other;
static const fatiao_binding *binding;
static const fatiao_bound AGE[] = {{.path = "age", .type = FATIAO_C_INT32}};
static const char *const NULL_NAME[] = {NULL};
static const fatiao_format NO_FORMAT = (fatiao_format)99;
static const fatiao_language NO_LANGUAGE = (fatiao_language)99;
static bool page(void *ctx, const char *name, const char *bytes, size_t len) { return (void)ctx, (void)name, (void)bytes, (void)len, true; }
static void setup(void)
{
    const fatiao_options options = {.as_of = "2024-01-01", .names = FATIAO_EN, .language = FATIAO_EN};
    policy = policy_of(POLICY);
    ck_assert_int_eq(fatiao_compile_memory(&(fatiao_memory_file){"b.law", BROKEN, sizeof BROKEN - 1}, 1, NULL, &broken), FATIAO_ERRORS);
    ck_assert_int_eq(fatiao_evaluator_new(policy, &options, nowhere(), &ev), FATIAO_OK);
    ck_assert_int_eq(fatiao_evaluator_new(policy, &options, (fatiao_sink){0}, &silent), FATIAO_OK);
    ck_assert_int_eq(fatiao_bind(ev, "person", AGE, 1, 4, &binding), FATIAO_OK);
    ck_assert_int_eq(fatiao_simulation_new(policy, &(fatiao_options){.as_of = "2024-01-01", .format = FATIAO_JSON}, &(fatiao_simulation_options){0}, nowhere(), &simulation), FATIAO_OK);
    ck_assert_int_eq(fatiao_simulation_new(policy, &(fatiao_options){.as_of = "2024-01-01", .format = FATIAO_JSON}, &(fatiao_simulation_options){0}, nowhere(), &other), FATIAO_OK);
}
static void teardown(void)
{
    fatiao_simulation_free(simulation), fatiao_simulation_free(other), fatiao_evaluator_free(ev), fatiao_evaluator_free(silent), fatiao_policy_free(policy), fatiao_policy_free(broken);
}

/* ---- rows ---- */
START_TEST(policies)
{
    fatiao_policy *none = NULL;
    int n = 7;
    const fatiao_sink out = nowhere(), nothing = {0};
    const fatiao_memory_file file = {"a.law", POLICY, sizeof POLICY - 1};
    const char *path = "a.law", *const empty_path[] = {""};
    const Row rows[] = {
        REFUSED(fatiao_compile(NULL, &none)), REFUSED(fatiao_compile(&(fatiao_source){0}, &none)), REFUSED(fatiao_compile(&(fatiao_source){.paths = NULL_NAME, .n_paths = 1}, &none)),
        REFUSED(fatiao_compile(&(fatiao_source){.paths = &path, .n_paths = -1}, &none)), REFUSED(fatiao_compile(&(fatiao_source){.paths = &path, .n_paths = 1}, NULL)),
        REFUSED(fatiao_compile(&(fatiao_source){.paths = &path, .n_paths = 1, .n_sets = 1}, &none)), REFUSED(fatiao_compile(&(fatiao_source){.paths = &path, .n_paths = 1, .readings = &(fatiao_setting){0}, .n_readings = 1}, &none)),
        REFUSED(fatiao_compile_memory(NULL, 1, NULL, &none)), REFUSED(fatiao_compile_memory(&file, 0, NULL, &none)), REFUSED(fatiao_compile_memory(&file, -1, NULL, &none)), REFUSED(fatiao_compile_memory(&file, 1, NULL, NULL)),
        REFUSED(fatiao_compile_memory(&(fatiao_memory_file){"a", NULL, 3}, 1, NULL, &none)), REFUSED(fatiao_compile_memory(&(fatiao_memory_file){NULL, "", 0}, 1, NULL, &none)),
        REFUSED(fatiao_compile_memory(&file, 1, &(fatiao_source){.n_paths = 1}, &none)), REFUSED(fatiao_compile_memory(&file, 1, &(fatiao_source){.n_sets = 2}, &none)),
        REFUSED(fatiao_load(NULL, 10, NULL, &none)), REFUSED(fatiao_load("x", 1, NULL, NULL)),
        REFUSED(fatiao_policy_save(NULL, out)), REFUSED(fatiao_policy_save(policy, nothing)), ROW(FATIAO_ERRORS, fatiao_policy_save(broken, out)),
        HARMLESS(fatiao_policy_free(NULL)), ROW(0, fatiao_policy_errors(NULL)), ROW(0, fatiao_policy_warnings(NULL)), ROW(false, fatiao_policy_unreadable(NULL)), ROW(FATIAO_ZH, fatiao_policy_language(NULL)),
        ROW(0, fatiao_policy_problems(NULL, FATIAO_ZH, &n) != NULL), ROW(0, n), ROW(0, fatiao_policy_entities(NULL, NULL) != NULL), ROW(0, fatiao_policy_entities(broken, &n) != NULL),
        ROW(1, fatiao_policy_problems(broken, NO_LANGUAGE, NULL) != NULL), ROW(0, fatiao_policy_amendments(NULL, NULL) != NULL),
        ROW(false, fatiao_policy_has_reading(NULL, "x")), ROW(false, fatiao_policy_has_reading(policy, NULL)), ROW(false, fatiao_policy_has_reading(policy, "")), ROW(false, fatiao_policy_has_reading(broken, "x")),
        ROW(-1, fatiao_find_entity(NULL, "person")), ROW(-1, fatiao_find_entity(policy, NULL)), ROW(-1, fatiao_find_entity(policy, "")), ROW(-1, fatiao_find_entity(broken, "person")),
        ROW(-1, fatiao_find_decision(NULL, 0, "aid")), ROW(-1, fatiao_find_decision(policy, -1, "aid")), ROW(-1, fatiao_find_decision(policy, 1000, "aid")), ROW(-1, fatiao_find_decision(policy, 0, NULL)),
        ROW(FATIAO_ERRORS, fatiao_compile(&(fatiao_source){.paths = empty_path, .n_paths = 1}, &none)),
        REFUSED(fatiao_policy_files(NULL, (fatiao_pages){NULL, page})), REFUSED(fatiao_policy_files(policy, (fatiao_pages){0})),
    };
    HOLD(rows);
    fatiao_policy_free(none);
}
END_TEST
START_TEST(evaluators)
{
    fatiao_evaluator *none = NULL;
    const fatiao_binding *bound;
    const fatiao_sink out = nowhere();
    fatiao_result r;
    cJSON *number = cJSON_CreateNumber(1);
    int32_t age = 5;
    const Row rows[] = {
        REFUSED(fatiao_evaluator_new(NULL, &(fatiao_options){0}, out, &none)), REFUSED(fatiao_evaluator_new(policy, NULL, out, &none)), REFUSED(fatiao_evaluator_new(policy, &(fatiao_options){0}, out, NULL)),
        REFUSED(fatiao_evaluator_new(policy, &(fatiao_options){.n_only = 1}, out, &none)), REFUSED(fatiao_evaluator_new(policy, &(fatiao_options){.only = NULL_NAME, .n_only = 1}, out, &none)),
        REFUSED(fatiao_evaluator_new(policy, &(fatiao_options){.n_only = -1}, out, &none)), REFUSED(fatiao_evaluator_new(policy, &(fatiao_options){.format = NO_FORMAT}, out, &none)),
        REFUSED(fatiao_evaluator_new(policy, &(fatiao_options){.numbers = (fatiao_numbers)-1}, out, &none)), REFUSED(fatiao_evaluator_new(policy, &(fatiao_options){.numbers = (fatiao_numbers)4}, out, &none)),
        REFUSED(fatiao_evaluator_new(policy, &(fatiao_options){.names = NO_LANGUAGE}, out, &none)), REFUSED(fatiao_evaluator_new(policy, &(fatiao_options){.language = NO_LANGUAGE}, out, &none)), ROW(0, none != NULL),
        HARMLESS(fatiao_evaluator_free(NULL)), ROW(0, fatiao_message(NULL) != NULL), ROW(0, fatiao_decided(NULL, NULL)), ROW(0, fatiao_decided(ev, NULL)),
        REFUSED(fatiao_decide_json(NULL, "{}", 2)), REFUSED(fatiao_decide_json(ev, NULL, 2)), REFUSED(fatiao_decide_cjson(NULL, number)), REFUSED(fatiao_decide_cjson(ev, NULL)), ROW(FATIAO_ERRORS, fatiao_decide_cjson(ev, number)),
        REFUSED(fatiao_bind(NULL, "person", AGE, 1, 4, &bound)), REFUSED(fatiao_bind(ev, NULL, AGE, 1, 4, &bound)), REFUSED(fatiao_bind(ev, "person", NULL, 1, 4, &bound)), REFUSED(fatiao_bind(ev, "person", AGE, -1, 4, &bound)),
        REFUSED(fatiao_bind(ev, "person", AGE, 1, 4, NULL)), REFUSED(fatiao_bind(ev, "person", &(fatiao_bound){0}, 1, 4, &bound)), ROW(FATIAO_UNKNOWN, fatiao_bind(ev, "person", AGE, 1, 3, &bound)), ROW(FATIAO_UNKNOWN, fatiao_bind(ev, "nobody", AGE, 1, 4, &bound)),
        REFUSED(fatiao_decide_structs(NULL, binding, &age, 1)), REFUSED(fatiao_decide_structs(ev, NULL, &age, 1)), REFUSED(fatiao_decide_structs(ev, binding, NULL, 1)), REFUSED(fatiao_decide_structs(ev, binding, &age, 1025)),
        REFUSED(fatiao_decide_structs(silent, binding, &age, 1)), /* another evaluator's */
        REFUSED(fatiao_result_at(NULL, 0, 0, &r)), REFUSED(fatiao_result_at(silent, 0, 0, &r)), ROW(FATIAO_FAILED, fatiao_outcome_at(NULL, 0, 0)), ROW(FATIAO_FAILED, fatiao_outcome_at(silent, 0, 0)),
        REFUSED(fatiao_result_json(NULL, 0)), REFUSED(fatiao_result_json(silent, 0)), REFUSED(fatiao_explain_result(NULL, 0, 0)), REFUSED(fatiao_explain_result(silent, 0, 0)),
        ROW(FATIAO_OK, fatiao_decide_json(silent, RECORD, strlen(RECORD))), REFUSED(fatiao_result_json(silent, 0)), REFUSED(fatiao_explain_result(silent, 0, 0)), /* no sink */
        REFUSED(fatiao_result_at(silent, -1, 0, &r)), REFUSED(fatiao_result_at(silent, 1, 0, &r)), REFUSED(fatiao_result_at(silent, 0, -1, &r)), REFUSED(fatiao_result_at(silent, 0, 99, &r)), REFUSED(fatiao_result_at(silent, 0, 0, NULL)),
        ROW(FATIAO_FAILED, fatiao_outcome_at(silent, 0, -1)), ROW(FATIAO_FAILED, fatiao_outcome_at(silent, 9, 0)),
        ROW(0, fatiao_value_print(NULL, NULL, 0)), ROW(0, fatiao_value_print(NULL, (char[4]){0}, 4)), ROW('?', *fatiao_outcome_text((fatiao_outcome)-1, FATIAO_ZH)), ROW('?', *fatiao_status_text((fatiao_status)99, FATIAO_EN)),
        ROW(0, fatiao_outcome_text(FATIAO_DENIED, NO_LANGUAGE) == NULL), ROW(0, fatiao_status_text(FATIAO_OK, NO_LANGUAGE) == NULL), ROW('0', *fatiao_version()), ROW(1024, fatiao_limits_now().structs),
        REFUSED(fatiao_explain(NULL, RECORD, 2, "aid")), REFUSED(fatiao_explain(ev, NULL, 2, "aid")), REFUSED(fatiao_explain(ev, RECORD, 2, NULL)), REFUSED(fatiao_explain(silent, RECORD, 2, "aid")),
        ROW(FATIAO_UNKNOWN, fatiao_explain(ev, RECORD, strlen(RECORD), "nothing")),
        REFUSED(fatiao_timeline(NULL, RECORD, 2, "2024-01-01", "2024-02-01")), REFUSED(fatiao_timeline(ev, NULL, 2, "2024-01-01", "2024-02-01")), REFUSED(fatiao_timeline(ev, RECORD, 2, NULL, "2024-02-01")), REFUSED(fatiao_timeline(ev, RECORD, 2, "2024-01-01", NULL)),
        REFUSED(fatiao_timeline(silent, RECORD, 2, "2024-01-01", "2024-02-01")), ROW(FATIAO_UNKNOWN, fatiao_timeline(ev, RECORD, strlen(RECORD), "2024-02-30", "2024-03-01")), ROW(FATIAO_UNKNOWN, fatiao_timeline(ev, RECORD, strlen(RECORD), "2024-02-01", "2023-03-01")),
    };
    HOLD(rows);
    cJSON_Delete(number);
}
END_TEST
START_TEST(streams_and_columns)
{
    struct ArrowSchema schema = {0};
    struct ArrowArray array = {0}, results;
    struct ArrowArrayStream stream = {0}, batches;
    const Row rows[] = {
        REFUSED(fatiao_eval_feed(NULL, "{}", 2)), REFUSED(fatiao_eval_feed(ev, NULL, 2)), REFUSED(fatiao_eval_feed(silent, "{}", 2)), REFUSED(fatiao_eval_flush(NULL)), REFUSED(fatiao_eval_end(NULL)), ROW(0, fatiao_eval_bad_records(NULL)), ROW(false, fatiao_eval_is_lines(NULL)),
        REFUSED(fatiao_eval_lines(NULL, "{}\n", 3, 1)), REFUSED(fatiao_eval_lines(ev, NULL, 3, 1)), REFUSED(fatiao_eval_lines(ev, "{}\n", 3, 0)), REFUSED(fatiao_eval_lines(silent, "{}\n", 3, 1)),
        ROW(FATIAO_OK, fatiao_eval_feed(ev, "{\"age\":61}\n{", 13)), REFUSED(fatiao_eval_lines(ev, "{}\n", 3, 1)), REFUSED(fatiao_decide_json(ev, RECORD, strlen(RECORD))), REFUSED(fatiao_explain(ev, RECORD, strlen(RECORD), "aid")), /* in the middle of a stream */
        REFUSED(fatiao_timeline(ev, RECORD, strlen(RECORD), "2024-01-01", "2024-02-01")), REFUSED(fatiao_eval_arrow(ev, &schema, &array, NULL, &results)), REFUSED(fatiao_dialogue_new(ev, NULL, 0, "aid", &dialogue)),
        ROW(FATIAO_ERRORS, fatiao_eval_end(ev)),
        REFUSED(fatiao_eval_arrow(NULL, &schema, &array, NULL, &results)), REFUSED(fatiao_eval_arrow(ev, NULL, &array, NULL, &results)), REFUSED(fatiao_eval_arrow(ev, &schema, NULL, NULL, &results)), REFUSED(fatiao_eval_arrow(ev, &schema, &array, NULL, NULL)),
        REFUSED(fatiao_eval_arrow(ev, &schema, &array, NULL, &results)), /* released */
        REFUSED(fatiao_eval_arrow_stream(NULL, &stream, &batches)), REFUSED(fatiao_eval_arrow_stream(ev, NULL, &batches)), REFUSED(fatiao_eval_arrow_stream(ev, &stream, NULL)), REFUSED(fatiao_eval_arrow_stream(ev, &stream, &batches)),
    };
    HOLD(rows);
}
END_TEST
START_TEST(dialogues_and_simulations)
{
    fatiao_dialogue *none = NULL;
    fatiao_simulation *no = NULL;
    fatiao_question question;
    const fatiao_sink out = nowhere(), nothing = {0};
    const fatiao_options options = {.as_of = "2024-01-01", .format = FATIAO_JSON};
    const fatiao_simulation_options what = {0};
    const Row begin[] = {
        REFUSED(fatiao_dialogue_new(NULL, NULL, 0, "aid", &none)), REFUSED(fatiao_dialogue_new(ev, NULL, 0, NULL, &none)), REFUSED(fatiao_dialogue_new(ev, NULL, 0, "aid", NULL)), ROW(FATIAO_UNKNOWN, fatiao_dialogue_new(ev, NULL, 0, "nothing", &none)), ROW(0, none != NULL),
        HARMLESS(fatiao_dialogue_free(NULL)), ROW(false, fatiao_dialogue_question(NULL, &question)), REFUSED(fatiao_dialogue_answer(NULL, "x")), ROW(false, fatiao_dialogue_certain(NULL)), REFUSED(fatiao_dialogue_result(NULL, out)),
        REFUSED(fatiao_dialogue_record(NULL, out)), REFUSED(fatiao_dialogue_save(NULL, out)), REFUSED(fatiao_dialogue_replay(NULL, "", 0)),
        ROW(FATIAO_OK, fatiao_dialogue_new(ev, NULL, 0, "aid", &dialogue)),
    };
    HOLD(begin);
    const Row rows[] = {
        REFUSED(fatiao_dialogue_answer(dialogue, NULL)), REFUSED(fatiao_dialogue_result(dialogue, nothing)), REFUSED(fatiao_dialogue_record(dialogue, nothing)), REFUSED(fatiao_dialogue_save(dialogue, nothing)), REFUSED(fatiao_dialogue_replay(dialogue, NULL, 3)),
        ROW(false, fatiao_dialogue_question(dialogue, NULL)), ROW(FATIAO_UNKNOWN, fatiao_dialogue_answer(dialogue, "")), ROW(FATIAO_UNKNOWN, fatiao_dialogue_answer(dialogue, "\xff")), ROW(FATIAO_UNKNOWN, fatiao_dialogue_replay(dialogue, "{", 1)),
        REFUSED(fatiao_simulation_new(NULL, &options, &what, out, &no)), REFUSED(fatiao_simulation_new(policy, NULL, &what, out, &no)), REFUSED(fatiao_simulation_new(policy, &options, &what, out, NULL)), REFUSED(fatiao_simulation_new(policy, &options, NULL, out, &no)),
        REFUSED(fatiao_simulation_new(policy, &(fatiao_options){.format = NO_FORMAT}, &what, out, &no)), REFUSED(fatiao_simulation_new(policy, &(fatiao_options){.language = NO_LANGUAGE}, &what, out, &no)), REFUSED(fatiao_simulation_new(policy, &(fatiao_options){.only = NULL_NAME, .n_only = 1}, &what, out, &no)),
        REFUSED(fatiao_simulation_new(policy, &(fatiao_options){.n_only = -3}, &what, out, &no)), ROW(0, no != NULL),
        HARMLESS(fatiao_simulation_free(NULL)), ROW(0, fatiao_simulation_message(NULL) != NULL), REFUSED(fatiao_simulation_feed(NULL, "{}", 2)), REFUSED(fatiao_simulation_feed(simulation, NULL, 2)), ROW(0, fatiao_simulation_records(NULL)), ROW(0, fatiao_simulation_bad_records(NULL)),
        REFUSED(fatiao_simulation_save(NULL, out)), REFUSED(fatiao_simulation_save(simulation, nothing)), REFUSED(fatiao_simulation_resume(NULL, "", 0)), REFUSED(fatiao_simulation_resume(simulation, NULL, 3)), REFUSED(fatiao_simulation_end(NULL, out)), REFUSED(fatiao_simulation_end(simulation, nothing)),
        REFUSED(fatiao_simulation_arrow(NULL, &(struct ArrowSchema){0}, &(struct ArrowArray){0})), REFUSED(fatiao_simulation_arrow(simulation, NULL, &(struct ArrowArray){0})), REFUSED(fatiao_simulation_arrow(simulation, &(struct ArrowSchema){0}, &(struct ArrowArray){0})),
        REFUSED(fatiao_simulation_arrow_stream(NULL, &(struct ArrowArrayStream){0})), REFUSED(fatiao_simulation_arrow_stream(simulation, NULL)), REFUSED(fatiao_simulation_arrow_stream(simulation, &(struct ArrowArrayStream){0})),
        ROW(0, fatiao_simulation_is_lines(NULL)), REFUSED(fatiao_simulation_lines(NULL, "", 0, 1)), REFUSED(fatiao_simulation_lines(simulation, NULL, 2, 1)), REFUSED(fatiao_simulation_lines(simulation, "{}", 2, 0)),
        REFUSED(fatiao_simulation_merge(NULL, other)), REFUSED(fatiao_simulation_merge(simulation, NULL)), REFUSED(fatiao_simulation_merge(simulation, simulation)),
        ROW(FATIAO_UNKNOWN, fatiao_simulation_resume(other, "x", 1)), ROW(FATIAO_OK, fatiao_simulation_feed(simulation, RECORD, strlen(RECORD))), REFUSED(fatiao_simulation_resume(simulation, "x", 1)), ROW(FATIAO_OK, fatiao_simulation_end(simulation, out)), ROW(FATIAO_OK, fatiao_simulation_save(simulation, out)), REFUSED(fatiao_simulation_feed(simulation, "{}", 2)), REFUSED(fatiao_simulation_end(simulation, out)),
    };
    HOLD(rows);
    fatiao_dialogue_free(dialogue);
}
END_TEST
START_TEST(tools)
{
    const fatiao_sink out = nowhere(), nothing = {0};
    const fatiao_pages pages = {NULL, page};
    const char *path = "a.law";
    const fatiao_source source = {.paths = &path, .n_paths = 1};
    const Row rows[] = {
        REFUSED(fatiao_policy_diagnostics(NULL, FATIAO_ZH, false, out)), REFUSED(fatiao_policy_diagnostics(policy, FATIAO_ZH, false, nothing)), REFUSED(fatiao_policy_diagnostics(broken, NO_LANGUAGE, false, out)), REFUSED(fatiao_policy_diagnostics_json(NULL, FATIAO_ZH, out)),
        REFUSED(fatiao_policy_diagnostics_json(policy, FATIAO_ZH, nothing)), REFUSED(fatiao_policy_diagnostics_json(broken, NO_LANGUAGE, out)), REFUSED(fatiao_policy_cost(NULL, FATIAO_ZH, out)), REFUSED(fatiao_policy_cost(policy, FATIAO_ZH, nothing)),
        REFUSED(fatiao_policy_cost(policy, NO_LANGUAGE, out)), ROW(FATIAO_ERRORS, fatiao_policy_cost(broken, FATIAO_ZH, out)), REFUSED(fatiao_policy_disassemble(NULL, out)), REFUSED(fatiao_policy_disassemble(policy, nothing)), ROW(FATIAO_ERRORS, fatiao_policy_disassemble(broken, out)),
        REFUSED(fatiao_list(NULL, &(fatiao_list_options){.format = FATIAO_TABLE}, out, out)), REFUSED(fatiao_list(policy, NULL, out, out)), REFUSED(fatiao_list(policy, &(fatiao_list_options){.format = FATIAO_TABLE}, nothing, out)),
        REFUSED(fatiao_list(policy, &(fatiao_list_options){.kind = (fatiao_list_kind)77, .format = FATIAO_TABLE}, out, out)), REFUSED(fatiao_list(policy, &(fatiao_list_options){.format = NO_FORMAT}, out, out)), REFUSED(fatiao_list(policy, &(fatiao_list_options){.format = FATIAO_TABLE, .language = NO_LANGUAGE}, out, out)),
        REFUSED(fatiao_compare_official(NULL, "", 0, FATIAO_TEXT, FATIAO_ZH, false, out, out)), REFUSED(fatiao_compare_official(policy, NULL, 3, FATIAO_TEXT, FATIAO_ZH, false, out, out)), REFUSED(fatiao_compare_official(policy, "x", 1, FATIAO_TEXT, FATIAO_ZH, false, nothing, out)),
        REFUSED(fatiao_compare_official(policy, "x", 1, NO_FORMAT, FATIAO_ZH, false, out, out)), REFUSED(fatiao_compare_official(policy, "x", 1, FATIAO_TEXT, NO_LANGUAGE, false, out, out)),
        REFUSED(fatiao_diff(NULL, policy, &(fatiao_diff_options){.format = FATIAO_TEXT}, out, out)), REFUSED(fatiao_diff(policy, NULL, &(fatiao_diff_options){.format = FATIAO_TEXT}, out, out)), REFUSED(fatiao_diff(policy, policy, NULL, out, out)),
        REFUSED(fatiao_diff(policy, policy, &(fatiao_diff_options){.format = FATIAO_TEXT}, nothing, out)), REFUSED(fatiao_diff(policy, policy, &(fatiao_diff_options){.format = NO_FORMAT}, out, out)), REFUSED(fatiao_diff(policy, policy, &(fatiao_diff_options){.format = FATIAO_TEXT, .language = NO_LANGUAGE}, out, out)),
        REFUSED(fatiao_diff(policy, policy, &(fatiao_diff_options){.format = FATIAO_TEXT, .only = NULL_NAME, .n_only = 1}, out, out)), REFUSED(fatiao_diff(policy, policy, &(fatiao_diff_options){.format = FATIAO_TEXT, .n_only = 1}, out, out)),
        REFUSED(fatiao_diff(policy, policy, &(fatiao_diff_options){.format = FATIAO_TEXT, .max_children = -1}, out, out)), REFUSED(fatiao_diff(policy, policy, &(fatiao_diff_options){.format = FATIAO_TEXT, .from = "2024-01-01"}, out, out)),
        ROW(FATIAO_UNKNOWN, fatiao_diff(policy, policy, &(fatiao_diff_options){.format = FATIAO_TEXT, .from = "2024-01-32", .to = "2024-02-01"}, out, out)), ROW(FATIAO_UNKNOWN, fatiao_diff(broken, policy, &(fatiao_diff_options){.format = FATIAO_TEXT}, out, out)),
        REFUSED(fatiao_prove(NULL, &(fatiao_prove_options){.format = FATIAO_TEXT}, out, out)), REFUSED(fatiao_prove(policy, NULL, out, out)), REFUSED(fatiao_prove(policy, &(fatiao_prove_options){.format = FATIAO_TEXT}, nothing, out)),
        REFUSED(fatiao_prove(policy, &(fatiao_prove_options){.format = NO_FORMAT}, out, out)), REFUSED(fatiao_prove(policy, &(fatiao_prove_options){.format = FATIAO_TEXT, .from = "2024-01-01", .to = "2025-01-01", .language = NO_LANGUAGE}, out, out)),
        REFUSED(fatiao_prove(policy, &(fatiao_prove_options){.format = FATIAO_TEXT, .from = "2024-01-01", .to = "2025-01-01", .only = NULL_NAME, .n_only = 1}, out, out)), REFUSED(fatiao_prove(policy, &(fatiao_prove_options){.format = FATIAO_TEXT, .max_children = -2}, out, out)),
        REFUSED(fatiao_test(NULL, &(fatiao_test_options){0}, out, NULL, NULL)), REFUSED(fatiao_test(policy, NULL, out, NULL, NULL)), REFUSED(fatiao_test(policy, &(fatiao_test_options){0}, nothing, NULL, NULL)), REFUSED(fatiao_test(policy, &(fatiao_test_options){.format = (fatiao_test_format)9}, out, NULL, NULL)),
        REFUSED(fatiao_test(policy, &(fatiao_test_options){.language = NO_LANGUAGE}, out, NULL, NULL)), ROW(FATIAO_ERRORS, fatiao_test(broken, &(fatiao_test_options){0}, out, NULL, NULL)),
        REFUSED(fatiao_doc(NULL, FATIAO_ZH, pages)), REFUSED(fatiao_doc(policy, FATIAO_ZH, (fatiao_pages){0})), REFUSED(fatiao_doc(policy, NO_LANGUAGE, pages)), ROW(FATIAO_ERRORS, fatiao_doc(broken, FATIAO_ZH, pages)),
        REFUSED(fatiao_decree(NULL, policy, "2024-01-01", FATIAO_ZH, out, out)), REFUSED(fatiao_decree(policy, NULL, "2024-01-01", FATIAO_ZH, out, out)), REFUSED(fatiao_decree(policy, policy, NULL, FATIAO_ZH, out, out)), REFUSED(fatiao_decree(policy, policy, "2024-01-01", FATIAO_ZH, nothing, out)),
        REFUSED(fatiao_format_file(NULL, "x", NULL, FATIAO_ZH, false, out, out)), REFUSED(fatiao_format_file(&source, NULL, NULL, FATIAO_ZH, false, out, out)), REFUSED(fatiao_format_file(&source, "x", NULL, FATIAO_ZH, false, nothing, out)), REFUSED(fatiao_format_file(&source, "x", &NO_LANGUAGE, FATIAO_ZH, false, out, out)),
    };
    HOLD(rows);
}
END_TEST
/* Runs last: whatever is exported was tried. */
START_TEST(no_function_is_forgotten)
{
    char *abi = slurp("tests/abi.txt", NULL), *end = strstr(abi, "\n\n");
    *end = '\0';
    for (char *name = strtok(strchr(abi, '\n'), "\n"); name; name = strtok(NULL, "\n")) {
        char line[128];
        snprintf(line, sizeof line, "%s\n", name);
        const char *found = strstr(tried, line);
        ck_assert_msg(found && (found == tried || found[-1] == '\n'), "%s has no row", name);
    }
    free(abi);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("arguments");
    TCase *c = tcase_create("arguments"), *last = tcase_create("all");
    tcase_add_checked_fixture(c, setup, teardown);
    const TTest *tests[] = {policies, evaluators, streams_and_columns, dialogues_and_simulations, tools};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    tcase_add_test(last, no_function_is_forgotten);
    suite_add_tcase(s, c), suite_add_tcase(s, last);
    SRunner *runner = srunner_create(s);
    srunner_set_fork_status(runner, CK_NOFORK); /* what one test tried the last one must see */
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
