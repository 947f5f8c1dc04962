/* Instructions: one for each distinct computation, constants folded where that says the same.
 * Knows registers and kinds. Must never know expressions or rules. */
#include "interp/code/emit_internal.h"
#include <string.h>
#include "interp/code/bytecode_table.h"

void emit_fail(Emit *em, const char *why)
{
    if (!em->failed) em->why = why;
    em->failed = true;
}
uint64_t emit_hash(const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    uint64_t h = 0xcbf29ce484222325ull, word;
    for (; n >= sizeof word; p += sizeof word, n -= sizeof word) memcpy(&word, p, sizeof word), h = (h ^ word) * 0x9E3779B97F4A7C15ull, h ^= h >> 32;
    while (n--) h = (h ^ *p++) * 0x100000001b3ull;
    return h ^ h >> 29;
}
static void index_grow(Emit *em, Index *index, int count, uint64_t (*hash_at)(const Emit *, int))
{
    size_t cap = index->cap ? index->cap * 2 : 256;
    int *slot = arena_alloc(em->arena, cap * sizeof *slot);
    for (int i = 0; i < count; i++) {
        size_t at = hash_at(em, i) & (cap - 1);
        while (slot[at]) at = (at + 1) & (cap - 1);
        slot[at] = i + 1;
    }
    *index = (Index){slot, cap};
}
int *emit_index_slot(Emit *em, Index *index, int count, uint64_t hash, bool (*same)(const Emit *, int, const void *), const void *key, uint64_t (*hash_at)(const Emit *, int))
{
    if ((size_t)count * 2 >= index->cap) index_grow(em, index, count, hash_at);
    size_t at = hash & (index->cap - 1);
    while (index->slot[at] && !same(em, index->slot[at] - 1, key)) at = (at + 1) & (index->cap - 1);
    return &index->slot[at];
}
static bool same_instr(const Emit *em, int at, const void *key)
{
    const Instr *a = &em->code[at], *b = key;
    return a->op == b->op && a->kind == b->kind && a->aux == b->aux && memcmp(a->scale, b->scale, 3) == 0 && a->space == b->space &&
           a->a == b->a && a->b == b->b && a->c == b->c && a->imm == b->imm;
}
static uint64_t instr_hash(const Instr *in)
{
    const uint64_t parts[] = {in->op | (uint64_t)in->kind << 8 | (uint64_t)in->aux << 16 | (uint64_t)in->scale[0] << 24 | (uint64_t)in->scale[1] << 32 | (uint64_t)in->scale[2] << 40 | (uint64_t)in->space << 48,
                              in->a | (uint64_t)in->b << 32, in->c, (uint64_t)in->imm};
    return emit_hash(parts, sizeof parts);
}
static uint64_t code_hash_at(const Emit *em, int at) { return instr_hash(&em->code[at]); }

/* Has no value in some lanes though its operands have. */
static bool may_break(Opcode op) { return opcode_rows[op].whole == OP_BREAKS; }
Value emit_instr(Emit *em, Instr in, int seq)
{
    in.space = (uint16_t)em->seqs[seq].space;
    int *slot = emit_index_slot(em, &em->code_index, em->n_code, instr_hash(&in), same_instr, &in, code_hash_at);
    if (*slot) return (Value){*slot - 1, seq};
    const uint32_t operand[3] = {in.a, in.b, in.c};
    bool varies = in.op == BC_LOAD || opcode_rows[in.op].place == PLACE_FOLDED, breaks = may_break((Opcode)in.op);
    for (int i = 0; i < opcode_rows[in.op].n_operands; i++) varies |= em->varies[operand[i]], breaks |= em->breaks[operand[i]];
    int n = em->n_code, n_expr = em->n_code, n_breaks = em->n_code;
    LIST_ADD(em->arena, em->varies, n, varies);
    LIST_ADD(em->arena, em->breaks, n_breaks, breaks);
    LIST_ADD(em->arena, em->expr, n_expr, em->current_expr);
    LIST_ADD(em->arena, em->code, em->n_code, in);
    *slot = em->n_code;
    return (Value){em->n_code - 1, seq};
}
RegKind emit_kind(const Emit *em, Value v) { return (RegKind)em->code[v.reg].kind; }
bool emit_constant(const Emit *em, Value v, int64_t *out)
{
    if (em->code[v.reg].op != BC_CONST) return false;
    *out = em->code[v.reg].imm;
    return true;
}
Value emit_const(Emit *em, RegKind kind, int64_t v) { return emit_instr(em, (Instr){.op = BC_CONST, .kind = (uint8_t)kind, .imm = v}, SEQ_ROOT); }
Value emit_truth(Emit *em, bool v) { return emit_const(em, KIND_BIT, v); }
Value emit_broken(Emit *em, RegKind kind, Reason reason) { return emit_instr(em, (Instr){.op = BC_BROKEN, .kind = (uint8_t)kind, .aux = (uint8_t)reason}, SEQ_ROOT); }

