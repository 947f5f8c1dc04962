/* Random policies and records. See random_gen.h. */
#include "tests/random_gen.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "interp/base/calendar.h"

uint32_t rng_below(Rng *rng, uint32_t n)
{
    uint64_t z = (rng->state += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return (uint32_t)(((z ^ (z >> 31)) >> 32) * n >> 32);
}
void text_add(Text *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (t->len + (size_t)n + 1 > t->cap) {
        t->cap = (t->len + (size_t)n + 1) * 2;
        t->text = realloc(t->text, t->cap);
        if (!t->text) abort();
    }
    va_start(args, format);
    vsnprintf(t->text + t->len, (size_t)n + 1, format, args);
    va_end(args);
    t->len += (size_t)n;
}
void text_free(Text *t) { free(t->text); *t = (Text){0}; }

/* ---- policies ---- */
typedef enum { G_BOOL, G_INT, G_MONEY, G_DATE, G_ENUM, G_KINDS } GenType;
typedef struct { const char *name; GenType type; } Named;
enum { RULES_MAX = 24 };
typedef struct { char name[24]; GenType type; bool decision, amount; } Made;
/* Scope of an expression: which entity is innermost, and whether the others stand outside it. */
typedef enum { AT_OUTER, AT_NESTED, AT_ELEMENT } Spot;
typedef struct { Rng *rng; Text *out; Made made[3][RULES_MAX]; int n_made[3]; bool in_list, of_element; int ats; } Gen; /* of_element: the rule is about an element, nothing stands around it */

static const Named FIELDS[3][8] = {
    {{"甲是", G_BOOL}, {"甲否", G_BOOL}, {"甲类", G_ENUM}, {"甲数", G_INT}, {"甲量", G_INT}, {"甲金", G_MONEY}, {"甲日", G_DATE}, {"甲期", G_DATE}},
    {{"乙是", G_BOOL}, {"乙否", G_BOOL}, {"乙类", G_ENUM}, {"乙数", G_INT}, {"乙量", G_INT}, {"乙金", G_MONEY}, {"乙日", G_DATE}, {"乙期", G_DATE}},
    {{"丙是", G_BOOL}, {"丙否", G_BOOL}, {"丙类", G_ENUM}, {"丙数", G_INT}, {"丙量", G_INT}, {"丙金", G_MONEY}, {"丙日", G_DATE}, {"丙期", G_DATE}},
};
static const char *const ENTITY[3] = {"甲", "乙", "丙"};
static const char *const PLACES[4] = {"红", "绿", "蓝", "其他"};

static void expression(Gen *g, GenType type, int depth, Spot place);
static bool chance(Gen *g, uint32_t percent) { return rng_below(g->rng, 100) < percent; }
static const char *pick(Gen *g, const char *const *words, uint32_t n) { return words[rng_below(g->rng, n)]; }

static void literal(Gen *g, GenType type)
{
    static const char *const dates[] = {"2024年2月29日", "2000-02-29", "2024-01-01", "1969年1月1日", "1970-12-31", "2023-08-07", "2001-03-01", "2015-12-31"};
    switch (type) {
    case G_BOOL: text_add(g->out, "%s", chance(g, 50) ? "真" : "假"); break;
    case G_INT: text_add(g->out, "%u", rng_below(g->rng, 8)); break;
    case G_MONEY:
        if (chance(g, 50)) text_add(g->out, "%u元", rng_below(g->rng, 3000));
        else text_add(g->out, "%u.%02u元", rng_below(g->rng, 100), rng_below(g->rng, 100));
        break;
    case G_DATE: text_add(g->out, "%s", pick(g, dates, 8)); break;
    case G_ENUM: text_add(g->out, "%s", pick(g, PLACES, 4)); break;
    case G_KINDS: break;
    }
}
/* A field or an earlier rule, of the innermost entity, of one around it, or of the nested one. */
static void fact(Gen *g, GenType type, Spot place)
{
    int entity = (int)place;
    bool hop = false;
    if (place == AT_OUTER && chance(g, 45)) entity = AT_NESTED, hop = true;
    else if (place == AT_ELEMENT && !g->of_element && chance(g, 40)) entity = AT_NESTED;
    if (g->n_made[entity] && chance(g, 45)) {
        Made *m = &g->made[entity][rng_below(g->rng, (uint32_t)g->n_made[entity])];
        const char *aspect = NULL;
        if (!m->decision && m->type == type) aspect = "";
        else if (m->decision && type == G_BOOL) aspect = ".享受";
        else if (m->decision && m->amount && type == G_MONEY) aspect = ".金额";
        if (aspect) { text_add(g->out, "%s%s%s", hop ? "乙." : "", m->name, aspect); return; }
    }
    for (;;) {
        const Named *f = &FIELDS[entity][rng_below(g->rng, 8)];
        if (f->type == type) { text_add(g->out, "%s%s", hop ? "乙." : "", f->name); return; }
    }
}
static void list_name(Gen *g, Spot place) { text_add(g->out, place == AT_OUTER ? "乙.丙表" : "丙表"); (void)g; }
static void filter(Gen *g, int depth)
{
    if (chance(g, 75)) { text_add(g->out, " 其中 "); expression(g, G_BOOL, depth - 1, AT_ELEMENT); }
}
static void aggregate(Gen *g, const char *name, GenType argument, int depth, Spot place)
{
    bool outer = g->in_list;
    g->in_list = true;
    text_add(g->out, "%s(", name);
    list_name(g, place);
    filter(g, depth);
    if (argument != G_KINDS) { text_add(g->out, "，"); expression(g, argument, depth - 1, AT_ELEMENT); }
    text_add(g->out, ")");
    g->in_list = outer;
}
static bool may_aggregate(Gen *g) { return !g->in_list; }
static void binary(Gen *g, const char *op, GenType left, GenType right, int depth, Spot place)
{
    text_add(g->out, "(");
    expression(g, left, depth - 1, place);
    text_add(g->out, " %s ", op);
    expression(g, right, depth - 1, place);
    text_add(g->out, ")");
}
static void dated(Gen *g, GenType type, int depth, Spot place)
{
    g->ats++;
    text_add(g->out, "(");
    expression(g, type, depth - 1, place);
    text_add(g->out, ") 于 (");
    expression(g, G_DATE, depth - 1, place);
    text_add(g->out, ")");
    if (chance(g, 15)) text_add(g->out, " 按当时规定");
}
static void comparison(Gen *g, int depth, Spot place)
{
    static const char *const order[] = {"≥", "≤", "<", ">", "不低于", "不超过", "满", "不满", "超过", "为", "≠"};
    static const char *const dates[] = {"早于", "晚于", "不早于", "不晚于", "为"};
    switch (rng_below(g->rng, 6)) {
    case 0: binary(g, pick(g, order, 11), G_INT, G_INT, depth, place); break;
    case 1: binary(g, pick(g, order, 6), G_MONEY, G_MONEY, depth, place); break;
    case 2: binary(g, pick(g, dates, 5), G_DATE, G_DATE, depth, place); break;
    case 3:
        text_add(g->out, "(");
        fact(g, G_ENUM, place);
        text_add(g->out, chance(g, 50) ? " 为 %s)" : " 属于 {%s，蓝})", pick(g, PLACES, 2));
        break;
    case 4:
        text_add(g->out, "(周岁(");
        fact(g, G_DATE, place);
        text_add(g->out, ") %s %u周岁)", pick(g, order + 4, 5), rng_below(g->rng, 70));
        break;
    default:
        text_add(g->out, "((");
        expression(g, G_INT, depth - 1, place);
        text_add(g->out, ") ÷ (");
        fact(g, G_INT, place); /* a division by a literal 0 does not check */
        text_add(g->out, ") %s 0.%02u)", pick(g, order, 4), rng_below(g->rng, 100));
    }
}
static void truth(Gen *g, int depth, Spot place)
{
    switch (rng_below(g->rng, 9)) {
    case 0: binary(g, "且", G_BOOL, G_BOOL, depth, place); break;
    case 1: binary(g, "或", G_BOOL, G_BOOL, depth, place); break;
    case 2: text_add(g->out, "非 ("); expression(g, G_BOOL, depth - 1, place); text_add(g->out, ")"); break;
    case 3:
        if (may_aggregate(g)) aggregate(g, chance(g, 50) ? "存在" : "全部", chance(g, 0) ? G_BOOL : G_KINDS, depth, place);
        else comparison(g, depth, place);
        break;
    case 4:
        if (g->ats < 2) dated(g, G_BOOL, depth, place);
        else comparison(g, depth, place);
        break;
    case 5:
        if (may_aggregate(g)) {
            text_add(g->out, "(");
            aggregate(g, "占比", G_BOOL, depth, place);
            text_add(g->out, " 不低于 %u%%)", rng_below(g->rng, 101));
        } else comparison(g, depth, place);
        break;
    default: comparison(g, depth, place);
    }
}
static void whole(Gen *g, int depth, Spot place)
{
    switch (rng_below(g->rng, 10)) {
    case 0: binary(g, "+", G_INT, G_INT, depth, place); break;
    case 1: binary(g, "-", G_INT, G_INT, depth, place); break;
    case 2: binary(g, "×", G_INT, G_INT, depth, place); break;
    case 3: text_add(g->out, "%s(", chance(g, 50) ? "较大" : "较小"); expression(g, G_INT, depth - 1, place); text_add(g->out, "，"); expression(g, G_INT, depth - 1, place); text_add(g->out, ")"); break;
    case 4: if (may_aggregate(g)) aggregate(g, "数量", G_KINDS, depth, place); else fact(g, G_INT, place); break;
    case 5: if (may_aggregate(g)) aggregate(g, chance(g, 40) ? "合计" : chance(g, 50) ? "最大" : "最小", G_INT, depth, place); else fact(g, G_INT, place); break;
    case 6: text_add(g->out, "年份("); expression(g, G_DATE, depth - 1, place); text_add(g->out, ")"); break;
    default: fact(g, G_INT, place);
    }
}
static void money(Gen *g, int depth, Spot place)
{
    static const char *const rounds[] = {"四舍五入到", "银行家舍入到", "向上取整到", "向下取整到"};
    switch (rng_below(g->rng, 8)) {
    case 0: binary(g, "+", G_MONEY, G_MONEY, depth, place); break;
    case 1: binary(g, "-", G_MONEY, G_MONEY, depth, place); break;
    case 2: binary(g, "×", G_MONEY, G_INT, depth, place); break;
    case 3: if (may_aggregate(g)) aggregate(g, "合计", G_MONEY, depth, place); else fact(g, G_MONEY, place); break;
    case 4: text_add(g->out, "(("); expression(g, G_MONEY, depth - 1, place); text_add(g->out, ") %s %s)", pick(g, rounds, 4), chance(g, 50) ? "0.1元" : "50元"); break;
    case 5: text_add(g->out, "(("); expression(g, G_MONEY, depth - 1, place); text_add(g->out, ") ÷ ("); fact(g, G_INT, place); text_add(g->out, ") %s 0.01元)", pick(g, rounds, 4)); break;
    default: fact(g, G_MONEY, place);
    }
}
static void day(Gen *g, int depth, Spot place)
{
    switch (rng_below(g->rng, 6)) {
    case 0: text_add(g->out, "评定日"); break;
    case 1: text_add(g->out, "("); expression(g, G_DATE, depth - 1, place); text_add(g->out, " + %u%s)", rng_below(g->rng, 30), chance(g, 40) ? "年" : chance(g, 50) ? "个月" : "天"); break;
    case 2: text_add(g->out, "("); expression(g, G_DATE, depth - 1, place); text_add(g->out, " - 1天)"); break;
    default: fact(g, G_DATE, place);
    }
}
static void expression(Gen *g, GenType type, int depth, Spot place)
{
    if (depth <= 0) { if (type != G_ENUM && chance(g, 35)) literal(g, type); else fact(g, type, place); return; }
    switch (type) {
    case G_BOOL: truth(g, depth, place); break;
    case G_INT: whole(g, depth, place); break;
    case G_MONEY: money(g, depth, place); break;
    case G_DATE: day(g, depth, place); break;
    case G_ENUM: case G_KINDS: fact(g, type, place); break;
    }
}

static void schema(Text *out)
{
    text_add(out, "法规 \"随机\" (random_policy)\n  施行 2000-01-01\n\n枚举 颜色 (colour)：红 (red)，绿 (green)，蓝 (blue)，其他 (other)\n\n");
    for (int e = 2; e >= 0; e--) {
        const char *n = ENTITY[e];
        text_add(out, "实体 %s (%c)\n  %s是 (%cb)：是否\n  %s否 (%cc)：是否\n  %s类 (%ce)：颜色\n  %s数 (%cn)：整数 0至5\n  %s量 (%cq)：整数\n  %s金 (%cm)：元\n  %s日 (%cd)：日期\n  %s期 (%cf)：日期\n",
                 n, "xyz"[e], n, "xyz"[e], n, "xyz"[e], n, "xyz"[e], n, "xyz"[e], n, "xyz"[e], n, "xyz"[e], n, "xyz"[e], n, "xyz"[e]);
        if (e == 1) text_add(out, "  丙表 (zs)：丙 列表\n");
        if (e == 0) text_add(out, "  乙 (y)：乙\n");
        text_add(out, "\n");
    }
}
static Made *made(Gen *g, int entity, const char *stem, GenType type)
{
    Made *m = &g->made[entity][g->n_made[entity]];
    *m = (Made){.type = type};
    snprintf(m->name, sizeof m->name, "%s%s_%d", stem, ENTITY[entity], g->n_made[entity]);
    return m;
}
static void define_rule(Gen *g, int entity, int depth)
{
    static const char *const type_words[] = {"是否", "整数", "元", "日期", "颜色"};
    GenType type = (GenType)rng_below(g->rng, G_KINDS);
    Made *m = made(g, entity, "定", type);
    text_add(g->out, "定义 %s 对 %s：%s", m->name, ENTITY[entity], type_words[type]);
    if (chance(g, 60)) { text_add(g->out, " = "); expression(g, type, depth, (Spot)entity); text_add(g->out, "\n"); }
    else {
        uint32_t cases = 1 + rng_below(g->rng, 3);
        text_add(g->out, "\n");
        for (uint32_t i = 0; i < cases; i++) {
            text_add(g->out, "  情形 ");
            expression(g, G_BOOL, depth - 1, (Spot)entity);
            text_add(g->out, "：");
            expression(g, type, depth - 2, (Spot)entity);
            text_add(g->out, "\n");
        }
        if (chance(g, 70)) { text_add(g->out, "  其他："); expression(g, type, depth - 2, (Spot)entity); text_add(g->out, "\n"); }
    }
    g->n_made[entity]++;
    if (!chance(g, 30)) return;
    uint32_t n = 1 + rng_below(g->rng, 3); /* exceptions, the last perhaps to the first */
    char first[40] = "";
    for (uint32_t i = 0; i < n; i++) {
        char name[40];
        snprintf(name, sizeof name, "外%s_%u", m->name, i);
        bool to_first = i == 2 && first[0];
        text_add(g->out, "例外 %s 于 %s\n  条件 ", name, to_first ? first : m->name);
        int keep = g->n_made[entity];
        g->n_made[entity] = keep - 1; /* an exception must not lean on the rule it changes */
        expression(g, G_BOOL, depth - 1, (Spot)entity);
        if (to_first && chance(g, 60)) text_add(g->out, "\n  停用\n");
        else { text_add(g->out, "\n  结果 "); if (chance(g, 40)) literal(g, type); else expression(g, type, depth - 2, (Spot)entity); text_add(g->out, "\n"); }
        g->n_made[entity] = keep;
        if (!first[0]) snprintf(first, sizeof first, "%s", name);
    }
}
static void benefit_rule(Gen *g, int entity, int depth)
{
    Made *m = made(g, entity, "待", G_MONEY);
    m->decision = true;
    text_add(g->out, "待遇 %s 对 %s\n  条件 ", m->name, ENTITY[entity]);
    if (chance(g, 50)) {
        text_add(g->out, "%s\n    （一）", chance(g, 60) ? "同时满足" : "满足之一");
        expression(g, G_BOOL, depth - 1, (Spot)entity);
        text_add(g->out, "\n    （二）");
        expression(g, G_BOOL, depth - 1, (Spot)entity);
    } else expression(g, G_BOOL, depth, (Spot)entity);
    text_add(g->out, "\n");
    if (chance(g, 70)) {
        m->amount = true;
        text_add(g->out, "  标准 ");
        if (chance(g, 60)) expression(g, G_MONEY, depth - 1, (Spot)entity);
        else {
            text_add(g->out, "\n    情形 ");
            expression(g, G_BOOL, depth - 1, (Spot)entity);
            text_add(g->out, "：");
            expression(g, G_MONEY, 1, (Spot)entity);
            text_add(g->out, "\n");
            if (chance(g, 70)) { text_add(g->out, "    其他："); if (chance(g, 25)) text_add(g->out, "不享受"); else expression(g, G_MONEY, 1, (Spot)entity); }
        }
        text_add(g->out, "\n");
    }
    if (chance(g, 25)) { text_add(g->out, "  除外 "); expression(g, G_BOOL, depth - 1, (Spot)entity); text_add(g->out, "\n"); }
    g->n_made[entity]++;
}
static void list_or_duty(Gen *g, int entity, int depth, int serial)
{
    if (chance(g, 50)) {
        text_add(g->out, "清单 单%s_%d 对 %s\n", ENTITY[entity], serial, ENTITY[entity]);
        if (chance(g, 50)) { text_add(g->out, "  条件 "); expression(g, G_BOOL, depth - 1, (Spot)entity); text_add(g->out, "\n"); }
        for (int i = 0; i < 3; i++) { text_add(g->out, "  项 项%s_%d (i%d_%d_%d)：", ENTITY[entity], i, entity, serial, i); expression(g, G_BOOL, depth - 1, (Spot)entity); text_add(g->out, "\n"); }
        return;
    }
    text_add(g->out, "%s 务%s_%d 对 %s\n", chance(g, 70) ? "义务" : "鼓励", ENTITY[entity], serial, ENTITY[entity]);
    if (chance(g, 60)) { text_add(g->out, "  若 "); expression(g, G_BOOL, depth - 1, (Spot)entity); text_add(g->out, "\n"); }
    text_add(g->out, "  须 ");
    expression(g, G_BOOL, depth - 1, (Spot)entity);
    text_add(g->out, "\n");
}
void random_policy(Rng *rng, Text *out)
{
    Gen g = {.rng = rng, .out = out};
    schema(out);
    for (int entity = 2; entity >= 0; entity--) {
        uint32_t n = entity == 2 ? rng_below(rng, 2) : 1 + rng_below(rng, 3);
        for (uint32_t i = 0; i < n; i++) {
            g.in_list = g.of_element = entity == 2;
            g.ats = 0;
            int depth = 2 + (int)rng_below(rng, 2);
            uint32_t kind = rng_below(rng, 10);
            if (entity == 2 || kind < 5) define_rule(&g, entity, depth);
            else if (kind < 8) benefit_rule(&g, entity, depth);
            else list_or_duty(&g, entity, depth, (int)i);
            text_add(out, "\n");
        }
    }
}

/* ---- records ---- */
static int64_t random_scalar(Rng *rng, const Program *p, const Field *f)
{
    static const int32_t days[] = {19723, 19782, 10957 + 59, -365, -366, 364, 19576, 11382, 16799, 0};
    switch (f->type.kind) {
    case TY_BOOL: return rng_below(rng, 2);
    case TY_ENUM: return rng_below(rng, (uint32_t)p->enums[f->type.ref].n_values);
    case TY_DATE: return rng_below(rng, 2) ? days[rng_below(rng, 10)] + (int)rng_below(rng, 3) - 1 : (int)rng_below(rng, 22000) - 2000;
    default: break;
    }
    int64_t unit = 1;
    for (int i = 0; i < f->type.scale; i++) unit *= 10;
    if (f->hi < 1000) return f->lo + rng_below(rng, (uint32_t)(f->hi - f->lo + 1));
    if (rng_below(rng, 200) == 0) return INT64_MAX / 4 + rng_below(rng, 1000); /* now and then something that overflows */
    return rng_below(rng, 2) ? (int64_t)rng_below(rng, 6) * unit : (int64_t)rng_below(rng, (uint32_t)(3000 * (unit < 1000 ? unit : 1000)));
}
RefRecord *random_record(Rng *rng, const Program *p, int entity, int missing, const RefRecord *from)
{
    const Entity *e = &p->entities[entity];
    RefRecord *r = calloc(1, sizeof *r);
    if (!r || !(r->fields = calloc((size_t)e->n_fields, sizeof *r->fields))) abort();
    r->entity = entity;
    for (int i = 0; i < e->n_fields; i++) {
        const Field *f = &e->fields[i];
        RefField *out = &r->fields[i];
        const RefField *old = from ? &from->fields[i] : NULL;
        bool absent = (int)rng_below(rng, 100) < (f->type.kind == TY_ENTITY || f->type.kind == TY_LIST ? missing / 2 : missing);
        if (old && (old->known || old->record)) absent = false;
        if (absent) continue;
        out->known = true;
        if (f->type.kind == TY_ENTITY) out->record = random_record(rng, p, f->type.ref, missing, old ? old->record : NULL);
        else if (f->type.kind == TY_LIST) {
            out->n_list = old && old->known ? old->n_list : (int)rng_below(rng, 4);
            out->list = calloc((size_t)out->n_list + 1, sizeof *out->list);
            if (!out->list) abort();
            for (int k = 0; k < out->n_list; k++) out->list[k] = random_record(rng, p, f->type.ref, missing, old && old->known ? old->list[k] : NULL);
        } else out->i = old && old->known ? old->i : random_scalar(rng, p, f);
    }
    return r;
}
void record_free(const Program *p, RefRecord *r)
{
    if (!r) return;
    for (int i = 0; i < p->entities[r->entity].n_fields; i++) {
        record_free(p, r->fields[i].record);
        for (int k = 0; k < r->fields[i].n_list; k++) record_free(p, r->fields[i].list[k]);
        free(r->fields[i].list);
    }
    free(r->fields);
    free(r);
}
static void scalar_json(const Program *p, const Field *f, int64_t v, Text *out)
{
    int y, m, d;
    switch (f->type.kind) {
    case TY_BOOL: text_add(out, v ? "true" : "false"); return;
    case TY_ENUM: text_add(out, "\"%s\"", p->enums[f->type.ref].values[v].name.alias); return;
    case TY_DATE: calendar_civil((int32_t)v, &y, &m, &d); text_add(out, "\"%04d-%02d-%02d\"", y, m, d); return;
    default: break;
    }
    if (f->type.scale == 0) { text_add(out, "%lld", (long long)v); return; }
    int64_t unit = 1;
    for (int i = 0; i < f->type.scale; i++) unit *= 10;
    text_add(out, "\"%lld.%0*lld\"", (long long)(v / unit), f->type.scale, (long long)(v % unit));
}
void record_json(const Program *p, const RefRecord *r, Text *out)
{
    const Entity *e = &p->entities[r->entity];
    const char *comma = "";
    text_add(out, "{");
    for (int i = 0; i < e->n_fields; i++) {
        const RefField *v = &r->fields[i];
        if (!v->known) continue;
        text_add(out, "%s\"%s\":", comma, i % 2 ? e->fields[i].name.zh : e->fields[i].name.alias);
        comma = ",";
        if (v->record) record_json(p, v->record, out);
        else if (e->fields[i].type.kind == TY_LIST) {
            text_add(out, "[");
            for (int k = 0; k < v->n_list; k++) { if (k) text_add(out, ","); record_json(p, v->list[k], out); }
            text_add(out, "]");
        } else scalar_json(p, &e->fields[i], v->i, out);
    }
    text_add(out, "}");
}
