/* Long columns block by block. See sweep.h.
 * Must never know where columns come from, or what a register stands for. */
#include "interp/vm/sweep.h"
#include <string.h>

enum { PAST_LANES = 256 * 1024 }; /* columns of so many are not in a cache when somebody reads them */
/* from: the first lane of each space in this block; bits: planes of list spaces moved to where a word begins. */
struct Sweep {
    const Chunk *chunk; Allocator allocator; Vm *vm; uint32_t lanes, *from;
    SpaceData *spaces; Column *columns;
    void *bits; size_t bits_size, bits_used;
    VmPlace *places; int n_places;
};

/* ---- life ---- */
static size_t tables(const Chunk *c) { return (size_t)c->n_specs * (sizeof(SpaceData) + sizeof(uint32_t)) + (size_t)c->n_columns * sizeof(Column); }
Sweep *sweep_new(const Chunk *chunk, const Allocator *allocator, const bool *wanted, uint32_t lanes)
{
    size_t size = sizeof(Sweep) + tables(chunk);
    Sweep *s = allocator->realloc(allocator->ctx, NULL, 0, size);
    if (!s) return NULL;
    memset(s, 0, size);
    s->chunk = chunk, s->allocator = *allocator, s->lanes = lanes ? lanes : SWEEP_LANES;
    s->spaces = (SpaceData *)(s + 1);
    s->columns = (Column *)(s->spaces + chunk->n_specs);
    s->from = (uint32_t *)(s->columns + chunk->n_columns);
    s->vm = vm_new(chunk, allocator, VM_PLANES, wanted);
    if (s->vm) return s;
    sweep_free(s);
    return NULL;
}
void sweep_free(Sweep *s)
{
    if (!s) return;
    vm_free(s->vm);
    if (s->places) s->allocator.realloc(s->allocator.ctx, s->places, (size_t)s->n_places * sizeof *s->places, 0);
    if (s->bits) s->allocator.realloc(s->allocator.ctx, s->bits, s->bits_size, 0);
    s->allocator.realloc(s->allocator.ctx, s, sizeof *s + tables(s->chunk), 0);
}

/* ---- cutting ---- */
static const uint8_t WIDTH[] = {[COL_BIT] = 0, [COL_U8] = 1, [COL_I32] = 4, [COL_I64] = 8, [COL_TEXT] = 4};
static size_t words(uint32_t lanes) { return (lanes + 63) / 64; }
/* A plane from lane `from` on. Blocks of the root begin at a word; elements of lists begin anywhere. */
static const uint64_t *cut_plane(Sweep *s, const uint64_t *plane, uint32_t from, uint32_t n)
{
    uint32_t shift = from % 64;
    if (!plane) return NULL;
    plane += from / 64;
    if (!shift) return plane;
    uint64_t *out = (uint64_t *)s->bits + s->bits_used;
    size_t whole = words(n), there = words(shift + n);
    for (size_t w = 0; w < whole; w++) out[w] = plane[w] >> shift | (w + 1 < there ? plane[w + 1] << (64 - shift) : 0);
    s->bits_used += whole;
    return out;
}
static Column cut_column(Sweep *s, const ColumnSpec *spec, const Column *column)
{
    uint32_t from = s->from[spec->space], n = s->spaces[spec->space].lanes;
    const void *data = spec->kind == COL_BIT ? (const void *)cut_plane(s, column->data, from, n) : (const char *)column->data + (size_t)from * WIDTH[spec->kind];
    return (Column){data, cut_plane(s, column->known, from, n)};
}
/* The elements of the owners in this block; offsets are made to count from its first element. */
static void cut_list(Sweep *s, const Block *whole, int space)
{
    int parent = s->chunk->specs[space].parent;
    uint32_t owners = s->spaces[parent].lanes;
    const uint32_t *offsets = whole->spaces[space].offsets + s->from[parent];
    uint32_t *out = (uint32_t *)((uint64_t *)s->bits + s->bits_used);
    s->bits_used += owners / 2 + 1;
    s->from[space] = offsets[0];
    for (uint32_t i = 0; i <= owners; i++) out[i] = offsets[i] - offsets[0];
    s->spaces[space] = (SpaceData){out[owners], out, cut_plane(s, whole->spaces[space].list_known, s->from[parent], owners)};
}
/* Words that the planes and offsets of one block may need. */
static bool room(Sweep *s, const Block *whole, uint32_t from, uint32_t n)
{
    const Chunk *c = s->chunk;
    size_t need = 0;
    s->from[0] = from, s->spaces[0].lanes = n;
    for (int i = 1; i < c->n_specs; i++) { /* parents stand before their lists; lanes: only how many there are */
        int parent = c->specs[i].parent;
        const uint32_t *offsets = whole->spaces[i].offsets + s->from[parent];
        uint32_t owners = s->spaces[parent].lanes;
        s->from[i] = offsets[0], s->spaces[i].lanes = offsets[owners] - offsets[0];
        need += owners / 2 + 1 + words(owners);
    }
    for (int i = 0; i < c->n_columns; i++) need += 2 * words(s->spaces[c->columns[i].space].lanes);
    if (need * 8 <= s->bits_size) return true;
    void *at = s->allocator.realloc(s->allocator.ctx, s->bits, s->bits_size, need * 8);
    if (!at) return false;
    s->bits = at, s->bits_size = need * 8;
    return true;
}
static bool cut(Sweep *s, const Block *whole, uint32_t from, uint32_t n, Block *out)
{
    if (!room(s, whole, from, n)) return false;
    s->bits_used = 0;
    for (int i = 1; i < s->chunk->n_specs; i++) cut_list(s, whole, i);
    for (int i = 0; i < s->chunk->n_columns; i++) s->columns[i] = cut_column(s, &s->chunk->columns[i], &whole->columns[i]);
    uint32_t day = whole->uniform_dates ? 0 : from;
    *out = (Block){s->spaces, s->columns, whole->as_of + day, whole->law_as_of + day, whole->uniform_dates};
    return true;
}

