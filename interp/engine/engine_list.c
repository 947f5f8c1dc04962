/* What a policy holds, as rows; its law text against the official document. See fatiao.h.
 * Must never know any stage's inside. */
#include <string.h>
#include "grammar/render.h"
#include "grammar/text.h"
#include "interp/weave/catalogue.h"
#include "interp/engine/engine_internal.h"
#include "interp/weave/official.h"

static fatiao_status give(fatiao_sink sink, const char *text) { return !text || sink.write(sink.ctx, text, strlen(text)) ? FATIAO_OK : FATIAO_STOPPED; }

/* ---- rows ---- */
typedef struct { Arena arena; const fatiao_policy *policy; const fatiao_list_options *options; fatiao_sink out, trouble; fatiao_status status; } Listing;
/* Refuses what is nowhere; an empty list would look like an answer. */
static const char *refusal(Listing *l)
{
    const fatiao_list_options *o = l->options;
    const Program *program = &l->policy->program;
    bool zh = o->language == FATIAO_ZH;
    const char *near = NULL;
    if (o->article && !catalogue_has_article(program, o->article)) return arena_printf(&l->arena, zh ? "没有第 `%s` 条\n" : "there is no article `%s`\n", o->article);
    if (!o->body || catalogue_has_body(program, o->body, &near)) return NULL;
    if (near) return arena_printf(&l->arena, zh ? "没有规则提到单位 `%s`，是不是 `%s`？\n" : "no rule names the body `%s`; did you mean `%s`?\n", o->body, near);
    return arena_printf(&l->arena, zh ? "没有规则提到单位 `%s`\n" : "no rule names the body `%s`\n", o->body);
}
static void list(void *ctx)
{
    Listing *l = ctx;
    const fatiao_list_options *o = l->options;
    const CatalogueFilter filter = {.body = o->body, .article = o->article, .chinese = o->language == FATIAO_ZH, .as_written = o->format == FATIAO_TABLE, .sources = &l->policy->sources};
    const char *refused = refusal(l);
    if (refused) {
        l->status = give(l->trouble, refused) == FATIAO_OK ? FATIAO_UNKNOWN : FATIAO_STOPPED;
        return;
    }
    Sheet sheet = catalogue_list(&l->arena, &l->policy->program, (CatalogueKind)o->kind, &filter);
    l->status = give(l->out, o->format == FATIAO_CSV ? sheet_csv(&sheet, filter.chinese) : o->format == FATIAO_JSON ? sheet_json(&sheet) : sheet_table(&sheet, filter.chinese));
}
fatiao_status fatiao_list(const fatiao_policy *policy, const fatiao_list_options *options, fatiao_sink out, fatiao_sink trouble)
{
    if (!policy || !options || !out.write || !trouble.write || !format_given(options->format) || !language_given(options->language)) return FATIAO_ARGUMENT;
    if (options->kind < FATIAO_LIST_DECISIONS || options->kind > FATIAO_LIST_ASSERTIONS) return FATIAO_ARGUMENT;
    if (!(policy = policy_whole(policy))) return FATIAO_NO_MEMORY;
    if (!policy->usable) return FATIAO_ERRORS;
    Listing l = {.policy = policy, .options = options, .out = out, .trouble = trouble};
    arena_init(&l.arena, &policy->arena.allocator);
    if (!engine_guard(&l.arena, list, &l)) l.status = FATIAO_NO_MEMORY;
    arena_free(&l.arena);
    return l.status;
}

/* ---- the official document ---- */
typedef struct { Arena arena; const fatiao_policy *policy; const char *document; size_t len; fatiao_format format; bool chinese, colour; fatiao_sink out, trouble; fatiao_status status; } Comparison;
static void compare(void *ctx)
{
    Comparison *c = ctx;
    SourceSet set = {.arena = &c->arena};
    Diags diags = {.arena = &c->arena};
    uint32_t source;
    if (!text_load(&set, &diags, "official text", c->document, c->len, &source)) {
        c->status = give(c->trouble, render_text(&c->arena, &set, &diags, (RenderOptions){c->chinese, false})) == FATIAO_OK ? FATIAO_UNKNOWN : FATIAO_STOPPED;
        return;
    }
    OfficialReport report = official_compare(&c->arena, &c->policy->sources, c->policy->files, c->policy->n_trees, set.items[source].text);
    const char *text = c->format == FATIAO_JSON ? official_json(&c->arena, &report, &c->policy->sources) : official_text(&c->arena, &report, &c->policy->sources, c->chinese, c->colour);
    c->status = give(c->out, text);
    if (c->status == FATIAO_OK && !report.right) c->status = FATIAO_ERRORS;
}
fatiao_status fatiao_compare_official(const fatiao_policy *policy, const char *document, size_t len, fatiao_format format, fatiao_language language, bool colour, fatiao_sink out, fatiao_sink trouble)
{
    if (!policy || (!document && len) || !out.write || !trouble.write || !format_given(format) || !language_given(language)) return FATIAO_ARGUMENT;
    if (!(policy = policy_whole(policy))) return FATIAO_NO_MEMORY;
    Comparison c = {.policy = policy, .document = document, .len = len, .format = format, .chinese = language == FATIAO_ZH, .colour = colour, .out = out, .trouble = trouble};
    arena_init(&c.arena, &policy->arena.allocator);
    if (!engine_guard(&c.arena, compare, &c)) c.status = FATIAO_NO_MEMORY;
    arena_free(&c.arena);
    return c.status;
}
