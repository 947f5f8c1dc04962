/* Dialogues: which fact is asked next, until the decision is certain. See fatiao.h.
 * Must never know how sets of facts are found, or how a question is worded. */
#include <cjson/cJSON.h>
#include <string.h>
#include "interp/explain/ask.h"
#include "interp/base/calendar.h"
#include "interp/engine/engine_internal.h"
#include "interp/explain/missing_sets.h"
#include "interp/program/resolver.h" /* names, suggestions */

typedef struct { const char *path, *question, *answer; /* NULL: unknown */ } Turn;
struct fatiao_dialogue {
    fatiao_evaluator *ev, *asked; Arena arena, step; /* of the dialogue; of the present question */
    cJSON *record; int entity, decision; const char *name;
    const Chunk *open; Vm *vm;
    Turn *turns; int n_turns;
    bool has_question, certain; MissingFact fact; const char *text;
    DecisionResult result; const Vm *result_vm;
    const char *message;
};
static bool zh(const fatiao_dialogue *d) { return d->ev->options.language == FATIAO_ZH; }

/* ---- messages ---- */
typedef struct { fatiao_evaluator *asked; const char *message; } Told;
static void keep_said(void *ctx)
{
    Told *s = ctx;
    s->asked->message = arena_strndup(&s->asked->results, s->message, strlen(s->message));
}
/* On the evaluator the caller has, until its next call. */
static void say(fatiao_dialogue *d, const char *message)
{
    arena_clear(&d->asked->results);
    if (!engine_guard(&d->asked->results, keep_said, &(Told){d->asked, message})) d->asked->message = zh(d) ? "内存不足" : "out of memory";
}

/* ---- what to ask ---- */
static bool answered(const fatiao_dialogue *d, const char *path)
{
    for (int i = 0; i < d->n_turns; i++)
        if (strcmp(d->turns[i].path, path) == 0) return true;
    return false;
}
static bool may_ask(const fatiao_dialogue *d, const OpenFact *f) { return f->fact.param < 0 && !answered(d, f->fact.path); }
static bool set_open(const fatiao_dialogue *d, const MissingSets *m, const SettleSet *s)
{
    for (int i = 0; i < s->n; i++)
        if (!may_ask(d, &m->facts[s->facts[i]])) return false;
    return true;
}
/* What settles most often alone first; then what is in most of the smallest sets; then the first declared. */
enum { LIST_COST = 3 };
typedef struct { int64_t alone, together; } Merit;
static Merit merit_of(const fatiao_dialogue *d, const MissingSets *m, int fact)
{
    const OpenFact *f = &m->facts[fact];
    Merit merit = {f->tried ? (int64_t)f->settles * 1000 / f->tried : 0, 0};
    if (f->type.kind == TY_LIST) merit.alone /= LIST_COST; /* more is asked about its elements */
    for (int i = 0; i < m->n_sets; i++) {
        if (!set_open(d, m, &m->sets[i])) continue;
        for (int k = 0; k < m->sets[i].n; k++)
            if (m->sets[i].facts[k] == fact) merit.together += INT64_C(1) << (4 * (MISSING_SET_FACTS_MAX - m->sets[i].n));
    }
    if (!merit.together) merit.alone = 0;
    return merit;
}
static int choose(const fatiao_dialogue *d, const MissingSets *m)
{
    int best = -1;
    Merit most = {0, 0};
    for (int i = 0; i < m->n_facts; i++) {
        Merit merit = merit_of(d, m, i);
        if (!may_ask(d, &m->facts[i]) || (!merit.alone && !merit.together)) continue;
        if (best >= 0 && (merit.alone < most.alone || (merit.alone == most.alone && merit.together <= most.together))) continue;
        best = i, most = merit;
    }
    for (int i = 0; i < m->n_facts && best < 0 && !m->complete; i++) /* there was no time to find sets: what it hangs on */
        if (may_ask(d, &m->facts[i])) best = i;
    return best;
}

