/* Records in hand, put through the VM. See trial.h.
 * Must never know where they come from. */
#include "interp/engine/trial.h"
#include <string.h>
#include "interp/base/number.h"

bool trial_open(Trial *t, Arena *arena, const fatiao_policy *policy, int entity, int rule)
{
    const Chunk *c = policy->chunks[entity];
    size_t n = (size_t)policy->program.n_entities, params = (size_t)policy->program.n_params;
    *t = (Trial){.policy = policy, .entity = entity, .decision = -1, .chunk = *c};
    for (int i = 0; i < c->n_decisions; i++)
        if (c->decisions[i].rule == rule && c->decisions[i].n == 0) t->decision = i;
    if (t->decision < 0) return false;
    t->chunks = arena_alloc(arena, n * sizeof *t->chunks), t->wanted = arena_alloc(arena, n * sizeof *t->wanted);
    t->wanted_here = arena_alloc(arena, (size_t)c->n_decisions + 1);
    t->wanted_here[t->decision] = true;
    t->code = arena_alloc(arena, (size_t)c->n_code * sizeof *t->code);
    t->supposed = arena_alloc(arena, params * sizeof *t->supposed + 1), t->is_supposed = arena_alloc(arena, params + 1);
    memcpy(t->code, c->code, (size_t)c->n_code * sizeof *t->code);
    t->chunk.code = t->code, t->chunks[entity] = &t->chunk, t->wanted[entity] = t->wanted_here;
    arena_init(&t->scratch, &policy->arena.allocator);
    t->scratch.escape = arena->escape;
    return true;
}
static void close_runner(Trial *t)
{
    if (t->open) runner_close(&t->runner);
    t->open = false;
}
void trial_close(Trial *t)
{
    close_runner(t);
    if (t->decision >= 0) arena_free(&t->scratch);
}
static int64_t supposed_value(const Trial *t, const Param *p, const SampleFact *f)
{
    int64_t v = f->value;
    if (p->type.kind == TY_NUM) number_rescale(f->value, f->scale, p->type.scale, &v);
    const Enum *e = p->type.kind == TY_ENUM ? &t->policy->program.enums[p->type.ref] : NULL;
    for (int i = 0; e && i < e->n_values; i++)
        if (strcmp(e->values[i].name.alias, f->word) == 0) v = i;
    return v;
}
/* Pending parameters become constants; another set of them needs another plan. */
static void suppose(Trial *t, const Sample *sample)
{
    const Program *p = &t->policy->program;
    bool changed = !t->open;
    for (int i = 0; i < p->n_params; i++) {
        const SampleFact *f = sample_parameter(sample, &p->params[i]);
        int64_t v = f ? supposed_value(t, &p->params[i], f) : 0;
        changed |= t->is_supposed[i] != (f != NULL) || t->supposed[i] != v;
        t->is_supposed[i] = f != NULL, t->supposed[i] = v;
    }
    if (!changed) return;
    const Chunk *from = t->policy->chunks[t->entity];
    for (int i = 0; i < from->n_code; i++) {
        const Instr *in = &from->code[i];
        t->code[i] = *in;
        if (in->op != BC_PENDING || !t->is_supposed[in->imm]) continue;
        t->code[i] = (Instr){.op = BC_CONST, .kind = in->kind, .space = in->space, .imm = t->supposed[in->imm]};
    }
    close_runner(t);
}
static void keep_text(Arena *arena, const Program *program, DecisionValue *v)
{
    if (v->present && v->type.kind == TY_ENUM && v->lo == v->hi) v->text = program->enums[v->type.ref].values[v->lo].name.alias;
    else if (v->text) v->text = arena_strndup(arena, v->text, strlen(v->text)); /* the reader's */
}
bool trial_run(Trial *t, Arena *arena, const Sample *sample, bool whole, DecisionResult *out)
{
    const Allocator *allocator = &t->policy->arena.allocator;
    jmp_buf *escape = t->scratch.escape;
    arena_free(&t->scratch);
    arena_init(&t->scratch, allocator);
    t->scratch.escape = escape;
    suppose(t, sample);
    if (!t->open && !(t->open = runner_open(&t->runner, t->policy, allocator, t->chunks, t->wanted))) return runner_close(&t->runner), false;
    FactsReader *reader = t->runner.reader;
    const char *json = sample_json(&t->scratch, &t->policy->program, t->entity, sample);
    const uint32_t lane = 0;
    facts_clear(reader);
    facts_options(reader, (FactsOptions){.entity = t->entity, .has_as_of = true, .has_law_as_of = true, .as_of = sample->as_of, .law_as_of = sample->law_as_of});
    if (facts_read(reader, json, strlen(json), 0) != FACTS_ADDED) return false;
    Vm *vm = whole ? runner_keep(&t->runner, &t->scratch, &lane, 1) : runner_run(&t->runner);
    if (!vm || !runner_decide(&t->runner, arena, vm, whole, t->decision, 0, out)) return false;
    keep_text(arena, &t->policy->program, &out->value);
    return true;
}
WriteContext trial_context(const Trial *t, bool chinese)
{
    return (WriteContext){.program = &t->policy->program, .chunk = &t->chunk, .names = &t->policy->names[t->entity], .vm = t->runner.kept[t->entity], .chinese = chinese, .stale = t->policy->stale, .law_date = INT32_MIN};
}
