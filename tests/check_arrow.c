/* Columns by the Arrow C Data Interface, built by hand as its specification says: each row must come out as its record does from JSON,
 * whatever the arrays look like (types, dictionaries, slices, nulls, gaps between lists); malformed arrays and memory that runs out are said.
 * Buffers have exactly the size they must have, so that AddressSanitizer sees every byte read beyond. */
#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/embed.h"

static const char POLICY[] =
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
typedef struct { int disabled /* -1 unknown */; int birth_known, birth; const char *school; } Kid;
typedef struct {
    const char *name; int sex /* -1 */; int income_known; int64_t income; int points_known; int64_t points; int age; int birth_known, birth, registered_known, registered;
    int home_known, poor, size, kids_known, n_kids; Kid kids[4]; int day_known, day;
} Row;
static uint64_t state = 88172645463325252ull;
static int64_t dice(int64_t n)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (int64_t)(state % (uint64_t)n);
}
static bool given(int nulls) { return dice(100) >= nulls; }
static Row random_row(int nulls)
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
static void add(Kept *k, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    keep(k, text, (size_t)n);
}
static void add_date(Kept *k, const char *key, int known, int day)
{
    if (!known) return;
    fatiao_value v = {.type = FATIAO_DATE, .number = day};
    char text[32];
    fatiao_value_print(&v, text, sizeof text);
    add(k, "%s\"%s\":\"%s\"", k->bytes[k->n - 1] == '{' ? "" : ",", key, text);
}
static Kept json_of(const Row *r)
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

