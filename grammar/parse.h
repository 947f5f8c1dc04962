/* One source to its tree, in one call. Knows the stages before it, in order.
 * Must never know types, names' meaning, files. */
#ifndef FATIAO_PARSE_H
#define FATIAO_PARSE_H
#include "grammar/layout.h"
#include "grammar/syntax.h"

/* Never NULL: what could not be read is left out and reported. N_FILE. */
Node *parse_file(Arena *arena, SourceSet *sources, uint32_t source, Diags *diags);
/* The same without the 例 in it, of which only what is wrong with their tokens is reported. */
Node *parse_rules(Arena *arena, SourceSet *sources, uint32_t source, Diags *diags);
#endif
