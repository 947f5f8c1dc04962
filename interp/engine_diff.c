/* Two compiled policies side by side. See fatiao.h. Must never know any stage's inside. */
#include <string.h>
#include "interp/diff_show.h"
#include "interp/engine_internal.h"

typedef struct { Arena arena; const fatiao_policy *before, *after; const fatiao_diff_options *options; fatiao_sink out; fatiao_status status; } Comparison;
static const char *written(Arena *arena, const DiffReport *report, const fatiao_diff_options *o)
{
    const DiffShow show = {o->language == FATIAO_ZH, o->colour, o->before_name ? o->before_name : "", o->after_name ? o->after_name : ""};
    switch (o->format) {
    case FATIAO_JSON: return diff_show_json(arena, report, &show);
    case FATIAO_MARKDOWN: return diff_show_markdown(arena, report, &show);
    case FATIAO_HTML: return diff_show_html(arena, report, &show);
    case FATIAO_TEXT: case FATIAO_NDJSON: case FATIAO_TABLE: case FATIAO_CSV: case FATIAO_SVG: break;
    }
    return diff_show_text(arena, report, &show);
}
static void compare(void *ctx)
{
    Comparison *c = ctx;
    const DiffSide before = {&c->before->program, &c->before->sources}, after = {&c->after->program, &c->after->sources};
    DiffReport report = diff_policies(&c->arena, &before, &after, c->options->language == FATIAO_ZH);
    const char *text = written(&c->arena, &report, c->options);
    bool taken = c->out.write(c->out.ctx, text, strlen(text));
    c->status = !taken ? FATIAO_STOPPED : report.n_items ? FATIAO_ERRORS : FATIAO_OK;
}
fatiao_status fatiao_diff(const fatiao_policy *before, const fatiao_policy *after, const fatiao_diff_options *options, fatiao_sink out)
{
    Comparison c = {.before = before, .after = after, .options = options, .out = out};
    arena_init(&c.arena, &after->arena.allocator);
    if (!engine_guard(&c.arena, compare, &c)) c.status = FATIAO_NO_MEMORY;
    arena_free(&c.arena);
    return c.status;
}
