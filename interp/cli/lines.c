/* An input in chunks of whole lines. See lines.h.
 * Must never know what a line says. */
#include "interp/cli/lines.h"
#include <stdlib.h>
#include <string.h>

size_t lines_whole(const char *bytes, size_t len)
{
    const char *last = memrchr(bytes, '\n', len);
    return last ? (size_t)(last - bytes) + 1 : 0;
}
uint64_t lines_count(const char *bytes, size_t len)
{
    uint64_t n = 0;
    for (const char *p = bytes, *end = bytes + len; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++) n++;
    return n;
}
static bool room(LineChunk *c, size_t size)
{
    if (size <= c->cap) return true;
    char *grown = realloc(c->bytes, size);
    if (!grown) return false;
    c->bytes = grown, c->cap = size;
    return true;
}
/* White space before a record counts for nothing, however much of it there is. */
static void strip(LineChunk *c)
{
    size_t at = 0;
    while (at < c->n && (c->bytes[at] == ' ' || c->bytes[at] == '\t' || c->bytes[at] == '\r')) at++;
    if (at) memmove(c->bytes, c->bytes + at, c->n -= at);
}
/* The chunk is the beginning of a line that is too long: *whole is where its first bytes end with a line end, behind which follows what was read
 * behind the line. */
static LinesResult cut(Lines *l, LineChunk *c, size_t most, size_t *whole)
{
    size_t n;
    char *piece = c->bytes + most + 1, *end;
    do {
        if (!files_input_read(l->input, piece, LINES_BYTES, &n)) return LINES_UNREADABLE;
        end = memchr(piece, '\n', n);
        l->ended = n < LINES_BYTES;
    } while (!end && !l->ended);
    size_t rest = end ? n - (size_t)(end - piece) - 1 : 0;
    if (rest) memmove(piece + 1, end + 1, rest);
    *piece = '\n';
    *whole = most + 2, c->n = *whole + rest;
    return LINES_SOME;
}
/* Reads until there is a whole line; *whole: where the last one ends. */
static LinesResult fill(Lines *l, LineChunk *c, size_t *whole)
{
    size_t n, most = fatiao_limits_now().record_bytes;
    for (;;) {
        if (!room(c, c->n + LINES_BYTES + 1)) return LINES_NO_MEMORY;
        if (!files_input_read(l->input, c->bytes + c->n, LINES_BYTES, &n)) return LINES_UNREADABLE;
        size_t found = lines_whole(c->bytes + c->n, n);
        l->ended = n < LINES_BYTES;
        *whole = l->ended ? c->n + n : found ? c->n + found : 0;
        c->n += n;
        if (*whole || l->ended) return LINES_SOME;
        strip(c);
        if (c->n > most) return room(c, most + 1 + LINES_BYTES + 1) ? cut(l, c, most, whole) : LINES_NO_MEMORY;
    }
}
LinesResult lines_next(Lines *l, LineChunk *c)
{
    if (l->ended && !l->tail_n) return LINES_END;
    if (!room(c, 2 * LINES_BYTES + 1)) return LINES_NO_MEMORY;
    memcpy(c->bytes, l->tail, l->tail_n);
    c->n = l->tail_n, l->tail_n = 0;
    size_t whole = c->n; /* at the end, with or without a line end */
    LinesResult result = l->ended ? LINES_SOME : fill(l, c, &whole);
    if (result != LINES_SOME) return result;
    l->tail_n = c->n - whole;
    memcpy(l->tail, c->bytes + whole, l->tail_n);
    c->n = whole;
    return c->n ? LINES_SOME : LINES_END;
}

/* ---- the beginning ---- */
static bool goes_on(fatiao_status status) { return status == FATIAO_OK || status == FATIAO_ERRORS; }
/* A piece of the input: its whole lines, and the rest where it must have that too. */
static fatiao_status begin(Lines *l, const LinesFirst *first, size_t n, bool *parted)
{
    size_t whole = n == LINES_BYTES ? lines_whole(l->tail, n) : 0;
    fatiao_status status = first->feed(first->ctx, l->tail, whole);
    *parted = goes_on(status) && whole && first->is_lines(first->ctx);
    l->line += lines_count(l->tail, *parted ? whole : n);
    if (goes_on(status) && !*parted) status = first->feed(first->ctx, l->tail + whole, n - whole);
    l->tail_n = n - whole;
    if (*parted) memmove(l->tail, l->tail + whole, l->tail_n);
    return status;
}
fatiao_status lines_begin(Lines *l, const LinesFirst *first, bool *parted, bool *unreadable)
{
    fatiao_status status;
    size_t n;
    do {
        if (!files_input_read(l->input, l->tail, LINES_BYTES, &n)) return *unreadable = true, FATIAO_OK;
        status = begin(l, first, n, parted);
    } while (goes_on(status) && !*parted && n == LINES_BYTES);
    return status;
}
