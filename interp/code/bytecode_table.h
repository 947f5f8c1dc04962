/* The opcode table as data. Knows opcodes.def. Must never know anything else. */
#ifndef FATIAO_BYTECODE_TABLE_H
#define FATIAO_BYTECODE_TABLE_H
#include <stdint.h>
#include "interp/code/bytecode.h"
typedef enum { PLACE_HERE, PLACE_ROOT, PLACE_MAPPED, PLACE_FOLDED } OpcodePlace;
typedef enum { OP_WHOLE, OP_BREAKS } OpcodeWhole;
typedef enum {
    CHECK_NONE, CHECK_COLUMN, CHECK_VALUE, CHECK_PARAMETER, CHECK_REASON, CHECK_WIDER, CHECK_COMPARE, CHECK_AGE, CHECK_ROUND, CHECK_PERIOD, CHECK_LEAP, CHECK_MAP, CHECK_FOLD
} OpcodeCheck;
typedef struct { const char *text, *operands; char result; uint8_t n_operands, place, check, whole; } OpcodeRow;
extern const OpcodeRow opcode_rows[BC_COUNT_];
enum { SCALE_MAX = 18, ROUND_MODE_MAX = 3 };
#endif
