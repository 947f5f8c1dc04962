/* The VM: bytecode × a block of lanes → registers. Knows instructions and columns.
 * Must never know: programs, syntax, JSON, the clock. One Vm is used by one thread; a Chunk is shared. */
#ifndef FATIAO_VM_H
#define FATIAO_VM_H
#include "interp/code/bytecode.h"

typedef struct Vm Vm;
/* VM_FAST reuses storage: after a run only what decisions name can be read, and of that not `base`, `when` and what exceptions would
 * give. VM_PLANES is faster where facts are missing: the same, but of what is not known no interval can be read. VM_KEEP keeps every
 * register and builds every space: some 2 KB a register for small blocks, 24 KB for full ones. VM_SLICE keeps every register that the
 * wanted decisions rest on, and no other. */
typedef enum { VM_FAST, VM_PLANES, VM_KEEP, VM_SLICE } VmLayout;

/* wanted: a flag per decision of the chunk, NULL = all; instructions that no wanted decision needs are not run. The chunk must be verified. */
Vm *vm_new(const Chunk *chunk, const Allocator *allocator, VmLayout layout, const bool *wanted);
void vm_free(Vm *vm);
/* Runs on the kernels of this number (see kernels.h) instead of the best this machine has. False: it has none such. */
bool vm_kernels(Vm *vm, int number);
/* Makes room for a block of these sizes (spaces, and joins computed from them). vm_run calls it; it allocates only when a block is larger than all before. */
bool vm_reserve(Vm *vm, const Block *block);
/* Evaluates the block. False only when memory ran out. The block must outlive reading: registers may point into it. */
bool vm_run(Vm *vm, const Block *block);

/* The same; registers that have storage of their own are written where the caller says: data as in VmPlanes or in the form wanted, in room
 * for whole words of lanes, known (NULL: as elsewhere) for whole words. vm_planes tells where a register is in the end. */
typedef struct { int reg; void *data; uint64_t *known; bool past; /* the caches: nobody reads it soon */ RegForm form; } VmPlace;
bool vm_run_into(Vm *vm, const Block *block, const VmPlace *places, int n_places);

/* A register that is a choice between a few numbers: how many, and which; 0: it is none, or something else needs it as numbers. A place
 * whose form has the width 1 and the unit 0 gets which of them it is instead of the numbers: a column and its dictionary. */
enum { VM_CHOICES_MAX = 5 };
int vm_choices(const Vm *vm, int reg, int64_t values[VM_CHOICES_MAX]);

/* Known: lo == hi; truth 0 or 1; enumerations their index; texts their id. Unknown ordered: the interval, INT64_MIN / INT64_MAX open.
 * Quotients: num/den at each end, den > 0, or den == 0 and num = ±1 for an open end. */
typedef struct { LaneState state; int64_t lo, hi; __int128 lo_num, lo_den, hi_num, hi_den; } LaneValue;
LaneValue vm_read(const Vm *vm, int reg, uint32_t lane);
bool vm_kept(const Vm *vm, int reg); /* whether it is computed, and kept like all that are; false for -1 */
LaneState vm_state(const Vm *vm, int reg, uint32_t lane);
int vm_truth(const Vm *vm, int reg, uint32_t lane);       /* of a truth: 0, 1, or -1 where it is not known */
uint32_t vm_lanes(const Vm *vm, int space);
/* The dates a root lane was judged on. */
void vm_dates(const Vm *vm, uint32_t lane, int32_t *as_of, int32_t *law_as_of);
/* Lanes of a list or join space that belong to one lane of its owner: [*first, *end). False: the list is not known. */
bool vm_elements(const Vm *vm, int space, uint32_t owner_lane, uint32_t *first, uint32_t *end);
uint32_t vm_map_lane(const Vm *vm, int map, uint32_t lane); /* map -1: the lane itself */

/* A register for writing results in bulk. data: kind_width bytes a lane, truths bit i of word i/64; broken lanes are neither known nor true.
 * broken NULL: none is. uniform: lane 0, for planes word 0, stands for all. in_form: it has been
 * written in the form wanted, and data is not to be read. */
typedef struct { const void *data; const uint64_t *known; bool uniform, all_known; const uint64_t *broken; bool in_form; } VmPlanes;
VmPlanes vm_planes(const Vm *vm, int reg);

/* Why a lane of a register is not known: every missing fact it still hangs on, and every instruction that has no value of its own accord.
 * Not VM_FAST. Each leaf is reported once a call. False when memory ran out. */
typedef struct {
    void *ctx;
    void (*field)(void *ctx, int column, uint32_t lane);              /* lane of the column's space */
    void (*list)(void *ctx, int space, uint32_t owner_lane);          /* list space of the specs; lane of its parent */
    void (*parameter)(void *ctx, int param);
    void (*broken)(void *ctx, Reason reason, int instr, uint32_t lane);
} TraceSink;
bool vm_trace(Vm *vm, int reg, uint32_t lane, const TraceSink *sink);

/* Where two root lanes of one record part that are judged on two days: the instructions whose results differ and whose operands do not,
 * or only by the day. Not VM_FAST. */
typedef struct { void *ctx; void (*leaf)(void *ctx, int instr, uint32_t before, uint32_t after); /* lanes of the instruction's space */ } ChangeSink;
bool vm_differs(const Vm *vm, int reg, uint32_t before, uint32_t after);
void vm_changes(Arena *arena, const Vm *vm, int reg, uint32_t before, uint32_t after, const ChangeSink *sink);
#endif
