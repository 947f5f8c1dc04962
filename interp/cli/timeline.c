/* fatiao timeline: one record on every day between two dates.
 * Must never know how the days are judged. */
#include "interp/cli/common.h"
#include <stdlib.h>

enum { RECORD_BYTES_MAX = 16 * 1024 * 1024 + 2 };
static int run(Args *args, const Job *job, fatiao_format format, fatiao_language names)
{
    size_t len;
    char *record = files_whole(args->record, args->language == FATIAO_ZH, RECORD_BYTES_MAX, &len);
    if (!record) return EXIT_TROUBLE;
    fatiao_options options = {.law_as_of = args->law_as_of, .entity = args->entity, .only = args->only, .n_only = args->n_only, .format = format, .names = names,
                              .language = args->language, .colour = job_colour(1)};
    fatiao_evaluator *evaluator;
    fatiao_status status = fatiao_evaluator_new(job->policy, &options, files_sink(&files_stdout), &evaluator);
    if (status == FATIAO_OK) status = fatiao_timeline(evaluator, record, len, args->from, args->to);
    const char *message = evaluator ? fatiao_message(evaluator) : NULL;
    int result = job_status(args, status, message, EXIT_TROUBLE);
    if (status == FATIAO_ERRORS && message) files_say("%s", message);
    fatiao_evaluator_free(evaluator);
    free(record);
    return result;
}
int verb_timeline(Args *args)
{
    static const fatiao_format FORMATS[] = {FATIAO_TEXT, FATIAO_JSON, FATIAO_CSV, FATIAO_SVG};
    int format, names;
    bool zh = args->language == FATIAO_ZH;
    if (!args_choice(args, "--format", args->format, "text json csv svg", &format) || !args_choice(args, "--names", args->names, "en zh", &names) || !job_has_record(args)) return EXIT_TROUBLE;
    if (!args->from || !args->to) return files_say(zh ? "缺 --from 或 --to 日期" : "--from DATE or --to DATE is missing"), EXIT_TROUBLE;
    Job job;
    int status = job_begin(&job, args, files_sink(&files_stderr));
    fatiao_language shown = args->names ? (names ? FATIAO_ZH : FATIAO_EN) : args->language;
    status = status == EXIT_FINE ? run(args, &job, FORMATS[format], shown) : EXIT_TROUBLE;
    job_end(&job);
    return status;
}
