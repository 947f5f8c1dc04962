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
static void add(Diags *diags, Diag d)
{
    d.order = diags->n_items;
    LIST_ADD(diags->arena, diags->items, diags->n_items, d);
    if (diag_severity(d.id) == SEVERITY_ERROR) diags->n_errors++;
}
bool diag_add(Diags *diags, DiagId id, Span span, const char *arg1, const char *arg2, const char *arg3)
{
    if (known_already(diags, id, span)) return false;
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
