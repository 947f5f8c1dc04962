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
/* Text from p on begins with these bytes. Words are compared where they lie wholly within the text. */
static bool begins(const char *p, const char *end, const Quick *q)
{
    size_t n = q->len;
    if (!n || (size_t)(end - p) < n) return false;
    if ((size_t)(end - p) < sizeof q->words) return memcmp(p, q->words, n) == 0;
    const char *w = (const char *)q->words;
    for (; n >= 8; n -= 8, p += 8, w += 8)
        if (load8(p) != load8(w)) return false;
    return !n || ((load8(p) ^ load8(w)) << (64 - 8 * n)) == 0; /* the first n bytes are the low ones */
}
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#error "words are compared as on machines whose least byte stands first"
#endif
static const char *blank(const char *p) { return p + (*p == ' '); }

/* ---- values; NULL: not plain ---- */
static bool ends(char c) { return c == ',' || c == '}' || c == ' '; } /* what plainly ends a word or a number */
static const char *take_bool(const char *p, const char *end, int64_t *value)
{
    if (end - p < 5) return NULL;
    bool yes = memcmp(p, "true", 4) == 0;
    if (!yes && memcmp(p, "false", 5) != 0) return NULL;
    p += yes ? 4 : 5;
    return *value = yes, ends(*p) ? p : NULL;
}
/* In the vocabulary of the value before, then in the other. */
static const char *take_enum(FactsReader *r, const NodeField *field, const char *p, const char *end, int64_t *value)
{
    const QuickEnum *e = &r->quick_values[field->ref];
    if (*p != '"') return NULL;
    for (int turn = 0; turn < 2; turn++, r->vocabulary ^= 1) {
        const Quick *q = e->values[r->vocabulary];
        for (int i = 0; i < e->n; i++)
            if (begins(p + 1, end, &q[i])) return *value = i, p + 1 + q[i].len;
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
static const char *take_key(FactsReader *r, Frame *f, const char *p, const char *end, const Spelling **slot)
{
    enum { AHEAD = 4 };
    Node *node = f->node;
    const Spellings *names = &r->fields[node->entity];
    for (int at = f->order; at < node->n_expected && at < f->order + AHEAD; at++) {
        const Quick *key = &names->quick[node->expected[at]];
        if (begins(p, end, key)) return *slot = &names->slots[node->expected[at]], p + key->len;
    }
    const char *s = p + 1;
    while (*s != '"' && *s != '\\' && (unsigned char)*s >= ' ') s++; /* the text ends with a NUL; what is no UTF-8 is no name */
    if (*s != '"' || s[1] != ':') return NULL;
    *slot = spellings_find(names, p + 1, (size_t)(s - p - 1));
    return *slot ? s + 2 : NULL;
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
    frame_order(r, f, slot);
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
