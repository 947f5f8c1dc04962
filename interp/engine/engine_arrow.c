/* Columns in, columns out: one batch, or a stream of them. See fatiao.h.
 * Must never know how columns are read or judged. */
#include <errno.h>
#include <string.h>
#include "grammar/limits.h"
#include "interp/engine/engine_arrow.h"

/* ---- a plan's life ---- */
static void drop(ArrowPlan *p, void *at, size_t size)
{
    if (at) p->allocator.realloc(p->allocator.ctx, at, size + 64, 0);
}
static void drop_node(ArrowPlan *p, ArrowNode *n)
{
    drop(p, n->data, n->data_size), drop(p, n->known, n->known_size);
    for (int i = 0; i < n->n_children; i++) drop_node(p, &n->child[i]);
}
void arrow_plan_free(ArrowPlan *p)
{
    if (!p) return;
    Allocator a = p->allocator;
    const fatiao_policy *policy = p->policy;
    arrow_bind(p, NULL);
    drop_node(p, &p->root);
    for (int i = 0; p->spaces && i < p->chunk->n_specs; i++) drop(p, p->spaces[i].each, p->spaces[i].each_size), drop(p, p->spaces[i].offsets, p->spaces[i].offsets_size);
    drop(p, p->nothing, p->nothing_size), drop(p, p->slab, p->slab_size);
    drop(p, p->code_owner, p->code_owner_size);
    arrow_pool_drop(p->pool);
    sweep_free(p->sweep), vm_free(p->kept);
    arrow_texts_free(p->texts);
    arena_free(&p->arena);
    a.realloc(a.ctx, p, sizeof *p, 0);
    policy_drop(policy);
}
typedef struct { ArrowPlan *plan; const fatiao_evaluator *ev; const ArrowSchema *schema; bool judges, fine; } Make;
static void make(void *ctx)
{
    Make *m = ctx;
    ArrowPlan *p = m->plan;
    if (!arrow_plan(p, m->schema)) return;
    int n = p->chunk->n_decisions;
    if (m->ev->wanted) {
        bool *wanted = arena_alloc(&p->arena, (size_t)n + 1);
        memcpy(wanted, m->ev->wanted[p->entity], (size_t)n);
        p->wanted = wanted;
    }
    if (p->numbers == FATIAO_NARROWEST && m->judges) chunk_reach(p->chunk, p->reach = arena_alloc(&p->arena, (size_t)p->chunk->n_code * sizeof *p->reach + 1));
    p->texts = arrow_texts_new(&p->allocator, p->chunk);
    if (p->texts && m->judges) p->sweep = sweep_new(p->chunk, &p->allocator, p->wanted, 0);
    m->fine = (p->texts && (p->sweep || !m->judges)) || arrow_no_memory(p);
}
ArrowPlan *arrow_plan_new(const fatiao_evaluator *ev, const Chunk *const *chunks, const ArrowSchema *schema)
{
    Allocator a = ev->allocator;
    ArrowPlan *p = a.realloc(a.ctx, NULL, 0, sizeof *p);
    if (!p) return NULL;
    memset(p, 0, sizeof *p);
    p->allocator = a, p->policy = ev->policy, p->facts = ev->facts, p->chunks = chunks ? chunks : ev->policy->chunks;
    p->chinese = ev->options.language == FATIAO_ZH, p->chinese_names = ev->options.names == FATIAO_ZH, p->numbers = ev->options.numbers, p->pool = arrow_pool_hold(ev->pool);
    arena_init(&p->arena, &a);
    policy_hold(p->policy);
    Make m = {p, ev, schema, !chunks, false};
    if (!engine_guard(&p->arena, make, &m)) arrow_no_memory(p);
    return p;
}

