/* Diagnostics as text and as JSON. See render.h.
 * Must never know what the diagnostics mean, or where they are shown. */
#include "grammar/render.h"
#include <string.h>
#include "grammar/limits.h"
#include "grammar/strbuf.h"
#include "grammar/text.h"

enum { ARGUMENT_BYTES_MAX = 400, LINE_CELLS_MAX = 110, CONTEXT_CELLS = 30 };
typedef struct { StrBuf out; const SourceSet *sources; RenderOptions options; } Renderer;

static const char *severity_name(Severity severity, bool chinese)
{
    switch (severity) {
    case SEVERITY_ERROR: return chinese ? "错误" : "error";
    case SEVERITY_WARNING: return chinese ? "警告" : "warning";
    case SEVERITY_NOTICE: return chinese ? "提示" : "notice";
    }
    return "";
}
static const char *severity_colour(Severity severity)
{
    switch (severity) {
    case SEVERITY_ERROR: return "\033[1;31m";
    case SEVERITY_WARNING: return "\033[1;33m";
    case SEVERITY_NOTICE: return "\033[1;36m";
    }
    return "";
}
static char severity_letter(Severity severity)
{
    switch (severity) {
    case SEVERITY_ERROR: return 'E';
    case SEVERITY_WARNING: return 'W';
    case SEVERITY_NOTICE: return 'N';
    }
    return '?';
}
static void paint(Renderer *r, const char *colour)
{
    if (r->options.colour) strbuf_add(&r->out, colour);
}

/* ---- text that came from outside ---- */
/* One line's worth of foreign text: controls and hidden characters cannot act on the terminal, a line end shows as a sign. */
static void add_visible(StrBuf *out, const char *s, const char *end)
{
    while (s < end) {
        uint32_t c;
        int n = utf8_decode(s, end, &c);
        if (c == '\t') strbuf_char(out, ' ');
        else if (c == '\n') strbuf_add(out, "⏎");
        else if (c == '\r') ;
        else if (c < 0x20 || text_is_hidden(c) || (c == 0xFFFD && n == 1)) strbuf_add(out, "\xEF\xBF\xBD");
        else strbuf_bytes(out, s, (size_t)n);
        s += n;
    }
}
/* Cells add_visible needs for one character. */
static uint32_t visible_cells(uint32_t c, const char *s, int n)
{
    return c < 0x20 || text_is_hidden(c) ? 1 : text_cells(s, (uint32_t)n);
}
static uint32_t visible_cells_between(const char *s, const char *end)
{
    uint32_t cells = 0, c;
    while (s < end) {
        int n = utf8_decode(s, end, &c);
        cells += visible_cells(c, s, n);
        s += n;
    }
    return cells;
}
static void add_argument(StrBuf *out, const char *s)
{
    size_t n = strlen(s), keep = n > ARGUMENT_BYTES_MAX ? ARGUMENT_BYTES_MAX : n;
    while (keep < n && keep > 0 && ((unsigned char)s[keep] & 0xC0) == 0x80) keep--;
    add_visible(out, s, s + keep);
    if (keep < n) strbuf_add(out, "…");
}
static void add_message(StrBuf *out, const Diag *d, bool chinese)
{
    for (const char *f = diag_message_format(d->id, chinese); *f; f++)
        if (*f == '%' && f[1] >= '1' && f[1] <= '4') add_argument(out, d->arg[*++f - '1'] ? d->arg[*f - '1'] : "");
        else strbuf_char(out, *f);
}
const char *render_message(Arena *arena, const Diag *diag, bool chinese)
{
    StrBuf out = {.arena = arena};
    add_message(&out, diag, chinese);
    return out.text ? out.text : "";
}

