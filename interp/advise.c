/* The smallest sets of facts whose change gives another answer, and the next day that does. See advise.h.
 * Must never know how an answer is shown. */
#include "interp/advise.h"
#include <string.h>
#include "interp/advise_internal.h"
#include "interp/calendar.h"

/* ---- sets ---- */
/* Which value of which fact. */
typedef struct { int cell, region; } Pick;
typedef struct { Pick pick[ADVISE_FACTS_MAX]; int n; } Try;
typedef struct { Search *s; Advice *out; Try queue[COPIES_MAX]; uint32_t n_queue; Try *hits; Answer *answers; int n_hits; } Hunt;

static Region *region_of(const Search *s, Pick p) { return &s->cells[p.cell].regions[p.region]; }
static void put(Search *s, uint32_t copy, const Try *t, bool back)
{
    for (int i = 0; i < t->n; i++) {
        const Cell *c = &s->cells[t->pick[i].cell];
        if (c->list) copies_set_list(&s->copies, copy, c->list, c->lane, !back);
        else copies_set(&s->copies, copy, c->column, c->lane, back ? c->known : true, back ? c->was : region_of(s, t->pick[i])->try);
    }
}
/* A record no reader would accept changes nothing: 要求 of its entities. */
static int space_of(const Search *s, const Cell *c) { return c->list ? s->in->chunk->specs[c->list].parent : s->in->chunk->columns[c->column].space; }
static const char *path_of(Search *s, const Cell *c, bool chinese)
{
    const uint16_t *field = c->list ? s->in->chunk->specs[c->list].field : s->in->chunk->columns[c->column].field;
    int n = c->list ? s->in->chunk->specs[c->list].n : s->in->chunk->columns[c->column].n;
    return decide_path(s->arena, s->in->program, s->in->chunk, s->in->vm, space_of(s, c), field, n, c->lane, chinese);
}
static bool value_after(const Search *s, const Try *t, const Cell *like, int field, int64_t *value)
{
    for (int i = 0; i < s->n_cells; i++) {
        const Cell *c = &s->cells[i];
        if (c->list || c->entity != like->entity || c->field != field || c->lane != like->lane || space_of(s, c) != space_of(s, like)) continue;
        for (int k = 0; k < t->n; k++)
            if (t->pick[k].cell == i) return *value = region_of(s, t->pick[k])->try, true;
        return *value = c->was, c->known;
    }
    return false;
}
static bool acceptable(const Search *s, const Try *t)
{
    for (int i = 0; i < t->n; i++) {
        const Cell *c = &s->cells[t->pick[i].cell];
        const Entity *e = &s->in->program->entities[c->entity];
        for (int k = 0; k < e->n_requirements; k++) {
            int64_t later, earlier;
            if (e->requirements[k].later != c->field && e->requirements[k].earlier != c->field) continue;
            if (value_after(s, t, c, e->requirements[k].later, &later) && value_after(s, t, c, e->requirements[k].earlier, &earlier) && later < earlier) return false;
        }
    }
    return true;
}
static void flush(Hunt *h)
{
    Search *s = h->s;
    if (!h->n_queue) return;
    for (uint32_t i = 0; i < h->n_queue; i++) put(s, i, &h->queue[i], false);
    if (search_run(s))
        for (uint32_t i = 0; i < h->n_queue; i++) {
            Answer a = answer_read(s, i, NULL);
            if (!answer_settled(a) || answer_same(a, s->now)) continue;
            int n = h->n_hits;
            LIST_ADD(s->arena, h->answers, n, a);
            LIST_ADD(s->arena, h->hits, h->n_hits, h->queue[i]);
        }
    for (uint32_t i = 0; i < h->n_queue; i++) put(s, i, &h->queue[i], true);
    h->n_queue = 0;
}
/* Every choice of `left` more facts, from the cell after the last on; values nearest to the present first. */
static void choose(Hunt *h, Try *t, int from, int left)
{
    Search *s = h->s;
    if (!left) {
        if (!acceptable(s, t)) return;
        h->queue[h->n_queue++] = *t;
        if (h->n_queue == s->copies.copies) flush(h);
        return;
    }
    for (int c = from; c < s->n_cells && !s->failed; c++)
        for (int r = 0; r < s->cells[c].n_regions; r++) {
            t->pick[t->n++] = (Pick){c, r};
            choose(h, t, c + 1, left - 1);
            t->n--;
        }
}
/* How many there are: the elementary symmetric sum of the numbers of values; as far as TRIES_MAX matters. */
static int64_t choices(const Search *s, int size)
{
    int64_t ways[ADVISE_FACTS_MAX + 1] = {1};
    for (int c = 0; c < s->n_cells; c++)
        for (int k = size; k > 0; k--) {
            ways[k] += ways[k - 1] * s->cells[c].n_regions;
            if (ways[k] > TRIES_MAX) ways[k] = TRIES_MAX + 1;
        }
    return ways[size];
}

