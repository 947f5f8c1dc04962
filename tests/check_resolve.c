/* From files to the program: which files are read, what declarations become, what is said about mistakes. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "grammar/render.h"
#include "grammar/strbuf.h"
#include "interp/base/calendar.h"
#include "interp/program/load.h"
#include "interp/program/resolve.h"
#include "tests/checks.h"

static Arena arena;
static SourceSet set;
static Diags diags;
static Program program;
static PolicyFiles files;
static jmp_buf out_of_memory;

static void setup(void)
{
    arena_init(&arena, NULL);
    arena.escape = &out_of_memory;
    set = (SourceSet){.arena = &arena};
    diags = (Diags){.arena = &arena};
}
static void teardown(void) { arena_free(&arena); }

/* ---- files of a test: path and text by turns, NULL at the end; anything else is read from the repository ---- */
static const char *const *texts;
static bool read_disk(const char *path, FileAnswer *answer)
{
    FILE *f = fopen(path[0] == '/' ? path : arena_printf(&arena, "%s/%s", FATIAO_ROOT, path), "rb");
    if (!f) return answer->why = "?", false;
    StrBuf all = {.arena = &arena};
    char part[4096];
    for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;) strbuf_bytes(&all, part, n);
    fclose(f);
    *answer = (FileAnswer){.bytes = all.text ? all.text : "", .len = all.n};
    return true;
}
static bool read_file(void *cx, const char *path, FileAnswer *answer)
{
    (void)cx;
    bool folder = false;
    size_t n = strlen(path);
    const char **entries = NULL;
    for (int i = 0; texts && texts[i]; i += 2) {
        if (strcmp(texts[i], path) == 0) return *answer = (FileAnswer){.bytes = texts[i + 1], .len = strlen(texts[i + 1])}, true;
        if (strncmp(texts[i], path, n) != 0 || texts[i][n] != '/') continue;
        folder = true;
        LIST_ADD(&arena, entries, answer->n_entries, texts[i]);
    }
    if (folder) return answer->folder = true, answer->entries = entries, true;
    return read_disk(path, answer);
}
static bool build_paths(const char *const *paths, int n, const ProgramOptions *options)
{
    static const char *const library[] = {"library"};
    FileAccess access = {.read = read_file, .library = library, .n_library = 1};
    bool read = policy_load(&set, &diags, &access, paths, n, false, &files);
    return program_build(&arena, &set, files.items, files.n_items, options, &diags, &program) && read;
}
static bool build_with(const char *text, const ProgramOptions *options)
{
    const char *one[] = {"a.law", text, NULL};
    texts = one;
    bool ok = build_paths((const char *[]){"a.law"}, 1, options);
    texts = NULL;
    return ok;
}
static bool build(const char *text) { return build_with(text, NULL); }
static const char *said(bool chinese) { return render_text(&arena, &set, &diags, (RenderOptions){chinese, false}); }
static void expect_built(const char *text)
{
    if (!build(text) || diags.n_items) ck_abort_msg("%s", said(false));
}
/* The one error is this one, and its message (Chinese) holds the words. */
static void expect_error(int number, const char *words)
{
    int errors = 0, found = 0;
    for (int i = 0; i < diags.n_items; i++) {
        if (diag_severity(diags.items[i].id) != SEVERITY_ERROR) continue;
        errors++;
        found += diag_number(diags.items[i].id) == number && strstr(render_message(&arena, &diags.items[i], true), words);
    }
    if (errors != 1 || !found) ck_abort_msg("wanted only %d with %s, got:\n%s", number, words, said(true));
}
static void refused(int number, const char *words, const char *text)
{
    diags = (Diags){.arena = &arena};
    ck_assert(!build(text));
    expect_error(number, words);
}
static const Param *param(const char *name)
{
    for (int i = 0; i < program.n_params; i++)
        if (strcmp(program.params[i].name.zh, name) == 0) return &program.params[i];
    ck_abort_msg("no parameter %s", name);
    return NULL;
}
static const Rule *rule(const char *name)
{
    for (int i = 0; i < program.n_rules; i++)
        if (strcmp(program.rules[i].name.zh, name) == 0) return &program.rules[i];
    ck_abort_msg("no rule %s", name);
    return NULL;
}
static const Field *field(const char *entity, const char *name)
{
    for (int i = 0; i < program.n_entities; i++)
        for (int k = 0; k < program.entities[i].n_fields && strcmp(program.entities[i].name.zh, entity) == 0; k++)
            if (strcmp(program.entities[i].fields[k].name.zh, name) == 0) return &program.entities[i].fields[k];
    ck_abort_msg("no field %s of %s", name, entity);
    return NULL;
}
static void expect_version(const Param *p, int i, int32_t from, int64_t value)
{
    ck_assert_int_gt(p->n_versions, i);
    ck_assert_int_eq(p->versions[i].from, from);
    if (value < 0) ck_assert_int_eq(p->versions[i].state, PV_PENDING);
    else {
        ck_assert_int_eq(p->versions[i].state, PV_KNOWN);
        ck_assert_int_eq(p->versions[i].value, value);
    }
}

