/* What was counted, as tables for a terminal and as CSV. See simulate_write.h. Must never know how it was counted. */
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/base/sheet.h"
#include "interp/timeline/simulate_write.h"

enum {
    C_ROW, C_ENTITY, C_PAYER, C_DECISION, C_GROUP, C_PERIOD, C_STATUS, C_SUM = C_STATUS + STATUS_COUNT_, C_UNIT, C_DUE, C_GRANTED, C_OTHER_SUM, C_OTHER_DUE,
    C_GAINED, C_LOST, C_CHANGED, C_SUM_MORE, C_DUE_MORE, C_COUNT_
};
static const SheetColumn COLUMNS[C_COUNT_] = {
    {"row", "行", "row", false, false, false}, {"entity", "实体", "entity", false, false, false}, {"payer", "负担单位", "payer", false, false, false},
    {"decision", "决定", "decision", false, false, false}, {"group", "组", "group", false, false, false}, {"period", "时期", "period", false, false, false},
    {"granted", "享受", "granted", true, true, false}, {"denied", "不享受", "denied", true, true, false}, {"met", "做到", "met", true, true, false}, {"unmet", "未做到", "unmet", true, true, false},
    {"done", "已做", "done", true, true, false}, {"not_done", "未做", "not done", true, true, false}, {"value", "有值", "value", true, true, false},
    {"undetermined", "待定", "undetermined", true, true, false}, {"conflict", "冲突", "conflict", true, true, false}, {"not_in_force", "未施行", "not in force", true, true, false},
    {"repealed", "已废止", "repealed", true, true, false}, {"error", "出错", "error", true, true, false},
    {"sum", "合计", "sum", false, true, false}, {"unit", "单位", "unit", false, false, false}, {"due", "应发（元）", "due (yuan)", false, true, false},
    {"against_granted", "改后享受", "granted then", true, true, false}, {"against_sum", "改后合计", "sum then", false, true, false}, {"against_due", "改后应发", "due then", false, true, false},
    {"gained", "新享受", "gained", true, true, false}, {"lost", "不再享受", "lost", true, true, false}, {"changed", "有变化", "changed", true, true, false},
    {"sum_more", "合计增减", "sum more", false, true, false}, {"due_more", "应发增减", "due more", false, true, false},
};
static const char *count(Arena *arena, uint64_t n, bool zeros) { return n || zeros ? arena_printf(arena, "%llu", (unsigned long long)n) : ""; }
static const char *decision_name(const SimForm *form, const SimEntity *e, int decision)
{
    const Name *name = &form->names[e->entity][decision];
    return form->chinese_names ? name->zh : name->alias;
}
static const char *bound_word(AmountKind kind, bool zh) { return kind == AMOUNT_AT_LEAST ? (zh ? "至少 " : "at least ") : kind == AMOUNT_AT_MOST ? (zh ? "至多 " : "at most ") : ""; }
static const char *unit_word(Type t, bool zh) { return t.kind == TY_NUM ? (zh ? unit_name_zh(t.unit) : unit_name_en(t.unit)) : ""; }
static void decision_cells(Arena *arena, const Simulation *s, const SimForm *form, const SimRow *row, bool zeros, const char **cell)
{
    Type type = sim_value_type(row), yuan = type;
    bool sums = type.kind == TY_NUM, due = s->over && sim_is_money(type) && sim_period(row->rule, row->version) != PAYS_NOTHING;
    cell[C_DECISION] = decision_name(form, row->entity, row->decision), cell[C_PERIOD] = row->period;
    cell[C_GROUP] = sim_group_name(arena, s, row->entity, row->group, form->chinese_names);
    for (int i = 0; i < STATUS_COUNT_; i++) cell[C_STATUS + i] = count(arena, row->side[0].count[i], zeros);
    if (sums && (!s->over || !due)) cell[C_SUM] = sim_sum(arena, type, row->side[0].sum), cell[C_UNIT] = unit_word(type, form->chinese);
    if (due) cell[C_DUE] = sim_sum(arena, yuan, row->side[0].due);
    if (row->version && row->rule->kind == RULE_BENEFIT && (cell[C_SUM] || cell[C_DUE]) && *bound_word(row->version->amount_kind, form->chinese)) {
        const char **money = due ? &cell[C_DUE] : &cell[C_SUM];
        *money = zeros ? *money : arena_printf(arena, "%s%s", bound_word(row->version->amount_kind, form->chinese), *money);
    }
    if (!s->two_sides) return;
    cell[C_GRANTED] = count(arena, row->side[1].count[STATUS_GRANTED], zeros);
    cell[C_GAINED] = count(arena, row->change.gained, zeros), cell[C_LOST] = count(arena, row->change.lost, zeros), cell[C_CHANGED] = count(arena, row->change.changed, zeros);
    if (cell[C_SUM]) cell[C_OTHER_SUM] = sim_sum(arena, type, row->side[1].sum), cell[C_SUM_MORE] = sim_sum(arena, type, row->side[1].sum - row->side[0].sum);
    if (due) cell[C_OTHER_DUE] = sim_sum(arena, yuan, row->side[1].due), cell[C_DUE_MORE] = sim_sum(arena, yuan, row->side[1].due - row->side[0].due);
}
static void pay_cells(Arena *arena, const Simulation *s, const SimForm *form, const SimPay *p, bool plain, const char **cell)
{
    int sum = s->over ? C_DUE : C_SUM, other = s->over ? C_OTHER_DUE : C_OTHER_SUM, more = s->over ? C_DUE_MORE : C_SUM_MORE;
    cell[C_PAYER] = p->joint && !plain ? arena_printf(arena, form->chinese ? "%s（没有写明各付多少）" : "%s (parts not stated)", p->payer) : p->payer;
    cell[C_DECISION] = decision_name(form, p->entity, p->decision), cell[C_PERIOD] = p->year;
    cell[C_GROUP] = sim_group_name(arena, s, p->entity, p->group, form->chinese_names);
    cell[sum] = arena_printf(arena, "%s%s", plain ? "" : bound_word(p->kind, form->chinese), sim_sum(arena, p->type, p->sum[0]));
    if (!s->over) cell[C_UNIT] = unit_word(p->type, form->chinese);
    if (s->two_sides) cell[other] = sim_sum(arena, p->type, p->sum[1]), cell[more] = sim_sum(arena, p->type, p->sum[1] - p->sum[0]);
}

