/* Names of instructions and the verifier: what a chunk must satisfy before it may run. Knows the opcode table.
 * Must never know: programs, how anything runs. */
#include "interp/code/bytecode.h"
#include <string.h>
#include "interp/code/bytecode_table.h"

const OpcodeRow opcode_rows[BC_COUNT_] = {
#define OP(name, text, result, operands, place, cell, whole, check) {text, operands, result, sizeof operands - 1, PLACE_##place, CHECK_##check, OP_##whole},
#include "interp/code/opcodes.def"
#undef OP
};

const char *opcode_name(Opcode op) { return op < BC_COUNT_ ? opcode_rows[op].text : "?"; }
const char *kind_name(RegKind kind)
{
    static const char *const names[] = {"bit", "enum", "text", "u8", "i32", "i64", "quot"};
    return kind < KIND_COUNT_ ? names[kind] : "?";
}
const char *reason_id(Reason reason)
{
    static const char *const ids[] = {"none", "no_case", "zero_division", "empty", "overflow", "date_range", "conflict", "no_version", "parameter_repealed"};
    return reason < REASON_COUNT_ ? ids[reason] : "?";
}
size_t kind_width(RegKind kind)
{
    static const uint8_t width[] = {0, 1, 4, 1, 4, 8, 32};
    return kind < KIND_COUNT_ ? width[kind] : 0;
}
const Origin *chunk_origin(const Chunk *chunk, int context, int expr)
{
    int lo = 0, hi = chunk->n_origins;
    while (lo < hi) {
        int mid = lo + (hi - lo) / 2;
        const Origin *o = &chunk->origins[mid];
        if (o->context < context || (o->context == context && o->expr < expr)) lo = mid + 1;
        else hi = mid;
    }
    return lo < chunk->n_origins && chunk->origins[lo].context == context && chunk->origins[lo].expr == expr ? &chunk->origins[lo] : NULL;
}

/* ---- the verifier ---- */
#define REQUIRE(condition, fault) do { if (!(condition)) return fault; } while (0)
typedef const char *Fault; /* NULL: none */

