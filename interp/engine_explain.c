/* One record, one decision, its reasons: judged with every register kept, and told. See fatiao.h.
 * Must never know how reasons are found or shown. */
#include <string.h>
#include "interp/engine_internal.h"
#include "interp/explain.h"

typedef struct { OneRecord one; const char *record; size_t len; const char *decision; Vm *copies; } Explain;
static const char *show(Arena *arena, const fatiao_options *options, const Explanation *explanation)
{
    const ExplainOptions how = {options->language == FATIAO_ZH, options->names == FATIAO_ZH, options->colour};
    switch (options->format) {
    case FATIAO_JSON: return explain_json(arena, explanation, how);
    case FATIAO_HTML: return explain_html(arena, explanation, how);
    case FATIAO_MARKDOWN: return explain_markdown(arena, explanation, how);
    case FATIAO_TEXT: case FATIAO_NDJSON: case FATIAO_TABLE: case FATIAO_CSV: case FATIAO_SVG: break;
    }
    return explain_text(arena, explanation, how);
}
/* The facts that would change the answer, tried on copies of the record. */
static bool add_advice(Explain *x, Explanation *explanation, int decision)
{
    fatiao_evaluator *ev = x->one.ev;
    const Chunk *chunk = runner_chunk(&ev->runner);
    bool *wanted = arena_alloc(&ev->scratch, (size_t)chunk->n_decisions + 1);
    Advice *advice = arena_alloc(&ev->scratch, sizeof *advice);
    wanted[decision] = true;
    x->copies = vm_new(chunk, &ev->allocator, VM_SLICE, wanted);
    const AdviseInput in = {&ev->policy->program, chunk, x->copies, facts_block(ev->runner.reader), 0};
    if (!x->copies || !advise(&ev->scratch, &in, decision, advice)) return false;
    explain_take_advice(explanation, advice);
    return true;
}
static void explain(void *ctx)
{
    Explain *x = ctx;
    fatiao_evaluator *ev = x->one.ev;
    const uint32_t lane = 0;
    if (!one_read(&x->one, x->record, x->len, "explain")) return;
    int decision = one_decision(&x->one, x->decision);
    if (decision < 0) return;
    Vm *vm = runner_keep(&ev->runner, &ev->scratch, &lane, 1);
    if (!vm) return;
    const ExplainInput in = {&ev->policy->program, &ev->policy->sources, runner_chunk(&ev->runner), vm, ev->runner.reader, lane};
    Explanation *explanation = explain_build(&ev->scratch, &in, decision);
    if (!explanation || !add_advice(x, explanation, decision)) return;
    const char *text = show(&ev->scratch, &ev->options, explanation);
    x->one.status = ev->sink.write(ev->sink.ctx, text, strlen(text)) ? FATIAO_OK : FATIAO_STOPPED;
}
fatiao_status fatiao_explain(fatiao_evaluator *ev, const char *record, size_t len, const char *decision)
{
    if (!ev || (!record && len) || !decision || !ev->sink.write) return FATIAO_ARGUMENT;
    fatiao_evaluator *asked = ev;
    if (!(ev = one_whole(asked))) return FATIAO_NO_MEMORY;
    Explain x = {.one = {.ev = ev}, .record = record, .len = len, .decision = decision};
    fatiao_status status = one_run(&x.one, explain, &x);
    vm_free(x.copies);
    asked->message = ev->message;
    return status;
}
