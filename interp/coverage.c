/* Conditions collected from the rules, marked by what the registers say. See coverage.h.
 * Must never know what an example expects. */
#include "interp/coverage.h"
#include <string.h>

/* ---- collecting ---- */
/* slots: the conditions by rule and span, 1 + index, open addressing. */
typedef struct { Arena *arena; Coverage *out; int rule, article; int *slots; uint32_t mask; } Collect;
static void collect_values(Collect *c, const Expr *e);
static const char *join_label(Collect *c, const char *before, const char *label)
{
    return label ? arena_printf(c->arena, "%s%.*s", before, (int)(strlen(label) - (label[strlen(label) - 1] == ' ')), label) : before;
}
static bool same_span(const Expr *a, const Expr *b) { return b && a->span.source == b->span.source && a->span.start == b->span.start && a->span.end == b->span.end; }
/* 属于 {甲，乙} has become several comparisons, all of which are these words: together they are one condition. */
static bool made_of_parts(const Expr *e)
{
    if (e->kind == E_NOT || e->kind == E_IF) return true;
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
    LIST_ADD(c->arena, c->out->items, c->out->n, (Condition){e, c->rule, c->article, label, {false, false}});
    *slot = c->out->n;
}
static void collect_conditions(Collect *c, const Expr *e, const char *label)
{
    if (!e || e->kind == E_CONST) return;
    label = join_label(c, label, e->label);
    if (made_of_parts(e)) {
        collect_conditions(c, e->a, label), collect_conditions(c, e->b, label), collect_conditions(c, e->c, label);
        return;
    }
    if (e->type.kind == TY_BOOL) add_condition(c, e, label);
    collect_values(c, e);
}
static void add_use(Collect *c, int rule)
{
    int **uses = &c->out->uses[c->rule], *n = &c->out->n_uses[c->rule];
    for (int i = 0; i < *n; i++) if ((*uses)[i] == rule) return;
    LIST_ADD(c->arena, *uses, *n, rule);
}
/* Below an expression that is not itself a condition, or whose own truth has been noted. */
static void collect_values(Collect *c, const Expr *e)
{
    if (!e) return;
    switch (e->kind) {
    case E_RULE: add_use(c, e->ref); return;
    case E_IF: collect_conditions(c, e->a, ""), collect_values(c, e->b), collect_values(c, e->c); return;
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
Coverage *coverage_new(Arena *arena, const Program *p)
{
    Coverage *out = arena_alloc(arena, sizeof *out);
    size_t rules = (size_t)p->n_rules;
    *out = (Coverage){.program = p, .of_expr = arena_alloc(arena, (size_t)p->n_exprs * sizeof(int) + 1), .uses = arena_alloc(arena, rules * sizeof(int *) + 1),
                      .n_uses = arena_alloc(arena, rules * sizeof(int) + 1), .marked = arena_alloc(arena, rules + 1)};
    for (int i = 0; i < p->n_exprs; i++) out->of_expr[i] = -1;
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
    for (int i = 0; i < v->n_uses[rule]; i++) mark_rule(v, v->uses[rule][i]);
}
void coverage_mark(Coverage *v, const Chunk *chunk, const Vm *vm, const Example *example)
{
    memset(v->marked, 0, (size_t)v->program->n_rules);
    for (int i = 0; i < example->n_expectations; i++) mark_rule(v, example->expectations[i].rule);
    for (int i = 0; i < chunk->n_origins; i++) {
        const Origin *o = &chunk->origins[i];
        int at = o->expr < v->program->n_exprs ? v->of_expr[o->expr] : -1;
        if (at < 0 || !v->marked[v->items[at].rule] || chunk->code[o->reg].kind != KIND_BIT) continue;
        for (uint32_t lane = 0; lane < vm_lanes(vm, chunk->code[o->reg].space); lane++) {
            LaneValue value = vm_read(vm, o->reg, lane);
            if (value.state == LANE_KNOWN) v->items[at].seen[value.lo != 0] = true;
        }
    }
}

/* ---- telling ---- */
static const char *article_label(const Coverage *v, int article) { return article >= 0 ? v->program->articles[article].label : "—"; }
/* "69" of "69.1": articles are counted whole, in order of their first condition. */
typedef struct { const char *label; size_t len; int all, seen; } Count;
static Count *count_of(Arena *arena, Count **counts, int *n, const char *label)
{
    size_t len = strcspn(label, ".");
    for (int i = *n - 1; i >= 0; i--)
        if ((*counts)[i].len == len && memcmp((*counts)[i].label, label, len) == 0) return &(*counts)[i];
    LIST_ADD(arena, *counts, *n, (Count){label, len, 0, 0});
    return &(*counts)[*n - 1];
}
static void write_articles(StrBuf *b, const Coverage *v, const char *prefix)
{
    Count *counts = NULL;
    int n = 0;
    for (int i = 0; i < v->n; i++) {
        Count *c = count_of(b->arena, &counts, &n, article_label(v, v->items[i].article));
        c->all += 2, c->seen += v->items[i].seen[0] + v->items[i].seen[1];
    }
    for (int i = 0; i < n; i++) strbuf_printf(b, "%s  %-8.*s %d/%d\n", prefix, (int)counts[i].len, counts[i].label, counts[i].seen, counts[i].all);
}
/* The condition's words on one line, not too long. */
static void write_words(StrBuf *b, const SourceSet *sources, Span span)
{
    enum { WORDS_MAX = 90 };
    const char *s = sources->items[span.source].text + span.start, *end = sources->items[span.source].text + span.end;
    size_t n = 0;
    for (bool space = false; s < end && n < WORDS_MAX;) {
        uint32_t c;
        int len = utf8_decode(s, end, &c);
        bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0x3000;
        if (blank && !space) strbuf_char(b, ' ');
        if (!blank) strbuf_bytes(b, s, (size_t)len), n += (size_t)len;
        space = blank;
        s += len;
    }
    if (s < end) strbuf_add(b, "…");
}
static void write_gap(StrBuf *b, const Coverage *v, const Condition *c, const SourceSet *sources, bool zh, const char *prefix)
{
    const Rule *rule = &v->program->rules[c->rule];
    Span span = c->expr->span;
    strbuf_printf(b, "%s%s:%u: %s %s%s", prefix, sources->items[span.source].name, source_place(sources, span.source, span.start).line, zh ? rule->name.zh : rule->name.alias, c->label, *c->label ? " " : "");
    write_words(b, sources, span);
    const char *what = !c->seen[0] && !c->seen[1] ? (zh ? "没有例用到" : "no example uses it") : c->seen[0] ? (zh ? "没有例使它为真" : "no example makes it true") : zh ? "没有例使它为假" : "no example makes it false";
    strbuf_printf(b, zh ? " —— %s\n" : " -- %s\n", what);
}
const char *coverage_text(Arena *arena, const Coverage *v, const SourceSet *sources, bool zh, const char *prefix)
{
    StrBuf b = {.arena = arena};
    int seen = 0;
    for (int i = 0; i < v->n; i++) seen += v->items[i].seen[0] + v->items[i].seen[1];
    strbuf_printf(&b, zh ? "%s覆盖：%d 个条件，真假共 %d 种结果，例到达 %d 种" : "%scoverage: %d conditions, %d outcomes, %d reached by examples", prefix, v->n, 2 * v->n, seen);
    if (v->n) strbuf_printf(&b, zh ? "（%d.%d%%）" : " (%d.%d%%)", seen * 1000 / (2 * v->n) / 10, seen * 1000 / (2 * v->n) % 10);
    strbuf_char(&b, '\n');
    write_articles(&b, v, prefix);
    for (int i = 0; i < v->n; i++)
        if (!v->items[i].seen[0] || !v->items[i].seen[1]) write_gap(&b, v, &v->items[i], sources, zh, prefix);
    return b.text;
}
