/* One lane of the registers to a decision. See decide.h.
 * Must never know how conditions ran, or how results are written down. */
#include "interp/decide/decide.h"
#include "interp/base/calendar.h"
#include "interp/base/number.h"

const char *status_name(DecisionStatus status, bool chinese)
{
    static const char *const NAMES[STATUS_COUNT_][2] = {
        [STATUS_GRANTED] = {"granted", "享受"}, [STATUS_DENIED] = {"denied", "不享受"}, [STATUS_MET] = {"met", "做到"}, [STATUS_UNMET] = {"unmet", "未做到"},
        [STATUS_DONE] = {"done", "已做"}, [STATUS_NOT_DONE] = {"not_done", "未做"}, [STATUS_VALUE] = {"value", "值"},
        [STATUS_UNDETERMINED] = {"undetermined", "待定"}, [STATUS_CONFLICT] = {"conflict", "冲突"}, [STATUS_NOT_IN_FORCE] = {"not_in_force", "未施行"},
        [STATUS_REPEALED] = {"repealed", "已废止"}, [STATUS_ERROR] = {"error", "出错"},
    };
    return NAMES[status][chinese];
}

/* ---- registers ---- */
typedef struct { Arena *arena; const Chunk *chunk; const Vm *vm; uint32_t lane; } Lane;
static bool holds(const Lane *at, int reg, bool truth) /* known, and so */
{
    if (reg < 0) return false;
    return vm_truth(at->vm, reg, at->lane) == truth;
}
static bool known(const Lane *at, int reg) { return reg < 0 || vm_state(at->vm, reg, at->lane) == LANE_KNOWN; }
static const char *chunk_text(const Chunk *chunk, int64_t id) { return id >= 0 && id < chunk->n_texts ? chunk->texts[id] : NULL; }
/* Nothing where the register has neither a value nor bounds. */
static DecisionValue value_of(const Lane *at, int reg, Type type)
{
    DecisionValue out = {.type = type, .lo = INT64_MIN, .hi = INT64_MAX};
    if (reg < 0) return out;
    LaneValue v = vm_read(at->vm, reg, at->lane);
    bool ordered = type.kind == TY_NUM || type.kind == TY_DATE;
    if (v.state == LANE_BROKEN || (v.state == LANE_UNKNOWN && !ordered)) return out;
    out.present = v.state == LANE_KNOWN || v.lo != INT64_MIN || v.hi != INT64_MAX;
    out.lo = v.lo, out.hi = v.hi;
    if (type.kind == TY_TEXT) out.text = chunk_text(at->chunk, v.lo);
    return out;
}

