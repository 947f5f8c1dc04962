/* A policy as a static site. See fatiao.h.
 * Must never know any stage's inside. */
#include <string.h>
#include "interp/engine/engine_internal.h"
#include "interp/program/resolve.h"
#include "interp/weave/weave.h"

typedef struct { Arena arena; const fatiao_policy *policy; bool chinese; fatiao_pages pages; fatiao_status status; } Site;

static const Setting *settings(Arena *arena, const fatiao_setting *from, int n)
{
    Setting *to = arena_alloc(arena, (size_t)n * sizeof *to + 1);
    for (int i = 0; i < n; i++) to[i] = (Setting){from[i].name, from[i].value};
    return to;
}
/* The policy's own files; resolving adds texts of settings behind them, and the policy does not change. */
static SourceSet copy_sources(Arena *arena, const fatiao_policy *p)
{
    SourceSet set = {.arena = arena};
    for (int i = 0; i < p->n_files; i++) source_add(&set, p->sources.items[i].name, p->sources.items[i].text, p->sources.items[i].len);
    return set;
}
/* Resolved once more, this time keeping what each name was found to mean. */
static void weave(void *ctx)
{
    Site *s = ctx;
    const fatiao_policy *p = s->policy;
    SourceSet sources = copy_sources(&s->arena, p);
    Diags diags = {.arena = &s->arena};
    NameUses uses = {0};
    const ProgramOptions options = {settings(&s->arena, p->sets, p->n_sets), p->n_sets, settings(&s->arena, p->readings, p->n_readings), p->n_readings, &uses};
    Program program;
    if (!program_build(&s->arena, &sources, p->files, p->n_trees, &options, &diags, &program)) {
        s->status = FATIAO_ERRORS;
        return;
    }
    const WeaveInput in = {&sources, p->files, p->n_trees, &program, &uses, policy_hash(p, &s->arena), s->chinese};
    s->status = weave_site(&s->arena, &in, (WeaveOut){s->pages.ctx, s->pages.write}) ? FATIAO_OK : FATIAO_STOPPED;
}
fatiao_status fatiao_doc(const fatiao_policy *policy, fatiao_language language, fatiao_pages pages)
{
    if (!policy || !pages.write || !language_given(language)) return FATIAO_ARGUMENT;
    if (!(policy = policy_whole(policy))) return FATIAO_NO_MEMORY;
    if (!policy->usable) return FATIAO_ERRORS;
    Site s = {.policy = policy, .chinese = language == FATIAO_ZH, .pages = pages};
    arena_init(&s.arena, &policy->arena.allocator);
    if (!engine_guard(&s.arena, weave, &s)) s.status = FATIAO_NO_MEMORY;
    arena_free(&s.arena);
    return s.status;
}
