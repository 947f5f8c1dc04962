/* See engine_impact.h. Must never know how the answer is shown. */
#include "interp/engine/engine_impact.h"
#include <string.h>

static bool same(const char *a, const char *b) { return strcmp(a, b) == 0; }
static const Name *name_of(const fatiao_policy *p, int entity, int decision) { return &p->names[entity].items[decision]; }
/* Decisions in results are told apart by name, so that is what pairs them. */
static const Pairs *pairs_of(ImpactJudge *j, int before, int after)
{
    Pairs *p = &j->pairs[before];
    if (p->known) return p;
    p->known = true;
    const Chunk *a = j->policy[0]->chunks[before], *b = j->policy[1]->chunks[after];
    for (int i = 0; i < a->n_decisions; i++)
        for (int k = 0; k < b->n_decisions; k++) {
            if (!same(name_of(j->policy[0], before, i)->alias, name_of(j->policy[1], after, k)->alias)) continue;
            LIST_ADD(j->arena, p->items, p->n, (Both){i, k, j->out->n_rows});
            LIST_ADD(j->arena, j->out->rows, j->out->n_rows, (ImpactRow){.name = name_of(j->policy[0], before, i)});
            break;
        }
    return p;
}
static bool decide(ImpactJudge *j, int side, Vm *vm, int decision, DecisionResult *out)
{
    if (!runner_decide(&j->runner[side], &j->scratch, vm, false, decision, 0, out)) return false;
    DecisionValue *v = &out->value;
    if (v->present && v->type.kind == TY_ENUM && v->lo == v->hi) v->text = j->policy[side]->program.enums[v->type.ref].values[v->lo].name.alias;
    return true;
}
static bool judge_record(ImpactJudge *j, const FactsItem *item)
{
    Vm *vm[2];
    int entity[2];
    for (int side = 0; side < 2; side++) {
        facts_clear(j->runner[side].reader);
        FactsResult r = facts_read(j->runner[side].reader, item->text, item->len, 0);
        if (r == FACTS_NO_MEMORY) return false;
        if (r != FACTS_ADDED) return j->out->bad++, true;
        entity[side] = facts_entity(j->runner[side].reader);
        if (!j->policy[side]->chunks[entity[side]] || !(vm[side] = runner_run(&j->runner[side]))) return false;
    }
    const Pairs *pairs = pairs_of(j, entity[0], entity[1]);
    for (int i = 0; i < pairs->n; i++) {
        DecisionResult result[2];
        if (!decide(j, 0, vm[0], pairs->items[i].before, &result[0]) || !decide(j, 1, vm[1], pairs->items[i].after, &result[1])) return false;
        impact_add(&j->out->rows[pairs->items[i].row], &result[0], &result[1]);
    }
    j->out->records++;
    return true;
}
static bool judge_all(ImpactJudge *j, const char *records, size_t len)
{
    enum { PIECE = 1 << 20 };
    jmp_buf *escape = j->scratch.escape;
    for (size_t at = 0, n; at <= len; at += n + (at == len)) {
        n = len - at < PIECE ? len - at : PIECE;
        if (n && !facts_stream_feed(j->stream, records + at, n)) return false;
        if (at + n == len) facts_stream_end(j->stream);
        FactsItem item;
        FactsStreamResult r;
        while ((r = facts_stream_next(j->stream, &item)) == FACTS_ITEM) {
            if (item.error != D_KINDS) j->out->bad++;
            else if (!judge_record(j, &item)) return false;
            arena_free(&j->scratch);
            arena_init(&j->scratch, &j->policy[0]->arena.allocator);
            j->scratch.escape = escape;
        }
        if (r == FACTS_STREAM_NO_MEMORY) return false;
        if (at + n == len) break;
    }
    return true;
}
bool impact_judge(ImpactJudge *j, Arena *arena, const fatiao_policy *before, const fatiao_policy *after, int32_t as_of, const char *records, size_t len, Impact *out)
{
    *out = (Impact){0};
    *j = (ImpactJudge){.arena = arena, .policy = {before, after}, .out = out, .open = true};
    arena_init(&j->scratch, &before->arena.allocator);
    j->scratch.escape = arena->escape;
    j->pairs = arena_alloc(arena, (size_t)before->program.n_entities * sizeof *j->pairs + 1);
    if (!(j->stream = facts_stream_new(FACTS_FORM_AUTO, &before->arena.allocator))) return false;
    for (int side = 0; side < 2; side++) {
        if (!runner_open(&j->runner[side], j->policy[side], &before->arena.allocator, NULL, NULL)) return false;
        facts_options(j->runner[side].reader, (FactsOptions){.entity = -1, .has_as_of = true, .as_of = as_of});
    }
    return judge_all(j, records, len);
}
void impact_close(ImpactJudge *j)
{
    if (!j->open) return;
    for (int side = 0; side < 2; side++) runner_close(&j->runner[side]);
    facts_stream_free(j->stream);
    arena_free(&j->scratch);
}
