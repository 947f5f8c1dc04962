/* One record on every day between two dates: blocks of days run, changes found, told. See fatiao.h.
 * Must never know how changes are found or shown. */
#include <stdlib.h>
#include <string.h>
#include "interp/base/calendar.h"
#include "interp/engine/engine_internal.h"
#include "interp/timeline/timeline.h"
#include "interp/timeline/timeline_write.h"

enum { PAIRS = 32 /* changes looked into at once */ };
typedef struct { OneRecord one; const char *record; size_t len; const char *from, *to; int32_t first, last; Timeline *timeline; FactsRow row; } Ask;

/* ---- the days asked for ---- */
static bool take_days(Ask *a)
{
    fatiao_evaluator *ev = a->one.ev;
    bool zh = ev->options.language == FATIAO_ZH;
    const char *trouble = NULL;
    if (!eval_take_date(ev, "from", a->from, &a->first, &trouble) || !eval_take_date(ev, "to", a->to, &a->last, &trouble)) return one_refuse(&a->one, FATIAO_UNKNOWN, trouble);
    if (a->first > a->last) return one_refuse(&a->one, FATIAO_UNKNOWN, arena_printf(&ev->scratch, zh ? "起止日期反了：从 %s 到 %s" : "the dates are reversed: from %s to %s", a->from, a->to));
    return eval_law_days(ev, a->first, a->last, &trouble) || one_refuse(&a->one, FATIAO_UNKNOWN, trouble);
}
static bool pays_by_day_before(const Program *p)
{
    for (int i = 0; i < p->n_rules; i++)
        for (int k = 0; k < p->rules[i].n_versions; k++)
            if (p->rules[i].versions[k].paid == PAID_NEXT_PERIOD) return true;
    return false;
}

/* ---- scanning ---- */
static bool scan(Ask *a)
{
    fatiao_evaluator *ev = a->one.ev;
    Timeline *t = a->timeline;
    int32_t *as_of, *law;
    uint32_t days = (uint32_t)(t->to - t->scan_from) + 1, lanes = days < BLOCK_LANES ? days : BLOCK_LANES;
    const Block *block = block_days(&ev->scratch, t->chunk, facts_block(ev->runner.reader), lanes, &as_of, &law);
    for (uint32_t done = 0; done < days; done += lanes) {
        uint32_t n = days - done < lanes ? days - done : lanes;
        for (uint32_t i = 0; i < lanes; i++) { /* past the end the last day again: the block keeps its size */
            as_of[i] = t->scan_from + (int32_t)(done + (i < n ? i : n - 1));
            law[i] = t->fixed_law ? t->law : as_of[i];
        }
        Vm *vm = runner_run_block(&ev->runner, VM_FAST, block);
        if (!vm) return false;
        timeline_scan(t, vm, t->scan_from + (int32_t)done, n);
    }
    return true;
}

/* ---- looking into changes ---- */
typedef struct { int32_t day; Track *track; int at; } Change;
static int by_day(const void *a, const void *b)
{
    const Change *x = a, *y = b;
    if (x->day != y->day) return (x->day > y->day) - (x->day < y->day);
    return (x->track > y->track) - (x->track < y->track);
}
static Change *all_changes(Timeline *t, int *n)
{
    Change *list = NULL;
    *n = 0;
    for (int i = 0; i < t->n_tracks; i++)
        for (int k = 0; k < t->tracks[i].n_stretches; k++) LIST_ADD(t->arena, list, *n, (Change){t->tracks[i].stretches[k].from, &t->tracks[i], k});
    if (*n) qsort(list, (size_t)*n, sizeof *list, by_day);
    return list;
}
/* With the unit; of what is undetermined, what is missing. */
static const char *plain_of(Arena *arena, const WriteContext *cx, const DecisionResult *d)
{
    const char *words = write_plain(arena, cx, d), *unit = d->value.present ? write_unit_name(d->value.type) : "";
    if (d->status == STATUS_UNDETERMINED || d->status == STATUS_ERROR)
        return d->n_missing ? arena_printf(arena, cx->chinese ? "缺 %s" : "missing %s", write_missing_plain(arena, d, cx->chinese)) : write_why(arena, cx, d);
    return *words && *unit ? arena_printf(arena, "%s %s", words, unit) : words;
}
static bool look_into(Ask *a, Vm *vm, const Change *c, uint32_t lane)
{
    fatiao_evaluator *ev = a->one.ev;
    Timeline *t = a->timeline;
    Stretch *s = &c->track->stretches[c->at];
    int32_t as_of, law;
    vm_dates(vm, lane, &as_of, &law);
    const WriteContext cx = {.program = t->program, .chunk = t->chunk, .names = &ev->policy->names[t->chunk->entity], .vm = vm, .lane = lane,
                             .chinese = ev->options.names == FATIAO_ZH, .stale = ev->policy->stale, .law_date = law};
    StrBuf json = {.arena = t->arena};
    if (!runner_decide(&ev->runner, t->arena, vm, true, c->track->decision, lane, &s->result)) return false;
    write_decision(&json, &cx, &s->result);
    s->json = json.text, s->plain = plain_of(t->arena, &cx, &s->result);
    if (c->at > 0) timeline_causes(t, vm, c->track, c->at, lane - 1, lane);
    return true;
}
/* Each day of change beside the day before it, with every register kept. */
static bool look_into_all(Ask *a)
{
    fatiao_evaluator *ev = a->one.ev;
    Timeline *t = a->timeline;
    int32_t *as_of, *law, day[PAIRS];
    int n, at = 0;
    Change *list = all_changes(t, &n);
    const Block *block = block_days(&ev->scratch, t->chunk, facts_block(ev->runner.reader), 2 * PAIRS, &as_of, &law);
    while (at < n) {
        int pairs = 0, end = at;
        for (; end < n; end++) {
            if (pairs && day[pairs - 1] == list[end].day) continue;
            if (pairs == PAIRS) break;
            day[pairs++] = list[end].day;
        }
        for (int i = 0; i < 2 * PAIRS; i++) {
            int32_t d = day[i / 2 < pairs ? i / 2 : pairs - 1];
            as_of[i] = i % 2 || d == t->scan_from ? d : d - 1;
            law[i] = t->fixed_law ? t->law : as_of[i];
        }
        Vm *vm = runner_run_block(&ev->runner, VM_KEEP, block);
        if (!vm) return false;
        for (int pair = 0; at < end; at++) {
            if (day[pair] != list[at].day) pair++;
            if (!look_into(a, vm, &list[at], (uint32_t)(2 * pair + 1))) return false;
        }
    }
    return true;
}

