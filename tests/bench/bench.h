/* What the parts of the benchmark share: the clock, contenders run in turns, the table, policies from the disk.
 * Must never know what is measured. */
#ifndef FATIAO_BENCH_H
#define FATIAO_BENCH_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "interp/engine/engine_internal.h"

typedef struct { bool quick, large; int passes; uint64_t records; } Options;

/* Contenders for one piece of work, run in turns so that whoever else uses the machine disturbs all alike. */
typedef struct { const char *name; void (*run)(void *ctx); void *ctx; int again; /* more runs in each of its turns */ double least, median; /* seconds a run */ double ratio; /* of the first to this one, in the same pass */ } Contender;
void bench_race(Contender *contenders, int n, int passes);
double bench_now(void);
void bench_clock(bool world); /* where several threads work: the time of the world, else that of the process */
long bench_peak_kb(void); /* memory of this process at its highest */
double bench_in_use_mb(void); /* allocated and not freed; 0 where the system does not tell */

/* One row: what, how much of it, the figures as text; `ratio` to the one compared with, 0: none. */
void bench_title(const char *title, const char *unit);
void bench_row(const char *name, uint64_t amount, double median, double least, double ratio, const char *note, ...) __attribute__((format(printf, 6, 7)));
void bench_trouble(const char *what, ...) __attribute__((format(printf, 1, 2), noreturn)); /* prints and ends the program */

/* Compiles files or folders below the project's root; from memory where `text` is given. Ends the program where there are errors. */
fatiao_policy *bench_policy(const char *path, const char *text, size_t len, bool rules_only);
size_t bench_policy_bytes(const fatiao_policy *policy); /* of its files */
bool bench_discard(void *ctx, const char *bytes, size_t len); /* a sink */

void bench_columns(const Options *options);
void bench_jobs(const Options *options);
void bench_one(const Options *options);
void bench_records(const Options *options);
void bench_compile(const Options *options);
#endif
