/* fatiao diff: two files, two folders, or a git revision against another or against the files as they are.
 * Must never know how policies are compared. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "interp/cli/common.h"
#include "interp/cli/revision.h"

/* One side: its paths as they are read, and its name for the reader. */
typedef struct { Revision revision; char **owned; const char **paths; int n_paths; const char *name; Job job; bool opened; } Side;

static void side_free(Side *s)
{
    if (s->opened) job_end(&s->job);
    for (int i = 0; s->owned && i < s->n_paths; i++) free(s->owned[i]);
    free(s->owned);
    revision_free(&s->revision);
}
/* revision NULL: the files as they are. */
static bool side_of(Side *s, const char *revision, const char **paths, int n, bool zh)
{
    *s = (Side){.paths = paths, .n_paths = n, .name = revision ? revision : paths[0]};
    if (!revision) return true;
    if (!revision_open(&s->revision, revision, zh)) return false;
    s->owned = calloc((size_t)n, sizeof *s->owned);
    if (!s->owned) files_no_memory();
    for (int i = 0; i < n; i++) {
        s->owned[i] = malloc(strlen(s->revision.here) + strlen(paths[i]) + 2);
        if (!s->owned[i]) files_no_memory();
        sprintf(s->owned[i], "%s/%s", s->revision.here, paths[i]);
    }
    s->paths = (const char **)s->owned;
    return true;
}
static bool compiled(Side *s, Args *args)
{
    Args own = *args;
    own.paths = s->paths, own.n_paths = s->n_paths;
    own.law_as_of = own.as_of = own.record = NULL; /* every amendment counts */
    s->opened = true;
    int status = job_begin(&s->job, &own, files_sink(&files_stderr));
    if (!args->language_given) args->language = own.language;
    return status == EXIT_FINE;
}
/* The first of next month, where no day of force is given: it is to be settled by who issues it. */
static const char *day_of_force(const Args *args, char day[16])
{
    if (args->in_force) return args->in_force;
    time_t now = time(NULL);
    struct tm t;
    localtime_r(&now, &t);
    int month = t.tm_mon + 1, year = t.tm_year + 1900 + month / 12;
    snprintf(day, 16, "%04d-%02d-01", year % 10000, month % 12 + 1);
    files_say(args->language == FATIAO_ZH ? "草案的施行日期先写作 %s，请改定（--in-force）" : "the draft is in force from %s; settle the day (--in-force)", day);
    return day;
}
static int write_decree(const Args *args, const Side *before, const Side *after)
{
    Memory text = {0};
    char day[16];
    bool to_stdout = strcmp(args->decree, "-") == 0;
    fatiao_status status = fatiao_decree(before->job.policy, after->job.policy, day_of_force(args, day), args->language, to_stdout ? files_sink(&files_stdout) : files_memory(&text), files_sink(&files_stderr));
    int result = job_status(args, status, NULL, EXIT_NO); /* what the draft leaves out was said */
    if (text.n && !files_replace(args->decree, args->language == FATIAO_ZH, text.bytes, text.n)) result = EXIT_TROUBLE;
    free(text.bytes);
    return result;
}
/* This year, where no dates are given. */
static void default_period(fatiao_diff_options *o, char from[16], char to[16])
{
    time_t now = time(NULL);
    struct tm day;
    localtime_r(&now, &day);
    if (!o->from) snprintf(from, 16, "%04d-01-01", (day.tm_year + 1900) % 10000), o->from = from;
    if (!o->to) snprintf(to, 16, "%.4s-12-31", o->from), o->to = to;
}

