/* Records in, decisions out, in the order they came. See fatiao.h. Knows options, blocks of records, bad records.
 * Must never know how a record is read or decided. */
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/engine/engine_internal.h"
#include "interp/program/resolver.h" /* names, suggestions */

enum { OUT_BYTES = 64 * 1024, BAD_MAX = 1024, MESSAGE_NAME = 200 /* bytes of a name shown */ };
static bool zh(const fatiao_evaluator *ev) { return ev->options.language == FATIAO_ZH; }

/* ---- options ---- */
static const char *copy(fatiao_evaluator *ev, const char *s) { return s ? arena_strndup(&ev->arena, s, strlen(s)) : NULL; }
static fatiao_status refuse(fatiao_evaluator *ev, const char *message)
{
    ev->message = message;
    return FATIAO_UNKNOWN;
}
bool eval_take_date(fatiao_evaluator *ev, const char *option, const char *text, int32_t *day, const char **message)
{
    Arena *a = &ev->arena;
    size_t len = strlen(text);
    int shown = len > MESSAGE_NAME ? MESSAGE_NAME : (int)len;
    CalendarResult why = calendar_parse(text, len, day);
    if (why == CALENDAR_OK) return true;
    if (why == CALENDAR_IMPOSSIBLE) *message = arena_printf(a, zh(ev) ? "%s：没有 `%.*s` 这一天" : "%s: there is no such day as `%.*s`", option, shown, text);
    else if (len > 10 && calendar_parse(text, 10, day) == CALENDAR_OK)
        *message = arena_printf(a, zh(ev) ? "%s 只写日期，不带时刻：%.10s" : "%s takes a date without a time: %.10s", option, text);
    else *message = arena_printf(a, zh(ev) ? "%s 要写成 YYYY-MM-DD（年-月-日），却是 `%.*s`" : "%s takes YYYY-MM-DD (year-month-day), not `%.*s`", option, shown, text);
    return false;
}
bool eval_law_days(fatiao_evaluator *ev, int32_t first, int32_t last, const char **message)
{
    char outside[CALENDAR_TEXT], span[FACTS_LAW_TEXT];
    bool fits = facts_law_covers(&ev->facts, first);
    if (ev->facts.has_law_as_of || (fits && facts_law_covers(&ev->facts, last))) return true;
    calendar_print(fits ? last : first, outside), facts_law_text(&ev->facts, span);
    *message = arena_printf(&ev->arena, ev->options.language == FATIAO_ZH ? "%s 要按另外的法律算，连同修正读入的法规只适用于 %s：请按修正施行前后分段算，或者用 --law-as-of 写明按哪天的法律" : "on %s the law is another: as it was read the policy is the law of %s only; ask in parts, or fix the law's day with --law-as-of", outside, span);
    return false;
}
static bool take_date(fatiao_evaluator *ev, const char *option, const char *text, int32_t *day) { return eval_take_date(ev, option, text, day, &ev->message); }
static bool take_entity(fatiao_evaluator *ev, const char *name)
{
    const Program *p = &ev->policy->program;
    Suggestion near = suggest_begin(name);
    for (int i = 0; i < p->n_entities; i++) {
        if (name_is(&p->entities[i].name, name)) { ev->facts.entity = i; return true; }
        suggest_name(&near, &p->entities[i].name);
    }
    const char *best = suggest_result(&near);
    if (best) ev->message = arena_printf(&ev->arena, zh(ev) ? "没有实体 `%.*s`，是不是 `%s`？" : "there is no entity `%.*s`; did you mean `%s`?", MESSAGE_NAME, name, best);
    else ev->message = arena_printf(&ev->arena, zh(ev) ? "没有实体 `%.*s`" : "there is no entity `%.*s`", MESSAGE_NAME, name);
    return false;
}
static bool entity_asked(const fatiao_evaluator *ev, int entity) { return ev->facts.entity < 0 || ev->facts.entity == entity; }
/* Marks the decisions of this name, in every entity that has it. */
static bool mark_decisions(fatiao_evaluator *ev, const char *name, bool *elsewhere)
{
    const Program *p = &ev->policy->program;
    bool any = false;
    for (int e = 0; e < p->n_entities; e++) {
        const Chunk *c = ev->policy->chunks[e];
        for (int i = 0; i < c->n_decisions; i++) {
            bool is = name_is(&p->rules[c->decisions[i].rule].name, name) || name_is(&ev->policy->names[e].items[i], name);
            if (is && entity_asked(ev, e)) any = ev->wanted[e][i] = true;
            else if (is) *elsewhere = true;
        }
    }
    return any;
}
static bool take_decision(fatiao_evaluator *ev, const char *name)
{
    const Program *p = &ev->policy->program;
    bool elsewhere = false;
    if (mark_decisions(ev, name, &elsewhere)) return true;
    Suggestion near = suggest_begin(name);
    for (int e = 0; e < p->n_entities; e++)
        for (int i = 0; entity_asked(ev, e) && i < ev->policy->chunks[e]->n_decisions; i++) suggest_name(&near, &p->rules[ev->policy->chunks[e]->decisions[i].rule].name);
    const char *best = suggest_result(&near);
    Arena *a = &ev->arena;
    if (elsewhere) {
        const Name *entity = &p->entities[ev->facts.entity].name;
        ev->message = arena_printf(a, zh(ev) ? "决定 `%.*s` 不是对 `%s` 作出的" : "the decision `%.*s` is not made about `%s`", MESSAGE_NAME, name, zh(ev) ? entity->zh : entity->alias);
    } else if (best) ev->message = arena_printf(a, zh(ev) ? "没有决定 `%.*s`，是不是 `%s`？" : "there is no decision `%.*s`; did you mean `%s`?", MESSAGE_NAME, name, best);
    else ev->message = arena_printf(a, zh(ev) ? "没有决定 `%.*s`" : "there is no decision `%.*s`", MESSAGE_NAME, name);
    return false;
}
static bool take_only(fatiao_evaluator *ev)
{
    const Program *p = &ev->policy->program;
    if (!ev->options.n_only) return true;
    ev->wanted = arena_alloc(&ev->arena, (size_t)p->n_entities * sizeof *ev->wanted + 1);
    for (int e = 0; e < p->n_entities; e++) ev->wanted[e] = arena_alloc(&ev->arena, (size_t)ev->policy->chunks[e]->n_decisions + 1);
    for (int i = 0; i < ev->options.n_only; i++)
        if (!take_decision(ev, ev->options.only[i])) return false;
    return true;
}
typedef struct { fatiao_evaluator *ev; const fatiao_options *options; fatiao_status status; } Begin;
static bool take_options(fatiao_evaluator *ev, const fatiao_options *from)
{
    const char **only = arena_alloc(&ev->arena, (size_t)from->n_only * sizeof *only + 1);
    for (int i = 0; i < from->n_only; i++) only[i] = copy(ev, from->only[i]);
    ev->options = *from;
    ev->options.only = only;
    ev->options.as_of = copy(ev, from->as_of), ev->options.law_as_of = copy(ev, from->law_as_of), ev->options.entity = copy(ev, from->entity);
    ev->facts = (FactsOptions){.entity = -1, .has_as_of = from->as_of != NULL, .has_law_as_of = from->law_as_of != NULL,
                               .bounded = ev->policy->law_from != INT32_MIN || ev->policy->law_until != INT32_MAX, .law_from = ev->policy->law_from, .law_until = ev->policy->law_until};
    if (from->as_of && !take_date(ev, "as-of", ev->options.as_of, &ev->facts.as_of)) return false;
    if (from->law_as_of && !take_date(ev, "law-as-of", ev->options.law_as_of, &ev->facts.law_as_of)) return false;
    return (!from->entity || take_entity(ev, ev->options.entity)) && take_only(ev);
}
static void begin(void *ctx)
{
    Begin *b = ctx;
    fatiao_evaluator *ev = b->ev;
    b->status = FATIAO_NO_MEMORY;
    if (!ev->policy->usable) { b->status = refuse(ev, b->options->language == FATIAO_ZH ? "法规有错误，不能运行" : "the policy has errors and cannot be run"); return; }
    if (!take_options(ev, b->options)) { b->status = FATIAO_UNKNOWN; return; }
    if (ev->options.receipt) ev->policy_hash = policy_hash(ev->policy, &ev->arena);
    ev->stream = facts_stream_new(FACTS_FORM_AUTO, &ev->allocator);
    if (!ev->stream || !runner_open(&ev->runner, ev->policy, &ev->allocator, NULL, (const bool *const *)ev->wanted)) return;
    facts_options(ev->runner.reader, ev->facts);
    b->status = FATIAO_OK;
}
static bool numbers_given(fatiao_numbers numbers) { return (unsigned)numbers <= FATIAO_DICTIONARY; }
fatiao_status fatiao_evaluator_new(const fatiao_policy *policy, const fatiao_options *options, fatiao_sink sink, fatiao_evaluator **evaluator)
{
    if (evaluator) *evaluator = NULL;
    if (!policy || !options || !evaluator || !strings_given(options->only, options->n_only)) return FATIAO_ARGUMENT;
    if (!format_given(options->format) || !language_given(options->names) || !language_given(options->language) || !numbers_given(options->numbers)) return FATIAO_ARGUMENT;
    Allocator allocator = policy->arena.allocator;
    fatiao_evaluator *ev = *evaluator = allocator.realloc(allocator.ctx, NULL, 0, sizeof *ev);
    if (!ev) return FATIAO_NO_MEMORY;
    memset(ev, 0, sizeof *ev);
    policy_hold(policy);
    ev->policy = policy, ev->allocator = allocator, ev->sink = sink;
    arena_init(&ev->arena, &allocator);
    arena_init(&ev->scratch, &allocator);
    arena_init(&ev->results, &allocator);
    ev->out.arena = &ev->scratch;
    Begin b = {ev, options, FATIAO_NO_MEMORY};
    if (!engine_guard(&ev->arena, begin, &b)) b.status = FATIAO_NO_MEMORY;
    if (b.status != FATIAO_NO_MEMORY) return ev->status = b.status;
    fatiao_evaluator_free(ev);
    *evaluator = NULL;
    return FATIAO_NO_MEMORY;
}
void fatiao_evaluator_free(fatiao_evaluator *ev)
{
    if (!ev) return;
    const fatiao_policy *policy = ev->policy;
    fatiao_evaluator_free(ev->whole);
    runner_close(&ev->runner);
    rows_free(ev);
    if (ev->buffer) ev->allocator.realloc(ev->allocator.ctx, ev->buffer, OUT_BUFFER, 0);
    arrow_plan_free(ev->plan), arrow_pool_drop(ev->pool);
    facts_stream_free(ev->stream);
    arena_free(&ev->results);
    arena_free(&ev->scratch);
    arena_free(&ev->arena);
    ev->allocator.realloc(ev->allocator.ctx, ev, sizeof *ev, 0);
    policy_drop(policy);
}
const char *fatiao_message(const fatiao_evaluator *ev) { return ev ? ev->message : NULL; }
int fatiao_eval_bad_records(const fatiao_evaluator *ev) { return ev ? ev->bad_records : 0; }

