/* Tests of one column against the policy's numbers, all in one go, and conditions of several truths in one pass. A part of
 * kernels_loops.h, with which it is compiled once for each kind of machine. Must never know instructions. */
#ifndef FATIAO_KERNELS_TESTS_H
#define FATIAO_KERNELS_TESTS_H

/* ---- tests ---- */
/* The last lanes, fewer than a word, one by one: a caller's column may end there. */
#define TESTS_REST(X)                                                                                             \
    for (int t = 0; lanes % 64 && t < n; t++) {                                                                   \
        uint64_t last = 0;                                                                                        \
        for (uint32_t i = 0; i < lanes % 64; i++) last |= (uint64_t)((X)[i] >= tests[t].lo && (X)[i] <= tests[t].hi) << i; \
        tests[t].out[lanes / 64] = (last ^ -(uint64_t)tests[t].outside) & (known ? known[lanes / 64] : ~0ull);    \
    }
#define TEST_ARGUMENTS(T) const T *restrict x, const uint64_t *restrict known, const KernelTest *tests, int n, uint32_t lanes

#if defined(KERNEL_WORDS)
#include "interp/vm/kernels_words.h"
#elif !defined(KERNEL_AVX2)
#define PLAIN_TESTS(X)                                                                                            \
    for (int t = 0; t < n; t++)                                                                                   \
        for (uint32_t w = 0; w < lanes / 64; w++) {                                                               \
            uint8_t truth[64];                                                                                    \
            for (uint32_t i = 0; i < 64; i++) truth[i] = (X)[w * 64 + i] >= tests[t].lo && (X)[w * 64 + i] <= tests[t].hi; \
            tests[t].out[w] = (pack(truth) ^ -(uint64_t)tests[t].outside) & (known ? known[w] : ~0ull);           \
        }
static void test_bytes(TEST_ARGUMENTS(uint8_t)) { PLAIN_TESTS(x) x += lanes / 64 * 64; TESTS_REST(x) }
static void test_days(TEST_ARGUMENTS(int32_t)) { PLAIN_TESTS(x) x += lanes / 64 * 64; TESTS_REST(x) }
#else
static inline uint32_t known_half(const uint64_t *known, size_t h)
{
    uint32_t half;
    memcpy(&half, (const char *)known + 4 * h, sizeof half);
    return half;
}
/* Two lines of a column that is read from end to end: one at a time the machine does not ask for enough of them by itself. */
#define FETCH_AHEAD(p) (_mm_prefetch((const char *)(p) + AHEAD, _MM_HINT_T0), _mm_prefetch((const char *)(p) + AHEAD + 64, _MM_HINT_T0))
enum { AHEAD = 4096 }; /* bytes */
/* A range of bytes: what is below its begin wraps round and is above its width. AFTER: what is done to the bits of one test. */
#define BYTES_HALF(TEST, AT, AFTER) do { __m256i v = load(x + (h + (AT)) * 32); put_half(out, h + (AT), AFTER(bits(TEST), h + (AT))); } while (0)
#define AS_IT_IS(BITS, H) (BITS)
#define FLIPPED(BITS, H) ~(BITS)
#define WHERE_KNOWN(BITS, H) (((BITS) ^ flip) & known_half(known, H))
#define BYTES_EACH(TEST, AFTER)                                                                                   \
    do {                                                                                                          \
        size_t h = 0;                                                                                             \
        for (; h + 4 <= halves; h += 4) {                                                                         \
            FETCH_AHEAD(x + h * 32);                                                                              \
            BYTES_HALF(TEST, 0, AFTER); BYTES_HALF(TEST, 1, AFTER); BYTES_HALF(TEST, 2, AFTER); BYTES_HALF(TEST, 3, AFTER); \
        }                                                                                                         \
        for (; h < halves; h++) BYTES_HALF(TEST, 0, AFTER);                                                       \
    } while (0)
#define BYTES_LOOP(TEST)                                                                                          \
    do {                                                                                                          \
        if (known) BYTES_EACH(TEST, WHERE_KNOWN);                                                                 \
        else if (flip) BYTES_EACH(TEST, FLIPPED);                                                                 \
        else BYTES_EACH(TEST, AS_IT_IS);                                                                          \
    } while (0)
