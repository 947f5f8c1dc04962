/* What never falls (never rises) when something rises: two people who are alike in all that the latter does not rest on. The second one's own
 * facts have a mark behind their paths. Must never know how findings are shown. */
#include <string.h>
#include "interp/engine/compare.h"
#include "interp/engine/findings.h"
#include "interp/code/bytecode_table.h"
#include "interp/prove/claim.h"
#include "interp/prove/prove_assert.h"
#include "interp/prove/prove_pair.h"

enum { VALUE, BY };
typedef struct Trend {
    Claim *claim; Question q; Ask ask; Code code[2]; Outcome out[2][2] /* by person, then VALUE and BY */; End day; Trial judge[2] /* VALUE and BY */; bool *own, *own_lists;
} Trend;
void trend_close(Trend *t)
{
    if (!t) return;
    for (int i = 0; i < 2; i++)
        if (t->judge[i].policy) trial_close(&t->judge[i]);
    ask_close(&t->ask);
    question_close(&t->q);
}
static const Chunk *chunk_of(const Claim *c) { return c->asserted->policy.chunks[c->a->subject]; }
static const Decision *decision_of(const Claim *c, int rule)
{
    const Chunk *chunk = chunk_of(c);
    for (int i = 0; i < chunk->n_decisions; i++)
        if (chunk->decisions[i].rule == rule && chunk->decisions[i].n == 0) return &chunk->decisions[i];
    return NULL;
}

/* ---- the second person ---- */
static void find_own(Trend *t, const Decision *by)
{
    Arena *arena = t->claim->arena;
    const Chunk *chunk = chunk_of(t->claim);
    const bool *cone = code_cone(&t->code[1], &by->versions[0].value, 1);
    t->own = arena_alloc(arena, (size_t)chunk->n_columns + 1), t->own_lists = arena_alloc(arena, (size_t)chunk->n_specs + 1);
    for (int i = 0; i < chunk->n_code; i++) {
        const Instr *in = &chunk->code[i];
        if (!cone[i]) continue;
        if (in->op == BC_LOAD) t->own[in->imm] = true;
        const Space *s = &chunk->spaces[in->imm > 0 && in->imm < chunk->n_spaces ? in->imm : 0];
        if (opcode_rows[in->op].place == PLACE_FOLDED) t->own_lists[s->join ? s->list : (int)in->imm] = true;
    }
    t->code[1].own = t->own, t->code[1].own_lists = t->own_lists;
}
static Sample one_of(Arena *arena, const Sample *both, bool second)
{
    Sample s = *both;
    s.facts = NULL, s.n_facts = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < both->n_facts; i++) {
            SampleFact f = both->facts[i];
            size_t n = strlen(f.path);
            bool own = n && f.path[n - 1] == SAMPLE_OWN;
            if (own != (pass == 1) || (own && !second)) continue;
            if (own) f.path = arena_strndup(arena, f.path, n - 1);
            SampleFact *before = own ? sample_find(&s, f.path, f.kind) : NULL;
            if (before) *before = f;
            else LIST_ADD(arena, s.facts, s.n_facts, f);
        }
    return s;
}

/* ---- what the VM says ---- */
static bool number_of(Trend *t, int which, const Sample *s, int64_t *out)
{
    DecisionResult d;
    if (!trial_run(&t->judge[which], t->claim->arena, s, false, &d) || d.status != STATUS_VALUE || !d.value.present) return false;
    *out = d.value.lo;
    return true;
}
static bool trend_shows(void *ctx, const Sample *both)
{
    Trend *t = ctx;
    int64_t value[2], by[2];
    for (int i = 0; i < 2; i++) {
        Sample s = one_of(t->claim->arena, both, i == 1);
        if (!number_of(t, VALUE, &s, &value[i]) || !number_of(t, BY, &s, &by[i])) return false;
    }
    return by[0] < by[1] && (t->claim->a->falls ? value[0] < value[1] : value[0] > value[1]);
}
static void nothing(void *ctx, const Sample *s) { (void)ctx, (void)s; }

