/* The loops for x86 with AVX2, whatever the rest of the library is compiled for. Knows compilers. Must never know what a loop does. */
#if defined(__x86_64__) && !defined(__AVX2__)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,popcnt"))), apply_to = function)
#else
#pragma GCC target("avx2,bmi,bmi2,popcnt")
#endif
#define KERNEL_AVX2 /* __AVX2__ is defined by the pragma, but not where a program only preprocesses */
#define KERNEL_SET kernels_avx2
#define KERNEL_SET_NAME "avx2"
#include "interp/vm/kernels_loops.h"
#if defined(__clang__)
#pragma clang attribute pop
#endif
#else
typedef int kernels_avx2_is_empty; /* an empty file is no C */
#endif
