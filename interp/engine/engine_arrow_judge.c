/* Registers of a slab to statuses and values, 64 rows at a time; the same as decide.c says of one.
 * Must never know Arrow, or where columns come from. */
#include <string.h>
#include "interp/engine/engine_arrow_out.h"
#include "interp/base/number.h"
#include "interp/vm/kernels.h"

typedef struct { ArrowOut *out; ArrowDecision *d; int64_t from; uint32_t n; } Judge;
static size_t words(uint32_t n) { return ((size_t)n + 63) / 64; }
static uint64_t tail(uint32_t n, size_t w) { return w * 64 + 64 <= n ? ~0ull : (1ull << (n % 64)) - 1; }
static uint64_t known(const Judge *j, int reg, size_t w) { return reg < 0 ? ~0ull : j->out->registers[reg].known[w]; }
static uint64_t yes(const Judge *j, int reg, size_t w) { return reg < 0 ? 0 : ((const uint64_t *)j->out->registers[reg].data)[w] & known(j, reg, w); }
static uint64_t no(const Judge *j, int reg, size_t w) { return reg < 0 ? 0 : known(j, reg, w) & ~((const uint64_t *)j->out->registers[reg].data)[w]; }
static uint64_t broken(const Judge *j, int reg, size_t w) { return reg < 0 ? 0 : j->out->registers[reg].broken[w]; }

/* ---- statuses ---- */
/* Eight bits to eight bytes of 0 or 1, the lowest bit first. */
static uint64_t spread(uint64_t bits)
{
    uint64_t x = (bits & 0xff) * 0x0101010101010101ull & 0x8040201008040201ull;
    return (x + 0x7f7f7f7f7f7f7f7full) >> 7 & 0x0101010101010101ull;
}
/* 64 rows, each in one of the sets; a row in none has status 0. */
typedef struct { uint64_t lanes[STATUS_COUNT_]; } Sets;
static void put_statuses(uint8_t *to, const Sets *sets)
{
    uint64_t eights[8] = {0};
    for (uint64_t status = 1; status < STATUS_COUNT_; status++) {
        uint64_t lanes = sets->lanes[status];
        for (int k = 0; lanes && k < 8; k++) eights[k] += spread(lanes >> (8 * k)) * status;
    }
    memcpy(to, eights, sizeof eights);
}
/* Every row has one status: those not named here are undetermined. */
typedef struct { uint64_t good, bad; } Verdict;
static Verdict verdict(const Judge *j, const DecisionVersion *v, size_t w)
{
    Verdict r = {~0ull, 0};
    switch (j->d->rule->kind) {
    case RULE_DEFINE: return (Verdict){known(j, v->value, w), 0};
    case RULE_LIST:
        for (int i = 0; i < v->n_items; i++) r.good &= known(j, v->items[i], w);
        return r;
    case RULE_BENEFIT: case RULE_PRIORITY:
        r = (Verdict){yes(j, v->value, w) & known(j, v->amount, w), no(j, v->value, w)};
        for (int i = 0; v->amount >= 0 && i < v->n_parts; i++) r.good &= known(j, v->parts[i], w);
        return r;
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_ENCOURAGED: case RULE_TARGET: break;
    }
    return (Verdict){yes(j, v->value, w), no(j, v->value, w)};
}
static DecisionStatus good_status(RuleKind kind)
{
    switch (kind) {
    case RULE_DEFINE: case RULE_LIST: return STATUS_VALUE;
    case RULE_BENEFIT: case RULE_PRIORITY: return STATUS_GRANTED;
    case RULE_ENCOURAGED: return STATUS_DONE;
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_TARGET: break;
    }
    return STATUS_MET;
}
static DecisionStatus bad_status(RuleKind kind) { return kind == RULE_BENEFIT || kind == RULE_PRIORITY ? STATUS_DENIED : kind == RULE_ENCOURAGED ? STATUS_NOT_DONE : STATUS_UNMET; }

