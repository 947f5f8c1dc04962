/* Whether two programs compute a decision the same way: instructions that do the same over the same facts get one number, whichever
 * program they stand in. Facts, enumerations and parameters are known by their aliases, so that names in the other vocabulary,
 * layout, and the order of declarations make no difference. Knows bytecode. Must never know records, or the solver. */
#ifndef FATIAO_ALIKE_H
#define FATIAO_ALIKE_H
#include "interp/code/bytecode.h"
#include "interp/program/program.h"

typedef struct Alike Alike;
typedef struct { const Program *program; const Chunk *chunk; int *node, *space; } AlikeChunk; /* numbers of its registers and spaces */
Alike *alike_new(Arena *arena);
AlikeChunk alike_add(Alike *a, const Program *program, const Chunk *chunk);
/* Same results for every record, by the way they are computed. False says nothing. */
bool alike_decisions(const AlikeChunk *a, const Decision *da, const AlikeChunk *b, const Decision *db);
#endif
