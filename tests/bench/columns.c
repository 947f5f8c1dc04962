/* The eight rules by hand over columns: the best we know to write for a compiler that vectorises. See workload.law.
 * Ages are days compared with days, once a block, as bytes; every loop after that works on bytes alone. */
#include "tests/bench/workload.h"

enum { BLOCK = 8192, BORN_50 = 1461, BORN_55 = -365, BORN_60 = -2192 }; /* 1974-01-01, 1969-01-01, 1964-01-01 */
typedef const uint8_t *restrict In;
typedef uint8_t *restrict Out;
typedef uint16_t *restrict OutWide;
#define LOOP static __attribute__((noinline)) void
#define EACH for (size_t i = 0; i < n; i++)

LOOP ages(const int32_t *restrict birth, Out a50, Out a55, Out a60, size_t n)
{
    EACH a50[i] = birth[i] <= BORN_50, a55[i] = birth[i] <= BORN_55, a60[i] = birth[i] <= BORN_60;
}
LOOP rewards(In hukou, In family, In a55, In a60, Out early, Out national, size_t n)
{
    EACH {
        uint8_t reward = (hukou[i] == RURAL) & (family[i] != ORDINARY);
        early[i] = reward & a55[i] & (a60[i] ^ 1), national[i] = reward & a60[i];
    }
}
LOOP allowances(In special, OutWide out, size_t n)
{
    EACH { uint16_t s = special[i]; out[i] = s == CHILD_LOST ? 1000 : s == CHILD_DISABLED ? 800 : 0; }
}
LOOP supplements(In special, In sex, In a50, In a60, Out out, size_t n)
{
    EACH { uint8_t yes = (special[i] != NOT_SPECIAL) & (((sex[i] == MALE) & a60[i]) | ((sex[i] == FEMALE) & a50[i])); out[i] = yes ? 100 : 0; }
}
LOOP housing(In compliant, In children, Out out, size_t n) { EACH out[i] = compliant[i] & ((children[i] == 2) | (children[i] == 3)); }
LOOP care(In special, In a60, In work, In income, In disability, Out out, size_t n)
{
    EACH out[i] = (special[i] == CHILD_LOST) & a60[i] & (work[i] ^ 1) & (income[i] ^ 1) & (disability[i] != NOT_DISABLED);
}
LOOP discounts(In special, In institution, Out out, size_t n)
{
    EACH { uint8_t percent = special[i] == CHILD_LOST ? 20 : special[i] == CHILD_DISABLED ? 15 : 0; out[i] = institution[i] != NO_INSTITUTION ? percent : 0; }
}
LOOP services(In special, In city, OutWide out, size_t n)
{
    EACH { uint8_t yes = (special[i] == CHILD_LOST) & (city[i] == LANZHOU); out[i] = (uint16_t)(-(int)yes & 400); }
}
void columns_run(const Columns *c, const OutColumns *o)
{
    static uint8_t a50[BLOCK], a55[BLOCK], a60[BLOCK];
    for (size_t s = 0; s < c->n; s += BLOCK) {
        size_t n = c->n - s < BLOCK ? c->n - s : BLOCK;
        ages(c->birth + s, a50, a55, a60, n);
        rewards(c->bytes[FACT_HUKOU] + s, c->bytes[FACT_FAMILY] + s, a55, a60, o->bytes[EARLY] + s, o->bytes[NATIONAL] + s, n);
        allowances(c->bytes[FACT_SPECIAL] + s, o->words[ALLOWANCE] + s, n);
        supplements(c->bytes[FACT_SPECIAL] + s, c->bytes[FACT_SEX] + s, a50, a60, o->bytes[SUPPLEMENT] + s, n);
        housing(c->bytes[FACT_COMPLIANT] + s, c->bytes[FACT_CHILDREN] + s, o->bytes[HOUSING] + s, n);
        care(c->bytes[FACT_SPECIAL] + s, a60, c->bytes[FACT_WORK] + s, c->bytes[FACT_INCOME] + s, c->bytes[FACT_DISABILITY] + s, o->bytes[CARE] + s, n);
        discounts(c->bytes[FACT_SPECIAL] + s, c->bytes[FACT_INSTITUTION] + s, o->bytes[DISCOUNT] + s, n);
        services(c->bytes[FACT_SPECIAL] + s, c->bytes[FACT_CITY] + s, o->words[SERVICES] + s, n);
    }
}
