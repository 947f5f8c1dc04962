/* A timeline as a chart: a row for each decision, a bar for each stretch, years below. One document without anything from outside.
 * See timeline_write.h. Must never know how it was found. */
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/base/calendar.h"
#include "interp/timeline/timeline_write.h"

enum { WIDTH = 1040, LEFT = 230, RIGHT = 20, TOP = 64, ROW = 30, BAR = 20, LETTER = 7 /* a cell of small text */ };
typedef struct { StrBuf b; const Timeline *t; const TimelineForm *form; } Chart;

static void add_text(StrBuf *b, const char *s)
{
    for (; *s; s++)
        if (*s == '<') strbuf_add(b, "&lt;");
        else if (*s == '>') strbuf_add(b, "&gt;");
        else if (*s == '&') strbuf_add(b, "&amp;");
        else if (*s == '"') strbuf_add(b, "&quot;");
        else if ((unsigned char)*s >= ' ') strbuf_char(b, *s);
}
/* Tenths of a pixel: no binary floating point, the same bytes everywhere. */
static int x_of(const Timeline *t, int32_t day)
{
    int64_t days = (int64_t)t->to - t->from + 1;
    return LEFT * 10 + (int)((int64_t)(day - t->from) * (WIDTH - LEFT - RIGHT) * 10 / days);
}
static void add_x(StrBuf *b, const char *attribute, int tenths) { strbuf_printf(b, " %s=\"%d.%d\"", attribute, tenths / 10, tenths % 10); }
static const char *style_of(DecisionStatus status)
{
    switch (status) {
    case STATUS_GRANTED: case STATUS_MET: case STATUS_DONE: return "yes";
    case STATUS_VALUE: return "value";
    case STATUS_UNDETERMINED: return "open";
    case STATUS_CONFLICT: case STATUS_ERROR: return "wrong";
    case STATUS_UNMET: case STATUS_NOT_DONE: return "no";
    case STATUS_DENIED: case STATUS_NOT_IN_FORCE: case STATUS_REPEALED: case STATUS_COUNT_: break;
    }
    return NULL;
}
static bool grants(const Track *track)
{
    RuleKind kind = track->stretches[0].result.rule->kind;
    return kind == RULE_BENEFIT || kind == RULE_PRIORITY;
}
static bool has_bar(const Track *track)
{
    for (int i = 0; i < track->n_stretches; i++)
        if (style_of(track->stretches[i].result.status)) return true;
    return false;
}
/* Benefits; where none was asked for, whatever was. */
static int choose(const Timeline *t, const Track **rows)
{
    int n = 0;
    bool any = false;
    for (int i = 0; i < t->n_tracks; i++) any |= t->tracks[i].n_stretches && grants(&t->tracks[i]);
    for (int i = 0; i < t->n_tracks; i++)
        if (t->tracks[i].n_stretches && has_bar(&t->tracks[i]) && (!any || grants(&t->tracks[i]))) rows[n++] = &t->tracks[i];
    return n;
}

