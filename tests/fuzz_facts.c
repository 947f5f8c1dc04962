/* Any bytes as a stream of records: never a crash, and what is taken is taken the same way in pieces.
 * Must never need the language. */
#include <stdlib.h>
#include <string.h>
#include "tests/facts_schema.h"

static size_t run(const char *bytes, size_t len, size_t piece)
{
    FactsReader *r = facts_new(&facts_program, facts_chunks, NULL);
    FactsStream *s = facts_stream_new(FACTS_FORM_AUTO, NULL);
    FactsItem item;
    size_t at = 0, taken = 0;
    facts_options(r, (FactsOptions){.entity = -1, .has_as_of = true});
    for (FactsStreamResult got; (got = facts_stream_next(s, &item)) != FACTS_DONE;) {
        if (got == FACTS_MORE) {
            size_t n = len - at < piece ? len - at : piece;
            if (n) facts_stream_feed(s, bytes + at, n), at += n;
            else facts_stream_end(s);
            continue;
        }
        if (item.error != D_KINDS) continue;
        FactsResult result = facts_read(r, item.text, item.len, item.line);
        if (result == FACTS_FULL) facts_block(r), facts_clear(r), result = facts_read(r, item.text, item.len, item.line);
        if (result == FACTS_FULL) abort();
        char text[64];
        if (result == FACTS_BAD) facts_error_print(facts_error(r), taken % 2, text, sizeof text);
        taken += result == FACTS_ADDED;
    }
    facts_block(r);
    facts_stream_free(s), facts_free(r);
    return taken;
}
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (run((const char *)data, size, size + 1) != run((const char *)data, size, 7)) abort();
    return 0;
}
