/* What is said where the grammar stumbles: once for each mistake, with what could have stood there. See builder.h.
 * Must never know types, names' meaning, files. */
#include <string.h>
#include "grammar/builder.h"
#include "grammar/nearness.h"
#include "grammar/strbuf.h"
#include "policy.h"

/* ---- places ---- */
static int first_of_line(const Builder *b)
{
    int i = b->at;
    while (i > 0 && b->lexemes->items[i - 1].code != TK_NL && b->lexemes->items[i - 1].code != TK_LIST_CLOSE) i--;
    return i;
}
static bool opens_declaration(const Lexeme *x) { return x->keyword >= 0 && KEYWORDS[x->keyword].role == ROLE_DECL; }
/* Bytes of white space before a lexeme on its line. */
static uint32_t indent_of(const Builder *b, const Lexeme *x)
{
    const char *text = b->sources->items[x->span.source].text;
    uint32_t at = x->span.start;
    while (at > 0 && text[at - 1] != '\n') at--;
    return x->span.start - at;
}
void builder_line_starts(Builder *b, const Lexeme *first)
{
    if (b->lost && indent_of(b, first) <= b->lost_indent) b->lost = false;
    b->overflowed = false;
}
/* A declaration's keyword, or an unknown word where a declaration would stand: as far left as the one above. */
static bool is_header(const Builder *b, const Lexeme *first)
{
    if (first->keyword >= 0 || first->code == TK_FIELD || first->code == TK_GIVEN_LINE) return opens_declaration(first);
    if (!b->declaration) return true;
    const Lexeme above = {.span = b->declaration->span};
    return indent_of(b, first) <= indent_of(b, &above);
}
/* Clauses under a header that could not be read go to a node outside the tree; whether this line is such a one itself. */
static bool line_is_lost(Builder *b, const Lexeme *first)
{
    uint32_t indent = indent_of(b, first);
    if (is_header(b, first)) {
        builder_declaration_ends(b, first->span.start);
        b->declaration = node_new(b->arena, N_FILE, 0, NULL, first->span);
        b->clause = NULL;
        b->n_elements = 0;
    }
    if (b->lost && indent > b->lost_indent) return true;
    b->lost = first->keyword < 0 && (first->code == TK_NAME || first->code == TK_BROKEN);
    b->lost_indent = indent;
    return false;
}

/* ---- what the line would have declared ---- */
void builder_declaration_ends(Builder *b, uint32_t at)
{
    if (b->hurt) diag_hurt_ends(b->diags, at);
    b->hurt = false;
}
/* The name after the line's keyword and the alias in brackets; all names where an enumeration or a field may list its values. */
static void lose_names(Builder *b, int first)
{
    const Lexeme *x = &b->lexemes->items[first];
    bool values = x->code == TK_ENUMERATION || x->code == TK_FIELD, known = x->keyword >= 0 || x->code == TK_FIELD;
    if (x->keyword >= 0 && !opens_declaration(x) && x->code != TK_C_ITEM && x->code != TK_C_ADOPT && x->code != TK_C_OTHER_READING) return;
    for (int i = first + known; i < b->lexemes->n_items && b->lexemes->items[i].code != TK_NL; i++) {
        const Lexeme *y = &b->lexemes->items[i];
        if (y->code == TK_NAME) diag_lost(b->diags, y->text);
        else if (y->keyword >= 0 && KEYWORDS[y->keyword].role == ROLE_WORD && b->lexemes->items[i - 1].code == TK_LPAREN) diag_lost(b->diags, arena_strndup(b->arena, b->sources->items[y->span.source].text + y->span.start, y->span.end - y->span.start));
        else if (!values && (y->code == TK_EQ || y->code == TK_COLON)) break;
    }
}
static void line_fails(Builder *b, int first)
{
    b->line_failed = true;
    lose_names(b, first);
    const Lexeme *x = &b->lexemes->items[first];
    if (b->hurt || is_header(b, x) || !b->declaration || b->declaration->kind == N_FILE) return;
    diag_hurt(b->diags, b->declaration->span);
    b->hurt = true;
}

