/* Records in JSON into a simulation: read, put into the block, what cannot be read told. See fatiao.h.
 * Must never know how decisions are counted or shown. */
#include <stdio.h>
#include <string.h>
#include "interp/engine/engine_simulate.h"

static bool zh(const fatiao_simulation *m) { return m->side[0].ev->options.language == FATIAO_ZH; }

/* ---- a record ---- */
static void say_bad(fatiao_simulation *m, const FactsItem *item, const FactsError *e)
{
    char text[700], line[900];
    m->state.bad++;
    if (m->troubles + m->n_kept >= TROUBLES_MAX) return;
    facts_error_print(e, zh(m), text, sizeof text);
    snprintf(line, sizeof line, zh(m) ? "第 %llu 行：E%03d：%s\n" : "line %llu: E%03d: %s\n", (unsigned long long)item->line, diag_number(e->id), text);
    simulation_keep_trouble(m, item->line, line);
    if (!m->parted) simulation_say_kept(m);
}
/* Added up, so that those of parts are that of the whole. */
static uint64_t mixed(uint64_t h, const char *text, size_t len)
{
    for (; len >= 8; text += 8, len -= 8) {
        uint64_t word;
        memcpy(&word, text, 8);
        h = (h ^ word) * 0x9e3779b97f4a7c15ull, h ^= h >> 29;
    }
    for (; len; text++, len--) h = (h ^ (unsigned char)*text) * 0x9e3779b97f4a7c15ull;
    return h ^ h >> 32;
}
/* Both sides take the record, or neither: their blocks have the same lanes. */
static bool take_record(fatiao_simulation *m, const FactsItem *item)
{
    for (int attempt = 0; attempt < 2; attempt++) {
        uint32_t lanes = facts_lanes(m->side[0].runner.reader);
        FactsResult r = facts_read_in(m->side[0].runner.reader, item->text, item->len, item->room, m->place), other = r;
        if (m->n_sides == 2 && r == FACTS_ADDED) other = facts_read_in(m->side[1].runner.reader, item->text, item->len, item->room, m->place);
        if (r == FACTS_ADDED && other == FACTS_ADDED) return true;
        if (r == FACTS_BAD) { say_bad(m, item, facts_error(m->side[0].runner.reader)); return m->status == FATIAO_OK; }
        if (r == FACTS_NO_MEMORY || (other != FACTS_FULL && other != r)) break;
        bool fine = !lanes || simulation_count_block(m, lanes); /* one side may hold a lane more, which is read again */
        for (int side = 0; side < m->n_sides; side++) facts_clear(m->side[side].runner.reader);
        if (!simulation_end_block(m) || !fine) return false;
    }
    m->status = FATIAO_NO_MEMORY;
    return false;
}
bool simulation_take(fatiao_simulation *m, const FactsItem *item)
{
    uint64_t place = item->line << PLACE_BITS;
    m->items++;
    m->place = place > m->place ? place : m->place + 1;
    m->hash += mixed(m->place, item->text ? item->text : "", item->text && item->error == D_KINDS ? item->len : 0);
    if (m->items == m->skip && m->hash != m->skip_hash) return simulation_says(m, zh(m) ? "状态文件是另一批记录的：前面的记录不一样" : "the state is of other records: those before it differ");
    if (m->items <= m->skip) return true;
    if (item->error == D_KINDS) return take_record(m, item);
    FactsError error = facts_item_error(item);
    say_bad(m, item, &error);
    return m->status == FATIAO_OK;
}
typedef struct { fatiao_simulation *m; const char *bytes; size_t len; bool end; } Feed;
static void feed(void *ctx)
{
    Feed *f = ctx;
    fatiao_simulation *m = f->m;
    FactsItem item;
    m->text |= f->len > 0;
    if (f->end && (m->columns || m->parted) && !m->text) { simulation_end_block(m); return; } /* no JSON is not missed */
    if (f->end) facts_stream_end(m->stream);
    else if (!facts_stream_feed(m->stream, f->bytes, f->len)) { m->status = FATIAO_NO_MEMORY; return; }
    for (;;) {
        switch (facts_stream_next(m->stream, &item)) {
        case FACTS_ITEM:
            if (!simulation_take(m, &item)) return;
            break;
        case FACTS_STREAM_NO_MEMORY: m->status = FATIAO_NO_MEMORY; return;
        case FACTS_MORE: case FACTS_DONE:
            if (f->end && m->items < m->skip) simulation_says(m, zh(m) ? "状态文件是另一批记录的：这里的记录比它数过的还少" : "the state is of other records: there are fewer here than it has counted");
            else if (f->end) simulation_end_block(m);
            return;
        }
    }
}
void simulation_feed_end(void *m) { feed(&(Feed){m, NULL, 0, true}); }
fatiao_status fatiao_simulation_feed(fatiao_simulation *m, const char *bytes, size_t len)
{
    if (!m || m->ended || m->parted || (!bytes && len)) return FATIAO_ARGUMENT;
    m->begun = true;
    return simulation_guarded(m, feed, &(Feed){m, bytes, len, false});
}
