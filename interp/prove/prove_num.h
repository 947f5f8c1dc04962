/* Truth values and whole numbers as terms of the solver, folded where constants or bounds decide.
 * Must never know programs, records, or what a number stands for. Terms live as long as the solver's context. */
#ifndef FATIAO_PROVE_NUM_H
#define FATIAO_PROVE_NUM_H
#include <stdbool.h>
#include <stdint.h>
#include <z3.h>
#include "interp/base/number.h"

typedef NumberWide Wide;
typedef Z3_ast Truth;
/* term is NULL where min == max. The bounds hold in every model; beyond WIDE_END they say nothing. */
typedef struct { Z3_ast term; Wide min, max; } Num;
typedef struct { Z3_context z; Z3_sort whole, truth; Truth yes, no; } Logic;

#define WIDE_END ((Wide)1 << 120)

/* False: no solver context could be made. */
bool logic_open(Logic *l);
void logic_close(Logic *l);

static inline bool num_is(Num a, Wide v) { return a.min == v && a.max == v; }
static inline bool num_constant(Num a) { return a.min == a.max; }
static inline Num num(Wide v) { return (Num){0, v, v}; }
Z3_ast num_term(const Logic *l, Num a);
/* A new unknown within bounds; the bounds are the caller's to assert. */
Num num_fresh(const Logic *l, const char *name, Wide min, Wide max);
Truth logic_fresh(const Logic *l, const char *name);

Truth logic_truth(const Logic *l, bool v);
Truth logic_not(const Logic *l, Truth a);
Truth logic_and(const Logic *l, Truth a, Truth b);
Truth logic_or(const Logic *l, Truth a, Truth b);
Truth logic_same(const Logic *l, Truth a, Truth b);
Truth logic_if(const Logic *l, Truth c, Truth a, Truth b);
static inline Truth logic_and3(const Logic *l, Truth a, Truth b, Truth c) { return logic_and(l, a, logic_and(l, b, c)); }
static inline Truth logic_or3(const Logic *l, Truth a, Truth b, Truth c) { return logic_or(l, a, logic_or(l, b, c)); }
static inline Truth logic_but(const Logic *l, Truth a, Truth b) { return logic_and(l, a, logic_not(l, b)); } /* a and not b */

Num num_add(const Logic *l, Num a, Num b);
Num num_sub(const Logic *l, Num a, Num b);
Num num_neg(const Logic *l, Num a);
Num num_mul(const Logic *l, Num a, Num b);
Num num_times(const Logic *l, Num a, Wide k);
Num num_floor_div(const Logic *l, Num a, Num b); /* b > 0 */
Num num_mod(const Logic *l, Num a, Num b);       /* what that leaves */
Num num_if(const Logic *l, Truth c, Num a, Num b);
Num num_min(const Logic *l, Num a, Num b);
Num num_max(const Logic *l, Num a, Num b);
Num num_round(const Logic *l, Num n, Num d, NumberRounding mode); /* n / d as a whole number, d > 0 */
Num num_truncated(const Logic *l, Num a, Wide d);                 /* a / d toward zero, d > 0 */

Truth num_le(const Logic *l, Num a, Num b);
Truth num_lt(const Logic *l, Num a, Num b);
Truth num_eq(const Logic *l, Num a, Num b);
static inline Truth num_ge(const Logic *l, Num a, Num b) { return num_le(l, b, a); }
static inline Truth num_gt(const Logic *l, Num a, Num b) { return num_lt(l, b, a); }
#endif
