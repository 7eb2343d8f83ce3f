/* Kernels for x86-64 with AVX2 (this file alone is compiled for it). */
#if defined(__x86_64__)
#define KERNELS_TABLE firms_kernels_avx2
#define KERNELS_NAME "avx2"
#define SINGLES 8
#define DOUBLES 4
#include "firms/kernels_body.h"
#else
typedef int firms_kernels_avx2_not_on_this_machine;
#endif
