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

#ifndef __AVX2__
PLAIN_COMPARE(compare_bytes, uint8_t)
PLAIN_COMPARE(compare_days, int32_t)
PLAIN_COMPARE(compare_longs, int64_t)
#else
/* ---- 32 bytes at a time ---- */
/* Two tests of equality and order make all six: `flip` turns a word round. */
static __m256i load(const void *p) { return _mm256_loadu_si256(p); }
static uint64_t bits(__m256i mask) { return (uint32_t)_mm256_movemask_epi8(mask); }
#define EQ8(a, b) _mm256_cmpeq_epi8(a, b)
#define GE8(a, b) _mm256_cmpeq_epi8(_mm256_max_epu8(a, b), a)
#define LE8(a, b) _mm256_cmpeq_epi8(_mm256_min_epu8(a, b), a)
#define EQ32(a, b) _mm256_cmpeq_epi32(a, b)
#define GT32(a, b) _mm256_cmpgt_epi32(a, b)
#define LT32(a, b) _mm256_cmpgt_epi32(b, a)
#define EQ64(a, b) _mm256_cmpeq_epi64(a, b)
#define GT64(a, b) _mm256_cmpgt_epi64(a, b)
#define LT64(a, b) _mm256_cmpgt_epi64(b, a)

#define WORD8(TEST, Y) (bits(TEST(load(x), Y(0))) | bits(TEST(load(x + 32), Y(32))) << 32)
/* Eight lanes to a vector: four of them are packed to bytes, which leaves groups of four in the order of `mend`. */
#define FOUR32(TEST, Y, AT)                                                                                       \
    _mm256_permutevar8x32_epi32(_mm256_packs_epi16(_mm256_packs_epi32(TEST(load(x + (AT)), Y(AT)), TEST(load(x + (AT) + 8), Y((AT) + 8))),             \
                                                   _mm256_packs_epi32(TEST(load(x + (AT) + 16), Y((AT) + 16)), TEST(load(x + (AT) + 24), Y((AT) + 24)))), mend)
#define WORD32(TEST, Y) (bits(FOUR32(TEST, Y, 0)) | bits(FOUR32(TEST, Y, 32)) << 32)
#define VECTOR_LOOP(WORD, TEST)                                                                                   \
    do {                                                                                                          \
        if (y_step) for (uint32_t w = 0; w < words; w++, x += 64, y += 64) out[w] = WORD(TEST, EACH_Y) ^ flip;    \
        else for (uint32_t w = 0; w < words; w++, x += 64) out[w] = WORD(TEST, ONE_Y) ^ flip;                     \
    } while (0)
#define EACH_Y(AT) load(y + (AT))
#define ONE_Y(AT) one

static void compare_bytes(COMPARE_ARGUMENTS(uint8_t))
{
    const __m256i one = _mm256_set1_epi8((char)y[0]);
    uint32_t words = lanes / 64;
    const uint64_t flip = op == CMP_NE || op == CMP_LT || op == CMP_GT ? ~0ull : 0;
    switch (op) {
    case CMP_EQ: case CMP_NE: VECTOR_LOOP(WORD8, EQ8); break;
    case CMP_LT: case CMP_GE: VECTOR_LOOP(WORD8, GE8); break;
    case CMP_GT: case CMP_LE: VECTOR_LOOP(WORD8, LE8); break;
    case CMP_COUNT_: return;
    }
    BY_TEST(REST, uint8_t)
}
static void compare_days(COMPARE_ARGUMENTS(int32_t))
{
    const __m256i one = _mm256_set1_epi32(y[0]), mend = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    uint32_t words = lanes / 64;
    const uint64_t flip = op == CMP_NE || op == CMP_GE || op == CMP_LE ? ~0ull : 0;
    switch (op) {
    case CMP_EQ: case CMP_NE: VECTOR_LOOP(WORD32, EQ32); break;
    case CMP_LT: case CMP_GE: VECTOR_LOOP(WORD32, LT32); break;
    case CMP_GT: case CMP_LE: VECTOR_LOOP(WORD32, GT32); break;
    case CMP_COUNT_: return;
    }
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
    uint32_t words = lanes / 64;
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
PLAIN_COMPARE(compare_texts, uint32_t) /* texts have no order, so nothing asks for speed here but equality */
#endif
