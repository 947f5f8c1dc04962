/* Values of one fact worth trying: a grid, refined until every value between two neighbours is told apart or proves alike.
 * Must never know how sets are formed. */
#include <stdlib.h>
#include "interp/explain/advise_internal.h"
#include "interp/base/calendar.h"

enum { PARTS = 16 };
typedef struct { int64_t value; uint64_t signature; Answer answer; bool tried; } Probe;
typedef struct { Probe *items; int n; } Probes;

static int by_value(const void *a, const void *b)
{
    const Probe *x = a, *y = b;
    return (x->value > y->value) - (x->value < y->value);
}
static void add(Search *s, const Cell *c, Probes *p, int64_t value)
{
    int64_t lo = c->type.kind == TY_NUM ? c->decl->lo : CALENDAR_DAY_MIN, hi = c->type.kind == TY_NUM ? c->decl->hi : CALENDAR_DAY_MAX;
    if (c->type.kind == TY_NUM || c->type.kind == TY_DATE) if (value < lo || value > hi) return;
    if (p->n < TRIES_MAX) LIST_ADD(s->arena, p->items, p->n, (Probe){.value = value});
}

/* ---- the grid ---- */
static void around(Search *s, const Cell *c, Probes *p, int64_t value)
{
    for (int d = -1; d <= 1; d++) add(s, c, p, value + d);
}
static bool moderate(int64_t v) { return v < INT64_MAX / 4 && v > INT64_MIN / 4; }
static void number_grid(Search *s, const Cell *c, Probes *p)
{
    for (int64_t v = 0; v <= 3; v++) add(s, c, p, v);
    for (int i = 0; i < s->n_landmarks; i++) { /* it may have been brought to a larger scale */
        int64_t v = s->landmarks[i];
        if (!moderate(v)) continue;
        for (int k = 0; k <= 6 && (k == 0 || v); k++, v /= 10) around(s, c, p, v);
    }
    for (int i = 0; c->known && i < s->n_gaps; i++) if (moderate(s->gaps[i]) && moderate(c->was)) add(s, c, p, c->was + s->gaps[i]), add(s, c, p, c->was - s->gaps[i]);
    if (c->decl->lo != INT64_MIN) add(s, c, p, c->decl->lo);
    if (c->decl->hi != INT64_MAX) add(s, c, p, c->decl->hi);
    for (int64_t v = 10; v < INT64_C(1000000000000); v *= 10) add(s, c, p, v);
}
static void date_grid(Search *s, const Cell *c, Probes *p)
{
    int32_t day;
    for (int i = -ADVISE_YEARS; i <= 10; i++)
        if (calendar_add_years(s->as_of, i, &day)) add(s, c, p, day);
    for (int i = 0; i < s->n_landmarks; i++) around(s, c, p, s->landmarks[i]); /* those that are no days do no harm */
    for (int i = 0; c->known && i < s->n_gaps; i++) if (moderate(s->gaps[i])) add(s, c, p, c->was + s->gaps[i]), add(s, c, p, c->was - s->gaps[i]);
    around(s, c, p, s->as_of);
    add(s, c, p, CALENDAR_DAY_MIN), add(s, c, p, CALENDAR_DAY_MAX);
}
static void grid(Search *s, const Cell *c, Probes *p)
{
    const Chunk *chunk = s->in->chunk;
    switch ((TypeKind)c->type.kind) {
    case TY_BOOL: add(s, c, p, 0), add(s, c, p, 1); break;
    case TY_ENUM: for (int i = 0; i < s->in->program->enums[c->type.ref].n_values; i++) add(s, c, p, i); break;
    case TY_TEXT: for (int i = 0; i < chunk->n_texts && i < REGIONS_MAX; i++) add(s, c, p, i); break;
    case TY_NUM: number_grid(s, c, p); break;
    case TY_DATE: date_grid(s, c, p); break;
    case TY_ERROR: case TY_QUOT: case TY_ENTITY: case TY_LIST: break;
    }
    if (c->known) add(s, c, p, c->was);
}

