/* Enumerations, groups, entities, types and conventions: what the facts of a policy look like.
 * Must never know rules, expressions or files. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "grammar/limits.h"
#include "grammar/tokens.h"
#include "interp/base/number.h"
#include "interp/program/resolve_parts.h"

enum { RATIO_SCALE = 6, MONEY_SCALE = 2 }; /* where a type states no digits */

/* ---- words ---- */
void say_twice(Resolver *r, const Node *at, const char *name, Span before)
{
    if (diag_add(r->diags, D_DECLARED_TWICE, at->span, name, NULL, NULL)) diag_note(r->diags, before, "前一处在这里", "the first is here");
}
void say_unknown(Resolver *r, DiagId id, const Node *at, const char *text, const char *best)
{
    if (diag_add(r->diags, best ? (DiagId)(id + 1) : id, at->span, text, best, NULL) && best) diag_fix(r->diags, at->span, best);
}
/* To the first blank, colon or bracket; an English keyword of several words is cut after the first. */
const char *clause_text(const Resolver *r, const Node *clause)
{
    const Source *s = &r->sources->items[clause->span.source];
    const char *text = s->text + clause->span.start;
    size_t n = clause->span.end - clause->span.start, cut = strcspn(text, " \t\r\n:(\"");
    return arena_strndup(r->arena, text, cut < n ? cut : n);
}
int atoi_small(const char *text)
{
    long n = text ? strtol(text, NULL, 10) : 0;
    return n < 0 ? 0 : n > 1000000 ? 1000000 : (int)n;
}
static bool is(const char *text, const char *zh, const char *en) { return strcmp(text, zh) == 0 || strcmp(text, en) == 0; }

/* ---- types ---- */
/* The value types with a name of their own; units are looked up elsewhere. */
static bool plain_type(const char *text, Type *out)
{
    if (is(text, "是否", "bool")) *out = (Type){.kind = TY_BOOL};
    else if (is(text, "日期", "date")) *out = (Type){.kind = TY_DATE};
    else if (is(text, "文本", "text")) *out = (Type){.kind = TY_TEXT};
    else if (is(text, "整数", "int")) *out = (Type){.kind = TY_NUM};
    else if (is(text, "比例", "ratio") || is(text, "小数", "decimal")) *out = (Type){.kind = TY_NUM, .scale = RATIO_SCALE};
    else return false;
    return true;
}
static bool unit_type(const char *text, Type *out)
{
    size_t len;
    const char *unit = unit_at(text, text + strlen(text), &len);
    *out = (Type){.kind = TY_NUM};
    if (!unit || text[len] || !unit_parse(unit, &out->unit)) return false;
    if (out->unit.base == U_YUAN) out->scale = MONEY_SCALE;
    return true;
}
static bool named_type(const Resolver *r, const char *text, Type *out)
{
    int at;
    if (plain_type(text, out)) return true;
    if ((at = find_enum(r, text)) >= 0) *out = (Type){.kind = TY_ENUM, .ref = (int16_t)at};
    else if ((at = find_entity(r, text)) >= 0) *out = (Type){.kind = TY_ENTITY, .ref = (int16_t)at};
    else return unit_type(text, out);
    return true;
}
static void type_used(Resolver *r, const Node *name, Type t)
{
    static const char *const PLAIN[][2] = {{"是否", "bool"}, {"日期", "date"}, {"文本", "text"}, {"整数", "int"}, {"比例", "ratio"}, {"小数", "decimal"}};
    Type plain;
    if (plain_type(name->text, &plain)) {
        for (size_t i = 0; i < sizeof PLAIN / sizeof *PLAIN; i++)
            if (is(name->text, PLAIN[i][0], PLAIN[i][1])) word_used(r, name, PLAIN[i][0], PLAIN[i][1]);
    } else if (t.kind == TY_ENUM) name_used(r, name, &r->program->enums[t.ref].name);
    else if (t.kind == TY_ENTITY) name_used(r, name, &r->program->entities[t.ref].name);
}
static Type unknown_type(Resolver *r, const Node *at, const char *text)
{
    static const char *const WORDS[] = {"是否", "整数", "小数", "比例", "元", "日期", "文本", "bool", "int", "decimal", "ratio", "yuan", "date", "text"};
    Suggestion s = suggest_begin(text);
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) suggest_offer(&s, WORDS[i]);
    for (int i = 0; i < r->n_named_enums; i++) suggest_name(&s, &r->program->enums[i].name);
    for (int i = 0; i < r->program->n_entities; i++) suggest_name(&s, &r->program->entities[i].name);
    say_unknown(r, D_UNKNOWN_TYPE, at, text, suggest_result(&s));
    return (Type){.kind = TY_ERROR};
}

