/* An explanation laid out: what stands where, in the reader's words. Text, Markdown and HTML write the same page, each in its own marks.
 * Only explain*.c includes this. Must never know registers or how a page is written. */
#ifndef FATIAO_EXPLAIN_PAGE_H
#define FATIAO_EXPLAIN_PAGE_H
#include "interp/explain/explain_internal.h"

/* One reason: （三） words — note, and what it rests on. dim: it does not decide. warning: the note is a warning. */
typedef struct Line Line;
struct Line { Truth mark; bool dim, warning; const char *label, *words, *note, *cite; Line **child; int n_child; };
typedef struct { const char *heading, *intro; Line **lines; int n_lines; } Section;
typedef struct { const char *key, *value; } Entry;
typedef struct { const char *place, *heading, *text; } Quote; /* text NULL: the place alone */
typedef struct {
    const char *name, *other_name /* the other vocabulary's, NULL the same */, *kind, *status, *summary; DecisionStatus outcome;
    Entry *entries; int n_entries; /* dates, amount, payers, ... */
    Quote *own; int n_own;         /* the decision's own place */
    Section *sections; int n_sections;
    Quote *others; int n_others;   /* other places it rests on */
} Page;

typedef struct { Arena *arena; const Explanation *x; ExplainOptions options; Page *page; Told told; } Layout;
const Page *page_build(Arena *arena, const Explanation *x, ExplainOptions options);

/* ---- explain_line.c ---- */
Line *line_new(Layout *l, Truth mark, const char *words);
void line_add(Layout *l, Line *parent, Line *child);
/* Those of a node and what is below it; a group that needs no line of its own gives its parts. which: 1 those that decide, 0 the others, -1 both. */
void lines_of(Layout *l, const Why *why, int which, Line *parent);
/* ---- explain_advice.c ---- */
void advice_lines(Layout *l, Line *out);
const char *status_words(Layout *l, const DecisionResult *result);
const char *amount_words(Layout *l, const DecisionResult *result); /* NULL: none */
const char *place_words(Layout *l, int article); /* 第六十九条 */
const char *path_words(Layout *l, Name path);
#define SAY(l, zh, en) ((l)->options.chinese ? (zh) : (en))
#endif
