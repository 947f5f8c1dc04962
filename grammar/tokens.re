/* Characters to tokens. See tokens.h. re2c input.
 * Must never know the grammar. */
#include "grammar/tokens.h"
#include <string.h>
#include "grammar/limits.h"
#include "grammar/lookalike.h"
#include "grammar/syntax.h"

typedef struct { Arena *arena, *list; Diags *diags; uint32_t source; const char *begin, *cursor, *end; Tokens out; int cap; bool line_start; int brackets; /* open on this line or above */ } Lexer;

static void grow(Lexer *lx)
{
    int cap = lx->cap ? lx->cap + lx->cap / 2 : (int)((lx->end - lx->begin) / 6) + 64; /* a guess that most files keep to */
    lx->out.items = arena_grow(lx->list, lx->out.items, (size_t)lx->cap * sizeof(Token), (size_t)cap * sizeof(Token));
    lx->cap = cap;
}
static Token *push(Lexer *lx, TokenKind kind, const char *start)
{
    if (lx->out.n_items == lx->cap) grow(lx);
    Token *t = &lx->out.items[lx->out.n_items++];
    *t = (Token){.kind = (uint8_t)kind, .start = (uint32_t)(start - lx->begin), .end = (uint32_t)(lx->cursor - lx->begin), .line_start = lx->line_start};
    lx->line_start = false;
    return t;
}
/* False where it is said already: a fix must not go to another diagnostic. */
static bool complain(Lexer *lx, DiagId id, const char *start, const char *arg1, const char *arg2)
{
    return diag_add(lx->diags, id, (Span){lx->source, (uint32_t)(start - lx->begin), (uint32_t)(lx->cursor - lx->begin)}, arg1, arg2, NULL);
}
static void fix(Lexer *lx, const char *start, const char *replacement)
{
    diag_fix(lx->diags, (Span){lx->source, (uint32_t)(start - lx->begin), (uint32_t)(lx->cursor - lx->begin)}, replacement);
}

