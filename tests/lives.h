/* Random bereaved rural fathers as members of a JSON object, facts missing here and there. Knows the record schema of the regulation.
 * Must never know what is decided about them. */
#ifndef FATIAO_TESTS_LIVES_H
#define FATIAO_TESTS_LIVES_H
#include "tests/random_gen.h"
void random_life(Rng *rng, Text *out);
#endif
