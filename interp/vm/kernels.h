/* The one place that knows what an operator does to values: registers in, register out, whole columns at a time.
 * Must never know: programs, chunks beyond one instruction, where storage comes from.
 *
 * Every operator has a fast loop for lanes whose operands are known and one function on single cells for all others;
 * the cell function is the meaning, the loop must agree with it. */
#ifndef FATIAO_KERNELS_H
#define FATIAO_KERNELS_H
#include "interp/code/bytecode.h"

__extension__ typedef __int128 Wide;
/* An end of a quotient: num / den with den > 0, or den == 0 and num -1 or 1 for an open end. */
typedef struct { Wide num, den; } Frac;

enum {
    REG_UNIFORM = 1, /* lane 0 stands for all; planes then hold whole words of ones or zeros */
    REG_KNOWN = 2,   /* every lane is known; known and broken are not to be read */
    REG_BROKEN = 4,  /* some lane may be broken; else broken is not to be read */
    REG_BOUNDS = 8,  /* lo and hi hold the interval of each unknown lane; else all share lo0 .. hi0 */
};
/* truth of a BIT register is `data`, and is set in known lanes only. Bits past the last lane mean nothing. */
typedef struct {
    void *data; uint64_t *known, *broken; void *lo, *hi; /* lo, hi: int64_t, quotients Frac */
    uint64_t *own; /* room for known, while that may be the plane of a column */
    int64_t lo0, hi0;
    uint8_t kind, flags;
    bool spans; /* somebody asks for the intervals of unknown lanes */
    void *formed; RegForm form; /* of a choice between numbers that nothing else needs: where it is wanted in another form, else NULL */
    bool in_form; /* `formed` has been written, and data has not */
    bool lone; /* a choice between numbers that nothing else needs */
    bool past;  /* written for a reader who comes late: past the caches, where there is a way */
} Reg;

typedef struct {
    LaneState state;
    union { struct { int64_t lo, hi; }; struct { Frac qlo, qhi; }; }; /* known: both ends equal; truth 0, 1; INT64_MIN, INT64_MAX open when unknown */
} Cell;
typedef void (*CellFn)(const Instr *in, const Cell *operand, Cell *out);

static inline uint32_t plane_words(uint32_t lanes) { return (lanes + 63) / 64; }
static inline uint64_t plane_mask(uint32_t lanes, uint32_t word) /* the lanes of this word that exist */
{
    uint32_t left = lanes - word * 64;
    return left >= 64 ? ~0ull : (1ull << left) - 1;
}
static inline uint64_t reg_known(const Reg *r, uint32_t w) { return r->flags & REG_KNOWN ? ~0ull : r->known[r->flags & REG_UNIFORM ? 0 : w]; }
static inline uint64_t reg_broken(const Reg *r, uint32_t w)
{
    return (r->flags & (REG_KNOWN | REG_BROKEN)) == REG_BROKEN ? r->broken[r->flags & REG_UNIFORM ? 0 : w] : 0;
}
static inline uint64_t reg_truth(const Reg *r, uint32_t w) { return ((const uint64_t *)r->data)[r->flags & REG_UNIFORM ? 0 : w]; }

/* ---- cells (kernels_cells.c, kernels_quot.c, kernels_date.c) ---- */
void reg_get(const Reg *r, uint32_t lane, Cell *out);
void reg_put(Reg *r, uint32_t lane, const Cell *cell); /* planes of the lane's word must have been set up */
/* The lanes whose bit in r->known is not set yet are computed by fn; then the flags are settled. n_lanes is 1 for a uniform result. */
void reg_settle(Reg *r, const Reg *const *operand, int n_operands, const Instr *in, uint32_t n_lanes, CellFn fn);
void reg_flags(Reg *r, uint32_t n_lanes, bool broken); /* the same where planes are complete; broken: some lane may be, else r->broken is not read */
CellFn kernel_cell(Opcode op, RegKind kind); /* NULL where an operator is not made of cells */
void cell_interval(Wide lo, Wide hi, Cell *out); /* open ends beyond 64 bits; broken where no such number fits */
void cell_stored(bool known, Wide lo, Wide hi, Cell *out); /* of arithmetic on known or partly unknown operands */
Wide cell_lo(const Cell *c);
Wide cell_hi(const Cell *c);
#define CELL_OPEN ((Wide)1 << 100)
static inline void cell_known(Cell *out, int64_t v) { out->state = LANE_KNOWN, out->lo = out->hi = v; }
static inline void cell_open(Cell *out) { out->state = LANE_UNKNOWN, out->lo = INT64_MIN, out->hi = INT64_MAX; }
static inline void cell_truth(Cell *out, int truth) /* 1, 0, or -1 unknown */
{
    if (truth < 0) cell_open(out);
    else cell_known(out, truth);
}
void cell_compare_op(Compare op, const Cell *a, const Cell *b, Cell *out);
void cell_quot(const Instr *in, const Cell *operand, Cell *out); /* every operator on quotients */
void cell_date(const Instr *in, const Cell *operand, Cell *out); /* every operator on dates */
int frac_compare(const Frac *a, const Frac *b);

