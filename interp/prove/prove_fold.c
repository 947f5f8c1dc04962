/* Terms of elements folded to their owner. See prove_term.h; kernels_list.c is the meaning.
 * Must never know what a list is a list of. */
#include "interp/prove/prove_term.h"

static Truth at(const Terms *t, const Elements *e, int k, Truth a) { return logic_and(&t->logic, e->in[k], a); }
static Truth unknown_truth(const Terms *t, const Term *a) { return logic_not(&t->logic, logic_or3(&t->logic, a->yes, a->no, a->broken)); }

static Term fold_truth(const Terms *t, bool any, const Elements *e)
{
    const Logic *l = &t->logic;
    Truth decided = l->no, broken = l->no, open = l->no;
    for (int k = 0; k < e->n; k++) {
        decided = logic_or(l, decided, at(t, e, k, any ? e->a[k].yes : e->a[k].no));
        broken = logic_or(l, broken, at(t, e, k, e->a[k].broken));
        open = logic_or(l, open, at(t, e, k, unknown_truth(t, &e->a[k])));
    }
    Truth rest = logic_not(l, logic_or3(l, decided, broken, open)), yes = logic_and(l, e->list_known, any ? decided : rest), no = logic_and(l, e->list_known, any ? rest : decided);
    Term r = term_truth(t, yes, no);
    r.broken = logic_and3(l, e->list_known, logic_not(l, decided), broken);
    return r;
}
static Num counted(const Terms *t, Num n, Truth a) { return num_add(&t->logic, n, num_if(&t->logic, a, num(1), num(0))); }
static Term count(const Terms *t, const Elements *e)
{
    const Logic *l = &t->logic;
    Num sure = num(0), open = num(0);
    Truth broken = l->no;
    for (int k = 0; k < e->n; k++) {
        sure = counted(t, sure, at(t, e, k, e->a[k].yes)), open = counted(t, open, at(t, e, k, unknown_truth(t, &e->a[k])));
        broken = logic_or(l, broken, at(t, e, k, e->a[k].broken));
    }
    Term r = term_unknown(t);
    r.known = logic_and3(l, e->list_known, logic_not(l, broken), num_eq(l, open, num(0)));
    r.broken = logic_and(l, e->list_known, broken);
    r.v = end_of(sure), r.lo = end_if(t, e->list_known, end_of(sure), end_of(num(0)));
    r.hi = end_if(t, e->list_known, end_of(num_add(l, sure, open)), end_open(true));
    return r;
}
static Term share(const Terms *t, const Elements *e)
{
    const Logic *l = &t->logic;
    Num sure = num(0), least = num(0), most = num(0), open_least = num(0), open_most = num(0);
    Truth broken = l->no;
    for (int k = 0; k < e->n; k++) {
        const Term *of = &e->a[k], *part = &e->b[k];
        Truth open = unknown_truth(t, of);
        broken = logic_or(l, broken, at(t, e, k, logic_or(l, of->broken, logic_but(l, part->broken, of->no))));
        sure = counted(t, sure, at(t, e, k, of->yes));
        least = counted(t, least, at(t, e, k, logic_and(l, of->yes, part->yes))), most = counted(t, most, at(t, e, k, logic_but(l, of->yes, part->no)));
        open_least = counted(t, open_least, at(t, e, k, logic_but(l, open, part->yes))), open_most = counted(t, open_most, at(t, e, k, logic_but(l, open, part->no)));
    }
    Truth none = logic_or(l, broken, num_eq(l, sure, num(0)));
    Num one = num(1);
    End lo = {least, num_max(l, num_add(l, sure, open_least), one), one, one, one}, hi = {num_add(l, most, open_most), num_max(l, num_add(l, sure, open_most), one), one, one, one};
    Term r = term_unknown(t);
    r.known = logic_and3(l, e->list_known, logic_not(l, none), logic_and(l, quot_le(t, lo, hi), quot_le(t, hi, lo)));
    r.broken = logic_and(l, e->list_known, none);
    r.v = lo, r.lo = end_if(t, e->list_known, lo, end_open(false)), r.hi = end_if(t, e->list_known, hi, end_open(true));
    return r;
}

/* ---- sums and extremes ---- */
static Num add_end(const Terms *t, Num sum, Num v)
{
    const Logic *l = &t->logic;
    Truth sum_open = end_is_open(t, end_of(sum)), v_open = end_is_open(t, end_of(v));
    return num_if(l, sum_open, sum, num_if(l, v_open, v, num_add(l, sum, v)));
}
static End further(const Terms *t, End a, End b, bool largest) /* an open end that nothing has replaced yet gives way */
{
    const Logic *l = &t->logic;
    End e = end_if(t, largest ? num_ge(l, a.n, b.n) : num_le(l, a.n, b.n), a, b);
    e.n = largest ? num_max(l, a.n, b.n) : num_min(l, a.n, b.n);
    return e;
}
static Term numbers(const Terms *t, Opcode op, const Elements *e)
{
    const Logic *l = &t->logic;
    bool sum = op == BC_FOLD_SUM, largest = op == BC_FOLD_MAX;
    Truth certain = l->no, broken = l->no, exact = l->yes;
    End lo = sum ? end_of(num(0)) : end_open(!largest), hi = lo, v = lo;
    for (int k = 0; k < e->n; k++) {
        const Term *where = &e->a[k], *x = &e->b[k];
        Truth sure = at(t, e, k, where->yes), maybe = at(t, e, k, logic_not(l, logic_or(l, where->no, where->broken))), open = logic_but(l, maybe, sure);
        broken = logic_or3(l, broken, at(t, e, k, where->broken), logic_and(l, maybe, x->broken));
        certain = logic_or(l, certain, sure);
        exact = logic_and3(l, exact, logic_not(l, open), logic_or(l, logic_not(l, sure), x->known));
        End xl = term_lo(t, x), xh = term_hi(t, x);
        if (sum) {
            Num least = num_if(l, sure, xl.n, num_if(l, open, num_min(l, num(0), xl.n), num(0))), most = num_if(l, sure, xh.n, num_if(l, open, num_max(l, num(0), xh.n), num(0)));
            lo.n = add_end(t, lo.n, least), hi.n = add_end(t, hi.n, most);
            v.n = num_add(l, v.n, num_if(l, sure, x->v.n, num(0)));
        } else {
            v = end_if(t, sure, further(t, v, x->v, largest), v);
            lo = end_if(t, largest ? sure : maybe, further(t, lo, xl, largest), lo), hi = end_if(t, largest ? maybe : sure, further(t, hi, xh, largest), hi);
        }
    }
    if (!sum) broken = logic_or(l, broken, logic_not(l, certain));
    lo = end_if(t, e->list_known, lo, end_open(false)), hi = end_if(t, e->list_known, hi, end_open(true));
    return term_interval(t, logic_and(l, e->list_known, exact), logic_and(l, e->list_known, broken), v, lo, hi, INTERVAL_PLAIN);
}
Term term_fold(const Terms *t, Opcode op, const Elements *e)
{
    switch (op) {
    case BC_FOLD_ANY: case BC_FOLD_ALL: return fold_truth(t, op == BC_FOLD_ANY, e);
    case BC_FOLD_COUNT: return count(t, e);
    case BC_FOLD_SHARE: return share(t, e);
    default: return numbers(t, op, e);
    }
}
