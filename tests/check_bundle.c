/* Compiled policies as bytes: what was saved does what the policy did; what was altered is refused or harmless, whether or not its checksum was
 * made to fit. FATIAO_MUTATIONS: how many altered bundles of each kind (else a few thousand). */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/failing.h"

static const char SMALL[] =
    "法规 \"办法\" (rules)\n  施行 2020-01-01\n参数 标准 (rate) = 100元/月\n  核实 2021-01-01\n参数 上限 (cap)：元/月 = 待定 \"市财政局\"\n"
    "枚举 性别 (sex)：男 (male)，女 (female)\n实体 子女 (child)\n  残疾 (disabled)：是否\n  出生日期 (birth_date)：日期\n实体 家庭 (household)\n  困难 (poor)：是否\n  人数 (size)：整数 0至20\n  子女 (children)：子女 列表\n"
    "实体 个人 (person)\n  姓名 (name)：文本\n  性别 (sex)：性别\n  收入 (income)：元\n  年龄 (age)：整数 0至150\n  家庭 (household)：家庭\n"
    "第一条\n> 年满六十的，每月补贴。\n待遇 补贴 (aid) 对 个人\n  条件 同时满足\n    （一）年龄 满 60\n    （二）家庭.困难\n  标准 每月 标准 × 家庭.人数\n  负担 市：区 = 4：6 四舍五入到 0.01元\n"
    "清单 材料 (papers) 对 个人\n  项 证明 (proof)：家庭.困难\n  项 户口 (register)：家庭.人数 不少于 2\n  项 同名 (same)：姓名 为 \"王\"\n"
    "待遇 另补 (more) 对 个人\n  条件 性别 为 女\n  标准 每月 上限\n"
    "定义 子女数 (children_count) 对 家庭 = 数量(子女 其中 残疾 且 出生日期 早于 评定日)\n定义 档 (grade) 对 家庭：整数 = 1\n"
    "例外 甲 (x) 于 档\n  条件 困难\n  结果 2\n例外 乙 (y) 于 档\n  条件 人数 不少于 3\n  结果 3\n"
    "例 \"够六十\" 于 2024-01-01\n  已知\n    年龄：61\n    家庭.困难：是\n    家庭.人数：2\n  应得 补贴\n  结果 补贴 = 200元/月\n";
static const char RECORDS[] =
    "{\"id\":1,\"age\":61,\"name\":\"王\",\"sex\":\"female\",\"household\":{\"poor\":true,\"size\":3,\"children\":[{\"disabled\":true,\"birth_date\":\"2020-02-29\"},{}]}}\n"
    "{\"id\":2,\"age\":200}\n{\"id\":3,\"age\":61,\"sex\":\"男\"}\n{\"id\":\"四\",\"年龄\":5,\"家庭\":{\"困难\":false,\"人数\":1,\"子女\":[]}}\n{\"id\":5,\"poor\":true,\"size\":5}\n";

