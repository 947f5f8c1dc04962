/* Redlines, and law text against an official document with planted faults.
 * Knows grammar/redline.h and interp/weave/official.h. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "grammar/parse.h"
#include "grammar/strbuf.h"
#include "interp/weave/official.h"
#include "tests/checks.h"

static Arena arena;
static SourceSet sources;
static Diags diags;
static void begin(void)
{
    arena_init(&arena, NULL);
    sources = (SourceSet){.arena = &arena};
    diags = (Diags){.arena = &arena};
}
static void end(void) { arena_free(&arena); }
static const char *redline_words(const char *a, const char *b, RedlineOptions options)
{
    StrBuf out = {.arena = &arena};
    Redline r = redline_make(&arena, a, b, options);
    strbuf_add(&out, "");
    for (int i = 0; i < r.n_parts; i++) {
        strbuf_add(&out, r.parts[i].kind == RED_SAME ? "" : r.parts[i].kind == RED_DELETED ? "[-" : "{+");
        strbuf_bytes(&out, r.parts[i].text, r.parts[i].len);
        strbuf_add(&out, r.parts[i].kind == RED_SAME ? "" : r.parts[i].kind == RED_DELETED ? "-]" : "+}");
    }
    return out.text;
}
START_TEST(numbers_and_words_stay_whole)
{
    RedlineOptions space = {.ignore_space = true}, width = {.ignore_width = true};
    ck_assert_str_eq(redline_words("每人每月1000元。", "每人每月1200元。", space), "每人每月[-1000-]{+1200+}元。");
    ck_assert_str_eq(redline_words("控制在 14.5/10 万、5‰ 以下", "控制在14.5/10万、6‰以下", space), "控制在14.5/10万、[-5‰-]{+6‰+}以下");
    ck_assert_str_eq(redline_words("年满 60 周岁", "年满 65 周岁", space), "年满 [-60-]{+65+} 周岁");
    ck_assert_str_eq(redline_words("the large house", "the house", space), "the [-large -]house");
    ck_assert_str_eq(redline_words("3,000元", "3,500元", space), "[-3,000-]{+3,500+}元");
    ck_assert_str_eq(redline_words("年满55周岁", "年满\n 55 周岁", space), "年满\n 55 周岁");
    ck_assert_str_eq(redline_words("甲，乙１", "甲,乙1", width), "甲,乙1");
    ck_assert_str_eq(redline_words("甲，乙", "甲,乙", space), "甲[-，-]{+,+}乙");
    ck_assert_str_eq(redline_words("", "新增", space), "{+新增+}");
    ck_assert(!redline_make(&arena, "", "", space).changed);
}
END_TEST
/* Deleted and kept runs are the old text, inserted and kept ones the new. */
START_TEST(parts_give_both_texts_back)
{
    static const char LETTERS[] = "ab1, .";
    srand(7);
    for (int t = 0; t < 20000; t++) {
        char a[24], b[24], old_text[64] = "", new_text[64] = "";
        int n = rand() % 20, m = rand() % 20;
        for (int i = 0; i < n; i++) a[i] = LETTERS[rand() % 6];
        for (int i = 0; i < m; i++) b[i] = LETTERS[rand() % 6];
        a[n] = b[m] = '\0';
        Redline r = redline_make(&arena, a, b, (RedlineOptions){0});
        for (int i = 0; i < r.n_parts; i++) {
            if (r.parts[i].kind != RED_INSERTED) strncat(old_text, r.parts[i].text, r.parts[i].len);
            if (r.parts[i].kind != RED_DELETED) strncat(new_text, r.parts[i].text, r.parts[i].len);
        }
        ck_assert_str_eq(old_text, a);
        ck_assert_str_eq(new_text, b);
        ck_assert_int_eq(r.changed, strcmp(a, b) != 0);
        if (t % 1000 == 0) end(), begin();
    }
}
END_TEST

static const char DOCUMENT[] =
    "\n示范办法\n\n第一章 总 则\n\n第一条 为了示范，制定本办法。\n\n第二条 年满55周岁的，每月给予补助 1000 元，\n\n本办法第一条\n另有规定的除外。\n\n"
    "第三条 各部门：\n(一)甲局：负责一。\n(二)乙局：负责二。\n\n第二章 附则\n第四条 本办法自印发之日起施行。\n\n某市办公室\n2023年8月7日印发\n";
static const char POLICY[] =
    "法规 \"示范办法\" (demo)\n第一章 总则\n第一条\n> 为了示范，制定本办法。\n第二条\n> 年满55周岁的，每月给予补助1000元，本办法第一条另有规定的除外。\n参数 年龄线 = 55周岁\n"
    "第三条\n> 各部门：\n第（一）项\n> 甲局：负责一。\n第（二）项\n> (二)乙局：负责二。\n第二章 附则\n第四条\n> 本办法自印发之日起施行。\n";
