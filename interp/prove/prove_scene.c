/* One decision under question. See prove_scene.h.
 * Must never know what is checked. */
#include "interp/prove/prove_scene.h"
#include <string.h>
#include "interp/prove/claim.h"
#include "interp/engine/compare.h"
#include "interp/engine/findings.h"
#include "interp/prove/prove_pair.h"

static int decision_of(const Chunk *c, int rule)
{
    for (int i = 0; i < c->n_decisions; i++)
        if (c->decisions[i].rule == rule && c->decisions[i].n == 0) return i;
    return -1;
}
/* Which version counts on which days. */
static void find_active(Scene *s)
{
    const Logic *l = scene_logic(s);
    Term in_force = code_term(&s->code, s->decision->in_force);
    Truth later = l->no;
    s->active = arena_alloc(s->arena, (size_t)s->decision->n_versions * sizeof *s->active + 1);
    for (int i = s->decision->n_versions - 1; i >= 0; i--) {
        int32_t from = s->decision->versions[i].from;
        Truth begun = from == INT32_MIN ? l->yes : num_ge(l, s->code.law.v.n, date_constant(from).n);
        s->active[i] = logic_and3(l, in_force.yes, begun, logic_not(l, later));
        later = logic_or(l, later, begun);
    }
}
bool scene_open(Scene *s, Arena *arena, const fatiao_policy *policy, const ProveOptions *options, ProveReport *report, int rule)
{
    const Rule *about = &policy->program.rules[rule];
    int entity = about->subject >= 0 ? about->subject : 0;
    *s = (Scene){.arena = arena, .policy = policy, .options = options, .report = report, .rule = rule, .entity = entity, .chunk = policy->chunks[entity], .about = about};
    int decision = decision_of(s->chunk, rule);
    const FactLimits limits = {options->max_children, COMPARE_FIRST_YEAR, COMPARE_LAST_YEAR, COMPARE_NUMBER_MAX};
    if (decision < 0 || !question_open(&s->q, arena, limits)) return false;
    s->q.terms.lost = &s->lost;
    s->opened = true, s->decision = &s->chunk->decisions[decision];
    int32_t begins = about->unit >= 0 ? policy->program.regulations[about->unit].from : INT32_MIN;
    s->first = begins > options->from && begins <= options->to ? begins : options->from;
    s->as_of = question_day(&s->q, "as_of", options->from, options->to);
    Term day = term_known(&s->q.terms, s->as_of);
    code_open(&s->code, &s->q, &policy->program, s->chunk, day, day);
    outcome_of(&s->code, s->decision, outcome_scale(&s->code, s->decision), &s->outcome);
    s->q.terms.lost = NULL; /* of the decision itself */
    find_active(s);
    trial_open(&s->trial, arena, policy, entity, rule);
    ask_open(&s->ask, &s->q.terms, options->timeout_ms);
    return true;
}
void scene_close(Scene *s)
{
    if (!s->opened) return;
    ask_close(&s->ask);
    question_close(&s->q);
    trial_close(&s->trial);
}
Term scene_term(Scene *s, int reg) { return code_term(&s->code, reg); }
/* What is asked may bring new facts: they are given too, and may not be what the reader refuses. */
Answer scene_ask(Scene *s, FindingKind kind, Span span, Truth what, Sample *sample)
{
    const Logic *l = scene_logic(s);
    s->report->n_questions++;
    if (what == l->no) return ANSWER_NO;
    code_requirements(&s->code);
    ask_axioms(&s->ask);
    ask_push(&s->ask);
    ask_assert(&s->ask, logic_and(l, what, question_complete(&s->q, kind != FIND_OVERFLOW))); /* a parameter that nobody has supplied has no size */
    Answer answer = ask_check(&s->ask);
    if (answer == ANSWER_YES && sample) *sample = sample_of(s->arena, &s->q, &s->ask, s->as_of, s->as_of);
    ask_pop(&s->ask);
    if (answer == ANSWER_UNSETTLED) LIST_ADD(s->arena, s->report->open, s->report->n_open, (OpenQuestion){.kind = kind, .rule = s->rule, .span = span});
    return answer;
}
int scene_register(const Scene *s, int version, const Expr *e)
{
    const Origin *o = e ? chunk_origin(s->chunk, s->decision->versions[version].context, e->id) : NULL;
    return o && s->chunk->code[o->reg].space == 0 ? o->reg : -1;
}
bool scene_settled(const Scene *s, int reg) { return reg < 0 || s->chunk->code[reg].op == BC_CONST || s->chunk->code[reg].op == BC_BROKEN; }
Finding *scene_find(Scene *s, FindingKind kind, Span span, const char *label)
{
    LIST_ADD(s->arena, s->report->items, s->report->n_items, (Finding){.kind = kind, .rule = s->rule, .entity = s->entity, .other = -1, .label = label, .span = span, .example = ""});
    return &s->report->items[s->report->n_items - 1];
}

