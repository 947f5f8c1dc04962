/* The reader: which entity a record is of, blocks of lanes, what belongs to a row. See facts.h.
 * Must never know the form of the input. */
#include "interp/facts/facts_core.h"
#include <stdio.h>
#include <string.h>
#include "interp/base/calendar.h"

/* ---- life ---- */
static bool prepare(FactsReader *r)
{
    jmp_buf escape;
    r->arena.escape = &escape;
    if (setjmp(escape)) return false;
    plan_names(r);
    r->stores = arena_alloc(&r->arena, (size_t)r->program->n_entities * sizeof *r->stores);
    r->hits = arena_alloc(&r->arena, (size_t)r->program->n_entities * sizeof *r->hits);
    r->candidates = arena_alloc(&r->arena, (size_t)r->program->n_entities * sizeof *r->candidates);
    for (int e = 0; e < r->program->n_entities; e++) {
        r->stores[e].chunk = r->chunks[e];
        r->stores[e].root = plan_root(r, e, r->chunks[e]);
    }
    r->arena.escape = NULL; /* nothing is taken from the arena while reading */
    return true;
}
FactsReader *facts_new(const Program *program, const Chunk *const *chunks, const Allocator *allocator)
{
    if (!allocator) allocator = &allocator_default;
    FactsReader *r = allocator->realloc(allocator->ctx, NULL, 0, sizeof *r);
    if (!r) return NULL;
    memset(r, 0, sizeof *r);
    r->program = program, r->chunks = chunks, r->allocator = *allocator;
    r->entity = r->last_entity = r->text_entity = -1, r->options.entity = -1;
    arena_init(&r->arena, allocator);
    if (prepare(r)) return r;
    facts_free(r);
    return NULL;
}
static void drop(FactsReader *r, void *p, size_t size)
{
    if (p) r->allocator.realloc(r->allocator.ctx, p, size, 0);
}
void facts_free(FactsReader *r)
{
    if (!r) return;
    for (int e = 0; r->stores && e < r->program->n_entities; e++) store_free(r, &r->stores[e]);
    Pool *pools[] = {&r->pool, &r->id_pool, &r->scratch, &r->seen, &r->code_pool, &r->bare};
    for (size_t i = 0; i < sizeof pools / sizeof *pools; i++) drop(r, pools[i]->bytes, pools[i]->cap);
    drop(r, r->texts, r->cap_texts * sizeof *r->texts);
    drop(r, r->text_slots, (r->text_mask + 1) * sizeof *r->text_slots);
    drop(r, r->captures, r->cap_captures * sizeof *r->captures);
    drop(r, r->codes, (r->code_mask + 1) * sizeof *r->codes);
    arena_free(&r->arena);
    Allocator allocator = r->allocator;
    allocator.realloc(allocator.ctx, r, sizeof *r, 0);
}
void facts_options(FactsReader *r, FactsOptions options) { r->options = options; }
void facts_careful(FactsReader *r) { r->careful = true; }

