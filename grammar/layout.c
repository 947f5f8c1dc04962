/* Keywords by place, line ends, nesting of labels. See layout.h.
 * Must never know the grammar's rules, or what names mean. */
#include "grammar/layout.h"
#include <string.h>
#include "grammar/limits.h"
#include "grammar/syntax.h"
#include "policy.h"

bool layout_is_chinese(const Lexemes *in, const Source *source)
{
    for (int i = 0; i < in->n_items; i++)
        if (in->items[i].keyword >= 0 || in->items[i].code == TK_HEADING) return (unsigned char)source->text[in->items[i].span.start] >= 0x80;
    return true;
}

/* ---- state ---- */
typedef enum { MODE_TOP, MODE_REGULATION, MODE_CONVENTIONS, MODE_ENUM, MODE_ENTITY, MODE_PARAMETER, MODE_READING, MODE_RULE, MODE_LIST, MODE_TARGET, MODE_TABLE, MODE_EXCEPTION, MODE_EXAMPLE } Mode;
typedef struct {
    Arena *arena, *list; Diags *diags; const Token *tok; const Source *source; uint32_t source_index; Dictionary *words; bool lives /* words, as long as the dictionary does */;
    Lexemes out; int cap; Mode mode; bool in_given, amends; /* the file is an amendment */
    int line_first; /* the token this line began with, continuations included */
    int depth; Span open_bracket[NESTING_MAX];
    int style[LIST_LABELS_MAX], ordinal[LIST_LABELS_MAX], n_styles;
} Layout;

static Span span_of(const Layout *lo, int first, int last) { return (Span){lo->source_index, lo->tok[first].start, lo->tok[last].end}; }
static Lexeme *emit(Layout *lo, int code, int first, int last)
{
    if (lo->out.n_items == lo->cap) {
        int cap = lo->cap + lo->cap / 2 + 64;
        lo->out.items = arena_grow(lo->list, lo->out.items, (size_t)lo->cap * sizeof *lo->out.items, (size_t)cap * sizeof *lo->out.items);
        lo->cap = cap;
    }
    Lexeme *x = &lo->out.items[lo->out.n_items++];
    const Token *t = &lo->tok[first];
    *x = (Lexeme){.code = code, .text = t->text, .unit = t->unit, .span = {lo->source_index, t->start, lo->tok[last].end}, .keyword = -1, .token = first, .last_token = last};
    return x;
}
static int last_code(const Layout *lo) { return lo->out.n_items ? lo->out.items[lo->out.n_items - 1].code : TK_NL; }

