/* What a policy asserts of everybody (断言): somebody for whom it is not so.
 * Must never know how findings are shown. */
#include "interp/prove/prove_assert.h"
#include <string.h>
#include "interp/engine/findings.h"

void claim_example(Claim *c, StrBuf *out, const Sample *s, const char *title, const char *expectations)
{
    const fatiao_policy *policy = &c->asserted->policy;
    strbuf_add(out, sample_example(c->arena, &policy->program, c->a->subject, s, title, expectations, c->options->chinese));
}
Finding *claim_finding(Claim *c, const Sample *sample)
{
    Finding f = {.kind = FIND_ASSERTION, .rule = -1, .entity = c->a->subject, .other = -1, .span = c->a->span, .asserted = c->a, .has_sample = true, .sample = *sample, .example = ""};
    LIST_ADD(c->arena, c->report->items, c->report->n_items, f);
    c->answer = ASSERTED_BROKEN;
    return &c->report->items[c->report->n_items - 1];
}

/* ---- a condition ---- */
/* The 例 expects nothing else: it is held against the assertion. */
static void condition(Claim *c)
{
    Scene *s = &c->scene;
    Sample sample;
    if (!scene_open(s, c->arena, &c->asserted->policy, c->options, c->report, c->rule)) return;
    const Logic *l = scene_logic(s);
    int open = c->report->n_open;
    Truth broken = logic_and(l, s->outcome.status[STATUS_VALUE], num_eq(l, s->outcome.value, num(0)));
    Answer answer = scene_ask(s, FIND_ASSERTION, c->a->span, broken, &sample);
    c->report->n_open = open; /* said for the assertion */
    if (answer == ANSWER_NO) c->answer = ASSERTED_HOLDS;
    Shows shows = {.s = s, .status = STATUS_VALUE, .odd = s->decision->versions[0].value, .odd_so = false};
    if (answer != ANSWER_YES || !scene_shows(&shows, &sample)) return;
    Finding *f = claim_finding(c, &sample);
    StrBuf b = {.arena = c->arena};
    scene_show(s, f, sample, scene_shows, &shows, "");
    claim_example(c, &b, &f->sample, finding_title(c->arena, &c->asserted->policy.program, f, c->options->chinese), "");
    f->example = b.text;
}

/* ---- all of them ---- */
static bool wanted(const Claim *c)
{
    const ProveOptions *o = c->options;
    for (int i = 0; i < o->n_only; i++)
        if (*c->a->name.zh && (strcmp(o->only[i], c->a->name.zh) == 0 || strcmp(o->only[i], c->a->name.alias) == 0)) return true;
    return o->n_only == 0;
}
static void work(void *ctx)
{
    Claim *c = ctx;
    if (c->a->claim) condition(c);
    else claim_trend(c);
}
static void close(Claim *c)
{
    scene_close(&c->scene);
    trend_close(c->trend);
}
void prove_assertions(Arena *arena, const fatiao_policy *policy, const ProveOptions *options, ProveReport *report)
{
    Asserted asserted;
    int n = policy->program.n_assertions;
    bool fits = n && asserted_open(arena, policy, &asserted);
    for (int i = 0; i < n; i++) {
        const Assertion *a = &policy->program.assertions[i];
        Claim c = {.arena = arena, .options = options, .report = report, .asserted = &asserted, .a = a, .answer = ASSERTED_UNSETTLED};
        if (!wanted(&c)) continue;
        if (fits) c.rule = asserted.rules[i];
        bool fine = !fits || engine_guard(arena, work, &c);
        close(&c);
        if (!fine) longjmp(*arena->escape, 1);
        if (c.answer == ASSERTED_UNSETTLED) LIST_ADD(arena, report->open, report->n_open, (OpenQuestion){FIND_ASSERTION, -1, a->span, a});
        LIST_ADD(arena, report->asserted, report->n_asserted, (AssertedResult){a, c.answer});
    }
}
