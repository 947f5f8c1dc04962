/* Simulations against eval and timelines: counts and sums are those of the decisions one by one, to the fen; grouped they add up to the same;
 * interrupted anywhere and resumed, or counted in parts, they are the same bytes; what is due by month is what timelines say. FATIAO_SIMULATE_RECORDS says of how
 * many records (8000). Only the public interface is used. */
#include <cjson/cJSON.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "interp/fatiao.h"
#include "tests/checks.h"
#include "tests/disk.h"
#include "tests/lives.h"

#if defined __SANITIZE_ADDRESS__
enum { RECORDS = 1500, LIVES = 10 };
#else
enum { RECORDS = 8000, LIVES = 60 };
#endif
enum { DECISIONS_MAX = 400, STATUSES = 12 };
static fatiao_policy *policy, *other;

static void bytes_add(Text *t, const char *bytes, size_t len)
{
    if (t->len + len + 1 > t->cap) {
        t->cap = (t->len + len + 1) * 2;
        t->text = realloc(t->text, t->cap);
    }
    memcpy(t->text + t->len, bytes, len);
    t->text[t->len += len] = '\0';
}
static bool keep(void *ctx, const char *bytes, size_t len) { return bytes_add(ctx, bytes, len), true; }
static bool forget(void *ctx, const char *bytes, size_t len) { return (void)ctx, (void)bytes, (void)len, true; }
static const fatiao_sink nowhere = {NULL, forget};

/* ---- records ---- */
static void nursery(Rng *rng, Text *t)
{
    static const char *const DISTRICTS[] = {"chengguan", "honggu", "yuzhong", "lanzhou_new_area"};
    text_add(t, "\"district\":\"%s\",\"inclusive\":%s,\"opened_date\":\"%d-0%u-1%u\",\"inclusive_places\":%u", DISTRICTS[rng_below(rng, 4)], rng_below(rng, 3) ? "true" : "false", 2018 + (int)rng_below(rng, 7), 1 + rng_below(rng, 9),
             rng_below(rng, 10), rng_below(rng, 100));
    if (rng_below(rng, 10)) text_add(t, ",\"enrolled\":%u", rng_below(rng, 120));
}
static Text records_text(int n)
{
    Text t = {0};
    Rng rng = {42};
    for (int i = 0; i < n; i++) {
        bool person = (i / 100) % 3 != 0 || rng_below(&rng, 50) == 0;
        text_add(&t, "{\"entity\":\"%s\",\"id\":%d,", person ? "person" : "nursery", i);
        if (person) random_life(&rng, &t);
        else nursery(&rng, &t);
        if (rng_below(&rng, 300) == 0) text_add(&t, ",\"nothing\":1");
        if (rng_below(&rng, 40) == 0) text_add(&t, ",\"as_of\":\"20%02u-03-01\"", 20 + rng_below(&rng, 20));
        text_add(&t, "}\n");
    }
    return t;
}

