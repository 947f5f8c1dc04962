/* Random policies as text, through every stage, against the direct evaluator; and the soundness of what is said of missing facts:
 * a decision that is made stays so however they are completed, an open amount lies within its bounds.
 *   random_programs [PROGRAMS [FIRST_SEED]]
 * Must never know how anything is evaluated. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "grammar/parse.h"
#include "grammar/render.h"
#include "interp/decide/decide.h"
#include "interp/code/emit.h"
#include "interp/program/resolve.h"
#include "tests/random_gen.h"

enum { RECORDS = 5, COMPLETIONS = 3, DIFFERENCES_MAX = 5 };
typedef struct { Arena arena; SourceSet sources; Diags diags; Program program; const Chunk *chunk; Vm *vm; FactsReader *reader; Text policy; uint64_t seed; } Run;
static uint64_t differences, decisions, open_decisions, refused;

static void die(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}
/* False: the generator made a policy that does not check. */
static bool begin(Run *run, uint64_t seed)
{
    Rng rng = {seed};
    const char *why;
    *run = (Run){.seed = seed};
    arena_init(&run->arena, &allocator_default);
    run->sources.arena = run->diags.arena = &run->arena;
    random_policy(&rng, &run->policy);
    Node *file = parse_file(&run->arena, &run->sources, source_add(&run->sources, "random.law", run->policy.text, (uint32_t)run->policy.len), &run->diags);
    if (!program_build(&run->arena, &run->sources, &file, 1, NULL, &run->diags, &run->program) || run->diags.n_errors) return false;
    run->chunk = emit_chunk(&run->program, 0, &run->arena, &why);
    if (run->program.entities[0].name.alias[0] != 'x')
        for (int i = 0; i < run->program.n_entities; i++)
            if (run->program.entities[i].name.alias[0] == 'x') run->chunk = emit_chunk(&run->program, i, &run->arena, &why);
    if (!run->chunk || !chunk_verify(run->chunk, &why)) die(why);
    run->vm = vm_new(run->chunk, &allocator_default, VM_KEEP, NULL);
    const Chunk **chunks = arena_alloc(&run->arena, (size_t)run->program.n_entities * sizeof *chunks);
    chunks[run->chunk->entity] = run->chunk;
    run->reader = facts_new(&run->program, chunks, &allocator_default);
    if (!run->vm || !run->reader) die("no memory");
    return true;
}
static void end(Run *run)
{
    vm_free(run->vm);
    facts_free(run->reader);
    arena_free(&run->arena);
    text_free(&run->policy);
}

/* ---- reading and deciding ---- */
static void read_records(Run *run, RefRecord *const *records, int n, int32_t as_of, int32_t law)
{
    facts_clear(run->reader);
    facts_options(run->reader, (FactsOptions){.entity = run->chunk->entity, .has_as_of = true, .has_law_as_of = true, .as_of = as_of, .law_as_of = law});
    for (int i = 0; i < n; i++) {
        Text json = {0};
        record_json(&run->program, records[i], &json);
        if (facts_read(run->reader, json.text, json.len, (uint64_t)i) != FACTS_ADDED) {
            char message[512];
            facts_error_print(facts_error(run->reader), false, message, sizeof message);
            fprintf(stderr, "seed %llu: %s: %s\n", (unsigned long long)run->seed, message, json.text);
            exit(1);
        }
        text_free(&json);
    }
    if (!vm_run(run->vm, facts_block(run->reader))) die("no memory");
}
static void decide(Run *run, int decision, uint32_t lane, DecisionResult *out)
{
    decide_read(&run->arena, &run->program, run->chunk, run->vm, decision, lane, out);
    if (!decide_missing(&run->arena, &run->program, run->chunk, run->vm, lane, out)) die("no memory");
}
static void report(Run *run, const char *what, const DecisionResult *got, const char *expected, const RefRecord *record)
{
    Text json = {0};
    record_json(&run->program, record, &json);
    printf("seed %llu: %s of `%s`: %s, expected %s\n  record %s\n", (unsigned long long)run->seed, what, got->rule->name.zh, status_name(got->status, false), expected, json.text);
    if (!differences++) printf("%s\n", run->policy.text);
    text_free(&json);
}
static bool same_value(const DecisionValue *v, const RefValue *ref)
{
    return v->present && v->lo == v->hi && (__int128)v->lo == ref->lo && ref->lo == ref->hi;
}
static const RefRecord *subject_of(const Run *run, const Decision *d, const RefRecord *record)
{
    static RefField no_fields[64];
    static RefRecord nobody;
    for (int i = 0; i < d->n && record; i++) {
        int entity = run->program.entities[record->entity].fields[d->field[i]].type.ref;
        record = record->fields[d->field[i]].record;
        if (!record) nobody = (RefRecord){entity, no_fields}, record = &nobody;
    }
    return record;
}
static bool error_reason(const char *status, const DecisionResult *got) { return strcmp(status, "error") == 0 && got->status == STATUS_ERROR; }
static void compare_list(Run *run, const DecisionResult *got, const RefDecision *ref, const RefRecord *record)
{
    for (int i = 0; i < got->version->n_items; i++) {
        bool certain = ref->items >> i & 1, possible = certain || (ref->items_possible >> i & 1);
        if (got->item_certain[i] != certain || (got->item_certain[i] || got->item_possible[i]) != possible) {
            report(run, "an item", got, ref->status, record);
            return;
        }
    }
}
static void compare(Run *run, int decision, uint32_t lane, RefClock clock, const RefRecord *record)
{
    DecisionResult got;
    const Decision *d = &run->chunk->decisions[decision];
    decide(run, decision, lane, &got);
    RefDecision ref = reference_decide(clock, d->rule, subject_of(run, d, record));
    decisions++;
    open_decisions += got.status == STATUS_UNDETERMINED;
    if (strcmp(status_name(got.status, false), ref.status) != 0 && !error_reason(ref.status, &got)) report(run, "status", &got, ref.status, record);
    else if (ref.has_value && got.status == STATUS_VALUE && !same_value(&got.value, &ref.value)) report(run, "value", &got, ref.status, record);
    else if (ref.has_value && got.status == STATUS_GRANTED && got.value.present && !same_value(&got.value, &ref.value)) report(run, "amount", &got, ref.status, record);
    else if (got.rule->kind == RULE_LIST && got.version && got.item_certain) compare_list(run, &got, &ref, record);
}

