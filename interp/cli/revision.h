/* git: a revision laid out in a folder of its own for the time of a command; the repository and its settings. Knows git's command line.
 * Must never know what the files are. */
#ifndef FATIAO_CLI_REVISION_H
#define FATIAO_CLI_REVISION_H
#include <stdbool.h>
#include <stddef.h>

/* path: where the working folder's own place is inside the laid out tree. */
typedef struct { char *folder, *here; } Revision;
/* False: it has said why (no git, no repository, no such revision). revision_free in any case. */
bool revision_open(Revision *r, const char *name, bool chinese);
void revision_free(Revision *r);
/* The repository of the current folder. False: there is none. */
bool revision_top(char *out, size_t size);
/* A setting of that repository alone. */
bool revision_configure(const char *key, const char *value);
#endif
