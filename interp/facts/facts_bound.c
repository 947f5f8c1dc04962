/* A C struct, walked along its binding into the same sink as text. What is outside a field's range goes the way of text, which knows what to
 * say of it. Must never know what becomes of values. */
#include "interp/facts/facts_bound.h"
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/facts/facts_core.h"
#include "interp/base/number.h"

/* What lies in one object of the struct. field: of the schema; factor: from the bound scale to the field's. inner: of a nested record or an element. */
typedef struct Shape Shape;
typedef struct { uint16_t field; uint8_t type; bool nullable, record; size_t offset, known, count, size; int scale; int64_t factor; Shape *inner; } Step;
struct Shape { int entity; Step *steps; int n_steps; };
struct FactsBinding { int entity; Shape root; bool has_as_of; Step as_of; };

/* ---- binding ---- */
static size_t width(BoundType type)
{
    switch (type) {
    case BOUND_BOOL: case BOUND_I8: case BOUND_U8: return 1;
    case BOUND_I16: case BOUND_U16: return 2;
    case BOUND_I32: case BOUND_U32: case BOUND_DAYS: return 4;
    case BOUND_I64: return 8;
    case BOUND_TEXT: case BOUND_LIST: return sizeof(void *);
    case BOUND_TYPES: break;
    }
    return 0;
}
static bool is_integer(BoundType type) { return type >= BOUND_I8 && type <= BOUND_I64; }
static bool type_fits(TypeKind kind, BoundType type)
{
    switch (kind) {
    case TY_BOOL: return type == BOUND_BOOL;
    case TY_ENUM: case TY_NUM: return is_integer(type) || type == BOUND_TEXT;
    case TY_DATE: return type == BOUND_DAYS || type == BOUND_TEXT;
    case TY_TEXT: return type == BOUND_TEXT;
    case TY_LIST: return type == BOUND_LIST;
    case TY_ERROR: case TY_QUOT: case TY_ENTITY: break;
    }
    return false;
}
static bool inside(size_t offset, size_t width, size_t size) { return offset <= size && width <= size - offset; }
static bool lies_inside(const BoundField *f, size_t size)
{
    if (!inside(f->offset, width(f->type), size) || (f->nullable && !inside(f->known, 1, size))) return false;
    return f->type != BOUND_LIST || (inside(f->count, sizeof(uint32_t), size) && f->size > 0);
}
typedef struct { const FactsReader *r; Arena *arena; const BoundField *field; BoundError *error; } Binder;
static bool refuse(Binder *b, BoundFault fault)
{
    b->error->fault = fault;
    return false;
}
static Step *find_step(const Shape *shape, int field)
{
    for (int i = 0; i < shape->n_steps; i++)
        if (shape->steps[i].field == field) return &shape->steps[i];
    return NULL;
}
static Step *add_step(Binder *b, Shape *shape, Step step)
{
    LIST_ADD(b->arena, shape->steps, shape->n_steps, step);
    return &shape->steps[shape->n_steps - 1];
}
static bool bind_last(Binder *b, Shape *shape, const Field *schema, int field, size_t size)
{
    const BoundField *f = b->field;
    if (schema->type.kind == TY_ENTITY) return refuse(b, BOUND_NOT_SCALAR);
    if (find_step(shape, field)) return refuse(b, BOUND_TWICE);
    if (!type_fits((TypeKind)schema->type.kind, f->type)) return refuse(b, BOUND_WRONG_TYPE);
    bool number = schema->type.kind == TY_NUM && is_integer(f->type);
    if (number ? f->scale < 0 || f->scale > schema->type.scale : f->scale != 0) return refuse(b, BOUND_SCALE);
    if (!lies_inside(f, size)) return refuse(b, BOUND_OUTSIDE);
    Step s = {.field = (uint16_t)field, .type = (uint8_t)f->type, .nullable = f->nullable, .offset = f->offset, .known = f->known, .count = f->count, .size = f->size, .scale = f->scale};
    s.factor = number ? (int64_t)number_power(schema->type.scale - f->scale) : 1;
    if (f->type == BOUND_LIST) s.inner = arena_alloc(b->arena, sizeof *s.inner), s.inner->entity = schema->type.ref;
    add_step(b, shape, s);
    return true;
}
/* One name of the path; *path behind it. The struct's size becomes the element's inside a list. */
static bool bind_path(Binder *b, Shape *shape, const char *path, size_t size)
{
    for (;;) {
        size_t len = strcspn(path, ".");
        const Spelling *name = spellings_find(&b->r->fields[shape->entity], path, len);
        if (!name) {
            const Spelling *near = facts_nearest(&b->r->fields[shape->entity], path, len);
            b->error->near = near ? near->text : NULL;
            return refuse(b, BOUND_NO_FIELD);
        }
        const Field *schema = &b->r->program->entities[shape->entity].fields[name->index];
        if (!path[len]) return bind_last(b, shape, schema, name->index, size);
        Step *step = find_step(shape, name->index);
        if (schema->type.kind == TY_LIST) {
            if (!step) return refuse(b, BOUND_NO_LIST);
            size = step->size;
        } else if (schema->type.kind != TY_ENTITY) {
            return refuse(b, BOUND_NOT_SCALAR);
        } else if (!step) {
            step = add_step(b, shape, (Step){.field = name->index, .record = true});
            step->inner = arena_alloc(b->arena, sizeof *step->inner);
            step->inner->entity = schema->type.ref;
        }
        shape = step->inner, path += len + 1;
    }
}
static bool bind_as_of(Binder *b, FactsBinding *binding, size_t size)
{
    const BoundField *f = b->field;
    if (binding->has_as_of) return refuse(b, BOUND_TWICE);
    if (f->type != BOUND_DAYS && f->type != BOUND_TEXT) return refuse(b, BOUND_WRONG_TYPE);
    if (!lies_inside(f, size)) return refuse(b, BOUND_OUTSIDE);
    binding->has_as_of = true;
    binding->as_of = (Step){.type = (uint8_t)f->type, .nullable = f->nullable, .offset = f->offset, .known = f->known};
    return true;
}
FactsBinding *facts_bind(const FactsReader *r, Arena *arena, int entity, const BoundField *fields, int n, size_t size, BoundError *error)
{
    FactsBinding *binding = arena_alloc(arena, sizeof *binding);
    binding->entity = binding->root.entity = entity;
    *error = (BoundError){0};
    for (int i = 0; i < n; i++) {
        Binder b = {r, arena, &fields[i], error};
        error->field = i;
        if (fields[i].type < 0 || fields[i].type >= BOUND_TYPES) { refuse(&b, BOUND_WRONG_TYPE); return NULL; }
        bool reserved = strcmp(fields[i].path, "as_of") == 0;
        if (!(reserved ? bind_as_of(&b, binding, size) : bind_path(&b, &binding->root, fields[i].path, size))) return NULL;
    }
    return binding;
}

