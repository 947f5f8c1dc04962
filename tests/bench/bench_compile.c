/* Policies from text to bytecode: the whole regulation, and generated policies of many rules.
 * Must never know how anything is compiled. */
#include <stdio.h>
#include <stdlib.h>
#include "tests/bench/bench.h"

typedef struct { const char *path; char *text; size_t len; } Given;
static void run_compile(void *ctx)
{
    const Given *s = ctx;
    fatiao_policy_free(bench_policy(s->path, s->text, s->len));
}
static void measure(const char *name, Given *source, uint64_t amount, int passes)
{
    fatiao_policy *policy = bench_policy(source->path, source->text, source->len); /* reads the files */
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
void bench_compile(const Options *options)
{
    bench_title("from text to bytecode", "ms");
    measure("the whole regulation", &(Given){"policies/lanzhou", NULL, 0}, 1, options->passes * 2);
    for (int rules = 10; rules <= (options->quick ? 1000 : 100000); rules *= 10) {
        char path[64], name[64];
        size_t len;
        char *text = generate(rules, &len);
        snprintf(path, sizeof path, "generated-%d.law", rules), snprintf(name, sizeof name, "%d generated rules", rules);
        measure(name, &(Given){path, text, len}, (uint64_t)rules, rules > 10000 ? 3 : options->passes);
    }
}