/* ---- one try to read a record ---- */
enum { POOL_BYTES = 8 * 1024 * 1024 };
bool record_fits(const FactsReader *r, int entity)
{
    if (r->lanes == 0) return true;
    const Store *store = &r->stores[r->entity];
    if (entity != r->entity || r->lanes == BLOCK_LANES || r->pool.n + r->id_pool.n > POOL_BYTES) return false;
    uint64_t elements = 0;
    for (int s = 1; store->chunk && s < store->chunk->n_specs; s++) elements += store->spaces[s].lanes;
    return elements < FACTS_BLOCK_ELEMENTS;
}
static bool open_block(FactsReader *r, int entity)
{
    if (r->text_entity == entity) return true;
    r->text_entity = -1;
    if (!store_open(r, &r->stores[entity]) || !texts_open(r)) return false;
    r->text_entity = entity;
    return true;
}
bool record_begin(FactsReader *r, int entity, Frame *root, const char *at)
{
    uint32_t lane = 0;
    Store *store = &r->stores[entity];
    r->entity = r->last_entity = entity;
    r->no_memory = r->has_id = r->has_as_of = false, r->stated = -1, r->fits = ~0ull;
    r->pool_mark = r->pool.n, r->texts_mark = r->n_texts;
    r->id_pool.n = r->id_end, r->id = (Piece){r->id_end, 0};
    if (store->ready) store_mark(store);
    r->seen.n = r->n_captures = r->code_pool.n = 0;
    r->n_codes = r->owners = 0, r->record++;
    if (!open_block(r, entity)) return false;
    r->pool_mark = r->pool.n, r->texts_mark = r->n_texts;
    store_mark(store);
    if (store->chunk && !store_lane(r, store, 0, &lane)) return false;
    if (!frame_open(r, root, NULL, store->root, lane, at)) return false;
    root->own_lane = store->chunk != NULL;
    return true;
}
bool facts_law_covers(const FactsOptions *o, int32_t day) { return !o->bounded || (day >= o->law_from && day < o->law_until); }
void facts_law_text(const FactsOptions *o, char out[FACTS_LAW_TEXT])
{
    char from[CALENDAR_TEXT] = "…", to[CALENDAR_TEXT] = "…";
    if (o->law_from != INT32_MIN) calendar_print(o->law_from, from);
    if (o->law_until != INT32_MAX) calendar_print(o->law_until - 1, to);
    snprintf(out, FACTS_LAW_TEXT, "%s—%s", from, to);
}
static int32_t as_of_now(const FactsReader *r) { return r->has_as_of ? r->record_as_of : r->options.as_of; }
static int32_t law_now(const FactsReader *r) { return r->options.has_law_as_of ? r->options.law_as_of : as_of_now(r); }
static bool outside_law(FactsReader *r)
{
    char day[CALENDAR_TEXT], span[FACTS_LAW_TEXT];
    calendar_print(law_now(r), day), facts_law_text(&r->options, span);
    return facts_fail(r, NULL, D_RECORD_LAW_DAY, NULL, ARG(day), ARG(span), NO_ARG);
}
static bool check_root(FactsReader *r, int entity, bool sure, const char *at)
{
    const Entity *entities = r->program->entities;
    if (r->stated >= 0 && r->stated != entity) {
        Name is = entities[r->stated].name, want = entities[entity].name;
        return facts_fail(r, NULL, D_RECORD_ENTITY_OTHER, at, ARG(is.alias ? is.alias : is.zh), ARG(want.alias ? want.alias : want.zh), NO_ARG);
    }
    /* A guess must be the only entity these keys fit; where it is not, the careful way says so. */
    if (!sure && r->stated < 0 && r->fits != 1ull << entity) return false;
    if (!r->has_as_of && !r->options.has_as_of) return facts_fail(r, NULL, D_RECORD_NO_DATE, NULL, NO_ARG, NO_ARG, NO_ARG);
    return facts_law_covers(&r->options, law_now(r)) || outside_law(r);
}
static void add_row(FactsReader *r, uint64_t tag)
{
    r->as_of[r->lanes] = as_of_now(r), r->law_as_of[r->lanes] = law_now(r);
    r->rows[r->lanes++] = (Row){r->id, r->has_id, tag};
    r->id_end = r->id_pool.n;
}
bool record_end(FactsReader *r, int entity, bool fine, bool sure, uint64_t tag, const char *at)
{
    Store *store = &r->stores[entity];
    if (!fine || !check_root(r, entity, sure, at)) {
        store_truncate(store, false);
        texts_truncate(r, r->texts_mark);
        r->pool.n = r->pool_mark;
        r->entity = r->lanes ? entity : -1;
        return false;
    }
    add_row(r, tag);
    return true;
}
bool record_row(FactsReader *r, uint64_t tag)
{
    r->has_as_of = false;
    if (!r->options.has_as_of || !facts_law_covers(&r->options, law_now(r))) return false;
    add_row(r, tag);
    return true;
}

