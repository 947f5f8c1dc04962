/* Why a condition is true or false: expressions and the registers they were judged in, to a tree of reasons.
 * Must never evaluate anything: truths and values are read. */
#include <string.h>
#include "interp/explain/explain_internal.h"
#include "interp/base/number.h"

/* ---- reading ---- */
Truth truth_of(const Seen *s)
{
    switch (s->state) {
    case LANE_KNOWN: return s->lo ? TRUTH_TRUE : TRUTH_FALSE;
    case LANE_UNKNOWN: return TRUTH_UNKNOWN;
    case LANE_BROKEN: break;
    }
    return TRUTH_UNDEFINED;
}
Truth truth_not(Truth a) { return a == TRUTH_TRUE ? TRUTH_FALSE : a == TRUTH_FALSE ? TRUTH_TRUE : a; }
Truth truth_and(Truth a, Truth b)
{
    if (a == TRUTH_FALSE || b == TRUTH_FALSE) return TRUTH_FALSE;
    return a == TRUTH_TRUE ? b : b == TRUTH_TRUE ? a : a == TRUTH_UNDEFINED ? a : b;
}
Truth truth_or(Truth a, Truth b) { return truth_not(truth_and(truth_not(a), truth_not(b))); }

static const char *fraction(Arena *arena, __int128 num, __int128 den)
{
    for (__int128 a = num < 0 ? -num : num, b = den; ; ) { /* the greatest common divisor */
        if (!b) { if (a > 1) num /= a, den /= a; break; }
        __int128 rest = a % b;
        a = b, b = rest;
    }
    if (num > INT64_MAX || num < -INT64_MAX || den > INT64_MAX) return "";
    if (den == 1) return arena_printf(arena, "%lld", (long long)num);
    char percent[NUMBER_TEXT];
    int64_t digits;
    bool small = (num < 0 ? -num : num) < den / 100; /* 0.015%, not 0.02% */
    if (!number_fit(number_round_quotient(num * (small ? 10000000 : 10000), den, NUMBER_HALF_UP), &digits)) return arena_printf(arena, "%lld/%lld", (long long)num, (long long)den);
    size_t n = number_print(percent, digits, small ? 5 : 2, 0);
    while (percent[n - 1] == '0') percent[--n] = '\0';
    if (percent[n - 1] == '.') percent[--n] = '\0';
    return arena_printf(arena, "%lld/%lld (%s%%)", (long long)num, (long long)den, percent);
}
Seen seen_register(const Teller *t, int reg, uint32_t lane, Type type)
{
    Seen s = {.state = LANE_BROKEN, .type = type};
    if (reg < 0) return s;
    LaneValue v = vm_read(t->in->vm, reg, lane);
    s.state = v.state, s.lo = v.lo, s.hi = v.hi;
    if (v.state == LANE_UNKNOWN && type.kind != TY_NUM && type.kind != TY_DATE) s.lo = INT64_MIN, s.hi = INT64_MAX;
    if (v.state != LANE_KNOWN) return s;
    if (type.kind == TY_QUOT) s.text = fraction(t->arena, v.lo_num, v.lo_den);
    if (type.kind == TY_TEXT && v.lo < t->in->chunk->n_texts) s.text = t->in->chunk->texts[v.lo];
    else if (type.kind == TY_TEXT && t->in->facts) s.text = facts_text(t->in->facts, (uint32_t)v.lo, NULL);
    return s;
}
Seen seen_read(const Teller *t, const Spot *at, const Expr *e)
{
    if (e->kind == E_CONST) return (Seen){LANE_KNOWN, e->type, e->v.i, e->v.i, e->type.kind == TY_TEXT ? e->v.text : NULL};
    const Origin *o = chunk_origin(t->in->chunk, at->context, e->id);
    if (!o) return (Seen){.state = LANE_BROKEN, .type = e->type};
    return seen_register(t, o->reg, vm_map_lane(t->in->vm, o->map, at->lane), e->type);
}
static Truth truth_read(const Teller *t, const Spot *at, const Expr *e)
{
    Seen s = seen_read(t, at, e);
    return truth_of(&s);
}

/* ---- places ---- */
static const char *dotted(Teller *t, const char *a, const char *b) { return *a && *b ? arena_printf(t->arena, "%s.%s", a, b) : *a ? a : b; }
Name path_join(Teller *t, Name base, Name step) { return (Name){dotted(t, base.zh, step.zh), dotted(t, base.alias, step.alias)}; }
Name path_to(Teller *t, const Spot *at, const Path *path)
{
    Name name = at->frame[path->up < at->n_frames ? at->n_frames - 1 - path->up : 0];
    for (int i = 0, entity = path->entity; i < path->n && entity >= 0; i++) {
        const Field *f = &t->in->program->entities[entity].fields[path->field[i]];
        name = path_join(t, name, f->name), entity = f->type.kind == TY_ENTITY ? f->type.ref : -1;
    }
    return name;
}
bool spot_enter(const Teller *t, const Spot *at, const Expr *e, Spot *inner)
{
    const Origin *o = chunk_origin(t->in->chunk, at->context, e->id);
    if (!o || o->inner < 0) return false;
    *inner = *at;
    inner->context = o->inner, inner->lane = vm_map_lane(t->in->vm, o->inner_map, at->lane);
    return true;
}