/* ---- trying ---- */
static void sort_once(Probes *p)
{
    int n = 0;
    if (p->n) qsort(p->items, (size_t)p->n, sizeof *p->items, by_value);
    for (int i = 0; i < p->n; i++) {
        if (n && p->items[n - 1].value == p->items[i].value) {
            if (p->items[i].tried) p->items[n - 1] = p->items[i];
        } else p->items[n++] = p->items[i];
    }
    p->n = n;
}
static void try_all(Search *s, const Cell *c, Probes *p)
{
    for (int at = 0; at < p->n && !s->failed;) {
        int of[COPIES_MAX];
        uint32_t n = 0;
        for (; at < p->n && n < s->copies.copies; at++) {
            if (p->items[at].tried) continue;
            copies_set(&s->copies, n, c->column, c->lane, true, p->items[at].value);
            of[n++] = at;
        }
        if (!n || !search_run_some(s, n)) break;
        for (uint32_t i = 0; i < n; i++) {
            Probe *probe = &p->items[of[i]];
            probe->tried = true, probe->signature = search_signature(s, i), probe->answer = answer_read(s, i, NULL);
        }
        for (uint32_t i = 0; i < n; i++) copies_set(&s->copies, i, c->column, c->lane, c->known, c->was);
    }
}
/* Between two neighbours that differ lies at least one boundary. */
static bool split(Search *s, const Cell *c, Probes *p)
{
    int n = p->n;
    for (int i = 0; i + 1 < n; i++) {
        int64_t lo = p->items[i].value, hi = p->items[i + 1].value;
        uint64_t apart = (uint64_t)hi - (uint64_t)lo, step = apart / PARTS ? apart / PARTS : 1;
        if (p->items[i].signature == p->items[i + 1].signature) continue;
        for (uint64_t k = 1; k < PARTS && k * step < apart; k++) add(s, c, p, (int64_t)((uint64_t)lo + k * step));
    }
    bool more = p->n > n;
    sort_once(p);
    return more;
}
/* Regions alike, without the one the present value lies in; the value to try is the one nearest to the present. */
static int64_t nearest(const Search *s, const Cell *c, int64_t lo, int64_t hi)
{
    int64_t now = c->known ? c->was : c->type.kind == TY_DATE ? s->as_of : 0;
    return now < lo ? lo : now > hi ? hi : now;
}
static void keep_regions(Search *s, Cell *c, const Probes *p)
{
    bool ordered = c->type.kind == TY_NUM || c->type.kind == TY_DATE;
    for (int i = 0, end; i < p->n; i = end) {
        for (end = i + 1; ordered && end < p->n && p->items[end].signature == p->items[i].signature; end++) {}
        int64_t lo = p->items[i].value, hi = p->items[end - 1].value;
        if (c->known && c->was >= lo && c->was <= hi) continue;
        LIST_ADD(s->arena, c->regions, c->n_regions, (Region){lo, hi, nearest(s, c, lo, hi), p->items[i].signature, p->items[i].answer});
    }
}
static void probe_list(Search *s, Cell *c)
{
    copies_set_list(&s->copies, 0, c->list, c->lane, true);
    if (search_run(s)) LIST_ADD(s->arena, c->regions, c->n_regions, (Region){.answer = answer_read(s, 0, NULL)});
    copies_set_list(&s->copies, 0, c->list, c->lane, false);
}
void cell_probe(Search *s, Cell *c)
{
    Probes p = {0};
    if (c->list) { probe_list(s, c); return; }
    bool ordered = c->type.kind == TY_NUM || c->type.kind == TY_DATE;
    signature_of(s, c->column);
    grid(s, c, &p);
    sort_once(&p);
    try_all(s, c, &p);
    for (int round = 0; ordered && round < 20 && !s->failed && split(s, c, &p); round++) try_all(s, c, &p);
    if (!s->failed) keep_regions(s, c, &p);
}
