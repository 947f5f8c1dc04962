/* A timeline for machines: JSON (docs/timeline.schema.json) and CSV, a line a stretch and a line a period paid. See timeline_write.h.
 * Must never know how it was found. */
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/base/sheet.h"
#include "interp/timeline/timeline_write.h"

/* ---- JSON ---- */
static void add_key(StrBuf *b, const char *key, const char *text)
{
    strbuf_printf(b, ",\"%s\":", key);
    strbuf_json(b, text);
}
static void add_money(StrBuf *b, const Timeline *t, const char *key, Type type, NumberWide sum) { add_key(b, key, timeline_money(t->arena, type, sum)); }
static void add_cause(StrBuf *b, const Timeline *t, const TimelineForm *form, const Cause *c)
{
    const Program *p = t->program;
    strbuf_printf(b, "{\"kind\":\"%s\"", cause_id(c->kind));
    if (c->path) add_key(b, "fact", form->chinese_names ? c->path_zh : c->path);
    if (c->path && c->type.kind == TY_DATE) add_key(b, "value", timeline_day(t->arena, (int32_t)c->value));
    if (c->kind == CAUSE_YEARS) strbuf_printf(b, ",\"%s\":%d", c->months ? "months" : "years", c->n);
    if (c->kind == CAUSE_YEAR) strbuf_printf(b, ",\"year\":%d", c->n);
    if (c->kind == CAUSE_FORCE || c->kind == CAUSE_REPEAL) add_key(b, "regulation", form->chinese_names ? p->regulations[c->unit].title.zh : p->regulations[c->unit].title.alias);
    if (c->kind == CAUSE_PARAM) add_key(b, "parameter", form->chinese_names ? p->params[c->param].name.zh : p->params[c->param].name.alias);
    if (c->kind == CAUSE_RULE) add_key(b, "rule", form->chinese_names ? p->rules[c->rule].name.zh : p->rules[c->rule].name.alias);
    add_key(b, "text", cause_words(t->arena, p, form->sources, c, form->chinese));
    strbuf_char(b, '}');
}
static void add_stretch(StrBuf *b, const Timeline *t, const TimelineForm *form, const Stretch *s)
{
    strbuf_printf(b, "\n   {\"from\":\"%s\",\"to\":\"%s\",\"result\":%s,\"causes\":[", timeline_day(t->arena, s->from), timeline_day(t->arena, s->to), s->json);
    for (int i = 0; i < s->n_causes; i++) {
        if (i) strbuf_char(b, ',');
        add_cause(b, t, form, &s->causes[i]);
    }
    strbuf_add(b, "]}");
}
static void add_payments(StrBuf *b, const Timeline *t, const Payments *p)
{
    if (p->period == PAYS_NOTHING) return;
    strbuf_printf(b, ",\n  \"payments\":{\"every\":\"%s\",\"bound\":\"%s\"", pay_period_id(p->period), p->kind == AMOUNT_AT_LEAST ? "at_least" : p->kind == AMOUNT_AT_MOST ? "at_most" : "exact");
    add_money(b, t, "total", p->type, p->total);
    if (p->open) strbuf_printf(b, ",\"undetermined\":%d", p->open);
    strbuf_add(b, ",\"runs\":[");
    for (int i = 0; i < p->n_runs; i++) {
        const PayRun *r = &p->runs[i];
        strbuf_printf(b, "%s{\"from\":\"%s\",\"to\":\"%s\",\"count\":%d", i ? "," : "", pay_period_name(t->arena, p->period, r->from), pay_period_name(t->arena, p->period, r->to), r->count);
        add_money(b, t, "amount", p->type, r->amount), add_money(b, t, "sum", p->type, r->sum);
        strbuf_char(b, '}');
    }
    strbuf_add(b, "],\"years\":[");
    for (int i = 0; i < p->n_years; i++) {
        strbuf_printf(b, "%s{\"year\":%d,\"count\":%d", i ? "," : "", p->years[i].year, p->years[i].count);
        add_money(b, t, "sum", p->type, p->years[i].sum);
        strbuf_char(b, '}');
    }
    strbuf_add(b, "]}");
}
const char *timeline_json(const Timeline *t, const TimelineForm *form)
{
    StrBuf b = {.arena = t->arena};
    const Name *entity = &t->program->entities[t->chunk->entity].name;
    strbuf_add(&b, "{");
    if (form->id) strbuf_add(&b, "\"id\":"), strbuf_bytes(&b, form->id, form->id_len), strbuf_char(&b, ',');
    strbuf_add(&b, "\"entity\":");
    strbuf_json(&b, form->chinese_names ? entity->zh : entity->alias);
    strbuf_printf(&b, ",\"from\":\"%s\",\"to\":\"%s\"", timeline_day(t->arena, t->from), timeline_day(t->arena, t->to));
    if (t->fixed_law) strbuf_printf(&b, ",\"law_as_of\":\"%s\"", timeline_day(t->arena, t->law));
    strbuf_add(&b, ",\"decisions\":[");
    for (int i = 0; i < t->n_tracks; i++) {
        const Track *track = &t->tracks[i];
        strbuf_add(&b, i ? ",\n {\"decision\":" : "\n {\"decision\":");
        strbuf_json(&b, timeline_name(form, track));
        strbuf_add(&b, ",\"stretches\":[");
        for (int k = 0; k < track->n_stretches; k++) {
            if (k) strbuf_char(&b, ',');
            add_stretch(&b, t, form, &track->stretches[k]);
        }
        strbuf_char(&b, ']');
        add_payments(&b, t, &track->payments);
        strbuf_char(&b, '}');
    }
    strbuf_add(&b, "\n]}\n");
    return b.text;
}

