/* Diagnostics as text for people and as JSON for machines; the strings live in the caller's arena.
 * Must never know what the diagnostics mean, or where they are shown. */
#ifndef FATIAO_RENDER_H
#define FATIAO_RENDER_H
#include "grammar/diag.h"

typedef struct { bool chinese, colour; } RenderOptions;

/* One diagnostic after the other in order of place: `file:line:column: error[E012]: …`, the line, a caret, notes, the proposed fix.
 * After ERRORS_SHOWN_MAX it says how many are left. "" when there are none. */
const char *render_text(Arena *arena, const SourceSet *sources, Diags *diags, RenderOptions options);
/* {"diagnostics":[{"file","line","column","end_line","end_column","start","end","severity","code","message","notes","fixes"}],"errors":N,"warnings":N} */
const char *render_json(Arena *arena, const SourceSet *sources, Diags *diags, bool chinese);
/* The message with its arguments in place; long arguments are cut. */
const char *render_message(Arena *arena, const Diag *diag, bool chinese);
#endif
