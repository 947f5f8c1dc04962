/* Tokens to what the grammar reads: keywords found by their place, line ends that end something, nesting of labels.
 * Must never know the grammar's rules, or what names mean. */
#ifndef FATIAO_LAYOUT_H
#define FATIAO_LAYOUT_H
#include "grammar/dictionary.h"
#include "grammar/tokens.h"

/* code: a terminal of policy.y. keyword: index into the keyword table or -1. token: index into the Tokens read. */
typedef struct { int code, op; const char *text, *unit; Span span; int keyword, token, last_token; bool quoted; } Lexeme;
typedef struct { Lexeme *items; int n_items; } Lexemes;

/* list: where the lexemes themselves go. */
Lexemes layout_run(Arena *arena, Arena *list, const Tokens *tokens, SourceSet *sources, uint32_t source, Diags *diags);

/* The vocabulary of the file: that of its first keyword; Chinese without one. */
bool layout_is_chinese(const Lexemes *in, const Source *source);
#endif
