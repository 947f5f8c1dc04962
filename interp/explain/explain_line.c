/* Reasons to lines: one line for each thing a reader wants to see, its proof below it. See explain_page.h.
 * Must never know registers. */
#include <stdlib.h>
#include <string.h>
#include "grammar/numeral.h"
#include "interp/explain/explain_page.h"

Line *line_new(Layout *l, Truth mark, const char *words)
{
    Line *line = arena_alloc(l->arena, sizeof *line);
    *line = (Line){.mark = mark, .words = words};
    return line;
}
void line_add(Layout *l, Line *parent, Line *child)
{
    if (child) LIST_ADD(l->arena, parent->child, parent->n_child, child);
}
static const char *both(Layout *l, const char *a, const char *b)
{
    if (!a || !*a) return b;
    if (!b || !*b) return a;
    return arena_printf(l->arena, SAY(l, "%s，%s", "%s, %s"), a, b);
}

/* ---- places in the law ---- */
static bool only_paragraph(const Program *p, const char *label, size_t article) /* no "69.2" beside "69.1" */
{
    for (int i = 0; i < p->n_articles; i++)
        if (strncmp(p->articles[i].label, label, article) == 0 && p->articles[i].label[article] == '.' && atoi(p->articles[i].label + article + 1) > 1) return false;
    return true;
}
const char *place_words(Layout *l, int article)
{
    if (article < 0 || article >= l->x->program->n_articles) return NULL;
    const char *label = l->x->program->articles[article].label;
    char *rest;
    int n = (int)strtol(label, &rest, 10), added = *rest == '-' ? (int)strtol(rest + 1, &rest, 10) : 0;
    size_t whole = (size_t)(rest - label);
    int paragraph = *rest == '.' ? (int)strtol(rest + 1, &rest, 10) : 0;
    const char *item = *rest == '.' ? rest + 1 : NULL;
    if (n <= 0) return label;
    bool one = paragraph <= 0 || only_paragraph(l->x->program, label, whole);
    if (!l->options.chinese) return arena_printf(l->arena, item ? "article %.*s%s item %s" : "article %.*s%s%s", (int)whole, label, one ? "" : arena_printf(l->arena, " paragraph %d", paragraph), item ? item : "");
    const char *text = arena_printf(l->arena, "第%s条", chinese_numeral(l->arena, n));
    if (added) text = arena_printf(l->arena, "%s之%s", text, chinese_numeral(l->arena, added));
    if (!one) text = arena_printf(l->arena, "%s第%s款", text, chinese_numeral(l->arena, paragraph));
    return item ? arena_printf(l->arena, "%s第（%s）项", text, chinese_numeral(l->arena, atoi(item))) : text;
}

