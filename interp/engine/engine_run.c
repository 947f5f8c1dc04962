/* A block of records, read and run: for eval, explain and the suite. Knows readers, blocks and VMs.
 * Must never know what is done with the decisions. */
#include <string.h>
#include "interp/engine/engine_internal.h"

bool runner_open(Runner *r, const fatiao_policy *policy, const Allocator *allocator, const Chunk *const *chunks, const bool *const *wanted)
{
    size_t n = (size_t)policy->program.n_entities;
    *r = (Runner){.policy = policy, .allocator = *allocator, .chunks = chunks ? chunks : policy->chunks, .wanted = wanted};
    r->fast = r->allocator.realloc(r->allocator.ctx, NULL, 0, (2 * n + 1) * sizeof *r->fast);
    if (!r->fast) return false;
    memset(r->fast, 0, (2 * n + 1) * sizeof *r->fast);
    r->kept = r->fast + n;
    r->reader = facts_new(&policy->program, r->chunks, &r->allocator);
    return r->reader != NULL;
}
void runner_close(Runner *r)
{
    if (!r->policy) return;
    size_t n = (size_t)r->policy->program.n_entities;
    facts_free(r->reader);
    for (size_t i = 0; r->fast && i < 2 * n; i++) vm_free(r->fast[i]);
    if (r->fast) r->allocator.realloc(r->allocator.ctx, r->fast, (2 * n + 1) * sizeof *r->fast, 0);
    *r = (Runner){0};
}
static int entity_of(const Runner *r) { return r->of_columns ? r->of_columns - 1 : facts_entity(r->reader); }
const Chunk *runner_chunk(const Runner *r)
{
    int entity = entity_of(r);
    return entity < 0 ? NULL : r->chunks[entity];
}
static Vm *run(const Runner *r, Vm **vm, VmLayout layout, const Block *block)
{
    int entity = entity_of(r);
    if (!*vm) *vm = vm_new(r->chunks[entity], &r->allocator, layout, r->wanted ? r->wanted[entity] : NULL);
    return *vm && vm_run(*vm, block) ? *vm : NULL;
}
Vm *runner_run(Runner *r) { return run(r, &r->fast[facts_entity(r->reader)], VM_PLANES, facts_block(r->reader)); }
Vm *runner_keep(Runner *r, Arena *arena, const uint32_t *lanes, uint32_t n)
{
    const Block *block = facts_block(r->reader);
    if (n != block->spaces[0].lanes) block = block_gather(arena, runner_chunk(r), block, lanes, n);
    return run(r, &r->kept[facts_entity(r->reader)], VM_KEEP, block);
}
Vm *runner_run_block(Runner *r, VmLayout layout, const Block *block)
{
    int entity = entity_of(r);
    return run(r, layout == VM_KEEP ? &r->kept[entity] : &r->fast[entity], layout, block);
}

