/* Assertions as defines. See asserted.h.
 * Must never know why they are wanted. */
#include "interp/engine/asserted.h"
#include <string.h>
#include "interp/code/emit.h"

static int add_define(Arena *arena, Program *p, const Assertion *a, Expr *value, const char *alias)
{
    RuleVersion *v = arena_alloc(arena, sizeof *v);
    *v = (RuleVersion){.from = INT32_MIN, .value = value, .article = a->article, .span = a->span};
    p->rules[p->n_rules] = (Rule){.name = {alias, alias}, .kind = RULE_DEFINE, .subject = a->subject, .type = value->type, .unit = -1, .versions = v, .n_versions = 1, .span = a->span};
    return p->n_rules++;
}
bool asserted_open(Arena *arena, const fatiao_policy *policy, Asserted *out)
{
    Program *p = &out->policy.program;
    const char *why;
    out->policy = *policy;
    int n = p->n_assertions;
    size_t size = (size_t)p->n_rules * sizeof *p->rules;
    p->rules = arena_grow(arena, p->rules, size, size + 2 * (size_t)n * sizeof *p->rules);
    out->rules = arena_alloc(arena, (size_t)n * sizeof *out->rules + 1);
    for (int i = 0; i < n; i++) {
        const Assertion *a = &p->assertions[i];
        out->rules[i] = add_define(arena, p, a, a->claim ? a->claim : a->value, "=asserted"); /* no name of a policy has a sign in it */
        if (a->by) add_define(arena, p, a, a->by, "=by");
    }
    const Chunk **chunks = arena_alloc(arena, (size_t)p->n_entities * sizeof *chunks + 1);
    for (int i = 0; i < p->n_entities; i++) {
        chunks[i] = emit_chunk(p, i, arena, &why);
        if (!chunks[i] || !chunk_verify(chunks[i], &why)) return false;
    }
    out->policy.chunks = chunks, out->policy.stale = NULL;
    return true;
}
const char *assertion_words(Arena *arena, const fatiao_policy *policy, const Assertion *a, bool chinese)
{
    const char *name = chinese ? a->name.zh : a->name.alias, *text = policy->sources.items[a->span.source].text + a->span.start;
    if (*name) return arena_printf(arena, chinese ? "断言 %s" : "the assertion %s", name);
    return arena_printf(arena, "`%.*s`", (int)strcspn(text, "\r\n"), text);
}
