/* What would change the answer, in words. See explain_page.h. Must never know how it was found. */
#include <string.h>
#include "interp/explain/explain_page.h"

static const char *value_words(Layout *l, Type type, int64_t v, const char *text)
{
    Seen seen = {LANE_KNOWN, type, v, v, text};
    return seen_words(l->arena, l->x, &seen, l->options);
}
static const char *interval_words(Layout *l, const AdviseChange *c)
{
    bool date = c->type.kind == TY_DATE, low = c->lo != INT64_MIN, high = c->hi != INT64_MAX;
    const char *lo = low ? value_words(l, c->type, c->lo, NULL) : "", *hi = high ? value_words(l, c->type, c->hi, NULL) : "";
    if (c->lo == c->hi) return arena_printf(l->arena, SAY(l, "为 %s", "is %s"), lo);
    if (low && high) return arena_printf(l->arena, SAY(l, "在 %s 至 %s", "within %s to %s"), lo, hi);
    if (high) return arena_printf(l->arena, date ? SAY(l, "不晚于 %s", "not after %s") : SAY(l, "不超过 %s", "at most %s"), hi);
    if (low) return arena_printf(l->arena, date ? SAY(l, "不早于 %s", "not before %s") : SAY(l, "不少于 %s", "at least %s"), lo);
    return SAY(l, "写明", "is given");
}
static const char *change_words(Layout *l, const AdviseChange *c)
{
    const char *path = l->options.chinese_names ? c->path_zh : c->path, *values = "";
    if (c->type.kind == TY_LIST) return arena_printf(l->arena, SAY(l, "%s 为 空（一个也没有）", "%s is empty"), path);
    if (c->interval) return arena_printf(l->arena, "%s %s", path, interval_words(l, c));
    for (int i = 0; i < c->n_values; i++)
        values = arena_printf(l->arena, "%s%s%s", values, !i ? "" : i + 1 < c->n_values || c->more_values ? SAY(l, "、", ", ") : SAY(l, " 或 ", " or "), value_words(l, c->type, c->values[i], c->texts[i]));
    if (c->more_values) values = arena_printf(l->arena, SAY(l, "%s等 %d 个值之一", "%s or one of %d in all"), values, c->n_values + c->more_values);
    return arena_printf(l->arena, SAY(l, "%s 为 %s", "%s is %s"), path, values);
}
static const char *was_words(Layout *l, const AdviseSet *set)
{
    const char *out = NULL;
    for (int i = 0; i < set->n; i++) {
        const DecisionValue *v = &set->changes[i].was;
        Seen seen = {v->present ? LANE_KNOWN : LANE_UNKNOWN, v->type, v->lo, v->hi, v->text};
        const char *was = v->present || v->type.kind != TY_TEXT ? seen_words(l->arena, l->x, &seen, l->options) : NULL;
        if (!v->present) was = SAY(l, "不明", "unknown");
        out = out ? arena_printf(l->arena, SAY(l, "%s、%s", "%s, %s"), out, was) : was;
    }
    return arena_printf(l->arena, SAY(l, "现为 %s", "now %s"), out);
}
static const char *answer_words(Layout *l, const AdviseAnswer *a)
{
    DecisionResult r = l->x->result;
    r.status = a->status, r.value = a->value, r.item_certain = a->items, r.applies = true;
    if (a->status == STATUS_VALUE && a->value.type.kind == TY_TEXT) return status_name(a->status, l->options.chinese);
    const char *status = status_words(l, &r), *amount = a->status == STATUS_GRANTED && r.rule->kind == RULE_BENEFIT ? amount_words(l, &r) : NULL;
    return amount ? arena_printf(l->arena, "%s %s", status, amount) : status;
}
static Line *set_line(Layout *l, const AdviseSet *set)
{
    const char *words = change_words(l, &set->changes[0]);
    for (int i = 1; i < set->n; i++) words = arena_printf(l->arena, SAY(l, "%s，并且 %s", "%s, and %s"), words, change_words(l, &set->changes[i]));
    Line *line = line_new(l, TRUTH_NONE, arena_printf(l->arena, "%s → %s", words, answer_words(l, &set->answer)));
    line->note = was_words(l, set);
    return line;
}
static const char *tried_words(Layout *l, int n)
{
    static const char *const WORDS[ADVISE_FACTS_MAX][2] = {
        {"只改变一项事实（列表里不增不减），结论不会变", "no change of a single fact gives another answer (nothing being added to or taken from lists)"},
        {"只改变一两项事实（列表里不增不减），结论不会变", "no change of one or two facts gives another answer (nothing being added to or taken from lists)"},
        {"改变三项以内的事实（列表里不增不减），结论不会变", "no change of up to three facts gives another answer (nothing being added to or taken from lists)"},
    };
    return WORDS[n - 1][!l->options.chinese];
}
/* Is the expression judged by this instruction, or by its denial (不满 is not 满)? */
static bool judged_by(const Chunk *c, int expr, int instr)
{
    for (int i = 0; i < c->n_origins; i++) {
        const Origin *o = &c->origins[i];
        if (o->expr == expr && (o->reg == instr || (c->code[o->reg].op == BC_NOT && (int)c->code[o->reg].a == instr))) return true;
    }
    return false;
}
/* A condition that is shown with the reasons, not one of an element: those have one form for many. */
static const Why *find_reason(const Layout *l, const Why *w, int instr)
{
    if (w->kind == WHY_TEST && w->expr && judged_by(l->x->chunk, w->expr->id, instr)) return w;
    for (int i = 0; i < w->n_child && !w->same && w->kind != WHY_LIST; i++) {
        const Why *found = find_reason(l, w->child[i], instr);
        if (found) return found;
    }
    return NULL;
}
static const char *turned_words(Layout *l, const Why *w)
{
    const char *words = expr_words(l->arena, l->x, w->expr, l->options);
    return arena_printf(l->arena, w->truth == TRUTH_FALSE ? SAY(l, "这一天起成立：%s", "from then on it holds: %s") : SAY(l, "这一天起不成立：%s", "from then on it does not hold: %s"), words);
}
static Line *day_line(Layout *l, const Advice *a)
{
    Line *line = line_new(l, TRUTH_NONE, arena_printf(l->arena, SAY(l, "到 %s（事实没有别的变化） → %s", "on %s, the facts being the same → %s"), day_words(l->arena, a->day, l->options.chinese), answer_words(l, &a->on_day)));
    for (int i = 0; i < a->n_turned && l->x->root; i++) {
        const Why *w = find_reason(l, l->x->root, a->turned[i]);
        if (!w || (w->truth != TRUTH_FALSE && w->truth != TRUTH_TRUE)) continue;
        line->note = line->note ? arena_printf(l->arena, SAY(l, "%s；%s", "%s; %s"), line->note, turned_words(l, w)) : turned_words(l, w);
    }
    return line;
}
void advice_lines(Layout *l, Line *out)
{
    const Advice *a = l->x->advice;
    if (!a) return;
    if (a->has_day) line_add(l, out, day_line(l, a));
    for (int i = 0; i < a->n_sets; i++) line_add(l, out, set_line(l, &a->sets[i]));
    if (a->tried && !a->n_sets) line_add(l, out, line_new(l, TRUTH_NONE, tried_words(l, a->tried)));
    if (a->more) line_add(l, out, line_new(l, TRUTH_NONE, SAY(l, "还有别的改法，没有全部列出", "there are further changes that are not listed")));
}
