/* Two versions of a policy side by side: what changed in the law text and in the rules, not in layout. Things are the same thing by
 * their alias; articles by their number, or, renumbered, by their text.
 * Knows programs. Must never know bytecode, records, or how differences are shown. */
#ifndef FATIAO_DIFF_H
#define FATIAO_DIFF_H
#include "grammar/redline.h"
#include "interp/program/program.h"

typedef struct { const Program *program; const SourceSet *sources; } DiffSide;
typedef enum { DIFF_REGULATION, DIFF_TEXT, DIFF_PARAMETER, DIFF_READING, DIFF_ENUM, DIFF_ENTITY, DIFF_RULE, DIFF_ASSERTION } DiffSubject;
typedef enum { DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED, DIFF_MOVED /* nothing but its place */ } DiffKind;
/* One point of a thing that changed: an aspect (条件, 值, ...), the label under it or NULL, the words before and after; NULL: not there.
 * The words are in one vocabulary, so that they can be compared by eye. */
typedef struct { const char *zh, *en, *label, *before, *after; Redline redline; } DiffPoint;
typedef struct {
    DiffSubject subject; DiffKind kind; Name name; /* of a text: 第六十二条 and 62 */
    const char *kind_zh, *kind_en;                 /* 待遇, benefit; of rules */
    const char *article, *before_article;          /* labels where it stands now and stood; NULL: in none */
    const char *heading; Redline text;             /* texts */
    DiffPoint *points; int n_points;
    int before_rule, after_rule;                   /* rules: indexes in their programs, -1 none */
} DiffChange;
/* In the order of the new policy's articles, what was removed where it stood. */
typedef struct { DiffChange *items; int n_items; } DiffReport;

DiffReport diff_policies(Arena *arena, const DiffSide *before, const DiffSide *after, bool chinese);
#endif
