/* Eight adjoints on x86-64 with AVX2 (this file alone is compiled for it). */
#if defined(__x86_64__)
#define PANEL_TABLE panel_avx2
#define PANEL_NAME "avx2"
#define WIDTH 4
#include "model/panel_body.h"
#else
typedef int panel_avx2_not_on_this_machine;
#endif
