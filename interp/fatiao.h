/* Fatiao: policies as text, compiled once, applied to records. The one public header.
 *
 * No global state, no output, no exit, no clock, no files: the caller gives the allocator, the files and the assessment date, and
 * takes text through a sink. A compiled policy never changes and is shared by threads; each thread has its own evaluator.
 * Strings are UTF-8. What a function borrows it forgets when it returns, unless its comment says otherwise. */
#ifndef FATIAO_H
#define FATIAO_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
#define FATIAO_API __attribute__((visibility("default")))

/* realloc(cx, NULL, 0, n) allocates, realloc(cx, p, old, 0) frees and returns NULL. A NULL allocator means malloc. */
typedef struct { void *ctx; void *(*realloc)(void *ctx, void *p, size_t old_size, size_t new_size); } fatiao_allocator;
/* Takes text as it comes; false stops the work (FATIAO_STOPPED). */
typedef struct { void *ctx; bool (*write)(void *ctx, const char *bytes, size_t len); } fatiao_sink;
typedef enum {
    FATIAO_OK,
    FATIAO_ERRORS,    /* it ran, and there is something to report: errors in a policy, a record that could not be read, an 例 that failed */
    FATIAO_UNKNOWN,   /* an option names something that is not there; fatiao_message says what, and what was perhaps meant */
    FATIAO_NO_MEMORY,
    FATIAO_STOPPED    /* the sink said no */
} fatiao_status;
typedef enum { FATIAO_EN, FATIAO_ZH } fatiao_language;

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
    const fatiao_files *files;
    const char *const *paths; int n_paths;
    const fatiao_setting *sets; int n_sets;         /* pending parameters, values in the language's form */
    const fatiao_setting *readings; int n_readings; /* the option to take instead of the one adopted */
} fatiao_source;
typedef struct fatiao_policy fatiao_policy;
/* *policy is NULL only for FATIAO_NO_MEMORY. FATIAO_ERRORS: it holds diagnostics and cannot be run. */
FATIAO_API fatiao_status fatiao_compile(const fatiao_source *source, fatiao_policy **policy);
FATIAO_API void fatiao_policy_free(fatiao_policy *policy);
FATIAO_API int fatiao_policy_errors(const fatiao_policy *policy);
/* Whether a file is missing or is no text, so that nothing could be said about it. */
FATIAO_API bool fatiao_policy_unreadable(const fatiao_policy *policy);
FATIAO_API int fatiao_policy_warnings(const fatiao_policy *policy);
/* The vocabulary most of its files are written in. */
FATIAO_API fatiao_language fatiao_policy_language(const fatiao_policy *policy);
FATIAO_API fatiao_status fatiao_policy_diagnostics(fatiao_policy *policy, fatiao_language language, bool colour, fatiao_sink sink);
FATIAO_API fatiao_status fatiao_policy_diagnostics_json(fatiao_policy *policy, fatiao_language language, fatiao_sink sink);
/* Worst-case lane operations for one record, in all and by entity, as text. */
FATIAO_API fatiao_status fatiao_policy_cost(fatiao_policy *policy, fatiao_language language, fatiao_sink sink);
FATIAO_API fatiao_status fatiao_policy_disassemble(fatiao_policy *policy, fatiao_sink sink);
/* The compiled form: version, checksum, one chunk for each entity. */
FATIAO_API fatiao_status fatiao_policy_save(fatiao_policy *policy, fatiao_sink sink);

/* ---- what a policy holds ---- */
typedef enum { FATIAO_LIST_DECISIONS, FATIAO_LIST_BENEFITS, FATIAO_LIST_DUTIES, FATIAO_LIST_TARGETS, FATIAO_LIST_PARAMETERS, FATIAO_LIST_READINGS, FATIAO_LIST_ENTITIES } fatiao_list_kind;

/* ---- decisions ---- */
typedef enum { FATIAO_NDJSON, FATIAO_TABLE, FATIAO_CSV, FATIAO_TEXT, FATIAO_JSON, FATIAO_HTML, FATIAO_MARKDOWN, FATIAO_SVG } fatiao_format;
typedef struct {
    const char *as_of, *law_as_of;         /* YYYY-MM-DD; a record's own as_of wins; law_as_of NULL: the same day */
    const char *entity;                    /* NULL: each record says, or its keys fit one entity only */
    const char *const *only; int n_only;   /* decisions wanted, n_only 0: all */
    fatiao_format format;                  /* eval: NDJSON, TABLE, CSV; explain: TEXT, JSON, HTML, MARKDOWN */
    fatiao_language names;                 /* of decisions, values and missing facts */
    fatiao_language language;              /* of messages and headings */
    bool lean, receipt, colour;
} fatiao_options;
/* Rows of a kind, all or those of one responsible body and of one article ("75", "75.1.11"); format TABLE, CSV or JSON.
 * FATIAO_UNKNOWN: no such body or article; `trouble` takes the message. */
