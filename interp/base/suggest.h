/* The nearest of several names, for messages. Edit distance in characters.
 * Must never know what the names stand for. */
#ifndef FATIAO_SUGGEST_H
#define FATIAO_SUGGEST_H
#include "interp/program/program.h" /* Name */

/* The nearest of the candidates offered since suggest_begin, or NULL. */
typedef struct { const char *wanted, *best; int distance; } Suggestion;
Suggestion suggest_begin(const char *wanted);
void suggest_offer(Suggestion *s, const char *candidate);
void suggest_name(Suggestion *s, const Name *name);
const char *suggest_result(const Suggestion *s);
#endif
