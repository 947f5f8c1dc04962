/* Which conditions of a policy its examples have seen true, and which false. Knows conditions and registers.
 * Must never know what an example expects. */
#ifndef FATIAO_COVERAGE_H
#define FATIAO_COVERAGE_H
#include "interp/engine/engine_internal.h"

/* Something plays a part only where `of` comes out as wanted; readings alone may settle that it does not. */
typedef struct Guard { const Expr *of; bool wanted; const struct Guard *outer; } Guard;
/* One condition, a test of a reading included: where it stands, and what it was. label: "（一）1." of the list it is an item of, "" none. */
typedef struct { const Expr *expr; int rule, article; const char *label; const Guard *guard; bool seen[2]; } Condition;
typedef struct { int rule; const Guard *guard; } Use;
typedef struct {
    const Program *program; Condition *items; int n, cap;
    int *of_expr; uint8_t *asks;                /* by id of an expression: its condition, -1 none; whether readings may settle it, once that was asked */
    Use **uses; int *n_uses; bool *marked;      /* by rule */
    int *chosen;                                /* by reading: the option of the example that has run */
} Coverage;

Coverage *coverage_new(Arena *arena, const Program *program);
/* After one example has run, in a Vm that keeps its registers: the conditions of the rules it expects something of, and of what these stand on. */
void coverage_mark(Coverage *coverage, const Chunk *chunk, const Vm *vm, const Example *example);
/* As the policy reads (example NULL) or as the example does. */
void coverage_take(Coverage *coverage, const Example *example);
/* Whether, as the readings stand, what is behind the guard can matter. */
bool coverage_plays(const Coverage *coverage, const Guard *guard);
/* ---- coverage_text.c ---- */
/* Totals by article, then what no example reaches; `prefix` before each line. */
const char *coverage_text(Arena *arena, Coverage *coverage, const SourceSet *sources, bool chinese, const char *prefix);
#endif
