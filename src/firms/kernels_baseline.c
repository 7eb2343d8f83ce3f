/* Kernels for any machine: four singles at a time. */
#define KERNELS_TABLE firms_kernels_baseline
#define KERNELS_NAME "baseline"
#define SINGLES 4
#define DOUBLES 2
#include "firms/kernels_body.h"
