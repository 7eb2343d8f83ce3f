/* Kernels for x86-64 with AVX-512 F, DQ and VL (this file alone is compiled for it). */
#if defined(__x86_64__)
#define KERNELS_TABLE firms_kernels_avx512
#define KERNELS_NAME "avx512"
#define SINGLES 16
#define DOUBLES 8
#include "firms/kernels_body.h"
#else
typedef int firms_kernels_avx512_not_on_this_machine;
#endif
