/* A rule's parts and its exceptions as reasons, and which reasons decide. Must never evaluate anything. */
#include "interp/explain/explain_internal.h"

/* ---- exceptions ---- */
/* An exception holds where its condition is true and none that overrides it holds. */
static Truth exception_holds(Teller *t, const Spot *at, const RuleVersion *v, int i, const DecisionVersion *registers)
{
    Truth holds = TRUTH_TRUE;
    Seen seen;
    if (registers) {
        seen = seen_register(t, registers->exceptions[i].holds, at->lane, (Type){.kind = TY_BOOL});
        return truth_of(&seen);
    }
    if (v->exceptions[i].condition) seen = seen_read(t, at, v->exceptions[i].condition), holds = truth_of(&seen);
    for (int k = 0; k < v->n_exceptions; k++)
        if (v->exceptions[k].overrides == i && k != i) holds = truth_and(holds, truth_not(exception_holds(t, at, v, k, NULL)));
    return holds;
}
static void add_role(Teller *t, Why *parent, Role role, Why *child)
{
    child->role = role;
    why_add(t, parent, child);
}
static Why *exception(Teller *t, const Spot *at, const RuleVersion *v, int i, const DecisionVersion *registers)
{
    const Exception *x = &v->exceptions[i];
    Why *w = why_new(t, WHY_EXCEPTION, NULL);
    w->exception = x, w->name = x->name, w->article = x->article, w->version = v;
    w->truth = exception_holds(t, at, v, i, registers);
    if (x->condition) add_role(t, w, ROLE_CONDITION, why_condition(t, at, x->condition));
    const Expr *result = x->value ? x->value : x->amount;
    if (!result) return w;
    w->seen = seen_read(t, at, result);
    if (result->kind != E_CONST && w->truth != TRUTH_FALSE) add_role(t, w, ROLE_AMOUNT, why_value(t, at, result));
    return w;
}

