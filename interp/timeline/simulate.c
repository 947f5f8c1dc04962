/* Groups, cells, and what a block adds to them. See simulate.h. Must never know how records are read, or the form of the output. */
#include "interp/timeline/simulate.h"
#include <string.h>
#include "interp/base/calendar.h"

/* ---- groups ---- */
static uint64_t group_hash(const SimGroup *g)
{
    uint64_t h = ((uint64_t)g->kind + 1) * 0x9e3779b97f4a7c15ull ^ (uint64_t)g->value;
    for (const char *s = g->text; s && *s; s++) h = (h ^ (unsigned char)*s) * 0x100000001b3ull;
    h *= 0x9e3779b97f4a7c15ull;
    return h ^ h >> 31;
}
static bool same_group(const SimGroup *a, const SimGroup *b)
{
    return a->kind == b->kind && a->value == b->value && (a->text == b->text || (a->text && b->text && strcmp(a->text, b->text) == 0));
}
static void grow_slots(Simulation *s, SimEntity *e)
{
    int n = e->group_mask ? (e->group_mask + 1) * 2 : 64;
    e->group_slots = arena_alloc(s->arena, (size_t)n * sizeof *e->group_slots);
    e->group_mask = n - 1;
    for (int i = 0; i < e->n_groups; i++) {
        int at = (int)(group_hash(&e->groups[i]) & (uint64_t)e->group_mask);
        while (e->group_slots[at]) at = (at + 1) & e->group_mask;
        e->group_slots[at] = i + 1;
    }
}
static bool comes_before(const SimGroup *a, const SimGroup *b) { return a->place < b->place || (a->place == b->place && a->month < b->month); }
static void put_first(SimGroup *group, const SimGroup *seen)
{
    if (comes_before(seen, group)) group->place = seen->place, group->month = seen->month;
}
int sim_group(Simulation *s, SimEntity *e, SimGroup group)
{
    if (e->n_groups * 2 >= e->group_mask) grow_slots(s, e);
    int at = (int)(group_hash(&group) & (uint64_t)e->group_mask);
    for (; e->group_slots[at]; at = (at + 1) & e->group_mask)
        if (same_group(&e->groups[e->group_slots[at] - 1], &group)) return put_first(&e->groups[e->group_slots[at] - 1], &group), e->group_slots[at] - 1;
    if (e->n_groups == SIM_GROUPS_MAX) return -1;
    if (group.text) group.text = arena_strndup(s->arena, group.text, strlen(group.text));
    LIST_ADD(s->arena, e->groups, e->n_groups, group);
    e->group_slots[at] = e->n_groups;
    return e->n_groups - 1;
}
bool sim_room(Simulation *s, SimEntity *e)
{
    size_t need = (size_t)e->n_groups * (size_t)s->n_months * (size_t)e->chunk->n_decisions;
    if (need <= e->n_cells) return true;
    if (need > SIM_CELLS_MAX) return false;
    size_t n = e->n_cells ? e->n_cells * 2 : need;
    if (n < need) n = need;
    if (n > SIM_CELLS_MAX) n = SIM_CELLS_MAX;
    for (int side = 0; side <= s->two_sides; side++) e->cells[side] = arena_grow(s->arena, e->cells[side], e->n_cells * sizeof(SimCell), n * sizeof(SimCell));
    if (s->two_sides) e->changes = arena_grow(s->arena, e->changes, e->n_cells * sizeof(SimChange), n * sizeof(SimChange));
    e->n_cells = n;
    return true;
}
static void merge_order(const SimEntity *e, int *order, int *spare, int n)
{
    int half = n / 2, a = 0, b = half;
    if (n < 2) return;
    merge_order(e, order, spare, half), merge_order(e, order + half, spare, n - half);
    for (int i = 0; i < n; i++) spare[i] = b == n || (a < half && !comes_before(&e->groups[order[b]], &e->groups[order[a]])) ? order[a++] : order[b++];
    memcpy(order, spare, (size_t)n * sizeof *order);
}
int *sim_order(Arena *arena, const SimEntity *e)
{
    int *order = arena_alloc(arena, 2 * (size_t)e->n_groups * sizeof *order + 1);
    for (int i = 0; i < e->n_groups; i++) order[i] = i;
    merge_order(e, order, order + e->n_groups, e->n_groups);
    return order;
}