/* ---- arrays by hand ---- */
typedef struct { struct ArrowSchema schema; struct ArrowArray array; } Made;
static int live; /* arrays and schemas not released */
static void drop_array(struct ArrowArray *a)
{
    for (int64_t i = 0; i < a->n_children; i++) {
        if (a->children[i]->release) a->children[i]->release(a->children[i]);
        free(a->children[i]);
    }
    if (a->dictionary) { if (a->dictionary->release) a->dictionary->release(a->dictionary); free(a->dictionary); }
    for (int64_t i = 0; i < a->n_buffers; i++) free((void *)a->buffers[i]);
    free(a->buffers), free(a->children);
    a->release = NULL, live--;
}
static void drop_schema(struct ArrowSchema *s)
{
    for (int64_t i = 0; i < s->n_children; i++) {
        if (s->children[i]->release) s->children[i]->release(s->children[i]);
        free(s->children[i]);
    }
    if (s->dictionary) { if (s->dictionary->release) s->dictionary->release(s->dictionary); free(s->dictionary); }
    free((void *)s->name), free((void *)s->format), free(s->children);
    s->release = NULL, live--;
}
static Made made(const char *name, const char *format, int64_t length, int n_buffers, int n_children)
{
    Made m = {{.format = strdup(format), .name = strdup(name), .flags = ARROW_FLAG_NULLABLE, .n_children = n_children, .release = drop_schema},
              {.length = length, .n_buffers = n_buffers, .n_children = n_children, .release = drop_array}};
    m.array.buffers = calloc((size_t)n_buffers + 1, sizeof(void *));
    m.array.children = calloc((size_t)n_children + 1, sizeof(void *)), m.schema.children = calloc((size_t)n_children + 1, sizeof(void *));
    for (int i = 0; i < n_children; i++) m.array.children[i] = calloc(1, sizeof(struct ArrowArray)), m.schema.children[i] = calloc(1, sizeof(struct ArrowSchema));
    live += 2;
    return m;
}
static void release(Made *m)
{
    m->array.release(&m->array), m->schema.release(&m->schema);
}
static void set_child(Made *m, int i, Made child) { *m->array.children[i] = child.array, *m->schema.children[i] = child.schema; }
/* pad: values before the first that the array does not count (its offset). valid: by value, pad not counted; NULL all. */
static void set_validity(Made *m, const bool *valid, int pad, bool always)
{
    int64_t n = m->array.length, nulls = 0;
    for (int64_t i = 0; valid && i < n; i++) nulls += !valid[i];
    m->array.offset = pad;
    m->array.null_count = dice(2) ? nulls : -1;
    if (!nulls && !always) { m->array.null_count = 0; return; }
    size_t size = (size_t)(n + pad + 7) / 8;
    uint8_t *bits = malloc(size ? size : 1);
    for (size_t i = 0; i < size; i++) bits[i] = (uint8_t)dice(256);
    for (int64_t i = 0; i < n; i++) {
        uint8_t bit = (uint8_t)(1 << ((i + pad) % 8)), *at = &bits[(i + pad) / 8];
        *at = (uint8_t)(!valid || valid[i] ? *at | bit : *at & ~bit);
    }
    m->array.buffers[0] = bits;
}
typedef int64_t (*Number)(const void *rows, int64_t i, bool *known);
static void narrow(int64_t v, char *to, int width)
{
    __int128 wide = v;
    memcpy(to, &wide, (size_t)width);
}
static int width_of(const char *format)
{
    if (strncmp(format, "d:", 2) == 0) return strstr(format, ",32") ? 4 : strstr(format, ",64") ? 8 : 16;
    switch (*format) {
    case 'c': case 'C': return 1;
    case 's': case 'S': return 2;
    case 'i': case 'I': return 4;
    case 't': return format[2] == 'D' ? 4 : 8;
    default: return 8;
    }
}
/* factor: what a value is multiplied by to be written. Under nulls stands anything. */
static Made numbers(const char *name, const char *format, const void *rows, int64_t n, Number get, int pad, int64_t factor)
{
    Made m = made(name, format, n, 2, 0);
    bool *valid = malloc((size_t)n + 1);
    int width = width_of(format);
    size_t size = (size_t)(n + pad) * (size_t)width;
    char *data = malloc(size ? size : 1);
    for (size_t i = 0; i < size; i++) data[i] = (char)dice(256);
    for (int64_t i = 0; i < n; i++) {
        int64_t v = get(rows, i, &valid[i]);
        if (valid[i]) narrow(v * factor, data + (i + pad) * width, width);
    }
    m.array.buffers[1] = data;
    set_validity(&m, valid, pad, dice(2));
    free(valid);
    return m;
}
static Made bools(const char *name, const void *rows, int64_t n, Number get, int pad)
{
    Made m = made(name, "b", n, 2, 0);
    bool *valid = malloc((size_t)n + 1);
    size_t size = (size_t)(n + pad + 7) / 8;
    uint8_t *bits = malloc(size ? size : 1);
    for (size_t i = 0; i < size; i++) bits[i] = (uint8_t)dice(256);
    for (int64_t i = 0; i < n; i++) {
        int64_t v = get(rows, i, &valid[i]);
        uint8_t bit = (uint8_t)(1 << ((i + pad) % 8)), *at = &bits[(i + pad) / 8];
        if (valid[i]) *at = (uint8_t)(v ? *at | bit : *at & ~bit);
    }
    m.array.buffers[1] = bits;
    set_validity(&m, valid, pad, dice(2));
    free(valid);
    return m;
}
typedef const char *(*Word)(const void *rows, int64_t i);
static Made texts(const char *name, bool large, const void *rows, int64_t n, Word get, int pad)
{
    Made m = made(name, large ? "U" : "u", n, 3, 0);
    bool *valid = malloc((size_t)n + 1);
    size_t width = large ? 8 : 4, at = 3; /* offsets need not begin at 0 */
    char *offsets = malloc((size_t)(n + pad + 1) * width), *bytes = NULL;
    for (int64_t i = -pad; i <= n; i++) {
        const char *s = i < 0 || i == n ? NULL : get(rows, i);
        int64_t v = (int64_t)at;
        memcpy(offsets + (i + pad) * (int64_t)width, &v, width);
        if (i >= 0 && i < n) valid[i] = s != NULL;
        size_t len = s ? strlen(s) : i == n ? 0 : (size_t)dice(3);
        bytes = realloc(bytes, at + len + 1);
        if (s) memcpy(bytes + at, s, len);
        else memset(bytes + at, '?', len);
        at += len;
    }
    m.array.buffers[1] = offsets, m.array.buffers[2] = bytes;
    set_validity(&m, valid, pad, dice(2));
    free(valid);
    return m;
}
typedef struct { const char *const *words; int n; } Words;
static const char *word_of(const void *rows, int64_t i) { return ((const Words *)rows)->words[i]; }
/* Strings through a dictionary whose order is its own, with an entry nobody uses and one that is null. */
static Made dictionary(const char *name, const char *index_format, const void *rows, int64_t n, Word get, int pad, const char *const *words, int n_words, bool odd)
{
    static const void *current;
    static Word current_get;
    Made m = made(name, index_format, n, 2, 0);
    bool *valid = malloc((size_t)n + 1);
    int width = width_of(index_format);
    size_t size = (size_t)(n + pad) * (size_t)width;
    char *data = malloc(size ? size : 1);
    current = rows, current_get = get;
    for (size_t i = 0; i < size; i++) data[i] = (char)dice(128);
    for (int64_t i = 0; i < n; i++) {
        const char *s = current_get(current, i);
        int64_t v = 0;
        valid[i] = s || (odd && dice(2)); /* unknown either by a null or by the null entry */
        if (!s) v = n_words;
        for (int k = 0; s && k < n_words; k++)
            if (strcmp(words[k], s) == 0) v = k;
        narrow(v, data + (i + pad) * width, width);
    }
    m.array.buffers[1] = data;
    set_validity(&m, valid, pad, dice(2));
    const char *list[12];
    for (int i = 0; i < n_words; i++) list[i] = words[i];
    if (odd) list[n_words] = NULL, list[n_words + 1] = "nobody";
    Made d = texts("", odd, &(Words){list, n_words}, n_words + (odd ? 2 : 0), word_of, (int)dice(3));
    m.array.dictionary = malloc(sizeof d.array), *m.array.dictionary = d.array;
    m.schema.dictionary = malloc(sizeof d.schema), *m.schema.dictionary = d.schema;
    free(valid);
    return m;
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

typedef struct { int variant; bool slices; } Style;
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
static Made people(const Row *rows, int64_t n, Style s)
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

/* ---- results read back, by the specification alone ---- */
static bool valid_at(const struct ArrowArray *a, int64_t i)
{
    const uint8_t *bits = a->n_buffers ? a->buffers[0] : NULL;
    return !bits || bits[(a->offset + i) / 8] >> ((a->offset + i) % 8) & 1;
}
static bool bit_at(const struct ArrowArray *a, int64_t i) { return ((const uint8_t *)a->buffers[1])[i / 8] >> (i % 8) & 1; }
static const char *word_at(const struct ArrowArray *a, int64_t i, char out[128])
{
    const struct ArrowArray *d = a->dictionary;
    int index = ((const uint8_t *)a->buffers[1])[i];
    const int32_t *offsets = d->buffers[1];
    ck_assert_int_lt(index, d->length);
    snprintf(out, 128, "%.*s", (int)(offsets[index + 1] - offsets[index]), (const char *)d->buffers[2] + offsets[index]);
    return out;
}
static int64_t number_at(const struct ArrowSchema *s, const struct ArrowArray *a, int64_t i)
{
    __int128 wide;
    if (*s->format == 'l') return ((const int64_t *)a->buffers[1])[i];
    ck_assert_int_eq(s->format[0], 'd');
    memcpy(&wide, (const char *)a->buffers[1] + 16 * i, 16);
    return (int64_t)wide;
}
static int child_of(const struct ArrowSchema *s, const char *name)
{
    for (int i = 0; i < s->n_children; i++)
        if (strcmp(s->children[i]->name, name) == 0) return i;
    return -1;
}
static void same_value(const struct ArrowSchema *s, const struct ArrowArray *a, int64_t row, const fatiao_result *r)
{
    char word[128];
    bool shown = r->outcome == FATIAO_GRANTED || r->outcome == FATIAO_VALUE;
    ck_assert_int_eq(valid_at(a, row), shown && r->value.type != FATIAO_NOTHING);
    if (!valid_at(a, row)) return;
    switch (r->value.type) {
    case FATIAO_NUMBER: ck_assert_int_eq(number_at(s, a, row), r->value.number); break;
    case FATIAO_BOOL: ck_assert_int_eq(bit_at(a, row), r->value.number); break;
    case FATIAO_DATE: ck_assert_int_eq(((const int32_t *)a->buffers[1])[row], r->value.number); break;
    case FATIAO_ENUM: ck_assert_str_eq(word_at(a, row, word), r->value.text); break;
    case FATIAO_STRING: {
        const int64_t *offsets = a->buffers[1];
        ck_assert_uint_eq((size_t)(offsets[row + 1] - offsets[row]), strlen(r->value.text));
        ck_assert(memcmp((const char *)a->buffers[2] + offsets[row], r->value.text, strlen(r->value.text)) == 0);
        break;
    }
    case FATIAO_NOTHING: case FATIAO_RECORD: case FATIAO_LIST: ck_abort();
    }
}
static void same_decision(const struct ArrowSchema *s, const struct ArrowArray *a, int64_t row, const fatiao_result *r)
{
    char word[128];
    int status = child_of(s, "status"), value = child_of(s, "value"), parts = child_of(s, "parts"), items = child_of(s, "items"), applies = child_of(s, "applies"), overdue = child_of(s, "overdue");
    ck_assert_str_eq(word_at(a->children[status], row, word), fatiao_outcome_text(r->outcome, FATIAO_EN));
    if (value >= 0) same_value(s->children[value], a->children[value], row, r);
    for (int i = 0; i < r->n_parts; i++) {
        int k = child_of(s->children[parts], r->payers[i]);
        ck_assert_int_ge(k, 0);
        ck_assert_int_eq(number_at(s->children[parts]->children[k], a->children[parts]->children[k], row), r->parts[i].number);
    }
    for (int k = 0; items >= 0 && k < s->children[items]->n_children; k++) {
        const struct ArrowArray *item = a->children[items]->children[k];
        bool certain = false, possible = false;
        for (int i = 0; i < r->n_items; i++) certain |= strcmp(r->items[i], s->children[items]->children[k]->name) == 0;
        for (int i = 0; i < r->n_possible; i++) possible |= strcmp(r->possible[i], s->children[items]->children[k]->name) == 0;
        if (r->outcome == FATIAO_VALUE || r->outcome == FATIAO_UNDETERMINED) ck_assert(valid_at(item, row) == !possible && (possible || bit_at(item, row) == certain));
    }
    bool live = r->outcome == FATIAO_MET || r->outcome == FATIAO_UNMET;
    if (applies >= 0 && live) ck_assert(bit_at(a->children[applies], row) == r->applies && bit_at(a->children[overdue], row) == r->overdue);
}
static void same_rows(const fatiao_policy *policy, const Row *rows, int64_t n, const struct ArrowSchema *s, const struct ArrowArray *a, int counts[12])
{
    fatiao_evaluator *ev;
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01", .entity = "person"}, (fatiao_sink){0}, &ev), FATIAO_OK);
    ck_assert_int_eq(a->length, n);
    for (int64_t i = 0; i < n; i++) {
        Kept k = json_of(&rows[i]);
        ck_assert_msg(fatiao_decide_json(ev, k.bytes, k.n) == FATIAO_OK, "%s: %s", k.bytes, fatiao_message(ev));
        for (int d = 0; d < s->n_children; d++) {
            fatiao_result r;
            ck_assert_int_eq(fatiao_result_at(ev, 0, d, &r), FATIAO_OK);
            counts[r.outcome]++;
            same_decision(s->children[d], a->children[d], i, &r);
        }
        free(k.bytes);
    }
    fatiao_evaluator_free(ev);
}
START_TEST(rows_come_out_as_their_records_do)
{
    fatiao_policy *policy = policy_of(POLICY);
    int counts[12] = {0};
    for (int turn = 0; turn < 24; turn++) {
        static const int sizes[] = {0, 1, 63, 64, 65, 700, 4096, 4111};
        int64_t n = sizes[turn % 8];
        Style style = {turn % 7, turn >= 8};
        Row *rows = malloc((size_t)n * sizeof *rows + 1);
        for (int64_t i = 0; i < n; i++) rows[i] = random_row(turn % 3 == 0 ? 0 : turn % 3 == 1 ? 15 : 60);
        Made in = people(rows, n, style);
        fatiao_evaluator *ev;
        struct ArrowSchema schema;
        struct ArrowArray results;
        ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01"}, (fatiao_sink){0}, &ev), FATIAO_OK);
        fatiao_status status = fatiao_eval_arrow(ev, &in.schema, &in.array, &schema, &results);
        ck_assert_msg(status == FATIAO_OK, "turn %d: %s", turn, fatiao_message(ev));
        fatiao_evaluator_free(ev);
        release(&in); /* results live by themselves */
        same_rows(policy, rows, n, &schema, &results, counts);
        schema.release(&schema), results.release(&results);
        ck_assert(!schema.release && !results.release);
        free(rows);
    }
    ck_assert_int_eq(live, 0);
    for (int i = 0; i < 12; i++) ck_assert_msg(counts[i] > 0 || i == FATIAO_DONE || i == FATIAO_NOT_DONE || i == FATIAO_REPEALED, "no row is %s", fatiao_outcome_text((fatiao_outcome)i, FATIAO_EN));
    fatiao_policy_free(policy);
}
END_TEST
/* A child may be taken out and outlive the rest. */
START_TEST(results_may_be_released_piece_by_piece)
{
    fatiao_policy *policy = policy_of(POLICY);
    Row rows[100];
    for (int i = 0; i < 100; i++) rows[i] = random_row(10);
    Made in = people(rows, 100, (Style){1, true});
    fatiao_evaluator *ev;
    struct ArrowSchema schema, child_schema;
    struct ArrowArray results, child;
    char word[128];
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01"}, (fatiao_sink){0}, &ev), FATIAO_OK);
    ck_assert_int_eq(fatiao_eval_arrow(ev, &in.schema, &in.array, &schema, &results), FATIAO_OK);
    child = *results.children[0], results.children[0]->release = NULL;
    child_schema = *schema.children[0], schema.children[0]->release = NULL;
    release(&in);
    results.release(&results), schema.release(&schema);
    fatiao_evaluator_free(ev), fatiao_policy_free(policy);
    ck_assert_str_eq(child_schema.children[0]->name, "status");
    word_at(child.children[0], 99, word);
    child.release(&child), child_schema.release(&child_schema);
}
END_TEST

/* ---- streams ---- */
typedef struct { const Row *rows; int batches, at; Style style; int fail_at; } Source;
static int source_schema(struct ArrowArrayStream *s, struct ArrowSchema *out)
{
    Source *x = s->private_data;
    Made m = people(x->rows, 0, x->style);
    m.array.release(&m.array);
    return *out = m.schema, 0;
}
static int source_next(struct ArrowArrayStream *s, struct ArrowArray *out)
{
    Source *x = s->private_data;
    if (x->at == x->fail_at) return 5;
    if (x->at == x->batches) return out->release = NULL, 0;
    Made m = people(x->rows + 100 * x->at++, 100, x->style);
    m.schema.release(&m.schema);
    return *out = m.array, 0;
}
static const char *source_error(struct ArrowArrayStream *s) { return (void)s, "the source broke"; }
static int released;
static void source_release(struct ArrowArrayStream *s) { s->release = NULL, released++; }
START_TEST(streams_are_decided_batch_by_batch)
{
    fatiao_policy *policy = policy_of(POLICY);
    static Row rows[500];
    int counts[12] = {0};
    for (int i = 0; i < 500; i++) rows[i] = random_row(15);
    for (int fail = 0; fail < 2; fail++) {
        Source source = {rows, 5, 0, {4, true}, fail ? 3 : -1};
        struct ArrowArrayStream in = {source_schema, source_next, source_error, source_release, &source}, out;
        fatiao_evaluator *ev;
        ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01"}, (fatiao_sink){0}, &ev), FATIAO_OK);
        ck_assert_int_eq(fatiao_eval_arrow_stream(ev, &in, &out), FATIAO_OK);
        ck_assert_ptr_null(in.release);
        fatiao_evaluator_free(ev);
        struct ArrowSchema schema;
        ck_assert_int_eq(out.get_schema(&out, &schema), 0);
        for (int batch = 0; batch < (fail ? 3 : 5); batch++) {
            struct ArrowArray results;
            ck_assert_int_eq(out.get_next(&out, &results), 0);
            same_rows(policy, rows + 100 * batch, 100, &schema, &results, counts);
            results.release(&results);
        }
        struct ArrowArray end;
        ck_assert_int_eq(out.get_next(&out, &end), fail ? 5 : 0);
        ck_assert_ptr_null(end.release);
        if (fail) ck_assert_str_eq(out.get_last_error(&out), "the source broke");
        schema.release(&schema);
        out.release(&out);
        ck_assert_int_eq(released, fail + 1);
    }
    ck_assert_int_eq(live, 0);
    fatiao_policy_free(policy);
}
END_TEST

/* ---- what is refused ---- */
typedef enum { CASES_BEGIN, RELEASED, NO_BUFFERS, SHORT_CHILD, NEGATIVE_OFFSET, NULLS_WITHOUT_BITMAP, MISSING_CHILD, DATA_MISSING, WRONG_DICTIONARY, AGE_RANGE, ENUM_RANGE, LIST_BACKWARD, LIST_BEYOND,
               TEXT_BACKWARD, NOT_UTF8, EARLY, CASES_END } Fault;
static void damage(Made *m, Fault fault)
{
    struct ArrowArray *a = &m->array;
    struct ArrowArray *list = a->children[7]->children[0];
    switch (fault) {
    case RELEASED: a->children[3]->release(a->children[3]); break;
    case NO_BUFFERS: free((void *)a->children[3]->buffers[1]), a->children[3]->n_buffers = 1; break;
    case SHORT_CHILD: a->children[3]->length--; break;
    case NEGATIVE_OFFSET: a->children[3]->offset = -1; break;
    case NULLS_WITHOUT_BITMAP: free((void *)a->children[3]->buffers[0]), a->children[3]->buffers[0] = NULL, a->children[3]->null_count = 3; break;
    case MISSING_CHILD: a->n_children = 9, a->children[9]->release(a->children[9]), free(a->children[9]); break;
    case DATA_MISSING: free((void *)a->children[3]->buffers[1]), a->children[3]->buffers[1] = NULL; break;
    case WRONG_DICTIONARY: a->children[1]->dictionary->release(a->children[1]->dictionary), free(a->children[1]->dictionary), a->children[1]->dictionary = NULL; break;
    case AGE_RANGE: ((int16_t *)a->children[4]->buffers[1])[7] = 151; break;
    case ENUM_RANGE: ((int8_t *)a->children[1]->buffers[1])[7] = 9; break;
    case LIST_BACKWARD: ((int64_t *)list->buffers[1])[8] = 0; break;
    case LIST_BEYOND: ((int64_t *)list->buffers[1])[8] = 1 << 30; break;
    case TEXT_BACKWARD: ((int64_t *)a->children[0]->buffers[1])[8] = 0; break;
    case NOT_UTF8: ((char *)a->children[0]->buffers[2])[((int64_t *)a->children[0]->buffers[1])[7]] = '\xff'; break;
    case EARLY: ((int32_t *)a->children[6]->buffers[1])[7] = -700000; break;
    case CASES_BEGIN: case CASES_END: break;
    }
}
START_TEST(malformed_arrays_are_refused)
{
    fatiao_policy *policy = policy_of(POLICY);
    static Row rows[64];
    for (int i = 0; i < 64; i++) rows[i] = random_row(0), rows[i].name = "王王", rows[i].kids_known = rows[i].home_known = 1, rows[i].birth = 0, rows[i].registered = 10;
    for (int fault = CASES_BEGIN + 1; fault < CASES_END; fault++) {
        Made in = people(rows, 64, (Style){1, false});
        fatiao_evaluator *ev;
        struct ArrowSchema schema;
        struct ArrowArray results;
        ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01"}, (fatiao_sink){0}, &ev), FATIAO_OK);
        damage(&in, (Fault)fault);
        fatiao_status status = fatiao_eval_arrow(ev, &in.schema, &in.array, &schema, &results);
        ck_assert_msg(status == FATIAO_ERRORS, "fault %d: %d %s", fault, (int)status, fatiao_message(ev));
        ck_assert_ptr_nonnull(fatiao_message(ev));
        if (fault >= AGE_RANGE) ck_assert_msg(strstr(fatiao_message(ev), "row 7") != NULL, "fault %d: %s", fault, fatiao_message(ev));
        ck_assert(!schema.release && !results.release);
        release(&in);
        fatiao_evaluator_free(ev);
    }
    ck_assert_int_eq(live, 0);
    fatiao_policy_free(policy);
}
END_TEST
START_TEST(schemas_that_do_not_fit_are_refused)
{
    static const struct { const char *name, *format, *message; } CASES[] = {
        {"agee", "C", "did you mean `age`"}, {"age", "g", "does not fit"}, {"age", "b", "does not fit"}, {"age", "d:5,1", "more digits"}, {"income", "d:20,3", "more digits"}, {"name", "C", "does not fit"},
        {"sex", "tdD", "does not fit"}, {"birth_date", "i", "does not fit"}, {"birth_date", "tss:", "does not fit"}, {"household", "C", "does not fit"}, {"household", "+s", "more than one|has no field|no entity"},
        {"as_of", "u", "must be a date"}, {"", "C", "has no field"}, {"age", "", "does not fit"},
    };
    fatiao_policy *policy = policy_of(POLICY);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Made in = made("", "+s", 0, 1, 1), child = made(CASES[i].name, CASES[i].format, 0, 2, 0);
        fatiao_evaluator *ev;
        struct ArrowArray results;
        set_child(&in, 0, child);
        ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01", .entity = "person"}, (fatiao_sink){0}, &ev), FATIAO_OK);
        fatiao_status status = fatiao_eval_arrow(ev, &in.schema, &in.array, NULL, &results);
        if (!strchr(CASES[i].message, '|')) {
            ck_assert_msg(status == FATIAO_UNKNOWN, "%s %s: %d", CASES[i].name, CASES[i].format, (int)status);
            ck_assert_msg(strstr(fatiao_message(ev), CASES[i].message) != NULL, "%s", fatiao_message(ev));
        } else if (status == FATIAO_OK) results.release(&results);
        fatiao_evaluator_free(ev);
        release(&in);
    }
    Made in = made("", "+s", 0, 1, 0), no_struct = made("", "C", 0, 2, 0);
    fatiao_evaluator *ev;
    struct ArrowArray results;
    ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01"}, (fatiao_sink){0}, &ev), FATIAO_OK);
    ck_assert_int_eq(fatiao_eval_arrow(ev, &in.schema, &in.array, NULL, &results), FATIAO_UNKNOWN);
    ck_assert_ptr_nonnull(strstr(fatiao_message(ev), "more than one entity"));
    ck_assert_int_eq(fatiao_eval_arrow(ev, &no_struct.schema, &no_struct.array, NULL, &results), FATIAO_UNKNOWN);
    ck_assert_int_eq(fatiao_eval_arrow(NULL, &in.schema, &in.array, NULL, &results), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_eval_arrow(ev, NULL, &in.array, NULL, &results), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_eval_arrow(ev, &in.schema, NULL, NULL, &results), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_eval_arrow(ev, &in.schema, &in.array, NULL, NULL), FATIAO_ARGUMENT);
    struct ArrowArrayStream nothing = {0}, out;
    ck_assert_int_eq(fatiao_eval_arrow_stream(ev, &nothing, &out), FATIAO_ARGUMENT);
    ck_assert_int_eq(fatiao_eval_arrow_stream(ev, NULL, &out), FATIAO_ARGUMENT);
    release(&in);
    ck_assert_int_eq(fatiao_eval_arrow(ev, &in.schema, &in.array, NULL, &results), FATIAO_ARGUMENT); /* released */
    release(&no_struct);
    fatiao_evaluator_free(ev);
    ck_assert_int_eq(live, 0);
    fatiao_policy_free(policy);
}
END_TEST

