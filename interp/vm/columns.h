/* A block of lanes: what a chunk of bytecode reads. Knows shapes of columns only.
 * Must never know rules, JSON, or how an operator works. */
#ifndef FATIAO_COLUMNS_H
#define FATIAO_COLUMNS_H
#include <stdbool.h>
#include <stdint.h>

enum { BLOCK_LANES = 1024 };

/* Bool: bit plane. Enum: u8 index. Number whose field range lies in 0..255 with scale 0: u8. Date: i32 day number
 * (days since 1970-01-01, proleptic Gregorian). Other numbers: i64 at the field's scale. Text: u32 id, see texts in Chunk. */
typedef enum { COL_BIT, COL_U8, COL_I32, COL_I64, COL_TEXT } ColumnKind;

/* Bytes of a cell; 0: a bit of a plane. */
static inline uint32_t column_cell(ColumnKind kind)
{
    switch (kind) {
    case COL_BIT: return 0;
    case COL_U8: return 1;
    case COL_I32: case COL_TEXT: return 4;
    case COL_I64: break;
    }
    return 8;
}

/* Space 0 is the root entity with its nested entities flattened into it. Every other space holds the elements of one list,
 * found in `parent` along field[0..n-1] (nested entities, the last is the list). */
typedef struct { int parent; int entity; uint8_t n; uint16_t field[6]; } SpaceSpec;
/* A scalar field of a space along field[0..n-1]. */
typedef struct { uint16_t space; uint8_t n; uint16_t field[6]; uint8_t kind; } ColumnSpec;

/* Text ids: equal texts have equal ids within a block; ids below the chunk's n_texts mean the chunk's own texts.
 * known: one bit a lane, bit i of word i/64; bits past the last lane are zero. NULL known = every lane known.
 * Where a lane is not known its data is zero. */
typedef struct { const void *data; const uint64_t *known; } Column;
/* offsets: for each lane of the parent the first element; parent lanes + 1 of them (root: NULL).
 * list_known: bit per lane of the parent, NULL = all known; an unknown list has no elements. */
typedef struct { uint32_t lanes; const uint32_t *offsets; const uint64_t *list_known; } SpaceData;

typedef struct {
    const SpaceData *spaces; const Column *columns; /* parallel to the chunk's specs */
    const int32_t *as_of, *law_as_of;               /* per root lane */
    bool uniform_dates;                             /* the same in all lanes: lane 0 stands for all */
} Block;
#endif
