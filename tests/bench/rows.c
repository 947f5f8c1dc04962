/* The eight rules by hand, a record at a time, as one would write them in any program. See workload.law. */
#include "tests/bench/workload.h"

static inline Outcome decide(const Row *r)
{
    const uint8_t *f = r->fact;
    int age = (AS_OF - r->birth) / 10000;
    bool reward = f[FACT_HUKOU] == RURAL && (f[FACT_FAMILY] == ONLY_CHILD || f[FACT_FAMILY] == TWO_DAUGHTERS);
    bool lost = f[FACT_SPECIAL] == CHILD_LOST, disabled = f[FACT_SPECIAL] == CHILD_DISABLED, lives_in = f[FACT_INSTITUTION] != NO_INSTITUTION;
    Outcome o = {0};
    o.early = reward && age >= 55 && age < 60;
    o.national = reward && age >= 60;
    o.allowance = lost ? 1000 : disabled ? 800 : 0;
    o.supplement = o.allowance > 0 && ((f[FACT_SEX] == MALE && age >= 60) || (f[FACT_SEX] == FEMALE && age >= 50)) ? 100 : 0;
    o.housing = f[FACT_COMPLIANT] && (f[FACT_CHILDREN] == 2 || f[FACT_CHILDREN] == 3);
    o.care = lost && age >= 60 && !f[FACT_WORK] && !f[FACT_INCOME] && (f[FACT_DISABILITY] == PARTLY || f[FACT_DISABILITY] == FULLY);
    o.discount = lives_in && lost ? 20 : lives_in && disabled ? 15 : 0;
    o.services = lost && f[FACT_CITY] == LANZHOU ? 400 : 0;
    return o;
}
Outcome rows_one(const Row *row) { return decide(row); }
void rows_run(const Row *restrict rows, Outcome *restrict out, size_t n)
{
    for (size_t i = 0; i < n; i++) out[i] = decide(&rows[i]);
}
