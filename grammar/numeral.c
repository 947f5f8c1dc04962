/* See numeral.h. Must never know what is counted. */
#include "grammar/numeral.h"
#include "grammar/strbuf.h"

const char *chinese_numeral(Arena *arena, int n)
{
    static const char *const DIGIT[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}, *const PLACE[] = {"千", "百", "十", ""};
    static const int VALUE[] = {1000, 100, 10, 1};
    StrBuf b = {.arena = arena};
    bool zero = false;
    if (n <= 0 || n >= 10000) return arena_printf(arena, "%d", n);
    for (int i = 0; i < 4; i++) {
        int digit = n / VALUE[i] % 10;
        if (!digit) {
            zero = b.n > 0;
            continue;
        }
        if (zero) strbuf_add(&b, DIGIT[0]);
        zero = false;
        if (!(digit == 1 && VALUE[i] == 10 && b.n == 0)) strbuf_add(&b, DIGIT[digit]); /* 十一, but 一百一十一 */
        strbuf_add(&b, PLACE[i]);
    }
    return b.text;
}
