/* See decree.h: the decision as a whole. Must never know the disk, or what rules mean. */
#include "interp/amend/decree.h"
#include <stdlib.h>
#include <string.h>
#include "grammar/numeral.h"
#include "interp/amend/decree_internal.h"

/* ---- new numbers ---- */
static int apart(const Pair *p) { return p->before && p->after ? atoi(p->after->number) - atoi(p->before->number) : 0; }
static bool goes_on(const Pair *a, const Pair *b) { return atoi(b->before->number) == atoi(a->before->number) + 1; }
/* 第六十三条至第六十五条依次改为第六十四条至第六十六条: runs in which all numbers grow alike. */
static void renumber(Decree *d, StrBuf *out)
{
    const Pair *from = NULL, *last = NULL;
    for (int i = 0; i <= d->n_pairs; i++) {
        const Pair *p = i < d->n_pairs ? &d->pairs[i] : NULL;
        if (p && (!p->before || !p->after)) continue;
        bool more = p && from && apart(p) == apart(from) && goes_on(last, p) && !strchr(p->after->number, '-');
        if (more) {
            last = p;
            continue;
        }
        if (from) {
            const LawPlace a = {.article = from->before->number}, b = {.article = last->before->number}, x = {.article = from->after->number}, y = {.article = last->after->number};
            const char *s[] = {place_said(d->arena, &a, d->zh), place_said(d->arena, &b, d->zh), place_said(d->arena, &x, d->zh), place_said(d->arena, &y, d->zh)};
            if (out->n) strbuf_add(out, d->zh ? "；" : "; ");
            if (from == last) strbuf_printf(out, d->zh ? "%s改为%s" : "%s becomes %s", s[0], s[2]);
            else strbuf_printf(out, d->zh ? "%s至%s依次改为%s至%s" : "%s to %s become %s to %s", s[0], s[1], s[2], s[3]);
        }
        from = last = p && strcmp(p->before->number, p->after->number) != 0 ? p : NULL;
    }
}

/* ---- statements ---- */
static void open_statement(const Decree *d, StrBuf *out, int number, bool *law)
{
    strbuf_printf(out, d->zh ? "%s> %s、" : "%s> %s. ", *law ? ">\n" : "\n", d->zh ? chinese_numeral(d->arena, number) : arena_printf(d->arena, "%d", number));
}
static void close_clause(const Decree *d, StrBuf *out, const Clause *c, bool last)
{
    strbuf_add(out, c->text);
    if (c->quoted && last) return; /* the stop stands inside */
    strbuf_add(out, d->zh ? last ? "。" : "；" : last ? "." : ". ");
}
/* Several texts set out anew are parted: 对第…条作如下修改：（一）… */
static bool in_parts(const Pair *p)
{
    for (int i = 0; i + 1 < p->n_clauses; i++)
        if (p->clauses[i].quoted) return true;
    return false;
}
static void write_statement(const Decree *d, StrBuf *out, const Pair *p)
{
    bool parts = in_parts(p);
    if (parts) {
        const LawPlace place = {.article = p->before ? p->before->number : p->after->number};
        strbuf_printf(out, d->zh ? "对%s作如下修改：\n" : "%s is amended as follows:\n", place_said(d->arena, &place, d->zh));
    }
    for (int i = 0; i < p->n_clauses; i++) {
        if (parts) strbuf_printf(out, d->zh ? ">\n> （%s）" : ">\n> (%s) ", d->zh ? chinese_numeral(d->arena, i + 1) : arena_printf(d->arena, "%d", i + 1));
        close_clause(d, out, &p->clauses[i], parts || i + 1 == p->n_clauses);
        if (parts) strbuf_char(out, '\n');
    }
    if (!parts) strbuf_char(out, '\n');
}
/* 第六章章名修改为“…” */
static const Segment *chapter_of(const Book *b, const Segment *like)
{
    for (int i = 0; i < b->n_segments; i++) {
        const Segment *s = b->segments[i];
        if (s->heads_chapter && b->files[s->file].chosen && strcmp(s->chapter, like->chapter) == 0) return s;
    }
    return NULL;
}
static const char *title_of(const Segment *s)
{
    const Node *title = s->pieces[0]->node->child[0];
    return title->kind == N_STRING ? title->text : "";
}
static void chapters(Decree *d, StrBuf *out)
{
    for (int i = 0; i < d->after->n_segments; i++) {
        const Segment *now = d->after->segments[i], *was = now->heads_chapter && d->after->files[now->file].chosen ? chapter_of(d->before, now) : NULL;
        if (!was || strcmp(title_of(was), title_of(now)) == 0) continue;
        const LawPlace place = {.chapter = now->chapter};
        strbuf_printf(out, d->zh ? "%s%s章名修改为%s" : "%sThe title of %s is replaced with %s", out->n ? d->zh ? "；" : ". " : "", place_said(d->arena, &place, d->zh), decree_quoted(d, title_of(now), false));
    }
}
static void statements(Decree *d, StrBuf *out, bool *law /* law text stands last */)
{
    StrBuf numbers = {.arena = d->arena}, titles = {.arena = d->arena};
    int n = 0;
    renumber(d, &numbers);
    chapters(d, &titles);
    if (titles.n) {
        open_statement(d, out, ++n, law);
        strbuf_printf(out, d->zh ? "%s。\n" : "%s.\n", titles.text);
        *law = true;
    }
    for (int i = 0; i < d->n_pairs; i++) {
        const Pair *p = &d->pairs[i];
        if (!p->n_clauses) continue;
        open_statement(d, out, ++n, law);
        write_statement(d, out, p);
        if (p->rules.n) strbuf_add(out, p->rules.text);
        *law = !p->rules.n;
    }
    if (!numbers.n) return;
    open_statement(d, out, ++n, law);
    *law = true;
    strbuf_printf(out, d->zh ? "%s。\n" : "%s.\n", numbers.text);
}
/* Rules of which no words change: before the statements, under their articles. */
static void without_words(Decree *d, StrBuf *out)
{
    if (d->loose.n) strbuf_add(out, d->loose.text);
    for (int i = 0; i < d->n_pairs; i++) {
        const Pair *p = &d->pairs[i];
        if (!p->n_clauses && p->rules.n) strbuf_add(out, p->rules.text);
    }
}