/* ---- the record as it is now ---- */
static bool read_record(fatiao_dialogue *d)
{
    fatiao_evaluator *ev = d->ev;
    FactsOptions options = ev->facts;
    options.entity = d->entity;
    facts_clear(ev->runner.reader);
    facts_options(ev->runner.reader, options);
    FactsResult r = facts_read_cjson(ev->runner.reader, d->record, 0);
    if (r == FACTS_ADDED) return true;
    if (r == FACTS_BAD) {
        char text[1024];
        facts_error_print(facts_error(ev->runner.reader), zh(d), text, sizeof text);
        d->message = arena_printf(&d->arena, "E%03d: %s", diag_number(facts_error(ev->runner.reader)->id), text);
    }
    return false;
}
typedef struct { fatiao_dialogue *d; fatiao_status status; } Step;
static void look(void *ctx)
{
    Step *s = ctx;
    fatiao_dialogue *d = s->d;
    fatiao_evaluator *ev = d->ev;
    const uint32_t lane = 0;
    s->status = FATIAO_NO_MEMORY;
    d->has_question = d->certain = false, d->message = NULL;
    if (!read_record(d)) { s->status = d->message ? FATIAO_UNKNOWN : FATIAO_NO_MEMORY; return; }
    Vm *kept = runner_keep(&ev->runner, &d->step, &lane, 1);
    if (!kept || !runner_decide(&ev->runner, &d->step, kept, true, d->decision, 0, &d->result)) return;
    d->result_vm = kept;
    d->certain = d->result.status != STATUS_UNDETERMINED;
    s->status = FATIAO_OK;
    if (d->certain) return;
    MissingSets sets;
    const MissingInput in = {&ev->policy->program, ev->policy->chunks[d->entity], d->open, d->vm, facts_block(ev->runner.reader), 0};
    if (!missing_sets(&d->step, &in, d->decision, &sets)) { s->status = FATIAO_NO_MEMORY; return; }
    int next = choose(d, &sets);
    if (next < 0) return;
    d->has_question = true, d->fact = sets.facts[next].fact;
    d->text = ask_question(&d->step, &ev->policy->program, &d->fact, zh(d));
}
static fatiao_status step(fatiao_dialogue *d)
{
    Step s = {d, FATIAO_NO_MEMORY};
    Allocator allocator = d->step.allocator;
    arena_free(&d->step);
    arena_init(&d->step, &allocator);
    jmp_buf *before = d->arena.escape;
    jmp_buf escape;
    d->arena.escape = &escape;
    if (setjmp(escape) || !engine_guard(&d->step, look, &s)) s.status = FATIAO_NO_MEMORY;
    d->arena.escape = before;
    return s.status;
}

