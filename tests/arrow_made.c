/* See arrow_made.h. */
#include "tests/arrow_made.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t dice_state = 88172645463325252ull;
int64_t dice(int64_t n)
{
    uint64_t s = dice_state;
    s ^= s << 13, s ^= s >> 7, s ^= s << 17;
    dice_state = s;
    return (int64_t)(s % (uint64_t)n);
}
void add(Kept *k, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    keep(k, text, (size_t)n);
}

/* ---- arrays by hand ---- */
int live; /* arrays and schemas not released */
static void drop_array(struct ArrowArray *a)
{
    for (int64_t i = 0; i < a->n_children; i++) {
        if (a->children[i]->release) a->children[i]->release(a->children[i]);
        free(a->children[i]);
    }
    if (a->dictionary) { if (a->dictionary->release) a->dictionary->release(a->dictionary); free(a->dictionary); }
    for (int64_t i = 0; i < a->n_buffers; i++) free((void *)a->buffers[i]);
    free(a->buffers), free(a->children);
    a->release = NULL, live--;
}
static void drop_schema(struct ArrowSchema *s)
{
    for (int64_t i = 0; i < s->n_children; i++) {
        if (s->children[i]->release) s->children[i]->release(s->children[i]);
        free(s->children[i]);
    }
    if (s->dictionary) { if (s->dictionary->release) s->dictionary->release(s->dictionary); free(s->dictionary); }
    free((void *)s->name), free((void *)s->format), free(s->children);
    s->release = NULL, live--;
}
Made made(const char *name, const char *format, int64_t length, int n_buffers, int n_children)
{
    Made m = {{.format = strdup(format), .name = strdup(name), .flags = ARROW_FLAG_NULLABLE, .n_children = n_children, .release = drop_schema},
              {.length = length, .n_buffers = n_buffers, .n_children = n_children, .release = drop_array}};
    m.array.buffers = calloc((size_t)n_buffers + 1, sizeof(void *));
    m.array.children = calloc((size_t)n_children + 1, sizeof(void *)), m.schema.children = calloc((size_t)n_children + 1, sizeof(void *));
    for (int i = 0; i < n_children; i++) m.array.children[i] = calloc(1, sizeof(struct ArrowArray)), m.schema.children[i] = calloc(1, sizeof(struct ArrowSchema));
    live += 2;
    return m;
}
void release(Made *m)
{
    m->array.release(&m->array), m->schema.release(&m->schema);
}
void set_child(Made *m, int i, Made child) { *m->array.children[i] = child.array, *m->schema.children[i] = child.schema; }
/* pad: values before the first that the array does not count (its offset). valid: by value, pad not counted; NULL all. */
void set_validity(Made *m, const bool *valid, int pad, bool always)
{
    int64_t n = m->array.length, nulls = 0;
    for (int64_t i = 0; valid && i < n; i++) nulls += !valid[i];
    m->array.offset = pad;
    m->array.null_count = dice(2) ? nulls : -1;
    if (!nulls && !always) { m->array.null_count = 0; return; }
    size_t size = (size_t)(n + pad + 7) / 8;
    uint8_t *bits = malloc(size ? size : 1);
    for (size_t i = 0; i < size; i++) bits[i] = (uint8_t)dice(256);
    for (int64_t i = 0; i < n; i++) {
        uint8_t bit = (uint8_t)(1 << ((i + pad) % 8)), *at = &bits[(i + pad) / 8];
        *at = (uint8_t)(!valid || valid[i] ? *at | bit : *at & ~bit);
    }
    m->array.buffers[0] = bits;
}
static void narrow(int64_t v, char *to, int width)
{
    __int128 wide = v;
    memcpy(to, &wide, (size_t)width);
}
static int width_of(const char *format)
{
    if (strncmp(format, "d:", 2) == 0) return strstr(format, ",32") ? 4 : strstr(format, ",64") ? 8 : 16;
    switch (*format) {
    case 'c': case 'C': return 1;
    case 's': case 'S': return 2;
    case 'i': case 'I': return 4;
    case 't': return format[2] == 'D' ? 4 : 8;
    default: return 8;
    }
}
/* factor: what a value is multiplied by to be written. Under nulls stands anything. */
Made numbers(const char *name, const char *format, const void *rows, int64_t n, Number get, int pad, int64_t factor)
{
    Made m = made(name, format, n, 2, 0);
    bool *valid = malloc((size_t)n + 1);
    int width = width_of(format);
    size_t size = (size_t)(n + pad) * (size_t)width;
    char *data = malloc(size ? size : 1);
    for (size_t i = 0; i < size; i++) data[i] = (char)dice(256);
    for (int64_t i = 0; i < n; i++) {
        int64_t v = get(rows, i, &valid[i]);
        if (valid[i]) narrow(v * factor, data + (i + pad) * width, width);
    }
    m.array.buffers[1] = data;
    set_validity(&m, valid, pad, dice(2));
    free(valid);
    return m;
}
Made bools(const char *name, const void *rows, int64_t n, Number get, int pad)
{
    Made m = made(name, "b", n, 2, 0);
    bool *valid = malloc((size_t)n + 1);
    size_t size = (size_t)(n + pad + 7) / 8;
    uint8_t *bits = malloc(size ? size : 1);
    for (size_t i = 0; i < size; i++) bits[i] = (uint8_t)dice(256);
    for (int64_t i = 0; i < n; i++) {
        int64_t v = get(rows, i, &valid[i]);
        uint8_t bit = (uint8_t)(1 << ((i + pad) % 8)), *at = &bits[(i + pad) / 8];
        if (valid[i]) *at = (uint8_t)(v ? *at | bit : *at & ~bit);
    }
    m.array.buffers[1] = bits;
    set_validity(&m, valid, pad, dice(2));
    free(valid);
    return m;
}
Made texts(const char *name, bool large, const void *rows, int64_t n, Word get, int pad)
{
    Made m = made(name, large ? "U" : "u", n, 3, 0);
    bool *valid = malloc((size_t)n + 1);
    size_t width = large ? 8 : 4, at = 3; /* offsets need not begin at 0 */
    char *offsets = malloc((size_t)(n + pad + 1) * width), *bytes = NULL;
    for (int64_t i = -pad; i <= n; i++) {
        const char *s = i < 0 || i == n ? NULL : get(rows, i);
        int64_t v = (int64_t)at;
        memcpy(offsets + (i + pad) * (int64_t)width, &v, width);
        if (i >= 0 && i < n) valid[i] = s != NULL;
        size_t len = s ? strlen(s) : i == n ? 0 : (size_t)dice(3);
        bytes = realloc(bytes, at + len + 1);
        if (s) memcpy(bytes + at, s, len);
        else memset(bytes + at, '?', len);
        at += len;
    }
    m.array.buffers[1] = offsets, m.array.buffers[2] = bytes;
    set_validity(&m, valid, pad, dice(2));
    free(valid);
    return m;
}
typedef struct { const char *const *words; int n; } Words;
static const char *word_of(const void *rows, int64_t i) { return ((const Words *)rows)->words[i]; }
/* Strings through a dictionary whose order is its own, with an entry nobody uses and one that is null. */
Made dictionary(const char *name, const char *index_format, const void *rows, int64_t n, Word get, int pad, const char *const *words, int n_words, bool odd)
{
    static const void *current;
    static Word current_get;
    Made m = made(name, index_format, n, 2, 0);
    bool *valid = malloc((size_t)n + 1);
    int width = width_of(index_format);
    size_t size = (size_t)(n + pad) * (size_t)width;
    char *data = malloc(size ? size : 1);
    current = rows, current_get = get;
    for (size_t i = 0; i < size; i++) data[i] = (char)dice(128);
    for (int64_t i = 0; i < n; i++) {
        const char *s = current_get(current, i);
        int64_t v = 0;
        valid[i] = s || (odd && dice(2)); /* unknown either by a null or by the null entry */
        if (!s) v = n_words;
        for (int k = 0; s && k < n_words; k++)
            if (strcmp(words[k], s) == 0) v = k;
        narrow(v, data + (i + pad) * width, width);
    }
    m.array.buffers[1] = data;
    set_validity(&m, valid, pad, dice(2));
    const char *list[64];
    for (int i = 0; i < n_words; i++) list[i] = words[i];
    if (odd) list[n_words] = NULL, list[n_words + 1] = "nobody";
    Made d = texts("", odd, &(Words){list, n_words}, n_words + (odd ? 2 : 0), word_of, (int)dice(3));
    m.array.dictionary = malloc(sizeof d.array), *m.array.dictionary = d.array;
    m.schema.dictionary = malloc(sizeof d.schema), *m.schema.dictionary = d.schema;
    free(valid);
    return m;
}
