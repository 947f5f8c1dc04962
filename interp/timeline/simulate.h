/* Counting decisions: how many of each status, and what they come to, by group and month, exactly. Two sides where one policy is compared
 * with another. Knows registers, statuses, periods. Must never know how records are read or run, or the form of the output. */
#ifndef FATIAO_SIMULATE_H
#define FATIAO_SIMULATE_H
#include "interp/decide/decide_block.h"
#include "interp/timeline/timeline.h" /* PayPeriod */

enum { SIM_GROUPS_MAX = 10000, SIM_MONTHS_MAX = 1200, SIM_CELLS_MAX = 4000000 };

/* sum: of amounts or numbers as they stand; due: of what is paid for the month; part: of it by payer, where it is shared. */
typedef struct { uint64_t count[STATUS_COUNT_]; NumberWide sum, due, *part; } SimCell;
/* Of lanes of both sides: granted now and not before, the other way round, and any difference of status or amount. */
typedef struct { uint64_t gained, lost, changed; } SimChange;
typedef enum { GROUP_ALL, GROUP_UNKNOWN /* the fact is missing */, GROUP_NONE /* the entity has no such fact */, GROUP_VALUE, GROUP_TEXT } GroupKind;
/* place, month: of the first record in it, by which groups are put in order; SIM_NOWHERE: none is. */
#define SIM_NOWHERE UINT64_MAX
typedef struct { GroupKind kind; int64_t value; const char *text; uint64_t place; int month; } SimGroup;
/* What the records of an entity are grouped by. column: a fact; else decision: a define; neither: not at all. */
typedef struct { int column, decision; Type type; bool none; } SimBy;
typedef struct {
    int entity; const Chunk *chunk; const bool *wanted; SimBy by;
    uint64_t records;
    SimGroup *groups; int n_groups, *group_slots, group_mask;
    SimCell *cells[2]; SimChange *changes; size_t n_cells; /* (group × months + month) × decisions + decision */
} SimEntity;
/* months: first days; one that stands for the record's own day where there is no time asked for. */
typedef struct {
    Arena *arena; const Program *program; bool two_sides, over; int32_t *months; int n_months; int32_t to;
    SimEntity *entities; /* by entity */
    bool *divided;       /* by rule: a benefit that definitions with 负担 divide */
} Simulation;
bool *sim_divided(Arena *arena, const Program *program);

/* What is asked of a run: the lanes' status on the first day of the month, or what is due for periods that other days decide. */
typedef enum { SIM_FIRST_DAY, SIM_DAY_BEFORE, SIM_LAST_DAY } SimDay;
/* Once a block: which lanes have been paid what is paid once, and what was due already for the month by its last day; by decision. */
typedef struct { uint64_t (*once[2])[BLOCK_WORDS], (*month[2])[BLOCK_WORDS]; } SimPaid;
SimPaid sim_paid(Arena *arena, const SimEntity *e);
/* lanes of the block on side `side`; group: by lane. scratch: of the block. errors: lanes of a decision that are errors, not undetermined. */
typedef struct { const Vm *vm; uint32_t lanes; const uint32_t *group; int month; SimDay day; } SimRun;
void sim_count(Simulation *s, SimEntity *e, int side, const SimRun *run, int decision, const DecisionLanes *d, SimPaid *paid);
void sim_compare(Simulation *s, SimEntity *e, const SimRun *run, int decision, const DecisionLanes *before, const DecisionLanes *after);
bool sim_needs_day(const SimEntity *e, const Program *program, SimDay day);

/* The group's number, made where it is new, and put where it is first; -1: too many. */
int sim_group(Simulation *s, SimEntity *e, SimGroup group);
bool sim_room(Simulation *s, SimEntity *e); /* cells for all its groups; false: too many */
int *sim_order(Arena *arena, const SimEntity *e); /* its groups as their records come */
/* What another simulation of the same has counted, added, and taken from it. What is too many of, else SIM_ADDED. */
typedef enum { SIM_ADDED, SIM_MANY_GROUPS, SIM_MANY_CELLS } SimAdded;
SimAdded sim_take(Simulation *to, Simulation *from);
static inline size_t sim_cell(const Simulation *s, const SimEntity *e, int group, int month, int decision)
{
    return ((size_t)group * (size_t)s->n_months + (size_t)month) * (size_t)e->chunk->n_decisions + (size_t)decision;
}
/* How often what a decision pays is due; of a define that bears a part of one: as its unit says. */
PayPeriod sim_period(const Rule *rule, const RuleVersion *version);
#endif
