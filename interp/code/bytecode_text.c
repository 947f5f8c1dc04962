/* Disassembly: one line an instruction. Knows the opcode table. Must never know programs. */
#include "interp/code/bytecode.h"
#include <stdio.h>
#include <string.h>
#include "interp/code/bytecode_table.h"

/* Text that grows in an arena. */
typedef struct { Arena *arena; char *at; size_t len, cap; } Out;
static void put(Out *o, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(Out *o, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0) return;
    if (o->len + (size_t)n + 1 > o->cap) {
        o->at = arena_grow(o->arena, o->at, o->len, (o->len + (size_t)n + 1) * 2);
        o->cap = (o->len + (size_t)n + 1) * 2;
    }
    va_start(args, format);
    vsnprintf(o->at + o->len, (size_t)n + 1, format, args);
    va_end(args);
    o->len += (size_t)n;
}
static void put_path(Out *o, int n, const uint16_t *field)
{
    for (int i = 0; i < n; i++) put(o, ".%d", field[i]);
}
static const char *comparison(int aux)
{
    static const char *const names[] = {"=", "!=", "<", "<=", ">", ">="};
    return aux < CMP_COUNT_ ? names[aux] : "?";
}
static void put_immediate(Out *o, const Chunk *c, const Instr *in)
{
    static const char *const periods[] = {"days", "months", "years"};
    int param, version;
    switch ((Opcode)in->op) {
    case BC_LOAD: put(o, " column %lld", (long long)in->imm); put_path(o, c->columns[in->imm].n, c->columns[in->imm].field); return;
    case BC_CONST:
        if (in->kind == KIND_TEXT) put(o, " \"%s\"", c->texts[in->imm]);
        else put(o, " %lld", (long long)in->imm);
        return;
    case BC_PENDING: put(o, " parameter %lld", (long long)in->imm); return;
    case BC_BROKEN: case BC_UNLESS:
        put(o, " %s", reason_id((Reason)in->aux));
        if (in->aux != REASON_PARAM_REPEALED) return;
        param = reason_param(in->imm, &version);
        put(o, " %d version %d", param, version);
        return;
    case BC_MAP: put(o, " from space %d", c->maps[in->imm].from); return;
    case BC_COMPARE: case BC_QCOMPARE: put(o, " %s", comparison(in->aux)); return;
    case BC_AGE: put(o, " %s %s", in->scale[1] ? "months" : "years", comparison(in->aux)); return;
    case BC_ROUND: case BC_QROUND: put(o, " step %lld mode %d scales %d %d %d", (long long)in->imm, in->aux, in->scale[0], in->scale[1], in->scale[2]); return;
    case BC_QUOT: case BC_QMUL: put(o, " scale %d", in->scale[0]); return;
    case BC_DIV: put(o, " scales %d %d", in->scale[0], in->scale[1]); return;
    case BC_DATE_ADD: put(o, " %s", periods[in->aux < PERIOD_COUNT_ ? in->aux : 0]); return;
    case BC_YEARS: if (in->aux) put(o, " leap day to 1 March"); return;
    default: if (opcode_rows[in->op].place == PLACE_FOLDED) put(o, " space %lld", (long long)in->imm);
    }
}
static void put_registers(Out *o, const char *name, int reg) { if (reg >= 0) put(o, " %s r%d", name, reg); }
static void put_decision(Out *o, const Decision *d)
{
    put(o, "decision of rule %d", d->rule);
    put_path(o, d->n, d->field);
    put_registers(o, "in_force", d->in_force), put_registers(o, "repealed", d->repealed);
    put(o, "\n");
    for (int i = 0; i < d->n_versions; i++) {
        const DecisionVersion *v = &d->versions[i];
        put(o, "  version");
        put_registers(o, "value", v->value), put_registers(o, "base", v->base), put_registers(o, "when", v->when), put_registers(o, "applies", v->applies);
        put_registers(o, "amount", v->amount), put_registers(o, "weight", v->weight), put_registers(o, "year", v->year), put_registers(o, "due", v->due);
        put_registers(o, "deadline", v->deadline), put_registers(o, "conflict", v->conflict);
        for (int k = 0; k < v->n_parts; k++) put_registers(o, "part", v->parts[k]);
        for (int k = 0; k < v->n_items; k++) put_registers(o, "item", v->items[k]);
        for (int k = 0; k < v->n_exceptions; k++) put_registers(o, "exception", v->exceptions[k].holds);
        put(o, "\n");
    }
}
const char *chunk_disassemble(const Chunk *c, Arena *arena)
{
    Out o = {.arena = arena};
    put(&o, "entity %d\n", c->entity);
    for (int i = 1; i < c->n_spaces; i++) {
        if (c->spaces[i].join) put(&o, "space %d: space %d joined with space %d\n", i, c->spaces[i].outer, c->spaces[i].list);
        else { put(&o, "space %d: list of space %d at ", i, c->spaces[i].outer); put_path(&o, c->specs[i].n, c->specs[i].field); put(&o, "\n"); }
    }
    for (int i = 0; i < c->n_code; i++) {
        const Instr *in = &c->code[i];
        const OpcodeRow *row = &opcode_rows[in->op];
        const uint32_t operand[3] = {in->a, in->b, in->c};
        put(&o, "%5d  s%-2d %-4s %-10s", i, in->space, kind_name((RegKind)in->kind), row->text);
        for (int k = 0; k < row->n_operands; k++) put(&o, " r%u", operand[k]);
        put_immediate(&o, c, in);
        put(&o, "\n");
    }
    for (int i = 0; i < c->n_decisions; i++) put_decision(&o, &c->decisions[i]);
    return o.at;
}
