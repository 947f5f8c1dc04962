/* Lines of an input parted among threads, and what they write put in order. Knows threads and turns.
 * Must never know what is done with a line. */
#ifndef FATIAO_CLI_WORKERS_H
#define FATIAO_CLI_WORKERS_H
#include "interp/cli/lines.h"

enum { WORKERS_MAX = 64 };
typedef struct Workers Workers;
/* The work of one thread on whole lines; what it writes goes to its sink. FATIAO_OK and FATIAO_ERRORS: go on. */
typedef fatiao_status (*Work)(void *ctx, const char *lines, size_t len, uint64_t first_line);
/* out: takes everything in the order of the lines, by one thread at a time. NULL: no memory. */
Workers *workers_new(int n, Work work, fatiao_sink out);
void workers_free(Workers *workers);
fatiao_sink workers_sink(Workers *workers, int i);
void workers_context(Workers *workers, int i, void *ctx);
/* From where `lines` is to the end. Memory does not grow with the input. FATIAO_ERRORS: some work gave it. Else, why it was stopped; *unreadable:
 * the input was, and it was said. What came before is written. */
fatiao_status workers_run(Workers *workers, Lines *lines, bool *unreadable);
/* From within the work: no more is read; what was read is worked on, and workers_run returns. It may then run again, from there on. */
void workers_pause(Workers *workers);
#endif
