/* What is wrong with a record, as data and as text: paths, excerpts, the nearest name.
 * Must never know how records are read. */
#include "grammar/nearness.h"
#include "interp/facts/facts_core.h"
#include <stdio.h>
#include <string.h>

/* Appends within FACTS_ERROR_TEXT, cut between characters. */
typedef struct { char *out; size_t n; } Line;
static void line_add(Line *l, const char *s, size_t n)
{
    size_t room = FACTS_ERROR_TEXT - 1 - l->n;
    bool cut = n > room;
    if (cut) for (n = room > 3 ? room - 3 : 0; n && ((unsigned char)s[n] & 0xC0) == 0x80;) n--;
    memcpy(l->out + l->n, s, n);
    l->n += n;
    if (cut && room >= 3) memcpy(l->out + l->n, "…", 3), l->n += 3;
    l->out[l->n] = 0;
}
static void copy_arg(char out[FACTS_ERROR_TEXT], Arg a)
{
    Line l = {out, 0};
    *out = 0;
    if (a.s) line_add(&l, a.s, a.n);
}
static void add_path(const FactsReader *r, const Frame *f, Line *l, bool chinese)
{
    char index[16];
    if (f->up) add_path(r, f->up, l, chinese);
    if (f->index) line_add(l, index, (size_t)snprintf(index, sizeof index, "[%u]", f->index));
    if (f->field < 0) return;
    Name name = r->program->entities[f->node->entity].fields[f->field].name;
    const char *s = chinese || !name.alias ? name.zh : name.alias;
    if (l->n) line_add(l, ".", 1);
    line_add(l, s, strlen(s));
}
bool facts_fail(FactsReader *r, const Frame *f, DiagId id, const char *at, Arg a, Arg b, Arg c)
{
    FactsError *e = &r->error;
    Line alias = {e->path, 0}, zh = {e->path_zh, 0};
    e->id = id;
    e->byte = at && r->text ? (uint64_t)(at - r->text) + 1 : 0;
    e->path[0] = e->path_zh[0] = 0;
    if (f) add_path(r, f, &alias, false), add_path(r, f, &zh, true);
    copy_arg(e->arg[0], a), copy_arg(e->arg[1], b), copy_arg(e->arg[2], c);
    return false;
}

/* ---- excerpts ---- */
enum { EXCERPT_MAX = 48 };
size_t facts_excerpt(FactsToken t, char out[64])
{
    static const char *const fixed[] = {"", "{", "}", "[", "]", ":", ","};
    bool quoted = t.kind == FT_STRING || t.kind == FT_ESCAPED;
    const char *s = t.start;
    size_t n = t.len, at = 0;
    if (t.kind <= FT_COMMA) s = fixed[t.kind], n = strlen(s);
    bool cut = n > EXCERPT_MAX;
    if (cut) for (n = EXCERPT_MAX; n && ((unsigned char)s[n] & 0xC0) == 0x80;) n--;
    if (quoted) out[at++] = '"';
    memcpy(out + at, s, n);
    at += n;
    if (cut) memcpy(out + at, "…", 3), at += 3;
    if (quoted) out[at++] = '"';
    out[at] = 0;
    return at;
}
static bool fail_bad(FactsReader *r, const Frame *f, FactsToken t, const char *expected, Arg shown)
{
    char code[8], hex[8];
    if (t.bad != D_RECORD_CONTROL) return facts_fail(r, f, (DiagId)t.bad, t.start, shown, ARG(expected), NO_ARG);
    snprintf(code, sizeof code, "U+%04X", (unsigned char)*t.start), snprintf(hex, sizeof hex, "%04x", (unsigned char)*t.start);
    return facts_fail(r, f, (DiagId)t.bad, t.start, ARG(code), ARG(hex), NO_ARG);
}
bool facts_fail_token(FactsReader *r, const Frame *f, DiagId id, FactsToken t, const char *expected)
{
    char out[64];
    Arg shown = {out, facts_excerpt(t, out)};
    if (!expected) expected = "";
    if (t.kind == FT_END) return facts_fail(r, f, t.start == r->text + r->len ? D_RECORD_TRUNCATED : D_RECORD_NUL, t.start, NO_ARG, NO_ARG, NO_ARG);
    if (t.kind == FT_BAD) return fail_bad(r, f, t, expected, shown);
    const char *at = t.start && r->text ? t.start - (t.kind == FT_STRING || t.kind == FT_ESCAPED) : NULL;
    return facts_fail(r, f, id, at, shown, ARG(expected), NO_ARG);
}

/* ---- the nearest name ---- */
const Spelling *facts_nearest(const Spellings *names, const char *s, size_t len)
{
    uint32_t a[NEARNESS_LETTERS], b[NEARNESS_LETTERS];
    int n = nearness_letters(s, len, a), best = n < 2 ? 0 : n < 6 ? 2 : 1 + n / 3; /* more changes than this are another word */
    const Spelling *found = NULL;
    if (len > NEARNESS_LETTERS * 3) return NULL;
    for (uint32_t i = 0; i <= names->mask; i++) {
        const Spelling *slot = &names->slots[i];
        if (!slot->text) continue;
        int m = nearness_letters(slot->text, slot->len, b), d = nearness_slips(a, n, b, m);
        if (d >= n || d >= m || d > best) continue;
        if (d < best || !found || slot->index < found->index) best = d, found = slot; /* the earlier declared wins a tie */
    }
    return found;
}

/* ---- text ---- */
typedef struct { char *out; size_t size, n; } Text;
static void text_add(Text *t, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++, t->n++)
        if (t->n + 1 < t->size) t->out[t->n] = s[i];
}
size_t facts_error_print(const FactsError *e, bool chinese, char *out, size_t size)
{
    Text t = {out, size, 0};
    char byte[48];
    const char *path = chinese ? e->path_zh : e->path;
    int n = snprintf(byte, sizeof byte, chinese ? "第 %llu 字节" : "byte %llu", (unsigned long long)e->byte);
    if (*path) text_add(&t, "`", 1), text_add(&t, path, strlen(path)), text_add(&t, "`", 1);
    if (*path && e->byte) text_add(&t, chinese ? "，" : ", ", chinese ? 3 : 2);
    if (e->byte) text_add(&t, byte, (size_t)n);
    if (*path || e->byte) text_add(&t, chinese ? "：" : ": ", chinese ? 3 : 2);
    for (const char *s = diag_message_format(e->id, chinese); *s; s++) {
        if (*s == '%' && s[1] >= '1' && s[1] <= '3') s++, text_add(&t, e->arg[*s - '1'], strlen(e->arg[*s - '1']));
        else text_add(&t, s, 1);
    }
    if (size) out[t.n < size ? t.n : size - 1] = 0;
    return t.n;
}
