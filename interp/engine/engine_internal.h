/* Inside the engine: a compiled policy, and records run through its chunks. Only engine*.c and suite.c include this.
 * Must never know any stage's inside. */
#ifndef FATIAO_ENGINE_INTERNAL_H
#define FATIAO_ENGINE_INTERNAL_H
#include <stdatomic.h>
#include "grammar/diag.h"
#include "grammar/strbuf.h"
#include "grammar/syntax.h"
#include "interp/decide/decide.h"
#include "interp/facts/facts.h"
#include "interp/fatiao.h"
#include "interp/program/program.h"
#include "interp/vm/vm.h"

/* How a decision of a chunk is called in results: its name, with the way to its subject before it where two have one name. */
typedef struct { Name *items; } DecisionNames;
/* Parameters a rule may rest on that are verified up to some day only. */
typedef struct { int param; bool amount_only; } StaleParam;
typedef struct { StaleParam *items; int n; } StaleParams;
struct fatiao_policy {
    Arena arena; SourceSet sources; Diags diags; Program program;
    Node *const *files; int n_trees; /* syntax trees, in the order loaded */
    int n_files;                  /* sources[0 .. n_files-1] are files; texts of settings follow */
    const fatiao_setting *sets, *readings; int n_sets, n_readings; /* copies */
    bool usable, unreadable;
    const Chunk **chunks; DecisionNames *names; /* one for each entity */
    const fatiao_amendment *amendments; int n_amendments;
    int32_t law_from, law_until;  /* law_from, and the day before law_until: the days whose law it is; INT32_MIN, INT32_MAX: open */
    StaleParams *stale;           /* by rule; NULL: there are none */
    bool lean;                    /* read from a bundle: no trees, no conditions, no examples; or compiled without examples: policy_whole has them */
    uint32_t *tree_sources;       /* of a lean one: which source each of its trees is made from */
    _Atomic(fatiao_policy *) whole; /* of a lean one, once somebody has asked for it */
    atomic_int holders;           /* the caller, and every evaluator */
    const fatiao_diagnostic *problems[2]; /* by language */
    const fatiao_entity *entities;
};
fatiao_policy *policy_new(const Allocator *allocator); /* empty, held once; NULL without memory */
/* What is public of it as tables: diagnostics, entities, fields, decisions. */
void policy_tables(fatiao_policy *policy);
fatiao_type table_type(Type type);
void policy_hold(const fatiao_policy *policy);
void policy_drop(const fatiao_policy *policy); /* the last one frees it */
/* The policy with everything that was compiled; of a lean one, compiled from the texts in it when first asked for (it is then not usable
 * where they do not make a policy). It lives as long as the policy does. NULL: no memory. */
const fatiao_policy *policy_whole(const fatiao_policy *policy);
/* Trees to a program and chunks; `files` and the settings are set. */
void policy_build(fatiao_policy *policy);
/* Carries out the amendments among the files; those that remain are `files`. False: one cannot be, and diags say why. */
bool policy_amend(fatiao_policy *policy, const char *amended_to);
Allocator engine_allocator(const fatiao_allocator *allocator);
void stale_find(fatiao_policy *policy);
/* SHA-256 of the contents of the files and the settings, in hexadecimal; in the arena. */
/* Whether arguments are what they must be: n strings, none of them NULL; a format or language there is. */
bool strings_given(const char *const *s, int n);
bool format_given(fatiao_format format);
bool language_given(fatiao_language language);
const char *policy_hash(const fatiao_policy *policy, Arena *arena);
/* Runs `work` with an escape from want of memory. False: there was none. */
bool engine_guard(Arena *arena, void (*work)(void *ctx), void *ctx);

