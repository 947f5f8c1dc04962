/* One number for all that is computed alike. See alike.h.
 * Must never know records. */
#include "interp/code/alike.h"
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/code/bytecode_table.h"

/* A node is a run of bytes: what it does, and the numbers of what it does it to. */
typedef struct { const char *bytes; size_t n; } Key;
struct Alike { Arena *arena; Key *keys; int n_keys; int *slot; size_t cap; };

Alike *alike_new(Arena *arena)
{
    Alike *a = arena_alloc(arena, sizeof *a);
    a->arena = arena;
    return a;
}
static uint64_t hash(Key k)
{
    uint64_t h = 0xcbf29ce484222325ull;
    for (size_t i = 0; i < k.n; i++) h = (h ^ (unsigned char)k.bytes[i]) * 0x100000001b3ull;
    return h ^ h >> 29;
}
static int *find(const Alike *a, Key k)
{
    size_t at = hash(k) & (a->cap - 1);
    while (a->slot[at] && (a->keys[a->slot[at] - 1].n != k.n || memcmp(a->keys[a->slot[at] - 1].bytes, k.bytes, k.n) != 0)) at = (at + 1) & (a->cap - 1);
    return &a->slot[at];
}
static int number_of(Alike *a, Key k)
{
    if ((size_t)a->n_keys * 2 >= a->cap) {
        a->cap = a->cap ? a->cap * 2 : 1024;
        a->slot = arena_alloc(a->arena, a->cap * sizeof *a->slot);
        for (int i = 0; i < a->n_keys; i++) *find(a, a->keys[i]) = i + 1;
    }
    int *slot = find(a, k);
    if (!*slot) {
        k.bytes = arena_strndup(a->arena, k.bytes, k.n);
        LIST_ADD(a->arena, a->keys, a->n_keys, k);
        *slot = a->n_keys;
    }
    return *slot - 1;
}
static int number_of_text(Alike *a, const StrBuf *b) { return number_of(a, (Key){b->text, b->n}); }

/* ---- what stands outside the instructions ---- */
static void put_path(StrBuf *b, const Program *p, int entity, int n, const uint16_t *field)
{
    for (int i = 0; i < n; i++) {
        const Field *f = &p->entities[entity].fields[field[i]];
        strbuf_printf(b, ".%s", f->name.alias);
        entity = f->type.ref;
    }
}
static void put_type(StrBuf *b, const Program *p, Type type)
{
    strbuf_printf(b, " %d %d %d/%d", type.kind, type.scale, type.unit.base, type.unit.per);
    if (type.kind != TY_ENUM) return;
    const Enum *e = &p->enums[type.ref];
    for (int i = 0; i < e->n_values; i++) strbuf_printf(b, "|%s", e->values[i].name.alias);
}
static Type column_type(const AlikeChunk *c, const ColumnSpec *s)
{
    int entity = c->chunk->specs[s->space].entity;
    for (int i = 0; i + 1 < s->n; i++) entity = c->program->entities[entity].fields[s->field[i]].type.ref;
    return c->program->entities[entity].fields[s->field[s->n - 1]].type;
}
static int space_number(Alike *a, const AlikeChunk *c, int space)
{
    const Space *s = &c->chunk->spaces[space];
    StrBuf b = {.arena = a->arena};
    if (space == 0) strbuf_printf(&b, "root %s", c->program->entities[c->chunk->entity].name.alias);
    else if (!s->join) {
        strbuf_printf(&b, "list of %d at ", c->space[s->outer]);
        put_path(&b, c->program, c->chunk->specs[c->chunk->specs[space].parent].entity, c->chunk->specs[space].n, c->chunk->specs[space].field);
    } else {
        const LaneMap *m = &c->chunk->maps[s->owner_map];
        strbuf_printf(&b, "join %d %d by %d %d", c->space[s->outer], c->space[s->list], m->n, (int)m->inner);
    }
    return number_of_text(a, &b);
}
static void put_repealed(StrBuf *b, const AlikeChunk *c, int64_t imm)
{
    int version, param = reason_param(imm, &version);
    strbuf_printf(b, "!%s %d", c->program->params[param].name.alias, c->program->params[param].versions[version].from);
}
static void put_immediate(StrBuf *b, const AlikeChunk *c, const Instr *in)
{
    const LaneMap *m;
    const ColumnSpec *s;
    switch ((Opcode)in->op) {
    case BC_LOAD:
        s = &c->chunk->columns[in->imm];
        strbuf_printf(b, "%d", c->space[s->space]);
        put_path(b, c->program, c->chunk->specs[s->space].entity, s->n, s->field);
        put_type(b, c->program, column_type(c, s));
        strbuf_printf(b, " %lld..%lld", (long long)c->chunk->ranges[in->imm].lo, (long long)c->chunk->ranges[in->imm].hi);
        return;
    case BC_CONST:
        if (in->kind == KIND_TEXT) strbuf_printf(b, "\"%s", c->chunk->texts[in->imm]);
        else strbuf_printf(b, "%lld", (long long)in->imm);
        return;
    case BC_PENDING:
        strbuf_printf(b, "=%s", c->program->params[in->imm].name.alias);
        put_type(b, c->program, c->program->params[in->imm].type);
        return;
    case BC_BROKEN:
        if (in->aux == REASON_PARAM_REPEALED) put_repealed(b, c, in->imm);
        return;
    case BC_MAP:
        m = &c->chunk->maps[in->imm];
        strbuf_printf(b, "%d to %d by %d %d", c->space[m->from], c->space[m->to], m->n, (int)m->inner);
        return;
    default: break;
    }
    if (opcode_rows[in->op].place == PLACE_FOLDED) strbuf_printf(b, "%d", c->space[in->imm]);
    else strbuf_printf(b, "%lld", (long long)in->imm);
}
static bool either_way_round(Opcode op) { return op == BC_AND || op == BC_OR || op == BC_SAME || op == BC_ADD || op == BC_MUL || op == BC_MIN || op == BC_MAX; }
static int instr_number(Alike *a, const AlikeChunk *c, const Instr *in)
{
    StrBuf b = {.arena = a->arena};
    int n = opcode_rows[in->op].n_operands, x[3] = {n > 0 ? c->node[in->a] : -1, n > 1 ? c->node[in->b] : -1, n > 2 ? c->node[in->c] : -1};
    if (either_way_round((Opcode)in->op) && x[0] > x[1]) {
        int t = x[0];
        x[0] = x[1], x[1] = t;
    }
    strbuf_printf(&b, "%d %d %d %d %d %d %d(%d %d %d)", in->op, in->kind, in->aux, in->scale[0], in->scale[1], in->scale[2], c->space[in->space], x[0], x[1], x[2]);
    put_immediate(&b, c, in);
    return number_of_text(a, &b);
}
AlikeChunk alike_add(Alike *a, const Program *program, const Chunk *chunk)
{
    AlikeChunk c = {program, chunk, arena_alloc(a->arena, (size_t)chunk->n_code * sizeof(int) + 1), arena_alloc(a->arena, (size_t)chunk->n_spaces * sizeof(int) + 1)};
    for (int i = 0; i < chunk->n_spaces; i++) c.space[i] = space_number(a, &c, i);
    for (int i = 0; i < chunk->n_code; i++) c.node[i] = instr_number(a, &c, &chunk->code[i]);
    return c;
}

