/* Records given by themselves, decided, and their decisions as data. See fatiao.h.
 * Must never know how decisions are reached, or how they are written down. */
#include <stdio.h>
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/engine/engine_internal.h"
#include "interp/base/number.h"

_Static_assert((int)FATIAO_GRANTED == STATUS_GRANTED && (int)FATIAO_VALUE == STATUS_VALUE && (int)FATIAO_FAILED == STATUS_ERROR, "outcomes are statuses");
static fatiao_outcome outcome_of(DecisionStatus status) { return (fatiao_outcome)status; }
static bool zh(const fatiao_evaluator *ev) { return ev->options.language == FATIAO_ZH; }
static const char *name_in(const fatiao_evaluator *ev, const Name *name) { return ev->options.names == FATIAO_ZH ? name->zh : name->alias; }

/* ---- reading and deciding ---- */
void result_forget(fatiao_evaluator *ev)
{
    if (ev->has_results) facts_clear(ev->runner.reader);
    arena_clear(&ev->results);
    ev->has_results = false, ev->decided = ev->kept = NULL, ev->kept_row = -1;
    if (ev->status == FATIAO_OK) ev->message = NULL; /* it may have lived there */
}
typedef struct { fatiao_evaluator *ev; const FactsError *error; uint32_t row; bool several; } Complaint;
static void complain(void *ctx)
{
    Complaint *c = ctx;
    fatiao_evaluator *ev = c->ev;
    char text[1024], where[64] = "";
    facts_error_print(c->error, zh(ev), text, sizeof text);
    if (c->several) snprintf(where, sizeof where, zh(ev) ? "第 %u 条记录：" : "record %u: ", c->row);
    ev->message = arena_printf(&ev->results, "%sE%03d: %s", where, diag_number(c->error->id), text);
}
fatiao_status result_decide(fatiao_evaluator *ev, FactsResult (*read)(fatiao_evaluator *ev, const void *ctx), const void *ctx)
{
    FactsReader *reader = ev->runner.reader;
    if (ev->status != FATIAO_OK) return ev->status;
    if (one_busy(ev)) return FATIAO_ARGUMENT;
    result_forget(ev);
    FactsResult r = read(ev, ctx);
    ev->has_results = true;
    if (r == FACTS_ADDED && (!facts_lanes(reader) || (ev->decided = runner_run(&ev->runner)))) return FATIAO_OK;
    Complaint c = {ev, facts_error(reader), facts_lanes(reader), facts_lanes(reader) > 0};
    bool told = r != FACTS_BAD || engine_guard(&ev->results, complain, &c);
    facts_clear(reader);
    return r == FACTS_BAD && told ? FATIAO_ERRORS : r == FACTS_FULL ? FATIAO_ARGUMENT : FATIAO_NO_MEMORY;
}
typedef struct { const char *text; size_t len; } JsonRecord;
typedef struct { fatiao_evaluator *ev; size_t n; char *copy; } Room;
static void make_room(void *ctx)
{
    Room *room = ctx;
    room->copy = arena_alloc(&room->ev->results, room->n + 1);
}
static FactsResult read_json(fatiao_evaluator *ev, const void *ctx)
{
    const JsonRecord *j = ctx;
    Room room = {.ev = ev, .n = j->len};
    if (j->len > FACTS_RECORD_BYTES_MAX) return facts_read(ev->runner.reader, j->text, j->len, 1); /* refused by its length */
    if (!engine_guard(&ev->results, make_room, &room)) return FACTS_NO_MEMORY; /* the reader wants a NUL behind it */
    if (j->len) memcpy(room.copy, j->text, j->len);
    return facts_read(ev->runner.reader, room.copy, j->len, 1);
}
fatiao_status fatiao_decide_json(fatiao_evaluator *ev, const char *record, size_t len)
{
    return !ev || (!record && len) ? FATIAO_ARGUMENT : result_decide(ev, read_json, &(JsonRecord){record, len});
}
static FactsResult read_tree(fatiao_evaluator *ev, const void *ctx) { return facts_read_cjson(ev->runner.reader, ctx, 1); }
fatiao_status fatiao_decide_cjson(fatiao_evaluator *ev, const struct cJSON *record) { return !ev || !record ? FATIAO_ARGUMENT : result_decide(ev, read_tree, record); }

