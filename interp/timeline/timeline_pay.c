/* Periods: what is paid while a benefit is granted. A month, year or day counts by the decision of its first day; a benefit whose rule
 * says otherwise (发放) by that of any of its days, or of the day before it. One-off amounts count once, as they are when first granted.
 * Must never know how decisions are made. */
#include "interp/timeline/timeline.h"
#include "interp/base/calendar.h"

/* ---- periods ---- */
static int32_t first_of(PayPeriod period, int32_t day)
{
    int y, m, d;
    calendar_civil(day, &y, &m, &d);
    return period == PAYS_YEARLY ? calendar_day(y, 1, 1) : period == PAYS_MONTHLY ? calendar_day(y, m, 1) : day;
}
int32_t pay_period_next(PayPeriod period, int32_t first)
{
    int y, m, d;
    calendar_civil(first, &y, &m, &d);
    switch (period) {
    case PAYS_YEARLY: return y == 9999 ? INT32_MAX : calendar_day(y + 1, 1, 1);
    case PAYS_MONTHLY: return y == 9999 && m == 12 ? INT32_MAX : calendar_day(m == 12 ? y + 1 : y, m == 12 ? 1 : m + 1, 1);
    case PAYS_DAILY: case PAYS_ONCE: case PAYS_NOTHING: break;
    }
    return first + 1;
}
PayPeriod pay_period_of_type(const Type *type)
{
    if (type->kind != TY_NUM || type->unit.base != U_YUAN) return PAYS_NOTHING;
    switch ((UnitBase)type->unit.per) {
    case U_MONTH: return PAYS_MONTHLY;
    case U_YEAR: return PAYS_YEARLY;
    case U_DAY: return PAYS_DAILY;
    case U_ONE: return PAYS_ONCE;
    case U_YUAN: case U_AGE: case U_HOUR: case U_PERSON: case U_HOUSEHOLD: case U_PLACE: break;
    }
    return PAYS_NOTHING;
}
PayPeriod pay_period_of(const Rule *rule, const RuleVersion *v)
{
    bool amount = v->amount_kind == AMOUNT_EXACT || v->amount_kind == AMOUNT_AT_LEAST || v->amount_kind == AMOUNT_AT_MOST;
    if (rule->kind != RULE_BENEFIT || !amount) return PAYS_NOTHING;
    return pay_period_of_type(&v->amount_type);
}

/* ---- adding up ---- */
static void add_year(Timeline *t, Payments *p, int32_t first, int64_t amount)
{
    int year = calendar_year(first);
    if (!p->n_years || p->years[p->n_years - 1].year != year) LIST_ADD(t->arena, p->years, p->n_years, (PayYear){.year = year});
    p->years[p->n_years - 1].sum += amount, p->years[p->n_years - 1].count++;
}
static void add_period(Timeline *t, Payments *p, int32_t first, int64_t amount)
{
    PayRun *last = p->n_runs ? &p->runs[p->n_runs - 1] : NULL;
    if (last && last->amount == amount && pay_period_next(p->period, last->to) == first) last->to = first, last->count++;
    else LIST_ADD(t->arena, p->runs, p->n_runs, (PayRun){.from = first, .to = first, .count = 1, .amount = amount});
    p->runs[p->n_runs - 1].sum += amount;
    p->total += amount;
    add_year(t, p, first, amount);
}
/* The stretch that decides the period: of its first day, of the day before, or the last granted one that meets it. */
static const Stretch *deciding(const Timeline *t, const Track *track, int32_t first, int32_t next, PayFrom pays)
{
    int32_t last = next - 1 < t->to ? next - 1 : t->to;
    const Stretch *s = track_on(track, pays == PAID_NEXT_PERIOD ? first - 1 : pays == PAID_SAME_PERIOD ? last : first);
    if (pays != PAID_SAME_PERIOD) return s;
    for (const Stretch *open = NULL;; s--) {
        if (s->result.status == STATUS_GRANTED) return s;
        if (s->result.status == STATUS_UNDETERMINED && !open) open = s;
        if (s == track->stretches || s->from <= first) return open ? open : s;
    }
}
static void add_periods(Timeline *t, const Track *track, const Stretch *model, Payments *p)
{
    int32_t first = first_of(p->period, t->from);
    if (first < t->from) first = pay_period_next(p->period, first);
    for (int32_t next; first <= t->to; first = next) {
        next = pay_period_next(p->period, first);
        const Stretch *s = deciding(t, track, first, next, model->result.version->paid);
        if (s && s->result.status == STATUS_GRANTED && s->result.value.present) add_period(t, p, first, s->result.value.lo);
        else if (s && s->result.status == STATUS_UNDETERMINED) p->open++;
        if (next == INT32_MAX) return;
    }
}
static void add_once(Timeline *t, const Track *track, Payments *p)
{
    for (int i = 0; i < track->n_stretches; i++) {
        const Stretch *s = &track->stretches[i];
        if (s->to < t->from) continue;
        if (s->result.status == STATUS_UNDETERMINED) p->open = 1;
        if (s->result.status != STATUS_GRANTED || !s->result.value.present) continue;
        add_period(t, p, s->from < t->from ? t->from : s->from, s->result.value.lo);
        p->open = 0;
        return;
    }
}
static void hide_before(const Timeline *t, Track *track)
{
    if (track->n_stretches && track->stretches[0].to < t->from) track->stretches++, track->n_stretches--;
    if (track->n_stretches && track->stretches[0].from < t->from) track->stretches[0].from = t->from;
}
void timeline_pay(Timeline *t)
{
    for (int i = 0; i < t->n_tracks; i++) {
        Track *track = &t->tracks[i];
        const Stretch *model = NULL; /* versions have one kind of amount */
        for (int k = 0; k < track->n_stretches; k++)
            if (track->stretches[k].result.version) model = &track->stretches[k];
        if (model) {
            Payments *p = &track->payments;
            *p = (Payments){.period = pay_period_of(model->result.rule, model->result.version), .type = model->result.version->amount_type, .kind = model->result.version->amount_kind};
            if (p->period == PAYS_ONCE) add_once(t, track, p);
            else if (p->period != PAYS_NOTHING) add_periods(t, track, model, p);
        }
        hide_before(t, track);
    }
}

/* ---- words ---- */
const char *pay_period_id(PayPeriod period)
{
    switch (period) {
    case PAYS_MONTHLY: return "month";
    case PAYS_YEARLY: return "year";
    case PAYS_DAILY: return "day";
    case PAYS_ONCE: return "once";
    case PAYS_NOTHING: break;
    }
    return "none";
}
const char *pay_period_name(Arena *arena, PayPeriod period, int32_t day)
{
    char text[CALENDAR_TEXT];
    calendar_print(day, text);
    return arena_strndup(arena, text, period == PAYS_YEARLY ? 4 : period == PAYS_MONTHLY ? 7 : 10);
}
size_t pay_sum_print(char out[NUMBER_TEXT], Type type, NumberWide sum) { return number_print_wide(out, sum, type.scale, 2); }