/* ---- what a policy says ---- */
static Kept answers(const fatiao_policy *policy, const char *records, size_t len)
{
    Kept out = {0};
    fatiao_evaluator *ev;
    fatiao_options options = {.as_of = "2024-01-01", .names = FATIAO_ZH, .receipt = true};
    ck_assert_int_eq(fatiao_evaluator_new(policy, &options, kept(&out), &ev), FATIAO_OK);
    fatiao_eval_feed(ev, records, len);
    fatiao_eval_end(ev);
    fatiao_evaluator_free(ev);
    return out;
}
static void same(Kept a, Kept b)
{
    ck_assert_uint_eq(a.n, b.n);
    ck_assert(a.n == 0 || memcmp(a.bytes, b.bytes, a.n) == 0);
    free(a.bytes), free(b.bytes);
}
static fatiao_policy *loaded(Kept bundle)
{
    fatiao_policy *policy;
    ck_assert_int_eq(fatiao_load(bundle.bytes, bundle.n, NULL, &policy), FATIAO_OK);
    return policy;
}
static Kept tool(const fatiao_policy *p, int which)
{
    Kept k = {0};
    int passed, failed;
    const fatiao_list_options list = {.kind = FATIAO_LIST_DUTIES, .format = FATIAO_JSON, .language = FATIAO_ZH};
    switch (which) {
    case 0: fatiao_policy_cost(p, FATIAO_ZH, kept(&k)); break;
    case 1: fatiao_policy_disassemble(p, kept(&k)); break;
    case 2: fatiao_list(p, &list, kept(&k), nowhere()); break;
    case 3: fatiao_test(p, &(fatiao_test_options){.format = FATIAO_TEST_TAP}, kept(&k), &passed, &failed); break;
    case 4: fatiao_compare_official(p, "第一条 年满六十的，每月补贴。", strlen("第一条 年满六十的，每月补贴。"), FATIAO_TEXT, FATIAO_ZH, false, kept(&k), nowhere()); break;
    }
    return k;
}
static Kept explained(const fatiao_policy *p, const char *record, const char *decision)
{
    Kept k = {0};
    fatiao_evaluator *ev;
    ck_assert_int_eq(fatiao_evaluator_new(p, &(fatiao_options){.as_of = "2024-01-01", .format = FATIAO_TEXT, .language = FATIAO_ZH, .names = FATIAO_ZH}, kept(&k), &ev), FATIAO_OK);
    ck_assert_int_eq(fatiao_explain(ev, record, strlen(record), decision), FATIAO_OK);
    fatiao_evaluator_free(ev);
    return k;
}
static void round_trip(fatiao_policy *policy, const char *records, size_t len)
{
    Kept first = bundle_of(policy), second;
    fatiao_policy *again = loaded(first);
    second = bundle_of(again);
    same(answers(policy, records, len), answers(again, records, len));
    for (int i = 0; i < 5; i++) same(tool(policy, i), tool(again, i));
    ck_assert_int_eq(fatiao_policy_language(policy), fatiao_policy_language(again));
    int n, m;
    const fatiao_entity *a = fatiao_policy_entities(policy, &n), *b = fatiao_policy_entities(again, &m);
    ck_assert_int_eq(n, m);
    for (int i = 0; i < n; i++) {
        ck_assert(a[i].n_fields == b[i].n_fields && a[i].n_decisions == b[i].n_decisions);
        for (int k = 0; k < a[i].n_decisions; k++) ck_assert_str_eq(a[i].decisions[k].name.alias, b[i].decisions[k].name.alias);
    }
    same(first, second);
    fatiao_policy_free(again), fatiao_policy_free(policy);
}
START_TEST(what_was_saved_does_the_same)
{
    round_trip(policy_of(SMALL), RECORDS, sizeof RECORDS - 1);
    fatiao_policy *policy = policy_of(SMALL), *again;
    Kept bundle = bundle_of(policy);
    again = loaded(bundle);
    same(explained(policy, "{\"age\":61,\"sex\":\"female\"}", "aid"), explained(again, "{\"age\":61,\"sex\":\"female\"}", "aid"));
    free(bundle.bytes);
    fatiao_policy_free(again), fatiao_policy_free(policy);
}
END_TEST
START_TEST(the_whole_regulation_does_the_same)
{
    static const char *const lanzhou[] = {"policies/lanzhou", NULL}, *const all[] = {"policies/lanzhou", "policies/superior", NULL};
    size_t len;
    char *records = slurp("examples/applicants.zh.ndjson", &len);
    round_trip(policy_at(lanzhou), records, len);
    round_trip(policy_at(all), records, len);
    free(records);
}
END_TEST

/* ---- threads ---- */
static void *explain_and_free(void *ctx)
{
    fatiao_evaluator *ev = ctx;
    ck_assert_int_eq(fatiao_explain(ev, "{\"age\":61,\"sex\":\"female\"}", 25, "aid"), FATIAO_OK);
    ck_assert_int_eq(fatiao_eval_feed(ev, RECORDS, sizeof RECORDS - 1), FATIAO_OK);
    ck_assert_int_eq(fatiao_eval_end(ev), FATIAO_ERRORS);
    fatiao_evaluator_free(ev);
    return NULL;
}
/* The policy goes away while evaluators of four threads are at work, each of which asks for the whole of it. */
START_TEST(a_policy_may_be_freed_before_its_evaluators)
{
    fatiao_policy *policy = policy_of(SMALL), *again;
    Kept bundle = bundle_of(policy);
    fatiao_policy_free(policy);
    again = loaded(bundle);
    pthread_t threads[4];
    fatiao_evaluator *ev[4];
    for (int i = 0; i < 4; i++) ck_assert_int_eq(fatiao_evaluator_new(again, &(fatiao_options){.as_of = "2024-01-01"}, nowhere(), &ev[i]), FATIAO_OK);
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, explain_and_free, ev[i]);
    fatiao_policy_free(again);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    free(bundle.bytes);
}
END_TEST

