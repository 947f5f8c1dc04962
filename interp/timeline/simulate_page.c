/* What was counted, as one HTML page with charts, nothing from outside. See simulate_write.h. Must never know how it was counted. */
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/timeline/simulate_write.h"

typedef struct { StrBuf b; const Simulation *s; const SimForm *form; } Page;
static const char *say(const Page *p, const char *zh, const char *en) { return p->form->chinese ? zh : en; }
static void add_text(StrBuf *b, const char *s)
{
    for (; *s; s++)
        if (*s == '<') strbuf_add(b, "&lt;");
        else if (*s == '>') strbuf_add(b, "&gt;");
        else if (*s == '&') strbuf_add(b, "&amp;");
        else if (*s == '"') strbuf_add(b, "&quot;");
        else strbuf_char(b, *s);
}
static void cell(Page *p, const char *class, const char *text)
{
    strbuf_printf(&p->b, *class ? "<td class=\"%s\">" : "<td>", class);
    add_text(&p->b, text);
    strbuf_add(&p->b, "</td>");
}
static const char STYLE[] =
    "body{font:15px/1.5 sans-serif;color:#222;max-width:1080px;margin:2em auto;padding:0 1em}h1{font-size:1.4em}h2{font-size:1.15em;margin-top:2em}"
    "table{border-collapse:collapse;width:100%}th,td{padding:.25em .6em;border-bottom:1px solid #ddd;text-align:left;vertical-align:middle}th{color:#555;font-weight:normal}"
    ".n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.bar{display:flex;height:1em;width:16em;background:#eee;border-radius:3px;overflow:hidden}"
    ".yes{background:#2e7d32}.no{background:#b0bec5}.open{background:#e0a800}.bad{background:#ad1457}.pay{background:#1565c0}.key span{display:inline-block;width:.9em;height:.9em;margin:0 .3em 0 1em;border-radius:2px}"
    "text{font:12px sans-serif;fill:#555}rect.pay{fill:#1565c0}rect.then{fill:#ef6c00}";

/* ---- decisions ---- */
static void piece(Page *p, const char *class, uint64_t n, uint64_t all, const char *name)
{
    uint64_t thousandths = all ? n * 1000 / all : 0;
    if (!n) return;
    strbuf_printf(&p->b, "<span class=\"%s\" style=\"width:%llu.%llu%%\" title=\"%s %llu\"></span>", class, (unsigned long long)(thousandths / 10), (unsigned long long)(thousandths % 10), name, (unsigned long long)n);
}
static void bar(Page *p, const SimCell *c)
{
    uint64_t yes = c->count[STATUS_GRANTED] + c->count[STATUS_MET] + c->count[STATUS_DONE] + c->count[STATUS_VALUE], no = c->count[STATUS_DENIED] + c->count[STATUS_UNMET] + c->count[STATUS_NOT_DONE];
    uint64_t open = c->count[STATUS_UNDETERMINED], bad = c->count[STATUS_CONFLICT] + c->count[STATUS_ERROR], all = 0;
    for (int i = 0; i < STATUS_COUNT_; i++) all += c->count[i];
    strbuf_add(&p->b, "<td><div class=\"bar\">");
    piece(p, "yes", yes, all, say(p, "享受、做到、有值", "granted, met, value")), piece(p, "no", no, all, say(p, "不享受、未做到", "denied, unmet"));
    piece(p, "open", open, all, say(p, "待定", "undetermined")), piece(p, "bad", bad, all, say(p, "冲突、出错", "conflict, error"));
    strbuf_add(&p->b, "</div></td>");
}
static void number(Page *p, uint64_t n) { cell(p, "n", n ? arena_printf(p->b.arena, "%llu", (unsigned long long)n) : ""); }
static void decision_row(Page *p, const SimRow *row)
{
    const Name *name = &p->form->names[row->entity->entity][row->decision];
    const SimCell *c = &row->side[0];
    Type type = sim_value_type(row);
    bool due = p->s->over && sim_is_money(type) && sim_period(row->rule, row->version) != PAYS_NOTHING;
    strbuf_add(&p->b, "<tr>");
    cell(p, "", p->form->chinese_names ? name->zh : name->alias);
    if (p->form->by) cell(p, "", sim_group_name(p->b.arena, p->s, row->entity, row->group, p->form->chinese_names));
    if (p->s->over) cell(p, "", row->period);
    bar(p, c);
    number(p, c->count[STATUS_GRANTED] + c->count[STATUS_MET] + c->count[STATUS_DONE] + c->count[STATUS_VALUE]);
    number(p, c->count[STATUS_DENIED] + c->count[STATUS_UNMET] + c->count[STATUS_NOT_DONE]);
    number(p, c->count[STATUS_UNDETERMINED]);
    cell(p, "n", type.kind != TY_NUM ? "" : due ? sim_sum(p->b.arena, type, c->due) : sim_sum(p->b.arena, type, c->sum));
    cell(p, "", type.kind != TY_NUM ? "" : due ? say(p, "元", "yuan") : p->form->chinese ? unit_name_zh(type.unit) : unit_name_en(type.unit));
    if (p->s->two_sides) {
        number(p, row->change.gained), number(p, row->change.lost), number(p, row->change.changed);
        cell(p, "n", type.kind != TY_NUM ? "" : sim_sum(p->b.arena, type, due ? row->side[1].due - c->due : row->side[1].sum - c->sum));
    }
    strbuf_add(&p->b, "</tr>\n");
}
static void heading(Page *p, const char *text)
{
    strbuf_add(&p->b, "<th>");
    add_text(&p->b, text);
    strbuf_add(&p->b, "</th>");
}
static void decisions(Page *p, const SimRows *rows, const SimEntity *e)
{
    const Name *name = &p->s->program->entities[e->entity].name;
    strbuf_add(&p->b, "<h2>");
    add_text(&p->b, p->form->chinese_names ? name->zh : name->alias);
    strbuf_printf(&p->b, say(p, "（%llu 条）</h2>\n<table><tr>", " (%llu)</h2>\n<table><tr>"), (unsigned long long)e->records);
    heading(p, say(p, "决定", "decision"));
    if (p->form->by) heading(p, p->form->by);
    if (p->s->over) heading(p, say(p, "年", "year"));
    heading(p, ""), heading(p, say(p, "是", "yes")), heading(p, say(p, "否", "no")), heading(p, say(p, "待定", "undetermined")), heading(p, p->s->over ? say(p, "应发或合计", "due or sum") : say(p, "合计", "sum")), heading(p, "");
    if (p->s->two_sides) heading(p, say(p, "新享受", "gained")), heading(p, say(p, "不再享受", "lost")), heading(p, say(p, "有变化", "changed")), heading(p, say(p, "增减", "more"));
    strbuf_add(&p->b, "</tr>\n");
    for (int i = 0; i < rows->n; i++)
        if (rows->items[i].entity == e) decision_row(p, &rows->items[i]);
    strbuf_add(&p->b, "</table>\n");
}

