/* Writing JSON: keys, values seen, reasons. Only explain_json*.c includes this. Must never know registers. */
#ifndef FATIAO_EXPLAIN_JSON_H
#define FATIAO_EXPLAIN_JSON_H
#include "grammar/strbuf.h"
#include "interp/explain/explain_internal.h"

typedef struct { StrBuf out; Arena *arena; const Explanation *x; ExplainOptions options; Told told; } Json;
/* In an object each value has a key; in an array name is NULL. A comma stands before all but the first. */
void json_key(Json *j, const char *name);
void json_text(Json *j, const char *name, const char *value); /* NULL value: nothing */
void json_flag(Json *j, const char *name, bool value);
void json_count(Json *j, const char *name, int value);
void json_open(Json *j, const char *name, char bracket);
void json_close(Json *j, char bracket);
void json_day(Json *j, const char *name, int32_t day);
void json_cite(Json *j, const char *name, int article);
const char *json_name(const Json *j, Name name);
void json_scalar(Json *j, Type type, int64_t v, const char *words);
void json_bounds(Json *j, const char *name, Type type, int64_t lo, int64_t hi);
void json_unit(Json *j, Type type);
/* {"value":…} | {"unknown":true,"bounds":[lo,hi]} | {"undefined":true}, with the unit where there is one. */
void json_seen(Json *j, const char *name, const Seen *seen);
void json_reason(Json *j, const Why *why);
#endif