/* ---- which ---- */
int fatiao_decided(const fatiao_evaluator *ev, int *entity)
{
    int rows = ev && ev->decided ? (int)facts_lanes(ev->runner.reader) : 0;
    if (entity) *entity = rows ? facts_entity(ev->runner.reader) : -1;
    return rows;
}
bool result_there(const fatiao_evaluator *ev, int row, int decision)
{
    int entity;
    if (row < 0 || row >= fatiao_decided(ev, &entity) || decision < 0 || decision >= ev->runner.chunks[entity]->n_decisions) return false;
    return !ev->wanted || ev->wanted[entity][decision];
}
static Vm *keep(fatiao_evaluator *ev, int row) /* may jump */
{
    const uint32_t lane = (uint32_t)row;
    if (ev->kept_row != row) ev->kept = runner_keep(&ev->runner, &ev->results, &lane, 1);
    ev->kept_row = ev->kept ? row : -1;
    return ev->kept;
}
typedef struct { fatiao_evaluator *ev; int row; Vm *vm; } Keep;
static void keep_row(void *ctx)
{
    Keep *k = ctx;
    k->vm = keep(k->ev, k->row);
}
Vm *result_kept(fatiao_evaluator *ev, int row)
{
    Keep k = {ev, row, NULL};
    return engine_guard(&ev->results, keep_row, &k) ? k.vm : NULL;
}
/* Of an open decision everything; of another what is known without keeping registers. */
static bool decide(fatiao_evaluator *ev, int row, int decision, DecisionResult *d, WriteContext *cx)
{
    const FactsReader *reader = ev->runner.reader;
    int entity = facts_entity(reader);
    *cx = (WriteContext){&ev->policy->program, ev->runner.chunks[entity], &ev->policy->names[entity], ev->decided, (uint32_t)row,
                         ev->options.names == FATIAO_ZH, false, ev->policy->stale, facts_row(reader, (uint32_t)row).law_as_of};
    if (!runner_decide(&ev->runner, &ev->results, ev->decided, false, decision, (uint32_t)row, d)) return false;
    if (d->status != STATUS_UNDETERMINED) return true;
    cx->vm = keep(ev, row), cx->lane = 0;
    return cx->vm && runner_decide(&ev->runner, &ev->results, ev->kept, true, decision, 0, d);
}

/* ---- values ---- */
static fatiao_value value_of(const fatiao_evaluator *ev, const DecisionValue *v)
{
    fatiao_value out = {.type = FATIAO_NOTHING, .unit = ""};
    if (!v->present) return out;
    out = (fatiao_value){.type = table_type(v->type), .scale = v->type.kind == TY_NUM ? v->type.scale : 0, .unit = write_unit_name(v->type), .number = v->lo, .highest = v->hi};
    if (v->type.kind == TY_TEXT) out.text = v->text, out.number = out.highest = 0;
    if (v->type.kind != TY_ENUM) return out;
    const Enum *e = &ev->policy->program.enums[v->type.ref];
    if (v->lo >= 0 && v->lo < e->n_values) out.text = name_in(ev, &e->values[v->lo].name);
    return out;
}
size_t fatiao_value_print(const fatiao_value *v, char *out, size_t size)
{
    char number[NUMBER_TEXT] = "";
    const char *text = number;
    bool money = v && v->unit && strncmp(v->unit, "元", strlen("元")) == 0;
    if (out && size) *out = '\0';
    if (!v || (!out && size)) return 0;
    switch (v->type) {
    case FATIAO_BOOL: text = v->number ? "true" : "false"; break;
    case FATIAO_ENUM: case FATIAO_STRING: text = v->text ? v->text : ""; break;
    case FATIAO_DATE: if (v->number >= CALENDAR_DAY_MIN && v->number <= CALENDAR_DAY_MAX) calendar_print((int32_t)v->number, number); break;
    case FATIAO_NUMBER:
        if (v->scale >= 0 && v->scale <= NUMBER_SCALE_MAX) decide_number(number, (Type){.kind = TY_NUM, .scale = (uint8_t)v->scale, .unit.base = money ? U_YUAN : U_ONE}, v->number);
        break;
    case FATIAO_NOTHING: case FATIAO_RECORD: case FATIAO_LIST: break;
    }
    return (size_t)snprintf(out, size, "%s", text);
}

