/* The disk and the standard streams. See files.h.
 * Must never know what the bytes mean. */
#include "interp/cli/files.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "interp/cli/args.h"

enum { POLICY_BYTES_READ_MAX = 16 * 1024 * 1024 + 4096 }; /* more than the engine takes, so that it says so */
enum { FEED_BYTES = 64 * 1024 /* more would not stay in the caches */ };
Output files_stdout = {.fd = 1}, files_stderr = {.fd = 2};

static void flush(Output *o);
void files_say(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    flush(&files_stdout);
    flush(&files_stderr);
    fflush(stdout);
    fputs("fatiao: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}
void files_no_memory(void)
{
    files_say("内存不足 / out of memory");
    exit(EXIT_TROUBLE);
}
const char *files_reason(int error, bool chinese)
{
    static const struct { int error; const char *zh; } REASONS[] = {
        {ENOENT, "没有这个文件"}, {EACCES, "没有权限"}, {EISDIR, "这是文件夹"}, {ENOTDIR, "路径中间不是文件夹"}, {ENOSPC, "磁盘已满"},
        {EPIPE, "接收的程序已经关闭"}, {ENAMETOOLONG, "路径太长"}, {EIO, "磁盘出错"}, {ELOOP, "链接成了一圈"}, {EROFS, "只能读不能写"},
        {EFBIG, "文件超过了允许的大小"}, {EBADF, "没有打开"}, {EMFILE, "打开的文件太多"},
    };
    for (size_t i = 0; chinese && i < sizeof REASONS / sizeof *REASONS; i++)
        if (REASONS[i].error == error) return REASONS[i].zh;
    return strerror(error);
}
static void *must(void *p)
{
    if (!p) files_no_memory();
    return p;
}

/* ---- output ---- */
static void write_all(Output *o, const char *bytes, size_t len)
{
    while (len && !o->error) {
        ssize_t n = write(o->fd, bytes, len);
        if (n > 0) bytes += n, len -= (size_t)n;
        else if (n < 0 && errno != EINTR) o->error = errno;
    }
}
static void flush(Output *o)
{
    write_all(o, o->bytes, o->n);
    o->n = 0;
}
static bool output_write(void *ctx, const char *bytes, size_t len)
{
    Output *o = ctx;
    if (len >= sizeof o->bytes) { /* past the buffer */
        flush(o);
        write_all(o, bytes, len);
        return !o->error;
    }
    while (len && !o->error) {
        size_t n = sizeof o->bytes - o->n;
        if (n > len) n = len;
        memcpy(o->bytes + o->n, bytes, n);
        o->n += n, bytes += n, len -= n;
        if (o->n == sizeof o->bytes) flush(o);
    }
    return !o->error;
}
fatiao_sink files_sink(Output *output) { return (fatiao_sink){output, output_write}; }
bool files_finish(Output *output, bool chinese)
{
    flush(output);
    if (!output->error) return true;
    if (output->fd != 2) files_say(chinese ? "写不出结果：%s" : "cannot write: %s", files_reason(output->error, chinese));
    return false;
}
static bool memory_write(void *ctx, const char *bytes, size_t len)
{
    Memory *m = ctx;
    if (m->n + len + 1 > m->cap) {
        m->cap = (m->n + len + 1) * 2;
        m->bytes = must(realloc(m->bytes, m->cap));
    }
    if (len) memcpy(m->bytes + m->n, bytes, len);
    m->n += len;
    m->bytes[m->n] = '\0';
    return true;
}
fatiao_sink files_memory(Memory *memory) { return (fatiao_sink){memory, memory_write}; }

/* ---- input ---- */
static int open_path(const char *path)
{
    if (strcmp(path, "-") == 0) return dup(0);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        close(fd);
        errno = EISDIR;
        return -1;
    }
    return fd;
}
static void say_unreadable(const char *path, bool chinese, int error)
{
    files_say(chinese ? "读不了 `%s`：%s" : "cannot read `%s`: %s", path, files_reason(error, chinese));
}
bool files_input(Input *input, const char *path, bool chinese)
{
    *input = (Input){open_path(path), path, chinese};
    if (input->fd < 0) say_unreadable(path, chinese, errno);
    return input->fd >= 0;
}
void files_input_close(Input *input) { if (input->fd >= 0) close(input->fd); }
bool files_input_read(Input *input, char *to, size_t room, size_t *len)
{
    for (*len = 0; *len < room;) {
        ssize_t n = read(input->fd, to + *len, room - *len);
        if (n == 0) break;
        if (n > 0) *len += (size_t)n;
        else if (errno != EINTR) return say_unreadable(input->path, input->chinese, errno), false;
    }
    return true;
}
bool files_feed(const char *path, bool chinese, fatiao_status (*feed)(void *ctx, const char *bytes, size_t len), void *ctx, fatiao_status *status)
{
    int fd = open_path(path);
    char *buffer = must(malloc(FEED_BYTES));
    ssize_t n = fd < 0 ? -1 : 0;
    *status = FATIAO_OK;
    while (fd >= 0 && (n = read(fd, buffer, FEED_BYTES)) != 0) {
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) break;
        *status = feed(ctx, buffer, (size_t)n);
        if (*status == FATIAO_NO_MEMORY || *status == FATIAO_STOPPED) break;
    }
    int error = errno;
    free(buffer);
    if (fd >= 0) close(fd);
    if (n < 0) say_unreadable(path, chinese, error);
    return n >= 0;
}
/* At most `limit` bytes; NULL and errno. */
static char *read_all(int fd, size_t limit, size_t *len)
{
    struct stat st;
    size_t cap = fstat(fd, &st) == 0 && st.st_size > 0 && (size_t)st.st_size < limit ? (size_t)st.st_size + 1 : 65536, n = 0; /* one more, so that the end is seen */
    char *bytes = must(malloc(cap + 1));
    for (;;) {
        if (n == cap) bytes = must(realloc(bytes, (cap *= 2) + 1));
        ssize_t got = read(fd, bytes + n, cap - n);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            free(bytes);
            return NULL;
        }
        n += (size_t)got;
        if (got == 0 || n >= limit) break;
    }
    *len = n < limit ? n : limit;
    bytes[*len] = '\0';
    return bytes;
}
char *files_whole(const char *path, bool chinese, size_t limit, size_t *len)
{
    int fd = open_path(path);
    char *bytes = fd < 0 ? NULL : read_all(fd, limit, len);
    int error = errno;
    if (fd >= 0) close(fd);
    if (!bytes) say_unreadable(path, chinese, error);
    return bytes;
}
char *files_bundle(const char *path, size_t *len)
{
    static const char MAGIC[] = {'F', 'A', 'T', 'I', 'A', 'O', 0};
    char head[sizeof MAGIC];
    struct stat st;
    if (strcmp(path, "-") == 0 || stat(path, &st) != 0 || !S_ISREG(st.st_mode)) return NULL;
    int fd = open_path(path);
    bool is = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head && memcmp(head, MAGIC, sizeof head) == 0 && lseek(fd, 0, SEEK_SET) == 0;
    char *bytes = is ? read_all(fd, SIZE_MAX - 1, len) : NULL;
    if (fd >= 0) close(fd);
    return bytes;
}
/* A pipe or a device is written to as it is. */
static bool is_special(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}
static int write_whole(int fd, const char *bytes, size_t len)
{
    int error = fd < 0 ? errno : 0;
    for (size_t at = 0; !error && at < len;) {
        ssize_t n = write(fd, bytes + at, len - at);
        if (n > 0) at += (size_t)n;
        else if (n < 0 && errno != EINTR) error = errno;
    }
    return error;
}
static int write_beside(const char *target, const char *bytes, size_t len)
{
    char *beside = must(malloc(strlen(target) + 16));
    struct stat st = {.st_mode = 0644};
    stat(target, &st);
    sprintf(beside, "%s.XXXXXX", target);
    int fd = mkstemp(beside), error = write_whole(fd, bytes, len);
    if (!error && (fchmod(fd, st.st_mode & 07777) != 0 || fsync(fd) != 0)) error = errno;
    if (fd >= 0 && close(fd) != 0 && !error) error = errno;
    if (!error && rename(beside, target) != 0) error = errno;
    if (error && fd >= 0) unlink(beside);
    free(beside);
    return error;
}
bool files_replace(const char *path, bool chinese, const char *bytes, size_t len)
{
    char *target = realpath(path, NULL);
    int error;
    if (is_special(path)) {
        int fd = open(path, O_WRONLY | O_CLOEXEC);
        error = write_whole(fd, bytes, len);
        if (fd >= 0 && close(fd) != 0 && !error) error = errno;
    } else {
        error = write_beside(target ? target : path, bytes, len);
    }
    free(target);
    if (error) files_say(chinese ? "写不了 `%s`：%s" : "cannot write `%s`: %s", path, files_reason(error, chinese));
    return !error;
}

