/* What each array of a schema is to the policy: fields by name, types that fit, which column or list of the chunk it feeds.
 * Must never know the values in it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "grammar/limits.h"
#include "interp/engine/engine_arrow.h"
#include "interp/base/number.h"
#include "interp/base/suggest.h"

bool arrow_refuse(ArrowPlan *p, const ArrowNode *node, int64_t row, const char *zh, const char *en)
{
    char where[64] = "";
    if (row >= 0) snprintf(where, sizeof where, p->chinese ? "第 %lld 行，" : "row %lld, ", (long long)row);
    const char *path = node && node->path && *node->path ? node->path : p->chinese ? "记录" : "record";
    snprintf(p->message, sizeof p->message, p->chinese ? "%s`%.300s`：%s" : "%s`%.300s`: %s", where, path, p->chinese ? zh : en);
    p->status = row >= 0 ? FATIAO_ERRORS : FATIAO_UNKNOWN;
    return false;
}
bool arrow_no_memory(ArrowPlan *p)
{
    p->status = FATIAO_NO_MEMORY;
    return false;
}
bool arrow_room(ArrowPlan *p, void *at, size_t *has, size_t size)
{
    void *old, *fresh;
    if (size <= *has) return true;
    memcpy(&old, at, sizeof old);
    fresh = p->allocator.realloc(p->allocator.ctx, NULL, 0, size + 64);
    if (!fresh) return arrow_no_memory(p);
    if (old) p->allocator.realloc(p->allocator.ctx, old, *has + 64, 0);
    memcpy(at, &fresh, sizeof fresh);
    *has = size;
    return true;
}

/* ---- forms ---- */
static ArrowForm form_of(const char *format, int *scale)
{
    static const struct { const char *format; ArrowForm form; } FORMS[] = {
        {"n", FORM_NULL}, {"b", FORM_BOOL}, {"c", FORM_I8}, {"C", FORM_U8}, {"s", FORM_I16}, {"S", FORM_U16}, {"i", FORM_I32}, {"I", FORM_U32}, {"l", FORM_I64}, {"L", FORM_U64},
        {"tdD", FORM_DATE32}, {"tdm", FORM_DATE64}, {"u", FORM_TEXT}, {"U", FORM_TEXT_LARGE}, {"+s", FORM_STRUCT}, {"+l", FORM_LIST}, {"+L", FORM_LIST_LARGE},
    };
    *scale = 0;
    for (size_t i = 0; format && i < sizeof FORMS / sizeof *FORMS; i++)
        if (strcmp(FORMS[i].format, format) == 0) return FORMS[i].form;
    int precision = 0, bits = 128, n = format ? sscanf(format, "d:%d,%d,%d", &precision, scale, &bits) : 0;
    if (n < 2 || *scale < 0 || *scale > NUMBER_SCALE_MAX) return FORM_OTHER;
    return bits == 32 ? FORM_DECIMAL32 : bits == 64 ? FORM_DECIMAL64 : bits == 128 ? FORM_DECIMAL128 : FORM_OTHER;
}
static bool is_integer(ArrowForm form) { return form >= FORM_I8 && form <= FORM_U64; }
static bool is_decimal(ArrowForm form) { return form >= FORM_DECIMAL32 && form <= FORM_DECIMAL128; }
static bool is_text(ArrowForm form) { return form == FORM_TEXT || form == FORM_TEXT_LARGE; }
static bool form_fits(const ArrowNode *n)
{
    bool dictionary = n->values != FORM_OTHER;
    if (n->form == FORM_NULL) return !dictionary;
    if (dictionary && (!is_integer(n->form) || !is_text(n->values))) return false;
    switch ((TypeKind)n->field->type.kind) {
    case TY_BOOL: return n->form == FORM_BOOL;
    case TY_ENUM: return is_integer(n->form) || is_text(n->form);
    case TY_NUM: return !dictionary && (is_integer(n->form) || is_decimal(n->form));
    case TY_DATE: return n->form == FORM_DATE32 || n->form == FORM_DATE64;
    case TY_TEXT: return dictionary || is_text(n->form);
    case TY_ENTITY: return n->form == FORM_STRUCT;
    case TY_LIST: return n->form == FORM_LIST || n->form == FORM_LIST_LARGE;
    case TY_ERROR: case TY_QUOT: break;
    }
    return false;
}