/* ---- a total for each payer ---- */
static bool same_pay(const SimPay *a, const SimPay *b) { return strcmp(a->payer, b->payer) == 0 && unit_equal(a->type.unit, b->type.unit) && a->kind == b->kind; }
static void totals(Arena *arena, const Simulation *s, const SimForm *form, const SimPays *pays, Sheet *sheet)
{
    for (int i = 0; i < pays->n; i++) {
        bool before = false;
        for (int k = 0; k < i; k++) before |= same_pay(&pays->items[k], &pays->items[i]);
        if (before) continue;
        SimPay total = pays->items[i];
        for (int k = i + 1; k < pays->n; k++) {
            const SimPay *p = &pays->items[k];
            if (!same_pay(p, &total)) continue;
            NumberWide up = number_power(p->type.scale > total.type.scale ? p->type.scale - total.type.scale : 0), down = number_power(total.type.scale > p->type.scale ? total.type.scale - p->type.scale : 0);
            for (int side = 0; side < 2; side++) total.sum[side] = total.sum[side] * up + p->sum[side] * down;
            if (p->type.scale > total.type.scale) total.type.scale = p->type.scale;
        }
        const char **cell = sheet_add_row(sheet);
        pay_cells(arena, s, form, &total, false, cell);
        cell[C_DECISION] = cell[C_GROUP] = NULL, cell[C_PERIOD] = NULL;
    }
}

