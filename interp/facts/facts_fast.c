/* Members of an object in the form that nearly every writer gives them: a key where the record before had it, a plain value, at most one
 * blank. They go straight into columns. Whatever is not plain, or wrong, is left untouched: facts_text.c reads it, and says what is wrong.
 * Must never know what becomes of values, and never report anything. */
#include "interp/facts/facts_core.h"
#include <string.h>
#include "interp/base/calendar.h"

/* ---- bytes ---- */
static uint64_t load8(const char *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
}
/* As far as the text goes; it is no shorter than a word. */
static inline uint64_t load_up_to8(const char *p, const char *end)
{
    if (end - p >= 8) return load8(p);
    return end > p ? load8(end - 8) >> 8 * (8 - (end - p)) : 0;
}
/* Text from p on begins with these bytes: the first two words, then such as reach to the end of what is longer. */
static inline bool begins(const char *p, const char *end, const Quick *q)
{
    size_t n = q->len;
    if (end - p < q->reach) return n && (size_t)(end - p) >= n && memcmp(p, q->words, n) == 0;
    uint64_t differ = ((load8(p) ^ q->words[0]) & q->mask[0]) | ((load8(p + 8) ^ q->words[1]) & q->mask[1]);
    if (differ || n <= 16) return !differ && n;
    const char *w = (const char *)q->words;
    differ = (load8(p + n - 8) ^ load8(w + n - 8)) | (load8(p + n - 16) ^ load8(w + n - 16));
    if (n > 32) differ |= (load8(p + 16) ^ q->words[2]) | (load8(p + 24) ^ q->words[3]);
    return !differ;
}
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#error "words are compared as on machines whose least byte stands first"
#endif
static inline const char *blank(const char *p)
{
    if (*p == ' ') p++;
    return p;
}

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
/* Lengths differ from value to value: up to 16 bytes they make no branch. Beyond the end there are zeros. */
static inline bool is_value(const char *p, const char *end, uint64_t word, const Quick *q)
{
    uint64_t differ = ((word ^ q->words[0]) & q->mask[0]) | ((load_up_to8(p + 8, end) ^ q->words[1]) & q->mask[1]);
    return q->len - 1 < 16 ? !differ : begins(p, end, q);
}
/* In the vocabulary of the value before, then in the other. */
static inline const char *take_enum(const QuickEnum *e, int *vocabulary, const char *p, const char *end, int64_t *value)
{
    if (*p++ != '"') return NULL;
    uint64_t word = load_up_to8(p, end);
    for (int turn = 0; turn < 2; turn++, *vocabulary ^= 1) {
        const QuickValues *q = &e->in[*vocabulary];
        for (uint8_t i = q->slots[((word & q->mask) * q->factor) >> (64 - QUICK_SLOT_BITS)]; i; i = q->next[i - 1])
            if (is_value(p, end, word, &q->values[i - 1])) return *value = i - 1, p + q->values[i - 1].len;
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
const char *plain_number(const NodeField *field, const char *p, int64_t *value)
{
    static const int64_t POWER[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    if ((unsigned char)(p[0] - '0') <= 9 && ends(p[1]) && !field->scale) { /* as most are */
        *value = p[0] - '0';
        return *value >= field->lo && *value <= field->hi ? p + 1 : NULL;
    }
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
/* What does not change from one member of an object to the next. */
typedef struct { FactsReader *reader; Frame *frame; const char *end; const Expected *expected; int n_expected; bool fits; /* what the keys fit is asked */ const QuickEnum *enums; char *seen; StoreColumn *columns; uint32_t lane; } Object;
static inline const char *take_value(const Object *o, const NodeField *field, const char *p, int64_t *value)
{
    switch ((TypeKind)field->kind) {
    case TY_BOOL: return take_bool(p, o->end, value);
    case TY_ENUM: return take_enum(&o->enums[field->ref], &o->reader->vocabulary, p, o->end, value);
    case TY_NUM: return plain_number(field, p, value);
    case TY_DATE: return take_date(p, o->end, value);
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
static const char *look_up(FactsReader *r, Frame *f, const char *p)
{
    const char *s = p + 1;
    while (*s != '"' && *s != '\\' && (unsigned char)*s >= ' ') s++; /* the text ends with a NUL; what is no UTF-8 is no name */
    if (*s != '"' || s[1] != ':') return NULL;
    const Spelling *slot = spellings_find(&r->fields[f->node->entity], p + 1, (size_t)(s - p - 1));
    if (slot) frame_order(r, f, slot);
    return slot ? s + 2 : NULL;
}
/* What it is stands before frame->order then. */
static inline const char *take_key(const Object *o, const char *p)
{
    enum { AHEAD = 4 };
    Frame *f = o->frame;
    const Expected *e = o->expected + f->order;
    int n = o->n_expected - f->order;
    if (n > 0 && begins(p, o->end, &e->key)) return f->order++, p + e->key.len;
    for (int ahead = 1; ahead < AHEAD && ahead < n; ahead++) {
        if (!begins(p, o->end, &e[ahead].key)) continue;
        f->order += ahead + 1;
        return p + e[ahead].key.len;
    }
    return look_up(o->reader, f, p);
}
static inline const char *take_member(const Object *o, const char *p)
{
    int64_t value = 0;
    p = take_key(o, p);
    if (!p) return NULL;
    const Expected *e = &o->expected[o->frame->order - 1]; /* one that was looked up stands there too */
    const NodeField *field = e->field;
    char *seen = &o->seen[e->slot->index];
    if (*seen || !(p = take_value(o, field, blank(p), &value))) return NULL;
    *seen = (char)e->slot->spelling;
    if (o->fits) o->reader->fits &= e->slot->entities;
    if (field->column >= 0) store_put(&o->columns[field->column], field->column_kind, o->lane, value);
    if (field->capture >= 0) o->reader->captures[o->frame->captured + (size_t)field->capture] = (Capture){true, value};
    return p;
}
FastMembers fast_members(FactsReader *r, Frame *f)
{
    const Object o = {r, f, r->text + r->len, f->node->expected, f->node->n_expected, !f->up && r->program->n_entities > 1, r->quick_values, r->seen.bytes + f->seen, r->stores[r->entity].columns, f->lane};
    FastMembers so_far = FAST_NONE;
    if (r->careful) return FAST_NONE;
    for (const char *p = r->at;; so_far = FAST_COMMA) {
        p = blank(p);
        if (o.end - p < 8 || *p != '"') return so_far; /* from here on the text has a word at least */
        const char *next = p[1] == 'i' && p[2] == 'd' && p[3] == '"' && !f->up ? take_id(r, p) : take_member(&o, p);
        if (!next) return so_far;
        next = blank(next);
        p = r->at = next + 1;
        if (*next == ',') continue;
        if (*next == '}') return FAST_CLOSED;
        r->at = next;
        return FAST_VALUE;
    }
}