/* ---- the source line and the caret ---- */
/* The part of a long line around the place: [from, to) with at most LINE_CELLS_MAX cells. */
static void crop(const char *line, const char *end, const char *at, const char **from, const char **to)
{
    uint32_t c;
    *from = line;
    for (uint32_t before = visible_cells_between(line, at); before > LINE_CELLS_MAX - CONTEXT_CELLS;) {
        uint32_t keep = CONTEXT_CELLS;
        while (before > keep) {
            int n = utf8_decode(*from, end, &c);
            before -= visible_cells(c, *from, n);
            *from += n;
        }
        break;
    }
    uint32_t cells = 0;
    for (*to = *from; *to < end;) {
        int n = utf8_decode(*to, end, &c);
        cells += visible_cells(c, *to, n);
        if (cells > LINE_CELLS_MAX) break;
        *to += n;
    }
}
static void add_excerpt(Renderer *r, Span span, const char *colour)
{
    const Source *s = &r->sources->items[span.source];
    Place p = source_place(r->sources, span.source, span.start);
    if (p.line_len == 0 && s->len == 0) return;
    const char *line = p.line_text, *end = line + p.line_len, *at = s->text + (span.start < s->len ? span.start : s->len), *from, *to;
    if (at > end) at = end;
    crop(line, end, at, &from, &to);
    const char *stop = s->text + (span.end < s->len ? span.end : s->len);
    if (stop > to) stop = to;
    strbuf_printf(&r->out, "%5u | %s", p.line, from > line ? "…" : "");
    add_visible(&r->out, from, to);
    strbuf_add(&r->out, to < end ? "…\n      | " : "\n      | ");
    strbuf_fill(&r->out, ' ', visible_cells_between(from, at) + (from > line));
    uint32_t width = stop > at ? visible_cells_between(at, stop) : 0;
    paint(r, colour);
    strbuf_fill(&r->out, '^', width ? width : 1);
    paint(r, "\033[0m");
    strbuf_char(&r->out, '\n');
}

/* ---- one diagnostic ---- */
static void add_place(Renderer *r, Span span)
{
    const Source *s = &r->sources->items[span.source];
    add_visible(&r->out, s->name, s->name + strlen(s->name));
    if (s->len == 0) {
        strbuf_add(&r->out, ": ");
        return;
    }
    Place p = source_place(r->sources, span.source, span.start);
    strbuf_printf(&r->out, ":%u:%u: ", p.line, p.column);
}
static void add_quoted(Renderer *r, const char *s, size_t n)
{
    size_t keep = n > ARGUMENT_BYTES_MAX ? ARGUMENT_BYTES_MAX : n;
    while (keep < n && keep > 0 && ((unsigned char)s[keep] & 0xC0) == 0x80) keep--;
    strbuf_char(&r->out, '`');
    add_visible(&r->out, s, s + keep);
    strbuf_add(&r->out, keep < n ? "…`" : "`");
}
static void add_fix(Renderer *r, const DiagFix *fix)
{
    bool zh = r->options.chinese;
    const char *old = r->sources->items[fix->span.source].text + fix->span.start;
    size_t old_len = fix->span.end - fix->span.start, new_len = strlen(fix->replacement);
    uint32_t c = 0;
    if (old_len) utf8_decode(old, old + old_len, &c);
    paint(r, "\033[32m");
    strbuf_add(&r->out, zh ? "      = 改法：" : "      = fix: ");
    paint(r, "\033[0m");
    if (old_len && new_len) {
        strbuf_add(&r->out, zh ? "把 " : "replace ");
        add_quoted(r, old, old_len);
        strbuf_add(&r->out, zh ? " 改为 " : " by ");
        add_quoted(r, fix->replacement, new_len);
    } else if (new_len) {
        strbuf_add(&r->out, zh ? "加上 " : "insert ");
        add_quoted(r, fix->replacement, new_len);
    } else if (text_is_hidden(c)) {
        strbuf_add(&r->out, zh ? "删去这个字符" : "delete the character");
    } else {
        strbuf_add(&r->out, zh ? "删去 " : "delete ");
        add_quoted(r, old, old_len);
    }
    strbuf_char(&r->out, '\n');
}
/* A note about the very place of the message does not show it again. */
static void add_note(Renderer *r, const Diag *d, const DiagNote *note)
{
    bool zh = r->options.chinese, here = d->span.source == note->span.source && d->span.start == note->span.start && d->span.end == note->span.end;
    if (here) strbuf_add(&r->out, "      = ");
    else add_place(r, note->span);
    strbuf_add(&r->out, zh ? "说明：" : "note: ");
    add_argument(&r->out, zh ? note->zh : note->en);
    strbuf_char(&r->out, '\n');
    if (!here) add_excerpt(r, note->span, "\033[1;36m");
}
static void add_diag(Renderer *r, const Diag *d)
{
    bool zh = r->options.chinese;
    Severity severity = diag_severity(d->id);
    if (d->has_span) {
        paint(r, "\033[1m");
        add_place(r, d->span);
        paint(r, "\033[0m");
    }
    paint(r, severity_colour(severity));
    strbuf_printf(&r->out, "%s[%c%03d]", severity_name(severity, zh), severity_letter(severity), diag_number(d->id));
    paint(r, "\033[0m");
    strbuf_add(&r->out, zh ? "：" : ": ");
    add_message(&r->out, d, zh);
    strbuf_char(&r->out, '\n');
    if (d->has_span) add_excerpt(r, d->span, severity_colour(severity));
    for (int i = 0; i < d->n_notes; i++) add_note(r, d, &d->notes[i]);
    for (int i = 0; i < d->n_fixes; i++) add_fix(r, &d->fixes[i]);
}
const char *render_text(Arena *arena, const SourceSet *sources, Diags *diags, RenderOptions options)
{
    Renderer r = {.out = {.arena = arena}, .sources = sources, .options = options};
    diag_sort(diags);
    for (int i = 0; i < diags->n_items && i < ERRORS_SHOWN_MAX; i++) add_diag(&r, &diags->items[i]);
    int left = diags->n_items - ERRORS_SHOWN_MAX;
    if (left > 0) strbuf_printf(&r.out, options.chinese ? "另有 %d 条没有列出\n" : "%d more are not shown\n", left);
    return r.out.text ? r.out.text : "";
}

