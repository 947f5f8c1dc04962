/* The canonical form: what it is, that it is one, and that nothing is lost on the way. */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "grammar/format.h"
#include "grammar/parse.h"
#include "grammar/render.h"
#include "grammar/strbuf.h"
#include "grammar/text.h"
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

/* ---- helpers ---- */
typedef enum { SAME, TO_CHINESE, TO_ENGLISH } Into;
static const char *put(const char *text, Into into, const FormatName *names, int n_names)
{
    FormatOptions options = {.translate = into != SAME, .chinese = into == TO_CHINESE, .names = names, .n_names = n_names};
    Formatted out;
    uint32_t source;
    diags = (Diags){.arena = &arena};
    if (!text_load(&set, &diags, "x.law", text, strlen(text), &source) || !format_text(&arena, &set, source, &options, &diags, &out))
        ck_abort_msg("%s\n%s", text, render_text(&arena, &set, &diags, (RenderOptions){0}));
    return arena_strndup(&arena, out.text, out.len);
}
static void becomes(const char *before, const char *after)
{
    ck_assert_str_eq(put(before, SAME, NULL, 0), after);
    ck_assert_str_eq(put(after, SAME, NULL, 0), after);
}
static void translates(const char *before, Into into, const char *after)
{
    ck_assert_str_eq(put(before, into, NULL, 0), after);
    ck_assert_str_eq(put(after, into, NULL, 0), after);
}
static Node *tree(const char *text)
{
    uint32_t source = source_add(&set, "tree", text, (uint32_t)strlen(text));
    return parse_file(&arena, &set, source, &diags);
}
/* Comments and law text, each on a line of its own, as they stand. */
static const char *kept(const char *text)
{
    uint32_t source = source_add(&set, "kept", text, (uint32_t)strlen(text));
    Tokens t = tokens_scan(&arena, &arena, &set, source, &diags);
    StrBuf b = {.arena = &arena};
    strbuf_add(&b, "");
    for (int i = 0; i < t.n_items; i++)
        if (t.items[i].kind == T_COMMENT || t.items[i].kind == T_LAW) strbuf_bytes(&b, text + t.items[i].start, t.items[i].end - t.items[i].start), strbuf_char(&b, '\n');
    return b.text;
}
/* Everything the form promises, of one text. */
static void holds(const char *name, const char *text)
{
    const char *once = put(text, SAME, NULL, 0), *twice = put(once, SAME, NULL, 0);
    if (strcmp(once, twice) != 0) ck_abort_msg("%s changes again:\n%s\n--- then\n%s", name, once, twice);
    if (!node_equal(tree(text), tree(once))) ck_abort_msg("%s is read otherwise:\n%s", name, once);
    ck_assert_str_eq(kept(text), kept(once));
    const Node *where;
    for (Into into = TO_CHINESE; into <= TO_ENGLISH; into++) {
        const char *there = put(text, into, NULL, 0), *back = put(there, into == TO_CHINESE ? TO_ENGLISH : TO_CHINESE, NULL, 0);
        if (!format_alike(tree(text), tree(there), &where) || !format_alike(tree(text), tree(back), &where)) ck_abort_msg("%s is lost in translation:\n%s", name, there);
        ck_assert_str_eq(kept(text), kept(there));
        ck_assert_str_eq(put(there, into, NULL, 0), there);
        ck_assert_str_eq(put(put(back, into, NULL, 0), into == TO_CHINESE ? TO_ENGLISH : TO_CHINESE, NULL, 0), back);
    }
}

