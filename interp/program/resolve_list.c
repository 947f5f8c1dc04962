/* List rules: 项 with their conditions, and their places when there are several versions.
 * Must never know how expressions are typed, files, bytecode. */
#include "interp/program/resolve_rules.h"

void build_list(Building *b)
{
    RuleVersion *v = b->v;
    need(b, b->c.n_items > 0, "项", "item");
    v->when = condition_of(b, OP_C_WHEN);
    for (int i = 0; i < b->c.n_items; i++) {
        const Node *c = b->c.items[i];
        Item item = {.name = name_of(b->r, c->child[0]), .span = c->child[0]->span, .article = v->article};
        for (int k = 0; k < v->n_items; k++)
            if (name_is(&v->items[k].name, item.name.zh) || name_is(&v->items[k].name, item.name.alias)) say_twice(b->r, c->child[0], item.name.zh, v->items[k].span);
        if (c->child[1]->kind != N_NONE) {
            item.condition = expr_condition(b->r, b->scope, c->child[1]);
            check_constant(b->r, c->child[1], item.condition, false);
        }
        LIST_ADD(b->r->arena, v->items, v->n_items, item);
    }
    build_payers(b);
    build_term(b);
}
/* An item has one place in every version; where a version does not have it, it never holds. */
void settle_items(Resolver *r, Rule *rule)
{
    ItemNames names = list_items(r, (int)(rule - r->program->rules));
    for (int k = 0; k < rule->n_versions; k++) {
        RuleVersion *v = &rule->versions[k];
        Item *items = arena_alloc(r->arena, (size_t)names.n * sizeof *items + 1);
        for (int i = 0; i < names.n; i++) items[i] = (Item){names.names[i], expr_bool(r, false, v->span), v->span, v->article};
        for (int i = 0; i < v->n_items; i++) {
            int at = item_at(&names, v->items[i].name.alias);
            if (at >= 0) items[at] = v->items[i];
        }
        v->items = items;
        v->n_items = names.n;
    }
}
