/* Arena, texts, places, diagnostics and how they are shown. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "grammar/limits.h"
#include "grammar/render.h"
#include "grammar/strbuf.h"
#include "grammar/text.h"
#include "interp/base/digest.h"
#include "tests/checks.h"

static Arena arena;
static SourceSet set;
static Diags diags;
static jmp_buf out_of_memory;

static void setup(void)
{
    arena_init(&arena, NULL);
    arena.escape = &out_of_memory;
    set = (SourceSet){.arena = &arena};
    diags = (Diags){.arena = &arena};
}
static void teardown(void) { arena_free(&arena); }

/* ---- digest ---- */
START_TEST(digests_are_sha_256)
{
    static const struct { const char *unit; int times; const char *text; } CASES[] = { /* as FIPS 180-4 and NIST's vectors have them */
        {"", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"a", 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
        {"a", 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
        {"a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        size_t n = strlen(CASES[i].unit), all = n * (size_t)CASES[i].times;
        char *bytes = malloc(all + 1), text[DIGEST_TEXT];
        for (size_t k = 0; k < all; k += n) memcpy(bytes + k, CASES[i].unit, n);
        Digest d = digest_of(bytes, all);
        digest_text(&d, text);
        ck_assert_str_eq(text, CASES[i].text);
        free(bytes);
    }
}
END_TEST

/* ---- arena ---- */
typedef struct { int left; size_t held; } Budget;
static void *budget_realloc(void *ctx, void *p, size_t old_size, size_t new_size)
{
    Budget *b = ctx;
    if (new_size == 0) {
        b->held -= old_size;
        free(p);
        return NULL;
    }
    if (b->left-- <= 0) return NULL;
    b->held += new_size - old_size;
    return realloc(p, new_size);
}
START_TEST(arena_memory_is_zeroed_aligned_and_given_back)
{
    Budget budget = {1000, 0};
    Allocator allocator = {&budget, budget_realloc};
    Arena a;
    arena_init(&a, &allocator);
    a.escape = &out_of_memory;
    for (size_t n = 1; n < 300000; n = n * 3 + 1) {
        char *p = arena_alloc(&a, n);
        ck_assert_uint_eq((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < n; i++) ck_assert_int_eq(p[i], 0);
        memset(p, 'x', n);
    }
    ck_assert_uint_gt(budget.held, 300000);
    arena_free(&a);
    ck_assert_uint_eq(budget.held, 0);
}
END_TEST
START_TEST(arena_escapes_when_memory_runs_out)
{
    Budget budget = {2, 0};
    Allocator allocator = {&budget, budget_realloc};
    Arena a;
    jmp_buf escape;
    arena_init(&a, &allocator);
    a.escape = &escape;
    if (setjmp(escape) == 0) {
        for (;;) arena_alloc(&a, 60000);
    }
    arena_free(&a);
    ck_assert_uint_eq(budget.held, 0);
}
END_TEST
START_TEST(arena_interns_equal_bytes_once)
{
    char name[16];
    const char *kept[2000];
    for (int i = 0; i < 2000; i++) kept[i] = arena_intern(&arena, name, (size_t)sprintf(name, "名%d", i));
    for (int i = 0; i < 2000; i++) ck_assert_ptr_eq(kept[i], arena_intern(&arena, name, (size_t)sprintf(name, "名%d", i)));
    ck_assert_ptr_eq(arena_intern(&arena, "abc", 2), arena_intern(&arena, "ab", 2));
}
END_TEST
START_TEST(list_grows_by_doubling)
{
    int *list = NULL, n = 0;
    for (int i = 0; i < 1000; i++) LIST_ADD(&arena, list, n, i);
    for (int i = 0; i < 1000; i++) ck_assert_int_eq(list[i], i);
}
END_TEST

/* ---- places ---- */
START_TEST(places_count_characters_and_cells)
{
    const char *text = "a中b\r\n\n１２x\n";
    source_add(&set, "t", text, (uint32_t)strlen(text));
    Place p = source_place(&set, 0, 4); /* b */
    ck_assert_uint_eq(p.line, 1); ck_assert_uint_eq(p.column, 3); ck_assert_uint_eq(p.cells, 3); ck_assert_uint_eq(p.line_len, 5);
    p = source_place(&set, 0, 7); /* the empty line */
    ck_assert_uint_eq(p.line, 2); ck_assert_uint_eq(p.column, 1); ck_assert_uint_eq(p.line_len, 0);
    p = source_place(&set, 0, 14); /* x behind full-width digits */
    ck_assert_uint_eq(p.line, 3); ck_assert_uint_eq(p.column, 3); ck_assert_uint_eq(p.cells, 4);
    p = source_place(&set, 0, 99); /* beyond the end */
    ck_assert_uint_eq(p.line, 4); ck_assert_uint_eq(p.column, 1);
}
END_TEST
START_TEST(utf8_round_trip_and_refusals)
{
    static const char *const BAD[] = {"\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF0\x80\x80\xAF", "\xE4\xB8", "\xFF"};
    for (uint32_t c = 1; c < 0x110000; c += c < 0x3000 ? 1 : 97) {
        char s[4];
        uint32_t back;
        if (c >= 0xD800 && c < 0xE000) continue;
        int n = utf8_encode(c, s);
        ck_assert_int_eq(utf8_decode(s, s + n, &back), n);
        ck_assert_uint_eq(back, c);
    }
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) ck_assert_uint_eq(utf8_valid_prefix(BAD[i], strlen(BAD[i])), 0);
    ck_assert_uint_eq(utf8_valid_prefix("中\xFF", 4), 3);
}
END_TEST
/* Blocks of a text are judged whole: as its characters are one by one. */
START_TEST(plain_text_is_skipped_as_its_characters_are)
{
    static const char *const PIECES[] = {"a", "z9 ", "\n", "~", "中", "条例", "，", "（", "“", "—", "·", "×", "\t", "\r\n", "\x7F", "\x1F", "\xC2\x85", "\u200B", "\uFEFF", "\u3164",
                                         "\uFFA0", "\U00020000", "\x80", "\xE4\xB8", "\xE3\x81", "\xEF\xBD\x81", "\xFF", "\xE4", "\xE9\x80"};
    uint64_t seed = 20231201;
    for (int round = 0; round < 20000; round++) {
        char text[400];
        size_t n = 0, plain = 0, valid = 0;
        bool seen = true;
        int odd = round % 4 ? 6 : 100; /* now and then nearly everything is ordinary */
        while (n < 300) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            unsigned pick = (unsigned)(seed >> 33);
            const char *piece = PIECES[(int)(pick % 1000) < odd ? pick / 1000 % (sizeof PIECES / sizeof *PIECES) : pick / 1000 % 10];
            memcpy(text + n, piece, strlen(piece)), n += strlen(piece);
        }
        n -= (size_t)round % 70;
        uint32_t c;
        for (int len; valid < n; valid += (size_t)len) {
            len = utf8_decode(text + valid, text + n, &c);
            if (len == 1 && c >= 0x80) break;
            if (seen && !text_is_hidden(c)) plain = valid + (size_t)len;
            else seen = false;
        }
        size_t skipped = (size_t)(utf8_skip_plain(text, text + n) - text);
        ck_assert_uint_le(skipped, plain);
        ck_assert_uint_eq(utf8_valid_prefix(text, n), valid);
        if (skipped < plain) ck_assert(strchr("\t\r\xC2\xC3\xE2\xE3\xEF\xF0", text[skipped]) != NULL); /* what is looked at though it is harmless */
    }
}
END_TEST
START_TEST(widths)
{
    ck_assert_uint_eq(text_cells("abc", 3), 3);
    ck_assert_uint_eq(text_cells("中文，", 9), 6);
    ck_assert_uint_eq(text_cells("e\xCC\x81", 3), 1);
    ck_assert_uint_eq(text_cells("\U00020000", 4), 2);
}
END_TEST

/* ---- loading ---- */
static bool load(const char *bytes, size_t len)
{
    uint32_t source;
    return text_load(&set, &diags, "f.law", bytes, len, &source);
}
#define LOAD(literal) load(literal, sizeof literal - 1)
static const char *only_message(void)
{
    ck_assert_int_eq(diags.n_items, 1);
    return render_message(&arena, &diags.items[0], false);
}
START_TEST(load_plain_and_marked)
{
    ck_assert(LOAD("法规 \"x\"\r\n"));
    ck_assert(LOAD("\xEF\xBB\xBFuse \"x\"\n"));
    ck_assert_int_eq(diags.n_items, 0);
    ck_assert_str_eq(set.items[1].text, "use \"x\"\n");
}
END_TEST
START_TEST(load_invalid_utf8_names_the_byte)
{
    ck_assert(!LOAD("\xEF\xBB\xBF" "abc\n\xFF\xFFxyz"));
    ck_assert_str_eq(only_message(), "not UTF-8 from byte 8 on");
}
END_TEST
START_TEST(load_gb18030_with_a_declaration)
{
    ck_assert(LOAD("# \xD6\xD0\xCE\xC4\n\xB7\xA8\xB9\xE6 \"\xCF\xB8\xD4\xF2\"\n")); /* 中文 / 法规 "细则" */
    ck_assert_int_eq(diags.items[0].id, D_GB18030_READ);
    ck_assert_str_eq(set.items[0].text, "# 中文\n法规 \"细则\"\n");
}
END_TEST
START_TEST(load_gb18030_without_a_declaration_is_not_taken_for_it)
{
    ck_assert(!LOAD("\xD6\xD0\xCE\xC4\n"));
    ck_assert_int_eq(diags.items[0].id, D_NOT_UTF8);
}
END_TEST
START_TEST(load_refuses_what_is_no_text)
{
    static const struct { const char *bytes; size_t len; DiagId id; } BAD[] = {
        {"\xFF\xFE" "a\0", 4, D_UTF16}, {"\xFE\xFF\0a", 4, D_UTF16}, {"u\0s\0e\0 \0\"\0x\0\"\0", 14, D_UTF16},
        {"PK\3\4......word/document.xml", 27, D_NOT_TEXT}, {"PK\3\4", 4, D_NOT_TEXT}, {"%PDF-1.7", 8, D_NOT_TEXT},
        {"use \0x", 6, D_NUL_BYTE}, {"", 0, D_FILE_EMPTY}, {" \r\n\t", 4, D_FILE_EMPTY}, {"\xEF\xBB\xBF", 3, D_FILE_EMPTY},
    };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        diags.n_items = 0, diags.items = NULL;
        ck_assert(!load(BAD[i].bytes, BAD[i].len));
        ck_assert_int_eq(diags.n_items, 1);
        ck_assert_int_eq(diags.items[0].id, BAD[i].id);
        ck_assert(*render_text(&arena, &set, &diags, (RenderOptions){0}));
    }
}
END_TEST
START_TEST(load_refuses_big_files)
{
    char *big = malloc(FILE_BYTES_MAX + 1);
    memset(big, 'a', FILE_BYTES_MAX + 1);
    ck_assert(load(big, FILE_BYTES_MAX));
    ck_assert(!load(big, FILE_BYTES_MAX + 1));
    ck_assert_str_eq(only_message(), "`f.law` is too big: 16 MiB at most");
    free(big);
}
END_TEST
START_TEST(load_reports_hidden_characters)
{
    ck_assert(LOAD("> 中\xE2\x80\xAE文\n# a\xE2\x80\x8B\n"));
    ck_assert_int_eq(diags.n_items, 2);
    ck_assert_str_eq(diags.items[0].arg[0], "U+202E");
    ck_assert_int_eq(diags.items[0].n_fixes, 1);
    const char *text = render_text(&arena, &set, &diags, (RenderOptions){0});
    ck_assert_ptr_null(strstr(text, "\xE2\x80\xAE")); /* never to the terminal */
}
END_TEST

/* ---- showing ---- */
static void example_diag(void)
{
    const char *text = "法规 \"题\"\n  条件 年龄 满 55\n";
    uint32_t source = source_add(&set, "路/a.law", text, (uint32_t)strlen(text));
    uint32_t at = (uint32_t)(strstr(text, "年龄") - text);
    diag_add(&diags, D_STRAY_CHARACTER, (Span){source, at, at + 6}, "年龄", "U+1", NULL);
    diag_note(&diags, (Span){source, 0, 6}, "在此", "here");
    diag_fix(&diags, (Span){source, at, at + 6}, "周岁");
}
START_TEST(text_has_a_caret_under_wide_characters)
{
    example_diag();
    ck_assert_str_eq(render_text(&arena, &set, &diags, (RenderOptions){0}),
                     "路/a.law:2:6: error[E020]: unexpected character `年龄` (U+1)\n"
                     "    2 |   条件 年龄 满 55\n"
                     "      |        ^^^^\n"
                     "路/a.law:1:1: note: here\n"
                     "    1 | 法规 \"题\"\n"
                     "      | ^^^^\n"
                     "      = fix: replace `年龄` by `周岁`\n");
    const char *zh = render_text(&arena, &set, &diags, (RenderOptions){.chinese = true, .colour = true});
    ck_assert_ptr_nonnull(strstr(zh, "\033[1;31m错误[E020]\033[0m：这里不该有 `年龄`（U+1）"));
}
END_TEST
START_TEST(json_has_places_notes_and_fixes)
{
    example_diag();
    ck_assert_str_eq(render_json(&arena, &set, &diags, false),
                     "{\"diagnostics\":[{\"file\":\"路/a.law\",\"line\":2,\"column\":6,\"end_line\":2,\"end_column\":8,\"start\":22,\"end\":28,"
                     "\"severity\":\"error\",\"code\":\"E020\",\"message\":\"unexpected character `年龄` (U+1)\","
                     "\"notes\":[{\"file\":\"路/a.law\",\"line\":1,\"column\":1,\"end_line\":1,\"end_column\":3,\"start\":0,\"end\":6,\"message\":\"here\"}],"
                     "\"fixes\":[{\"file\":\"路/a.law\",\"line\":2,\"column\":6,\"end_line\":2,\"end_column\":8,\"start\":22,\"end\":28,\"replacement\":\"周岁\"}]}],"
                     "\"errors\":1,\"warnings\":0}\n");
}
END_TEST
START_TEST(long_lines_are_cut_around_the_place)
{
    StrBuf b = {.arena = &arena};
    for (int i = 0; i < 100000; i++) strbuf_add(&b, "中");
    source_add(&set, "long", b.text, (uint32_t)b.n);
    diag_add(&diags, D_STRAY_CHARACTER, (Span){0, 150000, 300000}, b.text, "x", NULL);
    const char *text = render_text(&arena, &set, &diags, (RenderOptions){0});
    ck_assert_uint_lt(strlen(text), 2000);
}
END_TEST
START_TEST(equal_diagnostics_are_kept_once_and_sorted)
{
    source_add(&set, "a", "abc", 3);
    ck_assert(diag_add(&diags, D_STRAY_CHARACTER, (Span){0, 2, 3}, "c", "", NULL));
    ck_assert(diag_add(&diags, D_STRAY_CHARACTER, (Span){0, 0, 1}, "a", "", NULL));
    ck_assert(!diag_add(&diags, D_STRAY_CHARACTER, (Span){0, 2, 3}, "c", "", NULL));
    diag_add_nowhere(&diags, D_NO_FILES, "x", NULL, NULL);
    diag_sort(&diags);
    ck_assert_int_eq(diags.n_items, 3); ck_assert_int_eq(diags.n_errors, 3);
    ck_assert(!diags.items[0].has_span); ck_assert_uint_eq(diags.items[1].span.start, 0);
}
END_TEST
/* A name of a type is an argument for each language, so only their number is compared. */
START_TEST(every_message_uses_as_many_arguments_in_both_languages)
{
    for (int id = 0; id < D_KINDS; id++) {
        int used[2] = {0, 0};
        for (int k = '1'; k <= '4'; k++) {
            char hole[3] = {'%', (char)k, 0};
            for (int zh = 0; zh < 2; zh++) used[zh] += strstr(diag_message_format((DiagId)id, zh), hole) != NULL;
        }
        ck_assert_msg(used[0] == used[1], "E%03d", diag_number((DiagId)id));
    }
}
END_TEST
START_TEST(every_number_is_used_once)
{
    for (int a = 0; a < D_KINDS; a++)
        for (int b = a + 1; b < D_KINDS; b++) ck_assert_int_ne(diag_number((DiagId)a), diag_number((DiagId)b));
}
END_TEST
START_TEST(json_strings)
{
    StrBuf b = {.arena = &arena};
    strbuf_json(&b, "a\"\\\n\x01中\xFF");
    strbuf_json(&b, NULL);
    ck_assert_str_eq(b.text, "\"a\\\"\\\\\\n\\u0001中\xEF\xBF\xBD\"null");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("base");
    TCase *c = tcase_create("base");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_set_timeout(c, 60);
    const TTest *tests[] = {digests_are_sha_256, arena_memory_is_zeroed_aligned_and_given_back, arena_escapes_when_memory_runs_out, arena_interns_equal_bytes_once,
                            list_grows_by_doubling, places_count_characters_and_cells, utf8_round_trip_and_refusals, plain_text_is_skipped_as_its_characters_are, widths, load_plain_and_marked,
                            load_invalid_utf8_names_the_byte, load_gb18030_with_a_declaration, load_gb18030_without_a_declaration_is_not_taken_for_it,
                            load_refuses_what_is_no_text, load_refuses_big_files, load_reports_hidden_characters, text_has_a_caret_under_wide_characters,
                            json_has_places_notes_and_fixes, long_lines_are_cut_around_the_place, equal_diagnostics_are_kept_once_and_sorted,
                            every_message_uses_as_many_arguments_in_both_languages, every_number_is_used_once, json_strings};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    return checks_run(s, c, CK_FORK_GETENV);
}
