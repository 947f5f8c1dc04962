/* The page as plain text: indented, colour where it was asked for. Must never know registers. */
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/explain/explain_page.h"

typedef struct { StrBuf out; bool colour; } Writer;
static const char *const BOLD = "\033[1m", *const DIM = "\033[2m", *const GREEN = "\033[32m", *const RED = "\033[31m", *const YELLOW = "\033[33m", *const PLAIN = "\033[0m";

static void paint(Writer *w, const char *colour, const char *s)
{
    if (w->colour) strbuf_add(&w->out, colour);
    strbuf_add(&w->out, s);
    if (w->colour) strbuf_add(&w->out, PLAIN);
}
static void mark(Writer *w, Truth truth)
{
    switch (truth) {
    case TRUTH_TRUE: paint(w, GREEN, "✓ "); break;
    case TRUTH_FALSE: paint(w, RED, "✗ "); break;
    case TRUTH_UNKNOWN: case TRUTH_UNDEFINED: paint(w, YELLOW, "? "); break;
    case TRUTH_NONE: strbuf_add(&w->out, "· "); break;
    }
}
/* Text from records and policies: no control acts on the terminal. */
static void plain(Writer *w, const char *colour, const char *s)
{
    if (w->colour && colour) strbuf_add(&w->out, colour);
    for (; *s; s++) strbuf_char(&w->out, (unsigned char)*s < 0x20 || *s == 0x7F ? ' ' : *s);
    if (w->colour && colour) strbuf_add(&w->out, PLAIN);
}
static void write_line(Writer *w, const Line *line, int depth)
{
    strbuf_fill(&w->out, ' ', (size_t)depth * 2);
    mark(w, line->mark);
    if (line->label) plain(w, NULL, line->label), strbuf_add(&w->out, (unsigned char)line->label[0] >= 0x80 ? "" : " ");
    plain(w, line->dim ? DIM : NULL, line->words);
    if (line->note) strbuf_add(&w->out, " — "), plain(w, line->warning ? YELLOW : DIM, line->note);
    if (line->cite) strbuf_add(&w->out, " 〔"), plain(w, DIM, line->cite), strbuf_add(&w->out, "〕");
    strbuf_char(&w->out, '\n');
    for (int i = 0; i < line->n_child; i++) write_line(w, line->child[i], depth + 1);
}
static void write_quote(Writer *w, const Quote *q)
{
    strbuf_add(&w->out, "  ");
    plain(w, NULL, q->heading && *q->heading ? q->heading : q->place);
    strbuf_char(&w->out, '\n');
    if (!q->text) return;
    strbuf_add(&w->out, "  > ");
    for (const char *s = q->text; *s; s++) {
        if (*s == '\n') strbuf_add(&w->out, "\n  > ");
        else strbuf_char(&w->out, (unsigned char)*s < 0x20 ? ' ' : *s);
    }
    strbuf_char(&w->out, '\n');
}
static void heading(Writer *w, const char *s)
{
    strbuf_char(&w->out, '\n');
    paint(w, BOLD, s);
    strbuf_char(&w->out, '\n');
}
static const char *outcome_colour(DecisionStatus s)
{
    bool good = s == STATUS_GRANTED || s == STATUS_MET || s == STATUS_DONE || s == STATUS_VALUE, bad = s == STATUS_DENIED || s == STATUS_UNMET || s == STATUS_NOT_DONE || s == STATUS_ERROR;
    return good ? GREEN : bad ? RED : YELLOW;
}
const char *explain_text(Arena *arena, const Explanation *x, ExplainOptions options)
{
    const Page *page = page_build(arena, x, options);
    Writer w = {.out = {.arena = arena}, .colour = options.colour};
    strbuf_printf(&w.out, "%s ", page->kind);
    paint(&w, BOLD, page->name);
    if (page->other_name) strbuf_printf(&w.out, options.chinese ? "（%s）" : " (%s)", page->other_name);
    strbuf_add(&w.out, options.chinese ? "：" : ": ");
    plain(&w, outcome_colour(page->outcome), page->status);
    strbuf_char(&w.out, '\n');
    for (int i = 0; i < page->n_entries; i++) {
        strbuf_printf(&w.out, options.chinese ? "  %s：" : "  %s: ", page->entries[i].key);
        plain(&w, NULL, page->entries[i].value);
        strbuf_char(&w.out, '\n');
    }
    if (page->n_own) heading(&w, options.chinese ? "条文" : "The law");
    for (int i = 0; i < page->n_own; i++) write_quote(&w, &page->own[i]);
    for (int i = 0; i < page->n_sections; i++) {
        const Section *s = &page->sections[i];
        heading(&w, s->heading);
        if (s->intro) strbuf_printf(&w.out, "  %s\n", s->intro);
        for (int k = 0; k < s->n_lines; k++) write_line(&w, s->lines[k], 1);
    }
    if (page->n_others) heading(&w, options.chinese ? "相关条文" : "Other provisions");
    for (int i = 0; i < page->n_others; i++) write_quote(&w, &page->others[i]);
    return w.out.text;
}