/* ---- beginning ---- */
typedef struct { OneRecord one; fatiao_dialogue *d; const char *record; size_t len; const char *decision; } Begin;
/* Without a record: the entity the decision is about; -1 none, -2 several. */
static int entity_of(const fatiao_evaluator *ev, const char *decision, Suggestion *near)
{
    int found = -1;
    for (int e = 0; e < ev->policy->program.n_entities; e++) {
        const Chunk *c = ev->policy->chunks[e];
        for (int i = 0; i < c->n_decisions; i++) {
            const Name *name = &ev->policy->program.rules[c->decisions[i].rule].name;
            bool is = name_is(name, decision);
            suggest_name(near, name);
            if (is && !c->decisions[i].n) found = found < 0 || found == e ? e : -2;
        }
    }
    return found;
}
static void begin(void *ctx)
{
    Begin *b = ctx;
    fatiao_dialogue *d = b->d;
    fatiao_evaluator *ev = d->ev;
    FactsOptions options = ev->facts;
    bool empty = !b->record || strspn(b->record, " \t\r\n{}") == b->len;
    if (empty && options.entity < 0) {
        Suggestion near = suggest_begin(b->decision);
        options.entity = entity_of(ev, b->decision, &near);
        const char *best = suggest_result(&near);
        if (options.entity == -1 && best) { one_refuse(&b->one, FATIAO_UNKNOWN, arena_printf(&ev->scratch, zh(d) ? "没有决定 `%.200s`，是不是 `%s`？" : "there is no decision `%.200s`; did you mean `%s`?", b->decision, best)); return; }
        if (options.entity == -1) { one_refuse(&b->one, FATIAO_UNKNOWN, arena_printf(&ev->scratch, zh(d) ? "没有决定 `%.200s`" : "there is no decision `%.200s`", b->decision)); return; }
        if (options.entity < 0) options.entity = -1; /* the message then says that the entity must be stated */
    }
    facts_options(ev->runner.reader, options);
    if (!one_read(&b->one, b->record ? b->record : "{}", b->record ? b->len : 2, "ask")) return;
    int decision = one_decision(&b->one, b->decision);
    if (decision < 0) return;
    d->entity = facts_entity(ev->runner.reader), d->decision = decision;
    d->record = b->record ? cJSON_ParseWithLength(b->record, b->len) : cJSON_CreateObject();
    if (cJSON_IsArray(d->record)) {
        cJSON *only = cJSON_DetachItemFromArray(d->record, 0);
        cJSON_Delete(d->record);
        d->record = only;
    }
    if (cJSON_IsObject(d->record)) b->one.status = FATIAO_OK;
}
static void prepare(void *ctx)
{
    fatiao_dialogue *d = ctx;
    const Chunk *c = d->ev->policy->chunks[d->entity];
    bool *wanted = arena_alloc(&d->arena, (size_t)c->n_decisions + 1);
    wanted[d->decision] = true;
    d->name = d->ev->policy->program.rules[c->decisions[d->decision].rule].name.alias;
    d->open = missing_chunk(&d->arena, &d->ev->policy->program, c);
    d->vm = vm_new(d->open, &d->ev->allocator, VM_SLICE, wanted);
}
fatiao_status fatiao_dialogue_new(fatiao_evaluator *ev, const char *record, size_t len, const char *decision, fatiao_dialogue **dialogue)
{
    if (dialogue) *dialogue = NULL;
    if (!ev || !decision || !dialogue || (!record && len)) return FATIAO_ARGUMENT;
    fatiao_evaluator *asked = ev;
    if (!(ev = one_whole(asked))) return FATIAO_NO_MEMORY;
    if (ev->status == FATIAO_OK && one_busy(ev)) return FATIAO_ARGUMENT;
    fatiao_dialogue *d = ev->allocator.realloc(ev->allocator.ctx, NULL, 0, sizeof *d);
    if (!d) return FATIAO_NO_MEMORY;
    memset(d, 0, sizeof *d);
    d->ev = ev, d->asked = asked;
    arena_init(&d->arena, &ev->allocator), arena_init(&d->step, &ev->allocator);
    Begin b = {.one = {.ev = ev}, .d = d, .record = record, .len = len, .decision = decision};
    fatiao_status status = one_run(&b.one, begin, &b);
    if (status == FATIAO_OK && (!engine_guard(&d->arena, prepare, d) || !d->vm)) status = FATIAO_NO_MEMORY;
    if (status == FATIAO_OK) status = step(d);
    if (status == FATIAO_OK) { *dialogue = d; return status; }
    if (d->message) say(d, d->message);
    else asked->message = ev->message;
    fatiao_dialogue_free(d);
    return status;
}
void fatiao_dialogue_free(fatiao_dialogue *d)
{
    if (!d) return;
    fatiao_evaluator *ev = d->ev;
    facts_clear(ev->runner.reader);
    facts_options(ev->runner.reader, ev->facts);
    vm_free(d->vm);
    cJSON_Delete(d->record);
    arena_free(&d->step), arena_free(&d->arena);
    ev->allocator.realloc(ev->allocator.ctx, d, sizeof *d, 0);
}

