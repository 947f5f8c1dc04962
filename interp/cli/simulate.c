/* fatiao simulate: many records counted, with --jobs by several threads, each with its simulation; interrupted, it goes on where its state
 * file says. Must never know how anything is counted. */
#include "interp/cli/common.h"
#include "interp/cli/workers.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { STATE_BYTES_MAX = 1024 * 1024 * 1024, STATE_SECONDS = 5 };
static volatile sig_atomic_t interrupted;
static void on_signal(int number) { interrupted = number; }
static bool zh(const Args *args) { return args->language == FATIAO_ZH; }

/* What is counted, and how; counted: records of this round that are not in `simulation` yet, those of all threads. */
typedef struct {
    const Args *args; const fatiao_policy *policy; const fatiao_options *options; const fatiao_simulation_options *what; int jobs;
    fatiao_simulation *simulation; time_t saved; bool progress, failed; struct timespec shown;
    Workers *workers; pthread_mutex_t lock; uint64_t counted; Lines lines;
} Run;
static bool save(const Run *run)
{
    Memory memory = {0};
    fatiao_status status = fatiao_simulation_save(run->simulation, files_memory(&memory));
    bool fine = status == FATIAO_OK && files_replace(run->args->state, zh(run->args), memory.bytes, memory.n);
    free(memory.bytes);
    return fine;
}
static void show(Run *run, bool always)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (!run->progress || (!always && (now.tv_sec - run->shown.tv_sec) * 1000 + (now.tv_nsec - run->shown.tv_nsec) / 1000000 < 200)) return;
    run->shown = now;
    fprintf(stderr, zh(run->args) ? "\r已数 %llu 条" : "\r%llu records", (unsigned long long)(fatiao_simulation_records(run->simulation) + run->counted));
    fflush(stderr);
}
static bool must_save(const Run *run) { return run->args->state && (interrupted || time(NULL) - run->saved >= STATE_SECONDS); }
static void save_now(Run *run)
{
    run->saved = time(NULL);
    run->failed = !save(run);
}
static fatiao_status feed(void *ctx, const char *bytes, size_t len)
{
    Run *run = ctx;
    fatiao_status status = fatiao_simulation_feed(run->simulation, bytes, len);
    if (status != FATIAO_OK) return FATIAO_STOPPED; /* its own status says why */
    show(run, false);
    if (must_save(run)) save_now(run);
    return interrupted || run->failed ? FATIAO_STOPPED : FATIAO_OK;
}
/* A state file that is not there yet is a beginning. */
static bool resume(const Args *args, fatiao_simulation *simulation)
{
    size_t len;
    if (!args->state || access(args->state, F_OK) != 0) return true;
    char *text = files_whole(args->state, zh(args), STATE_BYTES_MAX, &len);
    if (!text) return false;
    bool fine = fatiao_simulation_resume(simulation, text, len) == FATIAO_OK;
    free(text);
    if (!fine) files_say(zh(args) ? "%s：%s" : "%s: %s", args->state, fatiao_simulation_message(simulation));
    return fine;
}

