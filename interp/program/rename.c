/* Names in the other vocabulary, and the proof that they still mean the same. See rename.h.
 * Must never know where files come from, or bytecode. */
#include "interp/program/rename.h"
#include <stdlib.h>
#include <string.h>
#include "grammar/parse.h"
#include "grammar/strbuf.h"

enum { ROUNDS_MAX = 8 };
/* What the names of a file mean, by their place among its names; zh NULL: nobody asked. */
typedef struct { NamePlaces places; Name *meaning; } Meanings;
typedef struct { Arena *arena; SourceSet *sources; Node *const *files; int n_files, at; bool chinese; Meanings before; const char **other; /* by place; NULL: stays */ } Renaming;

static int place_at(const NamePlaces *p, uint32_t start)
{
    int low = 0, high = p->n;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (p->starts[middle] < start) low = middle + 1;
        else high = middle;
    }
    return low;
}
static Meanings meanings(Arena *arena, SourceSet *sources, const Node *file, const NameUses *uses)
{
    Meanings m = {.places = format_names(arena, sources, file)};
    m.meaning = arena_alloc(arena, (size_t)m.places.n * sizeof *m.meaning + 1);
    for (int i = 0; i < uses->n_items; i++) {
        const NameUse *u = &uses->items[i];
        int k = place_at(&m.places, u->span.start) + u->step;
        if (u->span.source == file->span.source && k < m.places.n && m.places.starts[k] < u->span.end) m.meaning[k] = u->name;
    }
    return m;
}
static bool build(Renaming *w, Node *const *files, Diags *diags, NameUses *uses)
{
    Program program;
    return program_build(w->arena, w->sources, files, w->n_files, &(ProgramOptions){.uses = uses}, diags, &program);
}

/* ---- which names change ---- */
static bool is_ascii(const char *s)
{
    while (*s && (unsigned char)*s < 0x80) s++;
    return *s == '\0';
}
static bool stands(const Renaming *w, uint32_t start, const char *text)
{
    const Source *s = &w->sources->items[w->files[w->at]->span.source];
    size_t n = strlen(text);
    return start + n <= s->len && memcmp(s->text + start, text, n) == 0;
}
static void choose(Renaming *w)
{
    const Meanings *m = &w->before;
    w->other = arena_alloc(w->arena, (size_t)m->places.n * sizeof *w->other + 1);
    for (int i = 0; i < m->places.n; i++) {
        const char *to = w->chinese ? m->meaning[i].zh : m->meaning[i].alias;
        if (to && is_ascii(to) != w->chinese && !stands(w, m->places.starts[i], to)) w->other[i] = to;
    }
}
static bool format(Renaming *w, Diags *diags, Formatted *out)
{
    FormatName *names = arena_alloc(w->arena, (size_t)w->before.places.n * sizeof *names + 1);
    int n = 0;
    for (int i = 0; i < w->before.places.n; i++)
        if (w->other[i]) names[n++] = (FormatName){w->before.places.starts[i], w->other[i]};
    const FormatOptions options = {true, w->chinese, names, n};
    return format_text(w->arena, w->sources, w->files[w->at]->span.source, &options, diags, out);
}

