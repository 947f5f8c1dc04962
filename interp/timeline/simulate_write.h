/* What was counted, as a table, CSV, JSON and a page. Must never know how it was counted. */
#ifndef FATIAO_SIMULATE_WRITE_H
#define FATIAO_SIMULATE_WRITE_H
#include "interp/timeline/simulate.h"

/* names: by entity, then by decision, as results call it. day: where there is no time asked for. by, against: as given, NULL none. */
typedef struct { const Name *const *names; const char *title, *day, *from, *to, *by, *against; uint64_t records, bad; bool chinese, chinese_names; } SimForm;
const char *sim_table(Arena *arena, const Simulation *s, const SimForm *form);
const char *sim_csv(Arena *arena, const Simulation *s, const SimForm *form);
const char *sim_json(Arena *arena, const Simulation *s, const SimForm *form);
const char *sim_page(Arena *arena, const Simulation *s, const SimForm *form);

/* ---- for the writers: rows ---- */
/* One decision, one group, one period: a month, or all months of a year together; without a time asked for the only one. */
typedef struct { const SimEntity *entity; int decision, group; const char *period; const Rule *rule; const RuleVersion *version; SimCell side[2]; SimChange change; } SimRow;
typedef struct { SimRow *items; int n; } SimRows;
SimRows sim_rows(Arena *arena, const Simulation *s, bool by_year);
/* What one body pays: alone, its share, or with others where the law does not say who pays how much (several names). */
typedef struct { const char *payer; const SimEntity *entity; int decision, group; const char *year; Type type; AmountKind kind; NumberWide sum[2]; bool joint; } SimPay;
typedef struct { SimPay *items; int n; } SimPays;
SimPays sim_pays(Arena *arena, const Simulation *s, const SimForm *form);
const char *sim_group_name(Arena *arena, const Simulation *s, const SimEntity *e, int group, bool chinese);
const char *sim_sum(Arena *arena, Type type, NumberWide sum);
Type sim_value_type(const SimRow *row);  /* of what `sum` adds up; TY_BOOL: nothing */
bool sim_is_money(Type type);
#endif
