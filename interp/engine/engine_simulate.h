/* Inside the engine: a simulation as those who feed it see it. Only engine_simulate*.c includes this.
 * Must never know how decisions are counted or shown. */
#ifndef FATIAO_ENGINE_SIMULATE_H
#define FATIAO_ENGINE_SIMULATE_H
#include "interp/engine/engine_internal.h"
#include "interp/timeline/simulate_state.h"

/* Of the places that groups are put in order by: where the line of the input ends and the records of one line begin. */
enum { TROUBLES_MAX = 20, PLACE_BITS = 20 };
typedef struct { fatiao_evaluator *ev; const Chunk **chunks; Runner runner; const fatiao_policy *policy; } Side;
typedef struct { uint64_t line; const char *text; } Trouble;
struct fatiao_simulation {
    Allocator allocator; Arena arena, scratch;
    Side side[2]; int n_sides;
    Simulation sim; FactsStream *stream; fatiao_sink trouble; int troubles; /* said so far */
    Trouble kept[TROUBLES_MAX]; int n_kept;                                 /* not said yet, in order of lines */
    const char *by, *from, *to, *against, *message; int32_t first, last;
    SimState state; uint64_t skip, skip_hash, items, hash, place;
    bool columns, text, parted; /* what came: as columns, not to be kept as a state; as JSON; as lines by themselves, JSON too */
    DecisionLanes *lanes[2];
    fatiao_status status;
    bool begun, ended; /* something was fed; the report was made */
};
/* A text of the block by its number; NULL: those of the reader. */
typedef struct { const char *(*at)(void *ctx, uint32_t id); void *ctx; } SimTexts;
/* How many policies are counted, one or two: their evaluators and their chunks, by entity. */
int simulation_sides(const fatiao_simulation *m, const fatiao_evaluator *ev[2], const Chunk *const *chunks[2]);
bool simulation_is_over(const fatiao_simulation *m); /* its report was made */
/* Runs `work` unless something went wrong before; its status is the simulation's. */
fatiao_status simulation_guarded(fatiao_simulation *m, void (*work)(void *ctx), void *ctx);
/* The rest inside `work`. Those that refuse are always false. */
bool simulation_says(fatiao_simulation *m, const char *message); /* FATIAO_UNKNOWN; the message is not copied */
bool simulation_many_groups(fatiao_simulation *m);
bool simulation_many_cells(fatiao_simulation *m);
bool simulation_refuse(fatiao_simulation *m, fatiao_status status, const char *message);
bool simulation_take(fatiao_simulation *m, const FactsItem *item);
void simulation_feed_end(void *simulation); /* there is no more */
bool simulation_count_block(fatiao_simulation *m, uint32_t lanes);
bool simulation_end_block(fatiao_simulation *m);
/* What cannot be read is kept until it is its turn to be said. */
void simulation_keep_trouble(fatiao_simulation *m, uint64_t line, const char *text);
void simulation_say_kept(fatiao_simulation *m);
bool simulation_takes_columns(fatiao_simulation *m);
/* The same records for each side, at most BLOCK_LANES. */
bool simulation_count(fatiao_simulation *m, int entity, const Block *const block[2], uint32_t lanes, SimTexts texts);
#endif
