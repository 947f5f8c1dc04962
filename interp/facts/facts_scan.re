/* JSON text to tokens. Knows the form of JSON, UTF-8 included.
 * Must never know the schema. The text ends with a NUL, which no rule passes. */
#include "interp/facts/facts_core.h"
#include <string.h>

static FactsToken token(FactsTokenKind kind, const unsigned char *start, const unsigned char *end)
{
    return (FactsToken){(const char *)start, (uint32_t)(end - start), (uint16_t)kind, 0};
}
static FactsToken bad(DiagId why, const unsigned char *start, const unsigned char *end)
{
    return (FactsToken){(const char *)start, (uint32_t)(end - start), FT_BAD, (uint16_t)why};
}
/* A string that stops being one at `end`. */
static FactsToken bad_string(const unsigned char *end)
{
    if (*end == 0) return token(FT_END, end, end);
    if (*end < 0x20) return bad(D_RECORD_CONTROL, end, end + 1);
    if (*end != '\\') return bad(D_RECORD_UTF8, end, end + 1);
    size_t n = 1;
    while (n < (end[1] == 'u' ? 6u : 2u) && end[n] > 0x20 && end[n] < 0x7F && end[n] != '"') n++;
    return end[n] == 0 ? token(FT_END, end + n, end + n) : bad(D_RECORD_ESCAPE, end, end + n);
}
static FactsToken word(const unsigned char *start, const unsigned char *end)
{
    static const char *const numbers[] = {"NaN", "nan", "NAN", "Infinity", "infinity", "inf", "Inf", "INF"};
    size_t n = (size_t)(end - start);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strlen(numbers[i]) == n && !memcmp(numbers[i], start, n)) return bad(D_RECORD_NUMBER_FORM, start, end);
    return bad(D_RECORD_SYNTAX, start, end);
}

FactsToken facts_scan(const char **at)
{
    const unsigned char *cursor = (const unsigned char *)*at, *marker, *start;
#define GIVE(kind) return *at = (const char *)cursor, token(kind, start, cursor)
    for (;;) {
        start = cursor;
        /*!re2c
        re2c:define:YYCTYPE = "unsigned char";
        re2c:define:YYCURSOR = cursor;
        re2c:define:YYMARKER = marker;
        re2c:yyfill:enable = 0;

        plain  = [\u0020-\ud7ff\ue000-\U0010ffff] \ ["\\];
        hex    = [0-9a-fA-F];
        escape = "\\" ["\\/bfnrt] | "\\u" hex{4};
        int    = "0" | [1-9] [0-9]*;
        number = "-"? int ("." [0-9]+)? ([eE] [-+]? [0-9]+)?;

        [ \t\r\n]+  { continue; }
        "{"         { GIVE(FT_OBJECT); }
        "}"         { GIVE(FT_OBJECT_END); }
        "["         { GIVE(FT_LIST); }
        "]"         { GIVE(FT_LIST_END); }
        ":"         { GIVE(FT_COLON); }
        ","         { GIVE(FT_COMMA); }
        "true"      { GIVE(FT_TRUE); }
        "false"     { GIVE(FT_FALSE); }
        "null"      { GIVE(FT_NULL); }
        ["] plain* ["]            { return *at = (const char *)cursor, token(FT_STRING, start + 1, cursor - 1); }
        ["] (plain | escape)* ["] { return *at = (const char *)cursor, token(FT_ESCAPED, start + 1, cursor - 1); }
        ["] (plain | escape)*     { return *at = (const char *)cursor, bad_string(cursor); }
        number                    { GIVE(FT_NUMBER); }
        [-+.0-9] [-+.0-9A-Za-z_]* { return *at = (const char *)cursor, bad(D_RECORD_NUMBER_FORM, start, cursor); }
        [A-Za-z_] [A-Za-z_0-9]*   { return *at = (const char *)cursor, word(start, cursor); }
        "\x00"      { return *at = (const char *)start, token(FT_END, start, start); }
        plain       { return *at = (const char *)cursor, bad(D_RECORD_SYNTAX, start, cursor); }
        [\x01-\x1f\\] { return *at = (const char *)cursor, bad(D_RECORD_SYNTAX, start, cursor); }
        *           { return *at = (const char *)cursor, bad(D_RECORD_UTF8, start, cursor); }
        */
    }
#undef GIVE
}