/* ---- by several threads ---- */
typedef struct { Run *run; fatiao_simulation *simulation; } Part;
static fatiao_status work(void *ctx, const char *lines, size_t len, uint64_t first_line)
{
    Part *part = ctx;
    Run *run = part->run;
    uint64_t before = fatiao_simulation_records(part->simulation);
    fatiao_status status = fatiao_simulation_lines(part->simulation, lines, len, first_line);
    pthread_mutex_lock(&run->lock);
    run->counted += fatiao_simulation_records(part->simulation) - before;
    show(run, false);
    bool due = must_save(run);
    pthread_mutex_unlock(&run->lock);
    if (due) workers_pause(run->workers);
    return status;
}
/* In rounds: what the threads have counted is put together where it is to be saved, and at the end. */
static fatiao_status run_rounds(Run *run, Part *parts, bool *unreadable)
{
    fatiao_status status = FATIAO_OK;
    bool over = false;
    while (status == FATIAO_OK && !over) {
        status = workers_run(run->workers, &run->lines, unreadable);
        if (*unreadable || status == FATIAO_NO_MEMORY) return status;
        run->counted = 0;
        status = FATIAO_OK;
        for (int i = 0; i < run->jobs && status == FATIAO_OK; i++) status = fatiao_simulation_merge(run->simulation, parts[i].simulation);
        over = run->lines.ended && !run->lines.tail_n;
        if (status == FATIAO_OK && !over) save_now(run);
        if (interrupted || run->failed) return FATIAO_STOPPED;
    }
    return status;
}
static fatiao_status run_parts(Run *run, bool *unreadable)
{
    Part parts[WORKERS_MAX] = {{NULL, NULL}};
    run->workers = workers_new(run->jobs, work, files_sink(&files_stderr)); /* they write nothing */
    fatiao_status status = run->workers ? FATIAO_OK : FATIAO_NO_MEMORY;
    for (int i = 0; i < run->jobs && status == FATIAO_OK; i++) {
        parts[i].run = run;
        status = fatiao_simulation_new(run->policy, run->options, run->what, files_sink(&files_stderr), &parts[i].simulation);
        workers_context(run->workers, i, &parts[i]);
    }
    if (status == FATIAO_OK) status = run_rounds(run, parts, unreadable);
    for (int i = 0; i < run->jobs; i++) fatiao_simulation_free(parts[i].simulation);
    workers_free(run->workers);
    return status;
}
static bool is_lines(const void *ctx) { return fatiao_simulation_is_lines(((const Run *)ctx)->simulation); }
/* False, with a message: the input cannot be read. */
static bool count_parted(Run *run, fatiao_status *status)
{
    Input input;
    bool parted = false, unreadable = false;
    if (!files_input(&input, run->args->record, zh(run->args))) return false;
    run->lines.input = &input, run->lines.line = 1;
    *status = lines_begin(&run->lines, &(LinesFirst){run, feed, is_lines}, &parted, &unreadable);
    if (*status == FATIAO_OK && !unreadable && parted) *status = run_parts(run, &unreadable);
    files_input_close(&input);
    return !unreadable;
}

/* ---- counting ---- */
static int count(Run *run)
{
    const Args *args = run->args;
    fatiao_simulation *simulation = run->simulation;
    fatiao_status status;
    if (!resume(args, simulation)) return EXIT_TROUBLE;
    if (args->state) signal(SIGINT, on_signal), signal(SIGTERM, on_signal);
    bool read = run->jobs > 1 ? count_parted(run, &status) : files_feed(args->record, zh(args), feed, run, &status);
    if (run->progress) show(run, true), fputc('\n', stderr);
    if (!read || run->failed) return EXIT_TROUBLE;
    if (interrupted) return files_say(zh(args) ? "中断了，数到的存在 %s；再运行一次就接着数" : "interrupted; what was counted is in %s; run it again to go on", args->state), EXIT_TROUBLE;
    status = status == FATIAO_OK ? fatiao_simulation_end(simulation, files_sink(&files_stdout)) : status == FATIAO_STOPPED ? fatiao_simulation_feed(simulation, "", 0) : status;
    if ((status == FATIAO_OK || status == FATIAO_ERRORS) && args->state && !save(run)) return EXIT_TROUBLE;
    return job_status(args, status, fatiao_simulation_message(simulation), EXIT_TROUBLE);
}

