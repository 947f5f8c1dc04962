/* fatiao eval: records in, decisions out; with --jobs by several threads, each with its evaluator.
 * Must never know how they are decided. */
#include "interp/cli/common.h"
#include "interp/cli/workers.h"
#include <stdlib.h>
#include <string.h>

static bool zh(const Args *args) { return args->language == FATIAO_ZH; }
static fatiao_status feed(void *ctx, const char *bytes, size_t len) { return fatiao_eval_feed(ctx, bytes, len); }
static bool goes_on(fatiao_status status) { return status == FATIAO_OK || status == FATIAO_ERRORS; }
static int decide(const Args *args, fatiao_evaluator *evaluator)
{
    fatiao_status status;
    if (!files_feed(args->record, zh(args), feed, evaluator, &status)) return EXIT_TROUBLE;
    if (goes_on(status)) status = fatiao_eval_end(evaluator);
    return job_status(args, status, fatiao_message(evaluator), EXIT_TROUBLE);
}

/* ---- by several threads ---- */
/* The input begins with `first`, which finds out what it is. As soon as it is lines, and there are more, the workers go on. */
typedef struct { const fatiao_policy *policy; const fatiao_options *options; fatiao_evaluator *first; Input input; Lines lines; int jobs; } Crew;
static fatiao_status work(void *ctx, const char *lines, size_t len, uint64_t first_line) { return fatiao_eval_lines(ctx, lines, len, first_line); }
static fatiao_status run_workers(Crew *crew, bool *unreadable)
{
    fatiao_evaluator *evaluators[WORKERS_MAX] = {NULL};
    Workers *workers = workers_new(crew->jobs, work, files_sink(&files_stdout));
    fatiao_status status = workers ? FATIAO_OK : FATIAO_NO_MEMORY;
    for (int i = 0; i < crew->jobs && status == FATIAO_OK; i++) {
        status = fatiao_evaluator_new(crew->policy, crew->options, workers_sink(workers, i), &evaluators[i]);
        workers_context(workers, i, evaluators[i]);
    }
    if (status == FATIAO_OK) status = workers_run(workers, &crew->lines, unreadable);
    for (int i = 0; i < crew->jobs; i++) fatiao_evaluator_free(evaluators[i]);
    workers_free(workers);
    return status;
}
static bool is_lines(const void *ctx) { return fatiao_eval_is_lines(ctx); }
static fatiao_status run_crew(Crew *crew, bool *unreadable)
{
    bool parted = false;
    fatiao_status status = lines_begin(&crew->lines, &(LinesFirst){crew->first, feed, is_lines}, &parted, unreadable);
    if (*unreadable || !goes_on(status)) return status;
    if (!parted) return fatiao_eval_end(crew->first);
    status = fatiao_eval_flush(crew->first);
    if (goes_on(status)) status = run_workers(crew, unreadable);
    return status == FATIAO_OK && fatiao_eval_bad_records(crew->first) ? FATIAO_ERRORS : status;
}
static int decide_with(const Args *args, int jobs, const fatiao_policy *policy, const fatiao_options *options, fatiao_evaluator *first)
{
    bool unreadable = false;
    Crew *crew = calloc(1, sizeof *crew);
    if (!crew) files_no_memory();
    *crew = (Crew){.policy = policy, .options = options, .first = first, .jobs = jobs, .lines = {.line = 1}};
    crew->lines.input = &crew->input;
    if (!files_input(&crew->input, args->record, zh(args))) return free(crew), EXIT_TROUBLE;
    fatiao_status status = run_crew(crew, &unreadable);
    files_input_close(&crew->input);
    free(crew);
    return unreadable ? EXIT_TROUBLE : job_status(args, status, fatiao_message(first), EXIT_TROUBLE);
}

static int run(Args *args, const Job *job, fatiao_format format, fatiao_language names, int jobs)
{
    char today[16];
    fatiao_options options = {.as_of = args_as_of(args, today), .law_as_of = args->law_as_of, .entity = args->entity, .only = args->only, .n_only = args->n_only,
                              .format = format, .names = names, .language = args->language, .lean = args->lean, .receipt = args->receipt, .colour = job_colour(1)};
    fatiao_evaluator *evaluator;
    fatiao_status status = fatiao_evaluator_new(job->policy, &options, files_sink(&files_stdout), &evaluator);
    int result = status != FATIAO_OK ? job_status(args, status, evaluator ? fatiao_message(evaluator) : NULL, EXIT_TROUBLE)
               : jobs > 1 && format != FATIAO_TABLE /* read by people */ ? decide_with(args, jobs, job->policy, &options, evaluator) : decide(args, evaluator);
    fatiao_evaluator_free(evaluator);
    return result;
}
int verb_eval(Args *args)
{
    static const fatiao_format FORMATS[] = {FATIAO_NDJSON, FATIAO_TABLE, FATIAO_CSV};
    int format, names, jobs = args_count(args, "--jobs", args->jobs, WORKERS_MAX);
    if (jobs < 0 || !args_format(args, &format) || !args_choice(args, "--names", args->names, "en zh", &names) || !job_has_record(args)) return EXIT_TROUBLE;
    Job job;
    int status = job_begin(&job, args, files_sink(&files_stderr));
    status = status == EXIT_FINE ? run(args, &job, FORMATS[format], names ? FATIAO_ZH : FATIAO_EN, jobs) : EXIT_TROUBLE;
    job_end(&job);
    return status;
}
