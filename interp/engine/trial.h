/* One decision of one policy, tried on records in hand: what the VM says of each. Pending parameters may be supposed to be something.
 * Must never know where the records come from. */
#ifndef FATIAO_TRIAL_H
#define FATIAO_TRIAL_H
#include "interp/engine/engine_internal.h"
#include "interp/decide/sample.h"

typedef struct {
    const fatiao_policy *policy; int entity, decision;
    Arena scratch;           /* of one record */
    Runner runner; bool open;
    const Chunk **chunks; bool *wanted_here; const bool **wanted; Chunk chunk; Instr *code; /* the policy's, with what is supposed in it */
    int64_t *supposed; bool *is_supposed; /* by parameter */
} Trial;
/* The rule's decision about the entity itself; false: there is none. Tables in the arena. */
bool trial_open(Trial *t, Arena *arena, const fatiao_policy *policy, int entity, int rule);
void trial_close(Trial *t);
/* False: the policy's reader refuses the record. What `out` points to is in the arena, also the aliases of enumerations as text.
 * whole: with what is missing. */
bool trial_run(Trial *t, Arena *arena, const Sample *sample, bool whole, DecisionResult *out);
/* Where the last record ran: for writing its result. */
WriteContext trial_context(const Trial *t, bool chinese);
#endif
