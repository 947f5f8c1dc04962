/* Tokens to what the grammar reads: keywords found by their place, line ends that end something, nesting of labels.
 * Must never know the grammar's rules, or what names mean. */
#ifndef FATIAO_LAYOUT_H
#define FATIAO_LAYOUT_H
#include "grammar/tokens.h"

/* code: a terminal of policy.y. keyword: index into the keyword table or -1. token: index into the Tokens read. */
typedef struct { int code, op; const char *text, *unit; Span span; int keyword, token, last_token; bool quoted; } Lexeme;
typedef struct { Lexeme *items; int n_items; } Lexemes;

/* list: where the lexemes themselves go. */
Lexemes layout_run(Arena *arena, Arena *list, const Tokens *tokens, SourceSet *sources, uint32_t source, Diags *diags);

/* The keyword table, for the formatter and for suggestions. */
typedef enum { ROLE_DECL, ROLE_CLAUSE, ROLE_WORD } KeywordRole;
typedef struct { int code; KeywordRole role; int value; const char *zh, *en; } Keyword;
extern const Keyword KEYWORDS[];
extern const int KEYWORD_COUNT;
/* The first spelling of a keyword in a vocabulary; the other vocabulary's where there is none. */
const char *keyword_spelling(int keyword, bool chinese, size_t *len);
/* The spelling in a vocabulary that answers to this one of the other. */
const char *keyword_answer(int keyword, const char *spelling, size_t spelling_len, bool chinese, size_t *len);
/* The vocabulary of the file: that of its first keyword; Chinese without one. */
bool layout_is_chinese(const Lexemes *in, const Source *source);
/* Whether the word, letter case aside, is one of its spellings. */
bool keyword_matches(int keyword, const char *word);
/* Whether a whole word is an operator word or other reserved spelling. */
bool keyword_is_operator(const char *word, size_t len);
#endif
