/* The loops of every set this machine can run, against what kernels.h says of a lane: tests, conditions, choices in every width; and how far
 * numbers reach, by hand. Random programs (check_vm.c) hold the same loops against the direct evaluator, but seldom meet every width. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "interp/code/reach.h"
#include "interp/vm/kernels.h"
#include "tests/checks.h"
#include "tests/random_gen.h"

enum { LANES = 1024 + 64, WORDS = LANES / 64 };
static Rng rng;
/* A check is heard of only when it fails: there are millions. */
#define DEMAND(HOLDS, ...) do { if (!(HOLDS)) ck_abort_msg(__VA_ARGS__); } while (0)
static uint64_t word(void) { return (uint64_t)rng_below(&rng, 1u << 22) << 42 ^ (uint64_t)rng_below(&rng, 1u << 22) << 21 ^ rng_below(&rng, 1u << 22); }
static uint32_t some_lanes(void)
{
    static const uint32_t SIZES[] = {2, 63, 64, 65, 127, 128, 192, 200, 321, 1000, 1024, 1087};
    return SIZES[rng_below(&rng, sizeof SIZES / sizeof *SIZES)];
}
static const KernelSet *set_of(int turn)
{
    int sets = 1;
    while (kernel_set(sets)) sets++;
    return kernel_set(turn % sets);
}
/* Not known: not true. */
typedef struct { uint64_t truth[WORDS], known[WORDS]; Reg reg; } Truth;
static void fill(Truth *t, bool open)
{
    for (int w = 0; w < WORDS; w++) t->known[w] = open ? word() | word() : ~0ull, t->truth[w] = word() & t->known[w];
    t->reg = (Reg){.data = t->truth, .known = t->known, .kind = KIND_BIT, .flags = open ? 0 : REG_KNOWN};
}
static bool bit(const uint64_t *plane, uint32_t i) { return plane[i / 64] >> (i % 64) & 1; }

/* ---- choices ---- */
static int64_t read_back(const void *data, int width, uint32_t i)
{
    return width == 1 ? ((const uint8_t *)data)[i] : width == 2 ? ((const uint16_t *)data)[i] : width == 4 ? ((const int32_t *)data)[i] : ((const int64_t *)data)[i];
}
static int64_t some_value(int width)
{
    uint64_t v = word();
    return width == 1 ? (uint8_t)v : width == 2 ? (uint16_t)v : width == 4 ? (int32_t)v : (int64_t)v;
}
START_TEST(a_choice_takes_the_first_that_holds_in_every_width)
{
    static Truth truth[KERNEL_CHAIN_MAX];
    static _Alignas(64) int64_t out[LANES + 8];
    static uint64_t known[WORDS];
    for (int turn = 0; turn < 20000; turn++) {
        const KernelSet *set = set_of(turn);
        KernelChain c = {.n = 1 + (int)rng_below(&rng, KERNEL_CHAIN_MAX), .width = (uint8_t)(1 << rng_below(&rng, 4)), .past = rng_below(&rng, 2)};
        const Reg *regs[KERNEL_CHAIN_MAX];
        uint32_t lanes = some_lanes();
        for (int t = 0; t < c.n; t++) fill(&truth[t], rng_below(&rng, 2)), regs[t] = &truth[t].reg, c.truth[t] = truth[t].truth;
        for (int t = 0; t <= c.n; t++) c.values[t] = some_value(c.width);
        c.data = (char *)out + (rng_below(&rng, 2) ? 0 : c.width);
        memset(out, 0xA5, sizeof out);
        set->chain(&c, lanes);
        set->chain_known(known, regs, c.n, lanes);
        for (uint32_t i = 0; i < lanes; i++) {
            int t = 0;
            bool there = true;
            while (t < c.n && !bit(truth[t].truth, i)) there &= bit(truth[t].known, i), t++;
            DEMAND(read_back(c.data, c.width, i) == c.values[t], "%s: width %d, %d truths, lane %u of %u", set->name, c.width, c.n, i, lanes);
            DEMAND(bit(known, i) == there, "%s: known, %d truths, lane %u of %u", set->name, c.n, i, lanes);
        }
        uint32_t end = (lanes + 63) / 64 * 64; /* as far as there is room */
        ck_assert_int_eq(((uint8_t *)c.data)[end * c.width], 0xA5);
    }
}
END_TEST

