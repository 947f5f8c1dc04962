/* Records from JSON, expectations against decisions. See example_reference.h. */
#include "tests/example_reference.h"
#include <cjson/cJSON.h>
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/base/number.h"

static RefRecord *record_of(Arena *arena, const Program *p, int entity, const cJSON *json);
static void read_list(Arena *arena, const Program *p, const Field *f, const cJSON *v, RefField *out)
{
    out->n_list = cJSON_GetArraySize(v);
    out->list = arena_alloc(arena, (size_t)out->n_list * sizeof *out->list + 1);
    for (int i = 0; i < out->n_list; i++) out->list[i] = record_of(arena, p, f->type.ref, cJSON_GetArrayItem(v, i));
}
static void read_field(Arena *arena, const Program *p, const Field *f, const cJSON *v, RefField *out)
{
    int32_t day;
    char text[NUMBER_TEXT];
    out->known = true;
    switch ((TypeKind)f->type.kind) {
    case TY_BOOL: out->i = cJSON_IsTrue(v); break;
    case TY_ENUM:
        for (int i = 0; i < p->enums[f->type.ref].n_values; i++)
            if (strcmp(p->enums[f->type.ref].values[i].name.alias, v->valuestring) == 0) out->i = i;
        break;
    case TY_NUM: { /* the numbers of examples are short: cJSON holds them exactly enough to print them again */
        char *printed = cJSON_PrintUnformatted(v);
        strncpy(text, printed, sizeof text - 1)[sizeof text - 1] = '\0';
        cJSON_free(printed);
        number_parse(text, strlen(text), f->type.scale, &out->i);
        break;
    }
    case TY_DATE:
        calendar_parse(v->valuestring, strlen(v->valuestring), &day);
        out->i = day;
        break;
    case TY_TEXT: out->text = arena_strndup(arena, v->valuestring, strlen(v->valuestring)); break;
    case TY_ENTITY: out->record = record_of(arena, p, f->type.ref, v); break;
    case TY_LIST: read_list(arena, p, f, v, out); break;
    case TY_ERROR: case TY_QUOT: out->known = false;
    }
}
static RefRecord *record_of(Arena *arena, const Program *p, int entity, const cJSON *json)
{
    const Entity *e = &p->entities[entity];
    RefRecord *r = arena_alloc(arena, sizeof *r);
    r->entity = entity;
    r->fields = arena_alloc(arena, (size_t)e->n_fields * sizeof *r->fields + 1);
    for (int i = 0; i < e->n_fields; i++) {
        const cJSON *v = cJSON_GetObjectItemCaseSensitive(json, e->fields[i].name.alias);
        if (v && !cJSON_IsNull(v)) read_field(arena, p, &e->fields[i], v, &r->fields[i]);
    }
    return r;
}
RefRecord *example_record(Arena *arena, const Program *program, int entity, const char *json)
{
    cJSON *tree = cJSON_Parse(json);
    RefRecord *r = record_of(arena, program, entity, tree);
    cJSON_Delete(tree);
    return r;
}

