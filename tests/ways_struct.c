/* Records in C structs of random shape. See ways.h. */
#include <string.h>
#include "tests/ways.h"

/* Where a fact lies: in the struct, or in an element of a list. */
typedef struct { fatiao_bound bound; const fatiao_field *field; Shape *inner; } Slot;
struct Shape { Slot *slots; int n_slots; size_t size; };

static size_t width(fatiao_ctype type)
{
    switch (type) {
    case FATIAO_C_BOOL: case FATIAO_C_INT8: case FATIAO_C_UINT8: return 1;
    case FATIAO_C_INT16: case FATIAO_C_UINT16: return 2;
    case FATIAO_C_INT32: case FATIAO_C_UINT32: case FATIAO_C_DAYS: return 4;
    case FATIAO_C_INT64: case FATIAO_C_TEXT: case FATIAO_C_LIST: return 8;
    }
    return 8;
}
static size_t take(size_t *size, size_t bytes)
{
    if (dice(2)) *size = (*size + bytes - 1) / bytes * bytes; /* aligned or not: both are allowed */
    size_t at = *size;
    *size += bytes;
    return at;
}
static fatiao_ctype integer_type(int64_t least, int64_t most)
{
    static const struct { fatiao_ctype type; int64_t least, most; } TYPES[] = {{FATIAO_C_INT8, INT8_MIN, INT8_MAX}, {FATIAO_C_UINT8, 0, UINT8_MAX}, {FATIAO_C_INT16, INT16_MIN, INT16_MAX}, {FATIAO_C_UINT16, 0, UINT16_MAX}, {FATIAO_C_INT32, INT32_MIN, INT32_MAX}, {FATIAO_C_UINT32, 0, UINT32_MAX}};
    int from = (int)dice(6);
    for (int i = from; i < 6; i++)
        if (least >= TYPES[i].least && most <= TYPES[i].most) return TYPES[i].type;
    return FATIAO_C_INT64;
}
static fatiao_ctype ctype(const fatiao_field *f)
{
    switch (f->type) {
    case FATIAO_BOOL: return FATIAO_C_BOOL;
    case FATIAO_ENUM: return dice(3) ? integer_type(0, f->n_values) : FATIAO_C_TEXT;
    case FATIAO_NUMBER: return dice(6) ? integer_type(f->least, f->most) : FATIAO_C_TEXT;
    case FATIAO_DATE: return dice(3) ? FATIAO_C_DAYS : FATIAO_C_TEXT;
    case FATIAO_STRING: return FATIAO_C_TEXT;
    case FATIAO_LIST: return FATIAO_C_LIST;
    case FATIAO_RECORD: case FATIAO_NOTHING: break;
    }
    return FATIAO_C_LIST;
}
static Shape *shape_of(Layout *layout, const fatiao_entity *entity, const char *prefix, size_t *size, int depth);
static void add_bound(Layout *layout, fatiao_bound bound)
{
    fatiao_bound *fields = ways_alloc((size_t)(layout->n_fields + 1) * sizeof *fields);
    if (layout->n_fields) memcpy(fields, layout->fields, (size_t)layout->n_fields * sizeof *fields);
    fields[layout->n_fields++] = bound;
    layout->fields = fields;
}
static void place(Layout *layout, Slot *slot, const fatiao_field *f, const char *prefix, size_t *size, int depth)
{
    const char *name = dice(2) ? f->name.zh : f->name.alias;
    size_t length = strlen(prefix) + strlen(name) + 2;
    char *path = ways_alloc(length);
    strcpy(path, prefix), strcat(path, name);
    slot->field = f;
    if (f->type == FATIAO_RECORD) {
        strcat(path, ".");
        slot->inner = shape_of(layout, f->entity, path, size, depth + 1);
        return;
    }
    fatiao_bound *b = &slot->bound;
    *b = (fatiao_bound){.path = path, .type = ctype(f), .nullable = true};
    if (f->type == FATIAO_NUMBER && b->type != FATIAO_C_TEXT) b->scale = only_whole(f) && dice(2) ? 0 : f->scale;
    if (b->type == FATIAO_C_TEXT) b->nullable = dice(2);
    b->offset = take(size, width(b->type));
    if (b->nullable) b->known = take(size, 1);
    if (f->type != FATIAO_LIST) { add_bound(layout, *b); return; }
    b->count = take(size, 4);
    int at = layout->n_fields;
    add_bound(layout, *b);
    strcat(path, ".");
    size_t element = 0;
    slot->inner = shape_of(layout, f->entity, path, &element, depth + 1);
    char *own = ways_alloc(length);
    memcpy(own, path, length - 1), own[strlen(own) - 1] = '\0';
    b->path = own, b->size = slot->inner->size = element + (size_t)dice(3) + !element;
    layout->fields[at] = *b;
}
static Shape *shape_of(Layout *layout, const fatiao_entity *entity, const char *prefix, size_t *size, int depth)
{
    Shape *shape = ways_alloc(sizeof *shape);
    shape->slots = ways_alloc((size_t)entity->n_fields * sizeof *shape->slots);
    if (depth > 4) return shape;
    for (int i = 0; i < entity->n_fields; i++) place(layout, &shape->slots[shape->n_slots++], &entity->fields[i], prefix, size, depth);
    return shape;
}
Layout random_layout(const fatiao_entity *entity)
{
    Layout layout = {0};
    size_t size = 0;
    char *path = ways_alloc(8);
    strcpy(path, "as_of");
    add_bound(&layout, (fatiao_bound){.path = path, .type = FATIAO_C_DAYS, .offset = take(&size, 4)});
    layout.shape = shape_of(&layout, entity, "", &size, 0);
    layout.size = size;
    return layout;
}