/* ---- counts and sums ---- */
static const char *const NAMES[STATUSES] = {"granted", "denied", "met", "unmet", "done", "not_done", "value", "undetermined", "conflict", "not_in_force", "repealed", "error"};
typedef struct { char name[64]; int64_t count[STATUSES]; __int128 sum; /* in millionths */ } Count;
typedef struct { Count items[DECISIONS_MAX]; int n; int64_t records, bad; } Counts;
static Count *count_of(Counts *c, const char *name)
{
    for (int i = 0; i < c->n; i++) if (strcmp(c->items[i].name, name) == 0) return &c->items[i];
    ck_assert_int_lt(c->n, DECISIONS_MAX);
    snprintf(c->items[c->n].name, sizeof c->items[c->n].name, "%s", name);
    return &c->items[c->n++];
}
static int status_at(const char *status)
{
    for (int i = 0; i < STATUSES; i++) if (strcmp(NAMES[i], status) == 0) return i;
    ck_abort_msg("status %s", status);
    return 0;
}
static __int128 millionths(const char *s)
{
    bool minus = *s == '-';
    __int128 v = 0;
    int after = -1;
    for (s += minus; *s; s++) {
        if (*s == '.') { after = 0; continue; }
        v = v * 10 + (*s - '0'), after += after >= 0;
    }
    for (after = after < 0 ? 0 : after; after < 6; after++) v *= 10;
    return minus ? -v : v;
}
static void add_value(Count *c, const cJSON *value)
{
    char text[32];
    if (cJSON_IsObject(value)) value = value->child; /* at_least */
    if (cJSON_IsNumber(value)) snprintf(text, sizeof text, "%.0f", value->valuedouble), c->sum += millionths(text);
    else if (cJSON_IsString(value) && value->valuestring[strspn(value->valuestring, "-0123456789.")] == '\0' && strspn(value->valuestring, "-0123456789.") && strlen(value->valuestring) < 20 && !strchr(value->valuestring + 1, '-'))
        c->sum += millionths(value->valuestring);
}
static void count_line(Counts *counts, const char *line)
{
    cJSON *r = cJSON_Parse(line), *d;
    ck_assert_ptr_nonnull(r);
    if (cJSON_GetObjectItem(r, "error")) counts->bad++;
    else counts->records++;
    cJSON_ArrayForEach(d, cJSON_GetObjectItem(r, "decisions")) {
        Count *c = count_of(counts, d->string);
        int status = status_at(cJSON_GetObjectItem(d, "status")->valuestring);
        c->count[status]++;
        if (status == 0 || status == 6) add_value(c, cJSON_GetObjectItem(d, "value"));
    }
    cJSON_Delete(r);
}
typedef struct { Counts *counts; Text rest; } Lines;
static bool take_lines(void *ctx, const char *bytes, size_t len)
{
    Lines *l = ctx;
    bytes_add(&l->rest, bytes, len);
    char *line = l->rest.text;
    for (char *eol; (eol = strchr(line, '\n')); line = eol + 1) *eol = '\0', count_line(l->counts, line);
    size_t left = l->rest.len - (size_t)(line - l->rest.text);
    memmove(l->rest.text, line, left + 1);
    l->rest.len = left;
    return true;
}
static void by_eval(const Text *records, Counts *out)
{
    Lines lines = {.counts = out};
    fatiao_evaluator *ev;
    fatiao_options options = {.as_of = "2024-06-01", .format = FATIAO_NDJSON};
    ck_assert_int_eq(fatiao_evaluator_new(policy, &options, (fatiao_sink){&lines, take_lines}, &ev), FATIAO_OK);
    fatiao_eval_feed(ev, records->text, records->len);
    fatiao_eval_end(ev);
    fatiao_evaluator_free(ev);
    text_free(&lines.rest);
}
static void read_report(const char *json, Counts *out)
{
    cJSON *all = cJSON_Parse(json), *row, *s;
    ck_assert_msg(all != NULL, "%.200s", json);
    out->records = (int64_t)cJSON_GetObjectItem(all, "records")->valuedouble, out->bad = (int64_t)cJSON_GetObjectItem(all, "bad")->valuedouble;
    cJSON_ArrayForEach(row, cJSON_GetObjectItem(all, "decisions")) {
        Count *c = count_of(out, cJSON_GetObjectItem(row, "decision")->valuestring);
        cJSON_ArrayForEach(s, cJSON_GetObjectItem(row, "statuses")) c->count[status_at(s->string)] += (int64_t)s->valuedouble;
        if (cJSON_GetObjectItem(row, "sum")) c->sum += millionths(cJSON_GetObjectItem(row, "sum")->valuestring);
    }
    cJSON_Delete(all);
}
static fatiao_simulation *begin(const fatiao_simulation_options *what, fatiao_format format)
{
    fatiao_simulation *m;
    fatiao_options options = {.as_of = what->from ? what->from : "2024-06-01", .format = format};
    ck_assert_int_eq(fatiao_simulation_new(policy, &options, what, nowhere, &m), FATIAO_OK);
    return m;
}
static Text simulated(const Text *records, const fatiao_simulation_options *what, fatiao_format format)
{
    Text out = {0};
    fatiao_simulation *m = begin(what, format);
    ck_assert_int_eq(fatiao_simulation_feed(m, records->text, records->len), FATIAO_OK);
    fatiao_status status = fatiao_simulation_end(m, (fatiao_sink){&out, keep});
    ck_assert_msg(status == FATIAO_OK || status == FATIAO_ERRORS, "%s", fatiao_simulation_message(m));
    fatiao_simulation_free(m);
    return out;
}
static void same_counts(const Counts *a, Counts *b, const char *how)
{
    ck_assert_int_eq(a->records, b->records);
    ck_assert_int_eq(a->bad, b->bad);
    for (int i = 0; i < a->n; i++) {
        const Count *x = &a->items[i], *y = count_of(b, x->name);
        for (int k = 0; k < STATUSES; k++) ck_assert_msg(x->count[k] == y->count[k], "%s, %s: %s %lld, eval %lld", how, x->name, NAMES[k], (long long)y->count[k], (long long)x->count[k]);
        ck_assert_msg(x->sum == y->sum, "%s, %s: sum %lld, eval %lld millionths", how, x->name, (long long)y->sum, (long long)x->sum);
    }
    ck_assert_int_eq(a->n, b->n);
}
START_TEST(sums_of_eval)
{
    static const char *const BY[] = {NULL, "hukou_district", "household.family_type", "opened_date", "age"};
    const char *asked = getenv("FATIAO_SIMULATE_RECORDS");
    Text records = records_text(asked ? atoi(asked) : RECORDS);
    static Counts eval;
    memset(&eval, 0, sizeof eval);
    by_eval(&records, &eval);
    for (size_t i = 0; i < sizeof BY / sizeof *BY; i++) {
        static Counts counted;
        memset(&counted, 0, sizeof counted);
        Text report = simulated(&records, &(fatiao_simulation_options){.by = BY[i]}, FATIAO_JSON);
        read_report(report.text, &counted);
        same_counts(&eval, &counted, BY[i] ? BY[i] : "not grouped");
        text_free(&report);
    }
    text_free(&records);
}
END_TEST

