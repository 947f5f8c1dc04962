/* The decision program: resolved, typed rules with their citations. Knows what the policy means.
 * Must never know: the syntax tree, bytecode, records, files. Everything lives in one arena; all pointers are borrowed from it. */
#ifndef FATIAO_PROGRAM_H
#define FATIAO_PROGRAM_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "grammar/source.h" /* Span */
#include "interp/base/types.h"   /* Type, Unit */

/* A declared name: both spellings, either may be used in records, rules and on the command line. alias == zh where none was given. */
typedef struct { const char *zh, *alias; } Name;

typedef struct { Name name; } EnumValue;
typedef struct { Name name; EnumValue *values; int n_values; } Enum;

/* A field of an entity. type.kind TY_ENTITY: one nested record; TY_LIST: list of type.ref; else a scalar.
 * Numbers carry an inclusive range (lo, hi at type.scale; INT64_MIN / INT64_MAX = open); without one written, counts and money have lo 0. */
typedef struct { Name name; Type type; int64_t lo, hi; const char *description; Span span; } Field;
/* A 要求 clause, two fields of the entity (dates, or numbers of one scale): `later` not before (less than) `earlier` where both are given. */
typedef struct { int later, earlier; } Requirement;
typedef struct {
    Name name; Field *fields; int n_fields; const char *description; Span span;
    int report_body, report_list, report_code, report_done; /* 报告 clause: field indexes (code, done in the list's entity), else -1 */
    Requirement *requirements; int n_requirements;
} Entity;

/* Where an official sentence stands: "62.1", "75.1.11" plus heading and text for explanations. */
typedef struct { const char *label; const char *heading; const char *text; Span span; int32_t from; /* day number, version start */ int unit; /* regulation, -1 none */ } Article;

typedef enum { PV_KNOWN, PV_PENDING, PV_REPEALED /* 废止: using it is an error */, PV_COUNT_ } ParamState;
typedef struct { int32_t from; ParamState state; bool set; int64_t value; const char *note; Span span, written; } ParamVersion; /* from: day number, INT32_MIN = always; set: by the caller, not by a file; written: the number or date in its file, empty: there is none */
typedef struct { Name name; Type type; ParamVersion *versions; int n_versions; int32_t verified_until; /* INT32_MAX none */ int article; int unit; Span span; } Param;

typedef struct { const char *question; Name name; Name *options; const char **texts; bool *computable; const char **why_not; int n_options, adopted, chosen; const char *reason; int article; Span span; } Reading;

/* ---- expressions: trees, every node typed ---- */
typedef enum {
    E_CONST,   /* v.i at type.scale (bool 0/1, enum index, days, number) or v.text; 解读 A 为 B: the truth, ref = 1 + reading, item = option */
    E_UNDEF,   /* undefined: no_case */
    E_FIELD,   /* path.field[path.n-1] is the scalar field; the others are nested entities */
    E_PARAM,   /* ref = param */
    E_RULE,    /* ref = rule, aspect = what of it, judged on the entity that path leads to */
    E_ASOF, E_LAWDATE,
    E_AT,      /* a judged with 评定日 = b; law_then: the law date too */
    E_NOT, E_NEG, E_AND, E_OR,
    E_ADD, E_SUB, E_MUL, E_DIV, /* E_DIV yields TY_QUOT; scale and unit of the number it stands for are in type */
    E_EQ, E_NE, E_LT, E_LE, E_GT, E_GE, /* operands made equal in scale by E_RESCALE; either side may be TY_QUOT for the ordered four */
    E_RESCALE, /* a to a larger type.scale */
    E_IF,      /* a ? b : c */
    E_ROUND,   /* a (number or quotient) rounded to a multiple of b (positive constant) by mode */
    E_MIN, E_MAX,
    E_DATE_ADD, /* a date, b number of unit year/month/day */
    E_YEARS, E_MONTHS, E_DAYS, /* completed years / months from a to b (周岁, 整年数, 整月数), days b - a */
    E_YEAR_OF,
    E_COUNT, E_ANY, E_ALL, E_SUM, E_LMAX, E_LMIN, E_SHARE, /* over the list at path; a = filter (NULL: all); b = argument (sum, max, min) or second condition (share: count(a and b)/count(a)); E_ALL: b for every element where a */
    E_KINDS
} ExprKind;
typedef enum { ASPECT_VALUE, ASPECT_GRANTED, ASPECT_AMOUNT, ASPECT_FLOOR, ASPECT_CEILING, ASPECT_ITEM /* item = index */ } Aspect;
typedef enum { ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_UP, ROUND_DOWN } RoundMode;
/* up: scopes out from the innermost (0 = the element of the nearest aggregate, or the rule's own subject). Then nested-entity fields, then the field. */
typedef struct { uint8_t up, n; uint16_t field[6]; int16_t entity; /* entity the path starts from */ } Path;
typedef struct Expr Expr;
struct Expr {
    ExprKind kind; Type type; Span span;
    Expr *a, *b, *c;
    Path path;
    union { int64_t i; const char *text; } v;
    int ref, item; Aspect aspect; RoundMode mode; bool law_then;
    const char *label; /* （一） where the node is an item of a list, else NULL */
    int id;            /* unique in the program, dense from 0 */
};

