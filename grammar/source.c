/* Texts and places in them. See source.h.
 * Must never know tokens. */
#include "grammar/source.h"
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

uint32_t source_add(SourceSet *set, const char *name, const char *text, uint32_t len)
{
    Source s = {.name = name, .text = text, .len = len};
    uint32_t n = 1;
    for (const char *p = text; (p = memchr(p, '\n', (size_t)(text + len - p))); p++) n++;
    s.lines = arena_alloc(set->arena, n * sizeof *s.lines);
    s.n_lines = 1;
    for (const char *p = text; (p = memchr(p, '\n', (size_t)(text + len - p))); p++) s.lines[s.n_lines++] = (uint32_t)(p + 1 - text);
    LIST_ADD(set->arena, set->items, set->n_items, s);
    return (uint32_t)set->n_items - 1;
}
Span span_join(Span a, Span b)
{
    return (Span){a.source, a.start < b.start ? a.start : b.start, a.end > b.end ? a.end : b.end};
}
Place source_place(const SourceSet *set, uint32_t source, uint32_t offset)
{
    const Source *s = &set->items[source];
    if (offset > s->len) offset = s->len;
    uint32_t low = 0, high = s->n_lines;
    while (high - low > 1) {
        uint32_t mid = (low + high) / 2;
        if (s->lines[mid] <= offset) low = mid;
        else high = mid;
    }
    Place p = {.line = low + 1, .column = 1, .line_text = s->text + s->lines[low]};
    const char *end = low + 1 < s->n_lines ? s->text + s->lines[low + 1] - 1 : s->text + s->len;
    if (end > p.line_text && end[-1] == '\r') end--;
    p.line_len = (uint32_t)(end - p.line_text);
    const char *at = s->text + offset;
    if (at > end) at = end;
    uint32_t c;
    for (const char *q = p.line_text; q < at; p.column++) q += utf8_decode(q, end, &c);
    p.cells = text_cells(p.line_text, (uint32_t)(at - p.line_text));
    return p;
}

/* ---- UTF-8 ---- */
int utf8_decode(const char *s, const char *end, uint32_t *out)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t left = (size_t)(end - s);
    *out = 0xFFFD;
    if (p[0] < 0x80) return *out = p[0], 1;
    int n = p[0] >= 0xF0 && p[0] < 0xF5 ? 4 : p[0] >= 0xE0 && p[0] < 0xF0 ? 3 : p[0] >= 0xC2 && p[0] < 0xE0 ? 2 : 0;
    if (!n || left < (size_t)n) return 1;
    uint32_t c = p[0] & (0xFFu >> (n + 1));
    for (int i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80) return 1;
        c = c << 6 | (p[i] & 0x3F);
    }
    if ((n == 3 && (c < 0x800 || (c >= 0xD800 && c < 0xE000))) || (n == 4 && (c < 0x10000 || c > 0x10FFFF))) return 1;
    *out = c;
    return n;
}
int utf8_encode(uint32_t c, char *out)
{
    if (c < 0x80) return out[0] = (char)c, 1;
    int n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (int i = n - 1; i > 0; i--, c >>= 6) out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)((0xF00 >> n & 0xFF) | c);
    return n;
}
/* One character that is valid and can be seen, of the ranges that policies are made of: its length. 0: one that must be looked at. */
static inline int plain_length(const unsigned char *u, size_t left)
{
    if (u[0] < 0x80) return (u[0] >= 0x20 && u[0] < 0x7F) || u[0] == '\n';
    if (left < 3 || (u[1] & 0xC0) != 0x80 || (u[2] & 0xC0) != 0x80) return 0;
    if (u[0] >= 0xE4 && u[0] <= 0xE9) return 3;                         /* U+4000 to U+9FFF: the Chinese characters */
    if ((u[0] == 0xE3 && u[1] == 0x80) || (u[0] == 0xEF && u[1] == 0xBC)) return 3; /* U+3000 to U+303F, U+FF00 to U+FF3F: their punctuation */
    return u[0] == 0xE2 && u[1] == 0x80 && u[2] >= 0x90 && u[2] <= 0xA7 ? 3 : 0;    /* U+2010 to U+2027: quotation marks and dashes */
}
#ifdef __SSE2__
enum { BLOCK = 64 };
/* A bit for each byte of the block for which the comparison holds. */
#define BITS(of) ((uint64_t)(uint32_t)_mm_movemask_epi8(of(v[0])) | (uint64_t)(uint32_t)_mm_movemask_epi8(of(v[1])) << 16 | \
                  (uint64_t)(uint32_t)_mm_movemask_epi8(of(v[2])) << 32 | (uint64_t)(uint32_t)_mm_movemask_epi8(of(v[3])) << 48)
