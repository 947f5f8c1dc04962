/* Records as lines of JSON: how many a second, against pipelines by hand.
 * Must never know how anything is evaluated. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/bench/bench.h"
#include "tests/bench/workload.h"

/* ---- lines of JSON ---- */
typedef struct { const fatiao_policy *policy; fatiao_options options; const char *text; size_t len; char *out; size_t out_len; } Engine;
static bool keep(void *ctx, const char *bytes, size_t len)
{
    Engine *e = ctx;
    memcpy(e->out + e->out_len, bytes, len);
    e->out_len += len;
    return true;
}
static void run_engine(void *ctx)
{
    Engine *e = ctx;
    fatiao_evaluator *evaluator;
    e->out_len = 0;
    if (fatiao_evaluator_new(e->policy, &e->options, (fatiao_sink){e, keep}, &evaluator) != FATIAO_OK) bench_trouble("no evaluator");
    for (size_t at = 0, piece = 256 * 1024; at < e->len; at += piece)
        if (fatiao_eval_feed(evaluator, e->text + at, e->len - at < piece ? e->len - at : piece) != FATIAO_OK) bench_trouble("a record is refused");
    if (fatiao_eval_end(evaluator) != FATIAO_OK) bench_trouble("a record is refused");
    fatiao_evaluator_free(evaluator);
}
typedef size_t (*Pipeline)(const char *text, size_t len, char *out, Totals *totals);
typedef struct { Pipeline run; const char *text; size_t len; char *out; size_t out_len; } ByHand;
static void run_by_hand(void *ctx)
{
    ByHand *b = ctx;
    Totals totals = {{0}, {0}, {0}};
    b->out_len = b->run(b->text, b->len, b->out, &totals);
    if (!b->out_len) bench_trouble("a pipeline by hand refuses a record");
}
static Engine engine(const fatiao_policy *policy, const char *text, size_t len, size_t n, bool lean)
{
    Engine e = {.policy = policy, .text = text, .len = len, .out = bench_alloc(n * (lean ? 512 : 1400) + (1 << 20))};
    e.options = (fatiao_options){.as_of = "2024-01-01", .only = (const char *const *)decision_names, .n_only = N_DECISIONS, .format = FATIAO_NDJSON, .lean = lean};
    return e;
}
static void lines(const fatiao_policy *policy, const Options *options)
{
    size_t n = options->records < 200000 ? options->records : 200000, len, open_len;
    Row *rows = workload_rows(n, 0), *holes = workload_rows(n, 15);
    char *text = workload_ndjson(rows, n, &len), *open_text = workload_ndjson(holes, n, &open_len);
    ByHand scan = {scan_run, text, len, bench_alloc(n * 512), 0};
    Engine lean = engine(policy, text, len, n, true), full = engine(policy, text, len, n, false), open = engine(policy, open_text, open_len, n, true);
    Contender c[8] = {{.name = "scanner of one key order, rules by hand", .run = run_by_hand, .ctx = &scan}, {.name = "fatiao, lean", .run = run_engine, .ctx = &lean},
                      {.name = "fatiao, full results", .run = run_engine, .ctx = &full}, {.name = "fatiao, lean, 15 % of the facts missing", .run = run_engine, .ctx = &open}};
    int k = 4;
#ifdef BENCH_SIMDJSON
    ByHand simd = {simdjson_run, text, len, bench_alloc(n * 512), 0};
    char name[64];
    snprintf(name, sizeof name, "simdjson %s, rules by hand", simdjson_version());
    c[k++] = (Contender){.name = name, .run = run_by_hand, .ctx = &simd};
#endif
    bench_race(c, k, options->passes < 7 ? options->passes : 7);
    if (lean.out_len != scan.out_len || memcmp(lean.out, scan.out, scan.out_len) != 0) bench_trouble("fatiao writes other lines than the rules by hand");
    bench_title("JSON lines in, decisions out", "M records/s");
    for (int i = 0; i < k; i++) bench_row(c[i].name, n, (double)n / c[i].median / 1e6, (double)n / c[i].least / 1e6, i ? c[i].ratio : 0, "%.0f MB/s in", (double)len / c[i].median / 1e6);
#ifdef BENCH_SIMDJSON
    if (simd.out_len != scan.out_len || memcmp(simd.out, scan.out, scan.out_len) != 0) bench_trouble("the simdjson pipeline writes other lines");
    free(simd.out);
#endif
    free(scan.out), free(lean.out), free(full.out), free(open.out), free(text), free(open_text), free(rows), free(holes);
}

