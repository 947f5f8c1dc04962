/* Inside the VM: its registers and the lanes of its spaces. Only vm*.c includes this.
 * Must never know: programs, records. */
#ifndef FATIAO_VM_INTERNAL_H
#define FATIAO_VM_INTERNAL_H
#include "interp/vm/kernels.h"
#include "interp/vm/vm.h"

enum { SLOT_NONE = 0xffffffff, LANES_MAX = 1 << 26, VM_PLACED_MAX = 64 };

/* What the VM holds by itself; grown, never shrunk. */
typedef struct { void *at; size_t size; } Buffer;
/* The lanes of one space in this block. For joins offsets, element and list_known are the VM's own. */
typedef struct {
    uint32_t lanes;
    const uint32_t *offsets; const uint64_t *list_known;
    bool used, owner_used; /* by instructions that will run */
    Buffer own_offsets, own_known, element, owner; /* element: join lane -> list lane; owner: lane -> owner lane */
} SpaceRun;
typedef struct { bool used; const uint32_t *index; Buffer own; } MapRun;
/* Storage of registers of one space and kind: slots of equal size. */
typedef struct { uint32_t slots; size_t at; } SlotClass;
typedef struct { int reg; uint32_t lane; } TraceItem;
typedef struct { Reg *reg; void *data; uint64_t *known; } Placed; /* and where they are written else */
/* An instruction with its registers at hand. */
typedef struct { const Instr *in; Reg *r; const Reg *o[3]; uint8_t n; } Step;
/* A test of a column: lanes whose value is in lo .. hi, or outside it. reg NULL: this instruction is none. step: in which it runs. */
typedef struct { Reg *reg; const Instr *in; int32_t lo, hi; bool outside; uint32_t x, step; } Part;
typedef struct { uint32_t reg; bool turned; } Term;
/* What runs in one pass. anchor: its first test, or the instruction that stands for all. terms[first .. first+n-1]: the tests; the truths
 * that must all hold (turned: and that they do not is the result); the choices of a chain, the outermost first. */
typedef enum { FUSED_NONE, FUSED_TESTS, FUSED_TERMS, FUSED_CHAIN } FusedKind;
typedef struct { uint32_t anchor, first; uint16_t n; uint8_t kind; bool turned, used; } Fused; /* used: as an operand */

/* The value of a register in a block of one record, see vm_alone.c. state: nothing known here, look at its Reg; a value; the value, and the
 * same in its Reg. */
enum { ALONE_ELSEWHERE, ALONE_HERE, ALONE_BOTH };
typedef struct { int64_t value; uint8_t state; } Alone;

struct Vm {
    const Chunk *chunk; Allocator allocator; VmLayout layout; const KernelSet *set;
    Reg *regs;             /* parallel to the code */
    uint32_t *slot;        /* of each register within its class, SLOT_NONE where it needs none */
    Step *steps;           /* parallel to the code */
    uint32_t *order, n_order; /* what runs for each block, one by one */
    Fused *fused; uint32_t n_fused; Part *parts; Term *terms; uint32_t n_terms; /* the same in few passes; none where every register is kept */
    Alone *alone; uint32_t *reads, n_reads; /* reads: what is read after a run */
    bool *live, *folded;   /* folded: runs as a part of the one that uses it */
    uint32_t *capacity;    /* lanes there is room for, per space */
    SpaceRun *spaces; MapRun *maps; SlotClass *classes;
    Buffer store, constants; /* constants: CONSTANT_SIZE bytes for each register that keeps one lane of its own */
    const Block *block;
    Placed placed[VM_PLACED_MAX]; int n_placed; /* registers that are written elsewhere */
    Buffer trace_seen, trace_stack; size_t n_seen, n_stack;
};

bool vm_grow(Vm *vm, Buffer *buffer, size_t size); /* contents are kept */
int vm_operands(const Instr *in, uint32_t operand[3]);
bool vm_is_constant(Opcode op);
static inline bool vm_keeps_all(VmLayout layout) { return layout == VM_KEEP || layout == VM_SLICE; }
/* read: what is read after a run. uses: room for as many as there are instructions. runs_at: for each instruction the one it runs with. */
void vm_fuse(Vm *vm, const bool *read, uint32_t *uses, uint32_t *runs_at);
bool vm_has_own_lane(Opcode op);
void vm_run_alone(Vm *vm); /* all of a block of one record */
void vm_run_one(Vm *vm, uint32_t instr);
void vm_run_fused(Vm *vm, const Fused *step);
bool vm_prepare_spaces(Vm *vm, const Block *block);
bool vm_plan(Vm *vm, const bool *wanted); /* which instructions run, where each register lives */
bool vm_room(Vm *vm);                     /* storage for the lanes of the block prepared */
void vm_place(Vm *vm, const VmPlace *places, int n); /* where these registers are written, until vm_unplace */
void vm_unplace(Vm *vm);
#endif
