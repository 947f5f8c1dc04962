/* The workload's columns through the public interface. Must never know how anything is evaluated. */
#ifndef FATIAO_BENCH_ARROW_H
#define FATIAO_BENCH_ARROW_H
#include "tests/bench/bench.h"
#include "tests/bench/workload.h"

typedef struct ArrowMachine ArrowMachine;
ArrowMachine *arrow_open(const fatiao_policy *policy, const Columns *columns, fatiao_numbers numbers); /* which must outlive it */
void arrow_run(void *machine);
uint64_t arrow_values(const ArrowMachine *machine);
void arrow_close(ArrowMachine *machine);
#endif
