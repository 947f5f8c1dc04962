/* What a comparison with the official document found, for people and for machines. See official.h.
 * Must never know how it was found. */
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/weave/official.h"

static const char *colour(bool on, const char *code) { return on ? code : ""; }
static void add_folded(StrBuf *b, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] != '\n' && s[i] != '\r') strbuf_char(b, s[i]);
}
/* Long stretches that are the same are cut to what stands beside a change. */
static void add_same(StrBuf *b, const RedlinePart *part, bool first, bool last)
{
    enum { BESIDE = 36 };
    size_t head = first ? 0 : BESIDE, tail = last ? 0 : BESIDE;
    if (part->len <= head + tail + BESIDE) {
        add_folded(b, part->text, part->len);
        return;
    }
    while (head < part->len && ((unsigned char)part->text[head] & 0xC0) == 0x80) head++;
    while (tail < part->len && ((unsigned char)part->text[part->len - tail] & 0xC0) == 0x80) tail++;
    add_folded(b, part->text, head);
    strbuf_add(b, "…");
    add_folded(b, part->text + part->len - tail, tail);
}
static void add_redline(StrBuf *b, const Redline *r, bool coloured)
{
    for (int i = 0; i < r->n_parts; i++) {
        const RedlinePart *p = &r->parts[i];
        if (p->kind == RED_SAME) {
            add_same(b, p, i == 0, i + 1 == r->n_parts);
            continue;
        }
        bool gone = p->kind == RED_DELETED;
        strbuf_add(b, coloured ? (gone ? "\033[31;9m" : "\033[32;4m") : gone ? "[-" : "{+");
        add_folded(b, p->text, p->len);
        strbuf_add(b, coloured ? "\033[0m" : gone ? "-]" : "+}");
    }
}
static void add_place(StrBuf *b, const SourceSet *sources, Span span)
{
    if (!span.end) return;
    Place place = source_place(sources, span.source, span.start);
    strbuf_printf(b, "  %s:%u", sources->items[span.source].name, place.line);
}
static void add_state(StrBuf *b, const OfficialRow *row, bool zh)
{
    const char *between = "";
    const char *comma = zh ? "，" : ", ";
    struct { bool is; const char *zh, *en; } STATES[] = {
        {!row->official, "文件里多出来的，正式文本没有", "not in the official text"}, {row->official && !row->found, "缺", "missing"},
        {row->altered, "文字不同", "altered"}, {row->found > 1, "重复", "duplicated"}, {row->out_of_order, "次序不对", "out of order"},
    };
    for (size_t i = 0; i < sizeof STATES / sizeof *STATES; i++) {
        if (!STATES[i].is) continue;
        strbuf_printf(b, "%s%s", between, zh ? STATES[i].zh : STATES[i].en);
        between = comma;
    }
    if (*between) return;
    if (!row->rules) strbuf_add(b, zh ? "只有条文" : "text only");
    else strbuf_printf(b, zh ? "条文和 %d 条规则" : "text and %d rules", row->rules);
}
static bool is_right(const OfficialRow *row) { return row->official && row->found == 1 && !row->altered && !row->out_of_order; }
static const char *row_name(Arena *arena, const OfficialRow *row)
{
    return row->kind == OFFICIAL_ITEM ? arena_printf(arena, "%s %s", row->label, row->heading) : row->heading;
}
const char *official_text(Arena *arena, const OfficialReport *r, const SourceSet *sources, bool zh, bool coloured)
{
    StrBuf b = {.arena = arena};
    for (int i = 0; i < r->n_rows; i++) {
        const OfficialRow *row = &r->rows[i];
        bool right = is_right(row);
        if (row->kind == OFFICIAL_CHAPTER && right) continue;
        const char *name = row_name(arena, row);
        uint32_t cells = text_cells(name, (uint32_t)strlen(name));
        strbuf_printf(&b, "%s%s%s", right ? "" : colour(coloured, "\033[31m"), name, right ? "" : colour(coloured, "\033[0m"));
        strbuf_fill(&b, ' ', cells < 18 ? 20 - cells : 2);
        add_state(&b, row, zh);
        if (!right) add_place(&b, sources, row->span);
        strbuf_char(&b, '\n');
        if (!row->altered) continue;
        strbuf_add(&b, "    ");
        add_redline(&b, &row->redline, coloured);
        strbuf_char(&b, '\n');
    }
    if (r->title_differs) strbuf_printf(&b, zh ? "标题不同：文件里是 `%s`\n" : "the title differs: the files say `%s`\n", r->title);
    if (r->around[0]) {
        strbuf_add(&b, zh ? "正式文本在各条以外还有：" : "the official text also has, outside its articles: ");
        for (const char *s = r->around; *s; s++) strbuf_char(&b, *s == '\n' ? ' ' : *s);
        strbuf_char(&b, '\n');
    }
    if (!r->articles) strbuf_add(&b, zh ? "正式文本里没有找到任何一条（“第一条”应当在行首，后面有空格）\n" : "no article was found in the official text (第一条 must begin a line, with a space behind it)\n");
    strbuf_printf(&b, "%d/%d articles, %d/%d items\n", r->articles_right, r->articles, r->items_right, r->items);
    return b.text;
}
const char *official_json(Arena *arena, const OfficialReport *r, const SourceSet *sources)
{
    static const char *const KINDS[] = {"chapter", "article", "item"};
    static const char *const MARKS[] = {"same", "deleted", "inserted"};
    StrBuf b = {.arena = arena};
    strbuf_add(&b, "{\"rows\":[");
    for (int i = 0; i < r->n_rows; i++) {
        const OfficialRow *row = &r->rows[i];
        strbuf_printf(&b, "%s{\"kind\":\"%s\",\"label\":", i ? "," : "", KINDS[row->kind]);
        strbuf_json(&b, row->label);
        strbuf_add(&b, ",\"heading\":");
        strbuf_json(&b, row->heading);
        strbuf_printf(&b, ",\"rules\":%d,\"extra\":%s,\"missing\":%s,\"altered\":%s,\"duplicated\":%s,\"out_of_order\":%s", row->rules, row->official ? "false" : "true",
                      row->official && !row->found ? "true" : "false", row->altered ? "true" : "false", row->found > 1 ? "true" : "false", row->out_of_order ? "true" : "false");
        if (row->span.end) {
            strbuf_add(&b, ",\"file\":");
            strbuf_json(&b, sources->items[row->span.source].name);
            strbuf_printf(&b, ",\"line\":%u", source_place(sources, row->span.source, row->span.start).line);
        }
        for (int k = 0; row->altered && k < row->redline.n_parts; k++) {
            strbuf_printf(&b, "%s{\"%s\":", k ? "," : ",\"redline\":[", MARKS[row->redline.parts[k].kind]);
            strbuf_json_bytes(&b, row->redline.parts[k].text, row->redline.parts[k].len);
            strbuf_add(&b, k + 1 == row->redline.n_parts ? "}]" : "}");
        }
        strbuf_char(&b, '}');
    }
    strbuf_printf(&b, "],\"title_differs\":%s,\"around\":", r->title_differs ? "true" : "false");
    strbuf_json(&b, r->around);
    strbuf_printf(&b, ",\"articles\":%d,\"articles_right\":%d,\"items\":%d,\"items_right\":%d,\"right\":%s}\n", r->articles, r->articles_right, r->items, r->items_right, r->right ? "true" : "false");
    return b.text;
}
