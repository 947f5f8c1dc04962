/* Random records, and their JSON. See ways.h. */
#include "tests/ways.h"
#include <stdlib.h>
#include <string.h>
#include "interp/base/calendar.h"

static void **kept_blocks;
static size_t n_blocks;
void *ways_alloc(size_t size)
{
    kept_blocks = realloc(kept_blocks, (n_blocks + 1) * sizeof *kept_blocks);
    return kept_blocks[n_blocks++] = calloc(1, size ? size : 1);
}
void ways_free(void)
{
    for (size_t i = 0; i < n_blocks; i++) free(kept_blocks[i]);
    free(kept_blocks);
    kept_blocks = NULL, n_blocks = 0;
}

/* ---- values ---- */
static int64_t power(int scale)
{
    int64_t p = 1;
    while (scale-- > 0) p *= 10;
    return p;
}
bool only_whole(const fatiao_field *field) { return strlen(field->name.zh) % 2 == 0; }
static int64_t random_number(const fatiao_field *f)
{
    int64_t unit = power(f->scale), v = 0;
    switch (dice(8)) {
    case 0: case 1: v = dice(12) * unit; break;
    case 2: v = dice(40) * unit / 4; break;
    case 3: v = dice(2000) * unit + dice(unit); break;
    case 4: v = (2019 + dice(18)) * unit; break;
    case 5: v = dice(100000) * unit + dice(unit); break;
    case 6: v = f->least > INT64_MIN ? f->least : 0; break;
    case 7: v = f->most < INT64_MAX ? f->most - dice(2) : dice(90000000) * (unit > 10000 ? 10000 : unit); break;
    }
    if (v < f->least) v = f->least;
    if (v > f->most) v = f->most;
    if (only_whole(f) && v % unit) v -= v % unit;
    return v < f->least ? f->least : v;
}
static int32_t random_day(int32_t near)
{
    int year, month, day;
    calendar_civil(near, &year, &month, &day);
    year -= dice(3) ? (int)dice(6) : (int)dice(90);
    if (dice(20) == 0) year += 3;
    switch (dice(6)) {
    case 0: month = 2, day = 29; break;
    case 1: month = 1, day = 1; break;
    case 2: month = 12, day = 31; break;
    case 3: case 4: break; /* the anniversary, a day before or after */
    case 5: month = 1 + (int)dice(12), day = 1 + (int)dice(31); break;
    }
    if (day > calendar_month_days(year, month)) day = calendar_month_days(year, month);
    return calendar_day(year, month, day) + (dice(2) ? 0 : (int32_t)dice(3) - 1);
}
static Object *random_object(const fatiao_entity *entity, int32_t as_of, int missing, int depth);
static void throw_fact(const fatiao_field *f, Fact *x, int32_t as_of, int missing, int depth)
{
    static const char *const TEXTS[] = {"王", "李小明", "", "75.1.11", "a \"quoted\" one", "x\\y\n", "一个很长很长很长很长很长很长的名字", "😀"};
    x->known = f->type == FATIAO_RECORD || dice(100) >= missing;
    if (!x->known) return;
    switch (f->type) {
    case FATIAO_BOOL: x->number = dice(3) > 0; break;
    case FATIAO_ENUM: x->number = dice(f->n_values); break;
    case FATIAO_NUMBER: x->number = random_number(f); break;
    case FATIAO_DATE: x->number = random_day(as_of); break;
    case FATIAO_STRING: x->text = TEXTS[dice(8)]; break;
    case FATIAO_RECORD: x->object = random_object(f->entity, as_of, missing, depth + 1); break;
    case FATIAO_LIST:
        x->n = depth > 2 ? 0 : dice(30) ? (int)dice(5) : 40;
        x->items = ways_alloc((size_t)x->n * sizeof *x->items);
        for (int i = 0; i < x->n; i++) x->items[i] = random_object(f->entity, as_of, missing, depth + 1);
        break;
    case FATIAO_NOTHING: break;
    }
}
static Object *random_object(const fatiao_entity *entity, int32_t as_of, int missing, int depth)
{
    Object *o = ways_alloc(sizeof *o);
    *o = (Object){entity, ways_alloc((size_t)entity->n_fields * sizeof *o->facts)};
    for (int i = 0; i < entity->n_fields; i++) throw_fact(&entity->fields[i], &o->facts[i], as_of, missing, depth);
    return o;
}
Case random_case(const fatiao_entity *entity, int missing)
{
    int32_t as_of = random_day(calendar_day(2029, 1, 1) + (int32_t)dice(2000));
    return (Case){random_object(entity, as_of, missing, 0), as_of};
}
Object *completed(const Object *object, int32_t as_of)
{
    Object *o = ways_alloc(sizeof *o);
    *o = (Object){object->entity, ways_alloc((size_t)object->entity->n_fields * sizeof *o->facts)};
    for (int i = 0; i < o->entity->n_fields; i++) {
        const Fact *from = &object->facts[i];
        Fact *to = &o->facts[i];
        *to = *from;
        if (!from->known) throw_fact(&o->entity->fields[i], to, as_of, 0, 1);
        if (to->object && from->known) to->object = completed(from->object, as_of);
        if (from->known && from->n) to->items = ways_alloc((size_t)from->n * sizeof *to->items);
        for (int k = 0; from->known && k < from->n; k++) to->items[k] = completed(from->items[k], as_of);
    }
    return o;
}

