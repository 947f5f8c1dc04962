/* Many records counted instead of written: read, run for each month, added up. See fatiao.h.
 * Must never know how decisions are counted or shown. */
#include <stdio.h>
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/engine/engine_by.h"
#include "interp/engine/engine_internal.h"
#include "interp/engine/engine_simulate.h"
#include "interp/program/resolver.h" /* names */
#include "interp/timeline/simulate_write.h"

enum { ERROR_LANES = 64 };
static bool zh(const fatiao_simulation *m) { return m->side[0].ev->options.language == FATIAO_ZH; }
bool simulation_says(fatiao_simulation *m, const char *message)
{
    m->message = message;
    m->status = FATIAO_UNKNOWN;
    return false;
}

/* ---- what is asked ---- */
static bool take_months(fatiao_simulation *m)
{
    Simulation *s = &m->sim;
    int y, mo, d;
    s->over = m->from != NULL;
    if (!s->over) {
        LIST_ADD(&m->arena, s->months, s->n_months, 0);
        return true;
    }
    if (!eval_take_date(m->side[0].ev, "over", m->from, &m->first, &m->message) || !eval_take_date(m->side[0].ev, "over", m->to, &m->last, &m->message)) return simulation_says(m, m->message);
    if (m->first > m->last) return simulation_says(m, arena_printf(&m->arena, zh(m) ? "起止日期反了：从 %s 到 %s" : "the dates are reversed: from %s to %s", m->from, m->to));
    if (!eval_law_days(m->side[0].ev, m->first, m->last, &m->message)) return simulation_says(m, m->message);
    s->to = m->last;
    calendar_civil(m->first, &y, &mo, &d);
    int32_t day = d == 1 ? m->first : pay_period_next(PAYS_MONTHLY, calendar_day(y, mo, 1));
    for (; day <= m->last; day = pay_period_next(PAYS_MONTHLY, day)) {
        if (s->n_months == SIM_MONTHS_MAX) return simulation_says(m, arena_printf(&m->arena, zh(m) ? "太长了：最多 %d 个月" : "too long: %d months at most", SIM_MONTHS_MAX));
        LIST_ADD(&m->arena, s->months, s->n_months, day);
    }
    return s->n_months || simulation_says(m, arena_printf(&m->arena, zh(m) ? "从 %s 到 %s 没有哪个月开始" : "no month begins between %s and %s", m->from, m->to));
}

/* ---- --by ---- */
static bool take_by(fatiao_simulation *m)
{
    int n = m->sim.program->n_entities, only = m->side[0].ev->facts.entity;
    SimBy *by = arena_alloc(&m->arena, (size_t)n * sizeof *by + 1);
    Grouping g = {.arena = &m->arena, .policy = m->side[0].policy, .chunks = m->side[0].chunks, .chinese = zh(m)};
    if (!grouping_find(&g, m->by, only, by)) return simulation_says(m, g.message);
    for (int i = 0; i < n; i++) m->sim.entities[i].by = by[i];
    return true;
}

