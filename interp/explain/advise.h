/* What would change an answer: the smallest sets of facts that would, had they been otherwise, give another one, and the next day on
 * which it changes by itself. Found by running the VM on copies of one record, many at a time. Knows columns, instructions, decisions.
 * Must never know syntax, JSON, or how an answer is shown. */
#ifndef FATIAO_ADVISE_H
#define FATIAO_ADVISE_H
#include "interp/decide/decide.h"

enum { ADVISE_SETS_MAX = 8, ADVISE_FACTS_MAX = 3, ADVISE_VALUES_MAX = 8, ADVISE_TURNED_MAX = 8, ADVISE_YEARS = 120 };

/* The other answer. value: of a define with few values; of a list the names of its items are in `items`. */
typedef struct { DecisionStatus status; DecisionValue value; const bool *items; } AdviseAnswer;
/* One fact and what it would have to be. Numbers and dates: any value in [lo, hi], an open end where nothing lies beyond;
 * in a set of several facts the one value tried. A missing list (TY_LIST): that it is empty. Others: one of `values`. was: its value now, not present where it is missing. */
typedef struct {
    const char *path, *path_zh; int entity, field; Type type;
    DecisionValue was;
    bool interval; int64_t lo, hi;
    int64_t values[ADVISE_VALUES_MAX]; int n_values;
    int more_values;                      /* how many others would do as well */
    const char *texts[ADVISE_VALUES_MAX]; /* of a text, parallel to the values */
} AdviseChange;
typedef struct { AdviseChange changes[ADVISE_FACTS_MAX]; int n; AdviseAnswer answer; } AdviseSet;
typedef struct {
    AdviseSet *sets; int n_sets; /* all of one size, in order of declaration */
    bool more;                   /* there are further sets of that size */
    int tried;                   /* no smaller change than of this many facts and one more gives another answer; 0: not looked for */
    bool has_day; int32_t day; AdviseAnswer on_day; /* the facts being as they are */
    int turned[ADVISE_TURNED_MAX], n_turned;        /* comparisons (instructions) that come out otherwise on that day */
} Advice;

/* block: where the record is `lane`; neither is changed. vm: VM_KEEP or VM_SLICE, of this decision or more; what it held is lost.
 * False when memory ran out. The result lives in the arena. */
typedef struct { const Program *program; const Chunk *chunk; Vm *vm; const Block *block; uint32_t lane; } AdviseInput;
bool advise(Arena *arena, const AdviseInput *input, int decision, Advice *out);
#endif
