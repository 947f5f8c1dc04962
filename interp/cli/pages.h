/* The pages of docs/errors, embedded at build time by cmake/embed.cmake.
 * Must never know what is in them. */
#ifndef FATIAO_CLI_PAGES_H
#define FATIAO_CLI_PAGES_H
typedef struct { const char *name, *text; } Page; /* name: "E012"; the last entry is all NULL */
extern const Page PAGES[];
#endif
