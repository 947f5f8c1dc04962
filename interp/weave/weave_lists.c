/* The pages of decisions and of duties by department. See weave_internal.h.
 * Must never know the disk, or how anything runs. */
#include <string.h>
#include "interp/weave/weave_internal.h"

static void cell(const Weave *w, StrBuf *b, const char *text)
{
    strbuf_add(b, "<td>");
    weave_entries(w, b, text);
    strbuf_add(b, "</td>");
}
static void heads(StrBuf *b, const char *const *words, int n)
{
    strbuf_add(b, "<table>\n<thead><tr>");
    for (int i = 0; i < n; i++) strbuf_printf(b, "<th>%s</th>", words[i]);
    strbuf_add(b, "</tr></thead>\n<tbody>\n");
}
static int article_of(const Rule *r) { return r->n_versions ? r->versions[r->n_versions - 1].article : -1; }
static void start_row(const Weave *w, StrBuf *b, int thing, bool anchor)
{
    const Thing *t = &w->things[thing];
    strbuf_add(b, "<tr");
    if (anchor) {
        strbuf_add(b, " id=\"");
        weave_text(b, t->id);
        strbuf_char(b, '"');
    }
    strbuf_add(b, "><td class=art>");
    weave_cite(w, b, -1, article_of(&w->program->rules[t->index]));
    strbuf_add(b, "</td>");
}

/* ---- decisions ---- */
static void decision_row(const Weave *w, StrBuf *b, int thing)
{
    const Thing *t = &w->things[thing];
    int entity = w->program->rules[t->index].subject >= 0 ? weave_thing(w, THING_ENTITY, -1, w->program->rules[t->index].subject) : -1;
    start_row(w, b, thing, true);
    cell(w, b, weave_cell(&w->rules, t->index, "kind"));
    strbuf_add(b, "<td>");
    weave_link(w, b, -1, thing);
    strbuf_add(b, "</td><td><code>");
    weave_text(b, weave_word(w, t->name.alias, t->name.zh));
    strbuf_add(b, "</code></td><td>");
    if (entity >= 0) weave_link(w, b, -1, entity);
    else weave_text(b, weave_cell(&w->rules, t->index, "subject"));
    strbuf_add(b, "</td>");
    cell(w, b, weave_result(w, t->index));
    cell(w, b, weave_cell(&w->rules, t->index, "bodies"));
    cell(w, b, weave_cell(&w->rules, t->index, "deadline"));
    strbuf_printf(b, w->tests[t->index] ? "<td class=num>%d</td></tr>\n" : "<td></td></tr>\n", w->tests[t->index]);
}
bool weave_decisions(const Weave *w)
{
    const char *words[] = {weave_word(w, "条", "article"), weave_word(w, "种类", "kind"), weave_word(w, "名称", "name"), weave_word(w, "别名", "alias"), weave_word(w, "对象", "subject"),
                           weave_word(w, "结果", "result"), weave_word(w, "责任单位", "bodies"), weave_word(w, "期限", "deadline"), weave_word(w, "例", "examples")};
    StrBuf b = {.arena = w->arena};
    int leaf = -1;
    weave_open(w, &b, "decisions.html", weave_word(w, "决定", "decisions"), "list");
    weave_filter(w, &b);
    heads(&b, words, 9);
    for (int i = 0; i < w->n_things; i++) {
        const Thing *t = &w->things[i];
        if (t->kind != THING_RULE || weave_thing(w, THING_RULE, -1, t->index) != i) continue;
        if (t->leaf != leaf) {
            strbuf_printf(&b, "<tr class=head><th colspan=9><a href=%s>", w->leaves[t->leaf].page);
            weave_text(&b, w->leaves[t->leaf].title);
            strbuf_add(&b, "</a></th></tr>\n");
            leaf = t->leaf;
        }
        decision_row(w, &b, i);
    }
    strbuf_add(&b, "</tbody></table>\n");
    return weave_close(w, &b, "decisions.html");
}