/* ---- files ---- */
START_TEST(files_are_read_once_and_in_order)
{
    const char *all[] = {"p/z.law", "引用 \"../lib/b.law\"\n引用 \"c.law\"\n", "p/a.law", "引用 \"../p/./z.law\"\n", "lib/b.law", "枚举 乙：一，二\n", "library/c.law", "枚举 丙：三，四\n", NULL};
    texts = all;
    ck_assert_msg(build_paths((const char *[]){"p", "p/a.law"}, 2, NULL), "%s", said(false));
    ck_assert_int_eq(files.n_items, 4);
    const char *const order[] = {"lib/b.law", "library/c.law", "p/z.law", "p/a.law"};
    for (int i = 0; i < 4; i++) ck_assert_str_eq(set.items[files.items[i]->n_child ? files.items[i]->child[0]->span.source : 0].name, order[i]);
    ck_assert_int_eq(program.n_enums, 2);
}
END_TEST
START_TEST(a_circle_of_files_is_shown)
{
    const char *all[] = {"甲.law", "引用 \"乙.law\"\n", "乙.law", "引用 \"丙.law\"\n", "丙.law", "引用 \"乙.law\"\n", NULL};
    texts = all;
    ck_assert(!build_paths((const char *[]){"甲.law"}, 1, NULL));
    expect_error(10, "乙.law → 丙.law → 乙.law");
}
END_TEST
START_TEST(a_missing_file_is_said_where_it_is_used)
{
    refused(11, "nowhere.law", "引用 \"nowhere.law\"\n");
    ck_assert_int_eq(diags.items[0].span.start, 0);
    diags = (Diags){.arena = &arena};
    ck_assert(!build_paths((const char *[]){"nowhere.law"}, 1, NULL));
    expect_error(1, "nowhere.law");
}
END_TEST
START_TEST(deep_use_ends_in_a_message)
{
    const char **all = arena_alloc(&arena, 201 * sizeof *all);
    for (int i = 0; i < 100; i++) {
        all[i * 2] = arena_printf(&arena, "f%d.law", i);
        all[i * 2 + 1] = arena_printf(&arena, "引用 \"f%d.law\"\n", i + 1);
    }
    texts = all;
    ck_assert(!build_paths((const char *[]){"f0.law"}, 1, NULL));
    expect_error(12, "64");
}
END_TEST

