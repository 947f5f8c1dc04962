/* The law as of a day: a policy's files with the amendments that are in force carried out one after the other.
 * Must never know the disk, or what rules mean. */
#ifndef FATIAO_CONSOLIDATE_H
#define FATIAO_CONSOLIDATE_H
#include "grammar/diag.h"
#include "grammar/syntax.h"

typedef struct { const char *title; int32_t from; bool applied; } ConsolidatedAmendment;
/* Trees of the policy alone, in the order given; a changed file is a new source of the old one's name, in canonical form. */
typedef struct { Node **files; int n_files; ConsolidatedAmendment *amendments; int n_amendments; } Consolidated;

bool consolidate_needed(Node *const *files, int n_files); /* whether an amendment is among them */
/* Of the amendments among the files those in force on the day (INT32_MAX: all), by day of force, then of issue.
 * False: diags say what cannot be carried out. */
bool consolidate(Arena *arena, SourceSet *sources, Node *const *files, int n_files, int32_t day, Diags *diags, Consolidated *out);
#endif
