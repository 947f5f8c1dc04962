/* The manual page and the completions of shells, from the tables of verbs and options.
 * Must never know what a verb does. */
#ifndef FATIAO_CLI_MANUAL_H
#define FATIAO_CLI_MANUAL_H
#include "interp/cli/args.h"

void manual_page(const Args *args);
int manual_completion(const Args *args); /* exit status */
#endif
