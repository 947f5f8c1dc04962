/* The engine as a library: memory running out at every allocation, input in pieces of any size, sinks that refuse, policies kept in memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/failing.h"

/* ---- a disk in memory ---- */
static const char *const FILES[][2] = {
    {"a.law", "法规 \"办法\" (rules)\n  施行 2020-01-01\n引用 \"b.law\"\n参数 标准 (rate)：元/月 = 待定 \"市财政局\"\n"
              "第一条\n> 年满六十的，每月补贴。\n待遇 补贴 (aid) 对 个人\n  条件 同时满足\n    （一）年龄 满 60\n    （二）家庭.困难\n  标准 每月 标准 × 家庭.人数\n  负担 市：区 = 4：6 四舍五入到 0.01元\n"
              "清单 材料 (papers) 对 个人\n  项 证明 (proof)：家庭.困难\n  项 户口 (register)：家庭.人数 不少于 2\n"
              "定义 子女数 (children_count) 对 家庭 = 数量(子女 其中 残疾)\n定义 档 (grade) 对 家庭：整数 = 1\n"
              "例外 甲 (x) 于 档\n  条件 困难\n  结果 2\n例外 乙 (y) 于 档\n  条件 人数 不少于 3\n  结果 3\n"
              "例 \"够六十\" 于 2024-01-01\n  已知\n    年龄：61\n    家庭.困难：是\n    家庭.人数：2\n  假定 标准：100元/月\n  应得 补贴\n  结果 补贴 = 200元/月\n"
              "例 \"不知道\" 于 2024-01-01\n  已知\n    年龄：61\n  待定 补贴 缺 家庭.困难\n例 \"错的\" 于 2024-01-01\n  已知\n    年龄：1\n  应得 补贴\n"},
    {"b.law", "实体 子女 (child)\n  残疾 (disabled)：是否\n实体 家庭 (household)\n  困难 (poor)：是否\n  人数 (size)：整数 0至20\n  子女 (children)：子女 列表\n"
              "实体 个人 (person)\n  姓名 (name)：文本\n  年龄 (age)：整数 0至150\n  家庭 (household)：家庭\n"},
    {"earlier.law", "法规 \"办法\" (rules)\n  施行 2020-01-01\n引用 \"b.law\"\n参数 标准 (rate)：元/月 = 90元/月\n"
                    "第一条\n> 年满五十五的，每月补贴。\n待遇 补贴 (aid) 对 个人\n  条件 年龄 满 55\n  标准 每月 标准\n清单 材料 (papers) 对 个人\n  项 证明 (proof)：家庭.困难\n"},
    {"bad.law", "参数 甲 = 1元 + 1年\n待遇 乙 对 无\n  条件 丙\n"},
};
static bool read_file(void *ctx, const char *path, fatiao_file *file)
{
    (void)ctx;
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        if (strcmp(FILES[i][0], path) == 0) { *file = (fatiao_file){.bytes = FILES[i][1], .len = strlen(FILES[i][1])}; return true; }
    file->why = "not there";
    return false;
}
static const fatiao_files files = {.read = read_file};
static const char RECORDS[] = "{\"id\":1,\"age\":61,\"name\":\"a\",\"household\":{\"poor\":true,\"size\":3,\"children\":[{\"disabled\":true},{}]}}\n"
                              "{\"id\":2,\"age\":200}\n\n{\"id\":3,\"age\":61}\r\n{\"id\":\"四\",\"年龄\":5,\"家庭\":{\"困难\":false,\"人数\":1,\"子女\":[]}}\n";

/* ---- sinks ---- */
static bool turn_over(void *ctx, const char *name, const char *bytes, size_t len) { return (void)ctx, *name && bytes[len] == '\0'; }
static fatiao_policy *compile(const char *path)
{
    fatiao_policy *policy;
    fatiao_compile(&(fatiao_source){.files = &files, .paths = &path, .n_paths = 1}, &policy);
    ck_assert_ptr_nonnull(policy);
    return policy;
}

