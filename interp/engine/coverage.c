/* Conditions collected from the rules, marked by what the registers say. See coverage.h.
 * Must never know what an example expects. */
#include "interp/engine/coverage.h"
#include <string.h>

/* ---- collecting ---- */
/* slots: the conditions by rule and span, 1 + index, open addressing. */
typedef struct { Arena *arena; Coverage *out; int rule, article; const Guard *guard; int *slots; uint32_t mask; } Collect;
static void collect_values(Collect *c, const Expr *e);
static void collect_conditions(Collect *c, const Expr *e, const char *label);

/* ---- readings: what they leave no part in the answer ---- */
static bool asks_reading(Coverage *v, const Expr *e)
{
    enum { NO = 1, YES };
    if (!e) return false;
    if (e->kind == E_CONST) return e->ref;
    if (e->kind != E_NOT && e->kind != E_AND && e->kind != E_OR) return false;
    if (!v->asks[e->id]) v->asks[e->id] = asks_reading(v, e->a) || asks_reading(v, e->b) ? YES : NO;
    return v->asks[e->id] == YES;
}
/* 1 or 0 where the readings taken settle it, else -1. */
static int settled(const Coverage *v, const Expr *e)
{
    int a, b;
    if (e->kind == E_CONST) return e->ref ? v->chosen[e->ref - 1] == e->item : e->type.kind == TY_BOOL ? e->v.i != 0 : -1;
    if (e->kind == E_NOT) return (a = settled(v, e->a)) < 0 ? -1 : !a;
    if (e->kind != E_AND && e->kind != E_OR) return -1;
    a = settled(v, e->a), b = settled(v, e->b);
    int wins = e->kind == E_OR;
    return a == wins || b == wins ? wins : a < 0 || b < 0 ? -1 : !wins;
}
bool coverage_plays(const Coverage *v, const Guard *guard)
{
    for (; guard; guard = guard->outer)
        if (settled(v, guard->of) == !guard->wanted) return false;
    return true;
}
static const Guard *guarded(Collect *c, const Expr *of, bool wanted)
{
    if (!asks_reading(c->out, of)) return c->guard;
    Guard *g = arena_alloc(c->arena, sizeof *g);
    *g = (Guard){of, wanted, c->guard};
    return g;
}

