/* Decisions read from registers: every status by hand; on random programs, that the fast and the keeping layout and a block of
 * some of the lanes say the same, and that whatever is open has a reason. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/code/emit.h"
#include "interp/engine/engine_internal.h"
#include "tests/checks.h"
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
static Chunk *emit(int entity)
{
    const char *why = NULL;
    Chunk *c = emit_chunk(&program, entity, &arena, &why);
    ck_assert_msg(c && chunk_verify(c, &why), "%s", why);
    return c;
}
static int32_t day(int y, int m, int d) { return calendar_day(y, m, d); }

/* ---- by hand ---- */
typedef struct { const Chunk *chunk; Vm *vm; } Judged;
static Rule *add_rule(RuleKind kind, Type type, int32_t from, RuleVersion version)
{
    Rule r = {.name = {"规则", "rule"}, .kind = kind, .subject = GEN_A, .type = type, .unit = -1, .n_versions = 1, .versions = arena_alloc(&arena, sizeof version)};
    version.from = from;
    r.versions[0] = version;
    LIST_ADD(&arena, program.rules, program.n_rules, r);
    return &program.rules[program.n_rules - 1];
}
static Expr *field(int i) { return gen_field(&gen, 0, GEN_A, 1, &i); }
static RefRecord *record(void)
{
    RefRecord *r = gen_record(&gen, GEN_A, 0);
    for (int i = 0; i < GEN_SCALARS; i++) r->fields[i].known = true;
    return r;
}
static Judged judge(RefRecord *r, int32_t as_of)
{
    Judged j = {emit(GEN_A), NULL};
    int32_t *dates = arena_alloc(&arena, sizeof *dates);
    *dates = as_of;
    j.vm = vm_new(j.chunk, &allocator_default, VM_KEEP, NULL);
    ck_assert(j.vm && vm_run(j.vm, gen_block(&arena, &program, j.chunk, &r, 1, dates, dates, true)));
    return j;
}
static DecisionResult result(const Judged *j, int decision)
{
    DecisionResult d;
    decide_read(&arena, &program, j->chunk, j->vm, decision, 0, &d);
    ck_assert(decide_missing(&arena, &program, j->chunk, j->vm, 0, &d));
    return d;
}
static void is_status(const Judged *j, int decision, DecisionStatus want)
{
    DecisionResult d = result(j, decision);
    ck_assert_msg(d.status == want, "decision %d is %s, not %s", decision, status_name(d.status, false), status_name(want, false));
}

