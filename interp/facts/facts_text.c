/* JSON text of one record, walked along the schema.
 * Must never know what becomes of values. */
#include "interp/facts/facts_core.h"
#include <string.h>

static FactsToken next(FactsReader *r) { return facts_scan(&r->at); }
static bool is_string(FactsToken t) { return t.kind == FT_STRING || t.kind == FT_ESCAPED; }
static bool unexpected(FactsReader *r, const Frame *f, FactsToken t, const char *expected) { return facts_fail_token(r, f, D_RECORD_SYNTAX, t, expected); }

/* ---- escapes ---- */
static uint32_t hex4(const char *s)
{
    uint32_t v = 0;
    for (int i = 0; i < 4; i++) {
        unsigned char c = (unsigned char)s[i];
        v = v << 4 | (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return v;
}
/* The character of the escape at *s, which then stands behind it; the scanner has seen that its form is right. 0xD800.. a lone half. */
static uint32_t unescape(const char **s, const char *end)
{
    static const char from[] = "bfnrt\"\\/", to[] = "\b\f\n\r\t\"\\/";
    const char *p = *s + 1;
    if (*p != 'u') return *s = p + 1, (unsigned char)to[strchr(from, *p) - from];
    uint32_t c = hex4(p + 1);
    *s = p + 5;
    if (c < 0xD800 || c > 0xDBFF || end - *s < 6 || (*s)[0] != '\\' || (*s)[1] != 'u') return c;
    uint32_t low = hex4(*s + 2);
    if (low < 0xDC00 || low > 0xDFFF) return c;
    *s += 6;
    return 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
}
/* A string's text: its own bytes, or decoded into the scratch pool until the next one. */
static bool decode(FactsReader *r, const Frame *f, FactsToken t, const char **s, size_t *len)
{
    *s = t.start, *len = t.len;
    if (t.kind != FT_ESCAPED) return true;
    r->scratch.n = 0;
    if (!pool_room(r, &r->scratch, *len + 1)) return false;
    char *out = r->scratch.bytes;
    const char *end = t.start + t.len;
    for (const char *p = t.start; p < end;) {
        if (*p != '\\') { *out++ = *p++; continue; }
        const char *at = p;
        uint32_t c = unescape(&p, end);
        if (c >= 0xD800 && c < 0xE000) return facts_fail(r, f, D_RECORD_SURROGATE, at, (Arg){at, 6}, NO_ARG, NO_ARG);
        out += utf8_encode(c, out);
    }
    *s = r->scratch.bytes, *len = (size_t)(out - r->scratch.bytes);
    return true;
}

/* ---- objects ---- */
static bool read_members(FactsReader *r, Frame *f);
static bool read_object(FactsReader *r, Frame *f, const NodeField *field)
{
    Frame inner;
    FactsToken t = next(r);
    if (t.kind == FT_NULL) return true;
    if (t.kind != FT_OBJECT) return facts_fail_token(r, f, D_RECORD_WANT_OBJECT, t, "`{`");
    return frame_open(r, &inner, f, field->child, f->lane, t.start) && read_members(r, &inner);
}
static bool read_element(FactsReader *r, Frame *f, const NodeField *field, FactsToken t)
{
    Frame inner = {.up = f, .node = field->child, .index = f->elements + 1, .field = -1};
    if (t.kind != FT_OBJECT) return facts_fail_token(r, &inner, D_RECORD_WANT_OBJECT, t, "`{`");
    return frame_element(r, f, field, &inner, t.start) && read_members(r, &inner);
}
static bool read_list(FactsReader *r, Frame *f, const NodeField *field)
{
    FactsToken t = next(r);
    if (t.kind == FT_NULL) return true;
    if (t.kind != FT_LIST) return facts_fail_token(r, f, D_RECORD_WANT_LIST, t, "`[`");
    if (!frame_list(r, f, field)) return false;
    t = next(r);
    if (t.kind == FT_LIST_END) return true;
    for (;; t = next(r)) {
        if (!read_element(r, f, field, t)) return false;
        t = next(r);
        if (t.kind == FT_LIST_END) return true;
        if (t.kind != FT_COMMA) return unexpected(r, f, t, "`,` `]`");
    }
}
static bool read_scalar(FactsReader *r, Frame *f, const NodeField *field)
{
    const char *s = NULL;
    size_t len = 0;
    FactsToken t = next(r);
    if (is_string(t) && !decode(r, f, t, &s, &len)) return false;
    return frame_scalar(r, f, field, t, s, len);
}
static bool read_reserved(FactsReader *r, Frame *f, int key)
{
    const char *s = NULL;
    size_t len = 0;
    FactsToken t = next(r);
    if (t.kind == FT_BAD || t.kind == FT_END) return unexpected(r, f, t, "JSON");
    if (is_string(t) && !decode(r, f, t, &s, &len)) return false;
    if (key == 'i') return reserved_id(r, f, t, t.start - is_string(t), t.len + 2u * is_string(t));
    return key == 'e' ? reserved_entity(r, f, t, s, len) : reserved_as_of(r, f, t, s, len);
}
static bool read_member(FactsReader *r, Frame *f, FactsToken key)
{
    const char *s;
    size_t len;
    f->field = -1;
    if (!is_string(key)) return unexpected(r, f, key, f->order ? "`\"`" : "`\"` `}`");
    if (!decode(r, f, key, &s, &len)) return false;
    int reserved = f->up ? 0 : reserved_key(s, len);
    const NodeField *field = reserved ? NULL : frame_key(r, f, s, len, key.start - 1);
    if (!reserved && !field) return false;
    FactsToken colon = next(r);
    if (colon.kind != FT_COLON) return unexpected(r, f, colon, "`:`");
    if (reserved) return read_reserved(r, f, reserved);
    return field->kind == TY_ENTITY ? read_object(r, f, field) : field->kind == TY_LIST ? read_list(r, f, field) : read_scalar(r, f, field);
}
/* Behind the opening brace, to behind the closing one. Plain members are taken together; one that is not is read here, with care. */
static bool read_members(FactsReader *r, Frame *f)
{
    FactsToken t;
    for (FastMembers fast = fast_members(r, f), before = fast;; before = FAST_COMMA, fast = fast_members(r, f)) {
        if (fast == FAST_CLOSED) return frame_close(r, f, r->at - 1);
        t = next(r);
        if (fast != FAST_VALUE) {
            if (fast == FAST_NONE && before == FAST_NONE && t.kind == FT_OBJECT_END) return frame_close(r, f, t.start);
            if (!read_member(r, f, t)) return false;
            f->field = -1;
            t = next(r);
        }
        if (t.kind == FT_OBJECT_END) return frame_close(r, f, t.start);
        if (t.kind != FT_COMMA) return unexpected(r, f, t, "`,` `}`");
    }
}

/* ---- the record ---- */
/* The colon and value of a key nobody looks into: brackets are counted, nothing else. */
static bool skip_value(FactsReader *r)
{
    uint32_t depth = 0;
    FactsToken t = next(r);
    if (t.kind != FT_COLON) return unexpected(r, NULL, t, "`:`");
    do {
        t = next(r);
        if (t.kind == FT_END || t.kind == FT_BAD) return unexpected(r, NULL, t, "JSON");
        if (t.kind == FT_OBJECT || t.kind == FT_LIST) depth++;
        else if (t.kind == FT_OBJECT_END || t.kind == FT_LIST_END) {
            if (depth == 0) return unexpected(r, NULL, t, "JSON");
            depth--;
        }
    } while (depth);
    return true;
}
static bool peek_entity(FactsReader *r)
{
    const char *s = NULL;
    size_t len = 0;
    FactsToken t = next(r);
    if (t.kind != FT_COLON) return unexpected(r, NULL, t, "`:`");
    t = next(r);
    if (t.kind == FT_NULL) return true;
    if (!is_string(t)) return facts_fail_token(r, NULL, D_RECORD_WANT_TEXT, t, NULL);
    return decode(r, NULL, t, &s, &len) && reserved_entity(r, NULL, t, s, len);
}
/* The root's keys, counted by entity. False: the error is set; *broken: by the form of the text, which a second look can place better. */
static bool count_keys(FactsReader *r, KeyCount *count, FactsToken t, bool *broken)
{
    const char *s;
    size_t len;
    for (;; t = next(r)) {
        if (!is_string(t)) return unexpected(r, NULL, t, "`\"`");
        if (!decode(r, NULL, t, &s, &len)) return false;
        int reserved = reserved_key(s, len);
        if (!reserved) keys_count(r, count, s, len, t.start - 1);
        *broken = reserved != 'e';
        if (!(reserved == 'e' ? peek_entity(r) : skip_value(r))) return false;
        t = next(r);
        if (t.kind == FT_OBJECT_END) return true;
        if (t.kind != FT_COMMA) return unexpected(r, NULL, t, "`,` `}`");
    }
}
/* Which entity the record is, by its keys alone; -1: the error is set. */
static int find_entity(FactsReader *r)
{
    KeyCount count = {.hits = r->hits};
    bool broken = false;
    memset(r->hits, 0, (size_t)r->program->n_entities * sizeof *r->hits);
    r->stated = -1, r->no_memory = false, r->at = r->text;
    FactsToken t = next(r);
    const char *start = t.start;
    if (t.kind != FT_OBJECT) return facts_fail_token(r, NULL, D_RECORD_WANT_OBJECT, t, "`{`"), -1;
    t = next(r);
    if (t.kind == FT_OBJECT_END || count_keys(r, &count, t, &broken)) return keys_entity(r, &count, start);
    if (!broken) return -1;
    /* Reading it as what it seems to be fails again, but knows in which field. */
    FactsError kept = r->error;
    int entity = keys_entity(r, &count, start);
    r->error = kept;
    return entity;
}
/* The id of a record that could not be read, if it stands where it can still be found. */
static void find_id(FactsReader *r)
{
    FactsError kept = r->error;
    const char *s;
    size_t len;
    r->at = r->text, r->id_pool.n = r->id_end;
    FactsToken t = next(r);
    while (t.kind == FT_OBJECT || t.kind == FT_COMMA) {
        t = next(r);
        if (!is_string(t) || !decode(r, NULL, t, &s, &len)) break;
        if (reserved_key(s, len) != 'i') {
            if (!skip_value(r)) break;
            t = next(r);
            continue;
        }
        Frame root = {.field = -1};
        if (t = next(r), t.kind == FT_COLON) t = next(r);
        if (is_string(t)) reserved_id(r, &root, t, t.start - 1, t.len + 2u);
        else if (t.kind == FT_NUMBER) reserved_id(r, &root, t, t.start, t.len);
        break;
    }
    r->error = kept;
}
static bool read_root(FactsReader *r, Frame *root)
{
    if (!read_members(r, root)) return false;
    FactsToken t = next(r);
    if (t.kind == FT_END && t.start == r->text + r->len) return true;
    char shown[64];
    Arg what = {shown, facts_excerpt(t, shown)};
    if (t.kind == FT_END) return facts_fail(r, NULL, D_RECORD_NUL, t.start, NO_ARG, NO_ARG, NO_ARG);
    return facts_fail(r, NULL, D_RECORD_TRAILING, t.start - is_string(t), what, NO_ARG, NO_ARG);
}
static bool read_as(FactsReader *r, int entity, bool sure, uint64_t tag)
{
    Frame root;
    r->at = r->text;
    FactsToken t = next(r);
    bool fine = record_begin(r, entity, &root, t.start);
    if (fine && t.kind != FT_OBJECT) fine = facts_fail_token(r, NULL, D_RECORD_WANT_OBJECT, t, "`{`");
    return record_end(r, entity, fine && read_root(r, &root), sure, tag, t.start);
}
static FactsResult fail(FactsReader *r)
{
    if (r->no_memory) return FACTS_NO_MEMORY;
    if (!r->has_id) find_id(r);
    return FACTS_BAD;
}
FactsResult facts_read(FactsReader *r, const char *text, size_t len, uint64_t tag) { return facts_read_in(r, text, len, len + 1, tag); }
FactsResult facts_read_in(FactsReader *r, const char *text, size_t len, size_t room, uint64_t tag)
{
    int guess = r->options.entity >= 0 ? r->options.entity : r->program->n_entities <= 64 ? r->last_entity : -1;
    bool sure = r->options.entity >= 0 || r->program->n_entities == 1;
    r->text = text, r->len = len, r->no_memory = r->has_id = false;
    if (len > FACTS_RECORD_BYTES_MAX) return facts_fail(r, NULL, D_RECORD_TOO_LONG, NULL, ARG("16777216"), NO_ARG, NO_ARG), FACTS_BAD;
    if (guess >= 0) {
        if (!record_fits(r, guess)) return FACTS_FULL;
        if (r->lanes && line_read(r, text, len, room, sure, tag)) return FACTS_ADDED;
    }
    if (text[len]) { /* tokens end at a NUL */
        r->bare.n = 0;
        if (!pool_room(r, &r->bare, len + 1)) return FACTS_NO_MEMORY;
        r->text = memcpy(r->bare.bytes, text, len), r->bare.bytes[len] = 0;
    }
    if (guess >= 0) {
        if (read_as(r, guess, sure, tag)) return line_style(r, text, len), FACTS_ADDED;
        if (sure || r->no_memory) return fail(r);
    }
    r->has_id = false;
    int entity = find_entity(r);
    if (entity < 0) return fail(r);
    if (!record_fits(r, entity)) return FACTS_FULL;
    return read_as(r, entity, true, tag) ? FACTS_ADDED : fail(r);
}
