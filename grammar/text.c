/* Bytes of a file to UTF-8 text. See text.h.
 * Must never know tokens, or where the bytes come from. */
#include "grammar/text.h"
#include <iconv.h>
#include <string.h>
#include "grammar/limits.h"

enum { HIDDEN_SHOWN_MAX = 100 };

/* What office staff save by mistake. The name is the same in both languages. */
static const char *recognise(const char *s, size_t len)
{
    static const struct { const char *head; size_t n; const char *name; } KINDS[] = {
        {"PK\3\4", 4, "zip"}, {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, "Word/WPS (.doc, .wps)"}, {"%PDF-", 5, "PDF"}, {"{\\rtf", 5, "RTF"},
        {"\x89PNG", 4, "PNG"}, {"\xFF\xD8\xFF", 3, "JPEG"}, {"\x1F\x8B", 2, "gzip"}, {"\x7F" "ELF", 4, "ELF"}, {"7z\xBC\xAF", 4, "7z"}, {"Rar!", 4, "RAR"},
    };
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        if (len < KINDS[i].n || memcmp(s, KINDS[i].head, KINDS[i].n) != 0) continue;
        if (i > 0) return KINDS[i].name;
        for (size_t k = 0; k + 5 < len && k < 65536; k++)
            if (memcmp(s + k, "word/", 5) == 0) return "Word/WPS (.docx)";
        for (size_t k = 0; k + 3 < len && k < 65536; k++)
            if (memcmp(s + k, "xl/", 3) == 0) return "Excel (.xlsx)";
        return KINDS[i].name;
    }
    return NULL;
}
/* With a mark, or without one when every other byte of the beginning is NUL. */
static bool is_utf16(const unsigned char *s, size_t len)
{
    if (len >= 2 && ((s[0] == 0xFF && s[1] == 0xFE) || (s[0] == 0xFE && s[1] == 0xFF))) return true;
    size_t n = len < 512 ? len & ~(size_t)1 : 512, zeros[2] = {0, 0};
    for (size_t i = 0; i < n; i++) zeros[i & 1] += s[i] == 0;
    return n >= 8 && ((zeros[0] > n / 8 && !zeros[1]) || (zeros[1] > n / 8 && !zeros[0]));
}
bool text_is_hidden(uint32_t c)
{
    if (c < 0x20) return c != '\t' && c != '\n' && c != '\r';
    if (c < 0xAD) return c >= 0x7F && c <= 0x9F;
    return c == 0xAD || c == 0x34F || c == 0x61C || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 || (c >= 0x180B && c <= 0x180F) ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x3164 || (c >= 0xFE00 && c <= 0xFE0F) ||
           c == 0xFEFF || c == 0xFFA0 || (c >= 0xFFF0 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

/* ---- GB18030 ---- */
static const char *const DECLARATIONS[] = {
#define DECL 1
#define CLAUSE 0
#define WORD 0
#define K(token, role, value, zh, en) (role) ? zh "|" en : "",
#include "grammar/keywords.def"
#undef K
#undef DECL
#undef CLAUSE
#undef WORD
};
static bool starts_with_spelling(const char *s, size_t len, const char *spellings)
{
    while (*spellings) {
        size_t n = strcspn(spellings, "|");
        if (n && len > n && memcmp(s, spellings, n) == 0 && (s[n] == ' ' || s[n] == '\t' || (s[n] & 0x80))) return true;
        spellings += n + (spellings[n] == '|');
    }
    return false;
}
/* Almost any bytes decode as GB18030: only a declaration at the start of a line says that this is a policy. */
static bool has_declaration(const char *s, size_t len)
{
    for (const char *end = s + len; s < end;) {
        const char *eol = memchr(s, '\n', (size_t)(end - s));
        if (!eol) eol = end;
        while (s < eol && (*s == ' ' || *s == '\t')) s++;
        if (eol - s > 3 && memcmp(s, "第", 3) == 0) return true;
        for (size_t i = 0; i < sizeof DECLARATIONS / sizeof *DECLARATIONS; i++)
            if (starts_with_spelling(s, (size_t)(eol - s), DECLARATIONS[i])) return true;
        s = eol + 1;
    }
    return false;
}
static char *decode_gb18030(Arena *arena, const char *bytes, size_t len, size_t *out_len)
{
    iconv_t cd = iconv_open("UTF-8", "GB18030");
    if (cd == (iconv_t)-1) return NULL;
    size_t room = len * 3, left = room, in_left = len; /* at most 3 bytes for 2, and 4 for 4 */
    char *text = arena_alloc(arena, room + 1), *to = text, *from = (char *)bytes;
    size_t result = iconv(cd, &from, &in_left, &to, &left);
    iconv_close(cd);
    if (result == (size_t)-1 || in_left) return NULL;
    *to = '\0';
    *out_len = (size_t)(to - text);
    return has_declaration(text, *out_len) ? text : NULL;
}

/* ---- one file ---- */
static bool refuse(Diags *diags, uint32_t source, size_t at, DiagId id, const char *argument)
{
    diag_add(diags, id, (Span){source, (uint32_t)at, (uint32_t)at}, argument, NULL, NULL);
    return false;
}
/* A reviewer must see what a file says, in law text and comments too. */
static void report_hidden(Diags *diags, const Source *s, uint32_t source)
{
    int shown = 0;
    for (const char *p = s->text, *end = p + s->len; shown < HIDDEN_SHOWN_MAX && (p = utf8_skip_plain(p, end)) < end;) {
        uint32_t c;
        int n = utf8_decode(p, end, &c);
        if (text_is_hidden(c)) {
            Span span = {source, (uint32_t)(p - s->text), (uint32_t)(p - s->text + n)};
            if (diag_add(diags, D_HIDDEN_CHARACTER, span, arena_printf(diags->arena, "U+%04X", (unsigned)c), NULL, NULL)) diag_fix(diags, span, "");
            shown++;
        }
        p += n;
    }
}
static bool is_blank(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (s[i] != ' ' && s[i] != '\t' && s[i] != '\r' && s[i] != '\n') return false;
    return true;
}
bool text_load(SourceSet *set, Diags *diags, const char *name, const void *bytes, size_t len, uint32_t *source)
{
    const char *raw = bytes, *kind = recognise(raw, len);
    bool utf16 = is_utf16(bytes, len);
    if (kind || utf16 || len > FILE_BYTES_MAX) {
        *source = source_add(set, name, "", 0);
        if (len > FILE_BYTES_MAX) return refuse(diags, *source, 0, D_FILE_TOO_BIG, name);
        return refuse(diags, *source, 0, kind ? D_NOT_TEXT : D_UTF16, kind);
    }
    size_t mark = len >= 3 && memcmp(raw, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    size_t text_len = len - mark, valid = utf8_valid_prefix(raw + mark, text_len);
    if (valid < text_len && !memchr(raw, 0, len)) {
        size_t n;
        char *decoded = mark ? NULL : decode_gb18030(set->arena, raw, len, &n);
        if (decoded) {
            *source = source_add(set, name, decoded, (uint32_t)n);
            refuse(diags, *source, 0, D_GB18030_READ, NULL);
            report_hidden(diags, &set->items[*source], *source);
            return true;
        }
    }
    const char *text = arena_strndup(set->arena, raw + mark, text_len), *nul = memchr(text, 0, text_len);
    *source = source_add(set, name, text, (uint32_t)text_len);
    if (nul && (size_t)(nul - text) <= valid)
        return refuse(diags, *source, (size_t)(nul - text), D_NUL_BYTE, arena_printf(diags->arena, "%zu", (size_t)(nul - text) + mark + 1));
    if (valid < text_len) return refuse(diags, *source, valid, D_NOT_UTF8, arena_printf(diags->arena, "%zu", valid + mark + 1));
    if (is_blank(text, text_len)) return refuse(diags, *source, 0, D_FILE_EMPTY, name);
    report_hidden(diags, &set->items[*source], *source);
    return true;
}