/* ---- keywords ---- */
/* Tokens the spelling covers from token i on (1 for Chinese ones), 0 if it does not stand there. */
static int matches(const Layout *lo, const KeywordSpelling *s, int i)
{
    const char *p = s->spelling, *end = p + s->len;
    if (lo->tok[i].end - lo->tok[i].start != s->first_len) return 0;
    if (s->len == s->first_len) return 1; /* which is how it was found */
    for (int k = i;; k++) {
        size_t n = keyword_first_word(p, (size_t)(end - p));
        const Token *t = &lo->tok[k];
        if (t->kind != T_WORD || t->end - t->start != n) return 0;
        for (size_t j = 0; j < n; j++)
            if (keyword_fold(t->text[j]) != p[j]) return 0;
        p += n;
        if (p == end) return k - i + 1;
        if (*p == '-' && lo->tok[++k].kind != T_MINUS) return 0;
        p++;
    }
}
static bool clause_fits(const Layout *lo, int code)
{
    if (code == TK_C_AMENDS && !lo->amends) return false;
    if (lo->mode == MODE_TOP) return true; /* it stands alone, which the builder says */
    switch (code) {
    case TK_C_ISSUED: case TK_C_IN_FORCE: case TK_C_REPEALED: case TK_C_INTERPRETER: case TK_C_CONVENTIONS: return lo->mode == MODE_REGULATION;
    case TK_C_AMENDS: return lo->mode == MODE_REGULATION;
    case TK_C_LEAP_DAY: case TK_C_MONTH_END: case TK_C_ROUNDING: case TK_C_BOUNDS: return lo->mode == MODE_CONVENTIONS;
    case TK_C_REPORT: case TK_C_REQUIRE: return lo->mode == MODE_ENTITY;
    case TK_C_VERIFIED: return lo->mode == MODE_PARAMETER;
    case TK_C_QUESTION: case TK_C_ADOPT: case TK_C_OTHER_READING: return lo->mode == MODE_READING;
    case TK_C_ITEM: return lo->mode == MODE_LIST;
    case TK_C_BY: return lo->mode == MODE_TARGET;
    case TK_C_FOR: case TK_C_GIVEN: case TK_C_ASSUME: case TK_C_READING: case TK_C_GRANTED: case TK_C_DENIED: case TK_C_UNDETERMINED: case TK_C_CONFLICT: return lo->mode == MODE_EXAMPLE;
    case TK_C_OFF: return lo->mode == MODE_EXCEPTION;
    case TK_C_RESULT: return lo->mode == MODE_EXCEPTION || lo->mode == MODE_EXAMPLE;
    default: return lo->mode >= MODE_RULE && lo->mode != MODE_EXAMPLE;
    }
}
static bool names_file(const Token *t)
{
    size_t n = t->kind == T_STRING ? strlen(t->text) : 0;
    return n > 4 && strcmp(t->text + n - 4, ".law") == 0;
}
static bool says_option(int kind) { return kind == T_WORD || kind == T_EQ || kind == T_COLON; }
/* What rules an amendment changes; words like any other elsewhere. */
static bool only_amends(int code) { return code == TK_CHANGE || code == TK_REMOVE || code == TK_REWORD || code == TK_INSIDE || code == TK_INTO; }
static int find_keyword(const Layout *lo, int i, KeywordRole role, int *count);
/* 将 甲 中的: `in force from` begins with the same word. */
static bool rewords(const Layout *lo, int name)
{
    int n, k = find_keyword(lo, name + 1, ROLE_WORD, &n);
    return k >= 0 && KEYWORDS[k].code == TK_INSIDE;
}
static bool role_fits(const Layout *lo, const Keyword *k, KeywordRole role, int after)
{
    if (k->role != role || (only_amends(k->code) && !lo->amends)) return false;
    int next = lo->tok[after].kind;
    if (role == ROLE_DECL) {
        if (k->code == TK_PART_OF && lo->mode >= MODE_RULE) return false; /* there it is an operator */
        if (k->code == TK_CONVENTIONS && lo->mode == MODE_REGULATION && names_file(&lo->tok[after])) return false;
        if (k->code == TK_READING && says_option(lo->tok[after + 1].kind)) return false; /* 解读 A 为 B */
        if (k->code == TK_REWORD && !rewords(lo, after)) return false;
        if (k->code == TK_CHANGE && (next == T_COMMENT || next == T_END)) return true;
        if (k->code == TK_LEVEL) return next == T_NUMBER;
        return next == T_WORD || next == T_STRING || next == T_ERROR || next == T_NEWLINE;
    }
    if (role == ROLE_CLAUSE) {
        if (k->code == TK_C_OTHERWISE && next != T_COLON) return false;
        return next != T_EQ && next != T_DOT && clause_fits(lo, k->code);
    }
    return true;
}
/* The longest keyword of this role that stands at token i. */
static int find_keyword(const Layout *lo, int i, KeywordRole role, int *count)
{
    const Token *t = &lo->tok[i];
    int best = -1;
    *count = 0;
    if (t->kind != T_WORD) return -1;
    const KeywordSpelling *s;
    for (int at = dictionary_find(lo->words, t->text, t->end - t->start, lo->lives); at; at = s->next) {
        s = dictionary_item(lo->words, at);
        if (KEYWORDS[s->keyword].role != role) continue;
        int n = matches(lo, s, i);
        if (n > *count && role_fits(lo, &KEYWORDS[s->keyword], role, i + n)) best = s->keyword, *count = n;
    }
    return best;
}
static void enter(Layout *lo, int code)
{
    lo->in_given = false;
    switch (code) {
    case TK_REGULATION: lo->mode = MODE_REGULATION; break;
    case TK_AMENDMENT: lo->mode = MODE_REGULATION, lo->amends = true; break;
    case TK_CONVENTIONS: lo->mode = MODE_CONVENTIONS; break;
    case TK_ENUMERATION: lo->mode = MODE_ENUM; break;
    case TK_ENTITY: lo->mode = MODE_ENTITY; break;
    case TK_PARAMETER: case TK_SUPPLY: lo->mode = MODE_PARAMETER; break;
    case TK_READING: lo->mode = MODE_READING; break;
    case TK_LIST: lo->mode = MODE_LIST; break;
    case TK_TARGET: lo->mode = MODE_TARGET; break;
    case TK_TABLE: lo->mode = MODE_TABLE; break;
    case TK_EXCEPTION: lo->mode = MODE_EXCEPTION; break;
    case TK_EXAMPLE: lo->mode = MODE_EXAMPLE; break;
    case TK_DEFINE: case TK_BENEFIT: case TK_PRIORITY: case TK_DUTY: case TK_PROHIBITION: case TK_ENCOURAGED: case TK_ASSERT: lo->mode = MODE_RULE; break;
    default: lo->mode = MODE_TOP;
    }
}