/* ---- turns ---- */
bool fatiao_dialogue_question(const fatiao_dialogue *d, fatiao_question *q)
{
    if (!d || !q) return false;
    if (d->has_question) *q = (fatiao_question){d->fact.path, d->text, d->n_turns + 1};
    return d->has_question;
}
bool fatiao_dialogue_certain(const fatiao_dialogue *d) { return d && d->certain; }
typedef struct { fatiao_dialogue *d; const char *typed; fatiao_status status; } Answer;
static void take(void *ctx)
{
    Answer *a = ctx;
    fatiao_dialogue *d = a->d;
    const Program *p = &d->ev->policy->program;
    cJSON *value;
    const char *why;
    AskAnswer read = ask_read(&d->arena, p, &d->fact, a->typed, zh(d), &value, &why);
    if (read == ASK_NOT_UNDERSTOOD) { say(d, why); a->status = FATIAO_UNKNOWN; return; }
    const char *path = arena_strndup(&d->arena, d->fact.path, strlen(d->fact.path)), *question = arena_strndup(&d->arena, d->text, strlen(d->text));
    const char *answer = value ? (cJSON_IsString(value) ? arena_strndup(&d->arena, value->valuestring, strlen(value->valuestring))
                                  : cJSON_IsArray(value) ? arena_printf(&d->arena, "%d", cJSON_GetArraySize(value)) : cJSON_IsTrue(value) ? "true" : "false") : NULL;
    if (value && !ask_put(p, d->record, d->entity, path, value)) return;
    LIST_ADD(&d->arena, d->turns, d->n_turns, (Turn){path, question, answer});
    a->status = step(d);
    if (a->status != FATIAO_UNKNOWN) return; /* it is in the record, or was not known */
    say(d, d->message);
    d->n_turns--;
    ask_take(p, d->record, d->entity, path);
    if (step(d) != FATIAO_OK) a->status = FATIAO_NO_MEMORY;
}
fatiao_status fatiao_dialogue_answer(fatiao_dialogue *d, const char *typed)
{
    if (!d || !typed) return FATIAO_ARGUMENT;
    Answer a = {d, typed, FATIAO_NO_MEMORY};
    d->asked->message = NULL;
    if (!d->has_question) return FATIAO_OK;
    if (!engine_guard(&d->arena, take, &a)) a.status = FATIAO_NO_MEMORY;
    return a.status;
}

/* ---- what comes of it ---- */
typedef struct { fatiao_dialogue *d; StrBuf out; } Writing;
static void write_result(void *ctx)
{
    Writing *w = ctx;
    fatiao_dialogue *d = w->d;
    const fatiao_policy *p = d->ev->policy;
    int32_t as_of, law;
    vm_dates(d->result_vm, 0, &as_of, &law);
    bool names_zh = d->ev->options.names == FATIAO_ZH;
    const WriteContext cx = {.program = &p->program, .chunk = p->chunks[d->entity], .names = &p->names[d->entity], .vm = d->result_vm, .chinese = names_zh, .stale = p->stale, .law_date = law};
    const Name *name = &cx.names->items[d->decision];
    if (d->ev->options.format == FATIAO_JSON) {
        strbuf_add(&w->out, "{\"decision\":");
        strbuf_json(&w->out, names_zh ? name->zh : name->alias);
        strbuf_printf(&w->out, ",\"certain\":%s,\"questions\":%d,\"result\":", d->certain ? "true" : "false", d->n_turns);
        write_decision(&w->out, &cx, &d->result);
        strbuf_add(&w->out, "}\n");
        return;
    }
    const char *value = write_plain(w->out.arena, &cx, &d->result), *unit = *value && d->result.value.present ? write_unit_name(d->result.value.type) : "";
    strbuf_printf(&w->out, zh(d) ? "%s：%s" : "%s: %s", names_zh ? name->zh : name->alias, d->result.status == STATUS_VALUE && *value ? value : status_name(d->result.status, zh(d)));
    if (*value && d->result.status != STATUS_VALUE) strbuf_printf(&w->out, "  %s", value);
    if (*unit) strbuf_printf(&w->out, " %s", unit);
    if (d->result.n_missing) strbuf_printf(&w->out, zh(d) ? "，缺 %s" : ", missing %s", write_missing_plain(w->out.arena, &d->result, names_zh));
    strbuf_char(&w->out, '\n');
}
static void write_record(void *ctx)
{
    Writing *w = ctx;
    char *text = cJSON_PrintUnformatted(w->d->record);
    if (text) strbuf_add(&w->out, text), strbuf_char(&w->out, '\n');
    cJSON_free(text);
}
static void write_turns(void *ctx)
{
    Writing *w = ctx;
    fatiao_dialogue *d = w->d;
    int32_t as_of, law;
    char day[CALENDAR_TEXT];
    vm_dates(d->result_vm, 0, &as_of, &law);
    calendar_print(as_of, day);
    strbuf_add(&w->out, "{\"dialogue\":");
    strbuf_json(&w->out, d->name);
    strbuf_printf(&w->out, ",\"as_of\":\"%s\",\"policy\":\"sha256:%s\"}\n", day, policy_hash(d->ev->policy, w->out.arena));
    for (int i = 0; i < d->n_turns; i++) {
        strbuf_add(&w->out, "{\"fact\":");
        strbuf_json(&w->out, d->turns[i].path);
        strbuf_add(&w->out, ",\"question\":");
        strbuf_json(&w->out, d->turns[i].question);
        strbuf_add(&w->out, ",\"answer\":");
        strbuf_json(&w->out, d->turns[i].answer);
        strbuf_add(&w->out, "}\n");
    }
}
static fatiao_status written(fatiao_dialogue *d, fatiao_sink sink, void (*write)(void *ctx))
{
    if (!d || !sink.write) return FATIAO_ARGUMENT;
    Writing w = {d, {.arena = &d->step}};
    if (!engine_guard(&d->step, write, &w) || !w.out.text) return FATIAO_NO_MEMORY;
    return sink.write(sink.ctx, w.out.text, w.out.n) ? FATIAO_OK : FATIAO_STOPPED;
}
fatiao_status fatiao_dialogue_result(fatiao_dialogue *d, fatiao_sink sink) { return written(d, sink, write_result); }
fatiao_status fatiao_dialogue_record(fatiao_dialogue *d, fatiao_sink sink) { return written(d, sink, write_record); }
fatiao_status fatiao_dialogue_save(fatiao_dialogue *d, fatiao_sink sink) { return written(d, sink, write_turns); }

