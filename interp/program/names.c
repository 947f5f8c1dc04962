/* What a name is called and where it is found. See resolver.h.
 * Must never know expressions. */
#include <string.h>
#include "interp/program/resolver.h"

static char fold(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
static bool same(const char *a, const char *b)
{
    if (a == b) return true;
    while (*a && fold(*a) == fold(*b)) a++, b++;
    return *a == '\0' && *b == '\0';
}
/* Most names differ early: that is seen without a call. */
static inline bool is(const char *name, const char *text) { return name == text || (fold(name[0]) == fold(text[0]) && (!text[0] || fold(name[1]) == fold(text[1])) && same(name, text)); }
bool name_is(const Name *name, const char *text) { return is(name->zh, text) || (name->alias != name->zh && is(name->alias, text)); }
static inline bool names_it(const Name *name, const char *text) { return is(name->zh, text) || is(name->alias, text); }
static bool is_ascii(const char *s)
{
    while (*s && (unsigned char)*s < 0x80) s++;
    return *s == '\0';
}
/* Either spelling may stand first. */
Name name_of(Resolver *r, const Node *d)
{
    (void)r;
    const char *first = d->text ? d->text : "";
    if (!d->n_child || d->child[0]->kind != N_NAME) return (Name){first, first};
    const char *second = d->child[0]->text;
    return is_ascii(first) && !is_ascii(second) ? (Name){second, first} : (Name){first, second};
}
static void keep_use(Resolver *r, NameUse use)
{
    NameUses *uses = r->options->uses;
    if (uses && use.span.end) LIST_ADD(r->arena, uses->items, uses->n_items, use);
}
void name_used_in_path(Resolver *r, const Node *path, int step, const Name *name) { keep_use(r, (NameUse){path->span, step, *name, name}); }
void name_used(Resolver *r, const Node *at, const Name *name) { name_used_in_path(r, at, 0, name); }
void word_used(Resolver *r, const Node *at, const char *zh, const char *en) { keep_use(r, (NameUse){at->span, 0, {zh, en}, NULL}); }
/* Words are interned: most names are found without reading them. */
#define FIND_IN(array, count, text)                                                     \
    do {                                                                                \
        for (int i = 0; i < (count); i++)                                               \
            if ((array)[i].name.zh == (text) || (array)[i].name.alias == (text)) return i; \
        for (int i = 0; i < (count); i++)                                               \
            if (names_it(&(array)[i].name, text)) return i;                             \
        return -1;                                                                      \
    } while (0)
#define FIND(function, array, count) \
    int function(const Resolver *r, const char *text) { FIND_IN(array, count, text); }
FIND(find_entity, r->program->entities, r->program->n_entities)
FIND(find_enum, r->program->enums, r->n_named_enums)
FIND(find_param, r->program->params, r->program->n_params)
FIND(find_reading, r->program->readings, r->program->n_readings)
FIND(find_group, r->groups, r->n_groups)

int find_enum_value(const Enum *e, const char *text) { FIND_IN(e->values, e->n_values, text); }
int find_field(const Entity *e, const char *text) { FIND_IN(e->fields, e->n_fields, text); }

/* ---- rules, which are many ---- */
enum { FOUND = 256 };
/* Eight bytes at a time; the bit that tells a letter's case does not count. */
static size_t hash_of(const char *text)
{
    size_t left = strlen(text);
    uint64_t h = left, word;
    for (; left; text += left < 8 ? left : 8, left -= left < 8 ? left : 8) {
        word = 0;
        memcpy(&word, text, left < 8 ? left : 8);
        h = (h ^ (word | 0x2020202020202020u)) * 0x9E3779B97F4A7C15u;
        h ^= h >> 32;
    }
    return (size_t)h;
}
/* Where the chain of this spelling starts, or where it would. */
static int *chain_of(const Resolver *r, const char *text)
{
    size_t at = hash_of(text) & (r->cap_named - 1);
    while (r->named_first[at] && !same(r->named[r->named_first[at] - 1].text, text)) at = (at + 1) & (r->cap_named - 1);
    return &r->named_first[at];
}
static void grow_index(Resolver *r)
{
    const int *old = r->named_first;
    size_t cap = r->cap_named;
    if (!cap) r->found = arena_alloc(r->arena, FOUND * sizeof *r->found);
    r->cap_named = cap ? cap * 2 : 256;
    r->named_first = arena_alloc(r->arena, r->cap_named * sizeof *r->named_first);
    for (size_t i = 0; i < cap; i++)
        if (old[i]) *chain_of(r, r->named[old[i] - 1].text) = old[i];
}
static void index_spelling(Resolver *r, const char *text, int rule)
{
    if ((size_t)r->n_named * 2 >= r->cap_named) grow_index(r);
    int *first = chain_of(r, text), last = *first - 1;
    LIST_ADD(r->arena, r->named, r->n_named, (NamedRule){text, rule, -1});
    if (!*first) *first = r->n_named;
    else {
        while (r->named[last].next >= 0) last = r->named[last].next;
        r->named[last].next = r->n_named - 1;
    }
}
void index_rule(Resolver *r, int rule)
{
    const Name *name = &r->program->rules[rule].name;
    index_spelling(r, name->zh, rule);
    if (!same(name->zh, name->alias)) index_spelling(r, name->alias, rule);
}
/* Of what was found, the place is kept by the word's address: it stays where it is. */
static int first_named(const Resolver *r, const char *text)
{
    if (!r->cap_named) return -1;
    NamedRule *found = &r->found[((uintptr_t)text >> 4) % FOUND];
    if (found->text == text) return found->next;
    int first = *chain_of(r, text) - 1;
    if (first >= 0) *found = (NamedRule){.text = text, .next = first};
    return first;
}
int find_rule(const Resolver *r, const char *text, int subject)
{
    for (int i = first_named(r, text); i >= 0; i = r->named[i].next)
        if (r->program->rules[r->named[i].rule].subject == subject) return r->named[i].rule;
    return -1;
}
int find_any_rule(const Resolver *r, const char *text, int *more)
{
    int found = -1;
    if (more) *more = 0;
    for (int i = first_named(r, text); i >= 0; i = r->named[i].next) {
        if (found < 0) found = r->named[i].rule;
        else if (more) ++*more;
    }
    return found;
}
/* Zh, alias: 男 (male)，女 (female) … as far as a message holds them. */
const char *enum_values_words(Resolver *r, const Enum *e)
{
    const char *words = "";
    for (int i = 0; i < e->n_values && i < 12; i++) {
        const Name *v = &e->values[i].name;
        bool one = strcmp(v->zh, v->alias) == 0;
        words = arena_printf(r->arena, "%s%s%s%s%s%s", words, i ? "，" : "", v->zh, one ? "" : " (", one ? "" : v->alias, one ? "" : ")");
    }
    return e->n_values > 12 ? arena_printf(r->arena, "%s……", words) : words;
}
/* Those of the first version, then what later ones add: an item has one place in all versions. */
ItemNames list_items(Resolver *r, int rule)
{
    const Draft *draft = &r->drafts[rule];
    ItemNames out = {0};
    for (int k = 0; k < draft->n_versions; k++) {
        const Node *d = draft->versions[k].node;
        for (int i = 2; i < d->n_child; i++) {
            if (d->child[i]->kind != N_CLAUSE || d->child[i]->op != OP_C_ITEM) continue;
            Name name = name_of(r, d->child[i]->child[0]);
            if (item_at(&out, name.alias) < 0) LIST_ADD(r->arena, out.names, out.n, name);
        }
    }
    return out;
}
int item_at(const ItemNames *items, const char *text)
{
    for (int i = 0; i < items->n; i++)
        if (name_is(&items->names[i], text)) return i;
    return -1;
}
const char *item_words(Resolver *r, int rule)
{
    ItemNames items = list_items(r, rule);
    const char *words = "";
    for (int i = 0; i < items.n && i < 12; i++) words = arena_printf(r->arena, "%s%s%s", words, i ? "，" : "", items.names[i].zh);
    return items.n > 12 ? arena_printf(r->arena, "%s……", words) : words;
}
void complain(Resolver *r, DiagId id, const Node *at, const char *a, const char *b, const char *c)
{
    diag_add(r->diags, id, at->span, a, b, c);
}