/* ---- what may have gone out of range: looked at one by one, as eval does ---- */
static uint64_t any_broken(const Judge *j, const DecisionVersion *v, size_t w)
{
    uint64_t b = broken(j, v->value, w) | broken(j, v->amount, w);
    for (int i = 0; i < v->n_parts; i++) b |= broken(j, v->parts[i], w);
    for (int i = 0; i < v->n_items; i++) b |= broken(j, v->items[i], w);
    return b;
}
static bool look_closer(const Judge *j, size_t w, uint64_t lanes)
{
    ArrowPlan *p = j->out->plan;
    uint32_t list[64], n = 0;
    for (; lanes; lanes &= lanes - 1) list[n++] = (uint32_t)w * 64 + (uint32_t)__builtin_ctzll(lanes);
    Block *block = block_gather(&j->out->scratch, p->chunk, &p->block, list, n);
    if (!p->kept) p->kept = vm_new(p->chunk, &p->allocator, VM_KEEP, p->wanted);
    if (!p->kept || !vm_run(p->kept, block)) return arrow_no_memory(p);
    for (uint32_t i = 0; i < n; i++) {
        DecisionResult r;
        decide_read(&j->out->scratch, &p->policy->program, p->chunk, p->kept, j->d->decision, i, &r);
        if (!decide_missing(&j->out->scratch, &p->policy->program, p->chunk, p->kept, i, &r)) return arrow_no_memory(p);
        j->d->status[j->from + list[i]] = (uint8_t)r.status;
    }
    return true;
}

