/* Columns by the Arrow C Data Interface, built by hand as its specification says: each row must come out as its record does from JSON,
 * whatever the arrays look like (types, dictionaries, slices, nulls, gaps between lists); malformed arrays and memory that runs out are said.
 * Buffers have exactly the size they must have, so that AddressSanitizer sees every byte read beyond. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/arrow_results.h"
#include "tests/arrow_rows.h"
#include "tests/failing.h"

static void same_rows(const fatiao_policy *policy, const Row *rows, int64_t n, const struct ArrowSchema *s, const struct ArrowArray *a, int counts[12])
{
    fatiao_evaluator *ev;
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01", .entity = "person"}, (fatiao_sink){0}, &ev), FATIAO_OK);
    ck_assert_int_eq(a->length, n);
    for (int64_t i = 0; i < n; i++) {
        Kept k = json_of(&rows[i]);
        ck_assert_msg(fatiao_decide_json(ev, k.bytes, k.n) == FATIAO_OK, "%s: %s", k.bytes, fatiao_message(ev));
        for (int d = 0; d < s->n_children; d++) {
            fatiao_result r;
            ck_assert_int_eq(fatiao_result_at(ev, 0, d, &r), FATIAO_OK);
            counts[r.outcome]++;
            same_decision(s->children[d], a->children[d], i, &r);
        }
        free(k.bytes);
    }
    fatiao_evaluator_free(ev);
}
START_TEST(rows_come_out_as_their_records_do)
{
    fatiao_policy *policy = policy_of(ARROW_POLICY);
    int counts[12] = {0};
    for (int turn = 0; turn < 24; turn++) {
        static const int sizes[] = {0, 1, 63, 64, 65, 700, 4096, 4111};
        int64_t n = sizes[turn % 8];
        Style style = {turn % 7, turn >= 8};
        Row *rows = malloc((size_t)n * sizeof *rows + 1);
        for (int64_t i = 0; i < n; i++) rows[i] = random_row(turn % 3 == 0 ? 0 : turn % 3 == 1 ? 15 : 60);
        Made in = people(rows, n, style);
        fatiao_evaluator *ev;
        struct ArrowSchema schema;
        struct ArrowArray results;
        ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01", .numbers = (fatiao_numbers)(turn / 6)}, (fatiao_sink){0}, &ev), FATIAO_OK);
        fatiao_status status = fatiao_eval_arrow(ev, &in.schema, &in.array, &schema, &results);
        ck_assert_msg(status == FATIAO_OK, "turn %d: %s", turn, fatiao_message(ev));
        fatiao_evaluator_free(ev);
        release(&in); /* results live by themselves */
        same_rows(policy, rows, n, &schema, &results, counts);
        schema.release(&schema), results.release(&results);
        ck_assert(!schema.release && !results.release);
        free(rows);
    }
    ck_assert_int_eq(live, 0);
    for (int i = 0; i < 12; i++) ck_assert_msg(counts[i] > 0 || i == FATIAO_DONE || i == FATIAO_NOT_DONE || i == FATIAO_REPEALED, "no row is %s", fatiao_outcome_text((fatiao_outcome)i, FATIAO_EN));
    fatiao_policy_free(policy);
}
END_TEST
/* A child may be taken out and outlive the rest. */
START_TEST(results_may_be_released_piece_by_piece)
{
    fatiao_policy *policy = policy_of(ARROW_POLICY);
    Row rows[100];
    for (int i = 0; i < 100; i++) rows[i] = random_row(10);
    Made in = people(rows, 100, (Style){1, true});
    fatiao_evaluator *ev;
    struct ArrowSchema schema, child_schema;
    struct ArrowArray results, child;
    char word[128];
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01"}, (fatiao_sink){0}, &ev), FATIAO_OK);
    ck_assert_int_eq(fatiao_eval_arrow(ev, &in.schema, &in.array, &schema, &results), FATIAO_OK);
    child = *results.children[0], results.children[0]->release = NULL;
    child_schema = *schema.children[0], schema.children[0]->release = NULL;
    release(&in);
    results.release(&results), schema.release(&schema);
    fatiao_evaluator_free(ev), fatiao_policy_free(policy);
    ck_assert_str_eq(child_schema.children[0]->name, "status");
    word_at(child.children[0], 99, word);
    child.release(&child), child_schema.release(&child_schema);
}
END_TEST

