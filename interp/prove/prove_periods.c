/* Benefits that follow each other in time: a day between them on which there is neither, or a day on which there are both.
 * The same person on three days in a row, in the middle of the period. Must never know how findings are shown. */
#include "interp/prove/prove_scene.h"
#include <string.h>
#include "interp/prove/claim.h"
#include "interp/engine/compare.h"
#include "interp/engine/findings.h"
#include "interp/prove/prove_pair.h"

enum { DAYS = 3 };
/* One benefit. granted, denied: by day. */
typedef struct { int rule, decision; const Rule *about; Truth granted[DAYS], denied[DAYS]; bool ends, begins; int *dates, n_dates; int64_t *days; int n_days; } Stretch;
typedef struct {
    Arena *arena; const fatiao_policy *policy; const ProveOptions *options; ProveReport *report; int entity; const Chunk *chunk;
    Question q; Ask ask; Code code[DAYS]; End day[DAYS]; Stretch *periods; int n_periods; bool opened;
    int32_t first; bool fixed; /* the first of the days; fixed: only of what hangs on the second, a day of the calendar */
} Calendar;

static const Logic *logic_of(const Calendar *c) { return &c->q.terms.logic; }
static Answer ask(Calendar *c, Truth what, Sample *sample)
{
    c->report->n_questions++;
    if (what == logic_of(c)->no) return ANSWER_NO;
    ask_push(&c->ask);
    ask_assert(&c->ask, logic_and(logic_of(c), what, question_complete(&c->q, true)));
    Answer answer = ask_check(&c->ask);
    if (answer == ANSWER_YES && sample) *sample = sample_of(c->arena, &c->q, &c->ask, c->day[1], c->day[1]);
    ask_pop(&c->ask);
    return answer;
}

/* ---- what a decision hangs on ---- */
/* Dates of the record that are judged against the day, and days of the calendar: only what hangs on one and the same can follow each other. */
static void find_dates(Calendar *c, Stretch *p)
{
    const Decision *d = &c->chunk->decisions[p->decision];
    int value = d->versions[d->n_versions - 1].value;
    bool *cone = code_cone(&c->code[0], &value, 1), clock = false;
    for (int i = 0; i < c->chunk->n_code; i++) {
        const Instr *in = &c->chunk->code[i];
        if (!cone[i]) continue;
        clock |= in->op == BC_AS_OF;
        if (in->op == BC_LOAD && in->kind == KIND_I32) LIST_ADD(c->arena, p->dates, p->n_dates, i);
    }
    Hints hints = {0};
    hints_add(c->arena, &hints, c->chunk, cone);
    p->days = hints.days, p->n_days = hints.n_days;
    if (!clock) p->n_dates = 0;
}
static bool hangs_on(const Stretch *p, int32_t day)
{
    for (int i = 0; i < p->n_days; i++)
        if (p->days[i] == day) return true;
    return false;
}
static bool share_date(const Calendar *c, const Stretch *a, const Stretch *b)
{
    if (c->fixed) return true; /* both were taken for that day */
    for (int i = 0; i < a->n_dates; i++)
        for (int k = 0; k < b->n_dates; k++)
            if (a->dates[i] == b->dates[k]) return true;
    return false;
}
static void add_stretch(Calendar *c, int decision)
{
    const Decision *d = &c->chunk->decisions[decision];
    const Rule *about = &c->policy->program.rules[d->rule];
    Stretch p = {.rule = d->rule, .decision = decision, .about = about};
    if ((about->kind != RULE_BENEFIT && about->kind != RULE_PRIORITY) || d->n != 0 || d->n_versions == 0 || about->subject < 0) return;
    find_dates(c, &p);
    if (c->fixed ? !hangs_on(&p, c->first + 1) : p.n_dates == 0) return;
    for (int i = 0; i < DAYS; i++) {
        Outcome o;
        outcome_of(&c->code[i], d, outcome_scale(&c->code[i], d), &o);
        p.granted[i] = o.status[STATUS_GRANTED], p.denied[i] = o.status[STATUS_DENIED];
    }
    LIST_ADD(c->arena, c->periods, c->n_periods, p);
}

