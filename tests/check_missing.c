/* The smallest sets of missing facts against brute force: random policies and records, every completion of up to six missing facts by
 * values at and beside everything they might be compared with, judged by the direct evaluator.
 *   check_missing [RECORDS [FIRST_SEED]]
 * Must never know how the sets are found. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "grammar/parse.h"
#include "interp/base/calendar.h"
#include "interp/program/cone.h"
#include "interp/code/emit.h"
#include "interp/explain/missing_sets.h"
#include "interp/program/resolve.h"
#include "tests/random_gen.h"

#if defined __SANITIZE_ADDRESS__
enum { RECORDS = 100 };
#else
enum { RECORDS = 1000 };
#endif
enum { FACTS_MAX = 6, REPS_MAX = 60, WAYS_MAX = 60000, DIFFERENCES_MAX = 5 };
typedef struct { Arena arena; SourceSet sources; Diags diags; Program program; const Chunk *chunk, *open; Vm *vm, *plain; FactsReader *reader; Text policy; uint64_t seed; } Run;
static uint64_t differences, compared, several, exact, skipped;

static void die(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}
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
    for (int i = 0; i < run->program.n_entities; i++)
        if (run->program.entities[i].name.alias[0] == 'x') run->chunk = emit_chunk(&run->program, i, &run->arena, &why);
    if (!run->chunk) die(why);
    run->open = missing_chunk(&run->arena, &run->program, run->chunk);
    if (!chunk_verify(run->open, &why)) die(why);
    run->vm = vm_new(run->open, &allocator_default, VM_KEEP, NULL);
    run->plain = vm_new(run->chunk, &allocator_default, VM_KEEP, NULL);
    const Chunk **chunks = arena_alloc(&run->arena, (size_t)run->program.n_entities * sizeof *chunks);
    chunks[run->chunk->entity] = run->chunk;
    run->reader = facts_new(&run->program, chunks, &allocator_default);
    if (!run->vm || !run->plain || !run->reader) die("no memory");
    return true;
}
static void end(Run *run)
{
    vm_free(run->vm), vm_free(run->plain);
    facts_free(run->reader);
    arena_free(&run->arena);
    text_free(&run->policy);
}

/* ---- the record's own slot of a missing fact ---- */
static RefField *slot_of(const Run *run, RefRecord *r, const char *path, const Field **decl)
{
    for (;;) {
        const Entity *e = &run->program.entities[r->entity];
        size_t n = strcspn(path, ".[");
        int i = 0;
        while (i < e->n_fields && (strlen(e->fields[i].name.alias) != n || strncmp(e->fields[i].name.alias, path, n) != 0)) i++;
        if (i == e->n_fields) die(path);
        RefField *f = &r->fields[i];
        *decl = &e->fields[i];
        path += n;
        if (*path == '[') {
            long k = strtol(path + 1, (char **)&path, 10);
            if (!f->known) die("an element of a missing list");
            r = f->list[k - 1];
            path += 2;
        } else if (*path == '.') {
            if (!f->record) die("a fact of a missing record");
            r = f->record;
            path++;
        } else return f;
    }
}

