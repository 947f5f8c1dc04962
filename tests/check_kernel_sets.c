/* Every set of loops that this machine can run against the portable one: columns of every length up to a few words, wherever they begin,
 * each of its own size to the byte, so that a sanitizer sees a lane too many. Knows registers. Must never know programs. */
#include <stdlib.h>
#include <string.h>
#include "interp/vm/kernels.h"
#include "tests/checks.h"
#include "tests/random_gen.h" /* Rng */

/* An assertion that holds is written down by Check: only those that do not are made. */
enum { LANES_MOST = 200, WIDE = 4161 /* more lanes than the loops take at a time */, INPUTS = 3 };
static Rng rng;
static const KernelSet *portable;
static const size_t size_of[] = {[KIND_BIT] = 8, [KIND_ENUM] = 1, [KIND_U8] = 1, [KIND_TEXT] = 4, [KIND_I32] = 4, [KIND_I64] = 8};

/* ---- columns ---- */
/* A column ends where its memory does, so that it begins at every place a value of its size may. */
typedef struct { char *memory; char *at; size_t bytes; } Room;
static size_t bytes_of(RegKind kind, uint32_t lanes) { return kind == KIND_BIT ? 8 * (size_t)plane_words(lanes) : size_of[kind] * lanes; }
static Room column(size_t bytes)
{
    size_t before = 8 + (8 - bytes % 8) % 8;
    Room c = {.memory = malloc(before + bytes), .bytes = bytes};
    if (!c.memory) abort();
    memset(c.memory, 0x5A, before + bytes);
    c.at = c.memory + before;
    return c;
}
static void drop(Room *c)
{
    for (char *p = c->memory; p < c->at; p++) if (*p != 0x5A) ck_abort_msg("written before a column");
    free(c->memory);
}
static uint64_t any(void) { return (uint64_t)rng_below(&rng, 1u << 31) << 62 ^ (uint64_t)rng_below(&rng, 1u << 31) << 31 ^ rng_below(&rng, 1u << 31); }
/* Few values, so that many are equal, and the ends of what there is. */
static int64_t value(RegKind kind)
{
    static const int64_t ends[] = {INT64_MIN, INT64_MAX, INT32_MIN, INT32_MAX, INT64_MIN + 1, (int64_t)1 << 32, -1, 0, 1, 255};
    switch (kind) {
    case KIND_BIT: return (int64_t)any();
    case KIND_ENUM: case KIND_U8: return rng_below(&rng, 2) ? rng_below(&rng, 256) : (uint8_t)(126 + rng_below(&rng, 5));
    case KIND_I32: return rng_below(&rng, 3) ? 19000 + (int32_t)rng_below(&rng, 12) : (int32_t)rng_below(&rng, 3652059) - 719162; /* of the calendar */
    case KIND_TEXT: return rng_below(&rng, 4);
    case KIND_I64: case KIND_QUOT: case KIND_COUNT_: break;
    }
    return rng_below(&rng, 4) ? (int64_t)rng_below(&rng, 9) - 4 : ends[rng_below(&rng, sizeof ends / sizeof *ends)];
}
static void put(char *at, RegKind kind, int64_t v) { memcpy(at, &v, size_of[kind]); } /* the least bytes first */
static Room random_column(RegKind kind, uint32_t lanes)
{
    Room c = column(bytes_of(kind, lanes));
    for (size_t i = 0; i < c.bytes / size_of[kind]; i++) put(c.at + i * size_of[kind], kind, value(kind));
    return c;
}

