/* Records of every entity of the whole regulation, of the workload and of random policies, by every way in: JSON text, a cJSON tree, a C
 * struct of random shape, columns of random types, lines in pieces, parted and lean. The same record gives the same decisions, or is refused
 * for the same reason. What is decided with facts missing stays so however they are filled in; what is explained is what is decided. And
 * damaged JSON is refused, or read alike, by all that read text.
 *   check_ways    WAYS_SEED=N begins elsewhere, WAYS_TURNS=N runs longer
 * Must never know how anything is decided. */
#include <check.h>
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/arrow_results.h"
#include "tests/checks.h"
#include "tests/random_gen.h"
#include "tests/ways.h"

enum { CASES = 90 };
static int turns(int usual)
{
    const char *more = getenv("WAYS_TURNS"), *seed = getenv("WAYS_SEED");
    dice_state = 88172645463325252ull ^ (seed ? strtoull(seed, NULL, 10) * 0x9E3779B97F4A7C15ull : 0);
    for (int i = 0; i < 10; i++) dice(2);
    return more ? atoi(more) : usual;
}

/* ---- what each record is given alone, as text ---- */
static const fatiao_policy *policy;
static const fatiao_entity *entities;
static int n_entities;
static Case cases[CASES];
static Kept texts_of[CASES], alone[CASES], lean[CASES];
static char refusal[CASES][8]; /* "" : it was read */
static fatiao_evaluator *evaluator(Kept *out, const char *entity, bool is_lean)
{
    fatiao_evaluator *ev;
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01", .entity = entity, .lean = is_lean}, out ? kept(out) : (fatiao_sink){0}, &ev), FATIAO_OK);
    return ev;
}
static void clear(void)
{
    for (int i = 0; i < CASES; i++) free(texts_of[i].bytes), free(alone[i].bytes), free(lean[i].bytes);
    memset(texts_of, 0, sizeof texts_of), memset(alone, 0, sizeof alone), memset(lean, 0, sizeof lean), memset(refusal, 0, sizeof refusal);
    ways_free();
}
/* The code of the refusal in what an evaluator says: "record 3: E321: ...", "E321: ...". */
static void code_of(const char *message, char code[8])
{
    const char *at = message ? strchr(message, 'E') : NULL;
    while (at && (at[1] < '0' || at[1] > '9')) at = strchr(at + 1, 'E');
    snprintf(code, 8, "%.4s", at ? at : "?");
}
static void decide_alone(int i, Kept *out, bool is_lean)
{
    fatiao_evaluator *ev = evaluator(out, NULL, is_lean);
    fatiao_status status = fatiao_decide_json(ev, texts_of[i].bytes, texts_of[i].n);
    ck_assert_msg(status == FATIAO_OK || status == FATIAO_ERRORS, "%s: %d", texts_of[i].bytes, (int)status);
    refusal[i][0] = '\0';
    if (status == FATIAO_OK) ck_assert_int_eq(fatiao_result_json(ev, 0), FATIAO_OK);
    else code_of(fatiao_message(ev), refusal[i]);
    fatiao_evaluator_free(ev);
}
static void same_text(const char *way, int i, const Kept *want, const char *got, size_t n)
{
    size_t at = 0;
    while (at < n && at < want->n && got[at] == want->bytes[at]) at++;
    size_t from = at < 100 ? 0 : at - 100;
    ck_assert_msg(at == n && at == want->n, "%s differs at byte %zu for\n%s\n%.300s\n---\n%.300s", way, at, texts_of[i].bytes, want->bytes + from, got ? got + from : "nothing");
}
static void same_line(const char *way, int i, const Kept *want, const char *line, size_t n)
{
    char code[32];
    if (!refusal[i][0]) { same_text(way, i, want, line, n); return; }
    snprintf(code, sizeof code, "\"code\":\"%.7s\"", refusal[i]);
    const char *found = strstr(line, code);
    ck_assert_msg(found && found < line + n, "%s: %s\n%.*s\nnot %s", way, texts_of[i].bytes, (int)n, line, code);
}

