/* One column of a slab: the caller's memory where it can be taken as it is, else a copy in the form the VM reads; ranges checked.
 * Must never know rules, or where lanes come from. */
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/engine/engine_arrow.h"
#include "interp/base/number.h"

static size_t words(uint32_t lanes) { return ((size_t)lanes + 63) / 64; }
static int64_t at(const ArrowSpace *s, uint32_t lane) { return s->scattered ? s->each[lane] : s->first + lane; }
static uint64_t tail(uint32_t lanes, size_t w) { return w * 64 + 64 <= lanes ? ~0ull : (1ull << (lanes % 64)) - 1; }

/* ---- bits ---- */
/* n bits, at most 64, from a bit on; reads no byte that holds none of them. */
static uint64_t bits_at(const uint8_t *bits, int64_t from, uint32_t n)
{
    const uint8_t *p = bits + from / 8;
    uint32_t shift = (uint32_t)(from % 8), bytes = (shift + n + 7) / 8;
    uint64_t low = 0;
    memcpy(&low, p, bytes < 8 ? bytes : 8);
    low >>= shift;
    if (bytes > 8) low |= (uint64_t)p[8] << (64 - shift);
    return n == 64 ? low : low & ((1ull << n) - 1);
}
static uint64_t gather_bits(const uint8_t *bits, const ArrowSpace *s, int64_t offset, uint32_t from, uint32_t n)
{
    uint64_t word = 0;
    if (!s->scattered) return bits_at(bits, offset + s->first + from, n);
    for (uint32_t i = 0; i < n; i++) {
        int64_t k = offset + s->each[from + i];
        word |= (uint64_t)(bits[k / 8] >> (k % 8) & 1) << i;
    }
    return word;
}
static void copy_bits(uint64_t *out, const uint8_t *bits, const ArrowSpace *s, int64_t offset)
{
    for (uint32_t from = 0; from < s->lanes; from += 64) out[from / 64] = gather_bits(bits, s, offset, from, s->lanes - from < 64 ? s->lanes - from : 64);
}
static bool has_nulls(const ArrowNode *n) { return n->array->n_buffers && n->array->buffers[0] && n->array->null_count != 0; }
bool arrow_known(ArrowPlan *p, ArrowNode *node, const ArrowSpace *space, const uint64_t **out)
{
    bool first = true;
    size_t n_words = words(space->lanes);
    *out = NULL;
    for (const ArrowNode *n = node; n; n = n == space->record ? NULL : n->up) {
        if (!has_nulls(n)) continue;
        if (first && !arrow_room(p, &node->known, &node->known_size, (n_words + 1) * 8)) return false;
        int64_t offset = arrow_offset(n);
        for (size_t w = 0; w < n_words; w++) {
            uint32_t from = (uint32_t)w * 64, lanes = space->lanes - from < 64 ? space->lanes - from : 64;
            uint64_t word = gather_bits(n->array->buffers[0], space, offset, from, lanes);
            node->known[w] = first ? word : node->known[w] & word;
        }
        first = false;
    }
    bool all = true;
    for (size_t w = 0; !first && w < n_words; w++) all &= node->known[w] == tail(space->lanes, w);
    if (!all) *out = node->known;
    return true;
}

/* ---- values ---- */
#define EACH(T, VALUE)                                                                         \
    do {                                                                                       \
        const char *data = node->array->buffers[1];                                            \
        for (uint32_t i = 0; i < n; i++) {                                                     \
            T v;                                                                               \
            memcpy(&v, data + sizeof v * (size_t)(offset + at(space, from + i)), sizeof v);    \
            out[i] = (VALUE);                                                                  \
        }                                                                                      \
    } while (0)
