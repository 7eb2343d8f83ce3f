/* Kernels for any machine. */
#define KERNELS_TABLE kernels_baseline
#define KERNELS_NAME "baseline"
#define WIDTH 2
#include "model/kernels_body.h"
