/* The loops for any machine, or for the one that the whole library is compiled for. Must never know what a loop does. */
#define KERNEL_SET kernels_portable
#define KERNEL_SET_NAME "portable"
#include "interp/vm/kernels_loops.h"
