/* Inside the drafting of a decision. Only decree*.c includes this. Must never know the disk. */
#ifndef FATIAO_DECREE_INTERNAL_H
#define FATIAO_DECREE_INTERNAL_H
#include "grammar/strbuf.h"
#include "interp/amend/decree.h"

/* A clause of a statement. quoted: it closes with a text set out anew. */
typedef struct { const char *text; bool quoted; } Clause;
/* An article before and after; NULL: not there. clauses: what the decision says of it; rules: what stands under that. */
typedef struct { Segment *before, *after; int order; Clause *clauses; int n_clauses; StrBuf rules; } Pair;
typedef struct { Arena *arena; Book *before, *after; bool zh; Pair *pairs; int n_pairs; StrBuf loose; /* changes of rules that stand in no article */ } Decree;

/* ---- decree_match.c ---- */
void decree_match(Decree *d);
double decree_alike(Arena *arena, const char *a, const char *b); /* 0 nothing in common, 1 the same */
Pair *decree_pair(Decree *d, const Segment *s); /* the one an article is in, before or after */
/* Two lists in order: for each of a its partner in b or -1; what has no partner in b came new. */
int *decree_align(Arena *arena, const char *const *a, int n, const char *const *b, int m);
/* ---- decree_words.c ---- */
/* Clauses about one text, at its place. */
void decree_words(Decree *d, Pair *p, const LawPlace *place, const char *before, const char *after);
void decree_clause(Decree *d, Pair *p, bool quoted, const char *format, ...) __attribute__((format(printf, 4, 5)));
const char *decree_quoted(Decree *d, const char *text, bool whole); /* in quotation marks; whole: paragraph by paragraph */
/* ---- decree_text.c ---- */
void decree_text(Decree *d, Pair *p);
/* ---- decree_rules.c ---- */
void decree_rules(Decree *d);
#endif