/* Threads go on deciding while the policy is replaced under them: each answers by the one it began with. */
enum { DECIDERS = 4, ANSWERS = 60, SWAPS = 200 };
typedef struct { pthread_mutex_t lock; fatiao_policy *now; Kept expected[2]; long answers[2]; } Service;
static fatiao_status begin(Service *s, fatiao_evaluator **ev, Kept *out)
{
    const fatiao_options options = {.as_of = "2024-01-01", .names = FATIAO_ZH, .receipt = true};
    pthread_mutex_lock(&s->lock);
    fatiao_status status = fatiao_evaluator_new(s->now, &options, kept(out), ev);
    pthread_mutex_unlock(&s->lock);
    return status;
}
static void *decide_on(void *ctx)
{
    Service *s = ctx;
    for (int i = 0; i < ANSWERS; i++) {
        fatiao_evaluator *ev;
        Kept out = {0};
        if (begin(s, &ev, &out) != FATIAO_OK) abort();
        fatiao_eval_feed(ev, RECORDS, sizeof RECORDS - 1);
        fatiao_eval_end(ev);
        fatiao_evaluator_free(ev);
        int which = out.n == s->expected[0].n && memcmp(out.bytes, s->expected[0].bytes, out.n) == 0 ? 0 : 1;
        if (out.n != s->expected[which].n || memcmp(out.bytes, s->expected[which].bytes, out.n) != 0) abort();
        free(out.bytes);
        pthread_mutex_lock(&s->lock);
        s->answers[which]++;
        pthread_mutex_unlock(&s->lock);
    }
    return NULL;
}
START_TEST(a_policy_may_be_replaced_while_threads_decide)
{
    char *other = strdup(SMALL);
    memcpy(strstr(other, "100元"), "250元", 3);
    fatiao_policy *policies[2] = {policy_of(SMALL), policy_of(other)};
    Kept bundles[2] = {bundle_of(policies[0]), bundle_of(policies[1])};
    Service s = {.lock = PTHREAD_MUTEX_INITIALIZER};
    for (int i = 0; i < 2; i++) s.expected[i] = answers(policies[i], RECORDS, sizeof RECORDS - 1), fatiao_policy_free(policies[i]);
    s.now = loaded(bundles[0]);
    pthread_t threads[DECIDERS];
    for (int i = 0; i < DECIDERS; i++) ck_assert_int_eq(pthread_create(&threads[i], NULL, decide_on, &s), 0);
    for (int i = 1; i <= SWAPS; i++) {
        fatiao_policy *next = loaded(bundles[i % 2]), *before;
        pthread_mutex_lock(&s.lock);
        before = s.now, s.now = next;
        pthread_mutex_unlock(&s.lock);
        fatiao_policy_free(before); /* evaluators may still be at work on it */
    }
    for (int i = 0; i < DECIDERS; i++) pthread_join(threads[i], NULL);
    ck_assert_int_eq(s.answers[0] + s.answers[1], DECIDERS * ANSWERS);
    fatiao_policy_free(s.now);
    for (int i = 0; i < 2; i++) free(bundles[i].bytes), free(s.expected[i].bytes);
    free(other);
}
END_TEST