/* ---- a batch ---- */
typedef struct { ArrowPlan *plan; const ArrowArray *records; bool fine; } Batch;
static void bind(void *ctx)
{
    Batch *b = ctx;
    b->fine = arrow_bind(b->plan, b->records);
}
bool arrow_plan_bind(ArrowPlan *p, const ArrowArray *records)
{
    Batch b = {p, records, false};
    p->status = FATIAO_OK, p->message[0] = '\0';
    if (!engine_guard(&p->arena, bind, &b)) arrow_no_memory(p);
    return p->status == FATIAO_OK;
}
static fatiao_status run_batch(ArrowPlan *p, const ArrowArray *records, ArrowArray *results)
{
    if (!arrow_plan_bind(p, records)) return p->status;
    ArrowOut *out = arrow_out_new(p, records->length);
    bool fine = out || arrow_no_memory(p);
    for (int64_t from = 0; fine && from < records->length;) {
        uint32_t n = records->length - from < SLAB_LANES ? (uint32_t)(records->length - from) : SLAB_LANES;
        fine = arrow_slab(p, from, &n) && arrow_out_slab(out, from, n);
        from += n;
    }
    if (fine) arrow_out_give(out, results);
    arrow_out_free(out);
    arrow_bind(p, NULL);
    return p->status;
}
typedef struct { fatiao_evaluator *ev; const char *message; } Said;
static void keep_said(void *ctx)
{
    Said *s = ctx;
    s->ev->message = arena_strndup(&s->ev->results, s->message, strlen(s->message));
}
static fatiao_status tell(fatiao_evaluator *ev, const ArrowPlan *p)
{
    if (!p) return FATIAO_NO_MEMORY;
    if (!*p->message || engine_guard(&ev->results, keep_said, &(Said){ev, p->message})) return p->status;
    return FATIAO_NO_MEMORY;
}
static bool pool_there(fatiao_evaluator *ev)
{
    if (!ev->pool) ev->pool = arrow_pool_new(&ev->allocator);
    return ev->pool;
}
/* What of a schema a plan is made from, as bytes: NULL and an empty string differ. */
static void note_text(StrBuf *b, const char *s)
{
    strbuf_char(b, s ? '+' : '-');
    if (s) strbuf_bytes(b, s, strlen(s) + 1);
}
static void note_schema(StrBuf *b, const ArrowSchema *s)
{
    note_text(b, s->format), note_text(b, s->name);
    int64_t n = s->children && s->n_children > 0 && s->n_children < FIELDS_MAX + 4 ? s->n_children : 0;
    strbuf_bytes(b, (const char *)&s->n_children, sizeof s->n_children);
    for (int64_t i = 0; i < n; i++) {
        strbuf_char(b, s->children[i] ? '{' : '0');
        if (s->children[i]) note_schema(b, s->children[i]);
    }
    strbuf_char(b, s->dictionary ? '[' : '0');
    if (s->dictionary) note_schema(b, s->dictionary);
}
typedef struct { StrBuf *to; const ArrowSchema *schema; } Noted;
static void note(void *ctx)
{
    Noted *n = ctx;
    note_schema(n->to, n->schema);
}
/* The plan of the call before where the schema is the same, else a new one. NULL: no memory. */
static ArrowPlan *plan_for(fatiao_evaluator *ev, const ArrowSchema *schema)
{
    StrBuf noted = {.arena = &ev->results};
    if (!pool_there(ev) || !engine_guard(&ev->results, note, &(Noted){&noted, schema})) return NULL;
    ArrowPlan *p = ev->plan;
    if (p && p->noted.n == noted.n && memcmp(p->noted.text, noted.text, noted.n) == 0) return p;
    arrow_plan_free(p);
    p = ev->plan = arrow_plan_new(ev, NULL, schema);
    if (!p || p->status != FATIAO_OK) return p;
    p->noted.arena = &p->arena;
    if (!engine_guard(&p->arena, note, &(Noted){&p->noted, schema})) arrow_no_memory(p);
    return p;
}
static void forget_plan(fatiao_evaluator *ev) /* one that was refused, or stopped half way */
{
    arrow_plan_free(ev->plan);
    ev->plan = NULL;
}
fatiao_status fatiao_eval_arrow(fatiao_evaluator *ev, const struct ArrowSchema *schema, const struct ArrowArray *records, struct ArrowSchema *schema_out, struct ArrowArray *results)
{
    if (schema_out) schema_out->release = NULL;
    if (results) results->release = NULL;
    if (!ev || !schema || !records || !results || !schema->release || !records->release) return FATIAO_ARGUMENT;
    if (ev->status != FATIAO_OK) return ev->status;
    if (one_busy(ev)) return FATIAO_ARGUMENT;
    result_forget(ev);
    ArrowPlan *p = plan_for(ev, schema);
    if (p && p->status == FATIAO_OK) run_batch(p, records, results);
    if (p && p->status == FATIAO_OK && schema_out && !arrow_out_schema(p, schema_out)) results->release(results);
    fatiao_status status = tell(ev, p);
    if (status != FATIAO_OK) forget_plan(ev);
    return status;
}