/* ---- --over DATE..DATE, --against NAME=VALUE ---- */
static bool take_over(const Args *args, fatiao_simulation_options *what, char *copy)
{
    if (!args->over) return true;
    if (args->as_of) return files_say(zh(args) ? "--as-of 和 --over 只能写一个" : "give --as-of or --over, not both"), false;
    char *dots = strstr(copy, "..");
    if (!dots || dots == copy || !dots[2]) return files_say(zh(args) ? "--over 要写成 起..止，如 2024-01-01..2024-12-31，却是 `%s`" : "--over takes FROM..TO, as 2024-01-01..2024-12-31, not `%s`", args->over), false;
    *dots = '\0';
    what->from = copy, what->to = dots + 2;
    return true;
}
/* The settings of the command line with these instead of those of the same name. Readings and parameters have separate names. */
typedef struct { fatiao_setting *sets, *readings; int n_sets, n_readings; } Settings;
static void put(fatiao_setting *list, int *n, fatiao_setting s)
{
    int at = 0;
    while (at < *n && strcmp(list[at].name, s.name) != 0) at++;
    list[at] = s;
    *n += at == *n;
}
static int compile_other(Args *args, const Job *job, fatiao_policy **other)
{
    Settings to = {calloc((size_t)(args->n_sets + args->n_against) + 1, sizeof(fatiao_setting)), calloc((size_t)(args->n_readings + args->n_against) + 1, sizeof(fatiao_setting)), 0, 0};
    if (!to.sets || !to.readings) files_no_memory();
    for (int i = 0; i < args->n_sets; i++) put(to.sets, &to.n_sets, args->sets[i]);
    for (int i = 0; i < args->n_readings; i++) put(to.readings, &to.n_readings, args->readings[i]);
    for (int i = 0; i < args->n_against; i++) {
        if (fatiao_policy_has_reading(job->policy, args->against[i].name)) put(to.readings, &to.n_readings, args->against[i]);
        else put(to.sets, &to.n_sets, args->against[i]);
    }
    fatiao_source source = job->source;
    source.sets = to.sets, source.n_sets = to.n_sets, source.readings = to.readings, source.n_readings = to.n_readings;
    fatiao_status status = fatiao_compile(&source, other);
    if (!*other) files_no_memory();
    if (status != FATIAO_OK) fatiao_policy_diagnostics(*other, args->language, job_colour(2), files_sink(&files_stderr));
    free(to.sets), free(to.readings);
    return status == FATIAO_OK ? EXIT_FINE : EXIT_TROUBLE;
}
static char *against_text(const Args *args)
{
    size_t n = 1;
    for (int i = 0; i < args->n_against; i++) n += strlen(args->against[i].name) + strlen(args->against[i].value) + 3;
    char *text = calloc(n, 1);
    if (!text) files_no_memory();
    for (int i = 0; i < args->n_against; i++) sprintf(text + strlen(text), "%s%s=%s", i ? (zh(args) ? "，" : ", ") : "", args->against[i].name, args->against[i].value);
    return text;
}
static int count_with(const Args *args, const Job *job, const fatiao_options *options, const fatiao_simulation_options *what, int jobs, fatiao_simulation *simulation)
{
    Run *run = calloc(1, sizeof *run);
    if (!run) files_no_memory();
    *run = (Run){.args = args, .policy = job->policy, .options = options, .what = what, .jobs = jobs, .simulation = simulation, .saved = time(NULL), .progress = isatty(2) && !args->json};
    pthread_mutex_init(&run->lock, NULL);
    int result = count(run);
    pthread_mutex_destroy(&run->lock);
    free(run);
    return result;
}
static int simulate(Args *args, const Job *job, fatiao_format format, fatiao_language names, int jobs)
{
    char today[16], *over = args->over ? strdup(args->over) : NULL, *text = args->n_against ? against_text(args) : NULL;
    fatiao_policy *other = NULL;
    fatiao_simulation_options what = {.by = args->by, .against_text = text};
    int result = take_over(args, &what, over) ? EXIT_FINE : EXIT_TROUBLE;
    if (result == EXIT_FINE && args->n_against) result = compile_other(args, job, &other);
    what.against = other;
    if (result == EXIT_FINE) {
        fatiao_options options = {.as_of = what.from ? NULL : args_as_of(args, today), .law_as_of = args->law_as_of, .entity = args->entity, .only = args->only, .n_only = args->n_only,
                                  .format = format, .names = names, .language = args->language};
        fatiao_simulation *simulation;
        fatiao_status status = fatiao_simulation_new(job->policy, &options, &what, files_sink(&files_stderr), &simulation);
        result = status == FATIAO_OK ? count_with(args, job, &options, &what, jobs, simulation) : job_status(args, status, simulation ? fatiao_simulation_message(simulation) : NULL, EXIT_TROUBLE);
        fatiao_simulation_free(simulation);
    }
    fatiao_policy_free(other);
    free(over), free(text);
    return result;
}
int verb_simulate(Args *args)
{
    static const fatiao_format FORMATS[] = {FATIAO_TABLE, FATIAO_CSV, FATIAO_JSON, FATIAO_HTML};
    int format, names, jobs = args_count(args, "--jobs", args->jobs, WORKERS_MAX);
    if (jobs < 0 || !args_format(args, &format) || !args_choice(args, "--names", args->names, "en zh", &names) || !job_has_record(args)) return EXIT_TROUBLE;
    Job job;
    int status = job_begin(&job, args, files_sink(&files_stderr));
    status = status == EXIT_FINE ? simulate(args, &job, FORMATS[format], job_names(args), jobs) : EXIT_TROUBLE;
    job_end(&job);
    return status;
}
