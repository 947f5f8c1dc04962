/* Amendments among the files of a policy, and the files as amended. See fatiao.h.
 * Must never know any stage's inside. */
#include <string.h>
#include "grammar/format.h"
#include "interp/amend/consolidate.h"
#include "interp/base/calendar.h"
#include "interp/engine/engine_internal.h"

static const fatiao_amendment *table(Arena *arena, const Consolidated *c)
{
    fatiao_amendment *out = arena_alloc(arena, (size_t)c->n_amendments * sizeof *out + 1);
    for (int i = 0; i < c->n_amendments; i++) {
        char *day = arena_alloc(arena, CALENDAR_TEXT);
        calendar_print(c->amendments[i].from, day);
        out[i] = (fatiao_amendment){c->amendments[i].title, day, c->amendments[i].applied};
    }
    return out;
}
bool policy_amend(fatiao_policy *p, const char *amended_to)
{
    int32_t day = INT32_MAX;
    Consolidated done;
    if (!consolidate_needed(p->files, p->n_trees)) return true;
    if (amended_to && calendar_parse(amended_to, strlen(amended_to), &day) != CALENDAR_OK) {
        diag_add_nowhere(&p->diags, D_NO_SUCH_DAY, amended_to, NULL, NULL);
        return false;
    }
    bool fine = consolidate(&p->arena, &p->sources, p->files, p->n_trees, day, &p->diags, &done);
    p->files = done.files, p->n_trees = done.n_files;
    for (int i = 0; i < done.n_amendments; i++) {
        const ConsolidatedAmendment *a = &done.amendments[i];
        if (a->applied) p->law_from = a->from > p->law_from ? a->from : p->law_from;
        else p->law_until = a->from < p->law_until ? a->from : p->law_until;
    }
    p->amendments = table(&p->arena, &done), p->n_amendments = done.n_amendments;
    return fine;
}
const fatiao_amendment *fatiao_policy_amendments(const fatiao_policy *policy, int *n)
{
    if (n) *n = policy ? policy->n_amendments : 0;
    return policy ? policy->amendments : NULL;
}

/* ---- the files ---- */
typedef struct { const fatiao_policy *policy; fatiao_pages pages; Arena arena; fatiao_status status; } Work;
static void write_files(void *ctx)
{
    Work *w = ctx;
    SourceSet sources = w->policy->sources; /* the policy's own stays as it is */
    Diags quiet = {.arena = &w->arena};
    sources.arena = &w->arena;
    sources.items = arena_grow(&w->arena, sources.items, (size_t)sources.n_items * sizeof *sources.items, (size_t)sources.n_items * 2 * sizeof *sources.items + 1);
    for (int i = 0; i < w->policy->n_trees; i++) {
        uint32_t source = w->policy->files[i]->span.source;
        Formatted text;
        if (!format_text(&w->arena, &sources, source, &(FormatOptions){0}, &quiet, &text)) w->status = FATIAO_ERRORS;
        else if (!w->pages.write(w->pages.ctx, sources.items[source].name, text.text, text.len)) w->status = FATIAO_STOPPED;
        if (w->status != FATIAO_OK) return;
    }
}
fatiao_status fatiao_policy_files(const fatiao_policy *policy, fatiao_pages pages)
{
    if (!policy || !pages.write) return FATIAO_ARGUMENT;
    if (!(policy = policy_whole(policy))) return FATIAO_NO_MEMORY;
    Work w = {.policy = policy, .pages = pages};
    arena_init(&w.arena, &policy->arena.allocator);
    if (!engine_guard(&w.arena, write_files, &w)) w.status = FATIAO_NO_MEMORY;
    arena_free(&w.arena);
    return w.status;
}
