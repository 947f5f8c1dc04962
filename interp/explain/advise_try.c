/* Sets of facts tried on copies of the record, all of one size. Must never know how they are told. */
#include "interp/explain/advise_internal.h"

typedef struct { Search *s; Try queue[COPIES_MAX]; uint32_t n_queue; Hits *out; } Hunt;

void try_put(Search *s, uint32_t copy, const Try *t, bool back)
{
    for (int i = 0; i < t->n; i++) {
        const Cell *c = &s->cells[t->pick[i].cell];
        if (c->list) copies_set_list(&s->copies, copy, c->list, c->lane, !back);
        else copies_set(&s->copies, copy, c->column, c->lane, back ? c->known : true, back ? c->was : region_of(s, t->pick[i])->try);
    }
}
static int space_of(const Search *s, const Cell *c) { return c->list ? s->in->chunk->specs[c->list].parent : s->in->chunk->columns[c->column].space; }
const char *cell_path(const Search *s, const Cell *c, bool chinese)
{
    const uint16_t *field = c->list ? s->in->chunk->specs[c->list].field : s->in->chunk->columns[c->column].field;
    int n = c->list ? s->in->chunk->specs[c->list].n : s->in->chunk->columns[c->column].n;
    return decide_path(s->arena, s->in->program, s->in->chunk, s->in->vm, space_of(s, c), field, n, c->lane, chinese);
}

/* ---- records no reader would accept: 要求 of its entities ---- */
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

/* ---- choices ---- */
static void flush(Hunt *h)
{
    Search *s = h->s;
    if (!h->n_queue) return;
    for (uint32_t i = 0; i < h->n_queue; i++) try_put(s, i, &h->queue[i], false);
    if (search_run(s))
        for (uint32_t i = 0; i < h->n_queue; i++) {
            Answer a = answer_read(s, i, NULL);
            if (answer_settled(a) && !answer_same(a, s->now)) LIST_ADD(s->arena, h->out->items, h->out->n, (Hit){h->queue[i], a});
        }
    for (uint32_t i = 0; i < h->n_queue; i++) try_put(s, i, &h->queue[i], true);
    h->n_queue = 0;
}
/* Every choice of `left` more facts, from the cell after the last on; the values of each in their order. */
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
bool try_all_sets(Search *s, int size, Hits *out)
{
    if (choices(s, size) > TRIES_MAX) return false;
    Hunt *h = arena_alloc(s->arena, sizeof *h);
    Try t = {0};
    h->s = s, h->out = out;
    choose(h, &t, 0, size);
    flush(h);
    return !s->failed;
}
