/* Random records of any policy, made from what the library says of its entities, and written down in every way a record can come: JSON text,
 * a C struct with its binding, columns. All that is made lives until ways_free. Must never know what is decided about them. */
#ifndef FATIAO_TESTS_WAYS_H
#define FATIAO_TESTS_WAYS_H
#include "tests/arrow_made.h"

typedef struct Object Object;
/* number: at the field's scale; days; an index; 0, 1. */
typedef struct { bool known; int64_t number; const char *text; Object *object; Object **items; int n; } Fact;
struct Object { const fatiao_entity *entity; Fact *facts; };
typedef struct { Object *object; int32_t as_of; } Case;

void *ways_alloc(size_t size); /* zeroed */
void ways_free(void);

/* missing: per cent. */
Case random_case(const fatiao_entity *entity, int missing);
/* The same with what was missing filled in at random. */
Object *completed(const Object *object, int32_t as_of);
/* Whether only whole numbers were made for this field: they may be bound with fewer digits. */
bool only_whole(const fatiao_field *field);
/* With "entity" and "as_of"; either name of a field, in any order, with more blanks and escapes than need be. */
Kept case_json(const Case *c);

/* The binding of an entity in a struct made up for it; records are written into `size` bytes each. */
typedef struct Shape Shape;
typedef struct { fatiao_bound *fields; int n_fields; size_t size; Shape *shape; } Layout;
Layout random_layout(const fatiao_entity *entity);
void case_struct(const Layout *layout, const Case *c, void *to);

/* Columns of cases of one entity, in types, slices and dictionaries as it happens. */
Made case_columns(const Case *cases, int n);
#endif
