/* Texts of decisions, kept: what they come to depends on few registers, so their text is written once for each of their values. Knows
 * registers and blocks. Must never know what a text says.
 *
 * Decisions that stand together are kept together, all of them where that goes well; where too many lanes have values never seen before, a
 * part is divided. Registers that are the same for a whole block are no part of the key: where they change from one block to the next, the
 * texts are forgotten. A part that is open in a lane is not kept, unless lines are lean: then it says so and no more. */
#include "interp/engine/engine_rows.h"
#include <string.h>

enum { NUMBERS_MAX = 8, PLANES_MAX = 64, WORDS_MAX = NUMBERS_MAX + 2, PROBES = 4, POOL_BYTES = 256 * 1024, POOL_SHARE = 64 /* bytes more for each decision */ };
enum { SLOT_BITS = 10, SLOT_BITS_ONE = 6, SLOT_BITS_FEW = 4 /* texts kept for several decisions; for one; for one of few truths */, FEW_TRUTHS = 2 };
enum { WINDOW = 4096 /* lanes after which a part is judged */, MISSES_FIRST = 4, MISSES_LATER = 64 /* of so many lanes one may be new */ };
enum { MANY = 256, MANY_EACH = 4, MANY_WINDOW = 128, MOST = 4096 }; /* so many decisions seldom come to the same again: begin with small parts, or with each alone, and judge soon */
/* A register as it stands in this block. */
typedef struct { int reg; uint8_t kind; bool uniform, same_known, opens /* once it was not known, in lean lines: whether it is stands in the key */; int64_t same; const void *data; const uint64_t *known /* NULL: all are, or lines are not lean */; } Operand;
typedef struct { const uint64_t *bits, *mask; } Plane; /* NULL: all ones */
typedef struct { uint32_t at, len; } Piece; /* of the pool; len 0: none */
struct Kept {
    int first, n; /* of the decisions shown */
    bool usable; Operand *operands; int n_operands;
    Plane *planes; const Operand **numbers; int n_planes, n_numbers, words; /* of the block: what varies; words of a key */
    int slot_bits, stride; /* stride: words of a key at most */
    uint64_t *keys; Piece *texts; uint64_t closed[BLOCK_LANES / 64];
    uint32_t asked, missed; bool judged;
};

