/* Any bytes as a policy: what parses is formatted, reads the same, keeps its comments and law text, and is formatted once for all.
 * Must never need files or the meaning of names. */
#include <stdlib.h>
#include <string.h>
#include "grammar/format.h"
#include "grammar/parse.h"
#include "grammar/text.h"

/* Comments and law text, one after the other. */
static bool same_kept(Arena *arena, SourceSet *set, uint32_t a, uint32_t b)
{
    Diags diags = {.arena = arena};
    Tokens x = tokens_scan(arena, arena, set, a, &diags), y = tokens_scan(arena, arena, set, b, &diags);
    const char *s = set->items[a].text, *t = set->items[b].text;
    int i = 0, k = 0;
    for (;;) {
        while (i < x.n_items && x.items[i].kind != T_COMMENT && x.items[i].kind != T_LAW) i++;
        while (k < y.n_items && y.items[k].kind != T_COMMENT && y.items[k].kind != T_LAW) k++;
        if (i == x.n_items || k == y.n_items) return i == x.n_items && k == y.n_items;
        size_t n = x.items[i].end - x.items[i].start;
        if (y.items[k].end - y.items[k].start != n || memcmp(s + x.items[i].start, t + y.items[k].start, n) != 0) return false;
        i++, k++;
    }
}
static void check(Arena *arena, SourceSet *set, uint32_t source, bool translate, bool chinese)
{
    Diags diags = {.arena = arena};
    FormatOptions options = {.translate = translate, .chinese = chinese};
    Formatted once, twice;
    if (!format_text(arena, set, source, &options, &diags, &once)) {
        if (!translate && diags.n_items && diags.items[diags.n_items - 1].id == D_FORMAT_CHANGES) abort();
        return;
    }
    uint32_t again = source_add(set, "again", once.text, (uint32_t)once.len);
    if (!same_kept(arena, set, source, again)) abort();
    if (!format_text(arena, set, again, &options, &diags, &twice)) abort();
    if (once.len != twice.len || memcmp(once.text, twice.text, once.len) != 0) abort();
}
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jmp_buf out_of_memory;
    Arena arena;
    arena_init(&arena, NULL);
    if (setjmp(out_of_memory)) abort();
    arena.escape = &out_of_memory;
    SourceSet set = {.arena = &arena};
    Diags diags = {.arena = &arena};
    uint32_t source;
    if (size < 1 << 16 && text_load(&set, &diags, "fuzz", data, size, &source)) {
        check(&arena, &set, source, false, false);
        check(&arena, &set, source, true, true);
        check(&arena, &set, source, true, false);
    }
    arena_free(&arena);
    return 0;
}
