/* Decisions as compact JSON, and as words for tables. Knows statuses and values.
 * Must never know how they were reached, or where the text goes. */
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/engine/engine_internal.h"
#include "interp/base/number.h"

static const char *name_in(const WriteContext *cx, const Name *name) { return cx->chinese ? name->zh : name->alias; }

/* ---- values ---- */
/* Whole numbers are JSON numbers as far as every reader keeps them; the others are strings, so that nobody rounds them. */
static void write_number(StrBuf *out, Type type, int64_t v)
{
    char text[NUMBER_TEXT];
    int64_t exact = INT64_C(1) << 53;
    bool money = type.unit.base == U_YUAN, whole = type.scale == 0 && !money && v <= exact && v >= -exact;
    size_t n = decide_number(text, type, v);
    if (!whole) strbuf_char(out, '"');
    strbuf_bytes(out, text, n);
    if (!whole) strbuf_char(out, '"');
}
static void write_end(StrBuf *out, const WriteContext *cx, const DecisionValue *v, int64_t end) /* of an interval */
{
    DecisionValue one = {.present = true, .type = v->type, .lo = end, .hi = end};
    if (end == INT64_MIN || end == INT64_MAX) strbuf_add(out, "null");
    else if (v->type.kind == TY_NUM) write_number(out, v->type, end);
    else strbuf_json(out, decide_value_text(out->arena, cx->program, &one, cx->chinese));
}
static void write_value(StrBuf *out, const WriteContext *cx, const DecisionValue *v)
{
    if (v->type.kind == TY_NUM) write_number(out, v->type, v->lo);
    else if (v->type.kind == TY_BOOL) strbuf_add(out, v->lo ? "true" : "false");
    else strbuf_json(out, decide_value_text(out->arena, cx->program, v, cx->chinese));
}
static void write_amount(StrBuf *out, const WriteContext *cx, const DecisionResult *d)
{
    bool floor = d->amount_kind == AMOUNT_AT_LEAST, ceiling = d->amount_kind == AMOUNT_AT_MOST;
    if (floor) strbuf_add(out, "{\"at_least\":");
    if (ceiling) strbuf_add(out, "{\"at_most\":");
    write_value(out, cx, &d->value);
    if (floor || ceiling) strbuf_char(out, '}');
}
/* One unit, one spelling: results are compared by machines. Pieces have many words (套, 所, 班), of which the type keeps none. */
const char *write_unit_name(Type type)
{
    bool pieces = type.unit.base == U_PLACE && type.unit.per == U_ONE;
    return type.kind == TY_NUM && !pieces ? unit_name_zh(type.unit) : "";
}
static void write_unit(StrBuf *out, Type type)
{
    const char *unit = write_unit_name(type);
    if (*unit) strbuf_add(out, ",\"unit\":"), strbuf_json(out, unit);
}
static void write_items(StrBuf *out, const WriteContext *cx, const DecisionResult *d, bool certain)
{
    strbuf_char(out, '[');
    for (int i = 0, n = 0; i < d->version->n_items; i++) {
        if (certain ? !d->item_certain[i] : d->item_certain[i] || !d->item_possible[i]) continue;
        if (n++) strbuf_char(out, ',');
        strbuf_json(out, name_in(cx, &d->version->items[i].name));
    }
    strbuf_char(out, ']');
}
static bool has_value(const DecisionResult *d) { return d->value.present || (d->rule->kind == RULE_LIST && d->item_certain); }
static void write_result(StrBuf *out, const WriteContext *cx, const DecisionResult *d)
{
    if (d->rule->kind == RULE_LIST) write_items(out, cx, d, true);
    else write_amount(out, cx, d);
}
static void write_value_field(StrBuf *out, const WriteContext *cx, const DecisionResult *d)
{
    strbuf_add(out, ",\"value\":");
    write_result(out, cx, d);
    if (d->value.present) write_unit(out, d->value.type);
}
static void write_parts(StrBuf *out, const WriteContext *cx, const DecisionResult *d)
{
    strbuf_add(out, ",\"parts\":{");
    for (int i = 0; i < d->n_parts && i < d->version->n_payers; i++) {
        if (i) strbuf_char(out, ',');
        strbuf_json(out, name_in(cx, &d->version->payers[i].name));
        strbuf_char(out, ':');
        write_value(out, cx, &d->parts[i]);
    }
    strbuf_char(out, '}');
}

