/* What result arrays live in: one block where a batch before it told how large, which the next batch takes over when all have been released.
 * Must never know what is kept in it. */
#include <string.h>
#include "interp/engine/engine_arrow_out.h"

/* ---- between batches ---- */
/* spare: a block that waits for the next batch, its size in front. want: how much the last one took. */
struct ArrowPool { Allocator allocator; atomic_int holders; _Atomic(void *) spare; atomic_size_t want; };
enum { IN_FRONT = 64 };
static size_t size_of(const void *block)
{
    size_t size;
    memcpy(&size, block, sizeof size);
    return size;
}
static void give_back(const Allocator *a, void *block)
{
    if (block) a->realloc(a->ctx, block, size_of(block), 0);
}
ArrowPool *arrow_pool_new(const Allocator *allocator)
{
    ArrowPool *p = allocator->realloc(allocator->ctx, NULL, 0, sizeof *p);
    if (!p) return NULL;
    p->allocator = *allocator;
    atomic_init(&p->holders, 1), atomic_init(&p->spare, NULL), atomic_init(&p->want, 0);
    return p;
}
ArrowPool *arrow_pool_hold(ArrowPool *p)
{
    if (p) atomic_fetch_add(&p->holders, 1);
    return p;
}
void arrow_pool_drop(ArrowPool *p)
{
    if (!p || atomic_fetch_sub(&p->holders, 1) != 1) return;
    Allocator a = p->allocator;
    give_back(&a, atomic_load(&p->spare));
    a.realloc(a.ctx, p, sizeof *p, 0);
}
/* Not one much larger than what is wanted now: who decides few records once must not keep room for many. */
static void *take(ArrowPool *p)
{
    size_t want = atomic_load(&p->want), size = want + want / 8 + IN_FRONT;
    void *block = atomic_exchange(&p->spare, NULL);
    if (block && size_of(block) >= want + IN_FRONT && size_of(block) / 4 <= size) return block;
    give_back(&p->allocator, block);
    block = want ? p->allocator.realloc(p->allocator.ctx, NULL, 0, size) : NULL;
    if (block) memcpy(block, &size, sizeof size);
    return block;
}
static void put_back(ArrowPool *p, void *block, size_t used)
{
    atomic_store(&p->want, used);
    give_back(&p->allocator, atomic_exchange(&p->spare, block));
}

/* ---- of one batch ---- */
static void *carve(ArrowHolder *h, size_t size) /* NULL: there is no block, or not so much left of it */
{
    h->total += size;
    if (!h->block || size > h->block_size - h->block_used) return NULL;
    void *at = (uint8_t *)h->block + h->block_used;
    h->block_used += size;
    return at;
}
static bool in_block(const ArrowHolder *h, const void *p) { return h->block && (uintptr_t)p - (uintptr_t)h->block < h->block_size; }
/* For the holder's arena, which asks for whole blocks and gives them all back in the end. */
static void *arena_realloc(void *ctx, void *p, size_t old_size, size_t new_size)
{
    ArrowHolder *h = ctx;
    void *at = p || !new_size ? NULL : carve(h, (new_size + 63) & ~(size_t)63);
    if (at || (!new_size && in_block(h, p))) return at;
    return h->allocator.realloc(h->allocator.ctx, p, old_size, new_size);
}
ArrowHolder *arrow_holder_new(const Allocator *allocator, ArrowPool *pool)
{
    ArrowHolder *h = allocator->realloc(allocator->ctx, NULL, 0, sizeof *h);
    if (!h) return NULL;
    memset(h, 0, sizeof *h);
    h->allocator = *allocator;
    arena_init(&h->arena, &(Allocator){h, arena_realloc});
    atomic_init(&h->holders, 1);
    h->pool = arrow_pool_hold(pool);
    if (pool) h->block = take(pool);
    h->block_size = h->block ? size_of(h->block) : 0, h->block_used = IN_FRONT;
    return h;
}
void arrow_holder_drop(ArrowHolder *h)
{
    if (!h || atomic_fetch_sub(&h->holders, 1) != 1) return;
    Allocator a = h->allocator;
    for (int i = 0; i < h->n_memory; i++) a.realloc(a.ctx, h->memory[i].at, h->memory[i].size, 0);
    arena_free(&h->arena);
    if (h->pool) put_back(h->pool, h->block, h->total);
    arrow_pool_drop(h->pool);
    a.realloc(a.ctx, h, sizeof *h, 0);
}
void *arrow_hold_raw(ArrowHolder *h, size_t size)
{
    size_t whole = (size + 191) & ~(size_t)63;
    void *at = carve(h, whole);
    if (at) return (void *)(((uintptr_t)at + 63) & ~(uintptr_t)63);
    LIST_ADD(&h->arena, h->memory, h->n_memory, (ArrowMemory){NULL, 0});
    at = h->allocator.realloc(h->allocator.ctx, NULL, 0, whole);
    if (!at) { h->n_memory--; longjmp(*h->arena.escape, 1); }
    h->memory[h->n_memory - 1] = (ArrowMemory){at, whole};
    return (void *)(((uintptr_t)at + 63) & ~(uintptr_t)63);
}
void *arrow_hold(ArrowHolder *h, size_t size) { return memset(arrow_hold_raw(h, size), 0, size); }
