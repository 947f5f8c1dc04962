/* Columns in, decisions out: the VM against C by hand, with all facts known and with some missing; how time grows with records.
 * Must never know how anything is evaluated. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "interp/code/reach.h"
#include "interp/vm/sweep.h"
#include "tests/bench/bench_arrow.h"
#include "tests/bench/workload.h"

/* ---- the VM's side ---- */
typedef struct { const Chunk *chunk; Sweep *sweep; SpaceData space; Column columns[N_FACTS]; int32_t day; Block block; SweepOutput out[N_DECISIONS]; int64_t choices[N_DECISIONS][VM_CHOICES_MAX]; } Machine;
static int find_decision(const fatiao_policy *policy, int entity, const char *name)
{
    for (int i = 0; i < policy->chunks[entity]->n_decisions; i++)
        if (strcmp(policy->names[entity].items[i].alias, name) == 0) return i;
    bench_trouble("the policy does not decide %s", name);
}
/* Numbers in the narrowest whole units, as C by hand has them; by dictionary: as which of a few they are. */
typedef enum { NARROW, BY_DICTIONARY, AS_HELD } Shape;
static RegForm form_of(const Machine *m, const fatiao_policy *policy, int decision, int reg, Shape shape, int64_t *choices)
{
    const Chunk *chunk = m->chunk;
    if (shape == BY_DICTIONARY && sweep_choices(m->sweep, reg, choices)) return (RegForm){1, 0};
    if (shape == AS_HELD || !kind_ordered((RegKind)chunk->code[reg].kind)) return (RegForm){0, 0};
    Reach *reach = bench_alloc((size_t)chunk->n_code * sizeof *reach);
    chunk_reach(chunk, reach);
    RegForm form = reach_form(&reach[reg], policy->program.rules[chunk->decisions[decision].rule].type.scale);
    free(reach);
    return form;
}
static void open_machine(Machine *m, const fatiao_policy *policy, const Columns *c, Shape shape)
{
    const Chunk *chunk = m->chunk = policy->chunks[0];
    bool *wanted = bench_alloc((size_t)chunk->n_decisions);
    m->day = AS_OF_DAY;
    m->space = (SpaceData){.lanes = (uint32_t)c->n};
    for (int i = 0; i < chunk->n_columns; i++) {
        int fact = chunk->columns[i].field[0];
        m->columns[i].data = fact == FACT_BIRTH ? (void *)c->birth : c->truth[fact] ? (void *)c->truth[fact] : c->bytes[fact];
        m->columns[i].known = c->known[fact];
    }
    m->block = (Block){&m->space, m->columns, &m->day, &m->day, true};
    for (int d = 0; d < N_DECISIONS; d++) {
        int decision = find_decision(policy, 0, decision_names[d]), reg = chunk->decisions[decision].versions[0].value;
        wanted[decision] = true;
        m->out[d] = (SweepOutput){reg, bench_alloc(c->n * 8), c->known[0] ? bench_alloc(c->n / 8 + 8) : NULL, NULL, {0, 0}};
    }
    m->sweep = sweep_new(chunk, &allocator_default, wanted, 0);
    if (!m->sweep) bench_trouble("no memory");
    for (int d = 0; d < N_DECISIONS; d++) m->out[d].form = form_of(m, policy, find_decision(policy, 0, decision_names[d]), m->out[d].reg, shape, m->choices[d]);
    free(wanted);
}
static void close_machine(Machine *m)
{
    sweep_free(m->sweep);
    for (int d = 0; d < N_DECISIONS; d++) free(m->out[d].data), free(m->out[d].known);
}
static void run_machine(void *ctx)
{
    Machine *m = ctx;
    if (!sweep_run(m->sweep, &m->block, m->out, N_DECISIONS)) bench_trouble("no memory");
}
static int64_t value_at(const SweepOutput *o, RegKind kind, const int64_t *choices, size_t i)
{
    if (o->form.width && !o->form.unit) return choices[((const uint8_t *)o->data)[i]];
    switch (o->form.width) {
    case 1: return ((const uint8_t *)o->data)[i] * o->form.unit;
    case 2: return ((const uint16_t *)o->data)[i] * o->form.unit;
    case 4: return ((const int32_t *)o->data)[i] * o->form.unit;
    case 8: return ((const int64_t *)o->data)[i] * o->form.unit;
    default: break;
    }
    switch (kind) {
    case KIND_BIT: return (int64_t)(((const uint64_t *)o->data)[i / 64] >> (i % 64) & 1);
    case KIND_ENUM: case KIND_U8: return ((const uint8_t *)o->data)[i];
    case KIND_I32: return ((const int32_t *)o->data)[i];
    case KIND_I64: return ((const int64_t *)o->data)[i];
    case KIND_TEXT: case KIND_QUOT: case KIND_COUNT_: break;
    }
    return 0;
}
static void machine_totals(const Machine *m, const fatiao_policy *policy, Totals *t)
{
    *t = (Totals){0};
    for (int d = 0; d < N_DECISIONS; d++) {
        const SweepOutput *o = &m->out[d];
        RegKind kind = (RegKind)m->chunk->code[o->reg].kind;
        int64_t unit = 1; /* yuan in fen, the discount in percent */
        if (kind != KIND_BIT) for (int k = policy->program.rules[m->chunk->decisions[find_decision(policy, 0, decision_names[d])].rule].type.scale; k > (d == DISCOUNT ? 2 : 0); k--) unit *= 10;
        for (size_t i = 0; i < m->space.lanes; i++) {
            bool known = !o->known || o->known[i / 64] >> (i % 64) & 1;
            int64_t v = !known ? 0 : value_at(o, kind, m->choices[d], i) / unit;
            t->count[d] += v != 0, t->sum[d] += (uint64_t)v, t->open[d] += !known;
        }
    }
}

