/* A compiled policy listed, measured, identified. Knows chunks and sources.
 * Must never know what an instruction does. */
#include <stdlib.h>
#include <string.h>
#include "grammar/limits.h"
#include "interp/base/digest.h"
#include "interp/engine/engine_internal.h"

/* ---- identity ---- */
static int by_bytes(const void *a, const void *b) { return memcmp(a, b, sizeof(Digest)); }
static Digest setting_digest(Arena *arena, const char *kind, const fatiao_setting *s)
{
    StrBuf b = {.arena = arena};
    strbuf_add(&b, kind);
    strbuf_json(&b, s->name), strbuf_json(&b, s->value);
    return digest_of(b.text, b.n);
}
/* Of the contents of the files and the settings, whatever their names and order. */
const char *policy_hash(const fatiao_policy *p, Arena *arena)
{
    int n = p->n_files + p->n_sets + p->n_readings, at = 0;
    Digest *parts = arena_alloc(arena, (size_t)n * sizeof *parts + 1);
    for (int i = 0; i < p->n_files; i++) parts[at++] = digest_of(p->sources.items[i].text, p->sources.items[i].len);
    for (int i = 0; i < p->n_sets; i++) parts[at++] = setting_digest(arena, "set", &p->sets[i]);
    for (int i = 0; i < p->n_readings; i++) parts[at++] = setting_digest(arena, "reading", &p->readings[i]);
    if (n) qsort(parts, (size_t)n, sizeof *parts, by_bytes);
    Digest whole = digest_of(parts, (size_t)n * sizeof *parts);
    char *text = arena_alloc(arena, DIGEST_TEXT);
    digest_text(&whole, text);
    return text;
}

/* ---- what the public functions have in common ---- */
typedef struct { const fatiao_policy *policy; fatiao_sink sink; bool chinese; Arena arena; void (*write)(StrBuf *out, const fatiao_policy *policy, bool chinese); fatiao_status status; } Job;
static void work(void *ctx)
{
    Job *j = ctx;
    StrBuf out = {.arena = &j->arena};
    j->write(&out, j->policy, j->chinese);
    j->status = !out.n || j->sink.write(j->sink.ctx, out.text, out.n) ? FATIAO_OK : FATIAO_STOPPED;
}
static fatiao_status run(const fatiao_policy *policy, bool chinese, fatiao_sink sink, void (*write)(StrBuf *, const fatiao_policy *, bool))
{
    if (!policy || !sink.write) return FATIAO_ARGUMENT;
    if (!policy->usable) return FATIAO_ERRORS;
    Job j = {.policy = policy, .sink = sink, .chinese = chinese, .write = write};
    arena_init(&j.arena, &policy->arena.allocator);
    if (!engine_guard(&j.arena, work, &j)) j.status = FATIAO_NO_MEMORY;
    arena_free(&j.arena);
    return j.status;
}

/* ---- a listing ---- */
static void write_listing(StrBuf *out, const fatiao_policy *p, bool chinese)
{
    (void)chinese;
    for (int i = 0; i < p->program.n_entities; i++) {
        const Name *name = &p->program.entities[i].name;
        if (!p->chunks[i]->n_decisions) continue;
        strbuf_printf(out, "# %s", name->zh);
        if (strcmp(name->zh, name->alias) != 0) strbuf_printf(out, " (%s)", name->alias);
        strbuf_char(out, '\n');
        strbuf_add(out, chunk_disassemble(p->chunks[i], out->arena));
    }
}
fatiao_status fatiao_policy_disassemble(const fatiao_policy *policy, fatiao_sink sink) { return run(policy, false, sink, write_listing); }

/* ---- cost ---- */
/* Lanes a space has at most for one record, lists at their limit; saturating. */
static uint64_t times(uint64_t a, uint64_t b) { return b && a > UINT64_MAX / b ? UINT64_MAX : a * b; }
static uint64_t most_lanes(const Chunk *c, int space)
{
    return space == 0 ? 1 : times(most_lanes(c, c->spaces[space].outer), LIST_ELEMENTS_MAX);
}
static uint64_t chunk_cost(const Chunk *c)
{
    uint64_t sum = 0;
    for (int i = 0; i < c->n_code; i++) {
        uint64_t lanes = most_lanes(c, c->code[i].space);
        sum = sum > UINT64_MAX - lanes ? UINT64_MAX : sum + lanes;
    }
    return sum;
}
static uint64_t root_code(const Chunk *c)
{
    uint64_t n = 0;
    for (int i = 0; i < c->n_code; i++) n += c->code[i].space == 0;
    return n;
}
static void write_cost(StrBuf *out, const fatiao_policy *p, bool chinese)
{
    uint64_t most = 0;
    for (int i = 0; i < p->program.n_entities; i++) {
        const Chunk *c = p->chunks[i];
        const Name *name = &p->program.entities[i].name;
        if (!c->n_decisions) continue;
        uint64_t cost = chunk_cost(c);
        if (cost > most) most = cost;
        strbuf_printf(out, chinese ? "%s：%d 个决定，%d 条指令，没有列表时 %llu 步，列表都满时至多 %llu 步\n"
                                   : "%s: %d decisions, %d instructions; %llu lane operations without lists, %llu at most with every list full\n",
                      chinese ? name->zh : name->alias, c->n_decisions, c->n_code, (unsigned long long)root_code(c), (unsigned long long)cost);
    }
    strbuf_printf(out, chinese ? "一条记录至多 %llu 步（每个列表至多 %d 项）\n" : "at most %llu lane operations a record (%d elements a list)\n", (unsigned long long)most, LIST_ELEMENTS_MAX);
}
fatiao_status fatiao_policy_cost(const fatiao_policy *policy, fatiao_language language, fatiao_sink sink)
{
    return language_given(language) ? run(policy, language == FATIAO_ZH, sink, write_cost) : FATIAO_ARGUMENT;
}
