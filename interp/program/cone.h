/* What a rule rests on, near or far: the parameters and the other rules it speaks of.
 * Must never know values, or what runs. */
#ifndef FATIAO_CONE_H
#define FATIAO_CONE_H
#include "grammar/arena.h"
#include "interp/program/program.h"

/* A flag for each parameter and each rule of the program; a rule rests on itself. */
typedef struct { bool *params, *rules; } Cone;
Cone cone_of(Arena *arena, const Program *program, int rule);
/* Only under the law of the law date: without what is judged under the law then (按当时规定). */
Cone cone_of_present(Arena *arena, const Program *program, int rule);
/* Every expression of a version, exceptions and shares included; NULL ones are left out. */
void cone_each(const RuleVersion *version, void (*visit)(void *ctx, const Expr *expr), void *ctx);
/* By id, every expression of the program that rules hold, parts included. */
const Expr **cone_exprs(Arena *arena, const Program *program);
#endif
