/* Expressions to instructions. Knows typed expressions and sites. Must never know rules' inside, or how anything runs. */
#include <string.h>
#include "interp/code/bytecode_table.h"
#include "interp/code/emit_internal.h"

RegKind emit_type_kind(Type type)
{
    switch ((TypeKind)type.kind) {
    case TY_BOOL: return KIND_BIT;
    case TY_ENUM: return KIND_ENUM;
    case TY_TEXT: return KIND_TEXT;
    case TY_DATE: return KIND_I32;
    case TY_QUOT: return KIND_QUOT;
    case TY_NUM: case TY_ERROR: case TY_ENTITY: case TY_LIST: break;
    }
    return KIND_I64;
}

/* ---- what has been emitted before ---- */
static bool same_memo(const Emit *em, int at, const void *key)
{
    const Memo *a = &em->memos[at], *b = key;
    return a->site == b->site && a->what == b->what && a->detail == b->detail;
}
static uint64_t memo_hash(const Memo *m)
{
    const uint64_t parts[] = {(uint64_t)(uintptr_t)m->what, (uint64_t)(uint32_t)m->site << 32 | (uint32_t)m->detail};
    return emit_hash(parts, sizeof parts);
}
static uint64_t memo_hash_at(const Emit *em, int at) { return memo_hash(&em->memos[at]); }
Memo *emit_memo(Emit *em, int site, const void *what, int detail, bool *found)
{
    Memo key = {.site = site, .what = what, .detail = detail, .inner = -1};
    int *slot = emit_index_slot(em, &em->memo_index, em->n_memos, memo_hash(&key), same_memo, &key, memo_hash_at);
    *found = *slot != 0;
    if (!*found) {
        LIST_ADD(em->arena, em->memos, em->n_memos, key);
        *slot = em->n_memos;
    }
    return &em->memos[*slot - 1];
}

/* ---- facts and parameters ---- */
static const Frame *frame_of(const Emit *em, int site, const Path *path)
{
    const Site *p = &em->sites[site];
    return &p->frame[path->up < p->n_frames ? p->n_frames - 1 - path->up : 0];
}
/* The frame's own path with that of the expression after it. */
static bool extend(Emit *em, Frame *frame, const uint16_t *field, int n)
{
    for (int i = 0; i < n; i++) {
        if (frame->n >= NESTED_MAX) { emit_fail(em, "records are nested too deeply"); return false; }
        const Entity *e = &em->program->entities[frame->entity];
        frame->field[frame->n++] = field[i];
        frame->entity = e->fields[field[i]].type.ref;
    }
    return true;
}
static const Field *last_field(Emit *em, Frame *frame, const Path *path) /* leaves the frame at the field's path */
{
    if (!path->n || frame->entity < 0 || !extend(em, frame, path->field, path->n - 1)) { emit_fail(em, "a path leads nowhere"); return NULL; }
    const Field *f = &em->program->entities[frame->entity].fields[path->field[path->n - 1]];
    return extend(em, frame, &path->field[path->n - 1], 1) ? f : NULL;
}
static int space_of_frame(const Emit *em, const Frame *f) { return f->var == VAR_NONE ? 0 : em->vars[f->var].base; }
static ColumnKind column_kind(const Field *f, RegKind *kind)
{
    *kind = emit_type_kind(f->type);
    switch ((TypeKind)f->type.kind) {
    case TY_BOOL: return COL_BIT;
    case TY_ENUM: return COL_U8;
    case TY_TEXT: return COL_TEXT;
    case TY_DATE: return COL_I32;
    default: break;
    }
    if (f->type.scale == 0 && f->lo >= 0 && f->hi <= 255) *kind = KIND_U8;
    return *kind == KIND_U8 ? COL_U8 : COL_I64;
}
static int column(Emit *em, int space, const Frame *at, ColumnKind kind, ColumnRange range)
{
    for (int i = 0; i < em->n_columns; i++) {
        const ColumnSpec *c = &em->columns[i];
        if (c->space == space && c->n == at->n && memcmp(c->field, at->field, at->n * sizeof *at->field) == 0) return i;
    }
    ColumnSpec spec = {.space = (uint16_t)space, .n = at->n, .kind = (uint8_t)kind};
    memcpy(spec.field, at->field, sizeof at->field);
    int n = em->n_columns;
    LIST_ADD(em->arena, em->ranges, n, range);
    LIST_ADD(em->arena, em->columns, em->n_columns, spec);
    return em->n_columns - 1;
}
static Value field_value(Emit *em, int site, const Expr *e)
{
    Frame at = *frame_of(em, site, &e->path);
    const Field *f = last_field(em, &at, &e->path);
    RegKind kind;
    if (!f) return emit_truth(em, false);
    ColumnRange range = {INT64_MIN, INT64_MAX};
    if (f->type.kind == TY_NUM) range = (ColumnRange){f->lo, f->hi};
    if (f->type.kind == TY_NUM && f->lo == f->hi) return emit_const(em, KIND_I64, f->lo); /* only one value is possible */
    ColumnKind in_column = column_kind(f, &kind);
    Instr in = {.op = BC_LOAD, .kind = (uint8_t)kind, .imm = column(em, space_of_frame(em, &at), &at, in_column, range)};
    return emit_instr(em, in, emit_chain(em, at.var));
}
static bool same_text(const Emit *em, int at, const void *key) { return strcmp(em->texts[at], key) == 0; }
static uint64_t text_hash_at(const Emit *em, int at) { return emit_hash(em->texts[at], strlen(em->texts[at])); }
static Value text_value(Emit *em, const char *text)
{
    int *slot = emit_index_slot(em, &em->text_index, em->n_texts, emit_hash(text, strlen(text)), same_text, text, text_hash_at);
    if (!*slot) {
        LIST_ADD(em->arena, em->texts, em->n_texts, text);
        *slot = em->n_texts;
    }
    return emit_const(em, KIND_TEXT, *slot - 1);
}
static Value version_value(Emit *em, RegKind kind, int param, int version)
{
    const ParamVersion *v = &em->program->params[param].versions[version];
    switch (v->state) {
    case PV_KNOWN: return emit_const(em, kind, v->value);
    case PV_PENDING: return emit_instr(em, (Instr){.op = BC_PENDING, .kind = (uint8_t)kind, .imm = param}, SEQ_ROOT);
    case PV_REPEALED: return emit_instr(em, (Instr){.op = BC_BROKEN, .kind = (uint8_t)kind, .aux = REASON_PARAM_REPEALED, .imm = reason_imm(param, version)}, SEQ_ROOT);
    case PV_COUNT_: break;
    }
    return emit_broken(em, kind, REASON_NO_VERSION);
}
static Value param_value(Emit *em, int site, int param)
{
    const Param *p = &em->program->params[param];
    RegKind kind = emit_type_kind(p->type);
    Value out = emit_broken(em, kind, REASON_NO_VERSION);
    for (int i = 0; i < p->n_versions; i++) {
        const ParamVersion *v = &p->versions[i];
        out = emit_select(em, em->sites[site].home, emit_since(em, &em->sites[site], v->from), version_value(em, kind, param, i), out);
    }
    return out;
}

