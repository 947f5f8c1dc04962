/* What a policy declares, with an anchor for each, and the way from a name to it. See weave_internal.h.
 * Must never know HTML, or the disk. */
#include <stdlib.h>
#include <string.h>
#include "interp/weave/weave_internal.h"

/* ---- one of each kind ---- */
static bool same_name(const Name *name, const Node *declname)
{
    const char *alias = declname->n_child && declname->child[0]->kind == N_NAME ? declname->child[0]->text : NULL, *text = declname->text;
    return (text && (strcmp(name->zh, text) == 0 || strcmp(name->alias, text) == 0)) || (alias && strcmp(name->alias, alias) == 0);
}
static int add_thing(Weave *w, int leaf, ThingKind kind, int of, int index, const Name *name, const char *id, uint32_t start)
{
    Thing t = {.kind = kind, .of = of, .index = index, .name = *name, .key = name, .leaf = leaf, .id = weave_unique_id(w, leaf, id), .start = start};
    LIST_ADD(w->arena, w->things, w->n_things, t);
    return w->n_things - 1;
}
static const char *dotted(Weave *w, const char *a, const char *b, const char *c)
{
    return c ? arena_printf(w->arena, "%s.%s.%s", a, b, c) : arena_printf(w->arena, "%s.%s", a, b);
}
static void add_values(Weave *w, int leaf, int ref, const Node *list)
{
    const Enum *e = &w->program->enums[ref];
    for (int i = 0; i < list->n_child; i++)
        for (int v = 0; v < e->n_values && list->child[i]->kind == N_DECLNAME; v++) {
            if (!same_name(&e->values[v].name, list->child[i])) continue;
            add_thing(w, leaf, THING_VALUE, ref, v, &e->values[v].name, dotted(w, "value", e->name.alias, e->values[v].name.alias), list->child[i]->span.start);
            break;
        }
}
static void add_type_values(Weave *w, int leaf, const Node *type, Type t)
{
    if (type->kind == N_TYPE && type->op == OP_TYPE_NAMES && type->n_child > 1 && t.kind == TY_ENUM) add_values(w, leaf, t.ref, type);
}
static int add_entity(Weave *w, int leaf, const Node *d)
{
    int e = 0;
    while (e < w->program->n_entities && !same_name(&w->program->entities[e].name, d->child[0])) e++;
    if (e == w->program->n_entities) return -1;
    const Entity *entity = &w->program->entities[e];
    int own = add_thing(w, leaf, THING_ENTITY, -1, e, &entity->name, dotted(w, "entity", entity->name.alias, NULL), d->child[0]->span.start);
    for (int i = 1; i < d->n_child; i++)
        for (int f = 0; d->child[i]->kind == N_FIELD && f < entity->n_fields; f++) {
            const Node *field = d->child[i];
            if (!same_name(&entity->fields[f].name, field->child[0])) continue;
            add_thing(w, leaf, THING_FIELD, e, f, &entity->fields[f].name, dotted(w, "field", entity->name.alias, entity->fields[f].name.alias), field->child[0]->span.start);
            add_type_values(w, leaf, field->child[1], entity->fields[f].type);
            break;
        }
    return own;
}
static bool version_at(const Rule *rule, Span span)
{
    for (int v = 0; v < rule->n_versions; v++)
        if (rule->versions[v].span.source == span.source && rule->versions[v].span.start == span.start) return true;
    return false;
}
static int add_rule(Weave *w, int leaf, const Node *d)
{
    int k = 0;
    while (k < w->program->n_rules && !version_at(&w->program->rules[k], d->child[0]->span)) k++;
    if (k == w->program->n_rules) return -1;
    const Rule *rule = &w->program->rules[k];
    int own = add_thing(w, leaf, THING_RULE, -1, k, &rule->name, rule->name.alias, d->child[0]->span.start);
    for (int i = 2; i < d->n_child; i++) {
        const Node *c = d->child[i];
        for (int item = 0; c->kind == N_CLAUSE && c->op == OP_C_ITEM && item < rule->versions[0].n_items; item++)
            if (same_name(&rule->versions[0].items[item].name, c->child[0]))
                add_thing(w, leaf, THING_ITEM, k, item, &rule->versions[0].items[item].name, dotted(w, "item", rule->name.alias, rule->versions[0].items[item].name.alias), c->child[0]->span.start);
        add_type_values(w, leaf, c, rule->type);
    }
    return own;
}
static int add_reading(Weave *w, int leaf, const Node *d)
{
    int k = 0;
    while (k < w->program->n_readings && !same_name(&w->program->readings[k].name, d->child[0])) k++;
    if (k == w->program->n_readings) return -1;
    const Reading *r = &w->program->readings[k];
    int own = add_thing(w, leaf, THING_READING, -1, k, &r->name, dotted(w, "reading", r->name.alias, NULL), d->child[0]->span.start);
    for (int i = 1; i < d->n_child; i++)
        for (int o = 0; d->child[i]->kind == N_CLAUSE && d->child[i]->n_child && d->child[i]->child[0]->kind == N_DECLNAME && o < r->n_options; o++)
            if (same_name(&r->options[o], d->child[i]->child[0]))
                add_thing(w, leaf, THING_OPTION, k, o, &r->options[o], dotted(w, "option", r->name.alias, r->options[o].alias), d->child[i]->child[0]->span.start);
    return own;
}
static int add_param(Weave *w, int leaf, const Node *d)
{
    int k = 0;
    while (k < w->program->n_params && !same_name(&w->program->params[k].name, d->child[0])) k++;
    if (k == w->program->n_params) return -1;
    const Name *name = &w->program->params[k].name;
    int own = add_thing(w, leaf, THING_PARAM, -1, k, name, dotted(w, d->op ? "supply" : "param", name->alias, NULL), d->child[0]->span.start);
    if (d->op) w->things[own].key = NULL; /* where it is supplied is not where a name leads */
    return own;
}
static int add_named(Weave *w, int leaf, const Node *d, ThingKind kind, const char *prefix)
{
    Name *name = arena_alloc(w->arena, sizeof *name);
    const Node *n = d->child[0];
    const char *text = n->text ? n->text : "";
    *name = (Name){text, n->n_child && n->child[0]->kind == N_NAME ? n->child[0]->text : text};
    return add_thing(w, leaf, kind, -1, w->n_things, name, dotted(w, prefix, name->alias, NULL), n->span.start);
}
static int add_enum(Weave *w, int leaf, const Node *d)
{
    int k = 0;
    while (k < w->program->n_enums && !same_name(&w->program->enums[k].name, d->child[0])) k++;
    if (k == w->program->n_enums) return -1;
    int own = add_thing(w, leaf, THING_ENUM, -1, k, &w->program->enums[k].name, dotted(w, "enum", w->program->enums[k].name.alias, NULL), d->child[0]->span.start);
    for (int i = 1; i < d->n_child; i++)
        for (int v = 0; d->child[i]->kind == N_DECLNAME && v < w->program->enums[k].n_values; v++)
            if (same_name(&w->program->enums[k].values[v].name, d->child[i])) {
                const Name *name = &w->program->enums[k].values[v].name;
                add_thing(w, leaf, THING_VALUE, k, v, name, dotted(w, "value", w->program->enums[k].name.alias, name->alias), d->child[i]->span.start);
                break;
            }
    return own;
}
bool weave_is_rule(const Node *d)
{
    switch ((NodeKind)d->kind) {
    case N_DEFINE: case N_BENEFIT: case N_PRIORITY: case N_LISTRULE: case N_DUTY: case N_PROHIBITION: case N_ENCOURAGED: case N_TARGET: case N_TABLE: return true;
    default: return false;
    }
}
int weave_declare(Weave *w, int leaf, const Node *d)
{
    if (weave_is_rule(d)) return add_rule(w, leaf, d);
    switch ((NodeKind)d->kind) {
    case N_ENTITY: return add_entity(w, leaf, d);
    case N_ENUM: return add_enum(w, leaf, d);
    case N_GROUP: return add_named(w, leaf, d, THING_GROUP, "group");
    case N_EXCEPTION: return add_named(w, leaf, d, THING_EXCEPTION, "exception");
    case N_PARAMETER: return add_param(w, leaf, d);
    case N_READING: return add_reading(w, leaf, d);
    case N_REGULATION: {
        int unit = w->leaves[leaf].unit;
        const Name *name = unit >= 0 ? &w->program->regulations[unit].title : NULL;
        return name ? add_thing(w, leaf, THING_REGULATION, -1, unit, name, dotted(w, "regulation", name->alias, NULL), d->span.start) : -1;
    }
    default: return -1;
    }
}

