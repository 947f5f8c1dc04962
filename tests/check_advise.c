/* What would change an answer: every set found is made in the record and judged again by the direct evaluator, and where nothing was
 * found the direct evaluator finds nothing either. */
#include <check.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include "interp/explain/advise.h"
#include "interp/explain/missing_sets.h"
#include "interp/base/calendar.h"
#include "interp/code/emit.h"
#include "tests/checks.h"
#include "tests/vm_gen.h"

static Arena arena;
static jmp_buf out_of_memory;
static Program program;
static Rng rng;
static Gen gen;
#ifdef __SANITIZE_ADDRESS__
enum { SEEDS = 15 };
#else
enum { SEEDS = 60 };
#endif
static int sets_checked, single_checked, days_checked, none_checked;

static void setup(void)
{
    arena_init(&arena, NULL);
    arena.escape = &out_of_memory;
    memset(&program, 0, sizeof program);
    gen = (Gen){.arena = &arena, .program = &program, .rng = &rng};
    gen_schema(&gen);
}
static void teardown(void) { arena_free(&arena); }

/* ---- answers of the direct evaluator ---- */
typedef struct { const char *status; int64_t value; uint64_t items; } Verdict;
typedef struct { const Chunk *chunk; const Decision *decision; RefRecord *root; int32_t as_of, law; uint64_t seed; } Case;
static const RefRecord *subject(const Case *c)
{
    const RefRecord *r = c->root;
    for (int i = 0; i < c->decision->n && r; i++) r = r->fields[c->decision->field[i]].record;
    return r;
}
static Verdict judge(const Case *c, int32_t as_of, int32_t law)
{
    RefDecision d = reference_decide((RefClock){&program, as_of, law}, c->decision->rule, subject(c));
    RuleKind kind = program.rules[c->decision->rule].kind;
    Verdict v = {.status = d.status};
    if (strcmp(d.status, "value") == 0 && kind != RULE_LIST) v.value = (int64_t)d.value.lo;
    if (kind == RULE_LIST && strcmp(d.status, "value") == 0) v.items = d.items;
    return v;
}
static bool same(Verdict a, Verdict b) { return strcmp(a.status, b.status) == 0 && a.value == b.value && a.items == b.items; }
static bool settled(Verdict a)
{
    static const char *const OPEN[] = {"undetermined", "conflict", "not_in_force", "repealed", "error"};
    for (size_t i = 0; i < sizeof OPEN / sizeof *OPEN; i++) if (strcmp(a.status, OPEN[i]) == 0) return false;
    return true;
}

/* ---- facts by their path ---- */
/* A missing record is one whose fields are all missing. */
static RefRecord *nested(RefField *f, int entity)
{
    if (f->record) return f->record;
    f->known = true, f->record = arena_alloc(&arena, sizeof *f->record);
    *f->record = (RefRecord){entity, arena_alloc(&arena, (size_t)program.entities[entity].n_fields * sizeof(RefField))};
    return f->record;
}
static RefField *field_at(RefRecord *r, const char *path)
{
    for (;;) {
        const Entity *e = &program.entities[r->entity];
        size_t n = strcspn(path, ".[");
        int at = -1;
        for (int i = 0; i < e->n_fields; i++) if (strlen(e->fields[i].name.alias) == n && strncmp(e->fields[i].name.alias, path, n) == 0) at = i;
        ck_assert_int_ge(at, 0);
        RefField *f = &r->fields[at];
        path += n;
        if (!*path) return f;
        if (*path == '[') {
            char *rest;
            long k = strtol(path + 1, &rest, 10);
            ck_assert(k >= 1 && k <= f->n_list);
            r = f->list[k - 1], path = rest + 2;
        } else r = nested(f, e->fields[at].type.ref), path++;
    }
}
static void give(const Case *of, RefField *f, const AdviseChange *c, int64_t v)
{
    f->known = true;
    if (c->type.kind == TY_TEXT) f->text = of->chunk->texts[v];
    if (c->type.kind == TY_LIST) f->n_list = 0;
    else f->i = v;
}
static void check_values(const Case *c, const AdviseSet *set, const int64_t *values, Verdict now)
{
    RefField before[ADVISE_FACTS_MAX], *field[ADVISE_FACTS_MAX];
    for (int i = 0; i < set->n; i++) field[i] = field_at(c->root, set->changes[i].path), before[i] = *field[i];
    for (int i = 0; i < set->n; i++) give(c, field[i], &set->changes[i], values[i]);
    Verdict then = judge(c, c->as_of, c->law);
    ck_assert_msg(settled(then) && !same(then, now), "seed %llu rule %d: %s (%lld) gives %s, as before", (unsigned long long)c->seed, c->decision->rule, set->changes[0].path, (long long)values[0], then.status);
    ck_assert_str_eq(status_name(set->answer.status, false), then.status);
    for (int i = 0; i < set->n; i++) *field[i] = before[i];
    sets_checked++;
}
static int64_t within(const AdviseChange *c, int which)
{
    if (!c->interval) return c->n_values ? c->values[which % c->n_values] : 0;
    const Field *f = &program.entities[c->entity].fields[c->field];
    bool date = c->type.kind == TY_DATE;
    int64_t least = date ? CALENDAR_DAY_MIN : f->lo, most = date ? CALENDAR_DAY_MAX : f->hi;
    if (c->lo == INT64_MIN && c->hi == INT64_MAX) return date || f->lo == INT64_MIN ? which : f->lo;
    int64_t lo = c->lo != INT64_MIN ? c->lo : date && c->hi - 500 > least ? c->hi - 500 : least, hi = c->hi != INT64_MAX ? c->hi : most - lo > 700 ? lo + 700 : most;
    return which == 0 ? lo : which == 1 ? hi : lo + (int64_t)rng_below(&rng, (uint32_t)(hi - lo > 100000 ? 100000 : hi - lo) + 1);
}
static void check_set(const Case *c, const AdviseSet *set, Verdict now)
{
    int64_t values[ADVISE_FACTS_MAX];
    for (int which = 0; which < (set->n == 1 ? 4 : 1); which++) {
        for (int i = 0; i < set->n; i++) values[i] = within(&set->changes[i], which);
        check_values(c, set, values, now);
    }
    single_checked += set->n == 1;
}