/* ---- JSON ---- */
static void blank(Kept *k)
{
    static const char *const BLANKS[] = {" ", "  ", "\t", "\r "};
    if (dice(12) == 0) add(k, "%s", BLANKS[dice(4)]);
}
/* A string in quotes, characters of ASCII escaped here and there. */
static void quote(Kept *k, const char *text)
{
    static const char *const SHORT = "\"\\\n\t";
    add(k, "\"");
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if (*p == '\n') add(k, "\\n");
        else if (strchr(SHORT, *p)) add(k, "\\%c", *p);
        else if (*p < 0x80 && dice(40) == 0) add(k, "\\u%04x", *p);
        else add(k, "%c", *p);
    }
    add(k, "\"");
}
static void add_number(Kept *k, int64_t v, int scale)
{
    int64_t unit = power(scale), whole = v / unit, rest = v % unit;
    const char *sign = v < 0 ? "-" : "", *mark = dice(10) ? "" : "\"";
    if (rest < 0) rest = -rest;
    if (whole < 0) whole = -whole;
    bool trim = dice(2);
    while (trim && scale > 0 && rest % 10 == 0) rest /= 10, scale--;
    add(k, "%s%s%lld", mark, sign, (long long)whole);
    if (scale > 0) add(k, ".%0*lld", scale, (long long)rest);
    if (dice(30) == 0) add(k, dice(2) ? "e0" : "E+0");
    add(k, "%s", mark);
}
static void add_day(Kept *k, int32_t day)
{
    char text[CALENDAR_TEXT];
    calendar_print(day, text);
    quote(k, text);
}
static void add_object(Kept *k, const Object *o, const Case *root);
static void add_fact(Kept *k, const fatiao_field *f, const Fact *x)
{
    if (!x->known) { add(k, "null"); return; }
    switch (f->type) {
    case FATIAO_BOOL: add(k, x->number ? "true" : "false"); break;
    case FATIAO_ENUM: quote(k, dice(2) ? f->values[x->number].zh : f->values[x->number].alias); break;
    case FATIAO_NUMBER: add_number(k, x->number, f->scale); break;
    case FATIAO_DATE: add_day(k, (int32_t)x->number); break;
    case FATIAO_STRING: quote(k, x->text); break;
    case FATIAO_RECORD: add_object(k, x->object, NULL); break;
    case FATIAO_LIST:
        add(k, "[");
        for (int i = 0; i < x->n; i++) add(k, i ? "," : ""), blank(k), add_object(k, x->items[i], NULL);
        add(k, "]");
        break;
    case FATIAO_NOTHING: break;
    }
}
static void add_object(Kept *k, const Object *o, const Case *root)
{
    int n = o->entity->n_fields, first = n ? (int)dice(n) : 0, step = dice(2) ? 1 : n - 1;
    const char *comma = "";
    add(k, "{");
    if (root) add(k, "\"entity\":"), quote(k, dice(2) ? o->entity->name.zh : o->entity->name.alias), add(k, ",\"as_of\":"), add_day(k, root->as_of), comma = ",";
    for (int i = 0; i < n; i++) {
        int at = (first + i * step) % n;
        const fatiao_field *f = &o->entity->fields[at];
        if (!o->facts[at].known && dice(4)) continue;
        add(k, "%s", comma), blank(k), quote(k, dice(2) ? f->name.zh : f->name.alias), blank(k), add(k, ":"), blank(k);
        add_fact(k, f, &o->facts[at]);
        blank(k), comma = ",";
    }
    add(k, "}");
}
Kept case_json(const Case *c)
{
    Kept k = {0};
    add_object(&k, c->object, c);
    return k;
}
