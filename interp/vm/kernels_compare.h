/* Comparisons of columns, 64 lanes to a word. A part of kernels_loops.h, with which it is compiled once for each kind of machine.
 * Must never know instructions. The last lanes, fewer than a word, are compared one by one: a caller's column may end there. */
#ifndef FATIAO_KERNELS_COMPARE_H
#define FATIAO_KERNELS_COMPARE_H

#define REST(T, TEST)                                                                                             \
    do {                                                                                                          \
        uint64_t last = 0;                                                                                        \
        for (uint32_t i = 0; i < lanes % 64; i++) last |= (uint64_t)(x[i] TEST y[y_step ? i : 0]) << i;           \
        if (lanes % 64) out[lanes / 64] = last;                                                                   \
    } while (0)
#define BY_TEST(LOOP, T)                                                                                          \
    switch (op) {                                                                                                 \
    case CMP_EQ: LOOP(T, ==); return;                                                                             \
    case CMP_NE: LOOP(T, !=); return;                                                                             \
    case CMP_LT: LOOP(T, <); return;                                                                              \
    case CMP_LE: LOOP(T, <=); return;                                                                             \
    case CMP_GT: LOOP(T, >); return;                                                                              \
    case CMP_GE: LOOP(T, >=); return;                                                                             \
    case CMP_COUNT_: return;                                                                                      \
    }
#define COMPARE_ARGUMENTS(T) uint64_t *restrict out, Compare op, const T *restrict x, const T *restrict y, uint32_t y_step, uint32_t lanes

/* ---- anywhere ---- */
static uint64_t pack(const uint8_t *truth) /* 64 bytes of 0 or 1 */
{
    uint64_t word = 0, group;
    for (int k = 0; k < 8; k++) {
        memcpy(&group, truth + 8 * k, 8);
        word |= (group * 0x0102040810204080ull >> 56) << (8 * k);
    }
    return word;
}
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#error "planes are packed for machines whose least byte stands first"
#endif
#define PLAIN_LOOP(T, TEST)                                                                                       \
    do {                                                                                                          \
        uint8_t truth[64];                                                                                        \
        const T scalar = y[0];                                                                                    \
        for (uint32_t w = 0; w < lanes / 64; w++, x += 64, y += y_step * 64) {                                    \
            if (y_step) for (uint32_t i = 0; i < 64; i++) truth[i] = x[i] TEST y[i];                              \
            else for (uint32_t i = 0; i < 64; i++) truth[i] = x[i] TEST scalar;                                   \
            out[w] = pack(truth);                                                                                 \
        }                                                                                                         \
        REST(T, TEST);                                                                                            \
    } while (0)
#define PLAIN_COMPARE(NAME, T) static void NAME(COMPARE_ARGUMENTS(T)) { BY_TEST(PLAIN_LOOP, T) }

#if defined(KERNEL_WORDS) /* kernels_words.h */
#elif !defined(KERNEL_AVX2)
PLAIN_COMPARE(compare_bytes, uint8_t)
PLAIN_COMPARE(compare_days, int32_t)
PLAIN_COMPARE(compare_longs, int64_t)
#else
/* ---- 32 bytes at a time ---- */
/* Two tests of equality and order make all six: some are turned round. */
static __m256i load(const void *p) { return _mm256_loadu_si256(p); }
static inline void put_half(uint64_t *out, size_t h, uint32_t half) { memcpy((char *)out + 4 * h, &half, sizeof half); }
static uint32_t bits(__m256i mask) { return (uint32_t)_mm256_movemask_epi8(mask); }
#define EQ8(a, b) _mm256_cmpeq_epi8(a, b)
#define GE8(a, b) _mm256_cmpeq_epi8(_mm256_max_epu8(a, b), a)
#define LE8(a, b) _mm256_cmpeq_epi8(_mm256_min_epu8(a, b), a)
#define EQ32(a, b) _mm256_cmpeq_epi32(a, b)
#define GT32(a, b) _mm256_cmpgt_epi32(a, b)
#define LT32(a, b) _mm256_cmpgt_epi32(b, a)
#define EQ64(a, b) _mm256_cmpeq_epi64(a, b)
#define GT64(a, b) _mm256_cmpgt_epi64(a, b)
#define LT64(a, b) _mm256_cmpgt_epi64(b, a)

/* One half of a word of 64 lanes. Eight days to a vector: four vectors are packed to bytes, which leaves groups of four in the order of `mend`. */
#define HALF8(TEST, Y, AT) bits(TEST(load(x + (AT)), Y(AT)))
#define HALF32(TEST, Y, AT)                                                                                       \
    bits(_mm256_permutevar8x32_epi32(_mm256_packs_epi16(_mm256_packs_epi32(TEST(load(x + (AT)), Y(AT)), TEST(load(x + (AT) + 8), Y((AT) + 8))),        \
                                                        _mm256_packs_epi32(TEST(load(x + (AT) + 16), Y((AT) + 16)), TEST(load(x + (AT) + 24), Y((AT) + 24)))), mend))
