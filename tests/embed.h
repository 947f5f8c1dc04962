/* What the tests of embedding share: texts kept, memory counted, policies from the tree. */
#ifndef FATIAO_TESTS_EMBED_H
#define FATIAO_TESTS_EMBED_H
#include "interp/fatiao.h"

/* A sink into memory, NUL behind; bytes NULL while nothing was written. */
typedef struct { char *bytes; size_t n, refuse_after; } Kept;
bool keep(void *ctx, const char *bytes, size_t len);
fatiao_sink kept(Kept *k);
fatiao_sink nowhere(void);
/* An allocator whose left-th call from now fails, and all after it; counts what is held. */
typedef struct { long left; size_t held; } Budget;
void *budget_realloc(void *ctx, void *p, size_t old_size, size_t new_size);
/* The whole of a file under the root of the project. */
char *slurp(const char *path, size_t *len);
/* A policy from files of the tree, with the standard library; it must be without errors. NULL at the end of paths. */
fatiao_policy *policy_at(const char *const *paths);
fatiao_policy *policy_of(const char *text); /* one file in memory */
Kept bundle_of(const fatiao_policy *policy);
#endif
