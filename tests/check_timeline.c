/* Timelines against eval on every single day: bereaved rural fathers with random lives, 1985 to 2040; and what is due against the
 * decisions of the first days of months and years. FATIAO_TIMELINE_RECORDS says how many (200). Only the public interface is used. */
#include <cjson/cJSON.h>
#include <check.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "interp/base/calendar.h"
#include "interp/fatiao.h"
#include "tests/checks.h"
#include "tests/disk.h"
#include "tests/lives.h"

#if defined __SANITIZE_ADDRESS__
enum { RECORDS = 8 };
#else
enum { RECORDS = 200 };
#endif
enum { FIRST_YEAR = 1985, LAST_YEAR = 2040, NAMES = 5, ALL_NAMES = 15 };
static const char *const ALL[ALL_NAMES] = {"special_allowance", "old_age_supplement", "special_allowance_total", "early_reward", "reward_stage", "reward_amount", "lost_only_child", "family_type",
                                        "housekeeping", "health_check", "insurance_minimum", "rebirth_grant", "medical_aid", "care_home_priority", "yearly_home_visit"};
static const char *ONLY[NAMES]; /* every life is looked at for a third of them, so that the suite stays short */
static fatiao_policy *policy;

/* ---- what the timeline says ---- */
typedef struct { int32_t from, to; char *result; bool open; } Said;
typedef struct { Said *said; int n; cJSON *payments; } Line;
static void text_bytes(Text *t, const char *bytes, size_t len)
{
    if (t->len + len + 1 > t->cap) {
        t->cap = (t->len + len + 1) * 2;
        t->text = realloc(t->text, t->cap);
    }
    memcpy(t->text + t->len, bytes, len);
    t->text[t->len += len] = '\0';
}
static bool keep(void *ctx, const char *bytes, size_t len)
{
    text_bytes(ctx, bytes, len);
    return true;
}
static int32_t day_of(const cJSON *object, const char *key)
{
    int32_t day;
    const char *s = cJSON_GetStringValue(cJSON_GetObjectItem(object, key));
    ck_assert(s && calendar_parse(s, strlen(s), &day) == CALENDAR_OK);
    return day;
}
static bool is_open(const char *result) { return strncmp(result, "{\"status\":\"undetermined\"", 24) == 0; }
static void read_line(const cJSON *decision, Line *line)
{
    cJSON *list = cJSON_GetObjectItem(decision, "stretches");
    line->n = cJSON_GetArraySize(list);
    line->said = calloc((size_t)line->n, sizeof *line->said);
    for (int i = 0; i < line->n; i++) {
        const cJSON *s = cJSON_GetArrayItem(list, i);
        char *result = cJSON_PrintUnformatted(cJSON_GetObjectItem(s, "result"));
        line->said[i] = (Said){day_of(s, "from"), day_of(s, "to"), result, is_open(result)};
        ck_assert_msg(i == 0 || line->said[i].from == line->said[i - 1].to + 1, "stretches do not follow one another");
        ck_assert_msg(i == 0 || cJSON_GetArraySize(cJSON_GetObjectItem(s, "causes")) > 0, "no cause: %s on day %s", cJSON_GetStringValue(cJSON_GetObjectItem(decision, "decision")), cJSON_GetStringValue(cJSON_GetObjectItem(s, "from")));
    }
    line->payments = cJSON_GetObjectItem(decision, "payments");
}

