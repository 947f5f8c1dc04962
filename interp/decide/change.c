/* Two results compared. See change.h.
 * Must never know how they were reached. */
#include "interp/decide/change.h"
#include <string.h>

static DecisionStatus plain(DecisionStatus s) { return s == STATUS_ERROR ? STATUS_UNDETERMINED : s; }
static int item_state(const DecisionResult *d, const char *alias)
{
    for (int i = 0; d->item_certain && i < d->version->n_items; i++)
        if (strcmp(d->version->items[i].name.alias, alias) == 0) return d->item_certain[i] ? 2 : d->item_possible[i] ? 1 : 0;
    return 0;
}
static void compare_items(const DecisionResult *a, const DecisionResult *b, const DecisionResult *names, Change *out)
{
    for (int i = 0; names->item_certain && out->kind == CHANGE_NONE && i < names->version->n_items; i++) {
        const char *alias = names->version->items[i].name.alias;
        int was = item_state(a, alias), is = item_state(b, alias);
        if (was != is) out->kind = CHANGE_ITEM, out->item = alias, out->was = was, out->is = is;
    }
}
static ChangeKind value_change(const DecisionValue *a, const DecisionValue *b)
{
    if (a->type.kind != b->type.kind) return CHANGE_VALUE;
    if (a->type.kind == TY_TEXT || a->type.kind == TY_ENUM) return a->text && b->text && strcmp(a->text, b->text) == 0 ? CHANGE_NONE : CHANGE_VALUE;
    if (a->type.kind != TY_NUM) return a->lo == b->lo ? CHANGE_NONE : CHANGE_VALUE;
    if (!unit_equal(a->type.unit, b->type.unit)) return CHANGE_VALUE;
    int order = number_compare(b->lo, b->type.scale, a->lo, a->type.scale);
    return order < 0 ? CHANGE_LESS : order > 0 ? CHANGE_MORE : CHANGE_NONE;
}
static const char *word_of(const DecisionValue *v)
{
    if (v->type.kind == TY_BOOL) return v->lo ? "true" : "false";
    return v->type.kind == TY_ENUM ? v->text : NULL;
}
static bool same_word(const char *a, const char *b) { return a && b ? strcmp(a, b) == 0 : a == b; }
static bool valued(const DecisionResult *d) { return (d->status == STATUS_VALUE || d->status == STATUS_GRANTED) && d->value.present && d->rule->kind != RULE_LIST; }
static int64_t part_of(const DecisionResult *d, const char *alias, bool *there)
{
    for (int i = 0; i < d->n_parts; i++)
        if (strcmp(d->version->payers[i].name.alias, alias) == 0) { *there = true; return d->parts[i].lo; }
    *there = false;
    return 0;
}
static bool parts_differ(const DecisionResult *a, const DecisionResult *b)
{
    for (int i = 0; i < a->n_parts; i++) {
        bool there;
        int64_t other = part_of(b, a->version->payers[i].name.alias, &there);
        if (!there || number_compare(a->parts[i].lo, a->parts[i].type.scale, other, b->parts[0].type.scale) != 0) return true;
    }
    return a->n_parts != b->n_parts;
}
Change change_between(const DecisionResult *a, const DecisionResult *b)
{
    Change c = {.before = plain(a->status), .after = plain(b->status)};
    if (c.before != c.after) { c.kind = CHANGE_STATUS; return c; }
    compare_items(a, b, a, &c);
    compare_items(a, b, b, &c);
    if (c.kind != CHANGE_NONE) return c;
    bool granted = c.before == STATUS_GRANTED, told = c.before == STATUS_MET || c.before == STATUS_UNMET;
    if (granted && a->amount_kind != b->amount_kind) c.kind = CHANGE_BOUND;
    else if (valued(a) != valued(b)) c.kind = CHANGE_VALUE;
    else if (valued(a)) c.kind = value_change(&a->value, &b->value);
    if (c.kind == CHANGE_VALUE && valued(a) && valued(b)) c.from = word_of(&a->value), c.to = word_of(&b->value);
    if (c.kind == CHANGE_NONE && granted && parts_differ(a, b)) c.kind = CHANGE_PART;
    if (c.kind == CHANGE_NONE && told && (a->applies != b->applies || (a->has_due && a->due) != (b->has_due && b->due) || a->overdue != b->overdue)) c.kind = CHANGE_BESIDE;
    return c;
}
bool change_same(const Change *a, const Change *b)
{
    if (a->kind != b->kind || a->before != b->before || a->after != b->after) return false;
    if (!same_word(a->from, b->from) || !same_word(a->to, b->to)) return false;
    return a->kind != CHANGE_ITEM || (a->was == b->was && a->is == b->is && strcmp(a->item, b->item) == 0);
}
