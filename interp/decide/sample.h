/* One record in hand, fact by fact under paths in aliases, and the days it is judged on: an example somebody found, to be read by
 * any program that has the fields. Knows the schema. Must never know rules, or who found it. */
#ifndef FATIAO_SAMPLE_H
#define FATIAO_SAMPLE_H
#include "grammar/strbuf.h"
#include "interp/program/program.h"

typedef enum { FACT_BIT, FACT_ENUM, FACT_TEXT, FACT_DATE, FACT_NUMBER, FACT_LIST } FactKind;
FactKind fact_kind(Type type);
/* value: truth, number at `scale`, day, how many elements a list has. word: alias of an enumeration's value; a text.
 * values: of an enumeration. */
typedef struct { const char *path; FactKind kind; bool known, parameter; int64_t value; const char *word; const Enum *values; uint8_t scale; } SampleFact;
typedef struct { SampleFact *facts; int n_facts; int32_t as_of, law_as_of; } Sample;

/* Where the sample is two records that are alike in most: behind the path of a fact that is the second one's own. A list and its double number
 * the same elements. */
#define SAMPLE_OWN '\''
/* Both paths are of one list, or of it and its double. */
bool sample_same_list(const char *a, const char *b);
SampleFact *sample_find(const Sample *s, const char *path, FactKind kind); /* NULL: none */
/* What a pending parameter is supposed to be; NULL: nothing. */
const SampleFact *sample_parameter(const Sample *s, const Param *param);
/* The record as JSON text for a program: what it has fields for. */
const char *sample_json(Arena *arena, const Program *program, int entity, const Sample *s);
Sample sample_copy(Arena *arena, const Sample *s);
/* Without element k (from 1) of the list at this path; those after it move up. */
Sample sample_without(Arena *arena, const Sample *s, const char *list, int k);
/* The number of the path's element and what follows it: "children[2].sex" of "children" is 2 and "sex". 0: it is no such path. */
int sample_element(const char *path, const char *list, const char **rest);

/* ---- sample_example.c ---- */
/* An 例 for a file of that vocabulary; expectations: its last lines. */
const char *sample_example(Arena *arena, const Program *program, int entity, const Sample *s, const char *title, const char *expectations, bool chinese);
/* A name as a file writes it, in quotes where it needs them. */
void sample_name(StrBuf *b, const Name *name, bool chinese);
#endif