typedef struct { fatiao_list_kind kind; const char *body, *article; fatiao_format format; fatiao_language language; } fatiao_list_options;
FATIAO_API fatiao_status fatiao_list(const fatiao_policy *policy, const fatiao_list_options *options, fatiao_sink out, fatiao_sink trouble);
/* The law text of the policy's files against the official document (UTF-8), article by article; white space and page breaks do
 * not count. format TEXT or JSON. FATIAO_ERRORS: something is missing, altered, duplicated or out of order. The policy may have errors.
 * FATIAO_UNKNOWN: the document is no text; `trouble` takes the message. */
FATIAO_API fatiao_status fatiao_compare_official(const fatiao_policy *policy, const char *document, size_t len, fatiao_format format, fatiao_language language, bool colour, fatiao_sink out, fatiao_sink trouble);
typedef struct fatiao_evaluator fatiao_evaluator;
/* The policy must outlive it and must have no errors. *evaluator is NULL only for FATIAO_NO_MEMORY; FATIAO_UNKNOWN: see
 * fatiao_message, then free it. Options are copied. */
FATIAO_API fatiao_status fatiao_evaluator_new(const fatiao_policy *policy, const fatiao_options *options, fatiao_sink sink, fatiao_evaluator **evaluator);
FATIAO_API void fatiao_evaluator_free(fatiao_evaluator *evaluator);
FATIAO_API const char *fatiao_message(const fatiao_evaluator *evaluator);
/* A stream of records: one JSON object, an array, or NDJSON, in pieces of any size. Results go to the sink in input order.
 * FATIAO_ERRORS from fatiao_eval_end: some record could not be read or decided; its line says why. */
FATIAO_API fatiao_status fatiao_eval_feed(fatiao_evaluator *evaluator, const char *bytes, size_t len);
/* Decides the whole lines fed so far, though more could be decided with them in one go: for a caller who waits for an answer. */
FATIAO_API fatiao_status fatiao_eval_flush(fatiao_evaluator *evaluator);
FATIAO_API fatiao_status fatiao_eval_end(fatiao_evaluator *evaluator);
FATIAO_API int fatiao_eval_bad_records(const fatiao_evaluator *evaluator);
/* One record, one decision (name or alias), with its reasons. */
FATIAO_API fatiao_status fatiao_explain(fatiao_evaluator *evaluator, const char *record, size_t len, const char *decision);
/* One record on every day from `from` to `to` (YYYY-MM-DD, both included; they stand in for any as_of): on which days its decisions
 * change, why, and what is paid between. The evaluator's law_as_of, if given, is the law's date throughout. format TEXT, JSON, CSV, SVG. */
FATIAO_API fatiao_status fatiao_timeline(fatiao_evaluator *evaluator, const char *record, size_t len, const char *from, const char *to);

/* ---- examples (例) ---- */
typedef enum { FATIAO_TEST_TEXT, FATIAO_TEST_TAP, FATIAO_TEST_JUNIT } fatiao_test_format;
typedef struct { fatiao_test_format format; fatiao_language language; bool colour, coverage; } fatiao_test_options;
/* FATIAO_ERRORS: some failed. */
FATIAO_API fatiao_status fatiao_test(fatiao_policy *policy, const fatiao_test_options *options, fatiao_sink sink, int *passed, int *failed);

/* ---- a site ---- */
/* Takes a page: its name (no folder in it), its bytes; false stops the work. */
typedef struct { void *ctx; bool (*write)(void *ctx, const char *name, const char *bytes, size_t len); } fatiao_pages;
/* The policy as static HTML pages for reading and printing: law beside rules, indexes. The same policy gives the same bytes.
 * language: what the pages say beside the policy's own words. FATIAO_ERRORS: the policy has errors; nothing is written. */
FATIAO_API fatiao_status fatiao_doc(const fatiao_policy *policy, fatiao_language language, fatiao_pages pages);

/* ---- text ---- */
/* Writes the file at `path` (read through the files) in canonical form; *translate: keywords and names in that vocabulary, NULL: its own.
 * FATIAO_ERRORS: the file has errors; nothing is written, `diagnostics` gets them as text. */
FATIAO_API fatiao_status fatiao_format_file(const fatiao_source *source, const char *path, const fatiao_language *translate, fatiao_language language, bool colour, fatiao_sink out, fatiao_sink diagnostics);
#ifdef __cplusplus
}
#endif
#endif
