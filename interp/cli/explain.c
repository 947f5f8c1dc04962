/* fatiao explain: one record, one decision, its reasons.
 * Must never know how it was decided. */
#include "interp/cli/common.h"

static fatiao_status explain(fatiao_evaluator *evaluator, const char *record, size_t len, const Args *args) { return fatiao_explain(evaluator, record, len, args->decision); }
int verb_explain(Args *args)
{
    static const fatiao_format FORMATS[] = {FATIAO_TEXT, FATIAO_JSON, FATIAO_HTML, FATIAO_MARKDOWN};
    int format, names;
    char today[16];
    if (!args_format(args, &format) || !args_choice(args, "--names", args->names, "en zh", &names) || !job_has_record(args)) return EXIT_TROUBLE;
    if (!args->decision) return files_say(args->language == FATIAO_ZH ? "缺 --decision 名称" : "--decision NAME is missing"), EXIT_TROUBLE;
    Job job;
    int status = job_begin(&job, args, files_sink(&files_stderr));
    if (status == EXIT_FINE) {
        const fatiao_options options = {.as_of = args_as_of(args, today), .law_as_of = args->law_as_of, .entity = args->entity, .format = FORMATS[format], .names = job_names(args),
                                        .language = args->language, .colour = job_colour(1)};
        status = job_one_record(&job, args, &options, explain);
    } else status = EXIT_TROUBLE;
    job_end(&job);
    return status;
}
