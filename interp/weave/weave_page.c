/* What every page has: head, navigation, foot; escaped text, links, names. See weave_internal.h.
 * Must never know what a page is about, or the disk. */
#include <string.h>
#include "interp/weave/weave_internal.h"

const char *weave_word(const Weave *w, const char *zh, const char *en) { return w->zh ? zh : en; }
void weave_bytes(StrBuf *b, const char *text, size_t n)
{
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        const char *as = text[i] == '&' ? "&amp;" : text[i] == '<' ? "&lt;" : text[i] == '>' ? "&gt;" : text[i] == '"' ? "&quot;" : text[i] == '\'' ? "&#39;" : text[i] == '\0' ? "\xEF\xBF\xBD" : NULL;
        if (!as) continue;
        strbuf_bytes(b, text + from, i - from);
        strbuf_add(b, as);
        from = i + 1;
    }
    strbuf_bytes(b, text + from, n - from);
}
void weave_text(StrBuf *b, const char *text)
{
    if (text) weave_bytes(b, text, strlen(text));
}

/* ---- links ---- */
/* Anchors may be Chinese; in an address their bytes are written %E5. */
static const char *address(Arena *arena, const char *page, const char *id)
{
    StrBuf b = {.arena = arena};
    strbuf_add(&b, page);
    strbuf_char(&b, '#');
    for (const char *c = id; *c; c++)
        if ((unsigned char)*c >= 0x80 || strchr("\"<>\\^`{|} ", *c)) strbuf_printf(&b, "%%%02X", (unsigned char)*c);
        else strbuf_char(&b, *c);
    return b.text;
}
const char *weave_address(const Weave *w, int from, int leaf, const char *id) { return address(w->arena, from == leaf ? "" : w->leaves[leaf].page, id); }
const char *weave_href(const Weave *w, int leaf, int thing) { return weave_address(w, leaf, w->things[thing].leaf, w->things[thing].id); }
static void write_link(StrBuf *b, const char *href, const char *text)
{
    strbuf_add(b, "<a href=\"");
    weave_text(b, href);
    strbuf_add(b, "\">");
    weave_text(b, text);
    strbuf_add(b, "</a>");
}
void weave_link(const Weave *w, StrBuf *b, int leaf, int thing) { write_link(b, weave_href(w, leaf, thing), weave_word(w, w->things[thing].name.zh, w->things[thing].name.alias)); }
void weave_spot_link(const Weave *w, StrBuf *b, int leaf, int spot, const char *text)
{
    write_link(b, weave_address(w, leaf, w->spots[spot].leaf, w->spots[spot].id), text);
}
/* The article that something cites, by its label; nothing where it cites none. */
void weave_cite(const Weave *w, StrBuf *b, int leaf, int article)
{
    int spot = weave_spot_of(w, article);
    if (spot >= 0) weave_spot_link(w, b, leaf, spot, w->program->articles[article].label);
    else if (article >= 0) weave_text(b, w->program->articles[article].label);
}
void weave_name(const Weave *w, StrBuf *b, const Name *name)
{
    weave_text(b, weave_word(w, name->zh, name->alias));
    if (strcmp(name->zh, name->alias) == 0) return;
    strbuf_add(b, " <code>");
    weave_text(b, weave_word(w, name->alias, name->zh));
    strbuf_add(b, "</code>");
}
/* The lines of a cell as entries of a list; many behind a click. */
void weave_entries(const Weave *w, StrBuf *b, const char *text)
{
    enum { FEW = 8 };
    int n = 1;
    for (const char *p = text; *p; p++) n += *p == '\n';
    size_t first = strcspn(text, "\n");
    if (n > FEW) {
        strbuf_add(b, "<details><summary>");
        weave_bytes(b, text, first);
        strbuf_printf(b, weave_word(w, "等 %d 个</summary>", " and others, %d in all</summary>"), n);
    }
    for (const char *p = text; *p;) {
        size_t len = strcspn(p, "\n");
        if (p != text) strbuf_add(b, weave_word(w, "、", ", "));
        weave_bytes(b, p, len);
        p += len + (p[len] == '\n');
    }
    if (n > FEW) strbuf_add(b, "</details>");
}
/* Those whose text uses it: a few at once, many behind a click. */
void weave_users(const Weave *w, StrBuf *b, int leaf, int thing)
{
    enum { FEW = 6 };
    const Thing *t = &w->things[thing];
    if (!t->n_by) return;
    if (t->n_by > FEW) strbuf_printf(b, weave_word(w, "<details class=by><summary>用到它的有 %d 处</summary>", "<details class=by><summary>used in %d places</summary>"), t->n_by);
    else strbuf_printf(b, "<p class=by><span class=pre>%s</span>", weave_word(w, "用到它的：", "used by: "));
    for (int i = 0; i < t->n_by; i++) {
        if (i) strbuf_add(b, weave_word(w, "、", ", "));
        weave_link(w, b, leaf, t->by[i]);
    }
    strbuf_add(b, t->n_by > FEW ? "</details>\n" : "</p>\n");
}

