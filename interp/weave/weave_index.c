/* The first page, and the index by article. See weave_internal.h.
 * Must never know the disk, or how anything runs. */
#include <string.h>
#include "grammar/source.h"
#include "interp/base/calendar.h"
#include "interp/weave/weave_internal.h"

/* ---- what a stretch of law holds ---- */
static int next_spot(const Weave *w, int spot)
{
    int next = spot + 1;
    while (next < w->n_spots && w->spots[next].leaf == w->spots[spot].leaf && w->spots[next].level == 1) next++;
    return next;
}
/* Declarations that stand under it, before the next article or item. */
static int count_under(const Weave *w, int spot, bool examples)
{
    const Leaf *l = &w->leaves[w->spots[spot].leaf];
    int next = next_spot(w, spot), n = 0;
    for (int i = 0; i < l->n_decls; i++)
        if (l->decls[i].article >= spot && l->decls[i].article < next) n += examples ? l->decls[i].node->kind == N_EXAMPLE : weave_is_rule(l->decls[i].node);
    return n;
}

/* ---- index ---- */
static void term(StrBuf *b, const char *name, const char *text)
{
    if (!text || !*text) return;
    strbuf_printf(b, "<dt>%s</dt><dd>", name);
    weave_text(b, text);
    strbuf_add(b, "</dd>\n");
}
static const char *day(const Weave *w, int32_t d)
{
    char text[CALENDAR_TEXT];
    if (d == INT32_MIN || d == INT32_MAX) return NULL;
    calendar_print(d, text);
    return arena_strndup(w->arena, text, strlen(text));
}
static void add_regulation(const Weave *w, StrBuf *b, const Regulation *g)
{
    if (strcmp(g->title.zh, w->title) != 0) {
        strbuf_add(b, "<h2>");
        weave_text(b, g->title.zh);
        strbuf_add(b, "</h2>\n");
    }
    strbuf_add(b, "<dl class=about>\n");
    term(b, weave_word(w, "印发", "issued"), day(w, g->issued));
    term(b, weave_word(w, "施行", "in force from"), day(w, g->from));
    term(b, weave_word(w, "废止", "repealed"), day(w, g->until));
    term(b, weave_word(w, "解释", "interpreted by"), g->interpreter);
    strbuf_add(b, "</dl>\n");
}
static int rules_on(const Weave *w, const Leaf *l, bool examples)
{
    int n = 0;
    for (int i = 0; i < l->n_decls; i++) n += examples ? l->decls[i].node->kind == N_EXAMPLE : weave_is_rule(l->decls[i].node);
    (void)w;
    return n;
}
static void add_chapter(const Weave *w, StrBuf *b, int leaf)
{
    const Leaf *l = &w->leaves[leaf];
    strbuf_printf(b, "<tr><td class=art><a href=%s>", l->page);
    weave_text(b, l->title);
    strbuf_add(b, "</a></td><td class=chips>");
    for (int i = 0; i < w->n_spots; i++)
        if (w->spots[i].leaf == leaf && w->spots[i].level != 1) {
            weave_spot_link(w, b, -1, i, w->spots[i].heading);
            strbuf_char(b, ' ');
        }
    strbuf_printf(b, "</td><td class=num>%d</td><td class=num>%d</td></tr>\n", rules_on(w, l, false), rules_on(w, l, true));
}
static void table_head(StrBuf *b, const char *const *words, int n, const char *numbers)
{
    strbuf_add(b, "<table>\n<thead><tr>");
    for (int i = 0; i < n; i++) strbuf_printf(b, "<th%s>%s</th>", numbers[i] == 'n' ? " class=num" : "", words[i]);
    strbuf_add(b, "</tr></thead>\n<tbody>\n");
}
/* What a file without law is there for. */
static void add_holdings(const Weave *w, StrBuf *b, int leaf)
{
    enum { FEW = 10 };
    int n = 0;
    if (strcmp(w->leaves[leaf].title, w->leaves[leaf].path) != 0) weave_text(b, w->leaves[leaf].title), n++;
    for (int i = 0; i < w->n_things; i++) {
        ThingKind k = w->things[i].kind;
        if (w->things[i].leaf != leaf || k == THING_REGULATION || k == THING_ITEM || k == THING_OPTION || k == THING_FIELD || k == THING_VALUE) continue;
        if (n++ == FEW) break;
        if (n > 1) strbuf_add(b, weave_word(w, "、", ", "));
        weave_link(w, b, -1, i);
    }
    if (n > FEW) strbuf_add(b, weave_word(w, "等", " …"));
}
static void add_files(const Weave *w, StrBuf *b)
{
    const char *heads[] = {weave_word(w, "文件", "file"), weave_word(w, "内容", "contents"), weave_word(w, "决定", "decisions"), weave_word(w, "例", "examples")};
    bool any = false;
    for (int i = 0; i < w->n_leaves; i++) any |= !w->leaves[i].chapter;
    if (!any) return;
    strbuf_printf(b, "<h2>%s</h2>\n", weave_word(w, "其他文件", "other files"));
    table_head(b, heads, 4, "..nn");
    for (int i = 0; i < w->n_leaves; i++) {
        const Leaf *l = &w->leaves[i];
        if (l->chapter) continue;
        strbuf_printf(b, "<tr><td class=art><a href=%s>", l->page);
        weave_text(b, l->path);
        strbuf_add(b, "</a></td><td>");
        add_holdings(w, b, i);
        strbuf_printf(b, "</td><td class=num>%d</td><td class=num>%d</td></tr>\n", rules_on(w, l, false), rules_on(w, l, true));
    }
    strbuf_add(b, "</tbody></table>\n");
}
bool weave_index(const Weave *w)
{
    StrBuf b = {.arena = w->arena};
    const char *heads[] = {weave_word(w, "章", "chapter"), weave_word(w, "条", "articles"), weave_word(w, "决定", "decisions"), weave_word(w, "例", "examples")};
    int articles = 0;
    for (int i = 0; i < w->n_spots; i++) articles += w->spots[i].level == 0;
    weave_open(w, &b, "index.html", w->title, "list");
    for (int i = 0; i < w->program->n_regulations; i++) add_regulation(w, &b, &w->program->regulations[i]);
    strbuf_printf(&b, weave_word(w, "<p class=sum>共 %d 条，<a href=decisions.html>%d 个决定</a>，<a href=parameters.html>%d 个参数</a>，<a href=readings.html>%d 个解读</a>，%d 个例。</p>\n",
                                 "<p class=sum>%d articles, <a href=decisions.html>%d decisions</a>, <a href=parameters.html>%d parameters</a>, <a href=readings.html>%d readings</a>, %d examples.</p>\n"),
                  articles, w->program->n_rules, w->program->n_params, w->program->n_readings, w->program->n_examples);
    table_head(&b, heads, 4, "..nn");
    for (int i = 0; i < w->n_leaves; i++)
        if (w->leaves[i].chapter) add_chapter(w, &b, i);
    strbuf_add(&b, "</tbody></table>\n");
    add_files(w, &b);
    return weave_close(w, &b, "index.html");
}

