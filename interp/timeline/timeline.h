/* When the decisions about one record change, why, and what is paid between: one record judged on many days, a day a lane.
 * Knows days, stretches, causes, periods. Must never know how a record is read or run, or the form of the output. */
#ifndef FATIAO_TIMELINE_H
#define FATIAO_TIMELINE_H
#include "interp/program/cone.h"
#include "interp/decide/decide.h"

typedef enum {
    CAUSE_YEARS,  /* n full years (months) since a date of the record */
    CAUSE_DATE,   /* a date of the record has come, or has passed */
    CAUSE_YEAR,   /* the calendar year n began */
    CAUSE_FORCE, CAUSE_REPEAL, /* of a regulation */
    CAUSE_PARAM,  /* a parameter has a new version */
    CAUSE_RULE,   /* a rule has a new version */
    CAUSE_DEADLINE,
    CAUSE_CONDITION /* an expression came out differently */
} CauseKind;
/* path: of the fact behind it, NULL none; value: the fact's. age: years of age. version: of the parameter or rule. */
typedef struct { CauseKind kind; const char *path, *path_zh; Type type; int64_t value; int32_t day; int n; bool months, age, truth, was; int unit, param, rule, version; const Expr *expr; } Cause;
/* Days from..to, both included, on which a decision comes out the same. json: of the result as eval writes it. */
typedef struct { int32_t from, to; DecisionResult result; LaneState state[2]; const char *json, *plain; Cause *causes; int n_causes; } Stretch;

/* Periods of one amount, first days of the first and last of them. */
typedef struct { int32_t from, to; int count; int64_t amount; NumberWide sum; } PayRun;
typedef struct { int year, count; NumberWide sum; } PayYear;
typedef enum { PAYS_NOTHING, PAYS_DAILY, PAYS_MONTHLY, PAYS_YEARLY, PAYS_ONCE } PayPeriod;
typedef struct { PayPeriod period; Type type; AmountKind kind; PayRun *runs; int n_runs; PayYear *years; int n_years; int open; /* periods that hang on missing facts */ NumberWide total; } Payments;

typedef struct { int decision; Stretch *stretches; int n_stretches; Payments payments; Cone cone; /* of its rule under the law of the day, once asked for */ } Track;
typedef struct {
    Arena *arena; const Program *program; const Chunk *chunk; const Expr *const *exprs; /* by id */
    int32_t from, to, scan_from; /* scan_from: a day earlier where the period before decides */
    bool fixed_law; int32_t law;
    Track *tracks; int n_tracks;
} Timeline;

PayPeriod pay_period_of_type(const Type *type); /* by its unit; nothing where it is no money */
PayPeriod pay_period_of(const Rule *rule, const RuleVersion *version);
/* wanted: by decision, NULL all. */
Timeline *timeline_new(Arena *arena, const Program *program, const Chunk *chunk, const bool *wanted, int32_t from, int32_t to, const int32_t *law);
/* Days first .. first+n-1 have been judged, a lane each, in order from scan_from on. Any layout. */
void timeline_scan(Timeline *timeline, const Vm *vm, int32_t first, uint32_t n);
/* Why track's span `at` began: VM_KEEP; lane `before` is the day before its first. */
void timeline_causes(Timeline *timeline, const Vm *vm, Track *track, int at, uint32_t before, uint32_t after);
/* After the scan: hides the day before, adds up what is paid. */
void timeline_pay(Timeline *timeline);
const Stretch *track_on(const Track *track, int32_t day);

/* ---- for writers ---- */
const char *cause_words(Arena *arena, const Program *program, const SourceSet *sources, const Cause *cause, bool chinese);
const char *cause_id(CauseKind kind); /* years, date, ... */
int32_t pay_period_next(PayPeriod period, int32_t first); /* first day of the next; INT32_MAX after the last */
const char *pay_period_id(PayPeriod period); /* month, year, day, once */
/* "2024-03", "2024", "2024-03-01" */
const char *pay_period_name(Arena *arena, PayPeriod period, int32_t day);
size_t pay_sum_print(char out[NUMBER_TEXT], Type type, NumberWide sum);
#endif