/* ---- what is told ---- */
static void describe_change(Search *s, const Cell *c, AdviseChange *out)
{
    *out = (AdviseChange){.path = path_of(s, c, false), .path_zh = path_of(s, c, true), .entity = c->entity, .field = c->field, .type = c->type};
    out->was = (DecisionValue){.present = c->known, .type = c->type, .lo = c->was, .hi = c->was};
    if (c->known && c->type.kind == TY_TEXT) out->was.present = c->was < s->in->chunk->n_texts, out->was.text = out->was.present ? s->in->chunk->texts[c->was] : NULL;
}
static bool ordered(const Cell *c) { return c->type.kind == TY_NUM || c->type.kind == TY_DATE; }
/* The ends of what was tried are open ends. */
static void open_ends(const Cell *c, AdviseChange *out)
{
    int64_t lowest = c->regions[0].lo, highest = c->regions[c->n_regions - 1].hi;
    if (c->known && c->was < lowest) lowest = c->was;
    if (c->known && c->was > highest) highest = c->was;
    if (out->lo == out->hi) return;
    if (out->lo <= lowest) out->lo = INT64_MIN;
    if (out->hi >= highest) out->hi = INT64_MAX;
}
static void add_texts(const Search *s, AdviseChange *out)
{
    for (int i = 0; i < out->n_values && out->type.kind == TY_TEXT; i++) out->texts[i] = s->in->chunk->texts[out->values[i]];
}
/* One fact alone: all values around the one that was tried that give the same answer. */
static void widen(const Cell *c, int region, AdviseChange *out)
{
    Answer a = c->regions[region].answer;
    int from = region, to = region;
    if (!ordered(c)) {
        for (int i = 0; i < c->n_regions; i++) {
            if (!answer_same(c->regions[i].answer, a)) continue;
            if (out->n_values < ADVISE_VALUES_MAX) out->values[out->n_values++] = c->regions[i].lo;
            else out->more_values++;
        }
        return;
    }
    while (from > 0 && answer_same(c->regions[from - 1].answer, a) && !(c->known && c->regions[from - 1].hi < c->was && c->regions[from].lo > c->was)) from--;
    while (to + 1 < c->n_regions && answer_same(c->regions[to + 1].answer, a) && !(c->known && c->regions[to].hi < c->was && c->regions[to + 1].lo > c->was)) to++;
    out->interval = true, out->lo = c->regions[from].lo, out->hi = c->regions[to].hi;
    open_ends(c, out);
}
/* Values of one number or day that were told already with their neighbours. */
static bool told(Search *s, const Advice *out, const Cell *c, int64_t value)
{
    const char *path = path_of(s, c, false);
    for (int i = 0; i < out->n_sets; i++) {
        const AdviseChange *k = &out->sets[i].changes[0];
        if (k->interval && strcmp(k->path, path) == 0 && value >= k->lo && value <= k->hi) return true;
    }
    return false;
}
static bool same_cells(const Try *a, const Try *b)
{
    for (int i = 0; i < a->n; i++) if (a->pick[i].cell != b->pick[i].cell) return false;
    return true;
}
/* Of the values of the same facts the first that gives an answer stands for the others. */
static bool repeats(const Hunt *h, int at)
{
    for (int i = 0; i < at; i++)
        if (same_cells(&h->hits[i], &h->hits[at]) && answer_same(h->answers[i], h->answers[at])) return true;
    return false;
}
static void tell(Hunt *h, int at)
{
    Search *s = h->s;
    Advice *out = h->out;
    const Try *t = &h->hits[at];
    const Cell *only = t->n == 1 ? &s->cells[t->pick[0].cell] : NULL;
    if (only && ordered(only) ? told(s, out, only, region_of(s, t->pick[0])->try) : repeats(h, at)) return;
    if (out->n_sets == ADVISE_SETS_MAX) { out->more = true; return; }
    AdviseSet set = {.n = t->n};
    put(s, 0, t, false);
    if (!search_run(s)) return;
    answer_read(s, 0, &set.answer);
    put(s, 0, t, true);
    for (int i = 0; i < t->n; i++) {
        const Cell *c = &s->cells[t->pick[i].cell];
        describe_change(s, c, &set.changes[i]);
        int64_t value = region_of(s, t->pick[i])->try;
        if (only && !c->list) widen(c, t->pick[i].region, &set.changes[i]), add_texts(s, &set.changes[i]);
        else if (ordered(c)) set.changes[i].interval = true, set.changes[i].lo = set.changes[i].hi = value;
        else if (!c->list) set.changes[i].values[set.changes[i].n_values++] = value, add_texts(s, &set.changes[i]);
    }
    LIST_ADD(s->arena, out->sets, out->n_sets, set);
}
static bool all_missing(const Search *s, const Try *t)
{
    for (int i = 0; i < t->n; i++) if (s->cells[t->pick[i].cell].known) return false;
    return true;
}
static void find_sets(Search *s, Advice *out)
{
    for (int i = 0; i < s->n_cells && !s->failed; i++) cell_probe(s, &s->cells[i]);
    for (int size = 1; size <= ADVISE_FACTS_MAX && !s->failed && !out->n_sets && choices(s, size) <= TRIES_MAX; size++) {
        Hunt *h = arena_alloc(s->arena, sizeof *h);
        Try t = {0};
        h->s = s, h->out = out;
        choose(h, &t, 0, size);
        flush(h);
        for (int missing = 1; missing >= 0; missing--) /* what is not known is asked before what would have to be otherwise */
            for (int i = 0; i < h->n_hits && !s->failed; i++)
                if (all_missing(s, &h->hits[i]) == missing) tell(h, i);
        if (!out->n_sets) out->tried = size;
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
    while (day < last && !out->has_day && !s->failed) {
        uint32_t n = 0;
        for (; n < s->copies.copies && day + (int32_t)n < last; n++) copies_dates(&s->copies, n, day + 1 + (int32_t)n, apart ? s->law_as_of : day + 1 + (int32_t)n);
        if (!search_run(s)) break;
        for (uint32_t i = 0; i < n && !out->has_day; i++)
            if (worth_telling(s, was, i, &out->on_day)) out->has_day = true, out->day = day + 1 + (int32_t)i;
        day += (int32_t)n;
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
    if (has_few_answers(s->rule)) find_sets(s, out);
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
