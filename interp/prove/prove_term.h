/* What one lane of a register may be, as terms: known or not, broken or not, its value, the interval of an unknown one; and what
 * every operator does to such terms. The cells of kernels.h are the meaning; this says the same of all values at once.
 * Must never know chunks, programs, records. */
#ifndef FATIAO_PROVE_TERM_H
#define FATIAO_PROVE_TERM_H
#include "interp/code/bytecode.h"
#include "interp/prove/prove_num.h"

/* One end of an interval, or a value. Quotients: n / den, den 0 for an open end. Dates: y, m, d, and n counts 372 days a year and 31
 * a month, which keeps their order and makes years and months plain sums. Open ends are ±END_OPEN. */
typedef struct { Num n, den, y, m, d; } End;
#define END_OPEN ((Wide)1 << 100)
/* Truth values: yes, no. Others: known with the value v, else (and not broken) within lo .. hi. */
typedef struct { Truth known, broken, yes, no; End v, lo, hi; } Term;

typedef struct { Truth *items; int n; } Lost;
/* What building terms needs: the logic, and what holds of every record (of dates that were introduced, of facts).
 * lost: where known operands give a number beyond 64 bits; NULL: not kept. */
typedef struct { Logic logic; Arena *arena; Z3_ast *axioms; int n_axioms; Lost *lost; } Terms;
void terms_hold(Terms *t, Truth axiom);

/* ---- prove_term.c: making terms; truth; numbers ---- */
Term term_truth(const Terms *t, Truth yes, Truth no); /* neither: unknown */
Term term_known(const Terms *t, End v);
Term term_number(const Terms *t, Wide v);
Term term_unknown(const Terms *t); /* of no interval; any kind */
Term term_broken(const Terms *t);
Truth term_is_known(const Terms *t, RegKind kind, const Term *a);
Term term_not(const Terms *t, const Term *a);
Term term_and(const Terms *t, const Term *a, const Term *b);
Term term_or(const Terms *t, const Term *a, const Term *b);
Term term_same(const Terms *t, const Term *a, const Term *b);
Term term_arithmetic(const Terms *t, Opcode op, const Term *a, const Term *b);
Term term_negated(const Terms *t, const Term *a);
Term term_extreme(const Terms *t, bool least, const Term *a, const Term *b);
Term term_rounded(const Terms *t, const Instr *in, const Term *a);
/* sure: where the operands are known, the comparison said better than by their values; NULL: by their values. */
Term term_compare(const Terms *t, RegKind kind, Compare op, const Term *a, const Term *b, const Truth *sure);
Term term_select(const Terms *t, RegKind kind, const Term *c, const Term *a, const Term *b);
Term term_unless(const Terms *t, const Term *a, const Term *b);
Term term_when(const Terms *t, RegKind kind, RegKind b_kind, const Term *a, const Term *b);
/* v of known operands, else the interval lo .. hi. SUM: as arithmetic stores it, of operands one of which is no point, so neither is
 * the result; ROUNDED: as arithmetic stores it; PLAIN: both ends within what is stored, or open. */
typedef enum { INTERVAL_PLAIN, INTERVAL_ROUNDED, INTERVAL_SUM } Interval;
Term term_interval(const Terms *t, Truth known, Truth broken, End v, End lo, End hi, Interval how);

static inline End end_of(Num n) { return (End){.n = n, .den = num(1)}; }
static inline End end_open(bool high) { return (End){num(high ? END_OPEN : -END_OPEN), num(0), num(1), num(1), num(1)}; }
End end_if(const Terms *t, Truth c, End a, End b);
End term_lo(const Terms *t, const Term *a); /* whichever it is, known or not */
End term_hi(const Terms *t, const Term *a);
static inline Truth end_is_open(const Terms *t, End a) { return logic_or(&t->logic, num_ge(&t->logic, a.n, num(END_OPEN)), num_le(&t->logic, a.n, num(-END_OPEN))); }
Truth compare_ends(const Terms *t, RegKind kind, Compare op, End a, End b); /* orders only */

/* ---- prove_quot.c ---- */
Truth quot_le(const Terms *t, End a, End b);
Term term_quot(const Terms *t, const Instr *in, const Term *a);
Term term_divided(const Terms *t, const Instr *in, const Term *a, const Term *b);
Term term_quot_times(const Terms *t, const Instr *in, const Term *a, const Term *q);
Term term_quot_rounded(const Terms *t, const Instr *in, const Term *q);

/* ---- prove_date.c ---- */
End date_end(const Terms *t, Num y, Num m, Num d);
End date_constant(int64_t day);
/* A new date within the years; that it is one is an axiom. */
End date_fresh(Terms *t, const char *name, int first_year, int last_year);
Term term_date_add(Terms *t, Period period, const Term *a, const Term *n);
Term term_between(Terms *t, Opcode op, int leap, const Term *b, const Term *d); /* YEARS MONTHS DAYS */
Term term_year_of(const Terms *t, const Term *a);
/* years(b, d) >= n, of known dates: plain sums. */
Truth date_years_at_least(const Terms *t, int leap, End b, End d, Num n);

/* ---- prove_operator.c ---- */
/* An instruction whose operands live in its own space. kinds: of the operands. */
Term term_apply(Terms *t, const Instr *in, const RegKind *kinds, const Term *x);

/* ---- prove_fold.c: elements to their owner ---- */
/* in[k]: element k is there. */
typedef struct { Truth list_known; const Truth *in; const Term *a, *b; int n; } Elements;
Term term_fold(const Terms *t, Opcode op, const Elements *e);
#endif
