/* A line of JSON a record. What a decision comes to depends on few registers: its text is written once and kept by their values.
 * Knows records and their decisions. Must never know how they are decided.
 *
 * Registers that are the same for a whole block are no part of the key: where they change from one block to the next, the texts
 * are forgotten. A decision that is open in a lane, or hangs on too much, is written anew each time. */
#include <string.h>
#include "interp/calendar.h"
#include "interp/engine_internal.h"

enum { NUMBERS_MAX = 6, BITS_MAX = 64, WORDS_MAX = NUMBERS_MAX + 2, TEXTS = 64 /* kept for a decision */, POOL_BYTES = 256 * 1024, STEP = 32 /* bytes copied at once */, OUT_ROOM = 96 * 1024 };

/* A register as it stands in this block. */
typedef struct { int reg; uint8_t kind; bool uniform; int64_t same; const void *data; } Operand;
typedef struct { uint32_t at, len; } Piece; /* of the pool; len 0: none */
typedef struct {
    bool usable; int n_sources; Operand *sources; /* truths first */
    int words, n_bits; uint64_t *keys; Piece *texts; uint64_t closed[BLOCK_LANES / 64];
} Kept;
typedef struct { Kept *decisions; bool dated; int32_t as_of, law_as_of; } EntityRows; /* dated: of one day for the block, which the texts are of */
struct Rows {
    Arena arena; EntityRows *entities; char *pool; uint32_t pool_n;
    bool has_head; int32_t as_of, law_as_of; char head[128]; size_t head_n; const char *tail; size_t tail_n; /* of the record before */
};
typedef struct Rows Rows;

/* ---- a decision, written anew ---- */
static WriteContext context_of(const fatiao_evaluator *ev, const Vm *vm, uint32_t lane, int32_t law_as_of)
{
    int entity = facts_entity(ev->runner.reader);
    return (WriteContext){&ev->policy->program, ev->runner.chunks[entity], &ev->policy->names[entity], vm, lane, ev->options.names == FATIAO_ZH, ev->options.lean, ev->policy->stale, law_as_of};
}
/* `,"name":{...}`; *open: it lacks facts. */
static bool write_anew(fatiao_evaluator *ev, StrBuf *out, Vm *vm, bool kept, int decision, uint32_t lane, int32_t law_as_of, bool *open)
{
    WriteContext cx = context_of(ev, vm, lane, law_as_of);
    const Name *name = &cx.names->items[decision];
    DecisionResult d;
    if (!runner_decide(&ev->runner, &ev->scratch, vm, kept, decision, lane, &d)) return false;
    *open |= d.status == STATUS_UNDETERMINED && d.n_missing;
    strbuf_char(out, ',');
    strbuf_json(out, cx.chinese ? name->zh : name->alias);
    strbuf_char(out, ':');
    write_decision(out, &cx, &d);
    return true;
}

