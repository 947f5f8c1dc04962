/* An input in chunks of whole lines. Knows line ends, and how long no record can be.
 * Must never know what a line says, or who reads it. */
#ifndef FATIAO_CLI_LINES_H
#define FATIAO_CLI_LINES_H
#include "interp/cli/files.h"

enum { LINES_BYTES = 128 * 1024 /* of a chunk, about; what a core works on stays in its cache */ };
/* line: the number of the first one, before any is taken. tail: what was read behind the last whole line. */
typedef struct { Input *input; uint64_t line; bool ended; size_t tail_n; char tail[LINES_BYTES]; } Lines;
typedef struct { char *bytes; size_t n, cap; uint64_t line; } LineChunk;
typedef enum { LINES_SOME, LINES_END, LINES_UNREADABLE /* it was said */, LINES_NO_MEMORY } LinesResult;

/* Bytes up to the end of the last whole line of `bytes`. */
size_t lines_whole(const char *bytes, size_t len);
uint64_t lines_count(const char *bytes, size_t len);
/* The chunk's `line` is the caller's to find. A line longer than any record is cut to a length that is refused as well, so that a chunk is never much longer than a record. */
LinesResult lines_next(Lines *lines, LineChunk *chunk);
/* An input begins with what finds out of what form it is. feed: its status, FATIAO_OK or FATIAO_ERRORS to go on. is_lines: whether what was
 * fed is lines for certain. */
typedef struct { void *ctx; fatiao_status (*feed)(void *ctx, const char *bytes, size_t len); bool (*is_lines)(const void *ctx); } LinesFirst;
/* Feeds it whole lines until they are lines and there are more, for others to go on with: *parted. Else it had all. */
fatiao_status lines_begin(Lines *lines, const LinesFirst *first, bool *parted, bool *unreadable);
#endif
