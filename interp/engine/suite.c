/* One example: its facts as a record, its assumptions in place of rules, the readings it takes, its expectations against the decisions. See suite.h.
 * Must never know any stage's inside, or how results are shown. */
#include "interp/engine/suite.h"
#include <string.h>
#include "interp/code/emit.h"
#include "interp/base/number.h"

/* ---- assumptions and readings: the program is another ---- */
static bool constant(const Expr *e, int64_t *out)
{
    switch (e->kind) {
    case E_CONST: *out = e->v.i; return true;
    case E_NEG: return constant(e->a, out) && number_subtract(0, *out, out);
    case E_RESCALE: return constant(e->a, out) && number_rescale(*out, e->a->type.scale, e->type.scale, out);
    default: return false;
    }
}
/* The rule gives the assumed value and asks nothing. */
static void assume_rule(Arena *arena, Rule *rule, Expr *value)
{
    RuleVersion *v = arena_alloc(arena, sizeof *v);
    *v = (RuleVersion){.from = INT32_MIN, .article = rule->n_versions ? rule->versions[0].article : -1, .span = rule->span, .amount_type = rule->type};
    switch (rule->kind) {
    case RULE_DEFINE: v->value = value; break;
    case RULE_BENEFIT: case RULE_PRIORITY:
        if (value->type.kind == TY_NUM) v->amount = value, v->amount_kind = AMOUNT_EXACT;
        else v->when = value;
        break;
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_ENCOURAGED: case RULE_TARGET: v->must = value; break;
    case RULE_LIST: return; /* cannot be assumed */
    }
    rule->versions = v, rule->n_versions = 1, rule->unit = -1;
}
static bool assume_param(Arena *arena, Param *param, const Expr *value)
{
    ParamVersion *v = arena_alloc(arena, sizeof *v);
    *v = (ParamVersion){.from = INT32_MIN, .state = PV_KNOWN, .span = value->span};
    param->versions = v, param->n_versions = 1, param->verified_until = INT32_MAX;
    return constant(value, &v->value);
}
static const Chunk *other_chunk(Arena *arena, const Program *program, const Example *x, const char **why)
{
    Program other = *program;
    other.rules = arena_grow(arena, program->rules, (size_t)other.n_rules * sizeof *other.rules, (size_t)other.n_rules * sizeof *other.rules + 1);
    other.params = arena_grow(arena, program->params, (size_t)other.n_params * sizeof *other.params, (size_t)other.n_params * sizeof *other.params + 1);
    other.readings = arena_grow(arena, program->readings, (size_t)other.n_readings * sizeof *other.readings, (size_t)other.n_readings * sizeof *other.readings + 1);
    for (int i = 0; i < x->n_taken; i++) other.readings[x->taken[i].reading].chosen = x->taken[i].option;
    for (int i = 0; i < x->n_assumptions; i++) {
        const Assumption *a = &x->assumptions[i];
        if (a->rule >= 0) assume_rule(arena, &other.rules[a->rule], a->value);
        else if (!assume_param(arena, &other.params[a->param], a->value)) { *why = "an assumption that is no constant"; return NULL; }
    }
    const Chunk *c = emit_chunk(&other, x->entity, arena, why);
    return c && chunk_verify(c, why) ? c : NULL;
}

