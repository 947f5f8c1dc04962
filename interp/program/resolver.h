/* What the stages from tree to program share: the declarations found so far and what is known of them.
 * Must never know files, bytecode, or how anything is evaluated. */
#ifndef FATIAO_RESOLVER_H
#define FATIAO_RESOLVER_H
#include "grammar/diag.h"
#include "grammar/strbuf.h"
#include "grammar/syntax.h"
#include "interp/program/program.h"
#include "interp/program/resolve.h"
#include "interp/base/suggest.h"

typedef struct { Name name; int enum_index; int *members; int n_members; Span span; } Group;
typedef enum { DRAFT_NEW, DRAFT_BUILDING, DRAFT_DONE } DraftState;
/* One version of a rule as declared; several of one alias are versions of one rule. */
typedef struct { const Node *node; int article; int unit; int32_t from; } Declared;
typedef struct { Declared *versions; int n_versions; DraftState typed, built; } Draft; /* parallel to program->rules */
/* An exception as declared; those of one name are versions of one. overrides: another of these, -1 the rule itself. */
typedef struct { const Node *node; Name name; int article, unit; int32_t from; int rule, overrides; Exception *built; } DraftException;
/* What a file or the caller says of a parameter from a day on; the versions are made when all of it is known. */
typedef struct { int32_t from; const Node *value; const char *note; Span span; bool set; /* by the caller: a bare number has the unit of the parameter */ } Said;
typedef struct { const Node *type; Said *law, *supplied; int n_law, n_supplied; } DraftParam; /* parallel to program->params */

/* One spelling of a rule's name; next: the spelling declared after it with the same letters, -1 none. */
typedef struct { const char *text; int rule, next; } NamedRule;

typedef struct Resolver {
    Arena *arena; SourceSet *sources; Diags *diags; Program *program; const ProgramOptions *options;
    Group *groups; int n_groups;
    Draft *drafts;
    NamedRule *named; int n_named, *named_first; size_t cap_named; /* rules by spelling; an open-addressing table of chains */
    NamedRule *found;               /* some of these, by the address of the text */
    DraftException *exceptions; int n_exceptions;
    int *building; int n_building;  /* rules under construction, for circles */
    DraftParam *params; int n_params;
    int n_named_enums;              /* these are declared by name and stand first; the others are written in a type */
    int unit, article; int32_t from; /* of the declaration being read */
    StrBuf record; /* of an example, while it is written */
    int next_expr, n_files;
} Resolver;

/* ---- names (names.c) ---- */
bool name_is(const Name *name, const char *text); /* either spelling; ASCII case folded */
Name name_of(Resolver *r, const Node *declname);
int find_entity(const Resolver *r, const char *text);
int find_enum(const Resolver *r, const char *text);
int find_enum_value(const Enum *e, const char *text);
const char *enum_values_words(Resolver *r, const Enum *e); /* the values, for a message */
typedef struct { Name *names; int n; } ItemNames;
ItemNames list_items(Resolver *r, int rule);
int item_at(const ItemNames *items, const char *text);
const char *item_words(Resolver *r, int rule); /* the items of a list rule, for a message */
int find_field(const Entity *e, const char *text);
int find_param(const Resolver *r, const char *text);
int find_reading(const Resolver *r, const char *text);
int find_group(const Resolver *r, const char *text);
void index_rule(Resolver *r, int rule); /* makes it found by its names */
/* A rule of this subject (-1: of every entity). */
int find_rule(const Resolver *r, const char *text, int subject);
int find_any_rule(const Resolver *r, const char *text, int *more);
void complain(Resolver *r, DiagId id, const Node *at, const char *a, const char *b, const char *c);
/* The name at this node means that one; kept for those who rename. */
void name_used(Resolver *r, const Node *at, const Name *name);
void name_used_in_path(Resolver *r, const Node *path, int step, const Name *name);
void word_used(Resolver *r, const Node *at, const char *zh, const char *en);

/* ---- scopes (names.c) ---- */
typedef struct Scope { int entity; Path base; const struct Scope *outer; } Scope; /* base: how to reach it from the innermost */

/* ---- expressions (expr.c) ---- */
Expr *expr_new(Resolver *r, ExprKind kind, Type type, Span span);
/* Typed; TY_ERROR after a message. want may be NULL. Numbers come out at their own scale. */
Expr *expr_build(Resolver *r, const Scope *scope, const Node *node, const Type *want);
Expr *expr_condition(Resolver *r, const Scope *scope, const Node *node); /* of type bool */
/* Warns of a condition that no record changes; of a written `true` only in a case, where `otherwise` would do. */
void check_constant(Resolver *r, const Node *at, const Expr *condition, bool in_case);
/* As expr_build, and made to fit the type (scale, unit, enumeration), or complained about. */
Expr *expr_of_type(Resolver *r, const Scope *scope, const Node *node, Type type);
bool expr_fit(Resolver *r, const Node *at, Expr **e, Type type);
Expr *expr_compare(Resolver *r, const Node *at, ExprKind kind, Expr *a, Expr *b);
Expr *expr_and(Resolver *r, Expr *a, Expr *b);
Expr *expr_or(Resolver *r, Expr *a, Expr *b);
Expr *expr_not(Resolver *r, Expr *a);
Expr *expr_if(Resolver *r, Expr *c, Expr *a, Expr *b);
Expr *expr_bool(Resolver *r, bool value, Span span);
/* A table cell against its column. */
Expr *expr_cell(Resolver *r, const Scope *scope, const Node *cell, Expr *column);
/* A message about two types: %1 %2 in Chinese, %3 %4 in English. */
void complain_types(Resolver *r, DiagId id, const Node *at, Type a, Type b);
const char *type_words(Resolver *r, Type t, bool zh);
void aspect_used(Resolver *r, const Node *name); /* 享受, 金额, 下限, 上限 */
/* A reading and one of its options, by name; says what is wrong with them. */
bool reading_option(Resolver *r, const Node *named, const Node *wanted, int *reading, int *option);
const char *option_words(const Resolver *r, const Reading *k); /* its options, for a message */
bool parse_date(Resolver *r, const Node *node, int32_t *out);
bool parse_number(Resolver *r, const Node *node, Type *type, int64_t *out);

/* ---- rules (resolve_rules.c) ---- */
/* The type of a rule's value, worked out on demand; reports circles. */
bool rule_type(Resolver *r, int rule, const Node *asked, Type *out);
void build_rule(Resolver *r, int rule);
void build_exceptions(Resolver *r);
void order_rules(Resolver *r);
/* ---- declarations (resolve_decl.c, resolve_params.c) ---- */
Type build_type(Resolver *r, const Node *type, const Name *owner, int64_t *lo, int64_t *hi);
void declare_enum(Resolver *r, const Node *node);
void declare_group(Resolver *r, const Node *node);
void declare_entity(Resolver *r, const Node *node);
void build_entity(Resolver *r, const Node *node);
void declare_param(Resolver *r, const Node *node);
void supply_param(Resolver *r, const Node *node);
void apply_options(Resolver *r);
void declare_reading(Resolver *r, const Node *node);
void build_assertion(Resolver *r, const Node *node);
void build_example(Resolver *r, const Node *node, int article);
void build_table(Resolver *r, const Node *node, const Scope *scope, RuleVersion *v, Type type);
#endif
