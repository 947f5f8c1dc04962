/* fatiao explain: one record, one decision, its reasons.
 * Must never know how it was decided. */
#include "interp/cli/common.h"
#include <stdlib.h>

enum { RECORD_BYTES_MAX = 16 * 1024 * 1024 + 2 };
static int run(Args *args, const Job *job, fatiao_format format, fatiao_language names)
{
    char today[16];
    size_t len;
    char *record = files_whole(args->record, args->language == FATIAO_ZH, RECORD_BYTES_MAX, &len);
    if (!record) return EXIT_TROUBLE;
    fatiao_options options = {.as_of = args_as_of(args, today), .law_as_of = args->law_as_of, .entity = args->entity, .format = format, .names = names,
                              .language = args->language, .colour = job_colour(1)};
    fatiao_evaluator *evaluator;
    fatiao_status status = fatiao_evaluator_new(job->policy, &options, files_sink(&files_stdout), &evaluator);
    if (status == FATIAO_OK) status = fatiao_explain(evaluator, record, len, args->decision);
    int result = job_status(args, status, evaluator ? fatiao_message(evaluator) : NULL, EXIT_TROUBLE);
    if (status == FATIAO_ERRORS && fatiao_message(evaluator)) files_say("%s", fatiao_message(evaluator));
    fatiao_evaluator_free(evaluator);
    free(record);
    return result;
}
int verb_explain(Args *args)
{
    static const fatiao_format FORMATS[] = {FATIAO_TEXT, FATIAO_JSON, FATIAO_HTML, FATIAO_MARKDOWN};
    int format, names;
    if (!args_choice(args, "--format", args->format, "text json html markdown", &format) || !args_choice(args, "--names", args->names, "en zh", &names) || !job_has_record(args)) return EXIT_TROUBLE;
    if (!args->decision) return files_say(args->language == FATIAO_ZH ? "缺 --decision 名称" : "--decision NAME is missing"), EXIT_TROUBLE;
    Job job;
    int status = job_begin(&job, args, files_sink(&files_stderr));
    fatiao_language shown = args->names ? (names ? FATIAO_ZH : FATIAO_EN) : args->language;
    status = status == EXIT_FINE ? run(args, &job, FORMATS[format], shown) : EXIT_TROUBLE;
    job_end(&job);
    return status;
}
