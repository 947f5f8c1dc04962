/* Rules to instructions: versions, exceptions, conflicts, shares. Knows rules. Must never know expressions' inside, or how anything runs. */
#include "interp/code/bytecode_table.h"
#include "interp/code/emit_internal.h"

static const Site *site_at(const Emit *em, int site) { return &em->sites[site]; }
static Value expr_or_true(Emit *em, int site, const Expr *e) { return e ? emit_expr(em, site, e) : emit_truth(em, true); }
static RegKind define_kind(const Rule *rule) { return emit_type_kind(rule->type); }

/* ---- exceptions ---- */
/* value: of a define, or granted; before and after the exceptions. */
typedef struct { Value base, value, amount, conflict; bool has_amount; } Outcome;
static Value equal_values(Emit *em, int home, Value a, Value b) { return emit_compare(em, home, CMP_EQ, a, b); }
static Value holds(Emit *em, int site, const RuleVersion *v, int i, int depth)
{
    if (depth > v->n_exceptions) { emit_fail(em, "exceptions go in a circle"); return emit_truth(em, false); }
    Value h = expr_or_true(em, site, v->exceptions[i].condition);
    for (int k = 0; k < v->n_exceptions; k++)
        if (v->exceptions[k].overrides == i) h = emit_and(em, site_at(em, site)->home, h, emit_not(em, holds(em, site, v, k, depth + 1)));
    return h;
}
typedef struct { Value holds, value, amount; } Branch;
static Value differ(Emit *em, int home, const Branch *a, const Branch *b, bool amounts)
{
    Value same = equal_values(em, home, a->value, b->value);
    if (amounts) same = emit_and(em, home, same, emit_or(em, home, emit_not(em, b->value), equal_values(em, home, a->amount, b->amount)));
    return emit_and(em, home, emit_and(em, home, a->holds, b->holds), emit_not(em, same));
}
static Value unless(Emit *em, int home, Value v, Value conflict)
{
    int64_t c;
    if (emit_constant(em, conflict, &c) && !c) return v;
    int seq = emit_meet(em, home, v.seq, conflict.seq);
    v = emit_arrange(em, v, seq), conflict = emit_arrange(em, conflict, seq);
    return emit_instr(em, (Instr){.op = BC_UNLESS, .kind = (uint8_t)emit_kind(em, v), .aux = REASON_CONFLICT, .a = (uint32_t)v.reg, .b = (uint32_t)conflict.reg}, seq);
}
static Outcome outcome(Emit *em, int site, const Rule *rule, const RuleVersion *v)
{
    int home = site_at(em, site)->home, n = 0;
    bool define = rule->kind == RULE_DEFINE;
    Outcome out = {.conflict = emit_truth(em, false), .has_amount = !define && v->amount};
    out.base = out.value = define ? emit_expr(em, site, v->value) : expr_or_true(em, site, v->when);
    if (out.has_amount) out.amount = emit_expr(em, site, v->amount);
    Branch *branch = arena_alloc(em->arena, (size_t)v->n_exceptions * sizeof *branch + 1);
    for (int i = 0; i < v->n_exceptions; i++) {
        const Exception *x = &v->exceptions[i];
        if (x->off) continue;
        branch[n].holds = holds(em, site, v, i, 0);
        branch[n].value = x->value ? emit_expr(em, site, x->value) : emit_truth(em, x->grant);
        if (out.has_amount) branch[n].amount = x->amount ? emit_expr(em, site, x->amount) : out.amount;
        for (int k = 0; k < n; k++) out.conflict = emit_or(em, home, out.conflict, differ(em, home, &branch[k], &branch[n], out.has_amount));
        n++;
    }
    for (int i = n - 1; i >= 0; i--) {
        out.value = emit_select(em, home, branch[i].holds, branch[i].value, out.value);
        if (out.has_amount) out.amount = emit_select(em, home, branch[i].holds, branch[i].amount, out.amount);
    }
    out.value = unless(em, home, out.value, out.conflict);
    if (out.has_amount) out.amount = unless(em, home, out.amount, out.conflict);
    return out;
}

