/* Characters to tokens. Knows spellings of literals and punctuation, keeps comments.
 * Must never know the grammar. */
#ifndef FATIAO_TOKENS_H
#define FATIAO_TOKENS_H
#include "grammar/diag.h"
#include "grammar/source.h"

typedef enum {
    T_END, T_NEWLINE, T_COMMENT, T_LAW, T_WORD, T_QUOTED, T_STRING, T_NUMBER, T_DATE, T_HEADING, T_LABEL,
    T_LPAREN, T_RPAREN, T_LBRACE, T_RBRACE, T_LBRACKET, T_RBRACKET, T_COMMA, T_COLON, T_SEMICOLON, T_DOT, T_FULL_STOP, T_BAR, T_RULE_ROW,
    T_EQ, T_NE, T_LT, T_LE, T_GT, T_GE, T_PLUS, T_MINUS, T_TIMES, T_DIVIDE, T_DASH, T_ERROR
} TokenKind;
/* text: a word as written; a string's contents; a number as canonical decimal digits, its unit apart; a date as YYYY-MM-DD;
 * law text without its mark; a heading's number; a label as written. Interned or in the arena; NULL where the kind says all. */
typedef struct { uint8_t kind; uint8_t level; /* heading: OP_PART.. ; label: style */ bool line_start; bool space_before; uint32_t start, end; const char *text; const char *unit; int32_t ordinal; } Token;
typedef struct { Token *items; int n_items; } Tokens;

/* Label styles, by form. */
enum { LABEL_NONE, LABEL_CN_PAREN /* （一） */, LABEL_CN /* 一、 */, LABEL_PAREN /* (1) */, LABEL_DOT /* 1. */, LABEL_CIRCLE /* ① */, LABEL_ENUM /* 1、 */ };

/* list: where the tokens themselves go; their texts go into the arena. */
Tokens tokens_scan(Arena *arena, Arena *list, SourceSet *set, uint32_t source, Diags *diags);
/* The canonical unit of a word behind a number (元, 周岁, years, ...) or NULL; *len: its bytes. Longest spelling wins. */
const char *unit_at(const char *s, const char *end, size_t *len);
/* How a canonical unit is written in a vocabulary. */
const char *unit_spelling(const char *unit, bool chinese);
/* 六十九 → 69; -1 if it is no Chinese numeral. */
int chinese_number(const char *s, size_t len);
#endif
