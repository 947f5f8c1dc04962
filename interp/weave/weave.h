/* A static site from a policy: the law on the left, its rules on the right, every name a link to its declaration; and indexes.
 * Knows the trees, the program and what its names mean. Must never know the disk, records, or how anything runs. */
#ifndef FATIAO_WEAVE_H
#define FATIAO_WEAVE_H
#include "grammar/syntax.h"
#include "interp/program/resolve.h"

/* Takes a page: its name (no folder in it), its bytes. False stops the work. */
typedef struct { void *ctx; bool (*write)(void *ctx, const char *name, const char *bytes, size_t len); } WeaveOut;
/* uses: as program_build filled it for this program. hash: identifies the texts, shown to the reader. chinese: what the pages say
 * beside the policy's own words. */
typedef struct { const SourceSet *sources; Node *const *files; int n_files; const Program *program; const NameUses *uses; const char *hash; bool chinese; } WeaveInput;

/* The same input gives the same bytes. False when `out` stopped it. */
bool weave_site(Arena *arena, const WeaveInput *in, WeaveOut out);
#endif