/* ---- pages ---- */
static const struct { const char *page, *zh, *en; } MENU[] = {
    {"index.html", "目录", "contents"}, {"articles.html", "条文", "articles"}, {"decisions.html", "决定", "decisions"}, {"duties.html", "部门职责", "duties"},
    {"parameters.html", "参数", "parameters"}, {"readings.html", "解读", "readings"}, {"entities.html", "记录", "records"},
};
void weave_open(const Weave *w, StrBuf *b, const char *page, const char *title, const char *class)
{
    strbuf_printf(b, "<!doctype html>\n<html lang=%s>\n<head>\n<meta charset=utf-8>\n<meta name=viewport content=\"width=device-width,initial-scale=1\">\n<title>", weave_word(w, "zh-CN", "en"));
    weave_text(b, title);
    if (strcmp(title, w->title) != 0) {
        strbuf_add(b, " · ");
        weave_text(b, w->title);
    }
    strbuf_printf(b, "</title>\n<link rel=stylesheet href=style.css>\n</head>\n<body class=%s>\n<nav><a class=site href=index.html>", class);
    weave_text(b, w->title);
    strbuf_add(b, "</a>");
    for (size_t i = 0; i < sizeof MENU / sizeof *MENU; i++)
        strbuf_printf(b, "<a href=%s%s>%s</a>", MENU[i].page, strcmp(MENU[i].page, page) == 0 ? " aria-current=page" : "", weave_word(w, MENU[i].zh, MENU[i].en));
    strbuf_add(b, "</nav>\n<main>\n<h1>");
    weave_text(b, title);
    strbuf_add(b, "</h1>\n");
}
bool weave_close(const Weave *w, StrBuf *b, const char *page)
{
    strbuf_printf(b, "</main>\n<footer>%s <code>", weave_word(w, "左栏条文照录原文，右栏是由它而来的规则。法规文本的指纹（SHA-256）：", "The law is given in its own words; the rules beside it are what follows from it. Fingerprint of the policy's texts (SHA-256):"));
    weave_text(b, w->in->hash);
    strbuf_add(b, "</code></footer>\n</body>\n</html>\n");
    return w->out.write(w->out.ctx, page, b->text, b->n);
}
/* A box that narrows the rows of the page's tables; shown where scripts run. */
void weave_filter(const Weave *w, StrBuf *b)
{
    strbuf_printf(b, "<input id=q type=search hidden placeholder=\"%s\" aria-label=\"%s\">\n", weave_word(w, "筛选：名称、条号、单位……", "filter: name, article, body…"), weave_word(w, "筛选", "filter"));
    strbuf_add(b, "<script>(function(){var q=document.getElementById('q');q.hidden=false;q.oninput=function(){var t=q.value.trim().toLowerCase();"
                  "document.querySelectorAll('main tbody tr:not(.head)').forEach(function(r){r.hidden=t&&r.textContent.toLowerCase().indexOf(t)<0})}})()</script>\n");
}
const char *weave_cell(const Sheet *s, int row, const char *key)
{
    for (int c = 0; row >= 0 && row < s->n_rows && c < s->n_columns; c++)
        if (strcmp(s->columns[c].key, key) == 0) {
            const char *text = s->cells[(size_t)row * (size_t)s->n_columns + (size_t)c];
            return text ? text : "";
        }
    return "";
}
