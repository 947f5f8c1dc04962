/* The words of a line and what stands between them: one style for each vocabulary. See format_internal.h.
 * Must never know what names mean, types, files. */
#include <string.h>
#include "grammar/format_internal.h"
#include "policy.h"

/* ---- text of one lexeme ---- */
static const Token *token_of(const Format *f, int i) { return &f->tokens->items[f->x[i].token]; }
static const char *source_of(const Format *f, int i) { return f->source->text + f->x[i].span.start; }
static size_t length_of(const Format *f, int i) { return f->x[i].span.end - f->x[i].span.start; }
static void write_source(Format *f, int i) { strbuf_bytes(&f->out, source_of(f, i), length_of(f, i)); }

static const struct { const char *open, *close; } QUOTES[] = {{"\"", "\""}, {"“", "”"}, {"「", "」"}, {"＂", "＂"}};
enum { QUOTES_N = sizeof QUOTES / sizeof *QUOTES };
static int quotes_for(const char *text)
{
    int k = 0;
    while (k < QUOTES_N && strstr(text, QUOTES[k].close)) k++;
    return k;
}
bool format_can_quote(const char *text) { return quotes_for(text) < QUOTES_N; }
void format_quoted(Format *f, const char *text)
{
    int k = quotes_for(text);
    strbuf_add(&f->out, QUOTES[k].open);
    strbuf_add(&f->out, text);
    strbuf_add(&f->out, QUOTES[k].close);
}
static bool is_letter(uint32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
static bool is_han(uint32_t c) { return c == 0x3005 || c == 0x3007 || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFD); }
bool format_is_word(const char *text)
{
    bool letters = false;
    for (const char *p = text, *end = text + strlen(text); p < end;) {
        uint32_t c;
        p += utf8_decode(p, end, &c);
        bool digit = c >= '0' && c <= '9';
        if (!is_letter(c) && !is_han(c) && !(digit && letters)) return false;
        letters = !is_han(c);
    }
    return *text != '\0';
}
void format_name_text(Format *f, const char *text)
{
    size_t len;
    bool unit = unit_at(text, text + strlen(text), &len) && text[len] == '\0'; /* years of age */
    if (unit || format_is_word(text)) strbuf_add(&f->out, text);
    else format_quoted(f, text);
}
/* Full-width forms become their ASCII twins; white space goes. */
void format_narrow(Format *f, const char *s, const char *end)
{
    while (s < end) {
        uint32_t c;
        int n = utf8_decode(s, end, &c);
        if (c >= 0xFF01 && c <= 0xFF5E) strbuf_char(&f->out, (char)(c - 0xFEE0));
        else if (c != ' ' && c != '\t' && c != 0x3000 && c != 0xA0) strbuf_bytes(&f->out, s, (size_t)n);
        s += n;
    }
}
const char *format_unit_start(const Format *f, int i)
{
    const char *s = source_of(f, i), *end = s + length_of(f, i);
    size_t len;
    while (s < end && !(f->x[i].unit && unit_at(s, f->source->text + f->source->len, &len) && s + len == end)) s++;
    return s;
}
/* Digits as they are written; a unit follows Chinese fashion without a space, English words after one. */
static void write_number(Format *f, int i)
{
    const char *s = source_of(f, i), *end = s + length_of(f, i), *unit = format_unit_start(f, i);
    format_narrow(f, s, unit);
    if (unit == end) return;
    bool word = (unsigned char)*unit < 0x80 && *unit != '%';
    if (word) strbuf_char(&f->out, ' '), strbuf_bytes(&f->out, unit, (size_t)(end - unit));
    else format_narrow(f, unit, end);
}
static bool has_word(const Format *f, int i, const char *word)
{
    size_t n = strlen(word);
    for (size_t k = 0; k + n <= length_of(f, i); k++)
        if (memcmp(source_of(f, i) + k, word, n) == 0) return true;
    return false;
}
/* Where the law itself would write the day in words. */
static bool in_formal_line(const Format *f)
{
    int head = f->x[f->head].code;
    return head == TK_C_ISSUED || head == TK_C_IN_FORCE || head == TK_C_REPEALED || head == TK_HEADING || head == TK_LEVEL;
}
static void write_date(Format *f, int i)
{
    const char *text = f->x[i].text; /* YYYY-MM-DD */
    bool words = f->options->translate ? f->zh && (has_word(f, i, "年") || in_formal_line(f)) : has_word(f, i, "年");
    if (words) strbuf_printf(&f->out, "%.4s年%.*s月%.*s日", text, text[5] == '0' ? 1 : 2, text + 5 + (text[5] == '0'), text[8] == '0' ? 1 : 2, text + 8 + (text[8] == '0'));
    else strbuf_add(&f->out, text);
}
static const char *symbol(const Format *f, int kind, bool first)
{
    switch (kind) {
    case T_LPAREN: return "(";
    case T_RPAREN: return ")";
    case T_LBRACE: return "{";
    case T_RBRACE: return "}";
    case T_LBRACKET: return "[";
    case T_RBRACKET: return "]";
    case T_COMMA: case T_SEMICOLON: case T_FULL_STOP: return f->zh ? "，" : ",";
    case T_COLON: return f->zh ? "：" : ":";
    case T_DOT: return ".";
    case T_BAR: return "|";
    case T_EQ: return "=";
    case T_NE: return f->zh ? "≠" : "!=";
    case T_LT: return "<";
    case T_LE: return f->zh ? "≤" : "<=";
    case T_GT: return ">";
    case T_GE: return f->zh || first ? "≥" : ">="; /* > at the start of a line is law text */
    case T_PLUS: return "+";
    case T_MINUS: return "-";
    case T_TIMES: return f->zh ? "×" : "*";
    case T_DIVIDE: return f->zh ? "÷" : "/";
    case T_DASH: return "—";
    default: return NULL;
    }
}
/* Words of one spelling, parted as in the keyword table: `except when`, `one-off`. */
static void write_words(const Format *f, StrBuf *out, int i)
{
    for (int k = f->x[i].token; k <= f->x[i].last_token; k++) {
        const Token *t = &f->tokens->items[k];
        if (k > f->x[i].token && t->kind != T_MINUS && t[-1].kind != T_MINUS) strbuf_char(out, ' ');
        if (t->kind == T_MINUS) strbuf_char(out, '-');
        else strbuf_bytes(out, f->source->text + t->start, t->end - t->start);
    }
}
StrBuf format_own_words(const Format *f, int i)
{
    StrBuf out = {.arena = f->arena};
    write_words(f, &out, i);
    return out;
}
static bool is_raw(const Format *f, int i)
{
    static const char *const OPEN[] = {"\"", "“", "「", "＂"};
    if (token_of(f, i)->kind != T_STRING || f->x[i].last_token > f->x[i].token) return true;
    if (i > 0 && f->x[i - 1].code == TK_HEADING && f->x[i - 1].op < OP_ARTICLE) return true; /* the rest of the line is the title */
    for (int k = 0; k < QUOTES_N; k++)
        if (strncmp(source_of(f, i), OPEN[k], strlen(OPEN[k])) == 0) return false;
    return true;
}
static void write_own(Format *f, int i, bool first)
{
    const Lexeme *x = &f->x[i];
    switch (token_of(f, i)->kind) {
    case T_WORD:
        if (x->code == TK_STRING) write_source(f, i);
        else write_words(f, &f->out, i);
        break;
    case T_STRING:
        if (is_raw(f, i)) write_source(f, i);
        else format_quoted(f, x->text);
        break;
    case T_NUMBER:
        if (x->code == TK_STRING) write_source(f, i);
        else write_number(f, i);
        break;
    case T_DATE:
        if (x->code == TK_STRING) write_source(f, i);
        else write_date(f, i);
        break;
    default: {
        const char *s = x->code == TK_STRING ? NULL : f->mark[i] == MARK_SLASH ? "/" : symbol(f, token_of(f, i)->kind, first);
        if (s) strbuf_add(&f->out, s);
        else write_source(f, i); /* headings, labels, codes */
    }
    }
}

