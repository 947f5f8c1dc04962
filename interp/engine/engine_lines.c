/* Forms of eval's results: a table for people, CSV, and bad records as lines of JSON; engine_rows.c writes the others. Knows records and their decisions.
 * Must never know how they are decided. */
#include <string.h>
#include "grammar/diag.h"
#include "interp/base/calendar.h"
#include "interp/engine/engine_internal.h"

static bool zh(const fatiao_evaluator *ev) { return ev->options.names == FATIAO_ZH; }
static const bool *wanted_of(const fatiao_evaluator *ev, int entity) { return ev->wanted ? ev->wanted[entity] : NULL; }
static WriteContext context_of(const fatiao_evaluator *ev, const Vm *vm, uint32_t lane, const FactsRow *row)
{
    int entity = facts_entity(ev->runner.reader);
    return (WriteContext){&ev->policy->program, ev->runner.chunks[entity], &ev->policy->names[entity], vm, lane, zh(ev), ev->options.lean, ev->policy->stale, row->law_as_of};
}
static const char *key_of(const WriteContext *cx, int decision)
{
    const Name *name = &cx->names->items[decision];
    return cx->chinese ? name->zh : name->alias;
}

/* ---- bad records as JSON ---- */
static const char *bad_message(fatiao_evaluator *ev, const FactsError *e)
{
    char first[512];
    bool chinese = ev->options.language == FATIAO_ZH;
    size_t n = facts_error_print(e, chinese, first, sizeof first);
    if (n < sizeof first) return arena_strndup(&ev->scratch, first, n);
    char *whole = arena_alloc(&ev->scratch, n + 1);
    facts_error_print(e, chinese, whole, n + 1);
    return whole;
}
static void json_bad(fatiao_evaluator *ev, const BadRecord *bad)
{
    StrBuf *out = &ev->out;
    strbuf_char(out, '{');
    if (bad->id) strbuf_add(out, "\"id\":"), strbuf_bytes(out, bad->id, bad->id_len), strbuf_char(out, ',');
    strbuf_printf(out, "\"line\":%llu,\"error\":{\"code\":\"E%03d\",\"message\":", (unsigned long long)bad->line, diag_number(bad->error.id));
    strbuf_json(out, bad_message(ev, &bad->error));
    const char *path = zh(ev) ? bad->error.path_zh : bad->error.path;
    if (*path) strbuf_add(out, ",\"path\":"), strbuf_json(out, path);
    if (bad->error.byte) strbuf_printf(out, ",\"byte\":%llu", (unsigned long long)bad->error.byte);
    strbuf_add(out, "}}\n");
}

/* ---- an id as text ---- */
static uint32_t hex4(const char *s)
{
    uint32_t v = 0;
    for (int i = 0; i < 4; i++) v = v << 4 | (uint32_t)(s[i] <= '9' ? s[i] - '0' : (s[i] | 32) - 'a' + 10);
    return v;
}
static const char *unescape(StrBuf *b, const char *s)
{
    static const char FROM[] = "bfnrt", TO[] = "\b\f\n\r\t";
    char utf8[4];
    const char *simple = strchr(FROM, *s);
    if (*s != 'u') return strbuf_char(b, simple ? TO[simple - FROM] : *s), s + 1;
    uint32_t c = hex4(s + 1);
    s += 5;
    if (c >= 0xD800 && c < 0xDC00) c = 0x10000 + ((c - 0xD800) << 10) + (hex4(s + 2) - 0xDC00), s += 6; /* the reader has seen both halves */
    strbuf_bytes(b, utf8, (size_t)utf8_encode(c, utf8));
    return s;
}
static const char *id_text(Arena *arena, const char *raw, size_t len)
{
    StrBuf b = {.arena = arena};
    strbuf_add(&b, "");
    if (!raw) return b.text ? b.text : "";
    if (*raw != '"') return arena_strndup(arena, raw, len);
    for (const char *s = raw + 1, *end = raw + len - 1; s < end;)
        if (*s == '\\') s = unescape(&b, s + 1);
        else strbuf_char(&b, *s++);
    return b.text ? b.text : "";
}

