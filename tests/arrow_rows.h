/* Rows of the policy ARROW_POLICY, as records of JSON and as arrays of the Arrow C Data Interface in many styles. Buffers have exactly the
 * size they must have. Must never know what is done with them. */
#ifndef FATIAO_TESTS_ARROW_ROWS_H
#define FATIAO_TESTS_ARROW_ROWS_H
#include "tests/arrow_made.h"

extern const char ARROW_POLICY[];
typedef struct { int disabled /* -1 unknown */; int birth_known, birth; const char *school; } Kid;
typedef struct {
    const char *name; int sex /* -1 */; int income_known; int64_t income; int points_known; int64_t points; int age; int birth_known, birth, registered_known, registered;
    int home_known, poor, size, kids_known, n_kids; Kid kids[4]; int day_known, day;
} Row;
Row random_row(int nulls); /* per cent */
Kept json_of(const Row *r);

typedef struct { int variant; bool slices; } Style;
Made people(const Row *rows, int64_t n, Style s);

/* A stream of batches of 100 rows; fail_at: the batch at which it breaks, -1 none. */
typedef struct { const Row *rows; int batches, at; Style style; int fail_at; } Source;
int source_schema(struct ArrowArrayStream *s, struct ArrowSchema *out);
int source_next(struct ArrowArrayStream *s, struct ArrowArray *out);
const char *source_error(struct ArrowArrayStream *s);
void source_release(struct ArrowArrayStream *s);
extern int released;
#endif