/* ---- payers ---- */
static void payers(Page *p, const SimPays *pays)
{
    NumberWide most = 1;
    for (int i = 0; i < pays->n; i++) if (pays->items[i].sum[0] > most) most = pays->items[i].sum[0];
    strbuf_printf(&p->b, "<h2>%s</h2>\n<table><tr>", say(p, "各单位负担", "By payer"));
    heading(p, say(p, "负担单位", "payer")), heading(p, say(p, "决定", "decision"));
    if (p->form->by) heading(p, p->form->by);
    if (p->s->over) heading(p, say(p, "年", "year"));
    heading(p, ""), heading(p, say(p, "金额", "amount")), heading(p, "");
    if (p->s->two_sides) heading(p, say(p, "增减", "more"));
    strbuf_add(&p->b, "</tr>\n");
    for (int i = 0; i < pays->n; i++) {
        const SimPay *x = &pays->items[i];
        const Name *name = &p->form->names[x->entity->entity][x->decision];
        int width = x->sum[0] > 0 ? (int)(x->sum[0] * 1000 / most) : 0;
        strbuf_add(&p->b, "<tr>");
        cell(p, "", x->joint ? arena_printf(p->b.arena, say(p, "%s（没有写明各付多少）", "%s (parts not stated)"), x->payer) : x->payer);
        cell(p, "", p->form->chinese_names ? name->zh : name->alias);
        if (p->form->by) cell(p, "", sim_group_name(p->b.arena, p->s, x->entity, x->group, p->form->chinese_names));
        if (p->s->over) cell(p, "", x->year);
        strbuf_printf(&p->b, "<td><div class=\"bar\"><span class=\"pay\" style=\"width:%d.%d%%\"></span></div></td>", width / 10, width % 10);
        cell(p, "n", sim_sum(p->b.arena, x->type, x->sum[0]));
        cell(p, "", p->form->chinese ? unit_name_zh(x->type.unit) : unit_name_en(x->type.unit));
        if (p->s->two_sides) cell(p, "n", sim_sum(p->b.arena, x->type, x->sum[1] - x->sum[0]));
        strbuf_add(&p->b, "</tr>\n");
    }
    strbuf_add(&p->b, "</table>\n");
}