START_TEST(benefits_are_granted_refused_or_open)
{
    RefRecord *r = record();
    r->fields[GEN_FLAG].i = 1, r->fields[GEN_SIGN].i = 0, r->fields[GEN_MONEY].i = 12345, r->fields[GEN_SMALL].known = false;
    Expr *open = gen_node(&gen, E_GT, GEN_BOOL_TYPE, field(GEN_SMALL), gen_const(&gen, GEN_INT_TYPE, 2), NULL);
    add_rule(RULE_BENEFIT, GEN_BOOL_TYPE, INT32_MIN, (RuleVersion){.when = field(GEN_FLAG)});
    add_rule(RULE_BENEFIT, GEN_YUAN_TYPE, INT32_MIN, (RuleVersion){.when = field(GEN_FLAG), .amount = field(GEN_MONEY), .amount_type = GEN_YUAN_TYPE, .amount_kind = AMOUNT_EXACT});
    add_rule(RULE_BENEFIT, GEN_YUAN_TYPE, INT32_MIN, (RuleVersion){.when = field(GEN_SIGN), .amount = field(GEN_MONEY), .amount_type = GEN_YUAN_TYPE, .amount_kind = AMOUNT_EXACT});
    add_rule(RULE_BENEFIT, GEN_YUAN_TYPE, INT32_MIN, (RuleVersion){.when = open, .amount = field(GEN_MONEY), .amount_type = GEN_YUAN_TYPE, .amount_kind = AMOUNT_EXACT});
    add_rule(RULE_BENEFIT, GEN_INT_TYPE, INT32_MIN, (RuleVersion){.when = field(GEN_FLAG), .amount = field(GEN_SMALL), .amount_type = GEN_INT_TYPE, .amount_kind = AMOUNT_EXACT});
    add_rule(RULE_PRIORITY, GEN_BOOL_TYPE, INT32_MIN, (RuleVersion){.when = field(GEN_FLAG), .weight = field(GEN_SMALL)});
    add_rule(RULE_PRIORITY, GEN_BOOL_TYPE, INT32_MIN, (RuleVersion){.when = field(GEN_FLAG), .weight = field(GEN_MONEY)});
    Judged j = judge(r, 0);
    is_status(&j, 0, STATUS_GRANTED);
    ck_assert(!result(&j, 0).value.present);
    is_status(&j, 5, STATUS_GRANTED); /* first or not is settled, how far ahead is open */
    ck_assert(!result(&j, 5).value.present);
    ck_assert(result(&j, 6).value.present && result(&j, 6).value.lo == 12345);
    is_status(&j, 1, STATUS_GRANTED);
    DecisionValue amount = result(&j, 1).value;
    ck_assert_str_eq(decide_value_text(&arena, &program, &amount, false), "123.45");
    is_status(&j, 2, STATUS_DENIED);
    is_status(&j, 3, STATUS_UNDETERMINED); /* refused it is nothing: the bounds begin there */
    ck_assert(result(&j, 3).value.lo == 0 && result(&j, 3).value.hi == 12345);
    ck_assert_int_eq(result(&j, 3).n_missing, 1);
    ck_assert_str_eq(result(&j, 3).missing[0].path, "small");
    ck_assert_str_eq(result(&j, 3).missing[0].path_zh, "小");
    is_status(&j, 4, STATUS_UNDETERMINED); /* granted, how much is open */
    ck_assert(result(&j, 4).value.lo == 0 && result(&j, 4).value.hi == 5);
    vm_free(j.vm);
}
END_TEST

START_TEST(duties_apply_or_not_and_fall_due)
{
    RefRecord *r = record();
    r->fields[GEN_FLAG].i = 1, r->fields[GEN_SIGN].i = 0, r->fields[GEN_DAY].i = day(2024, 1, 1), r->fields[GEN_COUNT].i = 2024;
    add_rule(RULE_DUTY, GEN_BOOL_TYPE, INT32_MIN, (RuleVersion){.must = field(GEN_FLAG)});
    add_rule(RULE_DUTY, GEN_BOOL_TYPE, INT32_MIN, (RuleVersion){.must = field(GEN_SIGN), .applies = field(GEN_SIGN)});
    add_rule(RULE_DUTY, GEN_BOOL_TYPE, INT32_MIN, (RuleVersion){.must = field(GEN_SIGN), .deadline = field(GEN_DAY)});
    add_rule(RULE_ENCOURAGED, GEN_BOOL_TYPE, INT32_MIN, (RuleVersion){.must = field(GEN_SIGN), .deadline = field(GEN_DAY)});
    add_rule(RULE_TARGET, GEN_BOOL_TYPE, INT32_MIN, (RuleVersion){.must = field(GEN_SIGN), .year = field(GEN_COUNT), .due_year = gen_const(&gen, GEN_INT_TYPE, 2025)});
    Judged j = judge(r, day(2024, 1, 1));
    is_status(&j, 0, STATUS_MET);
    is_status(&j, 1, STATUS_MET);
    ck_assert(result(&j, 0).applies && !result(&j, 1).applies);
    is_status(&j, 2, STATUS_UNMET);
    ck_assert(!result(&j, 2).overdue); /* on the day itself it is not over yet */
    is_status(&j, 3, STATUS_NOT_DONE);
    is_status(&j, 4, STATUS_UNMET);
    ck_assert(result(&j, 4).has_due && !result(&j, 4).due);
    vm_free(j.vm);
    j = judge(r, day(2024, 1, 2));
    ck_assert(result(&j, 2).overdue && !result(&j, 3).overdue);
    vm_free(j.vm);
}
END_TEST

