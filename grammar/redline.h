/* What changed between two texts, as a lawyer marks it: runs that stay, go and come; never half a number or a Latin word.
 * Must never know what the texts are. */
#ifndef FATIAO_REDLINE_H
#define FATIAO_REDLINE_H
#include "grammar/arena.h"

typedef enum { RED_SAME, RED_DELETED, RED_INSERTED } RedlineKind;
/* Same runs are shown as the new text has them. */
typedef struct { RedlineKind kind; const char *text; size_t len; } RedlinePart;
typedef struct { RedlinePart *parts; int n_parts; bool changed; } Redline;
/* ignore_space: white space and line breaks do not count; ignore_width: `，` equals `,` and `１` equals `1`. */
typedef struct { bool ignore_space, ignore_width; } RedlineOptions;

/* The parts point into the two texts, which are borrowed. */
Redline redline_make(Arena *arena, const char *old_text, const char *new_text, RedlineOptions options);
#endif
