/* A simulation half done, as text: what was counted, of which policy, how far in which records. Cut off or altered it is refused.
 * Must never know records, or where the text is kept. */
#ifndef FATIAO_SIMULATE_STATE_H
#define FATIAO_SIMULATE_STATE_H
#include "grammar/strbuf.h"
#include "interp/timeline/simulate.h"

/* policy, against: hashes; asked: the options in one line. items and hash: of the records counted, bad ones included. */
typedef struct { const char *policy, *against, *asked; uint64_t items, hash, records, bad; } SimState;
void sim_state_write(StrBuf *out, const Simulation *s, const SimState *state);
typedef enum { SIM_STATE_READ, SIM_STATE_DAMAGED, SIM_STATE_POLICY, SIM_STATE_AGAINST, SIM_STATE_ASKED } SimStateResult;
/* Into a simulation that has counted nothing yet, of the policy and options of `state`; fills in the rest of it. */
SimStateResult sim_state_read(Simulation *s, const char *text, size_t len, SimState *state);
#endif
