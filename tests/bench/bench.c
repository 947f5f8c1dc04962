/* bench [--quick] [--large] [--passes N] [--records N] [jobs|columns|one|records|compile]...: prints one table. See bench.h.
 * Must never know what is measured. */
#include "tests/bench/bench.h"
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* ---- time ---- */
/* Of this process: what others do meanwhile is not counted. With several threads, of the world. */
static clockid_t watch = CLOCK_PROCESS_CPUTIME_ID;
void bench_clock(bool world) { watch = world ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID; }
double bench_now(void)
{
    struct timespec t;
    clock_gettime(watch, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}
long bench_peak_kb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}
double bench_in_use_mb(void)
{
#ifdef __GLIBC__
    struct mallinfo2 m = mallinfo2();
    return (double)(m.uordblks + m.hblkhd) / 1e6;
#else
    return 0;
#endif
}
static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}
void bench_race(Contender *c, int n, int passes)
{
    double *seconds = malloc((size_t)((n + 1) * passes) * sizeof *seconds);
    if (!seconds) bench_trouble("no memory");
    for (int p = 0; p < passes; p++)
        for (int i = 0; i < n; i++) {
            double start = bench_now();
            for (int k = 0; k <= c[i].again; k++) c[i].run(c[i].ctx);
            seconds[i * passes + p] = (bench_now() - start) / (c[i].again + 1);
        }
    for (int i = n; i-- > 0;) { /* the first is sorted last */
        double *ratios = seconds + n * passes;
        for (int p = 0; p < passes; p++) ratios[p] = seconds[p] / seconds[i * passes + p];
        qsort(ratios, (size_t)passes, sizeof *ratios, by_size);
        c[i].ratio = ratios[passes / 2];
        qsort(seconds + i * passes, (size_t)passes, sizeof *seconds, by_size);
        c[i].least = seconds[i * passes], c[i].median = seconds[i * passes + passes / 2];
    }
    free(seconds);
}

