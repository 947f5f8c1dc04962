/* Words in the other vocabulary: keywords, headings, labels, numbers and their units, names as the caller knows them. See format_internal.h.
 * Must never know what names mean, types, files. */
#include <stdlib.h>
#include <string.h>
#include "grammar/format_internal.h"
#include "grammar/numeral.h"
#include "policy.h"

static bool is_ascii(const char *s)
{
    while (*s && (unsigned char)*s < 0x80) s++;
    return *s == '\0';
}

/* ---- numerals and headings ---- */
static const struct { int op; const char *zh, *en; } LEVELS[] = {
    {OP_PART, "编", "part"}, {OP_CHAPTER, "章", "chapter"}, {OP_SECTION, "节", "section"}, {OP_ARTICLE, "条", "article"},
    {OP_PARAGRAPH, "款", "paragraph"}, {OP_ITEM, "项", "item"}, {OP_SUBITEM, "目", "subitem"},
};
static int level_of(int op)
{
    int k = 0;
    while (LEVELS[k].op != op) k++;
    return k;
}
static int heading_to_english(Format *f, int i, int end)
{
    const Lexeme *x = &f->x[i];
    bool titled = x->op < OP_ARTICLE && i + 1 < end && f->x[i + 1].code == TK_STRING;
    if (titled && !format_can_quote(f->x[i + 1].text)) return 0;
    strbuf_printf(&f->out, "%s %s", LEVELS[level_of(x->op)].en, x->text);
    if (!titled) return 1;
    strbuf_char(&f->out, ' ');
    format_quoted(f, f->x[i + 1].text);
    return 2;
}
static bool is_count(const Lexeme *x) { return x->code == TK_NUMBER && !x->unit && strspn(x->text, "0123456789") == strlen(x->text) && strlen(x->text) < 5 && strcmp(x->text, "0") != 0; }
/* The rest of the line will be the title: what stands there must come back as it was. */
static bool can_be_title(const Lexeme *x, int following)
{
    size_t n = strlen(x->text);
    return n > 0 && following == 0 && strchr(" \t", x->text[0]) == NULL && strchr(" \t", x->text[n - 1]) == NULL && strncmp(x->text, "　", 3) != 0;
}
static int heading_to_chinese(Format *f, int i, int end)
{
    const Lexeme *x = &f->x[i];
    int n = i + 2, after = n + 1 < end && f->x[n].code == TK_MINUS && f->x[n + 1].code == TK_NUMBER ? n + 1 : 0;
    if (i + 1 >= end || !is_count(&f->x[i + 1]) || (after && !is_count(&f->x[after]))) return 0;
    if (after) n = after + 1;
    bool titled = x->op < OP_ARTICLE && n < end;
    if (titled && (f->x[n].code != TK_STRING || !can_be_title(&f->x[n], end - n - 1))) return 0;
    const char *number = chinese_numeral(f->arena, atoi(f->x[i + 1].text));
    strbuf_printf(&f->out, x->op == OP_ITEM ? "第（%s）%s" : "第%s%s", number, LEVELS[level_of(x->op)].zh);
    if (after) strbuf_printf(&f->out, "之%s", chinese_numeral(f->arena, atoi(f->x[after].text)));
    if (!titled) return n - i;
    strbuf_printf(&f->out, " %s", f->x[n].text);
    return n + 1 - i;
}

/* ---- labels: （一） and (1) are each other's, unless both stand in one list ---- */
void format_choose_labels(Format *f, int i)
{
    unsigned used = 0;
    for (int depth = 0; i < f->n_x; i++) {
        if (f->x[i].code == TK_LIST_OPEN) depth++;
        if (f->x[i].code == TK_LIST_CLOSE && --depth == 0) break;
        if (f->x[i].code == TK_LABEL) used |= 1u << f->tokens->items[f->x[i].token].level;
    }
    for (int k = 0; k < 8; k++) f->label_style[k] = (uint8_t)k;
    bool both = (used & 1u << LABEL_CN_PAREN) && (used & 1u << LABEL_PAREN);
    if (!both) f->label_style[LABEL_CN_PAREN] = f->label_style[LABEL_PAREN] = f->zh ? LABEL_CN_PAREN : LABEL_PAREN;
    if (f->zh) return;
    bool dots = used & 1u << LABEL_DOT;
    if (!dots && !((used & 1u << LABEL_CN) && (used & 1u << LABEL_ENUM))) f->label_style[LABEL_CN] = f->label_style[LABEL_ENUM] = LABEL_DOT;
}
static int translate_label(Format *f, int i)
{
    const Token *t = &f->tokens->items[f->x[i].token];
    switch (f->label_style[t->level]) {
    case LABEL_CN_PAREN: strbuf_printf(&f->out, "（%s）", chinese_numeral(f->arena, t->ordinal)); return 1;
    case LABEL_PAREN: strbuf_printf(&f->out, "(%d)", t->ordinal); return 1;
    case LABEL_DOT: strbuf_printf(&f->out, "%d. ", t->ordinal); return 1;
    default: return 0;
    }
}