START_TEST(lists_tell_certain_items_from_possible_ones)
{
    RefRecord *r = record();
    r->fields[GEN_FLAG].i = 1, r->fields[GEN_SIGN].known = false, r->fields[GEN_SMALL].i = 1;
    Item items[3] = {{.name = {"甲", "a"}, .condition = field(GEN_FLAG)}, {.name = {"乙", "b"}, .condition = field(GEN_SIGN)},
                     {.name = {"丙", "c"}, .condition = gen_node(&gen, E_EQ, GEN_BOOL_TYPE, field(GEN_SMALL), gen_const(&gen, GEN_INT_TYPE, 2), NULL)}};
    add_rule(RULE_LIST, GEN_BOOL_TYPE, INT32_MIN, (RuleVersion){.items = items, .n_items = 3});
    Judged j = judge(r, 0);
    is_status(&j, 0, STATUS_UNDETERMINED);
    DecisionResult d = result(&j, 0);
    ck_assert(d.item_certain[0] && d.item_possible[0] && !d.item_certain[1] && d.item_possible[1] && !d.item_certain[2] && !d.item_possible[2]);
    ck_assert_int_eq(d.n_missing, 1);
    vm_free(j.vm);
}
END_TEST

START_TEST(the_law_date_chooses_and_refuses)
{
    RefRecord *r = record();
    r->fields[GEN_FLAG].i = 1;
    Rule *in_regulation = add_rule(RULE_BENEFIT, GEN_BOOL_TYPE, INT32_MIN, (RuleVersion){.when = field(GEN_FLAG)});
    in_regulation->unit = 0; /* in force 2000-01-01 to 2026-02-16 */
    Rule *define = add_rule(RULE_DEFINE, GEN_BOOL_TYPE, INT32_MIN, (RuleVersion){.value = field(GEN_FLAG)});
    define->unit = 0;
    add_rule(RULE_BENEFIT, GEN_BOOL_TYPE, day(2010, 1, 1), (RuleVersion){.when = field(GEN_FLAG)});
    const struct { int32_t on; DecisionStatus benefit, define, later; } wants[] = {
        {day(1999, 12, 31), STATUS_NOT_IN_FORCE, STATUS_VALUE, STATUS_NOT_IN_FORCE}, {day(2000, 1, 1), STATUS_GRANTED, STATUS_VALUE, STATUS_NOT_IN_FORCE},
        {day(2010, 1, 1), STATUS_GRANTED, STATUS_VALUE, STATUS_GRANTED}, {20499, STATUS_GRANTED, STATUS_VALUE, STATUS_GRANTED}, {20500, STATUS_REPEALED, STATUS_VALUE, STATUS_GRANTED},
    };
    for (size_t i = 0; i < sizeof wants / sizeof *wants; i++) {
        Judged j = judge(r, wants[i].on);
        is_status(&j, 0, wants[i].benefit), is_status(&j, 1, wants[i].define), is_status(&j, 2, wants[i].later);
        vm_free(j.vm);
    }
}
END_TEST