/* ---- names ---- */
static bool is_name(const Name *name, const char *s) { return strcmp(name->zh, s) == 0 || strcmp(name->alias, s) == 0; }
static int find_field(const Entity *e, const char *name)
{
    for (int i = 0; i < e->n_fields; i++)
        if (is_name(&e->fields[i].name, name)) return i;
    return -1;
}
static bool reserved(const char *name) { return strcmp(name, "id") == 0 || strcmp(name, "entity") == 0 || strcmp(name, "as_of") == 0; }
static bool has_children(const ArrowSchema *s)
{
    if (s->n_children < 0 || s->n_children > FIELDS_MAX + 3 || (s->n_children && !s->children)) return false;
    for (int64_t i = 0; i < s->n_children; i++)
        if (!s->children[i] || !s->children[i]->format) return false;
    return true;
}
static bool refuse_name(ArrowPlan *p, const ArrowNode *record, const char *name)
{
    const Entity *e = &p->policy->program.entities[record->entity];
    char zh[500], en[500];
    Suggestion near = suggest_begin(name);
    for (int i = 0; i < e->n_fields; i++) suggest_name(&near, &e->fields[i].name);
    const char *best = suggest_result(&near);
    snprintf(zh, sizeof zh, "`%s` 没有字段 `%.200s`%s%s%s", e->name.zh, name, best ? "，是不是 `" : "", best ? best : "", best ? "`？" : "");
    snprintf(en, sizeof en, "`%s` has no field `%.200s`%s%s%s", e->name.alias, name, best ? "; did you mean `" : "", best ? best : "", best ? "`?" : "");
    return arrow_refuse(p, record, -1, zh, en);
}
static const char *path_of(ArrowPlan *p, const ArrowNode *record, const Field *field)
{
    const char *name = p->chinese ? field->name.zh : field->name.alias;
    const char *element = record->up && record->up->kind == ARROW_LIST ? "[]" : "";
    return record->path && *record->path ? arena_printf(&p->arena, "%s%s.%s", record->path, element, name) : name;
}

