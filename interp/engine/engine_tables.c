/* What is public of a policy as tables: diagnostics, entities, fields, decisions. Made once, when the policy is.
 * Must never know how any of it came about. */
#include <string.h>
#include "grammar/render.h"
#include "interp/engine/engine_internal.h"
#include "interp/program/resolver.h" /* name_is */

static fatiao_name public_name(const Name *n) { return (fatiao_name){n->zh, n->alias}; }

/* ---- diagnostics ---- */
static fatiao_place place_of(const fatiao_policy *p, Span span, bool there)
{
    if (!there || span.source >= (uint32_t)p->sources.n_items) return (fatiao_place){0};
    Place from = source_place(&p->sources, span.source, span.start), to = source_place(&p->sources, span.source, span.end);
    return (fatiao_place){p->sources.items[span.source].name, from.line, from.column, to.line, to.column, span.start, span.end};
}
static fatiao_severity severity_of(DiagId id)
{
    switch (diag_severity(id)) {
    case SEVERITY_ERROR: return FATIAO_SEVERITY_ERROR;
    case SEVERITY_WARNING: return FATIAO_SEVERITY_WARNING;
    case SEVERITY_NOTICE: break;
    }
    return FATIAO_SEVERITY_NOTICE;
}
static fatiao_diagnostic problem_of(fatiao_policy *p, const Diag *d, bool chinese)
{
    fatiao_note *notes = arena_alloc(&p->arena, (size_t)d->n_notes * sizeof *notes + 1), *fixes = arena_alloc(&p->arena, (size_t)d->n_fixes * sizeof *fixes + 1);
    for (int i = 0; i < d->n_notes; i++) notes[i] = (fatiao_note){place_of(p, d->notes[i].span, true), chinese ? d->notes[i].zh : d->notes[i].en};
    for (int i = 0; i < d->n_fixes; i++) fixes[i] = (fatiao_note){place_of(p, d->fixes[i].span, true), d->fixes[i].replacement};
    return (fatiao_diagnostic){diag_number(d->id), severity_of(d->id), place_of(p, d->span, d->has_span), render_message(&p->arena, d, chinese), notes, d->n_notes, fixes, d->n_fixes};
}
static void list_problems(fatiao_policy *p)
{
    for (int language = 0; language < 2; language++) {
        fatiao_diagnostic *list = arena_alloc(&p->arena, (size_t)p->diags.n_items * sizeof *list + 1);
        for (int i = 0; i < p->diags.n_items; i++) list[i] = problem_of(p, &p->diags.items[i], language == FATIAO_ZH);
        p->problems[language] = list;
    }
}
const fatiao_diagnostic *fatiao_policy_problems(const fatiao_policy *policy, fatiao_language language, int *n)
{
    if (n) *n = policy ? policy->diags.n_items : 0;
    return policy ? policy->problems[language == FATIAO_ZH] : NULL;
}

/* ---- types ---- */
fatiao_type table_type(Type t)
{
    switch ((TypeKind)t.kind) {
    case TY_BOOL: return FATIAO_BOOL;
    case TY_ENUM: return FATIAO_ENUM;
    case TY_NUM: return FATIAO_NUMBER;
    case TY_DATE: return FATIAO_DATE;
    case TY_TEXT: return FATIAO_STRING;
    case TY_ENTITY: return FATIAO_RECORD;
    case TY_LIST: return FATIAO_LIST;
    case TY_ERROR: case TY_QUOT: break;
    }
    return FATIAO_NOTHING;
}
typedef struct { fatiao_policy *policy; fatiao_entity *entities; const fatiao_name **values; /* by enumeration */ } Tables;
static const fatiao_name *values_of(const Tables *t, Type type) { return type.kind == TY_ENUM ? t->values[type.ref] : NULL; }
static int n_values_of(const Tables *t, Type type) { return type.kind == TY_ENUM ? t->policy->program.enums[type.ref].n_values : 0; }
static void list_values(Tables *t)
{
    const Program *p = &t->policy->program;
    t->values = arena_alloc(&t->policy->arena, (size_t)p->n_enums * sizeof *t->values + 1);
    for (int i = 0; i < p->n_enums; i++) {
        fatiao_name *names = arena_alloc(&t->policy->arena, (size_t)p->enums[i].n_values * sizeof *names + 1);
        for (int k = 0; k < p->enums[i].n_values; k++) names[k] = public_name(&p->enums[i].values[k].name);
        t->values[i] = names;
    }
}

