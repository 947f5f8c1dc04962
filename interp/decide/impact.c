/* Counting and summing. See impact.h. Must never know where the records come from. */
#include "interp/decide/impact.h"
#include <string.h>

const char *impact_id(ImpactKind kind)
{
    static const char *const IDS[IMPACT_KINDS] = {
        [IMPACT_NONE] = "none", [IMPACT_GAIN] = "gain", [IMPACT_LOSE] = "lose", [IMPACT_MORE] = "more", [IMPACT_LESS] = "less", [IMPACT_OPENED] = "undetermined",
        [IMPACT_SETTLED] = "settled", [IMPACT_OTHER] = "other",
    };
    return IDS[kind];
}
static bool is_good(DecisionStatus s) { return s == STATUS_GRANTED || s == STATUS_MET || s == STATUS_DONE; }
static bool is_bad(DecisionStatus s) { return s == STATUS_DENIED || s == STATUS_UNMET || s == STATUS_NOT_DONE || s == STATUS_NOT_IN_FORCE || s == STATUS_REPEALED; }
static ImpactKind kind_of(const Change *c)
{
    switch (c->kind) {
    case CHANGE_NONE: return IMPACT_NONE;
    case CHANGE_LESS: return IMPACT_LESS;
    case CHANGE_MORE: return IMPACT_MORE;
    case CHANGE_STATUS:
        if (c->after == STATUS_UNDETERMINED || c->after == STATUS_CONFLICT) return IMPACT_OPENED;
        if (c->before == STATUS_UNDETERMINED || c->before == STATUS_CONFLICT) return IMPACT_SETTLED;
        if (is_bad(c->before) && is_good(c->after)) return IMPACT_GAIN;
        return is_good(c->before) && is_bad(c->after) ? IMPACT_LOSE : IMPACT_OTHER;
    case CHANGE_VALUE: case CHANGE_BOUND: case CHANGE_ITEM: case CHANGE_PART: case CHANGE_BESIDE: break;
    }
    return IMPACT_OTHER;
}

/* ---- sums ---- */
/* An exact amount counts; a floor or ceiling is none. */
static bool has_sum(const DecisionResult *d)
{
    bool due = d->status == STATUS_GRANTED || d->status == STATUS_VALUE;
    return due && d->value.present && d->value.type.kind == TY_NUM && d->value.type.unit.base == U_YUAN && d->value.lo == d->value.hi && d->amount_kind != AMOUNT_AT_LEAST && d->amount_kind != AMOUNT_AT_MOST;
}
static void scale_to(ImpactRow *r, uint8_t scale)
{
    if (scale <= r->type.scale) return;
    NumberWide up = number_power(scale - r->type.scale);
    for (int side = 0; side < 2; side++) {
        r->sum[side] *= up;
        for (int i = 0; i < r->n_pays; i++) r->pays[i].sum[side] *= up;
    }
    r->type.scale = scale;
}
static NumberWide at_scale(const ImpactRow *r, const DecisionValue *v) { return (NumberWide)v->lo * number_power(r->type.scale - v->type.scale); }
static void add_pay(Arena *arena, ImpactRow *r, int side, const RuleVersion *version, int payer, NumberWide sum)
{
    for (int i = 0; i < r->n_pays; i++)
        if (r->pays[i].version == version && r->pays[i].payer == payer) { r->pays[i].sum[side] += sum; return; }
    ImpactPay pay = {.version = version, .payer = payer};
    pay.sum[side] = sum;
    LIST_ADD(arena, r->pays, r->n_pays, pay);
}
/* Who bears it: shares, one body, or several of whom the law does not say how much each. */
static void add_pays(Arena *arena, ImpactRow *r, int side, const DecisionResult *d)
{
    const RuleVersion *v = d->version;
    if (!v || r->divided || (d->rule->kind == RULE_DEFINE && !v->n_payers)) return;
    if (!d->n_parts || d->rule->kind == RULE_DEFINE) {
        add_pay(arena, r, side, v, v->n_payers == 1 ? 0 : -1, at_scale(r, &d->value));
        return;
    }
    for (int i = 0; i < d->n_parts && i < v->n_payers; i++)
        if (d->parts[i].present && d->parts[i].lo == d->parts[i].hi) scale_to(r, d->parts[i].type.scale), add_pay(arena, r, side, v, i, at_scale(r, &d->parts[i]));
}
static void add_sum(Arena *arena, ImpactRow *r, int side, const DecisionResult *d)
{
    if (!has_sum(d)) return;
    if (!r->money) r->money = true, r->type = d->value.type;
    scale_to(r, d->value.type.scale);
    r->sum[side] += at_scale(r, &d->value);
    add_pays(arena, r, side, d);
}

/* ---- groups ---- */
static int slot_of(const Impact *m, const char *name)
{
    uint32_t h = 2166136261u;
    for (const char *s = name; *s; s++) h = (h ^ (unsigned char)*s) * 16777619u;
    int at = (int)(h & (uint32_t)m->mask);
    while (m->slots[at] && strcmp(m->groups[m->slots[at] - 1].name, name) != 0) at = (at + 1) & m->mask;
    return at;
}
int impact_group(Impact *m, const char *name)
{
    if (!m->slots) m->mask = 4 * 8192 - 1, m->slots = arena_alloc(m->arena, (size_t)(m->mask + 1) * sizeof *m->slots);
    int at = slot_of(m, name);
    if (m->slots[at]) return m->slots[at] - 1;
    if (m->n_groups == IMPACT_GROUPS_MAX) return -1;
    LIST_ADD(m->arena, m->groups, m->n_groups, (ImpactGroup){.name = arena_strndup(m->arena, name, strlen(name))});
    m->slots[at] = m->n_groups;
    return m->n_groups - 1;
}
/* Rows are found while records are read. */
static ImpactRow *row_of(Impact *m, int group, int row)
{
    if (group < 0) return &m->rows[row];
    ImpactGroup *g = &m->groups[group];
    if (row >= g->cap_rows) {
        g->rows = arena_grow(m->arena, g->rows, (size_t)g->cap_rows * sizeof *g->rows, (size_t)(row + 8) * sizeof *g->rows);
        for (int i = g->cap_rows; i < row + 8; i++) g->rows[i] = (ImpactRow){0};
        g->cap_rows = row + 8;
    }
    ImpactRow *r = &g->rows[row];
    r->name = m->rows[row].name, r->divided = m->rows[row].divided;
    return r;
}
ImpactKind impact_add(Impact *m, int row, int group, const DecisionResult *before, const DecisionResult *after)
{
    Change c = change_between(before, after);
    ImpactKind kind = kind_of(&c);
    for (int pass = 0; pass <= (group >= 0); pass++) {
        ImpactRow *r = row_of(m, pass ? group : -1, row);
        r->judged++, r->count[kind]++;
        add_sum(m->arena, r, 0, before), add_sum(m->arena, r, 1, after);
    }
    return kind;
}