/* ---- interrupted ---- */
START_TEST(resumed)
{
    Text records = records_text(1500);
    const fatiao_simulation_options what = {.by = "hukou_district", .from = "2024-01-01", .to = "2024-04-30", .against = other, .against_text = "x"};
    Text whole = simulated(&records, &what, FATIAO_JSON);
    for (int part = 1; part < 6; part++) {
        Text state = {0}, out = {0};
        size_t cut = records.len * (size_t)part / 6;
        fatiao_simulation *m = begin(&what, FATIAO_JSON);
        ck_assert_int_eq(fatiao_simulation_feed(m, records.text, cut), FATIAO_OK);
        ck_assert_int_eq(fatiao_simulation_save(m, (fatiao_sink){&state, keep}), FATIAO_OK);
        fatiao_simulation_free(m);
        m = begin(&what, FATIAO_JSON);
        ck_assert_int_eq(fatiao_simulation_resume(m, state.text, state.len), FATIAO_OK);
        for (size_t at = 0; at < records.len; at += 70000) fatiao_simulation_feed(m, records.text + at, records.len - at < 70000 ? records.len - at : 70000);
        fatiao_simulation_end(m, (fatiao_sink){&out, keep});
        fatiao_simulation_free(m);
        ck_assert_str_eq(whole.text, out.text);
        text_free(&state), text_free(&out);
    }
    text_free(&whole), text_free(&records);
}
END_TEST
/* ---- in parts ---- */
enum { PARTS = 3 };
static size_t lines_end(const Text *t, size_t at)
{
    const char *end = at < t->len ? memchr(t->text + at, '\n', t->len - at) : NULL;
    return end ? (size_t)(end - t->text) + 1 : t->len;
}
/* Pieces of whole lines to any of the parts; now and then what they have is put together. What is told of them must be in order. */
static Text counted_in_parts(const Text *records, const fatiao_simulation_options *what, Rng *rng, Text *told)
{
    Text out = {0}, state = {0};
    fatiao_simulation *whole, *part[PARTS];
    fatiao_options options = {.as_of = what->from ? what->from : "2024-06-01", .format = FATIAO_JSON};
    ck_assert_int_eq(fatiao_simulation_new(policy, &options, what, (fatiao_sink){told, keep}, &whole), FATIAO_OK);
    for (int i = 0; i < PARTS; i++) part[i] = begin(what, FATIAO_JSON);
    size_t at = lines_end(records, rng_below(rng, (uint32_t)records->len / 3));
    uint64_t line = 1;
    ck_assert_int_eq(fatiao_simulation_feed(whole, records->text, at), FATIAO_OK);
    ck_assert(fatiao_simulation_is_lines(whole));
    for (size_t i = 0; i < at; i++) line += records->text[i] == '\n';
    while (at < records->len) {
        size_t end = lines_end(records, at + rng_below(rng, 20000));
        ck_assert_int_eq(fatiao_simulation_lines(part[rng_below(rng, PARTS)], records->text + at, end - at, line), FATIAO_OK);
        for (; at < end; at++) line += records->text[at] == '\n';
        for (int i = 0; (at == records->len || rng_below(rng, 12) == 0) && i < PARTS; i++) ck_assert_int_eq(fatiao_simulation_merge(whole, part[(i + line) % PARTS]), FATIAO_OK);
    }
    if (rng_below(rng, 2)) ck_assert_int_eq(fatiao_simulation_save(whole, (fatiao_sink){&state, keep}), FATIAO_OK);
    if (state.len) { /* and on from there, with nothing more to come */
        fatiao_simulation_free(whole), whole = begin(what, FATIAO_JSON);
        ck_assert_int_eq(fatiao_simulation_resume(whole, state.text, state.len), FATIAO_OK);
        ck_assert_int_eq(fatiao_simulation_feed(whole, records->text, records->len / 2), FATIAO_OK);
        ck_assert(!fatiao_simulation_is_lines(whole));
        ck_assert_int_eq(fatiao_simulation_merge(whole, part[0]), FATIAO_ARGUMENT);
        ck_assert_int_eq(fatiao_simulation_feed(whole, records->text + records->len / 2, records->len - records->len / 2), FATIAO_OK);
    }
    ck_assert_int_ne(fatiao_simulation_end(whole, (fatiao_sink){&out, keep}), FATIAO_UNKNOWN);
    for (int i = 0; i < PARTS; i++) fatiao_simulation_free(part[i]);
    fatiao_simulation_free(whole), text_free(&state);
    return out;
}
START_TEST(parted)
{
    static const char *const BY[] = {NULL, "hukou_district", "age"};
    Text records = records_text(RECORDS / 2);
    Rng rng = {7};
    for (int round = 0; round < 12; round++) {
        fatiao_simulation_options what = {.by = BY[round % 3]};
        if (round % 4 >= 2) what.from = "2024-01-01", what.to = "2024-03-31", what.against = other, what.against_text = "x";
        Text told = {0}, told_whole = {0}, whole = {0}, parts = counted_in_parts(&records, &what, &rng, &told);
        fatiao_simulation *m;
        ck_assert_int_eq(fatiao_simulation_new(policy, &(fatiao_options){.as_of = what.from ? what.from : "2024-06-01", .format = FATIAO_JSON}, &what, (fatiao_sink){&told_whole, keep}, &m), FATIAO_OK);
        ck_assert_int_eq(fatiao_simulation_feed(m, records.text, records.len), FATIAO_OK);
        ck_assert_int_eq(fatiao_simulation_end(m, (fatiao_sink){&whole, keep}), FATIAO_ERRORS);
        fatiao_simulation_free(m);
        ck_assert_str_eq(whole.text, parts.text);
        ck_assert_str_eq(told_whole.text, told.text);
        text_free(&told), text_free(&told_whole), text_free(&whole), text_free(&parts);
    }
    text_free(&records);
}
END_TEST
START_TEST(parts_of_other_things)
{
    static const char LINE[] = "{\"entity\":\"person\"}\n";
    const fatiao_simulation_options none = {0}, by = {.by = "hukou_district"};
    fatiao_simulation *m = begin(&none, FATIAO_JSON), *part = begin(&by, FATIAO_JSON), *good = begin(&none, FATIAO_JSON);
    ck_assert_int_eq(fatiao_simulation_lines(part, LINE, sizeof LINE - 1, 7), FATIAO_OK);
    ck_assert_int_eq(fatiao_simulation_feed(part, LINE, sizeof LINE - 1), FATIAO_ARGUMENT); /* of which line? */
    ck_assert_int_eq(fatiao_simulation_feed(good, LINE, sizeof LINE - 1), FATIAO_OK);
    ck_assert_int_eq(fatiao_simulation_lines(good, LINE, sizeof LINE - 1, 7), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_merge(m, good), FATIAO_ARGUMENT); /* what was fed begins at line 1 */
    ck_assert_int_eq(fatiao_simulation_merge(m, part), FATIAO_UNKNOWN);
    ck_assert_ptr_nonnull(strstr(fatiao_simulation_message(m), "put together"));
    ck_assert_int_eq(fatiao_simulation_end(m, nowhere), FATIAO_UNKNOWN);
    fatiao_simulation_free(m), fatiao_simulation_free(part), fatiao_simulation_free(good);
}
END_TEST

