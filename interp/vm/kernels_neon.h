/* What a word of 64 lanes takes with NEON: columns are loaded, tested and blended by vectors of 16 bytes. The bits of a test come about
 * as bytes of ones and noughts, which are weighed and added up. A part of kernels_loops.h. Must never know instructions. */
#ifndef FATIAO_KERNELS_NEON_H
#define FATIAO_KERNELS_NEON_H
#define WORD static inline __attribute__((always_inline))

/* ---- vectors: how many lanes, load, one value in every lane, store, choose by the low bits of a word ---- */
typedef uint8x16_t VectorBytes;
typedef uint16x8_t VectorWords;
typedef uint32x4_t VectorDays;
typedef uint64x2_t VectorLongs;
enum { LANES_BYTES = 16, LANES_WORDS = 8, LANES_DAYS = 4, LANES_LONGS = 2 };
WORD VectorBytes load_bytes(const uint8_t *p) { return vld1q_u8(p); }
WORD VectorDays load_days(const uint32_t *p) { return vld1q_u32(p); }
WORD VectorLongs load_longs(const uint64_t *p) { return vld1q_u64(p); }
WORD VectorBytes one_bytes(uint8_t v) { return vdupq_n_u8(v); }
WORD VectorWords one_words(uint16_t v) { return vdupq_n_u16(v); }
WORD VectorDays one_days(uint32_t v) { return vdupq_n_u32(v); }
WORD VectorLongs one_longs(uint64_t v) { return vdupq_n_u64(v); }
/* past: past the caches, which the machine has no store for that is worth it. */
WORD void put_bytes(uint8_t *p, VectorBytes v, bool past) { (void)past, vst1q_u8(p, v); }
WORD void put_words(uint16_t *p, VectorWords v, bool past) { (void)past, vst1q_u16(p, v); }
WORD void put_days(uint32_t *p, VectorDays v, bool past) { (void)past, vst1q_u32(p, v); }
WORD void put_longs(uint64_t *p, VectorLongs v, bool past) { (void)past, vst1q_u64(p, v); }
static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
WORD VectorBytes blend_bytes(uint64_t word, VectorBytes yes, VectorBytes no)
{
    uint8x16_t each = vcombine_u8(vdup_n_u8((uint8_t)word), vdup_n_u8((uint8_t)(word >> 8)));
    return vbslq_u8(vtstq_u8(each, vld1q_u8(weights)), yes, no);
}
WORD VectorWords blend_words(uint64_t word, VectorWords yes, VectorWords no)
{
    static const uint16_t bit[8] = {1, 2, 4, 8, 16, 32, 64, 128};
    return vbslq_u16(vtstq_u16(vdupq_n_u16((uint16_t)word), vld1q_u16(bit)), yes, no);
}
WORD VectorDays blend_days(uint64_t word, VectorDays yes, VectorDays no)
{
    static const uint32_t bit[4] = {1, 2, 4, 8};
    return vbslq_u32(vtstq_u32(vdupq_n_u32((uint32_t)word), vld1q_u32(bit)), yes, no);
}
WORD VectorLongs blend_longs(uint64_t word, VectorLongs yes, VectorLongs no)
{
    static const uint64_t bit[2] = {1, 2};
    return vbslq_u64(vtstq_u64(vdupq_n_u64(word), vld1q_u64(bit)), yes, no);
}

/* ---- tests of 64 lanes: CMP_EQ, CMP_LT or CMP_LE; each: y is a column, else one value ---- */
WORD uint64_t word_of(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d)
{
    const uint8x16_t weigh = vld1q_u8(weights);
    uint8x16_t ab = vpaddq_u8(vandq_u8(a, weigh), vandq_u8(b, weigh)), cd = vpaddq_u8(vandq_u8(c, weigh), vandq_u8(d, weigh)), all = vpaddq_u8(ab, cd);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}
/* The low halves of 16 lanes, twice. */
WORD uint8x16_t narrow(uint32x4_t a, uint32x4_t b, uint32x4_t c, uint32x4_t d)
{
    uint16x8_t ab = vuzp1q_u16(vreinterpretq_u16_u32(a), vreinterpretq_u16_u32(b)), cd = vuzp1q_u16(vreinterpretq_u16_u32(c), vreinterpretq_u16_u32(d));
    return vuzp1q_u8(vreinterpretq_u8_u16(ab), vreinterpretq_u8_u16(cd));
}
WORD uint8x16_t test_16(Compare op, const uint8_t *x, const uint8_t *y, bool each)
{
    uint8x16_t a = vld1q_u8(x), b = each ? vld1q_u8(y) : vdupq_n_u8(y[0]);
    return op == CMP_EQ ? vceqq_u8(a, b) : op == CMP_LT ? vcltq_u8(a, b) : vcleq_u8(a, b);
}
WORD uint32x4_t test_4(Compare op, const int32_t *x, const int32_t *y, bool each)
{
    int32x4_t a = vld1q_s32(x), b = each ? vld1q_s32(y) : vdupq_n_s32(y[0]);
    return op == CMP_EQ ? vceqq_s32(a, b) : op == CMP_LT ? vcltq_s32(a, b) : vcleq_s32(a, b);
}
WORD uint32x4_t test_2(Compare op, const int64_t *x, const int64_t *y, bool each)
{
    int64x2_t a = vld1q_s64(x), b = each ? vld1q_s64(y) : vdupq_n_s64(y[0]);
    return vreinterpretq_u32_u64(op == CMP_EQ ? vceqq_s64(a, b) : op == CMP_LT ? vcltq_s64(a, b) : vcleq_s64(a, b));
}
/* Addresses of an operand from its lane `at` on. */
#define X_Y(AT) op, x + (AT), each ? y + (AT) : y, each
#define DAYS_16(AT) narrow(test_4(X_Y(AT)), test_4(X_Y((AT) + 4)), test_4(X_Y((AT) + 8)), test_4(X_Y((AT) + 12)))
#define LONGS_4(AT) vuzp1q_u32(test_2(X_Y(AT)), test_2(X_Y((AT) + 2)))
#define LONGS_16(AT) narrow(LONGS_4(AT), LONGS_4((AT) + 4), LONGS_4((AT) + 8), LONGS_4((AT) + 12))
WORD uint64_t word_bytes(Compare op, const uint8_t *x, const uint8_t *y, bool each) { return word_of(test_16(X_Y(0)), test_16(X_Y(16)), test_16(X_Y(32)), test_16(X_Y(48))); }
WORD uint64_t word_days(Compare op, const int32_t *x, const int32_t *y, bool each) { return word_of(DAYS_16(0), DAYS_16(16), DAYS_16(32), DAYS_16(48)); }
WORD uint64_t word_longs(Compare op, const int64_t *x, const int64_t *y, bool each) { return word_of(LONGS_16(0), LONGS_16(16), LONGS_16(32), LONGS_16(48)); }
/* from .. from + width: what is below wraps round and is above. */
#define IN_RANGE(AT) vcleq_u8(vsubq_u8(vld1q_u8(x + (AT)), begin), wide)
WORD uint64_t word_range(const uint8_t *x, uint8_t from, uint8_t width)
{
    const uint8x16_t begin = vdupq_n_u8(from), wide = vdupq_n_u8(width);
    return word_of(IN_RANGE(0), IN_RANGE(16), IN_RANGE(32), IN_RANGE(48));
}
#endif
