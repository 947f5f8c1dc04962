/* Text that grows, in an arena. See strbuf.h.
 * Must never know what is written. */
#include "grammar/strbuf.h"
#include <stdio.h>
#include <string.h>
#include "grammar/source.h"

static void reserve(StrBuf *b, size_t more)
{
    if (b->cap - b->n > more) return;
    size_t cap = b->cap ? b->cap * 2 : 256;
    while (cap - b->n <= more) cap *= 2;
    b->text = arena_extend(b->arena, b->text, b->cap, cap);
    b->cap = cap;
}
char *strbuf_room(StrBuf *b, size_t n)
{
    reserve(b, n);
    return b->text + b->n;
}
void strbuf_bytes(StrBuf *b, const char *s, size_t n)
{
    reserve(b, n);
    if (n) memcpy(b->text + b->n, s, n);
    b->n += n;
    b->text[b->n] = '\0';
}
void strbuf_add(StrBuf *b, const char *s) { strbuf_bytes(b, s, strlen(s)); }
void strbuf_char(StrBuf *b, char c)
{
    reserve(b, 1);
    b->text[b->n++] = c;
    b->text[b->n] = '\0';
}
void strbuf_fill(StrBuf *b, char c, size_t n)
{
    reserve(b, n);
    memset(b->text + b->n, c, n);
    b->n += n;
    b->text[b->n] = '\0';
}
void strbuf_printf(StrBuf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n > 0) {
        reserve(b, (size_t)n);
        vsnprintf(b->text + b->n, (size_t)n + 1, format, again);
        b->n += (size_t)n;
    }
    va_end(again);
}
void strbuf_json_bytes(StrBuf *b, const char *s, size_t n)
{
    const char *end = s + n;
    reserve(b, n + 2);
    char *to = b->text + b->n;
    *to++ = '"';
    while (s < end && (unsigned char)(*s - 0x20) < 0x5F && *s != '"' && *s != '\\') *to++ = *s++;
    b->n = (size_t)(to - b->text);
    while (s < end) {
        uint32_t c;
        const char *plain = s;
        while (s < end && (unsigned char)(*s - 0x20) < 0x5F && *s != '"' && *s != '\\') s++;
        while (s < end && (unsigned char)*s >= 0xE4 && (unsigned char)*s <= 0xE9 && utf8_decode(s, end, &c) == 3) s += 3;
        if (s > plain) strbuf_bytes(b, plain, (size_t)(s - plain));
        if (s == end) break;
        if (s > plain) continue;
        int len = utf8_decode(s, end, &c);
        if (c == '"' || c == '\\') strbuf_char(b, '\\'), strbuf_char(b, (char)c);
        else if (c == '\n') strbuf_add(b, "\\n");
        else if (c == '\t') strbuf_add(b, "\\t");
        else if (c == '\r') strbuf_add(b, "\\r");
        else if (c < 0x20 || c == 0x7F) strbuf_printf(b, "\\u%04x", (unsigned)c);
        else if (c == 0xFFFD && len == 1) strbuf_add(b, "\xEF\xBF\xBD");
        else strbuf_bytes(b, s, (size_t)len);
        s += len;
    }
    strbuf_char(b, '"');
}
void strbuf_json(StrBuf *b, const char *s)
{
    if (s) strbuf_json_bytes(b, s, strlen(s));
    else strbuf_add(b, "null");
}
