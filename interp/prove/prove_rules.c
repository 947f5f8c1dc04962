/* What a rule can never be: granted, met, in a list, an exception that holds; and what it should never be: in conflict with itself.
 * Must never know how findings are shown. */
#include "interp/prove/prove_scene.h"
#include "interp/prove/claim.h"

enum { CONDITIONS_MAX = 16 };
static const RuleVersion *version_of(const Scene *s, int i) { return &s->about->versions[i]; }

/* ---- conflicts ---- */
static void name_both(Scene *s, Finding *f, int version)
{
    const RuleVersion *v = version_of(s, version);
    const DecisionVersion *d = &s->decision->versions[version];
    const Vm *vm = s->trial.runner.kept[s->entity];
    for (int i = 0; f->has_sample && i < d->n_exceptions; i++) {
        if (v->exceptions[i].off) continue;
        LaneValue holds = vm_read(vm, d->exceptions[i].holds, 0);
        if (holds.state != LANE_KNOWN || !holds.lo) continue;
        const char *name = s->options->chinese ? v->exceptions[i].name.zh : v->exceptions[i].name.alias;
        if (!f->name) f->name = name;
        else if (!f->other_name) f->other_name = name;
    }
}
static void conflicts(Scene *s, int version)
{
    Sample sample;
    const DecisionVersion *v = &s->decision->versions[version];
    if (v->conflict < 0 || scene_settled(s, v->conflict)) return;
    Truth both = logic_and(scene_logic(s), s->active[version], scene_term(s, v->conflict).yes);
    if (scene_ask(s, FIND_CONFLICT, s->about->span, both, &sample) != ANSWER_YES) return;
    Shows shows = {.s = s, .status = STATUS_CONFLICT};
    if (!scene_shows(&shows, &sample)) return;
    Finding *f = scene_find(s, FIND_CONFLICT, s->about->span, NULL);
    scene_show(s, f, sample, scene_shows, &shows, NULL);
    name_both(s, f, version);
}

/* ---- never ---- */
/* Somebody as near to it as can be, of whom it is expected in vain. */
static void show_nearest(Scene *s, Finding *f, int version, const Expr *conditions, Truth what, const char *claims)
{
    int regs[CONDITIONS_MAX], so[CONDITIONS_MAX], n_so;
    Sample sample;
    int n = scene_conjuncts(s, version, conditions, regs, CONDITIONS_MAX);
    if (!scene_nearest(s, what, regs, n, &sample, so, &n_so)) return;
    Shows shows = {.s = s, .status = STATUS_COUNT_, .so = so, .n_so = n_so};
    scene_show(s, f, sample, scene_shows, &shows, claims);
}
/* What is never so; name: of an item or exception. claims: what its 例 expects in vain, NULL: that something else is decided. */
typedef struct { FindingKind kind; int reg; const Expr *conditions; Span span; const Name *name; int other; const char *claims; } Never;
static void never(Scene *s, int version, const Never *n)
{
    const Logic *l = scene_logic(s);
    if (scene_settled(s, n->reg)) return;
    if (scene_ask(s, n->kind, n->span, logic_and(l, s->active[version], scene_term(s, n->reg).yes), NULL) != ANSWER_NO) return;
    int here = s->report->n_items;
    Finding *f = scene_find(s, n->kind, n->span, NULL);
    f->other = n->other;
    if (n->name) f->name = s->options->chinese ? n->name->zh : n->name->alias;
    show_nearest(s, &s->report->items[here], version, n->conditions, s->active[version], n->claims);
}
static void rule_never(Scene *s, int i)
{
    const RuleVersion *v = version_of(s, i);
    const DecisionVersion *d = &s->decision->versions[i];
    int applies = v->applies ? scene_register(s, i, v->applies) : -1, must = v->must ? scene_register(s, i, v->must) : -1;
    const char *claims = claim_truth(s->arena, s->about, true, s->options->chinese);
    Span span = s->about->span;
    switch (s->about->kind) {
    case RULE_BENEFIT: case RULE_PRIORITY: never(s, i, &(Never){FIND_NOBODY, d->value, v->when, span, NULL, -1, claims}); return;
    case RULE_DEFINE:
        if (s->about->type.kind == TY_BOOL) never(s, i, &(Never){FIND_NOBODY, d->value, v->value, span, NULL, -1, claims});
        return;
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_ENCOURAGED: case RULE_TARGET:
        if (applies >= 0) never(s, i, &(Never){FIND_NEVER_APPLIES, applies, v->applies, v->applies->span, NULL, -1, NULL});
        if (must >= 0) never(s, i, &(Never){FIND_NOBODY, must, v->must, span, NULL, -1, claims});
        return;
    case RULE_LIST: break;
    }
    for (int k = 0; k < d->n_items; k++)
        if (v->items[k].condition) never(s, i, &(Never){FIND_ITEM_NEVER, d->items[k], v->items[k].condition, v->items[k].span, &v->items[k].name, k, NULL});
}
static void exceptions_never(Scene *s, int i)
{
    const RuleVersion *v = version_of(s, i);
    for (int k = 0; k < v->n_exceptions; k++) {
        const Exception *x = &v->exceptions[k];
        never(s, i, &(Never){FIND_EXCEPTION_NEVER, s->decision->versions[i].exceptions[k].holds, x->condition, x->span, &x->name, k, NULL});
    }
}
void prove_rules(Scene *s)
{
    for (int i = 0; i < s->decision->n_versions; i++) {
        if (scene_ask(s, FIND_NOBODY, s->about->span, s->active[i], NULL) != ANSWER_YES) continue; /* not in the days asked for */
        conflicts(s, i);
        rule_never(s, i);
        exceptions_never(s, i);
    }
}