typedef struct { uint64_t low; int64_t high; } Wide128;
void arrow_fetch(const ArrowNode *node, const ArrowSpace *space, uint32_t from, uint32_t n, int64_t *out, uint64_t *bad)
{
    const int64_t offset = arrow_offset(node);
    enum { DAY = 86400000 };
    *bad = 0;
    switch (node->form) {
    case FORM_I8: EACH(int8_t, v); return;
    case FORM_U8: EACH(uint8_t, v); return;
    case FORM_I16: EACH(int16_t, v); return;
    case FORM_U16: EACH(uint16_t, v); return;
    case FORM_I32: case FORM_DECIMAL32: case FORM_DATE32: EACH(int32_t, v); return;
    case FORM_U32: EACH(uint32_t, v); return;
    case FORM_I64: case FORM_DECIMAL64: EACH(int64_t, v); return;
    case FORM_U64: EACH(uint64_t, (*bad |= (uint64_t)(v >> 63) << i, (int64_t)v)); return;
    case FORM_DATE64: EACH(int64_t, (*bad |= (uint64_t)(v % DAY != 0) << i, v / DAY)); return;
    case FORM_DECIMAL128: EACH(Wide128, (*bad |= (uint64_t)(v.high != (int64_t)v.low >> 63) << i, (int64_t)v.low)); return;
    case FORM_NULL: case FORM_BOOL: case FORM_TEXT: case FORM_TEXT_LARGE: case FORM_STRUCT: case FORM_LIST: case FORM_LIST_LARGE: case FORM_OTHER: break;
    }
    memset(out, 0, n * sizeof *out);
}
static bool refuse(ArrowPlan *p, const ArrowNode *node, const ArrowSpace *space, uint32_t lane, const char *zh, const char *en)
{
    return arrow_refuse(p, node, arrow_row(p, (int)(space - p->spaces), lane), zh, en);
}
static bool out_of_range(ArrowPlan *p, const ArrowNode *node, const ArrowSpace *space, uint32_t lane)
{
    switch ((TypeKind)node->field->type.kind) {
    case TY_ENUM: return refuse(p, node, space, lane, "不是这个枚举的值", "it is not one of the values of the enumeration");
    case TY_DATE: return refuse(p, node, space, lane, "没有这一天，或带有时刻", "there is no such day, or it has a time");
    case TY_NUM: case TY_BOOL: case TY_TEXT: case TY_ERROR: case TY_QUOT: case TY_ENTITY: case TY_LIST: break;
    }
    return refuse(p, node, space, lane, "超出了字段的范围", "it is outside the field's range");
}
typedef struct { int64_t lo, hi; } Range;
static Range range_of(const ArrowPlan *p, const ArrowNode *node)
{
    if (node->field->type.kind == TY_ENUM) return (Range){0, p->policy->program.enums[node->field->type.ref].n_values - 1};
    if (node->field->type.kind == TY_DATE) return (Range){CALENDAR_DAY_MIN, CALENDAR_DAY_MAX};
    return (Range){node->field->lo, node->field->hi};
}
/* One value in the field's terms. False: there is none such. *known may become false: the dictionary says so. */
static bool turn(const ArrowNode *node, Range range, int64_t v, int64_t *out, bool *known)
{
    if (node->map) {
        if (v < 0 || v >= node->n_map) return false;
        v = node->map[v];
        if (v == MAP_UNKNOWN) return *known = false, *out = 0, true;
    } else if (node->factor != 1 && !number_multiply(v, node->factor, &v)) return false;
    *out = v;
    return v >= range.lo && v <= range.hi;
}
static void put(void *data, ColumnKind kind, uint32_t lane, int64_t v)
{
    switch (kind) {
    case COL_U8: ((uint8_t *)data)[lane] = (uint8_t)v; return;
    case COL_I32: ((int32_t *)data)[lane] = (int32_t)v; return;
    case COL_I64: ((int64_t *)data)[lane] = v; return;
    case COL_TEXT: ((uint32_t *)data)[lane] = (uint32_t)v; return;
    case COL_BIT: return;
    }
}
/* The known plane as one that may be written; it grows out of nothing where all lanes were known. */
static bool own_known(ArrowPlan *p, ArrowNode *node, uint32_t lanes, Column *out)
{
    if (out->known) return true;
    if (!arrow_room(p, &node->known, &node->known_size, (words(lanes) + 1) * 8)) return false;
    for (size_t w = 0; w < words(lanes); w++) node->known[w] = tail(lanes, w);
    out->known = node->known;
    return true;
}
static bool forget(ArrowPlan *p, ArrowNode *node, uint32_t lanes, uint32_t lane, Column *out)
{
    if (!own_known(p, node, lanes, out)) return false;
    node->known[lane / 64] &= ~(1ull << (lane % 64));
    return true;
}
static bool is_known(const Column *c, uint32_t lane) { return !c->known || c->known[lane / 64] >> (lane % 64) & 1; }
static bool copy_numbers(ArrowPlan *p, ArrowNode *node, const ArrowSpace *space, ColumnKind kind, Column *out)
{
    Range range = range_of(p, node);
    int64_t values[64];
    uint64_t bad;
    for (uint32_t from = 0; from < space->lanes; from += 64) {
        uint32_t n = space->lanes - from < 64 ? space->lanes - from : 64;
        arrow_fetch(node, space, from, n, values, &bad);
        for (uint32_t i = 0; i < n; i++) {
            int64_t v = 0;
            bool known = is_known(out, from + i);
            if (known && (bad >> i & 1 || !turn(node, range, values[i], &v, &known))) return out_of_range(p, node, space, from + i);
            if (!known && is_known(out, from + i) && !forget(p, node, space->lanes, from + i, out)) return false;
            put(node->data, kind, from + i, v);
        }
    }
    return true;
}

