/* What was counted, as JSON. See simulate_write.h and docs/simulate.schema.json. Must never know how it was counted. */
#include "grammar/strbuf.h"
#include "interp/timeline/simulate_write.h"

static void add_key(StrBuf *b, const char *key, const char *text)
{
    strbuf_printf(b, ",\"%s\":", key);
    strbuf_json(b, text);
}
static void add_side(StrBuf *b, const Simulation *s, const SimRow *row, int side)
{
    Type type = sim_value_type(row);
    const SimCell *c = &row->side[side];
    strbuf_add(b, "\"statuses\":{");
    for (int i = 0, n = 0; i < STATUS_COUNT_; i++)
        if (c->count[i]) strbuf_printf(b, "%s\"%s\":%llu", n++ ? "," : "", status_name((DecisionStatus)i, false), (unsigned long long)c->count[i]);
    strbuf_char(b, '}');
    if (type.kind == TY_NUM) add_key(b, "sum", sim_sum(b->arena, type, c->sum));
    if (s->over && sim_is_money(type) && sim_period(row->rule, row->version) != PAYS_NOTHING) add_key(b, "due", sim_sum(b->arena, type, c->due));
}
static const char *bound_id(AmountKind kind) { return kind == AMOUNT_AT_LEAST ? "at_least" : kind == AMOUNT_AT_MOST ? "at_most" : "exact"; }
static void add_group(StrBuf *b, const Simulation *s, const SimForm *form, const SimEntity *e, int group)
{
    if (!form->by) return;
    GroupKind kind = e->groups[group].kind;
    strbuf_add(b, ",\"group\":");
    if (kind == GROUP_UNKNOWN || kind == GROUP_NONE) strbuf_add(b, "null");
    else strbuf_json(b, sim_group_name(b->arena, s, e, group, form->chinese_names));
    if (kind == GROUP_NONE) strbuf_add(b, ",\"group_applies\":false");
}
static void add_row(StrBuf *b, const Simulation *s, const SimForm *form, const SimRow *row)
{
    const Name *entity = &s->program->entities[row->entity->entity].name, *name = &form->names[row->entity->entity][row->decision];
    Type type = sim_value_type(row);
    strbuf_add(b, "{\"entity\":");
    strbuf_json(b, form->chinese_names ? entity->zh : entity->alias);
    add_key(b, "decision", form->chinese_names ? name->zh : name->alias);
    add_group(b, s, form, row->entity, row->group);
    if (s->over) add_key(b, "month", row->period);
    if (type.kind == TY_NUM && *unit_name_zh(type.unit)) add_key(b, "unit", unit_name_zh(type.unit));
    if (row->rule->kind == RULE_BENEFIT && type.kind == TY_NUM) add_key(b, "bound", bound_id(row->version->amount_kind));
    strbuf_char(b, ',');
    add_side(b, s, row, 0);
    if (s->two_sides) {
        strbuf_add(b, ",\"against\":{");
        add_side(b, s, row, 1);
        strbuf_printf(b, ",\"gained\":%llu,\"lost\":%llu,\"changed\":%llu}", (unsigned long long)row->change.gained, (unsigned long long)row->change.lost, (unsigned long long)row->change.changed);
    }
    strbuf_char(b, '}');
}
static void add_pay(StrBuf *b, const Simulation *s, const SimForm *form, const SimPay *p)
{
    const Name *name = &form->names[p->entity->entity][p->decision];
    strbuf_add(b, "{\"payer\":");
    strbuf_json(b, p->payer);
    strbuf_printf(b, ",\"joint\":%s", p->joint ? "true" : "false");
    add_key(b, "decision", form->chinese_names ? name->zh : name->alias);
    add_group(b, s, form, p->entity, p->group);
    if (s->over) add_key(b, "year", p->year);
    add_key(b, "unit", unit_name_zh(p->type.unit)), add_key(b, "bound", bound_id(p->kind)), add_key(b, "sum", sim_sum(b->arena, p->type, p->sum[0]));
    if (s->two_sides) add_key(b, "against", sim_sum(b->arena, p->type, p->sum[1])), add_key(b, "more", sim_sum(b->arena, p->type, p->sum[1] - p->sum[0]));
    strbuf_char(b, '}');
}
const char *sim_json(Arena *arena, const Simulation *s, const SimForm *form)
{
    StrBuf b = {.arena = arena};
    SimRows rows = sim_rows(arena, s, false);
    SimPays pays = sim_pays(arena, s, form);
    strbuf_printf(&b, "{\"records\":%llu,\"bad\":%llu", (unsigned long long)form->records, (unsigned long long)form->bad);
    if (s->over) add_key(&b, "from", form->from), add_key(&b, "to", form->to);
    else if (form->day) add_key(&b, "as_of", form->day);
    if (form->by) add_key(&b, "by", form->by);
    if (form->against) add_key(&b, "against", form->against);
    strbuf_add(&b, ",\"decisions\":[");
    for (int i = 0; i < rows.n; i++) {
        strbuf_add(&b, i ? ",\n " : "\n ");
        add_row(&b, s, form, &rows.items[i]);
    }
    strbuf_add(&b, "],\n\"payers\":[");
    for (int i = 0; i < pays.n; i++) {
        strbuf_add(&b, i ? ",\n " : "\n ");
        add_pay(&b, s, form, &pays.items[i]);
    }
    strbuf_add(&b, "]}\n");
    return b.text;
}