/* ---- by kind of rule ---- */
static void read_define(const Lane *at, const DecisionVersion *v, DecisionResult *out)
{
    out->value = value_of(at, v->value, out->rule->type);
    out->status = known(at, v->value) ? STATUS_VALUE : STATUS_UNDETERMINED;
}
static void read_items(const Lane *at, const DecisionVersion *v, DecisionResult *out)
{
    bool *certain = arena_alloc(at->arena, (size_t)v->n_items + 1), *possible = arena_alloc(at->arena, (size_t)v->n_items + 1);
    out->status = STATUS_VALUE;
    for (int i = 0; i < v->n_items; i++) {
        certain[i] = holds(at, v->items[i], true), possible[i] = !holds(at, v->items[i], false);
        if (certain[i] != possible[i]) out->status = STATUS_UNDETERMINED;
    }
    out->item_certain = certain, out->item_possible = possible;
}
static void read_parts(const Lane *at, const DecisionVersion *v, DecisionResult *out)
{
    DecisionValue *parts = arena_alloc(at->arena, (size_t)v->n_parts * sizeof *parts + 1);
    out->parts = parts, out->n_parts = v->n_parts;
    for (int i = 0; i < v->n_parts; i++) {
        parts[i] = value_of(at, v->parts[i], out->version->amount_type);
        if (!known(at, v->parts[i])) out->status = STATUS_UNDETERMINED;
    }
}
/* A refusal pays nothing: where it is still possible, the bounds begin or end there. */
static void with_nothing(DecisionValue *v)
{
    if (v->lo > 0) v->lo = 0;
    if (v->hi < 0) v->hi = 0;
}
static void read_benefit(const Lane *at, const DecisionVersion *v, DecisionResult *out)
{
    out->amount_kind = out->version->amount_kind;
    if (holds(at, v->value, false)) { out->status = STATUS_DENIED; return; }
    bool granted = holds(at, v->value, true);
    out->status = granted && known(at, v->amount) ? STATUS_GRANTED : STATUS_UNDETERMINED;
    if (v->amount >= 0) out->value = value_of(at, v->amount, out->version->amount_type);
    else if (v->weight >= 0 && out->version->weight && known(at, v->weight)) out->value = value_of(at, v->weight, out->version->weight->type); /* an open weight does not open the priority */
    if (v->amount >= 0 && granted) read_parts(at, v, out);
    if (out->value.present && !granted) with_nothing(&out->value);
}
static void read_duty(const Lane *at, const DecisionVersion *v, int32_t as_of, DecisionResult *out)
{
    bool soft = out->rule->kind == RULE_ENCOURAGED;
    out->applies = !holds(at, v->applies, false);
    out->has_due = v->due >= 0 && known(at, v->due), out->due = holds(at, v->due, true);
    if (!known(at, v->value)) { out->status = STATUS_UNDETERMINED; return; }
    bool yes = holds(at, v->value, true);
    out->status = yes ? (soft ? STATUS_DONE : STATUS_MET) : soft ? STATUS_NOT_DONE : STATUS_UNMET;
    if (yes || soft || v->deadline < 0 || !out->version->deadline || out->version->deadline->type.kind != TY_DATE) return;
    LaneValue day = vm_read(at->vm, v->deadline, at->lane);
    out->overdue = day.state == LANE_KNOWN && day.lo < as_of;
}
void decide_read(Arena *arena, const Program *program, const Chunk *chunk, const Vm *vm, int decision, uint32_t lane, DecisionResult *out)
{
    const Decision *d = &chunk->decisions[decision];
    Lane at = {arena, chunk, vm, lane};
    int32_t as_of, law;
    vm_dates(vm, lane, &as_of, &law);
    static const DecisionResult NOTHING = {.version_index = -1, .applies = true}; /* copied faster than cleared */
    *out = NOTHING, out->rule = &program->rules[d->rule], out->decision = decision;
    for (int i = 0; i < d->n_versions; i++)
        if (d->versions[i].from <= law) out->version_index = i;
    if (out->version_index >= 0) out->version = &out->rule->versions[out->version_index];
    RuleKind kind = out->rule->kind;
    bool lasting = kind == RULE_DEFINE || kind == RULE_LIST; /* these have a value whatever the regulation's status */
    if (!out->version || !holds(&at, d->in_force, true)) {
        out->status = !lasting && holds(&at, d->repealed, true) ? STATUS_REPEALED : STATUS_NOT_IN_FORCE;
        return;
    }
    const DecisionVersion *v = &d->versions[out->version_index];
    switch (kind) {
    case RULE_DEFINE: read_define(&at, v, out); break;
    case RULE_LIST: read_items(&at, v, out); break;
    case RULE_BENEFIT: case RULE_PRIORITY: read_benefit(&at, v, out); break;
    case RULE_DUTY: case RULE_PROHIBITION: case RULE_ENCOURAGED: case RULE_TARGET: read_duty(&at, v, as_of, out); break;
    }
    if (holds(&at, v->conflict, true)) out->status = STATUS_CONFLICT;
    out->may_conflict = out->status == STATUS_UNDETERMINED && v->conflict >= 0 && !known(&at, v->conflict);
}

const char *decide_repealed(Arena *arena, const Program *program, const DecisionResult *result, bool chinese)
{
    int version, param = reason_param(result->detail, &version);
    char day[CALENDAR_TEXT];
    if (result->reason != REASON_PARAM_REPEALED) return NULL;
    const Param *p = &program->params[param];
    const ParamVersion *v = &p->versions[version];
    const char *by = v->note ? arena_printf(arena, chinese ? "（%s）" : " (%s)", v->note) : "";
    calendar_print(v->from, day);
    if (!chinese) return arena_printf(arena, "the parameter %s is repealed from %s on%s", p->name.alias, day, by);
    return arena_printf(arena, "参数 %s 自 %s 起已废止%s", p->name.zh, day, by);
}

/* ---- values as text ---- */
size_t decide_number(char out[NUMBER_TEXT], Type type, int64_t v)
{
    bool money = type.unit.base == U_YUAN;
    size_t n = number_print(out, v, type.scale, money ? 2 : 0);
    if (money || type.scale == 0) return n;
    while (out[n - 1] == '0') n--;
    n -= out[n - 1] == '.';
    out[n] = '\0';
    return n;
}
static const char *number_text(Arena *arena, Type type, int64_t v)
{
    char text[NUMBER_TEXT];
    return arena_strndup(arena, text, decide_number(text, type, v));
}
static const char *date_text(Arena *arena, int64_t day)
{
    char text[CALENDAR_TEXT];
    if (day < CALENDAR_DAY_MIN || day > CALENDAR_DAY_MAX) return "";
    calendar_print((int32_t)day, text);
    return arena_strndup(arena, text, CALENDAR_TEXT - 1);
}
const char *decide_value_text(Arena *arena, const Program *program, const DecisionValue *value, bool chinese)
{
    const Enum *e;
    switch ((TypeKind)value->type.kind) {
    case TY_BOOL: return chinese ? (value->lo ? "是" : "否") : value->lo ? "true" : "false";
    case TY_ENUM:
        e = &program->enums[value->type.ref];
        if (value->lo < 0 || value->lo >= e->n_values) return "";
        return chinese ? e->values[value->lo].name.zh : e->values[value->lo].name.alias;
    case TY_NUM: return number_text(arena, value->type, value->lo);
    case TY_DATE: return date_text(arena, value->lo);
    case TY_TEXT: return value->text ? value->text : "";
    case TY_ERROR: case TY_QUOT: case TY_ENTITY: case TY_LIST: break;
    }
    return "";
}
