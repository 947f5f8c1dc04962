/* A choice between two columns, or between two values, by a plane of truths. A part of kernels_loops.h, with which it is compiled
 * once for each kind of machine. Must never know instructions. */
#ifndef FATIAO_KERNELS_CHOOSE_H
#define FATIAO_KERNELS_CHOOSE_H

/* ua, ub: a, b stand for all lanes. Lanes from..n-1, from a multiple of 64. */
#define CHOOSE_LANES(T, FROM)                                                             \
    for (uint32_t i = (FROM); i < n; i += 64) {                                           \
        uint64_t word = truth[i / 64];                                                    \
        uint32_t end = n - i < 64 ? n - i : 64;                                           \
        const T *x = ua ? a : a + i, *y = ub ? b : b + i;                                 \
        for (uint32_t k = 0; k < end; k++) {                                              \
            T yes = x[ua ? 0 : k], no = y[ub ? 0 : k];                                    \
            out[i + k] = word >> k & 1 ? yes : no;                                        \
        }                                                                                 \
    }
#define CHOOSE_ARGUMENTS(T) T *restrict out, const uint64_t *restrict truth, const T *restrict a, const T *restrict b, bool ua, bool ub, uint32_t n
static void choose_fractions(CHOOSE_ARGUMENTS(Frac)) { CHOOSE_LANES(Frac, 0) }

#ifndef __AVX2__
static void choose_bytes(CHOOSE_ARGUMENTS(uint8_t)) { CHOOSE_LANES(uint8_t, 0) }
static void choose_days(CHOOSE_ARGUMENTS(uint32_t)) { CHOOSE_LANES(uint32_t, 0) }
static void choose_longs(CHOOSE_ARGUMENTS(uint64_t)) { CHOOSE_LANES(uint64_t, 0) }
#else
/* A lane of `mask` is all ones where its bit is set. */
#define BLEND(MASK, AT) _mm256_storeu_si256((void *)(out + (AT)), _mm256_blendv_epi8(ub ? no : load(b + (AT)), ua ? yes : load(a + (AT)), MASK))
#define EACH_WORD_OF_BITS for (uint32_t w = 0; w < n / 64; w++)
static void choose_bytes(CHOOSE_ARGUMENTS(uint8_t))
{
    const __m256i yes = _mm256_set1_epi8((char)a[0]), no = _mm256_set1_epi8((char)b[0]), bit = _mm256_set1_epi64x((int64_t)0x8040201008040201);
    const __m256i spread = _mm256_setr_epi64x(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303);
    EACH_WORD_OF_BITS
        for (uint32_t k = 0; k < 64; k += 32) {
            __m256i each = _mm256_and_si256(_mm256_shuffle_epi8(_mm256_set1_epi32((int)(truth[w] >> k)), spread), bit);
            BLEND(_mm256_cmpeq_epi8(each, bit), w * 64 + k);
        }
    CHOOSE_LANES(uint8_t, n / 64 * 64)
}
static void choose_days(CHOOSE_ARGUMENTS(uint32_t))
{
    const __m256i yes = _mm256_set1_epi32((int)a[0]), no = _mm256_set1_epi32((int)b[0]), bit = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
    EACH_WORD_OF_BITS
        for (uint32_t k = 0; k < 64; k += 8)
            BLEND(_mm256_cmpeq_epi32(_mm256_and_si256(_mm256_set1_epi32((int)(truth[w] >> k)), bit), bit), w * 64 + k);
    CHOOSE_LANES(uint32_t, n / 64 * 64)
}
static void choose_longs(CHOOSE_ARGUMENTS(uint64_t))
{
    const __m256i yes = _mm256_set1_epi64x((int64_t)a[0]), no = _mm256_set1_epi64x((int64_t)b[0]), bit = _mm256_setr_epi64x(1, 2, 4, 8);
    EACH_WORD_OF_BITS
        for (uint32_t k = 0; k < 64; k += 4)
            BLEND(_mm256_cmpeq_epi64(_mm256_and_si256(_mm256_set1_epi64x((int64_t)(truth[w] >> k)), bit), bit), w * 64 + k);
    CHOOSE_LANES(uint64_t, n / 64 * 64)
}
#endif
#endif
