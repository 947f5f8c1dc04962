/* fatiao eval: records in, decisions out.
 * Must never know how they are decided. */
#include "interp/cli/common.h"

static fatiao_status feed(void *ctx, const char *bytes, size_t len) { return fatiao_eval_feed(ctx, bytes, len); }
static int decide(const Args *args, fatiao_evaluator *evaluator)
{
    fatiao_status status;
    if (!files_feed(args->record, args->language == FATIAO_ZH, feed, evaluator, &status)) return EXIT_TROUBLE;
    if (status == FATIAO_OK || status == FATIAO_ERRORS) status = fatiao_eval_end(evaluator);
    return job_status(args, status, fatiao_message(evaluator), EXIT_TROUBLE);
}
static int run(Args *args, const Job *job, fatiao_format format, fatiao_language names)
{
    char today[16];
    fatiao_options options = {.as_of = args_as_of(args, today), .law_as_of = args->law_as_of, .entity = args->entity, .only = args->only, .n_only = args->n_only,
                              .format = format, .names = names, .language = args->language, .lean = args->lean, .receipt = args->receipt, .colour = job_colour(1)};
    fatiao_evaluator *evaluator;
    fatiao_status status = fatiao_evaluator_new(job->policy, &options, files_sink(&files_stdout), &evaluator);
    int result = status == FATIAO_OK ? decide(args, evaluator) : job_status(args, status, evaluator ? fatiao_message(evaluator) : NULL, EXIT_TROUBLE);
    fatiao_evaluator_free(evaluator);
    return result;
}
int verb_eval(Args *args)
{
    static const fatiao_format FORMATS[] = {FATIAO_NDJSON, FATIAO_TABLE, FATIAO_CSV};
    int format, names;
    if (!args_choice(args, "--format", args->format, "ndjson table csv", &format) || !args_choice(args, "--names", args->names, "en zh", &names) || !job_has_record(args)) return EXIT_TROUBLE;
    Job job;
    int status = job_begin(&job, args, files_sink(&files_stderr));
    status = status == EXIT_FINE ? run(args, &job, FORMATS[format], names ? FATIAO_ZH : FATIAO_EN) : EXIT_TROUBLE;
    job_end(&job);
    return status;
}