/* ---- one instruction by two sets ---- */
typedef struct { Room data, known, broken; Reg reg; } Lanes;
static Lanes operand(RegKind kind, uint32_t lanes, bool uniform, int planes) /* planes: 0 all known, 1 some not, 2 some broken */
{
    Lanes l = {.data = random_column(kind, uniform ? 1 : lanes), .known = random_column(KIND_BIT, lanes), .broken = random_column(KIND_BIT, lanes)};
    uint64_t *known = (uint64_t *)l.known.at, *broken = (uint64_t *)l.broken.at;
    for (uint32_t w = 0; w < plane_words(lanes); w++) {
        if (uniform) known[w] = -(known[w] & 1), broken[w] = -(broken[w] & 1);
        broken[w] = planes == 2 ? broken[w] & ~known[w] : 0;
        if (kind == KIND_BIT && uniform) *(uint64_t *)l.data.at = -(*(uint64_t *)l.data.at & 1);
    }
    if (kind == KIND_BIT && planes) for (uint32_t w = 0; w < (uniform ? 1 : plane_words(lanes)); w++) ((uint64_t *)l.data.at)[w] &= known[w];
    l.reg = (Reg){.data = l.data.at, .known = known, .broken = broken, .own = known, .kind = (uint8_t)kind, .lo0 = INT64_MIN, .hi0 = INT64_MAX,
                  .flags = (uint8_t)((uniform ? REG_UNIFORM : 0) | (planes ? planes == 2 ? REG_BROKEN : 0 : REG_KNOWN))};
    return l;
}
static Lanes result(RegKind kind, uint32_t lanes)
{
    Lanes l = {.data = column(bytes_of(kind, lanes)), .known = column(bytes_of(KIND_BIT, lanes)), .broken = column(bytes_of(KIND_BIT, lanes))};
    l.reg = (Reg){.data = l.data.at, .known = (uint64_t *)l.known.at, .broken = (uint64_t *)l.broken.at, .own = (uint64_t *)l.known.at, .kind = (uint8_t)kind,
                  .lo0 = INT64_MIN, .hi0 = INT64_MAX};
    return l;
}
static void drop_lanes(Lanes *l) { drop(&l->data), drop(&l->known), drop(&l->broken); }
/* Lanes that exist: bits past the last mean nothing, and values that are not known neither. */
static void same_lanes(const Reg *want, const Reg *got, uint32_t lanes, const char *set, const char *what)
{
    if (want->flags != got->flags) ck_abort_msg("%s, %s, %u lanes: flags %d, not %d", set, what, lanes, got->flags, want->flags);
    for (uint32_t i = 0; i < (want->flags & REG_UNIFORM ? 1 : lanes); i++) {
        uint32_t w = i / 64;
        bool known = reg_known(want, w) >> i % 64 & 1;
        if (known != (reg_known(got, w) >> i % 64 & 1) || (reg_broken(want, w) ^ reg_broken(got, w)) >> i % 64 & 1) ck_abort_msg("%s, %s, %u lanes: lane %u is not known alike", set, what, lanes, i);
        if (!known) continue;
        bool same = want->kind == KIND_BIT ? !((reg_truth(want, w) ^ reg_truth(got, w)) >> i % 64 & 1)
                                           : !memcmp((char *)want->data + i * size_of[want->kind], (char *)got->data + i * size_of[want->kind], size_of[want->kind]);
        if (!same) ck_abort_msg("%s, %s, %u lanes: lane %u differs", set, what, lanes, i);
    }
}
/* Every shape, by bits: which operands are the same for all lanes. */
static void one_instruction(const char *what, Instr in, int n, RegKind of, RegKind first, uint32_t lanes)
{
    for (int shape = 0; shape < 1 << n; shape++)
        for (int planes = 0; planes < 3; planes++) {
            Lanes o[INPUTS];
            const Reg *regs[INPUTS];
            for (int i = 0; i < n; i++) o[i] = operand(i ? of : first, lanes, shape >> i & 1, planes ? (int)rng_below(&rng, (uint32_t)planes + 1) : 0), regs[i] = &o[i].reg;
            for (int s = 1; kernel_set(s); s++) {
                Lanes want = result((RegKind)in.kind, lanes), got = result((RegKind)in.kind, lanes);
                kernel_run(portable, &want.reg, regs, n, &in, lanes);
                kernel_run(kernel_set(s), &got.reg, regs, n, &in, lanes);
                same_lanes(&want.reg, &got.reg, lanes, kernel_set(s)->name, what);
                drop_lanes(&want), drop_lanes(&got);
            }
            for (int i = 0; i < n; i++) drop_lanes(&o[i]);
        }
}
static uint32_t length(int i) { return i <= LANES_MOST ? (uint32_t)i : WIDE; } /* every one, and a wide one */
#define EACH_LENGTH for (int i = 1; i <= LANES_MOST + 1; i++)

