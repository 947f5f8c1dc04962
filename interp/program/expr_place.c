/* Names and members looked up, innermost scope first; unknown ones with what was perhaps meant. See expr_place.h.
 * Must never know operators, or how anything is evaluated. */
#include "interp/program/expr_place.h"
#include <string.h>
#include "interp/program/expr_ops.h"

static const Type BOOL = {.kind = TY_BOOL}, DATE = {.kind = TY_DATE};

/* ---- places: what a name or a.b.c leads to ---- */
static const Type *field_type(const Resolver *r, int entity, int field) { return &r->program->entities[entity].fields[field].type; }
static Target in_entity(Resolver *r, int entity, Path path, const char *text)
{
    const Entity *e = &r->program->entities[entity];
    int f = find_field(e, text), rule;
    if (f >= 0 && path.n < 6) {
        path.field[path.n++] = (uint16_t)f;
        const Type *t = field_type(r, entity, f);
        if (t->kind == TY_ENTITY) return (Target){PLACE_ENTITY, path, t->ref, -1, &e->fields[f], NULL};
        return (Target){PLACE_FIELD, path, entity, -1, &e->fields[f], NULL};
    }
    if ((rule = find_rule(r, text, entity)) >= 0) return (Target){PLACE_RULE, path, entity, rule, NULL, NULL};
    return (Target){.kind = PLACE_NONE};
}
static void target_used(Resolver *r, const Node *node, const Target *t)
{
    if (t->field) name_used(r, node, &t->field->name);
    else if (t->rule >= 0) name_used(r, node, &r->program->rules[t->rule].name);
}
/* Innermost first; an outer meaning that is hidden by an inner one draws a warning. */
static Target find_in_scopes(Resolver *r, const Scope *scope, const Node *node)
{
    Target found = {.kind = PLACE_NONE};
    const Scope *in = NULL;
    for (const Scope *s = scope; s; s = s->outer) {
        Target t = in_entity(r, s->entity, s->base, node->text);
        if (t.kind == PLACE_NONE) continue;
        if (found.kind == PLACE_NONE) found = t, in = s;
        else if (found.path.up != t.path.up) {
            Name inner = r->program->entities[in->entity].name;
            complain(r, D_SHADOWED, node, node->text, inner.zh, inner.alias ? inner.alias : inner.zh);
            break;
        }
    }
    if (found.kind != PLACE_NONE) return target_used(r, node, &found), found;
    for (const Scope *s = scope; s; s = s->outer)
        if (name_is(&r->program->entities[s->entity].name, node->text)) return name_used(r, node, &r->program->entities[s->entity].name), (Target){PLACE_ENTITY, s->base, s->entity, -1, NULL, NULL};
    int rule = find_rule(r, node->text, -1);
    if (rule >= 0) {
        Path here = scope ? scope->base : (Path){.entity = -1};
        name_used(r, node, &r->program->rules[rule].name);
        return (Target){PLACE_RULE, here, -1, rule, NULL, NULL};
    }
    return found;
}
static Expr *param_ref(Resolver *r, int param, const Node *node)
{
    Expr *e = expr_new(r, E_PARAM, r->program->params[param].type, node->span);
    name_used(r, node, &r->program->params[param].name);
    e->ref = param;
    return e;
}
static Expr *enum_const(Resolver *r, int ref, int value, const Node *node)
{
    Expr *e = expr_new(r, E_CONST, (Type){.kind = TY_ENUM, .ref = (int16_t)ref}, node->span);
    name_used(r, node, &r->program->enums[ref].values[value].name);
    e->v.i = value;
    return e;
}
static bool is_word(const Node *n, const char *zh, const char *en) { return strcmp(n->text, zh) == 0 || strcmp(n->text, en) == 0; }

