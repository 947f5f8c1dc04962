/* Which conditions of a policy its examples have seen true, and which false. Knows conditions and registers.
 * Must never know what an example expects. */
#ifndef FATIAO_COVERAGE_H
#define FATIAO_COVERAGE_H
#include "interp/engine_internal.h"

/* One condition: where it stands, and what it was. label: "（一）1." of the list it is an item of, "" none. */
typedef struct { const Expr *expr; int rule, article; const char *label; bool seen[2]; } Condition;
typedef struct { const Program *program; Condition *items; int n, cap; int *of_expr; /* by id of an expression, -1 none */ int **uses, *n_uses; bool *marked; /* by rule */ } Coverage;

Coverage *coverage_new(Arena *arena, const Program *program);
/* After one example has run, in a Vm that keeps its registers: the conditions of the rules it expects something of, and of what these stand on. */
void coverage_mark(Coverage *coverage, const Chunk *chunk, const Vm *vm, const Example *example);
/* Totals by article, then what no example reaches; `prefix` before each line. */
const char *coverage_text(Arena *arena, const Coverage *coverage, const SourceSet *sources, bool chinese, const char *prefix);
#endif
