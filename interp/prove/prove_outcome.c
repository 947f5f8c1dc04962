/* Decisions as terms. See prove_outcome.h.
 * Must never know why the question is asked. */
#include "interp/prove/prove_outcome.h"
#include <string.h>

typedef struct { Code *code; const Decision *d; const Rule *rule; const Logic *l; int scale; Outcome *out; } Build;
/* One version's result, while it is put together. */
typedef struct { Truth yes, no; } Both;

static Term reg(const Build *b, int r) { return code_term(b->code, r); }
static Truth known(const Build *b, int r)
{
    if (r < 0) return b->l->yes;
    Term v = reg(b, r);
    return term_is_known(&b->code->q->terms, (RegKind)b->code->chunk->code[r].kind, &v);
}
static Both holds(const Build *b, int r)
{
    if (r < 0) return (Both){b->l->no, b->l->no};
    Term v = reg(b, r);
    return (Both){v.yes, v.no};
}
/* Adds what holds under `here` to what holds elsewhere. */
static void also(const Build *b, Truth *what, Truth here, Truth holds) { *what = logic_or(b->l, *what, logic_and(b->l, here, holds)); }

/* ---- values ---- */
static Num number_at(const Build *b, Num n, Type type) { return type.kind == TY_NUM ? num_times(b->l, n, number_power(b->scale - type.scale)) : n; }
static Num value_of(const Build *b, int r, Type type)
{
    Term v = reg(b, r);
    if (type.kind == TY_BOOL) return num_if(b->l, v.yes, num(1), num(0));
    if (type.kind == TY_ENUM) return table_value(b->code->q, v.v.n, b->out->table, &b->code->program->enums[type.ref]);
    if (type.kind == TY_DATE && b->code->chunk->code[r].op == BC_CONST) return date_constant(b->code->chunk->code[r].imm).n;
    return number_at(b, v.v.n, type);
}
static void take_value(const Build *b, Truth here, int r, Type type)
{
    Truth there = logic_and(b->l, here, known(b, r));
    b->out->valued = logic_or(b->l, b->out->valued, there);
    b->out->value = num_if(b->l, there, value_of(b, r, type), b->out->value);
}
static OutcomeItem *item_named(const Build *b, const char *alias)
{
    for (int i = 0; i < b->out->n_items; i++)
        if (strcmp(b->out->items[i].alias, alias) == 0) return &b->out->items[i];
    LIST_ADD(b->code->q->terms.arena, b->out->items, b->out->n_items, (OutcomeItem){alias, b->l->no, b->l->no});
    return &b->out->items[b->out->n_items - 1];
}
static OutcomePart *part_named(const Build *b, const char *alias)
{
    for (int i = 0; i < b->out->n_parts; i++)
        if (strcmp(b->out->parts[i].alias, alias) == 0) return &b->out->parts[i];
    LIST_ADD(b->code->q->terms.arena, b->out->parts, b->out->n_parts, (OutcomePart){alias, b->l->no, num(0)});
    return &b->out->parts[b->out->n_parts - 1];
}

