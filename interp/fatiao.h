/* Fatiao: policies as text, compiled once, applied to records. The one public header.
 *
 *     fatiao_policy *policy;                                       a policy from files, memory or a bundle
 *     fatiao_compile(&source, &policy);
 *     fatiao_evaluator_new(policy, &options, sink, &evaluator);    one for each thread
 *     fatiao_decide_json(evaluator, text, length);                 a record: JSON text, a cJSON tree, a C struct
 *     fatiao_result_at(evaluator, 0, decision, &result);           its decisions as data; fatiao_explain_result says why
 *
 *     fatiao_eval_feed, fatiao_eval_arrow                          many records: lines of JSON, columns
 *
 * No global state, no output, no exit, no clock. The caller gives the assessment date; text comes through a sink.
 * Strings are UTF-8 and end with NUL. What a function borrows it forgets when it returns, unless its comment says otherwise.
 * Threads: a policy never changes and may be shared by all; everything that takes an evaluator is for one thread at a time.
 * Errors: every function says in its status or result what went wrong. NULL where something is needed, an index out of range, a call
 * in the wrong state give FATIAO_ARGUMENT (or NULL, 0, -1) and have no effect. Freeing NULL does nothing. */
#ifndef FATIAO_H
#define FATIAO_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
#define FATIAO_API __attribute__((visibility("default")))

typedef enum {
    FATIAO_OK,
    FATIAO_ERRORS,    /* it ran, and there is something to report: errors in a policy, a record that could not be read, an 例 that failed */
    FATIAO_UNKNOWN,   /* an option or a binding does not fit the policy; fatiao_message says what, and what was perhaps meant */
    FATIAO_NO_MEMORY,
    FATIAO_STOPPED,   /* the sink said no */
    FATIAO_ARGUMENT   /* NULL, out of range, or not now */
} fatiao_status;
typedef enum { FATIAO_EN, FATIAO_ZH } fatiao_language;
/* What a status means, in a few words; static. */
FATIAO_API const char *fatiao_status_text(fatiao_status status, fatiao_language language);
/* Of this header, and of the library that is running; static. */
#define FATIAO_VERSION "0.1.0"
FATIAO_API const char *fatiao_version(void);
/* What is refused beyond this: bytes of a file, of a record; objects and lists inside each other in a record; elements of a list; records
 * given at once to fatiao_decide_structs. */
typedef struct { size_t file_bytes, record_bytes; int record_depth, list_elements, structs; } fatiao_limits;
FATIAO_API fatiao_limits fatiao_limits_now(void);

/* realloc(ctx, NULL, 0, n) allocates, realloc(ctx, p, old, 0) frees and returns NULL. A NULL allocator means malloc. It is called from every
 * thread that uses the policy or its evaluators, and must live as long as they. */
typedef struct { void *ctx; void *(*realloc)(void *ctx, void *p, size_t old_size, size_t new_size); } fatiao_allocator;
/* Takes text as it comes, in pieces; false stops the work (FATIAO_STOPPED). */
typedef struct { void *ctx; bool (*write)(void *ctx, const char *bytes, size_t len); } fatiao_sink;

/* ---- policies ---- */
/* What stands at a path. A file: bytes, borrowed until the next read. A folder: paths of the .law files and of the folders in it.
 * identity: one spelling for one file however it was reached, NULL where the path will do. Not readable: why. */
typedef struct { bool folder; const void *bytes; size_t len; const char *const *entries; int n_entries; const char *identity, *why; } fatiao_file;
typedef struct {
    void *ctx;
    bool (*read)(void *ctx, const char *path, fatiao_file *file);
    const char *const *library; int n_library; /* folders searched for 引用 after the file's own */
} fatiao_files;
typedef struct { const char *name, *value; } fatiao_setting;
typedef struct {
    const fatiao_allocator *allocator;
    const fatiao_files *files;                      /* read NULL, or files NULL: the disk */
    const char *const *paths; int n_paths;          /* files and folders; all of them are one policy */
    const fatiao_setting *sets; int n_sets;         /* pending parameters, values in the language's form */
    const fatiao_setting *readings; int n_readings; /* the option to take instead of the one adopted */
    const char *amended_to;                         /* YYYY-MM-DD: amendments (修正) among the files count that are in force on this day; NULL: all
                                                       of them. A record whose law date has others is refused */
    bool rules_only;                                /* 例 are passed over, and what is wrong in them is not said: for a program that evaluates
                                                       policies which were checked before. Whatever needs more than evaluating compiles all of
                                                       it when first asked, as with a bundle. No effect where there are amendments */
} fatiao_source;
typedef struct fatiao_policy fatiao_policy;
/* Text to a policy. FATIAO_ERRORS: the policy holds diagnostics and cannot be run. *policy is NULL for FATIAO_NO_MEMORY and FATIAO_ARGUMENT;
 * else it is to be freed. */
