/* Kernels for eight draws on x86-64 with AVX2 (this file alone is compiled for it). */
#if defined(__x86_64__)
#define LANES_TABLE lanes_avx2
#define LANES_NAME "avx2"
#define WIDTH 4
#include "model/lanes_body.h"
#else
typedef int lanes_avx2_not_on_this_machine;
#endif