/* ---- files for the engine ---- */
static void forget(Disk *d)
{
    for (int i = 0; i < d->n_entries; i++) free(d->entries[i]);
    free(d->entries), free(d->bytes), free(d->identity);
    d->entries = NULL, d->bytes = NULL, d->identity = NULL, d->n_entries = 0;
}
static bool wanted(const char *folder, const char *name)
{
    size_t n = strlen(name);
    if (name[0] == '.') return false;
    if (n > 4 && strcmp(name + n - 4, ".law") == 0) return true;
    char *path = must(malloc(strlen(folder) + n + 2));
    struct stat st;
    sprintf(path, "%s/%s", folder, name);
    bool is_folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    free(path);
    return is_folder;
}
static bool read_folder(Disk *d, DIR *folder, const char *path, fatiao_file *file)
{
    for (struct dirent *e; (e = readdir(folder));) {
        if (!wanted(path, e->d_name)) continue;
        d->entries = must(realloc(d->entries, ((size_t)d->n_entries + 1) * sizeof *d->entries));
        char *entry = must(malloc(strlen(path) + strlen(e->d_name) + 2));
        sprintf(entry, "%s/%s", path, e->d_name);
        d->entries[d->n_entries++] = entry;
    }
    closedir(folder);
    *file = (fatiao_file){.folder = true, .entries = (const char *const *)d->entries, .n_entries = d->n_entries};
    return true;
}
static bool disk_read(void *ctx, const char *path, fatiao_file *file)
{
    Disk *d = ctx;
    *file = (fatiao_file){0};
    forget(d);
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? dup(0) : open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    DIR *folder = !is_stdin && fd >= 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) ? fdopendir(fd) : NULL;
    if (folder) return read_folder(d, folder, path, file);
    if (fd >= 0) d->bytes = read_all(fd, POLICY_BYTES_READ_MAX, &file->len);
    int error = errno;
    if (fd >= 0) close(fd);
    file->bytes = d->bytes;
    d->identity = !d->bytes || is_stdin ? NULL : realpath(path, NULL);
    file->identity = d->identity;
    if (!d->bytes) file->why = files_reason(error, d->chinese);
    return d->bytes != NULL;
}
static void add_library(Disk *d, const char *folder, size_t len)
{
    char *copy = must(malloc(len + 1));
    memcpy(copy, folder, len);
    copy[len] = '\0';
    d->library = must(realloc(d->library, ((size_t)d->n_library + 1) * sizeof *d->library));
    d->library[d->n_library++] = copy;
}
/* The standard library stands beside an installed program, or above one in build/release. */
static void add_own_library(Disk *d)
{
    static const char *const NEAR[] = {"../share/fatiao", "../.."};
    char program[4096], folder[4200], probe[4300];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    if (n <= 0) return;
    program[n] = '\0';
    *strrchr(program, '/') = '\0';
    for (size_t i = 0; i < sizeof NEAR / sizeof *NEAR; i++) {
        snprintf(folder, sizeof folder, "%s/%s", program, NEAR[i]);
        snprintf(probe, sizeof probe, "%s/stdlib", folder);
        if (access(probe, R_OK) == 0) add_library(d, folder, strlen(folder));
    }
}
fatiao_files files_open(Disk *d, bool chinese, const char *const *library, int n_library)
{
    *d = (Disk){.chinese = chinese};
    const char *extra = getenv("FATIAO_LIBRARY");
    for (int i = 0; i < n_library; i++) add_library(d, library[i], strlen(library[i]));
    while (extra && *extra) {
        size_t n = strcspn(extra, ":");
        if (n) add_library(d, extra, n);
        extra += n + (extra[n] == ':');
    }
    add_own_library(d);
    add_library(d, FATIAO_LIBRARY_FOLDER, strlen(FATIAO_LIBRARY_FOLDER));
    return (fatiao_files){d, disk_read, d->library, d->n_library};
}
void files_close(Disk *d)
{
    forget(d);
    for (int i = 0; i < d->n_library; i++) free((char *)d->library[i]);
    free(d->library);
}
