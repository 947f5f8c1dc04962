/* What several verbs begin with. See common.h.
 * Must never know what is done with the policy. */
#include "interp/cli/common.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <string.h>
#include <unistd.h>

bool job_colour(int fd)
{
    const char *none = getenv("NO_COLOR");
    return isatty(fd) && !(none && *none);
}
/* A bundle is compiled already: nothing can be set in it. */
static fatiao_status load(Job *job, const Args *args, const char *bytes, size_t len)
{
    bool zh = args->language == FATIAO_ZH;
    if (!args->n_sets && !args->n_readings && !args->n_against) return fatiao_load(bytes, len, NULL, &job->policy);
    if (args->n_against) files_say(zh ? "编译好的法规不能用 --against：请用法规的文件" : "--against needs the policy's files: this policy is compiled already");
    else files_say(zh ? "编译好的法规不能再用 --set、--reading：编译时给" : "--set and --reading are for compiling: this policy is compiled already");
    return FATIAO_UNKNOWN;
}
static fatiao_status open_policy(Job *job, const Args *args)
{
    size_t len;
    char *bundle = args->n_paths == 1 ? files_bundle(args->paths[0], &len) : NULL;
    fatiao_status status = bundle ? load(job, args, bundle, len) : fatiao_compile(&job->source, &job->policy);
    free(bundle);
    return status;
}
/* The day whose law is meant: amendments that come into force later do not count. NULL: no verb about records, all of them do. */
static const char *law_day(const Args *args)
{
    static char today[16];
    if (args->law_as_of || args->as_of) return args->law_as_of ? args->law_as_of : args->as_of;
    if (args->record && args->over) return snprintf(today, sizeof today, "%.10s", args->over), today;
    if (!args->record || args->from) return args->record ? args->from : NULL;
    time_t now = time(NULL);
    struct tm day;
    localtime_r(&now, &day);
    strftime(today, sizeof today, "%Y-%m-%d", &day);
    return today;
}
int job_begin(Job *job, Args *args, fatiao_sink json_here)
{
    bool zh = args->language == FATIAO_ZH;
    *job = (Job){0};
    job->files = files_open(&job->disk, zh, args->library, args->n_library);
    if (args->n_paths == 0) {
        files_say(zh ? "缺法规文件或文件夹" : "name a policy file or folder");
        return EXIT_TROUBLE;
    }
    job->source = (fatiao_source){.files = &job->files, .paths = args->paths, .n_paths = args->n_paths, .sets = args->sets, .n_sets = args->n_sets,
                                  .readings = args->readings, .n_readings = args->n_readings, .amended_to = law_day(args)};
    fatiao_status status = open_policy(job, args);
    if (status == FATIAO_UNKNOWN) return EXIT_TROUBLE;
    if (!job->policy) files_no_memory();
    if (!args->language_given) args->language = fatiao_policy_language(job->policy);
    if (args->json) fatiao_policy_diagnostics_json(job->policy, args->language, json_here);
    else fatiao_policy_diagnostics(job->policy, args->language, job_colour(2), files_sink(&files_stderr));
    if (status == FATIAO_OK) return EXIT_FINE;
    return fatiao_policy_unreadable(job->policy) ? EXIT_TROUBLE : EXIT_NO;
}
void job_end(Job *job)
{
    fatiao_policy_free(job->policy);
    files_close(&job->disk);
}
bool job_has_record(const Args *args)
{
    if (!args->record) files_say(args->language == FATIAO_ZH ? "缺 --record 文件（- 是标准输入）" : "--record FILE is missing (- is standard input)");
    return args->record;
}
fatiao_language job_names(const Args *args)
{
    if (!args->names) return args->language;
    return strcmp(args->names, "zh") == 0 ? FATIAO_ZH : FATIAO_EN;
}
int job_one_record(const Job *job, const Args *args, const fatiao_options *options, RecordWork *work)
{
    size_t len;
    char *record = files_whole(args->record, args->language == FATIAO_ZH, RECORD_BYTES_MAX, &len);
    if (!record) return EXIT_TROUBLE;
    fatiao_evaluator *evaluator;
    fatiao_status status = fatiao_evaluator_new(job->policy, options, files_sink(&files_stdout), &evaluator);
    if (status == FATIAO_OK) status = work(evaluator, record, len, args);
    const char *message = evaluator ? fatiao_message(evaluator) : NULL;
    int result = job_status(args, status, message, EXIT_TROUBLE);
    if (status == FATIAO_ERRORS && message) files_say("%s", message);
    fatiao_evaluator_free(evaluator);
    free(record);
    return result;
}
int job_status(const Args *args, fatiao_status status, const char *message, int errors)
{
    switch (status) {
    case FATIAO_OK: return EXIT_FINE;
    case FATIAO_ERRORS: return errors;
    case FATIAO_UNKNOWN:
        if (message) files_say("%s", message); /* else it was written to a sink */
        return EXIT_TROUBLE;
    case FATIAO_NO_MEMORY: files_say(args->language == FATIAO_ZH ? "内存不足" : "out of memory"); return EXIT_TROUBLE;
    case FATIAO_STOPPED: case FATIAO_ARGUMENT: return EXIT_TROUBLE; /* files_finish says why */
    }
    return EXIT_TROUBLE;
}