static void test_bytes(TEST_ARGUMENTS(uint8_t))
{
    const size_t halves = (size_t)lanes / 64 * 2;
    for (int t = 0; t < n; t++) {
        const uint8_t from = (uint8_t)tests[t].lo, width = (uint8_t)(tests[t].hi - tests[t].lo);
        const __m256i begin = _mm256_set1_epi8((char)from), wide = _mm256_set1_epi8((char)width);
        const uint32_t flip = -(uint32_t)tests[t].outside;
        uint64_t *restrict out = tests[t].out;
        if (!width) BYTES_LOOP(EQ8(v, begin));
        else if (!from) BYTES_LOOP(LE8(v, wide));
        else if (from + width == 255) BYTES_LOOP(GE8(v, begin));
        else BYTES_LOOP(LE8(_mm256_sub_epi8(v, begin), wide));
    }
    x += halves * 32;
    TESTS_REST(x)
}
/* Four and four lanes, sixteen apart, so that what is packed stands in order. */
static inline __m256i load_apart(const int32_t *x) { return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)x)), _mm_loadu_si128((const __m128i *)(x + 16)), 1); }
/* Days against one or more days that lie so near to each other that 16 bits tell all apart: what is further off stays at the end. */
static inline __attribute__((always_inline)) void near_days(TEST_ARGUMENTS(int32_t), int32_t middle, bool moved)
{
    const __m256i mid = _mm256_set1_epi32(middle);
    __m256i last[KERNEL_TESTS_MAX];
    uint32_t flip[KERNEL_TESTS_MAX];
    for (int t = 0; t < n; t++) last[t] = _mm256_set1_epi16((short)(tests[t].hi - middle)), flip[t] = -(uint32_t)!tests[t].outside;
#define FROM_MIDDLE(AT) (moved ? _mm256_sub_epi32(load_apart(x + (AT)), mid) : load_apart(x + (AT)))
    for (size_t h = 0; h < (size_t)lanes / 64 * 2; h++, x += 32) {
        __m256i a = _mm256_packs_epi32(FROM_MIDDLE(0), FROM_MIDDLE(4)), b = _mm256_packs_epi32(FROM_MIDDLE(8), FROM_MIDDLE(12));
        FETCH_AHEAD(x);
        for (int t = 0; t < n; t++) {
            uint32_t holds = bits(_mm256_packs_epi16(_mm256_cmpgt_epi16(a, last[t]), _mm256_cmpgt_epi16(b, last[t]))) ^ flip[t];
            put_half(tests[t].out, h, known ? holds & known_half(known, h) : holds);
        }
    }
}
/* How many tests, whether all are known and whether the days have to be moved is said outside the loop. */
#define NEAR_DAYS(N) (known ? near_days(x, known, tests, N, lanes, middle, true) : moved ? near_days(x, NULL, tests, N, lanes, middle, true) : near_days(x, NULL, tests, N, lanes, 0, false))
/* Every test asks for days up to one. Where none lies a lifetime from 1970, 16 bits hold them as they are. */
static void test_days(TEST_ARGUMENTS(int32_t))
{
    int32_t first = tests[0].hi, last = tests[0].hi;
    for (int t = 1; t < n; t++) first = tests[t].hi < first ? tests[t].hi : first, last = tests[t].hi > last ? tests[t].hi : last;
    bool near = (int64_t)last - first <= 60000, moved = first < INT16_MIN || last >= INT16_MAX;
    int32_t middle = near ? first + (last - first) / 2 : 0;
    if (!near) for (int t = 0; t < n; t++) near_days(x, known, tests + t, 1, lanes, tests[t].hi, true);
    else if (n == 1) NEAR_DAYS(1);
    else if (n == 2) NEAR_DAYS(2);
    else if (n == 3) NEAR_DAYS(3);
    else NEAR_DAYS(n);
    x += lanes / 64 * 64;
    TESTS_REST(x)
}
#endif
static void tests(const Reg *x, const KernelTest *each, int n, uint32_t lanes)
{
    const uint64_t *known = x->flags & REG_KNOWN ? NULL : x->known;
    if (x->kind == KIND_I32) test_days(x->data, known, each, n, lanes);
    else test_bytes(x->data, known, each, n, lanes);
}

