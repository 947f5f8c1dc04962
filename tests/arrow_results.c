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
static int64_t number_at(const struct ArrowSchema *s, const struct ArrowArray *a, int64_t i)
{
    __int128 wide;
    if (*s->format == 'l') return ((const int64_t *)a->buffers[1])[i];
    ck_assert_int_eq(s->format[0], 'd');
    memcpy(&wide, (const char *)a->buffers[1] + 16 * i, 16);
    return (int64_t)wide;
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
    if (!valid_at(a, row)) return;
    switch (r->value.type) {
    case FATIAO_NUMBER: ck_assert_int_eq(number_at(s, a, row), r->value.number); break;
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
        ck_assert_int_eq(number_at(s->children[parts]->children[k], a->children[parts]->children[k], row), r->parts[i].number);
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
