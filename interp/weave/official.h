/* The law text of policy files against the official document: every chapter title, article and item accounted for.
 * Knows trees and headings. Must never know what rules mean. */
#ifndef FATIAO_OFFICIAL_H
#define FATIAO_OFFICIAL_H
#include "grammar/redline.h"
#include "grammar/syntax.h"

typedef enum { OFFICIAL_CHAPTER, OFFICIAL_ARTICLE, OFFICIAL_ITEM } OfficialKind;
/* label: "69", "62-1", "75.11"; heading as printed: 第六十九条, （十一）. official NULL: not in the document; found: how often it stands in the files.
 * out_of_order: it stands before one that the document has earlier. rules: declarations under it. */
typedef struct {
    OfficialKind kind; const char *label, *heading, *official, *text; Span span;
    int found, rules; bool altered, out_of_order; Redline redline;
} OfficialRow;
/* around: what the document says outside its articles (title, closing lines), white space folded. */
typedef struct {
    OfficialRow *rows; int n_rows;
    int articles, articles_right, items, items_right; bool right;
    const char *title, *around; bool title_differs;
} OfficialReport;

/* White space and page breaks do not count; a character is a character. document: UTF-8, NUL-terminated. Later versions of an article
 * (自 … 起) are not part of the document and are passed over. Everything is in the arena. */
OfficialReport official_compare(Arena *arena, const SourceSet *sources, Node *const *files, int n_files, const char *document);
const char *official_text(Arena *arena, const OfficialReport *report, const SourceSet *sources, bool chinese, bool colour);
const char *official_json(Arena *arena, const OfficialReport *report, const SourceSet *sources);
#endif