/* ---- lines ---- */
static bool infix_code(int code)
{
    switch (code) {
    case TK_OR: case TK_AND: case TK_CMP: case TK_IS: case TK_EQ: case TK_PLUS: case TK_MINUS: case TK_TIMES: case TK_DIVIDE: case TK_COMMA:
    case TK_AT: case TK_ROUND: case TK_IN: case TK_NOT_IN: case TK_WITHIN: case TK_HAS: case TK_OF: case TK_DOT: case TK_NOT: case TK_WHERE: case TK_TREND: return true;
    default: return false;
    }
}
/* Whether the next line goes on with the expression: it starts with an infix operator and with no clause. */
static bool continues(const Layout *lo, int i)
{
    int n;
    switch (lo->tok[i].kind) {
    case T_NE: case T_LT: case T_LE: case T_GE: case T_EQ: case T_PLUS: case T_TIMES: case T_DIVIDE: case T_DOT: return true;
    case T_WORD: break;
    default: return false;
    }
    if (lo->in_given || find_keyword(lo, i, ROLE_DECL, &n) >= 0 || find_keyword(lo, i, ROLE_CLAUSE, &n) >= 0) return false;
    int k = find_keyword(lo, i, ROLE_WORD, &n);
    return k >= 0 && (infix_code(KEYWORDS[k].code) || KEYWORDS[k].code == TK_BOUND) && KEYWORDS[k].code != TK_NOT;
}
static void close_labels(Layout *lo, int keep, int at)
{
    while (lo->n_styles > keep) {
        lo->n_styles--;
        emit(lo, TK_LIST_CLOSE, at, at)->text = NULL;
    }
}
static void label_line(Layout *lo, int i)
{
    const Token *t = &lo->tok[i];
    int level = 0;
    while (level < lo->n_styles && lo->style[level] != t->level) level++;
    if (level < lo->n_styles) close_labels(lo, level + 1, i);
    else { /* there are LIST_LABELS_MAX styles */
        lo->style[lo->n_styles] = t->level;
        lo->ordinal[lo->n_styles++] = 0;
        emit(lo, TK_LIST_OPEN, i, i)->text = NULL;
    }
    int *ordinal = &lo->ordinal[lo->n_styles - 1];
    if (t->ordinal != *ordinal + 1) diag_add(lo->diags, D_LABEL_GAP, span_of(lo, i, i), t->text, arena_printf(lo->arena, "%d", *ordinal), NULL);
    *ordinal = t->ordinal;
    emit(lo, TK_LABEL, i, i);
}
/* NAME [(alias)] [number] ： and paths, in 实体 and 已知. */
static bool field_line(const Layout *lo, int i)
{
    const Token *t = &lo->tok[i];
    if (t->kind != T_WORD && t->kind != T_STRING) return false;
    i++;
    if (lo->mode == MODE_ENTITY) {
        bool alias = lo->tok[i].kind == T_LPAREN && (lo->tok[i + 1].kind == T_WORD || lo->tok[i + 1].kind == T_STRING);
        if (alias && lo->tok[i + 2].kind == T_RPAREN) i += 3;
        return lo->tok[i].kind == T_COLON;
    }
    for (;;) {
        if (lo->tok[i].kind == T_DOT && lo->tok[i + 1].kind == T_WORD) i += 2;
        else if (lo->tok[i].kind == T_LBRACKET && lo->tok[i + 1].kind == T_NUMBER && lo->tok[i + 2].kind == T_RBRACKET) i += 3;
        else break;
    }
    return lo->tok[i + (lo->tok[i].kind == T_NUMBER)].kind == T_COLON;
}
static bool raw_ends(const Layout *lo, int i)
{
    int n, kind = lo->tok[i].kind;
    if (kind == T_NEWLINE || kind == T_COMMENT || kind == T_END) return true;
    int k = lo->mode == MODE_CONVENTIONS ? find_keyword(lo, i, ROLE_WORD, &n) : -1;
    return k >= 0 && KEYWORDS[k].code == TK_SOURCE_OF;
}
/* A line as one raw string: codes, citations and conventions are not expressions. */
static int raw_rest(Layout *lo, int i)
{
    int last = i;
    if (raw_ends(lo, i) || lo->tok[i].kind == T_STRING) return i;
    while (!raw_ends(lo, last + 1)) last++;
    Lexeme *x = emit(lo, TK_STRING, i, last);
    x->text = arena_strndup(lo->arena, lo->source->text + x->span.start, x->span.end - x->span.start);
    return last + 1;
}
static int keyword_here(Layout *lo, int i, int keyword, int count)
{
    Lexeme *x = emit(lo, KEYWORDS[keyword].code, i, i + count - 1);
    x->keyword = keyword;
    x->op = KEYWORDS[keyword].value;
    return i + count;
}
static int start_of_line(Layout *lo, int i)
{
    int n, k;
    const Token *t = &lo->tok[i];
    if (t->kind == T_LABEL) {
        label_line(lo, i);
        return i + 1;
    }
    close_labels(lo, 0, i);
    if ((lo->mode == MODE_ENTITY || lo->in_given) && field_line(lo, i)) {
        Lexeme *x = emit(lo, lo->mode == MODE_ENTITY ? TK_FIELD : TK_GIVEN_LINE, i, i);
        x->text = NULL;
        x->span.end = x->span.start;
        x = emit(lo, TK_NAME, i, i);
        x->quoted = t->kind == T_STRING;
        return i + 1;
    }
    if (t->kind == T_HEADING || t->kind == T_LAW) lo->mode = MODE_TOP, lo->in_given = false;
    if ((k = find_keyword(lo, i, ROLE_DECL, &n)) >= 0) {
        enter(lo, KEYWORDS[k].code);
        return keyword_here(lo, i, k, n);
    }
    if ((k = find_keyword(lo, i, ROLE_CLAUSE, &n)) >= 0) {
        int code = KEYWORDS[k].code;
        if (code == TK_C_GIVEN) lo->in_given = true;
        else if (lo->mode == MODE_EXAMPLE) lo->in_given = false;
        i = keyword_here(lo, i, k, n);
        return code == TK_C_CODE || code == TK_C_CITES || lo->mode == MODE_CONVENTIONS ? raw_rest(lo, i) : i;
    }
    return i;
}
static void bracket(Layout *lo, int i, int change)
{
    if (change > 0) {
        if (lo->depth < NESTING_MAX) lo->open_bracket[lo->depth] = span_of(lo, i, i);
        lo->depth++;
    } else if (lo->depth > 0) lo->depth--;
}
static const int PLAIN[] = {
    [T_DATE] = TK_DATE, [T_NUMBER] = TK_NUMBER, [T_STRING] = TK_STRING, [T_HEADING] = TK_HEADING, [T_LAW] = TK_LAW, [T_COMMA] = TK_COMMA, [T_COLON] = TK_COLON,
    [T_DOT] = TK_DOT, [T_BAR] = TK_BAR, [T_RULE_ROW] = TK_RULE_ROW, [T_EQ] = TK_EQ, [T_PLUS] = TK_PLUS, [T_MINUS] = TK_MINUS, [T_TIMES] = TK_TIMES,
    [T_DIVIDE] = TK_DIVIDE, [T_DASH] = TK_DASH, [T_LPAREN] = TK_LPAREN, [T_RPAREN] = TK_RPAREN, [T_LBRACE] = TK_LBRACE, [T_RBRACE] = TK_RBRACE,
    [T_LBRACKET] = TK_LBRACKET, [T_RBRACKET] = TK_RBRACKET, [T_NE] = TK_CMP, [T_LT] = TK_CMP, [T_LE] = TK_CMP, [T_GT] = TK_CMP, [T_GE] = TK_CMP, [T_LABEL] = TK_LABEL,
    [T_SEMICOLON] = TK_COMMA, [T_FULL_STOP] = TK_COMMA, [T_ERROR] = TK_BROKEN,
};
static int symbol_op(int kind)
{
    switch (kind) {
    case T_EQ: return OP_EQ;
    case T_NE: return OP_NE;
    case T_LT: return OP_LT;
    case T_LE: return OP_LE;
    case T_GT: return OP_GT;
    case T_GE: return OP_GE;
    case T_PLUS: return OP_ADD;
    case T_MINUS: return OP_SUB;
    case T_TIMES: return OP_MUL;
    case T_DIVIDE: return OP_DIV;
    default: return OP_NONE;
    }
}
/* A quoted name stands where a name can: before an alias, after a name's place; strings elsewhere stay strings. */
static bool in_braces(const Layout *lo)
{
    if (lo->depth == 0 || lo->depth > NESTING_MAX) return false;
    const char *open = lo->source->text + lo->open_bracket[lo->depth - 1].start;
    return *open == '{' || strncmp(open, "｛", 3) == 0;
}
/* 做到 甲，"乙"：decisions by name in an example. */
static bool after_expectation(const Layout *lo, int before)
{
    if (lo->mode != MODE_EXAMPLE || lo->in_given) return false;
    switch (before) {
    case TK_C_GRANTED: case TK_C_DENIED: case TK_C_CONFLICT: case TK_C_UNDETERMINED: case TK_C_RESULT: case TK_C_ASSUME: case TK_C_READING: return true;
    default: return before == TK_COMMA && lo->depth == 0;
    }
}
static bool quoted_name(const Layout *lo, int i)
{
    int next = lo->tok[i + 1].kind, before = last_code(lo);
    if (after_expectation(lo, before)) return true;
    if (before == TK_COMMA && in_braces(lo)) return true;
    if (before == TK_LPAREN && next == T_RPAREN && lo->out.n_items > 1 && lo->out.items[lo->out.n_items - 2].code == TK_NAME) return true; /* an alias */
    if (next == T_LPAREN && before != TK_EXAMPLE && before != TK_REGULATION && before != TK_AMENDMENT && before != TK_CONVENTIONS) return true;
    return next == T_DOT || before == TK_DOT || before == TK_FOR || (before == TK_IS) || before == TK_DEFINE || before == TK_BENEFIT || before == TK_PARAMETER || before == TK_LBRACE;
}
/* A type may be a unit of several words: `years of age`. */
static int unit_or_name(Layout *lo, int i)
{
    size_t len;
    const char *text = lo->source->text;
    int last = i;
    if (last_code(lo) == TK_COLON && (unsigned char)text[lo->tok[i].start] < 0x80 && unit_at(text + lo->tok[i].start, text + lo->source->len, &len) && memchr(text + lo->tok[i].start, ' ', len))
        while (lo->tok[last].end < lo->tok[i].start + len) last++;
    Lexeme *x = emit(lo, TK_NAME, i, last);
    if (last > i) x->text = arena_intern(lo->arena, text + x->span.start, x->span.end - x->span.start);
    return last + 1;
}
static int word_or_symbol(Layout *lo, int i)
{
    const Token *t = &lo->tok[i];
    int n;
    if (t->kind == T_WORD) {
        bool declares = last_code(lo) == TK_SUPPLY || (last_code(lo) == TK_REMOVE && lo->tok[i + 1].kind == T_STRING); /* 补充 参数, 删去 例 */
        int k = last_code(lo) == TK_DOT ? -1 : find_keyword(lo, i, declares ? ROLE_DECL : ROLE_WORD, &n);
        int code = k >= 0 ? KEYWORDS[k].code : TK_NAME;
        /* 周岁( is a function, 周岁 alone a word; the same for 数量( and the rest */
        if ((code == TK_FUNCTION || code == TK_AGGREGATE) && lo->tok[i + n].kind != T_LPAREN) k = -1;
        if (code == TK_READING && lo->tok[i + n].kind != T_WORD) k = -1;
        if (code == TK_TO && last_code(lo) != TK_NUMBER && last_code(lo) != TK_DATE && last_code(lo) != TK_NAME && last_code(lo) != TK_RPAREN) k = -1;
        if (k >= 0) return keyword_here(lo, i, k, n);
        return unit_or_name(lo, i);
    }
    if (t->kind == T_STRING && quoted_name(lo, i)) {
        emit(lo, TK_NAME, i, i)->quoted = true;
        return i + 1;
    }
    if (t->kind == T_LPAREN || t->kind == T_LBRACE || t->kind == T_LBRACKET) bracket(lo, i, 1);
    if (t->kind == T_RPAREN || t->kind == T_RBRACE || t->kind == T_RBRACKET) bracket(lo, i, -1);
    Lexeme *x = emit(lo, PLAIN[t->kind], i, i);
    x->op = t->kind == T_HEADING ? t->level : symbol_op(t->kind);
    return i + 1;
}
static int next_meaningful(const Layout *lo, int i)
{
    while (lo->tok[i].kind == T_NEWLINE || lo->tok[i].kind == T_COMMENT) i++;
    return i;
}
static bool starts_afresh(const Layout *lo, int i)
{
    int n;
    return lo->tok[i].kind == T_HEADING || lo->tok[i].kind == T_LAW || lo->tok[i].kind == T_END || find_keyword(lo, i, ROLE_DECL, &n) >= 0;
}
static uint32_t indent_of(const Layout *lo, int i)
{
    uint32_t start = lo->tok[i].start, at = start;
    while (at > 0 && lo->source->text[at - 1] != '\n') at--;
    return start - at;
}
static bool starts_clause(const Layout *lo, int i)
{
    int n;
    return lo->tok[i].kind == T_LABEL || lo->tok[i].kind == T_RULE_ROW || find_keyword(lo, i, ROLE_CLAUSE, &n) >= 0;
}
/* Inside brackets a clause keyword is a name, unless the line stands no deeper than the one that opened them, or that was a header. */
static bool bracket_forgotten(const Layout *lo, int next)
{
    int n;
    if (starts_afresh(lo, next)) return true;
    if (lo->tok[next].kind == T_RPAREN || lo->tok[next].kind == T_RBRACE || lo->tok[next].kind == T_RBRACKET) return false;
    uint32_t here = indent_of(lo, next), began = indent_of(lo, lo->line_first);
    if (here < began || (here == began && here > 0)) return true;
    if (!starts_clause(lo, next)) return false;
    int opener = find_keyword(lo, lo->line_first, ROLE_DECL, &n);
    return here == began || (opener >= 0 && KEYWORDS[opener].code != TK_DEFINE && KEYWORDS[opener].code != TK_PARAMETER);
}
/* A newline at token i: whether it ends something. */
static bool ends_line(Layout *lo, int i)
{
    int next = next_meaningful(lo, i);
    if (lo->depth) {
        if (!bracket_forgotten(lo, next)) return false;
        if (lo->depth <= NESTING_MAX) diag_add(lo->diags, D_BRACKET_OPEN, lo->open_bracket[lo->depth - 1], NULL, NULL, NULL);
        lo->depth = 0;
        emit(lo, TK_BROKEN, i, i);
        return true;
    }
    if (last_code(lo) == TK_NL || last_code(lo) == TK_LIST_CLOSE) return false;
    if (lo->mode == MODE_ENUM && !starts_afresh(lo, next)) { /* values may stand one a line */
        if (last_code(lo) != TK_COLON && last_code(lo) != TK_COMMA) emit(lo, TK_COMMA, i, i);
        return false;
    }
    bool clause = starts_clause(lo, next);
    if (infix_code(last_code(lo)) && !lo->in_given && !clause && !starts_afresh(lo, next)) return false;
    return !continues(lo, next);
}
Lexemes layout_run(Arena *arena, Arena *list, const Tokens *tokens, SourceSet *sources, uint32_t source, Diags *diags)
{
    Layout lo = {.arena = arena, .list = list, .diags = diags, .tok = tokens->items, .source = &sources->items[source], .source_index = source, .words = dictionary_of(sources), .lives = arena == sources->arena};
    lo.cap = tokens->n_items + tokens->n_items / 4 + 64;
    lo.out.items = arena_alloc(list, (size_t)lo.cap * sizeof *lo.out.items);
    bool fresh = true;
    for (int i = 0; i < tokens->n_items;) {
        const Token *t = &tokens->items[i];
        if (t->kind == T_NEWLINE) {
            if (!fresh && ends_line(&lo, i)) {
                emit(&lo, TK_NL, i, i);
                fresh = true;
            }
            i++;
        } else if (t->kind == T_COMMENT) i++;
        else if (t->kind == T_END) {
            close_labels(&lo, 0, i);
            break;
        } else if ((t->kind == T_SEMICOLON || t->kind == T_FULL_STOP) && (tokens->items[i + 1].kind == T_NEWLINE || tokens->items[i + 1].kind == T_COMMENT)) i++;
        else if (fresh) {
            fresh = false;
            lo.line_first = i;
            int next = start_of_line(&lo, i);
            i = next == i ? word_or_symbol(&lo, i) : next;
        } else if (t->kind == T_SEMICOLON || t->kind == T_FULL_STOP) {
            emit(&lo, TK_COMMA, i, i);
            i++;
        } else i = word_or_symbol(&lo, i);
        if (lo.depth > NESTING_MAX) { /* one message, and the rest of the file is left alone */
            diag_add(diags, D_TOO_NESTED, span_of(&lo, i - 1, i - 1), NULL, NULL, NULL);
            while (tokens->items[i].kind != T_NEWLINE) i++;
            emit(&lo, TK_BROKEN, i, i);
            lo.depth = 0;
        }
    }
    return lo.out;
}
