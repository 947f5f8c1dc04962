/* Whether a policy read from bytes may be run: the verifier of chunks knows only chunks, here they are held against names, types and rules.
 * Must never know where the policy came from. */
#include "grammar/limits.h"
#include "interp/engine/engine_pack.h"
#include "interp/base/number.h"

typedef const char *Fault; /* NULL: none */
#define REQUIRE(condition, fault) do { if (!(condition)) return fault; } while (0)

static bool in_range(int64_t i, int n) { return i >= 0 && i < n; }
static bool index_or_none(int64_t i, int n) { return i >= -1 && i < n; }
static bool named(const Name *n) { return n->zh && n->alias; }

/* ---- declarations ---- */
static bool type_sound(const Program *p, Type t)
{
    if (t.scale > NUMBER_SCALE_MAX || t.unit.base > U_PLACE || t.unit.per > U_PLACE) return false;
    switch ((TypeKind)t.kind) {
    case TY_BOOL: case TY_NUM: case TY_DATE: case TY_TEXT: return true;
    case TY_ENUM: return in_range(t.ref, p->n_enums);
    case TY_ENTITY: case TY_LIST: return in_range(t.ref, p->n_entities);
    case TY_ERROR: case TY_QUOT: break;
    }
    return false;
}
static Fault check_enums(const Program *p)
{
    REQUIRE(p->n_enums <= INT16_MAX && p->n_entities <= INT16_MAX && p->n_entities >= 0, "too many types");
    for (int i = 0; i < p->n_enums; i++) {
        REQUIRE(p->enums[i].n_values <= ENUM_VALUES_MAX, "an enumeration has too many values");
        for (int k = 0; k < p->enums[i].n_values; k++) REQUIRE(named(&p->enums[i].values[k].name), "a value has no name");
    }
    return NULL;
}
/* 要求 compares what facts_plan.c captures: dates, or numbers of one scale. */
static bool comparable(Type a, Type b) { return a.kind == b.kind && (a.kind == TY_DATE || (a.kind == TY_NUM && a.scale == b.scale)); }
static Fault check_report(const Program *p, const Entity *e)
{
    REQUIRE(index_or_none(e->report_body, e->n_fields) && index_or_none(e->report_list, e->n_fields), "a report names no field");
    if (e->report_list < 0) { REQUIRE(e->report_code < 0 && e->report_done < 0, "a report without a list"); return NULL; }
    Type list = e->fields[e->report_list].type;
    REQUIRE(list.kind == TY_LIST, "a report is no list");
    const Entity *element = &p->entities[list.ref];
    REQUIRE(in_range(e->report_code, element->n_fields) && in_range(e->report_done, element->n_fields), "a report names no field");
    REQUIRE(element->fields[e->report_code].type.kind == TY_TEXT && element->fields[e->report_done].type.kind == TY_BOOL, "a report of the wrong types");
    return NULL;
}
static Fault check_entities(const Program *p)
{
    for (int i = 0; i < p->n_entities; i++) {
        const Entity *e = &p->entities[i];
        REQUIRE(named(&e->name) && e->n_fields <= FIELDS_MAX, "an entity has no name or too many fields");
        for (int k = 0; k < e->n_fields; k++) REQUIRE(named(&e->fields[k].name) && type_sound(p, e->fields[k].type), "a field has no name or type");
        for (int k = 0; k < e->n_requirements; k++) {
            const Requirement *r = &e->requirements[k];
            REQUIRE(in_range(r->later, e->n_fields) && in_range(r->earlier, e->n_fields), "a requirement names no field");
            REQUIRE(comparable(e->fields[r->later].type, e->fields[r->earlier].type), "a requirement of things that cannot be compared");
        }
    }
    for (int i = 0; i < p->n_entities; i++) { /* entities may refer to later ones */
        Fault f = check_report(p, &p->entities[i]);
        if (f) return f;
    }
    return NULL;
}
static Fault check_params(const Program *p)
{
    for (int i = 0; i < p->n_params; i++) {
        REQUIRE(named(&p->params[i].name), "a parameter has no name");
        for (int k = 0; k < p->params[i].n_versions; k++) REQUIRE(p->params[i].versions[k].state < PV_COUNT_, "a parameter is in no state");
    }
    for (int i = 0; i < p->n_articles; i++) REQUIRE(p->articles[i].label, "an article has no label");
    return NULL;
}