/* ---- numbers ---- */
/* Zeros that the words among these characters stand for. */
static int multiplier_zeros(const char *s, const char *end)
{
    static const struct { const char *word; int zeros; } WORDS[] = {{"百", 2}, {"千", 3}, {"万", 4}, {"亿", 8}};
    for (; s + 3 <= end; s++)
        for (int k = 0; k < 4; k++)
            if (memcmp(s, WORDS[k].word, 3) == 0) return WORDS[k].zeros;
    return 0;
}
/* Whole number or decimal, from s to end, with its unit apart. Money by the ten thousand is written 3万元. */
static void write_figures(Format *f, const Lexeme *x, const char *s, const char *end)
{
    size_t n = strlen(x->text);
    bool money = f->zh && x->unit && strcmp(x->unit, "元") == 0 && n > 4 && strspn(x->text, "0123456789") == n;
    if (money && strcmp(x->text + n - 4, "0000") == 0) {
        strbuf_printf(&f->out, "%.*s万", (int)(n - 4), x->text);
        return;
    }
    if (!f->zh && multiplier_zeros(s, end)) strbuf_add(&f->out, x->text); /* 3万 */
    else format_narrow(f, s, end);
}
static void write_unit(Format *f, const Lexeme *x, const char *word)
{
    size_t n = strlen(word), len;
    bool one = !f->zh && strcmp(x->text, "1") == 0 && word[n - 1] == 's' && unit_at(word, word + n - 1, &len) && len == n - 1;
    if (!f->zh) strbuf_char(&f->out, ' ');
    strbuf_bytes(&f->out, word, one ? n - 1 : n);
}
/* 14.5/10万: 14.5/100000 */
static int translate_ratio(Format *f, const char *s, const char *slash, const char *end)
{
    int zeros = multiplier_zeros(slash, end);
    for (const char *p = slash + 2; p < end && *p == '0'; p++) zeros++;
    if (multiplier_zeros(s, slash)) return 0;
    format_narrow(f, s, slash + 1);
    strbuf_char(&f->out, '1');
    strbuf_fill(&f->out, '0', (size_t)(f->zh && zeros >= 4 ? zeros - 4 : zeros));
    if (f->zh && zeros >= 4) strbuf_add(&f->out, "万");
    return 1;
}
/* Measure words have no English of their own and stay: 1套. */
static int translate_number(Format *f, int i)
{
    const Lexeme *x = &f->x[i];
    const char *s = f->source->text + x->span.start, *end = f->source->text + x->span.end, *unit = format_unit_start(f, i);
    bool named = unit < end && x->unit[0] != '%' && strcmp(x->unit, "‰") != 0, chinese = named && (unsigned char)*unit >= 0x80;
    const char *slash = memchr(s, '/', (size_t)(unit - s));
    if (slash && unit == end) return translate_ratio(f, s, slash, end);
    if (slash || x->text[0] == '\0') return 0;
    if (named && (chinese == f->zh || (chinese && strcmp(x->unit, "个") == 0 && strncmp(unit, "个", 3) != 0))) return 0;
    const char *word = named ? unit_spelling(x->unit, f->zh) : NULL;
    if (word && is_ascii(word) == f->zh) return 0;
    if (unit < end && !named) return 0; /* 20% */
    write_figures(f, x, s, unit);
    if (word) write_unit(f, x, word);
    return 1;
}