/* ---- CSV: a row a decision ---- */
static void csv_cell(StrBuf *out, const char *s, bool first)
{
    if (!first) strbuf_char(out, ',');
    if (!s[strcspn(s, ",\"\r\n")]) { strbuf_add(out, s); return; }
    strbuf_char(out, '"');
    for (; *s; s++) {
        if (*s == '"') strbuf_char(out, '"');
        strbuf_char(out, *s);
    }
    strbuf_char(out, '"');
}
enum { CSV_ID, CSV_LINE, CSV_ENTITY, CSV_AS_OF, CSV_DECISION, CSV_STATUS, CSV_VALUE, CSV_UNIT, CSV_MISSING, CSV_REASON, CSV_COLUMNS };
static void csv_row(StrBuf *out, const char *const cell[CSV_COLUMNS])
{
    for (int i = 0; i < CSV_COLUMNS; i++) csv_cell(out, cell[i] ? cell[i] : "", i == 0);
    strbuf_add(out, "\r\n");
}
static void csv_head(fatiao_evaluator *ev)
{
    static const char *const EN[CSV_COLUMNS] = {"id", "line", "entity", "as_of", "decision", "status", "value", "unit", "missing", "reason"};
    static const char *const ZH[CSV_COLUMNS] = {"编号", "行", "实体", "评定日", "决定", "结论", "值", "单位", "缺", "原因"};
    strbuf_add(&ev->out, "\xEF\xBB\xBF"); /* without it spreadsheets take the text for another encoding */
    csv_row(&ev->out, zh(ev) ? ZH : EN);
}
static const char *unit_of(const DecisionResult *d)
{
    bool shown = d->status == STATUS_GRANTED || d->status == STATUS_VALUE;
    return shown && d->value.present ? write_unit_name(d->value.type) : "";
}
static bool csv_record(fatiao_evaluator *ev, Vm *vm, bool kept, uint32_t vm_lane, const FactsRow *row)
{
    WriteContext cx = context_of(ev, vm, vm_lane, row);
    const bool *wanted = wanted_of(ev, cx.chunk->entity);
    const Name *entity = &cx.program->entities[cx.chunk->entity].name;
    char day[CALENDAR_TEXT];
    calendar_print(row->as_of, day);
    const char *id = id_text(&ev->scratch, row->id, row->id_len), *line = arena_printf(&ev->scratch, "%llu", (unsigned long long)row->tag);
    for (int i = 0; i < cx.chunk->n_decisions; i++) {
        if (wanted && !wanted[i]) continue;
        DecisionResult d;
        if (!runner_decide(&ev->runner, &ev->scratch, vm, kept, i, vm_lane, &d)) return false;
        const char *reason = write_why(&ev->scratch, &cx, &d);
        csv_row(&ev->out, (const char *const[CSV_COLUMNS]){id, line, cx.chinese ? entity->zh : entity->alias, day, key_of(&cx, i), status_name(d.status, cx.chinese),
                                                           write_plain(&ev->scratch, &cx, &d), unit_of(&d), write_missing_plain(&ev->scratch, &d, cx.chinese), reason});
    }
    return true;
}
static void csv_bad(fatiao_evaluator *ev, const BadRecord *bad)
{
    csv_row(&ev->out, (const char *const[CSV_COLUMNS]){id_text(&ev->scratch, bad->id, bad->id_len), arena_printf(&ev->scratch, "%llu", (unsigned long long)bad->line), "", "", "",
                                                       status_name(STATUS_ERROR, zh(ev)), "", "", "", bad_message(ev, &bad->error)});
}

