/* fatiao doc: a policy as a static site, written into a folder.
 * Must never know what is on a page. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "interp/cli/common.h"

typedef struct { const char *folder; bool zh; int pages; } Target;

/* The folder and those above it, where they are not there yet. */
static int make_folder(const char *path)
{
    char *copy = strdup(path);
    struct stat st;
    if (!copy) files_no_memory();
    int error = 0;
    for (char *c = copy + 1; !error; c++) {
        if (*c && *c != '/') continue;
        char was = *c;
        *c = '\0';
        if (mkdir(copy, 0777) != 0 && errno != EEXIST) error = errno;
        *c = was;
        if (!was) break;
    }
    if (!error && stat(path, &st) != 0) error = errno;
    else if (!error && !S_ISDIR(st.st_mode)) error = ENOTDIR;
    free(copy);
    return error;
}
static bool write_page(void *ctx, const char *name, const char *bytes, size_t len)
{
    Target *t = ctx;
    size_t room = strlen(t->folder) + strlen(name) + 2;
    char *path = malloc(room);
    if (!path) files_no_memory();
    snprintf(path, room, "%s/%s", t->folder, name);
    bool fine = files_replace(path, t->zh, bytes, len);
    t->pages++;
    free(path);
    return fine;
}
static int write_site(const Args *args, const Job *job)
{
    Target t = {args->output, args->language == FATIAO_ZH, 0};
    int error = *t.folder ? make_folder(t.folder) : ENOENT;
    if (error == ENOTDIR || error == EEXIST) files_say(t.zh ? "`%s` 不能作文件夹：那里已经有一个文件" : "`%s` cannot be a folder: a file is in the way", t.folder);
    else if (error) files_say(t.zh ? "建不了文件夹 `%s`：%s" : "cannot make the folder `%s`: %s", t.folder, files_reason(error, t.zh));
    if (error) return EXIT_TROUBLE;
    int status = job_status(args, fatiao_doc(job->policy, args->language, (fatiao_pages){&t, write_page}), NULL, EXIT_NO);
    if (status == EXIT_FINE) files_say(t.zh ? "写了 %d 个文件；从 %s/index.html 看起" : "wrote %d files; begin with %s/index.html", t.pages, t.folder);
    return status;
}
int verb_doc(Args *args)
{
    Job job;
    if (!args->output) return files_say(args->language == FATIAO_ZH ? "写到哪里？用 -o 文件夹" : "write where? use -o FOLDER"), EXIT_TROUBLE;
    int status = job_begin(&job, args, files_sink(&files_stderr));
    if (status == EXIT_FINE) status = write_site(args, &job);
    job_end(&job);
    return status;
}