static bool in_range(int64_t i, int n) { return i >= 0 && i < n; }
static Fault verify_path(uint8_t n, int least) { return n < least || n > 6 ? "a path is too long or empty" : NULL; }
static Fault verify_map(const Chunk *c, const LaneMap *m)
{
    REQUIRE(m->to < c->n_spaces && m->from < c->n_spaces && m->n <= MAP_STEPS_MAX, "a map names no space");
    uint32_t at = m->to;
    for (int i = 0; i < m->n; i++) {
        bool inner = m->inner >> i & 1;
        REQUIRE(inner ? c->spaces[at].join : at != 0, "a map leaves its spaces");
        at = inner ? c->spaces[at].list : c->spaces[at].outer;
    }
    return at == m->from ? NULL : "a map leads elsewhere";
}
static Fault verify_spaces(const Chunk *c)
{
    REQUIRE(c->n_specs >= 1 && c->n_spaces >= c->n_specs && c->n_spaces <= UINT16_MAX, "no spaces");
    REQUIRE(!c->spaces[0].join, "the root space is a join");
    for (int i = 1; i < c->n_spaces; i++) {
        const Space *s = &c->spaces[i];
        REQUIRE(s->join == (i >= c->n_specs) && s->outer < i, "a space stands before its owner");
        if (i < c->n_specs) {
            REQUIRE(c->specs[i].parent == s->outer, "a list space differs from its specification");
            Fault f = verify_path(c->specs[i].n, 1);
            if (f) return f;
        } else REQUIRE(s->list >= 1 && s->list < c->n_specs && s->owner_map < c->n_maps, "a join names no list");
    }
    for (int i = 0; i < c->n_maps; i++) {
        Fault f = verify_map(c, &c->maps[i]);
        if (f) return f;
    }
    for (int i = c->n_specs; i < c->n_spaces; i++) {
        const LaneMap *m = &c->maps[c->spaces[i].owner_map];
        REQUIRE(m->to == c->spaces[i].outer && m->from == c->spaces[c->spaces[i].list].outer, "a join's owner map leads elsewhere");
    }
    return NULL;
}
static Fault verify_columns(const Chunk *c)
{
    for (int i = 0; i < c->n_columns; i++) {
        const ColumnSpec *s = &c->columns[i];
        REQUIRE(s->space < c->n_specs && s->kind <= COL_TEXT && c->ranges[i].lo <= c->ranges[i].hi, "a column is malformed");
        Fault f = verify_path(s->n, 1);
        if (f) return f;
    }
    for (int i = 0; i < c->n_texts; i++) REQUIRE(c->texts[i], "a text is missing");
    return NULL;
}
static bool column_holds(ColumnKind column, RegKind kind)
{
    switch (column) {
    case COL_BIT: return kind == KIND_BIT;
    case COL_U8: return kind == KIND_U8 || kind == KIND_ENUM;
    case COL_I32: return kind == KIND_I32;
    case COL_I64: return kind == KIND_I64;
    case COL_TEXT: return kind == KIND_TEXT;
    }
    return false;
}
static bool value_fits(const Chunk *c, RegKind kind, int64_t v)
{
    switch (kind) {
    case KIND_BIT: return v == 0 || v == 1;
    case KIND_ENUM: case KIND_U8: return v >= 0 && v <= 255;
    case KIND_TEXT: return in_range(v, c->n_texts);
    case KIND_I32: return v >= INT32_MIN && v <= INT32_MAX;
    case KIND_I64: return true;
    case KIND_QUOT: case KIND_COUNT_: break;
    }
    return false;
}
static bool ordered_column(RegKind kind) { return kind == KIND_U8 || kind == KIND_I32 || kind == KIND_I64; }
static bool letter_fits(char letter, RegKind kind, RegKind result)
{
    switch (letter) {
    case 'b': return kind == KIND_BIT;
    case 'd': return kind == KIND_I32;
    case 'w': return kind == KIND_I64;
    case 'q': return kind == KIND_QUOT;
    case 'o': return ordered_column(kind);
    case 'c': return kind != KIND_BIT && kind != KIND_QUOT;
    case 'k': return kind == result;
    default: return letter == 'v';
    }
}
/* What the table cannot say: immediates. */
static Fault verify_immediate(const Chunk *c, const Instr *in)
{
    RegKind kind = (RegKind)in->kind;
    for (int i = 0; i < 3; i++) REQUIRE(in->scale[i] <= SCALE_MAX, "a scale is too large");
    switch ((OpcodeCheck)opcode_rows[in->op].check) {
    case CHECK_NONE: return NULL;
    case CHECK_COLUMN:
        REQUIRE(in_range(in->imm, c->n_columns), "a load names no column");
        REQUIRE(c->columns[in->imm].space == in->space && column_holds((ColumnKind)c->columns[in->imm].kind, kind), "a load does not fit its column");
        return NULL;
    case CHECK_VALUE: REQUIRE(value_fits(c, kind, in->imm), "a constant does not fit its kind"); return NULL;
    case CHECK_PARAMETER: REQUIRE(in->imm >= 0 && in->imm <= INT32_MAX, "a parameter has no number"); return NULL;
    case CHECK_REASON: REQUIRE(in->aux < REASON_COUNT_ && in->imm >= 0, "no such reason"); return NULL;
    case CHECK_WIDER: REQUIRE(kind > (RegKind)c->code[in->a].kind, "widening narrows"); return NULL;
    case CHECK_AGE: REQUIRE(in->aux < CMP_COUNT_ && in->scale[0] <= 1 && in->scale[1] <= 1, "no such age"); return NULL;
    case CHECK_COMPARE: {
        RegKind of = (RegKind)c->code[in->a].kind;
        REQUIRE(in->aux < CMP_COUNT_, "no such comparison");
        REQUIRE(of == (RegKind)c->code[in->b].kind, "a comparison of different kinds");
        REQUIRE(kind_ordered(of) || in->aux <= CMP_NE, "an order where there is none");
        return NULL;
    }
    case CHECK_ROUND: REQUIRE(in->aux <= ROUND_MODE_MAX && in->imm > 0, "no such rounding"); return NULL;
    case CHECK_PERIOD: REQUIRE(in->aux < PERIOD_COUNT_, "no such period"); return NULL;
    case CHECK_LEAP: REQUIRE(in->aux <= 1, "no such leap rule"); return NULL;
    case CHECK_MAP: REQUIRE(in_range(in->imm, c->n_maps), "no such map"); return NULL;
    case CHECK_FOLD: REQUIRE(in->imm >= 1 && in->imm < c->n_spaces && c->spaces[in->imm].outer == in->space, "a fold of another's elements"); return NULL;
    }
    return "no such instruction";
}
static Fault verify_instr(const Chunk *c, int i)
{
    const Instr *in = &c->code[i];
    REQUIRE(in->op < BC_COUNT_ && in->kind < KIND_COUNT_ && in->space < c->n_spaces, "no such instruction, kind or space");
    const OpcodeRow *row = &opcode_rows[in->op];
    const uint32_t operand[3] = {in->a, in->b, in->c};
    REQUIRE(letter_fits(row->result, (RegKind)in->kind, (RegKind)in->kind), "a result of the wrong kind");
    for (int k = 0; k < row->n_operands; k++) {
        REQUIRE(operand[k] < (uint32_t)i, "an operand that does not exist yet");
        REQUIRE(letter_fits(row->operands[k], (RegKind)c->code[operand[k]].kind, (RegKind)in->kind), "an operand of the wrong kind");
    }
    Fault f = verify_immediate(c, in);
    if (f) return f;
    REQUIRE(row->place != PLACE_ROOT || in->space == 0, "a date outside the root space");
    uint32_t from = in->space;
    if (row->place == PLACE_MAPPED) {
        REQUIRE(c->maps[in->imm].to == in->space, "a map to another space");
        from = c->maps[in->imm].from;
    } else if (row->place == PLACE_FOLDED) from = (uint32_t)in->imm;
    for (int k = 0; k < row->n_operands; k++) REQUIRE(c->code[operand[k]].space == from, "an operand of another space");
    return NULL;
}
static bool root_register(const Chunk *c, int reg, RegKind kind) /* KIND_COUNT_: any */
{
    return reg == -1 || (in_range(reg, c->n_code) && c->code[reg].space == 0 && (kind == KIND_COUNT_ || c->code[reg].kind == kind));
}
static Fault verify_version(const Chunk *c, const DecisionVersion *v)
{
    const int any[] = {v->value, v->base, v->amount, v->weight, v->year, v->deadline}, truths[] = {v->when, v->applies, v->due, v->conflict};
    bool ok = in_range(v->context, c->n_contexts) && v->n_parts >= 0 && v->n_items >= 0 && v->n_exceptions >= 0;
    for (size_t i = 0; i < sizeof any / sizeof *any; i++) ok = ok && root_register(c, any[i], KIND_COUNT_);
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++) ok = ok && root_register(c, truths[i], KIND_BIT);
    for (int i = 0; ok && i < v->n_parts; i++) ok = root_register(c, v->parts[i], KIND_I64);
    for (int i = 0; ok && i < v->n_items; i++) ok = root_register(c, v->items[i], KIND_BIT) && v->items[i] >= 0;
    for (int i = 0; ok && i < v->n_exceptions; i++) {
        const ExceptionRegisters *x = &v->exceptions[i];
        ok = root_register(c, x->holds, KIND_BIT) && root_register(c, x->value, KIND_COUNT_) && root_register(c, x->amount, KIND_COUNT_);
    }
    return ok ? NULL : "a decision names a wrong register";
}
static Fault verify_decisions(const Chunk *c)
{
    for (int i = 0; i < c->n_decisions; i++) {
        const Decision *d = &c->decisions[i];
        REQUIRE(d->rule >= 0 && d->n <= 6 && root_register(c, d->in_force, KIND_BIT) && root_register(c, d->repealed, KIND_BIT), "a decision names a wrong register");
        for (int k = 0; k < d->n_versions; k++) {
            Fault f = verify_version(c, &d->versions[k]);
            if (f) return f;
        }
    }
    return NULL;
}
/* Does `map` lead from lanes of `home` to lanes of `target`? */
static bool map_leads(const Chunk *c, int map, uint32_t home, uint32_t target)
{
    return map == -1 ? home == target : in_range(map, c->n_maps) && c->maps[map].to == home && c->maps[map].from == target;
}
static Fault verify_origins(const Chunk *c)
{
    for (int i = 0; i < c->n_contexts; i++) {
        const CodeContext *x = &c->contexts[i];
        REQUIRE(x->home < c->n_spaces && x->n <= 6 && in_range(x->as_of, c->n_code) && in_range(x->law_date, c->n_code), "a context is malformed");
    }
    for (int i = 0; i < c->n_origins; i++) {
        const Origin *o = &c->origins[i];
        REQUIRE(in_range(o->context, c->n_contexts) && in_range(o->reg, c->n_code) && o->inner >= -1 && o->inner < c->n_contexts, "an origin is malformed");
        uint32_t home = c->contexts[o->context].home;
        REQUIRE(map_leads(c, o->map, home, c->code[o->reg].space), "an origin leads elsewhere");
        if (o->inner < 0) continue;
        uint32_t inner = c->contexts[o->inner].home;
        REQUIRE(map_leads(c, o->inner_map, home, inner) || (inner && map_leads(c, o->inner_map, home, c->spaces[inner].outer)), "an origin's inner context lies elsewhere");
    }
    return NULL;
}
bool chunk_verify(const Chunk *c, const char **why)
{
    Fault f = c->entity >= 0 && c->n_code >= 0 ? verify_spaces(c) : "no code";
    if (!f) f = verify_columns(c);
    for (int i = 0; !f && i < c->n_code; i++) f = verify_instr(c, i);
    if (!f) f = verify_decisions(c);
    if (!f) f = verify_origins(c);
    if (f) *why = f;
    return !f;
}
