/* A simulation in parts: lines counted by themselves, what several have counted put together, what was counted so far kept as text. See
 * fatiao.h. Must never know how decisions are counted or shown. */
#include <string.h>
#include "interp/engine/engine_simulate.h"

static bool zh(const fatiao_simulation *m) { return m->side[0].ev->options.language == FATIAO_ZH; }

/* ---- records that cannot be read ---- */
void simulation_keep_trouble(fatiao_simulation *m, uint64_t line, const char *text)
{
    int at = m->n_kept < TROUBLES_MAX ? m->n_kept : TROUBLES_MAX - 1;
    if (m->n_kept == TROUBLES_MAX && line >= m->kept[at].line) return;
    m->n_kept = at + 1;
    for (; at > 0 && m->kept[at - 1].line > line; at--) m->kept[at] = m->kept[at - 1];
    m->kept[at] = (Trouble){line, arena_strndup(&m->arena, text, strlen(text))};
}
static void say(fatiao_simulation *m, const char *text)
{
    if (m->trouble.write && !m->trouble.write(m->trouble.ctx, text, strlen(text))) m->status = FATIAO_STOPPED;
}
void simulation_say_kept(fatiao_simulation *m)
{
    for (int i = 0; i < m->n_kept && m->troubles < TROUBLES_MAX; i++) {
        say(m, m->kept[i].text);
        if (++m->troubles == TROUBLES_MAX) say(m, zh(m) ? "……读不了的记录不再一一列出\n" : "... no more records that cannot be read are listed\n");
    }
    m->n_kept = 0;
}

/* ---- lines by themselves ---- */
bool fatiao_simulation_is_lines(const fatiao_simulation *m) { return m && m->items >= m->skip && facts_stream_is_lines(m->stream); }
typedef struct { fatiao_simulation *m; const char *bytes; size_t len; } Lines;
static void take_lines(void *ctx)
{
    Lines *l = ctx;
    FactsItem item;
    if (!facts_stream_feed(l->m->stream, l->bytes, l->len)) { l->m->status = FATIAO_NO_MEMORY; return; }
    facts_stream_end(l->m->stream);
    while (facts_stream_next(l->m->stream, &item) == FACTS_ITEM)
        if (!simulation_take(l->m, &item)) return;
}
fatiao_status fatiao_simulation_lines(fatiao_simulation *m, const char *lines, size_t len, uint64_t first_line)
{
    if (!m || m->ended || m->text || m->skip || !first_line || (!lines && len) || !facts_stream_restart(m->stream, first_line)) return FATIAO_ARGUMENT;
    m->begun = m->parted = true;
    return simulation_guarded(m, take_lines, &(Lines){m, lines, len});
}

/* ---- several into one ---- */
typedef struct { fatiao_simulation *to, *from; } Merge;
static bool asks_the_same(const SimState *a, const SimState *b) { return strcmp(a->policy, b->policy) == 0 && strcmp(a->against, b->against) == 0 && strcmp(a->asked, b->asked) == 0; }
static void end_part(void *ctx) { simulation_end_block(ctx); }
static void merge(void *ctx)
{
    fatiao_simulation *to = ((Merge *)ctx)->to, *from = ((Merge *)ctx)->from;
    if (!asks_the_same(&to->state, &from->state)) { simulation_says(to, zh(to) ? "数的不是同一套法规，或者日期、决定、分组不同，合不起来" : "they count another policy, or other dates, decisions or groups: they cannot be put together"); return; }
    for (int i = 0; i < from->n_kept; i++) simulation_keep_trouble(to, from->kept[i].line, from->kept[i].text);
    from->n_kept = 0;
    if (from->status != FATIAO_OK) { simulation_refuse(to, from->status, from->message ? from->message : ""); return; }
    switch (sim_take(&to->sim, &from->sim)) {
    case SIM_ADDED: break;
    case SIM_MANY_GROUPS: simulation_many_groups(to); return;
    case SIM_MANY_CELLS: simulation_many_cells(to); return;
    }
    to->state.records += from->state.records, to->state.bad += from->state.bad, to->items += from->items, to->hash += from->hash;
    to->columns |= from->columns, to->parted |= from->parted;
    if (from->place > to->place) to->place = from->place;
    from->state.records = from->state.bad = from->items = from->hash = 0;
}
fatiao_status fatiao_simulation_merge(fatiao_simulation *m, fatiao_simulation *part)
{
    if (!m || !part || m == part || m->ended || part->ended || part->text || part->skip || m->items < m->skip) return FATIAO_ARGUMENT;
    m->begun = true;
    simulation_guarded(part, end_part, part);
    return simulation_guarded(m, merge, &(Merge){m, part});
}

/* ---- the state ---- */
typedef struct { fatiao_simulation *m; fatiao_sink sink; const char *text; size_t len; } Keep;
static void save(void *ctx)
{
    Keep *k = ctx;
    fatiao_simulation *m = k->m;
    StrBuf out = {.arena = &m->scratch};
    if (m->columns) { simulation_says(m, zh(m) ? "记录是列的，数到一半不能存下来" : "a count of columns cannot be kept half way"); return; }
    if (!simulation_end_block(m)) return;
    simulation_say_kept(m);
    m->state.items = m->items, m->state.hash = m->hash;
    sim_state_write(&out, &m->sim, &m->state);
    if (!k->sink.write(k->sink.ctx, out.text, out.n)) m->status = FATIAO_STOPPED;
}
fatiao_status fatiao_simulation_save(fatiao_simulation *m, fatiao_sink sink) { return !m || !sink.write ? FATIAO_ARGUMENT : simulation_guarded(m, save, &(Keep){.m = m, .sink = sink}); }
static void resume(void *ctx)
{
    Keep *k = ctx;
    fatiao_simulation *m = k->m;
    switch (sim_state_read(&m->sim, k->text, k->len, &m->state)) {
    case SIM_STATE_READ: m->skip = m->state.items, m->skip_hash = m->state.hash; return;
    case SIM_STATE_DAMAGED: simulation_says(m, zh(m) ? "状态文件不完整，或者改动过；没有动它" : "the state is cut off or was altered; it is left as it is"); return;
    case SIM_STATE_POLICY: simulation_says(m, zh(m) ? "状态文件是按另一套法规或另一些 --set、--reading 数的；没有动它" : "the state is of another policy, or of other --set and --reading; it is left as it is"); return;
    case SIM_STATE_AGAINST: simulation_says(m, zh(m) ? "状态文件是同另一套参数比较的；没有动它" : "the state compares with something else; it is left as it is"); return;
    case SIM_STATE_ASKED: simulation_says(m, zh(m) ? "状态文件用的是另外的日期、决定或分组；没有动它" : "the state is of other dates, decisions or groups; it is left as it is"); return;
    }
}
fatiao_status fatiao_simulation_resume(fatiao_simulation *m, const char *text, size_t len) { return !m || m->begun || m->ended || (!text && len) ? FATIAO_ARGUMENT : simulation_guarded(m, resume, &(Keep){.m = m, .text = text, .len = len}); }
