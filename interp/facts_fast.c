/* Members of an object in the form that nearly every writer gives them: a key where the record before had it, a plain value, at most one
 * blank. They go straight into columns. Whatever is not plain, or wrong, is left untouched: facts_text.c reads it, and says what is wrong.
 * Must never know what becomes of values, and never report anything. */
#include "interp/facts_core.h"
#include <string.h>
#include "interp/calendar.h"

/* ---- bytes ---- */
static uint64_t load8(const char *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
}
/* As far as the text goes. */
static uint64_t load_up_to8(const char *p, const char *end)
{
    uint64_t v = 0;
    if (end - p >= 8) return load8(p);
    for (int i = 0; i < end - p; i++) v |= (uint64_t)(unsigned char)p[i] << 8 * i;
    return v;
}
/* Text from p on begins with these bytes. Words are compared where they lie wholly within the text. */
static inline bool begins(const char *p, const char *end, const Quick *q)
{
    size_t n = q->len;
    if ((size_t)(end - p) < sizeof q->words) return n && (size_t)(end - p) >= n && memcmp(p, q->words, n) == 0;
    const char *w = (const char *)q->words;
    uint64_t differ = n == 0;
    for (; n > 8; n -= 8, p += 8, w += 8) differ |= load8(p) ^ load8(w);
    return !(differ | (load8(p) ^ load8(w)) << (64 - 8 * n) % 64); /* the first n bytes are the low ones */
}
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#error "words are compared as on machines whose least byte stands first"
#endif
static const char *blank(const char *p) { return p + (*p == ' '); }

