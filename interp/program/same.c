/* See same.h. Must never know what expressions evaluate to. */
#include "interp/program/same.h"
#include <string.h>
#include "interp/base/number.h"

enum { PARTS_MAX = 64 }; /* longer chains are compared in their order */
typedef struct { const Program *p, *q; } Pair;

bool same_text(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }
bool same_name(const Name *a, const Name *b) { return same_text(a->alias ? a->alias : a->zh, b->alias ? b->alias : b->zh); }
static bool same_enum(const Enum *a, const Enum *b)
{
    if (a->n_values != b->n_values || (a->name.zh && b->name.zh && !same_name(&a->name, &b->name))) return false;
    for (int i = 0; i < a->n_values; i++)
        if (!same_name(&a->values[i].name, &b->values[i].name)) return false;
    return true;
}
bool same_type(const Program *p, const Type *a, const Program *q, const Type *b)
{
    if (a->kind != b->kind) return false;
    switch ((TypeKind)a->kind) {
    case TY_ENUM: return same_enum(&p->enums[a->ref], &q->enums[b->ref]);
    case TY_ENTITY: case TY_LIST: return same_name(&p->entities[a->ref].name, &q->entities[b->ref].name);
    case TY_NUM: case TY_QUOT: return unit_equal(a->unit, b->unit);
    case TY_ERROR: case TY_BOOL: case TY_DATE: case TY_TEXT: return true;
    }
    return true;
}

/* ---- parts of expressions ---- */
static const Expr *bare(const Expr *e)
{
    while (e && e->kind == E_RESCALE) e = e->a;
    return e;
}
static bool same_path(Pair x, const Path *a, const Path *b)
{
    if (a->up != b->up || a->n != b->n) return false;
    int i = a->entity, k = b->entity;
    if ((i < 0) != (k < 0)) return false;
    if (i < 0) return true;
    if (!same_name(&x.p->entities[i].name, &x.q->entities[k].name)) return false;
    for (int step = 0; step < a->n; step++) {
        const Field *f = &x.p->entities[i].fields[a->field[step]], *g = &x.q->entities[k].fields[b->field[step]];
        if (!same_name(&f->name, &g->name)) return false;
        i = f->type.ref, k = g->type.ref;
    }
    return true;
}
static bool same_reading(Pair x, const Expr *a, const Expr *b)
{
    if (!a->ref || !b->ref) return a->ref == b->ref;
    const Reading *r = &x.p->readings[a->ref - 1], *s = &x.q->readings[b->ref - 1];
    return same_name(&r->name, &s->name) && same_name(&r->options[a->item], &s->options[b->item]);
}
static bool same_constant(Pair x, const Expr *a, const Expr *b)
{
    if (a->type.kind != b->type.kind) return false;
    switch ((TypeKind)a->type.kind) {
    case TY_TEXT: return same_text(a->v.text, b->v.text);
    case TY_NUM: return unit_equal(a->type.unit, b->type.unit) && number_compare(a->v.i, a->type.scale, b->v.i, b->type.scale) == 0;
    case TY_ENUM: return same_name(&x.p->enums[a->type.ref].values[a->v.i].name, &x.q->enums[b->type.ref].values[b->v.i].name);
    case TY_BOOL: return a->v.i == b->v.i && same_reading(x, a, b);
    case TY_ERROR: case TY_DATE: case TY_QUOT: case TY_ENTITY: case TY_LIST: return a->v.i == b->v.i;
    }
    return false;
}
static bool same_rule(Pair x, const Expr *a, const Expr *b)
{
    const Rule *r = &x.p->rules[a->ref], *s = &x.q->rules[b->ref];
    if (a->aspect != b->aspect || !same_name(&r->name, &s->name) || !same_path(x, &a->path, &b->path)) return false;
    if (a->aspect != ASPECT_ITEM) return true;
    const RuleVersion *v = &r->versions[0], *w = &s->versions[0];
    return a->item < v->n_items && b->item < w->n_items && same_name(&v->items[a->item].name, &w->items[b->item].name);
}

/* ---- whole expressions ---- */
static bool same(Pair x, const Expr *a, const Expr *b);
static int parts_of(const Expr *e, ExprKind kind, const Expr **out, int n)
{
    e = bare(e);
    if (e->kind != kind) {
        if (n < PARTS_MAX) out[n] = e;
        return n + 1;
    }
    return parts_of(e->b, kind, out, parts_of(e->a, kind, out, n));
}
/* Each part of one has its like in the other. */
static bool same_parts(Pair x, const Expr *a, const Expr *b)
{
    const Expr *left[PARTS_MAX], *right[PARTS_MAX];
    int n = parts_of(a, a->kind, left, 0), m = parts_of(b, a->kind, right, 0);
    if (n != m) return false;
    if (n > PARTS_MAX) return same(x, a->a, b->a) && same(x, a->b, b->b);
    uint64_t taken = 0;
    for (int i = 0; i < n; i++) {
        int k = 0;
        while (k < m && (taken >> k & 1 || !same(x, left[i], right[k]))) k++;
        if (k == m) return false;
        taken |= 1ull << k;
    }
    return true;
}
static bool same(Pair x, const Expr *a, const Expr *b)
{
    a = bare(a), b = bare(b);
    if (!a || !b) return a == b;
    if (a->kind != b->kind) return false;
    switch (a->kind) {
    case E_CONST: return same_constant(x, a, b);
    case E_UNDEF: case E_ASOF: case E_LAWDATE: return true;
    case E_FIELD: return same_path(x, &a->path, &b->path);
    case E_PARAM: return same_name(&x.p->params[a->ref].name, &x.q->params[b->ref].name);
    case E_RULE: return same_rule(x, a, b);
    case E_AND: case E_OR: return same_parts(x, a, b);
    case E_AT: if (a->law_then != b->law_then) return false; break;
    case E_ROUND: if (a->mode != b->mode) return false; break;
    case E_YEARS: case E_MONTHS: case E_DAYS: if (!unit_equal(a->type.unit, b->type.unit)) return false; break;
    case E_COUNT: case E_ANY: case E_ALL: case E_SUM: case E_LMAX: case E_LMIN: case E_SHARE: if (!same_path(x, &a->path, &b->path)) return false; break;
    case E_NOT: case E_NEG: case E_ADD: case E_SUB: case E_MUL: case E_DIV: case E_EQ: case E_NE: case E_LT: case E_LE: case E_GT: case E_GE:
    case E_RESCALE: case E_IF: case E_MIN: case E_MAX: case E_DATE_ADD: case E_YEAR_OF: case E_KINDS: break;
    }
    return same(x, a->a, b->a) && same(x, a->b, b->b) && same(x, a->c, b->c);
}
bool same_expr(const Program *p, const Expr *a, const Program *q, const Expr *b) { return same((Pair){p, q}, a, b); }
