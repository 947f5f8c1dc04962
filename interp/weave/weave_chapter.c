/* The page of a file: law on the left, what follows from it on the right, examples folded. See weave_internal.h.
 * Must never know the disk, or how anything runs. */
#include <string.h>
#include "interp/weave/weave_internal.h"

/* A row: some law, then its rules. More law after rules begins the next. */
typedef struct { const Weave *w; int leaf; StrBuf page, law, rules; const char *id; int examples; StrBuf folded; int files; StrBuf used; } Chapter;

static void end_examples(Chapter *c)
{
    if (!c->examples) return;
    strbuf_printf(&c->rules, weave_word(c->w, "<details class=tests><summary>例（%d 个）</summary>\n", "<details class=tests><summary>examples (%d)</summary>\n"), c->examples);
    strbuf_bytes(&c->rules, c->folded.text, c->folded.n);
    strbuf_add(&c->rules, "</details>\n");
    c->examples = 0;
    c->folded = (StrBuf){.arena = c->w->arena};
}
/* 属于 and 引用: what only a reader of files needs. */
static void end_files(Chapter *c)
{
    if (!c->files) return;
    strbuf_add(&c->rules, weave_word(c->w, "<details class=uses><summary>引用的文件</summary>\n", "<details class=uses><summary>files used</summary>\n"));
    strbuf_bytes(&c->rules, c->used.text, c->used.n);
    strbuf_add(&c->rules, "</details>\n");
    c->files = 0;
    c->used = (StrBuf){.arena = c->w->arena};
}
static void end_row(Chapter *c)
{
    end_examples(c);
    end_files(c);
    if (c->law.n || c->rules.n) {
        strbuf_add(&c->page, c->law.n ? "<section class=row" : "<section class=\"row wide\"");
        if (c->id) {
            strbuf_add(&c->page, " id=\"");
            weave_text(&c->page, c->id);
            strbuf_char(&c->page, '"');
        }
        strbuf_printf(&c->page, ">\n<div class=\"%s\"><div class=in>\n", c->law.n ? "law" : "law none");
        if (c->law.n) strbuf_bytes(&c->page, c->law.text, c->law.n);
        strbuf_printf(&c->page, "</div></div>\n<div class=\"%s\">\n", c->rules.n ? "rules" : "rules none");
        if (c->rules.n) strbuf_bytes(&c->page, c->rules.text, c->rules.n);
        strbuf_add(&c->page, "</div>\n</section>\n");
    }
    c->law = c->rules = (StrBuf){.arena = c->w->arena};
    c->id = NULL;
}
static void add_example(Chapter *c, const Decl *d)
{
    const Leaf *l = &c->w->leaves[c->leaf];
    StrBuf *b = &c->folded;
    c->examples++;
    strbuf_add(b, "<details class=test><summary>");
    weave_text(b, d->node->text ? d->node->text : "");
    if (d->node->n_child && d->node->child[0]->kind == N_DATE) {
        strbuf_add(b, " <time>");
        weave_text(b, d->node->child[0]->text);
        strbuf_add(b, "</time>");
    }
    strbuf_add(b, "</summary>\n");
    weave_comment(c->w, b, l, d->start, d->body);
    weave_source(c->w, b, l, d->body, d->end);
    strbuf_add(b, "</details>\n");
}
static const char *heading_text(const Chapter *c, const Decl *d)
{
    const char *text = c->w->in->sources->items[d->node->span.source].text;
    uint32_t end = d->body + (uint32_t)strcspn(text + d->body, "\r\n#");
    while (end > d->body && text[end - 1] == ' ') end--;
    return arena_strndup(c->w->arena, text + d->body, end - d->body);
}
static const Spot *spot_at(const Chapter *c, const Decl *d)
{
    for (int i = 0; i < c->w->n_spots; i++)
        if (c->w->spots[i].leaf == c->leaf && c->w->spots[i].start == d->node->span.start) return &c->w->spots[i];
    return NULL;
}
static void add_heading(Chapter *c, const Decl *d)
{
    const Spot *s = spot_at(c, d);
    int op = d->node->op;
    end_row(c);
    if (op == OP_ARTICLE || op == OP_ITEM || op == OP_SUBITEM || op == OP_PARAGRAPH) {
        c->id = s ? s->id : NULL;
        strbuf_add(&c->law, op == OP_ARTICLE ? "<h3>" : "<h4>");
        if (c->id) { /* a link to itself, to be copied */
            strbuf_add(&c->law, "<a href=\"");
            weave_text(&c->law, weave_address(c->w, c->leaf, c->leaf, c->id));
            strbuf_add(&c->law, "\">");
        }
        weave_text(&c->law, heading_text(c, d));
        strbuf_printf(&c->law, "%s</h%d>\n", c->id ? "</a>" : "", op == OP_ARTICLE ? 3 : 4);
    } else if (strcmp(heading_text(c, d), c->w->leaves[c->leaf].title) != 0) {
        strbuf_add(&c->page, "<h2>");
        weave_text(&c->page, heading_text(c, d));
        strbuf_add(&c->page, "</h2>\n");
    }
    weave_comment(c->w, &c->rules, &c->w->leaves[c->leaf], d->start, d->body);
}
static void add_law(Chapter *c, const Decl *d)
{
    const Spot *s = spot_at(c, d);
    if (!d->node->text || !d->node->text[0]) return;
    if (c->rules.n || c->examples) end_row(c);
    weave_comment(c->w, &c->rules, &c->w->leaves[c->leaf], d->start, d->body);
    strbuf_add(&c->law, "<p");
    if (s) {
        strbuf_add(&c->law, " id=\"");
        weave_text(&c->law, s->id);
        strbuf_char(&c->law, '"');
    }
    strbuf_char(&c->law, '>');
    for (const char *p = d->node->text; *p;) {
        size_t n = strcspn(p, "\n");
        weave_bytes(&c->law, p, n);
        p += n + (p[n] == '\n');
        if (*p) strbuf_add(&c->law, "<br>");
    }
    strbuf_add(&c->law, "</p>\n");
}
static void add_file(Chapter *c, const Decl *d)
{
    const Leaf *l = &c->w->leaves[c->leaf];
    c->files++;
    weave_comment(c->w, &c->rules, l, d->start, d->body);
    weave_source(c->w, &c->used, l, d->body, d->end);
}
static void add(Chapter *c, const Decl *d)
{
    switch ((NodeKind)d->node->kind) {
    case N_PART_OF: case N_USE: add_file(c, d); break;
    case N_HEADING: add_heading(c, d); break;
    case N_LAW: add_law(c, d); break;
    case N_EXAMPLE: add_example(c, d); break;
    default:
        end_examples(c);
        end_files(c);
        weave_card(c->w, &c->rules, c->leaf, d);
    }
}
/* Its articles, and the chapters beside it. */
static void add_contents(Chapter *c)
{
    const Weave *w = c->w;
    bool any = false;
    for (int i = 0; i < w->n_spots; i++) {
        const Spot *s = &w->spots[i];
        if (s->leaf != c->leaf || s->level == 1) continue;
        strbuf_add(&c->page, any ? " " : "<p class=contents>");
        weave_spot_link(w, &c->page, c->leaf, i, s->heading);
        any = true;
    }
    if (any) strbuf_add(&c->page, "</p>\n");
}
static void add_neighbours(Chapter *c)
{
    const Weave *w = c->w;
    strbuf_add(&c->page, "<p class=neighbours>");
    for (int step = -1; step <= 1; step += 2) {
        int k = c->leaf + step;
        if (k < 0 || k >= w->n_leaves) continue;
        strbuf_printf(&c->page, "<a href=%s rel=%s>%s", w->leaves[k].page, step < 0 ? "prev" : "next", step < 0 ? "← " : "");
        weave_text(&c->page, w->leaves[k].title);
        strbuf_printf(&c->page, "%s</a> ", step < 0 ? "" : " →");
    }
    strbuf_add(&c->page, "</p>\n");
}
bool weave_chapter(const Weave *w, int leaf)
{
    const Leaf *l = &w->leaves[leaf];
    Chapter c = {.w = w, .leaf = leaf};
    c.page.arena = c.law.arena = c.rules.arena = c.folded.arena = c.used.arena = w->arena;
    weave_open(w, &c.page, l->page, l->title, l->chapter ? "chapter" : "file");
    if (strcmp(l->title, l->path) != 0) {
        strbuf_add(&c.page, "<p class=path>");
        weave_text(&c.page, l->path);
        strbuf_add(&c.page, "</p>\n");
    }
    add_contents(&c);
    for (int i = 0; i < l->n_decls; i++) add(&c, &l->decls[i]);
    end_examples(&c);
    end_files(&c);
    const uint32_t last = l->n_decls ? l->decls[l->n_decls - 1].end : 0;
    weave_comment(w, &c.rules, l, last, w->in->sources->items[l->source].len);
    end_row(&c);
    add_neighbours(&c);
    return weave_close(w, &c.page, l->page);
}