/* ---- a stream ---- */
typedef struct { struct ArrowArrayStream in; ArrowPlan *plan; const char *error; } Stream;
static int error_of(fatiao_status status) { return status == FATIAO_OK ? 0 : status == FATIAO_NO_MEMORY ? ENOMEM : EINVAL; }
static int stream_schema(struct ArrowArrayStream *s, struct ArrowSchema *out)
{
    Stream *x = s->private_data;
    out->release = NULL;
    x->plan->status = FATIAO_OK, x->plan->message[0] = '\0', x->error = NULL;
    arrow_out_schema(x->plan, out);
    return error_of(x->plan->status);
}
static int stream_next(struct ArrowArrayStream *s, struct ArrowArray *out)
{
    Stream *x = s->private_data;
    struct ArrowArray batch = {0};
    out->release = NULL, x->error = NULL, x->plan->message[0] = '\0';
    int error = x->in.get_next(&x->in, &batch);
    if (error) return x->error = x->in.get_last_error ? x->in.get_last_error(&x->in) : NULL, error;
    if (!batch.release) return 0; /* the end */
    fatiao_status status = run_batch(x->plan, &batch, out);
    batch.release(&batch);
    return error_of(status);
}
static const char *stream_error(struct ArrowArrayStream *s)
{
    const Stream *x = s->private_data;
    if (x->error) return x->error;
    return *x->plan->message ? x->plan->message : x->plan->status == FATIAO_NO_MEMORY ? fatiao_status_text(FATIAO_NO_MEMORY, FATIAO_EN) : NULL;
}
static void stream_release(struct ArrowArrayStream *s)
{
    Stream *x = s->private_data;
    Allocator a = x->plan->allocator;
    s->release = NULL;
    if (x->in.release) x->in.release(&x->in);
    fatiao_policy *held = (fatiao_policy *)x->plan->policy;
    policy_hold(held); /* the allocator may be the policy's */
    arrow_plan_free(x->plan);
    a.realloc(a.ctx, x, sizeof *x, 0);
    policy_drop(held);
}
fatiao_status fatiao_eval_arrow_stream(fatiao_evaluator *ev, struct ArrowArrayStream *records, struct ArrowArrayStream *results)
{
    if (results) results->release = NULL;
    if (!ev || !records || !results || !records->release || !records->get_schema || !records->get_next) return FATIAO_ARGUMENT;
    if (ev->status != FATIAO_OK) return ev->status;
    if (one_busy(ev)) return FATIAO_ARGUMENT;
    result_forget(ev);
    struct ArrowSchema schema = {0};
    if (records->get_schema(records, &schema) != 0 || !schema.release) {
        const char *why = records->get_last_error ? records->get_last_error(records) : NULL;
        if (why && !engine_guard(&ev->results, keep_said, &(Said){ev, why})) return FATIAO_NO_MEMORY;
        return FATIAO_ERRORS;
    }
    ArrowPlan *p = pool_there(ev) ? arrow_plan_new(ev, NULL, &schema) : NULL;
    schema.release(&schema);
    fatiao_status status = tell(ev, p);
    Stream *x = status == FATIAO_OK ? ev->allocator.realloc(ev->allocator.ctx, NULL, 0, sizeof *x) : NULL;
    if (!x) { arrow_plan_free(p); return status == FATIAO_OK ? FATIAO_NO_MEMORY : status; }
    *x = (Stream){*records, p, NULL};
    records->release = NULL; /* moved */
    *results = (struct ArrowArrayStream){stream_schema, stream_next, stream_error, stream_release, x};
    return FATIAO_OK;
}
