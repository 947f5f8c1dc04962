/* One file in canonical form, or translated with the policy it belongs to. See fatiao.h.
 * Must never know any stage's inside. */
#include <string.h>
#include "grammar/format.h"
#include "grammar/parse.h"
#include "grammar/render.h"
#include "grammar/text.h"
#include "interp/amend/draft.h"
#include "interp/engine/engine_internal.h"
#include "interp/base/disk.h"
#include "interp/program/load.h"
#include "interp/program/rename.h"

typedef struct {
    const fatiao_source *source; Disk disk; const char *path; const fatiao_language *translate; fatiao_language language; bool colour;
    Arena arena; SourceSet sources; Diags diags;
    char *bytes; size_t len; /* of the file: standard input is read once */
    const Node *tree;
    bool done; Formatted text; const char *messages;
} Job;

/* ---- the policy around the file ---- */
/* The files beside it, and no folders. */
static void only_files(Job *j, fatiao_file *folder)
{
    const char **entries = arena_alloc(&j->arena, (size_t)folder->n_entries * sizeof *entries + 1);
    int n = 0;
    for (int i = 0; i < folder->n_entries; i++) {
        size_t len = strlen(folder->entries[i]);
        if (len > 4 && strcmp(folder->entries[i] + len - 4, ".law") == 0) entries[n++] = arena_strndup(&j->arena, folder->entries[i], len);
    }
    folder->entries = entries, folder->n_entries = n;
}
static bool read_file(void *cx, const char *path, FileAnswer *answer)
{
    Job *j = cx;
    fatiao_file file = {0};
    if (j->bytes && strcmp(path, "-") == 0) return *answer = (FileAnswer){.bytes = j->bytes, .len = j->len}, true;
    const fatiao_files *files = j->source->files;
    if (!files || !files->read) {
        bool there = disk_read(&j->disk, path, answer);
        file = (fatiao_file){.folder = answer->folder, .entries = answer->entries, .n_entries = answer->n_entries};
        if (file.folder) only_files(j, &file), answer->entries = file.entries, answer->n_entries = file.n_entries;
        return there;
    }
    bool read = files->read(files->ctx, path, &file);
    if (file.folder) only_files(j, &file);
    *answer = (FileAnswer){.folder = file.folder, .bytes = file.bytes, .len = file.len, .entries = file.entries, .n_entries = file.n_entries, .identity = file.identity, .why = file.why};
    return read;
}
static int index_of(const Job *j, const PolicyFiles *files, const char *name)
{
    for (int i = 0; i < files->n_items; i++)
        if (strcmp(j->sources.items[files->items[i]->span.source].name, name) == 0) return i;
    return -1;
}
/* Whether the file and what it uses can be built; what is wrong goes to diags. */
static bool load(Job *j, const char *const *paths, int n_paths, Diags *diags, PolicyFiles *files, int *at)
{
    const fatiao_files *f = j->source->files;
    const FileAccess access = {j, read_file, f ? f->library : NULL, f ? f->n_library : 0};
    Program program;
    bool loaded = policy_load(&j->sources, diags, &access, paths, n_paths, false, files);
    *at = index_of(j, files, policy_path(&j->arena, j->path));
    return loaded && *at >= 0 && program_build(&j->arena, &j->sources, files->items, files->n_items, NULL, diags, &program);
}
static const char *folder_of(Job *j)
{
    const char *slash = strrchr(j->path, '/');
    return !slash ? "." : slash == j->path ? "/" : arena_strndup(&j->arena, j->path, (size_t)(slash - j->path));
}
static bool is_chapter(const Node *file)
{
    for (int i = 0; i < file->n_child; i++)
        if (file->child[i]->kind == N_PART_OF) return true;
    return false;
}
/* A chapter with the files beside it; others alone, and if that does not do, with those beside them. */
static bool load_policy(Job *j, Diags *diags, PolicyFiles *files, int *at)
{
    bool chapter = is_chapter(j->tree), no_folder = strcmp(j->path, "-") == 0;
    int n = j->source->n_paths;
    const char **paths = arena_alloc(&j->arena, ((size_t)n + 1) * sizeof *paths);
    for (int i = 0; i < n; i++) paths[i] = j->source->paths[i];
    paths[n] = j->path;
    Diags alone = {.arena = &j->arena}, together = {.arena = &j->arena};
    if ((!chapter || no_folder) && load(j, paths, n + 1, &alone, files, at)) return true;
    if (!no_folder) {
        paths[n] = folder_of(j);
        if (load(j, paths, n + 1, &together, files, at)) return true;
    }
    *diags = chapter && !no_folder ? together : alone;
    return false;
}