/* ---- the table ---- */
void bench_title(const char *title, const char *unit) { printf("\n%-46s %11s %14s %14s %7s\n", title, "amount", unit, "best", "ratio"); }
void bench_row(const char *name, uint64_t amount, double median, double least, double ratio, const char *note, ...)
{
    va_list args;
    printf("  %-44s %11llu %14.6g %14.6g", name, (unsigned long long)amount, median, least);
    if (ratio > 0) printf(" %7.2f  ", ratio);
    else printf(" %7s  ", "");
    va_start(args, note);
    vprintf(note, args);
    va_end(args);
    printf("\n");
    fflush(stdout);
}
void bench_trouble(const char *what, ...)
{
    va_list args;
    va_start(args, what);
    fflush(stdout);
    vfprintf(stderr, what, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}
bool bench_discard(void *ctx, const char *bytes, size_t len)
{
    (void)bytes;
    *(uint64_t *)ctx += len;
    return true;
}

/* ---- policies ---- */
enum { FILES_MAX = 256 };
static struct { char path[1024]; char *bytes; size_t len; bool folder; const char **entries; int n; } files[FILES_MAX]; /* read once, so that no disk is measured */
static int n_files;
static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }
static void read_folder(int i, const char *path)
{
    DIR *dir = opendir(path);
    files[i].folder = true;
    files[i].entries = calloc(FILES_MAX, sizeof(char *));
    for (struct dirent *e; dir && (e = readdir(dir));) {
        size_t n = strlen(e->d_name), len = strlen(path) + n + 2;
        if (n < 5 || strcmp(e->d_name + n - 4, ".law") != 0 || files[i].n == FILES_MAX) continue;
        char *entry = malloc(len);
        snprintf(entry, len, "%s/%s", path, e->d_name);
        files[i].entries[files[i].n++] = entry;
    }
    if (dir) closedir(dir);
    qsort(files[i].entries, (size_t)files[i].n, sizeof(char *), by_name);
}
static int find_file(const char *path)
{
    struct stat st;
    for (int i = 0; i < n_files; i++)
        if (strcmp(files[i].path, path) == 0) return i;
    if (stat(path, &st) || n_files == FILES_MAX) return -1;
    int i = n_files++;
    snprintf(files[i].path, sizeof files[i].path, "%s", path);
    if (S_ISDIR(st.st_mode)) return read_folder(i, path), i;
    FILE *f = fopen(path, "rb");
    files[i].bytes = malloc((size_t)st.st_size + 1);
    files[i].len = f && files[i].bytes ? fread(files[i].bytes, 1, (size_t)st.st_size, f) : 0;
    if (f) fclose(f);
    return i;
}
static bool read_file(void *ctx, const char *path, fatiao_file *file)
{
    (void)ctx;
    int i = find_file(path);
    if (i < 0) return file->why = "no such file", false;
    *file = (fatiao_file){.folder = files[i].folder, .bytes = files[i].bytes, .len = files[i].len, .entries = files[i].entries, .n_entries = files[i].n};
    return true;
}
static bool print_trouble(void *ctx, const char *bytes, size_t len)
{
    (void)ctx;
    return fwrite(bytes, 1, len, stderr) == len;
}
fatiao_policy *bench_policy(const char *path, const char *text, size_t len, bool rules_only)
{
    char full[1024];
    const char *paths[] = {full}, *library[] = {FATIAO_ROOT};
    snprintf(full, sizeof full, "%s/%s", FATIAO_ROOT, path);
    if (text && find_file(full) < 0) {
        snprintf(files[n_files].path, sizeof files[n_files].path, "%s", full);
        files[n_files].bytes = (char *)text, files[n_files++].len = len;
    }
    const fatiao_files access = {.read = read_file, .library = library, .n_library = 1};
    const fatiao_source source = {.files = &access, .paths = paths, .n_paths = 1, .rules_only = rules_only};
    fatiao_policy *policy;
    if (fatiao_compile(&source, &policy) == FATIAO_OK) return policy;
    if (policy) fatiao_policy_diagnostics(policy, FATIAO_EN, false, (fatiao_sink){NULL, print_trouble});
    bench_trouble("%s cannot be compiled", path);
}
size_t bench_policy_bytes(const fatiao_policy *policy)
{
    size_t n = 0;
    for (int i = 0; i < policy->n_files; i++) n += policy->sources.items[i].len;
    return n;
}

/* ---- the program ---- */
int main(int argc, char **argv)
{
    static const struct { const char *name; void (*run)(const Options *options); } PARTS[] = {{"jobs", bench_jobs}, /* first: a child that is forked begins with the memory of this process */ {"columns", bench_columns}, {"one", bench_one}, {"records", bench_records}, {"compile", bench_compile}};
    enum { N_PARTS = sizeof PARTS / sizeof *PARTS };
    Options options = {.passes = 15, .records = 1000000};
    bool chosen[N_PARTS] = {false}, any = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--quick") == 0) options.quick = true, options.passes = 5, options.records = 100000;
        else if (strcmp(argv[i], "--large") == 0) options.large = true;
        else if (strcmp(argv[i], "--passes") == 0 && i + 1 < argc) options.passes = atoi(argv[++i]);
        else if (strcmp(argv[i], "--records") == 0 && i + 1 < argc) options.records = strtoull(argv[++i], NULL, 10);
        else {
            bool known = false;
            for (int k = 0; k < N_PARTS; k++)
                if (strcmp(PARTS[k].name, argv[i]) == 0) any = known = chosen[k] = true;
            if (!known) bench_trouble("bench [--quick] [--large] [--passes N] [--records N] [jobs] [jobs] [columns] [one] [records] [compile]");
        }
    }
    if (options.passes < 1 || !options.records) bench_trouble("nothing to do");
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 1 << 30), mallopt(M_TRIM_THRESHOLD, 1 << 30); /* memory freed stays with the process, or pages from the system are what is measured */
#endif
    printf("medians of %d passes in turns, by the processor's time; ratio: the median of each pass's, above 1: faster than the first of the group\n", options.passes);
    for (int k = 0; k < N_PARTS; k++)
        if (!any || chosen[k]) PARTS[k].run(&options);
    return 0;
}