/* ---- output ---- */
static bool flush(fatiao_evaluator *ev, size_t least)
{
    if (ev->out.n <= least || ev->status != FATIAO_OK) return ev->status == FATIAO_OK;
    if (!ev->sink.write(ev->sink.ctx, ev->out.text, ev->out.n)) ev->status = FATIAO_STOPPED;
    ev->out.n = 0;
    return ev->status == FATIAO_OK;
}

/* ---- a block ---- */
static bool write_bad_before(fatiao_evaluator *ev, uint32_t lane, int *at)
{
    for (; *at < ev->n_bad && ev->bad_before[*at] <= lane; ++*at) {
        eval_write_bad(ev, &ev->bad[*at]);
        if (!flush(ev, OUT_BYTES)) return false;
    }
    return true;
}
/* Lanes from..to-1: those in which something is open are judged once more with all registers kept, so that one can say why. */
static bool write_lanes(fatiao_evaluator *ev, Vm *fast, const uint64_t *open, uint32_t from, uint32_t to, int *bad)
{
    uint32_t again[OPEN_LANES_MAX], n = 0, next = 0;
    for (uint32_t i = from; i < to; i++)
        if (open[i / 64] >> (i % 64) & 1) again[n++] = i;
    Vm *kept = n ? runner_keep(&ev->runner, &ev->scratch, again, n) : NULL;
    if (n && !kept) { ev->status = FATIAO_NO_MEMORY; return false; }
    for (uint32_t i = from; i < to; i++) {
        bool is_open = next < n && again[next] == i;
        if (!write_bad_before(ev, i, bad)) return false;
        if (!eval_write_record(ev, fast, i, is_open ? kept : NULL, next)) { ev->status = FATIAO_NO_MEMORY; return false; }
        next += is_open;
        if (!flush(ev, OUT_BYTES)) return false;
    }
    return true;
}
static bool lines_of_json(const fatiao_evaluator *ev) { return ev->options.format != FATIAO_TABLE && ev->options.format != FATIAO_CSV; }
static bool write_block(fatiao_evaluator *ev)
{
    FactsReader *reader = ev->runner.reader;
    uint32_t lanes = facts_lanes(reader);
    uint64_t open[BLOCK_LANES / 64];
    int bad = 0;
    eval_write_head(ev);
    if (lanes) {
        Vm *fast = runner_run(&ev->runner);
        if (!fast) { ev->status = FATIAO_NO_MEMORY; return false; }
        if (!rows_begin(ev, fast)) { ev->status = FATIAO_NO_MEMORY; return false; }
        runner_open_lanes(&ev->runner, fast, ev->options.lean && lines_of_json(ev), open); /* what is lean does not say why */
        for (uint32_t from = 0; from < lanes; from += OPEN_LANES_MAX)
            if (!write_lanes(ev, fast, open, from, from + OPEN_LANES_MAX < lanes ? from + OPEN_LANES_MAX : lanes, &bad)) return false;
    }
    return write_bad_before(ev, BLOCK_LANES, &bad) && flush(ev, 0);
}
static bool end_block(fatiao_evaluator *ev)
{
    bool fine = write_block(ev);
    facts_clear(ev->runner.reader);
    arena_clear(&ev->scratch);
    ev->out = (StrBuf){.arena = &ev->scratch, .text = ev->buffer, .cap = ev->buffer ? OUT_BUFFER : 0};
    ev->bad = NULL, ev->bad_before = NULL, ev->n_bad = 0;
    return fine;
}

