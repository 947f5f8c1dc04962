/* What was counted, as rows. See impact.h. Must never know where the records come from. */
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/decide/impact.h"

#define COUNTS \
    {"judged", "记录", "records", true, true, false}, {"gain", "得到", "gain", true, true, false}, {"lose", "失去", "lose", true, true, false}, {"more", "增加", "more", true, true, false}, \
    {"less", "减少", "less", true, true, false}, {"undetermined", "变待定", "undetermined", true, true, false}, {"settled", "不再待定", "settled", true, true, false}, {"other", "其他变化", "other", true, true, false}
#define SUMS \
    {"before", "原合计", "sum before", false, true, false}, {"after", "新合计", "sum after", false, true, false}, {"difference", "相差", "difference", false, true, false}, {"unit", "单位", "unit", false, false, false}
#define DECISION {"decision", "决定", "decision", false, false, false}, {"alias", "别名", "alias", false, false, false}
static const SheetColumn DECISIONS[] = {DECISION, COUNTS, SUMS};
static const SheetColumn GROUPS[] = {{"group", "组", "group", false, false, false}, DECISION, COUNTS, SUMS};
static const SheetColumn PAYERS[] = {{"payer", "负担", "payer", false, false, false}, DECISION, SUMS};
#define COLUMNS(list) list, (int)(sizeof(list) / sizeof *(list))

static bool changed(const ImpactRow *r) { return r->judged > r->count[IMPACT_NONE]; }
static const char *sum_text(Arena *arena, NumberWide v, uint8_t scale)
{
    char text[NUMBER_TEXT];
    size_t n = number_print_wide(text, v, scale, 2);
    return arena_strndup(arena, text, n);
}
static const char **put_decision(const char **cell, const ImpactRow *r, bool zh)
{
    *cell++ = zh ? r->name->zh : r->name->alias;
    *cell++ = r->name->alias;
    return cell;
}
static const char **put_counts(Arena *arena, const char **cell, const ImpactRow *r)
{
    *cell++ = arena_printf(arena, "%llu", (unsigned long long)r->judged);
    for (int k = IMPACT_GAIN; k < IMPACT_KINDS; k++) *cell++ = arena_printf(arena, "%llu", (unsigned long long)r->count[k]);
    return cell;
}
static void put_sums(Arena *arena, const char **cell, const ImpactRow *r, const NumberWide sum[2], bool zh)
{
    if (!r->money) return;
    NumberWide by = sum[1] - sum[0];
    *cell++ = sum_text(arena, sum[0], r->type.scale), *cell++ = sum_text(arena, sum[1], r->type.scale);
    *cell++ = by > 0 ? arena_printf(arena, "+%s", sum_text(arena, by, r->type.scale)) : sum_text(arena, by, r->type.scale);
    *cell = zh ? unit_name_zh(r->type.unit) : unit_name_en(r->type.unit);
}
Sheet impact_sheet(const Impact *m, bool zh)
{
    Sheet sheet = sheet_new(m->arena, COLUMNS(DECISIONS));
    for (int i = 0; i < m->n_rows; i++)
        if (changed(&m->rows[i])) put_sums(m->arena, put_counts(m->arena, put_decision(sheet_add_row(&sheet), &m->rows[i], zh), &m->rows[i]), &m->rows[i], m->rows[i].sum, zh);
    return sheet;
}

/* ---- payers ---- */
static const char *payer_name(Arena *arena, const ImpactPay *p, bool zh)
{
    StrBuf b = {.arena = arena};
    for (int i = 0; i < p->version->n_payers; i++) {
        if (p->payer >= 0 && i != p->payer) continue;
        if (b.n) strbuf_add(&b, zh ? "、" : ", ");
        strbuf_add(&b, zh ? p->version->payers[i].name.zh : p->version->payers[i].name.alias);
    }
    return b.n ? b.text : zh ? "没有写明" : "not stated";
}
/* One body under several versions, of the old policy and the new one, is one row. */
typedef struct { const char *payer; const ImpactRow *row; NumberWide sum[2]; } PayRow;
typedef struct { PayRow *items; int n; } PayRows;
static PayRow *pay_row(Arena *arena, PayRows *rows, const char *payer, const ImpactRow *row)
{
    for (int i = 0; i < rows->n; i++)
        if (rows->items[i].row == row && strcmp(rows->items[i].payer, payer) == 0) return &rows->items[i];
    LIST_ADD(arena, rows->items, rows->n, (PayRow){payer, row, {0, 0}});
    return &rows->items[rows->n - 1];
}
Sheet impact_payers(const Impact *m, bool zh)
{
    Sheet sheet = sheet_new(m->arena, COLUMNS(PAYERS));
    PayRows rows = {0};
    for (int i = 0; i < m->n_rows; i++)
        for (int k = 0; k < m->rows[i].n_pays && changed(&m->rows[i]); k++) {
            const ImpactPay *p = &m->rows[i].pays[k];
            PayRow *row = pay_row(m->arena, &rows, payer_name(m->arena, p, zh), &m->rows[i]);
            for (int side = 0; side < 2; side++) row->sum[side] += p->sum[side];
        }
    for (int i = 0; i < rows.n; i++) {
        const char **cell = sheet_add_row(&sheet);
        *cell++ = rows.items[i].payer;
        put_sums(m->arena, put_decision(cell, rows.items[i].row, zh), rows.items[i].row, rows.items[i].sum, zh);
    }
    return sheet;
}

/* ---- groups ---- */
/* Decision by decision, the groups in the order in which their first record came. */
Sheet impact_groups(const Impact *m, bool zh)
{
    Sheet sheet = sheet_new(m->arena, COLUMNS(GROUPS));
    for (int i = 0; i < m->n_rows; i++)
        for (int k = 0; k < m->n_groups && changed(&m->rows[i]); k++) {
            if (i >= m->groups[k].cap_rows || !changed(&m->groups[k].rows[i])) continue;
            const ImpactRow *r = &m->groups[k].rows[i];
            const char **cell = sheet_add_row(&sheet);
            *cell++ = m->groups[k].name;
            put_sums(m->arena, put_counts(m->arena, put_decision(cell, r, zh), r), r, r->sum, zh);
        }
    return sheet;
}
