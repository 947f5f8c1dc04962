/* A place in a regulation as a decision names it: 第六十二条第一款第三项, Article 62 paragraph 1 item 3.
 * Must never know what stands there. */
#ifndef FATIAO_PLACE_H
#define FATIAO_PLACE_H
#include "grammar/arena.h"

/* article: "62", "62-1"; paragraph 0, item NULL: not said. chapter: "6" where only that was said (article NULL). */
typedef struct { const char *chapter, *article; int paragraph; const char *item; } LawPlace;

/* Reads the longest place at s, in either language; returns the bytes it takes, 0: there is none. 第二款 alone has no article. */
size_t place_read(Arena *arena, const char *s, LawPlace *out);
/* What is not said is taken from `around`: 第二款 behind 第六十二条第一款 is article 62, paragraph 2. */
LawPlace place_within(LawPlace place, const LawPlace *around);
const char *place_said(Arena *arena, const LawPlace *place, bool chinese);
/* Article numbers in order: 62 < 62-1 < 63. */
int place_order(const char *article_a, const char *article_b);
/* The number n further on: "62" and 1 give "63"; of 62-1 the last part grows. */
const char *place_after(Arena *arena, const char *article, int n);
#endif