/* ---- beginning ---- */
static const char *asked_line(fatiao_simulation *m)
{
    const fatiao_options *o = &m->side[0].ev->options;
    StrBuf b = {.arena = &m->arena};
    const char *const parts[] = {o->as_of, o->law_as_of, o->entity, m->by, m->from, m->to};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) strbuf_json(&b, parts[i]), strbuf_char(&b, ' ');
    for (int i = 0; i < o->n_only; i++) strbuf_json(&b, o->only[i]), strbuf_char(&b, ' ');
    return b.text;
}
/* What is run: what is counted, and the define that records are grouped by. */
static const bool *const *run_wanted(fatiao_simulation *m, const Side *x)
{
    int n = m->sim.program->n_entities;
    if (!x->ev->wanted) return NULL;
    const bool **out = arena_alloc(&m->arena, (size_t)n * sizeof *out + 1);
    for (int i = 0; i < n; i++) {
        const SimBy *by = &m->sim.entities[i].by;
        int count = x->chunks[i]->n_decisions;
        bool *wanted = arena_alloc(&m->arena, (size_t)count + 1);
        memcpy(wanted, x->ev->wanted[i], (size_t)count);
        if (by->column < 0 && by->decision >= 0 && by->decision < count) wanted[by->decision] = true;
        out[i] = wanted;
    }
    return out;
}
static void prepare(void *ctx)
{
    fatiao_simulation *m = ctx;
    Simulation *s = &m->sim;
    const fatiao_policy *policy = m->side[0].policy;
    int n = policy->program.n_entities;
    m->status = FATIAO_NO_MEMORY;
    s->arena = &m->arena, s->program = &policy->program, s->two_sides = m->n_sides == 2;
    if (s->two_sides && (m->side[1].policy->program.n_rules != s->program->n_rules || m->side[1].policy->program.n_entities != n)) { simulation_says(m, zh(m) ? "两套法规的规则不同，不能这样比较" : "the two policies have different rules and cannot be compared like this"); return; }
    for (int side = 0; side < m->n_sides; side++) {
        m->side[side].chunks = arena_alloc(&m->arena, (size_t)n * sizeof *m->side[side].chunks + 1);
        memcpy(m->side[side].chunks, m->side[side].policy->chunks, (size_t)n * sizeof *m->side[side].chunks);
        m->lanes[side] = arena_alloc(&m->arena, sizeof *m->lanes[side]);
    }
    s->entities = arena_alloc(&m->arena, (size_t)n * sizeof *s->entities + 1);
    if (!take_months(m) || !take_by(m)) return;
    for (int i = 0; i < n; i++) {
        SimEntity *e = &s->entities[i];
        e->entity = i, e->chunk = m->side[0].chunks[i], e->wanted = m->side[0].ev->wanted ? m->side[0].ev->wanted[i] : NULL;
    }
    s->divided = sim_divided(&m->arena, s->program);
    m->state = (SimState){.policy = policy_hash(policy, &m->arena), .against = s->two_sides ? policy_hash(m->side[1].policy, &m->arena) : "-", .asked = asked_line(m)};
    m->stream = facts_stream_new(FACTS_FORM_AUTO, &m->allocator);
    for (int side = 0; side < m->n_sides; side++) {
        Side *x = &m->side[side];
        if (!m->stream || !runner_open(&x->runner, x->policy, &m->allocator, x->chunks, run_wanted(m, x))) return;
        if (s->over && !x->ev->facts.has_as_of) x->ev->facts.has_as_of = true, x->ev->facts.as_of = m->first; /* the days are those of the months */
        facts_options(x->runner.reader, x->ev->facts);
    }
    m->status = FATIAO_OK;
}
static const char *copied(fatiao_simulation *m, const char *s) { return s ? arena_strndup(&m->arena, s, strlen(s)) : NULL; }
static void copy_all(void *ctx)
{
    fatiao_simulation *m = ctx;
    m->by = copied(m, m->by), m->from = copied(m, m->from), m->to = copied(m, m->to), m->against = copied(m, m->against);
}
fatiao_status fatiao_simulation_new(const fatiao_policy *policy, const fatiao_options *options, const fatiao_simulation_options *what, fatiao_sink trouble, fatiao_simulation **simulation)
{
    if (!simulation) return FATIAO_ARGUMENT;
    *simulation = NULL;
    if (!policy || !options || !what || !what->from != !what->to || !strings_given(options->only, options->n_only)) return FATIAO_ARGUMENT;
    if (!format_given(options->format) || !language_given(options->names) || !language_given(options->language)) return FATIAO_ARGUMENT;
    Allocator allocator = policy->arena.allocator;
    fatiao_simulation *m = allocator.realloc(allocator.ctx, NULL, 0, sizeof *m);
    if (!m) return FATIAO_NO_MEMORY;
    memset(m, 0, sizeof *m);
    m->allocator = allocator, m->trouble = trouble, m->n_sides = what->against ? 2 : 1;
    m->by = what->by, m->from = what->from, m->to = what->to, m->against = what->against_text;
    m->side[0].policy = policy, m->side[1].policy = what->against;
    arena_init(&m->arena, &allocator), arena_init(&m->scratch, &allocator);
    m->status = FATIAO_OK;
    for (int side = 0; side < m->n_sides && m->status == FATIAO_OK; side++) m->status = fatiao_evaluator_new(m->side[side].policy, options, trouble, &m->side[side].ev);
    if (m->status == FATIAO_OK && !engine_guard(&m->arena, copy_all, m)) m->status = FATIAO_NO_MEMORY;
    if (m->status == FATIAO_OK && !engine_guard(&m->arena, prepare, m)) m->status = FATIAO_NO_MEMORY;
    if (m->status != FATIAO_NO_MEMORY && m->side[0].ev) { *simulation = m; return m->status; }
    fatiao_status status = m->status;
    fatiao_simulation_free(m);
    return status;
}
void fatiao_simulation_free(fatiao_simulation *m)
{
    if (!m) return;
    facts_stream_free(m->stream);
    for (int side = 0; side < m->n_sides; side++) runner_close(&m->side[side].runner), fatiao_evaluator_free(m->side[side].ev);
    arena_free(&m->scratch), arena_free(&m->arena);
    m->allocator.realloc(m->allocator.ctx, m, sizeof *m, 0);
}
const char *fatiao_simulation_message(const fatiao_simulation *m) { return !m ? NULL : m->message ? m->message : m->side[0].ev ? fatiao_message(m->side[0].ev) : NULL; }
uint64_t fatiao_simulation_records(const fatiao_simulation *m) { return m ? m->state.records + m->state.bad : 0; }
uint64_t fatiao_simulation_bad_records(const fatiao_simulation *m) { return m ? m->state.bad : 0; }

