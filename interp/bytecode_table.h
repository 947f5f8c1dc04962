/* The opcode table as data. Knows opcodes.def. Must never know anything else. */
#ifndef FATIAO_BYTECODE_TABLE_H
#define FATIAO_BYTECODE_TABLE_H
#include <stdint.h>
#include "interp/bytecode.h"
typedef enum { PLACE_HERE, PLACE_ROOT, PLACE_MAPPED, PLACE_FOLDED } OpcodePlace;
typedef struct { const char *text, *operands; char result; uint8_t n_operands, place; } OpcodeRow;
extern const OpcodeRow opcode_rows[BC_COUNT_];
enum { SCALE_MAX = 18, ROUND_MODE_MAX = 3 };
#endif
