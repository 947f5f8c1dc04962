/* Sets of facts by size: every choice of facts none of which will do without the others, with every choice of their values, until one
 * determines the decision. Must never know how values are found. */
#include <string.h>
#include "interp/explain/missing_sets_internal.h"

/* ---- the elements of an opened list ---- */
static void add_joints(Finder *f, World *w, const Cell *cells, int n, Put *puts, int at)
{
    if (w->n_joints == JOINTS_MAX) return;
    if (at == n) {
        Joint j = {arena_alloc(f->arena, (size_t)n * sizeof *j.puts + 1), n};
        memcpy(j.puts, puts, (size_t)n * sizeof *puts);
        LIST_ADD(f->arena, w->joints, w->n_joints, j);
        return;
    }
    int64_t reps[REPS_MAX];
    int n_reps = reps_of(&cells[at], reps);
    for (int i = 0; i < n_reps; i++) {
        puts[at] = (Put){cells[at].column, reps[i]};
        add_joints(f, w, cells, n, puts, at + 1);
    }
}
static void mark(void *ctx, int column, uint32_t lane) { (void)lane, ((bool *)ctx)[column] = true; }
static void ignore_list(void *ctx, int space, uint32_t owner) { (void)ctx, (void)space, (void)owner; }
static void ignore_param(void *ctx, int param) { (void)ctx, (void)param; }
static void ignore_broken(void *ctx, Reason reason, int instr, uint32_t lane) { (void)ctx, (void)reason, (void)instr, (void)lane; }
/* The elements are alike: their fields take the same values in all of them. */
void world_elements(Finder *f, World *w)
{
    bool *matters = arena_alloc(f->arena, (size_t)f->open->chunk.n_columns + 1);
    const TraceSink sink = {matters, mark, ignore_list, ignore_param, ignore_broken};
    const DecisionVersion *v = f->version;
    int space = f->candidates[w->list].cell.list, n = 0;
    const int registers[] = {v->value, v->amount, v->conflict};
    for (size_t i = 0; i < 3; i++) if (registers[i] >= 0 && !vm_trace(f->in->vm, registers[i], 0, &sink)) w->search.failed = true;
    for (int i = 0; i < v->n_items; i++) if (!vm_trace(f->in->vm, v->items[i], 0, &sink)) w->search.failed = true;
    Cell *cells = arena_alloc(f->arena, (size_t)w->search.n_cells * sizeof *cells + 1);
    for (int i = 0; i < w->search.n_cells && !w->search.failed; i++) {
        const Cell *c = &w->search.cells[i];
        if (c->list || f->open->chunk.columns[c->column].space != space || c->known || !matters[c->column]) continue;
        bool again = false;
        for (int k = 0; k < n; k++) again |= cells[k].column == c->column;
        if (again) continue;
        cells[n] = *c;
        cell_probe(&w->search, &cells[n++]);
    }
    Put *puts = arena_alloc(f->arena, (size_t)n * sizeof *puts + 1);
    if (!w->search.failed) add_joints(f, w, cells, n, puts, 0);
}