/* ---- a block ---- */
typedef struct { fatiao_simulation *m; SimEntity *e; uint32_t lanes; uint32_t group[BLOCK_LANES]; int month; uint64_t place /* of the first lane of columns; 0: each lane has its own */; SimPaid paid; const Block *block[2]; Vm *vm[2]; SimTexts texts; } Work;
bool simulation_many_groups(fatiao_simulation *m)
{
    return simulation_says(m, arena_printf(&m->arena, zh(m) ? "按 `%.200s` 分出的组太多：最多 %d 组" : "grouping by `%.200s` gives too many groups: %d at most", m->by, SIM_GROUPS_MAX));
}
static bool take_group(Work *w, uint32_t lane, SimGroup group)
{
    group.place = w->place ? w->place + lane : facts_row(w->m->side[0].runner.reader, lane).tag, group.month = w->month;
    int at = sim_group(&w->m->sim, w->e, group);
    if (at < 0) return simulation_many_groups(w->m);
    w->group[lane] = (uint32_t)at;
    return true;
}
static SimGroup group_of(const Work *w, bool known, int64_t v)
{
    size_t len;
    if (!known) return (SimGroup){.kind = GROUP_UNKNOWN};
    if (w->e->by.type.kind == TY_TEXT) return (SimGroup){.kind = GROUP_TEXT, .text = w->texts.at ? w->texts.at(w->texts.ctx, (uint32_t)v) : facts_text(w->m->side[0].runner.reader, (uint32_t)v, &len)};
    return (SimGroup){.kind = GROUP_VALUE, .value = v};
}
static bool group_by_column(Work *w)
{
    const ColumnSpec *spec = &w->e->chunk->columns[w->e->by.column];
    const Column *c = &w->block[0]->columns[w->e->by.column];
    for (uint32_t i = 0; i < w->lanes; i++)
        if (!take_group(w, i, group_of(w, !c->known || c->known[i / 64] >> (i % 64) & 1, grouping_value(spec, c->data, i)))) return false;
    return true;
}
static bool group_by_define(Work *w)
{
    for (uint32_t i = 0; i < w->lanes; i++) {
        DecisionResult r;
        decide_read(&w->m->scratch, w->m->sim.program, w->e->chunk, w->vm[0], w->e->by.decision, i, &r);
        if (!take_group(w, i, group_of(w, r.status == STATUS_VALUE && r.value.present, r.value.lo))) return false;
    }
    return true;
}
static bool group_lanes(Work *w)
{
    if (w->e->by.column >= 0) return group_by_column(w);
    if (w->e->by.decision >= 0) return group_by_define(w);
    if (!take_group(w, 0, (SimGroup){.kind = w->e->by.none ? GROUP_NONE : GROUP_ALL})) return false;
    for (uint32_t i = 1; i < w->lanes; i++) w->group[i] = w->group[0];
    return true;
}
/* Undetermined and broken: an overflow makes it an error, which only a run that keeps its registers can tell. */
static bool find_errors(Work *w, int side, int decision, DecisionLanes *d)
{
    Runner *r = &w->m->side[side].runner;
    uint32_t lanes[ERROR_LANES], n = 0;
    for (uint32_t i = 0; i <= w->lanes; i++) {
        if (i < w->lanes && d->broken[i / 64] >> (i % 64) & 1) lanes[n++] = i;
        if (!n || (n < ERROR_LANES && i < w->lanes)) continue;
        Vm *kept = runner_run_block(r, VM_KEEP, block_gather(&w->m->scratch, r->chunks[w->e->entity], w->block[side], lanes, n));
        for (uint32_t k = 0; kept && k < n; k++) {
            DecisionResult result;
            if (!runner_decide(r, &w->m->scratch, kept, true, decision, k, &result)) kept = NULL;
            if (!kept || result.status != STATUS_ERROR) continue;
            d->status[STATUS_UNDETERMINED][lanes[k] / 64] &= ~(1ull << (lanes[k] % 64));
            d->status[STATUS_ERROR][lanes[k] / 64] |= 1ull << (lanes[k] % 64);
        }
        if (!kept) { w->m->status = FATIAO_NO_MEMORY; return false; }
        n = 0;
    }
    return true;
}
static bool run_sides(Work *w)
{
    for (int side = 0; side < w->m->n_sides; side++)
        if (!(w->vm[side] = runner_run_block(&w->m->side[side].runner, VM_PLANES, w->block[side]))) { w->m->status = FATIAO_NO_MEMORY; return false; }
    return true;
}
static bool count_run(Work *w, int month, SimDay day)
{
    fatiao_simulation *m = w->m;
    for (int d = 0; d < w->e->chunk->n_decisions; d++) {
        if (w->e->wanted && !w->e->wanted[d]) continue;
        for (int side = 0; side < m->n_sides; side++) {
            const SimRun run = {w->vm[side], w->lanes, w->group, month, day};
            decide_block(&m->scratch, &m->side[side].policy->program, m->side[side].chunks[w->e->entity], w->vm[side], d, w->lanes, m->lanes[side]);
            if (day == SIM_FIRST_DAY && !find_errors(w, side, d, m->lanes[side])) return false;
            sim_count(&m->sim, w->e, side, &run, d, m->lanes[side], &w->paid);
        }
        const SimRun run = {w->vm[0], w->lanes, w->group, month, day};
        if (m->n_sides == 2 && day == SIM_FIRST_DAY) sim_compare(&m->sim, w->e, &run, d, m->lanes[0], m->lanes[1]);
    }
    return true;
}
bool simulation_many_cells(fatiao_simulation *m)
{
    if (m->sim.over) return simulation_says(m, zh(m) ? "组、月、决定合起来太多，数不下" : "too many groups, months and decisions together");
    return simulation_says(m, zh(m) ? "组、决定合起来太多，数不下" : "too many groups and decisions together");
}
/* The block as it is, on one day for all. */
static bool on_day(Work *w, const Block own[2], Block dated[2], int32_t day, int32_t dates[2])
{
    const fatiao_evaluator *ev = w->m->side[0].ev;
    dates[0] = day, dates[1] = ev->facts.has_law_as_of ? ev->facts.law_as_of : day;
    for (int side = 0; side < w->m->n_sides; side++) {
        dated[side] = own[side];
        dated[side].as_of = &dates[0], dated[side].law_as_of = &dates[1], dated[side].uniform_dates = true;
        w->block[side] = &dated[side];
    }
    return run_sides(w);
}
static bool count_months(Work *w)
{
    Simulation *s = &w->m->sim;
    Block own[2], dated[2];
    int32_t dates[2];
    bool before = sim_needs_day(w->e, s->program, SIM_DAY_BEFORE), last = sim_needs_day(w->e, s->program, SIM_LAST_DAY);
    for (int side = 0; side < w->m->n_sides; side++) own[side] = *w->block[side];
    for (int i = 0; i < s->n_months; i++) {
        int32_t first = s->months[i], end = pay_period_next(PAYS_MONTHLY, first) - 1;
        if (end > s->to) end = s->to;
        w->month = i;
        if (!on_day(w, own, dated, first, dates) || !group_lanes(w)) return false;
        if (!sim_room(s, w->e)) return simulation_many_cells(w->m);
        if (before && first > CALENDAR_DAY_MIN && (!on_day(w, own, dated, first - 1, dates) || !count_run(w, i, SIM_DAY_BEFORE))) return false;
        if (last && (!on_day(w, own, dated, end, dates) || !count_run(w, i, SIM_LAST_DAY))) return false;
        if ((before || last) && !on_day(w, own, dated, first, dates)) return false;
        if (!count_run(w, i, SIM_FIRST_DAY)) return false;
    }
    return true;
}
static bool count_lanes(fatiao_simulation *m, int entity, const Block *const block[2], uint32_t lanes, SimTexts texts, uint64_t place)
{
    Work *w = arena_alloc(&m->scratch, sizeof *w);
    w->m = m, w->e = &m->sim.entities[entity], w->lanes = lanes, w->texts = texts, w->place = place;
    w->paid = sim_paid(&m->scratch, w->e);
    for (int side = 0; side < m->n_sides; side++) w->block[side] = block[side];
    w->e->records += lanes, m->state.records += lanes;
    if (m->sim.over) return count_months(w);
    if (!run_sides(w) || !group_lanes(w)) return false;
    if (!sim_room(&m->sim, w->e)) return simulation_many_cells(m);
    return count_run(w, 0, SIM_FIRST_DAY);
}
bool simulation_count_block(fatiao_simulation *m, uint32_t lanes)
{
    const Block *block[2] = {0};
    for (int side = 0; side < m->n_sides; side++) block[side] = facts_block(m->side[side].runner.reader);
    return count_lanes(m, facts_entity(m->side[0].runner.reader), block, lanes, (SimTexts){0}, 0);
}
static void forget_block(fatiao_simulation *m)
{
    jmp_buf *escape = m->scratch.escape;
    arena_free(&m->scratch);
    arena_init(&m->scratch, &m->allocator);
    m->scratch.escape = escape;
}
bool simulation_end_block(fatiao_simulation *m)
{
    uint32_t lanes = facts_lanes(m->side[0].runner.reader);
    bool fine = !lanes || simulation_count_block(m, lanes);
    for (int side = 0; side < m->n_sides; side++) facts_clear(m->side[side].runner.reader);
    forget_block(m);
    return fine;
}