/* ---- keywords ---- */
static bool ends_value(const Format *f, int i)
{
    switch (f->x[i].code) {
    case TK_NL: case TK_COMMA: case TK_BAR: case TK_RPAREN: case TK_RBRACE: case TK_OR: case TK_AND: case TK_SOURCE_OF: return true;
    default: return false;
    }
}
static int translate_truth(Format *f, int i)
{
    bool yes = f->x[i].code == TK_IS || f->x[i].op == 1;
    if (!f->zh) strbuf_add(&f->out, yes ? "true" : "false");
    else strbuf_add(&f->out, !yes ? "否" : f->mark[i] == MARK_TRUTH && ends_value(f, i + 1) ? "是" : "真");
    return 1;
}
static int write_keyword(Format *f, int keyword)
{
    size_t n;
    const char *s = keyword_spelling(keyword, f->zh, &n);
    strbuf_bytes(&f->out, s, n);
    return 1;
}
static int keyword_of(int code, KeywordRole role)
{
    for (int k = 0; k < KEYWORD_COUNT; k++)
        if (KEYWORDS[k].code == code && KEYWORDS[k].role == role) return k;
    return -1;
}
/* 断言 每个 个人, assert for every person; with a name 断言 甲 对 每个 个人. */
static int write_every(Format *f, int i)
{
    int n = f->x[i].code == TK_FOR ? 2 : 1;
    strbuf_add(&f->out, !f->zh ? "for every" : i == f->head + 1 ? "每个" : "对 每个");
    return n;
}
static int translate_keyword(Format *f, int i, int end)
{
    const Lexeme *x = &f->x[i];
    bool chinese = (unsigned char)f->source->text[x->span.start] >= 0x80;
    if (x->code == TK_LEVEL) return f->zh ? heading_to_chinese(f, i, end) : 0;
    if (x->code == TK_OF && !f->zh) return strbuf_char(&f->out, '.'), 1;
    if (f->x[f->head].code == TK_ASSERT && (x->code == TK_FOR || x->code == TK_PER_HEAD || x->code == TK_EVERY) && f->colons == 0) return write_every(f, i);
    if (chinese == f->zh) return 0;
    if (x->code == TK_AT && f->x[f->head].code == TK_EXCEPTION) return write_keyword(f, keyword_of(TK_TO, ROLE_WORD));
    if (x->code == TK_TO && f->x[f->head].code == TK_EXCEPTION) return write_keyword(f, keyword_of(TK_AT, ROLE_WORD));
    if (x->code == TK_LIST_OF) { /* list of child: 子女 列表 */
        if (i + 1 >= end || format_is_empty(&f->x[i + 1])) return 0;
        const char *name = format_new_name(f, i + 1, false);
        if (name) format_name_text(f, name);
        else format_range(f, i + 1, i + 2, NULL);
        strbuf_char(&f->out, ' ');
        write_keyword(f, keyword_of(TK_LISTED, ROLE_WORD));
        return 2;
    }
    StrBuf own = format_own_words(f, i);
    size_t n;
    const char *s = keyword_answer(x->keyword, own.text, own.n, f->zh, &n);
    strbuf_bytes(&f->out, s, n);
    return 1;
}
/* 2—3岁: 2 to 3 years of age */
static int translate_dash(Format *f, int i, int end)
{
    if (f->zh || i == 0 || i + 1 >= end || f->x[i - 1].code != f->x[i + 1].code || (f->x[i - 1].code != TK_NUMBER && f->x[i - 1].code != TK_DATE)) return 0;
    strbuf_add(&f->out, " to ");
    return 1;
}

