/* Dialogues about every decision of chapter 6: the applicants of the examples answer from their records, beginning with nothing. The
 * answer is that of eval on the whole record, nothing is asked twice or in vain, and fewer questions are put than by asking for what
 * eval calls missing, in its order. Only the public interface is used. */
#include <cjson/cJSON.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "interp/fatiao.h"
#include "tests/checks.h"
#include "tests/disk.h"

#if defined __SANITIZE_ADDRESS__
enum { STEP = 16 };
#else
enum { STEP = 2 };
#endif
typedef struct { char *bytes; size_t n; } Kept;
static bool keep(void *ctx, const char *bytes, size_t len)
{
    Kept *k = ctx;
    k->bytes = realloc(k->bytes, k->n + len + 1);
    memcpy(k->bytes + k->n, bytes, len);
    k->bytes[k->n += len] = '\0';
    return true;
}
static fatiao_policy *policy;
static const char *const DECISIONS[] = {"existing_rewards_continue", "parent_care_leave_days", "special_allowance", "old_age_supplement", "special_allowance_total", "family_type", "lost_only_child",
                                        "disabled_only_child", "special_family", "housekeeping", "health_check", "insurance_minimum", "insurance_at_minimum", "rebirth_costs_covered", "free_reversal_surgery",
                                        "rural_delivery_subsidy", "rebirth_grant", "adoption_priority", "care_home_priority", "home_district_placement", "care_fee_discount", "care_fee_reduction",
                                        "care_fee_payer", "care_pilot_priority", "medical_aid", "medical_aid_extension", "major_illness_aid", "family_doctor_priority", "two_contacts", "yearly_home_visit",
                                        "care_owed", "free_funeral", "early_reward", "reward_stage", "reward_amount"};
enum { N_DECISIONS = sizeof DECISIONS / sizeof *DECISIONS };

/* ---- what an applicant knows ---- */
static const cJSON *look_up(const cJSON *record, const char *path)
{
    while (record) {
        char name[64];
        size_t n = strcspn(path, ".[");
        snprintf(name, sizeof name, "%.*s", (int)n, path);
        record = cJSON_GetObjectItemCaseSensitive(record, name);
        path += n;
        if (*path == '[') {
            char *end;
            record = cJSON_GetArrayItem(record, (int)strtol(path + 1, &end, 10) - 1);
            path = end + 1;
        }
        if (!*path) return record;
        path++;
    }
    return NULL;
}
static const char *answer_of(const cJSON *record, const char *path, char out[64])
{
    const cJSON *v = look_up(record, path);
    if (!v || cJSON_IsNull(v)) return "不知道";
    if (cJSON_IsBool(v)) return cJSON_IsTrue(v) ? "是" : "no";
    if (cJSON_IsString(v)) return v->valuestring;
    if (cJSON_IsArray(v)) snprintf(out, 64, "%d个", cJSON_GetArraySize(v));
    else snprintf(out, 64, "%.15g", v->valuedouble);
    return out;
}
static char *status_in(const char *json)
{
    cJSON *all = cJSON_Parse(json);
    char *text = cJSON_PrintUnformatted(cJSON_GetObjectItem(all, "result"));
    cJSON_Delete(all);
    return text;
}
static fatiao_evaluator *evaluator(const char *only, fatiao_format format, fatiao_sink sink)
{
    fatiao_evaluator *ev;
    fatiao_options options = {.as_of = "2024-01-01", .entity = "person", .only = &only, .n_only = only ? 1 : 0, .format = format};
    ck_assert_int_eq(fatiao_evaluator_new(policy, &options, sink, &ev), FATIAO_OK);
    return ev;
}
/* The decision on a whole record, as eval writes it. */
static char *decided(const char *record, const char *decision)
{
    Kept out = {0};
    fatiao_evaluator *ev = evaluator(decision, FATIAO_NDJSON, (fatiao_sink){&out, keep});
    ck_assert_int_eq(fatiao_eval_feed(ev, record, strlen(record)), FATIAO_OK);
    fatiao_eval_end(ev);
    fatiao_evaluator_free(ev);
    cJSON *all = cJSON_Parse(out.bytes);
    char *text = cJSON_PrintUnformatted(cJSON_GetObjectItem(cJSON_GetObjectItem(all, "decisions"), decision));
    cJSON_Delete(all);
    free(out.bytes);
    return text;
}
static bool is_open(const char *result) { return strstr(result, "\"undetermined\"") != NULL; }

