/* fatiao prove: a policy checked by itself, whoever it is applied to.
 * Must never know how it is checked. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "interp/cli/common.h"

/* From ten years ago to twenty years on, where no dates are given: what never is so in that time is taken to be never so. */
static void default_period(fatiao_prove_options *o, char from[16], char to[16])
{
    time_t now = time(NULL);
    struct tm day;
    localtime_r(&now, &day);
    int year = day.tm_year + 1900;
    if (!o->from) snprintf(from, 16, "%04d-01-01", (year - 10) % 10000), o->from = from;
    if (!o->to) snprintf(to, 16, "%04d-12-31", (year + 20) % 10000), o->to = to;
}
int verb_prove(Args *args)
{
    static const fatiao_format FORMATS[] = {FATIAO_TEXT, FATIAO_JSON};
    char from[16], to[16];
    Job job;
    int format, children = args_count(args, "--max-children", args->max_children, 20), seconds = args_count(args, "--timeout", args->timeout, 3600);
    if (children < 0 || seconds < 0 || !args_format(args, &format)) return EXIT_TROUBLE;
    int status = job_begin(&job, args, files_sink(&files_stderr));
    if (status == EXIT_FINE) {
        fatiao_prove_options options = {.format = FORMATS[format], .language = args->language, .colour = job_colour(1), .from = args->from, .to = args->to,
                                        .max_children = children, .timeout_ms = (unsigned)seconds * 1000, .only = args->only, .n_only = args->n_only};
        default_period(&options, from, to);
        status = job_status(args, fatiao_prove(job.policy, &options, files_sink(&files_stdout), files_sink(&files_stderr)), NULL, EXIT_NO);
    } else status = EXIT_TROUBLE;
    job_end(&job);
    return status;
}