/* ---- words that run together ---- */
static size_t character_at(const char *s) { return (unsigned char)*s < 0x80 ? 1 : (unsigned char)*s < 0xE0 ? 2 : (unsigned char)*s < 0xF0 ? 3 : 4; }
/* The longest operator word in it, not the whole: 年龄不满 is 年龄 不满, 性别为男 is 性别 为 男. The law's 年满 is 年龄 满. */
static const char *part_words(Builder *b, const char *text)
{
    size_t len = strlen(text), from = 0, best = 0;
    for (size_t i = 0; i < len; i += character_at(text + i))
        for (size_t n = 0; i + n < len;) {
            n += character_at(text + i + n);
            if (n > best && n < len && i + n <= len && keyword_is_operator(text + i, n)) from = i, best = n;
        }
    if (!best) return NULL;
    bool left = from > 0, right = from + best < len;
    if (from == 3 && best == 3 && strncmp(text, "年满", 6) == 0) text = arena_printf(b->arena, "年龄%s", text + from), from += 3;
    return arena_printf(b->arena, "%.*s%s%.*s%s%s", (int)from, text, left ? " " : "", (int)best, text + from, right ? " " : "", text + from + best);
}
static bool say_glued(Builder *b, const Lexeme *x)
{
    const char *parted = x->code == TK_NAME && !x->quoted && x->text ? part_words(b, x->text) : NULL;
    if (!parted) return false;
    if (diag_add(b->diags, D_GLUED_WORDS, x->span, x->text, parted, NULL)) diag_fix(b->diags, x->span, parted);
    return true;
}
/* 再婚2: digits join a name only after a letter. */
static bool say_digit(Builder *b, const Lexeme *name, const Lexeme *number)
{
    if (number->code != TK_NUMBER || number->unit || name->code != TK_NAME || name->span.end != number->span.start || !name->text) return false;
    Span span = span_join(name->span, number->span);
    const char *quoted = arena_printf(b->arena, "\"%s%s\"", name->text, number->text);
    if (diag_add(b->diags, D_DIGIT_IN_NAME, span, quoted, NULL, NULL)) diag_fix(b->diags, span, quoted);
    return true;
}

/* ---- keywords with a slip in them ---- */
enum { NEAR_MAX = 24 };
/* 待玉: is it 待遇? One character of two to four may be wrong, two of more. */
static bool say_near(Builder *b, const Lexeme *x)
{
    uint32_t word[NEARNESS_LETTERS], other[NEARNESS_LETTERS];
    int n = x->code == TK_NAME && x->text ? nearness_letters(x->text, strlen(x->text), word) : 0, best = n > 4 ? 3 : 2;
    const char *found = NULL;
    if (n < 2 || n > NEAR_MAX) return false;
    for (int i = 0; i < KEYWORD_COUNT; i++)
        for (int zh = 0; zh < 2 && KEYWORDS[i].role != ROLE_WORD; zh++) {
            size_t len;
            const char *s = keyword_spelling(i, zh, &len);
            int m = nearness_letters(s, len, other), d = m >= 2 && m <= NEAR_MAX ? nearness_slips(word, n, other, m) : NEAR_MAX;
            if (d < best) best = d, found = arena_strndup(b->arena, s, len);
        }
    if (!found || best == 0) return false;
    if (diag_add(b->diags, D_KEYWORD_NEAR, x->span, x->text, found, NULL)) diag_fix(b->diags, x->span, found);
    return true;
}

/* A clause that this kind of declaration does not have. */
static bool say_misplaced(Builder *b, const Lexeme *x)
{
    static const struct { NodeKind kind; const char *zh, *en; } PLACES[] = {
        {N_REGULATION, "法规", "regulation"}, {N_AMENDMENT, "修正", "amendment"}, {N_CONVENTIONS, "惯例", "conventions"}, {N_ENTITY, "实体", "entity"}, {N_PARAMETER, "参数", "parameter"}, {N_READING, "解读", "reading"},
        {N_DEFINE, "定义", "define"}, {N_BENEFIT, "待遇", "benefit"}, {N_PRIORITY, "优先", "priority"}, {N_LISTRULE, "清单", "list"}, {N_DUTY, "义务", "duty"}, {N_PROHIBITION, "禁止", "prohibition"},
        {N_ENCOURAGED, "鼓励", "encouraged"}, {N_TARGET, "目标", "target"}, {N_TABLE, "表", "table"}, {N_EXCEPTION, "例外", "exception"}, {N_ASSERT, "断言", "assert"}, {N_EXAMPLE, "例", "example"},
    };
    bool clause = false;
    for (int i = 0; i < KEYWORD_COUNT && x->code == TK_NAME && !x->quoted; i++) clause |= KEYWORDS[i].role == ROLE_CLAUSE && keyword_matches(i, x->text);
    for (size_t i = 0; clause && b->declaration && i < sizeof PLACES / sizeof *PLACES; i++)
        if (PLACES[i].kind == b->declaration->kind) return diag_add(b->diags, D_CLAUSE_MISPLACED, x->span, x->text, PLACES[i].zh, PLACES[i].en), true;
    return false;
}