/* ---- the file ---- */
static bool read_text(Job *j, uint32_t *source)
{
    FileAnswer answer = {0};
    bool read = read_file(j, j->path, &answer);
    const char *why = answer.folder ? (j->language == FATIAO_ZH ? "这是文件夹" : "it is a folder") : answer.why;
    if (!read || answer.folder) {
        diag_add_nowhere(&j->diags, D_FILE_MISSING, j->path, why ? why : "?", NULL);
        return false;
    }
    j->bytes = arena_strndup(&j->arena, answer.bytes ? answer.bytes : "", answer.len);
    j->len = answer.len;
    if (!text_load(&j->sources, &j->diags, j->path, j->bytes, j->len, source)) return false;
    j->tree = parse_file(&j->arena, &j->sources, *source, &j->diags);
    return j->diags.n_errors == 0;
}
static bool put_in_order(Job *j, uint32_t source)
{
    PolicyFiles files;
    Diags unsaid = {.arena = &j->arena}; /* what is wrong with a policy is no matter here */
    int at;
    const char *parted = NULL;
    if (!load_policy(j, &unsaid, &files, &at) && at >= 0) parted = part_runs(&j->arena, &j->sources, files.items, files.n_items, at);
    if (parted) source = source_add(&j->sources, j->path, parted, (uint32_t)strlen(parted));
    return format_text(&j->arena, &j->sources, source, &(FormatOptions){0}, &j->diags, &j->text);
}
static void work(void *ctx)
{
    Job *j = ctx;
    uint32_t source;
    PolicyFiles files;
    int at;
    j->disk.arena.escape = j->arena.escape;
    if (!read_text(j, &source)) ;
    else if (!j->translate) j->done = put_in_order(j, source);
    else if (draft_is(j->tree)) j->done = format_text(&j->arena, &j->sources, source, &(FormatOptions){.translate = true, .chinese = *j->translate == FATIAO_ZH}, &j->diags, &j->text); /* its names are the policy's: they stay */
    else if (load_policy(j, &j->diags, &files, &at)) j->done = rename_file(&j->arena, &j->sources, files.items, files.n_items, at, *j->translate == FATIAO_ZH, &j->diags, &j->text);
    if (!j->done) j->messages = render_text(&j->arena, &j->sources, &j->diags, (RenderOptions){j->language == FATIAO_ZH, j->colour});
}
fatiao_status fatiao_format_file(const fatiao_source *source, const char *path, const fatiao_language *translate, fatiao_language language, bool colour, fatiao_sink out, fatiao_sink diagnostics)
{
    if (!source || !path || !out.write || !diagnostics.write || (source->allocator && !source->allocator->realloc) || !language_given(language) || (translate && !language_given(*translate))) return FATIAO_ARGUMENT;
    Allocator allocator = engine_allocator(source->allocator);
    Job j = {.source = source, .path = path, .translate = translate, .language = language, .colour = colour};
    arena_init(&j.arena, &allocator);
    arena_init(&j.disk.arena, &allocator);
    j.sources.arena = j.diags.arena = &j.arena;
    fatiao_status status = FATIAO_NO_MEMORY;
    if (engine_guard(&j.arena, work, &j)) {
        const char *text = j.done ? j.text.text : j.messages;
        size_t len = j.done ? j.text.len : strlen(text);
        fatiao_sink sink = j.done ? out : diagnostics;
        bool taken = !len || sink.write(sink.ctx, text, len);
        status = !taken ? FATIAO_STOPPED : j.done ? FATIAO_OK : FATIAO_ERRORS;
    }
    arena_free(&j.disk.arena);
    arena_free(&j.arena);
    return status;
}
