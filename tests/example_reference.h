/* The examples of a program, judged by the direct evaluator. Knows programs. Must never include bytecode, vm or facts. */
#ifndef FATIAO_TESTS_EXAMPLE_REFERENCE_H
#define FATIAO_TESTS_EXAMPLE_REFERENCE_H
#include "grammar/arena.h"
#include "tests/reference.h"

/* A record of the entity from JSON text; what is absent or null stays unknown. */
RefRecord *example_record(Arena *arena, const Program *program, int entity, const char *json);
/* What is wrong with the first expectation that does not come true; NULL when all do. Suppositions about rules are not judged: NULL. */
const char *example_failure(Arena *arena, Program *program, const Example *example);
#endif
