/* A decision that amends a regulation, as it is written: its statements read as edits of the law text, and the changes of rules under them.
 * Knows the drafting form in both languages. Must never know the regulation. */
#ifndef FATIAO_DRAFT_H
#define FATIAO_DRAFT_H
#include "grammar/diag.h"
#include "grammar/syntax.h"
#include "interp/amend/place.h"

typedef enum {
    DRAFT_REPLACE_WORDS, /* words by text */
    DRAFT_DELETE_WORDS, DRAFT_INSERT_AFTER, DRAFT_INSERT_BEFORE, /* words: where */
    DRAFT_REPLACE, DRAFT_DELETE, /* the whole place, or all from place to last */
    DRAFT_ADD,           /* text, as a place of its own; as.article NULL and so on where the end will do */
    DRAFT_RENUMBER       /* place (to last) becomes as (to as_last) */
} DraftKind;
typedef enum { UNIT_NONE, UNIT_ARTICLE, UNIT_PARAGRAPH, UNIT_ITEM } DraftUnit;
/* text: its paragraphs parted by an empty line, as in the file. statement: index. */
typedef struct { DraftKind kind; DraftUnit unit; LawPlace place, last, as, as_last; const char *words, *text; Span span; int statement; } DraftEdit;
typedef struct { const char *label; Span span; } DraftStatement;
/* A change of rules. node: the declaration of OP_CHANGE_REPLACED and _ADDED, else the N_CHANGE. statement -1: under none. */
typedef struct { int op; const Node *node, *change; LawPlace place; bool placed; int statement; const char *reason; } DraftChange;
typedef struct {
    const Node *file, *head; const char *title; const Node *amends; int32_t issued, from; /* INT32_MIN: not said */
    const char *law_title; Span law_title_span; /* 《…》 in its title or first words; NULL: none */
    bool renumbers; /* 对条文顺序作相应调整 */
    DraftStatement *statements; int n_statements;
    DraftEdit *edits; int n_edits;
    DraftChange *changes; int n_changes;
} Draft;

bool draft_is(const Node *file); /* whether the file is an amendment */
/* What cannot be read is said. */
Draft draft_read(Arena *arena, const SourceSet *sources, const Node *file, Diags *diags);
/* A text as it stands inside quotation marks, and back: “ and ‘ change places. */
const char *draft_requote(Arena *arena, const char *text, size_t len);

/* ---- draft_words.c: a statement's sentences ---- */
/* Reads them from s; `at` gives the place of a part of the text in the file. */
typedef struct { Arena *arena; Diags *diags; Draft *draft; Span (*at)(const void *cx, const char *s, size_t len); const void *cx; int statement; } DraftSentences;
void draft_sentences(const DraftSentences *to, const char *s);
/* Behind the closing mark of the quotation that opens at s; NULL: it stays open. */
const char *draft_quote_end(const char *s);
bool draft_quote_opens(const char *s);
#endif