/* ---- enumerations ---- */
static void enum_value_add(Resolver *r, Enum *e, const Node *node)
{
    EnumValue v = {name_of(r, node)};
    if (find_enum_value(e, v.name.zh) >= 0 || find_enum_value(e, v.name.alias) >= 0) {
        complain(r, D_DECLARED_TWICE, node, find_enum_value(e, v.name.zh) >= 0 ? v.name.zh : v.name.alias, NULL, NULL);
        return;
    }
    if (e->n_values == ENUM_VALUES_MAX) {
        complain(r, D_TOO_MANY_VALUES, node, arena_printf(r->arena, "%d", ENUM_VALUES_MAX), NULL, NULL);
        return;
    }
    LIST_ADD(r->arena, e->values, e->n_values, v);
}
static bool same_values(const Enum *a, const Enum *b)
{
    if (a->n_values != b->n_values) return false;
    for (int i = 0; i < a->n_values; i++)
        if (strcmp(a->values[i].name.zh, b->values[i].name.zh) != 0 || strcmp(a->values[i].name.alias, b->values[i].name.alias) != 0) return false;
    return true;
}
/* 男 (male) / 女 (female): the same values, written in the same order, are the same enumeration wherever they stand. */
static Type listed_type(Resolver *r, const Node *type, const Name *owner)
{
    Enum e = {.name = *owner};
    for (int i = 0; i < type->n_child; i++) enum_value_add(r, &e, type->child[i]);
    int at = r->n_named_enums;
    while (at < r->program->n_enums && !same_values(&r->program->enums[at], &e)) at++;
    if (at == r->program->n_enums) LIST_ADD(r->arena, r->program->enums, r->program->n_enums, e);
    return (Type){.kind = TY_ENUM, .ref = (int16_t)at};
}
void declare_enum(Resolver *r, const Node *node)
{
    Enum e = {.name = name_of(r, node->child[0])};
    if (find_enum(r, e.name.zh) >= 0 || find_enum(r, e.name.alias) >= 0) {
        complain(r, D_DECLARED_TWICE, node->child[0], e.name.zh, NULL, NULL);
        return;
    }
    for (int i = 1; i < node->n_child; i++)
        if (node->child[i]->kind == N_DECLNAME) enum_value_add(r, &e, node->child[i]);
    LIST_ADD(r->arena, r->program->enums, r->program->n_enums, e);
    r->n_named_enums = r->program->n_enums;
}