/* ---- for columns ---- */
int simulation_sides(const fatiao_simulation *m, const fatiao_evaluator *ev[2], const Chunk *const *chunks[2])
{
    for (int side = 0; side < m->n_sides; side++) ev[side] = m->side[side].ev, chunks[side] = m->side[side].chunks;
    return m->n_sides;
}
bool simulation_refuse(fatiao_simulation *m, fatiao_status status, const char *message)
{
    m->status = FATIAO_NO_MEMORY; /* while the words are copied */
    m->message = *message ? arena_strndup(&m->arena, message, strlen(message)) : NULL;
    m->status = status;
    return false;
}
bool simulation_is_over(const fatiao_simulation *m) { return m->ended; }
bool simulation_takes_columns(fatiao_simulation *m)
{
    m->begun = true;
    if (m->skip) return simulation_says(m, zh(m) ? "接着数的，记录要和先前一样是 JSON，不能是列" : "a count that is resumed goes on with JSON, not with columns");
    m->columns = true;
    return simulation_end_block(m);
}
bool simulation_count(fatiao_simulation *m, int entity, const Block *const block[2], uint32_t lanes, SimTexts texts)
{
    for (int side = 0; side < m->n_sides; side++) m->side[side].runner.of_columns = entity + 1;
    bool fine = count_lanes(m, entity, block, lanes, texts, m->place + 1);
    m->place += lanes;
    for (int side = 0; side < m->n_sides; side++) m->side[side].runner.of_columns = 0;
    if (fine) forget_block(m);
    return fine;
}

