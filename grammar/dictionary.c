/* See dictionary.h. Must never know where a word stands, or what may stand there. */
#include "grammar/dictionary.h"
#include <string.h>
#include "grammar/syntax.h"
#include "policy.h"

const Keyword KEYWORDS[] = {
#define K(token, role, value, zh, en) {TK_##token, ROLE_##role, value, zh, en},
#define TK_ARTICLE TK_LEVEL
#define TK_CHAPTER TK_LEVEL
#define TK_SECTION TK_LEVEL
#define TK_PART TK_LEVEL
#define TK_PARAGRAPH TK_LEVEL
#define TK_ITEM TK_LEVEL
#define TK_SUBITEM TK_LEVEL
#include "grammar/keywords.def"
#undef K
};
const int KEYWORD_COUNT = sizeof KEYWORDS / sizeof *KEYWORDS;

/* ---- dictionary ---- */
enum { BUCKETS = 1024, SPELLINGS_MAX = 512, SEEN = 512 };
typedef struct { const char *word; int chain; } Seen; /* words are interned: most of a file's have been looked up before */
struct Dictionary { int bucket[BUCKETS]; KeywordSpelling items[SPELLINGS_MAX]; int n; Seen seen[SEEN]; };

static uint32_t hash_word(const char *s, size_t n)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)keyword_fold(s[i])) * 16777619u;
    return (h ^ h >> 13) % BUCKETS;
}
static bool same_first(const KeywordSpelling *s, const char *word, size_t len)
{
    size_t k = 0;
    while (len == s->first_len && k < len && keyword_fold(word[k]) == s->spelling[k]) k++;
    return len == s->first_len && k == len;
}
/* The spellings of one first word are a chain; the chains of a bucket hang on their first links. */
static void add_spellings(Dictionary *d, const char *list, int keyword)
{
    while (*list) {
        const char *bar = strchr(list, '|');
        size_t n = bar ? (size_t)(bar - list) : strlen(list);
        size_t first = keyword_first_word(list, n);
        int *link = &d->bucket[hash_word(list, first)];
        while (*link && !same_first(&d->items[*link - 1], list, first)) link = &d->items[*link - 1].other;
        d->items[d->n] = (KeywordSpelling){list, (uint16_t)n, (uint16_t)first, keyword, *link, *link ? d->items[*link - 1].other : 0};
        *link = ++d->n;
        list += n + (bar != NULL);
    }
}
Dictionary *dictionary_of(SourceSet *sources)
{
    if (sources->dictionary) return sources->dictionary;
    Dictionary *d = arena_alloc(sources->arena, sizeof *d);
    for (int i = 0; i < KEYWORD_COUNT; i++) {
        add_spellings(d, KEYWORDS[i].zh, i);
        add_spellings(d, KEYWORDS[i].en, i);
    }
    return sources->dictionary = d;
}
int dictionary_find(Dictionary *d, const char *word, size_t len, bool interned)
{
    Seen *seen = &d->seen[((uintptr_t)word >> 4) % SEEN];
    if (interned && seen->word == word) return seen->chain;
    int at = d->bucket[hash_word(word, len)];
    while (at && !same_first(&d->items[at - 1], word, len)) at = d->items[at - 1].other;
    if (interned) *seen = (Seen){word, at};
    return at;
}
const KeywordSpelling *dictionary_item(const Dictionary *d, int at) { return &d->items[at - 1]; }

/* ---- spellings ---- */
const char *keyword_spelling(int keyword, bool chinese, size_t *len)
{
    const char *s = chinese ? KEYWORDS[keyword].zh : KEYWORDS[keyword].en;
    if (!*s) s = chinese ? KEYWORDS[keyword].en : KEYWORDS[keyword].zh;
    const char *bar = strchr(s, '|');
    *len = bar ? (size_t)(bar - s) : strlen(s);
    return s;
}
const char *keyword_answer(int keyword, const char *spelling, size_t spelling_len, bool chinese, size_t *len)
{
    const char *from = chinese ? KEYWORDS[keyword].en : KEYWORDS[keyword].zh, *to = chinese ? KEYWORDS[keyword].zh : KEYWORDS[keyword].en;
    while (*from && *to) {
        size_t n = strcspn(from, "|"), k = 0;
        while (n == spelling_len && k < n && keyword_fold(spelling[k]) == from[k]) k++;
        *len = strcspn(to, "|");
        if (n == spelling_len && k == n) return to;
        from += n + (from[n] == '|');
        to += *len + (to[*len] == '|');
    }
    return keyword_spelling(keyword, chinese, len);
}
bool keyword_matches(int keyword, const char *word)
{
    const char *const lists[] = {KEYWORDS[keyword].zh, KEYWORDS[keyword].en};
    size_t len = strlen(word);
    for (int i = 0; i < 2; i++)
        for (const char *s = lists[i]; *s;) {
            size_t n = strcspn(s, "|"), k = 0;
            while (n == len && k < n && keyword_fold(word[k]) == s[k]) k++;
            if (n == len && k == n) return true;
            s += n + (s[n] == '|');
        }
    return false;
}
bool keyword_is_operator(const char *word, size_t len)
{
    for (int i = 0; i < KEYWORD_COUNT; i++) {
        if (KEYWORDS[i].role != ROLE_WORD) continue;
        for (const char *s = KEYWORDS[i].zh; *s;) {
            const char *bar = strchr(s, '|');
            size_t n = bar ? (size_t)(bar - s) : strlen(s);
            if (n == len && memcmp(s, word, n) == 0) return true;
            s += n + (bar != NULL);
        }
    }
    return false;
}
