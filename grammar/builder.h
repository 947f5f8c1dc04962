/* What the grammar's actions call: makes nodes, and keeps lines that belong together under their declaration.
 * Must never know types, names' meaning, files. */
#ifndef FATIAO_BUILDER_H
#define FATIAO_BUILDER_H
#include "grammar/layout.h"
#include "grammar/syntax.h"

enum { BLOCKS_MAX = 8 };
enum { PARSER_STACK = 1502 }; /* %stack_size of policy.y, and room */
typedef struct {
    Arena *arena; Diags *diags; const SourceSet *sources; Node *file, *none;
    Node *declaration;  /* the one that clauses go to; a node outside the tree after a header that could not be read */
    Node *clause;       /* the last clause: cases and given facts may follow it */
    Node *element[BLOCKS_MAX]; int n_elements; /* 子女 1： the facts indented below go to the last */
    Node *law;          /* the paragraph that further > lines continue */
    const Lexemes *lexemes; int at; /* the lexeme being read */
    void *stack; int n_states; /* the parser's before the token at hand, to tell what could have stood there */
    bool line_failed, overflowed;
    bool hurt;          /* a line of this declaration could not be read */
    bool lost; uint32_t lost_indent; /* a line that is nothing known: what is indented below it goes with it */
    Span last;          /* place of the last lexeme read, for messages at a line's end */
} Builder;

