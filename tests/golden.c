/* Runs the .law files of a folder: each ends with lines that say which commands to run on it and what they print.
 *   #$ fatiao check FILE --lang en     a command for sh; FILE is this file without those lines
 *   #< text                            its standard input (else none)
 *   #> text                            what it prints, standard output and error together
 *   #= 1                               its exit status
 * golden FATIAO ROOT FOLDER [NAME...]   FATIAO_ACCEPT=1 rewrites the expectations.
 * Commands run in a fresh folder where stdlib, policies, examples and FOLDER/support are linked. Knows no language. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct { char *text; size_t n, cap; } Text;
typedef struct { Text command, input, output; bool has_input; int status; } Step;
enum { STEPS_MAX = 64, SECONDS_MAX = 120 };

static void die(const char *what)
{
    perror(what);
    exit(2);
}
static void add(Text *t, const char *s, size_t n)
{
    if (n > SIZE_MAX / 8) die("add");
    if (t->n + n + 1 > t->cap) {
        t->cap = (t->n + n + 1) * 2;
        t->text = realloc(t->text, t->cap);
        if (!t->text) die("realloc");
    }
    memcpy(t->text + t->n, s, n);
    t->n += n;
    t->text[t->n] = '\0';
}
static Text read_all(int fd)
{
    Text t = {0};
    char buffer[65536];
    ssize_t n;
    add(&t, "", 0);
    while ((n = read(fd, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0) add(&t, buffer, (size_t)n);
    return t;
}
static Text read_path(const char *path)
{
    int fd = open(path, O_RDONLY);
    if (fd < 0) die(path);
    Text t = read_all(fd);
    close(fd);
    return t;
}
static void write_path(const char *path, const char *s, size_t n)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(s, 1, n, f) != n || fclose(f) != 0) die(path);
}

/* ---- the lines at the end ---- */
static void add_line(Text *t, const char *line, size_t n)
{
    if (n > 2 && line[2] == ' ') add(t, line + 3, n - 3);
    add(t, "\n", 1);
}
/* Returns where the text proper ends. */
static size_t parse_steps(const Text *file, Step *steps, int *n_steps)
{
    size_t body = file->n;
    *n_steps = 0;
    for (size_t at = 0; at < file->n;) {
        const char *line = file->text + at, *eol = memchr(line, '\n', file->n - at);
        size_t n = eol ? (size_t)(eol - line) : file->n - at;
        if (n >= 2 && line[0] == '#' && line[1] == '$' && *n_steps < STEPS_MAX) {
            if (!*n_steps) body = at;
            steps[*n_steps] = (Step){0};
            add_line(&steps[(*n_steps)++].command, line, n);
        } else if (*n_steps && n >= 2 && line[0] == '#') {
            Step *s = &steps[*n_steps - 1];
            if (line[1] == '<') add_line(&s->input, line, n), s->has_input = true;
            if (line[1] == '>') add_line(&s->output, line, n);
            if (line[1] == '=') s->status = atoi(line + 2);
        }
        at += n + 1;
    }
    return body;
}
static void add_marked(Text *out, const char *mark, const Text *text)
{
    for (const char *s = text->text, *end = s + text->n; s && s < end;) {
        const char *eol = memchr(s, '\n', (size_t)(end - s));
        size_t n = eol ? (size_t)(eol - s) : (size_t)(end - s);
        add(out, mark, 2);
        if (n) add(out, " ", 1), add(out, s, n);
        add(out, "\n", 1);
        s += n + 1;
    }
}
static void accept(const char *path, const Text *file, size_t body, Step *steps, int n_steps)
{
    Text out = {0};
    add(&out, file->text, body);
    for (int i = 0; i < n_steps; i++) {
        add_marked(&out, "#$", &steps[i].command);
        add_marked(&out, "#<", &steps[i].input);
        add_marked(&out, "#>", &steps[i].output);
        char status[32];
        snprintf(status, sizeof status, "#= %d\n", steps[i].status);
        add(&out, status, strlen(status));
    }
    write_path(path, out.text, out.n);
    free(out.text);
}

