/* The nearest name. See suggest.h.
 * Must never know what the names stand for. */
#include <string.h>
#include "grammar/nearness.h"
#include "interp/base/suggest.h"

static int distance(const char *a, const char *b)
{
    uint32_t x[NEARNESS_LETTERS], y[NEARNESS_LETTERS];
    int n = nearness_letters(a, strlen(a), x), m = nearness_letters(b, strlen(b), y), slips = nearness_slips(x, n, y, m);
    int longer = n > m ? n : m;
    bool wide = m > 0 && y[0] >= 0x80; /* of a Chinese word two characters are much */
    return slips * 2 > longer + !wide || slips == longer || (wide && slips > 1 && slips * 3 > longer + 1) ? 1000 : slips; /* more than half is another word */
}
Suggestion suggest_begin(const char *wanted) { return (Suggestion){wanted, NULL, 1000}; }
void suggest_offer(Suggestion *s, const char *candidate)
{
    if (!candidate) return;
    int d = distance(s->wanted, candidate);
    if (d < s->distance) s->best = candidate, s->distance = d;
}
void suggest_name(Suggestion *s, const Name *name)
{
    suggest_offer(s, name->zh);
    suggest_offer(s, name->alias);
}
const char *suggest_result(const Suggestion *s) { return s->best; }