/* ---- the law ---- */
static const Article *article(const char *label)
{
    for (int i = 0; i < program.n_articles; i++)
        if (strcmp(program.articles[i].label, label) == 0) return &program.articles[i];
    ck_abort_msg("no article %s", label);
    return NULL;
}
START_TEST(articles_paragraphs_and_items_have_labels)
{
    expect_built("法规 \"甲\" (a)\n\n第一章 总则\n第一条\n> 第一段。\n>\n> 第二段，\n> 接着写。\n第二条之一\n> 开头：\n第（十一）项 \"某局\"\n> 某事。\n第二款\n> 尾段。\n第三条\n枚举 乙：一，二\n");
    ck_assert_str_eq(article("1.1")->text, "第一段。");
    ck_assert_str_eq(article("1.2")->text, "第二段，\n接着写。");
    ck_assert_str_eq(article("2-1.1")->text, "开头：");
    ck_assert_str_eq(article("2-1.1.11")->text, "某事。");
    ck_assert_ptr_nonnull(strstr(article("2-1.1.11")->heading, "第（十一）项"));
    ck_assert_str_eq(article("2-1.2")->text, "尾段。");
    ck_assert_str_eq(article("3")->text, "");
    ck_assert_int_eq(article("1.1")->unit, 0);
}
END_TEST
START_TEST(the_same_text_twice_is_an_error)
{
    refused(247, "1.1", "第一条\n> 甲。\n第一条\n> 乙。\n");
    refused(248, "第（一）项", "第（一）项\n");
    refused(251, "lanzhou", "法规 \"某办法\" (lanzhou)\n属于 lanzhu\n");
    refused(246, "废止", "法规 \"某办法\" (a)\n  施行 2024-01-01\n  废止 2024-01-01\n");
    refused(230, "2023-02-30", "法规 \"某办法\" (a)\n  施行 2023-02-30\n");
}
END_TEST

/* ---- facts ---- */
START_TEST(fields_have_types_and_ranges)
{
    expect_built("枚举 性别 (sex)：男 (male)，女 (female)\n实体 人员 (staff)\n  甲：整数\n  乙：整数 0至2\n  丙：小数 2\n  丁：比例\n  戊：元/月 \"说明\"\n  己：日期\n  庚：性别\n  辛：好 (good) / 坏 (bad)\n  壬：小数 3\n  癸：周岁 0至150\n  子：文本\n"
                 "实体 户籍 (home)\n  人员：人员\n  全部人员：人员 列表\n");
    const Field *f = program.entities[0].fields;
    ck_assert(f[0].type.kind == TY_NUM && f[0].lo == 0 && f[0].hi == INT64_MAX);
    ck_assert(f[1].lo == 0 && f[1].hi == 2);
    ck_assert(f[2].type.scale == 2 && f[2].lo == INT64_MIN);
    ck_assert(f[3].type.scale == 6 && f[3].lo == 0);
    ck_assert(f[4].type.scale == 2 && f[4].type.unit.base == U_YUAN && f[4].type.unit.per == U_MONTH && f[4].lo == 0);
    ck_assert_str_eq(f[4].description, "说明");
    ck_assert(f[5].type.kind == TY_DATE && f[6].type.kind == TY_ENUM && f[6].type.ref == 0 && f[7].type.kind == TY_ENUM && f[7].type.ref == 1);
    ck_assert(f[9].type.unit.base == U_AGE && f[9].hi == 150 && f[10].type.kind == TY_TEXT);
    ck_assert(field("户籍", "人员")->type.kind == TY_ENTITY && field("户籍", "全部人员")->type.kind == TY_LIST);
}
END_TEST
START_TEST(the_same_listed_values_are_one_enumeration)
{
    expect_built("实体 子女\n  性别：男 (male) / 女 (female)\n实体 个人\n  性别：男 (male) / 女 (female)\n  类型：男 / 女\n");
    ck_assert_int_eq(field("子女", "性别")->type.ref, field("个人", "性别")->type.ref);
    ck_assert_int_ne(field("个人", "性别")->type.ref, field("个人", "类型")->type.ref);
}
END_TEST
START_TEST(mistakes_in_entities)
{
    refused(253, "整数", "实体 甲\n  数量：整书\n");
    refused(252, "某某某", "实体 甲\n  数量：某某某\n");
    refused(243, "乙", "实体 甲\n  乙：整数\n  乙：日期\n");
    refused(243, "甲二", "实体 甲\n  乙：整数\n实体 甲二 (甲)\n");
    refused(264, "id", "实体 甲\n  编码 (id)：文本\n");
    refused(254, "日期", "实体 甲\n  乙：日期 1至2\n");
    refused(255, "0 到 18", "实体 甲\n  乙：小数 19\n");
    refused(256, "日期", "实体 甲\n  乙：日期 列表\n");
    refused(237, "范围", "实体 甲\n  乙：整数 3至2\n");
    refused(259, "甲 → 乙 → 甲", "实体 甲\n  乙：乙\n实体 乙\n  甲：甲\n");
    refused(263, "要求", "实体 甲\n  乙：日期\n  丙：整数\n  要求 乙 不早于 丙\n");
    refused(205, "出生日期", "实体 甲\n  出生日期：日期\n  死亡日期：日期\n  要求 死亡日期 不早于 出身日期\n");
    refused(262, "报告", "实体 甲\n  乙：日期\n  报告 乙\n");
    refused(243, "一", "枚举 甲：一，二，一\n");
}
END_TEST
START_TEST(an_entity_may_hold_a_list_of_itself)
{
    expect_built("实体 甲\n  下级：甲 列表\n");
}
END_TEST
START_TEST(groups_name_values_of_one_enumeration)
{
    expect_built("枚举 区县：城关区 (chengguan)，七里河区，皋兰县\n组 近郊 (near) = {chengguan，七里河区}\n");
    refused(203, "皋兰县", "枚举 区县：城关区，七里河区，皋兰县\n组 近郊 = {城关区，皋栏县}\n");
    refused(260, "近郊", "枚举 区县：城关区，七里河区\n组 近郊 = {甲，乙}\n");
    refused(261, "近郊", "枚举 甲类：一，二\n枚举 乙类：一，二\n组 近郊 = {一，二}\n");
}
END_TEST
START_TEST(conventions_choose_the_leap_day)
{
    expect_built("惯例 \"甲\" (a)\n  闰日 3月1日 依据 \"某条\"\n  月末 收束\n  舍入 四舍五入\n  界限 \"以上含本数\"\n");
    ck_assert_int_eq(program.leap, LEAP_MAR01);
    refused(265, "2月28日", "惯例 \"甲\"\n  闰日 2月29日\n");
}
END_TEST

