/* Cells to rows: decisions by group and period, and what each body pays. See simulate_write.h. Must never know the form of the output. */
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/base/calendar.h"
#include "interp/timeline/simulate_write.h"

const char *sim_group_name(Arena *arena, const Simulation *s, const SimEntity *e, int group, bool chinese)
{
    const SimGroup *g = &e->groups[group];
    const DecisionValue value = {true, e->by.type, g->value, g->value, g->text};
    switch (g->kind) {
    case GROUP_ALL: return "";
    case GROUP_UNKNOWN: return chinese ? "不明" : "unknown";
    case GROUP_NONE: return chinese ? "没有这一项" : "not applicable";
    case GROUP_TEXT: return g->text;
    case GROUP_VALUE: break;
    }
    return decide_value_text(arena, s->program, &value, chinese);
}
bool sim_is_money(Type t) { return t.kind == TY_NUM && t.unit.base == U_YUAN; }
const char *sim_sum(Arena *arena, Type t, NumberWide sum)
{
    char text[NUMBER_TEXT];
    size_t n = number_print_wide(text, sum, t.scale, sim_is_money(t) ? 2 : 0);
    if (!sim_is_money(t) && t.scale) {
        while (text[n - 1] == '0') n--;
        n -= text[n - 1] == '.';
    }
    return arena_strndup(arena, text, n);
}
/* The last version of a rule has its kind of amount and its payers. */
static const RuleVersion *version_of(const Rule *rule) { return rule->n_versions ? &rule->versions[rule->n_versions - 1] : NULL; }
Type sim_value_type(const SimRow *row)
{
    const Type none = {.kind = TY_BOOL};
    if (row->rule->kind == RULE_DEFINE) return row->rule->type.kind == TY_NUM ? row->rule->type : none;
    bool amount = row->rule->kind == RULE_BENEFIT && row->version && row->version->amount;
    return amount ? row->version->amount_type : none;
}

/* ---- decisions ---- */
static const char *period_name(Arena *arena, const Simulation *s, int month, bool by_year)
{
    return s->over ? pay_period_name(arena, by_year ? PAYS_YEARLY : PAYS_MONTHLY, s->months[month]) : "";
}
static void add_cell(Arena *arena, SimCell *to, const SimCell *from)
{
    for (int i = 0; i < STATUS_COUNT_; i++) to->count[i] += from->count[i];
    to->sum += from->sum, to->due += from->due;
    if (from->part && !to->part) to->part = arena_alloc(arena, PAYERS_COUNTED * sizeof *to->part);
    for (int i = 0; from->part && i < PAYERS_COUNTED; i++) to->part[i] += from->part[i];
}
static void add_row(Arena *arena, const Simulation *s, SimRow *row, int month)
{
    size_t at = sim_cell(s, row->entity, row->group, month, row->decision);
    for (int side = 0; side <= s->two_sides; side++) add_cell(arena, &row->side[side], &row->entity->cells[side][at]);
    if (!s->two_sides) return;
    const SimChange *c = &row->entity->changes[at];
    row->change.gained += c->gained, row->change.lost += c->lost, row->change.changed += c->changed;
}
static bool has_records(const SimRow *row)
{
    for (int i = 0; i < STATUS_COUNT_; i++)
        if (row->side[0].count[i]) return true;
    return false;
}
static void rows_of(Arena *arena, const Simulation *s, const SimEntity *e, const int *order, int decision, bool by_year, SimRows *out)
{
    const Rule *rule = &s->program->rules[e->chunk->decisions[decision].rule];
    for (int i = 0; i < e->n_groups; i++)
        for (int month = 0, end; month < s->n_months; month = end) {
            SimRow row = {.entity = e, .decision = decision, .group = order[i], .rule = rule, .version = version_of(rule)};
            row.period = period_name(arena, s, month, by_year);
            for (end = month; end < s->n_months && (end == month || (by_year && strcmp(period_name(arena, s, end, true), row.period) == 0)); end++) add_row(arena, s, &row, end);
            if (has_records(&row)) LIST_ADD(arena, out->items, out->n, row);
        }
}
SimRows sim_rows(Arena *arena, const Simulation *s, bool by_year)
{
    SimRows out = {0};
    for (int i = 0; i < s->program->n_entities; i++) {
        const SimEntity *e = &s->entities[i];
        const int *order = sim_order(arena, e);
        for (int d = 0; e->records && d < e->chunk->n_decisions; d++)
            if (!e->wanted || e->wanted[d]) rows_of(arena, s, e, order, d, by_year, &out);
    }
    return out;
}

/* ---- payers ---- */
static const char *payer_name(const Payer *p, bool chinese) { return chinese ? p->name.zh : p->name.alias; }
static const char *all_payers(Arena *arena, const RuleVersion *v, bool chinese)
{
    StrBuf b = {.arena = arena};
    for (int i = 0; i < v->n_payers; i++) {
        if (i) strbuf_add(&b, chinese ? "、" : ", ");
        strbuf_add(&b, payer_name(&v->payers[i], chinese));
    }
    return b.text ? b.text : chinese ? "没有写明" : "not stated";
}
static bool parts_paid(const SimRow *row, int payer)
{
    for (int side = 0; side < 2; side++)
        if (row->side[side].part && row->side[side].part[payer]) return true;
    return false;
}
static void pays_of(Arena *arena, const Simulation *s, const SimForm *form, const SimRow *row, SimPays *out)
{
    Type type = sim_value_type(row);
    const RuleVersion *v = row->version;
    bool define = row->rule->kind == RULE_DEFINE;
    if (!sim_is_money(type) || !v || (define && !v->n_payers) || s->divided[row->rule - s->program->rules]) return;
    SimPay pay = {.entity = row->entity, .decision = row->decision, .group = row->group, .year = row->period, .type = type, .kind = define ? AMOUNT_EXACT : v->amount_kind};
    if (s->over) pay.type.unit.per = U_ONE;
    if (v->n_shares && !define) {
        for (int i = 0; i < v->n_payers && i < v->n_shares && i < PAYERS_COUNTED; i++) {
            if (!parts_paid(row, i)) continue;
            pay.payer = payer_name(&v->payers[i], form->chinese_names);
            for (int side = 0; side < 2; side++) pay.sum[side] = row->side[side].part ? row->side[side].part[i] : 0;
            LIST_ADD(arena, out->items, out->n, pay);
        }
        return;
    }
    pay.payer = all_payers(arena, v, form->chinese_names), pay.joint = v->n_payers != 1;
    for (int side = 0; side < 2; side++) pay.sum[side] = s->over ? row->side[side].due : row->side[side].sum;
    if (pay.sum[0] || pay.sum[1]) LIST_ADD(arena, out->items, out->n, pay);
}
SimPays sim_pays(Arena *arena, const Simulation *s, const SimForm *form)
{
    SimPays all = {0}, out = {0};
    SimRows rows = sim_rows(arena, s, true);
    for (int i = 0; i < rows.n; i++) pays_of(arena, s, form, &rows.items[i], &all);
    bool *done = arena_alloc(arena, (size_t)all.n + 1);
    for (int i = 0; i < all.n; i++) /* payer by payer, in the order in which they first appear */
        for (int k = i; k < all.n && !done[i]; k++) {
            if (done[k] || (k > i && strcmp(all.items[k].payer, all.items[i].payer) != 0)) continue;
            LIST_ADD(arena, out.items, out.n, all.items[k]);
            if (k > i) done[k] = true;
        }
    return out;
}
