/* The decisions of a whole block in bulk: statuses as planes, amounts as numbers, for counting. Knows registers and statuses.
 * Must never know records, or what is counted. */
#ifndef FATIAO_DECIDE_BLOCK_H
#define FATIAO_DECIDE_BLOCK_H
#include "interp/decide/decide.h"

enum { BLOCK_WORDS = BLOCK_LANES / 64, PAYERS_COUNTED = 16 };
/* Every lane has one status: bit i of word i/64. value: of granted lanes the amount, of value lanes of a number the number; 0 where there is
 * none. part: each payer's share of granted lanes. broken: undetermined lanes that may be errors, which only a kept run can tell. */
typedef struct {
    const RuleVersion *version; /* of lane 0, NULL before the first */
    uint64_t status[STATUS_COUNT_][BLOCK_WORDS], broken[BLOCK_WORDS];
    bool has_value; int64_t value[BLOCK_LANES];
    int n_parts; int64_t part[PAYERS_COUNTED][BLOCK_LANES];
} DecisionLanes;
/* Any layout. arena: for what the decisions of lanes on different days need. */
void decide_block(Arena *arena, const Program *program, const Chunk *chunk, const Vm *vm, int decision, uint32_t lanes, DecisionLanes *out);
#endif