/* ---- streams ---- */
START_TEST(streams_are_decided_batch_by_batch)
{
    fatiao_policy *policy = policy_of(ARROW_POLICY);
    static Row rows[500];
    int counts[12] = {0};
    for (int i = 0; i < 500; i++) rows[i] = random_row(15);
    for (int fail = 0; fail < 2; fail++) {
        Source source = {rows, 5, 0, {4, true}, fail ? 3 : -1};
        struct ArrowArrayStream in = {source_schema, source_next, source_error, source_release, &source}, out;
        fatiao_evaluator *ev;
        ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01"}, (fatiao_sink){0}, &ev), FATIAO_OK);
        ck_assert_int_eq(fatiao_eval_arrow_stream(ev, &in, &out), FATIAO_OK);
        ck_assert_ptr_null(in.release);
        fatiao_evaluator_free(ev);
        struct ArrowSchema schema;
        ck_assert_int_eq(out.get_schema(&out, &schema), 0);
        for (int batch = 0; batch < (fail ? 3 : 5); batch++) {
            struct ArrowArray results;
            ck_assert_int_eq(out.get_next(&out, &results), 0);
            same_rows(policy, rows + 100 * batch, 100, &schema, &results, counts);
            results.release(&results);
        }
        struct ArrowArray end;
        ck_assert_int_eq(out.get_next(&out, &end), fail ? 5 : 0);
        ck_assert_ptr_null(end.release);
        if (fail) ck_assert_str_eq(out.get_last_error(&out), "the source broke");
        schema.release(&schema);
        out.release(&out);
        ck_assert_int_eq(released, fail + 1);
    }
    ck_assert_int_eq(live, 0);
    fatiao_policy_free(policy);
}
END_TEST

/* ---- what is refused ---- */
typedef enum { CASES_BEGIN, RELEASED, NO_BUFFERS, SHORT_CHILD, NEGATIVE_OFFSET, NULLS_WITHOUT_BITMAP, MISSING_CHILD, DATA_MISSING, WRONG_DICTIONARY, AGE_RANGE, ENUM_RANGE, LIST_BACKWARD, LIST_BEYOND,
               TEXT_BACKWARD, NOT_UTF8, EARLY, CASES_END } Fault;
