/* Texts of decisions, kept: what a decision comes to depends on few registers, so its text is written once for each of their values.
 * Knows registers and blocks. Must never know what a text says.
 *
 * Registers that are the same for a whole block are no part of the key: where they change from one block to the next, the texts
 * are forgotten. A decision that is open in a lane, or hangs on too much, is not kept. */
#include "interp/engine/engine_rows.h"
#include <string.h>

enum { NUMBERS_MAX = 6, BITS_MAX = 64, WORDS_MAX = NUMBERS_MAX + 2, SLOT_BITS = 6, FEW_SLOT_BITS = 4 /* texts kept for a decision; for one of few truths */, FEW_TRUTHS = 3, POOL_BYTES = 256 * 1024, POOL_SHARE = 64 /* bytes more for each decision */ };
/* A register as it stands in this block. */
typedef struct { int reg; uint8_t kind; bool uniform; int64_t same; const void *data; } Operand;
typedef struct { uint32_t at, len; } Piece; /* of the pool; len 0: none */
struct Kept {
    bool usable; Operand *operands; int n_operands; /* truths first */
    const Operand **bits, **numbers; int n_bits, n_numbers, words; /* of the block: those that vary; words of a key */
    int slot_bits, stride; /* stride: words of a key at most */
    uint64_t *keys; Piece *texts; uint64_t closed[BLOCK_LANES / 64];
};

/* ---- what a decision hangs on ---- */
static void add_operand(Arena *arena, const Chunk *c, Kept *k, int reg)
{
    if (reg < 0 || c->code[reg].op == BC_CONST) return;
    for (int i = 0; i < k->n_operands; i++)
        if (k->operands[i].reg == reg) return;
    LIST_ADD(arena, k->operands, k->n_operands, (Operand){.reg = reg, .kind = c->code[reg].kind});
}
static void find_operands(Arena *arena, const Chunk *c, const Decision *d, Kept *k)
{
    int bits = 0;
    add_operand(arena, c, k, d->in_force), add_operand(arena, c, k, d->repealed);
    for (int i = 0; i < d->n_versions; i++) {
        const DecisionVersion *v = &d->versions[i];
        const int single[] = {v->value, v->applies, v->amount, v->weight, v->due, v->deadline, v->conflict};
        for (size_t s = 0; s < sizeof single / sizeof *single; s++) add_operand(arena, c, k, single[s]);
        for (int p = 0; p < v->n_parts; p++) add_operand(arena, c, k, v->parts[p]);
        for (int p = 0; p < v->n_items; p++) add_operand(arena, c, k, v->items[p]);
    }
    k->usable = true;
    for (int i = 0; i < k->n_operands; i++) bits += k->operands[i].kind == KIND_BIT, k->usable &= k->operands[i].kind != KIND_QUOT;
    k->usable &= bits <= BITS_MAX && k->n_operands - bits <= NUMBERS_MAX;
    k->slot_bits = k->n_operands == bits && bits <= FEW_TRUTHS ? FEW_SLOT_BITS : SLOT_BITS, k->stride = k->n_operands - bits + 2;
    k->bits = arena_alloc(arena, (size_t)k->n_operands * sizeof *k->bits + 1), k->numbers = arena_alloc(arena, (size_t)k->n_operands * sizeof *k->numbers + 1);
}
static void open_entity(fatiao_evaluator *ev, Rows *rows, int entity)
{
    const Chunk *c = ev->runner.chunks[entity];
    KeptEntity *e = &rows->entities[entity];
    e->decisions = arena_alloc(&rows->arena, (size_t)c->n_decisions * sizeof *e->decisions + 1);
    e->shown = arena_alloc(&rows->arena, (size_t)c->n_decisions * sizeof *e->shown + 1);
    e->n_shown = 0;
    for (int i = 0; i < c->n_decisions; i++) {
        if (ev->wanted && !ev->wanted[entity][i]) continue;
        find_operands(&rows->arena, c, &c->decisions[i], &e->decisions[e->n_shown]);
        e->shown[e->n_shown++] = i;
    }
    e->opened = true;
}