/* ---- everything a caller may do, until memory runs out ---- */
static fatiao_status evaluate(const fatiao_policy *policy, fatiao_format format)
{
    static const char *const only[] = {"aid", "papers", "grade", "children_count"};
    fatiao_evaluator *ev;
    fatiao_options options = {.as_of = "2024-01-01", .only = only, .n_only = 4, .format = format, .names = FATIAO_ZH, .receipt = true};
    fatiao_status status = fatiao_evaluator_new(policy, &options, nowhere(), &ev);
    if (status == FATIAO_OK) status = fatiao_eval_feed(ev, RECORDS, sizeof RECORDS - 1);
    if (status == FATIAO_OK) status = fatiao_eval_flush(ev);
    if (status == FATIAO_OK) status = fatiao_eval_end(ev);
    if (ev && status == FATIAO_NO_MEMORY) ck_assert_int_eq(fatiao_eval_end(ev), FATIAO_NO_MEMORY); /* it stays so */
    fatiao_evaluator_free(ev);
    return status;
}
static fatiao_status explain(const fatiao_policy *policy, fatiao_format format)
{
    static const char RECORD[] = "{\"age\":61,\"household\":{\"poor\":true}}";
    fatiao_evaluator *ev;
    fatiao_options options = {.as_of = "2024-01-01", .format = format};
    fatiao_status status = fatiao_evaluator_new(policy, &options, nowhere(), &ev);
    if (status == FATIAO_OK) status = fatiao_explain(ev, RECORD, sizeof RECORD - 1, "aid");
    if (status == FATIAO_OK && fatiao_explain(ev, RECORD, sizeof RECORD - 1, "aidd") == FATIAO_NO_MEMORY) status = FATIAO_NO_MEMORY;
    fatiao_evaluator_free(ev);
    return status;
}
/* One call on a policy and how it ends with memory enough. */
typedef struct { const char *name; fatiao_status (*call)(fatiao_policy *policy, int format); int format; fatiao_status end; } Call;
static fatiao_status call_diagnostics(fatiao_policy *p, int json) { return json ? fatiao_policy_diagnostics_json(p, FATIAO_EN, nowhere()) : fatiao_policy_diagnostics(p, FATIAO_ZH, true, nowhere()); }
static fatiao_status call_eval(fatiao_policy *p, int format) { return evaluate(p, (fatiao_format)format); }
static fatiao_status call_explain(fatiao_policy *p, int format) { return explain(p, (fatiao_format)format); }
static fatiao_status call_test(fatiao_policy *p, int format)
{
    int passed, failed;
    fatiao_status status = fatiao_test(p, &(fatiao_test_options){.format = (fatiao_test_format)format}, nowhere(), &passed, &failed);
    if (status == FATIAO_ERRORS) ck_assert(passed == 2 && failed == 1);
    return status;
}
static fatiao_status call_cost(fatiao_policy *p, int x) { return (void)x, fatiao_policy_cost(p, FATIAO_ZH, nowhere()); }
static fatiao_status call_disassemble(fatiao_policy *p, int x) { return (void)x, fatiao_policy_disassemble(p, nowhere()); }
static fatiao_status call_save(fatiao_policy *p, int x) { return (void)x, fatiao_policy_save(p, nowhere()); }
static fatiao_status call_doc(fatiao_policy *p, int x) { return (void)x, fatiao_doc(p, FATIAO_ZH, (fatiao_pages){NULL, turn_over}); }
static fatiao_status call_timeline(fatiao_policy *p, int format)
{
    static const char RECORD[] = "{\"age\":61,\"household\":{\"poor\":true,\"children\":[{}]}}";
    fatiao_evaluator *ev;
    fatiao_status status = fatiao_evaluator_new(p, &(fatiao_options){.format = (fatiao_format)format, .entity = "person"}, nowhere(), &ev);
    if (status == FATIAO_OK) status = fatiao_timeline(ev, RECORD, sizeof RECORD - 1, "2019-11-01", "2020-03-31");
    fatiao_evaluator_free(ev);
    return status;
}
static fatiao_status call_ask(fatiao_policy *p, int format)
{
    static const char *const ANSWERS[] = {"61", "是", "3", "3", "是", "3"};
    fatiao_evaluator *ev;
    fatiao_dialogue *d = NULL;
    fatiao_question q;
    fatiao_status status = fatiao_evaluator_new(p, &(fatiao_options){.format = (fatiao_format)format, .as_of = "2024-01-01"}, nowhere(), &ev);
    if (status == FATIAO_OK) status = fatiao_dialogue_new(ev, NULL, 0, "aid", &d);
    for (int i = 0; status == FATIAO_OK && i < 6 && fatiao_dialogue_question(d, &q); i++) {
        status = fatiao_dialogue_answer(d, ANSWERS[i]);
        if (status == FATIAO_UNKNOWN) status = FATIAO_OK;
    }
    if (status == FATIAO_OK) status = fatiao_dialogue_result(d, nowhere());
    if (status == FATIAO_OK) status = fatiao_dialogue_record(d, nowhere());
    Kept saved = {0};
    if (status == FATIAO_OK) status = fatiao_dialogue_save(d, kept(&saved));
    fatiao_dialogue_free(d), d = NULL;
    if (status == FATIAO_OK) status = fatiao_dialogue_new(ev, NULL, 0, "aid", &d);
    if (status == FATIAO_OK) status = fatiao_dialogue_replay(d, saved.bytes, saved.n);
    free(saved.bytes);
    fatiao_dialogue_free(d);
    fatiao_evaluator_free(ev);
    return status;
}
static fatiao_status call_simulate(fatiao_policy *p, int format)
{
    fatiao_simulation *m;
    Kept state = {0};
    fatiao_simulation_options what = {.by = "poor", .from = "2024-01-01", .to = "2024-02-29", .against = p, .against_text = "x"};
    fatiao_status status = fatiao_simulation_new(p, &(fatiao_options){.format = (fatiao_format)format}, &what, nowhere(), &m);
    if (status == FATIAO_OK) status = fatiao_simulation_feed(m, RECORDS, sizeof RECORDS - 1);
    if (status == FATIAO_OK) status = fatiao_simulation_save(m, (fatiao_sink){&state, keep});
    if (status == FATIAO_OK) status = fatiao_simulation_end(m, nowhere());
    fatiao_simulation_free(m);
    if (status == FATIAO_ERRORS) {
        status = fatiao_simulation_new(p, &(fatiao_options){.format = (fatiao_format)format}, &what, nowhere(), &m);
        if (status == FATIAO_OK) status = fatiao_simulation_resume(m, state.bytes, state.n);
        fatiao_simulation_free(m);
    }
    free(state.bytes);
    return status;
}
static fatiao_status call_parts(fatiao_policy *p, int format)
{
    fatiao_simulation *m, *part = NULL;
    const fatiao_options options = {.format = (fatiao_format)format};
    const fatiao_simulation_options what = {.by = "poor", .from = "2024-01-01", .to = "2024-02-29"};
    fatiao_status status = fatiao_simulation_new(p, &options, &what, nowhere(), &m);
    if (status == FATIAO_OK) status = fatiao_simulation_new(p, &options, &what, nowhere(), &part);
    if (status == FATIAO_OK) status = fatiao_simulation_lines(part, RECORDS, sizeof RECORDS - 1, 1);
    if (status == FATIAO_OK) status = fatiao_simulation_merge(m, part);
    if (status == FATIAO_OK) status = fatiao_simulation_end(m, nowhere());
    fatiao_simulation_free(m), fatiao_simulation_free(part);
    return status;
}
static fatiao_status call_list(fatiao_policy *p, int format)
{
    fatiao_status status = FATIAO_OK;
    for (int kind = FATIAO_LIST_DECISIONS; status == FATIAO_OK && kind <= FATIAO_LIST_ENTITIES; kind++)
        status = fatiao_list(p, &(fatiao_list_options){.kind = (fatiao_list_kind)kind, .format = (fatiao_format)format}, nowhere(), nowhere());
    return status;
}
static fatiao_status call_official(fatiao_policy *p, int format)
{
    static const char TEXT[] = "第一条　年满六十岁的，每月补贴。\n第二条　不再补贴。\n";
    return fatiao_compare_official(p, TEXT, sizeof TEXT - 1, (fatiao_format)format, FATIAO_ZH, false, nowhere(), nowhere());
}
static fatiao_policy *earlier; /* of memory that does not run out */
typedef struct { size_t at; } Reading;
static bool read_records(void *ctx, char *to, size_t room, size_t *len)
{
    Reading *r = ctx;
    *len = sizeof RECORDS - 1 - r->at < room ? sizeof RECORDS - 1 - r->at : room;
    memcpy(to, RECORDS + r->at, *len);
    r->at += *len;
    return true;
}
static fatiao_status call_diff(fatiao_policy *p, int format) { return fatiao_diff(earlier, p, &(fatiao_diff_options){.format = (fatiao_format)format, .before_name = "a", .after_name = "b"}, nowhere(), nowhere()); }
static fatiao_status call_impact(fatiao_policy *p, int format)
{
    Reading reading = {0};
    return fatiao_diff(earlier, p, &(fatiao_diff_options){.format = (fatiao_format)format, .before_name = "a", .after_name = "b", .records = {&reading, read_records}, .as_of = "2024-01-01", .individuals = nowhere()}, nowhere(), nowhere());
}
static fatiao_status call_lines(fatiao_policy *p, int format)
{
    static const char LINE[] = "{\"id\":1,\"age\":61,\"household\":{\"poor\":true,\"size\":3}}\n";
    fatiao_evaluator *ev;
    fatiao_status status = fatiao_evaluator_new(p, &(fatiao_options){.as_of = "2024-01-01", .format = (fatiao_format)format}, nowhere(), &ev);
    if (status == FATIAO_OK) status = fatiao_eval_lines(ev, LINE, sizeof LINE - 1, 5);
    fatiao_evaluator_free(ev);
    return status;
}
static fatiao_status call_decree(fatiao_policy *p, int x) { return (void)x, fatiao_decree(earlier, p, "2024-07-01", FATIAO_ZH, nowhere(), nowhere()); }
static fatiao_status call_files(fatiao_policy *p, int x) { return (void)x, fatiao_policy_files(p, (fatiao_pages){NULL, turn_over}); }
static fatiao_status call_coverage(fatiao_policy *p, int format)
{
    int passed, failed;
    return fatiao_test(p, &(fatiao_test_options){.format = (fatiao_test_format)format, .coverage = true}, nowhere(), &passed, &failed);
}
#ifdef FATIAO_SOLVER
static fatiao_status call_prove(fatiao_policy *p, int format)
{
    return fatiao_prove(p, &(fatiao_prove_options){.format = (fatiao_format)format, .from = "2024-01-01", .to = "2024-12-31", .max_children = 1}, nowhere(), nowhere());
}
#endif
static const Call CALLS[] = {
    {"diagnostics", call_diagnostics, 0, FATIAO_OK}, {"diagnostics as JSON", call_diagnostics, 1, FATIAO_OK},
    {"eval", call_eval, FATIAO_NDJSON, FATIAO_ERRORS}, {"eval as a table", call_eval, FATIAO_TABLE, FATIAO_ERRORS}, {"eval as CSV", call_eval, FATIAO_CSV, FATIAO_ERRORS},
    {"explain", call_explain, FATIAO_TEXT, FATIAO_OK}, {"explain as JSON", call_explain, FATIAO_JSON, FATIAO_OK},
    {"explain as HTML", call_explain, FATIAO_HTML, FATIAO_OK}, {"explain as Markdown", call_explain, FATIAO_MARKDOWN, FATIAO_OK},
    {"test", call_test, FATIAO_TEST_TEXT, FATIAO_ERRORS}, {"test as TAP", call_test, FATIAO_TEST_TAP, FATIAO_ERRORS}, {"test as JUnit", call_test, FATIAO_TEST_JUNIT, FATIAO_ERRORS},
    {"cost", call_cost, 0, FATIAO_OK}, {"disassemble", call_disassemble, 0, FATIAO_OK}, {"save", call_save, 0, FATIAO_OK}, {"doc", call_doc, 0, FATIAO_OK},
    {"timeline", call_timeline, FATIAO_TEXT, FATIAO_OK}, {"timeline as JSON", call_timeline, FATIAO_JSON, FATIAO_OK}, {"timeline as CSV", call_timeline, FATIAO_CSV, FATIAO_OK},
    {"timeline as SVG", call_timeline, FATIAO_SVG, FATIAO_OK}, {"ask", call_ask, FATIAO_TEXT, FATIAO_OK}, {"simulate", call_simulate, FATIAO_TABLE, FATIAO_OK},
    {"simulate in parts", call_parts, FATIAO_TABLE, FATIAO_ERRORS}, {"simulate as CSV", call_simulate, FATIAO_CSV, FATIAO_OK}, {"simulate as JSON", call_simulate, FATIAO_JSON, FATIAO_OK}, {"simulate as HTML", call_simulate, FATIAO_HTML, FATIAO_OK},
    {"list", call_list, FATIAO_TABLE, FATIAO_OK}, {"list as JSON", call_list, FATIAO_JSON, FATIAO_OK}, {"source", call_official, FATIAO_TEXT, FATIAO_ERRORS}, {"source as JSON", call_official, FATIAO_JSON, FATIAO_ERRORS},
    {"diff", call_diff, FATIAO_TEXT, FATIAO_ERRORS}, {"diff as JSON", call_diff, FATIAO_JSON, FATIAO_ERRORS}, {"diff as Markdown", call_diff, FATIAO_MARKDOWN, FATIAO_ERRORS}, {"diff as HTML", call_diff, FATIAO_HTML, FATIAO_ERRORS},
    {"diff over records", call_impact, FATIAO_TEXT, FATIAO_ERRORS}, {"decree", call_decree, 0, FATIAO_ERRORS}, {"files", call_files, 0, FATIAO_OK}, {"coverage", call_coverage, FATIAO_TEST_TEXT, FATIAO_ERRORS},
#ifdef FATIAO_SOLVER
    {"prove", call_prove, FATIAO_TEXT, FATIAO_ERRORS}, {"prove as JSON", call_prove, FATIAO_JSON, FATIAO_ERRORS},
#endif
    {"lines", call_lines, FATIAO_NDJSON, FATIAO_OK}, {"lines as CSV", call_lines, FATIAO_CSV, FATIAO_OK},
};
static void fail_each_of(const Call *c, fatiao_policy *policy, Budget *budget)
{
    fatiao_status status = FATIAO_NO_MEMORY;
    for (long allowed = 0; status == FATIAO_NO_MEMORY; allowed++) {
        budget->left = allowed;
        status = c->call(policy, c->format);
        ck_assert_msg(status == c->end || (status == FATIAO_NO_MEMORY && budget->left < 0), "%s: %d when allocation %ld failed", c->name, status, allowed);
    }
    budget->left = LONG_MAX;
}
/* Compiling, every allocation in turn; then each call on what was compiled. */
static void fail_each(const char *path, fatiao_status end, int n_calls)
{
    const fatiao_setting set = {"rate", "100元/月"};
    fatiao_policy *policy = NULL;
    Budget budget = {0, 0};
    const fatiao_allocator allocator = {&budget, budget_realloc};
    long allowed = 0;
    for (; !policy; allowed++) {
        budget.left = allowed;
        fatiao_status status = fatiao_compile(&(fatiao_source){.allocator = &allocator, .files = &files, .paths = &path, .n_paths = 1, .sets = &set, .n_sets = 1}, &policy);
        ck_assert_int_eq(status, policy ? end : FATIAO_NO_MEMORY);
        ck_assert_msg(policy || (budget.held == 0 && budget.left < 0), "%zu bytes lost when allocation %ld failed", budget.held, allowed);
    }
    ck_assert_int_gt(allowed, 2);
    budget.left = LONG_MAX;
    for (int i = 0; i < n_calls; i++) fail_each_of(&CALLS[i], policy, &budget);
    fatiao_policy_free(policy);
    ck_assert_uint_eq(budget.held, 0);
}
/* A policy loaded, or compiled without its examples, is completed when a call first needs the whole. */
typedef struct { const Call *call; const Kept *bundle; } Late;
static fatiao_status call_late(void *ctx, const fatiao_allocator *allocator, Budget *budget, long allowed)
{
    static const char *const PATHS[] = {"a.law"};
    const fatiao_setting set = {"rate", "100元/月"};
    const Late *late = ctx;
    fatiao_policy *policy;
    fatiao_status status = late->bundle ? fatiao_load(late->bundle->bytes, late->bundle->n, allocator, &policy)
                                        : fatiao_compile(&(fatiao_source){.allocator = allocator, .files = &files, .paths = PATHS, .n_paths = 1, .sets = &set, .n_sets = 1, .rules_only = true}, &policy);
    ck_assert_int_eq(status, FATIAO_OK);
    fail_after(budget, allowed);
    status = late->call->call(policy, late->call->format);
    fatiao_policy_free(policy);
    return status;
}
START_TEST(memory_may_run_out_in_a_policy_that_is_not_whole)
{
    const char *path = "a.law";
    const fatiao_setting set = {"rate", "100元/月"};
    fatiao_policy *policy;
    Kept bundle = {0};
    ck_assert_int_eq(fatiao_compile(&(fatiao_source){.files = &files, .paths = &path, .n_paths = 1, .sets = &set, .n_sets = 1}, &policy), FATIAO_OK);
    ck_assert_int_eq(fatiao_policy_save(policy, kept(&bundle)), FATIAO_OK);
    fatiao_policy_free(policy);
    earlier = compile("earlier.law");
    for (size_t i = 0; i < sizeof CALLS / sizeof *CALLS; i++)
        for (int loaded = 0; loaded < 2; loaded++) fail_each_allocation(CALLS[i].name, call_late, &(Late){&CALLS[i], loaded ? &bundle : NULL}, CALLS[i].end, 20);
    free(bundle.bytes);
    fatiao_policy_free(earlier);
}
END_TEST
START_TEST(memory_may_run_out_anywhere)
{
    earlier = compile("earlier.law");
    ck_assert_int_eq(fatiao_policy_errors(earlier), 0);
    fail_each("a.law", FATIAO_OK, (int)(sizeof CALLS / sizeof *CALLS));
    fail_each("bad.law", FATIAO_ERRORS, 2);
    fail_each("missing.law", FATIAO_ERRORS, 2);
    fatiao_policy_free(earlier);
}
END_TEST