/* ---- records ---- */
static const char *text_of(const fatiao_field *f, const Fact *x)
{
    if (f->type == FATIAO_STRING) return x->text;
    if (f->type == FATIAO_ENUM) return dice(2) ? f->values[x->number].zh : f->values[x->number].alias;
    char *text = ways_alloc(40);
    const fatiao_value v = {.type = f->type, .scale = f->scale, .number = x->number};
    fatiao_value_print(&v, text, 40);
    return text;
}
static void fill(const Shape *shape, const Object *o, char *base);
static void put(const Slot *slot, const Fact *x, char *base)
{
    const fatiao_bound *b = &slot->bound;
    if (slot->field->type == FATIAO_RECORD) { fill(slot->inner, x->object, base); return; }
    if (b->nullable) base[b->known] = x->known;
    if (!x->known && b->nullable) return; /* anything stands there */
    if (b->type == FATIAO_C_TEXT) {
        const char *text = x->known ? text_of(slot->field, x) : NULL;
        memcpy(base + b->offset, &text, sizeof text);
        return;
    }
    if (b->type == FATIAO_C_LIST) {
        char *elements = x->n ? ways_alloc((size_t)x->n * b->size) : NULL;
        uint32_t n = (uint32_t)x->n;
        for (int i = 0; i < x->n; i++) memset(elements + (size_t)i * b->size, 0xA5, b->size), fill(slot->inner, x->items[i], elements + (size_t)i * b->size);
        memcpy(base + b->offset, &elements, sizeof elements), memcpy(base + b->count, &n, sizeof n);
        return;
    }
    int64_t v = x->number;
    for (int i = b->scale; slot->field->type == FATIAO_NUMBER && i < slot->field->scale; i++) v /= 10;
    memcpy(base + b->offset, &v, width(b->type)); /* the machine is little-endian, as Arrow's buffers are */
}
static void fill(const Shape *shape, const Object *o, char *base)
{
    for (int i = 0; i < shape->n_slots; i++) put(&shape->slots[i], &o->facts[i], base);
}
void case_struct(const Layout *layout, const Case *c, void *to)
{
    memset(to, 0xA5, layout->size);
    memcpy((char *)to + layout->fields[0].offset, &c->as_of, sizeof c->as_of);
    fill(layout->shape, c->object, to);
}
