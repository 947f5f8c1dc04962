/* See consolidate.h: which decisions, in which order. Must never know the disk, or what rules mean. */
#include "interp/amend/consolidate.h"
#include <stdlib.h>
#include <string.h>
#include "grammar/format.h"
#include "grammar/parse.h"
#include "interp/amend/apply.h"

typedef struct { Arena *arena; SourceSet *sources; Diags *diags; Node **files; int n_files; Draft *drafts; int n_drafts; } Work;

bool consolidate_needed(Node *const *files, int n_files)
{
    for (int i = 0; i < n_files; i++)
        if (draft_is(files[i])) return true;
    return false;
}
static int by_force(const void *x, const void *y)
{
    const Draft *a = x, *b = y;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    if (a->issued != b->issued) return a->issued < b->issued ? -1 : 1;
    return strcmp(a->title, b->title);
}
static void part(Work *w, Node *const *files, int n)
{
    w->files = arena_alloc(w->arena, ((size_t)n + 1) * sizeof *w->files);
    for (int i = 0; i < n; i++) {
        if (draft_is(files[i])) LIST_ADD(w->arena, w->drafts, w->n_drafts, draft_read(w->arena, w->sources, files[i], w->diags));
        else w->files[w->n_files++] = files[i];
    }
    if (w->n_drafts) qsort(w->drafts, (size_t)w->n_drafts, sizeof *w->drafts, by_force);
}
static Node *written(Work *w, const Book *book, int file)
{
    const char *text = book_write(book, file);
    Diags quiet = {.arena = w->arena};
    uint32_t source = source_add(w->sources, book->files[file].name, text, (uint32_t)strlen(text));
    Formatted formed;
    bool fine = format_text(w->arena, w->sources, source, &(FormatOptions){0}, &quiet, &formed);
    if (fine && strcmp(formed.text, book->files[file].text) == 0) return w->files[file];
    if (fine) source = source_add(w->sources, book->files[file].name, formed.text, (uint32_t)formed.len);
    return parse_file(w->arena, w->sources, source, w->diags);
}
bool consolidate(Arena *arena, SourceSet *sources, Node *const *files, int n_files, int32_t day, Diags *diags, Consolidated *out)
{
    int errors = diags->n_errors;
    Work w = {.arena = arena, .sources = sources, .diags = diags};
    Book book;
    *out = (Consolidated){0};
    part(&w, files, n_files);
    out->files = w.files, out->n_files = w.n_files;
    if (diags->n_errors > errors || !book_read(arena, sources, w.files, w.n_files, diags, &book)) return false;
    for (int i = 0; i < w.n_drafts; i++) {
        const Draft *d = &w.drafts[i];
        bool applied = d->from <= day;
        LIST_ADD(arena, out->amendments, out->n_amendments, (ConsolidatedAmendment){d->title, d->from, applied});
        if (applied && !amend_apply(&book, sources, d, w.drafts, w.n_drafts, diags)) return false;
    }
    for (int i = 0; i < w.n_files; i++) w.files[i] = written(&w, &book, i);
    return diags->n_errors == errors;
}
