/* Where a value comes from: facts, parameters, other rules, cases, lists. Must never evaluate anything. */
#include <string.h>
#include "interp/explain/explain_internal.h"

/* ---- facts and parameters ---- */
int param_version(const Program *program, int param, int32_t law_date)
{
    const Param *p = &program->params[param];
    int found = -1;
    for (int i = 0; i < p->n_versions; i++) if (p->versions[i].from <= law_date) found = i;
    return found;
}
int32_t law_date_at(const Teller *t, const Spot *at)
{
    LaneValue v = vm_read(t->in->vm, t->in->chunk->contexts[at->context].law_date, at->lane);
    return v.state == LANE_KNOWN ? (int32_t)v.lo : t->out->law_date;
}
static Why *fact(Teller *t, const Spot *at, const Expr *e)
{
    Why *w = why_new(t, WHY_FACT, e);
    w->name = path_to(t, at, &e->path);
    w->field = e->path.n ? e->path.field[e->path.n - 1] : -1;
    w->seen = seen_read(t, at, e);
    return w;
}
static Why *parameter(Teller *t, const Spot *at, const Expr *e)
{
    const Param *p = &t->in->program->params[e->ref];
    Why *w = why_new(t, WHY_PARAM, e);
    w->param = e->ref, w->param_version = param_version(t->in->program, e->ref, law_date_at(t, at));
    w->name = p->name, w->article = p->article;
    why_uses_param(t, at, e->ref);
    w->seen = seen_read(t, at, e);
    return w;
}
static Why *dated(Teller *t, const Spot *at, const Expr *e)
{
    Spot then;
    Why *w = why_new(t, WHY_AT, e);
    Seen own = seen_read(t, at, e);
    w->truth = e->type.kind == TY_BOOL ? truth_of(&own) : TRUTH_NONE;
    w->seen = seen_read(t, at, e->b);
    why_operands(t, at, e->b, w);
    if (spot_enter(t, at, e, &then)) why_add(t, w, e->type.kind == TY_BOOL ? why_condition(t, &then, e->a) : why_value(t, &then, e->a));
    return w;
}
Why *why_reference(Teller *t, const Spot *at, const Expr *e)
{
    Spot inner;
    Why *w = why_new(t, WHY_RULE, e);
    w->rule = &t->in->program->rules[e->ref];
    w->seen = seen_read(t, at, e);
    if (e->type.kind == TY_BOOL) w->truth = truth_of(&w->seen);
    if (!spot_enter(t, at, e, &inner)) return w;
    inner.frame[0] = w->rule->subject >= 0 ? path_to(t, at, &e->path) : (Name){"", ""}, inner.n_frames = 1;
    w->name = inner.frame[0];
    why_rule(t, &inner, w, e->aspect, e->item, false, NULL);
    return w;
}

/* ---- what a value is computed from ---- */
static bool is_operator(const Expr *e)
{
    switch (e->kind) {
    case E_NEG: case E_ADD: case E_SUB: case E_MUL: case E_DIV: case E_ROUND: case E_MIN: case E_MAX:
    case E_DATE_ADD: case E_YEARS: case E_MONTHS: case E_DAYS: case E_YEAR_OF: case E_RESCALE: return true;
    default: return false;
    }
}
/* A fact or parameter that is used twice is shown once. */
static bool has_operand(Teller *t, const Spot *at, const Why *parent, const Expr *e)
{
    for (int i = 0; i < parent->n_child; i++) {
        const Why *w = parent->child[i];
        if (e->kind == E_PARAM && w->kind == WHY_PARAM && w->param == e->ref) return true;
        if (e->kind == E_FIELD && w->kind == WHY_FACT && strcmp(w->name.zh, path_to(t, at, &e->path).zh) == 0) return true;
    }
    return false;
}
/* Long sums are chains to the left: gathered from the far end, so that the stack stays shallow. */
void why_operands(Teller *t, const Spot *at, const Expr *e, Why *parent)
{
    const Expr **chain = NULL;
    int n = 0;
    for (; e && is_operator(e); e = e->a) LIST_ADD(t->arena, chain, n, e);
    if (e && e->kind != E_CONST && e->kind != E_ASOF && e->kind != E_LAWDATE && e->kind != E_UNDEF && !has_operand(t, at, parent, e)) why_add(t, parent, why_value(t, at, e));
    while (n--) if (chain[n]->b) why_operands(t, at, chain[n]->b, parent);
}
Why *why_value(Teller *t, const Spot *at, const Expr *e)
{
    Why *w = NULL;
    while (e->kind == E_RESCALE) e = e->a;
    if (t->nodes <= NODES_MAX) switch (e->kind) {
    case E_FIELD: return fact(t, at, e);
    case E_PARAM: return parameter(t, at, e);
    case E_RULE: return why_reference(t, at, e);
    case E_AT: return dated(t, at, e);
    case E_IF: return why_cases(t, at, e);
    case E_COUNT: case E_ANY: case E_ALL: case E_SUM: case E_LMAX: case E_LMIN: case E_SHARE: return why_list(t, at, e);
    case E_AND: case E_OR: case E_NOT: case E_EQ: case E_NE: case E_LT: case E_LE: case E_GT: case E_GE: return why_condition(t, at, e);
    case E_UNDEF: return why_new(t, WHY_NO_CASE, e);
    default: break;
    }
    w = why_new(t, WHY_VALUE, e);
    w->seen = seen_read(t, at, e);
    if (t->nodes > NODES_MAX) w->hidden = 1;
    else if (is_operator(e)) why_operands(t, at, e, w);
    return w;
}

