/* The workload of the benchmarks: applicants made from their number alone, in the form each contender likes best.
 * Must never know who is measured. */
#ifndef FATIAO_BENCH_WORKLOAD_H
#define FATIAO_BENCH_WORKLOAD_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

enum { MALE, FEMALE };
enum { RURAL, URBAN };
enum { LANZHOU, OTHER_CITY };
enum { ONLY_CHILD, TWO_DAUGHTERS, ORDINARY };
enum { NOT_SPECIAL, CHILD_LOST, CHILD_DISABLED };
enum { NOT_DISABLED, PARTLY, FULLY };
enum { NO_INSTITUTION, CITY_RUN, COUNTY_RUN };

/* The facts in the order of workload.law: the index of a fact is that of its field, and its bit in `missing`. */
enum {
    FACT_SEX, FACT_BIRTH, FACT_HUKOU, FACT_CITY, FACT_FAMILY, FACT_SPECIAL, FACT_CHILDREN, FACT_MINORS, FACT_COMPLIANT, FACT_HOMES,
    FACT_WORK, FACT_INCOME, FACT_DISABILITY, FACT_INSTITUTION, N_FACTS
};
enum { EARLY, NATIONAL, ALLOWANCE, SUPPLEMENT, HOUSING, CARE, DISCOUNT, SERVICES, N_DECISIONS };
extern const char *const decision_names[N_DECISIONS], *const fact_names[N_FACTS];
enum { AS_OF = 20240101, AS_OF_DAY = 19723 };

typedef struct { uint8_t fact[N_FACTS]; int32_t birth; /* yyyymmdd */ uint16_t missing; uint32_t id; } Row; /* fact[FACT_BIRTH] unused */
/* Amounts in yuan, the discount in percent. */
typedef struct { uint8_t early, national, supplement, housing, care, discount; uint16_t allowance, services; } Outcome;
/* What all contenders must agree on. count: granted, or an amount that is not nothing; sum: of yuan and percent; open: not determined. */
typedef struct { uint64_t count[N_DECISIONS], sum[N_DECISIONS], open[N_DECISIONS]; } Totals;
void totals_add(Totals *totals, const Outcome *outcome);
bool totals_equal(const Totals *a, const Totals *b);

/* Columns for C: a byte a fact, birth days since 1970. For the VM: the same, truths as planes, and planes of known facts where some are missing. */
typedef struct { size_t n; uint8_t *bytes[N_FACTS]; int32_t *birth; uint64_t *truth[N_FACTS], *known[N_FACTS]; } Columns;
typedef struct { uint8_t *bytes[N_DECISIONS]; uint16_t *words[N_DECISIONS]; } OutColumns; /* as in Outcome */

void *bench_alloc(size_t bytes); /* aligned to a page, zero; ends the program where there is no memory */
Row workload_row(uint64_t number, unsigned missing_percent);
Row *workload_rows(size_t n, unsigned missing_percent);
Columns workload_columns(const Row *rows, size_t n);
void workload_columns_free(Columns *columns);
/* A line of JSON; missing facts are left out. Returns the length; `out` has room for 512 bytes. */
size_t workload_json(const Row *row, char *out);
char *workload_ndjson(const Row *rows, size_t n, size_t *len);

/* ---- contenders ---- */
void rows_run(const Row *rows, Outcome *out, size_t n);                  /* rows.c: a function a record */
Outcome rows_one(const Row *row);
void columns_run(const Columns *columns, const OutColumns *out);         /* columns.c: loops over columns */
void open_totals(const Row *rows, size_t n, Totals *totals);             /* open.c: with missing facts; made to be right, not fast */
/* Lines of JSON to totals and lines of decisions; `out` has room for 512 bytes a line. 0: the text is no such lines. */
size_t scan_run(const char *text, size_t len, char *out, Totals *totals);     /* scan.c: keys in one order, nothing checked */
size_t simdjson_run(const char *text, size_t len, char *out, Totals *totals); /* json.cpp: only with libsimdjson */
const char *simdjson_version(void);
size_t outcome_json(char *out, uint32_t id, const Outcome *outcome); /* the line that eval --lean writes */
#ifdef __cplusplus
}
#endif
#endif
