/* What a name or a.b.c leads to: a record, a field, a rule or one of its aspects, a parameter, a value.
 * Must never know operators, or how anything is evaluated. */
#ifndef FATIAO_EXPR_PLACE_H
#define FATIAO_EXPR_PLACE_H
#include "interp/program/resolver.h"

/* other: neither a record, a field nor a rule, but this expression. */
typedef enum { PLACE_NONE, PLACE_ENTITY, PLACE_FIELD, PLACE_RULE, PLACE_OTHER } PlaceKind;
typedef struct { PlaceKind kind; Path path; int entity, rule; const Field *field; Expr *other; } Target;

/* The node with quotation marks that stand around a name taken off. want: the type that is expected, NULL any. */
const Node *place_unquoted(Resolver *r, const Scope *scope, const Node *node, const Type *want);
/* What nothing is called is said, and leads to an expression of the type TY_ERROR. */
Target place_of(Resolver *r, const Scope *scope, const Node *node, const Type *want);
/* Its value; that there is none is said. */
Expr *place_value(Resolver *r, const Target *target, const Node *node);
Expr *place_rule(Resolver *r, Path path, int rule, Aspect aspect, Type type, const Node *node);
#endif
