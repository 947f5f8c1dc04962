/* fatiao check: diagnostics, and the worst-case cost.
 * Must never know how they are found. */
#include "interp/cli/common.h"
#include <string.h>

static const char *many(int n) { return n == 1 ? "" : "s"; }
static void say_summary(const Args *args, const fatiao_policy *policy)
{
    int errors = fatiao_policy_errors(policy), warnings = fatiao_policy_warnings(policy);
    bool zh = args->language == FATIAO_ZH;
    if (zh && (errors || warnings)) files_say("%d 个错误，%d 个警告", errors, warnings);
    else if (errors || warnings) files_say("%d error%s, %d warning%s", errors, many(errors), warnings, many(warnings));
    else files_say(zh ? "没有错误" : "no errors");
}
int verb_check(Args *args)
{
    Job job;
    int status = job_begin(&job, args, files_sink(&files_stdout));
    if (job.policy && !args->json) say_summary(args, job.policy);
    if (status == EXIT_FINE && args->cost) status = job_status(args, fatiao_policy_cost(job.policy, args->language, files_sink(&files_stdout)), NULL, EXIT_NO);
    job_end(&job);
    return status;
}
