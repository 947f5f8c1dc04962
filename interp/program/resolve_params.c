/* Parameters and readings: what the law says, what others supply, what the caller sets.
 * Must never know rules or files. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "grammar/parse.h"
#include "interp/base/number.h"
#include "interp/program/resolve_parts.h"

/* ---- what is said ---- */
static void say(Resolver *r, Said **list, int *n, Said said)
{
    for (int i = 0; i < *n; i++)
        if ((*list)[i].from == said.from) {
            if (diag_add(r->diags, D_VERSION_TWICE, said.span, NULL, NULL, NULL)) diag_note(r->diags, (*list)[i].span, "前一处在这里", "the first is here");
            return;
        }
    LIST_ADD(r->arena, *list, *n, said);
}
static const char *note_of(const Node *value, const Node *source) { return value->kind == N_PENDING && value->text ? value->text : source->kind == N_STRING ? source->text : NULL; }
/* The value of the header line and those of 自 … 起. */
static int read_values(Resolver *r, const Node *node, Said **list)
{
    int n = 0;
    const Node *value = node->child[2];
    if (value->kind != N_NONE) say(r, list, &n, (Said){r->from, value, note_of(value, node->child[3]), value->span, false});
    for (int i = 4; i < node->n_child; i++) {
        const Node *v = node->child[i];
        int32_t from;
        if (v->kind != N_VERSION || !parse_date(r, v->child[0], &from)) continue;
        say(r, list, &n, (Said){from > r->from ? from : r->from, v->child[1], note_of(v->child[1], v->child[2]), v->span, false});
    }
    return n;
}
static void read_clauses(Resolver *r, const Node *node, Param *p)
{
    for (int i = 4; i < node->n_child; i++) {
        const Node *c = node->child[i];
        if (c->kind == N_VERSION || c->kind == N_NONE) continue;
        if (c->kind == N_CLAUSE && c->op == OP_C_VERIFIED) parse_date(r, c->child[0], &p->verified_until);
        else complain(r, D_CLAUSE_MISPLACED, c, clause_text(r, c), "参数", "parameter");
    }
}

/* ---- declarations ---- */
void declare_param(Resolver *r, const Node *node)
{
    Name name = name_of(r, node->child[0]);
    int at = find_param(r, name.zh);
    if (at < 0) at = find_param(r, name.alias);
    if (at >= 0 && r->from == INT32_MIN) {
        say_twice(r, node->child[0], name.zh, r->program->params[at].span);
        return;
    }
    if (at < 0) {
        at = r->program->n_params;
        LIST_ADD(r->arena, r->program->params, r->program->n_params, (Param){.name = name, .verified_until = INT32_MAX, .article = r->article, .unit = r->unit, .span = node->span});
        LIST_ADD(r->arena, r->params, r->n_params, (DraftParam){.type = node->child[1]});
    }
    Said *said = NULL;
    int n = read_values(r, node, &said);
    if (!n) complain(r, D_PARAM_NO_VALUE, node->child[0], name.zh, NULL, NULL);
    for (int i = 0; i < n; i++) say(r, &r->params[at].law, &r->params[at].n_law, said[i]);
    read_clauses(r, node, &r->program->params[at]);
}
static const char *nearest_param(Resolver *r, const char *name)
{
    Suggestion s = suggest_begin(name);
    for (int i = 0; i < r->program->n_params; i++) suggest_name(&s, &r->program->params[i].name);
    return suggest_result(&s);
}
static bool ever_pending(const DraftParam *d)
{
    for (int i = 0; i < d->n_law; i++)
        if (d->law[i].value->kind == N_PENDING) return true;
    return d->n_law == 0; /* said already */
}
void supply_param(Resolver *r, const Node *node)
{
    const Node *name = node->child[0];
    int at = find_param(r, name->text);
    if (at < 0) {
        say_unknown(r, D_PARAM_UNKNOWN, name, name->text, nearest_param(r, name->text));
        return;
    }
    DraftParam *d = &r->params[at];
    name_used(r, name, &r->program->params[at].name);
    if (!ever_pending(d)) {
        if (diag_add(r->diags, D_SUPPLY_NOT_PENDING, name->span, name->text, NULL, NULL)) diag_note(r->diags, d->law[0].span, "法规写在这里", "the law says so here");
        return;
    }
    Said *said = NULL;
    int n = read_values(r, node, &said);
    if (!n) complain(r, D_PARAM_NO_VALUE, name, name->text, NULL, NULL);
    for (int i = 0; i < n; i++) {
        if (said[i].value->kind == N_PENDING) complain(r, D_SUPPLY_PENDING, said[i].value, NULL, NULL, NULL);
        int same = 0;
        while (same < d->n_supplied && d->supplied[same].from != said[i].from) same++;
        if (same == d->n_supplied) LIST_ADD(r->arena, d->supplied, d->n_supplied, said[i]);
        else if (diag_add(r->diags, D_SUPPLY_TWICE, said[i].span, name->text, NULL, NULL)) diag_note(r->diags, d->supplied[same].span, "另一处在这里", "the other is here");
    }
    read_clauses(r, node, &r->program->params[at]);
}