FATIAO_API fatiao_status fatiao_compile(const fatiao_source *source, fatiao_policy **policy);
/* The same of texts in memory, found by 引用 under their paths. more: allocator, sets and readings; its paths, where it has any, are those to
 * begin with, else all files are; NULL: nothing more. */
typedef struct { const char *path; const void *bytes; size_t len; } fatiao_memory_file;
FATIAO_API fatiao_status fatiao_compile_memory(const fatiao_memory_file *files, int n_files, const fatiao_source *more, fatiao_policy **policy);
/* A policy from a bundle, the bytes that fatiao_policy_save wrote. FATIAO_ERRORS: it is of another version or damaged, see the diagnostics. */
FATIAO_API fatiao_status fatiao_load(const void *bytes, size_t len, const fatiao_allocator *allocator, fatiao_policy **policy);
/* A bundle: what evaluating needs, checked by a checksum, and the texts, for explanations. FATIAO_ERRORS: the policy cannot be run. */
FATIAO_API fatiao_status fatiao_policy_save(const fatiao_policy *policy, fatiao_sink sink);
/* At any time: evaluators that are at work keep what they need until they are freed. */
FATIAO_API void fatiao_policy_free(fatiao_policy *policy);
FATIAO_API int fatiao_policy_errors(const fatiao_policy *policy);
FATIAO_API int fatiao_policy_warnings(const fatiao_policy *policy);
/* Whether a file is missing or is no text, so that nothing could be said about it. */
FATIAO_API bool fatiao_policy_unreadable(const fatiao_policy *policy);
/* The vocabulary most of its files are written in. */
FATIAO_API fatiao_language fatiao_policy_language(const fatiao_policy *policy);

/* What is wrong with a policy, in order of place. line, column: from 1, in characters; start, end: bytes; file NULL: no place. All of it
 * lives as long as the policy. fatiao_policy_diagnostics writes the same for people, with the source line and a caret. */
typedef enum { FATIAO_SEVERITY_ERROR, FATIAO_SEVERITY_WARNING, FATIAO_SEVERITY_NOTICE } fatiao_severity;
typedef struct { const char *file; uint32_t line, column, end_line, end_column, start, end; } fatiao_place;
typedef struct { fatiao_place place; const char *text; } fatiao_note; /* of a fix: what to put there */
typedef struct {
    int code; fatiao_severity severity; fatiao_place place; const char *message;
    const fatiao_note *notes; int n_notes; const fatiao_note *fixes; int n_fixes;
} fatiao_diagnostic;
FATIAO_API const fatiao_diagnostic *fatiao_policy_problems(const fatiao_policy *policy, fatiao_language language, int *n);

/* ---- what a policy holds ---- */
/* Either name means the thing, in records, options and bindings; alias is zh where none was given. */
typedef struct { const char *zh, *alias; } fatiao_name;
typedef enum { FATIAO_NOTHING, FATIAO_BOOL, FATIAO_ENUM, FATIAO_NUMBER, FATIAO_DATE, FATIAO_STRING, FATIAO_RECORD, FATIAO_LIST } fatiao_type;
typedef enum { FATIAO_DEFINE, FATIAO_BENEFIT, FATIAO_PRIORITY, FATIAO_ITEMS, FATIAO_DUTY, FATIAO_PROHIBITION, FATIAO_ENCOURAGED, FATIAO_TARGET } fatiao_rule;
typedef struct fatiao_entity fatiao_entity;
typedef struct {
    fatiao_name name; const char *description; /* NULL none */
    fatiao_type type; int scale; const char *unit; /* NUMBER: digits after the point; "元/月", "" none */
    int64_t least, most;                       /* NUMBER, at the scale; INT64_MIN, INT64_MAX: open */
    const fatiao_name *values; int n_values;   /* ENUM */
    const fatiao_entity *entity;               /* RECORD, LIST */
} fatiao_field;
typedef struct {
    fatiao_name name; fatiao_rule rule; const char *article; /* where it stands, "69.1"; NULL none */
    fatiao_type type; int scale; const char *unit; /* of its value or amount, in its newest version; each fatiao_value has its own */
    const fatiao_name *values; int n_values;       /* ENUM */
    const fatiao_name *items; int n_items;         /* ITEMS */
} fatiao_decision;
struct fatiao_entity { fatiao_name name; const char *description; const fatiao_field *fields; int n_fields; const fatiao_decision *decisions; int n_decisions; };
/* Entities in order of declaration, each with its fields and the decisions made about it. Lives as long as the policy; NULL, *n 0 where the
 * policy cannot be run. */
