/* Policies from text to bytecode, and records through them: the whole regulation, and generated policies of many rules.
 * Must never know how anything is compiled or evaluated. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/bench/bench.h"

typedef struct { const char *path; char *text; size_t len; bool rules_only; } Given;
static void run_compile(void *ctx)
{
    const Given *s = ctx;
    fatiao_policy_free(bench_policy(s->path, s->text, s->len, s->rules_only));
}
static void measure(const char *name, Given *source, uint64_t amount, int passes)
{
    fatiao_policy *policy = bench_policy(source->path, source->text, source->len, source->rules_only); /* reads the files */
    double kb = (double)bench_policy_bytes(policy) / 1024;
    size_t instructions = 0;
    for (int e = 0; e < policy->program.n_entities; e++) instructions += (size_t)policy->chunks[e]->n_code;
    fatiao_policy_free(policy);
    Contender c = {.name = name, .run = run_compile, .ctx = source};
    bench_race(&c, 1, passes);
    bench_row(name, amount, c.median * 1e3, c.least * 1e3, 0, "%.0f KB, %.1f us a KB, %zu instructions, peak %ld MB", kb, c.median / kb * 1e6, instructions, bench_peak_kb() / 1024);
}
/* Rules that differ, each on three facts and on a rule before it. */
static char *generate(int rules, size_t *len)
{
    char *text = malloc((size_t)rules * 256 + 1024), *to = text;
    if (!text) bench_trouble("no memory");
    to += sprintf(to, "regulation \"Generated\" (generated)\n  issued 2023-01-01\n  in force from 2023-01-01\n  interpreted by office\n\nentity person\n"
                      "  age: int 0 to 120\n  income: yuan/month\n  birth_date: date\n  hukou: rural / urban\n  disabled: bool\n\narticle 1\n> Generated.\n");
    for (int i = 0; i < rules; i++) {
        to += sprintf(to, "\nbenefit b%d for person\n  when all of\n    (1) age at least %d\n    (2) hukou is %s or income less than %d yuan/month\n", i, i % 100, i % 3 ? "rural" : "urban", 500 + i);
        if (i) to += sprintf(to, "    (3) not disabled or b%d.granted\n", i - 1 - i % (i < 50 ? i : 50));
    }
    *len = (size_t)(to - text);
    return text;
}
/* Lines of records, each with all facts. */
enum { PEOPLE = 256 };
static char *people(void)
{
    char *text = malloc(PEOPLE * 160), *to = text;
    if (!text) bench_trouble("no memory");
    for (int i = 0; i < PEOPLE; i++)
        to += sprintf(to, "{\"id\":%d,\"age\":%d,\"income\":%d,\"birth_date\":\"19%02d-03-07\",\"hukou\":\"%s\",\"disabled\":%s}\n", i, i * 37 % 120, i * 7919 % 90000, i * 13 % 100, i % 3 ? "rural" : "urban", i % 7 ? "false" : "true");
    return text;
}
typedef struct { fatiao_evaluator *evaluator; const char *lines; size_t len; } Lines;
static void run_lines(void *ctx)
{
    const Lines *l = ctx;
    if (fatiao_eval_lines(l->evaluator, l->lines, l->len, 1) != FATIAO_OK) bench_trouble("a record is refused");
}
static void through_rules(const Given *source, int rules, int passes)
{
    fatiao_policy *policy = bench_policy(source->path, source->text, source->len, source->rules_only);
    const fatiao_options options = {.as_of = "2024-01-01", .lean = true};
    uint64_t written = 0;
    char *text = people(), name[64];
    Lines l = {.lines = text, .len = strlen(text)};
    if (fatiao_evaluator_new(policy, &options, (fatiao_sink){&written, bench_discard}, &l.evaluator) != FATIAO_OK) bench_trouble("no evaluator");
    run_lines(&l);
    Contender c = {.name = name, .run = run_lines, .ctx = &l};
    bench_race(&c, 1, passes);
    snprintf(name, sizeof name, "a record of %d lines through %d rules", PEOPLE, rules);
    bench_row(name, PEOPLE, c.median / PEOPLE * 1e3, c.least / PEOPLE * 1e3, 0, "%.1f ns a rule and record, peak %ld MB", c.median / PEOPLE / rules * 1e9, bench_peak_kb() / 1024);
    fatiao_evaluator_free(l.evaluator), fatiao_policy_free(policy), free(text);
}
void bench_compile(const Options *options)
{
    bench_title("from text to bytecode, and a record through it", "ms");
    measure("the whole regulation", &(Given){"policies/lanzhou", NULL, 0, false}, 1, options->passes * 2);
    measure("the same without looking into its examples", &(Given){"policies/lanzhou", NULL, 0, true}, 1, options->passes * 2);
    for (int rules = 10; rules <= (options->quick ? 1000 : 100000); rules *= 10) {
        char path[64], name[64];
        size_t len;
        char *text = generate(rules, &len);
        snprintf(path, sizeof path, "generated-%d.law", rules), snprintf(name, sizeof name, "%d generated rules", rules);
        measure(name, &(Given){path, text, len, false}, (uint64_t)rules, rules > 10000 ? 3 : options->passes);
        through_rules(&(Given){path, text, len, false}, rules, rules > 1000 ? 3 : options->passes);
    }
}
