/* fatiao compile: the compiled form to a file, or a listing of it.
 * Must never know the form. */
#include "interp/cli/common.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int save(const Args *args, fatiao_policy *policy)
{
    bool zh = args->language == FATIAO_ZH;
    if (!args->output && isatty(1)) return files_say(zh ? "编译结果不是文字：用 --output 文件，或 --disassemble" : "the compiled form is no text: use --output FILE or --disassemble"), EXIT_TROUBLE;
    bool to_file = args->output && strcmp(args->output, "-") != 0;
    Memory bytes = {0};
    int status = job_status(args, fatiao_policy_save(policy, to_file ? files_memory(&bytes) : files_sink(&files_stdout)), NULL, EXIT_TROUBLE);
    if (status == EXIT_FINE && to_file && !files_replace(args->output, zh, bytes.bytes ? bytes.bytes : "", bytes.n)) status = EXIT_TROUBLE;
    free(bytes.bytes);
    return status;
}
int verb_compile(Args *args)
{
    Job job;
    int status = job_begin(&job, args, files_sink(&files_stderr));
    if (status == EXIT_FINE && args->disassemble) status = job_status(args, fatiao_policy_disassemble(job.policy, files_sink(&files_stdout)), NULL, EXIT_TROUBLE);
    else if (status == EXIT_FINE) status = save(args, job.policy);
    job_end(&job);
    return status;
}