/* ---- unknown names ---- */
static void offer_entity(const Resolver *r, Suggestion *s, int entity)
{
    const Entity *e = &r->program->entities[entity];
    for (int i = 0; i < e->n_fields; i++) suggest_name(s, &e->fields[i].name);
    for (int i = 0; i < r->program->n_rules; i++)
        if (r->program->rules[i].subject == entity) suggest_name(s, &r->program->rules[i].name);
}
static bool known_word(Resolver *r, const Scope *scope, const char *word)
{
    Node n = {.kind = N_NAME, .text = word};
    int rules = r->diags->n_items;
    bool found = find_in_scopes(r, scope, &n).kind != PLACE_NONE || find_param(r, word) >= 0 || keyword_is_operator(word, strlen(word));
    for (int i = 0; !found && i < r->program->n_entities; i++) found = in_entity(r, i, (Path){0}, word).kind != PLACE_NONE; /* 家庭的户籍 */
    for (int i = 0; !found && i < r->program->n_enums; i++) found = find_enum_value(&r->program->enums[i], word) >= 0;
    r->diags->n_items = rules;
    return found;
}
/* 性别为男 → 性别 为 男, where every part is known; as few parts as will do. */
enum { RUN_LETTERS_MAX = 60 };
static const char *part_words(Resolver *r, const Scope *scope, const char *text)
{
    size_t start[RUN_LETTERS_MAX + 1];
    int n = 0, fewest[RUN_LETTERS_MAX + 1] = {0}, from[RUN_LETTERS_MAX + 1] = {0};
    for (const char *p = text, *end = text + strlen(text); p < end; n++) {
        uint32_t c;
        if (n == RUN_LETTERS_MAX) return NULL;
        start[n] = (size_t)(p - text);
        p += utf8_decode(p, end, &c);
    }
    start[n] = strlen(text);
    for (int i = 1; i <= n; i++)
        for (int k = 0; k < i; k++) {
            if ((k && !fewest[k]) || (k == 0 && i == n) || (fewest[i] && fewest[k] + 1 >= fewest[i])) continue;
            if (known_word(r, scope, arena_strndup(r->arena, text + start[k], start[i] - start[k]))) fewest[i] = fewest[k] + 1, from[i] = k;
        }
    if (!fewest[n]) return NULL;
    const char *out = "";
    for (int i = n; i > 0; i = from[i]) out = arena_printf(r->arena, "%.*s%s%s", (int)(start[i] - start[from[i]]), text + start[from[i]], *out ? " " : "", out);
    return out;
}
static const char *figures(Resolver *r, const char *text)
{
    size_t n = 0, len = strlen(text), unit;
    while (n + 3 <= len && chinese_number(text + n, 3) >= 0) n += 3;
    if (!n) return NULL;
    bool wan = strncmp(text + n, "万", 3) == 0;
    const char *rest = text + n + (wan ? 3 : 0);
    if (!unit_at(rest, text + len, &unit) || rest[unit]) return NULL;
    return arena_printf(r->arena, "%d%s%s", chinese_number(text, n), wan ? "万" : "", rest);
}
/* 户籍区县 of a person is that of the household: 家庭.户籍区县. */
static const char *one_step_away(Resolver *r, const Scope *scope, const char *text)
{
    for (const Scope *at = scope; at; at = at->outer) {
        const Entity *e = &r->program->entities[at->entity];
        for (int i = 0; i < e->n_fields; i++) {
            if (e->fields[i].type.kind != TY_ENTITY || in_entity(r, e->fields[i].type.ref, (Path){0}, text).kind == PLACE_NONE) continue;
            return arena_printf(r->arena, "%s.%s", (unsigned char)*text < 0x80 ? e->fields[i].name.alias : e->fields[i].name.zh, text);
        }
    }
    return NULL;
}
/* Of another entity than the one spoken of. */
static void note_owner(Resolver *r, const Scope *scope, const Node *node)
{
    for (int i = 0; scope && i < r->program->n_entities; i++) {
        if (in_entity(r, i, (Path){0}, node->text).kind == PLACE_NONE) continue;
        const Name *here = &r->program->entities[scope->entity].name, *there = &r->program->entities[i].name;
        diag_note(r->diags, node->span, arena_printf(r->arena, "`%s` 是 %s 的，这里说的是 %s", node->text, there->zh, here->zh), arena_printf(r->arena, "`%s` is of `%s`; this is about `%s`", node->text, there->alias, here->alias));
        return;
    }
}
static bool said_otherwise(Resolver *r, const Node *node, DiagId id, const char *better)
{
    if (better && diag_add(r->diags, id, node->span, node->text, better, NULL)) diag_fix(r->diags, node->span, better);
    return better != NULL;
}
static Expr *unknown_name(Resolver *r, const Scope *scope, const Node *node, const Type *want)
{
    const Enum *values = want && want->kind == TY_ENUM ? &r->program->enums[want->ref] : NULL;
    if (said_otherwise(r, node, D_CHINESE_NUMERAL, figures(r, node->text)) || said_otherwise(r, node, D_GLUED_WORDS, part_words(r, scope, node->text))) return expr_error(r, node);
    Suggestion value = suggest_begin(node->text), other = value;
    for (int i = 0; values && i < values->n_values; i++) suggest_name(&value, &values->values[i].name);
    for (const Scope *at = scope; at; at = at->outer) offer_entity(r, &other, at->entity);
    for (int i = 0; i < r->program->n_params; i++) suggest_name(&other, &r->program->params[i].name);
    const char *best = suggest_result(&value), *away = best ? NULL : one_step_away(r, scope, node->text);
    if (best) {
        if (diag_add(r->diags, D_ENUM_VALUE_NEAR, node->span, node->text, values->name.zh, best)) diag_fix(r->diags, node->span, best);
    } else if (away || (best = suggest_result(&other))) {
        if (diag_add(r->diags, D_NAME_NEAR, node->span, node->text, NULL, away ? away : best)) diag_fix(r->diags, node->span, away ? away : best);
    } else if (values) diag_add(r->diags, D_ENUM_VALUE, node->span, node->text, values->name.zh, enum_values_words(r, values));
    else if (diag_add(r->diags, D_NAME_UNKNOWN, node->span, node->text, NULL, NULL)) note_owner(r, scope, node);
    return expr_error(r, node);
}