/* ---- the tree ---- */
static bool plan_record(ArrowPlan *p, ArrowNode *node, const ArrowSchema *schema, int depth);
static bool plan_list(ArrowPlan *p, ArrowNode *node, const ArrowSchema *schema, int depth)
{
    int scale;
    node->kind = ARROW_LIST;
    if (node->form == FORM_NULL) return true;
    if (!has_children(schema) || schema->n_children != 1 || form_of(schema->children[0]->format, &scale) != FORM_STRUCT)
        return arrow_refuse(p, node, -1, "列表的元素应当是结构（+s）", "the elements of a list must be structs (+s)");
    node->n_children = 1, node->child = arena_alloc(&p->arena, sizeof *node->child);
    *node->child = (ArrowNode){.kind = ARROW_RECORD, .form = FORM_STRUCT, .values = FORM_OTHER, .entity = node->field->type.ref, .up = node, .path = node->path, .column = -1, .space = -1};
    return plan_record(p, node->child, schema->children[0], depth + 1);
}
static bool plan_field(ArrowPlan *p, ArrowNode *node, const ArrowSchema *schema, int depth)
{
    char en[200], zh[200];
    int scale;
    node->values = schema->dictionary ? form_of(schema->dictionary->format, &scale) : FORM_OTHER;
    if (schema->dictionary && node->values == FORM_OTHER) node->values = FORM_NULL; /* a dictionary, and of nothing that fits */
    if (!form_fits(node)) {
        snprintf(zh, sizeof zh, "Arrow 类型 `%.40s`%s 放不进这个字段", schema->format, schema->dictionary ? "（字典）" : "");
        snprintf(en, sizeof en, "the Arrow type `%.40s`%s does not fit the field", schema->format, schema->dictionary ? " (dictionary)" : "");
        return arrow_refuse(p, node, -1, zh, en);
    }
    if (is_decimal(node->form) && node->scale > node->field->type.scale) return arrow_refuse(p, node, -1, "小数位数比字段的多", "it has more digits after the point than the field");
    node->factor = node->field->type.kind == TY_NUM ? (int64_t)number_power(node->field->type.scale - node->scale) : 1;
    if (node->field->type.kind == TY_LIST) return plan_list(p, node, schema, depth);
    if (node->field->type.kind != TY_ENTITY) return node->kind = ARROW_SCALAR, true;
    node->kind = ARROW_RECORD, node->entity = node->field->type.ref;
    return node->form == FORM_NULL || plan_record(p, node, schema, depth + 1);
}
static bool plan_reserved(ArrowPlan *p, ArrowNode *node, const char *name)
{
    node->kind = ARROW_IGNORED, node->path = "as_of";
    if (strcmp(name, "as_of") != 0) return true;
    if (p->as_of) return arrow_refuse(p, node, -1, "出现了两次", "it is given twice");
    if (node->form != FORM_DATE32 && node->form != FORM_DATE64) return arrow_refuse(p, node, -1, "评定日应当是日期（tdD）", "the assessment date must be a date (tdD)");
    node->kind = ARROW_AS_OF, p->as_of = node;
    return true;
}
static bool plan_record(ArrowPlan *p, ArrowNode *node, const ArrowSchema *schema, int depth)
{
    const Entity *e = &p->policy->program.entities[node->entity];
    bool *seen = arena_alloc(&p->arena, (size_t)e->n_fields + 1);
    if (depth > FACTS_DEPTH_MAX || !has_children(schema)) return arrow_refuse(p, node, -1, "结构的子数组不对", "the children of a struct are malformed");
    node->n_children = (int)schema->n_children;
    node->child = arena_alloc(&p->arena, (size_t)node->n_children * sizeof *node->child + 1);
    for (int i = 0; i < node->n_children; i++) {
        const ArrowSchema *s = schema->children[i];
        ArrowNode *c = &node->child[i];
        const char *name = s->name ? s->name : "";
        *c = (ArrowNode){.up = node, .entity = -1, .column = -1, .space = -1, .factor = 1};
        c->form = form_of(s->format, &c->scale), c->values = FORM_OTHER;
        int field = find_field(e, name);
        if (field < 0 && node == &p->root && reserved(name)) {
            if (!plan_reserved(p, c, name)) return false;
            continue;
        }
        if (field < 0) return refuse_name(p, node, name);
        c->field = &e->fields[field], c->path = path_of(p, node, c->field);
        if (seen[field]) return arrow_refuse(p, c, -1, "出现了两次", "it is given twice");
        seen[field] = true;
        if (!plan_field(p, c, s, depth)) return false;
    }
    return true;
}

/* ---- which entity ---- */
static bool knows_all(const Entity *e, const ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++) {
        const char *name = schema->children[i]->name ? schema->children[i]->name : "";
        if (!reserved(name) && find_field(e, name) < 0) return false;
    }
    return true;
}
static bool find_entity(ArrowPlan *p, const ArrowSchema *schema)
{
    const Program *program = &p->policy->program;
    int fits = 0;
    p->entity = p->facts.entity;
    for (int i = 0; p->facts.entity < 0 && i < program->n_entities; i++)
        if (knows_all(&program->entities[i], schema)) fits++, p->entity = i;
    if (p->facts.entity >= 0 || fits == 1) return true;
    if (fits) return arrow_refuse(p, NULL, -1, "这些字段不止一个实体有：用 entity 指明", "more than one entity has these fields: say which with `entity`");
    return arrow_refuse(p, NULL, -1, "没有一个实体有所有这些字段：用 entity 指明", "no entity has all of these fields: say which with `entity`");
}

