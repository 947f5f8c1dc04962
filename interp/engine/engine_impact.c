/* See engine_impact.h. Must never know how the answer is shown. */
#include "interp/engine/engine_impact.h"
#include <string.h>

enum { PIECE = 1 << 18 };
static bool same(const char *a, const char *b) { return strcmp(a, b) == 0; }
static const Name *name_of(const fatiao_policy *p, int entity, int decision) { return &p->names[entity].items[decision]; }
static bool divided(const ImpactJudge *j, int entity, int decision)
{
    const bool *by_rule = sim_divided(j->arena, &j->policy[1]->program);
    return by_rule[j->policy[1]->chunks[entity]->decisions[decision].rule];
}
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
            LIST_ADD(j->arena, j->out->rows, j->out->n_rows, (ImpactRow){.name = name_of(j->policy[0], before, i), .divided = divided(j, after, k)});
            break;
        }
    return p;
}
static bool decide(ImpactJudge *j, int side, Vm *vm, bool kept, int decision, DecisionResult *out)
{
    if (!runner_decide(&j->runner[side], &j->scratch, vm, kept, decision, 0, out)) return false;
    DecisionValue *v = &out->value;
    if (v->present && v->type.kind == TY_ENUM && v->lo == v->hi) v->text = j->policy[side]->program.enums[v->type.ref].values[v->lo].name.alias;
    return true;
}

/* ---- groups ---- */
static bool find_groups(ImpactJudge *j)
{
    const fatiao_policy *policy = j->policy[1];
    size_t n = (size_t)policy->program.n_entities;
    const Chunk **chunks = arena_alloc(j->arena, n * sizeof *chunks + 1);
    memcpy(chunks, policy->chunks, n * sizeof *chunks);
    Grouping g = {.arena = j->arena, .policy = policy, .chunks = chunks, .chinese = j->asked->chinese};
    j->groups = arena_alloc(j->arena, n * sizeof *j->groups + 1);
    j->out->by = j->asked->by;
    if (!grouping_find(&g, j->asked->by, -1, j->groups)) { j->refused = g.message; return false; }
    return runner_open(&j->runner[1], policy, &policy->arena.allocator, chunks, NULL);
}
static const char *group_text(ImpactJudge *j, const SimBy *by, bool known, DecisionValue v)
{
    size_t len;
    if (!known) return j->asked->chinese ? "不明" : "unknown";
    if (by->type.kind == TY_TEXT) return v.text ? v.text : facts_text(j->runner[1].reader, (uint32_t)v.lo, &len);
    return decide_value_text(&j->scratch, &j->policy[1]->program, &v, j->asked->chinese);
}
static int group_of(ImpactJudge *j, int entity, Vm *vm)
{
    const SimBy *by = &j->groups[entity];
    const Chunk *c = j->runner[1].chunks[entity];
    if (!j->asked->by) return -1;
    if (by->column < 0 && by->decision < 0) return impact_group(j->out, j->asked->chinese ? "没有这一项" : "not applicable");
    if (by->decision >= 0) {
        DecisionResult r;
        decide_read(&j->scratch, &j->policy[1]->program, c, vm, by->decision, 0, &r);
        return impact_group(j->out, group_text(j, by, r.status == STATUS_VALUE && r.value.present, r.value));
    }
    const Column *column = &facts_block(j->runner[1].reader)->columns[by->column];
    bool known = !column->known || (column->known[0] & 1);
    int64_t v = grouping_value(&c->columns[by->column], column->data, 0);
    return impact_group(j->out, group_text(j, by, known, (DecisionValue){.present = true, .type = by->type, .lo = v, .hi = v}));
}

/* ---- individuals ---- */
static bool write_side(ImpactJudge *j, StrBuf *b, int side, int entity, Vm *vm, int decision)
{
    const fatiao_policy *p = j->policy[side];
    const uint32_t lane = 0;
    DecisionResult d;
    if (!decide(j, side, vm, false, decision, &d)) return false;
    bool open = d.status == STATUS_UNDETERMINED; /* what is missing is read where all is kept */
    if (open && (!(vm = runner_keep(&j->runner[side], &j->scratch, &lane, 1)) || !decide(j, side, vm, true, decision, &d))) return false;
    const WriteContext cx = {.program = &p->program, .chunk = j->runner[side].chunks[entity], .names = &p->names[entity], .vm = vm, .law_date = INT32_MIN};
    write_decision(b, &cx, &d);
    return true;
}
typedef struct { uint64_t line; int entity[2]; Vm *vm[2]; } Person;
/* Told of the records in the blocks, before the next one is read. */
static bool write_individual(ImpactJudge *j, const Person *p, const Both *both, ImpactKind kind)
{
    StrBuf b = {.arena = &j->scratch};
    const FactsRow row = facts_row(j->runner[0].reader, 0);
    strbuf_add(&b, "{");
    if (row.id) strbuf_printf(&b, "\"id\":%.*s,", (int)row.id_len, row.id);
    strbuf_printf(&b, "\"line\":%llu,\"decision\":", (unsigned long long)p->line);
    strbuf_json(&b, name_of(j->policy[0], p->entity[0], both->before)->alias);
    strbuf_printf(&b, ",\"change\":\"%s\",\"before\":", impact_id(kind));
    if (!write_side(j, &b, 0, p->entity[0], p->vm[0], both->before)) return false;
    strbuf_add(&b, ",\"after\":");
    if (!write_side(j, &b, 1, p->entity[1], p->vm[1], both->after)) return false;
    strbuf_add(&b, "}\n");
    j->stopped = !j->asked->individuals.write(j->asked->individuals.ctx, b.text, b.n);
    return true;
}