/* ---- one simulation into another ---- */
/* Of what is taken the groups stay, empty: as many records again will fill them. */
static void take_cell(Simulation *to, SimCell *into, SimCell *from)
{
    bool any = false;
    for (int i = 0; i < STATUS_COUNT_; i++) into->count[i] += from->count[i], from->count[i] = 0;
    into->sum += from->sum, into->due += from->due;
    from->sum = from->due = 0;
    for (int i = 0; from->part && i < PAYERS_COUNTED; i++) any |= from->part[i] != 0;
    if (any && !into->part) into->part = arena_alloc(to->arena, PAYERS_COUNTED * sizeof *into->part);
    for (int i = 0; any && i < PAYERS_COUNTED; i++) into->part[i] += from->part[i], from->part[i] = 0;
}
static void take_group(Simulation *to, SimEntity *into, int at, Simulation *from, SimEntity *e, int group)
{
    for (int month = 0; month < to->n_months; month++)
        for (int d = 0; d < e->chunk->n_decisions; d++) {
            size_t there = sim_cell(to, into, at, month, d), here = sim_cell(from, e, group, month, d);
            for (int side = 0; side <= to->two_sides; side++) take_cell(to, &into->cells[side][there], &e->cells[side][here]);
            if (!to->two_sides) continue;
            SimChange *c = &e->changes[here], *sum = &into->changes[there];
            sum->gained += c->gained, sum->lost += c->lost, sum->changed += c->changed;
            *c = (SimChange){0};
        }
}
SimAdded sim_take(Simulation *to, Simulation *from)
{
    for (int i = 0; i < to->program->n_entities; i++) {
        SimEntity *into = &to->entities[i], *e = &from->entities[i];
        into->records += e->records, e->records = 0;
        for (int group = 0; group < e->n_groups; group++) {
            if (e->groups[group].place == SIM_NOWHERE) continue;
            int at = sim_group(to, into, e->groups[group]);
            if (at < 0) return SIM_MANY_GROUPS;
            if (!sim_room(to, into)) return SIM_MANY_CELLS;
            take_group(to, into, at, from, e, group);
            e->groups[group].place = SIM_NOWHERE;
        }
    }
    return SIM_ADDED;
}

/* ---- what is paid when ---- */
typedef struct { const Program *program; bool *divided; } Divide;
static void find_amounts(void *ctx, const Expr *e)
{
    Divide *d = ctx;
    if (e->kind == E_RULE && e->aspect == ASPECT_AMOUNT) d->divided[e->ref] = true;
    if (e->a) find_amounts(ctx, e->a);
    if (e->b) find_amounts(ctx, e->b);
    if (e->c) find_amounts(ctx, e->c);
}
bool *sim_divided(Arena *arena, const Program *program)
{
    Divide d = {program, arena_alloc(arena, (size_t)program->n_rules + 1)};
    for (int i = 0; i < program->n_rules; i++)
        for (int k = 0; k < program->rules[i].n_versions; k++)
            if (program->rules[i].kind == RULE_DEFINE && program->rules[i].versions[k].n_payers) cone_each(&program->rules[i].versions[k], find_amounts, &d);
    return d.divided;
}
PayPeriod sim_period(const Rule *rule, const RuleVersion *v)
{
    if (rule->kind == RULE_BENEFIT) return pay_period_of(rule, v);
    return rule->kind == RULE_DEFINE && v->n_payers ? pay_period_of_type(&rule->type) : PAYS_NOTHING;
}
bool sim_needs_day(const SimEntity *e, const Program *program, SimDay day)
{
    PayFrom from = day == SIM_DAY_BEFORE ? PAID_NEXT_PERIOD : PAID_SAME_PERIOD;
    for (int d = 0; d < e->chunk->n_decisions; d++) {
        const Rule *rule = &program->rules[e->chunk->decisions[d].rule];
        for (int i = 0; i < rule->n_versions && (!e->wanted || e->wanted[d]); i++)
            if (rule->versions[i].paid == from) return true;
    }
    return false;
}
SimPaid sim_paid(Arena *arena, const SimEntity *e)
{
    SimPaid p;
    for (int side = 0; side < 2; side++) {
        p.once[side] = arena_alloc(arena, (size_t)e->chunk->n_decisions * sizeof *p.once[side] + 1);
        p.month[side] = arena_alloc(arena, (size_t)e->chunk->n_decisions * sizeof *p.month[side] + 1);
    }
    return p;
}
static int days_in(int32_t month)
{
    int y, m, d;
    calendar_civil(month, &y, &m, &d);
    return calendar_month_days(y, m);
}
static bool january(int32_t month)
{
    int y, m, d;
    calendar_civil(month, &y, &m, &d);
    return m == 1;
}
/* Whether this run says what is due. Of the last and the first day both do for what any day of the period decides. */
static bool is_due(const Simulation *s, const SimRun *run, PayPeriod period, PayFrom from)
{
    if (!s->over || period == PAYS_NOTHING) return false;
    if (from == PAID_SAME_PERIOD) return run->day != SIM_DAY_BEFORE;
    if (run->day != (from == PAID_NEXT_PERIOD ? SIM_DAY_BEFORE : SIM_FIRST_DAY)) return false;
    return period != PAYS_YEARLY || january(s->months[run->month]);
}

