/* Text that grows, in an arena; JSON strings.
 * Must never know what is written. */
#ifndef FATIAO_STRBUF_H
#define FATIAO_STRBUF_H
#include "grammar/arena.h"

/* text is NUL-terminated once anything was added; NULL before. */
typedef struct { Arena *arena; char *text; size_t n, cap; } StrBuf;

/* Room for n more bytes and a NUL, to be written by the caller, who then adds to b->n. */
char *strbuf_room(StrBuf *b, size_t n);
void strbuf_bytes(StrBuf *b, const char *s, size_t n);
void strbuf_add(StrBuf *b, const char *s);
void strbuf_char(StrBuf *b, char c);
void strbuf_fill(StrBuf *b, char c, size_t n);
void strbuf_printf(StrBuf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A JSON string with its quotation marks; NULL gives null. Invalid UTF-8 becomes U+FFFD, so that the output is always JSON. */
void strbuf_json(StrBuf *b, const char *s);
void strbuf_json_bytes(StrBuf *b, const char *s, size_t n);
#endif