FATIAO_API const fatiao_entity *fatiao_policy_entities(const fatiao_policy *policy, int *n);
/* By either name; -1 none. A decision is found under its key in results as well (household.aid). */
FATIAO_API bool fatiao_policy_has_reading(const fatiao_policy *policy, const char *name);
FATIAO_API int fatiao_find_entity(const fatiao_policy *policy, const char *name);
FATIAO_API int fatiao_find_decision(const fatiao_policy *policy, int entity, const char *name);

/* ---- evaluators ---- */
typedef enum { FATIAO_NDJSON, FATIAO_TABLE, FATIAO_CSV, FATIAO_TEXT, FATIAO_JSON, FATIAO_HTML, FATIAO_MARKDOWN, FATIAO_SVG } fatiao_format;
/* How numbers of results stand in columns (fatiao_eval_arrow). DECIMAL: decimal128 with the digits of their type; without digits, int64.
 * INT64: int64 with the digits of their type, 1050 for 10.50. NARROWEST: uint8, uint16, int32 or int64, the narrowest that holds all numbers
 * the policy can give, with no more digits than all of them need, 10 for 10.00. Of both the metadata "scale" of the schema says how many
 * digits stand after the point: the value is what stands there divided by 10 to that. DICTIONARY: what can be but one of a few numbers as
 * uint8 codes and a dictionary of the numbers as by DECIMAL. What cannot stand so stands as by DECIMAL. */
typedef enum { FATIAO_DECIMAL, FATIAO_INT64, FATIAO_NARROWEST, FATIAO_DICTIONARY } fatiao_numbers;
typedef struct {
    const char *as_of, *law_as_of;         /* YYYY-MM-DD; a record's own as_of wins; law_as_of NULL: the same day */
    const char *entity;                    /* NULL: each record says, or its keys fit one entity only */
    const char *const *only; int n_only;   /* decisions wanted, n_only 0: all */
    fatiao_format format;                  /* eval: NDJSON, TABLE, CSV; explain: TEXT, JSON, HTML, MARKDOWN */
    fatiao_language names;                 /* of decisions, values and missing facts */
    fatiao_language language;              /* of messages and headings */
    bool lean, receipt, colour;
    fatiao_numbers numbers;                /* of results in columns */
} fatiao_options;
typedef struct fatiao_evaluator fatiao_evaluator;
/* Options are copied. sink: where streams and explanations go; write NULL: nowhere, they are then refused. The policy may be freed before it.
 * FATIAO_UNKNOWN: see fatiao_message, then free it. *evaluator is NULL for FATIAO_NO_MEMORY and FATIAO_ARGUMENT. */
FATIAO_API fatiao_status fatiao_evaluator_new(const fatiao_policy *policy, const fatiao_options *options, fatiao_sink sink, fatiao_evaluator **evaluator);
FATIAO_API void fatiao_evaluator_free(fatiao_evaluator *evaluator);
/* What was wrong with the last call, in the language of the options; NULL nothing. Lives until the next call. */
FATIAO_API const char *fatiao_message(const fatiao_evaluator *evaluator);

/* ---- one record, as data ---- */
/* Each of these reads a record, decides it, and forgets the one before. FATIAO_ERRORS: it was refused, see fatiao_message; nothing is decided. */
FATIAO_API fatiao_status fatiao_decide_json(fatiao_evaluator *evaluator, const char *record, size_t len);
struct cJSON; /* numbers of more than 15 digits are refused: the tree has lost them */
FATIAO_API fatiao_status fatiao_decide_cjson(fatiao_evaluator *evaluator, const struct cJSON *record);

/* How a field lies in a C struct. path: from the record, in names of fields parted by points ("household.children.birth_date"); "as_of" is
 * the assessment date. Of a list the path itself is bound, to a pointer to its first element, with `count` and `size`; its elements' fields
 * have offsets in the element. */
