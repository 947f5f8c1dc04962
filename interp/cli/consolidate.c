/* fatiao consolidate: the law as of a day, amendments carried out, as files.
 * Must never know how. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "interp/cli/common.h"

typedef struct { const Args *args; int written, found; bool failed; } Writer;

/* What is left of a file's path below one that was named; NULL: it is not below it. */
static const char *below(const char *named, const char *path)
{
    size_t n = strlen(named);
    while (n > 1 && named[n - 1] == '/') n--;
    if (strncmp(named, "./", 2) == 0) return below(named + 2, path);
    if (strcmp(named, ".") == 0) return path;
    if (strncmp(named, path, n) != 0) return NULL;
    if (path[n] == '/') return path + n + 1;
    if (path[n] != '\0') return NULL;
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}
static const char *wanted(const Args *args, const char *path)
{
    const char *rest = NULL;
    for (int i = 0; i < args->n_paths && !rest; i++) rest = below(args->paths[i], path);
    return rest;
}
/* The folders on the way to a file. */
static bool make_folders(char *path)
{
    for (char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
        *p = '\0';
        bool made = mkdir(path, 0777) == 0 || errno == EEXIST;
        *p = '/';
        if (!made) return false;
    }
    return true;
}
static bool count_file(void *ctx, const char *name, const char *bytes, size_t len)
{
    Writer *w = ctx;
    (void)bytes, (void)len;
    w->found += wanted(w->args, name) != NULL;
    return true;
}
static bool write_file(void *ctx, const char *name, const char *bytes, size_t len)
{
    Writer *w = ctx;
    const char *rest = wanted(w->args, name), *folder = w->args->output;
    bool zh = w->args->language == FATIAO_ZH;
    if (!rest) return true;
    if (!folder || strcmp(folder, "-") == 0) {
        if (w->found > 1) printf(zh ? "%s# 文件 %s\n" : "%s# file %s\n", w->written ? "\n" : "", rest);
        w->written++;
        return fwrite(bytes, 1, len, stdout) == len;
    }
    char *path = malloc(strlen(folder) + strlen(rest) + 2);
    if (!path) files_no_memory();
    sprintf(path, "%s/%s", folder, rest);
    if (!make_folders(path)) files_say("%s: %s", path, files_reason(errno, zh)), w->failed = true;
    else w->failed = !files_replace(path, zh, bytes, len);
    free(path);
    w->written++;
    return !w->failed;
}
static void say_amendments(const Args *args, const fatiao_policy *policy)
{
    bool zh = args->language == FATIAO_ZH;
    int n;
    const fatiao_amendment *a = fatiao_policy_amendments(policy, &n);
    for (int i = 0; i < n; i++) {
        if (zh) files_say(a[i].applied ? "已并入 %s（%s 起施行）" : "还没有施行 %s（%s 起施行）", a[i].title, a[i].from);
        else files_say(a[i].applied ? "carried out: %s (in force from %s)" : "not yet in force: %s (in force from %s)", a[i].title, a[i].from);
    }
    if (!n) files_say(zh ? "给出的文件里没有修正" : "there is no amendment among these files");
}
int verb_consolidate(Args *args)
{
    Job job;
    int status = job_begin(&job, args, files_sink(&files_stdout));
    if (status == EXIT_FINE) {
        Writer w = {.args = args};
        say_amendments(args, job.policy);
        fatiao_policy_files(job.policy, (fatiao_pages){&w, count_file});
        status = job_status(args, fatiao_policy_files(job.policy, (fatiao_pages){&w, write_file}), NULL, EXIT_NO);
        if (w.failed) status = EXIT_TROUBLE;
    }
    job_end(&job);
    return status;
}
