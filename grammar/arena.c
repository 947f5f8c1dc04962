/* Memory of a compilation. See arena.h.
 * Must never know files or the language. */
#define _DEFAULT_SOURCE /* madvise */
#include "grammar/arena.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

struct ArenaBlock { ArenaBlock *before; size_t size; };
enum { BLOCK_BYTES = 64 * 1024, KEPT_BYTES = 1024 * 1024, ZEROED_BYTES = 2032, HUGE_PAGE = 2 * 1024 * 1024, HEAD_BYTES = (sizeof(ArenaBlock) + 15) & ~(size_t)15 };

#if defined(MADV_HUGEPAGE) && defined(MAP_ANONYMOUS)
/* What fills huge pages lies on them: the first touch of a page costs more than most work that is done in it. */
static bool is_large(size_t size) { return size && size % HUGE_PAGE == 0; }
static void *map(size_t size)
{
    char *p = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) return NULL;
    size_t before = -(uintptr_t)p % HUGE_PAGE;
    if (before) munmap(p, before);
    munmap(p + before + size, HUGE_PAGE - before);
    madvise(p + before, size, MADV_HUGEPAGE);
    return p + before;
}
static void *take(size_t size) { return is_large(size) ? map(size) : malloc(size); }
static void give_back(void *p, size_t size)
{
    if (is_large(size)) munmap(p, size);
    else free(p);
}
static void *default_realloc(void *ctx, void *p, size_t old_size, size_t new_size)
{
    (void)ctx;
    if (p && new_size && !is_large(old_size) && !is_large(new_size)) return realloc(p, new_size);
    void *to = new_size ? take(new_size) : NULL;
    if (p && to) memcpy(to, p, old_size < new_size ? old_size : new_size);
    if (p && (to || !new_size)) give_back(p, old_size);
    return to;
}
#else
static void *default_realloc(void *ctx, void *p, size_t old_size, size_t new_size)
{
    (void)ctx, (void)old_size;
    if (new_size == 0) {
        free(p);
        return NULL;
    }
    return realloc(p, new_size);
}
#endif
const Allocator allocator_default = {NULL, default_realloc};

