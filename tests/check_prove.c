/* The solver's terms against the VM: random programs over random records, the facts fixed; the model must say what the VM says. */
#include <check.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/code/emit.h"
#include "interp/vm/kernels.h"
#include "interp/prove/prove_ask.h"
#include "interp/prove/prove_outcome.h"
#include "interp/vm/vm.h"
#include "tests/checks.h"
#include "tests/vm_gen.h"

enum { CHILDREN = 3, PROGRAMS = 80, CELLS = 4000, RECORDS = 4, TIMEOUT = 5000 /* ms a record */ };
static Arena arena;
static jmp_buf out_of_memory;
static Program program;
static Rng rng;
static Gen gen;
static int differences, unsettled, compared;
static int seen[BC_COUNT_]; /* programs whose decisions rest on the instruction */

static void fresh(uint64_t seed)
{
    arena_free(&arena);
    arena_init(&arena, NULL);
    arena.escape = &out_of_memory;
    memset(&program, 0, sizeof program);
    rng = (Rng){seed};
    gen = (Gen){.arena = &arena, .program = &program, .rng = &rng};
    gen_schema(&gen);
}
static void setup(void)
{
    arena_init(&arena, NULL);
    fresh(1);
}
static void teardown(void) { arena_free(&arena); }

/* ---- a record's facts, fixed ---- */
static const RefField *field_at(const RefRecord *record, const char *path, FactKind kind)
{
    while (record) {
        const Entity *e = &program.entities[record->entity];
        size_t n = strcspn(path, ".[");
        int i = 0;
        while (i < e->n_fields && (strlen(e->fields[i].name.alias) != n || strncmp(e->fields[i].name.alias, path, n) != 0)) i++;
        ck_assert_msg(i < e->n_fields, "no field %s", path);
        const RefField *f = &record->fields[i];
        path += n;
        if (!*path) return f;
        if (*path == '[') {
            int k = atoi(path + 1) - 1;
            path = strchr(path, ']') + 1;
            if (!f->known || k >= f->n_list) return NULL;
            record = f->list[k];
        } else record = f->known ? f->record : NULL;
        path++;
    }
    (void)kind;
    return NULL;
}
static void fix(Question *q, Ask *s, Truth a, bool v) { ask_assert(s, v ? a : logic_not(&q->terms.logic, a)); }
static void fix_value(Question *q, Ask *s, const Fact *f, const RefField *v)
{
    const Logic *l = &q->terms.logic;
    End day;
    switch (f->kind) {
    case FACT_BIT: fix(q, s, f->yes, v->i); return;
    case FACT_ENUM: case FACT_NUMBER: fix(q, s, num_eq(l, f->value.n, num(v->i)), true); return;
    case FACT_TEXT: fix(q, s, num_eq(l, f->value.n, num(question_text(q, v->text))), true); return;
    case FACT_DATE:
        day = date_constant(v->i);
        fix(q, s, num_eq(l, f->value.y, day.y), true), fix(q, s, num_eq(l, f->value.m, day.m), true), fix(q, s, num_eq(l, f->value.d, day.d), true);
        return;
    case FACT_LIST: return;
    }
}
static void fix_facts(Question *q, Ask *s, const RefRecord *record)
{
    for (int i = 0; i < q->n_facts; i++) {
        const Fact *f = &q->facts[i];
        const RefField *v = f->parameter ? NULL : field_at(record, f->path, f->kind);
        bool known = v && v->known;
        fix(q, s, f->known, known);
        for (int k = 0; k < f->n_in; k++) fix(q, s, f->in[k], known && k < v->n_list);
        if (known || f->kind == FACT_LIST) { if (known) fix_value(q, s, f, v); continue; }
        const RefField any = {.i = f->kind == FACT_DATE ? gen_day(&rng) : (int64_t)rng_below(&rng, 2), .text = ""}; /* what must not matter */
        if (f->kind != FACT_NUMBER || !num_constant(f->value.n)) fix_value(q, s, f, &any);
    }
}

