/* Columns of any length through a chunk: cut into blocks, run, and the registers asked for written to columns again.
 * Knows blocks and lanes. Must never know where columns come from, or what a register stands for. One Sweep is used by one thread. */
#ifndef FATIAO_SWEEP_H
#define FATIAO_SWEEP_H
#include "interp/vm/vm.h"

enum { SWEEP_LANES = 16384 }; /* of a block: large enough to forget the cost of an instruction, small enough for the nearest caches */

/* A register of the root space. data: kind_width bytes a lane, truths one bit; known, broken: a bit a lane, NULL where it is not asked for.
 * form: of numbers, how data is written instead; see reach_form for one that all of them fit, and sweep_choices for the unit 0. Where a lane
 * is not known its data is unspecified. All have room for whole words of 64 lanes. */
typedef struct { int reg; void *data; uint64_t *known, *broken; RegForm form; } SweepOutput;
typedef struct Sweep Sweep;

/* wanted: as for vm_new. lanes: of a block, a multiple of 64; 0: SWEEP_LANES. NULL without memory. */
Sweep *sweep_new(const Chunk *chunk, const Allocator *allocator, const bool *wanted, uint32_t lanes);
void sweep_free(Sweep *sweep);
int sweep_choices(const Sweep *sweep, int reg, int64_t values[VM_CHOICES_MAX]); /* see vm_choices */
/* columns: as one block of n root lanes. outputs: each register once. False: memory ran out. */
bool sweep_run(Sweep *sweep, const Block *columns, const SweepOutput *outputs, int n_outputs);
/* After vm_run_into with the places of `to`: the rest, what is the same for all lanes and what stands elsewhere. */
void sweep_put(const Vm *vm, const SweepOutput *to, RegKind kind, uint32_t lanes);
#endif
