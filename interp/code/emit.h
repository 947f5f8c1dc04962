/* Program → bytecode. Knows expressions and instructions. Must never know how anything runs, or the syntax tree. */
#ifndef FATIAO_EMIT_H
#define FATIAO_EMIT_H
#include "interp/code/bytecode.h"
#include "interp/program/program.h"

/* The chunk of one root entity: every rule about it, about the entities nested in it, and about none. NULL when memory ran out
 * or the policy exceeds a limit of the bytecode; *why says which. */
Chunk *emit_chunk(const Program *program, int entity, Arena *arena, const char **why);
#endif
