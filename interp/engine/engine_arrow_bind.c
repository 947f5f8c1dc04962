/* A batch held against its schema: lengths, buffers, offsets, dictionaries. Buffers carry no sizes; what can be known is checked.
 * Must never know what is done with the values. */
#include <string.h>
#include "interp/engine/engine_arrow.h"

static const int64_t LENGTH_MAX = INT64_C(1) << 40;
static bool bit(const uint8_t *bits, int64_t i) { return bits[i / 8] >> (i % 8) & 1; }
bool arrow_valid(const ArrowArray *a, int64_t at) { return a->null_count == 0 || a->n_buffers < 1 || !a->buffers[0] || bit(a->buffers[0], at); }
const char *arrow_text(const ArrowArray *a, ArrowForm form, int64_t at, size_t *len)
{
    int64_t from, to;
    int32_t narrow[2];
    const char *bytes = a->buffers[2];
    const char *offsets = a->buffers[1];
    if (form == FORM_TEXT) memcpy(narrow, offsets + at * 4, 8), from = narrow[0], to = narrow[1];
    else memcpy(&from, offsets + at * 8, 8), memcpy(&to, offsets + at * 8 + 8, 8);
    if (from < 0 || to < from || (!bytes && to > from)) return NULL;
    *len = (size_t)(to - from);
    return bytes ? bytes + from : "";
}
int64_t arrow_offset(const ArrowNode *node)
{
    int64_t sum = node->array->offset;
    bool inner = node->up && node->up->kind == ARROW_RECORD; /* an element's own offset counts from where its list says */
    return inner ? sum + arrow_offset(node->up) : sum;
}

/* ---- one array ---- */
static int64_t buffers_of(ArrowForm form)
{
    switch (form) {
    case FORM_NULL: return 0;
    case FORM_STRUCT: return 1;
    case FORM_TEXT: case FORM_TEXT_LARGE: return 3;
    default: return 2;
    }
}
static bool refuse(ArrowPlan *p, const ArrowNode *node, const char *zh, const char *en)
{
    arrow_refuse(p, node, -1, zh, en);
    p->status = FATIAO_ERRORS; /* the schema was right, the batch is not */
    return false;
}
static bool check_shape(ArrowPlan *p, const ArrowNode *node, const ArrowArray *a, ArrowForm form, int64_t least)
{
    if (!a || !a->release) return refuse(p, node, "数组已经释放", "the array has been released");
    if (a->length < 0 || a->offset < 0 || a->length > LENGTH_MAX || a->offset > LENGTH_MAX || a->length < least) return refuse(p, node, "数组的长度或偏移不对", "the array's length or offset is wrong");
    if (a->null_count < -1 || a->null_count > a->length) return refuse(p, node, "数组的空值个数不对", "the array's null count is wrong");
    if (a->n_buffers != buffers_of(form) || (a->n_buffers && !a->buffers)) return refuse(p, node, "数组的缓冲区个数不对", "the array has a wrong number of buffers");
    if (a->n_buffers && !a->buffers[0] && a->null_count > 0) return refuse(p, node, "有空值却没有有效位图", "it has nulls but no validity bitmap");
    if (a->n_buffers > 1 && !a->buffers[1] && a->length) return refuse(p, node, "缺数据缓冲区", "its data buffer is missing");
    return true;
}
static bool check_children(ArrowPlan *p, const ArrowNode *node, const ArrowArray *a)
{
    if (a->n_children != node->n_children || (a->n_children && !a->children)) return refuse(p, node, "子数组的个数不对", "the array has a wrong number of children");
    return true;
}

