/* Scalars of a record: the schema's types, exactly as written, nothing rounded or guessed.
 * Must never know the form of the input. */
#include "interp/facts/facts_core.h"
#include <stdio.h>
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/base/number.h"

static bool is_string(FactsToken t) { return t.kind == FT_STRING || t.kind == FT_ESCAPED; }
static const char *place(const FactsReader *r, FactsToken t) { return r->text ? t.start - is_string(t) : NULL; }
static uint64_t hash_bytes(const char *s, size_t n)
{
    uint64_t h = 1469598103934665603ull;
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)s[i]) * 1099511628211ull;
    return h ^ h >> 29;
}

/* ---- texts of a block ---- */
static const char *text_bytes(const FactsReader *r, uint32_t id, size_t *len)
{
    const Chunk *chunk = r->chunks[r->entity];
    if (id < r->first_text) return *len = strlen(chunk->texts[id]), chunk->texts[id];
    Piece p = r->texts[id - r->first_text];
    return *len = p.len, r->pool.bytes + p.start;
}
static uint32_t text_slot(const FactsReader *r, uint64_t hash, const char *s, size_t len)
{
    uint32_t i = (uint32_t)hash & r->text_mask;
    for (; r->text_slots[i].text; i = (i + 1) & r->text_mask) {
        size_t n;
        const char *there;
        if (r->text_slots[i].hash == hash && (there = text_bytes(r, r->text_slots[i].text - 1, &n), n == len) && !memcmp(there, s, n)) break;
    }
    return i;
}
static bool grow_texts(FactsReader *r, uint32_t need)
{
    uint32_t slots = r->text_slots ? r->text_mask + 1 : 256;
    if (r->text_slots && need * 2 <= slots) return true;
    while (slots < need * 2) slots *= 2;
    size_t bytes = slots * sizeof(TextSlot);
    TextSlot *fresh = r->allocator.realloc(r->allocator.ctx, NULL, 0, bytes), *old = r->text_slots;
    if (!fresh) return r->no_memory = true, false;
    memset(fresh, 0, bytes);
    if (old) r->allocator.realloc(r->allocator.ctx, old, (r->text_mask + 1) * sizeof(TextSlot), 0);
    r->text_slots = fresh, r->text_mask = slots - 1;
    for (uint32_t id = 0; id < r->first_text + r->n_texts; id++) { /* in order of age, see texts_truncate */
        size_t n;
        const char *s = text_bytes(r, id, &n);
        uint64_t hash = hash_bytes(s, n);
        uint32_t slot = text_slot(r, hash, s, n);
        if (!r->text_slots[slot].text) r->text_slots[slot] = (TextSlot){hash, id + 1};
    }
    return true;
}
bool texts_open(FactsReader *r)
{
    const Chunk *chunk = r->chunks[r->entity];
    if (r->text_slots) r->allocator.realloc(r->allocator.ctx, r->text_slots, (r->text_mask + 1) * sizeof(TextSlot), 0);
    r->text_slots = NULL, r->text_mask = 0;
    r->first_text = chunk ? (uint32_t)chunk->n_texts : 0, r->n_texts = 0;
    return grow_texts(r, r->first_text + 1);
}
/* The youngest text was never passed by in a probe for an older one, so its slot can simply be emptied. */
void texts_truncate(FactsReader *r, uint32_t n)
{
    for (; r->n_texts > n; r->n_texts--) {
        size_t len;
        const char *s = text_bytes(r, r->first_text + r->n_texts - 1, &len);
        r->text_slots[text_slot(r, hash_bytes(s, len), s, len)] = (TextSlot){0, 0};
    }
}
static bool text_id(FactsReader *r, const char *s, size_t len, int64_t *id)
{
    uint64_t hash = hash_bytes(s, len);
    uint32_t slot = text_slot(r, hash, s, len);
    if (r->text_slots[slot].text) return *id = r->text_slots[slot].text - 1, true;
    size_t cap = r->cap_texts, start = r->pool.n;
    bool room = grow_texts(r, r->first_text + r->n_texts + 1) && facts_grow(r, &r->texts, &cap, r->n_texts + 1, sizeof *r->texts);
    r->cap_texts = (uint32_t)cap;
    if (!room || !pool_add(r, &r->pool, s, len) || !pool_add(r, &r->pool, "", 1)) return false;
    r->texts[r->n_texts] = (Piece){start, len};
    *id = r->first_text + r->n_texts++;
    r->text_slots[text_slot(r, hash, s, len)] = (TextSlot){hash, (uint32_t)*id + 1};
    return true;
}

