/* See simulate_state.h. A line each for what there is, numbers in decimal, the checksum last. Must never know records. */
#include "interp/timeline/simulate_state.h"
#include <stdlib.h>
#include <string.h>
#include "interp/base/digest.h"

static const char MAGIC[] = "fatiao-simulation 2";

/* ---- writing ---- */
static void add_wide(StrBuf *out, NumberWide v)
{
    char text[NUMBER_TEXT];
    strbuf_char(out, ' ');
    strbuf_bytes(out, text, number_print_wide(text, v, 0, 0));
}
static void add_hex(StrBuf *out, const char *text)
{
    for (const unsigned char *s = (const unsigned char *)text; *s; s++) strbuf_printf(out, "%02x", *s);
}
static bool is_empty(const SimCell *c)
{
    uint64_t any = 0;
    for (int i = 0; i < STATUS_COUNT_; i++) any |= c->count[i];
    return !any && !c->sum && !c->due && !c->part;
}
static void add_cell(StrBuf *out, int side, size_t at, const SimCell *c)
{
    if (is_empty(c)) return;
    strbuf_printf(out, "cell %d %llu", side, (unsigned long long)at);
    for (int i = 0; i < STATUS_COUNT_; i++) strbuf_printf(out, " %llu", (unsigned long long)c->count[i]);
    add_wide(out, c->sum), add_wide(out, c->due);
    for (int i = 0; c->part && i < PAYERS_COUNTED; i++) add_wide(out, c->part[i]);
    strbuf_char(out, '\n');
}
static void add_entity(StrBuf *out, const Simulation *s, const SimEntity *e)
{
    size_t used = (size_t)e->n_groups * (size_t)s->n_months * (size_t)e->chunk->n_decisions;
    strbuf_printf(out, "entity %d %llu\n", e->entity, (unsigned long long)e->records);
    for (int i = 0; i < e->n_groups; i++) {
        strbuf_printf(out, "group %d %lld %llu %d ", (int)e->groups[i].kind, (long long)e->groups[i].value, (unsigned long long)e->groups[i].place, e->groups[i].month);
        if (e->groups[i].text) add_hex(out, e->groups[i].text);
        strbuf_char(out, '\n');
    }
    for (int side = 0; side <= s->two_sides; side++)
        for (size_t i = 0; i < used && i < e->n_cells; i++) add_cell(out, side, i, &e->cells[side][i]);
    for (size_t i = 0; s->two_sides && i < used && i < e->n_cells; i++)
        if (e->changes[i].changed) strbuf_printf(out, "change %llu %llu %llu %llu\n", (unsigned long long)i, (unsigned long long)e->changes[i].gained, (unsigned long long)e->changes[i].lost, (unsigned long long)e->changes[i].changed);
}
static void digest(const char *text, size_t len, char out[DIGEST_TEXT])
{
    Digest d = digest_of(text, len);
    digest_text(&d, out);
}
void sim_state_write(StrBuf *out, const Simulation *s, const SimState *state)
{
    char sum[DIGEST_TEXT];
    strbuf_printf(out, "%s\npolicy %s\nagainst %s\nasked %s\n", MAGIC, state->policy, state->against, state->asked);
    strbuf_printf(out, "items %llu %llu %llu %llu\n", (unsigned long long)state->items, (unsigned long long)state->hash, (unsigned long long)state->records, (unsigned long long)state->bad);
    for (int i = 0; i < s->program->n_entities; i++)
        if (s->entities[i].records) add_entity(out, s, &s->entities[i]);
    digest(out->text, out->n, sum);
    strbuf_printf(out, "end %s\n", sum);
}

