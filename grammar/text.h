/* Bytes of a file to UTF-8 text: marks, encodings, what is no text at all, what a reviewer cannot see.
 * Must never know tokens, or where the bytes come from. */
#ifndef FATIAO_TEXT_H
#define FATIAO_TEXT_H
#include "grammar/diag.h"
#include "grammar/source.h"

/* Adds the bytes to the set as a source (copied; without a byte order mark; GB18030 converted, with a notice) and returns whether it is
 * worth parsing. The source is added in any case, so that a diagnostic has a place. The arena is the set's. */
bool text_load(SourceSet *set, Diags *diags, const char *name, const void *bytes, size_t len, uint32_t *source);
/* Characters that show nothing or reorder what is shown: controls, bidirectional marks, zero-width characters. */
bool text_is_hidden(uint32_t c);
#endif