/* ---- tests of a column ---- */
static void a_column(Reg *x, uint8_t *bytes, int32_t *days, uint64_t *known, bool of_days, int32_t about)
{
    bool open = rng_below(&rng, 2);
    int32_t near = rng_below(&rng, 2) ? 5 : 40000;
    for (int i = 0; i < LANES; i++) bytes[i] = (uint8_t)word(), days[i] = about + (int32_t)rng_below(&rng, 2 * (uint32_t)near) - near;
    for (int w = 0; w < WORDS; w++) known[w] = open ? word() | word() : ~0ull;
    *x = (Reg){.data = of_days ? (void *)days : bytes, .known = known, .kind = of_days ? KIND_I32 : KIND_U8, .flags = open ? 0 : REG_KNOWN};
}
static KernelTest a_test(bool of_days, int32_t about, uint64_t *out)
{
    static const int32_t FAR[] = {0, 1, 3, 9, 2000, 29999, 30001, 61000};
    if (of_days) return (KernelTest){out, INT32_MIN, about + FAR[rng_below(&rng, 8)], rng_below(&rng, 2)};
    int32_t lo = (int32_t)rng_below(&rng, 256), hi = (int32_t)rng_below(&rng, 256);
    if (rng_below(&rng, 2)) hi = rng_below(&rng, 2) ? lo : 255;
    if (rng_below(&rng, 4) == 0) lo = 0;
    return (KernelTest){out, lo < hi ? lo : hi, lo < hi ? hi : lo, rng_below(&rng, 2)};
}
START_TEST(tests_of_a_column_agree_lane_by_lane)
{
    static const int32_t ABOUT[] = {0, 19723, 32766, 32767, 32768, -32768, -32769, -719162 + 40000, 2932896 - 101000};
    static uint8_t bytes[LANES];
    static int32_t days[LANES];
    static uint64_t known[WORDS], out[KERNEL_TESTS_MAX][WORDS];
    for (int turn = 0; turn < 20000; turn++) {
        const KernelSet *set = set_of(turn);
        bool of_days = rng_below(&rng, 2);
        int n = 1 + (int)rng_below(&rng, KERNEL_TESTS_MAX);
        int32_t about = ABOUT[rng_below(&rng, sizeof ABOUT / sizeof *ABOUT)];
        uint32_t lanes = some_lanes();
        KernelTest tests[KERNEL_TESTS_MAX];
        Reg x;
        a_column(&x, bytes, days, known, of_days, about);
        for (int t = 0; t < n; t++) tests[t] = a_test(of_days, about, out[t]);
        set->tests(&x, tests, n, lanes);
        for (int t = 0; t < n; t++)
            for (uint32_t i = 0; i < lanes; i++) {
                int32_t v = of_days ? days[i] : bytes[i];
                bool holds = (v >= tests[t].lo && v <= tests[t].hi) != tests[t].outside;
                DEMAND(bit(out[t], i) == (holds && bit(known, i)), "%s: %d in %d .. %d, outside %d, lane %u of %u", set->name, v, tests[t].lo, tests[t].hi, tests[t].outside, i, lanes);
            }
    }
}
END_TEST

/* ---- conditions ---- */
START_TEST(conditions_agree_lane_by_lane)
{
    static Truth truth[KERNEL_TERMS_MAX];
    static uint64_t out[WORDS], known[WORDS];
    for (int turn = 0; turn < 20000; turn++) {
        const KernelSet *set = set_of(turn);
        int n = 1 + (int)rng_below(&rng, KERNEL_TERMS_MAX);
        uint32_t lanes = some_lanes(), open = rng_below(&rng, 3);
        bool turned = rng_below(&rng, 2);
        KernelTerm terms[KERNEL_TERMS_MAX];
        Reg r = {.data = out, .known = known, .kind = KIND_BIT};
        for (int t = 0; t < n; t++) fill(&truth[t], open && rng_below(&rng, open)), terms[t] = (KernelTerm){&truth[t].reg, rng_below(&rng, 2)};
        set->terms(&r, terms, n, turned, lanes);
        for (uint32_t i = 0; i < lanes; i++) {
            bool all = true, none = false;
            for (int t = 0; t < n; t++) {
                bool k = bit(truth[t].known, i), v = bit(truth[t].truth, i) != terms[t].turned;
                all &= k && v, none |= k && !v;
            }
            DEMAND(bit(out, i) == (turned ? none : all) && (r.flags & REG_KNOWN || bit(known, i)) == (all || none), "%s: %d terms, lane %u of %u", set->name, n, i, lanes);
        }
    }
}
END_TEST

