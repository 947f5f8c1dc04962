/* The words of an expression: as they stand in the source where the reader's vocabulary is the writer's, else spelled from the typed
 * expression. Must never know registers or values found. */
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/explain/explain_internal.h"

enum { WORDS_BYTES_MAX = 360, SPAN_DEPTH_MAX = 40 };
const char *name_shown(Name name, bool chinese)
{
    const char *s = chinese ? name.zh : name.alias;
    return s ? s : "";
}

/* ---- from the source ---- */
static bool inside(Span part, Span whole) { return part.source == whole.source && part.start >= whole.start && part.end <= whole.end; }
/* A table's cell is judged with its column, which stands elsewhere: then the cell's words alone say too little. */
static bool holds_all(const Expr *e, Span span, int depth)
{
    if (!e) return true;
    if (depth > SPAN_DEPTH_MAX || !inside(e->span, span)) return false;
    return holds_all(e->a, span, depth + 1) && holds_all(e->b, span, depth + 1) && holds_all(e->c, span, depth + 1);
}
static const char *one_line(Arena *arena, const char *s, const char *end)
{
    StrBuf out = {.arena = arena};
    strbuf_add(&out, "");
    for (bool gap = false, quoted = false; s < end; s++) {
        if (*s == '"') quoted = !quoted;
        if (*s == '#' && !quoted) while (s + 1 < end && s[1] != '\n') s++;
        else if (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r') gap = out.n > 0;
        else {
            if (gap) strbuf_char(&out, ' ');
            strbuf_char(&out, *s), gap = false;
        }
    }
    return out.text;
}
static bool in_chinese(const char *s)
{
    for (const char *end = s + strlen(s); s < end;) {
        uint32_t c;
        s += utf8_decode(s, end, &c);
        if (c >= 0x3400 && c < 0xA000) return true;
    }
    return false;
}
/* Spans of calls and sets end before their closing bracket, and parentheses around a part lie outside it. */
static int bracket_at(const char *s, size_t *len)
{
    static const char *const BRACKETS[] = {"(", "（", "{", "｛", ")", "）", "}", "｝"};
    for (int i = 0; i < 8; i++) {
        *len = strlen(BRACKETS[i]);
        if (strncmp(s, BRACKETS[i], *len) == 0) return i < 4 ? 1 : -1;
    }
    *len = 1;
    return 0;
}
static int open_brackets(const char *s, const char *end, int *lowest)
{
    int depth = 0;
    bool quoted = false;
    size_t len;
    for (*lowest = 0; s < end; s += len) {
        int b = bracket_at(s, &len);
        if (*s == '"') quoted = !quoted;
        if (!quoted) depth += b;
        if (depth < *lowest) *lowest = depth;
    }
    return depth;
}
static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static bool with_brackets(const Source *source, const char **start, const char **end)
{
    const char *first = source->text, *last = source->text + source->len;
    int lowest, depth = open_brackets(*start, *end, &lowest);
    size_t len;
    for (; lowest < 0; lowest++, depth++) {
        const char *s = *start;
        while (s > first && is_space(s[-1])) s--;
        size_t back = s > first && (s[-1] == '(' || s[-1] == '{') ? 1 : 3;
        if (s - first < (long)back || bracket_at(s - back, &len) != 1) return false;
        *start = s - back;
    }
    for (; depth > 0; depth--) {
        const char *s = *end;
        while (s < last && is_space(*s)) s++;
        if (s >= last || bracket_at(s, &len) != -1) return false;
        *end = s + len;
    }
    return depth == 0;
}
static const char *source_words(Arena *arena, const Explanation *x, const Expr *e, bool chinese)
{
    Span s = e->span;
    if (!x->sources || s.source >= (uint32_t)x->sources->n_items || s.end <= s.start || s.end > x->sources->items[s.source].len || !holds_all(e, s, 0)) return NULL;
    const Source *source = &x->sources->items[s.source];
    const char *start = source->text + s.start, *end = source->text + s.end;
    bool made = *start == '"' && !(e->kind == E_CONST && e->type.kind == TY_TEXT); /* a duty in words: what it is judged by stands nowhere */
    if (made || !with_brackets(source, &start, &end)) return NULL;
    const char *words = one_line(arena, start, end);
    return in_chinese(words) == chinese ? words : NULL;
}
int expr_reading(const Expr *e, int *option)
{
    if (e->kind != E_CONST || !e->ref) return -1;
    *option = e->item;
    return e->ref - 1;
}
static const char *shortened(Arena *arena, const char *s)
{
    size_t n = strlen(s);
    if (n <= WORDS_BYTES_MAX) return s;
    for (n = WORDS_BYTES_MAX; n && ((unsigned char)s[n] & 0xC0) == 0x80;) n--;
    return arena_printf(arena, "%.*s…", (int)n, s);
}
const char *expr_words(Arena *arena, const Explanation *x, const Expr *e, ExplainOptions options)
{
    const char *own = options.chinese == options.chinese_names ? source_words(arena, x, e, options.chinese) : NULL;
    return shortened(arena, own ? own : expr_print(arena, x, e, options));
}

/* ---- from the expression ---- */
typedef struct { StrBuf out; const Explanation *x; const Program *program; bool zh, names_zh; } Printer;
enum { LEVEL_OR = 1, LEVEL_AND, LEVEL_NOT, LEVEL_COMPARE, LEVEL_ROUND, LEVEL_ADD, LEVEL_MUL, LEVEL_NEG, LEVEL_ATOM };
static void print(Printer *p, const Expr *e, int level);

static void add(Printer *p, const char *zh, const char *en) { strbuf_add(&p->out, p->zh ? zh : en); }
static void add_name(Printer *p, Name name) { strbuf_add(&p->out, name_shown(name, p->names_zh)); }
static void add_path(Printer *p, const Path *path, bool dot_after)
{
    for (int i = 0, entity = path->entity; i < path->n && entity >= 0; i++) {
        const Field *f = &p->program->entities[entity].fields[path->field[i]];
        if (i) strbuf_char(&p->out, '.');
        add_name(p, f->name);
        entity = f->type.kind == TY_ENTITY ? f->type.ref : -1;
    }
    if (dot_after && path->n) strbuf_char(&p->out, '.');
}
static void print_truth(Printer *p, const Expr *e)
{
    int option, k = expr_reading(e, &option);
    if (k < 0) { add(p, e->v.i ? "真" : "假", e->v.i ? "true" : "false"); return; }
    add(p, "解读 ", "reading "), add_name(p, p->program->readings[k].name);
    add(p, " 为 ", " is "), add_name(p, p->program->readings[k].options[option]);
}
static void print_constant(Printer *p, const Expr *e)
{
    Seen v = {LANE_KNOWN, e->type, e->v.i, e->v.i, NULL};
    if (e->type.kind == TY_TEXT) { strbuf_printf(&p->out, "\"%s\"", e->v.text); return; }
    if (e->type.kind == TY_BOOL) { print_truth(p, e); return; }
    strbuf_add(&p->out, seen_words(p->out.arena, p->x, &v, (ExplainOptions){p->zh, p->names_zh, false}));
}
static void print_rule(Printer *p, const Expr *e)
{
    const Rule *rule = &p->program->rules[e->ref];
    add_path(p, &e->path, true);
    add_name(p, rule->name);
    switch (e->aspect) {
    case ASPECT_VALUE: break;
    case ASPECT_GRANTED: if (rule->kind == RULE_BENEFIT || rule->kind == RULE_PRIORITY) add(p, ".享受", ".granted"); break;
    case ASPECT_AMOUNT: add(p, ".金额", ".amount"); break;
    case ASPECT_FLOOR: add(p, ".下限", ".floor"); break;
    case ASPECT_CEILING: add(p, ".上限", ".ceiling"); break;
    case ASPECT_ITEM:
        add(p, " 含 ", " contains ");
        for (int i = 0; i < 1 && rule->n_versions && e->item < rule->versions[0].n_items; i++) add_name(p, rule->versions[0].items[e->item].name);
    }
}
static void print_call(Printer *p, const char *name, const Expr *a, const Expr *b)
{
    strbuf_add(&p->out, name);
    strbuf_char(&p->out, '(');
    print(p, a, 0);
    if (b) add(p, "，", ", "), print(p, b, 0);
    strbuf_char(&p->out, ')');
}
/* 周岁 is the full years up to the assessment date, which it does not name. */
static void print_function(Printer *p, const Expr *e)
{
    static const struct { const char *zh, *en; ExprKind kind; int arguments; UnitBase unit; } FUNCTIONS[] = {
#define F(name, zh, en, expression, arguments, unit) {zh, en, expression, arguments, unit},
#include "grammar/functions.def"
#undef F
    };
    bool to_day = e->b && e->b->kind == E_ASOF;
    for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++) {
        bool shorter = e->b && FUNCTIONS[i].arguments == 1;
        if (FUNCTIONS[i].kind != e->kind || (shorter && (!to_day || FUNCTIONS[i].unit != e->type.unit.base))) continue;
        print_call(p, p->zh ? FUNCTIONS[i].zh : FUNCTIONS[i].en, e->a, shorter ? NULL : e->b);
        return;
    }
}
static void print_list(Printer *p, const Expr *e)
{
    static const char *const NAMES[][2] = {{"数量", "count"}, {"存在", "any"}, {"全部", "all"}, {"合计", "sum"}, {"最大", "max"}, {"最小", "min"}, {"占比", "share_of"}};
    add(p, NAMES[e->kind - E_COUNT][0], NAMES[e->kind - E_COUNT][1]);
    strbuf_char(&p->out, '(');
    add_path(p, &e->path, false);
    if (e->a) add(p, " 其中 ", " where "), print(p, e->a, 0);
    if (e->b) add(p, "，", ", "), print(p, e->b, 0);
    strbuf_char(&p->out, ')');
}
static void print_infix(Printer *p, const Expr *e, int level, const char *zh, const char *en)
{
    print(p, e->a, level);
    strbuf_char(&p->out, ' '), add(p, zh, en), strbuf_char(&p->out, ' ');
    print(p, e->b, level + 1);
}
static void print_comparison(Printer *p, const Expr *e)
{
    static const char *const WORDS[][2] = {{"为", "is"}, {"不是", "is not"}, {"少于", "less than"}, {"不超过", "at most"}, {"超过", "more than"}, {"不少于", "at least"}};
    static const char *const DATES[][2] = {{"为", "is"}, {"不是", "is not"}, {"早于", "before"}, {"不晚于", "not after"}, {"晚于", "after"}, {"不早于", "not before"}};
    const char *const *w = (e->a->type.kind == TY_DATE ? DATES : WORDS)[e->kind - E_EQ];
    bool age = e->a->type.kind == TY_NUM && e->a->type.unit.base == U_AGE;
    print_infix(p, e, LEVEL_ROUND, age && e->kind == E_GE ? "满" : age && e->kind == E_LT ? "不满" : w[0], w[1]);
}
static void print_cases(Printer *p, const Expr *e)
{
    for (; e->kind == E_IF; e = e->c) {
        add(p, "情形 ", "case "), print(p, e->a, 0);
        add(p, "：", ": "), print(p, e->b, 0);
        add(p, "；", "; ");
    }
    if (e->kind != E_UNDEF) add(p, "其他：", "otherwise: "), print(p, e, 0);
}
static void print_date_add(Printer *p, const Expr *e)
{
    print(p, e->a, LEVEL_ADD);
    bool minus = e->b->kind == E_CONST && e->b->v.i < 0;
    strbuf_add(&p->out, minus ? " - " : " + ");
    if (!minus) { print(p, e->b, LEVEL_MUL); return; }
    Expr positive = *e->b;
    positive.v.i = -positive.v.i;
    print_constant(p, &positive);
}
/* In order, the first few; returns how many there are. */
static int print_members(Printer *p, const Expr *e)
{
    int n = e->kind == E_OR ? print_members(p, e->a) : 0;
    if (n >= MEMBERS_SHOWN) return n + 1;
    if (n) add(p, "，", ", ");
    print(p, e->kind == E_OR ? e->b->b : e->b, 0);
    return n + 1;
}
static void print_set(Printer *p, const Expr *e)
{
    const Expr *first = e;
    while (first->kind == E_OR) first = first->a;
    print(p, first->a, LEVEL_ROUND);
    add(p, " 属于 {", " in {");
    int n = print_members(p, e);
    if (n > MEMBERS_SHOWN) strbuf_printf(&p->out, p->zh ? "，等 %d 个" : ", ... %d in all", n);
    strbuf_char(&p->out, '}');
}
static void print_range(Printer *p, const Expr *e)
{
    print(p, e->a->a, LEVEL_ROUND);
    add(p, " 在 ", " within "), print(p, e->a->b, LEVEL_ADD);
    add(p, " 至 ", " to "), print(p, e->b->b, LEVEL_ADD);
}
static int level_of(const Expr *e)
{
    if (expr_is_set(e) || expr_is_range(e)) return LEVEL_COMPARE;
    switch (e->kind) {
    case E_OR: return LEVEL_OR;
    case E_AND: return LEVEL_AND;
    case E_NOT: return LEVEL_NOT;
    case E_EQ: case E_NE: case E_LT: case E_LE: case E_GT: case E_GE: return LEVEL_COMPARE;
    case E_ROUND: return LEVEL_ROUND;
    case E_ADD: case E_SUB: case E_DATE_ADD: return LEVEL_ADD;
    case E_MUL: case E_DIV: return LEVEL_MUL;
    case E_NEG: return LEVEL_NEG;
    case E_IF: return 0;
    default: return LEVEL_ATOM;
    }
}
static void print_rounded(Printer *p, const Expr *e)
{
    static const char *const WORDS[][2] = {{" 四舍五入到 ", " rounded to "}, {" 银行家舍入到 ", " rounded half even to "}, {" 向上取整到 ", " rounded up to "}, {" 向下取整到 ", " rounded down to "}};
    print(p, e->a, LEVEL_ROUND);
    add(p, WORDS[e->mode][0], WORDS[e->mode][1]);
    print(p, e->b, LEVEL_ADD);
}
static void print_dated(Printer *p, const Expr *e)
{
    print(p, e->a, LEVEL_ATOM);
    add(p, " 于 ", " as of "), print(p, e->b, LEVEL_ATOM);
    if (e->law_then) add(p, " 按当时规定", " under the law then");
}
static void print_bare(Printer *p, const Expr *e)
{
    if (expr_is_set(e)) { print_set(p, e); return; }
    if (expr_is_range(e)) { print_range(p, e); return; }
    switch (e->kind) {
    case E_CONST: print_constant(p, e); break;
    case E_UNDEF: add(p, "无规定", "nothing"); break;
    case E_FIELD: add_path(p, &e->path, false); break;
    case E_PARAM: add_name(p, p->program->params[e->ref].name); break;
    case E_RULE: print_rule(p, e); break;
    case E_ASOF: add(p, "评定日", "assessment_date"); break;
    case E_LAWDATE: add(p, "法律日", "law_date"); break;
    case E_AT: print_dated(p, e); break;
    case E_NOT: add(p, "非 ", "not "), print(p, e->a, LEVEL_NOT); break;
    case E_NEG: strbuf_char(&p->out, '-'), print(p, e->a, LEVEL_NEG); break;
    case E_AND: print_infix(p, e, LEVEL_AND, "且", "and"); break;
    case E_OR: print_infix(p, e, LEVEL_OR, "或", "or"); break;
    case E_ADD: print_infix(p, e, LEVEL_ADD, "+", "+"); break;
    case E_SUB: print_infix(p, e, LEVEL_ADD, "-", "-"); break;
    case E_MUL: print_infix(p, e, LEVEL_MUL, "×", "×"); break;
    case E_DIV: print_infix(p, e, LEVEL_MUL, "÷", "÷"); break;
    case E_EQ: case E_NE: case E_LT: case E_LE: case E_GT: case E_GE: print_comparison(p, e); break;
    case E_RESCALE: print_bare(p, e->a); break;
    case E_IF: print_cases(p, e); break;
    case E_ROUND: print_rounded(p, e); break;
    case E_DATE_ADD: print_date_add(p, e); break;
    case E_MIN: case E_MAX: case E_YEARS: case E_MONTHS: case E_DAYS: case E_YEAR_OF: print_function(p, e); break;
    case E_COUNT: case E_ANY: case E_ALL: case E_SUM: case E_LMAX: case E_LMIN: case E_SHARE: print_list(p, e); break;
    case E_KINDS: break;
    }
}
static void print(Printer *p, const Expr *e, int level)
{
    while (e->kind == E_RESCALE || (e->kind == E_NOT && e->a->kind == E_NOT)) e = e->kind == E_NOT ? e->a->a : e->a;
    bool open = level_of(e) < level;
    if (open) strbuf_char(&p->out, '(');
    if (p->out.n <= WORDS_BYTES_MAX) print_bare(p, e); /* what is cut off anyway is not printed */
    if (open) strbuf_char(&p->out, ')');
}
const char *expr_print(Arena *arena, const Explanation *x, const Expr *e, ExplainOptions options)
{
    Printer p = {.out = {.arena = arena}, .x = x, .program = x->program, .zh = options.chinese, .names_zh = options.chinese_names};
    strbuf_add(&p.out, "");
    print(&p, e, 0);
    return p.out.text;
}
const char *explain_words(Arena *arena, const Program *program, const SourceSet *sources, const Expr *e, ExplainOptions options)
{
    const Explanation bare = {.program = program, .sources = sources};
    return expr_words(arena, &bare, e, options);
}
const char *explain_asserted(Arena *arena, const Program *program, const SourceSet *sources, const Assertion *a, ExplainOptions options)
{
    if (a->claim) return explain_words(arena, program, sources, a->claim, options);
    const char *value = explain_words(arena, program, sources, a->value, options), *by = explain_words(arena, program, sources, a->by, options);
    if (options.chinese) return arena_printf(arena, a->falls ? "%s 不增 当 %s 增" : "%s 不减 当 %s 增", value, by);
    return arena_printf(arena, a->falls ? "%s never rises when %s rises" : "%s never falls when %s rises", value, by);
}
