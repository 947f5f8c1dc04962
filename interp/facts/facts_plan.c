/* The schema as the reader needs it: tables of spellings, and for every place of a record what to do with its fields.
 * Must never know JSON. */
#include "interp/facts/facts_core.h"
#include <string.h>

static uint32_t hash_name(const char *s, size_t len)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < len; i++) h = (h ^ (unsigned char)s[i]) * 16777619u;
    return h ^ h >> 15;
}
const Spelling *spellings_find(const Spellings *names, const char *s, size_t len)
{
    for (uint32_t i = hash_name(s, len) & names->mask; names->slots[i].text; i = (i + 1) & names->mask) {
        const Spelling *slot = &names->slots[i];
        if (slot->len == len && !memcmp(slot->text, s, len)) return slot;
    }
    return NULL;
}

/* ---- names ---- */
static void reserve(FactsReader *r, Spellings *names, int n)
{
    uint32_t slots = 4;
    while (slots < (uint32_t)n * 8) slots *= 2; /* up to four spellings each, half empty */
    names->slots = arena_alloc(&r->arena, slots * sizeof *names->slots);
    names->mask = slots - 1;
}
/* A spelling that two names share means the first. */
static void add_spelling(Spellings *names, const char *s, int index, int spelling)
{
    size_t len = strlen(s);
    if (spellings_find(names, s, len)) return;
    uint32_t i = hash_name(s, len) & names->mask;
    while (names->slots[i].text) i = (i + 1) & names->mask;
    names->slots[i] = (Spelling){s, (uint32_t)len, (uint16_t)index, (uint8_t)spelling, 0};
}
/* The name with all its parentheses wide, or all narrow; NULL where that changes nothing. */
static const char *with_parentheses(Arena *arena, const char *s, bool wide)
{
    static const char *const NARROW[] = {"(", ")"}, *const WIDE[] = {"（", "）"};
    const char *const *from = wide ? NARROW : WIDE, *const *to = wide ? WIDE : NARROW;
    char *out = arena_alloc(arena, strlen(s) * 3 + 1), *o = out;
    bool changed = false;
    while (*s) {
        int i = !strncmp(s, from[0], strlen(from[0])) ? 0 : !strncmp(s, from[1], strlen(from[1])) ? 1 : -1;
        const char *piece = i < 0 ? s : to[i];
        size_t n = i < 0 ? 1 : strlen(to[i]);
        memcpy(o, piece, n);
        o += n, s += i < 0 ? 1 : strlen(from[i]), changed |= i >= 0;
    }
    return changed ? out : NULL;
}
/* 县（区）财政 and 县(区)财政 are one name, as they are in a policy file. */
static void add_name(FactsReader *r, Spellings *names, Name name, int index)
{
    add_spelling(names, name.zh, index, 1);
    for (int wide = 0; wide < 2; wide++) {
        const char *other = with_parentheses(&r->arena, name.zh, wide);
        if (other) add_spelling(names, other, index, 1);
    }
    if (name.alias) add_spelling(names, name.alias, index, 2);
}
/* ---- as they stand in plain JSON ---- */
static void quick(Quick *q, const char *before, const char *name, const char *after)
{
    size_t a = strlen(before), n = strlen(name), b = strlen(after);
    if (a + n + b > sizeof q->words) return;
    for (size_t i = 0; i < n; i++)
        if (name[i] == '"' || name[i] == '\\' || (unsigned char)name[i] < ' ') return; /* JSON writes it otherwise */
    char *to = (char *)q->words;
    memcpy(to, before, a), memcpy(to + a, name, n), memcpy(to + a + n, after, b);
    q->len = (uint32_t)(a + n + b), q->reach = q->len > 16 ? q->len : 16;
    for (uint32_t w = 0; w < 2; w++) q->mask[w] = q->len >= 8 * w + 8 ? ~0ull : q->len > 8 * w ? (1ull << (q->len - 8 * w) * 8) - 1 : 0;
}
static void quick_keys(FactsReader *r, Spellings *names)
{
    names->quick = arena_alloc(&r->arena, ((size_t)names->mask + 1) * sizeof *names->quick);
    for (uint32_t i = 0; i <= names->mask; i++)
        if (names->slots[i].text) quick(&names->quick[i], "\"", names->slots[i].text, "\":");
}
/* How many values share a slot with one before them. */
static int fill_slots(QuickValues *q, int n, uint64_t factor)
{
    int shared = 0;
    q->factor = factor;
    memset(q->slots, 0, sizeof q->slots);
    for (int i = n - 1; i >= 0; i--) {
        uint8_t *slot = &q->slots[((q->values[i].words[0] & q->mask) * factor) >> (64 - QUICK_SLOT_BITS)];
        if (!q->values[i].len) continue;
        shared += *slot != 0;
        q->next[i] = *slot, *slot = (uint8_t)(i + 1);
    }
    return shared;
}
/* A spelling that means another value, or one that is too long, is left to the careful way. */
static void quick_values(FactsReader *r, int index, bool chinese, QuickValues *to)
{
    const Enum *e = &r->program->enums[index];
    enum { TRIES = 64 };
    to->values = arena_alloc(&r->arena, (size_t)e->n_values * sizeof *to->values + 1);
    to->next = arena_alloc(&r->arena, (size_t)e->n_values + 1);
    to->mask = ~0ull;
    for (int i = 0; i < e->n_values; i++) {
        const char *name = chinese ? e->values[i].name.zh : e->values[i].name.alias;
        const Spelling *means = name ? spellings_find(&r->values[index], name, strlen(name)) : NULL;
        if (means && means->index == i && name[0]) quick(&to->values[i], "", name, "\"");
        if (to->values[i].len) to->mask &= to->values[i].mask[0]; /* as far as the shortest goes */
    }
    uint64_t factor = 0x9E3779B97F4A7C15ull, best = factor;
    int least = fill_slots(to, e->n_values, factor);
    for (int tries = 0; tries < TRIES && least; tries++) {
        factor = (factor * 6364136223846793005u + 1442695040888963407u) | 1;
        int shared = fill_slots(to, e->n_values, factor);
        if (shared < least) least = shared, best = factor;
    }
    fill_slots(to, e->n_values, best);
}
static void count_by_entity(FactsReader *r)
{
    int n = r->program->n_entities;
    for (int e = 0; e < n && n <= 64; e++)
        for (uint32_t i = 0; i <= r->fields[e].mask; i++) {
            Spelling *slot = &r->fields[e].slots[i];
            for (int other = 0; slot->text && other < n; other++)
                if (spellings_find(&r->fields[other], slot->text, slot->len)) slot->entities |= 1ull << other;
        }
}
static Node *new_node(FactsReader *r, int entity, int space)
{
    const Entity *e = &r->program->entities[entity];
    Node *node = arena_alloc(&r->arena, sizeof *node);
    node->entity = entity, node->space = space;
    node->fields = arena_alloc(&r->arena, (size_t)e->n_fields * sizeof *node->fields);
    node->expected = arena_alloc(&r->arena, ((size_t)e->n_fields + 1) * sizeof *node->expected);
    node->place = arena_alloc(&r->arena, ((size_t)e->n_fields + 1) * sizeof *node->place);
    for (int i = 0; i < e->n_fields; i++) {
        const Field *f = &e->fields[i];
        NodeField *to = &node->fields[i];
        to->kind = f->type.kind, to->scale = f->type.scale, to->ref = f->type.ref, to->lo = f->lo, to->hi = f->hi;
        to->column = to->list = to->capture = -1;
        if (to->kind == TY_ENTITY || to->kind == TY_LIST) to->child = r->checks[to->ref];
    }
    for (int i = 0; i < e->n_requirements; i++) {
        const int pair[] = {e->requirements[i].later, e->requirements[i].earlier};
        for (int k = 0; k < 2; k++)
            if (node->fields[pair[k]].capture < 0) node->fields[pair[k]].capture = (int16_t)node->n_captures++;
    }
    return node;
}
bool plan_names(FactsReader *r)
{
    const Program *p = r->program;
    r->fields = arena_alloc(&r->arena, (size_t)p->n_entities * sizeof *r->fields);
    r->values = arena_alloc(&r->arena, (size_t)p->n_enums * sizeof *r->values);
    r->checks = arena_alloc(&r->arena, (size_t)p->n_entities * sizeof *r->checks);
    reserve(r, &r->entities, p->n_entities);
    for (int e = 0; e < p->n_entities; e++) {
        add_name(r, &r->entities, p->entities[e].name, e);
        reserve(r, &r->fields[e], p->entities[e].n_fields);
        for (int i = 0; i < p->entities[e].n_fields; i++) add_name(r, &r->fields[e], p->entities[e].fields[i].name, i);
    }
    for (int e = 0; e < p->n_enums; e++) {
        reserve(r, &r->values[e], p->enums[e].n_values);
        for (int i = 0; i < p->enums[e].n_values; i++) add_name(r, &r->values[e], p->enums[e].values[i].name, i);
    }
    r->quick_values = arena_alloc(&r->arena, (size_t)p->n_enums * sizeof *r->quick_values + 1);
    for (int e = 0; e < p->n_enums; e++) {
        r->quick_values[e].n = p->enums[e].n_values;
        for (int v = 0; v < 2; v++) quick_values(r, e, v, &r->quick_values[e].in[v]);
    }
    for (int e = 0; e < p->n_entities; e++) quick_keys(r, &r->fields[e]);
    count_by_entity(r);
    for (int e = 0; e < p->n_entities; e++) r->checks[e] = new_node(r, e, -1);
    for (int e = 0; e < p->n_entities; e++) /* entities may refer to later ones */
        for (int i = 0; i < p->entities[e].n_fields; i++) {
            NodeField *f = &r->checks[e]->fields[i];
            if (f->kind == TY_ENTITY || f->kind == TY_LIST) f->child = r->checks[f->ref];
        }
    return true;
}