/* ---- the day ---- */
static bool granted(Calendar *c, const Stretch *p, Sample sample, int32_t day, bool *out)
{
    Trial t;
    DecisionResult d;
    sample.as_of = sample.law_as_of = day;
    bool read = trial_open(&t, c->arena, c->policy, c->entity, p->rule) && trial_run(&t, c->arena, &sample, false, &d);
    trial_close(&t);
    *out = read && d.status == STATUS_GRANTED;
    return read;
}
/* The VM's word for it, on the three days around the one that is wrong. */
typedef struct { Calendar *c; const Stretch *a, *b; bool twice; } Around;
static bool around_shows(void *ctx, const Sample *s)
{
    Around *w = ctx;
    for (int i = 0; i < DAYS; i++) {
        bool a, b, want_a = i == 0 || (i == 1 && w->twice), want_b = i == 2 || (i == 1 && w->twice);
        if (!granted(w->c, w->a, *s, s->as_of + i - 1, &a) || !granted(w->c, w->b, *s, s->as_of + i - 1, &b) || a != want_a || b != want_b) return false;
    }
    return true;
}
static void nothing(void *ctx, const Sample *s) { (void)ctx, (void)s; }
static void tell(Calendar *c, const Stretch *a, const Stretch *b, bool twice, Sample sample)
{
    Around around = {c, a, b, twice};
    const ShrinkTest test = {&around, around_shows, around_shows, nothing};
    Hints hints = {0};
    bool zh = c->options->chinese;
    if (!around_shows(&around, &sample)) return;
    hints_add(c->arena, &hints, c->chunk, NULL);
    shrink(c->arena, &sample, &hints, sample.as_of, &test);
    for (int i = 0; i < c->report->n_items; i++) { /* of other days */
        const Finding *told = &c->report->items[i];
        if (told->kind == (twice ? FIND_DAY_TWICE : FIND_DAY_BETWEEN) && told->rule == a->rule && told->other == b->rule) return;
    }
    Finding f = {.kind = twice ? FIND_DAY_TWICE : FIND_DAY_BETWEEN, .rule = a->rule, .entity = c->entity, .other = b->rule, .span = a->about->span, .has_sample = true, .sample = sample,
                 .name = zh ? a->about->name.zh : a->about->name.alias, .other_name = zh ? b->about->name.zh : b->about->name.alias};
    const char *claims = claim_truth(c->arena, b->about, !twice, zh); /* on the day between the second ought to have begun; on the double day not yet */
    f.example = sample_example(c->arena, &c->policy->program, c->entity, &sample, finding_title(c->arena, &c->policy->program, &f, zh), claims, zh);
    LIST_ADD(c->arena, c->report->items, c->report->n_items, f);
}
/* Most pairs have nothing to do with each other: the same person has both for days on end. */
static bool exclusive(Calendar *c, const Stretch *a, const Stretch *b)
{
    const Logic *l = logic_of(c);
    return ask(c, logic_and3(l, logic_and(l, a->granted[0], b->granted[0]), a->granted[1], b->granted[1]), NULL) == ANSWER_NO;
}
/* One follows the other, and is never handed over directly. */
static void compare(Calendar *c, const Stretch *a, const Stretch *b)
{
    const Logic *l = logic_of(c);
    Sample sample;
    Truth over = logic_and3(l, a->granted[0], b->denied[0], logic_and(l, a->denied[1], b->granted[1]));
    Truth gap = logic_and(l, logic_and3(l, a->granted[0], b->denied[0], a->denied[1]), logic_and3(l, b->denied[1], a->denied[2], b->granted[2]));
    Truth twice = logic_and(l, logic_and3(l, a->granted[0], b->denied[0], a->granted[1]), logic_and3(l, b->granted[1], a->denied[2], b->granted[2]));
    Answer between = ask(c, gap, &sample);
    if (between == ANSWER_YES && ask(c, over, NULL) == ANSWER_NO) { tell(c, a, b, false, sample); return; }
    if (ask(c, twice, &sample) == ANSWER_YES && ask(c, over, NULL) == ANSWER_NO) tell(c, a, b, true, sample);
}

/* ---- all of an entity ---- */
static void open(Calendar *c)
{
    const FactLimits limits = {c->options->max_children, COMPARE_FIRST_YEAR, COMPARE_LAST_YEAR, COMPARE_NUMBER_MAX};
    if (!question_open(&c->q, c->arena, limits)) return;
    c->opened = true;
    for (int i = 0; i < DAYS; i++) {
        c->day[i] = date_constant(c->first + i);
        Term day = term_known(&c->q.terms, c->day[i]);
        code_open(&c->code[i], &c->q, &c->policy->program, c->chunk, day, day);
    }
    ask_open(&c->ask, &c->q.terms, c->options->timeout_ms);
}
static void work(void *ctx)
{
    Calendar *c = ctx;
    const Logic *l;
    open(c);
    if (!c->opened) return;
    for (int i = 0; i < c->chunk->n_decisions; i++) add_stretch(c, i);
    for (int i = 0; i < DAYS; i++) code_requirements(&c->code[i]);
    ask_axioms(&c->ask);
    l = logic_of(c);
    for (int i = 0; i < c->n_periods; i++) {
        Stretch *p = &c->periods[i];
        int then = c->fixed ? DAYS - 1 : 1; /* by age any day is as good as the next */
        p->ends = ask(c, logic_and(l, p->granted[0], p->denied[then]), NULL) == ANSWER_YES, p->begins = ask(c, logic_and(l, p->denied[0], p->granted[then]), NULL) == ANSWER_YES;
    }
    for (int i = 0; i < c->n_periods; i++)
        for (int k = 0; k < i; k++) {
            const Stretch *a = &c->periods[i], *b = &c->periods[k];
            bool a_first = a->ends && b->begins, b_first = b->ends && a->begins;
            if ((!a_first && !b_first) || !share_date(c, a, b) || !exclusive(c, a, b)) continue;
            if (a_first) compare(c, a, b);
            if (b_first) compare(c, b, a);
        }
}
static void on_days(Calendar c)
{
    bool fine = engine_guard(c.arena, work, &c);
    if (c.opened) {
        ask_close(&c.ask);
        question_close(&c.q);
    }
    if (!fine) longjmp(*c.arena->escape, 1);
}
/* What is reached by age is reached on any day alike; what changes on a day of the calendar, on that day. */
void prove_periods(Arena *arena, const fatiao_policy *policy, const ProveOptions *options, ProveReport *report)
{
    for (int i = 0; i < policy->program.n_entities; i++) {
        Calendar c = {.arena = arena, .policy = policy, .options = options, .report = report, .entity = i, .chunk = policy->chunks[i], .first = options->from + (options->to - options->from) / 2};
        Hints all = {0};
        on_days(c);
        hints_add(arena, &all, c.chunk, NULL);
        c.fixed = true;
        for (int k = 0; k < all.n_days; k++) {
            if (all.days[k] <= options->from || all.days[k] >= options->to) continue;
            c.first = (int32_t)all.days[k] - 1;
            on_days(c);
        }
    }
}