/* ---- parameters ---- */
static int32_t day(int y, int m, int d) { return calendar_day(y, m, d); }
START_TEST(parameters_have_versions)
{
    expect_built("参数 标准：元/月\n  自 2024-01-01 起 1000.5元/月\n  自 2022-01-01 起 800元/月 依据 \"某文\"\n参数 年龄 = 60周岁\n参数 开始 = 2023-08-07\n参数 比 = 12.5%\n  核实 2026-12-31\n");
    expect_version(param("标准"), 0, day(2022, 1, 1), 8000);
    expect_version(param("标准"), 1, day(2024, 1, 1), 10005);
    ck_assert_int_eq(param("标准")->type.scale, 1);
    ck_assert_str_eq(param("标准")->versions[0].note, "某文");
    expect_version(param("年龄"), 0, INT32_MIN, 60);
    ck_assert_int_eq(param("开始")->type.kind, TY_DATE);
    expect_version(param("比"), 0, INT32_MIN, 125);
    ck_assert_int_eq(param("比")->type.scale, 3);
    ck_assert_int_eq(param("比")->verified_until, day(2026, 12, 31));
}
END_TEST
START_TEST(a_pending_parameter_is_supplied_from_elsewhere)
{
    const char *all[] = {"a.law", "参数 成年 (adult)：周岁 = 待定 \"民法典\"\n参数 标准：元\n  自 2020-01-01 起 5元\n  自 2022-01-01 起 待定\n  自 2024-01-01 起 7元\n",
                         "b.law", "补充 参数 adult = 18周岁\n补充 参数 标准\n  自 2021-01-01 起 6元\n  自 2023-01-01 起 6.50元\n", NULL};
    texts = all;
    ck_assert_msg(build_paths((const char *[]){"b.law", "a.law"}, 2, NULL), "%s", said(false));
    expect_version(param("成年"), 0, INT32_MIN, 18);
    ck_assert_str_eq(param("成年")->versions[0].note, "民法典");
    const Param *p = param("标准");
    ck_assert_int_eq(p->n_versions, 4);
    expect_version(p, 0, day(2020, 1, 1), 50);
    expect_version(p, 1, day(2022, 1, 1), 60);
    expect_version(p, 2, day(2023, 1, 1), 65);
    expect_version(p, 3, day(2024, 1, 1), 70);
}
END_TEST
START_TEST(a_pending_parameter_stays_pending)
{
    expect_built("参数 成年：周岁 = 待定\n参数 比：比例 = 待定 \"另定\"\n");
    expect_version(param("成年"), 0, INT32_MIN, -1);
    ck_assert_int_eq(param("比")->type.scale, 6);
}
END_TEST
START_TEST(mistakes_in_parameters)
{
    refused(266, "甲", "参数 甲：元\n");
    refused(267, "常数", "参数 乙 = 3元\n参数 甲 = 乙 + 1元\n");
    refused(268, "甲", "参数 甲 = 待定\n");
    refused(269, "同一天", "参数 甲：元\n  自 2024-01-01 起 1元\n  自 2024-01-01 起 2元\n");
    refused(271, "成年年龄", "参数 成年年龄：周岁 = 待定\n补充 参数 成年年令 = 18周岁\n");
    refused(272, "甲", "参数 甲：周岁 = 待定\n补充 参数 甲 = 18周岁\n补充 参数 甲 = 18周岁\n");
    refused(273, "甲", "参数 甲 = 18周岁\n补充 参数 甲 = 18周岁\n");
    refused(277, "补充", "参数 甲：周岁 = 待定\n补充 参数 甲 = 待定\n");
    refused(219, "元/月", "参数 甲：元/月 = 3元/年\n");
    refused(228, "小数", "参数 甲：整数 = 2.5\n");
    refused(243, "甲", "参数 甲 = 1\n参数 甲 = 2\n");
    refused(279, "记录", "实体 乙\n  丙：整数\n参数 甲：乙 = 待定\n");
    refused(231, "太大", "参数 甲 = 999999999999999999万元\n");
}
END_TEST
START_TEST(a_dated_article_gives_its_parameters_a_version)
{
    expect_built("法规 \"甲\" (a)\n第一条\n参数 标准 = 5元\n第一条 自 2025-01-01 起\n参数 标准 = 6元\n");
    expect_version(param("标准"), 0, INT32_MIN, 5);
    expect_version(param("标准"), 1, day(2025, 1, 1), 6);
}
END_TEST
static void refused_with(int number, const char *words, const char *text, ProgramOptions options)
{
    diags = (Diags){.arena = &arena};
    ck_assert(!build_with(text, &options));
    expect_error(number, words);
}
#define SETS(...) (ProgramOptions){.sets = (Setting[]){__VA_ARGS__}, .n_sets = (int)(sizeof((Setting[]){__VA_ARGS__}) / sizeof(Setting))}
#define READINGS(...) (ProgramOptions){.readings = (Setting[]){__VA_ARGS__}, .n_readings = (int)(sizeof((Setting[]){__VA_ARGS__}) / sizeof(Setting))}
START_TEST(a_setting_supplies_what_is_pending)
{
    const char *text = "参数 成年 (adult)：周岁 = 待定\n参数 定 = 5元\n参数 区：城 (town) / 乡 (village) = 待定\n参数 有 (has)：是否 = 待定\n参数 充：元 = 待定\n补充 参数 充 = 3元\n";
    ck_assert_msg(build_with(text, &SETS({"adult", "18周岁"}, {"区", "village"}, {"has", "是"})), "%s", said(true));
    expect_version(param("成年"), 0, INT32_MIN, 18);
    expect_version(param("区"), 0, INT32_MIN, 1);
    expect_version(param("有"), 0, INT32_MIN, 1);
    refused_with(274, "定", text, SETS({"定", "6元"}));
    refused_with(271, "adult", text, SETS({"adul", "18周岁"}));
    refused_with(275, "18周", text, SETS({"adult", "18周岁 且"}));
    refused_with(275, "x", text, SETS({"adult", "18周岁\n参数 x = 3"}));
    refused_with(275, "", text, SETS({"adult", ""}));
    refused_with(219, "元", text, SETS({"adult", "18元"}));
    refused_with(278, "adult", text, SETS({"adult", "18周岁"}, {"adult", "19周岁"}));
    refused_with(278, "充", text, SETS({"充", "4元"}));
}
END_TEST