/* ---- months ---- */
/* What is due in all in a month; amounts of several scales brought to one. */
enum { SCALE = 6 };
static NumberWide due_in(const Page *p, int month, int side)
{
    NumberWide sum = 0;
    for (int i = 0; i < p->s->program->n_entities; i++) {
        const SimEntity *e = &p->s->entities[i];
        for (int d = 0; e->records && d < e->chunk->n_decisions; d++) {
            const Rule *rule = &p->s->program->rules[e->chunk->decisions[d].rule];
            if ((e->wanted && !e->wanted[d]) || rule->kind != RULE_BENEFIT || rule->type.kind != TY_NUM || rule->type.scale > SCALE) continue;
            for (int group = 0; group < e->n_groups; group++) sum += e->cells[side][sim_cell(p->s, e, group, month, d)].due * number_power(SCALE - rule->type.scale);
        }
    }
    return sum;
}
/* Without the zeros that the common scale brings. */
static const char *fen(Arena *arena, NumberWide v)
{
    uint8_t scale = SCALE;
    for (; scale > 2 && v % 10 == 0; scale--) v /= 10;
    return sim_sum(arena, (Type){.kind = TY_NUM, .scale = scale, .unit = {U_YUAN, U_ONE}}, v);
}
static void months(Page *p)
{
    const int height = 160, width = 1000, n = p->s->n_months, step = width / n > 0 ? width / n : 1;
    NumberWide most = 1;
    for (int i = 0; i < n; i++)
        for (int side = 0; side <= p->s->two_sides; side++) {
            NumberWide v = due_in(p, i, side);
            if (v > most) most = v;
        }
    strbuf_printf(&p->b, "<h2>%s</h2>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" role=\"img\">\n", say(p, "每月应发", "Due by month"), width + 20, height + 30);
    for (int i = 0; i < n; i++) {
        const char *name = pay_period_name(p->b.arena, PAYS_MONTHLY, p->s->months[i]);
        for (int side = 0; side <= p->s->two_sides; side++) {
            NumberWide v = due_in(p, i, side);
            int tall = v > 0 ? (int)(v * height / most) : 0, wide = step > 3 ? (step - 2) / (p->s->two_sides + 1) : 1;
            strbuf_printf(&p->b, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"><title>%s %s</title></rect>\n", side ? "then" : "pay", 10 + i * step + side * wide, height - tall + 5, wide, tall, name,
                          fen(p->b.arena, v));
        }
        if (i % (n / 12 + 1) == 0) strbuf_printf(&p->b, "<text x=\"%d\" y=\"%d\">%s</text>\n", 10 + i * step, height + 22, name);
    }
    strbuf_add(&p->b, "</svg>\n");
}
const char *sim_page(Arena *arena, const Simulation *s, const SimForm *form)
{
    Page p = {{.arena = arena}, s, form};
    SimRows rows = sim_rows(arena, s, true);
    SimPays pays = sim_pays(arena, s, form);
    strbuf_printf(&p.b, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><title>", form->chinese ? "zh" : "en");
    add_text(&p.b, form->title);
    strbuf_printf(&p.b, "</title><style>%s</style></head><body>\n<h1>", STYLE);
    add_text(&p.b, *form->title ? form->title : say(&p, "测算", "Simulation"));
    strbuf_printf(&p.b, say(&p, "</h1>\n<p>记录 %llu 条", form->records == 1 ? "</h1>\n<p>%llu record" : "</h1>\n<p>%llu records"), (unsigned long long)form->records);
    if (form->bad) strbuf_printf(&p.b, say(&p, "，另有 %llu 条读不了", ", %llu more that cannot be read"), (unsigned long long)form->bad);
    if (s->over) strbuf_printf(&p.b, say(&p, "；%s 至 %s，每月首日各数一次", "; %s to %s, counted on the first day of each month"), form->from, form->to);
    else if (form->day) strbuf_printf(&p.b, say(&p, "；评定日 %s", "; as of %s"), form->day);
    if (form->against) strbuf_add(&p.b, say(&p, "；改后：", "; then: ")), add_text(&p.b, form->against);
    strbuf_printf(&p.b, "</p>\n<p class=\"key\"><span class=\"yes\"></span>%s<span class=\"no\"></span>%s<span class=\"open\"></span>%s<span class=\"bad\"></span>%s</p>\n", say(&p, "享受、做到、有值", "granted, met, value"),
                  say(&p, "不享受、未做到", "denied, unmet"), say(&p, "待定", "undetermined"), say(&p, "冲突、出错", "conflict, error"));
    for (int i = 0; i < s->program->n_entities; i++)
        if (s->entities[i].records) decisions(&p, &rows, &s->entities[i]);
    if (pays.n) payers(&p, &pays);
    if (s->over && form->records) months(&p);
    strbuf_add(&p.b, "</body></html>\n");
    return p.b.text;
}
