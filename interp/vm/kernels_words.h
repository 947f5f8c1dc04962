/* The loops for machines whose vectors are described by a header of their own, such as kernels_neon.h: a word of 64 lanes at a time, the last lanes,
 * fewer than a word, one by one. A part of kernels_loops.h. Must never know instructions, or which machine it is. */
#ifndef FATIAO_KERNELS_WORDS_H
#define FATIAO_KERNELS_WORDS_H

/* ---- comparisons: three tests make all six, some turned round ---- */
#define WORDS_TURNED(NAME, OP, TURN)                                                                              \
    do {                                                                                                          \
        if (y_step) for (uint32_t w = 0; w < words; w++) out[w] = word_##NAME(OP, x + w * 64, y + w * 64, true) ^ (TURN); \
        else for (uint32_t w = 0; w < words; w++) out[w] = word_##NAME(OP, x + w * 64, y, false) ^ (TURN);        \
    } while (0)
#define WORDS_COMPARED(NAME, T)                                                                                   \
    static void compare_##NAME(COMPARE_ARGUMENTS(T))                                                              \
    {                                                                                                             \
        const uint32_t words = lanes / 64;                                                                        \
        switch (op) {                                                                                             \
        case CMP_EQ: WORDS_TURNED(NAME, CMP_EQ, 0); break;                                                        \
        case CMP_NE: WORDS_TURNED(NAME, CMP_EQ, ~0ull); break;                                                    \
        case CMP_LT: WORDS_TURNED(NAME, CMP_LT, 0); break;                                                        \
        case CMP_GE: WORDS_TURNED(NAME, CMP_LT, ~0ull); break;                                                    \
        case CMP_LE: WORDS_TURNED(NAME, CMP_LE, 0); break;                                                        \
        case CMP_GT: WORDS_TURNED(NAME, CMP_LE, ~0ull); break;                                                    \
        case CMP_COUNT_: return;                                                                                  \
        }                                                                                                         \
        x += words * 64, y += y_step * (words * 64);                                                              \
        BY_TEST(REST, T)                                                                                          \
    }
WORDS_COMPARED(bytes, uint8_t)
WORDS_COMPARED(days, int32_t)
WORDS_COMPARED(longs, int64_t)

/* ---- choices ---- */
#define WORDS_CHOSEN(NAME, T, VECTOR, LANES)                                                                      \
    WORD void NAME##_shaped(CHOOSE_ARGUMENTS(T))                                                                  \
    {                                                                                                             \
        const VECTOR yes = one_##NAME(a[0]), no = one_##NAME(b[0]);                                               \
        for (uint32_t i = 0, whole = n / 64 * 64; i < whole; i += LANES)                                          \
            put_##NAME(out + i, blend_##NAME(truth[i / 64] >> i % 64, ua ? yes : load_##NAME(a + i), ub ? no : load_##NAME(b + i)), false); \
        CHOOSE_LANES(T, n / 64 * 64)                                                                              \
    }                                                                                                             \
    static void choose_##NAME(CHOOSE_ARGUMENTS(T)) { BY_SHAPE(NAME##_shaped); }
WORDS_CHOSEN(bytes, uint8_t, VectorBytes, LANES_BYTES)
WORDS_CHOSEN(days, uint32_t, VectorDays, LANES_DAYS)
WORDS_CHOSEN(longs, uint64_t, VectorLongs, LANES_LONGS)
#define WORDS_CHAINED(NAME, T, VECTOR, LANES)                                                                     \
    WORD void NAME##_chained(CHAIN_ARGUMENTS(T))                                                                  \
    {                                                                                                             \
        VECTOR value[KERNEL_CHAIN_MAX + 1];                                                                       \
        OWN_PLANES                                                                                                \
        for (int t = 0; t <= n_truths; t++) value[t] = one_##NAME(values[t]);                                     \
        for (uint32_t i = 0, whole = n / 64 * 64; i < whole; i += LANES) {                                        \
            VECTOR v = value[n_truths];                                                                           \
            for (int t = n_truths; t-- > 0;) v = blend_##NAME(plane[t][i / 64] >> i % 64, value[t], v);          \
            put_##NAME(out + i, v, past);                                                                         \
        }                                                                                                         \
        CHAIN_LANES(T, n / 64 * 64)                                                                               \
    }                                                                                                             \
    static void chain_##NAME(CHAIN_ARGUMENTS(T)) { BY_NUMBER(NAME##_chained); }
WORDS_CHAINED(bytes, uint8_t, VectorBytes, LANES_BYTES)
WORDS_CHAINED(words, uint16_t, VectorWords, LANES_WORDS)
WORDS_CHAINED(days, uint32_t, VectorDays, LANES_DAYS)
WORDS_CHAINED(longs, uint64_t, VectorLongs, LANES_LONGS)

/* ---- tests ---- */
static void test_bytes(TEST_ARGUMENTS(uint8_t))
{
    const uint32_t words = lanes / 64;
    for (int t = 0; t < n; t++) {
        const uint8_t from = (uint8_t)tests[t].lo, width = (uint8_t)(tests[t].hi - tests[t].lo);
        const uint64_t turn = -(uint64_t)tests[t].outside;
        uint64_t *restrict out = tests[t].out;
        for (uint32_t w = 0; w < words; w++) out[w] = (word_range(x + w * 64, from, width) ^ turn) & (known ? known[w] : ~0ull);
    }
    x += words * 64;
    TESTS_REST(x)
}
/* Every test asks for days up to one. */
static void test_days(TEST_ARGUMENTS(int32_t))
{
    const uint32_t words = lanes / 64;
    for (uint32_t w = 0; w < words; w++)
        for (int t = 0; t < n; t++)
            tests[t].out[w] = (word_days(CMP_LE, x + w * 64, &tests[t].hi, false) ^ -(uint64_t)tests[t].outside) & (known ? known[w] : ~0ull);
    x += words * 64;
    TESTS_REST(x)
}
#endif
