/* fatiao simulate: many records counted; interrupted, it goes on where its state file says.
 * Must never know how anything is counted. */
#include "interp/cli/common.h"
#include <errno.h>
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

typedef struct { const Args *args; fatiao_simulation *simulation; time_t saved; bool progress, failed; struct timespec shown; } Run;
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
    fprintf(stderr, zh(run->args) ? "\r已数 %llu 条" : "\r%llu records", (unsigned long long)fatiao_simulation_records(run->simulation));
    fflush(stderr);
}
static fatiao_status feed(void *ctx, const char *bytes, size_t len)
{
    Run *run = ctx;
    fatiao_status status = fatiao_simulation_feed(run->simulation, bytes, len);
    if (status != FATIAO_OK) return FATIAO_STOPPED; /* its own status says why */
    show(run, false);
    time_t now = time(NULL);
    if (run->args->state && (interrupted || now - run->saved >= STATE_SECONDS)) {
        run->saved = now;
        run->failed = !save(run);
    }
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
static int count(const Args *args, fatiao_simulation *simulation)
{
    Run run = {.args = args, .simulation = simulation, .saved = time(NULL), .progress = isatty(2) && !args->json};
    fatiao_status status;
    if (!resume(args, simulation)) return EXIT_TROUBLE;
    if (args->state) signal(SIGINT, on_signal), signal(SIGTERM, on_signal);
    bool read = files_feed(args->record, zh(args), feed, &run, &status);
    if (run.progress) show(&run, true), fputc('\n', stderr);
    if (!read || run.failed) return EXIT_TROUBLE;
    if (interrupted) return files_say(zh(args) ? "中断了，数到的存在 %s；再运行一次就接着数" : "interrupted; what was counted is in %s; run it again to go on", args->state), EXIT_TROUBLE;
    status = status == FATIAO_OK ? fatiao_simulation_end(simulation, files_sink(&files_stdout)) : fatiao_simulation_feed(simulation, "", 0);
    if ((status == FATIAO_OK || status == FATIAO_ERRORS) && args->state && !save(&run)) return EXIT_TROUBLE;
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
static int run(Args *args, const Job *job, fatiao_format format, fatiao_language names)
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
        result = status == FATIAO_OK ? count(args, simulation) : job_status(args, status, simulation ? fatiao_simulation_message(simulation) : NULL, EXIT_TROUBLE);
        fatiao_simulation_free(simulation);
    }
    fatiao_policy_free(other);
    free(over), free(text);
    return result;
}
int verb_simulate(Args *args)
{
    static const fatiao_format FORMATS[] = {FATIAO_TABLE, FATIAO_CSV, FATIAO_JSON, FATIAO_HTML};
    int format, names;
    if (!args_format(args, &format) || !args_choice(args, "--names", args->names, "en zh", &names) || !job_has_record(args)) return EXIT_TROUBLE;
    Job job;
    int status = job_begin(&job, args, files_sink(&files_stderr));
    status = status == EXIT_FINE ? run(args, &job, FORMATS[format], job_names(args)) : EXIT_TROUBLE;
    job_end(&job);
    return status;
}