/* ---- some lanes of a block ---- */
typedef struct { Arena *arena; const Chunk *chunk; const Block *from; SpaceData *spaces; uint32_t **source; } Gather; /* source: by space, the lane each lane comes from */
static bool bit(const uint64_t *plane, uint32_t i) { return plane[i / 64] >> (i % 64) & 1; }
static uint64_t *gather_bits(const Gather *g, const uint64_t *plane, const uint32_t *source, uint32_t n)
{
    uint64_t *out = arena_alloc(g->arena, ((size_t)n / 64 + 1) * sizeof *out);
    for (uint32_t i = 0; i < n; i++) out[i / 64] |= (uint64_t)bit(plane, source[i]) << (i % 64);
    return out;
}
static void gather_list(Gather *g, int space)
{
    int parent = g->chunk->specs[space].parent;
    const SpaceData *from = &g->from->spaces[space];
    uint32_t owners = g->spaces[parent].lanes, n = 0;
    uint32_t *offsets = arena_alloc(g->arena, ((size_t)owners + 1) * sizeof *offsets);
    for (uint32_t i = 0; i < owners; i++) {
        uint32_t owner = g->source[parent][i];
        offsets[i + 1] = n += from->offsets[owner + 1] - from->offsets[owner];
    }
    uint32_t *source = g->source[space] = arena_alloc(g->arena, (size_t)n * sizeof *source + 1);
    for (uint32_t i = 0; i < owners; i++)
        for (uint32_t k = offsets[i]; k < offsets[i + 1]; k++) source[k] = from->offsets[g->source[parent][i]] + (k - offsets[i]);
    g->spaces[space] = (SpaceData){n, offsets, from->list_known ? gather_bits(g, from->list_known, g->source[parent], owners) : NULL};
}
static const void *gather_data(const Gather *g, const ColumnSpec *spec, const void *data, uint32_t n)
{
    const uint32_t *source = g->source[spec->space];
    static const size_t WIDTH[] = {[COL_BIT] = 0, [COL_U8] = 1, [COL_I32] = 4, [COL_I64] = 8, [COL_TEXT] = 4};
    size_t width = WIDTH[spec->kind];
    if (spec->kind == COL_BIT) return gather_bits(g, data, source, n);
    char *out = arena_alloc(g->arena, n * width + 1);
    for (uint32_t i = 0; i < n; i++) memcpy(out + i * width, (const char *)data + source[i] * width, width);
    return out;
}
Block *block_gather(Arena *arena, const Chunk *chunk, const Block *block, const uint32_t *lanes, uint32_t n)
{
    Gather g = {arena, chunk, block, arena_alloc(arena, (size_t)chunk->n_specs * sizeof(SpaceData)), arena_alloc(arena, (size_t)chunk->n_specs * sizeof(uint32_t *))};
    Column *columns = arena_alloc(arena, (size_t)chunk->n_columns * sizeof *columns + 1);
    int32_t *dates = arena_alloc(arena, 2 * (size_t)n * sizeof *dates + 1);
    g.source[0] = arena_alloc(arena, (size_t)n * sizeof(uint32_t) + 1);
    memcpy(g.source[0], lanes, n * sizeof *lanes);
    g.spaces[0].lanes = n;
    for (int s = 1; s < chunk->n_specs; s++) gather_list(&g, s);
    for (int c = 0; c < chunk->n_columns; c++) {
        const ColumnSpec *spec = &chunk->columns[c];
        uint32_t count = g.spaces[spec->space].lanes;
        const Column *from = &block->columns[c];
        columns[c].data = gather_data(&g, spec, from->data, count);
        columns[c].known = from->known ? gather_bits(&g, from->known, g.source[spec->space], count) : NULL;
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t lane = block->uniform_dates ? 0 : lanes[i];
        dates[i] = block->as_of[lane], dates[n + i] = block->law_as_of[lane];
    }
    Block *out = arena_alloc(arena, sizeof *out);
    *out = (Block){g.spaces, columns, dates, dates + n, block->uniform_dates};
    return out;
}
Block *block_days(Arena *arena, const Chunk *chunk, const Block *block, uint32_t n, int32_t **as_of, int32_t **law_as_of)
{
    uint32_t *lanes = arena_alloc(arena, (size_t)n * sizeof *lanes + 1);
    Block *out = block_gather(arena, chunk, block, lanes, n);
    int32_t *days = arena_alloc(arena, 2 * (size_t)n * sizeof *days + 1);
    *as_of = days, *law_as_of = days + n;
    *out = (Block){out->spaces, out->columns, days, days + n, false};
    return out;
}

/* ---- decisions ---- */
static void open_register(const Vm *vm, int reg, bool broken, uint32_t words, uint64_t *open)
{
    if (reg < 0) return;
    VmPlanes p = vm_planes(vm, reg);
    if (p.all_known || (broken && !p.broken)) return;
    for (uint32_t w = 0; w < words; w++) open[w] |= broken ? p.broken[p.uniform ? 0 : w] : ~p.known[p.uniform ? 0 : w];
}
void runner_open_lanes(const Runner *r, const Vm *vm, bool broken, uint64_t open[BLOCK_LANES / 64])
{
    const Chunk *c = runner_chunk(r);
    const bool *wanted = r->wanted ? r->wanted[facts_entity(r->reader)] : NULL;
    uint32_t lanes = facts_lanes(r->reader), words = (lanes + 63) / 64;
    memset(open, 0, BLOCK_LANES / 8);
    for (int d = 0; d < c->n_decisions; d++) {
        if (wanted && !wanted[d]) continue;
        for (int i = 0; i < c->decisions[d].n_versions; i++) {
            const DecisionVersion *v = &c->decisions[d].versions[i];
            const int single[] = {v->value, v->amount, v->conflict};
            for (size_t k = 0; k < sizeof single / sizeof *single; k++) open_register(vm, single[k], broken, words, open);
            for (int k = 0; k < v->n_parts; k++) open_register(vm, v->parts[k], broken, words, open);
            for (int k = 0; k < v->n_items; k++) open_register(vm, v->items[k], broken, words, open);
        }
    }
}
bool runner_decide(Runner *r, Arena *arena, Vm *vm, bool kept, int decision, uint32_t lane, DecisionResult *out)
{
    const Chunk *c = runner_chunk(r);
    const Program *program = &r->policy->program;
    decide_read(arena, program, c, vm, decision, lane, out);
    DecisionValue *v = &out->value;
    if (v->present && v->type.kind == TY_TEXT && !v->text) {
        size_t len;
        v->text = facts_text(r->reader, (uint32_t)v->lo, &len);
    }
    return !kept || decide_missing(arena, program, c, vm, lane, out);
}
