/* One record, one decision, its reasons: judged with every register kept, and told. See fatiao.h.
 * Must never know how reasons are found or shown. */
#include <string.h>
#include "interp/engine/engine_internal.h"
#include "interp/explain/explain.h"

/* policy: with its conditions. vm: every register of the record kept, as lane 0; row: of the reader. */
typedef struct { fatiao_evaluator *ev; const fatiao_policy *policy; Vm *vm, *copies, *open; int row, decision; fatiao_status status; } Told;
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
static bool add_advice(Told *t, Explanation *explanation)
{
    fatiao_evaluator *ev = t->ev;
    const Chunk *chunk = runner_chunk(&ev->runner);
    bool *wanted = arena_alloc(&ev->scratch, (size_t)chunk->n_decisions + 1);
    Advice *advice = arena_alloc(&ev->scratch, sizeof *advice);
    wanted[t->decision] = true;
    t->copies = vm_new(chunk, &ev->allocator, VM_SLICE, wanted);
    const AdviseInput in = {&t->policy->program, chunk, t->copies, facts_block(ev->runner.reader), (uint32_t)t->row};
    if (!t->copies || !advise(&ev->scratch, &in, t->decision, advice)) return false;
    explain_take_advice(explanation, advice);
    return true;
}
/* What an undetermined decision lacks, by the same search as a dialogue's. */
static bool add_sets(Told *t, Explanation *explanation)
{
    fatiao_evaluator *ev = t->ev;
    const Program *program = &t->policy->program;
    const Chunk *chunk = runner_chunk(&ev->runner), *open = missing_chunk(&ev->scratch, program, chunk);
    bool *wanted = arena_alloc(&ev->scratch, (size_t)chunk->n_decisions + 1);
    MissingSets *sets = arena_alloc(&ev->scratch, sizeof *sets);
    if (!explain_is_open(explanation)) return true;
    wanted[t->decision] = true;
    t->open = vm_new(open, &ev->allocator, VM_SLICE, wanted);
    const MissingInput in = {program, chunk, open, t->open, facts_block(ev->runner.reader), (uint32_t)t->row};
    if (!t->open || !missing_sets(&ev->scratch, &in, t->decision, sets)) return false;
    explain_take_sets(explanation, sets);
    return true;
}
static void tell(void *ctx)
{
    Told *t = ctx;
    fatiao_evaluator *ev = t->ev;
    const ExplainInput in = {&t->policy->program, &t->policy->sources, runner_chunk(&ev->runner), t->vm, ev->runner.reader, 0, (uint32_t)t->row};
    Explanation *explanation = explain_build(&ev->scratch, &in, t->decision);
    if (!explanation || !add_advice(t, explanation) || !add_sets(t, explanation)) return;
    const char *text = show(&ev->scratch, &ev->options, explanation);
    t->status = ev->sink.write(ev->sink.ctx, text, strlen(text)) ? FATIAO_OK : FATIAO_STOPPED;
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
    Told t = {.ev = ev, .policy = ev->policy, .vm = vm, .decision = decision, .status = FATIAO_NO_MEMORY};
    if (!engine_guard(&ev->scratch, tell, &t)) t.status = FATIAO_NO_MEMORY;
    vm_free(t.open); /* its code lives in the arena of this call */
    x->copies = t.copies;
    x->one.status = t.status;
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
fatiao_status fatiao_explain_result(fatiao_evaluator *ev, int record, int decision)
{
    if (!result_there(ev, record, decision) || !ev->sink.write) return FATIAO_ARGUMENT;
    const fatiao_policy *whole = policy_whole(ev->policy);
    Told t = {.ev = ev, .policy = whole, .row = record, .decision = decision, .status = FATIAO_NO_MEMORY};
    if (!whole) return FATIAO_NO_MEMORY;
    if (!whole->usable) return FATIAO_ERRORS;
    if (!(t.vm = result_kept(ev, record))) return FATIAO_NO_MEMORY;
    if (!engine_guard(&ev->scratch, tell, &t)) t.status = FATIAO_NO_MEMORY;
    vm_free(t.copies), vm_free(t.open);
    arena_free(&ev->scratch);
    return t.status;
}
