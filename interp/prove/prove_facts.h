/* The record in question: every fact of it as an unknown of the solver, shared by all programs that read it. Facts are known by their
 * path in aliases (children[2].birth_date), values of enumerations by their aliases, so that two versions of a policy ask about
 * one record. Must never know rules, or why the question is asked. */
#ifndef FATIAO_PROVE_FACTS_H
#define FATIAO_PROVE_FACTS_H
#include "interp/program/program.h"
#include "interp/prove/prove_term.h"
#include "interp/decide/sample.h"

/* What the record may be. Dates lie in the years first_year .. last_year; numbers without a bound of their own within
 * ±number_max units. A list has at most max_children elements. */
typedef struct { int max_children, first_year, last_year; int64_t number_max; } FactLimits;

typedef struct {
    FactKind kind; bool parameter; /* one that is pending; path is its alias */
    const char *path; Truth known;
    Truth yes; End value;          /* yes: of truths; value.n: of an enumeration its number in the question's table, of a text likewise */
    Truth *in; int n_in;           /* of a list: which elements are there; each needs the one before */
    int table; const Enum *values; uint8_t scale;
} Fact;
/* Values of one enumerated fact, or of one decision, by alias, whatever the programs call or number them. */
typedef struct { const char *key; const char **values; int n_values; } FactTable;
typedef struct { int *slot; size_t cap; } FactIndex;
typedef struct {
    Terms terms; FactLimits limits;
    Fact *facts; int n_facts; FactIndex index;
    FactTable *tables; int n_tables;
    const char **texts; int n_texts; /* the texts that some program names; numbers from n_texts on are others */
} Question;

/* False: no solver. The arena holds everything but the solver's terms. */
bool question_open(Question *q, Arena *arena, FactLimits limits);
void question_close(Question *q);
const Fact *question_find(const Question *q, const char *path, FactKind kind); /* NULL: nobody asked for it */
const Fact *question_scalar(Question *q, const char *path, const Program *program, Type type);
const Fact *question_list(Question *q, const char *path);
const Fact *question_parameter(Question *q, const Program *program, const Param *param);
int question_text(Question *q, const char *text);
/* What a program reads of the fact: its value in the program's own numbering and scale, unknown within lo .. hi (INT64 ends: open).
 * What the program's record reader refuses is excluded. */
Term fact_read(Question *q, const Fact *f, const Program *program, Type type, int64_t lo, int64_t hi);
/* The table of that key; key is kept. */
int question_table(Question *q, const char *key);
int table_number(const Question *q, int table, const char *alias); /* -1: no such value */
/* A program's value of the enumeration in the table's numbering. */
Num table_value(Question *q, Num here, int table, const Enum *e);
#endif