/* ---- adding ---- */
#define EACH_LANE(bits_of, lane) \
    for (uint32_t w_ = 0; w_ < (run->lanes + 63) / 64; w_++) \
        for (uint64_t bits_ = (bits_of); bits_; bits_ &= bits_ - 1) \
            for (uint32_t lane = w_ * 64 + (uint32_t)__builtin_ctzll(bits_), once_ = 1; once_; once_ = 0)
static void add_due(Simulation *s, SimEntity *e, int side, const SimRun *run, int decision, const DecisionLanes *d, const uint64_t *mask, int times)
{
    EACH_LANE(mask[w_], lane) {
        SimCell *cell = &e->cells[side][sim_cell(s, e, (int)run->group[lane], run->month, decision)];
        cell->due += (NumberWide)d->value[lane] * times;
        if (d->n_parts && !cell->part) cell->part = arena_alloc(s->arena, PAYERS_COUNTED * sizeof *cell->part);
        for (int i = 0; i < d->n_parts; i++) cell->part[i] += (NumberWide)d->part[i][lane] * times;
    }
}
static void pay(Simulation *s, SimEntity *e, int side, const SimRun *run, int decision, const DecisionLanes *d, SimPaid *paid)
{
    const Rule *rule = &s->program->rules[e->chunk->decisions[decision].rule];
    if (!d->version || !d->has_value) return;
    PayPeriod period = sim_period(rule, d->version);
    uint64_t mask[BLOCK_WORDS], *once = paid->once[side][decision], *month = paid->month[side][decision];
    const uint64_t *has = d->status[rule->kind == RULE_DEFINE ? STATUS_VALUE : STATUS_GRANTED];
    if (!is_due(s, run, period, d->version->paid)) return;
    bool same = d->version->paid == PAID_SAME_PERIOD, begins = run->day == SIM_LAST_DAY && (period != PAYS_YEARLY || run->month == 0 || january(s->months[run->month]));
    for (uint32_t w = 0; w < BLOCK_WORDS; w++) {
        mask[w] = has[w];
        if (period == PAYS_ONCE) mask[w] &= ~once[w], once[w] |= has[w];
        if (!same) continue;
        if (begins) month[w] = 0; /* the last day is judged before the first, whose amount it replaces */
        mask[w] &= ~month[w], month[w] |= has[w];
    }
    add_due(s, e, side, run, decision, d, mask, period == PAYS_DAILY ? days_in(s->months[run->month]) : 1);
}
void sim_count(Simulation *s, SimEntity *e, int side, const SimRun *run, int decision, const DecisionLanes *d, SimPaid *paid)
{
    pay(s, e, side, run, decision, d, paid);
    if (run->day != SIM_FIRST_DAY) return;
    for (int status = 0; status < STATUS_COUNT_; status++) {
        bool adds = d->has_value && (status == STATUS_GRANTED || status == STATUS_VALUE);
        EACH_LANE(d->status[status][w_], lane) {
            SimCell *cell = &e->cells[side][sim_cell(s, e, (int)run->group[lane], run->month, decision)];
            cell->count[status]++;
            if (!adds) continue;
            cell->sum += d->value[lane];
            if (s->over || !d->n_parts) continue;
            if (!cell->part) cell->part = arena_alloc(s->arena, PAYERS_COUNTED * sizeof *cell->part);
            for (int i = 0; i < d->n_parts; i++) cell->part[i] += d->part[i][lane];
        }
    }
}
void sim_compare(Simulation *s, SimEntity *e, const SimRun *run, int decision, const DecisionLanes *before, const DecisionLanes *after)
{
    for (uint32_t w = 0; w < (run->lanes + 63) / 64; w++) {
        uint64_t gained = after->status[STATUS_GRANTED][w] & ~before->status[STATUS_GRANTED][w], lost = before->status[STATUS_GRANTED][w] & ~after->status[STATUS_GRANTED][w], same = 0;
        for (int status = 0; status < STATUS_COUNT_; status++) same |= before->status[status][w] & after->status[status][w];
        uint64_t changed = ~same;
        if (before->has_value && after->has_value)
            for (uint64_t bits = same & (before->status[STATUS_GRANTED][w] | before->status[STATUS_VALUE][w]); bits; bits &= bits - 1) {
                uint32_t lane = w * 64 + (uint32_t)__builtin_ctzll(bits);
                if (before->value[lane] != after->value[lane]) changed |= bits & -bits;
            }
        for (uint64_t bits = changed; bits; bits &= bits - 1) {
            uint32_t lane = w * 64 + (uint32_t)__builtin_ctzll(bits);
            if (lane >= run->lanes) break;
            SimChange *c = &e->changes[sim_cell(s, e, (int)run->group[lane], run->month, decision)];
            c->changed++, c->gained += gained >> (lane % 64) & 1, c->lost += lost >> (lane % 64) & 1;
        }
    }
}