/* ---- readings ---- */
#define READING "解读 衔接 (switch)\n  问 \"怎样接？\"\n  采 只国家 (national) \"只享受国家的\" 理由 \"不留空当\"\n  另 都 (both) \"都享受\"\n  另 看情况 (depends) \"看情况\" 不可算 \"没有这种事实\"\n"
START_TEST(a_reading_is_adopted_unless_another_is_chosen)
{
    expect_built(READING);
    const Reading *x = &program.readings[0];
    ck_assert_int_eq(x->n_options, 3);
    ck_assert(x->adopted == 0 && x->chosen == 0 && x->computable[1] && !x->computable[2]);
    ck_assert_str_eq(x->reason, "不留空当");
    ck_assert_str_eq(x->question, "怎样接？");
    ck_assert(build_with(READING, &READINGS({"switch", "both"})));
    ck_assert(program.readings[0].chosen == 1 && program.readings[0].adopted == 0);
    refused_with(241, "没有这种事实", READING, READINGS({"switch", "depends"}));
    refused_with(240, "neither", READING, READINGS({"switch", "neither"}));
    refused_with(239, "swich", READING, READINGS({"swich", "both"}));
    refused(276, "甲", "解读 甲\n  问 \"？\"\n  另 乙 \"乙\"\n");
    refused(276, "甲", "解读 甲\n  采 丙 \"丙\"\n  采 乙 \"乙\"\n");
}
END_TEST

