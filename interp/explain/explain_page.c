/* What stands on the page and in which order. See explain_page.h.
 * Must never know registers. */
#include <stdio.h>
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/base/number.h"
#include "interp/explain/explain_page.h"

enum { SETS_SHOWN = 8 };
#include "interp/program/words.h"

static const char *seen_of(Layout *l, const Seen *s) { return seen_words(l->arena, l->x, s, l->options); }
static Section *section(Layout *l, const char *heading, const Line *lines)
{
    if (!lines->n_child) return NULL;
    LIST_ADD(l->arena, l->page->sections, l->page->n_sections, (Section){heading, NULL, lines->child, lines->n_child});
    return &l->page->sections[l->page->n_sections - 1];
}
static void entry(Layout *l, const char *key, const char *value)
{
    if (value && *value) LIST_ADD(l->arena, l->page->entries, l->page->n_entries, (Entry){key, value});
}

/* ---- the head ---- */
/* In running text the noun. */
static const char *kind_words(Layout *l, RuleKind kind)
{
    return kind == RULE_DEFINE ? SAY(l, "定义", "definition") : rule_kind_word(kind, l->options.chinese);
}
static Seen seen_value(const DecisionResult *r) { return (Seen){r->value.lo == r->value.hi ? LANE_KNOWN : LANE_UNKNOWN, r->value.type, r->value.lo, r->value.hi, r->value.text}; }
/* The amount in the words of the grant: 不低于 800.00元/年. */
const char *amount_words(Layout *l, const DecisionResult *r)
{
    Seen seen = seen_value(r);
    if (r->amount_kind == AMOUNT_FREE) return SAY(l, "免费", "free of charge");
    if (!r->value.present || r->status == STATUS_DENIED) return NULL;
    const char *value = seen.state == LANE_KNOWN ? seen_of(l, &seen) : bounds_words(l->arena, l->x, &seen, l->options);
    if (r->amount_kind == AMOUNT_AT_LEAST) return arena_printf(l->arena, SAY(l, "不低于 %s", "at least %s"), value);
    if (r->amount_kind == AMOUNT_AT_MOST) return arena_printf(l->arena, SAY(l, "不超过 %s", "at most %s"), value);
    return value;
}
static const char *joined_items(Layout *l, const DecisionResult *r, const bool *which)
{
    const char *out = "";
    for (int i = 0; which && i < r->version->n_items; i++)
        if (which[i]) out = arena_printf(l->arena, "%s%s%s", out, *out ? SAY(l, "、", ", ") : "", path_words(l, r->version->items[i].name));
    return *out ? out : SAY(l, "无", "none");
}
static const char *undetermined_words(Layout *l, const DecisionResult *r)
{
    int facts = 0;
    for (int i = 0; i < r->n_missing; i++) facts += r->missing[i].param < 0;
    if (facts || !r->n_missing) return r->reason == REASON_NONE ? SAY(l, "待定：现有事实还不能判定", "undetermined: the facts given do not settle it") : SAY(l, "待定", "undetermined");
    return SAY(l, "待定：法规有参数没有定下来", "undetermined: a parameter of the law is still pending");
}
const char *status_words(Layout *l, const DecisionResult *r)
{
    switch (r->status) {
    case STATUS_VALUE: {
        Seen seen = seen_value(r);
        if (r->rule->kind == RULE_LIST) return joined_items(l, r, r->item_certain);
        if (r->value.type.kind == TY_TEXT) seen = l->x->root->seen;
        return seen_of(l, &seen);
    }
    case STATUS_MET: return !r->applies ? SAY(l, "不适用（视为已做到）", "does not apply (counts as met)") : status_name(r->status, l->options.chinese);
    case STATUS_UNDETERMINED: return undetermined_words(l, r);
    case STATUS_CONFLICT: return SAY(l, "冲突：两条规定同时成立而结果不同", "conflict: two provisions hold and differ");
    case STATUS_NOT_IN_FORCE: return SAY(l, "未施行", "not in force");
    case STATUS_NOT_DONE: return SAY(l, "未做到", "not done");
    case STATUS_GRANTED: case STATUS_DENIED: case STATUS_UNMET: case STATUS_DONE: case STATUS_REPEALED: case STATUS_ERROR: case STATUS_COUNT_: break;
    }
    return status_name(r->status, l->options.chinese);
}
static const char *payers_words(Layout *l, const RuleVersion *v)
{
    const char *out = "";
    for (int i = 0; i < v->n_payers; i++) out = arena_printf(l->arena, "%s%s%s", out, i ? SAY(l, "、", ", ") : "", path_words(l, v->payers[i].name));
    return out;
}
/* A duty in words is answered by its line in the report: that there is none is no gap in the law. */
static void reason_entry(Layout *l, const RuleVersion *v, const DecisionResult *r)
{
    Reason reason = r->reason;
    const char *repealed = decide_repealed(l->arena, l->x->program, r, l->options.chinese_names && l->options.chinese);
    if (reason == REASON_NO_CASE && v && v->text_duty) {
        entry(l, SAY(l, "原因", "reason"), arena_printf(l->arena, SAY(l, "报告里没有编号 %s 的事项", "the report has no line with the code %s"), l->x->rule->code));
        return;
    }
    static const char *const WORDS[REASON_COUNT_][2] = {
        [REASON_NO_CASE] = {"没有适用的情形，法规未作规定", "no case applies; the law does not say"}, [REASON_ZERO_DIVISION] = {"除数为零", "division by zero"},
        [REASON_EMPTY] = {"没有可以比较的对象", "there is nothing to take the largest or smallest of"}, [REASON_OVERFLOW] = {"数值超出范围", "a number is too large"},
        [REASON_DATE_RANGE] = {"日期超出公元1年至9999年", "a date lies outside the years 1 to 9999"}, [REASON_CONFLICT] = {"两条规定相冲突", "two provisions conflict"},
        [REASON_NO_VERSION] = {"这一天还没有相应的规定", "there is no such provision on this day yet"},
    };
    if (repealed) entry(l, SAY(l, "原因", "reason"), repealed);
    else if (WORDS[reason][0]) entry(l, SAY(l, "原因", "reason"), WORDS[reason][!l->options.chinese]);
}
static void force_entries(Layout *l)
{
    const Rule *rule = l->x->rule;
    const Regulation *r = rule->unit >= 0 ? &l->x->program->regulations[rule->unit] : NULL;
    if (!r) return;
    entry(l, SAY(l, "法规", "regulation"), path_words(l, r->title));
    bool outside = l->x->result.status == STATUS_NOT_IN_FORCE || l->x->result.status == STATUS_REPEALED;
    if (outside && r->from != INT32_MIN) entry(l, SAY(l, "施行", "in force from"), day_words(l->arena, r->from, l->options.chinese));
    if (r->until != INT32_MAX) entry(l, SAY(l, "废止", "repealed"), day_words(l->arena, r->until, l->options.chinese));
}
/* A JSON string without its marks. */
static const char *id_words(Arena *arena, const char *id)
{
    StrBuf out = {.arena = arena};
    char utf8[4];
    unsigned c, low;
    if (*id != '"') return id;
    strbuf_add(&out, "");
    for (const char *s = id + 1; *s && *s != '"'; s++) {
        if (*s != '\\') { strbuf_char(&out, *s); continue; }
        s++;
        if (*s != 'u') strbuf_char(&out, strchr("bfnrt", *s) ? ' ' : *s);
        else if (sscanf(s + 1, "%4x", &c) == 1) {
            s += 4;
            if (c >= 0xD800 && c < 0xDC00 && sscanf(s + 1, "\\u%4x", &low) == 1) c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00), s += 6;
            strbuf_bytes(&out, utf8, (size_t)utf8_encode(c, utf8));
        }
    }
    return out.text;
}
static const char *per_words(Layout *l, const char *per)
{
    static const char *const PER[][2] = {{"每人", "per person"}, {"每户", "per household"}, {"每个", "per place"}};
    for (int i = 0; i < 3 && per; i++)
        if (strcmp(per, PER[i][0]) == 0 || strcmp(per, PER[i][1]) == 0) return PER[i][!l->options.chinese];
    return per;
}
static void entries(Layout *l)
{
    const Explanation *x = l->x;
    const DecisionResult *r = &x->result;
    const RuleVersion *v = x->version;
    bool zh = l->options.chinese, duty = r->rule->kind >= RULE_DUTY;
    if (x->id) entry(l, SAY(l, "记录", "record"), id_words(l->arena, x->id));
    if (*path_words(l, x->subject)) entry(l, SAY(l, "对象", "about"), path_words(l, x->subject));
    entry(l, SAY(l, "评定日", "assessment date"), day_words(l->arena, x->as_of, zh));
    if (x->law_date != x->as_of) entry(l, SAY(l, "法律日", "law as of"), day_words(l->arena, x->law_date, zh));
    force_entries(l);
    if (v && (r->rule->kind == RULE_BENEFIT || r->rule->kind == RULE_PRIORITY)) {
        const char *amount = x->root ? amount_words(l, r) : NULL, *per = per_words(l, v->per);
        entry(l, r->rule->kind == RULE_PRIORITY ? SAY(l, "权重", "weight") : r->status == STATUS_UNDETERMINED ? SAY(l, "金额范围", "amount within") : SAY(l, "金额", "amount"),
              amount && per ? arena_printf(l->arena, "%s %s", per, amount) : amount);
        if (r->status != STATUS_DENIED) entry(l, SAY(l, "内容", "provides"), v->in_kind);
    }
    if (v && r->rule->kind == RULE_LIST && r->status == STATUS_UNDETERMINED) {
        entry(l, SAY(l, "已确定的项", "certain"), joined_items(l, r, r->item_certain));
        entry(l, SAY(l, "可能的项", "possible"), joined_items(l, r, r->item_possible));
    }
    if (r->rule->kind == RULE_DEFINE && r->status == STATUS_UNDETERMINED && r->value.present) {
        Seen seen = seen_value(r);
        entry(l, SAY(l, "范围", "within"), bounds_words(l->arena, l->x, &seen, l->options));
    }
    reason_entry(l, v, r);
    if (v && v->text_duty) entry(l, SAY(l, "要求", "required"), v->text_duty);
    bool live = x->root && r->status != STATUS_DENIED;
    if (v && v->n_payers && live && (!x->n_shares || x->root->truth != TRUTH_TRUE)) entry(l, duty ? SAY(l, "责任", "responsible") : SAY(l, "负担", "borne by"), payers_words(l, v));
    if (v && v->term && live) entry(l, SAY(l, "期限", "term"), v->term);
    else if (x->deadline.state == LANE_KNOWN) entry(l, SAY(l, "期限", "deadline"), seen_of(l, &x->deadline));
    if (r->overdue) entry(l, SAY(l, "逾期", "overdue"), SAY(l, "期限已过", "the deadline has passed"));
    if (x->due_year.state == LANE_KNOWN) entry(l, SAY(l, "目标年度", "target year"), seen_of(l, &x->due_year));
    if (r->has_due && !r->due) entry(l, SAY(l, "时限", "due"), SAY(l, "目标年度还没有到", "the year of the target has not come yet"));
}