/* ---- the form ---- */
START_TEST(spaces_and_punctuation_are_of_one_style)
{
    becomes("参数 甲(a)=3万 元", "参数 甲 (a) = 3万元\n");
    becomes("参数  甲 （a）＝１，０００ 元／月", "参数 甲 (a) = 1,000元/月\n");
    becomes("定义 甲 对 个人=年龄>=60 周岁 且(非 乙 or 丙)", "定义 甲 对 个人 = 年龄 ≥ 60周岁 且 (非 乙 or 丙)\n");
    becomes("组 近郊={城关区、七里河区,  安宁区}", "组 近郊 = {城关区，七里河区，安宁区}\n");
    becomes("define a for b=count( c where d )*2 / -3>=4", "define a for b = count(c where d) * 2 / -3 >= 4\n");
}
END_TEST
START_TEST(lines_stand_by_their_place)
{
    becomes("第一章   总则\n第一条\n> 一。\n参数 甲 = 1\n参数 乙 = 2\n定义 丙 对 人\n情形 甲 为 1：2\n      其他：3\n参数 丁 = 4\n\n\n\n参数 戊 = 5\n",
            "第一章 总则\n\n第一条\n> 一。\n\n参数 甲 = 1\n参数 乙 = 2\n\n定义 丙 对 人\n  情形 甲 为 1：2\n  其他：3\n\n参数 丁 = 4\n\n参数 戊 = 5\n");
    becomes("待遇 甲 对 人\n条件 同时满足：\n（一）乙；\n（二）满足之一\n1. 丙；\n2. 丁\n（三）戊。\n标准 每人\n情形 乙：1元\n其他：不享受\n除外 己\n",
            "待遇 甲 对 人\n  条件 同时满足\n    （一）乙\n    （二）满足之一\n      1. 丙\n      2. 丁\n    （三）戊\n  标准 每人\n    情形 乙：1元\n    其他：不享受\n  除外 己\n");
    becomes("组 甲 = {乙，\n丙，\n丁\n}\n定义 戊 对 人 = (乙 且\n数量(丙 其中\n丁)) 为 1\n  或 己\n",
            "组 甲 = {乙，\n  丙，\n  丁\n}\n\n定义 戊 对 人 = (乙 且\n  数量(丙 其中\n    丁)) 为 1\n  或 己\n");
    becomes("例 \"甲\" 于 2024-1-1\n已知\n 子女 1：\n  性别：女\n  学校：\n   名称：乙\n  年级：2\n 年龄：3\n 子女 2：性别 男、年龄 4\n应得 丙\n",
            "例 \"甲\" 于 2024-01-01\n  已知\n    子女 1：\n      性别：女\n      学校：\n        名称：乙\n      年级：2\n    年龄：3\n    子女 2：性别 男，年龄 4\n  应得 丙\n");
    becomes("枚举 甲：\n乙，\n丙\n丁（d）", "枚举 甲：\n  乙，\n  丙\n  丁 (d)\n");
    becomes("参数 甲：元\n自 2022年01月02日 起：1元\n自 2023-1-1 2元", "参数 甲：元\n  自 2022年1月2日 起 1元\n  自 2023-01-01 起 2元\n");
}
END_TEST
START_TEST(tables_are_aligned)
{
    becomes("表 甲 对 人：比例\n| 区县|甲|\n|:-|-:|\n# 近的\n| 近郊  | 40% | # 四区\n|｛皋兰县、永登县｝|60 %|\n｜任意｜100%｜\n",
            "表 甲 对 人：比例\n  | 区县             | 甲   |\n  |------------------|------|\n  # 近的\n  | 近郊             | 40%  |  # 四区\n  | {皋兰县，永登县} | 60%  |\n  | 任意             | 100% |\n");
}
END_TEST
START_TEST(comments_stay_where_they_are)
{
    becomes("# 头\n\n参数 甲 = 1   # 尾\n# 乙的\n参数 乙 = 2\n待遇 丙 对 人 # 表头\n# 条件的\n条件 (丁 # 一\n  # 独自\n  且 戊)# 二\n\n  # 收尾\n# 全完",
            "# 头\n\n参数 甲 = 1  # 尾\n# 乙的\n参数 乙 = 2\n\n待遇 丙 对 人  # 表头\n  # 条件的\n  条件 (丁  # 一\n    # 独自\n    且 戊)  # 二\n\n  # 收尾\n# 全完\n");
    becomes("#甲  \n#\n", "#甲  \n#\n");
}
END_TEST
START_TEST(law_text_keeps_its_bytes)
{
    becomes("第一条\n>  甲  乙　丙 # 不是注释  \n>丁\n>\n  》戊\n", "第一条\n>  甲  乙　丙 # 不是注释  \n>丁\n>\n》戊\n");
}
END_TEST
START_TEST(what_would_read_otherwise_is_kept_apart)
{
    becomes("定义 甲 对 人 = 乙 属于 {1， 200}", "定义 甲 对 人 = 乙 属于 {1， 200}\n");
    becomes("定义 甲 对 人 = 乙 × (\n( 1 ) + 2)", "定义 甲 对 人 = 乙 × (\n  ( 1) + 2)\n");
    becomes("define a for b = c\n≥ 2", "define a for b = c\n  ≥ 2\n");
    becomes("定义 甲 对 人 = 乙 为 “说\"是\"”", "定义 甲 对 人 = 乙 为 “说\"是\"”\n");
}
END_TEST
START_TEST(bytes_before_the_text_do_not_matter)
{
    becomes("\xEF\xBB\xBF参数 甲 = 1\r\n# 注\r\n第一条\r\n> 法\r\n", "参数 甲 = 1\n\n# 注\n第一条\n> 法\n");
    becomes("参数 甲 = 1 # 注", "参数 甲 = 1  # 注\n");
    becomes("第九章 附则\r", "第九章 附则\n");
    becomes("第一条\n> 法\r", "第一条\n> 法\n");
}
END_TEST

