/* Text to a policy that can be run: every stage, in order. See fatiao.h.
 * Must never know any stage's inside. */
#include <string.h>
#include "grammar/layout.h"
#include "grammar/render.h"
#include "interp/amend/consolidate.h"
#include "interp/code/emit.h"
#include "interp/engine/engine_internal.h"
#include "interp/base/disk.h"
#include "interp/program/load.h"
#include "interp/program/resolve.h"

Allocator engine_allocator(const fatiao_allocator *allocator)
{
    return allocator ? (Allocator){allocator->ctx, allocator->realloc} : allocator_default;
}
bool engine_guard(Arena *arena, void (*work)(void *ctx), void *ctx)
{
    jmp_buf escape, *before = arena->escape;
    arena->escape = &escape;
    bool fine = setjmp(escape) == 0;
    if (fine) work(ctx);
    arena->escape = before;
    return fine;
}

/* ---- compiling ---- */
typedef struct { fatiao_policy *policy; const fatiao_source *source; Disk disk; } Compile;
static bool read_file(void *cx, const char *path, FileAnswer *answer)
{
    Compile *c = cx;
    const fatiao_files *files = c->source->files;
    fatiao_file file = {0};
    if (!files || !files->read) return disk_read(&c->disk, path, answer);
    bool read = files->read(files->ctx, path, &file);
    *answer = (FileAnswer){.folder = file.folder, .bytes = file.bytes, .len = file.len, .entries = file.entries, .n_entries = file.n_entries, .identity = file.identity, .why = file.why};
    return read;
}
static const fatiao_setting *copy_settings(Arena *arena, const fatiao_setting *from, int n)
{
    fatiao_setting *to = arena_alloc(arena, (size_t)n * sizeof *to + 1);
    for (int i = 0; i < n; i++) {
        to[i].name = arena_strndup(arena, from[i].name, strlen(from[i].name));
        to[i].value = arena_strndup(arena, from[i].value, strlen(from[i].value));
    }
    return to;
}
static const Setting *settings(Arena *arena, const fatiao_setting *from, int n)
{
    Setting *to = arena_alloc(arena, (size_t)n * sizeof *to + 1);
    for (int i = 0; i < n; i++) to[i] = (Setting){from[i].name, from[i].value};
    return to;
}
/* A file of which nothing can be said is worse than one with mistakes. */
static bool some_unreadable(const Diags *diags)
{
    for (int i = 0; i < diags->n_items; i++)
        if (diag_number(diags->items[i].id) < 10 && diag_severity(diags->items[i].id) == SEVERITY_ERROR) return true;
    return false;
}
/* The emitter's limits, in its own words and in Chinese. */
static const char *limit_zh(const char *why)
{
    static const char *const ZH[][2] = {
        {"records are nested too deeply", "记录套记录太深，最多 6 层"}, {"lists are nested too deeply", "列表套列表太深"}, {"too many lists", "列表太多"},
        {"too many lists within lists", "列表套列表太多"}, {"too many ways between lists", "列表之间的来往太多"},
        {"a number has too many digits after the point", "一个数的小数位数太多，最多 18 位"}, {"a share has too many digits after the point", "分担比例的小数位数太多，最多 18 位"},
    };
    for (size_t i = 0; i < sizeof ZH / sizeof *ZH; i++)
        if (strcmp(ZH[i][0], why) == 0) return ZH[i][1];
    return why;
}
static void emit_entity(fatiao_policy *p, int entity)
{
    const char *why = NULL;
    const Chunk *c = emit_chunk(&p->program, entity, &p->arena, &why);
    if (c && chunk_verify(c, &why)) { p->chunks[entity] = c; return; }
    diag_add(&p->diags, D_EMIT_LIMIT, p->program.entities[entity].span, p->program.entities[entity].name.zh, limit_zh(why), why);
}
/* ---- names in results ---- */
static const char *way_to(Arena *arena, const Program *program, const Chunk *chunk, const Decision *d, bool chinese)
{
    StrBuf b = {.arena = arena};
    int entity = chunk->entity;
    const Rule *rule = &program->rules[d->rule];
    for (int i = 0; i < d->n; i++) {
        const Field *f = &program->entities[entity].fields[d->field[i]];
        strbuf_add(&b, chinese ? f->name.zh : f->name.alias);
        strbuf_char(&b, '.');
        entity = f->type.ref;
    }
    strbuf_add(&b, chinese ? rule->name.zh : rule->name.alias);
    return b.text;
}
static bool taken(const Program *program, const Chunk *chunk, int decision, bool chinese)
{
    const Name *name = &program->rules[chunk->decisions[decision].rule].name;
    for (int i = 0; i < chunk->n_decisions; i++) {
        const Name *other = &program->rules[chunk->decisions[i].rule].name;
        bool nearer = chunk->decisions[i].n < chunk->decisions[decision].n || i < decision;
        if (i != decision && nearer && strcmp(chinese ? name->zh : name->alias, chinese ? other->zh : other->alias) == 0) return true;
    }
    return false;
}
static void name_decisions(fatiao_policy *p, int entity)
{
    const Chunk *c = p->chunks[entity];
    Name *names = arena_alloc(&p->arena, (size_t)c->n_decisions * sizeof *names + 1);
    for (int i = 0; i < c->n_decisions; i++) {
        names[i] = p->program.rules[c->decisions[i].rule].name;
        if (c->decisions[i].n && taken(&p->program, c, i, true)) names[i].zh = way_to(&p->arena, &p->program, c, &c->decisions[i], true);
        if (c->decisions[i].n && taken(&p->program, c, i, false)) names[i].alias = way_to(&p->arena, &p->program, c, &c->decisions[i], false);
    }
    p->names[entity].items = names;
}
static void emit_all(fatiao_policy *p)
{
    int n = p->program.n_entities;
    p->chunks = arena_alloc(&p->arena, (size_t)n * sizeof *p->chunks + 1);
    p->names = arena_alloc(&p->arena, (size_t)n * sizeof *p->names + 1);
    for (int i = 0; i < n; i++) emit_entity(p, i);
    for (int i = 0; i < n; i++)
        if (p->chunks[i]) name_decisions(p, i);
    stale_find(p);
}
void policy_build(fatiao_policy *p)
{
    const ProgramOptions options = {settings(&p->arena, p->sets, p->n_sets), p->n_sets, settings(&p->arena, p->readings, p->n_readings), p->n_readings, NULL};
    bool built = program_build(&p->arena, &p->sources, p->files, p->n_trees, &options, &p->diags, &p->program);
    if (built && p->diags.n_errors == 0) emit_all(p);
    p->usable = built && p->diags.n_errors == 0;
    diag_sort(&p->diags);
    policy_tables(p);
}
static void compile(void *ctx)
{
    Compile *c = ctx;
    fatiao_policy *p = c->policy;
    const fatiao_source *s = c->source;
    const FileAccess access = {c, read_file, s->files ? s->files->library : NULL, s->files ? s->files->n_library : 0};
    PolicyFiles files;
    c->disk.arena.escape = p->arena.escape;
    p->lean = s->rules_only;
    bool loaded = policy_load(&p->sources, &p->diags, &access, s->paths, s->n_paths, p->lean, &files);
    if (p->lean && consolidate_needed(files.items, files.n_items)) { /* amendments may speak of any 例 */
        p->lean = false;
        p->sources = (SourceSet){.arena = &p->arena}, p->diags = (Diags){.arena = &p->arena};
        loaded = policy_load(&p->sources, &p->diags, &access, s->paths, s->n_paths, false, &files);
    }
    p->files = files.items, p->n_trees = files.n_items;
    loaded = policy_amend(p, s->amended_to) && loaded;
    arena_scratch_end(&p->arena);
    p->n_files = p->sources.n_items;
    p->tree_sources = arena_alloc(&p->arena, (size_t)p->n_trees * sizeof *p->tree_sources + 1);
    for (int i = 0; i < p->n_trees; i++) p->tree_sources[i] = p->files[i]->span.source;
    p->unreadable = some_unreadable(&p->diags);
    p->sets = copy_settings(&p->arena, s->sets, s->n_sets), p->n_sets = s->n_sets;
    p->readings = copy_settings(&p->arena, s->readings, s->n_readings), p->n_readings = s->n_readings;
    if (loaded) policy_build(p);
    else diag_sort(&p->diags), policy_tables(p); /* names of a file that is not there would all be unknown */
}
fatiao_policy *policy_new(const Allocator *allocator)
{
    fatiao_policy *p = allocator->realloc(allocator->ctx, NULL, 0, sizeof *p);
    if (!p) return NULL;
    memset(p, 0, sizeof *p);
    arena_init(&p->arena, allocator);
    p->sources.arena = p->diags.arena = &p->arena;
    p->law_from = INT32_MIN, p->law_until = INT32_MAX;
    atomic_init(&p->holders, 1);
    return p;
}
static bool list_given(const void *items, int n) { return n == 0 || (n > 0 && items); }
static bool settings_given(const fatiao_setting *s, int n)
{
    bool given = list_given(s, n);
    for (int i = 0; given && i < n; i++) given = s[i].name && s[i].value;
    return given;
}
bool format_given(fatiao_format format) { return (unsigned)format <= FATIAO_SVG; }
bool language_given(fatiao_language language) { return (unsigned)language <= FATIAO_ZH; }
bool strings_given(const char *const *s, int n)
{
    bool given = list_given(s, n);
    for (int i = 0; given && i < n; i++) given = s[i];
    return given;
}
fatiao_status fatiao_compile(const fatiao_source *source, fatiao_policy **policy)
{
    if (policy) *policy = NULL;
    if (!policy || !source || (source->allocator && !source->allocator->realloc) || !strings_given(source->paths, source->n_paths) || !source->n_paths) return FATIAO_ARGUMENT;
    if (!settings_given(source->sets, source->n_sets) || !settings_given(source->readings, source->n_readings)) return FATIAO_ARGUMENT;
    if (source->files && !strings_given(source->files->library, source->files->n_library)) return FATIAO_ARGUMENT;
    Allocator allocator = engine_allocator(source->allocator);
    fatiao_policy *p = policy_new(&allocator);
    if (!p) return FATIAO_NO_MEMORY;
    Compile c = {.policy = p, .source = source};
    arena_init(&c.disk.arena, &allocator);
    bool fine = engine_guard(&p->arena, compile, &c);
    arena_free(&c.disk.arena);
    if (fine) return *policy = p, p->usable ? FATIAO_OK : FATIAO_ERRORS;
    fatiao_policy_free(p);
    return FATIAO_NO_MEMORY;
}

