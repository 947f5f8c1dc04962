/* A policy from a bundle, and the bundle of a policy. Knows the frame: what it is, which form, whether it is whole.
 * Must never know what stands in it (engine_pack.c does). */
#include "grammar/parse.h"
#include "interp/code/bytecode_table.h"
#include "interp/engine/engine_pack.h"

/* "FATIAO" NUL, version, 8 bytes each: form of the instructions, length of what follows, its sum. Then what policy_walk writes.
 * The version grows with every change of policy_walk or chunk_encode; the form says by itself when an instruction changes. */
enum { BUNDLE_VERSION = 5, MAGIC = 8, HEAD = MAGIC + 3 * 8 };
static const char MAGIC_BYTES[MAGIC] = {'F', 'A', 'T', 'I', 'A', 'O', 0, BUNDLE_VERSION};

/* Every step is one to one in the word and in the sum so far: whatever happens to one word, the sum differs. */
static uint64_t mix(uint64_t sum, uint64_t word)
{
    sum = (sum ^ word) * 0x9E3779B97F4A7C15ull;
    return sum ^ sum >> 29;
}
static uint64_t word_at(const uint8_t *p, size_t n)
{
    uint64_t word = 0;
    for (size_t i = 0; i < n; i++) word |= (uint64_t)p[i] << (8 * i);
    return word;
}
static uint64_t sum_of(const void *bytes, size_t len)
{
    const uint8_t *p = bytes;
    uint64_t sum = len;
    for (; len >= 8; p += 8, len -= 8) sum = mix(sum, word_at(p, 8));
    return mix(sum, word_at(p, len));
}
static uint64_t code_form(void)
{
    uint64_t sum = BC_COUNT_;
    for (int i = 0; i < BC_COUNT_; i++) {
        const OpcodeRow *row = &opcode_rows[i];
        sum = mix(sum, sum_of(row->text, strlen(row->text)) ^ (uint64_t)row->result << 8 ^ (uint64_t)row->place);
        sum = mix(sum, sum_of(row->operands, strlen(row->operands)));
    }
    return sum;
}

/* ---- saving ---- */
typedef struct { fatiao_policy policy; Arena arena; fatiao_sink sink; fatiao_status status; } Save;
static void save(void *ctx)
{
    Save *s = ctx;
    Wire body = {.arena = &s->arena}, head = {.arena = &s->arena};
    policy_walk(&body, &s->policy);
    if (body.failed) return;
    wire_bytes(&head, (char *)MAGIC_BYTES, MAGIC);
    const uint64_t numbers[] = {code_form(), body.len, sum_of(body.out, body.len)};
    for (int i = 0; i < 3; i++) {
        uint64_t v = numbers[i];
        wire_number(&head, &v, 8);
    }
    bool taken = s->sink.write(s->sink.ctx, (const char *)head.out, head.len) && s->sink.write(s->sink.ctx, (const char *)body.out, body.len);
    s->status = taken ? FATIAO_OK : FATIAO_STOPPED;
}
fatiao_status fatiao_policy_save(const fatiao_policy *policy, fatiao_sink sink)
{
    if (!policy || !sink.write) return FATIAO_ARGUMENT;
    if (!policy->usable) return FATIAO_ERRORS;
    Save s = {.sink = sink, .status = FATIAO_NO_MEMORY};
    memcpy(&s.policy, policy, sizeof s.policy); /* the walk holds its tables, and changes nothing in them */
    arena_init(&s.arena, &policy->arena.allocator);
    if (!engine_guard(&s.arena, save, &s)) s.status = FATIAO_NO_MEMORY;
    arena_free(&s.arena);
    return s.status;
}