/* ---- plans ---- */
/* The plan of the nested entity at field[0..n-1] of `from`; made where it is still the shared one. */
static Node *descend(FactsReader *r, Node *from, const uint16_t *field, int n)
{
    for (int i = 0; i < n; i++) {
        NodeField *f = &from->fields[field[i]];
        if (f->child->space < 0) f->child = new_node(r, f->ref, from->space);
        from = f->child;
    }
    return from;
}
static LinePlan *new_line(FactsReader *r, int n_fields)
{
    LinePlan *line = arena_alloc(&r->arena, sizeof *line);
    line->keys = arena_alloc(&r->arena, ((size_t)n_fields + 1) * sizeof *line->keys);
    line->values = arena_alloc(&r->arena, ((size_t)n_fields + 1) * sizeof *line->values);
    return line;
}
Node *plan_root(FactsReader *r, int entity, const Chunk *chunk)
{
    if (!chunk) return r->checks[entity];
    Node **spaces = arena_alloc(&r->arena, (size_t)chunk->n_specs * sizeof(Node *));
    spaces[0] = new_node(r, entity, 0);
    spaces[0]->line = new_line(r, r->program->entities[entity].n_fields);
    for (int s = 1; s < chunk->n_specs; s++) { /* parents stand before their lists */
        const SpaceSpec *spec = &chunk->specs[s];
        NodeField *list = &descend(r, spaces[spec->parent], spec->field, spec->n - 1)->fields[spec->field[spec->n - 1]];
        list->list = s;
        spaces[s] = list->child = new_node(r, spec->entity, s);
    }
    for (int c = 0; c < chunk->n_columns; c++) {
        const ColumnSpec *spec = &chunk->columns[c];
        NodeField *f = &descend(r, spaces[spec->space], spec->field, spec->n - 1)->fields[spec->field[spec->n - 1]];
        f->column = c, f->column_kind = spec->kind;
    }
    return spaces[0];
}