/* ---- CSV ---- */
enum { ROW_KIND, ROW_DECISION, ROW_FROM, ROW_TO, ROW_STATUS, ROW_VALUE, ROW_SUM, ROW_WHY, ROW_COLUMNS };
static const SheetColumn COLUMNS[ROW_COLUMNS] = {
    {"row", "行", "row", false, false, false}, {"decision", "决定", "decision", false, false, false}, {"from", "自", "from", false, false, false}, {"to", "至", "to", false, false, false},
    {"status", "结论", "status", false, false, false}, {"value", "值", "value", false, false, false}, {"sum", "应发（元）", "due (yuan)", false, true, false}, {"why", "原因", "why", false, false, false},
};
static void pay_rows(Sheet *sheet, const Timeline *t, const TimelineForm *form, const Track *track)
{
    const Payments *p = &track->payments;
    for (int i = 0; i < p->n_runs; i++)
        for (int32_t first = p->runs[i].from;; first = pay_period_next(p->period, first)) {
            const char **row = sheet_add_row(sheet);
            row[ROW_KIND] = form->chinese ? "应发" : "due", row[ROW_DECISION] = timeline_name(form, track);
            row[ROW_FROM] = row[ROW_TO] = pay_period_name(t->arena, p->period, first);
            row[ROW_SUM] = timeline_money(t->arena, p->type, p->runs[i].amount);
            if (first >= p->runs[i].to) break;
        }
}
const char *timeline_csv(const Timeline *t, const TimelineForm *form)
{
    Sheet sheet = sheet_new(t->arena, COLUMNS, ROW_COLUMNS);
    for (int i = 0; i < t->n_tracks; i++) {
        const Track *track = &t->tracks[i];
        for (int k = 0; k < track->n_stretches; k++) {
            const Stretch *s = &track->stretches[k];
            const char **row = sheet_add_row(&sheet);
            row[ROW_KIND] = form->chinese ? "决定" : "decision", row[ROW_DECISION] = timeline_name(form, track);
            row[ROW_FROM] = timeline_day(t->arena, s->from), row[ROW_TO] = timeline_day(t->arena, s->to);
            row[ROW_STATUS] = status_name(s->result.status, form->chinese), row[ROW_VALUE] = s->plain;
            row[ROW_WHY] = timeline_why(t, form, s);
        }
        pay_rows(&sheet, t, form, track);
    }
    return sheet_csv(&sheet, form->chinese);
}
