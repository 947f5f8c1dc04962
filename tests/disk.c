/* See disk.h. */
#define _GNU_SOURCE
#include "tests/disk.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct { char *bytes, **entries, identity[4096]; int n_entries; } Held;
static Held held; /* until the next read */

static bool read_folder(const char *path, DIR *folder, fatiao_file *file)
{
    for (struct dirent *e; (e = readdir(folder));) {
        size_t n = strlen(e->d_name);
        if (n < 5 || strcmp(e->d_name + n - 4, ".law") != 0) continue;
        char *entry = malloc(strlen(path) + n + 2);
        sprintf(entry, "%s/%s", path, e->d_name);
        held.entries = realloc(held.entries, ((size_t)held.n_entries + 1) * sizeof *held.entries);
        held.entries[held.n_entries++] = entry;
    }
    closedir(folder);
    *file = (fatiao_file){.folder = true, .entries = (const char *const *)held.entries, .n_entries = held.n_entries};
    return true;
}
static char *whole(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    if (!f) return NULL;
    fseek(f, 0, SEEK_END);
    *len = (size_t)ftell(f);
    rewind(f);
    char *bytes = malloc(*len + 1);
    bytes[*len = fread(bytes, 1, *len, f)] = '\0';
    fclose(f);
    return bytes;
}
static bool read_path(void *ctx, const char *path, fatiao_file *file)
{
    char resolved[4096];
    (void)ctx;
    for (int i = 0; i < held.n_entries; i++) free(held.entries[i]);
    free(held.entries), free(held.bytes);
    held = (Held){0};
    DIR *folder = opendir(path);
    if (folder) return read_folder(path, folder, file);
    *file = (fatiao_file){.why = "not there"};
    held.bytes = whole(path, &file->len);
    file->bytes = held.bytes;
    if (held.bytes && realpath(path, resolved)) file->identity = strcpy(held.identity, resolved);
    return held.bytes != NULL;
}
fatiao_files disk_files(void)
{
    static const char *const library[] = {FATIAO_ROOT};
    return (fatiao_files){.read = read_path, .library = library, .n_library = 1};
}
char *disk_whole(const char *path, size_t *len)
{
    char *bytes = whole(path, len);
    if (!bytes) perror(path), exit(1);
    return bytes;
}
