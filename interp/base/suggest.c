/* The nearest name. See suggest.h.
 * Must never know what the names stand for. */
#include <string.h>
#include "interp/base/suggest.h"

enum { LETTERS_MAX = 64 };
static int letters(const char *s, uint32_t out[LETTERS_MAX])
{
    int n = 0;
    for (const char *end = s + strlen(s); s < end && n < LETTERS_MAX; n++) {
        s += utf8_decode(s, end, &out[n]);
        if (out[n] >= 'A' && out[n] <= 'Z') out[n] += 32;
    }
    return n;
}
static int distance(const char *a, const char *b)
{
    uint32_t x[LETTERS_MAX], y[LETTERS_MAX];
    int n = letters(a, x), m = letters(b, y), row[LETTERS_MAX + 1];
    for (int j = 0; j <= m; j++) row[j] = j;
    for (int i = 1; i <= n; i++) {
        int corner = row[0];
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            int above = row[j], best = corner + (x[i - 1] != y[j - 1]);
            if (above + 1 < best) best = above + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            corner = above;
            row[j] = best;
        }
    }
    int longer = n > m ? n : m;
    bool wide = m > 0 && y[0] >= 0x80; /* of a Chinese word two characters are much */
    return row[m] * 2 > longer + !wide || row[m] == longer || (wide && row[m] > 1 && row[m] * 3 > longer + 1) ? 1000 : row[m]; /* more than half is another word */
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
