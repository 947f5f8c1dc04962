/* What the files of the record reader share: tokens, tables of names, plans of objects, the store of lanes.
 * Must never be included outside interp/facts*.c. */
#ifndef FATIAO_FACTS_CORE_H
#define FATIAO_FACTS_CORE_H
#include "interp/facts/facts.h"

/* ---- tokens (facts_scan.re) ---- */
typedef enum {
    FT_END, FT_OBJECT, FT_OBJECT_END, FT_LIST, FT_LIST_END, FT_COLON, FT_COMMA,
    FT_STRING, FT_ESCAPED /* string with escapes */, FT_NUMBER, FT_TRUE, FT_FALSE, FT_NULL, FT_BAD
} FactsTokenKind;
/* Strings: what stands between the quotes. bad: the DiagId why a FT_BAD is none. Two words, so that it travels in registers. */
typedef struct { const char *start; uint32_t len; uint16_t kind, bad; } FactsToken;
/* The token at *at, which then stands behind it. Stops at a NUL. */
FactsToken facts_scan(const char **at);

/* ---- names (facts_plan.c) ---- */
/* One spelling. index: field or value; entities: bit e = entity e has a field so spelled (where there are at most 64). */
typedef struct { const char *text; uint32_t len; uint16_t index; uint8_t spelling /* 1 zh, 2 alias */; uint64_t entities; } Spelling;
/* The bytes that stand for a name in plain JSON: `"name":` for a key, `name"` for a value; len 0: longer than there is room for. */
typedef struct { uint64_t words[6], mask[2]; uint32_t len, reach; } Quick; /* mask: of the first two words, the bytes that count; reach: bytes looked at */
typedef struct { Spelling *slots; Quick *quick; uint32_t mask; } Spellings; /* open addressing, text NULL = empty; quick: by slot, keys only */
/* The values of an enumeration in one vocabulary. What is read of the first word by `mask`, times `factor`, gives the slot: the first value
 * it can be, plus one; `next` the one after a value, plus one. */
enum { QUICK_SLOT_BITS = 6 };
typedef struct { Quick *values; uint64_t mask, factor; uint8_t slots[1 << QUICK_SLOT_BITS], *next; } QuickValues;
typedef struct { QuickValues in[2]; int n; } QuickEnum; /* aliases, Chinese names */
const Spelling *spellings_find(const Spellings *names, const char *s, size_t len);

/* What to do with the fields of an object at one place. Places that no column reads share one plan an entity. */
typedef struct Node Node;
typedef struct {
    uint8_t kind /* TypeKind */, column_kind, scale;
    int16_t ref;          /* enumeration, entity */
    int32_t column;       /* -1: checked only */
    int32_t list;         /* space of a list's elements, -1 none */
    int16_t capture;      /* slot for the entity's requirements, -1 none */
    int64_t lo, hi;
    Node *child;
} NodeField;
typedef struct { Quick key; const Spelling *slot; const NodeField *field; } Expected;
/* A plain line (facts_line.c). Key: what comes before its value, of whose first 32 bytes `need` says which there are. Value: where it goes; they
 * stand by kind, up to end[kind]. */
typedef enum { LINE_NOT, LINE_TRUTH, LINE_VALUE, LINE_WHOLE, LINE_NUMBER, LINE_DATE, LINE_HOWS } LineHow;
typedef struct { char literal[64]; uint32_t need, len; uint64_t entities; } LineKey;
typedef struct { uint16_t key; uint8_t column_kind; void *data; uint64_t *known; const QuickEnum *values; const NodeField *field; } LineValue;
typedef struct { LineKey *keys; LineValue *values; uint32_t n_keys, n_values; uint64_t fits; uint16_t end[LINE_HOWS]; uint8_t style; bool fresh; } LinePlan;
struct Node {
    int entity, space; /* -1: no lanes */
    NodeField *fields; int n_captures;
    Expected *expected; int n_expected; /* keys in the order in which objects give them, as far as they have been seen */
    uint16_t *place;                    /* of each field in `expected`, from 1 */
    LinePlan *line;                     /* those of `expected` that can be plain; NULL: not a root of lanes */
};