static Exception exception(const char *name, int overrides, Expr *condition, Expr *value)
{
    return (Exception){.name = {name, name}, .condition = condition, .value = value, .overrides = overrides};
}
START_TEST(exceptions_that_differ_are_a_conflict)
{
    RefRecord *r = record();
    r->fields[GEN_FLAG].i = 1, r->fields[GEN_SIGN].i = 1, r->fields[GEN_SMALL].i = 1;
    Exception x[2] = {exception("一", -1, field(GEN_FLAG), gen_const(&gen, GEN_INT_TYPE, 1)), exception("二", -1, field(GEN_SIGN), field(GEN_SMALL))};
    add_rule(RULE_DEFINE, GEN_INT_TYPE, INT32_MIN, (RuleVersion){.value = gen_const(&gen, GEN_INT_TYPE, 0), .exceptions = x, .n_exceptions = 2});
    Judged j = judge(r, 0);
    is_status(&j, 0, STATUS_VALUE); /* both hold and agree */
    ck_assert_int_eq(result(&j, 0).value.lo, 1);
    vm_free(j.vm);
    r->fields[GEN_SMALL].i = 2;
    j = judge(r, 0);
    is_status(&j, 0, STATUS_CONFLICT);
    vm_free(j.vm);
    r->fields[GEN_SIGN].known = false;
    j = judge(r, 0);
    is_status(&j, 0, STATUS_UNDETERMINED);
    ck_assert(result(&j, 0).may_conflict);
    vm_free(j.vm);
}
END_TEST

START_TEST(what_has_no_value_says_why)
{
    RefRecord *r = record();
    r->fields[GEN_COUNT].i = INT64_MAX, r->fields[GEN_SMALL].i = 0, r->fields[GEN_FLAG].known = false;
    add_rule(RULE_DEFINE, GEN_INT_TYPE, INT32_MIN, (RuleVersion){.value = gen_node(&gen, E_UNDEF, GEN_INT_TYPE, NULL, NULL, NULL)});
    Expr *too_big = gen_node(&gen, E_MUL, GEN_INT_TYPE, field(GEN_COUNT), gen_const(&gen, GEN_INT_TYPE, 8), NULL);
    add_rule(RULE_DEFINE, GEN_INT_TYPE, INT32_MIN, (RuleVersion){.value = too_big});
    add_rule(RULE_BENEFIT, GEN_INT_TYPE, INT32_MIN, (RuleVersion){.when = field(GEN_FLAG), .amount = too_big, .amount_type = GEN_INT_TYPE, .amount_kind = AMOUNT_EXACT});
    Judged j = judge(r, 0);
    is_status(&j, 0, STATUS_UNDETERMINED);
    ck_assert_int_eq(result(&j, 0).reason, REASON_NO_CASE);
    is_status(&j, 1, STATUS_ERROR);
    ck_assert_int_eq(result(&j, 1).reason, REASON_OVERFLOW);
    is_status(&j, 2, STATUS_UNDETERMINED); /* the amount may never be needed */
    vm_free(j.vm);
}
END_TEST

START_TEST(missing_facts_come_in_order_of_declaration_with_their_elements)
{
    RefRecord *r = record();
    static const int money = GEN_MONEY;
    Expr *any = gen_node(&gen, E_ANY, GEN_BOOL_TYPE, gen_node(&gen, E_GT, GEN_BOOL_TYPE, gen_field(&gen, 0, GEN_C, 1, &money), gen_const(&gen, GEN_YUAN_TYPE, 500), NULL), NULL, NULL);
    any->path = (Path){.n = 2, .field = {GEN_NESTED, GEN_SCALARS}, .entity = GEN_A};
    add_rule(RULE_DEFINE, GEN_BOOL_TYPE, INT32_MIN, (RuleVersion){.value = gen_node(&gen, E_AND, GEN_BOOL_TYPE, any, field(GEN_FLAG), NULL)});
    RefRecord *b = r->fields[GEN_NESTED].record = gen_record(&gen, GEN_B, 0), **list = arena_alloc(&arena, 3 * sizeof *list);
    r->fields[GEN_NESTED].known = true, r->fields[GEN_FLAG].known = false;
    for (int i = 0; i < 3; i++) list[i] = gen_record(&gen, GEN_C, 0), list[i]->fields[GEN_MONEY] = (RefField){.known = i == 1, .i = 0};
    b->fields[GEN_SCALARS].known = true, b->fields[GEN_SCALARS].list = list, b->fields[GEN_SCALARS].n_list = 3;
    Judged j = judge(r, 0);
    DecisionResult d = result(&j, 0);
    ck_assert_int_eq(d.n_missing, 3);
    ck_assert_str_eq(d.missing[0].path, "flag");
    ck_assert_str_eq(d.missing[1].path, "b.c[1].money");
    ck_assert_str_eq(d.missing[2].path_zh, "乙.丙[3].钱");
    vm_free(j.vm);
}
END_TEST

