/* A stream of bytes to the texts of records: one object, an array, or an object a line. Knows brackets and quotes only.
 * Must never know the schema. */
#include "interp/facts/facts.h"
#include <stdio.h>
#include <string.h>

/* A step gives a FactsStreamResult, or AGAIN: the state has changed, go on. */
enum { AGAIN = FACTS_STREAM_NO_MEMORY + 1 };
typedef enum { AT_START, AT_LINES, AT_DOCUMENT, AT_ELEMENT, AT_COMMA, AT_AFTER, AT_END } State;
/* bytes[at..n) is not given out yet; bytes[0] is byte `base` of the stream. scan: up to there the search for an end has come. */
struct FactsStream {
    Allocator allocator; FactsForm form; State state; bool ended, array, too_long, any, after_comma;
    char *bytes; size_t n, cap, at, scan; uint64_t base, line;
    uint32_t depth; bool in_string, escaped; /* of the element being scanned */
    char hidden; size_t hidden_at; bool hides; /* the byte that a NUL stands for */
    const char *lent; size_t lent_at, lent_n, lent_len; /* behind bytes: whole lines up to lent_n, then what will be copied */
};

FactsStream *facts_stream_new(FactsForm form, const Allocator *allocator)
{
    if (!allocator) allocator = &allocator_default;
    FactsStream *s = allocator->realloc(allocator->ctx, NULL, 0, sizeof *s);
    if (!s) return NULL;
    *s = (FactsStream){.allocator = *allocator, .form = form, .line = 1};
    return s;
}
void facts_stream_free(FactsStream *s)
{
    if (!s) return;
    Allocator a = s->allocator;
    if (s->bytes) a.realloc(a.ctx, s->bytes, s->cap, 0);
    a.realloc(a.ctx, s, sizeof *s, 0);
}
static void show(FactsStream *s)
{
    if (s->hides) s->bytes[s->hidden_at] = s->hidden;
    s->hides = false;
}
bool facts_stream_feed(FactsStream *s, const char *bytes, size_t len)
{
    show(s);
    if (s->at) {
        memmove(s->bytes, s->bytes + s->at, s->n - s->at);
        s->base += s->at, s->n -= s->at, s->scan -= s->at < s->scan ? s->at : s->scan, s->at = 0;
    }
    if (s->n + len + LINE_ROOM > s->cap) {
        size_t to = s->cap ? s->cap : 4096;
        while (to < s->n + len + LINE_ROOM) to *= 2;
        char *grown = s->allocator.realloc(s->allocator.ctx, s->bytes, s->cap, to);
        if (!grown) return false;
        s->bytes = grown, s->cap = to;
    }
    if (len) memcpy(s->bytes + s->n, bytes, len);
    s->n += len;
    memset(s->bytes + s->n, 0, LINE_ROOM);
    return true;
}
enum { LEND_LEAST = 4096 };
bool facts_stream_lend(FactsStream *s, const char *bytes, size_t len)
{
    size_t head = 0, n;
    if (s->state != AT_LINES || s->too_long || len < LEND_LEAST || len > FACTS_RECORD_BYTES_MAX) return facts_stream_feed(s, bytes, len);
    if (s->at < s->n) { /* the beginning of a line is here; its end comes to it */
        const char *end = memchr(bytes, '\n', len);
        head = end ? (size_t)(end - bytes) + 1 : len;
        if (!facts_stream_feed(s, bytes, head)) return false;
    }
    n = len > head + LINE_ROOM ? len - LINE_ROOM : head;
    while (n > head && bytes[n - 1] != '\n') n--;
    s->lent = bytes + head, s->lent_at = 0, s->lent_n = n - head, s->lent_len = len - head;
    return true;
}
void facts_stream_end(FactsStream *s) { s->ended = true; }
bool facts_stream_is_array(const FactsStream *s) { return s->array; }
bool facts_stream_is_lines(const FactsStream *s) { return s->state == AT_LINES; }
bool facts_stream_restart(FactsStream *s, uint64_t line)
{
    if (s->at < s->n || s->lent) return false;
    *s = (FactsStream){.allocator = s->allocator, .form = s->form, .bytes = s->bytes, .cap = s->cap, .state = line ? AT_LINES : AT_START, .line = line ? line : 1};
    return true;
}

/* ---- pieces ---- */
static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
static int give(FactsStream *s, FactsItem *item, size_t end, uint64_t line, DiagId error)
{
    *item = (FactsItem){s->bytes ? s->bytes + s->at : "", end - s->at, s->bytes ? s->n + LINE_ROOM - s->at : 1, line, s->base + s->at, error};
    if (end < s->n) s->hides = true, s->hidden = s->bytes[end], s->hidden_at = end;
    if (s->bytes) s->bytes[end] = 0;
    s->any = true;
    return FACTS_ITEM;
}
static int stop(FactsStream *s, FactsItem *item, DiagId error)
{
    s->state = AT_END;
    if (error == D_KINDS) return FACTS_DONE;
    int given = give(s, item, s->n, s->line, error);
    s->at = s->n;
    return given;
}
/* Past white space, counting lines. False: nothing else is there yet. */
static bool skip_space(FactsStream *s)
{
    for (; s->at < s->n && is_space(s->bytes[s->at]); s->at++)
        if (s->bytes[s->at] == '\n') s->line++;
    return s->at < s->n;
}
static uint64_t count_lines(const char *p, const char *end)
{
    uint64_t n = 0;
    while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) n++, p++;
    return n;
}