/* ---- report codes: once in a list ---- */
static bool grow_codes(FactsReader *r)
{
    uint32_t slots = r->codes ? r->code_mask + 1 : 0;
    if (slots && (r->n_codes + 1) * 2 <= slots) return true;
    uint32_t to = slots ? slots * 2 : 256;
    CodeSlot *fresh = r->allocator.realloc(r->allocator.ctx, NULL, 0, to * sizeof *fresh);
    if (!fresh) return r->no_memory = true, false;
    memset(fresh, 0, to * sizeof *fresh);
    for (uint32_t i = 0; i < slots; i++) {
        if (r->codes[i].stamp != r->record) continue;
        uint32_t k = (uint32_t)r->codes[i].hash & (to - 1);
        while (fresh[k].stamp) k = (k + 1) & (to - 1);
        fresh[k] = r->codes[i];
    }
    if (r->codes) r->allocator.realloc(r->allocator.ctx, r->codes, slots * sizeof *fresh, 0);
    r->codes = fresh, r->code_mask = to - 1;
    return true;
}
static bool code_once(FactsReader *r, const Frame *f, const char *s, size_t len, const char *at)
{
    uint32_t owner = f->up->owner;
    uint64_t hash = hash_bytes(s, len) + owner;
    if (!grow_codes(r)) return false;
    uint32_t i = (uint32_t)hash & r->code_mask;
    for (; r->codes[i].stamp == r->record; i = (i + 1) & r->code_mask) {
        const CodeSlot *c = &r->codes[i];
        if (c->hash != hash || c->owner != owner || c->code.len != len || (len && memcmp(r->code_pool.bytes + c->code.start, s, len))) continue;
        return facts_fail(r, f, D_RECORD_CODE_TWICE, at, (Arg){s, len}, NO_ARG, NO_ARG);
    }
    Piece code = {r->code_pool.n, len};
    if (!pool_add(r, &r->code_pool, s, len)) return false;
    r->codes[i] = (CodeSlot){r->record, hash, code, owner};
    r->n_codes++;
    return true;
}