static OfficialReport compare(const char *policy, const char *document)
{
    uint32_t source = source_add(&sources, "demo.law", policy, (uint32_t)strlen(policy));
    Node *file = parse_file(&arena, &sources, source, &diags);
    ck_assert_int_eq(diags.n_errors, 0);
    return official_compare(&arena, &sources, &file, 1, document);
}
static const char *replaced(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    ck_assert_ptr_nonnull(at);
    return arena_printf(&arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}
static const OfficialRow *row(const OfficialReport *r, const char *label)
{
    for (int i = 0; i < r->n_rows; i++)
        if (strcmp(r->rows[i].label, label) == 0) return &r->rows[i];
    ck_abort_msg("no row %s", label);
    return NULL;
}
START_TEST(faithful_text_is_right)
{
    OfficialReport r = compare(POLICY, DOCUMENT);
    ck_assert(r.right);
    ck_assert_int_eq(r.articles, 4);
    ck_assert_int_eq(r.articles_right, 4);
    ck_assert_int_eq(r.items, 2);
    ck_assert_int_eq(r.items_right, 2);
    ck_assert_int_eq(row(&r, "2")->rules, 1);
    ck_assert_int_eq(row(&r, "1")->rules, 0);
    ck_assert_str_eq(r.around, "示范办法\n某市办公室\n2023年8月7日印发");
    const char *text = official_text(&arena, &r, &sources, true, false);
    ck_assert_ptr_nonnull(strstr(text, "条文和 1 条规则"));
    ck_assert_ptr_nonnull(strstr(text, "\n4/4 articles, 2/2 items\n"));
}
END_TEST
START_TEST(planted_faults_are_found)
{
    OfficialReport r = compare(replaced(POLICY, "1000元", "1200元"), DOCUMENT);
    ck_assert(!r.right && row(&r, "2")->altered && !row(&r, "1")->altered);
    ck_assert_int_eq(r.articles_right, 3);
    ck_assert_ptr_nonnull(strstr(official_text(&arena, &r, &sources, true, false), "[-1000-]{+1200+}元"));
    ck_assert_ptr_nonnull(strstr(official_json(&arena, &r, &sources), "{\"deleted\":\"1000\"},{\"inserted\":\"1200\"}"));
    r = compare(replaced(POLICY, "第一条\n> 为了示范，制定本办法。\n", ""), DOCUMENT);
    ck_assert(!r.right && row(&r, "1")->found == 0);
    r = compare(replaced(POLICY, "第（二）项\n", "第（一）项\n> 甲局：负责一。\n第（二）项\n"), DOCUMENT);
    ck_assert(!r.right && row(&r, "3.1")->found == 2 && row(&r, "3.2")->found == 1);
    ck_assert_int_eq(r.items_right, 1);
    r = compare(replaced(POLICY, "第二章 附则\n", "第五条\n> 多出来的一条。\n第二章 附则\n"), DOCUMENT);
    ck_assert(!r.right && row(&r, "5")->official == NULL);
    ck_assert_int_eq(r.articles_right, 4);
    r = compare(replaced(replaced(POLICY, "第一条\n> 为了示范，制定本办法。\n", ""), "第二章 附则\n", "第一条\n> 为了示范，制定本办法。\n第二章 附则\n"), DOCUMENT);
    ck_assert(!r.right && row(&r, "1")->out_of_order && !row(&r, "2")->out_of_order && !row(&r, "3")->out_of_order && !row(&r, "4")->out_of_order);
    r = compare(replaced(POLICY, "总则", "总纲"), DOCUMENT);
    ck_assert(!r.right && r.articles_right == 4);
    r = compare(replaced(POLICY, "\"示范办法\"", "\"示范规定\""), DOCUMENT);
    ck_assert(!r.right && r.title_differs);
    r = compare(POLICY, "这里没有条文");
    ck_assert(!r.right && r.articles == 0);
}
END_TEST
START_TEST(later_versions_are_passed_over)
{
    OfficialReport r = compare(replaced(POLICY, "第三条\n", "第二条 自 2025年1月1日 起\n> 年满50周岁的，每月给予补助1500元。\n第三条\n"), DOCUMENT);
    ck_assert(r.right);
}
END_TEST
int main(void)
{
    Suite *s = suite_create("official");
    TCase *t = tcase_create("official");
    tcase_add_checked_fixture(t, begin, end);
    tcase_add_test(t, numbers_and_words_stay_whole);
    tcase_add_test(t, parts_give_both_texts_back);
    tcase_add_test(t, faithful_text_is_right);
    tcase_add_test(t, planted_faults_are_found);
    tcase_add_test(t, later_versions_are_passed_over);
    return checks_run(s, t, CK_FORK_GETENV);
}