static const char *join_label(Collect *c, const char *before, const char *label)
{
    return label ? arena_printf(c->arena, "%s%.*s", before, (int)(strlen(label) - (label[strlen(label) - 1] == ' ')), label) : before;
}
static bool same_span(const Expr *a, const Expr *b) { return b && a->span.source == b->span.source && a->span.start == b->span.start && a->span.end == b->span.end; }
/* 属于 {甲，乙} has become several comparisons, all of which are these words: together they are one condition. */
static bool made_of_parts(const Expr *e)
{
    if (e->kind == E_NOT) return true;
    if (e->kind == E_IF) return !same_span(e, e->a); /* a duty in words: whether the report names it, and then what it says */
    return (e->kind == E_AND || e->kind == E_OR) && !(same_span(e, e->a) && same_span(e, e->b));
}
static int *slot_of(const Collect *c, int rule, const Expr *e)
{
    uint64_t h = (((uint64_t)e->span.start << 32 | e->span.end) ^ (uint64_t)rule << 17 ^ e->span.source) * 0x9e3779b97f4a7c15ull;
    uint32_t i = (uint32_t)(h >> 32) & c->mask;
    for (; c->slots[i]; i = (i + 1) & c->mask) {
        const Condition *at = &c->out->items[c->slots[i] - 1];
        if (at->rule == rule && same_span(e, at->expr)) break;
    }
    return &c->slots[i];
}
static void grow_slots(Collect *c)
{
    c->mask = c->mask ? c->mask * 2 + 1 : 255;
    c->slots = arena_alloc(c->arena, ((size_t)c->mask + 1) * sizeof *c->slots);
    for (int i = 0; i < c->out->n; i++) *slot_of(c, c->out->items[i].rule, c->out->items[i].expr) = i + 1;
}
/* These words count once for this rule. */
static void add_condition(Collect *c, const Expr *e, const char *label)
{
    if ((uint32_t)c->out->n * 2 >= c->mask) grow_slots(c);
    int *slot = slot_of(c, c->rule, e);
    if (*slot || c->out->of_expr[e->id] >= 0) return;
    c->out->of_expr[e->id] = c->out->n;
    LIST_ADD(c->arena, c->out->items, c->out->n, (Condition){e, c->rule, c->article, label, c->guard, {false, false}});
    *slot = c->out->n;
}
/* A part that counts only where the other one comes out as wanted. */
static void collect_part(Collect *c, const Expr *e, const char *label, const Expr *other, bool wanted)
{
    const Guard *outer = c->guard;
    c->guard = guarded(c, other, wanted);
    collect_conditions(c, e, label);
    c->guard = outer;
}
static bool is_constant(const Expr *e) { return e->kind == E_CONST && !e->ref; }
static void collect_conditions(Collect *c, const Expr *e, const char *label)
{
    if (!e || is_constant(e)) return;
    label = join_label(c, label, e->label);
    if (made_of_parts(e)) {
        collect_part(c, e->a, label, e->kind == E_IF ? NULL : e->b, e->kind == E_AND);
        collect_part(c, e->b, label, e->a, e->kind != E_OR);
        collect_part(c, e->c, label, e->a, false);
        return;
    }
    if (e->type.kind == TY_BOOL) add_condition(c, e, label);
    collect_values(c, e);
}
static void add_use(Collect *c, int rule)
{
    Use **uses = &c->out->uses[c->rule];
    int *n = &c->out->n_uses[c->rule];
    for (int i = 0; i < *n; i++) if ((*uses)[i].rule == rule && (!(*uses)[i].guard || (*uses)[i].guard == c->guard)) return;
    LIST_ADD(c->arena, *uses, *n, (Use){rule, c->guard});
}
/* A value that is used only where `other` comes out as wanted. */
static void collect_branch(Collect *c, const Expr *e, const Expr *other, bool wanted)
{
    const Guard *outer = c->guard;
    c->guard = guarded(c, other, wanted);
    collect_values(c, e);
    c->guard = outer;
}
/* Below an expression that is not itself a condition, or whose own truth has been noted. */
static void collect_values(Collect *c, const Expr *e)
{
    if (!e) return;
    switch (e->kind) {
    case E_RULE: add_use(c, e->ref); return;
    case E_IF: collect_conditions(c, e->a, ""), collect_branch(c, e->b, e->a, true), collect_branch(c, e->c, e->a, false); return;
    case E_ANY: case E_ALL: case E_SHARE: collect_conditions(c, e->a, ""), collect_conditions(c, e->b, ""); return;
    case E_COUNT: case E_SUM: case E_LMAX: case E_LMIN: collect_conditions(c, e->a, ""), collect_values(c, e->b); return;
    default: collect_values(c, e->a), collect_values(c, e->b), collect_values(c, e->c);
    }
}
static void collect_version(Collect *c, const Rule *rule, const RuleVersion *v)
{
    c->article = v->article;
    if (rule->kind == RULE_DEFINE && rule->type.kind == TY_BOOL) collect_conditions(c, v->value, "");
    else collect_values(c, v->value);
    collect_conditions(c, v->when, ""), collect_conditions(c, v->applies, ""), collect_conditions(c, v->must, "");
    collect_values(c, v->amount), collect_values(c, v->weight), collect_values(c, v->year), collect_values(c, v->deadline);
    for (int i = 0; i < v->n_shares; i++) collect_values(c, v->shares[i]);
    for (int i = 0; i < v->n_items; i++) c->article = v->items[i].article >= 0 ? v->items[i].article : v->article, collect_conditions(c, v->items[i].condition, "");
    for (int i = 0; i < v->n_exceptions; i++) {
        c->article = v->exceptions[i].article >= 0 ? v->exceptions[i].article : v->article;
        collect_conditions(c, v->exceptions[i].condition, ""), collect_values(c, v->exceptions[i].value), collect_values(c, v->exceptions[i].amount);
    }
}
void coverage_take(Coverage *v, const Example *x)
{
    for (int i = 0; i < v->program->n_readings; i++) v->chosen[i] = v->program->readings[i].chosen;
    for (int i = 0; x && i < x->n_taken; i++) v->chosen[x->taken[i].reading] = x->taken[i].option;
}
Coverage *coverage_new(Arena *arena, const Program *p)
{
    Coverage *out = arena_alloc(arena, sizeof *out);
    size_t rules = (size_t)p->n_rules;
    *out = (Coverage){.program = p, .of_expr = arena_alloc(arena, (size_t)p->n_exprs * sizeof(int) + 1), .uses = arena_alloc(arena, rules * sizeof(Use *) + 1),
                      .n_uses = arena_alloc(arena, rules * sizeof(int) + 1), .marked = arena_alloc(arena, rules + 1),
                      .asks = arena_alloc(arena, (size_t)p->n_exprs + 1), .chosen = arena_alloc(arena, (size_t)p->n_readings * sizeof(int) + 1)};
    for (int i = 0; i < p->n_exprs; i++) out->of_expr[i] = -1;
    coverage_take(out, NULL);
    Collect c = {.arena = arena, .out = out};
    for (c.rule = 0; c.rule < p->n_rules; c.rule++)
        for (int i = 0; i < p->rules[c.rule].n_versions; i++) collect_version(&c, &p->rules[c.rule], &p->rules[c.rule].versions[i]);
    return out;
}

/* ---- marking ---- */
static void mark_rule(Coverage *v, int rule)
{
    if (v->marked[rule]) return;
    v->marked[rule] = true;
    for (int i = 0; i < v->n_uses[rule]; i++)
        if (coverage_plays(v, v->uses[rule][i].guard)) mark_rule(v, v->uses[rule][i].rule);
}
void coverage_mark(Coverage *v, const Chunk *chunk, const Vm *vm, const Example *example)
{
    coverage_take(v, example);
    memset(v->marked, 0, (size_t)v->program->n_rules);
    for (int i = 0; i < example->n_expectations; i++) mark_rule(v, example->expectations[i].rule);
    for (int i = 0; i < chunk->n_origins; i++) {
        const Origin *o = &chunk->origins[i];
        int at = o->expr < v->program->n_exprs ? v->of_expr[o->expr] : -1;
        if (at < 0 || !v->marked[v->items[at].rule] || !coverage_plays(v, v->items[at].guard) || chunk->code[o->reg].kind != KIND_BIT) continue;
        for (uint32_t lane = 0; lane < vm_lanes(vm, chunk->code[o->reg].space); lane++) {
            LaneValue value = vm_read(vm, o->reg, lane);
            if (value.state == LANE_KNOWN) v->items[at].seen[value.lo != 0] = true;
        }
    }
}
