/* What the tests of embedding share. See embed.h. */
#include "tests/embed.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool keep(void *ctx, const char *bytes, size_t len)
{
    Kept *k = ctx;
    if (k->refuse_after && k->n + len > k->refuse_after) return false;
    k->bytes = realloc(k->bytes, k->n + len + 1);
    if (len) memcpy(k->bytes + k->n, bytes, len);
    k->n += len;
    k->bytes[k->n] = '\0';
    return true;
}
fatiao_sink kept(Kept *k) { return (fatiao_sink){k, keep}; }
static bool forget(void *ctx, const char *bytes, size_t len) { return (void)ctx, (void)bytes, (void)len, true; }
fatiao_sink nowhere(void) { return (fatiao_sink){NULL, forget}; }
void *budget_realloc(void *ctx, void *p, size_t old_size, size_t new_size)
{
    Budget *b = ctx;
    if (new_size == 0) { b->held -= old_size, free(p); return NULL; }
    if (b->left-- <= 0) return NULL;
    b->held += new_size - old_size;
    return realloc(p, new_size);
}
char *slurp(const char *path, size_t *len)
{
    char full[1024];
    snprintf(full, sizeof full, "%s/%s", FATIAO_ROOT, path);
    FILE *f = fopen(full, "rb");
    if (!f) { perror(full); exit(2); }
    char *bytes = NULL;
    size_t n = 0, got;
    do {
        bytes = realloc(bytes, n + 65537);
        n += got = fread(bytes + n, 1, 65536, f);
    } while (got);
    fclose(f);
    bytes[n] = '\0';
    if (len) *len = n;
    return bytes;
}
static fatiao_policy *must(fatiao_status status, fatiao_policy *policy)
{
    if (status == FATIAO_OK) return policy;
    Kept k = {0};
    fatiao_policy_diagnostics(policy, FATIAO_ZH, false, kept(&k));
    fprintf(stderr, "the policy of a test is refused\n%s\n", k.bytes ? k.bytes : "");
    exit(2);
}
fatiao_policy *policy_at(const char *const *paths)
{
    char full[8][1024];
    const char *list[8], *library = FATIAO_ROOT;
    int n = 0;
    for (; paths[n] && n < 8; n++) snprintf(full[n], sizeof full[n], "%s/%s", FATIAO_ROOT, paths[n]), list[n] = full[n];
    fatiao_policy *policy;
    const fatiao_files files = {.library = &library, .n_library = 1};
    fatiao_status status = fatiao_compile(&(fatiao_source){.files = &files, .paths = list, .n_paths = n}, &policy);
    return must(status, policy);
}
fatiao_policy *policy_of(const char *text)
{
    fatiao_policy *policy;
    fatiao_status status = fatiao_compile_memory(&(fatiao_memory_file){"test.law", text, strlen(text)}, 1, NULL, &policy);
    return must(status, policy);
}
Kept bundle_of(const fatiao_policy *policy)
{
    Kept k = {0};
    if (fatiao_policy_save(policy, kept(&k)) != FATIAO_OK) exit(2);
    return k;
}
