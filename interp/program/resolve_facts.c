/* The facts of an example: written paths and values to the record they stand for. See resolve_example.h.
 * Must never know rules' inside, files, bytecode. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "grammar/limits.h"
#include "grammar/strbuf.h"
#include "interp/base/number.h"
#include "interp/program/resolve_example.h"

enum { NESTED_MAX = 6 };

/* ---- paths ---- */
bool path_step(Resolver *r, const char **rest, const char **name, int *element)
{
    const char *s = *rest;
    if (!*s) return false;
    size_t n = strcspn(s, ".[");
    *name = s[n] ? arena_strndup(r->arena, s, n) : s;
    *element = 0;
    s += n;
    if (*s == '[') {
        *element = atoi_small(s + 1);
        s += strcspn(s, "]");
        if (*s) s++;
    }
    *rest = *s == '.' ? s + 1 : s;
    return true;
}
static const Field *field_at(const Resolver *r, const Path *p)
{
    int entity = p->entity;
    for (int i = 0; i + 1 < p->n; i++) entity = r->program->entities[entity].fields[p->field[i]].type.ref;
    return &r->program->entities[entity].fields[p->field[p->n - 1]];
}
/* Depth first through nested entities; n = 0 in *found until there is one, then twice counts. */
static void search(const Resolver *r, int entity, Path at, const char *name, Path *found, int *times)
{
    const Entity *e = &r->program->entities[entity];
    int f = find_field(e, name);
    if (f >= 0) {
        at.field[at.n++] = (uint16_t)f;
        *found = at;
        ++*times;
        return;
    }
    for (int i = 0; i < e->n_fields && at.n + 1 < NESTED_MAX; i++) {
        if (e->fields[i].type.kind != TY_ENTITY) continue;
        Path below = at;
        below.field[below.n++] = (uint16_t)i;
        search(r, e->fields[i].type.ref, below, name, found, times);
    }
}
Path given_field(const Resolver *r, int entity, const char *name)
{
    Path found = {.entity = (int16_t)entity};
    int times = 0;
    search(r, entity, found, name, &found, &times);
    if (times != 1) found.n = 0;
    return found;
}
static void unknown_field(Resolver *r, int entity, const Node *at, const char *name)
{
    const Entity *e = &r->program->entities[entity];
    if (find_rule(r, name, entity) >= 0 || find_rule(r, name, -1) >= 0) {
        complain(r, D_EXAMPLE_DERIVED, at, name, NULL, NULL);
        return;
    }
    Suggestion s = suggest_begin(name);
    for (int i = 0; i < e->n_fields; i++) suggest_name(&s, &e->fields[i].name);
    say_near(r, D_EXAMPLE_FIELD, D_EXAMPLE_FIELD_NEAR, at, name, e->name.zh, suggest_result(&s));
}
bool given_has(const Resolver *r, int entity, const char *path)
{
    size_t n = strcspn(path, ".[");
    return given_field(r, entity, path[n] ? arena_strndup(r->arena, path, n) : path).n > 0;
}
const char *given_path(Resolver *r, int entity, const Node *path)
{
    StrBuf out = {.arena = r->arena};
    const char *rest = path->text, *name;
    int element, param = find_param(r, path->text);
    if (param >= 0) return name_used(r, path, &r->program->params[param].name), r->program->params[param].name.alias;
    for (int step = 0; path_step(r, &rest, &name, &element); step++) {
        Path p = given_field(r, entity, name);
        if (!p.n) return unknown_field(r, entity, path, name), NULL;
        for (int i = 0; i < p.n; i++) {
            const Field *f = &r->program->entities[entity].fields[p.field[i]];
            if (out.n) strbuf_char(&out, '.');
            strbuf_add(&out, f->name.alias);
            entity = f->type.ref;
        }
        const Field *f = field_at(r, &p);
        name_used_in_path(r, path, step, &f->name);
        if (element) strbuf_printf(&out, "[%d]", element);
        bool leads_on = f->type.kind == TY_ENTITY || (f->type.kind == TY_LIST && element);
        if (*rest && !leads_on) return unknown_field(r, p.entity, path, rest), NULL;
        entity = f->type.ref;
    }
    return out.text;
}
int path_rule(Resolver *r, int entity, const Node *node, Path *out)
{
    const char *path = node->text, *rest = path, *name;
    int element;
    *out = (Path){.entity = (int16_t)entity};
    for (int step = 0; path_step(r, &rest, &name, &element); step++) {
        int rule = find_rule(r, name, entity);
        if (!*rest && rule < 0) rule = find_rule(r, name, -1);
        if (!*rest && rule >= 0) return name_used_in_path(r, node, step, &r->program->rules[rule].name), rule;
        int f = find_field(&r->program->entities[entity], name);
        if (f < 0 || out->n == NESTED_MAX || r->program->entities[entity].fields[f].type.kind != TY_ENTITY) break;
        name_used_in_path(r, node, step, &r->program->entities[entity].fields[f].name);
        out->field[out->n++] = (uint16_t)f;
        entity = r->program->entities[entity].fields[f].type.ref;
    }
    for (int i = 0; !strchr(path, '.') && i < r->program->entities[entity].n_fields; i++) { /* a rule of the household, without 家庭. before it */
        const Field *f = &r->program->entities[entity].fields[i];
        int rule = f->type.kind == TY_ENTITY ? find_rule(r, path, f->type.ref) : -1;
        if (rule < 0) continue;
        *out = (Path){.n = 1, .field = {(uint16_t)i}, .entity = (int16_t)entity};
        name_used(r, node, &r->program->rules[rule].name);
        return rule;
    }
    return -1;
}