/* ---- who holds it ---- */
void policy_hold(const fatiao_policy *policy) { atomic_fetch_add(&((fatiao_policy *)policy)->holders, 1); }
void policy_drop(const fatiao_policy *policy)
{
    fatiao_policy *p = (fatiao_policy *)policy;
    if (!p || atomic_fetch_sub(&p->holders, 1) != 1) return;
    Allocator allocator = p->arena.allocator;
    policy_drop(atomic_load(&p->whole));
    arena_free(&p->arena);
    allocator.realloc(allocator.ctx, p, sizeof *p, 0);
}
void fatiao_policy_free(fatiao_policy *policy) { policy_drop(policy); }

/* ---- diagnostics ---- */
int fatiao_policy_errors(const fatiao_policy *policy) { return policy ? policy->diags.n_errors : 0; }
bool fatiao_policy_unreadable(const fatiao_policy *policy) { return policy && policy->unreadable; }
int fatiao_policy_warnings(const fatiao_policy *policy)
{
    int n = 0;
    for (int i = 0; policy && i < policy->diags.n_items; i++) n += diag_severity(policy->diags.items[i].id) == SEVERITY_WARNING;
    return n;
}
/* A file's first line that is neither empty nor a comment nor law text begins with a keyword, or a heading. */
static bool begins_chinese(const Source *source)
{
    for (const char *s = source->text, *end = s + source->len; s < end; s += s < end) {
        s += strspn(s, " \t\r\n");
        if (s < end && *s != '#' && *s != '>' && strncmp(s, "》", 3) != 0) return (unsigned char)*s >= 0x80;
        s += strcspn(s, "\n");
    }
    return true;
}
fatiao_language fatiao_policy_language(const fatiao_policy *policy)
{
    int chinese = 0;
    for (int i = 0; policy && i < policy->n_files; i++) chinese += begins_chinese(&policy->sources.items[i]) ? 1 : -1;
    return chinese >= 0 ? FATIAO_ZH : FATIAO_EN;
}
typedef struct { const fatiao_policy *policy; Arena arena; fatiao_language language; bool colour, json; const char *text; } Render;
static void render(void *ctx)
{
    Render *r = ctx;
    Diags diags = r->policy->diags; /* shared with other threads, and put in order while it is shown */
    diags.items = arena_alloc(&r->arena, (size_t)diags.n_items * sizeof *diags.items + 1);
    if (diags.n_items) memcpy(diags.items, r->policy->diags.items, (size_t)diags.n_items * sizeof *diags.items);
    r->text = r->json ? render_json(&r->arena, &r->policy->sources, &diags, r->language == FATIAO_ZH)
                      : render_text(&r->arena, &r->policy->sources, &diags, (RenderOptions){r->language == FATIAO_ZH, r->colour});
}
static fatiao_status show(Render *r, fatiao_sink sink)
{
    if (!r->policy || !sink.write || !language_given(r->language)) return FATIAO_ARGUMENT;
    arena_init(&r->arena, &r->policy->arena.allocator);
    fatiao_status status = FATIAO_NO_MEMORY;
    if (engine_guard(&r->arena, render, r)) status = !*r->text || sink.write(sink.ctx, r->text, strlen(r->text)) ? FATIAO_OK : FATIAO_STOPPED;
    arena_free(&r->arena);
    return status;
}
fatiao_status fatiao_policy_diagnostics(const fatiao_policy *policy, fatiao_language language, bool colour, fatiao_sink sink)
{
    return show(&(Render){.policy = policy, .language = language, .colour = colour}, sink);
}
fatiao_status fatiao_policy_diagnostics_json(const fatiao_policy *policy, fatiao_language language, fatiao_sink sink)
{
    return show(&(Render){.policy = policy, .language = language, .json = true}, sink);
}