/* ---- results ---- */
static void fill(void *to, const void *one, size_t width, uint32_t n) /* `one` may be the first of them */
{
    for (uint32_t i = 0; i < n; i++) memmove((char *)to + i * width, one, width);
}
/* Numbers in another form, where the VM could not write them by itself. */
static int64_t number_at(const VmPlanes *p, size_t width, uint32_t lane)
{
    const char *at = (const char *)p->data + (p->uniform ? 0 : lane) * width;
    int32_t day;
    int64_t v;
    if (width == 1) return *(const uint8_t *)at;
    if (width == 4) return memcpy(&day, at, sizeof day), day;
    return memcpy(&v, at, sizeof v), v;
}
static void put_number(void *data, uint8_t width, uint32_t lane, int64_t v)
{
    switch (width) {
    case 1: ((uint8_t *)data)[lane] = (uint8_t)v; return;
    case 2: ((uint16_t *)data)[lane] = (uint16_t)v; return;
    case 4: ((int32_t *)data)[lane] = (int32_t)v; return;
    default: ((int64_t *)data)[lane] = v;
    }
}
static void encode(const Vm *vm, const SweepOutput *to, const VmPlanes *p, size_t width, uint32_t n)
{
    int64_t values[VM_CHOICES_MAX];
    int n_values = vm_choices(vm, to->reg, values);
    for (uint32_t i = 0; i < n; i++) {
        int64_t v = number_at(p, width, i);
        int code = n_values - 1;
        while (code > 0 && values[code] != v) code--;
        put_number(to->data, to->form.width, i, code);
    }
}
/* What divides a number without rest can be undone by a multiplication: the inverse of its odd part, modulo 2 to the 64. */
static uint64_t inverse(uint64_t odd)
{
    uint64_t x = odd;
    for (int i = 0; i < 5; i++) x *= 2 - odd * x;
    return x;
}
enum { COUNT_AT_ONCE = 256 };
#define TO_LONGS(FROM) for (uint32_t i = 0; i < n; i++) out[i] = ((const FROM *)data)[i]
static void to_longs(int64_t *restrict out, const void *data, size_t width, uint32_t n)
{
    if (width == 1) TO_LONGS(uint8_t);
    else if (width == 4) TO_LONGS(int32_t);
    else memcpy(out, data, n * sizeof *out);
}
#define FROM_LONGS(TO) for (uint32_t i = 0; i < n; i++) ((TO *)data)[i] = (TO)v[i]
static void from_longs(void *data, size_t width, const int64_t *restrict v, uint32_t n)
{
    if (width == 1) FROM_LONGS(uint8_t);
    else if (width == 2) FROM_LONGS(uint16_t);
    else if (width == 4) FROM_LONGS(uint32_t);
    else memcpy(data, v, n * sizeof *v);
}
static void count(const SweepOutput *to, const VmPlanes *p, size_t width, uint32_t n)
{
    const uint64_t unit = (uint64_t)to->form.unit;
    const int twos = __builtin_ctzll(unit);
    const uint64_t times = inverse(unit >> twos);
    int64_t v[COUNT_AT_ONCE];
    if (p->uniform) {
        int64_t one = number_at(p, width, 0) / to->form.unit;
        for (uint32_t i = 0; i < n; i++) put_number(to->data, to->form.width, i, one);
        return;
    }
    for (uint32_t from = 0; from < n; from += COUNT_AT_ONCE) {
        const uint32_t lanes = n - from < COUNT_AT_ONCE ? n - from : COUNT_AT_ONCE;
        to_longs(v, (const char *)p->data + from * width, width, lanes);
        if (unit > 1) for (uint32_t i = 0; i < lanes; i++) v[i] = (int64_t)((uint64_t)(v[i] >> twos) * times);
        from_longs((char *)to->data + from * to->form.width, to->form.width, v, lanes);
    }
}
static void put_form(const Vm *vm, const SweepOutput *to, const VmPlanes *p, size_t width, uint32_t n)
{
    if (p->in_form) return;
    if (to->form.unit) count(to, p, width, n);
    else encode(vm, to, p, width, n);
}
/* What the VM has not written there by itself: what is the same for all lanes, and what stands elsewhere. */
void sweep_put(const Vm *vm, const SweepOutput *to, RegKind kind, uint32_t n)
{
    VmPlanes p = vm_planes(vm, to->reg);
    uint64_t *broken = to->broken;
    size_t width = kind_width(kind), planes = words(n);
    if (to->form.width) put_form(vm, to, &p, width, n);
    else if (p.uniform) fill(to->data, p.data, width ? width : 8, width ? n : (uint32_t)planes);
    else if (p.data != to->data) memcpy(to->data, p.data, width ? width * n : planes * 8);
    if (to->known && p.all_known) memset(to->known, 0xff, planes * 8);
    else if (to->known && p.uniform) fill(to->known, p.known, 8, (uint32_t)planes);
    else if (to->known && p.known != to->known) memcpy(to->known, p.known, planes * 8);
    if (broken && !p.broken) memset(broken, 0, planes * 8);
    else if (broken && p.uniform) fill(broken, p.broken, 8, (uint32_t)planes);
    else if (broken) memcpy(broken, p.broken, planes * 8);
}
static bool reserve_places(Sweep *s, int n)
{
    if (n <= s->n_places) return true;
    VmPlace *places = s->allocator.realloc(s->allocator.ctx, s->places, (size_t)s->n_places * sizeof *places, (size_t)n * sizeof *places);
    if (places) s->places = places, s->n_places = n;
    return places;
}
int sweep_choices(const Sweep *s, int reg, int64_t values[VM_CHOICES_MAX]) { return vm_choices(s->vm, reg, values); }
bool sweep_run(Sweep *s, const Block *columns, const SweepOutput *outputs, int n_outputs)
{
    uint32_t n = columns->spaces[0].lanes;
    if (!reserve_places(s, n_outputs)) return false;
    for (uint32_t from = 0; from < n; from += s->lanes) {
        uint32_t lanes = n - from < s->lanes ? n - from : s->lanes;
        Block block;
        for (int i = 0; i < n_outputs; i++) {
            size_t width = kind_width((RegKind)s->chunk->code[outputs[i].reg].kind);
            if (outputs[i].form.width) width = outputs[i].form.width;
            s->places[i] = (VmPlace){outputs[i].reg, (char *)outputs[i].data + (width ? from * width : from / 8), outputs[i].known ? outputs[i].known + from / 64 : NULL, n >= PAST_LANES, outputs[i].form};
        }
        if (!cut(s, columns, from, lanes, &block) || !vm_run_into(s->vm, &block, s->places, n_outputs)) return false;
        for (int i = 0; i < n_outputs; i++) {
            const VmPlace *p = &s->places[i];
            sweep_put(s->vm, &(SweepOutput){p->reg, p->data, p->known, outputs[i].broken ? outputs[i].broken + from / 64 : NULL, p->form}, (RegKind)s->chunk->code[p->reg].kind, lanes);
        }
    }
    if (n >= PAST_LANES) __atomic_thread_fence(__ATOMIC_SEQ_CST); /* what went past the caches is there for other threads */
    return true;
}