typedef enum {
    FATIAO_C_BOOL, FATIAO_C_INT8, FATIAO_C_UINT8, FATIAO_C_INT16, FATIAO_C_UINT16, FATIAO_C_INT32, FATIAO_C_UINT32, FATIAO_C_INT64, /* ENUM: the index */
    FATIAO_C_DAYS,   /* int32_t, days since 1970-01-01: dates */
    FATIAO_C_TEXT,   /* const char *, NUL at its end, NULL unknown; strings, values of ENUM by name, numbers and dates as JSON has them */
    FATIAO_C_LIST    /* a pointer to elements; NULL with a count of 0 is an empty list, with another it is refused */
} fatiao_ctype;
typedef struct {
    const char *path; fatiao_ctype type; size_t offset;
    int scale;             /* NUMBER: digits after the point in the integer (money in 分: 2); at most the field's */
    bool nullable; size_t known; /* nullable: `known` is the offset of a bool, false where the fact is unknown */
    size_t count, size;    /* LIST: offset of a uint32_t; bytes of an element */
} fatiao_bound;
typedef struct fatiao_binding fatiao_binding;
/* Fields that are not bound are unknown. size: of the struct; no field may lie beyond it. FATIAO_UNKNOWN: a path or type does not fit, see
 * fatiao_message. The binding belongs to the evaluator and is freed with it. */
FATIAO_API fatiao_status fatiao_bind(fatiao_evaluator *evaluator, const char *entity, const fatiao_bound *fields, int n_fields, size_t size, const fatiao_binding **binding);
/* n records in a row, at most fatiao_limits_now().structs. Values outside a field's range are refused like those of JSON. */
FATIAO_API fatiao_status fatiao_decide_structs(fatiao_evaluator *evaluator, const fatiao_binding *binding, const void *records, size_t n);

typedef enum {
    FATIAO_GRANTED, FATIAO_DENIED, FATIAO_MET, FATIAO_UNMET, FATIAO_DONE, FATIAO_NOT_DONE, FATIAO_VALUE,
    FATIAO_UNDETERMINED, FATIAO_CONFLICT, FATIAO_NOT_IN_FORCE, FATIAO_REPEALED, FATIAO_FAILED /* overflow, a date out of range */
} fatiao_outcome;
typedef enum { FATIAO_EXACT, FATIAO_AT_LEAST, FATIAO_AT_MOST } fatiao_bounds;
typedef struct {
    fatiao_type type; int scale; const char *unit;
    int64_t number;      /* NUMBER: times 10 to the scale; DATE: days since 1970-01-01; BOOL: 0, 1; ENUM: index. Undetermined: the lowest */
    int64_t highest;     /* undetermined: the highest; INT64_MIN, INT64_MAX are open ends. Else the same as number */
    const char *text;    /* STRING; ENUM: the value's name, in the options' names */
} fatiao_value;
typedef struct {
    fatiao_outcome outcome;
    fatiao_value value;                              /* type NOTHING: none */
    fatiao_bounds bounds;                            /* of an amount: itself, a floor, a ceiling */
    bool applies, has_due, due, overdue;             /* duties and targets */
    bool may_conflict;
    const char *reason;                              /* undetermined, error: missing, no_case, overflow ...; NULL */
    const char *const *missing; int n_missing;       /* paths of facts, names of parameters */
    const char *const *payers; const fatiao_value *parts; int n_parts;
    const char *const *items; int n_items;           /* of a list: those that apply for certain */
    const char *const *possible; int n_possible;     /* those that may */
    const char *const *cites; int n_cites;           /* articles */
    const char *const *unverified; int n_unverified; /* parameters past the day they were verified up to */
} fatiao_result;
/* How many records the last call decided, and of which entity. */
FATIAO_API int fatiao_decided(const fatiao_evaluator *evaluator, int *entity);
/* What strings and arrays of *result point to is kept until the evaluator decides again, also where the same is asked for twice.
 * FATIAO_ARGUMENT also for a decision not wanted. */
FATIAO_API fatiao_status fatiao_result_at(fatiao_evaluator *evaluator, int record, int decision, fatiao_result *result);
/* The outcome alone, without making anything of it; FATIAO_FAILED for wrong arguments. */
FATIAO_API fatiao_outcome fatiao_outcome_at(fatiao_evaluator *evaluator, int record, int decision);
/* A value as text: "1000.00", "2024-01-01", "true", a name. Whole money has two digits after the point. Returns the length, as snprintf does. */
FATIAO_API size_t fatiao_value_print(const fatiao_value *value, char *out, size_t size);
/* "granted", "享受"; static. */
FATIAO_API const char *fatiao_outcome_text(fatiao_outcome outcome, fatiao_language language);
/* The line that eval would write, to the sink. */
FATIAO_API fatiao_status fatiao_result_json(fatiao_evaluator *evaluator, int record);
/* Every condition, the value seen, the law's text, to the sink in the options' format. */
FATIAO_API fatiao_status fatiao_explain_result(fatiao_evaluator *evaluator, int record, int decision);
/* One record from JSON, one decision (name or alias), with its reasons. */
FATIAO_API fatiao_status fatiao_explain(fatiao_evaluator *evaluator, const char *record, size_t len, const char *decision);
/* One record on every day from `from` to `to` (YYYY-MM-DD, both included; they stand in for any as_of): on which days its decisions
 * change, why, and what is paid between. The evaluator's law_as_of, if given, is the law's date throughout. format TEXT, JSON, CSV, SVG. */