/* ---- at random ---- */
static bool same_decision(const DecisionResult *a, const DecisionResult *b)
{
    if (a->status != b->status || a->value.present != b->value.present || a->reason != b->reason || a->n_missing != b->n_missing) return false;
    if (a->value.present && a->value.type.kind != TY_TEXT && (a->value.lo != b->value.lo || a->value.hi != b->value.hi)) return false;
    for (int i = 0; i < a->n_missing; i++)
        if (strcmp(a->missing[i].path, b->missing[i].path) != 0) return false;
    return true;
}
static void one_program(uint64_t seed)
{
    enum { LANES = 150, SOME = 40 };
    teardown(), setup();
    rng = (Rng){seed};
    gen_rules(&gen, 6);
    Chunk *c = emit(GEN_A);
    RefRecord *records[LANES];
    int32_t dates[LANES], law[LANES];
    uint32_t lanes[SOME], n = 0;
    for (int i = 0; i < LANES; i++) records[i] = gen_record(&gen, GEN_A, 25), dates[i] = gen_day(&rng), law[i] = gen_day(&rng);
    for (uint32_t i = 0; i < LANES && n < SOME; i++)
        if (rng_below(&rng, 3) == 0) lanes[n++] = i;
    Block *block = gen_block(&arena, &program, c, records, LANES, dates, law, false), *some = block_gather(&arena, c, block, lanes, n);
    Vm *fast = vm_new(c, &allocator_default, VM_FAST, NULL), *all = vm_new(c, &allocator_default, VM_KEEP, NULL), *few = vm_new(c, &allocator_default, VM_KEEP, NULL);
    ck_assert(vm_run(fast, block) && vm_run(all, block) && vm_run(few, some));
    for (int d = 0; d < c->n_decisions; d++)
        for (uint32_t i = 0; i < n; i++) {
            DecisionResult a, b, f;
            decide_read(&arena, &program, c, fast, d, lanes[i], &f);
            decide_read(&arena, &program, c, all, d, lanes[i], &a);
            ck_assert_msg(f.status == a.status, "program %llu: fast says %s, kept %s", (unsigned long long)seed, status_name(f.status, false), status_name(a.status, false));
            decide_read(&arena, &program, c, few, d, i, &b);
            ck_assert(decide_missing(&arena, &program, c, all, lanes[i], &a) && decide_missing(&arena, &program, c, few, i, &b));
            ck_assert_msg(same_decision(&a, &b), "program %llu, decision %d, lane %u: %s and %s", (unsigned long long)seed, d, lanes[i], status_name(a.status, false), status_name(b.status, false));
            ck_assert(a.status != STATUS_UNDETERMINED || a.n_missing || a.reason);
            for (int k = 1; k < a.n_missing; k++) ck_assert_str_ne(a.missing[k - 1].path, a.missing[k].path);
        }
    vm_free(fast), vm_free(all), vm_free(few);
}
START_TEST(layouts_and_blocks_agree)
{
    for (uint64_t seed = 1; seed <= 150; seed++) one_program(seed);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("decide");
    TCase *c = tcase_create("decide");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_set_timeout(c, 300);
    const TTest *tests[] = {benefits_are_granted_refused_or_open, duties_apply_or_not_and_fall_due, lists_tell_certain_items_from_possible_ones, the_law_date_chooses_and_refuses,
                            exceptions_that_differ_are_a_conflict, what_has_no_value_says_why, missing_facts_come_in_order_of_declaration_with_their_elements, layouts_and_blocks_agree};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    return checks_run(s, c, CK_FORK_GETENV);
}