/* ---- what the model says ---- */
static int64_t day_number(int64_t packed) { return calendar_day((int)(packed / 372), (int)(packed % 372 / 31) + 1, (int)(packed % 31) + 1); }
static DecisionStatus status_of(const Ask *m, const Outcome *o)
{
    int found = -1;
    for (int i = 0; i < STATUS_COUNT_; i++) {
        if (!ask_truth(m, o->status[i])) continue;
        ck_assert_msg(found < 0, "two statuses");
        found = i;
    }
    ck_assert_msg(found >= 0, "no status");
    return (DecisionStatus)found;
}
static const char *difference(const Ask *m, const Question *q, const Outcome *o, const DecisionResult *r)
{
    static char text[200];
    DecisionStatus s = status_of(m, o);
    if (s != r->status) { snprintf(text, sizeof text, "status %s", status_name(s, false)); return text; }
    bool valued = (s == STATUS_VALUE || s == STATUS_GRANTED) && r->value.present && r->rule->kind != RULE_LIST;
    if (valued != ask_truth(m, o->valued) && s != STATUS_CONFLICT) return valued ? "no value" : "a value";
    if (valued && r->value.type.kind == TY_TEXT) {
        int64_t n = ask_number(m, o->value);
        if (n < q->n_texts && r->value.text && strcmp(r->value.text, q->texts[n]) != 0) return "another text";
    } else if (valued) {
        int64_t v = ask_number(m, o->value), want = r->value.lo;
        if (r->value.type.kind == TY_DATE) v = day_number(v);
        if (r->value.type.kind == TY_NUM) want *= (int64_t)number_power(o->type.scale - r->value.type.scale);
        if (v != want) { snprintf(text, sizeof text, "value %lld", (long long)v); return text; }
    }
    for (int i = 0; s != STATUS_NOT_IN_FORCE && s != STATUS_REPEALED && r->rule->kind == RULE_LIST && i < r->version->n_items; i++)
        for (int k = 0; k < o->n_items; k++)
            if (strcmp(o->items[k].alias, r->version->items[i].name.alias) == 0 && (ask_truth(m, o->items[k].certain) != r->item_certain[i] || ask_truth(m, o->items[k].possible) != r->item_possible[i])) return "an item";
    for (int i = 0; s == STATUS_GRANTED && i < r->n_parts; i++)
        for (int k = 0; k < o->n_parts; k++)
            if (strcmp(o->parts[k].alias, r->version->payers[i].name.alias) == 0 && ask_number(m, o->parts[k].amount) != r->parts[i].lo) return "a part";
    if ((s == STATUS_MET || s == STATUS_UNMET) && (ask_truth(m, o->applies) != r->applies || ask_truth(m, o->overdue) != r->overdue || ask_truth(m, o->due) != r->due)) return "what is said beside";
    return NULL;
}
/* fixed_dates: the assessment date is a constant of the terms; else an unknown, fixed like the facts. */
static void one_record(const Chunk *chunk, Vm *vm, uint64_t seed, bool fixed_dates)
{
    const FactLimits limits = {.max_children = CHILDREN, .first_year = 1900, .last_year = 2099, .number_max = INT64_MAX};
    RefRecord *record = gen_record(&gen, GEN_A, (int)rng_below(&rng, 4) * 15);
    int32_t as_of = gen_day(&rng), law = rng_below(&rng, 2) ? as_of : gen_day(&rng);
    Question q;
    Ask ask;
    Code code;
    ck_assert(question_open(&q, &arena, limits));
    const Logic *l = &q.terms.logic;
    End a = fixed_dates ? date_constant(as_of) : date_fresh(&q.terms, "as_of", 1900, 2099), b = fixed_dates ? date_constant(law) : date_fresh(&q.terms, "law", 1900, 2099);
    code_open(&code, &q, &program, chunk, term_known(&q.terms, a), term_known(&q.terms, b));
    Outcome *outcome = arena_alloc(&arena, (size_t)chunk->n_decisions * sizeof *outcome + 1);
    for (int i = 0; i < chunk->n_decisions; i++) outcome_of(&code, &chunk->decisions[i], outcome_scale(&code, &chunk->decisions[i]), &outcome[i]);
    ask_open(&ask, &q.terms, TIMEOUT);
    fix_facts(&q, &ask, record);
    fix(&q, &ask, num_eq(l, a.n, date_constant(as_of).n), true), fix(&q, &ask, num_eq(l, b.n, date_constant(law).n), true);
    Block *block = gen_block(&arena, &program, chunk, &record, 1, &as_of, &law, true);
    ck_assert(vm_run(vm, block));
    Answer answer = ask_check(&ask);
    ck_assert_msg(answer != ANSWER_NO, "seed %llu: the record's facts contradict the axioms", (unsigned long long)seed);
    unsettled += answer == ANSWER_UNSETTLED;
    for (int i = 0; answer == ANSWER_YES && i < chunk->n_decisions; i++) {
        DecisionResult r;
        decide_read(&arena, &program, chunk, vm, i, 0, &r);
        const char *what = difference(&ask, &q, &outcome[i], &r);
        compared++;
        if (what) fprintf(stderr, "seed %llu decision %d of rule %d kind %d: %s; the VM says %s %lld\n", (unsigned long long)seed, i, chunk->decisions[i].rule, r.rule->kind, what, status_name(r.status, false), (long long)r.value.lo);
        differences += what != NULL;
    }
    ask_close(&ask);
    question_close(&q);
}
static void name_all(void) /* results are compared by name */
{
    for (int i = 0; i < program.n_rules; i++)
        for (int k = 0; k < program.rules[i].n_versions; k++) {
            RuleVersion *v = &program.rules[i].versions[k];
            for (int n = 0; n < v->n_items; n++) v->items[n].name.alias = arena_printf(&arena, "item%d", n);
            for (int n = 0; n < v->n_payers; n++) v->payers[n].name.alias = arena_printf(&arena, "payer%d", n);
        }
    for (int i = 0; i < program.n_params; i++) program.params[i].name.alias = arena_printf(&arena, "parameter%d", i);
}
static void one_program(uint64_t seed)
{
    const char *why = NULL;
    fresh(seed);
    gen_rules(&gen, 6);
    name_all();
    Chunk *chunk = emit_chunk(&program, GEN_A, &arena, &why);
    if (!chunk) return;
    bool here[BC_COUNT_] = {false};
    for (int i = 0; i < chunk->n_code; i++) here[chunk->code[i].op] = true;
    for (int i = 0; i < BC_COUNT_; i++) seen[i] += here[i];
    Vm *vm = vm_new(chunk, &allocator_default, VM_KEEP, NULL);
    ck_assert(vm);
    for (int i = 0; i < RECORDS; i++) one_record(chunk, vm, seed, i & 1);
    vm_free(vm);
}
START_TEST(test_random_programs)
{
    const char *first = getenv("PROVE_SEED"), *count = getenv("PROVE_COUNT");
    uint64_t from = first ? strtoull(first, NULL, 10) : 1, n = count ? strtoull(count, NULL, 10) : PROGRAMS;
    for (uint64_t seed = from; seed < from + n && differences < 5; seed++) one_program(seed);
    printf("%d decisions compared, %d records unsettled, %d differences\n", compared, unsettled, differences);
    ck_assert_int_eq(differences, 0);
    for (int i = 0; !count && i < BC_COUNT_; i++) ck_assert_msg(seen[i] >= 3 || i == BC_QMUL, "%s was compared in %d programs only", opcode_name((Opcode)i), seen[i]);
    ck_assert_int_le(unsettled * 20, (int)n * RECORDS);
}
END_TEST

