/* The disk, standard input, output and error. Knows paths and what can fail on them.
 * Must never know what the bytes mean. */
#ifndef FATIAO_CLI_FILES_H
#define FATIAO_CLI_FILES_H
#include <stdbool.h>
#include "interp/fatiao.h"

/* Messages on standard error, each with "fatiao: " before it; what was written to standard output comes first. */
void files_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void files_no_memory(void) __attribute__((noreturn));
/* What errno says, in that language. */
const char *files_reason(int error, bool chinese);

/* Files for the engine. `library`: folders given by --library; FATIAO_LIBRARY and those beside the program come after them. */
typedef struct { bool chinese; char *bytes; char **entries; int n_entries; char *identity; const char **library; int n_library; } Disk;
fatiao_files files_open(Disk *disk, bool chinese, const char *const *library, int n_library);
void files_close(Disk *disk);

/* A sink on a descriptor, buffered. */
typedef struct { int fd; int error; size_t n; char bytes[65536]; } Output;
fatiao_sink files_sink(Output *output);
/* Flushes; false with a message when anything could not be written (a closed pipe, a full disk). */
bool files_finish(Output *output, bool chinese);
extern Output files_stdout, files_stderr;

/* A file ("-": standard input) to be read in pieces; false with a message when it cannot be. */
typedef struct { int fd; const char *path; bool chinese; } Input;
bool files_input(Input *input, const char *path, bool chinese);
void files_input_close(Input *input);
/* As many bytes as there is room for, fewer only at the end. False with a message when it cannot be read. */
bool files_input_read(Input *input, char *to, size_t room, size_t *len);
/* Feeds a file ("-": standard input) in pieces; false with a message when it cannot be read. The status is the last of `feed`. */
bool files_feed(const char *path, bool chinese, fatiao_status (*feed)(void *ctx, const char *bytes, size_t len), void *ctx, fatiao_status *status);
/* The whole of a file, at most `limit` bytes, NUL behind it; NULL with a message. To be freed. */
char *files_whole(const char *path, bool chinese, size_t limit, size_t *len);
/* The whole of a file that begins as a bundle does, to be freed; NULL for any other. */
char *files_bundle(const char *path, size_t *len);
/* Replaces a file in one step, keeping its mode; false with a message. */
bool files_replace(const char *path, bool chinese, const char *bytes, size_t len);

/* A sink into memory. */
typedef struct { char *bytes; size_t n, cap; } Memory;
fatiao_sink files_memory(Memory *memory);
#endif
