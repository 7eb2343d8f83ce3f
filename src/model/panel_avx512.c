/* Eight adjoints on x86-64 with AVX-512 F, DQ and VL (this file alone is compiled for it). */
#if defined(__x86_64__)
#define PANEL_TABLE panel_avx512
#define PANEL_NAME "avx512"
#define WIDTH 8
#include "model/panel_body.h"
#else
typedef int panel_avx512_not_on_this_machine;
#endif