/* ---- what was expected ---- */
static DecisionValue expected_value(const Expectation *e)
{
    DecisionValue v = {0};
    if (!e->value) return v;
    v.type = e->value->type;
    if (v.type.kind == TY_TEXT) v.text = e->value->v.text, v.present = true;
    else v.present = constant(e->value, &v.lo), v.hi = v.lo;
    return v;
}
static bool same_value(const DecisionValue *want, const DecisionValue *got)
{
    if (!want->present || !got->present || want->type.kind != got->type.kind) return false;
    if (want->type.kind == TY_TEXT) return want->text && got->text && strcmp(want->text, got->text) == 0;
    if (want->type.kind == TY_NUM) return number_compare(want->lo, want->type.scale, got->lo, got->type.scale) == 0;
    return want->lo == got->lo;
}
static bool yes(const DecisionResult *d)
{
    return d->status == STATUS_GRANTED || d->status == STATUS_MET || d->status == STATUS_DONE || (d->status == STATUS_VALUE && d->rule->type.kind == TY_BOOL && d->value.lo);
}
static bool no(const DecisionResult *d)
{
    return d->status == STATUS_DENIED || d->status == STATUS_UNMET || d->status == STATUS_NOT_DONE || (d->status == STATUS_VALUE && d->rule->type.kind == TY_BOOL && d->value.present && !d->value.lo);
}
/* A path of an example names all elements of a list where it has no number. */
static bool same_path(const char *want, const char *got)
{
    for (; *want && *got; want++, got++) {
        if (*got == '[' && *want != '[') got += strcspn(got, "]") + 1;
        if (*got != *want) return false;
    }
    if (*got == '[') got += strcspn(got, "]") + 1;
    return !*want && !*got;
}
static bool is_missing(const DecisionResult *d, const char *path)
{
    for (int i = 0; i < d->n_missing; i++)
        if (same_path(path, d->missing[i].path) || same_path(path, d->missing[i].path_zh)) return true;
    return false;
}
static bool all_missing(const DecisionResult *d, const Expectation *e)
{
    for (int i = 0; i < e->n_missing; i++)
        if (!is_missing(d, e->missing[i])) return false;
    return true;
}
/* The items of a list, each as often as it is named. */
static bool same_items(const DecisionResult *d, const Expectation *e)
{
    int n = 0;
    if (d->status != STATUS_VALUE) return false;
    for (int i = 0; i < d->version->n_items; i++) {
        bool named = false;
        const Name *name = &d->version->items[i].name;
        for (int k = 0; k < e->n_missing; k++) named |= strcmp(e->missing[k], name->zh) == 0 || strcmp(e->missing[k], name->alias) == 0;
        if (named != d->item_certain[i]) return false;
        n += named;
    }
    return n == e->n_missing;
}
static bool met(const DecisionResult *d, const Expectation *e)
{
    DecisionValue want;
    switch (e->kind) {
    case EXPECT_GRANTED: return yes(d);
    case EXPECT_DENIED: return no(d);
    case EXPECT_UNDETERMINED: return d->status == STATUS_UNDETERMINED && all_missing(d, e);
    case EXPECT_CONFLICT: return d->status == STATUS_CONFLICT;
    case EXPECT_VALUE:
        if (d->rule->kind == RULE_LIST) return same_items(d, e);
        want = expected_value(e);
        return (d->status == STATUS_VALUE || d->status == STATUS_GRANTED) && same_value(&want, &d->value);
    }
    return false;
}

/* ---- in words ---- */
static bool about_duty(const Rule *r) { return r->kind == RULE_DUTY || r->kind == RULE_PROHIBITION || r->kind == RULE_TARGET || r->kind == RULE_ENCOURAGED; }
static const char *value_words(Arena *arena, const Program *program, const DecisionValue *v, bool chinese)
{
    const char *unit = v->type.kind == TY_NUM ? (chinese ? unit_name_zh(v->type.unit) : unit_name_en(v->type.unit)) : "";
    return arena_printf(arena, "%s%s%s", decide_value_text(arena, program, v, chinese), *unit ? " " : "", unit);
}
static const char *want_words(Arena *arena, const Program *program, const Expectation *e, bool chinese)
{
    const Rule *rule = &program->rules[e->rule];
    const char *name = chinese ? rule->name.zh : rule->name.alias;
    DecisionValue v;
    bool duty = about_duty(rule);
    switch (e->kind) {
    case EXPECT_GRANTED: return arena_printf(arena, "%s %s", chinese ? (duty ? "做到" : "应得") : duty ? "met" : "granted", name);
    case EXPECT_DENIED: return arena_printf(arena, "%s %s", chinese ? (duty ? "未做到" : "不应得") : duty ? "unmet" : "denied", name);
    case EXPECT_UNDETERMINED: return e->text; /* paths and items in the words of the file */
    case EXPECT_CONFLICT: return arena_printf(arena, chinese ? "冲突 %s" : "conflict %s", name);
    case EXPECT_VALUE:
        if (rule->kind == RULE_LIST) return arena_printf(arena, chinese ? "结果 %s = %s" : "result %s = %s", name, e->text);
        v = expected_value(e);
        return arena_printf(arena, chinese ? "结果 %s = %s" : "result %s = %s", name, value_words(arena, program, &v, chinese));
    }
    return name;
}
static const char *got_words(Arena *arena, const WriteContext *cx, const DecisionResult *d)
{
    const char *status = status_name(d->status, cx->chinese), *reason = write_why(arena, cx, d), *sep = cx->chinese ? "，" : ", ";
    if (d->rule->kind == RULE_LIST && d->status == STATUS_VALUE) return arena_printf(arena, "{%s}", write_plain(arena, cx, d));
    if (d->status == STATUS_VALUE) return value_words(arena, cx->program, &d->value, cx->chinese);
    if (d->status == STATUS_GRANTED && d->value.present) return arena_printf(arena, "%s%s%s", status, sep, value_words(arena, cx->program, &d->value, cx->chinese));
    if (d->n_missing) return arena_printf(arena, cx->chinese ? "%s，缺 %s" : "%s, missing %s", status, write_missing_plain(arena, d, cx->chinese));
    if (reason) return arena_printf(arena, "%s%s%s", status, sep, reason);
    return status;
}

