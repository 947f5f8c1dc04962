/* The memory of a check_*.c whose tests need an arena: a new one for each. Must never know what they test. */
#ifndef FATIAO_TESTS_CHECKS_ARENA_H
#define FATIAO_TESTS_CHECKS_ARENA_H
#include <setjmp.h>
#include "grammar/arena.h"
#include "tests/checks.h"

static Arena arena;
static jmp_buf out_of_memory; /* never jumped to: what these tests need there is */
static void setup(void)
{
    arena_init(&arena, NULL);
    arena.escape = &out_of_memory;
}
static void teardown(void) { arena_free(&arena); }
#endif
