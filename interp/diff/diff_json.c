/* A comparison as JSON; the schema is docs/diff-json.md. See diff_show.h.
 * Must never know how the differences were found. */
#include "grammar/strbuf.h"
#include "interp/diff/diff_show.h"

static void add_field(StrBuf *b, const char *key, const char *text)
{
    strbuf_printf(b, ",\"%s\":", key);
    strbuf_json(b, text);
}
static void add_redline(StrBuf *b, const Redline *r)
{
    static const char *const KINDS[] = {"same", "deleted", "inserted"};
    strbuf_add(b, ",\"redline\":[");
    for (int i = 0; i < r->n_parts; i++) {
        strbuf_printf(b, "%s{\"%s\":", i ? "," : "", KINDS[r->parts[i].kind]);
        strbuf_json_bytes(b, r->parts[i].text, r->parts[i].len);
        strbuf_char(b, '}');
    }
    strbuf_char(b, ']');
}
const char *diff_show_json(Arena *arena, const DiffReport *r, const DiffShow *show)
{
    static const char *const KINDS[] = {"added", "removed", "changed", "moved"};
    StrBuf b = {.arena = arena};
    strbuf_add(&b, "{\"before\":");
    strbuf_json(&b, show->before_name);
    add_field(&b, "after", show->after_name);
    strbuf_add(&b, ",\"changes\":[");
    for (int i = 0; i < r->n_items; i++) {
        const DiffChange *c = &r->items[i];
        strbuf_printf(&b, "%s\n{\"subject\":\"%s\",\"change\":\"%s\"", i ? "," : "", diff_subject_word(c, false), KINDS[c->kind]);
        add_field(&b, "name", *c->name.alias ? c->name.alias : NULL), add_field(&b, "name_zh", *c->name.zh ? c->name.zh : NULL);
        add_field(&b, "article", c->article), add_field(&b, "before_article", c->before_article);
        if (c->subject == DIFF_TEXT) add_redline(&b, &c->text);
        strbuf_add(&b, ",\"points\":[");
        for (int k = 0; k < c->n_points; k++) {
            const DiffPoint *p = &c->points[k];
            strbuf_add(&b, k ? ",{\"aspect\":" : "{\"aspect\":");
            strbuf_json(&b, p->en);
            add_field(&b, "label", p->label), add_field(&b, "before", p->before), add_field(&b, "after", p->after);
            strbuf_char(&b, '}');
        }
        strbuf_add(&b, "]}");
    }
    strbuf_printf(&b, "\n],\"same\":%s", r->n_items ? "false" : "true");
    if (show->meaning) strbuf_printf(&b, ",\"meaning\":{%s}", show->meaning);
    if (show->impact) strbuf_printf(&b, ",\"impact\":%s", show->impact);
    strbuf_add(&b, "}\n");
    return b.text;
}