/* ---- running ---- */
/* scratch: of this example alone; arena: what is kept of it. */
typedef struct { Arena *arena, scratch; Runner *runner, own; const Example *example; bool chinese, fine; Coverage *coverage; SuiteCase *out; } Run;
static bool fault(Run *r, const Expectation *e, const char *got)
{
    const Program *program = &r->runner->policy->program;
    LIST_ADD(r->arena, r->out->faults, r->out->n_faults, (SuiteFault){e, want_words(r->arena, program, e, r->chinese), got});
    return true;
}
static bool check(Run *r, Vm *vm, const Expectation *e)
{
    const Program *program = &r->runner->policy->program;
    const Chunk *c = runner_chunk(r->runner);
    const WriteContext cx = {.program = program, .chunk = c, .vm = vm, .chinese = r->chinese};
    for (int i = 0; i < c->n_decisions; i++) {
        if (c->decisions[i].rule != e->rule) continue;
        DecisionResult d;
        if (!runner_decide(r->runner, &r->scratch, vm, true, i, 0, &d)) return false;
        return met(&d, e) || fault(r, e, got_words(r->arena, &cx, &d));
    }
    const Name *entity = &program->entities[r->example->entity].name;
    return fault(r, e, arena_printf(r->arena, r->chinese ? "对 %s 没有这个决定" : "no such decision about %s", r->chinese ? entity->zh : entity->alias));
}
static void read_options(FactsReader *reader, const Example *x)
{
    facts_options(reader, (FactsOptions){.entity = x->entity, .has_as_of = true, .has_law_as_of = true, .as_of = x->as_of, .law_as_of = x->law_as_of});
}
static bool run_record(Run *r)
{
    const Example *x = r->example;
    FactsReader *reader = r->runner->reader;
    const uint32_t lane = 0;
    FactsError error;
    char text[1024];
    read_options(reader, x);
    switch (facts_read(reader, x->record_json, strlen(x->record_json), 0)) {
    case FACTS_ADDED: break;
    case FACTS_BAD:
        error = *facts_error(reader);
        error.byte = 0; /* of a text that nobody has written */
        facts_error_print(&error, r->chinese, text, sizeof text);
        r->out->trouble = arena_strndup(r->arena, text, strlen(text));
        return true;
    case FACTS_FULL: case FACTS_NO_MEMORY: return false;
    }
    Vm *vm = runner_keep(r->runner, &r->scratch, &lane, 1);
    bool fine = vm != NULL;
    for (int i = 0; fine && i < x->n_expectations; i++) fine = check(r, vm, &x->expectations[i]);
    if (fine && r->coverage) coverage_mark(r->coverage, runner_chunk(r->runner), vm, x);
    return fine;
}
/* With assumptions or under another reading the rules are others: a runner of its own. */
/* *why: it does not compile. False: no memory. */
static bool open_apart(Arena *arena, Runner *own, const Runner *of, const Example *x, const char **why)
{
    const fatiao_policy *policy = of->policy;
    size_t size = (size_t)policy->program.n_entities * sizeof(Chunk *);
    const Chunk **chunks = arena_alloc(arena, size + 1);
    *why = NULL;
    memcpy(chunks, policy->chunks, size);
    chunks[x->entity] = other_chunk(arena, &policy->program, x, why);
    return !chunks[x->entity] || runner_open(own, policy, &of->allocator, chunks, NULL);
}
static bool run_apart(Run *r)
{
    const char *why;
    if (!open_apart(&r->scratch, &r->own, r->runner, r->example, &why)) return false;
    if (!r->own.policy) { r->out->trouble = why; return true; }
    r->runner = &r->own;
    return run_record(r);
}
static void work(void *ctx)
{
    Run *r = ctx;
    r->arena->escape = r->scratch.escape; /* want of memory in either ends this example, and nothing is lost */
    r->fine = r->example->n_assumptions || r->example->n_taken ? run_apart(r) : run_record(r);
}
bool suite_run(Arena *arena, Runner *runner, const Example *example, bool chinese, Coverage *coverage, SuiteCase *out)
{
    *out = (SuiteCase){.example = example};
    Run r = {.arena = arena, .runner = runner, .example = example, .chinese = chinese, .coverage = coverage, .out = out};
    jmp_buf *escape = arena->escape;
    arena_init(&r.scratch, &arena->allocator);
    bool fine = engine_guard(&r.scratch, work, &r) && r.fine;
    arena->escape = escape;
    runner_close(&r.own);
    arena_free(&r.scratch);
    facts_clear(runner->reader);
    return fine;
}

