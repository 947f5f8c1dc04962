/* Want of memory while the solver is asked: proofs, and two policies compared by meaning. Its own memory is none of ours, and given back all the
 * same. Must never know what is proven. */
#include <stdlib.h>
#include <string.h>
#include "tests/failing.h"

static fatiao_policy *compiled(const char *text, const fatiao_allocator *allocator)
{
    fatiao_policy *policy;
    ck_assert_int_eq(fatiao_compile_memory(&(fatiao_memory_file){"test.law", text, strlen(text)}, 1, &(fatiao_source){.allocator = allocator}, &policy), FATIAO_OK);
    return policy;
}
static fatiao_status prove(void *ctx, const fatiao_allocator *allocator, Budget *budget, long allowed)
{
    fatiao_policy *policy = compiled(ctx, allocator);
    const fatiao_prove_options options = {.format = FATIAO_TEXT, .from = "2024-01-01", .to = "2024-12-31", .max_children = 1};
    fail_after(budget, allowed);
    fatiao_status status = fatiao_prove(policy, &options, nowhere(), nowhere());
    fatiao_policy_free(policy);
    return status;
}
typedef struct { const char *before, *after; } Versions;
static fatiao_status compare(void *ctx, const fatiao_allocator *allocator, Budget *budget, long allowed)
{
    const Versions *v = ctx;
    fatiao_policy *before = compiled(v->before, allocator), *after = compiled(v->after, allocator);
    const fatiao_diff_options options = {.format = FATIAO_TEXT, .before_name = "a", .after_name = "b", .from = "2024-01-01", .to = "2024-12-31", .max_children = 1};
    fail_after(budget, allowed);
    fatiao_status status = fatiao_diff(before, after, &options, nowhere(), nowhere());
    fatiao_policy_free(before), fatiao_policy_free(after);
    return status;
}
/* Cases, benefits that follow on each other by age, assertions of conditions, limits and trends. */
START_TEST(proving_may_run_out_of_memory_anywhere)
{
    static char *const POLICIES[] = {"tests/solver/assertions.law", "tests/solver/prove.law"};
    for (size_t i = 0; i < sizeof POLICIES / sizeof *POLICIES; i++) {
        char *text = slurp(POLICIES[i], NULL);
        fail_each_allocation(POLICIES[i], prove, text, FATIAO_ERRORS, 3);
        free(text);
    }
}
END_TEST
START_TEST(comparing_by_meaning_may_run_out_of_memory_anywhere)
{
    char *before = slurp("tests/solver/assertions.law", NULL), *after = slurp("tests/solver/assertions.law", NULL), *at = strstr(after, "满 70周岁");
    ck_assert_ptr_nonnull(at);
    memcpy(at, "满 71周岁", strlen("满 71周岁"));
    fail_each_allocation("diff by meaning", compare, &(Versions){before, after}, FATIAO_ERRORS, 0);
    free(before), free(after);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("memory of proofs");
    TCase *c = tcase_create("memory of proofs");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, proving_may_run_out_of_memory_anywhere);
    tcase_add_test(c, comparing_by_meaning_may_run_out_of_memory_anywhere);
    return checks_run(s, c, CK_FORK_GETENV);
}