/* ---- what the caller sets ---- */
/* The value is read as the language reads it: as that of a parameter in a file of its own. */
static bool names_value(Resolver *r, const Node *type, const char *text)
{
    for (int i = 0; i < r->program->n_enums; i++)
        if (find_enum_value(&r->program->enums[i], text) >= 0) return true;
    for (int i = 0; type && type->kind == N_TYPE && type->op == OP_TYPE_NAMES && i < type->n_child; i++) { /* written in its type, and not an enumeration yet */
        Name name = name_of(r, type->child[i]);
        if (type->n_child > 1 && name_is(&name, text)) return true;
    }
    return false;
}
static bool is_literal(Resolver *r, const Node *type, const Node *value)
{
    if (value->kind == N_UNARY && value->op == OP_NEG) value = value->child[0];
    if (value->kind == N_NAME) return names_value(r, type, value->text);
    return value->kind == N_NUMBER || value->kind == N_DATE || value->kind == N_BOOL;
}
static const Node *read_setting(Resolver *r, const Node *type, const Setting *s)
{
    size_t len = strlen(s->value);
    if (len == 0 || len > 1000 || utf8_valid_prefix(s->value, len) != len || strpbrk(s->value, "\r\n#")) return NULL;
    const char *text = arena_printf(r->arena, "参数 \"%s\" = %s\n", s->name, s->value);
    Diags apart = {.arena = r->arena};
    uint32_t source = source_add(r->sources, arena_printf(r->arena, "--set %s", s->name), text, (uint32_t)strlen(text));
    const Node *file = parse_file(r->arena, r->sources, source, &apart);
    bool one = apart.n_errors == 0 && file->n_child == 1 && file->child[0]->kind == N_PARAMETER && file->child[0]->n_child == 4;
    const Node *value = one ? file->child[0]->child[2] : NULL;
    return value && is_literal(r, type, value) ? value : NULL;
}
static void apply_set(Resolver *r, const Setting *s)
{
    int at = find_param(r, s->name);
    if (at < 0) {
        const char *best = nearest_param(r, s->name);
        diag_add_nowhere(r->diags, best ? D_PARAM_UNKNOWN_NEAR : D_PARAM_UNKNOWN, s->name, best, NULL);
        return;
    }
    DraftParam *d = &r->params[at];
    const Node *value;
    if (!ever_pending(d)) diag_add_nowhere(r->diags, D_SET_NOT_PENDING, s->name, NULL, NULL);
    else if (d->n_supplied) diag_add_nowhere(r->diags, D_SET_TWICE, s->name, NULL, NULL);
    else if (!(value = read_setting(r, d->type, s))) diag_add_nowhere(r->diags, D_SET_VALUE, s->name, s->value, NULL);
    else LIST_ADD(r->arena, d->supplied, d->n_supplied, (Said){INT32_MIN, value, NULL, value->span, true});
}
static void apply_reading(Resolver *r, int n)
{
    const Setting *s = &r->options->readings[n];
    int at = find_reading(r, s->name);
    if (at < 0) {
        diag_add_nowhere(r->diags, D_READING_UNKNOWN, s->name, NULL, NULL);
        return;
    }
    Reading *reading = &r->program->readings[at];
    bool chosen_before = false;
    for (int i = 0; i < n; i++) chosen_before |= find_reading(r, r->options->readings[i].name) == at;
    for (int i = 0; i < reading->n_options; i++) {
        if (!name_is(&reading->options[i], s->value)) continue;
        if (!reading->computable[i]) diag_add_nowhere(r->diags, D_READING_TEXT_ONLY, s->value, reading->why_not[i], NULL);
        else if (chosen_before && reading->chosen != i) diag_add_nowhere(r->diags, D_SET_TWICE, s->name, NULL, NULL);
        reading->chosen = i;
        return;
    }
    diag_add_nowhere(r->diags, D_READING_OPTION, s->value, reading->name.zh, option_words(r, reading));
}