/* ---- running ---- */
static void replace_file(Text *command, const char *name)
{
    Text out = {0};
    for (const char *s = command->text; *s;) {
        if (strncmp(s, "FILE", 4) == 0 && (s == command->text || strchr(" =<'\"", s[-1]))) add(&out, name, strlen(name)), s += 4;
        else add(&out, s++, 1);
    }
    free(command->text);
    *command = out;
}
static Step run(const char *folder, const Step *expected, const char *name)
{
    Step got = {0};
    int fds[2], in = -1;
    if (pipe(fds) != 0) die("pipe");
    if (expected->has_input) {
        char path[4096];
        snprintf(path, sizeof path, "%s/.stdin", folder);
        write_path(path, expected->input.text, expected->input.n);
        in = open(path, O_RDONLY);
    } else in = open("/dev/null", O_RDONLY);
    Text command = {0};
    add(&command, expected->command.text, expected->command.n);
    replace_file(&command, name);
    fflush(stdout);
    pid_t pid = fork();
    if (pid < 0) die("fork");
    if (pid == 0) {
        if (chdir(folder) != 0) _exit(126);
        dup2(in, 0), dup2(fds[1], 1), dup2(fds[1], 2);
        close(fds[0]), close(fds[1]), close(in);
        alarm(SECONDS_MAX);
        execl("/bin/sh", "sh", "-c", command.text, (char *)NULL);
        _exit(127);
    }
    close(fds[1]), close(in);
    got.output = read_all(fds[0]);
    close(fds[0]);
    int status;
    waitpid(pid, &status, 0);
    got.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    free(command.text);
    return got;
}
static bool same(const Text *a, const Text *b)
{
    size_t n = a->n, m = b->n; /* a missing line end at the very end does not count */
    while (n && a->text[n - 1] == '\n') n--;
    while (m && b->text[m - 1] == '\n') m--;
    return n == m && (n == 0 || memcmp(a->text, b->text, n) == 0);
}
static void report(const char *path, const Step *want, const Step *got)
{
    printf("%s: $ %s", path, want->command.text);
    printf("--- expected, status %d\n%s+++ printed, status %d\n%s\n", want->status, want->output.text ? want->output.text : "", got->status, got->output.text);
}
static bool run_file(const char *path, const char *name, const char *folder, bool rewrite)
{
    Text file = read_path(path);
    Step steps[STEPS_MAX];
    int n_steps;
    size_t body = parse_steps(&file, steps, &n_steps);
    char copy[4096];
    snprintf(copy, sizeof copy, "%s/%s", folder, name);
    write_path(copy, file.text, body);
    bool ok = n_steps > 0;
    if (!ok) printf("%s: no line `#$ command`\n", path);
    for (int i = 0; i < n_steps; i++) {
        Step got = run(folder, &steps[i], name);
        if (rewrite) {
            free(steps[i].output.text);
            steps[i].output = got.output, steps[i].status = got.status;
            continue;
        }
        if (got.status != steps[i].status || !same(&got.output, &steps[i].output)) ok = false, report(path, &steps[i], &got);
        free(got.output.text);
    }
    if (rewrite && n_steps) accept(path, &file, body, steps, n_steps);
    for (int i = 0; i < n_steps; i++) free(steps[i].command.text), free(steps[i].input.text), free(steps[i].output.text);
    free(file.text);
    unlink(copy);
    return ok;
}

/* ---- the folder the commands run in ---- */
static void link_into(const char *folder, const char *root, const char *what, const char *name)
{
    char from[4096], to[4096];
    snprintf(from, sizeof from, "%s/%s", root, what);
    snprintf(to, sizeof to, "%s/%s", folder, name);
    if (access(from, F_OK) == 0 && symlink(from, to) != 0) die(to);
}
static void remove_folder(const char *folder)
{
    pid_t pid = fork();
    if (pid == 0) execlp("rm", "rm", "-rf", folder, (char *)NULL), _exit(127);
    if (pid > 0) waitpid(pid, NULL, 0);
}
static void set_path(const char *binary)
{
    char folder[4096], path[8192], real[4096];
    if (!realpath(binary, real)) die(binary);
    snprintf(folder, sizeof folder, "%s", real);
    *strrchr(folder, '/') = '\0';
    snprintf(path, sizeof path, "%s:%s", folder, getenv("PATH"));
    setenv("PATH", path, 1);
    setenv("LC_ALL", "C.UTF-8", 1);
}
static int is_law(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return n > 4 && strcmp(e->d_name + n - 4, ".law") == 0;
}
int main(int argc, char **argv)
{
    if (argc < 4) return fprintf(stderr, "golden FATIAO ROOT FOLDER [NAME...]\n"), 2;
    const char *root = argv[2], *accepting = getenv("FATIAO_ACCEPT");
    char folder[] = "/tmp/fatiao-golden-XXXXXX", tests[4096], support[4096], path[8192];
    set_path(argv[1]);
    if (!mkdtemp(folder)) die("mkdtemp");
    snprintf(tests, sizeof tests, "%s/%s", root, argv[3]);
    snprintf(support, sizeof support, "%s/support", argv[3]);
    link_into(folder, root, "stdlib", "stdlib");
    link_into(folder, root, "policies", "policies");
    link_into(folder, root, "examples", "examples");
    link_into(folder, root, support, "support");
    struct dirent **entries;
    int n = scandir(tests, &entries, is_law, alphasort), passed = 0, failed = 0;
    if (n < 0) die(tests);
    for (int i = 0; i < n; i++) {
        bool wanted = argc == 4;
        for (int k = 4; k < argc; k++) wanted |= strncmp(entries[i]->d_name, argv[k], strlen(argv[k])) == 0;
        snprintf(path, sizeof path, "%s/%s", tests, entries[i]->d_name);
        if (wanted) *(run_file(path, entries[i]->d_name, folder, accepting && *accepting && *accepting != '0') ? &passed : &failed) += 1;
        free(entries[i]);
    }
    free(entries);
    remove_folder(folder);
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}
