/* Memory of a compilation: everything of one compile lives in one arena and is freed with it; names are interned.
 * Must never know files or the language. */
#ifndef FATIAO_ARENA_H
#define FATIAO_ARENA_H
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* realloc(ctx, NULL, 0, n) allocates, realloc(ctx, p, old, 0) frees and returns NULL. */
typedef struct { void *ctx; void *(*realloc)(void *ctx, void *p, size_t old_size, size_t new_size); } Allocator;
extern const Allocator allocator_default;

typedef struct ArenaBlock ArenaBlock;
typedef struct { const char *text; uint32_t hash, n; } Interned;
typedef struct Arena Arena;
struct Arena {
    Allocator allocator; ArenaBlock *blocks; char *next, *end, *limit; /* end: what is given from is zeroed up to here; limit: the block ends */
    Interned *interned; size_t n_interned, cap_interned; /* open addressing */
    size_t total, next_block; /* next_block: bytes of the next block, at least */
    Arena *scratch; bool unclean; /* what it gives is not zeroed */
    /* Where to go when memory runs out. Set by whoever owns the arena before it hands the arena to a stage;
     * the only jump in the project, so that no stage has to check every allocation. */
    jmp_buf *escape;
};

void arena_init(Arena *arena, const Allocator *allocator);
void arena_free(Arena *arena);
/* Forgets everything but keeps some memory at hand: for work done again and again. */
void arena_clear(Arena *arena);
/* An arena for what one step needs and nobody afterwards. It belongs to this one and escapes where it does; each call forgets what the
 * step before kept there, at best without giving the memory back. What is allocated there is not zeroed. */
Arena *arena_scratch(Arena *arena);
void arena_scratch_end(Arena *arena);
/* Zeroed, aligned to 16. Never NULL: without memory it jumps to arena->escape. */
void *arena_alloc(Arena *arena, size_t size);
/* A copy of `old` grown to new_size; the old one stays in the arena. */
void *arena_grow(Arena *arena, const void *old, size_t old_size, size_t new_size);
/* The same, where it lies if nothing was allocated since: for what has one owner, who writes all of what he takes (up to 15 bytes behind the
 * old end may not be zero). */
void *arena_extend(Arena *arena, const void *old, size_t old_size, size_t new_size);
char *arena_strndup(Arena *arena, const char *s, size_t n);
char *arena_printf(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(Arena *arena, const char *format, va_list args);
/* The same bytes give the same pointer. */
const char *arena_intern(Arena *arena, const char *s, size_t n);

/* A growing array in an arena: LIST_ADD(arena, array, count, value) where array and count are lvalues. Doubles at powers of two. */
#define LIST_ADD(arena, array, count, ...)                                                                          \
    do {                                                                                                            \
        if (((count) & ((count) - 1)) == 0)                                                                         \
            (array) = arena_extend((arena), (array), (size_t)(count) * sizeof *(array),                             \
                                   ((count) ? (size_t)(count) * 2 : 1) * sizeof *(array));                            \
        (array)[(count)++] = (__VA_ARGS__);                                                                         \
    } while (0)
#endif
