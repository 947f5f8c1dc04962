/* What is different between two books as a decision that makes one of the other: a file that people read and consolidate carries out.
 * Knows the drafting form. Must never know the disk, or what rules mean. */
#ifndef FATIAO_DECREE_H
#define FATIAO_DECREE_H
#include "interp/amend/book.h"

/* from: YYYY-MM-DD. NULL: the books have no regulation in common; empty: nothing changed. Not yet in canonical form. */
const char *decree_write(Arena *arena, Book *before, Book *after, const char *from, bool chinese);
#endif