/* ---- engine_run.c: a block of records, read and run; what eval, explain and the suite share ---- */
enum { OPEN_LANES_MAX = 64 }; /* lanes judged again with every register kept */
typedef struct { const fatiao_policy *policy; Allocator allocator; const Chunk *const *chunks; FactsReader *reader; const bool *const *wanted; Vm **fast, **kept; int of_columns; /* entity + 1 of blocks that are not the reader's; 0: they are */ } Runner;
/* chunks NULL: the policy's. wanted: by entity a flag for each decision; NULL: all. */
bool runner_open(Runner *runner, const fatiao_policy *policy, const Allocator *allocator, const Chunk *const *chunks, const bool *const *wanted);
void runner_close(Runner *runner);
const Chunk *runner_chunk(const Runner *runner); /* of the block being read; NULL while it is empty */
/* The block as it is read so far. NULL: no memory. */
Vm *runner_run(Runner *runner);
/* Lanes of the block, with every register kept: lane i of the Vm is lanes[i]. In the arena as long as it is read. NULL: no memory. */
Vm *runner_keep(Runner *runner, Arena *arena, const uint32_t *lanes, uint32_t n);
/* The same for a block of the caller's, of the reader's entity. */
Vm *runner_run_block(Runner *runner, VmLayout layout, const Block *block);
/* Lanes in which something that the wanted decisions name is not known, or, with `broken`, may be an error: a bit each, BLOCK_LANES / 64 words. */
void runner_open_lanes(const Runner *runner, const Vm *vm, bool broken, uint64_t open[BLOCK_LANES / 64]);
/* Decides one lane, missing facts and texts of the record included where the Vm keeps its registers. False: no memory. */
bool runner_decide(Runner *runner, Arena *arena, Vm *vm, bool kept, int decision, uint32_t lane, DecisionResult *out);
/* Some lanes of a block as a block of their own. */
Block *block_gather(Arena *arena, const Chunk *chunk, const Block *block, const uint32_t *lanes, uint32_t n);
/* Lane 0 of a block n times, with days of its own: the two arrays, n long, are to be filled in. */
Block *block_days(Arena *arena, const Chunk *chunk, const Block *block, uint32_t n, int32_t **as_of, int32_t **law_as_of);

/* ---- engine_write.c: decisions as text ---- */
typedef struct { const Program *program; const Chunk *chunk; const DecisionNames *names; const Vm *vm; uint32_t lane; bool chinese /* names */, lean; const StaleParams *stale; int32_t law_date; } WriteContext;
const char *write_unit_name(Type type); /* "元/月", "" none */
void write_decision(StrBuf *out, const WriteContext *cx, const DecisionResult *d);
const char *write_reason(const DecisionResult *d, bool chinese); /* of an undetermined decision or an error, as an identifier; NULL none */
const char *write_why(Arena *arena, const WriteContext *cx, const DecisionResult *d); /* the same, for people where there is more to say */
/* Labels of the articles a result rests on, without repetition. */
void write_cites(StrBuf *out, const WriteContext *cx, const int *articles, int n);
/* The same as a list: where the version stands, and the exceptions that hold. */
const char **write_cited(Arena *arena, const WriteContext *cx, const DecisionResult *d, int *n);
/* What a result comes to, for people: "1000.00 元/月", "至少 800.00 元", "a、b". */
const char *write_plain(Arena *arena, const WriteContext *cx, const DecisionResult *d);
/* The next parameter of the decision, from *at on, that was verified up to a day before the law's date only; NULL: no more. */
const Param *write_stale(const WriteContext *cx, const DecisionResult *d, int *at);
const char *write_missing_plain(Arena *arena, const DecisionResult *d, bool chinese);