/* The record itself or the one nested in it that the rule is for; one without facts where there is none. */
static const RefRecord *subject_record(Arena *arena, const Program *p, const RefRecord *r, int subject)
{
    if (subject < 0 || r->entity == subject) return r;
    const Entity *e = &p->entities[r->entity];
    for (int i = 0; i < e->n_fields; i++)
        if (e->fields[i].type.kind == TY_ENTITY && e->fields[i].type.ref == subject && r->fields[i].record) return r->fields[i].record;
    RefRecord *none = arena_alloc(arena, sizeof *none);
    none->entity = subject;
    none->fields = arena_alloc(arena, (size_t)p->entities[subject].n_fields * sizeof *none->fields + 1);
    return none;
}
static bool is(const char *status, const char *a, const char *b, const char *c) { return strcmp(status, a) == 0 || strcmp(status, b) == 0 || strcmp(status, c) == 0; }
static bool same_items(const Rule *rule, const RefDecision *d, const Expectation *x)
{
    const RuleVersion *v = &rule->versions[rule->n_versions - 1];
    uint64_t want = 0;
    for (int i = 0; i < x->n_missing; i++)
        for (int k = 0; k < v->n_items; k++)
            if (strcmp(v->items[k].name.alias, x->missing[i]) == 0) want |= 1ull << k;
    return strcmp(d->status, "value") == 0 && d->items == want;
}
static bool same_value(RefClock clock, const Rule *rule, const RefDecision *d, const Expectation *x, const RefRecord *r)
{
    if (rule->kind == RULE_LIST) return same_items(rule, d, x);
    RefValue want = reference_eval(clock, x->value, r);
    bool truth = rule->kind != RULE_DEFINE && rule->kind != RULE_BENEFIT && rule->kind != RULE_PRIORITY;
    if (truth) return is(d->status, want.lo ? "met" : "unmet", want.lo ? "done" : "not_done", "");
    if (strcmp(d->status, "denied") == 0) return want.state == REF_KNOWN && want.lo == 0;
    if (!d->has_value || d->value.state != REF_KNOWN || want.state != REF_KNOWN) return false;
    if (want.text || d->value.text) return want.text && d->value.text && strcmp(want.text, d->value.text) == 0;
    return d->value.lo == want.lo;
}
static bool comes_true(RefClock clock, const Rule *rule, const RefDecision *d, const Expectation *x, const RefRecord *r)
{
    switch (x->kind) {
    case EXPECT_GRANTED: return is(d->status, "granted", "met", "done") || (rule->kind == RULE_DEFINE && d->value.lo == 1);
    case EXPECT_DENIED: return is(d->status, "denied", "unmet", "not_done") || (rule->kind == RULE_DEFINE && d->value.state == REF_KNOWN && d->value.lo == 0);
    case EXPECT_UNDETERMINED: return strcmp(d->status, "undetermined") == 0;
    case EXPECT_CONFLICT: return strcmp(d->status, "conflict") == 0;
    case EXPECT_VALUE: return same_value(clock, rule, d, x, r);
    }
    return false;
}
const char *example_failure(Arena *arena, Program *program, const Example *example)
{
    const RefRecord *record = example_record(arena, program, example->entity, example->record_json);
    RefClock clock = {program, example->as_of, example->law_as_of};
    Param *params = program->params, *supposed = arena_alloc(arena, (size_t)program->n_params * sizeof *supposed + 1);
    const char *failure = NULL;
    if (program->n_params) memcpy(supposed, params, (size_t)program->n_params * sizeof *supposed);
    for (int i = 0; i < example->n_assumptions; i++) {
        const Assumption *a = &example->assumptions[i];
        if (a->param < 0) return NULL;
        ParamVersion *v = arena_alloc(arena, sizeof *v);
        *v = (ParamVersion){.from = INT32_MIN, .state = PV_KNOWN, .value = (int64_t)reference_eval(clock, a->value, record).lo};
        supposed[a->param].versions = v, supposed[a->param].n_versions = 1;
    }
    Reading *readings = program->readings, *taken = arena_alloc(arena, (size_t)program->n_readings * sizeof *taken + 1);
    if (program->n_readings) memcpy(taken, readings, (size_t)program->n_readings * sizeof *taken);
    for (int i = 0; i < example->n_taken; i++) taken[example->taken[i].reading].chosen = example->taken[i].option;
    program->params = supposed, program->readings = taken;
    for (int i = 0; i < example->n_expectations && !failure; i++) {
        const Expectation *x = &example->expectations[i];
        const Rule *rule = &program->rules[x->rule];
        const RefRecord *r = subject_record(arena, program, record, rule->subject);
        RefDecision d = reference_decide(clock, x->rule, r);
        if (!comes_true(clock, rule, &d, x, r)) failure = arena_printf(arena, "%s: %s = %s, but it is %s (%lld..%lld)", example->title, rule->name.zh, x->text, d.status, (long long)d.value.lo, (long long)d.value.hi);
    }
    program->params = params, program->readings = readings;
    return failure;
}
