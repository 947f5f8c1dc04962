/* Two policies as the decision that leads from one to the other, carried out at once to see whether it does. See fatiao.h.
 * Must never know any stage's inside. */
#include <string.h>
#include "grammar/format.h"
#include "grammar/parse.h"
#include "grammar/render.h"
#include "interp/amend/consolidate.h"
#include "interp/amend/decree.h"
#include "interp/base/calendar.h"
#include "interp/diff/diff_show.h"
#include "interp/engine/engine_internal.h"
#include "interp/program/resolve.h"

typedef struct { Arena arena; const fatiao_policy *before, *after; const char *from; bool zh; fatiao_sink out, trouble; fatiao_status status; } Work;

static void say(Work *w, const char *zh, const char *en)
{
    const char *message = w->zh ? zh : en;
    if (!w->trouble.write(w->trouble.ctx, message, strlen(message))) w->status = FATIAO_STOPPED;
}
/* The policy's own texts stay as they are. */
static SourceSet texts(Work *w, const fatiao_policy *p)
{
    SourceSet s = {.arena = &w->arena};
    for (int i = 0; i < p->sources.n_items; i++) source_add(&s, p->sources.items[i].name, p->sources.items[i].text, p->sources.items[i].len);
    return s;
}
static bool built(Work *w, SourceSet *sources, Node *const *files, int n, Diags *diags, Program *out)
{
    return program_build(&w->arena, sources, files, n, NULL, diags, out) && diags->n_errors == 0;
}
/* What the decision leaves different, as diff tells it. */
static void check(Work *w, SourceSet *sources, const char *decree, size_t len)
{
    Diags diags = {.arena = &w->arena};
    Consolidated done;
    Program made;
    int n = w->before->n_trees;
    Node **files = arena_alloc(&w->arena, ((size_t)n + 1) * sizeof *files);
    for (int i = 0; i < n; i++) files[i] = w->before->files[i];
    files[n] = parse_file(&w->arena, sources, source_add(sources, w->zh ? "草案" : "draft", decree, (uint32_t)len), &diags);
    bool fine = diags.n_errors == 0 && consolidate(&w->arena, sources, files, n + 1, INT32_MAX, &diags, &done) && built(w, sources, done.files, done.n_files, &diags, &made);
    if (diags.n_items) say(w, render_text(&w->arena, sources, &diags, (RenderOptions){true, false}), render_text(&w->arena, sources, &diags, (RenderOptions){false, false}));
    if (!fine) {
        w->status = FATIAO_ERRORS;
        return;
    }
    const DiffSide x = {&made, sources}, y = {&w->after->program, &w->after->sources};
    DiffReport rest = diff_policies(&w->arena, &x, &y, w->zh);
    if (!rest.n_items) return;
    say(w, "草案没有写进下面这些变化：\n", "the draft does not say these changes:\n");
    const char *shown = diff_show_text(&w->arena, &rest, &(DiffShow){.chinese = w->zh, .before_name = "", .after_name = ""});
    say(w, shown, shown);
    w->status = FATIAO_ERRORS;
}
static void draft(void *ctx)
{
    Work *w = ctx;
    SourceSet sources = texts(w, w->before), others = texts(w, w->after);
    Book before, after;
    int32_t day;
    Diags quiet = {.arena = &w->arena};
    Formatted formed;
    w->status = FATIAO_ERRORS;
    if (!w->from || calendar_parse(w->from, strlen(w->from), &day) != CALENDAR_OK) {
        say(w, "施行日期写成 2026-07-01\n", "write the day of force as 2026-07-01\n");
        return;
    }
    if (!book_read(&w->arena, &sources, w->before->files, w->before->n_trees, &quiet, &before) || !book_read(&w->arena, &others, w->after->files, w->after->n_trees, &quiet, &after)) return;
    const char *text = decree_write(&w->arena, &before, &after, w->from, w->zh);
    if (!text) {
        say(w, "两版里没有同一个法规，写不成修改决定\n", "the two are no versions of one regulation: there is nothing to amend\n");
        return;
    }
    if (!*text) {
        say(w, "条文和规则都没有变化，不用写决定\n", "neither words nor rules change: there is nothing to decide\n");
        w->status = FATIAO_OK;
        return;
    }
    bool form = format_text(&w->arena, &sources, source_add(&sources, "", text, (uint32_t)strlen(text)), &(FormatOptions){0}, &quiet, &formed);
    w->status = FATIAO_OK;
    if (form) text = formed.text;
    if (!w->out.write(w->out.ctx, text, strlen(text))) w->status = FATIAO_STOPPED;
    else check(w, &sources, text, strlen(text));
}
fatiao_status fatiao_decree(const fatiao_policy *before, const fatiao_policy *after, const char *from, fatiao_language language, fatiao_sink out, fatiao_sink trouble)
{
    if (!before || !after || !from || !out.write || !trouble.write || !language_given(language)) return FATIAO_ARGUMENT;
    if (!(before = policy_whole(before)) || !(after = policy_whole(after))) return FATIAO_NO_MEMORY;
    if (!before->usable || !after->usable) return FATIAO_UNKNOWN;
    Work w = {.before = before, .after = after, .from = from, .zh = language == FATIAO_ZH, .out = out, .trouble = trouble};
    arena_init(&w.arena, &after->arena.allocator);
    if (!engine_guard(&w.arena, draft, &w)) w.status = FATIAO_NO_MEMORY;
    arena_free(&w.arena);
    return w.status;
}
