/* The disk for tests that compile the policies of the repository. Must never know what is in a file. */
#ifndef FATIAO_TESTS_DISK_H
#define FATIAO_TESTS_DISK_H
#include "interp/fatiao.h"
fatiao_files disk_files(void);
/* NUL behind it; to be freed. Ends the program when it cannot be read. */
char *disk_whole(const char *path, size_t *len);
#endif