/* ---- nothing found: nothing there ---- */
static void try_field(const Case *c, RefField *f, const Field *decl, Verdict now)
{
    RefField before = *f;
    int64_t top = decl->type.kind == TY_BOOL ? 1 : decl->type.kind == TY_ENUM ? 2 : decl->type.kind == TY_NUM ? 9 : -1;
    for (int64_t v = 0; v <= top; v++) {
        if (decl->type.kind == TY_NUM && (v < decl->lo || v > decl->hi)) continue;
        f->known = true, f->i = v;
        Verdict then = judge(c, c->as_of, c->law);
        ck_assert_msg(!settled(then) || same(then, now), "seed %llu rule %d: %s %lld gives %s, not found", (unsigned long long)c->seed, c->decision->rule, decl->name.alias, (long long)v, then.status);
    }
    *f = before;
    none_checked++;
}
static void try_record(const Case *c, RefRecord *r, Verdict now)
{
    const Entity *e = &program.entities[r->entity];
    for (int i = 0; i < e->n_fields; i++) {
        RefField *f = &r->fields[i];
        if (f->record) try_record(c, f->record, now);
        for (int k = 0; f->known && k < f->n_list; k++) try_record(c, f->list[k], now);
        if (e->fields[i].type.kind != TY_ENTITY && e->fields[i].type.kind != TY_LIST && e->fields[i].type.kind != TY_TEXT) try_field(c, f, &e->fields[i], now);
    }
}
/* ---- missing facts ---- */
static int alone_checked;
static bool settles(const Case *c, RefField *f, const Field *decl)
{
    RefField before = *f;
    int64_t top = decl->type.kind == TY_BOOL ? 1 : decl->type.kind == TY_ENUM ? 2 : 9;
    bool found = false;
    for (int64_t v = 0; v <= top && !found; v++) {
        if (decl->type.kind == TY_NUM && (v < decl->lo || v > decl->hi)) continue;
        f->known = true, f->i = v;
        found = settled(judge(c, c->as_of, c->law));
    }
    *f = before;
    return found;
}
static bool is_told(const MissingSets *m, const char *path, bool alone)
{
    for (int i = 0; i < m->n_sets; i++)
        for (int k = 0; k < m->sets[i].n; k++)
            if (strcmp(m->facts[m->sets[i].facts[k]].fact.path, path) == 0 && (m->sets[i].n == 1) == alone) return true;
    return false;
}
/* A fact that settles the decision alone is told, and in no larger set. */
static void check_missing(const Case *c, const MissingSets *m, RefRecord *r, const char *prefix)
{
    const Entity *e = &program.entities[r->entity];
    for (int i = 0; i < e->n_fields && m->complete; i++) {
        RefField *f = &r->fields[i];
        const char *path = arena_printf(&arena, "%s%s", prefix, e->fields[i].name.alias);
        if (f->record) check_missing(c, m, f->record, arena_printf(&arena, "%s.", path));
        for (int k = 0; f->known && k < f->n_list; k++) check_missing(c, m, f->list[k], arena_printf(&arena, "%s[%d].", path, k + 1));
        uint8_t kind = e->fields[i].type.kind;
        if (f->known || (kind != TY_BOOL && kind != TY_ENUM && kind != TY_NUM) || !settles(c, f, &e->fields[i])) continue;
        ck_assert_msg(is_told(m, path, true), "seed %llu rule %d: %s alone settles it", (unsigned long long)c->seed, c->decision->rule, path);
        ck_assert_msg(!is_told(m, path, false), "seed %llu rule %d: %s needs no other", (unsigned long long)c->seed, c->decision->rule, path);
        alone_checked++;
    }
}
static void check_day(const Case *c, const Advice *a, Verdict now)
{
    int32_t apart = c->law - c->as_of;
    const char *then = judge(c, a->day, apart ? c->law : a->day).status;
    ck_assert_str_eq(status_name(a->on_day.status, false), then);
    for (int32_t day = c->as_of + 1, i = 0; day < a->day && i < 60; i++, day += 1 + (a->day - c->as_of) / 60) {
        Verdict before = judge(c, day, apart ? c->law : day);
        ck_assert_msg(same(before, now) || !settled(before) || strcmp(before.status, now.status) == 0, "seed %llu rule %d: another answer before the day", (unsigned long long)c->seed, c->decision->rule);
    }
    days_checked++;
}
static void advise_all(int entity, uint64_t seed)
{
    const char *why = NULL;
    Chunk *chunk = emit_chunk(&program, entity, &arena, &why);
    ck_assert(chunk && chunk_verify(chunk, &why));
    RefRecord *records[2];
    int32_t as_of[2], law[2];
    for (int i = 0; i < 2; i++) records[i] = gen_record(&gen, entity, i ? 40 : 0), as_of[i] = gen_day(&rng), law[i] = rng_below(&rng, 4) ? as_of[i] : gen_day(&rng);
    const Block *block = gen_block(&arena, &program, chunk, records, 2, as_of, law, false);
    Chunk *open = missing_chunk(&arena, &program, chunk);
    Vm *vm = vm_new(chunk, &allocator_default, VM_KEEP, NULL), *open_vm = vm_new(open, &allocator_default, VM_KEEP, NULL);
    for (uint32_t lane = 0; lane < 2; lane++)
        for (int d = 0; d < chunk->n_decisions; d++) {
            Advice advice;
            AdviseInput in = {&program, chunk, vm, block, lane};
            Case c = {chunk, &chunk->decisions[d], records[lane], as_of[lane], law[lane], seed};
            ck_assert(advise(&arena, &in, d, &advice));
            Verdict now = judge(&c, c.as_of, c.law);
            for (int i = 0; i < advice.n_sets; i++) check_set(&c, &advice.sets[i], now);
            if (advice.tried && subject(&c)) try_record(&c, c.root, now);
            if (strcmp(now.status, "undetermined") == 0 && subject(&c)) {
                MissingSets sets;
                ck_assert(missing_sets(&arena, &(MissingInput){&program, chunk, open, open_vm, block, lane}, d, &sets));
                check_missing(&c, &sets, c.root, "");
            }
            if (advice.has_day) check_day(&c, &advice, now);
        }
    vm_free(vm), vm_free(open_vm);
}
START_TEST(changes_change_and_nothing_smaller_does)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        rng = (Rng){seed};
        gen_rules(&gen, 6);
        advise_all((int)(seed % GEN_ENTITIES), seed);
        teardown(), setup();
    }
    ck_assert_int_gt(sets_checked, 4 * SEEDS);
    ck_assert_int_gt(single_checked, SEEDS / 2);
    ck_assert_int_gt(alone_checked, SEEDS / 10);
    ck_assert_int_gt(days_checked, SEEDS / 4);
    ck_assert_int_gt(none_checked, SEEDS / 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("advise");
    TCase *tests = tcase_create("advise");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, changes_change_and_nothing_smaller_does);
    return checks_run(suite, tests, CK_FORK_GETENV);
}