/* ---- other sites ---- */
static Value rule_value(Emit *em, int site, const Expr *e, int *inner)
{
    Site callee = em->sites[site];
    const Rule *rule = &em->program->rules[e->ref];
    Frame subject = *frame_of(em, site, &e->path);
    if (rule->subject < 0) subject = (Frame){.var = VAR_NONE, .entity = -1};
    else extend(em, &subject, e->path.field, e->path.n);
    int home = emit_meet(em, callee.home, emit_chain(em, subject.var), emit_meet(em, callee.home, callee.as_of.seq, callee.law.seq));
    callee = (Site){.frame = {subject}, .n_frames = 1, .as_of = callee.as_of, .law = callee.law, .home = home};
    *inner = emit_site(em, &callee);
    return emit_rule(em, *inner, e->ref, e->aspect, e->item);
}
static Value dated_value(Emit *em, int site, const Expr *e, int *inner)
{
    Value day = emit_expr(em, site, e->b);
    Site then = em->sites[site];
    then.as_of = day;
    if (e->law_then) then.law = day;
    *inner = emit_site(em, &then);
    Value v = emit_expr(em, *inner, e->a);
    Opcode op = (Opcode)em->code[day.reg].op;
    if (op == BC_CONST || op == BC_AS_OF || op == BC_LAW_DATE) return v;
    return emit_binary(em, em->sites[site].home, BC_WHEN, emit_kind(em, v), v, day);
}
static bool enter_list(Emit *em, int site, const Expr *e, int *inner, int *var)
{
    Site p = em->sites[site];
    Frame at = *frame_of(em, site, &e->path);
    const Field *list = last_field(em, &at, &e->path);
    if (!list) return false;
    if (p.n_frames == FRAMES_MAX) { emit_fail(em, "lists are nested too deeply"); return false; }
    int base = emit_base_space(em, space_of_frame(em, &at), list->type.ref, at.n, at.field);
    *var = emit_variable(em, at.var, base, p.home);
    p.frame[p.n_frames++] = (Frame){.var = *var, .entity = list->type.ref};
    p.home = emit_append(em, p.home, *var);
    *inner = emit_site(em, &p);
    return !em->failed;
}
static Value fold(Emit *em, int site, const Expr *e, int *inner)
{
    static const uint8_t opcode[] = {BC_FOLD_COUNT, BC_FOLD_ANY, BC_FOLD_ALL, BC_FOLD_SUM, BC_FOLD_MAX, BC_FOLD_MIN, BC_FOLD_SHARE};
    int var;
    if (!enter_list(em, site, e, inner, &var)) return emit_truth(em, false);
    int home = em->sites[*inner].home;
    Instr in = {.op = opcode[e->kind - E_COUNT]};
    Value where = e->a ? emit_expr(em, *inner, e->a) : emit_truth(em, true), arg = e->b ? emit_expr(em, *inner, e->b) : emit_truth(em, true);
    if (e->kind == E_ANY) where = emit_and(em, home, where, arg);
    if (e->kind == E_ALL) where = emit_or(em, home, emit_not(em, where), arg);
    if (e->kind == E_SUM) arg = emit_convert(em, arg, KIND_I64);
    bool two = opcode_rows[in.op].n_operands == 2;
    int seq = emit_meet(em, home, emit_chain(em, var), two ? emit_meet(em, home, where.seq, arg.seq) : where.seq);
    if (em->failed) return where;
    where = emit_arrange(em, where, seq);
    in.a = (uint32_t)where.reg;
    if (two) in.b = (uint32_t)emit_arrange(em, arg, seq).reg;
    in.imm = em->seqs[seq].space;
    in.kind = e->kind == E_COUNT ? KIND_I32 : e->kind == E_SHARE ? KIND_QUOT : two ? em->code[in.b].kind : KIND_BIT;
    return emit_instr(em, in, em->seqs[seq].prefix);
}