/* ---- versions ---- */
typedef struct { Said said; Expr *value; } Valued; /* NULL: pending, or said to be wrong already */
static Expr *constant(Resolver *r, const Node *node, const Type *want)
{
    Expr *e = expr_build(r, NULL, node, want);
    if (e->type.kind == TY_ERROR || e->kind == E_CONST) return e;
    complain(r, D_PARAM_NOT_CONSTANT, node, NULL, NULL, NULL);
    return NULL;
}
static Valued *valued(Resolver *r, const Said *said, int n, const Type *want)
{
    Valued *out = arena_alloc(r->arena, ((size_t)n + 1) * sizeof *out);
    for (int i = 0; i < n; i++) {
        out[i].said = said[i];
        if (said[i].value->kind == N_PENDING || said[i].value->kind == N_REPEALED) continue;
        Expr *e = constant(r, said[i].value, want);
        if (e && said[i].set && want && want->kind == TY_NUM && e->type.kind == TY_NUM && !said[i].value->unit) e->type.unit = want->unit;
        out[i].value = e && e->type.kind != TY_ERROR ? e : NULL;
    }
    return out;
}
/* Whether the digits follow from the values: of money and shares, and where no type is written. */
static bool free_scale(const Node *type, Type t)
{
    if (t.kind != TY_NUM) return false;
    return type->kind != N_TYPE || (type->op == OP_TYPE_NAMES && (t.unit.base == U_YUAN || t.scale > 0));
}
static void widen(Type *type, bool *any, const Valued *v, int n)
{
    for (int i = 0; i < n; i++) {
        if (!v[i].value || v[i].value->type.kind != TY_NUM) continue;
        uint8_t scale = v[i].value->type.scale;
        if (!*any || scale > type->scale) type->scale = scale;
        *any = true;
    }
}
static Type param_type(Resolver *r, const Param *p, const DraftParam *d, Type stated, const Valued *law, const Valued *supplied)
{
    Type t = stated;
    for (int i = 0; d->type->kind != N_TYPE && i < d->n_law && t.kind == TY_ERROR; i++)
        if (law[i].value) t = law[i].value->type;
    if (d->type->kind != N_TYPE && t.kind == TY_ERROR && d->n_law) {
        bool pending = false;
        for (int i = 0; i < d->n_law; i++) pending |= d->law[i].value->kind == N_PENDING;
        if (pending) diag_add(r->diags, D_PARAM_NO_TYPE, p->span, p->name.zh, NULL, NULL);
    }
    if (t.kind == TY_ENTITY || t.kind == TY_LIST || t.kind == TY_TEXT) {
        diag_add(r->diags, D_PARAM_NO_ENTITY, d->type->kind == N_TYPE ? d->type->span : p->span, NULL, NULL, NULL);
        t.kind = TY_ERROR;
    }
    bool any = false;
    if (free_scale(d->type, t)) {
        widen(&t, &any, law, d->n_law);
        widen(&t, &any, supplied, d->n_supplied);
    }
    return t;
}
static bool fit(Resolver *r, Valued *v, Type type) { return v->value && expr_fit(r, v->said.value, &v->value, type); }
static int by_day(const void *a, const void *b)
{
    int32_t x = ((const Valued *)a)->said.from, y = ((const Valued *)b)->said.from;
    return (x > y) - (x < y);
}
static const Valued *valid_on(const Valued *v, int n, int32_t day)
{
    const Valued *found = NULL;
    for (int i = 0; i < n && v[i].said.from <= day; i++) found = &v[i];
    return found;
}
static int64_t plain_value(const Expr *e)
{
    int64_t v = e->v.i;
    if (e->kind == E_RESCALE) number_rescale(e->a->v.i, e->a->type.scale, e->type.scale, &v);
    return v;
}
static bool is_open(const Valued *v) { return !v->value && v->said.value->kind != N_REPEALED; }
static void add_version(Resolver *r, Param *p, const Valued *law, const Valued *supplied, int32_t from)
{
    const Valued *v = is_open(law) && supplied ? supplied : law;
    ParamVersion out = {.from = from, .state = v->value ? PV_KNOWN : is_open(v) ? PV_PENDING : PV_REPEALED, .value = v->value ? plain_value(v->value) : 0, .set = v->said.set, .note = v->said.note ? v->said.note : law->said.note, .span = v->said.span};
    if (!v->said.set && (v->said.value->kind == N_NUMBER || v->said.value->kind == N_DATE)) out.written = v->said.value->span;
    LIST_ADD(r->arena, p->versions, p->n_versions, out);
}
/* A version begins where the law says so, and, while it leaves the value open, where a supplier does. */
/* What others supply keeps within what the law says of it: no negative money, no age above a stated one. */
static void check_range(Resolver *r, const Param *p, const Valued *v, int n, int64_t lo, int64_t hi)
{
    char text[NUMBER_TEXT];
    for (int i = 0; i < n && p->type.kind == TY_NUM; i++) {
        int64_t value = v[i].value ? plain_value(v[i].value) : lo;
        if (value >= lo && value <= hi) continue;
        number_print(text, value < lo ? lo : hi, p->type.scale, 0);
        complain(r, value < lo ? D_SUPPLY_LOW : D_SUPPLY_HIGH, v[i].said.value, p->name.zh, arena_strndup(r->arena, text, strlen(text)), NULL);
    }
}
static void check_repeal(Resolver *r, const Param *p, const Valued *v, int n)
{
    for (int i = 0; i < n; i++) {
        if (v[i].said.value->kind != N_REPEALED) continue;
        if (v[i].said.from == INT32_MIN) complain(r, D_REPEALED_NO_DAY, v[i].said.value, p->name.zh, NULL, NULL);
        else if (i == 0 || v[i - 1].said.value->kind == N_REPEALED) complain(r, D_REPEALED_NOTHING, v[i].said.value, p->name.zh, NULL, NULL);
    }
}
static void build_versions(Resolver *r, int at)
{
    Param *p = &r->program->params[at];
    DraftParam *d = &r->params[at];
    int64_t lo, hi;
    Type stated = build_type(r, d->type, &p->name, &lo, &hi);
    const Type *want = stated.kind == TY_ERROR ? NULL : &stated;
    Valued *law = valued(r, d->law, d->n_law, want);
    if (!want)
        for (int i = 0; !want && i < d->n_law; i++)
            if (law[i].value) want = &law[i].value->type;
    Valued *supplied = valued(r, d->supplied, d->n_supplied, want);
    p->type = param_type(r, p, d, stated, law, supplied);
    for (int i = 0; i < d->n_law; i++)
        if (law[i].value && !fit(r, &law[i], p->type)) law[i].value = NULL;
    for (int i = 0; i < d->n_supplied; i++)
        if (supplied[i].value && !fit(r, &supplied[i], p->type)) supplied[i].value = NULL;
    if (d->n_law) qsort(law, (size_t)d->n_law, sizeof *law, by_day);
    if (d->n_supplied) qsort(supplied, (size_t)d->n_supplied, sizeof *supplied, by_day);
    check_range(r, p, supplied, d->n_supplied, lo, hi);
    check_repeal(r, p, law, d->n_law), check_repeal(r, p, supplied, d->n_supplied);
    for (int i = 0, k = 0; i < d->n_law; i++) {
        add_version(r, p, &law[i], valid_on(supplied, d->n_supplied, law[i].said.from), law[i].said.from);
        for (; k < d->n_supplied; k++) {
            int32_t from = supplied[k].said.from;
            if (i + 1 < d->n_law && from >= law[i + 1].said.from) break;
            if (is_open(&law[i]) && from > law[i].said.from) add_version(r, p, &law[i], &supplied[k], from);
        }
    }
}
void apply_options(Resolver *r)
{
    for (int i = 0; i < r->options->n_sets; i++) apply_set(r, &r->options->sets[i]);
    for (int i = 0; i < r->options->n_readings; i++) apply_reading(r, i);
    for (int i = 0; i < r->program->n_params; i++) build_versions(r, i);
}

