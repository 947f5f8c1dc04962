/* Explanations of random typed programs: every decision can be told in every form, and what the tree says agrees with the decision. */
#include <check.h>
#include <cjson/cJSON.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include "interp/code/emit.h"
#include "interp/explain/explain_internal.h"
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
    gen = (Gen){.arena = &arena, .program = &program, .rng = &rng};
    gen_schema(&gen);
}
static void teardown(void) { arena_free(&arena); }

/* ---- what must hold of any tree ---- */
static Truth fold(const Why *w, bool all)
{
    Truth truth = all ? TRUTH_TRUE : TRUTH_FALSE;
    for (int i = 0; i < w->n_child; i++) truth = all ? truth_and(truth, w->child[i]->truth) : truth_or(truth, w->child[i]->truth);
    return truth;
}
static bool settled(Truth t) { return t == TRUTH_TRUE || t == TRUTH_FALSE; }
/* The registers know more than the parts only where the emitter has folded constants; never do the two disagree. */
static void check_group(const Why *w)
{
    Truth parts = fold(w, w->kind == WHY_ALL);
    if (settled(parts) && settled(w->truth)) ck_assert_int_eq(parts, w->truth);
    if (!w->decides) return;
    for (int i = 0; i < w->n_child; i++)
        if (w->child[i]->truth == w->truth) ck_assert_msg(w->child[i]->decides, "a part as true as the whole does not decide");
}
static void check_tree(const Why *w, bool above)
{
    ck_assert_msg(above || !w->decides || w->marked, "a reason decides below one that does not");
    if (w->kind == WHY_ALL || w->kind == WHY_ANY) check_group(w);
    if (w->kind == WHY_NOT && settled(w->truth)) ck_assert_int_eq(w->truth, truth_not(w->child[0]->truth));
    if (w->kind == WHY_LIST) ck_assert_int_le(w->n_child, ELEMENTS_SHOWN);
    if (w->kind == WHY_LIST && w->n_child) ck_assert_int_eq(w->n_child + w->hidden, w->total);
    for (int i = 0; i < w->n_child && !w->same; i++) check_tree(w->child[i], w->decides);
}
static void check_outcome(const Explanation *x)
{
    bool benefit = x->rule->kind == RULE_BENEFIT || x->rule->kind == RULE_PRIORITY;
    if (!x->root) { ck_assert(x->result.status == STATUS_NOT_IN_FORCE || x->result.status == STATUS_REPEALED); return; }
    if (!benefit) return;
    if (x->result.status == STATUS_DENIED) ck_assert_int_eq(x->root->truth, TRUTH_FALSE);
    if (x->result.status == STATUS_GRANTED) ck_assert_int_eq(x->root->truth, TRUTH_TRUE);
}
static void check_forms(const Explanation *x, bool chinese)
{
    ExplainOptions options = {chinese, chinese, chinese};
    const char *json = explain_json(&arena, x, options), *end;
    cJSON *tree = cJSON_ParseWithOpts(json, &end, 0);
    ck_assert_msg(tree, "no JSON: %s", json);
    ck_assert_str_eq(end, "\n");
    cJSON_Delete(tree);
    ck_assert(strlen(explain_text(&arena, x, options)) > 0);
    ck_assert(strlen(explain_markdown(&arena, x, options)) > 0);
    const char *html = explain_html(&arena, x, options);
    ck_assert(strstr(html, "</html>") && !strstr(html, "<script"));
}
static void tell_all(int entity, uint64_t seed)
{
    const char *why = NULL;
    Chunk *chunk = emit_chunk(&program, entity, &arena, &why);
    ck_assert_msg(chunk && chunk_verify(chunk, &why), "seed %llu: %s", (unsigned long long)seed, why);
    RefRecord *records[2];
    int32_t as_of[2], law[2];
    for (int i = 0; i < 2; i++) records[i] = gen_record(&gen, entity, i ? 30 : 5), as_of[i] = gen_day(&rng), law[i] = i ? gen_day(&rng) : as_of[i];
    Vm *vm = vm_new(chunk, &allocator_default, VM_KEEP, NULL);
    ck_assert(vm && vm_run(vm, gen_block(&arena, &program, chunk, records, 2, as_of, law, false)));
    for (uint32_t lane = 0; lane < 2; lane++)
        for (int d = 0; d < chunk->n_decisions; d++) {
            ExplainInput in = {&program, NULL, chunk, vm, NULL, lane, 0};
            Explanation *x = explain_build(&arena, &in, d);
            ck_assert(x);
            if (x->root) check_tree(x->root, true);
            check_outcome(x);
            check_forms(x, d % 2);
        }
    vm_free(vm);
}
START_TEST(random_programs_are_told)
{
    for (uint64_t seed = 1; seed <= 500; seed++) {
        rng = (Rng){seed};
        gen_rules(&gen, 12);
        tell_all((int)(seed % GEN_ENTITIES), seed);
        teardown(), setup();
    }
}
END_TEST