/* ---- by kind of rule; `here`: this version counts, and is in force ---- */
static void define(const Build *b, const DecisionVersion *v, Truth here)
{
    also(b, &b->out->status[STATUS_VALUE], here, known(b, v->value));
    also(b, &b->out->status[STATUS_UNDETERMINED], here, logic_not(b->l, known(b, v->value)));
    take_value(b, here, v->value, b->rule->type);
}
static void list(const Build *b, const DecisionVersion *v, const RuleVersion *rv, Truth here)
{
    Truth open = b->l->no;
    for (int i = 0; i < v->n_items; i++) {
        Both h = holds(b, v->items[i]);
        OutcomeItem *item = item_named(b, rv->items[i].name.alias);
        also(b, &item->certain, here, h.yes), also(b, &item->possible, here, logic_not(b->l, h.no));
        open = logic_or(b->l, open, logic_not(b->l, logic_or(b->l, h.yes, h.no)));
    }
    also(b, &b->out->status[STATUS_UNDETERMINED], here, open), also(b, &b->out->status[STATUS_VALUE], here, logic_not(b->l, open));
}
static void parts(const Build *b, const DecisionVersion *v, const RuleVersion *rv, Truth granted, Truth *open)
{
    for (int i = 0; i < v->n_parts; i++) {
        Truth there = logic_and(b->l, granted, known(b, v->parts[i]));
        OutcomePart *part = part_named(b, rv->payers[i].name.alias);
        part->known = logic_or(b->l, part->known, there);
        part->amount = num_if(b->l, there, value_of(b, v->parts[i], rv->amount_type), part->amount);
        *open = logic_or(b->l, *open, logic_not(b->l, known(b, v->parts[i])));
    }
}
static void benefit(const Build *b, const DecisionVersion *v, const RuleVersion *rv, Truth here)
{
    const Logic *l = b->l;
    Both h = holds(b, v->value);
    Truth open_part = l->no, yes = logic_and(l, here, h.yes);
    if (v->amount >= 0) parts(b, v, rv, yes, &open_part);
    Truth granted = logic_and3(l, h.yes, known(b, v->amount), logic_not(l, open_part));
    also(b, &b->out->status[STATUS_DENIED], here, h.no), also(b, &b->out->status[STATUS_GRANTED], here, granted);
    also(b, &b->out->status[STATUS_UNDETERMINED], here, logic_not(l, logic_or(l, h.no, granted)));
    granted = logic_and(l, here, granted);
    also(b, &b->out->bound[rv->amount_kind], granted, l->yes);
    if (v->amount >= 0) take_value(b, granted, v->amount, rv->amount_type);
    else if (v->weight >= 0 && rv->weight) take_value(b, granted, v->weight, rv->weight->type);
}
static void duty(const Build *b, const DecisionVersion *v, const RuleVersion *rv, Truth here)
{
    const Logic *l = b->l;
    bool soft = b->rule->kind == RULE_ENCOURAGED;
    Both h = holds(b, v->value), due = holds(b, v->due);
    also(b, &b->out->status[soft ? STATUS_DONE : STATUS_MET], here, h.yes), also(b, &b->out->status[soft ? STATUS_NOT_DONE : STATUS_UNMET], here, h.no);
    also(b, &b->out->status[STATUS_UNDETERMINED], here, logic_not(l, logic_or(l, h.yes, h.no)));
    also(b, &b->out->applies, here, logic_not(l, holds(b, v->applies).no)), also(b, &b->out->due, here, due.yes);
    if (soft || v->deadline < 0 || !rv->deadline || rv->deadline->type.kind != TY_DATE) return;
    Term day = reg(b, v->deadline);
    if (b->code->chunk->code[v->deadline].op == BC_CONST) day.v = date_constant(b->code->chunk->code[v->deadline].imm);
    also(b, &b->out->overdue, logic_and3(l, here, h.no, day.known), num_lt(l, day.v.n, b->code->as_of.v.n));
}
static void version(const Build *b, const DecisionVersion *v, const RuleVersion *rv, Truth here)
{
    Truth conflict = logic_and(b->l, here, holds(b, v->conflict).yes);
    b->out->status[STATUS_CONFLICT] = logic_or(b->l, b->out->status[STATUS_CONFLICT], conflict);
    here = logic_but(b->l, here, conflict);
    switch (b->rule->kind) {
    case RULE_DEFINE: define(b, v, here); return;
    case RULE_LIST: list(b, v, rv, here); return;
    case RULE_BENEFIT: case RULE_PRIORITY: benefit(b, v, rv, here); return;
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_ENCOURAGED: case RULE_TARGET: duty(b, v, rv, here); return;
    }
}

/* ---- whole decisions ---- */
static int type_scale(Type type) { return type.kind == TY_NUM ? type.scale : 0; }
int outcome_scale(const Code *code, const Decision *d)
{
    const Rule *rule = &code->program->rules[d->rule];
    int scale = rule->kind == RULE_DEFINE ? type_scale(rule->type) : 0;
    for (int i = 0; i < rule->n_versions; i++) {
        const RuleVersion *v = &rule->versions[i];
        int own = v->amount ? type_scale(v->amount_type) : v->weight ? type_scale(v->weight->type) : 0;
        if ((rule->kind == RULE_BENEFIT || rule->kind == RULE_PRIORITY) && own > scale) scale = own;
    }
    return scale;
}
static Type outcome_type(const Rule *rule)
{
    if (rule->kind == RULE_DEFINE) return rule->type;
    for (int i = 0; i < rule->n_versions; i++) {
        if (rule->versions[i].amount) return rule->versions[i].amount_type;
        if (rule->versions[i].weight) return rule->versions[i].weight->type;
    }
    return (Type){0};
}
void outcome_of(Code *code, const Decision *d, int scale, Outcome *out)
{
    const Logic *l = &code->q->terms.logic;
    const Rule *rule = &code->program->rules[d->rule];
    Build b = {code, d, rule, l, scale, out};
    bool lasting = rule->kind == RULE_DEFINE || rule->kind == RULE_LIST;
    *out = (Outcome){.valued = l->no, .value = num(0), .type = outcome_type(rule), .applies = l->no, .due = l->no, .overdue = l->no};
    out->table = question_table(code->q, arena_printf(code->q->terms.arena, "rule %s", rule->name.alias));
    if (out->type.kind == TY_NUM) out->type.scale = (uint8_t)scale;
    for (int i = 0; i < STATUS_COUNT_; i++) out->status[i] = l->no;
    for (int i = 0; i <= AMOUNT_IN_KIND; i++) out->bound[i] = l->no;
    Truth later = l->no, in_force = holds(&b, d->in_force).yes, none, repealed;
    for (int i = d->n_versions - 1; i >= 0; i--) { /* the last that has begun */
        const DecisionVersion *v = &d->versions[i];
        Truth begun = v->from == INT32_MIN ? l->yes : num_ge(l, code->law.v.n, date_constant(v->from).n);
        version(&b, v, &rule->versions[i], logic_and3(l, in_force, begun, logic_not(l, later)));
        later = logic_or(l, later, begun);
    }
    none = logic_not(l, logic_and(l, later, in_force));
    repealed = lasting ? l->no : logic_and(l, none, holds(&b, d->repealed).yes);
    out->status[STATUS_REPEALED] = repealed;
    out->status[STATUS_NOT_IN_FORCE] = logic_but(l, none, repealed);
}

