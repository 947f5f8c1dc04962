/* Bytecode: the instructions of one root entity and what its decisions are made of. Knows registers, spaces, columns.
 * Must never know: the program's expressions, records, how an operator works. A chunk lives in one arena and is immutable. */
#ifndef FATIAO_BYTECODE_H
#define FATIAO_BYTECODE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "grammar/arena.h"
#include "interp/vm/columns.h"

typedef enum {
#define OP(name, text, result, operands, place, cell, whole, check) BC_##name,
#include "interp/code/opcodes.def"
#undef OP
    BC_COUNT_
} Opcode;

/* What a register holds. ENUM and TEXT are not ordered: an unknown one has no interval. */
typedef enum { KIND_BIT, KIND_ENUM, KIND_TEXT, KIND_U8, KIND_I32, KIND_I64, KIND_QUOT, KIND_COUNT_ } RegKind;
typedef enum { CMP_EQ, CMP_NE, CMP_LT, CMP_LE, CMP_GT, CMP_GE, CMP_COUNT_ } Compare;
static inline bool compare_holds(Compare op, int64_t a, int64_t b)
{
    switch (op) {
    case CMP_EQ: return a == b;
    case CMP_NE: return a != b;
    case CMP_LT: return a < b;
    case CMP_LE: return a <= b;
    case CMP_GT: return a > b;
    case CMP_GE: return a >= b;
    case CMP_COUNT_: break;
    }
    return false;
}
typedef enum { PERIOD_DAYS, PERIOD_MONTHS, PERIOD_YEARS, PERIOD_COUNT_ } Period;
/* Why a lane has no value and no missing fact explains it. */
typedef enum {
    REASON_NONE, REASON_NO_CASE, REASON_ZERO_DIVISION, REASON_EMPTY /* largest, smallest of nothing */, REASON_OVERFLOW,
    REASON_DATE_RANGE /* outside years 1 to 9999 */, REASON_CONFLICT, REASON_NO_VERSION /* law date before the first version */,
    REASON_PARAM_REPEALED /* imm of the instruction: which, by reason_param */, REASON_COUNT_
} Reason;
static inline bool reason_is_error(Reason reason) { return reason == REASON_OVERFLOW || reason == REASON_DATE_RANGE || reason == REASON_PARAM_REPEALED; }
/* The repealed version of a parameter as an immediate. */
static inline int64_t reason_imm(int param, int version) { return (int64_t)version << 32 | param; }
static inline int reason_param(int64_t imm, int *version) { *version = (int)(imm >> 32); return (int)(imm & 0x7fffffff); }

/* Numbers of a register written otherwise than it holds them. width: bytes of a lane: 1 and 2 without a sign, 4 and 8 with one; 0: as it
 * holds them. unit: what they are counted in, which divides them all; 0: which of a few numbers it is. */
typedef struct { uint8_t width; int64_t unit; } RegForm;

/* What a lane of a register is. */
typedef enum { LANE_KNOWN, LANE_UNKNOWN, LANE_BROKEN } LaneState;

/* SSA: instruction i defines register i; operands are registers below i. */
typedef struct {
    uint8_t op, kind, aux; /* kind: of the result */
    uint8_t scale[3];
    uint16_t space;
    uint32_t a, b, c;
    int64_t imm;
} Instr;

/* Sets of lanes. spaces[0 .. n_specs-1] are the columns.h spaces; the joins follow.
 * A join has one lane for every lane o of `outer` and every element of the list space `list` that belongs to the
 * lane of list's parent which `owner_map` gives for o; ordered by o, then by element. */
typedef struct { bool join; uint16_t outer, list; uint16_t owner_map; } Space; /* list spaces: outer = parent; owner_map unused */
/* From a lane of `to` to the one lane of `from` it belongs to: n steps, bit i of `inner` says step i takes
 * the element of a join (1) or the owner (0). n == 0: the same space. */