/* ---- names ---- */
#define PERSON "实体 个人 (person)\n  性别 (sex)：男 (male) / 女 (female)\n  出生日期 (birth_date)：日期\n  补贴 (aid)：元/月\n"
START_TEST(an_unknown_name_has_a_nearest_one)
{
    refused(201, "出生日期", PERSON "定义 甲 对 个人 = 周岁(出身日期)\n");
    ck_assert_str_eq(diags.items[0].fixes[0].replacement, "出生日期");
    refused(200, "某某", PERSON "定义 甲 对 个人 = 某某 满 3周岁\n");
    refused(202, "男 (male)，女 (female)", PERSON "定义 甲 对 个人 = 性别 为 难\n");
    refused(203, "female", PERSON "定义 甲 对 个人 = sex is femal\n");
    refused(55, "性别 为 男", PERSON "定义 甲 对 个人 = 性别为男\n");
    refused(54, "3万元", PERSON "定义 甲 对 个人 = 补贴 满 三万元\n");
    refused(221, "周岁", PERSON "定义 甲 对 个人 = 补贴 满 60周岁\n");
}
END_TEST
START_TEST(types_of_rules)
{
    expect_built(PERSON "定义 年龄 (age) 对 个人 = 周岁(出生日期)\n定义 老 对 个人 = 年龄 满 60周岁\n定义 一半 对 个人 = 补贴 × 50%\n");
    ck_assert(rule("年龄")->type.kind == TY_NUM && rule("年龄")->type.unit.base == U_AGE);
    ck_assert_int_eq(rule("老")->type.kind, TY_BOOL);
    ck_assert_int_eq(rule("一半")->type.unit.per, U_MONTH);
    refused(226, "舍入", PERSON "定义 半 对 个人 = 补贴 ÷ 2\n");
}
END_TEST
START_TEST(an_item_has_one_place_in_all_versions)
{
    expect_built(PERSON "第一条\n清单 事项 (todo) 对 个人\n  项 甲 (a)：性别 为 男\n  项 乙 (b)：性别 为 女\n第一条 自 2025-01-01 起\n清单 事项 (todo) 对 个人\n  项 丙 (c)：性别 为 男\n  项 乙 (b)：性别 为 女\n定义 有丙 对 个人 = 事项 含 丙\n");
    const Rule *p = rule("事项");
    ck_assert_int_eq(p->n_versions, 2);
    for (int k = 0; k < 2; k++) {
        ck_assert_int_eq(p->versions[k].n_items, 3);
        ck_assert_str_eq(p->versions[k].items[1].name.zh, "乙");
        ck_assert_str_eq(p->versions[k].items[2].name.zh, "丙");
    }
    ck_assert(p->versions[0].items[2].condition->kind == E_CONST && p->versions[1].items[0].condition->kind == E_CONST);
    ck_assert_int_eq(rule("有丙")->versions[0].value->item, 2);
    refused(212, "甲，乙", PERSON "清单 事项 (todo) 对 个人\n  项 甲：性别 为 男\n  项 乙：性别 为 女\n定义 有丙 对 个人 = 事项 含 丙\n");
}
END_TEST