/* ---- nodes ---- */
Why *why_new(Teller *t, WhyKind kind, const Expr *expr)
{
    Why *w = arena_alloc(t->arena, sizeof *w);
    *w = (Why){.kind = kind, .truth = TRUTH_NONE, .expr = expr, .label = expr ? expr->label : NULL, .field = -1, .param = -1, .param_version = -1, .article = -1};
    t->nodes++;
    return w;
}
void why_add(Teller *t, Why *parent, Why *child)
{
    if (child) LIST_ADD(t->arena, parent->child, parent->n_child, child);
}

/* ---- what stands as one test though it is several nodes ---- */
static bool is_comparison(const Expr *e) { return e->kind >= E_EQ && e->kind <= E_GE; }
static bool same_span(Span a, Span b) { return a.source == b.source && a.start == b.start && a.end == b.end && a.end > a.start; }
static const Expr *bare(const Expr *e)
{
    while (e->kind == E_RESCALE) e = e->a;
    return e;
}
static bool same_place(const Expr *a, const Expr *b)
{
    a = bare(a), b = bare(b);
    return a == b || (a->kind == b->kind && same_span(a->span, b->span)) ||
           (a->kind == E_FIELD && b->kind == E_FIELD && memcmp(&a->path, &b->path, sizeof a->path) == 0);
}
/* 属于 {…}: equalities of one thing joined by 或. */
bool expr_is_set(const Expr *e)
{
    if (e->kind != E_OR || !e->b || e->b->kind != E_EQ || e->b->label || e->a->label) return false;
    const Expr *first = e->b;
    for (; e->kind == E_OR; e = e->a)
        if (e->b->kind != E_EQ || !same_place(e->b->a, first->a) || !same_span(e->b->span, first->span)) return false;
    return e->kind == E_EQ && same_place(e->a, first->a) && same_span(e->span, first->span);
}
/* 在 a至b: not less than a and not more than b. */
bool expr_is_range(const Expr *e)
{
    return e->kind == E_AND && e->a->kind == E_GE && e->b->kind == E_LE && !e->a->label && !e->b->label && same_place(e->a->a, e->b->a) &&
           (same_span(e->a->span, e->b->span) || e->a->a == e->b->a);
}