/* ---- one decision ---- */
typedef struct { fatiao_evaluator *ev; int row, decision; fatiao_result *out; fatiao_status status; } Ask;
typedef struct { Arena *arena; const char **items; int n; } Names;
static void add(Names *list, const char *name)
{
    for (int i = 0; i < list->n; i++)
        if (strcmp(list->items[i], name) == 0) return;
    LIST_ADD(list->arena, list->items, list->n, name);
}
static void read_parts(const Ask *a, const DecisionResult *d, fatiao_result *out)
{
    Arena *arena = &a->ev->results;
    int n = d->status == STATUS_GRANTED && d->n_parts < d->version->n_payers ? d->n_parts : d->status == STATUS_GRANTED && d->n_parts ? d->version->n_payers : 0;
    const char **payers = n ? arena_alloc(arena, (size_t)n * sizeof *payers) : NULL;
    fatiao_value *parts = n ? arena_alloc(arena, (size_t)n * sizeof *parts) : NULL;
    for (int i = 0; i < n; i++) payers[i] = name_in(a->ev, &d->version->payers[i].name), parts[i] = value_of(a->ev, &d->parts[i]);
    out->payers = payers, out->parts = parts, out->n_parts = n;
}
static void read_items(const Ask *a, const DecisionResult *d, fatiao_result *out)
{
    Names certain = {.arena = &a->ev->results}, possible = {.arena = &a->ev->results};
    for (int i = 0; d->rule->kind == RULE_LIST && d->item_certain && i < d->version->n_items; i++) {
        const char *name = name_in(a->ev, &d->version->items[i].name);
        if (d->item_certain[i]) add(&certain, name);
        else if (d->item_possible[i]) add(&possible, name);
    }
    out->items = certain.items, out->n_items = certain.n, out->possible = possible.items, out->n_possible = possible.n;
}
static void read_names(const Ask *a, const WriteContext *cx, const DecisionResult *d, fatiao_result *out)
{
    Arena *arena = &a->ev->results;
    Names cites = {.arena = arena}, missing = {.arena = arena}, unverified = {.arena = arena};
    int at = 0;
    cites.items = write_cited(arena, cx, d, &cites.n);
    for (int i = 0; i < d->n_missing; i++) add(&missing, cx->chinese ? d->missing[i].path_zh : d->missing[i].path);
    for (const Param *p; (p = write_stale(cx, d, &at));) add(&unverified, name_in(a->ev, &p->name));
    out->cites = cites.items, out->n_cites = cites.n, out->missing = missing.items, out->n_missing = missing.n, out->unverified = unverified.items, out->n_unverified = unverified.n;
}
static bool shows_value(DecisionStatus status) { return status == STATUS_GRANTED || status == STATUS_VALUE || status == STATUS_UNDETERMINED; }
static void ask(void *ctx)
{
    Ask *a = ctx;
    fatiao_result *out = a->out;
    DecisionResult d;
    WriteContext cx;
    if (!decide(a->ev, a->row, a->decision, &d, &cx)) return;
    *out = (fatiao_result){.outcome = outcome_of(d.status), .value = {.type = FATIAO_NOTHING, .unit = ""}, .bounds = FATIAO_EXACT, .applies = d.applies,
                           .has_due = d.has_due, .due = d.due, .overdue = d.overdue, .may_conflict = d.may_conflict, .reason = write_reason(&d, false)};
    if (d.amount_kind == AMOUNT_AT_LEAST) out->bounds = FATIAO_AT_LEAST;
    if (d.amount_kind == AMOUNT_AT_MOST) out->bounds = FATIAO_AT_MOST;
    if (shows_value(d.status)) out->value = value_of(a->ev, &d.value);
    if (d.n_parts) read_parts(a, &d, out);
    read_items(a, &d, out);
    read_names(a, &cx, &d, out);
    a->status = FATIAO_OK;
}
fatiao_status fatiao_result_at(fatiao_evaluator *ev, int record, int decision, fatiao_result *result)
{
    if (!result || !result_there(ev, record, decision)) return FATIAO_ARGUMENT;
    Ask a = {ev, record, decision, result, FATIAO_NO_MEMORY};
    if (!engine_guard(&ev->results, ask, &a)) a.status = FATIAO_NO_MEMORY;
    return a.status;
}
typedef struct { fatiao_evaluator *ev; int row, decision; fatiao_outcome outcome; } Quick;
static void ask_outcome(void *ctx)
{
    Quick *q = ctx;
    DecisionResult d;
    WriteContext cx;
    if (decide(q->ev, q->row, q->decision, &d, &cx)) q->outcome = outcome_of(d.status);
}
fatiao_outcome fatiao_outcome_at(fatiao_evaluator *ev, int record, int decision)
{
    Quick q = {ev, record, decision, FATIAO_FAILED};
    if (result_there(ev, record, decision)) engine_guard(&ev->results, ask_outcome, &q);
    return q.outcome;
}
const char *fatiao_outcome_text(fatiao_outcome outcome, fatiao_language language)
{
    return outcome >= FATIAO_GRANTED && outcome <= FATIAO_FAILED ? status_name((DecisionStatus)outcome, language == FATIAO_ZH) : "?";
}

/* ---- as a line ---- */
typedef struct { fatiao_evaluator *ev; uint32_t row; Vm *kept; fatiao_status status; } Line;
static void write_line(void *ctx)
{
    Line *l = ctx;
    fatiao_evaluator *ev = l->ev;
    ev->out = (StrBuf){.arena = &ev->scratch};
    eval_write_head(ev);
    if (rows_begin(ev, ev->decided) && eval_write_record(ev, ev->decided, l->row, l->kept, 0)) l->status = ev->sink.write(ev->sink.ctx, ev->out.text, ev->out.n) ? FATIAO_OK : FATIAO_STOPPED;
}
fatiao_status fatiao_result_json(fatiao_evaluator *ev, int record)
{
    uint64_t open[BLOCK_LANES / 64];
    if (record < 0 || record >= fatiao_decided(ev, NULL) || !ev->sink.write) return FATIAO_ARGUMENT;
    runner_open_lanes(&ev->runner, ev->decided, false, open);
    Line l = {.ev = ev, .row = (uint32_t)record, .status = FATIAO_NO_MEMORY};
    bool is_open = open[record / 64] >> (record % 64) & 1;
    if (is_open && !(l.kept = result_kept(ev, record))) return FATIAO_NO_MEMORY;
    if (!engine_guard(&ev->scratch, write_line, &l)) l.status = FATIAO_NO_MEMORY;
    arena_clear(&ev->scratch); /* no stream is under way */
    ev->out = (StrBuf){.arena = &ev->scratch};
    return l.status;
}