/* ---- lines ---- */
static void same_lines(const char *way, const Kept *want, Kept *out)
{
    const char *at = out->bytes, *end = at + out->n;
    for (int i = 0; i < CASES; i++) {
        const char *newline = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
        ck_assert_msg(newline != NULL, "%s: line %d is missing after\n%s", way, i, texts_of[i].bytes);
        same_line(way, i, &want[i], at, (size_t)(newline + 1 - at));
        at = newline + 1;
    }
    ck_assert_msg(at == end, "%s: more than there were", way);
    free(out->bytes);
    *out = (Kept){0};
}
/* plain: nothing that a record which does not end could take for its own. */
static Kept all_lines(bool plain)
{
    static const char *const ENDS[] = {"\n", "\n", "\n", "\r\n", "\n\n", " \n"};
    Kept all = {0};
    if (dice(2)) keep(&all, "\xef\xbb\xbf", 3);
    for (int i = 0; i < CASES; i++) keep(&all, texts_of[i].bytes, texts_of[i].n), add(&all, "%s", i == CASES - 1 && dice(2) ? "" : ENDS[plain ? 0 : dice(6)]);
    return all;
}
static void by_lines(bool is_lean, bool plain)
{
    Kept all = all_lines(plain), out = {0};
    const Kept *want = is_lean ? lean : alone;
    fatiao_evaluator *ev = evaluator(&out, NULL, is_lean);
    for (size_t at = 0; at < all.n;) {
        size_t n = 1 + (size_t)dice(dice(2) ? 30 : 9000);
        if (n > all.n - at) n = all.n - at;
        ck_assert_int_eq(fatiao_eval_feed(ev, all.bytes + at, n), FATIAO_OK);
        if (dice(10) == 0) ck_assert_int_eq(fatiao_eval_flush(ev), FATIAO_OK);
        at += n;
    }
    fatiao_eval_end(ev);
    fatiao_evaluator_free(ev);
    same_lines(is_lean ? "lean, in pieces" : "in pieces", want, &out);
    ev = evaluator(&out, NULL, is_lean);
    uint64_t line = 1;
    for (const char *at = all.bytes, *end = at + all.n; at < end;) {
        const char *to = at;
        for (int lines = 1 + (int)dice(40); lines > 0 && to < end; lines--) {
            const char *newline = memchr(to, '\n', (size_t)(end - to));
            to = newline ? newline + 1 : end;
        }
        fatiao_status status = fatiao_eval_lines(ev, at, (size_t)(to - at), line);
        ck_assert(status == FATIAO_OK || status == FATIAO_ERRORS);
        line += 40, at = to;
    }
    fatiao_evaluator_free(ev);
    same_lines(is_lean ? "lean, parted" : "parted", want, &out);
    free(all.bytes);
}

