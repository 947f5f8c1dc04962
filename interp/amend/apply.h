/* A decision carried out on a book: words, articles and rules change as its statements say, all of them against the text before it.
 * Must never know the disk, or which decisions are in force. */
#ifndef FATIAO_APPLY_H
#define FATIAO_APPLY_H
#include "interp/amend/book.h"
#include "interp/amend/draft.h"

/* others: all decisions at hand, to say which of them touched the same words. False: it has said what cannot be carried out. */
bool amend_apply(Book *book, const SourceSet *sources, const Draft *draft, const Draft *others, int n_others, Diags *diags);
#endif