/* A bracket of this line was found open already: what does not fit inside it follows from that. */
static bool in_open_bracket(const Builder *b, int first, const Lexeme *at)
{
    for (int i = b->diags->n_items - 1; i >= 0; i--) {
        const Diag *d = &b->diags->items[i];
        if (d->id == D_BRACKET_OPEN && d->span.source == at->span.source && d->span.start >= b->lexemes->items[first].span.start && d->span.start < at->span.start) return true;
    }
    return false;
}

/* ---- what could have stood there ---- */
typedef struct { int codes[4]; const char *zh, *en; } Expectation;
/* In order of interest; a group is named when all of its terminals would do. */
static const Expectation EXPECTED[] = {
    {{TK_NAME, TK_NUMBER, TK_NOT, TK_LPAREN}, "条件或值", "a condition or a value"},
    {{TK_NAME, TK_NUMBER, TK_LPAREN}, "值", "a value"},
    {{TK_BENEFIT, TK_PARAMETER, TK_LAW}, "一个声明，如 待遇、参数、定义；或者上面那个声明的一行，如 条件", "a declaration such as `benefit` or `define`, or a clause of the one above, such as `when`"},
    {{TK_NAME, TK_STRING}, "名称或引号里的文字", "a name or a text in quotes"},
    {{TK_NAME}, "名称", "a name"}, {{TK_STRING}, "引号里的文字", "a text in quotes"}, {{TK_DATE}, "日期", "a date"}, {{TK_NUMBER}, "数字", "a number"},
    {{TK_LIST_OPEN}, "下一行的 （一）", "items such as `(1)` on the lines below"}, {{TK_LABEL}, "编号，如 （二）", "a label such as `(2)`"},
    {{TK_CMP, TK_AND}, "比较词、且、或", "a comparison, `and`, `or`"}, {{TK_CMP}, "比较词，如 满、为", "a comparison"}, {{TK_AND}, "且、或", "`and`, `or`"}, {{TK_BOUND}, "以上、以下、以内", "`or more`, `or less`"}, {{TK_PLUS}, "运算符", "an operator"},
    {{TK_EQ}, "`=`", "`=`"}, {{TK_COLON}, "`：`", "`:`"}, {{TK_COMMA}, "`，`", "`,`"}, {{TK_RPAREN}, "`）`", "`)`"}, {{TK_RBRACE}, "`}`", "`}`"}, {{TK_LBRACE}, "`{`", "`{`"},
    {{TK_BAR}, "`|`", "`|`"}, {{TK_EVERY}, "`每个`", "`every`"}, {{TK_WHILE}, "`当`", "`when`"}, {{TK_TREND}, "`不减`、`不增`", "`never falls`, `never rises`"}, {{TK_MOVES}, "`增`、`减`", "`rises`, `falls`"}, {{TK_FOR}, "`对`", "`for`"}, {{TK_AT}, "`于`", "`as of`"}, {{TK_TO}, "`至`", "`to`"}, {{TK_ON}, "`起`", "`on`"}, {{TK_IS}, "`为`", "`is`"},
    {{TK_ALL_OF}, "`同时满足`", "`all of`"}, {{TK_BECAUSE}, "`理由`", "`because`"}, {{TK_SOURCE_OF}, "`依据`", "`according to`"}, {{TK_LACKS}, "`缺`", "`missing`"},
    {{TK_LPAREN}, "`（`", "`(`"}, {{TK_NL}, "行尾", "the end of the line"},
};
enum { EXPECTED_COUNT = sizeof EXPECTED / sizeof *EXPECTED, EXPECTED_SHOWN = 6 };
static bool wanted(Builder *b, const Expectation *e, bool *said)
{
    int n = 0;
    if ((e->codes[0] == TK_DATE || e->codes[0] == TK_NUMBER) && policy_takes(b, TK_CMP)) return false; /* after a value: 60周岁 以上, a comparison to the reader */
    for (int i = 0; i < 4 && e->codes[i]; i++, n++)
        if (said[e->codes[i]] || !policy_takes(b, e->codes[i])) return false;
    for (int i = 0; i < n; i++) said[e->codes[i]] = true;
    if (said[TK_CMP]) said[TK_IS] = said[TK_EQ] = true; /* spellings of one thing to the reader */
    if (said[TK_NAME] && said[TK_NUMBER]) said[TK_IS] = said[TK_LBRACE] = true; /* a yes or a set is a value as well */
    if (said[TK_PARAMETER]) said[TK_BAR] = said[TK_NL] = true;
    return true;
}
static void note_expected(Builder *b, Span span)
{
    bool said[256] = {0};
    StrBuf zh = {.arena = b->arena}, en = {.arena = b->arena};
    int n = 0;
    strbuf_add(&zh, "这里可以是：");
    strbuf_add(&en, "here may stand: ");
    for (int i = 0; i < EXPECTED_COUNT && n < EXPECTED_SHOWN; i++) {
        if (!wanted(b, &EXPECTED[i], said)) continue;
        strbuf_printf(&zh, "%s%s", n ? "；" : "", EXPECTED[i].zh);
        strbuf_printf(&en, "%s%s", n ? "; " : "", EXPECTED[i].en);
        n++;
    }
    if (n) diag_note(b->diags, span, zh.text, en.text);
}
/* A word of the language where only a name can stand. */
static void reserved_word(Builder *b, Span span)
{
    const char *word = arena_strndup(b->arena, b->sources->items[span.source].text + span.start, span.end - span.start);
    diag_note(b->diags, span, arena_printf(b->arena, "`%s` 是法条语言自己的词，当作名称用要加引号", word), arena_printf(b->arena, "`%s` is a word of the language; as a name it is quoted", word));
    diag_fix(b->diags, span, arena_printf(b->arena, "\"%s\"", word));
}
void builder_syntax_error(Builder *b, int code, const Lexeme *at)
{
    int first = first_of_line(b);
    line_fails(b, first);
    if (line_is_lost(b, &b->lexemes->items[first]) || code == TK_BROKEN || b->overflowed || in_open_bracket(b, first, at)) return;
    if (b->at == first && (say_misplaced(b, at) || say_near(b, at))) return;
    const Lexeme *left = b->at > first ? &b->lexemes->items[b->at - 1] : NULL;
    const Lexeme *name = left && left->code == TK_NUMBER && b->at > first + 1 ? left - 1 : left; /* 年龄满60周岁 */
    if (left && (say_digit(b, left, at) || say_glued(b, name))) return;
    if (say_glued(b, at)) return;
    const char *source = b->sources->items[at->span.source].text;
    bool ends = code == TK_NL || code == 0;
    Span span = ends ? (Span){at->span.source, b->last.start, b->last.end} : at->span;
    bool added = ends ? diag_add(b->diags, D_LINE_ENDS, span, NULL, NULL, NULL)
                      : diag_add(b->diags, D_UNEXPECTED, span, arena_strndup(b->arena, source + span.start, span.end - span.start), NULL, NULL);
    if (!added) return;
    NodeKind kind = b->at == first && at->code == TK_NAME && b->declaration ? (NodeKind)b->declaration->kind : N_NONE;
    if (builder_slip(b, at, first, span)) return;
    if (kind == N_EXAMPLE) diag_note(b->diags, span, "例里的事实写成 字段：值，一行一个", "a fact of an example is written `field: value`, one a line");
    else if (kind == N_ENTITY) diag_note(b->diags, span, "字段写成 名称：类型，一行一个", "a field is written `name: type`, one a line");
    else if (!ends && at->keyword >= 0 && policy_takes(b, TK_NAME) && !policy_takes(b, TK_NUMBER)) reserved_word(b, span);
    else note_expected(b, span);
}
void builder_overflow(Builder *b)
{
    b->overflowed = true;
    line_fails(b, first_of_line(b));
    diag_add(b->diags, D_TOO_NESTED, b->last, NULL, NULL, NULL);
}
void builder_failed(Builder *b) { b->line_failed = true; }