/* ---- what is no bundle ---- */
static int refused(const void *bytes, size_t len)
{
    fatiao_policy *policy;
    fatiao_evaluator *ev;
    int n;
    ck_assert_int_eq(fatiao_load(bytes, len, NULL, &policy), FATIAO_ERRORS);
    ck_assert_ptr_nonnull(policy);
    const fatiao_diagnostic *d = fatiao_policy_problems(policy, FATIAO_ZH, &n);
    ck_assert_int_eq(n, 1);
    int code = d->code;
    ck_assert(d->severity == FATIAO_SEVERITY_ERROR && strlen(d->message) > 10 && d->place.file == NULL);
    ck_assert_int_eq(fatiao_policy_errors(policy), 1);
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01"}, nowhere(), &ev), FATIAO_UNKNOWN);
    ck_assert_int_eq(fatiao_explain(ev, "{}", 2, "aid"), FATIAO_UNKNOWN);
    fatiao_evaluator_free(ev);
    ck_assert_ptr_null(fatiao_policy_entities(policy, &n));
    ck_assert_int_eq(fatiao_policy_save(policy, nowhere()), FATIAO_ERRORS);
    ck_assert_int_eq(fatiao_test(policy, &(fatiao_test_options){0}, nowhere(), NULL, NULL), FATIAO_ERRORS);
    fatiao_policy_free(policy);
    return code;
}
static long mutations(long otherwise)
{
    const char *n = getenv("FATIAO_MUTATIONS");
    return n ? atol(n) : otherwise;
}
START_TEST(what_is_no_bundle_is_refused)
{
    fatiao_policy *policy = policy_of(SMALL);
    Kept b = bundle_of(policy);
    fatiao_policy_free(policy);
    ck_assert_int_eq(refused("", 0), 13);
    ck_assert_int_eq(refused(SMALL, sizeof SMALL - 1), 13);
    for (size_t n = 0, step = mutations(0) ? 1 : 97; n < b.n; n += n < 64 ? 1 : step) ck_assert_int_eq(refused(b.bytes, n), n < 8 ? 13 : 15);
    b.bytes = realloc(b.bytes, b.n + 1), b.bytes[b.n] = 0;
    ck_assert_int_eq(refused(b.bytes, b.n + 1), 15);
    b.bytes[7]++;
    ck_assert_int_eq(refused(b.bytes, b.n), 14); /* another version */
    b.bytes[7]--, b.bytes[8] ^= 1;
    ck_assert_int_eq(refused(b.bytes, b.n), 14); /* other instructions */
    free(b.bytes);
}
END_TEST

/* ---- altered ---- */
static uint64_t state = 88172645463325252ull;
static uint64_t dice(uint64_t n)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state % n;
}
START_TEST(any_byte_altered_is_refused)
{
    fatiao_policy *policy = policy_of(SMALL), *got;
    Kept b = bundle_of(policy);
    fatiao_policy_free(policy);
    for (long i = 0, n = mutations(4000); i < n; i++) {
        size_t at = i < (long)b.n * 8 ? (size_t)i / 8 : dice(b.n);
        char was = b.bytes[at];
        b.bytes[at] = (char)(was ^ (i < (long)b.n * 8 ? 1 << (i % 8) : 1 + (int)dice(255)));
        fatiao_status status = fatiao_load(b.bytes, b.n, NULL, &got);
        ck_assert_msg(status == FATIAO_ERRORS, "byte %zu altered is taken", at);
        fatiao_policy_free(got);
        b.bytes[at] = was;
    }
    free(b.bytes);
}
END_TEST
/* The checksum as it would be, found by loading nothing: the test knows the frame of engine_load.c. */
static uint64_t mix(uint64_t sum, uint64_t word)
{
    sum = (sum ^ word) * 0x9E3779B97F4A7C15ull;
    return sum ^ sum >> 29;
}
static void put(char *p, uint64_t v)
{
    for (int i = 0; i < 8; i++) p[i] = (char)(v >> (8 * i));
}
static void seal(char *bytes, size_t n)
{
    enum { HEAD = 32 };
    uint64_t len = n - HEAD, sum = len, word;
    const char *p = bytes + HEAD;
    for (; len >= 8; p += 8, len -= 8) memcpy(&word, p, 8), sum = mix(sum, word);
    word = 0, memcpy(&word, p, len);
    put(bytes + 16, n - HEAD), put(bytes + 24, mix(sum, word));
}
static void use(const fatiao_policy *policy)
{
    static const char *const records[] = {"{\"age\":61,\"name\":\"王\",\"household\":{\"poor\":true,\"size\":3,\"children\":[{\"disabled\":true},{}]}}", "{\"sex\":\"female\"}", "{\"poor\":true,\"size\":3}", "{}"};
    fatiao_evaluator *ev;
    fatiao_format format = (fatiao_format)dice(3);
    if (fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01", .format = format, .names = (fatiao_language)dice(2)}, nowhere(), &ev) == FATIAO_OK) {
        for (int i = 0; i < 4; i++) {
            fatiao_eval_feed(ev, records[i], strlen(records[i]));
            fatiao_eval_feed(ev, "\n", 1);
        }
        fatiao_eval_end(ev);
        const char *record = records[dice(4)];
        if (dice(8) == 0) fatiao_explain(ev, record, strlen(record), "aid");
    }
    fatiao_evaluator_free(ev);
    if (dice(16) == 0) {
        Kept k = {0};
        fatiao_policy_save(policy, kept(&k));
        free(k.bytes);
        fatiao_policy_disassemble(policy, nowhere());
        fatiao_policy_cost(policy, FATIAO_EN, nowhere());
    }
}
/* Bytes, runs of bytes, numbers that count things, cuts and doubled pieces, each with a checksum that fits. */
static Kept altered(const Kept *b)
{
    enum { HEAD = 32 };
    Kept m = {.bytes = malloc(b->n + 4096), .n = b->n};
    memcpy(m.bytes, b->bytes, b->n);
    for (uint64_t i = 0, times = 1 + dice(3); i < times; i++) {
        size_t at = HEAD + dice(m.n - HEAD), len = 1 + dice(16);
        static const int32_t odd[] = {0, 1, -1, 255, 256, 65535, INT32_MAX, INT32_MIN};
        int32_t v = odd[dice(8)];
        if (len > m.n - at) len = m.n - at;
        switch (dice(6)) {
        case 0: m.bytes[at] = (char)(m.bytes[at] ^ (1 << dice(8))); break;
        case 1: m.bytes[at] = (char)dice(256); break;
        case 2: m.bytes[at] = (char)(m.bytes[at] + (dice(2) ? 1 : -1)); break;
        case 3: if (m.n - at >= 4) memcpy(m.bytes + at, &v, 4); break;
        case 4: memmove(m.bytes + at, m.bytes + at + len, m.n - at - len), m.n -= len; break;
        case 5: if (m.n + len < b->n + 4096) memmove(m.bytes + at + len, m.bytes + at, m.n - at), m.n += len; break;
        }
        if (m.n <= HEAD + 1) break;
    }
    seal(m.bytes, m.n);
    return m;
}
START_TEST(altered_with_a_checksum_that_fits_it_is_harmless)
{
    fatiao_policy *policy = policy_of(SMALL), *got;
    Kept b = bundle_of(policy);
    Kept check = {.bytes = malloc(b.n), .n = b.n};
    memcpy(check.bytes, b.bytes, b.n);
    seal(check.bytes, check.n);
    same(check, bundle_of(policy));
    fatiao_policy_free(policy);
    long taken = 0, n = mutations(4000);
    for (long i = 0; i < n; i++) {
        Kept m = altered(&b);
        if (fatiao_load(m.bytes, m.n, NULL, &got) == FATIAO_OK) taken++, use(got);
        fatiao_policy_free(got);
        free(m.bytes);
    }
    ck_assert_int_gt(taken, n / 50); /* else nothing was tried */
    ck_assert_int_lt(taken, n);
    free(b.bytes);
}
END_TEST

