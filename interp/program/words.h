/* What kinds of rules and types of values are called, in both languages: one wording for messages, catalogues and differences.
 * Must never know how anything is laid out. */
#ifndef FATIAO_PROGRAM_WORDS_H
#define FATIAO_PROGRAM_WORDS_H
#include "interp/program/program.h"

typedef struct { const char *zh, *en; } Words;
Words rule_kind_words(RuleKind kind);
const char *rule_kind_word(RuleKind kind, bool chinese);
/* 元/月; 男 / 女; list of child. */
const char *type_shown(Arena *arena, const Program *program, const Type *type, bool chinese);
#endif