/* ---- by hand ---- */
static Why *told(Expr *condition, RefRecord *record)
{
    static RuleVersion version;
    static Rule rule;
    const char *why = NULL;
    version = (RuleVersion){.from = INT32_MIN, .value = condition, .article = -1};
    rule = (Rule){.name = {"规则", "rule"}, .kind = RULE_DEFINE, .subject = GEN_A, .type = GEN_BOOL_TYPE, .unit = -1, .versions = &version, .n_versions = 1};
    program.rules = &rule, program.n_rules = 1;
    Chunk *chunk = emit_chunk(&program, GEN_A, &arena, &why);
    ck_assert(chunk);
    Vm *vm = vm_new(chunk, &allocator_default, VM_KEEP, NULL);
    const int32_t day = 19723;
    ck_assert(vm && vm_run(vm, gen_block(&arena, &program, chunk, &record, 1, &day, &day, true)));
    ExplainInput in = {&program, NULL, chunk, vm, NULL, 0, 0};
    Explanation *x = explain_build(&arena, &in, 0);
    vm_free(vm); /* nothing that is shown is read later */
    ck_assert(x->root->n_child == 1);
    ck_assert(strlen(explain_text(&arena, x, (ExplainOptions){true, true, false})) > 0);
    return x->root->child[0];
}
static RefRecord *record_with_children(int n)
{
    RefRecord *a = gen_record(&gen, GEN_A, 0);
    RefField *list = &a->fields[GEN_LIST_OF_A];
    list->known = true, list->n_list = n, list->list = arena_alloc(&arena, (size_t)n * sizeof *list->list + 1);
    for (int i = 0; i < n; i++) {
        list->list[i] = gen_record(&gen, GEN_C, 0);
        list->list[i]->fields[GEN_COUNT] = (RefField){.known = true, .i = i};
    }
    return a;
}
static Expr *any_child_at_least(int64_t count)
{
    const int field[] = {GEN_LIST_OF_A}, inner[] = {GEN_COUNT};
    Expr *e = gen_node(&gen, E_ANY, GEN_BOOL_TYPE, NULL, NULL, NULL);
    e->path = (Path){.n = 1, .field = {(uint16_t)field[0]}, .entity = GEN_A};
    e->a = gen_node(&gen, E_GE, GEN_BOOL_TYPE, gen_field(&gen, 0, GEN_C, 1, inner), gen_const(&gen, GEN_INT_TYPE, count), NULL);
    return e;
}
START_TEST(the_element_that_makes_it_so_is_shown)
{
    Why *list = told(any_child_at_least(19), record_with_children(20));
    ck_assert_int_eq(list->kind, WHY_LIST);
    ck_assert_int_eq(list->truth, TRUTH_TRUE);
    ck_assert_int_eq(list->n_child, 1);
    ck_assert_int_eq(list->hidden, 19);
    ck_assert_str_eq(list->child[0]->name.alias, "c[20]");
    ck_assert(list->child[0]->decides);
}
END_TEST
START_TEST(elements_that_count_come_before_those_that_do_not)
{
    Expr *count = any_child_at_least(18);
    count->kind = E_COUNT, count->type = GEN_INT_TYPE;
    Why *test = told(gen_node(&gen, E_GE, GEN_BOOL_TYPE, count, gen_const(&gen, GEN_INT_TYPE, 2), NULL), record_with_children(20)), *list = test->child[0];
    ck_assert(test->kind == WHY_TEST && list->kind == WHY_LIST);
    ck_assert_int_eq(list->n_child, ELEMENTS_SHOWN);
    int counted = 0;
    for (int i = 0; i < list->n_child; i++) counted += list->child[i]->decides;
    ck_assert_int_eq(counted, 2);
}
END_TEST
START_TEST(a_long_list_of_conditions_stays_shallow)
{
    const int field[] = {GEN_FLAG};
    Expr *e = gen_field(&gen, 0, GEN_A, 1, field);
    for (int i = 0; i < 3000; i++) e = gen_node(&gen, E_AND, GEN_BOOL_TYPE, e, gen_field(&gen, 0, GEN_A, 1, field), NULL);
    Why *all = told(e, record_with_children(0));
    ck_assert_int_eq(all->kind, WHY_ALL);
    ck_assert_int_eq(all->n_child, 3001);
}
END_TEST
START_TEST(a_set_is_one_test)
{
    const int field[] = {GEN_COLOUR};
    Expr *colour = gen_field(&gen, 0, GEN_A, 1, field), *member[2];
    for (int i = 0; i < 2; i++) member[i] = gen_node(&gen, E_EQ, GEN_BOOL_TYPE, colour, gen_const(&gen, GEN_COLOUR_TYPE, i), NULL), member[i]->span = (Span){0, 5, 9};
    RefRecord *record = record_with_children(0);
    record->fields[GEN_COLOUR] = (RefField){.known = true, .i = 2};
    Why *test = told(gen_node(&gen, E_NOT, GEN_BOOL_TYPE, gen_node(&gen, E_OR, GEN_BOOL_TYPE, member[0], member[1], NULL), NULL, NULL), record);
    ck_assert_int_eq(test->kind, WHY_TEST);
    ck_assert_int_eq(test->n_required, 2);
    ck_assert(test->negated && test->truth == TRUTH_TRUE && test->seen.lo == 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("explain");
    TCase *tests = tcase_create("explain");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, random_programs_are_told);
    tcase_add_test(tests, the_element_that_makes_it_so_is_shown);
    tcase_add_test(tests, elements_that_count_come_before_those_that_do_not);
    tcase_add_test(tests, a_long_list_of_conditions_stays_shallow);
    tcase_add_test(tests, a_set_is_one_test);
    return checks_run(suite, tests, CK_FORK_GETENV);
}
