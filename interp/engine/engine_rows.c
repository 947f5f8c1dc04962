/* A line of JSON a record. Knows records and their decisions.
 * Must never know how they are decided. */
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/engine/engine_rows.h"

/* ---- life ---- */
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
bool rows_begin(fatiao_evaluator *ev, const Vm *fast)
{
    if (ev->options.format == FATIAO_TABLE || ev->options.format == FATIAO_CSV) return true;
    Rows *rows = open_rows(ev);
    if (!rows) return false;
    kept_begin(ev, rows, fast);
    rows->has_head = false;
    if (ev->buffer || facts_lanes(ev->runner.reader) == 1) return true;
    ev->buffer = ev->allocator.realloc(ev->allocator.ctx, NULL, 0, OUT_BUFFER); /* for the blocks to come */
    return ev->buffer;
}

/* ---- a decision ---- */
bool rows_decision(fatiao_evaluator *ev, StrBuf *out, Vm *vm, bool kept, int decision, uint32_t lane, int32_t law_as_of, bool *open)
{
    int entity = facts_entity(ev->runner.reader);
    bool chinese = ev->options.names == FATIAO_ZH;
    const DecisionNames *names = &ev->policy->names[entity];
    const WriteContext cx = {&ev->policy->program, ev->runner.chunks[entity], names, vm, lane, chinese, ev->options.lean, ev->policy->stale, law_as_of};
    DecisionResult d;
    if (!runner_decide(&ev->runner, &ev->scratch, vm, kept, decision, lane, &d)) return false;
    *open |= d.status == STATUS_UNDETERMINED && d.n_missing;
    strbuf_char(out, ',');
    strbuf_json(out, chinese ? names->items[decision].zh : names->items[decision].alias);
    strbuf_char(out, ':');
    write_decision(out, &cx, &d);
    return true;
}

/* ---- before and behind the decisions ---- */
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
/* The same for all records of one day. */
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

/* ---- a line ---- */
static char *add(char *to, const char *from, size_t len)
{
    memcpy(to, from, len);
    return to + len;
}
static char *add_head(char *to, const Rows *rows, const FactsRow *row)
{
    *to++ = '{';
    if (row->id) to = add(to, "\"id\":", 5), to = add(to, row->id, row->id_len), *to++ = ',';
    memcpy(to, rows->head, sizeof rows->head); /* more than there is, but so much at once */
    return to + rows->head_n;
}
static size_t head_room(const Rows *rows, const FactsRow *row) { return row->id_len + sizeof rows->head + 16; }
static char *add_text(char *to, const char *from, size_t len)
{
    for (size_t i = 0; i < len; i += KEPT_STEP) memcpy(to + i, from + i, KEPT_STEP);
    return to + len;
}
/* Bytes of the texts of a lane; 0: one is not kept. */
static size_t kept_bytes(const KeptEntity *e, const KeptText *found)
{
    size_t len = 0;
    for (int i = 0; i < e->n_parts; i++) {
        if (!found[i * KEPT_GROUP].len) return 0;
        len += found[i * KEPT_GROUP].len;
    }
    return len;
}
static void write_kept(StrBuf *out, const Rows *rows, const KeptEntity *e, const KeptText *found, size_t bytes, const FactsRow *row)
{
    char *start = strbuf_room(out, head_room(rows, row) + bytes + rows->tail_n + KEPT_STEP + 1), *to = add_head(start, rows, row), *first = to;
    for (int i = 0; i < e->n_parts; i++) to = add_text(to, found[i * KEPT_GROUP].text, found[i * KEPT_GROUP].len);
    *first = '{', *to++ = '}'; /* instead of the comma before the first */
    out->n += (size_t)(add(to, rows->tail, rows->tail_n) - start);
}
bool rows_write(fatiao_evaluator *ev, Vm *fast, uint32_t lane, Vm *kept, uint32_t kept_lane, const FactsRow *row)
{
    Rows *rows = ev->rows;
    StrBuf *out = &ev->out;
    const KeptEntity *e = &rows->entities[facts_entity(ev->runner.reader)];
    uint32_t lanes = facts_lanes(ev->runner.reader), in_group = lane % KEPT_GROUP;
    const KeptText *found = rows->found + in_group;
    bool open = false;
    if (in_group == 0 && !kept_find(ev, rows, fast, lane, lanes - lane < KEPT_GROUP ? lanes - lane : KEPT_GROUP)) return false;
    set_day(ev, rows, row);
    size_t bytes = kept_bytes(e, found);
    if (bytes) return write_kept(out, rows, e, found, bytes, row), true;
    char *start = strbuf_room(out, head_room(rows, row));
    out->n += (size_t)(add_head(start, rows, row) - start);
    size_t first = out->n;
    for (int p = 0, n; p < e->n_parts; p++, found += KEPT_GROUP) {
        int from = kept_part(e, p, &n);
        if (found->len) strbuf_bytes(out, found->text, found->len);
        for (int i = 0; i < n && !found->len; i++)
            if (!rows_decision(ev, out, kept ? kept : fast, kept, e->shown[from + i], kept ? kept_lane : lane, row->law_as_of, &open)) return false;
    }
    if (out->n > first) out->text[first] = '{'; /* instead of the comma before the first */
    else strbuf_char(out, '{');
    strbuf_char(out, '}');
    if (open && !ev->options.lean) strbuf_add(out, ",\"missing\":\"union\""); /* of the open parts, not the smallest sets */
    strbuf_bytes(out, rows->tail, rows->tail_n);
    return true;
}