FATIAO_API fatiao_status fatiao_timeline(fatiao_evaluator *evaluator, const char *record, size_t len, const char *from, const char *to);

/* ---- many records: JSON in, JSON out ---- */
/* One JSON object, an array, or NDJSON, in pieces of any size. Results go to the sink in input order, in constant memory. */
FATIAO_API fatiao_status fatiao_eval_feed(fatiao_evaluator *evaluator, const char *bytes, size_t len);
/* Decides the whole lines fed so far, though more could be decided with them in one go: for a caller who waits for an answer. */
FATIAO_API fatiao_status fatiao_eval_flush(fatiao_evaluator *evaluator);
/* FATIAO_ERRORS: some record could not be read or decided; its line says why. */
FATIAO_API fatiao_status fatiao_eval_end(fatiao_evaluator *evaluator);
FATIAO_API int fatiao_eval_bad_records(const fatiao_evaluator *evaluator);
/* Whether what was fed is lines for certain, a record each; else it is one object or an array, as far as one can see. */
FATIAO_API bool fatiao_eval_is_lines(const fatiao_evaluator *evaluator);
/* Whole lines of NDJSON by themselves, the first of which has this number (from 1) in the input: for a caller who parts the lines among
 * threads, each with its evaluator, and puts what they write in order. All of it is written when this returns; the head of CSV only before
 * line 1. Needs no fatiao_eval_end. FATIAO_ERRORS: some of these lines could not be read. FATIAO_ARGUMENT also while a record that was fed
 * is not whole or not flushed, and for the format TABLE. */
FATIAO_API fatiao_status fatiao_eval_lines(fatiao_evaluator *evaluator, const char *lines, size_t len, uint64_t first_line);

/* ---- many records: columns ---- */
/* The Arrow C Data Interface, https://arrow.apache.org/docs/format/CDataInterface.html, as it asks to be copied. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4
struct ArrowSchema {
    const char *format, *name, *metadata; int64_t flags, n_children; struct ArrowSchema **children, *dictionary;
    void (*release)(struct ArrowSchema *); void *private_data;
};
struct ArrowArray {
    int64_t length, null_count, offset, n_buffers, n_children; const void **buffers; struct ArrowArray **children, *dictionary;
    void (*release)(struct ArrowArray *); void *private_data;
};
#endif
#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out); int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *); void (*release)(struct ArrowArrayStream *); void *private_data;
};
#endif
/* Records: a struct array, a child for each field given, under either name; nulls and what is not given are unknown. Booleans; enumerations
 * as strings, as a dictionary of strings, or by index; numbers as integers or decimals; dates as date32 or date64; strings; records as
 * structs; lists as list or large_list of structs; "as_of" as a date; "id" and "entity" are passed over. Bytes, days and 64-bit numbers are
 * read where they lie. Records are read during the call only, and stay the caller's.
 * Results: a struct array of as many rows, a child for each decision wanted, each a struct: "status" (a dictionary of strings), "value"
 * where the decision has one (null unless granted or a value; numbers as fatiao_options.numbers says; metadata "unit", "bounds", "scale"),
 * "parts" by payer, "items" of a list as booleans (null: open), "applies", "due" and "overdue" of duties. They are the caller's to
 * release, and live longer than evaluator and policy; what was released is used for the next batch. schema_out and results may be released in any order; schema_out may be NULL.
 * FATIAO_UNKNOWN: the schema does not fit; FATIAO_ERRORS: a row is refused, or the array is malformed; see fatiao_message. */
FATIAO_API fatiao_status fatiao_eval_arrow(fatiao_evaluator *evaluator, const struct ArrowSchema *schema, const struct ArrowArray *records, struct ArrowSchema *schema_out, struct ArrowArray *results);
/* Batches as they are asked for from `results`, which has taken over `records`. It does not need the evaluator any longer, and is for one
 * thread at a time. Where get_next gives EINVAL or ENOMEM, get_last_error says why. */
FATIAO_API fatiao_status fatiao_eval_arrow_stream(fatiao_evaluator *evaluator, struct ArrowArrayStream *records, struct ArrowArrayStream *results);

