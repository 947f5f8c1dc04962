/* Sets that give another answer, as they are told: what each fact would have to be, in order, none twice.
 * Must never know words. */
#include <string.h>
#include "interp/explain/advise_internal.h"

static void describe_change(Search *s, const Cell *c, AdviseChange *out)
{
    *out = (AdviseChange){.path = cell_path(s, c, false), .path_zh = cell_path(s, c, true), .entity = c->entity, .field = c->field, .type = c->type};
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
    const char *path = cell_path(s, c, false);
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
static bool repeats(const Hits *hits, int at)
{
    for (int i = 0; i < at; i++)
        if (same_cells(&hits->items[i].what, &hits->items[at].what) && answer_same(hits->items[i].answer, hits->items[at].answer)) return true;
    return false;
}
static void tell(Search *s, const Hits *hits, int at, Advice *out)
{
    const Try *t = &hits->items[at].what;
    const Cell *only = t->n == 1 ? &s->cells[t->pick[0].cell] : NULL;
    if (only && ordered(only) ? told(s, out, only, region_of(s, t->pick[0])->try) : repeats(hits, at)) return;
    if (out->n_sets == ADVISE_SETS_MAX) { out->more = true; return; }
    AdviseSet set = {.n = t->n};
    try_put(s, 0, t, false);
    if (!search_run(s)) return;
    answer_read(s, 0, &set.answer);
    try_put(s, 0, t, true);
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
/* What is not known comes before what would have to be otherwise; where something is open it is all that is told. */
void tell_sets(Search *s, const Hits *hits, Advice *out)
{
    for (int missing = 1; missing >= 0; missing--) {
        for (int i = 0; i < hits->n && !s->failed; i++)
            if (all_missing(s, &hits->items[i].what) == missing) tell(s, hits, i, out);
        if (out->n_sets && s->now.status == STATUS_UNDETERMINED) return;
    }
}