/* ---- rules ---- */
typedef enum { RULE_DEFINE, RULE_BENEFIT, RULE_PRIORITY, RULE_LIST, RULE_DUTY, RULE_PROHIBITION, RULE_ENCOURAGED, RULE_TARGET } RuleKind;
typedef enum { PAID_FIRST_DAY /* a month or year counts by its first day */, PAID_SAME_PERIOD /* by any of its days */, PAID_NEXT_PERIOD /* by the day before it */ } PayFrom; /* 发放 */
typedef enum { AMOUNT_NONE, AMOUNT_EXACT, AMOUNT_AT_LEAST, AMOUNT_AT_MOST, AMOUNT_FREE, AMOUNT_IN_KIND } AmountKind;
typedef struct { Name name; Expr *condition; Span span; int article; } Item;
typedef struct { Name name; int id; } Payer; /* body */
/* One exception. result: for a define the replacing value; for others: grant (NULL = refuse), amount replaces. off: merely switches its target off. */
typedef struct { Name name; Expr *condition; Expr *value; Expr *amount; bool grant, off; int overrides; /* exception index, -1 = the rule */ int article; Span span; } Exception;
/* A version of a rule, in force from a day on. Which expressions are set depends on the kind:
 * define: value. benefit/priority: when, amount, weight, shares. list: when, items. duty...: applies (若), must (须; for 不得 already negated). target: applies, must, year, due. */
typedef struct {
    int32_t from; Expr *value, *when, *amount, *weight, *applies, *must, *year, *due_year, *deadline;
    AmountKind amount_kind; Type amount_type; bool once; PayFrom paid; const char *per; /* 每人 / 每户, text */
    Payer *payers; int n_payers;          /* 负担 / 责任; of a define: who bears the part of a benefit that it is */
    Expr **shares; int n_shares;          /* parallel to payers: ratio each; n_shares 0 = not shared. The last is the remainder. */
    RoundMode share_mode; int64_t share_step; /* step at amount scale */
    Item *items; int n_items; Exception *exceptions; int n_exceptions;
    const char *in_kind; const char *text_duty; const char *term; int article; Span span;
    bool table; /* value is rows of a table, of which one should hold */
} RuleVersion;
typedef struct {
    Name name; RuleKind kind; int subject; /* entity, -1 = every entity */ Type type; /* value of a define; amount type of a benefit */
    AmountKind amount_kind; /* of a benefit, the same in all versions */
    const char *code; /* 编号 */ int unit; /* regulation it belongs to, -1 none */
    RuleVersion *versions; int n_versions; Span span;
} Rule;

typedef struct { Name title; int32_t issued, from, until; /* day numbers; from INT32_MIN / until INT32_MAX when not stated */ const char *interpreter; Span span; } Regulation;
typedef enum { LEAP_FEB28, LEAP_MAR01 } LeapRule;

/* ---- examples (例) ---- */
typedef enum { EXPECT_GRANTED, EXPECT_DENIED, EXPECT_UNDETERMINED, EXPECT_CONFLICT, EXPECT_VALUE } ExpectKind;
/* value: of a define (its type), a duty (met), or the amount of a benefit. missing: paths of what 待定 lacks (household.children[2].birth_date), or the
 * aliases of the items that a list yields (value NULL). text: as written. */
typedef struct { ExpectKind kind; int rule; Expr *value; const char **missing; int n_missing; const char *text; Span span; } Expectation;
typedef struct { int rule, param; Path path; Expr *value; } Assumption; /* 假定: of a rule on the entity that path leads to, or (rule -1) of a parameter */
typedef struct { int reading, option; } Taken; /* 解读 in an example: the option it takes instead of the one of the policy */
typedef struct { const char *title; int entity; int32_t as_of, law_as_of; const char *record_json; /* the facts as the record they stand for, UTF-8 JSON text */
    Taken *taken; int n_taken; Assumption *assumptions; int n_assumptions; Expectation *expectations; int n_expectations; int article; Span span; } Example;

/* 断言: what the author says is so for everybody of an entity. claim; or value, which never falls (falls: never rises) as `by` rises, all else
 * being equal. Nothing is decided by it: `prove` asks whether it is so, and examples are held against it. name: "" none. */
typedef struct { Name name; int subject; Expr *claim, *value, *by; bool falls; int article; Span span; } Assertion;

typedef struct {
    Enum *enums; int n_enums, n_named_enums; /* the others are written in a type and have its name */
    Entity *entities; int n_entities; Param *params; int n_params; Reading *readings; int n_readings;
    Article *articles; int n_articles; Rule *rules; int n_rules; /* declaration order; every E_RULE refers to a rule; no cycles */
    int *rule_order; /* rules so that each stands after those it refers to */
    Regulation *regulations; int n_regulations; Example *examples; int n_examples; Assertion *assertions; int n_assertions;
    LeapRule leap; int n_exprs; uint64_t cost; /* worst-case lane operations for one record with lists at their limit */
} Program;
#endif