/* ---- C's side ---- */
typedef struct { const Row *rows; Outcome *out; size_t n; } ByRows;
static void run_rows(void *ctx) { ByRows *b = ctx; rows_run(b->rows, b->out, b->n); }
typedef struct { const Columns *in; OutColumns out; } ByColumns;
static void run_columns(void *ctx) { ByColumns *b = ctx; columns_run(b->in, &b->out); }
static void open_columns(ByColumns *b, const Columns *c)
{
    *b = (ByColumns){.in = c};
    for (int d = 0; d < N_DECISIONS; d++)
        if (d == ALLOWANCE || d == SERVICES) b->out.words[d] = bench_alloc(c->n * 2);
        else b->out.bytes[d] = bench_alloc(c->n);
}
static void close_columns(ByColumns *b)
{
    for (int d = 0; d < N_DECISIONS; d++) free(b->out.bytes[d]), free(b->out.words[d]);
}
static void columns_totals(const ByColumns *b, Totals *t)
{
    *t = (Totals){0};
    uint8_t *const *o = b->out.bytes;
    for (size_t i = 0; i < b->in->n; i++) {
        Outcome x = {o[EARLY][i], o[NATIONAL][i], o[SUPPLEMENT][i], o[HOUSING][i], o[CARE][i], o[DISCOUNT][i], b->out.words[ALLOWANCE][i], b->out.words[SERVICES][i]};
        totals_add(t, &x);
    }
}
static void demand_equal(const Totals *a, const Totals *b, const char *who)
{
    if (totals_equal(a, b)) return;
    for (int d = 0; d < N_DECISIONS; d++)
        fprintf(stderr, "%s: %llu %llu %llu, expected %llu %llu %llu\n", decision_names[d], (unsigned long long)b->count[d], (unsigned long long)b->sum[d], (unsigned long long)b->open[d],
                (unsigned long long)a->count[d], (unsigned long long)a->sum[d], (unsigned long long)a->open[d]);
    bench_trouble("%s decides otherwise", who);
}