/* ---- values ---- */
static int64_t widened(RegKind kind, const void *data, uint32_t i)
{
    switch (kind) {
    case KIND_ENUM: case KIND_U8: return ((const uint8_t *)data)[i];
    case KIND_TEXT: return ((const uint32_t *)data)[i];
    case KIND_I32: return ((const int32_t *)data)[i];
    case KIND_I64: return ((const int64_t *)data)[i];
    case KIND_BIT: case KIND_QUOT: case KIND_COUNT_: break;
    }
    return 0;
}
/* What stands under a null is 0. The first to write a word of rows clears what it does not write; the others add. */
static void clear_values(const Judge *j, ArrowColumn *to, Type type, size_t w)
{
    int64_t row = j->from + (int64_t)w * 64;
    size_t width = arrow_form_width(to, type);
    if (width && !to->placed && to->written != row + 1) memset((char *)to->data + (size_t)row * width, 0, 64 * width);
    to->written = row + 1;
}
typedef struct { RegKind kind; const void *from; uint64_t lanes; } Word64;
#define MASKED(T, i) ((int64_t)((const T *)s->from)[i] & -(int64_t)(s->lanes >> (i) & 1))
#define NARROW(T) for (uint32_t i = 0; i < 64; i++) to[i] = MASKED(T, i)
#define WIDE(T) for (uint32_t i = 0; i < 64; i++) { int64_t v = MASKED(T, i); to[2 * i] = v, to[2 * i + 1] = v >> 63; }
static void put_numbers(int64_t *restrict to, const Word64 *s)
{
    switch (s->kind) {
    case KIND_U8: NARROW(uint8_t); return;
    case KIND_I32: NARROW(int32_t); return;
    case KIND_I64: NARROW(int64_t); return;
    case KIND_BIT: case KIND_ENUM: case KIND_TEXT: case KIND_QUOT: case KIND_COUNT_: return;
    }
}
static void put_decimals(int64_t *restrict to, const Word64 *s)
{
    switch (s->kind) {
    case KIND_U8: WIDE(uint8_t); return;
    case KIND_I32: WIDE(int32_t); return;
    case KIND_I64: WIDE(int64_t); return;
    case KIND_BIT: case KIND_ENUM: case KIND_TEXT: case KIND_QUOT: case KIND_COUNT_: return;
    }
}
/* Values of the lanes given; the others keep what they are. */
static void put_values(const Judge *j, ArrowColumn *to, Type type, int reg, int scale, size_t w, uint64_t lanes)
{
    RegKind kind = (RegKind)j->out->plan->chunk->code[reg].kind;
    const void *data = j->out->registers[reg].data;
    const Word64 source = {kind, (const char *)data + w * 64 * kind_width(kind), lanes};
    NumberWide factor = type.kind == TY_NUM ? number_power(type.scale - scale) : 1;
    int64_t row = j->from + (int64_t)w * 64;
    bool first = to->written != row + 1;
    to->valid[row / 64] |= lanes, to->n_valid += __builtin_popcountll(lanes);
    if (to->placed) return;
    if (type.kind == TY_BOOL) { ((uint64_t *)to->data)[row / 64] |= ((const uint64_t *)data)[w] & lanes; return; }
    if (first && type.kind == TY_NUM && factor == 1 && !to->form.width) { /* all 64 at once */
        to->written = row + 1;
        if (type.scale) put_decimals((int64_t *)to->data + 2 * row, &source);
        else put_numbers((int64_t *)to->data + row, &source);
        return;
    }
    const size_t width = arrow_form_width(to, type);
    clear_values(j, to, type, w);
    for (uint64_t left = lanes; left; left &= left - 1) {
        uint32_t i = (uint32_t)__builtin_ctzll(left);
        int64_t v = widened(kind, data, (uint32_t)w * 64 + i);
        NumberWide wide = to->form.width ? arrow_form_number(to, (int64_t)(v * factor)) : v * factor;
        switch ((TypeKind)type.kind) {
        case TY_ENUM: ((uint8_t *)to->data)[row + i] = (uint8_t)v; break;
        case TY_DATE: ((int32_t *)to->data)[row + i] = (int32_t)v; break;
        case TY_TEXT: ((uint32_t *)to->data)[i + w * 64] = (uint32_t)v; break; /* of the slab */
        case TY_NUM: memcpy((char *)to->data + (size_t)(row + i) * width, &wide, width); break;
        case TY_BOOL: case TY_ERROR: case TY_QUOT: case TY_ENTITY: case TY_LIST: break;
        }
    }
}
static bool room_for_text(ArrowOut *out, ArrowDecision *d, size_t len)
{
    if (d->text_n + len <= d->text_cap) return true;
    size_t cap = (d->text_n + len) * 2 + 4096;
    Allocator a = out->plan->allocator;
    char *at = a.realloc(a.ctx, d->text, d->text_cap, cap);
    if (!at) return arrow_no_memory(out->plan);
    d->text = at, d->text_cap = cap;
    return true;
}
static bool write_texts(const Judge *j)
{
    ArrowDecision *d = j->d;
    for (uint32_t i = 0; i < j->n; i++) {
        int64_t row = j->from + i;
        size_t len = 0;
        bool valid = d->value.valid[row / 64] >> (row % 64) & 1;
        const char *s = valid ? arrow_texts_at(j->out->plan->texts, ((const uint32_t *)d->value.data)[i], &len) : NULL;
        if (!room_for_text(j->out, d, len)) return false;
        if (len) memcpy(d->text + d->text_n, s, len);
        d->text_offsets[row + 1] = (int64_t)(d->text_n += len);
    }
    return true;
}
static void put_bits(ArrowColumn *to, int64_t row, uint64_t truth, uint64_t valid)
{
    ((uint64_t *)to->data)[row / 64] |= truth & valid;
    to->valid[row / 64] |= valid, to->n_valid += __builtin_popcountll(valid);
}
static void put_duty(const Judge *j, const DecisionVersion *v, const RuleVersion *rule, size_t w, uint64_t lanes, uint64_t unmet)
{
    int64_t row = j->from + (int64_t)w * 64;
    uint64_t overdue = 0;
    put_bits(&j->d->applies, row, ~no(j, v->applies, w), lanes);
    if (v->due >= 0) put_bits(&j->d->due, row, yes(j, v->due, w), known(j, v->due, w) & lanes);
    bool dated = v->deadline >= 0 && rule->deadline && rule->deadline->type.kind == TY_DATE && j->d->rule->kind != RULE_ENCOURAGED;
    for (uint64_t left = dated ? unmet & known(j, v->deadline, w) : 0; left; left &= left - 1) {
        uint32_t i = (uint32_t)w * 64 + (uint32_t)__builtin_ctzll(left);
        const Block *b = &j->out->plan->block;
        overdue |= (uint64_t)(widened(KIND_I32, j->out->registers[v->deadline].data, i) < b->as_of[b->uniform_dates ? 0 : i]) << (i % 64);
    }
    put_bits(&j->d->overdue, row, overdue, lanes);
}
static void put_version(const Judge *j, int version, size_t w, uint64_t shown, uint64_t live, uint64_t unmet)
{
    ArrowDecision *d = j->d;
    const DecisionVersion *v = &d->of->versions[version];
    if (d->type.kind != TY_ERROR && d->value.reg[version] >= 0) put_values(j, &d->value, d->type, d->value.reg[version], d->value_scale[version], w, shown & known(j, d->value.reg[version], w));
    for (int i = 0; i < d->n_parts; i++)
        if (d->parts[i].reg[version] >= 0) put_values(j, &d->parts[i], d->type, d->parts[i].reg[version], d->value_scale[version], w, shown);
    for (int i = 0; i < d->n_items; i++) {
        int reg = d->items[i].reg[version];
        if (reg >= 0) put_bits(&d->items[i], j->from + (int64_t)w * 64, yes(j, reg, w), known(j, reg, w) & live);
    }
    if (d->duty) put_duty(j, v, &d->rule->versions[version], w, live, unmet);
}