/* ---- which of them may not ---- */
static int keep_between(Renaming *w, const NamePlaces *places, uint32_t start, uint32_t end)
{
    int kept = 0;
    for (int i = place_at(places, start); i < places->n && places->starts[i] < end; i++)
        if (i < w->before.places.n && w->other[i]) w->other[i] = NULL, kept++;
    return kept;
}
static bool same_name(const Name *a, const Name *b)
{
    if (!a->zh || !b->zh) return a->zh == b->zh;
    return strcmp(a->zh, b->zh) == 0 && strcmp(a->alias, b->alias) == 0;
}
typedef enum { SAME, OTHER, LOST } Verdict;
/* Reads the translated file in its policy. OTHER: some names meant something else; they are kept as they were. */
static Verdict judge(Renaming *w, const Formatted *text)
{
    Diags quiet = {.arena = w->arena};
    NameUses uses = {0};
    const Source *s = &w->sources->items[w->files[w->at]->span.source];
    Node **files = arena_alloc(w->arena, (size_t)w->n_files * sizeof *files);
    memcpy(files, w->files, (size_t)w->n_files * sizeof *files);
    files[w->at] = parse_file(w->arena, w->sources, source_add(w->sources, s->name, text->text, (uint32_t)text->len), &quiet);
    bool built = build(w, files, &quiet, &uses);
    Meanings after = meanings(w->arena, w->sources, files[w->at], &uses);
    int kept = 0;
    bool same = after.places.n == w->before.places.n;
    for (int i = 0; same && i < after.places.n; i++)
        if (!same_name(&after.meaning[i], &w->before.meaning[i])) kept += w->other[i] != NULL, w->other[i] = NULL, built = false;
    for (int i = 0; same && i < quiet.n_items; i++)
        if (quiet.items[i].span.source == files[w->at]->span.source && diag_severity(quiet.items[i].id) == SEVERITY_ERROR)
            kept += keep_between(w, &after.places, quiet.items[i].span.start, quiet.items[i].span.end);
    return built && same ? SAME : kept ? OTHER : LOST;
}
static bool translate(Renaming *w, Diags *diags, Formatted *out)
{
    for (int round = 0; round < ROUNDS_MAX; round++) {
        Diags said = {.arena = w->arena};
        if (!format(w, &said, out)) {
            Span at = said.items[0].span;
            if (said.items[0].id == D_FORMAT_CHANGES && keep_between(w, &w->before.places, at.start, at.end)) continue;
            diag_add(diags, said.items[0].id, at, said.items[0].arg[0], said.items[0].arg[1], said.items[0].arg[2]);
            return false;
        }
        Verdict verdict = judge(w, out);
        if (verdict == SAME) return true;
        if (verdict == LOST) break;
    }
    diag_add(diags, D_FORMAT_CHANGES, w->files[w->at]->span, NULL, NULL, NULL);
    return false;
}
bool rename_file(Arena *arena, SourceSet *sources, Node *const *files, int n_files, int at, bool chinese, Diags *diags, Formatted *out)
{
    Renaming w = {.arena = arena, .sources = sources, .files = files, .n_files = n_files, .at = at, .chinese = chinese};
    NameUses uses = {0};
    if (!build(&w, files, diags, &uses)) return false;
    w.before = meanings(arena, sources, files[at], &uses);
    choose(&w);
    return translate(&w, diags, out);
}

/* ---- runs ---- */
static int by_place(const void *a, const void *b)
{
    const DiagFix *x = a, *y = b;
    return x->span.start < y->span.start ? -1 : x->span.start > y->span.start;
}
const char *part_runs(Arena *arena, SourceSet *sources, Node *const *files, int n_files, int at)
{
    Renaming w = {.arena = arena, .sources = sources, .files = files, .n_files = n_files, .at = at};
    Diags before = {.arena = arena}, after = {.arena = arena};
    build(&w, files, &before, NULL);
    DiagFix *fixes = NULL;
    int n = 0;
    for (int i = 0; i < before.n_items; i++) {
        const Diag *d = &before.items[i];
        if (d->id == D_GLUED_WORDS && d->n_fixes == 1 && d->span.source == files[at]->span.source) LIST_ADD(arena, fixes, n, d->fixes[0]);
    }
    if (!n) return NULL;
    qsort(fixes, (size_t)n, sizeof *fixes, by_place);
    const Source s = sources->items[files[at]->span.source];
    StrBuf out = {.arena = arena};
    uint32_t from = 0;
    for (int i = 0; i < n; i++) {
        strbuf_bytes(&out, s.text + from, fixes[i].span.start - from);
        strbuf_add(&out, fixes[i].replacement);
        from = fixes[i].span.end;
    }
    strbuf_bytes(&out, s.text + from, s.len - from);
    Node **parted = arena_alloc(arena, (size_t)n_files * sizeof *parted);
    memcpy(parted, files, (size_t)n_files * sizeof *parted);
    parted[at] = parse_file(arena, sources, source_add(sources, s.name, out.text, (uint32_t)out.n), &after);
    build(&w, parted, &after, NULL);
    return after.n_errors < before.n_errors ? out.text : NULL;
}
