/* Words found in a text as a reader finds them. See book.h. Must never know what the text is. */
#include <string.h>
#include "grammar/source.h"
#include "interp/amend/book.h"

static bool is_blank(uint32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x3000 || c == 0xA0; }
static uint32_t narrow(uint32_t c) { return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c; }
/* The next character that is none of the white space; 0 at the end. *s moves behind it. */
static uint32_t next(const char **s, const char *end)
{
    uint32_t c = 0;
    while (*s < end) {
        *s += utf8_decode(*s, end, &c);
        if (!is_blank(c)) return narrow(c);
    }
    return 0;
}
/* Behind the words where they stand at s; NULL: they do not. */
static const char *match(const char *s, const char *end, const char *words, const char *words_end)
{
    for (;;) {
        uint32_t wanted = next(&words, words_end);
        if (!wanted) return s;
        if (next(&s, end) != wanted) return NULL;
    }
}
int words_find(const char *text, size_t from, size_t to, const char *words, size_t *start, size_t *end)
{
    const char *words_end = words + strlen(words), *s = text + from, *stop = text + to, *w = words;
    int n = 0;
    if (!next(&w, words_end)) return 0;
    while (s < stop) {
        uint32_t c;
        int len = utf8_decode(s, stop, &c);
        const char *after = is_blank(c) ? NULL : match(s, stop, words, words_end);
        if (after && n++ == 0) *start = (size_t)(s - text), *end = (size_t)(after - text);
        s = after ? after : s + len;
    }
    return n;
}
