/* Kernels for any machine. */
#define KERNELS_TABLE kernels_baseline
#define KERNELS_NAME "baseline"
#include "model/kernels_body.h"