/* ---- reserved keys of the root ---- */
int reserved_key(const char *key, size_t len)
{
    if (len == 2 && !memcmp(key, "id", 2)) return 'i';
    if (len == 6 && !memcmp(key, "entity", 6)) return 'e';
    return len == 5 && !memcmp(key, "as_of", 5) ? 'd' : 0;
}
static bool twice(FactsReader *r, Frame *f, FactsToken t, const char *key)
{
    if (f) f->field = -1;
    return facts_fail(r, f, D_RECORD_FIELD_TWICE, r->text ? t.start : NULL, ARG(key), NO_ARG, NO_ARG);
}
bool reserved_id(FactsReader *r, Frame *f, FactsToken t, const char *raw, size_t len)
{
    if (r->has_id) return twice(r, f, t, "id");
    if (t.kind == FT_NULL) return true;
    f->field = -1;
    if (t.kind != FT_STRING && t.kind != FT_ESCAPED && t.kind != FT_NUMBER) return facts_fail_token(r, f, D_RECORD_ID, t, NULL);
    r->id = (Piece){r->id_pool.n, len};
    return r->has_id = pool_add(r, &r->id_pool, raw, len);
}
static void list_entities(const FactsReader *r, const bool *only, char out[FACTS_ERROR_TEXT])
{
    size_t at = 0;
    out[0] = 0;
    for (int e = 0; e < r->program->n_entities; e++) {
        if (only && !only[e]) continue;
        Name name = r->program->entities[e].name;
        const char *s = name.alias ? name.alias : name.zh;
        if (at + strlen(s) + 4 >= FACTS_ERROR_TEXT) return;
        if (at) out[at++] = ' ';
        out[at++] = '`';
        memcpy(out + at, s, strlen(s)), at += strlen(s);
        out[at++] = '`', out[at] = 0;
    }
}
bool reserved_entity(FactsReader *r, Frame *f, FactsToken t, const char *s, size_t len)
{
    char all[FACTS_ERROR_TEXT];
    if (f) f->field = -1;
    if (r->stated >= 0) return twice(r, f, t, "entity");
    if (t.kind == FT_NULL) return true;
    if (t.kind != FT_STRING && t.kind != FT_ESCAPED) return facts_fail_token(r, f, D_RECORD_WANT_TEXT, t, NULL);
    const Spelling *entity = spellings_find(&r->entities, s, len);
    if (entity && r->options.entity >= 0 && entity->index != r->options.entity) {
        Name want = r->program->entities[r->options.entity].name;
        return facts_fail(r, f, D_RECORD_ENTITY_OTHER, r->text ? t.start - 1 : NULL, (Arg){s, len}, ARG(want.alias ? want.alias : want.zh), NO_ARG);
    }
    if (entity) return r->stated = entity->index, true;
    list_entities(r, NULL, all);
    return facts_fail(r, f, D_RECORD_ENTITY_UNKNOWN, r->text ? t.start - 1 : NULL, (Arg){s, len}, ARG(all), NO_ARG);
}
bool reserved_as_of(FactsReader *r, Frame *f, FactsToken t, const char *s, size_t len)
{
    f->field = -1;
    if (r->has_as_of) return twice(r, f, t, "as_of");
    if (t.kind == FT_NULL) return true;
    CalendarResult why = t.kind == FT_STRING || t.kind == FT_ESCAPED ? calendar_parse(s, len, &r->record_as_of) : CALENDAR_SYNTAX;
    if (why) return facts_fail_token(r, f, why == CALENDAR_SYNTAX ? D_RECORD_WANT_DATE : D_RECORD_DATE_IMPOSSIBLE, t, NULL);
    return r->has_as_of = true;
}

