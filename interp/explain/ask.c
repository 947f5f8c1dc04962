/* See ask.h. Must never know rules, or which question comes next. */
#include "interp/explain/ask.h"
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/base/calendar.h"

enum { TYPED_MAX = 2000, LIST_MAX = 50 };
static const Field *field_of(const Program *p, const MissingFact *fact) { return &p->entities[fact->entity].fields[fact->field]; }
static const char *shown(Name name, bool zh) { return zh ? name.zh : name.alias; }

/* ---- words ---- */
/* household.children[2].birth_date: of the household, of the second of the children. */
static void add_way(StrBuf *b, const char *path, bool zh)
{
    const char *last = strrchr(path, '.');
    for (const char *s = path; last && s < last;) {
        size_t n = strcspn(s, ".[");
        const char *bracket = s[n] == '[' ? s + n + 1 : NULL;
        if (bracket && zh) strbuf_printf(b, "第%d个", (int)strtol(bracket, NULL, 10));
        strbuf_bytes(b, s, n);
        if (bracket && !zh) strbuf_printf(b, " %d", (int)strtol(bracket, NULL, 10));
        s += n;
        if (bracket) s = strchr(s, ']') + 1;
        s += *s == '.';
        strbuf_add(b, s > last ? (zh ? "：" : ": ") : zh ? "的" : ", ");
    }
    strbuf_add(b, last ? last + 1 : path);
}
static void add_choices(StrBuf *b, const Program *p, const Field *f, bool zh)
{
    const Enum *e = &p->enums[f->type.ref];
    strbuf_add(b, zh ? "是哪一种？" : ": which?");
    for (int i = 0; i < e->n_values; i++) strbuf_printf(b, "%s%d %s", i ? "  " : "\n   ", i + 1, shown(e->values[i].name, zh));
}
static void add_number(StrBuf *b, const Field *f, bool zh)
{
    const char *unit = zh ? unit_name_zh(f->type.unit) : unit_name_en(f->type.unit);
    char lo[NUMBER_TEXT], hi[NUMBER_TEXT];
    strbuf_add(b, zh ? "是多少？" : ": how much?");
    if (*unit) strbuf_printf(b, zh ? "（%s）" : " (%s)", unit);
    if (f->lo == INT64_MIN || f->hi == INT64_MAX) return;
    decide_number(lo, f->type, f->lo), decide_number(hi, f->type, f->hi);
    strbuf_printf(b, zh ? "（%s 至 %s）" : " (%s to %s)", lo, hi);
}
const char *ask_question(Arena *arena, const Program *p, const MissingFact *fact, bool zh)
{
    const Field *f = field_of(p, fact);
    StrBuf b = {.arena = arena};
    add_way(&b, zh ? fact->path_zh : fact->path, zh);
    switch ((TypeKind)f->type.kind) {
    case TY_BOOL: strbuf_add(&b, zh ? "吗？（是／否）" : "? (yes / no)"); break;
    case TY_ENUM: add_choices(&b, p, f, zh); break;
    case TY_NUM: add_number(&b, f, zh); break;
    case TY_DATE: strbuf_add(&b, zh ? "是哪一天？（如 1969-01-02）" : ": which day? (as 1969-01-02)"); break;
    case TY_TEXT: strbuf_add(&b, zh ? "是什么？" : ": what is it?"); break;
    case TY_LIST: strbuf_add(&b, zh ? "有几个？（没有写 0）" : ": how many are there? (0 if none)"); break;
    case TY_ERROR: case TY_QUOT: case TY_ENTITY: break;
    }
    if (f->description && *f->description) strbuf_printf(&b, "\n   %s", f->description);
    return b.text;
}

