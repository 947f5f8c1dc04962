/* Files to trees, depth first along 引用. See load.h.
 * Must never know the disk, or what declarations mean. */
#include "interp/program/load.h"
#include <stdlib.h>
#include <string.h>
#include "grammar/limits.h"
#include "grammar/parse.h"
#include "grammar/text.h"

enum { FOLDERS_DEEP_MAX = 16, FILES_DEEP_MAX = 64 };
typedef enum { FILE_OPEN, FILE_DONE } FileState;
typedef struct { const char *identity; FileState state; } Known;
typedef struct { const char *path; int known; } Tried; /* a path; known -1: there is no file */
typedef struct {
    Arena *arena; SourceSet *set; Diags *diags; const FileAccess *access; PolicyFiles *out; bool rules_only;
    Known *known; int n_known;
    Tried *tried; int n_tried;
    const char *stack[FILES_DEEP_MAX]; int n_stack; /* the files being read, from the one named to the innermost */
    bool ok;
} Loader;

/* ---- paths ---- */
/* "a/./b/../c.law" is "a/c.law"; leading ".." stay. */
static const char *path_normal(Arena *arena, const char *path)
{
    size_t len = strlen(path), n = 0;
    char *out = arena_alloc(arena, len + 2);
    bool rooted = path[0] == '/';
    if (rooted) out[n++] = '/';
    for (const char *p = path; *p;) {
        size_t part = strcspn(p, "/");
        bool up = part == 2 && p[0] == '.' && p[1] == '.';
        size_t last = n;
        while (last > 0 && out[last - 1] != '/') last--;
        bool can_go_up = n > last && !(n - last == 2 && out[last] == '.' && out[last + 1] == '.');
        if (part == 0 || (part == 1 && p[0] == '.')) ;
        else if (up && can_go_up) n = last > (size_t)rooted ? last - 1 : last;
        else if (!(up && rooted && n == 1)) {
            if (n > 0 && out[n - 1] != '/') out[n++] = '/';
            memcpy(out + n, p, part), n += part;
        }
        p += part + (p[part] == '/');
    }
    if (n == 0) out[n++] = '.';
    out[n] = '\0';
    return out;
}
const char *policy_path(Arena *arena, const char *path) { return path_normal(arena, path); }
static const char *path_beside(Arena *arena, const char *file, const char *path)
{
    const char *slash = strrchr(file, '/');
    if (path[0] == '/' || !slash) return path_normal(arena, path);
    return path_normal(arena, arena_printf(arena, "%.*s/%s", (int)(slash - file), file, path));
}
static int by_path(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }
static const char **sorted(Arena *arena, const char *const *paths, int n)
{
    const char **out = arena_alloc(arena, ((size_t)n + 1) * sizeof *out);
    for (int i = 0; i < n; i++) out[i] = path_normal(arena, paths[i]);
    if (n) qsort(out, (size_t)n, sizeof *out, by_path);
    return out;
}

/* ---- one file ---- */
static Known *find(Loader *l, const char *identity)
{
    for (int i = 0; i < l->n_known; i++)
        if (strcmp(l->known[i].identity, identity) == 0) return &l->known[i];
    return NULL;
}
static void say_circle(Loader *l, const char *path, Span span)
{
    const char *circle = path;
    for (int i = l->n_stack - 1; i >= 0; i--) {
        circle = arena_printf(l->arena, "%s → %s", l->stack[i], circle);
        if (strcmp(l->stack[i], path) == 0) break;
    }
    diag_add(l->diags, D_USE_CIRCLE, span, circle, NULL, NULL);
    l->ok = false;
}
static void load_uses(Loader *l, const char *path, const char *identity, const Node *file);
/* Whether it is, or has been, read. */
static bool is_known(Loader *l, const Known *before, const char *path, Span from)
{
    if (before && before->state == FILE_OPEN) say_circle(l, path, from);
    return before;
}
static void load_answer(Loader *l, const char *path, const FileAnswer *answer, Span from)
{
    const char *identity = answer->identity ? arena_strndup(l->arena, answer->identity, strlen(answer->identity)) : path;
    const Known *before = find(l, identity);
    int index = before ? (int)(before - l->known) : l->n_known;
    LIST_ADD(l->arena, l->tried, l->n_tried, (Tried){path, index});
    if (is_known(l, before, path, from)) return;
    LIST_ADD(l->arena, l->known, l->n_known, (Known){identity, FILE_OPEN});
    uint32_t source;
    if (l->n_stack == FILES_DEEP_MAX) {
        diag_add(l->diags, D_USE_TOO_DEEP, from, arena_printf(l->arena, "%d", FILES_DEEP_MAX), NULL, NULL);
        l->ok = false;
    } else if (!text_load(l->set, l->diags, path, answer->bytes, answer->len, &source)) {
        l->ok = false;
    } else {
        Node *tree = (l->rules_only ? parse_rules : parse_file)(l->arena, l->set, source, l->diags);
        l->stack[l->n_stack++] = path;
        load_uses(l, path, identity, tree);
        l->n_stack--;
        LIST_ADD(l->arena, l->out->items, l->out->n_items, tree);
    }
    l->known[index].state = FILE_DONE;
}