/* ---- what a decision hangs on ---- */
static void add_source(Arena *arena, const Chunk *c, Kept *k, int reg)
{
    if (reg < 0 || c->code[reg].op == BC_CONST) return;
    for (int i = 0; i < k->n_sources; i++)
        if (k->sources[i].reg == reg) return;
    LIST_ADD(arena, k->sources, k->n_sources, (Operand){.reg = reg, .kind = c->code[reg].kind});
}
static void find_sources(Arena *arena, const Chunk *c, const Decision *d, Kept *k)
{
    add_source(arena, c, k, d->in_force), add_source(arena, c, k, d->repealed);
    for (int i = 0; i < d->n_versions; i++) {
        const DecisionVersion *v = &d->versions[i];
        const int single[] = {v->value, v->applies, v->amount, v->weight, v->due, v->deadline, v->conflict};
        for (size_t s = 0; s < sizeof single / sizeof *single; s++) add_source(arena, c, k, single[s]);
        for (int p = 0; p < v->n_parts; p++) add_source(arena, c, k, v->parts[p]);
        for (int p = 0; p < v->n_items; p++) add_source(arena, c, k, v->items[p]);
    }
    int n = 0;
    for (int i = 0; i < k->n_sources; i++) { /* truths first: they share a word */
        Operand s = k->sources[i];
        if (s.kind == KIND_BIT) k->sources[i] = k->sources[k->n_bits], k->sources[k->n_bits++] = s;
        n += s.kind != KIND_BIT;
    }
    k->usable = k->n_bits <= BITS_MAX && n <= NUMBERS_MAX;
    for (int i = 0; i < k->n_sources; i++) k->usable &= k->sources[i].kind != KIND_QUOT;
    k->words = 2 + n; /* truths, the day, numbers */
}
static void open_entity(fatiao_evaluator *ev, Rows *rows, int entity)
{
    const Chunk *c = ev->runner.chunks[entity];
    EntityRows *e = &rows->entities[entity];
    Kept *decisions = arena_alloc(&rows->arena, (size_t)c->n_decisions * sizeof *decisions + 1);
    for (int i = 0; i < c->n_decisions; i++)
        if (!ev->wanted || ev->wanted[entity][i]) find_sources(&rows->arena, c, &c->decisions[i], &decisions[i]);
    e->decisions = decisions;
}
static Rows *open_rows(fatiao_evaluator *ev)
{
    if (!ev->rows) {
        Rows *rows = ev->allocator.realloc(ev->allocator.ctx, NULL, 0, sizeof *rows);
        if (!rows) return NULL;
        memset(rows, 0, sizeof *rows);
        arena_init(&rows->arena, &ev->allocator);
        ev->rows = rows;
    }
    ev->rows->arena.escape = ev->scratch.escape;
    return ev->rows;
}
void rows_free(fatiao_evaluator *ev)
{
    if (!ev->rows) return;
    arena_free(&ev->rows->arena);
    ev->allocator.realloc(ev->allocator.ctx, ev->rows, sizeof *ev->rows, 0);
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
    for (int i = 0; i < k->n_sources; i++) {
        Operand *s = &k->sources[i];
        VmPlanes p = vm_planes(fast, s->reg);
        bool uniform = p.uniform && lanes > 1;
        int64_t value = p.uniform && (p.all_known || p.known[0]) ? read_at((RegKind)s->kind, p.data, 0) : 0;
        for (uint32_t w = 0; w < words && !p.all_known; w++) k->closed[w] &= p.known[p.uniform ? 0 : w];
        same &= uniform == s->uniform && (!uniform || value == s->same);
        s->uniform = uniform, s->same = value, s->data = p.data;
        bool of_record = s->kind == KIND_TEXT && uniform && value >= c->n_texts;
        if (of_record) memset(k->closed, 0, words * sizeof *k->closed); /* its number is of this block only */
    }
    return same;
}
static void forget(Kept *k)
{
    if (k->texts) memset(k->texts, 0, TEXTS * sizeof *k->texts);
}
bool rows_begin(fatiao_evaluator *ev, const Vm *fast)
{
    if (ev->options.format == FATIAO_TABLE || ev->options.format == FATIAO_CSV) return true;
    Rows *rows = open_rows(ev);
    if (!rows) return false;
    int entity = facts_entity(ev->runner.reader);
    const Chunk *c = ev->runner.chunks[entity];
    if (!rows->entities) rows->entities = arena_alloc(&rows->arena, (size_t)ev->policy->program.n_entities * sizeof *rows->entities);
    EntityRows *e = &rows->entities[entity];
    if (!e->decisions) open_entity(ev, rows, entity);
    uint32_t lanes = facts_lanes(ev->runner.reader);
    FactsRow first = facts_row(ev->runner.reader, 0);
    bool dated = true, same_day;
    for (uint32_t i = 1; i < lanes && dated; i++) {
        FactsRow row = facts_row(ev->runner.reader, i);
        dated = row.as_of == first.as_of && row.law_as_of == first.law_as_of;
    }
    same_day = dated == e->dated && (!dated || (e->as_of == first.as_of && e->law_as_of == first.law_as_of));
    e->dated = dated, e->as_of = first.as_of, e->law_as_of = first.law_as_of;
    for (int i = 0; i < c->n_decisions; i++)
        if (e->decisions[i].usable && (!look_at(c, &e->decisions[i], fast, lanes) || !same_day)) forget(&e->decisions[i]);
    rows->has_head = false;
    if (lanes > 1) strbuf_room(&ev->out, OUT_ROOM);
    return true;
}