/* ---- entities ---- */
static fatiao_field field_of(const Tables *t, const Field *f)
{
    bool record = f->type.kind == TY_ENTITY || f->type.kind == TY_LIST;
    return (fatiao_field){public_name(&f->name), f->description, table_type(f->type), f->type.scale, write_unit_name(f->type), f->lo, f->hi,
                          values_of(t, f->type), n_values_of(t, f->type), record ? &t->entities[f->type.ref] : NULL};
}
static Type decision_type(const Rule *rule)
{
    const RuleVersion *last = rule->n_versions ? &rule->versions[rule->n_versions - 1] : NULL;
    if (rule->kind == RULE_DEFINE) return rule->type;
    if (rule->kind == RULE_LIST || !last) return (Type){0};
    return last->amount ? last->amount_type : last->weight ? last->weight->type : (Type){0};
}
static fatiao_decision decision_of(Tables *t, const Rule *rule, const Name *name)
{
    static const fatiao_rule KINDS[] = {
        [RULE_DEFINE] = FATIAO_DEFINE, [RULE_BENEFIT] = FATIAO_BENEFIT, [RULE_PRIORITY] = FATIAO_PRIORITY, [RULE_LIST] = FATIAO_ITEMS,
        [RULE_DUTY] = FATIAO_DUTY, [RULE_PROHIBITION] = FATIAO_PROHIBITION, [RULE_ENCOURAGED] = FATIAO_ENCOURAGED, [RULE_TARGET] = FATIAO_TARGET,
    };
    const Program *p = &t->policy->program;
    const RuleVersion *last = rule->n_versions ? &rule->versions[rule->n_versions - 1] : NULL;
    int n_items = last && rule->kind == RULE_LIST ? last->n_items : 0;
    fatiao_name *items = arena_alloc(&t->policy->arena, (size_t)n_items * sizeof *items + 1);
    for (int i = 0; i < n_items; i++) items[i] = public_name(&last->items[i].name);
    Type type = decision_type(rule);
    bool placed = last && last->article >= 0 && last->article < p->n_articles;
    return (fatiao_decision){public_name(name), KINDS[rule->kind], placed ? p->articles[last->article].label : NULL, table_type(type), type.scale, write_unit_name(type),
                             values_of(t, type), n_values_of(t, type), items, n_items};
}
static void list_entity(Tables *t, int entity)
{
    Arena *arena = &t->policy->arena;
    const Entity *e = &t->policy->program.entities[entity];
    const Chunk *c = t->policy->chunks[entity];
    fatiao_field *fields = arena_alloc(arena, (size_t)e->n_fields * sizeof *fields + 1);
    fatiao_decision *decisions = arena_alloc(arena, (size_t)c->n_decisions * sizeof *decisions + 1);
    for (int i = 0; i < e->n_fields; i++) fields[i] = field_of(t, &e->fields[i]);
    for (int i = 0; i < c->n_decisions; i++) decisions[i] = decision_of(t, &t->policy->program.rules[c->decisions[i].rule], &t->policy->names[entity].items[i]);
    t->entities[entity] = (fatiao_entity){public_name(&e->name), e->description, fields, e->n_fields, decisions, c->n_decisions};
}
void policy_tables(fatiao_policy *p)
{
    list_problems(p);
    if (!p->usable) return;
    Tables t = {.policy = p, .entities = arena_alloc(&p->arena, (size_t)p->program.n_entities * sizeof *t.entities + 1)};
    list_values(&t);
    for (int i = 0; i < p->program.n_entities; i++) list_entity(&t, i);
    p->entities = t.entities;
}
const fatiao_entity *fatiao_policy_entities(const fatiao_policy *policy, int *n)
{
    bool there = policy && policy->usable;
    if (n) *n = there ? policy->program.n_entities : 0;
    return there ? policy->entities : NULL;
}
int fatiao_find_entity(const fatiao_policy *policy, const char *name)
{
    for (int i = 0; policy && policy->usable && name && i < policy->program.n_entities; i++)
        if (name_is(&policy->program.entities[i].name, name)) return i;
    return -1;
}
int fatiao_find_decision(const fatiao_policy *policy, int entity, const char *name)
{
    if (!policy || !policy->usable || !name || entity < 0 || entity >= policy->program.n_entities) return -1;
    const Chunk *c = policy->chunks[entity];
    for (int i = 0; i < c->n_decisions; i++)
        if (name_is(&policy->names[entity].items[i], name)) return i;
    for (int i = 0; i < c->n_decisions; i++)
        if (name_is(&policy->program.rules[c->decisions[i].rule].name, name)) return i;
    return -1;
}

/* ---- words ---- */
const char *fatiao_status_text(fatiao_status status, fatiao_language language)
{
    static const char *const TEXTS[][2] = {
        [FATIAO_OK] = {"fine", "正常"}, [FATIAO_ERRORS] = {"there are errors to report", "有错误要报告"}, [FATIAO_UNKNOWN] = {"it does not fit the policy", "同法规对不上"},
        [FATIAO_NO_MEMORY] = {"out of memory", "内存不足"}, [FATIAO_STOPPED] = {"the receiver stopped the work", "接收方已停止"}, [FATIAO_ARGUMENT] = {"a wrong argument", "参数不对"},
    };
    bool known = status >= FATIAO_OK && status <= FATIAO_ARGUMENT;
    return known ? TEXTS[status][language == FATIAO_ZH] : "?";
}
const char *fatiao_version(void) { return FATIAO_VERSION; }
