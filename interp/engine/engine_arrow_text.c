/* Texts of a slab by number: equal texts have one number, those of the chunk their own.
 * Must never know where texts come from. */
#include <string.h>
#include "interp/engine/engine_arrow.h"

typedef struct { const char *bytes; size_t len; uint64_t hash; } Text;
struct ArrowTexts { Allocator allocator; const Chunk *chunk; Text *items; uint32_t n, cap, *slots, n_slots; /* slots: number + 1 */ };

static uint64_t hash_of(const char *s, size_t n)
{
    uint64_t h = 1469598103934665603ull;
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)s[i]) * 1099511628211ull;
    return h ^ h >> 29;
}
static void enter(ArrowTexts *t, uint32_t id)
{
    uint32_t k = (uint32_t)t->items[id].hash & (t->n_slots - 1);
    while (t->slots[k]) k = (k + 1) & (t->n_slots - 1);
    t->slots[k] = id + 1;
}
static bool grow(ArrowTexts *t)
{
    uint32_t cap = t->cap ? t->cap * 2 : 256, n_slots = cap * 2;
    uint32_t *slots = t->allocator.realloc(t->allocator.ctx, NULL, 0, n_slots * sizeof *slots);
    if (!slots) return false;
    Text *items = t->allocator.realloc(t->allocator.ctx, t->items, t->cap * sizeof *items, cap * sizeof *items);
    if (!items) { t->allocator.realloc(t->allocator.ctx, slots, n_slots * sizeof *slots, 0); return false; }
    if (t->slots) t->allocator.realloc(t->allocator.ctx, t->slots, t->n_slots * sizeof *slots, 0);
    t->items = items, t->cap = cap, t->slots = memset(slots, 0, n_slots * sizeof *slots), t->n_slots = n_slots;
    for (uint32_t i = 0; i < t->n; i++) enter(t, i);
    return true;
}
static bool add(ArrowTexts *t, const char *bytes, size_t len, uint64_t hash)
{
    if (t->n == t->cap && !grow(t)) return false;
    t->items[t->n] = (Text){bytes, len, hash};
    enter(t, t->n++);
    return true;
}
bool arrow_texts_id(ArrowTexts *t, const char *bytes, size_t len, uint32_t *id)
{
    uint64_t hash = hash_of(bytes, len);
    for (uint32_t k = (uint32_t)hash & (t->n_slots - 1); t->n_slots && t->slots[k]; k = (k + 1) & (t->n_slots - 1)) {
        const Text *x = &t->items[t->slots[k] - 1];
        if (x->hash == hash && x->len == len && !memcmp(x->bytes, bytes, len)) return *id = t->slots[k] - 1, true;
    }
    *id = t->n;
    return add(t, bytes, len, hash);
}
bool arrow_texts_clear(ArrowTexts *t)
{
    t->n = 0;
    if (t->slots) memset(t->slots, 0, t->n_slots * sizeof *t->slots);
    for (int i = 0; i < t->chunk->n_texts; i++) { /* each keeps the number it has in the chunk */
        size_t len = strlen(t->chunk->texts[i]);
        if (!add(t, t->chunk->texts[i], len, hash_of(t->chunk->texts[i], len))) return false;
    }
    return true;
}
ArrowTexts *arrow_texts_new(const Allocator *allocator, const Chunk *chunk)
{
    ArrowTexts *t = allocator->realloc(allocator->ctx, NULL, 0, sizeof *t);
    if (!t) return NULL;
    *t = (ArrowTexts){.allocator = *allocator, .chunk = chunk};
    return t;
}
void arrow_texts_free(ArrowTexts *t)
{
    if (!t) return;
    Allocator a = t->allocator;
    if (t->items) a.realloc(a.ctx, t->items, t->cap * sizeof *t->items, 0);
    if (t->slots) a.realloc(a.ctx, t->slots, t->n_slots * sizeof *t->slots, 0);
    a.realloc(a.ctx, t, sizeof *t, 0);
}
const char *arrow_texts_at(const ArrowTexts *t, uint32_t id, size_t *len)
{
    *len = t->items[id].len;
    return t->items[id].bytes;
}
uint32_t arrow_texts_count(const ArrowTexts *t) { return t->n; }