/* ---- answers ---- */
static bool is_one_of(const char *s, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(s, *words) == 0) return true;
    return false;
}
/* Full-width digits and signs as plain ones; blanks at the ends gone; letters small. */
static char *plain(Arena *arena, const char *typed)
{
    char *out = arena_alloc(arena, strlen(typed) + 1), *to = out;
    while (*typed == ' ' || *typed == '\t') typed++;
    for (const unsigned char *s = (const unsigned char *)typed; *s;) {
        if (s[0] == 0xEF && s[1] == 0xBC && s[2] >= 0x81 && s[2] <= 0xBF) *to++ = (char)(s[2] - 0x81 + '!'), s += 3; /* ！ to ＿ */
        else *to++ = (char)(*s >= 'A' && *s <= 'Z' ? *s + 32 : *s), s++;
    }
    while (to > out && strchr(" \t\r\n", to[-1])) to--;
    *to = '\0';
    return out;
}
static cJSON *read_bool(const char *s)
{
    static const char *const YES[] = {"是", "是的", "对", "有", "yes", "y", "true", "1", NULL}, *const NO[] = {"否", "不", "不是", "没有", "无", "no", "n", "false", "0", NULL};
    return is_one_of(s, YES) ? cJSON_CreateTrue() : is_one_of(s, NO) ? cJSON_CreateFalse() : NULL;
}
static bool same_word(const char *s, const char *name)
{
    for (; *s && *name; s++, name++)
        if (*s != (*name >= 'A' && *name <= 'Z' ? *name + 32 : *name)) return false;
    return !*s && !*name;
}
static cJSON *read_enum(const Program *p, const Field *f, const char *s)
{
    const Enum *e = &p->enums[f->type.ref];
    for (int i = 0; i < e->n_values; i++)
        if (same_word(s, e->values[i].name.zh) || same_word(s, e->values[i].name.alias)) return cJSON_CreateString(e->values[i].name.alias);
    char *end;
    long n = strtol(s, &end, 10);
    return *s && !*end && n >= 1 && n <= e->n_values ? cJSON_CreateString(e->values[n - 1].name.alias) : NULL;
}
/* A number with its unit or without; numbers go in as text, so that no digit is lost. */
static cJSON *read_number(Arena *arena, const Field *f, const char *s)
{
    size_t n = strspn(s, "-0123456789.,"), at = 0;
    const char *unit = s + n + strspn(s + n, " ");
    char *digits = arena_alloc(arena, n + 1);
    for (size_t i = 0; i < n; i++) if (s[i] != ',') digits[at++] = s[i];
    Unit u;
    int64_t value;
    bool fits = !*unit || strcmp(unit, "个") == 0 || (unit_parse(unit, &u) && (unit_equal(u, f->type.unit) || u.base == f->type.unit.base));
    return at && fits && number_parse(digits, at, f->type.scale, &value) == NUMBER_OK ? cJSON_CreateString(digits) : NULL;
}
/* 1969-1-2, 1969/01/02, 1969.1.2, 1969年1月2日 */
static cJSON *read_date(Arena *arena, const char *s)
{
    int part[3] = {0}, n = 0;
    for (; n < 3; n++) {
        char *end;
        if (*s < '0' || *s > '9') return NULL;
        long v = strtol(s, &end, 10);
        if (v > 9999) return NULL;
        part[n] = (int)v, s = end;
        static const char *const MARKS[3][2] = {{"年", ""}, {"月", ""}, {"日", "号"}};
        bool named = strncmp(s, MARKS[n][0], 3) == 0 || (n == 2 && strncmp(s, MARKS[n][1], 3) == 0);
        if (named) s += 3;
        else if (n < 2 && strchr("-/.", *s) && *s) s++;
        else if (n < 2) return NULL;
        s += strspn(s, " ");
    }
    if (*s || !calendar_valid(part[0], part[1], part[2])) return NULL;
    return cJSON_CreateString(arena_printf(arena, "%04d-%02d-%02d", part[0], part[1], part[2]));
}
static long small_number(const char *s, const char **end)
{
    static const char *const DIGITS[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "两"};
    for (int i = 0; i < 12; i++)
        if (strncmp(s, DIGITS[i], 3) == 0) return *end = s + 3, i == 11 ? 2 : i;
    char *stop;
    long n = strtol(s, &stop, 10);
    *end = stop;
    return stop == s ? -1 : n;
}
static cJSON *read_count(const char *s)
{
    static const char *const NONE[] = {"无", "没有", "none", "no", NULL}, *const AFTER[] = {"", "个", "人", "名", NULL};
    long n = 0;
    if (!is_one_of(s, NONE)) n = small_number(s, &s);
    else s = "";
    if (n < 0 || n > LIST_MAX || !is_one_of(s, AFTER)) return NULL;
    cJSON *list = cJSON_CreateArray();
    for (long i = 0; list && i < n; i++) cJSON_AddItemToArray(list, cJSON_CreateObject());
    return list;
}
static const char *expected(const Field *f, bool zh)
{
    switch ((TypeKind)f->type.kind) {
    case TY_BOOL: return zh ? "请回答 是 或 否；不清楚就写 不知道" : "answer yes or no; write unknown if you do not know";
    case TY_ENUM: return zh ? "请写其中一种，或者它前面的数字；不清楚就写 不知道" : "write one of them, or the number before it; unknown if you do not know";
    case TY_NUM: return zh ? "请写一个数；不清楚就写 不知道" : "write a number; unknown if you do not know";
    case TY_DATE: return zh ? "请写一个日期，如 1969-01-02 或 1969年1月2日；不清楚就写 不知道" : "write a date such as 1969-01-02; unknown if you do not know";
    case TY_LIST: return zh ? "请写有几个（0 至 50）；不清楚就写 不知道" : "write how many there are (0 to 50); unknown if you do not know";
    case TY_TEXT: case TY_ERROR: case TY_QUOT: case TY_ENTITY: break;
    }
    return zh ? "请写出来；不清楚就写 不知道" : "write it; unknown if you do not know";
}
AskAnswer ask_read(Arena *arena, const Program *p, const MissingFact *fact, const char *typed, bool zh, cJSON **value, const char **why)
{
    static const char *const UNKNOWN[] = {"不知道", "不清楚", "不明", "不详", "unknown", "?", "don't know", "do not know", NULL};
    const Field *f = field_of(p, fact);
    *value = NULL, *why = expected(f, zh);
    if (strlen(typed) > TYPED_MAX) return ASK_NOT_UNDERSTOOD;
    const char *s = plain(arena, typed);
    if (is_one_of(s, UNKNOWN)) return ASK_UNKNOWN;
    switch ((TypeKind)f->type.kind) {
    case TY_BOOL: *value = read_bool(s); break;
    case TY_ENUM: *value = read_enum(p, f, s); break;
    case TY_NUM: *value = read_number(arena, f, s); break;
    case TY_DATE: *value = read_date(arena, s); break;
    case TY_LIST: *value = read_count(s); break;
    case TY_TEXT: *value = *s ? cJSON_CreateString(typed + strspn(typed, " \t")) : NULL; break;
    case TY_ERROR: case TY_QUOT: case TY_ENTITY: break;
    }
    return *value ? ASK_VALUE : ASK_NOT_UNDERSTOOD;
}

