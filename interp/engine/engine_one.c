/* A record given by itself, for what is asked of one record: explain, timeline, ask. Knows what it may be refused for.
 * Must never know what is asked of it. */
#include <string.h>
#include "interp/engine/engine_internal.h"
#include "interp/program/resolver.h" /* names, suggestions */

static bool zh(const OneRecord *one) { return one->ev->options.language == FATIAO_ZH; }
bool one_busy(const fatiao_evaluator *ev) { return ev->n_bad || (facts_lanes(ev->runner.reader) && !ev->has_results); }
fatiao_evaluator *one_whole(fatiao_evaluator *ev)
{
    if (ev->whole || ev->status != FATIAO_OK || !ev->policy->lean) return ev->whole ? ev->whole : ev;
    const fatiao_policy *whole = policy_whole(ev->policy);
    if (whole) fatiao_evaluator_new(whole, &ev->options, ev->sink, &ev->whole);
    return ev->whole;
}
bool one_refuse(OneRecord *one, fatiao_status status, const char *message)
{
    one->message = message;
    one->status = status;
    return false;
}
static bool refuse_record(OneRecord *one, const FactsError *e)
{
    char text[1024];
    facts_error_print(e, zh(one), text, sizeof text);
    return one_refuse(one, FATIAO_ERRORS, arena_printf(&one->ev->scratch, "E%03d: %s", diag_number(e->id), text));
}
static bool read_item(OneRecord *one, const FactsItem *item)
{
    FactsReader *reader = one->ev->runner.reader;
    if (item->error != D_KINDS) {
        FactsError e = facts_item_error(item);
        return refuse_record(one, &e);
    }
    switch (facts_read(reader, item->text, item->len, item->line)) {
    case FACTS_ADDED: return true;
    case FACTS_BAD: return refuse_record(one, facts_error(reader));
    case FACTS_FULL: case FACTS_NO_MEMORY: break;
    }
    return false;
}
bool one_read(OneRecord *one, const char *record, size_t len, const char *verb)
{
    FactsItem item;
    FactsStreamResult r;
    int n = 0;
    one->stream = facts_stream_new(FACTS_FORM_AUTO, &one->ev->allocator);
    if (!one->stream || !facts_stream_feed(one->stream, record, len)) return false;
    facts_stream_end(one->stream);
    while ((r = facts_stream_next(one->stream, &item)) == FACTS_ITEM) {
        if (n++) return one_refuse(one, FATIAO_ERRORS, arena_printf(&one->ev->scratch, zh(one) ? "这里有多条记录；%s 一次只用一条" : "there are several records; %s takes one", verb));
        if (!read_item(one, &item)) return false;
    }
    if (r == FACTS_DONE && n == 0) return one_refuse(one, FATIAO_ERRORS, zh(one) ? "这里没有记录" : "there is no record here");
    return r == FACTS_DONE;
}
int one_decision(OneRecord *one, const char *wanted)
{
    fatiao_evaluator *ev = one->ev;
    const Chunk *c = runner_chunk(&ev->runner);
    const Program *p = &ev->policy->program;
    const Name *names = ev->policy->names[c->entity].items;
    Suggestion near = suggest_begin(wanted);
    for (int i = 0; i < c->n_decisions; i++)
        if (name_is(&names[i], wanted)) return i;
    for (int i = 0; i < c->n_decisions; i++) {
        if (name_is(&p->rules[c->decisions[i].rule].name, wanted)) return i;
        suggest_name(&near, &names[i]);
    }
    const Name *entity = &p->entities[c->entity].name;
    const char *who = zh(one) ? entity->zh : entity->alias, *best = suggest_result(&near);
    if (best) one_refuse(one, FATIAO_UNKNOWN, arena_printf(&ev->scratch, zh(one) ? "对 `%s` 没有决定 `%.200s`，是不是 `%s`？" : "there is no decision `%2$.200s` about `%1$s`; did you mean `%3$s`?", who, wanted, best));
    else one_refuse(one, FATIAO_UNKNOWN, arena_printf(&ev->scratch, zh(one) ? "对 `%s` 没有决定 `%.200s`" : "there is no decision `%2$.200s` about `%1$s`", who, wanted));
    return -1;
}
static void keep_message(void *ctx)
{
    OneRecord *one = ctx;
    one->ev->message = arena_strndup(&one->ev->results, one->message, strlen(one->message));
}
fatiao_status one_run(OneRecord *one, void (*work)(void *ctx), void *ctx)
{
    fatiao_evaluator *ev = one->ev;
    if (ev->status != FATIAO_OK) return ev->status;
    if (one_busy(ev)) return FATIAO_ARGUMENT;
    result_forget(ev);
    one->status = FATIAO_NO_MEMORY;
    if (!engine_guard(&ev->scratch, work, ctx)) one->status = FATIAO_NO_MEMORY;
    if (one->message && !engine_guard(&ev->results, keep_message, one)) one->status = FATIAO_NO_MEMORY;
    facts_stream_free(one->stream);
    facts_clear(ev->runner.reader);
    arena_free(&ev->scratch);
    return one->status;
}
