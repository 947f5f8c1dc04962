/* Truth, 64 lanes to a word: strong Kleene logic on planes of truths, of known and of broken lanes. A part of kernels_loops.h, with
 * which it is compiled once for each kind of machine. Must never know columns. */
#ifndef FATIAO_KERNELS_PLANES_H
#define FATIAO_KERNELS_PLANES_H

enum { STRIP = 64 }; /* words at a time */
/* What one operand says of a strip of words. What is the same for all lanes is written out, so that every loop runs over three planes. */
typedef struct { const uint64_t *truth, *known, *broken; uint64_t own[3][STRIP]; } Strip;
static const uint64_t *spread(uint64_t own[STRIP], uint64_t word, uint32_t n)
{
    for (uint32_t w = 0; w < n; w++) own[w] = word;
    return own;
}
static void open_strip(Strip *s, const Reg *r, uint32_t from, uint32_t n, bool known, bool broken)
{
    bool uniform = r->flags & REG_UNIFORM;
    s->truth = uniform ? spread(s->own[0], reg_truth(r, 0), n) : (const uint64_t *)r->data + from;
    if (known) s->known = uniform || r->flags & REG_KNOWN ? spread(s->own[1], reg_known(r, 0), n) : r->known + from;
    if (broken) s->broken = uniform || !(r->flags & REG_BROKEN) || r->flags & REG_KNOWN ? spread(s->own[2], reg_broken(r, 0), n) : r->broken + from;
}

/* ---- every lane known ---- */
static void known_strip(uint64_t *restrict r, Opcode op, const uint64_t *a, const uint64_t *b, const uint64_t *c, uint32_t n)
{
    switch (op) {
    case BC_NOT: for (uint32_t w = 0; w < n; w++) r[w] = ~a[w]; return;
    case BC_AND: for (uint32_t w = 0; w < n; w++) r[w] = a[w] & b[w]; return;
    case BC_OR: for (uint32_t w = 0; w < n; w++) r[w] = a[w] | b[w]; return;
    case BC_SAME: for (uint32_t w = 0; w < n; w++) r[w] = ~(a[w] ^ b[w]); return;
    default: for (uint32_t w = 0; w < n; w++) r[w] = (a[w] & b[w]) | (~a[w] & c[w]);
    }
}

/* ---- some unknown, none broken ---- */
#define OPEN_LOOP(TRUTH, KNOWN)                                                           \
    for (uint32_t w = 0; w < n; w++) {                                                    \
        uint64_t at = a->truth[w] & a->known[w], ak = a->known[w], bt = b->truth[w] & b->known[w], bk = b->known[w]; \
        uint64_t t = (TRUTH);                                                             \
        truth[w] = t, known[w] = (KNOWN);                                                 \
        (void)ak, (void)bk;                                                               \
    }
static void open_select(uint64_t *restrict truth, uint64_t *restrict known, const Strip *c, const Strip *a, const Strip *b, uint32_t n)
{
    for (uint32_t w = 0; w < n; w++) {
        uint64_t yes = c->truth[w] & c->known[w], no = c->known[w] & ~c->truth[w], both = a->known[w] & b->known[w];
        uint64_t agreed = ~c->known[w] & both & ~(a->truth[w] ^ b->truth[w]), k = (yes & a->known[w]) | (no & b->known[w]) | agreed;
        known[w] = k, truth[w] = k & (((yes | agreed) & a->truth[w]) | (no & b->truth[w]));
    }
}
static void open_strip_logic(uint64_t *restrict truth, uint64_t *restrict known, Opcode op, const Strip *a, const Strip *b, const Strip *c, uint32_t n)
{
    switch (op) {
    case BC_NOT: for (uint32_t w = 0; w < n; w++) truth[w] = a->known[w] & ~a->truth[w], known[w] = a->known[w]; return;
    case BC_AND: OPEN_LOOP(at & bt, t | (ak & ~at) | (bk & ~bt)) return;
    case BC_OR: OPEN_LOOP(at | bt, t | (ak & bk)) return;
    case BC_SAME: OPEN_LOOP(ak & bk & ~(at ^ bt), ak & bk) return;
    default: open_select(truth, known, a, b, c, n);
    }
}