/* ---- the store of one entity's lanes (facts_store.c) ---- */
typedef struct { void *data; uint64_t *known; uint32_t data_cap, cap; } StoreColumn;
typedef struct { uint32_t lanes, cap, mark; uint32_t *offsets; uint64_t *list_known; uint32_t offset_cap, parent_cap; } StoreSpace;
typedef struct {
    const Chunk *chunk; StoreColumn *columns; StoreSpace *spaces;
    Column *out_columns; SpaceData *out_spaces; Node *root; bool ready;
} Store;
bool store_open(FactsReader *r, Store *store);
void store_free(FactsReader *r, Store *store);
void store_mark(Store *store);
/* Forgets the lanes since the mark; all with `clear`. */
void store_truncate(Store *store, bool clear);
bool store_lane(FactsReader *r, Store *store, int space, uint32_t *lane);
void store_close_lane(Store *store, int space, uint32_t lane); /* the lane's lists have all their elements */
static inline void store_put(StoreColumn *c, int kind, uint32_t lane, int64_t value)
{
    uint64_t bit = 1ull << (lane % 64);
    c->known[lane / 64] |= bit;
    switch ((ColumnKind)kind) {
    case COL_BIT: ((uint64_t *)c->data)[lane / 64] |= value ? bit : 0; break;
    case COL_U8: ((uint8_t *)c->data)[lane] = (uint8_t)value; break;
    case COL_I32: ((int32_t *)c->data)[lane] = (int32_t)value; break;
    case COL_I64: ((int64_t *)c->data)[lane] = value; break;
    case COL_TEXT: ((uint32_t *)c->data)[lane] = (uint32_t)value; break;
    }
}
void store_list(Store *store, int space, uint32_t parent_lane);
void store_block(Store *store);

/* ---- the reader ---- */
typedef struct { char *bytes; size_t n, cap; } Pool;
typedef struct { size_t start, len; } Piece; /* of a pool */
typedef struct { uint64_t hash; uint32_t text; } TextSlot; /* text + 1, 0 = empty */
typedef struct { uint64_t stamp, hash; Piece code; uint32_t owner; } CodeSlot;
typedef struct { Piece id; bool has_id; uint64_t tag; } Row;

/* One object that is being read. field: of the value being read, -1 none; index: which element of its list it is, from 1,
 * 0 outside; elements: of the list being read in it; owner: of report codes; own_lane: a root or an element. */
typedef struct Frame Frame;
struct Frame { Frame *up; Node *node; uint32_t lane, index, elements, owner; int field, depth, order; bool own_lane; size_t seen, captured; };
typedef struct { bool known; int64_t value; } Capture;

struct FactsReader {
    const Program *program; const Chunk *const *chunks; Allocator allocator; Arena arena;
    Spellings *fields, *values, entities; /* by entity, by enumeration */
    QuickEnum *quick_values; int vocabulary; /* of the values read last */
    uint32_t *hits; bool *candidates;     /* by entity */
    Node **checks;                        /* by entity: the plan where nothing is read */
    Store *stores;
    FactsOptions options; FactsError error; bool no_memory, careful;
    int entity, last_entity, text_entity; uint32_t lanes; /* entity: of the block, -1 empty; text_entity: whose texts are laid out */
    Row rows[BLOCK_LANES]; int32_t as_of[BLOCK_LANES], law_as_of[BLOCK_LANES];
    Block block;
    /* texts of the block: ids from the chunk's n_texts on */
    Pool pool; size_t pool_mark; Piece *texts; uint32_t n_texts, cap_texts, texts_mark, first_text; TextSlot *text_slots; uint32_t text_mask;
    /* the record being read */
    const char *text, *at; size_t len;
    uint64_t fits; bool has_id, has_as_of; int stated; int32_t record_as_of; Piece id; size_t id_end; /* id in id_pool, whose first id_end bytes belong to rows */
    Pool id_pool, scratch, seen, code_pool, bare /* a text that has no NUL behind it */;
    Capture *captures; size_t n_captures, cap_captures;
    CodeSlot *codes; uint32_t code_mask, n_codes, owners; uint64_t record;
    /* lines (facts_line.c): how blanks stand in them; misses one after the other, and how many lines are not tried therefore */
    int (*find_commas)(const char *text, size_t len, uint16_t *at); uint8_t style; uint32_t line_misses, line_wait;
};

bool facts_grow(FactsReader *r, void *where, size_t *cap, size_t need, size_t width); /* where: address of the pointer; in elements; new ones are zero */
bool pool_room(FactsReader *r, Pool *pool, size_t more);
bool pool_add(FactsReader *r, Pool *pool, const char *s, size_t n);

bool plan_names(FactsReader *r);       /* may jump to the arena's escape */
Node *plan_root(FactsReader *r, int entity, const Chunk *chunk);

