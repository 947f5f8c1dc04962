/* Slips that drafters often make, and what they meant: a colon behind 条件, 不是 for 非, 1 < 数 < 5, a function's name nearly right.
 * See builder.h. Must never know types, names' meaning, files. */
#include <string.h>
#include "grammar/builder.h"
#include "grammar/strbuf.h"
#include "policy.h"

static const char *words_at(const Builder *b, const Lexeme *x) { return arena_strndup(b->arena, b->sources->items[x->span.source].text + x->span.start, x->span.end - x->span.start); }
static char byte_after(const Builder *b, Span span) { return b->sources->items[span.source].text[span.end]; }

/* 条件：年龄 满 60周岁 */
static bool colon(Builder *b, const Lexeme *at, int first, Span span)
{
    const Lexeme *word = &b->lexemes->items[first];
    if (at->code != TK_COLON || word->keyword < 0) return false;
    const char *said = words_at(b, word);
    diag_note(b->diags, span, arena_printf(b->arena, "`%s` 这一行不用冒号，空一格写下去", said), arena_printf(b->arena, "a line with `%s` has no colon; leave a space and go on", said));
    diag_fix(b->diags, span, byte_after(b, span) == ' ' ? "" : " ");
    return true;
}
/* 条件 不是 (…) */
static bool negation(Builder *b, const Lexeme *at, Span span)
{
    if (at->code != TK_CMP || at->op != OP_NE || !policy_takes(b, TK_NOT)) return false;
    diag_note(b->diags, span, "`不是` 放在两个值中间；整个条件不成立写 `非`", "`is not` stands between two values; for a condition that does not hold write `not`");
    diag_fix(b->diags, span, (unsigned char)b->sources->items[span.source].text[span.start] < 0x80 ? "not" : "非");
    return true;
}
/* 1 < 数 < 5: two comparisons are meant, of the value in the middle. */
static bool chain(Builder *b, const Lexeme *at, int first, Span span)
{
    if ((at->code != TK_CMP && at->code != TK_BOUND && at->code != TK_EQ && at->code != TK_IS) || !policy_takes(b, TK_AND) || policy_takes(b, TK_CMP)) return false;
    const Lexeme *middle = &b->lexemes->items[b->at - 1];
    const char *zh = "比较一次只比两个值；两头都有限的，写成两个比较，中间用 `且`", *en = "a comparison has two sides; write two, joined by `and`";
    if (b->at - 3 < first || middle->code != TK_NAME || middle[-1].code != TK_CMP) return diag_note(b->diags, span, zh, en), true;
    const char *name = words_at(b, middle), *sign = words_at(b, at);
    diag_note(b->diags, span, zh, en);
    diag_fix(b->diags, span, arena_printf(b->arena, (unsigned char)*name < 0x80 ? "and %s %s" : "且 %s %s", name, sign));
    return true;
}
/* 年度(出生日期): there are few functions, so they can be named. */
static const char *functions(Builder *b, bool zh)
{
    StrBuf out = {.arena = b->arena};
    for (int i = 0; i < KEYWORD_COUNT; i++) {
        if (KEYWORDS[i].code != TK_FUNCTION && KEYWORDS[i].code != TK_AGGREGATE) continue;
        size_t len;
        const char *word = keyword_spelling(i, zh, &len);
        strbuf_printf(&out, "%s%.*s", out.text ? (zh ? "、" : ", ") : "", (int)len, word);
    }
    return out.text ? out.text : "";
}
static bool function(Builder *b, const Lexeme *at, int first, Span span)
{
    const Lexeme *before = b->at > first ? &b->lexemes->items[b->at - 1] : NULL;
    if (at->code != TK_LPAREN || !before || before->code != TK_NAME || !policy_takes(b, TK_DOT)) return false;
    const char *name = words_at(b, before);
    diag_note(b->diags, span, arena_printf(b->arena, "没有叫 `%s` 的函数；有 %s", name, functions(b, true)), arena_printf(b->arena, "there is no function `%s`; these are %s", name, functions(b, false)));
    return true;
}
bool builder_slip(Builder *b, const Lexeme *at, int first, Span span)
{
    return colon(b, at, first, span) || negation(b, at, span) || chain(b, at, first, span) || function(b, at, first, span);
}
