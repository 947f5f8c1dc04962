/* One record, one decision, its reasons: the record read and judged with every register kept, and told. See fatiao.h.
 * Must never know how reasons are found or shown. */
#include <string.h>
#include "interp/engine_internal.h"
#include "interp/explain.h"
#include "interp/resolver.h" /* names, suggestions */

typedef struct { fatiao_evaluator *ev; const char *record; size_t len; const char *decision; FactsStream *stream; const char *message; fatiao_status status; } Explain;
static bool zh(const fatiao_evaluator *ev) { return ev->options.language == FATIAO_ZH; }
static bool refuse(Explain *x, fatiao_status status, const char *message)
{
    x->message = message;
    x->status = status;
    return false;
}

/* ---- one record ---- */
static bool refuse_record(Explain *x, const FactsError *e)
{
    char text[1024];
    facts_error_print(e, zh(x->ev), text, sizeof text);
    return refuse(x, FATIAO_ERRORS, arena_printf(&x->ev->scratch, "E%03d: %s", diag_number(e->id), text));
}
static bool read_item(Explain *x, const FactsItem *item)
{
    FactsReader *reader = x->ev->runner.reader;
    if (item->error != D_KINDS) {
        FactsError e = facts_item_error(item);
        return refuse_record(x, &e);
    }
    switch (facts_read(reader, item->text, item->len, item->line)) {
    case FACTS_ADDED: return true;
    case FACTS_BAD: return refuse_record(x, facts_error(reader));
    case FACTS_FULL: case FACTS_NO_MEMORY: break;
    }
    return false;
}
static bool read_record(Explain *x)
{
    FactsItem item;
    FactsStreamResult r;
    int n = 0;
    x->stream = facts_stream_new(FACTS_FORM_AUTO, &x->ev->allocator);
    if (!x->stream || !facts_stream_feed(x->stream, x->record, x->len)) return false;
    facts_stream_end(x->stream);
    while ((r = facts_stream_next(x->stream, &item)) == FACTS_ITEM) {
        if (n++) return refuse(x, FATIAO_ERRORS, zh(x->ev) ? "这里有多条记录；explain 一次只说明一条" : "there are several records; explain takes one");
        if (!read_item(x, &item)) return false;
    }
    return r == FACTS_DONE;
}

/* ---- the decision ---- */
static int find_decision(Explain *x)
{
    fatiao_evaluator *ev = x->ev;
    const Chunk *c = runner_chunk(&ev->runner);
    const Program *p = &ev->policy->program;
    const Name *names = ev->policy->names[c->entity].items;
    Suggestion near = suggest_begin(x->decision);
    for (int i = 0; i < c->n_decisions; i++)
        if (name_is(&names[i], x->decision)) return i;
    for (int i = 0; i < c->n_decisions; i++) {
        if (name_is(&p->rules[c->decisions[i].rule].name, x->decision)) return i;
        suggest_name(&near, &names[i]);
    }
    const Name *entity = &p->entities[c->entity].name;
    const char *who = zh(ev) ? entity->zh : entity->alias, *best = suggest_result(&near);
    if (best) refuse(x, FATIAO_UNKNOWN, arena_printf(&ev->scratch, zh(ev) ? "对 `%s` 没有决定 `%.200s`，是不是 `%s`？" : "there is no decision `%2$.200s` about `%1$s`; did you mean `%3$s`?", who, x->decision, best));
    else refuse(x, FATIAO_UNKNOWN, arena_printf(&ev->scratch, zh(ev) ? "对 `%s` 没有决定 `%.200s`" : "there is no decision `%2$.200s` about `%1$s`", who, x->decision));
    return -1;
}
static const char *show(Arena *arena, const fatiao_options *options, const Explanation *explanation)
{
    const ExplainOptions how = {options->language == FATIAO_ZH, options->names == FATIAO_ZH, options->colour};
    switch (options->format) {
    case FATIAO_JSON: return explain_json(arena, explanation, how);
    case FATIAO_HTML: return explain_html(arena, explanation, how);
    case FATIAO_MARKDOWN: return explain_markdown(arena, explanation, how);
    case FATIAO_TEXT: case FATIAO_NDJSON: case FATIAO_TABLE: case FATIAO_CSV: break;
    }
    return explain_text(arena, explanation, how);
}
static void explain(void *ctx)
{
    Explain *x = ctx;
    fatiao_evaluator *ev = x->ev;
    const uint32_t lane = 0;
    x->status = FATIAO_NO_MEMORY;
    if (!read_record(x)) return;
    int decision = find_decision(x);
    if (decision < 0) return;
    Vm *vm = runner_keep(&ev->runner, &ev->scratch, &lane, 1);
    if (!vm) return;
    const ExplainInput in = {&ev->policy->program, &ev->policy->sources, runner_chunk(&ev->runner), vm, ev->runner.reader, lane};
    const Explanation *explanation = explain_build(&ev->scratch, &in, decision);
    if (!explanation) return;
    const char *text = show(&ev->scratch, &ev->options, explanation);
    x->status = ev->sink.write(ev->sink.ctx, text, strlen(text)) ? FATIAO_OK : FATIAO_STOPPED;
}
static void keep_message(void *ctx)
{
    Explain *x = ctx;
    x->ev->message = arena_strndup(&x->ev->arena, x->message, strlen(x->message));
}
fatiao_status fatiao_explain(fatiao_evaluator *ev, const char *record, size_t len, const char *decision)
{
    Explain x = {.ev = ev, .record = record, .len = len, .decision = decision, .status = FATIAO_NO_MEMORY};
    if (ev->status != FATIAO_OK) return ev->status;
    ev->message = NULL;
    if (!engine_guard(&ev->scratch, explain, &x)) x.status = FATIAO_NO_MEMORY;
    if (x.message && !engine_guard(&ev->arena, keep_message, &x)) x.status = FATIAO_NO_MEMORY;
    facts_stream_free(x.stream);
    facts_clear(ev->runner.reader);
    arena_free(&ev->scratch);
    return x.status;
}
