/* A timeline for people. See timeline_write.h. Must never know how it was found. */
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/base/calendar.h"
#include "interp/timeline/timeline_write.h"

const char *timeline_day(Arena *arena, int32_t day)
{
    char text[CALENDAR_TEXT];
    calendar_print(day, text);
    return arena_strndup(arena, text, CALENDAR_TEXT - 1);
}
const char *timeline_name(const TimelineForm *form, const Track *track)
{
    const Name *name = &form->names[track->decision];
    return form->chinese_names ? name->zh : name->alias;
}
const char *timeline_why(const Timeline *t, const TimelineForm *form, const Stretch *s)
{
    StrBuf b = {.arena = t->arena};
    strbuf_add(&b, "");
    for (int i = 0; i < s->n_causes; i++) {
        if (i) strbuf_add(&b, form->chinese ? "；" : "; ");
        strbuf_add(&b, cause_words(t->arena, t->program, form->sources, &s->causes[i], form->chinese));
    }
    return b.text ? b.text : "";
}
const char *timeline_money(Arena *arena, Type type, NumberWide sum)
{
    char text[NUMBER_TEXT];
    size_t n = pay_sum_print(text, type, sum);
    return arena_strndup(arena, text, n);
}

enum { LINES_MAX = 16 /* of a derived value; JSON and CSV have all */ };

/* ---- a decision ---- */
static void pad(StrBuf *out, const char *s, uint32_t cells)
{
    uint32_t has = text_cells(s, (uint32_t)strlen(s));
    strbuf_add(out, s);
    if (has < cells) strbuf_fill(out, ' ', cells - has);
}
static void end_line(StrBuf *out)
{
    while (out->n && out->text[out->n - 1] == ' ') out->n--;
    strbuf_char(out, '\n');
}
static const char *result_words(const Timeline *t, const TimelineForm *form, const Stretch *s)
{
    const char *status = status_name(s->result.status, form->chinese);
    const char *extra = s->result.overdue ? (form->chinese ? "，已逾期" : ", overdue") : !s->result.applies ? (form->chinese ? "，不适用" : ", does not apply") : "";
    if (s->result.status == STATUS_VALUE) return *s->plain ? s->plain : form->chinese ? "无" : "none";
    return arena_printf(t->arena, *s->plain ? "%s%s  %s" : "%s%s", status, extra, s->plain);
}
static const char *period_words(PayPeriod period, bool zh, int n)
{
    switch (period) {
    case PAYS_MONTHLY: return zh ? "个月" : n == 1 ? " month" : " months";
    case PAYS_YEARLY: return zh ? "年" : n == 1 ? " year" : " years";
    case PAYS_DAILY: return zh ? "天" : n == 1 ? " day" : " days";
    case PAYS_ONCE: case PAYS_NOTHING: break;
    }
    return zh ? "次" : n == 1 ? " payment" : " payments";
}
static void run_line(StrBuf *out, const Timeline *t, const TimelineForm *form, const Payments *p, const PayRun *run)
{
    const char *from = pay_period_name(t->arena, p->period, run->from), *to = pay_period_name(t->arena, p->period, run->to), *unit = period_words(p->period, form->chinese, run->count);
    const char *each = timeline_money(t->arena, p->type, run->amount), *sum = timeline_money(t->arena, p->type, run->sum);
    if (p->period == PAYS_ONCE) strbuf_printf(out, form->chinese ? "    %s  一次 %s 元\n" : "    %s  once %s yuan\n", from, sum);
    else if (run->count == 1) strbuf_printf(out, form->chinese ? "    %s  %s 元\n" : "    %s  %s yuan\n", from, sum);
    else strbuf_printf(out, form->chinese ? "    %s 至 %s  %d%s × %s = %s 元\n" : "    %s to %s  %d%s × %s = %s yuan\n", from, to, run->count, unit, each, sum);
}
static void pay_lines(StrBuf *out, const Timeline *t, const TimelineForm *form, const Payments *p)
{
    const char *bound = p->kind == AMOUNT_AT_LEAST ? (form->chinese ? "至少 " : "at least ") : p->kind == AMOUNT_AT_MOST ? (form->chinese ? "至多 " : "at most ") : "";
    if (p->period == PAYS_NOTHING || (!p->n_runs && !p->open)) return;
    strbuf_printf(out, form->chinese ? "  应发合计 %s%s 元" : "  due in all %s%s yuan", bound, timeline_money(t->arena, p->type, p->total));
    if (p->open) strbuf_printf(out, form->chinese ? "，另有 %d%s待定" : ", and %d%s undetermined", p->open, period_words(p->period, form->chinese, p->open));
    strbuf_char(out, '\n');
    for (int i = 0; i < p->n_runs; i++) run_line(out, t, form, p, &p->runs[i]);
    if (!p->n_years || (p->period != PAYS_MONTHLY && p->period != PAYS_DAILY)) return;
    strbuf_add(out, form->chinese ? "    各年：" : "    by year: ");
    for (int i = 0; i < p->n_years; i++) strbuf_printf(out, form->chinese ? "%s%d年 %s" : "%s%d %s", i ? (form->chinese ? "，" : ", ") : "", p->years[i].year, timeline_money(t->arena, p->type, p->years[i].sum));
    strbuf_char(out, '\n');
}
static void track_lines(StrBuf *out, const Timeline *t, const TimelineForm *form, const Track *track)
{
    const char *bold = form->colour ? "\033[1m" : "", *plain = form->colour ? "\033[0m" : "";
    uint32_t widest = 0;
    for (int i = 0; i < track->n_stretches; i++) {
        const char *words = result_words(t, form, &track->stretches[i]);
        uint32_t cells = text_cells(words, (uint32_t)strlen(words));
        if (cells > widest) widest = cells;
    }
    strbuf_printf(out, "\n%s%s%s\n", bold, timeline_name(form, track), plain);
    bool many = track->n_stretches > LINES_MAX && track->stretches[0].result.rule->kind == RULE_DEFINE;
    for (int i = 0; i < track->n_stretches; i++) {
        const Stretch *s = &track->stretches[i];
        if (many && i == LINES_MAX / 2) {
            int hidden = track->n_stretches - LINES_MAX + 1;
            strbuf_printf(out, form->chinese ? "  …另有 %d 次变化\n" : "  … %d more changes\n", hidden);
            i += hidden - 1;
            continue;
        }
        strbuf_printf(out, form->chinese ? "  %s 起  " : "  from %s  ", timeline_day(t->arena, s->from));
        pad(out, result_words(t, form, s), widest > 48 ? 48 : widest);
        strbuf_printf(out, "  %s", timeline_why(t, form, s));
        end_line(out);
    }
    pay_lines(out, t, form, &track->payments);
}

