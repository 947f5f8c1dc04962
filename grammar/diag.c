/* Diagnostics as data. See diag.h.
 * Must never print. */
#include "grammar/diag.h"
#include <stdlib.h>
#include <string.h>

typedef struct { int number; Severity severity; const char *zh, *en; } Entry;
#define E SEVERITY_ERROR
#define W SEVERITY_WARNING
#define N SEVERITY_NOTICE
static const Entry TABLE[] = {
#define X(id, number, severity, zh, en) {number, severity, zh, en},
#include "grammar/diag.def"
#undef X
};
#undef E
#undef W
#undef N

int diag_number(DiagId id) { return TABLE[id].number; }
Severity diag_severity(DiagId id) { return TABLE[id].severity; }
const char *diag_message_format(DiagId id, bool chinese) { return chinese ? TABLE[id].zh : TABLE[id].en; }

static const char *copy(Diags *diags, const char *s) { return s ? arena_strndup(diags->arena, s, strlen(s)) : NULL; }
static bool known_already(const Diags *diags, DiagId id, Span span)
{
    for (int i = diags->n_items - 1; i >= 0 && i >= diags->n_items - 512; i--) {
        const Diag *d = &diags->items[i];
        if (d->has_span && d->id == id && d->span.source == span.source && d->span.start == span.start) return true;
    }
    return false;
}

/* ---- what only follows from an unreadable line ---- */
/* Their first argument is a name, or a path of names, that is not declared. */
static bool is_unknown_name(DiagId id)
{
    static const DiagId IDS[] = {
        D_NAME_UNKNOWN, D_NAME_NEAR, D_ENUM_VALUE, D_ENUM_VALUE_NEAR, D_MEMBER_UNKNOWN, D_MEMBER_NEAR, D_ITEM_UNKNOWN, D_READING_UNKNOWN, D_READING_OPTION,
        D_UNKNOWN_REGULATION, D_UNKNOWN_REGULATION_NEAR, D_UNKNOWN_TYPE, D_UNKNOWN_TYPE_NEAR, D_PARAM_UNKNOWN, D_PARAM_UNKNOWN_NEAR, D_GROUP_MEMBERS,
        D_SUBJECT_UNKNOWN, D_SUBJECT_NEAR, D_BODY_UNKNOWN, D_BODY_NEAR, D_EXCEPTION_TARGET, D_EXCEPTION_TARGET_NEAR, D_EXAMPLE_FIELD, D_EXAMPLE_FIELD_NEAR, D_EXAMPLE_RULE,
    };
    for (size_t i = 0; i < sizeof IDS / sizeof *IDS; i++)
        if (IDS[i] == id) return true;
    return false;
}
static bool is_missing_part(DiagId id)
{
    static const DiagId IDS[] = {
        D_CLAUSE_MISSING, D_READING_FORM, D_PARAM_NO_VALUE, D_EXAMPLE_NOTHING, D_EXAMPLE_ENTITY, D_EXAMPLE_ELEMENT, D_TABLE_EMPTY, D_TABLE_GAP, D_TABLE_SHAPE,
        D_AMOUNT_EMPTY, D_AMOUNT_ALL_DENIED, D_SHARE_EMPTY, D_TEXT_DUTY_CODE,
    };
    for (size_t i = 0; i < sizeof IDS / sizeof *IDS; i++)
        if (IDS[i] == id) return true;
    return false;
}
static bool is_lost(const Diags *diags, const char *name, size_t len)
{
    for (int i = 0; i < diags->n_lost; i++)
        if (strncmp(diags->lost[i], name, len) == 0 && diags->lost[i][len] == '\0') return true;
    return false;
}
static bool names_lost(const Diags *diags, const char *path)
{
    while (path && *path) {
        size_t len = strcspn(path, ".[");
        if (is_lost(diags, path, len)) return true;
        path += len + strspn(path + len, ".[0123456789]");
    }
    return false;
}
static bool only_follows(const Diags *diags, DiagId id, Span span, const char *arg1)
{
    if (diags->n_lost && is_unknown_name(id) && names_lost(diags, arg1)) return true;
    for (int i = 0; i < diags->n_hurt && is_missing_part(id); i++)
        if (diags->hurt[i].source == span.source && diags->hurt[i].start <= span.start && span.start < diags->hurt[i].end) return true;
    return false;
}
void diag_lost(Diags *diags, const char *name)
{
    if (name && !is_lost(diags, name, strlen(name))) LIST_ADD(diags->arena, diags->lost, diags->n_lost, copy(diags, name));
}
void diag_hurt(Diags *diags, Span from)
{
    from.end = UINT32_MAX;
    LIST_ADD(diags->arena, diags->hurt, diags->n_hurt, from);
}
void diag_hurt_ends(Diags *diags, uint32_t end) { diags->hurt[diags->n_hurt - 1].end = end; }

static void add(Diags *diags, Diag d)
{
    d.order = diags->n_items;
    LIST_ADD(diags->arena, diags->items, diags->n_items, d);
    if (diag_severity(d.id) == SEVERITY_ERROR) diags->n_errors++;
}
bool diag_add(Diags *diags, DiagId id, Span span, const char *arg1, const char *arg2, const char *arg3)
{
    if (known_already(diags, id, span)) return false;
    if (only_follows(diags, id, span, arg1)) return diags->n_silenced++, false;
    add(diags, (Diag){.id = id, .span = span, .has_span = true, .arg = {copy(diags, arg1), copy(diags, arg2), copy(diags, arg3)}});
    return true;
}
void diag_add_nowhere(Diags *diags, DiagId id, const char *arg1, const char *arg2, const char *arg3)
{
    add(diags, (Diag){.id = id, .arg = {copy(diags, arg1), copy(diags, arg2), copy(diags, arg3)}});
}
void diag_fourth(Diags *diags, const char *arg4) { diags->items[diags->n_items - 1].arg[3] = copy(diags, arg4); }
void diag_note(Diags *diags, Span span, const char *zh, const char *en)
{
    Diag *d = &diags->items[diags->n_items - 1];
    LIST_ADD(diags->arena, d->notes, d->n_notes, (DiagNote){span, zh, en});
}
void diag_fix(Diags *diags, Span span, const char *replacement)
{
    Diag *d = &diags->items[diags->n_items - 1];
    LIST_ADD(diags->arena, d->fixes, d->n_fixes, (DiagFix){span, copy(diags, replacement)});
}
static int by_place(const void *a, const void *b)
{
    const Diag *x = a, *y = b;
    if (x->has_span != y->has_span) return x->has_span ? 1 : -1;
    if (x->span.source != y->span.source) return x->span.source < y->span.source ? -1 : 1;
    if (x->span.start != y->span.start) return x->span.start < y->span.start ? -1 : 1;
    return x->order - y->order;
}
void diag_sort(Diags *diags) { if (diags->n_items) qsort(diags->items, (size_t)diags->n_items, sizeof *diags->items, by_place); }
