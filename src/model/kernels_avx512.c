/* Kernels for x86-64 with AVX-512 F, DQ and VL (this file alone is compiled for it). */
#include <immintrin.h>

#if defined(__x86_64__)
#define KERNELS_TABLE kernels_avx512
#define KERNELS_NAME "avx512"
#define WIDTH 8
#include "model/kernels_body.h"
#else
typedef int kernels_avx512_not_on_this_machine;
#endif