/* ---- by article ---- */
static void excerpt(StrBuf *b, const char *text)
{
    enum { CHARACTERS = 48 };
    size_t n = 0;
    const char *end = text ? text + strlen(text) : NULL;
    for (int i = 0; text && i < CHARACTERS && text + n < end; i++) {
        uint32_t c;
        n += (size_t)utf8_decode(text + n, end, &c);
    }
    if (text) weave_bytes(b, text, n);
    if (text && text + n < end) strbuf_add(b, "……");
}
static void add_under(const Weave *w, StrBuf *b, int spot)
{
    const Leaf *l = &w->leaves[w->spots[spot].leaf];
    int next = next_spot(w, spot);
    bool any = false;
    for (int i = 0; i < l->n_decls; i++) {
        if (l->decls[i].article < spot || l->decls[i].article >= next || l->decls[i].thing < 0) continue;
        if (any) strbuf_add(b, weave_word(w, "、", ", "));
        weave_link(w, b, -1, l->decls[i].thing);
        any = true;
    }
    if (!any) strbuf_printf(b, "<span class=dim>%s</span>", weave_word(w, "只有条文", "text only"));
}
bool weave_articles(const Weave *w)
{
    StrBuf b = {.arena = w->arena};
    const char *heads[] = {weave_word(w, "条", "article"), weave_word(w, "条文", "text"), weave_word(w, "由它而来的", "what follows from it"), weave_word(w, "例", "examples")};
    int leaf = -1;
    weave_open(w, &b, "articles.html", weave_word(w, "条文索引", "index by article"), "list");
    weave_filter(w, &b);
    table_head(&b, heads, 4, "...n");
    for (int i = 0; i < w->n_spots; i++) {
        const Spot *s = &w->spots[i];
        if (s->level == 1) continue;
        if (s->leaf != leaf) {
            strbuf_printf(&b, "<tr class=head><th colspan=4><a href=%s>", w->leaves[s->leaf].page);
            weave_text(&b, w->leaves[s->leaf].title);
            strbuf_add(&b, "</a></th></tr>\n");
            leaf = s->leaf;
        }
        strbuf_printf(&b, "<tr><td class=%s>", s->level == 0 ? "art" : "item");
        weave_spot_link(w, &b, -1, i, s->heading);
        strbuf_add(&b, "</td><td class=law>");
        excerpt(&b, s->text);
        strbuf_add(&b, "</td><td>");
        add_under(w, &b, i);
        int examples = count_under(w, i, true);
        strbuf_printf(&b, examples ? "</td><td class=num>%d</td></tr>\n" : "</td><td></td></tr>\n", examples);
    }
    strbuf_add(&b, "</tbody></table>\n");
    return weave_close(w, &b, "articles.html");
}
