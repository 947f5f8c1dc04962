/* One decision with its reasons: what is explained, and what it draws on (parameters, readings, articles, shares). See explain.h.
 * Must never evaluate anything. */
#include "interp/explain/explain.h"
#include <string.h>
#include "interp/explain/explain_internal.h"

/* ---- what was used ---- */
void why_uses_param(Teller *t, const Spot *at, int param)
{
    ParamUse use = {param, -1, law_date_at(t, at), false};
    use.version = param_version(t->in->program, param, use.law_date);
    use.stale = use.law_date > t->in->program->params[param].verified_until;
    for (int i = 0; i < t->out->n_params; i++)
        if (t->out->params[i].param == param && t->out->params[i].version == use.version) return;
    LIST_ADD(t->arena, t->out->params, t->out->n_params, use);
}
static void cite(Teller *t, int article)
{
    Explanation *x = t->out;
    for (int i = 0; i < x->n_articles; i++) if (x->articles[i] == article) return;
    if (article >= 0 && article < t->in->program->n_articles) LIST_ADD(t->arena, x->articles, x->n_articles, article);
}
static void cite_below(Teller *t, const Why *w, bool deciding)
{
    if (w->decides == deciding && (w->kind == WHY_RULE || w->kind == WHY_ITEM || (w->kind == WHY_EXCEPTION && w->truth != TRUTH_FALSE))) cite(t, w->article);
    for (int i = 0; i < w->n_child && !w->same; i++) cite_below(t, w->child[i], deciding);
}
static void add_reading(Teller *t, int reading)
{
    Explanation *x = t->out;
    for (int i = 0; i < x->n_readings; i++) if (x->readings[i] == reading) return;
    LIST_ADD(t->arena, x->readings, x->n_readings, reading);
}
static void readings_named(Teller *t, const Why *w)
{
    int option, reading = w->kind == WHY_FIXED && w->expr ? expr_reading(w->expr, &option) : -1;
    if (reading >= 0) add_reading(t, reading);
    for (int i = 0; i < w->n_child && !w->same; i++) readings_named(t, w->child[i]);
}
/* Readings of the decision's own article that no rule can name: they have no other form than the rule as it stands. */
static void readings_of_article(Teller *t)
{
    for (int i = 0; i < t->in->program->n_readings; i++) {
        const Reading *r = &t->in->program->readings[i];
        bool other = false;
        for (int k = 0; k < r->n_options; k++) other |= k != r->adopted && r->computable[k];
        if (!other && t->out->version && r->article >= 0 && r->article == t->out->version->article) add_reading(t, i);
    }
}

/* ---- the decision ---- */
static Name subject_path(Teller *t, const Decision *d)
{
    Name name = {"", ""};
    for (int i = 0, entity = t->in->chunk->entity; i < d->n; i++) {
        const Field *f = &t->in->program->entities[entity].fields[d->field[i]];
        name = path_join(t, name, f->name), entity = f->type.ref;
    }
    return name;
}
static void add_shares(Teller *t, const Spot *at, const DecisionVersion *v)
{
    Explanation *x = t->out;
    for (int i = 0; i < v->n_parts && i < x->version->n_payers && i < x->version->n_shares; i++) {
        ShareUse use = {.payer = &x->version->payers[i], .ratio = seen_read(t, at, x->version->shares[i])};
        use.part = seen_register(t, v->parts[i], at->lane, x->version->amount_type);
        LIST_ADD(t->arena, x->shares, x->n_shares, use);
    }
}
static void tell(Teller *t, const Decision *d)
{
    Explanation *x = t->out;
    const DecisionVersion *v = &d->versions[x->result.version_index];
    Spot at = {.context = v->context, .lane = t->in->lane, .frame = {x->subject}, .n_frames = 1};
    Why *root = x->root = why_new(t, WHY_RULE, NULL);
    root->rule = x->rule, root->name = x->subject;
    root->seen = seen_register(t, v->value, at.lane, x->rule->kind == RULE_DEFINE ? x->rule->type : (Type){.kind = TY_BOOL});
    root->truth = root->seen.type.kind == TY_BOOL ? truth_of(&root->seen) : TRUTH_NONE;
    why_rule(t, &at, root, ASPECT_VALUE, -1, true, v);
    why_mark(root);
    add_shares(t, &at, v);
    if (v->weight >= 0 && x->version->weight) x->weight = seen_register(t, v->weight, at.lane, x->version->weight->type);
    if (x->version->due_year) x->due_year = seen_read(t, &at, x->version->due_year);
    if (v->deadline >= 0 && x->version->deadline) x->deadline = seen_register(t, v->deadline, at.lane, x->version->deadline->type);
}
void explain_take_advice(Explanation *explanation, const Advice *advice) { explanation->advice = advice; }
void explain_take_sets(Explanation *explanation, const MissingSets *sets) { explanation->sets = sets; }
bool explain_is_open(const Explanation *explanation) { return explanation->result.status == STATUS_UNDETERMINED; }
Explanation *explain_build(Arena *arena, const ExplainInput *input, int decision)
{
    Explanation *x = arena_alloc(arena, sizeof *x);
    const Decision *d = &input->chunk->decisions[decision];
    Teller t = {.arena = arena, .in = input, .out = x};
    *x = (Explanation){.program = input->program, .sources = input->sources, .chunk = input->chunk, .rule = &input->program->rules[d->rule], .entity = input->chunk->entity};
    x->weight.state = x->deadline.state = x->due_year.state = LANE_BROKEN;
    vm_dates(input->vm, input->lane, &x->as_of, &x->law_date);
    if (input->facts) {
        FactsRow row = facts_row(input->facts, input->row);
        if (row.id) x->id = arena_strndup(arena, row.id, row.id_len);
    }
    decide_read(arena, input->program, input->chunk, input->vm, decision, input->lane, &x->result);
    if (!decide_missing(arena, input->program, input->chunk, input->vm, input->lane, &x->result)) return NULL;
    x->version = x->result.version, x->subject = subject_path(&t, d);
    bool lasting = x->rule->kind == RULE_DEFINE || x->rule->kind == RULE_LIST;
    if (x->version && (lasting || (x->result.status != STATUS_NOT_IN_FORCE && x->result.status != STATUS_REPEALED))) tell(&t, d);
    if (x->version) cite(&t, x->version->article);
    if (x->root) cite_below(&t, x->root, true);
    x->n_deciding = x->n_articles;
    if (x->root) cite_below(&t, x->root, false), readings_named(&t, x->root);
    readings_of_article(&t);
    return x;
}