/* ---- readings ---- */
static void add_option(Resolver *r, Reading *reading, const Node *clause)
{
    Name name = name_of(r, clause->child[0]);
    for (int i = 0; i < reading->n_options; i++)
        if (name_is(&reading->options[i], name.zh) || name_is(&reading->options[i], name.alias)) {
            complain(r, D_DECLARED_TWICE, clause->child[0], name.zh, NULL, NULL);
            return;
        }
    int n = reading->n_options, text = n, computable = n, why = n; /* lists of one length */
    bool other = clause->op == OP_C_OTHER_READING;
    const Node *last = clause->child[2];
    LIST_ADD(r->arena, reading->texts, text, clause->child[1]->kind == N_STRING ? clause->child[1]->text : "");
    LIST_ADD(r->arena, reading->computable, computable, !(other && last->kind == N_STRING));
    LIST_ADD(r->arena, reading->why_not, why, other && last->kind == N_STRING ? last->text : NULL);
    LIST_ADD(r->arena, reading->options, reading->n_options, name);
    if (other) return;
    reading->adopted = reading->chosen = n;
    reading->reason = last->kind == N_STRING ? last->text : NULL;
}
void declare_reading(Resolver *r, const Node *node)
{
    Reading reading = {.name = name_of(r, node->child[0]), .adopted = -1, .article = r->article, .span = node->span};
    int before = find_reading(r, reading.name.zh), adopted = 0;
    if (before < 0) before = find_reading(r, reading.name.alias);
    if (before >= 0) {
        say_twice(r, node->child[0], reading.name.zh, r->program->readings[before].span);
        return;
    }
    for (int i = 1; i < node->n_child; i++) {
        const Node *c = node->child[i];
        if (c->kind != N_CLAUSE) continue;
        switch (c->op) {
        case OP_C_QUESTION: reading.question = c->text; break;
        case OP_C_ADOPT: adopted++; /* fall through */
        case OP_C_OTHER_READING: add_option(r, &reading, c); break;
        default: complain(r, D_CLAUSE_MISPLACED, c, clause_text(r, c), "解读", "reading");
        }
    }
    if (adopted != 1) complain(r, D_READING_FORM, node->child[0], reading.name.zh, NULL, NULL);
    if (reading.adopted < 0) return;
    LIST_ADD(r->arena, r->program->readings, r->program->n_readings, reading);
}
