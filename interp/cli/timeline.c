/* fatiao timeline: one record on every day between two dates.
 * Must never know how the days are judged. */
#include "interp/cli/common.h"

static fatiao_status timeline(fatiao_evaluator *evaluator, const char *record, size_t len, const Args *args) { return fatiao_timeline(evaluator, record, len, args->from, args->to); }
int verb_timeline(Args *args)
{
    static const fatiao_format FORMATS[] = {FATIAO_TEXT, FATIAO_JSON, FATIAO_CSV, FATIAO_SVG};
    int format, names;
    bool zh = args->language == FATIAO_ZH;
    if (!args_format(args, &format) || !args_choice(args, "--names", args->names, "en zh", &names) || !job_has_record(args)) return EXIT_TROUBLE;
    if (!args->from || !args->to) return files_say(zh ? "缺 --from 或 --to 日期" : "--from DATE or --to DATE is missing"), EXIT_TROUBLE;
    Job job;
    int status = job_begin(&job, args, files_sink(&files_stderr));
    if (status == EXIT_FINE) {
        const fatiao_options options = {.law_as_of = args->law_as_of, .entity = args->entity, .only = args->only, .n_only = args->n_only, .format = FORMATS[format], .names = job_names(args),
                                        .language = args->language, .colour = job_colour(1)};
        status = job_one_record(&job, args, &options, timeline);
    } else status = EXIT_TROUBLE;
    job_end(&job);
    return status;
}
