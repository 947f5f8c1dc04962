/* Records as C structs, read where they lie: nothing is copied to text and back.   ./structs aid.law */
#include <fatiao.h>
#include <stdio.h>

typedef struct { bool disabled; } Child;
typedef struct {
    int32_t birth; /* days since 1970-01-01 */
    uint8_t hukou; /* 0 urban, 1 rural: the order of the policy's values */
    int64_t income; /* 分 */
    bool income_known;
    const Child *children;
    uint32_t n_children;
} Person;

static const fatiao_bound FIELDS[] = {
    {.path = "birth_date", .type = FATIAO_C_DAYS, .offset = offsetof(Person, birth)},
    {.path = "hukou", .type = FATIAO_C_UINT8, .offset = offsetof(Person, hukou)},
    {.path = "income", .type = FATIAO_C_INT64, .offset = offsetof(Person, income), .scale = 2, .nullable = true, .known = offsetof(Person, income_known)},
    {.path = "children", .type = FATIAO_C_LIST, .offset = offsetof(Person, children), .count = offsetof(Person, n_children), .size = sizeof(Child)},
    {.path = "children.disabled", .type = FATIAO_C_BOOL, .offset = offsetof(Child, disabled)}, /* in the element */
};

/* An amount: a whole number and its scale, never a binary fraction. number: the lowest or highest it can be. */
static void print_amount(fatiao_value value, int64_t number)
{
    char text[64];
    if (number == INT64_MIN || number == INT64_MAX) { printf(" any"); return; } /* there is no bound */
    value.number = value.highest = number;
    fatiao_value_print(&value, text, sizeof text);
    printf(" %s", text);
}
static void print_result(const fatiao_result *r)
{
    bool open = r->outcome == FATIAO_UNDETERMINED;
    printf("%s", fatiao_outcome_text(r->outcome, FATIAO_EN));
    if (r->value.type == FATIAO_NUMBER) print_amount(r->value, r->value.number);
    if (r->value.type == FATIAO_NUMBER && open) printf(" to"), print_amount(r->value, r->value.highest);
    if (r->value.type == FATIAO_NUMBER) printf(" %s", r->value.unit);
    for (int i = 0; i < r->n_missing; i++) printf("%s%s", i ? ", " : ", missing: ", r->missing[i]);
    printf("\n");
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
    static const Child CHILDREN[] = {{true}, {false}, {true}};
    static const Person PERSONS[] = {
        {-10837, 1, 80000, true, CHILDREN, 3}, /* 1940-05-01, rural, 800.00, two disabled children */
        {-10837, 0, 120000, true, NULL, 0},
        {-10837, 0, 0, false, NULL, 0}, /* income unknown */
        {-7185, 0, 80050, true, NULL, 0}, /* 1950-05-01 */
    };
    enum { N = sizeof PERSONS / sizeof *PERSONS };
    const char *path = argc > 1 ? argv[1] : "aid.law";
    fatiao_policy *policy;
    fatiao_evaluator *evaluator = NULL;
    const fatiao_binding *binding;
    const fatiao_options options = {.as_of = "2024-01-01", .names = FATIAO_EN, .language = FATIAO_EN};
    fatiao_status status = fatiao_compile(&(fatiao_source){.paths = &path, .n_paths = 1}, &policy);
    if (status == FATIAO_OK) status = fatiao_evaluator_new(policy, &options, (fatiao_sink){0}, &evaluator); /* no sink: nothing is written */
    if (status == FATIAO_OK) status = fatiao_bind(evaluator, "person", FIELDS, sizeof FIELDS / sizeof *FIELDS, sizeof(Person), &binding);
    if (status == FATIAO_OK) status = fatiao_decide_structs(evaluator, binding, PERSONS, N);
    if (status != FATIAO_OK) failed(status, policy, evaluator);

    int aid = fatiao_find_decision(policy, fatiao_find_entity(policy, "person"), "aid");
    for (int i = 0; status == FATIAO_OK && i < N; i++) {
        fatiao_result r;
        fatiao_result_at(evaluator, i, aid, &r); /* fatiao_outcome_at is enough, and faster, where only yes or no is wanted */
        print_result(&r);
    }
    fatiao_evaluator_free(evaluator);
    fatiao_policy_free(policy);
    return status != FATIAO_OK;
}