/* ---- rules ---- */
static bool in_force(const Teller *t, const Rule *rule, int32_t law)
{
    if (rule->unit < 0 || rule->kind == RULE_DEFINE || rule->kind == RULE_LIST) return true;
    const Regulation *r = &t->in->program->regulations[rule->unit];
    return r->from <= law && law < r->until;
}
static const RuleVersion *version_on(const Rule *rule, int32_t law)
{
    const RuleVersion *found = NULL;
    for (int i = 0; i < rule->n_versions; i++) if (rule->versions[i].from <= law) found = &rule->versions[i];
    return found;
}
static bool met_before(Teller *t, const Spot *at, Why *node, bool amount, int item)
{
    for (int i = 0; i < t->n_met; i++) {
        const Met *m = &t->met[i];
        if (m->rule != node->rule || m->context != at->context || m->lane != at->lane || m->item != item || (amount && !m->amount)) continue;
        node->same = m->node, node->child = m->node->child, node->n_child = m->node->n_child;
        return true;
    }
    LIST_ADD(t->arena, t->met, t->n_met, (Met){node->rule, at->context, at->lane, amount, item, node});
    return false;
}
bool told_before(Arena *arena, Told *told, const Why *rule)
{
    const Why *body = rule->same ? rule->same : rule;
    for (int i = 0; i < told->n; i++) if (told->items[i] == body) return true;
    if (rule->n_child) LIST_ADD(arena, told->items, told->n, body);
    return false;
}
static void optional(Teller *t, const Spot *at, Why *node, Role role, const Expr *e)
{
    if (e) add_role(t, node, role, e->type.kind == TY_BOOL ? why_condition(t, at, e) : why_value(t, at, e));
}
static void list_items(Teller *t, const Spot *at, Why *node, const RuleVersion *v, int item, bool whole)
{
    Truth common = TRUTH_TRUE;
    if (v->when) {
        optional(t, at, node, ROLE_CONDITION, v->when);
        common = node->child[node->n_child - 1]->truth;
    }
    for (int i = 0; i < v->n_items; i++) {
        if (!whole && i != item) continue;
        Why *w = why_new(t, WHY_ITEM, NULL);
        w->name = v->items[i].name, w->article = v->items[i].article, w->truth = TRUTH_TRUE;
        if (v->items[i].condition) {
            why_add(t, w, why_condition(t, at, v->items[i].condition));
            w->truth = w->child[0]->truth;
        }
        w->truth = truth_and(common, w->truth);
        add_role(t, node, ROLE_ITEM, w);
    }
}
/* 每月 300元 is written as an amount and means one a month. */
static void per_period(Why *w, Unit unit)
{
    if (w->seen.type.kind != TY_NUM || w->seen.type.unit.base != unit.base || (w->kind != WHY_VALUE && w->kind != WHY_CASES && w->kind != WHY_CASE)) return;
    w->seen.type.unit = unit;
    for (int i = 0; i < w->n_child && w->kind != WHY_VALUE; i++) per_period(w->child[i], unit);
}
void why_rule(Teller *t, const Spot *at, Why *node, Aspect aspect, int item, bool whole, const DecisionVersion *registers)
{
    const Rule *rule = node->rule;
    int32_t law = law_date_at(t, at);
    const RuleVersion *v = node->version = version_on(rule, law);
    bool amount = whole || aspect == ASPECT_AMOUNT || aspect == ASPECT_FLOOR || aspect == ASPECT_CEILING;
    if (v) node->article = v->article;
    if (!v || !in_force(t, rule, law)) { node->not_in_force = true; return; }
    if (t->nodes > NODES_MAX) { node->hidden = 1; return; }
    if (met_before(t, at, node, amount, rule->kind == RULE_LIST ? item : 0)) return;
    switch (rule->kind) {
    case RULE_DEFINE: add_role(t, node, ROLE_CONDITION, rule->type.kind == TY_BOOL ? why_condition(t, at, v->value) : why_value(t, at, v->value)); break;
    case RULE_LIST: list_items(t, at, node, v, item, whole); break;
    case RULE_BENEFIT: case RULE_PRIORITY:
        optional(t, at, node, ROLE_CONDITION, v->when);
        if (amount && !(whole && node->truth == TRUTH_FALSE)) {
            optional(t, at, node, ROLE_AMOUNT, v->amount);
            if (v->amount) per_period(node->child[node->n_child - 1], v->amount_type.unit);
        }
        if (whole) optional(t, at, node, ROLE_WEIGHT, v->weight);
        break;
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_ENCOURAGED: case RULE_TARGET:
        optional(t, at, node, ROLE_APPLIES, v->applies);
        optional(t, at, node, ROLE_MUST, v->must);
        if (whole) optional(t, at, node, ROLE_YEAR, v->year);
        break;
    }
    for (int i = 0; i < v->n_exceptions; i++) add_role(t, node, ROLE_EXCEPTION, exception(t, at, v, i, registers));
}