/* ---- a rule as a fact of another ---- */
static Value duty_truth(Emit *em, int site, const RuleVersion *v)
{
    Value applies = expr_or_true(em, site, v->applies), must = expr_or_true(em, site, v->must);
    return emit_or(em, site_at(em, site)->home, emit_not(em, applies), must);
}
static Value item_truth(Emit *em, int site, const RuleVersion *v, int item)
{
    Value common = expr_or_true(em, site, v->when), own = expr_or_true(em, site, v->items[item].condition);
    return emit_and(em, site_at(em, site)->home, common, own);
}
static Value version_aspect(Emit *em, int site, const Rule *rule, const RuleVersion *v, Aspect aspect, int item)
{
    Outcome o;
    switch (rule->kind) {
    case RULE_DEFINE: return outcome(em, site, rule, v).value;
    case RULE_LIST: return item < v->n_items ? item_truth(em, site, v, item) : emit_truth(em, false);
    case RULE_BENEFIT: case RULE_PRIORITY:
        o = outcome(em, site, rule, v);
        if (aspect == ASPECT_GRANTED || aspect == ASPECT_VALUE) return o.value;
        if (!o.has_amount) return emit_const(em, KIND_I64, 0);
        return emit_select(em, site_at(em, site)->home, o.value, o.amount, emit_const(em, KIND_I64, 0));
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_ENCOURAGED: case RULE_TARGET: return duty_truth(em, site, v);
    }
    return emit_truth(em, false);
}
static Value started(Emit *em, int site, const Rule *rule)
{
    return rule->n_versions ? emit_since(em, site_at(em, site), rule->versions[0].from) : emit_truth(em, false);
}
static Value ended(Emit *em, int site, const Rule *rule)
{
    int32_t until = rule->unit >= 0 ? em->program->regulations[rule->unit].until : INT32_MAX;
    return until == INT32_MAX ? emit_truth(em, false) : emit_since(em, site_at(em, site), until);
}
static bool ever_in_force(const Rule *rule) { return rule->kind == RULE_DEFINE || rule->kind == RULE_LIST; }
static Value in_force(Emit *em, int site, const Rule *rule)
{
    int home = site_at(em, site)->home;
    Value ok = started(em, site, rule);
    if (rule->unit < 0 || ever_in_force(rule)) return ok;
    ok = emit_and(em, home, ok, emit_since(em, site_at(em, site), em->program->regulations[rule->unit].from));
    return emit_and(em, home, ok, emit_not(em, ended(em, site, rule)));
}
static Value aspect_value(Emit *em, int site, const Rule *rule, Aspect aspect, int item)
{
    int home = site_at(em, site)->home;
    bool number = (rule->kind == RULE_BENEFIT || rule->kind == RULE_PRIORITY) && aspect != ASPECT_GRANTED && aspect != ASPECT_VALUE;
    RegKind kind = rule->kind == RULE_DEFINE ? define_kind(rule) : number ? KIND_I64 : KIND_BIT;
    if (!rule->n_versions) return emit_broken(em, kind, REASON_NO_VERSION);
    Value v = version_aspect(em, site, rule, &rule->versions[0], aspect, item);
    for (int i = 1; i < rule->n_versions; i++)
        v = emit_select(em, home, emit_since(em, site_at(em, site), rule->versions[i].from), version_aspect(em, site, rule, &rule->versions[i], aspect, item), v);
    Value outside = ever_in_force(rule) ? emit_broken(em, emit_kind(em, v), REASON_NO_VERSION) : emit_const(em, emit_kind(em, v), 0);
    return emit_select(em, home, in_force(em, site, rule), v, outside);
}
Value emit_rule(Emit *em, int site, int index, Aspect aspect, int item)
{
    bool found;
    const Rule *rule = &em->program->rules[index];
    int detail = (int)aspect << 16 | item;
    if (em->failed) return (Value){0, SEQ_ROOT};
    Memo *memo = emit_memo(em, site, rule, detail, &found);
    if (found) return memo->value;
    Value v = aspect_value(em, site, rule, aspect, item);
    memo = emit_memo(em, site, rule, detail, &found);
    memo->value = v;
    return v;
}

