/* fatiao test: the examples (例) of policies.
 * Must never know how they are run. */
#include "interp/cli/common.h"

static int run(const Args *args, const Job *job, fatiao_test_format format)
{
    int passed = 0, failed = 0;
    fatiao_test_options options = {.format = format, .language = args->language, .colour = job_colour(1), .coverage = args->coverage};
    fatiao_status status = fatiao_test(job->policy, &options, files_sink(&files_stdout), &passed, &failed);
    return job_status(args, status, NULL, EXIT_NO);
}
int verb_test(Args *args)
{
    static const fatiao_test_format FORMATS[] = {FATIAO_TEST_TEXT, FATIAO_TEST_TAP, FATIAO_TEST_JUNIT};
    int format;
    if (!args_format(args, &format)) return EXIT_TROUBLE;
    if (args->n_paths == 0) {
        static const char *here = ".";
        args->paths = &here, args->n_paths = 1;
    }
    Job job;
    int status = job_begin(&job, args, files_sink(&files_stderr));
    status = status == EXIT_FINE ? run(args, &job, FORMATS[format]) : EXIT_TROUBLE;
    if (args->paths[0][0] == '.' && !args->paths[0][1]) args->paths = NULL;
    job_end(&job);
    return status;
}