START_TEST(damaged)
{
    Text records = records_text(400), state = {0};
    const fatiao_simulation_options what = {.by = "hukou_district"};
    fatiao_simulation *m = begin(&what, FATIAO_JSON);
    fatiao_simulation_feed(m, records.text, records.len / 2);
    fatiao_simulation_save(m, (fatiao_sink){&state, keep});
    fatiao_simulation_free(m);
    for (size_t at = 0; at < state.len; at += state.len / 97 + 1) { /* cut off, or one byte altered */
        m = begin(&what, FATIAO_JSON);
        ck_assert_int_eq(fatiao_simulation_resume(m, state.text, at), FATIAO_UNKNOWN);
        fatiao_simulation_free(m);
        m = begin(&what, FATIAO_JSON);
        state.text[at] ^= 1;
        ck_assert_int_eq(fatiao_simulation_resume(m, state.text, state.len), FATIAO_UNKNOWN);
        ck_assert_ptr_nonnull(fatiao_simulation_message(m));
        state.text[at] ^= 1;
        fatiao_simulation_free(m);
    }
    m = begin(&what, FATIAO_JSON); /* other records */
    ck_assert_int_eq(fatiao_simulation_resume(m, state.text, state.len), FATIAO_OK);
    records.text[strcspn(records.text, ":") + 30] ^= 1;
    ck_assert_int_eq(fatiao_simulation_feed(m, records.text, records.len), FATIAO_UNKNOWN);
    fatiao_simulation_free(m);
    text_free(&records), text_free(&state);
}
END_TEST

