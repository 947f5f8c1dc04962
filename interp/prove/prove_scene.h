/* One decision under question, over one record of whom all facts are given: what the checks of prove.h share.
 * Must never know what is checked, or how findings are shown. */
#ifndef FATIAO_PROVE_SCENE_H
#define FATIAO_PROVE_SCENE_H
#include "interp/prove/prove.h"
#include "interp/prove/prove_ask.h"
#include "interp/prove/prove_outcome.h"
#include "interp/prove/shrink.h"
#include "interp/engine/trial.h"

/* active: by version, that it counts and is in force. first: a day from which on it may be. */
typedef struct {
    Arena *arena; const fatiao_policy *policy; const ProveOptions *options; ProveReport *report; int rule, entity;
    const Chunk *chunk; const Decision *decision; const Rule *about;
    Question q; Code code; Ask ask; Outcome outcome; End as_of; Truth *active; Lost lost; int32_t first; Hints hints; Trial trial; bool opened, asserted;
} Scene;
/* False: no solver, or the rule decides nothing by itself. */
bool scene_open(Scene *s, Arena *arena, const fatiao_policy *policy, const ProveOptions *options, ProveReport *report, int rule);
void scene_close(Scene *s);
/* Is there somebody? UNSETTLED is noted in the report. sample NULL: not wanted. */
Answer scene_ask(Scene *s, FindingKind kind, Span span, Truth what, Sample *sample);
static inline const Logic *scene_logic(const Scene *s) { return &s->q.terms.logic; }
Term scene_term(Scene *s, int reg);
/* The root register of an expression of the version; -1 where it has none in the root's lanes. */
int scene_register(const Scene *s, int version, const Expr *e);
/* Whether a register is settled before any fact is known: by a reading, a parameter. */
bool scene_settled(const Scene *s, int reg);
Finding *scene_find(Scene *s, FindingKind kind, Span span, const char *label);
/* The record made small while `shows` holds, judged by the VM; claims: the last lines of its 例, NULL: that something else is decided. */
void scene_show(Scene *s, Finding *f, Sample sample, bool (*shows)(void *ctx, const Sample *sample), void *ctx, const char *claims);
/* The 例 of a record the VM has judged: that it is decided otherwise. */
const char *scene_otherwise(Scene *s, const DecisionResult *d);

/* What an example has to go on showing, of the VM: this status (STATUS_COUNT_: any but not in force), this reason (REASON_NONE: any),
 * the truth registers of the list so, odd, unless it is 0, as odd_so, and in one lane of theirs those inside as inside_so. */
typedef struct { Scene *s; DecisionStatus status; Reason reason; const int *so; int n_so; int odd; bool odd_so; const int *inside; int n_inside; bool inside_so; } Shows;
bool scene_shows(void *ctx, const Sample *sample); /* ctx: a Shows */
enum { OPERANDS_MAX = 64 };
/* What is joined by this operator from here down; more than max are left out. */
int scene_operands(const Expr *e, ExprKind op, const Expr **out, int max);
/* Conditions joined by 且 from this one down, as root registers that facts decide; more than max are left out. */
int scene_conjuncts(const Scene *s, int version, const Expr *e, int *regs, int max);
/* A record for whom `what` holds and as many of the conditions as can be, the first before the others; *so: those that do. */
bool scene_nearest(Scene *s, Truth what, const int *regs, int n, Sample *sample, int *so, int *n_so);

/* ---- the checks ---- */
void prove_inside(Scene *s, int version, const Expr *aggregate, Truth path); /* of prove_idle: conditions of elements */
void prove_rules(Scene *s);      /* conflicts, what can never be */
void prove_cases(Scene *s);      /* cases never so, hidden, gaps, overlaps */
void prove_idle(Scene *s);       /* conditions and exceptions that never matter */
void prove_numbers(Scene *s);    /* overflow */
void prove_assertions(Arena *arena, const fatiao_policy *policy, const ProveOptions *options, ProveReport *report);
void prove_periods(Arena *arena, const fatiao_policy *policy, const ProveOptions *options, ProveReport *report);
#endif