/* ---- one scalar of each kind ---- */
/* "`男` `女`", in the vocabulary of what was written. */
static void list_values(const FactsReader *r, int index, bool chinese, char out[FACTS_ERROR_TEXT])
{
    const Enum *e = &r->program->enums[index];
    size_t at = 0;
    out[0] = 0;
    for (int i = 0; i < e->n_values; i++) {
        Name name = e->values[i].name;
        const char *s = chinese || !name.alias ? name.zh : name.alias;
        if (at + strlen(s) + 8 >= FACTS_ERROR_TEXT) { snprintf(out + at, FACTS_ERROR_TEXT - at, " …"); return; }
        at += (size_t)snprintf(out + at, FACTS_ERROR_TEXT - at, "%s`%s`", i ? " " : "", s);
    }
}
static bool fail_enum(FactsReader *r, const Frame *f, const NodeField *field, FactsToken t, const char *s, size_t len)
{
    char values[FACTS_ERROR_TEXT], shown[64];
    list_values(r, field->ref, !len || (unsigned char)*s >= 0x80 || !is_string(t), values);
    if (!is_string(t)) return facts_fail_token(r, f, D_RECORD_WANT_ENUM, t, values);
    const Spelling *near = facts_nearest(&r->values[field->ref], s, len);
    Arg what = {shown, facts_excerpt((FactsToken){s, (uint32_t)len, FT_NUMBER, 0}, shown)};
    return facts_fail(r, f, near ? D_RECORD_ENUM_NEAR : D_RECORD_ENUM_UNKNOWN, place(r, t), what, ARG(values), near ? (Arg){near->text, near->len} : NO_ARG);
}
static bool fail_bound(FactsReader *r, const Frame *f, const NodeField *field, FactsToken t, DiagId id, int64_t bound)
{
    char text[NUMBER_TEXT];
    number_print(text, bound, field->scale, 0);
    return facts_fail_token(r, f, id, t, text);
}
static bool fail_number(FactsReader *r, const Frame *f, const NodeField *field, FactsToken t, NumberResult why)
{
    char digits[16];
    switch (why) {
    case NUMBER_SYNTAX: case NUMBER_OK: return facts_fail_token(r, f, D_RECORD_WANT_NUMBER, t, NULL);
    case NUMBER_RANGE: return facts_fail_token(r, f, D_RECORD_NUMBER_BIG, t, NULL);
    case NUMBER_TOO_LONG: snprintf(digits, sizeof digits, "%d", NUMBER_TEXT_DIGITS_MAX); return facts_fail_token(r, f, D_RECORD_NUMBER_LONG, t, digits);
    case NUMBER_DIGITS: snprintf(digits, sizeof digits, "%d", field->scale); return facts_fail_token(r, f, D_RECORD_NUMBER_DIGITS, t, digits);
    }
    return false;
}
static bool read_number(FactsReader *r, const Frame *f, const NodeField *field, FactsToken t, const char *s, size_t len, int64_t *value)
{
    if (t.kind != FT_NUMBER && !is_string(t)) return facts_fail_token(r, f, D_RECORD_WANT_NUMBER, t, NULL);
    if (t.kind == FT_NUMBER) s = t.start, len = t.len;
    NumberResult why = number_parse(s, len, field->scale, value);
    if (why) return fail_number(r, f, field, t, why);
    if (field->lo != INT64_MIN && *value < field->lo) return fail_bound(r, f, field, t, D_RECORD_NUMBER_LOW, field->lo);
    if (field->hi != INT64_MAX && *value > field->hi) return fail_bound(r, f, field, t, D_RECORD_NUMBER_HIGH, field->hi);
    return true;
}
static bool read_date(FactsReader *r, const Frame *f, FactsToken t, const char *s, size_t len, int64_t *value)
{
    int32_t day;
    CalendarResult why = is_string(t) ? calendar_parse(s, len, &day) : CALENDAR_SYNTAX;
    if (why) return facts_fail_token(r, f, why == CALENDAR_SYNTAX ? D_RECORD_WANT_DATE : D_RECORD_DATE_IMPOSSIBLE, t, NULL);
    return *value = day, true;
}
static bool read_text(FactsReader *r, const Frame *f, const NodeField *field, FactsToken t, const char *s, size_t len, int64_t *value)
{
    if (!is_string(t)) return facts_fail_token(r, f, D_RECORD_WANT_TEXT, t, NULL);
    if (memchr(s, 0, len)) return facts_fail_token(r, f, D_RECORD_TEXT_NUL, t, NULL);
    if (f->up) {
        const Entity *owner = &r->program->entities[f->up->node->entity];
        if (owner->report_list >= 0 && owner->report_list == f->up->field && owner->report_code == f->field && !code_once(r, f, s, len, place(r, t))) return false;
    }
    return field->column < 0 || text_id(r, s, len, value);
}
bool frame_scalar(FactsReader *r, Frame *f, const NodeField *field, FactsToken t, const char *s, size_t len)
{
    int64_t value = 0;
    const Spelling *choice;
    if (t.kind == FT_NULL) return true;
    if (t.kind == FT_END || t.kind == FT_BAD) return facts_fail_token(r, f, D_RECORD_SYNTAX, t, "JSON");
    switch ((TypeKind)field->kind) {
    case TY_BOOL:
        if (t.kind != FT_TRUE && t.kind != FT_FALSE) return facts_fail_token(r, f, D_RECORD_WANT_BOOL, t, NULL);
        value = t.kind == FT_TRUE;
        break;
    case TY_ENUM:
        choice = is_string(t) ? spellings_find(&r->values[field->ref], s, len) : NULL;
        if (!choice) return fail_enum(r, f, field, t, s, len);
        value = choice->index;
        break;
    case TY_NUM: if (!read_number(r, f, field, t, s, len, &value)) return false; break;
    case TY_DATE: if (!read_date(r, f, t, s, len, &value)) return false; break;
    case TY_TEXT: if (!read_text(r, f, field, t, s, len, &value)) return false; break;
    case TY_ERROR: case TY_QUOT: case TY_ENTITY: case TY_LIST: return true; /* no scalar fields */
    }
    if (field->column >= 0) store_put(&r->stores[r->entity].columns[field->column], field->column_kind, f->lane, value);
    if (field->capture >= 0) r->captures[f->captured + (size_t)field->capture] = (Capture){true, value};
    return true;
}