/* ---- the chunk's columns and lists ---- */
static ArrowNode *find_node(ArrowNode *record, const Entity *entities, const uint16_t *field, int n)
{
    for (int k = 0; record; k++) {
        ArrowNode *found = NULL;
        for (int i = 0; i < record->n_children; i++)
            if (record->child[i].field == &entities[record->entity].fields[field[k]]) found = &record->child[i];
        if (k == n - 1 || !found) return found;
        record = found;
    }
    return NULL;
}
static void join_chunk(ArrowPlan *p)
{
    const Chunk *c = p->chunk;
    const Entity *entities = p->policy->program.entities;
    p->lists = arena_alloc(&p->arena, (size_t)c->n_specs * sizeof *p->lists);
    p->columns = arena_alloc(&p->arena, (size_t)c->n_columns * sizeof *p->columns + 1);
    p->spaces = arena_alloc(&p->arena, (size_t)c->n_specs * sizeof *p->spaces);
    p->space_data = arena_alloc(&p->arena, (size_t)c->n_specs * sizeof *p->space_data);
    p->column_data = arena_alloc(&p->arena, (size_t)c->n_columns * sizeof *p->column_data + 1);
    p->days = arena_alloc(&p->arena, 2 * SLAB_LANES * sizeof *p->days);
    p->spaces[0].record = &p->root;
    for (int s = 1; s < c->n_specs; s++) {
        ArrowNode *record = p->spaces[c->specs[s].parent].record, *list = record ? find_node(record, entities, c->specs[s].field, c->specs[s].n) : NULL;
        if (!list || list->form == FORM_NULL) continue;
        list->space = s;
        p->lists[s] = list, p->spaces[s].record = list->child;
    }
    for (int i = 0; i < c->n_columns; i++) {
        ArrowNode *record = p->spaces[c->columns[i].space].record, *node = record ? find_node(record, entities, c->columns[i].field, c->columns[i].n) : NULL;
        if (node && node->form != FORM_NULL) node->column = i, p->columns[i] = node;
    }
}
/* The field of a report's elements by which a rule finds them, where one does. */
static void find_codes(ArrowPlan *p, const Entity *owner, ArrowNode *list)
{
    const Entity *entities = p->policy->program.entities;
    if (owner->report_list < 0 || list->field != &owner->fields[owner->report_list]) return;
    const uint16_t code = (uint16_t)owner->report_code;
    ArrowNode *node = find_node(list->child, entities, &code, 1);
    if (node && node->column >= 0) LIST_ADD(&p->arena, p->codes, p->n_codes, (ArrowCodes){node, list->space});
}
/* Every record that lies in a space knows which; what two of its fields must be to each other is then looked at. */
static void find_checks(ArrowPlan *p, ArrowNode *record, int space)
{
    const Entity *e = &p->policy->program.entities[record->entity];
    record->space = space;
    for (int i = 0; i < e->n_requirements; i++) {
        const uint16_t later = (uint16_t)e->requirements[i].later, earlier = (uint16_t)e->requirements[i].earlier;
        ArrowNode *a = find_node(record, p->policy->program.entities, &later, 1), *b = find_node(record, p->policy->program.entities, &earlier, 1);
        if (a && b && a->form != FORM_NULL && b->form != FORM_NULL) LIST_ADD(&p->arena, p->checks, p->n_checks, (ArrowCheck){a, b});
    }
    for (int i = 0; i < record->n_children; i++) {
        ArrowNode *c = &record->child[i];
        if (c->form == FORM_NULL) continue;
        if (c->kind == ARROW_RECORD) find_checks(p, c, space);
        if (c->kind == ARROW_LIST && c->space >= 0) find_checks(p, c->child, c->space), find_codes(p, e, c);
    }
}
bool arrow_plan(ArrowPlan *p, const ArrowSchema *schema)
{
    int scale;
    if (!schema->format || form_of(schema->format, &scale) != FORM_STRUCT || !has_children(schema)) return arrow_refuse(p, NULL, -1, "应当是结构数组（+s）", "records must be an array of structs (+s)");
    if (!find_entity(p, schema)) return false;
    p->root = (ArrowNode){.kind = ARROW_RECORD, .form = FORM_STRUCT, .values = FORM_OTHER, .entity = p->entity, .column = -1, .space = 0, .path = ""};
    p->chunk = p->chunks[p->entity];
    if (!plan_record(p, &p->root, schema, 1)) return false;
    if (!p->as_of && !p->facts.has_as_of) return arrow_refuse(p, NULL, -1, "没有评定日：给 as_of 选项或 as_of 列", "there is no assessment date: give the option as_of or a column as_of");
    join_chunk(p);
    find_checks(p, &p->root, 0);
    return true;
}
