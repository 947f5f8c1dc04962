/* A regulation as a book that can be amended: its files as articles, each with its heading, paragraphs, rules and what is said above them.
 * Knows texts and trees. Must never know what an amendment says. */
#ifndef FATIAO_BOOK_H
#define FATIAO_BOOK_H
#include "grammar/diag.h"
#include "grammar/syntax.h"
#include "interp/amend/place.h"

typedef enum { PIECE_HEADING, PIECE_LAW, PIECE_RULE /* rules, facts, 例 */, PIECE_OTHER /* 法规, 引用, the end of the file */ } PieceKind;
/* Words of a paragraph that are to be replaced. by: a number of the caller's. */
typedef struct { size_t from, to; const char *text; int by; } PieceEdit;
/* lead: comments and empty lines above. text: as in the file; of a paragraph without the marks. paragraph, item: where it stands. */
typedef struct {
    PieceKind kind; const Node *node; const char *lead, *text; int paragraph; const char *item, *to_item; bool gone, heads_item, edited /* by the amendment at hand */, fresh /* put in by the amendment at hand */;
    PieceEdit *edits; int n_edits;
    const char *first, *by; /* the text before the first amendment, and the title of the last that changed it; NULL */
} Piece;
/* An article, or what stands outside of one (number NULL). was: its number before the amendment at hand; NULL: it is new. */
typedef struct { const char *number, *was, *chapter, *wanted_chapter; bool heads_chapter; int file; Piece **pieces; int n_pieces; bool gone, moves; int by; } Segment;
/* unit: the regulation it belongs to, as it says it; NULL. chosen: of the regulation meant. text: canonical, as it was. */
typedef struct { const char *name, *unit, *text; bool chinese, chosen; } BookFile;
typedef struct { const char *title, *alias; int32_t from; } BookLaw;
typedef struct { Arena *arena; BookFile *files; int n_files; Segment **segments; int n_segments; BookLaw *laws; int n_laws; const BookLaw *law; /* the one meant */ } Book;

/* From the trees of a policy, which have no errors; law is not yet chosen. False: a file cannot be put in order, and diags say why. */
bool book_read(Arena *arena, SourceSet *sources, Node *const *files, int n_files, Diags *diags, Book *out);
/* By title or alias: articles are those of this regulation from now on. False: there is none of the name. */
bool book_choose(Book *b, const char *law);
/* The declarations of one file with what stands above them, in order; the nodes are those of the tree. */
Piece **book_pieces(Arena *arena, const SourceSet *sources, const Node *file, int *n);
/* By its number before the amendment, else by its number now; NULL. */
Segment *book_article(const Book *b, const char *number);
/* What declares the name: both spellings count. like: a node of the same kind (rules are one kind), NULL: any but 例. NULL: none. */
Piece *book_rule(const Book *b, const char *name, const char *other, const Node *like, Segment **in);
/* The 例 of this title in an article (NULL: in any); others may have the same title. NULL: none. */
Piece *book_example(const Book *b, const char *title, const Segment *in);
const char *piece_name(const Piece *p); /* of a rule; the title of an 例 */
const char *piece_alias(const Piece *p); /* NULL: none */
Piece *piece_new(Arena *arena, PieceKind kind, const char *lead, const char *text);
void segment_insert(Arena *arena, Segment *s, int at, Piece *piece);
/* The files as text, not yet in canonical form. */
const char *book_write(const Book *b, int file);
/* Where words stand in a text, white space and width aside: how often, and the first place. */
int words_find(const char *text, size_t from, size_t to, const char *words, size_t *start, size_t *end);
#endif