/* ---- against what is asserted ---- */
typedef struct { Arena *arena, scratch; Runner *runner, own; const Asserted *asserted; SuiteCase *out; bool fine; } Held;
static bool is_broken(Held *h, Vm *vm, int rule, bool *broken)
{
    const Chunk *c = runner_chunk(h->runner);
    *broken = false;
    for (int i = 0; i < c->n_decisions; i++) {
        DecisionResult d;
        if (c->decisions[i].rule != rule) continue;
        if (!runner_decide(h->runner, &h->scratch, vm, false, i, 0, &d)) return false;
        *broken |= no(&d);
    }
    return true;
}
static void hold(void *ctx)
{
    Held *h = ctx;
    const Example *x = h->out->example;
    const Program *p = &h->asserted->policy.program;
    const char *why;
    h->arena->escape = h->scratch.escape;
    if (x->n_assumptions) {
        if (!open_apart(&h->scratch, &h->own, h->runner, x, &why)) return;
        h->runner = &h->own;
        if (!h->own.policy) { h->fine = true; return; } /* which running it has said */
    }
    read_options(h->runner->reader, x);
    if (facts_read(h->runner->reader, x->record_json, strlen(x->record_json), 0) != FACTS_ADDED) return;
    Vm *vm = runner_run(h->runner);
    h->fine = vm != NULL;
    for (int i = 0; h->fine && i < p->n_assertions; i++) {
        bool broken = false;
        if (p->assertions[i].claim) h->fine = is_broken(h, vm, h->asserted->rules[i], &broken);
        if (broken) LIST_ADD(h->arena, h->out->broken, h->out->n_broken, &p->assertions[i]);
    }
}
bool suite_hold(Arena *arena, Runner *runner, const Asserted *asserted, SuiteCase *c)
{
    if (c->trouble || c->example->n_taken) return true;
    for (int i = 0; i < c->example->n_assumptions; i++)
        if (c->example->assumptions[i].rule >= 0) return true;
    Held h = {.arena = arena, .runner = runner, .asserted = asserted, .out = c};
    jmp_buf *escape = arena->escape;
    arena_init(&h.scratch, &arena->allocator);
    bool fine = engine_guard(&h.scratch, hold, &h) && h.fine;
    arena->escape = escape;
    runner_close(&h.own);
    arena_free(&h.scratch);
    facts_clear(runner->reader);
    return fine;
}
bool suite_passed(const SuiteCase *c) { return !c->trouble && c->n_faults == 0 && c->n_broken == 0; }
