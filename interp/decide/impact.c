/* See impact.h. Must never know where the records come from. */
#include "interp/decide/impact.h"
#include <stdio.h>
#include "grammar/strbuf.h"

/* ---- counting ---- */
static bool is_good(DecisionStatus s) { return s == STATUS_GRANTED || s == STATUS_MET || s == STATUS_DONE; }
static bool is_bad(DecisionStatus s) { return s == STATUS_DENIED || s == STATUS_UNMET || s == STATUS_NOT_DONE || s == STATUS_NOT_IN_FORCE || s == STATUS_REPEALED; }
static uint64_t *counter(ImpactRow *r, const Change *c)
{
    switch (c->kind) {
    case CHANGE_NONE: return NULL;
    case CHANGE_LESS: return &r->less;
    case CHANGE_MORE: return &r->more;
    case CHANGE_STATUS:
        if (c->after == STATUS_UNDETERMINED || c->after == STATUS_CONFLICT) return &r->opened;
        if (c->before == STATUS_UNDETERMINED || c->before == STATUS_CONFLICT) return &r->settled;
        if (is_bad(c->before) && is_good(c->after)) return &r->gain;
        if (is_good(c->before) && is_bad(c->after)) return &r->lose;
        return &r->other;
    case CHANGE_VALUE: case CHANGE_BOUND: case CHANGE_ITEM: case CHANGE_PART: case CHANGE_BESIDE: return &r->other;
    }
    return &r->other;
}
/* An exact amount counts; a floor or ceiling is none. */
static bool has_sum(const DecisionResult *d)
{
    bool due = d->status == STATUS_GRANTED || d->status == STATUS_VALUE;
    return due && d->value.present && d->value.type.kind == TY_NUM && d->value.type.unit.base == U_YUAN && d->value.lo == d->value.hi && d->amount_kind != AMOUNT_AT_LEAST && d->amount_kind != AMOUNT_AT_MOST;
}
static void add_sum(ImpactRow *r, int side, const DecisionResult *d)
{
    if (!has_sum(d)) return;
    if (!r->money) r->money = true, r->type = d->value.type;
    if (d->value.type.scale > r->type.scale) {
        NumberWide up = number_power(d->value.type.scale - r->type.scale);
        r->sum[0] *= up, r->sum[1] *= up, r->type.scale = d->value.type.scale;
    }
    r->sum[side] += (NumberWide)d->value.lo * number_power(r->type.scale - d->value.type.scale);
}
void impact_add(ImpactRow *r, const DecisionResult *before, const DecisionResult *after)
{
    Change c = change_between(before, after);
    uint64_t *count = counter(r, &c);
    r->judged++;
    if (count) ++*count;
    add_sum(r, 0, before), add_sum(r, 1, after);
}

/* ---- rows ---- */
static const SheetColumn COLUMNS[] = {
    {"decision", "决定", "decision", false, false, false}, {"alias", "别名", "alias", false, false, false}, {"judged", "记录", "records", true, true, false},
    {"gain", "得到", "gain", true, true, false}, {"lose", "失去", "lose", true, true, false}, {"more", "增加", "more", true, true, false}, {"less", "减少", "less", true, true, false},
    {"undetermined", "变待定", "undetermined", true, true, false}, {"settled", "不再待定", "settled", true, true, false}, {"other", "其他变化", "other", true, true, false},
    {"before", "原合计", "sum before", false, true, false}, {"after", "新合计", "sum after", false, true, false}, {"unit", "单位", "unit", false, false, false},
};
static const char *count_text(Arena *arena, uint64_t n) { return n ? arena_printf(arena, "%llu", (unsigned long long)n) : "0"; }
/* A sum may be wider than 64 bits. */
static const char *sum_text(Arena *arena, NumberWide v, int scale)
{
    bool negative = v < 0;
    unsigned __int128 rest = negative ? -(unsigned __int128)v : (unsigned __int128)v;
    char out[64];
    int at = (int)sizeof out - 1, digits = 0;
    out[at] = '\0';
    for (int least = scale < 2 ? 2 : scale, pad = least - scale; pad > 0; pad--) out[--at] = '0', digits++;
    do {
        if (digits == (scale < 2 ? 2 : scale)) out[--at] = '.';
        out[--at] = (char)('0' + (int)(rest % 10)), rest /= 10, digits++;
    } while (rest || digits <= (scale < 2 ? 2 : scale));
    if (negative) out[--at] = '-';
    return arena_strndup(arena, out + at, sizeof out - 1 - (size_t)at);
}
Sheet impact_sheet(Arena *arena, const Impact *impact, bool zh)
{
    Sheet sheet = sheet_new(arena, COLUMNS, (int)(sizeof COLUMNS / sizeof *COLUMNS));
    for (int i = 0; i < impact->n_rows; i++) {
        const ImpactRow *r = &impact->rows[i];
        if (r->gain + r->lose + r->more + r->less + r->opened + r->settled + r->other == 0) continue;
        const char **cell = sheet_add_row(&sheet);
        const uint64_t counts[] = {r->judged, r->gain, r->lose, r->more, r->less, r->opened, r->settled, r->other};
        cell[0] = zh ? r->name->zh : r->name->alias, cell[1] = r->name->alias;
        for (int k = 0; k < 8; k++) cell[2 + k] = count_text(arena, counts[k]);
        if (!r->money) continue;
        cell[10] = sum_text(arena, r->sum[0], r->type.scale), cell[11] = sum_text(arena, r->sum[1], r->type.scale);
        cell[12] = zh ? unit_name_zh(r->type.unit) : unit_name_en(r->type.unit);
    }
    return sheet;
}