/* ---- JSON ---- */
static void add_json_span(Renderer *r, Span span)
{
    Place from = source_place(r->sources, span.source, span.start), to = source_place(r->sources, span.source, span.end);
    strbuf_add(&r->out, "\"file\":");
    strbuf_json(&r->out, r->sources->items[span.source].name);
    strbuf_printf(&r->out, ",\"line\":%u,\"column\":%u,\"end_line\":%u,\"end_column\":%u,\"start\":%u,\"end\":%u,", from.line, from.column, to.line, to.column,
                  (unsigned)span.start, (unsigned)span.end);
}
static void add_json_diag(Renderer *r, const Diag *d)
{
    bool zh = r->options.chinese;
    strbuf_char(&r->out, '{');
    if (d->has_span) add_json_span(r, d->span);
    strbuf_printf(&r->out, "\"severity\":\"%s\",\"code\":\"%c%03d\",\"message\":", severity_name(diag_severity(d->id), false),
                  severity_letter(diag_severity(d->id)), diag_number(d->id));
    strbuf_json(&r->out, render_message(r->out.arena, d, zh));
    for (int i = 0; i < d->n_notes; i++) {
        strbuf_add(&r->out, i ? ",{" : ",\"notes\":[{");
        add_json_span(r, d->notes[i].span);
        strbuf_add(&r->out, "\"message\":");
        strbuf_json(&r->out, zh ? d->notes[i].zh : d->notes[i].en);
        strbuf_add(&r->out, i + 1 < d->n_notes ? "}" : "}]");
    }
    for (int i = 0; i < d->n_fixes; i++) {
        strbuf_add(&r->out, i ? ",{" : ",\"fixes\":[{");
        add_json_span(r, d->fixes[i].span);
        strbuf_add(&r->out, "\"replacement\":");
        strbuf_json(&r->out, d->fixes[i].replacement);
        strbuf_add(&r->out, i + 1 < d->n_fixes ? "}" : "}]");
    }
    strbuf_char(&r->out, '}');
}
const char *render_json(Arena *arena, const SourceSet *sources, Diags *diags, bool chinese)
{
    Renderer r = {.out = {.arena = arena}, .sources = sources, .options = {.chinese = chinese}};
    int warnings = 0;
    diag_sort(diags);
    strbuf_add(&r.out, "{\"diagnostics\":[");
    for (int i = 0; i < diags->n_items; i++) {
        if (i) strbuf_char(&r.out, ',');
        add_json_diag(&r, &diags->items[i]);
        warnings += diag_severity(diags->items[i].id) == SEVERITY_WARNING;
    }
    strbuf_printf(&r.out, "],\"errors\":%d,\"warnings\":%d}\n", diags->n_errors, warnings);
    return r.out.text;
}
