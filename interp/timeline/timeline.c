/* Spans: from registers of many days to days on which a decision changes. See timeline.h.
 * A register is looked through as a whole; a decision is read only on the days on which one of its registers changed.
 * Must never know why it changed. */
#include "interp/timeline/timeline.h"
#include <string.h>

Timeline *timeline_new(Arena *arena, const Program *program, const Chunk *chunk, const bool *wanted, int32_t from, int32_t to, const int32_t *law)
{
    Timeline *t = arena_alloc(arena, sizeof *t);
    *t = (Timeline){.arena = arena, .program = program, .chunk = chunk, .from = from, .to = to, .scan_from = from, .fixed_law = law != NULL, .law = law ? *law : 0};
    t->exprs = cone_exprs(arena, program);
    for (int i = 0; i < chunk->n_decisions; i++)
        if (!wanted || wanted[i]) LIST_ADD(arena, t->tracks, t->n_tracks, (Track){.decision = i});
    return t;
}

/* ---- which days ---- */
static void mark(uint64_t *days, uint32_t lane) { days[lane / 64] |= 1ull << (lane % 64); }
static void mark_plane(const uint64_t *plane, uint32_t words, uint64_t *days)
{
    for (uint32_t w = 0, carry = (uint32_t)(plane[0] & 1); w < words; w++) {
        days[w] |= plane[w] ^ (plane[w] << 1 | carry);
        carry = (uint32_t)(plane[w] >> 63);
    }
}
static bool same_value(const LaneValue *a, const LaneValue *b)
{
    return a->state == b->state && (a->state == LANE_BROKEN || (a->lo == b->lo && a->hi == b->hi));
}
/* Days on which a register is not what it was the day before. Quotients are no part of decisions. */
static void mark_register(const Timeline *t, const Vm *vm, int reg, uint32_t n, uint64_t *days)
{
    if (reg < 0) return;
    VmPlanes p = vm_planes(vm, reg);
    if (p.uniform) return;
    size_t width = kind_width((RegKind)t->chunk->code[reg].kind);
    if (p.all_known && !width) { mark_plane(p.data, (n + 63) / 64, days); return; }
    for (uint32_t i = 1; p.all_known && i < n; i++)
        if (memcmp((const char *)p.data + (i - 1) * width, (const char *)p.data + i * width, width) != 0) mark(days, i);
    if (p.all_known) return;
    LaneValue before = vm_read(vm, reg, 0);
    for (uint32_t i = 1; i < n; i++) {
        LaneValue now = vm_read(vm, reg, i);
        if (!same_value(&before, &now)) mark(days, i);
        before = now;
    }
}
static void mark_deadline(const Vm *vm, int reg, uint32_t n, uint64_t *days)
{
    if (reg < 0) return;
    for (uint32_t i = 0; i < n; i++) {
        int32_t as_of, law;
        LaneValue v = vm_read(vm, reg, i);
        vm_dates(vm, i, &as_of, &law);
        if (v.state == LANE_KNOWN && v.lo == as_of - 1) mark(days, i);
    }
}
static void mark_version(const Timeline *t, const Vm *vm, const DecisionVersion *v, uint32_t n, uint64_t *days)
{
    int32_t as_of, first, last;
    const int single[] = {v->value, v->amount, v->weight, v->applies, v->due, v->conflict};
    for (size_t i = 0; i < sizeof single / sizeof *single; i++) mark_register(t, vm, single[i], n, days);
    for (int i = 0; i < v->n_parts; i++) mark_register(t, vm, v->parts[i], n, days);
    for (int i = 0; i < v->n_items; i++) mark_register(t, vm, v->items[i], n, days);
    mark_deadline(vm, v->deadline, n, days);
    vm_dates(vm, 0, &as_of, &first), vm_dates(vm, n - 1, &as_of, &last);
    if (!t->fixed_law && v->from > first && v->from <= last) mark(days, (uint32_t)(v->from - first));
}
static void mark_decision(const Timeline *t, const Vm *vm, const Decision *d, uint32_t n, uint64_t *days)
{
    memset(days, 0, BLOCK_LANES / 8);
    mark_register(t, vm, d->in_force, n, days), mark_register(t, vm, d->repealed, n, days);
    for (int i = 0; i < d->n_versions; i++) mark_version(t, vm, &d->versions[i], n, days);
    mark(days, 0); /* nobody has compared it with the last day of the block before */
}

