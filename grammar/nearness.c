/* Slips between words. See nearness.h.
 * Must never know what the words stand for, or how many slips are too many. */
#include "grammar/nearness.h"
#include "grammar/source.h"

int nearness_letters(const char *s, size_t len, uint32_t out[NEARNESS_LETTERS])
{
    int n = 0;
    for (const char *end = s + len; s < end && n < NEARNESS_LETTERS; n++) {
        s += utf8_decode(s, end, &out[n]);
        if (out[n] >= 'A' && out[n] <= 'Z') out[n] += 'a' - 'A';
    }
    return n;
}
int nearness_slips(const uint32_t *a, int n, const uint32_t *b, int m)
{
    int row[3][NEARNESS_LETTERS + 1]; /* of this letter of a, the one before and the one before that */
    for (int j = 0; j <= m; j++) row[0][j] = j;
    for (int i = 1; i <= n; i++) {
        int *now = row[i % 3], *before = row[(i + 2) % 3], *before2 = row[(i + 1) % 3];
        now[0] = i;
        for (int j = 1; j <= m; j++) {
            int slips = before[j - 1] + (a[i - 1] != b[j - 1]);
            if (before[j] + 1 < slips) slips = before[j] + 1;
            if (now[j - 1] + 1 < slips) slips = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before2[j - 2] + 1 < slips) slips = before2[j - 2] + 1;
            now[j] = slips;
        }
    }
    return row[n % 3][m];
}
