/* Inside the engine: a simulation as those who feed it see it. Only engine_simulate*.c includes this.
 * Must never know how decisions are counted or shown. */
#ifndef FATIAO_ENGINE_SIMULATE_H
#define FATIAO_ENGINE_SIMULATE_H
#include "interp/engine/engine_internal.h"

/* A text of the block by its number; NULL: those of the reader. */
typedef struct { const char *(*at)(void *ctx, uint32_t id); void *ctx; } SimTexts;
/* How many policies are counted, one or two: their evaluators and their chunks, by entity. */
int simulation_sides(const fatiao_simulation *m, const fatiao_evaluator *ev[2], const Chunk *const *chunks[2]);
bool simulation_is_over(const fatiao_simulation *m); /* its report was made */
/* Runs `work` unless something went wrong before; its status is the simulation's. */
fatiao_status simulation_guarded(fatiao_simulation *m, void (*work)(void *ctx), void *ctx);
/* The rest inside `work`. Always false. */
bool simulation_refuse(fatiao_simulation *m, fatiao_status status, const char *message);
bool simulation_takes_columns(fatiao_simulation *m);
/* The same records for each side, at most BLOCK_LANES. */
bool simulation_count(fatiao_simulation *m, int entity, const Block *const block[2], uint32_t lanes, SimTexts texts);
#endif