/* ---- conditions ---- */
typedef struct { const uint64_t *truth[KERNEL_TERMS_MAX], *known[KERNEL_TERMS_MAX]; uint64_t turn[KERNEL_TERMS_MAX]; } Terms;
static inline __attribute__((always_inline)) void all_known(uint64_t *restrict out, const Terms *t, int n, uint64_t turn, uint32_t words)
{
    for (uint32_t w = 0; w < words; w++) {
        uint64_t all = ~0ull;
        for (int i = 0; i < n; i++) all &= t->truth[i][w] ^ t->turn[i];
        out[w] = all ^ turn;
    }
}
/* True where every term is, false where one is false. */
static inline __attribute__((always_inline)) void some_open(uint64_t *restrict out, uint64_t *restrict known, const Terms *t, int n, uint64_t turn, uint32_t words)
{
    for (uint32_t w = 0; w < words; w++) {
        uint64_t all = ~0ull, none = 0;
        for (int i = 0; i < n; i++) {
            uint64_t k = t->known[i][w], v = (t->truth[i][w] ^ t->turn[i]) & k;
            all &= v, none |= k & ~v;
        }
        out[w] = turn ? none : all, known[w] = all | none;
    }
}
#define BY_TERMS(CALL)                                                                                            \
    switch (n) {                                                                                                  \
    case 1: CALL(1); break;                                                                                       \
    case 2: CALL(2); break;                                                                                       \
    case 3: CALL(3); break;                                                                                       \
    default: CALL(TERMS_AT_ONCE);                                                                                 \
    }
enum { TERMS_AT_ONCE = 4 };
static __attribute__((noinline)) void known_terms(uint64_t *out, const Terms *t, int n, uint64_t turn, uint32_t words)
{
#define KNOWN_CALL(N) all_known(out, t, N, turn, words)
    BY_TERMS(KNOWN_CALL)
}
static __attribute__((noinline)) void open_terms(uint64_t *out, uint64_t *known, const Terms *t, int n, uint64_t turn, uint32_t words)
{
#define OPEN_CALL(N) some_open(out, known, t, N, turn, words)
    BY_TERMS(OPEN_CALL)
}
/* Strip by strip; where there are many terms, the first of them become one. */
static void terms(Reg *r, const KernelTerm *term, int n, bool turned, uint32_t lanes)
{
    static const uint64_t ones[STRIP] = {
#define ONES8 ~0ull, ~0ull, ~0ull, ~0ull, ~0ull, ~0ull, ~0ull, ~0ull
        ONES8, ONES8, ONES8, ONES8, ONES8, ONES8, ONES8, ONES8
    };
    const uint64_t turn = -(uint64_t)turned;
    const uint32_t words = plane_words(lanes);
    uint64_t *out = r->data, own[KERNEL_TERMS_MAX][2][STRIP];
    bool open = false;
    for (int i = 0; i < n; i++) open |= !(term[i].reg->flags & REG_KNOWN);
    for (uint32_t from = 0; from < words; from += STRIP) {
        uint32_t part = words - from < STRIP ? words - from : STRIP;
        Terms t;
        int first = 0, left = n;
        for (int i = 0; i < n; i++) t.truth[i] = (const uint64_t *)term[i].reg->data + from, t.known[i] = term[i].reg->flags & REG_KNOWN ? ones : term[i].reg->known + from, t.turn[i] = -(uint64_t)term[i].turned;
        for (; left > TERMS_AT_ONCE; left -= TERMS_AT_ONCE - 1) {
            Terms some;
            for (int i = 0; i < TERMS_AT_ONCE; i++) some.truth[i] = t.truth[first + i], some.known[i] = t.known[first + i], some.turn[i] = t.turn[first + i];
            if (open) open_terms(own[first][0], own[first][1], &some, TERMS_AT_ONCE, 0, part);
            else known_terms(own[first][0], &some, TERMS_AT_ONCE, 0, part);
            first += TERMS_AT_ONCE - 1;
            t.truth[first] = own[first - TERMS_AT_ONCE + 1][0], t.known[first] = open ? own[first - TERMS_AT_ONCE + 1][1] : ones, t.turn[first] = 0;
        }
        for (int i = 0; i < left && first; i++) t.truth[i] = t.truth[first + i], t.known[i] = t.known[first + i], t.turn[i] = t.turn[first + i];
        if (open) open_terms(out + from, r->known + from, &t, left, turn, part);
        else known_terms(out + from, &t, left, turn, part);
    }
    r->flags = open ? 0 : REG_KNOWN;
}
#endif
