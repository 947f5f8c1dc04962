/* One text before and after as clauses: 将…中的“…”修改为“…”. What is quoted stands once in the text, and never half a number.
 * Must never know which articles there are. */
#include <ctype.h>
#include <stdarg.h>
#include <string.h>
#include "grammar/redline.h"
#include "grammar/tokens.h"
#include "interp/amend/decree_internal.h"
#include "interp/amend/draft.h"

enum { SPOTS_MAX = 6 /* more, and the text is set out anew */, CONTEXT_MIN = 4 /* characters of an anchor */, WORDS_MIN = 3 /* characters of a word replaced: rarely half of one */ };
/* A stretch that changes: offsets before and after. */
typedef struct { size_t from, to, now_from, now_to; } Spot;
typedef struct { Arena *arena; const char *before, *after; size_t len; Spot items[SPOTS_MAX + 1]; int n; } Spots;

/* ---- clauses ---- */
void decree_clause(Decree *d, Pair *p, bool quoted, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = arena_vprintf(d->arena, format, args);
    va_end(args);
    LIST_ADD(d->arena, p->clauses, p->n_clauses, (Clause){text, quoted});
}
/* Lines of law text: what follows a line break needs its mark, and “ says that the quotation goes on. */
const char *decree_quoted(Decree *d, const char *text, bool whole)
{
    const char *inner = draft_requote(d->arena, text, strlen(text));
    StrBuf b = {.arena = d->arena};
    strbuf_add(&b, "“");
    for (const char *s = inner; *s; s++) {
        if (*s != '\n') {
            strbuf_char(&b, *s);
            continue;
        }
        bool apart = s[1] == '\n';
        s += apart;
        strbuf_printf(&b, apart ? "\n>\n> %s" : "\n> %s", whole ? "“" : "");
    }
    strbuf_add(&b, "”");
    return b.text;
}

/* ---- characters ---- */
static size_t back(const char *s, size_t at)
{
    if (at) at--;
    while (at && ((unsigned char)s[at] & 0xC0) == 0x80) at--;
    return at;
}
static size_t forth(const char *s, size_t at)
{
    if (s[at]) at++;
    while (((unsigned char)s[at] & 0xC0) == 0x80) at++;
    return at;
}
static bool digit_at(const char *s, size_t at) { return isdigit((unsigned char)s[at]) || (strncmp(s + at, "０", 2) == 0 && (unsigned char)s[at + 2] >= 0x90 && (unsigned char)s[at + 2] <= 0x99); }
static bool mark_at(const char *s, size_t at)
{
    static const char *const MARKS[] = {"，", "。", "；", "：", "、", "（", "）", "“", "”", ",", ";", ":", "\n"};
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++)
        if (strncmp(s + at, MARKS[i], strlen(MARKS[i])) == 0) return true;
    return false;
}
static bool balanced(const char *s, size_t from, size_t to)
{
    int deep = 0;
    for (size_t i = from; i + 3 <= to; i++) {
        if (memcmp(s + i, "“", 3) == 0 || memcmp(s + i, "‘", 3) == 0) deep++;
        if ((memcmp(s + i, "”", 3) == 0 || memcmp(s + i, "’", 3) == 0) && --deep < 0) return false;
    }
    return deep == 0;
}

