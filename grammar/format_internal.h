/* What the parts of the formatter share: the text being written, lines, and what the tree says of each lexeme.
 * Must never know what names mean, types, files. */
#ifndef FATIAO_FORMAT_INTERNAL_H
#define FATIAO_FORMAT_INTERNAL_H
#include "grammar/format.h"
#include "grammar/strbuf.h"

typedef enum {
    MARK_NONE,
    MARK_NAME,     /* refers to something */
    MARK_DECLARED, /* declares it; an alias in parentheses may follow */
    MARK_ALIAS,
    MARK_TYPE,     /* a name or a unit in a type */
    MARK_SLASH,    /* between them */
    MARK_TRUTH,    /* 是 or 真 */
    MARK_TRUTH_WORD, /* 真: 是 cannot stand there */
    MARK_NEGATIVE  /* a minus of one operand */
} Mark;
typedef enum { LINE_COMMENT, LINE_LAW, LINE_HEADING, LINE_DECL, LINE_BODY, LINE_ROW, LINE_MORE /* goes on with the one before */ } LineKind;
/* A line of the source: lexemes from first to before end, the comment's token or -1; column: bytes it was indented. */
typedef struct { LineKind kind; int first, end, comment, indent; uint32_t column; bool blank; /* an empty line stands before it */ bool uses; /* 引用, 属于 */ } Line;
typedef struct { Line *items; int n_items; } Lines;

typedef struct {
    Arena *arena; const Source *source; const Tokens *tokens; const Lexeme *x; int n_x; const uint8_t *mark;
    const FormatOptions *options; bool zh; /* the vocabulary written */
    StrBuf out;
    int head, depth, colons; /* of the logical line at hand: its first lexeme, open brackets, colons outside them */
    bool apart; /* a parenthesis keeps its `must` and `not` from being `must not` */
    int lists; uint8_t label_style[8]; /* labels of the list at hand: the style each style is written in */
} Format;

/* ---- format_lines.c ---- */
Lines format_lines(Arena *arena, const Source *source, const Tokens *tokens, const Lexemes *in);
/* Lexemes that only structure the text. */
bool format_is_empty(const Lexeme *x);
/* ---- format_marks.c ---- */
uint8_t *format_marks(Arena *arena, const Node *file, const Lexemes *in);
/* ---- format_words.c ---- */
/* Writes lexemes with what stands between them; line: NULL inside a table's cell. */
void format_range(Format *f, int first, int end, const Line *line);
void format_quoted(Format *f, const char *text);
bool format_can_quote(const char *text);
void format_name_text(Format *f, const char *text); /* in quotes where it is no plain word */
void format_narrow(Format *f, const char *s, const char *end); /* full-width forms become ASCII, white space goes */
StrBuf format_own_words(const Format *f, int i); /* of a keyword, as the table writes them */
const char *format_unit_start(const Format *f, int i); /* of the number at lexeme i; its end where it has none */
/* ---- format_table.c ---- */
/* Writes the rows from line i on, aligned; returns the line after them. */
int format_rows(Format *f, const Lines *lines, int i);
void format_line_end(Format *f, const Line *line);
/* ---- format_translate.c ---- */
/* Writes lexeme i in the other vocabulary; returns how many lexemes that covers, 0 where it stays as it is. */
int format_translated(Format *f, int i, int end, bool more);
/* Chooses label styles of the list that opens at lexeme i. */
void format_choose_labels(Format *f, int i);
/* The spelling that the name at lexeme i is to have, or NULL. */
const char *format_new_name(const Format *f, int i, bool starts_more);
#endif