/* ---- what the input is ---- */
/* Whether brackets opened in [from, to) are all closed there. */
static bool closes(const char *from, const char *to)
{
    bool in_string = false;
    int64_t depth = 0;
    for (; from < to; from++) {
        if (in_string) {
            if (*from == '\\') from++;
            else if (*from == '"') in_string = false;
        } else if (*from == '"') in_string = true;
        else if (*from == '{' || *from == '[') depth++;
        else if (*from == '}' || *from == ']') depth--;
    }
    return depth <= 0 && !in_string;
}
/* Lines, unless the first is plainly no whole value: then one document. Needs the first line and what follows it. */
static bool choose(FactsStream *s)
{
    const char *from = s->bytes + s->at, *end = s->bytes + s->n, *line_end = memchr(from, '\n', (size_t)(end - from));
    const char *next = line_end ? line_end : end, *last = next;
    while (next < end && is_space(*next)) next++;
    bool waits = next == end && !s->ended && s->n - s->at <= FACTS_RECORD_BYTES_MAX;
    if (waits && (!line_end || *from == '[')) return false;
    while (last > from && is_space(last[-1])) last--;
    bool whole = closes(from, last), more = next < end;
    if (waits && !whole) return false;
    bool listed = *from == '[' && (!whole || !more || (*next != '{' && *next != '[')), broken = more && *next == '{' && !strchr(":[,{", last[-1]);
    if (s->form == FACTS_FORM_JSON) listed = *from == '[';
    s->array = listed;
    if (listed) s->state = AT_ELEMENT, s->at++, s->scan = s->at;
    else if (s->form == FACTS_FORM_JSON || (!whole && more && !broken && *from == '{')) s->state = AT_DOCUMENT;
    else s->state = AT_LINES;
    return true;
}
static int start(FactsStream *s, FactsItem *item)
{
    const unsigned char *b = (const unsigned char *)s->bytes;
    if (s->n < 4 && !s->ended) return FACTS_MORE;
    if (s->base == 0 && s->at == 0 && s->n >= 2) {
        if ((b[0] == 0xFF && b[1] == 0xFE) || (b[0] == 0xFE && b[1] == 0xFF) || (!b[0] != !b[1])) return stop(s, item, D_RECORD_UTF16);
        if (s->n >= 3 && b[0] == 0xEF && b[1] == 0xBB && b[2] == 0xBF) s->at = 3;
    }
    if (!skip_space(s)) return s->ended ? stop(s, item, D_RECORD_NONE) : FACTS_MORE;
    if (s->form == FACTS_FORM_NDJSON) s->state = AT_LINES;
    else if (!choose(s)) return FACTS_MORE;
    return AGAIN;
}

/* ---- lines ---- */
static int give_line(FactsStream *s, FactsItem *item, size_t end, size_t next)
{
    uint64_t line = s->line++;
    bool too_long = s->too_long || end - s->at > FACTS_RECORD_BYTES_MAX;
    s->too_long = false;
    int result = give(s, item, end, line, too_long ? D_RECORD_TOO_LONG : D_KINDS);
    s->hides = false;
    s->at = s->scan = next;
    return result;
}
/* A line where the caller has it; behind the last whole one the rest is copied. */
static int lent_line(FactsStream *s, FactsItem *item)
{
    const char *at = s->lent + s->lent_at, *last = s->lent + s->lent_n, *rest = last;
    for (; at < last && is_space(*at); at++) s->line += *at == '\n';
    if (at == last) {
        s->base += s->n + s->lent_n, s->n = s->at = s->scan = 0, s->lent = NULL;
        return facts_stream_feed(s, rest, s->lent_len - s->lent_n) ? AGAIN : FACTS_STREAM_NO_MEMORY;
    }
    const char *end = memchr(at, '\n', (size_t)(last - at));
    *item = (FactsItem){at, (size_t)(end - at), s->lent_len - (size_t)(at - s->lent), s->line++, s->base + s->n + (size_t)(at - s->lent), D_KINDS};
    s->lent_at = (size_t)(end + 1 - s->lent), s->any = true;
    return FACTS_ITEM;
}
static int lines(FactsStream *s, FactsItem *item)
{
    for (;;) {
        if (!s->too_long && !skip_space(s)) {
            s->scan = s->at;
            if (s->lent) return lent_line(s, item);
            return s->ended ? stop(s, item, D_KINDS) : FACTS_MORE;
        }
        if (s->scan < s->at) s->scan = s->at;
        const char *end = memchr(s->bytes + s->scan, '\n', s->n - s->scan);
        if (end) return give_line(s, item, (size_t)(end - s->bytes), (size_t)(end - s->bytes) + 1);
        if (s->ended) return give_line(s, item, s->n, s->n);
        s->scan = s->n;
        if (s->n - s->at <= FACTS_RECORD_BYTES_MAX && !s->too_long) return FACTS_MORE;
        s->too_long = true, s->at = s->n; /* forgotten as it comes */
        return FACTS_MORE;
    }
}