/* ---- open decisions ---- */
const char *write_reason(const DecisionResult *d, bool chinese)
{
    static const char *const ZH[REASON_COUNT_] = {
        [REASON_NONE] = "缺事实", [REASON_NO_CASE] = "没有适用的情形", [REASON_ZERO_DIVISION] = "除数为零", [REASON_EMPTY] = "没有可取最大最小的项",
        [REASON_OVERFLOW] = "数字超出范围", [REASON_DATE_RANGE] = "日期超出范围", [REASON_CONFLICT] = "可能冲突", [REASON_NO_VERSION] = "法律日那天还没有规定", [REASON_PARAM_REPEALED] = "参数已废止",
    };
    if (d->status != STATUS_UNDETERMINED && d->status != STATUS_ERROR) return NULL;
    if (chinese && d->reason == REASON_NO_CASE && d->version && d->version->text_duty) return "报告里没有这一项";
    if (chinese) return ZH[d->reason];
    return d->reason == REASON_NONE ? "missing" : reason_id(d->reason);
}
const char *write_why(Arena *arena, const WriteContext *cx, const DecisionResult *d)
{
    const char *repealed = decide_repealed(arena, cx->program, d, cx->chinese);
    return repealed ? repealed : write_reason(d, cx->chinese);
}
static void write_missing(StrBuf *out, const WriteContext *cx, const DecisionResult *d)
{
    strbuf_add(out, ",\"missing\":[");
    for (int i = 0; i < d->n_missing; i++) {
        if (i) strbuf_char(out, ',');
        strbuf_json(out, cx->chinese ? d->missing[i].path_zh : d->missing[i].path);
    }
    strbuf_char(out, ']');
}
static void write_bounds(StrBuf *out, const WriteContext *cx, const DecisionResult *d)
{
    bool exact = d->rule->kind == RULE_DEFINE || d->amount_kind == AMOUNT_EXACT;
    if (!d->value.present || !exact || (d->value.type.kind != TY_NUM && d->value.type.kind != TY_DATE)) return;
    strbuf_add(out, ",\"bounds\":[");
    write_end(out, cx, &d->value, d->value.lo);
    strbuf_char(out, ',');
    write_end(out, cx, &d->value, d->value.hi);
    strbuf_char(out, ']');
    write_unit(out, d->value.type);
}
static void write_open(StrBuf *out, const WriteContext *cx, const DecisionResult *d)
{
    strbuf_add(out, ",\"reason\":");
    strbuf_json(out, write_reason(d, false));
    write_missing(out, cx, d);
    if (d->rule->kind == RULE_LIST) {
        strbuf_add(out, ",\"certain\":");
        write_items(out, cx, d, true);
        strbuf_add(out, ",\"possible\":");
        write_items(out, cx, d, false);
    } else write_bounds(out, cx, d);
    if (d->may_conflict) strbuf_add(out, ",\"possible_conflict\":true");
}
static void write_error(StrBuf *out, const WriteContext *cx, const DecisionResult *d)
{
    strbuf_add(out, ",\"error\":{\"code\":");
    strbuf_json(out, reason_id(d->reason));
    strbuf_add(out, ",\"message\":");
    strbuf_json(out, cx->chinese || d->reason == REASON_PARAM_REPEALED ? write_why(out->arena, cx, d) : d->reason == REASON_DATE_RANGE ? "a date outside the years 1 to 9999" : "a number does not fit 64 bits");
    strbuf_char(out, '}');
}

/* ---- conflicts ---- */
void write_cites(StrBuf *out, const WriteContext *cx, const int *articles, int n)
{
    strbuf_char(out, '[');
    for (int i = 0, written = 0; i < n; i++) {
        bool again = articles[i] < 0 || articles[i] >= cx->program->n_articles;
        for (int k = 0; k < i && !again; k++) again = articles[k] == articles[i];
        if (again) continue;
        if (written++) strbuf_char(out, ',');
        strbuf_json(out, cx->program->articles[articles[i]].label);
    }
    strbuf_char(out, ']');
}
static void add_cited(Arena *arena, const Program *p, int article, const char ***list, int *n)
{
    if (article < 0 || article >= p->n_articles) return;
    for (int i = 0; i < *n; i++)
        if (strcmp((*list)[i], p->articles[article].label) == 0) return;
    LIST_ADD(arena, *list, *n, p->articles[article].label);
}
const char **write_cited(Arena *arena, const WriteContext *cx, const DecisionResult *d, int *n)
{
    const char **list = NULL;
    *n = 0;
    if (!d->version) return NULL;
    const DecisionVersion *v = &cx->chunk->decisions[d->decision].versions[d->version_index];
    add_cited(arena, cx->program, d->version->article, &list, n);
    for (int i = 0; i < v->n_exceptions && i < d->version->n_exceptions; i++) {
        LaneValue holds = {.state = LANE_UNKNOWN};
        if (v->exceptions[i].holds >= 0) holds = vm_read(cx->vm, v->exceptions[i].holds, cx->lane);
        if (holds.state == LANE_KNOWN && holds.lo) add_cited(arena, cx->program, d->version->exceptions[i].article, &list, n);
    }
    return list;
}
/* What an exception that holds would give; read from a Vm that keeps its registers, as it is where a value is left open by a conflict. Only a
 * bundle that was made up has conflicts about values that are known. */
