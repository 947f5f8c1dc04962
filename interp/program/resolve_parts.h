/* What the passes of resolve.c call, and the walk they stand on.
 * Must never know files, bytecode, or how anything is evaluated. */
#ifndef FATIAO_RESOLVE_PARTS_H
#define FATIAO_RESOLVE_PARTS_H
#include "interp/program/resolver.h"


/* Where declarations stand while a file is walked. item: "11" under 第（十一）项. */
typedef struct {
    int unit, article, paragraph; int32_t from;
    const char *number, *chapter, *heading, *item, *last_item, *subitem, *item_heading; Span heading_span;
    bool named; /* 第二款 as a heading: the text that follows is that paragraph */
} Walk;
typedef struct { const Node *node; int unit, article; int32_t from; } Stand;
typedef struct { Stand *items; int n_items; } Stands;

/* ---- words (resolve_decl.c) ---- */
void say_twice(Resolver *r, const Node *at, const char *name, Span before);
/* D_…_NEAR with a fix where there is a best, else the plain code. */
void say_unknown(Resolver *r, DiagId id, const Node *at, const char *text, const char *best);
const char *clause_text(const Resolver *r, const Node *clause); /* its keyword as written */
int atoi_small(const char *text);

/* ---- declarations (resolve_decl.c, resolve_params.c) ---- */
void build_entity_clauses(Resolver *r, const Node *node); /* 报告, 要求 */
void build_convention(Resolver *r, const Node *clause);
void check_nesting(Resolver *r); /* entities that hold themselves */

/* ---- rules (resolve_rules.c, resolve_exceptions.c) ---- */
void declare_rule(Resolver *r, const Node *node); /* ignores what is no rule; tables are defines */
void check_rule_names(Resolver *r);
void declare_exception(Resolver *r, const Node *node);

/* ---- cost (resolve_cost.c) ---- */
void measure_cost(Resolver *r);
#endif