/* ---- reading ---- */
typedef struct { Simulation *s; const char *at, *end; SimEntity *entity; } Reader;
/* The rest of the line after this word; NULL: another line. */
static const char *line_after(const Reader *r, const char *word, size_t *len)
{
    size_t n = strlen(word);
    const char *eol = memchr(r->at, '\n', (size_t)(r->end - r->at));
    if (!eol || (size_t)(eol - r->at) < n || memcmp(r->at, word, n) != 0) return NULL;
    *len = (size_t)(eol - r->at) - n;
    return r->at + n;
}
static void next_line(Reader *r) { r->at = (const char *)memchr(r->at, '\n', (size_t)(r->end - r->at)) + 1; }
static bool read_wide(const char **s, NumberWide *out)
{
    bool minus = **s == ' ' && (*s)[1] == '-';
    if (**s != ' ') return false;
    const char *p = *s + 1 + minus;
    NumberWide v = 0;
    int digits = 0;
    for (; *p >= '0' && *p <= '9' && digits < 38; p++, digits++) v = v * 10 + (*p - '0');
    *out = minus ? -v : v, *s = p;
    return digits > 0;
}
static bool read_count(const char **s, uint64_t *out)
{
    NumberWide v;
    if (!read_wide(s, &v) || v < 0 || v > (NumberWide)UINT64_MAX) return false;
    *out = (uint64_t)v;
    return true;
}
static bool read_small(const char **s, int64_t *out)
{
    NumberWide v;
    return read_wide(s, &v) && number_fit(v, out);
}
static bool read_entity(Reader *r, const char *s)
{
    int64_t entity;
    if (!read_small(&s, &entity) || entity < 0 || entity >= r->s->program->n_entities || *s != ' ') return false;
    r->entity = &r->s->entities[entity];
    return read_count(&s, &r->entity->records) && *s == '\n';
}
static int hex(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }
static bool read_group(Reader *r, const char *s)
{
    int64_t kind, value, month;
    uint64_t place;
    if (!r->entity || !read_small(&s, &kind) || !read_small(&s, &value) || !read_count(&s, &place) || !read_small(&s, &month) || kind < 0 || kind > GROUP_TEXT || month < 0 || month >= r->s->n_months || *s++ != ' ') return false;
    size_t n = strcspn(s, "\n");
    char *text = kind == GROUP_TEXT ? arena_alloc(r->s->arena, n / 2 + 1) : NULL;
    for (size_t i = 0; text && i + 1 < n; i += 2) {
        if (hex(s[i]) < 0 || hex(s[i + 1]) < 0) return false;
        text[i / 2] = (char)(hex(s[i]) << 4 | hex(s[i + 1]));
    }
    int before = r->entity->n_groups;
    return sim_group(r->s, r->entity, (SimGroup){(GroupKind)kind, value, text, place, (int)month}) == before && sim_room(r->s, r->entity);
}
static bool read_cell(Reader *r, const char *s)
{
    int64_t side, at;
    if (!r->entity || !read_small(&s, &side) || !read_small(&s, &at) || side < 0 || side > r->s->two_sides || at < 0 || (size_t)at >= r->entity->n_cells) return false;
    SimCell *c = &r->entity->cells[side][at];
    for (int i = 0; i < STATUS_COUNT_; i++)
        if (!read_count(&s, &c->count[i])) return false;
    if (!read_wide(&s, &c->sum) || !read_wide(&s, &c->due)) return false;
    if (*s == '\n') return true;
    c->part = arena_alloc(r->s->arena, PAYERS_COUNTED * sizeof *c->part);
    for (int i = 0; i < PAYERS_COUNTED; i++)
        if (!read_wide(&s, &c->part[i])) return false;
    return *s == '\n';
}
static bool read_change(Reader *r, const char *s)
{
    int64_t at;
    if (!r->entity || !r->s->two_sides || !read_small(&s, &at) || at < 0 || (size_t)at >= r->entity->n_cells) return false;
    SimChange *c = &r->entity->changes[at];
    return read_count(&s, &c->gained) && read_count(&s, &c->lost) && read_count(&s, &c->changed) && *s == '\n';
}
static bool read_body(Reader *r)
{
    static const struct { const char *word; bool (*read)(Reader *r, const char *s); } LINES[] = {{"entity", read_entity}, {"group", read_group}, {"cell", read_cell}, {"change", read_change}};
    while (r->at < r->end) {
        bool read = false;
        size_t n;
        for (size_t i = 0; i < sizeof LINES / sizeof *LINES && !read; i++) {
            const char *s = line_after(r, LINES[i].word, &n);
            if (s && !LINES[i].read(r, s)) return false;
            read = s != NULL;
        }
        if (!read) return false;
        next_line(r);
    }
    return true;
}
static bool is_line(Reader *r, const char *word, const char *value)
{
    size_t n;
    const char *s = line_after(r, word, &n);
    bool same = s && n == strlen(value) && memcmp(s, value, n) == 0;
    if (s) next_line(r);
    return same;
}
SimStateResult sim_state_read(Simulation *s, const char *text, size_t len, SimState *state)
{
    char sum[DIGEST_TEXT];
    size_t tail = 4 + 64 + 1, n;
    if (len <= tail || memchr(text, 0, len) || memcmp(text + len - tail, "end ", 4) != 0 || text[len - 1] != '\n') return SIM_STATE_DAMAGED;
    digest(text, len - tail, sum);
    if (memcmp(text + len - tail + 4, sum, 64) != 0) return SIM_STATE_DAMAGED;
    Reader r = {s, text, text + len - tail, NULL};
    if (!is_line(&r, MAGIC, "")) return SIM_STATE_DAMAGED;
    if (!is_line(&r, "policy ", state->policy)) return SIM_STATE_POLICY;
    if (!is_line(&r, "against ", state->against)) return SIM_STATE_AGAINST;
    if (!is_line(&r, "asked ", state->asked)) return SIM_STATE_ASKED;
    const char *items = line_after(&r, "items", &n);
    if (!items || !read_count(&items, &state->items) || !read_count(&items, &state->hash) || !read_count(&items, &state->records) || !read_count(&items, &state->bad)) return SIM_STATE_DAMAGED;
    next_line(&r);
    return read_body(&r) ? SIM_STATE_READ : SIM_STATE_DAMAGED;
}