/* ---- texts ---- */
/* The values of this lane. False: one is a text of the block's own. */
static bool key_of(const Chunk *c, const EntityRows *e, const Kept *k, uint32_t lane, const FactsRow *row, uint64_t key[WORDS_MAX])
{
    int at = 0;
    key[0] = 0;
    for (; at < k->n_bits; at++)
        if (!k->sources[at].uniform) key[0] |= (uint64_t)read_at(KIND_BIT, k->sources[at].data, lane) << at;
    key[1] = e->dated ? 0 : (uint64_t)(uint32_t)row->as_of << 32 | (uint32_t)row->law_as_of;
    for (int n = 2; at < k->n_sources; at++, n++) {
        const Operand *s = &k->sources[at];
        key[n] = s->uniform ? 0 : (uint64_t)read_at((RegKind)s->kind, s->data, lane);
        if (s->kind == KIND_TEXT && key[n] >= (uint64_t)c->n_texts) return false;
    }
    return true;
}
static uint32_t slot_of(const uint64_t *key, int words)
{
    uint64_t h = 0;
    for (int i = 0; i < words; i++) h = (h ^ key[i]) * 0x9E3779B97F4A7C15ull, h ^= h >> 32;
    return (uint32_t)(h % TEXTS);
}
static void forget_all(fatiao_evaluator *ev, Rows *rows)
{
    for (int e = 0; e < ev->policy->program.n_entities; e++)
        for (int i = 0; rows->entities[e].decisions && i < ev->runner.chunks[e]->n_decisions; i++) forget(&rows->entities[e].decisions[i]);
    rows->pool_n = 0;
}
/* The text goes to the slot if there is room for it in the pool. */
static void keep_text(fatiao_evaluator *ev, Rows *rows, Kept *k, uint32_t slot, const uint64_t *key, const char *text, size_t len)
{
    if (len + STEP > POOL_BYTES / 4) return;
    if (!rows->pool) rows->pool = arena_alloc(&rows->arena, POOL_BYTES);
    if (rows->pool_n + len + STEP > POOL_BYTES) forget_all(ev, rows);
    if (!k->texts) {
        k->keys = arena_alloc(&rows->arena, (size_t)TEXTS * (size_t)k->words * sizeof *k->keys);
        k->texts = arena_alloc(&rows->arena, TEXTS * sizeof *k->texts);
    }
    memcpy(rows->pool + rows->pool_n, text, len);
    memcpy(k->keys + slot * (uint32_t)k->words, key, (size_t)k->words * sizeof *key);
    k->texts[slot] = (Piece){rows->pool_n, (uint32_t)len};
    rows->pool_n += (uint32_t)len;
}
static bool same_key(const uint64_t *a, const uint64_t *b, int words)
{
    uint64_t differ = 0;
    for (int i = 0; i < words; i++) differ |= a[i] ^ b[i];
    return !differ;
}
static void add_piece(StrBuf *out, const char *from, size_t len)
{
    char *to = strbuf_room(out, len + STEP);
    for (size_t i = 0; i < len; i += STEP) memcpy(to + i, from + i, STEP);
    out->n += len;
}
static bool write_kept(fatiao_evaluator *ev, Rows *rows, Kept *k, Vm *fast, int decision, uint32_t lane, const FactsRow *row, const uint64_t *key)
{
    uint32_t slot = slot_of(key, k->words);
    bool open = false;
    if (k->texts && k->texts[slot].len && same_key(k->keys + slot * (uint32_t)k->words, key, k->words)) {
        add_piece(&ev->out, rows->pool + k->texts[slot].at, k->texts[slot].len);
        return true;
    }
    size_t from = ev->out.n;
    if (!write_anew(ev, &ev->out, fast, false, decision, lane, row->law_as_of, &open)) return false;
    if (!open) keep_text(ev, rows, k, slot, key, ev->out.text + from, ev->out.n - from);
    return true;
}

