/* What stands at a path of the disk. See disk.h.
 * Must never know what the bytes mean. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "interp/base/disk.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
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
static const char *identity(Disk *d, const char *path)
{
    char *real = realpath(path, NULL);
    const char *copy = real ? arena_strndup(&d->arena, real, strlen(real)) : NULL;
    free(real);
    return copy;
}
/* One byte more than the engine takes, so that it says so. */
static bool read_file(Disk *d, int fd, off_t size, FileAnswer *answer)
{
    size_t cap = size > 0 && size <= FILE_BYTES_MAX ? (size_t)size + 1 : 65536, n = 0;
    char *bytes = arena_alloc(&d->arena, cap);
    ssize_t got = 0;
    while (n <= FILE_BYTES_MAX && (got = read(fd, bytes + n, cap - n)) != 0) {
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) break;
        n += (size_t)got;
        if (n == cap) bytes = arena_grow(&d->arena, bytes, cap, cap * 2), cap *= 2;
    }
    *answer = (FileAnswer){.bytes = bytes, .len = n};
    return got >= 0;
}
/* What is open is closed whatever happens: an escape leaves through here. */
bool disk_read(Disk *d, const char *path, FileAnswer *answer)
{
    jmp_buf escape, *before = d->arena.escape;
    Allocator allocator = d->arena.allocator;
    DIR *volatile folder = NULL;
    volatile int fd = -1;
    volatile bool read = false, fine;
    struct stat st;
    arena_free(&d->arena);
    arena_init(&d->arena, &allocator);
    d->arena.escape = &escape;
    if ((fine = setjmp(escape) == 0)) {
        if ((fd = open(path, O_RDONLY | O_CLOEXEC)) >= 0 && fstat(fd, &st) == 0) {
            if (!S_ISDIR(st.st_mode)) read = read_file(d, fd, st.st_size, answer);
            else if ((folder = fdopendir(fd))) add_entries(d, folder, path, answer), read = true;
        }
        if (!read) answer->why = arena_printf(&d->arena, "%s", strerror(errno));
        else if (!folder) answer->identity = identity(d, path);
    }
    if (folder) closedir(folder);
    else if (fd >= 0) close(fd);
    d->arena.escape = before;
    if (!fine) longjmp(*before, 1);
    return read;
}
