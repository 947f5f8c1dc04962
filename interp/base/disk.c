/* What stands at a path of the disk. See disk.h.
 * Must never know what the bytes mean. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "interp/base/disk.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "grammar/limits.h"

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}
static void add_entries(Disk *d, DIR *folder, const char *path, FileAnswer *answer)
{
    const char **entries = NULL;
    int n = 0;
    for (struct dirent *e; (e = readdir(folder));) {
        size_t len = strlen(e->d_name);
        if (e->d_name[0] == '.') continue;
        const char *entry = arena_printf(&d->arena, "%s/%s", path, e->d_name);
        bool law = len > 4 && strcmp(e->d_name + len - 4, ".law") == 0;
        if (law || is_folder(entry)) LIST_ADD(&d->arena, entries, n, entry);
    }
    *answer = (FileAnswer){.folder = true, .entries = entries, .n_entries = n};
}
/* One byte more than the engine takes, so that it says so. */
static bool read_file(Disk *d, FILE *file, FileAnswer *answer)
{
    size_t cap = 65536, n = 0;
    char *bytes = arena_alloc(&d->arena, cap);
    for (size_t got; (got = fread(bytes + n, 1, cap - n, file)) > 0;) {
        n += got;
        if (n > FILE_BYTES_MAX) break;
        if (n == cap) bytes = arena_grow(&d->arena, bytes, cap, cap * 2), cap *= 2;
    }
    *answer = (FileAnswer){.bytes = bytes, .len = n};
    return !ferror(file);
}
static const char *identity(Disk *d, const char *path)
{
    char *real = realpath(path, NULL);
    const char *copy = real ? arena_strndup(&d->arena, real, strlen(real)) : NULL;
    free(real);
    return copy;
}
/* What is open is closed whatever happens: an escape leaves through here. */
bool disk_read(Disk *d, const char *path, FileAnswer *answer)
{
    jmp_buf escape, *before = d->arena.escape;
    Allocator allocator = d->arena.allocator;
    DIR *volatile folder = NULL;
    FILE *volatile file = NULL;
    volatile bool read = false, fine;
    arena_free(&d->arena);
    arena_init(&d->arena, &allocator);
    d->arena.escape = &escape;
    if ((fine = setjmp(escape) == 0)) {
        if ((folder = opendir(path))) add_entries(d, folder, path, answer), read = true;
        else if ((file = fopen(path, "rb"))) read = read_file(d, file, answer);
        if (!read) answer->why = arena_printf(&d->arena, "%s", strerror(errno));
        else if (file) answer->identity = identity(d, path);
    }
    if (folder) closedir(folder);
    if (file) fclose(file);
    d->arena.escape = before;
    if (!fine) longjmp(*before, 1);
    return read;
}
