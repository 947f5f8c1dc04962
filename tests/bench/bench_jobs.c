/* The command on a file of records: by one thread and by more, by the clock on the wall.
 * Must never know how anything is evaluated. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tests/bench/bench.h"
#include "tests/bench/workload.h"

/* A file of n records, the same part again and again. It is gone when it is closed. */
static char *records_file(uint64_t n, const char *part, size_t len, uint64_t in_part)
{
    static char path[64];
    snprintf(path, sizeof path, "/tmp/fatiao-bench-XXXXXX");
    int fd = mkstemp(path);
    FILE *f = fd >= 0 ? fdopen(fd, "wb") : NULL;
    if (!f) bench_trouble("cannot write to /tmp");
    for (uint64_t i = 0; i < n; i += in_part)
        if (fwrite(part, 1, len, f) != len) bench_trouble("no room in /tmp");
    if (fclose(f)) bench_trouble("no room in /tmp");
    return path;
}
/* Its standard output goes nowhere. peak: the most memory any of these processes had so far. */
static double command(const char *policy, const char *records, int jobs, long *peak_kb)
{
    char count[16];
    double start = bench_now();
    fflush(NULL); /* or the child would print it again */
    pid_t child = fork();
    snprintf(count, sizeof count, "%d", jobs);
    if (child == 0) {
        if (!freopen("/dev/null", "w", stdout)) _exit(127);
        execl(FATIAO_COMMAND, "fatiao", "eval", policy, "--record", records, "--as-of", "2024-01-01", "--jobs", count, "--lean", (char *)NULL);
        _exit(127);
    }
    int status = 0;
    struct rusage usage;
    if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status) || WEXITSTATUS(status)) bench_trouble("the command does not run");
    getrusage(RUSAGE_CHILDREN, &usage);
    *peak_kb = usage.ru_maxrss;
    return bench_now() - start;
}
static void measure(const char *policy, const char *path, uint64_t n, int jobs, int passes, double *alone)
{
    double seconds[15];
    char name[64];
    long peak = 0;
    if (passes > 15) passes = 15;
    for (int p = 0; p < passes; p++) {
        double s = command(policy, path, jobs, &peak);
        int at = p;
        for (; at > 0 && seconds[at - 1] > s; at--) seconds[at] = seconds[at - 1];
        seconds[at] = s;
    }
    if (jobs == 1) *alone = seconds[passes / 2];
    snprintf(name, sizeof name, "eval --lean, %d job%s", jobs, jobs > 1 ? "s" : "");
    bench_row(name, n, (double)n / seconds[passes / 2] / 1e6, (double)n / seconds[0] / 1e6, *alone / seconds[passes / 2], "peak %ld MB of the command", peak / 1024);
}
void bench_jobs(const Options *options)
{
    enum { PART = 10000 };
    size_t len;
    Row *rows = workload_rows(PART, 0);
    char *part = workload_ndjson(rows, PART, &len), policy[1024];
    snprintf(policy, sizeof policy, "%s/tests/bench/workload.law", FATIAO_ROOT);
    free(rows);
    bench_clock(true);
    bench_title("the command, a file of JSON lines, 10 decisions each", "M records/s");
    uint64_t most = options->large ? 10000000 : options->quick ? 100000 : 1000000; /* 300 bytes each on the disk */
    double alone = 0;
    for (uint64_t n = 100000; n <= most; n *= 10) {
        char *path = records_file(n, part, len, PART);
        int passes = n > 1000000 ? 1 : options->passes < 5 ? options->passes : 5;
        for (int jobs = 1; jobs <= 4; jobs *= 2) measure(policy, path, n, jobs, passes, &alone);
        unlink(path);
    }
    bench_clock(false);
    free(part);
}