/* ---- as it is ---- */
/* Where there are nulls what stands under them is anything, so wider columns are copied without it; bytes cannot do harm. */
static const void *as_it_is(const ArrowPlan *p, const ArrowNode *node, const ArrowSpace *space, ColumnKind kind, const Column *out)
{
    bool bytes = kind == COL_U8 && (node->form == FORM_U8 || node->form == FORM_I8), days = kind == COL_I32 && node->form == FORM_DATE32;
    bool longs = kind == COL_I64 && (node->form == FORM_I64 || node->form == FORM_DECIMAL64);
    size_t width = bytes ? 1 : days ? 4 : 8;
    if (space->scattered || (!bytes && out->known) || (!bytes && !days && !longs) || node->factor != 1 || (node->map && !node->identity)) return NULL;
    const char *data = (const char *)node->array->buffers[1] + (arrow_offset(node) + space->first) * (int64_t)width;
    Range range = range_of(p, node);
    if (node->map && node->n_map <= range.hi) range.hi = node->n_map - 1;
    if (node->form == FORM_I8 && range.hi > INT8_MAX) range.hi = INT8_MAX; /* a negative one is a large byte */
    return (uintptr_t)data % width == 0 && arrow_within(kind, data, space->lanes, range.lo, range.hi) ? data : NULL;
}

/* ---- texts ---- */
/* NULL and *len 0: unknown by the dictionary. False: refused. */
static bool text_at(ArrowPlan *p, const ArrowNode *node, const ArrowSpace *space, uint32_t lane, const char **s, size_t *len)
{
    *s = NULL, *len = 0;
    if (node->values == FORM_OTHER) *s = arrow_text(node->array, node->form, arrow_offset(node) + at(space, lane), len);
    else {
        int64_t index;
        uint64_t bad;
        arrow_fetch(node, space, lane, 1, &index, &bad);
        const ArrowArray *d = node->array->dictionary;
        if (bad || index < 0 || index >= d->length) return refuse(p, node, space, lane, "字典里没有这一项", "the dictionary has no such entry");
        if (!arrow_valid(d, d->offset + index)) return true;
        *s = arrow_text(d, node->values, d->offset + index, len);
    }
    if (!*s) return refuse(p, node, space, lane, "文字的偏移不对", "the text's offsets are wrong");
    if (node->values == FORM_OTHER && utf8_valid_prefix(*s, *len) != *len) return refuse(p, node, space, lane, "不是 UTF-8", "it is not UTF-8");
    return *len <= FACTS_RECORD_BYTES_MAX || refuse(p, node, space, lane, "文字太长", "the text is too long");
}
static int value_named(const Enum *e, const char *s, size_t len, int last)
{
    for (int k = 0; k < e->n_values; k++) {
        int i = (last + k) % e->n_values;
        const Name *n = &e->values[i].name;
        if ((strlen(n->alias) == len && !memcmp(n->alias, s, len)) || (strlen(n->zh) == len && !memcmp(n->zh, s, len))) return i;
    }
    return -1;
}
static bool copy_texts(ArrowPlan *p, ArrowNode *node, const ArrowSpace *space, ColumnKind kind, Column *out)
{
    const Enum *e = node->field->type.kind == TY_ENUM ? &p->policy->program.enums[node->field->type.ref] : NULL;
    int last = 0;
    for (uint32_t lane = 0; lane < space->lanes; lane++) {
        const char *s = NULL;
        size_t len;
        uint32_t id = 0;
        if (is_known(out, lane) && !text_at(p, node, space, lane, &s, &len)) return false;
        if (!s && is_known(out, lane) && !forget(p, node, space->lanes, lane, out)) return false;
        if (s && e && (last = value_named(e, s, len, last)) < 0) return out_of_range(p, node, space, lane);
        if (s && !e && memchr(s, 0, len)) return refuse(p, node, space, lane, "文字里有 U+0000", "the text contains U+0000");
        if (s && !e && !arrow_texts_id(p->texts, s, len, &id)) return arrow_no_memory(p);
        put(node->data, kind, lane, s && e ? last : (int64_t)id);
    }
    return true;
}

/* ---- a column ---- */
bool arrow_column(ArrowPlan *p, ArrowNode *node, const ArrowSpace *space, Column *out)
{
    static const size_t WIDTH[] = {[COL_BIT] = 1, [COL_U8] = 1, [COL_I32] = 4, [COL_I64] = 8, [COL_TEXT] = 4};
    ColumnKind kind = (ColumnKind)p->chunk->columns[node->column].kind;
    *out = (Column){0};
    if (!arrow_known(p, node, space, &out->known)) return false;
    bool text = node->form == FORM_TEXT || node->form == FORM_TEXT_LARGE || kind == COL_TEXT;
    if (!text && (out->data = as_it_is(p, node, space, kind, out))) return true;
    if (!arrow_room(p, &node->data, &node->data_size, (words(space->lanes) + 1) * 64 * WIDTH[kind])) return false;
    out->data = node->data;
    if (text) return copy_texts(p, node, space, kind, out);
    if (kind != COL_BIT) return copy_numbers(p, node, space, kind, out);
    uint64_t *truth = node->data;
    copy_bits(truth, node->array->buffers[1], space, arrow_offset(node));
    for (size_t w = 0; out->known && w < words(space->lanes); w++) truth[w] &= out->known[w];
    return true;
}
