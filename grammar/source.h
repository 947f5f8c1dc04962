/* Texts and places in them. Knows lines, columns and character widths.
 * Must never know tokens. */
#ifndef FATIAO_SOURCE_H
#define FATIAO_SOURCE_H
#include "grammar/arena.h"

/* Byte offsets into one source of a set. */
typedef struct { uint32_t source, start, end; } Span;
typedef struct { const char *name; const char *text; uint32_t len; uint32_t *lines; uint32_t n_lines; } Source; /* text: UTF-8, NUL at text[len] */
typedef struct { Arena *arena; Source *items; int n_items; struct Dictionary *dictionary; /* the layout's, made once for all of them */ } SourceSet;
/* 1-based line; column in characters from 1; width in terminal cells before it. */
typedef struct { uint32_t line, column, cells; const char *line_text; uint32_t line_len; } Place;

/* The text is borrowed and must outlive the set. */
uint32_t source_add(SourceSet *set, const char *name, const char *text, uint32_t len);
Place source_place(const SourceSet *set, uint32_t source, uint32_t offset);
Span span_join(Span a, Span b);
/* Cells a terminal needs for this text: 2 for wide East Asian characters, 0 for combining ones, a tab is 1. */
uint32_t text_cells(const char *s, uint32_t len);
/* Decodes one character at s (s < end); returns its length, 1 and U+FFFD on invalid bytes. */
int utf8_decode(const char *s, const char *end, uint32_t *out);
/* Encodes into out[4]; returns the length. */
int utf8_encode(uint32_t c, char *out);
/* Behind the characters from s on that are valid, visible and usual: printable ASCII, line ends, most Chinese ones. There may be more. */
const char *utf8_skip_plain(const char *s, const char *end);
/* Length of the valid prefix. */
size_t utf8_valid_prefix(const char *s, size_t len);
#endif
