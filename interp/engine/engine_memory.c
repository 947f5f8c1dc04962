/* Policies whose files are in memory. See fatiao.h.
 * Must never know what the files say. */
#include <string.h>
#include "grammar/limits.h"
#include "interp/engine/engine_internal.h"

typedef struct { const fatiao_memory_file *files; int n; } Shelf;
static bool same_path(const char *a, const char *b)
{
    while (a[0] == '.' && a[1] == '/') a += 2;
    while (b[0] == '.' && b[1] == '/') b += 2;
    return strcmp(a, b) == 0;
}
static bool take(void *ctx, const char *path, fatiao_file *file)
{
    const Shelf *shelf = ctx;
    for (int i = 0; i < shelf->n; i++)
        if (same_path(shelf->files[i].path, path)) return *file = (fatiao_file){.bytes = shelf->files[i].bytes, .len = shelf->files[i].len}, true;
    file->why = "not among the files in memory";
    return false;
}
fatiao_status fatiao_compile_memory(const fatiao_memory_file *files, int n_files, const fatiao_source *more, fatiao_policy **policy)
{
    if (policy) *policy = NULL;
    if (!policy || !files || n_files < 1 || (more && more->allocator && !more->allocator->realloc)) return FATIAO_ARGUMENT;
    for (int i = 0; i < n_files; i++)
        if (!files[i].path || (!files[i].bytes && files[i].len)) return FATIAO_ARGUMENT;
    Allocator allocator = engine_allocator(more ? more->allocator : NULL);
    size_t size = (size_t)n_files * sizeof(const char *);
    const char **paths = allocator.realloc(allocator.ctx, NULL, 0, size);
    if (!paths) return FATIAO_NO_MEMORY;
    for (int i = 0; i < n_files; i++) paths[i] = files[i].path;
    Shelf shelf = {files, n_files};
    fatiao_files access = more && more->files ? *more->files : (fatiao_files){0};
    fatiao_source source = more ? *more : (fatiao_source){0};
    access.ctx = &shelf, access.read = take;
    source.files = &access;
    if (!source.n_paths) source.paths = paths, source.n_paths = n_files;
    fatiao_status status = fatiao_compile(&source, policy);
    allocator.realloc(allocator.ctx, paths, size, 0);
    return status;
}
fatiao_limits fatiao_limits_now(void) { return (fatiao_limits){FILE_BYTES_MAX, FACTS_RECORD_BYTES_MAX, FACTS_DEPTH_MAX, LIST_ELEMENTS_MAX, BLOCK_LANES}; }
