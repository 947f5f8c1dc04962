/* See arrow_rows.h. */
#include "tests/arrow_rows.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char ARROW_POLICY[] =
    "法规 \"办法\" (rules)\n  施行 2020-01-01\n参数 标准 (rate)\n  自 2020-01-01 起 100元/月\n  自 2022-01-01 起 150元/月\n"
    "枚举 性别 (sex)：男 (male)，女 (female)\n枚举 等级 (level)：高 (high)，中 (middle)，低 (low)\n"
    "实体 子女 (child)\n  残疾 (disabled)：是否\n  出生日期 (birth_date)：日期\n  学校 (school)：文本\n"
    "实体 家庭 (household)\n  困难 (poor)：是否\n  人数 (size)：整数 0至20\n  子女 (children)：子女 列表\n"
    "实体 个人 (person)\n  姓名 (name)：文本\n  性别 (sex)：性别\n  收入 (income)：元\n  积分 (points)：整数\n  年龄 (age)：整数 0至150\n  出生日期 (birth_date)：日期\n  登记日期 (registered)：日期\n  家庭 (household)：家庭\n"
    "  要求 登记日期 不早于 出生日期\n"
    "第一条\n> 年满六十的，每月补贴。\n待遇 补贴 (aid) 对 个人\n  条件 同时满足\n    （一）年龄 满 60\n    （二）家庭.困难\n  标准 每月 标准 × 家庭.人数\n  负担 市：区 = 4：6 四舍五入到 0.01元\n"
    "清单 材料 (papers) 对 个人\n  项 证明 (proof)：家庭.困难\n  项 户口 (register)：家庭.人数 不少于 2\n  项 同名 (same)：姓名 为 \"王\"\n"
    "第二条\n定义 级 (grade) 对 个人：等级\n  情形 收入 不少于 1000.50元：高\n  情形 性别 为 女：中\n  其他：低\n"
    "定义 称呼 (title) 对 个人：文本\n  情形 年龄 满 60：姓名\n  其他：\"青年\"\n"
    "定义 到期 (due_on) 对 个人 = 登记日期 + 5年\n定义 乘积 (product) 对 个人 = 积分 × 积分\n"
    "定义 子女数 (children_count) 对 家庭 = 数量(子女 其中 残疾 且 出生日期 早于 评定日)\n定义 同校 (same_school) 对 家庭 = 存在(子女 其中 学校 为 \"一小\")\n"
    "定义 档 (rank) 对 家庭：整数 = 1\n第三条\n例外 甲 (x) 于 档\n  条件 困难\n  结果 2\n例外 乙 (y) 于 档\n  条件 人数 不少于 3\n  结果 3\n"
    "义务 登记 (registering) 对 个人\n  责任 民政局\n  若 年龄 满 18\n  须 收入 不少于 1元\n  期限 2023年12月31日\n";

/* ---- records ---- */
static bool given(int nulls) { return dice(100) >= nulls; }
Row random_row(int nulls)
{
    static const char *const NAMES[] = {"王", "李小明", "", "x", "一个很长很长很长很长的名字"}, *const SCHOOLS[] = {"一小", "二小", "附小"};
    Row r = {.name = given(nulls) ? NAMES[dice(5)] : NULL, .sex = given(nulls) ? (int)dice(2) : -1, .income_known = given(nulls), .income = dice(4) ? dice(200000) : 100050, .points_known = given(nulls),
             .age = given(nulls) ? (int)dice(100) : -1, .birth_known = given(nulls), .birth = (int)dice(20000) - 5000, .registered_known = given(nulls), .home_known = given(nulls / 2),
             .poor = given(nulls) ? (int)dice(2) : -1, .size = given(nulls) ? (int)dice(8) : -1, .kids_known = given(nulls), .n_kids = (int)dice(5), .day_known = given(20), .day = 18200 + (int)dice(2000)};
    r.points = dice(20) ? dice(100000) : INT64_C(4000000000) + dice(1000000000); /* its square may not fit */
    r.registered = dice(30) ? r.birth + (int)dice(9000) : r.birth;
    if (r.registered_known && dice(400) == 0) r.birth_known = 0, r.registered = 2932890; /* 9999-12-26: five years on there is no calendar */
    for (int i = 0; i < r.n_kids; i++) r.kids[i] = (Kid){given(nulls) ? (int)dice(2) : -1, given(nulls), 14000 + (int)dice(6000), given(nulls) ? SCHOOLS[dice(3)] : NULL};
    return r;
}
static void add_date(Kept *k, const char *key, int known, int day)
{
    if (!known) return;
    fatiao_value v = {.type = FATIAO_DATE, .number = day};
    char text[32];
    fatiao_value_print(&v, text, sizeof text);
    add(k, "%s\"%s\":\"%s\"", k->bytes[k->n - 1] == '{' ? "" : ",", key, text);
}
Kept json_of(const Row *r)
{
    Kept k = {0};
#define COMMA (k.bytes[k.n - 1] == '{' || k.bytes[k.n - 1] == '[' ? "" : ",")
    add(&k, "{");
    if (r->name) add(&k, "\"name\":\"%s\"", r->name);
    if (r->sex >= 0) add(&k, "%s\"sex\":\"%s\"", COMMA, r->sex ? "female" : "male");
    if (r->income_known) add(&k, "%s\"income\":%lld.%02lld", COMMA, (long long)r->income / 100, (long long)r->income % 100);
    if (r->points_known) add(&k, "%s\"points\":%lld", COMMA, (long long)r->points);
    if (r->age >= 0) add(&k, "%s\"age\":%d", COMMA, r->age);
    add_date(&k, "birth_date", r->birth_known, r->birth), add_date(&k, "registered", r->registered_known, r->registered), add_date(&k, "as_of", r->day_known, r->day);
    if (r->home_known) {
        add(&k, "%s\"household\":{", COMMA);
        if (r->poor >= 0) add(&k, "\"poor\":%s", r->poor ? "true" : "false");
        if (r->size >= 0) add(&k, "%s\"size\":%d", COMMA, r->size);
        if (r->kids_known) add(&k, "%s\"children\":[", COMMA);
        for (int i = 0; r->kids_known && i < r->n_kids; i++) {
            add(&k, "%s{", COMMA);
            if (r->kids[i].disabled >= 0) add(&k, "\"disabled\":%s", r->kids[i].disabled ? "true" : "false");
            add_date(&k, "birth_date", r->kids[i].birth_known, r->kids[i].birth);
            if (r->kids[i].school) add(&k, "%s\"school\":\"%s\"", COMMA, r->kids[i].school);
            add(&k, "}");
        }
        if (r->kids_known) add(&k, "]");
        add(&k, "}");
    }
    add(&k, "}");
    return k;
}