/* ---- whole registers ---- */
/* The loops over columns, compiled for a kind of machine. All give the same results. numbers: false where a lane overflowed, or there is
 * no loop: cells throughout. */
/* One test of a column: is the value in lo .. hi, or `outside` it? Of days every lo is INT32_MIN. */
typedef struct { uint64_t *out; int32_t lo, hi; bool outside; } KernelTest;
typedef struct { const Reg *reg; bool turned; } KernelTerm; /* a truth, or its contrary */
enum { KERNEL_CHAIN_MAX = 4 /* truths */, KERNEL_TESTS_MAX = 8, KERNEL_TERMS_MAX = 8 };
/* width: bytes of a lane: 1, 2, 4 or 8; of each value as many are written. past: for a reader who comes late, see Reg. */
typedef struct { void *data; const uint64_t *truth[KERNEL_CHAIN_MAX]; int64_t values[KERNEL_CHAIN_MAX + 1]; int n; uint8_t width; bool past; } KernelChain;
typedef struct {
    const char *name;
    void (*logic)(Reg *r, const Reg *const *operand, const Instr *in, uint32_t lanes); /* NOT AND OR SAME, SELECT of truths */
    bool (*numbers)(Reg *r, const Reg *const *operand, const Instr *in, uint32_t lanes);
    void (*compare)(uint64_t *out, RegKind kind, Compare op, const void *a, const void *b, bool a_uniform, bool b_uniform, uint32_t lanes);
    /* Bytes or days that vary: what is not known is not true. */
    void (*tests)(const Reg *x, const KernelTest *tests, int n, uint32_t lanes);
    /* Do all hold? `turned`: does one not? None broken, none the same for all lanes. */
    void (*terms)(Reg *r, const KernelTerm *terms, int n, bool turned, uint32_t lanes);
    /* Of several values the one whose truth is the first that holds, else the last. No truth is the same for all lanes. */
    void (*chain)(const KernelChain *chain, uint32_t lanes);
    /* Where such a choice is known: each truth before the one that holds must be. None broken, some open. */
    void (*chain_known)(uint64_t *known, const Reg *const *truths, int n, uint32_t lanes);
} KernelSet;
/* The set of this number that this machine can run, the slowest first; NULL past the last. */
const KernelSet *kernel_set(int number);
const KernelSet *kernel_set_best(void);
/* An instruction whose operands live in its own space. */
void kernel_run(const KernelSet *set, Reg *r, const Reg *const *operand, int n_operands, const Instr *in, uint32_t lanes);
/* Operands that are known and the same for all lanes. False: not done. */
bool kernel_single(Reg *r, const Reg *const *operand, const Instr *in);
/* Last birthday of somebody who passes this AGE instruction's test `years (months) since birth >= n` on this day. */
int32_t kernel_last_birthday(Reg *r, int32_t day, int64_t n, const Instr *in);
enum { KERNEL_PERIODS_MAX = 200000 }; /* more years or months than the calendar has */
int64_t kernel_date_single(const Instr *in, int64_t a, int64_t b);
bool kernel_dates(const KernelSet *set, Reg *r, const Reg *const *operand, const Instr *in, uint32_t n);
/* Each lane takes source lane index[lane]. */
void kernel_map(Reg *r, const Reg *a, const uint32_t *index, uint32_t lanes);
/* offsets: owner lanes + 1; list_known: per owner lane, NULL all. */
void kernel_fold(Reg *r, const Reg *const *operand, const Instr *in, const uint32_t *offsets, const uint64_t *list_known, uint32_t owner_lanes);
/* Last birth day on which somebody has completed n years (months) on day d: years(b, d) >= n exactly for b <= this. */
int64_t kernel_age_threshold(int64_t d, int64_t n, bool months, int leap);
#endif
