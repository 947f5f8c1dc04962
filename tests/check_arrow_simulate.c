/* Columns of the Arrow C Data Interface counted: the report is that of the same records in JSON, byte for byte; what cannot be counted is
 * refused, and memory that runs out is said. Only the public interface is used. */
#include <stdlib.h>
#include <string.h>
#include "tests/arrow_rows.h"
#include "tests/failing.h"

static Kept report_of(fatiao_simulation *m)
{
    Kept out = {0};
    ck_assert_msg(fatiao_simulation_end(m, (fatiao_sink){&out, keep}) == FATIAO_OK, "%s", fatiao_simulation_message(m));
    fatiao_simulation_free(m);
    return out;
}
static fatiao_simulation *simulation(const fatiao_policy *policy, const fatiao_simulation_options *what)
{
    fatiao_simulation *m;
    fatiao_options options = {.as_of = "2024-01-01", .entity = "person", .format = FATIAO_JSON};
    ck_assert_int_eq(fatiao_simulation_new(policy, &options, what, (fatiao_sink){0}, &m), FATIAO_OK);
    return m;
}
/* The same bytes as from the same records in JSON: grouped by a field of each kind and by defines, by month, against another rate. */
START_TEST(columns_are_counted_as_records_are)
{
    enum { BATCHES = 7, N = BATCHES * 100 };
    static const char *const BY[] = {NULL, "name", "sex", "household.size", "birth_date", "grade", "title"};
    static Row rows[N];
    fatiao_policy *policy = policy_of(ARROW_POLICY);
    Kept changed = {0}, lines = {0};
    const char *rate = strstr(ARROW_POLICY, "150元/月");
    keep(&changed, ARROW_POLICY, (size_t)(rate - ARROW_POLICY)), keep(&changed, "170", 3), keep(&changed, rate + 3, strlen(rate + 3));
    fatiao_policy *other = policy_of(changed.bytes);
    for (int i = 0; i < N; i++) {
        rows[i] = random_row(12);
        Kept k = json_of(&rows[i]);
        keep(&lines, k.bytes, k.n), keep(&lines, "\n", 1);
        free(k.bytes);
    }
    for (size_t i = 0; i < sizeof BY / sizeof *BY; i++)
        for (int kind = 0; kind < 4; kind++) {
            const fatiao_simulation_options what = {.by = BY[i], .from = kind & 1 ? "2021-11-01" : NULL, .to = kind & 1 ? "2022-03-31" : NULL, .against = kind & 2 ? other : NULL, .against_text = kind & 2 ? "170" : NULL};
            fatiao_simulation *m = simulation(policy, &what);
            ck_assert_int_eq(fatiao_simulation_feed(m, lines.bytes, lines.n), FATIAO_OK);
            Kept json = report_of(m);
            Made in = people(rows, N, (Style){(int)i, true});
            m = simulation(policy, &what);
            ck_assert_msg(fatiao_simulation_arrow(m, &in.schema, &in.array) == FATIAO_OK, "%s", fatiao_simulation_message(m));
            ck_assert_uint_eq(fatiao_simulation_records(m), N);
            release(&in);
            Kept columns = report_of(m);
            ck_assert_str_eq(columns.bytes, json.bytes);
            Source source = {rows, BATCHES, 0, {(int)(i + 1) % 7, kind % 2}, -1};
            struct ArrowArrayStream stream = {source_schema, source_next, source_error, source_release, &source};
            m = simulation(policy, &what);
            ck_assert_msg(fatiao_simulation_arrow_stream(m, &stream) == FATIAO_OK, "%s", fatiao_simulation_message(m));
            stream.release(&stream);
            Kept batches = report_of(m);
            ck_assert_str_eq(batches.bytes, json.bytes);
            free(json.bytes), free(columns.bytes), free(batches.bytes);
        }
    free(lines.bytes), free(changed.bytes);
    fatiao_policy_free(policy), fatiao_policy_free(other);
    ck_assert_int_eq(live, 0);
}
END_TEST
START_TEST(columns_that_cannot_be_counted_are_refused)
{
    static Row rows[300];
    fatiao_policy *policy = policy_of(ARROW_POLICY);
    const fatiao_simulation_options what = {0};
    for (int i = 0; i < 300; i++) rows[i] = random_row(10);
    fatiao_simulation *m = simulation(policy, &what);
    Made in = people(rows, 300, (Style){0, true}), no_struct = {0};
    ck_assert_int_eq(fatiao_simulation_arrow(NULL, &in.schema, &in.array), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_arrow(m, NULL, &in.array), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_arrow(m, &in.schema, NULL), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_arrow(m, &no_struct.schema, &in.array), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_arrow_stream(m, NULL), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_arrow_stream(m, &(struct ArrowArrayStream){0}), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_arrow(m, &in.schema, &in.array), FATIAO_OK);
    ck_assert_int_eq(fatiao_simulation_save(m, (fatiao_sink){NULL, keep}), FATIAO_UNKNOWN); /* no state of columns */
    ck_assert_ptr_nonnull(fatiao_simulation_message(m));
    fatiao_simulation_free(m);
    release(&in);
    rows[257].birth_known = rows[257].registered_known = 1, rows[257].birth = 5000, rows[257].registered = 4000; /* before the birth */
    for (int stream = 0; stream < 2; stream++) {
        Made bad = people(rows, 300, (Style){0, true});
        Source source = {rows, 3, 0, {0, true}, -1};
        struct ArrowArrayStream s = {source_schema, source_next, source_error, source_release, &source};
        m = simulation(policy, &what);
        ck_assert_int_eq(stream ? fatiao_simulation_arrow_stream(m, &s) : fatiao_simulation_arrow(m, &bad.schema, &bad.array), FATIAO_ERRORS);
        ck_assert_msg(strstr(fatiao_simulation_message(m), stream ? "57" : "257"), "%s", fatiao_simulation_message(m));
        ck_assert_int_eq(fatiao_simulation_end(m, (fatiao_sink){NULL, keep}), FATIAO_ERRORS);
        fatiao_simulation_free(m);
        release(&bad), s.release(&s);
    }
    Source broken = {rows, 3, 0, {0, true}, 1};
    struct ArrowArrayStream s = {source_schema, source_next, source_error, source_release, &broken};
    m = simulation(policy, &what);
    ck_assert_int_eq(fatiao_simulation_arrow_stream(m, &s), FATIAO_ERRORS);
    ck_assert_str_eq(fatiao_simulation_message(m), "the source broke");
    fatiao_simulation_free(m);
    s.release(&s);
    fatiao_policy_free(policy);
    ck_assert_int_eq(live, 0);
}
END_TEST

