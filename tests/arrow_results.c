/* See arrow_results.h. */
#include "tests/arrow_results.h"
#include <check.h>
#include <stdio.h>
#include <string.h>

static bool valid_at(const struct ArrowArray *a, int64_t i)
{
    const uint8_t *bits = a->n_buffers ? a->buffers[0] : NULL;
    return !bits || bits[(a->offset + i) / 8] >> ((a->offset + i) % 8) & 1;
}
static bool bit_at(const struct ArrowArray *a, int64_t i) { return ((const uint8_t *)a->buffers[1])[i / 8] >> (i % 8) & 1; }
const char *word_at(const struct ArrowArray *a, int64_t i, char out[128])
{
    const struct ArrowArray *d = a->dictionary;
    int index = ((const uint8_t *)a->buffers[1])[i];
    const int32_t *offsets = d->buffers[1];
    ck_assert_int_lt(index, d->length);
    snprintf(out, 128, "%.*s", (int)(offsets[index + 1] - offsets[index]), (const char *)d->buffers[2] + offsets[index]);
    return out;
}
/* The text of a key of the metadata; *len 0: there is none. */
static const char *metadata_of(const struct ArrowSchema *s, const char *key, int32_t *len)
{
    const char *at = s->metadata, *found = NULL;
    int32_t n = 0;
    *len = 0;
    if (at) memcpy(&n, at, 4), at += 4;
    while (n-- > 0) {
        int32_t k, v;
        memcpy(&k, at, 4), memcpy(&v, at + 4 + k, 4);
        if (k == (int32_t)strlen(key) && memcmp(at + 4, key, (size_t)k) == 0) found = at + 8 + k, *len = v;
        at += 8 + k + v;
    }
    return found;
}
int scale_of_numbers(const struct ArrowSchema *s)
{
    int32_t len, precision, scale = 0;
    const char *text = metadata_of(s, "scale", &len);
    if (s->dictionary) return scale_of_numbers(s->dictionary);
    for (int32_t i = 0; i < len; i++) scale = scale * 10 + text[i] - '0';
    if (*s->format == 'd') ck_assert_int_eq(sscanf(s->format, "d:%d,%d", &precision, &scale), 2);
    return scale;
}
int64_t number_in(const struct ArrowSchema *s, const struct ArrowArray *a, int64_t i)
{
    const void *data = a->buffers[1];
    __int128 wide;
    int64_t code = *s->format == 'C' ? ((const uint8_t *)data)[i] : 0;
    if (s->dictionary) {
        ck_assert_int_eq(*s->format, 'C');
        ck_assert_int_lt(code, a->dictionary->length);
        return number_in(s->dictionary, a->dictionary, code);
    }
    switch (*s->format) {
    case 'C': return code;
    case 'S': return ((const uint16_t *)data)[i];
    case 'i': return ((const int32_t *)data)[i];
    case 'l': return ((const int64_t *)data)[i];
    default: break;
    }
    ck_assert_int_eq(s->format[0], 'd');
    memcpy(&wide, (const char *)data + 16 * i, 16);
    return (int64_t)wide;
}
/* At a scale that is at least its own. */
static int64_t number_at(const struct ArrowSchema *s, const struct ArrowArray *a, int64_t i, int scale)
{
    int64_t v = number_in(s, a, i);
    for (int own = scale_of_numbers(s); own < scale; own++) v *= 10;
    return v;
}
static int child_of(const struct ArrowSchema *s, const char *name)
{
    for (int i = 0; i < s->n_children; i++)
        if (strcmp(s->children[i]->name, name) == 0) return i;
    return -1;
}
static void same_value(const struct ArrowSchema *s, const struct ArrowArray *a, int64_t row, const fatiao_result *r)
{
    char word[128];
    bool shown = r->outcome == FATIAO_GRANTED || r->outcome == FATIAO_VALUE;
    ck_assert_int_eq(valid_at(a, row), shown && r->value.type != FATIAO_NOTHING);
    if (!valid_at(a, row)) { /* there is nothing under it */
        if (strchr("CSild", *s->format) && !s->dictionary) ck_assert_int_eq(number_in(s, a, row), 0);
        return;
    }
    switch (r->value.type) {
    case FATIAO_NUMBER: ck_assert_int_eq(number_at(s, a, row, r->value.scale), r->value.number); break;
    case FATIAO_BOOL: ck_assert_int_eq(bit_at(a, row), r->value.number); break;
    case FATIAO_DATE: ck_assert_int_eq(((const int32_t *)a->buffers[1])[row], r->value.number); break;
    case FATIAO_ENUM: ck_assert_str_eq(word_at(a, row, word), r->value.text); break;
    case FATIAO_STRING: {
        const int64_t *offsets = a->buffers[1];
        ck_assert_uint_eq((size_t)(offsets[row + 1] - offsets[row]), strlen(r->value.text));
        ck_assert(memcmp((const char *)a->buffers[2] + offsets[row], r->value.text, strlen(r->value.text)) == 0);
        break;
    }
    case FATIAO_NOTHING: case FATIAO_RECORD: case FATIAO_LIST: ck_abort();
    }
}
void same_decision(const struct ArrowSchema *s, const struct ArrowArray *a, int64_t row, const fatiao_result *r)
{
    char word[128];
    int status = child_of(s, "status"), value = child_of(s, "value"), parts = child_of(s, "parts"), items = child_of(s, "items"), applies = child_of(s, "applies"), overdue = child_of(s, "overdue");
    ck_assert_str_eq(word_at(a->children[status], row, word), fatiao_outcome_text(r->outcome, FATIAO_EN));
    if (value >= 0) same_value(s->children[value], a->children[value], row, r);
    for (int i = 0; i < r->n_parts; i++) {
        int k = child_of(s->children[parts], r->payers[i]);
        ck_assert_int_ge(k, 0);
        ck_assert_int_eq(number_at(s->children[parts]->children[k], a->children[parts]->children[k], row, r->parts[i].scale), r->parts[i].number);
    }
    for (int k = 0; items >= 0 && k < s->children[items]->n_children; k++) {
        const struct ArrowArray *item = a->children[items]->children[k];
        bool certain = false, possible = false;
        for (int i = 0; i < r->n_items; i++) certain |= strcmp(r->items[i], s->children[items]->children[k]->name) == 0;
        for (int i = 0; i < r->n_possible; i++) possible |= strcmp(r->possible[i], s->children[items]->children[k]->name) == 0;
        if (r->outcome == FATIAO_VALUE || r->outcome == FATIAO_UNDETERMINED) ck_assert(valid_at(item, row) == !possible && (possible || bit_at(item, row) == certain));
    }
    bool live = r->outcome == FATIAO_MET || r->outcome == FATIAO_UNMET;
    if (applies >= 0 && live) ck_assert(bit_at(a->children[applies], row) == r->applies && bit_at(a->children[overdue], row) == r->overdue);
}