/* ---- a block ---- */
static int64_t read_at(RegKind kind, const void *data, uint32_t i)
{
    switch (kind) {
    case KIND_BIT: return (int64_t)(((const uint64_t *)data)[i / 64] >> (i % 64) & 1);
    case KIND_ENUM: case KIND_U8: return ((const uint8_t *)data)[i];
    case KIND_TEXT: return ((const uint32_t *)data)[i];
    case KIND_I32: return ((const int32_t *)data)[i];
    case KIND_I64: return ((const int64_t *)data)[i];
    case KIND_QUOT: case KIND_COUNT_: break;
    }
    return 0;
}
/* False: something that was the same for all lanes is no longer, or is another. */
static bool look_at(const Chunk *c, Kept *k, const Vm *fast, uint32_t lanes)
{
    uint32_t words = (lanes + 63) / 64;
    bool same = true;
    memset(k->closed, 0xff, words * sizeof *k->closed);
    k->n_bits = k->n_numbers = 0;
    for (int i = 0; i < k->n_operands; i++) {
        Operand *o = &k->operands[i];
        VmPlanes p = vm_planes(fast, o->reg);
        bool uniform = p.uniform && lanes > 1, known = p.all_known || (p.uniform && p.known[0] & 1);
        int64_t value = uniform && known ? read_at((RegKind)o->kind, p.data, 0) : 0;
        for (uint32_t w = 0; w < words && !p.all_known; w++) k->closed[w] &= p.known[p.uniform ? 0 : w];
        same &= uniform == o->uniform && value == o->same;
        o->uniform = uniform, o->same = value, o->data = p.data;
        if (!uniform && o->kind == KIND_BIT) k->bits[k->n_bits++] = o;
        else if (!uniform) k->numbers[k->n_numbers++] = o;
        bool of_record = o->kind == KIND_TEXT && uniform && value >= c->n_texts;
        if (of_record) memset(k->closed, 0, words * sizeof *k->closed); /* its number is of this block only */
    }
    return same;
}
static void forget(Kept *k)
{
    if (k->texts) memset(k->texts, 0, sizeof *k->texts << k->slot_bits);
}
static void forget_all(fatiao_evaluator *ev, Rows *rows)
{
    for (int e = 0; e < ev->policy->program.n_entities; e++)
        for (int i = 0; i < rows->entities[e].n_shown; i++) forget(&rows->entities[e].decisions[i]);
    rows->pool_n = 0;
}
void kept_begin(fatiao_evaluator *ev, Rows *rows, const Vm *fast)
{
    int entity = facts_entity(ev->runner.reader);
    const Chunk *c = ev->runner.chunks[entity];
    if (!rows->entities) rows->entities = arena_alloc(&rows->arena, (size_t)ev->policy->program.n_entities * sizeof *rows->entities);
    KeptEntity *e = &rows->entities[entity];
    if (!e->opened) open_entity(ev, rows, entity);
    uint32_t lanes = facts_lanes(ev->runner.reader);
    FactsRow first = facts_row(ev->runner.reader, 0);
    bool dated = facts_block(ev->runner.reader)->uniform_dates;
    bool same_day = dated == e->dated && (!dated || (e->as_of == first.as_of && e->law_as_of == first.law_as_of));
    e->dated = dated, e->as_of = first.as_of, e->law_as_of = first.law_as_of;
    for (int i = 0; i < e->n_shown; i++) {
        Kept *k = &e->decisions[i];
        if (!k->usable) continue;
        if (!look_at(c, k, fast, lanes) || !same_day) forget(k);
        k->words = (k->n_bits > 0) + !dated + k->n_numbers;
    }
    if (!rows->pool) rows->pool_size = POOL_BYTES + POOL_SHARE * (uint32_t)e->n_shown;
    if (rows->n_found < e->n_shown) {
        rows->found = arena_alloc(&rows->arena, (size_t)e->n_shown * KEPT_GROUP * sizeof *rows->found);
        rows->n_found = e->n_shown;
    }
}

