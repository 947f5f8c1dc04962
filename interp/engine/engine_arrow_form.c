/* How the numbers of a column of results stand: as their type says, whole, as narrow as they can be, or as codes with a dictionary.
 * Knows what a register can hold. Must never know rows. */
#include <stdio.h>
#include <string.h>
#include "interp/base/number.h"
#include "interp/engine/engine_arrow_out.h"

enum { CODES_MAX = 127 };

/* ---- what the numbers can be ---- */
static int64_t factor_of(const ArrowDecision *d, int version) { return (int64_t)number_power(d->type.scale - d->value_scale[version]); }
/* False: one of them might not fit 64 bits at the type's scale. */
static bool reach_of(const ArrowPlan *p, const ArrowDecision *d, const ArrowColumn *c, Reach *out)
{
    *out = (Reach){INT64_MAX, INT64_MIN, 0};
    for (int i = 0; i < d->of->n_versions; i++) {
        if (c->reg[i] < 0) continue;
        Reach r = p->reach ? p->reach[c->reg[i]] : (Reach){INT64_MIN, INT64_MAX, 1};
        int64_t factor = factor_of(d, i);
        if (r.lo > r.hi) continue;
        if (!number_multiply(r.lo, factor, &r.lo) || !number_multiply(r.hi, factor, &r.hi)) return false;
        if (!number_multiply(r.step, factor, &r.step)) r.step = 1;
        *out = reach_either(out, &r);
    }
    return true;
}
static int choices_of(const ArrowPlan *p, int reg, int64_t values[VM_CHOICES_MAX])
{
    const Instr *in = &p->chunk->code[reg];
    if (in->op == BC_CONST) return values[0] = in->imm, 1;
    return sweep_choices(p->sweep, reg, values);
}
/* Codes count the choices of all versions, those of the first before the others; a register whose own stand in this order needs no other. */
static bool choose(ArrowOut *out, const ArrowDecision *d, ArrowColumn *c)
{
    Arena *arena = &out->holder->arena;
    for (int i = 0; i < d->of->n_versions; i++) {
        int64_t values[VM_CHOICES_MAX], factor = factor_of(d, i);
        int n = c->reg[i] < 0 ? 0 : choices_of(out->plan, c->reg[i], values);
        if (!n && c->reg[i] >= 0) return false;
        c->direct[i] = n > 1;
        for (int k = 0; k < n; k++) {
            int at = 0;
            if (!number_multiply(values[k], factor, &values[k])) return false;
            while (at < c->n_choices && c->choices[at] != values[k]) at++;
            if (at == c->n_choices) LIST_ADD(arena, c->choices, c->n_choices, values[k]);
            c->direct[i] &= at == k;
        }
    }
    return c->n_choices > 0 && c->n_choices <= CODES_MAX;
}
void arrow_form(ArrowOut *out, const ArrowDecision *d, ArrowColumn *c)
{
    const ArrowPlan *p = out->plan;
    int n = d->of->n_versions;
    Reach reach;
    if (d->type.kind != TY_NUM) return;
    switch (p->numbers) {
    case FATIAO_DECIMAL: return;
    case FATIAO_DICTIONARY:
        c->form = (RegForm){1, 0};
        if (!choose(out, d, c)) c->form.width = 0;
        break;
    case FATIAO_INT64: case FATIAO_NARROWEST:
        if (!reach_of(p, d, c, &reach)) break;
        c->form = p->numbers == FATIAO_INT64 ? (RegForm){8, 1} : reach_form(&reach, d->type.scale);
        for (int i = 0; i < n; i++) c->direct[i] = c->reg[i] >= 0 && d->value_scale[i] == d->type.scale;
    }
    if (!c->form.width) memset(c->direct, 0, (size_t)n * sizeof *c->direct);
}

/* ---- what stands there ---- */
size_t arrow_form_width(const ArrowColumn *c, Type type)
{
    if (c->form.width) return c->form.width;
    switch ((TypeKind)type.kind) {
    case TY_ENUM: return 1;
    case TY_DATE: return 4;
    case TY_NUM: return type.scale ? 16 : 8;
    case TY_BOOL: case TY_TEXT: case TY_ERROR: case TY_QUOT: case TY_ENTITY: case TY_LIST: break;
    }
    return 0;
}
const char *arrow_form_format_wide(Arena *arena, Type type) { return type.scale ? arena_printf(arena, "d:38,%d", type.scale) : "l"; }
const char *arrow_form_format(Arena *arena, const ArrowColumn *c, Type type)
{
    switch (c->form.width) {
    case 1: return "C";
    case 2: return "S";
    case 4: return "i";
    case 8: return "l";
    default: return arrow_form_format_wide(arena, type);
    }
}
int64_t arrow_form_number(const ArrowColumn *c, int64_t v)
{
    if (c->form.unit) return v / c->form.unit;
    for (int i = 0; i < c->n_choices; i++) if (c->choices[i] == v) return i;
    return 0;
}
void *arrow_form_choices(ArrowHolder *h, const ArrowColumn *c, Type type)
{
    size_t width = type.scale ? sizeof(NumberWide) : sizeof(int64_t);
    char *out = arrow_hold(h, (size_t)c->n_choices * width);
    for (int i = 0; i < c->n_choices; i++) {
        NumberWide wide = c->choices[i];
        memcpy(out + (size_t)i * width, &wide, width); /* the low half stands first */
    }
    return out;
}