/* ---- stretches ---- */
static bool collect(Decree *d, Spots *out)
{
    Redline r = redline_make(d->arena, out->before, out->after, (RedlineOptions){0});
    size_t x = 0, y = 0;
    bool open = false;
    for (int i = 0; i < r.n_parts; i++) {
        size_t len = r.parts[i].len;
        if (r.parts[i].kind == RED_SAME) {
            x += len, y += len, open = false;
            continue;
        }
        if (!open) {
            if (out->n == SPOTS_MAX) return false;
            out->items[out->n++] = (Spot){x, x, y, y};
        }
        open = true;
        if (r.parts[i].kind == RED_DELETED) x += len;
        else y += len;
        out->items[out->n - 1].to = x, out->items[out->n - 1].now_to = y;
    }
    return true;
}
static size_t limit_left(const Spots *s, int i) { return i ? s->items[i - 1].to : 0; }
static size_t limit_right(const Spots *s, int i) { return i + 1 < s->n ? s->items[i + 1].from : s->len; }
static bool grow_left(Spots *s, int i)
{
    Spot *p = &s->items[i];
    if (p->from <= limit_left(s, i)) return false;
    size_t n = p->from - back(s->before, p->from);
    p->from -= n, p->now_from -= n;
    return true;
}
static bool grow_right(Spots *s, int i)
{
    Spot *p = &s->items[i];
    if (p->to >= limit_right(s, i)) return false;
    size_t n = forth(s->before, p->to) - p->to;
    p->to += n, p->now_to += n;
    return true;
}
static void merge(Spots *s, int i)
{
    s->items[i].to = s->items[i + 1].to, s->items[i].now_to = s->items[i + 1].now_to;
    memmove(s->items + i + 1, s->items + i + 2, (size_t)(s->n - i - 2) * sizeof *s->items);
    s->n--;
}
/* The stretch with the unit behind its number, and the number whole. */
static void whole_number(Spots *s, int i)
{
    Spot *p = &s->items[i];
    size_t unit;
    while (p->from > limit_left(s, i) && digit_at(s->before, back(s->before, p->from)) && (digit_at(s->before, p->from) || digit_at(s->after, p->now_from))) grow_left(s, i);
    bool number = p->to > p->from && digit_at(s->before, back(s->before, p->to));
    bool before_number = p->to > p->from && !number && digit_at(s->before, p->to);
    while ((number || before_number) && (digit_at(s->before, p->to) || s->before[p->to] == '.')) grow_right(s, i);
    size_t blank = s->before[p->to] == ' ' ? 1 : 0; /* 1000 元 */
    if ((number || before_number) && p->to + blank < limit_right(s, i) && unit_at(s->before + p->to + blank, s->before + limit_right(s, i), &unit))
        for (size_t end = p->to + blank + unit; p->to < end && grow_right(s, i);) continue;
}
static int characters(const char *s, size_t from, size_t to)
{
    int n = 0;
    for (; from < to; from = forth(s, from)) n++;
    return n;
}
/* White space at the ends would not be found again. */
static bool blank_ends(const char *s, size_t from, size_t to) { return strchr(" \n", s[from]) || strchr(" \n", s[to - 1]) || strncmp(s + from, "　", 3) == 0 || (to - from >= 3 && memcmp(s + to - 3, "　", 3) == 0); }
static bool quotable(const Spots *s, size_t from, size_t to)
{
    size_t x, y;
    return to > from && !blank_ends(s->before, from, to) && balanced(s->before, from, to) && words_find(s->before, 0, s->len, arena_strndup(s->arena, s->before + from, to - from), &x, &y) == 1;
}
static bool digit_in(const char *s, size_t from, size_t to)
{
    while (from < to && !digit_at(s, from)) from = forth(s, from);
    return from < to;
}
/* Until it can be quoted; false: the whole text cannot. */
static bool grow(Spots *s, int i)
{
    for (bool left = false;; left = !left) {
        const Spot *p = &s->items[i];
        if (quotable(s, p->from, p->to) && balanced(s->after, p->now_from, p->now_to) && characters(s->before, p->from, p->to) >= (digit_in(s->before, p->from, p->to) ? 2 : WORDS_MIN)) return true;
        bool mark = left ? p->from > 0 && mark_at(s->before, back(s->before, p->from)) : mark_at(s->before, p->to);
        if (mark && (left ? grow_right(s, i) : grow_left(s, i))) continue; /* rather within the sentence */
        if (left ? grow_left(s, i) || grow_right(s, i) : grow_right(s, i) || grow_left(s, i)) continue;
        if (i + 1 < s->n) merge(s, i);
        else if (i > 0) return false;
        else return p->from == 0 && p->to == s->len && quotable(s, 0, s->len);
    }
}
/* Words before or behind an insertion by which its place is known; false: there are none. */
static bool anchor(const Spots *s, int i, bool behind, size_t *from, size_t *to)
{
    const Spot *p = &s->items[i];
    *from = *to = p->from;
    while (behind ? *to < limit_right(s, i) : *from > limit_left(s, i)) {
        if (behind) *to = forth(s->before, *to);
        else *from = back(s->before, *from);
        bool part = digit_at(s->before, behind ? *to : back(s->before, *from)) && digit_at(s->before, behind ? back(s->before, *to) : *from); /* half a number */
        size_t end = behind ? *to : back(s->before, *from);
        bool enough = characters(s->before, *from, *to) >= CONTEXT_MIN || (*from != *to && (end >= s->len || mark_at(s->before, end)) && characters(s->before, *from, *to) > 1);
        if (!part && enough && quotable(s, *from, *to)) return true;
    }
    return false;
}

