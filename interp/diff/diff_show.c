/* See diff_show.h: what the forms share, text and Markdown. Must never know how the differences were found. */
#include "interp/diff/diff_show.h"
#include <string.h>
#include "grammar/strbuf.h"

const char *diff_subject_word(const DiffChange *c, bool zh)
{
    switch (c->subject) {
    case DIFF_REGULATION: return zh ? "法规" : "regulation";
    case DIFF_TEXT: return zh ? "条文" : "text";
    case DIFF_PARAMETER: return zh ? "参数" : "parameter";
    case DIFF_READING: return zh ? "解读" : "reading";
    case DIFF_ENUM: return zh ? "枚举" : "enumeration";
    case DIFF_ENTITY: return zh ? "实体" : "entity";
    case DIFF_ASSERTION: return zh ? "断言" : "assertion";
    case DIFF_RULE: return zh ? c->kind_zh : c->kind_en;
    }
    return "";
}
const char *diff_kind_said(DiffKind kind, bool zh)
{
    switch (kind) {
    case DIFF_ADDED: return zh ? "新增" : "added";
    case DIFF_REMOVED: return zh ? "删去" : "removed";
    case DIFF_CHANGED: return zh ? "修改" : "changed";
    case DIFF_MOVED: return zh ? "移到别的条" : "moved";
    }
    return "";
}
/* "62.1" is article 62, its only or first paragraph; "75.1.11" item 11 of article 75. */
static const char *label_said(Arena *arena, const char *label, bool zh)
{
    StrBuf b = {.arena = arena};
    size_t n = strcspn(label, ".");
    const char *dash = memchr(label, '-', n), *rest = label + n;
    int digits = (int)(dash ? (size_t)(dash - label) : n);
    strbuf_printf(&b, zh ? "第%.*s条" : "article %.*s", digits, label);
    if (dash) strbuf_printf(&b, zh ? "之%.*s" : "-%.*s", (int)(label + n - dash - 1), dash + 1);
    if (*rest && strncmp(rest, ".1", 2) == 0 && (rest[2] == '\0' || rest[2] == '.')) rest += 2;
    else if (*rest) {
        n = strcspn(rest + 1, ".");
        strbuf_printf(&b, zh ? "第%.*s款" : " paragraph %.*s", (int)n, rest + 1);
        rest += n + 1;
    }
    if (*rest) strbuf_printf(&b, zh ? "第（%s）项" : " item %s", rest + 1);
    return b.text;
}
const char *diff_article_said(Arena *arena, const DiffChange *c, bool zh)
{
    const char *now = c->article ? c->article : c->before_article;
    if (!now) return "";
    if (!c->article || !c->before_article || strcmp(c->article, c->before_article) == 0) return label_said(arena, now, zh);
    return arena_printf(arena, "%s → %s", label_said(arena, c->before_article, zh), label_said(arena, c->article, zh));
}

