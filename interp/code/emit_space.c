/* Spaces and the ways between them. Knows element variables and sequences of them. Must never know expressions. */
#include "interp/code/emit_internal.h"
#include <string.h>

static int base_of(const Emit *em, int var) { return var == VAR_NONE ? 0 : em->vars[var].base; }

int emit_base_space(Emit *em, int parent, int entity, int n, const uint16_t *field)
{
    for (int i = 1; i < em->n_specs; i++) {
        const SpaceSpec *s = &em->specs[i];
        if (s->parent == parent && s->n == n && memcmp(s->field, field, (size_t)n * sizeof *field) == 0) return i;
    }
    SpaceSpec spec = {.parent = parent, .entity = entity, .n = (uint8_t)n};
    memcpy(spec.field, field, (size_t)n * sizeof *field);
    if (em->n_specs >= JOIN_FIRST - 1) { emit_fail(em, "too many lists"); return 0; }
    LIST_ADD(em->arena, em->specs, em->n_specs, spec);
    return em->n_specs - 1;
}
static bool uses(const Emit *em, int seq, int var)
{
    for (; seq != SEQ_ROOT; seq = em->seqs[seq].prefix)
        if (em->seqs[seq].var == var) return true;
    return false;
}
int emit_variable(Emit *em, int parent, int base, int home)
{
    int serial = 0;
    for (int i = 0; i < em->n_vars; i++) {
        if (em->vars[i].parent != parent || em->vars[i].base != base) continue;
        if (!uses(em, home, i)) return i;
        serial++;
    }
    LIST_ADD(em->arena, em->vars, em->n_vars, (Var){parent, base, serial});
    return em->n_vars - 1;
}
int emit_chain(Emit *em, int var) { return var == VAR_NONE ? SEQ_ROOT : emit_append(em, emit_chain(em, em->vars[var].parent), var); }
static int join_space(Emit *em, int outer, int list, int owner_map)
{
    for (int i = 0; i < em->n_joins; i++)
        if (em->joins[i].outer == outer && em->joins[i].list == list && em->joins[i].owner_map == owner_map) return JOIN_FIRST + i;
    if (em->n_joins >= JOIN_FIRST - 1) { emit_fail(em, "too many lists within lists"); return 0; }
    LIST_ADD(em->arena, em->joins, em->n_joins, (Space){true, (uint16_t)outer, (uint16_t)list, (uint16_t)owner_map});
    return JOIN_FIRST + em->n_joins - 1;
}
int emit_append(Emit *em, int seq, int var)
{
    for (int i = 1; i < em->n_seqs; i++)
        if (em->seqs[i].prefix == seq && em->seqs[i].var == var) return i;
    int owner = em->vars[var].parent == VAR_NONE ? SEQ_ROOT : emit_chain(em, em->vars[var].parent);
    int space = owner == seq ? base_of(em, var) : join_space(em, em->seqs[seq].space, base_of(em, var), emit_map(em, seq, owner));
    LIST_ADD(em->arena, em->seqs, em->n_seqs, (Seq){seq, var, space});
    return em->n_seqs - 1;
}
bool emit_contains(const Emit *em, int seq, int part)
{
    for (; part != SEQ_ROOT; part = em->seqs[part].prefix)
        if (!uses(em, seq, em->seqs[part].var)) return false;
    return true;
}
int emit_meet(Emit *em, int home, int a, int b)
{
    if (emit_contains(em, a, b)) return a;
    if (emit_contains(em, b, a)) return b;
    if (!emit_contains(em, home, a) || !emit_contains(em, home, b)) { emit_fail(em, "values of unrelated elements meet"); return home; }
    while (home != SEQ_ROOT && emit_contains(em, em->seqs[home].prefix, a) && emit_contains(em, em->seqs[home].prefix, b)) home = em->seqs[home].prefix;
    return home;
}
/* From a lane of `to` down to `from`: drop the last variable, or step into the element a join pairs with it. */
int emit_map(Emit *em, int to, int from)
{
    LaneMap m = {.to = (uint16_t)em->seqs[to].space, .from = (uint16_t)em->seqs[from].space};
    for (int at = to; at != from; m.n++) {
        if (at == SEQ_ROOT || m.n >= MAP_STEPS_MAX) { emit_fail(em, "lists are nested too deeply"); return 0; }
        bool inner = em->seqs[at].space >= JOIN_FIRST && from == emit_chain(em, em->seqs[at].var);
        if (inner) m.inner |= 1u << m.n;
        at = inner ? from : em->seqs[at].prefix;
    }
    for (int i = 0; i < em->n_maps; i++)
        if (em->maps[i].to == m.to && em->maps[i].from == m.from && em->maps[i].n == m.n && em->maps[i].inner == m.inner) return i;
    if (em->n_maps >= UINT16_MAX) { emit_fail(em, "too many ways between lists"); return 0; }
    LIST_ADD(em->arena, em->maps, em->n_maps, m);
    return em->n_maps - 1;
}
Value emit_arrange(Emit *em, Value v, int seq)
{
    if (v.seq == seq || em->failed) return v;
    Instr in = em->code[v.reg];
    if (in.op != BC_CONST && in.op != BC_BROKEN && in.op != BC_PENDING)
        in = (Instr){.op = BC_MAP, .kind = in.kind, .a = (uint32_t)v.reg, .imm = emit_map(em, seq, v.seq)};
    return emit_instr(em, in, seq);
}

static bool same_frame(const Frame *a, const Frame *b)
{
    return a->var == b->var && a->entity == b->entity && a->n == b->n && memcmp(a->field, b->field, a->n * sizeof *a->field) == 0;
}
static bool same_value(Value a, Value b) { return a.reg == b.reg && a.seq == b.seq; }
static bool same_site(const Emit *em, int at, const void *key)
{
    const Site *p = key, *q = &em->sites[at];
    bool same = p->n_frames == q->n_frames && p->home == q->home && same_value(p->as_of, q->as_of) && same_value(p->law, q->law);
    for (int k = 0; same && k < p->n_frames; k++) same = same_frame(&p->frame[k], &q->frame[k]);
    return same;
}
static uint64_t site_hash(const Site *s)
{
    const Frame *f = &s->frame[s->n_frames - 1];
    int parts[7 + NESTED_MAX] = {s->as_of.reg, s->law.reg, s->home, s->n_frames, f->var, f->entity, f->n};
    for (int i = 0; i < f->n; i++) parts[7 + i] = f->field[i];
    return emit_hash(parts, sizeof parts);
}
static uint64_t site_hash_at(const Emit *em, int at) { return site_hash(&em->sites[at]); }
int emit_site(Emit *em, const Site *s)
{
    int *slot = emit_index_slot(em, &em->site_index, em->n_sites, site_hash(s), same_site, s, site_hash_at);
    if (!*slot) {
        LIST_ADD(em->arena, em->sites, em->n_sites, *s);
        *slot = em->n_sites;
    }
    return *slot - 1;
}
