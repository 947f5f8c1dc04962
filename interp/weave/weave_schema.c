/* The pages of parameters, readings and records. See weave_internal.h.
 * Must never know the disk, or how anything runs. */
#include <string.h>
#include "interp/weave/weave_internal.h"

static void cell(StrBuf *b, const char *text, const char *class)
{
    strbuf_printf(b, class ? "<td class=%s>" : "<td>", class);
    weave_text(b, text);
    strbuf_add(b, "</td>");
}
static void heads(StrBuf *b, const char *const *words, int n)
{
    strbuf_add(b, "<table>\n<thead><tr>");
    for (int i = 0; i < n; i++) strbuf_printf(b, "<th>%s</th>", words[i]);
    strbuf_add(b, "</tr></thead>\n<tbody>\n");
}
static void row_id(StrBuf *b, const char *tag, const char *id)
{
    strbuf_printf(b, "<%s id=\"", tag);
    weave_text(b, id);
    strbuf_add(b, "\">");
}

/* ---- parameters ---- */
/* As the file has it: 14.5/10万 says more than 0.000145. NULL where it is no plain number or date. */
static const char *written(const Weave *w, const ParamVersion *v)
{
    uint32_t len = v->written.end - v->written.start;
    return len ? arena_strndup(w->arena, w->in->sources->items[v->written.source].text + v->written.start, len) : NULL;
}
/* One row for each version; what holds for all of them stands in the first. */
static void parameter_rows(const Weave *w, StrBuf *b, int thing, int row)
{
    const Param *p = &w->program->params[w->things[thing].index];
    for (int v = 0; v < p->n_versions; v++, row++) {
        bool pending = p->versions[v].state != PV_KNOWN;
        const char *as = pending ? NULL : written(w, &p->versions[v]);
        if (v) strbuf_add(b, "<tr class=more><td></td><td></td><td></td>");
        else {
            row_id(b, "tr", w->things[thing].id);
            strbuf_add(b, "<td class=art>");
            weave_cite(w, b, -1, p->article);
            strbuf_add(b, "</td><td>");
            weave_link(w, b, -1, thing);
            strbuf_add(b, "</td><td><code>");
            weave_text(b, weave_word(w, p->name.alias, p->name.zh));
            strbuf_add(b, "</code></td>");
        }
        cell(b, weave_cell(&w->params, row, "from"), NULL);
        cell(b, as ? as : weave_cell(&w->params, row, "value"), pending ? "\"num pending\"" : "num");
        cell(b, as ? "" : weave_cell(&w->params, row, "unit"), NULL);
        cell(b, weave_cell(&w->params, row, "source"), NULL);
        cell(b, weave_cell(&w->params, row, "verified_until"), NULL);
        strbuf_add(b, "<td>");
        if (!v) weave_users(w, b, -1, thing);
        strbuf_add(b, "</td></tr>\n");
    }
}
bool weave_parameters(const Weave *w)
{
    const char *words[] = {weave_word(w, "条", "article"), weave_word(w, "名称", "name"), weave_word(w, "别名", "alias"), weave_word(w, "自", "from"), weave_word(w, "值", "value"),
                           weave_word(w, "单位", "unit"), weave_word(w, "出处", "source"), weave_word(w, "核实至", "verified until"), weave_word(w, "用在", "used by")};
    StrBuf b = {.arena = w->arena};
    weave_open(w, &b, "parameters.html", weave_word(w, "参数", "parameters"), "list");
    weave_filter(w, &b);
    heads(&b, words, 9);
    for (int i = 0; i < w->n_things; i++) {
        const Thing *t = &w->things[i];
        if (t->kind != THING_PARAM || weave_thing(w, THING_PARAM, -1, t->index) != i) continue;
        int row = 0;
        for (int k = 0; k < t->index; k++) row += w->program->params[k].n_versions;
        parameter_rows(w, &b, i, row);
    }
    strbuf_add(&b, "</tbody></table>\n");
    return weave_close(w, &b, "parameters.html");
}

/* ---- readings ---- */
static void option(const Weave *w, StrBuf *b, const Reading *r, int o)
{
    weave_name(w, b, &r->options[o]);
    if (r->texts[o] && *r->texts[o]) {
        strbuf_add(b, weave_word(w, "：", ": "));
        weave_text(b, r->texts[o]);
    }
    if (!r->computable[o]) {
        strbuf_printf(b, " <span class=dim>%s", weave_word(w, "不可算：", "not computable: "));
        weave_text(b, r->why_not[o] ? r->why_not[o] : "");
        strbuf_add(b, "</span>");
    }
    if (o == r->chosen && o != r->adopted) strbuf_printf(b, " <b class=pending>%s</b>", weave_word(w, "本次取这一种", "taken here"));
}
static void reading(const Weave *w, StrBuf *b, int thing)
{
    const Reading *r = &w->program->readings[w->things[thing].index];
    row_id(b, "section class=reading", w->things[thing].id);
    strbuf_add(b, "\n<h2>");
    weave_link(w, b, -1, thing);
    strbuf_add(b, " <code>");
    weave_text(b, weave_word(w, r->name.alias, r->name.zh));
    strbuf_add(b, "</code> ");
    weave_cite(w, b, -1, r->article);
    strbuf_add(b, "</h2>\n<p class=question>");
    weave_text(b, r->question ? r->question : "");
    strbuf_printf(b, "</p>\n<dl class=about><dt>%s</dt><dd>", weave_word(w, "采用", "adopted"));
    if (r->adopted >= 0) option(w, b, r, r->adopted);
    strbuf_add(b, "</dd>");
    if (r->reason) {
        strbuf_printf(b, "<dt>%s</dt><dd>", weave_word(w, "理由", "reason"));
        weave_text(b, r->reason);
        strbuf_add(b, "</dd>");
    }
    for (int o = 0; o < r->n_options; o++) {
        if (o == r->adopted) continue;
        strbuf_printf(b, "<dt>%s</dt><dd>", weave_word(w, "另一种", "other"));
        option(w, b, r, o);
        strbuf_add(b, "</dd>");
    }
    strbuf_add(b, "</dl>\n");
    weave_users(w, b, -1, thing);
    strbuf_add(b, "</section>\n");
}
bool weave_readings(const Weave *w)
{
    StrBuf b = {.arena = w->arena};
    weave_open(w, &b, "readings.html", weave_word(w, "解读", "readings"), "list");
    strbuf_printf(&b, "<p class=sum>%s</p>\n", weave_word(w, "条文可以有不止一种读法的地方：问的是什么，采用哪一种，为什么，另外还有哪些。", "Where the law may be read in more than one way: the question, the reading adopted and why, and the others."));
    for (int i = 0; i < w->n_things; i++)
        if (w->things[i].kind == THING_READING) reading(w, &b, i);
    return weave_close(w, &b, "readings.html");
}

