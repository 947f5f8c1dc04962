/* A schema and its chunks, built by hand, for the tests of the record reader.
 * Must never need the language. */
#ifndef FATIAO_TESTS_FACTS_SCHEMA_H
#define FATIAO_TESTS_FACTS_SCHEMA_H
#include "interp/facts/facts.h"

enum { E_PERSON, E_HOUSEHOLD, E_CHILD, E_TASK, E_REPORT, E_NODE, N_TEST_ENTITIES };
/* Columns of the person's chunk. */
enum { C_SEX, C_BIRTH, C_FEE, C_NAME, C_LIVING, C_CHILD_BIRTH, C_CHILD_DEAD, C_TOY_NAME, N_PERSON_COLUMNS };
extern const Program facts_program;
extern const Chunk *const facts_chunks[N_TEST_ENTITIES]; /* person; report; the others have none */
#endif
