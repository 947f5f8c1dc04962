/* Records (JSON text, a caller's cJSON tree) to columns: the schema is the program's entities, the columns are what a chunk asks for.
 * Must never know rules, or what is done with a record. Every field is checked, also those that no rule reads.
 * One reader is used by one thread; program and chunks are shared and must outlive it. */
#ifndef FATIAO_FACTS_H
#define FATIAO_FACTS_H
#include "grammar/diag.h"
#include "interp/code/bytecode.h"
#include "interp/program/program.h"

enum {
    FACTS_RECORD_BYTES_MAX = 16 * 1024 * 1024, /* one record, one line */
    FACTS_DEPTH_MAX = 64,                      /* objects and lists inside each other */
    FACTS_BLOCK_ELEMENTS = 16 * BLOCK_LANES,   /* a block that holds more list elements takes no further record */
    FACTS_ERROR_TEXT = 160                     /* bytes of an error's argument; longer texts are cut between characters */
};

/* What is wrong with a record: the place as a path of the schema and a byte, the reason as a diagnostic of diag.def (E300 to E369). */
typedef struct {
    DiagId id;
    uint64_t byte;                     /* 1-based, in the record's text; 0 where there is none (cJSON) */
    char path[FACTS_ERROR_TEXT];       /* household.children[2].birth_date, in aliases; "" at the root */
    char path_zh[FACTS_ERROR_TEXT];    /* 家庭.子女[2].出生日期 */
    char arg[3][FACTS_ERROR_TEXT];
} FactsError;
/* "`household.children[2].birth_date`, byte 57: ..." Returns the whole length, as snprintf does. */
size_t facts_error_print(const FactsError *error, bool chinese, char *out, size_t size);

typedef struct FactsReader FactsReader;
/* chunks: one for each entity of the program, NULL where no decisions are wanted (records are then checked only). NULL without memory. */
FactsReader *facts_new(const Program *program, const Chunk *const *chunks, const Allocator *allocator);
void facts_free(FactsReader *reader);

/* entity -1: each record says, or its keys fit one entity only. A record's own as_of wins over the default; law_as_of for all
 * records, without one it is each record's as_of. bounded: on days before law_from, and from law_until on, the law is another, and
 * a record with such a law date is refused. Holds from the next record on; call it on an empty block. */
typedef struct { int entity; bool has_as_of, has_law_as_of, bounded; int32_t as_of, law_as_of, law_from, law_until; } FactsOptions;
/* "2026-12-01—2027-05-31": the days on which the law is this one. */
enum { FACTS_LAW_TEXT = 32 };
bool facts_law_covers(const FactsOptions *options, int32_t day);
void facts_law_text(const FactsOptions *options, char out[FACTS_LAW_TEXT]);
void facts_options(FactsReader *reader, FactsOptions options);
/* For tests: from the next record on nothing is taken the quick way (see facts_fast.c), which may change nothing but the time. */
void facts_careful(FactsReader *reader);

typedef enum {
    FACTS_ADDED,    /* the record is the block's last lane */
    FACTS_BAD,      /* facts_error says why; the block is as before */
    FACTS_FULL,     /* not read: the block is full or holds another entity. Use the block, facts_clear, and give the record again */
    FACTS_NO_MEMORY /* not read; the block is as before */
} FactsResult;
/* One JSON object, white space around it. text[len] must be readable and NUL. The text may be forgotten afterwards.
 * tag: the caller's own, given back by facts_row. */
FactsResult facts_read(FactsReader *reader, const char *text, size_t len, uint64_t tag);
/* The same where `room` bytes may be read from `text` on, of which LINE_ROOM behind the text are worth something; text[len] may be any byte. */
enum { LINE_ROOM = 128 };
FactsResult facts_read_in(FactsReader *reader, const char *text, size_t len, size_t room, uint64_t tag);
struct cJSON;
/* The same from a tree. Numbers of more than 15 digits, infinite ones, and raw items are refused. */
FactsResult facts_read_cjson(FactsReader *reader, const struct cJSON *tree, uint64_t tag);
const FactsError *facts_error(const FactsReader *reader);
/* The bad record's id as raw JSON text, as far as it could be read; NULL where it has none. */
const char *facts_error_id(const FactsReader *reader, size_t *len);

/* The block: facts_entity is -1 while it is empty. What these return holds until facts_clear or the next record. */
int facts_entity(const FactsReader *reader);
uint32_t facts_lanes(const FactsReader *reader);
const Block *facts_block(FactsReader *reader); /* NULL where the entity has no chunk */
typedef struct { const char *id; /* raw JSON text, NULL none */ size_t id_len; int32_t as_of, law_as_of; uint64_t tag; } FactsRow;
FactsRow facts_row(const FactsReader *reader, uint32_t lane);
/* The text of a text column's id; NUL terminated. */
const char *facts_text(const FactsReader *reader, uint32_t id, size_t *len);
void facts_clear(FactsReader *reader);

/* ---- a stream of records: one object, an array of objects, or an object a line (NDJSON) ---- */
typedef struct FactsStream FactsStream;
typedef enum { FACTS_FORM_AUTO, FACTS_FORM_NDJSON, FACTS_FORM_JSON } FactsForm; /* JSON: one object or an array, over any lines */
/* One record's text, NUL at text[len], writable until the next call. room: bytes that may be read from text on. error: D_KINDS, or why there is
 * no text (too long, UTF-16, ...). */
typedef struct { const char *text; size_t len, room; uint64_t line /* 1-based, where it starts */, start /* byte in the stream */; DiagId error; } FactsItem;
typedef enum { FACTS_ITEM, FACTS_MORE /* feed, or say the end */, FACTS_DONE, FACTS_STREAM_NO_MEMORY } FactsStreamResult;

FactsStream *facts_stream_new(FactsForm form, const Allocator *allocator);
void facts_stream_free(FactsStream *stream);
/* Copies the bytes. False without memory. Blank lines are skipped and counted; a byte order mark at the start is skipped. */
bool facts_stream_feed(FactsStream *stream, const char *bytes, size_t len);
/* The same, but lines are looked at where they are as far as that goes: the bytes must stay until facts_stream_next gives no more items, and what
 * stands behind the text of an item may be a line end instead of a NUL, for facts_read_in. */
bool facts_stream_lend(FactsStream *stream, const char *bytes, size_t len);
void facts_stream_end(FactsStream *stream);
FactsStreamResult facts_stream_next(FactsStream *stream, FactsItem *item);
/* Whether the input is lines, as far as it is known. */
bool facts_stream_is_lines(const FactsStream *stream);
/* From the beginning with other input; line: it is whole lines, the first of which has this number; 0: of any form, from line 1. False: a
 * record of the input before is not given out yet. */
bool facts_stream_restart(FactsStream *stream, uint64_t line);
/* Whether the input is an array (results are then a list too), as far as it is known. */
bool facts_stream_is_array(const FactsStream *stream);
/* An item's error as a FactsError, for printing. */
FactsError facts_item_error(const FactsItem *item);
#endif