/* ---- values into copies ---- */
static void put_joint(const Finder *f, World *w, uint32_t copy, const Joint *j, bool back)
{
    Copies *c = &w->search.copies;
    for (int i = 0; i < j->n; i++)
        for (uint32_t lane = 0; lane < c->len[f->open->chunk.columns[j->puts[i].column].space]; lane++) {
            int64_t was;
            if (!copies_get(c, j->puts[i].column, lane, &was)) copies_set(c, copy, j->puts[i].column, lane, !back, back ? 0 : j->puts[i].value);
        }
}
static void put_param(const Finder *f, World *w, uint32_t copy, int param, bool back, int64_t value)
{
    const ParamColumns *p = &f->open->params;
    Copies *c = &w->search.copies;
    for (int i = 0; i < p->n; i++)
        for (uint32_t lane = 0; p->items[i].param == param && lane < c->len[f->open->chunk.columns[p->items[i].column].space]; lane++)
            copies_set(c, copy, p->items[i].column, lane, !back, back ? 0 : value);
}
/* Which values a way takes: mixed radix over the facts of the set. */
static int radix(const World *w, const Candidate *c, int index)
{
    if (!c->cell.list || c->param >= 0) return c->n_reps;
    return w->list == index ? w->n_joints : 1;
}
static void put_way(const Finder *f, World *w, uint32_t copy, const SettleSet *set, int64_t way, bool back)
{
    for (int i = 0; i < set->n; i++) {
        const Candidate *c = &f->candidates[set->facts[i]];
        int n = radix(w, c, set->facts[i]), at = (int)(way % n);
        way /= n;
        if (c->param >= 0) put_param(f, w, copy, c->param, back, c->reps[at]);
        else if (!c->cell.list) copies_set(&w->search.copies, copy, c->cell.column, c->cell.lane, !back, back ? 0 : c->reps[at]);
        else if (w->list == set->facts[i]) put_joint(f, w, copy, &w->joints[at], back);
        else copies_set_list(&w->search.copies, copy, c->cell.list, c->cell.lane, !back);
    }
}
static void note_values(const Finder *f, const World *w, SettleSet *set, int64_t way)
{
    for (int i = 0; i < set->n; i++) {
        const Candidate *c = &f->candidates[set->facts[i]];
        int n = radix(w, c, set->facts[i]);
        set->values[i] = c->cell.list && c->param < 0 ? 0 : c->reps[way % n];
        way /= n;
    }
}
static bool will_do_in(Finder *f, World *w, SettleSet *set)
{
    int64_t ways = 1;
    for (int i = 0; i < set->n && ways <= WAYS_MAX; i++) ways *= radix(w, &f->candidates[set->facts[i]], set->facts[i]);
    bool found = false;
    for (int64_t at = 0; at < ways && !found;) {
        uint32_t n = 0;
        if (f->ways > WAYS_MAX) { f->out->complete = false; return false; }
        for (; n < w->search.copies.copies && at + n < ways; n++) put_way(f, w, n, set, at + n, false);
        f->ways += (int)n;
        if (!search_run_some(&w->search, n)) return false;
        for (uint32_t i = 0; i < n && !found; i++)
            if ((found = is_settled(f, i))) note_values(f, w, set, at + i);
        for (uint32_t i = 0; i < n; i++) put_way(f, w, i, set, at + i, true);
        at += n;
    }
    return found;
}
static bool will_do(Finder *f, SettleSet *set)
{
    for (int i = 0; i < f->n_worlds; i++) {
        World *w = f->worlds[i];
        bool part = w->list < 0;
        for (int k = 0; k < set->n; k++) part |= set->facts[k] == w->list;
        if (part && will_do_in(f, w, set)) return true;
    }
    return false;
}

/* ---- sets by size ---- */
static bool holds_smaller(const MissingSets *out, const SettleSet *set)
{
    for (int i = 0; i < out->n_sets; i++) {
        const SettleSet *small = &out->sets[i];
        int found = 0;
        for (int k = 0; k < set->n; k++)
            for (int j = 0; j < small->n; j++) found += set->facts[k] == small->facts[j];
        if (found == small->n) return true;
    }
    return false;
}
static void choose(Finder *f, SettleSet *set, int from, int left)
{
    if (f->ways > WAYS_MAX || f->out->n_sets == MISSING_SETS_MAX) { f->out->complete = false; return; }
    if (set->n && holds_smaller(f->out, set)) return;
    if (!left) {
        if (will_do(f, set)) LIST_ADD(f->arena, f->out->sets, f->out->n_sets, *set);
        return;
    }
    for (int i = from; i + left <= f->n; i++) {
        if (f->candidates[i].alone) continue;
        set->facts[set->n++] = i;
        choose(f, set, i + 1, left - 1);
        set->n--;
    }
}
void find_larger(Finder *f)
{
    int others = 0;
    for (int i = 0; i < f->n; i++) {
        Candidate *c = &f->candidates[i];
        SettleSet one = {.facts = {i}, .n = 1};
        c->alone = will_do(f, &one) || c->told->settles > 0;
        if (c->alone) LIST_ADD(f->arena, f->out->sets, f->out->n_sets, one);
        else others++;
    }
    for (int size = 2; size <= others && size <= MISSING_SET_FACTS_MAX; size++) {
        SettleSet set = {.n = 0};
        choose(f, &set, 0, size);
    }
    if (others > MISSING_SET_FACTS_MAX) f->out->complete = false;
}