Node *builder_none(Builder *b);
Node *builder_leaf(Builder *b, NodeKind kind, const Lexeme *t);
Node *builder_word(Builder *b, int kind, const Lexeme *t);
Node *builder_list(Builder *b, Node *first);
Node *builder_more(Builder *b, Node *list, Node *next);
Node *builder_declname(Builder *b, Node *name, Node *alias);
Node *builder_path(Builder *b, Node *name);
Node *builder_path_step(Builder *b, Node *path, Node *name);
Node *builder_path_index(Builder *b, Node *path, const Lexeme *number);
/* lines */
void builder_heading(Builder *b, const Lexeme *h, Node *title, Node *since);
void builder_heading_en(Builder *b, const Lexeme *level, const Lexeme *number, const char *after, Node *title, Node *since);
void builder_law(Builder *b, const Lexeme *law);
void builder_titled(Builder *b, NodeKind kind, const Lexeme *k, const Lexeme *title, Node *alias);
void builder_part_of(Builder *b, const Lexeme *k, Node *name);
void builder_change(Builder *b, int op, const Lexeme *k, Node *what, Node *reason);
void builder_declare(Builder *b, NodeKind kind, const Lexeme *k, Node *name, Node *more);
void builder_field(Builder *b, Node *name, Node *type, Node *description);
void builder_parameter(Builder *b, const Lexeme *k, int supplied, Node *name, Node *type, Node *value, Node *source);
void builder_version(Builder *b, const Lexeme *k, const Lexeme *date, Node *value, Node *source);
void builder_define(Builder *b, const Lexeme *k, Node *name, Node *subject, Node *type, Node *value);
void builder_rule(Builder *b, Node *word, Node *name, Node *subject);
void builder_table(Builder *b, const Lexeme *k, Node *name, Node *subject, Node *type);
void builder_row(Builder *b, Node *cells);
/* by NULL: what is to be so; else the value that never falls (rises) as `by` rises. */
void builder_assert(Builder *b, Node *n, Node *value, Node *by, int trend);
Node *builder_asserted(Builder *b, const Lexeme *k, Node *name, Node *subject);
void builder_example(Builder *b, const Lexeme *k, const Lexeme *title, Node *as_of, Node *law);
void builder_clause0(Builder *b, int op, const Lexeme *k);
void builder_clause1(Builder *b, int op, const Lexeme *k, Node *x);
void builder_clause2(Builder *b, int op, const Lexeme *k, Node *x, Node *y);
void builder_clause3(Builder *b, int op, const Lexeme *k, Node *x, Node *y, Node *z);
void builder_clause_list(Builder *b, int op, const Lexeme *k, Node *list);
void builder_clause_text(Builder *b, int op, const Lexeme *k, const Lexeme *text);
void builder_convention(Builder *b, Node *word, Node *value, Node *source);
void builder_case(Builder *b, const Lexeme *k, Node *condition, Node *value);
void builder_otherwise(Builder *b, const Lexeme *k, Node *value);
void builder_amount(Builder *b, const Lexeme *k, Node *marks, Node *value);
Node *builder_mark(Builder *b, Node *marks, const Lexeme *k);
void builder_borne(Builder *b, const Lexeme *k, Node *payers, Node *share, Node *step);
void builder_undetermined(Builder *b, const Lexeme *k, Node *rule, Node *paths);
void builder_given(Builder *b, Node *path, Node *value);
void builder_given_block(Builder *b, Node *path);
void builder_given_element(Builder *b, Node *path, const Lexeme *number, Node *facts);
Node *builder_pair(Builder *b, Node *path, Node *value);
/* types, tables */
Node *builder_month_day(Builder *b, const Lexeme *month, const Lexeme *day); /* 2月28日 of no year */
Node *builder_type_names(Builder *b, Node *name);
Node *builder_type_range(Builder *b, Node *name, const Lexeme *low, const Lexeme *high);
Node *builder_type_scaled(Builder *b, Node *name, const Lexeme *scale);
Node *builder_type_list(Builder *b, Node *name);
Node *builder_cell_test(Builder *b, Node *op, Node *operand);
/* expressions */
Node *builder_labelled(Builder *b, NodeKind kind, const Lexeme *k, Node *items);
Node *builder_item(Builder *b, const Lexeme *label, Node *condition);
Node *builder_binary(Builder *b, const Lexeme *op, Node *left, Node *right);
Node *builder_unary(Builder *b, const Lexeme *k, int op, Node *operand);
Node *builder_compare(Builder *b, Node *op, Node *left, Node *right);
Node *builder_bound(Builder *b, Node *value, const Lexeme *k);
Node *builder_bounded(Builder *b, Node *left, Node *bound);
Node *builder_set(Builder *b, const Lexeme *k, Node *members, const Lexeme *end);
Node *builder_in_set(Builder *b, int op, Node *left, Node *members);
Node *builder_range(Builder *b, const Lexeme *low, const Lexeme *high);
Node *builder_date_range(Builder *b, const Lexeme *first, const Lexeme *last);
Node *builder_in_range(Builder *b, Node *left, Node *range);
Node *builder_has(Builder *b, Node *rule, Node *item);
Node *builder_reading(Builder *b, const Lexeme *k, Node *reading, Node *option);
Node *builder_round(Builder *b, const Lexeme *k, Node *value, Node *step);
Node *builder_at(Builder *b, Node *value, Node *day, Node *law_then);
Node *builder_member(Builder *b, Node *base, Node *name);
Node *builder_parenthesised(Builder *b, Node *inner);
Node *builder_call(Builder *b, const Lexeme *k, Node *arguments, const Lexeme *end);
Node *builder_aggregate(Builder *b, const Lexeme *k, Node *list, Node *where, Node *argument, const Lexeme *end);
Node *builder_number(Builder *b, const Lexeme *n);
Node *builder_negative(Builder *b, const Lexeme *n);
Node *builder_bool(Builder *b, const Lexeme *k);
Node *builder_yes(Builder *b, const Lexeme *k);
Node *builder_share(Builder *b, const Lexeme *first, const Lexeme *second);
Node *builder_share_more(Builder *b, Node *share, const Lexeme *next);
Node *builder_pending(Builder *b, const Lexeme *k, Node *source);
/* errors; the first two are in policy.y */
void policy_remember(const void *parser, Builder *b);
bool policy_takes(const Builder *b, int code);
void builder_line_starts(Builder *b, const Lexeme *first);
void builder_syntax_error(Builder *b, int code, const Lexeme *at);
/* The rest of a syntax error's message where the slip is a usual one: what to write instead. */
bool builder_slip(Builder *b, const Lexeme *at, int first, Span span);
void builder_overflow(Builder *b);
void builder_failed(Builder *b);
/* A declaration ends here: what was missing from it is known. */
void builder_declaration_ends(Builder *b, uint32_t at);
#endif