/* ---- what eval says, day by day ---- */
typedef struct { Line lines[NAMES]; int at[NAMES]; int32_t day; Text rest; const char *record; char last[NAMES][400]; int64_t due[NAMES]; } Watch;
static size_t object_length(const char *s)
{
    int depth = 0;
    for (const char *p = s;; p++) {
        depth += (*p == '{') - (*p == '}');
        if (!depth) return (size_t)(p - s) + 1;
    }
}
static int64_t cents_of(const char *result)
{
    const char *v = strstr(result, "\"value\":");
    if (!v || strncmp(result, "{\"status\":\"granted\"", 19)) return 0;
    v = strpbrk(v + 8, "0123456789");
    return strtoll(v, NULL, 10) * 100 + strtoll(strchr(v, '.') + 1, NULL, 10);
}
/* Months and years by their first day; what is due once, when it is first granted. */
static void count_due(Watch *w, int i, const char *result)
{
    int y, m, d;
    calendar_civil(w->day, &y, &m, &d);
    bool month = strstr(result, "元/月") != NULL, year = strstr(result, "元/年") != NULL;
    if (month ? d == 1 : year ? d == 1 && m == 1 : w->due[i] == 0) w->due[i] += cents_of(result);
}
static int name_at(const char *key)
{
    for (int i = 0; i < NAMES; i++)
        if (strncmp(ONLY[i], key, strlen(ONLY[i])) == 0 && key[strlen(ONLY[i])] == '"') return i;
    ck_abort_msg("eval decides what was not asked: %.40s", key);
    return -1;
}
static void check_result(Watch *w, int i, const char *result)
{
    Line *l = &w->lines[i];
    if (w->day > l->said[w->at[i]].to) {
        w->at[i]++;
        ck_assert_msg(strcmp(w->last[i], result) != 0, "%s does not change on the day it should: %s\n%s", ONLY[i], result, w->record);
    }
    const Said *said = &l->said[w->at[i]];
    bool same = said->open ? is_open(result) : strcmp(said->result, result) == 0; /* what is missing is that of the first day */
    if (!same) {
        char day[CALENDAR_TEXT];
        calendar_print(w->day, day);
        ck_abort_msg("%s on %s: timeline %s, eval %s\n%s", ONLY[i], day, said->result, result, w->record);
    }
    count_due(w, i, result);
    if (w->day == said->to) snprintf(w->last[i], sizeof w->last[i], "%s", result);
}
static void check_day(Watch *w, char *line)
{
    char *at = strstr(line, "\"decisions\":{") + 13;
    int n = 0;
    for (; *at == '"' || *at == ','; n++) {
        at += *at == ',';
        int i = name_at(at + 1);
        char *result = at + strlen(ONLY[i]) + 3;
        at = result + object_length(result);
        char end = *at;
        *at = '\0';
        check_result(w, i, result);
        *at = end;
    }
    ck_assert_int_eq(n, NAMES);
    w->day++;
}
static bool watch(void *ctx, const char *bytes, size_t len)
{
    Watch *w = ctx;
    text_bytes(&w->rest, bytes, len);
    char *line = w->rest.text;
    for (char *eol; (eol = strchr(line, '\n')); line = eol + 1) {
        *eol = '\0';
        check_day(w, line);
    }
    size_t left = w->rest.len - (size_t)(line - w->rest.text);
    memmove(w->rest.text, line, left + 1);
    w->rest.len = left;
    return true;
}
static void check_due(const Watch *w)
{
    for (int i = 0; i < NAMES; i++) {
        const char *total = cJSON_GetStringValue(cJSON_GetObjectItem(w->lines[i].payments, "total"));
        if (!total) continue;
        int64_t cents = strtoll(total, NULL, 10) * 100 + strtoll(strchr(total, '.') + 1, NULL, 10);
        ck_assert_msg(cents == w->due[i], "%s: timeline %lld fen, eval %lld\n%s", ONLY[i], (long long)cents, (long long)w->due[i], w->record);
    }
}
static void check_life(const char *life)
{
    Text out = {0}, record = {0};
    static Watch w;
    fatiao_options options = {.only = ONLY, .n_only = NAMES, .entity = "person", .format = FATIAO_JSON, .as_of = "2000-01-01"};
    fatiao_evaluator *ev;
    memset(&w, 0, sizeof w);
    text_add(&record, "{%s}", life);
    ck_assert_int_eq(fatiao_evaluator_new(policy, &options, (fatiao_sink){&out, keep}, &ev), FATIAO_OK);
    ck_assert_int_eq(fatiao_timeline(ev, record.text, record.len, "1985-01-01", "2040-12-31"), FATIAO_OK);
    fatiao_evaluator_free(ev);
    cJSON *timeline = cJSON_Parse(out.text);
    ck_assert_ptr_nonnull(timeline);
    const cJSON *decisions = cJSON_GetObjectItem(timeline, "decisions"), *d;
    cJSON_ArrayForEach(d, decisions)
        for (int i = 0; i < NAMES; i++)
            if (strcmp(ONLY[i], cJSON_GetStringValue(cJSON_GetObjectItem(d, "decision"))) == 0) read_line(d, &w.lines[i]);
    w.day = calendar_day(FIRST_YEAR, 1, 1), w.record = record.text;
    options.format = FATIAO_NDJSON;
    ck_assert_int_eq(fatiao_evaluator_new(policy, &options, (fatiao_sink){&w, watch}, &ev), FATIAO_OK);
    Text line = {0};
    text_add(&line, "{\"as_of\":\"0000-00-00\",%s}\n", life);
    for (int32_t day = w.day; day <= calendar_day(LAST_YEAR, 12, 31); day++) {
        char text[CALENDAR_TEXT];
        calendar_print(day, text);
        memcpy(line.text + 10, text, 10);
        ck_assert_int_eq(fatiao_eval_feed(ev, line.text, line.len), FATIAO_OK);
    }
    text_free(&line);
    ck_assert_int_eq(fatiao_eval_end(ev), FATIAO_OK);
    fatiao_evaluator_free(ev);
    ck_assert_int_eq(w.day, calendar_day(LAST_YEAR, 12, 31) + 1);
    check_due(&w);
    for (int i = 0; i < NAMES; i++) {
        for (int k = 0; k < w.lines[i].n; k++) cJSON_free(w.lines[i].said[k].result);
        free(w.lines[i].said);
    }
    cJSON_Delete(timeline);
    text_free(&out), text_free(&record), text_free(&w.rest);
}
START_TEST(every_day)
{
    const char *asked = getenv("FATIAO_TIMELINE_RECORDS");
    int n = asked ? atoi(asked) : RECORDS;
    for (int i = 0; i < n; i++) {
        Rng rng = {(uint64_t)i * 7919 + 11};
        Text life = {0};
        random_life(&rng, &life);
        for (int k = 0; k < NAMES; k++) ONLY[k] = ALL[(i % 3) + 3 * k];
        check_life(life.text);
        text_free(&life);
    }
}
END_TEST

int main(void)
{
    static const char *const paths[] = {FATIAO_ROOT "/policies/lanzhou"};
    static const fatiao_setting sets[] = {{"reward_per_year", "960元/年"}};
    fatiao_files files = disk_files();
    if (fatiao_compile(&(fatiao_source){.files = &files, .paths = paths, .n_paths = 1, .sets = sets, .n_sets = 1}, &policy) != FATIAO_OK) return 1;
    Suite *suite = suite_create("timeline");
    TCase *tc = tcase_create("timeline");
    tcase_set_timeout(tc, 600);
    tcase_add_test(tc, every_day);
    int failed = checks_run(suite, tc, CK_FORK_GETENV);
    fatiao_policy_free(policy);
    return failed;
}