/* ---- rules ---- */
static bool version_sound(const Program *p, const RuleVersion *v)
{
    bool ok = v->amount_kind <= AMOUNT_IN_KIND && index_or_none(v->article, p->n_articles);
    bool amount = v->amount_kind == AMOUNT_EXACT || v->amount_kind == AMOUNT_AT_LEAST || v->amount_kind == AMOUNT_AT_MOST || v->amount_kind == AMOUNT_FREE;
    ok = ok && (!amount || type_sound(p, v->amount_type)) && (!v->amount || type_sound(p, v->amount_type));
    ok = ok && (!v->weight || type_sound(p, v->weight->type)) && (!v->deadline || v->deadline->type.kind <= TY_LIST);
    for (int i = 0; ok && i < v->n_payers; i++) ok = named(&v->payers[i].name);
    for (int i = 0; ok && i < v->n_items; i++) ok = named(&v->items[i].name) && index_or_none(v->items[i].article, p->n_articles);
    for (int i = 0; ok && i < v->n_exceptions; i++) ok = index_or_none(v->exceptions[i].article, p->n_articles);
    return ok;
}
static Fault check_rules(const Program *p)
{
    for (int i = 0; i < p->n_rules; i++) {
        const Rule *r = &p->rules[i];
        REQUIRE(named(&r->name) && r->kind <= RULE_TARGET && index_or_none(r->subject, p->n_entities) && r->amount_kind <= AMOUNT_IN_KIND, "a rule is malformed");
        REQUIRE(r->kind != RULE_DEFINE || type_sound(p, r->type), "a definition has no type");
        for (int k = 0; k < r->n_versions; k++) REQUIRE(version_sound(p, &r->versions[k]), "a version of a rule is malformed");
    }
    return NULL;
}
static Fault check_stale(const fatiao_policy *p)
{
    for (int i = 0; p->stale && i < p->program.n_rules; i++)
        for (int k = 0; k < p->stale[i].n; k++) REQUIRE(in_range(p->stale[i].items[k].param, p->program.n_params), "a rule rests on no parameter");
    return NULL;
}

