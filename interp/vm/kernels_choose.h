/* A choice between two columns, or between two values, by a plane of truths. A part of kernels_loops.h, with which it is compiled
 * once for each kind of machine. Must never know instructions. */
#ifndef FATIAO_KERNELS_CHOOSE_H
#define FATIAO_KERNELS_CHOOSE_H

/* ua, ub: a, b stand for all lanes. Lanes FROM..n-1, FROM a multiple of 64. */
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

/* Several choices between values, the first that holds: chain_*(out, truths, values, n_truths, n). values: one for each truth, and one else. */
#define CHAIN_ARGUMENTS(T) T *restrict out, const uint64_t *const *truths, const T *values, int n_truths, uint32_t n, bool past
#define CHAIN_LANES(T, FROM)                                                              \
    (void)past;                                                                           \
    for (uint32_t i = (FROM); i < n; i++) {                                               \
        T v = values[n_truths];                                                           \
        for (int t = n_truths; t-- > 0;) v = truths[t][i / 64] >> (i % 64) & 1 ? values[t] : v; \
        out[i] = v;                                                                       \
    }

/* Where the planes are, in places that no column is written to as far as the compiler can tell. */
#define OWN_PLANES const uint64_t *plane[KERNEL_CHAIN_MAX]; for (int t = 0; t < n_truths; t++) plane[t] = truths[t];
/* Which arms are values and which are columns is known outside the loop; two values are a chain. */
#define BY_SHAPE(FN)                                                                      \
    do {                                                                                  \
        if (ua) FN(out, truth, a, b, true, false, n);                                     \
        else if (ub) FN(out, truth, a, b, false, true, n);                                \
        else FN(out, truth, a, b, false, false, n);                                       \
    } while (0)
/* The number of truths is known outside the loop, too, and whether the columns are long. */
#define BY_NUMBER(FN)                                                                     \
    do {                                                                                  \
        if (past) {                                                                       \
            if (n_truths == 1) FN(out, truths, values, 1, n, true);                       \
            else if (n_truths == 2) FN(out, truths, values, 2, n, true);                  \
            else FN(out, truths, values, n_truths, n, true);                              \
        } else if (n_truths == 1) FN(out, truths, values, 1, n, false);                   \
        else if (n_truths == 2) FN(out, truths, values, 2, n, false);                     \
        else FN(out, truths, values, n_truths, n, false);                                 \
    } while (0)
/* Of wide columns it is asked at every store: the code is half as long, and they wait for memory anyhow. */
#define BY_NUMBER_WIDE(FN)                                                                \
    do {                                                                                  \
        if (n_truths == 1) FN(out, truths, values, 1, n, past);                           \
        else if (n_truths == 2) FN(out, truths, values, 2, n, past);                      \
        else FN(out, truths, values, n_truths, n, past);                                  \
    } while (0)