/* ---- tests ---- */
static bool stands_still(const Expr *e) { e = bare(e); return e->kind == E_CONST || e->kind == E_PARAM || e->kind == E_ASOF || e->kind == E_LAWDATE; }
static Compare turned(Compare op)
{
    switch (op) {
    case CMP_LT: return CMP_GT;
    case CMP_LE: return CMP_GE;
    case CMP_GT: return CMP_LT;
    case CMP_GE: return CMP_LE;
    case CMP_EQ: case CMP_NE: case CMP_COUNT_: break;
    }
    return op;
}
static Compare opposite(Compare op)
{
    switch (op) {
    case CMP_EQ: return CMP_NE;
    case CMP_NE: return CMP_EQ;
    case CMP_LT: return CMP_GE;
    case CMP_LE: return CMP_GT;
    case CMP_GT: return CMP_LE;
    case CMP_GE: return CMP_LT;
    case CMP_COUNT_: break;
    }
    return op;
}
/* One side of a test. A fact that is shown as the value seen needs no line of its own, nor does a parameter shown as required. */
static void side(Teller *t, const Spot *at, const Expr *e, Why *test, bool seen)
{
    e = bare(e);
    if (seen && e->kind == E_FIELD) {
        test->name = path_to(t, at, &e->path);
        test->field = e->path.n ? e->path.field[e->path.n - 1] : -1;
    } else if (!seen && e->kind == E_PARAM) why_uses_param(t, at, e->ref), test->required_named = true;
    else if (e->kind != E_CONST) why_operands(t, at, e, test), test->required_named |= !seen;
}
static void require(Teller *t, const Spot *at, const Expr *e, Why *test)
{
    Seen *required = (Seen *)test->required;
    LIST_ADD(t->arena, required, test->n_required, seen_read(t, at, bare(e)));
    test->required = required;
    side(t, at, e, test, false);
}
static Why *comparison(Teller *t, const Spot *at, const Expr *e)
{
    Why *w = why_new(t, WHY_TEST, e);
    bool turn = stands_still(e->a) && !stands_still(e->b);
    const Expr *left = turn ? e->b : e->a, *right = turn ? e->a : e->b;
    w->truth = truth_read(t, at, e);
    w->op = (Compare)(e->kind - E_EQ + CMP_EQ);
    if (turn) w->op = turned(w->op);
    w->seen = seen_read(t, at, bare(left));
    side(t, at, left, w, true);
    require(t, at, right, w);
    return w;
}
static Why *set_test(Teller *t, const Spot *at, const Expr *e)
{
    Why *w = why_new(t, WHY_TEST, e);
    const Expr *member[256];
    int n = 0;
    w->truth = truth_read(t, at, e);
    for (const Expr *x = e; n < 256; x = x->a) {
        member[n++] = x->kind == E_OR ? x->b : x;
        if (x->kind != E_OR) break;
    }
    w->seen = seen_read(t, at, bare(member[0]->a));
    side(t, at, member[0]->a, w, true);
    while (n--) require(t, at, member[n]->b, w);
    return w;
}
static Why *range_test(Teller *t, const Spot *at, const Expr *e)
{
    Why *w = why_new(t, WHY_TEST, e);
    w->truth = truth_read(t, at, e);
    w->range = true;
    w->seen = seen_read(t, at, bare(e->a->a));
    side(t, at, e->a->a, w, true);
    require(t, at, e->a->b, w);
    require(t, at, e->b->b, w);
    return w;
}
/* A truth that is itself a fact. */
static Why *fact_test(Teller *t, const Spot *at, const Expr *e)
{
    Why *w = why_new(t, WHY_TEST, e);
    Seen *yes = arena_alloc(t->arena, sizeof *yes);
    *yes = (Seen){LANE_KNOWN, e->type, 1, 1, NULL};
    w->op = CMP_EQ, w->required = yes, w->n_required = 1;
    w->seen = seen_read(t, at, e);
    w->truth = truth_of(&w->seen);
    side(t, at, e, w, true);
    return w;
}
/* 非 twice: an item that keeps a label of its own. */
static Why *relabelled(Teller *t, const Spot *at, const Expr *e)
{
    Why *same = why_condition(t, at, e->a->a);
    if (!e->label) return same;
    if (!same->label) { same->label = e->label; return same; }
    Why *outer = why_new(t, WHY_ALL, e);
    outer->truth = same->truth;
    why_add(t, outer, same);
    return outer;
}
static Why *denied(Teller *t, const Spot *at, const Expr *e)
{
    if (e->a->kind == E_NOT) return relabelled(t, at, e);
    Why *w = why_condition(t, at, e->a);
    if (w->kind != WHY_TEST) {
        Why *outer = why_new(t, WHY_NOT, e);
        outer->truth = truth_not(w->truth);
        why_add(t, outer, w);
        return outer;
    }
    w->expr = e, w->label = e->label, w->truth = truth_not(w->truth);
    if (w->range || w->n_required > 1) w->negated = !w->negated;
    else w->op = opposite(w->op);
    return w;
}

/* ---- all of, any of ---- */
/* A part that is so whatever the facts are (another reading was adopted) and settles the whole. */
static const Expr *settling(ExprKind kind, const Expr *const *parts, int n)
{
    for (int i = 0; i < n; i++)
        if (parts[i]->kind == E_CONST && (parts[i]->v.i != 0) == (kind == E_OR)) return parts[i];
    return NULL;
}
static Why *group(Teller *t, const Spot *at, const Expr *e)
{
    Why *w = why_new(t, e->kind == E_AND ? WHY_ALL : WHY_ANY, e);
    const Expr **parts = NULL, *x = e;
    int n = 0;
    w->truth = truth_read(t, at, e);
    while (x->kind == e->kind && (x == e || !x->label) && !expr_is_set(x) && !expr_is_range(x)) {
        LIST_ADD(t->arena, parts, n, x->b);
        x = x->a;
    }
    LIST_ADD(t->arena, parts, n, x);
    const Expr *settled = settling(e->kind, parts, n);
    if (settled) why_add(t, w, why_condition(t, at, settled)); /* the others do not come up */
    else while (n--) why_add(t, w, why_condition(t, at, parts[n]));
    return w;
}
static Why *fixed(Teller *t, const Spot *at, const Expr *e)
{
    Why *w = why_new(t, WHY_FIXED, e);
    w->truth = truth_read(t, at, e);
    return w;
}
static Why *too_much(Teller *t, const Spot *at, const Expr *e)
{
    Why *w = fixed(t, at, e);
    w->hidden = 1;
    return w;
}
Why *why_condition(Teller *t, const Spot *at, const Expr *e)
{
    if (t->nodes > NODES_MAX) return too_much(t, at, e);
    if (expr_is_set(e)) return set_test(t, at, e);
    if (expr_is_range(e)) return range_test(t, at, e);
    if (is_comparison(e)) return comparison(t, at, e);
    switch (e->kind) {
    case E_AND: case E_OR: return group(t, at, e);
    case E_NOT: return denied(t, at, e);
    case E_FIELD: return fact_test(t, at, e);
    case E_CONST: return fixed(t, at, e);
    default: return why_value(t, at, e);
    }
}