/* ---- values at and beside every threshold ---- */
typedef struct { int64_t items[REPS_MAX * 40]; int n; } Values;
static void add(Values *v, int64_t x)
{
    for (int i = 0; i < v->n; i++) if (v->items[i] == x) return;
    if (v->n < (int)(sizeof v->items / sizeof *v->items)) v->items[v->n++] = x;
}
typedef struct { Values numbers, dates; } Constants;
static void collect(void *ctx, const Expr *e)
{
    Constants *c = ctx;
    if (!e) return;
    if (e->kind == E_CONST && e->type.kind == TY_NUM) add(&c->numbers, e->v.i);
    if (e->kind == E_CONST && e->type.kind == TY_DATE) add(&c->dates, e->v.i);
    collect(c, e->a), collect(c, e->b), collect(c, e->c);
}
static void collect_record(const Program *p, const RefRecord *r, Constants *c)
{
    for (int i = 0; i < p->entities[r->entity].n_fields; i++) {
        const RefField *f = &r->fields[i];
        if (!f->known) continue;
        if (f->record) collect_record(p, f->record, c);
        for (int k = 0; k < f->n_list; k++) collect_record(p, f->list[k], c);
        TypeKind kind = (TypeKind)p->entities[r->entity].fields[i].type.kind;
        if (kind == TY_NUM) add(&c->numbers, f->i);
        if (kind == TY_DATE) add(&c->dates, f->i);
    }
}
static void reps_of(const Program *p, const Field *f, const Constants *c, int32_t as_of, Values *out)
{
    out->n = 0;
    switch ((TypeKind)f->type.kind) {
    case TY_BOOL: add(out, 0), add(out, 1); return;
    case TY_ENUM: for (int i = 0; i < p->enums[f->type.ref].n_values; i++) add(out, i); return;
    case TY_NUM:
        if (f->hi < 1000) { for (int64_t v = f->lo; v <= f->hi; v++) add(out, v); return; }
        add(out, 0), add(out, 1), add(out, 100000), add(out, 100000000000000);
        for (int i = 0; i < c->numbers.n; i++)
            for (int d = -1; d <= 1; d++) if (c->numbers.items[i] + d >= f->lo) add(out, c->numbers.items[i] + d);
        return;
    case TY_DATE:
        add(out, as_of), add(out, as_of - 1), add(out, as_of + 1), add(out, -300000), add(out, 300000);
        for (int i = 0; i < c->dates.n; i++)
            for (int d = -1; d <= 1; d++) add(out, c->dates.items[i] + d);
        for (int i = 0; i < c->dates.n; i++)
            for (int k = 0; k < c->numbers.n; k++) {
                int32_t day;
                int64_t n = c->numbers.items[k];
                if (n == 0 || n > 40 || n < -40) continue;
                add(out, c->dates.items[i] + n);
                if (calendar_add_years((int32_t)c->dates.items[i], n, &day)) add(out, day);
                if (calendar_add_months((int32_t)c->dates.items[i], n, &day)) add(out, day);
            }
        for (int i = 0; i < c->numbers.n; i++) { /* ages: the birthday that many years before */
            int32_t day;
            if (c->numbers.items[i] > 0 && c->numbers.items[i] < 120 && calendar_add_years(as_of, -c->numbers.items[i], &day))
                for (int d = -1; d <= 1; d++) add(out, day + d);
        }
        return;
    default: return;
    }
}

