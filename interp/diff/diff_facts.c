/* Parameters, readings, assertions, enumerations and entities, before and after. Must never know how differences are shown. */
#include <string.h>
#include "grammar/strbuf.h"
#include "interp/diff/diff_internal.h"
#include "interp/explain/explain.h"

/* ---- parameters ---- */
static const char *version_value(Diff *d, const Program *p, const Param *param, const ParamVersion *v)
{
    if (v->state == PV_PENDING) return diff_word(d, "待定", "pending");
    if (v->state == PV_REPEALED) return diff_word(d, "废止", "repealed");
    return diff_value(d, p, &param->type, v->value);
}
static const ParamVersion *version_from(const Param *param, int32_t from)
{
    for (int i = 0; i < param->n_versions; i++)
        if (param->versions[i].from == from) return &param->versions[i];
    return NULL;
}
static void compare_version(Diff *d, const Param *before, const ParamVersion *b, const Param *after, const ParamVersion *a)
{
    const char *label = diff_day(d, b ? b->from : a->from);
    const char *was = b ? version_value(d, d->before->program, before, b) : NULL, *is = a ? version_value(d, d->after->program, after, a) : NULL;
    diff_point(d, "值", "value", label, was, is);
    diff_point(d, "出处", "source", label, b ? b->note : NULL, a ? a->note : NULL);
}
/* The words of all versions, for one that was added or removed. */
static const char *param_words(Diff *d, const Program *p, const Param *param)
{
    StrBuf out = {.arena = d->arena};
    strbuf_add(&out, "");
    for (int i = 0; i < param->n_versions; i++) {
        const char *day = diff_day(d, param->versions[i].from);
        strbuf_printf(&out, "%s", i ? diff_word(d, "；", "; ") : "");
        if (day) strbuf_printf(&out, diff_word(d, "自 %s 起 ", "from %s "), day);
        strbuf_add(&out, version_value(d, p, param, &param->versions[i]));
    }
    return out.text;
}
void diff_param(Diff *d, const Param *before, const Param *after)
{
    const Program *p = d->before->program, *q = d->after->program;
    if (!before || !after) {
        diff_changed_point(d, "值", "value", NULL, before ? param_words(d, p, before) : NULL, after ? param_words(d, q, after) : NULL);
        return;
    }
    if (!same_type(p, &before->type, q, &after->type)) diff_changed_point(d, "类型", "type", NULL, diff_type(d, p, &before->type), diff_type(d, q, &after->type));
    for (int i = 0; i < before->n_versions; i++)
        compare_version(d, before, &before->versions[i], after, version_from(after, before->versions[i].from));
    for (int i = 0; i < after->n_versions; i++)
        if (!version_from(before, after->versions[i].from)) compare_version(d, before, NULL, after, &after->versions[i]);
    diff_point(d, "核实至", "verified until", NULL, diff_day(d, before->verified_until), diff_day(d, after->verified_until));
    if (!same_text(before->name.zh, after->name.zh)) diff_point(d, "名称", "name", NULL, before->name.zh, after->name.zh);
}

/* ---- readings ---- */
static int find_option(const Reading *r, const Name *name)
{
    for (int i = 0; i < r->n_options; i++)
        if (same_name(&r->options[i], name)) return i;
    return -1;
}
static const char *adopted(Diff *d, const Reading *r) { return r->adopted >= 0 ? diff_name(d, &r->options[r->adopted]) : NULL; }
void diff_reading(Diff *d, const Reading *before, const Reading *after)
{
    if (!before || !after) {
        diff_changed_point(d, "采用", "adopted", NULL, before ? adopted(d, before) : NULL, after ? adopted(d, after) : NULL);
        return;
    }
    bool same = before->adopted >= 0 && after->adopted >= 0 && same_name(&before->options[before->adopted], &after->options[after->adopted]);
    if (!same) diff_changed_point(d, "采用", "adopted", NULL, adopted(d, before), adopted(d, after));
    diff_point(d, "问题", "question", NULL, before->question, after->question);
    diff_point(d, "理由", "reason", NULL, before->reason, after->reason);
    for (int i = 0; i < before->n_options; i++) {
        int k = find_option(after, &before->options[i]);
        const char *label = diff_name(d, &before->options[i]);
        if (k < 0) diff_changed_point(d, "读法", "reading", label, before->texts[i] ? before->texts[i] : label, NULL);
        else diff_point(d, "读法", "reading", label, before->texts[i], after->texts[k]);
        if (k >= 0) diff_point(d, "不可算", "not computable", label, before->why_not[i], after->why_not[k]);
    }
    for (int k = 0; k < after->n_options; k++)
        if (find_option(before, &after->options[k]) < 0)
            diff_changed_point(d, "读法", "reading", diff_name(d, &after->options[k]), NULL, after->texts[k] ? after->texts[k] : diff_name(d, &after->options[k]));
}