static void damage(Made *m, Fault fault)
{
    struct ArrowArray *a = &m->array;
    struct ArrowArray *list = a->children[7]->children[0];
    switch (fault) {
    case RELEASED: a->children[3]->release(a->children[3]); break;
    case NO_BUFFERS: free((void *)a->children[3]->buffers[1]), a->children[3]->n_buffers = 1; break;
    case SHORT_CHILD: a->children[3]->length--; break;
    case NEGATIVE_OFFSET: a->children[3]->offset = -1; break;
    case NULLS_WITHOUT_BITMAP: free((void *)a->children[3]->buffers[0]), a->children[3]->buffers[0] = NULL, a->children[3]->null_count = 3; break;
    case MISSING_CHILD: a->n_children = 9, a->children[9]->release(a->children[9]), free(a->children[9]); break;
    case DATA_MISSING: free((void *)a->children[3]->buffers[1]), a->children[3]->buffers[1] = NULL; break;
    case WRONG_DICTIONARY: a->children[1]->dictionary->release(a->children[1]->dictionary), free(a->children[1]->dictionary), a->children[1]->dictionary = NULL; break;
    case AGE_RANGE: ((int16_t *)a->children[4]->buffers[1])[7] = 151; break;
    case ENUM_RANGE: ((int8_t *)a->children[1]->buffers[1])[7] = 9; break;
    case LIST_BACKWARD: ((int64_t *)list->buffers[1])[8] = 0; break;
    case LIST_BEYOND: ((int64_t *)list->buffers[1])[8] = 1 << 30; break;
    case TEXT_BACKWARD: ((int64_t *)a->children[0]->buffers[1])[8] = 0; break;
    case NOT_UTF8: ((char *)a->children[0]->buffers[2])[((int64_t *)a->children[0]->buffers[1])[7]] = '\xff'; break;
    case EARLY: ((int32_t *)a->children[6]->buffers[1])[7] = -700000; break;
    case CASES_BEGIN: case CASES_END: break;
    }
}
START_TEST(malformed_arrays_are_refused)
{
    fatiao_policy *policy = policy_of(ARROW_POLICY);
    static Row rows[64];
    for (int i = 0; i < 64; i++) rows[i] = random_row(0), rows[i].name = "王王", rows[i].kids_known = rows[i].home_known = 1, rows[i].birth = 0, rows[i].registered = 10;
    for (int fault = CASES_BEGIN + 1; fault < CASES_END; fault++) {
        Made in = people(rows, 64, (Style){1, false});
        fatiao_evaluator *ev;
        struct ArrowSchema schema;
        struct ArrowArray results;
        ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01"}, (fatiao_sink){0}, &ev), FATIAO_OK);
        damage(&in, (Fault)fault);
        fatiao_status status = fatiao_eval_arrow(ev, &in.schema, &in.array, &schema, &results);
        ck_assert_msg(status == FATIAO_ERRORS, "fault %d: %d %s", fault, (int)status, fatiao_message(ev));
        ck_assert_ptr_nonnull(fatiao_message(ev));
        if (fault >= AGE_RANGE) ck_assert_msg(strstr(fatiao_message(ev), "row 7") != NULL, "fault %d: %s", fault, fatiao_message(ev));
        ck_assert(!schema.release && !results.release);
        release(&in);
        fatiao_evaluator_free(ev);
    }
    ck_assert_int_eq(live, 0);
    fatiao_policy_free(policy);
}
END_TEST
START_TEST(schemas_that_do_not_fit_are_refused)
{
    static const struct { const char *name, *format, *message; } CASES[] = {
        {"agee", "C", "did you mean `age`"}, {"age", "g", "does not fit"}, {"age", "b", "does not fit"}, {"age", "d:5,1", "more digits"}, {"income", "d:20,3", "more digits"}, {"name", "C", "does not fit"},
        {"sex", "tdD", "does not fit"}, {"birth_date", "i", "does not fit"}, {"birth_date", "tss:", "does not fit"}, {"household", "C", "does not fit"}, {"household", "+s", "more than one|has no field|no entity"},
        {"as_of", "u", "must be a date"}, {"", "C", "has no field"}, {"age", "", "does not fit"},
    };
    fatiao_policy *policy = policy_of(ARROW_POLICY);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Made in = made("", "+s", 0, 1, 1), child = made(CASES[i].name, CASES[i].format, 0, 2, 0);
        fatiao_evaluator *ev;
        struct ArrowArray results;
        set_child(&in, 0, child);
        ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01", .entity = "person"}, (fatiao_sink){0}, &ev), FATIAO_OK);
        fatiao_status status = fatiao_eval_arrow(ev, &in.schema, &in.array, NULL, &results);
        if (!strchr(CASES[i].message, '|')) {
            ck_assert_msg(status == FATIAO_UNKNOWN, "%s %s: %d", CASES[i].name, CASES[i].format, (int)status);
            ck_assert_msg(strstr(fatiao_message(ev), CASES[i].message) != NULL, "%s", fatiao_message(ev));
        } else if (status == FATIAO_OK) results.release(&results);
        fatiao_evaluator_free(ev);
        release(&in);
    }
    Made in = made("", "+s", 0, 1, 0), no_struct = made("", "C", 0, 2, 0);
    fatiao_evaluator *ev;
    struct ArrowArray results;
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01"}, (fatiao_sink){0}, &ev), FATIAO_OK);
    ck_assert_int_eq(fatiao_eval_arrow(ev, &in.schema, &in.array, NULL, &results), FATIAO_UNKNOWN);
    ck_assert_ptr_nonnull(strstr(fatiao_message(ev), "more than one entity"));
    ck_assert_int_eq(fatiao_eval_arrow(ev, &no_struct.schema, &no_struct.array, NULL, &results), FATIAO_UNKNOWN);
    ck_assert_int_eq(fatiao_eval_arrow(NULL, &in.schema, &in.array, NULL, &results), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_eval_arrow(ev, NULL, &in.array, NULL, &results), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_eval_arrow(ev, &in.schema, NULL, NULL, &results), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_eval_arrow(ev, &in.schema, &in.array, NULL, NULL), FATIAO_ARGUMENT);
    struct ArrowArrayStream nothing = {0}, out;
    ck_assert_int_eq(fatiao_eval_arrow_stream(ev, &nothing, &out), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_eval_arrow_stream(ev, NULL, &out), FATIAO_ARGUMENT);
    release(&in);
    ck_assert_int_eq(fatiao_eval_arrow(ev, &in.schema, &in.array, NULL, &results), FATIAO_ARGUMENT); /* released */
    release(&no_struct);
    fatiao_evaluator_free(ev);
    ck_assert_int_eq(live, 0);
    fatiao_policy_free(policy);
}
END_TEST
/* ---- memory ---- */
static fatiao_policy *policy_in(const fatiao_allocator *allocator)
{
    fatiao_policy *policy;
    ck_assert_int_eq(fatiao_compile_memory(&(fatiao_memory_file){"a.law", ARROW_POLICY, strlen(ARROW_POLICY)}, 1, &(fatiao_source){.allocator = allocator}, &policy), FATIAO_OK);
    return policy;
}
typedef struct { const Row *rows; fatiao_options options; } Judged;
static fatiao_status arrays(void *ctx, const fatiao_allocator *allocator, Budget *budget, long allowed)
{
    const Judged *judged = ctx;
    fatiao_policy *policy = policy_in(allocator);
    fatiao_evaluator *ev;
    struct ArrowSchema schema;
    struct ArrowArray results;
    Made in = people(judged->rows, 70, (Style){4, true});
    ck_assert_int_eq(fatiao_evaluator_new(policy, &judged->options, (fatiao_sink){0}, &ev), FATIAO_OK);
    fail_after(budget, allowed);
    fatiao_status status = FATIAO_OK;
    for (int turn = 0; turn < 3 && status == FATIAO_OK; turn++) { /* the second takes a block, which serves the third */
        status = fatiao_eval_arrow(ev, &in.schema, &in.array, &schema, &results);
        if (status == FATIAO_OK) schema.release(&schema), results.release(&results);
    }
    release(&in);
    fatiao_evaluator_free(ev), fatiao_policy_free(policy);
    return status;
}
/* What is not there for a batch is said by the number of its error. */
static fatiao_status one_stream(void *ctx, const fatiao_allocator *allocator, Budget *budget, long allowed)
{
    fatiao_policy *policy = policy_in(allocator);
    fatiao_evaluator *ev;
    const Judged *judged = ctx;
    Source source = {judged->rows, 2, 0, {4, true}, -1};
    struct ArrowArrayStream in = {source_schema, source_next, source_error, source_release, &source}, out = {0};
    ck_assert_int_eq(fatiao_evaluator_new(policy, &judged->options, (fatiao_sink){0}, &ev), FATIAO_OK);
    fail_after(budget, allowed);
    fatiao_status status = fatiao_eval_arrow_stream(ev, &in, &out);
    for (bool more = status == FATIAO_OK; more;) {
        struct ArrowArray results = {0};
        int error = out.get_next(&out, &results);
        ck_assert(error == 0 || error == ENOMEM);
        if (error) status = FATIAO_NO_MEMORY;
        more = !error && results.release;
        if (results.release) results.release(&results);
    }
    if (in.release) in.release(&in);
    if (out.release) out.release(&out);
    fatiao_evaluator_free(ev), fatiao_policy_free(policy);
    return status;
}
START_TEST(memory_may_run_out_anywhere)
{
    static Row rows[200];
    for (int i = 0; i < 200; i++) rows[i] = random_row(15);
    static const fatiao_numbers forms[] = {FATIAO_DICTIONARY, FATIAO_NARROWEST};
    for (int i = 0; i < 2; i++) {
        Judged judged = {rows, {.as_of = "2024-01-01", .numbers = forms[i]}};
        fail_each_allocation("arrays", arrays, &judged, FATIAO_OK, 0);
        fail_each_allocation("a stream", one_stream, &judged, FATIAO_OK, 0);
    }
    ck_assert_int_eq(live, 0);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("arrow");
    TCase *c = tcase_create("arrow");
    tcase_set_timeout(c, 600);
    const TTest *tests[] = {rows_come_out_as_their_records_do, results_may_be_released_piece_by_piece, streams_are_decided_batch_by_batch, malformed_arrays_are_refused,
                            schemas_that_do_not_fit_are_refused, memory_may_run_out_anywhere};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    return checks_run(s, c, CK_FORK_GETENV);
}