/* ---- the reasons ---- */
static const char *reasons_heading(Layout *l, DecisionStatus status)
{
    switch (status) {
    case STATUS_GRANTED: return SAY(l, "享受的理由", "Why granted");
    case STATUS_DENIED: return SAY(l, "不享受的原因", "Why not granted");
    case STATUS_MET: return SAY(l, "做到的理由", "Why met");
    case STATUS_UNMET: return SAY(l, "没有做到之处", "Why not met");
    case STATUS_DONE: return SAY(l, "已经做到的", "What is done");
    case STATUS_NOT_DONE: return SAY(l, "没有做到的", "What is not done");
    case STATUS_UNDETERMINED:
        if (l->x->root->truth == TRUTH_TRUE) return SAY(l, "已经符合的条件", "Conditions that are met");
        return SAY(l, "还不能判定之处", "What is still open");
    case STATUS_CONFLICT: return SAY(l, "相冲突的规定", "What conflicts");
    case STATUS_VALUE: return SAY(l, "由来", "Where it comes from");
    case STATUS_NOT_IN_FORCE: case STATUS_REPEALED: case STATUS_ERROR: case STATUS_COUNT_: break;
    }
    return SAY(l, "经过", "How it went");
}
/* At the top one part stands out: the condition's own parts are listed at once. */
static void add_parts(Layout *l, Role role, bool decides, Line *out)
{
    for (int i = 0; i < l->x->root->n_child; i++) {
        const Why *c = l->x->root->child[i];
        if (c->role != role) continue;
        if (c->decides) lines_of(l, c, decides, out);
        else if (!decides) lines_of(l, c, -1, out);
    }
}
static bool is_choice(const Layout *l, bool decides)
{
    for (int i = 0; i < l->x->root->n_child; i++) {
        const Why *c = l->x->root->child[i];
        if (c->role == ROLE_CONDITION && c->kind == WHY_ANY && c->n_child > 1 && c->decides && decides) return true;
    }
    return false;
}
static void reasons(Layout *l)
{
    static const Role ORDER[] = {ROLE_EXCEPTION, ROLE_MUST, ROLE_APPLIES, ROLE_CONDITION, ROLE_ITEM, ROLE_YEAR}, REST[] = {ROLE_APPLIES, ROLE_MUST, ROLE_CONDITION, ROLE_ITEM, ROLE_YEAR, ROLE_EXCEPTION};
    Line decide = {0}, rest = {0}, amount = {0};
    for (size_t i = 0; i < sizeof ORDER / sizeof *ORDER; i++) add_parts(l, ORDER[i], true, &decide);
    add_parts(l, ROLE_AMOUNT, true, &amount), add_parts(l, ROLE_WEIGHT, true, &amount);
    for (size_t i = 0; i < sizeof REST / sizeof *REST; i++) add_parts(l, REST[i], false, &rest);
    Section *s = section(l, reasons_heading(l, l->x->result.status), &decide);
    if (s && is_choice(l, true)) s->intro = SAY(l, "以下各项满足之一即可。", "One of these is enough.");
    bool open = l->x->result.status == STATUS_UNDETERMINED && l->x->root->truth == TRUTH_TRUE;
    section(l, open ? SAY(l, "还不能判定的金额", "The amount is still open") : l->x->result.rule->kind == RULE_PRIORITY ? SAY(l, "权重的由来", "Where the weight comes from") : SAY(l, "金额的由来", "Where the amount comes from"), &amount);
    section(l, SAY(l, "其余条件（不影响这个结论）", "Other conditions (they do not change the answer)"), &rest);
}
/* 4：6 and 0.4 alike are said in percent. */
static const char *share_words(Layout *l, Seen ratio)
{
    int64_t v;
    if (ratio.state == LANE_KNOWN && ratio.type.kind == TY_NUM && ratio.type.scale < 2 && number_rescale(ratio.lo, ratio.type.scale, 2, &v)) ratio.lo = ratio.hi = v, ratio.type.scale = 2;
    return seen_of(l, &ratio);
}
static void shares(Layout *l)
{
    Line lines = {0};
    if (l->x->root->truth != TRUTH_TRUE) return;
    for (int i = 0; i < l->x->n_shares; i++) {
        const ShareUse *u = &l->x->shares[i];
        Line *line = line_new(l, TRUTH_NONE, arena_printf(l->arena, SAY(l, "%s：%s", "%s: %s"), path_words(l, u->payer->name), seen_of(l, &u->part)));
        line->note = arena_printf(l->arena, SAY(l, "占 %s", "%s"), share_words(l, u->ratio));
        line_add(l, &lines, line);
    }
    section(l, SAY(l, "负担", "Who pays"), &lines);
}

