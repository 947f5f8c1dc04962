/* Places read and written. See place.h. Must never know what stands there. */
#include "interp/amend/place.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "grammar/numeral.h"
#include "grammar/strbuf.h"
#include "grammar/tokens.h"

typedef enum { LEVEL_NONE, LEVEL_CHAPTER, LEVEL_ARTICLE, LEVEL_PARAGRAPH, LEVEL_ITEM } Level;
typedef struct { Level level; int number, after; /* 之几, 0: none */ size_t len; } Part;

static const char *skip_spaces(const char *s)
{
    while (*s == ' ') s++;
    return s;
}
/* A number in Chinese characters or digits; -1: none. */
static int read_number(const char **s)
{
    const char *p = *s;
    if (isdigit((unsigned char)*p)) {
        long n = strtol(p, (char **)s, 10);
        return n > 0 && n < 100000 ? (int)n : -1;
    }
    while (*p && chinese_number(p, 3 < strlen(p) ? 3 : strlen(p)) >= 0) p += 3;
    int n = p > *s ? chinese_number(*s, (size_t)(p - *s)) : -1;
    *s = p;
    return n;
}
static bool take(const char **s, const char *word)
{
    size_t n = strlen(word);
    if (strncasecmp(*s, word, n) != 0) return false;
    *s += n;
    return true;
}
static Part read_chinese(const char *s)
{
    static const struct { const char *word; Level level; } LEVELS[] = {{"章", LEVEL_CHAPTER}, {"条", LEVEL_ARTICLE}, {"款", LEVEL_PARAGRAPH}, {"项", LEVEL_ITEM}};
    const char *p = s;
    Part out = {0};
    if (!take(&p, "第")) return out;
    bool bracket = take(&p, "（") || take(&p, "(");
    out.number = read_number(&p);
    if (bracket && !take(&p, "）") && !take(&p, ")")) return out;
    for (int i = 0; i < 4 && out.number > 0; i++)
        if (take(&p, LEVELS[i].word)) {
            out.level = LEVELS[i].level;
            break;
        }
    const char *more = p;
    if (out.level == LEVEL_ARTICLE && take(&more, "之") && (out.after = read_number(&more)) > 0) p = more;
    if (out.after < 0) out.after = 0;
    out.len = (size_t)(p - s);
    return out;
}
static Part read_english(const char *s)
{
    static const struct { const char *word; Level level; } LEVELS[] = {
        {"chapter ", LEVEL_CHAPTER}, {"articles ", LEVEL_ARTICLE}, {"article ", LEVEL_ARTICLE}, {"paragraph ", LEVEL_PARAGRAPH}, {"item ", LEVEL_ITEM}};
    const char *p = s;
    Part out = {0};
    for (int i = 0; i < 5; i++)
        if (take(&p, LEVELS[i].word)) {
            out.level = LEVELS[i].level;
            break;
        }
    if (!out.level) return out;
    bool bracket = take(&p, "(");
    if (!isdigit((unsigned char)*p) || (out.number = read_number(&p)) < 0 || (bracket && !take(&p, ")"))) return (Part){0};
    if (out.level == LEVEL_ARTICLE && *p == '-' && isdigit((unsigned char)p[1])) p++, out.after = read_number(&p);
    out.len = (size_t)(p - s);
    return out;
}
size_t place_read(Arena *arena, const char *s, LawPlace *out)
{
    Level deepest = LEVEL_NONE;
    const char *p = s, *end = s;
    *out = (LawPlace){0};
    for (;;) {
        Part part = read_chinese(p);
        if (!part.level) part = read_english(p);
        if (!part.level || part.level <= deepest) break;
        const char *number = part.after ? arena_printf(arena, "%d-%d", part.number, part.after) : arena_printf(arena, "%d", part.number);
        switch (part.level) {
        case LEVEL_CHAPTER: out->chapter = number; break;
        case LEVEL_ARTICLE: out->article = number; break;
        case LEVEL_PARAGRAPH: out->paragraph = part.number; break;
        case LEVEL_ITEM: out->item = number; break;
        case LEVEL_NONE: break;
        }
        deepest = part.level;
        end = p + part.len;
        p = skip_spaces(end);
        if (p > end && *p == ',') break;
    }
    return (size_t)(end - s);
}
LawPlace place_within(LawPlace place, const LawPlace *around)
{
    if (place.article || place.chapter) return place;
    place.article = around->article;
    if (!place.paragraph) place.paragraph = around->paragraph;
    return place;
}
static void add_article(StrBuf *b, const char *article, bool chinese)
{
    const char *dash = strchr(article, '-');
    if (!chinese) {
        strbuf_printf(b, "Article %s", article);
        return;
    }
    strbuf_printf(b, "第%s条", chinese_numeral(b->arena, atoi(article)));
    if (dash) strbuf_printf(b, "之%s", chinese_numeral(b->arena, atoi(dash + 1)));
}
const char *place_said(Arena *arena, const LawPlace *place, bool chinese)
{
    StrBuf b = {.arena = arena};
    strbuf_add(&b, "");
    if (place->chapter) strbuf_printf(&b, chinese ? "第%s章" : "Chapter %s", chinese ? chinese_numeral(arena, atoi(place->chapter)) : place->chapter);
    if (place->article) add_article(&b, place->article, chinese);
    if (place->paragraph && chinese) strbuf_printf(&b, "第%s款", chinese_numeral(arena, place->paragraph));
    else if (place->paragraph) strbuf_printf(&b, " paragraph %d", place->paragraph);
    if (place->item && chinese) strbuf_printf(&b, "第%s项", chinese_numeral(arena, atoi(place->item)));
    else if (place->item) strbuf_printf(&b, " item %s", place->item);
    return skip_spaces(b.text);
}
static int part_of(const char *article, bool last)
{
    const char *dash = strchr(article, '-');
    return last ? dash ? atoi(dash + 1) : 0 : atoi(article);
}
int place_order(const char *a, const char *b)
{
    int x = part_of(a, false), y = part_of(b, false);
    if (x == y) x = part_of(a, true), y = part_of(b, true);
    return (x > y) - (x < y);
}
const char *place_after(Arena *arena, const char *article, int n)
{
    int first = part_of(article, false), last = part_of(article, true);
    return last ? arena_printf(arena, "%d-%d", first, last + n) : arena_printf(arena, "%d", first + n);
}
