/* Kernels for x86-64 with AVX2 (this file alone is compiled for it). */
#if defined(__x86_64__)
#define KERNELS_TABLE kernels_avx2
#define KERNELS_NAME "avx2"
#define WIDTH 4
#include "model/kernels_body.h"
#else
typedef int kernels_avx2_not_on_this_machine;
#endif
