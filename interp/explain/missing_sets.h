/* What is missing: of a decision that is undetermined, the smallest sets of facts such that for some values of them, all others
 * missing, it would be determined. Found by running the VM on copies of the record. Knows columns, instructions, decisions.
 * Must never know syntax, JSON, or how a question is put. */
#ifndef FATIAO_MISSING_SETS_H
#define FATIAO_MISSING_SETS_H
#include "interp/decide/decide.h"

enum { MISSING_SET_FACTS_MAX = 8, MISSING_SETS_MAX = 64 };
/* A fact or pending parameter the decision hangs on. settles: of the `tried` values that it was given alone, how many determine the decision. */
typedef struct { MissingFact fact; Type type; int settles, tried; } OpenFact;
/* facts: indexes, ascending; values: some that do. A list has none. */
typedef struct { int facts[MISSING_SET_FACTS_MAX], n; int64_t values[MISSING_SET_FACTS_MAX]; } SettleSet;
typedef struct {
    OpenFact *facts; int n_facts;   /* all it hangs on, in order of declaration */
    SettleSet *sets; int n_sets;   /* smallest first, then in order of declaration */
    bool complete;                  /* false: there were more sets, or more ways to try, than there is time for */
} MissingSets;

/* The chunk with its pending parameters as columns behind its own, so that they can be tried like facts. In the arena. */
Chunk *missing_chunk(Arena *arena, const Program *program, const Chunk *chunk);
/* open: of missing_chunk; vm: of it, VM_SLICE or VM_KEEP, of this decision or more; what it held is lost. block: of the chunk, where the
 * record is `lane`. An undetermined list counts as a fact; it is tried empty and with up to three like elements. False when memory ran out. */
typedef struct { const Program *program; const Chunk *chunk, *open; Vm *vm; const Block *block; uint32_t lane; } MissingInput;
bool missing_sets(Arena *arena, const MissingInput *input, int decision, MissingSets *out);
#endif
