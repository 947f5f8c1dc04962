/* Random typed programs built as trees, random records, and blocks of lanes made from records: what the VM's tests need without
 * a front end. Knows program.h and columns.h. Must never know how anything is evaluated. */
#ifndef FATIAO_TESTS_VM_GEN_H
#define FATIAO_TESTS_VM_GEN_H
#include "grammar/arena.h"
#include "interp/code/bytecode.h"
#include "tests/random_gen.h" /* Rng */
#include "tests/reference.h"

enum { GEN_A, GEN_B, GEN_C, GEN_E, GEN_ENTITIES }; /* A holds one B and a list of C, B a list of C, C a list of E */
enum { GEN_FLAG, GEN_SIGN, GEN_COLOUR, GEN_SMALL, GEN_COUNT, GEN_MONEY, GEN_DAY, GEN_DATE, GEN_TEXT, GEN_SCALARS, GEN_NESTED = GEN_SCALARS, GEN_LIST_OF_A };

/* Expressions, for programs made by hand. */
typedef struct { Arena *arena; Program *program; Rng *rng; int budget; } Gen;
Expr *gen_node(Gen *g, ExprKind kind, Type type, Expr *a, Expr *b, Expr *c);
Expr *gen_const(Gen *g, Type type, int64_t v);
Expr *gen_field(Gen *g, int up, int entity, int n, const int *field);
extern const Type GEN_BOOL_TYPE, GEN_INT_TYPE, GEN_YUAN_TYPE, GEN_DATE_TYPE, GEN_COLOUR_TYPE, GEN_TEXT_TYPE, GEN_RATIO_TYPE;

void gen_schema(Gen *g); /* entities, enumeration, parameters, one regulation; no rules */
void gen_rules(Gen *g, int n);
RefRecord *gen_record(Gen *g, int entity, int missing_percent);
int32_t gen_day(Rng *rng);

/* Lanes for the records of the chunk's root entity. All in the arena. */
Block *gen_block(Arena *arena, const Program *program, const Chunk *chunk, RefRecord *const *records, uint32_t n, const int32_t *as_of, const int32_t *law, bool uniform_dates);
/* Lanes that fit the chunk's shapes and nothing else: for bytecode that came from no program. */
Block *gen_blank_block(Arena *arena, const Chunk *chunk, uint32_t lanes, Rng *rng);
#endif
