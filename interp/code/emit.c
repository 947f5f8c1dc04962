/* A chunk for one root entity: which rules belong to it, and the chunk's tables put in order.
 * Knows rules and entities. Must never know how anything runs. */
#include "interp/code/emit.h"
#include <stdlib.h>
#include <string.h>
#include "interp/code/emit_internal.h"

/* ---- whose rules ---- */
/* Nested entities in order of declaration, nearer ones first; each entity once. */
typedef struct { Frame *frame; int n; } Subjects;
static void find_subjects(Emit *em, int entity, Subjects *s)
{
    LIST_ADD(em->arena, s->frame, s->n, (Frame){.var = VAR_NONE, .entity = entity});
    for (int at = 0; at < s->n; at++) {
        const Entity *e = &em->program->entities[s->frame[at].entity];
        for (int i = 0; i < e->n_fields && s->frame[at].n < NESTED_MAX; i++) {
            if (e->fields[i].type.kind != TY_ENTITY) continue;
            Frame f = s->frame[at];
            bool known = false;
            f.field[f.n++] = (uint16_t)i, f.entity = e->fields[i].type.ref;
            for (int k = 0; k < s->n; k++) known |= s->frame[k].entity == f.entity;
            if (!known) LIST_ADD(em->arena, s->frame, s->n, f);
        }
    }
}
static const Frame *subject_of(const Subjects *s, int entity)
{
    static const Frame nobody = {.var = VAR_NONE, .entity = -1};
    if (entity < 0) return &nobody;
    for (int i = 0; i < s->n; i++) if (s->frame[i].entity == entity) return &s->frame[i];
    return NULL;
}
static void emit_decisions(Emit *em, int entity, Chunk *c)
{
    Subjects subjects = {0};
    find_subjects(em, entity, &subjects);
    Value as_of = emit_instr(em, (Instr){.op = BC_AS_OF, .kind = KIND_I32}, SEQ_ROOT), law = emit_instr(em, (Instr){.op = BC_LAW_DATE, .kind = KIND_I32}, SEQ_ROOT);
    for (int i = 0; i < em->program->n_rules && !em->failed; i++) {
        const Frame *f = subject_of(&subjects, em->program->rules[i].subject);
        if (!f) continue;
        Site site = {.frame = {*f}, .n_frames = 1, .as_of = as_of, .law = law, .home = SEQ_ROOT};
        Decision d = {.n = f->n};
        memcpy(d.field, f->field, sizeof d.field);
        emit_decision(em, emit_site(em, &site), i, &d);
        LIST_ADD(em->arena, c->decisions, c->n_decisions, d);
    }
}