/* ---- the records, and all that is written ---- */
/* lines: of individuals, to a file of their own. */
typedef struct { Memory page; Input input; Output lines; bool reads, lists; } Ends;
static bool read_records(void *ctx, char *to, size_t room, size_t *len) { return files_input_read(ctx, to, room, len); }
static bool nowhere(void *ctx, const char *bytes, size_t len) { return (void)ctx, (void)bytes, (void)len, true; }
static bool is_stdout(const char *path) { return path && strcmp(path, "-") == 0; }
static bool open_lines(const Args *args, Ends *ends)
{
    ends->lines = (Output){.fd = open(args->individuals, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
    ends->lists = ends->lines.fd >= 0;
    if (!ends->lists) files_say(args->language == FATIAO_ZH ? "写不了 `%s`：%s" : "cannot write `%s`: %s", args->individuals, files_reason(errno, args->language == FATIAO_ZH));
    return ends->lists;
}
static bool open_ends(const Args *args, fatiao_diff_options *o, Ends *ends, char today[16])
{
    bool zh = args->language == FATIAO_ZH;
    if (args->html) o->html = files_memory(&ends->page);
    if (!args->record) return !(args->by || args->individuals) || (files_say(zh ? "--by、--individuals 要同 --records 一起用" : "--by and --individuals go with --records"), false);
    if (!files_input(&ends->input, args->record, zh)) return false;
    ends->reads = true;
    o->records = (fatiao_stream){&ends->input, read_records}, o->as_of = args_as_of(args, today), o->by = args->by;
    if (!args->individuals) return true;
    if (!is_stdout(args->individuals) && !open_lines(args, ends)) return false;
    o->individuals = files_sink(is_stdout(args->individuals) ? &files_stdout : &ends->lines);
    return true;
}
static int close_ends(const Args *args, Ends *ends, int status)
{
    bool zh = args->language == FATIAO_ZH;
    if (status != EXIT_TROUBLE && ends->page.n && !files_replace(args->html, zh, ends->page.bytes, ends->page.n)) status = EXIT_TROUBLE;
    if (ends->lists && !files_finish(&ends->lines, zh)) status = EXIT_TROUBLE;
    if (ends->lists) close(ends->lines.fd);
    if (ends->reads) files_input_close(&ends->input);
    free(ends->page.bytes);
    return status;
}
static int compare(Args *args, Side *before, Side *after, fatiao_format format)
{
    char from[16], to[16], today[16];
    int children = args_count(args, "--max-children", args->max_children, 20), seconds = args_count(args, "--timeout", args->timeout, 3600);
    if (children < 0 || seconds < 0 || !compiled(before, args) || !compiled(after, args)) return EXIT_TROUBLE;
    fatiao_diff_options options = {.format = format, .language = args->language, .colour = job_colour(1), .before_name = before->name, .after_name = after->name,
                                   .complete_records = args->complete, .max_children = children, .timeout_ms = (unsigned)seconds * 1000, .only = args->only, .n_only = args->n_only};
    if (!args->structure) {
        options.from = args->from, options.to = args->to;
        default_period(&options, from, to);
    }
    Ends *ends = calloc(1, sizeof *ends);
    if (!ends) files_no_memory();
    int status = EXIT_TROUBLE;
    fatiao_sink out = is_stdout(args->individuals) ? (fatiao_sink){NULL, nowhere} : files_sink(&files_stdout); /* they take its place */
    if (open_ends(args, &options, ends, today) && !(args->decree && write_decree(args, before, after) == EXIT_TROUBLE))
        status = job_status(args, fatiao_diff(before->job.policy, after->job.policy, &options, out, files_sink(&files_stderr)), NULL, EXIT_NO);
    status = close_ends(args, ends, status);
    free(ends);
    return status;
}
static bool refuse(const Args *args)
{
    files_say(args->language == FATIAO_ZH ? "要比较什么？fatiao diff 旧 新，或者 fatiao diff 版本 [版本] -- 法规…"
                                          : "compare what? fatiao diff OLD NEW, or fatiao diff REVISION [REVISION] -- POLICY…");
    return false;
}
/* OLD NEW, REVISION -- POLICY…, or REVISION REVISION -- POLICY… */
static bool take_sides(const Args *args, Side *before, Side *after)
{
    bool zh = args->language == FATIAO_ZH;
    int revisions = args->n_before_dashes;
    const char **paths = args->paths + (revisions > 0 ? revisions : 0);
    int n = args->n_paths - (revisions > 0 ? revisions : 0);
    if (revisions <= 0) return n == 2 ? side_of(before, NULL, paths, 1, zh) && side_of(after, NULL, paths + 1, 1, zh) : refuse(args);
    if (revisions > 2 || n < 1) return refuse(args);
    return side_of(before, args->paths[0], paths, n, zh) && side_of(after, revisions == 2 ? args->paths[1] : NULL, paths, n, zh);
}
int verb_diff(Args *args)
{
    static const fatiao_format FORMATS[] = {FATIAO_TEXT, FATIAO_JSON, FATIAO_MARKDOWN, FATIAO_HTML};
    Side before = {0}, after = {0};
    int format, status = EXIT_TROUBLE;
    if (!args_format(args, &format)) return EXIT_TROUBLE;
    if (take_sides(args, &before, &after)) status = compare(args, &before, &after, FORMATS[format]);
    side_free(&before), side_free(&after);
    return status;
}