/* Two words at a time as long as there are two. */
#define VECTOR_HALF(HALF, TEST, Y, FLIP, H) put_half(out, H, HALF(TEST, Y, (H) * 32) ^ (FLIP))
#define VECTOR_WORD(HALF, TEST, Y, FLIP, H) VECTOR_HALF(HALF, TEST, Y, FLIP, H), VECTOR_HALF(HALF, TEST, Y, FLIP, (H) + 1)
#define VECTOR_WORDS(HALF, TEST, Y, FLIP)                                                                         \
    do {                                                                                                          \
        size_t h = 0;                                                                                             \
        for (; h + 4 <= halves; h += 4) VECTOR_WORD(HALF, TEST, Y, FLIP, h), VECTOR_WORD(HALF, TEST, Y, FLIP, h + 2); \
        if (h < halves) VECTOR_WORD(HALF, TEST, Y, FLIP, h);                                                      \
    } while (0)
#define VECTOR_LOOP(HALF, TEST, FLIP)                                                                             \
    do {                                                                                                          \
        const size_t halves = (size_t)lanes / 64 * 2;                                                             \
        if (y_step) for (size_t h = 0; h < halves; h += 2) VECTOR_WORD(HALF, TEST, EACH_Y, FLIP, h);              \
        else VECTOR_WORDS(HALF, TEST, ONE_Y, FLIP);                                                               \
    } while (0)
#define EACH_Y(AT) load(y + (AT))
#define ONE_Y(AT) one

static void compare_bytes(COMPARE_ARGUMENTS(uint8_t))
{
    const __m256i one = _mm256_set1_epi8((char)y[0]);
    switch (op) {
    case CMP_EQ: VECTOR_LOOP(HALF8, EQ8, 0); break;
    case CMP_NE: VECTOR_LOOP(HALF8, EQ8, ~0u); break;
    case CMP_LT: VECTOR_LOOP(HALF8, GE8, ~0u); break;
    case CMP_GE: VECTOR_LOOP(HALF8, GE8, 0); break;
    case CMP_GT: VECTOR_LOOP(HALF8, LE8, ~0u); break;
    case CMP_LE: VECTOR_LOOP(HALF8, LE8, 0); break;
    case CMP_COUNT_: return;
    }
    x += lanes / 64 * 64, y += y_step * (lanes / 64 * 64);
    BY_TEST(REST, uint8_t)
}
static void compare_days(COMPARE_ARGUMENTS(int32_t))
{
    const __m256i one = _mm256_set1_epi32(y[0]), mend = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    int32_t next;
    if (!y_step && (op == CMP_LE || op == CMP_GT) && y[0] < INT32_MAX) { /* not above is below the next: the machine then compares with memory */
        next = y[0] + 1;
        compare_days(out, op == CMP_LE ? CMP_LT : CMP_GE, x, &next, 0, lanes);
        return;
    }
    switch (op) {
    case CMP_EQ: VECTOR_LOOP(HALF32, EQ32, 0); break;
    case CMP_NE: VECTOR_LOOP(HALF32, EQ32, ~0u); break;
    case CMP_LT: VECTOR_LOOP(HALF32, LT32, 0); break;
    case CMP_GE: VECTOR_LOOP(HALF32, LT32, ~0u); break;
    case CMP_GT: VECTOR_LOOP(HALF32, GT32, 0); break;
    case CMP_LE: VECTOR_LOOP(HALF32, GT32, ~0u); break;
    case CMP_COUNT_: return;
    }
    x += lanes / 64 * 64, y += y_step * (lanes / 64 * 64);
    BY_TEST(REST, int32_t)
}
#define LONGS(TEST, Y)                                                                                            \
    do {                                                                                                          \
        uint64_t word = 0;                                                                                        \
        for (uint32_t k = 0; k < 64; k += 4) word |= (uint64_t)(uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(TEST(load(x + k), Y(k)))) << k; \
        out[w] = word ^ flip;                                                                                     \
    } while (0)
#define LONG_LOOP(TEST)                                                                                           \
    do {                                                                                                          \
        if (y_step) for (uint32_t w = 0; w < words; w++, x += 64, y += 64) LONGS(TEST, EACH_Y);                   \
        else for (uint32_t w = 0; w < words; w++, x += 64) LONGS(TEST, ONE_Y);                                    \
    } while (0)
static void compare_longs(COMPARE_ARGUMENTS(int64_t))
{
    const __m256i one = _mm256_set1_epi64x(y[0]);
    const uint32_t words = lanes / 64;
    const uint64_t flip = op == CMP_NE || op == CMP_GE || op == CMP_LE ? ~0ull : 0;
    switch (op) {
    case CMP_EQ: case CMP_NE: LONG_LOOP(EQ64); break;
    case CMP_LT: case CMP_GE: LONG_LOOP(LT64); break;
    case CMP_GT: case CMP_LE: LONG_LOOP(GT64); break;
    case CMP_COUNT_: return;
    }
    BY_TEST(REST, int64_t)
}
#endif
static void compare_texts(COMPARE_ARGUMENTS(uint32_t)) /* texts have no order */
{
    if (op == CMP_NE) PLAIN_LOOP(uint32_t, !=);
    else PLAIN_LOOP(uint32_t, ==);
}
#endif