/* ---- a record ---- */
static bool judge_record(ImpactJudge *j, const FactsItem *item)
{
    Person p = {.line = item->line};
    bool changed = false;
    for (int side = 0; side < 2; side++) {
        facts_clear(j->runner[side].reader);
        FactsResult r = facts_read_in(j->runner[side].reader, item->text, item->len, item->room, 0);
        if (r == FACTS_NO_MEMORY) return false;
        if (r != FACTS_ADDED) return j->out->bad++, true;
        p.entity[side] = facts_entity(j->runner[side].reader);
        if (!j->policy[side]->chunks[p.entity[side]] || !(p.vm[side] = runner_run(&j->runner[side]))) return false;
    }
    int group = group_of(j, p.entity[1], p.vm[1]);
    if (j->asked->by && group < 0) {
        j->refused = arena_printf(j->arena, j->asked->chinese ? "按 `%.200s` 分出的组太多：最多 %d 组" : "grouping by `%.200s` gives too many groups: %d at most", j->asked->by, IMPACT_GROUPS_MAX);
        return true;
    }
    const Pairs *pairs = pairs_of(j, p.entity[0], p.entity[1]);
    for (int i = 0; i < pairs->n && !j->stopped; i++) {
        DecisionResult result[2];
        const Both *both = &pairs->items[i];
        if (!decide(j, 0, p.vm[0], false, both->before, &result[0]) || !decide(j, 1, p.vm[1], false, both->after, &result[1])) return false;
        ImpactKind kind = impact_add(j->out, both->row, group, &result[0], &result[1]);
        changed |= kind != IMPACT_NONE;
        if (kind != IMPACT_NONE && j->asked->individuals.write && !write_individual(j, &p, both, kind)) return false;
    }
    j->out->records++, j->out->changed += changed;
    if (group >= 0) j->out->groups[group].records++, j->out->groups[group].changed += changed;
    return true;
}

/* ---- all of them ---- */
static bool judge_piece(ImpactJudge *j)
{
    FactsItem item;
    FactsStreamResult r;
    jmp_buf *escape = j->scratch.escape;
    while (!j->refused && !j->stopped && (r = facts_stream_next(j->stream, &item)) != FACTS_MORE && r != FACTS_DONE) {
        if (r == FACTS_STREAM_NO_MEMORY) return false;
        if (item.error != D_KINDS) j->out->bad++;
        else if (!judge_record(j, &item)) return false;
        arena_free(&j->scratch);
        arena_init(&j->scratch, &j->policy[0]->arena.allocator);
        j->scratch.escape = escape;
    }
    return true;
}
static bool judge_all(ImpactJudge *j)
{
    const fatiao_stream *from = &j->asked->records;
    for (size_t n = 1; n && !j->refused && !j->stopped;) {
        if (!from->read(from->ctx, j->buffer, PIECE, &n)) return j->stopped = true;
        if (n && !facts_stream_feed(j->stream, j->buffer, n)) return false;
        if (!n) facts_stream_end(j->stream);
        if (!judge_piece(j)) return false;
    }
    return true;
}
bool impact_judge(ImpactJudge *j, Arena *arena, const ImpactAsked *asked, Impact *out)
{
    const Allocator *allocator = &asked->before->arena.allocator;
    *out = (Impact){.arena = arena};
    *j = (ImpactJudge){.arena = arena, .asked = asked, .policy = {asked->before, asked->after}, .out = out, .open = true};
    arena_init(&j->scratch, allocator);
    j->scratch.escape = arena->escape;
    j->pairs = arena_alloc(arena, (size_t)asked->before->program.n_entities * sizeof *j->pairs + 1);
    j->buffer = arena_alloc(arena, PIECE);
    if (!(j->stream = facts_stream_new(FACTS_FORM_AUTO, allocator))) return false;
    if (!runner_open(&j->runner[0], asked->before, allocator, NULL, NULL)) return false;
    if (!find_groups(j)) return j->refused != NULL;
    for (int side = 0; side < 2; side++) facts_options(j->runner[side].reader, (FactsOptions){.entity = -1, .has_as_of = true, .as_of = asked->as_of});
    return judge_all(j);
}
void impact_close(ImpactJudge *j)
{
    if (!j->open) return;
    for (int side = 0; side < 2; side++) runner_close(&j->runner[side]);
    facts_stream_free(j->stream);
    arena_free(&j->scratch);
}
