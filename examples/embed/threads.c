/* One policy, shared by all threads; an evaluator for each.   ./threads aid.law */
#include <fatiao.h>
#include <pthread.h>
#include <stdio.h>

enum { THREADS = 4, RECORDS = 10000, BATCH = 500 };
typedef struct { int32_t birth; uint8_t hukou; int32_t income; const bool *disabled; uint32_t n_children; } Person;
static const fatiao_bound FIELDS[] = {
    {.path = "birth_date", .type = FATIAO_C_DAYS, .offset = offsetof(Person, birth)},
    {.path = "hukou", .type = FATIAO_C_UINT8, .offset = offsetof(Person, hukou)},
    {.path = "income", .type = FATIAO_C_INT32, .offset = offsetof(Person, income)},
    {.path = "children", .type = FATIAO_C_LIST, .offset = offsetof(Person, disabled), .count = offsetof(Person, n_children), .size = sizeof(bool)},
    {.path = "children.disabled", .type = FATIAO_C_BOOL},
};
static Person people[RECORDS];

typedef struct { const fatiao_policy *policy; fatiao_evaluator *evaluator; int first, last, granted, open; fatiao_status status; } Work;
static void *work(void *ctx)
{
    Work *w = ctx;
    const fatiao_binding *binding;
    int aid = fatiao_find_decision(w->policy, fatiao_find_entity(w->policy, "person"), "aid");
    w->status = fatiao_bind(w->evaluator, "person", FIELDS, sizeof FIELDS / sizeof *FIELDS, sizeof(Person), &binding);
    for (int at = w->first; at < w->last && w->status == FATIAO_OK; at += BATCH) {
        int n = w->last - at < BATCH ? w->last - at : BATCH;
        w->status = fatiao_decide_structs(w->evaluator, binding, &people[at], (size_t)n);
        for (int i = 0; i < n && w->status == FATIAO_OK; i++) {
            fatiao_outcome outcome = fatiao_outcome_at(w->evaluator, i, aid);
            w->granted += outcome == FATIAO_GRANTED;
            w->open += outcome == FATIAO_UNDETERMINED;
        }
    }
    return NULL;
}

/* What went wrong: the first error of the policy, else what the evaluator says. */
static int failed(fatiao_status status, const fatiao_policy *policy, const fatiao_evaluator *evaluator)
{
    int n;
    const fatiao_diagnostic *d = fatiao_policy_problems(policy, FATIAO_EN, &n);
    const char *message = n ? d->message : fatiao_message(evaluator);
    if (n && d->place.file) printf("%s:%u:%u: ", d->place.file, d->place.line, d->place.column);
    printf("%s\n", message ? message : fatiao_status_text(status, FATIAO_EN));
    return 1;
}

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "aid.law";
    const fatiao_options options = {.as_of = "2024-01-01", .language = FATIAO_EN};
    fatiao_policy *policy;
    Work jobs[THREADS] = {{0}};
    pthread_t threads[THREADS];
    bool started[THREADS] = {false};
    fatiao_status status = fatiao_compile(&(fatiao_source){.paths = &path, .n_paths = 1}, &policy);
    if (status != FATIAO_OK) {
        failed(status, policy, NULL);
        fatiao_policy_free(policy);
        return 1;
    }
    for (int i = 0; i < RECORDS; i++) people[i] = (Person){-14610 + i, (uint8_t)(i % 2), i % 3000, NULL, 0};

    for (int i = 0; i < THREADS; i++) {
        jobs[i] = (Work){.policy = policy, .first = RECORDS / THREADS * i, .last = RECORDS / THREADS * (i + 1)};
        jobs[i].status = fatiao_evaluator_new(policy, &options, (fatiao_sink){0}, &jobs[i].evaluator);
        started[i] = jobs[i].status == FATIAO_OK && pthread_create(&threads[i], NULL, work, &jobs[i]) == 0;
    }
    int granted = 0, open = 0, broken = 0;
    for (int i = 0; i < THREADS; i++) {
        if (started[i]) pthread_join(threads[i], NULL);
        broken += !started[i] || jobs[i].status != FATIAO_OK;
        granted += jobs[i].granted, open += jobs[i].open;
        fatiao_evaluator_free(jobs[i].evaluator);
    }
    fatiao_policy_free(policy);
    printf("%d records in %d threads: %d granted, %d open, %d threads failed\n", RECORDS, THREADS, granted, open, broken);
    return broken != 0;
}
