/* One record at a time, in each form in which it may come: how long from the record to its outcomes.
 * Must never know how anything is evaluated. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>
#include "interp/base/calendar.h"
#include "tests/bench/bench.h"
#include "tests/bench/workload.h"

enum { TURNS = 500, SHOWN_MAX = 256 };
typedef struct {
    fatiao_evaluator *evaluator; const fatiao_binding *binding;
    const char *text; size_t len; const cJSON *tree; const Row *row;
    int decision[SHOWN_MAX], n;
    unsigned granted; /* so that no outcome is left unread */
} One;
static void read_outcomes(One *o)
{
    for (int i = 0; i < o->n; i++) o->granted += fatiao_outcome_at(o->evaluator, 0, o->decision[i]) == FATIAO_GRANTED;
}
static void demand(One *o, fatiao_status status)
{
    if (status != FATIAO_OK) bench_trouble("a record is refused: %s", fatiao_message(o->evaluator) ? fatiao_message(o->evaluator) : fatiao_status_text(status, FATIAO_EN));
}
static void run_structs(void *ctx)
{
    One *o = ctx;
    for (int i = 0; i < TURNS; i++) demand(o, fatiao_decide_structs(o->evaluator, o->binding, o->row, 1)), read_outcomes(o);
}
static void run_json(void *ctx)
{
    One *o = ctx;
    for (int i = 0; i < TURNS; i++) demand(o, fatiao_decide_json(o->evaluator, o->text, o->len)), read_outcomes(o);
}
static void run_tree(void *ctx)
{
    One *o = ctx;
    for (int i = 0; i < TURNS; i++) demand(o, fatiao_decide_cjson(o->evaluator, o->tree)), read_outcomes(o);
}
static void run_line(void *ctx)
{
    One *o = ctx;
    for (int i = 0; i < TURNS; i++) {
        demand(o, fatiao_eval_feed(o->evaluator, o->text, o->len));
        demand(o, fatiao_eval_flush(o->evaluator));
    }
}

/* ---- the record as a struct ---- */
typedef struct { Row row; int32_t birth_day; bool known[N_FACTS]; } Person;
static fatiao_evaluator *evaluator(const fatiao_policy *policy, bool eight, fatiao_sink sink)
{
    fatiao_evaluator *e;
    fatiao_options options = {.as_of = "2024-01-01", .format = FATIAO_NDJSON};
    if (eight) options.only = (const char *const *)decision_names, options.n_only = N_DECISIONS;
    if (fatiao_evaluator_new(policy, &options, sink, &e) != FATIAO_OK) bench_trouble("no evaluator");
    return e;
}
static const fatiao_binding *bind(fatiao_evaluator *e)
{
    fatiao_bound fields[N_FACTS];
    const fatiao_binding *binding;
    for (int f = 0; f < N_FACTS; f++) {
        bool truth = f == FACT_COMPLIANT || f == FACT_WORK || f == FACT_INCOME;
        fields[f] = (fatiao_bound){.path = fact_names[f], .type = truth ? FATIAO_C_BOOL : FATIAO_C_UINT8, .offset = offsetof(Person, row.fact) + (size_t)f, .nullable = true, .known = offsetof(Person, known) + (size_t)f};
        if (f == FACT_BIRTH) fields[f].type = FATIAO_C_DAYS, fields[f].offset = offsetof(Person, birth_day);
    }
    if (fatiao_bind(e, "applicant", fields, N_FACTS, sizeof(Person), &binding) != FATIAO_OK) bench_trouble("%s", fatiao_message(e));
    return binding;
}
static Person person(const Row *row)
{
    Person p = {.row = *row, .birth_day = calendar_day(row->birth / 10000, row->birth / 100 % 100, row->birth % 100)};
    for (int f = 0; f < N_FACTS; f++) p.known[f] = !(row->missing >> f & 1);
    return p;
}

/* ---- the table ---- */
static void measure(const char *name, One *o, void (*run)(void *ctx), const Options *options, size_t bytes)
{
    Contender c = {.name = name, .run = run, .ctx = o};
    run(o);
    bench_race(&c, 1, options->passes * 4);
    bench_row(name, 1, c.median / TURNS * 1e6, c.least / TURNS * 1e6, 0, bytes ? "%zu bytes" : "", bytes);
}
static void each_form(const fatiao_policy *policy, const char *title, const char *text, const Person *p, const Options *options)
{
    uint64_t written = 0;
    One o = {.text = text, .len = strlen(text), .evaluator = evaluator(policy, p, (fatiao_sink){0})};
    cJSON *tree = cJSON_Parse(text);
    bench_title(title, "us");
    demand(&o, fatiao_decide_json(o.evaluator, text, o.len));
    int entity = -1, n_entities;
    if (fatiao_decided(o.evaluator, &entity) != 1) bench_trouble("the record was not decided");
    const fatiao_entity *entities = fatiao_policy_entities(policy, &n_entities);
    for (int i = 0; i < (p ? N_DECISIONS : entities[entity].n_decisions) && i < SHOWN_MAX; i++) o.decision[o.n++] = p ? fatiao_find_decision(policy, entity, decision_names[i]) : i;
    if (p) {
        o.row = (const Row *)p, o.binding = bind(o.evaluator);
        measure("a bound struct", &o, run_structs, options, 0);
    }
    o.tree = tree;
    measure("a cJSON tree", &o, run_tree, options, 0);
    measure("JSON text", &o, run_json, options, o.len);
    fatiao_evaluator_free(o.evaluator);
    o.evaluator = evaluator(policy, p, (fatiao_sink){&written, bench_discard});
    measure("JSON text, and the results as JSON again", &o, run_line, options, o.len);
    fatiao_evaluator_free(o.evaluator);
    cJSON_Delete(tree);
}
static char *first_line(const char *path)
{
    char full[1024];
    static char line[8192];
    snprintf(full, sizeof full, "%s/%s", FATIAO_ROOT, path);
    FILE *f = fopen(full, "r");
    if (!f || !fgets(line, sizeof line, f)) bench_trouble("cannot read %s", path);
    fclose(f);
    return line;
}
void bench_one(const Options *options)
{
    char text[512];
    fatiao_policy *policy = bench_policy("tests/bench/workload.law", NULL, 0, false), *regulation = bench_policy("policies/lanzhou", NULL, 0, false);
    Row row = workload_row(0, 0), holes = workload_row(1, 15);
    Person whole = person(&row), part = person(&holes);
    workload_json(&row, text);
    each_form(policy, "one record, 8 decisions", text, &whole, options);
    workload_json(&holes, text);
    each_form(policy, "one record, 8 decisions, facts missing", text, &part, options);
    each_form(regulation, "one person, the whole regulation", first_line("examples/applicants.en.ndjson"), NULL, options);
    fatiao_policy_free(policy), fatiao_policy_free(regulation);
}