/* ---- brute force ---- */
typedef struct { RefField *slot[FACTS_MAX]; const Field *decl[FACTS_MAX]; Values reps[FACTS_MAX]; int n; } Open;
static bool determined(const RefDecision *d) { return strcmp(d->status, "undetermined") != 0 && strcmp(d->status, "error") != 0; }
static bool some_way(const Open *o, unsigned set, RefClock clock, int rule, const RefRecord *record, int at)
{
    if (at == o->n) {
        RefDecision d = reference_decide(clock, rule, record);
        return determined(&d);
    }
    if (!(set >> at & 1)) return some_way(o, set, clock, rule, record, at + 1);
    bool found = false;
    o->slot[at]->known = true;
    for (int i = 0; i < o->reps[at].n && !found; i++) {
        o->slot[at]->i = o->reps[at].items[i];
        found = some_way(o, set, clock, rule, record, at + 1);
    }
    o->slot[at]->known = false;
    return found;
}
static int ways_of(const Open *o)
{
    double ways = 1;
    for (int i = 0; i < o->n; i++) ways *= 1 + o->reps[i].n;
    return ways > WAYS_MAX ? WAYS_MAX + 1 : (int)ways;
}
static int size_of(unsigned set) { return __builtin_popcount(set); }
/* The minimal sets as bits of a mask, all of them. */
static int minimal_sets(const Open *o, RefClock clock, int rule, const RefRecord *record, unsigned sets[64])
{
    int n = 0;
    for (int size = 1; size <= o->n; size++)
        for (unsigned set = 1; set < 1u << o->n; set++) {
            bool larger = size_of(set) != size;
            for (int i = 0; i < n && !larger; i++) larger = (sets[i] & set) == sets[i];
            if (!larger && some_way(o, set, clock, rule, record, 0)) sets[n++] = set;
        }
    return n;
}
static unsigned mask_of(const SettleSet *s)
{
    unsigned mask = 0;
    for (int i = 0; i < s->n; i++) mask |= 1u << s->facts[i];
    return mask;
}
/* What was found is right in itself: its values settle the decision. */
static bool witnessed(const Open *o, const SettleSet *set, RefClock clock, int rule, const RefRecord *record)
{
    for (int i = 0; i < set->n; i++) o->slot[set->facts[i]]->known = true, o->slot[set->facts[i]]->i = set->values[i];
    RefDecision d = reference_decide(clock, rule, record);
    for (int i = 0; i < set->n; i++) o->slot[set->facts[i]]->known = false;
    return determined(&d);
}
/* Every set by brute force holds one that was found; none is smaller than one that was found; what brute force has no values for is witnessed. */
static bool agree(const MissingSets *got, const unsigned *sets, int n, const Open *o, RefClock clock, int rule, const RefRecord *record)
{
    for (int i = 0; i < n; i++) {
        bool held = false;
        for (int k = 0; k < got->n_sets; k++) held |= (mask_of(&got->sets[k]) & sets[i]) == mask_of(&got->sets[k]);
        if (!held) return false;
    }
    for (int k = 0; k < got->n_sets; k++) {
        unsigned set = mask_of(&got->sets[k]);
        if (k && size_of(set) < size_of(mask_of(&got->sets[k - 1]))) return false;
        for (int i = 0; i < n; i++) if (sets[i] != set && (sets[i] & set) == sets[i]) return false;
        if (!witnessed(o, &got->sets[k], clock, rule, record)) return false;
    }
    return true;
}
static const RefRecord *subject_of(const Decision *d, const RefRecord *record)
{
    for (int i = 0; i < d->n; i++) record = record->fields[d->field[i]].record;
    return record;
}
static void report(Run *run, const MissingSets *got, const unsigned *sets, int n, const char *rule, const RefRecord *record, int32_t as_of)
{
    Text json = {0};
    char day[CALENDAR_TEXT];
    record_json(&run->program, record, &json);
    calendar_print(as_of, day);
    printf("seed %llu: missing sets of `%s` on %s differ\n  record %s\n  got     ", (unsigned long long)run->seed, rule, day, json.text);
    for (int i = 0; i < got->n_sets; i++) {
        printf("{");
        for (int k = 0; k < got->sets[i].n; k++) printf("%s%s", k ? " " : "", got->facts[got->sets[i].facts[k]].fact.path);
        printf("} ");
    }
    printf("\n  expected");
    for (int i = 0; i < n; i++) {
        printf(" {");
        for (int k = 0; k < got->n_facts; k++) if (sets[i] >> k & 1) printf(" %s", got->facts[k].fact.path);
        printf(" }");
    }
    printf("\n");
    if (!differences++) printf("%s\n", run->policy.text);
    text_free(&json);
}
static bool scalars_only(const MissingSets *got)
{
    for (int i = 0; i < got->n_facts; i++)
        if (got->facts[i].type.kind == TY_LIST || got->facts[i].fact.param >= 0) return false;
    return true;
}
static void compare(Run *run, int decision, RefRecord *record, int32_t as_of)
{
    MissingSets got;
    const Decision *d = &run->chunk->decisions[decision];
    const MissingInput in = {&run->program, run->chunk, run->open, run->vm, facts_block(run->reader), 0};
    if (!missing_sets(&run->arena, &in, decision, &got)) die("no memory");
    if (!got.n_facts) return;
    Open o = {.n = got.n_facts};
    Constants constants = {0};
    if (got.n_facts > FACTS_MAX || !scalars_only(&got)) { skipped++; return; }
    Cone cone = cone_of(&run->arena, &run->program, d->rule);
    for (int i = 0; i < run->program.n_rules; i++)
        for (int k = 0; cone.rules[i] && k < run->program.rules[i].n_versions; k++) cone_each(&run->program.rules[i].versions[k], collect, &constants);
    collect_record(&run->program, record, &constants);
    for (int i = 0; i < o.n; i++) {
        o.slot[i] = slot_of(run, record, got.facts[i].fact.path, &o.decl[i]);
        reps_of(&run->program, o.decl[i], &constants, as_of, &o.reps[i]);
    }
    if (ways_of(&o) > WAYS_MAX || !got.complete) { skipped++; return; }
    unsigned sets[64];
    int n = minimal_sets(&o, (RefClock){&run->program, as_of, as_of}, d->rule, subject_of(d, record), sets);
    bool same = agree(&got, sets, n, &o, (RefClock){&run->program, as_of, as_of}, d->rule, subject_of(d, record));
    exact += n == got.n_sets;
    compared++;
    several += n > 1;
    if (!same) report(run, &got, sets, n, run->program.rules[d->rule].name.zh, record, as_of);
}
/* A record in which every nested record and list is there, so that only scalars are missing. */
static RefRecord *record_with_lists(Run *run, Rng *rng, int missing)
{
    RefRecord *r = random_record(rng, &run->program, run->chunk->entity, 0, NULL);
    for (int i = 0; i < run->program.entities[r->entity].n_fields; i++) {
        RefField *f = &r->fields[i];
        if (f->record)
            for (int k = 0; k < run->program.entities[f->record->entity].n_fields; k++) {
                RefField *g = &f->record->fields[k];
                if (g->list) for (int m = 0; m < g->n_list; m++) for (int j = 0; j < run->program.entities[g->list[m]->entity].n_fields; j++) g->list[m]->fields[j].known = (int)rng_below(rng, 100) >= missing;
                else if (!g->record) g->known = (int)rng_below(rng, 100) >= missing;
            }
        else if (!f->list) f->known = (int)rng_below(rng, 100) >= missing;
    }
    return r;
}
static void one_policy(uint64_t seed)
{
    Run run;
    Rng rng = {seed ^ 0x5DEECE66Dull};
    if (begin(&run, seed))
        for (int i = 0; i < 4; i++) {
            static const int missing[4] = {15, 30, 50, 80};
            RefRecord *record = record_with_lists(&run, &rng, missing[i]);
            int32_t as_of = 10957 + (int32_t)rng_below(&rng, 10000);
            Text json = {0};
            record_json(&run.program, record, &json);
            facts_clear(run.reader);
            facts_options(run.reader, (FactsOptions){.entity = run.chunk->entity, .has_as_of = true, .as_of = as_of});
            if (facts_read(run.reader, json.text, json.len, 0) != FACTS_ADDED) die(json.text);
            text_free(&json);
            for (int d = 0; d < run.chunk->n_decisions && differences < DIFFERENCES_MAX; d++) compare(&run, d, record, as_of);
            record_free(&run.program, record);
        }
    end(&run);
}
int main(int argc, char **argv)
{
    uint64_t wanted = argc > 1 ? strtoull(argv[1], NULL, 10) : RECORDS, seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    for (; compared < wanted && differences < DIFFERENCES_MAX; seed++) one_policy(seed);
    printf("%llu undetermined decisions compared, %llu with several sets, %llu the same sets, %llu left out, %llu differences\n", (unsigned long long)compared,
           (unsigned long long)several, (unsigned long long)exact, (unsigned long long)skipped, (unsigned long long)differences);
    return differences > 0;
}
