/* Whether things declared in two programs say the same: by alias and structure, whatever their spelling, order or layout.
 * Must never know what they evaluate to, or how differences are shown. */
#ifndef FATIAO_SAME_H
#define FATIAO_SAME_H
#include "interp/program/program.h"

bool same_text(const char *a, const char *b); /* NULL equals NULL */
bool same_name(const Name *a, const Name *b); /* by alias */
bool same_type(const Program *p, const Type *a, const Program *q, const Type *b);
/* NULL equals NULL. Names count by their alias, numbers by their value, an 且 or 或 by its parts in any order. */
bool same_expr(const Program *p, const Expr *a, const Program *q, const Expr *b);
#endif