/* ---- trees, structs, columns ---- */
static void by_tree(int i, bool only_if_read)
{
    Kept out = {0};
    char code[8];
    cJSON *tree = cJSON_ParseWithLength(texts_of[i].bytes, texts_of[i].n);
    fatiao_evaluator *ev = evaluator(&out, NULL, false);
    if (tree && !(only_if_read && refusal[i][0])) {
        fatiao_status status = fatiao_decide_cjson(ev, tree);
        if (status == FATIAO_ERRORS) {
            code_of(fatiao_message(ev), code);
            ck_assert_msg(strcmp(code, refusal[i]) == 0 || strstr(fatiao_message(ev), "15"), "as a tree: %s\n%s, not %s", texts_of[i].bytes, fatiao_message(ev), refusal[i]);
        } else {
            ck_assert_msg(status == FATIAO_OK && !refusal[i][0], "as a tree: %s is read, but is %s", texts_of[i].bytes, refusal[i]);
            ck_assert_int_eq(fatiao_result_json(ev, 0), FATIAO_OK);
            same_text("as a tree", i, &alone[i], out.bytes, out.n);
        }
    } else if (!tree) ck_assert_msg(refusal[i][0], "cJSON does not read\n%s", texts_of[i].bytes);
    cJSON_Delete(tree), free(out.bytes);
    fatiao_evaluator_free(ev);
}
static void by_structs(const fatiao_entity *entity, const int *which, int n)
{
    Layout layout = random_layout(entity);
    Kept out = {0};
    char code[8], *rows = ways_alloc(layout.size * (size_t)n);
    const fatiao_binding *binding;
    fatiao_evaluator *ev = evaluator(&out, NULL, false);
    ck_assert_msg(fatiao_bind(ev, entity->name.alias, layout.fields, layout.n_fields, layout.size, &binding) == FATIAO_OK, "%s", fatiao_message(ev));
    for (int i = 0; i < n; i++) case_struct(&layout, &cases[which[i]], rows + (size_t)i * layout.size);
    for (int i = 0; i < n;) {
        int run = 0, most = 1 + (int)dice(n);
        while (i + run < n && run < most && !refusal[which[i + run]][0]) run++;
        fatiao_status status = fatiao_decide_structs(ev, binding, rows + (size_t)i * layout.size, (size_t)(run ? run : 1));
        if (run) ck_assert_msg(status == FATIAO_OK, "as a struct: %s\n%s", fatiao_message(ev), texts_of[which[i]].bytes);
        else {
            code_of(fatiao_message(ev), code);
            ck_assert_msg(status == FATIAO_ERRORS && strcmp(code, refusal[which[i]]) == 0, "as a struct: %s, not %s", fatiao_message(ev), refusal[which[i]]);
            run = 1, i++;
            continue;
        }
        for (int k = 0; k < run; k++, out.n = 0) {
            ck_assert_int_eq(fatiao_result_json(ev, k), FATIAO_OK);
            same_text("as a struct", which[i + k], &alone[which[i + k]], out.bytes, out.n);
        }
        i += run;
    }
    free(out.bytes);
    fatiao_evaluator_free(ev);
}
static void by_columns(const fatiao_entity *entity, const int *which, int n)
{
    Case fine[CASES], bad[CASES];
    int index[CASES], n_fine = 0, n_bad = 0, bad_at = 0;
    struct ArrowSchema schema;
    struct ArrowArray results;
    for (int i = 0; i < n; i++)
        if (refusal[which[i]][0]) bad_at = which[i], bad[n_bad++] = cases[which[i]];
        else index[n_fine] = which[i], fine[n_fine++] = cases[which[i]];
    fatiao_evaluator *ev = evaluator(NULL, entity->name.alias, false), *single = evaluator(NULL, entity->name.alias, false);
    if (n_bad) {
        Made in = case_columns(bad, n_bad);
        fatiao_status status = fatiao_eval_arrow(ev, &in.schema, &in.array, NULL, &results);
        ck_assert_msg(status == FATIAO_ERRORS, "columns: %d %s, among %d not %s:\n%s", (int)status, fatiao_message(ev), n_bad, refusal[bad_at], texts_of[bad_at].bytes);
        release(&in);
    }
    if (n_fine) {
        Made in = case_columns(fine, n_fine);
        ck_assert_msg(fatiao_eval_arrow(ev, &in.schema, &in.array, &schema, &results) == FATIAO_OK, "%s", fatiao_message(ev));
        release(&in);
        for (int i = 0; i < n_fine; i++) {
            ck_assert_int_eq(fatiao_decide_json(single, texts_of[index[i]].bytes, texts_of[index[i]].n), FATIAO_OK);
            for (int d = 0; d < entity->n_decisions; d++) {
                fatiao_result r;
                ck_assert_int_eq(fatiao_result_at(single, 0, d, &r), FATIAO_OK);
                same_decision(schema.children[d], results.children[d], i, &r);
            }
        }
        schema.release(&schema), results.release(&results);
    }
    ck_assert_int_eq(live, 0);
    fatiao_evaluator_free(ev), fatiao_evaluator_free(single);
}