/* ---- values ---- */
Facts *given_new(Resolver *r, int entity)
{
    Facts *f = arena_alloc(r->arena, sizeof *f);
    f->entity = entity;
    f->fact = arena_alloc(r->arena, (size_t)r->program->entities[entity].n_fields * sizeof *f->fact + 1);
    return f;
}
static const char *json_text(Resolver *r, const char *text)
{
    r->record.arena = r->arena, r->record.n = 0;
    strbuf_json(&r->record, text);
    return arena_strndup(r->arena, r->record.text, r->record.n);
}
static const char *wrong_value(Resolver *r, const Field *f, const Node *value)
{
    complain(r, D_EXAMPLE_VALUE, value, f->name.zh, type_words(r, f->type, true), type_words(r, f->type, false));
    return NULL;
}
static const char *number_value(Resolver *r, const Field *f, const Node *value)
{
    Type type;
    int64_t v;
    char text[NUMBER_TEXT];
    if (value->kind != N_NUMBER) return wrong_value(r, f, value);
    if (!parse_number(r, value, &type, &v)) return NULL;
    bool plain = type.unit.base == U_ONE && type.unit.per == U_ONE; /* the field says the unit */
    if (!plain && !unit_equal(type.unit, f->type.unit)) return wrong_value(r, f, value);
    if (!number_rescale(v, type.scale, f->type.scale, &v)) {
        complain(r, D_SCALE_LOST, value, arena_printf(r->arena, "%d", f->type.scale), NULL, NULL);
        return NULL;
    }
    if (v < f->lo || v > f->hi) {
        number_print(text, v < f->lo ? f->lo : f->hi, f->type.scale, 0);
        complain(r, D_EXAMPLE_VALUE, value, f->name.zh, arena_printf(r->arena, v < f->lo ? "不小于 %s 的数" : "不大于 %s 的数", text), arena_printf(r->arena, v < f->lo ? "a number of at least %s" : "a number of at most %s", text));
        return NULL;
    }
    number_print(text, v, f->type.scale, 0);
    return arena_strndup(r->arena, text, strlen(text));
}
static const char *enum_value(Resolver *r, const Field *f, const Node *value)
{
    const Enum *e = &r->program->enums[f->type.ref];
    bool named = value->kind == N_NAME || value->kind == N_STRING;
    const char *text = named ? value->text : value->kind == N_EMPTY ? "无" : value->kind == N_UNKNOWN ? "不明" : NULL;
    int at = text ? find_enum_value(e, text) : -1;
    if (at < 0 && value->kind == N_EMPTY) at = find_enum_value(e, "none");
    if (at >= 0 && named) name_used(r, value, &e->values[at].name);
    if (at >= 0) return json_text(r, e->values[at].name.alias);
    if (value->kind == N_UNKNOWN) return "null";
    if (!named) return wrong_value(r, f, value);
    Suggestion s = suggest_begin(text);
    for (int i = 0; i < e->n_values; i++) suggest_name(&s, &e->values[i].name);
    const char *best = suggest_result(&s);
    if (diag_add(r->diags, best ? D_ENUM_VALUE_NEAR : D_ENUM_VALUE, value->span, text, e->name.zh, best ? best : enum_values_words(r, e)) && best) diag_fix(r->diags, value->span, best);
    return NULL;
}
static const char *scalar(Resolver *r, const Field *f, const Node *value)
{
    int32_t day;
    if (f->type.kind == TY_ENUM) return enum_value(r, f, value);
    if (value->kind == N_UNKNOWN) return "null";
    switch ((TypeKind)f->type.kind) {
    case TY_BOOL: return value->kind == N_BOOL ? (value->op ? "true" : "false") : wrong_value(r, f, value);
    case TY_NUM: return number_value(r, f, value);
    case TY_DATE:
        if (value->kind != N_DATE) return wrong_value(r, f, value);
        return parse_date(r, value, &day) ? json_text(r, value->text) : NULL;
    case TY_TEXT: return value->kind == N_STRING || value->kind == N_NAME ? json_text(r, value->text) : wrong_value(r, f, value);
    case TY_LIST: return value->kind == N_EMPTY ? "[]" : wrong_value(r, f, value);
    case TY_ERROR: return "null"; /* its declaration drew the message */
    case TY_ENUM: case TY_QUOT: case TY_ENTITY: break;
    }
    return wrong_value(r, f, value);
}