/* ---- records to arrays ---- */
#define ROW(i) (&((const Row *)rows)[i])
#define GET(NAME, KNOWN, VALUE) static int64_t NAME(const void *rows, int64_t i, bool *known) { const Row *r = ROW(i); *known = (KNOWN); return (VALUE); }
GET(get_sex, r->sex >= 0, r->sex)
GET(get_income, r->income_known, r->income)
GET(get_points, r->points_known, r->points)
GET(get_age, r->age >= 0, r->age)
GET(get_birth, r->birth_known, r->birth)
GET(get_registered, r->registered_known, r->registered)
GET(get_poor, r->poor >= 0, r->poor)
GET(get_size, r->size >= 0, r->size)
GET(get_day, r->day_known, r->day)
static const char *get_name(const void *rows, int64_t i) { return ROW(i)->name; }
static const char *get_sex_word(const void *rows, int64_t i) { return ROW(i)->sex < 0 ? NULL : ROW(i)->sex ? "女" : "male"; }
#define KID(i) (&((const Kid *)rows)[i])
static int64_t kid_disabled(const void *rows, int64_t i, bool *known) { return *known = KID(i)->disabled >= 0, KID(i)->disabled; }
static int64_t kid_birth(const void *rows, int64_t i, bool *known) { return *known = KID(i)->birth_known, KID(i)->birth; }
static const char *kid_school(const void *rows, int64_t i) { return KID(i)->school; }