/* ---- how far numbers reach ---- */
static void demand_form(Reach r, int digits, int width, int64_t unit)
{
    RegForm f = reach_form(&r, digits);
    ck_assert_msg(f.width == width && f.unit == unit, "%lld .. %lld by %lld: %d bytes of %lld", (long long)r.lo, (long long)r.hi, (long long)r.step, f.width, (long long)f.unit);
}
START_TEST(a_form_is_as_narrow_as_the_numbers_allow)
{
    demand_form((Reach){0, 100000, 20000}, 2, 2, 100); /* fen: 0, 800 and 1000 yuan */
    demand_form((Reach){0, 100000, 20000}, 9, 1, 10000);
    demand_form((Reach){0, 100000, 20000}, 0, 4, 1);
    demand_form((Reach){0, 25500, 100}, 2, 1, 100);
    demand_form((Reach){0, 25600, 100}, 2, 2, 100);
    demand_form((Reach){0, 65535, 1}, 2, 2, 1);
    demand_form((Reach){0, 65536, 1}, 2, 4, 1);
    demand_form((Reach){-1, 5, 1}, 2, 4, 1);
    demand_form((Reach){INT32_MIN, INT32_MAX, 1}, 2, 4, 1);
    demand_form((Reach){INT32_MIN, (int64_t)INT32_MAX + 1, 1}, 2, 8, 1);
    demand_form((Reach){INT64_MIN, INT64_MAX, 1}, 18, 8, 1);
    demand_form((Reach){0, 0, 0}, 18, 1, 1000000000000000000);
    demand_form((Reach){5, 4, 0}, 2, 1, 1); /* never a number */
}
END_TEST
START_TEST(numbers_reach_as_far_as_their_operators_carry_them)
{
    enum { N = 14 };
    static const Instr CODE[N] = {
        {.op = BC_LOAD, .kind = KIND_I64, .imm = 0},                                   /* 0: 0 .. 40 */
        {.op = BC_CONST, .kind = KIND_I64, .imm = 1500},                               /* 1 */
        {.op = BC_MUL, .kind = KIND_I64, .a = 0, .b = 1},                              /* 2: 0 .. 60000 by 1500 */
        {.op = BC_CONST, .kind = KIND_I64, .imm = -200},                               /* 3 */
        {.op = BC_ADD, .kind = KIND_I64, .a = 2, .b = 3},                              /* 4: -200 .. 59800 by 100 */
        {.op = BC_CONST, .kind = KIND_I64, .imm = 20000},                              /* 5 */
        {.op = BC_MIN, .kind = KIND_I64, .a = 4, .b = 5},                              /* 6: -200 .. 20000 by 100 */
        {.op = BC_COMPARE, .kind = KIND_BIT, .aux = CMP_LT, .a = 0, .b = 1},           /* 7 */
        {.op = BC_SELECT, .kind = KIND_I64, .a = 7, .b = 6, .c = 2},                   /* 8: -200 .. 60000 by 100 */
        {.op = BC_BROKEN, .kind = KIND_I64, .aux = REASON_NO_CASE},                    /* 9 */
        {.op = BC_SELECT, .kind = KIND_I64, .a = 7, .b = 9, .c = 5},                   /* 10: 20000 alone */
        {.op = BC_CONST, .kind = KIND_I64, .imm = INT64_MAX},                          /* 11 */
        {.op = BC_ADD, .kind = KIND_I64, .a = 11, .b = 5},                             /* 12: overflows always */
        {.op = BC_MUL, .kind = KIND_I64, .a = 9, .b = 0},                              /* 13: no value times nothing */
    };
    static const Reach WANT[N] = {{0, 40, 1}, {1500, 1500, 1500}, {0, 60000, 1500}, {-200, -200, 200}, {-200, 59800, 100}, {20000, 20000, 20000}, {-200, 20000, 100}, {0, 1, 1},
                                  {-200, 60000, 100}, {1, 0, 0}, {20000, 20000, 20000}, {INT64_MAX, INT64_MAX, INT64_MAX}, {1, 0, 0}, {0, 0, 0}};
    ColumnRange range = {0, 40};
    Chunk c = {.code = (Instr *)CODE, .n_code = N, .ranges = &range, .n_columns = 1};
    Reach got[N];
    chunk_reach(&c, got);
    for (int i = 0; i < N; i++) {
        if (WANT[i].lo > WANT[i].hi) ck_assert_msg(got[i].lo > got[i].hi, "%d is no number", i);
        else ck_assert_msg(memcmp(&got[i], &WANT[i], sizeof *got) == 0, "%d: %lld .. %lld by %lld", i, (long long)got[i].lo, (long long)got[i].hi, (long long)got[i].step);
    }
}
END_TEST

int main(void)
{
    rng = (Rng){7};
    Suite *s = suite_create("kernels");
    TCase *c = tcase_create("kernels");
    tcase_set_timeout(c, 600);
    tcase_add_test(c, a_choice_takes_the_first_that_holds_in_every_width);
    tcase_add_test(c, tests_of_a_column_agree_lane_by_lane);
    tcase_add_test(c, conditions_agree_lane_by_lane);
    tcase_add_test(c, a_form_is_as_narrow_as_the_numbers_allow);
    tcase_add_test(c, numbers_reach_as_far_as_their_operators_carry_them);
    return checks_run(s, c, CK_FORK_GETENV);
}