/* A small state, altered at each of its bytes and cut off before each. */
START_TEST(damaged_anywhere)
{
    static const char *const only[] = {"special_allowance"};
    const fatiao_options options = {.as_of = "2024-06-01", .entity = "person", .only = only, .n_only = 1, .format = FATIAO_JSON};
    const fatiao_simulation_options what = {0};
    Text records = records_text(130), state = {0};
    fatiao_simulation *m;
    ck_assert_int_eq(fatiao_simulation_new(policy, &options, &what, nowhere, &m), FATIAO_OK);
    fatiao_simulation_feed(m, records.text, records.len);
    fatiao_simulation_save(m, (fatiao_sink){&state, keep});
    fatiao_simulation_free(m);
    for (size_t at = 0; at < state.len; at++)
        for (int alter = 0; alter < 2; alter++) {
            ck_assert_int_eq(fatiao_simulation_new(policy, &options, &what, nowhere, &m), FATIAO_OK);
            if (alter) state.text[at] ^= 1;
            ck_assert_msg(fatiao_simulation_resume(m, state.text, alter ? state.len : at) == FATIAO_UNKNOWN, "byte %zu of %zu", at, state.len);
            if (alter) state.text[at] ^= 1;
            ck_assert_int_eq(fatiao_simulation_records(m), 0);
            fatiao_simulation_free(m);
        }
    text_free(&records), text_free(&state);
}
END_TEST
START_TEST(wrong_arguments)
{
    fatiao_options options = {.as_of = "2024-06-01", .format = FATIAO_JSON};
    fatiao_simulation_options what = {0}, half = {.from = "2024-01-01"};
    fatiao_simulation *m = (void *)1;
    ck_assert_int_eq(fatiao_simulation_new(policy, &options, &what, nowhere, NULL), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_new(NULL, &options, &what, nowhere, &m), FATIAO_ARGUMENT);
    ck_assert_ptr_null(m);
    ck_assert_int_eq(fatiao_simulation_new(policy, NULL, &what, nowhere, &m), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_new(policy, &options, NULL, nowhere, &m), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_new(policy, &options, &half, nowhere, &m), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_feed(NULL, "{}", 2), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_save(NULL, nowhere), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_resume(NULL, "", 0), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_end(NULL, nowhere), FATIAO_ARGUMENT);
    ck_assert_ptr_null(fatiao_simulation_message(NULL));
    ck_assert(!fatiao_simulation_records(NULL) && !fatiao_simulation_bad_records(NULL));
    fatiao_simulation_free(NULL);
    ck_assert_int_eq(fatiao_simulation_new(policy, &options, &what, (fatiao_sink){0}, &m), FATIAO_OK); /* nobody is told of bad records */
    ck_assert_int_eq(fatiao_simulation_feed(m, NULL, 1), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_feed(m, NULL, 0), FATIAO_OK);
    ck_assert_int_eq(fatiao_simulation_save(m, (fatiao_sink){0}), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_resume(m, NULL, 0), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_end(m, (fatiao_sink){0}), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_simulation_end(m, nowhere), FATIAO_ERRORS); /* there was no record */
    fatiao_simulation_free(m);
}
END_TEST

