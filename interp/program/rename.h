/* A file of a policy in the other vocabulary, its names as the whole policy means them. Knows what names were found to mean.
 * Must never know where files come from, or bytecode. */
#ifndef FATIAO_RENAME_H
#define FATIAO_RENAME_H
#include "grammar/format.h"
#include "interp/program/resolve.h"

/* files[at], translated. A name without another spelling stays, and so does one that would mean something else there.
 * False: the policy has errors, or would not mean the same; diags say so. */
bool rename_file(Arena *arena, SourceSet *sources, Node *const *files, int n_files, int at, bool chinese, Diags *diags, Formatted *out);
/* The text with runs such as 性别为男 parted where every part is known and one reading exists; NULL where there is nothing to part. */
const char *part_runs(Arena *arena, SourceSet *sources, Node *const *files, int n_files, int at);
#endif
