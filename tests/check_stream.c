/* A stream of lines that are lent against the same stream copied: the same records, at the same lines and bytes, however the input is cut.
 * Must never know what a record says. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "interp/facts/facts.h"
#include "tests/checks.h"
#include "tests/random_gen.h"

static Rng rng;
static uint32_t roll(uint32_t n) { return rng_below(&rng, n); }

static void add_line(Text *t)
{
    static const char *const ENDS[] = {"\n", "\n", "\n", "\r\n", "\n\n", " \n\t\n", "\n   "};
    text_add(t, "{\"a\":%u%*s}%s", roll(100), (int)(roll(10) ? roll(60) : roll(20000)), "", ENDS[roll(7)]);
}
/* What every item is, as text; a line in which a text is not what it says it is, as it came. */
static void note(Text *out, const FactsItem *item)
{
    text_add(out, "line %llu byte %llu error %d: %.*s\n", (unsigned long long)item->line, (unsigned long long)item->start, (int)item->error, (int)item->len, item->text);
    ck_assert(item->room > item->len);
    unsigned read = (unsigned char)item->text[item->len]; /* and what stands behind may be read as well */
    for (size_t i = item->len; i < item->room && i < item->len + LINE_ROOM; i++) read |= (unsigned char)item->text[i];
    ck_assert_uint_lt(read, 256);
}
static Text items_of(const Text *in, uint64_t seed, bool lend)
{
    Text out = {0};
    FactsItem item;
    FactsStreamResult result = FACTS_MORE;
    FactsStream *s = facts_stream_new(FACTS_FORM_AUTO, NULL);
    rng = (Rng){seed};
    for (size_t at = 0; at < in->len;) {
        size_t n = 1 + roll(roll(4) ? 30000 : 300), left = in->len - at;
        if (n > left) n = left;
        char *piece = malloc(n); /* of its own, so that nothing is read behind it, or later */
        memcpy(piece, in->text + at, n), at += n;
        ck_assert(lend ? facts_stream_lend(s, piece, n) : facts_stream_feed(s, piece, n));
        if (at == in->len) facts_stream_end(s);
        while ((result = facts_stream_next(s, &item)) == FACTS_ITEM) note(&out, &item);
        free(piece);
        if (result == FACTS_MORE && roll(20) == 0 && facts_stream_restart(s, 1000 + at)) text_add(&out, "again\n");
    }
    ck_assert_int_eq(result, FACTS_DONE);
    facts_stream_free(s);
    return out;
}
START_TEST(lent_and_copied)
{
    for (uint64_t seed = 1; seed <= 60; seed++) {
        Text in = {0};
        rng = (Rng){seed};
        for (uint32_t i = 0, n = 1 + roll(400); i < n; i++) add_line(&in);
        if (roll(2)) text_add(&in, "{\"a\":1}");
        Text copied = items_of(&in, seed, false), lent = items_of(&in, seed, true);
        ck_assert_msg(copied.len == lent.len && memcmp(copied.text, lent.text, lent.len) == 0, "seed %llu", (unsigned long long)seed);
        text_free(&in), text_free(&copied), text_free(&lent);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("stream");
    TCase *tc = tcase_create("stream");
    tcase_set_timeout(tc, 300);
    tcase_add_test(tc, lent_and_copied);
    return checks_run(s, tc, CK_FORK_GETENV);
}
