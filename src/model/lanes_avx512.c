/* Kernels for eight draws on x86-64 with AVX-512 F, DQ and VL (this file alone is compiled for it). */
#if defined(__x86_64__)
#define LANES_TABLE lanes_avx512
#define LANES_NAME "avx512"
#define WIDTH 8
#include "model/lanes_body.h"
#else
typedef int lanes_avx512_not_on_this_machine;
#endif