/* ---- turns ---- */
static void read_alone(void)
{
    for (int i = 0; i < CASES; i++) decide_alone(i, &lean[i], true), decide_alone(i, &alone[i], false);
}
static void turn(int missing)
{
    for (int i = 0; i < CASES; i++) cases[i] = random_case(&entities[dice(n_entities)], missing), texts_of[i] = case_json(&cases[i]);
    read_alone();
    by_lines(false, false), by_lines(true, false);
    for (int i = 0; i < CASES; i++) by_tree(i, false);
    for (int e = 0; e < n_entities; e++) {
        int which[CASES], n = 0;
        for (int i = 0; i < CASES; i++)
            if (cases[i].object->entity == &entities[e]) which[n++] = i;
        if (n && entities[e].n_decisions) by_structs(&entities[e], which, n), by_columns(&entities[e], which, n);
    }
    clear();
}
static void use(const fatiao_policy *p)
{
    policy = p;
    entities = fatiao_policy_entities(p, &n_entities);
}
static const char *const REGULATION[] = {"policies/lanzhou", NULL}, *const WORKLOAD[] = {"tests/bench/workload.law", NULL};
START_TEST(the_regulation_by_every_way)
{
    static const int MISSING[] = {0, 10, 40};
    fatiao_policy *p = policy_at(REGULATION);
    use(p);
    for (int i = 0, n = turns(6); i < n; i++) turn(MISSING[i % 3]);
    fatiao_policy_free(p);
}
END_TEST
START_TEST(the_workload_by_every_way)
{
    static const int MISSING[] = {0, 10, 40};
    fatiao_policy *p = policy_at(WORKLOAD);
    use(p);
    for (int i = 0, n = turns(3); i < n; i++) turn(MISSING[i % 3]);
    fatiao_policy_free(p);
}
END_TEST
START_TEST(random_policies_by_every_way)
{
    for (int i = 0, n = turns(10); i < n; i++) {
        Rng rng = {(uint64_t)dice(INT64_MAX)};
        Text text = {0};
        fatiao_policy *p;
        random_policy(&rng, &text);
        fatiao_status status = fatiao_compile_memory(&(fatiao_memory_file){"random.law", text.text, text.len}, 1, NULL, &p);
        if (status == FATIAO_OK) use(p), turn(i % 2 ? 15 : 0);
        fatiao_policy_free(p), text_free(&text);
    }
}
END_TEST

/* ---- what is certain stays so ---- */
static void holds(const fatiao_result *open, const fatiao_result *filled, const char *name)
{
    const fatiao_value *a = &open->value, *b = &filled->value;
    if (open->outcome != FATIAO_UNDETERMINED) {
        ck_assert_msg(open->outcome == filled->outcome, "%s: %s became %s", name, fatiao_outcome_text(open->outcome, FATIAO_EN), fatiao_outcome_text(filled->outcome, FATIAO_EN));
        ck_assert_msg(a->type != b->type || a->number == b->number || b->type == FATIAO_NOTHING, "%s: %lld became %lld", name, (long long)a->number, (long long)b->number);
        return;
    }
    bool valued = filled->outcome == FATIAO_GRANTED || filled->outcome == FATIAO_VALUE;
    if (!valued || a->type != b->type || (a->type != FATIAO_NUMBER && a->type != FATIAO_DATE)) return;
    ck_assert_msg(a->number <= b->number && b->number <= a->highest, "%s: %lld is not from %lld to %lld", name, (long long)b->number, (long long)a->number, (long long)a->highest);
}
START_TEST(what_is_certain_stays_so)
{
    fatiao_policy *p = policy_at(REGULATION);
    use(p);
    int compared = 0;
    fatiao_evaluator *open = evaluator(NULL, NULL, false), *filled = evaluator(NULL, NULL, false);
    for (int i = 0, n = 300 * turns(3); i < n; i++) {
        Case one = random_case(&entities[dice(n_entities)], 3 + (int)dice(30));
        Kept text = case_json(&one);
        if (fatiao_decide_json(open, text.bytes, text.n) == FATIAO_OK) {
            Case whole = {completed(one.object, one.as_of), one.as_of};
            Kept full = case_json(&whole);
            fatiao_result a, b;
            if (fatiao_decide_json(filled, full.bytes, full.n) == FATIAO_OK)
                for (int d = 0; d < one.object->entity->n_decisions; d++, compared++) {
                    char name[8192];
                    fatiao_result_at(open, 0, d, &a), fatiao_result_at(filled, 0, d, &b);
                    snprintf(name, sizeof name, "%s, of\n%s\nand\n%s\n", one.object->entity->decisions[d].name.alias, text.bytes, full.bytes);
                    holds(&a, &b, name);
                }
            free(full.bytes);
        }
        free(text.bytes), ways_free();
    }
    ck_assert_int_gt(compared, 100);
    fatiao_evaluator_free(open), fatiao_evaluator_free(filled);
    fatiao_policy_free(p);
}
END_TEST

