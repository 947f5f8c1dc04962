/* Entities: fields, the clause that says what a yearly report is, requirements, what may hold what; and conventions.
 * Must never know rules, expressions or files. */
#include <string.h>
#include "grammar/limits.h"
#include "interp/program/resolve_parts.h"

static bool is(const char *text, const char *zh, const char *en) { return strcmp(text, zh) == 0 || strcmp(text, en) == 0; }

/* ---- entities ---- */
void declare_entity(Resolver *r, const Node *node)
{
    Entity e = {.name = name_of(r, node->child[0]), .span = node->span, .report_body = -1, .report_list = -1, .report_code = -1, .report_done = -1};
    int before = find_entity(r, e.name.zh);
    if (before < 0) before = find_entity(r, e.name.alias);
    if (before >= 0) {
        say_twice(r, node->child[0], e.name.zh, r->program->entities[before].span);
        return;
    }
    if (node->n_child > 1 && node->child[1]->kind == N_STRING) e.description = node->child[1]->text;
    LIST_ADD(r->arena, r->program->entities, r->program->n_entities, e);
}
static void build_field(Resolver *r, Entity *e, const Node *node)
{
    Field f = {.name = name_of(r, node->child[0]), .span = node->span};
    int before = find_field(e, f.name.zh);
    if (before < 0) before = find_field(e, f.name.alias);
    if (before >= 0) {
        say_twice(r, node->child[0], f.name.zh, e->fields[before].span);
        return;
    }
    for (int i = 0; i < 3; i++) {
        static const char *const KEYS[] = {"id", "entity", "as_of"};
        if (name_is(&f.name, KEYS[i])) complain(r, D_FIELD_RESERVED, node->child[0], KEYS[i], NULL, NULL);
    }
    if (e->n_fields == FIELDS_MAX) {
        complain(r, D_TOO_MANY_FIELDS, node, arena_printf(r->arena, "%d", FIELDS_MAX), NULL, NULL);
        return;
    }
    f.type = build_type(r, node->child[1], &f.name, &f.lo, &f.hi);
    if (node->child[2]->kind == N_STRING) f.description = node->child[2]->text;
    LIST_ADD(r->arena, e->fields, e->n_fields, f);
}
/* 报告 部门，事项.编号，事项.已落实 */
static void build_report(Resolver *r, Entity *e, const Node *clause)
{
    const char *dot[3] = {NULL};
    bool ok = clause->n_child == 3;
    for (int i = 0; ok && i < 3; i++) dot[i] = strchr(clause->child[i]->text, '.');
    ok = ok && !dot[0] && dot[1] && dot[2];
    const char *list = ok ? arena_strndup(r->arena, clause->child[1]->text, (size_t)(dot[1] - clause->child[1]->text)) : "";
    const char *again = ok ? arena_strndup(r->arena, clause->child[2]->text, (size_t)(dot[2] - clause->child[2]->text)) : "";
    int body = ok ? find_field(e, clause->child[0]->text) : -1, at = ok ? find_field(e, list) : -1;
    ok = ok && body >= 0 && e->fields[body].type.kind == TY_ENUM && at >= 0 && find_field(e, again) == at && e->fields[at].type.kind == TY_LIST;
    const Entity *task = ok ? &r->program->entities[e->fields[at].type.ref] : e;
    int code = ok ? find_field(task, dot[1] + 1) : -1, done = ok ? find_field(task, dot[2] + 1) : -1;
    ok = ok && code >= 0 && task->fields[code].type.kind == TY_TEXT && done >= 0 && task->fields[done].type.kind == TY_BOOL;
    if (!ok) {
        complain(r, D_REPORT_FORM, clause, NULL, NULL, NULL);
        return;
    }
    e->report_body = body, e->report_list = at, e->report_code = code, e->report_done = done;
    name_used(r, clause->child[0], &e->fields[body].name);
    for (int i = 1; i < 3; i++) {
        name_used(r, clause->child[i], &e->fields[at].name);
        name_used_in_path(r, clause->child[i], 1, &task->fields[i == 1 ? code : done].name);
    }
}
static int required_field(Resolver *r, const Entity *e, const Node *name)
{
    int f = find_field(e, name->text);
    if (f >= 0) return name_used(r, name, &e->fields[f].name), f;
    Suggestion s = suggest_begin(name->text);
    for (int i = 0; i < e->n_fields; i++) suggest_name(&s, &e->fields[i].name);
    const char *best = suggest_result(&s);
    if (diag_add(r->diags, best ? D_MEMBER_NEAR : D_MEMBER_UNKNOWN, name->span, name->text, e->name.zh, best) && best) diag_fix(r->diags, name->span, best);
    return -1;
}
static void build_requirement(Resolver *r, Entity *e, const Node *clause)
{
    int later = required_field(r, e, clause->child[0]), earlier = required_field(r, e, clause->child[1]);
    if (later < 0 || earlier < 0) return;
    Type a = e->fields[later].type, b = e->fields[earlier].type;
    bool dates = a.kind == TY_DATE && b.kind == TY_DATE, numbers = a.kind == TY_NUM && b.kind == TY_NUM && a.scale == b.scale && unit_equal(a.unit, b.unit);
    if (a.kind == TY_ERROR || b.kind == TY_ERROR) return;
    if (!dates && !numbers) complain(r, D_REQUIRE_FORM, clause, NULL, NULL, NULL);
    else LIST_ADD(r->arena, e->requirements, e->n_requirements, (Requirement){later, earlier});
}
void build_entity(Resolver *r, const Node *node)
{
    int at = find_entity(r, name_of(r, node->child[0]).zh);
    Entity *e = at >= 0 ? &r->program->entities[at] : NULL;
    if (!e || e->span.source != node->span.source || e->span.start != node->span.start) return; /* declared twice */
    for (int i = 1; i < node->n_child; i++)
        if (node->child[i]->kind == N_FIELD) build_field(r, e, node->child[i]);
}
/* When every entity has its fields: a clause may name those of another. */
void build_entity_clauses(Resolver *r, const Node *node)
{
    int at = find_entity(r, name_of(r, node->child[0]).zh);
    for (int i = 1; at >= 0 && i < node->n_child; i++) {
        const Node *c = node->child[i];
        if (c->kind == N_CLAUSE && c->op == OP_C_REPORT) build_report(r, &r->program->entities[at], c);
        else if (c->kind == N_CLAUSE && c->op == OP_C_REQUIRE) build_requirement(r, &r->program->entities[at], c);
        else if (c->kind != N_FIELD && c->kind != N_STRING && c->kind != N_NONE) complain(r, D_CLAUSE_MISPLACED, c, clause_text(r, c), "实体", "declaration of an entity");
    }
}