/* ---- records ---- */
static void field_type(const Weave *w, StrBuf *b, const Type *t, int row)
{
    enum { MANY = 16 };
    ThingKind kind = t->kind == TY_ENTITY || t->kind == TY_LIST ? THING_ENTITY : THING_ENUM;
    int thing = kind == THING_ENTITY || t->kind == TY_ENUM ? weave_thing(w, kind, -1, t->ref) : -1;
    const Enum *e = t->kind == TY_ENUM ? &w->program->enums[t->ref] : NULL;
    if (t->kind == TY_LIST) strbuf_add(b, weave_word(w, "列表：", "list of "));
    if (thing >= 0) weave_link(w, b, -1, thing);
    if (e && thing >= 0 && e->n_values > MANY) {
        strbuf_printf(b, weave_word(w, "（%d 个值）", " (%d values)"), e->n_values);
        return;
    }
    if (e && thing >= 0) strbuf_add(b, weave_word(w, "：", ": "));
    for (int i = 0; e && i < e->n_values; i++) {
        if (i) strbuf_add(b, " / ");
        weave_name(w, b, &e->values[i].name);
    }
    if (!e && thing < 0) weave_text(b, weave_cell(&w->fields, row, "type"));
}
static void entity(const Weave *w, StrBuf *b, int thing, int row)
{
    const char *words[] = {weave_word(w, "字段", "field"), weave_word(w, "别名", "alias"), weave_word(w, "类型", "type"), weave_word(w, "说明", "description")};
    int index = w->things[thing].index;
    const Entity *e = &w->program->entities[index];
    row_id(b, "section", w->things[thing].id);
    strbuf_add(b, "\n<h2>");
    weave_link(w, b, -1, thing);
    strbuf_add(b, " <code>");
    weave_text(b, weave_word(w, e->name.alias, e->name.zh));
    strbuf_add(b, "</code></h2>\n<p class=question>");
    weave_text(b, e->description ? e->description : "");
    strbuf_add(b, "</p>\n");
    heads(b, words, 4);
    for (int f = 0; f < e->n_fields; f++) {
        int own = weave_thing(w, THING_FIELD, index, f);
        strbuf_add(b, "<tr><td>");
        if (own >= 0) weave_link(w, b, -1, own);
        strbuf_add(b, "</td><td><code>");
        weave_text(b, weave_word(w, e->fields[f].name.alias, e->fields[f].name.zh));
        strbuf_add(b, "</code></td><td>");
        field_type(w, b, &e->fields[f].type, row + f);
        strbuf_add(b, "</td>");
        cell(b, e->fields[f].description ? e->fields[f].description : "", NULL);
        strbuf_add(b, "</tr>\n");
    }
    strbuf_add(b, "</tbody></table>\n");
    for (int i = 0; i < e->n_requirements; i++) {
        strbuf_printf(b, "<p class=by>%s", weave_word(w, "要求：", "required: "));
        weave_text(b, weave_word(w, e->fields[e->requirements[i].later].name.zh, e->fields[e->requirements[i].later].name.alias));
        strbuf_add(b, weave_word(w, " 不早于（不小于） ", " not before (not less than) "));
        weave_text(b, weave_word(w, e->fields[e->requirements[i].earlier].name.zh, e->fields[e->requirements[i].earlier].name.alias));
        strbuf_add(b, "</p>\n");
    }
    strbuf_add(b, "</section>\n");
}
bool weave_entities(const Weave *w)
{
    StrBuf b = {.arena = w->arena};
    weave_open(w, &b, "entities.html", weave_word(w, "记录", "records"), "list");
    strbuf_printf(&b, "<p class=sum>%s</p>\n", weave_word(w, "被审查的记录有哪些字段。JSON 的键和值，用名称或者别名都可以；没有填的，就是不知道。", "The fields of the records that are judged. Keys and values in JSON may be names or aliases; what is left out is unknown."));
    weave_filter(w, &b);
    int row = 0;
    for (int e = 0; e < w->program->n_entities; row += w->program->entities[e++].n_fields) {
        int thing = weave_thing(w, THING_ENTITY, -1, e);
        if (thing >= 0) entity(w, &b, thing, row);
    }
    return weave_close(w, &b, "entities.html");
}