/* ---- chunks ---- */
/* Along nested entities; the last field's type is in *last. False: the path leads nowhere. */
static bool follow(const Program *p, int entity, const uint16_t *field, int n, Type *last)
{
    for (int i = 0; i < n; i++) {
        if (field[i] >= p->entities[entity].n_fields) return false;
        *last = p->entities[entity].fields[field[i]].type;
        if (i < n - 1 && last->kind != TY_ENTITY) return false;
        entity = last->ref;
    }
    return true;
}
static bool column_holds(ColumnKind kind, Type t)
{
    switch (kind) {
    case COL_BIT: return t.kind == TY_BOOL;
    case COL_U8: return t.kind == TY_ENUM || (t.kind == TY_NUM && t.scale == 0);
    case COL_I32: return t.kind == TY_DATE;
    case COL_I64: return t.kind == TY_NUM;
    case COL_TEXT: return t.kind == TY_TEXT;
    }
    return false;
}
static int depth(const Chunk *c, int space) /* no further than FACTS_DEPTH_MAX; parents stand before their lists */
{
    int n = 0;
    for (; space > 0 && n < FACTS_DEPTH_MAX; n++) space = c->specs[space].parent;
    return n;
}
static Fault check_spaces(const Program *p, const Chunk *c)
{
    REQUIRE(c->specs[0].parent == -1 && c->specs[0].entity == c->entity, "the root space is another entity's");
    for (int i = 1; i < c->n_specs; i++) {
        const SpaceSpec *s = &c->specs[i];
        Type list = {0};
        REQUIRE(in_range(s->parent, i) && in_range(s->entity, p->n_entities), "a list belongs to nothing");
        REQUIRE(follow(p, c->specs[s->parent].entity, s->field, s->n, &list) && list.kind == TY_LIST && list.ref == s->entity, "a space is no list");
        REQUIRE(depth(c, i) < FACTS_DEPTH_MAX, "lists are nested too deeply");
    }
    for (int i = 0; i < c->n_columns; i++) {
        const ColumnSpec *s = &c->columns[i];
        Type t = {0};
        REQUIRE(follow(p, c->specs[s->space].entity, s->field, s->n, &t) && column_holds((ColumnKind)s->kind, t), "a column is no field");
        if (s->kind != COL_U8 || t.kind == TY_ENUM) continue;
        const Entity *e = &p->entities[c->specs[s->space].entity];
        for (int k = 0; k < s->n - 1; k++) e = &p->entities[e->fields[s->field[k]].type.ref];
        const Field *f = &e->fields[s->field[s->n - 1]];
        REQUIRE(f->lo >= 0 && f->hi <= UINT8_MAX, "a narrow column of wide numbers");
    }
    return NULL;
}
/* Whether a register may hold values of the type; -1: there is none. */
static bool register_holds(const Chunk *c, int reg, Type t)
{
    if (reg < 0) return true;
    switch ((RegKind)c->code[reg].kind) {
    case KIND_BIT: return t.kind == TY_BOOL;
    case KIND_ENUM: return t.kind == TY_ENUM;
    case KIND_TEXT: return t.kind == TY_TEXT;
    case KIND_U8: case KIND_I64: return t.kind == TY_NUM;
    case KIND_I32: return t.kind == TY_NUM || t.kind == TY_DATE;
    case KIND_QUOT: case KIND_COUNT_: break;
    }
    return false;
}
static bool is_bit(const Chunk *c, int reg) { return reg < 0 || c->code[reg].kind == KIND_BIT; }
static Fault check_version(const Chunk *c, const DecisionVersion *v, const Rule *rule, const RuleVersion *of)
{
    bool define = rule->kind == RULE_DEFINE, list = rule->kind == RULE_LIST, amount = v->amount >= 0 || v->n_parts > 0;
    REQUIRE(v->from == of->from && v->n_exceptions == of->n_exceptions && v->n_parts <= of->n_payers, "a decision has another shape than its rule");
    REQUIRE(!list || v->n_items == of->n_items, "a list has another number of items than its rule");
    REQUIRE(list || v->value >= 0, "a decision has no value");
    REQUIRE(define ? register_holds(c, v->value, rule->type) : is_bit(c, v->value), "a value of another type");
    REQUIRE(!amount || of->amount, "an amount that no rule has");
    REQUIRE(!amount || register_holds(c, v->amount, of->amount_type), "an amount of another type");
    REQUIRE(!v->n_parts || of->amount_type.kind == TY_NUM, "a share of what cannot be shared");
    REQUIRE(v->weight < 0 || !of->weight || register_holds(c, v->weight, of->weight->type), "a weight of another type");
    REQUIRE(v->deadline < 0 || !of->deadline || of->deadline->type.kind != TY_DATE || register_holds(c, v->deadline, of->deadline->type), "a deadline of another type");
    for (int i = 0; i < v->n_exceptions; i++) {
        const ExceptionRegisters *x = &v->exceptions[i];
        REQUIRE(define ? register_holds(c, x->value, rule->type) : is_bit(c, x->value), "an exception of another type");
        REQUIRE(x->amount < 0 || (of->amount && register_holds(c, x->amount, of->amount_type)), "an exception's amount of another type");
    }
    return NULL;
}
static Fault check_decisions(const Program *p, const Chunk *c, const Name *names)
{
    for (int i = 0; i < c->n_decisions; i++) {
        const Decision *d = &c->decisions[i];
        Type t = {.kind = TY_ENTITY, .ref = (int16_t)c->entity};
        REQUIRE(in_range(d->rule, p->n_rules) && d->rule_kind == p->rules[d->rule].kind && named(&names[i]), "a decision has no rule");
        REQUIRE(follow(p, c->entity, d->field, d->n, &t) && t.kind == TY_ENTITY, "a decision about nothing");
        REQUIRE(d->n_versions == p->rules[d->rule].n_versions, "a decision has another number of versions than its rule");
        for (int k = 0; k < d->n_versions; k++) {
            Fault f = check_version(c, &d->versions[k], &p->rules[d->rule], &p->rules[d->rule].versions[k]);
            if (f) return f;
        }
    }
    return NULL;
}
static bool repeal_is_sound(const Program *p, const Instr *in)
{
    int version, param = reason_param(in->imm, &version);
    if (in->aux != REASON_PARAM_REPEALED) return true;
    return in_range(param, p->n_params) && in_range(version, p->params[param].n_versions);
}
static Fault check_chunk(const fatiao_policy *policy, int entity)
{
    const Chunk *c = policy->chunks[entity];
    REQUIRE(c->entity == entity, "code of another entity");
    Fault f = check_spaces(&policy->program, c);
    if (!f) f = check_decisions(&policy->program, c, policy->names[entity].items);
    for (int i = 0; !f && i < c->n_code; i++) {
        if (c->code[i].op == BC_BROKEN && !repeal_is_sound(&policy->program, &c->code[i])) f = "code breaks for no parameter";
        if (c->code[i].op == BC_PENDING && c->code[i].imm >= policy->program.n_params) f = "code waits for no parameter";
    }
    return f;
}

/* ---- texts ---- */
static Fault check_texts(const fatiao_policy *p)
{
    REQUIRE(p->n_trees <= p->n_files, "more trees than files");
    for (int i = 0; i < p->n_trees; i++) REQUIRE(p->tree_sources[i] < (uint32_t)p->n_files, "a tree of no file");
    for (int i = 0; i < p->n_files; i++) REQUIRE(utf8_valid_prefix(p->sources.items[i].text, p->sources.items[i].len) == p->sources.items[i].len, "a file is no text");
    return NULL;
}
bool policy_sound(const fatiao_policy *p, const char **why)
{
    Fault f = check_enums(&p->program);
    if (!f) f = check_entities(&p->program);
    if (!f) f = check_params(&p->program);
    if (!f) f = check_rules(&p->program);
    if (!f) f = check_stale(p);
    if (!f) f = check_texts(p);
    for (int i = 0; !f && i < p->program.n_entities; i++) f = check_chunk(p, i);
    if (f) *why = f;
    return !f;
}
