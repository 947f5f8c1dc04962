/* See decide_block.h. Lanes on one day are read plane by plane, others one by one. Must never know what is counted. */
#include "interp/decide/decide_block.h"
#include <string.h>

typedef struct { const Chunk *chunk; const Vm *vm; uint32_t words; uint64_t last; /* lanes of the last word */ } Planes;
static uint64_t lanes_of(const Planes *p, uint32_t w) { return w + 1 == p->words ? p->last : ~0ull; }
static void known_plane(const Planes *p, int reg, uint64_t out[BLOCK_WORDS]) /* reg -1: known throughout */
{
    VmPlanes r = {.all_known = true};
    if (reg >= 0) r = vm_planes(p->vm, reg);
    for (uint32_t w = 0; w < p->words; w++) out[w] = (r.all_known ? ~0ull : r.known[r.uniform ? 0 : w]) & lanes_of(p, w);
}
static void truth_plane(const Planes *p, int reg, uint64_t out[BLOCK_WORDS]) /* known and true; reg -1: nowhere */
{
    uint64_t known[BLOCK_WORDS];
    memset(out, 0, BLOCK_WORDS * sizeof *out);
    if (reg < 0) return;
    VmPlanes r = vm_planes(p->vm, reg);
    known_plane(p, reg, known);
    const uint64_t *truth = r.data;
    for (uint32_t w = 0; w < p->words; w++) out[w] = truth[r.uniform ? 0 : w] & known[w];
}
static int64_t number_at(RegKind kind, const void *data, uint32_t i)
{
    switch (kind) {
    case KIND_U8: case KIND_ENUM: return ((const uint8_t *)data)[i];
    case KIND_I32: return ((const int32_t *)data)[i];
    case KIND_I64: return ((const int64_t *)data)[i];
    case KIND_BIT: case KIND_TEXT: case KIND_QUOT: case KIND_COUNT_: break;
    }
    return 0;
}
static void read_numbers(const Planes *p, int reg, const uint64_t where[BLOCK_WORDS], int64_t out[BLOCK_LANES])
{
    VmPlanes r = vm_planes(p->vm, reg);
    RegKind kind = (RegKind)p->chunk->code[reg].kind;
    for (uint32_t w = 0; w < p->words; w++)
        for (uint64_t bits = where[w]; bits; bits &= bits - 1) {
            uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(bits);
            out[i] = number_at(kind, r.data, r.uniform ? 0 : i);
        }
}

/* ---- by kind of rule ---- */
static void read_benefit(const Planes *p, const DecisionVersion *v, const uint64_t force[BLOCK_WORDS], DecisionLanes *out)
{
    uint64_t known[BLOCK_WORDS], yes[BLOCK_WORDS], amount[BLOCK_WORDS];
    known_plane(p, v->value, known), truth_plane(p, v->value, yes), known_plane(p, v->amount, amount);
    for (int i = 0; i < v->n_parts; i++) {
        uint64_t part[BLOCK_WORDS];
        known_plane(p, v->parts[i], part);
        for (uint32_t w = 0; w < p->words; w++) amount[w] &= part[w];
    }
    for (uint32_t w = 0; w < p->words; w++) {
        out->status[STATUS_GRANTED][w] = force[w] & yes[w] & amount[w];
        out->status[STATUS_DENIED][w] = force[w] & known[w] & ~yes[w];
        out->status[STATUS_UNDETERMINED][w] = force[w] & ~out->status[STATUS_GRANTED][w] & ~out->status[STATUS_DENIED][w];
    }
    out->has_value = v->amount >= 0;
    if (v->amount >= 0) read_numbers(p, v->amount, out->status[STATUS_GRANTED], out->value);
    out->n_parts = v->amount < 0 ? 0 : v->n_parts < PAYERS_COUNTED ? v->n_parts : PAYERS_COUNTED;
    for (int i = 0; i < out->n_parts; i++) read_numbers(p, v->parts[i], out->status[STATUS_GRANTED], out->part[i]);
}
static void read_value(const Planes *p, const Rule *rule, const DecisionVersion *v, const uint64_t force[BLOCK_WORDS], DecisionLanes *out)
{
    uint64_t known[BLOCK_WORDS];
    known_plane(p, v->value, known);
    for (int i = 0; i < v->n_items; i++) {
        uint64_t item[BLOCK_WORDS];
        known_plane(p, v->items[i], item);
        for (uint32_t w = 0; w < p->words; w++) known[w] &= item[w];
    }
    for (uint32_t w = 0; w < p->words; w++) {
        out->status[STATUS_VALUE][w] = force[w] & known[w];
        out->status[STATUS_UNDETERMINED][w] = force[w] & ~known[w];
    }
    out->has_value = rule->kind == RULE_DEFINE && rule->type.kind == TY_NUM;
    if (out->has_value) read_numbers(p, v->value, out->status[STATUS_VALUE], out->value);
}
static void read_duty(const Planes *p, const Rule *rule, const DecisionVersion *v, const uint64_t force[BLOCK_WORDS], DecisionLanes *out)
{
    bool soft = rule->kind == RULE_ENCOURAGED;
    uint64_t known[BLOCK_WORDS], yes[BLOCK_WORDS];
    known_plane(p, v->value, known), truth_plane(p, v->value, yes);
    for (uint32_t w = 0; w < p->words; w++) {
        out->status[soft ? STATUS_DONE : STATUS_MET][w] = force[w] & yes[w];
        out->status[soft ? STATUS_NOT_DONE : STATUS_UNMET][w] = force[w] & known[w] & ~yes[w];
        out->status[STATUS_UNDETERMINED][w] = force[w] & ~known[w];
    }
}
static void move_conflicts(const Planes *p, const DecisionVersion *v, const uint64_t force[BLOCK_WORDS], DecisionLanes *out)
{
    uint64_t conflict[BLOCK_WORDS];
    truth_plane(p, v->conflict, conflict);
    for (uint32_t w = 0; w < p->words; w++) {
        conflict[w] &= force[w];
        for (int s = 0; s < STATUS_COUNT_ && conflict[w]; s++) out->status[s][w] &= ~conflict[w];
        out->status[STATUS_CONFLICT][w] |= conflict[w];
    }
}
static void find_broken(const Planes *p, const DecisionVersion *v, DecisionLanes *out)
{
    for (uint32_t w = 0; w < p->words; w++)
        for (uint64_t bits = out->status[STATUS_UNDETERMINED][w]; bits; bits &= bits - 1) {
            uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(bits);
            bool broken = (v->value >= 0 && vm_read(p->vm, v->value, i).state == LANE_BROKEN) || (v->amount >= 0 && vm_read(p->vm, v->amount, i).state == LANE_BROKEN);
            for (int k = 0; k < v->n_items && !broken; k++) broken = vm_read(p->vm, v->items[k], i).state == LANE_BROKEN;
            if (broken) out->broken[w] |= bits & -bits;
        }
}
static void one_day(const Program *program, const Planes *p, int decision, DecisionLanes *out)
{
    const Decision *d = &p->chunk->decisions[decision];
    const Rule *rule = &program->rules[d->rule];
    int32_t as_of, law;
    int at = -1;
    vm_dates(p->vm, 0, &as_of, &law);
    for (int i = 0; i < d->n_versions; i++)
        if (d->versions[i].from <= law) at = i;
    uint64_t force[BLOCK_WORDS], repealed[BLOCK_WORDS];
    truth_plane(p, d->in_force, force), truth_plane(p, d->repealed, repealed);
    bool lasting = rule->kind == RULE_DEFINE || rule->kind == RULE_LIST;
    for (uint32_t w = 0; w < p->words; w++) {
        if (at < 0) force[w] = 0;
        if (lasting) repealed[w] = 0;
        out->status[STATUS_REPEALED][w] = ~force[w] & repealed[w] & lanes_of(p, w);
        out->status[STATUS_NOT_IN_FORCE][w] = ~force[w] & ~repealed[w] & lanes_of(p, w);
    }
    if (at < 0) return;
    out->version = &rule->versions[at];
    const DecisionVersion *v = &d->versions[at];
    switch (rule->kind) {
    case RULE_DEFINE: case RULE_LIST: read_value(p, rule, v, force, out); break;
    case RULE_BENEFIT: case RULE_PRIORITY: read_benefit(p, v, force, out); break;
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_ENCOURAGED: case RULE_TARGET: read_duty(p, rule, v, force, out); break;
    }
    move_conflicts(p, v, force, out);
    find_broken(p, v, out);
}