/* ---- where explanations look ---- */
/* By what is counted in the byte of the key at `shift`; what is equal there stays in its order. */
static uint64_t origin_key(const Origin *o) { return (uint64_t)(uint32_t)o->context << 32 | (uint32_t)o->expr; }
static void sort_by_byte(const Origin *from, Origin *to, int n, int shift)
{
    int start[257] = {0};
    for (int i = 0; i < n; i++) start[(origin_key(&from[i]) >> shift & 255) + 1]++;
    for (int i = 1; i < 257; i++) start[i] += start[i - 1];
    for (int i = 0; i < n; i++) to[start[origin_key(&from[i]) >> shift & 255]++] = from[i];
}
static void sort_origins(Emit *em, Chunk *c)
{
    uint64_t all = 0;
    Origin *other = arena_alloc(em->arena, (size_t)c->n_origins * sizeof *other + 1);
    for (int i = 0; i < c->n_origins; i++) all |= origin_key(&c->origins[i]);
    for (int shift = 0; shift < 64; shift += 8) {
        if (!(all >> shift & 255)) continue;
        sort_by_byte(c->origins, other, c->n_origins, shift);
        Origin *sorted = other;
        other = c->origins, c->origins = sorted;
    }
}
static void list_contexts(Emit *em, Chunk *c)
{
    c->contexts = arena_alloc(em->arena, (size_t)em->n_sites * sizeof *c->contexts + 1);
    c->n_contexts = em->n_sites;
    for (int i = 0; i < em->n_sites; i++) {
        const Site *p = &em->sites[i];
        const Frame *f = &p->frame[p->n_frames - 1];
        int home = p->home;
        c->contexts[i] = (CodeContext){.home = (uint16_t)em->seqs[home].space, .n = f->n};
        memcpy(c->contexts[i].field, f->field, sizeof f->field);
        c->contexts[i].as_of = emit_arrange(em, p->as_of, home).reg, c->contexts[i].law_date = emit_arrange(em, p->law, home).reg;
    }
}
static void list_origins(Emit *em, Chunk *c)
{
    c->origins = arena_alloc(em->arena, (size_t)em->n_memos * sizeof *c->origins + 1);
    for (int i = 0; i < em->n_memos && !em->failed; i++) {
        const Memo *m = &em->memos[i];
        if (m->detail != -1) continue;
        int home = em->sites[m->site].home;
        Origin o = {.expr = ((const Expr *)m->what)->id, .context = m->site, .reg = m->value.reg, .map = -1, .inner = m->inner, .inner_map = -1};
        if (m->value.seq != home) o.map = emit_map(em, home, m->value.seq);
        if (m->inner >= 0) {
            int inner = em->sites[m->inner].home;
            if (inner != home && emit_contains(em, home, inner)) o.inner_map = emit_map(em, home, inner);
        }
        c->origins[c->n_origins++] = o;
    }
    sort_origins(em, c);
}

/* ---- numbering ---- */
/* Joins were numbered apart; now they follow the lists. */
static uint16_t final_space(const Emit *em, int space) { return (uint16_t)(space >= JOIN_FIRST ? em->n_specs + space - JOIN_FIRST : space); }
static void number_spaces(Emit *em, Chunk *c)
{
    c->n_spaces = em->n_specs + em->n_joins;
    c->spaces = arena_alloc(em->arena, (size_t)c->n_spaces * sizeof *c->spaces);
    for (int i = 1; i < em->n_specs; i++) c->spaces[i].outer = (uint16_t)em->specs[i].parent;
    for (int i = 0; i < em->n_joins; i++) {
        Space *s = &c->spaces[em->n_specs + i];
        *s = em->joins[i];
        s->outer = final_space(em, s->outer), s->list = final_space(em, s->list);
    }
    for (int i = 0; i < em->n_maps; i++) em->maps[i].to = final_space(em, em->maps[i].to), em->maps[i].from = final_space(em, em->maps[i].from);
    for (int i = 0; i < c->n_contexts; i++) c->contexts[i].home = final_space(em, c->contexts[i].home);
    for (int i = 0; i < em->n_code; i++) {
        Instr *in = &em->code[i];
        in->space = final_space(em, in->space);
        if (in->op >= BC_FOLD_ANY && in->op <= BC_FOLD_SHARE) in->imm = final_space(em, (int)in->imm);
    }
}
Chunk *emit_chunk(const Program *program, int entity, Arena *arena, const char **why)
{
    Emit em = {.program = program, .arena = arena, .current_expr = -1};
    Chunk *c = arena_alloc(arena, sizeof *c);
    LIST_ADD(arena, em.specs, em.n_specs, (SpaceSpec){.parent = -1, .entity = entity});
    LIST_ADD(arena, em.seqs, em.n_seqs, (Seq){.prefix = -1, .var = VAR_NONE, .space = 0});
    emit_decisions(&em, entity, c);
    if (!em.failed) list_contexts(&em, c);
    if (!em.failed) list_origins(&em, c);
    if (!em.failed) number_spaces(&em, c);
    if (em.failed) { *why = em.why; return NULL; }
    c->entity = entity;
    c->specs = em.specs, c->n_specs = em.n_specs, c->maps = em.maps, c->n_maps = em.n_maps;
    c->columns = em.columns, c->ranges = em.ranges, c->n_columns = em.n_columns, c->texts = em.texts, c->n_texts = em.n_texts;
    c->code = em.code, c->expr = em.expr, c->n_code = em.n_code;
    return c;
}