Value emit_convert(Emit *em, Value v, RegKind kind)
{
    const Instr *in = &em->code[v.reg];
    int64_t c;
    if (in->kind == kind) return v;
    if (in->op == BC_BROKEN) return emit_instr(em, (Instr){.op = BC_BROKEN, .kind = (uint8_t)kind, .aux = in->aux, .imm = in->imm}, v.seq);
    if (emit_constant(em, v, &c) && emit_column_kind((RegKind)in->kind) && emit_fits(kind, c)) return emit_instr(em, (Instr){.op = BC_CONST, .kind = (uint8_t)kind, .imm = c}, v.seq);
    if (emit_column_kind((RegKind)in->kind) && emit_column_kind(kind) && (RegKind)in->kind < kind) return emit_unary(em, BC_WIDEN, kind, v);
    emit_fail(em, "values of different kinds meet");
    return v;
}
/* Both of one kind: a constant takes the other's where it fits, else the narrower is widened. */
void emit_unify(Emit *em, Value *a, Value *b)
{
    RegKind ka = emit_kind(em, *a), kb = emit_kind(em, *b);
    int64_t c;
    if (ka == kb) return;
    if (em->code[a->reg].op == BC_BROKEN || (emit_constant(em, *a, &c) && emit_fits(kb, c))) *a = emit_convert(em, *a, kb);
    else if (em->code[b->reg].op == BC_BROKEN || (emit_constant(em, *b, &c) && emit_fits(ka, c)) || kb < ka) *b = emit_convert(em, *b, ka);
    else *a = emit_convert(em, *a, kb);
}
Value emit_unary(Emit *em, Opcode op, RegKind kind, Value a) { return emit_instr(em, (Instr){.op = (uint8_t)op, .kind = (uint8_t)kind, .a = (uint32_t)a.reg}, a.seq); }
Value emit_binary(Emit *em, int home, Opcode op, RegKind kind, Value a, Value b)
{
    int seq = emit_meet(em, home, a.seq, b.seq);
    a = emit_arrange(em, a, seq), b = emit_arrange(em, b, seq);
    return emit_instr(em, (Instr){.op = (uint8_t)op, .kind = (uint8_t)kind, .a = (uint32_t)a.reg, .b = (uint32_t)b.reg}, seq);
}

/* ---- logic ---- */
Value emit_not(Emit *em, Value a)
{
    int64_t c;
    if (emit_constant(em, a, &c)) return emit_truth(em, !c);
    if (em->code[a.reg].op == BC_NOT) return (Value){(int)em->code[a.reg].a, a.seq};
    return emit_unary(em, BC_NOT, KIND_BIT, a);
}
Value emit_and(Emit *em, int home, Value a, Value b)
{
    if (emit_is_truth(em, a, false) || emit_is_truth(em, b, true)) return a;
    if (emit_is_truth(em, b, false) || emit_is_truth(em, a, true)) return b;
    return a.reg == b.reg && a.seq == b.seq ? a : emit_binary(em, home, BC_AND, KIND_BIT, a, b);
}
Value emit_or(Emit *em, int home, Value a, Value b)
{
    if (emit_is_truth(em, a, true) || emit_is_truth(em, b, false)) return a;
    if (emit_is_truth(em, b, true) || emit_is_truth(em, a, false)) return b;
    return a.reg == b.reg && a.seq == b.seq ? a : emit_binary(em, home, BC_OR, KIND_BIT, a, b);
}