/* ---- what is due ---- */
static const char *total_in(const cJSON *decisions, const char *name)
{
    const cJSON *d;
    cJSON_ArrayForEach(d, decisions)
        if (strcmp(cJSON_GetObjectItem(d, "decision")->valuestring, name) == 0) return cJSON_GetStringValue(cJSON_GetObjectItem(cJSON_GetObjectItem(d, "payments"), "total"));
    return NULL;
}
static __int128 due_in(const cJSON *rows, const char *name)
{
    __int128 sum = 0;
    const cJSON *row;
    cJSON_ArrayForEach(row, rows)
        if (strcmp(cJSON_GetObjectItem(row, "decision")->valuestring, name) == 0) sum += millionths(cJSON_GetObjectItem(row, "due")->valuestring);
    return sum;
}
START_TEST(due_as_timelines_say)
{
    static const char *const PAID[] = {"special_allowance", "old_age_supplement", "reward_amount", "housekeeping", "health_check", "insurance_minimum"};
    for (int i = 0; i < LIVES; i++) {
        Rng rng = {(uint64_t)i * 31 + 5};
        Text life = {0}, timeline = {0};
        text_add(&life, "{");
        random_life(&rng, &life);
        text_add(&life, "}");
        fatiao_evaluator *ev;
        fatiao_options options = {.format = FATIAO_JSON, .entity = "person"};
        ck_assert_int_eq(fatiao_evaluator_new(policy, &options, (fatiao_sink){&timeline, keep}, &ev), FATIAO_OK);
        ck_assert_int_eq(fatiao_timeline(ev, life.text, life.len, "2023-07-15", "2031-03-15"), FATIAO_OK);
        fatiao_evaluator_free(ev);
        Text report = simulated(&life, &(fatiao_simulation_options){.from = "2023-07-15", .to = "2031-03-15"}, FATIAO_JSON);
        cJSON *a = cJSON_Parse(timeline.text), *b = cJSON_Parse(report.text);
        for (size_t k = 0; k < sizeof PAID / sizeof *PAID; k++) {
            const char *total = total_in(cJSON_GetObjectItem(a, "decisions"), PAID[k]);
            ck_assert_ptr_nonnull(total);
            ck_assert_msg(millionths(total) == due_in(cJSON_GetObjectItem(b, "decisions"), PAID[k]), "%s: timeline %s\n%s", PAID[k], total, life.text);
        }
        cJSON_Delete(a), cJSON_Delete(b);
        text_free(&life), text_free(&timeline), text_free(&report);
    }
}
END_TEST

static fatiao_policy *compile(const char *reward)
{
    static const char *const paths[] = {FATIAO_ROOT "/policies/lanzhou"};
    const fatiao_setting sets[] = {{"reward_per_year", reward}};
    fatiao_files files = disk_files();
    fatiao_policy *out;
    return fatiao_compile(&(fatiao_source){.files = &files, .paths = paths, .n_paths = 1, .sets = sets, .n_sets = 1}, &out) == FATIAO_OK ? out : NULL;
}
int main(void)
{
    policy = compile("960元/年"), other = compile("1080.55元/年");
    if (!policy || !other) return 1;
    Suite *suite = suite_create("simulate");
    TCase *tc = tcase_create("simulate");
    tcase_set_timeout(tc, 3600);
    tcase_add_test(tc, sums_of_eval), tcase_add_test(tc, resumed), tcase_add_test(tc, parted), tcase_add_test(tc, parts_of_other_things), tcase_add_test(tc, damaged), tcase_add_test(tc, damaged_anywhere), tcase_add_test(tc, wrong_arguments), tcase_add_test(tc, due_as_timelines_say);
    int failed = checks_run(suite, tc, CK_FORK_GETENV);
    fatiao_policy_free(policy), fatiao_policy_free(other);
    return failed;
}