/* ---- a line ---- */
static void write_settings(StrBuf *out, const char *key, const fatiao_setting *settings, int n)
{
    if (!n) return;
    strbuf_printf(out, ",\"%s\":{", key);
    for (int i = 0; i < n; i++) {
        if (i) strbuf_char(out, ',');
        strbuf_json(out, settings[i].name);
        strbuf_char(out, ':');
        strbuf_json(out, settings[i].value);
    }
    strbuf_char(out, '}');
}
static void write_receipt(const fatiao_evaluator *ev, StrBuf *out, const char *as_of, const char *law)
{
    strbuf_printf(out, ",\"receipt\":{\"policy\":\"sha256:%s\",\"engine\":\"fatiao %s\",\"as_of\":\"%s\",\"law_as_of\":\"%s\"", ev->policy_hash, FATIAO_VERSION, as_of, law);
    write_settings(out, "set", ev->policy->sets, ev->policy->n_sets);
    write_settings(out, "reading", ev->policy->readings, ev->policy->n_readings);
    strbuf_char(out, '}');
}
/* What stands before and behind the decisions is the same for all records of one day. */
static void set_day(fatiao_evaluator *ev, Rows *rows, const FactsRow *row)
{
    char as_of[CALENDAR_TEXT], law[CALENDAR_TEXT];
    StrBuf head = {.arena = &ev->scratch}, tail = {.arena = &ev->scratch};
    if (rows->has_head && rows->as_of == row->as_of && rows->law_as_of == row->law_as_of) return;
    rows->has_head = true, rows->as_of = row->as_of, rows->law_as_of = row->law_as_of;
    calendar_print(row->as_of, as_of), calendar_print(row->law_as_of, law);
    strbuf_printf(&head, "\"as_of\":\"%s\"", as_of);
    if (row->law_as_of != row->as_of) strbuf_printf(&head, ",\"law_as_of\":\"%s\"", law);
    strbuf_add(&head, ",\"decisions\":");
    memcpy(rows->head, head.text, head.n), rows->head_n = head.n;
    if (ev->options.receipt) write_receipt(ev, &tail, as_of, law);
    strbuf_add(&tail, "}\n");
    rows->tail = tail.text, rows->tail_n = tail.n;
}
bool rows_write(fatiao_evaluator *ev, Vm *fast, uint32_t lane, Vm *kept, uint32_t kept_lane, const FactsRow *row)
{
    Rows *rows = ev->rows;
    StrBuf *out = &ev->out;
    int entity = facts_entity(ev->runner.reader);
    const Chunk *c = ev->runner.chunks[entity];
    const EntityRows *e = &rows->entities[entity];
    uint64_t key[WORDS_MAX];
    bool open = false;
    set_day(ev, rows, row);
    strbuf_char(out, '{');
    if (row->id) strbuf_bytes(out, "\"id\":", 5), strbuf_bytes(out, row->id, row->id_len), strbuf_char(out, ',');
    add_piece(out, rows->head, rows->head_n);
    size_t first = out->n;
    for (int i = 0; i < c->n_decisions; i++) {
        Kept *k = &e->decisions[i];
        if (ev->wanted && !ev->wanted[entity][i]) continue;
        bool closed = k->usable && k->closed[lane / 64] >> (lane % 64) & 1 && key_of(c, e, k, lane, row, key);
        if (closed ? !write_kept(ev, rows, k, fast, i, lane, row, key) : !write_anew(ev, out, kept ? kept : fast, kept, i, kept ? kept_lane : lane, row->law_as_of, &open)) return false;
    }
    if (out->n > first) out->text[first] = '{'; /* instead of the comma before the first */
    else strbuf_char(out, '{');
    strbuf_char(out, '}');
    if (open && !ev->options.lean) strbuf_add(out, ",\"missing\":\"union\""); /* of the open parts, not the smallest sets */
    strbuf_bytes(out, rows->tail, rows->tail_n);
    return true;
}
