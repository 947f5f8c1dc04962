/* Declarations to the program: names, types, versions, circles, examples.
 * Must never know files, bytecode, or how anything is evaluated. */
#ifndef FATIAO_RESOLVE_H
#define FATIAO_RESOLVE_H
#include "grammar/diag.h"
#include "grammar/syntax.h"
#include "interp/program/program.h"

/* NAME=VALUE as given by the caller; value in the language's own form (18周岁, 2015-12-31). */
typedef struct { const char *name, *value; } Setting;
/* What a name in a file was found to mean; step: which name of the path at this place, from 0. The last one said of a place holds.
 * of: the name of what is meant, where it stands in the program if it does; NULL for a word of the language (享受, 评定日). */
typedef struct { Span span; int step; Name name; const Name *of; } NameUse;
typedef struct { NameUse *items; int n_items; } NameUses;
typedef struct { const Setting *sets; int n_sets; const Setting *readings; int n_readings; NameUses *uses; /* to be filled, or NULL */ } ProgramOptions;

/* False when there were errors; the program is then not to be run. Everything is allocated in the arena. */
bool program_build(Arena *arena, SourceSet *sources, Node *const *files, int n_files, const ProgramOptions *options, Diags *diags, Program *out);
#endif
