/* Records as columns of random types. See ways.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/ways.h"

/* One field of a row of objects; NULL: there is none, nothing of it is known. */
typedef struct { Object **objects; int field, divide; } Column;
static const Fact *fact_at(const void *rows, int64_t i)
{
    const Column *c = rows;
    const Object *o = c->objects[i];
    return o && o->facts[c->field].known ? &o->facts[c->field] : NULL;
}
static int64_t number_of(const void *rows, int64_t i, bool *known)
{
    const Fact *x = fact_at(rows, i);
    int64_t v = x ? x->number : 0;
    for (int k = 0; k < ((const Column *)rows)->divide; k++) v /= 10;
    return *known = x != NULL, v;
}
static const char *text_of(const void *rows, int64_t i)
{
    const Fact *x = fact_at(rows, i);
    return x ? x->text : NULL;
}
static const char *either(fatiao_name name) { return dice(2) ? name.zh : name.alias; }
static const char *word_of(const void *rows, int64_t i) /* always by one name, so that a dictionary can hold it */
{
    const Column *c = rows;
    const Fact *x = fact_at(rows, i);
    return x ? c->objects[i]->entity->fields[c->field].values[x->number].alias : NULL;
}
static int pad(void) { return dice(2) ? (int)dice(11) : 0; }

static Made struct_of(const char *name, const fatiao_entity *entity, Object **objects, int64_t n, int before, int depth);
static Made enumeration(const char *name, const fatiao_field *f, const Column *c, int64_t n)
{
    static const char *const INDEX[] = {"C", "c", "s", "I", "l"};
    const char *words[64];
    switch (dice(3)) {
    case 0: return numbers(name, INDEX[dice(5)], c, n, number_of, pad(), 1);
    case 1: return texts(name, dice(2), c, n, word_of, pad());
    default:
        for (int i = 0; i < f->n_values; i++) words[i] = f->values[i].alias;
        return dictionary(name, INDEX[dice(5)], c, n, word_of, pad(), words, f->n_values, dice(2));
    }
}
static Made number(const char *name, const fatiao_field *f, Column *c, int64_t n)
{
    static const char *const WIDTHS[] = {"", ",64", ",128"};
    char format[32];
    if (f->scale == 0 && dice(2)) return numbers(name, f->least >= 0 && dice(2) ? "L" : "l", c, n, number_of, pad(), 1);
    if (only_whole(f) && dice(2)) {
        c->divide = f->scale;
        return numbers(name, "l", c, n, number_of, pad(), 1);
    }
    int width = (int)dice(3);
    snprintf(format, sizeof format, "d:%d,%d%s", width == 1 ? 18 : 30, f->scale, WIDTHS[width]);
    return numbers(name, format, c, n, number_of, pad(), 1);
}
static Made list(const char *name, const fatiao_field *f, const Column *c, int64_t n, int depth)
{
    bool large = dice(2);
    int before = pad();
    int64_t at = dice(4), room = at; /* elements before the first belong to nobody */
    size_t width = large ? 8 : 4;
    for (int64_t i = 0; i < n; i++) room += fact_at(c, i) ? fact_at(c, i)->n : 0;
    int inner = pad();
    Object **all = calloc((size_t)(room + inner) + 1, sizeof *all);
    Made m = made(name, large ? "+L" : "+l", n, 2, 1);
    bool *valid = malloc((size_t)n + 1);
    char *offsets = malloc((size_t)(n + before + 1) * width);
    for (int64_t i = -before; i <= n; i++) {
        memcpy(offsets + (i + before) * (int64_t)width, &at, width);
        if (i < 0 || i == n) continue;
        const Fact *x = fact_at(c, i);
        valid[i] = x != NULL;
        for (int k = 0; x && k < x->n; k++) all[inner + at++] = x->items[k];
    }
    m.array.buffers[1] = offsets;
    set_validity(&m, valid, before, dice(2));
    set_child(&m, 0, struct_of("item", f->entity, all, room, inner, depth + 1));
    free(valid), free(all);
    return m;
}
static Made record(const char *name, const fatiao_field *f, const Column *c, int64_t n, int depth)
{
    int before = pad();
    Object **inner = calloc((size_t)(n + before) + 1, sizeof *inner);
    for (int64_t i = 0; i < n; i++) inner[before + i] = fact_at(c, i) ? fact_at(c, i)->object : NULL;
    Made m = struct_of(name, f->entity, inner, n, before, depth + 1);
    free(inner);
    return m;
}
static Made column(const fatiao_field *f, Column *c, int64_t n, int depth)
{
    const char *name = either(f->name);
    switch (f->type) {
    case FATIAO_BOOL: return bools(name, c, n, number_of, pad());
    case FATIAO_ENUM: return enumeration(name, f, c, n);
    case FATIAO_NUMBER: return number(name, f, c, n);
    case FATIAO_DATE: return dice(2) ? numbers(name, "tdD", c, n, number_of, pad(), 1) : numbers(name, "tdm", c, n, number_of, pad(), 86400000);
    case FATIAO_STRING: return texts(name, dice(2), c, n, text_of, pad());
    case FATIAO_RECORD: return record(name, f, c, n, depth);
    case FATIAO_LIST: return list(name, f, c, n, depth);
    case FATIAO_NOTHING: break;
    }
    abort();
}
static void columns_of(Made *m, const fatiao_entity *entity, Object **objects, int64_t n, int depth)
{
    for (int i = 0; i < entity->n_fields; i++) set_child(m, i, column(&entity->fields[i], &(Column){objects, i, 0}, n, depth));
}
/* n objects behind `before` that the struct passes over by its offset. */
static Made struct_of(const char *name, const fatiao_entity *entity, Object **objects, int64_t n, int before, int depth)
{
    bool *valid = malloc((size_t)n + 1);
    Made m = made(name, "+s", n, 1, depth > 4 ? 0 : entity->n_fields);
    for (int64_t i = 0; i < n; i++) valid[i] = objects[before + i] != NULL;
    set_validity(&m, valid, before, dice(2));
    if (depth <= 4) columns_of(&m, entity, objects, n + before, depth);
    free(valid);
    return m;
}
static int64_t day_of(const void *rows, int64_t i, bool *known) { return *known = true, ((const int32_t *)rows)[i]; }
Made case_columns(const Case *cases, int n)
{
    const fatiao_entity *entity = cases[0].object->entity;
    int before = pad();
    Object **objects = calloc((size_t)(n + before) + 1, sizeof *objects);
    int32_t *days = calloc((size_t)(n + before) + 1, sizeof *days);
    for (int i = 0; i < n; i++) objects[before + i] = cases[i].object, days[before + i] = cases[i].as_of;
    Made m = made("", "+s", n, 1, entity->n_fields + 1);
    set_validity(&m, NULL, before, false);
    columns_of(&m, entity, objects, n + before, 0);
    set_child(&m, entity->n_fields, dice(2) ? numbers("as_of", "tdD", days, n + before, day_of, pad(), 1) : numbers("as_of", "tdm", days, n + before, day_of, pad(), 86400000));
    free(objects), free(days);
    return m;
}