/* ---- a word of rows ---- */
/* The rows whose law date lies in this version; version -1: before the first. */
static uint64_t in_version(const Judge *j, int version, size_t w, uint64_t lanes)
{
    const Block *b = &j->out->plan->block;
    const Decision *d = j->d->of;
    int64_t from = version < 0 ? INT64_MIN : d->versions[version].from, to = version + 1 < d->n_versions ? d->versions[version + 1].from : INT64_MAX;
    if (b->uniform_dates) return b->law_as_of[0] >= from && b->law_as_of[0] < to ? lanes : 0;
    uint64_t in = 0;
    for (uint64_t left = lanes; left; left &= left - 1) {
        uint32_t i = (uint32_t)__builtin_ctzll(left);
        int32_t law = b->law_as_of[w * 64 + i];
        in |= (uint64_t)(law >= from && law < to) << i;
    }
    return in;
}
static bool judge_word(const Judge *j, size_t w)
{
    ArrowDecision *d = j->d;
    Sets sets = {{0}};
    uint64_t closer = 0;
    bool lasting = d->rule->kind == RULE_DEFINE || d->rule->kind == RULE_LIST;
    uint64_t all = tail(j->n, w), force = yes(j, d->of->in_force, w), gone = lasting ? 0 : yes(j, d->of->repealed, w);
    for (int version = -1; version < d->of->n_versions; version++) {
        uint64_t lanes = in_version(j, version, w, all), live = version < 0 ? 0 : lanes & force;
        if (!lanes) continue;
        sets.lanes[STATUS_REPEALED] |= lanes & ~live & gone;
        sets.lanes[STATUS_NOT_IN_FORCE] |= lanes & ~live & ~gone;
        if (!live) continue;
        const DecisionVersion *v = &d->of->versions[version];
        Verdict r = verdict(j, v, w);
        uint64_t conflict = yes(j, v->conflict, w) & live, good = r.good & live & ~conflict, bad = r.bad & live & ~conflict, open = live & ~good & ~bad & ~conflict;
        sets.lanes[STATUS_CONFLICT] |= conflict;
        sets.lanes[good_status(d->rule->kind)] |= good;
        sets.lanes[bad_status(d->rule->kind)] |= bad;
        sets.lanes[STATUS_UNDETERMINED] |= open;
        put_version(j, version, w, good, live & ~conflict, bad);
        if (d->may_fail) closer |= open & any_broken(j, v, w);
    }
    if (d->type.kind != TY_ERROR) clear_values(j, &d->value, d->type, w);
    for (int i = 0; i < d->n_parts; i++) clear_values(j, &d->parts[i], d->type, w);
    put_statuses(d->status + j->from + w * 64, &sets);
    return !closer || look_closer(j, w, closer);
}