/* ---- all of it ---- */
static const char *show(const Ask *a)
{
    const fatiao_options *o = &a->one.ev->options;
    const TimelineForm form = {.sources = &a->one.ev->policy->sources, .names = a->one.ev->policy->names[a->timeline->chunk->entity].items, .id = a->row.id, .id_len = a->row.id_len,
                               .chinese = o->language == FATIAO_ZH, .chinese_names = o->names == FATIAO_ZH, .colour = o->colour};
    switch (o->format) {
    case FATIAO_JSON: return timeline_json(a->timeline, &form);
    case FATIAO_CSV: return timeline_csv(a->timeline, &form);
    case FATIAO_SVG: return timeline_svg(a->timeline, &form);
    case FATIAO_TEXT: case FATIAO_NDJSON: case FATIAO_TABLE: case FATIAO_HTML: case FATIAO_MARKDOWN: break;
    }
    return timeline_text(a->timeline, &form);
}
static void ask(void *ctx)
{
    Ask *a = ctx;
    fatiao_evaluator *ev = a->one.ev;
    if (!take_days(a)) return;
    FactsOptions facts = ev->facts;
    facts.bounded = false; /* the days are those of the timeline */
    if (!facts.has_as_of) facts.as_of = a->first, facts.has_as_of = true;
    facts_options(ev->runner.reader, facts);
    if (!one_read(&a->one, a->record, a->len, "timeline")) return;
    const Chunk *c = runner_chunk(&ev->runner);
    a->row = facts_row(ev->runner.reader, 0);
    a->timeline = timeline_new(&ev->scratch, &ev->policy->program, c, ev->wanted ? ev->wanted[c->entity] : NULL, a->first, a->last, ev->facts.has_law_as_of ? &ev->facts.law_as_of : NULL);
    if (a->first > CALENDAR_DAY_MIN && pays_by_day_before(a->timeline->program)) a->timeline->scan_from--;
    if (!scan(a) || !look_into_all(a)) return;
    timeline_pay(a->timeline);
    const char *text = show(a);
    a->one.status = ev->sink.write(ev->sink.ctx, text, strlen(text)) ? FATIAO_OK : FATIAO_STOPPED;
}
fatiao_status fatiao_timeline(fatiao_evaluator *ev, const char *record, size_t len, const char *from, const char *to)
{
    if (!ev || (!record && len) || !from || !to || !ev->sink.write) return FATIAO_ARGUMENT;
    fatiao_evaluator *asked = ev;
    if (!(ev = one_whole(asked))) return FATIAO_NO_MEMORY;
    Ask a = {.one = {.ev = ev}, .record = record, .len = len, .from = from, .to = to};
    fatiao_status status = one_run(&a.one, ask, &a);
    if (ev->status == FATIAO_OK) facts_options(ev->runner.reader, ev->facts);
    asked->message = ev->message;
    return status;
}