/* ---- literals ---- */
/* Full-width forms U+FF01..FF5E are their ASCII twins; everything else is copied. */
static size_t narrow(const char *s, const char *end, char *out)
{
    size_t n = 0;
    while (s < end) {
        if ((unsigned char)*s < 0x80) {
            out[n++] = *s++;
            continue;
        }
        uint32_t c;
        int len = utf8_decode(s, end, &c);
        if (c >= 0xFF01 && c <= 0xFF5E) out[n++] = (char)(c - 0xFEE0);
        else
            for (int i = 0; i < len; i++) out[n++] = s[i];
        s += len;
    }
    out[n] = '\0';
    return n;
}
#define U(word, unit) {word, sizeof(word) - 1, unit}
static const struct { char word[22]; uint8_t len; const char *unit; } UNITS[] = {
    U("元/平方米", "元/平方米"), U("元/月", "元/月"), U("元/年", "元/年"), U("元/天", "元/天"), U("元/日", "元/天"), U("元/人", "元/人"), U("元/户", "元/户"), U("元/个", "元/个"), U("元／月", "元/月"), U("元／年", "元/年"), U("元", "元"),
    U("yuan/month", "元/月"), U("yuan/year", "元/年"), U("yuan/day", "元/天"), U("yuan/person", "元/人"), U("yuan/household", "元/户"), U("yuan/place", "元/个"), U("yuan", "元"),
    U("years of age", "周岁"), U("周岁", "周岁"), U("岁", "周岁"), U("years", "年"), U("year", "年"), U("年", "年"), U("个月", "月"), U("月", "月"), U("months", "月"), U("month", "月"),
    U("天", "天"), U("日", "天"), U("days", "天"), U("day", "天"), U("小时", "小时"), U("hours", "小时"), U("hour", "小时"), U("人", "人"), U("persons", "人"), U("person", "人"), U("户", "户"),
    U("households", "户"), U("个", "个"), U("places", "个"), U("家", "个"), U("名", "个"), U("所", "个"), U("套", "个"), U("次", "个"), U("孩", "个"), U("班", "个"), U("级", "个"), U("位", "个"), U("份", "个"), U("homes", "个"),
    U("%", "%"), U("％", "%"), U("‰", "‰"),
};
#undef U
static bool name_byte(unsigned char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
const char *unit_at(const char *s, const char *end, size_t *len)
{
    const char *best = NULL;
    *len = 0;
    if (s >= end || !(*s & 0x80 || *s == '%' || name_byte((unsigned char)*s))) return NULL;
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        size_t n = UNITS[i].len;
        if (UNITS[i].word[0] != *s || n <= *len || (size_t)(end - s) < n || memcmp(s, UNITS[i].word, n) != 0) continue;
        unsigned char next = s + n < end ? (unsigned char)s[n] : 0;
        bool ascii = (unsigned char)UNITS[i].word[0] < 0x80 && UNITS[i].word[0] != '%';
        if (ascii && name_byte(next)) continue;
        best = UNITS[i].unit, *len = n;
    }
    return best;
}
const char *unit_spelling(const char *unit, bool chinese)
{
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++)
        if (strcmp(UNITS[i].unit, unit) == 0 && (UNITS[i].word[0] & 0x80) == (chinese ? 0x80 : 0)) return UNITS[i].word;
    return unit;
}
/* "3万" and "14.5/10万" and "20%" become plain decimal digits; a ratio must come out even. */
static const struct { const char *word; int zeros; } MULTIPLIERS[] = {{"千", 3}, {"万", 4}, {"百", 2}, {"亿", 8}};
static int multiplier_at(const char *s, const char *end, int *len)
{
    for (size_t i = 0; i < sizeof MULTIPLIERS / sizeof *MULTIPLIERS; i++)
        if ((size_t)(end - s) >= 3 && memcmp(s, MULTIPLIERS[i].word, 3) == 0) return *len = 3, MULTIPLIERS[i].zeros;
    return *len = 0;
}
/* Digits of a decimal with its point moved right by `shift` (left if negative). */
static const char *move_point(Arena *arena, const char *digits, int shift)
{
    const char *point = strchr(digits, '.');
    if (!point && !shift) {
        while (digits[0] == '0' && digits[1]) digits++;
        return digits;
    }
    size_t whole = point ? (size_t)(point - digits) : strlen(digits), len = strlen(digits), n = 0;
    size_t pad = (size_t)(shift < 0 ? -shift : shift);
    char *plain = arena_alloc(arena, len + 2 * pad + 4), *out = arena_alloc(arena, len + 2 * pad + 4);
    long at = (long)whole + shift;
    for (size_t i = 0; i < len; i++)
        if (digits[i] != '.') plain[n++] = digits[i];
    char *o = out;
    if (at <= 0) {
        *o++ = '0', *o++ = '.';
        for (long i = at; i < 0; i++) *o++ = '0';
        memcpy(o, plain, n), o += n;
    } else
        for (long i = 0; i < (long)n || i < at; i++) {
            if (i == at) *o++ = '.';
            *o++ = i < (long)n ? plain[i] : '0';
        }
    char *start = out;
    while (start[0] == '0' && start[1] && start[1] != '.') start++;
    if (strchr(start, '.'))
        while (o > start && (o[-1] == '0' || o[-1] == '.')) {
            bool stop = o[-1] == '.';
            *--o = '\0';
            if (stop) break;
        }
    return start;
}
static void scan_number(Lexer *lx, const char *start)
{
    char *digits = arena_alloc(lx->arena, (size_t)(lx->cursor - start) + 1);
    narrow(start, lx->cursor, digits);
    char *o = digits;
    bool grouped = strchr(digits, ',') != NULL;
    for (char *p = digits; *p; p++)
        if (*p != ',') *o++ = *p;
    *o = '\0';
    /* {5,100} may be one number or two, and nobody would see which */
    if (grouped && lx->brackets > 0) complain(lx, D_NUMBER_GROUPED, start, arena_strndup(lx->arena, start, (size_t)(lx->cursor - start)), digits);
    int len, shift = multiplier_at(lx->cursor, lx->end, &len);
    lx->cursor += len;
    if (lx->cursor < lx->end && *lx->cursor == '/' && lx->cursor + 1 < lx->end && lx->cursor[1] == '1') { /* 14.5/10万, 3/1000 */
        const char *p = lx->cursor + 2, *keep = lx->cursor;
        int zeros = 0, more;
        while (*p == '0') p++, zeros++;
        more = multiplier_at(*p == ' ' ? p + 1 : p, lx->end, &len);
        if (len && *p == ' ') p++;
        if (len || (zeros && !(*p >= '0' && *p <= '9'))) lx->cursor = p + len, shift -= zeros + more;
        else lx->cursor = keep;
    }
    Token *t = push(lx, T_NUMBER, start);
    const char *p = lx->cursor;
    while (p < lx->end && *p == ' ') p++;
    size_t unit_len;
    const char *unit = unit_at(p, lx->end, &unit_len);
    if (unit) {
        lx->cursor = p + unit_len;
        if (unit[0] == '%') shift -= 2;
        else if (strcmp(unit, "‰") == 0) shift -= 3;
        t->unit = unit;
        t->end = (uint32_t)(lx->cursor - lx->begin);
    }
    if (strlen(digits) > NUMBER_DIGITS_MAX) complain(lx, D_NUMBER_TOO_LONG, start, NULL, NULL);
    t->text = move_point(lx->arena, digits, shift);
}
static void scan_date(Lexer *lx, const char *start)
{
    if (lx->cursor - start == 10 && start[4] == '-' && start[7] == '-') { /* it stands as it is kept */
        push(lx, T_DATE, start)->text = arena_strndup(lx->arena, start, 10);
        return;
    }
    char digits[64];
    size_t n = 0;
    int part[3] = {0}, k = -1;
    bool in = false;
    n = narrow(start, lx->cursor - start > 60 ? start + 60 : lx->cursor, digits);
    for (size_t i = 0; i < n; i++) {
        bool digit = digits[i] >= '0' && digits[i] <= '9';
        if (digit && !in) k++;
        if (digit && k < 3) part[k] = part[k] * 10 + digits[i] - '0';
        in = digit;
    }
    char *text = arena_alloc(lx->arena, sizeof "0000-00-00");
    for (int i = 3; i >= 0; i--, part[0] /= 10) text[i] = (char)('0' + part[0] % 10);
    for (int i = 1; i < 3; i++) text[3 * i + 1] = '-', text[3 * i + 2] = (char)('0' + part[i] / 10 % 10), text[3 * i + 3] = (char)('0' + part[i] % 10);
    push(lx, T_DATE, start)->text = text;
}
static void scan_string(Lexer *lx, const char *start, const char *close)
{
    const char *p = lx->cursor, *text = p;
    size_t n = strlen(close);
    while (p < lx->end && *p != '\n' && !(*p == *close && (size_t)(lx->end - p) >= n && memcmp(p, close, n) == 0)) p++;
    bool closed = p < lx->end && *p != '\n';
    lx->cursor = closed ? p + n : p;
    if (!closed) complain(lx, D_STRING_OPEN, start, close, NULL);
    push(lx, closed ? T_STRING : T_ERROR, start)->text = arena_strndup(lx->arena, text, (size_t)(p - text));
}
static void scan_line(Lexer *lx) { while (lx->cursor < lx->end && *lx->cursor != '\n' && !(*lx->cursor == '\r' && (lx->cursor[1] == '\n' || lx->cursor + 1 == lx->end))) lx->cursor++; }
static void scan_law(Lexer *lx, const char *start)
{
    const char *text = lx->cursor;
    scan_line(lx);
    if (*text == ' ') text++;
    push(lx, T_LAW, start)->text = arena_strndup(lx->arena, text, text < lx->cursor ? (size_t)(lx->cursor - text) : 0);
}

