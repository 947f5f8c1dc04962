/* Pages and anchors: which file becomes which page, where each article stands and each name is declared. See weave_internal.h.
 * Must never know HTML, or the disk. */
#include <stdlib.h>
#include <string.h>
#include "interp/weave/weave_internal.h"

/* ---- words as file names and anchors ---- */
static bool plain(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.'; }
static const char *last_slash(const char *path, const char *end)
{
    while (end > path && end[-1] != '/') end--;
    return end;
}
/* stdlib/person.law: the folder and the file, wherever they stand. */
static const char *short_path(Arena *arena, const char *path)
{
    const char *file = last_slash(path, path + strlen(path));
    return file == path ? path : arena_printf(arena, "%s", last_slash(path, file - 1));
}
static bool page_taken(const Weave *w, const char *page)
{
    static const char *const OWN[] = {"index.html", "articles.html", "decisions.html", "duties.html", "parameters.html", "readings.html", "entities.html"};
    for (size_t i = 0; i < sizeof OWN / sizeof *OWN; i++)
        if (strcmp(OWN[i], page) == 0) return true;
    for (int i = 0; i < w->n_leaves; i++)
        if (strcmp(w->leaves[i].page, page) == 0) return true;
    return false;
}
static const char *page_name(Weave *w, const char *path)
{
    const char *file = last_slash(path, path + strlen(path));
    size_t n = strlen(file);
    StrBuf b = {.arena = w->arena};
    if (n > 4 && strcmp(file + n - 4, ".law") == 0) n -= 4;
    for (size_t i = 0; i < n; i++) /* lower case: two names that differ in case are one file elsewhere */
        if (file[i] != '.' && plain(file[i])) strbuf_char(&b, file[i] >= 'A' && file[i] <= 'Z' ? (char)(file[i] + 32) : file[i]);
        else if ((unsigned char)file[i] < 0xC0 && (unsigned char)file[i] >= 0x80) continue;
        else strbuf_printf(&b, "-");
    const char *page = arena_printf(w->arena, "%s.html", b.text ? b.text : "file");
    for (int i = 2; page_taken(w, page); i++) page = arena_printf(w->arena, "%s-%d.html", b.text ? b.text : "file", i);
    return page;
}
const char *weave_unique_id(const Weave *w, int leaf, const char *id)
{
    char *clean = arena_strndup(w->arena, id, strlen(id));
    const char *out = clean;
    for (char *c = clean; *c; c++)
        if (*c == ' ' || *c == '\t' || *c == '\n' || *c == '\r' || *c == '%' || *c == '#') *c = '_';
    for (int n = 2;; n++) {
        bool taken = false;
        for (int i = 0; i < w->n_things && !taken; i++) taken = w->things[i].leaf == leaf && strcmp(w->things[i].id, out) == 0;
        for (int i = 0; i < w->n_spots && !taken; i++) taken = w->spots[i].leaf == leaf && strcmp(w->spots[i].id, out) == 0;
        if (!taken) return out;
        out = arena_printf(w->arena, "%s-%d", clean, n);
    }
}

/* ---- articles ---- */
typedef struct { const char *number, *item, *last_item, *subitem, *from; int paragraph; bool named; } Walk;
static const char *written(const Weave *w, Span span) { return arena_strndup(w->arena, w->in->sources->items[span.source].text + span.start, span.end - span.start); }
/* from: a version's first day, part of its anchor: art-62@2025-01-01. */
static void add_spot(Weave *w, int leaf, const char *from, const char *label, int level, const char *heading, const char *text, uint32_t start)
{
    Spot s = {.label = label, .heading = heading, .text = text, .leaf = leaf, .level = level, .unit = w->leaves[leaf].unit, .start = start};
    s.id = weave_unique_id(w, leaf, arena_printf(w->arena, "art-%s%s%s", label, from ? "@" : "", from ? from : ""));
    LIST_ADD(w->arena, w->spots, w->n_spots, s);
}
static void walk_heading(Weave *w, int leaf, Walk *at, const Node *d)
{
    Leaf *l = &w->leaves[leaf];
    at->item = at->subitem = NULL;
    at->named = d->op == OP_PARAGRAPH;
    if (d->op == OP_ARTICLE) {
        *at = (Walk){.number = d->text, .from = d->n_child > 1 && d->child[1]->kind == N_DATE ? d->child[1]->text : NULL};
        if (l->first < 0) l->first = atoi(d->text);
        add_spot(w, leaf, at->from, at->number, 0, written(w, d->span), NULL, d->span.start);
    } else if (d->op == OP_PARAGRAPH) at->paragraph = atoi(d->text);
    else if ((d->op == OP_ITEM || d->op == OP_SUBITEM) && at->number) {
        if (d->op == OP_ITEM) at->last_item = d->text;
        at->item = at->last_item ? at->last_item : "0";
        if (d->op == OP_SUBITEM) at->subitem = d->text;
        const char *label = arena_printf(w->arena, "%s.%d.%s%s%s", at->number, at->paragraph > 0 ? at->paragraph : 1, at->item, at->subitem ? "." : "", at->subitem ? at->subitem : "");
        add_spot(w, leaf, at->from, label, 2, written(w, d->span), NULL, d->span.start);
    }
}
static void walk_law(Weave *w, int leaf, Walk *at, const Node *d)
{
    if (!at->number || !d->text || !d->text[0]) return;
    Spot *last = w->n_spots ? &w->spots[w->n_spots - 1] : NULL;
    if (at->item) {
        if (last && !last->text) last->text = d->text;
        return;
    }
    if (!at->named) at->paragraph++;
    at->named = false;
    if (last && last->level == 0 && !last->text) last->text = d->text; /* what the article begins with */
    add_spot(w, leaf, at->from, arena_printf(w->arena, "%s.%d", at->number, at->paragraph), 1, NULL, d->text, d->span.start);
}

/* ---- files ---- */
static uint32_t line_start(const char *text, uint32_t at)
{
    while (at > 0 && text[at - 1] != '\n') at--;
    return at;
}
/* Back over empty lines and comments that stand before a declaration, not over what is indented. */
static uint32_t before_comments(const char *text, uint32_t at, uint32_t floor)
{
    uint32_t start = at;
    while (start > floor) {
        uint32_t line = line_start(text, start - 1);
        size_t blank = strspn(text + line, " \t\r");
        if (line < floor || (text[line] != '#' && text[line + blank] != '\n')) break;
        start = line;
    }
    return start;
}
static void add_decls(Weave *w, Leaf *l)
{
    const Source *s = &w->in->sources->items[l->source];
    l->decls = arena_alloc(w->arena, ((size_t)l->tree->n_child + 1) * sizeof *l->decls);
    for (int i = 0; i < l->tree->n_child; i++) {
        const Node *d = l->tree->child[i];
        Decl decl = {.node = d, .body = line_start(s->text, d->span.start), .end = s->len, .thing = -1, .article = -1};
        uint32_t floor = l->n_decls ? l->decls[l->n_decls - 1].body + 1 : 0;
        decl.start = before_comments(s->text, decl.body, floor);
        if (l->n_decls) l->decls[l->n_decls - 1].end = decl.start;
        l->decls[l->n_decls++] = decl;
    }
    if (l->n_decls) l->decls[l->n_decls - 1].end = before_comments(s->text, s->len, l->decls[l->n_decls - 1].body + 1);
}
static const char *leaf_title(const Weave *w, const Leaf *l)
{
    const char *title = NULL;
    for (int i = 0; i < l->tree->n_child; i++) {
        const Node *d = l->tree->child[i];
        if (d->kind == N_HEADING && (d->op == OP_CHAPTER || d->op == OP_PART)) {
            if (title) return l->path; /* several chapters in one file */
            const char *name = d->child[0]->kind == N_STRING ? d->child[0]->text : NULL, *heading = written(w, d->span);
            title = name && !strstr(heading, name) ? arena_printf(w->arena, "%s %s", heading, name) : heading;
        } else if (d->kind == N_REGULATION && d->text) return d->text;
        else if (d->kind == N_CONVENTIONS && d->text) return d->text;
    }
    return title ? title : l->path;
}
static int find_unit(const Weave *w, const char *text)
{
    for (int i = 0; text && i < w->program->n_regulations; i++)
        if (strcmp(w->program->regulations[i].title.zh, text) == 0 || strcmp(w->program->regulations[i].title.alias, text) == 0) return i;
    return -1;
}
static void walk_file(Weave *w, int leaf)
{
    Leaf *l = &w->leaves[leaf];
    Walk at = {0};
    for (int i = 0; i < l->n_decls; i++) {
        const Node *d = l->decls[i].node;
        if (d->kind == N_PART_OF || d->kind == N_REGULATION) l->unit = find_unit(w, d->text);
        else if (d->kind == N_HEADING) walk_heading(w, leaf, &at, d), l->chapter = true;
        else if (d->kind == N_LAW) walk_law(w, leaf, &at, d), l->chapter = true;
        else l->decls[i].thing = weave_declare(w, leaf, d);
        l->decls[i].article = w->n_spots && w->spots[w->n_spots - 1].leaf == leaf ? w->n_spots - 1 : -1;
    }
}
/* Chapters by regulation and first article; then the rest by path. */
static int by_rank(const void *a, const void *b)
{
    const Leaf *x = a, *y = b;
    if (x->chapter != y->chapter) return x->chapter ? -1 : 1;
    if (x->chapter && x->unit != y->unit) return x->unit < y->unit ? -1 : 1;
    if (x->chapter && x->first != y->first) return x->first < y->first ? -1 : 1;
    return strcmp(x->path, y->path);
}
static void scout(Leaf *l, const Weave *w)
{
    for (int i = 0; i < l->tree->n_child; i++) {
        const Node *d = l->tree->child[i];
        l->chapter |= d->kind == N_HEADING || d->kind == N_LAW;
        if (d->kind == N_PART_OF || d->kind == N_REGULATION) l->unit = find_unit(w, d->text);
        if (d->kind == N_HEADING && d->op == OP_ARTICLE && l->first < 0) l->first = atoi(d->text);
    }
}
void weave_places(Weave *w)
{
    w->leaves = arena_alloc(w->arena, ((size_t)w->in->n_files + 1) * sizeof *w->leaves);
    for (int i = 0; i < w->in->n_files; i++) {
        Leaf l = {.tree = w->in->files[i], .source = w->in->files[i]->span.source, .unit = -1, .first = -1};
        l.path = short_path(w->arena, w->in->sources->items[l.source].name);
        l.page = "";
        scout(&l, w);
        w->leaves[w->n_leaves++] = l;
    }
    qsort(w->leaves, (size_t)w->n_leaves, sizeof *w->leaves, by_rank);
    for (int i = 0; i < w->n_leaves; i++) {
        Leaf *l = &w->leaves[i];
        l->page = page_name(w, w->in->sources->items[l->source].name);
        l->title = leaf_title(w, l);
        add_decls(w, l);
        walk_file(w, i);
    }
    weave_things_sort(w);
}
/* By label; of several versions of one article the one it stands in. */
int weave_spot_of(const Weave *w, int article)
{
    if (article < 0) return -1;
    const Article *a = &w->program->articles[article];
    int found = -1;
    for (int i = 0; i < w->n_spots; i++)
        if (w->leaves[w->spots[i].leaf].source == a->span.source && strcmp(w->spots[i].label, a->label) == 0 && (found < 0 || w->spots[i].start <= a->span.start)) found = i;
    return found;
}
