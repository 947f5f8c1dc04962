/* fatiao list: what a policy declares.
 * Must never know how the rows are made. */
#include "interp/cli/common.h"

int verb_list(Args *args)
{
    static const fatiao_format FORMATS[] = {FATIAO_TABLE, FATIAO_CSV, FATIAO_JSON};
    bool zh = args->language == FATIAO_ZH;
    int format, kind;
    if (args->n_paths == 0) return files_say(zh ? "要列什么？可以是：%s" : "list what? one of: %s", args->verb->words), EXIT_TROUBLE;
    if (!args_choice(args, "list", args->paths[0], args->verb->words, &kind)) return EXIT_TROUBLE;
    if (!args_format(args, &format)) return EXIT_TROUBLE;
    args->paths++, args->n_paths--;
    Job job;
    int status = job_begin(&job, args, files_sink(&files_stderr));
    if (status == EXIT_FINE) {
        fatiao_list_options options = {.kind = (fatiao_list_kind)kind, .body = args->body, .article = args->article, .format = FORMATS[format], .language = args->language};
        status = job_status(args, fatiao_list(job.policy, &options, files_sink(&files_stdout), files_sink(&files_stderr)), NULL, EXIT_NO);
    } else status = EXIT_TROUBLE;
    args->paths--, args->n_paths++;
    job_end(&job);
    return status;
}