/* ---- a dialogue ---- */
static int talk(const char *decision, const cJSON *applicant, const char *whole)
{
    Kept out = {0}, saved = {0}, again = {0};
    char asked[64][80], buffer[64];
    int n = 0;
    fatiao_evaluator *ev = evaluator(NULL, FATIAO_JSON, (fatiao_sink){&out, keep});
    fatiao_dialogue *d;
    fatiao_question q;
    char day[64] = "{}"; /* a record's own day */
    const char *as_of = cJSON_GetStringValue(cJSON_GetObjectItem(applicant, "as_of"));
    if (as_of) snprintf(day, sizeof day, "{\"as_of\":\"%s\"}", as_of);
    ck_assert_msg(fatiao_dialogue_new(ev, day, strlen(day), decision, &d) == FATIAO_OK, "%s: %s", decision, fatiao_message(ev));
    for (; fatiao_dialogue_question(d, &q); n++) {
        ck_assert_msg(n < 64, "%s: no end of questions", decision);
        ck_assert_int_eq(q.number, n + 1);
        for (int i = 0; i < n; i++) ck_assert_str_ne(asked[i], q.fact);
        snprintf(asked[n], sizeof asked[n], "%s", q.fact);
        ck_assert_msg(fatiao_dialogue_answer(d, answer_of(applicant, q.fact, buffer)) == FATIAO_OK, "%s: %s", q.fact, fatiao_message(ev));
    }
    ck_assert_int_eq(fatiao_dialogue_result(d, (fatiao_sink){&out, keep}), FATIAO_OK);
    char *result = status_in(out.bytes);
    fatiao_dialogue_save(d, (fatiao_sink){&saved, keep});
    ck_assert_msg(is_open(whole) ? is_open(result) : strcmp(result, whole) == 0, "%s: asked %s, eval %s\n%s", decision, result, whole, saved.bytes);
    ck_assert(fatiao_dialogue_certain(d) == !is_open(whole));
    fatiao_dialogue_free(d);
    ck_assert_int_eq(fatiao_dialogue_new(ev, day, strlen(day), decision, &d), FATIAO_OK);
    ck_assert_int_eq(fatiao_dialogue_replay(d, saved.bytes, saved.n), FATIAO_OK);
    ck_assert_int_eq(fatiao_dialogue_save(d, (fatiao_sink){&again, keep}), FATIAO_OK);
    ck_assert_str_eq(saved.bytes, again.bytes);
    fatiao_dialogue_free(d);
    fatiao_evaluator_free(ev);
    cJSON_free(result);
    free(out.bytes), free(saved.bytes), free(again.bytes);
    return n;
}
/* Asking for the first thing that eval calls missing, again and again. */
static void put(cJSON *record, const char *path, const cJSON *value)
{
    char name[64];
    size_t n = strcspn(path, ".[");
    snprintf(name, sizeof name, "%.*s", (int)n, path);
    if (!path[n]) {
        cJSON *copy = cJSON_Duplicate(value, !cJSON_IsArray(value));
        for (int i = 0; cJSON_IsArray(value) && i < cJSON_GetArraySize(value); i++) cJSON_AddItemToArray(copy, cJSON_CreateObject());
        cJSON_AddItemToObject(record, name, copy);
        return;
    }
    cJSON *inner = cJSON_GetObjectItemCaseSensitive(record, name);
    if (!inner) inner = cJSON_AddObjectToObject(record, name);
    path += n;
    if (*path == '[') {
        char *end;
        inner = cJSON_GetArrayItem(inner, (int)strtol(path + 1, &end, 10) - 1);
        path = end + 1;
    }
    put(inner, path + 1, value);
}
static int in_order(const char *decision, const cJSON *applicant)
{
    cJSON *record = cJSON_CreateObject();
    if (cJSON_GetObjectItem(applicant, "as_of")) cJSON_AddItemToObject(record, "as_of", cJSON_Duplicate(cJSON_GetObjectItem(applicant, "as_of"), 1));
    char unknown[64][80];
    int n = 0, n_unknown = 0;
    for (bool more = true; more; n += more) {
        char *text = cJSON_PrintUnformatted(record), *result = decided(text, decision);
        cJSON *r = cJSON_Parse(result), *missing = cJSON_GetObjectItem(r, "missing"), *m;
        more = false;
        cJSON_ArrayForEach(m, missing) {
            bool given_up = !strchr(m->valuestring, '.') && !look_up(applicant, m->valuestring) && strstr(m->valuestring, "per_year"); /* a parameter */
            for (int i = 0; i < n_unknown; i++) given_up |= strcmp(unknown[i], m->valuestring) == 0;
            if (given_up) continue;
            const cJSON *value = look_up(applicant, m->valuestring);
            if (value && !cJSON_IsNull(value)) put(record, m->valuestring, value);
            else snprintf(unknown[n_unknown++], 80, "%s", m->valuestring);
            more = true;
            break;
        }
        cJSON_Delete(r), cJSON_free(result), cJSON_free(text);
    }
    cJSON_Delete(record);
    return n;
}
/* ---- the fewest there could be ---- */
/* How few of the applicant's facts settle the decision, all others missing: no order of questions, whatever it does with the answers, asks this
 * applicant fewer. By trying every choice of facts, smallest first. A list is a fact (how many), its elements' fields are more. */
