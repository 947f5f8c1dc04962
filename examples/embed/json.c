/* Records as JSON text: a policy from a file, its errors, decisions as data, one of them explained.   ./json aid.law */
#include <fatiao.h>
#include <stdio.h>
#include <string.h>

/* Text comes through a sink, in pieces. */
static bool print(void *ctx, const char *bytes, size_t len) { return fwrite(bytes, 1, len, ctx) == len; }

static void show(fatiao_evaluator *evaluator, int decision)
{
    fatiao_result result;
    char text[64];
    if (fatiao_result_at(evaluator, 0, decision, &result) != FATIAO_OK) return;
    printf("%s", fatiao_outcome_text(result.outcome, FATIAO_EN));
    if (result.outcome == FATIAO_GRANTED) {
        fatiao_value_print(&result.value, text, sizeof text);
        printf(" %s %s", text, result.value.unit);
    }
    for (int i = 0; i < result.n_missing; i++) printf("%s%s", i ? ", " : ", missing: ", result.missing[i]);
    printf("\n");
}

int main(int argc, char **argv)
{
    static const char *const RECORDS[] = {
        "{\"birth_date\": \"1940-05-01\", \"hukou\": \"rural\", \"income\": 800, \"children\": [{\"disabled\": true}, {\"disabled\": false}]}",
        "{\"birth_date\": \"1950-05-01\", \"hukou\": \"urban\", \"income\": 800.50, \"children\": []}",
        "{\"birth_date\": \"1940-05-01\", \"hukou\": \"urban\", \"children\": []}", /* what is not given is unknown */
        "{\"birth_date\": \"1940-05-01\", \"hukuo\": \"urban\"}",
    };
    const char *path = argc > 1 ? argv[1] : "aid.law";
    const fatiao_sink out = {stdout, print};
    fatiao_policy *policy;
    fatiao_status status = fatiao_compile(&(fatiao_source){.paths = &path, .n_paths = 1}, &policy);
    if (status != FATIAO_OK) { /* a policy with errors holds its diagnostics */
        fatiao_policy_diagnostics(policy, FATIAO_EN, false, out);
        fatiao_policy_free(policy);
        return 1;
    }

    const fatiao_options options = {.as_of = "2024-01-01", .names = FATIAO_EN, .language = FATIAO_EN, .format = FATIAO_TEXT};
    fatiao_evaluator *evaluator;
    if (fatiao_evaluator_new(policy, &options, out, &evaluator) != FATIAO_OK) {
        printf("%s\n", evaluator ? fatiao_message(evaluator) : fatiao_status_text(FATIAO_NO_MEMORY, FATIAO_EN));
        fatiao_evaluator_free(evaluator), fatiao_policy_free(policy);
        return 1;
    }
    int aid = fatiao_find_decision(policy, fatiao_find_entity(policy, "person"), "aid");
    for (size_t i = 0; i < sizeof RECORDS / sizeof *RECORDS; i++) {
        if (fatiao_decide_json(evaluator, RECORDS[i], strlen(RECORDS[i])) == FATIAO_OK) show(evaluator, aid);
        else printf("refused: %s\n", fatiao_message(evaluator));
    }

    printf("\n");
    fatiao_explain(evaluator, RECORDS[0], strlen(RECORDS[0]), "aid");
    fatiao_evaluator_free(evaluator);
    fatiao_policy_free(policy); /* before the evaluators or after them */
    return 0;
}
