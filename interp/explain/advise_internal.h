/* Inside the search for other answers. Only advise*.c includes this. Must never know how an answer is shown. */
#ifndef FATIAO_ADVISE_INTERNAL_H
#define FATIAO_ADVISE_INTERNAL_H
#include "interp/explain/advise.h"

enum { COPIES_MAX = 256, COPY_ELEMENTS_MAX = 16 * 1024, CELLS_MAX = 300, LANDMARKS_MAX = 400, REGIONS_MAX = 24, TRIES_MAX = 100000, WORK_MAX = 30 * 1000 * 1000 /* lanes of the widest list */, STEPS_MAX = 16 };

/* A block whose root lanes are copies of one record. */
typedef struct {
    const Chunk *chunk; const Block *from;
    uint32_t copies, most;         /* most: elements of the longest list */
    uint32_t *first, *len;         /* per space of the specs: the record's own elements in `from` */
    Block block; SpaceData *spaces; Column *columns; int32_t *as_of, *law_as_of;
} Copies;
bool copies_make(Arena *arena, Copies *c, const Chunk *chunk, const Block *from, uint32_t lane);
/* Sets a cell of one copy; lane counts within the record's own elements. known false: missing. */
void copies_set(Copies *c, uint32_t copy, int column, uint32_t lane, bool known, int64_t value);
bool copies_get(const Copies *c, int column, uint32_t lane, int64_t *value);
void copies_set_list(Copies *c, uint32_t copy, int space, uint32_t owner, bool known); /* a missing list to an empty one and back */
bool copies_list_known(const Copies *c, int space, uint32_t owner);
void copies_dates(Copies *c, uint32_t copy, int32_t as_of, int32_t law_as_of);

typedef struct { DecisionStatus status; uint64_t key; } Answer; /* key: of a define its value, of a list its items */
/* Values of one fact that no comparison tells apart, and the answer they give alone. */
typedef struct { int64_t lo, hi, try; uint64_t signature; Answer answer; } Region;
typedef struct {
    int column, list; uint32_t lane; /* list: a missing one, its space and its owner's lane; 0: a scalar */
    int entity, field; const Field *decl; Type type;
    uint32_t steps[STEPS_MAX]; int n_steps; /* declaration order */
    bool known; int64_t was;
    Region *regions; int n_regions; /* in order of value; the present one left out */
} Cell;

typedef struct {
    Arena *arena; const AdviseInput *in; int decision;
    Copies copies;
    const Rule *rule;
    bool *slice;           /* instructions the decision rests on */
    bool *depends; int *compared, n_compared; /* on the column being tried: instructions, and comparisons among them */
    int64_t *landmarks; int n_landmarks; /* numbers and days that something is compared with, ascending */
    int64_t *gaps; int n_gaps;           /* by how much the two sides of comparisons differ */
    Cell *cells; int n_cells;
    int32_t as_of, law_as_of; Answer now;
    bool failed, cut; int64_t work; /* cut: facts were left untried */
} Search;

/* ---- advise_try.c ---- */
/* Which value of which fact; several at once, in order of cells; and what they give. */
typedef struct { int cell, region; } Pick;
typedef struct { Pick pick[ADVISE_FACTS_MAX]; int n; } Try;
typedef struct { Try what; Answer answer; } Hit;
typedef struct { Hit *items; int n; } Hits;
void try_put(Search *s, uint32_t copy, const Try *t, bool back);
/* Every choice of values of `size` facts that gives another answer than now, in order. False: there are too many to try. */
bool try_all_sets(Search *s, int size, Hits *out);
const char *cell_path(const Search *s, const Cell *c, bool chinese);
static inline Region *region_of(const Search *s, Pick p) { return &s->cells[p.cell].regions[p.region]; }

/* ---- advise_tell.c: sets as they are told ---- */
void tell_sets(Search *s, const Hits *hits, Advice *out);

/* ---- advise_answer.c ---- */
Answer answer_read(Search *s, uint32_t copy, AdviseAnswer *full); /* full: may be NULL */
bool answer_settled(Answer a);
bool answer_same(Answer a, Answer b);
/* Comparisons that come out otherwise in a copy than in the one before it. */
void turned_find(Search *s, uint32_t copy, Advice *out);
bool search_run(Search *s);
/* How the comparisons come out that depend on a column. */
void signature_of(Search *s, int column);
bool search_run_some(Search *s, uint32_t n); /* the first n copies only */
uint64_t search_signature(Search *s, uint32_t copy);

void copy_lanes(const Search *s, int space, uint32_t copy, uint32_t *first, uint32_t *end); /* the copy's lanes of a space */
void cells_find(Search *s);          /* advise_cells.c */
void landmarks_find(Search *s);      /* the same; after a run of the record as it is */
void cell_probe(Search *s, Cell *c); /* advise_probe.c: fills the regions */
#endif