/* ---- engine_eval.c: what its writers share ---- */
typedef struct { uint64_t line; const char *id; size_t id_len; FactsError error; } BadRecord;
typedef struct ArrowPool ArrowPool;
typedef struct ArrowPlan ArrowPlan;
struct fatiao_evaluator {
    const fatiao_policy *policy; Allocator allocator; fatiao_options options; fatiao_sink sink;
    Arena arena;    /* of the evaluator's life: options, messages */
    Arena scratch;  /* of one block */
    Runner runner; FactsStream *stream; FactsOptions facts; bool **wanted;
    StrBuf out; const char *message, *policy_hash; struct Rows *rows; char *buffer; /* where `out` begins, if there is one */
    BadRecord *bad; uint32_t *bad_before; int n_bad; /* of the block: after how many lanes each stood */
    Arena results; Vm *decided, *kept; int kept_row; bool has_results; /* engine_result.c: the records in the reader's block have been decided */
    fatiao_evaluator *whole; /* of a lean policy: the one that explains */
    ArrowPool *pool; ArrowPlan *plan; /* of results in columns; and the last columns that were decided */
    int bad_records; bool wrote_head, wrote_record, ended; fatiao_status status; /* OK, or why it does no more */
};
/* ---- engine_arrow_memory.c: memory of results that have been released, for the next batch; held by whoever may give or take some ---- */
ArrowPool *arrow_pool_new(const Allocator *allocator); /* NULL: no memory */
ArrowPool *arrow_pool_hold(ArrowPool *pool);
void arrow_pool_drop(ArrowPool *pool);
/* ---- engine_arrow.c ---- */
void arrow_plan_free(ArrowPlan *plan);
/* ---- engine_result.c: records decided, as data ---- */
/* Forgets them, and what was said about them. */
void result_forget(fatiao_evaluator *ev);
/* Records are read into the block by `read`, then decided. */
fatiao_status result_decide(fatiao_evaluator *ev, FactsResult (*read)(fatiao_evaluator *ev, const void *ctx), const void *ctx);
bool result_there(const fatiao_evaluator *ev, int row, int decision);
/* The row with every register kept, as lane 0. NULL: no memory. */
Vm *result_kept(fatiao_evaluator *ev, int row);
/* ---- engine_one.c: a record given by itself ---- */
typedef struct { fatiao_evaluator *ev; FactsStream *stream; const char *message; fatiao_status status; } OneRecord;
/* The evaluator for what needs the conditions themselves: of a policy from a bundle, one of the same options on the whole of it. NULL: no memory. */
fatiao_evaluator *one_whole(fatiao_evaluator *ev);
bool one_busy(const fatiao_evaluator *ev); /* a stream that has not been flushed, or a dialogue */
/* Runs `work` with an escape from want of memory; then message and status are the evaluator's and the block is empty again. */
fatiao_status one_run(OneRecord *one, void (*work)(void *ctx), void *ctx);
/* Into the block, as its only lane. verb: for the message when there are several. */
bool one_read(OneRecord *one, const char *record, size_t len, const char *verb);
/* The decision of this name about the record; -1: refused, with the nearest. */
int one_decision(OneRecord *one, const char *name);
bool one_refuse(OneRecord *one, fatiao_status status, const char *message); /* always false */
/* A day given as an option; false: *message, in the evaluator's arena, says why not. */
bool eval_take_date(fatiao_evaluator *ev, const char *option, const char *text, int32_t *day, const char **message);
/* Whether the policy is the law of all these days, or a law date is fixed; else the message says of which it is. */
bool eval_law_days(fatiao_evaluator *ev, int32_t first, int32_t last, const char **message);
void eval_write_head(fatiao_evaluator *ev);
void eval_write_bad(fatiao_evaluator *ev, const BadRecord *bad);
/* kept: where something is open, the Vm that keeps its registers, in which the record is another lane; else NULL. False: no memory. */
bool eval_write_record(fatiao_evaluator *ev, Vm *fast, uint32_t lane, Vm *kept, uint32_t kept_lane);
/* ---- engine_rows.c: a line of JSON a record. rows_begin before the first record of a block ---- */
enum { OUT_BUFFER = 128 * 1024 };
bool rows_begin(fatiao_evaluator *ev, const Vm *fast);
bool rows_write(fatiao_evaluator *ev, Vm *fast, uint32_t lane, Vm *kept, uint32_t kept_lane, const FactsRow *row);
void rows_free(fatiao_evaluator *ev);
#endif