/* ---- the forms ---- */
static void head(StrBuf *out, const Simulation *s, const SimForm *form)
{
    unsigned long long n = form->records, bad = form->bad;
    strbuf_printf(out, form->chinese ? "记录 %llu 条" : n == 1 ? "%llu record" : "%llu records", n);
    if (bad) strbuf_printf(out, form->chinese ? "，另有 %llu 条读不了" : ", %llu more that cannot be read", bad);
    if (s->over) strbuf_printf(out, form->chinese ? "；%s 至 %s，每月首日各数一次" : "; %s to %s, counted on the first day of each month", form->from, form->to);
    else if (form->day) strbuf_printf(out, form->chinese ? "；评定日 %s" : "; as of %s", form->day);
    if (form->against) strbuf_printf(out, form->chinese ? "；改后：%s" : "; then: %s", form->against);
    strbuf_char(out, '\n');
}
static SheetColumn *columns_of(Arena *arena, const SimForm *form)
{
    SheetColumn *columns = arena_alloc(arena, sizeof COLUMNS);
    memcpy(columns, COLUMNS, sizeof COLUMNS);
    if (form->by) columns[C_GROUP].zh = columns[C_GROUP].en = form->by;
    return columns;
}
const char *sim_table(Arena *arena, const Simulation *s, const SimForm *form)
{
    StrBuf out = {.arena = arena};
    SimRows rows = sim_rows(arena, s, true);
    SimPays pays = sim_pays(arena, s, form);
    head(&out, s, form);
    for (int i = 0; i < s->program->n_entities; i++) {
        const SimEntity *e = &s->entities[i];
        if (!e->records) continue;
        const Name *name = &s->program->entities[i].name;
        Sheet sheet = sheet_new(arena, columns_of(arena, form), C_COUNT_);
        strbuf_printf(&out, form->chinese ? "\n%s（%llu 条）\n" : "\n%s (%llu)\n", form->chinese_names ? name->zh : name->alias, (unsigned long long)e->records);
        for (int k = 0; k < rows.n; k++)
            if (rows.items[k].entity == e) decision_cells(arena, s, form, &rows.items[k], false, sheet_add_row(&sheet));
        strbuf_add(&out, sheet_table(&sheet, form->chinese));
    }
    if (!pays.n) return out.text;
    Sheet sheet = sheet_new(arena, columns_of(arena, form), C_COUNT_), total = sheet;
    for (int k = 0; k < pays.n; k++) pay_cells(arena, s, form, &pays.items[k], false, sheet_add_row(&sheet));
    totals(arena, s, form, &pays, &total);
    strbuf_add(&out, form->chinese ? "\n各单位负担\n" : "\nby payer\n");
    strbuf_add(&out, sheet_table(&sheet, form->chinese));
    strbuf_add(&out, form->chinese ? "\n各单位合计\n" : "\nby payer, in all\n");
    strbuf_add(&out, sheet_table(&total, form->chinese));
    return out.text;
}
const char *sim_csv(Arena *arena, const Simulation *s, const SimForm *form)
{
    Sheet sheet = sheet_new(arena, columns_of(arena, form), C_COUNT_);
    SimRows rows = sim_rows(arena, s, false);
    SimPays pays = sim_pays(arena, s, form);
    for (int i = 0; i < rows.n; i++) {
        const char **cell = sheet_add_row(&sheet);
        const Name *name = &s->program->entities[rows.items[i].entity->entity].name;
        cell[C_ROW] = form->chinese ? "决定" : "decision", cell[C_ENTITY] = form->chinese_names ? name->zh : name->alias;
        decision_cells(arena, s, form, &rows.items[i], true, cell);
    }
    for (int i = 0; i < pays.n; i++) {
        const char **cell = sheet_add_row(&sheet);
        cell[C_ROW] = form->chinese ? "负担" : "payer";
        pay_cells(arena, s, form, &pays.items[i], true, cell);
    }
    return sheet_csv(&sheet, form->chinese);
}