/* ---- the type of a field or of a rule ---- */
static Type names_type(Resolver *r, const Node *type, const Name *owner)
{
    const Node *first = type->child[0];
    Type t;
    if (type->n_child == 1) return named_type(r, first->text, &t) ? type_used(r, first, t), t : unknown_type(r, first, first->text);
    bool bare = type->n_child == 2 && first->child[0]->kind == N_NONE && type->child[1]->child[0]->kind == N_NONE;
    if (bare && unit_type(arena_printf(r->arena, "%s/%s", first->text, type->child[1]->text), &t)) return t;
    return listed_type(r, type, owner);
}
static bool bound(Resolver *r, const Node *node, Type type, int64_t *out)
{
    Type t;
    int64_t v;
    if (!parse_number(r, node, &t, &v)) return false;
    if (node->unit && !unit_equal(t.unit, type.unit)) return complain_types(r, D_UNIT_MISMATCH, node, t, type), false;
    if (number_rescale(v, t.scale, type.scale, out)) return true;
    complain(r, D_SCALE_LOST, node, arena_printf(r->arena, "%d", type.scale), NULL, NULL);
    return false;
}
static Type number_type(Resolver *r, const Node *name)
{
    Type t;
    if (!named_type(r, name->text, &t)) return unknown_type(r, name, name->text);
    type_used(r, name, t);
    if (t.kind == TY_NUM) return t;
    complain(r, D_TYPE_NOT_NUMBER, name, name->text, NULL, NULL);
    return (Type){.kind = TY_ERROR};
}
static Type range_type(Resolver *r, const Node *node, int64_t *lo, int64_t *hi)
{
    Type t = number_type(r, node->child[0]);
    int64_t low, high;
    if (t.kind != TY_NUM || !bound(r, node->child[1], t, &low) || !bound(r, node->child[2], t, &high)) return t;
    if (low > high) complain(r, D_RANGE_REVERSED, node, NULL, NULL, NULL);
    else *lo = low, *hi = high;
    return t;
}
static Type scaled_type(Resolver *r, const Node *node)
{
    Type t = number_type(r, node->child[0]);
    const Node *digits = node->child[1];
    int scale = atoi_small(digits->text);
    if (t.kind != TY_NUM) return t;
    if (digits->unit || strchr(digits->text, '.') || scale > NUMBER_SCALE_MAX) complain(r, D_TYPE_SCALE, digits, NULL, NULL, NULL);
    else t.scale = (uint8_t)scale;
    return t;
}
static Type list_type(Resolver *r, const Node *node)
{
    const Node *name = node->child[0];
    int entity = find_entity(r, name->text);
    Type t;
    if (entity >= 0) return name_used(r, name, &r->program->entities[entity].name), (Type){.kind = TY_LIST, .ref = (int16_t)entity};
    if (!named_type(r, name->text, &t)) return unknown_type(r, name, name->text);
    complain(r, D_LIST_OF_NO_RECORDS, name, name->text, NULL, NULL);
    return (Type){.kind = TY_ERROR};
}
/* Counts, money, ages and shares are not negative; a plain decimal may be. */
static bool never_negative(const Node *type, Type t)
{
    return t.kind == TY_NUM && !is(type->child[0]->text, "小数", "decimal");
}
Type build_type(Resolver *r, const Node *type, const Name *owner, int64_t *lo, int64_t *hi)
{
    int64_t unused;
    Type t = {.kind = TY_ERROR};
    if (!lo) lo = &unused;
    if (!hi) hi = &unused;
    *lo = INT64_MIN, *hi = INT64_MAX;
    if (type->kind != N_TYPE) return t;
    switch (type->op) {
    case OP_TYPE_NAMES: t = names_type(r, type, owner); break;
    case OP_TYPE_RANGE: return range_type(r, type, lo, hi);
    case OP_TYPE_SCALED: t = scaled_type(r, type); break;
    default: return list_type(r, type);
    }
    if (never_negative(type, t)) *lo = 0;
    return t;
}

/* ---- groups ---- */
static int members_in(const Enum *e, const Node *group)
{
    int n = 0;
    for (int i = 1; i < group->n_child; i++) n += find_enum_value(e, group->child[i]->text) >= 0;
    return n;
}
void declare_group(Resolver *r, const Node *node)
{
    Group g = {.name = name_of(r, node->child[0]), .enum_index = -1, .span = node->span};
    int before = find_group(r, g.name.zh), most = 0, second = -1;
    if (before < 0) before = find_group(r, g.name.alias);
    if (before >= 0) {
        say_twice(r, node->child[0], g.name.zh, r->groups[before].span);
        return;
    }
    for (int i = 0; i < r->program->n_enums; i++) {
        int n = members_in(&r->program->enums[i], node);
        if (n > most) most = n, g.enum_index = i, second = -1;
        else if (n && n == most) second = i;
    }
    if (g.enum_index < 0) {
        complain(r, D_GROUP_MEMBERS, node->child[0], g.name.zh, NULL, NULL);
        return;
    }
    const Enum *e = &r->program->enums[g.enum_index];
    if (second >= 0 && most == node->n_child - 1 && g.enum_index < r->n_named_enums && second < r->n_named_enums)
        complain(r, D_GROUP_AMBIGUOUS, node->child[0], g.name.zh, e->name.zh, r->program->enums[second].name.zh);
    for (int i = 1; i < node->n_child; i++) {
        const Node *m = node->child[i];
        int value = find_enum_value(e, m->text);
        if (value >= 0) {
            name_used(r, m, &e->values[value].name);
            LIST_ADD(r->arena, g.members, g.n_members, value);
            continue;
        }
        Suggestion s = suggest_begin(m->text);
        for (int k = 0; k < e->n_values; k++) suggest_name(&s, &e->values[k].name);
        const char *best = suggest_result(&s);
        if (diag_add(r->diags, best ? D_ENUM_VALUE_NEAR : D_ENUM_VALUE, m->span, m->text, e->name.zh, best ? best : enum_values_words(r, e)) && best) diag_fix(r->diags, m->span, best);
    }
    LIST_ADD(r->arena, r->groups, r->n_groups, g);
}