/* ---- pieces and order ---- */
static Kept in_pieces(const fatiao_policy *policy, const char *text, size_t len, size_t piece, fatiao_format format)
{
    Kept out = {0};
    fatiao_evaluator *ev;
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01", .format = format}, (fatiao_sink){&out, keep}, &ev), FATIAO_OK);
    for (size_t at = 0; at < len; at += piece) ck_assert_int_eq(fatiao_eval_feed(ev, text + at, len - at < piece ? len - at : piece), FATIAO_OK);
    fatiao_eval_end(ev);
    fatiao_evaluator_free(ev);
    return out;
}
START_TEST(pieces_of_any_size_give_the_same)
{
    fatiao_policy *policy = compile("a.law");
    for (int f = FATIAO_NDJSON; f <= FATIAO_CSV; f++) {
        Kept whole = in_pieces(policy, RECORDS, sizeof RECORDS - 1, sizeof RECORDS, (fatiao_format)f);
        for (size_t piece = 1; piece < 12; piece += 3) {
            Kept parts = in_pieces(policy, RECORDS, sizeof RECORDS - 1, piece, (fatiao_format)f);
            ck_assert_str_eq(whole.bytes, parts.bytes);
            free(parts.bytes);
        }
        free(whole.bytes);
    }
    fatiao_policy_free(policy);
}
END_TEST
/* Blocks, groups of open lanes and bad lines between them: each record's line is what it is alone, in its place. */
START_TEST(many_records_are_decided_as_each_alone)
{
    enum { N = 2500 };
    fatiao_policy *policy = compile("a.law");
    Kept text = {0}, wanted = {0};
    char line[200];
    for (int i = 0; i < N; i++) {
        int n = i % 97 == 5 ? snprintf(line, sizeof line, "{\"id\":%d,\"age\":-1}\n", i)
              : i % 3 == 0 ? snprintf(line, sizeof line, "{\"id\":%d,\"age\":%d}\n", i, i % 100)
              : i % 7 == 0 ? snprintf(line, sizeof line, "{\"id\":%d,\"size\":%d,\"poor\":true,\"children\":[{\"disabled\":true},{}]}\n", i, i % 5)
                           : snprintf(line, sizeof line, "{\"id\":%d,\"age\":%d,\"name\":\"%d\",\"household\":{\"poor\":%s,\"size\":%d,\"children\":[]}}\n", i, i % 100, i, i % 2 ? "true" : "false", i % 4);
        keep(&text, line, (size_t)n);
        Kept one = in_pieces(policy, line, (size_t)n, 1000, FATIAO_NDJSON);
        char *number = strstr(one.bytes, "\"line\":1,"); /* the only thing that depends on the others */
        if (number) {
            keep(&wanted, one.bytes, (size_t)(number - one.bytes));
            keep(&wanted, line, (size_t)snprintf(line, sizeof line, "\"line\":%d,", i + 1));
            keep(&wanted, number + 9, strlen(number + 9));
        } else keep(&wanted, one.bytes, one.n);
        free(one.bytes);
    }
    Kept got = in_pieces(policy, text.bytes, text.n, 5000, FATIAO_NDJSON);
    ck_assert_uint_eq(got.n, wanted.n);
    ck_assert(memcmp(got.bytes, wanted.bytes, got.n) == 0);
    free(got.bytes), free(text.bytes), free(wanted.bytes);
    fatiao_policy_free(policy);
}
END_TEST