/* ---- dictionaries ---- */
static int32_t value_of(const Enum *e, const char *s, size_t len)
{
    for (int i = 0; i < e->n_values; i++) {
        const Name *n = &e->values[i].name;
        if ((strlen(n->zh) == len && !memcmp(n->zh, s, len)) || (strlen(n->alias) == len && !memcmp(n->alias, s, len))) return i;
    }
    return MAP_NONE;
}
static bool bind_dictionary(ArrowPlan *p, ArrowNode *node, const ArrowArray *a)
{
    const ArrowArray *d = a->dictionary;
    if (!check_shape(p, node, d, node->values, 0)) return false;
    node->n_map = d->length, node->map = NULL, node->identity = true;
    for (int64_t i = 0; i < d->length; i++) {
        size_t len = 0;
        const char *s = arrow_text(d, node->values, d->offset + i, &len);
        if (!s) return refuse(p, node, "字典的偏移不对", "the dictionary's offsets are wrong");
        if (node->field->type.kind == TY_TEXT && utf8_valid_prefix(s, len) != len) return refuse(p, node, "字典里的文字不是 UTF-8", "the dictionary holds text that is not UTF-8");
    }
    if (node->field->type.kind != TY_ENUM) return true;
    const Enum *e = &p->policy->program.enums[node->field->type.ref];
    size_t size = (size_t)d->length * sizeof *node->map;
    int32_t *map = p->allocator.realloc(p->allocator.ctx, NULL, 0, size + 1);
    if (!map) return arrow_no_memory(p);
    for (int64_t i = 0; i < d->length; i++) {
        size_t len = 0;
        const char *s = arrow_text(d, node->values, d->offset + i, &len);
        map[i] = arrow_valid(d, d->offset + i) ? value_of(e, s, len) : MAP_UNKNOWN;
        node->identity &= map[i] == i;
    }
    node->map = map;
    return true;
}

/* ---- the tree ---- */
static bool bind_node(ArrowPlan *p, ArrowNode *node, const ArrowArray *a, int64_t least);
static bool bind_list(ArrowPlan *p, ArrowNode *node, const ArrowArray *a)
{
    int64_t last = 0;
    if (!check_children(p, node, a)) return false;
    int32_t narrow;
    if (a->length && node->form == FORM_LIST) memcpy(&narrow, (const char *)a->buffers[1] + (a->offset + a->length) * 4, 4), last = narrow;
    if (a->length && node->form == FORM_LIST_LARGE) memcpy(&last, (const char *)a->buffers[1] + (a->offset + a->length) * 8, 8);
    if (last < 0 || last > LENGTH_MAX) return refuse(p, node, "列表的偏移不对", "the list's offsets are out of range");
    return bind_node(p, node->child, a->children[0], last);
}
static bool bind_node(ArrowPlan *p, ArrowNode *node, const ArrowArray *a, int64_t least)
{
    if (node->kind == ARROW_IGNORED) return true;
    if (!check_shape(p, node, a, node->form, least)) return false;
    node->array = a;
    if (node->form == FORM_NULL) return true;
    if ((a->dictionary != NULL) != (node->values != FORM_OTHER)) return refuse(p, node, "字典和模式说的不一样", "it has a dictionary where the schema has none, or none where it has one");
    if (a->dictionary && !bind_dictionary(p, node, a)) return false;
    if (node->kind == ARROW_LIST) return bind_list(p, node, a);
    if (node->kind != ARROW_RECORD) return true;
    if (!check_children(p, node, a)) return false;
    for (int i = 0; i < node->n_children; i++)
        if (!bind_node(p, &node->child[i], a->children[i], a->offset + a->length)) return false;
    return true;
}
/* Maps of the batch before. */
static void forget(ArrowPlan *p, ArrowNode *node)
{
    if (node->map) p->allocator.realloc(p->allocator.ctx, node->map, (size_t)node->n_map * sizeof *node->map + 1, 0);
    node->map = NULL, node->array = NULL;
    for (int i = 0; i < node->n_children; i++) forget(p, &node->child[i]);
}
bool arrow_bind(ArrowPlan *p, const ArrowArray *a)
{
    forget(p, &p->root);
    return !a || bind_node(p, &p->root, a, 0);
}
