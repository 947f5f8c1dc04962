/* Questions in plain words, and answers as values of a record: fields of a cJSON tree, found by the path a missing fact has.
 * Knows fields and their types, how people write dates and yes. Must never know rules, or which question comes next. */
#ifndef FATIAO_ASK_H
#define FATIAO_ASK_H
#include "interp/decide/decide.h"
struct cJSON;

/* "家庭的第2个子女：出生日期（如 1969-01-02）"; under it the choices, and what the field's description says. */
const char *ask_question(Arena *arena, const Program *program, const MissingFact *fact, bool chinese);
typedef enum { ASK_VALUE, ASK_UNKNOWN /* 不知道 */, ASK_NOT_UNDERSTOOD } AskAnswer;
/* What was typed, as the value it stands for; *why: what was expected instead. */
AskAnswer ask_read(Arena *arena, const Program *program, const MissingFact *fact, const char *typed, bool chinese, struct cJSON **value, const char **why);
/* Puts the value (which then belongs to the tree) where the path of the record of `entity` leads; nested records on the way are made.
 * False: the tree is not of that form, or there is no memory. */
bool ask_put(const Program *program, struct cJSON *record, int entity, const char *path, struct cJSON *value);
/* Takes it away again. */
void ask_take(const Program *program, struct cJSON *record, int entity, const char *path);
#endif
