/* Which files a policy is made of: files, folders, and what they 引用, each once, in an order of their own. Knows paths.
 * Must never know the disk (the caller's reader does), or what declarations mean. */
#ifndef FATIAO_LOAD_H
#define FATIAO_LOAD_H
#include "grammar/diag.h"
#include "grammar/source.h"
#include "grammar/syntax.h"

/* What stands at a path. A file: its bytes, borrowed until policy_load returns. A folder: the paths of the .law files and of
 * the folders in it, each as it is to be read again, in any order. `identity`: one spelling for one file however it was
 * reached; NULL where the path will do. Not readable: `why`. */
typedef struct { bool folder; const void *bytes; size_t len; const char *const *entries; int n_entries; const char *identity, *why; } FileAnswer;
typedef struct {
    void *cx;
    bool (*read)(void *cx, const char *path, FileAnswer *answer); /* false: not readable */
    const char *const *library; int n_library; /* folders searched for 引用 after the file's own */
} FileAccess;
/* Trees in order: what is used stands before what uses it, else by path; the order of `paths` has no influence. */
typedef struct { Node **items; int n_items; } PolicyFiles;

/* How the loader writes a path; sources are called so. */
const char *policy_path(Arena *arena, const char *path);
/* False when a file could not be read; diags say which. What could be read is in `out` all the same. */
bool policy_load(SourceSet *set, Diags *diags, const FileAccess *access, const char *const *paths, int n_paths, bool rules_only, PolicyFiles *out);
#endif