/* ---- duties ---- */
typedef struct { Name name; int id, n; } Body;
typedef struct { Body *items; int n_items; } Bodies;
static bool is_duty(RuleKind kind) { return kind == RULE_DUTY || kind == RULE_PROHIBITION || kind == RULE_ENCOURAGED || kind == RULE_TARGET; }
static bool owes(const Rule *r, const Name *body)
{
    const RuleVersion *v = r->n_versions ? &r->versions[r->n_versions - 1] : NULL;
    for (int i = 0; v && i < v->n_payers; i++)
        if (strcmp(v->payers[i].name.zh, body->zh) == 0 && strcmp(v->payers[i].name.alias, body->alias) == 0) return true;
    return false;
}
/* In the order in which the list of bodies has them; those it does not have after, as they come. */
static Bodies all_bodies(const Weave *w)
{
    Bodies all = {NULL, 0};
    for (int r = 0; r < w->program->n_rules; r++) {
        const Rule *rule = &w->program->rules[r];
        const RuleVersion *v = rule->n_versions ? &rule->versions[rule->n_versions - 1] : NULL;
        for (int i = 0; v && is_duty(rule->kind) && i < v->n_payers; i++) {
            int at = 0;
            while (at < all.n_items && strcmp(all.items[at].name.zh, v->payers[i].name.zh) != 0) at++;
            if (at == all.n_items) LIST_ADD(w->arena, all.items, all.n_items, (Body){v->payers[i].name, v->payers[i].id, 0});
            all.items[at].n++;
        }
    }
    for (int i = 1; i < all.n_items; i++)
        for (int k = i; k > 0 && (unsigned)all.items[k].id < (unsigned)all.items[k - 1].id; k--) { /* -1 comes last */
            Body later = all.items[k - 1];
            all.items[k - 1] = all.items[k];
            all.items[k] = later;
        }
    return all;
}
static void duty_row(const Weave *w, StrBuf *b, int thing)
{
    const Thing *t = &w->things[thing];
    start_row(w, b, thing, false);
    cell(w, b, weave_cell(&w->rules, t->index, "code"));
    cell(w, b, weave_cell(&w->rules, t->index, "kind"));
    strbuf_add(b, "<td>");
    weave_link(w, b, -1, thing);
    strbuf_add(b, "</td>");
    cell(w, b, weave_cell(&w->rules, t->index, "subject"));
    cell(w, b, weave_cell(&w->rules, t->index, "deadline"));
    cell(w, b, weave_cell(&w->rules, t->index, "words"));
    strbuf_add(b, "</tr>\n");
}
bool weave_duties(const Weave *w)
{
    const char *words[] = {weave_word(w, "条", "article"), weave_word(w, "编号", "code"), weave_word(w, "种类", "kind"), weave_word(w, "名称", "name"), weave_word(w, "看什么记录", "judged on"), weave_word(w, "期限", "deadline"), weave_word(w, "原文", "words")};
    StrBuf b = {.arena = w->arena};
    Bodies all = all_bodies(w);
    weave_open(w, &b, "duties.html", weave_word(w, "部门职责", "duties by department"), "list");
    strbuf_add(&b, "<p class=chips>");
    for (int i = 0; i < all.n_items; i++) {
        strbuf_printf(&b, "<span><a href=\"#body-%d\">", i + 1);
        weave_text(&b, weave_word(w, all.items[i].name.zh, all.items[i].name.alias));
        strbuf_printf(&b, "</a><small>%d</small></span> ", all.items[i].n);
    }
    strbuf_add(&b, "</p>\n");
    weave_filter(w, &b);
    for (int i = 0; i < all.n_items; i++) {
        strbuf_printf(&b, "<h2 id=body-%d>", i + 1);
        weave_name(w, &b, &all.items[i].name);
        strbuf_add(&b, "</h2>\n");
        heads(&b, words, 7);
        for (int t = 0; t < w->n_things; t++)
            if (w->things[t].kind == THING_RULE && is_duty(w->program->rules[w->things[t].index].kind) && weave_thing(w, THING_RULE, -1, w->things[t].index) == t && owes(&w->program->rules[w->things[t].index], &all.items[i].name))
                duty_row(w, &b, t);
        strbuf_add(&b, "</tbody></table>\n");
    }
    return weave_close(w, &b, "duties.html");
}