/* ---- memory ---- */
static fatiao_status load_and_explain(void *ctx, const fatiao_allocator *allocator, Budget *budget, long allowed)
{
    const Kept *b = ctx;
    fatiao_policy *got;
    fatiao_evaluator *ev = NULL;
    fail_after(budget, allowed);
    fatiao_status status = fatiao_load(b->bytes, b->n, allocator, &got);
    if (status == FATIAO_OK) status = fatiao_evaluator_new(got, &(fatiao_options){.as_of = "2024-01-01"}, nowhere(), &ev);
    if (status == FATIAO_OK) status = fatiao_explain(ev, "{\"age\":61}", 10, "aid");
    fatiao_evaluator_free(ev);
    fatiao_policy_free(got);
    return status;
}
START_TEST(memory_may_run_out_while_loading)
{
    fatiao_policy *policy = policy_of(SMALL);
    Kept b = bundle_of(policy);
    fatiao_policy_free(policy);
    fail_each_allocation("a bundle", load_and_explain, &b, FATIAO_OK, 0);
    free(b.bytes);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("bundle");
    TCase *c = tcase_create("bundle");
    tcase_set_timeout(c, 0);
    const TTest *tests[] = {what_was_saved_does_the_same, the_whole_regulation_does_the_same, a_policy_may_be_freed_before_its_evaluators, a_policy_may_be_replaced_while_threads_decide, what_is_no_bundle_is_refused,
                            any_byte_altered_is_refused, altered_with_a_checksum_that_fits_it_is_harmless, memory_may_run_out_while_loading};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    return checks_run(s, c, CK_FORK_GETENV);
}