typedef struct { uint16_t to, from; uint8_t n; uint32_t inner; } LaneMap;
enum { MAP_STEPS_MAX = 32 };
/* Bounds of an unknown lane of a column, INT64_MIN / INT64_MAX = open. */
typedef struct { int64_t lo, hi; } ColumnRange;

/* Registers are -1 where the rule has none. */
typedef struct { int holds, value, amount; } ExceptionRegisters; /* -1 -1 -1 for one that merely switches another off (holds is given) */
typedef struct {
    int32_t from;  /* this version holds on law dates from here to the next version's */
    int context;   /* of its expressions */
    int value;     /* define: value; benefit, priority: granted; duty, target: truth; after exceptions. list: none */
    int base;      /* the same before exceptions */
    int when;      /* benefit, list: the common condition alone */
    int applies, amount, weight, year, due, deadline; /* amount: after exceptions, meant only where value is true */
    int conflict;  /* two exceptions hold and differ */
    int *parts, n_parts;      /* a share each, parallel to the payers, rounded, the last the remainder */
    int *items, n_items;
    ExceptionRegisters *exceptions; int n_exceptions;
} DecisionVersion;
typedef struct {
    int rule; uint8_t rule_kind;
    uint8_t n; uint16_t field[6]; /* nested entities from the root record to the rule's subject */
    int in_force, repealed;       /* truth registers; define and list: in_force is about versions only */
    DecisionVersion *versions; int n_versions; /* the last with from <= law date counts; none: not in force */
} Decision;

/* Where explanations find things. A context is a place where expressions were emitted: lanes of `home`, under an
 * assessment date and a law date (registers), for the entity that `field` leads to. */
typedef struct { uint16_t home; uint8_t n; uint16_t field[6]; int as_of, law_date; } CodeContext;
/* Expression `expr` judged in `context` is `reg`; a lane of the context's home gives reg's lane by `map` (-1: the same lane).
 * For a rule reference and 于, `inner` is the context its body was emitted in, and inner_map leads to its home;
 * for an aggregate, inner's home holds the elements: vm_elements gives those of a lane of its owner space,
 * which inner_map leads to. -1 where there is none. */
typedef struct { int expr, context, reg, map, inner, inner_map; } Origin;

typedef struct {
    int entity;
    SpaceSpec *specs; int n_specs;
    Space *spaces; int n_spaces;
    LaneMap *maps; int n_maps;
    ColumnSpec *columns; ColumnRange *ranges; int n_columns;
    const char **texts; int n_texts;       /* text column ids below n_texts mean these; facts gives others to other texts */
    Instr *code; int *expr; int n_code;    /* expr: id of the expression each instruction came from, -1 none */
    Decision *decisions; int n_decisions;
    CodeContext *contexts; int n_contexts;
    Origin *origins; int n_origins;        /* sorted by (context, expr) */
} Chunk;

const char *opcode_name(Opcode op);
const char *kind_name(RegKind kind);
const char *reason_id(Reason reason); /* no_case, zero_division, ... */
size_t kind_width(RegKind kind); /* bytes a lane; 0 for KIND_BIT */
static inline bool kind_ordered(RegKind kind) { return kind == KIND_U8 || kind == KIND_I32 || kind == KIND_I64 || kind == KIND_QUOT; }

/* True when the chunk may be run: every index in range, kinds and spaces agree, maps lead where they say. On false *why names the fault. */
bool chunk_verify(const Chunk *chunk, const char **why);
const Origin *chunk_origin(const Chunk *chunk, int context, int expr);

/* One line an instruction, grouped by space; in the arena. */
const char *chunk_disassemble(const Chunk *chunk, Arena *arena);

/* Serial form, little endian, no header or checksum of its own. Decode checks all and verifies; NULL for a hostile or truncated one. */
bool chunk_encode(const Chunk *chunk, Arena *arena, const uint8_t **bytes, size_t *len);
Chunk *chunk_decode(const uint8_t *bytes, size_t len, Arena *arena, const char **why);
#endif