/* ---- names ---- */
/* Words that the grammar never takes for a name. */
static bool is_reserved(const char *text)
{
    for (int k = 0; k < KEYWORD_COUNT; k++) {
        if (KEYWORDS[k].role != ROLE_WORD) continue;
        switch (KEYWORDS[k].code) {
        case TK_OR: case TK_AND: case TK_NOT: case TK_CMP: case TK_IS: case TK_BOUND: case TK_IN: case TK_NOT_IN: case TK_READING:
        case TK_AT: case TK_ROUND: case TK_ALL_OF: case TK_ANY_OF: case TK_BOOL: break;
        default: continue;
        }
        if (keyword_matches(k, text)) return true;
    }
    return false;
}
static bool starts_lines(const char *text)
{
    for (int k = 0; k < KEYWORD_COUNT; k++)
        if (KEYWORDS[k].role != ROLE_WORD && keyword_matches(k, text)) return true;
    return false;
}
static const char *listed_name(const Format *f, uint32_t start)
{
    const FormatName *names = f->options->names;
    int low = 0, high = f->options->n_names;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (names[middle].start < start) low = middle + 1;
        else high = middle;
    }
    return low < f->options->n_names && names[low].start == start ? names[low].text : NULL;
}
/* 元 and 月 in 元/月: each gets its part of yuan/month. */
static const char *unit_name(const Format *f, int i)
{
    size_t len;
    bool first = f->mark[i + 1] == MARK_SLASH && i + 2 < f->n_x, second = i > 1 && f->mark[i - 1] == MARK_SLASH;
    first = first && f->x[i + 2].text, second = second && f->x[i - 2].text;
    const char *text = first ? arena_printf(f->arena, "%s/%s", f->x[i].text, f->x[i + 2].text) : second ? arena_printf(f->arena, "%s/%s", f->x[i - 2].text, f->x[i].text) : f->x[i].text;
    const char *unit = unit_at(text, text + strlen(text), &len);
    if (!unit || text[len]) return NULL;
    const char *word = unit_spelling(unit, f->zh), *slash = strchr(word, '/');
    if (is_ascii(word) == f->zh || !slash != !(first || second)) return NULL;
    return !slash ? word : first ? arena_strndup(f->arena, word, (size_t)(slash - word)) : slash + 1;
}
const char *format_new_name(const Format *f, int i, bool starts_more)
{
    const Lexeme *x = &f->x[i];
    const char *other = NULL;
    switch ((Mark)f->mark[i]) {
    case MARK_NONE: case MARK_SLASH: case MARK_TRUTH: case MARK_TRUTH_WORD: case MARK_NEGATIVE: case MARK_ALIAS: return NULL;
    case MARK_NAME: case MARK_DECLARED: case MARK_TYPE: other = listed_name(f, x->span.start);
    }
    if (!other && f->mark[i] == MARK_TYPE && x->code == TK_NAME && is_ascii(x->text) == f->zh) other = unit_name(f, i);
    if (!other || is_reserved(other) || (starts_more && starts_lines(other))) return NULL;
    return other;
}
/* 出生日期 (birth_date) and birth_date (出生日期) */
static int swap_names(Format *f, int i, int end)
{
    if (i + 3 >= end || f->x[i + 1].code != TK_LPAREN || f->mark[i + 2] != MARK_ALIAS || f->x[i + 3].code != TK_RPAREN) return 0;
    const char *name = f->x[i].text, *alias = f->x[i + 2].text;
    if (!name || !alias || is_ascii(name) != f->zh || is_ascii(alias) == f->zh || is_reserved(alias)) return 0;
    format_name_text(f, alias);
    strbuf_add(&f->out, " (");
    format_name_text(f, name);
    strbuf_char(&f->out, ')');
    return 4;
}

int format_translated(Format *f, int i, int end, bool starts_more)
{
    const Lexeme *x = &f->x[i];
    switch ((Mark)f->mark[i]) {
    case MARK_TRUTH: case MARK_TRUTH_WORD: return ((unsigned char)f->source->text[x->span.start] >= 0x80) == f->zh ? 0 : translate_truth(f, i);
    case MARK_NAME: case MARK_DECLARED: case MARK_TYPE: {
        int covered = f->mark[i] == MARK_NAME ? 0 : swap_names(f, i, end);
        if (covered) return covered;
        const char *name = format_new_name(f, i, starts_more);
        if (f->mark[i] == MARK_TYPE && !f->zh && i + 1 < end && f->x[i + 1].code == TK_LISTED) { /* 子女 列表: list of child */
            strbuf_add(&f->out, "list of ");
            if (name) format_name_text(f, name);
            else format_range(f, i, i + 1, NULL);
            return 2;
        }
        if (!name) return 0;
        format_name_text(f, name);
        return 1;
    }
    case MARK_ALIAS: case MARK_NEGATIVE: case MARK_SLASH: return 0;
    case MARK_NONE: break;
    }
    if (x->code == TK_HEADING) return f->zh ? 0 : heading_to_english(f, i, end);
    if (x->code == TK_LABEL) return translate_label(f, i);
    if (x->code == TK_NUMBER) return translate_number(f, i);
    if (x->code == TK_DASH) return translate_dash(f, i, end);
    if (x->keyword >= 0) return translate_keyword(f, i, end);
    return 0;
}