/* ---- 引用 ---- */
/* A file that is being read is recognised before it is read again; a path is tried once. */
static bool use_at(Loader *l, const char *path, Span span)
{
    FileAnswer answer = {0};
    for (int i = 0; i < l->n_tried; i++)
        if (strcmp(l->tried[i].path, path) == 0) return l->tried[i].known >= 0 && is_known(l, &l->known[l->tried[i].known], path, span);
    bool there = l->access->read(l->access->cx, path, &answer) && !answer.folder;
    if (there) load_answer(l, path, &answer, span);
    else LIST_ADD(l->arena, l->tried, l->n_tried, (Tried){path, -1});
    return there;
}
/* Beside the file as it was named, then beside where it really is: the folder may be a link. */
static void use(Loader *l, const char *by, const char *identity, const char *path, Span span)
{
    if (use_at(l, path_beside(l->arena, by, path), span)) return;
    if (strcmp(identity, by) != 0 && use_at(l, path_beside(l->arena, identity, path), span)) return;
    for (int i = 0; path[0] != '/' && i < l->access->n_library; i++)
        if (use_at(l, path_normal(l->arena, arena_printf(l->arena, "%s/%s", l->access->library[i], path)), span)) return;
    diag_add(l->diags, D_USE_MISSING, span, path, NULL, NULL);
    l->ok = false;
}
static void load_uses(Loader *l, const char *path, const char *identity, const Node *file)
{
    for (int i = 0; i < file->n_child; i++) {
        const Node *d = file->child[i];
        if (d->kind == N_USE && d->text) use(l, path, identity, d->text, d->span);
        for (int k = 0; d->kind == N_REGULATION && k < d->n_child; k++)
            if (d->child[k]->kind == N_CLAUSE && d->child[k]->op == OP_C_CONVENTIONS && d->child[k]->text) use(l, path, identity, d->child[k]->text, d->child[k]->span);
    }
}

/* ---- what the caller names ---- */
static int load_path(Loader *l, const char *path, int depth)
{
    FileAnswer answer = {0};
    if (!l->access->read(l->access->cx, path, &answer)) {
        diag_add_nowhere(l->diags, D_FILE_MISSING, path, answer.why ? answer.why : "?", NULL);
        l->ok = false;
        return 0;
    }
    if (!answer.folder) {
        load_answer(l, path, &answer, (Span){0});
        return 1;
    }
    int found = 0;
    const char **entries = sorted(l->arena, answer.entries, answer.n_entries);
    for (int i = 0; i < answer.n_entries && depth < FOLDERS_DEEP_MAX; i++) found += load_path(l, entries[i], depth + 1);
    if (!found && depth == 0) diag_add_nowhere(l->diags, D_NO_FILES, path, NULL, NULL), l->ok = false;
    return found;
}
bool policy_load(SourceSet *set, Diags *diags, const FileAccess *access, const char *const *paths, int n_paths, bool rules_only, PolicyFiles *out)
{
    Loader *l = arena_alloc(set->arena, sizeof *l);
    *l = (Loader){.arena = set->arena, .set = set, .diags = diags, .access = access, .out = out, .rules_only = rules_only, .ok = true};
    *out = (PolicyFiles){0};
    const char **roots = sorted(l->arena, paths, n_paths);
    for (int i = 0; i < n_paths; i++) load_path(l, roots[i], 0);
    return l->ok;
}