/* ---- which of them decide ---- */
static bool any_exception(const Why *rule, Truth truth)
{
    for (int i = 0; i < rule->n_child; i++)
        if (rule->child[i]->kind == WHY_EXCEPTION && !rule->child[i]->exception->off && rule->child[i]->truth == truth) return true;
    return false;
}
static bool open_truth(Truth t) { return t == TRUTH_UNKNOWN || t == TRUTH_UNDEFINED; }
static const Why *child_of_role(const Why *rule, Role role)
{
    for (int i = 0; i < rule->n_child; i++) if (rule->child[i]->role == role) return rule->child[i];
    return NULL;
}
/* Does the exception that this one names come up at all? */
static bool target_matters(const Why *rule, const Why *exception)
{
    int target = exception->exception->overrides;
    for (int i = 0; i < rule->n_child && target >= 0; i++) {
        const Why *w = rule->child[i], *condition = w->kind == WHY_EXCEPTION ? child_of_role(w, ROLE_CONDITION) : NULL;
        if (w->kind == WHY_EXCEPTION && w->exception == &exception->version->exceptions[target]) return !condition || condition->truth != TRUTH_FALSE;
    }
    return true;
}
static bool replaces_amount(const Why *rule)
{
    for (int i = 0; i < rule->n_child; i++)
        if (rule->child[i]->kind == WHY_EXCEPTION && rule->child[i]->truth == TRUTH_TRUE && rule->child[i]->exception->amount) return true;
    return false;
}
static bool open_item(const Why *rule)
{
    for (int i = 0; i < rule->n_child; i++)
        if (rule->child[i]->role == ROLE_ITEM && open_truth(rule->child[i]->truth)) return true;
    return false;
}
static bool part_decides(const Why *rule, const Why *part)
{
    bool fired = any_exception(rule, TRUTH_TRUE), open = any_exception(rule, TRUTH_UNKNOWN) || any_exception(rule, TRUTH_UNDEFINED);
    const Why *condition = child_of_role(rule, ROLE_CONDITION), *applies = child_of_role(rule, ROLE_APPLIES), *must = child_of_role(rule, ROLE_MUST);
    switch (part->role) {
    case ROLE_EXCEPTION: return (part->truth == TRUTH_TRUE || open_truth(part->truth)) && target_matters(rule, part);
    case ROLE_CONDITION:
        if (rule->rule->kind == RULE_LIST) return part->truth != TRUTH_TRUE || rule->truth == TRUTH_TRUE;
        return !fired || open || (part->truth == TRUTH_FALSE && rule->truth == TRUTH_FALSE); /* refused twice over */
    case ROLE_AMOUNT: return replaces_amount(rule) ? false : rule->truth == TRUTH_NONE ? !condition || condition->truth != TRUTH_FALSE || fired : rule->truth != TRUTH_FALSE;
    case ROLE_APPLIES: return part->truth != TRUTH_TRUE || !must || must->truth == TRUTH_FALSE;
    case ROLE_MUST: return !applies || applies->truth != TRUTH_FALSE;
    case ROLE_ITEM: return !open_item(rule) || open_truth(part->truth);
    case ROLE_WEIGHT: case ROLE_YEAR: case ROLE_DUE_YEAR: case ROLE_NONE: return true;
    }
    return true;
}
static bool child_decides(const Why *w, const Why *child)
{
    switch (w->kind) {
    case WHY_ALL: return w->truth == TRUTH_TRUE || child->truth == w->truth || (open_truth(w->truth) && open_truth(child->truth));
    case WHY_ANY: return w->truth == TRUTH_FALSE || child->truth == w->truth || (open_truth(w->truth) && open_truth(child->truth));
    case WHY_RULE: return part_decides(w, child);
    case WHY_CASES: return child->truth != TRUTH_FALSE;
    case WHY_LIST: return child->counts;
    case WHY_NOT: case WHY_TEST: case WHY_FIXED: case WHY_FACT: case WHY_PARAM: case WHY_VALUE: case WHY_CASE: case WHY_NO_CASE:
    case WHY_ELEMENT: case WHY_AT: case WHY_ITEM: case WHY_EXCEPTION: return true;
    }
    return true;
}
/* An element that does not count is shown with what fails; one that counts with all of it. */
static bool element_part_decides(const Why *element, const Why *part) { return element->truth == TRUTH_TRUE || part->truth == TRUTH_NONE || part->truth != TRUTH_TRUE; }
void why_mark(Why *node)
{
    node->decides = true;
    if (node->marked || (node->same && node->same->marked)) return;
    node->marked = true;
    for (int i = 0; i < node->n_child; i++) {
        Why *c = node->child[i];
        if (child_decides(node, c) && (node->kind != WHY_ELEMENT || element_part_decides(node, c))) why_mark(c);
    }
}