/* ---- whole texts ---- */
/* The ```law blocks of a manual, one after the other. */
static const char *blocks(const char *path)
{
    FileAnswer answer = {0};
    ck_assert(read_disk(path, &answer));
    StrBuf out = {.arena = &arena};
    bool inside = false;
    for (const char *p = answer.bytes; *p;) {
        size_t n = strcspn(p, "\n");
        if (strncmp(p, "```", 3) == 0) inside = !inside && strncmp(p, "```law", 6) == 0;
        else if (inside) strbuf_bytes(&out, p, n), strbuf_char(&out, '\n');
        p += n + (p[n] == '\n');
    }
    return out.text;
}
START_TEST(the_manuals_are_policies)
{
    expect_built(blocks("docs/language.zh.md"));
    ck_assert_int_eq(program.n_examples, 2);
    int rules = program.n_rules;
    expect_built(blocks("docs/language.md"));
    ck_assert_int_eq(program.n_rules, rules);
    ck_assert_int_gt((int)program.cost, 0);
}
END_TEST
START_TEST(the_library_is_built)
{
    static const char *const parts[] = {"stdlib/person.law", "stdlib/household.law", "stdlib/child.law", "stdlib/nursery.law", "stdlib/kindergarten.law", "stdlib/residential-area.law", "stdlib/public-place.law",
                                        "stdlib/employer.law", "stdlib/district.law", "stdlib/city.law", "stdlib/prc-civil-code.law", "policies/lanzhou/00-regulation.law", "policies/lanzhou/bodies.law"};
    bool ok = build_paths(parts, 13, NULL);
    ck_assert_msg(ok && !diags.n_items, "%s", said(false));
    ck_assert_int_eq(program.n_regulations, 1);
    ck_assert_int_eq(program.regulations[0].from, day(2023, 8, 7));
    ck_assert_int_eq(program.leap, LEAP_FEB28);
    ck_assert_int_ge(program.n_entities, 11);
    const Entity *report = NULL;
    for (int i = 0; i < program.n_entities; i++)
        if (strcmp(program.entities[i].name.alias, "department") == 0) report = &program.entities[i];
    ck_assert(report && report->report_body == 0 && report->report_list == 6 && report->report_code == 0 && report->report_done == 1);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("resolve");
    TCase *t = tcase_create("resolve");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, files_are_read_once_and_in_order);
    tcase_add_test(t, a_circle_of_files_is_shown);
    tcase_add_test(t, a_missing_file_is_said_where_it_is_used);
    tcase_add_test(t, deep_use_ends_in_a_message);
    tcase_add_test(t, articles_paragraphs_and_items_have_labels);
    tcase_add_test(t, the_same_text_twice_is_an_error);
    tcase_add_test(t, fields_have_types_and_ranges);
    tcase_add_test(t, the_same_listed_values_are_one_enumeration);
    tcase_add_test(t, mistakes_in_entities);
    tcase_add_test(t, an_entity_may_hold_a_list_of_itself);
    tcase_add_test(t, groups_name_values_of_one_enumeration);
    tcase_add_test(t, conventions_choose_the_leap_day);
    tcase_add_test(t, parameters_have_versions);
    tcase_add_test(t, a_pending_parameter_is_supplied_from_elsewhere);
    tcase_add_test(t, a_pending_parameter_stays_pending);
    tcase_add_test(t, mistakes_in_parameters);
    tcase_add_test(t, a_dated_article_gives_its_parameters_a_version);
    tcase_add_test(t, a_setting_supplies_what_is_pending);
    tcase_add_test(t, a_reading_is_adopted_unless_another_is_chosen);
    tcase_add_test(t, an_unknown_name_has_a_nearest_one);
    tcase_add_test(t, types_of_rules);
    tcase_add_test(t, an_item_has_one_place_in_all_versions);
    tcase_add_test(t, the_manuals_are_policies);
    tcase_add_test(t, the_library_is_built);
    return checks_run(s, t, CK_FORK_GETENV);
}