/* ---- parts ---- */
static void add_bar(Chart *c, const Track *track, const Stretch *s, int y)
{
    const char *style = style_of(s->result.status), *words = *s->plain ? s->plain : status_name(s->result.status, c->form->chinese), *why = timeline_why(c->t, c->form, s);
    if (!style) return;
    int x = x_of(c->t, s->from), width = x_of(c->t, s->to + 1) - x;
    strbuf_printf(&c->b, "<g><rect class=\"%s\"", style);
    add_x(&c->b, "x", x), add_x(&c->b, "width", width < 10 ? 10 : width);
    strbuf_printf(&c->b, " y=\"%d\" height=\"%d\" rx=\"3\"/><title>", y, BAR);
    add_text(&c->b, timeline_name(c->form, track));
    strbuf_printf(&c->b, c->form->chinese ? "：%s 至 %s，%s" : ": %s to %s, %s", timeline_day(c->t->arena, s->from), timeline_day(c->t->arena, s->to), status_name(s->result.status, c->form->chinese));
    if (*s->plain) strbuf_char(&c->b, ' '), add_text(&c->b, s->plain);
    if (*why) strbuf_add(&c->b, c->form->chinese ? "。" : ". "), add_text(&c->b, why);
    strbuf_add(&c->b, "</title>");
    if ((int)text_cells(words, (uint32_t)strlen(words)) * LETTER + 10 < width / 10) {
        strbuf_printf(&c->b, "<text class=\"in %s-in\"", style);
        add_x(&c->b, "x", x + 60);
        strbuf_printf(&c->b, " y=\"%d\">", y + BAR - 6);
        add_text(&c->b, words);
        strbuf_add(&c->b, "</text>");
    }
    strbuf_add(&c->b, "</g>\n");
}
static void add_years(Chart *c, int bottom)
{
    const Timeline *t = c->t;
    int first = calendar_year(t->from), last = calendar_year(t->to), step = 1;
    while ((last - first) / step > 20) step = step == 1 ? 2 : step == 2 ? 5 : step * 2;
    for (int year = first; year <= last; year++) {
        int32_t day = calendar_day(year, 1, 1);
        if (day < t->from || year % step) continue;
        int x = x_of(t, day);
        strbuf_add(&c->b, "<line class=\"grid\"");
        add_x(&c->b, "x1", x), add_x(&c->b, "x2", x);
        strbuf_printf(&c->b, " y1=\"%d\" y2=\"%d\"/><text class=\"year\"", TOP - 8, bottom);
        add_x(&c->b, "x", x);
        strbuf_printf(&c->b, " y=\"%d\">%d</text>\n", bottom + 16, year);
    }
}
static void add_key(Chart *c, int y)
{
    static const struct { const char *style, *zh, *en; } KEYS[] = {{"yes", "享受、做到", "granted, met"}, {"value", "值", "value"}, {"open", "待定", "undetermined"}, {"no", "未做到", "unmet"}, {"wrong", "冲突、出错", "conflict, error"}};
    for (int i = 0; i < 5; i++) {
        int x = LEFT + i * 150;
        strbuf_printf(&c->b, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"14\" height=\"12\" rx=\"2\"/><text class=\"key\" x=\"%d\" y=\"%d\">%s</text>\n", KEYS[i].style, x, y, x + 20, y + 11, c->form->chinese ? KEYS[i].zh : KEYS[i].en);
    }
}
const char *timeline_svg(const Timeline *t, const TimelineForm *form)
{
    Chart c = {{.arena = t->arena}, t, form};
    const Track **rows = arena_alloc(t->arena, (size_t)t->n_tracks * sizeof *rows + 1);
    int n = choose(t, rows), bottom = TOP + n * ROW, height = bottom + 60;
    const Name *entity = &t->program->entities[t->chunk->entity].name;
    bool quoted = form->id && *form->id == '"';
    const char *title = arena_printf(t->arena, form->chinese ? "%s %.*s  %s 至 %s" : "%s %.*s  %s to %s", form->chinese_names ? entity->zh : entity->alias,
                                     (int)form->id_len - 2 * quoted, form->id ? form->id + quoted : "", timeline_day(t->arena, t->from), timeline_day(t->arena, t->to));
    strbuf_printf(&c.b, "<svg xmlns=\"http://www.w3.org/2000/svg\" lang=\"%s\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n<title>", form->chinese ? "zh" : "en", WIDTH, height, WIDTH, height);
    add_text(&c.b, title);
    strbuf_add(&c.b, "</title>\n<style>text{font:13px sans-serif;fill:#222}.head{font-size:16px;font-weight:bold}.label{text-anchor:end}.year{text-anchor:middle;fill:#555;font-size:12px}"
                     ".key{font-size:12px;fill:#555}.in{font-size:12px;fill:#fff}.open-in{fill:#222}.grid{stroke:#ddd}.yes{fill:#2e7d32}.value{fill:#1565c0}.no{fill:#c62828}.wrong{fill:#ad1457}.open{fill:url(#open)}</style>\n"
                     "<defs><pattern id=\"open\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"8\" height=\"8\" fill=\"#fff3cd\"/><rect width=\"3\" height=\"8\" fill=\"#e0a800\"/></pattern></defs>\n"
                     "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text class=\"head\" x=\"16\" y=\"32\">");
    add_text(&c.b, title);
    strbuf_add(&c.b, "</text>\n");
    add_years(&c, bottom);
    for (int i = 0; i < n; i++) {
        int y = TOP + i * ROW;
        strbuf_printf(&c.b, "<text class=\"label\" x=\"%d\" y=\"%d\">", LEFT - 10, y + BAR - 5);
        add_text(&c.b, timeline_name(form, rows[i]));
        strbuf_add(&c.b, "</text>\n");
        for (int k = 0; k < rows[i]->n_stretches; k++) add_bar(&c, rows[i], &rows[i]->stretches[k], y);
    }
    if (!n) strbuf_printf(&c.b, "<text x=\"%d\" y=\"%d\">%s</text>\n", LEFT, TOP, form->chinese ? "这段时间里没有享受的待遇" : "nothing is granted in this time");
    add_key(&c, bottom + 34);
    strbuf_add(&c.b, "</svg>\n");
    return c.b.text;
}