/* ---- reading ---- */
static int64_t integer_at(BoundType type, const char *p)
{
#define READ(T) do { T v_; memcpy(&v_, p, sizeof v_); return v_; } while (0)
    switch (type) {
    case BOUND_BOOL: case BOUND_U8: return *(const uint8_t *)p;
    case BOUND_I8: READ(int8_t);
    case BOUND_I16: READ(int16_t);
    case BOUND_U16: READ(uint16_t);
    case BOUND_I32: case BOUND_DAYS: READ(int32_t);
    case BOUND_U32: READ(uint32_t);
    case BOUND_I64: READ(int64_t);
    case BOUND_TEXT: case BOUND_LIST: case BOUND_TYPES: break;
    }
#undef READ
    return 0;
}
static const char *text_at(const char *p)
{
    const char *text;
    memcpy(&text, p, sizeof text);
    return text;
}
static bool in_range(const FactsReader *r, const NodeField *field, const Step *s, int64_t v, int64_t *value)
{
    switch ((TypeKind)field->kind) {
    case TY_BOOL: *value = v; return v == 0 || v == 1;
    case TY_ENUM: *value = v; return v >= 0 && v < r->program->enums[field->ref].n_values;
    case TY_DATE: *value = v; return v >= CALENDAR_DAY_MIN && v <= CALENDAR_DAY_MAX;
    case TY_NUM: return number_multiply(v, s->factor, value) && *value >= field->lo && *value <= field->hi;
    case TY_TEXT: case TY_ERROR: case TY_QUOT: case TY_ENTITY: case TY_LIST: break;
    }
    return false;
}
static bool read_integer(FactsReader *r, Frame *f, const NodeField *field, const Step *s, const char *at)
{
    int64_t v = integer_at((BoundType)s->type, at), value;
    char text[NUMBER_TEXT];
    if (!in_range(r, field, s, v, &value)) {
        size_t len = number_print(text, v, s->scale, 0);
        return frame_scalar(r, f, field, (FactsToken){text, (uint32_t)len, FT_NUMBER, 0}, text, len);
    }
    if (field->column >= 0) store_put(&r->stores[r->entity].columns[field->column], field->column_kind, f->lane, value);
    if (field->capture >= 0) r->captures[f->captured + (size_t)field->capture] = (Capture){true, value};
    return true;
}
static bool read_text(FactsReader *r, Frame *f, const NodeField *field, const char *text)
{
    size_t len = text ? strlen(text) : 0;
    if (!text) return true;
    if (len > FACTS_RECORD_BYTES_MAX) return facts_fail(r, f, D_RECORD_TOO_LONG, NULL, ARG("16777216"), NO_ARG, NO_ARG);
    if (utf8_valid_prefix(text, len) != len) return facts_fail(r, f, D_RECORD_UTF8, NULL, NO_ARG, NO_ARG, NO_ARG);
    return frame_scalar(r, f, field, (FactsToken){text, (uint32_t)len, FT_STRING, 0}, text, len);
}
static bool read_shape(FactsReader *r, Frame *f, const Shape *shape, const char *base);
static bool read_list(FactsReader *r, Frame *f, const NodeField *field, const Step *s, const char *base)
{
    const char *elements = text_at(base + s->offset);
    uint32_t n;
    memcpy(&n, base + s->count, sizeof n);
    if (!frame_list(r, f, field)) return false;
    if (n && !elements) return facts_fail(r, f, D_RECORD_LIST_NULL, NULL, NO_ARG, NO_ARG, NO_ARG);
    for (uint32_t i = 0; i < n; i++) {
        Frame inner;
        if (!frame_element(r, f, field, &inner, NULL) || !read_shape(r, &inner, s->inner, elements + i * s->size)) return false;
    }
    return true;
}
static bool read_step(FactsReader *r, Frame *f, const Step *s, const char *base)
{
    const NodeField *field = &f->node->fields[s->field];
    f->field = s->field;
    if (s->nullable && !*(const uint8_t *)(base + s->known)) return true;
    if (s->record) {
        Frame inner;
        return frame_open(r, &inner, f, field->child, f->lane, NULL) && read_shape(r, &inner, s->inner, base);
    }
    if (s->type == BOUND_LIST) return read_list(r, f, field, s, base);
    if (s->type == BOUND_TEXT) return read_text(r, f, field, text_at(base + s->offset));
    return read_integer(r, f, field, s, base + s->offset);
}
static bool read_shape(FactsReader *r, Frame *f, const Shape *shape, const char *base)
{
    for (int i = 0; i < shape->n_steps; i++)
        if (!read_step(r, f, &shape->steps[i], base)) return false;
    f->field = -1;
    return frame_close(r, f, NULL);
}
static bool read_as_of(FactsReader *r, Frame *f, const FactsBinding *binding, const char *base)
{
    const Step *s = &binding->as_of;
    if (!binding->has_as_of || (s->nullable && !*(const uint8_t *)(base + s->known))) return true;
    if (s->type == BOUND_TEXT) {
        const char *text = text_at(base + s->offset);
        return !text || reserved_as_of(r, f, (FactsToken){text, (uint32_t)strlen(text), FT_STRING, 0}, text, strlen(text));
    }
    char text[NUMBER_TEXT];
    int64_t day = integer_at(BOUND_DAYS, base + s->offset);
    if (day < CALENDAR_DAY_MIN || day > CALENDAR_DAY_MAX) return reserved_as_of(r, f, (FactsToken){text, (uint32_t)number_print(text, day, 0, 0), FT_NUMBER, 0}, text, 0);
    r->record_as_of = (int32_t)day;
    return r->has_as_of = true;
}
FactsResult facts_read_bound(FactsReader *r, const FactsBinding *binding, const void *record, uint64_t tag)
{
    Frame root;
    r->text = NULL, r->len = 0, r->no_memory = r->has_id = false;
    if (!record_fits(r, binding->entity)) return FACTS_FULL;
    bool fine = record_begin(r, binding->entity, &root, NULL) && read_as_of(r, &root, binding, record) && read_shape(r, &root, &binding->root, record);
    if (record_end(r, binding->entity, fine, true, tag, NULL)) return FACTS_ADDED;
    return r->no_memory ? FACTS_NO_MEMORY : FACTS_BAD;
}