/* ---- one document ---- */
static int document(FactsStream *s, FactsItem *item)
{
    if (s->n - s->at > FACTS_RECORD_BYTES_MAX) return stop(s, item, D_RECORD_TOO_LONG);
    if (!s->ended) return FACTS_MORE;
    int result = give(s, item, s->n, s->line, D_KINDS);
    s->state = AT_END, s->at = s->n;
    return result;
}

/* ---- arrays ---- */
/* Moves scan to the end of the element that starts at `at`: behind its last bracket, or before a comma or bracket. False: not there yet. */
static bool element_ends(FactsStream *s)
{
    bool bracketed = s->bytes[s->at] == '{' || s->bytes[s->at] == '[';
    for (; s->scan < s->n; s->scan++) {
        char c = s->bytes[s->scan];
        if (s->in_string) {
            if (s->escaped) s->escaped = false;
            else if (c == '\\') s->escaped = true;
            else if (c == '"') s->in_string = false;
        } else if (c == '"') s->in_string = true;
        else if (c == '{' || c == '[') s->depth++;
        else if (s->depth == 0 && !bracketed && (c == ',' || c == ']')) return true;
        else if ((c == '}' || c == ']') && s->depth && --s->depth == 0 && bracketed) return s->scan++, true;
    }
    return false;
}
static int element(FactsStream *s, FactsItem *item)
{
    if (!skip_space(s)) {
        s->scan = s->at;
        return s->ended ? stop(s, item, D_RECORD_TRUNCATED) : FACTS_MORE;
    }
    if (s->scan < s->at) s->scan = s->at;
    if (s->scan == s->at) s->depth = 0, s->in_string = s->escaped = false;
    if (s->bytes[s->at] == ']' && !s->after_comma) return s->state = AT_COMMA, AGAIN;
    bool ends = element_ends(s);
    if (s->scan - s->at > FACTS_RECORD_BYTES_MAX) return stop(s, item, D_RECORD_TOO_LONG);
    if (!ends && !s->ended) return FACTS_MORE;
    uint64_t line = s->line;
    s->line += count_lines(s->bytes + s->at, s->bytes + s->scan);
    int result = give(s, item, s->scan, line, D_KINDS);
    s->at = s->scan, s->state = ends ? AT_COMMA : AT_END, s->after_comma = false;
    return result;
}
static int comma(FactsStream *s, FactsItem *item)
{
    if (!skip_space(s)) return s->ended ? stop(s, item, D_RECORD_TRUNCATED) : FACTS_MORE;
    char c = s->bytes[s->at];
    s->state = c == ']' ? AT_AFTER : AT_ELEMENT;
    s->after_comma = c == ',';
    if (c == ',' || c == ']') return s->at++, s->scan = s->at, AGAIN;
    s->scan = s->at;
    return give(s, item, s->at + 1, s->line, D_RECORD_SEPARATOR);
}
static int after(FactsStream *s, FactsItem *item)
{
    if (!skip_space(s)) return s->ended ? stop(s, item, s->any ? D_KINDS : D_RECORD_NONE) : FACTS_MORE;
    return stop(s, item, D_RECORD_TRAILING);
}
FactsStreamResult facts_stream_next(FactsStream *s, FactsItem *item)
{
    int result = AGAIN;
    show(s);
    while (result == AGAIN) {
        switch (s->state) {
        case AT_START: result = s->n ? start(s, item) : s->ended ? stop(s, item, D_RECORD_NONE) : FACTS_MORE; break;
        case AT_LINES: result = lines(s, item); break;
        case AT_DOCUMENT: result = document(s, item); break;
        case AT_ELEMENT: result = element(s, item); break;
        case AT_COMMA: result = comma(s, item); break;
        case AT_AFTER: result = after(s, item); break;
        case AT_END: result = FACTS_DONE; break;
        }
    }
    return (FactsStreamResult)result;
}
FactsError facts_item_error(const FactsItem *item)
{
    FactsError e = {.id = item->error};
    size_t n = item->len < 40 ? item->len : 40;
    if (item->error == D_RECORD_TOO_LONG) snprintf(e.arg[0], sizeof e.arg[0], "%d", FACTS_RECORD_BYTES_MAX);
    else if (n) snprintf(e.arg[0], sizeof e.arg[0], "%.*s", (int)utf8_valid_prefix(item->text, n), item->text);
    return e;
}
