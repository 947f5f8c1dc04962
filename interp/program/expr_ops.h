/* Operators of expressions. Knows types and units. Must never know names or declarations. */
#ifndef FATIAO_EXPR_OPS_H
#define FATIAO_EXPR_OPS_H
#include "grammar/layout.h"
#include "interp/program/resolver.h"
Expr *expr_error(Resolver *r, const Node *node);
Expr *expr_operator(Resolver *r, const Scope *scope, const Node *node, const Type *want);
#endif