enum { POOL_MAX = 40, CHOICES_MAX = 20000 };
typedef struct { fatiao_evaluator *ev; const cJSON *applicant; char path[POOL_MAX][80]; int decision, n, tries; } Pool;
static void judge(Pool *p, const bool *given, fatiao_result *out)
{
    cJSON *record = cJSON_CreateObject();
    if (cJSON_GetObjectItem(p->applicant, "as_of")) cJSON_AddItemToObject(record, "as_of", cJSON_Duplicate(cJSON_GetObjectItem(p->applicant, "as_of"), 1));
    for (int i = 0; i < p->n; i++) if (given[i]) put(record, p->path[i], look_up(p->applicant, p->path[i]));
    char *text = cJSON_PrintUnformatted(record);
    ck_assert_msg(fatiao_decide_json(p->ev, text, strlen(text)) == FATIAO_OK, "%s: %s", text, fatiao_message(p->ev));
    ck_assert_int_eq(fatiao_result_at(p->ev, 0, p->decision, out), FATIAO_OK);
    p->tries++;
    cJSON_free(text), cJSON_Delete(record);
}
/* What may matter: what is missing with nothing given, then with all of that given, and so on. */
static void fill(Pool *p)
{
    bool all[POOL_MAX];
    memset(all, true, sizeof all);
    for (bool more = true; more;) {
        fatiao_result r;
        judge(p, all, &r);
        more = false;
        for (int i = 0; i < r.n_missing; i++) {
            const cJSON *value = look_up(p->applicant, r.missing[i]);
            bool known = !value || cJSON_IsNull(value);
            for (int k = 0; k < p->n; k++) known |= strcmp(p->path[k], r.missing[i]) == 0;
            if (known) continue;
            ck_assert_int_lt(p->n, POOL_MAX);
            snprintf(p->path[p->n++], sizeof p->path[0], "%s", r.missing[i]);
            more = true;
        }
    }
}
/* An element's facts come with its list. */
static bool has_its_lists(const Pool *p, const bool *given, int at)
{
    for (const char *b = strchr(p->path[at], '['); b; b = strchr(b + 1, '[')) {
        size_t n = (size_t)(b - p->path[at]);
        bool there = false;
        for (int i = 0; i < at; i++) there |= given[i] && strlen(p->path[i]) == n && strncmp(p->path[i], p->path[at], n) == 0;
        if (!there) return false;
    }
    return true;
}
static bool settle(Pool *p, bool *given, int from, int left)
{
    fatiao_result r;
    if (!left) return judge(p, given, &r), r.outcome != FATIAO_UNDETERMINED;
    for (int i = from; i + left <= p->n && p->tries < CHOICES_MAX; i++) {
        if (!has_its_lists(p, given, i)) continue;
        given[i] = true;
        if (settle(p, given, i + 1, left - 1)) return true;
        given[i] = false;
    }
    return false;
}
/* At most `asked`: more than that many are not looked at. *exact: no choice was left out. */
static int fewest(const char *decision, const cJSON *applicant, int asked, bool *exact)
{
    Pool *p = calloc(1, sizeof *p);
    p->ev = evaluator(decision, FATIAO_NDJSON, (fatiao_sink){0}), p->applicant = applicant, p->decision = fatiao_find_decision(policy, fatiao_find_entity(policy, "person"), decision);
    fill(p);
    int size = 0;
    for (bool found = false; size < asked && !found; size += !found) {
        bool given[POOL_MAX] = {0};
        found = settle(p, given, 0, size);
    }
    *exact = p->tries < CHOICES_MAX;
    fatiao_evaluator_free(p->ev);
    free(p);
    return size;
}
START_TEST(chapter_six)
{
    size_t len;
    char *lines = disk_whole(FATIAO_ROOT "/examples/applicants.en.ndjson", &len);
    int asked = 0, plain = 0, dialogues = 0, first = 0, least = 0, at_least = 0, exactly = 0;
    for (char *line = strtok(lines, "\n"); line; line = strtok(NULL, "\n")) {
        cJSON *applicant = cJSON_Parse(line);
        ck_assert_ptr_nonnull(applicant);
        for (int i = first; i < N_DECISIONS; i += STEP) { /* every applicant about some of the decisions, so that the suite stays short */
            char *whole = decided(line, DECISIONS[i]);
            int n = talk(DECISIONS[i], applicant, whole);
            if (!is_open(whole)) {
                bool exact;
                int few = fewest(DECISIONS[i], applicant, n, &exact);
                if (getenv("FATIAO_ASK_TOLD") && few < n) printf("%s: %d questions, %d would do%s: %s\n", DECISIONS[i], n, few, exact ? "" : " at least", cJSON_GetStringValue(cJSON_GetObjectItem(applicant, "id")));
                asked += n, plain += in_order(DECISIONS[i], applicant), dialogues++, least += few, at_least += few == n, exactly += exact;
            }
            cJSON_free(whole);
        }
        cJSON_Delete(applicant);
        first = (first + 1) % STEP;
    }
    free(lines);
    printf("%d dialogues: %d questions; in the order of eval's missing facts %d; knowing the answers beforehand %d would do (%d dialogues need no more, %d tried whole)\n", dialogues, asked, plain, least,
           at_least, exactly);
    ck_assert_int_lt(asked, plain);
}
END_TEST
START_TEST(refusals)
{
    fatiao_evaluator *ev = evaluator(NULL, FATIAO_TEXT, (fatiao_sink){NULL, keep});
    fatiao_dialogue *d;
    fatiao_question q;
    ck_assert_int_eq(fatiao_dialogue_new(ev, NULL, 0, "early_rewards", &d), FATIAO_UNKNOWN);
    ck_assert_ptr_null(d);
    ck_assert_ptr_nonnull(strstr(fatiao_message(ev), "early_reward"));
    static const char RECORD[] = "{\"household\":{\"children\":[{\"birth_date\":\"1990-01-01\",\"deceased\":true}],\"recognised\":true,\"recognised_date\":\"2020-01-01\"}}";
    ck_assert_int_eq(fatiao_dialogue_new(ev, RECORD, sizeof RECORD - 1, "special_allowance", &d), FATIAO_OK);
    ck_assert(fatiao_dialogue_question(d, &q));
    ck_assert_str_eq(q.fact, "household.children[1].death_date");
    static const char *const WRONG[] = {"", "是", "2021-02-30", "2021-13-01", "昨天", "12", "1980年1月1日" /* before the birth */};
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        ck_assert_msg(fatiao_dialogue_answer(d, WRONG[i]) == FATIAO_UNKNOWN, "%s", WRONG[i]);
        ck_assert(fatiao_message(ev) && *fatiao_message(ev));
        ck_assert(fatiao_dialogue_question(d, &q) && strcmp(q.fact, "household.children[1].death_date") == 0 && q.number == 1);
    }
    ck_assert_int_eq(fatiao_dialogue_answer(d, "2021.6.5"), FATIAO_OK);
    ck_assert(fatiao_dialogue_certain(d));
    ck_assert_int_eq(fatiao_dialogue_replay(d, "x", 1), FATIAO_UNKNOWN);
    ck_assert_int_eq(fatiao_dialogue_replay(d, "{\"dialogue\":\"early_reward\",\"as_of\":\"2024-01-01\"}", 49), FATIAO_UNKNOWN);
    fatiao_dialogue_free(d);
    fatiao_evaluator_free(ev);
}
END_TEST

int main(void)
{
    static const char *const paths[] = {FATIAO_ROOT "/policies/lanzhou"};
    static const fatiao_setting sets[] = {{"reward_per_year", "960元/年"}, {"two_child_policy_date", "2016-01-01"}, {"parent_care_days", "15天"}};
    fatiao_files files = disk_files();
    if (fatiao_compile(&(fatiao_source){.files = &files, .paths = paths, .n_paths = 1, .sets = sets, .n_sets = 3}, &policy) != FATIAO_OK) return 1;
    Suite *suite = suite_create("ask");
    TCase *tc = tcase_create("ask");
    tcase_set_timeout(tc, 600);
    tcase_add_test(tc, chapter_six), tcase_add_test(tc, refusals);
    int failed = checks_run(suite, tc, CK_FORK_GETENV);
    fatiao_policy_free(policy);
    return failed;
}