/* ---- assertions ---- */
static bool says_same(const Program *p, const Assertion *a, const Program *q, const Assertion *b)
{
    return same_name(&p->entities[a->subject].name, &q->entities[b->subject].name) && a->falls == b->falls && same_expr(p, a->claim, q, b->claim) && same_expr(p, a->value, q, b->value) && same_expr(p, a->by, q, b->by);
}
bool diff_same_assertion(const Program *p, const Assertion *a, const Program *q, const Assertion *b)
{
    return *a->name.alias || *b->name.alias ? same_name(&a->name, &b->name) : says_same(p, a, q, b);
}
static const char *asserted(Diff *d, const DiffSide *side, const Assertion *a)
{
    const Name *of = &side->program->entities[a->subject].name;
    const char *says = explain_asserted(d->arena, side->program, side->sources, a, (ExplainOptions){d->chinese, d->chinese, false});
    return arena_printf(d->arena, d->chinese ? "每个 %s：%s" : "for every %s: %s", diff_name(d, of), says);
}
void diff_assertion(Diff *d, const Assertion *before, const Assertion *after)
{
    if (before && after && says_same(d->before->program, before, d->after->program, after)) return;
    diff_changed_point(d, "断言", "asserted", NULL, before ? asserted(d, d->before, before) : NULL, after ? asserted(d, d->after, after) : NULL);
}

/* ---- enumerations and entities ---- */
static const char *values(Diff *d, const Enum *e)
{
    StrBuf b = {.arena = d->arena};
    strbuf_add(&b, "");
    for (int i = 0; i < e->n_values; i++) strbuf_printf(&b, "%s%s", i ? diff_word(d, "，", ", ") : "", diff_name(d, &e->values[i].name));
    return b.text;
}
void diff_enum(Diff *d, const Enum *before, const Enum *after)
{
    const char *was = before ? values(d, before) : NULL, *is = after ? values(d, after) : NULL;
    bool same = before && after && before->n_values == after->n_values;
    for (int i = 0; same && i < before->n_values; i++) same = same_name(&before->values[i].name, &after->values[i].name);
    if (!same) diff_changed_point(d, "值", "values", NULL, was, is);
}
static const Field *find_field_like(const Entity *e, const Name *name)
{
    for (int i = 0; i < e->n_fields; i++)
        if (same_name(&e->fields[i].name, name)) return &e->fields[i];
    return NULL;
}
static const char *range_words(Diff *d, const Field *f)
{
    if (f->type.kind != TY_NUM) return NULL;
    const char *lo = f->lo == INT64_MIN ? "" : arena_printf(d->arena, "%lld", (long long)f->lo), *hi = f->hi == INT64_MAX ? "" : arena_printf(d->arena, "%lld", (long long)f->hi);
    return arena_printf(d->arena, "%s..%s", lo, hi);
}
void diff_entity(Diff *d, const Entity *before, const Entity *after)
{
    const Program *p = d->before->program, *q = d->after->program;
    for (int i = 0; before && i < before->n_fields; i++) {
        const Field *was = &before->fields[i], *is = after ? find_field_like(after, &was->name) : NULL;
        const char *label = diff_name(d, &was->name);
        if (!is) diff_changed_point(d, "字段", "field", label, diff_type(d, p, &was->type), NULL);
        else if (!same_type(p, &was->type, q, &is->type)) diff_changed_point(d, "字段", "field", label, diff_type(d, p, &was->type), diff_type(d, q, &is->type));
        else diff_point(d, "范围", "range", label, range_words(d, was), range_words(d, is));
        if (is) diff_point(d, "说明", "description", label, was->description, is->description);
    }
    for (int i = 0; after && i < after->n_fields; i++)
        if (!before || !find_field_like(before, &after->fields[i].name))
            diff_changed_point(d, "字段", "field", diff_name(d, &after->fields[i].name), NULL, diff_type(d, q, &after->fields[i].type));
}