/* ---- from a name ---- */
typedef struct WeaveKey { uintptr_t key; int thing; } Key;
static int by_key(const void *a, const void *b)
{
    const Key *x = a, *y = b;
    return x->key != y->key ? (x->key < y->key ? -1 : 1) : x->thing - y->thing;
}
void weave_things_sort(Weave *w)
{
    w->keys = arena_alloc(w->arena, ((size_t)w->n_things + 1) * sizeof *w->keys);
    for (int i = 0; i < w->n_things; i++)
        if (w->things[i].key) w->keys[w->n_keys++] = (Key){(uintptr_t)w->things[i].key, i};
    qsort(w->keys, (size_t)w->n_keys, sizeof *w->keys, by_key);
}
/* Names that the program does not keep, or kept elsewhere when they were used: by their spelling, where only one thing is called so. */
static int by_spelling(const Weave *w, const Name *name)
{
    int found = -1;
    for (int i = 0; i < w->n_things; i++) {
        const Thing *t = &w->things[i];
        bool asked = t->kind == THING_GROUP || t->kind == THING_EXCEPTION || t->kind == THING_ITEM || t->kind == THING_ENUM || t->kind == THING_REGULATION;
        if (!asked || strcmp(t->name.zh, name->zh) != 0 || strcmp(t->name.alias, name->alias) != 0) continue;
        if (found >= 0) return -1;
        found = i;
    }
    return found;
}
int weave_thing_of(const Weave *w, const Name *key, const Name *name)
{
    int low = 0, high = w->n_keys;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (w->keys[middle].key < (uintptr_t)key) low = middle + 1;
        else high = middle;
    }
    if (low < w->n_keys && w->keys[low].key == (uintptr_t)key) return w->keys[low].thing;
    return name ? by_spelling(w, name) : -1;
}
int weave_thing(const Weave *w, ThingKind kind, int of, int index)
{
    for (int i = 0; i < w->n_things; i++)
        if (w->things[i].kind == kind && w->things[i].of == of && w->things[i].index == index && w->things[i].key) return i;
    return -1;
}