/* ---- what decisions hang on ---- */
static void add_operand(Arena *arena, const Chunk *c, Kept *k, int reg)
{
    if (reg < 0 || c->code[reg].op == BC_CONST || k->n_operands > PLANES_MAX) return; /* it is not usable anyway */
    for (int i = 0; i < k->n_operands; i++)
        if (k->operands[i].reg == reg) return;
    LIST_ADD(arena, k->operands, k->n_operands, (Operand){.reg = reg, .kind = c->code[reg].kind});
}
static void add_operands(Arena *arena, const Chunk *c, const Decision *d, Kept *k)
{
    add_operand(arena, c, k, d->in_force), add_operand(arena, c, k, d->repealed);
    for (int i = 0; i < d->n_versions; i++) {
        const DecisionVersion *v = &d->versions[i];
        const int single[] = {v->value, v->applies, v->amount, v->weight, v->due, v->deadline, v->conflict};
        for (size_t s = 0; s < sizeof single / sizeof *single; s++) add_operand(arena, c, k, single[s]);
        for (int p = 0; p < v->n_parts; p++) add_operand(arena, c, k, v->parts[p]);
        for (int p = 0; p < v->n_items; p++) add_operand(arena, c, k, v->items[p]);
    }
}
static Kept open_part(Arena *arena, const Chunk *c, const KeptEntity *e, int first, int n)
{
    Kept k = {.first = first, .n = n, .usable = true};
    int bits = 0;
    for (int i = 0; i < n; i++) add_operands(arena, c, &c->decisions[e->shown[first + i]], &k);
    for (int i = 0; i < k.n_operands; i++) bits += k.operands[i].kind == KIND_BIT, k.usable &= k.operands[i].kind != KIND_QUOT;
    k.usable &= bits + k.n_operands <= PLANES_MAX && k.n_operands - bits <= NUMBERS_MAX;
    k.slot_bits = n > 1 ? SLOT_BITS : k.n_operands == bits && bits <= FEW_TRUTHS ? SLOT_BITS_FEW : SLOT_BITS_ONE;
    k.stride = k.n_operands - bits + 2;
    if (!k.usable) return k;
    k.planes = arena_alloc(arena, (size_t)(k.n_operands + bits) * sizeof *k.planes + 1);
    k.numbers = arena_alloc(arena, (size_t)k.n_operands * sizeof *k.numbers + 1);
    return k;
}
/* In as few parts as can be kept. */
static void add_parts(Arena *arena, const Chunk *c, KeptEntity *e, int first, int n)
{
    bool large = n > (e->n_shown > MOST ? 1 : e->n_shown > MANY ? MANY_EACH : e->n_shown);
    Kept k = large ? (Kept){0} : open_part(arena, c, e, first, n);
    if (large || (!k.usable && n > 1)) {
        add_parts(arena, c, e, first, n / 2), add_parts(arena, c, e, first + n / 2, n - n / 2);
        return;
    }
    e->parts[e->n_parts++] = k;
}
static void open_entity(fatiao_evaluator *ev, Rows *rows, int entity)
{
    const Chunk *c = ev->runner.chunks[entity];
    KeptEntity *e = &rows->entities[entity];
    e->parts = arena_alloc(&rows->arena, (size_t)c->n_decisions * sizeof *e->parts + 1);
    e->shown = arena_alloc(&rows->arena, (size_t)c->n_decisions * sizeof *e->shown + 1);
    e->n_shown = e->n_parts = 0;
    for (int i = 0; i < c->n_decisions; i++)
        if (!ev->wanted || ev->wanted[entity][i]) e->shown[e->n_shown++] = i;
    if (e->n_shown) add_parts(&rows->arena, c, e, 0, e->n_shown);
    e->opened = true;
}
/* Parts that were asked about often and seldom there are divided. */
static void judge_parts(fatiao_evaluator *ev, Rows *rows, KeptEntity *e)
{
    const Chunk *c = runner_chunk(&ev->runner);
    for (int i = 0; i < e->n_parts; i++) {
        Kept *k = &e->parts[i];
        if (k->asked < (e->n_shown > MANY ? MANY_WINDOW : WINDOW)) continue;
        bool poor = k->missed > k->asked / (k->judged ? MISSES_LATER : MISSES_FIRST);
        k->asked = k->missed = 0, k->judged = true;
        if (!poor || k->n == 1) continue;
        Kept half = open_part(&rows->arena, c, e, k->first, k->n / 2), rest = open_part(&rows->arena, c, e, k->first + k->n / 2, k->n - k->n / 2);
        memmove(k + 2, k + 1, (size_t)(e->n_parts - i - 1) * sizeof *k);
        k[0] = half, k[1] = rest;
        e->n_parts++, i++;
    }
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
/* Lanes in which the register cannot be kept: those that are not known, or, where only that is said of them, may be errors. */
static void close_lanes(Kept *k, const VmPlanes *p, bool lean, uint32_t words)
{
    for (uint32_t w = 0; w < words && !p->all_known; w++) {
        uint32_t at = p->uniform ? 0 : w;
        if (!lean) k->closed[w] &= p->known[at];
        else if (p->broken) k->closed[w] &= ~p->broken[at];
    }
}
/* False: something that was the same for all lanes is no longer, or is another. */
static bool look_at(const Chunk *c, Kept *k, const Vm *fast, bool lean, uint32_t lanes)
{
    uint32_t words = (lanes + 63) / 64;
    bool same = true;
    memset(k->closed, 0xff, words * sizeof *k->closed);
    k->n_planes = k->n_numbers = 0;
    for (int i = 0; i < k->n_operands; i++) {
        Operand *o = &k->operands[i];
        VmPlanes p = vm_planes(fast, o->reg);
        bool uniform = p.uniform && lanes > 1, known = p.all_known || (p.uniform && p.known[0] & 1);
        int64_t value = uniform && known ? read_at((RegKind)o->kind, p.data, 0) : 0;
        close_lanes(k, &p, lean, words);
        bool opens = o->opens || (lean && !uniform && !p.all_known);
        same &= uniform == o->uniform && value == o->same && (!uniform || known == o->same_known) && opens == o->opens;
        o->opens = opens;
        o->uniform = uniform, o->same = value, o->same_known = known, o->data = p.data, o->known = p.all_known || !lean ? NULL : p.known;
        if (!uniform && o->kind == KIND_BIT) k->planes[k->n_planes++] = (Plane){o->data, o->known};
        else if (!uniform) k->numbers[k->n_numbers++] = o;
        if (!uniform && opens) k->planes[k->n_planes++] = (Plane){o->known, NULL};
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
        for (int i = 0; i < rows->entities[e].n_parts; i++) forget(&rows->entities[e].parts[i]);
    rows->pool_n = 0;
}
void kept_begin(fatiao_evaluator *ev, Rows *rows, const Vm *fast)
{
    int entity = facts_entity(ev->runner.reader);
    const Chunk *c = ev->runner.chunks[entity];
    if (!rows->entities) rows->entities = arena_alloc(&rows->arena, (size_t)ev->policy->program.n_entities * sizeof *rows->entities);
    KeptEntity *e = &rows->entities[entity];
    if (!e->opened) open_entity(ev, rows, entity);
    judge_parts(ev, rows, e);
    uint32_t lanes = facts_lanes(ev->runner.reader);
    FactsRow first = facts_row(ev->runner.reader, 0);
    bool dated = facts_block(ev->runner.reader)->uniform_dates;
    bool same_day = dated == e->dated && (!dated || (e->as_of == first.as_of && e->law_as_of == first.law_as_of));
    e->dated = dated, e->as_of = first.as_of, e->law_as_of = first.law_as_of;
    for (int i = 0; i < e->n_parts; i++) {
        Kept *k = &e->parts[i];
        if (!k->usable) continue;
        if (!look_at(c, k, fast, ev->options.lean, lanes) || !same_day) forget(k);
        k->words = 1 + k->n_numbers + !dated;
    }
    if (!rows->pool) rows->pool_size = POOL_BYTES + POOL_SHARE * (uint32_t)e->n_shown;
    if (rows->n_found < e->n_shown) {
        rows->found = arena_alloc(&rows->arena, (size_t)e->n_shown * KEPT_GROUP * sizeof *rows->found);
        rows->n_found = e->n_shown;
    }
}

/* ---- keys: word by word for the lanes of a group ---- */
typedef struct { uint64_t word[WORDS_MAX][KEPT_GROUP], closed; } Keys;
/* Eight rows of eight bits, the first in the lowest byte, to eight columns. */
static uint64_t transpose(uint64_t x)
{
    uint64_t t = (x ^ x >> 7) & 0x00AA00AA00AA00AA;
    x ^= t ^ t << 7;
    t = (x ^ x >> 14) & 0x0000CCCC0000CCCC;
    x ^= t ^ t << 14;
    t = (x ^ x >> 28) & 0x00000000F0F0F0F0;
    return x ^ t ^ t << 28;
}
static void add_planes(const Kept *k, uint32_t from, uint32_t n, uint64_t out[KEPT_GROUP])
{
    memset(out, 0, n * sizeof *out);
    for (int first = 0; first < k->n_planes; first += 8) {
        uint64_t bits[8] = {0};
        for (int i = first; i < first + 8 && i < k->n_planes; i++) {
            const Plane *p = &k->planes[i];
            bits[i - first] = (p->bits ? p->bits[from / 64] : ~0ull) & (p->mask ? p->mask[from / 64] : ~0ull);
        }
        for (uint32_t lane = 0; lane < n; lane += 8) {
            uint64_t rows = 0;
            for (int i = 0; i < 8; i++) rows |= (bits[i] >> lane & 0xff) << 8 * i;
            rows = transpose(rows);
            for (uint32_t i = 0; i < 8 && lane + i < n; i++) out[lane + i] |= (rows >> 8 * i & 0xff) << first;
        }
    }
}
static void add_numbers(const Chunk *c, const Operand *o, uint32_t from, uint32_t n, Keys *keys, uint64_t *out)
{
    switch ((RegKind)o->kind) {
    case KIND_ENUM: case KIND_U8: for (uint32_t i = 0; i < n; i++) out[i] = ((const uint8_t *)o->data)[from + i]; break;
    case KIND_I32: for (uint32_t i = 0; i < n; i++) out[i] = (uint64_t)((const int32_t *)o->data)[from + i]; break;
    case KIND_I64: memcpy(out, (const int64_t *)o->data + from, n * sizeof *out); break;
    case KIND_TEXT:
        for (uint32_t i = 0; i < n; i++) {
            out[i] = ((const uint32_t *)o->data)[from + i];
            if (out[i] >= (uint64_t)c->n_texts) keys->closed &= ~(1ull << i); /* a text of the block's own */
        }
        break;
    case KIND_BIT: case KIND_QUOT: case KIND_COUNT_: break;
    }
    for (uint32_t i = 0; i < n && o->known; i++) out[i] &= -(o->known[from / 64] >> i & 1);
}
static void find_keys(const Chunk *c, const Kept *k, bool dated, const FactsReader *reader, uint32_t from, uint32_t n, Keys *keys)
{
    int words = 1;
    keys->closed = k->closed[from / 64] & (n < KEPT_GROUP ? (1ull << n) - 1 : ~0ull);
    add_planes(k, from, n, keys->word[0]);
    for (int i = 0; i < k->n_numbers; i++) add_numbers(c, k->numbers[i], from, n, keys, keys->word[words++]);
    for (uint32_t i = 0; i < n && !dated; i++) {
        FactsRow row = facts_row(reader, from + i);
        keys->word[words][i] = (uint64_t)(uint32_t)row.as_of << 32 | (uint32_t)row.law_as_of;
    }
}

/* ---- texts ---- */
static uint32_t slot_of(const Kept *k, const Keys *keys, uint32_t i)
{
    uint64_t h = 0;
    for (int w = 0; w < k->words; w++) h = (h ^ h >> 32 ^ keys->word[w][i]) * 0x9E3779B97F4A7C15ull;
    return (uint32_t)(h >> (64 - k->slot_bits));
}
static bool same_key(const Kept *k, uint32_t slot, const Keys *keys, uint32_t i)
{
    const uint64_t *key = k->keys + slot * (uint32_t)k->stride;
    uint64_t differ = 0;
    for (int w = 0; w < k->words; w++) differ |= key[w] ^ keys->word[w][i];
    return !differ;
}
/* The text of this lane. NULL: there is none; *slot is where it may go. */
static const Piece *look_up(const Kept *k, const Keys *keys, uint32_t i, uint32_t *slot)
{
    uint32_t first = *slot = slot_of(k, keys, i), mask = (1u << k->slot_bits) - 1;
    for (uint32_t probe = 0; probe < PROBES; probe++) {
        uint32_t at = (first + probe) & mask;
        if (!k->texts[at].len) return *slot = at, NULL;
        if (same_key(k, at, keys, i)) return &k->texts[at];
    }
    return NULL;
}
/* The text goes to the slot if there is room for it in the pool. */
static void keep(Rows *rows, Kept *k, uint32_t slot, const Keys *keys, uint32_t i, const StrBuf *text, KeptText *found)
{
    if (rows->pool_n + text->n + KEPT_STEP > rows->pool_size) return;
    memcpy(rows->pool + rows->pool_n, text->text, text->n);
    for (int w = 0; w < k->words; w++) k->keys[slot * (uint32_t)k->stride + (uint32_t)w] = keys->word[w][i];
    k->texts[slot] = (Piece){rows->pool_n, (uint32_t)text->n};
    *found = (KeptText){rows->pool + rows->pool_n, (uint32_t)text->n};
    rows->pool_n += (uint32_t)text->n;
}
static bool write_and_keep(fatiao_evaluator *ev, Rows *rows, const KeptEntity *e, Kept *k, Vm *fast, uint32_t lane, uint32_t slot, const Keys *keys, KeptText *found)
{
    StrBuf text = {.arena = &ev->scratch};
    bool open = false;
    for (int i = 0; i < k->n; i++)
        if (!rows_decision(ev, &text, fast, false, e->shown[k->first + i], lane, facts_row(ev->runner.reader, lane).law_as_of, &open)) return false;
    keep(rows, k, slot, keys, lane % KEPT_GROUP, &text, found);
    return true;
}
static bool find_texts(fatiao_evaluator *ev, Rows *rows, const KeptEntity *e, Kept *k, Vm *fast, uint32_t from, uint32_t n, KeptText *found)
{
    Keys keys;
    k->asked += n;
    if (!k->usable) return memset(found, 0, n * sizeof *found), true;
    if (!k->texts) {
        k->keys = arena_alloc(&rows->arena, (size_t)k->stride * sizeof *k->keys << k->slot_bits);
        k->texts = arena_alloc(&rows->arena, sizeof *k->texts << k->slot_bits);
    }
    if (!rows->pool) rows->pool = arena_alloc(&rows->arena, rows->pool_size);
    find_keys(runner_chunk(&ev->runner), k, e->dated, ev->runner.reader, from, n, &keys);
    for (uint32_t i = 0, slot; i < n; i++) {
        const Piece *text = keys.closed >> i & 1 ? look_up(k, &keys, i, &slot) : NULL;
        found[i] = text ? (KeptText){rows->pool + text->at, text->len} : (KeptText){NULL, 0};
        if (text) continue;
        k->missed++;
        if (keys.closed >> i & 1 && !write_and_keep(ev, rows, e, k, fast, from + i, slot, &keys, &found[i])) return false;
    }
    return true;
}
bool kept_find(fatiao_evaluator *ev, Rows *rows, Vm *fast, uint32_t from, uint32_t n)
{
    KeptEntity *e = &rows->entities[facts_entity(ev->runner.reader)];
    if (rows->pool_n > rows->pool_size / 2) forget_all(ev, rows); /* not within a group: its texts are pointed at */
    for (int i = 0; i < e->n_parts; i++)
        if (!find_texts(ev, rows, e, &e->parts[i], fast, from, n, rows->found + i * KEPT_GROUP)) return false;
    return true;
}
int kept_part(const KeptEntity *e, int part, int *n)
{
    *n = e->parts[part].n;
    return e->parts[part].first;
}
