/* What a policy declares, as rows: decisions, duties by body, targets, parameters by version, readings, assertions, fields of entities.
 * Knows the program. Must never know records, or how anything runs. */
#ifndef FATIAO_CATALOGUE_H
#define FATIAO_CATALOGUE_H
#include "interp/program/program.h"
#include "interp/base/sheet.h"

typedef enum { LIST_DECISIONS, LIST_BENEFITS, LIST_DUTIES, LIST_TARGETS, LIST_PARAMETERS, LIST_READINGS, LIST_ENTITIES, LIST_ASSERTIONS, LIST_KINDS } CatalogueKind;
/* body: rows of this body only (either spelling); article: rows that stand in it ("75", "75.1.11"). NULL: all.
 * chinese: words and, in the table, names; both names are columns of their own. as_written: parameters without a unit as their file has them,
 * 14.5/10万 and not 0.000145. */
typedef struct { const char *body, *article; bool chinese, as_written; const SourceSet *sources; /* of assertions, and of what is written */ } CatalogueFilter;

Sheet catalogue_list(Arena *arena, const Program *program, CatalogueKind kind, const CatalogueFilter *filter);
/* Whether some rule names this body; else *near is the nearest one's name, or NULL. */
bool catalogue_has_body(const Program *program, const char *body, const char **near);
bool catalogue_has_article(const Program *program, const char *article);
#endif