/* ---- a dialogue ---- */
/* A dialogue about one decision of one record: only facts are asked for that can still matter, those that settle most first, until the
 * answer is certain. The evaluator must outlive it and is not used for anything else meanwhile. record NULL: nothing is known yet. */
typedef struct fatiao_dialogue fatiao_dialogue;
typedef struct { const char *fact; /* path in aliases */ const char *text; int number; } fatiao_question;
/* *dialogue is NULL unless FATIAO_OK; else see fatiao_message. */
FATIAO_API fatiao_status fatiao_dialogue_new(fatiao_evaluator *evaluator, const char *record, size_t len, const char *decision, fatiao_dialogue **dialogue);
FATIAO_API void fatiao_dialogue_free(fatiao_dialogue *dialogue);
/* The question to put; false: there is none left. Its strings hold until it is answered. */
FATIAO_API bool fatiao_dialogue_question(const fatiao_dialogue *dialogue, fatiao_question *question);
/* In words: 是, 1969年1月2日, 不知道. FATIAO_UNKNOWN: not understood, or not possible; fatiao_message says why; the question stands. */
FATIAO_API fatiao_status fatiao_dialogue_answer(fatiao_dialogue *dialogue, const char *answer);
FATIAO_API bool fatiao_dialogue_certain(const fatiao_dialogue *dialogue);
/* What is decided so far, as text or, with format JSON, as eval writes it; the record with the answers in it, as JSON. */
FATIAO_API fatiao_status fatiao_dialogue_result(fatiao_dialogue *dialogue, fatiao_sink sink);
FATIAO_API fatiao_status fatiao_dialogue_record(fatiao_dialogue *dialogue, fatiao_sink sink);
/* A line of JSON for the dialogue and one for each answer; and the answers of such lines, as far as they answer what is asked.
 * FATIAO_UNKNOWN: not such lines, or of another decision or day. */
FATIAO_API fatiao_status fatiao_dialogue_save(fatiao_dialogue *dialogue, fatiao_sink sink);
FATIAO_API fatiao_status fatiao_dialogue_replay(fatiao_dialogue *dialogue, const char *lines, size_t len);

/* ---- many records: how many ---- */
/* against: a policy from the same files with other sets or readings (against_text: how to call it), to show the difference; NULL none. by: a
 * field (a path) or define whose values group the records; NULL none. from, to: judged on the first day of every month between, and what is
 * due added up; both NULL: on each record's day. format of the options: TABLE, CSV, JSON, HTML. */
typedef struct { const fatiao_policy *against; const char *against_text, *by, *from, *to; } fatiao_simulation_options;
typedef struct fatiao_simulation fatiao_simulation;
/* trouble: takes a line for each of the first records that cannot be read. Options are copied; the policies must outlive it. FATIAO_UNKNOWN:
 * see fatiao_simulation_message, then free it. */
FATIAO_API fatiao_status fatiao_simulation_new(const fatiao_policy *policy, const fatiao_options *options, const fatiao_simulation_options *what, fatiao_sink trouble, fatiao_simulation **simulation);
FATIAO_API void fatiao_simulation_free(fatiao_simulation *simulation);
FATIAO_API const char *fatiao_simulation_message(const fatiao_simulation *simulation);
/* Constant memory however many they are. */
FATIAO_API fatiao_status fatiao_simulation_feed(fatiao_simulation *simulation, const char *bytes, size_t len);
/* Columns, as for fatiao_eval_arrow, in batches of one schema or several, before, after or between records that are fed. A batch of which a
 * row is refused is not counted further: FATIAO_ERRORS, and the simulation counts no more. The stream is read to its end and stays the
 * caller's to release. What came as columns cannot be saved or resumed. */
FATIAO_API fatiao_status fatiao_simulation_arrow(fatiao_simulation *simulation, const struct ArrowSchema *schema, const struct ArrowArray *records);
FATIAO_API fatiao_status fatiao_simulation_arrow_stream(fatiao_simulation *simulation, struct ArrowArrayStream *records);
/* Whether what was fed is lines for certain, a record each, and none is left to pass over after fatiao_simulation_resume. */
FATIAO_API bool fatiao_simulation_is_lines(const fatiao_simulation *simulation);
/* Whole lines of NDJSON by themselves, the first of which has this number (from 1) in the input: for a caller who parts the lines among
 * threads, each with a simulation of the same policy and options, and puts what they counted together. FATIAO_ARGUMENT for a simulation
 * that is resumed or was fed otherwise. Records that cannot be read are told of, in order, when it is merged, saved or ended. */