typedef struct { bool value_known, amount_known; int64_t value, amount; } Gives;
static bool exception_holds(const WriteContext *cx, const ExceptionRegisters *x)
{
    if (!vm_kept(cx->vm, x->holds) || !vm_kept(cx->vm, x->value)) return false;
    LaneValue h = vm_read(cx->vm, x->holds, cx->lane);
    return h.state == LANE_KNOWN && h.lo;
}
static Gives gives_of(const WriteContext *cx, const DecisionResult *d, const DecisionVersion *v, const ExceptionRegisters *x)
{
    Gives g = {0};
    LaneValue value = vm_read(cx->vm, x->value, cx->lane);
    g.value_known = value.state == LANE_KNOWN, g.value = value.lo;
    if (d->rule->kind == RULE_DEFINE || !d->version->amount || !g.value) return g;
    const Origin *base = chunk_origin(cx->chunk, v->context, d->version->amount->id); /* an exception may leave the amount as it is */
    if (!vm_kept(cx->vm, x->amount >= 0 ? x->amount : base ? base->reg : -1)) return g;
    LaneValue amount = x->amount >= 0 ? vm_read(cx->vm, x->amount, cx->lane) : vm_read(cx->vm, base->reg, vm_map_lane(cx->vm, base->map, cx->lane));
    g.amount_known = amount.state == LANE_KNOWN, g.amount = amount.lo;
    return g;
}
static bool same_gives(const Gives *a, const Gives *b)
{
    return a->value_known == b->value_known && a->amount_known == b->amount_known && a->value == b->value && (!a->amount_known || a->amount == b->amount);
}
static void write_gives(StrBuf *out, const WriteContext *cx, const DecisionResult *d, const Gives *g)
{
    bool define = d->rule->kind == RULE_DEFINE;
    DecisionValue v = {.present = true, .type = define ? d->rule->type : d->version->amount_type, .lo = define ? g->value : g->amount};
    v.hi = v.lo;
    if (!define) strbuf_add(out, "\"status\":"), strbuf_json(out, status_name(g->value ? STATUS_GRANTED : STATUS_DENIED, cx->chinese));
    if (!define && !g->amount_known) return;
    strbuf_add(out, define ? "\"value\":" : ",\"value\":");
    if (define && !g->value_known) strbuf_add(out, "null");
    else write_value(out, cx, &v);
}
static void write_outcomes(StrBuf *out, const WriteContext *cx, const DecisionResult *d)
{
    const DecisionVersion *v = &cx->chunk->decisions[d->decision].versions[d->version_index];
    int *cites = arena_alloc(out->arena, (size_t)v->n_exceptions * sizeof *cites + 1), written = 0;
    Gives *gives = arena_alloc(out->arena, (size_t)v->n_exceptions * sizeof *gives + 1);
    strbuf_add(out, ",\"outcomes\":[");
    for (int i = 0; i < v->n_exceptions; i++) {
        bool again = !exception_holds(cx, &v->exceptions[i]);
        if (!again) gives[i] = gives_of(cx, d, v, &v->exceptions[i]);
        for (int k = 0; k < i && !again; k++) again = exception_holds(cx, &v->exceptions[k]) && same_gives(&gives[k], &gives[i]);
        if (again) continue;
        int n = 0;
        for (int k = i; k < v->n_exceptions; k++) {
            if (!exception_holds(cx, &v->exceptions[k])) continue;
            Gives other = gives_of(cx, d, v, &v->exceptions[k]);
            if (same_gives(&gives[i], &other)) cites[n++] = d->version->exceptions[k].article;
        }
        strbuf_add(out, written++ ? ",{" : "{");
        write_gives(out, cx, d, &gives[i]);
        strbuf_add(out, ",\"cites\":");
        write_cites(out, cx, cites, n);
        strbuf_char(out, '}');
    }
    strbuf_char(out, ']');
}