/* ---- the other vocabulary ---- */
START_TEST(keywords_are_translated)
{
    translates("第六十九条之一\n\n第（十一）项\n", TO_ENGLISH, "article 69-1\n\nitem 11\n");
    translates("article 110 from 2025-01-01\n\nchapter 12 \"总则\"\n\nsubitem 3\n", TO_CHINESE, "第一百一十条 自 2025年1月1日 起\n\n第十二章 总则\n\n第三目\n");
    translates("实体 家 (home)\n  子女 (children)：人 列表\n  补贴 (aid)：元/月\n  年限：年\n", TO_ENGLISH, "entity home (家)\n  children (子女): list of persons\n  aid (补贴): yuan/month\n  年限: years\n");
    translates("例外 甲 (a) 于 乙\n  结果 真\n", TO_ENGLISH, "exception a (甲) to 乙\n  result true\n");
    translates("exception a (甲) to b\n  result true\n", TO_CHINESE, "例外 甲 (a) 于 b\n  结果 是\n");
    translates("待遇 甲 对 人\n  条件 满足之一\n    （一）乙 的 丙 满 55周岁\n    （二）乙 60周岁 以上\n  标准 每人 每月 3万元\n  期限 每年\n", TO_ENGLISH,
               "benefit 甲 for 人\n  when any of\n    (1) 乙.丙 has reached 55 years of age\n    (2) 乙 60 years of age or more\n  amount per person monthly 30000 yuan\n  term yearly\n");
    translates("define a for b = c is yes and not (d = true) # x\n", TO_CHINESE, "定义 a 对 b = c 为 是 且 非 (d = 是)  # x\n");
    translates("参数 甲：元\n  自 2022-01-01 起 1元\n", TO_ENGLISH, "parameter 甲: yuan\n  from 2022-01-01: 1 yuan\n");
    translates("法规 \"甲\"\n  施行 2023年8月7日\n\n参数 乙 = 14.5/10万\n", TO_ENGLISH, "regulation \"甲\"\n  in force from 2023-08-07\n\nparameter 乙 = 14.5/100000\n");
    translates("regulation \"甲\"\n  in force from 2023-08-07\n", TO_CHINESE, "法规 \"甲\"\n  施行 2023年8月7日\n");
    translates("定义 甲 对 人 = 乙 不少于 1 且 丙 在 1—5家\n", TO_ENGLISH, "define 甲 for 人 = 乙 no fewer than 1 and 丙 within 1 to 5家\n");
    translates("define 甲 for 人 = 乙 no fewer than 1 and 丙 fewer than 2\n", TO_CHINESE, "定义 甲 对 人 = 乙 不少于 1 且 丙 少于 2\n");
    translates("parameter a = 14.5/100000\nparameter b = 30,000 yuan\nparameter c = 12500 yuan\nparameter d = 3/1000\n", TO_CHINESE, "参数 a = 14.5/10万\n参数 b = 3万元\n参数 c = 12500元\n参数 d = 3/1000\n");
    translates("定义 甲 对 人 = 1套 + 2个 × 1年 在 2至3岁\n", TO_ENGLISH, "define 甲 for 人 = 1套 + 2 places * 1 year within 2 to 3 years of age\n");
}
END_TEST
START_TEST(labels_of_two_styles_stay_two)
{
    translates("待遇 甲 对 人\n  条件 同时满足\n    （一）同时满足\n      1. 乙\n      2. 同时满足\n        (1) 丙\n        (2) 丁\n", TO_ENGLISH,
               "benefit 甲 for 人\n  when all of\n    （一）all of\n      1. 乙\n      2. all of\n        (1) 丙\n        (2) 丁\n");
    translates("benefit a for b\n  when all of\n    (1) c\n    (2) all of\n      1. d\n      2. e\n", TO_CHINESE, "待遇 a 对 b\n  条件 同时满足\n    （一）c\n    （二）同时满足\n      1. d\n      2. e\n");
}
END_TEST
START_TEST(names_are_translated_as_told)
{
    const char *text = "组 甲 = {乙，\"县（区）\"}\n";
    uint32_t first = (uint32_t)(strstr(text, "乙") - text);
    FormatName names[] = {{first, "b"}, {first + 6, "county"}};
    ck_assert_str_eq(put(text, TO_ENGLISH, names, 2), "group 甲 = {b, county}\n");
    FormatName back[] = {{9, "甲"}, {12, "乡镇（街道）"}};
    ck_assert_str_eq(put("group x={a, b}", TO_CHINESE, back, 2), "组 x = {甲，\"乡镇（街道）\"}\n");
    FormatName reserved[] = {{first, "not"}};
    ck_assert_str_eq(put(text, TO_ENGLISH, reserved, 1), "group 甲 = {乙, \"县（区）\"}\n");
    ck_assert_str_eq(put("枚举 甲：\"县（区）\" (county)\n", TO_ENGLISH, NULL, 0), "enumeration 甲: county (\"县（区）\")\n");
}
END_TEST
START_TEST(a_text_that_would_change_is_refused)
{
    const char *text = "待遇 甲 (a) 对 人\n  标准 月\n";
    uint32_t source;
    Formatted out;
    FormatName names[] = {{(uint32_t)(strstr(text, "月") - text), "monthly"}};
    FormatOptions options = {.translate = true, .names = names, .n_names = 1};
    ck_assert(text_load(&set, &diags, "x.law", text, strlen(text), &source));
    ck_assert(!format_text(&arena, &set, source, &options, &diags, &out));
    ck_assert_int_eq(diags.items[0].id, D_FORMAT_CHANGES);
    ck_assert(text_load(&set, &diags, "x.law", "参数 参数 参数", strlen("参数 参数 参数"), &source));
    ck_assert(!format_text(&arena, &set, source, &(FormatOptions){0}, &diags, &out));
    const char *stray = "表 甲 对 乙\n  | 丙 | 甲 |\n;  | 丁 | 1 |\n"; /* a semicolon does not end the file */
    ck_assert(text_load(&set, &diags, "x.law", stray, strlen(stray), &source));
    ck_assert(!format_text(&arena, &set, source, &(FormatOptions){0}, &diags, &out));
}
END_TEST