/* ---- what it comes to ---- */
static bool same_values(const DecisionValue *a, const DecisionValue *b) { return a->present == b->present && (!a->present || (a->lo == b->lo && a->hi == b->hi)); }
static bool same_items(const DecisionResult *a, const DecisionResult *b)
{
    if (!a->item_certain || !b->item_certain) return a->item_certain == b->item_certain;
    if (a->version != b->version) return false;
    size_t n = (size_t)a->version->n_items;
    return memcmp(a->item_certain, b->item_certain, n) == 0 && memcmp(a->item_possible, b->item_possible, n) == 0;
}
static bool same_result(const DecisionResult *a, const DecisionResult *b)
{
    bool same = a->status == b->status && a->applies == b->applies && a->has_due == b->has_due && a->due == b->due && a->overdue == b->overdue
                && a->may_conflict == b->may_conflict && a->n_parts == b->n_parts && same_values(&a->value, &b->value) && same_items(a, b);
    for (int i = 0; same && i < a->n_parts; i++) same = same_values(&a->parts[i], &b->parts[i]);
    return same;
}
/* An undetermined decision may turn into an error, which its status does not say yet. */
static void read_states(const Timeline *t, const Vm *vm, uint32_t lane, Stretch *stretch)
{
    stretch->state[0] = stretch->state[1] = LANE_KNOWN;
    if (stretch->result.status != STATUS_UNDETERMINED) return;
    const DecisionVersion *v = &t->chunk->decisions[stretch->result.decision].versions[stretch->result.version_index];
    if (v->value >= 0) stretch->state[0] = vm_read(vm, v->value, lane).state;
    if (v->amount >= 0) stretch->state[1] = vm_read(vm, v->amount, lane).state;
}
static void read_day(Timeline *t, const Vm *vm, Track *track, uint32_t lane, int32_t day)
{
    Stretch now = {.from = day, .to = t->to}, *last = track->n_stretches ? &track->stretches[track->n_stretches - 1] : NULL;
    decide_read(t->arena, t->program, t->chunk, vm, track->decision, lane, &now.result);
    read_states(t, vm, lane, &now);
    if (last && same_result(&last->result, &now.result) && memcmp(last->state, now.state, sizeof now.state) == 0) return;
    if (last) last->to = day - 1;
    LIST_ADD(t->arena, track->stretches, track->n_stretches, now);
}
void timeline_scan(Timeline *t, const Vm *vm, int32_t first, uint32_t n)
{
    uint64_t days[BLOCK_LANES / 64];
    for (int i = 0; i < t->n_tracks; i++) {
        mark_decision(t, vm, &t->chunk->decisions[t->tracks[i].decision], n, days);
        for (uint32_t w = 0; w < (n + 63) / 64; w++)
            for (uint64_t bits = days[w]; bits; bits &= bits - 1) {
                uint32_t lane = w * 64 + (uint32_t)__builtin_ctzll(bits);
                if (lane < n) read_day(t, vm, &t->tracks[i], lane, first + (int32_t)lane);
            }
    }
}
const Stretch *track_on(const Track *track, int32_t day)
{
    int low = 0, high = track->n_stretches;
    while (high - low > 1) {
        int middle = low + (high - low) / 2;
        if (track->stretches[middle].from <= day) low = middle;
        else high = middle;
    }
    return track->n_stretches && track->stretches[low].from <= day && day <= track->stretches[low].to ? &track->stretches[low] : NULL;
}