static void changes(Layout *l)
{
    Line lines = {0};
    advice_lines(l, &lines);
    bool open = l->x->result.status == STATUS_UNDETERMINED;
    section(l, open ? SAY(l, "怎样就能判定", "What would settle it") : SAY(l, "怎样会有另一个结论", "What would change the answer"), &lines);
}

/* ---- what it draws on ---- */
static const char *both(Layout *l, const char *a, const char *b) { return !a ? b : !b ? a : arena_printf(l->arena, SAY(l, "%s；%s", "%s; %s"), a, b); }
static Line *param_line(Layout *l, const ParamUse *use)
{
    const Param *p = &l->x->program->params[use->param];
    const ParamVersion *v = use->version >= 0 ? &p->versions[use->version] : NULL;
    bool zh = l->options.chinese, known = v && v->state == PV_KNOWN;
    Seen seen = {known ? LANE_KNOWN : LANE_UNKNOWN, p->type, known ? v->value : INT64_MIN, known ? v->value : INT64_MAX, NULL};
    const char *value = !v ? SAY(l, "这一天还没有规定", "not set on this day yet") : known ? seen_of(l, &seen) : v->state == PV_REPEALED ? SAY(l, "已废止", "repealed") : SAY(l, "待定", "pending"), *note = NULL;
    Line *line = line_new(l, TRUTH_NONE, arena_printf(l->arena, SAY(l, "%s：%s", "%s: %s"), path_words(l, p->name), value));
    if (v && v->from != INT32_MIN) note = arena_printf(l->arena, SAY(l, "自%s起", "from %s"), day_words(l->arena, v->from, zh));
    if (use->law_date != l->x->law_date) note = both(l, arena_printf(l->arena, SAY(l, "按%s的规定", "under the law of %s"), day_words(l->arena, use->law_date, zh)), note);
    if (v && v->set) note = both(l, note, SAY(l, "法规未定，审查时给的值", "the law leaves it open; given for this assessment"));
    if (v && v->note) note = both(l, note, v->note);
    if (use->stale) note = both(l, note, arena_printf(l->arena, SAY(l, "只核实到%s，请核对现行标准", "verified until %s only; check the present figure"), day_words(l->arena, p->verified_until, zh))), line->warning = true;
    line->note = note, line->cite = place_words(l, p->article);
    return line;
}
static Line *reading_line(Layout *l, int reading)
{
    const Reading *r = &l->x->program->readings[reading];
    Line *line = line_new(l, TRUTH_NONE, r->question ? r->question : path_words(l, r->name));
    const char *text = r->texts && r->texts[r->chosen] ? r->texts[r->chosen] : path_words(l, r->options[r->chosen]);
    line->note = arena_printf(l->arena, SAY(l, "按“%s”的读法", "read as: %s"), text);
    if (r->chosen == r->adopted && r->reason) line->note = both(l, line->note, arena_printf(l->arena, SAY(l, "理由：%s", "because: %s"), r->reason));
    if (r->chosen != r->adopted) line->note = both(l, line->note, SAY(l, "不是本法规采用的读法", "not the reading this policy adopts")), line->warning = true;
    line->cite = place_words(l, r->article);
    return line;
}
static void sources(Layout *l)
{
    Line params = {0}, readings = {0};
    for (int i = 0; i < l->x->n_params; i++) line_add(l, &params, param_line(l, &l->x->params[i]));
    for (int i = 0; i < l->x->n_readings; i++) line_add(l, &readings, reading_line(l, l->x->readings[i]));
    section(l, SAY(l, "所用参数", "Parameters used"), &params);
    section(l, SAY(l, "所用解读", "Readings used"), &readings);
}
/* Facts that settle it only together. */
static const char *fact_words(const Layout *l, int at) { return l->options.chinese_names ? l->x->sets->facts[at].fact.path_zh : l->x->sets->facts[at].fact.path; }
static void missing_together(Layout *l, Line *out)
{
    int shown = 0, more = 0;
    for (int i = 0; l->x->sets && i < l->x->sets->n_sets; i++) {
        const SettleSet *set = &l->x->sets->sets[i];
        const char *words = "";
        if (set->n == 1) continue;
        if (shown++ >= SETS_SHOWN) { more++; continue; }
        for (int k = 0; k < set->n; k++) words = arena_printf(l->arena, "%s%s%s", words, !k ? "" : k + 1 < set->n ? SAY(l, "、", ", ") : SAY(l, " 和 ", " and "), fact_words(l, set->facts[k]));
        Line *line = line_new(l, TRUTH_NONE, words);
        line->note = SAY(l, "都查明了，才可能判定", "known together may settle it");
        line_add(l, out, line);
    }
    if (more) line_add(l, out, line_new(l, TRUTH_NONE, arena_printf(l->arena, SAY(l, "这样的组合另有 %d 种", "%d more such sets"), more)));
}
static bool settles_alone(const Layout *l, const MissingFact *m)
{
    for (int i = 0; l->x->sets && i < l->x->sets->n_sets; i++)
        if (l->x->sets->sets[i].n == 1 && strcmp(l->x->sets->facts[l->x->sets->sets[i].facts[0]].fact.path, m->path) == 0) return true;
    return false;
}
static void missing(Layout *l)
{
    Line lines = {0};
    for (int i = 0; i < l->x->result.n_missing; i++) {
        const MissingFact *m = &l->x->result.missing[i];
        Line *line = line_new(l, TRUTH_UNKNOWN, l->options.chinese_names ? m->path_zh : m->path);
        const Param *p = m->param >= 0 ? &l->x->program->params[m->param] : NULL;
        if (p) {
            int v = param_version(l->x->program, m->param, l->x->law_date);
            line->note = both(l, SAY(l, "待定的参数", "a pending parameter"), v >= 0 ? p->versions[v].note : NULL);
        } else if (m->entity >= 0 && m->field >= 0) line->note = l->x->program->entities[m->entity].fields[m->field].description;
        if (!p && settles_alone(l, m)) line->note = both(l, SAY(l, "查明这一项就可能判定", "knowing this alone may settle it"), line->note);
        line_add(l, &lines, line);
    }
    missing_together(l, &lines);
    section(l, SAY(l, "缺少的事实", "Facts that are missing"), &lines);
}
static Quote quote(Layout *l, int article, bool text)
{
    const Article *a = &l->x->program->articles[article];
    return (Quote){place_words(l, article), a->heading, text && a->text && *a->text ? a->text : NULL};
}
static void quotes(Layout *l)
{
    const Explanation *x = l->x;
    for (int i = 0; i < x->n_articles; i++) {
        bool own = i == 0 && x->version && x->articles[0] == x->version->article;
        if (own) LIST_ADD(l->arena, l->page->own, l->page->n_own, quote(l, x->articles[i], true));
        else LIST_ADD(l->arena, l->page->others, l->page->n_others, quote(l, x->articles[i], i < x->n_deciding));
    }
}
const Page *page_build(Arena *arena, const Explanation *x, ExplainOptions options)
{
    Page *page = arena_alloc(arena, sizeof *page);
    Layout l = {arena, x, options, page, {0}};
    *page = (Page){.name = path_words(&l, x->rule->name), .other_name = x->rule->name.zh == x->rule->name.alias || strcmp(x->rule->name.zh, x->rule->name.alias) == 0 ? NULL : name_shown(x->rule->name, !options.chinese_names),
                   .kind = kind_words(&l, x->rule->kind), .status = status_words(&l, &x->result), .outcome = x->result.status};
    entries(&l);
    quotes(&l);
    missing(&l);
    if (x->root) reasons(&l), shares(&l);
    changes(&l);
    sources(&l);
    return page;
}
