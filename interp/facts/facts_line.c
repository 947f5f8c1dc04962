/* A line in the form that the lines before it had: the same keys in the same order, of which some may be left out, the same blanks, plain
 * values. One look finds every comma; what stands between two is then compared with the key expected there and read by itself, so that no
 * value waits for the one before it. Nothing is believed of a comma: where each piece is a key and a value from end to end, the line is.
 * Whatever is otherwise is left untouched: facts_text.c reads it, and says what is wrong.
 * Must never know what becomes of values, and never report anything. */
#include "interp/facts/facts_core.h"
#include <string.h>
#include "interp/base/calendar.h"
#if defined(__SSE2__)
#include <immintrin.h>
#endif

enum { BYTES_MAX = 8192, MEMBERS_MAX = 128, STEP = 64 /* bytes in which commas are looked for */, AT_ONCE = 6 /* commas written down without counting them */, MISSES_FEW = 2, MISSES_MAX = 5 };
enum { BLANK_COLON = 1, BLANK_COMMA = 2 }; /* the style of lines: a blank behind */

#define APART __attribute__((noinline)) /* alone each has registers enough, and is taken for what runs often */
static uint64_t load8(const char *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
}

/* ---- keys ---- */
static LineHow how_of(const NodeField *field)
{
    switch ((TypeKind)field->kind) {
    case TY_BOOL: return LINE_TRUTH;
    case TY_ENUM: return LINE_VALUE;
    case TY_NUM: return field->scale ? LINE_NUMBER : LINE_WHOLE;
    case TY_DATE: return LINE_DATE;
    case TY_TEXT: case TY_ERROR: case TY_QUOT: case TY_ENTITY: case TY_LIST: break;
    }
    return LINE_NOT;
}
/* What stands before a value: `,"key":`, perhaps with blanks, and the quotation mark where a value of the kind has one. */
static LineKey key_of(const Expected *e, LineHow how, uint8_t style)
{
    LineKey k = {.literal = ",", .entities = e->slot->entities};
    uint32_t len = 1;
    if (style & BLANK_COMMA) k.literal[len++] = ' ';
    memcpy(k.literal + len, e->key.words, e->key.len), len += e->key.len;
    if (style & BLANK_COLON) k.literal[len++] = ' ';
    if (how == LINE_VALUE || how == LINE_DATE) k.literal[len++] = '"';
    k.len = len, k.need = len >= 32 ? ~0u : (1u << len) - 1;
    return k;
}
static void add_values(FactsReader *r, LinePlan *plan, const Node *node, LineHow how)
{
    const StoreColumn *columns = r->stores[r->entity].columns;
    for (int i = 0, key = 0; i < node->n_expected; i++) {
        const NodeField *field = node->expected[i].field;
        if (how_of(field) == LINE_NOT || !node->expected[i].key.len) continue;
        LineValue v = {.key = (uint16_t)key++, .column_kind = field->column_kind, .field = field};
        if (how_of(field) != how) continue;
        if (field->column >= 0) v.data = columns[field->column].data, v.known = columns[field->column].known; /* a root's have room for the block */
        if (how == LINE_VALUE) v.values = &r->quick_values[field->ref];
        plan->values[plan->n_values++] = v;
    }
    plan->end[how] = (uint16_t)plan->n_values;
}
static void plan_line(FactsReader *r, const Node *node)
{
    LinePlan *plan = node->line;
    plan->n_keys = plan->n_values = 0, plan->fits = ~0ull;
    for (int i = 0; i < node->n_expected; i++) {
        const Expected *e = &node->expected[i];
        LineHow how = how_of(e->field);
        if (how == LINE_NOT || !e->key.len) continue;
        plan->keys[plan->n_keys++] = key_of(e, how, r->style);
        plan->fits &= e->slot->entities;
    }
    plan->keys[plan->n_keys] = (LineKey){.need = ~0u, .len = 1}; /* stands nowhere */
    for (int how = LINE_TRUTH; how <= LINE_DATE; how++) add_values(r, plan, node, (LineHow)how);
    plan->style = r->style, plan->fresh = true;
}
void line_style(FactsReader *r, const char *text, size_t len)
{
    const char *colon = memchr(text, ':', len), *comma = memchr(text, ',', len);
    r->style = (uint8_t)((colon && colon[1] == ' ' ? BLANK_COLON : 0) | (comma && comma[1] == ' ' ? BLANK_COMMA : 0));
}
static inline bool is_literal(const char *p, const LineKey *k)
{
#if defined(__SSE2__)
    __m128i low = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)p), _mm_loadu_si128((const __m128i *)(const void *)k->literal));
    __m128i high = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)(p + 16)), _mm_loadu_si128((const __m128i *)(const void *)(k->literal + 16)));
    uint32_t same = (uint32_t)_mm_movemask_epi8(low) | (uint32_t)_mm_movemask_epi8(high) << 16;
    return (k->need & ~same) == 0 && (k->len <= 32 || memcmp(p + 32, k->literal + 32, k->len - 32u) == 0);