/* ---- names ---- */
Expr *place_rule(Resolver *r, Path path, int rule, Aspect aspect, Type type, const Node *node)
{
    Expr *e = expr_new(r, E_RULE, type, node->span);
    e->path = path;
    e->ref = rule;
    e->aspect = aspect;
    return e;
}
Expr *place_value(Resolver *r, const Target *t, const Node *node)
{
    if (t->kind == PLACE_OTHER) return t->other;
    if (t->kind == PLACE_RULE) {
        const Rule *rule = &r->program->rules[t->rule];
        Type type;
        if (rule->kind == RULE_LIST) return complain(r, D_LIST_AS_VALUE, node, node->text ? node->text : rule->name.zh, NULL, NULL), expr_error(r, node);
        if (rule->kind != RULE_DEFINE) return place_rule(r, t->path, t->rule, ASPECT_GRANTED, BOOL, node);
        if (!rule_type(r, t->rule, node, &type)) return expr_error(r, node);
        return place_rule(r, t->path, t->rule, ASPECT_VALUE, type, node);
    }
    if (t->kind == PLACE_FIELD && t->field->type.kind != TY_LIST) {
        Expr *e = expr_new(r, E_FIELD, t->field->type, node->span);
        e->path = t->path;
        return e;
    }
    if (t->field) complain(r, t->field->type.kind == TY_LIST ? D_LIST_AS_VALUE : D_ENTITY_AS_VALUE, node, t->field->name.zh, NULL, NULL);
    else complain(r, D_ENTITY_AS_VALUE, node, node->text ? node->text : "", NULL, NULL);
    return expr_error(r, node);
}
static Target name_target(Resolver *r, const Scope *scope, const Node *node, const Type *want)
{
    if (want && want->kind == TY_ENUM) {
        int v = find_enum_value(&r->program->enums[want->ref], node->text);
        if (v >= 0) return (Target){.kind = PLACE_OTHER, .other = enum_const(r, want->ref, v, node)};
    }
    Target t = find_in_scopes(r, scope, node);
    if (t.kind != PLACE_NONE) return t;
    int p = find_param(r, node->text);
    if (p >= 0) return (Target){.kind = PLACE_OTHER, .other = param_ref(r, p, node)};
    if (is_word(node, "评定日", "assessment_date")) return word_used(r, node, "评定日", "assessment_date"), (Target){.kind = PLACE_OTHER, .other = expr_new(r, E_ASOF, DATE, node->span)};
    if (is_word(node, "法律日", "law_date")) return word_used(r, node, "法律日", "law_date"), (Target){.kind = PLACE_OTHER, .other = expr_new(r, E_LAWDATE, DATE, node->span)};
    if (!want || want->kind != TY_ENUM) /* an enumeration's value that only one enumeration has */
        for (int i = 0, found = -1; i <= r->program->n_enums; i++) {
            if (i == r->program->n_enums) {
                if (found >= 0) return (Target){.kind = PLACE_OTHER, .other = enum_const(r, found, find_enum_value(&r->program->enums[found], node->text), node)};
                break;
            }
            if (find_enum_value(&r->program->enums[i], node->text) < 0) continue;
            if (found >= 0) break;
            found = i;
        }
    return (Target){.kind = PLACE_OTHER, .other = unknown_name(r, scope, node, want)};
}