/* ---- comparison ---- */
static Compare mirrored(Compare op)
{
    static const uint8_t mirror[] = {CMP_EQ, CMP_NE, CMP_GT, CMP_GE, CMP_LT, CMP_LE};
    return (Compare)mirror[op];
}
/* An age on a day that no fact decides, against a number that none decides: the VM compares birthdays with one day. Always asked as
 * "at least", so that what is asked of one age in several ways is one instruction. */
static bool compare_age(Emit *em, Compare op, Value a, Value b, Value *out)
{
    const Instr *age = &em->code[a.reg];
    int64_t n;
    if ((age->op != BC_YEARS && age->op != BC_MONTHS) || !em->varies[age->a] || em->varies[age->b] || em->varies[b.reg]) return false;
    if (!emit_contains(em, a.seq, b.seq) || !emit_column_kind(emit_kind(em, b))) return false;
    Instr in = {.op = BC_AGE, .kind = KIND_BIT, .scale = {age->op == BC_YEARS ? age->aux : 0, age->op == BC_MONTHS}, .a = age->a, .b = age->b};
    bool more = (op == CMP_GT || op == CMP_LE) && emit_constant(em, b, &n) && emit_fits(emit_kind(em, b), n) && n < INT32_MAX;
    if (more) b = emit_const(em, KIND_I64, n + 1), op = op == CMP_GT ? CMP_GE : CMP_LT;
    bool less = op == CMP_LT;
    in.aux = (uint8_t)(less ? CMP_GE : op);
    in.c = (uint32_t)emit_arrange(em, b, a.seq).reg;
    *out = emit_instr(em, in, a.seq);
    if (less) *out = emit_not(em, *out);
    return true;
}
Value emit_compare(Emit *em, int home, Compare op, Value a, Value b)
{
    int64_t x, y;
    Value out;
    if (emit_constant(em, a, &x) && emit_constant(em, b, &y)) return emit_truth(em, compare_holds(op, x, y));
    bool in_order = !em->breaks[a.reg]; /* of two operands without a value the first gives the reason */
    if (compare_age(em, op, a, b, &out) || (in_order && compare_age(em, mirrored(op), b, a, &out))) return out;
    if (emit_constant(em, b, &y) && emit_choice_compare(em, home, op, a, y, &out)) return out;
    if (emit_constant(em, a, &x) && emit_choice_compare(em, home, mirrored(op), b, x, &out)) return out;
    emit_unify(em, &a, &b);
    RegKind kind = emit_kind(em, a);
    Opcode code = kind == KIND_QUOT ? BC_QCOMPARE : BC_COMPARE;
    if (kind == KIND_BIT) {
        out = emit_binary(em, home, BC_SAME, KIND_BIT, a, b);
        return op == CMP_NE ? emit_not(em, out) : out;
    }
    int seq = emit_meet(em, home, a.seq, b.seq);
    a = emit_arrange(em, a, seq), b = emit_arrange(em, b, seq);
    return emit_instr(em, (Instr){.op = (uint8_t)code, .kind = KIND_BIT, .aux = (uint8_t)op, .a = (uint32_t)a.reg, .b = (uint32_t)b.reg}, seq);
}
Value emit_since(Emit *em, const Site *site, int32_t from)
{
    if (from == INT32_MIN) return emit_truth(em, true);
    return emit_compare(em, site->home, CMP_GE, site->law, emit_const(em, KIND_I32, from));
}