#else
    return memcmp(p, k->literal, k->len) == 0;
#endif
}

/* ---- commas ---- */
/* Where they stand in the first len bytes; -1: there are too many. Reads whole steps. */
typedef int FindCommas(const char *text, size_t len, uint16_t at[MEMBERS_MAX + AT_ONCE]);
static int find_commas_plainly(const char *text, size_t len, uint16_t at[MEMBERS_MAX + AT_ONCE])
{
    int n = 0;
    for (const char *p = text, *end = text + len; (p = memchr(p, ',', (size_t)(end - p))); p++) {
        if (n == MEMBERS_MAX) return -1;
        at[n++] = (uint16_t)(p - text);
    }
    return n;
}
#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("avx2,bmi,popcnt"))) static int find_commas_avx2(const char *text, size_t len, uint16_t at[MEMBERS_MAX + AT_ONCE])
{
    const __m256i comma = _mm256_set1_epi8(',');
    int n = 0;
    for (size_t i = 0; i < len; i += STEP) {
        uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(const void *)(text + i)), comma));
        uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(const void *)(text + i + 32)), comma));
        uint64_t found = low | (uint64_t)high << 32;
        if (len - i < STEP) found &= (1ull << (len - i)) - 1;
        int more = _mm_popcnt_u64(found) & 0xff;
        if (n + more > MEMBERS_MAX) return -1;
        for (int k = 0; k < AT_ONCE; k++, found = _blsr_u64(found)) at[n + k] = (uint16_t)(i + _tzcnt_u64(found));
        for (int k = AT_ONCE; k < more; k++, found = _blsr_u64(found)) at[n + k] = (uint16_t)(i + _tzcnt_u64(found));
        n += more;
    }
    return n;
}
static FindCommas *find_commas_best(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt") ? find_commas_avx2 : find_commas_plainly; }
#else
static FindCommas *find_commas_best(void) { return find_commas_plainly; }
#endif

/* ---- pieces ---- */
/* Where the value of each key stands in the line; to 0: nowhere. */
typedef struct { const char *text; bool whole /* all keys are there */; uint16_t from[MEMBERS_MAX], to[MEMBERS_MAX]; } Pieces;
/* Values go to this lane. */
typedef struct { FactsReader *reader; const Pieces *pieces; uint32_t lane; } Lane;

static inline void put_known(const Lane *l, const LineValue *v) { v->known[l->lane / 64] |= 1ull << (l->lane % 64); }
static void put(const Lane *l, const LineValue *v, int64_t value)
{
    StoreColumn column = {.data = v->data, .known = v->known};
    if (v->field->capture >= 0) l->reader->captures[v->field->capture] = (Capture){true, value};
    if (v->data) store_put(&column, v->column_kind, l->lane, value);
}

/* ---- values of a kind; false: one is not plain ---- */
static APART bool take_truths(const Lane *l, const LineValue *v, const LineValue *last)
{
    static const char YES[8] = "true", NO[8] = "false";
    const uint64_t is_yes = load8(YES), is_no = load8(NO), bit = 1ull << (l->lane % 64);
    for (; v < last; v++) {
        uint32_t from = l->pieces->from[v->key], to = l->pieces->to[v->key];
        if (!to) continue;
        uint64_t word = load8(l->pieces->text + from);
        bool yes = (uint32_t)word == (uint32_t)is_yes, no = (word & 0xffffffffff) == is_no;
        if (!((yes | no) & (to - from == 5u - yes))) return false;
        if (v->data) ((uint64_t *)v->data)[l->lane / 64] |= yes ? bit : 0, put_known(l, v);
    }
    return true;
}
static inline bool is_value(const Quick *v, const char *p, uint64_t first, uint64_t second, uint32_t len)
{
    uint64_t differ = ((first ^ v->words[0]) & v->mask[0]) | ((second ^ v->words[1]) & v->mask[1]) | (len ^ v->len);
    return !differ && (len <= 16 || memcmp(p + 16, (const char *)v->words + 16, len - 16) == 0);
}
static inline uint32_t slot_of(const QuickValues *q, uint64_t first) { return q->slots[((first & q->mask) * q->factor) >> (64 - QUICK_SLOT_BITS)]; }
/* In the vocabulary of the value before, then in the other: which it is, from 1; 0: none. */
static APART uint32_t find_value(const QuickEnum *e, int *vocabulary, const char *p, uint32_t len)
{
    uint64_t first = load8(p), second = load8(p + 8);
    for (int turn = 0; turn < 2; turn++, *vocabulary ^= 1) {
        const QuickValues *q = &e->in[*vocabulary];
        for (uint32_t i = slot_of(q, first); i; i = q->next[i - 1])
            if (is_value(&q->values[i - 1], p, first, second, len)) return i;
    }
    return 0;
}
static APART bool take_values(const Lane *l, const LineValue *v, const LineValue *last)
{
    for (; v < last; v++) {
        uint32_t from = l->pieces->from[v->key], to = l->pieces->to[v->key];
        if (!to) continue;
        const char *p = l->pieces->text + from;
        const QuickValues *q = &v->values->in[l->reader->vocabulary];
        uint64_t first = load8(p), second = load8(p + 8);
        uint32_t i = slot_of(q, first);
        if (!i || !is_value(&q->values[i - 1], p, first, second, to - from)) i = find_value(v->values, &l->reader->vocabulary, p, to - from);
        if (!i) return false;
        if (v->column_kind != COL_U8) put(l, v, i - 1);
        else if (v->data) ((uint8_t *)v->data)[l->lane] = (uint8_t)(i - 1), put_known(l, v);
    }
    return true;
}
/* Eight digits, the first in the lowest byte, as a number; *odd: one of them is none. */
static inline uint32_t eight_digits(uint64_t text, uint64_t *odd)
{
    uint64_t d = text ^ 0x3030303030303030;
    *odd = ((d + 0x7676767676767676) | d) & 0x8080808080808080;
    d = d * 10 + (d >> 8);
    return (uint32_t)(((d & 0x000000FF000000FF) * 0x000F424000000064 + (d >> 16 & 0x000000FF000000FF) * 0x0000271000000001) >> 32);
}
static APART bool take_wholes(const Lane *l, const LineValue *v, const LineValue *last)
{
    for (; v < last; v++) {
        uint32_t from = l->pieces->from[v->key], to = l->pieces->to[v->key], n = to - from;
        if (!to) continue;
        const char *p = l->pieces->text + from;
        uint64_t odd = 1;
        int64_t value = 0;
        if (n == 1) value = (unsigned char)(*p - '0'), odd = value > 9;
        else if (n - 2 < 7 && *p != '0') value = eight_digits(load8(p) << (64 - 8 * n) | (n < 8 ? 0x3030303030303030 >> 8 * n : 0), &odd);
        if (odd ? plain_number(v->field, p, &value) != l->pieces->text + to /* a sign, quotation marks, or none at all */ : value < v->field->lo || value > v->field->hi) return false;
        put(l, v, value);
    }
    return true;
}
static APART bool take_numbers(const Lane *l, const LineValue *v, const LineValue *last)
{
    for (int64_t value; v < last; v++) {
        uint32_t from = l->pieces->from[v->key], to = l->pieces->to[v->key];
        if (!to) continue;
        if (plain_number(v->field, l->pieces->text + from, &value) != l->pieces->text + to) return false;
        put(l, v, value);
    }
    return true;
}
static inline bool is_date(const char *p, int64_t *value)
{
    static const uint16_t BEFORE[16] = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    static const uint8_t DAYS[16] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    uint64_t head = load8(p), tail = load8(p + 2), odd; /* YYYY-MM- and YY-MM-DD */
    uint32_t ymd = eight_digits((head & 0xFFFFFFFF) | (head >> 40 & 0xFFFF) << 32 | tail >> 48 << 48, &odd);
    uint32_t year = ymd / 10000, month = ymd / 100 % 100, day = ymd % 100, before = year - 1;
    if (p[4] != '-' || p[7] != '-' || p[10] != '"' || odd || month - 1 >= 12 || !year) return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (day - 1 >= DAYS[month] + (uint32_t)(leap & (month == 2))) return false;
    *value = (int64_t)(before * 365 + before / 4 - before / 100 + before / 400 + BEFORE[month] + (uint32_t)(leap & (month > 2)) + day - 1) + CALENDAR_DAY_MIN;
    return true;
}
static APART bool take_dates(const Lane *l, const LineValue *v, const LineValue *last)
{
    for (int64_t value; v < last; v++) {
        uint32_t from = l->pieces->from[v->key], to = l->pieces->to[v->key];
        if (!to) continue;
        if (to - from != sizeof "YYYY-MM-DD" || !is_date(l->pieces->text + from, &value)) return false;
        put(l, v, value);
    }
    return true;
}
static bool take_all(const Lane *l, const LinePlan *plan)
{
    const LineValue *v = plan->values;
    const uint16_t *end = plan->end;
    return take_truths(l, v, v + end[LINE_TRUTH]) && take_values(l, v + end[LINE_TRUTH], v + end[LINE_VALUE]) && take_wholes(l, v + end[LINE_VALUE], v + end[LINE_WHOLE])
        && take_numbers(l, v + end[LINE_WHOLE], v + end[LINE_NUMBER]) && take_dates(l, v + end[LINE_NUMBER], v + end[LINE_DATE]);
}

/* ---- the id ---- */
static bool is_id(FactsReader *r, const char *p, const char *end)
{
    size_t len = (size_t)(end - p), at = r->id_end;
    const char *s = p;
    if (*p == '"') {
        for (s++; s < end && *s >= ' ' && *s < 0x7F && *s != '"' && *s != '\\';) s++;
        if (s == p + 1 || s + 1 != end || *s != '"') return false;
    } else {
        while (s < end && (unsigned char)(*s - '0') <= 9) s++;
        if (s != end || s == p || (*p == '0' && len > 1)) return false;
    }
    r->id_pool.n = at;
    if (!pool_add(r, &r->id_pool, p, len)) return r->no_memory = false, false; /* the careful way will say so */
    r->id = (Piece){at, len};
    return r->has_id = true;
}

/* ---- the line ---- */
/* The key that stands at p, from k on; those before it are not in this line. n_keys: none of them does. */
static APART uint32_t skip_keys(const LinePlan *plan, const char *p, uint32_t k, Pieces *out)
{
    out->whole = false;
    for (; k < plan->n_keys && !is_literal(p, &plan->keys[k]); k++) out->to[k] = 0;
    return k;
}
/* What stands behind the opening bracket, where there is no comma. */
static APART bool part_first(FactsReader *r, const LinePlan *plan, size_t end, Pieces *out, uint32_t *k)
{
    const char *p = out->text + 1;
    const uint32_t before = r->style & BLANK_COMMA ? 2 : 1, before_id = sizeof "\"id\":" - 1 + (r->style & BLANK_COLON ? 1 : 0);
    if (memcmp(p, "\"id\": ", before_id) == 0) return *k = 0, is_id(r, p + before_id, out->text + end);
    uint32_t i = 0;
    for (; i < plan->n_keys && memcmp(p, plan->keys[i].literal + before, plan->keys[i].len - before) != 0; i++) out->to[i] = 0, out->whole = false;
    if (i == plan->n_keys) return false;
    out->from[i] = (uint16_t)(plan->keys[i].len - before + 1), out->to[i] = (uint16_t)end;
    return *k = i + 1, true;
}
/* Those behind the commas at[0], at[1], ... of the line, key after key from k on. */
static APART bool part_rest(const LinePlan *plan, const uint16_t *at, int n, uint32_t k, Pieces *out)
{
    const char *text = out->text;
    const LineKey *keys = plan->keys;
    for (const uint16_t *last = at + n; at < last; at++, k++) {
        const char *p = text + *at;
        if (!is_literal(p, &keys[k]) && (k = skip_keys(plan, p, k, out)) == plan->n_keys) return false;
        out->from[k] = (uint16_t)(*at + keys[k].len), out->to[k] = at[1];
    }
    for (; k < plan->n_keys; k++) out->to[k] = 0, out->whole = false;
    return true;
}
/* Where the values stand; false where the keys are others, or stand otherwise. */
static bool part(FactsReader *r, const LinePlan *plan, size_t len, Pieces *out)
{
    uint16_t at[MEMBERS_MAX + AT_ONCE + 1];
    const int n = r->find_commas(out->text, len - 1, at);
    uint32_t k;
    if (n < 0) return false;
    at[n] = (uint16_t)(len - 1);
    out->whole = true;
    return part_first(r, plan, at[0], out, &k) && part_rest(plan, at, n, k, out);
}
static uint64_t fits_of(const LinePlan *plan, const Pieces *pieces)
{
    uint64_t fits = ~0ull;
    for (uint32_t k = 0; k < plan->n_keys; k++)
        if (pieces->to[k]) fits &= plan->keys[k].entities;
    return fits;
}
/* Of two dates, the later one not before the other. */
static bool in_order(const FactsReader *r, const Node *node)
{
    const Entity *e = &r->program->entities[node->entity];
    bool fine = true;
    for (int i = 0; i < e->n_requirements; i++) {
        const Capture *later = &r->captures[node->fields[e->requirements[i].later].capture], *earlier = &r->captures[node->fields[e->requirements[i].earlier].capture];
        fine &= !later->known || !earlier->known || later->value >= earlier->value;
    }
    return fine;
}
static bool no_captures(FactsReader *r, const Node *node)
{
    if (!facts_grow(r, &r->captures, &r->cap_captures, (size_t)node->n_captures, sizeof *r->captures)) return false;
    memset(r->captures, 0, (size_t)node->n_captures * sizeof *r->captures);
    return true;
}
/* Keys are expected anew in the order of the record that comes. */
static void forget_order(const FactsReader *r, Node *node)
{
    node->n_expected = 0, node->line->fresh = false;
    memset(node->place, 0, (size_t)r->program->entities[node->entity].n_fields * sizeof *node->place);
}
/* What was put into the lane is taken back. After several misses the lines may have another order; after many the next are not tried. Always false. */
static bool missed(FactsReader *r, Store *store)
{
    if (r->line_misses == MISSES_FEW || r->line_misses == MISSES_MAX) forget_order(r, store->root);
    store_mark(store);
    store->spaces[0].lanes++;
    store_truncate(store, false);
    r->id_pool.n = r->id_end, r->has_id = false;
    r->line_misses = r->line_misses < MISSES_MAX ? r->line_misses + 1 : MISSES_MAX;
    r->line_wait = (1u << r->line_misses) - 2;
    return false;
}
bool line_read(FactsReader *r, const char *text, size_t len, size_t room, bool sure, uint64_t tag)
{
    if (len && text[len - 1] == '\r') len--;
    if (r->careful || len < 3 || len > BYTES_MAX || room < len + LINE_ROOM || text[0] != '{' || text[len - 1] != '}') return false;
    int entity = r->entity;
    Store *store = &r->stores[entity];
    Node *node = store->root;
    if (!store->chunk || !node->line) return false;
    if (r->line_wait) return r->line_wait--, false;
    if (!r->find_commas) r->find_commas = find_commas_best();
    if (!node->line->fresh || node->line->style != r->style) plan_line(r, node);
    if (node->n_captures && !no_captures(r, node)) return r->no_memory = false, false;
    Pieces pieces;
    pieces.text = text;
    const Lane lane = {r, &pieces, store->spaces[0].lanes};
    r->has_id = false, r->id_pool.n = r->id_end, r->id = (Piece){r->id_end, 0};
    bool fine = part(r, node->line, len, &pieces) && take_all(&lane, node->line);
    if (!fine || (!sure && (pieces.whole ? node->line->fits : fits_of(node->line, &pieces)) != 1ull << entity) || !in_order(r, node) || !record_row(r, tag)) return missed(r, store);
    r->line_misses = 0;
    store->spaces[0].lanes++;
    store_close_lane(store, 0, lane.lane);
    return true;
}
