/* What several verbs begin with: a policy from the command line, its diagnostics shown.
 * Must never know what is done with it. */
#ifndef FATIAO_CLI_COMMON_H
#define FATIAO_CLI_COMMON_H
#include "interp/cli/args.h"
#include "interp/cli/files.h"

typedef struct { Disk disk; fatiao_files files; fatiao_source source; fatiao_policy *policy; } Job;

/* Compiles args->paths and shows the diagnostics on standard error (json_here: as JSON there). Sets the language by the files where
 * the command line does not. EXIT_FINE: job->policy can be run. Else the policy is there or NULL; job_end in any case. */
int job_begin(Job *job, Args *args, fatiao_sink json_here);
void job_end(Job *job);
/* The vocabulary of names in results: --names, which args_choice has accepted, else the language. */
fatiao_language job_names(const Args *args);
/* For verbs that need a record. */
bool job_has_record(const Args *args);
/* For verbs about one record: reads it whole, gives it to `work` with an evaluator that writes to standard output, says what was wrong. */
enum { RECORD_BYTES_MAX = 16 * 1024 * 1024 + 2 };
typedef fatiao_status RecordWork(fatiao_evaluator *evaluator, const char *record, size_t len, const Args *args);
int job_one_record(const Job *job, const Args *args, const fatiao_options *options, RecordWork *work);
/* Whether to colour what goes to this descriptor. */
bool job_colour(int fd);
/* FATIAO_OK and FATIAO_ERRORS give fine and `errors`; the rest is said and is trouble. */
int job_status(const Args *args, fatiao_status status, const char *message, int errors);
#endif