/* ---- missing facts ---- */
static bool determined(DecisionStatus s) { return s != STATUS_UNDETERMINED && s != STATUS_ERROR && s != STATUS_CONFLICT; }
static void check_completion(Run *run, int decision, const DecisionResult *open, const RefRecord *record)
{
    DecisionResult whole;
    decide(run, decision, 0, &whole);
    if (whole.status == STATUS_ERROR || whole.status == STATUS_UNDETERMINED) return; /* out of range, or undefined: no value to agree with */
    if (determined(open->status)) {
        bool amount = open->value.present && open->value.lo == open->value.hi;
        if (whole.status != open->status) report(run, "a completion", &whole, status_name(open->status, false), record);
        else if (amount && whole.value.present && (whole.value.lo != open->value.lo || whole.value.hi != open->value.hi)) report(run, "a completion's value", &whole, "the same", record);
    } else if (open->status == STATUS_UNDETERMINED && open->value.present && whole.value.present && (whole.status == STATUS_VALUE || whole.status == STATUS_GRANTED)) {
        if (whole.value.lo < open->value.lo || whole.value.hi > open->value.hi) report(run, "bounds", &whole, "within the bounds", record);
    }
}
static void complete(Run *run, Rng *rng, RefRecord *record, int32_t as_of, int32_t law, const DecisionResult *before)
{
    for (int i = 0; i < COMPLETIONS; i++) {
        RefRecord *whole = random_record(rng, &run->program, run->chunk->entity, i == 0 ? 50 : 0, record);
        read_records(run, &whole, 1, as_of, law);
        for (int d = 0; d < run->chunk->n_decisions; d++) check_completion(run, d, &before[d], whole);
        record_free(&run->program, whole);
    }
}
static void one_program(uint64_t seed)
{
    Run run;
    Rng rng = {seed ^ 0x5DEECE66Dull};
    if (!begin(&run, seed)) {
        if (!refused++) printf("seed %llu does not check:\n%s", (unsigned long long)seed, render_text(&run.arena, &run.sources, &run.diags, (RenderOptions){false, false}));
        end(&run);
        return;
    }
    RefRecord *records[RECORDS];
    static const int missing[RECORDS] = {0, 10, 30, 60, 100};
    int32_t as_of = 10957 + (int32_t)rng_below(&rng, 10000), law = rng_below(&rng, 3) ? as_of : 10900 + (int32_t)rng_below(&rng, 10000);
    for (int i = 0; i < RECORDS; i++) records[i] = random_record(&rng, &run.program, run.chunk->entity, missing[i], NULL);
    read_records(&run, records, RECORDS, as_of, law);
    DecisionResult *before[RECORDS];
    for (int i = 0; i < RECORDS; i++) {
        before[i] = arena_alloc(&run.arena, (size_t)run.chunk->n_decisions * sizeof **before + 1);
        for (int d = 0; d < run.chunk->n_decisions; d++) {
            compare(&run, d, (uint32_t)i, (RefClock){&run.program, as_of, law}, records[i]);
            decide(&run, d, (uint32_t)i, &before[i][d]);
        }
    }
    for (int i = 1; i < RECORDS; i++) complete(&run, &rng, records[i], as_of, law, before[i]);
    for (int i = 0; i < RECORDS; i++) record_free(&run.program, records[i]);
    end(&run);
}
int main(int argc, char **argv)
{
    uint64_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : 1500, first = argc > 2 ? strtoull(argv[2], NULL, 10) : 1, done = 0;
    for (; done < n && differences < DIFFERENCES_MAX; done++) one_program(first + done);
    printf("%llu programs, %llu refused, %llu decisions (%llu open), %llu differences\n", (unsigned long long)done, (unsigned long long)refused,
           (unsigned long long)decisions, (unsigned long long)open_decisions, (unsigned long long)differences);
    if (refused * 20 > done) printf("too many policies of the generator do not check\n");
    return differences > 0 || refused * 20 > done;
}
