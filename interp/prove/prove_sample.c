/* The solver's answer as a record in hand. See prove_pair.h.
 * Must never know what was asked. */
#include "interp/base/calendar.h"
#include "interp/prove/prove_pair.h"

static int64_t day_of(const Ask *ask, End e)
{
    int y = (int)ask_number(ask, e.y), m = (int)ask_number(ask, e.m), d = (int)ask_number(ask, e.d);
    return calendar_valid(y, m, d) ? calendar_day(y, m, d) : CALENDAR_DAY_MIN;
}
End question_day(Question *q, const char *name, int32_t from, int32_t to)
{
    int first, last, m, d;
    const Logic *l = &q->terms.logic;
    if (from == to) return date_constant(from);
    calendar_civil(from, &first, &m, &d), calendar_civil(to, &last, &m, &d);
    End day = date_fresh(&q->terms, name, first, last), lo = date_constant(from), hi = date_constant(to);
    terms_hold(&q->terms, num_ge(l, day.n, lo.n)), terms_hold(&q->terms, num_le(l, day.n, hi.n));
    if (day.n.min < lo.n.min) day.n.min = lo.n.min;
    if (day.n.max > hi.n.max) day.n.max = hi.n.max;
    return day;
}
Truth question_complete(const Question *q, bool supposed)
{
    Truth all = q->terms.logic.yes;
    for (int i = 0; i < q->n_facts; i++)
        all = logic_and(&q->terms.logic, all, supposed || !q->facts[i].parameter ? q->facts[i].known : logic_not(&q->terms.logic, q->facts[i].known));
    return all;
}
static const char *odd_text(Arena *arena, int64_t n) { return arena_printf(arena, "%c", (char)('a' + n % 26)); }
static SampleFact fact_of(Arena *arena, const Question *q, const Ask *ask, const Fact *f)
{
    SampleFact s = {.path = f->parameter ? f->path + 1 : f->path, .kind = f->kind, .parameter = f->parameter, .scale = f->scale, .values = f->values};
    s.known = ask_truth(ask, f->known);
    switch (f->kind) {
    case FACT_BIT: s.value = ask_truth(ask, f->yes); break;
    case FACT_DATE: s.value = day_of(ask, f->value); break;
    case FACT_NUMBER: s.value = ask_number(ask, f->value.n); break;
    case FACT_ENUM: s.value = ask_number(ask, f->value.n), s.word = q->tables[f->table].values[s.value]; break;
    case FACT_TEXT: s.value = ask_number(ask, f->value.n), s.word = s.value < q->n_texts ? q->texts[s.value] : odd_text(arena, s.value); break;
    case FACT_LIST:
        for (int i = 0; i < f->n_in; i++) s.value += ask_truth(ask, f->in[i]);
        break;
    }
    return s;
}
Sample sample_of(Arena *arena, const Question *q, const Ask *ask, End as_of, End law)
{
    Sample s = {.as_of = (int32_t)day_of(ask, as_of), .law_as_of = (int32_t)day_of(ask, law)};
    s.facts = arena_alloc(arena, (size_t)q->n_facts * sizeof *s.facts + 1);
    for (int i = 0; i < q->n_facts; i++) s.facts[s.n_facts++] = fact_of(arena, q, ask, &q->facts[i]);
    return s;
}
