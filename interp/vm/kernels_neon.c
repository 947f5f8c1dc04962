/* The loops for aarch64, all of whose machines have NEON. Must never know what a loop does. */
#if defined(__aarch64__) && defined(__ARM_NEON)
#define KERNEL_NEON
#define KERNEL_SET kernels_neon
#define KERNEL_SET_NAME "neon"
#include "interp/vm/kernels_loops.h"
#else
typedef int kernels_neon_is_empty; /* an empty file is no C */
#endif