/* ---- words of one reason ---- */
const char *path_words(Layout *l, Name path) { return name_shown(path, l->options.chinese_names); }
static const char *words_of(Layout *l, const Why *w) { return w->expr ? expr_words(l->arena, l->x, w->expr, l->options) : ""; }
static const char *seen_of(Layout *l, const Seen *s) { return seen_words(l->arena, l->x, s, l->options); }
static const char *is_value(Layout *l, const char *what, const Seen *seen) { return arena_printf(l->arena, SAY(l, "%s：%s", "%s: %s"), what, seen_of(l, seen)); }
/* Does the requirement say more than the words of the test do? */
static bool says_more(Layout *l, const Why *w, const char *words)
{
    if (w->seen.type.kind == TY_BOOL) return false;
    if (w->required_named) return true;
    for (int i = 0; i < w->n_required; i++)
        if (w->required[i].state != LANE_KNOWN || !strstr(words, seen_of(l, &w->required[i]))) return w->seen.type.kind == TY_ENUM || w->required[i].state != LANE_KNOWN;
    return false;
}
static const char *test_note(Layout *l, const Why *w, const char *words)
{
    const char *found = arena_printf(l->arena, SAY(l, "实际 %s", "found %s"), seen_of(l, &w->seen));
    if (!says_more(l, w, words)) return found;
    return arena_printf(l->arena, SAY(l, "%s，要求 %s", "%s, required %s"), found, required_words(l->arena, l->x, w, l->options));
}
static const char *list_note(Layout *l, const Why *w)
{
    if (w->total < 0) return SAY(l, "名单不明", "the list is not known");
    const char *note = arena_printf(l->arena, SAY(l, "共 %d 个", "%d in all"), w->total);
    return w->hidden ? both(l, note, arena_printf(l->arena, SAY(l, "另有 %d 个未列出", "%d not shown"), w->hidden)) : note;
}
static const char *rule_words(Layout *l, const Why *w)
{
    const char *words = w->expr ? words_of(l, w) : path_words(l, w->rule->name);
    if (w->truth != TRUTH_NONE) return words;
    return is_value(l, words, &w->seen);
}
static const char *rule_note(Layout *l, const Why *w, bool again)
{
    if (w->not_in_force) return SAY(l, "这一天不在施行期内", "not in force on this day");
    if (again) return SAY(l, "理由见前", "explained above");
    return w->hidden ? SAY(l, "从略", "left out") : NULL;
}
static const char *exception_words(Layout *l, const Why *w)
{
    const Exception *x = w->exception;
    const char *name = path_words(l, x->name), *over = x->overrides >= 0 && x->overrides < w->version->n_exceptions ? path_words(l, w->version->exceptions[x->overrides].name) : NULL;
    bool named = name && *name && strcmp(x->name.zh, "除外") != 0;
    const char *words = named ? arena_printf(l->arena, SAY(l, "例外“%s”", "exception %s"), name) : SAY(l, "除外", "except when");
    return over ? arena_printf(l->arena, SAY(l, "%s（针对例外“%s”）", "%s (to exception %s)"), words, over) : words;
}
static const char *exception_note(Layout *l, const Why *w)
{
    const Exception *x = w->exception;
    const char *effect = x->off ? SAY(l, "所针对的不再适用", "what it names does not apply") : x->value || x->amount ? arena_printf(l->arena, SAY(l, "结果改为 %s", "the result becomes %s"), seen_of(l, &w->seen))
                         : x->grant ? SAY(l, "享受", "granted") : SAY(l, "不享受", "not granted");
    switch (w->truth) {
    case TRUTH_TRUE: return arena_printf(l->arena, SAY(l, "成立：%s", "it holds: %s"), effect);
    case TRUTH_FALSE:
        if (w->n_child && w->child[0]->role == ROLE_CONDITION && w->child[0]->truth == TRUTH_TRUE) return SAY(l, "条件成立，但另有例外排除", "its condition is met, but an exception to it holds");
        return SAY(l, "不成立", "it does not hold");
    case TRUTH_UNKNOWN: case TRUTH_UNDEFINED: case TRUTH_NONE: break;
    }
    return arena_printf(l->arena, SAY(l, "尚不能确定；如成立：%s", "not certain; if it holds: %s"), effect);
}
static const char *group_words(Layout *l, const Why *w)
{
    bool labelled = w->n_child && w->child[0]->label;
    if (!labelled && w->expr) return words_of(l, w);
    return w->kind == WHY_ALL ? SAY(l, "同时满足", "all of") : SAY(l, "满足之一", "any of");
}