/* ---- values past the day they were verified up to ---- */
const Param *write_stale(const WriteContext *cx, const DecisionResult *d, int *at)
{
    if (!cx->stale || d->status == STATUS_NOT_IN_FORCE || d->status == STATUS_REPEALED) return NULL;
    const StaleParams *list = &cx->stale[cx->chunk->decisions[d->decision].rule];
    while (*at < list->n) {
        const StaleParam *s = &list->items[(*at)++];
        const Param *p = &cx->program->params[s->param];
        if (p->verified_until < cx->law_date && !(s->amount_only && d->status == STATUS_DENIED)) return p;
    }
    return NULL;
}
static void write_unverified(StrBuf *out, const WriteContext *cx, const DecisionResult *d)
{
    int at = 0, n = 0;
    for (const Param *p; (p = write_stale(cx, d, &at)); n++) {
        strbuf_add(out, n ? "," : ",\"unverified\":[");
        strbuf_json(out, name_in(cx, &p->name));
    }
    if (n) strbuf_char(out, ']');
}

/* ---- one decision ---- */
/* A single scalar: the value where there is one, else yes or no, else the status. */
static void write_lean(StrBuf *out, const WriteContext *cx, const DecisionResult *d)
{
    switch (d->status) {
    case STATUS_GRANTED: case STATUS_VALUE:
        if (d->rule->kind == RULE_LIST) strbuf_json(out, write_plain(out->arena, cx, d));
        else if (d->value.present) write_value(out, cx, &d->value);
        else strbuf_add(out, "true");
        return;
    case STATUS_MET: case STATUS_DONE: strbuf_add(out, "true"); return;
    case STATUS_DENIED: case STATUS_UNMET: case STATUS_NOT_DONE: strbuf_add(out, "false"); return;
    case STATUS_UNDETERMINED: case STATUS_CONFLICT: case STATUS_NOT_IN_FORCE: case STATUS_REPEALED: case STATUS_ERROR: case STATUS_COUNT_: break;
    }
    strbuf_json(out, status_name(d->status, cx->chinese));
}
void write_decision(StrBuf *out, const WriteContext *cx, const DecisionResult *d)
{
    if (cx->lean) { write_lean(out, cx, d); return; }
    strbuf_add(out, "{\"status\":");
    strbuf_json(out, status_name(d->status, cx->chinese));
    switch (d->status) {
    case STATUS_GRANTED: case STATUS_VALUE:
        if (has_value(d)) write_value_field(out, cx, d);
        if (d->n_parts) write_parts(out, cx, d);
        break;
    case STATUS_MET: case STATUS_UNMET: case STATUS_DONE: case STATUS_NOT_DONE:
        if (!d->applies) strbuf_add(out, ",\"applies\":false");
        if (d->has_due && !d->due) strbuf_add(out, ",\"due\":false");
        if (d->overdue) strbuf_add(out, ",\"overdue\":true");
        break;
    case STATUS_UNDETERMINED: write_open(out, cx, d); break;
    case STATUS_CONFLICT: write_outcomes(out, cx, d); break;
    case STATUS_ERROR: write_error(out, cx, d); break;
    case STATUS_DENIED: case STATUS_NOT_IN_FORCE: case STATUS_REPEALED: case STATUS_COUNT_: break;
    }
    write_unverified(out, cx, d);
    strbuf_char(out, '}');
}

/* ---- words ---- */
static void plain_items(StrBuf *b, const WriteContext *cx, const DecisionResult *d)
{
    for (int i = 0, n = 0; i < d->version->n_items; i++) {
        if (!d->item_certain[i]) continue;
        if (n++) strbuf_add(b, cx->chinese ? "、" : ", ");
        strbuf_add(b, name_in(cx, &d->version->items[i].name));
    }
}
const char *write_plain(Arena *arena, const WriteContext *cx, const DecisionResult *d)
{
    StrBuf b = {.arena = arena};
    strbuf_add(&b, "");
    if (d->status != STATUS_GRANTED && d->status != STATUS_VALUE) return b.text ? b.text : "";
    if (d->rule->kind == RULE_LIST) plain_items(&b, cx, d);
    else if (d->value.present) {
        if (d->amount_kind == AMOUNT_AT_LEAST) strbuf_add(&b, cx->chinese ? "不低于 " : "at least ");
        if (d->amount_kind == AMOUNT_AT_MOST) strbuf_add(&b, cx->chinese ? "不超过 " : "at most ");
        strbuf_add(&b, decide_value_text(arena, cx->program, &d->value, cx->chinese));
    }
    return b.text ? b.text : "";
}
const char *write_missing_plain(Arena *arena, const DecisionResult *d, bool chinese)
{
    StrBuf b = {.arena = arena};
    for (int i = 0; i < d->n_missing; i++) {
        if (i) strbuf_add(&b, chinese ? "、" : ", ");
        strbuf_add(&b, chinese ? d->missing[i].path_zh : d->missing[i].path);
    }
    return b.text ? b.text : "";
}