#if defined(KERNEL_WORDS) /* kernels_words.h */
#elif !defined(KERNEL_AVX2)
static void chain_bytes(CHAIN_ARGUMENTS(uint8_t)) { CHAIN_LANES(uint8_t, 0) }
static void chain_words(CHAIN_ARGUMENTS(uint16_t)) { CHAIN_LANES(uint16_t, 0) }
static void chain_days(CHAIN_ARGUMENTS(uint32_t)) { CHAIN_LANES(uint32_t, 0) }
static void chain_longs(CHAIN_ARGUMENTS(uint64_t)) { CHAIN_LANES(uint64_t, 0) }
static void choose_bytes(CHOOSE_ARGUMENTS(uint8_t)) { CHOOSE_LANES(uint8_t, 0) }
static void choose_days(CHOOSE_ARGUMENTS(uint32_t)) { CHOOSE_LANES(uint32_t, 0) }
static void choose_longs(CHOOSE_ARGUMENTS(uint64_t)) { CHOOSE_LANES(uint64_t, 0) }
#else
/* ---- 32 bytes at a time: the bit of a lane becomes the highest of its element, by which the machine blends ---- */
static __m256i blend_days(__m256i no, __m256i yes, __m256i by) { return _mm256_castps_si256(_mm256_blendv_ps(_mm256_castsi256_ps(no), _mm256_castsi256_ps(yes), _mm256_castsi256_ps(by))); }
static __m256i blend_longs(__m256i no, __m256i yes, __m256i by) { return _mm256_castpd_si256(_mm256_blendv_pd(_mm256_castsi256_pd(no), _mm256_castsi256_pd(yes), _mm256_castsi256_pd(by))); }
/* Half of a word of truths, in every element. */
static inline __m256i half_days(const uint64_t *truth, size_t i)
{
    int32_t half;
    memcpy(&half, (const char *)truth + i / 8, sizeof half);
    return _mm256_set1_epi32(half);
}
static void store(void *p, __m256i v) { _mm256_storeu_si256(p, v); }
/* Past the caches: for long columns that nobody reads soon. The address must be a multiple of 32. */
static inline __attribute__((always_inline)) void put(void *p, __m256i v, bool past)
{
    if (past) _mm256_stream_si256(p, v);
    else store(p, v);
}
static inline __attribute__((always_inline)) void bytes_shaped(CHOOSE_ARGUMENTS(uint8_t))
{
    const __m256i yes = _mm256_set1_epi8((char)a[0]), no = _mm256_set1_epi8((char)b[0]), bit = _mm256_set1_epi64x((int64_t)0x8040201008040201);
    const __m256i spread = _mm256_setr_epi64x(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303);
    for (size_t i = 0, whole = n / 64 * 64; i < whole; i += 32) {
        __m256i each = _mm256_and_si256(_mm256_shuffle_epi8(half_days(truth, i), spread), bit);
        store(out + i, _mm256_blendv_epi8(ub ? no : load(b + i), ua ? yes : load(a + i), _mm256_cmpeq_epi8(each, bit)));
    }
    CHOOSE_LANES(uint8_t, n / 64 * 64)
}
static inline __attribute__((always_inline)) void days_shaped(CHOOSE_ARGUMENTS(uint32_t))
{
    const __m256i yes = _mm256_set1_epi32((int)a[0]), no = _mm256_set1_epi32((int)b[0]), up = _mm256_setr_epi32(31, 30, 29, 28, 27, 26, 25, 24);
    for (size_t i = 0, whole = n / 64 * 64; i < whole; i += 32) {
        __m256i word = half_days(truth, i);
        for (size_t k = 0; k < 32; k += 8)
            store(out + i + k, blend_days(ub ? no : load(b + i + k), ua ? yes : load(a + i + k), _mm256_sllv_epi32(word, _mm256_sub_epi32(up, _mm256_set1_epi32((int)k)))));
    }
    CHOOSE_LANES(uint32_t, n / 64 * 64)
}
static inline __attribute__((always_inline)) void longs_shaped(CHOOSE_ARGUMENTS(uint64_t))
{
    const __m256i yes = _mm256_set1_epi64x((int64_t)a[0]), no = _mm256_set1_epi64x((int64_t)b[0]), up = _mm256_setr_epi64x(63, 62, 61, 60);
    for (size_t i = 0, whole = n / 64 * 64; i < whole; i += 16) {
        __m256i word = _mm256_set1_epi64x((int64_t)(truth[i / 64] >> i % 64));
        for (size_t k = 0; k < 16; k += 4)
            store(out + i + k, blend_longs(ub ? no : load(b + i + k), ua ? yes : load(a + i + k), _mm256_sllv_epi64(word, _mm256_sub_epi64(up, _mm256_set1_epi64x((int64_t)k)))));
    }
    CHOOSE_LANES(uint64_t, n / 64 * 64)
}
static inline __attribute__((always_inline)) void bytes_chained(CHAIN_ARGUMENTS(uint8_t))
{
    const __m256i bit = _mm256_set1_epi64x((int64_t)0x8040201008040201), spread = _mm256_setr_epi64x(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303);
    __m256i value[KERNEL_CHAIN_MAX + 1];
    OWN_PLANES
    for (int t = 0; t <= n_truths; t++) value[t] = _mm256_set1_epi8((char)values[t]);
    for (size_t i = 0, whole = n / 64 * 64; i < whole; i += 32) {
        __m256i v = value[n_truths];
        for (int t = n_truths; t-- > 0;) {
            __m256i each = _mm256_and_si256(_mm256_shuffle_epi8(half_days(plane[t], i), spread), bit);
            v = _mm256_blendv_epi8(v, value[t], _mm256_cmpeq_epi8(each, bit));
        }
        put(out + i, v, past);
    }
    CHAIN_LANES(uint8_t, n / 64 * 64)
}
/* Both bytes of a value are chosen apart and joined in the end, which puts eight and eight lanes together: hence the order of `spread`. */
static inline __attribute__((always_inline)) void words_chained(CHAIN_ARGUMENTS(uint16_t))
{
    const __m256i bit = _mm256_set1_epi64x((int64_t)0x8040201008040201), spread = _mm256_setr_epi64x(0, 0x0202020202020202, 0x0101010101010101, 0x0303030303030303);
    __m256i low[KERNEL_CHAIN_MAX + 1], high[KERNEL_CHAIN_MAX + 1];
    OWN_PLANES
    for (int t = 0; t <= n_truths; t++) low[t] = _mm256_set1_epi8((char)values[t]), high[t] = _mm256_set1_epi8((char)(values[t] >> 8));
    for (size_t i = 0, whole = n / 64 * 64; i < whole; i += 32) {
        __m256i l = low[n_truths], h = high[n_truths];
        for (int t = n_truths; t-- > 0;) {
            __m256i each = _mm256_cmpeq_epi8(_mm256_and_si256(_mm256_shuffle_epi8(half_days(plane[t], i), spread), bit), bit);
            l = _mm256_blendv_epi8(l, low[t], each), h = _mm256_blendv_epi8(h, high[t], each);
        }
        put(out + i, _mm256_unpacklo_epi8(l, h), past), put(out + i + 16, _mm256_unpackhi_epi8(l, h), past);
    }
    CHAIN_LANES(uint16_t, n / 64 * 64)
}
static inline __attribute__((always_inline)) void days_chained(CHAIN_ARGUMENTS(uint32_t))
{
    const __m256i up = _mm256_setr_epi32(31, 30, 29, 28, 27, 26, 25, 24);
    __m256i half[KERNEL_CHAIN_MAX], value[KERNEL_CHAIN_MAX + 1];
    OWN_PLANES
    for (int t = 0; t <= n_truths; t++) value[t] = _mm256_set1_epi32((int)values[t]);
    for (size_t i = 0, whole = n / 64 * 64; i < whole; i += 32) {
        for (int t = 0; t < n_truths; t++) half[t] = half_days(plane[t], i);
        for (size_t k = 0; k < 32; k += 8) {
            __m256i v = value[n_truths], by = _mm256_sub_epi32(up, _mm256_set1_epi32((int)k));
            for (int t = n_truths; t-- > 0;) v = blend_days(v, value[t], _mm256_sllv_epi32(half[t], by));
            put(out + i + k, v, past);
        }
    }
    CHAIN_LANES(uint32_t, n / 64 * 64)
}
static inline __attribute__((always_inline)) void longs_chained(CHAIN_ARGUMENTS(uint64_t))
{
    const __m256i up = _mm256_setr_epi64x(63, 62, 61, 60);
    __m256i part[KERNEL_CHAIN_MAX], value[KERNEL_CHAIN_MAX + 1];
    for (int t = 0; t <= n_truths; t++) value[t] = _mm256_set1_epi64x((int64_t)values[t]);
    for (size_t i = 0, whole = n / 64 * 64; i < whole; i += 16) {
        for (int t = 0; t < n_truths; t++) part[t] = _mm256_set1_epi64x((int64_t)(truths[t][i / 64] >> i % 64));
        for (size_t k = 0; k < 16; k += 4) {
            __m256i v = value[n_truths], by = _mm256_sub_epi64(up, _mm256_set1_epi64x((int64_t)k));
            for (int t = n_truths; t-- > 0;) v = blend_longs(v, value[t], _mm256_sllv_epi64(part[t], by));
            put(out + i + k, v, past);
        }
    }
    CHAIN_LANES(uint64_t, n / 64 * 64)
}
static void chain_bytes(CHAIN_ARGUMENTS(uint8_t)) { BY_NUMBER(bytes_chained); }
static void chain_words(CHAIN_ARGUMENTS(uint16_t)) { BY_NUMBER(words_chained); }
static void chain_days(CHAIN_ARGUMENTS(uint32_t)) { BY_NUMBER_WIDE(days_chained); }
static void chain_longs(CHAIN_ARGUMENTS(uint64_t)) { BY_NUMBER_WIDE(longs_chained); }
static void choose_bytes(CHOOSE_ARGUMENTS(uint8_t)) { BY_SHAPE(bytes_shaped); }
static void choose_days(CHOOSE_ARGUMENTS(uint32_t)) { BY_SHAPE(days_shaped); }
static void choose_longs(CHOOSE_ARGUMENTS(uint64_t)) { BY_SHAPE(longs_shaped); }
#endif
#endif