/* ---- an explanation says what was decided ---- */
START_TEST(explained_as_it_is_decided)
{
    fatiao_policy *p = policy_at(REGULATION);
    use(p);
    Kept out = {0};
    fatiao_evaluator *ev;
    ck_assert_int_eq(fatiao_evaluator_new(p, &(fatiao_options){.format = FATIAO_JSON}, kept(&out), &ev), FATIAO_OK);
    for (int i = 0, n = 5 * turns(4); i < n; i++) {
        Case one = random_case(&entities[dice(n_entities)], (int)dice(3) * 15);
        Kept text = case_json(&one);
        fatiao_result r;
        if (fatiao_decide_json(ev, text.bytes, text.n) == FATIAO_OK)
            for (int d = 0; d < one.object->entity->n_decisions; d++, out.n = 0) {
                ck_assert_int_eq(fatiao_result_at(ev, 0, d, &r), FATIAO_OK);
                ck_assert_msg(fatiao_explain_result(ev, 0, d) == FATIAO_OK, "decision %d is not explained: %s", d, text.bytes);
                cJSON *told = cJSON_ParseWithLength(out.bytes, out.n), *status = cJSON_GetObjectItem(told, "status"), *value = cJSON_GetObjectItem(told, "value");
                char want[256];
                fatiao_value_print(&r.value, want, sizeof want);
                ck_assert_msg(cJSON_IsString(status) && strcmp(status->valuestring, fatiao_outcome_text(r.outcome, FATIAO_EN)) == 0, "%s\n%s", text.bytes, out.bytes);
                if (cJSON_IsString(value) && (r.outcome == FATIAO_GRANTED || r.outcome == FATIAO_VALUE)) ck_assert_msg(strcmp(value->valuestring, want) == 0, "%s\n%s", text.bytes, out.bytes);
                cJSON_Delete(told);
            }
        free(text.bytes), ways_free();
    }
    fatiao_evaluator_free(ev), fatiao_policy_free(p), free(out.bytes);
}
END_TEST

/* ---- damaged text ---- */
static void damage(Kept *k)
{
    static const char *const BITS[] = {"\"", "{", "}", "[", "]", ",", ":", "\\", "\\u0000", "\\ud800", "0", "1e5", ".", "-", "e", " ", "null", "true", "\xff", "\xe5\xb9", "\x01", "\\u00e9", "\xf0\x9f\x98\x80", "00", "99999999999999999999", "\"a\":1,", "/", "\xc2\xa0"};
    for (int times = 1 + (int)dice(3); times > 0; times--) {
        size_t at = (size_t)dice((int64_t)k->n), drop = dice(2) ? (size_t)dice(4) : 0;
        if (drop > k->n - at) drop = k->n - at;
        const char *put = dice(3) ? BITS[dice(28)] : "";
        Kept made = {0};
        keep(&made, k->bytes, at), keep(&made, put, strlen(put)), keep(&made, k->bytes + at + drop, k->n - at - drop);
        free(k->bytes);
        *k = made;
    }
}
START_TEST(damaged_text_is_refused_by_all_or_by_none)
{
    const char *const *const POLICIES[] = {REGULATION, WORKLOAD};
    for (int which = 0; which < 2; which++) {
        fatiao_policy *p = policy_at(POLICIES[which]);
        use(p);
        for (int t = 0, n = turns(5); t < n; t++) {
            int read = 0;
            for (int i = 0; i < CASES; i++) {
                do {
                    free(texts_of[i].bytes);
                    cases[i] = random_case(&entities[dice(n_entities)], 30), texts_of[i] = case_json(&cases[i]);
                    if (dice(8)) damage(&texts_of[i]);
                } while (texts_of[i].n == 0 || strspn(texts_of[i].bytes, " \t\r") == texts_of[i].n); /* no blank lines */
            }
            read_alone();
            for (int i = 0; i < CASES; i++) by_tree(i, true), read += !refusal[i][0];
            ck_assert_int_gt(read, 0);
            by_lines(false, true), by_lines(true, true);
            clear();
        }
        fatiao_policy_free(p);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("ways");
    TCase *c = tcase_create("ways");
    tcase_set_timeout(c, 0);
    const TTest *tests[] = {the_regulation_by_every_way, the_workload_by_every_way, random_policies_by_every_way, what_is_certain_stays_so, explained_as_it_is_decided, damaged_text_is_refused_by_all_or_by_none};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    return checks_run(s, c, CK_FORK_GETENV);
}
