/* The shortest edit between two runs of words, by Myers' greedy method. See redline.h.
 * Must never know what the texts are. */
#include "grammar/redline.h"
#include <string.h>
#include "grammar/source.h"

enum { EDITS_MAX = 1500 /* beyond that the middle is simply replaced */, ISLAND_MAX = 1 /* words too few to stand between two changes */ };
typedef struct { const char *start; uint32_t len; uint64_t key; } Word;
typedef struct { Word *items; int n; } Words;
typedef struct { Arena *arena; Words a, b; bool *deleted, *inserted; } Edit;

/* ---- words ---- */
static bool is_space(uint32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 0x3000 || c == 0xA0; }
static uint32_t narrow(uint32_t c) { return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c == 0x3000 ? ' ' : c; }
static bool is_digit(uint32_t c) { return narrow(c) >= '0' && narrow(c) <= '9'; }
static bool is_letter(uint32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
static uint64_t mix(uint64_t key, uint32_t c) { return (key ^ c) * 0x9E3779B97F4A7C15ull + (key >> 29); }
/* A point or comma between digits, a percent or permille mark behind them. */
static bool joins_number(uint32_t c, const char *next, const char *end)
{
    uint32_t after = 0;
    if (next < end) utf8_decode(next, end, &after);
    if (narrow(c) == '.' || narrow(c) == ',' || c == '/') return is_digit(after);
    return narrow(c) == '%' || c == 0x2030;
}
static Words split(Arena *arena, const char *text, RedlineOptions options)
{
    Words out = {0};
    const char *end = text + strlen(text);
    for (const char *s = text; s < end;) {
        uint32_t c;
        Word w = {.start = s};
        s += utf8_decode(s, end, &c);
        if (options.ignore_space && is_space(c)) continue;
        bool number = is_digit(c), word = is_letter(c);
        w.key = mix(1, options.ignore_width ? narrow(c) : c);
        while (s < end && (number || word)) {
            int n = utf8_decode(s, end, &c);
            if (!(number && (is_digit(c) || joins_number(c, s + n, end))) && !(word && (is_letter(c) || is_digit(c)))) break;
            w.key = mix(w.key, options.ignore_width ? narrow(c) : c);
            s += n;
        }
        w.len = (uint32_t)(s - w.start);
        LIST_ADD(arena, out.items, out.n, w);
    }
    return out;
}

/* ---- edits ---- */
static void mark_all(Edit *e, int x, int end_x, int y, int end_y)
{
    for (; x < end_x; x++) e->deleted[x] = true;
    for (; y < end_y; y++) e->inserted[y] = true;
}
/* Back along the rows that were reached with fewer edits. */
static void mark_path(Edit *e, int **rows, int edits, int x, int y, int x0, int y0)
{
    for (int d = edits; d > 0; d--) {
        const int *v = rows[d - 1] + d; /* row d-1 has diagonals -(d-1)..d-1; index shifted by one on each side */
        int k = (x - x0) - (y - y0);
        bool down = k == -d || (k != d && v[k - 1] < v[k + 1]);
        int from = down ? k + 1 : k - 1, px = v[from] + x0, py = px - x0 - from + y0;
        while (x > (down ? px : px + 1) && y > (down ? py + 1 : py)) x--, y--;
        if (down) e->inserted[--y] = true;
        else e->deleted[--x] = true;
        x = px, y = py;
    }
}
/* Words a[x0..x1) and b[y0..y1), which differ at both ends. */
static void compare(Edit *e, int x0, int x1, int y0, int y1)
{
    int n = x1 - x0, m = y1 - y0, most = n + m < EDITS_MAX ? n + m : EDITS_MAX;
    int **rows = arena_alloc(e->arena, ((size_t)most + 1) * sizeof *rows);
    for (int d = 0; d <= most; d++) {
        int *v = arena_alloc(e->arena, (size_t)(2 * d + 3) * sizeof *v);
        rows[d] = v;
        v += d + 1;
        v[-d - 1] = v[d + 1] = -1;
        const int *before = d ? rows[d - 1] + d : NULL;
        for (int k = -d; k <= d; k += 2) {
            int x = !d ? 0 : k == -d || (k != d && before[k - 1] < before[k + 1]) ? before[k + 1] : before[k - 1] + 1;
            int y = x - k;
            while (x < n && y < m && y >= 0 && e->a.items[x0 + x].key == e->b.items[y0 + y].key) x++, y++;
            v[k] = x;
            if (x >= n && y >= m) {
                mark_path(e, rows, d, x1, y1, x0, y0);
                return;
            }
        }
        for (int k = -d + 1; k < d; k += 2) v[k] = -1;
    }
    mark_all(e, x0, x1, y0, y1);
}

/* ---- parts ---- */
static bool is_mark(const Word *w)
{
    uint32_t c;
    utf8_decode(w->start, w->start + w->len, &c);
    c = narrow(c);
    return c == ',' || c == '.' || c == ';' || c == ':' || (c >= 0x3001 && c <= 0x3002);
}
/* A lone word that stays between two changes reads better as changed with them. */
static void drown_islands(Edit *e)
{
    for (int x = 0, y = 0; x < e->a.n && y < e->b.n;) {
        int before_x = x, before_y = y;
        while (x < e->a.n && e->deleted[x]) x++;
        while (y < e->b.n && e->inserted[y]) y++;
        bool changed = x > before_x || y > before_y;
        int same = 0;
        while (x + same < e->a.n && y + same < e->b.n && !e->deleted[x + same] && !e->inserted[y + same]) same++;
        bool more = x + same < e->a.n || y + same < e->b.n;
        if (changed && more && same <= ISLAND_MAX && same > 0 && !is_mark(&e->a.items[x])) mark_all(e, x, x + same, y, y + same);
        x += same, y += same;
        if (!same && !changed) break;
    }
}
static const char *word_end(const Words *w, int i) { return w->items[i].start + w->items[i].len; }
/* Where the words before `to` end, the blanks behind them counted. */
static const char *run_end(const Words *w, int to) { return to < w->n ? w->items[to].start : word_end(w, to - 1) + strlen(word_end(w, to - 1)); }
static void add_part(Arena *arena, Redline *r, RedlineKind kind, const char *start, const char *end)
{
    if (start == end) return;
    LIST_ADD(arena, r->parts, r->n_parts, (RedlinePart){kind, start, (size_t)(end - start)});
    if (kind != RED_SAME) r->changed = true;
}
/* Words that go and words that come. Where one stands for the other, the blanks behind them stay: what is returned is where they begin. */
static const char *add_change(const Edit *e, Redline *r, int x, int to_x, int y, int to_y)
{
    const char *gone = to_x > x ? run_end(&e->a, to_x) : NULL, *come = to_y > y ? run_end(&e->b, to_y) : NULL;
    if (gone && come && to_y < e->b.n) gone = word_end(&e->a, to_x - 1), come = word_end(&e->b, to_y - 1);
    if (gone) add_part(e->arena, r, RED_DELETED, e->a.items[x].start, gone);
    if (come) add_part(e->arena, r, RED_INSERTED, e->b.items[y].start, come);
    return come ? come : to_y < e->b.n ? e->b.items[to_y].start : NULL;
}
Redline redline_make(Arena *arena, const char *old_text, const char *new_text, RedlineOptions options)
{
    Edit e = {.arena = arena, .a = split(arena, old_text, options), .b = split(arena, new_text, options)};
    e.deleted = arena_alloc(arena, (size_t)e.a.n + 1);
    e.inserted = arena_alloc(arena, (size_t)e.b.n + 1);
    int x0 = 0, x1 = e.a.n, y1 = e.b.n;
    while (x0 < x1 && x0 < y1 && e.a.items[x0].key == e.b.items[x0].key) x0++;
    while (x1 > x0 && y1 > x0 && e.a.items[x1 - 1].key == e.b.items[y1 - 1].key) x1--, y1--;
    if (x0 < x1 || x0 < y1) compare(&e, x0, x1, x0, y1);
    drown_islands(&e);
    Redline r = {0};
    for (int x = 0, y = 0; x < e.a.n || y < e.b.n;) {
        int from_x = x, from_y = y;
        while (x < e.a.n && e.deleted[x]) x++;
        while (y < e.b.n && e.inserted[y]) y++;
        const char *same = add_change(&e, &r, from_x, x, from_y, y);
        from_y = y;
        while (x < e.a.n && y < e.b.n && !e.deleted[x] && !e.inserted[y]) x++, y++;
        if (y > from_y) add_part(arena, &r, RED_SAME, same, run_end(&e.b, y));
    }
    return r;
}