/* ---- some broken ---- */
typedef struct { uint64_t truth, known, broken; } Planes;
static Planes planes_at(const Strip *s, uint32_t w) { return (Planes){s->truth[w] & s->known[w], s->known[w], s->broken[w]}; }
static Planes not_planes(Planes a) { return (Planes){a.known & ~a.truth, a.known, a.broken}; }
static Planes and_planes(Planes a, Planes b)
{
    uint64_t truth = a.truth & b.truth, known = truth | (a.known & ~a.truth) | (b.known & ~b.truth);
    return (Planes){truth, known, (a.broken | b.broken) & ~known};
}
static Planes same_planes(Planes a, Planes b)
{
    uint64_t known = a.known & b.known;
    return (Planes){known & ~(a.truth ^ b.truth), known, a.broken | b.broken};
}
static Planes select_planes(Planes c, Planes a, Planes b)
{
    uint64_t no = c.known & ~c.truth, open = ~c.known & ~c.broken, agreed = open & a.known & b.known & ~(a.truth ^ b.truth);
    uint64_t known = (c.truth & a.known) | (no & b.known) | agreed;
    return (Planes){known & (((c.truth | agreed) & a.truth) | (no & b.truth)), known,
                    c.broken | (c.truth & a.broken) | (no & b.broken) | (open & (a.broken | b.broken))};
}
static Planes planes_logic(Opcode op, const Strip *s, uint32_t w)
{
    Planes a = planes_at(&s[0], w);
    switch (op) {
    case BC_NOT: return not_planes(a);
    case BC_AND: return and_planes(a, planes_at(&s[1], w));
    case BC_OR: return not_planes(and_planes(not_planes(a), not_planes(planes_at(&s[1], w))));
    case BC_SAME: return same_planes(a, planes_at(&s[1], w));
    default: return select_planes(a, planes_at(&s[1], w), planes_at(&s[2], w));
    }
}

/* ---- where a choice between values is known ---- */
static void chain_known(uint64_t *known, const Reg *const *truths, int n, uint32_t lanes)
{
    const uint32_t words = plane_words(lanes);
    for (int t = n; t-- > 0;) {
        const bool all = truths[t]->flags & REG_KNOWN, last = t == n - 1;
        const uint64_t *restrict yes = truths[t]->data, *restrict there = truths[t]->known;
        uint64_t *restrict out = known;
        if (last && all) for (uint32_t w = 0; w < words; w++) out[w] = ~0ull;
        else if (last) for (uint32_t w = 0; w < words; w++) out[w] = there[w];
        else if (all) for (uint32_t w = 0; w < words; w++) out[w] |= yes[w];
        else for (uint32_t w = 0; w < words; w++) out[w] = there[w] & (yes[w] | out[w]);
    }
}

/* NOT AND OR SAME, and SELECT of truths. */
static void strips(Reg *r, const Reg *const *o, Opcode op, int n, uint32_t words, bool known, bool broken)
{
    Strip s[3];
    for (uint32_t from = 0; from < words; from += STRIP) {
        uint32_t part = words - from < STRIP ? words - from : STRIP;
        uint64_t *truth = (uint64_t *)r->data + from;
        for (int i = 0; i < 3; i++) open_strip(&s[i], o[i < n ? i : 0], from, part, !known, broken);
        if (known) known_strip(truth, op, s[0].truth, s[1].truth, s[2].truth, part);
        else if (!broken) open_strip_logic(truth, r->known + from, op, &s[0], &s[1], &s[2], part);
        else for (uint32_t w = 0; w < part; w++) {
            Planes p = planes_logic(op, s, w);
            truth[w] = p.truth, r->known[from + w] = p.known, r->broken[from + w] = p.broken;
        }
    }
}
static void logic(Reg *r, const Reg *const *o, const Instr *in, uint32_t lanes)
{
    Opcode op = (Opcode)in->op;
    int n = op == BC_NOT ? 1 : op == BC_SELECT ? 3 : 2;
    uint32_t words = plane_words(lanes);
    uint8_t common = 0xff, any = 0;
    bool broken = false;
    for (int i = 0; i < n; i++) common &= o[i]->flags, any |= o[i]->flags, broken |= (o[i]->flags & (REG_KNOWN | REG_BROKEN)) == REG_BROKEN;
    if (!(common & REG_KNOWN)) {
        strips(r, o, op, n, words, false, broken);
        reg_flags(r, lanes, broken);
        return;
    }
    if (any & REG_UNIFORM && words > 1) strips(r, o, op, n, words, true, false);
    else known_strip(r->data, op, o[0]->data, n > 1 ? o[1]->data : NULL, n > 2 ? o[2]->data : NULL, words);
    r->flags |= REG_KNOWN;
}
#endif
