/* A slab of records: the lanes of every list, then every column, as one block. What must hold between fields is looked at here.
 * Must never know rules. */
#include <stdio.h>
#include <string.h>
#include "interp/base/calendar.h"
#include "grammar/limits.h"
#include "interp/engine/engine_arrow.h"

static int64_t at(const ArrowSpace *s, uint32_t lane) { return s->scattered ? s->each[lane] : s->first + lane; }
static bool known_at(const uint64_t *known, uint32_t lane) { return !known || known[lane / 64] >> (lane % 64) & 1; }
int64_t arrow_row(const ArrowPlan *p, int space, uint32_t lane)
{
    for (; space > 0; space = p->chunk->specs[space].parent) {
        const ArrowSpace *s = &p->spaces[space];
        uint32_t low = 0, high = p->spaces[p->chunk->specs[space].parent].lanes;
        while (high - low > 1) { /* the last owner whose elements begin at or before the lane */
            uint32_t middle = low + (high - low) / 2;
            if (s->offsets[middle] <= lane) low = middle;
            else high = middle;
        }
        lane = low;
    }
    return p->row + lane;
}

/* ---- lists ---- */
typedef enum { LISTS_FINE, LISTS_REFUSED, LISTS_TOO_MANY } Lists;
/* The elements of an owner, [*from, *to) of the list's child; none where the list is not known. */
static bool extent(ArrowPlan *p, const ArrowNode *list, const ArrowSpace *owners, int owner_space, uint32_t owner, int64_t *from, int64_t *to)
{
    int64_t i = arrow_offset(list) + at(owners, owner);
    const char *offsets = list->array->buffers[1];
    int32_t narrow[2];
    int64_t wide[2];
    if (list->form == FORM_LIST) memcpy(narrow, offsets + i * (int64_t)sizeof *narrow, sizeof narrow), *from = narrow[0], *to = narrow[1];
    else memcpy(wide, offsets + i * (int64_t)sizeof *wide, sizeof wide), *from = wide[0], *to = wide[1];
    int64_t row = arrow_row(p, owner_space, owner);
    if (*from < 0 || *to < *from || *to > list->child->array->length) return arrow_refuse(p, list, row, "列表的偏移不对", "the list's offsets are out of range");
    return *to - *from <= LIST_ELEMENTS_MAX || arrow_refuse(p, list, row, "列表太长：最多 10000 项", "the list is too long: at most 10000 elements");
}
static bool scatter(ArrowPlan *p, ArrowSpace *s, const ArrowNode *list, const ArrowSpace *owners, int owner_space, const uint64_t *known)
{
    uint32_t n = 0;
    if (!arrow_room(p, &s->each, &s->each_size, ((size_t)s->lanes + 1) * sizeof *s->each)) return false;
    for (uint32_t i = 0; i < owners->lanes; i++) {
        int64_t from, to;
        if (!known_at(known, i)) continue;
        if (!extent(p, list, owners, owner_space, i, &from, &to)) return false;
        while (from < to) s->each[n++] = from++;
    }
    return s->scattered = true;
}
static Lists read_list(ArrowPlan *p, int space)
{
    ArrowSpace *s = &p->spaces[space];
    int parent = p->chunk->specs[space].parent;
    const ArrowSpace *owners = &p->spaces[parent];
    ArrowNode *list = p->lists[space];
    const uint64_t *known = NULL;
    uint64_t total = 0;
    int64_t next = -1;
    bool gaps = false;
    if (!arrow_room(p, &s->offsets, &s->offsets_size, ((size_t)owners->lanes + 2) * sizeof *s->offsets)) return LISTS_REFUSED;
    s->scattered = false, s->first = 0, s->offsets[0] = 0;
    if (list && !arrow_known(p, list, owners, &known)) return LISTS_REFUSED;
    for (uint32_t i = 0; i < owners->lanes; i++) {
        int64_t from = 0, to = 0;
        if (list && known_at(known, i) && !extent(p, list, owners, parent, i, &from, &to)) return LISTS_REFUSED;
        if (to > from) {
            if (next < 0) s->first = from;
            gaps |= next >= 0 && from != next;
            next = to;
        }
        s->offsets[i + 1] = (uint32_t)(total += (uint64_t)(to - from));
        if (total > SLAB_ELEMENTS && p->spaces[0].lanes > 64) return LISTS_TOO_MANY;
        if (total > UINT32_MAX / 2) return arrow_refuse(p, list, arrow_row(p, parent, i), "元素太多", "there are too many elements"), LISTS_REFUSED;
    }
    s->lanes = (uint32_t)total;
    p->space_data[space] = (SpaceData){s->lanes, s->offsets, known};
    return !gaps || scatter(p, s, list, owners, parent, known) ? LISTS_FINE : LISTS_REFUSED;
}
/* Zeros where a list or a column is not given: nothing of it is known. */
static bool no_facts(ArrowPlan *p)
{
    uint32_t most = 0;
    for (int s = 0; s < p->chunk->n_specs; s++) most = p->spaces[s].lanes > most ? p->spaces[s].lanes : most;
    size_t size = ((size_t)most + 64) * 8;
    if (size > p->nothing_size) { /* nobody writes there */
        if (!arrow_room(p, &p->nothing, &p->nothing_size, size)) return false;
        memset(p->nothing, 0, size);
    }
    for (int s = 1; s < p->chunk->n_specs; s++)
        if (!p->lists[s]) p->space_data[s].list_known = p->nothing;
    return true;
}
static bool read_spaces(ArrowPlan *p, int64_t from, uint32_t *n)
{
    for (;;) {
        Lists lists = LISTS_FINE;
        p->spaces[0].lanes = *n, p->spaces[0].first = from;
        p->space_data[0] = (SpaceData){*n, NULL, NULL};
        for (int s = 1; lists == LISTS_FINE && s < p->chunk->n_specs; s++) lists = read_list(p, s);
        if (lists != LISTS_TOO_MANY) return lists == LISTS_FINE && no_facts(p);
        *n = *n > 128 ? *n / 128 * 64 : 64;
    }
}

