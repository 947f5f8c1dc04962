/* Trees to the program, pass by pass: where each declaration stands, then names, then types, then rules. See resolve.h.
 * Must never know files, bytecode, or how anything is evaluated. */
#include "interp/program/resolve.h"
#include <limits.h>
#include <string.h>
#include "grammar/limits.h"
#include "interp/program/resolve_parts.h"

/* ---- regulations ---- */
static int find_regulation(const Resolver *r, const char *text)
{
    for (int i = 0; i < r->program->n_regulations; i++)
        if (name_is(&r->program->regulations[i].title, text)) return i;
    return -1;
}
static void once(Resolver *r, const Node *clause, uint64_t *seen)
{
    if (*seen & (1ull << (clause->op & 63))) complain(r, D_CLAUSE_TWICE, clause, NULL, NULL, NULL);
    *seen |= 1ull << (clause->op & 63);
}
static void build_regulation(Resolver *r, const Node *node)
{
    const char *title = node->text ? node->text : "";
    Regulation g = {.title = {title, title}, .from = INT32_MIN, .until = INT32_MAX, .issued = INT32_MIN, .span = node->span};
    if (node->child[0]->kind == N_NAME) g.title.alias = node->child[0]->text;
    int before = find_regulation(r, g.title.alias);
    if (before < 0) before = find_regulation(r, g.title.zh);
    if (before >= 0) {
        say_twice(r, node, g.title.alias, r->program->regulations[before].span);
        return;
    }
    uint64_t seen = 0;
    for (int i = 1; i < node->n_child; i++) {
        const Node *c = node->child[i];
        if (c->kind != N_CLAUSE) continue;
        const Node *x = c->n_child ? c->child[0] : NULL;
        once(r, c, &seen);
        switch (c->op) {
        case OP_C_ISSUED: parse_date(r, x, &g.issued); break;
        case OP_C_IN_FORCE: parse_date(r, x, &g.from); break;
        case OP_C_REPEALED: parse_date(r, x, &g.until); break;
        case OP_C_INTERPRETER: g.interpreter = x ? x->text : NULL; break;
        case OP_C_CONVENTIONS: break; /* a file; loaded already */
        case OP_C_LEAP_DAY: case OP_C_MONTH_END: case OP_C_ROUNDING: case OP_C_BOUNDS: build_convention(r, c); break;
        default: complain(r, D_CLAUSE_MISPLACED, c, clause_text(r, c), "法规", "regulation");
        }
    }
    if (g.from != INT32_MIN && g.until <= g.from) complain(r, D_FORCE_ENDS_EARLY, node, NULL, NULL, NULL);
    LIST_ADD(r->arena, r->program->regulations, r->program->n_regulations, g);
}