/* ---- a table a record ---- */
static void pad(StrBuf *out, const char *s, uint32_t cells)
{
    uint32_t has = text_cells(s, (uint32_t)strlen(s));
    strbuf_add(out, s);
    if (has < cells) strbuf_fill(out, ' ', cells - has);
}
static const char *colour_of(DecisionStatus status)
{
    switch (status) {
    case STATUS_GRANTED: case STATUS_MET: case STATUS_DONE: return "\033[32m";
    case STATUS_UNDETERMINED: return "\033[33m";
    case STATUS_CONFLICT: case STATUS_ERROR: case STATUS_UNMET: return "\033[31m";
    case STATUS_DENIED: case STATUS_NOT_DONE: case STATUS_VALUE: case STATUS_NOT_IN_FORCE: case STATUS_REPEALED: case STATUS_COUNT_: break;
    }
    return "";
}
static void table_row(fatiao_evaluator *ev, const WriteContext *cx, const DecisionResult *d, uint32_t name_cells)
{
    StrBuf *out = &ev->out;
    const char *colour = ev->options.colour ? colour_of(d->status) : "", *value = write_plain(&ev->scratch, cx, d), *unit = unit_of(d);
    const char *reason = write_why(&ev->scratch, cx, d);
    if (d->status == STATUS_VALUE && d->rule->kind == RULE_LIST && !*value) value = cx->chinese ? "无" : "none"; /* an empty cell would look forgotten */
    strbuf_add(out, "  ");
    pad(out, key_of(cx, d->decision), name_cells);
    strbuf_add(out, "  ");
    strbuf_add(out, colour);
    pad(out, status_name(d->status, cx->chinese), cx->chinese ? 6 : 12);
    if (*colour) strbuf_add(out, "\033[0m");
    if (*value) strbuf_printf(out, "  %s%s%s", value, *unit ? " " : "", unit);
    for (int i = 0; d->status == STATUS_GRANTED && i < d->n_parts && i < d->version->n_payers; i++) {
        const Name *payer = &d->version->payers[i].name;
        strbuf_printf(out, "%s%s %s", i ? (cx->chinese ? "，" : ", ") : cx->chinese ? "，其中 " : ", of it ", cx->chinese ? payer->zh : payer->alias,
                      decide_value_text(&ev->scratch, cx->program, &d->parts[i], cx->chinese));
    }
    if (d->n_missing) strbuf_printf(out, cx->chinese ? "  缺 %s" : "  missing: %s", write_missing_plain(&ev->scratch, d, cx->chinese));
    else if (reason) strbuf_printf(out, "  %s", reason);
    int at = 0;
    for (const Param *p; (p = write_stale(cx, d, &at));) {
        char day[CALENDAR_TEXT];
        calendar_print(p->verified_until, day);
        strbuf_printf(out, cx->chinese ? "  （%s 只核实到 %s）" : "  (%s verified until %s only)", cx->chinese ? p->name.zh : p->name.alias, day);
    }
    while (out->n && out->text[out->n - 1] == ' ') out->text[--out->n] = '\0';
    strbuf_char(out, '\n');
}
static bool table_record(fatiao_evaluator *ev, Vm *vm, bool kept, uint32_t vm_lane, const FactsRow *row)
{
    WriteContext cx = context_of(ev, vm, vm_lane, row);
    const bool *wanted = wanted_of(ev, cx.chunk->entity);
    const Name *entity = &cx.program->entities[cx.chunk->entity].name;
    char day[CALENDAR_TEXT];
    uint32_t widest = 0;
    calendar_print(row->as_of, day);
    for (int i = 0; i < cx.chunk->n_decisions; i++) {
        uint32_t cells = text_cells(key_of(&cx, i), (uint32_t)strlen(key_of(&cx, i)));
        if ((!wanted || wanted[i]) && cells > widest) widest = cells;
    }
    const char *id = id_text(&ev->scratch, row->id, row->id_len), *bold = ev->options.colour ? "\033[1m" : "", *plain = ev->options.colour ? "\033[0m" : "";
    if (ev->wrote_record) strbuf_char(&ev->out, '\n');
    ev->wrote_record = true;
    strbuf_printf(&ev->out, "%s%s%s%s%s  %s %s\n", bold, cx.chinese ? entity->zh : entity->alias, *id ? " " : "", id, plain, cx.chinese ? "评定日" : "as of", day);
    for (int i = 0; i < cx.chunk->n_decisions; i++) {
        if (wanted && !wanted[i]) continue;
        DecisionResult d;
        if (!runner_decide(&ev->runner, &ev->scratch, vm, kept, i, vm_lane, &d)) return false;
        table_row(ev, &cx, &d, widest);
    }
    return true;
}
static void table_bad(fatiao_evaluator *ev, const BadRecord *bad)
{
    if (ev->wrote_record) strbuf_char(&ev->out, '\n');
    ev->wrote_record = true;
    strbuf_printf(&ev->out, zh(ev) ? "第 %llu 行：%s\n" : "line %llu: %s\n", (unsigned long long)bad->line, bad_message(ev, &bad->error));
}

/* ---- by form ---- */
void eval_write_head(fatiao_evaluator *ev)
{
    if (!ev->wrote_head && ev->options.format == FATIAO_CSV) csv_head(ev);
    ev->wrote_head = true;
}
bool eval_write_record(fatiao_evaluator *ev, Vm *fast, uint32_t lane, Vm *kept, uint32_t kept_lane)
{
    Vm *vm = kept ? kept : fast;
    uint32_t vm_lane = kept ? kept_lane : lane;
    FactsRow row = facts_row(ev->runner.reader, lane);
    switch (ev->options.format) {
    case FATIAO_TABLE: return table_record(ev, vm, kept, vm_lane, &row);
    case FATIAO_CSV: return csv_record(ev, vm, kept, vm_lane, &row);
    case FATIAO_NDJSON: case FATIAO_TEXT: case FATIAO_JSON: case FATIAO_HTML: case FATIAO_MARKDOWN: case FATIAO_SVG: break;
    }
    return rows_write(ev, fast, lane, kept, kept_lane, &row);
}
void eval_write_bad(fatiao_evaluator *ev, const BadRecord *bad)
{
    if (ev->options.format == FATIAO_TABLE) table_bad(ev, bad);
    else if (ev->options.format == FATIAO_CSV) csv_bad(ev, bad);
    else json_bad(ev, bad);
}