fatiao_status simulation_guarded(fatiao_simulation *m, void (*work)(void *ctx), void *ctx)
{
    jmp_buf *before = m->arena.escape, escape;
    m->arena.escape = &escape;
    if (m->status == FATIAO_OK && (setjmp(escape) || !engine_guard(&m->scratch, work, ctx))) m->status = FATIAO_NO_MEMORY;
    m->arena.escape = before;
    return m->status;
}
/* ---- the report ---- */
typedef struct { fatiao_simulation *m; fatiao_sink sink; } Report;
static void report(void *ctx)
{
    Report *r = ctx;
    fatiao_simulation *m = r->m;
    const fatiao_policy *policy = m->side[0].policy;
    const fatiao_options *o = &m->side[0].ev->options;
    const Name **names = arena_alloc(&m->scratch, (size_t)policy->program.n_entities * sizeof *names + 1);
    for (int i = 0; i < policy->program.n_entities; i++) names[i] = policy->names[i].items;
    const Program *p = &policy->program;
    const char *title = !p->n_regulations ? "" : o->names == FATIAO_ZH ? p->regulations[p->n_regulations - 1].title.zh : p->regulations[p->n_regulations - 1].title.alias;
    const SimForm form = {.names = names, .title = title, .day = o->as_of, .from = m->from, .to = m->to, .by = m->by, .against = m->against, .records = m->state.records, .bad = m->state.bad,
                          .chinese = o->language == FATIAO_ZH, .chinese_names = o->names == FATIAO_ZH};
    const char *text = o->format == FATIAO_CSV ? sim_csv(&m->scratch, &m->sim, &form) : o->format == FATIAO_JSON ? sim_json(&m->scratch, &m->sim, &form)
                       : o->format == FATIAO_HTML ? sim_page(&m->scratch, &m->sim, &form) : sim_table(&m->scratch, &m->sim, &form);
    if (!r->sink.write(r->sink.ctx, text, strlen(text))) m->status = FATIAO_STOPPED;
}
static void say_rest(void *ctx) { simulation_say_kept(ctx); }
fatiao_status fatiao_simulation_end(fatiao_simulation *m, fatiao_sink sink)
{
    if (!m || m->ended || !sink.write) return FATIAO_ARGUMENT;
    m->ended = true;
    fatiao_status status = simulation_guarded(m, simulation_feed_end, m);
    if (status == FATIAO_OK) status = simulation_guarded(m, say_rest, m);
    if (status == FATIAO_OK) status = simulation_guarded(m, report, &(Report){m, sink});
    return status == FATIAO_OK && m->state.bad ? FATIAO_ERRORS : status;
}
bool fatiao_policy_has_reading(const fatiao_policy *policy, const char *name)
{
    for (int i = 0; policy && name && i < policy->program.n_readings; i++)
        if (name_is(&policy->program.readings[i].name, name)) return true;
    return false;
}