/* ---- where declarations stand ---- */
static const char *source_text(const Resolver *r, Span s) { return arena_strndup(r->arena, r->sources->items[s.source].text + s.start, s.end - s.start); }
static const char *join(Resolver *r, const char *a, const char *b, const char *between) { return a && b ? arena_printf(r->arena, "%s%s%s", a, between, b) : a ? a : b; }
static int new_article(Resolver *r, Walk *w, const char *label, const char *text, Span span)
{
    Article a = {.label = label, .heading = join(r, join(r, w->chapter, w->heading, " "), w->item_heading, " "), .text = text, .span = span, .from = w->from, .unit = w->unit};
    LIST_ADD(r->arena, r->program->articles, r->program->n_articles, a);
    return w->article = r->program->n_articles - 1;
}
static int same_article(const Resolver *r, const Walk *w, const char *label)
{
    for (int i = 0; i < r->program->n_articles; i++) {
        const Article *a = &r->program->articles[i];
        if (a->unit == w->unit && a->from == w->from && strcmp(a->label, label) == 0) return i;
    }
    return -1;
}
static const char *place_label(Resolver *r, const Walk *w)
{
    if (w->item) {
        const char *label = arena_printf(r->arena, "%s.%d.%s", w->number, w->paragraph > 0 ? w->paragraph : 1, w->item);
        return w->subitem ? arena_printf(r->arena, "%s.%s", label, w->subitem) : label;
    }
    return w->paragraph > 0 ? arena_printf(r->arena, "%s.%d", w->number, w->paragraph) : w->number;
}
/* The article that a declaration here cites; one without text is made when something stands under its heading. */
static int article_here(Resolver *r, Walk *w)
{
    if (!w->number || w->article >= 0) return w->article;
    const char *label = place_label(r, w);
    int same = same_article(r, w, label);
    if (same < 0) same = same_article(r, w, arena_printf(r->arena, "%s.1", label));
    return w->article = same >= 0 ? same : new_article(r, w, label, "", w->heading_span);
}
static void walk_law(Resolver *r, Walk *w, const Node *node)
{
    if (!w->number || !node->text || !node->text[0]) return;
    if (w->item && w->article >= 0) { /* a further paragraph of the item */
        Article *a = &r->program->articles[w->article];
        a->text = a->text[0] ? arena_printf(r->arena, "%s\n%s", a->text, node->text) : node->text;
        return;
    }
    if (!w->item && !w->named) w->paragraph++;
    w->named = false;
    const char *label = place_label(r, w);
    int same = same_article(r, w, label);
    if (same >= 0 && r->program->articles[same].text[0]) {
        if (diag_add(r->diags, D_ARTICLE_TWICE, node->span, label, NULL, NULL))
            diag_note(r->diags, r->program->articles[same].span, "前一处在这里", "the first is here");
        w->article = same;
    } else if (same >= 0) {
        r->program->articles[same].text = node->text;
        w->article = same;
    } else new_article(r, w, label, node->text, node->span);
}
static void walk_heading(Resolver *r, Walk *w, const Node *node)
{
    const char *text = source_text(r, node->span);
    w->article = -1;
    w->item = w->subitem = w->item_heading = NULL;
    w->heading_span = node->span;
    w->named = false;
    switch (node->op) {
    case OP_ITEM: case OP_SUBITEM:
        if (!w->number) complain(r, D_HEADING_ALONE, node, text, NULL, NULL);
        if (node->op == OP_SUBITEM) w->item = w->last_item ? w->last_item : "0", w->subitem = node->text;
        else w->item = w->last_item = node->text;
        w->item_heading = text;
        break;
    case OP_PARAGRAPH:
        w->paragraph = atoi_small(node->text), w->named = true;
        break;
    case OP_ARTICLE:
        w->number = node->text, w->heading = text, w->paragraph = 0, w->last_item = NULL;
        w->from = INT32_MIN;
        break;
    default: /* a chapter and the like: what stands before its first article cites nothing */
        w->chapter = text, w->number = w->heading = NULL, w->from = INT32_MIN;
    }
    if (node->n_child > 1 && node->child[1]->kind == N_DATE) parse_date(r, node->child[1], &w->from);
}
static void walk_part_of(Resolver *r, Walk *w, const Node *node)
{
    int unit = node->text ? find_regulation(r, node->text) : -1;
    if (unit >= 0) {
        w->unit = unit;
        return;
    }
    Suggestion s = suggest_begin(node->text);
    for (int i = 0; i < r->program->n_regulations; i++) suggest_name(&s, &r->program->regulations[i].title);
    say_unknown(r, D_UNKNOWN_REGULATION, node->child[0], node->text, suggest_result(&s));
}
static void walk_file(Resolver *r, const Node *file, Stands *out)
{
    Walk w = {.unit = -1, .article = -1, .from = INT32_MIN};
    for (int i = 0; i < file->n_child; i++) {
        const Node *d = file->child[i];
        if (d->kind == N_HEADING) walk_heading(r, &w, d);
        else if (d->kind == N_LAW) walk_law(r, &w, d);
        else if (d->kind == N_PART_OF) walk_part_of(r, &w, d);
        else if (d->kind == N_REGULATION) w.unit = find_regulation(r, d->text ? d->text : "");
        else if (d->kind != N_USE) LIST_ADD(r->arena, out->items, out->n_items, (Stand){d, w.unit, article_here(r, &w), w.from});
    }
}

