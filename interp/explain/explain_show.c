/* Values seen and required, in words of the reader. Must never know registers. */
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/base/calendar.h"
#include "interp/explain/explain_internal.h"
#include "interp/base/number.h"

const char *day_words(Arena *arena, int32_t day, bool chinese)
{
    char text[CALENDAR_TEXT];
    int y, m, d;
    if (day < CALENDAR_DAY_MIN || day > CALENDAR_DAY_MAX) return "";
    calendar_civil(day, &y, &m, &d);
    if (chinese) return arena_printf(arena, "%d年%d月%d日", y, m, d);
    calendar_print(day, text);
    return arena_strndup(arena, text, CALENDAR_TEXT - 1);
}
/* A plain number between 0 and 1 that has digits after the point is a share. */
static const char *percent(Arena *arena, int64_t v, int scale)
{
    char text[NUMBER_TEXT];
    if (scale == 1) v *= 10, scale = 2;
    size_t n = number_print(text, v, scale - 2, 0);
    if (scale > 2) while (text[n - 1] == '0') n--;
    if (text[n - 1] == '.') n--;
    return arena_printf(arena, "%.*s%%", (int)n, text);
}
/* years of age → year of age */
static const char *singular(Arena *arena, const char *unit)
{
    size_t n = strcspn(unit, " /");
    return n && unit[n - 1] == 's' ? arena_printf(arena, "%.*s%s", (int)n - 1, unit, unit + n) : unit;
}
static const char *known_words(Arena *arena, const Explanation *x, Type type, int64_t v, const char *text, ExplainOptions options)
{
    DecisionValue value = {true, type, v, v, text};
    if (type.kind == TY_BOOL) return options.chinese ? (v ? "是" : "否") : v ? "yes" : "no";
    if (type.kind == TY_QUOT) return text ? text : "";
    if (type.kind == TY_TEXT) return arena_printf(arena, options.chinese ? "“%s”" : "\"%s\"", text ? text : "");
    if (type.kind == TY_NUM && type.unit.base == U_ONE && type.unit.per == U_ONE && type.scale >= 1 && type.scale <= 6 && v >= 0 && v <= (int64_t)number_power(type.scale)) return percent(arena, v, type.scale);
    if (type.kind == TY_DATE && options.chinese) return day_words(arena, (int32_t)v, true);
    const char *words = decide_value_text(arena, x->program, &value, options.chinese_names);
    const char *unit = type.kind != TY_NUM ? "" : options.chinese ? unit_name_zh(type.unit) : v == (int64_t)number_power(type.scale) ? singular(arena, unit_name_en(type.unit)) : unit_name_en(type.unit);
    return *unit ? arena_printf(arena, options.chinese ? "%s%s" : "%s %s", words, unit) : words;
}
const char *bounds_words(Arena *arena, const Explanation *x, const Seen *s, ExplainOptions options)
{
    bool zh = options.chinese, low = s->lo != INT64_MIN, high = s->hi != INT64_MAX;
    const char *lo = low ? known_words(arena, x, s->type, s->lo, NULL, options) : NULL, *hi = high ? known_words(arena, x, s->type, s->hi, NULL, options) : NULL;
    if (low && high) return arena_printf(arena, zh ? "在 %s 与 %s 之间" : "between %s and %s", lo, hi);
    return arena_printf(arena, low ? (zh ? "至少 %s" : "at least %s") : zh ? "至多 %s" : "at most %s", low ? lo : hi);
}
/* Bounds that every value of the type has say nothing. */
static bool has_bounds(const Seen *s)
{
    bool ordered = s->type.kind == TY_NUM || s->type.kind == TY_DATE;
    return ordered && (s->hi != INT64_MAX || (s->lo != INT64_MIN && s->lo != 0)) && !(s->lo == INT64_MIN && s->hi == INT64_MAX);
}
const char *seen_words(Arena *arena, const Explanation *x, const Seen *s, ExplainOptions options)
{
    switch (s->state) {
    case LANE_KNOWN: return known_words(arena, x, s->type, s->lo, s->text, options);
    case LANE_BROKEN: return options.chinese ? "无值" : "no value";
    case LANE_UNKNOWN: break;
    }
    if (!has_bounds(s)) return options.chinese ? "不明" : "unknown";
    return arena_printf(arena, options.chinese ? "不明（%s）" : "unknown (%s)", bounds_words(arena, x, s, options));
}
const char *seen_plain(Arena *arena, const Explanation *x, const Seen *s, bool chinese_names)
{
    if (s->state != LANE_KNOWN) return NULL;
    if (s->type.kind == TY_QUOT || s->type.kind == TY_TEXT) return s->text ? s->text : "";
    DecisionValue value = {true, s->type, s->lo, s->hi, s->text};
    return decide_value_text(arena, x->program, &value, chinese_names);
}

/* ---- what is required ---- */
static const char *operator_words(const Why *why, bool zh)
{
    Type t = why->seen.type;
    bool date = t.kind == TY_DATE, age = t.kind == TY_NUM && t.unit.base == U_AGE;
    switch (why->op) {
    case CMP_EQ: return "";
    case CMP_NE: return zh ? "不是 " : "not ";
    case CMP_LT: return zh ? (date ? "早于 " : age ? "不满 " : "少于 ") : date ? "before " : "less than ";
    case CMP_LE: return zh ? (date ? "不晚于 " : "不超过 ") : date ? "not after " : "at most ";
    case CMP_GT: return zh ? (date ? "晚于 " : "超过 ") : date ? "after " : "more than ";
    case CMP_GE: return zh ? (date ? "不早于 " : age ? "满 " : "不少于 ") : date ? "not before " : "at least ";
    case CMP_COUNT_: break;
    }
    return "";
}
const char *required_words(Arena *arena, const Explanation *x, const Why *why, ExplainOptions options)
{
    StrBuf out = {.arena = arena};
    bool zh = options.chinese, several = why->n_required > 1 && !why->range;
    strbuf_add(&out, why->negated ? (zh ? (why->range ? "不在 " : "不是 ") : why->range ? "not within " : "none of ") : several ? (zh ? "" : "one of ") : why->range ? "" : operator_words(why, zh));
    int shown = why->n_required > MEMBERS_SHOWN ? MEMBERS_SHOWN : why->n_required;
    for (int i = 0; i < shown; i++) {
        if (i) strbuf_add(&out, why->range ? (zh ? " 至 " : " to ") : zh ? "、" : ", ");
        strbuf_add(&out, seen_words(arena, x, &why->required[i], options));
    }
    if (shown < why->n_required) strbuf_printf(&out, zh ? "等 %d 个值" : ", ... %d in all", why->n_required);
    if (several && zh) strbuf_add(&out, why->negated ? " 中的任何一个" : " 之一");
    return out.text;
}