/* ---- members: 家庭.户籍, 提前奖励.享受 ---- */
void aspect_used(Resolver *r, const Node *name)
{
    static const char *const WORDS[][2] = {{"享受", "granted"}, {"金额", "amount"}, {"下限", "floor"}, {"上限", "ceiling"}};
    for (int i = 0; i < 4; i++)
        if (is_word(name, WORDS[i][0], WORDS[i][1])) word_used(r, name, WORDS[i][0], WORDS[i][1]);
}
static Expr *aspect_of(Resolver *r, const Target *t, const Node *name)
{
    const Rule *rule = &r->program->rules[t->rule];
    bool benefit = rule->kind == RULE_BENEFIT || rule->kind == RULE_PRIORITY;
    aspect_used(r, name);
    if (is_word(name, "享受", "granted") && rule->kind != RULE_DEFINE && rule->kind != RULE_LIST) return place_rule(r, t->path, t->rule, ASPECT_GRANTED, BOOL, name);
    Aspect aspect = is_word(name, "金额", "amount") ? ASPECT_AMOUNT : is_word(name, "下限", "floor") ? ASPECT_FLOOR : is_word(name, "上限", "ceiling") ? ASPECT_CEILING : ASPECT_ITEM;
    Type type;
    if (!benefit || aspect == ASPECT_ITEM) return complain(r, D_ASPECT_UNKNOWN, name, rule->name.zh, name->text, NULL), expr_error(r, name);
    if (!rule_type(r, t->rule, name, &type)) return expr_error(r, name);
    AmountKind kind = r->program->rules[t->rule].amount_kind;
    bool fits = (aspect == ASPECT_AMOUNT && (kind == AMOUNT_EXACT || kind == AMOUNT_FREE)) || (aspect == ASPECT_FLOOR && kind == AMOUNT_AT_LEAST) || (aspect == ASPECT_CEILING && kind == AMOUNT_AT_MOST);
    if (!fits) {
        bool low = kind == AMOUNT_AT_LEAST, high = kind == AMOUNT_AT_MOST, exact = kind == AMOUNT_EXACT;
        if (diag_add(r->diags, D_ASPECT_WRONG, name->span, rule->name.zh, name->text, low ? "下限" : high ? "上限" : exact ? "金额" : "享受"))
            diag_fourth(r->diags, low ? "floor" : high ? "ceiling" : exact ? "amount" : "granted");
        return expr_error(r, name);
    }
    return place_rule(r, t->path, t->rule, aspect, type, name);
}
/* Words in quotes are a text, unless something is called so and no text is wanted. The grammar takes some for names. */
const Node *place_unquoted(Resolver *r, const Scope *scope, const Node *node, const Type *want)
{
    bool text = want && want->kind == TY_TEXT;
    if (node->kind == N_NAME ? !(node->quoted && text) : node->kind != N_STRING || text) return node;
    Node name = *node;
    name.kind = node->kind == N_NAME ? N_STRING : N_NAME;
    bool value = want && want->kind == TY_ENUM && find_enum_value(&r->program->enums[want->ref], node->text) >= 0;
    if (!text && !value && find_param(r, node->text) < 0 && find_in_scopes(r, scope, &name).kind == PLACE_NONE) return node;
    Node *out = arena_alloc(r->arena, sizeof *out);
    *out = name;
    return out;
}
Target place_of(Resolver *r, const Scope *scope, const Node *node, const Type *want)
{
    node = place_unquoted(r, scope, node, want);
    if (node->kind == N_NAME) return name_target(r, scope, node, want);
    if (node->kind != N_MEMBER) return (Target){.kind = PLACE_OTHER, .other = expr_build(r, scope, node, want)};
    Target base = place_of(r, scope, node->child[0], NULL);
    const Node *name = node->child[1];
    if (base.kind == PLACE_ENTITY) {
        Target t = in_entity(r, base.entity, base.path, name->text);
        if (t.kind != PLACE_NONE) return target_used(r, name, &t), t;
        if (find_field(&r->program->entities[base.entity], name->text) >= 0) { /* there is one, too far away */
            complain(r, D_PATH_TOO_LONG, name, NULL, NULL, NULL);
            return (Target){.kind = PLACE_OTHER, .other = expr_error(r, node)};
        }
        Suggestion s = suggest_begin(name->text);
        offer_entity(r, &s, base.entity);
        const char *best = suggest_result(&s);
        if (diag_add(r->diags, best ? D_MEMBER_NEAR : D_MEMBER_UNKNOWN, name->span, name->text, r->program->entities[base.entity].name.zh, best) && best) diag_fix(r->diags, name->span, best);
    } else if (base.kind == PLACE_RULE) {
        Expr *aspect = aspect_of(r, &base, name);
        aspect->span = node->span; /* with the rule's name: what it says by itself is read there */
        return (Target){.kind = PLACE_OTHER, .other = aspect};
    }
    else if (base.kind == PLACE_FIELD) complain(r, base.field->type.kind == TY_LIST ? D_LIST_MEMBER : D_NOT_A_RECORD, name, base.field->name.zh, name->text, NULL);
    else if (base.other->type.kind != TY_ERROR) complain(r, D_NOT_A_RECORD, name, node->child[0]->text ? node->child[0]->text : "", name->text, NULL);
    return (Target){.kind = PLACE_OTHER, .other = expr_error(r, node)};
}