START_TEST(a_sink_may_stop_the_work)
{
    fatiao_policy *policy = compile("a.law");
    for (size_t limit = 1; limit < 400; limit += 57) {
        Kept out = {.refuse_after = limit};
        fatiao_evaluator *ev;
        fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01"}, (fatiao_sink){&out, keep}, &ev);
        ck_assert_int_eq(fatiao_eval_feed(ev, RECORDS, sizeof RECORDS - 1), FATIAO_OK);
        ck_assert_int_eq(fatiao_eval_end(ev), FATIAO_STOPPED);
        ck_assert_int_eq(fatiao_eval_end(ev), FATIAO_STOPPED);
        fatiao_evaluator_free(ev);
        free(out.bytes);
    }
    Kept out = {.refuse_after = 1};
    ck_assert_int_eq(fatiao_policy_disassemble(policy, (fatiao_sink){&out, keep}), FATIAO_STOPPED);
    fatiao_policy_free(policy);
}
END_TEST

/* Pages by name; `left` more are taken. */
typedef struct { int left, pages; size_t bytes; bool index; } Shelf;
static bool shelve(void *ctx, const char *name, const char *bytes, size_t len)
{
    Shelf *s = ctx;
    ck_assert_ptr_null(strchr(name, '/'));
    ck_assert_uint_eq(strlen(bytes), len);
    s->index |= strcmp(name, "index.html") == 0;
    s->pages++, s->bytes += len;
    return s->left-- > 0;
}
START_TEST(a_site_is_the_same_each_time_and_may_be_stopped)
{
    fatiao_policy *policy = compile("a.law"), *bad = compile("bad.law");
    Shelf first = {.left = 100}, second = {.left = 100}, none = {.left = 100};
    ck_assert_int_eq(fatiao_doc(policy, FATIAO_ZH, (fatiao_pages){&first, shelve}), FATIAO_OK);
    ck_assert_int_eq(fatiao_doc(policy, FATIAO_ZH, (fatiao_pages){&second, shelve}), FATIAO_OK);
    ck_assert(first.index && first.pages == second.pages && first.bytes == second.bytes);
    ck_assert_int_eq(first.pages, 7 + 2 + 1); /* indexes, files, style */
    for (int left = 0; left < first.pages - 1; left++) {
        Shelf some = {.left = left};
        ck_assert_int_eq(fatiao_doc(policy, FATIAO_EN, (fatiao_pages){&some, shelve}), FATIAO_STOPPED);
        ck_assert_int_eq(some.pages, left + 1);
    }
    ck_assert_int_eq(fatiao_doc(bad, FATIAO_ZH, (fatiao_pages){&none, shelve}), FATIAO_ERRORS);
    ck_assert_int_eq(none.pages, 0);
    fatiao_policy_free(policy);
    fatiao_policy_free(bad);
}
END_TEST
START_TEST(a_policy_with_errors_is_not_run)
{
    fatiao_policy *policy = compile("bad.law");
    fatiao_evaluator *ev;
    ck_assert_int_gt(fatiao_policy_errors(policy), 0);
    ck_assert(!fatiao_policy_unreadable(policy));
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01"}, nowhere(), &ev), FATIAO_UNKNOWN);
    ck_assert_ptr_nonnull(fatiao_message(ev));
    ck_assert_int_eq(fatiao_eval_feed(ev, "{}", 2), FATIAO_UNKNOWN);
    ck_assert_int_eq(fatiao_explain(ev, "{}", 2, "x"), FATIAO_UNKNOWN);
    fatiao_evaluator_free(ev);
    ck_assert_int_eq(fatiao_policy_save(policy, nowhere()), FATIAO_ERRORS);
    fatiao_policy_free(policy);
    policy = compile("missing.law");
    ck_assert(fatiao_policy_unreadable(policy));
    fatiao_policy_free(policy);
}
END_TEST