/* ---- decisions ---- */
static bool same(const AlikeChunk *a, int ra, const AlikeChunk *b, int rb)
{
    if (ra < 0 || rb < 0) return ra < 0 && rb < 0;
    return a->node[ra] == b->node[rb];
}
static bool same_name(Name a, Name b) { return strcmp(a.alias, b.alias) == 0; }
static bool same_type(const AlikeChunk *a, Type ta, const AlikeChunk *b, Type tb)
{
    if (ta.kind != tb.kind || (ta.kind == TY_NUM && (ta.scale != tb.scale || !unit_equal(ta.unit, tb.unit)))) return false;
    if (ta.kind != TY_ENUM) return true;
    const Enum *x = &a->program->enums[ta.ref], *y = &b->program->enums[tb.ref];
    if (x->n_values != y->n_values) return false;
    for (int i = 0; i < x->n_values; i++)
        if (!same_name(x->values[i].name, y->values[i].name)) return false;
    return true;
}
static bool same_amount(const AlikeChunk *a, const RuleVersion *va, const AlikeChunk *b, const RuleVersion *vb)
{
    if (!va->amount != !vb->amount || !va->weight != !vb->weight || !va->deadline != !vb->deadline || va->amount_kind != vb->amount_kind) return false;
    if (va->amount && !same_type(a, va->amount_type, b, vb->amount_type)) return false;
    if (va->weight && !same_type(a, va->weight->type, b, vb->weight->type)) return false;
    return !va->deadline || same_type(a, va->deadline->type, b, vb->deadline->type);
}
static bool same_version(const AlikeChunk *a, const DecisionVersion *da, const RuleVersion *va, const AlikeChunk *b, const DecisionVersion *db, const RuleVersion *vb)
{
    const int left[] = {da->value, da->applies, da->amount, da->weight, da->due, da->deadline, da->conflict}, right[] = {db->value, db->applies, db->amount, db->weight, db->due, db->deadline, db->conflict};
    if (da->from != db->from || da->n_parts != db->n_parts || da->n_items != db->n_items || !same_amount(a, va, b, vb)) return false;
    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        if (!same(a, left[i], b, right[i])) return false;
    for (int i = 0; i < da->n_parts; i++)
        if (!same(a, da->parts[i], b, db->parts[i]) || !same_name(va->payers[i].name, vb->payers[i].name)) return false;
    for (int i = 0; i < da->n_items; i++) {
        int k = 0;
        while (k < db->n_items && !same_name(va->items[i].name, vb->items[k].name)) k++;
        if (k == db->n_items || !same(a, da->items[i], b, db->items[k])) return false;
    }
    return true;
}
bool alike_decisions(const AlikeChunk *a, const Decision *da, const AlikeChunk *b, const Decision *db)
{
    const Rule *ra = &a->program->rules[da->rule], *rb = &b->program->rules[db->rule];
    if (ra->kind != rb->kind || da->n_versions != db->n_versions || !same(a, da->in_force, b, db->in_force) || !same(a, da->repealed, b, db->repealed)) return false;
    if (ra->kind == RULE_DEFINE && !same_type(a, ra->type, b, rb->type)) return false;
    for (int i = 0; i < da->n_versions; i++)
        if (!same_version(a, &da->versions[i], &ra->versions[i], b, &db->versions[i], &rb->versions[i])) return false;
    return true;
}