/* ---- values; NULL: not plain ---- */
static bool ends(char c) { return c == ',' || c == '}' || c == ' '; } /* what plainly ends a word or a number */
/* Which of the two it is no one can guess, so it is no branch. */
static const char *take_bool(const char *p, const char *end, int64_t *value)
{
    static const char YES[8] = "true", NO[8] = "false";
    uint64_t word = load_up_to8(p, end);
    bool yes = (uint32_t)word == (uint32_t)load8(YES), no = (word & 0xffffffffff) == load8(NO);
    if (!(yes | no)) return NULL;
    p += 5 - yes;
    return *value = yes, ends(*p) ? p : NULL;
}
/* In the vocabulary of the value before, then in the other. All values are looked at before one is chosen: no one can guess which it is. */
static const char *take_enum(FactsReader *r, const NodeField *field, const char *p, const char *end, int64_t *value)
{
    const QuickEnum *e = &r->quick_values[field->ref];
    enum { AT_ONCE = 64 };
    if (*p++ != '"') return NULL;
    uint64_t word = load_up_to8(p, end);
    for (int turn = 0; turn < 2; turn++, r->vocabulary ^= 1) {
        const QuickValues *q = &e->in[r->vocabulary];
        uint64_t fits = 0;
        for (int i = 0; i < e->n && i < AT_ONCE; i++) fits |= (uint64_t)(((word ^ q->head[i]) & q->mask[i]) == 0) << i;
        for (; fits; fits &= fits - 1) {
            int i = __builtin_ctzll(fits);
            if (q->values[i].len <= 8 ? q->values[i].len > 0 : begins(p, end, &q->values[i])) return *value = i, p + q->values[i].len;
        }
    }
    return NULL;
}
static bool two_digits(const char *p, int *v)
{
    unsigned a = (unsigned char)p[0] - (unsigned)'0', b = (unsigned char)p[1] - (unsigned)'0';
    *v = (int)(a * 10 + b);
    return a <= 9 && b <= 9;
}
static const char *take_date(const char *p, const char *end, int64_t *value)
{
    int century, year, month, day;
    if (end - p < 12 || p[0] != '"' || p[5] != '-' || p[8] != '-' || p[11] != '"') return NULL;
    if (!(two_digits(p + 1, &century) & two_digits(p + 3, &year) & two_digits(p + 6, &month) & two_digits(p + 9, &day))) return NULL;
    year += century * 100;
    if (!calendar_valid(year, month, day)) return NULL;
    return *value = calendar_day(year, month, day), p + 12;
}
/* Digits, as many as 64 bits are sure to hold, perhaps with a point and no more digits than the field has. */
enum { SURE_DIGITS = 18 };
static const char *take_number(const NodeField *field, const char *p, int64_t *value)
{
    static const int64_t POWER[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    bool quoted = *p == '"', negative = p[quoted] == '-';
    const char *s = p + quoted + negative, *first = s;
    int64_t v = 0;
    int shown = 0, scale = field->scale;
    for (; (unsigned char)(*s - '0') <= 9 && s - first < SURE_DIGITS; s++) v = v * 10 + (*s - '0');
    int whole = (int)(s - first);
    if (!whole || (whole > 1 && *first == '0') || whole + scale > SURE_DIGITS) return NULL;
    if (*s == '.') {
        for (s++; (unsigned char)(*s - '0') <= 9 && shown < scale; s++, shown++) v = v * 10 + (*s - '0');
        if (!shown) return NULL;
    }
    if (scale - shown >= (int)(sizeof POWER / sizeof *POWER)) return NULL;
    v *= negative ? -POWER[scale - shown] : POWER[scale - shown];
    if (quoted ? *s != '"' : !ends(*s)) return NULL;
    if (v < field->lo || v > field->hi) return NULL; /* open ends are the ends of 64 bits */
    return *value = v, s + quoted;
}
static const char *take_value(FactsReader *r, const NodeField *field, const char *p, const char *end, int64_t *value)
{
    switch ((TypeKind)field->kind) {
    case TY_BOOL: return take_bool(p, end, value);
    case TY_ENUM: return take_enum(r, field, p, end, value);
    case TY_NUM: return take_number(field, p, value);
    case TY_DATE: return take_date(p, end, value);
    case TY_TEXT: case TY_ERROR: case TY_QUOT: case TY_ENTITY: case TY_LIST: break;
    }
    return NULL;
}

/* ---- members ---- */
/* A number, or a string of printable ASCII without escapes. */
static const char *take_id(FactsReader *r, const char *p)
{
    static const char KEY[] = "\"id\":";
    if (r->has_id || memcmp(p, KEY, sizeof KEY - 1) != 0) return NULL;
    const char *start = blank(p + sizeof KEY - 1), *s = start;
    if (*s == '"') {
        for (s++; *s >= ' ' && *s < 0x7F && *s != '"' && *s != '\\';) s++;
        if (*s++ != '"') return NULL;
    } else {
        while ((unsigned char)(*s - '0') <= 9) s++;
        if (s == start || (*start == '0' && s - start > 1) || !ends(*s)) return NULL;
    }
    size_t len = (size_t)(s - start), at = r->id_pool.n;
    if (!pool_add(r, &r->id_pool, start, len)) return r->no_memory = false, NULL; /* the careful way will say so */
    r->id = (Piece){at, len};
    r->has_id = true;
    return s;
}
/* The key at p: one of the next few that the records before had, or one looked up. Behind its colon; NULL: not plain, or unknown. */
static const char *look_up(FactsReader *r, const Frame *f, const char *p, const Spelling **slot)
{
    const char *s = p + 1;
    while (*s != '"' && *s != '\\' && (unsigned char)*s >= ' ') s++; /* the text ends with a NUL; what is no UTF-8 is no name */
    if (*s != '"' || s[1] != ':') return NULL;
    *slot = spellings_find(&r->fields[f->node->entity], p + 1, (size_t)(s - p - 1));
    return *slot ? s + 2 : NULL;
}
static inline const char *take_key(FactsReader *r, Frame *f, const char *p, const char *end, const Spelling **slot)
{
    enum { AHEAD = 4 };
    const Node *node = f->node;
    for (int at = f->order; at < node->n_expected && at < f->order + AHEAD; at++) {
        const Expected *e = &node->expected[at];
        if (!begins(p, end, &e->key)) continue;
        *slot = e->slot, f->order = at + 1;
        return p + e->key.len;
    }
    p = look_up(r, f, p, slot);
    if (p) frame_order(r, f, *slot);
    return p;
}
static const char *take_member(FactsReader *r, Frame *f, const char *p, const char *end)
{
    const Spelling *slot;
    int64_t value;
    p = take_key(r, f, p, end, &slot);
    if (!p) return NULL;
    const NodeField *field = &f->node->fields[slot->index];
    char *seen = &r->seen.bytes[f->seen + slot->index];
    if (*seen || !(p = take_value(r, field, blank(p), end, &value))) return NULL;
    *seen = (char)slot->spelling;
    if (!f->up) r->fits &= slot->entities;
    if (field->column >= 0) store_put(&r->stores[r->entity], field->column, field->column_kind, f->lane, value);
    if (field->capture >= 0) r->captures[f->captured + (size_t)field->capture] = (Capture){true, value};
    return p;
}
FastMembers fast_members(FactsReader *r, Frame *f)
{
    const char *end = r->text + r->len;
    FastMembers so_far = FAST_NONE;
    if (r->careful) return FAST_NONE;
    for (;;) {
        const char *p = blank(r->at);
        if (end - p < 8 || *p != '"') return so_far;
        const char *next = !f->up && p[1] == 'i' && p[2] == 'd' && p[3] == '"' ? take_id(r, p) : take_member(r, f, p, end);
        if (!next) return so_far;
        next = blank(next);
        r->at = next + 1;
        if (*next == '}') return FAST_CLOSED;
        if (*next != ',') return r->at = next, FAST_VALUE;
        so_far = FAST_COMMA;
    }
}