START_TEST(comparisons)
{
    static const RegKind kinds[] = {KIND_ENUM, KIND_U8, KIND_TEXT, KIND_I32, KIND_I64};
    EACH_LENGTH
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            for (int op = 0; op < CMP_COUNT_; op++)
                one_instruction("compare", (Instr){.op = BC_COMPARE, .kind = KIND_BIT, .aux = (uint8_t)op}, 2, kinds[k], kinds[k], length(i));
}
END_TEST
START_TEST(arithmetic)
{
    static const Opcode ops[] = {BC_ADD, BC_SUB, BC_MUL};
    EACH_LENGTH {
        for (size_t k = 0; k < sizeof ops / sizeof *ops; k++) one_instruction("arithmetic", (Instr){.op = (uint8_t)ops[k], .kind = KIND_I64}, 2, KIND_I64, KIND_I64, length(i));
        one_instruction("negation", (Instr){.op = BC_NEG, .kind = KIND_I64}, 1, KIND_I64, KIND_I64, length(i));
        one_instruction("widening", (Instr){.op = BC_WIDEN, .kind = KIND_I64}, 1, KIND_I32, KIND_I32, length(i));
        one_instruction("widening", (Instr){.op = BC_WIDEN, .kind = KIND_I64}, 1, KIND_U8, KIND_U8, length(i));
        static const RegKind kinds[] = {KIND_U8, KIND_I32, KIND_I64};
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            one_instruction("least", (Instr){.op = BC_MIN, .kind = (uint8_t)kinds[k]}, 2, kinds[k], kinds[k], length(i));
            one_instruction("greatest", (Instr){.op = BC_MAX, .kind = (uint8_t)kinds[k]}, 2, kinds[k], kinds[k], length(i));
        }
    }
}
END_TEST
START_TEST(choices_and_logic)
{
    static const RegKind kinds[] = {KIND_BIT, KIND_ENUM, KIND_U8, KIND_TEXT, KIND_I32, KIND_I64};
    static const Opcode ops[] = {BC_AND, BC_OR, BC_SAME};
    EACH_LENGTH {
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) one_instruction("choice", (Instr){.op = BC_SELECT, .kind = (uint8_t)kinds[k]}, 3, kinds[k], KIND_BIT, length(i));
        for (size_t k = 0; k < sizeof ops / sizeof *ops; k++) one_instruction("logic", (Instr){.op = (uint8_t)ops[k], .kind = KIND_BIT}, 2, KIND_BIT, KIND_BIT, length(i));
        one_instruction("not", (Instr){.op = BC_NOT, .kind = KIND_BIT}, 1, KIND_BIT, KIND_BIT, length(i));
    }
}
END_TEST

