/* The eight rules by hand with missing facts, in three values: what the VM's counts are held against. Made to be plainly right, not fast. */
#include "tests/bench/workload.h"

typedef enum { NO, YES, OPEN } Tri;
static Tri both(Tri a, Tri b) { return a == NO || b == NO ? NO : a == OPEN || b == OPEN ? OPEN : YES; }
static Tri not(Tri a) { return a == OPEN ? OPEN : a == YES ? NO : YES; }
static Tri either(Tri a, Tri b) { return not(both(not(a), not(b))); }
static Tri is(const Row *r, int fact, int value) { return r->missing >> fact & 1 ? OPEN : r->fact[fact] == value ? YES : NO; }
static Tri aged(const Row *r, int years) { return r->missing >> FACT_BIRTH & 1 ? OPEN : (AS_OF - r->birth) / 10000 >= years ? YES : NO; }

static void add_truth(Totals *t, int d, Tri v) { t->count[d] += v == YES, t->sum[d] += v == YES, t->open[d] += v == OPEN; }
/* The first that holds gives the amount; an open one before it opens it, since no two amounts are the same. */
static void add_amount(Totals *t, int d, Tri first, int first_amount, Tri second, int second_amount)
{
    bool open = first == OPEN || (first == NO && second == OPEN);
    int amount = first == YES ? first_amount : second == YES ? second_amount : 0;
    t->open[d] += open;
    if (!open) t->count[d] += amount != 0, t->sum[d] += (uint64_t)amount;
}
static void add(Totals *t, const Row *r)
{
    Tri lost = is(r, FACT_SPECIAL, CHILD_LOST), disabled = is(r, FACT_SPECIAL, CHILD_DISABLED), lives_in = not(is(r, FACT_INSTITUTION, NO_INSTITUTION));
    Tri reward = both(is(r, FACT_HUKOU, RURAL), not(is(r, FACT_FAMILY, ORDINARY)));
    Tri old = either(both(is(r, FACT_SEX, MALE), aged(r, 60)), both(is(r, FACT_SEX, FEMALE), aged(r, 50)));
    Tri alone = both(not(is(r, FACT_WORK, 1)), not(is(r, FACT_INCOME, 1)));
    add_truth(t, EARLY, both(reward, both(aged(r, 55), not(aged(r, 60)))));
    add_truth(t, NATIONAL, both(reward, aged(r, 60)));
    add_amount(t, ALLOWANCE, lost, 1000, disabled, 800);
    add_amount(t, SUPPLEMENT, both(either(lost, disabled), old), 100, NO, 0);
    add_truth(t, HOUSING, both(is(r, FACT_COMPLIANT, 1), either(is(r, FACT_CHILDREN, 2), is(r, FACT_CHILDREN, 3))));
    add_truth(t, CARE, both(both(lost, aged(r, 60)), both(alone, not(is(r, FACT_DISABILITY, NOT_DISABLED)))));
    add_amount(t, DISCOUNT, both(lives_in, lost), 20, both(lives_in, disabled), 15);
    add_amount(t, SERVICES, both(lost, is(r, FACT_CITY, LANZHOU)), 400, NO, 0);
}
void open_totals(const Row *rows, size_t n, Totals *totals)
{
    for (size_t i = 0; i < n; i++) add(totals, &rows[i]);
}
