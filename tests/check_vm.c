/* Bytecode, emitter, kernels, VM: against the direct evaluator on random programs, and by hand where a boundary matters. */
#include <check.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "interp/emit.h"
#include "interp/kernels.h"
#include "interp/vm.h"
#include "tests/vm_gen.h"

static Arena arena;
static jmp_buf out_of_memory;
static Program program;
static Rng rng;
static Gen gen;

static void setup(void)
{
    arena_init(&arena, NULL);
    arena.escape = &out_of_memory;
    memset(&program, 0, sizeof program);
    rng = (Rng){1};
    gen = (Gen){.arena = &arena, .program = &program, .rng = &rng};
    gen_schema(&gen);
}
static void teardown(void) { arena_free(&arena); }
static void fresh(uint64_t seed)
{
    teardown();
    setup();
    rng = (Rng){seed};
}
static Chunk *emit(int entity)
{
    const char *why = NULL;
    Chunk *c = emit_chunk(&program, entity, &arena, &why);
    ck_assert_msg(c, "not emitted: %s", why);
    ck_assert_msg(chunk_verify(c, &why), "not verified: %s", why);
    return c;
}

/* ---- decisions, read the way the results are ---- */
typedef struct { Reason first; bool open; int fields, lists, parameters; } Why;
static void on_field(void *ctx, int column, uint32_t lane) { (void)column, (void)lane, ((Why *)ctx)->fields++, ((Why *)ctx)->open = true; }
static void on_list(void *ctx, int space, uint32_t owner) { (void)space, (void)owner, ((Why *)ctx)->lists++, ((Why *)ctx)->open = true; }
static void on_parameter(void *ctx, int param) { (void)param, ((Why *)ctx)->parameters++, ((Why *)ctx)->open = true; }
static void on_broken(void *ctx, Reason reason, int instr, uint32_t lane)
{
    Why *w = ctx;
    (void)instr, (void)lane;
    if (!w->first) w->first = reason;
}
static Why trace(Vm *vm, int reg, uint32_t lane)
{
    Why why = {0};
    const TraceSink sink = {&why, on_field, on_list, on_parameter, on_broken};
    ck_assert(vm_trace(vm, reg, lane, &sink));
    return why;
}
static const DecisionVersion *version_on(const Decision *d, int32_t law)
{
    const DecisionVersion *v = NULL;
    for (int i = 0; i < d->n_versions; i++) if (d->versions[i].from <= law) v = &d->versions[i];
    return v;
}
/* keep: a VM that can say why, NULL: any trouble is just undetermined. */
static const char *trouble(Vm *keep, int reg, uint32_t lane)
{
    if (!keep) return "undetermined";
    Why why = trace(keep, reg, lane);
    ck_assert_msg(why.open || why.first, "not known for no reason");
    return why.first == REASON_OVERFLOW || why.first == REASON_DATE_RANGE ? "error" : "undetermined";
}
static bool is(LaneValue v, int64_t x) { return v.state == LANE_KNOWN && v.lo == x; }
static RefDecision decide(const Vm *vm, Vm *keep, const Decision *d, uint32_t lane, int32_t law, LaneValue *value)
{
    const DecisionVersion *v = version_on(d, law);
    RuleKind kind = (RuleKind)d->rule_kind;
    *value = (LaneValue){.state = LANE_BROKEN};
    if (!v) return (RefDecision){.status = "not_in_force"};
    if (kind == RULE_LIST) {
        RefDecision r = {.status = "value", .items_whole = true};
        for (int i = 0; i < v->n_items; i++) {
            LaneValue item = vm_read(vm, v->items[i], lane);
            if (is(item, 1)) r.items |= 1ull << i;
            if (item.state != LANE_KNOWN) r.items_whole = false, r.items_possible |= 1ull << i, r.status = "undetermined";
        }
        return r;
    }
    if (kind != RULE_DEFINE && is(vm_read(vm, d->in_force, lane), 0)) return (RefDecision){.status = is(vm_read(vm, d->repealed, lane), 1) ? "repealed" : "not_in_force"};
    *value = vm_read(vm, v->value, lane);
    if (v->conflict >= 0 && is(vm_read(vm, v->conflict, lane), 1)) return (RefDecision){.status = "conflict"};
    if (value->state != LANE_KNOWN) return (RefDecision){.status = trouble(keep, v->value, lane)};
    if (kind == RULE_DEFINE) return (RefDecision){.status = "value", .has_value = true};
    if (kind != RULE_BENEFIT && kind != RULE_PRIORITY) {
        bool soft = kind == RULE_ENCOURAGED, yes = value->lo;
        return (RefDecision){.status = yes ? (soft ? "done" : "met") : soft ? "not_done" : "unmet"};
    }
    if (!value->lo) return (RefDecision){.status = "denied"};
    if (v->amount < 0) return (RefDecision){.status = "granted"};
    *value = vm_read(vm, v->amount, lane);
    if (value->state != LANE_KNOWN) return (RefDecision){.status = trouble(keep, v->amount, lane)};
    return (RefDecision){.status = "granted", .has_value = true};
}