/* ---- all of them ---- */
/* What becomes of most decisions: nothing, or the law comes into force and then nothing. */
typedef enum { TRACK_CHANGES, TRACK_SINCE_FORCE, TRACK_STEADY } TrackKind;
static TrackKind kind_of(const Track *track)
{
    const Stretch *s = track->stretches;
    if (track->payments.n_runs) return TRACK_CHANGES;
    if (track->n_stretches == 1) return TRACK_STEADY;
    bool force = track->n_stretches == 2 && s[0].result.status == STATUS_NOT_IN_FORCE && s[1].n_causes == 1 && s[1].causes[0].kind == CAUSE_FORCE;
    return force ? TRACK_SINCE_FORCE : TRACK_CHANGES;
}
static const Stretch *last_of(const Track *track) { return &track->stretches[track->n_stretches - 1]; }
static uint32_t widest_name(const Timeline *t, const TimelineForm *form)
{
    uint32_t widest = 0;
    for (int i = 0; i < t->n_tracks; i++) {
        const char *name = timeline_name(form, &t->tracks[i]);
        uint32_t cells = text_cells(name, (uint32_t)strlen(name));
        if (kind_of(&t->tracks[i]) != TRACK_CHANGES && cells > widest) widest = cells;
    }
    return widest;
}
static void short_line(StrBuf *out, const Timeline *t, const TimelineForm *form, const Track *track, uint32_t width)
{
    strbuf_add(out, "  ");
    pad(out, timeline_name(form, track), width + 2);
    strbuf_add(out, result_words(t, form, last_of(track)));
    end_line(out);
}
static void short_lines(StrBuf *out, const Timeline *t, const TimelineForm *form)
{
    uint32_t width = widest_name(t, form);
    int unit = -1, n = 0;
    for (int i = 0; i < t->n_tracks; i++) { /* tracks of one regulation mostly follow one another */
        const Track *track = &t->tracks[i];
        if (kind_of(track) != TRACK_SINCE_FORCE) continue;
        const Stretch *s = last_of(track);
        if (s->causes[0].unit != unit) strbuf_printf(out, form->chinese ? "\n%s 起（%s），此后不变\n" : "\nfrom %s on (%s), then unchanged\n", timeline_day(t->arena, s->from), timeline_why(t, form, s));
        unit = s->causes[0].unit;
        short_line(out, t, form, track, width);
    }
    for (int i = 0; i < t->n_tracks; i++) {
        if (kind_of(&t->tracks[i]) != TRACK_STEADY) continue;
        if (!n++) strbuf_add(out, form->chinese ? "\n一直不变\n" : "\nthe same throughout\n");
        short_line(out, t, form, &t->tracks[i], width);
    }
}
const char *timeline_text(const Timeline *t, const TimelineForm *form)
{
    StrBuf out = {.arena = t->arena};
    const Name *entity = &t->program->entities[t->chunk->entity].name;
    strbuf_add(&out, form->chinese_names ? entity->zh : entity->alias);
    if (form->id) strbuf_char(&out, ' '), strbuf_bytes(&out, form->id, form->id_len);
    strbuf_printf(&out, form->chinese ? "  %s 至 %s" : "  %s to %s", timeline_day(t->arena, t->from), timeline_day(t->arena, t->to));
    if (t->fixed_law) strbuf_printf(&out, form->chinese ? "  法律日 %s" : "  law as of %s", timeline_day(t->arena, t->law));
    strbuf_char(&out, '\n');
    for (int i = 0; i < t->n_tracks; i++)
        if (kind_of(&t->tracks[i]) == TRACK_CHANGES) track_lines(&out, t, form, &t->tracks[i]);
    short_lines(&out, t, form);
    return out.text;
}
