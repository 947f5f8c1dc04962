/* Inside explanations: the tree of reasons that explain_build makes and every form is written from. Only explain*.c includes this.
 * Values are copied out of the registers while the tree is made, so that the VM may run again before it is written down.
 * Must never evaluate anything. */
#ifndef FATIAO_EXPLAIN_INTERNAL_H
#define FATIAO_EXPLAIN_INTERNAL_H
#include "interp/explain/explain.h"

enum { ELEMENTS_SHOWN = 5, CASES_SHOWN = 5, MEMBERS_SHOWN = 8, NODES_MAX = 4000, FRAMES_SHOWN = 12 };

typedef enum { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN, TRUTH_UNDEFINED, TRUTH_NONE /* no truth value */ } Truth;
/* What a register held. text: of texts; of quotients, which no DecisionValue holds. */
typedef struct { LaneState state; Type type; int64_t lo, hi; const char *text; } Seen;

typedef enum {
    WHY_ALL, WHY_ANY, WHY_NOT, /* of the children */
    WHY_TEST,    /* a fact or value against what is required of it */
    WHY_FIXED,   /* true or false whatever the facts are: a reading, a constant */
    WHY_FACT, WHY_PARAM,
    WHY_RULE,    /* another rule's value or result; children by role */
    WHY_VALUE,   /* a computed value; children are what it is computed from */
    WHY_CASES, WHY_CASE, WHY_NO_CASE,
    WHY_LIST,    /* an aggregate; children WHY_ELEMENT */
    WHY_ELEMENT,
    WHY_AT,      /* judged on another day (seen) */
    WHY_ITEM,    /* of a list */
    WHY_EXCEPTION
} WhyKind;
/* What a child is to the rule above it. */
typedef enum { ROLE_NONE, ROLE_CONDITION, ROLE_APPLIES, ROLE_MUST, ROLE_AMOUNT, ROLE_WEIGHT, ROLE_YEAR, ROLE_DUE_YEAR, ROLE_ITEM, ROLE_EXCEPTION } Role;

typedef struct Why Why;
struct Why {
    WhyKind kind; Role role; Truth truth;
    bool decides;      /* the answer hangs on it */
    bool counts;       /* an element that makes its list's value so */
    const Why *same;   /* a rule judged at one place is explained once: the node that it shares its children with; NULL: itself */
    bool marked;
    bool not_in_force; /* a rule outside its law's force: it grants nothing */
    const char *label; const Expr *expr; /* words; NULL: none */
    Seen seen;
    Compare op; const Seen *required; int n_required; bool range, negated; /* tests: op required[0]; several: one of them; range: from [0] to [1] */
    bool required_named;                 /* required stands in the words as a parameter or rule, so that its value says more */
    Name name;                           /* of a fact or element: its path; an item, an exception */
    int field_entity, field;             /* of a fact; -1 none */
    int param, param_version, article;   /* -1 none */
    const Rule *rule; const RuleVersion *version; const Exception *exception;
    bool otherwise; int number;          /* a case: 其他; which one, from 1 */
    int hidden, total;                   /* children left out; elements of the list */
    Why **child; int n_child;
};

typedef struct { int param, version; int32_t law_date; bool stale; } ParamUse;
typedef struct { const Payer *payer; Seen ratio, part; } ShareUse;

struct Explanation {
    const Program *program; const SourceSet *sources; const Chunk *chunk;
    DecisionResult result; const Rule *rule; const RuleVersion *version;
    const char *id;                 /* of the record, raw JSON; NULL none */
    int32_t as_of, law_date; int entity;
    Name subject;                   /* path of the rule's subject; "" at the root */
    Why *root;                      /* WHY_RULE; NULL when the rule is not in force */
    ParamUse *params; int n_params;
    int *readings; int n_readings;
    int *articles; int n_articles;  /* cited, the decision's own first; articles from n_deciding on do not decide */
    int n_deciding;
    ShareUse *shares; int n_shares;
    Seen weight, deadline, due_year;
    const Advice *advice;           /* NULL: not asked for */
    const MissingSets *sets;        /* of an undetermined decision; NULL: not asked for */
};