void arena_init(Arena *arena, const Allocator *allocator)
{
    *arena = (Arena){.allocator = allocator ? *allocator : allocator_default};
}
static void free_blocks(Arena *arena)
{
    for (ArenaBlock *b = arena->blocks, *before; b; b = before) {
        before = b->before;
        arena->allocator.realloc(arena->allocator.ctx, b, b->size, 0);
    }
    arena->blocks = NULL;
}
void arena_free(Arena *arena)
{
    arena_scratch_end(arena);
    free_blocks(arena);
    arena->next = arena->end = arena->limit = NULL;
    arena->interned = NULL;
    arena->n_interned = arena->cap_interned = 0;
    arena->total = 0;
}
static void take_block(Arena *arena, ArenaBlock *b, size_t size)
{
    b->before = arena->blocks;
    b->size = size;
    arena->blocks = b;
    arena->next = (char *)b + HEAD_BYTES;
    arena->limit = (char *)b + size;
    arena->end = arena->unclean ? arena->limit : arena->next;
    arena->total += size;
}
/* The largest block is kept, unless something out of the ordinary made it. */
void arena_clear(Arena *arena)
{
    ArenaBlock *keep = NULL, *last = arena->blocks;
    char *used = arena->next, *zeroed = arena->end;
    for (ArenaBlock *b = arena->blocks, *before; b; b = before) {
        before = b->before;
        bool better = b->size <= KEPT_BYTES && (!keep || b->size > keep->size);
        ArenaBlock *drop = better ? keep : b;
        if (better) keep = b;
        if (drop) arena->allocator.realloc(arena->allocator.ctx, drop, drop->size, 0);
    }
    *arena = (Arena){.allocator = arena->allocator, .escape = arena->escape, .scratch = arena->scratch};
    if (!keep) return;
    take_block(arena, keep, keep->size);
    if (keep != last) return;
    memset(arena->next, 0, (size_t)(used - arena->next));
    arena->end = zeroed;
}
/* What was in several blocks will be in one. */
static void clear_scratch(Arena *scratch)
{
    ArenaBlock *only = scratch->blocks && !scratch->blocks->before ? scratch->blocks : NULL;
    size_t total = scratch->total;
    if (!only) free_blocks(scratch);
    *scratch = (Arena){.allocator = scratch->allocator, .next_block = total, .unclean = true};
    if (only) take_block(scratch, only, only->size);
}
Arena *arena_scratch(Arena *arena)
{
    if (!arena->scratch) {
        Arena *made = arena->allocator.realloc(arena->allocator.ctx, NULL, 0, sizeof *made);
        if (!made) longjmp(*arena->escape, 1);
        arena_init(made, &arena->allocator);
        made->unclean = true;
        arena->scratch = made;
    } else clear_scratch(arena->scratch);
    arena->scratch->escape = arena->escape;
    return arena->scratch;
}
void arena_scratch_end(Arena *arena)
{
    if (!arena->scratch) return;
    free_blocks(arena->scratch);
    arena->allocator.realloc(arena->allocator.ctx, arena->scratch, sizeof *arena->scratch, 0);
    arena->scratch = NULL;
}
static void add_block(Arena *arena, size_t want)
{
    size_t usual = arena->next_block > BLOCK_BYTES ? arena->next_block : BLOCK_BYTES, size = HEAD_BYTES + (want > usual ? want : usual);
    if (arena->total > size) size = arena->total;
    if (size > HUGE_PAGE / 8) size = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    ArenaBlock *b = size < want ? NULL : arena->allocator.realloc(arena->allocator.ctx, NULL, 0, size);
    if (!b) longjmp(*arena->escape, 1);
    take_block(arena, b, size);
}
/* Zeroed shortly before it is given, in pieces that are still in the cache then. */
static void zero_more(Arena *arena, size_t size)
{
    size_t piece = size > ZEROED_BYTES ? size : ZEROED_BYTES, left = (size_t)(arena->limit - arena->end);
    if (piece > left) piece = left;
    memset(arena->end, 0, piece);
    arena->end += piece;
}
void *arena_alloc(Arena *arena, size_t size)
{
    size = (size + 15) & ~(size_t)15;
    if (!arena->next || (size_t)(arena->end - arena->next) < size) {
        if (!arena->next || (size_t)(arena->limit - arena->next) < size) add_block(arena, size);
        if (!arena->unclean) zero_more(arena, size);
    }
    void *p = arena->next;
    arena->next += size;
    return p;
}
/* For what is written over at once. */
static void *alloc_unzeroed(Arena *arena, size_t size)
{
    size = (size + 15) & ~(size_t)15;
    if (!arena->next || (size_t)(arena->limit - arena->next) < size) add_block(arena, size);
    void *p = arena->next;
    arena->next += size;
    if (arena->end < arena->next) arena->end = arena->next;
    return p;
}
void *arena_grow(Arena *arena, const void *old, size_t old_size, size_t new_size)
{
    char *p = alloc_unzeroed(arena, new_size);
    if (old_size) memcpy(p, old, old_size);
    if (!arena->unclean) memset(p + old_size, 0, new_size - old_size);
    return p;
}
void *arena_extend(Arena *arena, const void *old, size_t old_size, size_t new_size)
{
    size_t taken = (old_size + 15) & ~(size_t)15, size = (new_size + 15) & ~(size_t)15;
    if (!old_size || (const char *)old + taken != arena->next || size < taken || size - taken > (size_t)(arena->end - arena->next)) return arena_grow(arena, old, old_size, new_size);
    arena->next += size - taken;
    return (char *)old;
}
char *arena_strndup(Arena *arena, const char *s, size_t n)
{
    char *copy = alloc_unzeroed(arena, n + 1);
    if (n) memcpy(copy, s, n);
    copy[n] = '\0';
    return copy;
}
char *arena_vprintf(Arena *arena, const char *format, va_list args)
{
    va_list again;
    char room[256]; /* what is short is written once */
    va_copy(again, args);
    int n = vsnprintf(room, sizeof room, format, args);
    char *out = arena_alloc(arena, (size_t)(n < 0 ? 0 : n) + 1);
    if (n > 0 && (size_t)n < sizeof room) memcpy(out, room, (size_t)n);
    else if (n > 0) vsnprintf(out, (size_t)n + 1, format, again);
    if (n <= 0 || (size_t)n < sizeof room) out[n > 0 ? n : 0] = '\0';
    va_end(again);
    return out;
}
char *arena_printf(Arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *out = arena_vprintf(arena, format, args);
    va_end(args);
    return out;
}
static uint64_t hash_bytes(const char *s, size_t n)
{
    uint64_t h = 1469598103934665603ull;
    uint64_t word;
    for (; n >= sizeof word; s += sizeof word, n -= sizeof word) memcpy(&word, s, sizeof word), h = (h ^ word) * 0x9E3779B97F4A7C15ull, h ^= h >> 32;
    if (n >= 4) { /* what is left, as two halves that may overlap */
        uint32_t first, last;
        memcpy(&first, s, 4), memcpy(&last, s + n - 4, 4);
        h = (h ^ (first | (uint64_t)last << 32)) * 0x9E3779B97F4A7C15ull;
    } else
        for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)s[i]) * 1099511628211ull;
    h = (h ^ h >> 29) * 0x9E3779B97F4A7C15ull; /* or the half of the last word would not count in the low bits */
    return h ^ h >> 32;
}
static void grow_interned(Arena *arena)
{
    size_t cap = arena->cap_interned ? arena->cap_interned * 2 : 256;
    Interned *table = arena_alloc(arena, cap * sizeof *table);
    for (size_t i = 0; i < arena->cap_interned; i++) {
        const Interned *s = &arena->interned[i];
        if (!s->text) continue;
        size_t k = s->hash & (cap - 1);
        while (table[k].text) k = (k + 1) & (cap - 1);
        table[k] = *s;
    }
    arena->interned = table;
    arena->cap_interned = cap;
}
const char *arena_intern(Arena *arena, const char *s, size_t n)
{
    if (arena->n_interned * 2 >= arena->cap_interned) grow_interned(arena);
    uint32_t hash = (uint32_t)hash_bytes(s, n);
    size_t k = hash & (arena->cap_interned - 1);
    for (; arena->interned[k].text; k = (k + 1) & (arena->cap_interned - 1)) {
        const Interned *other = &arena->interned[k];
        if (other->hash == hash && other->n == n && memcmp(other->text, s, n) == 0) return other->text;
    }
    arena->n_interned++;
    arena->interned[k] = (Interned){arena_strndup(arena, s, n), hash, (uint32_t)n};
    return arena->interned[k].text;
}
