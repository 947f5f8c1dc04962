/* Inside the search for missing facts. Only missing_sets*.c includes this. Must never know how a question is put. */
#ifndef FATIAO_MISSING_SETS_INTERNAL_H
#define FATIAO_MISSING_SETS_INTERNAL_H
#include "interp/explain/advise_internal.h"
#include "interp/explain/missing_sets.h"

enum { REPS_MAX = 40, JOINTS_MAX = 96, ELEMENTS_MAX = 3, WORLDS_MAX = 24, WAYS_MAX = 120000 };

/* A pending parameter has a column in each space that speaks of it. */
typedef struct { int param, column; } ParamColumn;
typedef struct { ParamColumn *items; int n; } ParamColumns;
typedef struct { Chunk chunk; ParamColumns params; } OpenChunk; /* the chunk first: the pointer that missing_chunk gives leads here */
OpenChunk *open_chunk(Arena *arena, const Chunk *chunk);
Block *open_block(Arena *arena, const OpenChunk *open, int n_own, const Block *block);
/* The same with k elements in a missing list, of which nothing is known. */
Block *open_list(Arena *arena, const Chunk *chunk, const Block *block, int space, uint32_t owner, uint32_t k);

/* A value for every element of a list, or for every lane of a parameter's columns. */
typedef struct { int column; int64_t value; } Put;
typedef struct { Put *puts; int n; } Joint;
typedef struct {
    Cell cell; int param;            /* param -1: the cell; else a parameter */
    int64_t reps[REPS_MAX]; int n_reps;
    OpenFact *told;
    bool alone;                      /* some value of it alone will do */
} Candidate;
/* The record as it is (list -1), or with one of its missing lists opened. joints: what the new elements are tried with. */
typedef struct { Search search; AdviseInput input; int list; Joint *joints; int n_joints; } World;

typedef struct {
    Arena *arena; const MissingInput *in; const OpenChunk *open; int decision; const DecisionVersion *version;
    Candidate *candidates; int n;
    World *worlds[WORLDS_MAX]; int n_worlds;
    MissingSets *out; int ways;
} Finder;
bool world_make(Finder *f, World *w, const Block *block); /* false: no memory, or too many elements */
bool is_settled(const Finder *f, uint32_t copy);
void world_elements(Finder *f, World *w); /* its joints, from the values of the new elements' fields */
int reps_of(const Cell *cell, int64_t *reps); /* after cell_probe */
void find_larger(Finder *f); /* sets of two facts and more */
#endif