/* ---- the sink both walkers feed (facts_sink.c); false: failed, the reason is in r->error or r->no_memory ---- */
bool frame_open(FactsReader *r, Frame *f, Frame *up, Node *node, uint32_t lane, const char *at);
bool frame_close(FactsReader *r, Frame *f, const char *at);
/* The field of a key, NULL where it has none or was given before. */
const NodeField *frame_key(FactsReader *r, Frame *f, const char *key, size_t len, const char *at);
/* The key stands here among the others; what follows it is then expected. */
void frame_order(const FactsReader *r, Frame *f, const Spelling *slot);
/* s, len: the decoded text of a string. */
bool frame_scalar(FactsReader *r, Frame *f, const NodeField *field, FactsToken token, const char *s, size_t len);
bool frame_list(FactsReader *r, Frame *f, const NodeField *field);
bool frame_element(FactsReader *r, Frame *f, const NodeField *field, Frame *element, const char *at);
/* Reserved keys of the root: 0 none, 'i' id, 'e' entity, 'd' as_of. */
int reserved_key(const char *key, size_t len);
/* raw: JSON text of the id. */
bool reserved_id(FactsReader *r, Frame *f, FactsToken token, const char *raw, size_t len);
bool reserved_entity(FactsReader *r, Frame *f, FactsToken token, const char *s, size_t len);
bool reserved_as_of(FactsReader *r, Frame *f, FactsToken token, const char *s, size_t len);
/* Around one try to read the record as of this entity: begin opens a lane, end closes it or takes everything back. */
bool record_begin(FactsReader *r, int entity, Frame *root, const char *at);
bool record_end(FactsReader *r, int entity, bool fine, bool sure, uint64_t tag, const char *at);
bool record_fits(const FactsReader *r, int entity); /* the block can take another of this entity */
/* Which entity the keys of a root mean; -1 failed. */
/* odd: the first key that no entity has; all: the keys as far as there is room, `a`, `b` */
typedef struct { uint32_t *hits; uint32_t keys; char odd[64]; size_t odd_len; const char *odd_at; char all[FACTS_ERROR_TEXT]; size_t all_len; } KeyCount;
void keys_count(FactsReader *r, KeyCount *count, const char *key, size_t len, const char *at);
int keys_entity(FactsReader *r, const KeyCount *count, const char *at);

/* ---- plain members (facts_fast.c) ---- */
/* Reads as many members as are plain, from behind a brace or comma. NONE: nothing read; COMMA: stands behind the last one's comma;
 * VALUE: behind the last one, where something else follows; CLOSED: behind the closing brace, the frame is still to be closed. */
typedef enum { FAST_NONE, FAST_COMMA, FAST_VALUE, FAST_CLOSED } FastMembers;
FastMembers fast_members(FactsReader *r, Frame *f);
/* A number as it is nearly always written, checked against the field: behind it, or NULL. */
const char *plain_number(const NodeField *field, const char *p, int64_t *value);

/* ---- plain lines (facts_line.c) ---- */
/* Takes the whole line as the next lane of the block, which has a lane and room for another. False: it is not plain, and nothing has changed. */
bool line_read(FactsReader *r, const char *text, size_t len, size_t room, bool sure, uint64_t tag);
/* The line has been read the other way: those that come look like it. */
void line_style(FactsReader *r, const char *text, size_t len);
bool record_row(FactsReader *r, uint64_t tag); /* of the lane just read, on the day of all lines; false: it has none, or the law of that day is another */

/* ---- texts of the block (facts_scalar.c) ---- */
bool texts_open(FactsReader *r); /* for the reader's entity */
void texts_truncate(FactsReader *r, uint32_t n);

/* ---- errors (facts_error.c) ---- */
typedef struct { const char *s; size_t n; } Arg;
#define ARG(text) ((Arg){(text), strlen(text)})
#define NO_ARG ((Arg){NULL, 0})
/* Always false. f NULL: no place but the byte. */
bool facts_fail(FactsReader *r, const Frame *f, DiagId id, const char *at, Arg a, Arg b, Arg c);
/* The token as a reader of the message should see it: at most 48 bytes, strings in quotes. */
size_t facts_excerpt(FactsToken token, char out[64]);
bool facts_fail_token(FactsReader *r, const Frame *f, DiagId id, FactsToken token, const char *expected);
/* The spelling nearest to s, NULL when none is near. */
const Spelling *facts_nearest(const Spellings *names, const char *s, size_t len);
#endif