/* ---- texts ---- */
/* The values of this lane. False: one is a text of the block's own. */
static bool key_of(const Chunk *c, const Kept *k, bool dated, uint32_t lane, const FactsReader *reader, uint64_t key[WORDS_MAX])
{
    int n = 0;
    uint64_t bits = 0;
    for (int i = 0; i < k->n_bits; i++) bits |= (((const uint64_t *)k->bits[i]->data)[lane / 64] >> (lane % 64) & 1) << i;
    if (k->n_bits) key[n++] = bits;
    for (int i = 0; i < k->n_numbers; i++) {
        const Operand *o = k->numbers[i];
        key[n++] = (uint64_t)read_at((RegKind)o->kind, o->data, lane);
        if (o->kind == KIND_TEXT && key[n - 1] >= (uint64_t)c->n_texts) return false;
    }
    if (dated) return true;
    FactsRow row = facts_row(reader, lane);
    key[n] = (uint64_t)(uint32_t)row.as_of << 32 | (uint32_t)row.law_as_of;
    return true;
}
static uint32_t slot_of(const Kept *k, const uint64_t *key)
{
    uint64_t h = 0;
    for (int i = 0; i < k->words; i++) h = (h ^ h >> 32 ^ key[i]) * 0x9E3779B97F4A7C15ull;
    return (uint32_t)(h >> (64 - k->slot_bits));
}
static bool same_key(const uint64_t *a, const uint64_t *b, int words)
{
    for (int i = 0; i < words; i++)
        if (a[i] != b[i]) return false;
    return true;
}
/* The text goes to the slot if there is room for it in the pool. */
static void keep(Rows *rows, Kept *k, uint32_t slot, const uint64_t *key, const char *text, size_t len)
{
    if (rows->pool_n + len + KEPT_STEP > rows->pool_size) return;
    memcpy(rows->pool + rows->pool_n, text, len);
    memcpy(k->keys + slot * (uint32_t)k->stride, key, (size_t)k->words * sizeof *key);
    k->texts[slot] = (Piece){rows->pool_n, (uint32_t)len};
    rows->pool_n += (uint32_t)len;
}
static bool write_and_keep(fatiao_evaluator *ev, Rows *rows, Kept *k, Vm *fast, int decision, uint32_t lane, uint32_t slot, const uint64_t *key)
{
    StrBuf text = {.arena = &ev->scratch};
    bool open = false;
    if (!k->texts) {
        k->keys = arena_alloc(&rows->arena, (size_t)k->stride * sizeof *k->keys << k->slot_bits);
        k->texts = arena_alloc(&rows->arena, sizeof *k->texts << k->slot_bits);
    }
    if (!rows->pool) rows->pool = arena_alloc(&rows->arena, rows->pool_size);
    if (!rows_decision(ev, &text, fast, false, decision, lane, facts_row(ev->runner.reader, lane).law_as_of, &open)) return false;
    if (!open) keep(rows, k, slot, key, text.text, text.n);
    return true;
}
static bool find_text(fatiao_evaluator *ev, Rows *rows, Kept *k, Vm *fast, int decision, uint32_t lane, const uint64_t *key, KeptText *found)
{
    uint32_t slot = slot_of(k, key);
    bool there = k->texts && k->texts[slot].len && same_key(k->keys + slot * (uint32_t)k->stride, key, k->words);
    if (!there && !write_and_keep(ev, rows, k, fast, decision, lane, slot, key)) return false;
    there = there || (k->texts[slot].len && same_key(k->keys + slot * (uint32_t)k->stride, key, k->words));
    *found = there ? (KeptText){rows->pool + k->texts[slot].at, k->texts[slot].len} : (KeptText){NULL, 0};
    return true;
}
/* What hangs on one truth is looked up twice at most. */
static bool find_by_truth(fatiao_evaluator *ev, Rows *rows, Kept *k, Vm *fast, int decision, uint32_t from, uint32_t n, uint64_t closed, KeptText *found)
{
    KeptText both[2] = {{NULL, 0}, {NULL, 0}};
    uint64_t truth = ((const uint64_t *)k->bits[0]->data)[from / 64], key[WORDS_MAX] = {0};
    for (uint32_t v = 0; v < 2; v++) {
        uint64_t lanes = closed & (v ? truth : ~truth);
        key[0] = v;
        if (lanes && !find_text(ev, rows, k, fast, decision, from + (uint32_t)__builtin_ctzll(lanes), key, &both[v])) return false;
    }
    for (uint32_t i = 0; i < n; i++) {
        found[i] = both[truth >> i & 1];
        if (!(closed >> i & 1)) found[i].len = 0;
    }
    return true;
}
static bool find_texts(fatiao_evaluator *ev, Rows *rows, Kept *k, bool dated, Vm *fast, int decision, uint32_t from, uint32_t n, KeptText *found)
{
    const Chunk *c = runner_chunk(&ev->runner);
    uint64_t key[WORDS_MAX] = {0}, closed = k->usable ? k->closed[from / 64] : 0;
    if (n < KEPT_GROUP) closed &= (1ull << n) - 1;
    if (dated && k->n_bits == 1 && k->n_numbers == 0 && closed) return find_by_truth(ev, rows, k, fast, decision, from, n, closed, found);
    for (uint32_t i = 0; i < n; i++) {
        found[i].len = 0;
        if (!(closed >> i & 1) || !key_of(c, k, dated, from + i, ev->runner.reader, key)) continue;
        if (!find_text(ev, rows, k, fast, decision, from + i, key, &found[i])) return false;
    }
    return true;
}
bool kept_find(fatiao_evaluator *ev, Rows *rows, Vm *fast, uint32_t from, uint32_t n)
{
    const KeptEntity *e = &rows->entities[facts_entity(ev->runner.reader)];
    if (rows->pool_n > rows->pool_size / 2) forget_all(ev, rows); /* not within a group: its texts are pointed at */
    for (int i = 0; i < e->n_shown; i++)
        if (!find_texts(ev, rows, &e->decisions[i], e->dated, fast, e->shown[i], from, n, rows->found + i * KEPT_GROUP)) return false;
    return true;
}