static fatiao_status counted(void *ctx, const fatiao_allocator *allocator, Budget *budget, long allowed)
{
    fatiao_policy *policy;
    Made in = people(ctx, 70, (Style){4, true});
    ck_assert_int_eq(fatiao_compile_memory(&(fatiao_memory_file){"a.law", ARROW_POLICY, strlen(ARROW_POLICY)}, 1, &(fatiao_source){.allocator = allocator}, &policy), FATIAO_OK);
    fatiao_simulation *m = simulation(policy, &(fatiao_simulation_options){.by = "title", .against = policy, .against_text = "itself"});
    fail_after(budget, allowed);
    fatiao_status status = fatiao_simulation_arrow(m, &in.schema, &in.array);
    Source source = {ctx, 1, 0, {4, true}, -1};
    struct ArrowArrayStream stream = {source_schema, source_next, source_error, source_release, &source};
    if (status == FATIAO_OK) status = fatiao_simulation_arrow_stream(m, &stream);
    if (status == FATIAO_OK) status = fatiao_simulation_end(m, nowhere());
    release(&in), stream.release(&stream);
    fatiao_simulation_free(m), fatiao_policy_free(policy);
    return status;
}
START_TEST(counting_memory_may_run_out_anywhere)
{
    static Row rows[100];
    for (int i = 0; i < 100; i++) rows[i] = random_row(15);
    fail_each_allocation("counts of arrays", counted, rows, FATIAO_OK, 40);
    ck_assert_int_eq(live, 0);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("arrow simulate");
    TCase *c = tcase_create("arrow simulate");
    tcase_set_timeout(c, 600);
    tcase_add_test(c, columns_are_counted_as_records_are), tcase_add_test(c, columns_that_cannot_be_counted_are_refused), tcase_add_test(c, counting_memory_may_run_out_anywhere);
    return checks_run(s, c, CK_FORK_GETENV);
}
