/* Duties, prohibitions, encouragements and targets: 须, 不得, 若, 到, 期限, and duties in words that the yearly report answers.
 * Must never know how expressions are typed, files, bytecode. */
#include "interp/program/resolve_rules.h"

static const Type BOOL = {.kind = TY_BOOL};

int report_entity(const Resolver *r)
{
    for (int i = 0; i < r->program->n_entities; i++)
        if (r->program->entities[i].report_body >= 0) return i;
    return -1;
}

/* ---- duties in words ---- */
static Expr *own_field(Building *b, int entity, int field, Span span)
{
    Expr *e = expr_new(b->r, E_FIELD, b->r->program->entities[entity].fields[field].type, span);
    e->path = (Path){.n = 1, .field = {(uint16_t)field}, .entity = (int16_t)entity};
    return e;
}
/* Whether the body of the report is one of those that owe the duty; NULL where none is named: all do. */
static Expr *owed_by(Building *b, int entity, Span span)
{
    const Entity *e = &b->r->program->entities[entity];
    Expr *any = NULL;
    for (int i = 0; i < b->v->n_payers; i++) {
        if (b->v->payers[i].id < 0) continue;
        Expr *field = own_field(b, entity, e->report_body, span), *body = uint_const(b->r, field->type, b->v->payers[i].id, span);
        Expr *one = expr_new(b->r, E_EQ, BOOL, span);
        one->a = field, one->b = body;
        any = any ? expr_or(b->r, any, one) : one;
    }
    return any ? any : b->v->n_payers ? expr_bool(b->r, false, span) : NULL;
}
static Expr *any_task(Building *b, int entity, const char *code, bool done, Span span)
{
    const Entity *e = &b->r->program->entities[entity];
    const Type *list = &e->fields[e->report_list].type;
    Expr *same = expr_new(b->r, E_EQ, BOOL, span), *text = expr_new(b->r, E_CONST, (Type){.kind = TY_TEXT}, span), *any = expr_new(b->r, E_ANY, BOOL, span);
    text->v.text = code;
    same->a = own_field(b, list->ref, e->report_code, span), same->b = text;
    any->path = (Path){.n = 1, .field = {(uint16_t)e->report_list}, .entity = (int16_t)entity};
    any->a = done ? expr_and(b->r, same, own_field(b, list->ref, e->report_done, span)) : same;
    return any;
}
/* Met where the list holds the code as done, unmet where it holds it as not done; a list that does not hold it says nothing. */
static void duty_in_words(Building *b, const Node *words)
{
    Resolver *r = b->r;
    RuleVersion *v = b->v;
    const Node *code = b->c.only[OP_C_CODE];
    int entity = b->rule->subject;
    v->text_duty = words->text;
    if (entity < 0 || r->program->entities[entity].report_body < 0) {
        int report = report_entity(r);
        Name name = report >= 0 ? r->program->entities[report].name : (Name){0};
        complain(r, D_TEXT_DUTY_SUBJECT, words, name.zh ? arena_printf(r->arena, " `%s`", name.zh) : "；法规里还没有这样的实体", name.zh ? arena_printf(r->arena, ", `%s`", name.alias ? name.alias : name.zh) : "; the policy has none yet", NULL);
        return;
    }
    if (!code) {
        complain(r, D_TEXT_DUTY_CODE, words, NULL, NULL, NULL);
        return;
    }
    const Node *bodies = b->c.only[OP_C_RESPONSIBLE];
    Expr *owed = owed_by(b, entity, bodies ? bodies->span : words->span);
    if (owed) v->applies = v->applies ? expr_and(r, v->applies, owed) : owed;
    v->must = expr_if(r, any_task(b, entity, code->text, false, words->span), any_task(b, entity, code->text, true, words->span), expr_new(r, E_UNDEF, BOOL, words->span));
}

/* ---- targets ---- */
static bool is_year(Type t) { return t.kind == TY_NUM && !t.scale && t.unit.per == U_ONE && (t.unit.base == U_ONE || t.unit.base == U_YEAR); }
static void due_from(Building *b, const Node *clause)
{
    Expr *year = expr_build(b->r, b->scope, clause->child[0], NULL), *due = expr_build(b->r, b->scope, clause->child[1], NULL);
    if (year->type.kind == TY_ERROR || due->type.kind == TY_ERROR) return;
    for (int i = 0; i < 2; i++)
        if (!is_year((i ? due : year)->type)) {
            Type t = (i ? due : year)->type;
            complain(b->r, D_TARGET_YEAR, clause->child[i], type_words(b->r, t, true), type_words(b->r, t, false), NULL);
            return;
        }
    b->v->year = year, b->v->due_year = due;
}

/* ---- terms ---- */
/* 期限 2024-12-31 is a day; 期限 每年, 期限 "适时", 期限 3年 are words. A reader sees any of them as written. */
void build_term(Building *b)
{
    const Node *clause = b->c.only[OP_C_TERM], *x = clause ? clause->child[0] : NULL;
    if (!x || x->kind == N_NONE) return;
    if (x->kind == N_STRING) {
        b->v->term = x->text;
        return;
    }
    Expr *e = expr_build(b->r, b->scope, x, NULL);
    bool length = e->type.kind == TY_NUM && e->type.unit.base >= U_YEAR && e->type.unit.base <= U_HOUR;
    if (e->type.kind == TY_DATE) b->v->deadline = e;
    if (e->type.kind == TY_DATE || length) {
        const Source *s = &b->r->sources->items[x->span.source];
        b->v->term = arena_strndup(b->r->arena, s->text + x->span.start, x->span.end - x->span.start);
    } else if (e->type.kind != TY_ERROR) complain(b->r, D_TERM_KIND, x, type_words(b->r, e->type, true), type_words(b->r, e->type, false), NULL);
}

void build_duty(Building *b)
{
    Resolver *r = b->r;
    RuleVersion *v = b->v;
    const Node *must = b->c.only[OP_C_MUST], *must_not = b->c.only[OP_C_MUST_NOT], *by = b->c.only[OP_C_BY];
    build_payers(b);
    build_term(b);
    if (by) due_from(b, by);
    if (must && must->child[0]->kind == N_STRING) {
        duty_in_words(b, must->child[0]);
        return;
    }
    const Node *clause = must ? must : must_not;
    if (!clause || clause->child[0]->kind == N_NONE) return;
    v->must = expr_condition(r, b->scope, clause->child[0]);
    check_constant(r, clause->child[0], v->must, false);
    if (!must) v->must = expr_not(r, v->must);
}