/* ---- the two as 例 ---- */
/* What is decided of the rule, as an 例 expects it; "" where it has no words, or the rule is about somebody else. */
static const char *decided(Claim *c, int rule, const Sample *s)
{
    Trial t;
    DecisionResult d;
    const fatiao_policy *policy = &c->asserted->policy;
    bool open = trial_open(&t, c->arena, policy, c->a->subject, rule);
    const char *says = open && trial_run(&t, c->arena, s, true, &d) ? claim_of(c->arena, &policy->program, &d, c->options->chinese) : "";
    trial_close(&t);
    return says;
}
/* A rule that the value is, or is made of, by which the two differ. */
static bool differing(Claim *c, const Expr *e, const Sample *a, const Sample *b, const char **says)
{
    if (!e) return false;
    if (e->kind == E_RULE && e->path.n == 0) {
        *says = decided(c, e->ref, a);
        if (**says && strcmp(*says, decided(c, e->ref, b)) != 0) return true;
    }
    return differing(c, e->a, a, b, says) || differing(c, e->b, a, b, says) || differing(c, e->c, a, b, says);
}
/* The first comes true: it says what the second is to have at least (at most). */
static void add_examples(Claim *c, Finding *f)
{
    const char *says;
    StrBuf b = {.arena = c->arena};
    bool zh = c->options->chinese;
    if (!differing(c, c->a->value, &f->sample, &f->second, &says)) return;
    const char *title = finding_title(c->arena, &c->asserted->policy.program, f, zh);
    claim_example(c, &b, &f->sample, arena_printf(c->arena, zh ? "%s（对照）" : "%s (to compare)", title), says);
    strbuf_char(&b, '\n');
    claim_example(c, &b, &f->second, title, says);
    f->example = b.text;
}
static void show(Trend *t, Sample both)
{
    Claim *c = t->claim;
    const ShrinkTest test = {t, trend_shows, trend_shows, nothing};
    Hints hints = {0};
    hints_add(c->arena, &hints, chunk_of(c), NULL);
    shrink(c->arena, &both, &hints, c->options->from, &test);
    Sample a = one_of(c->arena, &both, false);
    Finding *f = claim_finding(c, &a);
    f->has_second = true, f->second = one_of(c->arena, &both, true);
    add_examples(c, f);
}

/* ---- the question ---- */
static void put(Trend *t, const Decision *value, const Decision *by)
{
    Claim *c = t->claim;
    const Term day = term_known(&t->q.terms, t->day);
    for (int i = 0; i < 2; i++) {
        code_open(&t->code[i], &t->q, &c->asserted->policy.program, chunk_of(c), day, day);
        if (i) find_own(t, by);
        outcome_of(&t->code[i], value, outcome_scale(&t->code[i], value), &t->out[i][VALUE]);
        outcome_of(&t->code[i], by, outcome_scale(&t->code[i], by), &t->out[i][BY]);
    }
    for (int i = 0; i < 2; i++) code_requirements(&t->code[i]);
}
static Truth broken(const Trend *t)
{
    const Logic *l = &t->q.terms.logic;
    Num a = t->out[0][VALUE].value, b = t->out[1][VALUE].value;
    Truth all = logic_and3(l, num_lt(l, t->out[0][BY].value, t->out[1][BY].value), t->claim->a->falls ? num_lt(l, a, b) : num_lt(l, b, a), question_complete(&t->q, true));
    for (int i = 0; i < 4; i++) all = logic_and(l, all, t->out[i / 2][i % 2].valued);
    return all;
}
void claim_trend(Claim *c)
{
    const FactLimits limits = {c->options->max_children, COMPARE_FIRST_YEAR, COMPARE_LAST_YEAR, COMPARE_NUMBER_MAX};
    const Decision *value = decision_of(c, c->rule), *by = decision_of(c, c->rule + 1);
    Trend *t = arena_alloc(c->arena, sizeof *t);
    t->claim = c;
    if (!value || !by || !question_open(&t->q, c->arena, limits)) return;
    c->trend = t;
    t->day = question_day(&t->q, "as_of", c->options->from, c->options->to);
    put(t, value, by);
    ask_open(&t->ask, &t->q.terms, c->options->timeout_ms);
    ask_axioms(&t->ask);
    ask_assert(&t->ask, broken(t));
    c->report->n_questions++;
    Answer answer = ask_check(&t->ask);
    if (answer == ANSWER_NO) c->answer = ASSERTED_HOLDS;
    if (answer != ANSWER_YES) return;
    Sample both = sample_of(c->arena, &t->q, &t->ask, t->day, t->day);
    for (int i = 0; i < 2; i++)
        if (!trial_open(&t->judge[i], c->arena, &c->asserted->policy, c->a->subject, c->rule + i)) return;
    if (trend_shows(t, &both)) show(t, both);
}
