/* Every allocation of a call made to fail in turn. Knows allocators. Must never know what is called. */
#ifndef FATIAO_TESTS_FAILING_H
#define FATIAO_TESTS_FAILING_H
#include <limits.h>
#include "tests/checks.h"
#include "tests/embed.h"

/* From now on so many more allocations succeed, all after them fail. */
static inline void fail_after(Budget *budget, long allowed) { budget->left = allowed; }
/* One attempt with memory of this allocator, of which it gives all back. It calls fail_after(budget, allowed) where running out is to begin. */
typedef fatiao_status (*Attempt)(void *ctx, const fatiao_allocator *allocator, Budget *budget, long allowed);
/* 0, 1, 2 ... allocations, until there are enough and the attempt ends as `end`: before, it must say that there was no memory. sparse: of
 * many allocations fewer and fewer are tried, 1 of n / sparse; 0: all. */
static inline void fail_each_allocation(const char *what, Attempt attempt, void *ctx, fatiao_status end, long sparse)
{
    fatiao_status status = FATIAO_NO_MEMORY;
    long allowed = 0;
    for (; status == FATIAO_NO_MEMORY; allowed += 1 + (sparse ? allowed / sparse : 0)) {
        Budget budget = {LONG_MAX, 0};
        const fatiao_allocator allocator = {&budget, budget_realloc};
        status = attempt(ctx, &allocator, &budget, allowed);
        ck_assert_msg(status == end || (status == FATIAO_NO_MEMORY && budget.left < 0), "%s: status %d when allocation %ld failed", what, (int)status, allowed);
        ck_assert_msg(budget.held == 0, "%s: %zu bytes lost when allocation %ld failed", what, budget.held, allowed);
    }
    ck_assert_msg(allowed > 1, "%s: nothing was allocated", what);
}
#endif