/* ---- replaying ---- */
static const char *no_dialogue(const fatiao_dialogue *d) { return zh(d) ? "这不是保存下来的问答" : "this is no saved dialogue"; }
static const char *head_trouble(fatiao_dialogue *d, const cJSON *head)
{
    const char *decision = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(head, "dialogue")), *day = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(head, "as_of"));
    int32_t as_of, law;
    char now[CALENDAR_TEXT];
    if (!decision || !day) return no_dialogue(d);
    if (strcmp(decision, d->name) != 0) return arena_printf(&d->arena, zh(d) ? "这份问答是关于 `%.100s` 的，不是 `%s`" : "this dialogue is about `%.100s`, not `%s`", decision, d->name);
    vm_dates(d->result_vm, 0, &as_of, &law);
    calendar_print(as_of, now);
    if (strcmp(day, now) != 0) return arena_printf(&d->arena, zh(d) ? "这份问答的评定日是 %.20s，不是 %s" : "this dialogue is as of %.20s, not %s", day, now);
    return NULL;
}
static const char *answer_for(const cJSON *turns, const char *fact)
{
    const cJSON *t;
    cJSON_ArrayForEach(t, turns) {
        const char *path = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(t, "fact"));
        const cJSON *answer = cJSON_GetObjectItemCaseSensitive(t, "answer");
        if (path && answer && strcmp(path, fact) == 0) return cJSON_IsNull(answer) ? "unknown" : cJSON_GetStringValue(answer);
    }
    return NULL;
}
static cJSON *read_lines(const char *lines, size_t len)
{
    cJSON *turns = cJSON_CreateArray();
    for (const char *s = lines, *end = lines + len; turns && s < end;) {
        const char *eol = memchr(s, '\n', (size_t)(end - s));
        size_t n = eol ? (size_t)(eol - s) : (size_t)(end - s);
        cJSON *turn = n ? cJSON_ParseWithLength(s, n) : NULL;
        if (n && !cJSON_IsObject(turn)) { cJSON_Delete(turn), cJSON_Delete(turns); return NULL; }
        if (turn) cJSON_AddItemToArray(turns, turn);
        s += n + 1;
    }
    return turns;
}
typedef struct { fatiao_dialogue *d; const cJSON *turns; const char *trouble; } Look;
static void look_at_head(void *ctx)
{
    Look *l = ctx;
    l->trouble = head_trouble(l->d, cJSON_GetArrayItem(l->turns, 0));
}
fatiao_status fatiao_dialogue_replay(fatiao_dialogue *d, const char *lines, size_t len)
{
    if (!d || (!lines && len)) return FATIAO_ARGUMENT;
    cJSON *turns = read_lines(lines, len);
    const char *answer;
    Look look = {d, turns, turns ? NULL : no_dialogue(d)};
    fatiao_status status = turns && !engine_guard(&d->arena, look_at_head, &look) ? FATIAO_NO_MEMORY : look.trouble ? FATIAO_UNKNOWN : FATIAO_OK;
    if (look.trouble) say(d, look.trouble);
    while (status == FATIAO_OK && d->has_question && (answer = answer_for(turns, d->fact.path))) status = fatiao_dialogue_answer(d, answer);
    cJSON_Delete(turns);
    return status;
}
