/* What both walkers feed, its structure: objects become lanes, keys become fields, elements have owners.
 * Must never know the form of the input. */
#include "interp/facts/facts_core.h"
#include <string.h>
#include "grammar/limits.h"

static const Entity *entity_of(const FactsReader *r, const Frame *f) { return &r->program->entities[f->node->entity]; }
static Store *store_of(FactsReader *r) { return &r->stores[r->entity]; }

/* ---- objects ---- */
bool frame_open(FactsReader *r, Frame *f, Frame *up, Node *node, uint32_t lane, const char *at)
{
    int fields = r->program->entities[node->entity].n_fields;
    *f = (Frame){.up = up, .node = node, .lane = lane, .field = -1, .depth = up ? up->depth + 1 : 1, .seen = r->seen.n, .captured = r->n_captures};
    if (f->depth > FACTS_DEPTH_MAX) return facts_fail(r, up, D_RECORD_TOO_DEEP, at, ARG("64"), NO_ARG, NO_ARG);
    if (!pool_room(r, &r->seen, (size_t)fields + 1) || !facts_grow(r, &r->captures, &r->cap_captures, r->n_captures + (size_t)node->n_captures, sizeof *r->captures)) return false;
    memset(r->seen.bytes + r->seen.n, 0, (size_t)fields);
    if (node->n_captures) memset(r->captures + r->n_captures, 0, (size_t)node->n_captures * sizeof *r->captures);
    r->seen.n += (size_t)fields, r->n_captures += (size_t)node->n_captures;
    return true;
}
static bool check_requirements(FactsReader *r, Frame *f, const char *at)
{
    const Entity *e = entity_of(r, f);
    for (int i = 0; i < e->n_requirements; i++) {
        const Requirement *q = &e->requirements[i];
        const Capture *later = &r->captures[f->captured + (size_t)f->node->fields[q->later].capture];
        const Capture *earlier = &r->captures[f->captured + (size_t)f->node->fields[q->earlier].capture];
        if (!later->known || !earlier->known || later->value >= earlier->value) continue;
        Name earlier_name = e->fields[q->earlier].name;
        f->field = q->later; /* the path names it */
        return facts_fail(r, f, D_RECORD_ORDER, at, ARG(earlier_name.zh), ARG(earlier_name.alias ? earlier_name.alias : earlier_name.zh), NO_ARG);
    }
    return true;
}
bool frame_close(FactsReader *r, Frame *f, const char *at)
{
    if (f->node->n_captures && !check_requirements(r, f, at)) return false;
    if (f->own_lane) store_close_lane(store_of(r), f->node->space, f->lane);
    r->seen.n = f->seen, r->n_captures = f->captured;
    return true;
}

/* ---- keys ---- */
static const NodeField *fail_key(FactsReader *r, Frame *f, const char *key, size_t len, const char *at)
{
    Name name = entity_of(r, f)->name;
    const Spelling *near = facts_nearest(&r->fields[f->node->entity], key, len);
    bool ascii = len && (unsigned char)*key < 0x80;
    const char *entity = ascii && name.alias ? name.alias : name.zh;
    char shown[64];
    Arg what = {shown, facts_excerpt((FactsToken){key, (uint32_t)len, FT_NUMBER, 0}, shown)};
    f->field = -1;
    facts_fail(r, f, near ? D_RECORD_FIELD_NEAR : D_RECORD_FIELD_UNKNOWN, at, ARG(entity), what, near ? (Arg){near->text, near->len} : NO_ARG);
    return NULL;
}
static const NodeField *fail_twice(FactsReader *r, Frame *f, const Spelling *key, const char *at)
{
    Name name = entity_of(r, f)->fields[key->index].name;
    Arg now = {key->text, key->len};
    f->field = -1;
    if (r->seen.bytes[f->seen + key->index] == key->spelling) facts_fail(r, f, D_RECORD_FIELD_TWICE, at, now, NO_ARG, NO_ARG);
    else facts_fail(r, f, D_RECORD_BOTH_SPELLINGS, at, ARG(name.zh), ARG(name.alias), NO_ARG);
    return NULL;
}
void frame_order(const FactsReader *r, Frame *f, const Spelling *slot)
{
    Node *node = f->node;
    const Spellings *names = &r->fields[node->entity];
    int at = node->place[slot->index] - 1;
    if (at < 0) { /* never seen: it comes where it came */
        at = f->order < node->n_expected ? f->order : node->n_expected;
        for (int i = node->n_expected++; i > at; i--) node->expected[i] = node->expected[i - 1], node->place[node->expected[i].slot->index] = (uint16_t)(i + 1);
        node->place[slot->index] = (uint16_t)(at + 1);
    }
    if (node->line && node->expected[at].slot != slot) node->line->fresh = false;
    node->expected[at] = (Expected){names->quick[slot - names->slots], slot, &node->fields[slot->index]}; /* perhaps in the other spelling */
    f->order = at + 1;
}
const NodeField *frame_key(FactsReader *r, Frame *f, const char *key, size_t len, const char *at)
{
    Node *node = f->node;
    const Spellings *names = &r->fields[node->entity];
    const Spelling *slot = spellings_find(names, key, len);
    if (!slot) return fail_key(r, f, key, len, at);
    frame_order(r, f, slot);
    if (r->seen.bytes[f->seen + slot->index]) return fail_twice(r, f, slot, at);
    r->seen.bytes[f->seen + slot->index] = (char)slot->spelling;
    if (!f->up) r->fits &= slot->entities;
    f->field = slot->index;
    return &node->fields[slot->index];
}

/* ---- lists ---- */
bool frame_list(FactsReader *r, Frame *f, const NodeField *field)
{
    if (field->list >= 0) store_list(store_of(r), field->list, f->lane);
    f->elements = 0;
    if (entity_of(r, f)->report_list == f->field) f->owner = ++r->owners;
    return true;
}
bool frame_element(FactsReader *r, Frame *f, const NodeField *field, Frame *element, const char *at)
{
    uint32_t lane = 0, index = ++f->elements;
    if (index > LIST_ELEMENTS_MAX) return facts_fail(r, f, D_RECORD_LIST_LONG, at, ARG("10000"), NO_ARG, NO_ARG);
    if (field->list >= 0 && !store_lane(r, store_of(r), field->list, &lane)) return false;
    if (!frame_open(r, element, f, field->child, lane, at)) return false;
    element->index = index, element->own_lane = field->list >= 0;
    return true;
}