FATIAO_API fatiao_status fatiao_simulation_lines(fatiao_simulation *simulation, const char *lines, size_t len, uint64_t first_line);
/* Adds what `part` has counted, of lines by themselves or of columns, and takes it from it: it is as new, and may count more. The order of
 * parts does not matter: the report is the one of all records by one simulation. What went wrong with the part has gone wrong with this one.
 * FATIAO_UNKNOWN: of another policy or other options. */
FATIAO_API fatiao_status fatiao_simulation_merge(fatiao_simulation *simulation, fatiao_simulation *part);
FATIAO_API uint64_t fatiao_simulation_records(const fatiao_simulation *simulation); /* read so far, those that cannot be read included */
FATIAO_API uint64_t fatiao_simulation_bad_records(const fatiao_simulation *simulation);
/* What was counted so far, for another simulation of the same policy and options that is then fed the same records from the beginning: it
 * passes over those counted; resume comes before the first feed; saved after the end, records that are added to the file
 * later are counted on top. FATIAO_UNKNOWN: of another policy, other options or other records, or damaged. */
FATIAO_API fatiao_status fatiao_simulation_save(fatiao_simulation *simulation, fatiao_sink sink);
FATIAO_API fatiao_status fatiao_simulation_resume(fatiao_simulation *simulation, const char *state, size_t len);
/* FATIAO_ERRORS: there were records that could not be read. */
FATIAO_API fatiao_status fatiao_simulation_end(fatiao_simulation *simulation, fatiao_sink sink);

/* ---- tools: what the command is made of ---- */
FATIAO_API fatiao_status fatiao_policy_diagnostics(const fatiao_policy *policy, fatiao_language language, bool colour, fatiao_sink sink);
FATIAO_API fatiao_status fatiao_policy_diagnostics_json(const fatiao_policy *policy, fatiao_language language, fatiao_sink sink);
/* Worst-case lane operations for one record, in all and by entity, as text. */
FATIAO_API fatiao_status fatiao_policy_cost(const fatiao_policy *policy, fatiao_language language, fatiao_sink sink);
FATIAO_API fatiao_status fatiao_policy_disassemble(const fatiao_policy *policy, fatiao_sink sink);
/* Rows of a kind, all or those of one responsible body and of one article ("75", "75.1.11"); format TABLE, CSV or JSON. In a table a
 * parameter without a unit is as its file has it (20%, 14.5/10万), else a plain decimal.
 * FATIAO_UNKNOWN: no such body or article; `trouble` takes the message. */
typedef enum { FATIAO_LIST_DECISIONS, FATIAO_LIST_BENEFITS, FATIAO_LIST_DUTIES, FATIAO_LIST_TARGETS, FATIAO_LIST_PARAMETERS, FATIAO_LIST_READINGS, FATIAO_LIST_ENTITIES, FATIAO_LIST_ASSERTIONS } fatiao_list_kind;
typedef struct { fatiao_list_kind kind; const char *body, *article; fatiao_format format; fatiao_language language; } fatiao_list_options;
FATIAO_API fatiao_status fatiao_list(const fatiao_policy *policy, const fatiao_list_options *options, fatiao_sink out, fatiao_sink trouble);
/* The law text of the policy's files against the official document (UTF-8), article by article; white space and page breaks do
 * not count. format TEXT or JSON. FATIAO_ERRORS: something is missing, altered, duplicated or out of order. The policy may have errors.
 * FATIAO_UNKNOWN: the document is no text; `trouble` takes the message. */
FATIAO_API fatiao_status fatiao_compare_official(const fatiao_policy *policy, const char *document, size_t len, fatiao_format format, fatiao_language language, bool colour, fatiao_sink out, fatiao_sink trouble);
/* Bytes in pieces: as many as there is room for, *len 0 at the end. False: they cannot be read. */
typedef struct { void *ctx; bool (*read)(void *ctx, char *to, size_t room, size_t *len); } fatiao_stream;
/* What changed in law between two policies without errors: law text as a redline, parameters, conditions by label, results, readings,
 * exceptions; things are the same thing by alias. format TEXT, JSON (docs/diff-json.md), MARKDOWN or HTML (one self-contained page).
 * With `from` and `to` (assessment dates, YYYY-MM-DD) also what it means for people: for each decision that it is the same for everyone,
 * or small example records judged by both policies; lists of at most max_children elements (0: 5), timeout_ms for each question to the
 * solver (0: 10 s); complete_records: people whose facts are all given; only: these decisions (n_only 0: all). A build without the solver
 * tells apart what is computed alike, and leaves the rest unsettled. With `records` (an object, an array or NDJSON; as_of for those that
 * have none of their own): how many gain, lose, get more or less, the sums on both sides, of each payer, and of each group that have the
 * same `by` (a field, or a define as `after` has it; NULL none); `individuals` takes a line of JSON for everybody of whom something is
 * decided otherwise. Memory does not grow with the records. html: takes the page too, whatever the format. The names of the two sides are
 * for the reader. FATIAO_ERRORS: they differ. FATIAO_UNKNOWN: a date, decision or group that cannot be; `trouble` takes the message.
 * FATIAO_STOPPED: a sink or the stream did. */