/* ---- dates ---- */
static bool read_days(ArrowPlan *p, uint32_t n)
{
    const ArrowSpace *root = &p->spaces[0];
    const uint64_t *known = NULL;
    bool uniform = !p->as_of;
    if (p->as_of && !arrow_known(p, p->as_of, root, &known)) return false;
    for (uint32_t i = 0; i < (uniform ? n > 0 : n); i++) { /* one stands for all */
        int64_t day = p->facts.as_of;
        uint64_t bad = 0;
        bool given = p->as_of && known_at(known, i);
        if (given) arrow_fetch(p->as_of, root, i, 1, &day, &bad);
        if (!given && !p->facts.has_as_of) return arrow_refuse(p, p->as_of, p->row + i, "没有评定日", "there is no assessment date");
        if (bad || day < CALENDAR_DAY_MIN || day > CALENDAR_DAY_MAX) return arrow_refuse(p, p->as_of, p->row + i, "没有这一天，或带有时刻", "there is no such day, or it has a time");
        p->days[i] = (int32_t)day;
        p->days[SLAB_LANES + i] = p->facts.has_law_as_of ? p->facts.law_as_of : (int32_t)day;
        if (!facts_law_covers(&p->facts, p->days[SLAB_LANES + i])) return arrow_refuse(p, p->as_of, p->row + i, "法律日那天的法律已经另有修正", "the law of that day is another, by an amendment");
    }
    p->block = (Block){p->space_data, p->column_data, p->days, p->days + SLAB_LANES, uniform};
    return true;
}

/* ---- what two fields must be to each other ---- */
static bool check(ArrowPlan *p, const ArrowCheck *c)
{
    int space = c->later->up->space;
    const ArrowSpace *s = &p->spaces[space];
    const uint64_t *a_known, *b_known;
    if (!arrow_known(p, c->later, s, &a_known)) return false;
    if (!arrow_known(p, c->earlier, s, &b_known)) return false;
    for (uint32_t i = 0; i < s->lanes; i++) {
        int64_t a, b;
        uint64_t bad;
        if (!known_at(a_known, i) || !known_at(b_known, i)) continue;
        arrow_fetch(c->later, s, i, 1, &a, &bad);
        arrow_fetch(c->earlier, s, i, 1, &b, &bad);
        NumberWide x = (NumberWide)a * c->later->factor, y = (NumberWide)b * c->earlier->factor;
        if (x >= y) continue;
        char zh[400], en[400];
        snprintf(zh, sizeof zh, "不能早于或小于 `%s`", c->earlier->field->name.zh);
        snprintf(en, sizeof en, "it must not be before or less than `%s`", c->earlier->field->name.alias);
        return arrow_refuse(p, c->later, arrow_row(p, space, i), zh, en);
    }
    return true;
}

/* A code that stands twice in a report: nobody could know which to believe. */
static bool check_codes(ArrowPlan *p, const ArrowCodes *c)
{
    const ArrowSpace *s = &p->spaces[c->space];
    const Column *column = &p->column_data[c->code->column];
    const uint32_t *id = column->data, owners = p->spaces[p->chunk->specs[c->space].parent].lanes, texts = arrow_texts_count(p->texts);
    if (!texts) return true;
    if (!arrow_room(p, &p->code_owner, &p->code_owner_size, texts * sizeof *p->code_owner)) return false;
    memset(p->code_owner, 0, texts * sizeof *p->code_owner);
    for (uint32_t owner = 0; owner < owners; owner++)
        for (uint32_t i = s->offsets[owner]; i < s->offsets[owner + 1]; i++) {
            if (!known_at(column->known, i)) continue;
            if (p->code_owner[id[i]] == owner + 1) return arrow_refuse(p, c->code, arrow_row(p, c->space, i), "编号在这条记录里出现了两次", "a code stands twice in this record");
            p->code_owner[id[i]] = owner + 1;
        }
    return true;
}

/* ---- the slab ---- */
bool arrow_slab(ArrowPlan *p, int64_t from, uint32_t *n)
{
    p->row = from;
    if (!read_spaces(p, from, n) || !read_days(p, *n)) return false;
    if (!arrow_texts_clear(p->texts)) return arrow_no_memory(p);
    for (int i = 0; i < p->n_checks; i++)
        if (!check(p, &p->checks[i])) return false;
    for (int i = 0; i < p->chunk->n_columns; i++) {
        const ArrowSpace *space = &p->spaces[p->chunk->columns[i].space];
        if (!p->columns[i]) p->column_data[i] = (Column){p->nothing, p->nothing};
        else if (!arrow_column(p, p->columns[i], space, &p->column_data[i])) return false;
    }
    for (int i = 0; i < p->n_codes; i++)
        if (!check_codes(p, &p->codes[i])) return false;
    return true;
}