/* ---- races ---- */
typedef struct { void *to; const void *from; size_t n; } Copy;
static void run_copy(void *ctx) { Copy *c = ctx; memcpy(c->to, c->from, c->n); }
static void race(const fatiao_policy *policy, size_t n, int passes)
{
    Row *rows = workload_rows(n, 0), *holes = workload_rows(n, 15);
    Columns whole = workload_columns(rows, n), part = workload_columns(holes, n);
    ByRows by_rows = {rows, bench_alloc(n * sizeof(Outcome)), n};
    ByColumns by_columns;
    Machine all, some, coded, held;
    Copy copy = {bench_alloc(n * 25 / 2), bench_alloc(n * 25 / 2), n * 25 / 2};
    open_columns(&by_columns, &whole);
    open_machine(&all, policy, &whole, NARROW), open_machine(&some, policy, &part, NARROW), open_machine(&coded, policy, &whole, BY_DICTIONARY), open_machine(&held, policy, &whole, AS_HELD);
    ArrowMachine *arrow = arrow_open(policy, &whole, FATIAO_DECIMAL), *narrow = arrow_open(policy, &whole, FATIAO_NARROWEST), *by_dictionary = arrow_open(policy, &whole, FATIAO_DICTIONARY);
    Contender c[] = {{.name = "C by hand, columns", .run = run_columns, .ctx = &by_columns}, {.name = "C by hand, rows", .run = run_rows, .ctx = &by_rows},
                     {.name = "VM, columns", .run = run_machine, .ctx = &all}, {.name = "VM, columns, amounts by dictionary", .run = run_machine, .ctx = &coded}, {.name = "VM, columns, amounts in 32 bits", .run = run_machine, .ctx = &held}, {.name = "VM, columns, 15 % of the facts missing", .run = run_machine, .ctx = &some},
                     {.name = "Arrow in, Arrow out (status, decimal128)", .run = arrow_run, .ctx = arrow}, {.name = "Arrow in, Arrow out (status, narrowest)", .run = arrow_run, .ctx = narrow},
                     {.name = "Arrow in, Arrow out (status, dictionary)", .run = arrow_run, .ctx = by_dictionary},
                     {.name = "memcpy of as many bytes as C reads and writes", .run = run_copy, .ctx = &copy}};
    enum { N = sizeof c / sizeof *c };
    for (int i = 0; i < N && n < 100000; i++) c[i].again = 79; /* or each would find the others' data in the cache instead of its own */
    bench_race(c, N, passes);
    Totals expected = {0}, got = {0};
    for (size_t i = 0; i < n; i++) totals_add(&expected, &by_rows.out[i]);
    columns_totals(&by_columns, &got), demand_equal(&expected, &got, "C by columns");
    machine_totals(&all, policy, &got), demand_equal(&expected, &got, "the VM");
    machine_totals(&coded, policy, &got), demand_equal(&expected, &got, "the VM by dictionary");
    machine_totals(&held, policy, &got), demand_equal(&expected, &got, "the VM in 32 bits");
    Totals open = {{0}, {0}, {0}};
    open_totals(holes, n, &open);
    machine_totals(&some, policy, &got), demand_equal(&open, &got, "the VM with missing facts");
    for (int i = 0; i < N; i++)
        bench_row(c[i].name, n, (double)n / c[i].median / 1e6, (double)n / c[i].least / 1e6, i ? c[i].ratio : 0, "%.2f ns a record", c[i].median / (double)n * 1e9);
    if (arrow_values(arrow) != 4 * n || arrow_values(narrow) != 4 * n || arrow_values(by_dictionary) != 4 * n) bench_trouble("Arrow has not as many values");
    arrow_close(arrow), arrow_close(narrow), arrow_close(by_dictionary);
    close_machine(&all), close_machine(&some), close_machine(&coded), close_machine(&held), close_columns(&by_columns);
    workload_columns_free(&whole), workload_columns_free(&part);
    free(rows), free(holes), free(by_rows.out), free(copy.to), free((void *)copy.from);
}
/* Records that fit no memory: one part of them again and again. */
static void grow(const fatiao_policy *policy, const Options *options)
{
    static const uint64_t amounts[] = {1000, 10000, 100000, 1000000, 10000000, 100000000};
    bench_title("VM on columns, as records grow", "M records/s");
    for (int i = 0; i < (options->large ? 6 : options->quick ? 3 : 5); i++) {
        uint64_t n = amounts[i], part = n < 1000000 ? n : 1000000, turns = n / part, inner = n < 100000 ? 100000 / n : 1;
        Row *rows = workload_rows(part, 0);
        Columns columns = workload_columns(rows, part);
        Machine m;
        open_machine(&m, policy, &columns, NARROW);
        double best = 1e9, seconds[64];
        int passes = options->passes < 64 ? options->passes : 64;
        if (n > 1000000 && passes > 5) passes = 5;
        for (int p = 0; p < passes; p++) {
            double start = bench_now();
            for (uint64_t k = 0; k < turns * inner; k++) run_machine(&m);
            seconds[p] = (bench_now() - start) / (double)inner;
            if (seconds[p] < best) best = seconds[p];
        }
        for (int a = 1; a < passes; a++)
            for (int b = a; b > 0 && seconds[b] < seconds[b - 1]; b--) { double t = seconds[b]; seconds[b] = seconds[b - 1], seconds[b - 1] = t; }
        bench_row(n > part ? "in parts of a million" : "at once", n, (double)n / seconds[passes / 2] / 1e6, (double)n / best / 1e6, 0, "peak %ld MB", bench_peak_kb() / 1024);
        close_machine(&m), workload_columns_free(&columns), free(rows);
    }
}
void bench_columns(const Options *options)
{
    fatiao_policy *policy = bench_policy("tests/bench/workload.law", NULL, 0, false);
    const size_t sizes[] = {16384, options->records};
    for (int i = 0; i < 2; i++) {
        bench_title(i ? "8 decisions on columns, from memory" : "8 decisions on columns, in cache", "M records/s");
        race(policy, sizes[i], i ? options->passes : options->passes * 4);
    }
    grow(policy, options);
    fatiao_policy_free(policy);
}