/* ---- between lexemes ---- */
static int next_of(const Format *f, int i)
{
    do i++;
    while (i < f->n_x && format_is_empty(&f->x[i]));
    return i < f->n_x ? i : f->n_x - 1;
}
/* 元/月 stands close, 男 / 女 apart. */
static bool slash_in_unit(const Format *f, int slash)
{
    int before = slash - 1, after = next_of(f, slash);
    if (f->x[before].code != TK_NAME || f->x[after].code != TK_NAME) return false;
    char *unit = arena_printf(f->arena, "%s/%s", f->x[before].text, f->x[after].text);
    size_t len;
    return unit_at(unit, unit + strlen(unit), &len) && unit[len] == '\0';
}
static bool chinese_word(const Format *f, int i) { return f->options->translate ? f->zh : (unsigned char)*source_of(f, i) >= 0x80; }
static bool after_label(const Format *f)
{
    char last = f->out.text[f->out.n - 1];
    return last == ')' || last == '.';
}
/* ( 1 ) at the start of a line would be a label. */
static bool like_label(const Format *f, int i)
{
    const Lexeme *x = &f->x[i];
    bool figures = x->code == TK_NUMBER ? !x->unit : x->text && chinese_number(x->text, strlen(x->text)) >= 0;
    return figures && f->x[next_of(f, i)].code == TK_RPAREN;
}
static bool after_colon(const Format *f)
{
    if (f->zh || f->depth) return false;
    int head = f->x[f->head].code;
    if (head == TK_C_BORNE_BY) return false;
    return (head != TK_C_CASE && head != TK_C_OTHERWISE) || f->colons == 1;
}
static bool digits_meet(const Format *f, int i) /* 1，200 is one number */
{
    char before = f->out.n > 3 ? f->out.text[f->out.n - 4] : ' ';
    int kind = token_of(f, i)->kind;
    return before >= '0' && before <= '9' && (kind == T_NUMBER || kind == T_DATE);
}
static bool gap(const Format *f, int p, int i, bool second)
{
    int before = f->x[p].code, code = f->x[i].code;
    bool dots = f->options->translate && !f->zh;
    if (before == TK_LABEL) return after_label(f);
    if (code == TK_COMMA || code == TK_COLON || code == TK_RPAREN || code == TK_RBRACE || code == TK_RBRACKET || code == TK_DOT || code == TK_LBRACKET || (code == TK_OF && dots)) return false;
    if (code == TK_LPAREN) return before != TK_LPAREN && before != TK_LBRACE && !((before == TK_FUNCTION || before == TK_AGGREGATE) && f->mark[p] == MARK_NONE) && f->mark[p] != MARK_NEGATIVE && (before != TK_COMMA || !f->zh) && (before != TK_COLON || after_colon(f));
    if (before == TK_LPAREN) return second && like_label(f, i);
    if (before == TK_LBRACE || before == TK_LBRACKET || before == TK_DOT || (before == TK_OF && dots) || f->mark[p] == MARK_NEGATIVE) return false;
    if (before == TK_COMMA) return !f->zh || digits_meet(f, i);
    if (before == TK_COLON) return after_colon(f);
    if (f->mark[i] == MARK_SLASH) return !slash_in_unit(f, i);
    if (f->mark[p] == MARK_SLASH) return !slash_in_unit(f, p);
    if (code == TK_DASH || before == TK_DASH) return false;
    if ((code == TK_TO && before == TK_NUMBER) || (before == TK_TO && code == TK_NUMBER)) return !chinese_word(f, code == TK_TO ? i : p);
    if (f->x[f->head].code == TK_LEVEL && (code == TK_MINUS || before == TK_MINUS)) return false;
    return true;
}
static void count(Format *f, int i)
{
    switch (f->x[i].code) {
    case TK_LPAREN: case TK_LBRACE: case TK_LBRACKET: f->depth++; break;
    case TK_RPAREN: case TK_RBRACE: case TK_RBRACKET: f->depth--; break;
    case TK_COLON: f->colons += f->depth == 0; break;
    default: break;
    }
}
/* The day that a version of an article or a parameter begins. What follows it is one style: 自 … 起; from …: */
static bool is_since(const Format *f, int i)
{
    int head = f->x[f->head].code;
    return i > 0 && f->x[i].code == TK_DATE && f->x[i - 1].code == TK_FROM && (head == TK_FROM || head == TK_HEADING || head == TK_LEVEL);
}
static const char *after_since(const Format *f) { return f->zh ? " 起" : f->x[f->head].code == TK_FROM ? ":" : ""; }
static bool left_out(const Format *f, int i)
{
    int code = f->x[i].code, before = i > 0 ? f->x[i - 1].code : TK_NL;
    if (code == TK_COLON && (before == TK_ALL_OF || before == TK_ANY_OF)) return true;
    if (code == TK_COLON && before == TK_ON) return is_since(f, i - 2);
    return i > 1 && (code == TK_COLON || (code == TK_ON && f->mark[i] == MARK_NONE)) && is_since(f, i - 1);
}
static void write_structure(Format *f, int i)
{
    if (f->x[i].code == TK_LIST_OPEN && f->lists++ == 0 && f->options->translate) format_choose_labels(f, i);
    if (f->x[i].code == TK_LIST_CLOSE) f->lists--;
}
/* 须 非 … is `must (not …)`: `must not` is the word for 不得. The parenthesis closes where the logical line ends. */
static bool needs_parting(const Format *f, int i) { return f->options->translate && !f->zh && f->x[i].code == TK_C_MUST && f->x[next_of(f, i)].code == TK_NOT; }
void format_range(Format *f, int first, int end, const Line *line)
{
    int previous = -1, n = 0;
    for (int i = first; i < end; i++) {
        if (format_is_empty(&f->x[i])) {
            write_structure(f, i);
            continue;
        }
        if (left_out(f, i)) continue;
        bool starts_more = previous < 0 && line && line->kind == LINE_MORE;
        bool opened = previous >= 0 && needs_parting(f, previous);
        if (opened) strbuf_add(&f->out, " ("), f->apart = true;
        else if (previous >= 0 && gap(f, previous, i, n == 1 && line && line->kind == LINE_MORE)) strbuf_char(&f->out, ' ');
        int covered = f->options->translate ? format_translated(f, i, end, starts_more) : 0;
        if (!covered) write_own(f, i, starts_more);
        if (is_since(f, i)) strbuf_add(&f->out, after_since(f));
        for (int k = i; k < i + (covered ? covered : 1); k++) count(f, k);
        if (covered > 1) i += covered - 1;
        previous = i;
        n++;
    }
    if (f->apart && end < f->n_x && f->x[end].code == TK_NL) strbuf_char(&f->out, ')'), f->apart = false;
}