/* ---- what is done in one pass ---- */
static void same_planes(const Room *want, const Room *got, uint32_t lanes, const char *set, const char *what)
{
    for (uint32_t w = 0; w < plane_words(lanes); w++)
        if ((((uint64_t *)want->at)[w] ^ ((uint64_t *)got->at)[w]) & plane_mask(lanes, w)) ck_abort_msg("%s, %s, %u lanes: word %u differs", set, what, lanes, w);
}
static KernelTest random_test(RegKind kind)
{
    KernelTest t = {.outside = rng_below(&rng, 2), .lo = INT32_MIN, .hi = (int32_t)value(kind)};
    if (kind == KIND_I32) return t;
    t.lo = rng_below(&rng, 3) ? (int32_t)rng_below(&rng, (uint32_t)t.hi + 1) : rng_below(&rng, 2) ? 0 : t.hi;
    return t;
}
START_TEST(tests_of_one_column)
{
    EACH_LENGTH
        for (int round = 0; round < 2 * 2 * KERNEL_TESTS_MAX; round++) {
            uint32_t lanes = length(i);
            RegKind kind = round & 1 ? KIND_I32 : KIND_U8;
            int n = round / 4 + 1;
            Lanes x = operand(kind, lanes, false, round >> 1 & 1);
            KernelTest tests[KERNEL_TESTS_MAX];
            for (int t = 0; t < n; t++) tests[t] = random_test(kind);
            Room want[KERNEL_TESTS_MAX], got[KERNEL_TESTS_MAX];
            for (int t = 0; t < n; t++) want[t] = column(bytes_of(KIND_BIT, lanes)), tests[t].out = (uint64_t *)want[t].at;
            portable->tests(&x.reg, tests, n, lanes);
            for (int s = 1; kernel_set(s); s++) {
                for (int t = 0; t < n; t++) got[t] = column(bytes_of(KIND_BIT, lanes)), tests[t].out = (uint64_t *)got[t].at;
                kernel_set(s)->tests(&x.reg, tests, n, lanes);
                for (int t = 0; t < n; t++) same_planes(&want[t], &got[t], lanes, kernel_set(s)->name, kind == KIND_I32 ? "tests of days" : "tests of bytes"), drop(&got[t]);
            }
            for (int t = 0; t < n; t++) drop(&want[t]);
            drop_lanes(&x);
        }
}
END_TEST
START_TEST(terms_of_a_condition)
{
    EACH_LENGTH
        for (int n = 1; n <= KERNEL_TERMS_MAX; n++) {
            uint32_t lanes = length(i);
            Lanes x[KERNEL_TERMS_MAX];
            KernelTerm terms[KERNEL_TERMS_MAX];
            bool turned = rng_below(&rng, 2);
            int planes = (int)rng_below(&rng, 2);
            for (int t = 0; t < n; t++) x[t] = operand(KIND_BIT, lanes, false, planes && rng_below(&rng, 2)), terms[t] = (KernelTerm){&x[t].reg, rng_below(&rng, 2)};
            for (int s = 1; kernel_set(s); s++) {
                Lanes want = result(KIND_BIT, lanes), got = result(KIND_BIT, lanes);
                portable->terms(&want.reg, terms, n, turned, lanes);
                kernel_set(s)->terms(&got.reg, terms, n, turned, lanes);
                same_lanes(&want.reg, &got.reg, lanes, kernel_set(s)->name, "terms");
                drop_lanes(&want), drop_lanes(&got);
            }
            for (int t = 0; t < n; t++) drop_lanes(&x[t]);
        }
}
END_TEST
START_TEST(chains_of_choices)
{
    EACH_LENGTH
        for (int round = 0; round < 4 * 2 * KERNEL_CHAIN_MAX; round++) {
            uint32_t lanes = length(i);
            KernelChain c = {.n = round / 8 + 1, .width = (uint8_t)(1 << round % 4), .past = round / 4 & 1};
            size_t bytes = (size_t)c.width * lanes;
            Room truth[KERNEL_CHAIN_MAX], want = column(bytes);
            for (int t = 0; t < c.n; t++) truth[t] = random_column(KIND_BIT, lanes), c.truth[t] = (uint64_t *)truth[t].at;
            for (int t = 0; t <= c.n; t++) c.values[t] = value(KIND_I64);
            c.data = want.at;
            portable->chain(&c, lanes);
            for (int s = 1; kernel_set(s); s++) {
                Room got = column(bytes);
                void *line = aligned_alloc(64, (bytes + 63) / 64 * 64); /* what goes past the caches begins on a line of them */
                if (!line) abort();
                c.data = c.past ? line : got.at;
                kernel_set(s)->chain(&c, lanes);
                if (memcmp(want.at, c.data, bytes)) ck_abort_msg("%s, chain, %u lanes, width %d, %d truths: not the same", kernel_set(s)->name, lanes, c.width, c.n);
                free(line), drop(&got);
            }
            drop(&want);
            for (int t = 0; t < c.n; t++) drop(&truth[t]);
        }
}
END_TEST
START_TEST(what_is_known_of_chains)
{
    EACH_LENGTH
        for (int n = 1; n <= KERNEL_CHAIN_MAX; n++) {
            uint32_t lanes = length(i);
            Lanes x[KERNEL_CHAIN_MAX];
            const Reg *truths[KERNEL_CHAIN_MAX];
            for (int t = 0; t < n; t++) x[t] = operand(KIND_BIT, lanes, false, (int)rng_below(&rng, 2)), truths[t] = &x[t].reg;
            for (int s = 1; kernel_set(s); s++) {
                Room want = column(bytes_of(KIND_BIT, lanes)), got = column(bytes_of(KIND_BIT, lanes));
                portable->chain_known((uint64_t *)want.at, truths, n, lanes), kernel_set(s)->chain_known((uint64_t *)got.at, truths, n, lanes);
                same_planes(&want, &got, lanes, kernel_set(s)->name, "known of a chain");
                drop(&want), drop(&got);
            }
            for (int t = 0; t < n; t++) drop_lanes(&x[t]);
        }
}
END_TEST
/* The portable set itself, by what a comparison means. */
START_TEST(the_portable_set_compares)
{
    for (uint32_t lanes = 1; lanes <= LANES_MOST; lanes++)
        for (int op = 0; op < CMP_COUNT_; op++) {
            Room x = random_column(KIND_I32, lanes), y = random_column(KIND_I32, lanes), out = column(bytes_of(KIND_BIT, lanes));
            portable->compare((uint64_t *)out.at, KIND_I32, (Compare)op, x.at, y.at, false, false, lanes);
            for (uint32_t i = 0; i < lanes; i++) {
                int32_t a = ((int32_t *)x.at)[i], b = ((int32_t *)y.at)[i];
                const bool want[] = {[CMP_EQ] = a == b, [CMP_NE] = a != b, [CMP_LT] = a < b, [CMP_LE] = a <= b, [CMP_GT] = a > b, [CMP_GE] = a >= b};
                if ((((uint64_t *)out.at)[i / 64] >> i % 64 & 1) != want[op]) ck_abort_msg("%u lanes, test %d: lane %u differs", lanes, op, i);
            }
            drop(&x), drop(&y), drop(&out);
        }
}
END_TEST

static void setup(void)
{
    const char *seed = getenv("KERNEL_SEED");
    rng = (Rng){seed ? strtoull(seed, NULL, 10) : 1};
    portable = kernel_set(0);
}
int main(void)
{
    TCase *tests = tcase_create("kernels");
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, the_portable_set_compares);
    tcase_add_test(tests, comparisons);
    tcase_add_test(tests, arithmetic);
    tcase_add_test(tests, choices_and_logic);
    tcase_add_test(tests, tests_of_one_column);
    tcase_add_test(tests, terms_of_a_condition);
    tcase_add_test(tests, chains_of_choices);
    tcase_add_test(tests, what_is_known_of_chains);
    return checks_run(suite_create("kernel sets"), tests, CK_NOFORK);
}
