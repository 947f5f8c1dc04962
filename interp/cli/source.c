/* fatiao source: the law text in the files against the official document.
 * Must never know how texts are compared. */
#include "interp/cli/common.h"
#include <stdlib.h>

enum { DOCUMENT_BYTES_MAX = 64 * 1024 * 1024 };

int verb_source(Args *args)
{
    static const fatiao_format FORMATS[] = {FATIAO_TEXT, FATIAO_JSON};
    bool zh = args->language == FATIAO_ZH;
    int format;
    size_t len;
    if (args->n_paths < 2) return files_say(zh ? "缺正式文本和法规文件：fatiao source 正式文本 法规…" : "name the official text and the policy: fatiao source OFFICIAL POLICY…"), EXIT_TROUBLE;
    if (!args_format(args, &format)) return EXIT_TROUBLE;
    char *document = files_whole(args->paths[0], zh, DOCUMENT_BYTES_MAX, &len);
    if (!document) return EXIT_TROUBLE;
    args->paths++, args->n_paths--;
    Job job;
    int status = job_begin(&job, args, files_sink(&files_stderr));
    if (!fatiao_policy_unreadable(job.policy))
        status = job_status(args, fatiao_compare_official(job.policy, document, len, FORMATS[format], args->language, job_colour(1), files_sink(&files_stdout), files_sink(&files_stderr)), NULL, EXIT_NO);
    else status = EXIT_TROUBLE;
    args->paths--, args->n_paths++;
    job_end(&job);
    free(document);
    return status;
}