/* ---- entities that hold themselves ---- */
/* One nested record in another must end somewhere; lists may be empty. */
typedef struct { int *at; int n; uint8_t *seen; } Nest;
static void nest(Resolver *r, Nest *in, int entity)
{
    const Program *p = r->program;
    if (in->seen[entity] == 2) return;
    if (in->seen[entity] == 1) {
        int from = in->n - 1;
        while (in->at[from] != entity) from--;
        const char *circle = p->entities[entity].name.zh;
        for (int i = from + 1; i < in->n; i++) circle = arena_printf(r->arena, "%s → %s", circle, p->entities[in->at[i]].name.zh);
        diag_add(r->diags, D_ENTITY_CIRCLE, p->entities[entity].span, arena_printf(r->arena, "%s → %s", circle, p->entities[entity].name.zh), NULL, NULL);
        return;
    }
    in->seen[entity] = 1;
    in->at[in->n++] = entity;
    for (int i = 0; i < p->entities[entity].n_fields; i++)
        if (p->entities[entity].fields[i].type.kind == TY_ENTITY) nest(r, in, p->entities[entity].fields[i].type.ref);
    in->n--;
    in->seen[entity] = 2;
}
void check_nesting(Resolver *r)
{
    size_t n = (size_t)r->program->n_entities + 1;
    Nest in = {.at = arena_alloc(r->arena, n * sizeof(int)), .seen = arena_alloc(r->arena, n)};
    for (int i = 0; i < r->program->n_entities; i++) nest(r, &in, i);
}

/* ---- conventions ---- */
void build_convention(Resolver *r, const Node *clause)
{
    const char *value = clause->text ? clause->text : "", *may = NULL, *may_en = NULL;
    if (clause->kind != N_CLAUSE) return;
    switch (clause->op) {
    case OP_C_LEAP_DAY:
        if (is(value, "2月28日", "February 28") || strcmp(value, "02-28") == 0) r->program->leap = LEAP_FEB28;
        else if (is(value, "3月1日", "March 1") || strcmp(value, "03-01") == 0) r->program->leap = LEAP_MAR01;
        else may = "2月28日 或 3月1日", may_en = "`February 28` or `March 1`";
        break;
    case OP_C_MONTH_END:
        if (!is(value, "收束", "clamp")) may = "收束", may_en = "`clamp`";
        break;
    case OP_C_ROUNDING:
        if (!is(value, "四舍五入", "half_up")) may = "四舍五入", may_en = "`half_up`";
        break;
    case OP_C_BOUNDS: break; /* words of the law, for the reader */
    default: complain(r, D_CLAUSE_MISPLACED, clause, clause_text(r, clause), "惯例", "profile of conventions"); return;
    }
    if (may && diag_add(r->diags, D_CONVENTION_VALUE, clause->span, clause_text(r, clause), value, may)) diag_fourth(r->diags, may_en);
}
