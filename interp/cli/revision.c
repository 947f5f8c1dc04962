/* See revision.h. Must never know what the files are. */
#include "interp/cli/revision.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "interp/cli/files.h"

static char *joined(const char *a, const char *b)
{
    char *s = malloc(strlen(a) + strlen(b) + 2);
    if (!s) files_no_memory();
    sprintf(s, "%s/%s", a, b);
    return s;
}
/* Runs a program; out: what it prints, at most size - 1 bytes, without the line end (NULL: thrown away). Its exit status, or -1. */
static int run(const char *const *argv, char *out, size_t size)
{
    int pipe_fd[2];
    if (pipe(pipe_fd) != 0) return -1;
    pid_t child = fork();
    if (child == 0) {
        int nothing = open("/dev/null", O_RDWR);
        dup2(nothing, 0), dup2(pipe_fd[1], 1), dup2(nothing, 2);
        close(pipe_fd[0]);
        execvp(argv[0], (char *const *)argv);
        _exit(127);
    }
    close(pipe_fd[1]);
    size_t n = 0;
    char rest[256];
    for (ssize_t got; child > 0;) {
        bool keep = out && n + 1 < size;
        got = read(pipe_fd[0], keep ? out + n : rest, keep ? size - 1 - n : sizeof rest);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        if (keep) n += (size_t)got;
    }
    close(pipe_fd[0]);
    if (out) {
        while (n && (out[n - 1] == '\n' || out[n - 1] == '\r')) n--;
        out[n] = '\0';
    }
    int status;
    if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status)) return -1;
    return WEXITSTATUS(status);
}
static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *at) { return (void)st, (void)kind, (void)at, remove(path); }
void revision_free(Revision *r)
{
    if (r->folder) nftw(r->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(r->folder), free(r->here);
    *r = (Revision){0};
}
static bool lay_out(Revision *r, const char *name)
{
    char top[4096], prefix[4096], commit[128];
    const char *which = "rev-parse";
    char *wanted = malloc(strlen(name) + sizeof "^{commit}");
    if (!wanted) files_no_memory();
    sprintf(wanted, "%s^{commit}", name);
    bool found = run((const char *[]){"git", which, "--verify", "--quiet", "--end-of-options", wanted, NULL}, commit, sizeof commit) == 0;
    free(wanted);
    if (!found || run((const char *[]){"git", which, "--show-toplevel", NULL}, top, sizeof top) != 0 || run((const char *[]){"git", which, "--show-prefix", NULL}, prefix, sizeof prefix) != 0) return false;
    const char *temporary = getenv("TMPDIR");
    r->folder = joined(temporary && *temporary ? temporary : "/tmp", "fatiao.XXXXXX");
    if (!mkdtemp(r->folder)) {
        free(r->folder), r->folder = NULL;
        return false;
    }
    char *tar = joined(r->folder, ".tar"), *output = malloc(strlen(tar) + sizeof "--output=");
    if (!output) files_no_memory();
    sprintf(output, "--output=%s", tar);
    bool fine = run((const char *[]){"git", "-C", top, "archive", "--format=tar", output, commit, NULL}, NULL, 0) == 0 && run((const char *[]){"tar", "-xf", tar, "-C", r->folder, NULL}, NULL, 0) == 0;
    free(tar), free(output);
    r->here = joined(r->folder, prefix);
    return fine;
}
bool revision_open(Revision *r, const char *name, bool chinese)
{
    *r = (Revision){0};
    if (run((const char *[]){"git", "rev-parse", "--is-inside-work-tree", NULL}, NULL, 0) != 0)
        return files_say(chinese ? "这里不是 git 仓库（或者没有安装 git），`--` 前面不能写版本" : "this is no git repository (or git is not installed), so no revision can stand before `--`"), false;
    if (lay_out(r, name)) return true;
    files_say(chinese ? "git 里没有版本 `%s`，或者取不出来" : "git has no revision `%s`, or it cannot be read", name);
    return false;
}
bool revision_top(char *out, size_t size) { return run((const char *[]){"git", "rev-parse", "--show-toplevel", NULL}, out, size) == 0; }
bool revision_configure(const char *key, const char *value) { return run((const char *[]){"git", "config", "--local", key, value, NULL}, NULL, 0) == 0; }
