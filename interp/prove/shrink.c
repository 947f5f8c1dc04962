/* Examples made small. See shrink.h.
 * Must never know what an example shows. */
#include "interp/prove/shrink.h"
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/base/number.h"

enum { ROUNDS = 3, HINTS_MAX = 24, CANDIDATES_MAX = 256 };
typedef struct { Arena *arena; Sample *s; const Hints *h; const ShrinkTest *test; bool moved; } Work;

/* ---- hints ---- */
static void hint(Arena *arena, int64_t **list, int *n, int64_t v)
{
    for (int i = 0; i < *n; i++)
        if ((*list)[i] == v) return;
    if (*n < HINTS_MAX) LIST_ADD(arena, *list, *n, v);
}
static const Instr *constant(const Chunk *c, uint32_t reg) { return c->code[reg].op == BC_CONST ? &c->code[reg] : NULL; }
void hints_add(Arena *arena, Hints *h, const Chunk *c, const bool *cone)
{
    for (int i = 0; i < c->n_code; i++) {
        const Instr *in = &c->code[i], *k;
        if (cone && !cone[i]) continue;
        if (in->op == BC_AGE && (k = constant(c, in->c))) hint(arena, in->scale[1] ? &h->months : &h->years, in->scale[1] ? &h->n_months : &h->n_years, k->imm);
        if (in->op == BC_DATE_ADD && (k = constant(c, in->b)) && in->aux != PERIOD_DAYS) hint(arena, in->aux == PERIOD_MONTHS ? &h->months : &h->years, in->aux == PERIOD_MONTHS ? &h->n_months : &h->n_years, k->imm);
        if (in->op != BC_COMPARE) continue;
        for (int side = 0; side < 2; side++) {
            k = constant(c, side ? in->a : in->b);
            Opcode other = (Opcode)c->code[side ? in->b : in->a].op;
            if (!k || k->kind == KIND_ENUM || k->kind == KIND_TEXT || k->kind == KIND_BIT) continue;
            if (other == BC_YEARS) hint(arena, &h->years, &h->n_years, k->imm);
            else if (k->kind == KIND_I32 && k->imm > 366) hint(arena, &h->days, &h->n_days, k->imm);
            else hint(arena, &h->numbers, &h->n_numbers, k->imm);
        }
    }
}

/* ---- trying ---- */
static bool still(Work *w, const Sample *s, bool whole) { return (whole ? w->test->whole : w->test->shows)(w->test->ctx, s); }
static bool keep_if(Work *w, Sample next, bool whole)
{
    if (!still(w, &next, whole)) return false;
    *w->s = next;
    w->moved = true;
    return true;
}
static bool try_fact(Work *w, int i, SampleFact f, bool whole)
{
    const SampleFact *old = &w->s->facts[i];
    if (old->known == f.known && (!f.known || (old->value == f.value && old->word == f.word))) return true;
    Sample next = sample_copy(w->arena, w->s);
    next.facts[i] = f;
    return keep_if(w, next, whole);
}
/* The list, or its double, has that many elements. */
static bool holds(const Sample *s, const char *list, int at)
{
    for (int i = 0; i < s->n_facts; i++) {
        const SampleFact *f = &s->facts[i];
        if (f->kind == FACT_LIST && f->known && at <= f->value && sample_same_list(f->path, list)) return true;
    }
    return false;
}
/* Of elements that are not there. */
static bool idle(const Sample *s, const SampleFact *f)
{
    for (int i = 0; i < s->n_facts && !f->parameter; i++) {
        const char *rest = "";
        const SampleFact *list = &s->facts[i];
        int at = list->kind == FACT_LIST ? sample_element(f->path, list->path, &rest) : 0;
        if (at > 0 && !holds(s, list->path, at)) return true;
    }
    return false;
}
static void drop_idle(Work *w)
{
    Sample next = *w->s;
    next.facts = NULL, next.n_facts = 0;
    for (int i = 0; i < w->s->n_facts; i++)
        if (!idle(w->s, &w->s->facts[i])) LIST_ADD(w->arena, next.facts, next.n_facts, w->s->facts[i]);
    *w->s = next;
}

/* ---- fewer elements, fewer facts ---- */
static void shorten_lists(Work *w)
{
    for (int i = 0; i < w->s->n_facts; i++) {
        if (w->s->facts[i].kind != FACT_LIST || !w->s->facts[i].known) continue;
        const char *path = w->s->facts[i].path;
        for (int64_t k = w->s->facts[i].value; k > 0; k--)
            if (keep_if(w, sample_without(w->arena, w->s, path, (int)k), true)) i = -1; /* facts have moved: from the start */
    }
}
/* Days and numbers before truths: "deceased: no" says more than a day of death to come. */
static void drop_facts(Work *w)
{
    static const FactKind order[] = {FACT_DATE, FACT_NUMBER, FACT_TEXT, FACT_LIST, FACT_ENUM, FACT_BIT};
    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        for (int i = 0; i < w->s->n_facts; i++) {
            SampleFact f = w->s->facts[i];
            if (!f.known || f.kind != order[k]) continue;
            f.known = false;
            try_fact(w, i, f, true);
        }
    }
}

