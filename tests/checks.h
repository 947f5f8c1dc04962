/* How a check_*.c runs its tests. Must never know what they test. */
#ifndef FATIAO_TESTS_CHECKS_H
#define FATIAO_TESTS_CHECKS_H
#include <check.h>

/* Runs the one case of the suite and frees both; what main returns. */
static inline int checks_run(Suite *suite, TCase *tests, enum fork_status fork)
{
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, fork);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
#endif