/* Every decision of a policy about its example records, again and again. */
static void whole(const Options *options)
{
    enum { PART = 5000, LINES_MAX = 64 * 1024 };
    fatiao_policy *regulation = bench_policy("policies/lanzhou", NULL, 0, false);
    static char path[1024], lines[LINES_MAX];
    snprintf(path, sizeof path, "%s/examples/applicants.en.ndjson", FATIAO_ROOT);
    FILE *f = fopen(path, "r");
    size_t len = f ? fread(lines, 1, LINES_MAX, f) : 0, n = 0, times;
    if (!len || len == LINES_MAX) bench_trouble("cannot read %s", path);
    fclose(f);
    for (size_t i = 0; i < len; i++) n += lines[i] == '\n';
    times = PART / n;
    char *text = bench_alloc(len * times + 1);
    for (size_t i = 0; i < times; i++) memcpy(text + i * len, lines, len);
    Engine e = {.policy = regulation, .text = text, .len = len * times, .out = bench_alloc(n * times * 16384), .options = {.as_of = "2024-01-01", .format = FATIAO_NDJSON, .lean = true}};
    Contender c = {.name = "the whole regulation, lean", .run = run_engine, .ctx = &e};
    bench_race(&c, 1, options->passes < 7 ? options->passes : 7);
    bench_title("JSON lines of persons, the whole regulation", "records/s");
    bench_row(c.name, n * times, (double)(n * times) / c.median, (double)(n * times) / c.least, 0, "%zu bytes in a line, %zu out", len / n, e.out_len / (n * times));
    free(e.out), free(text), fatiao_policy_free(regulation);
}
/* One part of them again and again through one evaluator: the memory must not grow with their number. */
static void grow(const fatiao_policy *policy, const Options *options)
{
    enum { PART = 10000 };
    static const uint64_t amounts[] = {10000, 100000, 1000000, 10000000, 100000000};
    size_t len;
    Row *rows = workload_rows(PART, 0);
    char *part = workload_ndjson(rows, PART, &len);
    bench_title("JSON lines of one stream, as records grow", "M records/s");
    for (int i = 0; i < (options->large ? 5 : options->quick ? 2 : 3); i++) {
        Engine e = engine(policy, part, len, 0, true);
        uint64_t written = 0;
        fatiao_evaluator *evaluator;
        double before = bench_in_use_mb(), start = bench_now();
        if (fatiao_evaluator_new(policy, &e.options, (fatiao_sink){&written, bench_discard}, &evaluator) != FATIAO_OK) bench_trouble("no evaluator");
        for (uint64_t n = 0; n < amounts[i]; n += PART)
            if (fatiao_eval_feed(evaluator, part, len) != FATIAO_OK) bench_trouble("a record is refused");
        if (fatiao_eval_end(evaluator) != FATIAO_OK) bench_trouble("a record is refused");
        double rate = (double)amounts[i] / (bench_now() - start) / 1e6;
        bench_row("fatiao, lean", amounts[i], rate, rate, 0, "%.1f MB in, %.2f MB allocated meanwhile", (double)(amounts[i] / PART * len) / 1e6, bench_in_use_mb() - before);
        fatiao_evaluator_free(evaluator), free(e.out);
    }
    free(part), free(rows);
}
void bench_records(const Options *options)
{
    fatiao_policy *policy = bench_policy("tests/bench/workload.law", NULL, 0, false);
    lines(policy, options), grow(policy, options), whole(options);
    fatiao_policy_free(policy);
}