static inline __m128i is_visible(__m128i x) { return _mm_or_si128(_mm_andnot_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8(0x7F)), _mm_cmpgt_epi8(x, _mm_set1_epi8(0x1F))), _mm_cmpeq_epi8(x, _mm_set1_epi8('\n'))); }
static inline __m128i is_tail(__m128i x) { return _mm_cmplt_epi8(x, _mm_set1_epi8(-64)); }
static inline __m128i is_chinese(__m128i x)
{
    __m128i from = _mm_sub_epi8(x, _mm_set1_epi8((char)0xE4));
    return _mm_cmpeq_epi8(from, _mm_min_epu8(from, _mm_set1_epi8(5)));
}
static inline __m128i is_e3(__m128i x) { return _mm_cmpeq_epi8(x, _mm_set1_epi8((char)0xE3)); }
static inline __m128i is_ef(__m128i x) { return _mm_cmpeq_epi8(x, _mm_set1_epi8((char)0xEF)); }
static inline __m128i is_80(__m128i x) { return _mm_cmpeq_epi8(x, _mm_set1_epi8((char)0x80)); }
static inline __m128i is_bc(__m128i x) { return _mm_cmpeq_epi8(x, _mm_set1_epi8((char)0xBC)); }
/* How much of a block that begins with a character is whole plain characters: all but one cut off at its end, or 0. As plain_length. */
static inline int plain_block(const char *p)
{
    __m128i v[4];
    for (int i = 0; i < 4; i++) v[i] = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
    uint64_t tails = BITS(is_tail), e3 = BITS(is_e3), ef = BITS(is_ef), leads = BITS(is_chinese) | e3 | ef;
    if (tails != (leads << 1 | leads << 2) || (BITS(is_visible) | tails | leads) != UINT64_MAX) return 0;
    if ((e3 << 1 & ~BITS(is_80)) || (ef << 1 & ~BITS(is_bc))) return 0;
    return leads >> 63 ? BLOCK - 1 : leads >> 62 ? BLOCK - 2 : BLOCK;
}
#undef BITS
#else
enum { BLOCK = 1 };
static inline int plain_block(const char *p) { return (void)p, 0; }
#endif
const char *utf8_skip_plain(const char *p, const char *end)
{
    while (p < end) {
        int n = end - p >= BLOCK ? plain_block(p) : 0;
        p += n;
        for (const char *stop = end - p > BLOCK ? p + BLOCK : end; !n && p < stop;) { /* one by one, as far as that block */
            int one = plain_length((const unsigned char *)p, (size_t)(end - p));
            if (!one) return p;
            p += one;
        }
    }
    return p;
}
size_t utf8_valid_prefix(const char *s, size_t len)
{
    const char *p = s, *end = s + len;
    uint32_t c;
    for (int n; (p = utf8_skip_plain(p, end)) < end; p += n) {
        n = utf8_decode(p, end, &c);
        if (n == 1 && c == 0xFFFD) break;
    }
    return (size_t)(p - s);
}
/* Unicode East Asian Width W and F, as far as a terminal shows them double. */
static bool is_wide(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) || (c >= 0x3041 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF01 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) ||
           (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}
static bool is_combining(uint32_t c)
{
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}
uint32_t text_cells(const char *s, uint32_t len)
{
    uint32_t cells = 0, c;
    for (const char *end = s + len; s < end;) {
        s += utf8_decode(s, end, &c);
        cells += is_wide(c) ? 2 : is_combining(c) ? 0 : 1;
    }
    return cells;
}