/* ---- against the direct evaluator ---- */
static __int128 end(int64_t v) { return v == INT64_MIN ? -((__int128)1 << 120) : v == INT64_MAX ? (__int128)1 << 120 : v; }
static bool same_value(const RefValue *r, LaneValue v, Type type, const Chunk *c)
{
    if (r->state == REF_BROKEN) return v.state == LANE_BROKEN;
    if ((r->state == REF_KNOWN) != (v.state == LANE_KNOWN) || v.state == LANE_BROKEN) return false;
    if (type.kind == TY_TEXT) return v.state == LANE_UNKNOWN || (v.lo < c->n_texts ? strcmp(c->texts[v.lo], r->text) == 0 : r->text != NULL);
    if (v.state == LANE_KNOWN) return r->lo == v.lo;
    if (type.kind != TY_NUM && type.kind != TY_DATE) return true;
    return r->lo == end(v.lo) && r->hi == end(v.hi);
}
static const RefRecord *subject(const Decision *d, const RefRecord *r)
{
    for (int i = 0; i < d->n && r; i++) r = r->fields[d->field[i]].record;
    return r;
}
static int differences;
static void compare(const Chunk *c, const Vm *fast, Vm *keep, const Decision *d, uint32_t lane, RefClock clock, const RefRecord *record, uint64_t seed)
{
    const Rule *rule = &program.rules[d->rule];
    RefDecision want = reference_decide(clock, d->rule, subject(d, record)), got, again;
    LaneValue v, w;
    got = decide(keep, keep, d, lane, clock.law_as_of, &v);
    again = decide(fast, NULL, d, lane, clock.law_as_of, &w);
    bool same = strcmp(want.status, got.status) == 0;
    if (same && rule->kind == RULE_LIST) same = want.items == got.items && want.items_possible == got.items_possible;
    if (same && rule->kind == RULE_DEFINE && strcmp(got.status, "conflict") != 0 && version_on(d, clock.law_as_of)) same = same_value(&want.value, v, rule->type, c);
    if (same && want.has_value) same = same_value(&want.value, v, want.type, c);
    bool stable = (strcmp(got.status, again.status) == 0 || strcmp(got.status, "error") == 0) && v.state == w.state && (v.state == LANE_BROKEN || (v.lo == w.lo && v.hi == w.hi));
    if (same && stable) return;
    differences++;
    fprintf(stderr, "seed %llu rule %d kind %d lane %u: %s (state %d lo %lld hi %lld why %d), vm keep %s (%d %lld %lld), fast %s (%d %lld %lld)\n", (unsigned long long)seed, d->rule, rule->kind, lane,
            want.status, want.value.state, (long long)want.value.lo, (long long)want.value.hi, want.value.why, got.status, v.state, (long long)v.lo, (long long)v.hi, again.status, w.state, (long long)w.lo, (long long)w.hi);
}
/* One program, one block, every decision of every record. */
static void one_program(uint64_t seed, const uint32_t *sizes, int n_sizes)
{
    fresh(seed);
    program.leap = rng_below(&rng, 2) ? LEAP_MAR01 : LEAP_FEB28;
    gen_rules(&gen, 3 + (int)rng_below(&rng, 6));
    Chunk *c = emit(GEN_A);
    Vm *fast = vm_new(c, &allocator_default, VM_FAST, NULL), *keep = vm_new(c, &allocator_default, VM_KEEP, NULL);
    ck_assert(fast && keep);
    for (int s = 0; s < n_sizes; s++) {
        uint32_t n = sizes[s];
        static const int missing[] = {0, 10, 40};
        int percent = missing[rng_below(&rng, 3)];
        RefRecord **records = arena_alloc(&arena, n * sizeof *records);
        int32_t *as_of = arena_alloc(&arena, n * sizeof *as_of), *law = arena_alloc(&arena, n * sizeof *law);
        bool uniform = rng_below(&rng, 2);
        for (uint32_t i = 0; i < n; i++) {
            records[i] = gen_record(&gen, GEN_A, percent);
            as_of[i] = uniform && i ? as_of[0] : gen_day(&rng);
            law[i] = uniform && i ? law[0] : rng_below(&rng, 2) ? as_of[i] : gen_day(&rng);
        }
        Block *block = gen_block(&arena, &program, c, records, n, as_of, law, uniform);
        ck_assert(vm_run(fast, block) && vm_run(keep, block));
        for (uint32_t i = 0; i < n; i++)
            for (int d = 0; d < c->n_decisions; d++)
                compare(c, fast, keep, &c->decisions[d], i, (RefClock){&program, as_of[i], law[i]}, records[i], seed);
    }
    vm_free(fast), vm_free(keep);
}
START_TEST(random_programs_agree_with_the_direct_evaluator)
{
    static const uint32_t sizes[] = {1, 5, 70};
    const char *from = getenv("VM_SEED"), *count = getenv("VM_PROGRAMS");
    uint64_t first = from ? strtoull(from, NULL, 10) : 1, n = count ? strtoull(count, NULL, 10) : 1500;
    differences = 0;
    for (uint64_t i = 0; i < n && differences < 20; i++) one_program(first + i, sizes, 3);
    ck_assert_int_eq(differences, 0);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("vm");
    TCase *c = tcase_create("vm");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_set_timeout(c, 600);
    const TTest *tests[] = {random_programs_agree_with_the_direct_evaluator};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    suite_add_tcase(s, c);
    SRunner *runner = srunner_create(s);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