static int pad(Style s) { return s.slices ? (int)dice(11) : 0; }
/* Children of an array of structs begin pad values earlier: their own offset, and the struct's. */
static Made kids(const Kid *list, int64_t n, Style s, int before)
{
    static const char *const SCHOOLS[] = {"附小", "一小", "二小"};
    Kid *padded = calloc((size_t)(n + before) + 1, sizeof *padded);
    if (n) memcpy(padded + before, list, (size_t)n * sizeof *list);
    Made m = made("element", "+s", n, 1, 3);
    set_validity(&m, NULL, before, dice(2));
    set_child(&m, 0, bools("disabled", padded, n + before, kid_disabled, pad(s)));
    set_child(&m, 1, numbers("birth_date", s.variant % 2 ? "tdm" : "tdD", padded, n + before, kid_birth, pad(s), s.variant % 2 ? 86400000 : 1));
    set_child(&m, 2, s.variant % 3 ? texts("学校", s.variant % 2, padded, n + before, kid_school, pad(s)) : dictionary("school", "i", padded, n + before, kid_school, pad(s), SCHOOLS, 3, true));
    free(padded);
    return m;
}
static Made children(const Row *rows, int64_t n, Style s)
{
    bool large = s.variant % 2;
    Kid *list = NULL;
    int64_t at = s.slices ? dice(4) : 0, before = pad(s);
    Made m = made("children", large ? "+L" : "+l", n, 2, 1);
    bool *valid = malloc((size_t)n + 1);
    size_t width = large ? 8 : 4;
    char *offsets = malloc((size_t)(n + before + 1) * width);
    list = calloc((size_t)at + 1, sizeof *list);
    for (int64_t i = -before; i <= n; i++) {
        memcpy(offsets + (i + before) * (int64_t)width, &at, width);
        if (i < 0 || i == n) continue;
        int gap = s.variant >= 4 && !rows[i].kids_known ? (int)dice(3) : 0, count = rows[i].kids_known ? rows[i].n_kids : gap; /* under a null stands anything */
        valid[i] = rows[i].kids_known;
        list = realloc(list, (size_t)(at + count + 1) * sizeof *list);
        for (int k = 0; k < count; k++) list[at++] = rows[i].kids_known ? rows[i].kids[k] : (Kid){1, 1, 1, "一小"};
    }
    m.array.buffers[1] = offsets;
    set_validity(&m, valid, (int)before, dice(2));
    set_child(&m, 0, kids(list, at, s, pad(s)));
    free(valid), free(list);
    return m;
}
static Made household(const Row *rows, int64_t n, Style s, int before)
{
    Row *padded = calloc((size_t)(n + before) + 1, sizeof *padded);
    bool *valid = malloc((size_t)n + 1);
    for (int64_t i = 0; i < n; i++) valid[i] = rows[i].home_known;
    if (n) memcpy(padded + before, rows, (size_t)n * sizeof *rows);
    Made m = made("家庭", "+s", n, 1, 3);
    set_validity(&m, valid, before, dice(2));
    set_child(&m, 0, children(padded, n + before, s));
    set_child(&m, 1, bools("poor", padded, n + before, get_poor, pad(s)));
    set_child(&m, 2, numbers("size", s.variant % 2 ? "C" : "l", padded, n + before, get_size, pad(s), 1));
    free(padded), free(valid);
    return m;
}
Made people(const Row *rows, int64_t n, Style s)
{
    static const char *const SEXES[] = {"女", "male"}, *const INCOMES[] = {"d:20,2", "d:9,2,32", "d:18,2,64", "d:38,2,128"}, *const AGES[] = {"C", "s", "L", "c", "I", "d:3,0"};
    int before = pad(s);
    Row *padded = calloc((size_t)(n + before) + 1, sizeof *padded);
    if (n) memcpy(padded + before, rows, (size_t)n * sizeof *rows);
    int64_t all = n + before;
    Made m = made("", "+s", n, 1, 10);
    set_validity(&m, NULL, before, false);
    set_child(&m, 0, texts("name", s.variant % 2, padded, all, get_name, pad(s)));
    if (s.variant % 3 == 0) set_child(&m, 1, numbers("性别", s.variant % 2 ? "C" : "i", padded, all, get_sex, pad(s), 1));
    else if (s.variant % 3 == 1) set_child(&m, 1, dictionary("sex", s.variant % 2 ? "c" : "S", padded, all, get_sex_word, pad(s), SEXES, 2, s.variant > 2));
    else set_child(&m, 1, texts("sex", false, padded, all, get_sex_word, pad(s)));
    set_child(&m, 2, numbers("income", INCOMES[s.variant % 4], padded, all, get_income, pad(s), 1));
    set_child(&m, 3, numbers("points", "l", padded, all, get_points, pad(s), 1));
    set_child(&m, 4, numbers("age", AGES[s.variant % 6], padded, all, get_age, pad(s), 1));
    set_child(&m, 5, numbers("birth_date", "tdD", padded, all, get_birth, pad(s), 1));
    set_child(&m, 6, numbers("registered", s.variant % 2 ? "tdD" : "tdm", padded, all, get_registered, pad(s), s.variant % 2 ? 1 : 86400000));
    set_child(&m, 7, household(padded, all, s, pad(s)));
    set_child(&m, 8, numbers("as_of", "tdD", padded, all, get_day, pad(s), 1));
    set_child(&m, 9, texts("id", false, padded, all, get_name, pad(s)));
    free(padded);
    return m;
}

/* ---- streams ---- */
int source_schema(struct ArrowArrayStream *s, struct ArrowSchema *out)
{
    Source *x = s->private_data;
    Made m = people(x->rows, 0, x->style);
    m.array.release(&m.array);
    return *out = m.schema, 0;
}
int source_next(struct ArrowArrayStream *s, struct ArrowArray *out)
{
    Source *x = s->private_data;
    if (x->at == x->fail_at) return 5;
    if (x->at == x->batches) return out->release = NULL, 0;
    Made m = people(x->rows + 100 * x->at++, 100, x->style);
    m.schema.release(&m.schema);
    return *out = m.array, 0;
}
const char *source_error(struct ArrowArrayStream *s) { return (void)s, "the source broke"; }
int released;
void source_release(struct ArrowArrayStream *s) { s->release = NULL, released++; }