/* ---- records ---- */
static bool add_bad(fatiao_evaluator *ev, const FactsItem *item, const FactsError *error, const char *id, size_t id_len)
{
    int n = ev->n_bad;
    LIST_ADD(&ev->scratch, ev->bad_before, n, facts_lanes(ev->runner.reader));
    LIST_ADD(&ev->scratch, ev->bad, ev->n_bad, (BadRecord){item->line, id ? arena_strndup(&ev->scratch, id, id_len) : NULL, id_len, *error});
    ev->bad_records++;
    return ev->n_bad < BAD_MAX || end_block(ev);
}
static bool take_item(fatiao_evaluator *ev, const FactsItem *item)
{
    FactsReader *reader = ev->runner.reader;
    size_t id_len = 0;
    if (item->error != D_KINDS) {
        FactsError error = facts_item_error(item);
        return add_bad(ev, item, &error, NULL, 0);
    }
    FactsResult r = facts_read_in(reader, item->text, item->len, item->room, item->line);
    if (r == FACTS_FULL) {
        if (!end_block(ev)) return false;
        r = facts_read_in(reader, item->text, item->len, item->room, item->line);
    }
    switch (r) {
    case FACTS_ADDED: return true;
    case FACTS_BAD: {
        const char *id = facts_error_id(reader, &id_len);
        return add_bad(ev, item, facts_error(reader), id, id_len);
    }
    case FACTS_FULL: case FACTS_NO_MEMORY: break;
    }
    ev->status = FATIAO_NO_MEMORY;
    return false;
}
typedef struct { fatiao_evaluator *ev; const char *bytes; size_t len; bool end /* of the input */, lines /* whole ones, and no more */, flush; } Feed;
static void feed(void *ctx)
{
    Feed *f = ctx;
    fatiao_evaluator *ev = f->ev;
    FactsItem item;
    if (f->len && !facts_stream_lend(ev->stream, f->bytes, f->len)) { ev->status = FATIAO_NO_MEMORY; return; }
    if (f->end || f->lines) facts_stream_end(ev->stream);
    for (;;) {
        switch (facts_stream_next(ev->stream, &item)) {
        case FACTS_ITEM:
            if (!take_item(ev, &item)) return;
            break;
        case FACTS_STREAM_NO_MEMORY: ev->status = FATIAO_NO_MEMORY; return;
        case FACTS_MORE: case FACTS_DONE:
            if (f->end || f->lines || f->flush) end_block(ev);
            return;
        }
    }
}
static fatiao_status feed_guarded(Feed *f)
{
    if (!f->ev || (!f->bytes && f->len) || !f->ev->sink.write) return FATIAO_ARGUMENT;
    result_forget(f->ev);
    if (f->ev->status == FATIAO_OK && !f->ev->ended && !engine_guard(&f->ev->scratch, feed, f)) f->ev->status = FATIAO_NO_MEMORY;
    if (f->ev->status != FATIAO_OK) return f->ev->status;
    return f->end && f->ev->bad_records ? FATIAO_ERRORS : FATIAO_OK;
}
fatiao_status fatiao_eval_feed(fatiao_evaluator *ev, const char *bytes, size_t len)
{
    return feed_guarded(&(Feed){.ev = ev, .bytes = bytes, .len = len});
}
fatiao_status fatiao_eval_flush(fatiao_evaluator *ev)
{
    return feed_guarded(&(Feed){.ev = ev, .flush = true});
}
fatiao_status fatiao_eval_end(fatiao_evaluator *ev)
{
    fatiao_status status = feed_guarded(&(Feed){.ev = ev, .end = true});
    if (ev) ev->ended = true;
    return status;
}
bool fatiao_eval_is_lines(const fatiao_evaluator *ev) { return ev && ev->stream && facts_stream_is_lines(ev->stream); }
fatiao_status fatiao_eval_lines(fatiao_evaluator *ev, const char *lines, size_t len, uint64_t first_line)
{
    if (!ev || !first_line || (!lines && len) || ev->ended || ev->options.format == FATIAO_TABLE || !ev->stream || one_busy(ev)) return FATIAO_ARGUMENT;
    if (!facts_stream_restart(ev->stream, first_line)) return FATIAO_ARGUMENT;
    int bad = ev->bad_records;
    if (first_line == 1 && len >= 3 && memcmp(lines, "\xEF\xBB\xBF", 3) == 0) lines += 3, len -= 3; /* as at the beginning of a stream */
    ev->wrote_head |= first_line > 1;
    fatiao_status status = feed_guarded(&(Feed){.ev = ev, .bytes = lines, .len = len, .lines = true});
    facts_stream_restart(ev->stream, 0);
    return status == FATIAO_OK && ev->bad_records > bad ? FATIAO_ERRORS : status;
}