/* ---- operators ---- */
static Value quotient(Emit *em, Value v, Type type)
{
    if (emit_kind(em, v) == KIND_QUOT || em->code[v.reg].op == BC_BROKEN) return emit_convert(em, v, KIND_QUOT);
    v = emit_convert(em, v, KIND_I64);
    return emit_instr(em, (Instr){.op = BC_QUOT, .kind = KIND_QUOT, .scale = {type.scale}, .a = (uint32_t)v.reg}, v.seq);
}
static Value arithmetic(Emit *em, int home, Opcode op, Value a, Value b)
{
    int64_t x, y, r;
    a = emit_convert(em, a, KIND_I64), b = emit_convert(em, b, KIND_I64);
    if (emit_constant(em, a, &x) && emit_constant(em, b, &y)) {
        bool over = op == BC_ADD ? __builtin_add_overflow(x, y, &r) : op == BC_SUB ? __builtin_sub_overflow(x, y, &r) : __builtin_mul_overflow(x, y, &r);
        if (!over) return emit_const(em, KIND_I64, r);
    }
    Value out;
    if (op == BC_MUL && emit_constant(em, b, &y) && emit_choice_times(em, home, a, y, &out)) return out;
    if (op == BC_MUL && emit_constant(em, a, &x) && emit_choice_times(em, home, b, x, &out)) return out;
    return emit_binary(em, home, op, KIND_I64, a, b);
}
static Value negation(Emit *em, Value a)
{
    int64_t x;
    a = emit_convert(em, a, KIND_I64);
    if (emit_constant(em, a, &x) && x != INT64_MIN) return emit_const(em, KIND_I64, -x);
    return emit_unary(em, BC_NEG, KIND_I64, a);
}
static Value comparison(Emit *em, int site, const Expr *e)
{
    static const uint8_t op[] = {CMP_EQ, CMP_NE, CMP_LT, CMP_LE, CMP_GT, CMP_GE};
    Value a = emit_expr(em, site, e->a), b = emit_expr(em, site, e->b);
    if (e->a->type.kind == TY_QUOT || e->b->type.kind == TY_QUOT) a = quotient(em, a, e->a->type), b = quotient(em, b, e->b->type);
    return emit_compare(em, em->sites[site].home, (Compare)op[e->kind - E_EQ], a, b);
}
static Value rescaled(Emit *em, int site, const Expr *e)
{
    Value a = emit_expr(em, site, e->a);
    int by = e->type.scale - e->a->type.scale;
    int64_t power = 1;
    if (emit_kind(em, a) == KIND_QUOT || by <= 0) return a;
    if (by > SCALE_MAX) { emit_fail(em, "a number has too many digits after the point"); return a; }
    while (by--) power *= 10;
    return arithmetic(em, em->sites[site].home, BC_MUL, a, emit_const(em, KIND_I64, power));
}
static Value rounded(Emit *em, int site, const Expr *e)
{
    Value a = emit_expr(em, site, e->a), step = emit_expr(em, site, e->b);
    Instr in = {.op = BC_ROUND, .kind = KIND_I64, .aux = (uint8_t)e->mode, .scale = {e->a->type.scale, e->b->type.scale, e->type.scale}};
    if (!emit_constant(em, step, &in.imm) || in.imm <= 0) { emit_fail(em, "a rounding needs a constant step"); return a; }
    if (emit_kind(em, a) == KIND_QUOT) in.op = BC_QROUND;
    else a = emit_convert(em, a, KIND_I64);
    in.a = (uint32_t)a.reg;
    return emit_instr(em, in, a.seq);
}
static Value divided(Emit *em, int site, const Expr *e)
{
    Value a = emit_convert(em, emit_expr(em, site, e->a), KIND_I64), b = emit_convert(em, emit_expr(em, site, e->b), KIND_I64);
    int seq = emit_meet(em, em->sites[site].home, a.seq, b.seq);
    a = emit_arrange(em, a, seq), b = emit_arrange(em, b, seq);
    return emit_instr(em, (Instr){.op = BC_DIV, .kind = KIND_QUOT, .scale = {e->a->type.scale, e->b->type.scale}, .a = (uint32_t)a.reg, .b = (uint32_t)b.reg}, seq);
}
static Value extreme(Emit *em, int site, const Expr *e)
{
    Value a = emit_expr(em, site, e->a), b = emit_expr(em, site, e->b);
    RegKind ka = emit_kind(em, a), kb = emit_kind(em, b), kind = ka > kb ? ka : kb;
    if (kind == KIND_BIT || kind == KIND_ENUM || kind == KIND_TEXT || kind == KIND_QUOT) { emit_fail(em, "no order to choose by"); return a; }
    return emit_binary(em, em->sites[site].home, e->kind == E_MIN ? BC_MIN : BC_MAX, kind, emit_convert(em, a, kind), emit_convert(em, b, kind));
}
static Value shifted(Emit *em, int site, const Expr *e)
{
    Value a = emit_expr(em, site, e->a), b = emit_convert(em, emit_expr(em, site, e->b), KIND_I64);
    UnitBase unit = (UnitBase)e->b->type.unit.base;
    Period period = unit == U_DAY ? PERIOD_DAYS : unit == U_YEAR || unit == U_AGE ? PERIOD_YEARS : PERIOD_MONTHS;
    int seq = emit_meet(em, em->sites[site].home, a.seq, b.seq);
    a = emit_arrange(em, emit_convert(em, a, KIND_I32), seq), b = emit_arrange(em, b, seq);
    return emit_instr(em, (Instr){.op = BC_DATE_ADD, .kind = KIND_I32, .aux = (uint8_t)period, .a = (uint32_t)a.reg, .b = (uint32_t)b.reg}, seq);
}
static Value span_between(Emit *em, int site, const Expr *e)
{
    Value a = emit_convert(em, emit_expr(em, site, e->a), KIND_I32), b = emit_convert(em, emit_expr(em, site, e->b), KIND_I32);
    Opcode op = e->kind == E_YEARS ? BC_YEARS : e->kind == E_MONTHS ? BC_MONTHS : BC_DAYS;
    int seq = emit_meet(em, em->sites[site].home, a.seq, b.seq);
    a = emit_arrange(em, a, seq), b = emit_arrange(em, b, seq);
    uint8_t leap = op == BC_YEARS && em->program->leap == LEAP_MAR01;
    return emit_instr(em, (Instr){.op = (uint8_t)op, .kind = KIND_I32, .aux = leap, .a = (uint32_t)a.reg, .b = (uint32_t)b.reg}, seq);
}
static Value choice(Emit *em, int site, const Expr *e)
{
    Value c = emit_expr(em, site, e->a), a = emit_expr(em, site, e->b), b = emit_expr(em, site, e->c);
    if (e->type.kind == TY_QUOT) a = quotient(em, a, e->b->type), b = quotient(em, b, e->c->type);
    return emit_select(em, em->sites[site].home, c, a, b);
}
/* An example may take another option than the policy whose expressions these are. */
static Value constant(Emit *em, const Expr *e)
{
    if (e->type.kind == TY_TEXT) return text_value(em, e->v.text);
    return emit_const(em, emit_type_kind(e->type), e->ref ? em->program->readings[e->ref - 1].chosen == e->item : e->v.i);
}
static Value emit_node(Emit *em, int site, const Expr *e, int *inner)
{
    int home = em->sites[site].home;
    Value a, b;
    switch (e->kind) {
    case E_CONST: return constant(em, e);
    case E_UNDEF: return emit_broken(em, emit_type_kind(e->type), REASON_NO_CASE);
    case E_FIELD: return field_value(em, site, e);
    case E_PARAM: return param_value(em, site, e->ref);
    case E_RULE: return rule_value(em, site, e, inner);
    case E_ASOF: return em->sites[site].as_of;
    case E_LAWDATE: return em->sites[site].law;
    case E_AT: return dated_value(em, site, e, inner);
    case E_NOT: return emit_not(em, emit_expr(em, site, e->a));
    case E_NEG: return negation(em, emit_expr(em, site, e->a));
    case E_AND: a = emit_expr(em, site, e->a), b = emit_expr(em, site, e->b); return emit_and(em, home, a, b);
    case E_OR: a = emit_expr(em, site, e->a), b = emit_expr(em, site, e->b); return emit_or(em, home, a, b);
    case E_ADD: a = emit_expr(em, site, e->a), b = emit_expr(em, site, e->b); return arithmetic(em, home, BC_ADD, a, b);
    case E_SUB: a = emit_expr(em, site, e->a), b = emit_expr(em, site, e->b); return arithmetic(em, home, BC_SUB, a, b);
    case E_MUL: a = emit_expr(em, site, e->a), b = emit_expr(em, site, e->b); return arithmetic(em, home, BC_MUL, a, b);
    case E_DIV: return divided(em, site, e);
    case E_EQ: case E_NE: case E_LT: case E_LE: case E_GT: case E_GE: return comparison(em, site, e);
    case E_RESCALE: return rescaled(em, site, e);
    case E_IF: return choice(em, site, e);
    case E_ROUND: return rounded(em, site, e);
    case E_MIN: case E_MAX: return extreme(em, site, e);
    case E_DATE_ADD: return shifted(em, site, e);
    case E_YEARS: case E_MONTHS: case E_DAYS: return span_between(em, site, e);
    case E_YEAR_OF: return emit_unary(em, BC_YEAR_OF, KIND_I32, emit_convert(em, emit_expr(em, site, e->a), KIND_I32));
    case E_COUNT: case E_ANY: case E_ALL: case E_SUM: case E_LMAX: case E_LMIN: case E_SHARE: return fold(em, site, e, inner);
    case E_KINDS: break;
    }
    emit_fail(em, "an expression of no kind");
    return emit_truth(em, false);
}
/* Long lists and tables are chains thousands deep: they are emitted from the far end, so that the stack stays shallow. */
static const Expr *chain_next(const Expr *e)
{
    bool left = e->kind == E_AND || e->kind == E_OR || e->kind == E_ADD || e->kind == E_SUB || e->kind == E_MUL;
    return left ? e->a : e->kind == E_IF ? e->c : NULL;
}
static bool emitted(Emit *em, int site, const Expr *e)
{
    Memo key = {.site = site, .what = e, .detail = -1};
    return *emit_index_slot(em, &em->memo_index, em->n_memos, memo_hash(&key), same_memo, &key, memo_hash_at) != 0;
}
static void emit_chain_below(Emit *em, int site, const Expr *e)
{
    int n = 0;
    for (const Expr *x = chain_next(e); x && !emitted(em, site, x); x = chain_next(x)) n++;
    if (n < 2) return;
    const Expr **below = arena_alloc(em->arena, (size_t)n * sizeof *below);
    for (int i = 0; i < n; i++) below[i] = e = chain_next(e);
    while (n--) emit_expr(em, site, below[n]);
}
Value emit_expr(Emit *em, int site, const Expr *e)
{
    bool found;
    int inner = -1, outer_expr = em->current_expr;
    if (em->failed) return (Value){0, SEQ_ROOT};
    Memo *memo = emit_memo(em, site, e, -1, &found);
    if (found) return memo->value;
    emit_chain_below(em, site, e);
    em->current_expr = e->id;
    Value v = emit_node(em, site, e, &inner);
    em->current_expr = outer_expr;
    memo = emit_memo(em, site, e, -1, &found); /* the table may have moved */
    memo->value = v, memo->inner = inner;
    return v;
}
