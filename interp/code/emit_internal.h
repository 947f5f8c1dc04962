/* Inside the emitter. Only emit*.c includes this. Must never know how anything runs.
 *
 * A value is a register and the element variables its lanes stand for. An aggregate binds a variable over a list; a
 * sequence of variables, outermost first, has a space: one lane for each way to choose the elements. Values are emitted
 * in the smallest sequence they depend on and carried to a larger one where they meet others. Every sequence in use is
 * either a chain (one variable and the owners it hangs on) or a prefix of its context's home; that is what lets a few
 * owner / element steps lead from any to any other it contains. */
#ifndef FATIAO_EMIT_INTERNAL_H
#define FATIAO_EMIT_INTERNAL_H
#include "interp/code/emit.h"

enum { FRAMES_MAX = 12, NESTED_MAX = 6, JOIN_FIRST = 0x8000, SEQ_ROOT = 0, VAR_NONE = -1 };

typedef struct { int reg, seq; } Value;
typedef struct { int parent, base, serial; } Var; /* parent: the variable whose element owns the list; base: space of the list */
typedef struct { int prefix, var, space; } Seq;   /* prefix and one more variable; seqs[0] is empty */
/* Where a name is looked up: an element (or the root record), then nested entities. */
typedef struct { int var, entity; uint8_t n; uint16_t field[NESTED_MAX]; } Frame;
typedef struct { Frame frame[FRAMES_MAX]; int n_frames; Value as_of, law; int home; } Site;

/* What has been emitted: an expression or a rule's aspect in a site. */
typedef struct { int site; const void *what; int detail; Value value; int inner; } Memo;
typedef struct { int *slot; size_t cap; } Index; /* open addressing: 1 + position in an array */

typedef struct {
    const Program *program; Arena *arena; const char *why; bool failed;
    Instr *code; int *expr; bool *varies, *breaks; int n_code; Index code_index; /* varies: depends on facts; breaks: a lane may have no value, whatever the facts */
    SpaceSpec *specs; int n_specs; Space *joins; int n_joins; LaneMap *maps; int n_maps;
    ColumnSpec *columns; ColumnRange *ranges; int n_columns; const char **texts; int n_texts; Index text_index;
    Var *vars; int n_vars; Seq *seqs; int n_seqs;
    Site *sites; int n_sites; Index site_index; Memo *memos; int n_memos; Index memo_index;
    int current_expr;
} Emit;

void emit_fail(Emit *em, const char *why); /* the first reason stays */

/* ---- emit_space.c ---- */
int emit_base_space(Emit *em, int parent, int entity, int n, const uint16_t *field);
int emit_variable(Emit *em, int parent, int base, int home); /* one that home does not use */
int emit_chain(Emit *em, int var); /* the sequence of a variable and its owners; VAR_NONE: empty */
int emit_append(Emit *em, int seq, int var);
bool emit_contains(const Emit *em, int seq, int part);
int emit_meet(Emit *em, int home, int a, int b); /* the sequence where values of both can be combined */
int emit_map(Emit *em, int to, int from);
Value emit_arrange(Emit *em, Value v, int seq);
int emit_site(Emit *em, const Site *site); /* its number; equal sites have one */

/* ---- emit_code.c: instructions, one for each distinct computation ---- */
Value emit_instr(Emit *em, Instr in, int seq);
RegKind emit_kind(const Emit *em, Value v);
bool emit_constant(const Emit *em, Value v, int64_t *out); /* is it a constant? */
Value emit_const(Emit *em, RegKind kind, int64_t v);
Value emit_truth(Emit *em, bool v);
Value emit_broken(Emit *em, RegKind kind, Reason reason);
Value emit_convert(Emit *em, Value v, RegKind kind);
Value emit_unary(Emit *em, Opcode op, RegKind kind, Value a);
Value emit_binary(Emit *em, int home, Opcode op, RegKind kind, Value a, Value b);
Value emit_not(Emit *em, Value a);
Value emit_and(Emit *em, int home, Value a, Value b);
Value emit_or(Emit *em, int home, Value a, Value b);
void emit_unify(Emit *em, Value *a, Value *b); /* to one kind */
Value emit_compare(Emit *em, int home, Compare op, Value a, Value b);
Value emit_since(Emit *em, const Site *site, int32_t from); /* is the law date from this day on? */
uint64_t emit_hash(const void *bytes, size_t n);
int *emit_index_slot(Emit *em, Index *index, int count, uint64_t hash, bool (*same)(const Emit *, int at, const void *key), const void *key, uint64_t (*hash_at)(const Emit *, int at));

/* ---- emit_choice.c ---- */
bool emit_column_kind(RegKind kind);
bool emit_fits(RegKind kind, int64_t v);
bool emit_is_truth(const Emit *em, Value v, bool truth); /* this constant? */
Value emit_select(Emit *em, int home, Value c, Value a, Value b);
/* Of a choice between constants; false: v is none. */
bool emit_choice_times(Emit *em, int home, Value v, int64_t by, Value *out);
bool emit_choice_compare(Emit *em, int home, Compare op, Value v, int64_t with, Value *out);

/* ---- emit_expr.c ---- */
RegKind emit_type_kind(Type type);
Value emit_expr(Emit *em, int site, const Expr *e);
Memo *emit_memo(Emit *em, int site, const void *what, int detail, bool *found);

/* ---- emit_rule.c ---- */
Value emit_rule(Emit *em, int site, int rule, Aspect aspect, int item); /* site: of the rule's subject */
void emit_decision(Emit *em, int site, int rule, Decision *out);
#endif
