/* The disk, for a caller who gives no reader of his own: what stands at a path. Reads only what it is asked for.
 * Must never know what the bytes mean. */
#ifndef FATIAO_DISK_H
#define FATIAO_DISK_H
#include "interp/program/load.h"

/* The arena holds what was read last, and is the caller's to free; its escape must be set. */
typedef struct { Arena arena; } Disk;
bool disk_read(Disk *disk, const char *path, FileAnswer *answer);
#endif