/* ---- the whole ---- */
static bool choose(Decree *d)
{
    for (int i = 0; i < d->after->n_laws; i++)
        if (book_choose(d->before, d->after->laws[i].title) && book_choose(d->after, d->after->laws[i].title)) return true;
    for (int i = 0; i < d->after->n_laws; i++)
        if (d->after->laws[i].alias && book_choose(d->before, d->after->laws[i].alias) && book_choose(d->after, d->after->laws[i].alias)) return true;
    return false;
}
static const char *day_said(Arena *arena, const char *day, bool chinese)
{
    return chinese ? arena_printf(arena, "%d年%d月%d日", atoi(day), atoi(day + 5), atoi(day + 8)) : day;
}
const char *decree_write(Arena *arena, Book *before, Book *after, const char *from, bool chinese)
{
    Decree d = {.arena = arena, .before = before, .after = after, .zh = chinese, .loose = {.arena = arena}};
    StrBuf out = {.arena = arena};
    if (!choose(&d)) return NULL;
    const char *title = before->law->title, *alias = before->law->alias ? before->law->alias : arena_printf(arena, "\"%s\"", title), *day = day_said(arena, from, chinese);
    decree_match(&d);
    for (int i = 0; i < d.n_pairs; i++) decree_text(&d, &d.pairs[i]);
    decree_rules(&d);
    if (chinese) strbuf_printf(&out, "修正 \"关于修改《%s》的决定\"\n  修改 %s\n  施行 %s\n\n> 现决定对《%s》作如下修改：\n", title, alias, day, title);
    else strbuf_printf(&out, "amendment \"Decision amending 《%s》\"\n  amends %s\n  in force from %s\n\n> 《%s》 is amended as follows:\n", title, alias, day, title);
    StrBuf titles = {.arena = arena};
    chapters(&d, &titles);
    bool any = d.loose.n > 0 || titles.n > 0;
    for (int i = 0; i < d.n_pairs; i++) any |= d.pairs[i].n_clauses || d.pairs[i].rules.n || (d.pairs[i].before && d.pairs[i].after && strcmp(d.pairs[i].before->number, d.pairs[i].after->number) != 0);
    if (!any) return "";
    size_t words = out.n;
    without_words(&d, &out);
    bool law = out.n == words;
    statements(&d, &out, &law);
    strbuf_add(&out, law ? ">\n" : "\n");
    if (chinese) strbuf_printf(&out, "> 本决定自%s起施行。\n>\n> 《%s》根据本决定作相应修改，重新公布。\n", day, title);
    else strbuf_printf(&out, "> This decision is in force from %s.\n>\n> 《%s》 is published anew as amended by this decision.\n", day, title);
    return out.text;
}
