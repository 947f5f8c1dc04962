/* Results as expectations. See claim.h.
 * Must never know how they were reached. */
#include "interp/prove/claim.h"
#include "interp/decide/sample.h"

static void put_line(StrBuf *b, const char *zh, const char *en, const Name *name, bool chinese)
{
    strbuf_printf(b, "  %s ", chinese ? zh : en);
    sample_name(b, name, chinese);
}
static bool about_duty(const Rule *r) { return r->kind == RULE_DUTY || r->kind == RULE_PROHIBITION || r->kind == RULE_TARGET || r->kind == RULE_ENCOURAGED; }
static void put_truth(StrBuf *b, const Rule *rule, bool yes, bool chinese)
{
    if (rule->kind == RULE_DEFINE) put_line(b, "结果", "result", &rule->name, chinese), strbuf_add(b, chinese ? (yes ? " 为 真\n" : " 为 假\n") : yes ? " is true\n" : " is false\n");
    else if (about_duty(rule)) put_line(b, yes ? "做到" : "未做到", yes ? "met" : "unmet", &rule->name, chinese), strbuf_char(b, '\n');
    else put_line(b, yes ? "应得" : "不应得", yes ? "granted" : "denied", &rule->name, chinese), strbuf_char(b, '\n');
}
/* Numbers without a unit: the rule says it. */
static void put_value(StrBuf *b, const Program *p, const DecisionValue *v, bool chinese)
{
    if (v->type.kind == TY_ENUM) sample_name(b, &p->enums[v->type.ref].values[v->lo].name, chinese);
    else if (v->type.kind == TY_TEXT) strbuf_printf(b, "\"%s\"", v->text ? v->text : "");
    else if (v->type.kind == TY_BOOL) strbuf_add(b, chinese ? (v->lo ? "真" : "假") : v->lo ? "true" : "false");
    else strbuf_add(b, decide_value_text(b->arena, p, v, false));
}
static void put_items(StrBuf *b, const DecisionResult *d, bool chinese)
{
    int n = 0;
    put_line(b, "结果", "result", &d->rule->name, chinese);
    strbuf_add(b, chinese ? " = " : " = ");
    for (int i = 0; i < d->version->n_items; i++) {
        if (!d->item_certain[i]) continue;
        strbuf_add(b, n++ ? (chinese ? "，" : ", ") : "{");
        sample_name(b, &d->version->items[i].name, chinese);
    }
    strbuf_add(b, n ? "}\n" : chinese ? "无\n" : "none\n");
}
static void put_amount(StrBuf *b, const Program *p, const DecisionResult *d, bool chinese)
{
    bool floor = d->amount_kind == AMOUNT_AT_LEAST, ceiling = d->amount_kind == AMOUNT_AT_MOST;
    if (!d->value.present || !d->version->amount || (d->amount_kind != AMOUNT_EXACT && !floor && !ceiling)) return;
    put_line(b, "结果", "result", &d->rule->name, chinese);
    strbuf_add(b, floor ? (chinese ? " ≥ " : " >= ") : ceiling ? (chinese ? " ≤ " : " <= ") : " = ");
    put_value(b, p, &d->value, chinese);
    strbuf_char(b, '\n');
}
static void put_missing(StrBuf *b, const DecisionResult *d, bool chinese)
{
    put_line(b, "待定", "undetermined", &d->rule->name, chinese);
    for (int i = 0; i < d->n_missing; i++) {
        strbuf_add(b, i ? (chinese ? "，" : ", ") : chinese ? " 缺 " : " missing ");
        strbuf_add(b, chinese ? d->missing[i].path_zh : d->missing[i].path);
    }
    strbuf_char(b, '\n');
}
const char *claim_of(Arena *arena, const Program *program, const DecisionResult *d, bool chinese)
{
    StrBuf b = {.arena = arena};
    strbuf_add(&b, "");
    switch (d->status) {
    case STATUS_GRANTED: put_truth(&b, d->rule, true, chinese), put_amount(&b, program, d, chinese); break;
    case STATUS_MET: case STATUS_DONE: put_truth(&b, d->rule, true, chinese); break;
    case STATUS_DENIED: case STATUS_UNMET: case STATUS_NOT_DONE: put_truth(&b, d->rule, false, chinese); break;
    case STATUS_UNDETERMINED: put_missing(&b, d, chinese); break;
    case STATUS_CONFLICT: put_line(&b, "冲突", "conflict", &d->rule->name, chinese), strbuf_char(&b, '\n'); break;
    case STATUS_VALUE:
        if (d->rule->kind == RULE_LIST) { put_items(&b, d, chinese); break; }
        put_line(&b, "结果", "result", &d->rule->name, chinese);
        strbuf_add(&b, d->value.type.kind == TY_ENUM || d->value.type.kind == TY_BOOL ? (chinese ? " 为 " : " is ") : " = ");
        put_value(&b, program, &d->value, chinese);
        strbuf_char(&b, '\n');
        break;
    case STATUS_NOT_IN_FORCE: case STATUS_REPEALED: case STATUS_ERROR: case STATUS_COUNT_: break;
    }
    return b.text ? b.text : "";
}
const char *claim_truth(Arena *arena, const Rule *rule, bool yes, bool chinese)
{
    StrBuf b = {.arena = arena};
    strbuf_add(&b, "");
    if (rule->kind != RULE_LIST && (rule->kind != RULE_DEFINE || rule->type.kind == TY_BOOL)) put_truth(&b, rule, yes, chinese);
    return b.text ? b.text : "";
}
