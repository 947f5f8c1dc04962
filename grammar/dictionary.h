/* The words of the language in both vocabularies, and where they are found. The table is keywords.def.
 * Must never know where a word stands, or what may stand there (layout.c does). */
#ifndef FATIAO_DICTIONARY_H
#define FATIAO_DICTIONARY_H
#include <string.h>
#include "grammar/source.h"

typedef enum { ROLE_DECL, ROLE_CLAUSE, ROLE_WORD } KeywordRole;
typedef struct { int code; KeywordRole role; int value; const char *zh, *en; } Keyword; /* code: a terminal of policy.y; several spellings are parted by | */
extern const Keyword KEYWORDS[];
extern const int KEYWORD_COUNT;
/* The first spelling of a keyword in a vocabulary; the other vocabulary's where there is none. */
const char *keyword_spelling(int keyword, bool chinese, size_t *len);
/* The spelling in a vocabulary that answers to this one of the other. */
const char *keyword_answer(int keyword, const char *spelling, size_t spelling_len, bool chinese, size_t *len);
/* Whether the word, letter case aside, is one of its spellings. */
bool keyword_matches(int keyword, const char *word);
/* Whether a whole word is an operator word or other reserved spelling. */
bool keyword_is_operator(const char *word, size_t len);
/* How long its first word is. */
static inline size_t keyword_first_word(const char *s, size_t n)
{
    const char *space = memchr(s, ' ', n), *dash = memchr(s, '-', n);
    if (!space || (dash && dash < space)) space = dash;
    return space ? (size_t)(space - s) : n;
}
/* Letter case has no meaning. */
static inline char keyword_fold(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

/* Every spelling, by hash; spellings of several words are found by their first. */
typedef struct { const char *spelling; uint16_t len, first_len; int keyword, next, other; } KeywordSpelling; /* first_len: of its first word; next: with the same first word, + 1; other: with another, + 1 */
typedef struct Dictionary Dictionary;
/* Made once for all files of a set. */
Dictionary *dictionary_of(SourceSet *sources);
/* The first spelling that begins with this word, + 1; 0 none. interned: the word lives as long as the dictionary, equal ones are one pointer. */
int dictionary_find(Dictionary *dictionary, const char *word, size_t len, bool interned);
const KeywordSpelling *dictionary_item(const Dictionary *dictionary, int at);
#endif