/* ---- real files ---- */
static char *read_file(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    if (!f) return NULL;
    fseek(f, 0, SEEK_END);
    *len = (size_t)ftell(f);
    rewind(f);
    char *s = arena_alloc(&arena, *len + 1);
    *len = fread(s, 1, *len, f);
    fclose(f);
    return s;
}
static bool parses(const char *text)
{
    uint32_t source;
    Diags quiet = {.arena = &arena};
    if (!text_load(&set, &quiet, "x.law", text, strlen(text), &source)) return false;
    parse_file(&arena, &set, source, &quiet);
    return quiet.n_errors == 0;
}
/* The same text with what may vary varied: white space, widths, ends of lines; and a comment wherever one may stand. */
static const char *disturbed(const char *text, unsigned seed)
{
    uint32_t source = source_add(&set, "disturbed", text, (uint32_t)strlen(text));
    Tokens t = tokens_scan(&arena, &arena, &set, source, &diags);
    Lexemes in = layout_run(&arena, &arena, &t, &set, source, &diags);
    bool *raw = arena_alloc(&arena, (size_t)t.n_items); /* codes and conventions are text */
    for (int i = 0; i < in.n_items; i++)
        for (int k = in.items[i].token + 1; k <= in.items[i].last_token; k++) raw[k] = true;
    StrBuf b = {.arena = &arena};
    int depth = 0;
    bool facts = false; /* what is indented there has its meaning */
    for (int i = 0; t.items[i].kind != T_END; i++) {
        const Token *x = &t.items[i];
        bool title = i > 0 && t.items[i - 1].kind == T_HEADING && x->kind == T_STRING && text[x->start] != '"';
        seed = seed * 1103515245u + 12345u;
        unsigned dice = seed >> 20 & 7;
        if (x->kind == T_NEWLINE) {
            bool commented = i > 0 && (t.items[i - 1].kind == T_COMMENT || t.items[i - 1].kind == T_LAW || (t.items[i - 1].kind == T_STRING && i > 1 && t.items[i - 2].kind == T_HEADING));
            if (dice == 1 && !commented) strbuf_printf(&b, "#尾%d ", i);
            strbuf_add(&b, dice & 1 ? "\r\n" : "\n");
            if (dice == 2) strbuf_printf(&b, "   # 行%d\n", i);
            if (dice == 3) strbuf_add(&b, "\n\n");
            continue;
        }
        bool first = i == 0 || t.items[i - 1].kind == T_NEWLINE;
        if (first && x->kind == T_WORD && x->end - x->start == 6 && strncmp(text + x->start, "已知", 6) == 0) facts = true;
        else if (first && (x->kind != T_WORD || text[x->start - (x->start > 0)] == '\n')) facts = false;
        if (first && facts) {
            uint32_t at = x->start;
            while (at > 0 && text[at - 1] == ' ') at--;
            strbuf_fill(&b, ' ', x->start - at);
        } else if (first) strbuf_fill(&b, ' ', dice + (depth ? 20 : 0)); /* a line that stands less deep gives up the bracket */
        else if (raw[i]) {
            strbuf_bytes(&b, text + x[-1].end, x->end - x[-1].end);
            continue;
        }
        else if (!title) strbuf_add(&b, dice < 3 ? " " : dice < 5 ? "　" : "  ");
        else strbuf_char(&b, ' ');
        depth += x->kind == T_LPAREN || x->kind == T_LBRACE ? 1 : x->kind == T_RPAREN || x->kind == T_RBRACE ? -1 : 0;
        const char *wide = x->kind == T_LPAREN ? "（" : x->kind == T_COLON ? "：" : x->kind == T_EQ ? "＝" : x->kind == T_COMMA ? "、" : x->kind == T_LBRACE ? "｛" : NULL;
        if (wide && dice & 1) strbuf_add(&b, wide);
        else strbuf_bytes(&b, text + x->start, x->end - x->start);
    }
    return b.text ? b.text : "";
}
static int n_files;
static void check_policy(const char *path, const char *text)
{
    if (!parses(text)) return;
    n_files++;
    holds(path, text);
    if (strstr(path, "/language-")) return; /* every written form, spaced as it must be: other blanks make other forms */
    for (unsigned seed = 1; seed <= 3; seed++) {
        const char *other = disturbed(text, seed);
        if (!parses(other)) {
            Diags d = {.arena = &arena};
            uint32_t source = source_add(&set, path, other, (uint32_t)strlen(other));
            parse_file(&arena, &set, source, &d);
            ck_abort_msg("%s", render_text(&arena, &set, &d, (RenderOptions){0}));
        }
        if (!node_equal(tree(text), tree(other))) ck_abort_msg("%s: the disturbed text is another:\n%.3000s", path, other);
        holds(path, other);
    }
}
/* The law blocks of a page are one policy. */
static const char *law_blocks(const char *page)
{
    StrBuf b = {.arena = &arena};
    strbuf_add(&b, "");
    for (const char *p = page; (p = strstr(p, "```law\n"));) {
        const char *from = p + 7, *end = strstr(from, "```");
        if (!end) break;
        strbuf_bytes(&b, from, (size_t)(end - from));
        strbuf_char(&b, '\n');
        p = end + 3;
    }
    return b.text;
}
static void check_folder(const char *folder)
{
    DIR *d = opendir(folder);
    if (!d) return;
    for (struct dirent *e; (e = readdir(d));) {
        char path[4096];
        struct stat st;
        size_t n = strlen(e->d_name), len;
        if (e->d_name[0] == '.' || snprintf(path, sizeof path, "%s/%s", folder, e->d_name) >= (int)sizeof path || stat(path, &st) != 0) continue;
        if (S_ISDIR(st.st_mode)) check_folder(path);
        else if (n > 4 && strcmp(e->d_name + n - 4, ".law") == 0) {
            teardown(), setup();
            char *text = read_file(path, &len);
            ck_assert_ptr_nonnull(text);
            check_policy(path, text);
        } else if (n > 3 && strcmp(e->d_name + n - 3, ".md") == 0) {
            teardown(), setup();
            char *text = read_file(path, &len);
            ck_assert_ptr_nonnull(text);
            check_policy(path, law_blocks(text));
        }
    }
    closedir(d);
}
START_TEST(every_policy_keeps_its_meaning)
{
    check_folder(FATIAO_ROOT "/stdlib");
    check_folder(FATIAO_ROOT "/policies");
    check_folder(FATIAO_ROOT "/tests/good");
    check_folder(FATIAO_ROOT "/docs");
    ck_assert_int_gt(n_files, 20);
}
END_TEST
START_TEST(long_files_take_little_time)
{
    StrBuf b = {.arena = &arena};
    for (int i = 0; i < 20000; i++) strbuf_printf(&b, "# %d\n", i);
    strbuf_add(&b, "组 甲 = {乙");
    for (int i = 0; i < 20000; i++) strbuf_printf(&b, "，\n乙");
    strbuf_add(&b, "}\n待遇 甲 对 人\n条件 同时满足\n");
    for (int i = 1; i <= 20000; i++) strbuf_printf(&b, "(%d) 乙\n", i);
    put(b.text, TO_ENGLISH, NULL, 0);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("format");
    TCase *t = tcase_create("format");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 120);
    tcase_add_test(t, spaces_and_punctuation_are_of_one_style);
    tcase_add_test(t, lines_stand_by_their_place);
    tcase_add_test(t, tables_are_aligned);
    tcase_add_test(t, comments_stay_where_they_are);
    tcase_add_test(t, law_text_keeps_its_bytes);
    tcase_add_test(t, what_would_read_otherwise_is_kept_apart);
    tcase_add_test(t, bytes_before_the_text_do_not_matter);
    tcase_add_test(t, keywords_are_translated);
    tcase_add_test(t, labels_of_two_styles_stay_two);
    tcase_add_test(t, names_are_translated_as_told);
    tcase_add_test(t, a_text_that_would_change_is_refused);
    tcase_add_test(t, every_policy_keeps_its_meaning);
    tcase_add_test(t, long_files_take_little_time);
    return checks_run(s, t, CK_FORK_GETENV);
}