/* ---- the record ---- */
static const Field *find_field(const Entity *e, const char *name, size_t n)
{
    for (int i = 0; i < e->n_fields; i++)
        if (strlen(e->fields[i].name.alias) == n && memcmp(e->fields[i].name.alias, name, n) == 0) return &e->fields[i];
    return NULL;
}
/* Either spelling; a null is as good as nothing. */
static const char *key_in(const cJSON *object, const Field *f)
{
    return cJSON_GetObjectItemCaseSensitive(object, f->name.zh) ? f->name.zh : f->name.alias;
}
static cJSON *step_into(cJSON *object, const Field *f)
{
    const char *key = key_in(object, f);
    cJSON *inner = cJSON_GetObjectItemCaseSensitive(object, key);
    if (inner && !cJSON_IsNull(inner)) return inner;
    cJSON_DeleteItemFromObjectCaseSensitive(object, key);
    return cJSON_AddObjectToObject(object, f->name.alias);
}
/* The object the last step of the path stands in. */
static cJSON *object_of(const Program *p, cJSON *record, int entity, const char *path, const Field **last)
{
    for (cJSON *at = record;;) {
        size_t n = strcspn(path, ".[");
        const Field *f = find_field(&p->entities[entity], path, n);
        if (!at || !cJSON_IsObject(at) || !f) return NULL;
        path += n;
        if (!*path) { *last = f; return at; }
        at = step_into(at, f);
        if (*path == '[') {
            char *end;
            at = cJSON_GetArrayItem(at, (int)strtol(path + 1, &end, 10) - 1);
            path = end + 1;
        }
        path += *path == '.';
        entity = f->type.ref;
    }
}
bool ask_put(const Program *p, cJSON *record, int entity, const char *path, cJSON *value)
{
    const Field *f;
    cJSON *object = object_of(p, record, entity, path, &f);
    if (object) cJSON_DeleteItemFromObjectCaseSensitive(object, key_in(object, f));
    if (object && cJSON_AddItemToObject(object, f->name.alias, value)) return true;
    cJSON_Delete(value);
    return false;
}
void ask_take(const Program *p, cJSON *record, int entity, const char *path)
{
    const Field *f;
    cJSON *object = object_of(p, record, entity, path, &f);
    if (object) cJSON_DeleteItemFromObjectCaseSensitive(object, key_in(object, f));
}