/* ---- a slab of rows ---- */
typedef struct { uint64_t good[SLAB_LANES / 64], bad[SLAB_LANES / 64], conflict[SLAB_LANES / 64]; } Verdicts;
typedef uint64_t *restrict Out;
/* Have all rows of the slab their bit, in both planes? */
static bool all_set(const Judge *j, const uint64_t *a, const uint64_t *b)
{
    const size_t last = words(j->n) - 1;
    uint64_t all = ~0ull;
    for (size_t w = 0; w < last; w++) all &= a[w] & b[w];
    return !~(all & ((a[last] & b[last]) | ~tail(j->n, last)));
}
static bool all_yes(const Judge *j, int reg) { return reg >= 0 && all_set(j, j->out->registers[reg].data, j->out->registers[reg].known); }
/* False: a row may have gone out of range, and is looked at by itself. */
static bool give_verdicts(const Judge *j, const DecisionVersion *v, Verdicts *to)
{
    const ArrowRegister *all = j->out->registers;
    const uint64_t *restrict known = all[v->value].known, *restrict truth = all[v->value].data;
    Out good = to->good, bad = to->bad, conflict = to->conflict;
    const size_t n = words(j->n), end = n - 1;
    uint64_t closer = 0;
    if (j->d->rule->kind == RULE_DEFINE) for (size_t w = 0; w < n; w++) good[w] = known[w], bad[w] = 0;
    else for (size_t w = 0; w < n; w++) good[w] = known[w] & truth[w], bad[w] = known[w] & ~truth[w];
    for (int i = -1; v->amount >= 0 && i < v->n_parts && j->d->rule->kind != RULE_DEFINE; i++) {
        const uint64_t *restrict there = all[i < 0 ? v->amount : v->parts[i]].known;
        for (size_t w = 0; w < n; w++) good[w] &= there[w];
    }
    for (size_t w = 0; w < n; w++) conflict[w] = 0;
    if (v->conflict >= 0) {
        const uint64_t *restrict both = all[v->conflict].data, *restrict there = all[v->conflict].known;
        for (size_t w = 0; w < n; w++) conflict[w] = both[w] & there[w], good[w] &= ~conflict[w], bad[w] &= ~conflict[w];
    }
    const uint64_t last = tail(j->n, end);
    good[end] &= last, bad[end] &= last, conflict[end] &= last;
    for (size_t w = 0; j->d->may_fail && w < n; w++) closer |= ~(good[w] | bad[w] | conflict[w]) & tail(j->n, w) & any_broken(j, v, w);
    return !closer;
}
static void write_statuses(const Judge *j, const Verdicts *v)
{
    const RuleKind kind = j->d->rule->kind;
    KernelChain c = {j->d->status + j->from, {v->good}, {good_status(kind), bad_status(kind)}, 1, 1, false};
    const size_t last = words(j->n) - 1;
    uint64_t clashes = 0, settled = ~0ull;
    for (size_t w = 0; w < last; w++) clashes |= v->conflict[w], settled &= v->good[w] | v->bad[w];
    const uint64_t rest = ~(settled & (v->good[last] | v->bad[last] | ~tail(j->n, last)));
    clashes |= v->conflict[last];
    if (rest) c.truth[1] = v->bad, c.values[++c.n] = STATUS_UNDETERMINED; /* else what is not the one is the other */
    if (clashes) c.truth[2] = v->conflict, c.values[2] = STATUS_CONFLICT, c.values[++c.n] = STATUS_UNDETERMINED;
    kernel_set_best()->chain(&c, j->n);
}
static void take_column(const Judge *j, ArrowColumn *to, int reg, int scale, const uint64_t *shown)
{
    const uint64_t *there = reg >= 0 ? j->out->registers[reg].known : NULL;
    if (to->placed && all_set(j, shown, there)) { /* nothing to look at */
        memset(to->valid + j->from / 64, 0xff, words(j->n) * sizeof *to->valid);
        to->n_valid += j->n;
        return;
    }
    for (size_t w = 0; w < words(j->n); w++) {
        if (there) put_values(j, to, j->d->type, reg, scale, w, shown[w] & there[w]);
        clear_values(j, to, j->d->type, w);
    }
}
/* One version for all rows, in force for all: whole planes at a time. False: not so, and nothing has been done. */
static bool judge_whole(const Judge *j)
{
    ArrowDecision *d = j->d;
    const RuleKind kind = d->rule->kind;
    Verdicts v; /* of the slab, some 6 KB */
    if (!j->n || d->version < 0 || (kind != RULE_DEFINE && kind != RULE_BENEFIT && kind != RULE_PRIORITY)) return false;
    const DecisionVersion *of = &d->of->versions[d->version];
    if (of->value < 0 || !all_yes(j, d->of->in_force) || !give_verdicts(j, of, &v)) return false;
    write_statuses(j, &v);
    if (d->type.kind != TY_ERROR) take_column(j, &d->value, d->value.reg[d->version], d->value_scale[d->version], v.good);
    for (int i = 0; i < d->n_parts; i++) take_column(j, &d->parts[i], d->parts[i].reg[d->version], d->value_scale[d->version], v.good);
    return true;
}
/* What the VM has put where nothing is valid becomes 0. */
static void clear_nulls(const Judge *j, const ArrowColumn *c)
{
    for (size_t w = 0; c->placed && c->n_valid < j->from + j->n && w < words(j->n); w++) {
        int64_t row = j->from + (int64_t)w * 64;
        for (uint64_t left = ~c->valid[row / 64] & tail(j->n, w); left; left &= left - 1) memset((char *)c->data + (size_t)(row + __builtin_ctzll(left)) * c->form.width, 0, c->form.width);
    }
}
bool arrow_judge(ArrowOut *out, ArrowDecision *d, int64_t from, uint32_t n)
{
    Judge j = {out, d, from, n};
    bool whole = judge_whole(&j);
    for (size_t w = 0; !whole && w < words(n); w++)
        if (!judge_word(&j, w)) return false;
    if (d->type.kind != TY_ERROR) clear_nulls(&j, &d->value);
    for (int i = 0; i < d->n_parts; i++) clear_nulls(&j, &d->parts[i]);
    return d->type.kind != TY_TEXT || write_texts(&j);
}