/* ---- what to show ---- */
const char *scene_otherwise(Scene *s, const DecisionResult *d)
{
    DecisionResult other = *d;
    bool chinese = s->options->chinese, *none;
    const Program *p = &s->policy->program;
    switch (d->status) {
    case STATUS_GRANTED: case STATUS_MET: case STATUS_DONE: return claim_truth(s->arena, d->rule, false, chinese);
    case STATUS_DENIED: case STATUS_UNMET: case STATUS_NOT_DONE: case STATUS_UNDETERMINED: case STATUS_CONFLICT: case STATUS_ERROR:
        if (d->rule->kind != RULE_DEFINE && d->rule->kind != RULE_LIST) return claim_truth(s->arena, d->rule, true, chinese);
        if (d->rule->kind != RULE_DEFINE) return "";
        if (d->rule->type.kind == TY_BOOL) return claim_truth(s->arena, d->rule, true, chinese);
        other.status = STATUS_VALUE; /* some value or other: there is none */
        other.value = (DecisionValue){.present = true, .type = d->rule->type, .text = ""};
        return claim_of(s->arena, p, &other, chinese);
    case STATUS_VALUE: break;
    case STATUS_NOT_IN_FORCE: case STATUS_REPEALED: case STATUS_COUNT_: return "";
    }
    if (d->rule->kind == RULE_LIST) {
        none = arena_alloc(s->arena, (size_t)d->version->n_items + 1);
        for (int i = 0; i < d->version->n_items; i++) none[i] = !d->item_certain[i];
        other.item_certain = none;
    } else if (d->value.type.kind == TY_BOOL) other.value.lo = !d->value.lo;
    else if (d->value.type.kind == TY_ENUM) other.value.lo = (d->value.lo + 1) % p->enums[d->value.type.ref].n_values;
    else if (d->value.type.kind == TY_TEXT) other.value.text = "";
    else other.value.lo = d->value.lo + 1;
    return claim_of(s->arena, p, &other, chinese);
}
static void nothing(void *ctx, const Sample *sample) { (void)ctx, (void)sample; }
void scene_show(Scene *s, Finding *f, Sample sample, bool (*shows)(void *, const Sample *), void *ctx, const char *claims)
{
    if (!s->hints.n_years && !s->hints.n_days && !s->hints.n_numbers) {
        bool *cone = arena_alloc(s->arena, (size_t)s->chunk->n_code + 1);
        for (int i = 0; i < s->chunk->n_code; i++) cone[i] = s->code.terms[i] != NULL;
        hints_add(s->arena, &s->hints, s->chunk, cone);
    }
    const ShrinkTest test = {ctx, shows, shows, nothing};
    if (shows(ctx, &sample)) shrink(s->arena, &sample, &s->hints, s->first, &test);
    f->sample = sample;
    f->has_sample = trial_run(&s->trial, s->arena, &sample, true, &f->result);
    if (!f->has_sample) return;
    if (!claims) claims = scene_otherwise(s, &f->result);
    if (*claims) f->example = sample_example(s->arena, &s->policy->program, s->entity, &sample, finding_title(s->arena, &s->policy->program, f, s->options->chinese), claims, s->options->chinese);
}
int scene_operands(const Expr *e, ExprKind op, const Expr **out, int max)
{
    if (e->kind == op && e->a && e->b) {
        int n = scene_operands(e->a, op, out, max);
        return n + scene_operands(e->b, op, out + n, max - n);
    }
    if (max > 0) out[0] = e;
    return max > 0;
}
static bool shows_inside(const Shows *w, const Vm *vm)
{
    if (!w->n_inside) return true;
    uint32_t lanes = vm_lanes(vm, w->s->chunk->code[w->inside[0]].space);
    for (uint32_t k = 0; k < lanes; k++) {
        bool so = true;
        for (int i = 0; so && i < w->n_inside; i++) {
            LaneValue v = vm_read(vm, w->inside[i], k);
            so = v.state == LANE_KNOWN && (v.lo != 0) == w->inside_so;
        }
        if (so) return true;
    }
    return false;
}
bool scene_shows(void *ctx, const Sample *sample)
{
    const Shows *w = ctx;
    Scene *s = w->s;
    DecisionResult d;
    if (!trial_run(&s->trial, s->arena, sample, true, &d)) return false;
    if (w->status == STATUS_COUNT_ ? d.status == STATUS_NOT_IN_FORCE || d.status == STATUS_REPEALED : d.status != w->status) return false;
    if (w->reason != REASON_NONE && d.reason != w->reason) return false;
    const Vm *vm = s->trial.runner.kept[s->entity];
    for (int i = 0; i < w->n_so; i++) {
        LaneValue v = vm_read(vm, w->so[i], 0);
        if (v.state != LANE_KNOWN || !v.lo) return false;
    }
    if (!shows_inside(w, vm)) return false;
    LaneValue odd = vm_read(vm, w->odd, 0);
    return !w->odd || (odd.state == LANE_KNOWN && (odd.lo != 0) == w->odd_so);
}
int scene_conjuncts(const Scene *s, int version, const Expr *e, int *regs, int max)
{
    if (!e || max <= 0) return 0;
    if (e->kind == E_AND) {
        int n = scene_conjuncts(s, version, e->a, regs, max);
        return n + scene_conjuncts(s, version, e->b, regs + n, max - n);
    }
    int reg = scene_register(s, version, e);
    if (scene_settled(s, reg)) return 0;
    regs[0] = reg;
    return 1;
}
bool scene_nearest(Scene *s, Truth what, const int *regs, int n, Sample *sample, int *so, int *n_so)
{
    const Logic *l = scene_logic(s);
    int open = s->report->n_open;
    *n_so = 0;
    if (scene_ask(s, FIND_COUNT_, s->about->span, what, sample) != ANSWER_YES) return s->report->n_open = open, false;
    for (int i = 0; i < n; i++) {
        Truth more = logic_and(l, what, scene_term(s, regs[i]).yes);
        if (scene_ask(s, FIND_COUNT_, s->about->span, more, sample) != ANSWER_YES) continue;
        what = more;
        so[(*n_so)++] = regs[i];
    }
    s->report->n_open = open; /* an example less near is an example still */
    return true;
}