/* ---- loading ---- */
typedef struct { fatiao_policy *policy; const uint8_t *bytes; size_t len; } Load;
static void refuse(fatiao_policy *p, DiagId id, const char *zh, const char *en)
{
    diag_add_nowhere(&p->diags, id, zh, en, NULL);
    p->unreadable = true, p->lean = false;
    memset(&p->program, 0, sizeof p->program);
    p->sources = (SourceSet){.arena = &p->arena};
    p->n_files = p->n_trees = p->n_sets = p->n_readings = 0;
    p->chunks = NULL, p->names = NULL, p->stale = NULL;
    policy_tables(p);
}
static void load(void *ctx)
{
    Load *l = ctx;
    fatiao_policy *p = l->policy;
    const char *why = "";
    p->lean = true;
    if (l->len < MAGIC || memcmp(l->bytes, MAGIC_BYTES, MAGIC - 1) != 0) { refuse(p, D_BUNDLE_NONE, NULL, NULL); return; }
    if (l->bytes[MAGIC - 1] != BUNDLE_VERSION || (l->len >= HEAD && word_at(l->bytes + MAGIC, 8) != code_form())) { refuse(p, D_BUNDLE_VERSION, NULL, NULL); return; }
    if (l->len < HEAD || word_at(l->bytes + MAGIC + 8, 8) != l->len - HEAD) { refuse(p, D_BUNDLE_DAMAGED, "长度不对", "its length is wrong"); return; }
    if (word_at(l->bytes + MAGIC + 16, 8) != sum_of(l->bytes + HEAD, l->len - HEAD)) { refuse(p, D_BUNDLE_DAMAGED, "校验和不对", "its checksum is wrong"); return; }
    Wire w = {.arena = &p->arena, .in = l->bytes + HEAD, .left = l->len - HEAD, .reading = true};
    policy_walk(&w, p);
    if (w.failed || w.left) { refuse(p, D_BUNDLE_DAMAGED, "里面的表读不通", "its tables cannot be read"); return; }
    if (!policy_sound(p, &why)) { refuse(p, D_BUNDLE_DAMAGED, "内容自相矛盾", why); return; }
    p->usable = true;
    policy_tables(p);
}
fatiao_status fatiao_load(const void *bytes, size_t len, const fatiao_allocator *given, fatiao_policy **policy)
{
    if (policy) *policy = NULL;
    if (!policy || (!bytes && len) || (given && !given->realloc)) return FATIAO_ARGUMENT;
    Allocator allocator = engine_allocator(given);
    fatiao_policy *p = policy_new(&allocator);
    if (!p) return FATIAO_NO_MEMORY;
    if (engine_guard(&p->arena, load, &(Load){p, bytes, len})) return *policy = p, p->usable ? FATIAO_OK : FATIAO_ERRORS;
    fatiao_policy_free(p);
    return FATIAO_NO_MEMORY;
}

/* ---- the whole of it ---- */
typedef struct { fatiao_policy *whole; const fatiao_policy *lean; } Whole;
/* The code in a bundle and the texts in it must say the same, or an explanation would tell of another policy. */
static bool same_bundle(fatiao_policy *whole, const fatiao_policy *lean)
{
    Wire a = {.arena = &whole->arena}, b = {.arena = &whole->arena};
    fatiao_policy read;
    memcpy(&read, lean, sizeof read);
    policy_walk(&a, whole);
    policy_walk(&b, &read);
    return a.len == b.len && memcmp(a.out, b.out, a.len) == 0;
}
static void make_whole(void *ctx)
{
    const Whole *x = ctx;
    fatiao_policy *p = x->whole;
    const fatiao_policy *lean = x->lean;
    p->law_from = lean->law_from, p->law_until = lean->law_until;
    p->sets = lean->sets, p->n_sets = lean->n_sets, p->readings = lean->readings, p->n_readings = lean->n_readings;
    p->n_files = lean->n_files, p->n_trees = lean->n_trees, p->tree_sources = lean->tree_sources;
    for (int i = 0; i < lean->n_files; i++) source_add(&p->sources, lean->sources.items[i].name, lean->sources.items[i].text, lean->sources.items[i].len);
    Node **files = arena_alloc(&p->arena, (size_t)p->n_trees * sizeof *files + 1);
    for (int i = 0; i < p->n_trees; i++) files[i] = parse_file(&p->arena, &p->sources, p->tree_sources[i], &p->diags);
    p->files = files;
    if (p->diags.n_errors == 0) policy_build(p);
    p->usable = p->usable && same_bundle(p, lean);
}
const fatiao_policy *policy_whole(const fatiao_policy *policy)
{
    if (!policy->lean) return policy;
    fatiao_policy *lean = (fatiao_policy *)policy, *found = atomic_load(&lean->whole);
    if (found) return found;
    fatiao_policy *made = policy_new(&policy->arena.allocator);
    if (!made) return NULL;
    if (!engine_guard(&made->arena, make_whole, &(Whole){made, policy})) { policy_drop(made); return NULL; }
    if (!atomic_compare_exchange_strong(&lean->whole, &found, made)) policy_drop(made), made = found; /* another thread was faster */
    return made;
}