/* ---- explain_why.c: conditions; explain_value.c: values, lists, cases; explain_rule.c: rules and exceptions ---- */
/* Where an expression is looked at: its context, the lane of the context's home, and the paths of the records around it, innermost last. */
typedef struct { int context; uint32_t lane; Name frame[FRAMES_SHOWN]; int n_frames; } Spot;
typedef struct { const Rule *rule; int context; uint32_t lane; bool amount; int item; Why *node; } Met;
/* Rules whose reasons have been written down already. */
typedef struct { const Why **items; int n; } Told;
typedef struct { Arena *arena; const ExplainInput *in; Explanation *out; int nodes; Met *met; int n_met; } Teller;

Why *why_new(Teller *t, WhyKind kind, const Expr *expr);
void why_add(Teller *t, Why *parent, Why *child); /* NULL child: nothing */
Seen seen_read(const Teller *t, const Spot *at, const Expr *e);
Seen seen_register(const Teller *t, int reg, uint32_t lane, Type type);
Truth truth_of(const Seen *seen);
Truth truth_and(Truth a, Truth b);
Truth truth_or(Truth a, Truth b);
Truth truth_not(Truth a);
Name path_join(Teller *t, Name base, Name step);
Name path_to(Teller *t, const Spot *at, const Path *path);
void why_uses_param(Teller *t, const Spot *at, int param);
bool spot_enter(const Teller *t, const Spot *at, const Expr *e, Spot *inner); /* the context its body was judged in */

bool expr_is_set(const Expr *e);   /* 属于 {…}: equalities of one thing joined by 或 */
bool expr_is_range(const Expr *e); /* 在 a至b */
Why *why_condition(Teller *t, const Spot *at, const Expr *e);
Why *why_value(Teller *t, const Spot *at, const Expr *e);
void why_operands(Teller *t, const Spot *at, const Expr *e, Why *parent); /* what a value is computed from */
Why *why_cases(Teller *t, const Spot *at, const Expr *e);
Why *why_list(Teller *t, const Spot *at, const Expr *e);
Why *why_reference(Teller *t, const Spot *at, const Expr *e);
/* The body of a rule. holds: registers of the decision's exceptions; NULL for a rule that is referred to. */
void why_rule(Teller *t, const Spot *at, Why *node, Aspect aspect, int item, bool whole, const DecisionVersion *registers);
void why_mark(Why *node); /* which of the nodes below a deciding node decide it */
bool told_before(Arena *arena, Told *told, const Why *rule);
int param_version(const Program *program, int param, int32_t law_date); /* -1: before the first */
int32_t law_date_at(const Teller *t, const Spot *at);

/* ---- explain_words.c, explain_show.c: words of the reader ---- */
const char *name_shown(Name name, bool chinese);
const char *expr_words(Arena *arena, const Explanation *x, const Expr *e, ExplainOptions options);
const char *expr_print(Arena *arena, const Explanation *x, const Expr *e, ExplainOptions options);
/* 解读 X 为 Y has become a constant. -1: it is another one. */
int expr_reading(const Expr *e, int *option);
const char *seen_words(Arena *arena, const Explanation *x, const Seen *seen, ExplainOptions options);
const char *bounds_words(Arena *arena, const Explanation *x, const Seen *seen, ExplainOptions options); /* of an unknown number or date */
const char *seen_plain(Arena *arena, const Explanation *x, const Seen *seen, bool chinese_names); /* for JSON: no unit; NULL when not known */
const char *required_words(Arena *arena, const Explanation *x, const Why *why, ExplainOptions options);
const char *day_words(Arena *arena, int32_t day, bool chinese);
#endif
