/* Any bytes as a policy, through every stage: never a crash, and a policy without errors is explained, tested, saved and decides.
 * Must never need files: what is used is not there. */
#include <stdlib.h>
#include <string.h>
#include "interp/fatiao.h"

typedef struct { const char *bytes; size_t len; } Text;
static bool read_text(void *ctx, const char *path, fatiao_file *file)
{
    const Text *text = ctx;
    if (strcmp(path, "fuzz.law") != 0) return file->why = "not here", false;
    *file = (fatiao_file){.bytes = text->bytes, .len = text->len};
    return true;
}
/* What is written is read, so that a sanitizer sees it. */
static bool take(void *ctx, const char *bytes, size_t len)
{
    unsigned *sum = ctx;
    for (size_t i = 0; i < len; i++) *sum = *sum * 31 + (unsigned char)bytes[i];
    return true;
}
static void decide(fatiao_policy *policy, fatiao_sink sink)
{
    static const char RECORDS[] = "{}\n{\"a\":1}\n{\"entity\":\"person\",\"birth_date\":\"1960-02-29\",\"household\":{\"children\":[{\"sex\":\"female\",\"birth_date\":\"2004-02-29\"},{}]}}\n"
                                  "{\"entity\":\"household\",\"children\":[]}\n[1,{\n";
    fatiao_options options = {.as_of = "2024-02-29", .language = FATIAO_ZH};
    fatiao_evaluator *evaluator;
    if (fatiao_evaluator_new(policy, &options, sink, &evaluator) == FATIAO_OK) {
        fatiao_eval_feed(evaluator, RECORDS, sizeof RECORDS - 1);
        fatiao_eval_end(evaluator);
    }
    fatiao_evaluator_free(evaluator);
}
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const PATHS[] = {"fuzz.law"};
    unsigned sum = 0;
    int passed, failed;
    fatiao_sink sink = {&sum, take};
    Text text = {(const char *)data, size};
    fatiao_files files = {.ctx = &text, .read = read_text};
    fatiao_source source = {.files = &files, .paths = PATHS, .n_paths = 1};
    fatiao_policy *policy;
    if (size > 1 << 18) return 0;
    bool fine = fatiao_compile(&source, &policy) == FATIAO_OK;
    fatiao_policy_diagnostics(policy, FATIAO_ZH, false, sink);
    fatiao_policy_diagnostics(policy, FATIAO_EN, true, sink);
    fatiao_policy_diagnostics_json(policy, FATIAO_EN, sink);
    if (fine != (fatiao_policy_errors(policy) == 0)) abort();
    if (fine) {
        fatiao_test_options options = {.language = FATIAO_EN, .coverage = true};
        fatiao_policy_cost(policy, FATIAO_ZH, sink);
        fatiao_policy_disassemble(policy, sink);
        fatiao_policy_save(policy, sink);
        fatiao_test(policy, &options, sink, &passed, &failed);
        decide(policy, sink);
    }
    fatiao_policy_free(policy);
    return 0;
}