/* ---- which entity ---- */
void keys_count(FactsReader *r, KeyCount *count, const char *key, size_t len, const char *at)
{
    bool any = false;
    for (int e = 0; e < r->program->n_entities; e++)
        if (spellings_find(&r->fields[e], key, len)) count->hits[e]++, any = true;
    count->keys++;
    if (count->all_len + len + 4 < sizeof count->all) {
        if (count->all_len) memcpy(count->all + count->all_len, "`, `", 4), count->all_len += 4;
        memcpy(count->all + count->all_len, key, len), count->all_len += len;
    }
    if (any || count->odd_len) return;
    count->odd_len = len < sizeof count->odd ? len : sizeof count->odd;
    memcpy(count->odd, key, count->odd_len);
    count->odd_at = at;
}
/* Stated, or the one whose fields all keys are, or else the one that knows most of them, so that the unknown key is named. */
int keys_entity(FactsReader *r, const KeyCount *count, const char *at)
{
    int n = r->program->n_entities, fits = 0, best = -1, tied = 0;
    char names[FACTS_ERROR_TEXT];
    if (r->stated >= 0) return r->stated;
    for (int e = 0; e < n; e++) {
        if (count->hits[e] == count->keys) fits++;
        if (best < 0 || count->hits[e] > count->hits[best]) best = e, tied = 0;
        else if (count->hits[e] == count->hits[best]) tied++;
    }
    if (n == 1 || (fits == 1 || (fits == 0 && best >= 0 && !tied && count->hits[best]))) return best;
    if (fits > 1) {
        for (int e = 0; e < n; e++) r->candidates[e] = count->hits[e] == count->keys;
        list_entities(r, r->candidates, names);
        facts_fail(r, NULL, D_RECORD_ENTITY_AMBIGUOUS, at, ARG(names), NO_ARG, NO_ARG);
    } else if (count->odd_len) facts_fail(r, NULL, D_RECORD_ENTITY_NONE, count->odd_at, (Arg){count->odd, count->odd_len}, NO_ARG, NO_ARG);
    else facts_fail(r, NULL, D_RECORD_ENTITY_NONE, at, (Arg){count->all, count->all_len}, NO_ARG, NO_ARG); /* each is known, but not together */
    return -1;
}

/* ---- what was read ---- */
const FactsError *facts_error(const FactsReader *r) { return &r->error; }
const char *facts_error_id(const FactsReader *r, size_t *len)
{
    *len = r->id.len;
    return r->has_id ? r->id_pool.bytes + r->id.start : NULL;
}
int facts_entity(const FactsReader *r) { return r->lanes ? r->entity : -1; }
uint32_t facts_lanes(const FactsReader *r) { return r->lanes; }
const Block *facts_block(FactsReader *r)
{
    if (!r->lanes || !r->chunks[r->entity]) return NULL;
    Store *store = &r->stores[r->entity];
    store_block(store);
    bool uniform = true;
    for (uint32_t i = 1; i < r->lanes && uniform; i++) uniform = r->as_of[i] == r->as_of[0] && r->law_as_of[i] == r->law_as_of[0];
    r->block = (Block){store->out_spaces, store->out_columns, r->as_of, r->law_as_of, uniform};
    return &r->block;
}
FactsRow facts_row(const FactsReader *r, uint32_t lane)
{
    const Row *row = &r->rows[lane];
    return (FactsRow){row->has_id ? r->id_pool.bytes + row->id.start : NULL, row->id.len, r->as_of[lane], r->law_as_of[lane], row->tag};
}
const char *facts_text(const FactsReader *r, uint32_t id, size_t *len)
{
    const char *s = id < r->first_text ? r->chunks[r->entity]->texts[id] : r->pool.bytes + r->texts[id - r->first_text].start;
    if (len) *len = id < r->first_text ? strlen(s) : r->texts[id - r->first_text].len;
    return s;
}
void facts_clear(FactsReader *r)
{
    if (r->lanes) store_truncate(&r->stores[r->entity], true);
    if (r->lanes) texts_truncate(r, 0);
    r->pool.n = r->id_pool.n = r->id_end = 0;
    r->lanes = 0, r->entity = -1;
    r->has_id = false;
}