/* ---- decisions ---- */
static int root(Emit *em, Value v) { return emit_arrange(em, v, SEQ_ROOT).reg; }
static int optional(Emit *em, int site, const Expr *e) { return e ? root(em, emit_expr(em, site, e)) : -1; }
/* Each payer's part is the amount times its share, rounded; the last takes what is left. */
static Value part(Emit *em, int site, const RuleVersion *v, Value amount, const Expr *share)
{
    int home = site_at(em, site)->home;
    Value ratio = emit_expr(em, site, share);
    uint8_t scale = v->amount_type.scale;
    bool quotient = emit_kind(em, ratio) == KIND_QUOT;
    if (!quotient) ratio = emit_convert(em, ratio, KIND_I64);
    Value product = emit_binary(em, home, quotient ? BC_QMUL : BC_MUL, quotient ? KIND_QUOT : KIND_I64, amount, ratio);
    if (quotient) {
        Instr in = em->code[product.reg];
        in.scale[0] = scale;
        product = emit_instr(em, in, product.seq);
    }
    Instr round = {.op = quotient ? BC_QROUND : BC_ROUND, .kind = KIND_I64, .aux = (uint8_t)v->share_mode, .a = (uint32_t)product.reg, .imm = v->share_step > 0 ? v->share_step : 1};
    round.scale[0] = quotient ? 0 : (uint8_t)(scale + share->type.scale), round.scale[1] = round.scale[2] = scale;
    if (round.scale[0] > SCALE_MAX) emit_fail(em, "a share has too many digits after the point");
    return emit_instr(em, round, product.seq);
}
static void emit_parts(Emit *em, int site, const RuleVersion *v, Value amount, DecisionVersion *out)
{
    Value left = amount = emit_convert(em, amount, KIND_I64);
    out->parts = arena_alloc(em->arena, (size_t)v->n_shares * sizeof *out->parts + 1);
    for (int i = 0; i + 1 < v->n_shares; i++) {
        Value one = part(em, site, v, amount, v->shares[i]);
        left = emit_binary(em, site_at(em, site)->home, BC_SUB, KIND_I64, left, one);
        out->parts[i] = root(em, one);
    }
    out->parts[v->n_shares - 1] = root(em, left);
    out->n_parts = v->n_shares;
}
static void emit_exceptions(Emit *em, int site, const RuleVersion *v, DecisionVersion *out)
{
    out->exceptions = arena_alloc(em->arena, (size_t)v->n_exceptions * sizeof *out->exceptions + 1);
    out->n_exceptions = v->n_exceptions;
    for (int i = 0; i < v->n_exceptions; i++) {
        const Exception *x = &v->exceptions[i];
        out->exceptions[i] = (ExceptionRegisters){root(em, holds(em, site, v, i, 0)), -1, -1};
        if (x->off) continue;
        out->exceptions[i].value = x->value ? optional(em, site, x->value) : root(em, emit_truth(em, x->grant));
        out->exceptions[i].amount = optional(em, site, x->amount);
    }
}
static void emit_items(Emit *em, int site, const RuleVersion *v, DecisionVersion *out)
{
    out->items = arena_alloc(em->arena, (size_t)v->n_items * sizeof *out->items + 1);
    out->n_items = v->n_items;
    for (int i = 0; i < v->n_items; i++) out->items[i] = root(em, item_truth(em, site, v, i));
}
static void emit_version(Emit *em, int site, const Rule *rule, const RuleVersion *v, DecisionVersion *out)
{
    *out = (DecisionVersion){.from = v->from, .context = site, .value = -1, .base = -1, .amount = -1, .conflict = -1, .due = -1};
    out->when = optional(em, site, v->when), out->applies = optional(em, site, v->applies);
    out->weight = optional(em, site, v->weight), out->year = optional(em, site, v->year), out->deadline = optional(em, site, v->deadline);
    if (rule->kind == RULE_LIST) { emit_items(em, site, v, out); return; }
    if (rule->kind != RULE_DEFINE && rule->kind != RULE_BENEFIT && rule->kind != RULE_PRIORITY) {
        out->value = out->base = root(em, duty_truth(em, site, v));
        if (v->year && v->due_year) out->due = root(em, emit_compare(em, SEQ_ROOT, CMP_GE, emit_expr(em, site, v->year), emit_expr(em, site, v->due_year)));
        return;
    }
    Outcome o = outcome(em, site, rule, v);
    out->value = root(em, o.value), out->base = root(em, o.base), out->conflict = root(em, o.conflict);
    if (o.has_amount) out->amount = root(em, o.amount);
    if (o.has_amount && v->n_shares > 0) emit_parts(em, site, v, o.amount, out);
    emit_exceptions(em, site, v, out);
}
void emit_decision(Emit *em, int site, int index, Decision *out)
{
    const Rule *rule = &em->program->rules[index];
    out->rule = index, out->rule_kind = (uint8_t)rule->kind;
    out->in_force = root(em, in_force(em, site, rule)), out->repealed = root(em, ended(em, site, rule));
    out->versions = arena_alloc(em->arena, (size_t)rule->n_versions * sizeof *out->versions + 1);
    out->n_versions = rule->n_versions;
    for (int i = 0; i < rule->n_versions && !em->failed; i++) emit_version(em, site, rule, &rule->versions[i], &out->versions[i]);
}