/* ---- lanes on days of their own ---- */
static void each_lane(Arena *arena, const Program *program, const Planes *p, int decision, uint32_t lanes, DecisionLanes *out)
{
    for (uint32_t i = 0; i < lanes; i++) {
        DecisionResult r;
        uint64_t bit = 1ull << (i % 64);
        decide_read(arena, program, p->chunk, p->vm, decision, i, &r);
        out->status[r.status][i / 64] |= bit;
        if (i == 0 || !out->version) out->version = r.version;
        bool amount = (r.status == STATUS_GRANTED && r.version && r.version->amount) || (r.status == STATUS_VALUE && r.rule->kind == RULE_DEFINE && r.rule->type.kind == TY_NUM);
        if (amount && r.value.present) out->has_value = true, out->value[i] = r.value.lo;
        if (r.status == STATUS_GRANTED && r.n_parts) out->n_parts = r.n_parts;
        for (int k = 0; k < r.n_parts && r.status == STATUS_GRANTED; k++) out->part[k][i] = r.parts[k].lo;
        if (r.status != STATUS_UNDETERMINED) continue;
        const DecisionVersion *v = &p->chunk->decisions[decision].versions[r.version_index];
        bool broken = (v->value >= 0 && vm_read(p->vm, v->value, i).state == LANE_BROKEN) || (v->amount >= 0 && vm_read(p->vm, v->amount, i).state == LANE_BROKEN);
        if (broken || v->n_items) out->broken[i / 64] |= bit;
    }
}
static bool same_day(const Vm *vm, uint32_t lanes)
{
    int32_t as_of, law, first, first_law;
    vm_dates(vm, 0, &first, &first_law);
    for (uint32_t i = 1; i < lanes; i++) {
        vm_dates(vm, i, &as_of, &law);
        if (as_of != first || law != first_law) return false;
    }
    return true;
}
void decide_block(Arena *arena, const Program *program, const Chunk *chunk, const Vm *vm, int decision, uint32_t lanes, DecisionLanes *out)
{
    const Planes p = {chunk, vm, (lanes + 63) / 64, lanes % 64 ? (1ull << lanes % 64) - 1 : ~0ull};
    memset(out->status, 0, sizeof out->status), memset(out->broken, 0, sizeof out->broken);
    out->version = NULL, out->has_value = false, out->n_parts = 0;
    if (!lanes) return;
    if (same_day(vm, lanes)) one_day(program, &p, decision, out);
    else each_lane(arena, program, &p, decision, lanes, out);
}