/* ---- memory ---- */
START_TEST(memory_may_run_out_anywhere)
{
    Row rows[70];
    for (int i = 0; i < 70; i++) rows[i] = random_row(15);
    bool done = false;
    for (long allowed = 0; !done; allowed++) {
        Budget budget = {1 << 30, 0};
        const fatiao_allocator allocator = {&budget, budget_realloc};
        fatiao_policy *policy;
        fatiao_evaluator *ev;
        struct ArrowSchema schema;
        struct ArrowArray results;
        Made in = people(rows, 70, (Style){4, true});
        ck_assert_int_eq(fatiao_compile_memory(&(fatiao_memory_file){"a.law", POLICY, sizeof POLICY - 1}, 1, &(fatiao_source){.allocator = &allocator}, &policy), FATIAO_OK);
        ck_assert_int_eq(fatiao_evaluator_new(policy, &(fatiao_options){.as_of = "2024-01-01"}, (fatiao_sink){0}, &ev), FATIAO_OK);
        budget.left = allowed;
        fatiao_status status = fatiao_eval_arrow(ev, &in.schema, &in.array, &schema, &results);
        ck_assert_msg(status == FATIAO_OK || status == FATIAO_NO_MEMORY, "%d at %ld", (int)status, allowed);
        if ((done = status == FATIAO_OK)) schema.release(&schema), results.release(&results);
        release(&in);
        fatiao_evaluator_free(ev), fatiao_policy_free(policy);
        ck_assert_msg(budget.held == 0, "%zu bytes lost at %ld", budget.held, allowed);
    }
    ck_assert_int_eq(live, 0);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("arrow");
    TCase *c = tcase_create("arrow");
    tcase_set_timeout(c, 600);
    const TTest *tests[] = {rows_come_out_as_their_records_do, results_may_be_released_piece_by_piece, streams_are_decided_batch_by_batch, malformed_arrays_are_refused,
                            schemas_that_do_not_fit_are_refused, memory_may_run_out_anywhere};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) tcase_add_test(c, tests[i]);
    suite_add_tcase(s, c);
    SRunner *runner = srunner_create(s);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