/* Behind what the new words follow; ahead of what they precede where a sentence begins with them. */
static bool anchored(const Spots *s, int i, size_t *from, size_t *to, bool *behind)
{
    const Spot *x = &s->items[i];
    if (x->from != x->to || !balanced(s->after, x->now_from, x->now_to)) return false;
    bool begins = x->from == 0 || mark_at(s->before, back(s->before, x->from));
    *behind = begins;
    if (anchor(s, i, begins, from, to)) return true;
    *behind = !begins;
    return anchor(s, i, !begins, from, to);
}
/* ---- clauses about words ---- */
static const char *piece(Decree *d, const char *s, size_t from, size_t to) { return decree_quoted(d, arena_strndup(d->arena, s + from, to - from), false); }
/* 将第一条中的“甲”修改为“乙”，“丙”修改为“丁”: one place is said once. */
static bool goes_on(Decree *d, Pair *p, const char *place, const char *old, const char *new)
{
    Clause *last = p->n_clauses ? &p->clauses[p->n_clauses - 1] : NULL;
    const char *head = arena_printf(d->arena, "将%s中的“", place);
    if (!d->zh || !last || last->quoted || strncmp(last->text, head, strlen(head)) != 0) return false;
    last->text = arena_printf(d->arena, "%s，%s修改为%s", last->text, old, new);
    return true;
}
static void tell(Decree *d, Pair *p, const char *place, Spots *s, int i)
{
    size_t from, to;
    bool ahead;
    const Spot *x = &s->items[i];
    bool inserted = anchored(s, i, &from, &to, &ahead), going = x->now_from == x->now_to;
    const char *new = piece(d, s->after, x->now_from, x->now_to);
    if (inserted) {
        const char *at = piece(d, s->before, from, to);
        if (d->zh) decree_clause(d, p, false, ahead ? "在%s中的%s前增加%s" : "在%s中的%s后增加%s", place, at, new);
        else decree_clause(d, p, false, ahead ? "In %s, %s is inserted before %s" : "In %s, %s is inserted after %s", place, new, at);
    } else if (going) {
        decree_clause(d, p, false, d->zh ? "删去%s中的%s" : "In %s, %s is deleted", place, piece(d, s->before, x->from, x->to));
    } else {
        const char *old = piece(d, s->before, x->from, x->to);
        if (!goes_on(d, p, place, old, new)) decree_clause(d, p, false, d->zh ? "将%s中的%s修改为%s" : "In %s, %s is replaced with %s", place, old, new);
    }
}
/* Which stretches have to be quoted with more around them. */
static bool settle(Spots *s)
{
    for (int i = 0; i < s->n; i++) {
        size_t from, to;
        whole_number(s, i);
        const Spot *p = &s->items[i];
        bool ahead, going = p->now_from == p->now_to;
        if (anchored(s, i, &from, &to, &ahead)) continue;
        if (going && quotable(s, p->from, p->to)) continue;
        if (!grow(s, i)) return false;
    }
    return true;
}
static bool few(const Spots *s)
{
    size_t gone = 0;
    for (int i = 0; i < s->n; i++) gone += s->items[i].to - s->items[i].from;
    return gone * 5 < s->len * 3 || s->len < 30;
}
void decree_words(Decree *d, Pair *p, const LawPlace *place, const char *before, const char *after)
{
    Spots s = {.arena = d->arena, .before = before, .after = after, .len = strlen(before)};
    const char *said = place_said(d->arena, place, d->zh);
    if (collect(d, &s) && settle(&s) && few(&s)) {
        for (int i = 0; i < s.n; i++) tell(d, p, said, &s, i);
        return;
    }
    decree_clause(d, p, true, d->zh ? "%s修改为：%s" : "%s is replaced with: %s", said, decree_quoted(d, after, true));
}