START_TEST(the_compiled_form_is_the_same_each_time)
{
    Kept a = {0}, b = {0};
    fatiao_policy *first = compile("a.law"), *second = compile("a.law");
    ck_assert_int_eq(fatiao_policy_save(first, (fatiao_sink){&a, keep}), FATIAO_OK);
    ck_assert_int_eq(fatiao_policy_save(second, (fatiao_sink){&b, keep}), FATIAO_OK);
    ck_assert(a.n == b.n && memcmp(a.bytes, b.bytes, a.n) == 0 && memcmp(a.bytes, "FATIAO\0\5", 8) == 0);
    free(a.bytes), free(b.bytes);
    fatiao_policy_free(first), fatiao_policy_free(second);
}
END_TEST

START_TEST(the_language_is_that_of_most_files)
{
    fatiao_policy *policy = compile("a.law");
    ck_assert_int_eq(fatiao_policy_language(policy), FATIAO_ZH);
    fatiao_policy_free(policy);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("engine");
    TCase *c = tcase_create("engine");
    tcase_set_timeout(c, 600);
    const TTest *tests[] = {memory_may_run_out_anywhere, memory_may_run_out_in_a_policy_that_is_not_whole, pieces_of_any_size_give_the_same, many_records_are_decided_as_each_alone, a_sink_may_stop_the_work, a_site_is_the_same_each_time_and_may_be_stopped,
                            a_policy_with_errors_is_not_run, the_compiled_form_is_the_same_each_time, the_language_is_that_of_most_files};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    return checks_run(s, c, CK_FORK_GETENV);
}