/* ---- lines ---- */
static Line *line_of(Layout *l, const Why *w);
/* A part that is the only one and as true as the whole is said in the line above it. */
static void absorb(Layout *l, Line *line)
{
    if (line->n_child != 1 || line->child[0]->label || (line->mark != line->child[0]->mark && line->mark != TRUTH_NONE)) return;
    Line *only = line->child[0];
    line->words = arena_printf(l->arena, SAY(l, "%s：%s", "%s: %s"), line->words, only->words);
    line->note = both(l, only->note, line->note), line->cite = line->cite ? line->cite : only->cite;
    line->child = only->child, line->n_child = only->n_child;
}
static bool is_group(const Why *w) { return (w->kind == WHY_ALL || w->kind == WHY_ANY) && !w->label; }
static void parts(Layout *l, const Why *w, Line *line)
{
    for (int decides = 1; decides >= 0; decides--)
        for (int i = 0; i < w->n_child; i++)
            if (w->child[i]->decides == decides) line_add(l, line, line_of(l, w->child[i]));
}
static void rule_parts(Layout *l, const Why *w, Line *line)
{
    for (int decides = 1; decides >= 0; decides--)
        for (int i = 0; i < w->n_child; i++)
            if (w->child[i]->decides == decides) lines_of(l, w->child[i], -1, line);
}
static Line *case_line(Layout *l, const Why *w)
{
    const Why *condition = NULL, *value = NULL;
    for (int i = 0; i < w->n_child; i++) *(w->child[i]->role == ROLE_CONDITION ? &condition : &value) = w->child[i];
    const char *when = condition ? arena_printf(l->arena, SAY(l, "情形 %s", "case %s"), expr_words(l->arena, l->x, w->expr->a, l->options)) : SAY(l, "其他", "otherwise");
    bool passed = w->truth == TRUTH_FALSE;
    Line *line = line_new(l, w->truth, passed ? when : arena_printf(l->arena, "%s → %s", when, seen_of(l, &w->seen)));
    Line *test = condition && condition->kind == WHY_TEST ? line_of(l, condition) : NULL;
    if (test && !test->n_child) line->note = test->note;
    else if (test) line_add(l, line, test);
    else if (condition && condition->kind != WHY_FIXED) lines_of(l, condition, -1, line);
    Line *what = value ? line_of(l, value) : NULL;
    if (what && !condition && value->truth != TRUTH_NONE) { /* 其他, and whether it is so */
        line->words = arena_printf(l->arena, "%s → %s", when, what->words), line->mark = what->mark, line->note = what->note;
        line->child = what->child, line->n_child = what->n_child;
    } else line_add(l, line, what);
    return line;
}
/* The cited place, unless the whole page is about it. */
static const char *cite_of(Layout *l, int article) { return l->x->version && article == l->x->version->article ? NULL : place_words(l, article); }
/* A rule whose body is one formula or one plain test is said in one line. */
static Line *rule_line(Layout *l, const Why *w)
{
    Line *line = line_new(l, w->truth, rule_words(l, w));
    bool again = told_before(l->arena, &l->told, w);
    line->note = rule_note(l, w, again), line->cite = cite_of(l, w->article);
    if (again) return line;
    const Why *body = w->n_child == 1 ? w->child[0] : NULL;
    bool formula = body && (body->kind == WHY_VALUE || body->kind == WHY_LIST) && body->truth == TRUTH_NONE;
    if (!formula) {
        rule_parts(l, w, line);
        if (body && body->kind == WHY_TEST && !line->child[0]->n_child) { /* one plain test */
            line->note = arena_printf(l->arena, SAY(l, "%s：%s", "%s: %s"), line->child[0]->words, line->child[0]->note);
            line->n_child = 0;
        }
        return line;
    }
    line->words = is_value(l, arena_printf(l->arena, "%s = %s", w->expr ? words_of(l, w) : path_words(l, w->rule->name), words_of(l, body)), &w->seen);
    if (body->kind == WHY_LIST) line->note = both(l, line->note, list_note(l, body));
    const Why *fact = body->n_child == 1 && body->child[0]->kind == WHY_FACT ? body->child[0] : NULL;
    if (fact) line->note = is_value(l, expr_words(l->arena, l->x, fact->expr, l->options), &fact->seen);
    else parts(l, body, line);
    return line;
}
static const char *day_note(Layout *l, const Why *w)
{
    bool then = w->expr && w->expr->kind == E_AT && w->expr->law_then;
    const char *day = seen_of(l, &w->seen);
    return then ? arena_printf(l->arena, SAY(l, "这一天是 %s，法律也按这一天的", "that day is %s, and the law is that of that day"), day)
                : arena_printf(l->arena, SAY(l, "这一天是 %s", "that day is %s"), day);
}
/* The list that a test counts: its elements stand below the test itself. */
static void test_line(Layout *l, const Why *w, Line *line)
{
    line->words = words_of(l, w), line->note = test_note(l, w, line->words);
    const Why *list = w->n_child == 1 && w->child[0]->kind == WHY_LIST ? w->child[0] : NULL;
    if (list && list->n_child) line->note = both(l, line->note, list_note(l, list));
    if (list) parts(l, list, line);
    else parts(l, w, line);
}
/* 非 and a rule: the rule's reasons stand below the denial itself. */
static void denial_line(Layout *l, const Why *w, Line *line)
{
    line->words = words_of(l, w);
    if (w->child[0]->kind != WHY_RULE) { parts(l, w, line); return; }
    const Line *rule = line_of(l, w->child[0]);
    line->note = rule->note, line->cite = rule->cite, line->child = rule->child, line->n_child = rule->n_child;
}
/* （三） and (3). */
static const char *label_words(Layout *l, const char *label)
{
    size_t len = label ? strlen(label) : 0;
    while (len && label[len - 1] == ' ') len--;
    if (!label) return NULL;
    label = arena_strndup(l->arena, label, len);
    if (l->options.chinese || strncmp(label, "（", 3) != 0) return label;
    for (int n = 1; n < 100; n++)
        if (strcmp(label, arena_printf(l->arena, "（%s）", chinese_numeral(l->arena, n))) == 0) return arena_printf(l->arena, "(%d)", n);
    return label;
}
/* What a prohibition requires is written as its denial. */
static bool is_ban(const Layout *l, const Why *w)
{
    return l->x->rule->kind == RULE_PROHIBITION && w->role == ROLE_MUST && (w->kind == WHY_TEST || w->kind == WHY_NOT) && w->expr->kind == E_NOT;
}
static const char *no_case_words(const Layout *l)
{
    bool reported = l->x->version && l->x->version->text_duty; /* answered by a line of the report, not by the law */
    return reported ? SAY(l, "报告里没有这个编号", "the report does not have this code") : SAY(l, "没有适用的情形", "no case applies");
}
static Line *line_of(Layout *l, const Why *w)
{
    Line *line = line_new(l, w->truth, "");
    switch (w->kind) {
    case WHY_ALL: case WHY_ANY: line->words = group_words(l, w); parts(l, w, line); break;
    case WHY_NOT: denial_line(l, w, line); break;
    case WHY_TEST: test_line(l, w, line); break;
    case WHY_FIXED: line->words = words_of(l, w), line->note = w->hidden ? SAY(l, "从略", "left out") : NULL; break;
    case WHY_FACT: line->words = is_value(l, path_words(l, w->name), &w->seen); break;
    case WHY_PARAM: line->words = is_value(l, path_words(l, w->name), &w->seen), line->note = SAY(l, "参数", "parameter"); break;
    case WHY_RULE: line = rule_line(l, w); break;
    case WHY_VALUE: line->words = w->n_child || w->expr->kind != E_CONST ? is_value(l, words_of(l, w), &w->seen) : seen_of(l, &w->seen); parts(l, w, line); break;
    case WHY_CASES: line->words = w->truth == TRUTH_NONE ? is_value(l, SAY(l, "按情形", "by cases"), &w->seen) : SAY(l, "按情形", "by cases"); parts(l, w, line); break;
    case WHY_CASE: line = case_line(l, w); break;
    case WHY_NO_CASE: line->words = no_case_words(l), line->mark = w->truth == TRUTH_TRUE ? TRUTH_UNDEFINED : w->truth; break;
    case WHY_LIST: line->words = w->truth == TRUTH_NONE ? is_value(l, words_of(l, w), &w->seen) : words_of(l, w), line->note = list_note(l, w); parts(l, w, line); break;
    case WHY_ELEMENT: line->words = path_words(l, w->name); rule_parts(l, w, line); absorb(l, line); break;
    case WHY_AT: line->words = words_of(l, w), line->note = day_note(l, w); parts(l, w, line); break;
    case WHY_ITEM: line->words = path_words(l, w->name), line->cite = cite_of(l, w->article); rule_parts(l, w, line); absorb(l, line); break;
    case WHY_EXCEPTION: line->words = exception_words(l, w), line->note = exception_note(l, w), line->cite = cite_of(l, w->article); rule_parts(l, w, line); absorb(l, line); break;
    }
    if (is_ban(l, w)) line->words = arena_printf(l->arena, SAY(l, "不得 %s", "must not: %s"), expr_words(l->arena, l->x, w->expr->a, l->options));
    line->label = label_words(l, w->label), line->dim = !w->decides;
    return line;
}
void lines_of(Layout *l, const Why *w, int which, Line *parent)
{
    bool open = is_group(w) || (w->kind == WHY_CASES && w->role != ROLE_NONE);
    if (!open) {
        if (which < 0 || w->decides == which) line_add(l, parent, line_of(l, w));
        return;
    }
    if (w->kind == WHY_ANY && w->n_child > 1 && which < 0) { /* below the top a choice is said to be one */
        line_add(l, parent, line_of(l, w));
        return;
    }
    for (int decides = 1; decides >= 0; decides--)
        for (int i = 0; i < w->n_child; i++)
            if (w->child[i]->decides == decides && (which < 0 || which == decides)) line_add(l, parent, line_of(l, w->child[i]));
}