/* ---- into the record ---- */
/* The record that holds the last field of the path, made on the way. */
static Facts *hold(Resolver *r, Facts *into, const Path *p)
{
    for (int i = 0; i + 1 < p->n; i++) {
        Fact *f = &into->fact[p->field[i]];
        if (!f->record) f->record = given_new(r, r->program->entities[into->entity].fields[p->field[i]].type.ref), f->set = true;
        into = f->record;
    }
    return into;
}
static Facts *element_of(Resolver *r, Fact *f, const Field *field, int number, const Node *at)
{
    if (number < 1 || number > f->n_elements + 1 || number > LIST_ELEMENTS_MAX) {
        complain(r, D_EXAMPLE_ELEMENT, at, arena_printf(r->arena, "%d", number), NULL, NULL);
        return NULL;
    }
    if (number > f->n_elements) LIST_ADD(r->arena, f->element, f->n_elements, given_new(r, field->type.ref));
    f->set = true;
    return f->element[number - 1];
}
/* All but the last step; then the fact itself. */
static Fact *fact_at(Resolver *r, Facts *into, const Node *path, const Field **field, Facts **holder)
{
    const char *rest = path->text, *name;
    int element;
    Fact *fact = NULL;
    for (int step = 0; path_step(r, &rest, &name, &element); step++) {
        Path p = given_field(r, into->entity, name);
        if (!p.n) return unknown_field(r, into->entity, path, name), NULL;
        into = hold(r, into, &p);
        *field = field_at(r, &p);
        name_used_in_path(r, path, step, &(*field)->name);
        *holder = into;
        fact = &into->fact[p.field[p.n - 1]];
        if (!*rest && !element) return fact;
        if ((*field)->type.kind == TY_ENTITY && !element) {
            if (!fact->record) fact->record = given_new(r, (*field)->type.ref), fact->set = true;
            into = fact->record;
        } else if ((*field)->type.kind == TY_LIST && element) {
            if (!(into = element_of(r, fact, *field, element, path))) return NULL;
            if (!*rest) return complain(r, D_ENTITY_AS_VALUE, path, name, NULL, NULL), NULL;
        } else return complain(r, D_NOT_A_RECORD, path, name, rest, NULL), NULL;
    }
    return fact;
}
static void give_all(Resolver *r, Facts *into, const Node *given, int first)
{
    for (int i = first; i < given->n_child; i++) given_give(r, into, given->child[i]);
}
void given_give(Resolver *r, Facts *into, const Node *given)
{
    const Node *path = given->child[0];
    const Field *field = NULL;
    Facts *holder = NULL;
    Fact *fact = fact_at(r, into, path, &field, &holder);
    if (!fact) return;
    if (given->op == OP_GIVEN_BLOCK) {
        if (field->type.kind != TY_ENTITY) complain(r, D_NOT_A_RECORD, path, field->name.zh, "…", NULL);
        else {
            if (!fact->record) fact->record = given_new(r, field->type.ref), fact->set = true;
            give_all(r, fact->record, given, 1);
        }
    } else if (given->op == OP_GIVEN_ELEMENT) {
        if (field->type.kind != TY_LIST) complain(r, D_NOT_A_LIST, path, NULL, NULL, NULL);
        else {
            Facts *element = element_of(r, fact, field, atoi_small(given->child[1]->text), given->child[1]);
            if (element) give_all(r, element, given, 2);
        }
    } else if (fact->set) complain(r, D_CLAUSE_TWICE, path, NULL, NULL, NULL);
    else {
        fact->json = scalar(r, field, given->child[1]);
        fact->set = true;
    }
}

/* ---- the record as text ---- */
static void write_record(const Resolver *r, StrBuf *out, const Facts *facts)
{
    const Entity *e = &r->program->entities[facts->entity];
    bool first = true;
    strbuf_char(out, '{');
    for (int i = 0; i < e->n_fields; i++) {
        const Fact *f = &facts->fact[i];
        if (!f->set) continue;
        if (!first) strbuf_char(out, ',');
        first = false;
        strbuf_json(out, e->fields[i].name.alias);
        strbuf_char(out, ':');
        if (f->record) write_record(r, out, f->record);
        else if (f->n_elements) {
            for (int k = 0; k < f->n_elements; k++) {
                strbuf_char(out, k ? ',' : '[');
                write_record(r, out, f->element[k]);
            }
            strbuf_char(out, ']');
        } else strbuf_add(out, f->json ? f->json : "null");
    }
    strbuf_char(out, '}');
}
const char *given_json(Resolver *r, const Facts *facts)
{
    r->record.arena = r->arena, r->record.n = 0; /* one for all of them */
    write_record(r, &r->record, facts);
    return arena_strndup(r->arena, r->record.text, r->record.n);
}
