/* What two policies decide differently, as text, Markdown, JSON and part of a page.
 * Must never know how it was found. */
#ifndef FATIAO_COMPARE_SHOW_H
#define FATIAO_COMPARE_SHOW_H
#include "interp/engine/compare.h"

typedef enum { COMPARE_TEXT, COMPARE_MARKDOWN, COMPARE_JSON, COMPARE_HTML } CompareForm;
typedef struct { const fatiao_policy *before, *after; const CompareOptions *options; bool chinese, colour; } CompareShow;
/* JSON: the members of an object, without its braces. HTML: a section. */
const char *compare_show(Arena *arena, const Comparison *comparison, const CompareShow *show, CompareForm form);
/* Whether some decision differs, came or went. */
bool compare_differs(const Comparison *comparison);
#endif
