/* Inside the site: its pages, what is declared where, and how a page is written. Only weave*.c include this.
 * Must never know the disk, records, or how anything runs. */
#ifndef FATIAO_WEAVE_INTERNAL_H
#define FATIAO_WEAVE_INTERNAL_H
#include "grammar/layout.h"
#include "grammar/strbuf.h"
#include "interp/base/sheet.h"
#include "interp/weave/weave.h"

typedef enum { THING_NONE, THING_REGULATION, THING_RULE, THING_ITEM, THING_EXCEPTION, THING_PARAM, THING_READING, THING_OPTION, THING_ENTITY, THING_FIELD, THING_ENUM, THING_VALUE, THING_GROUP } ThingKind;
/* What is declared, and its anchor. key: its name in the program, by which uses find it. by: things whose text uses it. */
typedef struct { ThingKind kind; int of, index; Name name; const Name *key; int leaf; const char *id; uint32_t start; int *by; int n_by; } Thing;
/* A top-level declaration of a file: its comment [start, body), its text [body, end). thing: index, -1 none. */
typedef struct { const Node *node; uint32_t start, body, end; int thing, article; } Decl;
/* A stretch of a file with a look of its own: a class, a link, an anchor. */
typedef struct { uint32_t start, end; const char *class, *href, *id; } Mark;
/* An article, paragraph or item as the site shows it; label: 62, 62.1, 75.1.11. */
typedef struct { const char *label, *id, *heading; int leaf, level /* 0 article, 1 paragraph, 2 item */, unit; uint32_t start; const char *text; } Spot;
/* A page made from a file. */
typedef struct {
    const Node *tree; uint32_t source; const char *page, *title, *path; bool chapter; /* law stands in it */
    int unit, first; /* regulation; the number of its first article */
    Decl *decls; int n_decls; Mark *marks; int n_marks; Tokens tokens;
} Leaf;
typedef struct {
    Arena *arena; const WeaveInput *in; const Program *program; bool zh; WeaveOut out; const char *title;
    Leaf *leaves; int n_leaves; Thing *things; int n_things; struct WeaveKey *keys; int n_keys; /* things in order of key */
    Spot *spots; int n_spots; Sheet rules, params, fields; int *tests; /* by rule: how many examples expect something of it */
} Weave;

/* ---- weave_places.c: pages and articles ---- */
void weave_places(Weave *w);
const char *weave_unique_id(const Weave *w, int leaf, const char *id);
int weave_spot_of(const Weave *w, int article); /* of an article of the program; -1 */
/* ---- weave_things.c: declarations ---- */
bool weave_is_rule(const Node *node);
int weave_declare(Weave *w, int leaf, const Node *d);
void weave_things_sort(Weave *w);
int weave_thing_of(const Weave *w, const Name *key, const Name *name); /* by its place in the program, else (name not NULL) by its spelling */
int weave_thing(const Weave *w, ThingKind kind, int of, int index);
/* ---- weave_marks.c ---- */
void weave_marks(Weave *w);
/* ---- weave_source.c: text of files as HTML ---- */
void weave_source(const Weave *w, StrBuf *b, const Leaf *leaf, uint32_t start, uint32_t end);
void weave_comment(const Weave *w, StrBuf *b, const Leaf *leaf, uint32_t start, uint32_t end);
/* ---- weave_page.c: what every page has ---- */
const char *weave_word(const Weave *w, const char *zh, const char *en);
void weave_text(StrBuf *b, const char *text); /* escaped, for text and for attributes in quotes */
void weave_bytes(StrBuf *b, const char *text, size_t n);
void weave_open(const Weave *w, StrBuf *b, const char *page, const char *title, const char *class);
bool weave_close(const Weave *w, StrBuf *b, const char *page);
void weave_name(const Weave *w, StrBuf *b, const Name *name); /* both spellings */
/* Links from a page of a file, or (leaf -1) from another. */
const char *weave_address(const Weave *w, int from, int leaf, const char *id);
const char *weave_href(const Weave *w, int leaf, int thing);
void weave_link(const Weave *w, StrBuf *b, int leaf, int thing);
void weave_spot_link(const Weave *w, StrBuf *b, int leaf, int spot, const char *text);
void weave_cite(const Weave *w, StrBuf *b, int leaf, int article);
void weave_entries(const Weave *w, StrBuf *b, const char *text);
void weave_users(const Weave *w, StrBuf *b, int leaf, int thing);
void weave_filter(const Weave *w, StrBuf *b);
const char *weave_cell(const Sheet *s, int row, const char *key); /* "" for nothing */
extern const char WEAVE_STYLE[];
/* ---- weave_card.c ---- */
void weave_card(const Weave *w, StrBuf *b, int leaf, const Decl *decl);
const char *weave_result(const Weave *w, int rule); /* what may come out, in words */
/* ---- pages ---- */
bool weave_chapter(const Weave *w, int leaf);
bool weave_index(const Weave *w);
bool weave_articles(const Weave *w);
bool weave_decisions(const Weave *w);
bool weave_duties(const Weave *w);
bool weave_parameters(const Weave *w);
bool weave_readings(const Weave *w);
bool weave_entities(const Weave *w);
#endif
