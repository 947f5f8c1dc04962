/* Registers written to columns, in one block or several, past the caches or not: the same values as where they are read lane by lane.
 * Must never know what a register stands for. */
#ifndef FATIAO_VM_WRITTEN_H
#define FATIAO_VM_WRITTEN_H
#include "interp/vm/vm.h"

/* How many values differ from those of `fast`, which has run the block; told on stderr. planes: a Vm of the same chunk to run it again. */
int written_differences(const Chunk *chunk, const Vm *fast, Vm *planes, const Block *block, Arena *arena, uint64_t seed);
#endif