/* ---- redlines ---- */
typedef struct { const char *gone, *gone_end, *come, *come_end; } Marks;
static const Marks PLAIN = {"[-", "-]", "{+", "+}"}, COLOURED = {"\033[31;9m", "\033[0m", "\033[32;4m", "\033[0m"}, MARKDOWN = {"~~", "~~", "**", "**"};
enum { BESIDE = 60 /* bytes of unchanged words shown beside a change */ };
static void add_words(StrBuf *b, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) strbuf_char(b, s[i] == '\n' || s[i] == '\r' ? ' ' : s[i]);
}
static void add_same(StrBuf *b, const RedlinePart *p, bool first, bool last)
{
    size_t head = first ? 0 : BESIDE, tail = last ? 0 : BESIDE;
    if (p->len <= head + tail + BESIDE) {
        add_words(b, p->text, p->len);
        return;
    }
    while (head < p->len && ((unsigned char)p->text[head] & 0xC0) == 0x80) head++;
    while (tail < p->len && ((unsigned char)p->text[p->len - tail] & 0xC0) == 0x80) tail++;
    add_words(b, p->text, head);
    strbuf_add(b, "…");
    add_words(b, p->text + p->len - tail, tail);
}
static void add_redline(StrBuf *b, const Redline *r, const Marks *m)
{
    for (int i = 0; i < r->n_parts; i++) {
        const RedlinePart *p = &r->parts[i];
        bool gone = p->kind == RED_DELETED;
        if (p->kind == RED_SAME) {
            add_same(b, p, i == 0, i + 1 == r->n_parts);
            continue;
        }
        strbuf_add(b, gone ? m->gone : m->come);
        add_words(b, p->text, p->len);
        strbuf_add(b, gone ? m->gone_end : m->come_end);
    }
}
static void add_once(StrBuf *b, const char *words, const char *open, const char *close)
{
    strbuf_add(b, open);
    add_words(b, words, strlen(words));
    strbuf_add(b, close);
}
static void add_point(StrBuf *b, const DiffPoint *p, const Marks *m, bool zh)
{
    strbuf_add(b, zh ? p->zh : p->en);
    if (p->label) strbuf_printf(b, " %s", p->label);
    strbuf_add(b, zh ? "：" : ": ");
    if (!p->before) add_once(b, p->after, m->come, m->come_end);
    else if (!p->after) add_once(b, p->before, m->gone, m->gone_end);
    else if (p->redline.changed) add_redline(b, &p->redline, m);
    else strbuf_printf(b, zh ? "%s（字面相同，所指不同）" : "%s (the same words, another meaning)", p->after);
}
static void count(StrBuf *b, const DiffReport *r, bool zh)
{
    int n[4] = {0};
    for (int i = 0; i < r->n_items; i++) n[r->items[i].kind]++;
    if (!r->n_items) strbuf_add(b, zh ? "没有变化\n" : "nothing changed\n");
    else strbuf_printf(b, zh ? "共 %d 处：新增 %d，删去 %d，修改 %d，移动 %d\n" : "%d in all: %d added, %d removed, %d changed, %d moved\n", r->n_items, n[0], n[1], n[2], n[3]);
}
static void add_title(StrBuf *b, const DiffChange *c, bool zh)
{
    const char *at = diff_article_said(b->arena, c, zh);
    strbuf_printf(b, "%s%s", at, *at ? "  " : "");
    if (c->subject == DIFF_TEXT) strbuf_printf(b, "%s %s", diff_subject_word(c, zh), diff_kind_said(c->kind, zh));
    else if (!*c->name.zh) strbuf_printf(b, "%s %s", diff_subject_word(c, zh), diff_kind_said(c->kind, zh)); /* an assertion may have no name */
    else strbuf_printf(b, "%s %s (%s) %s", diff_subject_word(c, zh), zh ? c->name.zh : c->name.alias, zh ? c->name.alias : c->name.zh, diff_kind_said(c->kind, zh));
}

/* ---- text ---- */
const char *diff_show_text(Arena *arena, const DiffReport *r, const DiffShow *show)
{
    StrBuf b = {.arena = arena};
    const Marks *m = show->colour ? &COLOURED : &PLAIN;
    for (int i = 0; i < r->n_items; i++) {
        const DiffChange *c = &r->items[i];
        strbuf_add(&b, show->colour ? "\033[1m" : "");
        add_title(&b, c, show->chinese);
        strbuf_add(&b, show->colour ? "\033[0m\n" : "\n");
        if (c->subject == DIFF_TEXT && c->kind != DIFF_MOVED) {
            strbuf_add(&b, "  ");
            add_redline(&b, &c->text, m);
            strbuf_char(&b, '\n');
        }
        for (int k = 0; k < c->n_points; k++) {
            strbuf_add(&b, "  ");
            add_point(&b, &c->points[k], m, show->chinese);
            strbuf_char(&b, '\n');
        }
    }
    count(&b, r, show->chinese);
    if (show->meaning) strbuf_add(&b, show->meaning);
    if (show->impact) strbuf_add(&b, show->impact);
    return b.text;
}

/* ---- Markdown ---- */
const char *diff_show_markdown(Arena *arena, const DiffReport *r, const DiffShow *show)
{
    StrBuf b = {.arena = arena};
    strbuf_printf(&b, "# %s → %s\n\n", show->before_name, show->after_name);
    count(&b, r, show->chinese);
    for (int i = 0; i < r->n_items; i++) {
        const DiffChange *c = &r->items[i];
        strbuf_add(&b, "\n## ");
        add_title(&b, c, show->chinese);
        strbuf_add(&b, "\n\n");
        if (c->subject == DIFF_TEXT && c->kind != DIFF_MOVED) {
            strbuf_add(&b, "> ");
            add_redline(&b, &c->text, &MARKDOWN);
            strbuf_char(&b, '\n');
        }
        for (int k = 0; k < c->n_points; k++) {
            strbuf_add(&b, "- ");
            add_point(&b, &c->points[k], &MARKDOWN, show->chinese);
            strbuf_char(&b, '\n');
        }
    }
    if (show->meaning) strbuf_add(&b, show->meaning);
    if (show->impact) strbuf_add(&b, show->impact);
    return b.text;
}
