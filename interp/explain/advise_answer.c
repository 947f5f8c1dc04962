/* What a copy of the record would be answered, and which comparisons come out how on the way. Knows registers and decisions.
 * Must never know which facts were changed. */
#include "interp/explain/advise_internal.h"
#include "interp/code/bytecode_table.h"

bool answer_settled(Answer a)
{
    switch (a.status) {
    case STATUS_GRANTED: case STATUS_DENIED: case STATUS_MET: case STATUS_UNMET: case STATUS_DONE: case STATUS_NOT_DONE: case STATUS_VALUE: return true;
    case STATUS_UNDETERMINED: case STATUS_CONFLICT: case STATUS_NOT_IN_FORCE: case STATUS_REPEALED: case STATUS_ERROR: case STATUS_COUNT_: break;
    }
    return false;
}
bool answer_same(Answer a, Answer b) { return a.status == b.status && a.key == b.key; }
static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9e3779b97f4a7c15ull;
    return h ^ h >> 29;
}
Answer answer_read(Search *s, uint32_t copy, AdviseAnswer *full)
{
    DecisionResult r;
    decide_read(s->arena, s->in->program, s->in->chunk, s->in->vm, s->decision, copy, &r);
    Answer a = {.status = r.status};
    if (r.status == STATUS_VALUE && r.rule->kind != RULE_LIST) a.key = (uint64_t)r.value.lo;
    if (r.rule->kind == RULE_LIST && r.status == STATUS_VALUE)
        for (int i = 0; i < r.version->n_items; i++) a.key = mix(a.key, r.item_certain[i]);
    if (full) *full = (AdviseAnswer){r.status, r.value, r.item_certain};
    return a;
}
bool search_run(Search *s)
{
    s->work += (int64_t)s->copies.copies * s->copies.most;
    if (!vm_run(s->in->vm, &s->copies.block)) s->failed = true;
    return !s->failed;
}
bool search_run_some(Search *s, uint32_t n)
{
    Copies *c = &s->copies;
    for (int i = 0; i < c->chunk->n_specs; i++) c->spaces[i].lanes = n * c->len[i];
    bool ran = search_run(s);
    for (int i = 0; i < c->chunk->n_specs; i++) c->spaces[i].lanes = c->copies * c->len[i];
    return ran;
}

/* ---- signatures ---- */
/* The copy's lanes of a space stand together, as its owner's do. */
void copy_lanes(const Search *s, int space, uint32_t copy, uint32_t *first, uint32_t *end)
{
    uint32_t a, b;
    if (space == 0) { *first = copy, *end = copy + 1; return; }
    copy_lanes(s, s->in->chunk->spaces[space].outer, copy, &a, &b);
    *first = *end = 0;
    if (a == b) return;
    uint32_t unused;
    vm_elements(s->in->vm, space, a, first, &unused);
    vm_elements(s->in->vm, space, b - 1, &unused, end);
}
static bool compares(Opcode op) { return op == BC_COMPARE || op == BC_QCOMPARE || op == BC_AGE; }
void turned_find(Search *s, uint32_t copy, Advice *out)
{
    const Chunk *c = s->in->chunk;
    for (int i = 0; i < c->n_code && out->n_turned < ADVISE_TURNED_MAX; i++) {
        uint32_t a, b, end;
        if (!s->slice[i] || !compares((Opcode)c->code[i].op)) continue;
        copy_lanes(s, c->code[i].space, copy - 1, &a, &end), copy_lanes(s, c->code[i].space, copy, &b, &end);
        for (; b < end; a++, b++) {
            LaneValue before = vm_read(s->in->vm, i, a), now = vm_read(s->in->vm, i, b);
            if (before.state != LANE_KNOWN || now.state != LANE_KNOWN || before.lo == now.lo) continue;
            out->turned[out->n_turned++] = i;
            break;
        }
    }
}
void signature_of(Search *s, int column)
{
    const Chunk *c = s->in->chunk;
    if (!s->depends) s->depends = arena_alloc(s->arena, (size_t)c->n_code + 1), s->compared = arena_alloc(s->arena, (size_t)c->n_code * sizeof *s->compared + 1);
    s->n_compared = 0;
    for (int i = 0; i < c->n_code; i++) {
        const Instr *in = &c->code[i];
        const uint32_t operand[3] = {in->a, in->b, in->c};
        bool depends = in->op == BC_LOAD && in->imm == column;
        for (int k = 0; k < opcode_rows[in->op].n_operands; k++) depends |= s->depends[operand[k]];
        s->depends[i] = depends;
        if (depends && s->slice[i] && compares((Opcode)in->op)) s->compared[s->n_compared++] = i;
    }
}
uint64_t search_signature(Search *s, uint32_t copy)
{
    Answer a = answer_read(s, copy, NULL);
    uint64_t h = mix(mix(1, (uint64_t)a.status), a.key);
    for (int i = 0; i < s->n_compared; i++) {
        uint32_t lane, end;
        for (copy_lanes(s, s->in->chunk->code[s->compared[i]].space, copy, &lane, &end); lane < end; lane++) {
            LaneValue v = vm_read(s->in->vm, s->compared[i], lane);
            h = mix(h, (uint64_t)v.state * 4 + (uint64_t)(v.state == LANE_KNOWN && v.lo));
        }
    }
    return h;
}
