/* C structs as records: bindings refused or made, records in a row decided. See fatiao.h.
 * Must never know how a struct is walked. */
#include <string.h>
#include "interp/engine/engine_internal.h"
#include "interp/facts/facts_bound.h"

_Static_assert((int)FATIAO_C_BOOL == BOUND_BOOL && (int)FATIAO_C_INT64 == BOUND_I64 && (int)FATIAO_C_LIST == BOUND_LIST, "the types of bindings are the reader's");
struct fatiao_binding { const fatiao_evaluator *owner; FactsBinding *bound; size_t size; };

typedef struct { fatiao_evaluator *ev; int entity; const fatiao_bound *fields; int n; size_t size; fatiao_binding *made; BoundError error; } Bind;
static const char *words(BoundFault fault, bool zh)
{
    switch (fault) {
    case BOUND_NO_FIELD: return zh ? "没有这个字段" : "there is no such field";
    case BOUND_NO_LIST: return zh ? "它所在的列表要先绑定" : "the list it is in must be bound before it";
    case BOUND_NOT_SCALAR: return zh ? "记录不能整个绑定，要绑定其中的字段" : "a record is bound by its fields, and only records have fields";
    case BOUND_WRONG_TYPE: return zh ? "字段的类型和 C 类型对不上" : "the C type does not fit the field's type";
    case BOUND_SCALE: return zh ? "小数位数不能多于字段的，也不能是负数；不是数的没有小数位数" : "no more digits after the point than the field has, and none where it is no number";
    case BOUND_OUTSIDE: return zh ? "超出了结构的大小，或元素大小为 0" : "it lies beyond the struct, or an element has no size";
    case BOUND_TWICE: return zh ? "绑定了两次" : "it is bound twice";
    case BOUND_FINE: break;
    }
    return "";
}
static void bind(void *ctx)
{
    Bind *b = ctx;
    Arena *arena = &b->ev->arena;
    bool zh = b->ev->options.language == FATIAO_ZH;
    BoundField *fields = arena_alloc(arena, (size_t)b->n * sizeof *fields + 1);
    for (int i = 0; i < b->n; i++) {
        const fatiao_bound *f = &b->fields[i];
        fields[i] = (BoundField){f->path, (BoundType)f->type, f->offset, f->scale, f->nullable, f->known, f->count, f->size};
    }
    FactsBinding *bound = facts_bind(b->ev->runner.reader, arena, b->entity, fields, b->n, b->size, &b->error);
    const BoundError *e = &b->error;
    const char *near = e->near ? arena_printf(arena, zh ? "，是不是 `%.200s`？" : "; did you mean `%.200s`?", e->near) : "";
    if (!bound) {
        b->ev->message = arena_printf(arena, zh ? "绑定 [%d] `%.200s`：%s%s" : "binding [%d], `%.200s`: %s%s", e->field, b->fields[e->field].path, words(e->fault, zh), near);
        return;
    }
    b->made = arena_alloc(arena, sizeof *b->made);
    *b->made = (fatiao_binding){b->ev, bound, b->size};
}
static void refuse_entity(Bind *b)
{
    bool zh = b->ev->options.language == FATIAO_ZH;
    b->ev->message = b->entity < 0 ? (zh ? "没有这个实体" : "there is no such entity") : (zh ? "这个求值器只接受另一个实体的记录" : "this evaluator takes records of another entity only");
}
fatiao_status fatiao_bind(fatiao_evaluator *ev, const char *entity, const fatiao_bound *fields, int n_fields, size_t size, const fatiao_binding **binding)
{
    if (binding) *binding = NULL;
    if (!ev || !entity || !fields || n_fields < 1 || !binding) return FATIAO_ARGUMENT;
    for (int i = 0; i < n_fields; i++)
        if (!fields[i].path) return FATIAO_ARGUMENT;
    if (ev->status != FATIAO_OK) return ev->status;
    Bind b = {.ev = ev, .entity = fatiao_find_entity(ev->policy, entity), .fields = fields, .n = n_fields, .size = size};
    ev->message = NULL;
    if (b.entity < 0 || (ev->facts.entity >= 0 && ev->facts.entity != b.entity)) {
        refuse_entity(&b);
        return FATIAO_UNKNOWN;
    }
    if (!engine_guard(&ev->arena, bind, &b)) return FATIAO_NO_MEMORY;
    *binding = b.made;
    return b.made ? FATIAO_OK : FATIAO_UNKNOWN;
}
typedef struct { const fatiao_binding *binding; const char *records; size_t n; } Structs;
static FactsResult read_structs(fatiao_evaluator *ev, const void *ctx)
{
    const Structs *s = ctx;
    FactsResult r = FACTS_ADDED;
    for (size_t i = 0; r == FACTS_ADDED && i < s->n; i++) r = facts_read_bound(ev->runner.reader, s->binding->bound, s->records + i * s->binding->size, i + 1);
    return r;
}
fatiao_status fatiao_decide_structs(fatiao_evaluator *ev, const fatiao_binding *binding, const void *records, size_t n)
{
    if (!ev || !binding || binding->owner != ev || (!records && n) || n > BLOCK_LANES) return FATIAO_ARGUMENT;
    return result_decide(ev, read_structs, &(Structs){binding, records, n});
}
