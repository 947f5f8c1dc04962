/* One rule under construction, as the files that read its clauses share it.
 * Must never know files, bytecode, or how anything is evaluated. */
#ifndef FATIAO_RESOLVE_RULES_H
#define FATIAO_RESOLVE_RULES_H
#include "interp/program/resolve_parts.h"
#include "interp/program/words.h"

/* Clauses by what they are; those that may stand once only. */
typedef struct {
    const Node *only[OP_KINDS]; const Node **excepts; int n_excepts; const Node **items; int n_items; const Node *cases;
} Clauses;
typedef struct { Resolver *r; Rule *rule; const Declared *declared; const Scope *scope; Clauses c; RuleVersion *v; } Building;

const Node *rule_name_node(const Node *declaration);
/* As diag_add with a fix where there is a nearest name. */
void say_near(Resolver *r, DiagId plain, DiagId near, const Node *at, const char *text, const char *where, const char *best);
/* The one scope of a rule: its subject; NULL where it belongs to every entity. */
const Scope *rule_scope(Resolver *r, int subject);
/* The place that 依据 names, else that where the declaration stands. */
int cited_article(Resolver *r, const Node *cites, int unit, int article, int32_t from);
/* Conditions that stand twice among cases. */
void check_cases(Resolver *r, const Node *cases);
/* resolve_cases.c: a record that falls into none of the cases, and for which `when` (or NULL) holds. */
void check_case_gap(Resolver *r, const Node *cases, const Expr *chain, const Expr *when);
Expr *uint_const(Resolver *r, Type type, int64_t v, Span span);

/* Complains of a clause that is missing. */
void need(Building *b, bool there, const char *zh, const char *en);
/* The condition of a clause, NULL without one. */
Expr *condition_of(Building *b, int op);

/* ---- resolve_list.c ---- */
void build_list(Building *b);
void settle_items(Resolver *r, Rule *rule);

/* ---- resolve_amount.c ---- */
void build_amount(Building *b);
/* After all versions: scales, periods and kinds that agree. */
void settle_amounts(Resolver *r, Rule *rule, const Draft *draft);
void build_payers(Building *b);
void build_shares(Building *b);

/* ---- resolve_duty.c ---- */
void build_duty(Building *b);
void build_term(Building *b);
/* The entity whose record is the yearly report, -1 when there is none. */
int report_entity(const Resolver *r);

/* ---- resolve_order.c ---- */
void say_circle(Resolver *r, Span at, const int *rules, int n);
typedef void ExprVisit(void *cx, const Expr *e);
/* Every expression of a version, roots in order. */
void version_roots(const RuleVersion *v, void (*visit)(void *cx, const Expr *root), void *cx);
#endif
