/* Records that lie in memory as C structs: where each field is, checked once against the schema, then read like any other record.
 * Must never know rules, or what is done with a record. */
#ifndef FATIAO_FACTS_BOUND_H
#define FATIAO_FACTS_BOUND_H
#include "interp/facts/facts.h"

typedef enum {
    BOUND_BOOL, BOUND_I8, BOUND_U8, BOUND_I16, BOUND_U16, BOUND_I32, BOUND_U32, BOUND_I64,
    BOUND_DAYS /* int32_t */, BOUND_TEXT /* const char * */, BOUND_LIST /* pointer to elements, count a uint32_t */, BOUND_TYPES
} BoundType;
/* path: names of fields from the record, parted by points; "as_of" at the root. Fields of a list's elements lie in the element. */
typedef struct { const char *path; BoundType type; size_t offset; int scale; bool nullable; size_t known, count, size; } BoundField;

typedef enum {
    BOUND_FINE, BOUND_NO_FIELD /* near: what was perhaps meant */, BOUND_NO_LIST /* a field of elements whose list is not bound before it */, BOUND_NOT_SCALAR,
    BOUND_WRONG_TYPE, BOUND_SCALE /* negative, or more digits than the field has */, BOUND_OUTSIDE /* beyond the struct */, BOUND_TWICE
} BoundFault;
typedef struct { BoundFault fault; int field; const char *near; } BoundError;

typedef struct FactsBinding FactsBinding;
/* In the arena, for this reader only. NULL: *error says which field and why. */
FactsBinding *facts_bind(const FactsReader *reader, Arena *arena, int entity, const BoundField *fields, int n, size_t size, BoundError *error);
/* As facts_read; texts are copied. The record need not be aligned. */
FactsResult facts_read_bound(FactsReader *reader, const FactsBinding *binding, const void *record, uint64_t tag);
#endif
