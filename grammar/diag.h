/* Diagnostics as data: code, severity, place, arguments, notes and fixes. One table of messages, diag.def.
 * Must never print. */
#ifndef FATIAO_DIAG_H
#define FATIAO_DIAG_H
#include "grammar/source.h"

typedef enum { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTICE } Severity;
/* diag.def lines: X(id, number, severity, chinese, english); %1 to %4 stand for the arguments. */
typedef enum {
#define X(id, number, severity, zh, en) D_##id,
#include "grammar/diag.def"
#undef X
    D_KINDS
} DiagId;
typedef struct { Span span; const char *zh, *en; } DiagNote;
typedef struct { Span span; const char *replacement; } DiagFix;
typedef struct { DiagId id; Span span; bool has_span; const char *arg[4]; DiagNote *notes; int n_notes; DiagFix *fixes; int n_fixes; int order; } Diag;
typedef struct {
    Arena *arena; Diag *items; int n_items; int n_errors;
    int n_silenced; /* errors that only followed from others, and were not said */
    const char **lost; int n_lost; Span *hurt; int n_hurt;
} Diags;

/* Arguments are copied; NULL for those a message has no use for. The same code at the same place is kept once.
 * Returns whether it was added: only then may notes and fixes follow. */
bool diag_add(Diags *diags, DiagId id, Span span, const char *arg1, const char *arg2, const char *arg3);
/* Without a place (a command line, a folder). */
void diag_add_nowhere(Diags *diags, DiagId id, const char *arg1, const char *arg2, const char *arg3);
/* These attach to the diagnostic added last. A fourth argument: %4. */
void diag_fourth(Diags *diags, const char *arg4);
void diag_note(Diags *diags, Span span, const char *zh, const char *en);
void diag_fix(Diags *diags, Span span, const char *replacement);
/* What an unreadable line brings with it is not said again. A name that it would have declared: that it is unknown. A declaration
 * from here on, up to where it ends, that has such a line: that something is missing from it. */
void diag_lost(Diags *diags, const char *name);
void diag_hurt(Diags *diags, Span from);
void diag_hurt_ends(Diags *diags, uint32_t end);
/* In order of place, those without one first; at one place as added. */
void diag_sort(Diags *diags);

int diag_number(DiagId id);
Severity diag_severity(DiagId id);
const char *diag_message_format(DiagId id, bool chinese);
#endif