/* ---- two of them ---- */
static Truth items_differ(const Terms *t, const Outcome *a, const Outcome *b, bool both_ways)
{
    const Logic *l = &t->logic;
    Truth differ = l->no;
    for (int i = 0; i < a->n_items; i++) {
        int k = 0;
        while (k < b->n_items && strcmp(a->items[i].alias, b->items[k].alias) != 0) k++;
        if (k < b->n_items && !both_ways) continue;
        Truth certain = k < b->n_items ? b->items[k].certain : l->no, possible = k < b->n_items ? b->items[k].possible : l->no;
        differ = logic_or3(l, differ, logic_not(l, logic_same(l, a->items[i].certain, certain)), logic_not(l, logic_same(l, a->items[i].possible, possible)));
    }
    return differ;
}
static Truth parts_differ(const Terms *t, const Outcome *a, const Outcome *b, bool both_ways)
{
    const Logic *l = &t->logic;
    Truth differ = l->no;
    for (int i = 0; i < a->n_parts; i++) {
        int k = 0;
        while (k < b->n_parts && strcmp(a->parts[i].alias, b->parts[k].alias) != 0) k++;
        if (k < b->n_parts && !both_ways) continue;
        Truth there = k < b->n_parts ? b->parts[k].known : l->no;
        Num amount = k < b->n_parts ? b->parts[k].amount : num(0);
        Truth other = logic_not(l, logic_same(l, a->parts[i].known, there)), unequal = logic_and3(l, a->parts[i].known, there, logic_not(l, num_eq(l, a->parts[i].amount, amount)));
        differ = logic_or3(l, differ, other, unequal);
    }
    return differ;
}
static bool comparable(Type a, Type b) { return a.kind == b.kind && (a.kind != TY_NUM || (unit_equal(a.unit, b.unit) && a.scale == b.scale)); }
Truth outcomes_differ(const Terms *t, const Outcome *a, const Outcome *b)
{
    const Logic *l = &t->logic;
    Truth differ = l->no, bound = l->no, both = logic_and(l, a->valued, b->valued), told = logic_or(l, a->status[STATUS_MET], a->status[STATUS_UNMET]);
    for (int i = 0; i < STATUS_COUNT_; i++) differ = logic_or(l, differ, logic_not(l, logic_same(l, a->status[i], b->status[i])));
    for (int i = 0; i <= AMOUNT_IN_KIND; i++) bound = logic_or(l, bound, logic_not(l, logic_same(l, a->bound[i], b->bound[i])));
    differ = logic_or3(l, differ, bound, logic_not(l, logic_same(l, a->valued, b->valued)));
    differ = logic_or(l, differ, comparable(a->type, b->type) ? logic_but(l, both, num_eq(l, a->value, b->value)) : both);
    differ = logic_or(l, differ, logic_and(l, told, logic_or3(l, logic_not(l, logic_same(l, a->applies, b->applies)), logic_not(l, logic_same(l, a->due, b->due)), logic_not(l, logic_same(l, a->overdue, b->overdue)))));
    differ = logic_or3(l, differ, items_differ(t, a, b, true), items_differ(t, b, a, false));
    return logic_or3(l, differ, parts_differ(t, a, b, true), parts_differ(t, b, a, false));
}