/* ---- one operator on random cells: constants fold, so no solver is needed to read the result ---- */
static int64_t random_number(void)
{
    static const int64_t odd[] = {0, 1, -1, INT64_MAX, INT64_MIN, INT64_MAX - 1, INT64_MIN + 1, 1000000007, -5};
    uint32_t pick = rng_below(&rng, 10);
    return pick < 3 ? odd[rng_below(&rng, 9)] : pick < 8 ? (int64_t)rng_below(&rng, 400) - 100 : ((int64_t)((uint64_t)rng_below(&rng, UINT32_MAX) << 32) | rng_below(&rng, UINT32_MAX)) >> rng_below(&rng, 40);
}
static int64_t random_of(RegKind kind, bool date)
{
    if (kind == KIND_BIT) return rng_below(&rng, 2);
    if (kind == KIND_ENUM || kind == KIND_TEXT) return rng_below(&rng, 3);
    if (date) return rng_below(&rng, 6) ? gen_day(&rng) : CALENDAR_DAY_MIN + (int64_t)rng_below(&rng, CALENDAR_DAY_MAX - CALENDAR_DAY_MIN);
    return kind == KIND_U8 ? rng_below(&rng, 256) : kind == KIND_I32 ? (int32_t)random_number() : random_number();
}
static End cell_end(int64_t v, bool date, int open) { return open ? end_open(open > 0) : date ? date_constant(v) : end_of(num(v)); }
static Frac random_frac(void)
{
    return (Frac){(int64_t)rng_below(&rng, 2000) - 500, 1 + (int64_t)rng_below(&rng, 300)};
}
static End frac_end(Frac q) { return q.den ? (End){num(q.num), num(q.den), num(1), num(1), num(1)} : end_open(q.num > 0); }
static void random_quot(const Terms *t, Cell *c, Term *x)
{
    Frac a = random_frac(), b = random_frac();
    bool less = frac_compare(&a, &b) < 0;
    *c = (Cell){.state = (LaneState)rng_below(&rng, 3)};
    c->qlo = rng_below(&rng, 4) ? (less ? a : b) : (Frac){-1, 0}, c->qhi = rng_below(&rng, 4) ? (less ? b : a) : (Frac){1, 0};
    if (c->state == LANE_UNKNOWN && frac_compare(&c->qlo, &c->qhi) == 0) c->state = LANE_KNOWN;
    if (c->state == LANE_KNOWN) c->qlo = c->qhi = a;
    *x = c->state == LANE_KNOWN ? term_known(t, frac_end(a)) : c->state == LANE_BROKEN ? term_broken(t) : term_unknown(t);
    if (c->state == LANE_UNKNOWN) x->lo = frac_end(c->qlo), x->hi = frac_end(c->qhi);
}
static void random_cell(const Terms *t, RegKind kind, bool date, Cell *c, Term *x)
{
    if (kind == KIND_QUOT) { random_quot(t, c, x); return; }
    int64_t a = random_of(kind, date), b = random_of(kind, date);
    *c = (Cell){.state = rng_below(&rng, 2) ? LANE_KNOWN : (LaneState)rng_below(&rng, 3)};
    bool ordered = kind_ordered(kind);
    if (c->state == LANE_UNKNOWN && ordered && a == b) c->state = LANE_KNOWN;
    c->lo = a < b ? a : b, c->hi = a < b ? b : a;
    if (c->state == LANE_UNKNOWN && (!ordered || rng_below(&rng, 3) == 0)) c->lo = INT64_MIN;
    if (c->state == LANE_UNKNOWN && (!ordered || rng_below(&rng, 3) == 0)) c->hi = INT64_MAX;
    if (c->state == LANE_KNOWN) c->lo = c->hi = a;
    *x = c->state == LANE_BROKEN ? term_broken(t) : c->state == LANE_UNKNOWN ? term_unknown(t) : kind == KIND_BIT ? term_truth(t, logic_truth(&t->logic, a), logic_truth(&t->logic, !a)) : term_known(t, cell_end(a, date, 0));
    if (c->state == LANE_UNKNOWN && ordered) x->lo = cell_end(c->lo, date, c->lo == INT64_MIN ? -1 : 0), x->hi = cell_end(c->hi, date, c->hi == INT64_MAX ? 1 : 0);
}
static bool is_end(End e, int64_t v, bool date, bool low)
{
    bool open = low ? v == INT64_MIN : v == INT64_MAX;
    if (open) return low ? e.n.max <= -END_OPEN || !num_constant(e.n) : e.n.min >= END_OPEN || !num_constant(e.n);
    return num_is(e.n, date ? date_constant(v).n.min : v);
}
static bool is_frac(End e, Frac q)
{
    if (!num_constant(e.n) || !num_constant(e.den)) return false;
    Frac there = e.den.min ? (Frac){e.n.min, e.den.min} : (Frac){e.n.min > 0 ? 1 : -1, 0};
    return frac_compare(&there, &q) == 0;
}
/* Numbers beyond what is folded are left to the solver's own arithmetic. */
static void settle_truth(const Logic *l, Truth *a)
{
    Z3_lbool v = Z3_get_bool_value(l->z, Z3_simplify(l->z, *a));
    if (v != Z3_L_UNDEF) *a = logic_truth(l, v == Z3_L_TRUE);
}
static void settle(const Logic *l, Num *a)
{
    int64_t v;
    if (!num_constant(*a) && Z3_get_numeral_int64(l->z, Z3_simplify(l->z, a->term), &v)) *a = num(v);
}
static void settle_term(const Logic *l, Term *x)
{
    settle_truth(l, &x->known), settle_truth(l, &x->broken), settle_truth(l, &x->yes), settle_truth(l, &x->no);
    settle(l, &x->v.n), settle(l, &x->lo.n), settle(l, &x->hi.n);
}
static bool same_cell(const Terms *t, RegKind kind, bool date, const Cell *c, const Term *x)
{
    const Logic *l = &t->logic;
    bool known = term_is_known(t, kind, x) == l->yes, broken = x->broken == l->yes;
    if ((c->state == LANE_KNOWN) != known || (c->state == LANE_BROKEN) != broken) return false;
    if (broken) return true;
    if (kind == KIND_BIT) return !known || (x->yes == l->yes) == (c->lo != 0);
    if (kind == KIND_QUOT) return known ? is_frac(x->v, c->qlo) : is_frac(x->lo, c->qlo) && is_frac(x->hi, c->qhi);
    if (known) return num_is(x->v.n, date ? date_constant(c->lo).n.min : c->lo);
    return !kind_ordered(kind) || (is_end(x->lo, c->lo, date, true) && is_end(x->hi, c->hi, date, false));
}
typedef struct { Opcode op; RegKind kind; const char *operands; bool date; } OperatorCase; /* operands: b truth, e enumeration, u i l numbers, D date, q quotient */
static void one_operator(Terms *t, const OperatorCase *o, int *wrong)
{
    static const char letters[] = "beuilDq";
    static const RegKind kinds[] = {KIND_BIT, KIND_ENUM, KIND_U8, KIND_I32, KIND_I64, KIND_I32, KIND_QUOT};
    Instr in = {.op = (uint8_t)o->op, .kind = (uint8_t)o->kind};
    RegKind of[3] = {KIND_BIT, KIND_BIT, KIND_BIT};
    Cell c[3], want;
    Term x[3], got;
    int n = (int)strlen(o->operands);
    for (int k = 0; k < n; k++) {
        size_t at = strcspn(letters, (char[]){o->operands[k], 0});
        of[k] = kinds[at];
        random_cell(t, of[k], letters[at] == 'D', &c[k], &x[k]);
    }
    bool compare = o->op == BC_COMPARE || o->op == BC_QCOMPARE || o->op == BC_AGE;
    if (compare) in.aux = (uint8_t)rng_below(&rng, of[0] == KIND_ENUM ? 2 : CMP_COUNT_);
    if (o->op == BC_ROUND || o->op == BC_QROUND) in.aux = (uint8_t)rng_below(&rng, 4), in.imm = 1 + rng_below(&rng, 60);
    if (o->op == BC_DATE_ADD) in.aux = (uint8_t)rng_below(&rng, PERIOD_COUNT_);
    if (o->op == BC_YEARS) in.aux = (uint8_t)rng_below(&rng, 2);
    for (int k = 0; k < 3; k++) in.scale[k] = o->op == BC_AGE ? (uint8_t)rng_below(&rng, 2) : (uint8_t)rng_below(&rng, 5);
    if (o->op == BC_QROUND && c[0].state == LANE_UNKNOWN && frac_compare(&c[0].qlo, &c[0].qhi) > 0) return;
    kernel_cell(o->op, o->kind)(&in, c, &want);
    got = term_apply(t, &in, of, x);
    settle_term(&t->logic, &got);
    if (same_cell(t, o->kind, o->date, &want, &got)) return;
    if ((*wrong)++ > 5) return;
    fprintf(stderr, "%s aux %d imm %lld scales %d %d %d: want state %d %lld..%lld\n", opcode_name(o->op), in.aux, (long long)in.imm, in.scale[0], in.scale[1], in.scale[2], want.state, (long long)want.lo, (long long)want.hi);
    for (int k = 0; k < n; k++) fprintf(stderr, "  operand %d state %d %lld..%lld\n", k, c[k].state, (long long)c[k].lo, (long long)c[k].hi);
    fprintf(stderr, "  got known %d broken %d v %lld..%lld lo %lld..%lld hi %lld..%lld\n", got.known == t->logic.yes, got.broken == t->logic.yes, (long long)got.v.n.min, (long long)got.v.n.max, (long long)got.lo.n.min, (long long)got.lo.n.max, (long long)got.hi.n.min, (long long)got.hi.n.max);
}
START_TEST(test_operators)
{
    static const OperatorCase cases[] = {
        {BC_WIDEN, KIND_I64, "u", false}, {BC_WIDEN, KIND_I32, "u", false}, {BC_NEG, KIND_I64, "l", false}, {BC_ADD, KIND_I64, "ll", false}, {BC_SUB, KIND_I64, "ll", false}, {BC_MUL, KIND_I64, "ll", false},
        {BC_MIN, KIND_I64, "ll", false}, {BC_MAX, KIND_U8, "uu", false}, {BC_MIN, KIND_I32, "DD", true}, {BC_MAX, KIND_I32, "DD", true},
        {BC_COMPARE, KIND_BIT, "ll", false}, {BC_COMPARE, KIND_BIT, "ee", false}, {BC_COMPARE, KIND_BIT, "DD", false}, {BC_COMPARE, KIND_BIT, "uu", false},
        {BC_SELECT, KIND_I64, "bll", false}, {BC_SELECT, KIND_ENUM, "bee", false}, {BC_SELECT, KIND_I32, "bDD", true}, {BC_SELECT, KIND_QUOT, "bqq", false},
        {BC_UNLESS, KIND_I64, "lb", false}, {BC_WHEN, KIND_I64, "ll", false}, {BC_WHEN, KIND_BIT, "bD", false}, {BC_WHEN, KIND_QUOT, "qD", false},
        {BC_ROUND, KIND_I64, "l", false}, {BC_QROUND, KIND_I64, "q", false}, {BC_QUOT, KIND_QUOT, "l", false}, {BC_DIV, KIND_QUOT, "ll", false},
        {BC_QMUL, KIND_QUOT, "lq", false}, {BC_QCOMPARE, KIND_BIT, "qq", false}, {BC_DATE_ADD, KIND_I32, "Dl", true}, {BC_YEARS, KIND_I32, "DD", false},
        {BC_MONTHS, KIND_I32, "DD", false}, {BC_DAYS, KIND_I32, "DD", false}, {BC_YEAR_OF, KIND_I32, "D", false}, {BC_AGE, KIND_BIT, "DDi", false}, {BC_AGE, KIND_BIT, "DDu", false},
    };
    Question q;
    int wrong = 0;
    bool compared[BC_COUNT_] = {false};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) compared[cases[i].op] = true;
    for (int op = 0; op < BC_COUNT_; op++) /* what else there is is compared in programs, each at least so often */
        for (int kind = 0; kind < KIND_COUNT_; kind++) ck_assert_msg(compared[op] || !kernel_cell((Opcode)op, (RegKind)kind), "%s is not compared cell by cell", opcode_name((Opcode)op));
    ck_assert(question_open(&q, &arena, (FactLimits){3, 1900, 2099, INT64_MAX}));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int k = 0; k < CELLS; k++) one_operator(&q.terms, &cases[i], &wrong);
    question_close(&q);
    ck_assert_int_eq(wrong, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("prove");
    TCase *terms = tcase_create("terms");
    tcase_add_checked_fixture(terms, setup, teardown);
    tcase_set_timeout(terms, 600);
    tcase_add_test(terms, test_operators);
    tcase_add_test(terms, test_random_programs);
    return checks_run(suite, terms, CK_NOFORK);
}