/* ---- headings and labels ---- */
static int chinese_digit(uint32_t c)
{
    static const uint32_t DIGITS[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    if (c == 0x96F6) return 0;
    for (int i = 0; i < 10; i++)
        if (DIGITS[i] == c) return i;
    return -1;
}
int chinese_number(const char *s, size_t len)
{
    const char *end = s + len;
    int total = 0, digit = -1;
    while (s < end) {
        uint32_t c;
        s += utf8_decode(s, end, &c);
        int d = chinese_digit(c), unit = c == 0x5341 ? 10 : c == 0x767E ? 100 : c == 0x5343 ? 1000 : 0;
        if (c >= 0xFF10 && c <= 0xFF19) c -= 0xFEE0;
        if (c >= '0' && c <= '9') digit = (digit < 0 ? 0 : digit) * 10 + (int)(c - '0');
        else if (d >= 0) digit = d;
        else if (unit) total += (digit < 0 ? 1 : digit) * unit, digit = -1;
        else return -1;
        if (total > 100000 || digit > 100000) return -1;
    }
    return total + (digit < 0 ? 0 : digit);
}
/* 第六十九条, 第六十九条之一, 第（十一）项, 第六章 标题 */
static void scan_heading(Lexer *lx, const char *start)
{
    static const struct { const char *word; int level; } LEVELS[] = {{"编", OP_PART}, {"章", OP_CHAPTER}, {"节", OP_SECTION}, {"条", OP_ARTICLE}, {"款", OP_PARAGRAPH}, {"项", OP_ITEM}, {"目", OP_SUBITEM}};
    const char *digits = start + 3, *p = lx->cursor - 3;
    int level = OP_ARTICLE, after = 0;
    for (size_t i = 0; i < sizeof LEVELS / sizeof *LEVELS; i++)
        if (memcmp(p, LEVELS[i].word, 3) == 0) level = LEVELS[i].level;
    const char *last = p;
    if (digits < p && *digits == '(') digits++, last--;
    else if (strncmp(digits, "（", 3) == 0) digits += 3, last -= 3;
    int number = chinese_number(digits, (size_t)(last - digits));
    if (lx->end - lx->cursor >= 6 && memcmp(lx->cursor, "之", 3) == 0) {
        const char *q = lx->cursor + 3;
        uint32_t c;
        while (q < lx->end && (utf8_decode(q, lx->end, &c), chinese_digit(c) >= 0 || c == 0x5341)) q += 3;
        after = chinese_number(lx->cursor + 3, (size_t)(q - lx->cursor - 3));
        lx->cursor = q;
    }
    Token *t = push(lx, T_HEADING, start);
    t->level = (uint8_t)level;
    t->text = after > 0 ? arena_printf(lx->arena, "%d-%d", number, after) : arena_printf(lx->arena, "%d", number);
    if (level == OP_CHAPTER || level == OP_SECTION || level == OP_PART) {
        while (*lx->cursor == ' ' || *lx->cursor == '\t') lx->cursor++;
        if (strncmp(lx->cursor, "　", 3) == 0) lx->cursor += 3;
        const char *title = lx->cursor;
        scan_line(lx);
        for (const char *p = title; p < lx->cursor; p++)
            if (*p == '#' && (p == title || p[-1] == ' ' || p[-1] == '\t')) lx->cursor = p; /* a comment is no part of the title */
        if (*lx->cursor == '#')
            while (lx->cursor > title && (lx->cursor[-1] == ' ' || lx->cursor[-1] == '\t')) lx->cursor--;
        const char *stop = lx->cursor;
        while (stop > title && (stop[-1] == ' ' || stop[-1] == '\t' || stop[-1] == '\r')) stop--;
        if (stop > title) push(lx, T_STRING, title)->text = arena_strndup(lx->arena, title, (size_t)(stop - title));
    }
}
static void scan_label(Lexer *lx, const char *start, int style)
{
    char plain[64];
    size_t n = narrow(start, lx->cursor - start > 60 ? start + 60 : lx->cursor, plain);
    Token *t = push(lx, T_LABEL, start);
    t->level = (uint8_t)style;
    t->text = arena_strndup(lx->arena, start, (size_t)(lx->cursor - start));
    if (style == LABEL_CIRCLE) {
        uint32_t c;
        utf8_decode(start, lx->cursor, &c);
        t->ordinal = (int32_t)(c - 0x2460 + 1);
        return;
    }
    const char *from = plain + (plain[0] == '('), *to = plain + n;
    while (to > from && (to[-1] == ')' || to[-1] == '.' || to[-1] == ' ')) to--;
    if (to - from >= 3 && memcmp(to - 3, "、", 3) == 0) to -= 3;
    t->ordinal = chinese_number(from, (size_t)(to - from));
}
static void scan_word(Lexer *lx, const char *start)
{
    size_t n = (size_t)(lx->cursor - start);
    if (n > NAME_BYTES_MAX) {
        complain(lx, D_NAME_TOO_LONG, start, NULL, NULL);
        push(lx, T_ERROR, start);
    } else push(lx, T_WORD, start)->text = arena_intern(lx->arena, start, n);
}
/* Letter case has no meaning in keywords and names that are ASCII: they are kept as written and compared folded (names.h). */
static void scan_stray(Lexer *lx, const char *start)
{
    uint32_t c;
    lx->cursor = start + utf8_decode(start, lx->end, &c);
    const char *shown = arena_printf(lx->arena, "U+%04X", (unsigned)c);
    bool radical = (c >= 0x2E80 && c <= 0x2FDF) || (c >= 0xF900 && c <= 0xFAFF);
    bool hidden = c < 32 || c == 0x7F || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
    bool said;
    if (radical) said = complain(lx, D_LOOKALIKE, start, arena_strndup(lx->arena, start, (size_t)(lx->cursor - start)), shown);
    else if (hidden) said = complain(lx, D_HIDDEN_CHARACTER, start, shown, NULL);
    else said = complain(lx, D_STRAY_CHARACTER, start, arena_strndup(lx->arena, start, (size_t)(lx->cursor - start)), shown);
    if (hidden && said) fix(lx, start, "");
    uint32_t plain = radical ? lookalike_plain(c) : 0;
    char ordinary[5] = "";
    if (plain && said) ordinary[utf8_encode(plain, ordinary)] = '\0', fix(lx, start, ordinary);
    push(lx, T_ERROR, start);
}

/*!re2c
re2c:define:YYCTYPE = "unsigned char";
re2c:yyfill:enable = 0;
re2c:encoding:utf8 = 1;
re2c:flags:tags = 0;

cjk = [\u3005\u3007\u3400-\u4DBF\u4E00-\u9FFF\U00020000-\U0003FFFD];
letter = [A-Za-z_];
digit = [0-9\uFF10-\uFF19];
name_char = cjk | letter;
ascii_name = letter [A-Za-z_0-9]*;
word = (cjk | ascii_name)+;
point = "." | "\uFF0E";
number = digit+ ([,\uFF0C] digit{3})* (point digit+)?;
cn = [\u3007\u96F6\u4E00\u4E8C\u4E09\u56DB\u4E94\u516D\u4E03\u516B\u4E5D\u5341\u767E\u5343];
open = "(" | "\uFF08";
close = ")" | "\uFF09";
space = [ \t\r\u3000\u00A0];
eol = "\n";
heading_no = "第" (cn | digit)+ [\u7F16\u7AE0\u8282\u6761\u6B3E\u9879\u76EE];
heading_item = "第" open (cn | digit)+ close [\u9879\u76EE];
*/
static bool scan_start_of_line(Lexer *lx)
{
    const char *YYMARKER, *start = lx->cursor;
    (void)YYMARKER;
    #define YYCURSOR lx->cursor
    /*!re2c
    (">" | "\uFF1E" | "\u300B") { scan_law(lx, start); return true; }
    heading_no | heading_item { scan_heading(lx, start); return true; }
    open cn+ close { scan_label(lx, start, LABEL_CN_PAREN); return true; }
    cn+ "、" { scan_label(lx, start, LABEL_CN); return true; }
    open digit+ close { scan_label(lx, start, LABEL_PAREN); return true; }
    digit+ (". " | "\uFF0E") { scan_label(lx, start, LABEL_DOT); return true; }
    digit+ "、" { scan_label(lx, start, LABEL_ENUM); return true; }
    [\u2460-\u2473] { scan_label(lx, start, LABEL_CIRCLE); return true; }
    [|\uFF5C] [ \t:|\uFF5C-]* "-" [ \t:|\uFF5C-]* / [\r\n\x00#] { push(lx, T_RULE_ROW, start); return true; }
    * { lx->cursor = start; return false; }
    */
}
static bool scan_token(Lexer *lx)
{
    const char *YYMARKER, *start;
    (void)YYMARKER;
again:
    start = lx->cursor;
    /*!re2c
    space+ { goto again; }
    "\x00" { if (start >= lx->end) { lx->cursor = start; return false; } scan_stray(lx, start); return true; }
    eol { push(lx, T_NEWLINE, start); lx->line_start = true; return true; }
    "#" | "\uFF03" { scan_line(lx); bool at_start = lx->line_start; push(lx, T_COMMENT, start); lx->line_start = at_start; return true; }
    word { scan_word(lx, start); return true; }
    digit{4} "-" digit{1,2} "-" digit{1,2} { scan_date(lx, start); return true; }
    digit{4} space* "年" space* digit{1,2} space* "月" space* digit{1,2} space* "日" { scan_date(lx, start); return true; }
    number { scan_number(lx, start); return true; }
    ["\uFF02] { scan_string(lx, start, start[0] == '"' ? "\"" : "\uFF02"); return true; }
    "\u201C" { scan_string(lx, start, "\u201D"); return true; }
    "「" { scan_string(lx, start, "」"); return true; }
    open { push(lx, T_LPAREN, start), lx->brackets++; return true; }
    close { push(lx, T_RPAREN, start), lx->brackets--; return true; }
    [{\uFF5B] { push(lx, T_LBRACE, start), lx->brackets++; return true; }
    [}\uFF5D] { push(lx, T_RBRACE, start), lx->brackets--; return true; }
    [[\uFF3B] { push(lx, T_LBRACKET, start); return true; }
    [\]\uFF3D] { push(lx, T_RBRACKET, start); return true; }
    [,\uFF0C、] { push(lx, T_COMMA, start); return true; }
    [:\uFF1A] { push(lx, T_COLON, start); return true; }
    [;\uFF1B] { push(lx, T_SEMICOLON, start); return true; }
    [.\uFF0E] { push(lx, T_DOT, start); return true; }
    "。" { push(lx, T_FULL_STOP, start); return true; }
    [|\uFF5C] { push(lx, T_BAR, start); return true; }
    "==" | [=\uFF1D] { push(lx, T_EQ, start); return true; }
    "!=" | "<>" | "≠" { push(lx, T_NE, start); return true; }
    ">=" | "≥" | "≧" | "》=" | "\uFF1E\uFF1D" | "\uFF1E=" { push(lx, T_GE, start); return true; }
    "<=" | "≤" | "≦" | "《=" | "\uFF1C\uFF1D" | "\uFF1C=" { push(lx, T_LE, start); return true; }
    [<\uFF1C] { push(lx, T_LT, start); return true; }
    [>\uFF1E] { push(lx, T_GT, start); return true; }
    [+\uFF0B] { push(lx, T_PLUS, start); return true; }
    [-\uFF0D\u2212] { push(lx, T_MINUS, start); return true; }
    [—–~～]+ { push(lx, T_DASH, start); return true; }
    [*×\uFF0A] { push(lx, T_TIMES, start); return true; }
    [/÷\uFF0F] { push(lx, T_DIVIDE, start); return true; }
    * { scan_stray(lx, start); return true; }
    */
}
Tokens tokens_scan(Arena *arena, Arena *list, SourceSet *set, uint32_t source, Diags *diags)
{
    const Source *s = &set->items[source];
    Lexer lx = {.arena = arena, .list = list, .diags = diags, .source = source, .begin = s->text, .cursor = s->text, .end = s->text + s->len, .line_start = true};
    for (;;) {
        while (lx.line_start && (*lx.cursor == ' ' || *lx.cursor == '\t' || strncmp(lx.cursor, "　", 3) == 0)) lx.cursor += *lx.cursor == ' ' || *lx.cursor == '\t' ? 1 : 3;
        if (lx.line_start && scan_start_of_line(&lx)) continue;
        if (!scan_token(&lx)) break;
    }
    push(&lx, T_NEWLINE, lx.cursor);
    lx.line_start = true;
    push(&lx, T_END, lx.cursor);
    push(&lx, T_END, lx.cursor); /* for those who look one further */
    lx.out.n_items--;
    return lx.out;
}