typedef struct {
    fatiao_format format; fatiao_language language; bool colour; const char *before_name, *after_name;
    const char *from, *to; bool complete_records; int max_children; unsigned timeout_ms; const char *const *only; int n_only;
    fatiao_stream records; const char *as_of, *by; fatiao_sink individuals, html;
} fatiao_diff_options;
FATIAO_API fatiao_status fatiao_diff(const fatiao_policy *before, const fatiao_policy *after, const fatiao_diff_options *options, fatiao_sink out, fatiao_sink trouble);
/* What is wrong with a policy by itself, whoever it is applied to on the assessment dates from .. to: conflicts, rules nobody can meet,
 * conditions, exceptions and cases that never matter, gaps, overlaps, overflow, days between two benefits or in both; each with an 例
 * that ought to come true and does not. Lists of at most max_children (0: 5), timeout_ms for each question (0: 10 s); what is not
 * settled is said to be. only: these rules (n_only 0: all). format TEXT or JSON (docs/prove.md). FATIAO_ERRORS: there are findings.
 * FATIAO_UNKNOWN: a date or rule that cannot be, or a build without the solver; `trouble` takes the message. */
typedef struct { fatiao_format format; fatiao_language language; bool colour; const char *from, *to; int max_children; unsigned timeout_ms; const char *const *only; int n_only; } fatiao_prove_options;
FATIAO_API fatiao_status fatiao_prove(const fatiao_policy *policy, const fatiao_prove_options *options, fatiao_sink out, fatiao_sink trouble);
/* The examples (例). FATIAO_ERRORS: some failed. */
typedef enum { FATIAO_TEST_TEXT, FATIAO_TEST_TAP, FATIAO_TEST_JUNIT } fatiao_test_format;
typedef struct { fatiao_test_format format; fatiao_language language; bool colour, coverage; } fatiao_test_options;
FATIAO_API fatiao_status fatiao_test(const fatiao_policy *policy, const fatiao_test_options *options, fatiao_sink sink, int *passed, int *failed);
/* The policy as static HTML pages for reading and printing: law beside rules, indexes. The same policy gives the same bytes.
 * language: what the pages say beside the policy's own words. FATIAO_ERRORS: the policy has errors; nothing is written. */
/* Takes a page: its name (no folder in it), its bytes; false stops the work. */
typedef struct { void *ctx; bool (*write)(void *ctx, const char *name, const char *bytes, size_t len); } fatiao_pages;
FATIAO_API fatiao_status fatiao_doc(const fatiao_policy *policy, fatiao_language language, fatiao_pages pages);
/* Amendments that stood among the files, in the order in which they come into force. from: YYYY-MM-DD. applied: it was in force on `amended_to`. */
typedef struct { const char *title, *from; bool applied; } fatiao_amendment;
FATIAO_API const fatiao_amendment *fatiao_policy_amendments(const fatiao_policy *policy, int *n);
/* The files of the policy with its amendments carried out, in canonical form; name: the path. Amendments are none of them. */
FATIAO_API fatiao_status fatiao_policy_files(const fatiao_policy *policy, fatiao_pages pages);
/* A decision that makes the second policy of the first, in drafting form with the changes of rules it means: a file that people read, and
 * that applies as an amendment. from: the day it is to come into force. FATIAO_ERRORS: it does not say all that changed (`trouble` says what
 * it leaves out), or the two are no versions of one regulation. */
FATIAO_API fatiao_status fatiao_decree(const fatiao_policy *before, const fatiao_policy *after, const char *from, fatiao_language language, fatiao_sink out, fatiao_sink trouble);
/* Writes the file at `path` (read through the files) in canonical form; *translate: keywords and names in that vocabulary, NULL: its own.
 * FATIAO_ERRORS: the file has errors; nothing is written, `diagnostics` gets them as text. */
FATIAO_API fatiao_status fatiao_format_file(const fatiao_source *source, const char *path, const fatiao_language *translate, fatiao_language language, bool colour, fatiao_sink out, fatiao_sink diagnostics);
#ifdef __cplusplus
}
#endif
#endif
