/* The smallest sets of facts whose change gives another answer, and the next day that does. See advise.h.
 * Must never know how an answer is shown. */
#include "interp/explain/advise.h"
#include "interp/explain/advise_internal.h"
#include "interp/base/calendar.h"

static void find_sets(Search *s, Advice *out)
{
    for (int size = 1; size <= ADVISE_FACTS_MAX && !out->n_sets; size++) {
        Hits hits = {0};
        if (!try_all_sets(s, size, &hits)) return;
        tell_sets(s, &hits, out);
        if (!out->n_sets && !s->cut) out->tried = size;
    }
}

/* ---- the day ---- */
static bool worth_telling(const Search *s, const DecisionResult *was, uint32_t copy, AdviseAnswer *full)
{
    Answer a = answer_read((Search *)s, copy, full);
    bool settled = answer_settled(a) || a.status == STATUS_NOT_IN_FORCE || a.status == STATUS_REPEALED;
    if (!settled) return false;
    bool value = was->value.present && full->value.present && full->status == was->status && was->status != STATUS_DENIED && (full->value.lo != was->value.lo || full->value.hi != was->value.hi);
    return !answer_same(a, s->now) || value;
}
static void find_day(Search *s, const DecisionResult *was, Advice *out)
{
    int32_t last, day = s->as_of, apart = s->law_as_of - s->as_of;
    if (!calendar_add_years(s->as_of, ADVISE_YEARS, &last)) last = CALENDAR_DAY_MAX;
    if (s->copies.copies < 2) return;
    while (day < last && !out->has_day && !s->failed && s->work < WORK_MAX) { /* the first copy is the last day looked at */
        uint32_t n = 0;
        for (; n < s->copies.copies && day + (int32_t)n <= last; n++) copies_dates(&s->copies, n, day + (int32_t)n, apart ? s->law_as_of : day + (int32_t)n);
        if (!search_run(s)) break;
        for (uint32_t i = 1; i < n && !out->has_day; i++) {
            if (!worth_telling(s, was, i, &out->on_day)) continue;
            out->has_day = true, out->day = day + (int32_t)i;
            turned_find(s, i, out);
        }
        day += (int32_t)n - 1;
    }
    for (uint32_t i = 0; i < s->copies.copies; i++) copies_dates(&s->copies, i, s->as_of, s->law_as_of);
}

/* ---- all of it ---- */
/* An amount or a number has as many answers as values: only days are told of those. */
static bool has_few_answers(const Rule *rule)
{
    return rule->kind != RULE_DEFINE || rule->type.kind == TY_BOOL || rule->type.kind == TY_ENUM;
}
static void search(Search *s, Advice *out)
{
    DecisionResult now;
    cells_find(s);
    if (!search_run(s)) return;
    landmarks_find(s);
    s->now = answer_read(s, 0, NULL);
    decide_read(s->arena, s->in->program, s->in->chunk, s->in->vm, s->decision, 0, &now);
    if (now.status == STATUS_NOT_IN_FORCE || now.status == STATUS_REPEALED) { find_day(s, &now, out); return; }
    find_day(s, &now, out);
    bool open = now.status == STATUS_UNDETERMINED;
    if (!open && !has_few_answers(s->rule)) return;
    s->work = 0;
    for (int i = 0; i < s->n_cells && !s->failed && !s->cut; i++) {
        cell_probe(s, &s->cells[i]);
        s->cut = s->work > WORK_MAX;
    }
    s->cut |= s->n_cells == CELLS_MAX;
    if (has_few_answers(s->rule)) find_sets(s, out);
    out->more |= s->cut && out->n_sets;
}
bool advise(Arena *arena, const AdviseInput *in, int decision, Advice *out)
{
    Search s = {.arena = arena, .in = in, .decision = decision, .rule = &in->program->rules[in->chunk->decisions[decision].rule]};
    *out = (Advice){0};
    if (!copies_make(arena, &s.copies, in->chunk, in->block, in->lane)) return true; /* too many elements to copy */
    s.as_of = s.copies.as_of[0], s.law_as_of = s.copies.law_as_of[0];
    search(&s, out);
    return !s.failed;
}