/* ---- plainer values ---- */
typedef struct { int64_t v[CANDIDATES_MAX]; int n; } Candidates;
static void offer(Candidates *c, int64_t v)
{
    if (c->n < CANDIDATES_MAX) c->v[c->n++] = v;
}
/* Days on which something that the program asks for is reached. */
static void offer_reached(Candidates *c, int32_t as_of, int64_t n, bool months)
{
    int32_t day;
    if (months ? calendar_add_months(as_of, -n, &day) : calendar_add_years(as_of, -n, &day)) offer(c, day), offer(c, day + 1);
}
static void boundary_candidates(const Work *w, Candidates *c)
{
    for (int i = 0; i < w->h->n_years; i++) offer_reached(c, w->s->as_of, w->h->years[i], false);
    for (int i = 0; i < w->h->n_months; i++) offer_reached(c, w->s->as_of, w->h->months[i], true);
    for (int i = 0; i < w->h->n_days; i++) offer(c, w->h->days[i]), offer(c, w->h->days[i] - 1);
}
static void plain_days(const Work *w, Candidates *c)
{
    static const int16_t ago[] = {6, 2, 12, 20, 30, 45, 60, 75, 1, 0};
    int y, m, d;
    calendar_civil(w->s->as_of, &y, &m, &d);
    for (size_t i = 0; i < sizeof ago / sizeof *ago; i++)
        if (y - ago[i] >= 1) offer(c, calendar_day(y - ago[i], 5, 1));
    offer(c, w->s->as_of), offer(c, (int64_t)w->s->as_of + 1);
}
static void number_candidates(const Work *w, Candidates *c, const SampleFact *f)
{
    int64_t unit = (int64_t)number_power(f->scale);
    if (f->parameter) offer(c, 100 * unit);
    for (int64_t v = 0; v <= 3; v++) offer(c, v * unit);
    for (int i = 0; i < w->h->n_numbers; i++) offer(c, w->h->numbers[i]), offer(c, w->h->numbers[i] - unit), offer(c, w->h->numbers[i] + unit), offer(c, w->h->numbers[i] + 1), offer(c, w->h->numbers[i] - 1);
    for (int64_t v = 10; v <= 1000000; v *= 10) offer(c, v * unit);
}
static bool day_shows(Work *w, int i, int64_t day)
{
    Sample next = sample_copy(w->arena, w->s);
    next.facts[i].value = day;
    return still(w, &next, true);
}
/* A day on a boundary, where the day before or after would not do; else a day that nobody wonders about. */
static void plain_day(Work *w, int i)
{
    SampleFact f = w->s->facts[i];
    Candidates c = {.n = 0};
    boundary_candidates(w, &c);
    for (int k = 0; k < c.n; k++) {
        f.value = c.v[k];
        if (day_shows(w, i, f.value) && !(day_shows(w, i, f.value + 1) && day_shows(w, i, f.value - 1)) && try_fact(w, i, f, true)) return;
    }
    c.n = 0;
    plain_days(w, &c);
    for (int k = 0; k < c.n; k++) {
        f.value = c.v[k];
        if (try_fact(w, i, f, true)) return;
    }
}
static void plain_value(Work *w, int i)
{
    SampleFact f = w->s->facts[i];
    Candidates c = {.n = 0};
    switch (f.kind) {
    case FACT_BIT: offer(&c, 0); break;
    case FACT_DATE: plain_day(w, i); return;
    case FACT_NUMBER: number_candidates(w, &c, &f); break;
    case FACT_ENUM: case FACT_TEXT: case FACT_LIST: return;
    }
    for (int k = 0; k < c.n; k++) {
        f.value = c.v[k];
        if (try_fact(w, i, f, true)) return;
    }
}
static void plain_values(Work *w)
{
    for (int i = 0; i < w->s->n_facts; i++)
        if (w->s->facts[i].known) plain_value(w, i);
}

/* ---- known facts instead of missing ones ---- */
static void fill(Work *w, int i)
{
    SampleFact f = w->s->facts[i];
    Candidates c = {.n = 0};
    f.known = true;
    switch (f.kind) {
    case FACT_BIT: offer(&c, 0), offer(&c, 1); break;
    case FACT_DATE: plain_days(w, &c), boundary_candidates(w, &c); break;
    case FACT_NUMBER: number_candidates(w, &c, &f); break;
    case FACT_LIST: offer(&c, 0); break;
    case FACT_TEXT: return;
    case FACT_ENUM:
        for (int k = 0; f.values && k < f.values->n_values; k++) {
            f.word = f.values->values[k].name.alias;
            if (try_fact(w, i, f, false)) return;
        }
        return;
    }
    for (int k = 0; k < c.n; k++) {
        f.value = c.v[k];
        if (try_fact(w, i, f, false)) return;
    }
}
static void fill_missing(Work *w)
{
    for (int i = 0; i < w->s->n_facts; i++)
        if (!w->s->facts[i].known && !idle(w->s, &w->s->facts[i])) fill(w, i);
}
/* The first day, all else as it is or as far before it as it was. */
static void early_day(Work *w, int32_t first)
{
    int32_t by = w->s->as_of - first;
    Sample early = sample_copy(w->arena, w->s);
    if (!by) return;
    early.as_of = first;
    if (w->s->as_of == w->s->law_as_of) early.law_as_of = first;
    if (keep_if(w, early, false)) return;
    for (int i = 0; i < early.n_facts; i++)
        if (early.facts[i].kind == FACT_DATE && early.facts[i].value - by > CALENDAR_DAY_MIN) early.facts[i].value -= by;
    keep_if(w, early, false);
}
void shrink(Arena *arena, Sample *s, const Hints *h, int32_t first, const ShrinkTest *test)
{
    Work w = {arena, s, h, test, false};
    early_day(&w, first);
    drop_idle(&w);
    fill_missing(&w);
    test->filled(test->ctx, s);
    for (int i = 0; i < s->n_facts; i++)
        if (s->facts[i].kind == FACT_BIT && s->facts[i].known) plain_value(&w, i);
    for (int round = 0; round < ROUNDS; round++) {
        w.moved = false;
        early_day(&w, first);
        shorten_lists(&w);
        drop_facts(&w);
        plain_values(&w);
        if (!w.moved) break;
    }
}