/* ---- passes ---- */
static void enter(Resolver *r, const Stand *s) { r->unit = s->unit, r->article = s->article, r->from = s->from; }
typedef void Pass(Resolver *r, const Node *node);
static void each(Resolver *r, const Stands *all, NodeKind kind, Pass *pass)
{
    for (int i = 0; i < all->n_items; i++) {
        if (all->items[i].node->kind != kind) continue;
        enter(r, &all->items[i]);
        pass(r, all->items[i].node);
    }
}
static void pass_supplies(Resolver *r, const Node *node) { if (node->op == 1) supply_param(r, node); }
static void pass_params(Resolver *r, const Node *node) { if (node->op == 0) declare_param(r, node); }
static void pass_conventions(Resolver *r, const Node *node)
{
    for (int i = 1; i < node->n_child; i++) build_convention(r, node->child[i]);
}
static void pass_example(Resolver *r, const Node *node) { build_example(r, node, r->article); }
static void build_facts(Resolver *r, const Stands *all)
{
    each(r, all, N_CONVENTIONS, pass_conventions);
    each(r, all, N_ENUM, declare_enum);
    each(r, all, N_ENTITY, declare_entity);
    each(r, all, N_ENTITY, build_entity);
    each(r, all, N_ENTITY, build_entity_clauses);
    check_nesting(r);
    each(r, all, N_GROUP, declare_group);
    each(r, all, N_PARAMETER, pass_params);
    each(r, all, N_PARAMETER, pass_supplies);
    each(r, all, N_READING, declare_reading);
    apply_options(r);
}
static void build_rules(Resolver *r, const Stands *all)
{
    for (int i = 0; i < all->n_items; i++) {
        enter(r, &all->items[i]);
        declare_rule(r, all->items[i].node);
    }
    check_rule_names(r);
    each(r, all, N_EXCEPTION, declare_exception);
    for (int i = 0; i < r->program->n_rules; i++) build_rule(r, i);
    build_exceptions(r);
    order_rules(r);
    each(r, all, N_ASSERT, build_assertion); /* before the examples: where there is one, an example need not expect anything else */
    each(r, all, N_EXAMPLE, pass_example);
}
/* Rules and examples are found by a hash; of what is searched for one by one a policy has few. */
static bool too_many(Resolver *r, Node *const *files, int n_files)
{
    static const struct { NodeKind kind; int most; const char *zh, *en; } LIMITS[] = {
        {N_NONE, DECLARATIONS_MAX, "声明", "declarations"}, {N_HEADING, HEADINGS_MAX, "条文标题", "headings"}, {N_LAW, HEADINGS_MAX, "条文", "paragraphs"}, {N_ENTITY, KIND_MAX, "实体", "entities"},
        {N_ENUM, KIND_MAX, "枚举", "enumerations"}, {N_GROUP, KIND_MAX, "组", "groups"}, {N_PARAMETER, KIND_MAX, "参数", "parameters"}, {N_READING, KIND_MAX, "解读", "readings"},
        {N_EXCEPTION, KIND_MAX, "例外", "exceptions"}, {N_REGULATION, KIND_MAX, "法规", "regulations"}, {N_CONVENTIONS, KIND_MAX, "惯例", "conventions"}, {N_ASSERT, KIND_MAX, "断言", "assertions"},
    };
    for (size_t i = 0; i < sizeof LIMITS / sizeof *LIMITS; i++) {
        int n = 0;
        for (int f = 0; f < n_files; f++)
            for (int k = 0; k < files[f]->n_child; k++) {
                const Node *d = files[f]->child[k];
                if ((LIMITS[i].kind != N_NONE && d->kind != LIMITS[i].kind) || ++n <= LIMITS[i].most) continue;
                return complain(r, D_TOO_MANY_DECLARATIONS, d, arena_printf(r->arena, "%d", LIMITS[i].most), LIMITS[i].zh, LIMITS[i].en), true;
            }
    }
    return false;
}
bool program_build(Arena *arena, SourceSet *sources, Node *const *files, int n_files, const ProgramOptions *options, Diags *diags, Program *out)
{
    static const ProgramOptions NONE = {0};
    Resolver *r = arena_alloc(arena, sizeof *r);
    Stands *all = arena_alloc(arena, sizeof *all);
    int errors = diags->n_errors;
    *out = (Program){0};
    *r = (Resolver){.arena = arena, .sources = sources, .diags = diags, .program = out, .options = options ? options : &NONE, .unit = -1, .article = -1, .from = INT32_MIN, .n_files = n_files};
    if (too_many(r, files, n_files)) return false;
    for (int i = 0; i < n_files; i++)
        for (int k = 0; k < files[i]->n_child; k++)
            if (files[i]->child[k]->kind == N_REGULATION) build_regulation(r, files[i]->child[k]);
    for (int i = 0; i < n_files; i++) walk_file(r, files[i], all);
    build_facts(r, all);
    build_rules(r, all);
    out->n_exprs = r->next_expr, out->n_named_enums = r->n_named_enums;
    bool fine = diags->n_errors == errors && diags->n_silenced == 0;
    if (fine) measure_cost(r);
    return fine;
}