/* ---- cases ---- */
static Why *one_case(Teller *t, const Spot *at, const Expr *e, int number, Truth open)
{
    bool last = e->kind != E_IF;
    Why *w = why_new(t, WHY_CASE, e), *condition = last ? NULL : why_condition(t, at, e->a);
    w->number = number, w->otherwise = last;
    w->truth = last ? open : truth_and(open, condition->truth);
    if (condition) condition->role = ROLE_CONDITION;
    why_add(t, w, condition);
    if (w->truth == TRUTH_FALSE) return w;
    const Expr *value = last ? e : e->b;
    w->seen = seen_read(t, at, value);
    if (value->kind == E_CONST) return w;
    Why *what = why_value(t, at, value);
    what->role = ROLE_AMOUNT;
    why_add(t, w, what);
    return w;
}
/* In order, up to the one that applies; those that do not are shown as far as there is room. open: whether one is still sought. */
Why *why_cases(Teller *t, const Spot *at, const Expr *e)
{
    Why *w = why_new(t, WHY_CASES, e);
    Truth open = TRUTH_TRUE;
    int passed = 0, number = 1;
    w->seen = seen_read(t, at, e);
    if (e->type.kind == TY_BOOL) w->truth = truth_of(&w->seen);
    for (; open != TRUTH_FALSE; e = e->c, number++) {
        if (e->kind == E_UNDEF) {
            Why *none = why_new(t, WHY_NO_CASE, e);
            none->truth = open;
            why_add(t, w, none);
            break;
        }
        Seen condition = e->kind == E_IF ? seen_read(t, at, e->a) : (Seen){0};
        Truth applies = e->kind == E_IF ? truth_of(&condition) : TRUTH_TRUE;
        if (applies == TRUTH_FALSE && ++passed > CASES_SHOWN) w->hidden++;
        else why_add(t, w, one_case(t, at, e, number, open));
        open = truth_and(open, truth_not(applies));
        if (e->kind != E_IF) break;
    }
    return w;
}

/* ---- lists ---- */
/* Does the element count, hold, or fail? What makes the list's value so is TRUE or not known. */
static Truth element_truth(const Teller *t, const Spot *inner, const Expr *e)
{
    Seen seen;
    Truth in = TRUTH_TRUE, holds = TRUTH_TRUE;
    if (e->a) seen = seen_read(t, inner, e->a), in = truth_of(&seen);
    if (e->b && e->b->type.kind == TY_BOOL) seen = seen_read(t, inner, e->b), holds = truth_of(&seen);
    return e->kind == E_ALL ? truth_or(truth_not(in), holds) : truth_and(in, holds);
}
static bool makes_it_so(const Expr *e, Truth list, Truth element)
{
    switch (e->kind) {
    case E_ANY: return list == TRUTH_FALSE || element == list || (list != TRUTH_TRUE && element != TRUTH_FALSE);
    case E_ALL: return list == TRUTH_TRUE || element == list || (list != TRUTH_FALSE && element != TRUTH_TRUE);
    default: return element != TRUTH_FALSE;
    }
}
static Why *element(Teller *t, const Spot *inner, const Expr *e, Truth truth)
{
    Why *w = why_new(t, WHY_ELEMENT, NULL);
    w->name = inner->frame[inner->n_frames - 1], w->truth = truth;
    if (e->a) why_add(t, w, why_condition(t, inner, e->a));
    if (e->b) why_add(t, w, e->b->type.kind == TY_BOOL ? why_condition(t, inner, e->b) : why_value(t, inner, e->b));
    return w;
}
/* In order, at most a handful: first those that make the list's value so; others where there is room. */
static void elements(Teller *t, Spot inner, const Expr *e, uint32_t first, uint32_t end, Why *list)
{
    int n = (int)(end - first), so = 0;
    Truth *truth = arena_alloc(t->arena, (size_t)n * sizeof *truth + 1);
    Name path = inner.frame[inner.n_frames - 1];
    for (int i = 0; i < n; i++) inner.lane = first + (uint32_t)i, truth[i] = element_truth(t, &inner, e), so += makes_it_so(e, list->truth, truth[i]);
    int left = so < ELEMENTS_SHOWN ? so : ELEMENTS_SHOWN, others = so && (e->kind == E_ANY || e->kind == E_ALL) ? 0 : ELEMENTS_SHOWN - left;
    for (int i = 0; i < n; i++) {
        bool decides = makes_it_so(e, list->truth, truth[i]);
        if (!(decides ? left : others) || t->nodes > NODES_MAX) { list->hidden++; continue; }
        *(decides ? &left : &others) -= 1;
        inner.lane = first + (uint32_t)i;
        inner.frame[inner.n_frames - 1] = (Name){arena_printf(t->arena, "%s[%d]", path.zh, i + 1), arena_printf(t->arena, "%s[%d]", path.alias, i + 1)};
        Why *w = element(t, &inner, e, truth[i]);
        w->counts = decides || !so;
        why_add(t, list, w);
    }
}
Why *why_list(Teller *t, const Spot *at, const Expr *e)
{
    Why *w = why_new(t, WHY_LIST, e);
    const Origin *o = chunk_origin(t->in->chunk, at->context, e->id);
    uint32_t first, end;
    w->seen = seen_read(t, at, e);
    if (e->type.kind == TY_BOOL) w->truth = truth_of(&w->seen);
    w->name = path_to(t, at, &e->path);
    if (!o || o->inner < 0 || at->n_frames == FRAMES_SHOWN) return w;
    bool known = vm_elements(t->in->vm, t->in->chunk->contexts[o->inner].home, at->lane, &first, &end);
    w->total = known ? (int)(end - first) : -1;
    Spot inner = *at;
    inner.context = o->inner, inner.frame[inner.n_frames++] = w->name;
    if (known && (e->a || e->b)) elements(t, inner, e, first, end, w);
    return w;
}
