/* A file in canonical form. Knows how tokens, lines and tables are set, and both spellings of everything that is no declared name.
 * Must never know what names mean, types, files. */
#ifndef FATIAO_FORMAT_H
#define FATIAO_FORMAT_H
#include "grammar/layout.h"
#include "grammar/syntax.h"

/* The name that starts at this offset is to be spelled so. */
typedef struct { uint32_t start; const char *text; } FormatName;
typedef struct {
    bool translate, chinese;             /* into that vocabulary; else each word stays in its own */
    const FormatName *names; int n_names; /* in order of start; declared names that carry both spellings change by themselves */
} FormatOptions;
typedef struct { const char *text; size_t len; bool chinese; /* the vocabulary it is now written in */ } Formatted;

/* Comments, law text, labels and strings keep their bytes; the tree stays the same, names aside. False when the file has errors,
 * or when its canonical form would not be read as the same tree; diags say which. The text is in the arena, without a last NUL counted. */
bool format_text(Arena *arena, SourceSet *sources, uint32_t source, const FormatOptions *options, Diags *diags, Formatted *out);
bool format_is_word(const char *text); /* a name that needs no quotes */
/* Where the names of a file stand, aliases in parentheses aside: offsets in order. The same names stand in the same order in every
 * canonical form of it, whatever the vocabulary. */
typedef struct { uint32_t *starts; int n; } NamePlaces;
NamePlaces format_names(Arena *arena, SourceSet *sources, const Node *file);
/* The same tree, but for names, labels and words that are spelled in the other vocabulary. *where: a node of a that differs. */
bool format_alike(const Node *a, const Node *b, const Node **where);
#endif
