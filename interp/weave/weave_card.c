/* One declaration on its chapter's page: its comment, its text, what the text alone does not say. See weave_internal.h.
 * Must never know the disk, or how anything runs. */
#include <string.h>
#include "interp/decide/decide.h"
#include "interp/weave/weave_internal.h"

/* ---- what a rule comes to ---- */
const char *weave_result(const Weave *w, int rule)
{
    const Rule *r = &w->program->rules[rule];
    const char *type = weave_cell(&w->rules, rule, "type");
    const char *either = arena_printf(w->arena, "%s / %s", status_name(STATUS_GRANTED, w->zh), status_name(STATUS_DENIED, w->zh));
    switch (r->kind) {
    case RULE_DEFINE: case RULE_LIST: return type;
    case RULE_BENEFIT: case RULE_PRIORITY: return *type ? arena_printf(w->arena, weave_word(w, "%s；%s", "%s; %s"), either, type) : either;
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_TARGET: return arena_printf(w->arena, "%s / %s", status_name(STATUS_MET, w->zh), status_name(STATUS_UNMET, w->zh));
    case RULE_ENCOURAGED: return arena_printf(w->arena, "%s / %s", status_name(STATUS_DONE, w->zh), status_name(STATUS_NOT_DONE, w->zh));
    }
    return "";
}
static void fact(const Weave *w, StrBuf *b, const char *term, const char *text)
{
    if (!*text) return;
    strbuf_printf(b, "<div><dt>%s</dt><dd>", term);
    weave_entries(w, b, text);
    strbuf_add(b, "</dd></div>");
}
static void rule_facts(const Weave *w, StrBuf *b, int leaf, int rule)
{
    const Rule *r = &w->program->rules[rule];
    int subject = r->subject >= 0 ? weave_thing(w, THING_ENTITY, -1, r->subject) : -1;
    strbuf_add(b, "<dl>");
    fact(w, b, weave_word(w, "种类", "kind"), weave_cell(&w->rules, rule, "kind"));
    strbuf_printf(b, "<div><dt>%s</dt><dd><code>", weave_word(w, "别名", "alias"));
    weave_text(b, r->name.alias);
    strbuf_printf(b, "</code></dd></div><div><dt>%s</dt><dd>", weave_word(w, "对象", "subject"));
    if (subject >= 0) weave_link(w, b, leaf, subject);
    else weave_text(b, weave_cell(&w->rules, rule, "subject"));
    strbuf_add(b, "</dd></div>");
    fact(w, b, weave_word(w, "结果", "result"), weave_result(w, rule));
    fact(w, b, weave_word(w, "责任单位", "bodies"), weave_cell(&w->rules, rule, "bodies"));
    fact(w, b, weave_word(w, "期限", "deadline"), weave_cell(&w->rules, rule, "deadline"));
    fact(w, b, weave_word(w, "编号", "code"), weave_cell(&w->rules, rule, "code"));
    fact(w, b, weave_word(w, "自", "from"), weave_cell(&w->rules, rule, "from"));
    if (w->tests[rule]) fact(w, b, weave_word(w, "检验的例", "examples"), arena_printf(w->arena, "%d", w->tests[rule]));
    strbuf_add(b, "</dl>\n");
}

/* ---- what a parameter comes to, where another file supplies it ---- */
static void supplied(const Weave *w, StrBuf *b, int leaf, int param)
{
    for (int i = 0; i < w->n_things; i++) {
        const Thing *t = &w->things[i];
        if (t->kind != THING_PARAM || t->index != param || t->key) continue;
        strbuf_printf(b, "<p class=by>%s<a href=\"", weave_word(w, "它的值另行补充：", "its value is supplied elsewhere: "));
        weave_text(b, weave_address(w, leaf, t->leaf, t->id));
        strbuf_add(b, "\">");
        weave_text(b, w->leaves[t->leaf].path);
        strbuf_add(b, "</a></p>\n");
    }
}
static const char *class_of(const Node *d)
{
    if (weave_is_rule(d)) return d->kind == N_DEFINE || d->kind == N_TABLE ? "define" : d->kind == N_BENEFIT || d->kind == N_PRIORITY || d->kind == N_LISTRULE ? "grant" : "duty";
    return d->kind == N_READING ? "reading" : d->kind == N_PARAMETER ? "param" : d->kind == N_EXCEPTION ? "exception" : d->kind == N_ASSERT ? "asserted" : "other";
}
void weave_card(const Weave *w, StrBuf *b, int leaf, const Decl *d)
{
    const Leaf *l = &w->leaves[leaf];
    const Thing *t = d->thing >= 0 ? &w->things[d->thing] : NULL;
    weave_comment(w, b, l, d->start, d->body);
    strbuf_printf(b, "<article class=\"card %s\"", class_of(d->node));
    if (t) {
        strbuf_add(b, " id=\"");
        weave_text(b, t->id);
        strbuf_char(b, '"');
    }
    strbuf_add(b, ">\n");
    weave_source(w, b, l, d->body, d->end);
    if (t && t->kind == THING_RULE) rule_facts(w, b, leaf, t->index);
    if (t && t->kind == THING_PARAM) supplied(w, b, leaf, t->index);
    if (t && (t->kind == THING_RULE || t->kind == THING_PARAM || t->kind == THING_READING || t->kind == THING_EXCEPTION)) weave_users(w, b, leaf, d->thing);
    strbuf_add(b, "</article>\n");
}
